//! Cards at a shop's own checkout: what is on one, holding an amount, taking it or giving it back.
//! Decides and books; the HTTP around it is in `api`.

use crate::books::Books;
use crate::credit::{Refusal, refuse};
use crate::ledger::Refused;
use crate::money::{Cents, ZERO};
use chrono::{DateTime, Utc};
use serde_json::{Value, json};

/// An amount that is held on a card for a shop's own order.
#[derive(Clone, Debug)]
pub struct Hold {
    id: String,
    /// By which a repetition is recognised.
    key: String,
    supplier: String,
    card: String,
    amount: Cents,
    /// What the shop calls the order and the card, where it says that.
    order_id: String,
    tender_id: String,
    /// From then on it is free again, whatever its shop does.
    expires_at: Option<DateTime<Utc>>,
    /// What was taken, once it has ended.
    taken: Option<Cents>,
}

type Decided = Result<(u16, Value), Refusal>;

/// Ends what has expired by now.
pub fn expire(books: &mut Books, now: DateTime<Utc>) -> Result<(), Refused> {
    let Books { ledger, holds, .. } = books;
    let is_over =
        |own: &&mut Hold| own.taken.is_none() && own.expires_at.is_some_and(|end| end <= now);
    for hold in holds.iter_mut().filter(is_over) {
        ledger.release(&hold.card, hold.amount, &hold.id)?;
        hold.taken = Some(ZERO);
    }
    Ok(())
}

pub fn balance(books: &Books, request: &Value) -> Decided {
    let card = known(books, request)?;
    Ok((200, json!({"balance": books.ledger.card_balance(&card), "expires_on": null})))
}

/// Holds an amount, once for each key.
pub fn hold(books: &mut Books, supplier: &str, key: Option<&str>, request: &Value) -> Decided {
    let card = known(books, request)?;
    let amount = amount_of(request)?;
    let Some(key) = key.filter(|key| !key.is_empty()) else {
        let message = "Send an Idempotency-Key: without one a repeated call holds twice.";
        return refuse(400, "platform_key_missing", message.to_owned());
    };
    let is_it = |own: &&Hold| own.key == key && own.supplier == supplier;
    if let Some(first) = books.holds.iter().find(is_it) {
        if first.card == card && first.amount == amount && first.taken.is_none() {
            return Ok((200, shown(books, first)));
        }
        let message = format!("The key {key} was used for another hold, or it has ended.");
        return refuse(409, "platform_key_conflict", message);
    }
    let expires_at = expiry(request)?;
    let balance = books.ledger.card_balance(&card);
    if balance < amount {
        let message = format!("{balance} is on this card, {amount} was asked.");
        return refuse(400, "card_balance_too_small", message);
    }
    let id = format!("hold-{}", books.holds.len() + 1);
    books.ledger.reserve(&card, amount, &id).or_else(unbookable)?;
    let (key, supplier) = (key.to_owned(), supplier.to_owned());
    let said = |name: &str| request[name].as_str().unwrap_or_default().to_owned();
    let (order_id, tender_id) = (said("order_id"), said("tender_id"));
    let hold =
        Hold { id, key, supplier, card, amount, order_id, tender_id, expires_at, taken: None };
    let document = shown(books, &hold);
    books.holds.push(hold);
    Ok((201, document))
}

/// The card that a shop calls so in an order for which it held this amount, or has taken it: it is paid by that.
pub fn paying(books: &Books, supplier: &str, order_id: &str, payment: &Value) -> Option<String> {
    let amount = payment["amount"].as_str().and_then(Cents::parse)?;
    let is_it = |own: &&Hold| {
        own.supplier == supplier
            && own.order_id == order_id
            && payment["tender_id"] == *own.tender_id
            && own.taken.unwrap_or(own.amount) == amount
    };
    books.holds.iter().rfind(is_it).map(|own| own.card.clone())
}

/// Takes what was held, or less; the rest is free. Again with the same amount changes nothing.
pub fn capture(books: &mut Books, supplier: &str, id: &str, request: &Value) -> Decided {
    end(books, supplier, id, amount_of(request)?)
}

pub fn release(books: &mut Books, supplier: &str, id: &str) -> Decided {
    end(books, supplier, id, ZERO)
}

fn end(books: &mut Books, supplier: &str, id: &str, taken: Cents) -> Decided {
    let Books { ledger, holds, .. } = books;
    let is_it = |own: &&mut Hold| own.supplier == supplier && (own.id == id || own.key == id);
    let Some(hold) = holds.iter_mut().find(is_it) else {
        return refuse(404, "hold_unknown", format!("{id} is not a hold of yours."));
    };
    match hold.taken {
        Some(before) if before == taken => {}
        Some(before) => {
            let message = format!("The hold has ended: {before} was taken.");
            return refuse(409, "hold_ended", message);
        }
        None if taken > hold.amount => {
            let message = format!("{} is held, {taken} was asked.", hold.amount);
            return refuse(400, "hold_too_small", message);
        }
        None => {
            ledger.capture(&hold.card, &hold.id, supplier, taken, &hold.id).or_else(unbookable)?;
            let left = hold.amount - taken;
            ledger.release(&hold.card, left, &hold.id).or_else(unbookable)?;
            hold.taken = Some(taken);
        }
    }
    Ok((200, json!({"hold_id": hold.id, "amount": taken})))
}

