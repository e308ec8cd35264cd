//! What a platform's order is made of no longer changes once it is recorded: its split is frozen and its goods are
//! reserved. Saying it again changes nothing; saying something else is refused.

use super::fault::Fault;
use crate::money::Amount;
use serde_json::{Map, Value};

const LINES: [&str; 4] = ["line_items", "shipping_lines", "fee_lines", "coupon_lines"];

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

/// The member of a line that is not as it is shown; what the platform notes there for itself is its own.
fn differing<'a>(given: &'a Value, shown: &Value) -> Option<&'a str> {
    let members = given.as_object()?.iter().filter(|(name, _)| *name != "meta_data");
    let differs = |(name, value): &(&String, &Value)| {
        !value.is_null() && shown.get(*name).is_some_and(|shown| !is_same(shown, value))
    };
    members.into_iter().find(differs).map(|(name, _)| name.as_str())
}

/// Numbers are the same however many zeros they end in, and in quotation marks or without.
fn is_same(one: &Value, other: &Value) -> bool {
    let text = |value: &Value| match value {
        Value::String(text) => text.clone(),
        value => value.to_string(),
    };
    let (one, other) = (text(one), text(other));
    let read = |text: &str| Amount::read(text.as_bytes());
    one == other || read(&one).zip(read(&other)).is_some_and(|(one, other)| one == other)
}
