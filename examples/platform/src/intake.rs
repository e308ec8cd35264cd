//! What shops tell of orders: what became of a platform order, and orders of their own checkout
//! that a card pays. Decides and books; the HTTP around it is in `api`.

use crate::books::Books;
use crate::cards;
use crate::credit::{Refusal, own_sub_order, refuse};
use crate::ledger::Refused;
use crate::money::{Cents, ZERO};
use crate::orders::{Push, State, SubOrder, Tender, TenderKind};
use serde_json::{Value, json};

/// Takes in a state: `cancelled` credits all that was paid; refused lines in any other state
/// credit those lines. The same key again answers the same and books nothing.
pub fn push(
    books: &mut Books,
    supplier: &str,
    id: &str,
    key: Option<&str>,
    request: &Value,
) -> Result<(u16, Value), Refusal> {
    let part = own_sub_order(books, supplier, id)?;
    let key = key.unwrap_or_default();
    if let Some(first) = part.pushes.iter().find(|push| !key.is_empty() && push.key == key) {
        if first.request == *request {
            return Ok((200, order_document(part)));
        }
        let message = format!("The key {key} was used for another state of {id}.");
        return refuse(409, "platform_key_conflict", message);
    }
    let Some(status) = request["status"].as_str() else {
        return refuse(400, "platform_status_missing", "/status is not a text.".to_owned());
    };
    let empty = Vec::new();
    let refused_lines = request["refused_lines"].as_array().unwrap_or(&empty);
    let refused_amount = match status {
        "cancelled" => None,
        _ => Some(amount_of(part, refused_lines)?),
    };
    let push = Push {
        key: key.to_owned(),
        status: status.to_owned(),
        refused_lines: refused_lines.len(),
        request: request.clone(),
    };
    if refused_amount != Some(ZERO) {
        books.credit_refused(id, refused_amount).or_else(unbookable)?;
    }
    if let Some(part) = books.sub_orders.get_mut(id) {
        part.pushes.push(push);
    }
    Ok((200, order_document(own_sub_order(books, supplier, id)?)))
}

/// What was paid for the refused quantities; each line's amount is shared over its pieces.
fn amount_of(part: &SubOrder, refused_lines: &[Value]) -> Result<Cents, Refusal> {
    let mut sum = ZERO;
    for (position, refused) in refused_lines.iter().enumerate() {
        let product_id = read_id(&refused["product_id"]);
        let same = |id: i64| product_id.as_deref() == Some(id.to_string().as_str());
        let is_it = |line: &&crate::orders::Line| {
            same(line.product_id) || line.variation_id.is_some_and(same)
        };
        let Some(line) = part.lines.iter().find(is_it) else {
            let message = format!("/refused_lines/{position}: no such product in {}.", part.id);
            return refuse(400, "platform_unknown_line", message);
        };
        let quantity = refused["quantity"].as_i64().unwrap_or(i64::from(line.quantity));
        if quantity < 1 || quantity > i64::from(line.quantity) {
            let message = format!("/refused_lines/{position}: {} were ordered.", line.quantity);
            return refuse(400, "platform_quantity_invalid", message);
        }
        sum += Cents(line.paid_amount.0 * quantity / i64::from(line.quantity));
    }
    Ok(sum)
}

