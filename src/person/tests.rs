//! What is held of a person, through the methods' own door: found wherever it lies, taken out, and the sale is as it was.

use crate::client::Client;
use crate::config::Config;
use crate::methods::{self, Run};
use crate::open::MachineEntropy;
use crate::store::Sqlite;
use crate::world::{Clock, Fault, Instant, Reply, Request, Wire, World, transaction};
use serde_json::{Value, json};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering::Relaxed};

mod tables;

const DAY_MS: i64 = 86_400_000;

#[derive(Clone)]
struct Days(Arc<AtomicI64>);

impl Clock for Days {
    fn now(&self) -> Instant {
        Instant(self.0.load(Relaxed))
    }
    fn monotonic_ms(&self) -> u64 {
        u64::try_from(self.0.load(Relaxed)).unwrap_or_default()
    }
}

/// A platform that takes whatever it is told.
struct Yes;

impl Wire for Yes {
    fn send(&self, request: &Request) -> Result<Reply, Fault> {
        let body = match request.method {
            "GET" => b"[]".to_vec(),
            _ => {
                let mut body: Value = serde_json::from_slice(&request.body).unwrap_or_default();
                body["id"] = "7".into();
                let who = if request.url.contains("P-1") { "Anna" } else { "Bob" };
                body["billing"] = json!({ "email": format!("{who}@Example.nl") });
                body.to_string().into_bytes()
            }
        };
        let headers = vec![("content-type".into(), "application/json".into())];
        Ok(Reply { status: 200, headers, body })
    }
    fn cancel(&self) {}
}

fn shop(clock: &Days, retention: Value) -> Client {
    let config = json!({
        "store": "sqlite::memory:", "retention": retention,
        "shop": { "shop_id": "x", "currency": "EUR", "country": "NL", "prices_include_vat": true, "vat": { "standard": "21" }, "language": "en" },
        "platforms": [{ "platform_id": "p", "profile": "ohis", "environment": "test", "base_url": "https://p.example", "key": "k", "secret": "s" }],
        "oresto": { "environment": "test", "login": "demo", "password": "test" },
    });
    let clock = clock.clone();
    Client::new(Config::read(config.to_string().as_bytes()).expect("a configuration"), move |_| {
        Ok(World {
            clock: Box::new(clock.clone()),
            entropy: Box::new(MachineEntropy),
            wire: Box::new(Yes),
            store: Box::new(Sqlite::open(":memory:", Box::new(clock.clone()))?),
        })
    })
}

fn call(client: &Client, method: &str, request: Value) -> Value {
    let Run::Client(run) = methods::find(method).expect(method).run else { panic!("{method}") };
    let reply = run(client, request.to_string().as_bytes()).expect(method);
    serde_json::from_slice(&reply).expect("JSON")
}

/// A platform order of this person, of which one unit of three comes back.
fn order(nth: u32, email: &str, customer_id: &str) -> Value {
    json!({
        "platform_order_id": format!("P-{nth}"), "currency": "EUR", "status": "processing", "number": format!("W-{nth}"),
        "customer": { "customer_id": customer_id, "email": email, "first_name": "Anna", "last_name": "Canary" },
        "billing": { "address_1": "Canaryplein 1", "city": "Ons Dorp", "country": "NL" },
        "lines": [{ "line_id": "1", "kind": "product", "quantity": 3, "gross_amount": "38.85", "vat_rate": "21", "name": "Lamp" }],
        "tenders": [{ "tender_id": "card-7", "kind": "multi_purpose", "amount": "38.85" }],
        "total_amount": "38.85", "note": "Bel bij Canary aan",
    })
}

fn with_orders(client: &Client) {
    for (nth, email, id) in [(1, "anna@example.nl", "71"), (2, "bob@example.nl", "72")] {
        let request = json!({ "platform_id": "p", "order": order(nth, email, id) });
        call(client, "order_record", request);
        let lines = json!([{ "line_id": "1", "quantity": 1 }]);
        let request = json!({ "platform_id": "p", "platform_order_id": format!("P-{nth}"), "return_id": "r", "lines": lines });
        call(client, "return_credit", request);
    }
}

