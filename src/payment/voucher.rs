//! Which voucher may pay for which line, and in what order vouchers are spent. It spends nothing.

use super::order::{Line, Order, minor};
use super::reply::UnusedReason;
use super::request::{Eligible, LineKind, SplitRequest, Voucher};
use crate::calendar::Day;
use crate::error::{Code, Error, Result};
use crate::id::Id;
use std::cmp::Ordering;

/// A set of vouchers, a bit for each rank: an order has at most 50 (`limits::ORDER_VOUCHERS_MAX`).
pub type Set = u64;
const _: () = assert!(crate::limits::ORDER_VOUCHERS_MAX <= Set::BITS as usize);

/// The vouchers of an order by rank, and what each may pay for.
pub struct Vouchers<'r> {
    pub ranked: Vec<Ranked<'r>>,
    /// For each line in canonical order: the vouchers that may pay for it.
    pub of_line: Vec<Set>,
}

pub struct Ranked<'r> {
    pub request: &'r Voucher<'r>,
    /// Its place in the request.
    position: usize,
    pub balance: i64,
    /// The most that may be spent of it on this order.
    pub capacity: i64,
    /// What the lines cost that it may pay for: the tightest is spent first.
    eligible_value: i64,
    below_minimum: bool,
}

impl Ranked<'_> {
    /// Why it is not used, where that is not for what the other vouchers do.
    pub fn idle(&self) -> Option<UnusedReason> {
        match self.capacity {
            0 if self.below_minimum => Some(UnusedReason::BelowMinimumOrder),
            0 => Some(UnusedReason::EmptyBalance),
            _ if self.eligible_value == 0 => Some(UnusedReason::NoEligibleLine),
            _ => None,
        }
    }

    /// Override, expiry, tightest eligibility, smallest capacity, id.
    fn rank(&self, other: &Self) -> Ordering {
        let (one, two) = (self.request, other.request);
        none_last(&one.priority, &two.priority)
            .then_with(|| none_last(&one.expires_on, &two.expires_on))
            .then_with(|| self.eligible_value.cmp(&other.eligible_value))
            .then_with(|| self.capacity.cmp(&other.capacity))
            .then_with(|| one.voucher_id.cmp(&two.voucher_id))
    }
}

fn none_last<T: Ord>(one: &Option<T>, other: &Option<T>) -> Ordering {
    one.is_none().cmp(&other.is_none()).then_with(|| one.cmp(other))
}

pub fn ranked<'r>(order: &Order, request: &'r SplitRequest<'r>) -> Result<Vouchers<'r>> {
    let mut ranked = Vec::with_capacity(request.vouchers.len());
    let mut of_line: Vec<Set> = vec![0; order.lines.len()];
    let mut today = None;
    for (position, voucher) in request.vouchers.iter().enumerate() {
        let found = |error: Error| error.under(position).under("vouchers");
        not_twice(request, position)?;
        if let Some(last) = voucher.expires_on {
            let today = *today.get_or_insert_with(|| request.calculated_at.day());
            not_expired(voucher, last, today).map_err(found)?;
        }
        let mut voucher = checked(voucher, position, order).map_err(found)?;
        let closed = Closed::new(voucher.request.eligible.as_ref());
        for (line, set) in order.lines.iter().zip(&mut of_line) {
            if closed.admits(line) {
                *set |= 1 << position;
                voucher.eligible_value += line.paid();
            }
        }
        ranked.push(voucher);
    }
    ranked.sort_by(Ranked::rank);
    if ranked.iter().enumerate().any(|(rank, voucher)| rank != voucher.position) {
        for set in &mut of_line {
            *set = by_rank(*set, &ranked);
        }
    }
    Ok(Vouchers { ranked, of_line })
}

/// From bits by place in the request to bits by rank.
fn by_rank(set: Set, ranked: &[Ranked]) -> Set {
    let bit = |(rank, voucher): (usize, &Ranked)| ((set >> voucher.position) & 1) << rank;
    ranked.iter().enumerate().map(bit).fold(0, |set, bit| set | bit)
}

