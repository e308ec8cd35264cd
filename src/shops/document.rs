//! A mapping document as it is written: read and checked for its shape. It must not know how it will be run.

use super::routes::Routes;
use super::rule::{Many, Path, Rule, Rules, Word, schema};
use super::vocabulary::{self, Fields};
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::{self, Deserialize, Deserializer, MapAccess, Visitor};
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;

/// How a shop's product documents become products: a table for each kind of row, "this field comes from that path".
#[derive(serde::Deserialize, JsonSchema, Clone, Debug)]
#[serde(deny_unknown_fields)]
#[schemars(extend("required" = ["version", "items", "variants"]))]
pub struct Document {
    /// For editors: where the schema of this format is.
    #[serde(rename = "$schema")]
    pub schema: Option<String>,
    /// The version of this format: 1.
    #[schemars(range(min = 1, max = 1))]
    pub version: u32,
    /// The shop's name, such as shopify.
    #[serde(default = "custom")]
    pub source: String,
    /// What people should know of this document.
    #[serde(default)]
    pub notes: Vec<String>,
    /// Where products are, such as `$.products[*]` or, where each stands in an object of its own, `$.edges[*].node`.
    /// `$` is a document that is itself a product. A bare list of products is always taken.
    pub items: Many<Path>,
    /// Where variants stand that are not within their product.
    #[serde(default)]
    pub parts: Many<Path>,
    /// What only another format has, each with the words that tell so, behind "This document has": it is left out.
    #[serde(default)]
    pub refuse: Rules<Path>,
    /// What is left out, without a word.
    #[serde(default)]
    pub skip_if: Many<Condition>,
    /// What a document says that has no list of products, for there are none.
    #[serde(default)]
    pub none_if: Many<Condition>,
    /// Products of the same group are variants of one: that of the lowest id.
    pub group_by: Option<Path>,
    #[serde(default)]
    #[schemars(with = "ProductFields")]
    pub product: Rules<Rule>,
    #[serde(default)]
    #[schemars(with = "Many<CategoryRows>")]
    pub categories: Many<Rows>,
    pub tags: Option<Rule>,
    #[serde(default)]
    #[schemars(with = "Many<ImageRows>")]
    pub images: Many<Rows>,
    #[serde(default)]
    #[schemars(with = "Many<AttributeRows>")]
    pub attributes: Many<Rows>,
    /// `$` is a product that is its own only variant.
    #[serde(default)]
    #[schemars(with = "Many<VariantRows>")]
    pub variants: Many<Rows>,
    /// The ids of the product's variants, or the variants themselves.
    #[serde(default)]
    pub links: Many<Rule>,
    /// Tables of labels by code. What a request gives under the same name takes its place.
    #[serde(default)]
    pub lookups: BTreeMap<String, Rules<Word>>,
    /// Tables that are read from the documents themselves, before their products.
    #[serde(default)]
    pub learn: Vec<Learn>,
    /// Where a hosted shop's lists are: for a source of `open` with the system custom.
    #[serde(default)]
    pub routes: Option<Routes>,
}

fn custom() -> String {
    "custom".to_owned()
}

/// The rows of a list: each element of `each` is one; `$` is the product itself.
#[derive(Clone, Debug)]
pub struct Rows {
    pub each: Many<Path>,
    /// The values of an attribute.
    pub values: Many<Rule>,
    /// Lookups by the attribute's key: `options` looks in the table `options.<key>`.
    pub labels: Option<String>,
    /// An attribute of this name says nothing when the product has one variant.
    pub placeholder: Option<String>,
    /// What a variant chose of each attribute.
    pub choices: Many<Rows>,
    /// Where a variant's stock lies.
    pub locations: Many<Rows>,
    /// The learned table, of each variant's `inventory_id`, that holds its quantities by location.
    pub levels: Option<String>,
    /// Which rows are left out, without a word.
    pub skip_if: Many<Condition>,
    pub fields: Rules<Rule>,
}

