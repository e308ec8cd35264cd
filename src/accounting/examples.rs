//! An example of each type that is answered, laid over its schema, so that every field shows a part of one and the same
//! document. Spectral holds the examples to the schemas.

use serde_json::{Map, Value, json};

const EXAMPLES: &str = include_str!("examples.json");

/// The examples by the names of their types.
fn all() -> Map<String, Value> {
    serde_json::from_str(EXAMPLES).unwrap_or_default()
}

/// The example of a type.
pub fn of(name: &str) -> Value {
    all().remove(name).unwrap_or_default()
}

/// The type that a schema is of, or a list of, or null.
pub fn name_of(schema: &Value) -> Option<&str> {
    let choices = schema["anyOf"].as_array().into_iter().flatten();
    let mut places = [schema, &schema["items"]].into_iter().chain(choices);
    places.find_map(|place| place["$ref"].as_str()?.rsplit('/').next())
}

/// Gives the types their examples, and their fields the parts.
pub fn lay(schemas: &mut Value) {
    for (name, example) in all() {
        lay_over(schemas, &name, &example);
    }
}

fn lay_over(schemas: &mut Value, name: &str, example: &Value) {
    let Some(schema) = schemas.get_mut(name).filter(|schema| schema.get("examples").is_none())
    else {
        return;
    };
    schema["examples"] = json!([example]);
    let mut inner = Vec::new();
    let properties = schema.get_mut("properties").and_then(Value::as_object_mut);
    for (field, property) in properties.into_iter().flatten() {
        let part = &example[field.as_str()];
        if part.is_null() {
            continue;
        }
        property["examples"] = json!([part]);
        let part = part.as_array().and_then(|list| list.first()).unwrap_or(part);
        inner.extend(name_of(property).map(|name| (name.to_owned(), part.clone())));
    }
    for (name, part) in inner {
        lay_over(schemas, &name, &part);
    }
}
