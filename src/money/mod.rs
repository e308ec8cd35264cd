//! Amounts, currencies and rates. Money is whole minor units in an `i64`, or a decimal read by its literal text;
//! it never meets a float, and no operation here can overflow unseen.

mod currency;
mod digits;
mod sum;
mod tax;

pub use currency::Currency;

use crate::error::{Code, Error, Result};
use crate::limits;
use digits::{LONG, Printed, SHORT, digits_of};
use serde::de::{self, Deserialize, Deserializer, Visitor};
use serde::{Serialize, Serializer};
use std::borrow::Cow;
use std::cmp::Ordering;
use std::fmt;

/// A decimal as it was written: `units / 10^scale`, trailing zeros of the fraction left off.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Amount {
    pub units: i64,
    pub scale: u8,
}

impl Amount {
    pub const ZERO: Amount = Amount { units: 0, scale: 0 };

    /// Reads a plain decimal: digits, perhaps a point and digits, perhaps a minus before them. No exponent, no plus.
    pub fn read(text: &[u8]) -> Option<Amount> {
        Amount::parse(text).ok()
    }

    /// Whether [`Amount::read`] would take it: the check alone.
    #[inline(always)]
    pub fn is_plain(text: &[u8]) -> bool {
        let digits = text.strip_prefix(b"-").unwrap_or(text);
        let mut points = 0;
        for &byte in digits {
            points += u32::from(byte == b'.');
            if !byte.is_ascii_digit() && byte != b'.' {
                return false;
            }
        }
        let ends = |byte: Option<&u8>| byte.is_some_and(u8::is_ascii_digit);
        // What is this short fits an i64, whatever its digits.
        let short = digits.len() <= 18 || Amount::read(text).is_some();
        points <= 1 && ends(digits.first()) && ends(digits.last()) && short
    }

    /// As [`Amount::read`], saying what is wrong.
    pub fn parse(text: &[u8]) -> std::result::Result<Amount, Code> {
        let digits = text.strip_prefix(b"-").unwrap_or(text);
        let (mut units, mut scale, mut point) = (0i64, 0u8, false);
        // Zeros of the fraction count only when another digit follows them.
        let mut zeros = 0u8;
        for &byte in digits {
            match byte {
                b'0' if point => zeros = zeros.checked_add(1).ok_or(Code::MoneyTooPrecise)?,
                b'0'..=b'9' => {
                    let places = zeros.checked_add(1).ok_or(Code::MoneyTooPrecise)?;
                    let power = match places {
                        1 => Some(10),
                        _ => 10i64.checked_pow(u32::from(places)),
                    };
                    units = power
                        .and_then(|power| units.checked_mul(power))
                        .and_then(|units| units.checked_add(i64::from(byte - b'0')))
                        .ok_or(Code::MoneyTooLarge)?;
                    if point {
                        scale = scale.checked_add(places).ok_or(Code::MoneyTooPrecise)?;
                    }
                    zeros = 0;
                }
                b'.' if !point => point = true,
                _ => return Err(Code::MoneyNotANumber),
            }
        }
        let ends = |byte: Option<&u8>| byte.is_some_and(u8::is_ascii_digit);
        if !ends(digits.first()) || !ends(digits.last()) {
            return Err(Code::MoneyNotANumber);
        }
        let sign = if digits.len() < text.len() { -1 } else { 1 };
        Ok(Amount { units: sign * units, scale })
    }

    /// Both brought to the larger scale; none where that overflows.
    pub fn compare(self, other: Amount) -> Option<Ordering> {
        let scale = self.scale.max(other.scale);
        Some(self.at_scale(scale)?.cmp(&other.at_scale(scale)?))
    }

    pub fn at_scale(self, scale: u8) -> Option<i64> {
        let places = u32::from(scale.checked_sub(self.scale)?);
        self.units.checked_mul(10i64.checked_pow(places)?)
    }

    pub fn is_positive(self) -> bool {
        self.units > 0
    }

    /// Divided by a power of ten: grams to kilograms.
    pub fn shifted(self, places: u8) -> Amount {
        Amount { units: self.units, scale: self.scale.saturating_add(places) }
    }

