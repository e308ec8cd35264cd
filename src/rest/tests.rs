//! The interface by its promises, over a store in memory.

use super::*;
use crate::deliveries;
use crate::http::Scheme;
use crate::mirror::tests::{Hand, Kept, NOON, shop, sync, variable, woocommerce};
use crate::outbox;
use serde_json::Value;
use std::sync::atomic::Ordering;

mod access;
mod compat;
mod hostile;
mod orders;
mod products;
mod proposals;
mod refunds;
mod requests;
mod secrecy;
mod specs;
mod webhooks;
mod writing;

/// An answer, read.
struct Read {
    status: u16,
    headers: Vec<(String, String)>,
    body: Value,
    wake: Vec<&'static str>,
}

impl Read {
    fn header(&self, name: &str) -> &str {
        self.headers.iter().find(|(held, _)| held == name).map_or("", |(_, value)| value.as_str())
    }
    fn code(&self) -> &str {
        self.body["code"].as_str().unwrap_or_default()
    }
    fn ids(&self) -> Vec<i64> {
        let list = self.body.as_array().expect("a list");
        list.iter().map(|one| one["id"].as_i64().expect("an id")).collect()
    }
}

fn ask(client: &Client, head: Head, body: &[u8]) -> Read {
    let (head, body) = respond(client, &head, body).expect("an answer");
    let body =
        if body.is_empty() { Value::Null } else { serde_json::from_slice(&body).expect("JSON") };
    Read { status: head.status, headers: head.headers, body, wake: head.wake }
}

fn head(method: &str, path: &str, scheme: Scheme, headers: &[(&str, &str)]) -> Head {
    let headers = headers.iter().map(|(name, value)| ((*name).into(), (*value).into()));
    Head {
        method: method.into(),
        target: format!("/wp-json/wc/v3{path}"),
        scheme,
        remote_address: "192.0.2.1".into(),
        headers: headers.collect(),
    }
}

/// As the key `ck_rw`, over https.
fn call(client: &Client, method: &str, path: &str, body: Value) -> Read {
    let basic = ("Authorization", "Basic Y2tfcnc6Y3Nfcnc=");
    let body = if body.is_null() { String::new() } else { body.to_string() };
    let head = head(method, path, Scheme::Https, &[basic, ("Content-Type", "application/json")]);
    ask(client, head, body.as_bytes())
}

fn get(client: &Client, path: &str) -> Read {
    call(client, "GET", path, Value::Null)
}

fn stocked() -> (Client, Hand, Kept) {
    let (client, hand, kept) = shop(|_| ());
    let items: Vec<Value> =
        (11..=15).map(|id| woocommerce(id, &format!("S-{id}"), "49.95", 20)).collect();
    sync(&client, "upsert", items.into());
    hand.set(NOON + 60_000);
    sync(&client, "upsert", json!([variable(30)]));
    (client, hand, kept)
}

fn subscribe(client: &Client, topic: &str) -> Read {
    let body = json!({ "topic": topic, "delivery_url": "https://platform.example/hook", "secret": "s3cr&t\"<x>" });
    call(client, "POST", "/webhooks", body)
}

fn drain(client: &Client) -> outbox::Drained {
    outbox::drain(client, &deliveries::of, 1_000, 100).expect("drained")
}

fn order(quantity: i64, id: &str) -> Value {
    json!({
        "status": "processing", "set_paid": true, "currency": "EUR", "created_via": "city-butler",
        "payment_method": "city-butler", "payment_method_title": "City Butler",
        "billing": { "first_name": "A.", "last_name": "de Vries", "address_1": "Dorpsstraat 1", "city": "Ons Dorp",
            "postcode": "1234 AB", "country": "NL", "email": "a@example.nl" },
        "line_items": [{ "product_id": 30, "variation_id": 32, "quantity": quantity,
            "subtotal": format!("{:.6}", 61.983471 * quantity as f64), "total": format!("{:.6}", 61.983471 * quantity as f64) }],
        "meta_data": [{ "key": "_platform_order_id", "value": id },
            { "key": "_platform_payments", "value": [
                { "tender_id": "card-7", "kind": "multi_purpose", "amount": "50.00" },
                { "tender_id": "ideal", "kind": "remainder", "amount": format!("{}.00", 75 * quantity - 50) } ] }],
    })
}
