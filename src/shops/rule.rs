//! One row of a mapping document as it is written: a path, and what is done to the value on the way. It must not know
//! how it will be run.

use super::document::Condition;
use super::path::{self, Segment};
use super::template::Template;
use crate::json::{Kind, Value, push_shown};
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::value::MapAccessDeserializer;
use serde::de::{self, Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};
use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;

/// Where a field comes from, and what is done to it on the way: a path alone, or an object.
#[derive(Clone, Debug, Default)]
pub struct Rule {
    pub path: Option<Path>,
    /// None for a path alone, as most are.
    pub verbs: Option<Box<Verbs>>,
}

impl Rule {
    /// Several sources, of which the first that is not blank counts.
    pub fn first(&self) -> &[Rule] {
        self.verbs.as_ref().and_then(|verbs| verbs.first.as_deref()).unwrap_or_default()
    }
    /// The character at which a text is split into a list.
    pub fn split(&self) -> Option<u8> {
        self.verbs.as_ref()?.split.map(|split| split.0)
    }
}

/// Done in the order in which they stand here.
#[derive(serde::Deserialize, JsonSchema, Clone, Debug, Default)]
#[serde(deny_unknown_fields)]
pub struct Verbs {
    path: Option<Path>,
    /// Several sources: the first that is not blank.
    pub first: Option<Vec<Rule>>,
    /// A text with paths in braces: `{$.voornaam} {$.naam}`; a name without `$` is one of the lookups `settings`. Where
    /// one of them is blank, nothing is made.
    #[schemars(with = "Option<String>")]
    pub template: Option<Template>,
    #[serde(rename = "const", default, deserialize_with = "given")]
    pub constant: Option<Word>,
    /// Where this is so, there is nothing: a price that is a percentage for some kinds of products.
    pub unless: Option<Condition>,
    /// What stands between the texts of a list, that become one.
    pub join: Option<String>,
    /// White space at both ends is left off.
    #[serde(default)]
    pub trim: bool,
    /// What comes after the last of these characters: an id out of `gid://shop/Product/7`.
    pub after: Option<Separator>,
    /// HTML becomes plain text; a text without tags and entities stays as it is.
    #[serde(default)]
    pub strip_html: bool,
    /// Texts by what stands in their place, letter by letter.
    pub replace: Option<Rules<String>>,
    /// The shop's words into the model's; `*` is any other word.
    pub map: Option<Rules<Word>>,
    /// The table that holds the label of the code.
    pub lookup: Option<String>,
    /// How the shop writes its decimals, where it is not as 1234.56.
    pub decimal: Option<Decimal>,
    /// How the shop writes a point in time, where it is not as 2026-11-21T12:00:00+01:00.
    pub date: Option<Date>,
    /// What an empty text says; where there is nothing at all, there still is nothing.
    #[serde(default, deserialize_with = "given")]
    pub empty: Option<Word>,
    /// What stands where there is nothing.
    #[serde(default, deserialize_with = "given")]
    pub default: Option<Word>,
    /// Without it the product is left out, and that is told.
    #[serde(default)]
    pub required: bool,
    /// The character at which a text is split into a list.
    pub split: Option<Separator>,
}

/// Null is a word too: that there is nothing.
fn given<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Word>, D::Error> {
    Word::deserialize(deserializer).map(Some)
}

/// How a shop writes decimals.
#[derive(serde::Deserialize, JsonSchema, Clone, Debug, Default)]
#[serde(deny_unknown_fields)]
pub struct Decimal {
    /// The decimal mark of texts, `,` or `.`; the other of the two, spaces and apostrophes then stand between thousands.
    #[schemars(extend("enum" = [",", ".", null]))]
    pub mark: Option<Separator>,
    /// How many places the point moves to the right: -2 for cents, 2 for a fraction that is meant in percent.
    #[serde(default)]
    pub shift: i8,
}

/// How a shop writes a point in time.
#[derive(serde::Deserialize, JsonSchema, Clone, Debug)]
#[serde(deny_unknown_fields)]
pub struct Date {
    /// As in strftime: `%d-%m-%Y %H:%M`; `%s` is seconds since 1970.
    pub format: String,
    /// Such as `UTC`; without it the shop's own zone. Not needed where the format has an offset.
    pub zone: Option<String>,
    /// The last day of something: it ends with that day, not as it begins.
    #[serde(default)]
    pub inclusive: bool,
}

/// `$.name`, `$.list[*].name`, `$.list[?@.code=='x'].value`, `/name`; any other path of RFC 9535 is followed on its
/// own, which is slower.
#[derive(Clone, Debug)]
pub struct Path {
    pub segments: Vec<Segment>,
    /// The path itself, where it cannot be followed while reading.
    pub query: Option<String>,
}

impl Path {
    /// The whole record.
    pub fn is_self(&self) -> bool {
        self.segments.is_empty() && self.query.is_none()
    }
}

impl<'de> Deserialize<'de> for Path {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        parsed(deserializer, path::parse)
    }
}

/// A text of the document, by what it means; never copied on the way.
pub(super) fn parsed<'de, D: Deserializer<'de>, T>(
    deserializer: D,
    parse: fn(&str) -> crate::error::Result<T>,
) -> Result<T, D::Error> {
    struct Text<T>(fn(&str) -> crate::error::Result<T>);
    impl<T> Visitor<'_> for Text<T> {
        type Value = T;
        fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
            f.write_str("a string")
        }
        fn visit_str<E: de::Error>(self, text: &str) -> Result<T, E> {
            (self.0)(text).map_err(|error| {
                E::custom(format_args!("{}: {}", error.code.as_str(), error.message))
            })
        }
    }
    deserializer.deserialize_str(Text(parse))
}

