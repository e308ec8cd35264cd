//! The table on the terminal: way by way the amounts that were checked, at the platform's ledger
//! and in the shop's own book, and the last line. Texts only.

use crate::money::{Cents, ZERO};
use crate::result::{OrderProof, RunResult, TenderProof, WayResult};
use std::fmt::Display;

/// The heading, then a row for each sub-order.
pub fn of(result: &RunResult) -> String {
    let mut rows = vec![
        format!("{} ({})", result.platform_name, result.platform_id),
        format!("{:18}platform's ledger {:-<28}   shop's book {:-<7}", "", "", ""),
        columns(
            ["way", "shop"],
            ["ordered", "card", "iDEAL", "credited", "VAT"],
            ["total", "VAT"],
            "checks",
        ),
    ];
    for way in &result.ways {
        for (position, order) in way.orders.iter().enumerate() {
            rows.push(row(way, order, position == 0));
        }
        if way.orders.is_empty() {
            let suppliers = way.suppliers.join("+");
            rows.push(columns([&way.way, &suppliers], ["-"; 5], ["-"; 2], &verdict(way)));
        }
    }
    rows.join("\n")
}

fn columns(names: [&str; 2], ledger: [&str; 5], book: [&str; 2], checks: &str) -> String {
    let [way, shop] = names;
    let [ordered, card, ideal, credited, vat] = ledger;
    let [total, shop_vat] = book;
    format!(
        "{way:<4} {shop:<4} {ordered:>8} {card:>8} {ideal:>8} {credited:>8} {vat:>8}   \
         {total:>9} {shop_vat:>9}   {checks}"
    )
    .trim_end()
    .to_owned()
}

fn row(way: &WayResult, order: &OrderProof, is_first: bool) -> String {
    let is_taken = matches!(order.state.as_str(), "paid" | "credited" | "refused");
    let sum = |of_cards: bool| -> Cents {
        let is_it = |own: &&TenderProof| (own.kind == "multi_purpose") == of_cards;
        order.tenders.iter().filter(is_it).map(|own| own.amount).sum()
    };
    let taken = |of_cards: bool| if is_taken { sum(of_cards) } else { ZERO }.to_string();
    let credited: Cents = order.tenders.iter().map(|own| own.credited).sum();
    let vat: Cents = order.vat.iter().map(|own| own.vat).sum();
    columns(
        [if is_first { &way.way } else { "" }, &order.supplier],
        [
            &order.total.to_string(),
            &taken(true),
            &taken(false),
            &credited.to_string(),
            &vat.to_string(),
        ],
        [&or_dash(order.shop_total), &or_dash(order.shop_vat)],
        &if is_first { verdict(way) } else { String::new() },
    )
}

fn verdict(way: &WayResult) -> String {
    let passed = way.checks.iter().filter(|check| check.is_passed).count();
    let word = match (&way.not_run, way.is_passed) {
        (Some(_), _) => return "not run".to_owned(),
        (None, true) => "passed",
        (None, false) => "FAILED",
    };
    format!("{passed}/{} {word}", way.checks.len())
}

fn or_dash(value: Option<impl Display>) -> String {
    value.map_or_else(|| "-".to_owned(), |value| value.to_string())
}

/// "integration test: 25 of 25 ways passed at city-butler, 25 of 25 at ..."
pub fn last_line(results: &[RunResult]) -> String {
    let mut words = "ways passed at";
    let mut parts = Vec::new();
    for result in results {
        let (passed, count) = (result.passed(), result.ways.len());
        parts.push(format!("{passed} of {count} {words} {}", result.platform_id));
        words = "at";
    }
    format!("integration test: {}", parts.join(", "))
}
