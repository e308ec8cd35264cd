//! The sentences of the report that tell what was done, in Dutch and in English.

use crate::checkout::Placed;
use crate::language::Language;
use crate::money::{Cents, ZERO};
use crate::orders::{SubOrder, Tender, TenderKind};
use crate::platform::Platform;

/// "€ 1.234,50" or "€ 1,234.50", with a space that does not break.
pub fn euro(amount: Cents, language: Language) -> String {
    let text = Cents(amount.0.abs()).to_string();
    let (whole, cents) = text.split_once('.').unwrap_or((&text, "00"));
    let (group, point) = language.pick(('.', ','), (',', '.'));
    let mut grouped = String::new();
    for (position, digit) in whole.chars().enumerate() {
        if position > 0 && (whole.len() - position) % 3 == 0 {
            grouped.push(group);
        }
        grouped.push(digit);
    }
    let sign = if amount < ZERO { "\u{2212}" } else { "" };
    format!("\u{20ac}\u{a0}{sign}{grouped}{point}{cents}")
}

pub fn drawn_up(part: &SubOrder, platform: &Platform) -> String {
    let (profile, language) = (platform.profile, platform.language);
    let euro = |amount| euro(amount, language);
    let say = |dutch: &'static str, english: &'static str| language.pick(dutch, english);
    let mut goods: Vec<String> =
        part.lines.iter().map(|line| format!("{} \u{d7} {}", line.quantity, line.sku)).collect();
    let shipping = |amount| format!("{} {}", say("verzending", "shipping"), euro(amount));
    goods.extend(part.shipping.map(shipping));
    let payer = |tender: &Tender| match tender.kind {
        TenderKind::MultiPurpose => {
            format!("{} {} {}", say("de", "the"), profile.card(language), tender.tender_id)
        }
        TenderKind::Remainder => "iDEAL".to_owned(),
    };
    let by = say("met", "by");
    let paid = match part.tenders.as_slice() {
        [only] => format!("{} {by} {}", say("geheel", "all of it"), payer(only)),
        several => {
            let share = |own: &Tender| format!("{} {by} {}", euro(own.amount), payer(own));
            let shares: Vec<String> = several.iter().map(share).collect();
            format!("{} {}", say("waarvan", "of which"), shares.join(say(" en ", " and ")))
        }
    };
    let discount = part.lines.iter().map(|line| line.list_amount - line.paid_amount).sum();
    if discount > ZERO {
        goods.push(format!("{} {}", say("korting", "discount"), euro(discount)));
    }
    let (id, supplier, goods) = (&part.id, &part.supplier, goods.join(", "));
    let (at, together) = (say("bij winkel", "at shop"), say("samen", "together"));
    let order = say("Bestelling", "Order");
    format!("{order} {id} {at} {supplier}: {goods}; {together} {}, {paid}.", euro(part.total()))
}

pub fn placed(placed: &Placed, supplier: &str, language: Language) -> String {
    let attempts = match placed.attempts {
        1 => String::new(),
        count => language.pick(format!(" bij poging {count}"), format!(" at attempt {count}")),
    };
    let Placed { sub_order_id, answer, .. } = placed;
    match (placed.is_accepted(), answer.body["id"].as_i64()) {
        (true, Some(number)) => language.pick(
            format!("Winkel {supplier} nam {sub_order_id} aan{attempts} als bestelling {number}."),
            format!("Shop {supplier} accepted {sub_order_id}{attempts} as order {number}."),
        ),
        _ => {
            let without = language.pick("zonder omschrijving", "without a description");
            let message = answer.body["message"].as_str().unwrap_or(without);
            let status = answer.status;
            let refused = language.pick("weigerde", "refused");
            let shop = language.pick("Winkel", "Shop");
            format!(
                "{shop} {supplier} {refused} {sub_order_id}{attempts}: HTTP {status}, {message}"
            )
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn euros_are_written_as_in_dutch() {
        assert_eq!(euro(Cents(49_95), Language::Dutch), "\u{20ac}\u{a0}49,95");
        assert_eq!(euro(Cents(1_234_567_50), Language::Dutch), "\u{20ac}\u{a0}1.234.567,50");
        assert_eq!(euro(Cents(-5), Language::Dutch), "\u{20ac}\u{a0}\u{2212}0,05");
        assert_eq!(euro(Cents(1_234_50), Language::English), "\u{20ac}\u{a0}1,234.50");
    }
}
