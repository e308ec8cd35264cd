//! What is refused: each code with its path, and what stands for silence nowhere.

use crate::shop::*;
use koppel::error::Error;
use serde_json::{Value, json};

fn said(refused: Result<Value, Error>) -> (&'static str, String) {
    let error = refused.expect_err("this is refused");
    assert!(error.message.ends_with('.'), "{error}");
    (error.code.as_str(), error.path)
}

#[test]
fn a_wrong_order_is_refused_with_its_path() {
    let good = || order(vec![line("1", "10.00"), line("2", "5.00")], vec![card("card", "5.00")]);
    let mut cases: Vec<(&str, Value, &str, &str)> = vec![
        ("/lines", json!([]), "payment.no_lines", "/lines"),
        ("/lines/1/line_id", json!("1"), "payment.line_twice", "/lines/1/line_id"),
        ("/lines/1/line_id", json!(""), "json.out_of_bounds", "/lines/1/line_id"),
        ("/lines/0/quantity", json!(0), "json.wrong_type", "/lines/0/quantity"),
        ("/lines/0/quantity", json!(1.5), "json.wrong_type", "/lines/0/quantity"),
        ("/lines/0/gross_amount", json!("-1"), "payment.amount_negative", "/lines/0/gross_amount"),
        ("/lines/0/gross_amount", json!(null), "payment.amount_missing", "/lines/0"),
        ("/lines/0/gross_amount", json!("1.005"), "money.too_precise", "/lines/0/gross_amount"),
        ("/lines/0/gross_amount", json!("1e3"), "money.not_a_number", "/lines/0/gross_amount"),
        (
            "/lines/0/gross_amount",
            json!("1234567890123456"),
            "money.too_large",
            "/lines/0/gross_amount",
        ),
        ("/lines/0/net_amount", json!("1"), "payment.amount_twice", "/lines/0/net_amount"),
        (
            "/lines/0/vat_amount",
            json!("10.01"),
            "payment.vat_amount_too_large",
            "/lines/0/vat_amount",
        ),
        ("/lines/0/vat_rate", json!("100.1"), "money.too_precise", "/lines/0/vat_rate"),
        ("/lines/0/colour", json!("red"), "json.unknown_member", "/lines/0/colour"),
        ("/currency", json!("XYZ"), "currency.unknown", "/currency"),
        ("/calculated_at", json!("2026-11-21"), "json.wrong_type", "/calculated_at"),
        (
            "/vouchers/0/expires_on",
            json!("2026-11-20"),
            "payment.voucher_expired",
            "/vouchers/0/expires_on",
        ),
        (
            "/vouchers/0/expires_on",
            json!("2026-02-30"),
            "json.wrong_type",
            "/vouchers/0/expires_on",
        ),
        ("/vouchers/0/balance", json!("-5"), "payment.amount_negative", "/vouchers/0/balance"),
        ("/vouchers/0/voucher_id", json!("ideal"), "payment.tender_twice", "/remainder/tender_id"),
        ("/remainder", json!(null), "payment.remainder_missing", "/remainder"),
        (
            "/remainder/minimum_amount",
            json!("15.01"),
            "payment.minimum_unreachable",
            "/remainder/minimum_amount",
        ),
    ];
    let per_rate = "/vat_mode";
    cases.push((per_rate, json!("per_lines"), "json.wrong_type", "/vat_mode"));
    for (place, value, code, path) in cases {
        let mut order = good();
        let (parent, member) = place.rsplit_once('/').expect("a pointer");
        order.pointer_mut(parent).expect(place)[member] = value;
        assert_eq!(said(try_split(&order)), (code, path.to_owned()), "{place}");
    }
}

