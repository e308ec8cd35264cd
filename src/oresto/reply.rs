//! What Oresto answers, taken apart: the data, and the errors that it may hold in spite of its status. How data and errors
//! are named is not printed (OR-02), so every form that can be meant is read. It judges nothing.

use super::xml;
use crate::json::{self, Raw};
use crate::world::Reply;
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::Value;
use std::collections::BTreeMap;
use std::ops::Range;

/// An answer.
#[derive(Debug, Default)]
pub struct Answer {
    text: String,
    data: Option<Range<usize>>,
    pub errors: Vec<Fault>,
    pub model_state: Vec<Fault>,
    pub duration_ms: Option<i64>,
    pub wholesaler_id: Option<Value>,
    pub user_id: Option<Value>,
}

/// An error of the server, or of a field.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, JsonSchema)]
#[schemars(rename = "OrestoFault")]
pub struct Fault {
    /// In a batch: the article number (OR-40).
    pub key1: Option<String>,
    /// In a batch: the client number (OR-40).
    pub key2: Option<String>,
    /// The field that it is about, where the server says so.
    pub field: Option<String>,
    /// In the server's own words.
    pub message: String,
}

impl Answer {
    /// The data as JSON; none where there is none, or null.
    pub fn data(&self) -> Option<&str> {
        let text = self.text.get(self.data.clone()?)?;
        (text != "null").then_some(text)
    }

    /// The data as a tree.
    pub fn value(&self) -> Value {
        self.data().and_then(|text| serde_json::from_str(text).ok()).unwrap_or_default()
    }

    /// The data as a list, empty where there is none; none where it is something else. XML does not tell a list of one from
    /// an object with one member, so that is taken for one.
    pub fn list(&self) -> Option<Vec<Raw<'_>>> {
        let text = self.data().unwrap_or_default().trim();
        if matches!(text, "" | "\"\"") {
            return Some(Vec::new());
        }
        if let Ok(list) = json::read(text.as_bytes()) {
            return Some(list);
        }
        let members: BTreeMap<String, Raw> = json::read(text.as_bytes()).ok()?;
        match members.into_values().collect::<Vec<_>>().as_slice() {
            [only] if only.0.starts_with('[') => json::read(only.0.as_bytes()).ok(),
            [only] if only.0.starts_with('{') => Some(vec![Raw(only.0)]),
            _ => None,
        }
    }

    pub fn has_errors(&self) -> bool {
        !self.errors.is_empty() || !self.model_state.is_empty()
    }

    /// All errors in one sentence.
    pub fn words(&self) -> String {
        let said =
            self.errors.iter().chain(&self.model_state).take(5).map(|fault| match &fault.field {
                Some(field) => format!("{field}: {}", fault.message),
                None => fault.message.clone(),
            });
        said.collect::<Vec<_>>().join("; ")
    }
}

/// Takes a reply apart; None where it is neither JSON nor XML.
pub fn read(reply: Reply, data_members: &[String]) -> Option<Answer> {
    let is_xml = reply.header("content-type").is_some_and(|kind| kind.contains("xml"));
    let mut bytes = reply.body;
    if bytes.starts_with(b"\xef\xbb\xbf") {
        bytes.drain(..3);
    }
    let mut text = String::from_utf8(bytes).ok()?;
    if is_xml {
        text = xml::read(&text)?.to_string();
    }
    if text.trim().is_empty() {
        return Some(Answer::default());
    }
    let range = |part: &str| {
        let from = part.as_ptr().addr().wrapping_sub(text.as_ptr().addr());
        from..from.wrapping_add(part.len())
    };
    let Ok(members) = json::read::<BTreeMap<String, Raw>>(text.as_bytes()) else {
        let whole = json::read::<Raw>(text.as_bytes()).ok()?;
        let data = (!whole.0.starts_with('{')).then(|| range(whole.0))?;
        return Some(Answer { data: Some(data), text, ..Answer::default() });
    };
    let member = |wanted: &str| {
        let found = members.iter().find(|(name, _)| name.eq_ignore_ascii_case(wanted));
        found.map(|(_, raw)| raw.0)
    };
    let value = |name: &str| member(name).and_then(|raw| serde_json::from_str::<Value>(raw).ok());
    let mut answer = Answer {
        errors: value("Errors").map(|value| faults(&value)).unwrap_or_default(),
        model_state: value("ModelStateErrors").map(|value| faults(&value)).unwrap_or_default(),
        duration_ms: value("RequestDuration").and_then(|value| milliseconds(&value)),
        wholesaler_id: value("WholesalerId"),
        user_id: value("UserId"),
        ..Answer::default()
    };
    // ASP.NET's own form, for a request that it does not let through at all.
    if !answer.has_errors() && member("ModelState").is_some() {
        answer.model_state = value("ModelState").map(|value| faults(&value)).unwrap_or_default();
    }
    let is_wrapper = |name: &str| WRAPPER.iter().any(|part| part.eq_ignore_ascii_case(name));
    let others: Vec<&Raw> =
        members.iter().filter(|(name, _)| !is_wrapper(name)).map(|(_, raw)| raw).collect();
    let named = data_members.iter().find_map(|name| member(name));
    answer.data = match (members.len() > others.len(), named, others.as_slice()) {
        // Without any part of the wrapper the object is the thing itself.
        (false, _, _) => Some(0..text.len()),
        (true, Some(raw), _) => Some(range(raw)),
        (true, None, [only]) => Some(range(only.0)),
        (true, None, []) => None,
        (true, None, _) => Some(0..text.len()),
    };
    answer.text = text;
    Some(answer)
}

