//! The shop takes an order over, or refuses it.

use super::*;

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
