//! What a platform knows under a key: asked before anything uncertain is sent again. Only a credit with this key and this
//! amount counts as ours.

use super::judge::credited;
use super::own_key;
use crate::money::{Amount, Money};
use crate::outbox::LookedUp;
use crate::world::Reply;
use serde_json::Value;

pub fn looked_up(key: &str, amount: Money, reply: &Reply) -> LookedUp {
    if !(200..=299).contains(&reply.status) {
        return LookedUp::Unknown;
    }
    let Ok(Value::Array(found)) = serde_json::from_slice(&reply.body) else {
        return LookedUp::Unknown;
    };
    let ours: Vec<&Value> = found
        .iter()
        .filter(|document| own_key::said_in(document).any(|said| said == key))
        .collect();
    let asked = Amount::read(amount.to_string().as_bytes());
    match ours.as_slice() {
        [] if found.is_empty() => LookedUp::NotApplied,
        [one] if credited(one) == asked => LookedUp::Applied { answer: Some(one.to_string()) },
        // Others' documents only: whether the platform looks at the key at all is not known.
        _ => LookedUp::Unknown,
    }
}
