//! payment_split: who pays what of an order, to the minor unit. Each step is a function of the one
//! before it: order, ranked vouchers, network, spending, flow, matrix, reply.

use super::flow::{Flow, Network};
use super::matrix::{Matrix, Row};
use super::order::{self, Line, Order, minor};
use super::reply::{self, Certificate, Split, Tender, TenderKind, UnusedReason, UnusedVoucher};
use super::request::{Remainder, SplitRequest, VoucherKind};
use super::share::sainte_lague;
use super::voucher::{self, Ranked, Set, Vouchers};
use super::whole::{self, Spending};
use super::{hash, vat};
use crate::error::{Code, Error, Result};
use crate::id::Id;
use crate::limits;
use crate::money::Money;
use std::borrow::Cow;

pub fn split<'r>(request: &'r SplitRequest<'r>) -> Result<Split<'r>> {
    let order = order::checked(request)?;
    let vouchers = voucher::ranked(&order, request)?;
    let network = network(&order, &vouchers);
    let (wanted, spending) = spend(&order, &vouchers, &network, request)?;
    let mut flow = network.flow(&spending.used);
    let due = order.total - spending.total();
    let remainder = request.remainder.as_ref().filter(|_| due > 0);
    let paying: Vec<usize> =
        (0..vouchers.ranked.len()).filter(|&rank| spending.used[rank] > 0).collect();
    let matrix = matrix(&order, &vouchers, &paying, &flow, &network, request);

    let money = |amount| order.currency.money(amount);
    let single_purpose = |column: usize| {
        let voucher = paying.get(column).map(|&rank| vouchers.ranked[rank].request);
        voucher.is_some_and(|voucher| voucher.kind == VoucherKind::SinglePurpose)
    };
    let vat_due_now = matrix.vat_of(0..matrix.rows.len(), |column| !single_purpose(column));
    let mut tenders: Vec<Tender> = Vec::with_capacity(matrix.tenders.len());
    tenders.extend(paying.iter().map(|&rank| tender(&order, &vouchers, rank, &spending)));
    tenders.extend(remainder.map(|remainder| remaining(remainder, money(due))));
    let mut split = Split {
        order_id: request.order_id.lent(),
        currency: request.currency,
        vat_mode: request.vat_mode,
        restocking_fee_rate: request.restocking_fee_rate,
        calculated_at: request.calculated_at.lent(),
        total_amount: money(order.total),
        voucher_amount: money(spending.total()),
        amount_due: money(due),
        lines: lines(&order, &matrix),
        tenders,
        allocation: matrix.allocation(),
        suppliers: matrix.suppliers(),
        vat: matrix.vat(),
        vat_due_now: vat_due_now.map(money),
        unused_vouchers: unused(&vouchers, &wanted, &spending),
        certificate: certificate(&order, &vouchers, &spending, &network, &mut flow),
        allocation_hash: Cow::Borrowed(""),
    };
    let canonical: Vec<usize> = order.lines.iter().map(|line| line.position).collect();
    split.allocation_hash = Cow::Owned(hash::of(&split, &canonical));
    Ok(split)
}

/// Only edges that can carry something: vouchers with a capacity, lines with something to pay.
fn network(order: &Order, vouchers: &Vouchers) -> Network {
    let ranked = vouchers.ranked.iter().enumerate();
    let usable = ranked.filter(|(_, voucher)| voucher.capacity > 0);
    let usable: Set = usable.fold(0, |set, (rank, _)| set | 1 << rank);
    let lines = order.lines.iter().zip(&vouchers.of_line);
    let lines = lines.map(|(line, set)| (set & usable, line.paid()));
    Network::new(vouchers.ranked.len(), lines)
}