fn read_id(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

/// An order of the shop's own checkout that cards pay: taken from their balances at once.
pub fn from_shop(
    books: &mut Books,
    supplier: &str,
    key: Option<&str>,
    request: &Value,
) -> Result<(u16, Value), Refusal> {
    let meta = |name: &str| {
        let entries = request["meta_data"].as_array()?;
        entries.iter().find(|entry| entry["key"] == name).map(|entry| &entry["value"])
    };
    let Some(shop_order_id) = meta("_shop_order_id").and_then(read_id) else {
        let message = "Name the order in the meta data _shop_order_id.".to_owned();
        return refuse(400, "platform_shop_order_missing", message);
    };
    let id = format!("shop-{supplier}-{shop_order_id}");
    if let Some(known) = books.sub_order(&id) {
        let first = known.pushes.first().map(|push| &push.request);
        return match first == Some(request) {
            true => Ok((200, order_document(known))),
            false => {
                let message = format!("{shop_order_id} was sent before with other content.");
                refuse(409, "platform_order_conflict", message)
            }
        };
    }
    let payments = meta("_platform_payments").and_then(Value::as_array);
    let Some(payments) = payments.filter(|payments| !payments.is_empty()) else {
        let message = "List what paid in the meta data _platform_payments.".to_owned();
        return refuse(400, "platform_payments_missing", message);
    };
    let tenders = read_tenders(books, supplier, &shop_order_id, payments)?;
    // What a hold pays is taken by its capture; the shop has its own word for that card.
    let is_due = |own: &&Tender| own.tender_id == own.account;
    for tender in tenders.iter().filter(is_due) {
        // Every balance was examined, so none of these is refused half way.
        let (card, amount) = (&tender.account, tender.amount);
        books.ledger.reserve(card, amount, &id).or_else(unbookable)?;
        books.ledger.capture(card, &id, supplier, amount, &id).or_else(unbookable)?;
    }
    let push = Push {
        key: key.unwrap_or_default().to_owned(),
        status: request["status"].as_str().unwrap_or("processing").to_owned(),
        refused_lines: 0,
        request: request.clone(),
    };
    let part = SubOrder {
        id: id.clone(),
        order_id: id.clone(),
        supplier: supplier.to_owned(),
        lines: Vec::new(),
        shipping: None,
        tenders,
        state: State::Paid,
        shop_order_id: None,
        pushes: vec![push],
        credits: Vec::new(),
    };
    let document = order_document(&part);
    books.sub_orders.insert(id, part);
    Ok((201, document))
}

/// The cards that pay, each held for it or with enough on it. What was paid otherwise stays with the shop, so
/// it is no tender here.
fn read_tenders(
    books: &Books,
    supplier: &str,
    order_id: &str,
    payments: &[Value],
) -> Result<Vec<Tender>, Refusal> {
    let mut tenders: Vec<Tender> = Vec::new();
    for (position, payment) in payments.iter().enumerate() {
        let path = format!("/_platform_payments/{position}");
        let card = payment["tender_id"].as_str().unwrap_or_default();
        let amount = payment["amount"].as_str().and_then(Cents::parse);
        let Some(amount) = amount.filter(|amount| *amount > ZERO) else {
            let message = format!("{path}/amount is not a positive amount such as \"17.90\".");
            return refuse(400, "platform_amount_invalid", message);
        };
        if payment["kind"] == TenderKind::Remainder.code() {
            continue;
        }
        let kind = TenderKind::MultiPurpose;
        if let Some(account) = cards::paying(books, supplier, order_id, payment) {
            let tender_id = card.to_owned();
            tenders.push(Tender { tender_id, kind, account, amount, credited: ZERO });
            continue;
        }
        if !books.ledger.cards().iter().any(|known| known == card) {
            return refuse(400, "platform_unknown_card", format!("{path}: no card \"{card}\"."));
        }
        if tenders.iter().any(|known| known.account == card) {
            return refuse(400, "platform_tender_twice", format!("{path}: {card} is named twice."));
        }
        let balance = books.ledger.card_balance(card);
        if balance < amount {
            let message = format!("{path}: {card} holds {balance}, {amount} was asked.");
            return refuse(400, "platform_balance_too_low", message);
        }
        let (tender_id, account) = (card.to_owned(), card.to_owned());
        tenders.push(Tender { tender_id, kind, account, amount, credited: ZERO });
    }
    Ok(tenders)
}

/// A sub-order as shops see it.
pub fn order_document(part: &SubOrder) -> Value {
    let status = match part.state {
        State::Open | State::Pending => "pending",
        State::Paid => "processing",
        State::Cancelled | State::Refused => "cancelled",
    };
    let payments: Vec<Value> = part.tenders.iter().map(payment).collect();
    let total: Cents = part.tenders.iter().map(|tender| tender.amount).sum();
    json!({
        "id": part.id, "status": status, "currency": "EUR", "total": total,
        "credited": part.credited(), "payments": payments,
    })
}

/// A tender as the shop gets and gives it.
pub fn payment(tender: &Tender) -> Value {
    json!({"tender_id": tender.tender_id, "kind": tender.kind.code(), "amount": tender.amount})
}

fn unbookable<T>(refused: Refused) -> Result<T, Refusal> {
    refuse(400, "platform_not_booked", refused.0)
}
