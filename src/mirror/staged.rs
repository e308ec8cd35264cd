//! A product as the shop states it: what of it is news, and how it is written. A statement that says nothing new writes
//! nothing.

use super::changes::{self, Event, Parts, Resource};
use super::facets;
use super::ids::{self, Kind};
use super::numbered::{self, Canonical};
use super::pages;
use super::products;
use super::stock::{self, Stated, Statement};
use super::terms;
use super::unsaid;
use crate::catalog::OwnStock;
use crate::error::{Code, Error, Result};
use crate::model::offer::StockSaid;
use crate::world::{Instant, Transaction, Value};
use serde_json::Map;
use xxhash_rust::xxh3::xxh3_64;

/// A product, mapped and ready to be stored.
#[derive(Clone, Debug, Default)]
pub struct Staged {
    pub product_id: String,
    pub kind: String,
    /// The product in the model's own JSON.
    pub canonical: String,
    /// What REST v3 shows of it.
    pub woocommerce: String,
    /// Of content, prices and stock, one behind the other.
    pub fingerprint: [[u8; 16]; 3],
    pub variants: Vec<StagedVariant>,
    /// Variants that the product names and the statement does not hold.
    pub unheard: Vec<String>,
    /// It has variants beside those that it holds: all that are held stay.
    pub has_more: bool,
    /// What it says of the stock that these may share.
    pub own_stock: Option<OwnStock>,
    /// Whether it says that none of these is sold now.
    pub stopped: Option<bool>,
    /// The source numbers its things as WooCommerce does.
    pub keeps_numbers: bool,
    /// Its terms, where `woocommerce` names them with their numbers already.
    pub terms: Option<Vec<(Kind, i64)>>,
}

impl Staged {
    /// What is held once it is stored.
    pub fn held(&self, number: i64) -> pages::Held {
        let print = xxh3_64(self.fingerprint.as_flattened());
        pages::Held { number, id: pages::id_of(self.product_id.as_bytes()), print }
    }
}

#[derive(Clone, Debug, Default)]
pub struct StagedVariant {
    pub variant_id: String,
    pub sku: String,
    pub canonical: String,
    /// What REST v3 shows of it as a variation; an empty object where the product is itself what is sold.
    pub woocommerce: String,
    /// None where the shop does not count it.
    pub quantity: Option<i64>,
    /// The quantity is the product's, and all variants that share it take of it.
    pub is_shared: bool,
    /// How much the shop says of what there is; where it is silent, what is held stays.
    pub stock_said: StockSaid,
    /// By what the shop names its stock, where that is not its id; '' is none.
    pub inventory_id: String,
}

/// What became of a statement.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Put {
    pub number: i64,
    pub created: bool,
    /// What changed of a product that was there.
    pub parts: Parts,
    /// Nothing of it is reserved, and its stock is held as it was stated: it need not be looked at again until it changes.
    pub is_at_rest: bool,
    /// Anything of it was stored.
    pub is_new: bool,
}

/// Takes a product as the shop states it. `as_of` is when the shop read its stock; where it does not say, a stock that
/// is no news is left as it is.
pub fn put(
    tx: &mut dyn Transaction,
    shop_id: &str,
    staged: &Staged,
    as_of: Option<Instant>,
) -> Result<Put> {
    let held = held(tx, shop_id, &staged.product_id)?;
    if let (Some(held), Some(as_of)) = (&held, as_of)
        && held.is_deleted
        && as_of < held.modified_at
    {
        // It was read before the product was deleted.
        return Ok(Put { number: held.number, ..Put::default() });
    }
    let in_time = match (&held, as_of) {
        (Some(_), Some(as_of)) => unsaid::without_overtaken(tx, shop_id, staged, as_of)?,
        _ => None,
    };
    let staged = in_time.as_ref().unwrap_or(staged);
    let filled = match &held {
        Some(held) if unsaid::is_any(staged) && !held.is_deleted => {
            Some(unsaid::filled(tx, shop_id, staged, &held.fingerprint)?)
        }
        _ => None,
    };
    let staged = filled.as_ref().unwrap_or(staged);
    let differs = |part: usize| match &held {
        Some(held) => held.fingerprint.chunks(16).nth(part) != Some(&staged.fingerprint[part][..]),
        None => true,
    };
    let created = held.as_ref().is_none_or(|held| held.is_deleted);
    let mut parts = Parts { content: differs(0), price: differs(1), stock: differs(2) };
    let is_new = created || parts.is_any();
    let number = match &held {
        Some(held) if !is_new => held.number,
        held => {
            let number = write(tx, shop_id, staged, held.as_ref(), as_of)?;
            let event = if created { Event::Created } else { Event::Updated };
            let all = Parts { content: true, price: true, stock: true };
            let what = if created { all } else { parts };
            changes::record_parts(tx, shop_id, (Resource::Product, number), event, what)?;
            number
        }
    };
    // What was ignored may be stated again, as what holds now.
    let mut is_at_rest = in_time.is_none();
    // Of what was never there nothing can be reserved, and its stock has just been written.
    for variant in staged.variants.iter().filter(|_| held.is_some()) {
        let (is_news, rests) = state(tx, shop_id, staged, variant, (as_of, parts.stock))?;
        parts.stock |= is_news;
        is_at_rest &= rests;
    }
    if is_new || parts.stock {
        facets::refresh(tx, shop_id, &staged.product_id)?;
    }
    let parts = if created { Parts::default() } else { parts };
    Ok(Put { number, created, parts, is_at_rest, is_new })
}

