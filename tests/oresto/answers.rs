//! What is made of answers that Oresto's document does not foresee: nothing is taken for a yes, for a no, or for an empty
//! list that does not say so; and what of the shop's own catalogue contradicts itself is told.

use super::server::call;
use koppel::client::Client;
use koppel::config::Config;
use koppel::open::{MachineClock, MachineEntropy};
use koppel::store::Sqlite;
use koppel::world::{Clock, Fault, Reply, Request, Wire, World};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

/// A webshop that answers by path as it is told, and otherwise as it should.
#[derive(Clone, Default)]
struct Script {
    answers: Arc<Mutex<BTreeMap<String, String>>>,
    calls: Arc<Mutex<Vec<(String, Value)>>>,
}

impl Wire for Script {
    fn send(&self, request: &Request) -> Result<Reply, Fault> {
        let path = request.url.split("/api/").nth(1).unwrap_or_default();
        let path = path.split('?').next().unwrap_or_default();
        let name = format!("{} {path}", request.method).to_uppercase();
        let body = serde_json::from_slice(&request.body).unwrap_or_default();
        let told = self.answers.lock().expect("the answers").get(&name).cloned();
        if request.method != "GET" {
            self.calls.lock().expect("the calls").push((name, body));
        }
        let rows = match path {
            "Brands" => json!([{ "Id": 12, "Name": "Polderzuivel" }]),
            "StorageConditions" => json!([{ "Id": 1, "Name": "Alle" }]),
            "ContentTypes" | "UnitSalesPrices" => {
                json!([{ "Abbreviation": "KG" }, { "Abbreviation": "ST" }])
            }
            _ => json!([]),
        };
        let body = match told {
            Some(told) => told,
            None if request.method == "GET" => {
                json!({ "UserId": 2, "Errors": [], "Data": rows }).to_string()
            }
            None => json!({ "UserId": 2, "Errors": [], "Data": null }).to_string(),
        };
        let kind = if body.starts_with("<") { "application/xml" } else { "application/json" };
        let headers = vec![("content-type".into(), kind.into())];
        Ok(Reply { status: 200, headers, body: body.into_bytes() })
    }
    fn cancel(&self) {}
}

impl Script {
    fn client(&self) -> Client {
        let config = json!({
            "store": "sqlite::memory:",
            "shop": { "shop_id": "g", "currency": "EUR", "country": "BE", "prices_include_vat": false },
            "oresto": { "environment": "test", "login": "demo", "password": "test",
                "products": { "categories": { "zuivel": 2 }, "storage_condition": 1, "unit": "ST" } },
        });
        let config = Config::read(config.to_string().as_bytes()).expect("a configuration");
        let wire = self.clone();
        Client::new(config, move |_| {
            Ok(World {
                clock: Box::new(MachineClock::default()),
                entropy: Box::new(MachineEntropy),
                wire: Box::new(wire.clone()),
                store: Box::new(Sqlite::open(":memory:", Box::new(MachineClock::default()))?),
            })
        })
    }
    fn answers(&self, name: &str, body: &str) {
        self.answers.lock().expect("the answers").insert(name.to_uppercase(), body.to_owned());
    }
    fn behaves(&self) {
        self.answers.lock().expect("the answers").clear();
    }
    /// What was changed since it was last asked.
    fn changes(&self) -> Vec<(String, Value)> {
        std::mem::take(&mut *self.calls.lock().expect("the calls"))
    }
    fn names(&self) -> Vec<String> {
        self.changes().into_iter().map(|(name, _)| name).collect()
    }
}

fn milk(id: &str, sku: &str, ean: Option<&str>) -> Value {
    json!({ "external_id": id, "name": format!("Melk {id}"), "brand": "Polderzuivel", "status": "active",
        "categories": [{ "external_id": "zuivel", "name": "Zuivel" }],
        "variants": [{ "external_id": id, "sku": sku, "gtin": ean, "price": { "regular": "1.25" },
            "tax": { "rate_percent": "6" }, "weight": { "value": "1", "unit": "kg" } }] })
}

fn state(client: &Client, mode: &str, items: Value) {
    let request = json!({ "from": "canonical", "mode": mode, "items": items });
    call(client, "catalog_sync", request).expect("the catalogue");
}

fn sync(client: &Client, flow: &str) -> Value {
    call(client, "oresto_sync", json!({ "flow": flow, "retry_failed": true })).expect(flow)
}

