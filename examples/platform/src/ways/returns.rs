//! Case 4: a return at the shop leads to a credit call at the platform.

use super::card::{self, MIXED_TOTAL, first};
use super::{card_and_ideal, several_suppliers};
use crate::calls::{Call, Direction};
use crate::expect::{Expected as Paid, paid};
use crate::fault::{Fault, Target};
use crate::figure as f;
use crate::money::{Cents, STANDARD, ZERO};
use crate::orders::Credit;
use crate::result::Place;
use crate::shop::{Answer, Trouble};
use crate::way::{Way, shown};
use crate::{book, texts};
use serde_json::{Value, json};
use std::time::Duration;

/// How long the platform stays silent in way 4f before it hangs up.
const SILENCE: Duration = Duration::from_millis(1_500);

/// What a credit call must say.
struct Expected<'a> {
    amount: Cents,
    vat: Cents,
    /// Amount by tender id.
    payments: &'a [(&'a str, Cents)],
    original_total: Cents,
    original: &'a [(&'a str, Cents)],
}

/// The shop's staff books a return by its normal process.
fn bring_back(
    way: &mut Way<'_>,
    id: &str,
    return_id: &str,
    lines: &Value,
) -> Result<Answer, Trouble> {
    let supplier = way.sub_order(id)?.supplier;
    let body = json!({
        "platform_id": way.platform.profile.platform_id,
        "platform_order_id": id,
        "return_id": return_id,
        "lines": lines,
    });
    let pieces: Vec<String> = lines
        .as_array()
        .into_iter()
        .flatten()
        .map(|line| format!("{} \u{d7} {}", line["quantity"], line["sku"].as_str().unwrap_or("?")))
        .collect();
    let answer = way.staff(&supplier, "return", &body)?;
    way.settle(&supplier)?;
    let outcome = match answer.body["error"]["code"].as_str() {
        Some(code) => format!("geweigerd ({code})"),
        None if is_replayed(&answer.body) => "al bekend, het eerste antwoord herhaald".to_owned(),
        None => "geboekt".to_owned(),
    };
    let pieces = pieces.join(", ");
    way.tell(format!("Retour {return_id} bij winkel {supplier}, {pieces}: {outcome}."));
    Ok(answer)
}

/// Brings something back and checks the one credit call that must come of it.
fn credited(
    way: &mut Way<'_>,
    id: &str,
    return_id: &str,
    lines: &Value,
    expected: &Expected<'_>,
) -> Result<Answer, Trouble> {
    let answer = bring_back(way, id, return_id, lines)?;
    let supplier = way.sub_order(id)?.supplier;
    way.settle_until(&supplier, || !credits(way, id, return_id).is_empty())?;
    let desk = Place::Desk(supplier);
    way.compare(
        desk.clone(),
        f::HTTP_STATUS,
        return_id,
        200,
        shown(answer.body["status"].as_i64()),
    );
    let told = shown(book::amount(&answer.body["refund"]["amount"]));
    way.compare(desk, f::CREDIT_AMOUNT, return_id, expected.amount, told);
    call_is_right(way, id, return_id, expected);
    Ok(answer)
}

