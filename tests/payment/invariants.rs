//! What holds for every order: the invariants of the specification, on random orders, and full
//! enumeration on small ones.

use crate::shop::*;
use proptest::prelude::*;
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// A small order in cents: lines by product, vouchers by the products they are for.
#[derive(Clone, Debug)]
struct Small {
    lines: Vec<i64>,
    vouchers: Vec<Card>,
    minimum: i64,
}

#[derive(Clone, Debug)]
struct Card {
    balance: i64,
    lines: Vec<bool>,
    splittable: bool,
}

fn printed(cents: i64) -> String {
    format!("{}.{:02}", cents / 100, cents % 100)
}

impl Small {
    /// Ids are such that rank is the order of the list, and canonical order is too.
    fn order(&self) -> Value {
        let id = |nth: usize| format!("l{nth:02}");
        let lines =
            self.lines.iter().enumerate().map(|(nth, &cents)| line(&id(nth), &printed(cents)));
        let vouchers = self.vouchers.iter().enumerate().map(|(rank, voucher)| {
            let open = voucher.lines.iter().enumerate().filter(|&(_, &open)| open);
            let ids: Vec<String> = open.map(|(nth, _)| id(nth)).collect();
            let ids: Vec<&str> = ids.iter().map(String::as_str).collect();
            let card = card_for(&format!("v{rank}"), &printed(voucher.balance), &ids);
            with(with(card, "priority", rank), "splittable", voucher.splittable)
        });
        let remainder = json!({"tender_id": "ideal", "minimum_amount": printed(self.minimum)});
        with(order(lines.collect(), vouchers.collect()), "remainder", remainder)
    }

    fn total(&self) -> i64 {
        self.lines.iter().sum()
    }

    /// Classes by rank: the vouchers that can pay, and the value.
    fn classes(&self) -> Vec<(Vec<bool>, i64)> {
        let mut classes: Vec<(Vec<bool>, i64)> = Vec::new();
        for (nth, &cents) in self.lines.iter().enumerate() {
            let open: Vec<bool> =
                self.vouchers.iter().map(|card| card.lines[nth] && card.balance > 0).collect();
            if cents == 0 || !open.contains(&true) {
                continue;
            }
            match classes.iter_mut().find(|class| class.0 == open) {
                Some(class) => class.1 += cents,
                None => classes.push((open, cents)),
            }
        }
        classes.sort_by_key(|class| class.0.iter().filter(|&&open| open).count());
        classes
    }
}

/// What is compared: the total, what each voucher spends, what each class is covered for, each
/// edge.
type Choice = (i64, Vec<i64>, Vec<i64>, Vec<i64>);

/// The greatest of all integer flows that are allowed, by trying each.
fn enumerated(small: &Small) -> Option<Choice> {
    let classes = small.classes();
    let edges: Vec<(usize, usize)> = (0..small.vouchers.len())
        .flat_map(|voucher| (0..classes.len()).map(move |class| (voucher, class)))
        .filter(|&(voucher, class)| classes[class].0[voucher])
        .collect();
    let mut best = None;
    try_edges(small, &classes, &edges, &mut vec![0; edges.len()], 0, &mut best);
    best
}

fn try_edges(
    small: &Small,
    classes: &[(Vec<bool>, i64)],
    edges: &[(usize, usize)],
    flow: &mut Vec<i64>,
    nth: usize,
    best: &mut Option<Choice>,
) {
    let sum = |flow: &[i64], at: &dyn Fn((usize, usize)) -> bool| -> i64 {
        edges.iter().zip(flow).filter(|&(&edge, _)| at(edge)).map(|(_, &amount)| amount).sum()
    };
    let Some(&(voucher, class)) = edges.get(nth) else {
        let used: Vec<i64> =
            (0..small.vouchers.len()).map(|one| sum(flow, &|edge| edge.0 == one)).collect();
        let covered = (0..classes.len()).map(|one| sum(flow, &|edge| edge.1 == one)).collect();
        let due = small.total() - used.iter().sum::<i64>();
        let whole = small
            .vouchers
            .iter()
            .zip(&used)
            .all(|(card, &used)| card.splittable || used == 0 || used == card.balance);
        if whole && (due == 0 || due >= small.minimum) {
            let choice = (used.iter().sum(), used, covered, flow.clone());
            if best.as_ref().is_none_or(|best| choice > *best) {
                *best = Some(choice);
            }
        }
        return;
    };
    let spent = sum(&flow[..nth], &|edge| edge.0 == voucher);
    let covered = sum(&flow[..nth], &|edge| edge.1 == class);
    for amount in 0..=(small.vouchers[voucher].balance - spent).min(classes[class].1 - covered) {
        flow[nth] = amount;
        try_edges(small, classes, edges, flow, nth + 1, best);
    }
    flow[nth] = 0;
}

