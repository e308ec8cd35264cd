//! What platforms order.

use super::*;

#[test]
fn a_platform_order_is_taken_once_shown_as_woocommerce_does_and_lowers_the_stock() {
    let (client, ..) = stocked();
    let made = call(&client, "POST", "/orders", order(3, "CB-1"));
    assert_eq!(made.status, 201, "{}", made.body);
    assert!(made.wake.contains(&"inbox"));
    let body = &made.body;
    assert_eq!((&body["total"], &body["total_tax"]), (&json!("225.00"), &json!("39.05")));
    assert_eq!(body["line_items"][0]["total"], "185.95");
    assert_eq!(
        (&body["line_items"][0]["product_id"], &body["line_items"][0]["variation_id"]),
        (&json!(30), &json!(32))
    );
    assert_eq!(
        (&body["status"], &body["billing"]["last_name"]),
        (&json!("processing"), &json!("de Vries"))
    );
    let stock = || get(&client, "/products/30/variations/32").body["stock_quantity"].clone();
    assert_eq!(stock(), 7);
    let again = call(&client, "POST", "/orders", order(3, "CB-1"));
    assert_eq!((again.status, again.header("Idempotent-Replayed")), (200, "true"));
    assert_eq!(again.body, made.body);
    assert_eq!(again.header("Location"), "", "nothing was made: PHP redirects what says where");
    assert_eq!(stock(), 7);
    let other = call(&client, "POST", "/orders", order(2, "CB-1"));
    assert_eq!((other.status, other.code()), (409, "koppel_order_conflict"));
    let path = format!("/orders/{}", made.body["id"]);
    assert_eq!(get(&client, &path).body, made.body);
    assert_eq!(get(&client, "/orders").header("X-WP-Total"), "1");
    assert_eq!(get(&client, "/orders?status=cancelled,pending").body, json!([]));
    assert_eq!(get(&client, "/orders?status=nonsense").code(), "rest_invalid_param");
    assert_eq!(get(&client, &format!("{path}/refunds")).body, json!([]));
    let cancelled = call(&client, "PUT", &path, json!({ "status": "cancelled" }));
    assert_eq!((cancelled.status, &cancelled.body["status"]), (200, &json!("cancelled")));
    assert_eq!(stock(), 10);
}

#[test]
fn the_lines_of_a_recorded_order_do_not_change_and_that_is_said() {
    let (client, ..) = stocked();
    let made = call(&client, "POST", "/orders", order(3, "CB-1")).body;
    let path = format!("/orders/{}", made["id"]);
    let line = &made["line_items"][0];
    let same = json!({ "status": "completed", "line_items": [{ "id": line["id"], "quantity": "3", "total": "185.950" }] });
    let answer = call(&client, "PUT", &path, same);
    assert_eq!((answer.status, &answer.body["status"]), (200, &json!("completed")));
    let mut shown = answer.body;
    shown["line_items"][0]["price"] = json!(61.983_333_333_333_334);
    shown["line_items"][0]["name"] = "Lamp".into();
    assert_eq!(call(&client, "PUT", &path, shown).status, 200, "as it was shown");
    for (line, place) in [
        (json!({ "id": line["id"], "quantity": 4 }), "/line_items/0/quantity"),
        (json!({ "id": line["id"], "quantity": 0 }), "/line_items/0/quantity"),
        (json!({ "id": line["id"], "total": "1.00" }), "/line_items/0/total"),
        (json!({ "id": line["id"], "product_id": null }), "/line_items/0/product_id"),
        (json!({ "product_id": 12, "quantity": 1 }), "/line_items/0"),
    ] {
        let answer = call(&client, "PUT", &path, json!({ "line_items": [line] }));
        assert_eq!((answer.status, answer.code()), (400, "koppel_order_recorded"));
        assert_eq!(answer.body["data"]["path"], place);
    }
    assert_eq!(get(&client, &path).body["line_items"], made["line_items"]);
}

