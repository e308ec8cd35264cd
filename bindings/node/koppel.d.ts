// koppel.d.ts - koppel for Node, generated from the library's schemas; do not edit.
//
// An object in gives an object out; text and bytes (JSON in UTF-8) pass through untouched and come back as they went in.
// Amounts are decimal strings such as "12.95". What needs no client answers at once, the rest is a promise.

import type { IncomingMessage, ServerResponse } from 'node:http';

/** A method that needs no client. */
export interface PureMethod<Request, Reply> {
  (request: string): string;
  (request: Uint8Array): Buffer;
  (request: Request): Reply;
}

/** A method on a client. An aborted signal ends the calls to the outside that are under way on the client. */
export interface ClientMethod<Request, Reply> {
  (request: string, options?: CallOptions): Promise<string>;
  (request: Uint8Array, options?: CallOptions): Promise<Buffer>;
  (request: Request, options?: CallOptions): Promise<Reply>;
}

export interface CallOptions {
  signal?: AbortSignal;
}

export type LogLevel = 'off' | 'error' | 'warning' | 'info' | 'debug';

export interface OpenOptions {
  /** Takes what the library tells about its work, after the call it tells of. */
  log?: (level: LogLevel, record: { event: string; facts: Record<string, unknown> }) => void;
  /** `info` when absent. */
  logLevel?: LogLevel;
}

/** A request that reached the shop's own server. */
export interface HttpRequest {
  method: string;
  /** The path and the query, exactly as they came. */
  target: string;
  scheme: 'http' | 'https';
  remoteAddress: string;
  /** Pairs, Node's rawHeaders, or an object. */
  headers: [string, string][] | string[] | Record<string, string | string[] | undefined>;
  /** Exactly as it came. */
  body?: string | Uint8Array;
}

/** What to answer. */
export interface Reply {
  /** 0 while the library asks the shop something. */
  status: number;
  headers: [string, string][];
  body: Buffer;
  /** What now has something to do: best after the reply was sent. */
  wake: ('inbox' | 'outbox')[];
  /** The shop's answer to it goes to httpAnswer, which gives the final reply. */
  ask: Ask | null;
  /** Whom the shop is to log in before it sends this. */
  login: PunchoutLogin | null;
  /** Writes status, headers and body. */
  send(response: ServerResponse): void;
}

/** A call that failed. */
export class KoppelError extends Error {
  readonly code: ErrorCode;
  /** JSON Pointer into the request. */
  readonly path: string;
  /** Whether the same call may be made again without any look-up. */
  readonly retryable: boolean;
  /** What to quote to support. */
  readonly reference: string | null;
  /** What the caller may do now, as in koppel.h. */
  readonly status: number;
  readonly statusName: StatusName;
  /** The error document as the library gave it. */
  readonly document: string;
}

/** A document in pieces, cut anywhere: a readable stream, the body of a fetch, a generator, a list. */
export type Chunks = AsyncIterable<string | Uint8Array> | Iterable<string | Uint8Array> | string | Uint8Array;

/** Feeds a document chunk by chunk, at the reader's pace, and gives what is ready by then. */
export interface StreamMethod<Request, Reply> {
  (request: string, chunks: Chunks, options?: CallOptions): AsyncGenerator<string, void, void>;
  (request: Uint8Array, chunks: Chunks, options?: CallOptions): AsyncGenerator<Buffer, void, void>;
  (request: Request, chunks: Chunks, options?: CallOptions): AsyncGenerator<Reply, void, void>;
}

/** Maps a catalogue too large to lie in memory. */
export const productMapStream: StreamMethod<Omit<MapRequest, 'items'>, MapReply>;

export interface AnyMethod {
  (method: string, request?: object): unknown;
  (method: string, request: string): string;
  (method: string, request: Uint8Array): Buffer;
}

/** A client: one shop. */
export class Koppel {
  /** Opens no connection and reads nothing before the first call. */
  constructor(config: Config | string | Uint8Array, options?: OpenOptions);
  /** Any method, by its name. */
  call(method: string, request: string, options?: CallOptions): Promise<string>;
  call(method: string, request: Uint8Array, options?: CallOptions): Promise<Buffer>;
  call(method: string, request?: object, options?: CallOptions): Promise<unknown>;
  /** Answers a request of a platform. Given what node:http gives a server, it reads the body itself. */
  httpRespond(request: HttpRequest | IncomingMessage, options?: CallOptions): Promise<Reply>;
  /** Answers what a reply of httpRespond asked, and gives the reply to send. */
  httpAnswer(answer: AnswerRequest, options?: CallOptions): Promise<Reply>;
  /** States a catalogue too large to lie in memory. Nothing is stored before the first part is asked for. */
  catalogSyncStream: StreamMethod<Omit<SyncRequest, 'items'>, SyncReply>;
  productMapStream: typeof productMapStream;
  /** Closes the client when its calls are done; streams into it end. */
  close(): Promise<void>;
}
export interface Koppel extends PureMethods, ClientMethods {}

export interface PureMethods {
  /** What this library can do: its version, its methods, its stores. */
  capabilities: PureMethod<Record<string, never> | void, Capabilities>;
  /** Gives the request's bytes back after the UTF-8 check: for testing a binding. */
  echo: PureMethod<unknown | void, unknown>;
  /** Who pays what of an order: vouchers laid on its lines, the rest by the remainder. */
  paymentSplit: PureMethod<SplitRequest, Split>;
  /** A shop's products as another system has them, with what was odd about them. */
  productMap: PureMethod<MapRequest, MapReply>;
  /** What a return gives back, and to whom, from the split and what was returned so far. */
  refundCompute: PureMethod<RefundRequest, Refund>;
  /** The JSON Schemas of a method's request and reply. */
  schema: PureMethod<SchemaRequest, SchemaReply>;
}

export interface ClientMethods {
  /** What is on a card, as its platform says now. */
  cardBalance: ClientMethod<BalanceRequest, BalanceReply>;
  /** The rest is paid: takes what was held on a card. */
  cardCapture: ClientMethod<CaptureRequest, CaptureReply>;
  /** Holds an amount on a card for an order of the shop's own checkout, until it is captured or expires. */
  cardHold: ClientMethod<HoldRequest, HoldReply>;
  /** The order does not come about: what was held on a card is free again. */
  cardRelease: ClientMethod<ReleaseRequest, ReleaseReply>;
  /** Reads a hosted shop's catalogue over its interface, whole or what changed; it is resumed where it ended. */
  catalogPull: ClientMethod<PullRequest, PullReply>;
  /** The shop states its catalogue, whole or in part; what is no news changes nothing. */
  catalogSync: ClientMethod<SyncRequest, SyncReply>;
  /** Whether someone must act: what is due, parked and untaken, and how each platform is. */
  health: ClientMethod<Record<string, never> | void, Health>;
  /** Hands out what the shop is to take over, under a lease, in order. */
  inboxNext: ClientMethod<NextRequest | void, NextReply>;
  /** The shop has taken an entry over, or refuses it; then the platform is told. */
  inboxSettle: ClientMethod<SettleRequest, SettleReply>;
  /** Tells a platform of an order taken here with a card, or what became of one of its own. */
  orderPush: ClientMethod<PushRequest, PushReply>;
  /** Records an order that a platform placed through the shop's own API, once. */
  orderRecord: ClientMethod<RecordRequest, RecordReply>;
  /** Calls an operation of the Oresto webshop, checked before it is sent. */
  orestoCall: ClientMethod<OrestoCallRequest, OrestoCallReply>;
  /** Takes a flow of the Oresto webshop on, within a budget; it is resumed where it ended. */
  orestoSync: ClientMethod<OrestoSyncRequest, OrestoSyncReply>;
  /** Sends what is due, within a budget. */
  outboxDrain: ClientMethod<DrainRequest | void, Drained>;
  /** What is in the outbox, and what a person can do about what is parked. */
  outboxList: ClientMethod<ListRequest | void, ListReply>;
  /** Puts a parked entry back, or takes it as settled by hand. */
  outboxRequeue: ClientMethod<RequeueRequest, RequeueReply>;
  /** An INSERT that leaves a request within the shop's own transaction; the next drain carries it out. */
  outboxStatement: ClientMethod<StatementRequest, Statement>;
  /** Takes out who a person is, wherever it is held; sales keep amounts, VAT and number. */
  personErase: ClientMethod<PersonRequest | void, EraseReply>;
  /** Everything that is held of one person, as it lies there. */
  personExport: ClientMethod<PersonRequest | void, ExportReply>;
  /** Takes a buyer's cart back to the purchasing system, and says where the browser goes. */
  punchoutReturnCart: ClientMethod<ReturnCartRequest, ReturnCartReply>;
  /** The shop states sales, receipts and what belongs to them for its books; what does not add up is refused. */
  recordsPut: ClientMethod<PutRequest, PutReply>;
  /** What a return gives back, stored once, with the calls that credit the card. */
  returnCredit: ClientMethod<ReturnRequest, ReturnReply>;
  /** What a platform owes for a period: orders, returns, card and other amounts, and the VAT. */
  settlementList: ClientMethod<SettlementRequest, SettlementReply>;
  /**
   * A call of your own to a hosted shop, by its source's access and at its pace, such as one that makes an order
   * there.
   */
  sourceCall: ClientMethod<SourceCallRequest, SourceCallReply>;
  /** The shop states what it holds now; a statement older than the one held is ignored. */
  stockPut: ClientMethod<StockPutRequest, StockPutReply>;
}

export const capabilities: PureMethods['capabilities'];
export const echo: PureMethods['echo'];
export const paymentSplit: PureMethods['paymentSplit'];
export const productMap: PureMethods['productMap'];
export const refundCompute: PureMethods['refundCompute'];
export const schema: PureMethods['schema'];

/** Any method that needs no client, by its name. */
export const call: AnyMethod;

declare const koppel: PureMethods & {
  Koppel: typeof Koppel;
  KoppelError: typeof KoppelError;
  call: AnyMethod;
};
export default koppel;

/** What the caller may do now. */
export type StatusName =
  | 'OK'
  | 'INVALID'
  | 'ABI'
  | 'REJECTED'
  | 'RETRY'
  | 'UNKNOWN'
  | 'STORE'
  | 'BUSY'
  | 'CANCELED'
  | 'FORKED'
  | 'NO_MEMORY'
  | 'PANIC'
  | 'NOT_FOUND'
  | 'DENIED'
  | 'CONFLICT';

/** What happened; a newer library may know more. */
export type ErrorCode =
  | 'abi.mismatch'
  | 'call.pointer'
  | 'call.unknown_method'
  | 'call.needs_client'
  | 'client.forked'
  | 'client.panicked'
  | 'client.canceled'
  | 'json.too_large'
  | 'json.too_deep'
  | 'ask.unknown'
  | 'ask.too_many'
  | 'json.not_utf8'
  | 'json.syntax'
  | 'json.member_twice'
  | 'json.unknown_member'
  | 'json.member_missing'
  | 'json.wrong_type'
  | 'json.out_of_bounds'
  | 'currency.unknown'
  | 'money.not_a_number'
  | 'money.too_precise'
  | 'money.too_large'
  | 'config.invalid'
  | 'config.secret_missing'
  | 'platform.unknown'
  | 'profile.invalid'
  | 'profile.no_call'
  | 'order.unknown'
  | 'order.invalid'
  | 'order.does_not_add_up'
  | 'order.conflict'
  | 'order.unknown_product'
  | 'order.out_of_stock'
  | 'order.rate_unknown'
  | 'order.status'
  | 'order.changed'
  | 'card.refused'
  | 'card.invalid'
  | 'card.hold_unknown'
  | 'card.hold_conflict'
  | 'card.hold_ended'
  | 'platform.unreachable'
  | 'platform.unclear'
  | 'return.conflict'
  | 'system.failed'
  | 'store.failed'
  | 'payment.no_lines'
  | 'payment.line_twice'
  | 'payment.line_unknown'
  | 'payment.tender_twice'
  | 'payment.discount_twice'
  | 'payment.discount_line_unknown'
  | 'payment.discount_too_large'
  | 'payment.amount_negative'
  | 'payment.amount_missing'
  | 'payment.amount_twice'
  | 'payment.rate_missing'
  | 'payment.vat_amount_conflict'
  | 'payment.vat_amount_too_large'
  | 'payment.voucher_expired'
  | 'payment.voucher_unsplittable_too_many'
  | 'payment.remainder_missing'
  | 'payment.minimum_unreachable'
  | 'payment.over_refund'
  | 'payment.split_altered'
  | 'payment.policy_not_allowed'
  | 'store.busy'
  | 'store.commit_unknown'
  | 'store.unreachable'
  | 'store.foreign'
  | 'store.directory'
  | 'store.network_file_system'
  | 'store.too_new'
  | 'store.key_missing'
  | 'store.key_wrong'
  | 'outbox.conflict'
  | 'outbox.no_statement'
  | 'outbox.unknown_entry'
  | 'outbox.not_parked'
  | 'punchout.unknown'
  | 'punchout.not_open'
  | 'punchout.expired'
  | 'punchout.no_connection'
  | 'punchout.incomplete'
  | 'punchout.line_invalid'
  | 'punchout.does_not_add_up'
  | 'punchout.address_refused'
  | 'punchout.refused'
  | 'punchout.unreachable'
  | 'punchout.outcome_unknown'
  | 'punchout.returning'
  | 'punchout.conflict'
  | 'inbox.unknown_entry'
  | 'inbox.lease_lost'
  | 'inbox.leased'
  | 'mapping.invalid'
  | 'mapping.unknown_lookup'
  | 'mapping.slow_path'
  | 'product.too_large'
  | 'product.join_too_large'
  | 'product.no_items'
  | 'product.other_format'
  | 'product.id_missing'
  | 'product.id_too_long'
  | 'product.id_twice'
  | 'product.price_missing'
  | 'product.price_negative'
  | 'product.other_currency'
  | 'product.sale_free'
  | 'product.not_a_rate'
  | 'product.rate_unknown'
  | 'product.variants_missing'
  | 'product.variants_more'
  | 'product.variant_missing'
  | 'product.variant_orphan'
  | 'product.choice_unknown'
  | 'product.incomplete'
  | 'product.text_refused'
  | 'product.code_invalid'
  | 'product.sku_twice'
  | 'product.gtin_invalid'
  | 'product.not_a_decimal'
  | 'product.not_a_time'
  | 'product.field_missing'
  | 'product.setting_missing'
  | 'product.wrong_type'
  | 'product.unknown_word'
  | 'product.unknown_code'
  | 'product.table_late'
  | 'product.false_for_null'
  | 'product.text_for_truth'
  | 'product.object_for_list'
  | 'product.list_for_object'
  | 'catalog.empty_snapshot'
  | 'catalog.unread_snapshot'
  | 'person.unnamed'
  | 'webhook.unknown'
  | 'record.invalid'
  | 'record.does_not_add_up'
  | 'record.rate_missing'
  | 'record.moved'
  | 'record.of_platform'
  | 'day.closed'
  | 'source.unknown'
  | 'source.denied'
  | 'source.unavailable'
  | 'source.unanswered'
  | 'source.refused'
  | 'source.unread'
  | 'source.busy'
  | 'oresto.not_configured'
  | 'oresto.unknown_operation'
  | 'oresto.confirmation_missing'
  | 'oresto.path_undecided'
  | 'oresto.article_number'
  | 'oresto.category'
  | 'oresto.storage_condition'
  | 'oresto.second_supplier'
  | 'oresto.photo'
  | 'oresto.not_xml'
  | 'oresto.pair_twice'
  | 'oresto.denied'
  | 'oresto.not_found'
  | 'oresto.no_path'
  | 'oresto.refused'
  | 'oresto.model_state'
  | 'oresto.body_unread'
  | 'oresto.unavailable'
  | 'oresto.outcome_unknown'
  | (string & {});

/** Punch-out: buyers who come in from their purchasing system, by way of Abeta. */
export interface Abeta {
  /** The path below which Abeta finds `/setup-request` and `/order-confirmation`. */
  path?: string;
  /** One for each buyer's organisation. */
  connections?: AbetaConnection[];
  /** The HTTP status of each refusal; the document prints none (AB-06). */
  statuses?: AbetaStatuses;
}

