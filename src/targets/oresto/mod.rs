//! The model as Oresto's webshop API has it: an own product, a product linked to a central one, or only what its sale
//! needs. It must not call anything: what Oresto's tables hold is given.
//!
//! Members stand in alphabetical order, because Oresto refuses XML in any other (OR-09).

mod content;
mod options;

pub use options::{Form, Options};

use super::figure::Figure;
use super::writer::{Time, put, text};
use super::{Context, Lacking, full_name};
use crate::json::Value;
use crate::limits;
use crate::model::offer::Availability;
use crate::model::product::{Item, Owner, Variant, cell};
use crate::model::written::Written;
use crate::money::{Amount, Rate};
use content::Content;
use options::said;
use schemars::JsonSchema;
use serde::Serialize;
use std::borrow::Cow;

/// Why a variant cannot be sent.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Refusal {
    Lacking(Lacking),
    /// The article number holds a character that Oresto stops (OR-33), or is too long.
    ArticleNumber(String),
    /// What the product says of its content cannot be read, or could be read in two ways.
    Content(String),
}

impl From<Lacking> for Refusal {
    fn from(lacking: Lacking) -> Refusal {
        Refusal::Lacking(lacking)
    }
}

/// What a variant becomes, by the form that was asked for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(untagged)]
#[schemars(rename = "OrestoArticle")]
pub enum Article {
    Product(Box<Product>),
    LinkProduct(LinkProduct),
    Sales(Sales),
}

/// An own product: what `POST api/Products` takes. Of the members from `StorageConditionId` on, the public page of the
/// model shows no more; their names are assumed from the model that Oresto gives back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "PascalCase")]
#[schemars(rename = "OrestoProduct")]
pub struct Product {
    pub active: bool,
    pub brand_id: i64,
    pub category_id: i64,
    /// Of what it contains: G, KG, ML, L, or pieces (OR-28).
    pub content_type: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ean_code: Option<String>,
    pub localizations: Vec<Localization>,
    /// With the amount, what makes a price per kilogram or litre of a price per piece (OR-29).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub multiplier_abbreviation: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub multiplier_amount: Option<Figure>,
    pub on_order: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub order_quantity: Option<Figure>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub producer_id: Option<i64>,
    #[serde(flatten)]
    pub promotion: Promotion,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sales_price_list: Option<Figure>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sales_price_list_promo: Option<Figure>,
    /// Exactly one (OR-28).
    pub storage_condition_id: i64,
    pub temporarily_unavailable: bool,
    pub total_content: Figure,
    pub unit_sales_price: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub vat_percentage: Option<Figure>,
    pub wholesaler_article_number: String,
}

/// A central product that the wholesaler sells: what `POST api/LinkProducts` takes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "PascalCase")]
#[schemars(rename = "OrestoLinkProduct")]
pub struct LinkProduct {
    pub active: bool,
    /// Required where there is no `Supplier`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ean_code: Option<String>,
    pub on_order: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub order_quantity: Option<Figure>,
    #[serde(flatten)]
    pub promotion: Promotion,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sales_price_list: Option<Figure>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sales_price_list_promo: Option<Figure>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub supplier: Option<Supplier>,
    pub temporarily_unavailable: bool,
    pub unit_sales_price: String,
    pub wholesaler_article_number: String,
}

/// What the nightly sync changes of a product: what `PUT api/Products/Sales` and `PUT api/LinkProducts/Sales` take. A
/// promotion that there is not is null: whether what is left out stays, Oresto does not say.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "PascalCase")]
#[schemars(rename = "OrestoSales")]
pub struct Sales {
    pub on_order: bool,
    pub promo_valid_from: Option<String>,
    pub promo_valid_until: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sales_price_list: Option<Figure>,
    pub sales_price_list_promo: Option<Figure>,
    pub wholesaler_article_number: String,
}

/// When a lower price holds, in UTC: the members in Belgian time would need a guess.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "PascalCase")]
#[schemars(rename = "OrestoPromotion")]
pub struct Promotion {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub promo_valid_from_utc: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub promo_valid_until_utc: Option<String>,
}

/// Where a supplier knows it: its code may be that of the unit and of the package, and the truth value decides (OR-32).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "PascalCase")]
#[schemars(rename = "OrestoSupplier")]
pub struct Supplier {
    pub article_code: String,
    pub id: i64,
    pub is_package_product: bool,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "PascalCase")]