/// All that the store holds of the three kinds, as text.
fn everything(client: &Client) -> String {
    let mut text = String::new();
    let store = &client.world().expect("a world").store;
    transaction(&**store, |tx| {
        for sql in [
            "SELECT document FROM orders",
            "SELECT content FROM inbox",
            "SELECT content FROM outbox",
            "SELECT COALESCE(answer, '') FROM outbox",
            "SELECT refund FROM returns",
            "SELECT content FROM oresto_jobs",
        ] {
            tx.query(sql, &[], &mut |row| {
                text.push_str(row.text(0));
                text.push('\n');
                Ok(())
            })?;
        }
        Ok(())
    })
    .expect("read");
    text
}

fn start() -> Days {
    Days(Arc::new(AtomicI64::new(1_795_262_400_000)))
}

#[test]
fn a_person_is_found_by_address_or_number_in_orders_and_in_what_belongs_to_them() {
    let client = shop(&start(), json!({}));
    with_orders(&client);
    call(&client, "outbox_drain", json!({}));
    for person in [json!({ "email": " ANNA@example.nl" }), json!({ "customer_id": "71" })] {
        let held = call(&client, "person_export", person);
        let held = held["held"].as_array().expect("a list");
        let kinds: Vec<_> = held.iter().map(|one| one["kind"].as_str().expect("a kind")).collect();
        assert_eq!(kinds, ["order", "outbox"]);
        assert_eq!(held[0]["document"]["customer"]["last_name"], "Canary");
        assert!(!json!(held).to_string().contains("bob@"));
    }
    let nobody = call(&client, "person_export", json!({ "email": "carol@example.nl" }));
    assert_eq!(nobody, json!({ "held": [] }));
}

#[test]
fn after_erasing_nothing_tells_who_it_was_and_the_sale_and_its_returns_go_on() {
    let client = shop(&start(), json!({}));
    with_orders(&client);
    // While the credit is not sent, the order is kept with it: by it the rest is found again.
    let early = call(&client, "person_erase", json!({ "email": "anna@example.nl" }));
    let kinds = (&early["kept"][0]["kind"], &early["kept"][1]["kind"]);
    assert_eq!(kinds, (&json!("outbox"), &json!("order")));
    assert!(early["kept"][0]["reason"].as_str().expect("words").starts_with("This is still"));
    call(&client, "outbox_drain", json!({}));
    let late = call(&client, "person_erase", json!({ "email": "anna@example.nl" }));
    assert_eq!(late["kept"], json!([]));
    let orders = late["erased"].as_array().and_then(|erased| erased.last());
    assert_eq!(orders, Some(&json!({ "kind": "order", "count": 1 })));
    call(&client, "person_erase", json!({ "customer_id": "72" }));
    let left = everything(&client);
    for word in ["Canary", "anna", "Anna", "bob@"] {
        assert!(!left.contains(word), "{word} in {left}");
    }
    for word in ["38.85", "card-7", "W-1", "Lamp", "\"NL\""] {
        assert!(left.contains(word), "{word} is gone: {left}");
    }
    // The same return again is the same; another one adds up with it; the same order again is no second one.
    let request = |id: &str, units: u32| json!({ "platform_id": "p", "platform_order_id": "P-1", "return_id": id, "lines": [{ "line_id": "1", "quantity": units }] });
    let again = call(&client, "return_credit", request("r", 1));
    assert_eq!((&again["replayed"], &again["amount"]), (&json!(true), &json!("12.95")));
    assert_eq!(call(&client, "return_credit", request("s", 2))["amount"], "25.90");
    let same = json!({ "platform_id": "p", "order": order(1, "anna@example.nl", "71") });
    assert_eq!(call(&client, "order_record", same)["replayed"], true);
}

/// A client of a wholesaler that Oresto is to have, with a user; nothing is sent.
fn with_a_client_for_oresto(client: &Client) {
    let items = json!([{ "client": { "ClientNumber": "71", "Name": "Eethuis Canary" }, "users": [{ "Email": "Anna@Example.nl" }] }]);
    call(client, "oresto_sync", json!({ "flow": "clients", "items": items, "max_ms": 0 }));
}