/** The way back. */
export interface AbetaCart {
  /** Whether `total` includes VAT; the document does not say (AB-22). */
  total?: AbetaTotal;
  /** Whether a product has a member `type`: product, shipping or fee. The document has none. */
  line_type?: boolean;
}

/** A buyer's organisation, by the key that Abeta has for it. */
export interface AbetaConnection {
  /** By this name the shop knows it. */
  connection_id: string;
  /** Chosen explicitly, never guessed. In production a key has at least 16 bytes. */
  environment: Environment;
  /** What Abeta sends in `api_key` (AB-02). */
  api_key: SecretSource;
  /** Where it is given, `Authorization: Bearer` must hold it, too; else that header is not looked at (AB-03). */
  bearer_token?: SecretSource | null;
  /** Handed to the shop with each login, such as the customer whose user it is. */
  customer_hint?: string | null;
  /**
   * Where carts may be sent and browsers sent back: `abeta.io`, `*.abeta.io` for all below it, perhaps with a port.
   */
  return_hosts?: string[];
  /** Who may show the shop in a frame: `https://*.abeta.io`, for example. Nobody, when left out. */
  frame_ancestors?: string[];
  login?: AbetaLogin;
  delivery?: AbetaDelivery;
  cart?: AbetaCart;
  /** How the shop's products become those of the cart. */
  products?: AbetaOptions;
}

/** When the shop delivers, where a cart does not say. */
export interface AbetaDelivery {
  /** Working days after the day of the order. */
  days?: number;
  /** Ordered later than this, it counts as the next working day's order; `17:00`. */
  until?: string;
  /** The time of the delivery: `12:00`. */
  time?: string;
  /** The days on which the shop delivers. */
  working_days?: Weekday[];
  /** Days on which it does not. */
  holidays?: Day[];
  /** The zone of all times that Abeta writes without one (AB-20); the shop's own, when left out. */
  time_zone?: string | null;
}

/** A product's id: the document wants a number, and Abeta's own module takes a text, too. */
export type AbetaId = number | string;

/** The way in. */
export interface AbetaLogin {
  /** For how long the one-time URL is good: 30 to 600 seconds (AB-05). */
  link_seconds?: number;
  /** Opening the URL shows a button, and only that logs in: a program that opens every link it sees takes nothing. */
  confirm?: boolean;
  /**
   * Where the browser goes after it: a path of the shop, or an address. `{punchout_id}` in it is the punch-out's own
   * id, so that each of several in one browser can have a path and a cookie of its own.
   */
  landing?: string;
  /** For how long after it the cart can be returned: 1 to 168 hours. */
  session_hours?: number;
}

/** How a shop's products become those of a buyer's cart. */
export interface AbetaOptions {
  /** What Abeta calls the units of the shop: `{"C62": "PCE", "stuk": "PCE"}`. One that is not here is passed on. */
  units?: Record<string, string>;
  /** The unit of a product for which the shop names none. */
  unit?: string;
  /** For how many units a price stands, where the line does not say (AB-23). */
  price_unit?: Amount;
  /** The decimals of the price side that koppel computes. With four, Abeta gets the other side back to the cent. */
  price_decimals?: number;
  /** UNSPSC codes by the shop's categories, by their id or name: `{"lighting": ["39101600"]}`. */
  category_codes?: Record<string, string[]>;
  /** The attribute, by its key or name, whose values are a product's own UNSPSC codes. */
  category_codes_attribute?: string | null;
  /**
   * The attribute, by its key or name, whose value is the manufacturer's number, where the shop has no field for it:
   * a variant's own choice, else the only value that there is.
   */
  manufacturer_number_attribute?: string | null;
}

/** The HTTP status of each refusal (AB-06). */
export interface AbetaStatuses {
  invalid_api_key?: number;
  invalid_credentials?: number;
  unknown_error?: number;
}

/** See [`AbetaCart::total`]. */
export type AbetaTotal = 'including_vat' | 'excluding_vat';

/** See [`Topic`]. */
export type About = 'product' | 'inventory' | 'order';

/** How koppel says who it is. */
export interface Access {
  by: By;
  /** The name of the header. */
  header?: string | null;
  /** Where a token that has ended is renewed (OAuth 2): a path of the shop's host, or a whole https address. */
  renew?: string | null;
}

/** The accounting interface (WW-1, PS-1): who may read, how often, and when a business day ends. */
export interface Accounting {
  /** The programs that may ask for a token (WW-4, PS-4). */
  clients?: AccountingClient[];
  /** The time on the shop's own clock at which a business day begins, such as `04:00` (PS-5). */
  day_cut_off?: string;
  /** How much each client may ask (WW-8, PS-10). */
  quota?: Quota;
  /** Answer every failure with 400, also those of authentication and of limits (WW-7a). */
  all_failures_are_400?: boolean;
  /** The page on which the shop's owner gives a client access. */
  consent?: ConsentPage;
}

/** A program that may ask for a token. */
export interface AccountingClient {
  client_id: string;
  /** What people call it: the consent page shows it. */
  name: string;
  /** At least 16 bytes. Left out for a program that cannot keep a secret: it takes the code flow only. */
  client_secret?: SecretSource | null;
  /** What it may be given at most. */
  scopes: Scope[];
  /** Where the code flow may lead back to, compared byte by byte; none: the client has no code flow. */
  redirect_uris?: string[];
  /** Whether it may get a token for itself, without a person's consent. */
  client_credentials?: boolean;
}

/** How the books of the till are. */
export interface AccountingHealth {
  /**
   * Business days that ended and are still open at 04:00 of the day after: receipts must be there by 05:00 (PS-5).
   * Oldest first, at most 100.
   */
  open_days: string[];
}

/** Where it goes. A shipping address may name somebody else than the customer. */
export interface Address {
  /** The given name. */
  first_name?: string | null;
  /** The family name. */
  last_name?: string | null;
  /** The firm. */
  company?: string | null;
  /** Street and number. */
  address_1?: string | null;
  /** What else the address needs. */
  address_2?: string | null;
  /** The postal code. */
  postcode?: string | null;
  /** The town. */
  city?: string | null;
  /** The province, where addresses have one. */
  state?: string | null;
  /** Two letters, ISO 3166-1. */
  country?: string | null;
  /** The telephone number. */
  phone?: string | null;
}

/** One cell of the matrix. */
export interface Allocation {
  line_id: Id;
  tender_id: Id;
  amount: Money;
  /** The VAT in it; null where it is unknown. */
  vat_amount?: Money | null;
}

/** A decimal in the order's currency, such as "12.95"; a number is read by its literal text. */
export type Amount = string | number;

/** The shop's answer to what it was asked. */
export interface AnswerRequest {
  /** As it stood in `ask`. */
  ask_id: string;
  /** Whether the shop says yes: the credentials are good, the user agrees. */
  accept: boolean;
  /** The user, by the shop's own id: text, or a whole number. */
  user_id?: UserId | null;
  /** The shop cannot tell now, so that its no is none: what the other side hears is that it failed. */
  unavailable?: boolean;
}

/** What the shop is asked; its answer goes to `http_answer`, which gives what is to be sent. */
export type Ask = {
  kind: 'login';
  ask_id: string;
  data: Login;
} | {
  kind: 'consent';
  ask_id: string;
  data: Consent;
};

/** The rows of a list: each element of `each` is one. */
export interface AttributeRows {
  /** What it is known by, where that is not its name. */
  key?: Rule;
  /** What it is called, such as Colour. */
  name?: Rule;
  /** Its place among the others; where all have one, they go by it. */
  position?: Rule;
  /** Whether the variants differ by it. */
  varies?: Rule;
  /** Whether customers see it; without it, they do. */
  visible?: Rule;
  each: Path | Path[];
  skip_if?: Condition | Condition[];
  values?: Rule | Rule[];
  labels?: string;
  placeholder?: string;
}

export interface BalanceReply {
  /** By which koppel knows the card: its `voucher_id` in payment_split, its `tender_id` in an order. */
  card_id: string;
  /** What can be spent: what is held elsewhere is not in it. */
  balance: Money;
  currency: Currency;
  /** The last day of the card, where the platform says it. */
  expires_on?: string | null;
}

/** A card of a platform. Its number is sent to the platform and kept nowhere. */
export interface BalanceRequest {
  platform_id: string;
  /** The card's number, as the customer types it or the till scans it. */
  card: string;
  pin?: string | null;
}

/** See [`Access`]. */
export type By = 'basic' | 'bearer' | 'header' | 'nothing';

/** What this library can do. */
export interface Capabilities {
  /** The release, such as `0.1.0`. */
  version: string;
  /** The ABI number, as in `libkoppel.so.1`. */
  abi: number;
  /** The names of all methods. */
  methods: string[];
  /** The names of those that need no client. */
  pure_methods: string[];
  /** Every code that an error can have. */
  error_codes: string[];
  /** The stores that `open` takes. */
  stores: string[];
  /** How panics are handled: always `unwind`. */
  panic: string;
}

export interface CaptureReply {
  /** The hold that is captured: another one than was asked for, where it was held again. */
  hold_id: string;
  /** The `tender_id` of this card in the order. */
  card_id: string;
  amount: Money;
  entry_id: string;
  state: State;
  replayed: boolean;
  /** In the order in which they were asked for. */
  together_with: Captured[];
}

/** The rest is paid: what was held is taken. */
export interface CaptureRequest {
  hold_id: string;
  /** The holds on the other cards of the same order: all are captured, each wholly, or none of them. */
  together_with?: string[];
  /** Incl. VAT, at most what is held; all of it where it is left out. The platform gives back the rest. */
  amount?: Amount | null;
  /**
   * The card's number once more, for a payment that is confirmed after its hold has ended: the amount is held again,
   * if it is still there, and taken. Of several cards each that has ended is held again by card_hold first.
   */
  card?: string | null;
  pin?: string | null;
  /**
   * What the customer has paid besides, by iDEAL: what to pay back is said where the card can no longer be charged.
   */
  remainder_amount?: Amount | null;
  send?: SendWhen;
}

export interface Captured {
  /** The hold that is captured: another one than was asked for, where it was held again. */
  hold_id: string;
  /** The `tender_id` of this card in the order. */
  card_id: string;
  amount: Money;
  entry_id: string;
  state: State;
  replayed: boolean;
}

/** A cart as the shop states it. */
export interface Cart {
  /** The shop's own id of the cart; Abeta's order names it again. */
  cart_id: string;
  /** When it is delivered, RFC 3339 with an offset; by the connection's working days, when left out. */
  delivery_at?: string | null;
  /**
   * What the shop shows as the total, on the side that the connection's `cart.total` names: then the lines must come
   * to exactly that.
   */
  total_amount?: Amount | null;
  lines: CartLine[];
}

/** The document that Abeta takes (AB-10). */
export interface CartDocument {
  general: General;
  products: CartProduct[];
}

/**
 * A line of it. What it does not say comes from the mirror; a line that the mirror does not know says all by itself.
 */
export interface CartLine {
  /** Shipping and fees go as products, too. A discount is a fee with a price below zero. */
  kind?: LineKind;
  /** The shop's own; needed in a line of kind product. */
  product_id?: string | null;
  variant_id?: string | null;
  quantity: Amount;
  /** The kind of unit, such as PCE or KG. */
  unit?: string | null;
  /** For how many units the price stands: 100 for a price per hundred (AB-23). */
  price_unit?: Amount | null;
  sku?: string | null;
  name?: string | null;
  description?: string | null;
  /** Excl. VAT, of `price_unit` units. */
  net_price?: Amount | null;
  /** Incl. VAT, of `price_unit` units. One of the two is enough. */
  gross_price?: Amount | null;
  vat_rate?: Rate | null;
  brand?: string | null;
  /** In kilograms. */
  weight?: Amount | null;
  image_url?: string | null;
  manufacturer_number?: string | null;
  /** UNSPSC, eight digits each. */
  category_codes?: string[] | null;
  categories?: string[] | null;
}

/** A product of the cart, and perhaps what kind of line it is. */
export interface CartProduct {
  id: AbetaId;
  sku: string;
  name: string;
  description?: string | null;
  /** Of `price_unit` units. */
  price_ex_vat: number;
  /** A decimal number. */
  price_inc_vat: number;
  /** 21, not 0.21. */
  vat_percentage: number;
  /** A decimal number. */
  quantity: number;
  /** For how many units the price stands (AB-23). */
  price_unit: number;
  unit: string;
  brand?: string | null;
  /** In kilograms. */
  weight?: number | null;
  image_url?: string | null;
  manufacturer_number?: string | null;
  /** UNSPSC, eight digits each. */
  category_codes: string[];
  categories: string[];
  /** Only where the connection asks for it: the document has no such member. */
  type?: LineKind | null;
}

/** A group of products (PS-7e). */
export interface Category {
  /** The shop's own id of the category, as it stands in the lines. */
  category_id: string;
  /** What people call it. */
  name: string;
  /** The category above it; null at the top. */
  parent_id?: string | null;
}

/** The rows of a list: each element of `each` is one. */
export interface CategoryRows {
  /** The shop's own id. */
  external_id?: Rule;
  /** What it is called; one without a name is left out. */
  name?: Rule;
  /** Its name in addresses. */
  slug?: Rule;
  /** The names from the top down to it. */
  path?: Rule;
  /** Its UNSPSC code, of eight digits. */
  unspsc?: Rule;
  each: Path | Path[];
  skip_if?: Condition | Condition[];
}

/**
 * The minimum cut: no payment can use more of the limiting vouchers, or cover more of the covered lines.
 */
export interface Certificate {
  /** Vouchers that are spent to the last cent they may be spent to. */
  limiting_voucher_ids: Id[];
  /** Lines that vouchers pay in full: what the others can pay for is paid. */
  covered_line_ids: Id[];
}

/** The rows of a list: each element of `each` is one. */
export interface ChoiceRows {
  /** The key or the name of the attribute. */
  key?: Rule;
  /** What the variant is of it; blank is any. */
  value?: Rule;
  each: Path | Path[];
  skip_if?: Condition | Condition[];
}

/** What is done as WooCommerce does it: all, none, or what is named. */
export type Compat = boolean | Unsafe[];

/** What a value must be for something to be so. */
export interface Condition {
  path: Path;
  /** One of these; as text, so that `"0"` is 0 too, and `""` an empty text. */
  equals: Word | Word[];
}

/** What `open` takes. */
export interface Config {
  /**
   * Where koppel keeps what must not be lost: `sqlite:/var/lib/koppel/shop.db`, in a directory of its own, or a
   * database server: `mysql://koppel@db.example/koppel`, `postgres://koppel@db.example/shop`.
   */
  store: StoreUrl;
  /** The password of the database's user, instead of one within `store`. */
  store_password?: SecretSource | null;
  /** The key under which secrets that must be read back are sealed: 32 bytes as base64 or 64 hexadecimal digits. */
  store_key?: SecretSource | null;
  /** The shop this client works for; one store holds many shops, a client sees one. */
  shop: Shop;
  /** Whom the users of the shop's interface can turn to. */
  support?: Support | null;
  /** The redemption platforms the shop is coupled to. */
  platforms?: Platform[];
  /** The WooCommerce-compatible interface. */
  rest?: Rest;
  /** How the far side is called. */
  wire?: WireConfig;
  /** How long what tells of persons is kept. */
  retention?: Retention;
  /** The accounting interface. */
  accounting?: Accounting | null;
  /** Punch-out for buyers who come by way of Abeta. */
  abeta?: Abeta;
  /** The Oresto webshop, for a wholesaler. */
  oresto?: Oresto | null;
  /** Hosted shops that are read over their interface, by a name of your own (docs/hosted.md). */
  sources?: Record<string, Source>;
}

/** What a user is to agree to. */
export interface Consent {
  /** Who wants access. */
  client_id: string;
  /** As people know it. */
  client_name: string;
  /** To what. */
  scopes: string[];
}

