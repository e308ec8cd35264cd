//! A product of the mirror as Oresto's models have it, and what Oresto has of it as far as koppel has sent it.

use super::caller::Caller;
use super::{lookups, operations};
use crate::catalog;
use crate::error::{Code, Error, Result};
use crate::json;
use crate::model::shop::Shop;
use crate::targets::Lacking;
use crate::targets::oresto::{self, Options, Refusal};
use crate::world::{Instant, Transaction};
use serde_json::Value;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;

/// How Oresto has an article.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Form {
    Own,
    Linked,
}

impl Form {
    fn as_str(self) -> &'static str {
        match self {
            Form::Own => "own",
            Form::Linked => "linked",
        }
    }
}

/// One article: what is sold, with its bodies or why there is none.
#[derive(Clone, Debug, PartialEq)]
pub struct Article {
    pub article_number: String,
    pub ean_code: Option<String>,
    pub is_active: bool,
    pub own: std::result::Result<Value, String>,
    pub link: std::result::Result<Value, String>,
    pub sales: std::result::Result<Value, String>,
}

/// What Oresto has of an article.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Held {
    pub form: Form,
    /// Of all but the sales data.
    pub content_hash: Vec<u8>,
    pub sales_hash: Vec<u8>,
}

impl Article {
    pub fn body(&self, form: Form) -> &std::result::Result<Value, String> {
        match form {
            Form::Own => &self.own,
            Form::Linked => &self.link,
        }
    }

    /// What changes it: a promotion that there is not is taken away in so many words, because it is not known whether Oresto
    /// keeps what is left out.
    pub fn update(&self, form: Form) -> std::result::Result<Value, String> {
        let mut body = self.body(form).clone()?;
        if let Some(members) = body.as_object_mut() {
            for name in PROMOTION {
                members.entry(name).or_insert(Value::Null);
            }
        }
        Ok(body)
    }

    /// What Oresto would have of it now.
    pub fn held(&self, form: Form) -> std::result::Result<Held, String> {
        let (body, sales) = (self.body(form).as_ref(), self.sales.as_ref());
        let (body, sales) = (body.map_err(String::clone)?, sales.map_err(String::clone)?);
        let mut content = body.clone();
        if let (Some(content), Some(sales)) = (content.as_object_mut(), sales.as_object()) {
            // The link's and the own product's model spell the window of a promotion otherwise than the sales model.
            content.retain(|name, _| !sales.contains_key(name) && !SALES.contains(&name.as_str()));
        }
        Ok(Held { form, content_hash: hash(&content), sales_hash: hash(sales) })
    }

    /// Its supplier's code, as central products are found by it.
    pub fn supplier(&self) -> Option<Value> {
        self.link.as_ref().ok()?.get("Supplier").cloned()
    }
}

/// The promotion, as the link's and the own product's model spell it.
const PROMOTION: [&str; 3] = ["PromoValidFromUtc", "PromoValidUntilUtc", "SalesPriceListPromo"];

/// What the sales model can say, also where it does not now.
const SALES: [&str; 7] = [
    "OnOrder",
    "PromoValidFrom",
    "PromoValidFromUtc",
    "PromoValidUntil",
    "PromoValidUntilUtc",
    "SalesPriceList",
    "SalesPriceListPromo",
];

fn hash(value: &Value) -> Vec<u8> {
    Sha256::digest(value.to_string()).to_vec()
}

/// The options of the target: what the configuration says, and by name what Oresto's tables say.
pub fn options(caller: &Caller) -> Result<Options> {
    let given = json::write(&caller.oresto.products);
    let mut options: Options =
        json::read(&given).map_err(|error| error.under("products").under("oresto"))?;
    options.check().map_err(|error| error.under("products").under("oresto"))?;
    let table =
        |name: &str| -> Result<Value> { Ok(lookups::fetch(caller, operations::find(name)?)?.data) };
    with_names(&mut options.brands, &table("brands_list")?);
    with_names(&mut options.producers, &table("producers_list")?);
    with_names(&mut options.storage_conditions, &table("storage_conditions_list")?);
    if options.abbreviations.is_empty() {
        for name in ["content_types_list", "unit_sales_prices_list", "multiplier_types_list"] {
            let table = table(name)?;
            let rows = table.as_array().map(Vec::as_slice).unwrap_or_default();
            let abbreviations = rows.iter().filter_map(|row| row.get("Abbreviation")?.as_str());
            options.abbreviations.extend(abbreviations.map(str::to_owned));
        }
        options.abbreviations.sort_unstable();
        options.abbreviations.dedup();
    }
    Ok(options)
}

/// What a row of a table is called; the document prints its id only.
const NAMES: [&str; 3] = ["Name", "Description", "Abbreviation"];

fn with_names(named: &mut BTreeMap<String, i64>, table: &Value) {
    for row in table.as_array().map(Vec::as_slice).unwrap_or_default() {
        let name = NAMES.iter().find_map(|name| row.get(*name)?.as_str());
        if let (Some(name), Some(id)) = (name, row.get("Id").and_then(Value::as_i64)) {
            named.entry(name.to_owned()).or_insert(id);
        }
    }
}

