//! Case 3: an order on the platform is made up of several suppliers' sub-orders.

use crate::expect::{self, Expected, paid};
use crate::figure as f;
use crate::money::{Cents, REDUCED, Rate, STANDARD, ZERO};
use crate::orders::{Order, State};
use crate::result::Place;
use crate::shop::Trouble;
use crate::texts;
use crate::way::{Way, part};
use serde_json::json;

fn sub_order(order: &Order, supplier: &str) -> String {
    format!("{}-{supplier}", order.id)
}

/// Checks one supplier's part, given as total, VAT per rate and tenders.
fn paid_part(
    way: &mut Way<'_>,
    order: &Order,
    supplier: &str,
    total: Cents,
    vat: &[(Rate, Cents)],
    tenders: &[(&str, Cents)],
) -> Result<(), Trouble> {
    paid(way, &sub_order(order, supplier), &Expected { total, vat, tenders })?;
    let book = way.book(supplier)?;
    let of_others = |id: &&str| id.starts_with(&order.id) && !id.ends_with(supplier);
    let others = book.identities(way.platform.profile.platform_id);
    let count = others.into_iter().filter(of_others).count();
    way.compare(Place::Book(supplier.to_owned()), f::OTHER_ORDERS, &order.id, 0, count);
    Ok(())
}

pub fn two_suppliers(way: &mut Way<'_>) -> Result<(), Trouble> {
    let card = way.card(Cents(75_00))?;
    let parts = [part("x", &[("KP-4000", 1)]), part("y", &[("KP-3500", 1)])];
    let order = way.order_of(&parts, &[&card])?;
    way.place(&order)?;
    let (vat_x, vat_y) = ([(STANDARD, Cents(6_94))], [(STANDARD, Cents(6_07))]);
    paid_part(way, &order, "x", Cents(40_00), &vat_x, &[(&card, Cents(40_00))])?;
    paid_part(way, &order, "y", Cents(35_00), &vat_y, &[(&card, Cents(35_00))])?;
    sum_is(way, &order, Cents(75_00));
    way.balance(&card, ZERO);
    Ok(())
}

/// 3b, and the order of which 4e returns the part of X.
pub fn fair_shares(way: &mut Way<'_>) -> Result<(), Trouble> {
    let card = way.card(Cents(100_00))?;
    let parts = [part("x", &[("KP-8999", 1)]), part("y", &[("KP-6001", 1)])];
    let order = way.order_of(&parts, &[&card])?;
    way.place(&order)?;
    way.confirm(&order)?;
    let tenders_x = [(card.as_str(), Cents(59_99)), ("ideal", Cents(30_00))];
    let tenders_y = [(card.as_str(), Cents(40_01)), ("ideal", Cents(20_00))];
    let (vat_x, vat_y) = ([(STANDARD, Cents(15_62))], [(STANDARD, Cents(10_41))]);
    paid_part(way, &order, "x", Cents(89_99), &vat_x, &tenders_x)?;
    paid_part(way, &order, "y", Cents(60_01), &vat_y, &tenders_y)?;
    sum_is(way, &order, Cents(150_00));
    way.balance(&card, ZERO);
    Ok(())
}

pub fn one_refuses(way: &mut Way<'_>) -> Result<(), Trouble> {
    const REFUSED: &str = "KP-2500";
    let card = way.card(Cents(100_00))?;
    let parts =
        [part("x", &[("KP-4000", 1)]), part("y", &[("KP-3500", 1)]), part("z", &[(REFUSED, 1)])];
    let order = way.order_of(&parts, &[&card])?;
    way.staff("z", "fault", &json!({"refuse_takeover_sku": REFUSED}))?.done("fault")?;
    way.tell(format!("Winkel z blijkt {REFUSED} niet te hebben en zal weigeren."));
    let placed = way.place(&order);
    let id = sub_order(&order, "z");
    let refused = |way: &Way<'_>| way.sub_order(&id).is_ok_and(|own| own.credited() > ZERO);
    let settled = way.settle_until("z", || refused(way));
    way.staff("z", "fault", &json!({}))?.done("fault")?;
    placed?;
    settled?;
    let (vat_x, vat_y) = ([(STANDARD, Cents(6_94))], [(STANDARD, Cents(6_07))]);
    paid_part(way, &order, "x", Cents(40_00), &vat_x, &[(&card, Cents(40_00))])?;
    paid_part(way, &order, "y", Cents(35_00), &vat_y, &[(&card, Cents(35_00))])?;
    let part = way.sub_order(&id)?;
    let credited = texts::euro(part.credited());
    way.tell(format!("Winkel z meldde de annulering van {id}; {credited} is gecrediteerd."));
    let pushed = part.pushes.iter().filter(|push| push.status == "cancelled").count();
    way.compare(Place::Received, f::REFUSAL_PUSHED, &id, 1, pushed);
    let lines = part.pushes.iter().map(|push| push.refused_lines).max().unwrap_or(0);
    way.compare(Place::Received, f::LINE_QUANTITY, REFUSED, 1, lines);
    let is_refused = part.state == State::Refused;
    way.compare(Place::Ledger, f::ORDER_STATUS, &id, true, is_refused);
    way.compare(Place::Ledger, f::CREDITED_CARD, &id, Cents(25_00), part.credited());
    expect::void(way, &id)?;
    way.balance(&card, Cents(25_00));
    Ok(())
}