/** The look of the consent page. */
export interface ConsentPage {
  /** What stands above it; the shop's name, if nothing is said. */
  heading?: string;
  /** What the shop says to its owner before the question. */
  introduction?: string;
  /** CSS, put into the page. */
  style?: string;
  /** Where the shop's owner logs in, if nobody is. */
  login_url?: string;
}

/** What was last seen of a platform. */
export interface Contact {
  platform_id: string;
  succeeded_at?: Instant | null;
  failed_at?: Instant | null;
  /** The last failure, in its own words; empty if there was none. */
  failure: string;
  /** Its clock minus ours, by its last answer. */
  clock_skew_ms?: number | null;
  /** Calls that failed since one was answered. */
  failures: number;
  /** Until then nothing is sent to it, for too many calls in a row have failed; then one entry is tried. */
  paused_until?: Instant | null;
}

export interface Credit {
  voucher_id: Id;
  amount: Money;
  mode: CreditMode;
}

/** How a voucher's money goes back. The amount never depends on it. */
export type CreditMode = 'credit' | 'credit_original' | 'reissue' | 'other_tender' | 'hold';

/** A currency of ISO 4217, such as EUR. */
export type Currency = string;

/** Who buys. */
export interface Customer {
  /** The shop's own id of the customer. */
  customer_id?: string | null;
  /** The e-mail address. */
  email?: string | null;
  /** The given name. */
  first_name?: string | null;
  /** The family name. */
  last_name?: string | null;
  /** The firm. */
  company?: string | null;
  /** The telephone number. */
  phone?: string | null;
}

/** How a shop writes a point in time. */
export interface Date {
  /** As in strftime: `%d-%m-%Y %H:%M`; `%s` is seconds since 1970. */
  format: string;
  /** Such as `UTC`; without it the shop's own zone. Not needed where the format has an offset. */
  zone?: string | null;
  /** The last day of something: it ends with that day, not as it begins. */
  inclusive?: boolean;
}

/** A calendar day, such as 2027-06-30. */
export type Day = string;

/** Says that a business day has all its receipts (PS-5), or takes that back. */
export interface DayClose {
  business_day: Day;
  /** False opens the day again. */
  complete?: boolean;
  /** How many receipts the till has printed; if given it must be what is stored. */
  receipt_count?: number | null;
  /** What the receipts add up to by the till; if given it must be what is stored. */
  total_amount?: Money | null;
}

/** A customer, as the books have it (WW-5a). */
export interface Debtor {
  /** The shop's own id of the customer. */
  customer_id: string;
  /** The e-mail address; by it the customer is found, capitals or not (WW-5a). */
  email: string;
  /** The debtor number, where the shop has one. */
  number?: string | null;
  /** The given name. */
  first_name?: string | null;
  /** The family name. */
  last_name?: string | null;
  /** The firm. */
  company?: string | null;
  /** The VAT number of the firm. */
  vat_number?: string | null;
  /** The telephone number. */
  phone?: string | null;
  /** The address of its invoices. */
  billing?: Address;
}

/** How a shop writes decimals. */
export interface Decimal {
  /**
   * The decimal mark of texts, `,` or `.`; the other of the two, spaces and apostrophes then stand between thousands.
   */
  mark?: ',' | '.' | null;
  /** How many places the point moves to the right: -2 for cents, 2 for a fraction that is meant in percent. */
  shift?: number;
}

/** Something about a product that its shop should know. */
export interface Diagnostic {
  /** The product's place in the list of products, from 0; null where it is about something outside that list. */
  item?: number | null;
  /** JSON Pointer within the product; within the whole document where `item` is null. */
  path: string;
  /** Such as product.price_missing. */
  code: string;
  message: string;
  severity: Severity;
  /** How often it came at this place of the mapping, of which this is the first. */
  count: number;
}

/** Who runs the statement: what it is called there, and how a parameter is written. */
export type Dialect = 'mysql' | 'postgres' | 'pdo_pgsql';

/** A coupon. */
export interface Discount {
  discount_id: string;
  /** Incl. VAT. */
  amount: Money;
  /** The lines it lowers; left out: all product lines. */
  line_ids?: string[] | null;
}

/** How a shop's product documents become products: a table for each kind of row, "this field comes from that path". */
export interface Document {
  /** For editors: where the schema of this format is. */
  $schema?: string | null;
  /** The version of this format: 1. */
  version: number;
  /** The shop's name, such as shopify. */
  source?: string;
  /** What people should know of this document. */
  notes?: string[];
  /**
   * Where products are, such as `$.products[*]` or, where each stands in an object of its own, `$.edges[*].node`. `$`
   * is a document that is itself a product. A bare list of products is always taken.
   */
  items: Path | Path[];
  /** Where variants stand that are not within their product. */
  parts?: Path | Path[];
  /** What only another format has, each with the words that tell so, behind "This document has": it is left out. */
  refuse?: Record<string, Path>;
  /** What is left out, without a word. */
  skip_if?: Condition | Condition[];
  /** What a document says that has no list of products, for there are none. */
  none_if?: Condition | Condition[];
  /** Products of the same group are variants of one: that of the lowest id. */
  group_by?: Path | null;
  product?: ProductFields;
  categories?: CategoryRows | CategoryRows[];
  tags?: Rule | null;
  images?: ImageRows | ImageRows[];
  attributes?: AttributeRows | AttributeRows[];
  /** `$` is a product that is its own only variant. */
  variants: VariantRows | VariantRows[];
  /** The ids of the product's variants, or the variants themselves. */
  links?: Rule | Rule[];
  /** Tables of labels by code. What a request gives under the same name takes its place. */
  lookups?: Record<string, Record<string, Word>>;
  /** Tables that are read from the documents themselves, before their products. */
  learn?: Learn[];
  /** Where a hosted shop's lists are: for a source of `open` with the system custom. */
  routes?: Routes | null;
}

/** What `outbox_drain` takes. */
export interface DrainRequest {
  /** Nothing is begun after this time. */
  max_ms?: number;
  /** No more entries than this are taken. */
  max_entries?: number;
}

/** What a drain has done, and what is left. */
export interface Drained {
  /** Entries that the far side has done. */
  sent: number;
  /** Entries that were tried and are due again. */
  retried: number;
  /** Entries that a person must look at from now on. */
  parked_new: number;
  /** Entries still to be sent. */
  left: number;
  /** When the next of them may be sent; null where nothing is left, or only what waits behind a parked entry. */
  next_at?: Instant | null;
}

/** What a voucher may pay for: each member that is given must match; an empty list matches nothing. */
export interface Eligible {
  kinds?: LineKind[] | null;
  supplier_ids?: Id[] | null;
  /** Looked at on product lines only. */
  product_ids?: Id[] | null;
  /** Looked at on product lines only; one of a line's categories is enough. */
  category_ids?: Id[] | null;
}

export type Elsewhere = {
  env: string;
} | {
  file: string;
};

/** A call to the platform: durable, whatever its state. */
export interface Entered {
  entry_id: string;
  state: State;
  /** By which the platform recognises a repetition. */
  key: string;
}

/** Which of a platform's environments is meant; each has its own address and keys (OH-04). */
export type Environment = 'test' | 'acceptance' | 'production';

/** What was taken out, and what could not be. */
export interface EraseReply {
  erased: Erased[];
  kept: Kept[];
}

/** Documents of one kind. */
export interface Erased {
  /**
   * Where they lie: `order`, `record`, `rest_order`, `rest_document`, `inbox`, `outbox`, `card_hold`, `request`,
   * `punchout`, `token`, `oresto_job`.
   */
  kind: string;
  count: number;
}

/** What is held of a person. */
export interface ExportReply {
  held: Held[];
}

/** A subscription that is told nothing any more, or whose last deliveries failed. */
export interface Failing {
  /** Its id in the REST interface. */
  webhook: number;
  name: string;
  /** Such as `product.updated`. */
  topic: string;
  /** `active` while deliveries are still tried; `disabled` once too many failed in a row. */
  status: string;
  /** Deliveries in a row that ended in failure. */
  failures: number;
  /** The last of them, in words. */
  failure: string;
}

/** What a fee is for. */
export type FeeKind = 'payment_costs' | 'surcharge';

/** What a header of a limit holds. */
export type Form = 'used' | 'left';

/** What products are mapped to. */
export type Format = 'canonical' | 'woocommerce' | 'abeta' | 'oresto';

/** Of the cart as a whole (AB-10). */
export interface General {
  cart_id: string;
  /** The sum of the lines, each its price times its quantity by its price_unit, half up to the cent (AB-22). */
  total: number;
  currency: Currency;
  /** `2024-11-10 20:29`, in the connection's zone (AB-20). */
  delivery_datetime: string;
}

/** Documents that stand alike here are one product's. */
export interface Group {
  /** JSON Pointer; `0` and nothing are no group. */
  by: string;
  /** Only a document of which one of these says so is one of a group. */
  only?: Sign[];
}

/** An entry in the shop's hands, until its lease ends. */
export interface HandedOut {
  /** `inbox_settle` takes these two. */
  id: string;
  lease: string;
  /** To be kept UNIQUE beside what the shop makes of the entry: it may be handed out again after a crash. */
  key: string;
  kind: Kind;
  platform_id: string;
  /** With kinds order and order_update. */
  order?: unknown;
  /** With kind refund. */
  refund?: unknown;
  /** With kind product_proposal. */
  product?: unknown;
  /** With kind purchase_order. */
  purchase_order?: unknown;
  /** With kind oresto_order. */
  oresto_order?: unknown;
}

/** How this shop's coupling is. */
export interface Health {
  /** The schema of the store. */
  store_version: number;
  outbox: OutboxHealth;
  inbox: InboxHealth;
  /** The platforms of the configuration, and those that were called before. */
  platforms: Contact[];
  /** Subscriptions whose last delivery failed; of those that are disabled nothing is sent any more (OH-17). */
  webhooks: Failing[];
  accounting: AccountingHealth;
  /** The hosted shops of the configuration. */
  sources: SourceHealth[];
}

/** One document. */
export interface Held {
  /**
   * Where it lies: `order`, `record`, `rest_order`, `rest_document`, `inbox`, `outbox`, `card_hold`, `request`,
   * `punchout`, `token`, `oresto_job`.
   */
  kind: string;
  id: string;
  /** As it is stored. */
  document: unknown;
}

export interface HoldReply {
  hold_id: string;
  /** The `tender_id` of this card in the order. */
  card_id: string;
  amount: Money;
  currency: Currency;
  /** What can still be spent with the card; null where the platform does not say. */
  balance_after?: Money | null;
  expires_at: Instant;
  /** It was held before. */
  replayed: boolean;
}

/** What is to be held on a card for an order. The same order, card and amount again is the same hold. */
export interface HoldRequest {
  platform_id: string;
  /** The shop's own id of the order, or of the cart. */
  order_id: string;
  /** The card's number. It is sent to the platform; kept are its last four digits and a keyed hash. */
  card: string;
  pin?: string | null;
  /** Incl. VAT, above 0. */
  amount: Amount;
  /**
   * Until when it is held: at most 20 hours from now. What is not captured by then is released. The platform is asked
   * to hold it ten minutes longer, so that a capture of the last moment still finds it.
   */
  expires_at: string;
}

/** What the shop sends by itself. */
export interface Hooks {
  /** The header that holds the signature, or the shared key. */
  header: string;
  scheme: Scheme;
  /** The header that names the topic. */
  topic?: string | null;
  /** JSON Pointer to the topic in the body, where no header names it. */
  topic_at?: string | null;
  /** The body is a form, and the document one of its fields. */
  field?: string | null;
  topics: Topic[];
}

/** Plain, or over TLS. */
export type HttpRespondScheme = 'http' | 'https';

/** An id: 1 to 191 bytes of text, compared byte by byte. */
export type Id = string;

/** The rows of a list: each element of `each` is one. */
export interface ImageRows {
  /** The shop's own id. */
  external_id?: Rule;
  /** Its address; one without is left out. */
  url?: Rule;
  /** What is said where it cannot be seen. */
  alt?: Rule;
  /** Its place among the others; where all have one, they go by it. */
  position?: Rule;
  each: Path | Path[];
  skip_if?: Condition | Condition[];
}

/** How the inbox is. */
export interface InboxHealth {
  /** Entries that the shop has not taken over. */
  untaken: number;
  /** How long the oldest of them is there, in seconds; null where there is none. */
  oldest_age_s?: number | null;
}

/** A moment, RFC 3339 with an offset. */
export type Instant = string;

/** What belongs to products of a page. */
export interface Join {
  /** With `{ids}` in its path or body. */
  list: List;
  /** Under which name the mapping finds it in a page. */
  member?: string | null;
  /**
   * JSON Pointer to the list in a product that was cut off, and in whose place the whole list is put (`at_once` is
   * 1).
   */
  into?: string | null;
  /** JSON Pointer to the ids in a product; `*` stands for each element of a list. */
  each: string;
  /** Of which products. */
  only?: Sign | null;
  at_once?: number;
}

/** A document that is still being worked with: ask again when that has ended. */
export interface Kept {
  kind: string;
  id: string;
  /** In the shop's language. */
  reason: string;
}

/** What came in. */
export type Kind = 'order' | 'order_update' | 'refund' | 'product_proposal' | 'purchase_order' | 'oresto_order';

/** A table that is read from a list of the document. */
export interface Learn {
  each: Path | Path[];
  table: string;
  /** What is put behind the table's name: `options` of `color` is `options.color`. */
  of?: Path | null;
  /** Where the rows are, if an element holds several. */
  rows?: Path | null;
  key: Path;
  value: Path;
  /** Which rows say nothing. Where stock by location is read, they count for nothing. */
  skip_if?: Condition | Condition[];
}

/** One line, for its whole quantity (WW-5c). */
export interface Line {
  line_id: string;
  kind: LineKind;
  /** Who sells it; this shop, when left out. */
  supplier_id?: string;
  product_id?: string | null;
  variant_id?: string | null;
  sku?: string | null;
  name?: string;
  quantity?: number;
  /** Incl. VAT, before discounts. */
  gross_amount: Money;
  /** Null where it is not known: it is never guessed. */
  vat_rate?: Rate | null;
  /** The VAT in `gross_amount`, where the shop has fixed it. */
  vat_amount?: Money | null;
  /** What a fee is for, as the accounting interface shows it (WW-5d2, WW-5d4). */
  fee_kind?: FeeKind | null;
  /**
   * Where a platform orders at another price than the shop's own: what the line is by the shop's, incl. VAT. Left out
   * of a request.
   */
  listed_amount?: Money | null;
}

export type LineKind = 'product' | 'shipping' | 'fee';

/** One line of the order, for its whole quantity (WW-5c, PS-7b). */
export interface LineRequest {
  line_id: Id;
  kind: LineKind;
  /** Who sells it and is paid for it. */
  supplier_id: Id;
  product_id?: Id | null;
  category_ids?: Id[];
  /** Units that can be returned one by one; 1 when absent. */
  quantity?: number;
  /** Incl. VAT, of the whole quantity. Either this or `net_amount`. */
  gross_amount?: Amount | null;
  /** Excl. VAT, of the whole quantity: the VAT of the rate is added, half up to the minor unit. */
  net_amount?: Amount | null;
  /** The VAT percentage; null or absent: unknown, and never guessed. */
  vat_rate?: Rate | null;
  /**
   * The VAT in `gross_amount`, where the shop has fixed it; else it is computed, half up to the minor unit.
   */
  vat_amount?: Amount | null;
}

/** A list, read page by page. A path may hold `{size}`, and `{page}`, `{offset}` or `{after}`: where it goes on. */
export interface List {
  /** Behind `base_url`, with its query. */
  path: string;
  /**
   * What is posted there, as in GraphQL; without it the list is asked for by GET. A text in it that is `{size}`,
   * `{after}` or `{since}` stands for that, null where there is none; `{ids}` within a text for an id, and a list of
   * one such text has one for each id.
   */
  body?: unknown;
  /** JSON Pointer to the list in the answer; empty: the answer is the list. */
  items?: string;
  /** JSON Pointer to the id in one of them. */
  id?: string;
  next?: Next;
  /** JSON Pointer, for `address`, `after` and `last`. */
  next_at?: string | null;
  size?: number;
  /** JSON Pointer to what an answer has that leaves an empty list out. */
  none?: string | null;
}

