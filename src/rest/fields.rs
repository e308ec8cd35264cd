//! The members of a document: what was given for them, checked and in the type in which they are kept, and what stands
//! where nothing was given. It must not know any resource.

use super::arguments::{Argument, Kind, Refused, read_value};
use super::fault::{Fault, Wrong};
use chrono_tz::Tz;
use serde_json::{Map, Value};

pub type Members = Map<String, Value>;

/// What is given for the members that may be written. `null` stands for "not given", and what is unknown is ignored.
pub fn given(given: &Members, fields: &[Argument], zone: Tz) -> Result<Members, Fault> {
    let mut wrong = Wrong::default();
    let mut taken = Members::new();
    for field in fields.iter().filter(|field| !field.read_only) {
        let Some(value) = given.get(field.name).filter(|value| !value.is_null()) else { continue };
        match member(field.name, field.kind, value, zone) {
            Ok(value) => drop(taken.insert(field.name.into(), value)),
            Err((code, message)) => wrong.add(field.name, code, message),
        }
    }
    wrong.or(taken)
}

fn member(name: &str, kind: Kind, value: &Value, zone: Tz) -> Result<Value, Refused> {
    let of_type = |kind: &str| ("rest_invalid_type", format!("{name} is not of type {kind}."));
    match kind {
        Kind::Any => Ok(value.clone()),
        Kind::Object(fields) => match value {
            Value::Object(members) => object(name, members, fields, zone).map(Value::Object),
            // PHP writes an empty object as a list.
            Value::Array(none) if none.is_empty() => Ok(Value::Object(Members::new())),
            _ => Err(of_type("object")),
        },
        Kind::List(fields) => {
            let Value::Array(values) = value else { return Err(of_type("array")) };
            let each = values.iter().enumerate().map(|(nth, value)| match value {
                Value::Object(members) => {
                    object(&format!("{name}[{nth}]"), members, fields, zone).map(Value::Object)
                }
                _ => Err(("rest_invalid_type", format!("{name}[{nth}] is not of type object."))),
            });
            each.collect::<Result<Vec<_>, _>>().map(Value::Array)
        }
        _ => read_value(name, kind, value, zone),
    }
}

/// Within a list `null` is kept: it is how an element is taken out.
fn object(name: &str, given: &Members, fields: &[Argument], zone: Tz) -> Result<Members, Refused> {
    let mut taken = Members::new();
    for field in fields {
        let Some(value) = given.get(field.name) else { continue };
        let value = match value {
            Value::Null => Value::Null,
            value => member(&format!("{name}[{}]", field.name), field.kind, value, zone)?,
        };
        taken.insert(field.name.into(), value);
    }
    Ok(taken)
}

/// A document of which nothing was given.
pub fn blank(fields: &[Argument]) -> Members {
    fields.iter().map(|field| (field.name.to_owned(), blank_member(field))).collect()
}

fn blank_member(field: &Argument) -> Value {
    match (field.kind, field.default) {
        (Kind::Integer { .. }, Some(default)) => {
            default.parse::<i64>().map_or(Value::Null, Value::from)
        }
        (Kind::Truth, default) => (default == Some("true")).into(),
        (Kind::Integers | Kind::Texts | Kind::Words(_) | Kind::List(_), _) => Value::Array(vec![]),
        (Kind::Object(fields), None) => Value::Object(blank(fields)),
        (Kind::Integer { .. } | Kind::Instant | Kind::Any | Kind::Object(_), _) => Value::Null,
        (Kind::Text | Kind::Email | Kind::Word(_), default) => default.unwrap_or_default().into(),
    }
}

/// Puts what was given over what is held; objects member by member, all else as a whole.
pub fn put_over(held: &mut Members, given: Members) {
    for (name, value) in given {
        match (held.get_mut(&name), value) {
            (_, value) if name == "meta_data" => put_meta(held, value),
            (Some(Value::Object(held)), Value::Object(members)) => {
                held.extend(members.into_iter().filter(|(_, value)| !value.is_null()));
            }
            (_, value) => drop(held.insert(name, value)),
        }
    }
}

