//! Orders, returns and take-over against a scripted platform that has a ledger of its own and bad days.

use super::record::{Answered, Source, Update, platform_order, platform_update};
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
            _ => reply(
                200,
                json!({ "id": 9, "status": body["status"],
                "meta_data": [{ "key": "_platform_order_id", "value": "P-9" }] }),
            ),
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
            store: crate::store::open(&config.store, Box::new(hands.clone()))?,
        })
    });
    Shop { client, platform, clock }
}

impl Shop {
    fn city_butler() -> Shop {
        shop("city-butler".into())
    }
    fn pass(&self, ms: i64) {
        self.clock.0.fetch_add(ms, Ordering::SeqCst);
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

#[test]
fn way_4f_a_credit_that_times_out_is_looked_up_and_is_credited_once() {
    let shop = Shop::city_butler();
    recorded(&shop);
    let first = shop.back(a_return("R-77", "1", 1)).expect("a refund");
    assert_eq!((&first["amount"], &first["replayed"]), (&json!("12.95"), &json!(false)));
    shop.platform.next(Act::TimeOutAfterApplying);
    assert_eq!(shop.drain().retried, 1);
    shop.pass(600_000);
    assert_eq!(shop.drain().sent, 1);
    let (posts, gets) = (shop.platform.calls("POST"), shop.platform.calls("GET"));
    assert_eq!((posts.len(), gets.len()), (1, 1), "looked up, not sent again");
    let key =
        &posts[0].headers.iter().find(|(name, _)| name == "Idempotency-Key").expect("a key").1;
    assert!(gets[0].url.ends_with(&format!("/CB-1-x/refunds?koppel_key={key}")), "{}", gets[0].url);
    assert_eq!(shop.platform.credited(), 1295);

    // Entered again: the stored answer. With other lines: a conflict. Beyond what is left: refused before any call.
    let again = shop.back(a_return("R-77", "1", 1)).expect("the stored refund");
    assert_eq!((&again["amount"], &again["replayed"]), (&json!("12.95"), &json!(true)));
    assert_eq!(again["entries"][0]["state"], "done");
    let other = shop.back(a_return("R-77", "1", 2)).expect_err("a conflict");
    assert_eq!(other.code, Code::ReturnConflict);
    let beyond = shop.back(a_return("R-78", "1", 3)).expect_err("too much");
    assert_eq!((beyond.code, beyond.path.as_str()), (Code::PaymentOverRefund, "/lines/0/quantity"));
    shop.drain();
    assert_eq!(shop.platform.calls("POST").len(), 1);
    assert_eq!(shop.platform.credited(), 1295);
}

#[test]
fn a_credit_that_certainly_did_not_arrive_is_sent_again_without_a_question() {
    let shop = Shop::city_butler();
    recorded(&shop);
    shop.back(a_return("R-1", "1", 1)).expect("a refund");
    shop.platform.next(Act::NotSent);
    shop.drain();
    shop.pass(600_000);
    assert_eq!(shop.drain().sent, 1);
    assert!(shop.platform.calls("GET").is_empty());
    assert_eq!(shop.platform.credited(), 1295);
}

#[test]
fn a_credit_says_the_original_payment_and_what_goes_back_of_which_line() {
    let shop = Shop::city_butler().with_products();
    recorded(&shop);
    shop.back(a_return("R-76", "1", 1)).expect("a refund");
    shop.drain();
    let mut asked = a_return("R-77", "1", 1);
    asked["lines"] = json!([{ "line_id": "1", "quantity": 1 }, { "line_id": "3", "quantity": 1 }]);
    asked["send"] = "now".into();
    let refund = shop.back(asked).expect("a refund");
    assert_eq!(refund["entries"][0]["state"], "done");
    let call = shop.platform.calls("POST").remove(1);
    assert_eq!(call.url, "https://platform.example/wp-json/wc/v3/orders/CB-1-x/refunds");
    let body: Value = serde_json::from_slice(&call.body).expect("JSON");
    assert_eq!(body["amount"], "17.90");
    assert_eq!(body["reason"], "R-77");
    assert_eq!(
        body["payments"],
        json!([
        { "tender_id": "card-7", "kind": "multi_purpose", "amount": "14.73" },
        { "tender_id": "ideal", "kind": "remainder", "amount": "3.17" }])
    );
    assert_eq!(body["original"]["total"], "60.78");
    assert_eq!(body["original"]["payments"][0]["amount"], "50.00");
    assert_eq!(
        body["line_items"][0],
        json!({ "line_id": "1", "product_id": 12,
        "variation_id": null, "quantity": 1, "amount": "12.95", "vat_amount": "2.24" })
    );
    assert_eq!(body["meta_data"][1], json!({ "key": "_return_id", "value": "R-77" }));
    assert_eq!(refund["refunds"][0]["paid_by"], "platform");
}

#[test]
fn a_profile_may_ask_a_call_for_each_voucher_and_leave_ideal_to_the_shop() {
    let shop = shop(json!({ "extends": "city-butler",
        "credit": { "per": "voucher", "remainder_paid_by": "shop" } }));
    let mut order = basket();
    order["tenders"] = json!([
        { "tender_id": "card-7", "kind": "multi_purpose", "amount": "30.00" },
        { "tender_id": "card-8", "kind": "multi_purpose", "amount": "20.00" },
        { "tender_id": "ideal", "kind": "remainder", "amount": "10.78" }]);
    shop.record(json!({ "platform_id": "city-butler", "order": order })).expect("recorded");
    let mut asked = a_return("R-1", "1", 3);
    asked["lines"] = json!([{ "line_id": "1", "quantity": 3 }, { "line_id": "2", "quantity": 2 },
        { "line_id": "3", "quantity": 1 }]);
    let refund = shop.back(asked).expect("a refund");
    assert_eq!(refund["refunds"][0]["paid_by"], "shop");
    shop.drain();
    let calls = shop.platform.calls("POST");
    let amounts: Vec<Value> = calls
        .iter()
        .map(|call| serde_json::from_slice::<Value>(&call.body).expect("JSON")["amount"].clone())
        .collect();
    assert_eq!(amounts, [json!("20.00"), json!("30.00")]);
}

#[test]
fn an_answer_that_is_no_confirmation_is_parked_with_a_sentence_for_the_shopkeeper() {
    let html = "<html>Onderhoud</html>".to_owned();
    let other = json!({ "id": 1, "amount": "5.00" }).to_string();
    let unknown = json!({ "code": "platform_unknown_order", "message": "CB-1-x?" }).to_string();
    let over = json!({ "code": "platform_over_refund", "message": "0.00 is left." }).to_string();
    for (act, sentence) in [
        (Act::Say(200, "text/html", html), "geen bevestiging is"),
        (Act::Say(201, "application/json", other), "ander bedrag teruggeboekt"),
        (Act::Say(201, "application/json", "{\"id\": 1}".into()), "ander bedrag teruggeboekt"),
        (Act::Say(200, "application/json", "[]".into()), "geen bevestiging is"),
        (Act::Say(404, "application/json", unknown), "kent deze bestelling niet"),
        (Act::Say(400, "application/json", over), "niet zoveel meer terug te boeken"),
        (Act::Say(401, "text/plain", String::new()), "herkent de sleutel van de winkel niet"),
        (Act::Say(302, "text/html", String::new()), "ander adres"),
    ] {
        let shop = Shop::city_butler();
        recorded(&shop);
        shop.back(a_return("R-1", "1", 1)).expect("a refund");
        shop.platform.next(act.clone());
        assert_eq!(shop.drain().parked_new, 1, "{act:?}");
        let said = shop.parked();
        assert!(said.contains(sentence) && !said.contains("canary"), "{act:?}: {said}");
        assert_eq!(shop.platform.credited(), 0);
    }
}

#[test]
fn a_platform_that_is_busy_is_asked_later_and_one_that_broke_down_is_asked_what_it_did() {
    for (status, gets) in [(503, 0), (429, 0), (500, 1), (502, 1)] {
        let shop = Shop::city_butler();
        recorded(&shop);
        shop.back(a_return("R-1", "1", 1)).expect("a refund");
        shop.platform.next(Act::Say(status, "text/plain", "down".into()));
        assert_eq!(shop.drain().retried, 1, "{status}");
        shop.pass(600_000);
        assert_eq!(shop.drain().sent, 1, "{status}");
        assert_eq!(shop.platform.calls("GET").len(), gets, "{status}");
        assert_eq!(shop.platform.credited(), 1295);
    }
}

#[test]
fn without_a_look_up_and_beyond_the_life_of_the_key_nothing_is_guessed() {
    let shop = shop(json!({ "extends": "city-butler", "calls": { "lookup": null } }));
    recorded(&shop);
    shop.back(a_return("R-1", "1", 1)).expect("a refund");
    shop.platform.next(Act::TimeOutAfterApplying);
    shop.drain();
    shop.pass(30 * 3_600_000);
    assert_eq!(shop.drain().parked_new, 1);
    assert_eq!(shop.platform.calls("POST").len(), 1);
}

#[test]
fn one_platform_order_is_recorded_once_whatever_form_its_amounts_have() {
    let shop = Shop::city_butler();
    recorded(&shop);
    let again = shop.record(json!({ "platform_id": "city-butler", "order": basket() }));
    assert_eq!(again.expect("the stored order")["replayed"], true);
    let mut other = basket();
    other["lines"][0]["quantity"] = 2.into();
    let error = shop.record(json!({ "platform_id": "city-butler", "order": other }));
    assert_eq!(error.expect_err("a conflict").code, Code::OrderConflict);

    let mut per_line = basket();
    per_line["platform_order_id"] = "CB-2-x".into();
    let tender = |id, kind, line, amount| json!({ "tender_id": id, "kind": kind, "line_id": line, "amount": amount });
    per_line["tenders"] = json!([
        tender("card-7", "multi_purpose", "1", "38.85"),
        tender("card-7", "multi_purpose", "2", "11.15"),
        tender("ideal", "remainder", "2", "5.83"),
        tender("ideal", "remainder", "3", "4.95")
    ]);
    let reply = shop.record(json!({ "platform_id": "city-butler", "order": per_line }));
    assert_eq!(reply.expect("recorded")["origin"], "given");
    let split: Value =
        serde_json::from_str(&shop.stored("city-butler:CB-2-x").split).expect("JSON");
    assert_eq!(split["allocation"][0]["amount"], "38.85");
    assert_eq!(split["tenders"][1]["amount"], "10.78");
    let mut back = a_return("R-1", "1", 1);
    back["platform_order_id"] = "CB-2-x".into();
    let refund = shop.back(back).expect("a refund");
    assert_eq!(refund["credits"][0]["amount"], "12.95");
    assert_eq!(refund["refunds"], json!([]));
}

#[test]
fn an_order_of_another_platform_cannot_be_returned_here() {
    let shop = Shop::city_butler();
    recorded(&shop);
    let mut asked = a_return("R-1", "1", 1);
    asked["platform_id"] = "elsewhere".into();
    assert_eq!(shop.back(asked).expect_err("refused").code, Code::PlatformUnknown);
    let mut asked = a_return("R-1", "1", 1);
    asked["platform_order_id"] = "CB-2".into();
    assert_eq!(shop.back(asked).expect_err("refused").code, Code::OrderUnknown);
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

#[test]
fn a_posted_order_is_read_with_its_vat_kept_once_and_put_before_the_shop() {
    let shop = Shop::city_butler().with_products();
    let first = shop.post(&document()).expect("an order");
    let order = &first.stored.order;
    assert_eq!(order.total_amount.to_string(), "60.78");
    let split: Value = serde_json::from_str(&first.stored.split).expect("JSON");
    assert_eq!(split["vat_due_now"], "9.00");
    assert_eq!(order.customer.email.as_deref(), Some("a@example.nl"));
    assert_eq!(order.status, Status::Processing);
    let again = shop.post(&document()).expect("the same order");
    assert!(again.replayed && again.stored == first.stored);
    assert_eq!(shop.published(), [Some(7), Some(1)]);
    let inbox = shop.inbox();
    assert_eq!(inbox.len(), 1);
    assert_eq!(inbox[0]["order"]["lines"][0]["vat_rate"], "21");
    let mut other = document();
    other["line_items"][0]["quantity"] = 2.into();
    assert_eq!(shop.post(&other).expect_err("a conflict").code, Code::OrderConflict);
}

#[test]
fn a_coupon_lowers_the_price_and_is_no_payment() {
    let shop = Shop::city_butler().with_products();
    let mut posted = document();
    posted["line_items"] =
        json!([{ "product_id": 12, "quantity": 2, "subtotal": "66.115702", "total": "59.504132" }]);
    posted["shipping_lines"] = json!([]);
    posted["meta_data"][1]["value"] =
        json!([{ "tender_id": "card-7", "kind": "multi_purpose", "amount": "72.00" }]);
    let stored = shop.post(&posted).expect("an order").stored;
    let split: Value = serde_json::from_str(&stored.split).expect("JSON");
    assert_eq!(split["lines"][0]["gross_amount"], "80.00");
    assert_eq!(split["lines"][0]["discount_amount"], "8.00");
    assert_eq!(split["lines"][0]["vat_amount"], "12.50");
}

#[test]
fn what_cannot_be_sold_as_posted_is_refused_and_nothing_is_kept() {
    let shop = Shop::city_butler().with_products();
    let refused = |change: &dyn Fn(&mut Value)| -> Error {
        let mut posted = document();
        change(&mut posted);
        shop.post(&posted).expect_err("refused")
    };
    let item = |posted: &mut Value, member: &str, value: Value| {
        posted["line_items"][0][member] = value;
    };
    let error = refused(&|posted| item(posted, "product_id", 99.into()));
    assert_eq!(
        (error.code, error.path.as_str()),
        (Code::OrderUnknownProduct, "/line_items/0/product_id")
    );
    let error = refused(&|posted| {
        item(posted, "quantity", 11.into());
    });
    assert_eq!(
        (error.code, error.path.as_str()),
        (Code::OrderOutOfStock, "/line_items/0/quantity")
    );
    let error = refused(&|posted| item(posted, "product_id", 14.into()));
    assert_eq!((error.code, error.path.as_str()), (Code::OrderRateUnknown, "/line_items/0/total"));
    for (member, value) in
        [("quantity", json!(0)), ("quantity", json!("1.5")), ("total", json!("-1"))]
    {
        let error = refused(&|posted| item(posted, member, value.clone()));
        assert!(error.path.starts_with("/line_items/0/"), "{member}: {error}");
    }
    let error = refused(&|posted| posted["currency"] = "USD".into());
    assert_eq!(error.path, "/currency");
    let error = refused(&|posted| posted["status"] = "shipped".into());
    assert_eq!(error.path, "/status");
    let error = refused(&|posted| posted["meta_data"] = json!([]));
    assert_eq!(
        (error.code, error.path.as_str()),
        (Code::OrderInvalid, "/meta_data/_platform_order_id")
    );
    let error = refused(&|posted| posted["meta_data"][1]["value"][0]["amount"] = "50.01".into());
    assert_eq!(error.code, Code::OrderDoesNotAddUp);
    let error = refused(&|posted| posted["meta_data"][1]["value"][0]["amount"] = "1e3".into());
    assert_eq!(error.code, Code::MoneyNotANumber);
    let error = refused(&|posted| posted["meta_data"][1]["value"][0]["kind"] = "cash".into());
    assert_eq!(error.path, "/meta_data/_platform_payments/0");
    assert!(shop.inbox().is_empty());
    assert_eq!(shop.published(), [Some(10), Some(3)]);
}

#[test]
fn ideal_that_is_confirmed_late_and_twice_pays_once_and_one_that_fails_frees_the_goods() {
    let shop = Shop::city_butler().with_products();
    let mut posted = document();
    posted["status"] = "pending".into();
    posted["set_paid"] = false.into();
    let stored = shop.post(&posted).expect("an order").stored;
    assert_eq!(stored.order.status, Status::Pending);
    let paid = Update { status: Some(Status::Processing), set_paid: true };
    assert!(!shop.put("CB-55110-x", paid).expect("paid").replayed);
    assert!(shop.put("CB-55110-x", paid).expect("paid").replayed);
    let off = Update { status: Some(Status::Cancelled), set_paid: false };
    shop.put("CB-55110-x", off).expect("off");
    assert!(shop.put("CB-55110-x", off).expect("off").replayed);
    assert_eq!(shop.put("CB-55110-x", paid).expect_err("off").code, Code::OrderStatus);
    assert_eq!(shop.published(), [Some(10), Some(3)]);
    // The order first, and each update after the one before it.
    let inbox = shop.inbox();
    assert_eq!(inbox.len(), 1);
    let settled = json!({ "id": inbox[0]["id"], "lease": inbox[0]["lease"], "host_id": "81" });
    assert_eq!(shop.settle(settled.clone()).expect("settled")["status"], "cancelled");
    assert_eq!(shop.settle(settled).expect("settled")["replayed"], true);
    assert_eq!(shop.inbox()[0]["kind"], "order_update");
}

#[test]
fn a_refusal_at_take_over_tells_the_platform_and_nothing_of_it_can_be_credited_again() {
    let shop = Shop::city_butler().with_products();
    shop.post(&document()).expect("an order");
    let entry = shop.inbox().remove(0);
    let refusal = json!({ "id": entry["id"], "lease": entry["lease"],
        "refuse": { "code": "out_of_stock", "message": "Net verkocht." } });
    let reply = shop.settle(refusal).expect("refused");
    assert_eq!(reply["status"], "cancelled");
    assert_eq!(shop.published(), [Some(10), Some(3)]);
    assert_eq!(shop.drain().sent, 1);
    let call = shop.platform.calls("PUT").remove(0);
    assert!(call.url.ends_with("/orders/CB-55110-x"));
    let body: Value = serde_json::from_slice(&call.body).expect("JSON");
    assert_eq!(body["status"], "cancelled");
    assert_eq!(
        body["refused_lines"][0],
        json!({ "line_id": "1", "product_id": 12, "quantity": 3,
        "reason": "Net verkocht." })
    );
    let mut asked = a_return("R-1", "1", 1);
    asked["platform_order_id"] = "CB-55110-x".into();
    assert_eq!(shop.back(asked).expect_err("refused").code, Code::PaymentOverRefund);
}

#[test]
fn a_part_may_be_refused_and_the_rest_taken_over() {
    let shop = Shop::city_butler().with_products();
    shop.post(&document()).expect("an order");
    let entry = shop.inbox().remove(0);
    let part = json!({ "id": entry["id"], "lease": entry["lease"], "host_id": "81",
        "refuse": { "code": "out_of_stock", "line_ids": ["2"] },
        "stock": [{ "product_id": "12", "variant_id": null, "quantity": "7" }] });
    assert_eq!(shop.settle(part).expect("settled")["status"], "processing");
    assert_eq!(shop.published(), [Some(7), Some(3)]);
    let stored = shop.stored("city-butler:CB-55110-x");
    assert_eq!(stored.order.host_id.as_deref(), Some("81"));
    shop.drain();
    let body: Value = serde_json::from_slice(&shop.platform.calls("PUT")[0].body).expect("JSON");
    assert_eq!(
        (&body["status"], body["refused_lines"].as_array().map(Vec::len)),
        (&json!("processing"), Some(1))
    );
    let asked = |line: &str| {
        json!({ "platform_id": "city-butler", "host_id": "81", "return_id": format!("R-{line}"),
            "lines": [{ "line_id": line, "quantity": 1 }] })
    };
    assert_eq!(shop.back(asked("2")).expect_err("refused").code, Code::PaymentOverRefund);
    assert_eq!(shop.back(asked("1")).expect("a refund")["amount"], "12.95");
}

#[test]
fn an_order_of_the_shop_itself_is_pushed_once_and_its_return_finds_the_platforms_id() {
    let shop = Shop::city_butler();
    let mut order = basket();
    order.as_object_mut().expect("an object").remove("platform_order_id");
    order["order_id"] = "2026-1001".into();
    let request = json!({ "platform_id": "city-butler", "order": order });
    let first = shop.push(request.clone()).expect("pushed");
    let again = shop.push(request).expect("pushed");
    assert_eq!((&again["key"], &again["replayed"]), (&first["key"], &json!(true)));
    let back = json!({ "platform_id": "city-butler", "order_id": "2026-1001", "return_id": "R-1",
        "lines": [{ "line_id": "1", "quantity": 1 }] });
    shop.back(back).expect("a refund");
    shop.drain();
    shop.pass(60_000);
    shop.drain();
    let calls = shop.platform.calls("POST");
    assert_eq!(calls.len(), 2);
    assert!(calls[0].url.ends_with("/wp-json/wc/v3/orders"));
    assert!(calls[1].url.ends_with("/orders/P-9/refunds"), "{}", calls[1].url);
}

#[test]
fn a_refund_that_the_platform_posts_is_booked_once_and_not_credited_again() {
    let shop = Shop::city_butler();
    recorded(&shop);
    let request: credit::ReturnRequest =
        serde_json::from_value(a_return("WC-1", "1", 2)).expect("a request");
    let platform = shop.client.config.platform("city-butler").expect("a platform");
    let post = || {
        transaction(&*shop.client.world().expect("a world").store, |tx| {
            credit::platform_refund(tx, &shop.client, platform, &request)
        })
        .expect("booked")
    };
    let (first, second) = (post(), post());
    assert_eq!((first.1, second.1), (false, true));
    assert_eq!(first.0, second.0);
    shop.drain();
    assert!(shop.platform.calls("POST").is_empty());
    assert_eq!(shop.inbox().len(), 1);
    let beyond = shop.back(a_return("R-1", "1", 2)).expect_err("too much");
    assert_eq!(beyond.code, Code::PaymentOverRefund);
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

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

    /// Whatever returns are asked, in whatever order, with whatever the wire does to them.
    #[test]
    fn what_was_credited_never_exceeds_what_was_paid_and_all_returned_is_all_of_it(
        steps in prop::collection::vec((0usize..3, 1u32..4, 0u8..6, 0u8..4), 1..14)
    ) {
        let shop = Shop::city_butler();
        recorded(&shop);
        for (nth, (line, quantity, act, repeat)) in steps.into_iter().enumerate() {
            match act {
                0 => shop.platform.next(Act::TimeOutAfterApplying),
                1 => shop.platform.next(Act::NotSent),
                2 => shop.platform.next(Act::Say(500, "text/plain", "oops".into())),
                _ => {}
            }
            let line = ["1", "2", "3"][line];
            let asked = a_return(&format!("R-{nth}"), line, quantity);
            let first = shop.back(asked.clone());
            for _ in 0..repeat {
                // A repetition says what was said.
                let again = shop.back(asked.clone());
                prop_assert_eq!(again.is_ok(), first.is_ok());
            }
            if let Err(error) = first {
                prop_assert_eq!(error.code, Code::PaymentOverRefund);
            }
            shop.drain();
            shop.pass(1_000_000);
            prop_assert!(shop.platform.credited() <= 6078);
        }
        for (line, most) in [("1", 3), ("2", 2), ("3", 1)] {
            for piece in 0..most {
                let _ = shop.back(a_return(&format!("last-{line}-{piece}"), line, 1));
            }
        }
        for _ in 0..20 {
            shop.drain();
            shop.pass(4_000_000);
        }
        prop_assert_eq!(shop.platform.credited(), 6078);
        let by_tender = |id: &str| -> i64 {
            let credits = shop.platform.credits.lock().expect("credits");
            let all = credits.values().flat_map(|(request, _)| request["payments"].as_array().cloned());
            all.flatten().filter(|payment| payment["tender_id"] == id)
                .map(|payment| cents(&payment["amount"])).sum()
        };
        prop_assert_eq!((by_tender("card-7"), by_tender("ideal")), (5000, 1078));
    }
}

#[test]
fn what_the_platform_called_off_is_not_credited_once_more() {
    for status in [Status::Cancelled, Status::Failed, Status::Refunded] {
        let shop = Shop::city_butler().with_products();
        shop.post(&document()).expect("an order");
        let back = |return_id| {
            let mut asked = a_return(return_id, "1", 1);
            asked["platform_order_id"] = "CB-55110-x".into();
            shop.back(asked)
        };
        back("R-1").expect("a refund");
        let off = Update { status: Some(status), set_paid: false };
        shop.put("CB-55110-x", off).expect("called off");
        assert!(back("R-2").is_err(), "the platform has paid this back: {status:?}");
        assert_eq!(back("R-1").expect("the stored refund")["replayed"], true);
    }
    let shop = Shop::city_butler();
    let mut never = basket();
    never["status"] = "failed".into();
    shop.record(json!({ "platform_id": "city-butler", "order": never })).expect("recorded");
    assert_eq!(shop.back(a_return("R-1", "1", 1)).expect_err("refused").code, Code::OrderStatus);
}

#[test]
fn an_answer_that_is_no_confirmation_is_looked_up_before_it_is_ever_sent_again() {
    let other = json!({ "id": 1, "amount": "5.00" }).to_string();
    for (kind, words) in [("text/html", "<html>".to_owned()), ("application/json", other)] {
        let shop = Shop::city_butler();
        recorded(&shop);
        shop.back(a_return("R-1", "1", 1)).expect("a refund");
        shop.platform.next(Act::SayAfterApplying(200, kind, words));
        assert_eq!(shop.drain().parked_new, 1);
        // By now the platform may have forgotten the key.
        shop.pass(48 * 3_600_000);
        let request = crate::json::read(br#"{"entry_id": "1"}"#).expect("a request");
        outbox::requeue(&shop.client, &deliveries::of, &request).expect("put back");
        assert_eq!(shop.drain().sent, 1);
        assert_eq!(shop.platform.calls("POST").len(), 1, "credited twice");
        assert_eq!(shop.platform.calls("GET").len(), 1);
    }
}

fn own_order(order_id: &str) -> Value {
    let mut order = basket();
    order.as_object_mut().expect("an object").remove("platform_order_id");
    order["order_id"] = order_id.into();
    json!({ "platform_id": "city-butler", "order": order })
}

#[test]
fn an_order_pushed_to_one_platform_does_not_count_as_pushed_to_another() {
    let shop = Shop::city_butler();
    shop.push(own_order("2026-1001")).expect("pushed");
    let mut other = own_order("2026-1001");
    other["platform_id"] = "another".into();
    let error = shop.push(other).expect_err("it was never told to that platform");
    assert_eq!((error.code, error.path.as_str()), (Code::OrderConflict, "/platform_id"));
}

#[test]
fn an_order_that_has_gone_on_since_it_was_pushed_is_still_the_pushed_one() {
    let shop = Shop::city_butler();
    let first = shop.push(own_order("2026-1001")).expect("pushed");
    let done =
        json!({ "platform_id": "city-butler", "order_id": "2026-1001", "status": "completed" });
    shop.push(done).expect("pushed");
    let again = shop.push(own_order("2026-1001")).expect("the entry that is there");
    assert_eq!((&again["entry_id"], &again["replayed"]), (&first["entry_id"], &json!(true)));
}

#[test]
fn a_platform_that_gives_two_orders_one_id_holds_up_no_other_entry() {
    let shop = Shop::city_butler();
    for order_id in ["2026-1001", "2026-1002"] {
        shop.push(own_order(order_id)).expect("pushed");
    }
    let drained = shop.drain();
    assert_eq!((drained.sent, drained.parked_new), (1, 1));
    assert_eq!(shop.stored("2026-1001").order.platform_order_id.as_deref(), Some("P-9"));
    assert_eq!(shop.stored("2026-1002").order.platform_order_id, None);
}

#[test]
fn what_the_shop_says_of_its_stock_counts_with_whatever_it_settles() {
    let shop = Shop::city_butler().with_products();
    shop.post(&document()).expect("an order");
    let with = |entry: &Value, more: Value| {
        let mut request = json!({ "id": entry["id"], "lease": entry["lease"] });
        let members = request.as_object_mut().expect("an object");
        members.extend(more.as_object().cloned().expect("an object"));
        request
    };
    let stock = |quantity: &str| json!([{ "product_id": "12", "quantity": quantity }]);
    let taken = with(&shop.inbox()[0], json!({ "host_id": "81", "stock": stock("7") }));
    shop.settle(taken).expect("settled");
    let mut asked = a_return("WC-1", "1", 1);
    asked["platform_order_id"] = "CB-55110-x".into();
    let asked: credit::ReturnRequest = serde_json::from_value(asked).expect("a request");
    let platform = shop.client.config.platform("city-butler").expect("a platform");
    transaction(&*shop.client.world().expect("a world").store, |tx| {
        credit::platform_refund(tx, &shop.client, platform, &asked)
    })
    .expect("booked");
    let refund = shop.inbox().remove(0);
    shop.pass(1_000);
    let back = with(&refund, json!({ "stock": stock("8") }));
    let reply = shop.settle(back).expect("settled");
    assert_eq!(reply["order_id"], "city-butler:CB-55110-x");
    assert_eq!(shop.published()[0], Some(8));

    // Refused, while the platform has called it off already: the shop has less than it had said.
    let mut second = document();
    second["meta_data"][0]["value"] = "CB-2-x".into();
    second["line_items"][1]["quantity"] = 1.into();
    shop.post(&second).expect("an order");
    let entry = shop.inbox().remove(0);
    shop.put("CB-2-x", Update { status: Some(Status::Cancelled), set_paid: false }).expect("off");
    shop.pass(1_000);
    let refusal =
        with(&entry, json!({ "refuse": { "code": "out_of_stock" }, "stock": stock("2") }));
    shop.settle(refusal).expect("settled");
    assert_eq!(shop.published()[0], Some(2));
}

#[test]
fn lines_that_are_together_too_much_are_refused_whatever_is_taken_off_them() {
    let shop = Shop::city_butler().with_products();
    let mut posted = document();
    let line =
        json!({ "product_id": 12, "quantity": 1, "subtotal": "999999999999999", "total": "0" });
    posted["line_items"] = vec![line; 200].into();
    assert_eq!(shop.post(&posted).expect_err("refused").code, Code::MoneyTooLarge);
}

#[test]
fn vat_that_the_shop_has_computed_is_not_replaced_by_a_rate_that_it_contradicts() {
    let shop = Shop::city_butler();
    let document = json!({
        "id": 7, "status": "processing", "currency": "EUR", "line_items": [],
        "shipping_lines": [{ "id": 1, "method_title": "Bezorging", "total": "4.95", "total_tax": "0.45" }],
        "meta_data": [
            { "key": "_platform_order_id", "value": "CB-9-x" },
            { "key": "_platform_payments", "value": [
                { "tender_id": "card-7", "kind": "multi_purpose", "amount": "5.40" }] }],
    });
    shop.record(json!({ "platform_id": "city-butler", "document": document })).expect("recorded");
    let split: Value =
        serde_json::from_str(&shop.stored("city-butler:CB-9-x").split).expect("JSON");
    let line = &split["lines"][0];
    assert_eq!((&line["vat_amount"], &line["vat_rate"]), (&json!("0.45"), &Value::Null));
}

#[test]
fn a_host_id_that_two_orders_have_names_neither() {
    let shop = Shop::city_butler();
    for (order_id, host_id) in [("CB-1-x", "81"), ("CB-2-x", "81"), ("CB-3-x", "82")] {
        let mut order = basket();
        order["platform_order_id"] = order_id.into();
        order["host_id"] = host_id.into();
        shop.record(json!({ "platform_id": "city-butler", "order": order })).expect("recorded");
    }
    let back = |host_id: &str| {
        shop.back(json!({ "platform_id": "city-butler", "host_id": host_id, "return_id": "R-1",
            "lines": [{ "line_id": "1", "quantity": 1 }] }))
    };
    assert_eq!(back("81").expect_err("which one is not guessed").path, "/host_id");
    assert_eq!(back("82").expect("a refund")["amount"], "12.95");
}

#[test]
fn more_lines_than_an_order_may_have_are_refused_before_any_is_looked_up() {
    let shop = Shop::city_butler().with_products();
    let mut posted = document();
    posted["line_items"] = vec![json!({ "product_id": 99, "total": "1" }); 10_001].into();
    let error = shop.post(&posted).expect_err("refused");
    assert_eq!((error.code, error.path.as_str()), (Code::JsonOutOfBounds, "/line_items"));
}

#[test]
fn many_payments_are_read_in_a_time_that_grows_with_their_number() {
    let shop = Shop::city_butler();
    let platform = shop.client.config.platform("city-butler").expect("a platform");
    let profile = profile::Profile::of(platform).expect("a profile");
    let time = |count: usize| {
        let payment = json!({ "tender_id": "card-7", "kind": "multi_purpose", "amount": "0.01" });
        let mut posted = document();
        posted["meta_data"][1]["value"] = vec![payment; count].into();
        let text = posted.to_string();
        let document = document::Document::read(&text).expect("a document");
        let once = |_| {
            let begun = std::time::Instant::now();
            document.content(&text, &profile.order);
            begun.elapsed()
        };
        (0..3).map(once).min().unwrap_or_default()
    };
    let (few, many) = (time(500), time(4_000));
    assert!(many < 32 * few, "8 times as many took {many:?} instead of {few:?}");
}

#[test]
fn an_order_is_the_same_however_its_amounts_were_written() {
    let shop = Shop::city_butler();
    recorded(&shop);
    let mut again = basket();
    again["tenders"][0]["amount"] = "50".into();
    again["lines"][0]["supplier_id"] = "x".into();
    let reply = shop.record(json!({ "platform_id": "city-butler", "order": again }));
    assert_eq!(reply.expect("the stored order")["replayed"], true);
}
