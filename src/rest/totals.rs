//! The arithmetic of an order as WooCommerce does it: what a line is without tax, which tax it bears, and how that is
//! rounded. Pure; amounts are in millionths, the precision in which WooCommerce keeps them.

use crate::money::{Amount, Rate, halves_up};

/// The decimals that are kept.
pub const DIGITS: u8 = 6;

/// A tax rate that applies.
#[derive(Clone, Debug, PartialEq)]
pub struct TaxRate {
    pub number: i64,
    pub rate: Rate,
    /// It is a tax on the taxes before it, too.
    pub is_compound: bool,
    pub is_for_shipping: bool,
    /// Such as `NL-BTW-1`.
    pub code: String,
    pub label: String,
}

/// How a shop rounds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rounding {
    /// Prices are entered with tax: then a half cent of tax goes down.
    pub includes_tax: bool,
    /// Tax is rounded once for the order, and not for each line.
    pub at_subtotal: bool,
    /// The decimals of the currency.
    pub digits: u8,
}

/// The taxes of a line: of each rate, and in all.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Taxes {
    pub each: Vec<(i64, i64)>,
    pub total: i64,
}

/// One, in ten-thousandths of a percent.
const WHOLE: i128 = 1_000_000;

/// An amount from its text; none where it is no plain decimal of at most six places.
pub fn read(text: &str) -> Option<i64> {
    Amount::read(text.as_bytes())?.at_scale(DIGITS)
}

/// An amount with so many decimals; halves go up, away from zero.
pub fn written(millionths: i64, digits: u8) -> String {
    let digits = digits.min(DIGITS);
    let units = Rounding { includes_tax: false, at_subtotal: false, digits }.units(millionths);
    let sign = if units < 0 { "-" } else { "" };
    let power = 10u64.pow(u32::from(digits));
    let (whole, part) = (units.unsigned_abs() / power, units.unsigned_abs() % power);
    match digits {
        0 => format!("{sign}{whole}"),
        digits => format!("{sign}{whole}.{part:0width$}", width = usize::from(digits)),
    }
}

impl Rounding {
    fn unit(self) -> i64 {
        10i64.pow(u32::from(DIGITS.saturating_sub(self.digits)))
    }

    /// In the currency's smallest units.
    fn units(self, millionths: i64) -> i64 {
        let unit = i128::from(self.unit());
        let up = halves_up(i128::from(millionths), unit);
        let is_half = i128::from(millionths).abs() % unit * 2 == unit;
        if self.includes_tax && is_half { up - millionths.signum() } else { up }
    }

    /// An amount of tax, rounded to the currency; half a cent goes down where prices include tax.
    pub fn tax(self, millionths: i64) -> i64 {
        self.units(millionths).saturating_mul(self.unit())
    }

    /// An amount, rounded to the currency.
    pub fn money(self, millionths: i64) -> i64 {
        Rounding { includes_tax: false, ..self }.tax(millionths)
    }

    /// The taxes of an amount without tax.
    pub fn taxes(self, net: i64, rates: &[&TaxRate]) -> Taxes {
        let mut before = i128::from(net);
        let mut taxes = Taxes::default();
        for one in rates {
            let base = if one.is_compound { before } else { i128::from(net) };
            let tax = halves_up(base * i128::from(one.rate.ten_thousandths()), WHOLE);
            before += i128::from(tax);
            taxes.each.push((one.number, tax));
            let counted = if self.at_subtotal { tax } else { self.tax(tax) };
            taxes.total = taxes.total.saturating_add(counted);
        }
        taxes
    }
}

/// What is left of an amount that includes its taxes.
pub fn without_tax(gross: i64, rates: &[&TaxRate]) -> i64 {
    let (compound, plain): (Vec<&TaxRate>, Vec<&TaxRate>) =
        rates.iter().partition(|one| one.is_compound);
    let take = |amount: i64, percent: i128| halves_up(i128::from(amount) * WHOLE, WHOLE + percent);
    let net =
        compound.iter().fold(gross, |amount, one| take(amount, one.rate.ten_thousandths().into()));
    take(net, plain.iter().map(|one| i128::from(one.rate.ten_thousandths())).sum())
}

