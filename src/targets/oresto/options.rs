//! What Oresto's tables and the wholesaler say of the products: ids by name, and which attributes hold what.

use crate::error::{Code, Error, Result};
use crate::model::product::{Item, Owner, Variant};
use crate::money::Amount;
use crate::targets::attribute;
use crate::targets::writer::text;
use schemars::JsonSchema;
use serde::Deserialize;
use std::borrow::Cow;
use std::cmp::Ordering;
use std::collections::BTreeMap;

/// Which of Oresto's models is made.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Deserialize, JsonSchema)]
#[schemars(rename = "OrestoForm")]
#[serde(rename_all = "snake_case")]
pub enum Form {
    /// An own product.
    #[default]
    Product,
    /// A link to a central product.
    LinkProduct,
    /// Prices and availability only.
    Sales,
}

/// How a shop's products become Oresto's. The ids are those of Oresto's lookup tables.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[schemars(rename = "OrestoOptions")]
#[serde(deny_unknown_fields, default)]
pub struct Options {
    pub form: Form,
    /// Whether `SalesPriceList` includes VAT. Oresto's document does not say; a wholesaler's does not.
    pub prices_include_vat: bool,
    /// Oresto's brand ids by the shop's names.
    pub brands: BTreeMap<String, i64>,
    /// Oresto's category ids, of end nodes, by the id or name of the shop's categories (OR-27).
    pub categories: BTreeMap<String, i64>,
    /// Oresto's producer ids by the shop's names (OR-30).
    pub producers: BTreeMap<String, i64>,
    /// The attribute that names the producer.
    pub producer_attribute: Option<String>,
    /// Oresto's ids of storage conditions by the shop's words.
    pub storage_conditions: BTreeMap<String, i64>,
    /// The attribute that holds the storage condition.
    pub storage_attribute: Option<String>,
    /// The id of the storage condition of a product for which none is known: Oresto's "Alle" (OR-28).
    pub storage_condition: Option<i64>,
    /// The attribute that says what a piece contains, such as "5 kg", "500 g" or "6 x 1 l", where the shop has no field
    /// for it; without either, its weight does.
    pub content_attribute: Option<String>,
    /// Oresto's abbreviations by the shop's units: `{"C62": "ST"}`. Kilograms, grams, litres and millilitres are known.
    pub units: BTreeMap<String, String>,
    /// The unit of a product for which the shop names none: pieces, as Oresto abbreviates them.
    pub unit: Option<String>,
    /// Oresto's own spelling of its abbreviations; where they are given, no other is written.
    pub abbreviations: Vec<String>,
    /// Of goods that are sold by weight, the step in which they are ordered, where the product does not say; 0 is any
    /// amount.
    pub order_quantity: Option<Amount>,
    /// The supplier by whose article code central products are linked that have no EAN.
    pub supplier_id: Option<i64>,
    /// The attribute that holds the supplier's article code.
    pub supplier_code_attribute: Option<String>,
    /// The attribute that says how many units are in a package; with more than one, the product is the package (OR-32).
    pub package_attribute: Option<String>,
}

/// What an attribute says of a variant.
pub fn said(item: &Item, owner: &Owner, wanted: &Option<String>) -> Option<String> {
    attribute::of(item, owner, wanted.as_deref()).and_then(text).map(Cow::into_owned)
}

impl Options {
    /// Refuses what could never be right.
    pub fn check(&self) -> Result<()> {
        let lone = |one: bool, other: bool| one != other;
        if lone(self.supplier_id.is_some(), self.supplier_code_attribute.is_some()) {
            let message = "A supplier's id and the attribute with its article code go together.";
            return Err(Error::new(Code::JsonMemberMissing, message).at("/supplier_id"));
        }
        if self.order_quantity.is_some_and(|step| step.units < 0) {
            let message = "The step of an order is zero or more.";
            return Err(Error::new(Code::JsonOutOfBounds, message).at("/order_quantity"));
        }
        Ok(())
    }

    pub fn category(&self, item: &Item) -> Option<i64> {
        let names = item.categories().flat_map(|one| [one.external_id(), one.name()]);
        names.filter_map(text).find_map(|name| self.categories.get(&*name).copied())
    }

    /// Exactly one: the product's own, or the one for products of which none is known.
    pub fn storage_condition(&self, item: &Item, owner: &Owner) -> Option<i64> {
        let word = said(item, owner, &self.storage_attribute);
        let own = word.and_then(|word| self.storage_conditions.get(&word).copied());
        own.or(self.storage_condition)
    }

    pub fn is_package(&self, item: &Item, owner: &Owner) -> bool {
        let said = said(item, owner, &self.package_attribute);
        let said = said.and_then(|units| Amount::read(units.as_bytes()));
        let units = said.or_else(|| Amount::read(item.variant(owner).pack_size().bytes));
        let one = Amount { units: 1, scale: 0 };
        units.and_then(|units| units.compare(one)).is_some_and(Ordering::is_gt)
    }

    pub fn order_step(&self, variant: &Variant) -> Option<Amount> {
        Amount::read(variant.order_step().bytes).or(self.order_quantity)
    }

    /// What the price is for: a kilogram, a litre, a piece.
    pub fn sales_unit(&self, variant: &Variant) -> Option<String> {
        let unit = match text(variant.unit()) {
            Some(unit) => match self.units.get(&*unit) {
                Some(own) => own.clone(),
                None => super::content::measure(&unit)?.abbreviation.to_owned(),
            },
            None => self.unit.clone()?,
        };
        self.spelt(&unit)
    }

    /// An abbreviation as Oresto spells it; none where it does not have it.
    pub fn spelt(&self, abbreviation: &str) -> Option<String> {
        if self.abbreviations.is_empty() {
            return Some(abbreviation.to_owned());
        }
        let is_it = |known: &&String| known.eq_ignore_ascii_case(abbreviation);
        self.abbreviations.iter().find(is_it).cloned()
    }
}
