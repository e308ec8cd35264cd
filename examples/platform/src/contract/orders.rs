//! Orders as the platform places, confirms and cancels them. Two are made: one is paid, the other
//! is cancelled; both are small and paid for at the platform as any other.

use super::probe::{Placed, Probe, amount, beginning, differs, holds, not_checked, refusal, same};
use super::{Checked, Wrong};
use crate::checkout::{self, Part};
use crate::money::Cents;
use serde_json::{Value, json};

/// What a card leaves open, so that an order waits for iDEAL.
const OPEN: Cents = Cents(1);
const MANY: u32 = 900_000;

/// Places one piece of the article as an order whose iDEAL part is open.
fn place(probe: &Probe<'_>) -> Result<Placed, Wrong> {
    let article = probe.the_article()?;
    let stock_before = probe.published(&article)?;
    let card = {
        let mut state = probe.platform.state();
        state.books.ledger.issue_card(article.price - OPEN)
    };
    let card = card.map_err(crate::shop::Trouble::from)?;
    let part = Part {
        supplier: &probe.shop.supplier,
        articles: vec![(&article.sku, 1)],
        shipping: None,
        coupon_percent: 0,
    };
    probe.platform.state().catalogues.entry(probe.shop.supplier.clone()).or_default().add(&article);
    let order = checkout::draw_up(probe.platform, &[part], &[&card])?;
    let id = order.sub_orders.first().cloned().unwrap_or_default();
    let placed = checkout::place(probe.platform, probe.shop, &id)?;
    let answer = placed.answer;
    holds(answer.status == 201, "HTTP status 201", answer.status)?;
    let Some(number) = answer.body["id"].as_i64() else {
        return differs("the order with its \"id\" as a whole number", beginning(&answer.text));
    };
    Ok(Placed { order, id, number, answer: answer.body, stock_before })
}

pub fn create(probe: &mut Probe<'_>) -> Checked {
    probe.paid = Some(place(probe)?);
    Ok(())
}

fn the_order(probe: &Probe<'_>) -> Result<Placed, Wrong> {
    match &probe.paid {
        Some(placed) => Ok(placed.clone()),
        None => not_checked("No order was accepted."),
    }
}

pub fn unpaid(probe: &mut Probe<'_>) -> Checked {
    let Placed { answer, .. } = the_order(probe)?;
    same("\"status\" while iDEAL is open", "\"pending\"", &answer["status"])?;
    same("\"date_paid\" while iDEAL is open", "null", &answer["date_paid"])
}

pub fn total(probe: &mut Probe<'_>) -> Checked {
    let Placed { answer, .. } = the_order(probe)?;
    let own = plain(&answer["total"]);
    same("\"total\" with VAT", probe.the_article()?.price, own)
}

pub fn vat(probe: &mut Probe<'_>) -> Checked {
    let Placed { answer, .. } = the_order(probe)?;
    let article = probe.the_article()?;
    let own = plain(&answer["total_tax"]);
    same(&format!("\"total_tax\" at {} %", article.rate), article.rate.vat_in(article.price), own)
}

/// Digits and a point, whether it is a text or a number: what it is worth is asked here.
fn plain(value: &Value) -> String {
    let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    Cents::parse(&text).map_or(text, |own| own.to_string())
}

pub fn amounts_are_texts(probe: &mut Probe<'_>) -> Checked {
    let Placed { answer, .. } = the_order(probe)?;
    for member in ["total", "total_tax", "discount_total"] {
        let own = &answer[member];
        let what = format!("\"{member}\" as a text such as \"17.90\"");
        holds(amount(own).is_some(), &what, own)?;
    }
    same("\"currency\"", "\"EUR\"", &answer["currency"])
}

pub fn lines(probe: &mut Probe<'_>) -> Checked {
    let Placed { answer, .. } = the_order(probe)?;
    let article = probe.the_article()?;
    let lines = answer["line_items"].as_array().map(Vec::as_slice).unwrap_or_default();
    same("number of \"line_items\"", 1, lines.len())?;
    let line = &lines[0];
    same("\"product_id\" of the line", article.product_id, &line["product_id"])?;
    same("\"quantity\" of the line", 1, &line["quantity"])?;
    let vat = plain(&line["total_tax"]);
    same("\"total_tax\" of the line", article.rate.vat_in(article.price), vat)
}

pub fn identity(probe: &mut Probe<'_>) -> Checked {
    let Placed { answer, id, .. } = the_order(probe)?;
    let entries = answer["meta_data"].as_array().into_iter().flatten();
    let mut own = entries.filter(|own| own["key"] == "_platform_order_id");
    let own = own.next().map_or("no such entry".to_owned(), |own| own["value"].to_string());
    same("_platform_order_id in \"meta_data\"", format!("\"{id}\""), own)
}

pub fn once(probe: &mut Probe<'_>) -> Checked {
    let Placed { id, number, .. } = the_order(probe)?;
    let body = checkout::order_body(probe.platform, &id)?;
    let again = probe.send("POST", "/orders", &body)?;
    holds(matches!(again.status, 200 | 201), "HTTP status 200 or 201", again.status)?;
    same("\"id\" when the same order comes again", number, &again.body["id"])
}

