//! What a platform owes for a period, against a ledger that the test keeps by itself.

use super::*;
use crate::mirror::records;

fn settled(shop: &Shop, request: Value) -> Value {
    let request = request.to_string();
    shown(settlement::settlement_list(&shop.client, request.as_bytes())).expect("a settlement")
}

fn november() -> Value {
    json!({ "platform_id": "city-butler", "from": "2025-11-01", "until": "2025-12-01", "csv": true })
}

#[test]
fn orders_and_returns_of_a_period_come_to_what_the_platform_owes() {
    let shop = Shop::city_butler();
    recorded(&shop);
    shop.pass(1_000);
    let back = shop.back(a_return("R-77", "1", 1)).expect("a refund");
    // A repetition is booked once.
    recorded_again(&shop);
    shop.back(a_return("R-77", "1", 1)).expect("the same refund");
    let list = settled(&shop, november());
    assert_eq!(
        list["sales"],
        json!({ "count": 1, "card_amount": "50.00", "other_amount": "10.78",
            "total_amount": "60.78", "platform_amount": "60.78" })
    );
    assert_eq!(list["returns"]["count"], 1);
    assert_eq!(
        list["returns"]["total_amount"],
        format!("-{}", back["amount"].as_str().expect("an amount"))
    );
    assert_eq!(list["net_amount"], "47.83");
    // 7.60 and 1.40, less the 2.25 in a returned lamp.
    assert_eq!(list["vat_amount"], "6.75");
    assert_eq!(list["vat"][0]["vat_rate"], "21");
    assert_eq!(
        (&list["vat"][0]["vat_amount"], &list["vat"][1]["vat_amount"]),
        (&json!("5.35"), &json!("1.40"))
    );
    let csv = list["csv"].as_str().expect("csv");
    assert_eq!(csv.lines().count(), 3);
    assert!(
        csv.starts_with("booked_at,kind,order_id,")
            && csv.contains(",return,city-butler:CB-1-x,,CB-1-x,R-77,")
    );
    // Another month, another platform: nothing.
    let mut other = november();
    other["from"] = "2025-10-01".into();
    other["until"] = "2025-11-01".into();
    assert_eq!(settled(&shop, other)["net_amount"], "0.00");
    let mut other = november();
    other["platform_id"] = "another".into();
    assert_eq!(settled(&shop, other)["sales"]["count"], 0);
}

fn recorded_again(shop: &Shop) {
    let reply = shop.record(json!({ "platform_id": "city-butler", "order": basket() }));
    assert_eq!(reply.expect("recorded")["replayed"], true);
}

#[test]
fn an_order_counts_from_when_it_is_paid_and_for_nothing_once_it_is_called_off() {
    let shop = Shop::city_butler().with_products();
    shop.post(&unpaid_document("pending")).expect("recorded");
    assert_eq!(settled(&shop, november())["sales"]["count"], 0);
    for _ in 0..2 {
        shop.put("CB-55110-x", Update { status: None, set_paid: true }).expect("paid");
    }
    assert_eq!(settled(&shop, november())["net_amount"], "60.78");
    shop.put("CB-55110-x", Update { status: Some(Status::Cancelled), set_paid: false })
        .expect("off");
    let list = settled(&shop, november());
    assert_eq!((&list["sales"]["count"], &list["called_off"]["count"]), (&json!(1), &json!(1)));
    assert_eq!((&list["net_amount"], &list["vat_amount"]), (&json!("0.00"), &json!("0.00")));
}

/// The sale of an order, as the books have it.
fn sale(shop: &Shop, order_id: &str) -> Value {
    let store = &*shop.client.world().expect("a world").store;
    let held = transaction(store, |tx| records::find(tx, "x", records::Kind::Sale, order_id));
    let held = held.expect("a store").expect("a sale");
    serde_json::from_str(&held.document).expect("JSON")
}

/// What went back of a sale by its books: the amounts, and the VAT in them.
fn gone_back(sale: &Value) -> Vec<(&str, Vec<&str>)> {
    let refunds = sale["refunds"].as_array().expect("a list");
    refunds.iter().map(|one| (one["amount"].as_str().expect("an amount"), vat_in(one))).collect()
}

