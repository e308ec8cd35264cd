//! Many shops in one database: a client of one sees nothing of another and changes nothing of it, through any method.

use crate::servers::Kind;
use crate::shop::{address, call, client, config, push, try_call};
use koppel::client::Client;
use koppel::methods::{METHODS, Run};
use koppel::world::{Row, Value as Held, transaction};
use serde_json::{Value, json};

/// Stands in everything that the one shop stores.
const CANARY: &str = "canary";

/// A shop with something in every corner that can be filled without a far side.
fn fill(shop: &Client) {
    let product = json!({ "id": 12, "name": "canary lamp", "type": "simple", "status": "publish",
        "sku": "canary-sku", "regular_price": "12.95", "price": "12.95", "tax_status": "taxable",
        "tax_class": "", "manage_stock": true, "stock_quantity": 5, "stock_status": "instock",
        "backorders": "no", "categories": [{ "id": 21, "name": "canary lamps", "slug": "canary" }] });
    let catalogue = json!({ "from": "woocommerce", "mode": "upsert", "items": [product] });
    call(shop, "catalog_sync", catalogue);
    let mut own = push("p", "canary-own");
    own["order"]["customer"] = json!({ "customer_id": "canary-7", "email": "canary@example.nl",
        "first_name": "canary" });
    call(shop, "order_push", own);
    let returned = json!({ "platform_id": "p", "order_id": "canary-own", "return_id": "canary-r",
        "lines": [{ "line_id": "1", "quantity": 1 }] });
    call(shop, "return_credit", returned);
    let order = json!({ "status": "processing", "currency": "EUR",
        "meta_data": [{ "key": "_platform_order_id", "value": "canary-platform" },
            { "key": "_platform_payments", "value": [{ "tender_id": "card", "kind": "multi_purpose", "amount": "12.95" }] }],
        "billing": { "first_name": "canary", "email": "canary@example.nl" },
        "line_items": [{ "product_id": 12, "quantity": 1, "subtotal": "10.702479", "total": "10.702479" }] });
    let hook = json!({ "name": "canary", "topic": "order.created",
        "delivery_url": "https://canary.example/hook", "secret": "canary" });
    for (path, body) in [("orders", order), ("webhooks", hook)] {
        assert_eq!(http(shop, "POST", path, &body)["status"], 201, "{path}");
    }
}

fn http(shop: &Client, method: &str, path: &str, body: &Value) -> Value {
    let body = if body.is_null() { String::new() } else { body.to_string() };
    let request = json!({ "method": method, "target": format!("/wp-json/wc/v3/{path}"),
        "scheme": "https", "remote_address": "192.0.2.1", "body": body,
        "headers": [["Authorization", "Basic Y2tfcnc6Y3Nfcnc="], ["Content-Type", "application/json"]] });
    call(shop, "http_respond", request)
}

/// Everything that the store holds of a shop.
fn held(shop: &Client, shop_id: &str) -> Vec<String> {
    let tables = include_str!("../../src/store/schema/1.sql").to_owned()
        + include_str!("../../src/store/schema/2.sql");
    let tables = tables.lines().filter_map(|line| line.strip_prefix("CREATE TABLE "));
    let tables: Vec<&str> = tables.filter_map(|line| line.split_whitespace().next()).collect();
    transaction(&*shop.world().expect("a world").store, |tx| {
        let mut held = Vec::new();
        for table in tables.iter().filter(|table| **table != "store_version") {
            let mut rows = Vec::new();
            let sql = format!("SELECT * FROM {table} WHERE shop_id = ?");
            tx.query(&sql, &[shop_id.into()], &mut |row| {
                rows.push(format!("{table}: {}", shown(row)));
                Ok(())
            })?;
            rows.sort();
            held.extend(rows);
        }
        Ok(held)
    })
    .expect("read")
}

fn shown(row: &dyn Row) -> String {
    // More columns than any table has; what is not there is null.
    let values = (0..32).map(|column| match row.value(column) {
        Held::Text(text) => text.to_owned(),
        other => format!("{other:?}"),
    });
    values.collect::<Vec<_>>().join("|")
}