fn not_twice(request: &SplitRequest, position: usize) -> Result<()> {
    let id = &request.vouchers[position].voucher_id;
    let twice = |path: &str| {
        let message = format!("'{id}' is the id of two tenders; give each its own.");
        Error::new(Code::PaymentTenderTwice, message).at(path)
    };
    if request.vouchers[..position].iter().any(|voucher| voucher.voucher_id == *id) {
        return Err(twice("/voucher_id").under(position).under("vouchers"));
    }
    match &request.remainder {
        Some(remainder) if remainder.tender_id == *id => Err(twice("/remainder/tender_id")),
        _ => Ok(()),
    }
}

fn not_expired(voucher: &Voucher, last: Day, today: Day) -> Result<()> {
    if today > last {
        let id = &voucher.voucher_id;
        let message = format!("Voucher '{id}' was valid until {last}, and it is {today}.");
        return Err(Error::new(Code::PaymentVoucherExpired, message).at("/expires_on"));
    }
    Ok(())
}

fn checked<'r>(voucher: &'r Voucher<'r>, position: usize, order: &Order) -> Result<Ranked<'r>> {
    let currency = order.currency;
    let read = |amount, path| minor(amount, currency).map_err(|error| error.at(path));
    let optional = |amount: Option<_>, path| amount.map(|amount| read(amount, path)).transpose();
    let balance = read(voucher.balance, "/balance")?;
    let most = optional(voucher.max_amount, "/max_amount")?.unwrap_or(balance);
    let from = optional(voucher.min_order_amount, "/min_order_amount")?.unwrap_or(0);
    let within = balance.min(most);
    let below_minimum = within > 0 && order.total < from;
    let capacity = if below_minimum { 0 } else { within };
    Ok(Ranked { request: voucher, position, balance, capacity, eligible_value: 0, below_minimum })
}

/// What a voucher is closed to everything but; each list is prepared once for all lines.
struct Closed<'r> {
    kinds: Option<&'r [LineKind]>,
    suppliers: Option<Ids<'r>>,
    products: Option<Ids<'r>>,
    categories: Option<Ids<'r>>,
}

impl<'r> Closed<'r> {
    fn new(eligible: Option<&'r Eligible<'r>>) -> Closed<'r> {
        let ids = |ids: Option<&'r Vec<Id<'r>>>| ids.map(|ids| Ids::new(ids));
        Closed {
            kinds: eligible.and_then(|eligible| eligible.kinds.as_deref()),
            suppliers: ids(eligible.and_then(|eligible| eligible.supplier_ids.as_ref())),
            products: ids(eligible.and_then(|eligible| eligible.product_ids.as_ref())),
            categories: ids(eligible.and_then(|eligible| eligible.category_ids.as_ref())),
        }
    }

    /// Kinds and suppliers are looked at on every line, products and categories on product lines
    /// only.
    fn admits(&self, line: &Line) -> bool {
        let line = line.request;
        let kind = self.kinds.is_none_or(|kinds| kinds.contains(&line.kind));
        let supplier = self.suppliers.as_ref().is_none_or(|ids| ids.contain(&line.supplier_id));
        kind && supplier && (line.kind != LineKind::Product || self.admits_product(line))
    }

    fn admits_product(&self, line: &super::request::LineRequest) -> bool {
        let product = self.products.as_ref().is_none_or(|ids| {
            line.product_id.as_ref().is_some_and(|product_id| ids.contain(product_id))
        });
        let category = self
            .categories
            .as_ref()
            .is_none_or(|ids| line.category_ids.iter().any(|category_id| ids.contain(category_id)));
        product && category
    }
}

/// A list of ids to look things up in: a short one as it is, a long one sorted.
enum Ids<'r> {
    Short(&'r [Id<'r>]),
    Sorted(Vec<&'r Id<'r>>),
}

impl<'r> Ids<'r> {
    const SHORT: usize = 8;

    fn new(ids: &'r [Id<'r>]) -> Ids<'r> {
        if ids.len() <= Self::SHORT {
            return Ids::Short(ids);
        }
        let mut sorted: Vec<&Id> = ids.iter().collect();
        sorted.sort_unstable();
        Ids::Sorted(sorted)
    }

    fn contain(&self, id: &Id) -> bool {
        match self {
            Ids::Short(ids) => ids.contains(id),
            Ids::Sorted(ids) => ids.binary_search(&id).is_ok(),
        }
    }
}
