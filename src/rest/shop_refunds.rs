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
use crate::config::Unsafe;
use crate::error::Result as Done;
use crate::mirror::changes::{self, Event};
use crate::mirror::documents::{self, Document};
use crate::world::{Transaction, transaction};
use serde_json::{Value, json};

const REFUNDS: Resource = Resource {
    name: "refund",
    sequence: "orders",
    path: "/orders/<>/refunds",
    missing: ("woocommerce_rest_shop_order_refund_invalid_id", 404, "Invalid ID."),
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
    let over_is_taken = call.client.config.rest.compat.allows(Unsafe::OverRefund);
    let made = call.transact(|tx| {
        let shop_id = call.shop_id();
        let before = of(tx, shop_id, order.number)?;
        if !over_is_taken {
            lines.iter().try_for_each(|line| line.is_left(&before))?;
        }
        let given_back = before.iter().fold(0i64, |sum, one| {
            sum.saturating_add(totals::read(text(&one.members, "amount")).unwrap_or_default())
        });
        let total = totals::read(text(&order.members, "total")).unwrap_or_default();
        let left = total.saturating_sub(given_back);
        if amount > left && over_is_taken {
            let (code, message) =
                ("woocommerce_rest_cannot_create_order_refund", "Invalid refund amount.");
            return Err(Fault::new(500, code, message));
        }
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

/// In millionths.
const CENT: i64 = 10_000;

/// What a line comes to with its tax.
fn gross(line: &Members) -> i64 {
    let part = |name: &str| totals::read(text(line, name)).unwrap_or_default();
    part("total").saturating_add(part("total_tax"))
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

    /// More does not come back than was sold. A cent is let pass: what is stored of a line is finer than what is shown.
    fn is_left(&self, before: &[Document]) -> Result<(), Fault> {
        let id = number(&self.of, "id").to_string();
        let earlier = before.iter().flat_map(|made| lines_of(&made.members, "line_items"));
        let earlier = earlier.filter(|line| {
            lines_of(line, "meta_data").any(|meta| text(meta, "value") == id.as_str())
        });
        // What came back stands there below nothing.
        let (mut pieces, mut amount) = (number(&self.of, "quantity"), gross(&self.of));
        for line in earlier {
            pieces = pieces.saturating_add(number(line, "quantity"));
            amount = amount.saturating_add(gross(line));
        }
        let is_counted = self.of.contains_key("quantity");
        let is_left = self.quantity >= 0 && (!is_counted || self.quantity <= pieces);
        if is_left && self.all() <= amount.saturating_add(CENT) {
            return Ok(());
        }
        let amount = totals::written(amount.max(0), 2);
        let name = text(&self.of, "name");
        let message = match is_counted {
            true => format!("Of '{name}' {pieces} pieces and {amount} are left to refund."),
            false => format!("Of '{name}' {amount} is left to refund."),
        };
        Err(Fault::new(400, "koppel_over_refund", message))
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
