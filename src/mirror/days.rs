//! The business days of the till: what the receipts of each add up to, and whether the shop has said that it has them all.

use crate::calendar::Day;
use crate::error::{Code, Error, Result};
use crate::world::{Instant, Row, Transaction};

/// What a sum is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Measure {
    Total,
    Vat,
    Payment,
    Category,
    Rounding,
    Tip,
    Voucher,
}

impl Measure {
    const ALL: [Measure; 7] = [
        Measure::Total,
        Measure::Vat,
        Measure::Payment,
        Measure::Category,
        Measure::Rounding,
        Measure::Tip,
        Measure::Voucher,
    ];

    pub fn as_str(self) -> &'static str {
        match self {
            Measure::Total => "total",
            Measure::Vat => "vat",
            Measure::Payment => "payment",
            Measure::Category => "category",
            Measure::Rounding => "rounding",
            Measure::Tip => "tip",
            Measure::Voucher => "voucher",
        }
    }

    /// A word of a newer koppel is refused: without it the sums of a day would be smaller than the day was.
    fn parse(word: &str) -> Result<Measure> {
        Measure::ALL.into_iter().find(|one| one.as_str() == word).ok_or_else(|| {
            let message = format!("The store holds the sum of a day by an unknown word '{word}'.");
            Error::new(Code::StoreFailed, message)
        })
    }
}

/// An amount that a receipt adds to its day, or what all receipts added.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DayAmount {
    pub measure: Measure,
    /// Which rate, method or category.
    pub name: String,
    pub gross: i64,
    pub vat: i64,
    /// How many receipts have it.
    pub count: i64,
}

/// A business day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BusinessDay {
    pub business_day: String,
    pub is_complete: bool,
    pub closed_at: Option<Instant>,
    pub modified_at: Instant,
}

fn read(row: &dyn Row) -> BusinessDay {
    BusinessDay {
        business_day: row.text(0).to_owned(),
        is_complete: row.integer(1) != 0,
        closed_at: row.instant_or_null(2),
        modified_at: Instant(row.integer(3)),
    }
}

pub fn find(tx: &mut dyn Transaction, shop_id: &str, day: Day) -> Result<Option<BusinessDay>> {
    let mut found = None;
    tx.query(
        "SELECT business_day, is_complete, closed_at, modified_at FROM business_days \
         WHERE shop_id = ? AND business_day = ?",
        &[shop_id.into(), day.printed().as_str().into()],
        &mut |row| {
            found = Some(read(row));
            Ok(())
        },
    )?;
    Ok(found)
}

/// Says whether the shop has given all receipts of a day.
pub fn set(tx: &mut dyn Transaction, shop_id: &str, day: Day, is_complete: bool) -> Result<()> {
    let now = tx.now();
    let printed = day.printed();
    tx.execute(
        "INSERT INTO business_days (shop_id, business_day, is_complete, closed_at, modified_at) \
         VALUES (?, ?, ?, ?, ?) ON CONFLICT (shop_id, business_day) DO UPDATE SET \
         is_complete = excluded.is_complete, closed_at = excluded.closed_at, modified_at = excluded.modified_at",
        &[
            shop_id.into(),
            printed.as_str().into(),
            i64::from(is_complete).into(),
            is_complete.then_some(now).into(),
            now.into(),
        ],
    )?;
    Ok(())
}

/// Says anew what a receipt adds to its day.
pub fn add(
    tx: &mut dyn Transaction,
    shop_id: &str,
    receipt_id: &str,
    day: Day,
    amounts: &[DayAmount],
) -> Result<()> {
    tx.execute(
        "DELETE FROM day_amounts WHERE shop_id = ? AND receipt_id = ?",
        &[shop_id.into(), receipt_id.into()],
    )?;
    let printed = day.printed();
    for (position, amount) in (0i64..).zip(amounts) {
        tx.execute(
            "INSERT INTO day_amounts (shop_id, receipt_id, position, business_day, measure, name, gross, vat) \
             VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            &[
                shop_id.into(),
                receipt_id.into(),
                position.into(),
                printed.as_str().into(),
                amount.measure.as_str().into(),
                (&amount.name).into(),
                amount.gross.into(),
                amount.vat.into(),
            ],
        )?;
    }
    set(tx, shop_id, day, false)
}

/// What the receipts of a day add up to.
pub fn sums(tx: &mut dyn Transaction, shop_id: &str, day: &str) -> Result<Vec<DayAmount>> {
    let mut found = Vec::new();
    tx.query(
        "SELECT measure, name, SUM(gross), SUM(vat), COUNT(*) FROM day_amounts \
         WHERE shop_id = ? AND business_day = ? GROUP BY measure, name ORDER BY measure, name",
        &[shop_id.into(), day.into()],
        &mut |row| {
            found.push(DayAmount {
                measure: Measure::parse(row.text(0))?,
                name: row.text(1).to_owned(),
                gross: row.integer(2),
                vat: row.integer(3),
                count: row.integer(4),
            });
            Ok(())
        },
    )?;
    Ok(found)
}

/// Days in their order, behind `after`, within a period whose ends are both in it.
pub fn list(
    tx: &mut dyn Transaction,
    shop_id: &str,
    from: &str,
    until: &str,
    after: &str,
    limit: i64,
) -> Result<Vec<BusinessDay>> {
    let mut found = Vec::new();
    tx.query(
        "SELECT business_day, is_complete, closed_at, modified_at FROM business_days \
         WHERE shop_id = ? AND business_day >= ? AND business_day <= ? AND business_day > ? \
         ORDER BY business_day LIMIT ?",
        &[shop_id.into(), from.into(), until.into(), after.into(), limit.into()],
        &mut |row| {
            found.push(read(row));
            Ok(())
        },
    )?;
    Ok(found)
}

/// The days up to `until` that the shop has not closed.
pub fn open_until(tx: &mut dyn Transaction, shop_id: &str, until: Day) -> Result<Vec<String>> {
    let mut found = Vec::new();
    tx.query(
        "SELECT business_day FROM business_days WHERE shop_id = ? AND is_complete = 0 \
         AND business_day <= ? ORDER BY business_day LIMIT 100",
        &[shop_id.into(), until.printed().as_str().into()],
        &mut |row| {
            found.push(row.text(0).to_owned());
            Ok(())
        },
    )?;
    Ok(found)
}

/// When a day was last opened, added to or closed.
pub fn last_modified(tx: &mut dyn Transaction, shop_id: &str) -> Result<Option<Instant>> {
    let mut last = None;
    tx.query(
        "SELECT MAX(modified_at) FROM business_days WHERE shop_id = ?",
        &[shop_id.into()],
        &mut |row| {
            last = row.instant_or_null(0);
            Ok(())
        },
    )?;
    Ok(last)
}
