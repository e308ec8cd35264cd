//! What can be ordered, as the shop last stated it: its price, its VAT, and how much of it there is. It must not guess
//! a rate.

use super::products::{self, Product, Variant, Which};
use crate::error::Result;
use crate::money::{Amount, Rate};
use crate::world::{Instant, Transaction};
use serde::Deserialize;

/// One thing that can be ordered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sellable {
    pub product_number: i64,
    /// 0 where the product is simple.
    pub variation_number: i64,
    pub product_id: String,
    /// None where the product is simple.
    pub variant_id: Option<String>,
    pub sku: Option<String>,
    pub name: String,
    /// What it costs now, including VAT or not.
    pub price: Option<Amount>,
    pub price_includes_vat: bool,
    /// None where neither the product nor the configuration says.
    pub vat_rate: Option<Rate>,
    pub tax_class: String,
    /// The shop sells it now: it is neither a draft nor withdrawn.
    pub is_published: bool,
    /// It is a group, that is sold by its parts, or is sold by another shop.
    pub is_sold_elsewhere: bool,
    /// What is available is so of all variants of its product that share its stock, together.
    pub is_shared: bool,
    /// How much may be ordered; None where there is no bound.
    pub available: Option<i64>,
    /// What tells the product's category to a voucher's rules.
    pub category_ids: Vec<String>,
}

/// What the model's own JSON says of a variant.
#[derive(Deserialize)]
struct Canonical {
    #[serde(default)]
    sku: String,
    status: String,
    price: Price,
    tax: Tax,
    stock: Stock,
    #[serde(default)]
    choices: Vec<Choice>,
}
#[derive(Deserialize)]
struct Price {
    authority: String,
    regular: Option<Amount>,
    sale: Option<Amount>,
    sale_from: Option<String>,
    sale_to: Option<String>,
}
#[derive(Deserialize)]
struct Tax {
    is_taxable: bool,
    #[serde(default)]
    class: String,
    rate_percent: Option<Rate>,
}
#[derive(Deserialize)]
struct Stock {
    is_tracked: Option<bool>,
    status: String,
    quantity: Option<Amount>,
    #[serde(default)]
    backorders: String,
}
#[derive(Deserialize)]
struct Choice {
    value: String,
}
/// What it says of the product.
#[derive(Deserialize)]
struct Shown {
    name: String,
    status: String,
    #[serde(default)]
    categories: Vec<Category>,
}
#[derive(Deserialize)]
struct Category {
    id: i64,
}

/// What a platform orders by its numbers; `variation_number` 0 is none. None where there is no such thing, or where
/// the product has variations and none is named.
pub fn find(
    tx: &mut dyn Transaction,
    shop_id: &str,
    number: i64,
    variation_number: i64,
) -> Result<Option<Sellable>> {
    // Some clients name the variation as the product.
    let variation = match variation_number {
        0 => number,
        variation => variation,
    };
    let found = products::variants(tx, shop_id, Which::Number(variation))?.into_iter().next();
    if let Some(variant) = found {
        let fits = variation_number == 0 || number == 0 || number == variant.product_number;
        let product = products::find(tx, shop_id, variant.product_number)?;
        return Ok(product
            .filter(|_| fits)
            .and_then(|product| sellable(&product, &variant, tx.now())));
    }
    if variation_number != 0 {
        return Ok(None);
    }
    let Some(product) = products::find(tx, shop_id, number)? else { return Ok(None) };
    if product.kind == "variable" {
        return Ok(None);
    }
    let only = products::variants(tx, shop_id, Which::Of(&product.product_id))?.into_iter().next();
    Ok(only.and_then(|variant| sellable(&product, &variant, tx.now())))
}

/// What is ordered by its SKU; None where no one thing has it.
pub fn find_by_sku(tx: &mut dyn Transaction, shop_id: &str, sku: &str) -> Result<Option<Sellable>> {
    let mut found = Vec::new();
    tx.query(
        "SELECT p.number, v.number FROM variants v \
         JOIN products p ON p.shop_id = v.shop_id AND p.product_id = v.product_id \
         WHERE v.shop_id = ? AND v.sku = ? AND v.sku <> '' AND p.is_deleted = 0",
        &[shop_id.into(), sku.into()],
        &mut |row| {
            found.push((row.integer(0), row.integer(1)));
            Ok(())
        },
    )?;
    match found.as_slice() {
        [(number, variation)] => find(tx, shop_id, *number, *variation),
        _ => Ok(None),
    }
}

fn sellable(product: &Product, variant: &Variant, now: Instant) -> Option<Sellable> {
    let canonical: Canonical = serde_json::from_str(&variant.canonical).ok()?;
    let shown: Shown = serde_json::from_str(&product.woocommerce).ok()?;
    let choices: Vec<&str> = canonical.choices.iter().map(|one| one.value.as_str()).collect();
    let is_variation = variant.number != 0;
    let is_sold_elsewhere = matches!(product.kind.as_str(), "grouped" | "external");
    let is_published =
        !is_sold_elsewhere && shown.status == "publish" && canonical.status == "active";
    let name = match is_variation && !choices.is_empty() {
        true => format!("{} - {}", shown.name, choices.join(", ")),
        false => shown.name.clone(),
    };
    let Tax { is_taxable, class, rate_percent } = canonical.tax;
    Some(Sellable {
        product_number: product.number,
        variation_number: variant.number,
        product_id: product.product_id.clone(),
        variant_id: is_variation.then(|| variant.variant_id.clone()),
        sku: Some(canonical.sku).filter(|sku| !sku.is_empty()),
        name,
        price: canonical.price.at(now),
        price_includes_vat: canonical.price.authority == "incl",
        vat_rate: if is_taxable { rate_percent } else { Some(Rate::ZERO) },
        tax_class: class,
        is_published,
        is_sold_elsewhere,
        is_shared: variant.is_shared,
        available: match is_published {
            true => available(&canonical.stock, variant.published),
            false => Some(0),
        },
        category_ids: shown.categories.iter().map(|one| one.id.to_string()).collect(),
    })
}

/// What is counted is there as far as it is published; what is not counted, as the shop says. What is not known is
/// not promised.
fn available(stock: &Stock, published: Option<i64>) -> Option<i64> {
    match published {
        _ if stock.is_withheld() => Some(0),
        _ if stock.may_wait() => None,
        Some(published) => Some(published.max(0)),
        // Counted, and nobody says how much there is.
        None if stock.is_tracked == Some(true) => Some(0),
        None if matches!(stock.status.as_str(), "in_stock" | "backorder") => None,
        None => Some(0),
    }
}

impl Stock {
    /// The shop says that there is none to be had, though it counts some or takes orders beyond the count.
    fn is_withheld(&self) -> bool {
        let is_there = self.quantity.is_some_and(Amount::is_positive) || self.may_wait();
        self.status == "out_of_stock" && is_there
    }
    fn may_wait(&self) -> bool {
        !matches!(self.backorders.as_str(), "" | "no")
    }
}

impl Price {
    fn at(&self, now: Instant) -> Option<Amount> {
        let reduced = self
            .sale
            .filter(|_| sale_runs(self.sale_from.as_deref(), self.sale_to.as_deref(), now));
        reduced.or(self.regular)
    }
}

/// Whether a sale runs: from its first instant until just before its last.
pub fn sale_runs(from: Option<&str>, to: Option<&str>, now: Instant) -> bool {
    let at = |text: Option<&str>| text.and_then(Instant::read);
    at(from).is_none_or(|from| from <= now) && at(to).is_none_or(|to| now < to)
}
