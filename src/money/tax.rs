//! One side of a price out of the other: with VAT and without. It must not round more than once.

use super::{Amount, Rate, halves_up};

impl Rate {
    /// What includes the tax, without it, half up to `places` decimals. None where that has too many digits.
    pub fn without(self, gross: Amount, places: u8) -> Option<Amount> {
        let (units, hundred) = self.fraction();
        scaled(gross, (hundred, hundred + units), places)
    }

    /// What excludes the tax, with it, half up to `places` decimals. None where that has too many digits.
    pub fn with(self, net: Amount, places: u8) -> Option<Amount> {
        let (units, hundred) = self.fraction();
        scaled(net, (hundred + units, hundred), places)
    }
}

/// The amount times a fraction.
fn scaled(amount: Amount, (above, below): (i128, i128), places: u8) -> Option<Amount> {
    let up = 10i128.checked_pow(u32::from(places))?;
    let down = 10i128.checked_pow(u32::from(amount.scale))?.checked_mul(below)?;
    let exact = i128::from(amount.units).checked_mul(above)?.checked_mul(up)?;
    // Rounding doubles it.
    exact.checked_mul(2)?.checked_add(down)?;
    let rounded = Amount { units: halves_up(exact, down), scale: places };
    (rounded.units != i64::MAX).then(|| rounded.shortest())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn amount(text: &str) -> Amount {
        Amount::read(text.as_bytes()).expect(text)
    }

    #[test]
    fn a_price_is_turned_by_its_own_rate_and_rounded_once() {
        for (rate, gross, places, net) in [
            ("21", "45", 4, "37.1901"),
            ("21", "49.00", 2, "40.5"),
            ("9", "10.90", 4, "10"),
            ("0", "8.325", 4, "8.325"),
            ("21", "-12.10", 2, "-10"),
            ("5.5", "10.55", 4, "10"),
        ] {
            let rate = Rate::parse(rate).expect(rate);
            assert_eq!(rate.without(amount(gross), places), Some(amount(net)), "{gross}");
        }
        let rate = Rate::parse("21").expect("a rate");
        assert_eq!(rate.with(amount("6.88"), 2), Some(amount("8.32")));
        assert_eq!(rate.with(Amount { units: i64::MAX, scale: 0 }, 2), None);
    }

    proptest! {
        #[test]
        fn four_decimals_without_vat_give_the_price_with_vat_back(
            cents in 0..10_000_000i64,
            percent in 0..3_000i64,
        ) {
            let gross = amount(&format!("{}.{:02}", cents / 100, cents % 100));
            let rate = Rate::new(Amount { units: percent, scale: 2 }).expect("a rate");
            let net = rate.without(gross, 4).expect("not large");
            prop_assert_eq!(rate.with(net, 2), Some(gross));
        }
    }
}
