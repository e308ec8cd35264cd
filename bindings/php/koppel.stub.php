<?php

// What the extension koppel declares, for IDEs and static analysis. Generated from the library's schemas; do not edit.
// An array in gives an array out; a string (JSON) passes through untouched and a string comes back. Amounts are decimal
// strings such as "12.95".

namespace Koppel;

/**
 * A client: one shop.
 *
 * @phpstan-type Abeta array{path?: string, connections?: list<AbetaConnection>, statuses?: AbetaStatuses}
 * @phpstan-type AbetaCart array{total?: AbetaTotal, line_type?: bool}
 * @phpstan-type AbetaConnection array{connection_id: string, environment: Environment, api_key: SecretSource, bearer_token?: SecretSource|null, customer_hint?: string|null, return_hosts?: list<string>, frame_ancestors?: list<string>, login?: AbetaLogin, delivery?: AbetaDelivery, cart?: AbetaCart, products?: AbetaOptions}
 * @phpstan-type AbetaDelivery array{days?: int, until?: string, time?: string, working_days?: list<Weekday>, holidays?: list<Day>, time_zone?: string|null}
 * @phpstan-type AbetaId int|string
 * @phpstan-type AbetaLogin array{link_seconds?: int, confirm?: bool, landing?: string, session_hours?: int}
 * @phpstan-type AbetaOptions array{units?: array<string, string>, unit?: string, price_unit?: Amount, price_decimals?: int, category_codes?: array<string, list<string>>, category_codes_attribute?: string|null, manufacturer_number_attribute?: string|null}
 * @phpstan-type AbetaStatuses array{invalid_api_key?: int, invalid_credentials?: int, unknown_error?: int}
 * @phpstan-type AbetaTotal 'including_vat'|'excluding_vat'
 * @phpstan-type About 'product'|'inventory'|'order'
 * @phpstan-type Access array{by: By, header?: string|null, renew?: string|null}
 * @phpstan-type Accounting array{clients?: list<AccountingClient>, day_cut_off?: string, quota?: Quota, all_failures_are_400?: bool, consent?: ConsentPage}
 * @phpstan-type AccountingClient array{client_id: string, name: string, client_secret?: SecretSource|null, scopes: list<Scope>, redirect_uris?: list<string>, client_credentials?: bool}
 * @phpstan-type AccountingHealth array{open_days: list<string>}
 * @phpstan-type Address array{first_name?: string|null, last_name?: string|null, company?: string|null, address_1?: string|null, address_2?: string|null, postcode?: string|null, city?: string|null, state?: string|null, country?: string|null, phone?: string|null}
 * @phpstan-type Allocation array{line_id: Id, tender_id: Id, amount: Money, vat_amount?: Money|null}
 * @phpstan-type Amount string|int|float
 * @phpstan-type AnswerRequest array{ask_id: string, accept: bool, user_id?: UserId|null, unavailable?: bool}
 * @phpstan-type Ask array{kind: 'login', ask_id: string, data: Login}|array{kind: 'consent', ask_id: string, data: Consent}
 * @phpstan-type AttributeRows array{key?: Rule, name?: Rule, position?: Rule, varies?: Rule, visible?: Rule, each: Path|list<Path>, skip_if?: Condition|list<Condition>, values?: Rule|list<Rule>, labels?: string, placeholder?: string}
 * @phpstan-type BalanceReply array{card_id: string, balance: Money, currency: Currency, expires_on?: string|null}
 * @phpstan-type BalanceRequest array{platform_id: string, card: string, pin?: string|null}
 * @phpstan-type By 'basic'|'bearer'|'header'|'nothing'
 * @phpstan-type Capabilities array{version: string, abi: int, methods: list<string>, pure_methods: list<string>, error_codes: list<string>, stores: list<string>, panic: string}
 * @phpstan-type CaptureReply array{hold_id: string, card_id: string, amount: Money, entry_id: string, state: State, replayed: bool, together_with: list<Captured>}
 * @phpstan-type CaptureRequest array{hold_id: string, together_with?: list<string>, amount?: Amount|null, card?: string|null, pin?: string|null, remainder_amount?: Amount|null, send?: SendWhen}
 * @phpstan-type Captured array{hold_id: string, card_id: string, amount: Money, entry_id: string, state: State, replayed: bool}
 * @phpstan-type Cart array{cart_id: string, delivery_at?: string|null, total_amount?: Amount|null, lines: list<CartLine>}
 * @phpstan-type CartDocument array{general: General, products: list<CartProduct>}
 * @phpstan-type CartLine array{kind?: LineKind, product_id?: string|null, variant_id?: string|null, quantity: Amount, unit?: string|null, price_unit?: Amount|null, sku?: string|null, name?: string|null, description?: string|null, net_price?: Amount|null, gross_price?: Amount|null, vat_rate?: Rate|null, brand?: string|null, weight?: Amount|null, image_url?: string|null, manufacturer_number?: string|null, category_codes?: list<string>|null, categories?: list<string>|null}
 * @phpstan-type CartProduct array{id: AbetaId, sku: string, name: string, description?: string|null, price_ex_vat: int|float, price_inc_vat: int|float, vat_percentage: int|float, quantity: int|float, price_unit: int|float, unit: string, brand?: string|null, weight?: int|float|null, image_url?: string|null, manufacturer_number?: string|null, category_codes: list<string>, categories: list<string>, type?: LineKind|null}
 * @phpstan-type Category array{category_id: string, name: string, parent_id?: string|null}
 * @phpstan-type CategoryRows array{external_id?: Rule, name?: Rule, slug?: Rule, path?: Rule, unspsc?: Rule, each: Path|list<Path>, skip_if?: Condition|list<Condition>}
 * @phpstan-type Certificate array{limiting_voucher_ids: list<Id>, covered_line_ids: list<Id>}
 * @phpstan-type ChoiceRows array{key?: Rule, value?: Rule, each: Path|list<Path>, skip_if?: Condition|list<Condition>}
 * @phpstan-type Compat bool|list<Unsafe>
 * @phpstan-type Condition array{path: Path, equals: Word|list<Word>}
 * @phpstan-type Config array{store: StoreUrl, store_password?: SecretSource|null, store_key?: SecretSource|null, shop: Shop, support?: Support|null, platforms?: list<Platform>, rest?: Rest, wire?: WireConfig, retention?: Retention, accounting?: Accounting|null, abeta?: Abeta, oresto?: Oresto|null, sources?: array<string, Source>}
 * @phpstan-type Consent array{client_id: string, client_name: string, scopes: list<string>}
 * @phpstan-type ConsentPage array{heading?: string, introduction?: string, style?: string, login_url?: string}
 * @phpstan-type Contact array{platform_id: string, succeeded_at?: Instant|null, failed_at?: Instant|null, failure: string, clock_skew_ms?: int|null, failures: int, paused_until?: Instant|null}
 * @phpstan-type Credit array{voucher_id: Id, amount: Money, mode: CreditMode}
 * @phpstan-type CreditMode 'credit'|'credit_original'|'reissue'|'other_tender'|'hold'
 * @phpstan-type Currency string
 * @phpstan-type Customer array{customer_id?: string|null, email?: string|null, first_name?: string|null, last_name?: string|null, company?: string|null, phone?: string|null}
 * @phpstan-type Date array{format: string, zone?: string|null, inclusive?: bool}
 * @phpstan-type Day string
 * @phpstan-type DayClose array{business_day: Day, complete?: bool, receipt_count?: int|null, total_amount?: Money|null}
 * @phpstan-type Debtor array{customer_id: string, email: string, number?: string|null, first_name?: string|null, last_name?: string|null, company?: string|null, vat_number?: string|null, phone?: string|null, billing?: Address}
 * @phpstan-type Decimal array{mark?: ','|'.'|null, shift?: int}
 * @phpstan-type Diagnostic array{item?: int|null, path: string, code: string, message: string, severity: Severity, count: int}
 * @phpstan-type Dialect 'mysql'|'postgres'|'pdo_pgsql'
 * @phpstan-type Discount array{discount_id: string, amount: Money, line_ids?: list<string>|null}
 * @phpstan-type Document array{$schema?: string|null, version: int, source?: string, notes?: list<string>, items: Path|list<Path>, parts?: Path|list<Path>, refuse?: array<string, Path>, skip_if?: Condition|list<Condition>, none_if?: Condition|list<Condition>, group_by?: Path|null, product?: ProductFields, categories?: CategoryRows|list<CategoryRows>, tags?: Rule|null, images?: ImageRows|list<ImageRows>, attributes?: AttributeRows|list<AttributeRows>, variants: VariantRows|list<VariantRows>, links?: Rule|list<Rule>, lookups?: array<string, array<string, Word>>, learn?: list<Learn>, routes?: Routes|null}
 * @phpstan-type DrainRequest array{max_ms?: int, max_entries?: int}
 * @phpstan-type Drained array{sent: int, retried: int, parked_new: int, left: int, next_at?: Instant|null}
 * @phpstan-type Eligible array{kinds?: list<LineKind>|null, supplier_ids?: list<Id>|null, product_ids?: list<Id>|null, category_ids?: list<Id>|null}
 * @phpstan-type Elsewhere array{env: string}|array{file: string}
 * @phpstan-type Entered array{entry_id: string, state: State, key: string}
 * @phpstan-type Environment 'test'|'acceptance'|'production'
 * @phpstan-type EraseReply array{erased: list<Erased>, kept: list<Kept>}
 * @phpstan-type Erased array{kind: string, count: int}
 * @phpstan-type ExportReply array{held: list<Held>}
 * @phpstan-type Failing array{webhook: int, name: string, topic: string, status: string, failures: int, failure: string}
 * @phpstan-type FeeKind 'payment_costs'|'surcharge'
 * @phpstan-type Form 'used'|'left'
 * @phpstan-type Format 'canonical'|'woocommerce'|'abeta'|'oresto'
 * @phpstan-type General array{cart_id: string, total: int|float, currency: Currency, delivery_datetime: string}
 * @phpstan-type Group array{by: string, only?: list<Sign>}
 * @phpstan-type HandedOut array{id: string, lease: string, key: string, kind: Kind, platform_id: string, order?: mixed, refund?: mixed, product?: mixed, purchase_order?: mixed, oresto_order?: mixed}
 * @phpstan-type Health array{store_version: int, outbox: OutboxHealth, inbox: InboxHealth, platforms: list<Contact>, webhooks: list<Failing>, accounting: AccountingHealth, sources: list<SourceHealth>}
 * @phpstan-type Held array{kind: string, id: string, document: mixed}
 * @phpstan-type HoldReply array{hold_id: string, card_id: string, amount: Money, currency: Currency, balance_after?: Money|null, expires_at: Instant, replayed: bool}
 * @phpstan-type HoldRequest array{platform_id: string, order_id: string, card: string, pin?: string|null, amount: Amount, expires_at: string}
 * @phpstan-type Hooks array{header: string, scheme: Scheme, topic?: string|null, topic_at?: string|null, field?: string|null, topics: list<Topic>}
 * @phpstan-type HttpRespondScheme 'http'|'https'
 * @phpstan-type Id string
 * @phpstan-type ImageRows array{external_id?: Rule, url?: Rule, alt?: Rule, position?: Rule, each: Path|list<Path>, skip_if?: Condition|list<Condition>}
 * @phpstan-type InboxHealth array{untaken: int, oldest_age_s?: int|null}
 * @phpstan-type Instant string
 * @phpstan-type Join array{list: List, member?: string|null, into?: string|null, each: string, only?: Sign|null, at_once?: int}
 * @phpstan-type Kept array{kind: string, id: string, reason: string}
 * @phpstan-type Kind 'order'|'order_update'|'refund'|'product_proposal'|'purchase_order'|'oresto_order'
 * @phpstan-type Learn array{each: Path|list<Path>, table: string, of?: Path|null, rows?: Path|null, key: Path, value: Path, skip_if?: Condition|list<Condition>}
 * @phpstan-type Line array{line_id: string, kind: LineKind, supplier_id?: string, product_id?: string|null, variant_id?: string|null, sku?: string|null, name?: string, quantity?: int, gross_amount: Money, vat_rate?: Rate|null, vat_amount?: Money|null, fee_kind?: FeeKind|null, listed_amount?: Money|null}
 * @phpstan-type LineKind 'product'|'shipping'|'fee'
 * @phpstan-type LineRequest array{line_id: Id, kind: LineKind, supplier_id: Id, product_id?: Id|null, category_ids?: list<Id>, quantity?: int, gross_amount?: Amount|null, net_amount?: Amount|null, vat_rate?: Rate|null, vat_amount?: Amount|null}
 * @phpstan-type List array{path: string, body?: mixed, items?: string, id?: string, next?: Next, next_at?: string|null, size?: int, none?: string|null}
 * @phpstan-type ListReply array{entries: list<Listed>, after?: string|null, requests: list<RefusedRequest>}
 * @phpstan-type ListRequest array{state?: State|null, after?: string|null}
 * @phpstan-type Listed array{entry_id: string, key: string, kind: string, platform_id: string, subject_id: string, event_id: string, return_id: string, tender_id: string, order_reference: string, state: State, due_at?: Instant|null, attempts: int, reason?: string|null, advice?: string|null, detail: string, created_at: Instant, settled_at?: Instant|null}
 * @phpstan-type LocationRows array{external_id?: Rule, quantity?: Rule, each: Path|list<Path>, skip_if?: Condition|list<Condition>}
 * @phpstan-type Login array{username: string, password: string, customer_hint?: string|null}
 * @phpstan-type MapReply array{items: list<mixed>, diagnostics: list<Diagnostic>}
 * @phpstan-type MapRequest array{from: string, to: Format, shop: Shop, mapping?: Document|null, abeta?: AbetaOptions|null, oresto?: OrestoOptions|null, calculated_at?: string|null, items?: mixed}
 * @phpstan-type Mode 'upsert'|'delete'|'snapshot'
 * @phpstan-type Money string
 * @phpstan-type Names 'product'|'inventory'
 * @phpstan-type Next 'none'|'link'|'address'|'after'|'last'|'offset'|'page'
 * @phpstan-type NextReply array{entries: list<HandedOut>}
 * @phpstan-type NextRequest array{kinds?: list<Kind>, max?: int, lease_s?: int}
 * @phpstan-type OnExpired 'credit_original'|'reissue'|'other_tender'|'hold'
 * @phpstan-type One array{path: string, body?: mixed, items?: string, at_once?: int, none?: string|null}
 * @phpstan-type Order array{order_id?: string, host_id?: string|null, number?: string|null, platform_order_id?: string|null, currency: Currency, status: Status, created_at?: string|null, prices_include_vat?: bool, customer?: Customer, billing?: Address, shipping?: Address|null, lines: list<Line>, discounts?: list<Discount>, tenders?: list<Tender>, total_amount: Money, vat_amount?: Money|null, note?: string|null, reference?: string|null}
 * @phpstan-type Oresto array{environment: OrestoEnvironment, base_url?: string, login: string, password: SecretSource, format?: OrestoFormat, timeout_ms?: int, first_page?: int, page_size?: int, batch_size?: int, data_members?: list<string>, absent_texts?: list<string>, xml_namespace?: string, operations?: array<string, OrestoOverride>, products?: array<string, mixed>}
 * @phpstan-type OrestoCallReply array{data: mixed, errors: list<OrestoFault>, items: list<OrestoItemResult>, request_duration_ms?: int|null, wholesaler_id?: mixed, user_id?: mixed, calls: int, fetched_at?: Instant|null}
 * @phpstan-type OrestoCallRequest array{operation: OrestoOperation, parameters?: array<string, mixed>, body?: mixed, confirm?: string|null, all_pages?: bool, cached?: bool}
 * @phpstan-type OrestoEnvironment 'test'|'production'
 * @phpstan-type OrestoFault array{key1?: string|null, key2?: string|null, field?: string|null, message: string}
 * @phpstan-type OrestoFlow 'clients'|'orders'|'locations'|'delivery_days'|'products'|'own_to_central'|'client_products'|'lookups'|'nightly'
 * @phpstan-type OrestoForm 'product'|'link_product'|'sales'
 * @phpstan-type OrestoFormat 'json'|'xml'
 * @phpstan-type OrestoItemResult array{article_number: string, client_number: string, is_saved: bool, message?: string|null}
 * @phpstan-type OrestoOperation 'brands_list'|'categories_list'|'categories_list_concatenated'|'central_product_get_by_ean'|'central_product_get_by_supplier'|'central_products_list'|'central_products_list_articlecodes_by_supplier'|'central_products_list_ean'|'client_create'|'client_delete'|'client_link_representative'|'client_link_users'|'client_location_create'|'client_location_delete'|'client_location_delivery_dates_get'|'client_location_delivery_dates_replace'|'client_location_update'|'client_locations_delete_all'|'client_locations_list'|'client_orders_list'|'client_orders_process'|'client_product_create'|'client_product_delete'|'client_product_update'|'client_products_add_or_update_multiple'|'client_products_create_multiple'|'client_products_delete_all'|'client_products_list'|'client_products_update_multiple'|'client_segments_list'|'client_unlink_representative'|'client_unlink_users'|'client_update'|'clients_list'|'content_types_list'|'error_logs_get_by_day'|'error_logs_get_page'|'link_product_create'|'link_product_delete'|'link_product_get_by_ean'|'link_product_get_by_supplier'|'link_product_get_by_wholesaler_article_number'|'link_product_update'|'link_product_update_sales'|'link_products_list'|'link_products_list_ean'|'link_products_list_wholesaler_article_numbers'|'multiplier_types_list'|'orderlist_item_delete'|'orderlist_items_add'|'orderlist_items_list'|'orderlist_items_replace'|'producers_list'|'product_create'|'product_delete'|'product_get_by_ean'|'product_get_by_supplier'|'product_get_by_wholesaler_article_number'|'product_photo_create'|'product_photo_delete'|'product_photos_list'|'product_update'|'product_update_sales'|'products_list'|'products_list_ean'|'products_list_wholesaler_article_numbers'|'representative_create'|'representative_delete'|'representative_link_clients'|'representative_unlink_clients'|'representative_update'|'representatives_list'|'storage_conditions_list'|'supplier_get_by_vat'|'suppliers_list'|'unit_sales_prices_list'|'user_create'|'user_delete'|'user_link_client'|'user_unlink_client'|'user_update'|'users_list'
 * @phpstan-type OrestoOptions array{form?: OrestoForm, prices_include_vat?: bool, brands?: array<string, int>, categories?: array<string, int>, producers?: array<string, int>, producer_attribute?: string|null, storage_conditions?: array<string, int>, storage_attribute?: string|null, storage_condition?: int|null, content_attribute?: string|null, units?: array<string, string>, unit?: string|null, abbreviations?: list<string>, order_quantity?: Amount|null, supplier_id?: int|null, supplier_code_attribute?: string|null, package_attribute?: string|null}
 * @phpstan-type OrestoOverride array{path?: string|null, method?: string|null, names?: array<string, string>, element?: string|null}
 * @phpstan-type OrestoProblem array{flow: OrestoFlow, item: string, is_error: bool, code?: string|null, message: string}
 * @phpstan-type OrestoStopped array{code: string, message: string, retryable: bool}
 * @phpstan-type OrestoSyncReply array{flow: OrestoFlow, done: int, left: int, next_at?: Instant|null, failed: int, calls: int, problems: list<OrestoProblem>, stopped?: OrestoStopped|null}
 * @phpstan-type OrestoSyncRequest array{flow: OrestoFlow, items?: list<mixed>, max_ms?: int, retry_failed?: bool}
 * @phpstan-type Origin 'given'|'computed'
 * @phpstan-type OutboxHealth array{due: int, waiting: int, oldest_age_s?: int|null, parked: list<Parked>, requests: RequestsHealth}
 * @phpstan-type Pace array{header: string, form: Form, call_ms: int, reset?: string|null}
 * @phpstan-type PaidBy 'platform'|'shop'
 * @phpstan-type Parked array{reason: string, count: int, advice: string}
 * @phpstan-type Path string
 * @phpstan-type PaymentKind 'cash'|'transfer'|'other'|'card'|'online'|'voucher'|'account'
 * @phpstan-type PaymentMethod array{payment_method_id: string, name: string, kind?: PaymentKind}
 * @phpstan-type PaymentSplitDiscount array{discount_id: Id, amount: Amount, line_ids?: list<Id>|null}
 * @phpstan-type PaymentSplitLine array{line_id: Id, kind: LineKind, gross_amount: Money, discount_amount: Money, paid_amount: Money, vat_rate?: Rate|null, vat_amount?: Money|null, quantity: int, supplier_id: Id, product_id?: Id|null}
 * @phpstan-type PaymentSplitTender array{tender_id: Id, kind: TenderKind, amount: Money, balance_after?: Money|null, refund?: RefundWay|null, on_expired?: OnExpired|null, expires_on?: Day|null, restricted?: bool|null}
 * @phpstan-type PemFile array{file: string}
 * @phpstan-type Permissions 'read'|'write'|'read_write'
 * @phpstan-type PersonRequest array{email?: string|null, customer_id?: string|null}
 * @phpstan-type Platform array{platform_id: string, profile: mixed, environment: Environment, base_url: string, key: string, secret: SecretSource}
 * @phpstan-type Policy 'line_faithful'|'voucher_first'|'other_first'
 * @phpstan-type ProductFields array{external_id?: Rule, kind?: Rule, sku?: Rule, name?: Rule, slug?: Rule, url?: Rule, description?: Rule, short_description?: Rule, brand?: Rule, status?: Rule, visibility?: Rule, created_at?: Rule, updated_at?: Rule, 'tax.class'?: Rule, is_part?: Rule, has_parts?: Rule, has_more?: Rule}
 * @phpstan-type PullMode 'since'|'complete'
 * @phpstan-type PullReply array{created: int, updated: int, content_changed: int, price_changed: int, stock_changed: int, unchanged: int, deleted: int, events: int, diagnostics: list<Diagnostic>, mode: PullMode, began_at: Instant, left: int, calls: int, next_at?: Instant|null, stopped?: PullStopped|null}
 * @phpstan-type PullRequest array{source: string, since?: string|null, complete?: bool, max_ms?: int}
 * @phpstan-type PullStopped array{code: string, message: string, retryable: bool}
 * @phpstan-type PunchoutLogin array{punchout_id: string, user_id: string, session_id: string, connection_id: string, abeta_punchout_user: bool, frame_ancestors: list<string>}
 * @phpstan-type PushReply array{entry_id: string, state: State, key: string, replayed: bool}
 * @phpstan-type PushRequest array{platform_id: string, order?: Order|null, order_id?: string|null, host_id?: string|null, platform_order_id?: string|null, status?: Status|null, number?: string|null, refused_lines?: list<RefusedLine>, event_id?: string|null, send?: SendWhen}
 * @phpstan-type PutReply array{stored: int, revised: int, unchanged: int}
 * @phpstan-type PutRequest array{kind: RecordKind, items: list<RecordItem>}
 * @phpstan-type Quota array{requests?: int, window_s?: int}
 * @phpstan-type Rate string|int|float
 * @phpstan-type Receipt array{receipt_id: string, number?: string|null, reference?: string|null, created_at: Instant, business_day?: Day|null, till_id?: string|null, currency: Currency, customer_id?: string|null, lines: list<ReceiptLine>, rounding_amount?: Money, tip_amount?: Money, total_amount: Money, payments: list<ReceiptPayment>, vat?: list<ReceiptVat>}
 * @phpstan-type ReceiptLine array{line_id: string, kind?: ReceiptLineKind, product_code?: string|null, name: string, category_id?: string|null, quantity?: Amount, gross_amount: Money, vat_rate?: Rate|null, vat_amount?: Money|null}
 * @phpstan-type ReceiptLineKind 'product'|'surcharge'|'shipping'|'discount'|'deposit'|'voucher'
 * @phpstan-type ReceiptPayment array{payment_method_id: string, amount: Money, given_amount?: Money|null, change_amount?: Money|null}
 * @phpstan-type ReceiptVat array{vat_rate: Rate, gross_amount: Money, vat_amount: Money}
 * @phpstan-type RecordItem Order|Debtor|Receipt|VatRate|PaymentMethod|Category|DayClose
 * @phpstan-type RecordKind 'customers'|'vat_rates'|'payment_methods'|'categories'|'orders'|'receipts'|'day_close'
 * @phpstan-type RecordReply array{order_id: string, origin: Origin, status: Status, replayed: bool}
 * @phpstan-type RecordRequest array{platform_id: string, document?: mixed, order?: Order|null}
 * @phpstan-type Refund array{return_id: Id, order_id: Id, currency: Currency, policy: Policy, calculated_at: Instant, amount: Money, credits: list<Credit>, refunds: list<RemainderRefund>, lines: list<RefundLine>, allocation: list<Allocation>, suppliers: list<Supplier>, vat: list<VatRow>, vat_correction_amount?: Money|null, retained_amount: Money, refundable_amount: Money, returned: list<Returned>}
 * @phpstan-type RefundComputeLine array{line_id: Id, kind: LineKind, gross_amount: Money, discount_amount: Money, paid_amount: Money, vat_rate?: Rate|null, vat_amount?: Money|null, quantity: int, supplier_id: Id, product_id?: Id|null}
 * @phpstan-type RefundComputeSplit array{order_id: Id, currency: Currency, vat_mode: VatMode, restocking_fee_rate: Rate, calculated_at: Instant, total_amount: Money, voucher_amount: Money, amount_due: Money, lines: list<RefundComputeLine>, tenders: list<RefundComputeTender>, allocation: list<Allocation>, suppliers: list<Supplier>, vat: list<VatRow>, vat_due_now?: Money|null, unused_vouchers: list<UnusedVoucher>, certificate: Certificate, allocation_hash: string}
 * @phpstan-type RefundComputeTender array{tender_id: Id, kind: TenderKind, amount: Money, balance_after?: Money|null, refund?: RefundWay|null, on_expired?: OnExpired|null, expires_on?: Day|null, restricted?: bool|null}
 * @phpstan-type RefundLine array{line_id: Id, kind: LineKind, product_id?: Id|null, quantity: int, amount: Money, vat_rate?: Rate|null, vat_amount?: Money|null}
 * @phpstan-type RefundRequest array{split: RefundComputeSplit, returned?: list<ReturnedLine>, return_id: Id, calculated_at: Instant, lines: list<ReturnLine>, policy?: Policy}
 * @phpstan-type RefundWay 'credit'|'none'
 * @phpstan-type Refusal array{code?: string, message?: string, line_ids?: list<string>}
 * @phpstan-type RefusedLine array{line_id: string, reason?: string}
 * @phpstan-type RefusedRequest array{request_key: string, method: string, attempts: int, due_at: Instant, failure: string, created_at: Instant}
 * @phpstan-type ReleaseReply array{hold_id: string, entry_id?: string|null, state?: State|null, replayed: bool}
 * @phpstan-type ReleaseRequest array{hold_id: string, send?: SendWhen}
 * @phpstan-type Remainder array{tender_id: Id, minimum_amount?: Amount|null}
 * @phpstan-type RemainderRefund array{tender_id: Id, amount: Money, paid_by: PaidBy}
 * @phpstan-type RequestsHealth array{waiting: int, refused: int, oldest_age_s?: int|null}
 * @phpstan-type RequeueReply array{entry_id: string, state: State}
 * @phpstan-type RequeueRequest array{entry_id: string, by_hand?: bool, answer?: mixed}
 * @phpstan-type RespondReply array{status: int, headers: list<array{string, string}>, wake: list<string>, ask?: Ask|null, login?: PunchoutLogin|null, body?: string|null, body_base64?: string|null}
 * @phpstan-type RespondRequest array{method: string, target: string, scheme: HttpRespondScheme, remote_address?: string, headers?: list<array{string, string}>, body?: string|null, body_base64?: string|null}
 * @phpstan-type Rest array{public_url?: string, trusted_proxies?: list<string>, keys?: list<RestKey>, writes?: Writes, compat?: Compat}
 * @phpstan-type RestKey array{consumer_key: string, consumer_secret: SecretSource, permissions: Permissions, platform_id?: string|null}
 * @phpstan-type Retention array{outbox_days?: int|null, inbox_days?: int|null, orders_days?: int|null, punchouts_days?: int|null}
 * @phpstan-type ReturnCartReply array{redirect_url?: string|null, replayed: bool, cart?: CartDocument|null}
 * @phpstan-type ReturnCartRequest array{punchout_id: string, cart: Cart, inspect?: bool, resend?: bool}
 * @phpstan-type ReturnCreditReturnLine array{line_id: string, quantity?: int|null, amount?: Amount|null}
 * @phpstan-type ReturnLine array{line_id: Id, quantity?: int|null, amount?: Amount|null}
 * @phpstan-type ReturnReply array{return_id: Id, order_id: Id, currency: Currency, policy: Policy, calculated_at: Instant, amount: Money, credits: list<Credit>, refunds: list<RemainderRefund>, lines: list<RefundLine>, allocation: list<Allocation>, suppliers: list<Supplier>, vat: list<VatRow>, vat_correction_amount?: Money|null, retained_amount: Money, refundable_amount: Money, returned: list<Returned>, entries: list<Entered>, pay_out_amount: Money, replayed: bool}
 * @phpstan-type ReturnRequest array{platform_id: string, order_id?: string|null, host_id?: string|null, platform_order_id?: string|null, return_id: string, lines: list<ReturnCreditReturnLine>, policy?: Policy, send?: SendWhen}
 * @phpstan-type Returned array{line_id: Id, quantity: int, amount: Money}
 * @phpstan-type ReturnedLine array{line_id: Id, quantity?: int, amount?: Amount}
 * @phpstan-type Routes array{version: int, access: Access, list: List, since?: Since|null, one: One, tables?: list<Table>, joins?: list<Join>, traces?: list<Trace>, group?: Group|null, gone?: Sign|null, part?: Sign|null, pace?: Pace|null, says?: Says|null, hooks?: Hooks|null}
 * @phpstan-type Rule Path|Verbs
 * @phpstan-type Says array{busy: Sign, refused: string, left: string, rate: string, cost: string}
 * @phpstan-type Schema array<string, mixed>|bool
 * @phpstan-type SchemaReply array{method: string, summary: string, since: string, request: Schema, reply: Schema}
 * @phpstan-type SchemaRequest array{method: string}
 * @phpstan-type Scheme 'hmac_base64'|'hmac_hex'|'hmac_named'|'md5'|'key'
 * @phpstan-type Scope 'sales.read'|'receipts.read'|'customers.read'|'products.read'|'settings.read'
 * @phpstan-type SecretSource string|Elsewhere
 * @phpstan-type SendWhen 'later'|'now'
 * @phpstan-type Separator string
 * @phpstan-type SettleReply array{order_id?: string|null, status?: Status|null, entry_id?: string|null, replayed: bool}
 * @phpstan-type SettleRequest array{id: string, lease: string, host_id?: string|null, refuse?: Refusal|null, stock?: list<StockItem>}
 * @phpstan-type SettlementListKind 'return'|'sale'|'called_off'
 * @phpstan-type SettlementReply array{platform_id: string, from: Instant, until: Instant, currency: Currency, sales: Sum, returns: Sum, called_off: Sum, net_amount: Money, vat: list<VatSum>, vat_amount?: Money|null, rows: list<SettlementRow>, next?: string|null, csv?: string|null}
 * @phpstan-type SettlementRequest array{platform_id: string, from: string, until: string, currency?: Currency|null, after?: string|null, csv?: bool}
 * @phpstan-type SettlementRow array{booked_at: Instant, kind: SettlementListKind, order_id: string, host_id?: string|null, platform_order_id?: string|null, return_id?: string|null, card_amount: Money, other_amount: Money, total_amount: Money, platform_amount: Money, vat_amount?: Money|null}
 * @phpstan-type Severity 'info'|'warning'|'error'
 * @phpstan-type Shop array{shop_id?: string, name?: string, currency: Currency, country?: string, language?: string, time_zone?: string, prices_include_vat: bool, vat?: array<string, Rate>, lookups?: array<string, array<string, string>>}
 * @phpstan-type Sign array{at: string, equals?: list<string>}
 * @phpstan-type Since array{path: string, written?: Written}
 * @phpstan-type Source array{system: SourceSystem, base_url: string, key?: string|null, secret?: SecretSource|null, token?: SecretSource|null, refresh_token?: SecretSource|null, token_url?: string|null, webhook_secret?: SecretSource|null, mapping?: Document|null, timeout_ms?: int}
 * @phpstan-type SourceCallReply array{status: int, headers: array<string, string>, document: mixed, text?: string|null}
 * @phpstan-type SourceCallRequest array{source: string, method: Verb, path: string, document?: mixed, max_ms?: int}
 * @phpstan-type SourceHealth array{source: string, is_under_way: bool, reached_at?: Instant|null, age_s?: int|null, noticed: int, refused: int, next_at?: Instant|null}
 * @phpstan-type SourceSystem 'shopify'|'woocommerce'|'magento'|'lightspeed-c'|'lightspeed-r'|'lightspeed-x'|'custom'|'shopify-graphql'
 * @phpstan-type Split array{order_id: Id, currency: Currency, vat_mode: VatMode, restocking_fee_rate: Rate, calculated_at: Instant, total_amount: Money, voucher_amount: Money, amount_due: Money, lines: list<PaymentSplitLine>, tenders: list<PaymentSplitTender>, allocation: list<Allocation>, suppliers: list<Supplier>, vat: list<VatRow>, vat_due_now?: Money|null, unused_vouchers: list<UnusedVoucher>, certificate: Certificate, allocation_hash: string}
 * @phpstan-type SplitRequest array{order_id: Id, currency: Currency, calculated_at: Instant, lines: list<LineRequest>, discounts?: list<PaymentSplitDiscount>, vouchers?: list<Voucher>, remainder?: Remainder|null, vat_mode?: VatMode, restocking_fee_rate?: Rate}
 * @phpstan-type State 'due'|'claimed'|'done'|'parked'
 * @phpstan-type Statement array{sql: string, parameters: list<string>, request_key: string}
 * @phpstan-type StatementRequest array{method: string, request: mixed, dialect: Dialect}
 * @phpstan-type Status 'on-hold'|'cancelled'|'refunded'|'failed'|'pending'|'processing'|'completed'
 * @phpstan-type StockItem array{product_id: string, variant_id?: string|null, quantity: Amount, as_of?: string|null}
 * @phpstan-type StockPutReply array{changed: int, ignored_as_older: int, unknown: int}
 * @phpstan-type StockPutRequest array{items: list<StockItem>}
 * @phpstan-type StoreUrl string
 * @phpstan-type Sum array{count: int, card_amount: Money, other_amount: Money, total_amount: Money, platform_amount: Money}
 * @phpstan-type Supplier array{supplier_id: Id, amount: Money, tenders: list<SupplierTender>}
 * @phpstan-type SupplierTender array{tender_id: Id, amount: Money}
 * @phpstan-type Support array{email?: string, url?: string, contact?: string}
 * @phpstan-type SyncReply array{created: int, updated: int, content_changed: int, price_changed: int, stock_changed: int, unchanged: int, deleted: int, events: int, diagnostics: list<Diagnostic>}
 * @phpstan-type SyncRequest array{from: string, mode: Mode, complete?: bool, as_of?: string|null, mapping?: Document|null, items: mixed}
 * @phpstan-type Table array{list: List, member: string}
 * @phpstan-type Tender array{tender_id: string, kind: TenderKind, amount: Money, line_id?: string|null}
 * @phpstan-type TenderKind 'multi_purpose'|'single_purpose'|'payment_instrument'|'remainder'
 * @phpstan-type Topic array{name: string, at: list<string>, about?: About}
 * @phpstan-type Trace array{list: List, since: Since, of: string, names?: Names, member?: string|null, places?: List|null}
 * @phpstan-type Unsafe 'unknown_product'|'overselling'|'comma_price'|'doubled_order'|'over_refund'
 * @phpstan-type UnusedReason 'empty_balance'|'below_minimum_order'|'no_eligible_line'|'not_needed'|'minimum_top_up'
 * @phpstan-type UnusedVoucher array{voucher_id: Id, reason: UnusedReason}
 * @phpstan-type UserId string|int
 * @phpstan-type VariantRows array{external_id?: Rule, parent_id?: Rule, inventory_id?: Rule, sku?: Rule, gtin?: Rule, mpn?: Rule, status?: Rule, 'price.authority'?: Rule, 'price.regular'?: Rule, 'price.sale'?: Rule, 'price.now'?: Rule, 'price.was'?: Rule, 'price.sale_from'?: Rule, 'price.sale_to'?: Rule, 'price.cost'?: Rule, 'price.quantity'?: Rule, 'price.currency'?: Rule, 'tax.taxable'?: Rule, 'tax.class'?: Rule, 'tax.rate_percent'?: Rule, 'tax.origin'?: Rule, unit?: Rule, 'order.minimum'?: Rule, 'order.step'?: Rule, 'pack.size'?: Rule, 'content.value'?: Rule, 'content.unit'?: Rule, 'stock.tracked'?: Rule, 'stock.shared'?: Rule, 'stock.quantity'?: Rule, 'stock.threshold'?: Rule, 'stock.available'?: Rule, 'stock.stopped'?: Rule, 'stock.on_order'?: Rule, 'stock.backorders'?: Rule, 'weight.value'?: Rule, 'weight.unit'?: Rule, 'size.length'?: Rule, 'size.width'?: Rule, 'size.height'?: Rule, is_virtual?: Rule, 'image.external_id'?: Rule, 'image.url'?: Rule, 'choice.1'?: Rule, 'choice.2'?: Rule, 'choice.3'?: Rule, each: Path|list<Path>, skip_if?: Condition|list<Condition>, choices?: ChoiceRows|list<ChoiceRows>, locations?: LocationRows|list<LocationRows>, levels?: string}
 * @phpstan-type VatMode 'per_line'|'per_rate'
 * @phpstan-type VatRate array{vat_rate_id: string, name: string, vat_rate: Rate, country?: string|null}
 * @phpstan-type VatRow array{vat_rate?: Rate|null, gross_amount: Money, net_amount?: Money|null, vat_amount?: Money|null, tenders: list<VatTender>}
 * @phpstan-type VatSum array{vat_rate?: Rate|null, gross_amount: Money, vat_amount?: Money|null}
 * @phpstan-type VatTender array{tender_id: Id, gross_amount: Money, vat_amount?: Money|null}
 * @phpstan-type Verb 'GET'|'POST'|'PUT'|'DELETE'
 * @phpstan-type Verbs array{path?: Path|null, first?: list<Rule>|null, template?: string|null, const?: Word|null, unless?: Condition|null, join?: string|null, trim?: bool, after?: Separator|null, strip_html?: bool, replace?: array<string, string>|null, map?: array<string, Word>|null, lookup?: string|null, decimal?: Decimal|null, date?: Date|null, empty?: Word|null, default?: Word|null, required?: bool, split?: Separator|null}
 * @phpstan-type Voucher array{voucher_id: Id, kind: VoucherKind, balance: Amount, expires_on?: Day|null, eligible?: Eligible|null, max_amount?: Amount|null, min_order_amount?: Amount|null, priority?: int|null, splittable?: bool, refund?: RefundWay, on_expired?: OnExpired, issuer_id?: Id|null}
 * @phpstan-type VoucherKind 'multi_purpose'|'single_purpose'|'payment_instrument'
 * @phpstan-type Weekday 'monday'|'tuesday'|'wednesday'|'thursday'|'friday'|'saturday'|'sunday'
 * @phpstan-type WireConfig array{allow_addresses?: list<string>, extra_roots?: PemFile|null, proxy?: string|null}
 * @phpstan-type Word string|int|float|bool|null
 * @phpstan-type Writes 'proposal'|'mirror'
 * @phpstan-type Written 'rfc3339'|'plain'|'spaced'|'utc'|'cursor'
 * @phpstan-type OrestoCallBrandsList array{operation: 'brands_list', parameters?: array{}, body?: null}
 * @phpstan-type OrestoCallCategoriesList array{operation: 'categories_list', parameters?: array{}, body?: null}
 * @phpstan-type OrestoCallCategoriesListConcatenated array{operation: 'categories_list_concatenated', parameters?: array{Reverse?: bool}, body?: null}
 * @phpstan-type OrestoCallCentralProductGetByEan array{operation: 'central_product_get_by_ean', parameters?: array{EanCode: string}, body?: null}
 * @phpstan-type OrestoCallCentralProductGetBySupplier array{operation: 'central_product_get_by_supplier', parameters?: array{Id: int, ArticleCode: string, IsPackageProduct: bool}, body?: null}
 * @phpstan-type OrestoCallCentralProductsList array{operation: 'central_products_list', parameters?: array{modifiedDate?: string, modifiedEndDate?: string, PageSize?: int, Page?: int, DeletedProducts?: bool, MultiplicatorProducts?: bool}, body?: null}
 * @phpstan-type OrestoCallCentralProductsListArticlecodesBySupplier array{operation: 'central_products_list_articlecodes_by_supplier', parameters?: array{OnlyEmptyEan?: bool, MultiplicatorProducts?: bool}, body?: null}
 * @phpstan-type OrestoCallCentralProductsListEan array{operation: 'central_products_list_ean', parameters?: array{modifiedDate?: string, modifiedEndDate?: string, ExcludeCentralProducts?: bool, MultiplicatorProducts?: bool}, body?: null}
 * @phpstan-type OrestoCallClientCreate array{operation: 'client_create', parameters?: array{}, body?: array{ClientNumber: string}&array<string, mixed>}
 * @phpstan-type OrestoCallClientDelete array{operation: 'client_delete', parameters?: array{ClientNumber: string}, body?: null}
 * @phpstan-type OrestoCallClientLinkRepresentative array{operation: 'client_link_representative', parameters?: array{}, body?: array{ClientNumber: string, EmailRepresentative: string}&array<string, mixed>}
 * @phpstan-type OrestoCallClientLinkUsers array{operation: 'client_link_users', parameters?: array{}, body?: array{ClientNumber: string, EmailUsers: list<string>}&array<string, mixed>}
 * @phpstan-type OrestoCallClientLocationCreate array{operation: 'client_location_create', parameters?: array{}, body?: array{Id?: int, ClientNumber: string}&array<string, mixed>}
 * @phpstan-type OrestoCallClientLocationDelete array{operation: 'client_location_delete', parameters?: array{Id: int, ClientNumber: string}, body?: null}
 * @phpstan-type OrestoCallClientLocationDeliveryDatesGet array{operation: 'client_location_delivery_dates_get', parameters?: array{ClientNumber: string, ID: int}, body?: null}
 * @phpstan-type OrestoCallClientLocationDeliveryDatesReplace array{operation: 'client_location_delivery_dates_replace', parameters?: array{}, body?: array{ClientLocationId: int, DeliveryDates: list<string>}&array<string, mixed>}
 * @phpstan-type OrestoCallClientLocationUpdate array{operation: 'client_location_update', parameters?: array{}, body?: array{Id: int}&array<string, mixed>}
 * @phpstan-type OrestoCallClientLocationsDeleteAll array{operation: 'client_locations_delete_all', parameters?: array{ClientNumber: string}, body?: null}
 * @phpstan-type OrestoCallClientLocationsList array{operation: 'client_locations_list', parameters?: array{ClientNumber?: string}, body?: null}
 * @phpstan-type OrestoCallClientOrdersList array{operation: 'client_orders_list', parameters?: array{ClientNumber?: string, OldestFirst?: bool, Page?: int, PageSize?: int, Processed: bool}, body?: null}
 * @phpstan-type OrestoCallClientOrdersProcess array{operation: 'client_orders_process', parameters?: array{}, body?: array{ClientNumber: string, OrderNumbers: list<string>}&array<string, mixed>}
 * @phpstan-type OrestoCallClientProductCreate array{operation: 'client_product_create', parameters?: array{}, body?: array{WholesalerArticleNumber: string, ClientNumber: string, PromoValidFrom?: string, PromoValidUntil?: string}&array<string, mixed>}
 * @phpstan-type OrestoCallClientProductDelete array{operation: 'client_product_delete', parameters?: array{WholesalerArticleNumber: string, ClientNumber: string}, body?: null}
 * @phpstan-type OrestoCallClientProductUpdate array{operation: 'client_product_update', parameters?: array{}, body?: array{WholesalerArticleNumber: string, ClientNumber: string, PromoValidFrom?: string, PromoValidUntil?: string}&array<string, mixed>}
 * @phpstan-type OrestoCallClientProductsAddOrUpdateMultiple array{operation: 'client_products_add_or_update_multiple', parameters?: array{}, body?: list<array{WholesalerArticleNumber: string, ClientNumber: string, PromoValidFrom?: string, PromoValidUntil?: string}&array<string, mixed>>}
 * @phpstan-type OrestoCallClientProductsCreateMultiple array{operation: 'client_products_create_multiple', parameters?: array{}, body?: list<array{WholesalerArticleNumber: string, ClientNumber: string, PromoValidFrom?: string, PromoValidUntil?: string}&array<string, mixed>>}
 * @phpstan-type OrestoCallClientProductsDeleteAll array{operation: 'client_products_delete_all', parameters?: array{ClientNumber?: string}, body?: null}
 * @phpstan-type OrestoCallClientProductsList array{operation: 'client_products_list', parameters?: array{}, body?: null}
 * @phpstan-type OrestoCallClientProductsUpdateMultiple array{operation: 'client_products_update_multiple', parameters?: array{}, body?: list<array{WholesalerArticleNumber: string, ClientNumber: string, PromoValidFrom?: string, PromoValidUntil?: string}&array<string, mixed>>}
 * @phpstan-type OrestoCallClientSegmentsList array{operation: 'client_segments_list', parameters?: array{}, body?: null}
 * @phpstan-type OrestoCallClientUnlinkRepresentative array{operation: 'client_unlink_representative', parameters?: array{}, body?: array{ClientNumber: string, EmailRepresentative: string}&array<string, mixed>}
 * @phpstan-type OrestoCallClientUnlinkUsers array{operation: 'client_unlink_users', parameters?: array{}, body?: array{ClientNumber: string, EmailUsers: list<string>}&array<string, mixed>}
 * @phpstan-type OrestoCallClientUpdate array{operation: 'client_update', parameters?: array{}, body?: array{ClientNumber: string}&array<string, mixed>}
 * @phpstan-type OrestoCallClientsList array{operation: 'clients_list', parameters?: array{}, body?: null}
 * @phpstan-type OrestoCallContentTypesList array{operation: 'content_types_list', parameters?: array{}, body?: null}
 * @phpstan-type OrestoCallErrorLogsGetByDay array{operation: 'error_logs_get_by_day', parameters?: array{Date: string}, body?: null}
 * @phpstan-type OrestoCallErrorLogsGetPage array{operation: 'error_logs_get_page', parameters?: array{Page: int}, body?: null}
 * @phpstan-type OrestoCallLinkProductCreate array{operation: 'link_product_create', parameters?: array{}, body?: array{WholesalerArticleNumber: string, EanCode?: string, Supplier?: array<string, mixed>, PromoValidFrom?: string, PromoValidUntil?: string}&array<string, mixed>}
 * @phpstan-type OrestoCallLinkProductDelete array{operation: 'link_product_delete', parameters?: array{WholesalerArticleNumber: string}, body?: null}
 * @phpstan-type OrestoCallLinkProductGetByEan array{operation: 'link_product_get_by_ean', parameters?: array{EanCode: string}, body?: null}
 * @phpstan-type OrestoCallLinkProductGetBySupplier array{operation: 'link_product_get_by_supplier', parameters?: array{Id: int, ArticleCode: string, IsPackageProduct: bool}, body?: null}
 * @phpstan-type OrestoCallLinkProductGetByWholesalerArticleNumber array{operation: 'link_product_get_by_wholesaler_article_number', parameters?: array{WholesalerArticleNumber: string}, body?: null}
 * @phpstan-type OrestoCallLinkProductUpdate array{operation: 'link_product_update', parameters?: array{}, body?: array{WholesalerArticleNumber: string, PromoValidFrom?: string, PromoValidUntil?: string}&array<string, mixed>}
 * @phpstan-type OrestoCallLinkProductUpdateSales array{operation: 'link_product_update_sales', parameters?: array{}, body?: array{WholesalerArticleNumber: string, PromoValidFrom?: string, PromoValidUntil?: string}&array<string, mixed>}
 * @phpstan-type OrestoCallLinkProductsList array{operation: 'link_products_list', parameters?: array{ModifiedDate?: string, ModifiedEndDate?: string, PageSize?: int, Page?: int}, body?: null}
 * @phpstan-type OrestoCallLinkProductsListEan array{operation: 'link_products_list_ean', parameters?: array{modifiedDate?: string, modifiedEndDate?: string}, body?: null}
 * @phpstan-type OrestoCallLinkProductsListWholesalerArticleNumbers array{operation: 'link_products_list_wholesaler_article_numbers', parameters?: array{modifiedDate?: string, modifiedEndDate?: string}, body?: null}
 * @phpstan-type OrestoCallMultiplierTypesList array{operation: 'multiplier_types_list', parameters?: array{}, body?: null}
 * @phpstan-type OrestoCallOrderlistItemDelete array{operation: 'orderlist_item_delete', parameters?: array{ClientNumber: string, WholesalerArticleNumber: string}, body?: null}
 * @phpstan-type OrestoCallOrderlistItemsAdd array{operation: 'orderlist_items_add', parameters?: array{}, body?: array{ClientNumber: string, WholesalerArticleNumbers: list<string>}&array<string, mixed>}
 * @phpstan-type OrestoCallOrderlistItemsList array{operation: 'orderlist_items_list', parameters?: array{ClientNumber: string}, body?: null}
 * @phpstan-type OrestoCallOrderlistItemsReplace array{operation: 'orderlist_items_replace', parameters?: array{}, body?: array{ClientNumber: string, WholesalerArticleNumbers: list<string>}&array<string, mixed>}
 * @phpstan-type OrestoCallProducersList array{operation: 'producers_list', parameters?: array{}, body?: null}
 * @phpstan-type OrestoCallProductCreate array{operation: 'product_create', parameters?: array{}, body?: array{WholesalerArticleNumber: string, PromoValidFrom?: string, PromoValidUntil?: string}&array<string, mixed>}
 * @phpstan-type OrestoCallProductDelete array{operation: 'product_delete', parameters?: array{WholesalerArticleNumber: string}, body?: null}
 * @phpstan-type OrestoCallProductGetByEan array{operation: 'product_get_by_ean', parameters?: array{EanCode: string}, body?: null}
 * @phpstan-type OrestoCallProductGetBySupplier array{operation: 'product_get_by_supplier', parameters?: array{Id: int, ArticleCode: string, IsPackageProduct: bool}, body?: null}
 * @phpstan-type OrestoCallProductGetByWholesalerArticleNumber array{operation: 'product_get_by_wholesaler_article_number', parameters?: array{WholesalerArticleNumber: string}, body?: null}
 * @phpstan-type OrestoCallProductPhotoCreate array{operation: 'product_photo_create', parameters?: array{}, body?: array{WholesalerArticleNumber: string, Photo: string, PhotoName: string, LanguageCode?: string}&array<string, mixed>}
 * @phpstan-type OrestoCallProductPhotoDelete array{operation: 'product_photo_delete', parameters?: array{WholesalerArticleNumber: string, PhotoId: int}, body?: null}
 * @phpstan-type OrestoCallProductPhotosList array{operation: 'product_photos_list', parameters?: array{HasPhotos?: bool}, body?: null}
 * @phpstan-type OrestoCallProductUpdate array{operation: 'product_update', parameters?: array{}, body?: array{WholesalerArticleNumber: string, PromoValidFrom?: string, PromoValidUntil?: string}&array<string, mixed>}
 * @phpstan-type OrestoCallProductUpdateSales array{operation: 'product_update_sales', parameters?: array{}, body?: array{WholesalerArticleNumber: string, PromoValidFrom?: string, PromoValidUntil?: string}&array<string, mixed>}
 * @phpstan-type OrestoCallProductsList array{operation: 'products_list', parameters?: array{ModifiedDate?: string, ModifiedEndDate?: string, ExcludeCentralProducts?: bool, PageSize?: int, Page?: int, MultiplicatorProducts?: bool}, body?: null}
 * @phpstan-type OrestoCallProductsListEan array{operation: 'products_list_ean', parameters?: array{modifiedDate?: string, modifiedEndDate?: string, ExcludeCentralProducts?: bool, MultiplicatorProducts?: bool}, body?: null}
 * @phpstan-type OrestoCallProductsListWholesalerArticleNumbers array{operation: 'products_list_wholesaler_article_numbers', parameters?: array{modifiedDate?: string, modifiedEndDate?: string, ExcludeCentralProducts?: bool, MultiplicatorProducts?: bool}, body?: null}
 * @phpstan-type OrestoCallRepresentativeCreate array{operation: 'representative_create', parameters?: array{}, body?: array{Email: string, ClientNumbers?: list<string>}&array<string, mixed>}
 * @phpstan-type OrestoCallRepresentativeDelete array{operation: 'representative_delete', parameters?: array{Email: string}, body?: null}
 * @phpstan-type OrestoCallRepresentativeLinkClients array{operation: 'representative_link_clients', parameters?: array{}, body?: array{EmailRepresentative: string, ClientNumbers: list<string>}&array<string, mixed>}
 * @phpstan-type OrestoCallRepresentativeUnlinkClients array{operation: 'representative_unlink_clients', parameters?: array{}, body?: array{EmailRepresentative: string, ClientNumbers: list<string>}&array<string, mixed>}
 * @phpstan-type OrestoCallRepresentativeUpdate array{operation: 'representative_update', parameters?: array{}, body?: array{Email: string, NewEmail?: string}&array<string, mixed>}
 * @phpstan-type OrestoCallRepresentativesList array{operation: 'representatives_list', parameters?: array{}, body?: null}
 * @phpstan-type OrestoCallStorageConditionsList array{operation: 'storage_conditions_list', parameters?: array{}, body?: null}
 * @phpstan-type OrestoCallSupplierGetByVat array{operation: 'supplier_get_by_vat', parameters?: array{VatNumber: string, VatCountryCode: string}, body?: null}
 * @phpstan-type OrestoCallSuppliersList array{operation: 'suppliers_list', parameters?: array{}, body?: null}
 * @phpstan-type OrestoCallUnitSalesPricesList array{operation: 'unit_sales_prices_list', parameters?: array{}, body?: null}
 * @phpstan-type OrestoCallUserCreate array{operation: 'user_create', parameters?: array{}, body?: array{Email: string, ClientNumber: string}&array<string, mixed>}
 * @phpstan-type OrestoCallUserDelete array{operation: 'user_delete', parameters?: array{Email: string}, body?: null}
 * @phpstan-type OrestoCallUserLinkClient array{operation: 'user_link_client', parameters?: array{}, body?: array{EmailUser: string, ClientNumber: string}&array<string, mixed>}
 * @phpstan-type OrestoCallUserUnlinkClient array{operation: 'user_unlink_client', parameters?: array{}, body?: array{EmailUser: string, ClientNumber: string}&array<string, mixed>}
 * @phpstan-type OrestoCallUserUpdate array{operation: 'user_update', parameters?: array{}, body?: array{Email: string, NewEmail?: string}&array<string, mixed>}
 * @phpstan-type OrestoCallUsersList array{operation: 'users_list', parameters?: array{}, body?: null}
 */
