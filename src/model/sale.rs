//! A sale as an accountant reads it: rows with their VAT that add up to what was paid. Made from an order and its frozen
//! split; it decides no amount of its own.

use super::order::{Address, Customer, FeeKind, Order};
use crate::error::Result;
use crate::json;
use crate::money::{Currency, Money, Rate};
use crate::payment::reply::{Refund, Split, TenderKind, VatRow};
use crate::payment::request::LineKind;
use schemars::JsonSchema;
use serde::Serialize;
use std::collections::BTreeMap;

/// A sale of the webshop (WW-5b). Its id never changes (WW-5h).
#[derive(Debug, Serialize, JsonSchema)]
pub struct Sale {
    /// The sale's id: the same for as long as the shop exists (WW-5h).
    pub sale_id: String,
    /// What people call the order (WW-5b3); null where it has no number.
    pub number: Option<String>,
    /// By which others know it: a payment's id, or the order's id at the platform where it was placed (WW-9iii).
    pub reference: Option<String>,
    /// pending, processing, on-hold, completed, cancelled, refunded or failed. Of a cancelled or failed sale nothing is
    /// to be booked, nor what was given back of it; nor of one that nobody has paid.
    pub status: super::order::Status,
    /// When it was ordered: RFC 3339.
    #[schemars(with = "crate::calendar::Timestamp")]
    pub created_at: String,
    /// The currency of all its amounts, ISO 4217.
    pub currency: Currency,
    /// The rows to book; together `total_amount` (WW-5c).
    pub lines: Vec<SaleLine>,
    /// The rows together, by VAT rate.
    pub vat: Vec<VatTotal>,
    /// Who paid it; together `total_amount`, or nothing where a platform's order was not paid.
    pub payments: Vec<SalePayment>,
    /// What was given back since, by returns, and because it was called off (OH-24).
    pub refunds: Vec<SaleRefund>,
    /// Incl. VAT: the sum of the rows.
    pub total_amount: Money,
    /// Excl. VAT; null where a row's VAT is not known.
    pub net_amount: Option<Money>,
    /// The VAT in `total_amount`; null where a row's is not known.
    pub vat_amount: Option<Money>,
    /// Who bought it.
    pub customer: Customer,
    /// The address of the invoice.
    pub billing: Address,
    /// Where it was sent; null where that is the address of the invoice.
    pub shipping: Option<Address>,
}

/// What a row is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum SaleLineKind {
    Product,
    /// WW-5d1
    Shipping,
    /// WW-5d2
    PaymentCosts,
    /// WW-5d3: below zero, with the VAT that it takes off.
    Discount,
    /// WW-5d4
    Surcharge,
    /// Another fee.
    Fee,
}

/// A row of a sale, with its VAT (WW-5c, WW-5d1 to WW-5d4).
#[derive(Debug, Serialize, JsonSchema)]
pub struct SaleLine {
    /// The row's id within its sale.
    pub line_id: String,
    /// What the row is for.
    pub kind: SaleLineKind,
    /// The product's id; null where the row is no product.
    pub product_id: Option<String>,
    /// The variant's id; null where the product has none.
    pub variant_id: Option<String>,
    /// The article number; null where it has none.
    pub sku: Option<String>,
    /// What it is called.
    pub name: String,
    /// How many of it; 1 for what is not counted.
    pub quantity: u32,
    /// Incl. VAT, of the whole quantity; below zero for a discount.
    pub gross_amount: Money,
    /// Excl. VAT; null where the VAT is not known.
    pub net_amount: Option<Money>,
    /// The VAT percentage; null where it is not known: it is never guessed.
    pub vat_rate: Option<Rate>,
    /// The VAT in `gross_amount`; null where it is not known.
    pub vat_amount: Option<Money>,
}

/// What was sold at one VAT rate.
#[derive(Debug, Serialize, JsonSchema)]
pub struct VatTotal {
    /// The percentage; null for what bears none or an unknown one.
    pub vat_rate: Option<Rate>,
    /// Incl. VAT.
    pub gross_amount: Money,
    /// Excl. VAT; null where the VAT is not known.
    pub net_amount: Option<Money>,
    /// The VAT in `gross_amount`; null where it is not known.
    pub vat_amount: Option<Money>,
}

/// A payment.
#[derive(Debug, Serialize, JsonSchema)]
pub struct SalePayment {
    /// One of the payment methods (WW-5g).
    pub payment_method_id: String,
    /// The card or voucher that paid; null for other payments.
    pub voucher_id: Option<String>,
    /// What it paid.
    pub amount: Money,
}

/// What was given back of a sale.
#[derive(Debug, Serialize, JsonSchema)]
pub struct SaleRefund {
    /// The return's id; "called-off-" and a number for what was called off.
    pub return_id: String,
    /// When it was accepted: RFC 3339.
    #[schemars(with = "crate::calendar::Timestamp")]
    pub created_at: String,
    /// Incl. VAT: above zero.
    pub amount: Money,
    /// The same, by VAT rate.
    pub vat: Vec<VatTotal>,
}

/// What is known of a sale beside its order.
#[derive(Debug)]
pub struct Paid<'a> {
    /// JSON: the reply of payment_split.
    pub split: &'a str,
    /// Oldest first.
    pub refunds: Vec<SaleRefund>,
    /// When it was ordered, where the order does not say.
    pub created_at: &'a str,
    /// Whether its tenders have paid it; else they only will.
    pub is_paid: bool,
}

