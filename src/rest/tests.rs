//! The interface by its promises, over a store in memory.

use super::oauth;
use super::query::Query;
use super::*;
use crate::deliveries;
use crate::http::Scheme;
use crate::mirror::tests::{Hand, Kept, NOON, shop, sync, variable, woocommerce};
use crate::outbox;
use serde_json::Value;
use std::sync::atomic::Ordering;

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

#[test]
fn a_list_comes_in_pages_with_totals_and_links_without_credentials() {
    let (client, ..) = stocked();
    let first = get(&client, "/products?per_page=4&order=asc&orderby=id");
    assert_eq!((first.status, first.ids()), (200, vec![11, 12, 13, 14]));
    assert_eq!((first.header("X-WP-Total"), first.header("X-WP-TotalPages")), ("6", "2"));
    let link = "<https://shop.example/wp-json/wc/v3/products?per_page=4&order=asc&orderby=id&page=2>; rel=\"next\"";
    assert_eq!(first.header("Link"), link);
    assert_eq!(get(&client, "/products?per_page=4&page=2&order=asc&orderby=id").ids(), [15, 30]);
    let past = get(&client, "/products?page=99");
    assert_eq!((past.status, &past.body, past.header("X-WP-Total")), (200, &json!([]), "6"));
    let by_query = head(
        "GET",
        "/products?consumer_key=ck_rw&consumer_secret=cs_rw&per_page=1",
        Scheme::Https,
        &[],
    );
    let by_query = ask(&client, by_query, b"");
    assert_eq!(by_query.status, 200);
    assert!(!by_query.headers.iter().any(|(_, value)| value.contains("cs_rw")));
    assert_eq!(
        get(&client, "/products?_fields=id,sku&include=12").body,
        json!([{"id": 12, "sku": "S-12"}])
    );
}

#[test]
fn products_are_found_by_sku_by_category_and_by_what_changed_since() {
    let (client, hand, _) = stocked();
    assert_eq!(get(&client, "/products?sku=S-12").ids(), [12]);
    assert_eq!(get(&client, "/products?sku=S-12,S-14,none").ids(), [12, 14]);
    assert_eq!(get(&client, "/products?sku=VAR-2").body[0]["type"], "variation");
    assert_eq!(get(&client, "/products?modified_after=2026-11-21T12:00:30Z").ids(), [30]);
    assert_eq!(get(&client, "/products?modified_after=2026-11-21T13:00:30").ids(), [30]);
    assert_eq!(get(&client, "/products?category=21&type=variable").ids(), [30]);
    assert_eq!(get(&client, "/products?category=abc").ids(), Vec::<i64>::new());
    assert_eq!(get(&client, "/products?search=product+12").ids(), [12]);
    assert_eq!(get(&client, "/products?search=%25").ids(), Vec::<i64>::new());
    assert_eq!(get(&client, "/products?status=draft").ids(), Vec::<i64>::new());
    assert_eq!(get(&client, "/products/categories").body[0]["count"], 6);
    hand.set(NOON + 120_000);
    sync(&client, "upsert", json!([woocommerce(13, "S-13", "39.95", 20)]));
    assert_eq!(get(&client, "/products?modified_after=2026-11-21T12:01:30Z").ids(), [13]);
}

#[test]
fn a_product_is_shown_as_woocommerce_shows_it() {
    let (client, ..) = stocked();
    let product = get(&client, "/products/12").body;
    assert_eq!(product["stock_quantity"], 20);
    assert_eq!((&product["price"], &product["stock_status"]), (&json!("49.95"), &json!("instock")));
    assert_eq!(product["categories"], json!([{"id": 21, "name": "Lampen", "slug": "lampen"}]));
    assert_eq!(product["date_modified"], "2026-11-21T13:00:00");
    assert_eq!(product["date_modified_gmt"], "2026-11-21T12:00:00");
    assert_eq!(
        product["_links"]["self"][0]["href"],
        "https://shop.example/wp-json/wc/v3/products/12"
    );
    let parent = get(&client, "/products/30").body;
    assert_eq!((&parent["price"], &parent["variations"]), (&json!("75.00"), &json!([31, 32])));
    let list = get(&client, "/products/30/variations");
    assert_eq!(list.ids(), [31, 32]);
    assert_eq!(get(&client, "/products/30/variations/32").body["attributes"][0]["option"], "Blauw");
    assert_eq!(get(&client, "/products/32").body["type"], "variation");
    let attribute = product["attributes"][0]["id"].as_i64().expect("a number");
    let terms = get(&client, &format!("/products/attributes/{attribute}/terms"));
    assert_eq!(terms.body.as_array().map(Vec::len), Some(2));
    for (path, code) in [
        ("/products/99", "woocommerce_rest_product_invalid_id"),
        ("/products/30/variations/12", "woocommerce_rest_product_variation_invalid_id"),
        ("/products/99999999999999999999", "woocommerce_rest_product_invalid_id"),
        ("/products/categories/9", "woocommerce_rest_term_invalid"),
        ("/webhooks/9", "woocommerce_rest_shop_webhook_invalid_id"),
        ("/orders/9", "woocommerce_rest_shop_order_invalid_id"),
        ("/nothing", "rest_no_route"),
    ] {
        let answer = get(&client, path);
        assert_eq!((answer.status, answer.code()), (404, code), "{path}");
    }
    assert_eq!(get(&client, "/products/99/variations").body, json!([]));
}