/// The figures that the credit call named, and what the ledger made of it.
fn call_is_right(way: &mut Way<'_>, id: &str, return_id: &str, expected: &Expected<'_>) {
    let booked = credits(way, id, return_id);
    way.compare(Place::Ledger, f::CREDITS_BOOKED, return_id, 1, booked.len());
    let Some(credit) = booked.first() else { return };
    let sentence = format!("Het platform boekte {} terug.", texts::euro(credit.amount));
    way.tell(sentence);
    way.compare(Place::Ledger, f::CREDIT_AMOUNT, return_id, expected.amount, credit.amount);
    let request = &credit.request;
    let lines = request["line_items"].as_array().into_iter().flatten();
    let vat: Option<Cents> = lines.map(|line| book::amount(&line["vat_amount"])).sum();
    way.compare(Place::Received, f::CREDIT_VAT, return_id, expected.vat, shown(vat));
    let received = |list: &Value, name: &str| {
        let found = list.as_array()?.iter().find(|own| own["tender_id"] == name)?;
        book::amount(&found["amount"])
    };
    for (name, amount) in expected.payments {
        let own = shown(received(&request["payments"], name));
        way.compare(Place::Received, f::TENDER, name, amount, own);
    }
    let total = shown(book::amount(&request["original"]["total"]));
    let original_total = expected.original_total;
    way.compare(Place::Received, f::ORIGINAL_TOTAL, return_id, original_total, total);
    for (name, amount) in expected.original {
        let own = shown(received(&request["original"]["payments"], name));
        way.compare(Place::Received, f::ORIGINAL_TENDER, name, amount, own);
    }
}

fn credits(way: &Way<'_>, id: &str, return_id: &str) -> Vec<Credit> {
    let is_it = |credit: &Credit| {
        let entries = credit.request["meta_data"].as_array().into_iter().flatten();
        entries.into_iter().any(|own| own["key"] == "_return_id" && own["value"] == return_id)
    };
    let credits = way.sub_order(id).map(|part| part.credits).unwrap_or_default();
    credits.into_iter().filter(is_it).collect()
}

/// The calls for refunds of a sub-order that came in: credits and look-ups.
pub fn calls_of(way: &Way<'_>, id: &str) -> impl Iterator<Item = Call> + use<> {
    let path = format!("/orders/{id}/refunds");
    let is_it =
        |call: &Call| call.direction == Direction::ShopToPlatform && call.target.contains(&path);
    way.platform.calls.matching(is_it).into_iter()
}

/// What the ledger gave back for a sub-order in all, and how many calls it took.
fn given_back(way: &mut Way<'_>, id: &str, cards: Cents, ideal: Cents, calls: usize) {
    let (onto_cards, by_ideal) = way.platform.state().books.given_back(id);
    way.compare(Place::Ledger, f::CREDITED_CARD, id, cards, onto_cards);
    way.compare(Place::Ledger, f::CREDITED_IDEAL, id, ideal, by_ideal);
    let count = card_and_ideal::credit_calls(way, id);
    way.compare(Place::Received, f::CREDIT_CALLS, id, calls, count);
}

fn the_card(way: &Way<'_>) -> Result<String, Trouble> {
    way.cards().first().cloned().ok_or_else(|| Trouble("There is no card.".to_owned()))
}

fn the_order(way: &Way<'_>) -> Result<String, Trouble> {
    way.orders().first().cloned().ok_or_else(|| Trouble("There is no order.".to_owned()))
}

pub fn whole_order(way: &mut Way<'_>) -> Result<(), Trouble> {
    card::simple_product(way)?;
    let (id, card) = (the_order(way)?, the_card(way)?);
    let all = [(card.as_str(), Cents(49_95))];
    let expected = Expected {
        amount: Cents(49_95),
        vat: Cents(8_67),
        payments: &all,
        original_total: Cents(49_95),
        original: &all,
    };
    let lines = json!([{"sku": "KP-4995", "quantity": 1}]);
    credited(way, &id, &format!("R-{id}"), &lines, &expected)?;
    given_back(way, &id, Cents(49_95), ZERO, 1);
    way.balance(&card, Cents(50_00));
    Ok(())
}

