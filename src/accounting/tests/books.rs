//! What the shop states, checked on its way in.

use crate::accounting::day::{DayTotals, health, totals};
use crate::accounting::{PutReply, records_put};
use crate::calendar::Day;
use crate::client::Client;
use crate::error::{Code, Result};
use crate::mirror::days::{self, BusinessDay};
use crate::mirror::records::{self, Kind};
use crate::mirror::tests::{Hand, NOON, shop};
use crate::money::Currency;
use crate::world::transaction;
use serde_json::{Value, json};

pub fn put(client: &Client, kind: &str, items: Value) -> Result<PutReply> {
    records_put(client, json!({ "kind": kind, "items": items }).to_string().as_bytes())
}

/// A receipt of one product, paid in cash.
pub fn receipt(id: &str, at: &str, gross: &str) -> Value {
    json!({ "receipt_id": id, "number": id, "created_at": at, "currency": "EUR",
        "lines": [{ "line_id": "1", "product_code": "LED", "name": "Led", "category_id": "lighting",
            "gross_amount": gross, "vat_rate": "21" }],
        "total_amount": gross, "payments": [{ "payment_method_id": "cash", "amount": gross }] })
}

/// An order of 3 x 12.95 and shipping and payment costs, 8.00 off, paid by iDEAL.
pub fn order(id: &str, at: &str) -> Value {
    json!({ "order_id": id, "number": format!("W-{id}"), "reference": format!("tr_{id}"), "currency": "EUR",
        "status": "processing", "created_at": at, "customer": { "email": "A@Example.nl" },
        "lines": [
            { "line_id": "1", "kind": "product", "product_id": "led", "sku": "LED", "name": "Led", "quantity": 3,
              "gross_amount": "38.85", "vat_rate": "21" },
            { "line_id": "2", "kind": "product", "product_id": "seeds", "name": "Zaden", "gross_amount": "16.98", "quantity": 2, "vat_rate": "9" },
            { "line_id": "3", "kind": "shipping", "name": "Verzending", "gross_amount": "4.95", "vat_rate": "21" },
            { "line_id": "4", "kind": "fee", "fee_kind": "payment_costs", "name": "iDEAL", "gross_amount": "0.35", "vat_rate": "21" },
            { "line_id": "5", "kind": "fee", "fee_kind": "surcharge", "name": "Eiland", "gross_amount": "2.00", "vat_rate": "21" }],
        "discounts": [{ "discount_id": "WELKOM", "amount": "8.00" }],
        "tenders": [{ "tender_id": "ideal", "kind": "remainder", "amount": "55.13" }],
        "total_amount": "55.13" })
}

fn document(client: &Client, kind: Kind, id: &str) -> Value {
    let held = transaction(&*client.world().expect("a world").store, |tx| {
        records::find(tx, client.shop_id(), kind, id)
    });
    let held = held.expect("read").expect("held");
    serde_json::from_str(&held.document).expect("JSON")
}

fn day(client: &Client, day: &str) -> DayTotals {
    let held = BusinessDay {
        business_day: day.into(),
        is_complete: false,
        closed_at: None,
        modified_at: crate::world::Instant(0),
    };
    let totals = transaction(&*client.world().expect("a world").store, |tx| {
        let held =
            days::find(tx, client.shop_id(), Day::parse(day).expect(day))?.unwrap_or(held.clone());
        totals(tx, client.shop_id(), Currency::EUR, &held)
    });
    totals.expect("read").expect("a day")
}

fn cents(value: &Value) -> i64 {
    value.as_str().expect("an amount").replace('.', "").parse().expect("cents")
}

fn till(change: impl FnOnce(&mut Value)) -> (Client, Hand) {
    let (client, hand, _) = shop(|config| {
        config["accounting"] = json!({ "day_cut_off": "04:00" });
        change(config);
    });
    (client, hand)
}