/// What members of requests can be given to reach into another shop: its own ids, by the names they have there.
fn guesses(member: &str) -> Vec<Value> {
    let texts: &[&str] = match member {
        "platform_id" => &["p"],
        "order_id" | "host_id" => &["canary-own", "1"],
        "platform_order_id" => &["canary-platform"],
        "return_id" => &["canary-r"],
        "customer_id" => &["canary-7"],
        "email" => &["canary@example.nl"],
        "entry_id" | "id" | "lease" | "after" => &["1", "0", "2"],
        "kind" => &["orders", "customers", "receipts"],
        "from" => &["2020-01-01", "2020-01-01T00:00:00+01:00"],
        "until" => &["2030-01-01", "2030-01-01T00:00:00+01:00"],
        "state" => &["due", "parked", "done"],
        "punchout_id" | "hold_id" | "ask_id" | "cart_id" => &["1"],
        _ => &[],
    };
    let mut guesses: Vec<Value> = texts.iter().map(|text| json!(text)).collect();
    match member {
        "lines" => guesses.push(json!([{ "line_id": "1", "quantity": 1 }])),
        "items" => guesses.push(json!([])),
        "by_hand" | "accept" => guesses.push(true.into()),
        _ => {}
    }
    guesses
}

/// Requests for a method: what must be there, and each other member that can be guessed, alone.
fn requests(schema: &Value) -> Vec<Value> {
    let none = serde_json::Map::new();
    let members = schema["properties"].as_object().unwrap_or(&none);
    let required: Vec<&str> =
        schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
    let mut bare = json!({});
    for member in &required {
        bare[*member] = guesses(member).into_iter().next().unwrap_or(json!("1"));
    }
    let mut requests = vec![bare.clone()];
    for member in members.keys() {
        for guess in guesses(member) {
            let mut one = bare.clone();
            one[member.as_str()] = guess;
            if members.contains_key("lines") && !required.contains(&"lines") {
                requests.push(one.clone());
                one["lines"] = json!([{ "line_id": "1", "quantity": 1 }]);
            }
            requests.push(one);
        }
    }
    requests
}

#[test]
fn a_client_of_one_shop_sees_and_changes_nothing_of_another_through_any_method() {
    let folder = tempfile::tempdir().expect("a folder");
    for kind in Kind::ALL {
        let store = address(kind, folder.path());
        let far = folder.path().join(format!("{kind:?}"));
        let one = client(&config(&store, "one"), &far);
        fill(&one);
        let before = held(&one, "one");
        assert!(before.len() > 15, "{before:#?}");
        let other = client(&config(&store, "other"), &far);
        let (mut asked, mut answered) = (0, 0);
        for method in METHODS.iter().filter(|method| matches!(method.run, Run::Client(_))) {
            for request in requests((method.request)().as_value()) {
                asked += 1;
                let Ok(reply) = try_call(&other, method.name, &request) else { continue };
                answered += 1;
                let reply = without_what_was_asked(&reply.to_string(), &request);
                assert!(!reply.contains(CANARY), "{}: {request} gave {reply}", method.name);
            }
        }
        for path in [
            "products",
            "orders",
            "webhooks",
            "products/12",
            "orders/1",
            "webhooks/1",
            "customers",
            "products/categories",
            "products/categories/21",
            "reports",
        ] {
            asked += 1;
            for (method, body) in [
                ("GET", Value::Null),
                ("DELETE", Value::Null),
                ("PUT", json!({ "status": "cancelled", "name": "other" })),
            ] {
                let answer = http(&other, method, path, &body);
                answered += i64::from(answer["status"] == 200);
                assert!(!answer.to_string().contains(CANARY), "{method} {path}: {answer}");
            }
        }
        assert!(asked > 50 && answered > 10, "{asked} asked, {answered} answered");
        assert_eq!(held(&one, "one"), before, "{kind:?}: changed");
        assert!(!far.exists(), "{kind:?}: sent {:?}", std::fs::read_to_string(&far));
        assert!(held(&other, "other").iter().all(|row| !row.contains("canary lamp")), "{kind:?}");
    }
}

/// What a reply repeats of the request tells nothing.
fn without_what_was_asked(reply: &str, request: &Value) -> String {
    let mut reply = reply.to_owned();
    for value in request.as_object().into_iter().flatten().filter_map(|(_, value)| value.as_str()) {
        if value.contains(CANARY) {
            reply = reply.replace(value, "");
        }
    }
    reply
}
