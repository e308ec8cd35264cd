//! The meta datum by which a platform recognises a call of ours, and by which we recognise its answer.

use serde_json::{Value, json};

const NAME: &str = "_koppel_key";

/// As a document carries it.
pub fn meta(key: &str) -> Value {
    json!({ "key": NAME, "value": key })
}

/// What a document carries under its name.
pub fn said_in(document: &Value) -> impl Iterator<Item = &Value> {
    let meta = document.get("meta_data").and_then(Value::as_array).into_iter().flatten();
    let named = meta.filter(|one| one.get("key").and_then(Value::as_str) == Some(NAME));
    named.filter_map(|one| one.get("value"))
}
