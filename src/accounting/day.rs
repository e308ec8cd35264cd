//! Business days: what a receipt adds to its day, closing a day, its totals, and which days should have been closed.

use super::put::DayClose;
use crate::calendar::{BusinessDays, Day};
use crate::client::Client;
use crate::error::{Code, Error, Result};
use crate::mirror::days::{self, BusinessDay, DayAmount, Measure};
use crate::mirror::records::Put;
use crate::mirror::records::{self, Kind};
use crate::mirror::sales::{ensure_method, ensure_rate, plain, text};
use crate::model::books::Category;
use crate::model::receipt::{Receipt, ReceiptLineKind};
use crate::money::{Currency, Money, Rate};
use crate::world::{Instant, Transaction};
use schemars::JsonSchema;
use serde::Serialize;

/// From this time on the shop's own clock a day that is still open is told (PS-5: receipts are there by 05:00).
const WARNED_FROM: &str = "04:00";

/// How the shop of this client counts its days.
pub fn of_shop(client: &Client) -> Result<BusinessDays> {
    let cut_off = client.config.accounting.as_ref().map_or("00:00", |part| &part.day_cut_off);
    counted(client, cut_off)
}

/// The shop's calendar days, midnight to midnight.
pub fn calendar_days(client: &Client) -> Result<BusinessDays> {
    counted(client, "00:00")
}

fn counted(client: &Client, cut_off: &str) -> Result<BusinessDays> {
    BusinessDays::new(&client.config.shop.time_zone, cut_off).ok_or_else(|| {
        let message = "The shop's time zone and cut-off make no days.";
        Error::new(Code::ConfigInvalid, message).at("/accounting/day_cut_off")
    })
}

/// Adds a receipt to its day, which must be open.
pub fn add(tx: &mut dyn Transaction, shop_id: &str, receipt: &Receipt, day: Day) -> Result<()> {
    if days::find(tx, shop_id, day)?.is_some_and(|held| held.is_complete) {
        let message = format!("{day} was closed; open it by a day_close with complete false.");
        return Err(Error::new(Code::DayClosed, message).at("/business_day"));
    }
    days::add(tx, shop_id, &receipt.receipt_id, day, &amounts(receipt))?;
    for payment in &receipt.payments {
        ensure_method(tx, shop_id, &payment.payment_method_id)?;
    }
    for vat in &receipt.vat {
        ensure_rate(tx, shop_id, vat.vat_rate)?;
    }
    for category_id in receipt.lines.iter().filter_map(|line| line.category_id.as_deref()) {
        let document = text(&Category::unnamed(category_id));
        records::ensure(tx, shop_id, &plain(Kind::Category, category_id, &document))?;
    }
    Ok(())
}

/// What a receipt adds to its day.
fn amounts(receipt: &Receipt) -> Vec<DayAmount> {
    let mut amounts: Vec<DayAmount> = Vec::new();
    let mut add = |measure, name: String, gross: i64, vat: i64| {
        let held = amounts.iter_mut().find(|held| held.measure == measure && held.name == name);
        match held {
            Some(held) => {
                held.gross = held.gross.saturating_add(gross);
                held.vat = held.vat.saturating_add(vat);
            }
            None => amounts.push(DayAmount { measure, name, gross, vat, count: 1 }),
        }
    };
    add(Measure::Total, String::new(), receipt.total_amount.minor, 0);
    for vat in &receipt.vat {
        add(Measure::Vat, vat.vat_rate.to_string(), vat.gross_amount.minor, vat.vat_amount.minor);
    }
    for payment in &receipt.payments {
        add(Measure::Payment, payment.payment_method_id.clone(), payment.amount.minor, 0);
    }
    for line in receipt.lines.iter().filter(|line| line.kind != ReceiptLineKind::Voucher) {
        let vat = line.vat_amount.map_or(0, |vat| vat.minor);
        let category_id = line.category_id.clone().unwrap_or_default();
        add(Measure::Category, category_id, line.gross_amount.minor, vat);
    }
    add(Measure::Rounding, String::new(), receipt.rounding_amount.minor, 0);
    add(Measure::Tip, String::new(), receipt.tip_amount.minor, 0);
    add(Measure::Voucher, String::new(), receipt.voucher_minor(), 0);
    amounts
}

/// The day has all its receipts, if they are what the till says.
pub fn close(tx: &mut dyn Transaction, client: &Client, close: &DayClose) -> Result<Put> {
    let shop_id = client.shop_id();
    let currency = client.config.shop.currency;
    let printed = close.business_day.printed();
    let sums = days::sums(tx, shop_id, printed.as_str())?;
    let total = sums.iter().find(|sum| sum.measure == Measure::Total);
    let (held_count, held_minor) = total.map_or((0, 0), |sum| (sum.count, sum.gross));
    if let Some(count) = close.receipt_count.map(i64::from).filter(|count| *count != held_count) {
        let message = format!(
            "{held_count} receipts are held, the till has {count}: put what is missing first."
        );
        return Err(Error::new(Code::RecordDoesNotAddUp, message).at("/receipt_count"));
    }
    if let Some(stated) = close.total_amount {
        let held = currency.money(held_minor);
        if stated.minor != held.minor || stated.digits != held.digits {
            let difference = currency.money(stated.minor.saturating_sub(held.minor));
            let message = format!(
                "The receipts that are held add up to {held}, the till says {stated}: a difference of {difference}."
            );
            return Err(Error::new(Code::RecordDoesNotAddUp, message).at("/total_amount"));
        }
    }
    let held = days::find(tx, shop_id, close.business_day)?;
    match held.as_ref().map(|held| held.is_complete) {
        Some(complete) if complete == close.complete => return Ok(Put::Unchanged),
        _ => days::set(tx, shop_id, close.business_day, close.complete)?,
    }
    Ok(if held.is_some() { Put::Revised } else { Put::Stored })
}

