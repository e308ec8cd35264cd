//! What is asked: the requests of payment_split and refund_compute, read strictly. It decides
//! nothing.
//!
//! Amounts are in the order's currency and include VAT, unless their name says `net_`. Unknown
//! members are refused.

use super::reply::Split;
use crate::calendar::{Day, Timestamp};
use crate::id::Id;
use crate::money::{Amount, Currency, Rate};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::num::NonZeroU32;

/// An order and the vouchers laid down for it (OH-16, OH-22).
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SplitRequest<'a> {
    /// koppel's own id of the order; echoed, and part of the hash.
    #[serde(borrow)]
    pub order_id: Id<'a>,
    pub currency: Currency,
    /// When the customer pays; vouchers must still be valid on its day in Europe/Amsterdam.
    #[serde(borrow)]
    pub calculated_at: Timestamp<'a>,
    /// Products, shipping and fees; at least one, at most 10,000.
    #[serde(borrow)]
    pub lines: Vec<LineRequest<'a>>,
    /// Coupons: they lower the price before any voucher pays, and VAT is of what is left (WW-5d3).
    #[serde(borrow, default)]
    pub discounts: Vec<Discount<'a>>,
    /// Cards and vouchers that pay; at most 50.
    #[serde(borrow, default)]
    pub vouchers: Vec<Voucher<'a>>,
    /// What pays the rest, such as iDEAL. Needed only where the vouchers leave something.
    #[serde(borrow)]
    pub remainder: Option<Remainder<'a>>,
    #[serde(default)]
    pub vat_mode: VatMode,
    /// The percentage kept of a returned line, fixed at order time; 0 when absent.
    #[serde(default = "Rate::zero")]
    pub restocking_fee_rate: Rate,
}

/// One line of the order, for its whole quantity (WW-5c, PS-7b).
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct LineRequest<'a> {
    #[serde(borrow)]
    pub line_id: Id<'a>,
    pub kind: LineKind,
    /// Who sells it and is paid for it.
    #[serde(borrow)]
    pub supplier_id: Id<'a>,
    #[serde(borrow)]
    pub product_id: Option<Id<'a>>,
    #[serde(borrow, default)]
    pub category_ids: Vec<Id<'a>>,
    /// Units that can be returned one by one; 1 when absent.
    #[serde(default = "one")]
    pub quantity: NonZeroU32,
    /// Incl. VAT, of the whole quantity. Either this or `net_amount`.
    pub gross_amount: Option<Amount>,
    /// Excl. VAT, of the whole quantity: the VAT of the rate is added, half up to the minor unit.
    pub net_amount: Option<Amount>,
    /// The VAT percentage; null or absent: unknown, and never guessed.
    pub vat_rate: Option<Rate>,
    /// The VAT in `gross_amount`, where the shop has fixed it; else it is computed, half up to the
    /// minor unit.
    pub vat_amount: Option<Amount>,
}

fn one() -> NonZeroU32 {
    NonZeroU32::MIN
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum LineKind {
    Product,
    Shipping,
    Fee,
}

/// How VAT is rounded: a choice the national law leaves (C-484/06), fixed at order time.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum VatMode {
    /// Each line's VAT is rounded.
    #[default]
    PerLine,
    /// The VAT of each rate's total is rounded, then spread over its lines by Hamilton.
    PerRate,
}

/// A coupon. It is not a voucher: it lowers the price and pays nothing.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Discount<'a> {
    #[serde(borrow)]
    pub discount_id: Id<'a>,
    /// Incl. VAT.
    pub amount: Amount,
    /// The lines it lowers; absent: all product lines, and where there are none, all lines.
    #[serde(borrow)]
    pub line_ids: Option<Vec<Id<'a>>>,
}

