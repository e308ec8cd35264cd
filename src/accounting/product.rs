//! Products as an accountant reads them (WW-5e): what the catalogue says of codes, prices and VAT, and no more.

use crate::error::{Code, Error, Result};
use crate::mirror::products;
use crate::money::{Amount, Rate};
use crate::world::{Instant, Transaction};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A product of the catalogue (WW-5e).
#[derive(Debug, Serialize, JsonSchema)]
pub struct Product {
    /// The shop's own id of the product.
    pub product_id: String,
    /// The article number; null where only its variants have one.
    pub sku: Option<String>,
    /// What it is called.
    pub name: String,
    /// active, draft, archived or another word of the shop.
    pub status: String,
    /// The names of its categories.
    pub categories: Vec<String>,
    /// What can be sold of it: one, where it has no variants.
    pub variants: Vec<ProductVariant>,
    /// When it was stored or last changed.
    pub modified_at: Instant,
}

/// What can be sold.
#[derive(Debug, Serialize, JsonSchema)]
pub struct ProductVariant {
    /// The shop's own id of the variant.
    pub variant_id: String,
    /// The article number; null where it has none.
    pub sku: Option<String>,
    /// The EAN; null where it is not known.
    pub gtin: Option<String>,
    /// The list price; null where it is not known.
    pub price: Option<Amount>,
    /// Whether `price` includes VAT.
    pub price_includes_vat: bool,
    /// The VAT percentage; null where it is not known.
    pub vat_rate: Option<Rate>,
}

/// What the model's own JSON says of it.
#[derive(Deserialize)]
struct Canonical {
    #[serde(default)]
    sku: Option<String>,
    name: String,
    #[serde(default)]
    status: String,
    #[serde(default)]
    categories: Vec<Named>,
    #[serde(default)]
    variants: Vec<Variant>,
}
#[derive(Deserialize)]
struct Named {
    name: String,
}
#[derive(Deserialize)]
struct Variant {
    external_id: String,
    #[serde(default)]
    sku: Option<String>,
    #[serde(default)]
    gtin: Option<String>,
    price: Price,
    tax: Tax,
}
#[derive(Deserialize)]
struct Price {
    authority: String,
    #[serde(default)]
    regular: Option<Amount>,
}
#[derive(Deserialize)]
struct Tax {
    is_taxable: bool,
    #[serde(default)]
    rate_percent: Option<Rate>,
}

/// Products behind a number, in the order of their numbers.
pub fn list(
    tx: &mut dyn Transaction,
    shop_id: &str,
    sku: Option<&str>,
    after: i64,
    limit: i64,
) -> Result<Vec<(i64, Product)>> {
    let found = products::whole_after(tx, shop_id, sku, after, limit)?;
    found.into_iter().map(|one| Ok((one.number, product(one)?))).collect()
}

pub fn find(tx: &mut dyn Transaction, shop_id: &str, product_id: &str) -> Result<Option<Product>> {
    products::whole(tx, shop_id, product_id)?.map(product).transpose()
}

fn product(held: products::Whole) -> Result<Product> {
    let read: Canonical = serde_json::from_str(&held.canonical).map_err(|_| {
        let message =
            format!("Product '{}' is stored in a form that cannot be read.", held.product_id);
        Error::new(Code::StoreFailed, message)
    })?;
    let some = |text: Option<String>| text.filter(|text| !text.is_empty());
    let variant = |variant: Variant| ProductVariant {
        variant_id: variant.external_id,
        sku: some(variant.sku),
        gtin: some(variant.gtin),
        price: variant.price.regular,
        price_includes_vat: variant.price.authority == "incl",
        vat_rate: if variant.tax.is_taxable { variant.tax.rate_percent } else { Some(Rate::ZERO) },
    };
    let variants: Vec<ProductVariant> = read.variants.into_iter().map(variant).collect();
    let own = match variants.as_slice() {
        [only] => only.sku.clone(),
        _ => None,
    };
    Ok(Product {
        product_id: held.product_id,
        sku: some(read.sku).or(own),
        name: read.name,
        status: read.status,
        categories: read.categories.into_iter().map(|category| category.name).collect(),
        variants,
        modified_at: held.modified_at,
    })
}
