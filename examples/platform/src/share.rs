//! Shares an amount by largest remainder, and the tenders of an order over its sub-orders. Pure;
//! it knows neither cards nor shops.

use crate::money::{Cents, ZERO};

/// Shares `amount` in proportion to `weights`: each gets the floor of its quota, and the cents
/// that are left go one by one to the largest remainders, ties to the first.
/// Where `amount` is at most the sum of the weights no share exceeds its weight.
pub fn largest_remainder(amount: Cents, weights: &[Cents]) -> Vec<Cents> {
    let total: i128 = weights.iter().map(|weight| i128::from(weight.0)).sum();
    if total == 0 {
        return vec![ZERO; weights.len()];
    }
    let quota = |weight: &Cents| i128::from(weight.0) * i128::from(amount.0);
    let floor = |weight: &Cents| i64::try_from(quota(weight) / total).unwrap_or(i64::MAX);
    let mut shares: Vec<Cents> = weights.iter().map(|weight| Cents(floor(weight))).collect();
    let left = amount - shares.iter().copied().sum();
    let mut order: Vec<usize> = (0..weights.len()).collect();
    order.sort_by_key(|&index| std::cmp::Reverse(quota(&weights[index]) % total));
    for &index in order.iter().take(usize::try_from(left.0).unwrap_or(0)) {
        shares[index] += Cents(1);
    }
    shares
}

/// Shares every tender over the sub-orders, each in proportion to what is still open there, so
/// that every sub-order closes exactly. Row t, column s: what tender t pays of sub-order s.
pub fn over_sub_orders(tenders: &[Cents], totals: &[Cents]) -> Vec<Vec<Cents>> {
    let mut open = totals.to_vec();
    let mut rows = Vec::with_capacity(tenders.len());
    for &tender in tenders {
        let row = largest_remainder(tender, &open);
        for (left, share) in open.iter_mut().zip(&row) {
            *left -= *share;
        }
        rows.push(row);
    }
    rows
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn way_3b_is_shared_as_required() {
        let rows = over_sub_orders(&[Cents(100_00), Cents(50_00)], &[Cents(89_99), Cents(60_01)]);
        assert_eq!(rows[0], [Cents(59_99), Cents(40_01)]);
        assert_eq!(rows[1], [Cents(30_00), Cents(20_00)]);
    }

    #[test]
    fn every_share_fits_and_all_sums_are_exact() {
        let mut seed = 7_u64;
        let mut below = |limit: u64| {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963);
            i64::try_from((seed >> 33) % limit).unwrap()
        };
        for _ in 0..5_000 {
            let count = 1 + below(4);
            let totals: Vec<Cents> = (0..count).map(|_| Cents(below(20_000))).collect();
            let total: Cents = totals.iter().copied().sum();
            let first = Cents(below(u64::try_from(total.0).unwrap() + 1));
            let second = Cents(below(u64::try_from((total - first).0).unwrap() + 1));
            let tenders = [first, second, total - first - second];
            let rows = over_sub_orders(&tenders, &totals);
            for (row, tender) in rows.iter().zip(tenders) {
                assert_eq!(row.iter().copied().sum::<Cents>(), tender);
                assert!(row.iter().all(|share| *share >= ZERO));
            }
            for (column, supplier_total) in totals.iter().enumerate() {
                assert_eq!(rows.iter().map(|row| row[column]).sum::<Cents>(), *supplier_total);
            }
        }
    }

    #[test]
    fn ties_go_to_the_first() {
        let shares = largest_remainder(Cents(1), &[Cents(10), Cents(10)]);
        assert_eq!(shares, [Cents(1), Cents(0)]);
        assert_eq!(largest_remainder(Cents(5), &[ZERO, ZERO]), [ZERO, ZERO]);
    }
}
