//! What a cart comes to, by one stated rule: each line is its price times its quantity, divided by the number of units that
//! the price stands for, half up to the minor unit; the total is the sum of the lines (AB-22, AB-23). Pure arithmetic.

use crate::config::AbetaTotal;
use crate::error::{Code, Error, Result};
use crate::money::{Amount, Currency, Rate, halves_up};
use crate::targets::abeta::Product;

/// The sum of the lines, in minor units, on the side that the connection wants.
pub fn of<'p>(
    products: impl Iterator<Item = &'p Product<'static>>,
    side: AbetaTotal,
    currency: Currency,
) -> Result<i64> {
    let mut total = 0i64;
    for (nth, product) in products.enumerate() {
        let price = match side {
            AbetaTotal::IncludingVat => product.price_inc_vat.0,
            AbetaTotal::ExcludingVat => product.price_ex_vat.0,
        };
        let line = line(price, product.quantity.0, product.price_unit.0, currency);
        let sum = line.and_then(|line| total.checked_add(line));
        total = sum.ok_or_else(|| {
            let message = "The line is more than an amount can be.";
            Error::new(Code::MoneyTooLarge, message).under(nth).under("lines")
        })?;
    }
    Ok(total)
}

/// One line, in minor units; none where it is too large, or the price stands for no unit at all.
pub fn line(
    price: Amount,
    quantity: Amount,
    price_unit: Amount,
    currency: Currency,
) -> Option<i64> {
    let power = |places: u8| 10i128.checked_pow(u32::from(places));
    let above = i128::from(price.units)
        .checked_mul(i128::from(quantity.units))?
        .checked_mul(power(price_unit.scale)?)?
        .checked_mul(power(currency.digits())?)?;
    let below = i128::from(price_unit.units)
        .checked_mul(power(price.scale)?)?
        .checked_mul(power(quantity.scale)?)?;
    // Rounding doubles it.
    above.checked_mul(2)?.checked_add(below)?;
    let rounded = (below > 0).then(|| halves_up(above, below))?;
    (rounded != i64::MAX).then_some(rounded)
}

/// Whether two sides of a price belong together: they differ by the VAT, to less than one minor unit.
pub fn fits(net: Amount, gross: Amount, rate: Rate, currency: Currency) -> bool {
    let off = || {
        let expected = rate.with(net, crate::limits::AMOUNT_DECIMALS_MAX)?;
        let scale = expected.scale.max(gross.scale);
        let at = |amount: Amount| {
            let places = u32::from(scale.checked_sub(amount.scale)?);
            i128::from(amount.units).checked_mul(10i128.checked_pow(places)?)
        };
        let unit = 10i128.checked_pow(u32::from(scale.saturating_sub(currency.digits())))?;
        Some((at(expected)?.checked_sub(at(gross)?)?.abs(), unit))
    };
    off().is_some_and(|(off, unit)| off < unit)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn amount(text: &str) -> Amount {
        Amount::read(text.as_bytes()).expect(text)
    }
    fn euro() -> Currency {
        Currency::parse("EUR").expect("a currency")
    }

    #[test]
    fn a_line_is_price_times_quantity_by_price_unit_half_up() {
        for (price, quantity, unit, minor) in [
            ("60", "2", "1", 12_000),
            ("60", "2", "30", 400),
            ("12.10", "250", "100", 3_025),
            ("1.005", "1", "1", 101),
            ("-1.005", "1", "1", -101),
            ("8.99", "1.5", "1", 1_349),
            ("0.3333", "3", "1", 100),
            ("100", "1", "2.5", 4_000),
        ] {
            let line = line(amount(price), amount(quantity), amount(unit), euro());
            assert_eq!(line, Some(minor), "{price} x {quantity} / {unit}");
        }
        assert_eq!(line(amount("1"), amount("1"), Amount::ZERO, euro()), None);
        let huge = Amount { units: i64::MAX, scale: 0 };
        assert_eq!(line(huge, huge, amount("1"), euro()), None);
    }

    #[test]
    fn two_sides_of_a_price_belong_together_or_not() {
        let fits = |net: &str, gross: &str, rate: &str| {
            fits(amount(net), amount(gross), Rate::parse(rate).expect(rate), euro())
        };
        assert!(fits("50", "60", "20") && fits("37.1901", "45", "21") && fits("37.19", "45", "21"));
        assert!(fits("0", "0", "21") && fits("-10", "-12.10", "21"));
        assert!(!fits("50", "60", "21") && !fits("50", "60.01", "20") && !fits("50", "50", "20"));
    }

    proptest! {
        #[test]
        fn no_figure_panics_and_a_whole_line_is_exact(
            price in any::<i64>(), quantity in any::<i64>(), unit in any::<i64>(),
            scales in (0..9u8, 0..9u8, 0..9u8), cents in 0..1_000_000i64, count in 1..1_000i64,
        ) {
            let amount = |units, scale| Amount { units, scale };
            let _ = line(amount(price, scales.0), amount(quantity, scales.1), amount(unit, scales.2), euro());
            let rate = Rate::parse("21").expect("a rate");
            let _ = super::fits(amount(price, scales.0), amount(quantity, scales.1), rate, euro());
            let whole = line(amount(cents, 2), amount(count, 0), amount(1, 0), euro());
            prop_assert_eq!(whole, Some(cents * count));
        }
    }
}
