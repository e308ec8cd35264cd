//! refund_compute: what one return gives back, and to whom.
//!
//! Every figure is `F(after) - F(before)`, where F looks only at what has been returned of each
//! line so far and never falls. So the path does not matter, nothing is negative, and a full return
//! gives back the split exactly.

use super::matrix::{Matrix, Row};
use super::order::minor;
use super::paid::{Paid, PaidLine};
use super::reply::{
    Credit, CreditMode, PaidBy, Refund, RefundLine, RemainderRefund, Returned, TenderKind,
};
use super::request::{OnExpired, Policy, RefundRequest, RefundWay};
use super::share::{part_of, sainte_lague};
use crate::error::{Code, Error, Result};
use crate::id::Id;
use crate::money::Rate;

pub fn refund<'r>(request: &'r RefundRequest<'r>) -> Result<Refund<'r>> {
    let paid = Paid::read(&request.split).map_err(|error| error.under("split"))?;
    policy_allowed(request.policy, &paid)?;
    let before = returned_before(request, &paid)?;
    let (after, asked) = returned_after(request, &paid, &before)?;
    let values = |taken: &[Taken]| -> Vec<Value> {
        paid.lines.iter().zip(taken).map(|(line, taken)| line.value(taken, paid.fee)).collect()
    };
    let (was, is) = (values(&before), values(&after));
    let matrix = match request.policy {
        Policy::LineFaithful => line_faithful(&paid, &asked, &was, &is),
        policy => waterfall(&paid, &asked, &was, &is, policy),
    };
    Ok(reply(request, &paid, &matrix, &Event { before, after, asked, was, is }))
}

/// What has been taken back of a line so far.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Taken {
    units: u32,
    goodwill: i64,
}

/// What that is worth.
#[derive(Clone, Copy, Debug)]
struct Value {
    /// Y: before the restocking fee.
    returned: i64,
    /// E: what goes back.
    credited: i64,
    /// The VAT in it, where it is known.
    vat: Option<i64>,
}

/// One return: the state before and after it, and the lines it names, in the order of the request.
struct Event {
    before: Vec<Taken>,
    after: Vec<Taken>,
    asked: Vec<usize>,
    was: Vec<Value>,
    is: Vec<Value>,
}

impl PaidLine<'_> {
    /// C: units of the line, at cumulative half-up.
    fn units_value(&self, units: u32) -> i64 {
        part_of(i64::from(units), self.amount, i64::from(self.reply.quantity))
    }

    /// Y: units and goodwill together, at most the line.
    fn returned_value(&self, taken: &Taken) -> i64 {
        self.amount.min(self.units_value(taken.units).saturating_add(taken.goodwill))
    }

    fn value(&self, taken: &Taken, fee: Rate) -> Value {
        let returned = self.returned_value(taken);
        let credited = returned - part_of(fee.of(self.amount), returned, self.amount);
        let vat = self.vat.map(|vat| part_of(vat, credited, self.amount));
        Value { returned, credited, vat }
    }
}

fn returned_before(request: &RefundRequest, paid: &Paid) -> Result<Vec<Taken>> {
    let mut before = vec![Taken::default(); paid.lines.len()];
    let mut seen = vec![false; paid.lines.len()];
    for (nth, line) in request.returned.iter().enumerate() {
        let found = |error: Error| error.under(nth).under("returned");
        let index = paid.find_once(&line.line_id, &mut seen).map_err(found)?;
        let goodwill =
            minor(line.amount, paid.currency).map_err(|error| found(error.at("/amount")))?;
        let of = &paid.lines[index];
        if line.quantity > of.reply.quantity {
            let message = "More units are said to be returned than the line has.";
            return Err(found(over_refund(message.into(), "/quantity")));
        }
        if goodwill > of.amount {
            let message = "More goodwill is said to be given than was paid for the line.";
            return Err(found(over_refund(message.into(), "/amount")));
        }
        before[index] = Taken { units: line.quantity, goodwill };
    }
    Ok(before)
}

fn over_refund(message: String, path: &str) -> Error {
    Error::new(Code::PaymentOverRefund, message).at(path)
}

fn returned_after(
    request: &RefundRequest,
    paid: &Paid,
    before: &[Taken],
) -> Result<(Vec<Taken>, Vec<usize>)> {
    if request.lines.is_empty() {
        let message = "A return needs at least one line.";
        return Err(Error::new(Code::PaymentNoLines, message).at("/lines"));
    }
    let mut after = before.to_vec();
    let mut asked = Vec::with_capacity(request.lines.len());
    let mut seen = vec![false; paid.lines.len()];
    for (nth, line) in request.lines.iter().enumerate() {
        let found = |error: Error| error.under(nth).under("lines");
        let index = paid.find_once(&line.line_id, &mut seen).map_err(found)?;
        let (of, taken) = (&paid.lines[index], &mut after[index]);
        match (line.quantity, line.amount) {
            (Some(units), None) => take_units(of, taken, units.get()).map_err(found)?,
            (None, Some(amount)) => {
                let amount =
                    minor(amount, paid.currency).map_err(|error| found(error.at("/amount")))?;
                take_goodwill(of, taken, amount, paid).map_err(found)?;
            }
            (Some(_), Some(_)) => {
                let message = "Give either a quantity or an amount, not both.";
                return Err(found(Error::new(Code::PaymentAmountTwice, message).at("/amount")));
            }
            (None, None) => return Err(found(amount_missing(""))),
        }
        asked.push(index);
    }
    Ok((after, asked))
}