pub fn same_sku(way: &mut Way<'_>) -> Result<(), Trouble> {
    let card = way.card(Cents(50_00))?;
    let parts = [part("x", &[("KP-1295", 1)]), part("y", &[("KP-1295", 2)])];
    let order = way.order_of(&parts, &[&card])?;
    way.place(&order)?;
    let (vat_x, vat_y) = ([(STANDARD, Cents(2_25))], [(STANDARD, Cents(4_50))]);
    paid_part(way, &order, "x", Cents(12_95), &vat_x, &[(&card, Cents(12_95))])?;
    paid_part(way, &order, "y", Cents(25_90), &vat_y, &[(&card, Cents(25_90))])?;
    sum_is(way, &order, Cents(38_85));
    way.balance(&card, Cents(11_15));
    Ok(())
}

pub fn shop_is_down(way: &mut Way<'_>) -> Result<(), Trouble> {
    const REFUSALS: usize = 3;
    let card = way.card(Cents(75_00))?;
    let parts = [part("x", &[("KP-4000", 1)]), part("y", &[("KP-3500", 1)])];
    let order = way.order_of(&parts, &[&card])?;
    way.staff("x", "fault", &json!({"refuse_requests": REFUSALS}))?.done("fault")?;
    way.tell(format!("De winkel van x ligt eruit: de eerste {REFUSALS} verzoeken mislukken."));
    let placed = way.place(&order);
    way.staff("x", "fault", &json!({}))?.done("fault")?;
    let attempts: Vec<usize> = placed?.iter().map(|placed| placed.attempts).collect();
    let [at_x, at_y] = attempts[..] else {
        return Err(Trouble("There were not two sub-orders.".to_owned()));
    };
    way.compare(Place::Rest("x".to_owned()), f::ATTEMPTS, &order.id, REFUSALS + 1, at_x);
    way.compare(Place::Rest("y".to_owned()), f::ATTEMPTS, &order.id, 1, at_y);
    let (vat_x, vat_y) = ([(STANDARD, Cents(6_94))], [(STANDARD, Cents(6_07))]);
    paid_part(way, &order, "x", Cents(40_00), &vat_x, &[(&card, Cents(40_00))])?;
    paid_part(way, &order, "y", Cents(35_00), &vat_y, &[(&card, Cents(35_00))])?;
    way.balance(&card, ZERO);
    Ok(())
}

pub fn shipping_each(way: &mut Way<'_>) -> Result<(), Trouble> {
    let card = way.card(Cents(40_00))?;
    let mut part_x = part("x", &[("KP-1295", 1)]);
    part_x.shipping = Some(Cents(4_95));
    let mut part_y = part("y", &[("KP-0849", 2)]);
    part_y.shipping = Some(Cents(3_95));
    let order = way.order_of(&[part_x, part_y], &[&card])?;
    way.place(&order)?;
    // X: 2.25 of the article and 0.86 of its shipping; Y: 1.40 at 9 %, 0.69 of its shipping.
    let vat_x = [(STANDARD, Cents(3_11))];
    let vat_y = [(STANDARD, Cents(69)), (REDUCED, Cents(1_40))];
    paid_part(way, &order, "x", Cents(17_90), &vat_x, &[(&card, Cents(17_90))])?;
    paid_part(way, &order, "y", Cents(20_93), &vat_y, &[(&card, Cents(20_93))])?;
    sum_is(way, &order, Cents(38_83));
    way.balance(&card, Cents(1_17));
    Ok(())
}

/// What the ledger took for all sub-orders together.
fn sum_is(way: &mut Way<'_>, order: &Order, expected: Cents) {
    let sum: Cents = {
        let state = way.platform.state();
        let taken = order.sub_orders.iter().map(|id| state.books.taken(id));
        taken.map(|(cards, ideal)| cards + ideal).sum()
    };
    way.compare(Place::Ledger, f::TENDER_SUM, &order.id, expected, sum);
}