#[schemars(rename = "OrestoLocalization")]
pub struct Localization {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    pub language_code: String,
    pub name: String,
}

/// A variant in the form that the options ask for.
pub fn article(
    item: &Item,
    owner: &Owner,
    context: &Context,
    options: &Options,
) -> Result<Article, Refusal> {
    Ok(match options.form {
        Form::Product => Article::Product(Box::new(product(item, owner, context, options)?)),
        Form::LinkProduct => Article::LinkProduct(link_product(item, owner, context, options)?),
        Form::Sales => Article::Sales(sales(item, owner, context, options)?),
    })
}

pub fn product(
    item: &Item,
    owner: &Owner,
    context: &Context,
    options: &Options,
) -> Result<Product, Refusal> {
    let variant = item.variant(owner);
    let offer = Offer::of(item, &variant, context, options)?;
    let content = Content::of(item, owner, options)?;
    let multiplier = content.multiplier(options);
    let brand = text(item.product().brand()).and_then(|name| options.brands.get(&*name).copied());
    let producer = said(item, owner, &options.producer_attribute);
    Ok(Product {
        active: offer.active,
        brand_id: brand.ok_or(BRAND)?,
        category_id: options.category(item).ok_or(CATEGORY)?,
        content_type: content.abbreviation,
        ean_code: ean(&variant),
        localizations: localizations(item, owner, context)?,
        multiplier_abbreviation: multiplier.as_ref().map(|(_, abbreviation)| abbreviation.clone()),
        multiplier_amount: multiplier.map(|(amount, _)| amount.into()),
        on_order: offer.on_order,
        order_quantity: options.order_step(&variant).map(Figure),
        producer_id: producer.and_then(|name| options.producers.get(&name).copied()),
        promotion: offer.promotion,
        sales_price_list: offer.list,
        sales_price_list_promo: offer.promo,
        storage_condition_id: options.storage_condition(item, owner).ok_or(STORAGE)?,
        temporarily_unavailable: offer.temporarily_unavailable,
        total_content: content.amount.into(),
        unit_sales_price: offer.unit,
        vat_percentage: offer.rate.map(Figure::from),
        wholesaler_article_number: offer.number,
    })
}

/// Its digits: an ISBN is often spelled with dashes.
fn ean(variant: &Variant) -> Option<String> {
    let digits = text(variant.gtin()).map(|gtin| gtin.replace(['-', ' '], ""));
    digits.filter(|digits| !digits.is_empty())
}

pub fn link_product(
    item: &Item,
    owner: &Owner,
    context: &Context,
    options: &Options,
) -> Result<LinkProduct, Refusal> {
    let variant = item.variant(owner);
    let offer = Offer::of(item, &variant, context, options)?;
    let code = said(item, owner, &options.supplier_code_attribute);
    let supplier = options.supplier_id.zip(code).map(|(id, article_code)| Supplier {
        article_code,
        id,
        is_package_product: options.is_package(item, owner),
    });
    let ean_code = ean(&variant);
    if ean_code.is_none() && supplier.is_none() {
        return Err(EAN.into());
    }
    Ok(LinkProduct {
        active: offer.active,
        ean_code,
        on_order: offer.on_order,
        order_quantity: options.order_step(&variant).map(Figure),
        promotion: offer.promotion,
        sales_price_list: offer.list,
        sales_price_list_promo: offer.promo,
        supplier,
        temporarily_unavailable: offer.temporarily_unavailable,
        unit_sales_price: offer.unit,
        wholesaler_article_number: offer.number,
    })
}

pub fn sales(
    item: &Item,
    owner: &Owner,
    context: &Context,
    options: &Options,
) -> Result<Sales, Refusal> {
    let offer = Offer::of(item, &item.variant(owner), context, options)?;
    Ok(Sales {
        on_order: offer.on_order,
        promo_valid_from: offer.promotion.promo_valid_from_utc,
        promo_valid_until: offer.promotion.promo_valid_until_utc,
        sales_price_list: offer.list,
        sales_price_list_promo: offer.promo,
        wholesaler_article_number: offer.number,
    })
}