/** A page of the outbox, in the order of enqueueing. */
export interface ListReply {
  entries: Listed[];
  /** `after` for the next page; null on the last. */
  after?: string | null;
  /** What the shop has asked for in transactions of its own and was refused; on the first page only. */
  requests: RefusedRequest[];
}

/** What `outbox_list` takes. */
export interface ListRequest {
  /** Only entries in this state. */
  state?: State | null;
  /** Only entries after this one: the last `entry_id` of the page before. */
  after?: string | null;
}

/** An entry as a person sees it: without its content, which may be personal. */
export interface Listed {
  entry_id: string;
  /** What the far side knows it by. */
  key: string;
  /** What is sent, such as `order_push`, `return_credit` or `webhook`; a newer koppel may have put in others. */
  kind: string;
  platform_id: string;
  subject_id: string;
  event_id: string;
  return_id: string;
  tender_id: string;
  /** Entries with one reference go out one after the other. */
  order_reference: string;
  state: State;
  /** When it may be tried next. */
  due_at?: Instant | null;
  attempts: number;
  /**
   * Why it is parked, or why the last attempt failed: `refused`, `unsure`, `unreachable`, `not_allowed`,
   * `unmakeable`, `unfollowed`.
   */
  reason?: string | null;
  /** What a person can do about a parked entry, in the shop's language. */
  advice?: string | null;
  /** The far side's own words. */
  detail: string;
  created_at: Instant;
  settled_at?: Instant | null;
}

/** The rows of a list: each element of `each` is one. */
export interface LocationRows {
  /** The shop's own id of the place. */
  external_id?: Rule;
  /** How many lie there. */
  quantity?: Rule;
  each: Path | Path[];
  skip_if?: Condition | Condition[];
}

/** A buyer's credentials. They are in this reply only, and nowhere else. */
export interface Login {
  /** As the buyer's purchasing system has it (AB-02). */
  username: string;
  /** As the buyer's purchasing system has it (AB-02). */
  password: string;
  /** Whom the connection belongs to, where the configuration says so. */
  customer_hint?: string | null;
}

/** The products in the form asked for, and what was odd about them. */
export interface MapReply {
  items: unknown[];
  diagnostics: Diagnostic[];
}

/** How to map: what a stream is opened with, too. */
export interface MapRequest {
  /**
   * The shop system: woocommerce, shopify, magento, lightspeed-c, lightspeed-r, lightspeed-x, easypos, canonical
   * (koppel's own JSON), or custom, for which `mapping` says how its documents are read.
   */
  from: string;
  to: Format;
  shop: Shop;
  mapping?: Document | null;
  /** With `to: abeta`: units, codes, decimals. */
  abeta?: AbetaOptions | null;
  /** With `to: oresto`: the form, the ids of Oresto's tables, what is in which attribute. */
  oresto?: OrestoOptions | null;
  /** The time for which it is decided whether a sale runs; without it, a sale with a window is taken not to. */
  calculated_at?: string | null;
  /** A list of the shop's own product documents, or one page as its API gives it. Not given to a stream. */
  items?: unknown;
}

/** What the items are. */
export type Mode = 'upsert' | 'delete' | 'snapshot';

/** An amount with exactly the decimals of its currency, such as "10.78". */
export type Money = string;

/** By what a product is named. */
export type Names = 'product' | 'inventory';

/** How the next page is found. */
export type Next = 'none' | 'link' | 'address' | 'after' | 'last' | 'offset' | 'page';

/** What the shop is to take over. */
export interface NextReply {
  entries: HandedOut[];
}

/** What `inbox_next` takes. */
export interface NextRequest {
  /** Only entries of these kinds; all, if none is named. */
  kinds?: Kind[];
  /** At most this many, up to 100. */
  max?: number;
  /**
   * For how long nobody else gets them: 1 second to a day. An entry that is not settled by then is handed out again.
   */
  lease_s?: number;
}

/** What happens to a credit when the voucher has expired by then. The amount stays the same. */
export type OnExpired = 'credit_original' | 'reissue' | 'other_tender' | 'hold';

/** Products by their ids. */
export interface One {
  /** With `{ids}`, if the body has none. */
  path: string;
  /** As in a list. */
  body?: unknown;
  /** JSON Pointer to the list, or to the one product. */
  items?: string;
  at_once?: number;
  /** As in a list. */
  none?: string | null;
}

/** An order of one shop: for a platform order, this shop's part of it (OH-16, OH-36). */
export interface Order {
  /**
   * In `order_push` of an order taken here: the shop's own id of it, required. Elsewhere koppel's own, left out of a
   * request.
   */
  order_id?: string;
  /** The id of the order in the shop's own books, once it has taken it over. */
  host_id?: string | null;
  /** What people call it. */
  number?: string | null;
  /** The platform's id: with the platform's name the identity of a platform order. */
  platform_order_id?: string | null;
  currency: Currency;
  status: Status;
  /** RFC 3339 with an offset. */
  created_at?: string | null;
  /** Whether the shop shows its prices with VAT. The amounts here always include it. */
  prices_include_vat?: boolean;
  customer?: Customer;
  billing?: Address;
  /** Null where it goes to the billing address. */
  shipping?: Address | null;
  lines: Line[];
  /** Coupons: they lower the price and pay nothing. */
  discounts?: Discount[];
  /** Who pays it; together exactly `total_amount`. */
  tenders?: Tender[];
  /** Incl. VAT, after discounts. */
  total_amount: Money;
  /** The VAT in `total_amount`, from the frozen split; null where a rate is unknown. Left out of a request. */
  vat_amount?: Money | null;
  /** What the customer asks. */
  note?: string | null;
  /** By which others know it, such as the id of its payment at the payment provider (WW-9iii). */
  reference?: string | null;
}

/** The wholesale webshop of Oresto Food Partners. */
export interface Oresto {
  /** Chosen explicitly, never guessed; the address must belong to it (OR-04). */
  environment: OrestoEnvironment;
  /**
   * The address of the interface, with or without `/api` at its end. In production each wholesaler has its own
   * (OR-04).
   */
  base_url?: string;
  /** Without a colon, which separates it from the password (OR-05). */
  login: string;
  password: SecretSource;
  /** In what bodies are written. */
  format?: OrestoFormat;
  /** How long one call is waited for, in milliseconds: 100 to 30,000. */
  timeout_ms?: number;
  /** The number of the first page, which the document does not say. */
  first_page?: number;
  /** Rows asked for at once; the document names no maximum. */
  page_size?: number;
  /** Client products sent in one call, up to 5,000; the document names no maximum (OR-40). */
  batch_size?: number;
  /** The names of the member that holds the data of an answer, which the document does not print (OR-02). */
  data_members?: string[];
  /** What an error says when there is no such thing, in lower case; in any other error a thing is not absent. */
  absent_texts?: string[];
  /** The namespace of XML bodies; none where it is empty. */
  xml_namespace?: string;
  /** Where an operation is called in another way than docs/oresto.md says, by its name. */
  operations?: Record<string, OrestoOverride>;
  /**
   * How the shop's products become Oresto's: the options of product_map with `to: "oresto"`. Brands, producers,
   * storage conditions and abbreviations that are not named here are found by their names in Oresto's tables.
   */
  products?: Record<string, unknown>;
}

/** What Oresto answered. */
export interface OrestoCallReply {
  /** As Oresto gives it, without the wrapper; null where there is no such thing. */
  data: unknown;
  /** With the operations on many: what went wrong with single elements (OR-40). Any other error fails the call. */
  errors: OrestoFault[];
  /** With the operations on many: what became of each element, in their order. */
  items: OrestoItemResult[];
  /** How long the server took (OR-02). */
  request_duration_ms?: number | null;
  /** The wholesaler's and the user's id in the webshop (OR-02). */
  wholesaler_id?: unknown;
  user_id?: unknown;
  /** How many calls were made; 0 where a kept table was given. */
  calls: number;
  /** With `cached`: when it was fetched. */
  fetched_at?: Instant | null;
}

/** A call of one operation (OR-01): docs/oresto.md lists them all. */
export interface OrestoCallRequest {
  /** Its name, such as `brands_list`. */
  operation: OrestoOperation;
  /** What goes into the query, by the document's names. */
  parameters?: Record<string, unknown>;
  /** The model that a POST or PUT sends: an object, or with the operations on many a list. */
  body?: unknown;
  /** The words that confirm a call which takes away more than one thing; the error that asks for them says which. */
  confirm?: string | null;
  /** All pages of a list, joined (OR-31). */
  all_pages?: boolean;
  /** A table that changes seldom, as it was fetched within the last day (OR-24). */
  cached?: boolean;
}

/** Which of the two environments is meant (OR-04). */
export type OrestoEnvironment = 'test' | 'production';

/** An error of the server, or of a field. */
export interface OrestoFault {
  /** In a batch: the article number (OR-40). */
  key1?: string | null;
  /** In a batch: the client number (OR-40). */
  key2?: string | null;
  /** The field that it is about, where the server says so. */
  field?: string | null;
  /** In the server's own words. */
  message: string;
}

/** A flow of the document's chapters 2 and 3. */
export type OrestoFlow = 'clients' | 'orders' | 'locations' | 'delivery_days' | 'products' | 'own_to_central' | 'client_products' | 'lookups' | 'nightly';

/** Which of Oresto's models is made. */
export type OrestoForm = 'product' | 'link_product' | 'sales';

/** In what bodies are written (OR-09). */
export type OrestoFormat = 'json' | 'xml';

/** What became of one element of a batch. */
export interface OrestoItemResult {
  article_number: string;
  client_number: string;
  is_saved: boolean;
  /** Why not, in the server's words. */
  message?: string | null;
}

/** An operation of Oresto's interface; docs/oresto-operations.md says what each takes. */
export type OrestoOperation = 'brands_list' | 'categories_list' | 'categories_list_concatenated' | 'central_product_get_by_ean' | 'central_product_get_by_supplier' | 'central_products_list' | 'central_products_list_articlecodes_by_supplier' | 'central_products_list_ean' | 'client_create' | 'client_delete' | 'client_link_representative' | 'client_link_users' | 'client_location_create' | 'client_location_delete' | 'client_location_delivery_dates_get' | 'client_location_delivery_dates_replace' | 'client_location_update' | 'client_locations_delete_all' | 'client_locations_list' | 'client_orders_list' | 'client_orders_process' | 'client_product_create' | 'client_product_delete' | 'client_product_update' | 'client_products_add_or_update_multiple' | 'client_products_create_multiple' | 'client_products_delete_all' | 'client_products_list' | 'client_products_update_multiple' | 'client_segments_list' | 'client_unlink_representative' | 'client_unlink_users' | 'client_update' | 'clients_list' | 'content_types_list' | 'error_logs_get_by_day' | 'error_logs_get_page' | 'link_product_create' | 'link_product_delete' | 'link_product_get_by_ean' | 'link_product_get_by_supplier' | 'link_product_get_by_wholesaler_article_number' | 'link_product_update' | 'link_product_update_sales' | 'link_products_list' | 'link_products_list_ean' | 'link_products_list_wholesaler_article_numbers' | 'multiplier_types_list' | 'orderlist_item_delete' | 'orderlist_items_add' | 'orderlist_items_list' | 'orderlist_items_replace' | 'producers_list' | 'product_create' | 'product_delete' | 'product_get_by_ean' | 'product_get_by_supplier' | 'product_get_by_wholesaler_article_number' | 'product_photo_create' | 'product_photo_delete' | 'product_photos_list' | 'product_update' | 'product_update_sales' | 'products_list' | 'products_list_ean' | 'products_list_wholesaler_article_numbers' | 'representative_create' | 'representative_delete' | 'representative_link_clients' | 'representative_unlink_clients' | 'representative_update' | 'representatives_list' | 'storage_conditions_list' | 'supplier_get_by_vat' | 'suppliers_list' | 'unit_sales_prices_list' | 'user_create' | 'user_delete' | 'user_link_client' | 'user_unlink_client' | 'user_update' | 'users_list';

/** How a shop's products become Oresto's. The ids are those of Oresto's lookup tables. */
export interface OrestoOptions {
  form?: OrestoForm;
  /** Whether `SalesPriceList` includes VAT. Oresto's document does not say; a wholesaler's does not. */
  prices_include_vat?: boolean;
  /** Oresto's brand ids by the shop's names. */
  brands?: Record<string, number>;
  /** Oresto's category ids, of end nodes, by the id or name of the shop's categories (OR-27). */
  categories?: Record<string, number>;
  /** Oresto's producer ids by the shop's names (OR-30). */
  producers?: Record<string, number>;
  /** The attribute that names the producer. */
  producer_attribute?: string | null;
  /** Oresto's ids of storage conditions by the shop's words. */
  storage_conditions?: Record<string, number>;
  /** The attribute that holds the storage condition. */
  storage_attribute?: string | null;
  /** The id of the storage condition of a product for which none is known: Oresto's "Alle" (OR-28). */
  storage_condition?: number | null;
  /**
   * The attribute that says what a piece contains, such as "5 kg", "500 g" or "6 x 1 l", where the shop has no field
   * for it; without either, its weight does.
   */
  content_attribute?: string | null;
  /**
   * Oresto's abbreviations by the shop's units: `{"C62": "ST"}`. Kilograms, grams, litres and millilitres are known.
   */
  units?: Record<string, string>;
  /** The unit of a product for which the shop names none: pieces, as Oresto abbreviates them. */
  unit?: string | null;
  /** Oresto's own spelling of its abbreviations; where they are given, no other is written. */
  abbreviations?: string[];
  /**
   * Of goods that are sold by weight, the step in which they are ordered, where the product does not say; 0 is any
   * amount.
   */
  order_quantity?: Amount | null;
  /** The supplier by whose article code central products are linked that have no EAN. */
  supplier_id?: number | null;
  /** The attribute that holds the supplier's article code. */
  supplier_code_attribute?: string | null;
  /**
   * The attribute that says how many units are in a package; with more than one, the product is the package (OR-32).
   */
  package_attribute?: string | null;
}

/** How an operation is called where the document is silent, contradicts itself, or is wrong. */
export interface OrestoOverride {
  /**
   * From the host's root, such as `api/Suppliers/GetByVat`. For link_product_delete it must be given: the document
   * prints the path that deletes an own product.
   */
  path?: string | null;
  /** `POST` or `PUT`, where the document names both. */
  method?: string | null;
  /** Other names for parameters and members: `{"OrderNumbers": "OrderNumber"}`. */
  names?: Record<string, string>;
  /** The name of the root element of an XML body, or of each element of a list. */
  element?: string | null;
}

/** What a person should know. */
export interface OrestoProblem {
  flow: OrestoFlow;
  /** The client, article or order that it is about. */
  item: string;
  /** It was not done; without it, it was done and something is odd. */
  is_error: boolean;
  /** The code of the error, where it has one. */
  code?: string | null;
  message: string;
}

/** Why a flow ended before its time. */
export interface OrestoStopped {
  code: string;
  message: string;
  retryable: boolean;
}

/** How far it came. */
export interface OrestoSyncReply {
  flow: OrestoFlow;
  /** What this call has brought to its end. */
  done: number;
  /** What is left to do: call again at `next_at`, until it is 0. */
  left: number;
  /** When the next of it may be done; null where nothing is left, or only what the shop has not yet settled. */
  next_at?: Instant | null;
  /** What waits for a person. */
  failed: number;
  /** Calls made to Oresto. */
  calls: number;
  /** Of this call: what was not done and why, and what is odd. */
  problems: OrestoProblem[];
  /** Why it ended before its time: Oresto cannot be reached, or lets nobody in. */
  stopped?: OrestoStopped | null;
}

