//! What can go wrong, in one list: the only place where a status number or an error code is born.
//!
//! A [`Status`] says what the caller may do next; a [`Code`] says what happened. Both are promises: a number or a
//! code is never renamed or given another meaning. The docs table, the PHP constants and the TypeScript union are
//! made from [`Code::ALL`].

mod status;

pub use status::Status;

use std::borrow::Cow;
use std::fmt;

macro_rules! codes {
    ($($(#[doc = $doc:literal])+ $Name:ident $text:literal $Status:ident;)*) => {
        /// What happened, as `area.reason`.
        #[derive(Clone, Copy, PartialEq, Eq, Debug, Hash)]
        pub enum Code { $($(#[doc = $doc])+ $Name),* }

        impl Code {
            /// Every code, in the order of this list.
            pub const ALL: &'static [Code] = &[$(Code::$Name),*];

            pub fn as_str(self) -> &'static str {
                match self { $(Code::$Name => $text),* }
            }
            pub fn status(self) -> Status {
                match self { $(Code::$Name => Status::$Status),* }
            }
            /// The sentence of the documentation table.
            pub fn doc(self) -> &'static str {
                match self { $(Code::$Name => concat!($($doc),+).trim_ascii_start()),* }
            }
        }
    };
}

codes! {
    /// The header was made for another ABI, or for a newer library than this one.
    AbiMismatch "abi.mismatch" Abi;
    /// A pointer is NULL where the function needs one, or a length does not fit its pointer.
    CallPointer "call.pointer" Invalid;
    /// There is no method of this name; the message names the version that knows it where that is known.
    CallUnknownMethod "call.unknown_method" Invalid;
    /// The method works on a client, and none was given.
    CallNeedsClient "call.needs_client" Invalid;
    /// The client was opened by another process; open one in this process.
    ClientForked "client.forked" Forked;
    /// A bug in koppel was caught at the boundary; close the client and report the message.
    ClientPanicked "client.panicked" Panic;
    /// The host cancelled the call.
    ClientCanceled "client.canceled" Canceled;
    /// The request is longer than the limit.
    JsonTooLarge "json.too_large" Invalid;
    /// Lists and objects lie too deep in one another.
    JsonTooDeep "json.too_deep" Invalid;
    /// Nothing of this ask_id waits: it was answered, is older than a minute, or another client asked it.
    AskUnknown "ask.unknown" NotFound;
    /// Too many questions wait for the shop's answer; every reply with `ask` is to be answered.
    AskTooMany "ask.too_many" Busy;
    /// The bytes are not UTF-8.
    JsonNotUtf8 "json.not_utf8" Invalid;
    /// The text is not JSON.
    JsonSyntax "json.syntax" Invalid;
    /// An object names a member twice: which of the two is meant cannot be known.
    JsonMemberTwice "json.member_twice" Invalid;
    /// The request has a member that this version does not know.
    JsonUnknownMember "json.unknown_member" Invalid;
    /// A member that the method needs is not there.
    JsonMemberMissing "json.member_missing" Invalid;
    /// A value has the wrong type, or is none of those allowed here.
    JsonWrongType "json.wrong_type" Invalid;
    /// A list has more elements than the limit, or an id is too long or empty.
    JsonOutOfBounds "json.out_of_bounds" Invalid;
    /// Not a currency of ISO 4217 that koppel knows.
    CurrencyUnknown "currency.unknown" Invalid;
    /// Not a plain decimal number: digits, one point, no exponent, no comma.
    MoneyNotANumber "money.not_a_number" Invalid;
    /// More decimals than the currency or the field has.
    MoneyTooPrecise "money.too_precise" Invalid;
    /// More digits than an amount can have.
    MoneyTooLarge "money.too_large" Invalid;
    /// The configuration contradicts itself, or a value in it cannot be.
    ConfigInvalid "config.invalid" Invalid;
    /// A secret is not where the configuration says it is, or is empty.
    ConfigSecretMissing "config.secret_missing" Invalid;
    /// The configuration has no platform of this id.
    PlatformUnknown "platform.unknown" Invalid;
    /// A platform's profile contradicts itself, or names what does not exist.
    ProfileInvalid "profile.invalid" Invalid;
    /// The platform's profile has no such call; the message names it.
    ProfileNoCall "profile.no_call" Rejected;
    /// There is no order of this id.
    OrderUnknown "order.unknown" NotFound;
    /// An order that cannot be: no line, a quantity of 0, two ways of naming it.
    OrderInvalid "order.invalid" Invalid;
    /// The lines, the discounts, the payments and the total of an order do not add up; nothing is made up to close it.
    OrderDoesNotAddUp "order.does_not_add_up" Invalid;
    /// The platform posted this order before, with other content.
    OrderConflict "order.conflict" Conflict;
    /// The order holds a product that the shop has not published.
    OrderUnknownProduct "order.unknown_product" Rejected;
    /// The order asks for more than the published stock.
    OrderOutOfStock "order.out_of_stock" Rejected;
    /// An amount without VAT needs a VAT rate, and the product has none that is known: set the rate of its tax class.
    OrderRateUnknown "order.rate_unknown" Rejected;
    /// The order cannot go from what it is to what is asked.
    OrderStatus "order.status" Rejected;
    /// Another process changed the order at the same moment; try again.
    OrderChanged "order.changed" Busy;
    /// The platform refuses to hold this on the card, in its own words: the balance is too small, or the card is not known.
    CardRefused "card.refused" Rejected;
    /// No card number, or no amount that could be held.
    CardInvalid "card.invalid" Invalid;
    /// There is no hold of this id.
    CardHoldUnknown "card.hold_unknown" NotFound;
    /// The card is held for this order already, or was captured, with another amount.
    CardHoldConflict "card.hold_conflict" Conflict;
    /// The hold has ended, so that the card was not charged: what else was paid of the order goes back to the customer.
    CardHoldEnded "card.hold_ended" Rejected;
    /// The platform could not be reached, or asks to be asked later: nothing has happened.
    PlatformUnreachable "platform.unreachable" Retry;
    /// Whether the platform has done it is not known: the same call again settles it.
    PlatformUnclear "platform.unclear" Unknown;
    /// This return was made before, with other content: a new return needs a new return_id.
    ReturnConflict "return.conflict" Conflict;
    /// The operating system refused what it should always give; the message says what.
    SystemFailed "system.failed" Retry;
    /// The store failed; the message says how. Nothing was changed.
    StoreFailed "store.failed" Store;
    /// An order or a return without a line: there is nothing to split or to credit.
    PaymentNoLines "payment.no_lines" Invalid;
    /// A line is named twice in one list: give each line once.
    PaymentLineTwice "payment.line_twice" Invalid;
    /// No line of the order has this id.
    PaymentLineUnknown "payment.line_unknown" Invalid;
    /// Two vouchers, or a voucher and the remainder, have the same id.
    PaymentTenderTwice "payment.tender_twice" Invalid;
    /// Two discounts have the same id.
    PaymentDiscountTwice "payment.discount_twice" Invalid;
    /// A discount names a line that the order does not have.
    PaymentDiscountLineUnknown "payment.discount_line_unknown" Invalid;
    /// A discount is larger than what is left of the lines it is for.
    PaymentDiscountTooLarge "payment.discount_too_large" Invalid;
    /// An amount is below zero where only zero or more makes sense.
    PaymentAmountNegative "payment.amount_negative" Invalid;
    /// The amount is missing: a line takes a gross or a net amount, a returned line a quantity or an amount.
    PaymentAmountMissing "payment.amount_missing" Invalid;
    /// Two amounts are given where exactly one is taken.
    PaymentAmountTwice "payment.amount_twice" Invalid;
    /// A net amount needs a VAT rate: a rate is never guessed.
    PaymentRateMissing "payment.rate_missing" Invalid;
    /// A VAT amount is given where koppel computes it: beside a net amount, or with VAT per rate.
    PaymentVatAmountConflict "payment.vat_amount_conflict" Invalid;
    /// A line's VAT amount is larger than the gross amount it is part of.
    PaymentVatAmountTooLarge "payment.vat_amount_too_large" Invalid;
    /// The voucher was valid until a day before the order: leave it out, or ask for another one.
    PaymentVoucherExpired "payment.voucher_expired" Rejected;
    /// More vouchers that must be spent whole than can be searched through.
    PaymentVoucherUnsplittableTooMany "payment.voucher_unsplittable_too_many" Invalid;
    /// The vouchers leave something to pay, and the request names nothing to pay it with.
    PaymentRemainderMissing "payment.remainder_missing" Invalid;
    /// What is left to pay is below the remainder's minimum, and so is the whole order.
    PaymentMinimumUnreachable "payment.minimum_unreachable" Rejected;
    /// More is asked back than is left of the line.
    PaymentOverRefund "payment.over_refund" Rejected;
    /// The split is not what payment_split answered: keep its reply whole, and give it back as it was.
    PaymentSplitAltered "payment.split_altered" Invalid;
    /// This refund policy needs one supplier and vouchers that could pay for every line.
    PaymentPolicyNotAllowed "payment.policy_not_allowed" Rejected;
    /// Another process kept the store locked for longer than is waited.
    StoreBusy "store.busy" Busy;
    /// The connection was lost in a commit: whether it was stored is not known. Ask for the same again: it is found by
    /// its key and not done twice.
    StoreCommitUnknown "store.commit_unknown" Unknown;
    /// The database server cannot be reached, or does not let koppel in. Nothing was changed.
    StoreUnreachable "store.unreachable" Store;
    /// The file or the database that the configuration names is no store of koppel's; nothing in it was touched.
    StoreForeign "store.foreign" Invalid;
    /// The store's directory cannot be made, or others than its owner can enter it.
    StoreDirectory "store.directory" Invalid;
    /// The store's directory lies on another machine, whose locks cannot be relied on.
    StoreNetworkFileSystem "store.network_file_system" Invalid;
    /// A newer koppel has changed the store so that this one cannot use it; nothing was touched.
    StoreTooNew "store.too_new" Rejected;
    /// Something must be sealed, and the configuration has no store_key, or it is no key.
    StoreKeyMissing "store.key_missing" Invalid;
    /// The store was sealed under another store_key than the one in the configuration.
    StoreKeyWrong "store.key_wrong" Invalid;
    /// The same key stands in the outbox with other content.
    OutboxConflict "outbox.conflict" Conflict;
    /// Nothing can be left in a transaction of the shop's own: for this method, this store, or to be sent at once.
    OutboxNoStatement "outbox.no_statement" Invalid;
    /// The outbox has no entry of this id.
    OutboxUnknownEntry "outbox.unknown_entry" NotFound;
    /// Only a parked entry can be put back.
    OutboxNotParked "outbox.not_parked" Rejected;
    /// There is no punch-out of this id.
    PunchoutUnknown "punchout.unknown" NotFound;
    /// The buyer has not come in by this punch-out's one-time URL.
    PunchoutNotOpen "punchout.not_open" Rejected;
    /// The punch-out is over; the buyer starts again in the purchasing system.
    PunchoutExpired "punchout.expired" Rejected;
    /// The connection of this punch-out is in the configuration no more.
    PunchoutNoConnection "punchout.no_connection" Rejected;
    /// A line of the cart lacks what Abeta requires, and the mirror does not know it either; the path says which.
    PunchoutIncomplete "punchout.incomplete" Invalid;
    /// A line of the cart that cannot be: no quantity, both prices that do not belong together, no such product.
    PunchoutLineInvalid "punchout.line_invalid" Invalid;
    /// The lines of the cart are not the total that the shop states.
    PunchoutDoesNotAddUp "punchout.does_not_add_up" Invalid;
    /// The return address is none that the connection allows, or leads inside; nothing was sent.
    PunchoutAddressRefused "punchout.address_refused" Rejected;
    /// The purchasing system refused the cart; the message is its own. A cart that is mended may be returned.
    PunchoutRefused "punchout.refused" Rejected;
    /// The cart could not be sent: nothing has reached the purchasing system.
    PunchoutUnreachable "punchout.unreachable" Retry;
    /// It is not known whether the purchasing system has the cart; `resend` sends it once more.
    PunchoutOutcomeUnknown "punchout.outcome_unknown" Unknown;
    /// This punch-out's cart is being returned by another call.
    PunchoutReturning "punchout.returning" Busy;
    /// Another cart was returned by this punch-out before.
    PunchoutConflict "punchout.conflict" Conflict;
    /// The inbox has no entry of this id.
    InboxUnknownEntry "inbox.unknown_entry" NotFound;
    /// The entry was handed out again since, or is settled; what was done for it must be looked at by its key.
    InboxLeaseLost "inbox.lease_lost" Conflict;
    /// The entry is in another worker's hands.
    InboxLeased "inbox.leased" Busy;
    /// A mapping document says something that cannot be done; the path is the rule's.
    MappingInvalid "mapping.invalid" Invalid;
    /// A mapping, or a request, names a table of lookups that is not there.
    MappingUnknownLookup "mapping.unknown_lookup" Invalid;
    /// A path of a mapping that cannot be followed while reading: it is followed on its own, which is slower.
    MappingSlowPath "mapping.slow_path" Invalid;
    /// One product is larger than the window in which a stream reads it.
    ProductTooLarge "product.too_large" Invalid;
    /// Too many parts wait for their product; give the variations within their products.
    ProductJoinTooLarge "product.join_too_large" Invalid;
    /// The document holds no list of products where this shop has it.
    ProductNoItems "product.no_items" Invalid;
    /// Not a product document of this shop's kind; it was left out.
    ProductOtherFormat "product.other_format" Invalid;
    /// A product or variant without an id; it was left out.
    ProductIdMissing "product.id_missing" Invalid;
    /// An id of a product or variant that is longer than 191 bytes; it was left out.
    ProductIdTooLong "product.id_too_long" Invalid;
    /// Two variants of one product have the same id, or a product stands twice and its variants once; the second was left
    /// out.
    ProductIdTwice "product.id_twice" Invalid;
    /// A variant without a price.
    ProductPriceMissing "product.price_missing" Invalid;
    /// A price below zero: the field is left absent.
    ProductPriceNegative "product.price_negative" Invalid;
    /// Prices in another currency than the shop's: the variant has none.
    ProductOtherCurrency "product.other_currency" Invalid;
    /// A sale price of 0: while the sale lasts, the variant is sold for nothing.
    ProductSaleFree "product.sale_free" Invalid;
    /// What is no VAT rate in percent: the rate is not known.
    ProductNotARate "product.not_a_rate" Invalid;
    /// A variant whose VAT rate neither its document nor the shop's configuration knows.
    ProductRateUnknown "product.rate_unknown" Invalid;
    /// A variable product none of whose variants is there.
    ProductVariantsMissing "product.variants_missing" Invalid;
    /// A product has more variants than its document holds: those that are held of it stay.
    ProductVariantsMore "product.variants_more" Invalid;
    /// A product names a variant that the document does not hold.
    ProductVariantMissing "product.variant_missing" Invalid;
    /// A variant that belongs to no product of the document; it was left out.
    ProductVariantOrphan "product.variant_orphan" Invalid;
    /// A variant chose of an attribute by which its product's variants do not differ; that choice was left out.
    ProductChoiceUnknown "product.choice_unknown" Invalid;
    /// What the system asked for requires is not known of a variant; it was left out.
    ProductIncomplete "product.incomplete" Invalid;
    /// A text holds characters that the system asked for refuses; the variant was left out.
    ProductTextRefused "product.text_refused" Invalid;
    /// A category code that is no UNSPSC code of eight digits; it was left out.
    ProductCodeInvalid "product.code_invalid" Invalid;
    /// Two variants of the catalogue have the same SKU.
    ProductSkuTwice "product.sku_twice" Invalid;
    /// A GTIN whose length or check digit is wrong; it is passed on as it came.
    ProductGtinInvalid "product.gtin_invalid" Invalid;
    /// A text is given where a number is expected, and holds none: the field is left absent.
    ProductNotADecimal "product.not_a_decimal" Invalid;
    /// A text that is not the point in time that its mapping says it is: the field is left absent.
    ProductNotATime "product.not_a_time" Invalid;
    /// A field that its mapping requires; the product was left out.
    ProductFieldMissing "product.field_missing" Invalid;
    /// A mapping needs a setting that the shop does not give.
    ProductSettingMissing "product.setting_missing" Invalid;
    /// A value of a kind that the field cannot hold: the field is left absent.
    ProductWrongType "product.wrong_type" Invalid;
    /// A word that the mapping does not know: its default, if it has one, else absent.
    ProductUnknownWord "product.unknown_word" Invalid;
    /// A code that the table of lookups does not hold: the code itself stands in for its label.
    ProductUnknownCode "product.unknown_code" Invalid;
    /// A table of codes or of stock that stands after products: those were read without it.
    ProductTableLate "product.table_late" Invalid;
    /// `false` where there is no value: taken as null.
    ProductFalseForNull "product.false_for_null" Invalid;
    /// "true", "1" or 1 for true: taken as meant.
    ProductTextForTruth "product.text_for_truth" Invalid;
    /// One object, text or number where a list is expected: taken as a list of one; of `{}` as an empty one, of
    /// `{"0": .., "2": ..}`, as PHP writes a list with a gap, as that of its values.
    ProductObjectForList "product.object_for_list" Invalid;
    /// A list where an object is expected, as PHP writes an empty map: taken as absent.
    ProductListForObject "product.list_for_object" Invalid;
    /// A snapshot without a single product would delete the whole catalogue.
    CatalogEmptySnapshot "catalog.empty_snapshot" Rejected;
    /// Products of a snapshot could not be read, so nothing was deleted.
    CatalogUnreadSnapshot "catalog.unread_snapshot" Invalid;
    /// The request names nobody, or somebody in two ways.
    PersonUnnamed "person.unnamed" Invalid;
    /// There is no subscription of this number.
    WebhookUnknown "webhook.unknown" NotFound;
    /// A record that cannot be: an id or a day is missing or wrong; the message says what.
    RecordInvalid "record.invalid" Invalid;
    /// The lines, the payments, the VAT or the day do not add up; the message says the difference, the path the line.
    RecordDoesNotAddUp "record.does_not_add_up" Invalid;
    /// A line without a VAT rate cannot be booked: give the rate, none is guessed.
    RecordRateMissing "record.rate_missing" Invalid;
    /// A sale or receipt that is held keeps its day; give it a new id, or its first date.
    RecordMoved "record.moved" Conflict;
    /// The order came from a platform and is a sale already; what becomes of it is told by order_push.
    RecordOfPlatform "record.of_platform" Conflict;
    /// The business day was closed: put a day_close with complete false, then the receipt, then close it again.
    DayClosed "day.closed" Conflict;
    /// The configuration has no source of this name.
    SourceUnknown "source.unknown" Invalid;
    /// The hosted shop does not accept the credentials of its source; the path names which.
    SourceDenied "source.denied" Denied;
    /// The hosted shop cannot be reached, is too busy or fails: what was read is stored, and it goes on from there.
    SourceUnavailable "source.unavailable" Retry;
    /// The hosted shop was asked to do something and did not answer: look it up by your key before you ask again.
    SourceUnanswered "source.unanswered" Unknown;
    /// The hosted shop refused a call that its source's row, or the mapping's routes, say it has.
    SourceRefused "source.refused" Rejected;
    /// An answer of the hosted shop is not what its routes say: no JSON, no such list, an address of another host.
    SourceUnread "source.unread" Retry;
    /// Another process has read from this source meanwhile; the next call goes on where that one is.
    SourceBusy "source.busy" Busy;
    /// The configuration has no part `oresto`.
    OrestoNotConfigured "oresto.not_configured" Invalid;
    /// Oresto has no operation of this name.
    OrestoUnknownOperation "oresto.unknown_operation" Invalid;
    /// The call would take away more than one thing; say in `confirm` that this is meant.
    OrestoConfirmationMissing "oresto.confirmation_missing" Rejected;
    /// The document prints another operation's path for this one: configure which path is meant.
    OrestoPathUndecided "oresto.path_undecided" Rejected;
    /// An article number that Oresto does not take: forbidden characters, or more than 50.
    OrestoArticleNumber "oresto.article_number" Invalid;
    /// Products lie on categories without subcategories only.
    OrestoCategory "oresto.category" Invalid;
    /// An own product has exactly one storage condition; "Alle" is for those that none fits.
    OrestoStorageCondition "oresto.storage_condition" Invalid;
    /// An own product has at most one supplier.
    OrestoSecondSupplier "oresto.second_supplier" Invalid;
    /// No photo, or one that is too large.
    OrestoPhoto "oresto.photo" Invalid;
    /// A character or a name that XML cannot hold.
    OrestoNotXml "oresto.not_xml" Invalid;
    /// A batch names the same product and client twice.
    OrestoPairTwice "oresto.pair_twice" Invalid;
    /// Oresto does not let this login in; perhaps the password has expired.
    OrestoDenied "oresto.denied" Denied;
    /// Oresto has no such thing.
    OrestoNotFound "oresto.not_found" NotFound;
    /// Oresto has nothing at this path: the address or the path in the configuration is wrong.
    OrestoNoPath "oresto.no_path" Rejected;
    /// Oresto refused the call, in its own words.
    OrestoRefused "oresto.refused" Rejected;
    /// A field is not as Oresto's model wants it; the message names the field.
    OrestoModelState "oresto.model_state" Rejected;
    /// Oresto could not read the body at all: in XML, the order or the name of an element.
    OrestoBodyUnread "oresto.body_unread" Rejected;
    /// Oresto cannot be reached, is too busy or fails; nothing happened, or doing it again is harmless.
    OrestoUnavailable "oresto.unavailable" Retry;
    /// Oresto may have done it: look it up before it is sent again.
    OrestoOutcomeUnknown "oresto.outcome_unknown" Unknown;
}

impl Code {
    pub fn parse(text: &str) -> Option<Code> {
        Code::ALL.iter().copied().find(|code| code.as_str() == text)
    }
}

/// A failure: what, where, and what to do about it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Error {
    pub code: Code,
    /// A sentence that says what to do. Never holds a secret or a body.
    pub message: Cow<'static, str>,
    /// JSON Pointer into the request; empty for the whole of it.
    pub path: String,
    /// What the other side quotes to support.
    pub reference: Option<String>,
}

/// The result of everything that can fail.
pub type Result<T> = std::result::Result<T, Error>;

impl Error {
    #[cold]
    pub fn new(code: Code, message: impl Into<Cow<'static, str>>) -> Self {
        Error { code, message: message.into(), path: String::new(), reference: None }
    }

    /// The same failure, found at `path`.
    #[must_use]
    pub fn at(mut self, path: impl Into<String>) -> Self {
        self.path = path.into();
        self
    }

    /// The same failure, seen from one level further out: `segment` is put before the path.
    #[must_use]
    pub fn under(mut self, segment: impl fmt::Display) -> Self {
        self.path = format!("/{segment}{}", self.path);
        self
    }

    pub fn status(&self) -> Status {
        self.code.status()
    }

    /// The error document that every surface shows.
    pub fn to_json(&self) -> Vec<u8> {
        let mut error = serde_json::json!({
            "code": self.code.as_str(),
            // What was asked may stand in the sentence; a till reads it as a C string, which ends at a NUL.
            "message": self.message.replace('\0', "\u{fffd}"),
            "path": self.path,
            "retryable": self.status().is_retryable(),
        });
        if let Some(reference) = &self.reference {
            error["reference"] = reference.as_str().into();
        }
        serde_json::json!({ "error": error }).to_string().into_bytes()
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} at '{}': {}", self.code.as_str(), self.path, self.message)
    }
}

impl std::error::Error for Error {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_is_area_dot_reason_and_stands_once() {
        for (nth, code) in Code::ALL.iter().enumerate() {
            let text = code.as_str();
            let (area, reason) = text.split_once('.').expect(text);
            let plain = |word: &str| {
                word.bytes()
                    .all(|byte| byte.is_ascii_lowercase() || byte == b'_' || byte.is_ascii_digit())
            };
            assert!(plain(area) && plain(reason), "{text}");
            assert!(Code::ALL.iter().skip(nth + 1).all(|other| other.as_str() != text), "{text}");
            assert_eq!(Code::parse(text), Some(*code));
            assert!(code.doc().ends_with('.'), "{text}");
            assert_ne!(code.status(), Status::Ok, "{text}");
        }
    }

    #[test]
    fn status_numbers_count_down_from_zero_without_a_gap() {
        for (nth, status) in Status::ALL.iter().enumerate() {
            assert_eq!(*status as i32, -(nth as i32));
        }
    }
}
