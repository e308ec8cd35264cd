//! What there is to do, found out: the products that have changed since the last time, and the own products that Oresto
//! keeps by now. It writes jobs and makes no change at Oresto.

use super::article;
use super::check::Asked;
use super::flow::Flow;
use super::jobs;
use super::known::{Known, List};
use super::lookups;
use super::operations::{self, OPERATIONS};
use super::page::Pages;
use super::run::Run;
use crate::error::Result;
use crate::json::{self, Exact, Raw};
use crate::mirror::{changes, products};
use crate::world::Transaction;
use serde::Deserialize;
use serde_json::json;

/// Changes read in one transaction.
const CHANGES: i64 = 100;

/// The tables that change seldom, where they are older than a day.
pub fn lookups(run: &mut Run) -> Result<()> {
    for operation in OPERATIONS.iter().filter(|operation| operation.is_lookup) {
        if run.is_over() {
            break;
        }
        lookups::fetch(&run.caller, operation)?;
        run.done = run.done.saturating_add(1);
    }
    Ok(())
}

/// A job for each article of the products that have changed.
pub fn changed_products(run: &mut Run) -> Result<()> {
    let shop_id = run.shop_id();
    while !run.is_over() {
        let (count, nameless) = run.stored(|tx| {
            let since = position(tx, shop_id)?;
            let changed = changes::products_since(tx, shop_id, since, CHANGES)?;
            let mut nameless = Vec::new();
            for change in &changed {
                nameless.extend(plan(tx, shop_id, change.number)?);
            }
            if let Some(last) = changed.last() {
                set_position(tx, shop_id, last.change_number)?;
            }
            Ok((changed.len(), nameless))
        })?;
        for product_id in nameless {
            let message = "A variant of this product has no SKU, so it has no article number.";
            run.problem(Flow::Products, &product_id, true, message);
        }
        if count == 0 {
            break;
        }
    }
    Ok(())
}

/// Jobs for the articles that a product has, and for those that it had; gives its id where a variant has no SKU.
pub fn plan(tx: &mut dyn Transaction, shop_id: &str, number: i64) -> Result<Option<String>> {
    #[derive(Deserialize)]
    struct Product {
        external_id: String,
        variants: Vec<Variant>,
    }
    #[derive(Deserialize)]
    struct Variant {
        sku: Option<String>,
    }
    let product = match products::canonical_of_number(tx, shop_id, number)? {
        Some(canonical) => serde_json::from_str::<Product>(&canonical).ok(),
        None => None,
    };
    let variants = product.as_ref().map(|it| it.variants.as_slice()).unwrap_or_default();
    let skus = variants.iter().map(|variant| variant.sku.clone().unwrap_or_default());
    let mut articles: Vec<String> = skus.collect();
    let nameless = articles.iter().any(|sku| !is_key(sku));
    articles.retain(|sku| is_key(sku));
    for held in article::of_product(tx, shop_id, number)? {
        if !articles.contains(&held) {
            articles.push(held);
        }
    }
    let content = json!({ "number": number }).to_string();
    for article in &articles {
        jobs::put(tx, shop_id, Flow::Products, article, &content)?;
    }
    Ok(product.filter(|_| nameless).map(|product| product.external_id))
}

fn is_key(sku: &str) -> bool {
    (1..=crate::limits::ID_BYTES_MAX).contains(&sku.len())
}

fn position(tx: &mut dyn Transaction, shop_id: &str) -> Result<i64> {
    let mut found = 0;
    tx.query(
        "SELECT change_number FROM oresto_positions WHERE shop_id = ?",
        &[shop_id.into()],
        &mut |row| {
            found = row.integer(0);
            Ok(())
        },
    )?;
    Ok(found)
}

fn set_position(tx: &mut dyn Transaction, shop_id: &str, change_number: i64) -> Result<()> {
    tx.execute(
        "INSERT INTO oresto_positions (shop_id, change_number) VALUES (?, ?) \
         ON CONFLICT (shop_id) DO UPDATE SET change_number = excluded.change_number",
        &[shop_id.into(), change_number.into()],
    )?;
    Ok(())
}

/// A job, with the whole product in it, for each own product whose EAN code Oresto keeps by now.
pub fn own_to_central(run: &mut Run) -> Result<()> {
    let mut known = Known::default();
    let asked = run.call(List::CentralEans.operation(), &serde_json::Value::Null, None, false)?;
    if let super::judge::Judged::Done(answer) = asked {
        known.take(List::CentralEans, answer.data().unwrap_or("[]"));
    }
    let call = run.caller.check(operations::find("products_list")?, Asked::default())?;
    let (first, size) = (run.caller.oresto.first_page, run.caller.oresto.page_size);
    let mut pages = Pages::new(call, first, size);
    let shop_id = run.shop_id();
    while !run.is_over() {
        let Some(page) = pages.next(&run.caller)? else { break };
        let own: Vec<Raw> = json::read(page.data().unwrap_or("[]").as_bytes())?;
        run.stored(|tx| {
            for raw in &own {
                let Exact(product) = json::read(raw.0.as_bytes())?;
                let text = |name: &str| product.get(name).and_then(serde_json::Value::as_str);
                let (Some(number), Some(ean)) = (text("WholesalerArticleNumber"), text("EanCode"))
                else {
                    continue;
                };
                if known.is_central(ean) == Some(true) && is_key(number) {
                    let content = json!({ "product": product }).to_string();
                    jobs::put(tx, shop_id, Flow::OwnToCentral, number, &content)?;
                }
            }
            Ok(())
        })?;
    }
    Ok(())
}
