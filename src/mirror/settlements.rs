//! What orders and returns come to between the shop and its platforms, as it was booked. It decides no amount.

use super::currency;
use crate::error::Result;
use crate::money::{Currency, Rate};
use crate::store::next_number;
use crate::world::{Instant, Row, Transaction};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What was booked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// An order that is paid.
    Sale,
    Return,
    /// What the shop refused or cancelled, or the platform cancelled, of a paid order.
    CalledOff,
}

impl Kind {
    pub fn as_str(self) -> &'static str {
        match self {
            Kind::Sale => "sale",
            Kind::Return => "return",
            Kind::CalledOff => "called_off",
        }
    }
    fn of(text: &str) -> Kind {
        match text {
            "sale" => Kind::Sale,
            "return" => Kind::Return,
            _ => Kind::CalledOff,
        }
    }
}

/// The gross amount of a rate and the VAT in it, in minor units; None is unknown.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OfRate(pub Option<Rate>, pub i64, pub Option<i64>);

/// One booking. Amounts are minor units, less than 0 where they go back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Booking {
    pub order_id: String,
    pub kind: Kind,
    pub return_id: String,
    pub currency: Currency,
    pub card_amount: i64,
    pub other_amount: i64,
    pub platform_amount: i64,
    pub vat: Vec<OfRate>,
}

/// A booking in the list of a platform.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Booked {
    pub number: i64,
    pub booked_at: Instant,
    /// As the shop and the platform know the order.
    pub host_id: Option<String>,
    pub platform_order_id: Option<String>,
    pub booking: Booking,
}

/// Adds a booking; the same order, kind and return twice is refused by the store.
pub fn add(
    transaction: &mut dyn Transaction,
    shop_id: &str,
    platform_id: &str,
    booking: &Booking,
) -> Result<()> {
    let number = next_number(transaction, shop_id, "settlements")?;
    let now = transaction.now();
    let vat = crate::json::write_text(&booking.vat);
    transaction.execute(
        "INSERT INTO settlements (shop_id, booking, platform_id, order_id, kind, return_id, currency,
           card_amount, other_amount, platform_amount, vat, booked_at)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        &[
            shop_id.into(),
            number.into(),
            platform_id.into(),
            (&booking.order_id).into(),
            booking.kind.as_str().into(),
            (&booking.return_id).into(),
            booking.currency.as_str().into(),
            booking.card_amount.into(),
            booking.other_amount.into(),
            booking.platform_amount.into(),
            (&vat).into(),
            now.into(),
        ],
    )?;
    Ok(())
}

macro_rules! select {
    ($rest:literal) => {
        concat!(
            "SELECT s.order_id, s.kind, s.return_id, s.currency, s.card_amount, s.other_amount, s.platform_amount, \
             s.vat, s.booking, s.booked_at, o.host_id, o.platform_order_id FROM settlements s \
             JOIN orders o ON o.shop_id = s.shop_id AND o.order_id = s.order_id WHERE s.shop_id = ? ",
            $rest
        )
    };
}

fn read(row: &dyn Row) -> Result<Booked> {
    Ok(Booked {
        booking: Booking {
            order_id: row.text(0).to_owned(),
            kind: Kind::of(row.text(1)),
            return_id: row.text(2).to_owned(),
            currency: currency(row.text(3))?,
            card_amount: row.integer(4),
            other_amount: row.integer(5),
            platform_amount: row.integer(6),
            vat: crate::json::read(row.text(7).as_bytes())?,
        },
        number: row.integer(8),
        booked_at: Instant(row.integer(9)),
        host_id: row.text_or_null(10).map(str::to_owned),
        platform_order_id: row.text_or_null(11).map(str::to_owned),
    })
}

/// The bookings of an order, in their order.
pub fn of_order(
    transaction: &mut dyn Transaction,
    shop_id: &str,
    order_id: &str,
) -> Result<Vec<Booked>> {
    let mut found = Vec::new();
    let sql = select!("AND s.order_id = ? ORDER BY s.booking");
    transaction.query(sql, &[shop_id.into(), order_id.into()], &mut |row| {
        found.push(read(row)?);
        Ok(())
    })?;
    Ok(found)
}

/// The bookings of a platform from one moment until before another, in their order.
pub fn each_between(
    transaction: &mut dyn Transaction,
    shop_id: &str,
    platform_id: &str,
    (from, until): (Instant, Instant),
    each: &mut dyn FnMut(Booked) -> Result<()>,
) -> Result<()> {
    let sql = select!(
        "AND s.platform_id = ? AND s.booked_at >= ? AND s.booked_at < ? ORDER BY s.booking"
    );
    let values = [shop_id.into(), platform_id.into(), from.into(), until.into()];
    transaction.query(sql, &values, &mut |row| each(read(row)?))
}