#[test]
fn the_rows_of_a_sale_have_their_vat_and_add_up_to_what_was_paid() {
    let (client, _) = till(|_| ());
    let reply = put(&client, "orders", json!([order("1", "2026-11-20T10:00:00+01:00")]));
    assert_eq!(reply.expect("stored"), PutReply { stored: 1, ..Default::default() });
    let sale = document(&client, Kind::Sale, "1");
    let lines = sale["lines"].as_array().expect("lines");
    let kinds: Vec<&str> =
        lines.iter().map(|line| line["kind"].as_str().expect("a kind")).collect();
    assert_eq!(
        kinds,
        ["product", "discount", "product", "discount", "shipping", "payment_costs", "surcharge"]
    );
    for name in ["gross_amount", "vat_amount", "net_amount"] {
        let total = if name == "gross_amount" { "total_amount" } else { name };
        let sum: i64 = lines.iter().map(|line| cents(&line[name])).sum();
        assert_eq!(sum, cents(&sale[total]), "{name}");
        let by_rate: i64 =
            sale["vat"].as_array().expect("rates").iter().map(|row| cents(&row[name])).sum();
        assert_eq!(by_rate, sum, "{name} by rate");
    }
    assert!(lines.iter().all(|line| line["vat_rate"].is_string()));
    assert_eq!(
        sale["payments"],
        json!([{ "payment_method_id": "ideal", "voucher_id": null, "amount": "55.13" }])
    );
    assert_eq!(document(&client, Kind::PaymentMethod, "ideal")["name"], "ideal");
    assert_eq!(document(&client, Kind::VatRate, "9")["vat_rate"], "9");
}

#[test]
fn an_order_that_changes_keeps_its_id_and_its_date_and_shows_what_it_was() {
    let (client, _) = till(|_| ());
    let mut changed = order("1", "2026-11-20T10:00:00+01:00");
    put(&client, "orders", json!([changed])).expect("stored");
    assert_eq!(put(&client, "orders", json!([changed])).expect("again").unchanged, 1);
    changed["status"] = "completed".into();
    assert_eq!(put(&client, "orders", json!([changed])).expect("changed").revised, 1);
    assert_eq!(document(&client, Kind::Sale, "1")["status"], "completed");
    let before = transaction(&*client.world().expect("a world").store, |tx| {
        records::revisions(tx, client.shop_id(), Kind::Sale, "1", 0, 10)
    });
    let before = before.expect("read");
    assert_eq!((before.len(), before[0].revision), (1, 1));
    assert!(before[0].document.contains("\"processing\""));
    changed["created_at"] = "2026-11-19T10:00:00+01:00".into();
    let error = put(&client, "orders", json!([changed])).expect_err("refused");
    assert_eq!((error.code, error.path.as_str()), (Code::RecordMoved, "/items/0/created_at"));
}

#[test]
fn a_sale_without_a_rate_is_refused_and_nothing_of_its_call_is_stored() {
    let (client, _) = till(|_| ());
    let mut wrong = order("2", "2026-11-20T10:00:00+01:00");
    wrong["lines"][2]["vat_rate"] = Value::Null;
    let both = json!([order("1", "2026-11-20T10:00:00+01:00"), wrong]);
    let error = put(&client, "orders", both).expect_err("refused");
    assert_eq!(
        (error.code, error.path.as_str()),
        (Code::RecordRateMissing, "/items/1/lines/2/vat_rate")
    );
    let held = transaction(&*client.world().expect("a world").store, |tx| {
        records::find(tx, client.shop_id(), Kind::Sale, "1")
    });
    assert_eq!(held.expect("read"), None);
    assert_eq!(put(&client, "orders", json!([])).expect_err("refused").path, "/items");
    let mut unpaid = order("3", "2026-11-20T10:00:00+01:00");
    unpaid["tenders"] = json!([]);
    unpaid["status"] = "pending".into();
    put(&client, "orders", json!([unpaid])).expect("stored");
    assert_eq!(document(&client, Kind::Sale, "3")["payments"], json!([]));
}

#[test]
fn vat_that_is_not_of_its_rate_is_refused_with_the_difference() {
    let (client, ..) = shop(|_| ());
    let stated = |vat: &str| {
        let mut order = order("1001", "2026-11-20T10:00:00Z");
        order["lines"][0]["vat_amount"] = vat.into();
        put(&client, "orders", json!([order]))
    };
    for vat in ["9.99", "0.00", "38.85"] {
        let refused = stated(vat).expect_err("is refused");
        assert_eq!(refused.code, Code::RecordDoesNotAddUp, "{refused}");
        assert_eq!(refused.path, "/items/0/lines/0/vat_amount");
    }
    // 21 % in 38.85 is 6.74; in each of three of 12.95 it is 2.25.
    assert_eq!(stated("6.75").expect("is taken").stored, 1);
}