final class Client
{
    /**
     * Opens no connection and reads nothing before the first call. A worker keeps what it opened for the next request: the
     * same configuration is the same client of the library (koppel.clients_max in php.ini).
     *
     * @param Config|string $config
     * @param null|callable(string, array{event: string, facts: array<string, mixed>}): mixed $log
     *        takes what the library tells about its work, after the call it tells of
     * @param 'off'|'error'|'warning'|'info'|'debug' $logLevel
     */
    public function __construct(array|string $config, ?callable $log = null, string $logLevel = "info") {}

    /**
     * Any method, by its name.
     *
     * @param array<string, mixed>|string $request
     * @return ($request is string ? string : array<string, mixed>)
     * @throws Exception
     */
    public function call(string $method, array|string $request = []): array|string {}

    /**
     * Answers a request of a platform: the given one, or the one that PHP is serving.
     *
     * @param null|array{method: string, target: string, scheme: 'http'|'https', remote_address?: string,
     *        headers?: list<array{string, string}>|array<string, string|list<string>>, body?: string} $request
     * @throws Exception
     */
    public function httpRespond(?array $request = null): Reply {}

    /**
     * Answers what a reply of httpRespond asked, and gives the reply to send.
     *
     * @param AnswerRequest $answer
     * @throws Exception
     */
    public function httpAnswer(array $answer): Reply {}

