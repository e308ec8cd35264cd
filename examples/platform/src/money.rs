//! Euros as whole cents, VAT rates, and the platform's own rounding. It never sees a float, and
//! shares nothing with any shop: a shop's figures are checked by a second hand.

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::fmt;
use std::iter::Sum;
use std::ops::{Add, AddAssign, Neg, Sub, SubAssign};

/// An amount in euro cents. `parse` takes at most 12 digits, so sums stay far below `i64::MAX`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Cents(pub i64);

pub const ZERO: Cents = Cents(0);

impl Cents {
    /// Reads "17.90", "17.9" or "17"; further decimals only where they are zeros.
    pub fn parse(text: &str) -> Option<Cents> {
        let (negative, digits) = match text.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, text),
        };
        let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
        let all_digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
        if whole.is_empty() || whole.len() > 12 || !all_digits(whole) || !all_digits(fraction) {
            return None;
        }
        let (cents, rest) = fraction.split_at(fraction.len().min(2));
        if rest.bytes().any(|byte| byte != b'0') {
            return None;
        }
        let cents =
            whole.parse::<i64>().ok()? * 100 + format!("{cents:0<2}").parse::<i64>().ok()?;
        Some(Cents(if negative { -cents } else { cents }))
    }

    /// So many parts of `of`, half up.
    pub fn part(self, parts: i64, of: i64) -> Cents {
        Cents(half_up(self.0 * parts, of))
    }

    pub fn times(self, quantity: u32) -> Cents {
        Cents(self.0 * i64::from(quantity))
    }
}

impl fmt::Display for Cents {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.0 < 0 { "-" } else { "" };
        let text = format!("{sign}{}.{:02}", self.0.abs() / 100, self.0.abs() % 100);
        out.pad(&text)
    }
}

impl Add for Cents {
    type Output = Cents;
    fn add(self, other: Cents) -> Cents {
        Cents(self.0 + other.0)
    }
}

impl Sub for Cents {
    type Output = Cents;
    fn sub(self, other: Cents) -> Cents {
        Cents(self.0 - other.0)
    }
}

impl Neg for Cents {
    type Output = Cents;
    fn neg(self) -> Cents {
        Cents(-self.0)
    }
}

impl AddAssign for Cents {
    fn add_assign(&mut self, other: Cents) {
        self.0 += other.0;
    }
}

impl SubAssign for Cents {
    fn sub_assign(&mut self, other: Cents) {
        self.0 -= other.0;
    }
}

impl Sum for Cents {
    fn sum<I: Iterator<Item = Cents>>(amounts: I) -> Cents {
        Cents(amounts.map(|amount| amount.0).sum())
    }
}

impl Serialize for Cents {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Cents {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Cents, D::Error> {
        let text = String::deserialize(deserializer)?;
        Cents::parse(&text).ok_or_else(|| serde::de::Error::custom("an amount such as \"17.90\""))
    }
}

/// A VAT rate in hundredths of a percent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Rate(pub i64);

pub const STANDARD: Rate = Rate(21_00);
pub const REDUCED: Rate = Rate(9_00);

impl Rate {
    /// Reads "21", "9" or "5.5" percent.
    pub fn parse(text: &str) -> Option<Rate> {
        Cents::parse(text).map(|percent| Rate(percent.0))
    }

    /// The VAT inside a gross amount: half up to the cent, per line.
    pub fn vat_in(self, gross: Cents) -> Cents {
        Cents(half_up(gross.0 * self.0, 100_00 + self.0))
    }

    /// A gross amount without its VAT, to the cent.
    pub fn net_of(self, gross: Cents) -> Cents {
        Cents(half_up(gross.0 * 100_00, 100_00 + self.0))
    }

    /// A gross amount without its VAT, with six decimals, as WooCommerce keeps line totals.
    pub fn net_text(self, gross: Cents) -> String {
        let micros = half_up(gross.0 * 10_000 * 100_00, 100_00 + self.0);
        format!("{}.{:06}", micros / 1_000_000, micros % 1_000_000)
    }
}

impl fmt::Display for Rate {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = Cents(self.0).to_string();
        out.pad(text.trim_end_matches('0').trim_end_matches('.'))
    }
}

/// A non-negative quotient, rounded half up.
fn half_up(numerator: i64, denominator: i64) -> i64 {
    (2 * numerator + denominator).div_euclid(2 * denominator)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_read_and_written_to_the_cent() {
        for (text, cents) in [("0.01", 1), ("17.9", 1790), ("60", 6000), ("-3.17", -317)] {
            assert_eq!(Cents::parse(text), Some(Cents(cents)), "{text}");
        }
        assert_eq!(Cents::parse("12.950000"), Some(Cents(1295)));
        assert_eq!(Cents(-5).to_string(), "-0.05");
        for wrong in ["", ".", "1,50", "1.005", "1e3", "+1", "--1", "NaN", "1234567890123"] {
            assert_eq!(Cents::parse(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn vat_is_that_of_the_requirements() {
        let cases = [
            (49_95, STANDARD, 8_67),
            (38_85, STANDARD, 6_74),
            (16_98, REDUCED, 1_40),
            (4_95, STANDARD, 86),
            (72_00, STANDARD, 12_50),
            (36_00, STANDARD, 6_25),
            (12_95, STANDARD, 2_25),
        ];
        for (gross, rate, vat) in cases {
            assert_eq!(rate.vat_in(Cents(gross)), Cents(vat), "{gross} at {rate} %");
        }
    }

    #[test]
    fn a_net_text_gives_its_gross_back() {
        assert_eq!(STANDARD.net_text(Cents(38_85)), "32.107438");
        assert_eq!(STANDARD.net_text(Cents(4_95)), "4.090909");
        for rate in [STANDARD, REDUCED, Rate(0)] {
            for gross in 0..20_000 {
                let micros: i64 = rate.net_text(Cents(gross)).replace('.', "").parse().unwrap();
                let back = half_up(micros * (100_00 + rate.0), 100_00 * 10_000);
                assert_eq!(back, gross, "at {rate} %");
            }
        }
    }

    #[test]
    fn rates_are_written_without_trailing_zeros() {
        assert_eq!(STANDARD.to_string(), "21");
        assert_eq!(Rate(5_50).to_string(), "5.5");
        assert_eq!(Rate::parse("21.0000"), Some(STANDARD));
    }
}
