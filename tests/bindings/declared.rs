//! Every method with its types, read from the JSON Schemas: what the declarations of all languages are printed from.
//! `make header` (KOPPEL_WRITE_HEADER=1) writes the files; without that the tests compare.

use koppel::config::Config;
use koppel::methods::{METHODS, Run};
use schemars::schema_for;
use serde_json::{Map, Value};
use std::collections::BTreeMap;
use std::path::Path;

/// A type, as far as a declaration says it.
#[derive(Clone, PartialEq, Debug)]
pub enum Type {
    Named(String),
    Literal(String),
    Union(Vec<Type>),
    List(Box<Type>),
    Tuple(Vec<Type>),
    Map(Box<Type>),
    Object(Vec<Field>),
    Text,
    Number,
    Integer,
    Bool,
    Null,
    Any,
}

/// A member of an object.
#[derive(Clone, PartialEq, Debug)]
pub struct Field {
    pub name: String,
    pub doc: String,
    pub optional: bool,
    pub kind: Type,
}

/// A method, and what it takes and gives.
pub struct Method {
    /// As the languages call it: `paymentSplit`.
    pub name: String,
    pub summary: &'static str,
    pub is_pure: bool,
    pub request: Type,
    pub reply: Type,
}

impl Method {
    /// Whether it has a declaration of its own, with bytes for bodies.
    pub fn is_http(&self) -> bool {
        self.name.starts_with("http")
    }
}

/// Everything that is declared.
pub struct Declared {
    pub methods: Vec<Method>,
    /// What `open` takes.
    pub config: Type,
    /// Name, sentence and shape of every named type.
    pub types: BTreeMap<String, (String, Type)>,
}

impl Declared {
    /// Whether a method can be called without a request: nothing in it is required.
    pub fn may_be_empty(&self, request: &Type) -> bool {
        match request {
            Type::Named(name) => {
                self.types.get(name).is_some_and(|(_, kind)| self.may_be_empty(kind))
            }
            Type::Object(fields) => fields.iter().all(|field| field.optional),
            Type::Any => true,
            _ => false,
        }
    }
}

pub fn declared() -> Declared {
    let mut types = BTreeMap::new();
    let mut methods = Vec::new();
    for method in METHODS {
        methods.push(Method {
            name: camel(method.name),
            summary: method.summary,
            is_pure: matches!(method.run, Run::Pure(_)),
            request: named((method.request)().as_value(), method.name, &mut types),
            reply: named((method.reply)().as_value(), method.name, &mut types),
        });
    }
    let config = named(schema_for!(Config).as_value(), "open", &mut types);
    Declared { methods, config, types }
}

#[test]
fn no_type_is_called_by_two_names_because_another_has_its_own() {
    let declared = declared();
    let doubled =
        declared.types.keys().find(|name| name.ends_with(|last: char| last.is_ascii_digit()));
    assert_eq!(doubled, None, "two types of one schema have one name; give one of them another");
}

/// `payment_split` as `paymentSplit`.
pub fn camel(name: &str) -> String {
    let mut words = name.split('_');
    let first = words.next().unwrap_or_default().to_owned();
    words.fold(first, |name, word| name + &pascal(word))
}

