//! What a statement says nothing of: where a shop leaves out the stock of what is held, that stays as the shop told it
//! before. Unknown is not sold out. It must not look at what a stock says.

use super::staged::{Staged, broken};
use crate::error::Result;
use crate::world::Transaction;
use serde_json::{Map, Value};
use std::collections::HashMap;

type Members = Map<String, Value>;

/// Of the model, the member that is the stock.
const STOCK: [&str; 1] = ["stock"];
/// Of REST v3, the members that show it.
const SHOWN: [&str; 6] = [
    "manage_stock",
    "stock_quantity",
    "backorders",
    "backorders_allowed",
    "backordered",
    "stock_status",
];

/// The statement with what is held of the stocks that it leaves out; `fingerprint` is that of what is held.
pub fn filled(
    tx: &mut dyn Transaction,
    shop_id: &str,
    staged: &Staged,
    fingerprint: &[u8],
) -> Result<Staged> {
    let mut filled = staged.clone();
    let faulty = |_| broken("stock", &staged.product_id);
    let read = |text: &str| serde_json::from_str::<Members>(text).map_err(faulty);
    let held = held(tx, shop_id, &staged.product_id)?;
    let mut product = read(&staged.canonical)?;
    let of_product = product.get_mut("variants").and_then(Value::as_array_mut);
    let mut of_product = of_product.into_iter().flatten();
    for variant in &mut filled.variants {
        let nested = of_product.next().and_then(Value::as_object_mut);
        let Some((canonical, shown)) =
            held.get(&variant.variant_id).filter(|_| !variant.says_stock)
        else {
            continue;
        };
        let held = read(canonical)?;
        let mut own = read(&variant.canonical)?;
        take(&STOCK, &held, &mut own);
        variant.canonical = Value::from(own).to_string();
        if let Some(nested) = nested {
            take(&STOCK, &held, nested);
        }
        variant.is_shared =
            held.get("stock").and_then(|it| it.get("is_shared")) == Some(&Value::Bool(true));
        if !variant.woocommerce.is_empty() {
            variant.woocommerce = with_shown(&variant.woocommerce, &read(shown)?, faulty)?;
        }
    }
    filled.canonical = Value::from(product).to_string();
    if filled.variants.iter().all(|variant| !variant.says_stock) {
        let shown = shown(tx, shop_id, &staged.product_id)?;
        filled.woocommerce = with_shown(&filled.woocommerce, &read(&shown)?, faulty)?;
        if let Some(stock) = fingerprint.get(32..).and_then(|part| part.try_into().ok()) {
            filled.fingerprint[2] = stock;
        }
    }
    Ok(filled)
}

fn take(names: &[&str], from: &Members, to: &mut Members) {
    for name in names {
        if let Some(value) = from.get(*name) {
            to.insert((*name).into(), value.clone());
        }
    }
}

/// Members without their braces.
fn with_shown(
    members: &str,
    held: &Members,
    faulty: impl FnOnce(serde_json::Error) -> crate::error::Error,
) -> Result<String> {
    let mut members: Members = serde_json::from_str(&format!("{{{members}}}")).map_err(faulty)?;
    take(&SHOWN, held, &mut members);
    let document = Value::from(members).to_string();
    Ok(document.trim_start_matches('{').trim_end_matches('}').to_owned())
}

/// Of each variant that is held, the model's JSON and what is shown.
fn held(
    tx: &mut dyn Transaction,
    shop_id: &str,
    product_id: &str,
) -> Result<HashMap<String, (String, String)>> {
    let mut held = HashMap::new();
    tx.query(
        "SELECT variant_id, canonical, woocommerce FROM variants \
         WHERE shop_id = ? AND product_id = ?",
        &[shop_id.into(), product_id.into()],
        &mut |row| {
            held.insert(row.text(0).to_owned(), (row.text(1).to_owned(), row.text(2).to_owned()));
            Ok(())
        },
    )?;
    Ok(held)
}

fn shown(tx: &mut dyn Transaction, shop_id: &str, product_id: &str) -> Result<String> {
    let mut shown = String::new();
    tx.query(
        "SELECT woocommerce FROM products WHERE shop_id = ? AND product_id = ?",
        &[shop_id.into(), product_id.into()],
        &mut |row| {
            shown = row.text(0).to_owned();
            Ok(())
        },
    )?;
    Ok(shown)
}
