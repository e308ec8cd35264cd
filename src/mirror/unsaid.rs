//! What a statement says nothing of stays as the shop told it before: stocks that it leaves out, and variants that it
//! names and does not hold. Unknown is neither sold out nor gone. So it is with what is said too late. It must not decide
//! how much is published.

use super::products::{self, Product, Variant, Which};
use super::staged::{Staged, StagedVariant, broken};
use super::stock_put::pieces;
use crate::catalog::OwnStock;
use crate::error::Result;
use crate::model::offer::{Availability, StockSaid};
use crate::targets::{canonical, woocommerce};
use crate::world::{Instant, Transaction};
use serde_json::{Map, Value};
use std::collections::{HashMap, HashSet};
use xxhash_rust::xxh3::xxh3_128;

type Members = Map<String, Value>;

/// Of the model, the member that is the stock.
const STOCK: [&str; 1] = ["stock"];

/// Whether a statement leaves anything unsaid.
pub fn is_any(staged: &Staged) -> bool {
    staged.has_more
        || !staged.unheard.is_empty()
        || staged.variants.iter().any(|one| one.stock_said != StockSaid::All)
}

/// The statement with what is held of what it leaves unsaid; `fingerprint` is that of what is held.
pub fn filled(
    tx: &mut dyn Transaction,
    shop_id: &str,
    staged: &Staged,
    fingerprint: &[u8],
) -> Result<Staged> {
    let mut filled = staged.clone();
    let held = products::variants(tx, shop_id, Which::Of(&staged.product_id))?;
    let held: HashMap<_, _> = held.iter().map(|one| (one.variant_id.as_str(), one)).collect();
    stocks(&mut filled, &held)?;
    let is_moved = variants(&mut filled, &held)?;
    let product = products::by_id(tx, shop_id, &staged.product_id)?;
    if staged.variants.is_empty() {
        filled.fingerprint[PRICES] = of_held(fingerprint, PRICES, &filled);
        // What it names instead of what is held makes another product of it.
        let is_kept = !filled.variants.is_empty();
        if let Some(held) = product.as_ref().filter(|held| is_kept && held.kind != filled.kind) {
            as_held(&mut filled, held)?;
        }
    }
    let is_silent = filled.variants.iter().all(|one| one.stock_said == StockSaid::Nothing);
    if is_silent && !is_moved {
        if let Some(held) = product {
            filled.woocommerce = shown(&filled.woocommerce, &held.woocommerce, &staged.product_id)?;
        }
        filled.fingerprint[STOCKS] = of_held(fingerprint, STOCKS, &filled);
    } else if are_as_held(&filled, &held)? {
        filled.fingerprint[STOCKS] = of_held(fingerprint, STOCKS, &filled);
    }
    Ok(filled)
}

/// The statement without the stocks of which more was stated after it; None where it is the last word on all.
pub fn without_overtaken(
    tx: &mut dyn Transaction,
    shop_id: &str,
    staged: &Staged,
    as_of: Instant,
) -> Result<Option<Staged>> {
    let mut overtaken = HashSet::new();
    tx.query(
        "SELECT variant_id FROM variants WHERE shop_id = ? AND product_id = ? AND reported_as_of > ?",
        &[shop_id.into(), (&staged.product_id).into(), as_of.into()],
        &mut |row| {
            overtaken.insert(row.text(0).to_owned());
            Ok(())
        },
    )?;
    let says_late = staged.variants.iter().any(|one| overtaken.contains(&one.variant_id));
    if !says_late && (overtaken.is_empty() || staged.own_stock.is_none()) {
        return Ok(None);
    }
    let mut staged = staged.clone();
    staged.own_stock = None;
    let mut print = staged.fingerprint[STOCKS].to_vec();
    for one in staged.variants.iter_mut().filter(|one| overtaken.contains(&one.variant_id)) {
        (one.stock_said, one.quantity) = (StockSaid::Nothing, None);
        print.extend_from_slice(one.variant_id.as_bytes());
    }
    // Not equal to that of a statement which is taken whole.
    staged.fingerprint[STOCKS] = xxh3_128(&print).to_be_bytes();
    Ok(Some(staged))
}

/// The parts of a fingerprint after the content.
const PRICES: usize = 1;
const STOCKS: usize = 2;

/// The same part of what is held: nothing of it was said.
fn of_held(fingerprint: &[u8], part: usize, filled: &Staged) -> [u8; 16] {
    let held = fingerprint.chunks(16).nth(part).and_then(|held| held.try_into().ok());
    held.unwrap_or(filled.fingerprint[part])
}