impl Sale {
    pub fn of(order: &Order, paid: Paid) -> Result<Sale> {
        let currency = order.currency;
        let split: Split = json::read(paid.split.as_bytes())?;
        let lines = rows(order, &split);
        let vat_amount = vat_of(lines.iter().map(|line| line.vat_amount), currency);
        let paid_by = if paid.is_paid { order.paid_by() } else { Vec::new() };
        let reference = order.reference.as_ref().or(order.platform_order_id.as_ref());
        Ok(Sale {
            sale_id: order.order_id.clone(),
            number: order.number.clone(),
            reference: reference.cloned(),
            status: order.status,
            created_at: order.created_at.clone().unwrap_or_else(|| paid.created_at.to_owned()),
            currency,
            vat: totals(&lines, currency),
            lines,
            payments: paid_by.into_iter().map(payment).collect(),
            refunds: paid.refunds,
            total_amount: order.total_amount,
            net_amount: vat_amount.map(|vat| less(order.total_amount, vat)),
            vat_amount,
            customer: order.customer.clone(),
            billing: order.billing.clone(),
            shipping: order.shipping.clone(),
        })
    }
}

fn less(gross: Money, vat: Money) -> Money {
    Money { minor: gross.minor.saturating_sub(vat.minor), ..gross }
}

fn vat_of(all: impl Iterator<Item = Option<Money>>, currency: Currency) -> Option<Money> {
    let vat = all.map(|vat| vat.map(|vat| i128::from(vat.minor))).sum::<Option<i128>>()?;
    Some(currency.money(i64::try_from(vat).ok()?))
}

/// A row for each line, and after it one for what discounts took off it: together what the split says was paid.
fn rows(order: &Order, split: &Split) -> Vec<SaleLine> {
    let mut rows = Vec::with_capacity(order.lines.len());
    for line in &order.lines {
        let paid = split.lines.iter().find(|one| *one.line_id == *line.line_id.as_str());
        let Some(paid) = paid else { continue };
        let off = paid.discount_amount;
        // What was fixed with the split is the VAT of what is left after discounts.
        let before = match off.minor {
            0 => paid.vat_amount,
            _ => line.vat_amount.or_else(|| {
                Some(order.currency.money(line.vat_rate?.included_in(line.gross_amount.minor)))
            }),
        };
        let row = |gross: Money, vat: Option<Money>| SaleLine {
            line_id: line.line_id.clone(),
            kind: kind(line.kind, line.fee_kind),
            product_id: line.product_id.clone(),
            variant_id: line.variant_id.clone(),
            sku: line.sku.clone(),
            name: line.name.clone(),
            quantity: line.quantity,
            gross_amount: gross,
            net_amount: vat.map(|vat| less(gross, vat)),
            vat_rate: line.vat_rate,
            vat_amount: vat,
        };
        rows.push(row(line.gross_amount, before));
        if off.minor != 0 {
            let nothing = order.currency.money(0);
            let vat = paid.vat_amount.zip(before).map(|(after, before)| less(after, before));
            rows.push(SaleLine {
                line_id: format!("{}-discount", line.line_id),
                kind: SaleLineKind::Discount,
                quantity: 1,
                ..row(less(nothing, off), vat)
            });
        }
    }
    rows
}

fn kind(kind: LineKind, fee: Option<FeeKind>) -> SaleLineKind {
    match (kind, fee) {
        (LineKind::Product, _) => SaleLineKind::Product,
        (LineKind::Shipping, _) => SaleLineKind::Shipping,
        (LineKind::Fee, Some(FeeKind::PaymentCosts)) => SaleLineKind::PaymentCosts,
        (LineKind::Fee, Some(FeeKind::Surcharge)) => SaleLineKind::Surcharge,
        (LineKind::Fee, None) => SaleLineKind::Fee,
    }
}

fn totals(lines: &[SaleLine], currency: Currency) -> Vec<VatTotal> {
    let mut by_rate: BTreeMap<Option<Rate>, Vec<&SaleLine>> = BTreeMap::new();
    for line in lines {
        by_rate.entry(line.vat_rate).or_default().push(line);
    }
    let total = |(vat_rate, lines): (Option<Rate>, Vec<&SaleLine>)| {
        let gross = vat_of(lines.iter().map(|line| Some(line.gross_amount)), currency)?;
        let vat_amount = vat_of(lines.iter().map(|line| line.vat_amount), currency);
        Some(VatTotal::of(vat_rate, gross, vat_amount))
    };
    by_rate.into_iter().rev().filter_map(total).collect()
}

fn payment(tender: super::order::Tender) -> SalePayment {
    let method = match tender.kind {
        TenderKind::Remainder => {
            return SalePayment {
                payment_method_id: tender.tender_id,
                voucher_id: None,
                amount: tender.amount,
            };
        }
        TenderKind::MultiPurpose => "multi_purpose",
        TenderKind::SinglePurpose => "single_purpose",
        TenderKind::PaymentInstrument => "payment_instrument",
    };
    let voucher_id = Some(tender.tender_id);
    SalePayment { payment_method_id: method.into(), voucher_id, amount: tender.amount }
}

impl SaleRefund {
    /// Of a return: `refund` is the reply of refund_compute, as JSON.
    pub fn of(refund: &str) -> Result<SaleRefund> {
        let refund: Refund = json::read(refund.as_bytes())?;
        let total = |row: &VatRow| VatTotal::of(row.vat_rate, row.gross_amount, row.vat_amount);
        Ok(SaleRefund {
            return_id: refund.return_id.to_string(),
            created_at: crate::calendar::utc(refund.calculated_at.ms()),
            amount: refund.amount,
            vat: refund.vat.iter().map(total).collect(),
        })
    }
}

impl VatTotal {
    /// Of this rate, with what is not known of its VAT left open.
    pub fn of(vat_rate: Option<Rate>, gross: Money, vat_amount: Option<Money>) -> VatTotal {
        let net_amount = vat_amount.map(|vat| less(gross, vat));
        VatTotal { vat_rate, gross_amount: gross, net_amount, vat_amount }
    }
}