#[test]
fn an_order_that_is_posted_again_as_paid_is_paid_and_never_unpaid_again() {
    let (client, ..) = stocked();
    let (mut unpaid, mut paid) = (order(3, "CB-1"), order(3, "CB-1"));
    unpaid["status"] = "pending".into();
    unpaid["set_paid"] = false.into();
    paid["status"] = "pending".into();
    paid["set_paid"] = true.into();
    assert_eq!(call(&client, "POST", "/orders", unpaid.clone()).body["status"], "pending");
    let again = call(&client, "POST", "/orders", paid.clone());
    assert_eq!((again.status, &again.body["status"]), (200, &json!("processing")));
    assert_eq!(again.header("Idempotent-Replayed"), "true");
    assert!(again.wake.contains(&"inbox"));
    let path = format!("/orders/{}", again.body["id"]);
    assert_eq!(call(&client, "POST", "/orders", unpaid).body["status"], "processing");
    call(&client, "PUT", &path, json!({ "status": "completed" }));
    let late = call(&client, "POST", "/orders", paid);
    assert_eq!((late.status, &late.body["status"]), (200, &json!("completed")));
    assert!(late.wake.is_empty());
}

#[test]
fn an_order_shows_when_it_was_paid_and_nothing_before() {
    let (client, hand, _) = stocked();
    let mut waits = order(3, "CB-1");
    waits["status"] = "on-hold".into();
    waits["set_paid"] = false.into();
    let made = call(&client, "POST", "/orders", waits).body;
    assert_eq!(made["date_paid_gmt"], Value::Null);
    hand.set(NOON + 3_600_000);
    let path = format!("/orders/{}", made["id"]);
    let paid = call(&client, "PUT", &path, json!({ "set_paid": true })).body;
    assert_eq!(paid["status"], "processing");
    assert_eq!(paid["date_paid_gmt"], paid["date_modified_gmt"]);
    assert_ne!(paid["date_paid_gmt"], paid["date_created_gmt"]);
    hand.set(NOON + 7_200_000);
    let cancelled = call(&client, "PUT", &path, json!({ "status": "cancelled" })).body;
    assert_eq!(cancelled["date_paid_gmt"], paid["date_paid_gmt"]);
}

#[test]
fn an_order_that_is_given_back_before_it_is_seen_takes_no_stock() {
    let (client, ..) = stocked();
    let mut refunded = order(11, "CB-1");
    refunded["status"] = "refunded".into();
    assert_eq!(call(&client, "POST", "/orders", refunded).status, 201);
    assert_eq!(get(&client, "/products/30/variations/32").body["stock_quantity"], 10);
}

#[test]
fn what_cannot_be_ordered_is_refused_and_nothing_is_kept() {
    let (client, ..) = stocked();
    let refused = |change: &dyn Fn(&mut Value)| {
        let mut order = order(1, "CB-9");
        order["meta_data"][1]["value"][1]["amount"] = "25.00".into();
        change(&mut order);
        let answer = call(&client, "POST", "/orders", order);
        (answer.status, answer.code().to_owned())
    };
    assert_eq!(
        refused(&|order| order["line_items"][0]["variation_id"] = 99.into()),
        (400, "koppel_unknown_product".into())
    );
    assert_eq!(refused(&|order| order["line_items"][0]["product_id"] = 999.into()).0, 400);
    let comma = refused(&|order| order["line_items"][0]["total"] = "10,50".into());
    assert_eq!(comma, (400, "rest_invalid_param".into()));
    assert_eq!(
        refused(&|order| order["status"] = "nonsense".into()),
        (400, "rest_invalid_param".into())
    );
    assert_eq!(
        refused(&|order| order["id"] = 7.into()),
        (400, "woocommerce_rest_shop_order_exists".into())
    );
    let over = call(&client, "POST", "/orders", order(11, "CB-8"));
    assert_eq!((over.status, over.code()), (400, "koppel_out_of_stock"));
    assert_eq!(get(&client, "/orders").body, json!([]));
    assert_eq!(get(&client, "/products/30/variations/32").body["stock_quantity"], 10);
}

