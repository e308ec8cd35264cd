//! A call against its row of the table, before anything is sent: names, types, what is required, and what an empty value
//! would destroy. It gives what is sent, and sends nothing.

use super::date::{self, Place};
use super::field::{Field, Kind};
use super::operation::{Body, Danger, Operation};
use super::refusal;
use crate::error::{Code, Error, Result};
use crate::json::Exact;
use serde_json::{Map, Value};
use std::collections::{BTreeMap, HashSet};

/// A call that may be sent.
#[derive(Clone, Debug)]
pub struct Checked {
    pub operation: &'static Operation,
    /// By the names of the table, as text.
    pub query: Vec<(&'static str, String)>,
    pub body: Option<Value>,
}

/// What a caller asks.
#[derive(Debug, Default)]
pub struct Asked<'a> {
    pub parameters: BTreeMap<String, Exact>,
    pub body: Option<Value>,
    /// The words that confirm what would destroy.
    pub confirm: Option<&'a str>,
}

/// Checks a call. What an empty or missing value would destroy needs `confirm`.
pub fn check(operation: &'static Operation, asked: Asked) -> Result<Checked> {
    let is_confirmed = confirmed(operation, &asked)?;
    let query = query(operation, &asked.parameters)?;
    let body = body(operation, asked.body, is_confirmed)?;
    if let Some(body) = &body {
        refusal::refuse(operation, body).map_err(|error| error.under("body"))?;
    }
    Ok(Checked { operation, query, body })
}

/// Whether the caller has confirmed; an error where it must have, or has confirmed something else.
fn confirmed(operation: &Operation, asked: &Asked) -> Result<bool> {
    let list_is_empty = |name: &str| {
        let list = asked.body.as_ref().and_then(|body| body.get(name));
        list.is_none_or(|list| list.as_array().is_some_and(Vec::is_empty))
    };
    let (is_needed, words, what) = match operation.danger {
        Danger::None => (false, operation.name.to_owned(), String::new()),
        Danger::Always => (true, operation.name.to_owned(), "all that it names".into()),
        Danger::AllWithout(name) if !asked.parameters.contains_key(name) => {
            (true, format!("{} of all clients", operation.name), "what every client has".into())
        }
        Danger::AllWithout(_) => (true, operation.name.to_owned(), "all that it names".into()),
        Danger::EmptyList(name) => (
            list_is_empty(name),
            operation.name.to_owned(),
            format!("everything, for '{name}' holds nothing"),
        ),
        // Only where the printed path is configured: see `call`.
        Danger::PathOfAnother => (false, operation.name.to_owned(), String::new()),
    };
    match asked.confirm {
        Some(given) if given == words => Ok(true),
        Some(_) => {
            let message = format!("This call is confirmed by the words '{words}'.");
            Err(Error::new(Code::OrestoConfirmationMissing, message).at("/confirm"))
        }
        None if is_needed => {
            let message =
                format!("This would take away {what}. If that is meant, confirm it by '{words}'.");
            Err(Error::new(Code::OrestoConfirmationMissing, message).at("/confirm"))
        }
        None => Ok(false),
    }
}

fn query(
    operation: &Operation,
    parameters: &BTreeMap<String, Exact>,
) -> Result<Vec<(&'static str, String)>> {
    if let Some(name) =
        parameters.keys().find(|name| operation.query.iter().all(|field| field.name != **name))
    {
        let message = format!("{} has no parameter '{name}'.", operation.name);
        return Err(Error::new(Code::JsonUnknownMember, message).at(format!("/parameters/{name}")));
    }
    let mut sent = Vec::new();
    for field in operation.query {
        match parameters.get(field.name) {
            Some(Exact(value)) => {
                let text = text_of(field, value, Place::Query);
                sent.push((field.name, text.map_err(|error| error.under("parameters"))?));
            }
            None if field.is_required => return Err(missing(operation, field).under("parameters")),
            None => {}
        }
    }
    Ok(sent)
}

fn missing(operation: &Operation, field: &Field) -> Error {
    let message = format!("{} needs '{}'.", operation.name, field.name);
    Error::new(Code::JsonMemberMissing, message).at(format!("/{}", field.name))
}

fn wrong(field: &Field, expected: &str) -> Error {
    let message = format!("'{}' is {expected}.", field.name);
    Error::new(Code::JsonWrongType, message).at(format!("/{}", field.name))
}

/// One value as text; lists and objects have none.
fn text_of(field: &Field, value: &Value, place: Place) -> Result<String> {
    match (field.kind, value) {
        (Kind::Text | Kind::Bytes, Value::String(text)) if !text.trim().is_empty() => {
            Ok(text.clone())
        }
        (Kind::Text | Kind::Bytes, _) => Err(wrong(field, "a text that is not empty")),
        (Kind::Id, Value::Number(number)) if number.as_i64().is_some_and(|id| id >= 1) => {
            Ok(number.to_string())
        }
        (Kind::Id, _) => Err(wrong(field, "a whole number from 1")),
        (Kind::Number, Value::Number(number)) if number.as_i64().is_some_and(|it| it >= 0) => {
            Ok(number.to_string())
        }
        (Kind::Number, _) => Err(wrong(field, "a whole number from 0")),
        (Kind::Truth, Value::Bool(truth)) => Ok(truth.to_string()),
        (Kind::Truth, _) => Err(wrong(field, "true or false")),
        (Kind::Date, Value::String(text)) => date::sent(text.as_str(), place).ok_or_else(|| {
            wrong(field, "a day such as 2026-07-01, or a moment with an offset (ISO 8601)")
        }),
        (Kind::Date, _) => Err(wrong(field, "a date, as text")),
        (Kind::Days | Kind::Texts | Kind::Object, _) => Err(wrong(field, "not for a query")),
    }
}

