//! What a statement says nothing of: where a shop leaves out the stock of what is held, that stays as the shop told it
//! before. Unknown is not sold out. It must not look at what a stock says.

use super::products::{self, Which};
use super::staged::{Staged, broken};
use crate::error::{Error, Result};
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
    let read = |text: &str| {
        serde_json::from_str::<Members>(text).map_err(|_| broken("stock", &staged.product_id))
    };
    let shown = |stated: &str, held: &str| {
        let mut stated = read(stated)?;
        take(&SHOWN, &read(held)?, &mut stated);
        Ok::<_, Error>(Value::from(stated).to_string())
    };
    let held = products::variants(tx, shop_id, Which::Of(&staged.product_id))?;
    let held: HashMap<_, _> = held.iter().map(|one| (one.variant_id.as_str(), one)).collect();
    let mut product = read(&staged.canonical)?;
    let of_product = product.get_mut("variants").and_then(Value::as_array_mut);
    let mut of_product = of_product.into_iter().flatten();
    for variant in &mut filled.variants {
        let nested = of_product.next().and_then(Value::as_object_mut);
        let before = held.get(variant.variant_id.as_str()).filter(|_| !variant.says_stock);
        let Some(before) = before else { continue };
        let held = read(&before.canonical)?;
        let mut own = read(&variant.canonical)?;
        take(&STOCK, &held, &mut own);
        variant.canonical = Value::from(own).to_string();
        if let Some(nested) = nested {
            take(&STOCK, &held, nested);
        }
        variant.is_shared =
            held.get("stock").and_then(|it| it.get("is_shared")) == Some(&Value::Bool(true));
        variant.woocommerce = shown(&variant.woocommerce, &before.woocommerce)?;
    }
    filled.canonical = Value::from(product).to_string();
    if filled.variants.iter().all(|variant| !variant.says_stock) {
        if let Some(held) = products::by_id(tx, shop_id, &staged.product_id)? {
            filled.woocommerce = shown(&filled.woocommerce, &held.woocommerce)?;
        }
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