fn pascal(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

/// The root of a schema, entered with all its definitions. Where another method has a type of the same name that is not
/// the same, this one is named after its method.
fn named(schema: &Value, method: &str, types: &mut BTreeMap<String, (String, Type)>) -> Type {
    let none = Map::new();
    let parts = schema.get("$defs").and_then(Value::as_object).unwrap_or(&none);
    let mut own: Vec<(String, &Value)> =
        parts.iter().map(|(name, part)| (name.clone(), part)).collect();
    let title = schema["title"].as_str().unwrap_or_default().to_owned();
    let is_named = schema.get("properties").is_some();
    if is_named {
        own.push((title.clone(), schema));
    }
    let clashes = |name: &str, part: &Value| {
        types.get(name).is_some_and(|held| *held != (doc_of(part), type_of(part, &|name| name)))
    };
    let taken: Vec<String> = own
        .iter()
        .filter(|(name, part)| clashes(name, part))
        .map(|(name, _)| name.clone())
        .collect();
    let rename = |name: String| match taken.contains(&name) {
        true => camel(&format!("_{method}")) + &name,
        false => name,
    };
    for (name, part) in own {
        types.insert(rename(name), (doc_of(part), type_of(part, &rename)));
    }
    if is_named { Type::Named(rename(title)) } else { type_of(schema, &rename) }
}

fn doc_of(schema: &Value) -> String {
    schema.get("description").and_then(Value::as_str).unwrap_or_default().to_owned()
}

fn type_of(schema: &Value, rename: &dyn Fn(String) -> String) -> Type {
    if let Some(name) = schema.get("$ref").and_then(Value::as_str) {
        return Type::Named(rename(name.rsplit('/').next().unwrap_or_default().to_owned()));
    }
    if let Some(value) = schema.get("const") {
        return Type::Literal(value.to_string());
    }
    for members in ["enum", "anyOf", "oneOf"] {
        if let Some(list) = schema.get(members).and_then(Value::as_array) {
            let one = |each: &Value| match members {
                "enum" => Type::Literal(each.to_string()),
                _ => type_of(each, rename),
            };
            return Type::Union(list.iter().map(one).collect());
        }
    }
    match schema.get("type") {
        Some(Value::Array(kinds)) => {
            let one = |kind: &Value| of_kind(kind.as_str().unwrap_or_default(), schema, rename);
            Type::Union(kinds.iter().map(one).collect())
        }
        Some(Value::String(kind)) => of_kind(kind, schema, rename),
        _ => Type::Any,
    }
}

fn of_kind(kind: &str, schema: &Value, rename: &dyn Fn(String) -> String) -> Type {
    let inner = |member: &str| match schema.get(member) {
        Some(part @ Value::Object(_)) => Box::new(type_of(part, rename)),
        _ => Box::new(Type::Any),
    };
    match kind {
        "string" => Type::Text,
        "number" => Type::Number,
        "integer" => Type::Integer,
        "boolean" => Type::Bool,
        "null" => Type::Null,
        "array" => match schema.get("prefixItems").and_then(Value::as_array) {
            Some(parts) => Type::Tuple(parts.iter().map(|part| type_of(part, rename)).collect()),
            None => Type::List(inner("items")),
        },
        "object" => match schema.get("properties").and_then(Value::as_object) {
            Some(members) => Type::Object(fields(members, schema, rename)),
            None if schema.get("additionalProperties") == Some(&Value::Bool(false)) => {
                Type::Object(Vec::new())
            }
            None => Type::Map(inner("additionalProperties")),
        },
        _ => Type::Any,
    }
}

fn fields(
    members: &Map<String, Value>,
    schema: &Value,
    rename: &dyn Fn(String) -> String,
) -> Vec<Field> {
    let required = |name: &str| {
        let list = schema.get("required").and_then(Value::as_array);
        list.is_some_and(|list| list.iter().any(|each| each == name))
    };
    let field = |(name, part): (&String, &Value)| Field {
        name: name.clone(),
        doc: doc_of(part),
        optional: !required(name),
        kind: type_of(part, rename),
    };
    members.iter().map(field).collect()
}

/// Compares a committed file with what it should hold, or writes it.
pub fn expect_file(path: &str, fresh: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
    if std::env::var_os("KOPPEL_WRITE_HEADER").is_some() {
        std::fs::write(&path, fresh).expect("written");
    }
    let committed = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(committed == fresh, "{} is stale: run `make header`", path.display());
}

/// A member's name as a declaration takes it: what is more than letters, digits, `_` and `$` stands in quotes.
pub fn quoted(name: &str) -> String {
    let is_plain = |char: char| char.is_ascii_alphanumeric() || matches!(char, '_' | '$');
    if name.chars().all(is_plain) { name.to_owned() } else { format!("'{name}'") }
}

/// `text` in lines of at most `width`, each behind `margin`.
pub fn wrapped(text: &str, margin: &str, width: usize) -> String {
    let mut lines = String::new();
    let mut line = String::new();
    for word in text.split_whitespace() {
        if !line.is_empty() && margin.len() + line.len() + word.len() + 1 > width {
            lines += &format!("{margin}{line}\n");
            line.clear();
        }
        if !line.is_empty() {
            line.push(' ');
        }
        line += word;
    }
    lines + &format!("{margin}{line}\n")
}
