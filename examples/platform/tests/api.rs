//! The platform's own API, called over HTTP as a shop calls it: one credit per key whatever goes
//! wrong on the way, nothing beyond what was paid, and no other supplier's orders.

use base64::Engine;
use base64::engine::general_purpose::STANDARD as BASE64;
use platform::api;
use platform::fault::{Fault, Target};
use platform::money::{Cents, STANDARD, ZERO};
use platform::orders::{Line, State, SubOrder};
use platform::platform::Platform;
use platform::profile::PROFILES;
use serde_json::{Value, json};
use std::net::TcpListener;
use std::sync::Arc;
use std::time::Duration;

/// A platform on which supplier x has one order of 120.00, paid with a card and iDEAL.
fn with_order() -> (Arc<Platform>, String) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    let platform = Arc::new(Platform::new(&PROFILES[0], address));
    platform::http::serve(listener, api::handler(Arc::clone(&platform)));
    let part = SubOrder {
        id: "CB-1-x".to_owned(),
        order_id: "CB-1".to_owned(),
        supplier: "x".to_owned(),
        lines: vec![Line {
            sku: "KP-12000".to_owned(),
            name: "Zonnescherm".to_owned(),
            product_id: 12,
            variation_id: None,
            quantity: 2,
            list_amount: Cents(120_00),
            paid_amount: Cents(120_00),
            rate: STANDARD,
        }],
        shipping: None,
        tenders: Vec::new(),
        state: State::Open,
        shop_order_id: Some(1),
        pushes: Vec::new(),
        credits: Vec::new(),
    };
    {
        let mut state = platform.state();
        let card = state.books.ledger.issue_card(Cents(100_00)).unwrap();
        state.books.draw_up("CB-1", vec![part], &[&card]).unwrap();
        state.books.confirm_ideal("CB-1").unwrap();
        state.books.take("CB-1-x").unwrap();
    }
    (platform, "CB-1-x".to_owned())
}

fn call(
    platform: &Platform,
    supplier: &str,
    method: &str,
    path: &str,
    key: &str,
    body: &Value,
) -> Option<(u16, Value)> {
    let secret = platform.profile.shop_secret(supplier);
    let credentials = BASE64.encode(format!("shop-{supplier}:{secret}"));
    let request = ureq::http::Request::builder()
        .method(method)
        .uri(format!("{}/wp-json/wc/v3{path}", platform.address))
        .header("Authorization", format!("Basic {credentials}"))
        .header("Idempotency-Key", key);
    let config = ureq::Agent::config_builder()
        .http_status_as_error(false)
        .timeout_global(Some(Duration::from_secs(5)))
        .build();
    let agent: ureq::Agent = config.into();
    let answer = match method {
        "GET" => agent.run(request.body(()).unwrap()),
        _ => agent.run(request.body(body.to_string()).unwrap()),
    };
    let mut answer = answer.ok()?;
    let text = answer.body_mut().read_to_string().ok()?;
    Some((answer.status().as_u16(), serde_json::from_str(&text).unwrap_or(Value::Null)))
}

fn refund(card: &str, ideal: &str) -> Value {
    let total = Cents::parse(card).unwrap() + Cents::parse(ideal).unwrap();
    let payments = [("card-1", card), ("ideal", ideal)];
    let payments = payments
        .iter()
        .filter(|(_, amount)| *amount != "0.00")
        .map(|(name, amount)| json!({"tender_id": name, "amount": amount}));
    json!({"amount": total, "payments": payments.collect::<Vec<_>>()})
}

fn credited(platform: &Platform) -> (Cents, Cents) {
    let state = platform.state();
    assert!(state.books.ledger.is_balanced());
    state.books.given_back("CB-1-x")
}

#[test]
fn a_credit_is_booked_once_however_its_answers_get_lost() {
    let short = Duration::from_millis(50);
    for fault in [
        Fault::AnswerWithheld(short),
        Fault::FailedBefore,
        Fault::AnsweredLate(short),
        Fault::AnsweredTwice,
        Fault::AnsweredInHtml,
    ] {
        let (platform, id) = with_order();
        platform.state().faults.plan(Target::Refund, fault);
        let path = format!("/orders/{id}/refunds");
        let request = refund("40.00", "10.00");
        let first = call(&platform, "x", "POST", &path, "k1", &request);
        match fault {
            Fault::AnswerWithheld(_) => assert!(first.is_none(), "{fault:?}"),
            Fault::FailedBefore => {
                assert_eq!(first.unwrap().0, 503);
                assert_eq!(credited(&platform), (ZERO, ZERO));
            }
            Fault::AnsweredInHtml => assert_eq!(first.unwrap(), (200, Value::Null)),
            _ => assert_eq!(first.unwrap().0, 201, "{fault:?}"),
        }
        let (status, again) = call(&platform, "x", "POST", &path, "k1", &request).unwrap();
        assert_eq!(status, if fault == Fault::FailedBefore { 201 } else { 200 }, "{fault:?}");
        assert_eq!(credited(&platform), (Cents(40_00), Cents(10_00)), "{fault:?}");
        let lookup = format!("{path}?koppel_key=k1");
        let (_, found) = call(&platform, "x", "GET", &lookup, "", &Value::Null).unwrap();
        assert_eq!(found, json!([again]), "{fault:?}");
    }
}

