//! What a variant costs and whether it can be had, out of the ways in which shops say it. Pure.

use super::product::Variant;
use crate::json::Value;
use crate::model::shop::Shop;
use crate::money::{Amount, Rate};
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
    /// Whether its prices include VAT: as its document says, else as the shop does.
    pub fn includes_vat(&self, shop: &Shop) -> bool {
        match self.price_authority() {
            said if said.is_blank() => shop.prices_include_vat,
            said => said.bytes == b"incl",
        }
    }

    /// A price of this variant on the side that its shop does not keep: without VAT where the shop's includes it, with
    /// VAT where it does not. None where the rate is not known: none is guessed.
    pub fn other_side(&self, price: Value, shop: &Shop) -> Option<Amount> {
        self.moved(price, shop, 4)
    }

    /// Whether its prices are on the side that its shop keeps.
    #[inline(always)]
    pub fn is_on_shop_side(&self, shop: &Shop) -> bool {
        self.includes_vat(shop) == shop.prices_include_vat
    }
    /// A price that is not, as the shop would have it. None where the rate is not known.
    pub fn on_shop_side(&self, price: Value, shop: &Shop) -> Option<Amount> {
        self.moved(price, shop, shop.currency.digits())
    }

    /// A price on its other side, to so many decimals.
    fn moved(&self, price: Value, shop: &Shop, places: u8) -> Option<Amount> {
        let price = Amount::read(price.bytes)?;
        match self.is_taxable() {
            true => {
                let rate = Amount::read(self.tax_rate().bytes)?;
                other_side(price, rate, self.includes_vat(shop), places)
            }
            false => Some(price),
        }
    }

    /// Shops say it in two ways: "regular and sale", or "now and was". A sale that is no cheaper is none.
    pub fn price(&self) -> Price<'a> {
        let (regular, sale) = match self.price_now() {
            now if now.is_blank() => (self.price_regular(), self.price_sale()),
            now if less(now, self.price_was()) => (self.price_was(), now),
            now => (now, Value::ABSENT),
        };
        Price { regular, sale: less(sale, regular).then_some(sale) }
    }

    /// Whether it can be had: not where the shop says no, whatever is counted. Only what is counted, and used up, can be
    /// ordered beyond that. None where neither the count nor the shop says anything.
    pub fn availability(&self) -> Option<Availability> {
        let left = match self.is_tracked() {
            true => Amount::read(self.stock_quantity().bytes).map(Amount::is_positive),
            false => None,
        };
        let says = match self.stock_available() {
            said if said.is_blank() => None,
            said => Some(said.is_true()),
        };
        match (left, says) {
            (_, Some(false)) => Some(Availability::OutOfStock),
            (Some(false), _) if self.may_be_backordered() => Some(Availability::Backorder),
            (Some(false), _) => Some(Availability::OutOfStock),
            _ if self.stock_on_order().is_true() => Some(Availability::Backorder),
            (Some(true), _) | (_, Some(true)) => Some(Availability::InStock),
            (None, None) if self.is_untracked() => Some(Availability::InStock),
            (None, None) => None,
        }
    }
    /// How much its shop says of what there is.
    pub fn stock_said(&self) -> StockSaid {
        let counts = self.stock_tracked().is_missing() || self.is_tracked();
        let is_counted = !self.stock_quantity().is_blank();
        match self.stock_available() {
            _ if is_counted || !counts => StockSaid::All,
            said if said.is_missing() => StockSaid::Nothing,
            said if said.is_true() => StockSaid::Some,
            _ => StockSaid::No,
        }
    }
    /// Whether VAT is on it: so it is where the shop does not say otherwise.
    pub fn is_taxable(&self) -> bool {
        self.taxable().is_blank() || self.taxable().is_true()
    }
    /// The VAT rate that is known, or zero for what is not taxed at all; none is guessed.
    pub fn vat_rate(&self) -> Option<Rate> {
        match self.is_taxable() {
            true => Amount::read(self.tax_rate().bytes).and_then(Rate::new),
            false => Some(Rate::ZERO),
        }
    }
    /// Whether the shop sells it, as far as it says so of this variant.
    pub fn is_active(&self) -> bool {
        self.status().is_blank() || self.status().bytes == b"active"
    }
    fn may_be_backordered(&self) -> bool {
        !self.backorders().is_blank() && self.backorders().bytes != b"no"
    }
    pub fn is_tracked(&self) -> bool {
        self.stock_tracked().is_true()
    }
    /// Said not to be counted, hence always to be had.
    fn is_untracked(&self) -> bool {
        !self.stock_tracked().is_missing() && !self.is_tracked()
    }
}

/// How much a shop says of what there is of a variant.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum StockSaid {
    /// Nothing; or that it is counted, but not how much there is.
    #[default]
    Nothing,
    /// That there is some: all that a shop says which does not count, and half of it of one that does.
    Some,
    /// That there is none.
    No,
    All,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Availability {
    InStock,
    OutOfStock,
    Backorder,
}

/// A price without the VAT that it includes, or with the VAT that it does not: to so many decimals, half up.
fn other_side(price: Amount, percent: Amount, includes: bool, places: u8) -> Option<Amount> {
    let rate = Rate::new(percent)?;
    if includes { rate.without(price, places) } else { rate.with(price, places) }
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
    fn the_other_side_of_a_price_is_computed_once_to_four_decimals() {
        for (price, percent, includes, other) in [
            ("12.10", "21", true, "10"),
            ("3.49", "21", true, "2.8843"),
            ("8.325", "21", true, "6.8802"),
            ("10", "21", false, "12.1"),
            ("4.3", "15", false, "4.945"),
            ("1", "0", true, "1"),
            ("-12.10", "21", true, "-10"),
            ("5.25", "5.5", true, "4.9763"),
        ] {
            let read = |text: &str| Amount::read(text.as_bytes()).expect("a decimal");
            let computed = other_side(read(price), read(percent), includes, 4).expect("computed");
            assert_eq!(computed.to_string(), other, "{price} {percent}");
        }
    }

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