/// The articles of a product that the mirror holds, one for each variant.
pub fn articles(
    canonical: &str,
    (shop, now): (&Shop, Instant),
    options: &Options,
) -> Result<Vec<Article>> {
    let found = catalog::stored(canonical, (shop, now), |item, context| {
        let one = |owner| {
            let variant = item.variant(owner);
            let own = body(oresto::product(item, owner, context, options));
            let link = body(oresto::link_product(item, owner, context, options));
            let sales = body(oresto::sales(item, owner, context, options));
            let text = |value: json::Value| {
                Some(String::from_utf8_lossy(&json::decoded(value)).into_owned())
                    .filter(|text| !text.is_empty())
            };
            let is_active = |body: &std::result::Result<Value, String>| {
                body.as_ref().ok().and_then(|body| body.get("Active")?.as_bool())
            };
            Article {
                article_number: text(variant.sku()).unwrap_or_default(),
                ean_code: text(variant.gtin()),
                // What cannot be told is tried, so that it is said why.
                is_active: is_active(&own).or(is_active(&link)).unwrap_or(true),
                own,
                link,
                sales,
            }
        };
        item.variants.iter().map(one).collect::<Vec<_>>()
    })?;
    found.ok_or_else(|| Error::new(Code::StoreFailed, "A stored product cannot be read."))
}

fn body<T: serde::Serialize>(
    made: std::result::Result<T, Refusal>,
) -> std::result::Result<Value, String> {
    match made {
        Ok(made) => serde_json::to_value(made).map_err(|fault| fault.to_string()),
        Err(Refusal::Lacking(Lacking(name, _))) => Err(format!(
            "'{name}' is not known: the shop's catalogue or oresto.products must say it."
        )),
        Err(Refusal::Content(said)) => Err(format!(
            "'{said}' cannot be read as a content, or in more than one way: write it such as 1500 ml, 1,5 l or 6 x 330 ml."
        )),
        Err(Refusal::ArticleNumber(number)) => {
            Err(super::refusal::article_number_fault(&number).unwrap_or_default())
        }
    }
}

/// The number of the product whose article this is. Of several that bear it, it is a published one, of those the one that
/// Oresto has it of, else the first: so it is one and the same each night.
pub fn owner(tx: &mut dyn Transaction, shop_id: &str, article_number: &str) -> Result<Option<i64>> {
    let mut found = None;
    tx.query(
        "SELECT p.number FROM variants v \
         JOIN products p ON p.shop_id = v.shop_id AND p.product_id = v.product_id \
         LEFT JOIN oresto_articles a ON a.shop_id = v.shop_id AND a.article_number = v.sku \
           AND a.product_number = p.number \
         WHERE v.shop_id = ? AND v.sku = ? AND p.is_deleted = 0 \
         ORDER BY CASE WHEN p.status = 'publish' THEN 0 ELSE 1 END, \
           CASE WHEN a.product_number IS NULL THEN 1 ELSE 0 END, p.number LIMIT 1",
        &[shop_id.into(), article_number.into()],
        &mut |row| {
            found = Some(row.integer(0));
            Ok(())
        },
    )?;
    Ok(found)
}

/// What Oresto has of an article.
pub fn held(tx: &mut dyn Transaction, shop_id: &str, article_number: &str) -> Result<Option<Held>> {
    let mut found = None;
    tx.query(
        "SELECT form, content_hash, sales_hash FROM oresto_articles \
         WHERE shop_id = ? AND article_number = ?",
        &[shop_id.into(), article_number.into()],
        &mut |row| {
            let form = if row.text(0) == "own" { Form::Own } else { Form::Linked };
            let (content_hash, sales_hash) = (row.bytes(1).to_vec(), row.bytes(2).to_vec());
            found = Some(Held { form, content_hash, sales_hash });
            Ok(())
        },
    )?;
    Ok(found)
}

/// Notes what Oresto has of an article; `number` is that of its product in the mirror, 0 where it is not known.
pub fn hold(
    tx: &mut dyn Transaction,
    shop_id: &str,
    (article_number, number): (&str, i64),
    held: Option<&Held>,
) -> Result<()> {
    let Some(held) = held else {
        tx.execute(
            "DELETE FROM oresto_articles WHERE shop_id = ? AND article_number = ?",
            &[shop_id.into(), article_number.into()],
        )?;
        return Ok(());
    };
    tx.execute(
        "INSERT INTO oresto_articles (shop_id, article_number, product_number, form, content_hash, \
           sales_hash) VALUES (?, ?, ?, ?, ?, ?) \
         ON CONFLICT (shop_id, article_number) DO UPDATE SET \
           product_number = CASE WHEN excluded.product_number = 0 \
             THEN oresto_articles.product_number ELSE excluded.product_number END, \
           form = excluded.form, content_hash = excluded.content_hash, \
           sales_hash = excluded.sales_hash",
        &[
            shop_id.into(),
            article_number.into(),
            number.into(),
            held.form.as_str().into(),
            held.content_hash.as_slice().into(),
            held.sales_hash.as_slice().into(),
        ],
    )?;
    Ok(())
}

/// The articles that Oresto has of a product.
pub fn of_product(tx: &mut dyn Transaction, shop_id: &str, number: i64) -> Result<Vec<String>> {
    let mut found = Vec::new();
    tx.query(
        "SELECT article_number FROM oresto_articles WHERE shop_id = ? AND product_number = ?",
        &[shop_id.into(), number.into()],
        &mut |row| {
            found.push(row.text(0).to_owned());
            Ok(())
        },
    )?;
    Ok(found)
}
