//! The sentences of the report that tell what was done, in Dutch.

use crate::checkout::Placed;
use crate::money::{Cents, ZERO};
use crate::orders::{SubOrder, Tender, TenderKind};
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
    let payer = |tender: &Tender| match tender.kind {
        TenderKind::MultiPurpose => format!("de {} {}", profile.card, tender.tender_id),
        TenderKind::Remainder => "iDEAL".to_owned(),
    };
    let paid = match part.tenders.as_slice() {
        [only] => format!("geheel met {}", payer(only)),
        several => {
            let share = |own: &Tender| format!("{} met {}", euro(own.amount), payer(own));
            format!("waarvan {}", several.iter().map(share).collect::<Vec<_>>().join(" en "))
        }
    };
    let discount = part.lines.iter().map(|line| line.list_amount - line.paid_amount).sum();
    if discount > ZERO {
        goods.push(format!("korting {}", euro(discount)));
    }
    let total = euro(part.total());
    let (id, supplier) = (&part.id, &part.supplier);
    format!("Bestelling {id} bij winkel {supplier}: {}; samen {total}, {paid}.", goods.join(", "))
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
