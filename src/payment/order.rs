//! The order in whole minor units: checked, in canonical order, discounts taken off. It knows no
//! vouchers and no VAT beyond what makes a gross amount out of a net one.
//!
//! Canonical order is by line id, byte by byte; ties anywhere later go to the lowest index in it,
//! so the order of the input never matters.

use super::request::{Discount, LineKind, LineRequest, SplitRequest, VatMode};
use super::share::hamilton;
use crate::error::{Code, Error, Result};
use crate::id::Id;
use crate::limits;
use crate::money::{Amount, Currency};

/// The lines in canonical order; no sum of them overflows.
#[derive(Debug)]
pub struct Order<'r> {
    pub currency: Currency,
    pub lines: Vec<Line<'r>>,
    /// What is to be paid: the sum of all [`Line::paid`].
    pub total: i64,
}

#[derive(Debug)]
pub struct Line<'r> {
    pub request: &'r LineRequest<'r>,
    /// Its place in the request.
    pub position: usize,
    /// Incl. VAT, before discounts.
    pub gross: i64,
    pub discount: i64,
    /// The VAT in `gross`, where the shop gave it or a net amount fixed it.
    pub gross_vat: Option<i64>,
}

impl Line<'_> {
    /// Incl. VAT, after discounts.
    pub fn paid(&self) -> i64 {
        self.gross - self.discount
    }
}

/// Reads an amount that must not be below zero, in minor units.
pub fn minor(amount: Amount, currency: Currency) -> Result<i64> {
    if amount.units < 0 {
        let message = format!("{amount} is below zero; an amount here is zero or more.");
        return Err(Error::new(Code::PaymentAmountNegative, message));
    }
    amount.minor(currency)
}

pub fn checked<'r>(request: &'r SplitRequest<'r>) -> Result<Order<'r>> {
    within("lines", request.lines.len(), limits::ORDER_LINES_MAX)?;
    within("discounts", request.discounts.len(), limits::ORDER_DISCOUNTS_MAX)?;
    within("vouchers", request.vouchers.len(), limits::ORDER_VOUCHERS_MAX)?;
    if request.lines.is_empty() {
        let message = "An order needs at least one line.";
        return Err(Error::new(Code::PaymentNoLines, message).at("/lines"));
    }
    let mut lines = Vec::with_capacity(request.lines.len());
    for (position, line) in request.lines.iter().enumerate() {
        let line = checked_line(line, position, request)
            .map_err(|error| error.under(position).under("lines"))?;
        lines.push(line);
    }
    lines.sort_by(|one, other| one.request.line_id.cmp(&other.request.line_id));
    for pair in lines.windows(2) {
        if let [one, other] = pair
            && one.request.line_id == other.request.line_id
        {
            let message = format!("Line '{}' is named twice.", one.request.line_id);
            let path = format!("/lines/{}/line_id", other.position);
            return Err(Error::new(Code::PaymentLineTwice, message).at(path));
        }
    }
    let gross = lines.iter().try_fold(0i64, |sum, line| sum.checked_add(line.gross));
    let Some(gross) = gross else {
        let message = "The lines together are more than an amount can be.";
        return Err(Error::new(Code::MoneyTooLarge, message).at("/lines"));
    };
    let mut order = Order { currency: request.currency, lines, total: gross };
    order.take_off(&request.discounts)?;
    Ok(order)
}

fn within(list: &str, length: usize, most: usize) -> Result<()> {
    match length <= most {
        true => Ok(()),
        false => {
            let message = format!("{length} {list}; at most {most} are taken.");
            Err(Error::new(Code::JsonOutOfBounds, message).at(format!("/{list}")))
        }
    }
}

fn checked_line<'r>(
    line: &'r LineRequest<'r>,
    position: usize,
    request: &SplitRequest,
) -> Result<Line<'r>> {
    let currency = request.currency;
    let (gross, gross_vat) = match (line.gross_amount, line.net_amount) {
        (Some(gross), None) => {
            let gross = minor(gross, currency).map_err(|error| error.at("/gross_amount"))?;
            (gross, given_vat(line, gross, request)?)
        }
        (None, Some(net)) => {
            if line.vat_amount.is_some() {
                return Err(vat_conflict("beside a net amount"));
            }
            let net = minor(net, currency).map_err(|error| error.at("/net_amount"))?;
            let Some(rate) = line.vat_rate else {
                let message = "A net amount needs a vat_rate; give it, or give the gross amount.";
                return Err(Error::new(Code::PaymentRateMissing, message).at("/vat_rate"));
            };
            let vat = rate.of(net);
            let gross = net.checked_add(vat).ok_or_else(|| {
                let message = "With its VAT it is more than an amount can be.";
                Error::new(Code::MoneyTooLarge, message).at("/net_amount")
            })?;
            (gross, Some(vat))
        }
        (Some(_), Some(_)) => {
            let message = "Give either gross_amount or net_amount, not both.";
            return Err(Error::new(Code::PaymentAmountTwice, message).at("/net_amount"));
        }
        (None, None) => {
            let message = "A line needs a gross_amount, or a net_amount and a vat_rate.";
            return Err(Error::new(Code::PaymentAmountMissing, message));
        }
    };
    Ok(Line { request: line, position, gross, discount: 0, gross_vat })
}