/// Meta data is matched by its id, else by its key; `null` takes it out.
fn put_meta(held: &mut Members, given: Value) {
    let mut list = match held.remove("meta_data") {
        Some(Value::Array(list)) => list,
        _ => Vec::new(),
    };
    let Value::Array(given) = given else { return };
    for one in given {
        let same = |held: &Value| match one.get("id").filter(|id| !id.is_null()) {
            Some(id) => held.get("id") == Some(id),
            None => held.get("key") == one.get("key"),
        };
        let at = list.iter().position(same);
        let value = one.get("value").cloned().unwrap_or_default();
        match (at, value) {
            (Some(at), Value::Null) => drop(list.remove(at)),
            (Some(at), value) => {
                if let Some(held) = list.get_mut(at) {
                    held["value"] = value;
                }
            }
            (None, Value::Null) => {}
            (None, value) => {
                let highest = list.iter().filter_map(|one| one.get("id")?.as_i64()).max();
                let id = highest.unwrap_or(0).saturating_add(1);
                let key = one.get("key").cloned().unwrap_or_default();
                list.push(serde_json::json!({ "id": id, "key": key, "value": value }));
            }
        }
    }
    held.insert("meta_data".into(), list.into());
}

/// The text of a member; "" where it has none.
pub fn text<'a>(members: &'a Members, name: &str) -> &'a str {
    members.get(name).and_then(Value::as_str).unwrap_or_default()
}

/// The number of a member; 0 where it has none.
pub fn number(members: &Members, name: &str) -> i64 {
    members.get(name).and_then(Value::as_i64).unwrap_or_default()
}

/// Whether a member is true.
pub fn is_true(members: &Members, name: &str) -> bool {
    members.get(name) == Some(&Value::Bool(true))
}

/// The objects of a member that is a list of them.
pub fn list<'a>(members: &'a Members, name: &str) -> impl Iterator<Item = &'a Members> {
    let values = members.get(name).and_then(Value::as_array);
    values.into_iter().flatten().filter_map(Value::as_object)
}

/// Meta data as every document has it.
pub const META: Kind = Kind::List(&[
    Argument::new("id", super::arguments::WHOLE),
    Argument::text("key"),
    Argument::new("value", Kind::Any),
]);

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    const FIELDS: &[Argument] = &[
        Argument::new("id", super::super::arguments::WHOLE).shown(),
        Argument::text("name"),
        Argument::new("visible", Kind::Truth).or("true"),
        Argument::new("amount", super::super::arguments::WHOLE),
        Argument::new("billing", Kind::Object(&[Argument::new("email", Kind::Email)])),
        Argument::new("meta_data", META),
    ];

    fn members(value: Value) -> Members {
        match value {
            Value::Object(members) => members,
            _ => Members::new(),
        }
    }

    #[test]
    fn what_may_be_written_is_taken_in_its_type_and_the_rest_is_left() {
        let taken = given(
            &members(json!({ "id": 7, "name": "a", "visible": "0", "amount": "12", "more": 1 })),
            FIELDS,
            Tz::UTC,
        );
        let wanted = json!({ "name": "a", "visible": false, "amount": 12 });
        assert_eq!(Value::Object(taken.expect("taken")), wanted);
        for (wrong, name) in [
            (json!({ "name": 12.5 }), "name"),
            (json!({ "billing": { "email": "no" } }), "billing"),
            (json!({ "billing": "no" }), "billing"),
            (json!({ "meta_data": [1] }), "meta_data"),
        ] {
            let fault = given(&members(wrong), FIELDS, Tz::UTC).expect_err("refused");
            assert_eq!(fault.code, "rest_invalid_param");
            assert!(fault.document()["data"]["params"].get(name).is_some(), "{name}");
        }
    }

    #[test]
    fn meta_data_is_matched_by_id_else_by_key_and_null_takes_it_out() {
        let mut held = blank(FIELDS);
        let mut meta = |given: Value| {
            put_over(&mut held, members(json!({ "meta_data": given })));
            held["meta_data"].clone()
        };
        let both =
            json!([{ "id": 1, "key": "a", "value": 1 }, { "id": 2, "key": "b", "value": [2] }]);
        assert_eq!(meta(json!([{ "key": "a", "value": 1 }, { "key": "b", "value": [2] }])), both);
        assert_eq!(meta(json!([{ "key": "a", "value": 3 }]))[0]["value"], 3);
        assert_eq!(meta(json!([{ "id": 1, "value": null }])).as_array().map(Vec::len), Some(1));
    }
}
