//! Keys and secrets appear in no answer, no log record and no byte of the store.

use super::*;
use crate::log::Sink;
use base64::Engine as _;
use std::sync::{Arc, Mutex};

const CANARIES: [&str; 8] = [
    "ck_canary_of_the_key",
    "cs_canary_of_the_secret",
    "canary-of-the-platform-key",
    "canary-of-the-platform-secret",
    "ca4a2700ca4a2700ca4a2700ca4a2700ca4a2700ca4a2700ca4a2700ca4a2700",
    "whsec_Y2FuYXJ5IG9mIHRoZSBob29rIQ==",
    "whsec_Y2FuYXJ5IG9mIHRoZSBuZXh0IQ==",
    "canary-of-the-customers-password",
];

/// A shop whose secrets are canaries, in a store on disk; and what it has logged.
fn caged(folder: &std::path::Path, status: i64) -> (Client, Hand, Arc<Mutex<String>>) {
    let (client, hand, kept) = shop(|config| {
        config["store"] = format!("sqlite:{}/store/shop.db", folder.display()).into();
        config["store_key"] = CANARIES[4].into();
        config["platforms"][0]["key"] = CANARIES[2].into();
        config["platforms"][0]["secret"] = CANARIES[3].into();
        config["rest"]["writes"] = "mirror".into();
        config["rest"]["keys"] = json!([{ "consumer_key": CANARIES[0],
            "consumer_secret": CANARIES[1], "permissions": "read_write" }]);
    });
    kept.1.store(status, Ordering::Relaxed);
    let log = Arc::new(Mutex::new(String::new()));
    let held = log.clone();
    let sink: Sink = Arc::new(move |_, record| held.lock().expect("the lock").push_str(record));
    client.log.set(Some(sink), 4);
    (client, hand, log)
}

/// Everything an answer consists of.
fn all_of(client: &Client, head: Head, body: &[u8]) -> String {
    let (head, body) = respond(client, &head, body).expect("an answer");
    format!("{} {:?} {}", head.status, head.headers, String::from_utf8_lossy(&body))
}

fn is_silent(place: &str, text: &str) {
    for canary in CANARIES {
        let encoded = base64::engine::general_purpose::STANDARD.encode(canary);
        for form in [canary, &encoded] {
            assert!(!text.contains(form), "{place} holds {canary}");
        }
    }
}

#[test]
fn no_key_and_no_secret_is_in_an_answer_a_record_or_the_store() {
    let folder = tempfile::tempdir().expect("a folder");
    let (client, hand, log) = caged(folder.path(), 500);
    let pair = |secret: &str| {
        let pair = format!("{}:{secret}", CANARIES[0]);
        format!("Basic {}", base64::engine::general_purpose::STANDARD.encode(pair))
    };
    let (good, bad) = (pair(CANARIES[1]), pair("cs_wrong"));
    let by_query = format!("consumer_key={}&consumer_secret={}", CANARIES[0], CANARIES[1]);
    let hook = |secret: &str| {
        json!({ "topic": "product.updated", "secret": secret,
        "delivery_url": "https://platform.example/hook" })
    };
    let customer = json!({ "email": "a@example.nl", "password": CANARIES[7] });
    let requests = [
        ("POST", "/webhooks", hook(CANARIES[5])),
        ("PUT", "/webhooks/1", json!({ "secret": CANARIES[6] })),
        ("GET", "/webhooks/1?context=edit", Value::Null),
        ("POST", "/customers", customer.clone()),
        ("POST", "/customers", customer),
        ("GET", "/customers?context=edit", Value::Null),
        ("POST", "/products", json!({ "name": "Lamp" })),
        ("POST", "/products", json!({ "name": "Lamp", "sku": "1", "secret": CANARIES[5] })),
        ("POST", "/products/batch", json!({ "create": [{ "name": "A" }] })),
        ("GET", "/products?per_page=1&_envelope", Value::Null),
        ("GET", "/products?page=x", Value::Null),
        ("GET", "/payment_gateways", Value::Null),
        ("GET", "/settings/general", Value::Null),
        ("GET", "/system_status", Value::Null),
        ("GET", "/nothing", Value::Null),
        ("OPTIONS", "/webhooks", Value::Null),
    ];
    let mut answers = String::new();
    for (method, path, body) in &requests {
        let body = if body.is_null() { String::new() } else { body.to_string() };
        let kind = ("Content-Type", "application/json");
        for authorization in [&good, &bad] {
            let headers = [("Authorization", authorization.as_str()), kind];
            for scheme in [Scheme::Https, Scheme::Http] {
                let head = head(method, path, scheme, &headers);
                answers.push_str(&all_of(&client, head, body.as_bytes()));
            }
        }
        let separator = if path.contains('?') { '&' } else { '?' };
        let path = format!("{path}{separator}{by_query}");
        for scheme in [Scheme::Https, Scheme::Http] {
            answers.push_str(&all_of(
                &client,
                head(method, &path, scheme, &[kind]),
                body.as_bytes(),
            ));
        }
    }
    // A signature of a request names the key, and is wrong.
    let signed = format!(
        "/products?oauth_consumer_key={}&oauth_timestamp={}&oauth_nonce=n&oauth_signature=x\
         &oauth_signature_method=HMAC-SHA256&per_page=1",
        CANARIES[0],
        NOON / 1000
    );
    answers.push_str(&all_of(&client, head("GET", &signed, Scheme::Http, &[]), b""));
    for minute in 1..4 {
        hand.set(NOON + minute * 4_000_000);
        let drained = drain(&client);
        answers.push_str(&serde_json::to_string(&drained).expect("JSON"));
    }
    let health = crate::health::health(&client).expect("health");
    answers.push_str(&serde_json::to_string(&health).expect("JSON"));
    assert!(answers.contains("a@example.nl") && answers.contains("\"product.updated\""));
    is_silent("an answer", &answers);
    let log = log.lock().expect("the lock").clone();
    assert!(log.contains("outbox.retried"), "{log}");
    is_silent("the log", &log);
    drop(client);
    let mut files = 0;
    // A server's files are its own.
    for file in std::fs::read_dir(folder.path().join("store")).into_iter().flatten() {
        let bytes = std::fs::read(file.expect("a file").path()).expect("readable");
        is_silent("the store", &String::from_utf8_lossy(&bytes));
        files += 1;
    }
    assert!(files > 0 || std::env::var_os("KOPPEL_TEST_STORE").is_some());
}