#[test]
fn a_day_adds_up_what_its_receipts_say_and_takes_no_more_once_it_is_closed() {
    let (client, _) = till(|_| ());
    let mut second = receipt("2", "2026-11-21T03:30:00+01:00", "10.00");
    second["tip_amount"] = "1.00".into();
    second["rounding_amount"] = "-0.01".into();
    second["lines"]
        .as_array_mut()
        .expect("lines")
        .push(json!({ "line_id": "2", "kind": "voucher", "name": "Bon", "gross_amount": "25.00" }));
    second["total_amount"] = "35.99".into();
    second["payments"] = json!([{ "payment_method_id": "card", "amount": "35.99" }]);
    let items = json!([receipt("1", "2026-11-20T12:00:00+01:00", "12.98"), second]);
    put(&client, "receipts", items.clone()).expect("stored");
    // The same again, as a till that lost its connection does.
    assert_eq!(put(&client, "receipts", items).expect("again").unchanged, 2);
    let totals = day(&client, "2026-11-20");
    let shown = serde_json::to_value(&totals).expect("JSON");
    for (name, amount) in [
        ("total_amount", "48.97"),
        ("turnover_amount", "22.98"),
        ("vat_amount", "3.99"),
        ("net_amount", "18.99"),
        ("voucher_amount", "25.00"),
        ("rounding_amount", "-0.01"),
        ("tip_amount", "1.00"),
    ] {
        assert_eq!(shown[name], amount, "{name}");
    }
    assert_eq!(totals.receipt_count, 2);
    let paid: i64 = totals.payments.iter().map(|payment| payment.amount.minor).sum();
    assert_eq!(paid, totals.total_amount.minor);

    let close = |more: Value| {
        let mut item = json!({ "business_day": "2026-11-20" });
        item.as_object_mut()
            .expect("an object")
            .extend(more.as_object().expect("an object").clone());
        put(&client, "day_close", json!([item]))
    };
    assert_eq!(
        close(json!({ "receipt_count": 3 })).expect_err("refused").path,
        "/items/0/receipt_count"
    );
    let error = close(json!({ "total_amount": "49.00" })).expect_err("refused");
    assert!(error.message.ends_with("a difference of 0.03."), "{}", error.message);
    close(json!({ "receipt_count": 2, "total_amount": "48.97" })).expect("closed");
    assert!(day(&client, "2026-11-20").complete);
    let late = json!([receipt("3", "2026-11-20T23:00:00+01:00", "5.00")]);
    assert_eq!(put(&client, "receipts", late.clone()).expect_err("refused").code, Code::DayClosed);
    close(json!({ "complete": false })).expect("opened");
    put(&client, "receipts", late).expect("stored");
    assert_eq!(day(&client, "2026-11-20").total_amount.to_string(), "53.97");
}

#[test]
fn a_receipt_that_is_corrected_counts_once_in_its_day() {
    let (client, _) = till(|_| ());
    put(&client, "receipts", json!([receipt("1", "2026-11-20T12:00:00+01:00", "12.98")]))
        .expect("stored");
    put(&client, "receipts", json!([receipt("1", "2026-11-20T12:00:00+01:00", "10.00")]))
        .expect("revised");
    assert_eq!(day(&client, "2026-11-20").total_amount.to_string(), "10.00");
    let mut far = receipt("9", "2026-11-20T12:00:00+01:00", "1.00");
    far["business_day"] = "2026-11-18".into();
    let error = put(&client, "receipts", json!([far])).expect_err("refused");
    assert_eq!(error.path, "/items/0/business_day");
    let mut foreign = receipt("9", "2026-11-20T12:00:00+01:00", "1.00");
    foreign["currency"] = "USD".into();
    assert_eq!(
        put(&client, "receipts", json!([foreign])).expect_err("refused").path,
        "/items/0/currency"
    );
}

#[test]
fn a_day_that_is_still_open_at_four_in_the_morning_is_told_also_when_the_clock_changes() {
    let (client, hand) = till(|_| ());
    let at =
        |text: &str| crate::calendar::Timestamp::parse(text.to_owned()).expect("a moment").ms();
    let open = |now: &str| {
        hand.set(at(now));
        let told = transaction(&*client.world().expect("a world").store, |tx| health(tx, &client));
        told.expect("health").open_days
    };
    for (printed, before, after) in [
        ("2026-11-20T12:00:00+01:00", "2026-11-21T03:59:59+01:00", "2026-11-21T04:00:00+01:00"),
        ("2026-03-28T12:00:00+01:00", "2026-03-29T03:59:59+02:00", "2026-03-29T04:00:00+02:00"),
        ("2026-10-24T12:00:00+02:00", "2026-10-25T03:59:59+01:00", "2026-10-25T04:00:00+01:00"),
    ] {
        hand.set(at(printed));
        put(&client, "receipts", json!([receipt(printed, printed, "1.00")])).expect("stored");
        let business_day = &printed[..10];
        assert!(open(before).is_empty(), "{printed}");
        assert_eq!(open(after), [business_day], "{printed}");
        put(&client, "day_close", json!([{ "business_day": business_day }])).expect("closed");
        assert!(open(after).is_empty(), "{printed}");
    }
    hand.set(NOON);
}

