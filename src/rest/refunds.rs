//! Refunds, as REST v3 has them: the returns of an order, made here or by the platform.

use super::answer::{Answer, Answered};
use super::fault::Fault;
use super::moment;
use super::orders::{self, Whole};
use super::page::Page;
use super::routes::Call;
use super::view::View;
use crate::mirror::orders::{Return, Stored};
use crate::money::{Amount, Currency};
use serde::Deserialize;
use serde_json::{Value, json};

/// What the reply of refund_compute says in all.
#[derive(Deserialize)]
struct Refund {
    amount: Amount,
}

/// What a return gives back, in minor units.
pub fn amount(made: &Return, currency: Currency) -> i64 {
    let refund: Option<Refund> = serde_json::from_str(&made.refund).ok();
    refund.and_then(|refund| refund.amount.minor(currency).ok()).unwrap_or_default()
}

/// The number of the `nth` return of an order: no other return of the shop has it.
pub fn number(stored: &Stored, nth: usize) -> i64 {
    let nth = i64::try_from(nth).unwrap_or(999).saturating_add(1);
    stored.number.saturating_mul(1000).saturating_add(nth)
}

pub fn list(call: &Call) -> Answered {
    let whole = find(call)?;
    let page = Page::of(&call.arguments);
    let all: Vec<Value> =
        (0..whole.returns.len()).rev().filter_map(|nth| document(call, &whole, nth)).collect();
    let (found, total) = page.cut(all);
    let address = call.link(&format!("/orders/{}/refunds", call.number(0)));
    let headers = page.headers(total, &address, call.query);
    Ok(Answer { headers, ..Answer::of(found.into()) })
}

pub fn get(call: &Call) -> Answered {
    let whole = find(call)?;
    let wanted = |nth: &usize| number(&whole.stored, *nth) == call.number(1);
    let nth = (0..whole.returns.len()).find(wanted);
    let document = nth.and_then(|nth| document(call, &whole, nth));
    document.map(Answer::of).ok_or_else(|| Fault::invalid_id("shop_order_refund", false))
}

fn find(call: &Call) -> Result<Whole, Fault> {
    orders::find(call, call.number(0), false).map_err(|fault| match fault.status {
        404 => Fault::new(404, "woocommerce_rest_invalid_order_id", "Invalid order ID."),
        _ => fault,
    })
}

fn document(view: &View, whole: &Whole, nth: usize) -> Option<Value> {
    let made = whole.returns.get(nth)?;
    let (order, currency) = (whole.stored.number, whole.stored.order.currency);
    let id = number(&whole.stored, nth);
    let up = format!("/orders/{order}");
    let list = format!("{up}/refunds");
    Some(json!({
        "id": id,
        "date_created": moment::local(made.created_at, view.zone),
        "date_created_gmt": moment::gmt(made.created_at),
        "amount": currency.money(amount(made, currency)), "reason": made.return_id,
        "refunded_by": 0, "refunded_payment": true,
        "meta_data": [{ "id": 1, "key": "_return_id", "value": made.return_id }],
        "line_items": [], "shipping_lines": [], "tax_lines": [], "fee_lines": [],
        "_links": {
            "self": [{ "href": view.link(&format!("{list}/{id}")) }],
            "collection": [{ "href": view.link(&list) }],
            "up": [{ "href": view.link(&up) }],
        },
    }))
}
