//! Where WooCommerce is unsafe: refused, and with the switch for it done as WooCommerce does it.

use super::writing::post;
use super::*;

/// A shop that clients may write, with one product at 10.00 of which there is one, and these switches.
fn lenient(compat: Value) -> (Client, Value) {
    let (client, ..) = shop(|config| {
        config["rest"]["writes"] = "mirror".into();
        config["rest"]["compat"] = compat;
        config["rest"]["keys"][0]["platform_id"] = Value::Null;
    });
    let lamp = json!({ "regular_price": "10.00", "manage_stock": true, "stock_quantity": 1 });
    let lamp = post(&client, "/products", lamp)["id"].clone();
    (client, lamp)
}

/// Each of them, and nothing else that is unsafe, lets its own request pass.
#[test]
fn each_unsafety_has_a_switch_of_its_own() {
    let switches =
        ["unknown_product", "overselling", "comma_price", "doubled_order", "over_refund"];
    let all = switches.map(|one| json!([one]));
    for compat in [json!(false), json!([]), json!(true), json!(switches)].into_iter().chain(all) {
        let (client, lamp) = lenient(compat.clone());
        let is_on = |switch: &str| compat == json!(true) || compat.to_string().contains(switch);
        let asked = |method: &str, path: &str, body: Value| call(&client, method, path, body);
        let unknown = asked("POST", "/orders", json!({ "line_items": [{ "product_id": 99 }] }));
        match is_on("unknown_product") {
            true => assert_eq!(unknown.body["line_items"][0]["total"], "0.00", "{compat}"),
            false => assert_eq!(unknown.code(), "koppel_unknown_product", "{compat}"),
        }
        let many =
            json!({ "set_paid": true, "line_items": [{ "product_id": lamp, "quantity": 5 }] });
        let many = asked("POST", "/orders", many);
        let left = get(&client, &format!("/products/{lamp}")).body["stock_quantity"].clone();
        match is_on("overselling") {
            true => assert_eq!((many.status, left), (201, json!(-4)), "{compat}"),
            false => assert_eq!((many.code(), left), ("koppel_out_of_stock", json!(1)), "{compat}"),
        }
        let comma = asked("POST", "/products", json!({ "regular_price": "10,50" }));
        match is_on("comma_price") {
            true => assert_eq!(comma.body["regular_price"], "1050", "{compat}"),
            false => assert_eq!(comma.code(), "rest_invalid_param", "{compat}"),
        }
        let order = |note: &str| {
            json!({ "customer_note": note, "fee_lines": [{ "name": "Fee", "total": "10.00" }],
            "meta_data": [{ "key": "_platform_order_id", "value": "CB-9" }] })
        };
        let first = asked("POST", "/orders", order(""));
        let again = asked("POST", "/orders", order(""));
        let other = asked("POST", "/orders", order("Another"));
        assert_eq!(first.status, 201);
        match is_on("doubled_order") {
            true => {
                assert_eq!((again.status, other.status), (201, 201), "{compat}");
                assert!(first.body["id"] != again.body["id"]);
            }
            false => {
                assert_eq!((again.status, &again.body), (200, &first.body), "{compat}");
                assert_eq!(again.header("Idempotent-Replayed"), "true");
                assert_eq!((other.status, other.code()), (409, "koppel_order_conflict"));
            }
        }
        over_refund(&client, is_on("over_refund"), &compat);
    }
}

/// Of one line more than it is worth, and of the whole order more than is left.
fn over_refund(client: &Client, is_on: bool, compat: &Value) {
    let two = json!({ "fee_lines": [{ "name": "A", "total": "10.00" }, { "name": "B", "total": "10.00" }] });
    let order = post(client, "/orders", two);
    let path = format!("/orders/{}/refunds", order["id"]);
    let line = order["fee_lines"][0]["id"].clone();
    let refund = |amount: &str| {
        let lines = json!([{ "id": line, "refund_total": amount }]);
        call(client, "POST", &path, json!({ "api_refund": false, "line_items": lines }))
    };
    assert_eq!(refund("6.00").status, 201);
    assert_eq!(get(client, "/refunds").body[0]["parent_id"], order["id"]);
    let over = refund("6.00");
    match is_on {
        true => assert_eq!(over.body["amount"], "6.00", "{compat}"),
        false => assert_eq!((over.status, over.code()), (400, "koppel_over_refund"), "{compat}"),
    }
    let whole = call(client, "POST", &path, json!({ "api_refund": false, "amount": "90.00" }));
    match is_on {
        true => {
            assert_eq!(
                (whole.status, &whole.body["message"]),
                (500, &json!("Invalid refund amount."))
            );
            assert_eq!(whole.code(), "woocommerce_rest_cannot_create_order_refund");
        }
        false => assert_eq!((whole.status, whole.code()), (400, "koppel_over_refund")),
    }
}

#[test]
fn a_platforms_order_is_two_orders_only_where_that_is_said() {
    for (compat, orders) in [(json!(false), 1), (json!(["doubled_order"]), 2)] {
        let (client, ..) = shop(|config| config["rest"]["compat"] = compat);
        sync(&client, "upsert", json!([variable(30)]));
        for _ in 0..2 {
            assert!(
                [200, 201].contains(&call(&client, "POST", "/orders", order(1, "CB-1")).status)
            );
        }
        assert_eq!(get(&client, "/orders").ids().len(), orders);
    }
}

#[test]
fn no_two_refunds_of_any_orders_have_one_number() {
    let mut all: Vec<i64> = [1, 2, 3, 999, 1_000, 1_001, 1_000_000]
        .into_iter()
        .flat_map(|order| (0..3_000).map(move |nth| crate::rest::refunds::number(order, nth)))
        .collect();
    let count = all.len();
    all.sort_unstable();
    all.dedup();
    assert_eq!(all.len(), count);
    assert!(all.iter().all(|number| *number < 1 << 53), "a double counts them");
}
