//! What a platform ordered: read, kept once, followed.

use super::*;

#[test]
fn one_platform_order_is_recorded_once_whatever_form_its_amounts_have() {
    let shop = Shop::city_butler();
    recorded(&shop);
    let again = shop.record(json!({ "platform_id": "city-butler", "order": basket() }));
    assert_eq!(again.expect("the stored order")["replayed"], true);
    let mut other = basket();
    other["lines"][0]["quantity"] = 2.into();
    let error = shop.record(json!({ "platform_id": "city-butler", "order": other }));
    assert_eq!(error.expect_err("a conflict").code, Code::OrderConflict);

    let mut per_line = basket();
    per_line["platform_order_id"] = "CB-2-x".into();
    let tender = |id, kind, line, amount| json!({ "tender_id": id, "kind": kind, "line_id": line, "amount": amount });
    per_line["tenders"] = json!([
        tender("card-7", "multi_purpose", "1", "38.85"),
        tender("card-7", "multi_purpose", "2", "11.15"),
        tender("ideal", "remainder", "2", "5.83"),
        tender("ideal", "remainder", "3", "4.95")
    ]);
    let reply = shop.record(json!({ "platform_id": "city-butler", "order": per_line }));
    assert_eq!(reply.expect("recorded")["origin"], "given");
    let split: Value =
        serde_json::from_str(&shop.stored("city-butler:CB-2-x").split).expect("JSON");
    assert_eq!(split["allocation"][0]["amount"], "38.85");
    assert_eq!(split["tenders"][1]["amount"], "10.78");
    let mut back = a_return("R-1", "1", 1);
    back["platform_order_id"] = "CB-2-x".into();
    let refund = shop.back(back).expect("a refund");
    assert_eq!(refund["credits"][0]["amount"], "12.95");
    assert_eq!(refund["refunds"], json!([]));
}

#[test]
fn a_posted_order_is_read_with_its_vat_kept_once_and_put_before_the_shop() {
    let shop = Shop::city_butler().with_products();
    let first = shop.post(&document()).expect("an order");
    let order = &first.stored.order;
    assert_eq!(order.total_amount.to_string(), "60.78");
    let split: Value = serde_json::from_str(&first.stored.split).expect("JSON");
    assert_eq!(split["vat_due_now"], "9.00");
    assert_eq!(order.customer.email.as_deref(), Some("a@example.nl"));
    assert_eq!(order.status, Status::Processing);
    let again = shop.post(&document()).expect("the same order");
    assert!(again.news == News::Nothing && again.stored == first.stored);
    assert_eq!(shop.published(), [Some(7), Some(1)]);
    let inbox = shop.inbox();
    assert_eq!(inbox.len(), 1);
    assert_eq!(inbox[0]["order"]["lines"][0]["vat_rate"], "21");
    let mut other = document();
    other["line_items"][0]["quantity"] = 2.into();
    assert_eq!(shop.post(&other).expect_err("a conflict").code, Code::OrderConflict);
}

#[test]
fn a_coupon_lowers_the_price_and_is_no_payment() {
    let shop = Shop::city_butler().with_products();
    let mut posted = document();
    posted["line_items"] =
        json!([{ "product_id": 12, "quantity": 2, "subtotal": "66.115702", "total": "59.504132" }]);
    posted["shipping_lines"] = json!([]);
    posted["meta_data"][1]["value"] =
        json!([{ "tender_id": "card-7", "kind": "multi_purpose", "amount": "72.00" }]);
    let stored = shop.post(&posted).expect("an order").stored;
    let split: Value = serde_json::from_str(&stored.split).expect("JSON");
    assert_eq!(split["lines"][0]["gross_amount"], "80.00");
    assert_eq!(split["lines"][0]["discount_amount"], "8.00");
    assert_eq!(split["lines"][0]["vat_amount"], "12.50");
}

#[test]
fn what_cannot_be_sold_as_posted_is_refused_and_nothing_is_kept() {
    let shop = Shop::city_butler().with_products();
    let refused = |change: &dyn Fn(&mut Value)| -> Error {
        let mut posted = document();
        change(&mut posted);
        shop.post(&posted).expect_err("refused")
    };
    let item = |posted: &mut Value, member: &str, value: Value| {
        posted["line_items"][0][member] = value;
    };
    let error = refused(&|posted| item(posted, "product_id", 99.into()));
    assert_eq!(
        (error.code, error.path.as_str()),
        (Code::OrderUnknownProduct, "/line_items/0/product_id")
    );
    let error = refused(&|posted| {
        item(posted, "quantity", 11.into());
    });
    assert_eq!(
        (error.code, error.path.as_str()),
        (Code::OrderOutOfStock, "/line_items/0/quantity")
    );
    let error = refused(&|posted| item(posted, "product_id", 14.into()));
    assert_eq!((error.code, error.path.as_str()), (Code::OrderRateUnknown, "/line_items/0/total"));
    for (member, value) in
        [("quantity", json!(0)), ("quantity", json!("1.5")), ("total", json!("-1"))]
    {
        let error = refused(&|posted| item(posted, member, value.clone()));
        assert!(error.path.starts_with("/line_items/0/"), "{member}: {error}");
    }
    let error = refused(&|posted| posted["currency"] = "USD".into());
    assert_eq!(error.path, "/currency");
    let error = refused(&|posted| posted["status"] = "shipped".into());
    assert_eq!(error.path, "/status");
    let error = refused(&|posted| posted["meta_data"] = json!([]));
    assert_eq!(
        (error.code, error.path.as_str()),
        (Code::OrderInvalid, "/meta_data/_platform_order_id")
    );
    let error = refused(&|posted| posted["meta_data"][1]["value"][0]["amount"] = "50.01".into());
    assert_eq!(error.code, Code::OrderDoesNotAddUp);
    let error = refused(&|posted| posted["meta_data"][1]["value"][0]["amount"] = "1e3".into());
    assert_eq!(error.code, Code::MoneyNotANumber);
    let error = refused(&|posted| posted["meta_data"][1]["value"][0]["kind"] = "cash".into());
    assert_eq!(error.path, "/meta_data/_platform_payments/0");
    assert!(shop.inbox().is_empty());
    assert_eq!(shop.published(), [Some(10), Some(3)]);
}

