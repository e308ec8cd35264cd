//! What a status says of the money, whoever says it and however it comes in.

use super::*;

fn booked(shop: &Shop) -> (Value, Value, Value) {
    let asked =
        json!({ "platform_id": "city-butler", "from": "2025-11-01", "until": "2025-12-01" });
    let list = settlement::settlement_list(&shop.client, asked.to_string().as_bytes());
    let list = shown(list).expect("a settlement");
    (
        list["sales"]["count"].clone(),
        list["called_off"]["count"].clone(),
        list["net_amount"].clone(),
    )
}

fn with_status(status: &str) -> Value {
    let mut order = basket();
    order["status"] = status.into();
    json!({ "platform_id": "city-butler", "order": order })
}

fn own_with_status(status: &str) -> Value {
    let mut request = own_order("2026-1001");
    request["order"]["status"] = status.into();
    request
}

fn told(status: &str) -> Value {
    json!({ "platform_id": "city-butler", "platform_order_id": "CB-1-x", "status": status })
}

#[test]
fn an_order_that_is_refunded_at_first_sight_is_never_credited_again() {
    let shop = Shop::city_butler();
    shop.record(with_status("refunded")).expect("recorded");
    let refused = shop.back(a_return("R-1", "1", 1)).expect_err("it was given back");
    assert_eq!(refused.code, Code::PaymentOverRefund);
    assert_eq!(booked(&shop), (json!(0), json!(0), json!("0.00")));
    // Nor is it a sale by a later word.
    shop.push(told("completed")).expect("told");
    assert_eq!(booked(&shop).0, json!(0));

    let shop = Shop::city_butler().with_products();
    let mut posted = document();
    posted["status"] = "refunded".into();
    shop.post(&posted).expect("taken");
    let mut asked = a_return("R-1", "1", 1);
    asked["platform_order_id"] = "CB-55110-x".into();
    assert_eq!(shop.back(asked).expect_err("it was given back").code, Code::PaymentOverRefund);
}

#[test]
fn an_order_that_the_shop_says_is_refunded_is_called_off_and_not_credited_again() {
    let shop = Shop::city_butler();
    recorded(&shop);
    shop.push(told("refunded")).expect("told");
    let refused = shop.back(a_return("R-1", "1", 1)).expect_err("it was given back");
    assert_eq!(refused.code, Code::PaymentOverRefund);
    assert_eq!(booked(&shop), (json!(1), json!(1), json!("0.00")));
    shop.drain();
    assert!(shop.platform.calls("POST").is_empty());
}

#[test]
fn an_order_that_is_not_paid_is_not_given_back() {
    for status in ["pending", "on-hold"] {
        let shop = Shop::city_butler();
        shop.record(with_status(status)).expect("recorded");
        let asked = a_return("R-1", "1", 1);
        let refused = shop.back(asked.clone()).expect_err("nobody has paid it");
        assert_eq!(refused.code, Code::OrderStatus, "{status}");
        assert!(refused.message.contains("first"), "{}", refused.message);
        let request: credit::ReturnRequest =
            serde_json::from_value(asked.clone()).expect("a request");
        let platform = shop.client.config.platform("city-butler").expect("a platform");
        let posted = transaction(&*shop.client.world().expect("a world").store, |tx| {
            credit::platform_refund(tx, &shop.client, platform, &request)
        });
        assert_eq!(posted.expect_err("nobody has paid it").code, Code::OrderStatus);
        assert_eq!(booked(&shop).0, json!(0));
        shop.record(with_status("processing")).expect("paid");
        shop.back(asked).expect("a refund");
    }
    // Once paid it stays paid.
    let shop = Shop::city_butler();
    recorded(&shop);
    shop.push(told("on-hold")).expect("told");
    shop.back(a_return("R-1", "1", 1)).expect("a refund");
}

#[test]
fn an_own_order_is_booked_once_its_status_says_that_it_is_paid() {
    for status in ["pending", "on-hold", "refunded", "failed"] {
        let shop = Shop::city_butler();
        shop.push(own_with_status(status)).expect("pushed");
        assert_eq!(booked(&shop), (json!(0), json!(0), json!("0.00")), "{status}");
    }
    let paid_by_state = json!({ "platform_id": "city-butler", "order_id": "2026-1001",
        "status": "processing" });
    for paid in [paid_by_state, own_with_status("processing")] {
        let shop = Shop::city_butler();
        shop.push(own_with_status("pending")).expect("pushed");
        shop.push(paid).expect("paid");
        // Its iDEAL went through the shop's hands.
        assert_eq!(booked(&shop), (json!(1), json!(0), json!("50.00")));
    }
}

#[test]
fn an_own_order_is_created_once_by_whatever_event_it_is_pushed() {
    let shop = Shop::city_butler();
    let first = shop.push(own_order("2026-1001")).expect("pushed");
    let mut again = own_order("2026-1001");
    again["event_id"] = "hook-2".into();
    let second = shop.push(again.clone()).expect("the same order");
    assert_eq!((&second["entry_id"], &second["replayed"]), (&first["entry_id"], &json!(true)));
    shop.drain();
    assert_eq!(shop.platform.calls("POST").len(), 1);
    // Another event with another status is told as what became of it.
    again["order"]["status"] = "completed".into();
    again["event_id"] = "hook-3".into();
    assert_eq!(shop.push(again).expect("told")["replayed"], false);
    shop.drain();
    assert_eq!((shop.platform.calls("POST").len(), shop.platform.calls("PUT").len()), (1, 1));
}