/// The same figures, read off the reply.
fn chosen(small: &Small, split: &Value) -> Choice {
    let classes = small.classes();
    let class_of = |line_id: &str| {
        let nth: usize = line_id[1..].parse().expect("l and a number");
        let open: Vec<bool> =
            small.vouchers.iter().map(|card| card.lines[nth] && card.balance > 0).collect();
        classes.iter().position(|class| class.0 == open)
    };
    let mut flow = BTreeMap::new();
    for (voucher, card) in small.vouchers.iter().enumerate() {
        for (class, (open, _)) in classes.iter().enumerate() {
            if card.balance > 0 && open[voucher] {
                flow.insert((voucher, class), 0);
            }
        }
    }
    for row in split["allocation"].as_array().expect("a list") {
        let tender = text(&row["tender_id"]);
        if let Some(voucher) = tender.strip_prefix('v') {
            let class = class_of(&text(&row["line_id"])).expect("an eligible line");
            let voucher: usize = voucher.parse().expect("a rank");
            *flow.get_mut(&(voucher, class)).expect("an eligible edge") += minor(&row["amount"]);
        }
    }
    let used: Vec<i64> = (0..small.vouchers.len())
        .map(|one| flow.iter().filter(|(edge, _)| edge.0 == one).map(|(_, amount)| amount).sum())
        .collect();
    let covered = (0..classes.len())
        .map(|one| flow.iter().filter(|(edge, _)| edge.1 == one).map(|(_, amount)| amount).sum())
        .collect();
    (used.iter().sum(), used, covered, flow.into_values().collect())
}

fn small(unsplittable: bool) -> impl Strategy<Value = Small> {
    (1..=4usize, 0..=3usize).prop_flat_map(move |(lines, vouchers)| {
        let card = (0..=4i64, prop::collection::vec(any::<bool>(), lines), any::<bool>());
        let card = card.prop_map(move |(balance, lines, splittable)| Card {
            balance,
            lines,
            splittable: splittable || !unsplittable,
        });
        let lines = prop::collection::vec(0..=3i64, lines);
        (lines, prop::collection::vec(card, vouchers), 0..=3i64)
            .prop_map(|(lines, vouchers, minimum)| Small { lines, vouchers, minimum })
    })
}

/// I4, and I3 where no voucher is unsplittable and no minimum bites.
fn is_the_best(small: &Small) -> Result<(), TestCaseError> {
    let Some(best) = enumerated(small) else {
        let code = try_split(&small.order()).map_err(|error| error.code.as_str());
        prop_assert_eq!(code.err(), Some("payment.minimum_unreachable"));
        return Ok(());
    };
    let split = split(&small.order());
    prop_assert_eq!(chosen(small, &split), best);
    Ok(())
}