#[test]
fn ideal_that_is_confirmed_late_and_twice_pays_once_and_one_that_fails_frees_the_goods() {
    let shop = Shop::city_butler().with_products();
    let stored = shop.post(&unpaid_document("pending")).expect("an order").stored;
    assert_eq!(stored.order.status, Status::Pending);
    let paid = Update { status: Some(Status::Processing), set_paid: true };
    assert_eq!(shop.put("CB-55110-x", paid).expect("paid").news, News::Status);
    assert_eq!(shop.put("CB-55110-x", paid).expect("paid").news, News::Nothing);
    let off = Update { status: Some(Status::Cancelled), set_paid: false };
    shop.put("CB-55110-x", off).expect("off");
    assert_eq!(shop.put("CB-55110-x", off).expect("off").news, News::Nothing);
    assert_eq!(shop.put("CB-55110-x", paid).expect_err("off").code, Code::OrderStatus);
    assert_eq!(shop.published(), [Some(10), Some(3)]);
    // The order first, and each update after the one before it.
    let inbox = shop.inbox();
    assert_eq!(inbox.len(), 1);
    let settled = json!({ "id": inbox[0]["id"], "lease": inbox[0]["lease"], "host_id": "81" });
    assert_eq!(shop.settle(settled.clone()).expect("settled")["status"], "cancelled");
    assert_eq!(shop.settle(settled).expect("settled")["replayed"], true);
    assert_eq!(shop.inbox()[0]["kind"], "order_update");
}

#[test]
fn lines_that_are_together_too_much_are_refused_whatever_is_taken_off_them() {
    let shop = Shop::city_butler().with_products();
    let mut posted = document();
    let line =
        json!({ "product_id": 12, "quantity": 1, "subtotal": "999999999999999", "total": "0" });
    posted["line_items"] = vec![line; 200].into();
    assert_eq!(shop.post(&posted).expect_err("refused").code, Code::MoneyTooLarge);
}

#[test]
fn vat_that_the_shop_has_computed_is_not_replaced_by_a_rate_that_it_contradicts() {
    let shop = Shop::city_butler();
    let document = json!({
        "id": 7, "status": "processing", "currency": "EUR", "line_items": [],
        "shipping_lines": [{ "id": 1, "method_title": "Bezorging", "total": "4.95", "total_tax": "0.45" }],
        "meta_data": [
            { "key": "_platform_order_id", "value": "CB-9-x" },
            { "key": "_platform_payments", "value": [
                { "tender_id": "card-7", "kind": "multi_purpose", "amount": "5.40" }] }],
    });
    shop.record(json!({ "platform_id": "city-butler", "document": document })).expect("recorded");
    let split: Value =
        serde_json::from_str(&shop.stored("city-butler:CB-9-x").split).expect("JSON");
    let line = &split["lines"][0];
    assert_eq!((&line["vat_amount"], &line["vat_rate"]), (&json!("0.45"), &Value::Null));
}

#[test]
fn more_lines_than_an_order_may_have_are_refused_before_any_is_looked_up() {
    let shop = Shop::city_butler().with_products();
    let mut posted = document();
    posted["line_items"] = vec![json!({ "product_id": 99, "total": "1" }); 10_001].into();
    let error = shop.post(&posted).expect_err("refused");
    assert_eq!((error.code, error.path.as_str()), (Code::JsonOutOfBounds, "/line_items"));
}

/// If each were looked for from the start of the list, this would not end today.
#[test]
fn each_of_very_many_payments_counts() {
    let shop = Shop::city_butler();
    let platform = shop.client.config.platform("city-butler").expect("a platform");
    let profile = profile::Profile::of(platform).expect("a profile");
    let content = |count: usize| {
        let payment = json!({ "tender_id": "card-7", "kind": "multi_purpose", "amount": "0.01" });
        let mut posted = document();
        posted["meta_data"][1]["value"] = vec![payment; count].into();
        let text = posted.to_string();
        document::Document::read(&text).expect("a document").content(&text, &profile.order)
    };
    assert_ne!(content(9_999), content(10_000));
}

