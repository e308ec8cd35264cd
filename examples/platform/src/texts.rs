//! The sentences of the report that tell what was done, in Dutch.

use crate::checkout::Placed;
use crate::money::{Cents, ZERO};
use crate::orders::{SubOrder, TenderKind};
use crate::profile::Profile;

/// "€ 1.234,50", with a space that does not break.
pub fn euro(amount: Cents) -> String {
    let text = Cents(amount.0.abs()).to_string();
    let (whole, cents) = text.split_once('.').unwrap_or((&text, "00"));
    let mut grouped = String::new();
    for (position, digit) in whole.chars().enumerate() {
        if position > 0 && (whole.len() - position) % 3 == 0 {
            grouped.push('.');
        }
        grouped.push(digit);
    }
    let sign = if amount < ZERO { "\u{2212}" } else { "" };
    format!("\u{20ac}\u{a0}{sign}{grouped},{cents}")
}

pub fn drawn_up(part: &SubOrder, profile: &Profile) -> String {
    let mut goods: Vec<String> =
        part.lines.iter().map(|line| format!("{} \u{d7} {}", line.quantity, line.sku)).collect();
    goods.extend(part.shipping.map(|amount| format!("verzending {}", euro(amount))));
    let paid: Vec<String> = part
        .tenders
        .iter()
        .map(|tender| match tender.kind {
            TenderKind::MultiPurpose => {
                format!("{} met de {} {}", euro(tender.amount), profile.card, tender.tender_id)
            }
            TenderKind::Remainder => format!("{} met iDEAL", euro(tender.amount)),
        })
        .collect();
    format!(
        "Bestelling {} bij winkel {}: {}; samen {}, te betalen als {}.",
        part.id,
        part.supplier,
        goods.join(", "),
        euro(part.total()),
        paid.join(" en ")
    )
}

pub fn placed(placed: &Placed, supplier: &str) -> String {
    let attempts = match placed.attempts {
        1 => String::new(),
        count => format!(" bij poging {count}"),
    };
    let Placed { sub_order_id, answer, .. } = placed;
    match (placed.is_accepted(), answer.body["id"].as_i64()) {
        (true, Some(number)) => {
            format!("Winkel {supplier} nam {sub_order_id} aan{attempts} als bestelling {number}.")
        }
        _ => format!(
            "Winkel {supplier} weigerde {sub_order_id}{attempts}: HTTP {}, {}",
            answer.status,
            answer.body["message"].as_str().unwrap_or("zonder omschrijving")
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn euros_are_written_as_in_dutch() {
        assert_eq!(euro(Cents(49_95)), "\u{20ac}\u{a0}49,95");
        assert_eq!(euro(Cents(1_234_567_50)), "\u{20ac}\u{a0}1.234.567,50");
        assert_eq!(euro(Cents(-5)), "\u{20ac}\u{a0}\u{2212}0,05");
    }
}