fn shown(books: &Books, hold: &Hold) -> Value {
    let balance = books.ledger.card_balance(&hold.card);
    json!({"hold_id": hold.id, "amount": hold.amount, "balance": balance})
}

fn known(books: &Books, request: &Value) -> Result<String, Refusal> {
    let card = request["card"].as_str().unwrap_or_default();
    match books.ledger.cards().iter().any(|own| own == card) {
        true => Ok(card.to_owned()),
        false => refuse(404, "card_unknown", "There is no such card.".to_owned()),
    }
}

fn amount_of(request: &Value) -> Result<Cents, Refusal> {
    match request["amount"].as_str().and_then(Cents::parse) {
        Some(amount) if amount > ZERO => Ok(amount),
        _ => {
            let message = "/amount is not a positive amount such as \"17.90\".".to_owned();
            refuse(400, "platform_amount_invalid", message)
        }
    }
}

fn expiry(request: &Value) -> Result<Option<DateTime<Utc>>, Refusal> {
    let Some(text) = request["expires_at"].as_str() else { return Ok(None) };
    match DateTime::parse_from_rfc3339(text) {
        Ok(moment) => Ok(Some(moment.to_utc())),
        Err(_) => {
            let message = format!("/expires_at {text} is no moment of RFC 3339.");
            refuse(400, "platform_expiry_invalid", message)
        }
    }
}

fn unbookable<T>(refused: Refused) -> Result<T, Refusal> {
    refuse(400, "platform_not_booked", refused.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with_cards() -> Books {
        let mut books = Books::default();
        for amount in [Cents(50_00), Cents(25_00)] {
            books.ledger.issue_card(amount).unwrap();
        }
        books
    }

    #[test]
    fn a_hold_is_made_once_and_ends_once() {
        let mut books = with_cards();
        let asked = json!({"card": "card-1", "amount": "30.00"});
        let (first, again) = (
            hold(&mut books, "x", Some("k1"), &asked).unwrap(),
            hold(&mut books, "x", Some("k1"), &asked).unwrap(),
        );
        assert_eq!((first.0, again.0, &first.1["hold_id"]), (201, 200, &again.1["hold_id"]));
        assert_eq!(books.ledger.card_reserved("card-1"), Cents(30_00));
        let over = json!({"card": "card-1", "amount": "20.01"});
        assert_eq!(hold(&mut books, "x", Some("k2"), &over).unwrap_err().status, 400);
        assert_eq!(capture(&mut books, "y", "hold-1", &asked).unwrap_err().status, 404);
        let part = json!({"amount": "10.00"});
        for _ in 0..2 {
            assert_eq!(capture(&mut books, "x", "hold-1", &part).unwrap().0, 200);
        }
        assert_eq!(release(&mut books, "x", "hold-1").unwrap_err().code, "hold_ended");
        assert_eq!(books.ledger.card_balance("card-1"), Cents(40_00));
        assert_eq!(books.ledger.card_spent("card-1"), Cents(10_00));
        let said = balance(&books, &asked).unwrap().1;
        assert_eq!(said["balance"], "40.00");
    }

    #[test]
    fn a_hold_that_expires_is_free_at_that_moment_and_can_no_longer_be_taken() {
        let mut books = with_cards();
        let mut asked = json!({"card": "card-1", "amount": "30.00"});
        asked["expires_at"] = "2026-11-21T12:15:00+01:00".into();
        hold(&mut books, "x", Some("k1"), &asked).unwrap();
        let end = DateTime::parse_from_rfc3339("2026-11-21T11:15:00Z").unwrap().to_utc();
        expire(&mut books, end - chrono::TimeDelta::milliseconds(1)).unwrap();
        assert_eq!(books.ledger.card_reserved("card-1"), Cents(30_00));
        for _ in 0..2 {
            expire(&mut books, end).unwrap();
            assert_eq!(books.ledger.card_balance("card-1"), Cents(50_00));
        }
        assert_eq!(capture(&mut books, "x", "hold-1", &asked).unwrap_err().code, "hold_ended");
        assert_eq!(release(&mut books, "x", "hold-1").unwrap().0, 200);
        asked["expires_at"] = "tomorrow".into();
        assert_eq!(hold(&mut books, "x", Some("k2"), &asked).unwrap_err().status, 400);
    }

    #[test]
    fn balance_and_reserved_and_spent_stay_what_was_issued_whatever_is_asked() {
        let mut books = with_cards();
        let mut seed = 11_u64;
        let mut below = |limit: u64| {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963);
            (seed >> 33) % limit
        };
        for step in 0..20_000 {
            let card = format!("card-{}", 1 + below(3));
            let amount = Cents(i64::try_from(below(3_000)).unwrap());
            let asked = json!({"card": card, "amount": amount});
            let id = format!("hold-{}", 1 + below(200));
            // What is refused is refused: the sums are looked at either way.
            let _ = match below(3) {
                0 => hold(&mut books, "x", Some(&format!("k{}", step / 2)), &asked),
                1 => capture(&mut books, "x", &id, &asked),
                _ => release(&mut books, "x", &id),
            };
            assert!(books.ledger.is_balanced());
            for (card, issued) in [("card-1", Cents(50_00)), ("card-2", Cents(25_00))] {
                let ledger = &books.ledger;
                let sum = ledger.card_balance(card)
                    + ledger.card_reserved(card)
                    + ledger.card_spent(card);
                assert_eq!(sum, issued, "step {step}");
            }
        }
    }
}
