//! What a sub-order must come to, compared at the platform's ledger, in the shop's REST answer
//! and in the shop's own book. The figures come from the ways; nothing is expected here.

use crate::book::{self, Book};
use crate::figure as f;
use crate::money::{Cents, Rate, ZERO};
use crate::orders::{SubOrder, TenderKind};
use crate::result::Place;
use crate::shop::Trouble;
use crate::way::{Way, shown};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

/// The figures of one sub-order that is paid.
pub struct Expected<'a> {
    pub total: Cents,
    /// VAT per rate.
    pub vat: BTreeMap<Rate, Cents>,
    /// Amount by tender id, "ideal" among them.
    pub tenders: &'a [(&'a str, Cents)],
}

impl<'a> Expected<'a> {
    /// Of what each line costs: its VAT is half up, and then they are added.
    pub fn of(lines: &[(Rate, Cents)], tenders: &'a [(&'a str, Cents)]) -> Expected<'a> {
        let mut vat: BTreeMap<Rate, Cents> = BTreeMap::new();
        for (rate, amount) in lines {
            *vat.entry(*rate).or_default() += rate.vat_in(*amount);
        }
        Expected { total: lines.iter().map(|(_, amount)| *amount).sum(), vat, tenders }
    }

    pub fn sum_of_vat(&self) -> Cents {
        self.vat.values().copied().sum()
    }
}

/// Checks everything of a paid sub-order, and that each article's stock went down with it.
pub fn paid(way: &mut Way<'_>, id: &str, expected: &Expected<'_>) -> Result<(), Trouble> {
    let part = way.sub_order(id)?;
    let platform_id = way.platform.profile.platform_id;
    at_platform(way, &part, expected);
    let document = rest_order(way, &part)?;
    in_rest(way, &part, &document, expected);
    let status = document["status"].as_str().unwrap_or_default();
    let is_paid = matches!(status, "processing" | "completed") && !document["date_paid"].is_null();
    way.compare(rest(&part), f::DATE_PAID, id, true, is_paid);
    let own = |book: &Book| book.orders(platform_id, id).into_iter().any(book::is_paid);
    let is_taken = || way.book(&part.supplier).is_ok_and(|book| !book.is_open() || own(&book));
    way.settle_soon(&part.supplier, is_taken)?;
    let book = way.book(&part.supplier)?;
    in_book(way, &part, &book, expected);
    for line in &part.lines {
        way.stock_moved(&part.supplier, &line.sku, -i64::from(line.quantity))?;
    }
    Ok(())
}

/// The platform's own arithmetic gives the required figures, and its ledger took them.
fn at_platform(way: &mut Way<'_>, part: &SubOrder, expected: &Expected<'_>) {
    let id = &part.id;
    way.compare(Place::Arithmetic, f::ORDER_TOTAL, id, expected.total, part.total());
    for (rate, vat) in &expected.vat {
        let own = part.vat_per_rate().get(rate).map(|(_, vat)| *vat);
        let detail = format!("{rate} %");
        way.compare(Place::Arithmetic, f::VAT_AT_RATE, &detail, vat, shown(own));
    }
    let of_kind = |kind: TenderKind| -> Cents {
        let is_card = kind == TenderKind::MultiPurpose;
        let tenders = expected.tenders.iter();
        tenders.filter(|(name, _)| (*name != "ideal") == is_card).map(|(_, amount)| *amount).sum()
    };
    let (cards, ideal) = way.platform.state().books.taken(id);
    way.compare(Place::Ledger, f::CARD_PART, id, of_kind(TenderKind::MultiPurpose), cards);
    way.compare(Place::Ledger, f::IDEAL_PART, id, of_kind(TenderKind::Remainder), ideal);
}

fn in_rest(way: &mut Way<'_>, part: &SubOrder, document: &Value, expected: &Expected<'_>) {
    let id = &part.id;
    let total = shown(book::amount(&document["total"]));
    way.compare(rest(part), f::ORDER_TOTAL, id, expected.total, total);
    let vat = shown(book::amount(&document["total_tax"]));
    way.compare(rest(part), f::ORDER_VAT, id, expected.sum_of_vat(), vat);
}

