//! Orders, returns and take-over against a scripted platform that has a ledger of its own and bad days.

use super::follow::{Update, platform_update};
use super::record::{Answered, News, Source, platform_order};
use super::*;
use crate::config::Config;
use crate::deliveries;
use crate::error::{Code, Error};
use crate::mirror;
use crate::mirror::orders::{self, OrderRef};
use crate::model::order::Status;
use crate::outbox::Drained;
use crate::world::{Clock, Entropy, Fault, Instant, Reply, Request, Wire, World, transaction};
use proptest::prelude::*;
use serde_json::{Value, json};
use std::collections::{BTreeMap, VecDeque};
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex};

mod cards;
mod own_orders;
mod platform_orders;
mod returns;
mod settling_up;
mod statuses;
mod taking_over;

/// What the platform does with the next call.
#[derive(Clone, Debug)]
enum Act {
    /// Books it, and the answer is lost.
    TimeOutAfterApplying,
    /// It never arrives.
    NotSent,
    /// Says this, and books nothing.
    Say(u16, &'static str, String),
    /// Books it, and says this.
    SayAfterApplying(u16, &'static str, String),
}

/// A platform: it books by key, and never more than was paid.
#[derive(Default)]
struct Platform {
    script: Mutex<VecDeque<Act>>,
    /// By key: the request, and the document it was answered with.
    credits: Mutex<BTreeMap<String, (Value, Value)>>,
    calls: Mutex<Vec<Request>>,
    /// What is on the cards, for a platform whose profile has calls for them.
    cards: Mutex<cards::Cards>,
}

impl Platform {
    fn next(&self, act: Act) {
        self.script.lock().expect("script").push_back(act);
    }
    fn calls(&self, method: &str) -> Vec<Request> {
        let calls = self.calls.lock().expect("calls");
        calls.iter().filter(|call| call.method == method).cloned().collect()
    }
    fn credited(&self) -> i64 {
        let credits = self.credits.lock().expect("credits");
        credits.values().map(|(request, _)| cents(&request["amount"])).sum()
    }

    fn answer(&self, request: &Request) -> Reply {
        let header = |name: &str| {
            let found = request.headers.iter().find(|(held, _)| held == name);
            found.map(|(_, value)| value.clone()).unwrap_or_default()
        };
        let body: Value = serde_json::from_slice(&request.body).unwrap_or_default();
        let key = header("Idempotency-Key");
        if let Some((_, path)) = request.url.split_once("/cards/") {
            return self.cards.lock().expect("cards").answer(path, &body);
        }
        let mut credits = self.credits.lock().expect("credits");
        match request.method {
            "GET" => {
                let key = request.url.rsplit("koppel_key=").next().unwrap_or_default();
                let found = credits.get(key).map(|(_, document)| document.clone());
                reply(200, json!(found.into_iter().collect::<Vec<_>>()))
            }
            "POST" if request.url.ends_with("/refunds") => match credits.get(&key) {
                Some((first, document)) if *first == body => reply(200, document.clone()),
                Some(_) => reply(409, json!({ "code": "platform_key_conflict", "message": "no" })),
                None => {
                    let document = json!({ "id": credits.len() + 1, "amount": body["amount"],
                        "meta_data": body["meta_data"] });
                    credits.insert(key, (body, document.clone()));
                    reply(201, document)
                }
            },
            method => {
                // Of one of its own it says its id; of a new one the id that it gives.
                let id =
                    request.url.rsplit('/').next().filter(|_| method == "PUT").unwrap_or("P-9");
                let meta = json!([{ "key": "_platform_order_id", "value": id }]);
                reply(200, json!({ "id": 9, "status": body["status"], "meta_data": meta }))
            }
        }
    }
}

fn reply(status: u16, body: Value) -> Reply {
    let headers = vec![("content-type".to_owned(), "application/json".to_owned())];
    Reply { status, headers, body: body.to_string().into_bytes() }
}

fn said(status: u16, kind: &str, body: String) -> Reply {
    let headers = vec![("content-type".into(), kind.into())];
    Reply { status, headers, body: body.into_bytes() }
}

fn cents(amount: &Value) -> i64 {
    amount.as_str().unwrap_or_default().replace('.', "").parse().expect("an amount")
}

struct Line(Arc<Platform>);
impl Wire for Line {
    fn send(&self, request: &Request) -> std::result::Result<Reply, Fault> {
        self.0.calls.lock().expect("calls").push(request.clone());
        let act = self.0.script.lock().expect("script").pop_front();
        match act {
            None => Ok(self.0.answer(request)),
            Some(Act::NotSent) => Err(Fault::NotSent("refused".into())),
            Some(Act::TimeOutAfterApplying) => {
                self.0.answer(request);
                Err(Fault::Unknown("no answer in time".into()))
            }
            Some(Act::SayAfterApplying(status, kind, body)) => {
                self.0.answer(request);
                Ok(said(status, kind, body))
            }
            Some(Act::Say(status, kind, body)) => Ok(said(status, kind, body)),
        }
    }
    fn cancel(&self) {}
}

#[derive(Clone)]
struct Hands(Arc<AtomicI64>);
impl Clock for Hands {
    fn now(&self) -> Instant {
        Instant(self.0.load(Ordering::SeqCst))
    }
    fn monotonic_ms(&self) -> u64 {
        u64::try_from(self.0.load(Ordering::SeqCst)).unwrap_or_default()
    }
}

struct NoChance;
impl Entropy for NoChance {
    fn fill(&self, bytes: &mut [u8]) -> Result<()> {
        bytes.fill(0);
        Ok(())
    }
}

/// A shop with one platform.
struct Shop {
    client: Client,
    platform: Arc<Platform>,
    clock: Hands,
}

fn shop(profile: Value) -> Shop {
    let config = json!({
        "store": "sqlite::memory:",
        "store_key": "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f",
        "shop": { "shop_id": "x", "currency": "EUR", "country": "NL", "prices_include_vat": true,
            "vat": { "standard": "21", "reduced-rate": "9" } },
        "platforms": [
            { "platform_id": "city-butler", "profile": profile, "environment": "test",
              "base_url": "https://platform.example/", "key": "shop-x", "secret": "canary-secret" },
            { "platform_id": "another", "profile": "ohis", "environment": "test",
              "base_url": "https://another.example/", "key": "shop-x", "secret": "canary-secret" }],
    });
    let config = Config::read(config.to_string().as_bytes()).expect("a configuration");
    let clock = Hands(Arc::new(AtomicI64::new(1_764_000_000_000)));
    let platform = Arc::new(Platform::default());
    let (line, hands) = (platform.clone(), clock.clone());
    let client = Client::new(config, move |config| {
        Ok(World {
            clock: Box::new(hands.clone()),
            entropy: Box::new(NoChance),
            wire: Box::new(Line(line.clone())),
            store: crate::store::tests::open_chosen(config, Box::new(hands.clone()))?,
        })
    });
    Shop { client, platform, clock }
}

impl Shop {
    fn city_butler() -> Shop {
        shop("city-butler".into())
    }
    fn pass(&self, ms: i64) {
        let before = self.clock.0.fetch_add(ms, Ordering::SeqCst);
        self.platform.cards.lock().expect("cards").now = before + ms;
    }
    /// Puts three products into the catalogue; of the last one nobody knows the VAT.
    fn with_products(self) -> Shop {
        let product = |id: i64, name: &str, class: &str, stock: i64| {
            json!({ "id": id, "name": name, "type": "simple", "status": "publish",
                "sku": format!("KP-{id}"), "regular_price": "12.95", "price": "12.95",
                "tax_status": "taxable", "tax_class": class, "manage_stock": true,
                "stock_quantity": stock, "stock_status": "instock", "backorders": "no" })
        };
        let items = [
            product(12, "Ledlamp", "", 10),
            product(13, "Zaden", "reduced-rate", 3),
            product(14, "Raadsel", "mystery", 3),
        ];
        let request = json!({ "from": "woocommerce", "mode": "upsert", "items": items });
        mirror::catalog_sync(&self.client, request.to_string().as_bytes()).expect("synced");
        self.pass(1_000);
        self
    }
    /// What the platform sees of the stock of the first two.
    fn published(&self) -> [Option<i64>; 2] {
        [12, 13].map(|number| {
            transaction(&*self.client.world().expect("a world").store, |tx| {
                Ok(mirror::find(tx, "x", number, 0)?.and_then(|found| found.available))
            })
            .expect("read")
        })
    }
    fn drain(&self) -> Drained {
        outbox::drain(&self.client, &deliveries::of, 60_000, 100).expect("drained")
    }
    fn record(&self, request: Value) -> Result<Value> {
        shown(record::order_record(&self.client, request.to_string().as_bytes()))
    }
    fn back(&self, request: Value) -> Result<Value> {
        let request = request.to_string();
        shown(credit::return_credit(&self.client, request.as_bytes(), &deliveries::of))
    }
    fn push(&self, request: Value) -> Result<Value> {
        let request = request.to_string();
        shown(push::order_push(&self.client, request.as_bytes(), &deliveries::of))
    }
    fn settle(&self, request: Value) -> Result<Value> {
        shown(takeover::inbox_settle(&self.client, request.to_string().as_bytes()))
    }
    fn post(&self, document: &Value) -> Result<record::Recorded> {
        let text = document.to_string();
        let platform = self.client.config.platform("city-butler")?;
        transaction(&*self.client.world()?.store, |tx| {
            let source = Source::Document(&text);
            platform_order(tx, &self.client, platform, &source, Answered::ByKoppel)
        })
    }
    fn put(&self, id: &str, update: Update) -> Result<record::Recorded> {
        let order = OrderRef::Platform { platform_id: "city-butler", platform_order_id: id };
        transaction(&*self.client.world()?.store, |tx| {
            platform_update(tx, &self.client, &order, &update)
        })
    }
    fn stored(&self, order_id: &str) -> orders::Stored {
        transaction(&*self.client.world().expect("a world").store, |tx| {
            orders::get(tx, "x", &OrderRef::Order(order_id))
        })
        .expect("an order")
    }
    fn inbox(&self) -> Vec<Value> {
        let request = crate::json::read(b"{}").expect("a request");
        let next = crate::inbox::hand_out(&self.client, &request).expect("entries");
        let next: Value = serde_json::from_slice(&crate::json::write(&next)).expect("JSON");
        next["entries"].as_array().cloned().unwrap_or_default()
    }
    fn parked(&self) -> String {
        let request = crate::json::read(br#"{"state": "parked"}"#).expect("a request");
        let list = outbox::list(&self.client, &request).expect("a list");
        let list: Value = serde_json::from_slice(&crate::json::write(&list)).expect("JSON");
        list["entries"][0]["detail"].as_str().unwrap_or_default().to_owned()
    }
}

fn shown(reply: Result<Vec<u8>>) -> Result<Value> {
    reply.map(|reply| serde_json::from_slice(&reply).expect("JSON"))
}

/// The basket of way 1c, with a card of 50.00 and 10.78 by iDEAL.
fn basket() -> Value {
    json!({
        "currency": "EUR", "status": "processing", "platform_order_id": "CB-1-x", "total_amount": "60.78",
        "lines": [
            { "line_id": "1", "kind": "product", "product_id": "12", "quantity": 3, "gross_amount": "38.85", "vat_rate": "21" },
            { "line_id": "2", "kind": "product", "product_id": "13", "quantity": 2, "gross_amount": "16.98", "vat_rate": "9" },
            { "line_id": "3", "kind": "shipping", "gross_amount": "4.95", "vat_rate": "21" }],
        "tenders": [
            { "tender_id": "card-7", "kind": "multi_purpose", "amount": "50.00" },
            { "tender_id": "ideal", "kind": "remainder", "amount": "10.78" }],
    })
}

fn recorded(shop: &Shop) {
    let reply = shop.record(json!({ "platform_id": "city-butler", "order": basket() }));
    assert_eq!(reply.expect("recorded")["origin"], "computed");
}

fn a_return(return_id: &str, line_id: &str, quantity: u32) -> Value {
    json!({ "platform_id": "city-butler", "platform_order_id": "CB-1-x", "return_id": return_id,
        "lines": [{ "line_id": line_id, "quantity": quantity }] })
}

/// What a platform posts for the basket.
fn document() -> Value {
    json!({
        "status": "processing", "set_paid": true, "currency": "EUR", "created_via": "city-butler",
        "billing": { "first_name": "A.", "last_name": "de Vries", "address_1": "Dorpsstraat 1", "postcode": "1234 AB", "city": "Ons Dorp", "country": "NL", "email": "a@example.nl", "phone": "" },
        "line_items": [
            { "product_id": 12, "quantity": 3, "subtotal": "32.107438", "total": "32.107438" },
            { "product_id": 13, "quantity": 2, "subtotal": "15.577982", "total": "15.577982" }],
        "shipping_lines": [{ "method_id": "platform", "method_title": "Verzending", "total": "4.090909" }],
        "meta_data": [
            { "key": "_platform_order_id", "value": "CB-55110-x" },
            { "key": "_platform_payments", "value": [
                { "tender_id": "card-7", "kind": "multi_purpose", "amount": "50.00" },
                { "tender_id": "ideal", "kind": "remainder", "amount": "10.78" }] }],
    })
}

/// The same before anybody has paid it.
fn unpaid_document(status: &str) -> Value {
    let mut posted = document();
    posted["status"] = status.into();
    posted["set_paid"] = false.into();
    posted
}

fn money(cents: u64) -> String {
    format!("{}.{:02}", cents / 100, cents % 100)
}

fn own_order(order_id: &str) -> Value {
    let mut order = basket();
    order.as_object_mut().expect("an object").remove("platform_order_id");
    order["order_id"] = order_id.into();
    json!({ "platform_id": "city-butler", "order": order })
}

#[test]
fn no_secret_is_in_what_is_stored_or_said() {
    let shop = Shop::city_butler();
    recorded(&shop);
    shop.back(a_return("R-1", "1", 1)).expect("a refund");
    let mut all = String::new();
    transaction(&*shop.client.world().expect("a world").store, |tx| {
        tx.query("SELECT content FROM outbox", &[], &mut |row| {
            all.push_str(row.text(0));
            Ok(())
        })
    })
    .expect("read");
    assert!(!all.is_empty() && !all.contains("canary"));
    let call = {
        shop.drain();
        shop.platform.calls("POST").remove(0)
    };
    let authorization = &call.headers[0];
    assert_eq!(authorization.0, "Authorization");
    assert!(authorization.1.starts_with("Basic c2hvcC14Om"), "{}", authorization.1);
}
