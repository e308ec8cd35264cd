//! What a variant costs and whether it can be had, out of the ways in which shops say it. Pure.

use super::product::Variant;
use crate::json::Value;
use crate::money::Amount;
use std::cmp::Ordering;

/// How a variant is priced: what it costs, and what it costs now if that is less.
pub struct Price<'a> {
    pub regular: Value<'a>,
    pub sale: Option<Value<'a>>,
}

impl<'a> Price<'a> {
    /// What is paid while the sale lasts, or always where there is none.
    pub fn current(&self) -> Value<'a> {
        self.sale.unwrap_or(self.regular)
    }
}

impl<'a> Variant<'_, 'a> {
    /// Shops say it in two ways: "regular and sale", or "now and was". A sale that is no cheaper is none.
    pub fn price(&self) -> Price<'a> {
        let (regular, sale) = match self.price_now() {
            now if now.is_blank() => (self.price_regular(), self.price_sale()),
            now if less(now, self.price_was()) => (self.price_was(), now),
            now => (now, Value::ABSENT),
        };
        Price { regular, sale: less(sale, regular).then_some(sale) }
    }

    /// Whether it can be had: only if neither the count nor the shop says no. None where neither says anything.
    pub fn availability(&self) -> Option<Availability> {
        let backorder = !self.backorders().is_blank() && self.backorders().bytes != b"no";
        let left = match self.is_tracked() {
            true => Amount::read(self.stock_quantity().bytes).map(Amount::is_positive),
            false => None,
        };
        let says = match self.stock_available() {
            said if said.is_blank() => None,
            said => Some(said.is_true()),
        };
        let both = match (left, says) {
            (Some(left), Some(says)) => Some(left && says),
            (left, says) => left.or(says),
        };
        match both {
            Some(true) => Some(Availability::InStock),
            Some(false) if backorder => Some(Availability::Backorder),
            Some(false) => Some(Availability::OutOfStock),
            None if self.is_untracked() => Some(Availability::InStock),
            None => None,
        }
    }
    pub fn is_tracked(&self) -> bool {
        self.stock_tracked().is_true()
    }
    /// Said not to be counted, hence always to be had.
    fn is_untracked(&self) -> bool {
        !self.stock_tracked().is_missing() && !self.is_tracked()
    }
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Availability {
    InStock,
    OutOfStock,
    Backorder,
}

/// Whether one price is below another; a price that is not there is below none.
#[inline(always)]
pub fn less(one: Value, other: Value) -> bool {
    if one.is_blank() || other.is_blank() {
        return false;
    }
    if is_usual(one.bytes) && is_usual(other.bytes) {
        return (one.bytes.len(), one.bytes) < (other.bytes.len(), other.bytes);
    }
    let both = Amount::read(one.bytes).zip(Amount::read(other.bytes));
    both.and_then(|(one, other)| one.compare(other)) == Some(Ordering::Less)
}

/// As almost all prices are written: no sign, no leading zero, two decimals. Then length and digits are the order.
#[inline(always)]
fn is_usual(price: &[u8]) -> bool {
    let starts = matches!(price, [b'1'..=b'9', ..] | [b'0', b'.', ..]);
    starts && matches!(price, [.., b'.', _, _])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_price_is_below_another_however_they_are_written() {
        let below = |one, other| less(Value::text(one), Value::text(other));
        for (one, other) in [
            ("9.95", "10.00"),
            ("0.99", "1.00"),
            ("10", "10.01"),
            ("-1.00", "1.00"),
            ("9.5", "9.51"),
            ("0.05", "0.1"),
        ] {
            assert!(below(one, other) && !below(other, one), "{one} {other}");
        }
        assert!(
            !below("10.00", "10") && !below("10", "10.00") && !below("", "1") && !below("1", "")
        );
    }
}
