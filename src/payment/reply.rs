//! What is answered: the replies of payment_split and refund_compute, members in the order they are
//! printed.
//!
//! A split is also read back (refund_compute, stored orders), so these types read what they write;
//! members that a later version adds are passed over. Amounts include VAT unless their name says
//! `net_`. It decides nothing.

use super::request::{LineKind, OnExpired, Policy, RefundWay, VatMode};
use crate::calendar::{Day, Timestamp};
use crate::id::Id;
use crate::money::{Currency, Money, Rate};
use schemars::JsonSchema;
use serde::{Deserialize, Deserializer, Serialize};
use std::borrow::Cow;

/// Who pays what of an order, to the minor unit; frozen from here on.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Split<'a> {
    #[serde(borrow)]
    pub order_id: Id<'a>,
    pub currency: Currency,
    pub vat_mode: VatMode,
    pub restocking_fee_rate: Rate,
    #[serde(borrow)]
    pub calculated_at: Timestamp<'a>,
    /// What the lines cost after discounts.
    pub total_amount: Money,
    pub voucher_amount: Money,
    /// What the remainder pays.
    pub amount_due: Money,
    /// In the order of the request; all other lists are in canonical order.
    #[serde(borrow)]
    pub lines: Vec<Line<'a>>,
    /// Vouchers in the order they are spent, then the remainder; only those that pay.
    #[serde(borrow)]
    pub tenders: Vec<Tender<'a>>,
    /// The matrix: what each tender pays of each line.
    #[serde(borrow)]
    pub allocation: Vec<Allocation<'a>>,
    #[serde(borrow)]
    pub suppliers: Vec<Supplier<'a>>,
    /// From the highest rate down; unknown last.
    #[serde(borrow)]
    pub vat: Vec<VatRow<'a>>,
    /// VAT less the part that single-purpose vouchers paid when they were issued; null where VAT is
    /// unknown.
    pub vat_due_now: Option<Money>,
    #[serde(borrow)]
    pub unused_vouchers: Vec<UnusedVoucher<'a>>,
    #[serde(borrow)]
    pub certificate: Certificate<'a>,
    /// `sha256:` and the digest of all that a refund is computed from.
    #[serde(borrow)]
    pub allocation_hash: Cow<'a, str>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Line<'a> {
    #[serde(borrow)]
    pub line_id: Id<'a>,
    pub kind: LineKind,
    /// Before discounts.
    pub gross_amount: Money,
    pub discount_amount: Money,
    /// After discounts: what the tenders pay.
    pub paid_amount: Money,
    pub vat_rate: Option<Rate>,
    /// The VAT in `paid_amount`; null where it is unknown.
    pub vat_amount: Option<Money>,
    pub quantity: u32,
    #[serde(borrow)]
    pub supplier_id: Id<'a>,
    #[serde(borrow)]
    pub product_id: Option<Id<'a>>,
}

/// A voucher that pays, or the remainder, which has only the first three members.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Tender<'a> {
    #[serde(borrow)]
    pub tender_id: Id<'a>,
    pub kind: TenderKind,
    pub amount: Money,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub balance_after: Option<Money>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub refund: Option<RefundWay>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub on_expired: Option<OnExpired>,
    /// A voucher has it always: its last day, or null.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub expires_on: Option<Option<Day>>,
    /// Whether some line with something to pay is closed to this voucher.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub restricted: Option<bool>,
}

/// Tells a member that is null from one that is absent.
fn present<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Option<Day>>, D::Error> {
    Option::deserialize(deserializer).map(Some)
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum TenderKind {
    MultiPurpose,
    SinglePurpose,
    PaymentInstrument,
    Remainder,
}

/// One cell of the matrix.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Allocation<'a> {
    #[serde(borrow)]
    pub line_id: Id<'a>,
    #[serde(borrow)]
    pub tender_id: Id<'a>,
    pub amount: Money,
    /// The VAT in it; null where it is unknown.
    pub vat_amount: Option<Money>,
}

/// What a supplier gets, and from which tenders.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Supplier<'a> {
    #[serde(borrow)]
    pub supplier_id: Id<'a>,
    pub amount: Money,
    #[serde(borrow)]
    pub tenders: Vec<SupplierTender<'a>>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct SupplierTender<'a> {
    #[serde(borrow)]
    pub tender_id: Id<'a>,
    pub amount: Money,
}