/// One, or a list of them.
#[derive(Clone, Debug)]
pub struct Many<T>(pub Vec<T>);

impl<T> Default for Many<T> {
    fn default() -> Self {
        Many(Vec::new())
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Many<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Either<T>(PhantomData<T>);
        impl<'de, T: Deserialize<'de>> Visitor<'de> for Either<T> {
            type Value = Many<T>;
            fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
                f.write_str("one, or a list")
            }
            fn visit_str<E: de::Error>(self, text: &str) -> Result<Many<T>, E> {
                T::deserialize(de::value::StrDeserializer::new(text)).map(|one| Many(vec![one]))
            }
            fn visit_bool<E: de::Error>(self, truth: bool) -> Result<Many<T>, E> {
                T::deserialize(de::value::BoolDeserializer::new(truth)).map(|one| Many(vec![one]))
            }
            fn visit_i64<E: de::Error>(self, number: i64) -> Result<Many<T>, E> {
                T::deserialize(de::value::I64Deserializer::new(number)).map(|one| Many(vec![one]))
            }
            fn visit_unit<E: de::Error>(self) -> Result<Many<T>, E> {
                T::deserialize(de::value::UnitDeserializer::new()).map(|one| Many(vec![one]))
            }
            fn visit_map<M: MapAccess<'de>>(self, members: M) -> Result<Many<T>, M::Error> {
                T::deserialize(MapAccessDeserializer::new(members)).map(|one| Many(vec![one]))
            }
            fn visit_seq<A: SeqAccess<'de>>(self, mut elements: A) -> Result<Many<T>, A::Error> {
                let mut list = Vec::new();
                while let Some(element) = elements.next_element()? {
                    list.push(element);
                }
                Ok(Many(list))
            }
        }
        deserializer.deserialize_any(Either(PhantomData))
    }
}

/// One character of ASCII.
#[derive(Clone, Copy, Debug)]
pub struct Separator(pub u8);

impl<'de> Deserialize<'de> for Separator {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        match Cow::<str>::deserialize(deserializer)?.as_bytes() {
            [byte] if byte.is_ascii() && !matches!(byte, b'"' | b'\\') => Ok(Separator(*byte)),
            _ => Err(de::Error::custom("one character of ASCII is expected")),
        }
    }
}

/// A value that the mapping itself brings, as JSON spells it.
#[derive(Clone, Debug, PartialEq)]
pub struct Word(Cow<'static, [u8]>, Kind);

impl Word {
    pub fn text(text: &str) -> Word {
        // Kept as it is written in JSON, so that it can be written out like any value of the input.
        let mut shown = Vec::with_capacity(text.len());
        push_shown(&mut shown, text);
        let kind = if shown.contains(&b'\\') { Kind::Escaped } else { Kind::Text };
        Word(shown.into(), kind)
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
                Ok(Word(b"null".into(), Kind::Null))
            }
            fn visit_bool<E>(self, truth: bool) -> Result<Word, E> {
                Ok(match truth {
                    true => Word(b"true".into(), Kind::True),
                    false => Word(b"false".into(), Kind::False),
                })
            }
            fn visit_i64<E>(self, number: i64) -> Result<Word, E> {
                Ok(Word(number.to_string().into_bytes().into(), Kind::Number))
            }
            fn visit_bytes<E>(self, literal: &[u8]) -> Result<Word, E> {
                Ok(Word(literal.to_vec().into(), Kind::Number))
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
                Ok(Rule { path: Some(path), verbs: None })
            }
            fn visit_map<M: MapAccess<'de>>(self, members: M) -> Result<Rule, M::Error> {
                let members = MapAccessDeserializer::new(members);
                let mut verbs = Box::<Verbs>::deserialize(members)?;
                let path = verbs.path.take();
                let Verbs { first, template, constant, .. } = &*verbs;
                let given =
                    [path.is_some(), first.is_some(), template.is_some(), constant.is_some()];
                match given.iter().filter(|given| **given).count() {
                    1 => Ok(Rule { path, verbs: Some(verbs) }),
                    _ => Err(de::Error::custom("one of path, first, template and const is needed")),
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
        struct Members<T>(PhantomData<T>);
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
        deserializer.deserialize_map(Members(PhantomData))
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
pub(super) use schema;

schema!(Path, "Path", _generator => json_schema!({
    "description": "Such as $.name, $.list[*].name, $.list[?@.code=='x'].value or /name.",
    "type": "string",
    "pattern": "^[$/]",
}));
schema!(Separator, "Separator", _generator => json_schema!({
    "type": "string", "pattern": r"^[\u0000-!#-\[\]-\u007f]$",
}));
schema!(Word, "Word", _generator => json_schema!({
    "type": ["string", "number", "boolean", "null"],
}));
schema!(Rule, "Rule", generator => json_schema!({
    "description": "A path, or an object that also says what is done to the value.",
    "anyOf": [generator.subschema_for::<Path>(), generator.subschema_for::<Verbs>()],
    "if": { "type": "object" },
    "then": { "oneOf": [
        { "required": ["path"] }, { "required": ["first"] }, { "required": ["template"] }, { "required": ["const"] },
    ] },
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

impl<T: JsonSchema> JsonSchema for Many<T> {
    fn schema_name() -> Cow<'static, str> {
        format!("OneOrMany{}", T::schema_name()).into()
    }
    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let one = generator.subschema_for::<T>();
        json_schema!({ "anyOf": [one, { "type": "array", "items": one }] })
    }
    fn inline_schema() -> bool {
        true
    }
}