/// A product of whose variants nothing is said is still one that is sold itself, as it is held.
fn as_held(filled: &mut Staged, held: &Product) -> Result<()> {
    filled.kind.clone_from(&held.kind);
    let mut canonical = read(&filled.canonical, &filled.product_id)?;
    canonical.insert("kind".into(), held.kind.as_str().into());
    canonical.shift_remove("sku");
    filled.canonical = Value::from(canonical).to_string();
    let mut shown = read(&filled.woocommerce, &filled.product_id)?;
    let of_held = read(&held.woocommerce, &filled.product_id)?;
    take(&woocommerce::OF_ONLY_VARIANT, &of_held, &mut shown);
    take(&woocommerce::OF_STOCK, &of_held, &mut shown);
    filled.woocommerce = Value::from(shown).to_string();
    Ok(())
}

/// Whether the stocks say what those that are held say.
fn are_as_held(filled: &Staged, held: &HashMap<&str, &Variant>) -> Result<bool> {
    let stock = |canonical: &str| Ok(read(canonical, &filled.product_id)?.shift_remove(STOCK[0]));
    for one in &filled.variants {
        match held.get(one.variant_id.as_str()) {
            Some(before) if stock(&one.canonical)? == stock(&before.canonical)? => {}
            _ => return Ok(false),
        }
    }
    Ok(true)
}

/// Variants whose stock is left out have the one that is held.
fn stocks(filled: &mut Staged, held: &HashMap<&str, &Variant>) -> Result<()> {
    let id = filled.product_id.as_str();
    let mut product = read(&filled.canonical, id)?;
    let of_product = product.get_mut("variants").and_then(Value::as_array_mut);
    let mut of_product = of_product.into_iter().flatten();
    for variant in &mut filled.variants {
        let nested = of_product.next().and_then(Value::as_object_mut);
        let Some(before) = held.get(variant.variant_id.as_str()) else { continue };
        let is_unsaid = match (variant.stock_said, before.reported) {
            (StockSaid::Nothing, _) => true,
            // Of what is counted that is half of it: not how much.
            (StockSaid::Some, counted) => counted.is_some(),
            // Of what is counted none is a count too.
            (StockSaid::No, counted) => {
                variant.quantity = counted.map(|_| 0);
                false
            }
            (StockSaid::All, _) => false,
        };
        if !is_unsaid {
            continue;
        }
        variant.stock_said = StockSaid::Nothing;
        let held = read(&before.canonical, id)?;
        let mut own = read(&variant.canonical, id)?;
        take(&STOCK, &held, &mut own);
        variant.canonical = Value::from(own).to_string();
        if let Some(nested) = nested {
            take(&STOCK, &held, nested);
        }
        variant.is_shared = is_shared(&held);
        variant.woocommerce = shown(&variant.woocommerce, &before.woocommerce, id)?;
    }
    filled.canonical = Value::from(product).to_string();
    Ok(())
}

/// Of those that are held: what is named and not there, or all that is not there, where there are more than it holds.
fn kept<'h>(staged: &Staged, held: &HashMap<&str, &'h Variant>) -> Vec<&'h Variant> {
    if !staged.has_more {
        return staged.unheard.iter().filter_map(|id| held.get(id.as_str()).copied()).collect();
    }
    let is_there =
        |one: &&&Variant| staged.variants.iter().any(|it| it.variant_id == one.variant_id);
    let mut kept: Vec<&Variant> = held.values().filter(|one| !is_there(one)).copied().collect();
    kept.sort_by_key(|one| one.number);
    kept
}