pub fn one_of_three(way: &mut Way<'_>) -> Result<(), Trouble> {
    const LEFT: Cents = Cents(47_83);
    card::mixed_rates(way)?;
    let (id, card) = (the_order(way)?, the_card(way)?);
    let expected = Expected {
        amount: Cents(12_95),
        vat: Cents(2_25),
        payments: &[(&card, Cents(12_95))],
        original_total: MIXED_TOTAL,
        original: &[(&card, MIXED_TOTAL)],
    };
    let lines = json!([{"sku": "KP-1295", "quantity": 1}]);
    let answer = credited(way, &id, &format!("R-{id}"), &lines, &expected)?;
    let part = way.sub_order(&id)?;
    let left: Cents = part.total() - part.credited();
    way.compare(Place::Ledger, f::REFUNDABLE, &id, LEFT, left);
    let told = shown(book::amount(&answer.body["refund"]["refundable_amount"]));
    way.compare(Place::Desk(part.supplier), f::REFUNDABLE, &id, LEFT, told);
    given_back(way, &id, Cents(12_95), ZERO, 1);
    way.balance(&card, Cents(52_17));
    Ok(())
}

pub fn piece_by_piece(way: &mut Way<'_>) -> Result<(), Trouble> {
    card::coupon(way)?;
    let (id, card) = (the_order(way)?, the_card(way)?);
    let expected = Expected {
        amount: Cents(36_00),
        vat: Cents(6_25),
        payments: &[(&card, Cents(36_00))],
        original_total: Cents(72_00),
        original: &[(&card, Cents(72_00))],
    };
    for piece in 1..=2 {
        let lines = json!([{"sku": "KP-4000", "quantity": 1}]);
        credited(way, &id, &format!("R-{id}-{piece}"), &lines, &expected)?;
    }
    given_back(way, &id, Cents(72_00), ZERO, 2);
    way.balance(&card, Cents(80_00));
    Ok(())
}

pub fn card_and_ideal(way: &mut Way<'_>) -> Result<(), Trouble> {
    card_and_ideal::part_by_ideal(way)?;
    let (id, card) = (the_order(way)?, the_card(way)?);
    let all = [(card.as_str(), Cents(100_00)), ("ideal", Cents(20_00))];
    let expected = Expected {
        amount: Cents(120_00),
        vat: Cents(20_83),
        payments: &all,
        original_total: Cents(120_00),
        original: &all,
    };
    let lines = json!([{"sku": "KP-12000", "quantity": 1}]);
    credited(way, &id, &format!("R-{id}"), &lines, &expected)?;
    given_back(way, &id, Cents(100_00), Cents(20_00), 1);
    way.balance(&card, Cents(100_00));
    Ok(())
}

pub fn one_supplier(way: &mut Way<'_>) -> Result<(), Trouble> {
    several_suppliers::fair_shares(way)?;
    let (id, card) = (the_order(way)?, the_card(way)?);
    let of_y = way.orders().last().cloned().unwrap_or_default();
    let all = [(card.as_str(), Cents(59_99)), ("ideal", Cents(30_00))];
    let expected = Expected {
        amount: Cents(89_99),
        vat: Cents(15_62),
        payments: &all,
        original_total: Cents(89_99),
        original: &all,
    };
    let lines = json!([{"sku": "KP-8999", "quantity": 1}]);
    credited(way, &id, &format!("R-{id}"), &lines, &expected)?;
    rejected(way, &id, &format!("R-{id}-2"), &lines)?;
    given_back(way, &id, Cents(59_99), Cents(30_00), 1);
    given_back(way, &of_y, ZERO, ZERO, 0);
    way.balance(&card, Cents(59_99));
    Ok(())
}