/// As [`put`], for who is no feed: the next feed looks at the product again.
pub fn put_apart(tx: &mut dyn Transaction, shop_id: &str, staged: &Staged) -> Result<()> {
    let put = put(tx, shop_id, staged, None)?;
    pages::take_away(tx, shop_id, put.number)
}

/// Whether the stock that a catalogue states is news; and whether it is now held as stated with nothing reserved. `differs`
/// is whether what is said of the stocks is not what was said before.
fn state(
    tx: &mut dyn Transaction,
    shop_id: &str,
    staged: &Staged,
    variant: &StagedVariant,
    (as_of, differs): (Option<Instant>, bool),
) -> Result<(bool, bool)> {
    let Some(quantity) = variant.quantity else { return Ok((false, true)) };
    let (product_id, variant_id) = (staged.product_id.as_str(), variant.variant_id.as_str());
    let Some(held) = stock::find(tx, shop_id, product_id, variant_id)? else {
        return Ok((false, false));
    };
    // A stock that is repeated may be an old one: only one that differs is a statement of now, or one with a time where
    // something is reserved that it may show, or something else is said than before.
    let is_same = held.reported == Some(quantity);
    if is_same && (as_of.is_none() || (held.reserved == 0 && !differs)) {
        return Ok((false, held.reserved == 0));
    }
    let as_of = as_of.unwrap_or_else(|| tx.now());
    let stated = stock::put(tx, shop_id, &Statement { product_id, variant_id, quantity, as_of })?;
    Ok((stated == Stated::Changed, held.reserved == 0 && stated != Stated::Older))
}

/// The first of the product's SKUs that another product has, with that product's id and number.
pub fn sku_of(
    tx: &mut dyn Transaction,
    shop_id: &str,
    staged: &Staged,
) -> Result<Option<(String, String, i64)>> {
    let mut found = None;
    for variant in staged.variants.iter().filter(|variant| !variant.sku.is_empty()) {
        tx.query(
            "SELECT p.product_id, p.number FROM variants v JOIN products p \
             ON p.shop_id = v.shop_id AND p.product_id = v.product_id \
             WHERE v.shop_id = ? AND v.sku = ? AND v.product_id <> ? ORDER BY p.number LIMIT 1",
            &[shop_id.into(), (&variant.sku).into(), (&staged.product_id).into()],
            &mut |row| {
                found = Some((variant.sku.clone(), row.text(0).to_owned(), row.integer(1)));
                Ok(())
            },
        )?;
        if found.is_some() {
            break;
        }
    }
    Ok(found)
}

struct Held {
    number: i64,
    fingerprint: Vec<u8>,
    is_deleted: bool,
    created_at: Instant,
    modified_at: Instant,
}

fn held(tx: &mut dyn Transaction, shop_id: &str, product_id: &str) -> Result<Option<Held>> {
    let mut held = None;
    tx.query(
        "SELECT fingerprint, is_deleted, created_at, number, modified_at FROM products \
         WHERE shop_id = ? AND product_id = ?",
        &[shop_id.into(), product_id.into()],
        &mut |row| {
            held = Some(Held {
                fingerprint: row.bytes(0).to_owned(),
                is_deleted: row.integer(1) != 0,
                created_at: Instant(row.integer(2)),
                number: row.integer(3),
                modified_at: Instant(row.integer(4)),
            });
            Ok(())
        },
    )?;
    Ok(held)
}

