//! Subscriptions, and what is delivered to them.

use super::*;
use crate::config::Config;
use crate::methods::{self, Run};
use crate::wire::Http;

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

/// What was sent, as topic and number of what it is about.
fn told(kept: &Kept) -> Vec<(String, i64)> {
    let sent = std::mem::take(&mut *kept.0.lock().expect("the lock"));
    let each = sent.iter().filter_map(|request| {
        let topic = request.headers.iter().find(|(name, _)| name == "X-WC-Webhook-Topic")?;
        let body: Value = serde_json::from_slice(&request.body).ok()?;
        Some((topic.1.clone(), body["id"].as_i64()?))
    });
    each.collect()
}

#[test]
fn what_happens_to_one_thing_is_told_in_its_order_and_one_that_is_given_up_holds_up_no_other() {
    let (client, hand, kept) = shop(|_| ());
    for topic in ["product.deleted", "product.updated", "product.created"] {
        subscribe(&client, topic);
    }
    drain(&client);
    kept.0.lock().expect("the lock").clear();
    kept.1.store(503, Ordering::Relaxed);
    sync(&client, "upsert", json!([woocommerce(12, "S-12", "1.00", 20)]));
    assert_eq!(drain(&client).retried, 1);
    assert_eq!(told(&kept), [("product.created".to_owned(), 12)]);
    hand.set(NOON + 1_000);
    sync(&client, "upsert", json!([woocommerce(12, "S-12", "2.00", 20)]));
    sync(&client, "delete", json!(["12"]));
    kept.1.store(200, Ordering::Relaxed);
    assert_eq!(drain(&client).sent, 0, "the first of them is not due yet, and goes first");
    hand.set(NOON + 4_000_000);
    drain(&client);
    drain(&client);
    let topics: Vec<String> = told(&kept).into_iter().map(|(topic, _)| topic).collect();
    assert_eq!(topics, ["product.created", "product.updated", "product.deleted"]);
    // Another product does not wait, and what is given up stands in nobody's way.
    kept.1.store(410, Ordering::Relaxed);
    sync(&client, "upsert", json!([woocommerce(13, "S-13", "1.00", 20)]));
    assert_eq!(drain(&client).parked_new, 1);
    kept.1.store(200, Ordering::Relaxed);
    hand.set(NOON + 4_001_000);
    sync(&client, "upsert", json!([woocommerce(13, "S-13", "2.00", 20)]));
    assert_eq!(drain(&client).sent, 1);
    assert_eq!(told(&kept).last(), Some(&("product.updated".to_owned(), 13)));
}

#[test]
fn the_last_that_is_heard_of_a_product_is_what_became_of_it() {
    let (client, _, kept) = shop(|_| ());
    for topic in ["product.created", "product.updated", "product.deleted"] {
        subscribe(&client, topic);
    }
    drain(&client);
    told(&kept);
    let put = |price: &str| sync(&client, "upsert", json!([woocommerce(12, "S-12", price, 20)]));
    let delete = || sync(&client, "delete", json!(["12"]));
    let heard = || {
        while drain(&client).sent > 0 {}
        told(&kept).into_iter().map(|(topic, _)| topic).collect::<Vec<_>>()
    };
    put("1.00");
    delete();
    put("1.00");
    assert_eq!(heard(), ["product.created", "product.deleted", "product.created"]);
    delete();
    put("1.00");
    delete();
    assert_eq!(heard(), ["product.deleted", "product.created", "product.deleted"]);
    put("1.00");
    heard();
    put("2.00");
    put("3.00");
    assert_eq!(heard(), ["product.updated"], "one that waits shows the last of several");
}