    /// In whole minor units of `currency`; more decimals than it has are refused, unless they are zeros.
    pub fn minor(self, currency: Currency) -> Result<i64> {
        let digits = currency.digits();
        if self.scale > digits {
            let message = format!("{currency} has {digits} decimals; {self} has more.");
            return Err(Error::new(Code::MoneyTooPrecise, message));
        }
        self.at_scale(digits).ok_or_else(|| too_large(self))
    }

    /// Prints with at least `places` decimals; more only where the value itself has more.
    pub fn push(self, out: &mut Vec<u8>, places: u8) {
        if self.units < 0 {
            out.push(b'-');
        }
        let digits = digits_of::<LONG>(self.units.unsigned_abs(), self.scale);
        out.extend_from_slice(digits.as_bytes());
        if self.scale < places {
            if self.scale == 0 {
                out.push(b'.');
            }
            out.resize(out.len() + usize::from(places - self.scale), b'0');
        }
    }
}

#[cold]
fn too_large(amount: Amount) -> Error {
    Error::new(Code::MoneyTooLarge, format!("{amount} has more digits than an amount can have."))
}

impl fmt::Display for Amount {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        let sign = if self.units < 0 { "-" } else { "" };
        f.write_str(sign)?;
        f.write_str(digits_of::<LONG>(self.units.unsigned_abs(), self.scale).as_str())
    }
}

/// A string, or a JSON number by its literal text.
impl<'de> Deserialize<'de> for Amount {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> std::result::Result<Self, D::Error> {
        struct Literal;
        impl Visitor<'_> for Literal {
            type Value = Amount;
            fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
                f.write_str("a decimal as a string, such as \"12.95\",")
            }
            fn visit_bytes<E: de::Error>(self, text: &[u8]) -> std::result::Result<Amount, E> {
                checked(text).map_err(|error| {
                    E::custom(format_args!("{}: {}", error.code.as_str(), error.message))
                })
            }
            fn visit_str<E: de::Error>(self, text: &str) -> std::result::Result<Amount, E> {
                self.visit_bytes(text.as_bytes())
            }
        }
        deserializer.deserialize_bytes(Literal)
    }
}

fn checked(text: &[u8]) -> Result<Amount> {
    let shown = || String::from_utf8_lossy(text.get(..text.len().min(40)).unwrap_or_default());
    let whole = text.iter().position(|&byte| byte == b'.').unwrap_or(text.len());
    let refused = |code| match code {
        Code::MoneyTooLarge => "It has more digits than an amount can have.".to_owned(),
        Code::MoneyTooPrecise => {
            format!("At most {} decimals are read.", limits::AMOUNT_DECIMALS_MAX)
        }
        _ => format!("'{}' is not a plain decimal such as \"12.95\".", shown()),
    };
    let decimals = text.len().saturating_sub(whole + 1);
    let found = Amount::parse(text).and_then(|amount| match amount {
        _ if decimals > usize::from(limits::AMOUNT_DECIMALS_MAX) => Err(Code::MoneyTooPrecise),
        _ if whole > limits::AMOUNT_DIGITS_MAX + usize::from(amount.units < 0) => {
            Err(Code::MoneyTooLarge)
        }
        _ => Ok(amount),
    });
    found.map_err(|code| Error::new(code, refused(code)))
}

impl Serialize for Amount {
    fn serialize<S: Serializer>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error> {
        let units = u64::try_from(self.units).ok();
        match units.and_then(|units| Printed::of(units, self.scale)) {
            Some(printed) => serializer.serialize_str(printed.as_str()),
            None => serializer.collect_str(self),
        }
    }
}

impl schemars::JsonSchema for Amount {
    fn schema_name() -> Cow<'static, str> {
        "Amount".into()
    }
    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({
            "description": "A decimal in the order's currency, such as \"12.95\"; a number is read by its literal text.",
            "type": ["string", "number"],
            "pattern": "^-?[0-9]{1,15}(\\.[0-9]{1,6})?$",
        })
    }
}

