//! A mapping document as it is written: read and checked for its shape. It must not know how it will be run.

use super::path;
use crate::json::{Kind, Value};
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::value::MapAccessDeserializer;
use serde::de::{self, Deserialize, Deserializer, MapAccess, Visitor};
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;

/// How a shop's product documents become products: a table for each kind of row, "this field comes from that path".
#[derive(serde::Deserialize, JsonSchema, Clone, Debug)]
#[serde(deny_unknown_fields)]
pub struct Document {
    /// The version of this format: 1.
    pub version: u32,
    /// The shop's name, such as shopify.
    #[serde(default = "custom")]
    pub source: String,
    /// Where the products are, such as `$.products[*]`; a bare list of products is always taken.
    pub items: Path,
    /// Another place where products may be, such as that of a single one.
    pub or_items: Option<Path>,
    /// Where variants stand that are not within their product.
    pub parts: Option<Path>,
    /// What only another format has, each with that format's name: such a document is left out.
    #[serde(default)]
    pub refuse: Rules<Path>,
    #[serde(default)]
    pub product: Rules<Rule>,
    pub categories: Option<Rows>,
    pub tags: Option<Rule>,
    pub images: Option<Rows>,
    pub attributes: Option<Rows>,
    pub variants: Option<Rows>,
    /// The ids of the product's variants, or the variants themselves.
    pub links: Option<Path>,
    /// Tables of labels by code. What a request gives under the same name takes its place.
    #[serde(default)]
    pub lookups: BTreeMap<String, Rules<Word>>,
}

fn custom() -> String {
    "custom".to_owned()
}

/// The rows of a list: each element of `each` is one; `$` is the product itself.
#[derive(Clone, Debug)]
pub struct Rows {
    pub each: Path,
    /// The values of an attribute.
    pub values: Option<Rule>,
    /// Lookups by the attribute's key: `options` looks in the table `options.<key>`.
    pub labels: Option<String>,
    /// An attribute of this name says nothing when the product has one variant.
    pub placeholder: Option<String>,
    /// What a variant chose of each attribute.
    pub choices: Option<Box<Rows>>,
    /// Where a variant's stock lies.
    pub locations: Option<Box<Rows>>,
    pub fields: Rules<Rule>,
}

/// Where a field comes from, and what is done to it on the way: a path alone, or an object.
#[derive(Clone, Debug, Default)]
pub struct Rule {
    pub path: Option<Path>,
    pub verbs: Verbs,
}

#[derive(serde::Deserialize, JsonSchema, Clone, Debug, Default)]
#[serde(deny_unknown_fields)]
pub struct Verbs {
    path: Option<Path>,
    /// Several sources: the first that is not blank.
    pub first: Option<Vec<Path>>,
    #[serde(rename = "const")]
    pub constant: Option<Word>,
    /// The shop's words into the model's.
    pub map: Option<Rules<Word>>,
    /// The table that holds the label of the code.
    pub lookup: Option<String>,
    /// What an empty text says; where there is nothing at all, there still is nothing.
    pub empty: Option<Word>,
    /// What stands where there is nothing.
    pub default: Option<Word>,
    /// The character at which a text is split into a list.
    pub split: Option<Separator>,
}

/// `$.name`, `$.list[*].name` or `$.list[?@.code=='x'].value`.
#[derive(Clone, Debug)]
pub struct Path(pub Vec<path::Segment>);

impl<'de> Deserialize<'de> for Path {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = Cow::<str>::deserialize(deserializer)?;
        path::parse(&text).map(Path).map_err(|error| {
            de::Error::custom(format_args!("{}: {}", error.code.as_str(), error.message))
        })
    }
}

/// One character of ASCII.
#[derive(Clone, Copy, Debug)]
pub struct Separator(pub u8);

impl<'de> Deserialize<'de> for Separator {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        match Cow::<str>::deserialize(deserializer)?.as_bytes() {
            [byte] if byte.is_ascii() && !matches!(byte, b'"' | b'\\') => Ok(Separator(*byte)),
            _ => Err(de::Error::custom("a list is split at one character of ASCII")),
        }
    }
}

/// A value that the mapping itself brings, as JSON spells it.
#[derive(Clone, Debug, PartialEq)]
pub struct Word(Box<[u8]>, Kind);

impl Word {
    pub fn text(text: &str) -> Word {
        // Kept as it is written in JSON, so that it can be written out like any value of the input.
        let quoted = serde_json::to_string(text).unwrap_or_default();
        let inner = quoted.get(1..quoted.len().saturating_sub(1)).unwrap_or_default();
        let kind = if inner.contains('\\') { Kind::Escaped } else { Kind::Text };
        Word(inner.as_bytes().into(), kind)
    }
    pub fn value(&self) -> Value<'_> {
        Value { bytes: &self.0, kind: self.1 }
    }
}

impl<'de> Deserialize<'de> for Word {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Plain;
        impl Visitor<'_> for Plain {
            type Value = Word;
            fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
                f.write_str("a text, a number, true, false or null")
            }
            fn visit_unit<E>(self) -> Result<Word, E> {
                Ok(Word(b"null"[..].into(), Kind::Null))
            }
            fn visit_bool<E>(self, truth: bool) -> Result<Word, E> {
                Ok(match truth {
                    true => Word(b"true"[..].into(), Kind::True),
                    false => Word(b"false"[..].into(), Kind::False),
                })
            }
            fn visit_i64<E>(self, number: i64) -> Result<Word, E> {
                Ok(Word(number.to_string().as_bytes().into(), Kind::Number))
            }
            fn visit_bytes<E>(self, literal: &[u8]) -> Result<Word, E> {
                Ok(Word(literal.into(), Kind::Number))
            }
            fn visit_str<E>(self, text: &str) -> Result<Word, E> {
                Ok(Word::text(text))
            }
        }
        deserializer.deserialize_any(Plain)
    }
}

