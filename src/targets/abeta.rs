//! The model as Abeta's cart has it: each variant is a product of its own, with prices on both sides of VAT. It must not
//! know carts, sessions, or the numbers that only the mirror gives.
//!
//! A cart line may say things itself; so what is known is a [`Draft`], in which a line's draft goes before the catalogue's,
//! and a draft becomes a [`Product`] once all that Abeta requires is there.

use super::attribute;
use super::figure::Figure;
use super::writer::{Kilograms, text};
use super::{Context, Lacking, full_name};
use crate::error::{Code, Error, Result};
use crate::json::Spelled;
use crate::model::product::{Item, Owner, Variant, cell};
use crate::money::{Amount, Rate};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::collections::BTreeMap;

/// How a shop's products become those of a buyer's cart.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[schemars(rename = "AbetaOptions")]
#[serde(deny_unknown_fields, default)]
pub struct Options {
    /// What Abeta calls the units of the shop: `{"C62": "PCE", "stuk": "PCE"}`. One that is not here is passed on.
    pub units: BTreeMap<String, String>,
    /// The unit of a product for which the shop names none.
    pub unit: String,
    /// For how many units a price stands, where the line does not say (AB-23).
    pub price_unit: Amount,
    /// The decimals of the price side that koppel computes. With four, Abeta gets the other side back to the cent.
    pub price_decimals: u8,
    /// UNSPSC codes by the shop's categories, by their id or name: `{"lighting": ["39101600"]}`.
    pub category_codes: BTreeMap<String, Vec<String>>,
    /// The attribute, by its key or name, whose values are a product's own UNSPSC codes.
    pub category_codes_attribute: Option<String>,
    /// The attribute, by its key or name, whose value is the manufacturer's number, where the shop has no field for it: a
    /// variant's own choice, else the only value that there is.
    pub manufacturer_number_attribute: Option<String>,
}

impl Default for Options {
    fn default() -> Options {
        Options {
            units: BTreeMap::new(),
            unit: "PCE".into(),
            price_unit: Amount { units: 1, scale: 0 },
            price_decimals: 4,
            category_codes: BTreeMap::new(),
            category_codes_attribute: None,
            manufacturer_number_attribute: None,
        }
    }
}

/// More than this is no price.
const PRICE_DECIMALS_MAX: u8 = crate::limits::AMOUNT_DECIMALS_MAX;

impl Options {
    /// Refuses what could never be right.
    pub fn check(&self) -> Result<()> {
        for (category, codes) in &self.category_codes {
            if let Some(nth) = codes.iter().position(|code| !is_unspsc(code)) {
                let message = "An UNSPSC code has eight digits, such as \"39101600\".";
                return Err(Error::new(Code::JsonWrongType, message)
                    .under(nth)
                    .under(category)
                    .under("category_codes"));
            }
        }
        if self.unit.is_empty() {
            let message = "Name the unit of a product for which the shop names none, such as PCE.";
            return Err(Error::new(Code::JsonWrongType, message).at("/unit"));
        }
        if !self.price_unit.is_positive() {
            let message = "A price stands for a number of units above zero.";
            return Err(Error::new(Code::JsonOutOfBounds, message).at("/price_unit"));
        }
        if !(2..=PRICE_DECIMALS_MAX).contains(&self.price_decimals) {
            let message = format!("From 2 to {PRICE_DECIMALS_MAX} decimals.");
            return Err(Error::new(Code::JsonOutOfBounds, message).at("/price_decimals"));
        }
        Ok(())
    }
}

pub fn is_unspsc(code: &str) -> bool {
    code.len() == 8 && code.bytes().all(|byte| byte.is_ascii_digit())
}

/// A product's id: the document wants a number, and Abeta's own module takes a text, too.
#[derive(Clone, PartialEq, Eq, Debug, Deserialize, Serialize, JsonSchema)]
#[schemars(rename = "AbetaId")]
#[serde(untagged)]
pub enum Id {
    Number(i64),
    Text(String),
}

impl From<&str> for Id {
    fn from(text: &str) -> Id {
        // A number is what is spelled as one would be.
        let digits = text.strip_prefix('-').unwrap_or(text);
        let is_spelled = text == "0" || digits.starts_with(|first| matches!(first, '1'..='9'));
        match text.parse() {
            Ok(number) if is_spelled => Id::Number(number),
            _ => Id::Text(text.into()),
        }
    }
}