    /**
     * States a catalogue that is too large to lie in memory: each step stores a chunk and gives what has become of it, as
     * catalogSync does. Nothing is stored before the first step.
     *
     * @param array<string, mixed>|string $request that of catalogSync, without `items`
     * @param iterable<string>|resource $chunks the document, cut anywhere
     * @throws Exception
     */
    public function catalogSyncStream(array|string $request, mixed $chunks): Stream {}

    /**
     * The same as Koppel\productMapStream.
     *
     * @param array<string, mixed>|string $request that of productMap, without `items`
     * @param iterable<string>|resource $chunks the document, cut anywhere
     * @throws Exception
     */
    public function productMapStream(array|string $request, mixed $chunks): Stream {}

    /**
     * Lets go of the client, and closes it unless another object holds it; a second time is harmless. The end of the
     * object alone leaves it to the worker's next request.
     */
    public function close(): void {}

    /**
     * What this library can do: its version, its methods, its stores.
     *
     * @param array{}|string $request
     * @return ($request is string ? string : Capabilities)
     * @throws Exception
     */
    public function capabilities(array|string $request = []): array|string {}

    /**
     * What is on a card, as its platform says now.
     *
     * @param BalanceRequest|string $request
     * @return ($request is string ? string : BalanceReply)
     * @throws Exception
     */
    public function cardBalance(array|string $request = []): array|string {}

