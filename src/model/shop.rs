//! What a shop says about itself once, because its documents do not: currency, VAT side, VAT rates, language, zone.

use crate::error::{Code, Error, Result};
use crate::money::{Currency, Rate};
use chrono_tz::Tz;
use schemars::JsonSchema;
use serde::Deserialize;
use std::collections::BTreeMap;

/// The shop itself.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Shop {
    /// The tenant: the first key of everything that is stored. A client needs it.
    #[serde(default)]
    pub shop_id: String,
    /// What people call it.
    #[serde(default)]
    pub name: String,
    /// The currency of all its prices.
    pub currency: Currency,
    /// Two letters, ISO 3166-1.
    #[serde(default)]
    pub country: String,
    /// `nl` or `en`: the language of what people read.
    #[serde(default = "dutch")]
    pub language: String,
    /// The zone of its days, such as `Europe/Amsterdam`.
    #[serde(default = "amsterdam")]
    pub time_zone: String,
    /// Whether the prices of its catalogue include VAT. Never told by the documents themselves, never guessed.
    pub prices_include_vat: bool,
    /// The VAT rate, in percent, of each tax class: `{"standard": "21", "reduced-rate": "9"}`. A class that is not
    /// here has no known rate, and none is guessed. The rate of products that name no class stands under the empty name:
    /// `{"": "21"}`.
    #[serde(default)]
    pub vat: BTreeMap<String, Rate>,
    /// Tables that mapping documents look words up in, such as the VAT class of each product type of a Shopify shop:
    /// `{"vat_classes": {"Boeken": "reduced-rate"}}`. A mapping takes those that it names.
    #[serde(default)]
    pub lookups: BTreeMap<String, BTreeMap<String, String>>,
}

impl Shop {
    /// Refuses a language, a zone and rates that there are none of: nothing is guessed.
    pub fn check(&self) -> Result<()> {
        if !matches!(self.language.as_str(), "nl" | "en") {
            let error = Error::new(Code::ConfigInvalid, "The language is nl or en.");
            return Err(error.at("/language"));
        }
        if let Some((class, rate)) = self.vat.iter().find(|(_, rate)| rate.is_fraction()) {
            let message = format!("{} is no VAT rate in percent, such as 21.", rate.percent());
            return Err(Error::new(Code::ConfigInvalid, message).under(class).under("vat"));
        }
        self.check_weight_unit()?;
        self.zone().map(drop)
    }

    /// A word that is none of these would be kilograms, a thousand times what was meant.
    fn check_weight_unit(&self) -> Result<()> {
        let settings = self.lookups.get("settings");
        match settings.and_then(|settings| settings.get("weight_unit")) {
            Some(unit) if !unit.is_empty() && !WEIGHT_UNITS.contains(&&**unit) => {
                let message = format!("A weight is in one of {}.", WEIGHT_UNITS.join(", "));
                Err(Error::new(Code::ConfigInvalid, message).at("/lookups/settings/weight_unit"))
            }
            _ => Ok(()),
        }
    }

    /// The zone of its days.
    pub fn zone(&self) -> Result<Tz> {
        self.time_zone.parse().map_err(|_| {
            let message = format!("There is no time zone '{}'.", self.time_zone);
            Error::new(Code::ConfigInvalid, message).at("/time_zone")
        })
    }
}

/// What shops call the units of their weights.
const WEIGHT_UNITS: [&str; 6] = ["kg", "kgs", "g", "lb", "lbs", "oz"];

fn dutch() -> String {
    "nl".into()
}
fn amsterdam() -> String {
    "Europe/Amsterdam".into()
}