/// The members of the wrapper (OR-02).
const WRAPPER: [&str; 6] =
    ["RequestDuration", "WholesalerId", "UserId", "Errors", "ModelStateErrors", "ModelState"];

/// Errors as a text, a list of texts or objects, or an object of lists by field.
fn faults(value: &Value) -> Vec<Fault> {
    match value {
        Value::String(text) if !text.trim().is_empty() => {
            vec![Fault { message: short(text), ..Fault::default() }]
        }
        Value::Array(list) => list.iter().flat_map(entry).collect(),
        Value::Object(members) if is_entry(value) => {
            debug_assert!(!members.is_empty());
            entry(value)
        }
        Value::Object(members) => members
            .iter()
            .flat_map(|(field, value)| {
                let mut found = faults(value);
                found.iter_mut().for_each(|fault| {
                    fault.field.get_or_insert_with(|| field.clone());
                });
                found
            })
            .collect(),
        _ => Vec::new(),
    }
}

/// What an error may call its words.
const WORDS: [&str; 8] = [
    "Message",
    "ErrorMessage",
    "ExceptionMessage",
    "Description",
    "Error",
    "Text",
    "Value",
    "Detail",
];
/// What an error may call its field.
const FIELDS: [&str; 5] = ["Field", "Property", "PropertyName", "Key", "Name"];

fn is_entry(value: &Value) -> bool {
    let has = |name: &str| text_of(value, name).is_some();
    WORDS.iter().any(|name| has(name)) || has("Key1") || has("Key2")
}