fn vat_in(refund: &Value) -> Vec<&str> {
    let rates = refund["vat"].as_array().expect("a list");
    rates.iter().filter_map(|rate| rate["vat_amount"].as_str()).collect()
}

/// The shop takes the order over, without its second line.
fn take_over_but_the_second_line(shop: &Shop) {
    let entry = shop.inbox().remove(0);
    let part = json!({ "id": entry["id"], "lease": entry["lease"], "host_id": "81",
        "refuse": { "code": "out_of_stock", "line_ids": ["2"] } });
    shop.settle(part).expect("settled");
}

#[test]
fn what_is_called_off_went_back_by_the_books_as_it_did_by_the_settlement() {
    let refunded = Update { status: Some(Status::Refunded), set_paid: false };
    // All of it, and all that a return has left.
    let shop = Shop::city_butler().with_products();
    shop.post(&document()).expect("an order");
    shop.put("CB-55110-x", refunded).expect("refunded");
    let booked = sale(&shop, "city-butler:CB-55110-x");
    assert_eq!(gone_back(&booked), [("60.78", vec!["7.60", "1.40"])]);
    assert!(booked["refunds"][0]["return_id"].as_str().expect("an id").starts_with("called-off-"));
    assert_eq!(settled(&shop, november())["called_off"]["total_amount"], "-60.78");

    let shop = Shop::city_butler();
    recorded(&shop);
    shop.pass(1_000);
    shop.back(a_return("R-77", "1", 1)).expect("a refund");
    shop.pass(1_000);
    shop.put("CB-1-x", refunded).expect("refunded");
    let booked = sale(&shop, "city-butler:CB-1-x");
    assert_eq!(gone_back(&booked), [("12.95", vec!["2.25"]), ("47.83", vec!["5.35", "1.40"])]);

    // What the shop refuses at take-over.
    let shop = Shop::city_butler().with_products();
    shop.post(&document()).expect("an order");
    take_over_but_the_second_line(&shop);
    assert_eq!(gone_back(&sale(&shop, "city-butler:CB-55110-x")), [("16.98", vec!["1.40"])]);
}

#[test]
fn what_was_refused_before_the_order_was_paid_is_not_owed_once_it_is() {
    let shop = Shop::city_butler().with_products();
    shop.post(&unpaid_document("pending")).expect("an order");
    take_over_but_the_second_line(&shop);
    assert_eq!(settled(&shop, november())["net_amount"], "0.00");
    shop.put("CB-55110-x", Update { status: None, set_paid: true }).expect("paid");
    let list = settled(&shop, november());
    assert_eq!((&list["net_amount"], &list["vat_amount"]), (&json!("43.80"), &json!("7.60")));
    assert_eq!(gone_back(&sale(&shop, "city-butler:CB-55110-x")), [("16.98", vec!["1.40"])]);
    let mut asked = a_return("R-1", "2", 1);
    asked["platform_order_id"] = "CB-55110-x".into();
    assert_eq!(shop.back(asked).expect_err("refused").code, Code::PaymentOverRefund);
}

#[test]
fn of_an_order_that_nobody_has_paid_the_books_have_no_payment() {
    for status in ["pending", "on-hold", "failed", "cancelled", "refunded"] {
        let shop = Shop::city_butler().with_products();
        shop.post(&unpaid_document(status)).expect("an order");
        assert_eq!(sale(&shop, "city-butler:CB-55110-x")["payments"], json!([]), "{status}");
    }
    let shop = Shop::city_butler().with_products();
    shop.post(&document()).expect("an order");
    let on_hold = Update { status: Some(Status::OnHold), set_paid: false };
    shop.put("CB-55110-x", on_hold).expect("told");
    let payments = &sale(&shop, "city-butler:CB-55110-x")["payments"];
    assert_eq!(payments.as_array().map(Vec::len), Some(2), "once paid it stays paid");
}

#[test]
fn of_an_order_of_the_shops_own_checkout_the_platform_owes_the_card_part_only() {
    let shop = Shop::city_butler();
    shop.push(own_order("2026-1001")).expect("pushed");
    let list = settled(&shop, november());
    assert_eq!(list["sales"]["total_amount"], "60.78");
    assert_eq!(list["net_amount"], "50.00");
}

