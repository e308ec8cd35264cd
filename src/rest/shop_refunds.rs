//! Refunds of the orders that clients of a test-suite write.

use super::answer::{Answer, Answered};
use super::call::Call;
use super::decimals;
use super::fault::{Fault, invalid};
use super::fields::{Members, list as lines_of, number, text};
use super::page::Page;
use super::resource::{self, PLAIN, Resource, forced};
use super::shop_orders;
use super::totals;
use super::view::View;
use crate::error::Result as Done;
use crate::mirror::changes::{self, Event};
use crate::mirror::documents::{self, Document};
use crate::world::{Transaction, transaction};
use serde_json::{Value, json};

const REFUNDS: Resource = Resource {
    name: "refund",
    sequence: "orders",
    path: "/orders/<>/refunds",
    missing: ("woocommerce_rest_shop_order_refund_invalid_id", 404),
    dates: &["date_created"],
    ..PLAIN
};

/// All refunds, of all orders.
pub fn all(tx: &mut dyn Transaction, shop_id: &str) -> Done<Vec<Document>> {
    documents::list(tx, shop_id, REFUNDS.name, None)
}

/// The refunds of one order, the oldest first.
pub fn of(tx: &mut dyn Transaction, shop_id: &str, order: i64) -> Done<Vec<Document>> {
    documents::list(tx, shop_id, REFUNDS.name, Some(order))
}

pub fn delete_all(tx: &mut dyn Transaction, shop_id: &str, order: i64) -> Done<()> {
    for one in of(tx, shop_id, order)? {
        documents::delete(tx, shop_id, REFUNDS.name, one.number)?;
    }
    Ok(())
}

pub fn document(view: &View, one: &Document) -> Value {
    let mut shown = resource::show(view, &REFUNDS, one);
    if let Value::Object(members) = &mut shown {
        decimals::show(members, 2);
    }
    shown
}

pub fn list(call: &Call, order: &Document) -> Answered {
    let page = Page::of(&call.arguments);
    let mut found = transaction(&*call.world.store, |tx| of(tx, call.shop_id(), order.number))?;
    found.reverse();
    let (found, total) = page.cut(found);
    let shown: Vec<Value> = found.iter().map(|one| document(call, one)).collect();
    let address = call.link(&format!("/orders/{}/refunds", order.number));
    let headers = page.headers(total, &address, call.query);
    Ok(Answer { headers, ..Answer::of(shown.into()) })
}

fn find(call: &Call, order: &Document) -> Result<Document, Fault> {
    let wanted = call.number(1);
    let found = transaction(&*call.world.store, |tx| of(tx, call.shop_id(), order.number))?;
    let found = found.into_iter().find(|one| one.number == wanted);
    found.ok_or_else(|| REFUNDS.unknown(false))
}

pub fn get(call: &Call, order: &Document) -> Answered {
    Ok(Answer::of(document(call, &find(call, order)?)))
}

pub fn delete(call: &Call, order: &Document) -> Answered {
    let held = find(call, order)?;
    forced(call)?;
    transaction(&*call.world.store, |tx| {
        documents::delete(tx, call.shop_id(), REFUNDS.name, held.number)
    })?;
    Ok(Answer::of(document(call, &held)))
}

