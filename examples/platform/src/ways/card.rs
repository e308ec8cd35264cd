//! Case 1: an order is paid in full with cards.

use crate::expect::{self, Expected, paid};
use crate::figure as f;
use crate::money::{Cents, REDUCED, STANDARD, ZERO};
use crate::orders::Order;
use crate::result::Place;
use crate::shop::Trouble;
use crate::way::{Way, part, shown};
use crate::{book, checkout};

/// The cart of ways 1c and 2c, and what it comes to.
pub const MIXED_CART: [(&str, u32); 2] = [("KP-1295", 3), ("KP-0849", 2)];
pub const MIXED_SHIPPING: Cents = Cents(4_95);
pub const MIXED_TOTAL: Cents = Cents(60_78);
/// At 21 %: 6.74 of the goods and 0.86 of the shipping.
pub const MIXED_VAT: [(crate::money::Rate, Cents); 2] =
    [(STANDARD, Cents(7_60)), (REDUCED, Cents(1_40))];

pub fn first(order: &Order) -> Result<String, Trouble> {
    let none = || Trouble(format!("{} has no sub-orders.", order.id));
    order.sub_orders.first().cloned().ok_or_else(none)
}

pub fn mixed_cart<'a>(way: &mut Way<'a>, cards: &[&str]) -> Result<Order, Trouble> {
    let mut cart = part(way.supplier, &MIXED_CART);
    cart.shipping = Some(MIXED_SHIPPING);
    way.order_of(&[cart], cards)
}

/// 1a, and the order that 4a returns.
pub fn simple_product(way: &mut Way<'_>) -> Result<(), Trouble> {
    let card = way.card(Cents(50_00))?;
    let order = way.order(&[("KP-4995", 1)], &[&card])?;
    way.place(&order)?;
    let tenders = [(card.as_str(), Cents(49_95))];
    let vat = [(STANDARD, Cents(8_67))];
    let expected = Expected { total: Cents(49_95), vat: &vat, tenders: &tenders };
    paid(way, &first(&order)?, &expected)?;
    way.balance(&card, Cents(5));
    Ok(())
}

pub fn variation(way: &mut Way<'_>) -> Result<(), Trouble> {
    let card = way.card(Cents(75_00))?;
    let order = way.order(&[("KP-7500-A", 1)], &[&card])?;
    let supplier = way.supplier;
    let parent_before = parent_stock(way, supplier)?;
    let sibling_before = way.published_stock(supplier, "KP-7500-B")?;
    way.place(&order)?;
    let tenders = [(card.as_str(), Cents(75_00))];
    let vat = [(STANDARD, Cents(13_02))];
    let expected = Expected { total: Cents(75_00), vat: &vat, tenders: &tenders };
    paid(way, &first(&order)?, &expected)?;
    let parent = shown(parent_stock(way, supplier)?);
    let sibling = shown(way.published_stock(supplier, "KP-7500-B")?);
    let rest = Place::Rest(supplier.to_owned());
    way.compare(rest.clone(), f::STOCK_PUBLISHED, "KP-7500", shown(parent_before), parent);
    way.compare(rest, f::STOCK_PUBLISHED, "KP-7500-B", shown(sibling_before), sibling);
    way.balance(&card, ZERO);
    Ok(())
}

/// The stock of the product that the variation belongs to.
fn parent_stock(way: &Way<'_>, supplier: &str) -> Result<Option<i64>, Trouble> {
    let product_id = {
        let state = way.platform.state();
        let catalogue = state.catalogues.get(supplier);
        catalogue.and_then(|own| own.article("KP-7500-A")).map(|article| article.product_id)
    };
    let path = format!("/products/{}", product_id.unwrap_or_default());
    let answer = way.shop(supplier)?.rest(&way.platform.calls, "GET", &path, &[], None)?;
    Ok(answer.done(&format!("GET {path} at {supplier}"))?["stock_quantity"].as_i64())
}

/// 1c, and the order of which 4b returns a piece.
pub fn mixed_rates(way: &mut Way<'_>) -> Result<(), Trouble> {
    let card = way.card(Cents(100_00))?;
    let order = mixed_cart(way, &[&card])?;
    way.place(&order)?;
    let tenders = [(card.as_str(), MIXED_TOTAL)];
    let expected = Expected { total: MIXED_TOTAL, vat: &MIXED_VAT, tenders: &tenders };
    let id = first(&order)?;
    paid(way, &id, &expected)?;
    let vat = way.sub_order(&id)?.vat();
    way.compare(Place::Arithmetic, f::ORDER_VAT, &id, Cents(9_00), vat);
    way.balance(&card, Cents(39_22));
    Ok(())
}