#[test]
fn every_field_that_woocommerce_has_is_there() {
    let golden = std::path::Path::new("../shared/woocommerce/golden");
    if !golden.exists() {
        say_that_it_is_skipped();
        return;
    }
    let (client, ..) = stocked();
    for (file, path) in [
        ("products__per_page-100.json", "/products/12"),
        ("products_113_variations.json", "/products/30/variations/31"),
        ("webhooks.json", ""),
    ] {
        let text = std::fs::read_to_string(golden.join(file)).expect("readable");
        let theirs: Value = serde_json::from_str(&text).expect("JSON");
        let ours = match path {
            "" => subscribe(&client, "product.updated").body,
            path => get(&client, path).body,
        };
        let names = theirs[0].as_object().expect("an object").keys();
        let missing: Vec<&String> =
            names.filter(|name| ours.get(name.as_str()).is_none()).collect();
        assert!(missing.is_empty(), "{file}: {missing:?}");
    }
}

/// A test that needs what is not there says so.
fn say_that_it_is_skipped() {
    use std::io::Write;
    let _ = std::io::stderr().write_all(b"skipped: ../shared/woocommerce is not here\n");
}

#[test]
fn keys_are_taken_over_https_only_and_may_only_do_what_they_may() {
    let (client, ..) = stocked();
    let basic = |pair: &str| {
        use base64::Engine as _;
        format!("Basic {}", base64::engine::general_purpose::STANDARD.encode(pair))
    };
    let with = |method: &str, scheme, pair: &str, path: &str| {
        let value = basic(pair);
        ask(&client, head(method, path, scheme, &[("authorization", &value)]), b"{}")
    };
    assert_eq!(with("GET", Scheme::Https, "ck_r:cs_r", "/products").status, 200);
    let plain = with("GET", Scheme::Http, "ck_r:cs_r", "/products");
    assert_eq!((plain.status, plain.code()), (401, "woocommerce_rest_cannot_view"));
    assert!(plain.body["message"].as_str().is_some_and(|text| text.contains("OAuth")));
    let wrong = with("GET", Scheme::Https, "ck_r:cs_x", "/products");
    assert_eq!((wrong.status, wrong.code()), (401, "woocommerce_rest_authentication_error"));
    assert!(wrong.header("WWW-Authenticate").starts_with("Basic"));
    assert_eq!(
        with("GET", Scheme::Https, "ck_x:cs_r", "/products").code(),
        "woocommerce_rest_cannot_view"
    );
    assert_eq!(with("GET", Scheme::Https, ":", "/products").status, 401);
    let denied = with("POST", Scheme::Https, "ck_r:cs_r", "/webhooks");
    assert_eq!(denied.body["message"], "The API key provided does not have write permissions.");
    let denied = with("GET", Scheme::Https, "ck_w:cs_w", "/webhooks");
    assert_eq!(denied.body["message"], "The API key provided does not have read permissions.");
    for value in ["Basic", "Basic ***", "Bearer x", "Basic Og==", ""] {
        let head = head("GET", "/products", Scheme::Https, &[("Authorization", value)]);
        assert_eq!(ask(&client, head, b"").status, 401, "{value}");
    }
    for path in ["", "/"] {
        let index = ask(&client, head("GET", path, Scheme::Http, &[]), b"");
        assert_eq!((index.status, &index.body["namespace"]), (200, &json!("wc/v3")));
        assert!(index.body["routes"].get("/wc/v3/products/(?P<id>[\\d]+)").is_some());
    }
}

/// A query as a client signs it: each parameter once.
fn signed(method: &str, url: &str, path: &str, query: &str, nonce: &str, at: i64) -> String {
    let all = format!(
        "{query}&oauth_consumer_key=ck_rw&oauth_nonce={nonce}&oauth_signature_method=HMAC-SHA256&oauth_timestamp={at}"
    );
    let signature = oauth::signature_of(
        method,
        &format!("{url}/wp-json/wc/v3{path}"),
        &Query::parse(&all),
        b"cs_rw",
    );
    format!("{path}?{all}&oauth_signature={}", super::query::encoded(&signature))
}