/// A card or voucher that pays (OH-24).
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Voucher<'a> {
    #[serde(borrow)]
    pub voucher_id: Id<'a>,
    pub kind: VoucherKind,
    /// What is on it, less what is reserved.
    pub balance: Amount,
    /// Its last day, in Europe/Amsterdam; null or absent: it does not expire.
    pub expires_on: Option<Day>,
    /// What it may pay for; absent: everything.
    #[serde(borrow)]
    pub eligible: Option<Eligible<'a>>,
    /// The most of it that may be spent on this order.
    pub max_amount: Option<Amount>,
    /// The order's total, less discounts, from which it may be used.
    pub min_order_amount: Option<Amount>,
    /// Lower is spent first; null or absent: after all that have one.
    pub priority: Option<i64>,
    /// False: it is spent whole or not at all.
    #[serde(default = "yes")]
    pub splittable: bool,
    #[serde(default)]
    pub refund: RefundWay,
    #[serde(default)]
    pub on_expired: OnExpired,
    #[serde(borrow)]
    pub issuer_id: Option<Id<'a>>,
}

fn yes() -> bool {
    true
}

/// The kinds differ in when VAT is due (Directive 2006/112, art. 30a and 30b).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum VoucherKind {
    /// VAT is due when it is spent.
    MultiPurpose,
    /// Its VAT was due when it was issued.
    SinglePurpose,
    /// Money in another form, such as a meal or eco cheque: VAT is due when it is spent.
    PaymentInstrument,
}

/// What a voucher may pay for: each member that is given must match; an empty list matches nothing.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Eligible<'a> {
    pub kinds: Option<Vec<LineKind>>,
    #[serde(borrow)]
    pub supplier_ids: Option<Vec<Id<'a>>>,
    /// Looked at on product lines only.
    #[serde(borrow)]
    pub product_ids: Option<Vec<Id<'a>>>,
    /// Looked at on product lines only; one of a line's categories is enough.
    #[serde(borrow)]
    pub category_ids: Option<Vec<Id<'a>>>,
}

/// Whether money can be put back on it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum RefundWay {
    #[default]
    Credit,
    None,
}

/// What happens to a credit when the voucher has expired by then. The amount stays the same.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum OnExpired {
    #[default]
    CreditOriginal,
    Reissue,
    OtherTender,
    Hold,
}

/// What pays the rest.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Remainder<'a> {
    #[serde(borrow)]
    pub tender_id: Id<'a>,
    /// The least it can pay; 0.01 when absent. Vouchers give way, so that it pays nothing or at
    /// least this.
    pub minimum_amount: Option<Amount>,
}

/// A return of lines of a split order (OH-24, OH-37).
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RefundRequest<'a> {
    /// The reply of payment_split, whole.
    #[serde(borrow)]
    pub split: Split<'a>,
    /// What earlier returns took, cumulative: the `returned` of the last refund.
    #[serde(borrow, default)]
    pub returned: Vec<ReturnedLine<'a>>,
    #[serde(borrow)]
    pub return_id: Id<'a>,
    /// When the return is accepted; on its day in Europe/Amsterdam a voucher has expired or not.
    #[serde(borrow)]
    pub calculated_at: Timestamp<'a>,
    /// What comes back now; each line once.
    #[serde(borrow)]
    pub lines: Vec<ReturnLine<'a>>,
    #[serde(default)]
    pub policy: Policy,
}

/// Units and goodwill of a line that were credited before.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ReturnedLine<'a> {
    #[serde(borrow)]
    pub line_id: Id<'a>,
    #[serde(default)]
    pub quantity: u32,
    /// Goodwill, incl. VAT.
    #[serde(default)]
    pub amount: Amount,
}

/// Units that come back, or goodwill without any: exactly one of the two.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ReturnLine<'a> {
    #[serde(borrow)]
    pub line_id: Id<'a>,
    pub quantity: Option<NonZeroU32>,
    /// Goodwill, incl. VAT; above zero.
    pub amount: Option<Amount>,
}

/// In what order tenders get their money back.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Policy {
    /// What paid a line gets the line's money back.
    #[default]
    LineFaithful,
    /// Vouchers in the order they were spent, then the remainder.
    VoucherFirst,
    /// The remainder, then vouchers in the order they were spent.
    OtherFirst,
}
