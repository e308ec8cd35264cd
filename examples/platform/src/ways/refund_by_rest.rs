//! A return that the platform books itself and tells the shop by REST: it has credited it already, or asks for it. What
//! must come of it is for `returns` to check.

use crate::book::Book;
use crate::expect;
use crate::figure as f;
use crate::form::Refunds;
use crate::money::{Cents, ZERO};
use crate::orders::SubOrder;
use crate::result::Place;
use crate::shop::{Answer, Trouble};
use crate::way::{Way, shown};
use crate::{book, texts};
use serde_json::{Value, json};

/// Posts a refund of these lines, and posts it again. Gives the first answer in the words of a return desk.
pub fn post(
    way: &mut Way<'_>,
    id: &str,
    return_id: &str,
    lines: &Value,
    (amount, payments): (Cents, &[(&str, Cents)]),
) -> Result<Answer, Trouble> {
    let part = way.sub_order(id)?;
    if way.platform.form.refunds() == Refunds::Credited {
        give_back(way, &part, payments)?;
    }
    let order = expect::rest_order(way, &part)?;
    let body = json!({
        "amount": amount, "reason": return_id, "api_refund": false,
        "line_items": items(&order, lines),
        "meta_data": [{"key": "_return_id", "value": return_id}],
    });
    let path = format!("/orders/{}/refunds", part.shop_order_id.unwrap_or_default());
    let before = way.book(&part.supplier)?;
    let shop = way.shop(&part.supplier)?;
    let send = |way: &Way<'_>| shop.rest(&way.platform.calls, "POST", &path, &[], Some(&body));
    let mut answer = send(way)?;
    let words = texts::euro(amount, way.platform.language);
    way.tell(
        format!("Het platform meldt een terugbetaling van {words} aan de winkel."),
        format!("The platform tells the shop of a refund of {words}."),
    );
    let again = send(way)?;
    let rest = Place::Rest(part.supplier.clone());
    let is_same = answer.body["id"].is_i64() && answer.body["id"] == again.body["id"];
    way.compare(rest.clone(), f::SAME_ANSWER, return_id, true, is_same);
    for line in lines.as_array().into_iter().flatten() {
        came_back(way, &part.supplier, &before, line)?;
    }
    let list = shop.rest(&way.platform.calls, "GET", &path, &[], None)?.done("GET refunds")?;
    let booked = |own: &Value| book::amount(&own["amount"]).unwrap_or(ZERO);
    let refunded: Cents = list.as_array().into_iter().flatten().map(booked).sum();
    let left = part.total() - refunded;
    let status = if answer.status == 201 { 200 } else { answer.status };
    let refund = json!({"amount": answer.body["amount"], "refundable_amount": left});
    answer.body = json!({"status": status, "refund": refund});
    Ok(answer)
}

/// The shop takes over what the platform has booked: the goods are back on its shelf, and published.
fn came_back(
    way: &mut Way<'_>,
    supplier: &str,
    before: &Book,
    line: &Value,
) -> Result<(), Trouble> {
    let sku = line["sku"].as_str().unwrap_or_default();
    let quantity = line["quantity"].as_i64().unwrap_or_default();
    let expected = before.stock(sku).map(|stock| stock + quantity);
    let is_back = |way: &Way<'_>| {
        let book = way.book(supplier).is_ok_and(|book| book.stock(sku) == expected);
        book && way.published_stock(supplier, sku).is_ok_and(|own| own == expected)
    };
    way.settle_soon(supplier, || is_back(way))?;
    let (book, published) = (way.book(supplier)?.stock(sku), way.published_stock(supplier, sku)?);
    let (in_book, in_rest) = (Place::Book(supplier.to_owned()), Place::Rest(supplier.to_owned()));
    way.compare(in_book, f::STOCK, sku, shown(expected), shown(book));
    way.compare(in_rest, f::STOCK_PUBLISHED, sku, shown(expected), shown(published));
    Ok(())
}

/// The platform has paid it back before it tells.
fn give_back(way: &Way<'_>, part: &SubOrder, payments: &[(&str, Cents)]) -> Result<(), Trouble> {
    let mut state = way.platform.state();
    for (name, amount) in payments {
        let index = part.tenders.iter().position(|own| own.tender_id == *name);
        let none = || Trouble(format!("{name} did not pay {}.", part.id));
        state.books.give_back(&part.id, index.ok_or_else(none)?, *amount)?;
    }
    Ok(())
}

/// The order's own lines of these articles.
fn items(order: &Value, lines: &Value) -> Vec<Value> {
    let own = |sku: &Value| {
        let items = order["line_items"].as_array().into_iter().flatten();
        items.into_iter().find(|item| item["sku"] == *sku).map(|item| item["id"].clone())
    };
    let lines = lines.as_array().into_iter().flatten();
    lines.map(|line| json!({"id": own(&line["sku"]), "quantity": line["quantity"]})).collect()
}