/// What the receipts of a business day add up to (PS-5, PS-6b).
#[derive(Debug, Serialize, JsonSchema)]
pub struct DayTotals {
    /// The business day.
    pub business_day: Day,
    /// Whether the shop has said that all receipts of the day are there. Book a day when it is true.
    pub complete: bool,
    /// When it said so; null while the day is open.
    pub closed_at: Option<Instant>,
    /// How many receipts there are.
    pub receipt_count: u64,
    /// The currency of all amounts.
    pub currency: Currency,
    /// All payments together: turnover, vouchers sold, rounding and tips.
    pub total_amount: Money,
    /// What was sold, incl. VAT.
    pub turnover_amount: Money,
    /// What was sold, excl. VAT.
    pub net_amount: Money,
    /// The VAT in the turnover.
    pub vat_amount: Money,
    /// What vouchers were sold for: no turnover until they are spent.
    pub voucher_amount: Money,
    /// What rounding to coins added; below zero where it took off.
    pub rounding_amount: Money,
    /// Tips.
    pub tip_amount: Money,
    /// The turnover by VAT rate.
    pub vat: Vec<DayVat>,
    /// The payments by method; together `total_amount`.
    pub payments: Vec<DayPayment>,
    /// The turnover by category.
    pub categories: Vec<DayCategory>,
}

/// The turnover of a VAT rate.
#[derive(Debug, Serialize, JsonSchema)]
pub struct DayVat {
    /// The percentage.
    pub vat_rate: Rate,
    /// Incl. VAT.
    pub gross_amount: Money,
    /// Excl. VAT.
    pub net_amount: Money,
    /// The VAT in `gross_amount`.
    pub vat_amount: Money,
}

/// What was paid in one way.
#[derive(Debug, Serialize, JsonSchema)]
pub struct DayPayment {
    /// One of the payment methods.
    pub payment_method_id: String,
    /// What was paid with it.
    pub amount: Money,
}

/// The turnover of a category.
#[derive(Debug, Serialize, JsonSchema)]
pub struct DayCategory {
    /// One of the categories; null for lines that have none.
    pub category_id: Option<String>,
    /// Incl. VAT.
    pub gross_amount: Money,
    /// The VAT in `gross_amount`.
    pub vat_amount: Money,
}

/// The totals of a day.
pub fn totals(
    tx: &mut dyn Transaction,
    shop_id: &str,
    currency: Currency,
    held: &BusinessDay,
) -> Result<Option<DayTotals>> {
    let Some(business_day) = Day::parse(&held.business_day) else { return Ok(None) };
    let sums = days::sums(tx, shop_id, &held.business_day)?;
    let money = |minor| currency.money(minor);
    let of = |measure| sums.iter().filter(move |sum| sum.measure == measure);
    let one = |measure| money(of(measure).map(|sum| sum.gross).fold(0, i64::saturating_add));
    let vat: Vec<DayVat> = of(Measure::Vat)
        .filter_map(|sum| {
            Some(DayVat {
                vat_rate: Rate::parse(&sum.name)?,
                gross_amount: money(sum.gross),
                net_amount: money(sum.gross.saturating_sub(sum.vat)),
                vat_amount: money(sum.vat),
            })
        })
        .collect();
    let vat_minor = vat.iter().fold(0i64, |sum, row| sum.saturating_add(row.vat_amount.minor));
    let turnover = vat.iter().fold(0i64, |sum, row| sum.saturating_add(row.gross_amount.minor));
    let payment = |sum: &DayAmount| DayPayment {
        payment_method_id: sum.name.clone(),
        amount: money(sum.gross),
    };
    let category = |sum: &DayAmount| DayCategory {
        category_id: Some(sum.name.clone()).filter(|name| !name.is_empty()),
        gross_amount: money(sum.gross),
        vat_amount: money(sum.vat),
    };
    let count = of(Measure::Total).map(|sum| sum.count).sum::<i64>();
    Ok(Some(DayTotals {
        business_day,
        complete: held.is_complete,
        closed_at: held.closed_at,
        receipt_count: u64::try_from(count).unwrap_or_default(),
        currency,
        total_amount: one(Measure::Total),
        turnover_amount: money(turnover),
        net_amount: money(turnover.saturating_sub(vat_minor)),
        vat_amount: money(vat_minor),
        voucher_amount: one(Measure::Voucher),
        rounding_amount: one(Measure::Rounding),
        tip_amount: one(Measure::Tip),
        vat,
        payments: of(Measure::Payment).map(payment).collect(),
        categories: of(Measure::Category).map(category).collect(),
    }))
}

/// How the books of the till are.
#[derive(Debug, Serialize, JsonSchema)]
pub struct AccountingHealth {
    /// Business days that ended and are still open at 04:00 of the day after: receipts must be there by 05:00 (PS-5).
    /// Oldest first, at most 100.
    pub open_days: Vec<String>,
}

/// The days that should have been closed by now.
pub fn health(tx: &mut dyn Transaction, client: &Client) -> Result<AccountingHealth> {
    let warned = counted(client, WARNED_FROM)?;
    // By a clock that begins its days at 04:00, what lies before today ended long enough ago.
    let until = warned.of(tx.now().0).and_then(Day::before);
    let open_days = match until {
        Some(until) => days::open_until(tx, client.shop_id(), until)?,
        None => Vec::new(),
    };
    Ok(AccountingHealth { open_days })
}
