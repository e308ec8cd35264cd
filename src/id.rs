//! An id as the outside gives it: text, borrowed from the request, neither empty nor endless. It
//! has no meaning here.

use crate::error::Code;
use crate::limits;
use serde::de::{self, Deserialize, Deserializer, Visitor};
use serde::{Serialize, Serializer};
use std::borrow::Cow;
use std::fmt;
use std::ops::Deref;

/// The id of an order, a line, a voucher: compared byte by byte.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Id<'a>(Cow<'a, str>);

impl<'a> Id<'a> {
    /// None where it is empty or longer than [`limits::ID_BYTES_MAX`].
    pub fn new(text: impl Into<Cow<'a, str>>) -> Option<Id<'a>> {
        let text = text.into();
        (1..=limits::ID_BYTES_MAX).contains(&text.len()).then_some(Id(text))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The same id, lent.
    pub fn lent(&self) -> Id<'_> {
        Id(Cow::Borrowed(&self.0))
    }
}

impl Deref for Id<'_> {
    type Target = str;
    fn deref(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Id<'_> {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl<'de: 'a, 'a> Deserialize<'de> for Id<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Text;
        impl<'de> Visitor<'de> for Text {
            type Value = Id<'de>;
            fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
                f.write_str("an id, as a string,")
            }
            fn visit_borrowed_str<E: de::Error>(self, text: &'de str) -> Result<Id<'de>, E> {
                Id::new(text).ok_or_else(out_of_bounds)
            }
            fn visit_str<E: de::Error>(self, text: &str) -> Result<Id<'de>, E> {
                self.visit_string(text.to_owned())
            }
            fn visit_string<E: de::Error>(self, text: String) -> Result<Id<'de>, E> {
                Id::new(text).ok_or_else(out_of_bounds)
            }
        }
        deserializer.deserialize_str(Text)
    }
}

#[cold]
fn out_of_bounds<E: de::Error>() -> E {
    E::custom(format_args!(
        "{}: An id has 1 to {} bytes.",
        Code::JsonOutOfBounds.as_str(),
        limits::ID_BYTES_MAX
    ))
}

impl Serialize for Id<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

impl schemars::JsonSchema for Id<'_> {
    fn schema_name() -> Cow<'static, str> {
        "Id".into()
    }
    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({
            "description": "An id: 1 to 191 bytes of text, compared byte by byte.",
            "type": "string",
            "minLength": 1,
            "maxLength": limits::ID_BYTES_MAX,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_is_borrowed_where_it_can_be_and_never_empty_or_endless() {
        let read = |text: &'static str| crate::json::read::<Id>(text.as_bytes());
        assert_eq!(read(r#""a/b""#).map(|id| matches!(id.0, Cow::Borrowed("a/b"))), Ok(true));
        assert_eq!(read(r#""caf\u00e9""#).map(|id| id.to_string()), Ok("caf\u{e9}".into()));
        assert_eq!(read(r#""""#).map_err(|error| error.code), Err(Code::JsonOutOfBounds));
        assert_eq!(read("7").map_err(|error| error.code), Err(Code::JsonWrongType));
        assert!(Id::new("x".repeat(191)).is_some() && Id::new("x".repeat(192)).is_none());
    }
}