#[test]
fn a_signed_request_is_good_once_and_for_a_quarter_of_an_hour() {
    let (client, hand, _) = stocked();
    let now = NOON / 1000 + 60;
    let ask_at = |target: &str| ask(&client, head("GET", target, Scheme::Http, &[]), b"");
    let good = signed("GET", "http://shop.example", "/products", "per_page=2", "n1", now);
    assert_eq!(ask_at(&good).status, 200);
    let again = ask_at(&good);
    assert_eq!(
        (again.status, again.body["message"].as_str()),
        (401, Some("Invalid nonce - nonce has already been used."))
    );
    // The official clients append the parameters a second time.
    let doubled =
        signed("GET", "http://shop.example", "/products", "per_page=2&search=a", "n2", now);
    assert_eq!(ask_at(&format!("{doubled}&per_page=2&search=a")).status, 200);
    let lists = signed(
        "GET",
        "http://shop.example",
        "/products",
        "include%5B0%5D=12&include%5B1%5D=13",
        "n3",
        now,
    );
    assert_eq!(ask_at(&lists).ids(), [13, 12]);
    let old = signed("GET", "http://shop.example", "/products", "a=1", "n4", now - 901);
    assert_eq!(ask_at(&old).body["message"], "Invalid timestamp.");
    let coming = signed("GET", "http://shop.example", "/products", "a=1", "n5", now + 899);
    assert_eq!(ask_at(&coming).status, 200);
    let other = signed("POST", "http://shop.example", "/products", "a=1", "n6", now);
    assert_eq!(
        ask_at(&other).body["message"],
        "Invalid signature - provided signature does not match."
    );
    let changed = good.replace("per_page=2", "per_page=3");
    assert_eq!(ask_at(&changed).status, 401);
    let unknown = good.replace("ck_rw", "ck_no");
    assert_eq!(ask_at(&unknown).body["message"], "Consumer key is invalid.");
    let part = ask_at("/products?oauth_nonce=1");
    assert_eq!(part.code(), "woocommerce_rest_authentication_missing_parameter");
    // Nonces are kept as long as their signatures are good, and no longer.
    hand.set(NOON + 60_000 + 1_900_000);
    let later = signed("GET", "http://shop.example", "/products", "a=1", "n1", now + 1_900);
    assert_eq!(ask_at(&later).status, 200);
}

fn subscribe(client: &Client, topic: &str) -> Read {
    let body = json!({ "topic": topic, "delivery_url": "https://platform.example/hook", "secret": "s3cr&t\"<x>" });
    call(client, "POST", "/webhooks", body)
}

fn drain(client: &Client) -> outbox::Drained {
    outbox::drain(client, &deliveries::of, 1_000, 100).expect("drained")
}

#[test]
fn a_subscription_is_made_pinged_changed_and_ended_and_its_secret_never_comes_out() {
    let (client, _, kept) = stocked();
    let made = subscribe(&client, "product.updated");
    assert_eq!((made.status, made.wake.as_slice()), (201, &["outbox"][..]));
    let id = made.body["id"].as_i64().expect("an id");
    assert_eq!(
        made.header("Location"),
        format!("https://shop.example/wp-json/wc/v3/webhooks/{id}")
    );
    assert_eq!(drain(&client).sent, 1);
    let ping = kept.0.lock().expect("the lock").remove(0);
    assert_eq!(
        (ping.url.as_str(), ping.body),
        ("https://platform.example/hook", format!("webhook_id={id}").into_bytes())
    );
    let path = format!("/webhooks/{id}");
    let shown = get(&client, &path);
    assert!(!shown.body.to_string().contains("s3cr"));
    let edited = call(&client, "PUT", &path, json!({ "status": "paused", "name": "n" }));
    assert_eq!((&edited.body["status"], &edited.body["name"]), (&json!("paused"), &json!("n")));
    assert_eq!(get(&client, "/webhooks?status=active").body, json!([]));
    assert_eq!(call(&client, "DELETE", &path, Value::Null).status, 501);
    assert_eq!(call(&client, "DELETE", &path, json!({ "force": true })).body["id"], id);
    assert_eq!(get(&client, &path).status, 404);
    assert_eq!(call(&client, "PUT", &path, json!({ "name": "x" })).status, 400);
    for (body, code) in [
        (json!({ "topic": "product.updated" }), "rest_missing_callback_param"),
        (
            json!({ "topic": "x", "delivery_url": "https://a.example" }),
            "woocommerce_rest_shop_webhook_invalid_topic",
        ),
        (
            json!({ "topic": "product.updated", "delivery_url": "https://a.example", "status": "x" }),
            "rest_invalid_param",
        ),
        (json!({ "topic": 1, "delivery_url": "https://a.example" }), "rest_invalid_param"),
    ] {
        let answer = call(&client, "POST", "/webhooks", body);
        assert_eq!((answer.status, answer.code()), (400, code));
    }
    let refusals: Vec<Value> = [
        "ftp://a.example",
        "https://127.0.0.1/x",
        "http://169.254.169.254/",
        "https://u:p@a.example",
        "x",
        "http://[::1]/",
    ]
    .into_iter()
    .map(|url| {
        let mut answer = call(
            &client,
            "POST",
            "/webhooks",
            json!({ "topic": "order.updated", "delivery_url": url }),
        );
        assert_eq!(answer.code(), "woocommerce_rest_shop_webhook_invalid_delivery_url", "{url}");
        answer.body["data"]["reference"] = Value::Null;
        answer.body
    })
    .collect();
    assert!(
        refusals.iter().all(|one| *one == refusals[0]),
        "a refusal says nothing about the address"
    );
}

