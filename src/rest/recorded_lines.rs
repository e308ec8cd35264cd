//! What a platform's order is made of no longer changes once it is recorded: its split is frozen and its goods are
//! reserved. Saying it again changes nothing; saying something else is refused.

use super::fault::Fault;
use crate::money::Amount;
use serde_json::{Map, Value};

const LINES: [&str; 4] = ["line_items", "shipping_lines", "fee_lines", "coupon_lines"];
/// What a client can write of a line that is goods or money.
const MEMBERS: [&str; 7] =
    ["product_id", "variation_id", "sku", "quantity", "subtotal", "total", "code"];

/// Null for one of these takes the line away, where it has one.
const REMOVING: [&str; 5] = ["product_id", "name", "method_id", "method_title", "code"];

/// Refuses an update that `gives` a line other than it is `shown`.
pub fn check(gives: &Map<String, Value>, shown: &Value) -> Result<(), Fault> {
    for name in LINES {
        let given = gives.get(name).and_then(Value::as_array).into_iter().flatten();
        for (nth, given) in given.enumerate() {
            let mut there = shown[name].as_array().into_iter().flatten();
            let same = there.find(|line| is_same(&line["id"], &given["id"]));
            let path = match same.map(|line| differing(given, line)) {
                Some(None) => continue,
                Some(Some(member)) => format!("/{name}/{nth}/{member}"),
                None => format!("/{name}/{nth}"),
            };
            let message = "The lines of a recorded order do not change: refund what comes back, or cancel the order and post another.";
            return Err(Fault::new(400, "koppel_order_recorded", message).with("path", path));
        }
    }
    Ok(())
}

/// The member of a line that would be another one.
fn differing(given: &Value, shown: &Value) -> Option<&'static str> {
    let differs = |name: &&str| !given[*name].is_null() && !is_same(&given[*name], &shown[*name]);
    let removes = |name: &&str| {
        given.get(*name) == Some(&Value::Null) && !is_same(&Value::Null, &shown[*name])
    };
    MEMBERS.into_iter().find(differs).or_else(|| REMOVING.into_iter().find(removes))
}

/// Numbers are the same however many zeros they end in, and in quotation marks or without; null is an empty text.
fn is_same(one: &Value, other: &Value) -> bool {
    let text = |value: &Value| match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        value => value.to_string(),
    };
    let (one, other) = (text(one), text(other));
    let read = |text: &str| Amount::read(text.as_bytes());
    one == other || read(&one).zip(read(&other)).is_some_and(|(one, other)| one == other)
}
