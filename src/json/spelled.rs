//! A text in our own spelling, as it stands between the quotes of JSON: brought from the input's spelling in one step,
//! and written by copying, as often as it is needed. It must not look at what the text says.

use super::reader::{Kind, Value};
use super::text::{push_shown, push_text, said};
use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::{Serialize, Serializer};
use std::borrow::Cow;

/// Two of them are equal where they say the same: our spelling is the only one of its kind.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Spelled<'a>(Cow<'a, [u8]>);

/// By this name our own encoder knows that a text comes spelled.
pub(super) const SPELLED: &str = "koppel::json::Spelled";

/// Room for the name of a variant, so that it does not grow step by step.
const JOINED_BYTES_USUAL: usize = 128;

impl<'a> Spelled<'a> {
    /// The text of a value; none where it says nothing.
    pub fn of(value: Value<'a>) -> Option<Spelled<'a>> {
        if value.is_blank() {
            return None;
        }
        if value.kind != Kind::Escaped {
            return Some(Spelled(Cow::Borrowed(value.bytes)));
        }
        let mut spelled = Vec::new();
        push_text(&mut spelled, value);
        Some(Spelled(Cow::Owned(spelled)))
    }

    /// Values one after the other.
    pub fn joined<'p>(parts: impl Iterator<Item = Value<'p>>) -> Spelled<'a> {
        let mut joined = Vec::with_capacity(JOINED_BYTES_USUAL);
        parts.for_each(|part| push_text(&mut joined, part));
        Spelled(Cow::Owned(joined))
    }

    /// The same, lent.
    pub fn lent(&self) -> Spelled<'_> {
        Spelled(Cow::Borrowed(&self.0))
    }

    pub fn said(&self) -> Cow<'_, str> {
        let kind = if self.0.contains(&b'\\') { Kind::Escaped } else { Kind::Text };
        said(Value { bytes: &self.0, kind })
    }

    /// The same, of what outlives the document.
    pub fn into_owned(self) -> Spelled<'static> {
        Spelled(Cow::Owned(self.0.into_owned()))
    }
}

impl From<&str> for Spelled<'static> {
    fn from(text: &str) -> Spelled<'static> {
        let mut spelled = Vec::with_capacity(text.len());
        push_shown(&mut spelled, text);
        Spelled(Cow::Owned(spelled))
    }
}

/// Our own encoder takes the spelling, any other what it says.
impl Serialize for Spelled<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        struct Content<'s>(&'s Spelled<'s>);
        impl Serialize for Content<'_> {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                match serializer.is_human_readable() {
                    true => serializer.serialize_str(&self.0.said()),
                    false => serializer.serialize_bytes(&self.0.0),
                }
            }
        }
        serializer.serialize_newtype_struct(SPELLED, &Content(self))
    }
}

impl JsonSchema for Spelled<'_> {
    fn schema_name() -> Cow<'static, str> {
        String::schema_name()
    }
    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        String::json_schema(generator)
    }
    fn inline_schema() -> bool {
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json::Reader;

    fn of(json: &str) -> Option<Spelled<'_>> {
        Spelled::of(Reader::new(json).value().expect("a value"))
    }

    #[test]
    fn a_text_is_the_same_however_the_input_spells_it_and_when_it_is_said() {
        for (json, said) in [
            (r#""Lamp""#, "Lamp"),
            (r#""caf\u00e9 \u0041\/\ud83d\ude00""#, "caf\u{e9} A/\u{1f600}"),
            (r#""\u0022\u005C\u000a\u0008\u001F""#, "\"\\\n\u{8}\u{1f}"),
            (r#""\"\\\n\b\u001f""#, "\"\\\n\u{8}\u{1f}"),
            ("12.50", "12.50"),
        ] {
            let text = of(json).expect(json);
            assert_eq!(text, Spelled::from(said), "{json}");
            assert_eq!((text.said(), text.lent().into_owned()), (said.into(), text.clone()));
            assert_eq!(crate::json::write(&text), crate::json::write(&said), "{json}");
        }
        assert_eq!([of("null"), of(r#""""#)], [None, None]);
    }

    #[test]
    fn values_are_joined_as_what_they_say() {
        let parts =
            [Value::text("T-shirt - "), Value { bytes: br"cr\u00e8me", kind: Kind::Escaped }];
        assert_eq!(Spelled::joined(parts.into_iter()), Spelled::from("T-shirt - cr\u{e8}me"));
    }
}