/// The credit is booked but its answer is lost: the shop must find out, and credit once. Then
/// the same return again, with other content, and one of more than is left.
pub fn answer_lost(way: &mut Way<'_>) -> Result<(), Trouble> {
    let card = way.card(Cents(50_00))?;
    let order = way.order(&[("KP-1295", 3)], &[&card])?;
    way.place(&order)?;
    let id = first(&order)?;
    let tenders = [(card.as_str(), Cents(38_85))];
    let vat = [(STANDARD, Cents(6_74))];
    paid(way, &id, &Paid { total: Cents(38_85), vat: &vat, tenders: &tenders })?;
    let (first_return, second_return) = (format!("R-{id}-1"), format!("R-{id}-2"));
    way.platform.state().faults.plan(Target::Refund, Fault::AnswerWithheld(SILENCE));
    way.tell("Het platform boekt de eerste crediteringscall, maar antwoordt niet.".to_owned());
    let one_piece = json!([{"sku": "KP-1295", "quantity": 1}]);
    let told = bring_back(way, &id, &first_return, &one_piece)?;
    let desk = Place::Desk(way.supplier.to_owned());
    // A shop that sends at once may say that the outcome is unknown; it must not say more.
    let is_kept = told.body["status"] == 200 || status_name(&told.body) == "UNKNOWN";
    way.compare(desk.clone(), f::RETURN_KEPT, &first_return, true, is_kept);
    way.settle_until(way.supplier, || calls_of(way, &id).count() > 1)?;
    let calls: Vec<Call> = calls_of(way, &id).collect();
    way.compare(Place::Received, f::RETRIES, &id, true, calls.len() > 1);
    let expected = Expected {
        amount: Cents(12_95),
        vat: Cents(2_25),
        payments: &[(&card, Cents(12_95))],
        original_total: Cents(38_85),
        original: &[(&card, Cents(38_85))],
    };
    call_is_right(way, &id, &first_return, &expected);
    let again = bring_back(way, &id, &first_return, &one_piece)?;
    way.compare(desk.clone(), f::REPLAYED, &first_return, true, is_replayed(&again.body));
    let two_pieces = json!([{"sku": "KP-1295", "quantity": 2}]);
    let conflict = bring_back(way, &id, &first_return, &two_pieces)?;
    way.compare(desk, f::STATUS_NAME, &first_return, "CONFLICT", status_name(&conflict.body));
    let three_pieces = json!([{"sku": "KP-1295", "quantity": 3}]);
    rejected(way, &id, &second_return, &three_pieces)?;
    let later = calls_of(way, &id).count();
    way.compare(Place::Received, f::CREDIT_CALLS, "na herhaling", calls.len(), later);
    let (onto_cards, _) = way.platform.state().books.given_back(&id);
    way.compare(Place::Ledger, f::CREDITED_CARD, &id, Cents(12_95), onto_cards);
    let booked = way.sub_order(&id)?.credits.len();
    way.compare(Place::Ledger, f::CREDITS_BOOKED, &id, 1, booked);
    way.balance(&card, Cents(24_10));
    Ok(())
}

/// A return beyond what is left: the shop itself must refuse it, before any call.
fn rejected(way: &mut Way<'_>, id: &str, return_id: &str, lines: &Value) -> Result<(), Trouble> {
    let before = calls_of(way, id).count();
    let answer = bring_back(way, id, return_id, lines)?;
    let desk = Place::Desk(way.sub_order(id)?.supplier);
    let code = shown(answer.body["error"]["code"].as_str());
    way.compare(desk.clone(), f::ERROR_CODE, return_id, "payment.over_refund", code);
    way.compare(desk, f::STATUS_NAME, return_id, "REJECTED", status_name(&answer.body));
    let calls = calls_of(way, id).count() - before;
    way.compare(Place::Received, f::CREDIT_CALLS, return_id, 0, calls);
    Ok(())
}

/// The library's status beside its error document, by its name or by its number in the ABI.
fn status_name(body: &Value) -> &str {
    match (body["status"].as_str(), body["status"].as_i64()) {
        (Some(name), _) => name,
        (None, Some(-3)) => "REJECTED",
        (None, Some(-5)) => "UNKNOWN",
        (None, Some(-14)) => "CONFLICT",
        _ => "ontbreekt",
    }
}

/// Said of the refund, or of the entries of its calls.
fn is_replayed(body: &Value) -> bool {
    let entries = body["refund"]["entries"].as_array();
    let of_entries = entries.is_some_and(|entries| {
        !entries.is_empty() && entries.iter().all(|entry| entry["replayed"] == true)
    });
    body["refund"]["replayed"] == true || body["replayed"] == true || of_entries
}
