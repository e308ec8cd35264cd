//! Amounts in a document with as many decimals as were asked for, and without what is not for others.

use super::arguments::Arguments;
use super::totals;
use serde_json::{Map, Value};

/// The decimals that are shown where no others are asked for.
pub const USUAL: u8 = 2;

/// The decimals that are asked for.
pub fn asked(arguments: &Arguments) -> u8 {
    let digits = arguments.integer("dp").and_then(|digits| u8::try_from(digits).ok());
    digits.unwrap_or(USUAL)
}

/// Members that are amounts.
const AMOUNTS: &[&str] = &[
    "amount",
    "total",
    "subtotal",
    "total_tax",
    "subtotal_tax",
    "tax_total",
    "shipping_tax_total",
    "discount_total",
    "discount_tax",
    "shipping_total",
    "shipping_tax",
    "cart_tax",
    "discount",
];

/// Writes the amounts of a document with `digits` decimals, and leaves out what begins with `_`.
pub fn show(members: &mut Map<String, Value>, digits: u8) {
    members.retain(|name, _| !name.starts_with('_') || name == "_links");
    for (name, value) in members.iter_mut() {
        match value {
            // What the client has put there is its own.
            _ if name == "meta_data" => {}
            Value::String(text) if AMOUNTS.contains(&name.as_str()) => {
                if let Some(amount) = totals::read(text) {
                    *text = totals::written(amount, digits);
                }
            }
            Value::Object(below) => show(below, digits),
            Value::Array(all) => {
                all.iter_mut().filter_map(Value::as_object_mut).for_each(|it| show(it, digits));
            }
            _ => {}
        }
    }
}