    /**
     * The rest is paid: takes what was held on a card.
     *
     * @param CaptureRequest|string $request
     * @return ($request is string ? string : CaptureReply)
     * @throws Exception
     */
    public function cardCapture(array|string $request = []): array|string {}

    /**
     * Holds an amount on a card for an order of the shop's own checkout, until it is captured or expires.
     *
     * @param HoldRequest|string $request
     * @return ($request is string ? string : HoldReply)
     * @throws Exception
     */
    public function cardHold(array|string $request = []): array|string {}

    /**
     * The order does not come about: what was held on a card is free again.
     *
     * @param ReleaseRequest|string $request
     * @return ($request is string ? string : ReleaseReply)
     * @throws Exception
     */
    public function cardRelease(array|string $request = []): array|string {}

    /**
     * Reads a hosted shop's catalogue over its interface, whole or what changed; it is resumed where it ended.
     *
     * @param PullRequest|string $request
     * @return ($request is string ? string : PullReply)
     * @throws Exception
     */
    public function catalogPull(array|string $request = []): array|string {}

    /**
     * The shop states its catalogue, whole or in part; what is no news changes nothing.
     *
     * @param SyncRequest|string $request
     * @return ($request is string ? string : SyncReply)
     * @throws Exception
     */
    public function catalogSync(array|string $request = []): array|string {}