/// `amount` over weights, so that the parts add up to it: what is left goes to the largest remainders, the first first.
pub fn shared(amount: i64, weights: &[i64]) -> Vec<i64> {
    let all: i128 = weights.iter().map(|weight| i128::from(*weight)).sum();
    if all <= 0 {
        return vec![0; weights.len()];
    }
    let exact = |weight: &i64| i128::from(amount) * i128::from(*weight);
    let part = |weight: &i64| i64::try_from(exact(weight).div_euclid(all)).unwrap_or_default();
    let mut parts: Vec<i64> = weights.iter().map(part).collect();
    let mut order: Vec<usize> = (0..weights.len()).collect();
    let remainder =
        |nth: &usize| weights.get(*nth).map_or(0, |weight| exact(weight).rem_euclid(all));
    order.sort_by_key(|nth| std::cmp::Reverse(remainder(nth)));
    let left = amount.saturating_sub(parts.iter().sum());
    for nth in order.into_iter().take(usize::try_from(left).unwrap_or_default()) {
        if let Some(part) = parts.get_mut(nth) {
            *part += 1;
        }
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn rate(percent: &str) -> TaxRate {
        TaxRate {
            number: 1,
            rate: Rate::parse(percent).expect("a rate"),
            is_compound: false,
            is_for_shipping: true,
            code: String::new(),
            label: String::new(),
        }
    }

    fn of(text: &str) -> i64 {
        read(text).expect(text)
    }

    const INCLUDED: Rounding = Rounding { includes_tax: true, at_subtotal: false, digits: 2 };
    const EXCLUDED: Rounding = Rounding { includes_tax: false, ..INCLUDED };

    /// As measured on a real WooCommerce: prices include tax, 21 %.
    #[test]
    fn lines_come_out_as_measured() {
        let high = rate("21");
        let rates = [&high];
        for (gross, net, tax) in [("48", "39.67", "8.33"), ("20", "16.53", "3.47")] {
            let without = without_tax(of(gross), &rates);
            assert_eq!(written(without, 2), net);
            assert_eq!(written(INCLUDED.taxes(without, &rates).total, 2), tax);
        }
        let without = without_tax(of("48"), &rates);
        assert_eq!(written(without, 6), "39.669421");
        assert_eq!(written(INCLUDED.taxes(without, &rates).each[0].1, 4), "8.3306");
        for (net, tax) in [("4.95", "1.04"), ("1.00", "0.21")] {
            assert_eq!(written(INCLUDED.taxes(of(net), &rates).total, 2), tax);
        }
    }

    #[test]
    fn half_a_cent_of_tax_goes_down_where_prices_include_it() {
        let ten = rate("10");
        let half = of("0.05");
        assert_eq!(written(INCLUDED.taxes(half, &[&ten]).total, 2), "0.00");
        assert_eq!(written(EXCLUDED.taxes(half, &[&ten]).total, 2), "0.01");
        let at_subtotal = Rounding { at_subtotal: true, ..INCLUDED };
        assert_eq!(at_subtotal.taxes(half, &[&ten]).total, 5_000);
        assert_eq!(written(-15_000, 2), "-0.02");
        assert_eq!(written(of("12.5"), 0), "13");
    }

    #[test]
    fn a_compound_rate_is_of_the_taxes_before_it_too() {
        let (five, ten) = (rate("5"), TaxRate { is_compound: true, ..rate("10") });
        let taxes = EXCLUDED.taxes(of("100"), &[&five, &ten]);
        assert_eq!(written(taxes.total, 2), "15.50");
        assert_eq!(without_tax(of("115.50"), &[&five, &ten]), of("100"));
    }

    proptest! {
        #[test]
        fn what_is_without_tax_and_its_tax_are_what_it_was(
            cents in 0i64..100_000_000, percent in prop::sample::select(vec!["0", "5.5", "9", "21"]),
        ) {
            let one = rate(percent);
            let gross = cents * 10_000;
            let net = without_tax(gross, &[&one]);
            let tax = INCLUDED.taxes(net, &[&one]).total;
            let sum = INCLUDED.money(net) + tax;
            prop_assert!((sum - gross).abs() <= 10_000, "a cent at most, as each is rounded");
        }

        #[test]
        fn parts_add_up_and_none_is_more_than_its_share_and_one(
            amount in 0i64..1_000_000, weights in prop::collection::vec(0i64..10_000, 1..12),
        ) {
            let parts = shared(amount, &weights);
            let all: i64 = weights.iter().sum();
            prop_assert_eq!(parts.iter().sum::<i64>(), if all == 0 { 0 } else { amount });
            for (part, weight) in parts.iter().zip(&weights).filter(|_| all > 0) {
                let share = i128::from(amount) * i128::from(*weight) / i128::from(all);
                prop_assert!((share..=share + 1).contains(&i128::from(*part)));
            }
        }
    }
}