const EAN: &str = "5412345000013";
const BY_EAN: &str = "GET CentralProducts/GetByEan";

#[test]
fn only_a_product_of_that_ean_code_says_that_oresto_keeps_it() {
    for (data, is_kept) in [
        (json!({ "EanCode": EAN, "Name": "Melk" }), Some(true)),
        (json!([{ "EanCode": format!("0{EAN}") }]), Some(true)),
        (json!({ "Name": "Melk" }), Some(true)),
        (json!(null), Some(false)),
        (json!([]), Some(false)),
        (json!(""), Some(false)),
        (json!({}), Some(false)),
        (json!([null]), Some(false)),
        (json!({ "EanCode": null }), Some(false)),
        (json!(false), None),
        (json!(true), None),
        (json!(7), None),
        (json!("oops"), None),
        (json!(["oops"]), None),
        (json!({ "EanCode": "5412345000099" }), None),
    ] {
        let script = Script::default();
        let client = script.client();
        state(&client, "upsert", json!([milk("p1", "A-1", Some(EAN))]));
        script.answers(BY_EAN, &json!({ "UserId": 2, "Errors": [], "Data": data }).to_string());
        let reply = sync(&client, "nightly");
        let expected: &[&str] = match is_kept {
            Some(true) => &["POST LINKPRODUCTS"],
            Some(false) => &["POST PRODUCTS"],
            None => &[],
        };
        assert_eq!(script.names(), expected, "{data}: {reply}");
        let waits =
            reply["left"].as_i64().zip(reply["failed"].as_i64()).map(|(one, two)| one + two);
        assert_eq!(waits, Some(i64::from(is_kept.is_none())), "{data}: {reply}");
        assert_eq!(
            reply["problems"].as_array().map(Vec::len),
            Some(usize::from(is_kept.is_none()))
        );
    }
    let script = Script::default();
    let client = script.client();
    state(&client, "upsert", json!([milk("p1", "A-1", Some(EAN))]));
    script.answers(BY_EAN, "<Response><RequestDuration>1</RequestDuration><Data/></Response>");
    sync(&client, "nightly");
    assert_eq!(script.names(), ["POST PRODUCTS"]);
}

