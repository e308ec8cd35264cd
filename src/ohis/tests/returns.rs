//! Returns: what goes back, once, whatever becomes of the call.

use super::*;

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
    assert_eq!(refund["pay_out_amount"], "10.78");
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
    let inside = json!({ "code": "internal", "message": "Call our desk." }).to_string();
    for (act, sentence) in [
        (Act::Say(200, "text/html", html), "geen bevestiging is"),
        (Act::Say(201, "application/json", other), "ander bedrag teruggeboekt"),
        (Act::Say(201, "application/json", "{\"id\": 1}".into()), "ander bedrag teruggeboekt"),
        (Act::Say(200, "application/json", "[]".into()), "geen bevestiging is"),
        (Act::Say(200, "application/json", inside), "geen bevestiging is"),
        (Act::Say(200, "application/json", "{\"id\": 1, \"amo".into()), "geen bevestiging is"),
        (Act::Say(200, "application/json", String::new()), "geen bevestiging is"),
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

    /// Returns that the shop books and refunds that the platform posts at it, in any order; the platform has paid its own
    /// back already, or asks the shop to have them credited.
    #[test]
    fn refunds_by_rest_and_by_the_shop_never_exceed_what_was_paid_in_any_order(
        steps in prop::collection::vec((any::<bool>(), 0usize..3, 1u32..4), 1..14),
        is_credited in any::<bool>(),
    ) {
        let shop = shop(json!({ "extends": "city-butler",
            "credit": { "rest_refund_is_credited": is_credited } }));
        recorded(&shop);
        let mut by_platform = 0;
        for (nth, (is_posted, line, quantity)) in steps.into_iter().enumerate() {
            let asked = a_return(&format!("R-{nth}"), ["1", "2", "3"][line], quantity);
            let booked = if is_posted { post(&shop, &asked) } else { shop.back(asked).map(|_| 0) };
            match booked {
                Ok(amount) => by_platform += amount,
                Err(error) => prop_assert_eq!(error.code, Code::PaymentOverRefund),
            }
            shop.drain();
            let paid_before = if is_credited { by_platform } else { 0 };
            prop_assert!(shop.platform.credited() + paid_before <= 6078);
        }
        for (line, most) in [("1", 3), ("2", 2), ("3", 1)] {
            for piece in 0..most {
                let _ = shop.back(a_return(&format!("last-{line}-{piece}"), line, 1));
            }
        }
        shop.drain();
        let paid_before = if is_credited { by_platform } else { 0 };
        prop_assert_eq!(shop.platform.credited() + paid_before, 6078);
    }
}

/// A refund that the platform posts; how much it was.
fn post(shop: &Shop, asked: &Value) -> crate::error::Result<i64> {
    let request: credit::ReturnRequest = serde_json::from_value(asked.clone()).expect("a request");
    let platform = shop.client.config.platform("city-butler").expect("a platform");
    let (stored, _) = transaction(&*shop.client.world().expect("a world").store, |tx| {
        credit::platform_refund(tx, &shop.client, platform, &request)
    })?;
    let refund: Value = serde_json::from_str(&stored.refund).expect("JSON");
    Ok(cents(&refund["amount"]))
}