fn take_units(of: &PaidLine, taken: &mut Taken, units: u32) -> Result<()> {
    let left = of.reply.quantity - taken.units;
    if units > left {
        let (line, all) = (&of.reply.line_id, of.reply.quantity);
        let message =
            format!("Line {line}: {left} of {all} is left to return, {units} were asked.");
        return Err(over_refund(message, "/quantity"));
    }
    taken.units += units;
    Ok(())
}

fn take_goodwill(of: &PaidLine, taken: &mut Taken, amount: i64, paid: &Paid) -> Result<()> {
    let left = of.amount - of.returned_value(taken);
    if amount == 0 {
        return Err(amount_missing("/amount"));
    }
    if amount > left {
        let money = |amount| paid.currency.money(amount);
        let (line, left, amount) = (&of.reply.line_id, money(left), money(amount));
        let message = format!("Line {line}: {left} is left to credit, {amount} was asked.");
        return Err(over_refund(message, "/amount"));
    }
    taken.goodwill += amount;
    Ok(())
}

fn amount_missing(path: &str) -> Error {
    let message = "A returned line needs a quantity or an amount above zero.";
    Error::new(Code::PaymentAmountMissing, message).at(path)
}

/// A waterfall takes money from one line's tender for another's, so it needs one supplier and
/// unrestricted vouchers.
fn policy_allowed(policy: Policy, paid: &Paid) -> Result<()> {
    if policy == Policy::LineFaithful {
        return Ok(());
    }
    let mut suppliers = paid.lines.windows(2);
    let one = suppliers.all(|pair| pair[0].reply.supplier_id == pair[1].reply.supplier_id);
    let restricted = paid.split.tenders.iter().any(|tender| tender.restricted == Some(true));
    if one && !restricted {
        return Ok(());
    }
    let message = "With several suppliers, or a voucher that could not pay for every line, only \
                   line_faithful gives each its own money back.";
    Err(Error::new(Code::PaymentPolicyNotAllowed, message).at("/policy"))
}

fn empty_matrix<'r>(
    paid: &Paid<'r>,
    asked: &[usize],
    was: &[Value],
    is: &[Value],
) -> (Vec<usize>, Matrix<'r>) {
    let mut lines = asked.to_vec();
    lines.sort_unstable();
    let rows = lines.iter().map(|&line| Row {
        line_id: &paid.lines[line].reply.line_id,
        supplier_id: &paid.lines[line].reply.supplier_id,
        rate: paid.lines[line].reply.vat_rate,
        vat: is[line].vat.zip(was[line].vat).map(|(is, was)| is - was),
    });
    let rows = rows.collect();
    let tenders = paid.split.tenders.iter().map(|tender| &tender.tender_id).collect();
    (lines, Matrix::new(paid.currency, rows, tenders))
}

/// What paid a line gets the line's money back.
fn line_faithful<'r>(paid: &Paid<'r>, asked: &[usize], was: &[Value], is: &[Value]) -> Matrix<'r> {
    let (lines, mut matrix) = empty_matrix(paid, asked, was, is);
    let mut share = vec![0; paid.width];
    for (row, &line) in lines.iter().enumerate() {
        difference(
            paid.amounts(line),
            was[line].credited,
            is[line].credited,
            &mut share,
            matrix.amounts_mut(row),
        );
        if let Some((was, is)) = was[line].vat.zip(is[line].vat) {
            difference(paid.vats(line), was, is, &mut share, matrix.vats_mut(row));
        }
    }
    matrix
}

/// `A(weights, is) - A(weights, was)`.
fn difference(weights: &[i64], was: i64, is: i64, share: &mut [i64], parts: &mut [i64]) {
    sainte_lague(is, weights, parts);
    sainte_lague(was, weights, share);
    for (part, share) in parts.iter_mut().zip(share) {
        *part -= *share;
    }
}

/// Tender after tender, over the whole order; the cells of one return are its north-west corner.
fn waterfall<'r>(
    paid: &Paid<'r>,
    asked: &[usize],
    was: &[Value],
    is: &[Value],
    policy: Policy,
) -> Matrix<'r> {
    let (lines, mut matrix) = empty_matrix(paid, asked, was, is);
    let credited = |values: &[Value]| values.iter().map(|value| value.credited).sum::<i64>();
    let (from, to) = (credited(was), credited(is));
    let is_voucher = |&column: &usize| paid.split.tenders[column].kind != TenderKind::Remainder;
    let mut columns: Vec<usize> = (0..paid.width).collect();
    if policy == Policy::OtherFirst {
        columns.sort_by_key(is_voucher);
    }
    let mut flowed = 0;
    let mut left: Vec<i64> =
        lines.iter().map(|&line| is[line].credited - was[line].credited).collect();
    for column in columns {
        let all = paid.totals[column];
        let reached = |whole: i64| (whole - flowed).clamp(0, all);
        let mut gives = reached(to) - reached(from);
        flowed += all;
        for (row, left) in left.iter_mut().enumerate() {
            let cell = gives.min(*left);
            matrix.amounts_mut(row)[column] = cell;
            (gives, *left) = (gives - cell, *left - cell);
        }
    }
    for row in 0..lines.len() {
        if let Some(vat) = matrix.rows[row].vat {
            let weights = matrix.amounts(row).to_vec();
            sainte_lague(vat, &weights, matrix.vats_mut(row));
        }
    }
    matrix
}