#[test]
fn a_net_amount_needs_a_rate_and_takes_no_vat_amount() {
    let net = json!({"line_id": "1", "kind": "product", "supplier_id": "shop", "net_amount": "10"});
    let refused = said(try_split(&order(vec![net.clone()], vec![])));
    assert_eq!(refused, ("payment.rate_missing", "/lines/0/vat_rate".into()));
    let both = with(with(net, "vat_rate", "21"), "vat_amount", "2.10");
    let refused = said(try_split(&order(vec![both], vec![])));
    assert_eq!(refused, ("payment.vat_amount_conflict", "/lines/0/vat_amount".into()));
    let given = with(line("1", "10"), "vat_amount", "1.74");
    let per_rate = with(order(vec![given], vec![]), "vat_mode", "per_rate");
    let refused = said(try_split(&per_rate));
    assert_eq!(refused, ("payment.vat_amount_conflict", "/lines/0/vat_amount".into()));
}

#[test]
fn a_discount_is_for_lines_that_exist_and_can_bear_it() {
    let discounted = |discounts: Value| {
        let order = order(vec![line("1", "10.00"), shipping("2", "5.00")], vec![]);
        said(try_split(&with(order, "discounts", discounts)))
    };
    let too_large = ("payment.discount_too_large", "/discounts/0/amount".into());
    assert_eq!(discounted(json!([discount("10.01")])), too_large);
    assert_eq!(discounted(json!([with(discount("0.01"), "line_ids", json!([]))])), too_large);
    assert_eq!(
        discounted(json!([with(discount("1"), "line_ids", json!(["2", "3"]))])),
        ("payment.discount_line_unknown", "/discounts/0/line_ids/1".into())
    );
    assert_eq!(
        discounted(json!([discount("1"), discount("1")])),
        ("payment.discount_twice", "/discounts/1/discount_id".into())
    );
}

#[test]
fn lists_have_bounds() {
    let many = |count: usize, splittable: bool| -> Vec<Value> {
        let card =
            |nth: usize| with(card(&format!("card {nth}"), "1.00"), "splittable", splittable);
        (0..count).map(card).collect()
    };
    let ordered = |vouchers| try_split(&order(vec![line("1", "100.00")], vouchers));
    assert_eq!(said(ordered(many(51, true))), ("json.out_of_bounds", "/vouchers".into()));
    assert!(ordered(many(50, true)).is_ok());
    assert_eq!(
        said(ordered(many(21, false))),
        ("payment.voucher_unsplittable_too_many", "/vouchers".into())
    );
    assert!(ordered(many(20, false)).is_ok());
    let lines = (0..=10_000).map(|nth| line(&nth.to_string(), "1")).collect();
    assert_eq!(said(try_split(&order(lines, vec![]))), ("json.out_of_bounds", "/lines".into()));
}

#[test]
fn sums_that_no_amount_can_hold_are_refused() {
    let huge = |nth: usize| line(&nth.to_string(), "999999999999999.99");
    let lines = |count: usize| (0..count).map(huge).collect();
    assert!(try_split(&order(lines(92), vec![])).is_ok());
    assert_eq!(said(try_split(&order(lines(93), vec![]))), ("money.too_large", "/lines".into()));
}

#[test]
fn a_wrong_return_is_refused_with_its_path() {
    let order = order(vec![units("1", 3, "10.00"), line("2", "5.00")], vec![card("card", "5.00")]);
    let mut returns = Returns::of(&order);
    returns.take_units("1", 2);
    let refused = |lines: Value| said(try_refund(&returns.request(lines)));
    for (lines, code, path) in [
        (json!([]), "payment.no_lines", "/lines"),
        (json!([{"line_id": "9", "quantity": 1}]), "payment.line_unknown", "/lines/0/line_id"),
        (json!([{"line_id": "1", "quantity": 2}]), "payment.over_refund", "/lines/0/quantity"),
        (json!([{"line_id": "1", "amount": "3.34"}]), "payment.over_refund", "/lines/0/amount"),
        (json!([{"line_id": "1", "amount": "0"}]), "payment.amount_missing", "/lines/0/amount"),
        (json!([{"line_id": "1", "amount": "-1"}]), "payment.amount_negative", "/lines/0/amount"),
        (json!([{"line_id": "1"}]), "payment.amount_missing", "/lines/0"),
        (json!([{"line_id": "1", "quantity": 0}]), "json.wrong_type", "/lines/0/quantity"),
        (
            json!([{"line_id": "1", "quantity": 1, "amount": "1"}]),
            "payment.amount_twice",
            "/lines/0/amount",
        ),
        (
            json!([{"line_id": "2", "quantity": 1}, {"line_id": "2", "amount": "1"}]),
            "payment.line_twice",
            "/lines/1/line_id",
        ),
    ] {
        assert_eq!(refused(lines.clone()), (code, path.to_owned()), "{lines}");
    }
    let error = try_refund(&returns.request(json!([{"line_id": "1", "quantity": 2}])));
    let message = error.expect_err("too many").message;
    assert_eq!(message, "Line 1: 1 of 3 is left to return, 2 were asked.");
}

