//! The platform is told of an order of the shop itself.

use super::*;

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
    let refund = shop.back(back).expect("a refund");
    // Its iDEAL was the shop's own: the platform cannot pay it back, whatever it does with its own orders (OH-22).
    assert_eq!(
        (&refund["credits"][0]["amount"], &refund["pay_out_amount"]),
        (&json!("10.65"), &json!("2.30"))
    );
    let rest = json!({ "platform_id": "city-butler", "order_id": "2026-1001", "return_id": "R-2",
        "lines": [{ "line_id": "1", "quantity": 2 }, { "line_id": "2", "quantity": 2 },
            { "line_id": "3", "quantity": 1 }] });
    let refund = shop.back(rest).expect("a refund");
    assert_eq!(
        (&refund["pay_out_amount"], &refund["refunds"][0]["paid_by"]),
        (&json!("8.48"), &json!("shop"))
    );
    shop.drain();
    shop.pass(60_000);
    shop.drain();
    assert_eq!(shop.platform.credited(), 5_000);
    let calls = shop.platform.calls("POST");
    assert_eq!(calls.len(), 3);
    assert!(calls[0].url.ends_with("/wp-json/wc/v3/orders"));
    assert!(calls[1].url.ends_with("/orders/P-9/refunds"), "{}", calls[1].url);
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
fn a_state_that_is_told_again_after_the_platform_took_the_order_is_the_same() {
    let shop = Shop::city_butler();
    shop.push(own_order("2026-1001")).expect("pushed");
    let done =
        json!({ "platform_id": "city-butler", "order_id": "2026-1001", "status": "completed" });
    let first = shop.push(done.clone()).expect("pushed");
    // The platform gives the order its id; the host does not know that its last call was done.
    shop.drain();
    let again = shop.push(done).expect("the entry that is there");
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

/// What became of a platform's order, or an order of the shop itself: neither is taken for told by nonsense.
#[test]
fn an_answer_that_is_no_order_is_parked_with_a_sentence_for_the_shopkeeper() {
    let inside = json!({ "code": "internal", "message": "Call our desk." }).to_string();
    let failed = json!({ "success": false, "error": "database" }).to_string();
    let unknown = json!({ "code": "platform_unknown_order", "message": "CB-1-x?" }).to_string();
    let twice = json!({ "code": "platform_order_conflict", "message": "Other content." });
    let others_key =
        json!({ "id": "CB-1-x", "meta_data": [{ "key": "_koppel_key", "value": "k" }] })
            .to_string();
    let json = "application/json";
    for (act, sentence) in [
        (Act::Say(200, json, inside), "geen bevestiging is"),
        (Act::Say(200, json, failed), "geen bevestiging is"),
        (Act::Say(200, "text/html", "<html>Onderhoud</html>".into()), "geen bevestiging is"),
        (Act::Say(201, json, "{\"id\": 9, \"sta".into()), "geen bevestiging is"),
        (Act::Say(200, json, "[]".into()), "geen bevestiging is"),
        (Act::Say(200, json, "{}".into()), "geen bevestiging is"),
        (Act::Say(200, json, "{\"status\": \"completed\"}".into()), "geen bevestiging is"),
        (
            Act::Say(200, json, "{\"id\": \"CB-1-x\", \"error\": \"full\"}".into()),
            "geen bevestiging is",
        ),
        (Act::Say(200, json, "{\"id\": 9, \"success\": false}".into()), "geen bevestiging is"),
        (Act::Say(200, json, others_key.clone()), "over iets anders"),
        (Act::Say(200, json, "\"ok\"".into()), "geen bevestiging is"),
        (Act::Say(200, json, String::new()), "geen bevestiging is"),
        (Act::Say(404, json, unknown), "kent deze bestelling niet"),
        (Act::Say(409, json, twice.to_string()), "Other content."),
        (Act::Say(401, "text/plain", String::new()), "herkent de sleutel van de winkel niet"),
        (Act::Say(302, "text/html", String::new()), "ander adres"),
    ] {
        for is_new in [false, true] {
            let shop = Shop::city_butler();
            let asked = match is_new {
                true => own_order("2026-1001"),
                false => {
                    recorded(&shop);
                    json!({ "platform_id": "city-butler", "platform_order_id": "CB-1-x",
                        "status": "completed" })
                }
            };
            shop.push(asked).expect("pushed");
            shop.platform.next(act.clone());
            assert_eq!(shop.drain().parked_new, 1, "{act:?}, new: {is_new}");
            let said = shop.parked();
            assert!(said.contains(sentence) && !said.contains("canary"), "{act:?}: {said}");
            if is_new {
                let known = shop.stored("2026-1001").order.platform_order_id;
                assert_eq!(known, None, "{act:?} gave the order an id");
            }
        }
    }
}

/// The state of one order, and an answer about another.
#[test]
fn an_answer_about_another_order_is_parked_and_one_that_names_the_order_anywhere_is_a_yes() {
    let identity = |id: &str| json!([{ "key": "_platform_order_id", "value": id }]);
    let told = json!({ "platform_id": "city-butler", "platform_order_id": "CB-1-x",
        "status": "completed" });
    for (answer, parked) in [
        (json!({ "id": "CB-2-x" }), true),
        (json!({ "id": 9, "meta_data": identity("CB-2-x") }), true),
        (json!({ "id": "CB-1-x" }), false),
        (json!({ "id": 9, "meta_data": identity("CB-1-x") }), false),
        (json!({ "id": "CB-1-x", "error": null, "errors": [] }), false),
    ] {
        let shop = Shop::city_butler();
        recorded(&shop);
        shop.push(told.clone()).expect("pushed");
        shop.platform.next(Act::Say(200, "application/json", answer.to_string()));
        let drained = shop.drain();
        assert_eq!((drained.sent, drained.parked_new), (!parked as u32, parked as u32), "{answer}");
        if parked {
            let said = shop.parked();
            assert!(
                said.contains("over iets anders") && said.contains("CB-2-x / CB-1-x"),
                "{said}"
            );
        }
    }
    // A platform whose answers name no order is taken at its word, where its profile says that they do not.
    let shop = shop(json!({ "extends": "city-butler", "order": { "answered": null } }));
    recorded(&shop);
    shop.push(told).expect("pushed");
    shop.platform.next(Act::Say(200, "application/json", "{}".into()));
    assert_eq!(shop.drain().sent, 1);
}

#[test]
fn a_platform_whose_orders_have_no_id_is_told_by_the_number_that_the_shop_gave() {
    let of_number = |path: &str| json!({ "path": path });
    let shop = shop(json!({ "extends": "city-butler", "order": { "identity": null }, "calls": {
        "order_state": of_number("/orders/{order_number}"),
        "credit": of_number("/orders/{order_number}/refunds"),
        "lookup": of_number("/orders/{host_id}/refunds?koppel_key={key}") } }));
    let mut order = basket();
    let members = order.as_object_mut().expect("an object");
    members.remove("platform_order_id");
    members.insert("host_id".into(), "H-7".into());
    let recorded = shop.record(json!({ "platform_id": "city-butler", "order": order }));
    let order_id = recorded.expect("recorded")["order_id"].clone();
    let number = shop.stored(order_id.as_str().expect("an id")).number;
    let told = json!({ "platform_id": "city-butler", "order_id": order_id, "status": "completed" });
    shop.push(told).expect("pushed");
    shop.drain();
    let put = shop.platform.calls("PUT").remove(0);
    assert!(put.url.ends_with(&format!("/orders/{number}")), "{}", put.url);
    let back = json!({ "platform_id": "city-butler", "order_id": order_id, "return_id": "R-1",
        "lines": [{ "line_id": "1", "quantity": 1 }] });
    shop.back(back).expect("a refund");
    shop.platform.next(Act::TimeOutAfterApplying);
    shop.drain();
    shop.pass(600_000);
    assert_eq!(shop.drain().sent, 1);
    assert_eq!(shop.platform.credited(), 1295);
    let asked = shop.platform.calls("GET").remove(0);
    assert!(asked.url.contains("/orders/H-7/refunds?koppel_key="), "{}", asked.url);
}