    /**
     * Gives the request's bytes back after the UTF-8 check: for testing a binding.
     *
     * @param mixed|string $request
     * @return ($request is string ? string : mixed)
     * @throws Exception
     */
    public function echo(array|string $request = []): array|string {}

    /**
     * Whether someone must act: what is due, parked and untaken, and how each platform is.
     *
     * @param array{}|string $request
     * @return ($request is string ? string : Health)
     * @throws Exception
     */
    public function health(array|string $request = []): array|string {}

    /**
     * Hands out what the shop is to take over, under a lease, in order.
     *
     * @param NextRequest|string $request
     * @return ($request is string ? string : NextReply)
     * @throws Exception
     */
    public function inboxNext(array|string $request = []): array|string {}

    /**
     * The shop has taken an entry over, or refuses it; then the platform is told.
     *
     * @param SettleRequest|string $request
     * @return ($request is string ? string : SettleReply)
     * @throws Exception
     */
    public function inboxSettle(array|string $request = []): array|string {}

    /**
     * Tells a platform of an order taken here with a card, or what became of one of its own.
     *
     * @param PushRequest|string $request
     * @return ($request is string ? string : PushReply)
     * @throws Exception
     */
    public function orderPush(array|string $request = []): array|string {}

    /**
     * Records an order that a platform placed through the shop's own API, once.
     *
     * @param RecordRequest|string $request
     * @return ($request is string ? string : RecordReply)
     * @throws Exception
     */
    public function orderRecord(array|string $request = []): array|string {}

