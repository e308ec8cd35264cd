//! A decimal as a JSON number, for systems that want no strings. It must not become a float.

use crate::json::LITERAL;
use crate::money::{Amount, Rate};
use schemars::JsonSchema;
use serde::{Serialize, Serializer, ser::SerializeStruct};
use std::borrow::Cow;

/// Written by its literal text, such as `12.95`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Figure(pub Amount);

impl From<Amount> for Figure {
    fn from(amount: Amount) -> Figure {
        Figure(amount)
    }
}
impl From<Rate> for Figure {
    fn from(rate: Rate) -> Figure {
        Figure(rate.percent())
    }
}

/// An amount writes its digits as text; serde_json and our own writer take text by this name for a number.
impl Serialize for Figure {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut number = serializer.serialize_struct(LITERAL, 1)?;
        number.serialize_field(LITERAL, &self.0)?;
        number.end()
    }
}

impl JsonSchema for Figure {
    fn schema_name() -> Cow<'static, str> {
        "Figure".into()
    }
    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({ "description": "A decimal number.", "type": "number" })
    }
    fn inline_schema() -> bool {
        true
    }
}