fn number(tx: &mut dyn Transaction, shop_id: &str, keeps: bool, id: &str) -> Result<i64> {
    match keeps {
        true => ids::kept(tx, shop_id, Kind::Product, id),
        false => ids::number(tx, shop_id, Kind::Product, id),
    }
}

pub(super) fn broken(what: &str, product_id: &str) -> Error {
    let message = format!("Product '{product_id}': what is stored of its {what} cannot be read.");
    Error::new(Code::StoreFailed, message)
}

/// Writes all of a product, and gives its number.
fn write(
    tx: &mut dyn Transaction,
    shop_id: &str,
    staged: &Staged,
    held: Option<&Held>,
    as_of: Option<Instant>,
) -> Result<i64> {
    let product_id = staged.product_id.as_str();
    let number = number(tx, shop_id, staged.keeps_numbers, product_id)?;
    let canonical: Canonical = serde_json::from_str(&staged.canonical)
        .map_err(|_| broken("canonical form", product_id))?;
    let mut shown: Map<String, serde_json::Value> =
        serde_json::from_str(&staged.woocommerce).map_err(|_| broken("REST form", product_id))?;
    let attributes = numbered::terms_of(tx, shop_id, staged, &canonical, &mut shown)?;
    let text = |name: &str| shown.get(name).and_then(|value| value.as_str()).unwrap_or_default();
    // What is named with its numbers is named in full: then no slug is none.
    if text("slug").is_empty() && staged.terms.is_none() {
        shown.insert("slug".into(), terms::slug(&canonical.name).into());
    }
    let text = |name: &str| shown.get(name).and_then(|value| value.as_str()).unwrap_or_default();
    let now = tx.now();
    let made = canonical.created_at.and_then(|at| Instant::read(&at));
    let created_at = made.or(held.map(|held| held.created_at)).unwrap_or(now);
    let document = serde_json::to_string(&shown).map_err(|_| broken("REST form", product_id))?;
    let values: [Value; 13] = [
        shop_id.into(),
        product_id.into(),
        number.into(),
        (&staged.kind).into(),
        text("status").into(),
        canonical.name.as_str().into(),
        text("slug").into(),
        text("sku").into(),
        staged.fingerprint.as_flattened().into(),
        (&staged.canonical).into(),
        (&document).into(),
        created_at.into(),
        now.into(),
    ];
    tx.execute(
        "INSERT INTO products (shop_id, product_id, number, kind, status, name, slug, sku, \
           fingerprint, canonical, woocommerce, created_at, modified_at, is_deleted) \
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0) \
         ON CONFLICT (shop_id, product_id) DO UPDATE SET kind = excluded.kind, \
           status = excluded.status, name = excluded.name, slug = excluded.slug, \
           sku = excluded.sku, fingerprint = excluded.fingerprint, \
           canonical = excluded.canonical, woocommerce = excluded.woocommerce, \
           created_at = excluded.created_at, modified_at = excluded.modified_at, is_deleted = 0",
        &values,
    )?;
    write_variants(tx, shop_id, staged, &attributes, as_of)?;
    Ok(number)
}

