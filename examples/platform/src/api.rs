//! The HTTP API that shops call: orders, refunds, the look-up, cards, webhooks. It finds out who calls
//! and what is asked, lets `books` and `credit` decide, and applies the planned fault.

use crate::calls::{Asked, Direction};
use crate::cards;
use crate::credit::{self, Refusal, refuse};
use crate::fault::{Fault, Target};
use crate::http::{Delivery, Handler, Request, Response};
use crate::intake;
use crate::ledger::Refused;
use crate::platform::Platform;
use crate::webhooks;
use base64::Engine;
use base64::engine::general_purpose::STANDARD as BASE64;
use chrono::Utc;
use serde_json::{Value, json};
use std::sync::Arc;
use std::time::Instant;

pub fn handler(platform: Arc<Platform>) -> Arc<Handler> {
    Arc::new(move |request: &Request| {
        let started = Instant::now();
        let supplier = caller(&platform, request);
        let response = disturbed(&platform, supplier.as_deref(), request);
        let asked = Asked {
            direction: Direction::ShopToPlatform,
            supplier: supplier.as_deref().unwrap_or("?"),
            method: &request.method,
            target: &request.target,
            headers: &request.headers,
            body: &request.body,
        };
        let is_withheld = matches!(response.delivery, Delivery::Withheld(_));
        let status = (!is_withheld).then_some(response.status);
        platform.calls.keep(&asked, status, &response.body, started.elapsed());
        response
    })
}

/// The answer, after the fault that was planned for this kind of call.
fn disturbed(platform: &Platform, supplier: Option<&str>, request: &Request) -> Response {
    let segments: Vec<&str> = request.path().trim_matches('/').split('/').collect();
    let route = segments.strip_prefix(&["wp-json", "wc", "v3"]).unwrap_or(&segments);
    let target = match (request.method.as_str(), route) {
        ("POST", ["webhooks", _]) => Target::Webhook,
        ("POST", ["orders", _, "refunds"]) => Target::Refund,
        ("GET", ["orders", _, "refunds"]) => Target::Lookup,
        _ => Target::Order,
    };
    let fault = platform.state().faults.take(target);
    if fault.is_some_and(Fault::prevents) {
        return Fault::FailedBefore.disturb(Response::json(503, &Value::Null));
    }
    let answer = match (route, supplier) {
        (["webhooks", number], _) => webhooks::receive(platform, number, request),
        ([""] | [], _) => index(platform),
        (_, None) => refused(Refusal {
            status: 401,
            code: "platform_unknown_key",
            message: "Authorize with Basic, the key and secret of your shop here.".to_owned(),
        }),
        (_, Some(supplier)) => {
            let decided = decide(platform, supplier, route, request);
            decided.map_or_else(refused, |(status, document)| Response::json(status, &document))
        }
    };
    match fault {
        Some(fault) => fault.disturb(answer),
        None => answer,
    }
}

fn decide(
    platform: &Platform,
    supplier: &str,
    route: &[&str],
    request: &Request,
) -> Result<(u16, Value), Refusal> {
    let key = request.header("Idempotency-Key");
    let mut state = platform.state();
    let books = &mut state.books;
    let unbookable = |refused: Refused| refuse(500, "platform_not_booked", refused.0);
    cards::expire(books, Utc::now()).or_else(unbookable)?;
    let called = route.get(1).copied().unwrap_or_default();
    let id = &*books.id_of(supplier, called, platform.form.has_identity());
    match (request.method.as_str(), route) {
        ("POST", ["orders"]) => intake::from_shop(books, supplier, key, &document(request)?),
        ("GET", ["orders", _]) => {
            Ok((200, intake::order_document(credit::own_sub_order(books, supplier, id)?)))
        }
        ("PUT", ["orders", _]) => intake::push(books, supplier, id, key, &document(request)?),
        ("POST", ["orders", _, "refunds"]) => {
            let name = platform.profile.platform_id;
            let one_tender = platform.form.has_one_tender().then_some(name);
            credit::book(books, one_tender, supplier, id, key, &document(request)?)
        }
        ("GET", ["orders", _, "refunds"]) => {
            let asked = request.query("koppel_key");
            Ok((200, credit::look_up(books, supplier, id, asked.as_deref())?))
        }
        ("POST", ["cards", "balance"]) => cards::balance(books, &document(request)?),
        ("POST", ["cards", "holds"]) => cards::hold(books, supplier, key, &document(request)?),
        ("POST", ["cards", "holds", id, "capture"]) => {
            cards::capture(books, supplier, id, &document(request)?)
        }
        ("POST", ["cards", "holds", id, "release"]) => cards::release(books, supplier, id),
        (method, _) => {
            let message = format!("{method} {} is not a route here.", request.path());
            refuse(404, "rest_no_route", message)
        }
    }
}

fn document(request: &Request) -> Result<Value, Refusal> {
    match serde_json::from_slice(&request.body) {
        Ok(document @ Value::Object(_)) => Ok(document),
        _ => refuse(400, "platform_bad_json", "The body is not a JSON object.".to_owned()),
    }
}

fn refused(Refusal { status, code, message }: Refusal) -> Response {
    Response::json(status, &json!({"code": code, "message": message, "data": {"status": status}}))
}

fn index(platform: &Platform) -> Response {
    let profile = platform.profile;
    let document = json!({"name": profile.name, "platform_id": profile.platform_id,
        "description": "A simulated redemption platform: nothing here is real money."});
    Response::json(200, &document)
}

/// The supplier whose key and secret the request carries, or whose webhook it delivers.
fn caller(platform: &Platform, request: &Request) -> Option<String> {
    if let Some(number) = request.path().strip_prefix("/webhooks/") {
        let state = platform.state();
        return Some(state.subscriptions.get(number.parse::<usize>().ok()?)?.supplier.clone());
    }
    let credentials = request.header("Authorization")?.strip_prefix("Basic ")?;
    let credentials = String::from_utf8(BASE64.decode(credentials.trim()).ok()?).ok()?;
    let (key, secret) = credentials.split_once(':')?;
    platform.supplier_of(key, secret)
}
