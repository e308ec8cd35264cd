//! A decimal as a JSON number, for systems that want no strings. It must not become a float.

use crate::money::{Amount, Rate};
use schemars::JsonSchema;
use serde::{Serialize, Serializer, ser::Error};
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

impl Serialize for Figure {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if self.0.scale == 0 {
            return serializer.serialize_i64(self.0.units);
        }
        let number: serde_json::Number = self.0.to_string().parse().map_err(S::Error::custom)?;
        number.serialize(serializer)
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
