//! When money changes hands between the shop and a platform, it is booked, in the transaction of what caused it: once an
//! order is paid, when it is returned, and when what was paid is called off. The sums are settlement_list's.

use super::given_up::{call_off_marked, is_all_returned};
use super::identity::is_own;
use crate::client::Client;
use crate::error::{Code, Error, Result};
use crate::json;
use crate::mirror::orders::Stored;
use crate::mirror::settlements::{self, Booking, Kind, OfRate};
use crate::payment::Split;
use crate::payment::reply::{PaidBy, Refund, TenderKind, VatRow};
use crate::world::Transaction;

/// Through whose hands the part went that no voucher paid.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RemainderTo {
    /// An order placed on the platform.
    Platform,
    /// An order of the shop's own checkout.
    Shop,
}

/// Books an order once it is paid; before, and a second time, it does nothing.
pub fn paid(tx: &mut dyn Transaction, client: &Client, stored: &Stored) -> Result<()> {
    if stored.order.status.is_paid() { sale(tx, client, stored) } else { Ok(()) }
}

/// Whether an order was ever paid: what it is now may say nothing of that.
pub fn is_paid(tx: &mut dyn Transaction, client: &Client, stored: &Stored) -> Result<bool> {
    Ok(!of(tx, client, stored)?.is_empty())
}

/// Through whose hands the part of an order went that no voucher paid.
pub fn remainder_to(stored: &Stored) -> RemainderTo {
    if is_own(stored) { RemainderTo::Shop } else { RemainderTo::Platform }
}

/// Books an order as paid, once. What was given back before it was ever booked comes to nothing.
fn sale(tx: &mut dyn Transaction, client: &Client, stored: &Stored) -> Result<()> {
    if is_paid(tx, client, stored)? || is_all_returned(stored)? {
        return Ok(());
    }
    let split: Split = json::read(stored.split.as_bytes())?;
    let is_remainder = |kind| kind == TenderKind::Remainder;
    let paid_by = |wanted: bool| -> i64 {
        let tenders = split.tenders.iter().filter(|tender| is_remainder(tender.kind) == wanted);
        tenders.map(|tender| tender.amount.minor).sum()
    };
    let (card, other) = (paid_by(false), paid_by(true));
    let through = if remainder_to(stored) == RemainderTo::Platform { other } else { 0 };
    add(tx, client, stored, Kind::Sale, "", &split.vat, (card, other, card + through))?;
    call_off_marked(tx, client, stored)
}

/// Books a return: of what was paid, and of nothing else.
pub fn returned(
    tx: &mut dyn Transaction,
    client: &Client,
    stored: &Stored,
    refund: &Refund,
) -> Result<()> {
    // One that was stored before sales were booked is booked now.
    paid(tx, client, stored)?;
    if !is_paid(tx, client, stored)? {
        let message = format!(
            "The order is {} and was never paid, so nothing of it goes back. Say first that it is paid: its status is \
             then \"processing\".",
            stored.order.status.as_str()
        );
        return Err(Error::new(Code::OrderStatus, message).at("/order_id"));
    }
    let amounts = given_back(refund, |paid_by| paid_by == PaidBy::Platform);
    add(tx, client, stored, Kind::Return, &refund.return_id, &refund.vat, amounts)
}

/// Books what is called off of a paid order: a part of it.
pub fn called_off(
    tx: &mut dyn Transaction,
    client: &Client,
    stored: &Stored,
    refund: &Refund,
) -> Result<()> {
    if !is_paid(tx, client, stored)? {
        return Ok(());
    }
    let amounts = given_back(refund, |_| remainder_to(stored) == RemainderTo::Platform);
    add(tx, client, stored, Kind::CalledOff, &refund.return_id, &refund.vat, amounts)
}

/// Books that all is off: what is left of the order comes to nothing.
pub fn all_called_off(tx: &mut dyn Transaction, client: &Client, stored: &Stored) -> Result<()> {
    let bookings = of(tx, client, stored)?;
    let Some(first) = bookings.first() else { return Ok(()) };
    let sum = |amount: fn(&Booking) -> i64| -> i64 { bookings.iter().map(amount).sum() };
    let mut vat: Vec<OfRate> = Vec::new();
    for OfRate(rate, gross, part) in bookings.iter().flat_map(|booking| &booking.vat) {
        match vat.iter_mut().find(|held| held.0 == *rate) {
            Some(held) => {
                held.1 -= gross;
                held.2 = held.2.zip(*part).map(|(held, part)| held - part);
            }
            None => vat.push(OfRate(*rate, -gross, part.map(|part| -part))),
        }
    }
    vat.retain(|of_rate| of_rate.1 != 0 || of_rate.2.is_some_and(|vat| vat != 0));
    let booking = Booking {
        order_id: first.order_id.clone(),
        kind: Kind::CalledOff,
        return_id: stored.version.to_string(),
        currency: first.currency,
        card_amount: -sum(|booking| booking.card_amount),
        other_amount: -sum(|booking| booking.other_amount),
        platform_amount: -sum(|booking| booking.platform_amount),
        vat,
    };
    if booking.card_amount == 0 && booking.other_amount == 0 {
        return Ok(());
    }
    settlements::add(tx, client.shop_id(), &stored.platform_id, &booking)
}

/// Card, other, and what of both the platform gives back: all less than 0.
fn given_back(refund: &Refund, is_through: impl Fn(PaidBy) -> bool) -> (i64, i64, i64) {
    let card: i64 = refund.credits.iter().map(|credit| credit.amount.minor).sum();
    let other: i64 = refund.refunds.iter().map(|part| part.amount.minor).sum();
    let through = refund.refunds.iter().filter(|part| is_through(part.paid_by));
    let through: i64 = through.map(|part| part.amount.minor).sum();
    (-card, -other, -(card + through))
}

fn of(tx: &mut dyn Transaction, client: &Client, stored: &Stored) -> Result<Vec<Booking>> {
    let booked = settlements::of_order(tx, client.shop_id(), &stored.order.order_id)?;
    Ok(booked.into_iter().map(|one| one.booking).collect())
}

fn add(
    tx: &mut dyn Transaction,
    client: &Client,
    stored: &Stored,
    kind: Kind,
    return_id: &str,
    vat: &[VatRow],
    (card_amount, other_amount, platform_amount): (i64, i64, i64),
) -> Result<()> {
    let sign = if kind == Kind::Sale { 1 } else { -1 };
    let of_rate = |row: &VatRow| {
        let vat = row.vat_amount.map(|vat| sign * vat.minor);
        OfRate(row.vat_rate, sign * row.gross_amount.minor, vat)
    };
    let booking = Booking {
        order_id: stored.order.order_id.clone(),
        kind,
        return_id: return_id.to_owned(),
        currency: stored.order.currency,
        card_amount,
        other_amount,
        platform_amount,
        vat: vat.iter().map(of_rate).collect(),
    };
    settlements::add(tx, client.shop_id(), &stored.platform_id, &booking)
}
