//! The parameters of a route: what each may be, read from the query and the body and refused in WooCommerce's words.
//! It must not know what a parameter is used for.

use super::fault::{Fault, Wrong, missing};
use super::query::{Given, Query};
use crate::moment;
use crate::world::Instant;
use chrono_tz::Tz;
use serde_json::{Map, Value, json};

/// A parameter that a route takes; every other one is ignored, as WooCommerce does.
#[derive(Debug, Clone, Copy)]
pub struct Argument {
    pub name: &'static str,
    pub kind: Kind,
    /// As it would be given; none where the parameter may be absent.
    pub default: Option<&'static str>,
    pub required: bool,
    /// A member that is shown and not taken.
    pub read_only: bool,
}

/// What a parameter, or a member of a document, may be.
#[derive(Debug, Clone, Copy)]
pub enum Kind {
    Text,
    /// An address of mail; empty is none.
    Email,
    Integer {
        min: i64,
        max: i64,
    },
    Truth,
    Instant,
    Word(&'static [&'static str]),
    Words(&'static [&'static str]),
    Integers,
    Texts,
    Object(&'static [Argument]),
    List(&'static [Argument]),
    /// Any JSON.
    Any,
}

/// Any whole number.
pub const WHOLE: Kind = Kind::Integer { min: i64::MIN, max: i64::MAX };
/// A number of a thing, or 0 for none.
pub const NUMBER: Kind = Kind::Integer { min: 0, max: i64::MAX };

impl Argument {
    pub const fn new(name: &'static str, kind: Kind) -> Argument {
        Argument { name, kind, default: None, required: false, read_only: false }
    }
    pub const fn text(name: &'static str) -> Argument {
        Argument::new(name, Kind::Text)
    }
    pub const fn truth(name: &'static str) -> Argument {
        Argument::new(name, Kind::Truth)
    }
    pub const fn instant(name: &'static str) -> Argument {
        Argument::new(name, Kind::Instant)
    }
    pub const fn or(self, default: &'static str) -> Argument {
        Argument { default: Some(default), ..self }
    }
    pub const fn required(self) -> Argument {
        Argument { required: true, ..self }
    }
    pub const fn shown(self) -> Argument {
        Argument { read_only: true, ..self }
    }

    /// As the index and `OPTIONS` describe it.
    pub fn schema(&self) -> Value {
        let mut schema = match self.kind {
            Kind::Text => json!({ "type": "string" }),
            Kind::Email => json!({ "type": "string", "format": "email" }),
            Kind::Integer { min, max } if max < i64::MAX => {
                json!({ "type": "integer", "minimum": min, "maximum": max })
            }
            Kind::Integer { min, .. } if min > i64::MIN => {
                json!({ "type": "integer", "minimum": min })
            }
            Kind::Integer { .. } => json!({ "type": "integer" }),
            Kind::Truth => json!({ "type": "boolean" }),
            Kind::Instant => json!({ "type": "string", "format": "date-time" }),
            Kind::Word(words) => json!({ "type": "string", "enum": words }),
            Kind::Words(words) => {
                json!({ "type": "array", "items": { "type": "string", "enum": words } })
            }
            Kind::Integers => json!({ "type": "array", "items": { "type": "integer" } }),
            Kind::Texts => json!({ "type": "array", "items": { "type": "string" } }),
            Kind::Object(fields) => json!({ "type": "object", "properties": properties(fields) }),
            Kind::List(fields) => {
                let items = json!({ "type": "object", "properties": properties(fields) });
                json!({ "type": "array", "items": items })
            }
            Kind::Any => json!({ "type": "mixed" }),
        };
        if let Some(default) = self.default {
            schema["default"] = match self.kind {
                Kind::Integer { .. } => default.parse::<i64>().map_or(Value::Null, Value::from),
                Kind::Truth => json!(default == "true"),
                _ => default.into(),
            };
        }
        schema["required"] = self.required.into();
        schema
    }

    /// As the schema of a document describes it.
    fn property(&self) -> Value {
        let mut property = self.schema();
        if let Value::Object(members) = &mut property {
            members.remove("required");
            members.insert("context".into(), json!(["view", "edit"]));
            if self.read_only {
                members.insert("readonly".into(), true.into());
            }
        }
        property
    }
}

/// The members of a document, as its schema describes them.
pub fn properties(fields: &[Argument]) -> Map<String, Value> {
    fields.iter().map(|field| (field.name.to_owned(), field.property())).collect()
}

/// A parameter's value, read.
#[derive(Debug, Clone, PartialEq)]
enum Read {
    Text(String),
    Integer(i64),
    Truth(bool),
    Instant(Instant),
    Texts(Vec<String>),
    Integers(Vec<i64>),
    /// A member of a document, which is read as one.
    Other,
}

/// The parameters of one request.
#[derive(Debug, Default)]
pub struct Arguments(Vec<(&'static str, Read)>);

impl Arguments {
    /// Reads what `taken` asks for from `given`; all that is wrong is told at once.
    pub fn read(
        given: &Map<String, Value>,
        taken: &[&[Argument]],
        zone: Tz,
    ) -> Result<Self, Fault> {
        let mut arguments = Arguments::default();
        let (mut wrong, mut absent) = (Wrong::default(), Vec::new());
        let in_utc = matches!(given.get("dates_are_gmt"), Some(said) if truth(said) == Some(true));
        let zone = if in_utc { Tz::UTC } else { zone };
        for argument in taken.iter().copied().flatten() {
            let default = argument.default.map(|default| Value::String(default.into()));
            // null stands for "not given".
            let value = given.get(argument.name).filter(|value| !value.is_null());
            match value.or(default.as_ref()) {
                None if argument.required => absent.push(argument.name),
                None => {}
                Some(value) => match read(argument.name, argument.kind, value, zone) {
                    Ok(value) => arguments.0.push((argument.name, value)),
                    Err((code, message)) => wrong.add(argument.name, code, message),
                },
            }
        }
        match absent.is_empty() {
            true => wrong.or(arguments),
            false => Err(missing(&absent)),
        }
    }

    fn get(&self, name: &str) -> Option<&Read> {
        self.0.iter().find(|(held, _)| *held == name).map(|(_, value)| value)
    }

    /// An empty text counts as not given.
    pub fn text(&self, name: &str) -> Option<&str> {
        match self.get(name)? {
            Read::Text(text) if !text.is_empty() => Some(text),
            _ => None,
        }
    }
    pub fn integer(&self, name: &str) -> Option<i64> {
        match self.get(name)? {
            Read::Integer(number) => Some(*number),
            _ => None,
        }
    }
    pub fn truth(&self, name: &str) -> Option<bool> {
        match self.get(name)? {
            Read::Truth(truth) => Some(*truth),
            _ => None,
        }
    }
    pub fn instant(&self, name: &str) -> Option<Instant> {
        match self.get(name)? {
            Read::Instant(instant) => Some(*instant),
            _ => None,
        }
    }
    /// An empty list counts as not given.
    pub fn integers(&self, name: &str) -> Option<&[i64]> {
        match self.get(name)? {
            Read::Integers(numbers) if !numbers.is_empty() => Some(numbers),
            _ => None,
        }
    }
    /// An empty list counts as not given.
    pub fn words(&self, name: &str) -> Option<&[String]> {
        match self.get(name)? {
            Read::Texts(words) if !words.is_empty() => Some(words),
            _ => None,
        }
    }
}

/// A code and a sentence.
pub type Refused = (&'static str, String);

/// A value that is neither an object nor a list of them, in the type in which it is kept.
pub fn read_value(name: &str, kind: Kind, value: &Value, zone: Tz) -> Result<Value, Refused> {
    Ok(match read(name, kind, value, zone)? {
        Read::Text(text) => text.into(),
        Read::Integer(number) => number.into(),
        Read::Truth(truth) => truth.into(),
        Read::Texts(texts) => texts.into(),
        Read::Integers(numbers) => numbers.into(),
        // As it was written: whether it has a zone is still to be seen.
        Read::Instant(_) | Read::Other => value.clone(),
    })
}

fn read(name: &str, kind: Kind, value: &Value, zone: Tz) -> Result<Read, Refused> {
    let of_type = |kind: &str| ("rest_invalid_type", format!("{name} is not of type {kind}."));
    match kind {
        Kind::Text => match value {
            Value::String(text) => Ok(Read::Text(text.clone())),
            _ => Err(of_type("string")),
        },
        Kind::Integer { min, max } => {
            let number = integer(value).ok_or_else(|| of_type("integer"))?;
            within(name, number, min, max).map(Read::Integer)
        }
        Kind::Truth => truth(value).map(Read::Truth).ok_or_else(|| of_type("boolean")),
        Kind::Email => {
            let text = value.as_str().ok_or_else(|| of_type("string"))?;
            let invalid = || ("rest_invalid_email", "Invalid email address.".to_owned());
            is_email(text).then(|| Read::Text(text.to_owned())).ok_or_else(invalid)
        }
        Kind::Instant => {
            let text = value.as_str().ok_or_else(|| of_type("string"))?;
            let invalid = || ("rest_invalid_date", "Invalid date.".to_owned());
            if text.is_empty() {
                return Ok(Read::Other);
            }
            moment::read(text, zone).map(Read::Instant).ok_or_else(invalid)
        }
        Kind::Word(words) => {
            let text = value.as_str().ok_or_else(|| of_type("string"))?;
            word(name, text, words).map(Read::Text)
        }
        Kind::Words(words) => {
            let texts = texts(value).ok_or_else(|| of_type("array"))?;
            let checked = texts.iter().enumerate().map(|(nth, text)| {
                let name = format!("{name}[{nth}]");
                word(&name, text, words)
            });
            checked.collect::<Result<_, _>>().map(Read::Texts)
        }
        Kind::Integers => {
            let texts = texts(value).ok_or_else(|| of_type("array"))?;
            let checked = texts.iter().enumerate().map(|(nth, text)| {
                let refused =
                    || ("rest_invalid_type", format!("{name}[{nth}] is not of type integer."));
                integer_of(text).ok_or_else(refused)
            });
            checked.collect::<Result<_, _>>().map(Read::Integers)
        }
        Kind::Texts => texts(value).map(Read::Texts).ok_or_else(|| of_type("array")),
        Kind::Object(_) | Kind::List(_) | Kind::Any => Ok(Read::Other),
    }
}

fn is_email(text: &str) -> bool {
    let parts = text.split_once('@');
    let is_plain = |part: &str| !part.is_empty() && !part.contains([' ', '@', '<', '>', '"']);
    text.is_empty()
        || parts.is_some_and(|(name, host)| is_plain(name) && is_plain(host) && host.contains('.'))
}

fn within(name: &str, number: i64, min: i64, max: i64) -> Result<i64, Refused> {
    let message = match (min..=max).contains(&number) {
        true => return Ok(number),
        false if max < i64::MAX => {
            format!("{name} must be between {min} (inclusive) and {max} (inclusive)")
        }
        false => format!("{name} must be greater than or equal to {min}"),
    };
    Err(("rest_out_of_bounds", message))
}

fn word(name: &str, text: &str, words: &[&str]) -> Result<String, Refused> {
    match words.contains(&text) {
        true => Ok(text.to_owned()),
        false => Err(("rest_not_in_enum", format!("{name} is not one of {}.", words.join(", ")))),
    }
}

/// A whole number, also one in a text.
pub fn integer(value: &Value) -> Option<i64> {
    match value {
        Value::Number(number) => number.as_i64(),
        Value::String(text) => integer_of(text),
        _ => None,
    }
}

fn integer_of(text: &str) -> Option<i64> {
    text.trim().parse().ok()
}

/// As WordPress reads truths, and Python writes them.
pub fn truth(value: &Value) -> Option<bool> {
    let text = match value {
        Value::Bool(truth) => return Some(*truth),
        Value::Number(number) => number.to_string(),
        Value::String(text) => text.to_ascii_lowercase(),
        _ => return None,
    };
    match text.as_str() {
        "true" | "1" => Some(true),
        "false" | "0" | "" => Some(false),
        _ => None,
    }
}

/// A list, or a text with commas.
pub fn texts(value: &Value) -> Option<Vec<String>> {
    let one = |value: &Value| match value {
        Value::String(text) => Some(text.trim().to_owned()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    };
    match value {
        Value::Array(values) => values.iter().map(one).collect(),
        Value::Object(members) => members.values().map(one).collect(),
        Value::String(text) if text.is_empty() => Some(Vec::new()),
        Value::String(text) => Some(text.split(',').map(|part| part.trim().to_owned()).collect()),
        number => one(number).map(|number| vec![number]),
    }
}

/// What came in a query or a form, as JSON would have it.
pub fn of_query(query: &Query) -> Map<String, Value> {
    fn value(given: &Given) -> Value {
        match given {
            Given::Text(text) => Value::String(text.clone()),
            Given::List(elements) => {
                let counted = elements.iter().enumerate();
                let is_list = counted.into_iter().all(|(nth, (key, _))| *key == nth.to_string());
                let values = elements.iter().map(|(key, given)| (key.clone(), value(given)));
                match is_list {
                    true => Value::Array(values.map(|(_, value)| value).collect()),
                    false => Value::Object(values.collect()),
                }
            }
        }
    }
    query.pairs().iter().map(|(name, given)| (name.clone(), value(given))).collect()
}

/// What every list takes.
pub const LIST: &[Argument] = &[
    Argument::new("context", Kind::Word(&["view", "edit"])).or("view"),
    Argument::new("page", Kind::Integer { min: 1, max: i64::MAX }).or("1"),
    Argument::new("per_page", Kind::Integer { min: 1, max: 100 }).or("10"),
    Argument::new("offset", Kind::Integer { min: 0, max: i64::MAX }),
    Argument::new("search", Kind::Text),
    Argument::new("include", Kind::Integers),
    Argument::new("exclude", Kind::Integers),
];

/// What a list of things with dates takes besides.
pub const DATED: &[Argument] = &[
    Argument::new("after", Kind::Instant),
    Argument::new("before", Kind::Instant),
    Argument::new("modified_after", Kind::Instant),
    Argument::new("modified_before", Kind::Instant),
    Argument::new("dates_are_gmt", Kind::Truth).or("false"),
    Argument::new("order", Kind::Word(&["asc", "desc"])).or("desc"),
];

/// What reading one thing takes.
pub const ITEM: &[Argument] = &[Argument::new("context", Kind::Word(&["view", "edit"])).or("view")];

/// What deleting takes.
pub const DELETION: &[Argument] = &[Argument::new("force", Kind::Truth).or("false")];

#[cfg(test)]
mod tests {
    use super::*;

    fn read(query: &str) -> Result<Arguments, Fault> {
        Arguments::read(&of_query(&Query::parse(query)), &[LIST, DATED], Tz::UTC)
    }

    #[test]
    fn lists_come_with_commas_or_brackets() {
        for query in ["include=1,2", "include[]=1&include[]=2", "include[0]=1&include[5]=2"] {
            let read = read(query).expect(query);
            assert_eq!(read.integers("include"), Some(&[1, 2][..]), "{query}");
        }
        assert_eq!(read("include=").expect("empty").integers("include"), None);
    }

    #[test]
    fn what_is_out_of_bounds_is_refused_and_what_is_unknown_ignored() {
        let read_page = read("per_page=100&page=3&number=x").expect("fine");
        assert_eq!(read_page.integer("per_page"), Some(100));
        for (query, name, code) in [
            ("per_page=0", "per_page", "rest_out_of_bounds"),
            ("per_page=101", "per_page", "rest_out_of_bounds"),
            ("page=-1", "page", "rest_out_of_bounds"),
            ("page=99999999999999999999", "page", "rest_invalid_type"),
            ("page[]=1", "page", "rest_invalid_type"),
            ("order=up", "order", "rest_not_in_enum"),
            ("include=1,x", "include", "rest_invalid_type"),
            ("modified_after=yesterday", "modified_after", "rest_invalid_date"),
        ] {
            let document = read(query).expect_err(query).document();
            assert_eq!(document["data"]["details"][name]["code"], code, "{query}");
        }
    }

    #[test]
    fn truths_are_read_as_clients_write_them() {
        for (text, meant) in [("true", true), ("True", true), ("1", true), ("0", false)] {
            let read = read(&format!("dates_are_gmt={text}")).expect(text);
            assert_eq!(read.truth("dates_are_gmt"), Some(meant), "{text}");
        }
    }
}
