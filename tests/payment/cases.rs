//! The known cases in which other systems lost a cent, made one, or gave it to the wrong tender.

use crate::shop::*;
use serde_json::{Value, json};

fn due_and_balance(order: &Value) -> (String, String) {
    let split = split(order);
    (text(&split["amount_due"]), text(&split["tenders"][0]["balance_after"]))
}

fn is(expected: (&str, &str)) -> (String, String) {
    (expected.0.into(), expected.1.into())
}

fn amounts(split: &Value, member: &str) -> Vec<String> {
    split["lines"].as_array().expect("lines").iter().map(|line| text(&line[member])).collect()
}

/// Three lines, a card for two categories and for shipping, and what iDEAL pays of them.
fn documented() -> Value {
    let lighting = json!({"line_id": "1", "kind": "product", "supplier_id": "shop-x",
        "product_id": "led-e27", "category_ids": ["lighting"], "quantity": 3,
        "gross_amount": "38.85", "vat_rate": "21"});
    let garden = json!({"line_id": "2", "kind": "product", "supplier_id": "shop-x",
        "product_id": "seeds", "category_ids": ["garden"], "quantity": 2,
        "gross_amount": 16.98, "vat_rate": 9});
    let eligible =
        json!({"category_ids": ["lighting", "garden"], "kinds": ["product", "shipping"]});
    let card =
        with(with(card("card-7", "50.00"), "eligible", eligible), "expires_on", "2027-06-30");
    order(vec![lighting, garden, shipping("3", "4.95")], vec![card])
}

#[test]
fn the_documented_example_gives_the_documented_figures() {
    let mut returns = Returns::of(&documented());
    let split = &returns.split;
    let members = ["total_amount", "voucher_amount", "amount_due", "vat_due_now"];
    assert_eq!(members.map(|name| text(&split[name])), ["60.78", "50.00", "10.78", "9.00"]);
    assert_eq!(
        split["allocation"][0].to_string(),
        r#"{"line_id":"1","tender_id":"card-7","amount":"31.96","vat_amount":"5.54"}"#
    );
    assert_eq!(
        split["tenders"][1].to_string(),
        r#"{"tender_id":"ideal","kind":"remainder","amount":"10.78"}"#
    );
    assert_eq!(
        split["certificate"].to_string(),
        r#"{"limiting_voucher_ids":["card-7"],"covered_line_ids":[]}"#
    );
    returns.returned = json!([{"line_id": "1", "quantity": 1, "amount": "0.00"}]);
    let refund =
        returns.take(json!([{"line_id": "1", "quantity": 1}, {"line_id": "3", "quantity": 1}]));
    assert_eq!(refund["amount"], "17.90");
    assert_eq!((given(&refund, "card-7"), given(&refund, "ideal")), is(("14.73", "3.17")));
    assert_eq!(
        refund["returned"].to_string(),
        r#"[{"line_id":"1","quantity":2,"amount":"0.00"},{"line_id":"3","quantity":1,"amount":"0.00"}]"#
    );
}

#[test]
fn t1_a_card_pays_all_that_a_discount_leaves() {
    let order = order(vec![line("1", "90.00")], vec![card("card", "65.00")]);
    assert_eq!(
        due_and_balance(&with(order, "discounts", json!([discount("25.00")]))),
        is(("0.00", "0.00"))
    );
}

#[test]
fn t2_t3_a_card_large_enough_leaves_no_cent_due() {
    let two = vec![units("1", 2, "11.20"), shipping("2", "4.50")];
    assert_eq!(due_and_balance(&order(two, vec![card("card", "100.00")])), is(("0.00", "84.30")));
    let seven = ["62", "234", "27", "5", "10", "115", "46"];
    let seven = seven
        .iter()
        .enumerate()
        .map(|(nth, amount)| with(line(&nth.to_string(), amount), "vat_rate", "16"));
    let order = order(seven.collect(), vec![card("card", "500.00")]);
    assert_eq!(due_and_balance(&order), is(("0.00", "1.00")));
}

#[test]
fn t4_net_prices_are_rounded_where_the_shop_rounds_them() {
    let net = |line_id: &str, amount: &str| {
        json!({"line_id": line_id, "kind": "product", "supplier_id": "shop", "net_amount": amount,
               "vat_rate": "21"})
    };
    let cards = || vec![card("one", "50.00"), card("two", "50.00")];
    for (lines, second) in
        [(vec![net("1", "82.62")], "49.97"), (vec![net("1", "41.31"), net("2", "41.31")], "49.98")]
    {
        let split = split(&order(lines, cards()));
        assert_eq!(split["amount_due"], "0.00");
        assert_eq!((given(&split, "one"), given(&split, "two")), is(("50.00", second)));
    }
}

