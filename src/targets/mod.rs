//! The model into another system's shape: one file for each. A target sees only the canonical product.

pub mod abeta;
mod attribute;
pub mod canonical;
pub mod figure;
pub mod oresto;
pub mod woocommerce;
mod writer;

use crate::json::{Spelled, Value};
use crate::model::product::{Item, Owner, Variant};
use crate::model::shop::Shop;
use crate::model::written::{Digits, Written};
use chrono_tz::Tz;
use std::iter::{once, repeat};

/// What a target knows beside the product.
#[derive(Clone, Copy)]
pub struct Context<'c> {
    pub shop: &'c Shop,
    /// The system the product comes from, such as shopify.
    pub source: &'c str,
    /// The time for which it is decided whether a sale runs; in UTC.
    pub now: Option<Digits>,
    /// Where the shop's clocks hang.
    pub zone: Tz,
}

impl Context<'_> {
    /// Whether the sale price is what is asked now. One with a window is not, where the time is not known.
    pub fn is_on_sale(&self, variant: &Variant) -> bool {
        let at = |value: Value| Written::read(value.bytes).map(|written| written.utc);
        let (from, to) = (variant.sale_from(), variant.sale_to());
        if variant.price().sale.is_none() {
            return false;
        }
        if from.is_blank() && to.is_blank() {
            return true;
        }
        let Some(now) = self.now else { return false };
        at(from).is_none_or(|from| from <= now) && at(to).is_none_or(|to| now < to)
    }

    /// What is paid now.
    pub fn current_price<'a>(&self, variant: &Variant<'_, 'a>) -> Value<'a> {
        let price = variant.price();
        if self.is_on_sale(variant) { price.current() } else { price.regular }
    }
}

/// What a target requires of a variant and nobody knows: its name there, and the cell that would hold it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Lacking(pub &'static str, pub Option<usize>);

/// What people call a variant: the product's name, and what it chose of each attribute.
fn full_name<'a>(item: &Item<'a>, owner: &Owner) -> Option<Spelled<'a>> {
    let name = item.product().name();
    if name.is_blank() || item.is_simple() {
        return Spelled::of(name);
    }
    let chosen = item.choices(owner).map(|(_, value)| value).filter(|value| !value.is_blank());
    let marks = once(" - ").chain(repeat(", ")).map(Value::text);
    let parts = marks.zip(chosen).flat_map(|(mark, value)| [mark, value]);
    Some(Spelled::joined(once(name).chain(parts)))
}
