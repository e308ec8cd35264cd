//! Case 1: an order is paid in full with cards.

use crate::catalogue::Article;
use crate::expect::{self, Expected, paid};
use crate::figure as f;
use crate::goods;
use crate::money::{Cents, Rate, STANDARD, ZERO};
use crate::orders::Order;
use crate::result::Place;
use crate::shop::{Answer, Trouble};
use crate::way::{Way, part, shown};
use crate::{book, checkout};

/// The cart of ways 1c and 2c: two rates, and what it costs to send it.
pub struct Mixed {
    strip: Article,
    seeds: Article,
    pub lines: [(Rate, Cents); 3],
    pub total: Cents,
}

const MIXED_SHIPPING: Cents = Cents(4_95);

impl Mixed {
    pub fn of(way: &Way<'_>) -> Result<Mixed, Trouble> {
        let strip = way.good(way.supplier, &goods::STRIP)?;
        let seeds = way.good(way.supplier, &goods::SEEDS)?;
        let lines = [
            (strip.rate, strip.price.times(3)),
            (seeds.rate, seeds.price.times(2)),
            (STANDARD, MIXED_SHIPPING),
        ];
        let total = lines.iter().map(|(_, amount)| *amount).sum();
        Ok(Mixed { strip, seeds, lines, total })
    }

    pub fn order(&self, way: &mut Way<'_>, cards: &[&str]) -> Result<Order, Trouble> {
        let mut cart = part(way.supplier, &[(&self.strip.sku, 3), (&self.seeds.sku, 2)]);
        cart.shipping = Some(MIXED_SHIPPING);
        way.order_of(&[cart], cards)
    }
}

pub fn first(order: &Order) -> Result<String, Trouble> {
    let none = || Trouble(format!("{} has no sub-orders.", order.id));
    order.sub_orders.first().cloned().ok_or_else(none)
}

/// 1a, and the order that 4a returns.
pub fn simple_product(way: &mut Way<'_>) -> Result<(), Trouble> {
    const LEFT: Cents = Cents(5);
    let meter = way.good(way.supplier, &goods::METER)?;
    let card = way.card(meter.price + LEFT)?;
    let order = way.order(&[(&meter.sku, 1)], &[&card])?;
    way.place(&order)?;
    let tenders = [(card.as_str(), meter.price)];
    paid(way, &first(&order)?, &Expected::of(&[(meter.rate, meter.price)], &tenders))?;
    way.balance(&card, LEFT);
    Ok(())
}

pub fn variation(way: &mut Way<'_>) -> Result<(), Trouble> {
    let supplier = way.supplier;
    let chosen = way.good(supplier, &goods::VARIATION)?;
    let card = way.card(chosen.price)?;
    let order = way.order(&[(&chosen.sku, 1)], &[&card])?;
    let sibling = way.sibling(supplier, &chosen);
    let parent_before = parent_stock(way, &chosen)?;
    let before = |way: &Way<'_>| sibling.as_ref().map(|own| way.published_stock(supplier, own));
    let sibling_before = before(way).transpose()?;
    way.place(&order)?;
    let tenders = [(card.as_str(), chosen.price)];
    paid(way, &first(&order)?, &Expected::of(&[(chosen.rate, chosen.price)], &tenders))?;
    let parent = shown(parent_stock(way, &chosen)?);
    let rest = Place::Rest(supplier.to_owned());
    let detail = format!("product {}", chosen.product_id);
    way.compare(rest.clone(), f::STOCK_PUBLISHED, &detail, shown(parent_before), parent);
    if let (Some(sku), Some(before)) = (&sibling, sibling_before) {
        let now = shown(way.published_stock(supplier, sku)?);
        way.compare(rest, f::STOCK_PUBLISHED, sku, shown(before), now);
    }
    way.balance(&card, ZERO);
    Ok(())
}