#[test]
fn a_period_that_cannot_be_is_refused_with_its_path() {
    let shop = Shop::city_butler();
    for (member, value, path) in [
        ("from", "yesterday", "/from"),
        ("until", "2025-11-01", "/until"),
        ("after", "x", "/after"),
        ("currency", "EURO", "/currency"),
        ("platform_id", "nobody", "/platform_id"),
    ] {
        let mut request = november();
        request[member] = value.into();
        let request = request.to_string();
        let refused = settlement::settlement_list(&shop.client, request.as_bytes());
        assert_eq!(refused.expect_err(member).path, path);
    }
}

/// Numbers without a pattern, the same in every run.
struct Dice(u64);
impl Dice {
    fn below(&mut self, limit: u64) -> u64 {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % limit
    }
}

/// The platform's own book of one order: what it took, and what it gave back.
#[derive(Default)]
struct Page {
    taken: i64,
    given: i64,
}

#[test]
fn after_any_orders_and_returns_it_is_the_platforms_ledger_to_the_cent() {
    // `make test` asks for 10,000: that takes a minute.
    let orders = std::env::var("KOPPEL_SETTLED_ORDERS").ok().and_then(|number| number.parse().ok());
    let orders = orders.unwrap_or(1_000);
    let shop = Shop::city_butler();
    let mut dice = Dice(7);
    let mut ledger = Page::default();
    for nth in 0..orders {
        let id = format!("CB-{nth}-x");
        let quantities = [1 + dice.below(3), 1 + dice.below(2)];
        let prices = [100 + dice.below(9_000), 50 + dice.below(5_000)];
        let lines = [0, 1].map(|at: usize| quantities[at] * prices[at]);
        let total = lines[0] + lines[1];
        let card = 1 + dice.below(total);
        let tender = |id: &str, kind: &str, cents: u64| json!({ "tender_id": id, "kind": kind, "amount": money(cents) });
        let mut tenders = vec![tender("card-7", "multi_purpose", card)];
        if card < total {
            tenders.push(tender("ideal", "remainder", total - card));
        }
        let order = json!({
            "currency": "EUR", "status": "processing", "platform_order_id": id, "total_amount": money(total),
            "lines": [
                { "line_id": "1", "kind": "product", "quantity": quantities[0], "gross_amount": money(lines[0]), "vat_rate": "21" },
                { "line_id": "2", "kind": "product", "quantity": quantities[1], "gross_amount": money(lines[1]), "vat_rate": "9" }],
            "tenders": tenders,
        });
        shop.record(json!({ "platform_id": "city-butler", "order": order })).expect("recorded");
        let mut page = Page { taken: total as i64, given: 0 };
        for step in 0..dice.below(4) {
            let line = if dice.below(2) == 0 { "1" } else { "2" };
            let back = json!({ "platform_id": "city-butler", "platform_order_id": id,
                "return_id": format!("R-{step}"), "lines": [{ "line_id": line, "quantity": 1 }] });
            match shop.back(back) {
                Ok(refund) => page.given += cents(&refund["amount"]),
                Err(error) => assert_eq!(error.code, Code::PaymentOverRefund),
            }
        }
        if dice.below(10) == 0 {
            // The platform itself puts an end to it, and gives back what it still has.
            shop.put(&id, Update { status: Some(Status::Cancelled), set_paid: false })
                .expect("off");
            page.given = page.taken;
        }
        ledger.taken += page.taken;
        ledger.given += page.given;
        // What the credit calls told the platform is what it has given back by them.
        while shop.drain().left > 0 {}
    }
    let list = settled(&shop, november());
    assert_eq!(list["sales"]["count"], orders);
    assert_eq!(cents(&list["sales"]["total_amount"]), ledger.taken);
    assert_eq!(cents(&list["net_amount"]), ledger.taken - ledger.given);
    assert_eq!(cents(&list["returns"]["platform_amount"]), -shop.platform.credited());
    let (mut rows, mut after) = (0, Value::Null);
    loop {
        let mut asked = november();
        asked["after"] = after;
        let page = settled(&shop, asked);
        rows += page["rows"].as_array().map_or(0, Vec::len);
        after = page["next"].clone();
        if after.is_null() {
            break;
        }
    }
    let counts = ["sales", "returns", "called_off"].map(|kind| list[kind]["count"].as_u64());
    assert_eq!(rows as u64, counts.into_iter().flatten().sum::<u64>());
}
