//! How much of each voucher to spend, where some must be spent whole and the remainder may have a
//! minimum. Which lines they pay for is not decided here.
//!
//! Which unsplittable vouchers to spend is a subset-sum: a search. A branch is bounded by the same
//! problem with its undecided vouchers splittable, whose ranked flow is the greatest that any
//! choice below it can reach.

use super::flow::{Network, members};
use super::voucher::Set;

/// What each voucher spends, by rank.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Spending {
    pub used: Vec<i64>,
    /// What each may spend in the network that this is the maximum flow of.
    pub capacities: Vec<i64>,
}

impl Spending {
    pub fn total(&self) -> i64 {
        self.used.iter().sum()
    }

    /// Greater in total, then voucher by voucher in rank.
    fn beats(&self, other: &Option<Spending>) -> bool {
        other.as_ref().is_none_or(|other| (self.total(), &self.used) > (other.total(), &other.used))
    }
}

/// The best spending of at most `limit` in all; the vouchers of `unsplittable` spend all of their
/// capacity or nothing.
pub fn best(network: &Network, capacities: &[i64], unsplittable: Set, limit: i64) -> Spending {
    let undecided = unsplittable & positive(capacities);
    let mut search = Search { network, limit, best: None };
    search.branch(capacities.to_vec(), 0, undecided);
    // Spending none of the unsplittable vouchers is always possible, so there is a best one.
    let nothing = vec![0; capacities.len()];
    search.best.unwrap_or(Spending { used: nothing.clone(), capacities: nothing })
}

fn positive(capacities: &[i64]) -> Set {
    let some = capacities.iter().enumerate().filter(|&(_, &capacity)| capacity > 0);
    some.fold(0, |set, (voucher, _)| set | 1 << voucher)
}

struct Search<'n> {
    network: &'n Network,
    limit: i64,
    best: Option<Spending>,
}

impl Search<'_> {
    /// `spent` are spent whole; of `undecided` it is still open; the others are splittable, or have
    /// no capacity.
    fn branch(&mut self, capacities: Vec<i64>, spent: Set, undecided: Set) {
        let Some(bound) = self.bound(&capacities, spent) else { return };
        if !bound.beats(&self.best) {
            return;
        }
        let broken = |&voucher: &usize| {
            let used = bound.used[voucher];
            used > 0 && used < capacities[voucher]
        };
        let Some(voucher) = members(undecided).find(broken) else {
            self.best = Some(bound.choosing(undecided));
            return;
        };
        let rest = undecided & !(1 << voucher);
        self.branch(capacities.clone(), spent | 1 << voucher, rest);
        // Left out, and with it all later ones just like it: the earlier of two equals is spent
        // first.
        let mut without = capacities;
        let mut open = rest;
        for other in members(rest) {
            if other > voucher && self.alike(&without, voucher, other) {
                without[other] = 0;
                open &= !(1 << other);
            }
        }
        without[voucher] = 0;
        self.branch(without, spent, open);
    }

    fn bound(&self, capacities: &[i64], spent: Set) -> Option<Spending> {
        let used = self.network.ranked(capacities, spent)?;
        let mut spending = Spending { used, capacities: capacities.to_vec() };
        let mut excess = spending.total().saturating_sub(self.limit).max(0);
        // The last-ranked give back first; nothing after one that gave back may fill the gap.
        for voucher in (0..spending.used.len()).rev().filter(|&nth| spent & 1 << nth == 0) {
            let back = excess.min(spending.used[voucher]);
            if excess > 0 {
                spending.used[voucher] -= back;
                spending.capacities[voucher] = spending.used[voucher];
                excess -= back;
            }
        }
        (excess == 0).then_some(spending)
    }

    fn alike(&self, capacities: &[i64], one: usize, other: usize) -> bool {
        let together = |set: Set| (set >> one) & 1 == (set >> other) & 1;
        capacities[one] == capacities[other]
            && self.network.classes.iter().all(|class| together(class.vouchers))
    }
}

impl Spending {
    /// The network in which this was chosen: what was not spent whole cannot be spent at all.
    fn choosing(mut self, undecided: Set) -> Spending {
        for voucher in members(undecided) {
            self.capacities[voucher] = self.used[voucher];
        }
        self
    }
}