#[test]
fn t5_a_second_card_is_left_alone_when_the_first_is_enough() {
    let split = split(&order(vec![line("1", "40.00")], vec![card("b", "50"), card("a", "50")]));
    assert_eq!(given(&split, "a"), "40.00");
    assert_eq!(split["unused_vouchers"], json!([{"voucher_id": "b", "reason": "not_needed"}]));
}

#[test]
fn t6_what_was_refunded_is_not_refunded_again() {
    let mut returns = Returns::of(&order(vec![line("1", "1272.00")], vec![]));
    assert_eq!(returns.take_goodwill("1", "500.00")["amount"], "500.00");
    assert_eq!(returns.take_units("1", 1)["amount"], "772.00");
}

#[test]
fn t7_t12_a_full_return_gives_back_what_was_paid_with_its_vat() {
    let mut returns = Returns::of(&order(vec![line("1", "87.96")], vec![]));
    assert_eq!(returns.take_units("1", 1)["amount"], "87.96");
    let small = with(line("1", "1.00"), "vat_rate", "13");
    let refund = Returns::of(&order(vec![small], vec![])).take_units("1", 1);
    assert_eq!(
        (&refund["amount"], &refund["vat_correction_amount"]),
        (&json!("1.00"), &json!("0.12"))
    );
}

#[test]
fn t8_a_card_never_gets_more_than_it_paid() {
    let refund = Returns::of(&order(vec![line("1", "192.60")], vec![card("card", "100")]))
        .take_units("1", 1);
    assert_eq!((given(&refund, "card"), given(&refund, "ideal")), is(("100.00", "92.60")));
}

#[test]
fn t9_t23_units_give_back_their_share_of_the_line_less_its_discount() {
    let mut returns = Returns::of(&order(vec![units("1", 3, "269.97")], vec![]));
    assert_eq!(returns.take_units("1", 2)["amount"], "179.98");
    let order = order(vec![units("1", 3, "300.00")], vec![]);
    let mut returns = Returns::of(&with(order, "discounts", json!([discount("30.00")])));
    assert_eq!(returns.take_units("1", 2)["amount"], "180.00");
}

#[test]
fn t10_t25_t26_a_discount_is_cut_to_the_cent_and_never_raises_a_line() {
    for (lines, amount, cuts) in [
        (vec!["1.00", "1.00"], "1.03", vec!["0.52", "0.51"]),
        (vec![".50", ".50", ".50", ".01"], "0.02", vec!["0.01", "0.01", "0.00", "0.00"]),
        (vec![".02", ".02", ".02", ".01"], "0.05", vec!["0.02", "0.01", "0.01", "0.01"]),
    ] {
        let lines = lines.iter().enumerate();
        let lines = lines.map(|(nth, amount)| {
            line(&nth.to_string(), &format!("0{amount}")[usize::from(amount.starts_with('1'))..])
        });
        let order = order(lines.collect(), vec![]);
        let split = split(&with(order, "discounts", json!([discount(amount)])));
        assert_eq!(amounts(&split, "discount_amount"), cuts);
    }
}

#[test]
fn t11_unit_returns_alternate_and_end_at_the_whole_with_its_vat() {
    let sold = with(units("1", 10, "239.00"), "vat_rate", "20");
    let order = with(order(vec![sold], vec![]), "discounts", json!([discount("59.75")]));
    let mut whole = Returns::of(&order);
    assert_eq!(whole.take_units("1", 10)["amount"], "179.25");
    let mut returns = Returns::of(&order);
    let mut vat = 0;
    for (nth, cumulative) in
        [299, 598, 896, 1195, 1494, 1793, 2092, 2390, 2689, 2988].iter().enumerate()
    {
        let refund = returns.take_units("1", 1);
        assert_eq!(refund["amount"], ["17.93", "17.92"][nth % 2]);
        vat += minor(&refund["vat_correction_amount"]);
        assert_eq!(vat, *cumulative);
    }
}

#[test]
fn t13_three_credit_notes_share_the_vat_equally() {
    let mut returns =
        Returns::of(&order(vec![with(units("1", 3, "357.00"), "vat_amount", "57.00")], vec![]));
    for _ in 0..3 {
        assert_eq!(returns.take_units("1", 1)["vat_correction_amount"], "19.00");
    }
}

