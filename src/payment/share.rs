//! Sharing whole minor units by weight, exactly: Hamilton for what is shared once, Sainte-Lague for
//! what is shared step by step. Nothing here knows what is shared.
//!
//! Hamilton (largest remainders) is closest to proportion, but has the Alabama paradox: when the
//! whole grows, a part can shrink. For cumulative credits that would be a negative credit, so those
//! use Sainte-Lague, whose parts only ever grow. Ties go to the lowest index, so callers fix the
//! order.

use std::cmp::Ordering;
use std::collections::BinaryHeap;

/// `floor(a x b / c + 1/2)` for `a <= c`: a part of `b`, half up. 0 where `c` is 0.
pub fn part_of(a: i64, b: i64, c: i64) -> i64 {
    match c {
        0 => 0,
        _ => ((2 * wide(a) * wide(b) + wide(c)) / (2 * wide(c))) as i64,
    }
}

/// Amounts and weights are never negative here, and a product of two fits twice.
fn wide(amount: i64) -> u128 {
    debug_assert!(amount >= 0);
    u128::from(amount.unsigned_abs())
}

/// `whole` over `weights` by largest remainders, written to `parts`.
pub fn hamilton(whole: i64, weights: &[i64], parts: &mut [i64]) {
    let sum: u128 = weights.iter().map(|&weight| wide(weight)).sum();
    parts.fill(0);
    if sum == 0 {
        return;
    }
    let mut left = whole;
    for (part, &weight) in parts.iter_mut().zip(weights) {
        *part = (wide(weight) * wide(whole) / sum) as i64;
        left -= *part;
    }
    if left == 0 {
        return;
    }
    let remainder = |weight: i64| wide(weight) * wide(whole) % sum;
    let mut ranked: Vec<(u128, usize)> =
        weights.iter().enumerate().map(|(nth, &weight)| (remainder(weight), nth)).collect();
    ranked.sort_unstable_by(|one, other| other.0.cmp(&one.0).then(one.1.cmp(&other.1)));
    for (_, nth) in ranked.into_iter().take(left as usize) {
        parts[nth] += 1;
    }
}

/// `whole` over `weights` by Sainte-Lague, written to `parts`: `A(w, h)` with `0 <= h <= sum w`.
///
/// By definition, unit after unit goes to the one with the least `(2 part + 1) / weight`. All units
/// below `2 whole / sum` are taken at once by rounding each quota; the few that are then too many
/// or too few are given back or taken one by one, in the same order.
pub fn sainte_lague(whole: i64, weights: &[i64], parts: &mut [i64]) {
    let sum = weights.iter().fold(0i64, |sum, &weight| sum.saturating_add(weight));
    debug_assert!((0..=sum).contains(&whole));
    if let ([_], [part]) = (weights, &mut *parts) {
        *part = whole;
        return;
    }
    let mut left = whole;
    for (part, &weight) in parts.iter_mut().zip(weights) {
        *part = part_of(weight, whole, sum);
        left -= *part;
    }
    match left.cmp(&0) {
        Ordering::Equal => {}
        Ordering::Greater => take(left, weights, parts),
        Ordering::Less => give_back(-left, weights, parts),
    }
}

/// The next `count` units, to the least claims.
fn take(count: i64, weights: &[i64], parts: &mut [i64]) {
    let claims = (0..weights.len()).filter(|&nth| weights[nth] > 0);
    let mut heap: BinaryHeap<std::cmp::Reverse<Claim>> =
        claims.map(|nth| std::cmp::Reverse(Claim::next(parts[nth], weights[nth], nth))).collect();
    for _ in 0..count {
        let Some(mut least) = heap.peek_mut() else { return };
        let nth = least.0.nth;
        parts[nth] += 1;
        *least = std::cmp::Reverse(Claim::next(parts[nth], weights[nth], nth));
    }
}

/// The last `count` units, from the greatest claims.
fn give_back(count: i64, weights: &[i64], parts: &mut [i64]) {
    let claims = (0..weights.len()).filter(|&nth| parts[nth] > 0);
    let mut heap: BinaryHeap<Claim> =
        claims.map(|nth| Claim::next(parts[nth] - 1, weights[nth], nth)).collect();
    for _ in 0..count {
        let Some(greatest) = heap.pop() else { return };
        let nth = greatest.nth;
        parts[nth] -= 1;
        if parts[nth] > 0 {
            heap.push(Claim::next(parts[nth] - 1, weights[nth], nth));
        }
    }
}

/// One unit's place in the order of all units: `odd / weight`, then the index.
#[derive(PartialEq, Eq)]
struct Claim {
    odd: u128,
    weight: u128,
    nth: usize,
}

impl Claim {
    /// The unit that follows after `part` of them.
    fn next(part: i64, weight: i64, nth: usize) -> Claim {
        Claim { odd: 2 * wide(part) + 1, weight: wide(weight), nth }
    }
}