/** What is to be done, and for how long. */
export interface OrestoSyncRequest {
  flow: OrestoFlow;
  /**
   * What the flow is given: `clients` takes `{client, users, representative}`, `locations` an address with its
   * ClientNumber, `delivery_days` `{ClientNumber, location | ClientLocationId, DeliveryDates, confirm_empty}`,
   * `client_products` what a client has of its own, `products` `{product_id}` to send one without waiting for the
   * night. It is durable when the call returns, however far the flow came. The other flows find out by themselves.
   */
  items?: unknown[];
  /** Nothing is begun after this time. */
  max_ms?: number;
  /** What has failed is tried again. */
  retry_failed?: boolean;
}

/** Where the amounts of each tender on each line come from. */
export type Origin = 'given' | 'computed';

/** How the outbox is. */
export interface OutboxHealth {
  /** Entries still to be sent. */
  due: number;
  /** Of these: entries that wait behind a parked one. */
  waiting: number;
  /** How long the oldest of them is there, in seconds; null where there is none. */
  oldest_age_s?: number | null;
  /** Entries that a person must look at, by reason. */
  parked: Parked[];
  /** What the shop has asked for in transactions of its own (`outbox_statement`). */
  requests: RequestsHealth;
}

/** How fast it may be called. */
export interface Pace {
  /** The header that tells how much is used. */
  header: string;
  form: Form;
  /** In so many milliseconds one call is free again. */
  call_ms: number;
  /** The header that tells in how many seconds all are free again. */
  reset?: string | null;
}

/** Who pays the remainder back: the platform, unless its profile says that the shop does (OH-22). */
export type PaidBy = 'platform' | 'shop';

/** Parked entries with one reason. */
export interface Parked {
  reason: string;
  count: number;
  /** What a person can do, in the shop's language. */
  advice: string;
}

/** Such as $.name, $.list[*].name, $.list[?@.code=='x'].value or /name. */
export type Path = string;

/** What kind of money a payment is. */
export type PaymentKind = 'cash' | 'transfer' | 'other' | 'card' | 'online' | 'voucher' | 'account';

/** A way to pay (WW-5g, PS-7d). */
export interface PaymentMethod {
  /** The shop's own id of the method, as it stands in the payments. */
  payment_method_id: string;
  /** What people call it. */
  name: string;
  /** What kind of money it is. */
  kind?: PaymentKind;
}

/** A coupon. It is not a voucher: it lowers the price and pays nothing. */
export interface PaymentSplitDiscount {
  discount_id: Id;
  /** Incl. VAT. */
  amount: Amount;
  /** The lines it lowers; absent: all product lines, and where there are none, all lines. */
  line_ids?: Id[] | null;
}

export interface PaymentSplitLine {
  line_id: Id;
  kind: LineKind;
  /** Before discounts. */
  gross_amount: Money;
  discount_amount: Money;
  /** After discounts: what the tenders pay. */
  paid_amount: Money;
  vat_rate?: Rate | null;
  /** The VAT in `paid_amount`; null where it is unknown. */
  vat_amount?: Money | null;
  quantity: number;
  supplier_id: Id;
  product_id?: Id | null;
}

/** A voucher that pays, or the remainder, which has only the first three members. */
export interface PaymentSplitTender {
  tender_id: Id;
  kind: TenderKind;
  amount: Money;
  balance_after?: Money | null;
  refund?: RefundWay | null;
  on_expired?: OnExpired | null;
  /** A voucher has it always: its last day, or null. */
  expires_on?: Day | null;
  /** Whether some line with something to pay is closed to this voucher. */
  restricted?: boolean | null;
}

/** Certificates in a file. */
export interface PemFile {
  file: string;
}

/** What a key may do. */
export type Permissions = 'read' | 'write' | 'read_write';

/** Who is meant: one of the two. */
export interface PersonRequest {
  /** The address, in whatever case. */
  email?: string | null;
  /** The shop's own id of the customer. */
  customer_id?: string | null;
}

/** A redemption platform. */
export interface Platform {
  /** By this name the shop calls it. */
  platform_id: string;
  /** `city-butler`, `winst-uit-je-woning` or `ohis`, or a whole profile document (src/ohis/profiles). */
  profile: unknown;
  /** Chosen explicitly, never guessed (OH-04). */
  environment: Environment;
  /** The address of its interface; https, unless `wire.allow_addresses` names it. */
  base_url: string;
  /** The shop's key at the platform. */
  key: string;
  /** The secret that goes with the key. */
  secret: SecretSource;
}

/** In what order tenders get their money back. */
export type Policy = 'line_faithful' | 'voucher_first' | 'other_first';

/** What the variants of a product share. */
export interface ProductFields {
  /** The shop's own id. Required; it is the product's identity, and never its SKU. */
  external_id?: Rule;
  /** simple, variable, grouped or external; without it, what its variants make of it. */
  kind?: Rule;
  /** The product's own SKU, where it is not that of its only variant. */
  sku?: Rule;
  /** What it is called. */
  name?: Rule;
  /** Its name in addresses. */
  slug?: Rule;
  /** The address of its page. */
  url?: Rule;
  /** Its description, as HTML. */
  description?: Rule;
  /** Its summary, as HTML. */
  short_description?: Rule;
  /** The name of its brand. */
  brand?: Rule;
  /** active, draft or archived. Only what is active is sold; without it, a product is a draft. */
  status?: Rule;
  /** visible, catalog, search or hidden; without it visible. */
  visibility?: Rule;
  /** When it was made. */
  created_at?: Rule;
  /** When it was changed last. */
  updated_at?: Rule;
  /** The VAT class of the variants that name none: a name of shop.vat. */
  'tax.class'?: Rule;
  /** Whether the document is a variant of another one's product. */
  is_part?: Rule;
  /** Whether its variants stand elsewhere: it waits for those that name it by parent_id. */
  has_parts?: Rule;
  /** Whether it has more variants than its document holds: those that are held of it stay. */
  has_more?: Rule;
}

/** How much is read. */
export type PullMode = 'since' | 'complete';

/** What a pull has done, and what is left. */
export interface PullReply {
  created: number;
  /** Products of which anything changed: content, price or stock. */
  updated: number;
  /** Of those: with other content. */
  content_changed: number;
  /** Of those: with another price. */
  price_changed: number;
  /** Of those: with another stock. */
  stock_changed: number;
  unchanged: number;
  deleted: number;
  /** Changes in the change feed. */
  events: number;
  diagnostics: Diagnostic[];
  mode: PullMode;
  /** When this run began: what was changed in the shop before that is in it. */
  began_at: Instant;
  /** 0 when the run is through: what is held is what the shop has. Else call again: it goes on where it is. */
  left: number;
  /** Calls made to the shop. */
  calls: number;
  /** When the shop may be asked again, where it wants time. */
  next_at?: Instant | null;
  /** Why it ended before its time. */
  stopped?: PullStopped | null;
}

/** Which shop is read, how much of it, and for how long. */
export interface PullRequest {
  /** Its name in `sources`. */
  source: string;
  /**
   * Only what changed since then (RFC 3339). Left out: since the last run began, or all of it where there was none.
   */
  since?: string | null;
  /** All of it; what the shop has no more is deleted (OH-11). */
  complete?: boolean;
  /** Nothing is begun after this time; a page that was begun is stored. */
  max_ms?: number;
}

/** Why a pull ended before its time: the shop wants time, fails, or is silent. */
export interface PullStopped {
  code: string;
  message: string;
  retryable: boolean;
}

/** A buyer who has come in from a purchasing system. */
export interface PunchoutLogin {
  /** What `punchout_return_cart` takes. One browser may have several. */
  punchout_id: string;
  /** The shop's own id of the user, as its answer to the login gave it. */
  user_id: string;
  /** The purchasing system's own (AB-02). */
  session_id: string;
  connection_id: string;
  /** To be kept in the shop's session: this user returns a cart and does not pay here (AB-07). */
  abeta_punchout_user: boolean;
  /** Who may show the shop in a frame: for `Content-Security-Policy: frame-ancestors` of its pages. */
  frame_ancestors: string[];
}

export interface PushReply {
  entry_id: string;
  state: State;
  /** By which the platform recognises a repetition. */
  key: string;
  /** It was pushed before. */
  replayed: boolean;
}

/**
 * Either `order`, an order of the shop's own checkout or till; or what became of a platform order, which is named by
 * one of `order_id`, `host_id` and `platform_order_id`, and has a `status`.
 */
export interface PushRequest {
  platform_id: string;
  order?: Order | null;
  order_id?: string | null;
  host_id?: string | null;
  platform_order_id?: string | null;
  status?: Status | null;
  /** What people call the order. */
  number?: string | null;
  /** Lines that the shop will not send; the platform pays them back. */
  refused_lines?: RefusedLine[];
  /** The shop's own id of what happened; else it is the status and the refused lines. */
  event_id?: string | null;
  send?: SendWhen;
}

/** What became of the items. */
export interface PutReply {
  /** New ones. */
  stored: number;
  /** Those that were held and said something else; what they were is kept. */
  revised: number;
  /** Those that were held as they are. */
  unchanged: number;
}

/** What the shop states for its books. */
export interface PutRequest {
  /** What all the items are. */
  kind: RecordKind;
  /** At least one; stored together, or none of them. */
  items: RecordItem[];
}

/** How many requests a client may make within a window of time. */
export interface Quota {
  requests?: number;
  window_s?: number;
}

/** A percentage such as "21" or "5.5", from 0 to 100. */
export type Rate = string | number;

/** A receipt of a till (PS-6, PS-7a). */
export interface Receipt {
  /** The till's own id; it never changes. */
  receipt_id: string;
  /** The number printed on it (PS-7a3). */
  number?: string | null;
  /** By which others know it, such as the terminal's transaction id (PS-11iii). */
  reference?: string | null;
  /** When it was printed: RFC 3339 with an offset. */
  created_at: Instant;
  /** The business day; left out: the one that `created_at` falls in, by the configured cut-off (PS-5). */
  business_day?: Day | null;
  /** Which till it was. */
  till_id?: string | null;
  /** The currency of all its amounts: the shop's. */
  currency: Currency;
  /** Who bought it, where that is known. */
  customer_id?: string | null;
  /** What was sold, taken back or given off (PS-7b). */
  lines: ReceiptLine[];
  /** What rounding to coins added, or took off: below zero. */
  rounding_amount?: Money;
  /** What the customer gave on top; it bears no VAT here. */
  tip_amount?: Money;
  /** What is to be paid: lines, rounding and tip together (PS-6a). */
  total_amount: Money;
  /** How it was paid; together `total_amount` (PS-6b). */
  payments: ReceiptPayment[];
  /** The VAT as it was printed, by rate; left out: computed from the lines. If given it must be what the lines say. */
  vat?: ReceiptVat[];
}

/** A line of a receipt (PS-7b). */
export interface ReceiptLine {
  /** The line's id within its receipt. */
  line_id: string;
  /** What the line is for. */
  kind?: ReceiptLineKind;
  /** The code of the product; a product has one (PS-7b2). */
  product_code?: string | null;
  /** What it is called. */
  name: string;
  /** The id of its category; a product has one (PS-7b3). */
  category_id?: string | null;
  /** How many, or how much, of it; below zero for what is taken back. */
  quantity?: Amount;
  /** Incl. VAT, of the whole quantity; below zero for a discount and for what is taken back. */
  gross_amount: Money;
  /** The VAT percentage (PS-7b1); null for a voucher only. */
  vat_rate?: Rate | null;
  /** The VAT in `gross_amount`; left out: computed from the rate, half up. */
  vat_amount?: Money | null;
}

/** What a line is for. */
export type ReceiptLineKind = 'product' | 'surcharge' | 'shipping' | 'discount' | 'deposit' | 'voucher';

/** A payment of a receipt (PS-6b). */
export interface ReceiptPayment {
  /** One of the payment methods (PS-7d). */
  payment_method_id: string;
  /** What it paid: what was given, less the change. */
  amount: Money;
  /** What the customer laid down. */
  given_amount?: Money | null;
  /** What went back from the drawer. */
  change_amount?: Money | null;
}

/** The lines of one VAT rate together. */
export interface ReceiptVat {
  /** The percentage. */
  vat_rate: Rate;
  /** Incl. VAT. */
  gross_amount: Money;
  /** The VAT in `gross_amount`. */
  vat_amount: Money;
}

/** An item of the kind that was named. */
export type RecordItem = Order | Debtor | Receipt | VatRate | PaymentMethod | Category | DayClose;

/** What the items of a call are. */
export type RecordKind = 'customers' | 'vat_rates' | 'payment_methods' | 'categories' | 'orders' | 'receipts' | 'day_close';

export interface RecordReply {
  /** koppel's own id. */
  order_id: string;
  /** Whether the platform said what each tender pays of each line, or koppel spread it. */
  origin: Origin;
  /** What the order is now: recorded again with another status, it has followed. */
  status: Status;
  /** It was recorded before. */
  replayed: boolean;
}

/** An order that a platform placed, as the shop's own API took it (OH-16). Either `document` or `order`. */
export interface RecordRequest {
  platform_id: string;
  /** The order as the shop's REST interface gives it; read by the pointers of the platform's profile. */
  document?: unknown;
  order?: Order | null;
}

/** What one return gives back, and to whom. */
export interface Refund {
  return_id: Id;
  order_id: Id;
  currency: Currency;
  policy: Policy;
  calculated_at: Instant;
  /** Credits and refunds together. */
  amount: Money;
  /** What goes back to vouchers. */
  credits: Credit[];
  /** What goes back the way the remainder was paid. */
  refunds: RemainderRefund[];
  /** In the order of the request. */
  lines: RefundLine[];
  allocation: Allocation[];
  suppliers: Supplier[];
  vat: VatRow[];
  /**
   * The VAT of the credit note: not what goes back on a single-purpose voucher, whose VAT stays due.
   */
  vat_correction_amount?: Money | null;
  /** The restocking fee of this return. */
  retained_amount: Money;
  /** What can still be credited after it. */
  refundable_amount: Money;
  /** The cumulative state for the next return. */
  returned: Returned[];
}

export interface RefundComputeLine {
  line_id: Id;
  kind: LineKind;
  /** Before discounts. */
  gross_amount: Money;
  discount_amount: Money;
  /** After discounts: what the tenders pay. */
  paid_amount: Money;
  vat_rate?: Rate | null;
  /** The VAT in `paid_amount`; null where it is unknown. */
  vat_amount?: Money | null;
  quantity: number;
  supplier_id: Id;
  product_id?: Id | null;
}

/** Who pays what of an order, to the minor unit; frozen from here on. */
export interface RefundComputeSplit {
  order_id: Id;
  currency: Currency;
  vat_mode: VatMode;
  restocking_fee_rate: Rate;
  calculated_at: Instant;
  /** What the lines cost after discounts. */
  total_amount: Money;
  voucher_amount: Money;
  /** What the remainder pays. */
  amount_due: Money;
  /** In the order of the request; all other lists are in canonical order. */
  lines: RefundComputeLine[];
  /** Vouchers in the order they are spent, then the remainder; only those that pay. */
  tenders: RefundComputeTender[];
  /** The matrix: what each tender pays of each line. */
  allocation: Allocation[];
  suppliers: Supplier[];
  /** From the highest rate down; unknown last. */
  vat: VatRow[];
  /**
   * VAT less the part that single-purpose vouchers paid when they were issued; null where VAT is unknown.
   */
  vat_due_now?: Money | null;
  unused_vouchers: UnusedVoucher[];
  certificate: Certificate;
  /** `sha256:` and the digest of all that a refund is computed from. */
  allocation_hash: string;
}

/** A voucher that pays, or the remainder, which has only the first three members. */
export interface RefundComputeTender {
  tender_id: Id;
  kind: TenderKind;
  amount: Money;
  balance_after?: Money | null;
  refund?: RefundWay | null;
  on_expired?: OnExpired | null;
  /** A voucher has it always: its last day, or null. */
  expires_on?: Day | null;
  /** Whether some line with something to pay is closed to this voucher. */
  restricted?: boolean | null;
}

export interface RefundLine {
  line_id: Id;
  kind: LineKind;
  product_id?: Id | null;
  /** The units of this return; 0 for goodwill. */
  quantity: number;
  /** What is credited, less the restocking fee. */
  amount: Money;
  vat_rate?: Rate | null;
  vat_amount?: Money | null;
}