    /**
     * Calls an operation of the Oresto webshop, checked before it is sent.
     *
     * @param OrestoCallRequest|string $request
     * @return ($request is string ? string : OrestoCallReply)
     * @throws Exception
     */
    public function orestoCall(array|string $request = []): array|string {}

    /**
     * Takes a flow of the Oresto webshop on, within a budget; it is resumed where it ended.
     *
     * @param OrestoSyncRequest|string $request
     * @return ($request is string ? string : OrestoSyncReply)
     * @throws Exception
     */
    public function orestoSync(array|string $request = []): array|string {}

    /**
     * Sends what is due, within a budget.
     *
     * @param DrainRequest|string $request
     * @return ($request is string ? string : Drained)
     * @throws Exception
     */
    public function outboxDrain(array|string $request = []): array|string {}

    /**
     * What is in the outbox, and what a person can do about what is parked.
     *
     * @param ListRequest|string $request
     * @return ($request is string ? string : ListReply)
     * @throws Exception
     */
    public function outboxList(array|string $request = []): array|string {}

    /**
     * Puts a parked entry back, or takes it as settled by hand.
     *
     * @param RequeueRequest|string $request
     * @return ($request is string ? string : RequeueReply)
     * @throws Exception
     */
    public function outboxRequeue(array|string $request = []): array|string {}