/// An amount to be printed: always with exactly the decimals of its currency, such as `10.78`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Money {
    pub minor: i64,
    pub digits: u8,
}

impl Money {
    /// None where it has many digits, or is below zero.
    #[inline(always)]
    fn printed(self) -> Option<Printed> {
        Printed::of(u64::try_from(self.minor).ok()?, self.digits)
    }

    /// Prints itself.
    pub fn push(self, out: &mut Vec<u8>) {
        if let Some(printed) = self.printed() {
            let end = out.len() + printed.length;
            out.extend_from_slice(&printed.bytes);
            return out.truncate(end);
        }
        if self.minor < 0 {
            out.push(b'-');
        }
        out.extend_from_slice(
            digits_of::<SHORT>(self.minor.unsigned_abs(), self.digits).as_bytes(),
        );
    }
}

impl fmt::Display for Money {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str(if self.minor < 0 { "-" } else { "" })?;
        f.write_str(digits_of::<SHORT>(self.minor.unsigned_abs(), self.digits).as_str())
    }
}

impl Serialize for Money {
    fn serialize<S: Serializer>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error> {
        match self.printed() {
            Some(printed) => serializer.serialize_str(printed.as_str()),
            None => serializer.collect_str(self),
        }
    }
}

/// Reads what it prints: the decimals are those that stand there.
impl<'de> Deserialize<'de> for Money {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> std::result::Result<Self, D::Error> {
        struct Printed;
        impl Visitor<'_> for Printed {
            type Value = Money;
            fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
                f.write_str("an amount as a string, such as \"10.78\",")
            }
            fn visit_bytes<E: de::Error>(self, text: &[u8]) -> std::result::Result<Money, E> {
                let places = text.iter().rev().position(|&byte| byte == b'.').unwrap_or(0);
                let digits = u8::try_from(places).ok();
                let digits = digits.filter(|&digits| digits <= limits::AMOUNT_DECIMALS_MAX);
                let money = digits.and_then(|digits| {
                    let minor = Amount::read(text)?.at_scale(digits)?;
                    Some(Money { minor, digits })
                });
                money.ok_or_else(|| {
                    E::custom(format_args!(
                        "{}: Not an amount as koppel prints it.",
                        Code::MoneyNotANumber.as_str()
                    ))
                })
            }
            fn visit_str<E: de::Error>(self, text: &str) -> std::result::Result<Money, E> {
                self.visit_bytes(text.as_bytes())
            }
        }
        deserializer.deserialize_bytes(Printed)
    }
}

impl schemars::JsonSchema for Money {
    fn schema_name() -> Cow<'static, str> {
        "Money".into()
    }
    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({
            "description": "An amount with exactly the decimals of its currency, such as \"10.78\".",
            "type": "string",
            "pattern": "^-?[0-9]+(\\.[0-9]+)?$",
        })
    }
}

/// A percentage, such as a VAT rate: `21`, `5.5`. Between 0 and 100.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Hash)]
pub struct Rate(Amount);

impl Rate {
    pub const ZERO: Rate = Rate(Amount::ZERO);

    pub const fn zero() -> Rate {
        Rate::ZERO
    }

    pub fn new(percent: Amount) -> Option<Rate> {
        let small = percent.scale <= limits::RATE_DECIMALS_MAX && percent.units >= 0;
        let hundred = Amount { units: 100, scale: 0 };
        let within = percent.compare(hundred).is_some_and(Ordering::is_le);
        (small && within).then_some(Rate(percent))
    }

    pub fn parse(text: &str) -> Option<Rate> {
        Amount::read(text.as_bytes()).and_then(Rate::new)
    }

    /// Whether it is below half a percent and not 0: no VAT rate is (the least is 0.9, of Corsica), so a fraction such as
    /// 0.21 was taken for a percentage.
    pub fn is_fraction(self) -> bool {
        self.0.units > 0 && self.hundredths() < 50
    }

    pub fn percent(self) -> Amount {
        self.0
    }

