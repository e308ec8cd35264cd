//! What a platform writes to products in a shop that keeps them itself.

use super::*;
use crate::inbox::{self, NextRequest};

fn proposals(client: &Client) -> Vec<Value> {
    let request: NextRequest =
        serde_json::from_value(json!({ "kinds": ["product_proposal"] })).expect("a request");
    let handed = inbox::hand_out(client, &request).expect("handed out");
    handed.entries.iter().map(|one| serde_json::to_value(one).expect("JSON")).collect()
}

#[test]
fn a_platforms_change_waits_for_the_shop_and_changes_nothing() {
    let (client, ..) = stocked();
    let before = get(&client, "/products/12").body;
    let asked = call(&client, "PUT", "/products/12", json!({ "regular_price": "9.95", "x": 1 }));
    assert_eq!((asked.status, asked.code()), (202, "koppel_proposed"));
    assert!(asked.wake.contains(&"inbox"));
    assert_eq!(get(&client, "/products/12").body, before);
    let created = call(&client, "POST", "/products", json!({ "name": "New" }));
    assert_eq!(created.status, 202);
    let waiting = proposals(&client);
    let first = &waiting[0];
    assert_eq!(first["platform_id"], "city-butler");
    assert_eq!(first["key"], asked.body["data"]["proposal"]);
    assert_eq!(
        first["product"],
        json!({ "action": "update", "resource": "product", "product_id": "12", "variant_id": null,
            "document": { "regular_price": "9.95" } })
    );
    assert_eq!(waiting[1]["product"]["document"]["name"], "New");
    let settled = json!({ "id": first["id"], "lease": first["lease"] });
    let settled = crate::ohis::takeover::inbox_settle(&client, settled.to_string().as_bytes());
    assert!(settled.is_ok(), "a proposal is no order: the shop only says that it has seen it");
}

#[test]
fn what_cannot_be_meant_is_refused_before_it_waits() {
    let (client, ..) = stocked();
    for (method, path, body, status) in [
        ("PUT", "/products/12", json!({ "regular_price": "10,50" }), 400),
        ("PUT", "/products/12", json!({ "status": "x" }), 400),
        ("PUT", "/products/999", json!({}), 400),
        ("DELETE", "/products/999", json!({}), 404),
        ("PUT", "/products/30/variations/12", json!({}), 400),
        ("POST", "/products/categories", json!({ "name": "x" }), 403),
        ("POST", "/taxes", json!({ "rate": "21" }), 403),
        ("DELETE", "/orders/1", json!({ "force": true }), 404),
    ] {
        let answer = call(&client, method, path, body);
        assert_eq!(answer.status, status, "{method} {path}: {}", answer.body);
    }
    assert!(proposals(&client).is_empty());
    let taxes = get(&client, "/taxes").body;
    let rates: Vec<&str> =
        taxes.as_array().expect("a list").iter().filter_map(|one| one["rate"].as_str()).collect();
    assert_eq!(rates, ["9.0000", "21.0000"], "the shop's own are read");
}

#[test]
fn a_platforms_other_price_is_taken_and_the_shop_sees_its_own_beside_it() {
    let (client, ..) = stocked();
    let mut cheaper = order(1, "CB-5");
    cheaper["line_items"][0]["subtotal"] = "50.000000".into();
    cheaper["line_items"][0]["total"] = "50.000000".into();
    cheaper["meta_data"][1]["value"][1]["amount"] = "10.50".into();
    assert_eq!(call(&client, "POST", "/orders", cheaper).status, 201);
    assert_eq!(call(&client, "POST", "/orders", order(1, "CB-6")).status, 201);
    let request: NextRequest = serde_json::from_value(json!({ "kinds": ["order"] })).expect("one");
    let handed = inbox::hand_out(&client, &request).expect("handed out");
    let orders: Vec<&Value> = handed.entries.iter().filter_map(|one| one.order.as_ref()).collect();
    let line = &orders[0]["lines"][0];
    assert_eq!((&line["gross_amount"], &line["listed_amount"]), (&json!("60.50"), &json!("75.00")));
    assert!(orders[1]["lines"][0].get("listed_amount").is_none());
}
