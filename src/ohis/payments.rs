//! Who paid a platform's order, read by its profile's pointers. What is said unclearly is refused, not guessed.

use super::document::Terms;
use super::pointer::{Pointed, text_in};
use super::profile::Payments;
use crate::error::{Code, Error, Result};
use crate::json;
use crate::limits;
use crate::model::order::Tender;
use crate::money::{Amount, Money};
use crate::payment::reply::TenderKind;
use serde::Serialize;

/// The payments that the platform lists; without a list one for the whole.
pub fn tenders(pointed: &Pointed, terms: &Terms, total: Money) -> Result<Vec<Tender>> {
    let Some(payments) = &terms.pointers.payments else {
        let tender_id = terms.platform_id.to_owned();
        let kind = TenderKind::Remainder;
        return Ok(vec![Tender { tender_id, kind, amount: total, line_id: None }]);
    };
    let listed = listed(pointed, payments)?;
    let mut tenders = Vec::with_capacity(listed.len());
    for payment in listed {
        let kind = payments.kinds.get(&payment.kind).ok_or_else(|| {
            let known: Vec<&str> = payments.kinds.keys().map(String::as_str).collect();
            let message =
                format!("'{}' is no kind of payment: {}.", payment.kind, known.join(", "));
            Error::new(Code::OrderInvalid, message).at(payment.path.clone())
        })?;
        let amount =
            payment.amount.minor(terms.currency).map_err(|error| error.at(payment.path.clone()))?;
        if amount < 0 {
            let message = format!("{} is below zero.", payment.amount);
            return Err(Error::new(Code::PaymentAmountNegative, message).at(payment.path));
        }
        let amount = terms.currency.money(amount);
        tenders.push(Tender {
            tender_id: payment.tender,
            kind: *kind,
            amount,
            line_id: payment.line,
        });
    }
    Ok(tenders)
}

/// A payment as the platform lists it.
#[derive(Debug, Serialize)]
pub struct Listed {
    tender: String,
    kind: String,
    amount: Amount,
    line: Option<String>,
    #[serde(skip)]
    path: String,
}

/// The payments that the document lists.
pub fn listed(pointed: &Pointed, payments: &Payments) -> Result<Vec<Listed>> {
    let list = pointed.find(&payments.list).filter(|list| list.value.kind == json::Kind::Array);
    let list = list.ok_or_else(|| {
        let message = format!("The order does not list its payments at '{}'.", payments.list);
        Error::new(Code::OrderInvalid, message).at(path_of(&payments.list))
    })?;
    if list.count > limits::ORDER_LINES_MAX {
        let (count, most) = (list.count, limits::ORDER_LINES_MAX);
        let message = format!("{count} payments; at most {most} are read.");
        return Err(Error::new(Code::JsonOutOfBounds, message).at(path_of(&payments.list)));
    }
    // Each is cut out once: to count up to each of them anew would take a minute for the largest order.
    let listed: Vec<json::Raw> = json::read(list.value.bytes)?;
    let one = |(nth, payment): (usize, json::Raw)| {
        let path = format!("{}/{nth}", path_of(&payments.list));
        let text = |pointer: &str| text_in(payment, pointer);
        let needed = |pointer: &str| {
            text(pointer).filter(|text| !text.is_empty()).ok_or_else(|| {
                let message = format!("The payment says nothing at '{pointer}'.");
                Error::new(Code::OrderInvalid, message).at(format!("{path}{pointer}"))
            })
        };
        let amount = needed(&payments.amount)?;
        let amount = Amount::read(amount.as_bytes()).ok_or_else(|| {
            let message = format!("'{amount}' is not a plain decimal such as \"12.95\".");
            Error::new(Code::MoneyNotANumber, message).at(format!("{path}{}", payments.amount))
        })?;
        Ok(Listed {
            tender: needed(&payments.tender)?,
            kind: needed(&payments.kind)?,
            amount,
            line: payments.line.as_ref().and_then(|pointer| text(pointer)),
            path,
        })
    };
    listed.into_iter().enumerate().map(one).collect()
}

/// Where a pointer of a profile leads in the document itself: `/meta/x` is somewhere in `/meta_data`.
pub fn path_of(pointer: &str) -> String {
    match pointer.strip_prefix("/meta/") {
        Some(rest) => format!("/meta_data/{rest}"),
        None => pointer.to_owned(),
    }
}