/// The best spending, and the one that was wanted before the remainder's minimum was looked at.
fn spend(
    order: &Order,
    vouchers: &Vouchers,
    network: &Network,
    request: &SplitRequest,
) -> Result<(Spending, Spending)> {
    let capacities: Vec<i64> = vouchers.ranked.iter().map(|voucher| voucher.capacity).collect();
    let unsplittable = unsplittable(vouchers)?;
    let minimum = minimum(order, request)?;
    let wanted = whole::best(network, &capacities, unsplittable, order.total);
    let due = order.total - wanted.total();
    if due == 0 {
        return Ok((wanted.clone(), wanted));
    }
    let Some(minimum) = minimum else {
        let due = order.currency.money(due);
        let message = format!("{due} is left to pay; name the remainder that pays it.");
        return Err(Error::new(Code::PaymentRemainderMissing, message).at("/remainder"));
    };
    if due >= minimum {
        return Ok((wanted.clone(), wanted));
    }
    if minimum > order.total {
        let (due, minimum) = (order.currency.money(due), order.currency.money(minimum));
        let message = format!("{due} is left to pay, and the remainder takes at least {minimum}.");
        let error = Error::new(Code::PaymentMinimumUnreachable, message);
        return Err(error.at("/remainder/minimum_amount"));
    }
    let spending = whole::best(network, &capacities, unsplittable, order.total - minimum);
    Ok((wanted, spending))
}

/// The least the remainder can pay; none where there is no remainder.
fn minimum(order: &Order, request: &SplitRequest) -> Result<Option<i64>> {
    let Some(Remainder { minimum_amount, .. }) = &request.remainder else { return Ok(None) };
    let read = |amount| {
        minor(amount, order.currency).map_err(|error| error.at("/remainder/minimum_amount"))
    };
    minimum_amount.map_or(Ok(1), read).map(Some)
}

fn unsplittable(vouchers: &Vouchers) -> Result<Set> {
    let ranked = vouchers.ranked.iter().enumerate();
    let whole = ranked.filter(|(_, voucher)| !voucher.request.splittable);
    let whole: Set = whole.fold(0, |set, (rank, _)| set | 1 << rank);
    let most = limits::UNSPLITTABLE_VOUCHERS_MAX;
    if whole.count_ones() as usize > most {
        let message = format!("At most {most} vouchers of an order can be unsplittable.");
        return Err(Error::new(Code::PaymentVoucherUnsplittableTooMany, message).at("/vouchers"));
    }
    Ok(whole)
}

/// What each tender pays of each line: inside a class by Sainte-Lague over what is left, the
/// remainder the rest.
fn matrix<'r>(
    order: &Order<'r>,
    vouchers: &Vouchers<'r>,
    paying: &[usize],
    flow: &Flow,
    network: &Network,
    request: &'r SplitRequest<'r>,
) -> Matrix<'r> {
    let vats = vat::of_lines(order, request.vat_mode);
    let rows = order.lines.iter().zip(vats).map(|(line, vat)| Row {
        line_id: &line.request.line_id,
        supplier_id: &line.request.supplier_id,
        rate: line.request.vat_rate,
        vat,
    });
    let ids = paying.iter().map(|&rank| &vouchers.ranked[rank].request.voucher_id);
    // The last column is the remainder's, and all zeros where nothing is left.
    let ids = ids.chain(request.remainder.as_ref().map(|remainder| &remainder.tender_id));
    let mut matrix = Matrix::new(order.currency, rows.collect(), ids.collect());
    let mut left: Vec<i64> = order.lines.iter().map(Line::paid).collect();
    for (nth, class) in network.classes.iter().enumerate() {
        let mut weights: Vec<i64> = class.lines.iter().map(|&line| left[line]).collect();
        let mut parts = vec![0; weights.len()];
        for (column, &rank) in paying.iter().enumerate() {
            sainte_lague(flow.cell(rank, nth), &weights, &mut parts);
            for ((&line, &part), weight) in class.lines.iter().zip(&parts).zip(&mut weights) {
                matrix.amounts_mut(line)[column] = part;
                *weight -= part;
                left[line] -= part;
            }
        }
    }
    for (line, &left) in left.iter().enumerate() {
        if let Some(rest) = matrix.amounts_mut(line).get_mut(paying.len()) {
            *rest = left;
        }
    }
    matrix.spread_vat();
    matrix
}