/// An order with everything in it.
fn rich() -> impl Strategy<Value = Value> {
    let amount = || prop_oneof![0..=9i64, 0..=30_000i64];
    let rate = prop_oneof![
        Just(json!("21")),
        Just(json!("9")),
        Just(json!("0")),
        Just(json!("5.5")),
        Just(json!("12.3456")),
        Just(json!(null))
    ];
    let kind = prop_oneof![Just("product"), Just("product"), Just("shipping"), Just("fee")];
    let one_line = (amount(), 1..=7u32, rate, kind, 0..3usize, 0..3usize, any::<bool>());
    let one_card = (amount(), 0..4usize, 0..8usize, 0..5usize, any::<bool>(), 0..3i64, 0..3usize);
    let lines = prop::collection::vec(one_line, 1..6);
    let cards = prop::collection::vec(one_card, 0..5);
    let discounts = prop::collection::vec((0..=100i64, any::<bool>()), 0..3);
    let modes = (any::<bool>(), 0..3usize, 0..=3i64);
    (lines, cards, discounts, modes).prop_map(|(lines, cards, discounts, modes)| {
        let total: i64 = lines.iter().map(|line| line.0).sum();
        let lines: Vec<Value> = lines
            .into_iter()
            .enumerate()
            .map(|(nth, made)| {
                let (cents, quantity, rate, kind, supplier, product, net) = made;
                let mut line = line(&format!("{}", (nth * 7) % 6), &printed(cents));
                if net && !rate.is_null() {
                    line = with(line, "net_amount", printed(cents));
                    line.as_object_mut().expect("an object").remove("gross_amount");
                }
                let line = with(with(line, "quantity", quantity), "vat_rate", rate);
                let line = with(line, "product_id", ["p", "q", "r"][product]);
                with(with(line, "kind", kind), "supplier_id", ["x", "y", "z"][supplier])
            })
            .collect();
        let all = (0..lines.len()).map(|nth| format!("{}", (nth * 7) % 6)).collect::<Vec<_>>();
        let cards: Vec<Value> = cards
            .into_iter()
            .enumerate()
            .map(|(nth, made)| {
                let (cents, kind, products, expires, splittable, priority, on_expired) = made;
                let kinds =
                    ["multi_purpose", "single_purpose", "payment_instrument", "single_purpose"];
                let ids = ["p", "q", "r"].into_iter().enumerate();
                let ids: Vec<&str> =
                    ids.filter(|(bit, _)| products & 1 << bit != 0).map(|(_, id)| id).collect();
                let made = card_for(&format!("card {}", 9 - nth), &printed(cents), &ids);
                let made = if products == 7 { with(made, "eligible", Value::Null) } else { made };
                let days = [None, None, Some("2026-11-21"), Some("2026-11-30"), Some("2030-01-01")];
                let made = with(with(made, "kind", kinds[kind]), "expires_on", days[expires]);
                let ways = ["reissue", "other_tender", "hold"];
                let made =
                    with(with(made, "splittable", splittable), "on_expired", ways[on_expired]);
                if priority > 0 { with(made, "priority", priority) } else { made }
            })
            .collect();
        let discounts: Vec<Value> = discounts
            .into_iter()
            .enumerate()
            .map(|(nth, (share, some))| {
                let made =
                    with(discount(&printed(total * share / 400)), "discount_id", format!("d{nth}"));
                if some { made } else { with(made, "line_ids", json!(all)) }
            })
            .collect();
        let (per_rate, fee, minimum) = modes;
        let order = with(order(lines, cards), "discounts", discounts);
        let order = with(order, "vat_mode", if per_rate { "per_rate" } else { "per_line" });
        let order = with(order, "restocking_fee_rate", ["0", "10", "33.3"][fee]);
        let minimum = json!({"tender_id": "ideal", "minimum_amount": printed(minimum * 50)});
        with(order, "remainder", minimum)
    })
}

/// Random orders whose discounts do not fit, or whose minimum is beyond them, are refused as they
/// should be.
fn paid(order: &Value) -> Result<Value, TestCaseError> {
    try_split(order).map_err(|error| match error.code.as_str() {
        "payment.discount_too_large" | "payment.minimum_unreachable" => {
            TestCaseError::reject(error.message.to_string())
        }
        _ => TestCaseError::fail(error.to_string()),
    })
}

fn sum<'v>(rows: impl IntoIterator<Item = &'v Value>, member: &str) -> i64 {
    rows.into_iter().map(|row| minor(&row[member])).sum()
}

fn list<'v>(reply: &'v Value, name: &str) -> &'v Vec<Value> {
    reply[name].as_array().expect("a list")
}