/** A return of lines of a split order (OH-24, OH-37). */
export interface RefundRequest {
  /** The reply of payment_split, whole. */
  split: RefundComputeSplit;
  /** What earlier returns took, cumulative: the `returned` of the last refund. */
  returned?: ReturnedLine[];
  return_id: Id;
  /** When the return is accepted; on its day in Europe/Amsterdam a voucher has expired or not. */
  calculated_at: Instant;
  /** What comes back now; each line once. */
  lines: ReturnLine[];
  policy?: Policy;
}

/** Whether money can be put back on it. */
export type RefundWay = 'credit' | 'none';

/** Why an order, or a part of it, is not taken. */
export interface Refusal {
  /** For programs, such as `out_of_stock`. */
  code?: string;
  /** For the customer. */
  message?: string;
  /** Left out: the whole order. */
  line_ids?: string[];
}

/** A line that is refused, wholly. */
export interface RefusedLine {
  line_id: string;
  /** For the customer. */
  reason?: string;
}

/** A request that was refused, as a person sees it: without its content, which may be personal. */
export interface RefusedRequest {
  /** `outbox_requeue` takes it as `entry_id`, with `by_hand`, to take it away. */
  request_key: string;
  method: string;
  attempts: number;
  /** When it is tried next. */
  due_at: Instant;
  /** Why it was refused. */
  failure: string;
  created_at: Instant;
}

export interface ReleaseReply {
  hold_id: string;
  /** None where nothing was held. */
  entry_id?: string | null;
  /** Of that entry. */
  state?: State | null;
  replayed: boolean;
}

/** The order does not come about: what was held is free again. */
export interface ReleaseRequest {
  hold_id: string;
  send?: SendWhen;
}

/** What pays the rest. */
export interface Remainder {
  tender_id: Id;
  /**
   * The least it can pay; 0.01 when absent. Vouchers give way, so that it pays nothing or at least this.
   */
  minimum_amount?: Amount | null;
}

export interface RemainderRefund {
  tender_id: Id;
  amount: Money;
  paid_by: PaidBy;
}

/** Requests that were left in a shop's own transaction and are not carried out yet. */
export interface RequestsHealth {
  /** All of them. */
  waiting: number;
  /** Of these: refused when they were to be carried out. They are tried again, at most an hour apart. */
  refused: number;
  /** How long the oldest is there, in seconds; null where there is none. */
  oldest_age_s?: number | null;
}

/** The entry after it was put back. */
export interface RequeueReply {
  entry_id: string;
  state: State;
}

/** What `outbox_requeue` takes. */
export interface RequeueRequest {
  /** The entry, or the `request_key` of a request that was refused. */
  entry_id: string;
  /** A person has seen to it at the far side: it counts as done and is not sent; what waits behind it goes on. */
  by_hand?: boolean;
  /**
   * With `by_hand`: what the far side has of it, such as `{"id": "CB-55110"}` for an order of the shop's own that the
   * platform took: by that id its returns are credited.
   */
  answer?: unknown;
}

/** The answer, whole. */
export interface RespondReply {
  /** 0 while the shop is asked something (`ask`): then there is nothing to send yet. */
  status: number;
  /** Names and values; there is nothing in them that could end a header's line. */
  headers: [string, string][];
  /** What now has something to do: `inbox` (take over), `outbox` (drain). Best after the answer was sent. */
  wake: string[];
  /** What the shop is asked first; its answer goes to `http_answer`, which gives the answer to send. */
  ask?: Ask | null;
  /** Whom the shop is to log in before it sends this answer: its own session goes into the head. */
  login?: PunchoutLogin | null;
  /** The body, where it is UTF-8. */
  body?: string | null;
  /** Otherwise the body as base64. */
  body_base64?: string | null;
}

/** An HTTP request, whole. */
export interface RespondRequest {
  /** `GET`, `POST` and so on. */
  method: string;
  /** The path and the query, exactly as they came. */
  target: string;
  /** How the request reached the host's own server. */
  scheme: HttpRespondScheme;
  /** The address of who is connected to the host's server. */
  remote_address?: string;
  headers?: [string, string][];
  /** The body, where it is UTF-8. */
  body?: string | null;
  /** The body as base64, whatever it is. */
  body_base64?: string | null;
}

/** The WooCommerce-compatible interface. */
export interface Rest {
  /** The address under which the shop is reached, such as `https://shop.example`: what signatures and links say. */
  public_url?: string;
  /** Addresses whose `X-Forwarded-Proto` is believed. */
  trusted_proxies?: string[];
  /** Who may call. */
  keys?: RestKey[];
  /** What becomes of a platform's change to a product: a proposal in the inbox, or (for test-suites) the mirror. */
  writes?: Writes;
  /**
   * Where WooCommerce is unsafe, do as it does: `true` for all of it, or a list of what is meant. For tests of
   * compatibility only.
   */
  compat?: Compat;
}

/** A key of the interface. */
export interface RestKey {
  /** `ck_...` */
  consumer_key: string;
  /** `cs_...` */
  consumer_secret: SecretSource;
  permissions: Permissions;
  /** The platform that holds this key: its orders carry that platform's name. */
  platform_id?: string | null;
}

/** For how many days personal data is kept; figures, numbers and keys stay. Null: it is never taken away. */
export interface Retention {
  /**
   * What was sent, after it was done: for questions about a delivery, and to tell a repetition with other content
   * apart. Its key stays for good, so that nothing is sent twice. What of clients and addresses Oresto refused, as
   * long, too. 90 days, if nothing is said.
   */
  outbox_days?: number | null;
  /** What came in, after the shop has taken it over: the shop has it in its own books. 90 days, if nothing is said. */
  inbox_days?: number | null;
  /**
   * Name, address and note of an order that nothing has changed since: for returns and the legal guarantee. Amounts,
   * VAT, lines and numbers stay, for the tax office wants them for 7 years. 730 days, if nothing is said.
   */
  orders_days?: number | null;
  /**
   * Who came in by a punch-out: until then a purchase order is told whose cart it was. 180 days, if nothing is said.
   */
  punchouts_days?: number | null;
}

/** What became of it. */
export interface ReturnCartReply {
  /** Where the browser is to be sent, by GET (AB-11); null where nothing was to be sent. */
  redirect_url?: string | null;
  /** The same cart was returned before; nothing was sent now. */
  replayed: boolean;
  /** What Abeta was sent, or would be; null where that was before. */
  cart?: CartDocument | null;
}

/** A cart that goes back to the buyer's purchasing system. */
export interface ReturnCartRequest {
  /** As the login gave it. */
  punchout_id: string;
  cart: Cart;
  /** Sends nothing: only shows what would be sent. */
  inspect?: boolean;
  /** Sends the cart although an earlier one may have arrived, its outcome being unknown. */
  resend?: boolean;
}

/** Units that come back, or goodwill without any: exactly one of the two. */
export interface ReturnCreditReturnLine {
  line_id: string;
  quantity?: number | null;
  /** Incl. VAT. */
  amount?: Amount | null;
}

/** Units that come back, or goodwill without any: exactly one of the two. */
export interface ReturnLine {
  line_id: Id;
  quantity?: number | null;
  /** Goodwill, incl. VAT; above zero. */
  amount?: Amount | null;
}

/** The refund, as refund_compute answers it, and the calls that tell the platform. */
export interface ReturnReply {
  return_id: Id;
  order_id: Id;
  currency: Currency;
  policy: Policy;
  calculated_at: Instant;
  /** Credits and refunds together. */
  amount: Money;
  /** What goes back to vouchers. */
  credits: Credit[];
  /** What goes back the way the remainder was paid. */
  refunds: RemainderRefund[];
  /** In the order of the request. */
  lines: RefundLine[];
  allocation: Allocation[];
  suppliers: Supplier[];
  vat: VatRow[];
  /**
   * The VAT of the credit note: not what goes back on a single-purpose voucher, whose VAT stays due.
   */
  vat_correction_amount?: Money | null;
  /** The restocking fee of this return. */
  retained_amount: Money;
  /** What can still be credited after it. */
  refundable_amount: Money;
  /** The cumulative state for the next return. */
  returned: Returned[];
  entries: Entered[];
  /** What the shop itself pays back, by the way in which the customer paid it: never what a card paid (OH-22). */
  pay_out_amount: Money;
  /** It was made before. */
  replayed: boolean;
}

/**
 * A return of lines of an order that a platform's card paid (OH-24, OH-37). The order is named by one of `order_id`,
 * `host_id` and `platform_order_id`.
 */
export interface ReturnRequest {
  platform_id: string;
  order_id?: string | null;
  host_id?: string | null;
  platform_order_id?: string | null;
  /** The shop's own id of the return: the same return twice is credited once. */
  return_id: string;
  lines: ReturnCreditReturnLine[];
  policy?: Policy;
  send?: SendWhen;
}

export interface Returned {
  line_id: Id;
  quantity: number;
  /** Goodwill so far. */
  amount: Money;
}

/** Units and goodwill of a line that were credited before. */
export interface ReturnedLine {
  line_id: Id;
  quantity?: number;
  /** Goodwill, incl. VAT. */
  amount?: Amount;
}

/** How a hosted shop is read over its interface. */
export interface Routes {
  /** The version of this format: 1. */
  version: number;
  access: Access;
  /** All products, page by page. */
  list: List;
  /** How the list is narrowed to what changed since a point in time. */
  since?: Since | null;
  /** Products by their ids: what is asked before a product that no page named is deleted. */
  one: One;
  /** Lists of labels and rates, read whole before the products and given with each page of them. */
  tables?: Table[];
  /** Lists of what belongs to the products of a page and stands elsewhere. */
  joins?: Join[];
  /** Lists that name products that changed where the list of products does not say so, such as by their stock. */
  traces?: Trace[];
  /** Documents that are variants of one product (`group_by` of the mapping) and come one by one. */
  group?: Group | null;
  /** What tells that a document of a list is no product any more. */
  gone?: Sign | null;
  /** What tells that a document is not a product but a part of one, which is found by it. */
  part?: Sign | null;
  pace?: Pace | null;
  /** What an answer says of itself where its status does not: GraphQL answers 200 to whatever it is asked. */
  says?: Says | null;
  hooks?: Hooks | null;
}

/** A path, or an object that also says what is done to the value. */
export type Rule = Path | Verbs;

/** What an answer says of itself. */
export interface Says {
  /** The shop wants time, and has not done what was asked. */
  busy: Sign;
  /** JSON Pointer to the sentence by which it refuses. */
  refused: string;
  /** JSON Pointer to what is left of what calls may cost. */
  left: string;
  /** JSON Pointer to how much of it comes back each second. */
  rate: string;
  /** JSON Pointer to what this call costs. */
  cost: string;
}

export type Schema = Record<string, unknown> | boolean;

/** A method as its schemas describe it. */
export interface SchemaReply {
  method: string;
  summary: string;
  /** The version that knew it first. */
  since: string;
  /** JSON Schema 2020-12 of the request. */
  request: Schema;
  /** JSON Schema 2020-12 of the reply. */
  reply: Schema;
}

/** Which method's schemas are asked for. */
export interface SchemaRequest {
  /** The method's name, such as `payment_split`. */
  method: string;
}

/** How a notice is signed. */
export type Scheme = 'hmac_base64' | 'hmac_hex' | 'hmac_named' | 'md5' | 'key';

/** A part of the shop's books. */
export type Scope = 'sales.read' | 'receipts.read' | 'customers.read' | 'products.read' | 'settings.read';

/** Where a secret comes from. It is read at the client's first use, not when the client is opened. */
export type SecretSource = string | Elsewhere;

/** When the platform is told. */
export type SendWhen = 'later' | 'now';

export type Separator = string;

export interface SettleReply {
  /** koppel's id of the order, where the entry is about one. */
  order_id?: string | null;
  /** What the order is now. */
  status?: Status | null;
  /** The outbox entry that tells the platform of a refusal. */
  entry_id?: string | null;
  /** It was settled before, under the same lease. */
  replayed: boolean;
}

/**
 * What the shop made of an entry: `host_id` where it took it over, `refuse` where it did not, both where it took a
 * part.
 */
export interface SettleRequest {
  /** As inbox_next gave it. */
  id: string;
  /** As inbox_next gave it: only the last one settles. */
  lease: string;
  /** The id of the order in the shop's own books. */
  host_id?: string | null;
  refuse?: Refusal | null;
  /**
   * The shop's stock of what was ordered, after it was booked. One that is older than the stock held, or names no
   * variant of several, is ignored: then the order holds its goods back until the next.
   */
  stock?: StockItem[];
}

/** What was booked. */
export type SettlementListKind = 'return' | 'sale' | 'called_off';

/**
 * What passed between the shop, its customers and the platform. Amounts that go back are less than 0; the sums are
 * those of the whole period, on every page.
 */
export interface SettlementReply {
  platform_id: string;
  from: Instant;
  until: Instant;
  currency: Currency;
  /** Orders that were paid. */
  sales: Sum;
  /** Returns, whoever made them. */
  returns: Sum;
  /** What was refused or cancelled of paid orders. */
  called_off: Sum;
  /** What the platform owes the shop for the period: all that went through its hands. */
  net_amount: Money;
  /** The VAT of the period, per rate, from the highest rate down; unknown last. */
  vat: VatSum[];
  /** Null where the VAT of a line is unknown. */
  vat_amount?: Money | null;
  /** In the order of booking. */
  rows: SettlementRow[];
  /** Give it as `after` for the next page; null on the last. */
  next?: string | null;
  /** The rows as CSV (RFC 4180) with their names in the first line; only where it was asked for. */
  csv?: string | null;
}

/** A period of a platform (OH-25). */
export interface SettlementRequest {
  platform_id: string;
  /** The first day in the shop's own time, or the first instant: `2026-11-01`. */
  from: string;
  /** The day, or the instant, before which it ends: `2026-12-01` for all of November. */
  until: string;
  /** The shop's, where it is left out. */
  currency?: Currency | null;
  /** The `next` of the page before. */
  after?: string | null;
  /** Whether the rows are wanted as CSV too. */
  csv?: boolean;
}

/** One booking. */
export interface SettlementRow {
  booked_at: Instant;
  kind: SettlementListKind;
  order_id: string;
  /** The shop's own id of the order. */
  host_id?: string | null;
  platform_order_id?: string | null;
  /** The shop's own id of the return. */
  return_id?: string | null;
  card_amount: Money;
  other_amount: Money;
  total_amount: Money;
  platform_amount: Money;
  /** Null where it is unknown. */
  vat_amount?: Money | null;
}

export type Severity = 'info' | 'warning' | 'error';

/** The shop itself. */
export interface Shop {
  /** The tenant: the first key of everything that is stored. A client needs it. */
  shop_id?: string;
  /** What people call it. */
  name?: string;
  /** The currency of all its prices. */
  currency: Currency;
  /** Two letters, ISO 3166-1. */
  country?: string;
  /** `nl` or `en`: the language of what people read. */
  language?: string;
  /** The zone of its days, such as `Europe/Amsterdam`. */
  time_zone?: string;
  /** Whether the prices of its catalogue include VAT. Never told by the documents themselves, never guessed. */
  prices_include_vat: boolean;
  /**
   * The VAT rate, in percent, of each tax class: `{"standard": "21", "reduced-rate": "9"}`. A class that is not here
   * has no known rate, and none is guessed. The rate of products that name no class stands under the empty name:
   * `{"": "21"}`.
   */
  vat?: Record<string, Rate>;
  /**
   * Tables that mapping documents look words up in, such as the VAT class of each product type of a Shopify shop:
   * `{"vat_classes": {"Boeken": "reduced-rate"}}`. A mapping takes those that it names.
   */
  lookups?: Record<string, Record<string, string>>;
}

/** A value that says something. */
export interface Sign {
  /** JSON Pointer. */
  at: string;
  /** One of these, as text; left out: anything but null, "" and false. */
  equals?: string[];
}