fn reply<'r>(
    request: &'r RefundRequest<'r>,
    paid: &Paid<'r>,
    matrix: &Matrix<'r>,
    event: &Event,
) -> Refund<'r> {
    let money = |amount| paid.currency.money(amount);
    let tenders = &paid.split.tenders;
    let amounts = matrix.of_tenders();
    let modes = modes(request, paid);
    let stays_due = |column: usize| {
        tenders[column].kind == TenderKind::SinglePurpose
            && modes[column] == Some(CreditMode::Credit)
    };
    let correction = matrix.vat_of(0..matrix.rows.len(), |column| !stays_due(column));
    let given = || tenders.iter().zip(&amounts).zip(&modes).filter(|&((_, &amount), _)| amount > 0);
    let kept = |values: &[Value]| values.iter().map(|v| v.returned - v.credited).sum::<i64>();
    let full = paid.lines.iter().map(|line| line.amount - paid.fee.of(line.amount)).sum::<i64>();
    let credited = event.is.iter().map(|value| value.credited).sum::<i64>();
    Refund {
        return_id: request.return_id.lent(),
        order_id: request.split.order_id.lent(),
        currency: paid.currency,
        policy: request.policy,
        calculated_at: request.calculated_at.lent(),
        amount: money(amounts.iter().sum()),
        credits: given()
            .filter_map(|((tender, &amount), mode)| {
                let voucher_id = tender.tender_id.lent();
                Some(Credit { voucher_id, amount: money(amount), mode: (*mode)? })
            })
            .collect(),
        refunds: given()
            .filter(|(_, mode)| mode.is_none())
            .map(|((tender, &amount), _)| RemainderRefund {
                tender_id: tender.tender_id.lent(),
                amount: money(amount),
                paid_by: PaidBy::Platform,
            })
            .collect(),
        lines: event.asked.iter().map(|&line| refund_line(paid, event, line)).collect(),
        allocation: matrix.allocation(),
        suppliers: matrix.suppliers(),
        vat: matrix.vat(),
        vat_correction_amount: correction.map(money),
        retained_amount: money(kept(&event.is) - kept(&event.was)),
        refundable_amount: money(full - credited),
        returned: returned(paid, &event.after),
    }
}

/// How each tender gets its money back; none for the remainder.
fn modes(request: &RefundRequest, paid: &Paid) -> Vec<Option<CreditMode>> {
    let mut today = None;
    let mut mode = |tender: &super::reply::Tender| {
        if tender.kind == TenderKind::Remainder {
            return None;
        }
        if tender.refund == Some(RefundWay::None) {
            return Some(CreditMode::OtherTender);
        }
        let last = tender.expires_on.flatten();
        let expired = last
            .is_some_and(|last| *today.get_or_insert_with(|| request.calculated_at.day()) > last);
        Some(match tender.on_expired.unwrap_or_default() {
            _ if !expired => CreditMode::Credit,
            OnExpired::CreditOriginal => CreditMode::CreditOriginal,
            OnExpired::Reissue => CreditMode::Reissue,
            OnExpired::OtherTender => CreditMode::OtherTender,
            OnExpired::Hold => CreditMode::Hold,
        })
    };
    paid.split.tenders.iter().map(&mut mode).collect()
}

fn refund_line<'r>(paid: &Paid<'r>, event: &Event, line: usize) -> RefundLine<'r> {
    let money = |amount| paid.currency.money(amount);
    let (was, is) = (event.was[line], event.is[line]);
    let of = paid.lines[line].reply;
    RefundLine {
        line_id: of.line_id.lent(),
        kind: of.kind,
        product_id: of.product_id.as_ref().map(Id::lent),
        quantity: event.after[line].units - event.before[line].units,
        amount: money(is.credited - was.credited),
        vat_rate: of.vat_rate,
        vat_amount: is.vat.zip(was.vat).map(|(is, was)| money(is - was)),
    }
}

/// The lines of which something has been taken, in canonical order.
fn returned<'r>(paid: &Paid<'r>, after: &[Taken]) -> Vec<Returned<'r>> {
    let taken = paid.lines.iter().zip(after).filter(|&(_, taken)| *taken != Taken::default());
    taken
        .map(|(line, taken)| Returned {
            line_id: line.reply.line_id.lent(),
            quantity: taken.units,
            amount: paid.currency.money(taken.goodwill),
        })
        .collect()
}