/// I8: every list is a marginal of the allocation. I9: what is net and what is VAT make gross.
fn adds_up(reply: &Value) -> Result<(), TestCaseError> {
    let cells = list(reply, "allocation");
    let total = sum(cells, "amount");
    prop_assert_eq!(sum(list(reply, "suppliers"), "amount"), total);
    prop_assert_eq!(sum(list(reply, "vat"), "gross_amount"), total);
    for supplier in list(reply, "suppliers") {
        prop_assert_eq!(sum(list(supplier, "tenders"), "amount"), minor(&supplier["amount"]));
    }
    for row in list(reply, "vat") {
        prop_assert_eq!(sum(list(row, "tenders"), "gross_amount"), minor(&row["gross_amount"]));
        if !row["vat_amount"].is_null() {
            let (net, vat) = (minor(&row["net_amount"]), minor(&row["vat_amount"]));
            prop_assert_eq!(net + vat, minor(&row["gross_amount"]));
            prop_assert!(net >= 0 && vat >= 0);
            prop_assert_eq!(sum(list(row, "tenders"), "vat_amount"), vat);
        }
    }
    prop_assert!(cells.iter().all(|cell| minor(&cell["amount"]) >= 0));
    Ok(())
}

/// What refunds gave so far, in every list of theirs.
#[derive(Default, Debug, PartialEq)]
struct Sums(BTreeMap<String, i64>);

impl Sums {
    fn add(&mut self, reply: &Value) {
        let mut count = |key: String, value: &Value| {
            let amount = minor(value);
            if amount != 0 {
                *self.0.entry(key).or_default() += amount;
            }
        };
        for cell in list(reply, "allocation") {
            let key = format!("{} by {}", cell["line_id"], cell["tender_id"]);
            count(format!("{key}, VAT"), &cell["vat_amount"]);
            count(key, &cell["amount"]);
        }
        for row in list(reply, "suppliers") {
            count(format!("supplier {}", row["supplier_id"]), &row["amount"]);
        }
        for row in list(reply, "vat") {
            count(format!("VAT at {}", row["vat_rate"]), &row["vat_amount"]);
        }
        let members = ["amount", "credits", "retained_amount", "vat_correction_amount"];
        for member in members {
            count(member.into(), &reply[member]);
        }
    }
}