pub fn two_cards(way: &mut Way<'_>) -> Result<(), Trouble> {
    let first_card = way.card(Cents(25_00))?;
    let second_card = way.card(Cents(40_00))?;
    let order = way.order(&[("KP-6000", 1)], &[&first_card, &second_card])?;
    way.place(&order)?;
    let tenders = [(first_card.as_str(), Cents(25_00)), (second_card.as_str(), Cents(35_00))];
    let vat = [(STANDARD, Cents(10_41))];
    let expected = Expected { total: Cents(60_00), vat: &vat, tenders: &tenders };
    paid(way, &first(&order)?, &expected)?;
    way.balance(&first_card, ZERO);
    way.balance(&second_card, Cents(5_00));
    Ok(())
}

/// 1e, and the order that 4c returns.
pub fn coupon(way: &mut Way<'_>) -> Result<(), Trouble> {
    let card = way.card(Cents(80_00))?;
    let mut cart = part(way.supplier, &[("KP-4000", 2)]);
    cart.coupon_percent = 10;
    let order = way.order_of(&[cart], &[&card])?;
    way.place(&order)?;
    let id = first(&order)?;
    let tenders = [(card.as_str(), Cents(72_00))];
    let vat = [(STANDARD, Cents(12_50))];
    let expected = Expected { total: Cents(72_00), vat: &vat, tenders: &tenders };
    paid(way, &id, &expected)?;
    let document = expect::rest_order(way, &way.sub_order(&id)?)?;
    // Without VAT, each rounded as WooCommerce rounds a line: 66.12 less 59.50.
    let discount = shown(book::amount(&document["discount_total"]));
    let rest = Place::Rest(way.supplier.to_owned());
    way.compare(rest, f::ORDER_DISCOUNT, &id, Cents(6_62), discount);
    way.balance(&card, Cents(8_00));
    Ok(())
}

pub fn offered_twice(way: &mut Way<'_>) -> Result<(), Trouble> {
    let card = way.card(Cents(50_00))?;
    let order = way.order(&[("KP-4995", 1)], &[&card])?;
    let id = first(&order)?;
    let first_answer = way.place_one(&id)?.answer;
    let second = way.place_one(&id)?;
    let rest = Place::Rest(way.supplier.to_owned());
    way.compare(rest.clone(), f::ACCEPTED, &id, true, second.is_accepted());
    way.compare(rest.clone(), f::REPLAYED, &id, true, second.answer.is_replayed);
    let is_same = first_answer.body == second.answer.body;
    way.compare(rest.clone(), f::SAME_ANSWER, &id, true, is_same);
    let mut other = checkout::order_body(way.platform, &id)?;
    other["line_items"][0]["quantity"] = 2.into();
    let shop = way.shop(way.supplier)?;
    let conflict = shop.rest(&way.platform.calls, "POST", "/orders", &[], Some(&other))?;
    way.tell("Nogmaals aangeboden met een ander aantal: dat moet worden geweigerd.".to_owned());
    way.compare(rest.clone(), f::HTTP_STATUS, "ander aantal", 409, conflict.status);
    let code = conflict.body["code"].as_str();
    way.compare(rest, f::ERROR_CODE, "ander aantal", "koppel_order_conflict", shown(code));
    way.settle(way.supplier)?;
    let tenders = [(card.as_str(), Cents(49_95))];
    let vat = [(STANDARD, Cents(8_67))];
    paid(way, &id, &Expected { total: Cents(49_95), vat: &vat, tenders: &tenders })?;
    way.balance(&card, Cents(5));
    Ok(())
}

pub fn sold_meanwhile(way: &mut Way<'_>) -> Result<(), Trouble> {
    const LAST_PIECE: &str = "KP-0100";
    let supplier = way.supplier;
    way.set_stock(supplier, LAST_PIECE, 1)?;
    let card = way.card(Cents(50_00))?;
    let order = way.order(&[(LAST_PIECE, 1)], &[&card])?;
    way.set_stock(supplier, LAST_PIECE, 0)?;
    way.tell("Intussen is het laatste exemplaar aan de balie verkocht.".to_owned());
    let id = first(&order)?;
    let placed = way.place_one(&id)?;
    let rest = Place::Rest(supplier.to_owned());
    way.compare(rest.clone(), f::HTTP_STATUS, &id, 400, placed.answer.status);
    let code = shown(placed.answer.body["code"].as_str());
    way.compare(rest.clone(), f::ERROR_CODE, &id, "koppel_out_of_stock", code);
    let message = placed.answer.body["message"].as_str().unwrap_or_default();
    way.compare(rest, f::ERROR_MESSAGE, &id, true, !message.is_empty());
    let identities = way.book(supplier)?;
    let known = expect::live_orders(way, &identities, &id);
    way.compare(Place::Book(supplier.to_owned()), f::ORDER_COUNT, &id, 0, known);
    let (taken, _) = way.platform.state().books.taken(&id);
    way.compare(Place::Ledger, f::CARD_PART, &id, ZERO, taken);
    way.balance(&card, Cents(50_00));
    way.stock_moved(supplier, LAST_PIECE, -1)?;
    way.set_stock(supplier, LAST_PIECE, 1)
}