fn given_vat(line: &LineRequest, gross: i64, request: &SplitRequest) -> Result<Option<i64>> {
    let Some(vat) = line.vat_amount else { return Ok(None) };
    if request.vat_mode == VatMode::PerRate {
        return Err(vat_conflict("with vat_mode per_rate"));
    }
    let vat = minor(vat, request.currency).map_err(|error| error.at("/vat_amount"))?;
    if vat > gross {
        let message = "The VAT of a line is part of its gross_amount and cannot be more.";
        return Err(Error::new(Code::PaymentVatAmountTooLarge, message).at("/vat_amount"));
    }
    Ok(Some(vat))
}

fn vat_conflict(beside: &str) -> Error {
    let message = format!("The VAT is computed {beside}; leave vat_amount out.");
    Error::new(Code::PaymentVatAmountConflict, message).at("/vat_amount")
}

impl<'r> Order<'r> {
    /// The line's index in canonical order.
    pub fn find(&self, line_id: &Id) -> Option<usize> {
        self.lines.binary_search_by(|line| line.request.line_id.cmp(line_id)).ok()
    }

    /// Allocates the discounts, in the order of their ids.
    fn take_off(&mut self, discounts: &[Discount]) -> Result<()> {
        let mut sorted: Vec<usize> = (0..discounts.len()).collect();
        sorted.sort_by_key(|&nth| &discounts[nth].discount_id);
        let mut before: Option<&Discount> = None;
        for nth in sorted {
            let discount = &discounts[nth];
            if before.is_some_and(|before| before.discount_id == discount.discount_id) {
                let message = format!("Discount '{}' is named twice.", discount.discount_id);
                let path = format!("/discounts/{nth}/discount_id");
                return Err(Error::new(Code::PaymentDiscountTwice, message).at(path));
            }
            self.take_off_one(discount).map_err(|error| error.under(nth).under("discounts"))?;
            before = Some(discount);
        }
        Ok(())
    }

    /// By Hamilton on gross; what does not fit on a line goes on over those with room, until all is
    /// placed.
    fn take_off_one(&mut self, discount: &Discount) -> Result<()> {
        let mut left =
            minor(discount.amount, self.currency).map_err(|error| error.at("/amount"))?;
        let mut targets = self.targets(discount)?;
        let room: i64 = targets.iter().map(|&nth| self.lines[nth].paid()).sum();
        if left > room {
            let room = self.currency.money(room);
            let message = format!("{} is more than the {room} left of its lines.", discount.amount);
            return Err(Error::new(Code::PaymentDiscountTooLarge, message).at("/amount"));
        }
        self.total -= left;
        while left > 0 {
            targets.retain(|&nth| self.lines[nth].paid() > 0);
            let weights: Vec<i64> = targets.iter().map(|&nth| self.lines[nth].gross).collect();
            let mut parts = vec![0; weights.len()];
            hamilton(left, &weights, &mut parts);
            for (&nth, part) in targets.iter().zip(parts) {
                let line = &mut self.lines[nth];
                let fits = part.min(line.paid());
                line.discount += fits;
                left -= fits;
            }
        }
        Ok(())
    }

    /// The lines a discount is for, in canonical order.
    fn targets(&self, discount: &Discount) -> Result<Vec<usize>> {
        let Some(line_ids) = &discount.line_ids else {
            let is_product = |&nth: &usize| self.lines[nth].request.kind == LineKind::Product;
            let products: Vec<usize> = (0..self.lines.len()).filter(is_product).collect();
            return Ok(match products.is_empty() {
                true => (0..self.lines.len()).collect(),
                false => products,
            });
        };
        let mut targets = Vec::with_capacity(line_ids.len());
        for (place, line_id) in line_ids.iter().enumerate() {
            let nth = self.find(line_id).ok_or_else(|| {
                let message = format!("The order has no line '{line_id}'.");
                let path = format!("/line_ids/{place}");
                Error::new(Code::PaymentDiscountLineUnknown, message).at(path)
            })?;
            targets.push(nth);
        }
        targets.sort_unstable();
        targets.dedup();
        Ok(targets)
    }
}
