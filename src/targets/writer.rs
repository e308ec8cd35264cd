//! Putting values into JSON: the pieces that every target is made of. It must not know any target.

use crate::json::{Kind, Value, push_quoted, push_text, said};
use crate::model::written::Digits;
use crate::money::Amount;
use std::borrow::Cow;

/// Appends each part: a literal, or what a function puts there.
macro_rules! put {
    ($out:expr, $($part:expr),+ $(,)?) => {{ $($crate::targets::writer::Put::put($part, $out);)+ }};
}
pub(super) use put;

pub trait Put {
    fn put(self, out: &mut Vec<u8>);
}

impl Put for &str {
    #[inline(always)]
    fn put(self, out: &mut Vec<u8>) {
        out.extend_from_slice(self.as_bytes());
    }
}

/// A string; "" where there is nothing.
pub struct Text<'a>(pub Value<'a>);
impl Put for Text<'_> {
    #[inline(always)]
    fn put(self, out: &mut Vec<u8>) {
        push_quoted(out, self.0);
    }
}

/// A string; null where there is nothing.
pub struct Nullable<'a>(pub Value<'a>);
impl Put for Nullable<'_> {
    #[inline(always)]
    fn put(self, out: &mut Vec<u8>) {
        match self.0.is_missing() {
            true => put!(out, "null"),
            false => push_quoted(out, self.0),
        }
    }
}

/// What a string says, between quotes that others put.
pub struct Inner<'a>(pub Value<'a>);
impl Put for Inner<'_> {
    #[inline(always)]
    fn put(self, out: &mut Vec<u8>) {
        push_text(out, self.0);
    }
}

pub struct Truth(pub bool);
impl Put for Truth {
    #[inline(always)]
    fn put(self, out: &mut Vec<u8>) {
        put!(out, if self.0 { "true" } else { "false" });
    }
}

pub struct Number(pub usize);
impl Put for Number {
    #[inline(always)]
    fn put(self, out: &mut Vec<u8>) {
        if let Ok(digit @ 0..10) = u8::try_from(self.0) {
            return out.push(b'0' + digit);
        }
        put!(out, self.0.to_string().as_str());
    }
}

/// A decimal without quotes, with at least so many places; nothing where there is none.
pub struct Decimal<'a>(pub Value<'a>, pub u8);
impl Put for Decimal<'_> {
    #[inline(always)]
    fn put(self, out: &mut Vec<u8>) {
        let Decimal(value, places) = self;
        if value.is_blank() {
        } else if is_spelled(value.bytes, places) {
            out.extend_from_slice(value.bytes);
        } else if let Some(amount) = Amount::read(value.bytes) {
            amount.push(out, places);
        }
    }
}

/// Whether the text is a decimal of just these places, spelled as we would: then it is copied.
#[inline(always)]
fn is_spelled(text: &[u8], places: u8) -> bool {
    let fraction = if places == 0 { 0 } else { usize::from(places) + 1 };
    let Some((whole, rest)) = text.split_at_checked(text.len().saturating_sub(fraction)) else {
        return false;
    };
    let point = places == 0 || rest.first() == Some(&b'.');
    let starts = matches!(whole, [b'0'] | [b'1'..=b'9', ..]);
    point && starts && rest.len() == fraction && whole.iter().all(u8::is_ascii_digit)
}

/// A decimal as a string; null where there is none.
pub struct Quoted<'a>(pub Value<'a>, pub u8);
impl Put for Quoted<'_> {
    #[inline(always)]
    fn put(self, out: &mut Vec<u8>) {
        match self.0.is_blank() {
            true => put!(out, "null"),
            false => put!(out, "\"", Decimal(self.0, self.1), "\""),
        }
    }
}

