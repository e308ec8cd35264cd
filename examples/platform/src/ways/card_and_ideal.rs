//! Case 2: an order is paid partly with cards and the rest by iDEAL.

use super::card::{MIXED_TOTAL, MIXED_VAT, first, mixed_cart};
use crate::expect::{self, Expected, paid};
use crate::figure as f;
use crate::ledger::{Confirmation, Posting};
use crate::money::{Cents, STANDARD, ZERO};
use crate::orders::Order;
use crate::result::Place;
use crate::shop::Trouble;
use crate::way::Way;
use std::thread;
use std::time::Duration;

/// How late the bank is in way 2e.
const LATE: Duration = Duration::from_millis(1_500);

/// Places an order whose iDEAL part is open, and checks that nobody thinks it is paid.
fn place_pending(way: &mut Way<'_>, order: &Order) -> Result<(), Trouble> {
    way.place(order)?;
    let id = first(order)?;
    let part = way.sub_order(&id)?;
    let document = expect::rest_order(way, &part)?;
    let status = document["status"].as_str().unwrap_or_default();
    way.compare(expect::rest(&part), f::ORDER_STATUS, "voor iDEAL", "pending", status);
    let is_paid = !document["date_paid"].is_null();
    way.compare(expect::rest(&part), f::DATE_PAID, "voor iDEAL", false, is_paid);
    let book = way.book(&part.supplier)?;
    let orders = book.orders(way.platform.profile.platform_id, &id);
    let unpaid = orders.iter().all(|own| own["status"] == "pending");
    way.compare(Place::Book(part.supplier.clone()), f::DATE_PAID, "voor iDEAL", false, !unpaid);
    let (cards, ideal) = way.platform.state().books.taken(&id);
    way.compare(Place::Ledger, f::CARD_PART, "voor iDEAL", ZERO, cards + ideal);
    for line in &part.lines {
        way.published_moved(&part.supplier, &line.sku, -i64::from(line.quantity))?;
    }
    Ok(())
}

pub fn part_by_ideal(way: &mut Way<'_>) -> Result<(), Trouble> {
    let card = way.card(Cents(100_00))?;
    let order = way.order(&[("KP-12000", 1)], &[&card])?;
    place_pending(way, &order)?;
    way.confirm(&order)?;
    let tenders = [(card.as_str(), Cents(100_00)), ("ideal", Cents(20_00))];
    let vat = [(STANDARD, Cents(20_83))];
    let expected = Expected { total: Cents(120_00), vat: &vat, tenders: &tenders };
    paid(way, &first(&order)?, &expected)?;
    way.balance(&card, ZERO);
    Ok(())
}

pub fn smallest_part(way: &mut Way<'_>) -> Result<(), Trouble> {
    let card = way.card(Cents(100_00))?;
    let order = way.order(&[("KP-10001", 1)], &[&card])?;
    place_pending(way, &order)?;
    way.confirm(&order)?;
    let tenders = [(card.as_str(), Cents(100_00)), ("ideal", Cents(1))];
    let vat = [(STANDARD, Cents(17_36))];
    let expected = Expected { total: Cents(100_01), vat: &vat, tenders: &tenders };
    paid(way, &first(&order)?, &expected)?;
    way.balance(&card, ZERO);
    Ok(())
}

/// The cart of 1c: its VAT must be the same to the cent.
pub fn vat_is_unchanged(way: &mut Way<'_>) -> Result<(), Trouble> {
    let card = way.card(Cents(50_00))?;
    let order = mixed_cart(way, &[&card])?;
    place_pending(way, &order)?;
    way.confirm(&order)?;
    let tenders = [(card.as_str(), Cents(50_00)), ("ideal", Cents(10_78))];
    let expected = Expected { total: MIXED_TOTAL, vat: &MIXED_VAT, tenders: &tenders };
    paid(way, &first(&order)?, &expected)?;
    way.balance(&card, ZERO);
    Ok(())
}

pub fn ideal_cancelled(way: &mut Way<'_>) -> Result<(), Trouble> {
    let card = way.card(Cents(100_00))?;
    let order = way.order(&[("KP-12000", 1)], &[&card])?;
    place_pending(way, &order)?;
    let reserved = way.platform.state().books.ledger.card_reserved(&card);
    way.compare(Place::Ledger, f::CARD_RESERVED, "voor iDEAL", Cents(100_00), reserved);
    way.cancel(&order)?;
    let id = first(&order)?;
    let part = way.sub_order(&id)?;
    let document = expect::rest_order(way, &part)?;
    let status = document["status"].as_str().unwrap_or_default();
    way.compare(expect::rest(&part), f::ORDER_STATUS, &id, "cancelled", status);
    expect::void(way, &id)?;
    way.compare(Place::Received, f::CREDIT_CALLS, &id, 0, credit_calls(way, &id));
    way.balance(&card, Cents(100_00));
    Ok(())
}

pub fn late_and_twice(way: &mut Way<'_>) -> Result<(), Trouble> {
    let card = way.card(Cents(100_00))?;
    let order = way.order(&[("KP-12000", 1)], &[&card])?;
    place_pending(way, &order)?;
    thread::sleep(LATE);
    way.confirm(&order)?;
    let again = way.confirm(&order)?;
    let is_again = again == Confirmation::AlreadyPaid;
    way.compare(Place::Ledger, f::IDEAL_AGAIN, &order.id, true, is_again);
    let posted = {
        let state = way.platform.state();
        let own =
            |posting: &&Posting| posting.order == order.id && posting.reason == "iDEAL payment";
        state.books.ledger.postings().iter().filter(own).count()
    };
    way.compare(Place::Ledger, f::IDEAL_POSTINGS, &order.id, 1, posted);
    let tenders = [(card.as_str(), Cents(100_00)), ("ideal", Cents(20_00))];
    let vat = [(STANDARD, Cents(20_83))];
    let expected = Expected { total: Cents(120_00), vat: &vat, tenders: &tenders };
    paid(way, &first(&order)?, &expected)?;
    way.balance(&card, ZERO);
    Ok(())
}

pub fn two_cards_and_ideal(way: &mut Way<'_>) -> Result<(), Trouble> {
    let first_card = way.card(Cents(30_00))?;
    let second_card = way.card(Cents(30_00))?;
    let order = way.order(&[("KP-10000", 1)], &[&first_card, &second_card])?;
    place_pending(way, &order)?;
    way.confirm(&order)?;
    let tenders = [
        (first_card.as_str(), Cents(30_00)),
        (second_card.as_str(), Cents(30_00)),
        ("ideal", Cents(40_00)),
    ];
    let vat = [(STANDARD, Cents(17_36))];
    let expected = Expected { total: Cents(100_00), vat: &vat, tenders: &tenders };
    paid(way, &first(&order)?, &expected)?;
    way.balance(&first_card, ZERO);
    way.balance(&second_card, ZERO);
    Ok(())
}

/// Credit calls of any outcome that came in for a sub-order.
pub fn credit_calls(way: &Way<'_>, id: &str) -> usize {
    super::returns::calls_of(way, id).filter(|call| call.method == "POST").count()
}