#[test]
fn what_is_said_to_be_returned_is_checked_too() {
    let mut returns = Returns::of(&order(vec![units("1", 3, "10.00")], vec![]));
    for (returned, code, path) in [
        (json!([{"line_id": "2", "quantity": 1}]), "payment.line_unknown", "/returned/0/line_id"),
        (json!([{"line_id": "1", "quantity": 4}]), "payment.over_refund", "/returned/0/quantity"),
        (json!([{"line_id": "1", "amount": "10.01"}]), "payment.over_refund", "/returned/0/amount"),
        (json!([{"line_id": "1"}, {"line_id": "1"}]), "payment.line_twice", "/returned/1/line_id"),
    ] {
        returns.returned = returned;
        let refused = said(try_refund(&returns.request(json!([{"line_id": "1", "quantity": 1}]))));
        assert_eq!(refused, (code, path.to_owned()));
    }
}

/// Whatever is changed in what a refund is computed from, the seal tells.
#[test]
fn an_altered_split_is_refused() {
    let order = order(vec![units("1", 3, "10.00"), line("2", "5.00")], vec![card("card", "5.00")]);
    let returns = Returns::of(&order);
    for (place, value) in [
        ("/order_id", json!("other")),
        ("/restocking_fee_rate", json!("5")),
        ("/lines/0/paid_amount", json!("11.00")),
        ("/lines/0/quantity", json!(4)),
        ("/lines/0/vat_amount", json!(null)),
        ("/tenders/0/amount", json!("6.00")),
        ("/tenders/0/refund", json!("none")),
        ("/tenders/0/expires_on", json!("2030-01-01")),
        ("/allocation/0/amount", json!("0.01")),
        ("/allocation/0/tender_id", json!("ideal")),
        ("/lines", json!([])),
        ("/allocation", json!([])),
        ("/tenders", json!([])),
        ("/allocation_hash", json!("sha256:")),
    ] {
        let mut altered = returns.clone();
        *altered.split.pointer_mut(place).expect(place) = value;
        let refused = said(try_refund(&altered.request(json!([{"line_id": "1", "quantity": 1}]))));
        assert_eq!(refused, ("payment.split_altered", "/split".into()), "{place}");
    }
    let mut newer = returns.clone();
    newer.split["added_later"] = json!({"by": ["a", "newer", "version"]});
    newer.split["lines"][0]["added_later"] = json!(1);
    assert!(try_refund(&newer.request(json!([{"line_id": "1", "quantity": 1}]))).is_ok());
}

#[test]
fn a_waterfall_needs_one_supplier_and_unrestricted_vouchers() {
    let elsewhere = with(line("2", "5.00"), "supplier_id", "other");
    for order in [
        order(vec![line("1", "10.00"), elsewhere], vec![]),
        order(vec![line("1", "10.00"), line("2", "5.00")], vec![card_for("card", "5.00", &["1"])]),
    ] {
        for policy in ["voucher_first", "other_first"] {
            let mut returns = Returns::of(&order);
            returns.policy = policy;
            let refused =
                said(try_refund(&returns.request(json!([{"line_id": "1", "quantity": 1}]))));
            assert_eq!(refused, ("payment.policy_not_allowed", "/policy".into()));
        }
    }
}