#[test]
fn a_delivery_shows_what_is_there_when_it_is_sent_and_is_signed() {
    let (client, hand, kept) = stocked();
    subscribe(&client, "product.updated");
    subscribe(&client, "product.deleted");
    drain(&client);
    kept.0.lock().expect("the lock").clear();
    for (nth, price) in ["1.00", "2.00", "3.00"].into_iter().enumerate() {
        hand.set(NOON + 120_000 + nth as i64);
        sync(&client, "upsert", json!([woocommerce(12, "S-12", price, 20)]));
    }
    sync(&client, "delete", json!(["13"]));
    assert_eq!(drain(&client).sent, 2, "three changes before the delivery are one");
    let sent = kept.0.lock().expect("the lock").clone();
    let header = |request: &crate::world::Request, name: &str| {
        let found = request.headers.iter().find(|(held, _)| held == name);
        found.map(|(_, value)| value.clone()).unwrap_or_default()
    };
    let body: Value = serde_json::from_slice(&sent[0].body).expect("JSON");
    assert_eq!(body, get(&client, "/products/12").body);
    assert_eq!(body["price"], "3.00");
    assert_eq!(header(&sent[0], "X-WC-Webhook-Topic"), "product.updated");
    assert_eq!(header(&sent[0], "X-WC-Webhook-Source"), "https://shop.example/");
    let mut mac =
        <hmac::Hmac<sha2::Sha256> as hmac::Mac>::new_from_slice(b"s3cr&t\"<x>").expect("a key");
    hmac::Mac::update(&mut mac, &sent[0].body);
    use base64::Engine as _;
    let expected =
        base64::engine::general_purpose::STANDARD.encode(hmac::Mac::finalize(mac).into_bytes());
    assert_eq!(header(&sent[0], "X-WC-Webhook-Signature"), expected);
    assert!(header(&sent[0], "webhook-signature").starts_with("v1,"));
    let ids = [
        header(&sent[0], "X-WC-Webhook-Delivery-ID"),
        header(&sent[1], "X-WC-Webhook-Delivery-ID"),
    ];
    assert!(ids[0] != ids[1] && ids[0].len() == 32);
    assert_eq!(sent[1].body, b"{\"id\":13}");
}

#[test]
fn a_delivery_that_fails_is_tried_again_and_who_says_gone_too_often_is_disabled() {
    let (client, hand, kept) = stocked();
    let made = subscribe(&client, "product.updated");
    drain(&client);
    kept.1.store(500, Ordering::Relaxed);
    hand.set(NOON + 200_000);
    sync(&client, "upsert", json!([woocommerce(12, "S-12", "9.00", 20)]));
    let drained = drain(&client);
    assert_eq!((drained.sent, drained.retried), (0, 1));
    kept.1.store(200, Ordering::Relaxed);
    hand.set(NOON + 4_000_000);
    assert_eq!(drain(&client).sent, 1);
    kept.1.store(410, Ordering::Relaxed);
    let status = || get(&client, &format!("/webhooks/{}", made.body["id"])).body["status"].clone();
    for nth in 0..6 {
        assert_eq!(status(), "active");
        hand.set(NOON + 5_000_000 + nth);
        sync(&client, "upsert", json!([woocommerce(11, "S", &format!("{nth}.50"), 20)]));
        assert_eq!(drain(&client).parked_new, 1, "what is parked holds up no other");
    }
    assert_eq!(status(), "disabled");
    sync(&client, "upsert", json!([woocommerce(11, "S", "7.77", 20)]));
    assert_eq!(drain(&client).left, 0, "who is disabled is told nothing");
}

