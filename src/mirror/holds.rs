//! Amounts held on cards, as they are stored. It decides nothing: a change is made to the state that was read, or not at
//! all.

use super::currency;
use crate::error::{Code, Error, Result};
use crate::money::{Currency, Money};
use crate::store::Held;
use crate::world::{Instant, Row, Transaction, Value};
use schemars::JsonSchema;
use serde::Serialize;

/// How far a hold has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum HoldState {
    /// The platform was asked; what it did is not known yet.
    Asked,
    Held,
    /// The platform said no: nothing is held.
    Refused,
    /// The capture is on its way.
    Capturing,
    Captured,
    /// The release is on its way.
    Releasing,
    Released,
}

impl HoldState {
    const ALL: [(HoldState, &'static str); 7] = [
        (HoldState::Asked, "asked"),
        (HoldState::Held, "held"),
        (HoldState::Refused, "refused"),
        (HoldState::Capturing, "capturing"),
        (HoldState::Captured, "captured"),
        (HoldState::Releasing, "releasing"),
        (HoldState::Released, "released"),
    ];

    pub fn as_str(self) -> &'static str {
        let found = HoldState::ALL.iter().find(|(state, _)| *state == self);
        found.map_or("", |(_, word)| word)
    }
    fn parse(word: &str) -> Result<HoldState> {
        let found = HoldState::ALL.iter().find(|(_, held)| *held == word);
        found.map(|(state, _)| *state).ok_or_else(|| {
            let message = format!("The store holds a card in an unknown state '{word}'.");
            Error::new(Code::StoreFailed, message)
        })
    }
}

/// An amount held on a card.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hold {
    pub hold_id: String,
    pub platform_id: String,
    pub order_id: String,
    pub card_id: String,
    pub attempt: i64,
    pub amount: Money,
    pub currency: Currency,
    pub state: HoldState,
    pub platform_hold_id: String,
    pub balance_after: Option<i64>,
    pub captured_amount: Option<i64>,
    pub expires_at: Instant,
    pub created_at: Instant,
}

macro_rules! select {
    ($rest:literal) => {
        concat!(
            "SELECT hold_id, platform_id, order_id, card_id, attempt, currency, amount, state, \
             platform_hold_id, balance_after, captured_amount, expires_at, created_at \
             FROM card_holds WHERE shop_id = ? ",
            $rest
        )
    };
}

fn read(row: &dyn Row) -> Result<Hold> {
    let currency = currency(row.text(5))?;
    Ok(Hold {
        hold_id: row.text(0).to_owned(),
        platform_id: row.text(1).to_owned(),
        order_id: row.text(2).to_owned(),
        card_id: row.text(3).to_owned(),
        attempt: row.integer(4),
        amount: currency.money(row.integer(6)),
        currency,
        state: HoldState::parse(row.text(7))?,
        platform_hold_id: row.text(8).to_owned(),
        balance_after: row.integer_or_null(9),
        captured_amount: row.integer_or_null(10),
        expires_at: Instant(row.integer(11)),
        created_at: Instant(row.integer(12)),
    })
}

fn first(
    transaction: &mut dyn Transaction,
    sql: &'static str,
    values: &[Value],
) -> Result<Option<Hold>> {
    let mut found = None;
    transaction.query(sql, values, &mut |row| {
        found = Some(read(row)?);
        Ok(())
    })?;
    Ok(found)
}

/// The hold of this id.
pub fn get(transaction: &mut dyn Transaction, shop_id: &str, hold_id: &str) -> Result<Hold> {
    let sql = select!("AND hold_id = ?");
    first(transaction, sql, &[shop_id.into(), hold_id.into()])?.ok_or_else(|| {
        let message = format!("There is no hold '{hold_id}'.");
        Error::new(Code::CardHoldUnknown, message).at("/hold_id")
    })
}

/// The last hold on this card for this order.
pub fn last(
    transaction: &mut dyn Transaction,
    shop_id: &str,
    order_id: &str,
    card_id: &str,
) -> Result<Option<Hold>> {
    let sql = select!("AND order_id = ? AND card_id = ? ORDER BY attempt DESC LIMIT 1");
    first(transaction, sql, &[shop_id.into(), order_id.into(), card_id.into()])
}