/// What is known of a cart product: of the catalogue's, or what a line says itself.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Draft<'a> {
    pub id: Option<Id>,
    pub sku: Option<Spelled<'a>>,
    pub name: Option<Spelled<'a>>,
    pub description: Option<Spelled<'a>>,
    pub price_ex_vat: Option<Amount>,
    pub price_inc_vat: Option<Amount>,
    pub vat_percentage: Option<Rate>,
    pub quantity: Option<Amount>,
    pub price_unit: Option<Amount>,
    pub unit: Option<Spelled<'a>>,
    pub brand: Option<Spelled<'a>>,
    pub weight: Option<Amount>,
    pub image_url: Option<Spelled<'a>>,
    pub manufacturer_number: Option<Spelled<'a>>,
    pub category_codes: Option<Vec<Spelled<'a>>>,
    pub categories: Option<Vec<Spelled<'a>>>,
}

/// A product of the cart that a buyer takes back to the purchasing system (AB-10).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[schemars(rename = "AbetaProduct")]
pub struct Product<'a> {
    pub id: Id,
    pub sku: Spelled<'a>,
    pub name: Spelled<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<Spelled<'a>>,
    /// Of `price_unit` units.
    pub price_ex_vat: Figure,
    pub price_inc_vat: Figure,
    /// 21, not 0.21.
    pub vat_percentage: Figure,
    pub quantity: Figure,
    /// For how many units the price stands (AB-23).
    pub price_unit: Figure,
    pub unit: Spelled<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub brand: Option<Spelled<'a>>,
    /// In kilograms.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub weight: Option<Figure>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub image_url: Option<Spelled<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub manufacturer_number: Option<Spelled<'a>>,
    /// UNSPSC, eight digits each.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub category_codes: Vec<Spelled<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub categories: Vec<Spelled<'a>>,
}

/// What the variants of a product have in common: read once for all of them.
pub struct Shared<'a> {
    description: Option<Spelled<'a>>,
    brand: Option<Spelled<'a>>,
    image_url: Option<Spelled<'a>>,
    category_codes: Vec<Spelled<'a>>,
    categories: Vec<Spelled<'a>>,
}

impl<'a> Shared<'a> {
    pub fn of(item: &Item<'a>, options: &'a Options) -> Shared<'a> {
        let product = item.product();
        Shared {
            description: Spelled::of(product.description())
                .or_else(|| Spelled::of(product.short_description())),
            brand: Spelled::of(product.brand()),
            image_url: item.images().next().and_then(|image| Spelled::of(image.url())),
            category_codes: category_codes(item, options),
            categories: item.categories().filter_map(|one| Spelled::of(one.name())).collect(),
        }
    }
}