impl Ord for Claim {
    fn cmp(&self, other: &Self) -> Ordering {
        let crossed = (self.odd * other.weight).cmp(&(other.odd * self.weight));
        crossed.then(self.nth.cmp(&other.nth))
    }
}
impl PartialOrd for Claim {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn by_hamilton(whole: i64, weights: &[i64]) -> Vec<i64> {
        let mut parts = vec![0; weights.len()];
        hamilton(whole, weights, &mut parts);
        parts
    }

    fn by_sainte_lague(whole: i64, weights: &[i64]) -> Vec<i64> {
        let mut parts = vec![0; weights.len()];
        sainte_lague(whole, weights, &mut parts);
        parts
    }

    /// The definition itself.
    fn unit_by_unit(whole: i64, weights: &[i64]) -> Vec<i64> {
        let mut parts = vec![0; weights.len()];
        for _ in 0..whole {
            let open = (0..weights.len()).filter(|&nth| weights[nth] > 0);
            let least = open.min_by_key(|&nth| Claim::next(parts[nth], weights[nth], nth));
            parts[least.expect("some weight is above zero")] += 1;
        }
        parts
    }

    /// T28 and T25: other libraries gave a cent to the wrong part, or took one from a part.
    #[test]
    fn largest_remainders_are_exact_in_every_known_case() {
        assert_eq!(by_hamilton(5, &[100, 101, 100, 100]), [1, 2, 1, 1]);
        assert_eq!(by_hamilton(22000, &[445455, 9091, 545455]), [9800, 200, 12000]);
        assert_eq!(by_hamilton(9999, &[75, 25]), [7499, 2500]);
        assert_eq!(
            by_hamilton(269, &[100, 100, 57900, 9400, 74900, 9400]),
            [0, 0, 102, 17, 133, 17]
        );
        let seven = 7_000_000_000_000_000;
        assert_eq!(by_hamilton(seven, &[1, 2]), [2333333333333333, 4666666666666667]);
        assert_eq!(by_hamilton(2, &[50, 50, 50, 1]), [1, 1, 0, 0]);
    }

    /// T29: by largest remainders the first part would fall from 1 to 0 when one more unit is
    /// shared.
    #[test]
    fn a_share_never_falls_when_the_whole_grows() {
        assert_eq!(by_sainte_lague(3, &[1, 3, 3]), [1, 1, 1]);
        assert_eq!(by_sainte_lague(4, &[1, 3, 3]), [1, 2, 1]);
        assert_eq!(by_hamilton(4, &[1, 3, 3]), [0, 2, 2]);
        assert_eq!(by_sainte_lague(500, &[333, 333, 334]), [167, 166, 167]);
    }

    #[test]
    fn the_largest_amounts_do_not_overflow() {
        let half = i64::MAX / 2;
        assert_eq!(by_sainte_lague(i64::MAX - 1, &[half, half]), [half, half]);
        assert_eq!(by_hamilton(i64::MAX - 1, &[half, half]), [half, half]);
        assert_eq!(by_sainte_lague(i64::MAX, &[i64::MAX - 1, 1]), [i64::MAX - 1, 1]);
        assert_eq!(part_of(i64::MAX, i64::MAX, i64::MAX), i64::MAX);
    }

    fn weights() -> impl Strategy<Value = Vec<i64>> {
        let weight = prop_oneof![0..4i64, 0..60i64, Just(1i64), Just(0i64)];
        prop::collection::vec(weight, 1..12)
    }

    proptest! {
        #[test]
        fn the_fast_form_gives_what_unit_by_unit_gives(weights in weights()) {
            let sum: i64 = weights.iter().sum();
            let mut before = vec![0; weights.len()];
            for whole in 0..=sum {
                let parts = by_sainte_lague(whole, &weights);
                prop_assert_eq!(&parts, &unit_by_unit(whole, &weights));
                prop_assert_eq!(parts.iter().sum::<i64>(), whole);
                prop_assert!(parts.iter().zip(&before).all(|(now, then)| now >= then));
                before = parts;
            }
            prop_assert_eq!(before, weights);
        }

        #[test]
        fn large_shares_close_and_stay_within_their_weights(
            weights in prop::collection::vec(0..1i64 << 55, 1..20), per_mille in 0..=1000i64,
        ) {
            let sum: i64 = weights.iter().sum();
            let whole = part_of(sum, per_mille, 1000).min(sum);
            for parts in [by_sainte_lague(whole, &weights), by_hamilton(whole, &weights)] {
                prop_assert_eq!(parts.iter().sum::<i64>(), whole);
                prop_assert!(parts.iter().zip(&weights).all(|(part, weight)| part <= weight));
            }
        }
    }
}
