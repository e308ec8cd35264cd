//! Every order is a sale of the books: stated anew whenever the order changes, so that both always say the same.

use super::orders::{self, OrderRef, Stored};
use super::records::{self, Kind, Put, Record};
use super::settlements::{self, Booked, OfRate};
use crate::calendar::{self, Timestamp};
use crate::error::Result;
use crate::model::books::{PaymentMethod, VatRate};
use crate::model::sale::{Paid, Sale, SaleRefund, VatTotal};
use crate::world::Transaction;

/// States the sale of an order as it is now.
pub fn put_order(tx: &mut dyn Transaction, shop_id: &str, stored: &Stored) -> Result<Put> {
    let sale = of(tx, shop_id, stored)?;
    put(tx, shop_id, &sale)
}

/// States a sale, and what it names that is not known yet.
pub fn put(tx: &mut dyn Transaction, shop_id: &str, sale: &Sale) -> Result<Put> {
    let document = text(sale);
    let place = Timestamp::parse(sale.created_at.as_str()).map_or(tx.now().0, |at| at.ms());
    let done = records::put(
        tx,
        shop_id,
        &Record {
            kind: Kind::Sale,
            record_id: &sale.sale_id,
            number: sale.number.as_deref(),
            reference: sale.reference.as_deref(),
            place,
            document: &document,
        },
    )?;
    if done != Put::Unchanged {
        for payment in &sale.payments {
            ensure_method(tx, shop_id, &payment.payment_method_id)?;
        }
        for rate in sale.lines.iter().filter_map(|line| line.vat_rate) {
            ensure_rate(tx, shop_id, rate)?;
        }
    }
    Ok(done)
}

/// A payment method that a payment names.
pub fn ensure_method(tx: &mut dyn Transaction, shop_id: &str, method_id: &str) -> Result<()> {
    let document = text(&PaymentMethod::unnamed(method_id));
    records::ensure(tx, shop_id, &plain(Kind::PaymentMethod, method_id, &document))
}

/// A VAT rate that a line names.
pub fn ensure_rate(
    tx: &mut dyn Transaction,
    shop_id: &str,
    rate: crate::money::Rate,
) -> Result<()> {
    let rate = VatRate::unnamed(rate);
    let document = text(&rate);
    records::ensure(tx, shop_id, &plain(Kind::VatRate, &rate.vat_rate_id, &document))
}

/// A record that is found by its id alone.
pub fn plain<'a>(kind: Kind, record_id: &'a str, document: &'a str) -> Record<'a> {
    Record { kind, record_id, number: None, reference: None, place: 0, document }
}

/// The document of a sale, made of its order.
pub(super) fn document(tx: &mut dyn Transaction, shop_id: &str, order_id: &str) -> Result<String> {
    let stored = orders::get(tx, shop_id, &OrderRef::Order(order_id))?;
    Ok(text(&of(tx, shop_id, &stored)?))
}

fn of(tx: &mut dyn Transaction, shop_id: &str, stored: &Stored) -> Result<Sale> {
    let order_id = &stored.order.order_id;
    let returns = orders::returns(tx, shop_id, order_id)?;
    let mut refunds = Vec::with_capacity(returns.len());
    for made in &returns {
        refunds.push((made.created_at, SaleRefund::of(&made.refund)?));
    }
    let booked = settlements::of_order(tx, shop_id, order_id)?;
    let called_off = booked.iter().filter(|one| one.booking.kind == settlements::Kind::CalledOff);
    refunds.extend(called_off.map(|one| (one.booked_at, called_off_of(one))));
    refunds.sort_by_key(|(at, _)| *at);
    let refunds = refunds.into_iter().map(|(_, refund)| refund).collect();
    let created_at = &calendar::utc(stored.created_at.0);
    // What is booked was paid, whatever it is now.
    let is_paid = stored.order.status.is_paid() || !booked.is_empty();
    Sale::of(&stored.order, Paid { split: &stored.split, refunds, created_at, is_paid })
}

/// What is called off of a paid order goes back like a return.
fn called_off_of(booked: &Booked) -> SaleRefund {
    let Booked { booked_at, booking, .. } = booked;
    let money = |minor: i64| booking.currency.money(minor.saturating_neg());
    let vat = booking
        .vat
        .iter()
        .map(|OfRate(rate, gross, vat)| VatTotal::of(*rate, money(*gross), vat.map(money)));
    SaleRefund {
        // Unlike that of a return it has no name: a version of the order calls off once.
        return_id: format!("called-off-{}", booking.return_id),
        created_at: calendar::utc(booked_at.0),
        amount: money(booking.card_amount.saturating_add(booking.other_amount)),
        vat: vat.collect(),
    }
}

/// As it is stored.
pub fn text<T: serde::Serialize>(document: &T) -> String {
    // What our own writer wrote is UTF-8.
    String::from_utf8(crate::json::write(document)).unwrap_or_default()
}
