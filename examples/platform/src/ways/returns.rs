//! Case 4: a return at the shop leads to a credit call at the platform.

use super::card::{self, first};
use super::{card_and_ideal, refund_by_rest, several_suppliers};
use crate::calls::{Call, Direction};
use crate::expect::{Expected as Paid, paid};
use crate::fault::{Fault, Target};
use crate::figure as f;
use crate::form::Refunds;
use crate::goods;
use crate::money::{Cents, ZERO};
use crate::orders::{Credit, Line, SubOrder, TenderKind};
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
    let (outcome, in_english) = match answer.body["error"]["code"].as_str() {
        Some(code) => (format!("geweigerd ({code})"), format!("refused ({code})")),
        None if is_replayed(&answer.body) => {
            ("al bekend, het eerste antwoord herhaald".into(), "known, answered as before".into())
        }
        None => ("geboekt".to_owned(), "booked".to_owned()),
    };
    let pieces = pieces.join(", ");
    way.tell(
        format!("Retour {return_id} bij winkel {supplier}, {pieces}: {outcome}."),
        format!("Return {return_id} at shop {supplier}, {pieces}: {in_english}."),
    );
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
    let answer = match way.platform.form.refunds() {
        Refunds::AtDesk => bring_back(way, id, return_id, lines)?,
        _ => refund_by_rest::post(way, id, return_id, lines, (expected.amount, expected.payments))?,
    };
    let supplier = way.sub_order(id)?.supplier;
    let return_id = named_by_shop(&answer, return_id);
    if way.platform.form.refunds() != Refunds::Credited {
        way.settle_until(&supplier, || !credits(way, id, &return_id).is_empty())?;
    }
    let return_id = &*return_id;
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

/// A shop that numbers its returns itself says how it calls this one.
fn named_by_shop(answer: &Answer, return_id: &str) -> String {
    answer.body["refund"]["return_id"].as_str().unwrap_or(return_id).to_owned()
}