    /// In hundredths of a percent; finer parts are left out.
    pub fn hundredths(self) -> i64 {
        let places = i32::from(self.0.scale) - 2;
        let power = 10i64.pow(places.unsigned_abs());
        if places > 0 { self.0.units / power } else { self.0.units * power }
    }

    /// In ten-thousandths of a percent.
    pub fn ten_thousandths(self) -> i64 {
        self.0.units * 10i64.pow(u32::from(limits::RATE_DECIMALS_MAX.saturating_sub(self.0.scale)))
    }

    /// Prints itself.
    pub fn push(self, out: &mut Vec<u8>) {
        self.0.push(out, 0);
    }

    /// The tax in an amount that includes it: `gross x rate / (100 + rate)`, half up.
    pub fn included_in(self, gross: i64) -> i64 {
        let (units, hundred) = self.fraction();
        halves_up(i128::from(gross) * units, hundred + units)
    }

    /// What the rate is of an amount: `amount x rate / 100`, half up.
    pub fn of(self, amount: i64) -> i64 {
        let (units, hundred) = self.fraction();
        halves_up(i128::from(amount) * units, hundred)
    }

    /// An amount without the tax, such as `32.107438`, with it, half up to the minor unit; none where it is too large.
    pub fn added_to(self, net: Amount, currency: Currency) -> Option<i64> {
        let (units, hundred) = self.fraction();
        let minor = 10i128.checked_pow(u32::from(currency.digits()))?;
        let divisor = hundred.checked_mul(10i128.checked_pow(u32::from(net.scale))?)?;
        let gross = i128::from(net.units).checked_mul(hundred + units)?.checked_mul(minor)?;
        let gross = halves_up(gross, divisor);
        (gross != i64::MAX).then_some(gross)
    }

    /// The rate and a hundred, in the same units.
    fn fraction(self) -> (i128, i128) {
        let power = 10i128.pow(u32::from(self.0.scale));
        (i128::from(self.0.units), 100 * power)
    }
}

/// Higher rates are greater, whatever their decimals.
impl Ord for Rate {
    fn cmp(&self, other: &Self) -> Ordering {
        let (one, hundred) = self.fraction();
        let (two, other_hundred) = other.fraction();
        (one * other_hundred).cmp(&(two * hundred))
    }
}
impl PartialOrd for Rate {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl fmt::Display for Rate {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl<'de> Deserialize<'de> for Rate {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> std::result::Result<Self, D::Error> {
        let percent = Amount::deserialize(deserializer)?;
        Rate::new(percent).ok_or_else(|| {
            de::Error::custom(format_args!(
                "{}: A rate is a percentage from 0 to 100 with at most {} decimals.",
                Code::MoneyTooPrecise.as_str(),
                limits::RATE_DECIMALS_MAX
            ))
        })
    }
}

impl Serialize for Rate {
    fn serialize<S: Serializer>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error> {
        serializer
            .serialize_str(digits_of::<SHORT>(self.0.units.unsigned_abs(), self.0.scale).as_str())
    }
}

impl schemars::JsonSchema for Rate {
    fn schema_name() -> Cow<'static, str> {
        "Rate".into()
    }
    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({
            "description": "A percentage such as \"21\" or \"5.5\", from 0 to 100.",
            "type": ["string", "number"],
            "pattern": "^[0-9]{1,3}(\\.[0-9]{1,4})?$",
        })
    }
}