impl<'a> Draft<'a> {
    /// What the catalogue knows of a variant.
    pub fn of(
        item: &Item<'a>,
        owner: &Owner,
        shared: &'a Shared,
        context: &Context,
        options: &'a Options,
    ) -> Draft<'a> {
        let variant = item.variant(owner);
        let price = Amount::read(context.current_price(&variant).bytes);
        let including = variant.includes_vat(context.shop);
        let lent = |text: &'a Option<Spelled<'a>>| text.as_ref().map(Spelled::lent);
        let named = attribute::of(item, owner, options.manufacturer_number_attribute.as_deref());
        let image = item.image_of(&variant).and_then(Spelled::of);
        let unit = text(variant.unit()).and_then(|unit| options.units.get(&*unit));
        Draft {
            id: text(variant.external_id()).map(|id| (&*id).into()),
            sku: Spelled::of(variant.sku()),
            name: full_name(item, owner),
            description: lent(&shared.description),
            price_ex_vat: price.filter(|_| !including),
            price_inc_vat: price.filter(|_| including),
            vat_percentage: variant.vat_rate(),
            quantity: None,
            price_unit: Amount::read(variant.price_quantity().bytes),
            unit: unit.map_or_else(|| Spelled::of(variant.unit()), |abeta| Some((&**abeta).into())),
            brand: lent(&shared.brand),
            weight: kilograms(&variant),
            image_url: image.or_else(|| lent(&shared.image_url)),
            manufacturer_number: Spelled::of(variant.mpn()).or_else(|| named.and_then(Spelled::of)),
            category_codes: Some(shared.category_codes.iter().map(Spelled::lent).collect()),
            categories: Some(shared.categories.iter().map(Spelled::lent).collect()),
        }
    }

    /// The same, of what outlives the catalogue's document.
    pub fn into_owned(self) -> Draft<'static> {
        let owned = |text: Spelled| text.into_owned();
        let each = |texts: Vec<Spelled>| texts.into_iter().map(owned).collect();
        Draft {
            sku: self.sku.map(owned),
            name: self.name.map(owned),
            description: self.description.map(owned),
            unit: self.unit.map(owned),
            brand: self.brand.map(owned),
            image_url: self.image_url.map(owned),
            manufacturer_number: self.manufacturer_number.map(owned),
            category_codes: self.category_codes.map(each),
            categories: self.categories.map(each),
            ..self
        }
    }

    /// This, where `line` says nothing. A price that the line states on one side only is not mixed with ours.
    pub fn under(self, line: Draft<'a>) -> Draft<'a> {
        let priced = line.price_ex_vat.is_some() || line.price_inc_vat.is_some();
        Draft {
            id: line.id.or(self.id),
            sku: line.sku.or(self.sku),
            name: line.name.or(self.name),
            description: line.description.or(self.description),
            price_ex_vat: line.price_ex_vat.or(self.price_ex_vat.filter(|_| !priced)),
            price_inc_vat: line.price_inc_vat.or(self.price_inc_vat.filter(|_| !priced)),
            vat_percentage: line.vat_percentage.or(self.vat_percentage),
            quantity: line.quantity.or(self.quantity),
            price_unit: line.price_unit.or(self.price_unit),
            unit: line.unit.or(self.unit),
            brand: line.brand.or(self.brand),
            weight: line.weight.or(self.weight),
            image_url: line.image_url.or(self.image_url),
            manufacturer_number: line.manufacturer_number.or(self.manufacturer_number),
            category_codes: line.category_codes.or(self.category_codes),
            categories: line.categories.or(self.categories),
        }
    }

    /// The product, with both sides of its price; or what Abeta requires and is not known.
    pub fn complete(self, options: &Options) -> std::result::Result<Product<'a>, Lacking> {
        let rate = self.vat_percentage.ok_or(RATE)?;
        let places = options.price_decimals;
        let (net, gross) = match (self.price_ex_vat, self.price_inc_vat) {
            (None, None) => return Err(PRICE),
            (Some(net), Some(gross)) => (net, gross),
            (Some(net), None) => (net, rate.with(net, places).ok_or(PRICE)?),
            (None, Some(gross)) => (rate.without(gross, places).ok_or(PRICE)?, gross),
        };
        let one = Amount { units: 1, scale: 0 };
        Ok(Product {
            id: self.id.ok_or(ID)?,
            sku: self.sku.ok_or(SKU)?,
            name: self.name.ok_or(NAME)?,
            description: self.description,
            price_ex_vat: net.into(),
            price_inc_vat: gross.into(),
            vat_percentage: rate.into(),
            quantity: self.quantity.unwrap_or(one).into(),
            price_unit: self.price_unit.unwrap_or(options.price_unit).into(),
            unit: self.unit.unwrap_or_else(|| Spelled::from(&*options.unit)),
            brand: self.brand,
            weight: self.weight.map(Figure),
            image_url: self.image_url,
            manufacturer_number: self.manufacturer_number,
            category_codes: self.category_codes.unwrap_or_default(),
            categories: self.categories.unwrap_or_default(),
        })
    }
}

const ID: Lacking = Lacking("id", Some(cell!(Variant, "external_id")));
const SKU: Lacking = Lacking("sku", Some(cell!(Variant, "sku")));
const NAME: Lacking = Lacking("name", None);
const PRICE: Lacking = Lacking("price_ex_vat", Some(cell!(Variant, "price.regular")));
const RATE: Lacking = Lacking("vat_percentage", Some(cell!(Variant, "tax.rate_percent")));

fn kilograms(variant: &Variant) -> Option<Amount> {
    let weight = Kilograms { value: variant.weight(), unit: variant.weight_unit() }.amount()?;
    weight.is_positive().then(|| weight.shortest())
}

/// A product's own codes, then those of its categories, each once.
fn category_codes<'a>(item: &Item<'a>, options: &'a Options) -> Vec<Spelled<'a>> {
    let code = |value| Spelled::of(value).filter(|code| is_unspsc(&code.said()));
    let own = attribute::values(item, options.category_codes_attribute.as_deref());
    let mut codes: Vec<_> = own.iter().filter_map(|value| code(*value)).collect();
    for category in item.categories() {
        codes.extend(code(category.unspsc()).filter(|code| !codes.contains(code)));
        if options.category_codes.is_empty() {
            continue; // No name has to be said.
        }
        let names = [category.external_id(), category.name()];
        let known =
            names.into_iter().filter_map(text).find_map(|it| options.category_codes.get(&*it));
        for code in known.into_iter().flatten().map(|code| Spelled::from(&**code)) {
            if !codes.contains(&code) {
                codes.push(code);
            }
        }
    }
    codes
}

/// Codes that a product bears and that are none.
pub fn invalid_codes<'a>(item: &Item<'a>, options: &Options) -> Vec<Cow<'a, str>> {
    let own = attribute::values(item, options.category_codes_attribute.as_deref()).iter().copied();
    let said = own.chain(item.categories().map(|category| category.unspsc())).filter_map(text);
    said.filter(|code| !is_unspsc(code)).collect()
}