/// The lines of one VAT rate together.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct VatRow<'a> {
    pub vat_rate: Option<Rate>,
    pub gross_amount: Money,
    pub net_amount: Option<Money>,
    pub vat_amount: Option<Money>,
    #[serde(borrow)]
    pub tenders: Vec<VatTender<'a>>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct VatTender<'a> {
    #[serde(borrow)]
    pub tender_id: Id<'a>,
    pub gross_amount: Money,
    pub vat_amount: Option<Money>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct UnusedVoucher<'a> {
    #[serde(borrow)]
    pub voucher_id: Id<'a>,
    pub reason: UnusedReason,
}

/// Why a voucher pays nothing: the first that applies.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum UnusedReason {
    EmptyBalance,
    BelowMinimumOrder,
    NoEligibleLine,
    /// It gave way, so that the remainder reaches its minimum.
    MinimumTopUp,
    NotNeeded,
}

/// The minimum cut: no payment can use more of the limiting vouchers, or cover more of the covered
/// lines.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Certificate<'a> {
    /// Vouchers that are spent to the last cent they may be spent to.
    #[serde(borrow)]
    pub limiting_voucher_ids: Vec<Id<'a>>,
    /// Lines that vouchers pay in full: what the others can pay for is paid.
    #[serde(borrow)]
    pub covered_line_ids: Vec<Id<'a>>,
}

/// What one return gives back, and to whom.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Refund<'a> {
    #[serde(borrow)]
    pub return_id: Id<'a>,
    #[serde(borrow)]
    pub order_id: Id<'a>,
    pub currency: Currency,
    pub policy: Policy,
    #[serde(borrow)]
    pub calculated_at: Timestamp<'a>,
    /// Credits and refunds together.
    pub amount: Money,
    /// What goes back to vouchers.
    #[serde(borrow)]
    pub credits: Vec<Credit<'a>>,
    /// What goes back the way the remainder was paid.
    #[serde(borrow)]
    pub refunds: Vec<RemainderRefund<'a>>,
    /// In the order of the request.
    #[serde(borrow)]
    pub lines: Vec<RefundLine<'a>>,
    #[serde(borrow)]
    pub allocation: Vec<Allocation<'a>>,
    #[serde(borrow)]
    pub suppliers: Vec<Supplier<'a>>,
    #[serde(borrow)]
    pub vat: Vec<VatRow<'a>>,
    /// The VAT of the credit note: not what goes back on a single-purpose voucher, whose VAT stays
    /// due.
    pub vat_correction_amount: Option<Money>,
    /// The restocking fee of this return.
    pub retained_amount: Money,
    /// What can still be credited after it.
    pub refundable_amount: Money,
    /// The cumulative state for the next return.
    #[serde(borrow)]
    pub returned: Vec<Returned<'a>>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Credit<'a> {
    #[serde(borrow)]
    pub voucher_id: Id<'a>,
    pub amount: Money,
    pub mode: CreditMode,
}

/// How a voucher's money goes back. The amount never depends on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum CreditMode {
    Credit,
    CreditOriginal,
    Reissue,
    OtherTender,
    Hold,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct RemainderRefund<'a> {
    #[serde(borrow)]
    pub tender_id: Id<'a>,
    pub amount: Money,
    pub paid_by: PaidBy,
}

/// Who pays the remainder back: the platform, unless its profile says that the shop does (OH-22).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum PaidBy {
    Platform,
    Shop,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct RefundLine<'a> {
    #[serde(borrow)]
    pub line_id: Id<'a>,
    pub kind: LineKind,
    #[serde(borrow)]
    pub product_id: Option<Id<'a>>,
    /// The units of this return; 0 for goodwill.
    pub quantity: u32,
    /// What is credited, less the restocking fee.
    pub amount: Money,
    pub vat_rate: Option<Rate>,
    pub vat_amount: Option<Money>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Returned<'a> {
    #[serde(borrow)]
    pub line_id: Id<'a>,
    pub quantity: u32,
    /// Goodwill so far.
    pub amount: Money,
}