/// Returns all units of all lines, in as many steps as `steps` says, each line's turn picked by it.
fn returned_all(split: &Value, steps: &[(usize, u32)]) -> Result<(Returns, Sums), TestCaseError> {
    let mut returns = Returns::of_split(split.clone());
    let lines = list(split, "lines").clone();
    let mut left: Vec<u64> =
        lines.iter().map(|line| line["quantity"].as_u64().expect("units")).collect();
    let mut sums = Sums::default();
    let finish = (0..lines.len()).map(|nth| (nth, u32::MAX));
    for (nth, units) in steps.iter().copied().chain(finish) {
        let nth = nth % lines.len();
        let units = u64::from(units).min(left[nth]);
        if units == 0 {
            continue;
        }
        left[nth] -= units;
        let asked = json!([{"line_id": lines[nth]["line_id"], "quantity": units}]);
        let refund = returns.take(asked);
        adds_up(&refund)?;
        for row in list(&refund, "credits").iter().chain(list(&refund, "refunds")) {
            prop_assert!(minor(&row["amount"]) > 0);
        }
        sums.add(&refund);
    }
    Ok((returns, sums))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, ..ProptestConfig::default() })]

    #[test]
    fn i3_i4_the_choice_is_the_greatest_of_all_flows(small in small(false)) {
        is_the_best(&small)?;
    }

    #[test]
    fn i4_whole_vouchers_are_chosen_best_of_all_subsets(small in small(true)) {
        is_the_best(&small)?;
    }

    /// The certificate's cut carries exactly what vouchers pay.
    #[test]
    fn i3_the_certificate_proves_the_voucher_amount(small in small(false)) {
        let small = Small { minimum: 0, ..small };
        let split = split(&small.order());
        let named = |member: &str| list(&split["certificate"], member).clone();
        let limiting = named("limiting_voucher_ids").iter().map(|id| {
            small.vouchers[text(id)[1..].parse::<usize>().expect("a rank")].balance
        }).sum::<i64>();
        let covered = named("covered_line_ids").iter().map(|id| {
            small.lines[text(id)[1..].parse::<usize>().expect("a number")]
        }).sum::<i64>();
        prop_assert_eq!(limiting + covered, minor(&split["voucher_amount"]));
    }

    #[test]
    fn i6_more_balance_or_more_lines_never_leave_more_to_pay(
        small in small(false), voucher in 0..3usize, more in 1..5i64, opened in 0..4usize,
    ) {
        let small = Small { minimum: small.minimum.min(small.total()), ..small };
        prop_assume!(voucher < small.vouchers.len() && opened < small.lines.len());
        let due = |small: &Small| minor(&split(&small.order())["amount_due"]);
        let mut richer = small.clone();
        richer.vouchers[voucher].balance += more;
        prop_assert!(due(&richer) <= due(&small));
        let mut wider = small.clone();
        wider.vouchers[voucher].lines[opened] = true;
        prop_assert!(due(&wider) <= due(&small));
    }

    #[test]
    fn i1_i2_i7_i8_i9_i17_a_split_closes_in_every_direction(order in rich()) {
        let split = paid(&order)?;
        adds_up(&split)?;
        let due = minor(&split["amount_due"]);
        let minimum = minor(&order["remainder"]["minimum_amount"]);
        prop_assert!(due == 0 || due >= minimum);
        prop_assert_eq!(due + minor(&split["voucher_amount"]), minor(&split["total_amount"]));
        let cells = list(&split, "allocation");
        for line in list(&split, "lines") {
            let own: Vec<&Value> =
                cells.iter().filter(|cell| cell["line_id"] == line["line_id"]).collect();
            prop_assert_eq!(sum(own.iter().copied(), "amount"), minor(&line["paid_amount"]));
            prop_assert_eq!(sum(own.iter().copied(), "vat_amount"), minor(&line["vat_amount"]));
            prop_assert!(minor(&line["vat_amount"]) <= minor(&line["paid_amount"]));
        }
        for cell in cells {
            prop_assert!(minor(&cell["vat_amount"]) <= minor(&cell["amount"]));
        }
        for voucher in list(&order, "vouchers") {
            let used = minor(&json!(given(&split, &text(&voucher["voucher_id"]))));
            prop_assert!(used <= minor(&voucher["balance"]));
            let whole = voucher["splittable"] == true || used == 0;
            prop_assert!(whole || used == minor(&voucher["balance"]));
        }
        let now = list(&split, "tenders").iter().filter(|one| one["kind"] != "single_purpose");
        let now: Vec<&Value> = now.map(|tender| &tender["tender_id"]).collect();
        let due_now = cells.iter().filter(|cell| now.contains(&&cell["tender_id"]));
        if !split["vat_due_now"].is_null() {
            prop_assert_eq!(sum(due_now, "vat_amount"), minor(&split["vat_due_now"]));
        }
    }

    #[test]
    fn i5_the_order_of_the_input_does_not_matter(order in rich(), turn in 1..5usize) {
        let split = paid(&order)?;
        let mut turned = order.clone();
        for member in ["lines", "vouchers", "discounts"] {
            let list = turned[member].as_array_mut().expect("a list");
            list.reverse();
            let by = turn % list.len().max(1);
            list.rotate_left(by);
        }
        let mut other = paid(&turned)?;
        // The lines are answered in the order they were asked in.
        let lines = other["lines"].as_array_mut().expect("a list");
        let place = |one: &Value| {
            list(&order, "lines").iter().position(|line| line["line_id"] == one["line_id"])
        };
        lines.sort_by_key(place);
        prop_assert_eq!(other, split);
    }

    #[test]
    fn i10_i11_i12_i13_i15_any_path_of_returns_ends_at_what_was_paid(
        order in rich(),
        one in prop::collection::vec((0..6usize, 1..4u32), 0..8),
        two in prop::collection::vec((0..6usize, 1..4u32), 0..8),
    ) {
        let split = paid(&order)?;
        let (returns, sums) = returned_all(&split, &one)?;
        prop_assert_eq!(&sums, &returned_all(&split, &two)?.1);
        let credited = sums.0.get("amount").copied().unwrap_or(0);
        let retained = sums.0.get("retained_amount").copied().unwrap_or(0);
        prop_assert_eq!(credited + retained, minor(&split["total_amount"]));
        prop_assert_eq!(&returns.split, &split);
        if order["restocking_fee_rate"] == "0" {
            for cell in list(&split, "allocation") {
                let key = format!("{} by {}", cell["line_id"], cell["tender_id"]);
                let back = |key: &str| sums.0.get(key).copied().unwrap_or(0);
                prop_assert_eq!(back(&key), minor(&cell["amount"]));
                prop_assert_eq!(back(&format!("{key}, VAT")), minor(&cell["vat_amount"]));
            }
        }
    }

    /// Goodwill and units, in any mixture, and by each policy: what is over is refused, the rest
    /// closes.
    #[test]
    fn i10_i15_goodwill_and_units_close_together_by_every_policy(
        order in rich(), policy in 0..3usize,
        steps in prop::collection::vec((0..6usize, prop_oneof![1..4i64, 5..900i64], any::<bool>()), 0..9),
    ) {
        let split = paid(&order)?;
        let mut returns = Returns::of_split(split.clone());
        returns.policy = ["line_faithful", "voucher_first", "other_first"][policy];
        let lines = list(&split, "lines").clone();
        let (mut back, mut kept, mut left) = (0, 0, None);
        let rest = lines.iter().map(|line| json!([{"line_id": line["line_id"], "amount": "goodwill"}]));
        let steps = steps.into_iter().map(|(nth, size, goodwill)| {
            let line_id = &lines[nth % lines.len()]["line_id"];
            match goodwill {
                true => json!([{"line_id": line_id, "amount": printed(size)}]),
                false => json!([{"line_id": line_id, "quantity": size}]),
            }
        });
        for mut asked in steps.chain(rest) {
            if asked[0]["amount"] == "goodwill" {
                // All units that are still there.
                let of = |row: &&Value| row["line_id"] == asked[0]["line_id"];
                let all = lines.iter().find(of).and_then(|line| line["quantity"].as_u64());
                let taken = list(&json!({"l": returns.returned}), "l").iter().find(of).map_or(0, |row| row["quantity"].as_u64().expect("units"));
                let units = all.expect("units") - taken;
                if units == 0 { continue; }
                asked = json!([{"line_id": asked[0]["line_id"], "quantity": units}]);
            }
            match try_refund(&returns.request(asked)) {
                Ok(refund) => {
                    adds_up(&refund)?;
                    back += minor(&refund["amount"]);
                    kept += minor(&refund["retained_amount"]);
                    left = Some(minor(&refund["refundable_amount"]));
                    returns.returned = refund["returned"].clone();
                }
                Err(error) => match error.code.as_str() {
                    "payment.over_refund" => {}
                    "payment.policy_not_allowed" => return Ok(()),
                    _ => return Err(TestCaseError::fail(error.to_string())),
                },
            }
        }
        prop_assert_eq!(back + kept, minor(&split["total_amount"]));
        prop_assert_eq!(left.unwrap_or(0), 0);
    }
}

