//! The table on the terminal: way by way the amounts that were checked, at the platform's ledger
//! and in the shop's own book, and the last line. Texts only.

use crate::money::{Cents, ZERO};
use crate::result::{OrderProof, RunResult, WayResult};
use std::fmt::Display;

/// The heading, then a row for each sub-order.
pub fn of(result: &RunResult) -> String {
    let mut rows = vec![
        format!("{} ({})", result.platform_name, result.platform_id),
        "             |     platform's ledger             |  shop's book     |".to_owned(),
        "way  shop      total     card    iDEAL credited      total      VAT   checks".to_owned(),
    ];
    for way in &result.ways {
        for (position, order) in way.orders.iter().enumerate() {
            rows.push(row(way, order, position == 0));
        }
        if way.orders.is_empty() {
            let suppliers = way.suppliers.join("+");
            rows.push(format!("{:<4} {:<4} {}", way.way, suppliers, verdict(way)));
        }
    }
    rows.join("\n")
}

fn row(way: &WayResult, order: &OrderProof, is_first: bool) -> String {
    let is_card = |kind: &str| kind == "multi_purpose";
    let sum = |of_cards: bool| -> Cents {
        let tenders = order.tenders.iter().filter(|own| is_card(&own.kind) == of_cards);
        tenders.map(|own| own.amount).sum()
    };
    let credited: Cents = order.tenders.iter().map(|own| own.credited).sum();
    let is_taken = matches!(order.state.as_str(), "paid" | "credited" | "refused");
    let taken = |amount: Cents| if is_taken { amount } else { ZERO };
    format!(
        "{:<4} {:<4} {:>10} {:>8} {:>8} {:>8} {:>10} {:>8}   {}",
        if is_first { way.way.as_str() } else { "" },
        order.supplier,
        order.total,
        taken(sum(true)),
        taken(sum(false)),
        credited,
        or_dash(order.shop_total),
        or_dash(order.shop_vat),
        if is_first { verdict(way) } else { String::new() }
    )
    .trim_end()
    .to_owned()
}

fn verdict(way: &WayResult) -> String {
    let passed = way.checks.iter().filter(|check| check.is_passed).count();
    let word = if way.is_passed { "passed" } else { "FAILED" };
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