#[test]
fn t14_shipping_with_a_cart_discount_can_be_returned_in_full() {
    let order =
        order(vec![line("1", "42.10"), with(shipping("2", "7.90"), "vat_rate", "20")], vec![]);
    let coupon = with(discount("5.00"), "line_ids", json!(["1", "2"]));
    let mut returns = Returns::of(&with(order, "discounts", json!([coupon])));
    assert_eq!(returns.take_units("2", 1)["amount"], "7.11");
    assert_eq!(returns.take_units("1", 1)["amount"], "37.89");
}

#[test]
fn t15_t16_a_part_first_leaves_exactly_the_rest() {
    let mut returns =
        Returns::of(&order(vec![line("1", "655.26"), shipping("2", "125.00")], vec![]));
    assert_eq!(returns.take_units("2", 1)["refundable_amount"], "655.26");
    assert_eq!(returns.take_units("1", 1)["amount"], "655.26");
    let mut returns = Returns::of(&order(vec![line("1", "4454.50")], vec![]));
    assert_eq!(returns.take_goodwill("1", "32.00")["amount"], "32.00");
}

#[test]
fn t17_t18_equal_refunds_give_equal_parts_to_the_tenders() {
    let mut returns = Returns::of(&order(vec![units("1", 2, "100.00")], vec![card("card", "40")]));
    for _ in 0..2 {
        let refund = returns.take_units("1", 1);
        assert_eq!((given(&refund, "card"), given(&refund, "ideal")), is(("20.00", "30.00")));
    }
    let cards = vec![card("a", "3.33"), card("b", "3.33")];
    let refund = Returns::of(&order(vec![line("1", "10.00")], cards)).take_goodwill("1", "5.00");
    let parts = ["a", "b", "ideal"].map(|tender| given(&refund, tender));
    assert_eq!(parts, ["1.67", "1.66", "1.67"]);
}

#[test]
fn t20_t21_t22_a_return_never_recomputes_discounts_or_shipping() {
    let coupon = |lines: Vec<Value>, amount| {
        with(order(lines, vec![]), "discounts", json!([discount(amount)]))
    };
    let mut returns = Returns::of(&coupon(vec![line("1", "50.00"), line("2", "10.00")], "10.00"));
    assert_eq!(returns.take_units("1", 1)["amount"], "41.67");
    assert_eq!(returns.take_units("2", 1)["amount"], "8.33");
    let lines = vec![units("1", 5, "27.50"), shipping("2", "0.50")];
    let mut returns = Returns::of(&coupon(lines, "2.75"));
    assert_eq!(returns.split["total_amount"], "25.25");
    let refund = returns.take_units("1", 2);
    assert_eq!(
        (text(&refund["amount"]), text(&refund["refundable_amount"])),
        is(("9.90", "15.35"))
    );
    assert_eq!(returns.take_units("1", 3)["amount"], "14.85");
    let mut returns = Returns::of(&coupon(vec![line("1", "150.00"), line("2", "60.00")], "42.00"));
    assert_eq!(returns.take_units("1", 1)["amount"], "120.00");
}

#[test]
fn t24_more_than_was_paid_is_refused_before_any_money_moves() {
    let returns = Returns::of(&order(vec![line("1", "10.00")], vec![card("card", "5.00")]));
    let refused = try_refund(&returns.request(json!([{"line_id": "1", "amount": "10.01"}])));
    assert_eq!(refused.map_err(|error| error.code.as_str()), Err("payment.over_refund"));
}

#[test]
fn t27_three_returns_of_a_third_end_at_the_whole() {
    let mut returns = Returns::of(&order(vec![units("1", 3, "10.00")], vec![]));
    let parts = [(); 3].map(|()| text(&returns.take_units("1", 1)["amount"]));
    assert_eq!(parts, ["3.33", "3.34", "3.33"]);
}

#[test]
fn t29_no_tender_ever_gives_back_a_cent_it_was_credited() {
    let cards =
        vec![with(card("a", "0.01"), "priority", 1), with(card("b", "0.33"), "priority", 2)];
    let mut returns = Returns::of(&order(vec![units("1", 20, "1.00")], cards));
    let mut sums = [0; 3];
    for quantity in [8, 1, 11] {
        let refund = returns.take_units("1", quantity);
        for (sum, tender) in sums.iter_mut().zip(["a", "b", "ideal"]) {
            let part = minor(&json!(given(&refund, tender)));
            assert!(part >= 0);
            *sum += part;
        }
    }
    assert_eq!(sums, [1, 33, 66]);
}