fn write_variants(
    tx: &mut dyn Transaction,
    shop_id: &str,
    staged: &Staged,
    attributes: &[(String, i64)],
    said_at: Option<Instant>,
) -> Result<()> {
    let now = tx.now();
    let as_of = said_at.unwrap_or(now).min(now);
    let product_id = staged.product_id.as_str();
    let mut gone = variant_ids(tx, shop_id, product_id)?;
    let shares = |one: &StagedVariant| one.is_shared && one.quantity.is_some();
    let shared = match staged.variants.iter().any(shares) {
        true => stock::shared(tx, shop_id, product_id)?,
        false => None,
    };
    for (position, variant) in staged.variants.iter().enumerate() {
        gone.retain(|held| *held != variant.variant_id);
        let number = match staged.kind.as_str() {
            "variable" => {
                let keeps = staged.keeps_numbers;
                let key = ids::variation_key(product_id, &variant.variant_id, keeps);
                number(tx, shop_id, keeps, &key)?
            }
            _ => 0,
        };
        let mut shown: Map<String, serde_json::Value> = serde_json::from_str(&variant.woocommerce)
            .map_err(|_| broken("variations", product_id))?;
        numbered::number_attributes(&mut shown, attributes);
        let document =
            serde_json::to_string(&shown).map_err(|_| broken("variations", product_id))?;
        let is_kept = variant.quantity.is_some() || variant.stock_said == StockSaid::Nothing;
        let as_of = match variant.stock_said {
            StockSaid::Nothing | StockSaid::Some => Instant(0),
            StockSaid::No | StockSaid::All => as_of,
        };
        tx.execute(
            "INSERT INTO variants (shop_id, product_id, variant_id, number, position, sku, \
               canonical, woocommerce, reported, reported_as_of, is_shared, inventory_id) \
             VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) \
             ON CONFLICT (shop_id, product_id, variant_id) DO UPDATE SET \
               number = excluded.number, position = excluded.position, sku = excluded.sku, \
               canonical = excluded.canonical, woocommerce = excluded.woocommerce, \
               is_shared = excluded.is_shared, inventory_id = excluded.inventory_id, \
               reported = CASE WHEN ? = 1 THEN variants.reported ELSE NULL END, \
               reported_as_of = CASE WHEN ? = 1 OR excluded.reported_as_of = 0 \
                 THEN variants.reported_as_of ELSE excluded.reported_as_of END",
            &[
                shop_id.into(),
                product_id.into(),
                (&variant.variant_id).into(),
                number.into(),
                i64::try_from(position).unwrap_or(i64::MAX).into(),
                (&variant.sku).into(),
                (&variant.canonical).into(),
                (&document).into(),
                variant.quantity.into(),
                as_of.into(),
                i64::from(variant.is_shared).into(),
                (&variant.inventory_id).into(),
                i64::from(is_kept).into(),
                i64::from(is_kept).into(),
            ],
        )?;
    }
    // What joins a stock that others share has theirs, unless this is a later statement; one that does not say when it was
    // made is so where it differs, and is then taken as any is.
    if let Some((quantity, at)) = shared.filter(|(_, at)| said_at.is_none() || *at > as_of) {
        tx.execute(
            "UPDATE variants SET reported = ?, reported_as_of = ? \
             WHERE shop_id = ? AND product_id = ? AND is_shared = 1 AND reported_as_of <> ?",
            &[quantity.into(), at.into(), shop_id.into(), product_id.into(), at.into()],
        )?;
    }
    for variant_id in gone {
        tx.execute(
            "DELETE FROM variants WHERE shop_id = ? AND product_id = ? AND variant_id = ?",
            &[shop_id.into(), product_id.into(), (&variant_id).into()],
        )?;
    }
    Ok(())
}

fn variant_ids(tx: &mut dyn Transaction, shop_id: &str, product_id: &str) -> Result<Vec<String>> {
    let mut ids = Vec::new();
    tx.query(
        "SELECT variant_id FROM variants WHERE shop_id = ? AND product_id = ?",
        &[shop_id.into(), product_id.into()],
        &mut |row| {
            ids.push(row.text(0).to_owned());
            Ok(())
        },
    )?;
    Ok(ids)
}

/// Takes a product out of the catalogue; false where it was not in it. Its numbers stay its own.
pub fn delete(tx: &mut dyn Transaction, shop_id: &str, product_id: &str) -> Result<bool> {
    let Some(product) = products::by_id(tx, shop_id, product_id)? else { return Ok(false) };
    let values: [Value; 2] = [shop_id.into(), product_id.into()];
    tx.execute("DELETE FROM variants WHERE shop_id = ? AND product_id = ?", &values)?;
    tx.execute("DELETE FROM product_terms WHERE shop_id = ? AND product_id = ?", &values)?;
    let now = tx.now();
    tx.execute(
        "UPDATE products SET is_deleted = 1, canonical = '', woocommerce = '', modified_at = ? \
         WHERE shop_id = ? AND product_id = ?",
        &[now.into(), shop_id.into(), product_id.into()],
    )?;
    facets::refresh(tx, shop_id, product_id)?;
    pages::take_away(tx, shop_id, product.number)?;
    changes::record(tx, shop_id, Resource::Product, product.number, Event::Deleted)?;
    Ok(true)
}