    /**
     * An INSERT that leaves a request within the shop's own transaction; the next drain carries it out.
     *
     * @param StatementRequest|string $request
     * @return ($request is string ? string : Statement)
     * @throws Exception
     */
    public function outboxStatement(array|string $request = []): array|string {}

    /**
     * Who pays what of an order: vouchers laid on its lines, the rest by the remainder.
     *
     * @param SplitRequest|string $request
     * @return ($request is string ? string : Split)
     * @throws Exception
     */
    public function paymentSplit(array|string $request = []): array|string {}

    /**
     * Takes out who a person is, wherever it is held; sales keep amounts, VAT and number.
     *
     * @param PersonRequest|string $request
     * @return ($request is string ? string : EraseReply)
     * @throws Exception
     */
    public function personErase(array|string $request = []): array|string {}

    /**
     * Everything that is held of one person, as it lies there.
     *
     * @param PersonRequest|string $request
     * @return ($request is string ? string : ExportReply)
     * @throws Exception
     */
    public function personExport(array|string $request = []): array|string {}

    /**
     * A shop's products as another system has them, with what was odd about them.
     *
     * @param MapRequest|string $request
     * @return ($request is string ? string : MapReply)
     * @throws Exception
     */
    public function productMap(array|string $request = []): array|string {}

    /**
     * Takes a buyer's cart back to the purchasing system, and says where the browser goes.
     *
     * @param ReturnCartRequest|string $request
     * @return ($request is string ? string : ReturnCartReply)
     * @throws Exception
     */
    public function punchoutReturnCart(array|string $request = []): array|string {}

    /**
     * The shop states sales, receipts and what belongs to them for its books; what does not add up is refused.
     *
     * @param PutRequest|string $request
     * @return ($request is string ? string : PutReply)
     * @throws Exception
     */
    public function recordsPut(array|string $request = []): array|string {}

    /**
     * What a return gives back, and to whom, from the split and what was returned so far.
     *
     * @param RefundRequest|string $request
     * @return ($request is string ? string : Refund)
     * @throws Exception
     */
    public function refundCompute(array|string $request = []): array|string {}

    /**
     * What a return gives back, stored once, with the calls that credit the card.
     *
     * @param ReturnRequest|string $request
     * @return ($request is string ? string : ReturnReply)
     * @throws Exception
     */
    public function returnCredit(array|string $request = []): array|string {}

    /**
     * The JSON Schemas of a method's request and reply.
     *
     * @param SchemaRequest|string $request
     * @return ($request is string ? string : SchemaReply)
     * @throws Exception
     */
    public function schema(array|string $request = []): array|string {}

    /**
     * What a platform owes for a period: orders, returns, card and other amounts, and the VAT.
     *
     * @param SettlementRequest|string $request
     * @return ($request is string ? string : SettlementReply)
     * @throws Exception
     */
    public function settlementList(array|string $request = []): array|string {}

    /**
     * A call of your own to a hosted shop, by its source's access and at its pace, such as one that makes an order
     * there.
     *
     * @param SourceCallRequest|string $request
     * @return ($request is string ? string : SourceCallReply)
     * @throws Exception
     */
    public function sourceCall(array|string $request = []): array|string {}

    /**
     * The shop states what it holds now; a statement older than the one held is ignored.
     *
     * @param StockPutRequest|string $request
     * @return ($request is string ? string : StockPutReply)
     * @throws Exception
     */
    public function stockPut(array|string $request = []): array|string {}
}

/** A catalogue on its way: each step takes one chunk and gives what is ready by then. It runs through once. */
final class Stream implements \Iterator
{
    private function __construct() {}
    /** An array where the request was an array, else JSON. */
    public function current(): array|string|null {}
    public function key(): int {}
    public function next(): void {}
    public function rewind(): void {}
    public function valid(): bool {}
}

/** What to answer. */
final class Reply
{
    /** 0 while the library asks the shop something. */
    public int $status = 0;
    /** @var list<array{string, string}> */
    public array $headers = [];
    /** @var list<'inbox'|'outbox'> what now has something to do: best after the reply was sent */
    public array $wake = [];
    public string $body = "";
    /** @var null|array{ask_id: string, kind: 'login'|'consent', data: array<string, mixed>} what httpAnswer answers */
    public ?array $ask = null;
    /**
     * @var null|array{punchout_id: string, user_id: string, session_id: string, connection_id: string,
     *      abeta_punchout_user: bool, frame_ancestors: list<string>} whom the shop is to log in before it sends this
     */
    public ?array $login = null;

    /** Writes status, headers and body by PHP's own means. */
    public function send(): void {}
}

/** A call that failed. */
class Exception extends \RuntimeException
{
    protected string $errorCode = "";
    protected string $path = "";
    protected bool $retryable = false;
    protected ?string $reference = null;
    protected string $document = "{}";

    /** What happened, such as `payment.over_refund`: one of ErrorCode. */
    public function getErrorCode(): string {}
    /** JSON Pointer into the request. */
    public function getPath(): string {}
    /** Whether the same call may be made again without any look-up. */
    public function isRetryable(): bool {}
    /** What to quote to support. */
    public function getReference(): ?string {}
    /** What the caller may do now: one of Status. The same as getCode. */
    public function getStatus(): int {}
    public function getStatusName(): string {}
    /** The error document as the library gave it. */
    public function getDocument(): string {}
}

/**
 * Any method that needs no client, by its name.
 *
 * @param array<string, mixed>|string $request
 * @return ($request is string ? string : array<string, mixed>)
 * @throws Exception
 */
function call(string $method, array|string $request = []): array|string {}

/**
 * Maps a catalogue that is too large to lie in memory: each step takes a chunk and gives what is ready, as productMap does.
 *
 * @param array<string, mixed>|string $request that of productMap, without `items`
 * @param iterable<string>|resource $chunks the document, cut anywhere
 * @throws Exception
 */
function productMapStream(array|string $request, mixed $chunks): Stream {}

/**
 * What this library can do: its version, its methods, its stores.
 *
 * @see Client::capabilities() for the types
 * @param array<string, mixed>|string $request
 * @return ($request is string ? string : array<string, mixed>)
 * @throws Exception
 */
function capabilities(array|string $request = []): array|string {}

/**
 * Who pays what of an order: vouchers laid on its lines, the rest by the remainder.
 *
 * @see Client::paymentSplit() for the types
 * @param array<string, mixed>|string $request
 * @return ($request is string ? string : array<string, mixed>)
 * @throws Exception
 */
function paymentSplit(array|string $request = []): array|string {}

/**
 * A shop's products as another system has them, with what was odd about them.
 *
 * @see Client::productMap() for the types
 * @param array<string, mixed>|string $request
 * @return ($request is string ? string : array<string, mixed>)
 * @throws Exception
 */
function productMap(array|string $request = []): array|string {}

/**
 * What a return gives back, and to whom, from the split and what was returned so far.
 *
 * @see Client::refundCompute() for the types
 * @param array<string, mixed>|string $request
 * @return ($request is string ? string : array<string, mixed>)
 * @throws Exception
 */
function refundCompute(array|string $request = []): array|string {}

/**
 * The JSON Schemas of a method's request and reply.
 *
 * @see Client::schema() for the types
 * @param array<string, mixed>|string $request
 * @return ($request is string ? string : array<string, mixed>)
 * @throws Exception
 */
function schema(array|string $request = []): array|string {}

/** What the caller may do now: see koppel.h. */
abstract class Status
{
    public const OK = 0;
    public const INVALID = -1;
    public const ABI = -2;
    public const REJECTED = -3;
    public const RETRY = -4;
    public const UNKNOWN = -5;
    public const STORE = -6;
    public const BUSY = -7;
    public const CANCELED = -8;
    public const FORKED = -9;
    public const NO_MEMORY = -10;
    public const PANIC = -11;
    public const NOT_FOUND = -12;
    public const DENIED = -13;
    public const CONFLICT = -14;
}