/// I16: the largest amounts there are, in a currency of thousandths.
#[test]
fn i16_the_largest_amounts_close_without_overflow() {
    let most = "999999999999999.999";
    let line = |line_id: &str| with(units(line_id, 4_294_967_295, most), "vat_rate", "99.9999");
    let vouchers = (0..50).map(|nth| card(&format!("card {nth:02}"), most)).collect();
    let order = with(
        order((0..9).map(|nth| line(&nth.to_string())).collect(), vouchers),
        "currency",
        "KWD",
    );
    let order = with(with(order, "vat_mode", "per_rate"), "restocking_fee_rate", "33.3333");
    let split = split(&order);
    assert_eq!(split["total_amount"], "8999999999999999.991");
    assert_eq!(split["amount_due"], "0.000");
    let (_, sums) =
        returned_all(&split, &[(0, 1), (3, 4_294_967_294), (8, 77)]).expect("it closes");
    assert_eq!(sums.0["amount"] + sums.0["retained_amount"], 8_999_999_999_999_999_991);
}

/// I14: the same return from the same state is the same, byte for byte.
#[test]
fn i14_a_return_computed_again_is_the_same() {
    let order = order(vec![units("1", 3, "10.00")], vec![card("card", "2.50")]);
    let request = Returns::of(&order).request(json!([{"line_id": "1", "quantity": 2}])).to_string();
    let refund = || koppel::payment::refund_json(request.as_bytes()).expect("a refund");
    assert_eq!(refund(), refund());
}