#[test]
fn t30_t31_t32_vouchers_give_way_to_one_another_so_that_the_least_is_due() {
    let split_30 = split(&order(
        vec![line("food", "10.00"), line("other", "10.00")],
        vec![with(card("u", "10.00"), "priority", 1), card_for("m", "10.00", &["food"])],
    ));
    assert_eq!(split_30["amount_due"], "0.00");
    assert_eq!(
        (cell(&split_30, "other", "u"), cell(&split_30, "food", "m")),
        is(("10.00", "10.00"))
    );
    let split_31 = split(&order(
        vec![line("a", "10.00"), line("b", "10.00"), line("c", "0.00")],
        vec![card_for("m", "10.00", &["a", "b"]), card_for("n", "10.00", &["b", "c"])],
    ));
    assert_eq!(split_31["amount_due"], "0.00");
    assert_eq!((cell(&split_31, "a", "m"), cell(&split_31, "b", "n")), is(("10.00", "10.00")));
    let only =
        |voucher, priority| with(with(voucher, "priority", priority), "kind", "payment_instrument");
    let products = |ids: Value| json!({"kinds": ["product"], "product_ids": ids});
    let split_32 = split(&order(
        vec![line("a", "7.00"), line("b", "6.00"), shipping("c", "4.95"), line("d", "10.00")],
        vec![
            only(with(card("u", "10.00"), "eligible", products(json!(["a", "b", "d"]))), 1),
            only(with(card("n", "8.00"), "eligible", products(json!(["a", "b"]))), 2),
            only(with(card("m", "5.00"), "eligible", products(json!(["a"]))), 3),
        ],
    ));
    assert_eq!(split_32["amount_due"], "4.95");
    assert_eq!(["m", "n", "u"].map(|id| given(&split_32, id)), ["5.00", "8.00", "10.00"]);
}

#[test]
fn t33_vouchers_give_back_what_the_remainder_needs_for_its_minimum() {
    let cards = vec![card("card", "49.60")];
    let order = order(vec![line("1", "50.00")], cards);
    let remainder = json!({"tender_id": "ideal", "minimum_amount": "1.00"});
    let split = split(&with(order, "remainder", remainder));
    assert_eq!((given(&split, "card"), given(&split, "ideal")), is(("49.00", "1.00")));
}

#[test]
fn t34_a_voucher_that_takes_no_money_back_is_returned_by_another_way_in_the_same_amount() {
    let meal = with(with(card("meal", "20.00"), "kind", "payment_instrument"), "refund", "none");
    let refund = Returns::of(&order(vec![line("1", "50.00")], vec![meal])).take_units("1", 1);
    let credits = json!([{"voucher_id": "meal", "amount": "20.00", "mode": "other_tender"}]);
    assert_eq!(refund["credits"], credits);
    assert_eq!(given(&refund, "ideal"), "30.00");
}

#[test]
fn t35_vat_is_rounded_half_up_to_the_cent() {
    let lines = vec![line("1", "19.99"), with(line("2", "11.00"), "vat_rate", "19")];
    assert_eq!(amounts(&split(&order(lines, vec![])), "vat_amount"), ["3.47", "1.76"]);
}

#[test]
fn t36_unit_returns_credit_both_tenders_cumulatively() {
    let mut returns = Returns::of(&order(vec![units("1", 3, "10.00")], vec![card("card", "2.50")]));
    let mut sums = (0, 0);
    for cumulative in [(83, 250), (167, 500), (250, 750)] {
        let refund = returns.take_units("1", 1);
        sums.0 += minor(&json!(given(&refund, "card")));
        sums.1 += minor(&json!(given(&refund, "ideal")));
        assert_eq!(sums, cumulative);
    }
}

#[test]
fn t37_of_two_card_products_only_the_returned_one_is_touched() {
    let mut returns = Returns::of(&order(vec![line("1", "25.00"), line("2", "25.00")], vec![]));
    let refund = returns.take_units("2", 1);
    assert_eq!(refund["returned"], json!([{"line_id": "2", "quantity": 1, "amount": "0.00"}]));
    assert_eq!(refund["refundable_amount"], "25.00");
}