/// The figures that the credit call named, and what the ledger made of it.
fn call_is_right(way: &mut Way<'_>, id: &str, return_id: &str, expected: &Expected<'_>) {
    let booked = credits(way, id, return_id);
    let (form, platform_id) = (way.platform.form, way.platform.profile.platform_id);
    let payments = form.credited(expected.payments, platform_id);
    let calls = form.calls(payments.len());
    way.compare(Place::Ledger, f::CREDITS_BOOKED, return_id, calls, booked.len());
    let Some(credit) = booked.first() else { return };
    let together: Cents = booked.iter().map(|credit| credit.amount).sum();
    let amount = texts::euro(together, way.platform.language);
    way.tell(
        format!("Het platform boekte {amount} terug."),
        format!("The platform credited {amount}."),
    );
    let by_platform: Cents = payments.iter().map(|(_, amount)| *amount).sum();
    way.compare(Place::Ledger, f::CREDIT_AMOUNT, return_id, by_platform, together);
    let request = &credit.request;
    let lines = request["line_items"].as_array().into_iter().flatten();
    let vat: Option<Cents> = lines.map(|line| book::amount(&line["vat_amount"])).sum();
    if form.is_whole() {
        way.compare(Place::Received, f::CREDIT_VAT, return_id, expected.vat, shown(vat));
    }
    let received = |list: &Value, name: &str| {
        let found = list.as_array()?.iter().find(|own| own["tender_id"] == name)?;
        book::amount(&found["amount"])
    };
    for (name, amount) in &payments {
        let of_it = |credit: &Credit| received(&credit.request["payments"], name);
        let own = shown(booked.iter().find_map(of_it));
        way.compare(Place::Received, f::TENDER, name, amount, own);
    }
    let total = shown(book::amount(&request["original"]["total"]));
    let original_total = expected.original_total;
    way.compare(Place::Received, f::ORIGINAL_TOTAL, return_id, original_total, total);
    for (name, amount) in &form.known(expected.original, platform_id) {
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
    let part = way.sub_order(id).ok();
    let number = part.as_ref().and_then(|own| own.shop_order_id).unwrap_or_default();
    let paths = [format!("/orders/{id}/refunds"), format!("/orders/{number}/refunds")];
    let is_it = |call: &Call| {
        call.direction == Direction::ShopToPlatform
            && part.as_ref().is_some_and(|own| own.supplier == call.supplier)
            && paths.iter().any(|path| call.target.contains(path))
    };
    way.platform.calls.matching(is_it).into_iter()
}

/// What the ledger gave back for a sub-order in all, and how many calls it took.
fn given_back(way: &mut Way<'_>, id: &str, cards: Cents, ideal: Cents, calls: usize) {
    let (onto_cards, by_ideal) = way.platform.state().books.given_back(id);
    let ideal = way.platform.form.ideal_by_platform(ideal);
    let is_told = way.platform.form.refunds() == Refunds::Credited;
    let calls = if is_told { 0 } else { calls };
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

/// What the first line of an order is, as it was sold.
fn first_line(way: &Way<'_>, id: &str) -> Result<Line, Trouble> {
    let none = || Trouble(format!("{id} has no lines."));
    way.sub_order(id)?.lines.into_iter().next().ok_or_else(none)
}

/// Tenders as a credit call must name them.
fn tenders_of(part: &SubOrder) -> Vec<(String, Cents)> {
    part.tenders.iter().map(|own| (own.tender_id.clone(), own.amount)).collect()
}

fn borrowed(tenders: &[(String, Cents)]) -> Vec<(&str, Cents)> {
    tenders.iter().map(|(name, amount)| (name.as_str(), *amount)).collect()
}

/// All of a sub-order comes back, and all that paid it is credited.
fn all_back(way: &mut Way<'_>, id: &str) -> Result<SubOrder, Trouble> {
    let part = way.sub_order(id)?;
    let paid = tenders_of(&part);
    let expected = Expected {
        amount: part.total(),
        vat: part.vat(),
        payments: &borrowed(&paid),
        original_total: part.total(),
        original: &borrowed(&paid),
    };
    let line = first_line(way, id)?;
    let lines = json!([{"sku": line.sku, "quantity": line.quantity}]);
    credited(way, id, &format!("R-{id}"), &lines, &expected)?;
    let by = |kind: TenderKind| -> Cents {
        part.tenders.iter().filter(|own| own.kind == kind).map(|own| own.amount).sum()
    };
    let (cards, ideal) = (by(TenderKind::MultiPurpose), by(TenderKind::Remainder));
    given_back(way, id, cards, ideal, 1);
    Ok(part)
}

/// What the card holds once everything is back on it.
fn is_full(way: &mut Way<'_>, card: &str) {
    let issued = way.platform.state().books.ledger.card_issued(card);
    way.balance(card, issued);
}

pub fn whole_order(way: &mut Way<'_>) -> Result<(), Trouble> {
    card::simple_product(way)?;
    let (id, card) = (the_order(way)?, the_card(way)?);
    all_back(way, &id)?;
    is_full(way, &card);
    Ok(())
}

pub fn one_of_three(way: &mut Way<'_>) -> Result<(), Trouble> {
    card::mixed_rates(way)?;
    let (id, card) = (the_order(way)?, the_card(way)?);
    let before = way.platform.state().books.ledger.card_balance(&card);
    // Of the order itself: by now the shop may have another article that fits better.
    let (total, three) = (way.sub_order(&id)?.total(), first_line(way, &id)?);
    let price = three.paid_amount.part(1, 3);
    let left = total - price;
    let expected = Expected {
        amount: price,
        vat: three.rate.vat_in(three.paid_amount).part(1, 3),
        payments: &[(&card, price)],
        original_total: total,
        original: &[(&card, total)],
    };
    let lines = json!([{"sku": three.sku, "quantity": 1}]);
    let answer = credited(way, &id, &format!("R-{id}"), &lines, &expected)?;
    let part = way.sub_order(&id)?;
    way.compare(Place::Ledger, f::REFUNDABLE, &id, left, part.total() - part.credited());
    let told = shown(book::amount(&answer.body["refund"]["refundable_amount"]));
    way.compare(Place::Desk(part.supplier), f::REFUNDABLE, &id, left, told);
    given_back(way, &id, price, ZERO, 1);
    way.balance(&card, before + price);
    Ok(())
}

/// The second piece gives back what the first has left: together it is what was paid.
pub fn piece_by_piece(way: &mut Way<'_>) -> Result<(), Trouble> {
    card::coupon(way)?;
    let (id, card) = (the_order(way)?, the_card(way)?);
    let Line { sku, paid_amount, rate, .. } = first_line(way, &id)?;
    let vat = rate.vat_in(paid_amount);
    let (half, half_vat) = (paid_amount.part(1, 2), vat.part(1, 2));
    for (piece, (amount, vat)) in
        [(half, half_vat), (paid_amount - half, vat - half_vat)].into_iter().enumerate()
    {
        let expected = Expected {
            amount,
            vat,
            payments: &[(&card, amount)],
            original_total: paid_amount,
            original: &[(&card, paid_amount)],
        };
        let lines = json!([{"sku": sku, "quantity": 1}]);
        credited(way, &id, &format!("R-{id}-{}", piece + 1), &lines, &expected)?;
    }
    given_back(way, &id, paid_amount, ZERO, 2);
    is_full(way, &card);
    Ok(())
}

pub fn card_and_ideal(way: &mut Way<'_>) -> Result<(), Trouble> {
    card_and_ideal::part_by_ideal(way)?;
    let (id, card) = (the_order(way)?, the_card(way)?);
    all_back(way, &id)?;
    is_full(way, &card);
    Ok(())
}

pub fn one_supplier(way: &mut Way<'_>) -> Result<(), Trouble> {
    several_suppliers::fair_shares(way)?;
    let (id, card) = (the_order(way)?, the_card(way)?);
    let of_second = way.orders().last().cloned().unwrap_or_default();
    let part = all_back(way, &id)?;
    let line = first_line(way, &id)?;
    let lines = json!([{"sku": line.sku, "quantity": 1}]);
    rejected(way, &id, &format!("R-{id}-2"), &lines)?;
    given_back(way, &of_second, ZERO, ZERO, 0);
    let onto_card = part.tenders.iter().filter(|own| own.tender_id == card);
    let onto_card = onto_card.map(|own| own.amount).sum();
    way.balance(&card, onto_card);
    Ok(())
}

/// The credit is booked but its answer is lost: the shop must find out, and credit once. Then
/// the same return again, with other content, and one of more than is left.
pub fn answer_lost(way: &mut Way<'_>) -> Result<(), Trouble> {
    const LEFT: Cents = Cents(11_15);
    let strip = way.good(way.supplier, &goods::STRIP)?;
    let total = strip.price.times(3);
    let card = way.card(total + LEFT)?;
    let order = way.order(&[(&strip.sku, 3)], &[&card])?;
    way.place(&order)?;
    let id = first(&order)?;
    paid(way, &id, &Paid::of(&[(strip.rate, total)], &[(card.as_str(), total)]))?;
    let (first_return, second_return) = (format!("R-{id}-1"), format!("R-{id}-2"));
    way.platform.state().faults.plan(Target::Refund, Fault::AnswerWithheld(SILENCE));
    way.tell(
        "Het platform boekt de eerste crediteringscall, maar antwoordt niet.".to_owned(),
        "The platform books the first credit call, but does not answer.".to_owned(),
    );
    let pieces = |quantity: u32| json!([{"sku": strip.sku, "quantity": quantity}]);
    let told = bring_back(way, &id, &first_return, &pieces(1))?;
    let desk = Place::Desk(way.supplier.to_owned());
    // A shop that sends at once may say that the outcome is unknown; it must not say more.
    let is_kept = told.body["status"] == 200 || status_name(&told.body) == "UNKNOWN";
    way.compare(desk.clone(), f::RETURN_KEPT, &first_return, true, is_kept);
    way.settle_until(way.supplier, || calls_of(way, &id).count() > 1)?;
    let calls: Vec<Call> = calls_of(way, &id).collect();
    way.compare(Place::Received, f::RETRIES, &id, true, calls.len() > 1);
    let expected = Expected {
        amount: strip.price,
        vat: strip.rate.vat_in(total).part(1, 3),
        payments: &[(&card, strip.price)],
        original_total: total,
        original: &[(&card, total)],
    };
    call_is_right(way, &id, &named_by_shop(&told, &first_return), &expected);
    let again = bring_back(way, &id, &first_return, &pieces(1))?;
    way.compare(desk.clone(), f::REPLAYED, &first_return, true, is_replayed(&again.body));
    let conflict = bring_back(way, &id, &first_return, &pieces(2))?;
    way.compare(desk, f::STATUS_NAME, &first_return, "CONFLICT", status_name(&conflict.body));
    rejected(way, &id, &second_return, &pieces(3))?;
    let later = calls_of(way, &id).count();
    let detail = way.platform.language.pick("na herhaling", "after the repetition");
    way.compare(Place::Received, f::CREDIT_CALLS, detail, calls.len(), later);
    let (onto_cards, _) = way.platform.state().books.given_back(&id);
    way.compare(Place::Ledger, f::CREDITED_CARD, &id, strip.price, onto_cards);
    let booked = way.sub_order(&id)?.credits.len();
    way.compare(Place::Ledger, f::CREDITS_BOOKED, &id, 1, booked);
    way.balance(&card, LEFT + strip.price);
    Ok(())
}

/// A return beyond what is left: the shop itself must refuse it, before any call.
fn rejected(way: &mut Way<'_>, id: &str, return_id: &str, lines: &Value) -> Result<(), Trouble> {
    let before = calls_of(way, id).count();
    let answer = bring_back(way, id, return_id, lines)?;
    let desk = Place::Desk(way.sub_order(id)?.supplier);
    let has_code = answer.body["error"]["code"].is_string();
    way.compare(desk.clone(), f::ERROR_CODE, return_id, true, has_code);
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