/// Gives back an amount, or lines, or both; never more than is left of the order.
pub fn create(call: &Call, order: &Document) -> Answered {
    if call.arguments.truth("api_refund") != Some(false) {
        let message =
            "No payment gateway of this shop pays back; say api_refund=false once it is paid back.";
        return Err(Fault::new(500, "woocommerce_rest_cannot_create_order_refund", message));
    }
    let lines = lines(call, order)?;
    let of_lines = lines.iter().fold(0i64, |sum, line| sum.saturating_add(line.all()));
    let amount = match call.arguments.text("amount") {
        None => of_lines,
        Some(text) => totals::read(text).filter(|amount| *amount >= 0).ok_or_else(|| {
            let message = "amount is a plain decimal such as 17.90.";
            invalid("amount", "rest_invalid_param", message)
        })?,
    };
    let items: Vec<Value> =
        lines.iter().zip(1i64..).map(|(line, nth)| line.document(nth)).collect();
    let made = call.transact(|tx| {
        let shop_id = call.shop_id();
        let given_back = of(tx, shop_id, order.number)?.iter().fold(0i64, |sum, one| {
            sum.saturating_add(totals::read(text(&one.members, "amount")).unwrap_or_default())
        });
        let total = totals::read(text(&order.members, "total")).unwrap_or_default();
        let left = total.saturating_sub(given_back);
        if amount > left {
            let message = format!("{} is left to refund.", totals::written(left, 2));
            return Err(Fault::new(400, "koppel_over_refund", message));
        }
        let members = json!({
            "amount": totals::written(amount, totals::DIGITS),
            "reason": call.arguments.text("reason").unwrap_or_default(),
            "refunded_by": 0, "refunded_payment": false,
            "meta_data": call.given.get("meta_data").cloned().unwrap_or_else(|| json!([])),
            "line_items": items, "shipping_lines": [], "tax_lines": [], "fee_lines": [],
        });
        let members = members.as_object().cloned().unwrap_or_default();
        let mut made = Document::new(order.number, members);
        documents::put(tx, shop_id, (REFUNDS.name, REFUNDS.sequence), &mut made)?;
        if amount == left && total > 0 {
            shop_orders::refunded(tx, call, order)?;
        }
        changes::record(tx, shop_id, changes::Resource::Order, order.number, Event::Updated)?;
        Ok(made)
    })?;
    let address = format!("/orders/{}/refunds/{}", order.number, made.number);
    let answer = Answer::created(document(call, &made), call.link(&address));
    Ok(Answer { wakes_outbox: true, ..answer })
}

/// A line that comes back, and what of it is paid back.
struct Line {
    of: Members,
    quantity: i64,
    total: i64,
    taxes: Vec<(i64, i64)>,
}

fn lines(call: &Call, order: &Document) -> Result<Vec<Line>, Fault> {
    let refused = |name: &str| {
        invalid(
            "line_items",
            "rest_invalid_param",
            format!("{name} is a plain decimal such as 17.90."),
        )
    };
    let amount = |value: Option<&Value>| match value {
        None | Some(Value::Null) => Some(0),
        Some(Value::String(text)) => totals::read(text),
        Some(Value::Number(number)) => totals::read(&number.to_string()),
        Some(_) => None,
    };
    let mut lines = Vec::new();
    for given in lines_of(&call.given, "line_items").filter(|given| given.contains_key("id")) {
        let mut all = lines_of(&order.members, "line_items")
            .chain(lines_of(&order.members, "shipping_lines"))
            .chain(lines_of(&order.members, "fee_lines"));
        let of = all.find(|line| number(line, "id") == number(given, "id")).ok_or_else(|| {
            let message = "Order item ID provided is not associated with order.";
            Fault::new(400, "woocommerce_rest_invalid_item_id", message)
        })?;
        let mut taxes = Vec::new();
        for tax in lines_of(given, "refund_tax") {
            let total = amount(tax.get("refund_total")).ok_or_else(|| refused("refund_total"))?;
            taxes.push((number(tax, "id"), total));
        }
        let total = amount(given.get("refund_total")).ok_or_else(|| refused("refund_total"))?;
        lines.push(Line { of: of.clone(), quantity: number(given, "quantity"), total, taxes });
    }
    Ok(lines)
}

impl Line {
    fn tax(&self) -> i64 {
        self.taxes.iter().fold(0, |sum, (_, tax)| sum.saturating_add(*tax))
    }

    fn all(&self) -> i64 {
        self.total.saturating_add(self.tax())
    }

    /// What comes back is shown below nothing.
    fn document(&self, nth: i64) -> Value {
        let below = |amount: i64| totals::written(amount.saturating_neg(), totals::DIGITS);
        let taxes = self
            .taxes
            .iter()
            .map(|(id, tax)| json!({ "id": id, "total": below(*tax), "subtotal": below(*tax) }));
        let of = &self.of;
        json!({
            "id": nth, "name": text(of, "name"), "product_id": number(of, "product_id"),
            "variation_id": number(of, "variation_id"),
            "quantity": self.quantity.saturating_neg(), "tax_class": text(of, "tax_class"),
            "subtotal": below(self.total), "subtotal_tax": below(self.tax()),
            "total": below(self.total), "total_tax": below(self.tax()),
            "taxes": taxes.collect::<Vec<Value>>(), "sku": text(of, "sku"),
            "price": of.get("price").cloned().unwrap_or_else(|| 0.into()),
            "meta_data": [{ "id": 1, "key": "_refunded_item_id", "value": number(of, "id").to_string(),
                "display_key": "_refunded_item_id", "display_value": number(of, "id").to_string() }],
            "image": { "id": "", "src": "" }, "parent_name": null,
        })
    }
}