/// The stock of the product that the variation belongs to.
fn parent_stock(way: &Way<'_>, variation: &Article) -> Result<Option<i64>, Trouble> {
    let supplier = way.supplier;
    let path = format!("/products/{}", variation.product_id);
    let answer = way.shop(supplier)?.rest(&way.platform.calls, "GET", &path, &[], None)?;
    Ok(answer.done(&format!("GET {path} at {supplier}"))?["stock_quantity"].as_i64())
}

/// 1c, and the order of which 4b returns a piece.
pub fn mixed_rates(way: &mut Way<'_>) -> Result<(), Trouble> {
    const LEFT: Cents = Cents(39_22);
    let mixed = Mixed::of(way)?;
    let card = way.card(mixed.total + LEFT)?;
    let order = mixed.order(way, &[&card])?;
    way.place(&order)?;
    let tenders = [(card.as_str(), mixed.total)];
    let expected = Expected::of(&mixed.lines, &tenders);
    let id = first(&order)?;
    paid(way, &id, &expected)?;
    let vat = way.sub_order(&id)?.vat();
    way.compare(Place::Arithmetic, f::ORDER_VAT, &id, expected.sum_of_vat(), vat);
    way.balance(&card, LEFT);
    Ok(())
}

pub fn two_cards(way: &mut Way<'_>) -> Result<(), Trouble> {
    const LEFT: Cents = Cents(5_00);
    let lamp = way.good(way.supplier, &goods::LAMP)?;
    let by_first = lamp.price.part(5, 12);
    let by_second = lamp.price - by_first;
    let first_card = way.card(by_first)?;
    let second_card = way.card(by_second + LEFT)?;
    let order = way.order(&[(&lamp.sku, 1)], &[&first_card, &second_card])?;
    way.place(&order)?;
    let tenders = [(first_card.as_str(), by_first), (second_card.as_str(), by_second)];
    paid(way, &first(&order)?, &Expected::of(&[(lamp.rate, lamp.price)], &tenders))?;
    way.balance(&first_card, ZERO);
    way.balance(&second_card, LEFT);
    Ok(())
}

/// 1e, and the order that 4c returns.
pub fn coupon(way: &mut Way<'_>) -> Result<(), Trouble> {
    let sensor = way.good(way.supplier, &goods::SENSOR)?;
    let list = sensor.price.times(2);
    let discount = list.part(10, 100);
    let card = way.card(list)?;
    let mut cart = part(way.supplier, &[(&sensor.sku, 2)]);
    cart.coupon_percent = 10;
    let order = way.order_of(&[cart], &[&card])?;
    way.place(&order)?;
    let id = first(&order)?;
    let tenders = [(card.as_str(), list - discount)];
    paid(way, &id, &Expected::of(&[(sensor.rate, list - discount)], &tenders))?;
    let document = expect::rest_order(way, &way.sub_order(&id)?)?;
    // Without VAT, each rounded as WooCommerce rounds a line: 66.12 less 59.50.
    let net_discount = sensor.rate.net_of(list) - sensor.rate.net_of(list - discount);
    let told = shown(book::amount(&document["discount_total"]));
    let rest = Place::Rest(way.supplier.to_owned());
    way.compare(rest, f::ORDER_DISCOUNT, &id, net_discount, told);
    way.balance(&card, discount);
    Ok(())
}