/// A point in time; null where there is none.
pub struct Time(pub Option<Digits>, pub &'static str);
impl Put for Time {
    #[inline(always)]
    fn put(self, out: &mut Vec<u8>) {
        match self.0 {
            None => put!(out, "null"),
            Some(digits) => {
                out.push(b'"');
                out.extend_from_slice(&digits);
                put!(out, self.1, "\"");
            }
        }
    }
}

/// The elements, with commas between them.
#[inline(always)]
pub fn list<T>(
    out: &mut Vec<u8>,
    elements: impl Iterator<Item = T>,
    mut each: impl FnMut(&mut Vec<u8>, T),
) {
    for (nth, element) in elements.enumerate() {
        if nth > 0 {
            out.push(b',');
        }
        each(out, element);
    }
}

/// A weight in kilograms: grams move the point, pounds and ounces are exact factors, to the tenth of a gram.
pub struct Kilograms<'a> {
    pub value: Value<'a>,
    pub unit: Value<'a>,
}
impl Put for Kilograms<'_> {
    #[inline(always)]
    fn put(self, out: &mut Vec<u8>) {
        if self.value.is_blank() {
            return;
        }
        if self.unit.bytes == b"g" && grams(self.value, out) {
            return;
        }
        if let Some(amount) = self.amount() {
            amount.push(out, if self.unit.bytes == b"g" { 3 } else { 0 });
        }
    }
}
impl Kilograms<'_> {
    pub fn amount(&self) -> Option<Amount> {
        let amount = Amount::read(self.value.bytes)?;
        Some(match self.unit.bytes {
            b"g" => amount.shifted(3),
            b"lb" => imperial(amount, 45_359_237, 8),
            b"oz" => imperial(amount, 28_349_523_125, 12),
            _ => amount,
        })
    }
}

/// What a value says; none where it says nothing.
pub fn text(value: Value<'_>) -> Option<Cow<'_, str>> {
    (!value.is_blank()).then(|| said(value))
}

/// Whole grams up to a ton: by digits.
#[inline(always)]
fn grams(value: Value, out: &mut Vec<u8>) -> bool {
    let digits = value.bytes;
    let plain = value.kind != Kind::Escaped && digits.iter().all(u8::is_ascii_digit);
    if !plain || digits.len() > 6 || (digits.len() > 1 && digits[0] == b'0') {
        return false;
    }
    let mut padded = *b"0000000";
    let from = padded.len() - digits.len();
    padded[from..].copy_from_slice(digits);
    let whole = from.min(3);
    out.extend_from_slice(&padded[whole..4]);
    out.push(b'.');
    out.extend_from_slice(&padded[4..]);
    true
}

/// The amount times `factor / 10^scale`, to four decimals, half up.
fn imperial(amount: Amount, factor: i128, scale: u32) -> Amount {
    let exact = i128::from(amount.units) * factor;
    let divisor = 10i128.checked_pow((scale + u32::from(amount.scale)).saturating_sub(4));
    Amount { units: crate::money::halves_up(exact, divisor.unwrap_or(i128::MAX / 4)), scale: 4 }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn put(part: impl Put) -> String {
        let mut out = Vec::new();
        part.put(&mut out);
        String::from_utf8_lossy(&out).into_owned()
    }

    #[test]
    fn a_decimal_is_printed_the_same_whether_it_is_copied_or_read() {
        for (text, printed) in [
            ("12.50", "12.50"),
            ("0.05", "0.05"),
            ("12.5", "12.50"),
            ("12", "12.00"),
            ("012.50", "12.50"),
            ("-3.10", "-3.10"),
            ("1.234", "1.234"),
            ("1.230", "1.23"),
            (".50", ""),
            ("", ""),
            ("0", "0.00"),
            ("00.50", "0.50"),
        ] {
            assert_eq!(put(Decimal(Value::text(text), 2)), printed, "{text}");
        }
        assert_eq!(put(Decimal(Value::text("1500"), 0)), "1500");
    }

    #[test]
    fn a_weight_is_given_in_kilograms() {
        for (value, unit, printed) in [
            ("0", "g", "0.000"),
            ("120", "g", "0.120"),
            ("12345", "g", "12.345"),
            ("250.5", "g", "0.2505"),
            ("1234567", "g", "1234.567"),
            ("2", "lb", "0.9072"),
            ("1", "oz", "0.0283"),
            ("0.5", "kg", "0.5"),
            ("", "g", ""),
        ] {
            let weight = Kilograms { value: Value::text(value), unit: Value::text(unit) };
            assert_eq!(put(weight), printed, "{value} {unit}");
        }
    }
}