#[test]
fn a_customer_is_one_by_its_id_and_has_an_address_to_find_it_by() {
    let (client, _) = till(|_| ());
    let customer = json!({ "customer_id": "7", "email": "Jan@Example.NL", "company": "Jansen BV" });
    put(&client, "customers", json!([customer])).expect("stored");
    let error = put(&client, "customers", json!([{ "customer_id": "8", "email": "none" }]));
    assert_eq!(error.expect_err("refused").path, "/items/0/email");
    for (kind, item) in [
        ("vat_rates", json!({ "vat_rate_id": "high", "name": "Hoog", "vat_rate": "21" })),
        (
            "payment_methods",
            json!({ "payment_method_id": "cash", "name": "Contant", "kind": "cash" }),
        ),
        ("categories", json!({ "category_id": "lighting", "name": "Verlichting" })),
    ] {
        put(&client, kind, json!([item])).expect(kind);
        assert_eq!(put(&client, kind, json!([item])).expect(kind).unchanged, 1, "{kind}");
    }
}

#[test]
fn who_bought_is_taken_out_of_the_books_and_does_not_come_back_by_a_repetition() {
    let (client, _) = till(|_| ());
    let mut sale = order("1", "2026-11-20T10:00:00+01:00");
    put(&client, "orders", json!([sale])).expect("stored");
    sale["status"] = "completed".into();
    put(&client, "orders", json!([sale])).expect("revised");
    let customer = json!({ "customer_id": "7", "email": "a@example.nl" });
    put(&client, "customers", json!([customer])).expect("stored");
    let asked = crate::json::read(br#"{"email": "a@example.nl"}"#).expect("a person");
    let reply = crate::person::erase(&client, &asked).expect("erased");
    assert!(reply.kept.is_empty());
    put(&client, "orders", json!([sale])).expect("again");
    let mut all = document(&client, Kind::Sale, "1").to_string();
    let tx = |tx: &mut dyn crate::world::Transaction| {
        records::revisions(tx, client.shop_id(), Kind::Sale, "1", 0, 10)
    };
    let before = transaction(&*client.world().expect("a world").store, tx).expect("read");
    before.iter().for_each(|held| all.push_str(&held.document));
    assert!(before.len() == 1 && !all.to_lowercase().contains("example.nl"), "{all}");
    assert!(all.contains("\"total_amount\":\"55.13\""));
}

#[test]
fn who_bought_is_taken_out_of_a_sale_when_its_time_has_come() {
    let (client, hand) = till(|config| config["retention"] = json!({ "orders_days": 30 }));
    put(&client, "orders", json!([order("1", "2026-11-20T10:00:00+01:00")])).expect("stored");
    hand.set(NOON + 29 * 86_400_000);
    crate::retention::apply(&client).expect("applied");
    assert_eq!(document(&client, Kind::Sale, "1")["customer"]["email"], "A@Example.nl");
    hand.set(NOON + 31 * 86_400_000);
    crate::retention::apply(&client).expect("applied");
    let sale = document(&client, Kind::Sale, "1");
    assert_eq!(
        (&sale["customer"]["email"], &sale["total_amount"]),
        (&Value::Null, &json!("55.13"))
    );
}

#[test]
fn the_sums_of_a_day_are_refused_rather_than_told_without_one_that_nobody_can_read() {
    let (client, _) = till(|_| ());
    put(&client, "receipts", json!([receipt("1", "2026-11-20T10:00:00+01:00", "12.10")]))
        .expect("stored");
    let store = &*client.world().expect("a world").store;
    let sums = || transaction(store, |tx| days::sums(tx, client.shop_id(), "2026-11-20"));
    assert!(sums().is_ok_and(|sums| !sums.is_empty()));
    let sql = "UPDATE day_amounts SET measure = 'deposit' WHERE measure = 'payment'";
    assert_eq!(transaction(store, |tx| tx.execute(sql, &[])).expect("stored"), 1);
    assert_eq!(sums().expect_err("refused").code, Code::StoreFailed);
}