/** How a list is narrowed. */
export interface Since {
  /** What is put behind the list's path, or for `{since}` in its body; with `{since}`. */
  path: string;
  written?: Written;
}

/** A hosted shop that cannot load a library: it is read over its interface (OH-06, OH-10). */
export interface Source {
  system: SourceSystem;
  /** Where its interface is, such as `https://shop.myshopify.com`; docs/hosted.md has each system's. */
  base_url: string;
  /** With Basic: the key. With `refresh_token`: the client id. */
  key?: string | null;
  /** What goes with the key, or the client secret. */
  secret?: SecretSource | null;
  /** The access token. With `refresh_token` it may be left out. */
  token?: SecretSource | null;
  /** What a token that has ended is renewed with; the pair that is valid then is sealed in the store (`store_key`). */
  refresh_token?: SecretSource | null;
  /** Where it is renewed, if not where the system does so. */
  token_url?: string | null;
  /** Under which the shop signs its webhooks, or the key that it sends with them. */
  webhook_secret?: SecretSource | null;
  /** With `custom`: how its products are read, with `routes`. */
  mapping?: Document | null;
  /** How long one call is waited for, in milliseconds: 100 to 30,000. */
  timeout_ms?: number;
}

/** What the shop answered, whatever its status: 404 and 422 are answers. */
export interface SourceCallReply {
  status: number;
  /** By their names in lower case. */
  headers: Record<string, string>;
  /** The answer; null where it is no JSON. */
  document: unknown;
  /** The answer where it is no JSON. */
  text?: string | null;
}

/** A call of the host's own at a hosted shop, such as one that makes an order there. */
export interface SourceCallRequest {
  /** The source's name in `sources`. */
  source: string;
  method: Verb;
  /**
   * What stands behind `base_url`, with its query; or a whole address of the same host, as a list names its next
   * page.
   */
  path: string;
  /** What is sent, as JSON. */
  document?: unknown;
  /** A shop that wants time (429) is waited for so long, then it is `source.unavailable`. */
  max_ms?: number;
}

/** How the reading of a hosted shop is. */
export interface SourceHealth {
  /** Its name in `sources`. */
  source: string;
  /** Whether a run of `catalog_pull` has begun and is not through. */
  is_under_way: boolean;
  /** Up to when the shop's changes are known; null until a first run is through (OH-11). */
  reached_at?: Instant | null;
  /** How long ago that is, in seconds. */
  age_s?: number | null;
  /** What the shop gave notice of and was not asked for yet (OH-12). */
  noticed: number;
  /** Of what it gave notice of: what it then refused to be asked for. It is asked for again within the hour. */
  refused: number;
  /** Before this the shop wants no call; null where it may be asked. */
  next_at?: Instant | null;
}

/** The systems that koppel knows, and `custom`. */
export type SourceSystem = 'shopify' | 'woocommerce' | 'magento' | 'lightspeed-c' | 'lightspeed-r' | 'lightspeed-x' | 'custom' | 'shopify-graphql';

/** Who pays what of an order, to the minor unit; frozen from here on. */
export interface Split {
  order_id: Id;
  currency: Currency;
  vat_mode: VatMode;
  restocking_fee_rate: Rate;
  calculated_at: Instant;
  /** What the lines cost after discounts. */
  total_amount: Money;
  voucher_amount: Money;
  /** What the remainder pays. */
  amount_due: Money;
  /** In the order of the request; all other lists are in canonical order. */
  lines: PaymentSplitLine[];
  /** Vouchers in the order they are spent, then the remainder; only those that pay. */
  tenders: PaymentSplitTender[];
  /** The matrix: what each tender pays of each line. */
  allocation: Allocation[];
  suppliers: Supplier[];
  /** From the highest rate down; unknown last. */
  vat: VatRow[];
  /**
   * VAT less the part that single-purpose vouchers paid when they were issued; null where VAT is unknown.
   */
  vat_due_now?: Money | null;
  unused_vouchers: UnusedVoucher[];
  certificate: Certificate;
  /** `sha256:` and the digest of all that a refund is computed from. */
  allocation_hash: string;
}

/** An order and the vouchers laid down for it (OH-16, OH-22). */
export interface SplitRequest {
  /** koppel's own id of the order; echoed, and part of the hash. */
  order_id: Id;
  currency: Currency;
  /** When the customer pays; vouchers must still be valid on its day in Europe/Amsterdam. */
  calculated_at: Instant;
  /** Products, shipping and fees; at least one, at most 10,000. */
  lines: LineRequest[];
  /** Coupons: they lower the price before any voucher pays, and VAT is of what is left (WW-5d3). */
  discounts?: PaymentSplitDiscount[];
  /** Cards and vouchers that pay; at most 50. */
  vouchers?: Voucher[];
  /** What pays the rest, such as iDEAL. Needed only where the vouchers leave something. */
  remainder?: Remainder | null;
  vat_mode?: VatMode;
  /** The percentage kept of a returned line, fixed at order time; 0 when absent. */
  restocking_fee_rate?: Rate;
}

/** How far an entry has come. */
export type State = 'due' | 'claimed' | 'done' | 'parked';

/** A statement that the shop runs inside its own transaction. */
export interface Statement {
  /** One INSERT. Run twice it leaves one request. */
  sql: string;
  /** Texts, in the order of the statement's parameters. */
  parameters: string[];
  /** By which the request is known until it has been carried out. */
  request_key: string;
}

/** What `outbox_statement` takes. */
export interface StatementRequest {
  /** `order_push` or `return_credit`. */
  method: string;
  /** What that method takes; `send` can only be `later`. */
  request: unknown;
  /** Whose placeholders the statement has: `mysql`, `postgres`, `pdo_pgsql`. */
  dialect: Dialect;
}

/** What became of it, in WooCommerce's words. */
export type Status = 'on-hold' | 'cancelled' | 'refunded' | 'failed' | 'pending' | 'processing' | 'completed';

export interface StockItem {
  /** The shop's own id of the product. */
  product_id: string;
  /** The shop's own id of the variant; null where the product has one. */
  variant_id?: string | null;
  /** What lies there, in pieces; a part of a piece cannot be sold. */
  quantity: Amount;
  /** When it was counted (RFC 3339); now where it is not given. An older statement than the one held is ignored. */
  as_of?: string | null;
}

export interface StockPutReply {
  /** Statements that changed what is published. */
  changed: number;
  /** Statements that are older than what is held. */
  ignored_as_older: number;
  /** Statements about what is not in the catalogue. */
  unknown: number;
}

/** What the shop holds now. */
export interface StockPutRequest {
  items: StockItem[];
}

/** The `store` of a configuration as it was given. It may hold a password: its `Debug` says only which kind it is. */
export type StoreUrl = string;

export interface Sum {
  count: number;
  /** By cards and other vouchers. */
  card_amount: Money;
  /** By iDEAL, or whatever else paid the remainder. */
  other_amount: Money;
  /** Both together. */
  total_amount: Money;
  /** What of it went through the platform's hands. */
  platform_amount: Money;
}

/** What a supplier gets, and from which tenders. */
export interface Supplier {
  supplier_id: Id;
  amount: Money;
  tenders: SupplierTender[];
}

export interface SupplierTender {
  tender_id: Id;
  amount: Money;
}

/** Whom to turn to. */
export interface Support {
  email?: string;
  url?: string;
  contact?: string;
}

export interface SyncReply {
  created: number;
  /** Products of which anything changed: content, price or stock. */
  updated: number;
  /** Of those: with other content. */
  content_changed: number;
  /** Of those: with another price. */
  price_changed: number;
  /** Of those: with another stock. */
  stock_changed: number;
  unchanged: number;
  deleted: number;
  /** Changes in the change feed. */
  events: number;
  diagnostics: Diagnostic[];
}

/** What the shop states. */
export interface SyncRequest {
  /** The shop system: woocommerce, shopify, or custom with a `mapping`. */
  from: string;
  mode: Mode;
  /** With `snapshot`: this call holds the last of the items, and what none of them named is deleted. */
  complete?: boolean;
  /**
   * When the items were read from the shop (RFC 3339). Without it a stock that differs counts as of now. A stock that
   * is as it is held keeps the time at which it was stated first: an unchanged product writes nothing.
   */
  as_of?: string | null;
  mapping?: Document | null;
  /**
   * The shop's own product documents, as its API gives them; with `delete` the ids of products, or objects with their
   * `id`. Not given to a stream.
   */
  items: unknown;
}

/** A list that is read whole before the products. */
export interface Table {
  list: List;
  /** Under which name the mapping finds it in a page. */
  member: string;
}

/** What pays: a card, a voucher, or the remainder such as iDEAL (OH-02). */
export interface Tender {
  tender_id: string;
  kind: TenderKind;
  amount: Money;
  /** Where the platform says what a tender pays of each line: the line. Then every tender has it, once a line. */
  line_id?: string | null;
}

export type TenderKind = 'multi_purpose' | 'single_purpose' | 'payment_instrument' | 'remainder';

/** What a notice is about. */
export interface Topic {
  name: string;
  /** JSON Pointers to what changed; the first that leads to something. */
  at: string[];
  about?: About;
}

/** A list that names products which changed. */
export interface Trace {
  list: List;
  since: Since;
  /** JSON Pointer to the name of the product in a row. */
  of: string;
  names?: Names;
  /** The rows are kept, and given under this name with the page in which their product is. */
  member?: string | null;
  /** A list whose ids, with commas between them, are put for `{places}`: the shop's locations. */
  places?: List | null;
}

/** Something that WooCommerce does and koppel refuses to, unless it is asked for. */
export type Unsafe = 'unknown_product' | 'overselling' | 'comma_price' | 'doubled_order' | 'over_refund';

/** Why a voucher pays nothing: the first that applies. */
export type UnusedReason = 'empty_balance' | 'below_minimum_order' | 'no_eligible_line' | 'not_needed' | 'minimum_top_up';

export interface UnusedVoucher {
  voucher_id: Id;
  reason: UnusedReason;
}

export type UserId = string | number;

/** The rows of a list: each element of `each` is one. */
export interface VariantRows {
  /** The shop's own id. Required; one without it is left out. */
  external_id?: Rule;
  /** The id of its product, where it stands apart. */
  parent_id?: Rule;
  /** By what the shop names its stock, where that is not its id. */
  inventory_id?: Rule;
  /** Its SKU. */
  sku?: Rule;
  /** Its GTIN: EAN, UPC or ISBN, as a text that keeps its zeros. */
  gtin?: Rule;
  /** The manufacturer's number. */
  mpn?: Rule;
  /** active, draft or archived; without it active. */
  status?: Rule;
  /** incl or excl: whether the prices include VAT, where it is not as shop.prices_include_vat says. */
  'price.authority'?: Rule;
  /** What it costs when it is not on sale. */
  'price.regular'?: Rule;
  /** What it costs while the sale runs; one that is no cheaper is none. */
  'price.sale'?: Rule;
  /** What it costs now, where the shop says now and was. */
  'price.now'?: Rule;
  /** What it cost before. */
  'price.was'?: Rule;
  /** When the sale begins; a sale whose begin or end cannot be read does not run. */
  'price.sale_from'?: Rule;
  /** When the sale ends: at that instant it is over. */
  'price.sale_to'?: Rule;
  /** What the shop paid for it. */
  'price.cost'?: Rule;
  /** For how many units the price stands; without it one. */
  'price.quantity'?: Rule;
  /** The currency of its prices, where it is said: in another than shop.currency it has none. */
  'price.currency'?: Rule;
  /** Whether VAT is charged at all; without it, it is. */
  'tax.taxable'?: Rule;
  /** Its VAT class: a name of shop.vat. */
  'tax.class'?: Rule;
  /** Its VAT rate, where the shop's documents say it: 21, not 0.21. */
  'tax.rate_percent'?: Rule;
  /** config where the rate comes from the shop's configuration; set by koppel. */
  'tax.origin'?: Rule;
  /** In what it is sold: a code of UN/ECE Recommendation 20, such as C62 for a piece. */
  unit?: Rule;
  /** How many are ordered at least. */
  'order.minimum'?: Rule;
  /** By how many an order goes up. */
  'order.step'?: Rule;
  /** How many are in a package. */
  'pack.size'?: Rule;
  /** How much is in it, such as 750. */
  'content.value'?: Rule;
  /** In what that is measured, such as ml. */
  'content.unit'?: Rule;
  /** Whether the shop counts it; without it, whether there is a quantity. */
  'stock.tracked'?: Rule;
  /** Whether the quantity is its product's, of which all variants take. */
  'stock.shared'?: Rule;
  /** How many there are. */
  'stock.quantity'?: Rule;
  /** How many of these are kept back; not of what lies at places. */
  'stock.threshold'?: Rule;
  /** Whether the shop sells it now; no is no, whatever is counted. */
  'stock.available'?: Rule;
  /** Of a product with variants: whether none of them is sold now, whatever they say. */
  'stock.stopped'?: Rule;
  /** Whether it can be ordered now and comes later. */
  'stock.on_order'?: Rule;
  /** no, notify or yes: whether more can be ordered than are counted. */
  'stock.backorders'?: Rule;
  /** How heavy it is. */
  'weight.value'?: Rule;
  /** In what: kg, g, lb or oz. */
  'weight.unit'?: Rule;
  /** Its length. */
  'size.length'?: Rule;
  /** Its width. */
  'size.width'?: Rule;
  /** Its height. */
  'size.height'?: Rule;
  /** Whether nothing is sent. */
  is_virtual?: Rule;
  /** The id of its image among the product's images. */
  'image.external_id'?: Rule;
  /** The address of its own image. */
  'image.url'?: Rule;
  /** What it is of the first attribute that varies, where the shop says it by place. */
  'choice.1'?: Rule;
  /** The same of the second. */
  'choice.2'?: Rule;
  /** The same of the third. */
  'choice.3'?: Rule;
  each: Path | Path[];
  skip_if?: Condition | Condition[];
  choices?: ChoiceRows | ChoiceRows[];
  locations?: LocationRows | LocationRows[];
  levels?: string;
}

/** How VAT is rounded: a choice the national law leaves (C-484/06), fixed at order time. */
export type VatMode = 'per_line' | 'per_rate';

/** A VAT rate that the shop uses (WW-5f, PS-7c). */
export interface VatRate {
  /** The shop's own id of the rate. */
  vat_rate_id: string;
  /** What people call it. */
  name: string;
  /** The percentage, as it stands in the lines. */
  vat_rate: Rate;
  /** Two letters, ISO 3166-1: where it holds. */
  country?: string | null;
}

/** The lines of one VAT rate together. */
export interface VatRow {
  vat_rate?: Rate | null;
  gross_amount: Money;
  net_amount?: Money | null;
  vat_amount?: Money | null;
  tenders: VatTender[];
}

export interface VatSum {
  /** Null where it is unknown. */
  vat_rate?: Rate | null;
  gross_amount: Money;
  vat_amount?: Money | null;
}

export interface VatTender {
  tender_id: Id;
  gross_amount: Money;
  vat_amount?: Money | null;
}

/** What is to be done there. */
export type Verb = 'GET' | 'POST' | 'PUT' | 'DELETE';

/** Done in the order in which they stand here. */
export interface Verbs {
  path?: Path | null;
  /** Several sources: the first that is not blank. */
  first?: Rule[] | null;
  /**
   * A text with paths in braces: `{$.voornaam} {$.naam}`; a name without `$` is one of the lookups `settings`. Where
   * one of them is blank, nothing is made.
   */
  template?: string | null;
  const?: Word | null;
  /** Where this is so, there is nothing: a price that is a percentage for some kinds of products. */
  unless?: Condition | null;
  /** What stands between the texts of a list, that become one. */
  join?: string | null;
  /** White space at both ends is left off. */
  trim?: boolean;
  /** What comes after the last of these characters: an id out of `gid://shop/Product/7`. */
  after?: Separator | null;
  /** HTML becomes plain text; a text without tags and entities stays as it is. */
  strip_html?: boolean;
  /** Texts by what stands in their place, letter by letter. */
  replace?: Record<string, string> | null;
  /** The shop's words into the model's; `*` is any other word. */
  map?: Record<string, Word> | null;
  /** The table that holds the label of the code. */
  lookup?: string | null;
  /** How the shop writes its decimals, where it is not as 1234.56. */
  decimal?: Decimal | null;
  /** How the shop writes a point in time, where it is not as 2026-11-21T12:00:00+01:00. */
  date?: Date | null;
  /** What an empty text says; where there is nothing at all, there still is nothing. */
  empty?: Word | null;
  /** What stands where there is nothing. */
  default?: Word | null;
  /** Without it the product is left out, and that is told. */
  required?: boolean;
  /** The character at which a text is split into a list. */
  split?: Separator | null;
}