/// In the order of the request.
fn lines<'r>(order: &Order<'r>, matrix: &Matrix<'r>) -> Vec<reply::Line<'r>> {
    let money = |amount| order.currency.money(amount);
    let mut canonical: Vec<usize> = (0..order.lines.len()).collect();
    canonical.sort_unstable_by_key(|&nth| order.lines[nth].position);
    let line = |nth: usize| {
        let (line, row) = (&order.lines[nth], &matrix.rows[nth]);
        reply::Line {
            line_id: line.request.line_id.lent(),
            kind: line.request.kind,
            gross_amount: money(line.gross),
            discount_amount: money(line.discount),
            paid_amount: money(line.paid()),
            vat_rate: row.rate,
            vat_amount: row.vat.map(money),
            quantity: line.request.quantity.get(),
            supplier_id: line.request.supplier_id.lent(),
            product_id: line.request.product_id.as_ref().map(Id::lent),
        }
    };
    canonical.into_iter().map(line).collect()
}

fn tender<'r>(
    order: &Order,
    vouchers: &Vouchers<'r>,
    rank: usize,
    spending: &Spending,
) -> Tender<'r> {
    let money = |amount| order.currency.money(amount);
    let voucher = &vouchers.ranked[rank];
    let closed = |set: &Set| set & (1 << rank) == 0;
    let mut lines = order.lines.iter().zip(&vouchers.of_line);
    Tender {
        tender_id: voucher.request.voucher_id.lent(),
        kind: match voucher.request.kind {
            VoucherKind::MultiPurpose => TenderKind::MultiPurpose,
            VoucherKind::SinglePurpose => TenderKind::SinglePurpose,
            VoucherKind::PaymentInstrument => TenderKind::PaymentInstrument,
        },
        amount: money(spending.used[rank]),
        balance_after: Some(money(voucher.balance - spending.used[rank])),
        refund: Some(voucher.request.refund),
        on_expired: Some(voucher.request.on_expired),
        expires_on: Some(voucher.request.expires_on),
        restricted: Some(lines.any(|(line, set)| line.paid() > 0 && closed(set))),
    }
}

fn remaining<'r>(remainder: &'r Remainder<'r>, amount: Money) -> Tender<'r> {
    Tender {
        tender_id: remainder.tender_id.lent(),
        kind: TenderKind::Remainder,
        amount,
        balance_after: None,
        refund: None,
        on_expired: None,
        expires_on: None,
        restricted: None,
    }
}

fn unused<'r>(
    vouchers: &Vouchers<'r>,
    wanted: &Spending,
    spending: &Spending,
) -> Vec<UnusedVoucher<'r>> {
    let idle = vouchers.ranked.iter().enumerate().filter(|&(rank, _)| spending.used[rank] == 0);
    let reason = |rank: usize, voucher: &Ranked| match voucher.idle() {
        Some(reason) => reason,
        None if wanted.used[rank] > 0 => UnusedReason::MinimumTopUp,
        None => UnusedReason::NotNeeded,
    };
    idle.map(|(rank, voucher)| UnusedVoucher {
        voucher_id: voucher.request.voucher_id.lent(),
        reason: reason(rank, voucher),
    })
    .collect()
}

/// The cut nearest the vouchers: what could still be spent leads only to lines that are covered
/// already.
fn certificate<'r>(
    order: &Order<'r>,
    vouchers: &Vouchers<'r>,
    spending: &Spending,
    network: &Network,
    flow: &mut Flow,
) -> Certificate<'r> {
    let spare = spending.capacities.iter().zip(&spending.used).map(|(most, used)| most - used);
    let (open, covered) = flow.reach(&spare.collect::<Vec<i64>>());
    let limiting =
        |&(rank, _): &(usize, &Ranked)| spending.capacities[rank] > 0 && open & (1 << rank) == 0;
    let covered = network.classes.iter().zip(covered).filter(|&(_, covered)| covered);
    let mut lines: Vec<usize> = covered.flat_map(|(class, _)| &class.lines).copied().collect();
    lines.sort_unstable();
    Certificate {
        limiting_voucher_ids: vouchers
            .ranked
            .iter()
            .enumerate()
            .filter(limiting)
            .map(|(_, voucher)| voucher.request.voucher_id.lent())
            .collect(),
        covered_line_ids: lines
            .into_iter()
            .map(|line| order.lines[line].request.line_id.lent())
            .collect(),
    }
}