/// Holds that nobody has ended and that ended by themselves before `now`, the oldest first.
pub fn expired(
    transaction: &mut dyn Transaction,
    shop_id: &str,
    now: Instant,
    max: i64,
) -> Result<Vec<Hold>> {
    let mut found = Vec::new();
    let sql =
        select!("AND state IN ('asked', 'held') AND expires_at <= ? ORDER BY expires_at LIMIT ?");
    transaction.query(sql, &[shop_id.into(), now.into(), max.into()], &mut |row| {
        found.push(read(row)?);
        Ok(())
    })?;
    Ok(found)
}

pub fn insert(transaction: &mut dyn Transaction, shop_id: &str, hold: &Hold) -> Result<()> {
    transaction.execute(
        "INSERT INTO card_holds (shop_id, hold_id, platform_id, order_id, card_id, attempt, currency,
           amount, state, platform_hold_id, expires_at, created_at, modified_at)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        &[
            shop_id.into(),
            (&hold.hold_id).into(),
            (&hold.platform_id).into(),
            (&hold.order_id).into(),
            (&hold.card_id).into(),
            hold.attempt.into(),
            hold.currency.as_str().into(),
            hold.amount.minor.into(),
            hold.state.as_str().into(),
            (&hold.platform_hold_id).into(),
            hold.expires_at.into(),
            hold.created_at.into(),
            hold.created_at.into(),
        ],
    )?;
    Ok(())
}

/// Stores what has become of a hold that was in the state `was`. False where it no longer is: then nothing is stored.
pub fn save(
    transaction: &mut dyn Transaction,
    shop_id: &str,
    hold: &Hold,
    was: HoldState,
) -> Result<bool> {
    let now = transaction.now();
    let changed = transaction.execute(
        "UPDATE card_holds SET state = ?, platform_hold_id = ?, balance_after = ?, captured_amount = ?, modified_at = ?
         WHERE shop_id = ? AND hold_id = ? AND state = ?",
        &[
            hold.state.as_str().into(),
            (&hold.platform_hold_id).into(),
            hold.balance_after.into(),
            hold.captured_amount.into(),
            now.into(),
            shop_id.into(),
            (&hold.hold_id).into(),
            was.as_str().into(),
        ],
    )?;
    Ok(changed == 1)
}

/// The holds after this one, with what is held of whoever has the card.
pub fn documents(
    transaction: &mut dyn Transaction,
    shop_id: &str,
    after: &str,
    max: i64,
) -> Result<Vec<Held>> {
    let mut found = Vec::new();
    let sql = select!("AND hold_id > ? ORDER BY hold_id LIMIT ?");
    transaction.query(sql, &[shop_id.into(), after.into(), max.into()], &mut |row| {
        let hold = read(row)?;
        let of_minor = |minor| hold.currency.money(minor);
        let document = serde_json::json!({
            "card_id": hold.card_id, "amount": hold.amount, "currency": hold.currency,
            "state": hold.state, "balance_after": hold.balance_after.map(of_minor),
            "captured_amount": hold.captured_amount.map(of_minor), "created_at": hold.created_at,
        });
        let (id, order_id) = (hold.hold_id, hold.order_id);
        found.push(Held { id, order_id, json: document.to_string() });
        Ok(())
    })?;
    Ok(found)
}

/// Takes out what was left on the card; false while the hold is open. The hash of the card stays, as the tender of a sale
/// does: by it the same call is known as the same.
pub fn forget(transaction: &mut dyn Transaction, shop_id: &str, hold_id: &str) -> Result<bool> {
    let changed = transaction.execute(
        "UPDATE card_holds SET balance_after = NULL
         WHERE shop_id = ? AND hold_id = ? AND state IN ('refused', 'captured', 'released')",
        &[shop_id.into(), hold_id.into()],
    )?;
    Ok(changed > 0)
}