#[test]
fn what_oresto_is_to_have_of_a_person_is_shown_and_taken_out_once_it_has_failed() {
    let clock = start();
    let client = shop(&clock, json!({ "outbox_days": 30 }));
    with_a_client_for_oresto(&client);
    for person in [json!({ "email": "anna@example.nl" }), json!({ "customer_id": "71" })] {
        let held = call(&client, "person_export", person);
        assert_eq!(held["held"][0]["kind"], "oresto_job");
        assert_eq!(held["held"][0]["document"]["content"]["client"]["Name"], "Eethuis Canary");
    }
    let waiting = call(&client, "person_erase", json!({ "email": "anna@example.nl" }));
    assert_eq!(waiting["kept"][0]["kind"], "oresto_job");
    let fail = || {
        transaction(&*client.world().expect("a world").store, |tx| {
            let now = tx.now();
            tx.execute("UPDATE oresto_jobs SET state = 'failed', due_at = ?", &[now.into()])
        })
        .expect("failed")
    };
    fail();
    let failed = call(&client, "person_erase", json!({ "customer_id": "71" }));
    assert_eq!((&failed["kept"], everything(&client).contains("Canary")), (&json!([]), false));
    with_a_client_for_oresto(&client);
    fail();
    let pass = |days: i64| {
        clock.0.fetch_add(days * DAY_MS, Relaxed);
        call(&client, "outbox_drain", json!({}));
        everything(&client).contains("Canary")
    };
    assert_eq!((pass(29), pass(2)), (true, false));
}

#[test]
fn a_person_is_named_in_exactly_one_way() {
    let client = shop(&start(), json!({}));
    let Run::Client(run) = methods::find("person_erase").expect("it").run else { panic!() };
    for odd in ["{}", r#"{"email":" "}"#, r#"{"email":"a@b","customer_id":"7"}"#] {
        assert_eq!(run(&client, odd.as_bytes()).expect_err(odd).code.as_str(), "person.unnamed");
    }
}

#[test]
fn each_kind_is_kept_for_its_time_and_no_longer_and_keys_stay() {
    let clock = start();
    let client = shop(&clock, json!({ "outbox_days": 30, "orders_days": 60 }));
    with_orders(&client);
    call(&client, "outbox_drain", json!({}));
    let pass = |days: i64| {
        clock.0.fetch_add(days * DAY_MS, Relaxed);
        for _ in 0..3 {
            call(&client, "outbox_drain", json!({}));
        }
        everything(&client)
    };
    assert!(pass(29).contains("Anna@Example.nl"));
    let later = pass(2);
    assert!(!later.contains("Anna@Example.nl") && later.contains("Canaryplein"));
    let later = pass(30);
    assert!(!later.contains("Canary") && later.contains("38.85"), "{later}");
    // The return that was credited two months ago is not credited again.
    let request = json!({ "platform_id": "p", "platform_order_id": "P-1", "return_id": "r", "lines": [{ "line_id": "1", "quantity": 1 }] });
    assert_eq!(call(&client, "return_credit", request)["replayed"], true);
    assert_eq!(call(&client, "outbox_drain", json!({}))["sent"], 0);
}

#[test]
fn a_time_that_takes_away_what_is_still_worked_with_is_refused() {
    let read = |days: Value| {
        let config = json!({ "store": "sqlite::memory:", "retention": { "inbox_days": days },
            "shop": { "shop_id": "x", "currency": "EUR", "country": "NL", "prices_include_vat": true } });
        Config::read(config.to_string().as_bytes()).map(|config| config.retention.inbox_days)
    };
    assert_eq!(read(json!(null)), Ok(None));
    assert_eq!(read(json!(30)), Ok(Some(30)));
    for odd in [json!(0), json!(29), json!(36_501)] {
        assert_eq!(read(odd).expect_err("refused").path, "/retention/inbox_days");
    }
}
