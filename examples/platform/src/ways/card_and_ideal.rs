//! Case 2: an order is paid partly with cards and the rest by iDEAL.

use super::card::{Mixed, first};
use crate::catalogue::Article;
use crate::expect::{self, Expected, paid};
use crate::figure as f;
use crate::goods::{self, Good};
use crate::ledger::{Confirmation, Posting};
use crate::money::{Cents, ZERO};
use crate::orders::Order;
use crate::result::Place;
use crate::shop::Trouble;
use crate::way::Way;
use std::thread;
use std::time::Duration;

/// How late the bank is in way 2e.
const LATE: Duration = Duration::from_millis(1_500);

fn before_ideal(way: &Way<'_>) -> &'static str {
    way.platform.language.pick("voor iDEAL", "before iDEAL")
}

/// Places an order whose iDEAL part is open, and checks that nobody thinks it is paid.
fn place_pending(way: &mut Way<'_>, order: &Order) -> Result<(), Trouble> {
    way.place(order)?;
    let id = first(order)?;
    let part = way.sub_order(&id)?;
    let before = before_ideal(way);
    let document = expect::rest_order(way, &part)?;
    let status = document["status"].as_str().unwrap_or_default();
    way.compare(expect::rest(&part), f::ORDER_STATUS, before, "pending", status);
    let is_paid = !document["date_paid"].is_null();
    way.compare(expect::rest(&part), f::DATE_PAID, before, false, is_paid);
    let book = way.book(&part.supplier)?;
    let orders = book.orders(way.platform.profile.platform_id, &id);
    let unpaid = orders.iter().all(|own| own["status"] == "pending");
    way.compare(Place::Book(part.supplier.clone()), f::DATE_PAID, before, false, !unpaid);
    let (cards, ideal) = way.platform.state().books.taken(&id);
    way.compare(Place::Ledger, f::CARD_PART, before, ZERO, cards + ideal);
    for line in &part.lines {
        way.published_moved(&part.supplier, &line.sku, -i64::from(line.quantity))?;
    }
    Ok(())
}

/// What cards leave open of one article's price.
fn open_for_ideal(
    way: &mut Way<'_>,
    good: &Good,
    by_cards: impl Fn(Cents) -> Vec<Cents>,
) -> Result<Begun, Trouble> {
    let article = way.good(way.supplier, good)?;
    let mut cards = Vec::new();
    for amount in by_cards(article.price) {
        cards.push((way.card(amount)?, amount));
    }
    let names: Vec<&str> = cards.iter().map(|(card, _)| card.as_str()).collect();
    let order = way.order(&[(&article.sku, 1)], &names)?;
    place_pending(way, &order)?;
    Ok(Begun { article, cards, order })
}

/// An order that waits for iDEAL.
struct Begun {
    article: Article,
    cards: Vec<(String, Cents)>,
    order: Order,
}

impl Begun {
    fn is_paid(&self, way: &mut Way<'_>) -> Result<(), Trouble> {
        let Article { price, rate, .. } = self.article;
        let by_cards = self.cards.iter().map(|(_, amount)| *amount).sum();
        let of_card = |(card, amount): &'_ (String, Cents)| (card.clone(), *amount);
        let mut tenders: Vec<(String, Cents)> = self.cards.iter().map(of_card).collect();
        tenders.push(("ideal".to_owned(), price - by_cards));
        let tenders: Vec<(&str, Cents)> =
            tenders.iter().map(|(name, amount)| (name.as_str(), *amount)).collect();
        paid(way, &first(&self.order)?, &Expected::of(&[(rate, price)], &tenders))?;
        for (card, _) in &self.cards {
            way.balance(card, ZERO);
        }
        Ok(())
    }
}

/// Five sixths: 100.00 of 120.00.
fn most(price: Cents) -> Vec<Cents> {
    vec![price.part(5, 6)]
}

pub fn part_by_ideal(way: &mut Way<'_>) -> Result<(), Trouble> {
    let begun = open_for_ideal(way, &goods::AWNING, most)?;
    way.confirm(&begun.order)?;
    begun.is_paid(way)
}

pub fn smallest_part(way: &mut Way<'_>) -> Result<(), Trouble> {
    let all_but_a_cent = |price| vec![price - Cents(1)];
    let begun = open_for_ideal(way, &goods::A_CENT_MORE, all_but_a_cent)?;
    way.confirm(&begun.order)?;
    begun.is_paid(way)
}

/// The cart of 1c: its VAT must be the same to the cent.
pub fn vat_is_unchanged(way: &mut Way<'_>) -> Result<(), Trouble> {
    const OWN_MONEY: Cents = Cents(10_78);
    let mixed = Mixed::of(way)?;
    let by_card = if mixed.total > OWN_MONEY { mixed.total - OWN_MONEY } else { Cents(1) };
    let card = way.card(by_card)?;
    let order = mixed.order(way, &[&card])?;
    place_pending(way, &order)?;
    way.confirm(&order)?;
    let tenders = [(card.as_str(), by_card), ("ideal", mixed.total - by_card)];
    paid(way, &first(&order)?, &Expected::of(&mixed.lines, &tenders))?;
    way.balance(&card, ZERO);
    Ok(())
}

pub fn ideal_cancelled(way: &mut Way<'_>) -> Result<(), Trouble> {
    let Begun { cards, order, .. } = open_for_ideal(way, &goods::AWNING, most)?;
    let [(card, issued)] = &cards[..] else {
        return Err(Trouble("There is not one card.".to_owned()));
    };
    let reserved = way.platform.state().books.ledger.card_reserved(card);
    let before = before_ideal(way);
    way.compare(Place::Ledger, f::CARD_RESERVED, before, *issued, reserved);
    way.cancel(&order)?;
    let id = first(&order)?;
    let part = way.sub_order(&id)?;
    let is_off = || expect::rest_order(way, &part).is_ok_and(|own| own["status"] == "cancelled");
    way.settle_soon(&part.supplier, is_off)?;
    let document = expect::rest_order(way, &part)?;
    let status = document["status"].as_str().unwrap_or_default();
    way.compare(expect::rest(&part), f::ORDER_STATUS, &id, "cancelled", status);
    expect::void(way, &id)?;
    way.compare(Place::Received, f::CREDIT_CALLS, &id, 0, credit_calls(way, &id));
    way.balance(card, *issued);
    Ok(())
}

pub fn late_and_twice(way: &mut Way<'_>) -> Result<(), Trouble> {
    let begun = open_for_ideal(way, &goods::AWNING, most)?;
    thread::sleep(LATE);
    let order = &begun.order;
    way.confirm(order)?;
    let again = way.confirm(order)?;
    let is_again = again == Confirmation::AlreadyPaid;
    way.compare(Place::Ledger, f::IDEAL_AGAIN, &order.id, true, is_again);
    let posted = {
        let state = way.platform.state();
        let own =
            |posting: &&Posting| posting.order == order.id && posting.reason == "iDEAL payment";
        state.books.ledger.postings().iter().filter(own).count()
    };
    way.compare(Place::Ledger, f::IDEAL_POSTINGS, &order.id, 1, posted);
    begun.is_paid(way)
}

pub fn two_cards_and_ideal(way: &mut Way<'_>) -> Result<(), Trouble> {
    let two_of_three_tenths = |price: Cents| vec![price.part(3, 10); 2];
    let begun = open_for_ideal(way, &goods::BOILER, two_of_three_tenths)?;
    way.confirm(&begun.order)?;
    begun.is_paid(way)
}

/// Credit calls of any outcome that came in for a sub-order.
pub fn credit_calls(way: &Way<'_>, id: &str) -> usize {
    super::returns::calls_of(way, id).filter(|call| call.method == "POST").count()
}