/** A card or voucher that pays (OH-24). */
export interface Voucher {
  voucher_id: Id;
  kind: VoucherKind;
  /** What is on it, less what is reserved. */
  balance: Amount;
  /** Its last day, in Europe/Amsterdam; null or absent: it does not expire. */
  expires_on?: Day | null;
  /** What it may pay for; absent: everything. */
  eligible?: Eligible | null;
  /** The most of it that may be spent on this order. */
  max_amount?: Amount | null;
  /** The order's total, less discounts, from which it may be used. */
  min_order_amount?: Amount | null;
  /** Lower is spent first; null or absent: after all that have one. */
  priority?: number | null;
  /** False: it is spent whole or not at all. */
  splittable?: boolean;
  refund?: RefundWay;
  on_expired?: OnExpired;
  issuer_id?: Id | null;
}

/** The kinds differ in when VAT is due (Directive 2006/112, art. 30a and 30b). */
export type VoucherKind = 'multi_purpose' | 'single_purpose' | 'payment_instrument';

/** A day of the week. */
export type Weekday = 'monday' | 'tuesday' | 'wednesday' | 'thursday' | 'friday' | 'saturday' | 'sunday';

/** How the far side is called. */
export interface WireConfig {
  /**
   * Exact `address:port` pairs for which the guard against private addresses and the rule "https only" are lifted:
   * test hosts. Refused while any platform's environment is production.
   */
  allow_addresses?: string[];
  /** Root certificates in PEM, beside the built-in ones. */
  extra_roots?: PemFile | null;
  /** The address of an HTTP proxy. Those of the environment are not looked at. */
  proxy?: string | null;
}

export type Word = string | number | boolean | null;

/** See [`Rest::writes`]. */
export type Writes = 'proposal' | 'mirror';

/** How a point in time is written. */
export type Written = 'rfc3339' | 'plain' | 'spaced' | 'utc' | 'cursor';

/** What each operation of Oresto takes. */
export interface OrestoCalls {
  /** The brands. */
  brands_list: { parameters: Record<string, never>; body: null };
  /** The categories of the webshop, a tree. */
  categories_list: { parameters: Record<string, never>; body: null };
  /** Each category with the names above it, joined by a bar. */
  categories_list_concatenated: { parameters: { Reverse?: boolean }; body: null };
  /** The product that Oresto keeps with this EAN code. */
  central_product_get_by_ean: { parameters: { EanCode: string }; body: null };
  /** The product that Oresto keeps with this supplier's article code. */
  central_product_get_by_supplier: { parameters: { Id: number; ArticleCode: string; IsPackageProduct: boolean }; body: null };
  /** The products that Oresto keeps; or only those that were deleted. */
  central_products_list: { parameters: { modifiedDate?: string; modifiedEndDate?: string; PageSize?: number; Page?: number; DeletedProducts?: boolean; MultiplicatorProducts?: boolean }; body: null };
  /** The article codes of the products that Oresto keeps, by supplier. */
  central_products_list_articlecodes_by_supplier: { parameters: { OnlyEmptyEan?: boolean; MultiplicatorProducts?: boolean }; body: null };
  /** The EAN codes of the products that Oresto keeps. */
  central_products_list_ean: { parameters: { modifiedDate?: string; modifiedEndDate?: string; ExcludeCentralProducts?: boolean; MultiplicatorProducts?: boolean }; body: null };
  /** Adds a client; without a user nobody can order for it. */
  client_create: { parameters: Record<string, never>; body: { ClientNumber: string; [member: string]: unknown } };
  /** Deletes a client. */
  client_delete: { parameters: { ClientNumber: string }; body: null };
  /** Gives a client a representative. */
  client_link_representative: { parameters: Record<string, never>; body: { ClientNumber: string; EmailRepresentative: string; [member: string]: unknown } };
  /** Lets users order for a client. */
  client_link_users: { parameters: Record<string, never>; body: { ClientNumber: string; EmailUsers: string[]; [member: string]: unknown } };
  /** Adds a delivery address to a client. */
  client_location_create: { parameters: Record<string, never>; body: { Id?: number; ClientNumber: string; [member: string]: unknown } };
  /** Deletes one delivery address. */
  client_location_delete: { parameters: { Id: number; ClientNumber: string }; body: null };
  /** The days on which an address is delivered to. */
  client_location_delivery_dates_get: { parameters: { ClientNumber: string; ID: number }; body: null };
  /** Replaces all days on which an address is delivered to. */
  client_location_delivery_dates_replace: { parameters: Record<string, never>; body: { ClientLocationId: number; DeliveryDates: string[]; [member: string]: unknown } };
  /** Changes a delivery address. */
  client_location_update: { parameters: Record<string, never>; body: { Id: number; [member: string]: unknown } };
  /** Deletes every delivery address of a client. */
  client_locations_delete_all: { parameters: { ClientNumber: string }; body: null };
  /** The delivery addresses of the clients. */
  client_locations_list: { parameters: { ClientNumber?: string }; body: null };
  /** The orders of the clients, with the free samples they asked for. */
  client_orders_list: { parameters: { ClientNumber?: string; OldestFirst?: boolean; Page?: number; PageSize?: number; Processed: boolean }; body: null };
  /** Ticks orders off: they are not offered again. */
  client_orders_process: { parameters: Record<string, never>; body: { ClientNumber: string; OrderNumbers: string[]; [member: string]: unknown } };
  /** Gives a client a price, an offer or a product of its own. */
  client_product_create: { parameters: Record<string, never>; body: { WholesalerArticleNumber: string; ClientNumber: string; PromoValidFrom?: string; PromoValidUntil?: string; [member: string]: unknown } };
  /** Takes away what a client has of its own for a product. */
  client_product_delete: { parameters: { WholesalerArticleNumber: string; ClientNumber: string }; body: null };
  /** Changes what a client has of its own for a product. */
  client_product_update: { parameters: Record<string, never>; body: { WholesalerArticleNumber: string; ClientNumber: string; PromoValidFrom?: string; PromoValidUntil?: string; [member: string]: unknown } };
  /** Adds or changes many; answers each that failed. */
  client_products_add_or_update_multiple: { parameters: Record<string, never>; body: { WholesalerArticleNumber: string; ClientNumber: string; PromoValidFrom?: string; PromoValidUntil?: string; [member: string]: unknown }[] };
  /** As client_product_create, for many; answers each that failed. */
  client_products_create_multiple: { parameters: Record<string, never>; body: { WholesalerArticleNumber: string; ClientNumber: string; PromoValidFrom?: string; PromoValidUntil?: string; [member: string]: unknown }[] };
  /** Takes away what a client, or every client, has of its own. */
  client_products_delete_all: { parameters: { ClientNumber?: string }; body: null };
  /** The products with a price of their own for a client. */
  client_products_list: { parameters: Record<string, never>; body: null };
  /** As client_product_update, for many; answers each that failed. */
  client_products_update_multiple: { parameters: Record<string, never>; body: { WholesalerArticleNumber: string; ClientNumber: string; PromoValidFrom?: string; PromoValidUntil?: string; [member: string]: unknown }[] };
  /** The segments that clients belong to. */
  client_segments_list: { parameters: Record<string, never>; body: null };
  /** Takes a representative from a client. */
  client_unlink_representative: { parameters: Record<string, never>; body: { ClientNumber: string; EmailRepresentative: string; [member: string]: unknown } };
  /** Lets users no longer order for a client. */
  client_unlink_users: { parameters: Record<string, never>; body: { ClientNumber: string; EmailUsers: string[]; [member: string]: unknown } };
  /** Changes a client. */
  client_update: { parameters: Record<string, never>; body: { ClientNumber: string; [member: string]: unknown } };
  /** The clients. */
  clients_list: { parameters: Record<string, never>; body: null };
  /** In what a content is measured. */
  content_types_list: { parameters: Record<string, never>; body: null };
  /** What went wrong with the wholesaler's own calls on a day. */
  error_logs_get_by_day: { parameters: { Date: string }; body: null };
  /** What went wrong with the wholesaler's own calls, fifty at a time. */
  error_logs_get_page: { parameters: { Page: number }; body: null };
  /** Links a product that Oresto keeps, by EAN code or supplier. */
  link_product_create: { parameters: Record<string, never>; body: { WholesalerArticleNumber: string; EanCode?: string; Supplier?: Record<string, unknown>; PromoValidFrom?: string; PromoValidUntil?: string; [member: string]: unknown } };
  /** Ends the link; the printed path deletes an own product instead. */
  link_product_delete: { parameters: { WholesalerArticleNumber: string }; body: null };
  /** The linked product with this EAN code. */
  link_product_get_by_ean: { parameters: { EanCode: string }; body: null };
  /** The linked product with this supplier's article code, a line for each way of buying it. */
  link_product_get_by_supplier: { parameters: { Id: number; ArticleCode: string; IsPackageProduct: boolean }; body: null };
  /** The linked product with this article number. */
  link_product_get_by_wholesaler_article_number: { parameters: { WholesalerArticleNumber: string }; body: null };
  /** Changes a linked product. */
  link_product_update: { parameters: Record<string, never>; body: { WholesalerArticleNumber: string; PromoValidFrom?: string; PromoValidUntil?: string; [member: string]: unknown } };
  /** Changes the sales data of a linked product. */
  link_product_update_sales: { parameters: Record<string, never>; body: { WholesalerArticleNumber: string; PromoValidFrom?: string; PromoValidUntil?: string; [member: string]: unknown } };
  /** The linked products. */
  link_products_list: { parameters: { ModifiedDate?: string; ModifiedEndDate?: string; PageSize?: number; Page?: number }; body: null };
  /** The EAN codes of the linked products. */
  link_products_list_ean: { parameters: { modifiedDate?: string; modifiedEndDate?: string }; body: null };
  /** The article numbers of the linked products. */
  link_products_list_wholesaler_article_numbers: { parameters: { modifiedDate?: string; modifiedEndDate?: string }; body: null };
  /** What a multiplier counts. */
  multiplier_types_list: { parameters: Record<string, never>; body: null };
  /** Takes one article number off a client's order list. */
  orderlist_item_delete: { parameters: { ClientNumber: string; WholesalerArticleNumber: string }; body: null };
  /** Adds article numbers to a client's order list. */
  orderlist_items_add: { parameters: Record<string, never>; body: { ClientNumber: string; WholesalerArticleNumbers: string[]; [member: string]: unknown } };
  /** The article numbers on a client's order list. */
  orderlist_items_list: { parameters: { ClientNumber: string }; body: null };
  /** Replaces the whole of a client's order list. */
  orderlist_items_replace: { parameters: Record<string, never>; body: { ClientNumber: string; WholesalerArticleNumbers: string[]; [member: string]: unknown } };
  /** The producers. */
  producers_list: { parameters: Record<string, never>; body: null };
  /** Adds an own product, which Oresto must not keep itself. */
  product_create: { parameters: Record<string, never>; body: { WholesalerArticleNumber: string; PromoValidFrom?: string; PromoValidUntil?: string; [member: string]: unknown } };
  /** Deletes an own product. */
  product_delete: { parameters: { WholesalerArticleNumber: string }; body: null };
  /** The own product with this EAN code. */
  product_get_by_ean: { parameters: { EanCode: string }; body: null };
  /** The own product with this supplier's article code, a line for each way of buying it. */
  product_get_by_supplier: { parameters: { Id: number; ArticleCode: string; IsPackageProduct: boolean }; body: null };
  /** The own product with this article number. */
  product_get_by_wholesaler_article_number: { parameters: { WholesalerArticleNumber: string }; body: null };
  /** Adds a photo to an own product, for one language or for all. */
  product_photo_create: { parameters: Record<string, never>; body: { WholesalerArticleNumber: string; Photo: string; PhotoName: string; LanguageCode?: string; [member: string]: unknown } };
  /** Deletes a photo of an own product. */
  product_photo_delete: { parameters: { WholesalerArticleNumber: string; PhotoId: number }; body: null };
  /** The photos of the own products, or the products without one. */
  product_photos_list: { parameters: { HasPhotos?: boolean }; body: null };
  /** Changes an own product: all of its fields are sent. */
  product_update: { parameters: Record<string, never>; body: { WholesalerArticleNumber: string; PromoValidFrom?: string; PromoValidUntil?: string; [member: string]: unknown } };
  /** Changes the sales data of an own or a linked product. */
  product_update_sales: { parameters: Record<string, never>; body: { WholesalerArticleNumber: string; PromoValidFrom?: string; PromoValidUntil?: string; [member: string]: unknown } };
  /** The wholesaler's own products. */
  products_list: { parameters: { ModifiedDate?: string; ModifiedEndDate?: string; ExcludeCentralProducts?: boolean; PageSize?: number; Page?: number; MultiplicatorProducts?: boolean }; body: null };
  /** The EAN codes of the own products. */
  products_list_ean: { parameters: { modifiedDate?: string; modifiedEndDate?: string; ExcludeCentralProducts?: boolean; MultiplicatorProducts?: boolean }; body: null };
  /** The article numbers of the own products. */
  products_list_wholesaler_article_numbers: { parameters: { modifiedDate?: string; modifiedEndDate?: string; ExcludeCentralProducts?: boolean; MultiplicatorProducts?: boolean }; body: null };
  /** Adds a representative, with the clients. */
  representative_create: { parameters: Record<string, never>; body: { Email: string; ClientNumbers?: string[]; [member: string]: unknown } };
  /** Deletes a representative. */
  representative_delete: { parameters: { Email: string }; body: null };
  /** Gives a representative clients. */
  representative_link_clients: { parameters: Record<string, never>; body: { EmailRepresentative: string; ClientNumbers: string[]; [member: string]: unknown } };
  /** Takes clients from a representative. */
  representative_unlink_clients: { parameters: Record<string, never>; body: { EmailRepresentative: string; ClientNumbers: string[]; [member: string]: unknown } };
  /** Changes a representative; NewEmail gives another address. */
  representative_update: { parameters: Record<string, never>; body: { Email: string; NewEmail?: string; [member: string]: unknown } };
  /** The representatives. */
  representatives_list: { parameters: Record<string, never>; body: null };
  /** How products are stored; "Alle" is for those that none fits. */
  storage_conditions_list: { parameters: Record<string, never>; body: null };
  /** The supplier with this VAT number. */
  supplier_get_by_vat: { parameters: { VatNumber: string; VatCountryCode: string }; body: null };
  /** The suppliers. */
  suppliers_list: { parameters: Record<string, never>; body: null };
  /** For what a sales price is: a kilogram, a litre, a piece. */
  unit_sales_prices_list: { parameters: Record<string, never>; body: null };
  /** Adds a user of a client that exists. */
  user_create: { parameters: Record<string, never>; body: { Email: string; ClientNumber: string; [member: string]: unknown } };
  /** Deletes a user. */
  user_delete: { parameters: { Email: string }; body: null };
  /** Lets a user order for a client. */
  user_link_client: { parameters: Record<string, never>; body: { EmailUser: string; ClientNumber: string; [member: string]: unknown } };
  /** Lets a user no longer order for a client. */
  user_unlink_client: { parameters: Record<string, never>; body: { EmailUser: string; ClientNumber: string; [member: string]: unknown } };
  /** Changes a user; NewEmail gives another address. */
  user_update: { parameters: Record<string, never>; body: { Email: string; NewEmail?: string; [member: string]: unknown } };
  /** The users who order for clients. */
  users_list: { parameters: Record<string, never>; body: null };
}