pub fn read(probe: &mut Probe<'_>) -> Checked {
    let Placed { number, answer, .. } = the_order(probe)?;
    let read = probe.get(&format!("/orders/{number}"), &[])?;
    same("HTTP status", 200, read.status)?;
    same("\"total\" as it was answered", &answer["total"], &read.body["total"])
}

pub fn list(probe: &mut Probe<'_>) -> Checked {
    let Placed { number, .. } = the_order(probe)?;
    let answer = probe.get("/orders", &[("per_page", "100")])?;
    same("HTTP status", 200, answer.status)?;
    let mut all = answer.body.as_array().into_iter().flatten();
    let is_there = all.any(|own| own["id"] == number);
    holds(is_there, &format!("order {number} among the newest 100"), "it is not there")?;
    let pages = answer.header("x-wp-totalpages").unwrap_or("no such header");
    holds(pages.parse::<usize>().is_ok(), "header X-WP-TotalPages", pages)
}

pub fn paid(probe: &mut Probe<'_>) -> Checked {
    let Placed { order, number, .. } = the_order(probe)?;
    checkout::confirm(probe.platform, &[probe.shop], &order)?;
    let path = format!("/orders/{number}");
    let is_paid = |own: &Value| matches!(own["status"].as_str(), Some("processing" | "completed"));
    probe.settle_until(|| probe.get(&path, &[]).is_ok_and(|own| is_paid(&own.body)));
    let own = probe.get(&path, &[])?.body;
    let is_paid = is_paid(&own);
    holds(is_paid, "\"status\": processing or completed once it is paid", &own["status"])?;
    holds(own["date_paid"].is_string(), "\"date_paid\" once it is paid", &own["date_paid"])
}

pub fn stock_is_less(probe: &mut Probe<'_>) -> Checked {
    let Placed { stock_before, .. } = the_order(probe)?;
    let expected = stock_before.map(|stock| stock - 1);
    let own = probe.published_by_then(&probe.the_article()?, expected)?;
    same("\"stock_quantity\" after the order", shown(expected), shown(own))
}

fn shown(stock: Option<i64>) -> String {
    stock.map_or_else(|| "null".to_owned(), |stock| stock.to_string())
}

pub fn refunds(probe: &mut Probe<'_>) -> Checked {
    let Placed { number, .. } = the_order(probe)?;
    let found = probe.list(&format!("/orders/{number}/refunds"), &[])?;
    same("refunds of a new order", 0, found.len())
}

pub fn refund_too_much(probe: &mut Probe<'_>) -> Checked {
    let Placed { number, .. } = the_order(probe)?;
    let amount = probe.the_article()?.price + Cents(1);
    let body = json!({"amount": amount, "reason": "self-test", "api_refund": false});
    let answer = probe.send("POST", &format!("/orders/{number}/refunds"), &body)?;
    // WooCommerce itself answers 500 here.
    refusal(&answer, 400..=500)
}

pub fn cancel(probe: &mut Probe<'_>) -> Checked {
    let placed = place(probe)?;
    probe.settle();
    checkout::cancel(probe.platform, &[probe.shop], &placed.order)?;
    let path = format!("/orders/{}", placed.number);
    let is_off = |own: &Value| own["status"] == "cancelled";
    probe.settle_until(|| probe.get(&path, &[]).is_ok_and(|own| is_off(&own.body)));
    let own = probe.get(&path, &[])?.body;
    probe.cancelled = Some(placed);
    same("\"status\" once it is cancelled", "\"cancelled\"", &own["status"])
}

pub fn stock_is_back(probe: &mut Probe<'_>) -> Checked {
    let Some(Placed { stock_before, .. }) = probe.cancelled.clone() else {
        return not_checked("No order was cancelled.");
    };
    let own = probe.published_by_then(&probe.the_article()?, stock_before)?;
    same("\"stock_quantity\" after the cancellation", shown(stock_before), shown(own))
}

/// An order that must be refused: of the one that was accepted, with another identity.
fn refused_with(probe: &Probe<'_>, name: &str, value: Value) -> Checked {
    let Placed { id, .. } = the_order(probe)?;
    let mut body = checkout::order_body(probe.platform, &id)?;
    body["meta_data"][0]["value"] = format!("{id}-{name}").into();
    body["line_items"][0][name] = value;
    refusal(&probe.send("POST", "/orders", &body)?, 400..=499)
}

pub fn unknown_product(probe: &mut Probe<'_>) -> Checked {
    refused_with(probe, "product_id", 99_999_999.into())
}

pub fn too_many(probe: &mut Probe<'_>) -> Checked {
    refused_with(probe, "quantity", MANY.into())
}

pub fn unknown(probe: &mut Probe<'_>) -> Checked {
    refusal(&probe.get("/orders/99999999", &[])?, 404..=404)
}