fn text_of(value: &Value, wanted: &str) -> Option<String> {
    let members = value.as_object()?;
    let found = members.iter().find(|(name, _)| name.eq_ignore_ascii_case(wanted));
    match found?.1 {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

fn entry(value: &Value) -> Vec<Fault> {
    if !value.is_object() {
        return faults(value);
    }
    if !is_entry(value) {
        let inner = faults_of_members(value);
        return match inner.is_empty() {
            true => vec![Fault { message: short(&value.to_string()), ..Fault::default() }],
            false => inner,
        };
    }
    let first = |names: &[&str]| names.iter().find_map(|name| text_of(value, name));
    vec![Fault {
        key1: text_of(value, "Key1"),
        key2: text_of(value, "Key2"),
        field: first(&FIELDS),
        message: short(&first(&WORDS).unwrap_or_else(|| "no words".into())),
    }]
}

/// An entry that is itself an object of lists by field.
fn faults_of_members(value: &Value) -> Vec<Fault> {
    match value {
        Value::Object(members)
            if members.values().all(|value| value.is_array() || value.is_string()) =>
        {
            faults(value)
        }
        _ => Vec::new(),
    }
}

/// Enough of foreign words to know them by, on one line.
pub fn short(text: &str) -> String {
    let plain = text.chars().filter(|letter| !letter.is_control());
    plain.take(200).collect()
}

/// A number of milliseconds, or .NET's `hh:mm:ss.fff`.
fn milliseconds(value: &Value) -> Option<i64> {
    match value {
        Value::Number(number) => number.to_string().split('.').next()?.parse().ok(),
        Value::String(text) if text.contains(':') => {
            let (clock, fraction) = text.split_once('.').unwrap_or((text, "0"));
            let mut seconds = 0_i64;
            for part in clock.split(':') {
                seconds = seconds.checked_mul(60)?.checked_add(part.parse().ok()?)?;
            }
            let thousandths: i64 = format!("{fraction:0<3}").get(..3)?.parse().ok()?;
            seconds.checked_mul(1_000)?.checked_add(thousandths)
        }
        Value::String(text) => text.split('.').next()?.parse().ok(),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(body: &str) -> Answer {
        let reply = Reply { status: 200, headers: vec![], body: body.as_bytes().to_vec() };
        read(reply, &["Data".into(), "Result".into()]).expect(body)
    }

    #[test]
    fn the_data_is_found_bare_or_in_a_member_of_any_name() {
        for (body, data) in [
            ("[1, 2]", Some("[1, 2]")),
            ("\u{feff}[1]", Some("[1]")),
            (
                r#"{"RequestDuration":3,"WholesalerId":1,"UserId":2,"Errors":[],"Data":[7]}"#,
                Some("[7]"),
            ),
            (r#"{"requestDuration":3,"data":{"Id":7}}"#, Some(r#"{"Id":7}"#)),
            (r#"{"UserId":2,"Brands":[{"Id":1}]}"#, Some(r#"[{"Id":1}]"#)),
            (r#"{"UserId":2,"Errors":null}"#, None),
            (r#"{"UserId":2,"Data":null}"#, None),
            (r#"{"Id":7,"Name":"x"}"#, Some(r#"{"Id":7,"Name":"x"}"#)),
            (r#"{"UserId":2,"Id":7,"Name":"x"}"#, Some(r#"{"UserId":2,"Id":7,"Name":"x"}"#)),
            ("null", None),
            ("true", Some("true")),
            ("", None),
        ] {
            assert_eq!(answer(body).data(), data, "{body}");
        }
        for body in ["<html>", "{", "[1", "\u{1}"] {
            let reply = Reply { status: 200, headers: vec![], body: body.as_bytes().to_vec() };
            assert!(read(reply, &[]).is_none(), "{body}");
        }
    }

    #[test]
    fn errors_are_read_in_every_form_that_is_in_use() {
        for (errors, field, message) in [
            (r#""No brand""#, None, "No brand"),
            (r#"["No brand"]"#, None, "No brand"),
            (r#"[{"Message":"No brand"}]"#, None, "No brand"),
            (r#"[{"Property":"BrandId","ErrorMessage":"No brand"}]"#, Some("BrandId"), "No brand"),
            (r#"{"BrandId":["No brand"]}"#, Some("BrandId"), "No brand"),
            (r#"[{"BrandId":["No brand"]}]"#, Some("BrandId"), "No brand"),
            (r#"[{"Code":7}]"#, None, r#"{"Code":7}"#),
        ] {
            let answer = answer(&format!(r#"{{"UserId":1,"ModelStateErrors":{errors}}}"#));
            let fault = answer.model_state.first().expect(errors);
            assert_eq!((fault.field.as_deref(), fault.message.as_str()), (field, message));
        }
        for none in ["null", "[]", "{}", r#""""#] {
            assert!(!answer(&format!(r#"{{"UserId":1,"Errors":{none}}}"#)).has_errors(), "{none}");
        }
        let batch = answer(r#"{"Errors":[{"Key1":"A-1","Key2":7,"Message":"No client"}]}"#);
        let fault = batch.errors.first().expect("one");
        assert_eq!((fault.key1.as_deref(), fault.key2.as_deref()), (Some("A-1"), Some("7")));
    }

    #[test]
    fn a_duration_is_a_number_or_a_time_span() {
        for (text, ms) in [
            ("12", Some(12)),
            ("12.7", Some(12)),
            (r#""00:00:01.2345678""#, Some(1_234)),
            (r#""00:01:00""#, Some(60_000)),
            (r#""soon""#, None),
        ] {
            let duration = answer(&format!(r#"{{"RequestDuration":{text}}}"#)).duration_ms;
            assert_eq!(duration, ms, "{text}");
        }
    }
}