pub fn offered_twice(way: &mut Way<'_>) -> Result<(), Trouble> {
    const LEFT: Cents = Cents(5);
    let meter = way.good(way.supplier, &goods::METER)?;
    let card = way.card(meter.price + LEFT)?;
    let order = way.order(&[(&meter.sku, 1)], &[&card])?;
    let id = first(&order)?;
    let first_answer = way.place_one(&id)?.answer;
    let second = way.place_one(&id)?;
    if !way.platform.form.has_identity() {
        return made_twice(way, &id, &first_answer, &second.answer);
    }
    let rest = Place::Rest(way.supplier.to_owned());
    way.compare(rest.clone(), f::ACCEPTED, &id, true, second.is_accepted());
    let number = |body: &serde_json::Value| shown(body["id"].as_i64());
    let (one, again) = (number(&first_answer.body), number(&second.answer.body));
    way.compare(rest.clone(), f::SAME_ANSWER, &id, one, again);
    let mut other = checkout::order_body(way.platform, &id)?;
    other["line_items"][0]["quantity"] = 2.into();
    let shop = way.shop(way.supplier)?;
    let conflict = shop.rest(&way.platform.calls, "POST", "/orders", &[], Some(&other))?;
    way.tell(
        "Nogmaals aangeboden met een ander aantal: dat moet worden geweigerd.".to_owned(),
        "Offered again with another quantity: that must be refused.".to_owned(),
    );
    let detail = way.platform.language.pick("ander aantal", "other quantity");
    way.compare(rest.clone(), f::HTTP_STATUS, detail, 409, conflict.status);
    let has_code = conflict.body["code"].is_string();
    way.compare(rest, f::ERROR_CODE, detail, true, has_code);
    way.settle(way.supplier)?;
    let tenders = [(card.as_str(), meter.price)];
    paid(way, &id, &Expected::of(&[(meter.rate, meter.price)], &tenders))?;
    way.balance(&card, LEFT);
    Ok(())
}

/// Of a platform that gives its orders no identity nobody can know that one was there before.
fn made_twice(way: &mut Way<'_>, id: &str, first: &Answer, second: &Answer) -> Result<(), Trouble> {
    way.settle(way.supplier)?;
    way.tell(
        "Zonder kenmerk werd de herhaling een tweede bestelling: zo mag niets worden herhaald."
            .to_owned(),
        "Without an identity the repetition became a second order: nothing may be repeated so."
            .to_owned(),
    );
    let is_other = first.body["id"].is_i64() && first.body["id"] != second.body["id"];
    way.compare(Place::Rest(way.supplier.to_owned()), f::OTHER_ORDER, id, true, is_other);
    let known = expect::live_orders(way, &way.book(way.supplier)?, id);
    way.compare(Place::Book(way.supplier.to_owned()), f::ORDER_COUNT, id, 2, known);
    Ok(())
}

pub fn sold_meanwhile(way: &mut Way<'_>) -> Result<(), Trouble> {
    const LEFT: Cents = Cents(49_00);
    let supplier = way.supplier;
    let last = way.good(supplier, &goods::LAST_PIECE)?;
    let held = way.book(supplier)?.stock(&last.sku).unwrap_or(1);
    way.set_stock(supplier, &last.sku, 1)?;
    let issued = last.price + LEFT;
    let card = way.card(issued)?;
    let order = way.order(&[(&last.sku, 1)], &[&card])?;
    way.set_stock(supplier, &last.sku, 0)?;
    way.tell(
        "Intussen is het laatste exemplaar aan de balie verkocht.".to_owned(),
        "Meanwhile the last piece was sold over the counter.".to_owned(),
    );
    let id = first(&order)?;
    let placed = way.place_one(&id)?;
    let rest = Place::Rest(supplier.to_owned());
    way.compare(rest.clone(), f::HTTP_STATUS, &id, 400, placed.answer.status);
    let has_code = placed.answer.body["code"].is_string();
    way.compare(rest.clone(), f::ERROR_CODE, &id, true, has_code);
    let message = placed.answer.body["message"].as_str().unwrap_or_default();
    way.compare(rest, f::ERROR_MESSAGE, &id, true, !message.is_empty());
    let known = expect::live_orders(way, &way.book(supplier)?, &id);
    way.compare(Place::Book(supplier.to_owned()), f::ORDER_COUNT, &id, 0, known);
    let (taken, _) = way.platform.state().books.taken(&id);
    way.compare(Place::Ledger, f::CARD_PART, &id, ZERO, taken);
    way.balance(&card, issued);
    way.stock_moved(supplier, &last.sku, -1)?;
    way.set_stock(supplier, &last.sku, held)
}