#[test]
fn an_order_of_a_product_that_is_not_published_is_told_just_that() {
    let (client, hand, _) = stocked();
    hand.set(NOON + 120_000);
    let mut draft = variable(30);
    draft["status"] = "draft".into();
    sync(&client, "upsert", json!([draft]));
    let refused = call(&client, "POST", "/orders", order(1, "CB-9"));
    assert_eq!((refused.status, refused.code()), (400, "koppel_out_of_stock"));
    let message = refused.body["message"].as_str().unwrap_or_default();
    assert!(message.ends_with("is not published: its status is not \"active\"."), "{message}");
}

#[test]
fn a_group_is_not_ordered_itself_and_is_told_so() {
    let (client, hand, _) = stocked();
    hand.set(NOON + 120_000);
    let mut group = woocommerce(40, "G", "", 0);
    group["type"] = "grouped".into();
    sync(&client, "upsert", json!([group]));
    let mut ordered = order(1, "CB-9");
    ordered["line_items"][0]["product_id"] = 40.into();
    ordered["line_items"][0]["variation_id"] = 0.into();
    let refused = call(&client, "POST", "/orders", ordered);
    assert_eq!((refused.status, refused.code()), (400, "koppel_out_of_stock"));
    let message = refused.body["message"].as_str().unwrap_or_default();
    assert!(message.contains("is a group"), "{message}");
}

#[test]
fn lines_of_variations_that_share_a_stock_take_of_it_together() {
    let (client, hand, _) = stocked();
    hand.set(NOON + 120_000);
    let mut product = variable(30);
    product["manage_stock"] = true.into();
    product["stock_quantity"] = 7.into();
    for nth in 0..2 {
        product["variations"][nth]["manage_stock"] = "parent".into();
        product["variations"][nth]["stock_quantity"] = Value::Null;
    }
    sync(&client, "upsert", json!([product]));
    let asked = |each: i64| {
        let mut ordered = order(each, &format!("CB-{each}"));
        let mut other = ordered["line_items"][0].clone();
        other["variation_id"] = 31.into();
        ordered["line_items"].as_array_mut().expect("lines").push(other);
        call(&client, "POST", "/orders", ordered)
    };
    let refused = asked(4);
    assert_eq!(refused.code(), "koppel_out_of_stock", "{:?}", refused.body);
    let message = refused.body["message"].as_str().unwrap_or_default();
    assert!(message.contains("7 can be sold, 8 are asked"), "{message}");
}

#[test]
fn no_two_lines_of_an_order_have_one_number() {
    let (client, ..) = stocked();
    let line = |id: &str, amount: &str| json!({ "line_id": id, "kind": "product", "quantity": 1, "gross_amount": amount, "vat_rate": "21" });
    let order = json!({ "currency": "EUR", "status": "processing", "platform_order_id": "CB-7",
        "total_amount": "30.00", "lines": [line("2", "10.00"), line("b", "20.00")],
        "tenders": [{ "tender_id": "card-7", "kind": "multi_purpose", "amount": "30.00" }] });
    let request = json!({ "platform_id": "city-butler", "order": order }).to_string();
    crate::ohis::record::order_record(&client, request.as_bytes()).expect("recorded");
    let shown = get(&client, "/orders").body[0].clone();
    let numbers = [&shown["line_items"][0]["id"], &shown["line_items"][1]["id"]];
    assert_ne!(numbers[0], numbers[1]);
    let path = format!("/orders/{}/refunds", shown["id"]);
    let refund = json!({ "line_items": [{ "id": numbers[1], "quantity": 1 }] });
    assert_eq!(call(&client, "POST", &path, refund).body["amount"], "20.00");
}