/// `dividend / divisor`, halves away from zero; the divisor is positive, and the quotient fits where the dividend came
/// from an amount and a fraction below one.
pub fn halves_up(dividend: i128, divisor: i128) -> i64 {
    let rounded = (2 * dividend.abs() + divisor) / (2 * divisor);
    i64::try_from(rounded * dividend.signum()).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn amount(text: &str) -> Amount {
        Amount::read(text.as_bytes()).expect(text)
    }

    #[test]
    fn an_amount_is_read_by_its_text_and_printed_as_it_was_less_its_trailing_zeros() {
        for (text, printed) in [
            ("19.99", "19.99"),
            ("-0.10", "-0.1"),
            ("7", "7"),
            ("0", "0"),
            ("00.50", "0.5"),
            ("10.050", "10.05"),
            ("123456789012345.000000", "123456789012345"),
            ("100", "100"),
        ] {
            assert_eq!(amount(text).to_string(), printed, "{text}");
        }
    }

    #[test]
    fn an_amount_is_serialized_as_it_is_shown_however_many_digits_it_has() {
        for units in [0, 7, 371_901, 9_999_999, 10_000_000, i64::MAX, -1, i64::MIN] {
            for scale in [0, 1, 6, 7, 255] {
                let amount = Amount { units, scale };
                let json = serde_json::to_string(&amount).expect("JSON");
                assert_eq!(json, format!("\"{amount}\""));
            }
        }
    }

    #[test]
    fn what_is_no_plain_decimal_is_refused() {
        for text in [
            "", "-", ".", "1.", ".5", "1e3", "+1", "10,50", "0x10", "NaN", "1.2.3", " 1", "1_0",
            "\u{661}",
        ] {
            assert_eq!(Amount::parse(text.as_bytes()), Err(Code::MoneyNotANumber), "{text}");
        }
        assert_eq!(Amount::parse(b"99999999999999999999"), Err(Code::MoneyTooLarge));
    }

    #[test]
    fn minor_units_follow_the_currency_and_refuse_what_it_cannot_hold() {
        let of = |text: &str, code: &str| amount(text).minor(Currency::parse(code).expect(code));
        assert_eq!(of("10.5", "EUR"), Ok(1050));
        assert_eq!(of("10.500000", "EUR"), Ok(1050));
        assert_eq!(of("10", "JPY"), Ok(10));
        assert_eq!(of("1.234", "KWD"), Ok(1234));
        assert_eq!(of("10.505", "EUR").map_err(|error| error.code), Err(Code::MoneyTooPrecise));
        assert_eq!(of("10.5", "JPY").map_err(|error| error.code), Err(Code::MoneyTooPrecise));
        assert_eq!(Currency::parse("XYZ"), None);
    }

    #[test]
    fn tax_is_rounded_half_up_to_the_minor_unit() {
        let rate = |text: &str| Rate::parse(text).expect(text);
        assert_eq!(rate("21").included_in(1999), 347);
        assert_eq!(rate("19").included_in(1100), 176);
        assert_eq!(rate("21").included_in(3885), 674);
        assert_eq!(rate("9").included_in(1698), 140);
        assert_eq!(rate("5.5").of(1000), 55);
        assert_eq!(rate("0").included_in(1000), 0);
        assert_eq!(Rate::parse("100.01"), None);
        assert_eq!(Rate::parse("-1"), None);
        assert_eq!(rate("21.00"), rate("21"));
        let gross = |rate: Rate, net: &str| rate.added_to(amount(net), Currency::EUR);
        assert_eq!(gross(rate("21"), "32.107438"), Some(3885));
        assert_eq!(gross(rate("21"), "4.090909"), Some(495));
        assert_eq!(gross(rate("9"), "0.917431"), Some(100));
        assert_eq!(gross(rate("21"), "99999999999999999.9"), None);
    }

    #[test]
    fn money_is_printed_with_all_the_decimals_of_its_currency() {
        assert_eq!(Currency::EUR.money(5).to_string(), "0.05");
        assert_eq!(Currency::EUR.money(-1936).to_string(), "-19.36");
        assert_eq!(Currency::parse("JPY").expect("known").money(0).to_string(), "0");
        assert_eq!(Currency::EUR.money(i64::MIN).to_string(), "-92233720368547758.08");
        let edges = [0, 7, 100, 9_999_999, 10_000_000, i64::MAX, -1];
        for money in edges.iter().flat_map(|&minor| [0, 2, 3].map(|digits| Money { minor, digits }))
        {
            let mut pushed = Vec::new();
            money.push(&mut pushed);
            assert_eq!(String::from_utf8(pushed), Ok(money.to_string()));
            assert_eq!(serde_json::to_string(&money).expect("JSON"), format!("\"{money}\""));
        }
    }
}