const NUMBER: Lacking = Lacking("WholesalerArticleNumber", Some(cell!(Variant, "sku")));
const PRICE: Lacking = Lacking("SalesPriceList", Some(cell!(Variant, "price.regular")));
const RATE: Lacking = Lacking("VatPercentage", Some(cell!(Variant, "tax.rate_percent")));
const EAN: Lacking = Lacking("EanCode", Some(cell!(Variant, "gtin")));
const UNIT: Lacking = Lacking("UnitSalesPrice", Some(cell!(Variant, "unit")));
const CONTENT: Lacking = Lacking("TotalContent", Some(cell!(Variant, "weight.value")));
const BRAND: Lacking = Lacking("BrandId", None);
const CATEGORY: Lacking = Lacking("CategoryId", None);
const STORAGE: Lacking = Lacking("StorageConditionId", None);
const NAME: Lacking = Lacking("Name", None);

/// The cell that holds the article number.
pub const ARTICLE_NUMBER: usize = cell!(Variant, "sku");

/// What Oresto stops on POST Products and POST LinkProducts; its document does not name the field, so it is the key (OR-33).
pub const STOPPED: &str = "\\+<>?#%@&*:./";

/// The article number, unless Oresto would stop it.
pub fn article_number(number: String) -> Result<String, Refusal> {
    match number.chars().any(|letter| STOPPED.contains(letter))
        || number.chars().count() > limits::ORESTO_ARTICLE_NUMBER_CHARS_MAX
    {
        true => Err(Refusal::ArticleNumber(number)),
        false => Ok(number),
    }
}

/// What all three forms say of the sale.
struct Offer {
    number: String,
    active: bool,
    on_order: bool,
    temporarily_unavailable: bool,
    list: Option<Figure>,
    promo: Option<Figure>,
    promotion: Promotion,
    rate: Option<Rate>,
    unit: String,
}

impl Offer {
    fn of(
        item: &Item,
        variant: &Variant,
        context: &Context,
        options: &Options,
    ) -> Result<Offer, Refusal> {
        let number = article_number(text(variant.sku()).ok_or(NUMBER)?.into_owned())?;
        let rate = variant.vat_rate();
        let includes_vat = variant.includes_vat(context.shop);
        let side = |value: Value| -> Result<Option<Figure>, Lacking> {
            let Some(amount) = Amount::read(value.bytes) else { return Ok(None) };
            Ok(Some(Figure(on_side(amount, includes_vat, rate, options)?)))
        };
        let price = variant.price();
        let status = variant.availability();
        let is_active = |status: Value| status.is_blank() || status.bytes == b"active";
        Ok(Offer {
            number,
            active: is_active(item.product().status()) && is_active(variant.status()),
            on_order: status == Some(Availability::Backorder),
            temporarily_unavailable: status == Some(Availability::OutOfStock),
            list: Some(side(price.regular)?.ok_or(PRICE)?),
            promo: side(price.sale.unwrap_or_default())?,
            promotion: match price.sale {
                None => Promotion::default(),
                Some(_) => Promotion {
                    promo_valid_from_utc: utc(variant.sale_from()),
                    promo_valid_until_utc: utc(variant.sale_to()),
                },
            },
            rate,
            unit: options.sales_unit(variant).ok_or(UNIT)?,
        })
    }
}

/// The price on the side of VAT that Oresto is to get; the other one is computed once, by the known rate.
fn on_side(
    amount: Amount,
    includes_vat: bool,
    rate: Option<Rate>,
    options: &Options,
) -> Result<Amount, Lacking> {
    const PLACES: u8 = 4;
    let turned = match (includes_vat, options.prices_include_vat) {
        (true, false) => rate.ok_or(RATE)?.without(amount, PLACES),
        (false, true) => rate.ok_or(RATE)?.with(amount, PLACES),
        _ => Some(amount),
    };
    turned.ok_or(PRICE)
}

fn utc(value: Value) -> Option<String> {
    let at = Written::read(value.bytes)?.utc;
    let mut quoted = Vec::new();
    put!(&mut quoted, Time(Some(at), "Z"));
    let text = String::from_utf8_lossy(&quoted);
    Some(text.trim_matches('"').to_owned())
}

fn localizations(
    item: &Item,
    owner: &Owner,
    context: &Context,
) -> Result<Vec<Localization>, Lacking> {
    let product = item.product();
    let description = text(product.description()).or_else(|| text(product.short_description()));
    Ok(vec![Localization {
        description: description.map(Cow::into_owned),
        language_code: context.shop.language.clone(),
        name: full_name(item, owner).ok_or(NAME)?.said().into_owned(),
    }])
}