#[test]
fn an_own_order_that_is_pushed_again_with_another_status_is_followed() {
    let shop = Shop::city_butler();
    shop.push(own_order("2026-1001")).expect("pushed");
    let first = shop.push(own_with_status("cancelled")).expect("followed");
    assert_eq!(first["replayed"], false);
    assert_eq!(shop.stored("2026-1001").order.status, Status::Cancelled);
    assert_eq!(booked(&shop), (json!(1), json!(1), json!("0.00")));
    let again = shop.push(own_with_status("cancelled")).expect("the same");
    assert_eq!((&again["entry_id"], &again["replayed"]), (&first["entry_id"], &json!(true)));
    shop.drain();
    assert_eq!((shop.platform.calls("POST").len(), shop.platform.calls("PUT").len()), (1, 1));
}

#[test]
fn an_order_of_the_platform_is_not_pushed_as_one_of_the_shop() {
    let shop = Shop::city_butler();
    recorded(&shop);
    let refused = shop.push(own_order("city-butler:CB-1-x")).expect_err("it is the platform's");
    assert_eq!(refused.code, Code::OrderConflict);
}

#[test]
fn what_a_document_says_was_refunded_before_is_not_credited_again() {
    for (refunds, left) in [
        (json!([{ "id": 1, "reason": "", "total": "-38.85" }]), 60_78 - 38_85),
        (json!([{ "id": 1, "total": "-10.00" }, { "id": 2, "total": "-0.01" }]), 60_78 - 10_01),
        (json!([{ "id": 1, "total": "-60.78" }]), 0),
        (json!([{ "id": 1, "total": "-99.00" }]), 0),
        (json!([]), 60_78),
    ] {
        let shop = Shop::city_butler().with_products();
        let mut posted = document();
        posted["refunds"] = refunds.clone();
        let reply =
            shop.record(json!({ "platform_id": "city-butler", "document": posted.clone() }));
        reply.expect("recorded");
        // Said again it is not counted again.
        let reply = shop.record(json!({ "platform_id": "city-butler", "document": posted }));
        assert_eq!(reply.expect("the same")["replayed"], true);
        for (line, most) in [("1", 3), ("2", 2), ("3", 1)] {
            for piece in 0..most {
                let mut asked = a_return(&format!("R-{line}-{piece}"), line, 1);
                asked["platform_order_id"] = "CB-55110-x".into();
                let _ = shop.back(asked);
            }
        }
        while shop.drain().left > 0 {}
        assert_eq!(shop.platform.credited(), left, "{refunds}");
        assert_eq!(booked(&shop).2, json!("0.00"), "{refunds}");
    }
}

#[test]
fn what_is_wrong_with_a_push_is_said_where_it_stands() {
    let shop = Shop::city_butler();
    let mut unpaid = basket();
    unpaid["tenders"] = json!([]);
    let refused = shop.record(json!({ "platform_id": "city-butler", "order": unpaid }));
    assert_eq!(refused.expect_err("by whom?").path, "/order/tenders");
    recorded(&shop);
    let refuse = |line_id: &str| {
        let mut request = told("processing");
        request["event_id"] = "e-1".into();
        request["refused_lines"] = json!([{ "line_id": line_id }]);
        shop.push(request)
    };
    refuse("1").expect("told");
    let refused = refuse("2").expect_err("another event");
    assert_eq!((refused.code, refused.path.as_str()), (Code::OutboxConflict, "/event_id"));
}

#[test]
fn money_for_an_order_that_is_off_comes_too_late_and_that_is_said() {
    let is_paid = Update { status: None, set_paid: true };
    for off in [Status::Failed, Status::Cancelled] {
        let shop = Shop::city_butler().with_products();
        shop.post(&unpaid_document("pending")).expect("an order");
        shop.put("CB-55110-x", Update { status: Some(off), set_paid: false }).expect("off");
        assert_eq!(shop.post(&document()).expect_err("too late").code, Code::OrderStatus);
        assert_eq!(shop.put("CB-55110-x", is_paid).expect_err("too late").code, Code::OrderStatus);
    }
    // What was paid before it was off, and is said once more, is no news.
    let shop = Shop::city_butler().with_products();
    shop.post(&document()).expect("an order");
    shop.put("CB-55110-x", Update { status: Some(Status::Cancelled), set_paid: false })
        .expect("off");
    shop.post(&document()).expect("a repetition");
    shop.put("CB-55110-x", is_paid).expect("a repetition");
    assert_eq!(shop.stored("city-butler:CB-55110-x").order.status, Status::Cancelled);
}

#[test]
fn an_order_on_hold_is_paid_once_the_platform_says_so() {
    let shop = Shop::city_butler().with_products();
    shop.post(&unpaid_document("on-hold")).expect("an order");
    // It still says that it is on hold, and is paid all the same: a POST says it so.
    let paid = Update { status: Some(Status::OnHold), set_paid: true };
    shop.put("CB-55110-x", paid).expect("paid");
    let status = || shop.stored("city-butler:CB-55110-x").order.status;
    assert_eq!((status(), booked(&shop).0), (Status::Processing, json!(1)));
    // What was paid may be put on hold, and called off as often as one likes.
    shop.put("CB-55110-x", paid).expect("on hold");
    assert_eq!(status(), Status::OnHold);
    for _ in 0..2 {
        let off = Update { status: Some(Status::Cancelled), set_paid: true };
        shop.put("CB-55110-x", off).expect("off");
    }
    assert_eq!(status(), Status::Cancelled);
}