#[test]
fn an_order_is_the_same_however_its_amounts_were_written() {
    let shop = Shop::city_butler();
    recorded(&shop);
    let mut again = basket();
    again["tenders"][0]["amount"] = "50".into();
    again["lines"][0]["supplier_id"] = "x".into();
    let reply = shop.record(json!({ "platform_id": "city-butler", "order": again }));
    assert_eq!(reply.expect("the stored order")["replayed"], true);
}

#[test]
fn an_order_that_the_shops_own_interface_took_is_recorded_again_with_what_became_of_it() {
    let shop = Shop::city_butler();
    let mut order = basket();
    order["status"] = "pending".into();
    let mut record = |status: &str| {
        order["status"] = status.into();
        shop.record(json!({ "platform_id": "city-butler", "order": order }))
    };
    for (status, replayed) in
        [("pending", false), ("pending", true), ("processing", true), ("completed", true)]
    {
        let reply = record(status).expect(status);
        assert_eq!((&reply["status"], &reply["replayed"]), (&json!(status), &json!(replayed)));
    }
    assert!(shop.inbox().is_empty(), "the shop has it already");
    assert_eq!(record("pending").expect_err("it was paid").code, Code::OrderStatus);
    assert_eq!(record("cancelled").expect("called off")["status"], "cancelled");
    assert!(shop.back(a_return("R-1", "1", 1)).is_err(), "the platform gave it back");
}

#[test]
fn vat_that_is_not_of_its_rate_and_a_time_that_is_none_are_refused_with_their_path() {
    let shop = Shop::city_butler();
    let refused = |order: Value| {
        let request = json!({ "platform_id": "city-butler", "order": order });
        let error = shop.record(request).expect_err("refused");
        (error.code, error.path.to_string())
    };
    let mut order = basket();
    order["lines"][0]["vat_amount"] = "1.00".into();
    let path = "/order/lines/0/vat_amount".to_owned();
    assert_eq!(refused(order.clone()), (Code::OrderDoesNotAddUp, path));
    // A cent for each piece that was rounded by itself is none of that.
    order["lines"][0]["vat_amount"] = "6.75".into();
    order["created_at"] = "2025-11-20T10:00:00+01:00".into();
    shop.record(json!({ "platform_id": "city-butler", "order": order })).expect("recorded");
    for at in ["gisteren", "2025-13-20", "2025-11-20T10:00:00", ""] {
        let mut order = basket();
        order["platform_order_id"] = "CB-2-x".into();
        order["created_at"] = at.into();
        assert_eq!(refused(order), (Code::OrderInvalid, "/order/created_at".into()), "{at}");
    }
    let shop = Shop::city_butler().with_products();
    for at in ["2025-11-20T10:00:00", "2025-11-20 10:00:00", "2025-11-20T11:00:00+01:00"] {
        let mut posted = document();
        posted["meta_data"][0]["value"] = at.into();
        posted["line_items"][1]["quantity"] = 1.into();
        posted["date_created_gmt"] = at.into();
        let order = shop.post(&posted).expect(at).stored.order;
        assert_eq!(order.created_at.as_deref(), Some("2025-11-20T10:00:00Z"));
    }
    let shop = Shop::city_butler().with_products();
    let mut posted = document();
    posted["date_created_gmt"] = "20-11-2025".into();
    let error = shop.post(&posted).expect_err("refused");
    assert_eq!((error.code, &*error.path), (Code::OrderInvalid, "/date_created_gmt"));
}

#[test]
fn a_fee_bears_the_vat_of_its_class_or_none() {
    for (status, class, paid, rate, vat) in [
        ("taxable", "", "61.99", Some("21"), "0.21"),
        ("taxable", "reduced-rate", "61.87", Some("9"), "0.09"),
        ("none", "", "61.78", None, "0.00"),
    ] {
        let shop = Shop::city_butler().with_products();
        let mut posted = document();
        posted["fee_lines"] = json!([{ "name": "Statiegeld", "total": "1.00",
            "tax_status": status, "tax_class": class }]);
        posted["meta_data"][1]["value"][0]["amount"] = "50.00".into();
        let rest: u64 = paid.replace('.', "").parse().expect("cents");
        posted["meta_data"][1]["value"][1]["amount"] = money(rest - 5_000).into();
        let order = shop.post(&posted).expect("an order").stored.order;
        let fee = order.lines.last().expect("a fee");
        assert_eq!(order.total_amount.to_string(), paid);
        assert_eq!(fee.vat_rate.map(|rate| rate.to_string()).as_deref(), rate);
        assert_eq!(fee.vat_amount.map(|vat| vat.to_string()).as_deref(), Some(vat));
    }
    let shop = Shop::city_butler().with_products();
    let mut posted = document();
    posted["fee_lines"] = json!([{ "name": "Fee", "total": "1.00", "tax_class": "mystery" }]);
    assert_eq!(shop.post(&posted).expect_err("refused").code, Code::OrderRateUnknown);
}