impl<'de> Deserialize<'de> for Rule {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Either;
        impl<'de> Visitor<'de> for Either {
            type Value = Rule;
            fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
                f.write_str("a path, or an object with a path")
            }
            fn visit_str<E: de::Error>(self, text: &str) -> Result<Rule, E> {
                let path = Path::deserialize(de::value::StrDeserializer::new(text))?;
                Ok(Rule { path: Some(path), verbs: Verbs::default() })
            }
            fn visit_map<M: MapAccess<'de>>(self, members: M) -> Result<Rule, M::Error> {
                let mut verbs = Verbs::deserialize(MapAccessDeserializer::new(members))?;
                let path = verbs.path.take();
                let sources = [path.is_some(), verbs.first.is_some(), verbs.constant.is_some()];
                match sources.iter().filter(|given| **given).count() {
                    1 => Ok(Rule { path, verbs }),
                    _ => Err(de::Error::custom("one of path, first and const is needed")),
                }
            }
        }
        deserializer.deserialize_any(Either)
    }
}

/// Names and what they stand for, in the order of the document.
#[derive(Clone, Debug)]
pub struct Rules<T>(pub Vec<(String, T)>);

impl<T> Default for Rules<T> {
    fn default() -> Self {
        Rules(Vec::new())
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Rules<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Members<T>(std::marker::PhantomData<T>);
        impl<'de, T: Deserialize<'de>> Visitor<'de> for Members<T> {
            type Value = Rules<T>;
            fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
                f.write_str("an object")
            }
            fn visit_map<M: MapAccess<'de>>(self, mut members: M) -> Result<Rules<T>, M::Error> {
                let mut rules = Vec::new();
                while let Some(member) = members.next_entry()? {
                    rules.push(member);
                }
                Ok(Rules(rules))
            }
        }
        deserializer.deserialize_map(Members(std::marker::PhantomData))
    }
}

impl<'de> Deserialize<'de> for Rows {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Members;
        impl<'de> Visitor<'de> for Members {
            type Value = Rows;
            fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
                f.write_str("an object with \"each\" and fields")
            }
            fn visit_map<M: MapAccess<'de>>(self, mut members: M) -> Result<Rows, M::Error> {
                let mut each = None;
                let (mut values, mut labels, mut placeholder) = (None, None, None);
                let (mut choices, mut locations) = (None, None);
                let mut fields = Vec::new();
                while let Some(name) = members.next_key::<String>()? {
                    match name.as_str() {
                        "each" => each = Some(members.next_value()?),
                        "values" => values = Some(members.next_value()?),
                        "labels" => labels = Some(members.next_value()?),
                        "placeholder" => placeholder = Some(members.next_value()?),
                        "choices" => choices = Some(members.next_value()?),
                        "locations" => locations = Some(members.next_value()?),
                        _ => fields.push((name, members.next_value()?)),
                    }
                }
                let each = each.ok_or_else(|| de::Error::missing_field("each"))?;
                let fields = Rules(fields);
                Ok(Rows { each, values, labels, placeholder, choices, locations, fields })
            }
        }
        deserializer.deserialize_map(Members)
    }
}

macro_rules! schema {
    ($Type:ty, $name:literal, $generator:ident => $schema:expr) => {
        impl JsonSchema for $Type {
            fn schema_name() -> Cow<'static, str> {
                $name.into()
            }
            fn json_schema($generator: &mut SchemaGenerator) -> Schema {
                $schema
            }
        }
    };
}

schema!(Path, "Path", _generator => json_schema!({
    "description": "Such as $.name, $.list[*].name or $.list[?@.code=='x'].value.",
    "type": "string",
    "pattern": "^\\$",
}));
schema!(Separator, "Separator", _generator => json_schema!({
    "type": "string", "minLength": 1, "maxLength": 1,
}));
schema!(Word, "Word", _generator => json_schema!({
    "type": ["string", "number", "boolean", "null"],
}));
schema!(Rule, "Rule", generator => json_schema!({
    "description": "A path, or an object that also says what is done to the value.",
    "anyOf": [generator.subschema_for::<Path>(), generator.subschema_for::<Verbs>()],
}));
schema!(Rows, "Rows", generator => json_schema!({
    "description": "The rows of a list: each element of `each` is one, and every other member is a field.",
    "type": "object",
    "properties": {
        "each": generator.subschema_for::<Path>(),
        "values": generator.subschema_for::<Rule>(),
        "labels": { "type": "string" },
        "placeholder": { "type": "string" },
        "choices": { "$ref": "#/$defs/Rows" },
        "locations": { "$ref": "#/$defs/Rows" },
    },
    "required": ["each"],
    "additionalProperties": generator.subschema_for::<Rule>(),
}));

impl<T: JsonSchema> JsonSchema for Rules<T> {
    fn schema_name() -> Cow<'static, str> {
        format!("{}ByName", T::schema_name()).into()
    }
    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "type": "object",
            "additionalProperties": generator.subschema_for::<T>(),
        })
    }
    fn inline_schema() -> bool {
        true
    }
}