fn in_book(way: &mut Way<'_>, part: &SubOrder, book: &Book, expected: &Expected<'_>) {
    let (id, place) = (&part.id, Place::Book(part.supplier.clone()));
    let orders = book.orders(way.platform.profile.platform_id, id);
    way.compare(place.clone(), f::ORDER_COUNT, id, 1, orders.len());
    let Some(order) = orders.first() else { return };
    way.compare(place.clone(), f::DATE_PAID, id, true, book::is_paid(order));
    let total = shown(book::amount(&order["total_amount"]));
    way.compare(place.clone(), f::ORDER_TOTAL, id, expected.total, total);
    let vat = shown(book::vat(order));
    way.compare(place.clone(), f::ORDER_VAT, id, expected.sum_of_vat(), vat);
    for (rate, vat) in &expected.vat {
        // The lines of an order with a coupon may stand in the book before it or after it.
        if !part.has_discount() {
            let own = shown(book::vat_at(order, *rate));
            way.compare(place.clone(), f::VAT_AT_RATE, &format!("{rate} %"), vat, own);
        }
    }
    for line in &part.lines {
        let lines = order["lines"].as_array().into_iter().flatten();
        let own = lines.filter(|own| own["sku"] == line.sku.as_str());
        let quantity: Option<i64> = own.map(|own| book::whole(&own["quantity"])).sum();
        way.compare(place.clone(), f::LINE_QUANTITY, &line.sku, line.quantity, shown(quantity));
    }
    let tenders: Vec<&Value> = order["tenders"].as_array().into_iter().flatten().collect();
    let known = way.platform.form.known(expected.tenders, way.platform.profile.platform_id);
    let names: BTreeSet<&str> =
        tenders.iter().filter_map(|own| own["tender_id"].as_str()).collect();
    way.compare(place.clone(), f::TENDER_COUNT, id, known.len(), names.len());
    for (name, amount) in &known {
        let of_it = tenders.iter().filter(|own| own["tender_id"] == name.as_str());
        let sum: Option<Cents> = of_it.map(|own| book::amount(&own["amount"])).sum();
        let own = shown(sum);
        way.compare(place.clone(), f::TENDER, name, amount, own);
    }
    let sum: Option<Cents> = tenders.iter().map(|own| book::amount(&own["amount"])).sum();
    way.compare(place, f::TENDER_SUM, id, expected.total, shown(sum));
}

/// Nothing came of a sub-order: no money stays with the supplier, no live order in its book.
pub fn void(way: &mut Way<'_>, id: &str) -> Result<(), Trouble> {
    let part = way.sub_order(id)?;
    let (taken, given_back) = {
        let state = way.platform.state();
        let (cards, ideal) = state.books.taken(id);
        let (credited, refunded) = state.books.given_back(id);
        (cards + ideal, credited + refunded)
    };
    way.compare(Place::Ledger, f::CARD_PART, id, ZERO, taken - given_back);
    let is_void =
        |way: &Way<'_>| way.book(&part.supplier).is_ok_and(|book| live_orders(way, &book, id) == 0);
    way.settle_soon(&part.supplier, || is_void(way))?;
    let book = way.book(&part.supplier)?;
    let place = Place::Book(part.supplier.clone());
    way.compare(place, f::ORDER_COUNT, id, 0, live_orders(way, &book, id));
    for line in &part.lines {
        way.stock_moved(&part.supplier, &line.sku, 0)?;
    }
    Ok(())
}

/// Orders in a book with this identity that were not cancelled.
pub fn live_orders(way: &Way<'_>, book: &Book, id: &str) -> usize {
    let orders = book.orders(way.platform.profile.platform_id, id);
    let is_dead = |order: &&Value| {
        matches!(order["status"].as_str(), Some("cancelled" | "failed" | "refused" | "trash"))
    };
    orders.len() - orders.iter().copied().filter(is_dead).count()
}

/// The order as the shop's REST API tells it now.
pub fn rest_order(way: &Way<'_>, part: &SubOrder) -> Result<Value, Trouble> {
    let Some(number) = part.shop_order_id else {
        return Err(Trouble(format!("Shop {} has not accepted {}.", part.supplier, part.id)));
    };
    let shop = way.shop(&part.supplier)?;
    let path = format!("/orders/{number}");
    let answer = shop.rest(&way.platform.calls, "GET", &path, &[], None)?;
    answer.done(&format!("GET {path} at {}", part.supplier))
}

pub fn rest(part: &SubOrder) -> Place {
    Place::Rest(part.supplier.clone())
}
