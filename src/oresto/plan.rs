//! What there is to do, found out: the products that have changed since the last time, and the own products that Oresto
//! keeps by now. It writes jobs and makes no change at Oresto.

use super::article;
use super::check::Asked;
use super::flow::Flow;
use super::jobs;
use super::judge;
use super::known::List;
use super::lookups;
use super::operations::{self, OPERATIONS};
use super::page::Pages;
use super::run::Run;
use crate::error::{Code, Error, Result, Status};
use crate::json::{self, Exact};
use crate::mirror::{changes, products};
use crate::world::Transaction;
use serde::Deserialize;
use serde_json::json;
use std::collections::HashSet;

/// Changes read in one transaction.
const CHANGES: i64 = 100;

/// The tables that change seldom, where they are older than a day.
pub fn lookups(run: &mut Run) -> Result<()> {
    for operation in OPERATIONS.iter().filter(|operation| operation.is_lookup) {
        if run.is_over() {
            break;
        }
        match lookups::fetch(&run.caller, operation) {
            Ok(_) => run.done = run.done.saturating_add(1),
            Err(error) if error.status() == Status::Retry => {
                run.problem_of(Flow::Lookups, operation.name, false, &error);
                run.failed_call(error);
            }
            Err(error) => return Err(error),
        }
    }
    Ok(())
}

/// A job for each article of the products that have changed.
pub fn changed_products(run: &mut Run) -> Result<()> {
    let shop_id = run.shop_id();
    while !run.is_over() {
        let (count, unsent) = run.stored(|tx| {
            let since = position(tx, shop_id)?;
            let changed = changes::products_since(tx, shop_id, since, CHANGES)?;
            let mut unsent = Vec::new();
            for change in &changed {
                unsent.extend(plan(tx, shop_id, change.number)?);
            }
            if let Some(last) = changed.last() {
                set_position(tx, shop_id, last.change_number)?;
            }
            Ok((changed.len(), unsent))
        })?;
        tell(run, &unsent);
        if count == 0 {
            break;
        }
    }
    Ok(())
}

/// A product of which a variant is not sent, and why.
pub type Unsent = (String, Error);

pub fn tell(run: &mut Run, unsent: &[Unsent]) {
    for (product_id, why) in unsent {
        run.problem_of(Flow::Products, product_id, true, why);
    }
}

/// Jobs for the articles that a product has, and for those that it had; gives what of it is not sent.
pub fn plan(tx: &mut dyn Transaction, shop_id: &str, number: i64) -> Result<Vec<Unsent>> {
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
    let (mut articles, nameless): (Vec<String>, Vec<String>) = skus.partition(|sku| is_key(sku));
    let mut refused = Vec::new();
    if !nameless.is_empty() {
        let message = "A variant of this product has no SKU, so it has no article number.";
        refused.push(Error::new(Code::ProductIncomplete, message));
    }
    let mut own = HashSet::new();
    for sku in &articles {
        let others = article::owner(tx, shop_id, sku)?.filter(|owner| *owner != number);
        if others.is_some() || !own.insert(sku) {
            let of = if others.is_some() { "another product" } else { "another variant" };
            let message = format!(
                "The SKU \"{sku}\" is also that of {of}, which has this article number at Oresto: \
                 this one is not sent. Give it a SKU of its own."
            );
            refused.push(Error::new(Code::ProductSkuTwice, message));
        }
    }
    for held in article::of_product(tx, shop_id, number)? {
        if !articles.contains(&held) {
            articles.push(held);
        }
    }
    for article in &articles {
        jobs::put(tx, shop_id, Flow::Products, article, "{}")?;
    }
    let id = product.map(|product| product.external_id).unwrap_or_default();
    Ok(refused.into_iter().map(|why| (id.clone(), why)).collect())
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
    run.learn(List::CentralEans)?;
    let operation = operations::find("products_list")?;
    let call = run.caller.check(operation, Asked::default())?;
    let (first, size) = (run.caller.oresto.first_page, run.caller.oresto.page_size);
    let mut pages = Pages::new(call, first, size);
    let shop_id = run.shop_id();
    while !run.is_over() {
        let Some(page) = pages.next(&run.caller)? else { break };
        let own = judge::list(operation, &page)?;
        run.stored(|tx| {
            for raw in &own {
                let Exact(product) = json::read(raw.0.as_bytes())?;
                let text = |name: &str| product.get(name).and_then(serde_json::Value::as_str);
                let (Some(number), Some(ean)) = (text("WholesalerArticleNumber"), text("EanCode"))
                else {
                    continue;
                };
                if run.known.is_central(ean) == Some(true) && is_key(number) {
                    let content = json!({ "product": product }).to_string();
                    jobs::put(tx, shop_id, Flow::OwnToCentral, number, &content)?;
                }
            }
            Ok(())
        })?;
    }
    Ok(())
}