#[test]
fn the_lookup_of_an_unknown_key_is_an_empty_list() {
    let (platform, id) = with_order();
    let path = format!("/orders/{id}/refunds?koppel_key=k1");
    let found = call(&platform, "x", "GET", &path, "", &Value::Null).unwrap();
    assert_eq!(found, (200, json!([])));
}

#[test]
fn a_key_with_other_content_is_a_conflict() {
    let (platform, id) = with_order();
    let path = format!("/orders/{id}/refunds");
    assert_eq!(call(&platform, "x", "POST", &path, "k1", &refund("1.00", "0.00")).unwrap().0, 201);
    let (status, body) =
        call(&platform, "x", "POST", &path, "k1", &refund("2.00", "0.00")).unwrap();
    assert_eq!((status, body["code"].as_str()), (409, Some("platform_key_conflict")));
    assert_eq!(credited(&platform), (Cents(1_00), ZERO));
}

#[test]
fn nothing_beyond_what_was_paid_is_credited() {
    let (platform, id) = with_order();
    let path = format!("/orders/{id}/refunds");
    for (card, ideal, code) in
        [("100.01", "0.00", "platform_over_refund"), ("50.00", "20.01", "platform_over_refund")]
    {
        let (status, body) =
            call(&platform, "x", "POST", &path, "k", &refund(card, ideal)).unwrap();
        assert_eq!((status, body["code"].as_str()), (400, Some(code)));
    }
    let mut unequal = refund("50.00", "10.00");
    unequal["amount"] = "60.01".into();
    let (_, body) = call(&platform, "x", "POST", &path, "k", &unequal).unwrap();
    assert_eq!(body["code"], "platform_amounts_differ");
    let (_, body) = call(&platform, "x", "POST", &path, "k", &refund("-1.00", "2.00")).unwrap();
    assert_eq!(body["code"], "platform_amount_invalid");
    assert_eq!(credited(&platform), (ZERO, ZERO));
    assert_eq!(
        call(&platform, "x", "POST", &path, "k", &refund("100.00", "20.00")).unwrap().0,
        201
    );
    let more = refund("0.01", "0.00");
    assert_eq!(call(&platform, "x", "POST", &path, "k2", &more).unwrap().0, 400);
    assert_eq!(credited(&platform), (Cents(100_00), Cents(20_00)));
}

#[test]
fn a_supplier_sees_its_own_orders_only() {
    let (platform, id) = with_order();
    let path = format!("/orders/{id}");
    assert_eq!(call(&platform, "x", "GET", &path, "", &Value::Null).unwrap().0, 200);
    assert_eq!(call(&platform, "y", "GET", &path, "", &Value::Null).unwrap().0, 404);
    let refunds = format!("{path}/refunds");
    let taken = call(&platform, "y", "POST", &refunds, "k", &refund("1.00", "0.00"));
    assert_eq!(taken.unwrap().0, 404);
    let other = call(&platform, "y:shop-x", "GET", &path, "", &Value::Null);
    assert_eq!(other.unwrap().0, 401);
}

#[test]
fn a_cancellation_credits_everything_once_and_a_refused_piece_its_share() {
    let (platform, id) = with_order();
    let path = format!("/orders/{id}");
    let piece = json!({"status": "processing",
        "refused_lines": [{"product_id": 12, "quantity": 1, "reason": "op"}]});
    for _ in 0..2 {
        assert_eq!(call(&platform, "x", "PUT", &path, "p1", &piece).unwrap().0, 200);
        assert_eq!(credited(&platform), (Cents(50_00), Cents(10_00)));
    }
    let cancelled = json!({"status": "cancelled", "refused_lines": []});
    for _ in 0..2 {
        let (_, body) = call(&platform, "x", "PUT", &path, "p2", &cancelled).unwrap();
        assert_eq!(body["status"], "cancelled");
        assert_eq!(credited(&platform), (Cents(100_00), Cents(20_00)));
    }
}

#[test]
fn an_order_of_the_shops_own_checkout_is_taken_from_the_card_once() {
    let (platform, _) = with_order();
    let card = platform.state().books.ledger.issue_card(Cents(30_00)).unwrap();
    let order = |amount: &str| {
        json!({"status": "processing", "meta_data": [
            {"key": "_shop_order_id", "value": "W-1"},
            {"key": "_platform_payments", "value": [{"tender_id": card, "amount": amount}]}]})
    };
    let (status, body) = call(&platform, "x", "POST", "/orders", "k", &order("30.01")).unwrap();
    assert_eq!((status, body["code"].as_str()), (400, Some("platform_balance_too_low")));
    assert_eq!(call(&platform, "x", "POST", "/orders", "k", &order("25.00")).unwrap().0, 201);
    assert_eq!(call(&platform, "x", "POST", "/orders", "k", &order("25.00")).unwrap().0, 200);
    assert_eq!(call(&platform, "x", "POST", "/orders", "k", &order("26.00")).unwrap().0, 409);
    assert_eq!(platform.state().books.ledger.card_balance(&card), Cents(5_00));
}

#[test]
fn what_is_not_json_is_refused() {
    let (platform, id) = with_order();
    let path = format!("/orders/{id}/refunds");
    for body in [json!("text"), json!([1]), json!(null)] {
        let (status, _) = call(&platform, "x", "POST", &path, "k", &body).unwrap();
        assert_eq!(status, 400, "{body}");
    }
}
