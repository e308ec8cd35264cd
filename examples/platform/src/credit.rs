//! The credit call of a shop: what a return gives back to the resident. Decides on the request
//! and books it at most once per key; it knows no HTTP beyond the status to answer.

use crate::books::Books;
use crate::money::{Cents, ZERO};
use crate::orders::{Credit, SubOrder};
use crate::share;
use serde_json::{Value, json};

/// A refusal in WooCommerce's form.
#[derive(Debug)]
pub struct Refusal {
    pub status: u16,
    pub code: &'static str,
    pub message: String,
}

pub fn refuse<T>(status: u16, code: &'static str, message: String) -> Result<T, Refusal> {
    Err(Refusal { status, code, message })
}

/// Books a credit; `one_tender` is what stands for all tenders, where the platform never names them: 201 with the new document, or 200 with the first one where the key is known.
pub fn book(
    books: &mut Books,
    one_tender: Option<&str>,
    supplier: &str,
    id: &str,
    key: Option<&str>,
    request: &Value,
) -> Result<(u16, Value), Refusal> {
    let part = own_sub_order(books, supplier, id)?;
    let Some(key) = key.filter(|key| !key.is_empty()) else {
        let message = "Send an Idempotency-Key: without one a repeated call credits twice.";
        return refuse(400, "platform_key_missing", message.to_owned());
    };
    if let Some(first) = part.credits.iter().find(|credit| credit.key == key) {
        if first.request == *request {
            return Ok((200, first.document.clone()));
        }
        let message = format!("The key {key} was used for another credit of {}.", first.amount);
        return refuse(409, "platform_key_conflict", message);
    }
    let shares = read_shares(part, one_tender, request)?;
    let amount = shares.iter().map(|(_, amount)| *amount).sum();
    for (index, share) in &shares {
        if let Err(refused) = books.give_back(id, *index, *share) {
            return refuse(400, "platform_over_refund", refused.0);
        }
    }
    books.documents_made += 1;
    let document = json!({
        "id": books.documents_made,
        "date_created_gmt": chrono::Utc::now().format("%Y-%m-%dT%H:%M:%S").to_string(),
        "amount": amount,
        "reason": request["reason"],
        "payments": request["payments"],
        "meta_data": request["meta_data"],
    });
    let credit = Credit {
        key: key.to_owned(),
        amount,
        request: request.clone(),
        document: document.clone(),
    };
    if let Some(part) = books.sub_orders.get_mut(id) {
        part.credits.push(credit);
    }
    Ok((201, document))
}

/// The look-up that a shop makes before any late retry.
pub fn look_up(
    books: &Books,
    supplier: &str,
    id: &str,
    key: Option<&str>,
) -> Result<Value, Refusal> {
    let part = own_sub_order(books, supplier, id)?;
    let asked = |credit: &&Credit| key.is_none_or(|key| credit.key == key);
    Ok(part.credits.iter().filter(asked).map(|credit| credit.document.clone()).collect())
}

/// A supplier sees its own sub-orders only.
pub fn own_sub_order<'a>(
    books: &'a Books,
    supplier: &str,
    id: &str,
) -> Result<&'a SubOrder, Refusal> {
    match books.sub_order(id) {
        Some(part) if part.supplier == supplier => Ok(part),
        _ => refuse(404, "platform_unknown_order", format!("{id} is not an order of yours.")),
    }
}

/// The amount for each tender, as index and amount: together the amount of the call, each within
/// what that tender still has open. Nothing is booked before all of it is known to fit.
fn read_shares(
    part: &SubOrder,
    one_tender: Option<&str>,
    request: &Value,
) -> Result<Vec<(usize, Cents)>, Refusal> {
    let amount = read_amount(&request["amount"], "/amount")?;
    if let Some(name) = one_tender.filter(|name| request["payments"][0]["tender_id"] == *name) {
        return shared(part, name, amount);
    }
    let Some(payments) = request["payments"].as_array() else {
        return refuse(400, "platform_payments_missing", "/payments is not a list.".to_owned());
    };
    let mut shares: Vec<(usize, Cents)> = Vec::new();
    for (position, payment) in payments.iter().enumerate() {
        let tender_id = payment["tender_id"].as_str().unwrap_or_default();
        let Some(index) = part.tenders.iter().position(|own| own.tender_id == tender_id) else {
            let message = format!("/payments/{position}: \"{tender_id}\" did not pay {}.", part.id);
            return refuse(400, "platform_unknown_tender", message);
        };
        if shares.iter().any(|(known, _)| *known == index) {
            let message = format!("/payments/{position}: \"{tender_id}\" is named twice.");
            return refuse(400, "platform_tender_twice", message);
        }
        let share = read_amount(&payment["amount"], &format!("/payments/{position}/amount"))?;
        let tender = &part.tenders[index];
        if share > tender.amount - tender.credited {
            let left = tender.amount - tender.credited;
            let message = format!("{tender_id}: {left} is left to credit, {share} was asked.");
            return refuse(400, "platform_over_refund", message);
        }
        shares.push((index, share));
    }
    if shares.iter().map(|(_, share)| *share).sum::<Cents>() != amount {
        let message = format!("The payments do not add up to the amount of {amount}.");
        return refuse(400, "platform_amounts_differ", message);
    }
    Ok(shares)
}

/// What one tender that stands for all gives back, shared by what each of them has open.
fn shared(part: &SubOrder, name: &str, amount: Cents) -> Result<Vec<(usize, Cents)>, Refusal> {
    let open = part.tenders.iter().map(|own| own.amount - own.credited);
    let open: Vec<Cents> = open.collect();
    let left: Cents = open.iter().copied().sum();
    if amount > left {
        let message = format!("{name}: {left} is left to credit, {amount} was asked.");
        return refuse(400, "platform_over_refund", message);
    }
    Ok(share::largest_remainder(amount, &open).into_iter().enumerate().collect())
}

fn read_amount(value: &Value, path: &str) -> Result<Cents, Refusal> {
    match value.as_str().and_then(Cents::parse) {
        Some(amount) if amount > ZERO => Ok(amount),
        _ => {
            let message = format!("{path} is not a positive amount such as \"17.90\".");
            refuse(400, "platform_amount_invalid", message)
        }
    }
}