#[test]
fn a_sale_that_begins_or_ends_is_told_when_it_does() {
    let (client, hand, kept) = shop(|_| ());
    subscribe(&client, "product.updated");
    let mut product = woocommerce(12, "S-12", "10.00", 20);
    product["sale_price"] = "8.00".into();
    product["date_on_sale_from_gmt"] = "2026-11-21T12:10:00".into();
    product["date_on_sale_to_gmt"] = "2026-11-21T12:20:00".into();
    sync(&client, "upsert", json!([product, woocommerce(13, "S-13", "1.00", 1)]));
    let heard = |minute: i64| {
        hand.set(NOON + minute * 60_000);
        let Run::Client(drain) = methods::find("outbox_drain").expect("it").run else { panic!() };
        drain(&client, b"{}").expect("drained");
        let sent = std::mem::take(&mut *kept.0.lock().expect("the lock"));
        let bodies = sent.iter().filter_map(|one| serde_json::from_slice::<Value>(&one.body).ok());
        bodies.filter(|it| it["id"] == 12).map(|it| it["price"].clone()).collect::<Vec<_>>()
    };
    assert_eq!(heard(5), Vec::<Value>::new());
    assert_eq!(heard(10), [json!("8.00")]);
    assert_eq!(heard(11), Vec::<Value>::new());
    let since = get(&client, "/products?modified_after=2026-11-21T12:09:00&dates_are_gmt=true");
    assert_eq!(since.ids(), [12], "and is found by who asks what has changed");
    assert_eq!(heard(25), [json!("10.00")]);
    assert_eq!(heard(30), Vec::<Value>::new());
}

/// A shop over the real wire, which connects to nothing but what it has checked.
fn over(config: Config, hand: &Hand, wire: fn(&Config) -> crate::error::Result<Http>) -> Client {
    let clock = hand.clone();
    Client::new(config, move |config| {
        Ok(crate::world::World {
            clock: Box::new(clock.clone()),
            entropy: Box::new(crate::open::MachineEntropy),
            wire: Box::new(wire(config)?),
            store: crate::store::tests::open_chosen(config, Box::new(clock.clone()))?,
        })
    })
}

#[test]
fn a_delivery_goes_to_no_address_within_whatever_its_name_and_the_subscriber_learns_nothing() {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
    listener.set_nonblocking(true).expect("set");
    let port = listener.local_addr().expect("an address").port();
    let (with_kept, hand, _) = shop(|_| ());
    let client = over(with_kept.config.clone(), &hand, |config| Http::open(&config.wire));
    for url in [format!("https://localhost:{port}/"), format!("http://localhost:{port}/")] {
        let hook = json!({ "topic": "product.updated", "delivery_url": url });
        // A name is looked up when it is called, for it may lead elsewhere by then.
        let made = call(&client, "POST", "/webhooks", hook);
        assert_eq!((made.status, &made.body["status"]), (201, &json!("active")));
    }
    let drained = drain(&client);
    assert_eq!((drained.sent, drained.parked_new + drained.retried), (0, 2));
    assert!(listener.accept().is_err(), "nobody has knocked");
    for shown in get(&client, "/webhooks").body.as_array().expect("a list") {
        let text = shown.to_string();
        assert!(!text.contains("refused") && !text.contains("public internet"), "{text}");
    }
}

/// Where the subscriber's name leads at each look-up, the last first.
static LEADS: std::sync::Mutex<Vec<Vec<std::net::SocketAddr>>> = std::sync::Mutex::new(Vec::new());