/// Variants that the product has and that are not there are those that are held. Tells whether it stops the sale of any,
/// or no longer does.
fn variants(filled: &mut Staged, held: &HashMap<&str, &Variant>) -> Result<bool> {
    let kept = kept(filled, held);
    if kept.is_empty() {
        return Ok(false);
    }
    let mut is_moved = false;
    let mut product = read(&filled.canonical, &filled.product_id)?;
    if kept.len() == filled.unheard.len() && !filled.has_more {
        product.shift_remove("has_more");
    }
    let there = filled.variants.len();
    for one in &kept {
        let mut canonical = read(&one.canonical, &filled.product_id)?;
        let mut woocommerce = read(&one.woocommerce, &filled.product_id)?;
        let own = filled.own_stock.as_ref().filter(|_| is_shared(&canonical));
        match (own, filled.stopped) {
            (Some(own), _) => state_own(own, &mut canonical, &mut woocommerce),
            (None, Some(stopped)) => is_moved |= stop(stopped, &mut canonical, &mut woocommerce),
            (None, None) => {}
        }
        let quantity = own.and_then(|own| pieces(own.quantity));
        let text = |name: &str| canonical.get(name).and_then(Value::as_str).unwrap_or_default();
        filled.variants.push(StagedVariant {
            variant_id: one.variant_id.clone(),
            sku: text("sku").to_owned(),
            canonical: Value::from(canonical.clone()).to_string(),
            woocommerce: Value::from(woocommerce).to_string(),
            quantity,
            is_shared: is_shared(&canonical),
            stock_said: if own.is_some() { StockSaid::All } else { StockSaid::Nothing },
            inventory_id: text("inventory_id").to_owned(),
        });
        if let Some(variants) = product.get_mut("variants").and_then(Value::as_array_mut) {
            variants.push(canonical.into());
        }
    }
    filled.canonical = Value::from(product).to_string();
    // Equal where the same is stated of the same.
    let (mut stocks, mut rests) = (Vec::new(), Vec::new());
    for one in &filled.variants[there..] {
        let mut rest = read(&one.canonical, &filled.product_id)?;
        stocks.extend(rest.shift_remove(STOCK[0]).map(|stock| stock.to_string()));
        rests.push(Value::from(rest).to_string());
    }
    for (nth, part) in filled.fingerprint.iter_mut().enumerate() {
        let of_kept = if nth == STOCKS { &stocks } else { &rests };
        let all = [part.as_slice(), of_kept.concat().as_bytes()].concat();
        *part = xxh3_128(&all).to_be_bytes();
    }
    Ok(is_moved)
}

/// What such a variant's stock said before its product stopped its sale, which holds again afterwards.
const UNSTOPPED: &str = "status_unstopped";

/// Stops the sale of a variant whose product says so, or no longer does; tells whether that changed it.
fn stop(is_stopped: bool, canonical: &mut Members, woocommerce: &mut Members) -> bool {
    let Some(stock) = canonical.get_mut("stock").and_then(Value::as_object_mut) else {
        return false;
    };
    if is_stopped == stock.contains_key(UNSTOPPED) {
        return false;
    }
    let out = canonical::stock_status(Some(Availability::OutOfStock));
    let status = if is_stopped {
        let before = stock.insert("status".into(), out.into());
        let Some(before) = before.filter(|before| before != out) else { return false };
        stock.insert(UNSTOPPED.into(), before);
        Some(Availability::OutOfStock)
    } else {
        let before = stock.shift_remove(UNSTOPPED).unwrap_or_default();
        let known = [Availability::InStock, Availability::Backorder];
        let is_it = |it: &Availability| canonical::stock_status(Some(*it)) == before;
        let status = known.into_iter().find(is_it);
        stock.insert("status".into(), before);
        status
    };
    show_status(status, woocommerce);
    true
}

/// What a product says of its own stock is so of a variant that shares it.
fn state_own(own: &OwnStock, canonical: &mut Members, woocommerce: &mut Members) {
    if let Some(stock) = canonical.get_mut("stock").and_then(Value::as_object_mut) {
        stock.insert("quantity".into(), own.quantity.to_string().into());
        stock.insert("status".into(), canonical::stock_status(own.availability).into());
        stock.shift_remove(UNSTOPPED);
    }
    woocommerce.insert("stock_quantity".into(), pieces(own.quantity).into());
    show_status(own.availability, woocommerce);
}

fn show_status(status: Option<Availability>, woocommerce: &mut Members) {
    let shown = woocommerce::stock_status(status).trim_matches('"');
    woocommerce.insert("stock_status".into(), shown.into());
}

fn is_shared(canonical: &Members) -> bool {
    canonical.get("stock").and_then(|it| it.get("is_shared")) == Some(&Value::Bool(true))
}

fn read(text: &str, product_id: &str) -> Result<Members> {
    serde_json::from_str(text).map_err(|_| broken("stock", product_id))
}

/// What REST v3 shows, with the stock that is held.
fn shown(stated: &str, held: &str, product_id: &str) -> Result<String> {
    let mut stated = read(stated, product_id)?;
    take(&woocommerce::OF_STOCK, &read(held, product_id)?, &mut stated);
    Ok(Value::from(stated).to_string())
}

fn take(names: &[&str], from: &Members, to: &mut Members) {
    for name in names {
        if let Some(value) = from.get(*name) {
            to.insert((*name).into(), value.clone());
        }
    }
}
