//! What a shop says about itself once, because its product documents do not: currency, VAT side, VAT rates.

use crate::money::{Currency, Rate};
use schemars::JsonSchema;
use serde::Deserialize;
use std::collections::BTreeMap;

/// The shop whose catalogue it is.
#[derive(Deserialize, JsonSchema, Clone, Debug)]
#[serde(deny_unknown_fields)]
pub struct Shop {
    /// The tenant.
    pub shop_id: Option<String>,
    pub name: Option<String>,
    /// What all prices are in.
    pub currency: Currency,
    /// Whether the prices in the shop's documents include VAT. Never in the documents themselves, never guessed.
    pub prices_include_vat: bool,
    /// ISO 3166, such as NL.
    pub country: Option<String>,
    /// The percentage of each VAT class, such as {"standard": "21", "reduced-rate": "9"}.
    #[serde(default)]
    pub vat: BTreeMap<String, Rate>,
    pub language: Option<String>,
    /// IANA name, such as Europe/Amsterdam.
    pub time_zone: Option<String>,
}