#[test]
fn a_shop_that_cannot_seal_a_secret_says_so_to_its_host_only() {
    let (client, ..) = shop(|config| config["store_key"] = Value::Null);
    let answer = subscribe(&client, "product.updated");
    assert_eq!((answer.status, answer.code()), (503, "koppel_unavailable"));
    assert!(!answer.body.to_string().contains("store_key"));
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

#[test]
fn a_platform_order_is_taken_once_shown_as_woocommerce_does_and_lowers_the_stock() {
    let (client, ..) = stocked();
    let made = call(&client, "POST", "/orders", order(3, "CB-1"));
    assert_eq!(made.status, 201, "{}", made.body);
    assert!(made.wake.contains(&"inbox"));
    let body = &made.body;
    assert_eq!((&body["total"], &body["total_tax"]), (&json!("225.00"), &json!("39.05")));
    assert_eq!(body["line_items"][0]["total"], "185.95");
    assert_eq!(
        (&body["line_items"][0]["product_id"], &body["line_items"][0]["variation_id"]),
        (&json!(30), &json!(32))
    );
    assert_eq!(
        (&body["status"], &body["billing"]["last_name"]),
        (&json!("processing"), &json!("de Vries"))
    );
    let stock = || get(&client, "/products/30/variations/32").body["stock_quantity"].clone();
    assert_eq!(stock(), 7);
    let again = call(&client, "POST", "/orders", order(3, "CB-1"));
    assert_eq!((again.status, again.header("Idempotent-Replayed")), (200, "true"));
    assert_eq!(again.body, made.body);
    assert_eq!(stock(), 7);
    let other = call(&client, "POST", "/orders", order(2, "CB-1"));
    assert_eq!((other.status, other.code()), (409, "koppel_order_conflict"));
    let path = format!("/orders/{}", made.body["id"]);
    assert_eq!(get(&client, &path).body, made.body);
    assert_eq!(get(&client, "/orders").header("X-WP-Total"), "1");
    assert_eq!(get(&client, "/orders?status=cancelled,pending").body, json!([]));
    assert_eq!(get(&client, "/orders?status=nonsense").code(), "rest_invalid_param");
    assert_eq!(get(&client, &format!("{path}/refunds")).body, json!([]));
    let cancelled = call(&client, "PUT", &path, json!({ "status": "cancelled" }));
    assert_eq!((cancelled.status, &cancelled.body["status"]), (200, &json!("cancelled")));
    assert_eq!(stock(), 10);
}

#[test]
fn what_cannot_be_ordered_is_refused_and_nothing_is_kept() {
    let (client, ..) = stocked();
    let refused = |change: &dyn Fn(&mut Value)| {
        let mut order = order(1, "CB-9");
        order["meta_data"][1]["value"][1]["amount"] = "25.00".into();
        change(&mut order);
        let answer = call(&client, "POST", "/orders", order);
        (answer.status, answer.code().to_owned())
    };
    assert_eq!(
        refused(&|order| order["line_items"][0]["variation_id"] = 99.into()),
        (400, "koppel_unknown_product".into())
    );
    assert_eq!(refused(&|order| order["line_items"][0]["product_id"] = 999.into()).0, 400);
    let comma = refused(&|order| order["line_items"][0]["total"] = "10,50".into());
    assert_eq!(comma, (400, "rest_invalid_param".into()));
    assert_eq!(
        refused(&|order| order["status"] = "nonsense".into()),
        (400, "rest_invalid_param".into())
    );
    assert_eq!(
        refused(&|order| order["id"] = 7.into()),
        (400, "woocommerce_rest_shop_order_exists".into())
    );
    let over = call(&client, "POST", "/orders", order(11, "CB-8"));
    assert_eq!((over.status, over.code()), (400, "koppel_out_of_stock"));
    assert_eq!(get(&client, "/orders").body, json!([]));
    assert_eq!(get(&client, "/products/30/variations/32").body["stock_quantity"], 10);
}

#[test]
fn a_refund_of_the_platform_is_booked_once_and_never_above_what_is_left() {
    let (client, ..) = stocked();
    let made = call(&client, "POST", "/orders", order(3, "CB-1"));
    let path = format!("/orders/{}/refunds", made.body["id"]);
    let line = made.body["line_items"][0]["id"].clone();
    let post = |body: Value| call(&client, "POST", &path, body);
    let one = json!({ "line_items": [{ "id": line, "quantity": 1 }], "amount": "75.00",
        "meta_data": [{ "key": "_return_id", "value": "R-1" }] });
    let first = post(one.clone());
    assert_eq!((first.status, &first.body["amount"]), (201, &json!("75.00")), "{}", first.body);
    let again = post(one);
    assert_eq!((again.status, &again.body), (200, &first.body));
    for (body, code) in [
        (json!({ "line_items": [{ "id": line, "quantity": 3 }] }), "koppel_over_refund"),
        (json!({ "amount": "150.01" }), "koppel_over_refund"),
        (json!({ "amount": "10,50" }), "rest_invalid_param"),
        (json!({ "amount": 10.5 }), "rest_invalid_param"),
        (
            json!({ "line_items": [{ "id": line, "quantity": 1 }], "amount": "1.00" }),
            "rest_invalid_param",
        ),
        (
            json!({ "line_items": [{ "id": 99, "quantity": 1 }] }),
            "woocommerce_rest_invalid_item_id",
        ),
        (json!({ "line_items": "x" }), "rest_invalid_param"),
    ] {
        let answer = post(body);
        assert_eq!((answer.status, answer.code()), (400, code), "{}", answer.body);
    }
    assert_eq!(post(json!({ "amount": "10.00" })).status, 201);
    assert_eq!(post(json!({ "amount": "140.00" })).body["amount"], "140.00");
    let list = get(&client, &path);
    assert_eq!(list.header("X-WP-Total"), "3");
    let shown = get(&client, &format!("{path}/{}", list.body[2]["id"]));
    assert_eq!(shown.body, first.body);
    assert_eq!(
        get(&client, &format!("/orders/{}", made.body["id"])).body["refunds"][2]["total"],
        "-75.00"
    );
}

#[test]
fn whatever_comes_is_answered_as_woocommerce_would() {
    let (client, ..) = stocked();
    let long = "a".repeat(100_000);
    let targets = [
        "",
        "/",
        "*",
        "?",
        "/wp-json",
        "/wp-json/wc/v3/products/%00",
        "/wp-json/wc/v3/products/-1",
        "/wp-json/wc/v3/../../etc/passwd",
        "/wp-json/wc/v3/products?per_page=%FF",
        "\u{0}\r\n",
        "/wp-json/wc/v3/products?include[][][]=1",
        "/wp-json/wc/v3/products?sku[]=1",
        "?rest_route=/wc/v3/products",
        "/wp-json/wc/v3/products?page=9223372036854775807&per_page=100",
        long.as_str(),
        "/wp-json/wc/v3/products?offset=9223372036854775807",
        "/wp-json/wc/v3/products?_fields[]=id&_fields[x][y]=1",
        "/wp-json/wc/v3/products/12?context=edit",
        "/wp-json/wc/v3/orders?include=1&search=%25",
        "/wp-json/wc/v3/products?modified_after=9999-99-99",
        "/wp-json/wc/v3/products?_method=DELETE",
    ];
    let bodies: [&[u8]; 8] = [
        b"",
        b"{",
        b"[1,2]",
        b"\xff\xfe",
        b"{\"a\":{\"a\":1,\"a\":2}}",
        b"null",
        b"{\"status\":[]}",
        b"a=1&a[]=2",
    ];
    let methods =
        ["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS", "get", "", "TRACE", "\u{0}"];
    for target in targets {
        for method in methods {
            for (nth, body) in bodies.iter().enumerate() {
                let kind = if nth % 2 == 0 {
                    "application/json"
                } else {
                    "application/x-www-form-urlencoded"
                };
                let basic = ("Authorization", "Basic Y2tfcnc6Y3Nfcnc=");
                let headers = [
                    basic,
                    ("Content-Type", kind),
                    ("X-\u{0}", "\r\nSet-Cookie: a=b"),
                    ("Host", "\r\nX: y"),
                ];
                let mut head = head(method, "", Scheme::Https, &headers);
                head.target = target.into();
                let answer = ask(&client, head, body);
                assert!(
                    answer.status < 500 || answer.status == 501,
                    "{method} {target}: {}",
                    answer.body
                );
                if answer.status >= 400 && method != "HEAD" {
                    assert!(answer.body["data"]["status"] == answer.status, "{}", answer.body);
                    assert!(!answer.code().is_empty());
                }
                assert_eq!(answer.header("X-Request-Id").len(), 32);
                assert!(answer.headers.iter().all(|(_, value)| !value.contains(['\r', '\n'])));
            }
        }
    }
    let deep = format!("{}{}", "[".repeat(200_000), "]".repeat(200_000));
    assert_eq!(call(&client, "POST", "/orders", Value::Null).status, 400);
    let deep_head =
        head("POST", "/orders", Scheme::Https, &[("Authorization", "Basic Y2tfcnc6Y3Nfcnc=")]);
    assert_eq!(ask(&client, deep_head.clone(), deep.as_bytes()).code(), "rest_invalid_json");
    let large = vec![b' '; crate::limits::HTTP_BODY_BYTES_MAX + 1];
    assert_eq!(ask(&client, deep_head, &large).status, 413);
}

#[test]
fn head_and_options_answer_for_what_exists() {
    let (client, ..) = stocked();
    let seen = call(&client, "HEAD", "/products", Value::Null);
    assert_eq!((seen.status, seen.header("X-WP-Total"), &seen.body), (200, "6", &Value::Null));
    let options = ask(&client, head("OPTIONS", "/webhooks/1", Scheme::Http, &[]), b"");
    assert_eq!((options.status, options.header("Allow")), (200, "GET, POST, PUT, PATCH, DELETE"));
    assert_eq!(options.body["endpoints"][1]["args"]["status"]["enum"][0], "active");
    assert_eq!(options.body["schema"]["title"], "webhook");
    assert_eq!(call(&client, "DELETE", "/orders", Value::Null).code(), "rest_no_route");
}

#[test]
fn a_document_with_the_body_in_it_answers_the_same() {
    let (client, ..) = stocked();
    let request = json!({ "method": "GET", "target": "/wp-json/wc/v3/products/12?_fields=id", "scheme": "https",
        "headers": [["Authorization", "Basic Y2tfcnc6Y3Nfcnc="]], "body_base64": "" });
    let reply =
        crate::front::http_respond(&client, request.to_string().as_bytes()).expect("a reply");
    let reply: Value = serde_json::from_slice(&reply).expect("JSON");
    assert_eq!((&reply["status"], &reply["body"]), (&json!(200), &json!("{\"id\":12}")));
    let wrong =
        crate::front::http_respond(&client, br#"{"method":"GET","target":"/","scheme":"ftp"}"#);
    assert_eq!(wrong.expect_err("refused").path, "/scheme");
}

#[test]
fn a_platform_hears_of_its_own_orders_only_and_sees_nobody_elses_subscriptions() {
    let (client, hand, kept) = shop(|config| {
        let mut platform = config["platforms"][0].clone();
        platform["platform_id"] = "another".into();
        config["platforms"].as_array_mut().expect("a list").push(platform);
        let key = json!({ "consumer_key": "ck_o", "consumer_secret": "cs_o",
            "permissions": "read_write", "platform_id": "another" });
        config["rest"]["keys"].as_array_mut().expect("a list").push(key);
    });
    sync(&client, "upsert", json!([variable(30)]));
    let another = |method: &str, path: &str, body: Value| {
        let basic = ("Authorization", "Basic Y2tfbzpjc19v");
        let headers = [basic, ("Content-Type", "application/json")];
        let body = if body.is_null() { String::new() } else { body.to_string() };
        ask(&client, head(method, path, Scheme::Https, &headers), body.as_bytes())
    };
    for topic in ["order.created", "product.updated"] {
        let hook = json!({ "topic": topic, "delivery_url": "https://another.example/hook" });
        assert_eq!(another("POST", "/webhooks", hook).status, 201);
    }
    assert_eq!(another("GET", "/webhooks", Value::Null).ids().len(), 2);
    assert_eq!(get(&client, "/webhooks").ids(), [0; 0]);
    let first = another("GET", "/webhooks", Value::Null).ids()[0];
    let path = format!("/webhooks/{first}");
    assert_eq!(get(&client, &path).status, 404);
    let moved = json!({ "delivery_url": "https://platform.example/mine" });
    assert_eq!(call(&client, "PUT", &path, moved).status, 400);
    assert_eq!(call(&client, "DELETE", &format!("{path}?force=true"), Value::Null).status, 404);
    assert_eq!(subscribe(&client, "order.created").status, 201);
    drain(&client);
    kept.0.lock().expect("the lock").clear();
    hand.set(NOON + 1_000);
    assert_eq!(call(&client, "POST", "/orders", order(3, "CB-1")).status, 201);
    drain(&client);
    let told: Vec<(String, String)> = kept
        .0
        .lock()
        .expect("the lock")
        .iter()
        .map(|request| {
            let body: Value = serde_json::from_slice(&request.body).expect("JSON");
            (request.url.clone(), body["currency"].as_str().unwrap_or_default().to_owned())
        })
        .collect();
    let orders: Vec<&str> =
        told.iter().filter(|(_, order)| order == "EUR").map(|(url, _)| url.as_str()).collect();
    assert_eq!(orders, ["https://platform.example/hook"]);
    assert!(told.iter().any(|(url, _)| url == "https://another.example/hook"), "of the stock");
}

#[test]
fn a_refund_of_an_amount_is_booked_once_however_often_it_is_posted() {
    let (client, ..) = stocked();
    let made = call(&client, "POST", "/orders", order(2, "CB-1"));
    let path = format!("/orders/{}/refunds", made.body["id"]);
    for (return_id, amount) in [("R-1", json!("75.00")), ("R-2", Value::Null)] {
        let mut body = json!({ "meta_data": [{ "key": "_return_id", "value": return_id }] });
        if !amount.is_null() {
            body["amount"] = amount;
        }
        let first = call(&client, "POST", &path, body.clone());
        assert_eq!((first.status, &first.body["amount"]), (201, &json!("75.00")), "{}", first.body);
        let again = call(&client, "POST", &path, body.clone());
        assert_eq!((again.status, &again.body), (200, &first.body), "{return_id}");
        body["amount"] = "12.00".into();
        assert!(call(&client, "POST", &path, body).status >= 400);
    }
}

#[test]
fn what_a_refund_adds_up_to_is_never_more_than_a_number_can_be() {
    let (client, ..) = stocked();
    let made = call(&client, "POST", "/orders", order(2, "CB-1"));
    let path = format!("/orders/{}/refunds", made.body["id"]);
    let taxes = vec![json!({ "id": 1, "refund_total": "999999999999999" }); 200];
    let line = json!({ "id": made.body["line_items"][0]["id"], "refund_tax": taxes });
    assert_eq!(call(&client, "POST", &path, json!({ "line_items": [line] })).status, 400);
}

#[test]
fn a_refund_is_of_what_the_platform_says_that_it_paid_back() {
    let (client, ..) = stocked();
    let made = call(&client, "POST", "/orders", order(2, "CB-1"));
    let path = format!("/orders/{}/refunds", made.body["id"]);
    let post = |total: &str, tax: &str| {
        let line = json!({ "id": made.body["line_items"][0]["id"], "quantity": 1,
            "refund_total": total, "refund_tax": [{ "id": 1, "refund_total": tax }] });
        call(&client, "POST", &path, json!({ "line_items": [line] }))
    };
    assert_eq!(post("10.00", "2.10").status, 400, "12.10 is not what a piece of 75.00 is worth");
    let whole = post("61.98", "13.02");
    assert_eq!((whole.status, &whole.body["amount"]), (201, &json!("75.00")), "{}", whole.body);
}

#[test]
fn no_two_lines_of_an_order_have_one_number() {
    let (client, ..) = stocked();
    let line = |id: &str, amount: &str| json!({ "line_id": id, "kind": "product", "quantity": 1, "gross_amount": amount, "vat_rate": "21" });
    let order = json!({ "currency": "EUR", "status": "processing", "platform_order_id": "CB-7",
        "total_amount": "30.00", "lines": [line("2", "10.00"), line("b", "20.00")],
        "tenders": [{ "tender_id": "card-7", "kind": "multi_purpose", "amount": "30.00" }] });
    let request = json!({ "platform_id": "city-butler", "order": order }).to_string();
    crate::ohis::record::order_record(&client, request.as_bytes()).expect("recorded");
    let shown = get(&client, "/orders").body[0].clone();
    let numbers = [&shown["line_items"][0]["id"], &shown["line_items"][1]["id"]];
    assert_ne!(numbers[0], numbers[1]);
    let path = format!("/orders/{}/refunds", shown["id"]);
    let refund = json!({ "line_items": [{ "id": numbers[1], "quantity": 1 }] });
    assert_eq!(call(&client, "POST", &path, refund).body["amount"], "20.00");
}

#[test]
fn refunds_without_an_id_that_come_at_once_are_all_booked_or_refused() {
    let (client, ..) = stocked();
    let made = call(&client, "POST", "/orders", order(8, "CB-1"));
    let path = format!("/orders/{}/refunds", made.body["id"]);
    let body = json!({ "line_items": [{ "id": made.body["line_items"][0]["id"], "quantity": 1 }] });
    let (client, path, body) = (&client, &path, &body);
    let statuses: Vec<u16> = std::thread::scope(|scope| {
        let post = || scope.spawn(move || call(client, "POST", path, body.clone()).status);
        let posts: Vec<_> = (0..8).map(|_| post()).collect();
        posts.into_iter().map(|post| post.join().expect("an answer")).collect()
    });
    assert!(statuses.iter().all(|status| [201, 503].contains(status)), "{statuses:?}");
    let booked = get(client, path).body.as_array().map_or(0, Vec::len);
    assert_eq!(booked, statuses.iter().filter(|status| **status == 201).count());
}