fn body(operation: &Operation, body: Option<Value>, is_confirmed: bool) -> Result<Option<Value>> {
    let not = |expected: &str| {
        let message = format!("The body of {} is {expected}.", operation.name);
        Err(Error::new(Code::JsonWrongType, message).at("/body"))
    };
    match (operation.body, body) {
        (Body::Nothing, None) => Ok(None),
        (Body::Nothing, Some(_)) => {
            let message = format!("{} takes no body, only parameters.", operation.name);
            Err(Error::new(Code::JsonUnknownMember, message).at("/body"))
        }
        (_, None) => {
            let message = format!("{} needs a body.", operation.name);
            Err(Error::new(Code::JsonMemberMissing, message).at("/body"))
        }
        (Body::One { .. }, Some(Value::Object(members))) => {
            let members = object(operation, members, is_confirmed);
            members.map(|members| Some(Value::Object(members))).map_err(|error| error.under("body"))
        }
        (Body::One { .. }, Some(_)) => not("an object"),
        (Body::Many { .. }, Some(Value::Array(items))) if !items.is_empty() => {
            many(operation, items).map(Some).map_err(|error| error.under("body"))
        }
        (Body::Many { .. }, Some(_)) => not("a list of at least one object"),
    }
}

fn many(operation: &Operation, items: Vec<Value>) -> Result<Value> {
    let mut seen = HashSet::new();
    let mut sent = Vec::with_capacity(items.len());
    for (nth, item) in items.into_iter().enumerate() {
        let Value::Object(members) = item else {
            let message = "Each element of the list is an object.";
            return Err(Error::new(Code::JsonWrongType, message).under(nth));
        };
        let members = object(operation, members, false).map_err(|error| error.under(nth))?;
        let Some(pair) = Pair::of(&Value::Object(members.clone())) else {
            return Err(Error::new(Code::JsonMemberMissing, "Both keys are needed.").under(nth));
        };
        if !seen.insert(pair) {
            let message = "This product and client stand in the list before.";
            return Err(Error::new(Code::OrestoPairTwice, message).under(nth));
        }
        sent.push(Value::Object(members));
    }
    Ok(Value::Array(sent))
}

/// What tells the elements of a batch apart, in the request and in the answer (OR-40).
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Pair {
    pub article_number: String,
    pub client_number: String,
}

impl Pair {
    pub fn of(item: &Value) -> Option<Pair> {
        let text = |name: &str| item.get(name).and_then(Value::as_str).map(str::to_owned);
        Some(Pair {
            article_number: text("WholesalerArticleNumber")?,
            client_number: text("ClientNumber")?,
        })
    }
}

/// Checks the members that the table names; the others are the model's, and pass.
fn object(
    operation: &Operation,
    mut members: Map<String, Value>,
    is_confirmed: bool,
) -> Result<Map<String, Value>> {
    for field in operation.body.fields() {
        match members.get_mut(field.name) {
            None | Some(Value::Null) if field.is_required && !is_confirmed => {
                return Err(missing(operation, field));
            }
            None | Some(Value::Null) => {}
            Some(value) => member(field, value, is_confirmed)?,
        }
    }
    if !operation.one_of.is_empty()
        && operation.one_of.iter().all(|name| members.get(*name).is_none_or(Value::is_null))
    {
        let message = format!("{} needs {}.", operation.name, operation.one_of.join(" or "));
        return Err(Error::new(Code::JsonMemberMissing, message));
    }
    Ok(members)
}

fn member(field: &Field, value: &mut Value, is_confirmed: bool) -> Result<()> {
    let fits: fn(&str) -> bool = match field.kind {
        Kind::Days => date::is_plain_day,
        _ => |text| !text.trim().is_empty(),
    };
    match (field.kind, &*value) {
        (Kind::Days | Kind::Texts, Value::Array(list)) => {
            let is_right = |value: &Value| value.as_str().is_some_and(fits);
            let expected = match field.kind {
                Kind::Days => "a list of days without an offset, such as 2026-07-01",
                _ => "a list of texts that are not empty",
            };
            match list.iter().all(is_right) && (is_confirmed || !list.is_empty()) {
                true => Ok(()),
                false => Err(wrong(field, expected)),
            }
        }
        (Kind::Days | Kind::Texts, _) => Err(wrong(field, "a list")),
        (Kind::Object, Value::Object(_)) => Ok(()),
        (Kind::Object, _) => Err(wrong(field, "an object")),
        (Kind::Date, _) => {
            *value = text_of(field, value, Place::Body)?.into();
            Ok(())
        }
        _ => text_of(field, value, Place::Body).map(drop),
    }
}