/// What a value must be for something to be so.
#[derive(serde::Deserialize, JsonSchema, Clone, Debug)]
#[serde(deny_unknown_fields)]
pub struct Condition {
    pub path: Path,
    /// One of these; as text, so that `"0"` is 0 too, and `""` an empty text.
    pub equals: Many<Word>,
}

/// A table that is read from a list of the document.
#[derive(serde::Deserialize, JsonSchema, Clone, Debug)]
#[serde(deny_unknown_fields)]
pub struct Learn {
    pub each: Many<Path>,
    pub table: String,
    /// What is put behind the table's name: `options` of `color` is `options.color`.
    pub of: Option<Path>,
    /// Where the rows are, if an element holds several.
    pub rows: Option<Path>,
    pub key: Path,
    pub value: Path,
    /// Which rows say nothing. Where stock by location is read, they count for nothing.
    #[serde(default)]
    pub skip_if: Many<Condition>,
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
                let mut rows = Rows {
                    each: Many::default(),
                    values: Many::default(),
                    labels: None,
                    placeholder: None,
                    choices: Many::default(),
                    locations: Many::default(),
                    levels: None,
                    skip_if: Many::default(),
                    fields: Rules::default(),
                };
                while let Some(name) = members.next_key::<String>()? {
                    match name.as_str() {
                        "each" => rows.each = members.next_value()?,
                        "values" => rows.values = members.next_value()?,
                        "labels" => rows.labels = members.next_value()?,
                        "placeholder" => rows.placeholder = members.next_value()?,
                        "choices" => rows.choices = members.next_value()?,
                        "locations" => rows.locations = members.next_value()?,
                        "levels" => rows.levels = members.next_value()?,
                        "skip_if" => rows.skip_if = members.next_value()?,
                        _ => rows.fields.0.push((name, members.next_value()?)),
                    }
                }
                match rows.each.0.is_empty() {
                    true => Err(de::Error::missing_field("each")),
                    false => Ok(rows),
                }
            }
        }
        deserializer.deserialize_map(Members)
    }
}

/// The schema of rows with these fields.
fn rows(generator: &mut SchemaGenerator, fields: Fields) -> Schema {
    let mut members = vocabulary::described(generator, fields);
    let mut own = |name: &str, schema: Schema| members.insert(name.to_owned(), schema.into());
    own("each", generator.subschema_for::<Many<Path>>());
    own("skip_if", generator.subschema_for::<Many<Condition>>());
    if fields == vocabulary::VARIANT {
        own("choices", generator.subschema_for::<Many<ChoiceRows>>());
        own("locations", generator.subschema_for::<Many<LocationRows>>());
        own("levels", generator.subschema_for::<String>());
    }
    if fields == vocabulary::ATTRIBUTE {
        own("values", generator.subschema_for::<Many<Rule>>());
        own("labels", generator.subschema_for::<String>());
        own("placeholder", generator.subschema_for::<String>());
    }
    json_schema!({
        "description": "The rows of a list: each element of `each` is one.",
        "type": "object",
        "properties": members,
        "required": ["each"],
        "additionalProperties": false,
    })
}

/// A section as the schema knows it.
macro_rules! section {
    ($($Name:ident $name:literal $fields:ident)*) => {$(
        struct $Name;
        schema!($Name, $name, generator => rows(generator, vocabulary::$fields));
    )*};
}
section! {
    VariantRows "VariantRows" VARIANT
    CategoryRows "CategoryRows" CATEGORY
    ImageRows "ImageRows" IMAGE
    AttributeRows "AttributeRows" ATTRIBUTE
    ChoiceRows "ChoiceRows" CHOICE
    LocationRows "LocationRows" LOCATION
}

struct ProductFields;
schema!(ProductFields, "ProductFields", generator => json_schema!({
    "description": "What the variants of a product share.",
    "type": "object",
    "properties": vocabulary::described(generator, vocabulary::PRODUCT),
    "additionalProperties": false,
}));