/** What happened. */
abstract class ErrorCode
{
    public const ABI_MISMATCH = "abi.mismatch";
    public const CALL_POINTER = "call.pointer";
    public const CALL_UNKNOWN_METHOD = "call.unknown_method";
    public const CALL_NEEDS_CLIENT = "call.needs_client";
    public const CLIENT_FORKED = "client.forked";
    public const CLIENT_PANICKED = "client.panicked";
    public const CLIENT_CANCELED = "client.canceled";
    public const JSON_TOO_LARGE = "json.too_large";
    public const JSON_TOO_DEEP = "json.too_deep";
    public const ASK_UNKNOWN = "ask.unknown";
    public const ASK_TOO_MANY = "ask.too_many";
    public const JSON_NOT_UTF8 = "json.not_utf8";
    public const JSON_SYNTAX = "json.syntax";
    public const JSON_MEMBER_TWICE = "json.member_twice";
    public const JSON_UNKNOWN_MEMBER = "json.unknown_member";
    public const JSON_MEMBER_MISSING = "json.member_missing";
    public const JSON_WRONG_TYPE = "json.wrong_type";
    public const JSON_OUT_OF_BOUNDS = "json.out_of_bounds";
    public const CURRENCY_UNKNOWN = "currency.unknown";
    public const MONEY_NOT_A_NUMBER = "money.not_a_number";
    public const MONEY_TOO_PRECISE = "money.too_precise";
    public const MONEY_TOO_LARGE = "money.too_large";
    public const CONFIG_INVALID = "config.invalid";
    public const CONFIG_SECRET_MISSING = "config.secret_missing";
    public const PLATFORM_UNKNOWN = "platform.unknown";
    public const PROFILE_INVALID = "profile.invalid";
    public const PROFILE_NO_CALL = "profile.no_call";
    public const ORDER_UNKNOWN = "order.unknown";
    public const ORDER_INVALID = "order.invalid";
    public const ORDER_DOES_NOT_ADD_UP = "order.does_not_add_up";
    public const ORDER_CONFLICT = "order.conflict";
    public const ORDER_UNKNOWN_PRODUCT = "order.unknown_product";
    public const ORDER_OUT_OF_STOCK = "order.out_of_stock";
    public const ORDER_RATE_UNKNOWN = "order.rate_unknown";
    public const ORDER_STATUS = "order.status";
    public const ORDER_CHANGED = "order.changed";
    public const CARD_REFUSED = "card.refused";
    public const CARD_INVALID = "card.invalid";
    public const CARD_HOLD_UNKNOWN = "card.hold_unknown";
    public const CARD_HOLD_CONFLICT = "card.hold_conflict";
    public const CARD_HOLD_ENDED = "card.hold_ended";
    public const PLATFORM_UNREACHABLE = "platform.unreachable";
    public const PLATFORM_UNCLEAR = "platform.unclear";
    public const RETURN_CONFLICT = "return.conflict";
    public const SYSTEM_FAILED = "system.failed";
    public const STORE_FAILED = "store.failed";
    public const PAYMENT_NO_LINES = "payment.no_lines";
    public const PAYMENT_LINE_TWICE = "payment.line_twice";
    public const PAYMENT_LINE_UNKNOWN = "payment.line_unknown";
    public const PAYMENT_TENDER_TWICE = "payment.tender_twice";
    public const PAYMENT_DISCOUNT_TWICE = "payment.discount_twice";
    public const PAYMENT_DISCOUNT_LINE_UNKNOWN = "payment.discount_line_unknown";
    public const PAYMENT_DISCOUNT_TOO_LARGE = "payment.discount_too_large";
    public const PAYMENT_AMOUNT_NEGATIVE = "payment.amount_negative";
    public const PAYMENT_AMOUNT_MISSING = "payment.amount_missing";
    public const PAYMENT_AMOUNT_TWICE = "payment.amount_twice";
    public const PAYMENT_RATE_MISSING = "payment.rate_missing";
    public const PAYMENT_VAT_AMOUNT_CONFLICT = "payment.vat_amount_conflict";
    public const PAYMENT_VAT_AMOUNT_TOO_LARGE = "payment.vat_amount_too_large";
    public const PAYMENT_VOUCHER_EXPIRED = "payment.voucher_expired";
    public const PAYMENT_VOUCHER_UNSPLITTABLE_TOO_MANY = "payment.voucher_unsplittable_too_many";
    public const PAYMENT_REMAINDER_MISSING = "payment.remainder_missing";
    public const PAYMENT_MINIMUM_UNREACHABLE = "payment.minimum_unreachable";
    public const PAYMENT_OVER_REFUND = "payment.over_refund";
    public const PAYMENT_SPLIT_ALTERED = "payment.split_altered";
    public const PAYMENT_POLICY_NOT_ALLOWED = "payment.policy_not_allowed";
    public const STORE_BUSY = "store.busy";
    public const STORE_COMMIT_UNKNOWN = "store.commit_unknown";
    public const STORE_UNREACHABLE = "store.unreachable";
    public const STORE_FOREIGN = "store.foreign";
    public const STORE_DIRECTORY = "store.directory";
    public const STORE_NETWORK_FILE_SYSTEM = "store.network_file_system";
    public const STORE_TOO_NEW = "store.too_new";
    public const STORE_KEY_MISSING = "store.key_missing";
    public const STORE_KEY_WRONG = "store.key_wrong";
    public const OUTBOX_CONFLICT = "outbox.conflict";
    public const OUTBOX_NO_STATEMENT = "outbox.no_statement";
    public const OUTBOX_UNKNOWN_ENTRY = "outbox.unknown_entry";
    public const OUTBOX_NOT_PARKED = "outbox.not_parked";
    public const PUNCHOUT_UNKNOWN = "punchout.unknown";
    public const PUNCHOUT_NOT_OPEN = "punchout.not_open";
    public const PUNCHOUT_EXPIRED = "punchout.expired";
    public const PUNCHOUT_NO_CONNECTION = "punchout.no_connection";
    public const PUNCHOUT_INCOMPLETE = "punchout.incomplete";
    public const PUNCHOUT_LINE_INVALID = "punchout.line_invalid";
    public const PUNCHOUT_DOES_NOT_ADD_UP = "punchout.does_not_add_up";
    public const PUNCHOUT_ADDRESS_REFUSED = "punchout.address_refused";
    public const PUNCHOUT_REFUSED = "punchout.refused";
    public const PUNCHOUT_UNREACHABLE = "punchout.unreachable";
    public const PUNCHOUT_OUTCOME_UNKNOWN = "punchout.outcome_unknown";
    public const PUNCHOUT_RETURNING = "punchout.returning";
    public const PUNCHOUT_CONFLICT = "punchout.conflict";
    public const INBOX_UNKNOWN_ENTRY = "inbox.unknown_entry";
    public const INBOX_LEASE_LOST = "inbox.lease_lost";
    public const INBOX_LEASED = "inbox.leased";
    public const MAPPING_INVALID = "mapping.invalid";
    public const MAPPING_UNKNOWN_LOOKUP = "mapping.unknown_lookup";
    public const MAPPING_SLOW_PATH = "mapping.slow_path";
    public const PRODUCT_TOO_LARGE = "product.too_large";
    public const PRODUCT_JOIN_TOO_LARGE = "product.join_too_large";
    public const PRODUCT_NO_ITEMS = "product.no_items";
    public const PRODUCT_OTHER_FORMAT = "product.other_format";
    public const PRODUCT_ID_MISSING = "product.id_missing";
    public const PRODUCT_ID_TOO_LONG = "product.id_too_long";
    public const PRODUCT_ID_TWICE = "product.id_twice";
    public const PRODUCT_PRICE_MISSING = "product.price_missing";
    public const PRODUCT_PRICE_NEGATIVE = "product.price_negative";
    public const PRODUCT_OTHER_CURRENCY = "product.other_currency";
    public const PRODUCT_SALE_FREE = "product.sale_free";
    public const PRODUCT_NOT_A_RATE = "product.not_a_rate";
    public const PRODUCT_RATE_UNKNOWN = "product.rate_unknown";
    public const PRODUCT_VARIANTS_MISSING = "product.variants_missing";
    public const PRODUCT_VARIANTS_MORE = "product.variants_more";
    public const PRODUCT_VARIANT_MISSING = "product.variant_missing";
    public const PRODUCT_VARIANT_ORPHAN = "product.variant_orphan";
    public const PRODUCT_CHOICE_UNKNOWN = "product.choice_unknown";
    public const PRODUCT_INCOMPLETE = "product.incomplete";
    public const PRODUCT_TEXT_REFUSED = "product.text_refused";
    public const PRODUCT_CODE_INVALID = "product.code_invalid";
    public const PRODUCT_SKU_TWICE = "product.sku_twice";
    public const PRODUCT_GTIN_INVALID = "product.gtin_invalid";
    public const PRODUCT_NOT_A_DECIMAL = "product.not_a_decimal";
    public const PRODUCT_NOT_A_TIME = "product.not_a_time";
    public const PRODUCT_FIELD_MISSING = "product.field_missing";
    public const PRODUCT_SETTING_MISSING = "product.setting_missing";
    public const PRODUCT_WRONG_TYPE = "product.wrong_type";
    public const PRODUCT_UNKNOWN_WORD = "product.unknown_word";
    public const PRODUCT_UNKNOWN_CODE = "product.unknown_code";
    public const PRODUCT_TABLE_LATE = "product.table_late";
    public const PRODUCT_FALSE_FOR_NULL = "product.false_for_null";
    public const PRODUCT_TEXT_FOR_TRUTH = "product.text_for_truth";
    public const PRODUCT_OBJECT_FOR_LIST = "product.object_for_list";
    public const PRODUCT_LIST_FOR_OBJECT = "product.list_for_object";
    public const CATALOG_EMPTY_SNAPSHOT = "catalog.empty_snapshot";
    public const CATALOG_UNREAD_SNAPSHOT = "catalog.unread_snapshot";
    public const PERSON_UNNAMED = "person.unnamed";
    public const WEBHOOK_UNKNOWN = "webhook.unknown";
    public const RECORD_INVALID = "record.invalid";
    public const RECORD_DOES_NOT_ADD_UP = "record.does_not_add_up";
    public const RECORD_RATE_MISSING = "record.rate_missing";
    public const RECORD_MOVED = "record.moved";
    public const RECORD_OF_PLATFORM = "record.of_platform";
    public const DAY_CLOSED = "day.closed";
    public const SOURCE_UNKNOWN = "source.unknown";
    public const SOURCE_DENIED = "source.denied";
    public const SOURCE_UNAVAILABLE = "source.unavailable";
    public const SOURCE_UNANSWERED = "source.unanswered";
    public const SOURCE_REFUSED = "source.refused";
    public const SOURCE_UNREAD = "source.unread";
    public const SOURCE_BUSY = "source.busy";
    public const ORESTO_NOT_CONFIGURED = "oresto.not_configured";
    public const ORESTO_UNKNOWN_OPERATION = "oresto.unknown_operation";
    public const ORESTO_CONFIRMATION_MISSING = "oresto.confirmation_missing";
    public const ORESTO_PATH_UNDECIDED = "oresto.path_undecided";
    public const ORESTO_ARTICLE_NUMBER = "oresto.article_number";
    public const ORESTO_CATEGORY = "oresto.category";
    public const ORESTO_STORAGE_CONDITION = "oresto.storage_condition";
    public const ORESTO_SECOND_SUPPLIER = "oresto.second_supplier";
    public const ORESTO_PHOTO = "oresto.photo";
    public const ORESTO_NOT_XML = "oresto.not_xml";
    public const ORESTO_PAIR_TWICE = "oresto.pair_twice";
    public const ORESTO_DENIED = "oresto.denied";
    public const ORESTO_NOT_FOUND = "oresto.not_found";
    public const ORESTO_NO_PATH = "oresto.no_path";
    public const ORESTO_REFUSED = "oresto.refused";
    public const ORESTO_MODEL_STATE = "oresto.model_state";
    public const ORESTO_BODY_UNREAD = "oresto.body_unread";
    public const ORESTO_UNAVAILABLE = "oresto.unavailable";
    public const ORESTO_OUTCOME_UNKNOWN = "oresto.outcome_unknown";
}