#[test]
fn an_answer_of_another_type_is_tried_again_later_and_the_reply_says_when() {
    let script = Script::default();
    let client = script.client();
    state(&client, "upsert", json!([milk("p1", "A-1", Some(EAN))]));
    script.answers(BY_EAN, r#"{"UserId":2,"Data":true}"#);
    let reply = sync(&client, "nightly");
    assert_eq!(reply["problems"][0]["code"], "oresto.unavailable", "{reply}");
    assert_eq!((&reply["left"], &reply["stopped"]), (&json!(1), &Value::Null));
    let again = sync(&client, "nightly");
    assert_eq!((&again["calls"], &again["left"]), (&json!(0), &json!(1)), "{again}");
    let at = |reply: &Value| {
        let text = reply["next_at"].as_str().unwrap_or_else(|| panic!("{reply}")).to_owned();
        chrono::DateTime::parse_from_rfc3339(&text).expect("an instant").timestamp_millis()
    };
    let ahead = at(&again) - MachineClock::default().now().0;
    assert!((1_000..=10_000).contains(&ahead), "{ahead} ms: {again}");
    assert_eq!(at(&again), at(&reply));
}

#[test]
fn a_table_of_another_type_is_told_and_not_kept_for_a_day() {
    let script = Script::default();
    let client = script.client();
    script.answers("GET Suppliers", r#"{"UserId":2,"Errors":[],"Data":"oops"}"#);
    let reply = sync(&client, "lookups");
    let problem = &reply["problems"][0];
    assert_eq!(
        (&problem["item"], &problem["code"]),
        (&json!("suppliers_list"), &json!("oresto.unavailable"))
    );
    assert_eq!(reply["problems"].as_array().map(Vec::len), Some(1), "{reply}");
    script.behaves();
    let reply = sync(&client, "lookups");
    assert_eq!((&reply["calls"], &reply["problems"]), (&json!(1), &json!([])), "{reply}");
}

#[test]
fn a_list_of_another_type_is_oresto_s_fault_and_never_an_empty_one() {
    let script = Script::default();
    let client = script.client();
    script.answers("GET Clients/GetClientOrders", r#"{"UserId":2,"Errors":[],"Data":"oops"}"#);
    let stopped = &sync(&client, "orders")["stopped"];
    assert_eq!(
        (&stopped["code"], &stopped["retryable"]),
        (&json!("oresto.unavailable"), &json!(true))
    );
    let message = stopped["message"].as_str().expect("words");
    assert!(message.contains("Oresto answered client_orders_list with \"oops\""), "{message}");
    // An empty list of clients would have them all made again.
    script.answers("GET Clients", r#"{"UserId":2,"Errors":[],"Data":"oops"}"#);
    let item = json!({ "client": { "ClientNumber": "K1", "ClientSegmentId": 1 }, "users": [] });
    let request = json!({ "flow": "clients", "items": [item] });
    let reply = call(&client, "oresto_sync", request).expect("clients");
    assert_eq!((script.names(), &reply["left"]), (vec![], &json!(1)), "{reply}");
}

#[test]
fn an_article_number_of_two_products_is_one_product_s_every_night_and_outlives_the_other() {
    let script = Script::default();
    let client = script.client();
    state(&client, "upsert", json!([milk("p1", "DUP", None)]));
    sync(&client, "nightly");
    assert_eq!(script.names(), ["POST PRODUCTS"]);
    state(&client, "upsert", json!([milk("p2", "DUP", None)]));
    let reply = sync(&client, "nightly");
    assert_eq!(script.names(), Vec::<String>::new(), "{reply}");
    let problem = &reply["problems"][0];
    assert_eq!(
        (&problem["item"], &problem["code"]),
        (&json!("p2"), &json!("product.sku_twice")),
        "{reply}"
    );
    let mut renamed = milk("p1", "DUP", None);
    renamed["name"] = "Karnemelk".into();
    state(&client, "upsert", json!([renamed]));
    sync(&client, "nightly");
    assert_eq!(script.names(), ["PUT PRODUCTS"]);
    // The second goes: the first stays.
    state(&client, "delete", json!(["p2"]));
    let reply = sync(&client, "nightly");
    assert_eq!((script.names(), &reply["problems"]), (vec![], &json!([])));
    // The first goes while there is a second: it is that one's from now on.
    state(&client, "upsert", json!([milk("p2", "DUP", None)]));
    sync(&client, "nightly");
    state(&client, "delete", json!(["p1"]));
    sync(&client, "nightly");
    let changes = script.changes();
    assert_eq!(changes.len(), 1, "{changes:?}");
    assert_eq!(
        (changes[0].0.as_str(), &changes[0].1["Localizations"][0]["Name"]),
        ("PUT PRODUCTS", &json!("Melk p2"))
    );
    state(&client, "delete", json!(["p2"]));
    sync(&client, "nightly");
    assert_eq!(script.names(), ["DELETE PRODUCTS"]);
}

#[test]
fn a_promotion_that_is_over_is_taken_away_in_so_many_words() {
    let script = Script::default();
    let client = script.client();
    let on_sale = |name: &str, price: Option<&str>| {
        let mut product = milk("p1", "A-1", None);
        product["name"] = name.into();
        product["variants"][0]["price"]["sale"] = json!(price);
        json!([product])
    };
    state(&client, "upsert", on_sale("Melk", Some("1.00")));
    sync(&client, "nightly");
    script.changes();
    let taken_away = |members: [&str; 3]| {
        let changes = script.changes();
        assert_eq!(changes.len(), 1, "{changes:?}");
        for name in members {
            assert_eq!(changes[0].1.get(name), Some(&Value::Null), "{name}: {changes:?}");
        }
        changes[0].0.clone()
    };
    state(&client, "upsert", on_sale("Melk", None));
    sync(&client, "nightly");
    let sales = taken_away(["PromoValidFrom", "PromoValidUntil", "SalesPriceListPromo"]);
    assert_eq!(sales, "PUT PRODUCTS/SALES");
    state(&client, "upsert", on_sale("Melk", Some("1.00")));
    sync(&client, "nightly");
    script.changes();
    // Changed together with its name, all of it is sent, and this with it.
    state(&client, "upsert", on_sale("Karnemelk", None));
    sync(&client, "nightly");
    let whole = taken_away(["PromoValidFromUtc", "PromoValidUntilUtc", "SalesPriceListPromo"]);
    assert_eq!(whole, "PUT PRODUCTS");
}