#[test]
fn a_name_that_leads_elsewhere_at_the_next_look_up_is_sent_nothing_there() {
    use std::io::{Read, Write};
    let inner = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
    inner.set_nonblocking(true).expect("set");
    let within = inner.local_addr().expect("an address");
    let outer = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = outer.local_addr().expect("an address");
    let (with_kept, hand, _) = shop(|_| ());
    let mut config = with_kept.config.clone();
    config.wire.allow_addresses.push(address);
    let client = over(config, &hand, |config| {
        Http::with_names(&config.wire, |_, _| {
            LEADS.lock().expect("the lock").pop().ok_or(std::io::ErrorKind::NotFound.into())
        })
    });
    // The ping finds the subscriber where it may be; then its name leads within, alone or beside the right address.
    *LEADS.lock().expect("the lock") = vec![vec![within], vec![address, within], vec![address]];
    let url = format!("http://subscriber.example:{}/", address.port());
    let hook = json!({ "topic": "product.created", "delivery_url": url });
    assert_eq!(call(&client, "POST", "/webhooks", hook).status, 201);
    let answered = std::thread::spawn(move || {
        let (mut stream, _) = outer.accept().expect("a visit");
        let mut piece = [0; 4096];
        let heard = stream.read(&mut piece).expect("a request");
        let reply = "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 0\r\n\r\n";
        stream.write_all(reply.as_bytes()).expect("answered");
        drop(outer);
        heard
    });
    assert_eq!(drain(&client).sent, 1);
    assert!(answered.join().expect("served") > 0);
    sync(&client, "upsert", json!([woocommerce(12, "S-12", "1.00", 20)]));
    hand.set(NOON + 1_000);
    sync(&client, "upsert", json!([woocommerce(13, "S-13", "1.00", 20)]));
    assert_eq!(drain(&client).sent, 0);
    hand.set(NOON + 4_000_000);
    assert_eq!(drain(&client).sent, 0);
    assert!(LEADS.lock().expect("the lock").is_empty(), "it was looked up at each delivery");
    assert!(inner.accept().is_err(), "nobody has knocked");
}

#[test]
fn the_shop_sees_who_fails_and_why_and_sends_again_what_was_given_up() {
    let (client, hand, kept) = stocked();
    let made = subscribe(&client, "product.updated");
    drain(&client);
    kept.1.store(410, Ordering::Relaxed);
    hand.set(NOON + 200_000);
    sync(&client, "upsert", json!([woocommerce(12, "S-12", "9.00", 20)]));
    assert_eq!(drain(&client).parked_new, 1);
    let failing = || {
        let health = crate::health::health(&client).expect("health");
        serde_json::to_value(&health).expect("JSON")["webhooks"].clone()
    };
    let told = json!([{ "webhook": made.body["id"], "name": made.body["name"],
        "topic": "product.updated", "status": "active", "failures": 1, "failure": "HTTP 410" }]);
    assert_eq!(failing(), told);
    let parked = serde_json::from_value(json!({ "state": "parked" })).expect("a request");
    let parked = outbox::list(&client, &parked).expect("listed");
    let again = json!({ "entry_id": parked.entries[0].entry_id });
    let again = serde_json::from_value(again).expect("a request");
    outbox::requeue(&client, &deliveries::of, &again).expect("put back");
    kept.0.lock().expect("the lock").clear();
    kept.1.store(200, Ordering::Relaxed);
    sync(&client, "upsert", json!([woocommerce(12, "S-12", "8.00", 20)]));
    drain(&client);
    drain(&client);
    let sent = kept.0.lock().expect("the lock").clone();
    let prices = sent.iter().map(|request| {
        let body: Value = serde_json::from_slice(&request.body).expect("JSON");
        body["price"].as_str().unwrap_or_default().to_owned()
    });
    assert_eq!(prices.collect::<Vec<_>>(), ["8.00", "8.00"], "each shows what is there then");
    assert_eq!(failing(), json!([]));
}

#[test]
fn a_product_that_comes_out_of_the_trash_is_told_as_restored() {
    let (client, hand, kept) = writing::writable();
    for topic in ["product.deleted", "product.restored"] {
        subscribe(&client, topic);
    }
    let id = writing::post(&client, "/products", json!({ "name": "Lamp" }))["id"]
        .as_i64()
        .expect("an id");
    let path = format!("/products/{id}");
    drain(&client);
    kept.0.lock().expect("the lock").clear();
    assert_eq!(call(&client, "DELETE", &path, Value::Null).status, 200);
    drain(&client);
    hand.set(NOON + 1_000);
    assert_eq!(call(&client, "PUT", &path, json!({ "status": "publish" })).status, 200);
    drain(&client);
    let restored = ("product.restored".to_owned(), id);
    assert_eq!(told(&kept), [("product.deleted".to_owned(), id), restored]);
    assert_eq!(get(&client, "/products").ids(), [id]);
}
