//! What lists of products are narrowed and ordered by. Kept as of now: whoever changes a product or its stock makes them
//! again, as does a sale that begins or ends (see `sale_times.rs`).

use super::places::{self, Place};
use super::products::{self, Product, Variant, Which};
use super::shown::{self, Members};
use super::template;
use crate::error::Result;
use crate::money::Amount;
use crate::world::{Instant, Transaction, Value};
use serde_json::Value as Json;

/// Texts are searched so far: whole descriptions of books need not be.
const SEARCHED_BYTES: usize = 4096;

/// Makes the facets of a product again. One that is not there has none.
pub fn refresh(tx: &mut dyn Transaction, shop_id: &str, product_id: &str) -> Result<()> {
    match products::by_id(tx, shop_id, product_id)? {
        Some(product) => {
            let held = held(tx, shop_id, product_id)?;
            let variants = products::variants(tx, shop_id, Which::Of(product_id))?;
            let now = tx.now();
            let others = grouped(tx, shop_id, &product)?;
            let facets = Facets::of(&product, &variants, &others, now);
            write(tx, shop_id, product_id, &facets)?;
            let place = facets.is_listed.then_some((facets.created_at, facets.number));
            move_to(tx, shop_id, held, place)
        }
        None => {
            let held = held(tx, shop_id, product_id)?;
            move_to(tx, shop_id, held, None)?;
            let key: [Value; 2] = [shop_id.into(), product_id.into()];
            tx.execute("DELETE FROM product_facets WHERE shop_id = ? AND product_id = ?", &key)?;
            Ok(())
        }
    }
}

/// Where a product is listed, if it is.
fn held(tx: &mut dyn Transaction, shop_id: &str, product_id: &str) -> Result<Option<Place>> {
    let mut held = None;
    tx.query(
        "SELECT created_at, number FROM product_facets \
         WHERE shop_id = ? AND product_id = ? AND is_listed = 1",
        &[shop_id.into(), product_id.into()],
        &mut |row| {
            held = Some((Instant(row.integer(0)), row.integer(1)));
            Ok(())
        },
    )?;
    Ok(held)
}

/// Follows in the list what became of a product, once its facets are written.
fn move_to(
    tx: &mut dyn Transaction,
    shop_id: &str,
    from: Option<Place>,
    to: Option<Place>,
) -> Result<()> {
    if from == to {
        return Ok(());
    }
    from.map_or(Ok(()), |place| places::leave(tx, shop_id, place))?;
    to.map_or(Ok(()), |place| places::enter(tx, shop_id, place))
}

/// A grouped product costs what the products in it cost.
fn grouped(tx: &mut dyn Transaction, shop_id: &str, product: &Product) -> Result<Vec<i64>> {
    let mut prices = Vec::new();
    if product.kind != "grouped" {
        return Ok(prices);
    }
    let members = shown::read(&product.woocommerce);
    let numbers = members.get("grouped_products").and_then(Json::as_array);
    for number in numbers.into_iter().flatten().filter_map(Json::as_i64) {
        let Some(one) = products::find(tx, shop_id, number)? else { continue };
        let now = tx.now();
        let variants = products::variants(tx, shop_id, Which::Of(&one.product_id))?;
        prices.extend(price(&shown::product(&one.woocommerce, &one.kind, &variants, now)));
    }
    Ok(prices)
}

#[derive(Debug)]
struct Facets {
    parent: i64,
    flags: [bool; 4],
    tax_class: String,
    stock_status: String,
    prices: Option<(i64, i64)>,
    changes_at: Option<Instant>,
    rating: i64,
    total_sales: i64,
    menu_order: i64,
    number: i64,
    created_at: Instant,
    modified_at: Instant,
    is_listed: bool,
    search: String,
    shown: String,
}

impl Facets {
    fn of(product: &Product, variants: &[Variant], others: &[i64], now: Instant) -> Facets {
        let members = shown::product(&product.woocommerce, &product.kind, variants, now);
        let text = |name: &str| members.get(name).and_then(Json::as_str).unwrap_or_default();
        let number = |name: &str| members.get(name).and_then(Json::as_i64).unwrap_or_default();
        let flag = |name: &str| members.get(name) == Some(&Json::Bool(true));
        let variations: Vec<Members> = match product.kind.as_str() {
            "variable" => {
                let all = variants.iter().map(|one| shown::variation(one, now));
                all.filter(shown::is_sold).collect()
            }
            _ => Vec::new(),
        };
        let mut prices: Vec<i64> = variations.iter().filter_map(price).collect();
        prices.extend(others);
        if prices.is_empty() {
            prices.extend(price(&members));
        }
        let sales = std::iter::once(&members).chain(&variations);
        let rating = Amount::read(text("average_rating").as_bytes());
        let numbers: Vec<i64> =
            variants.iter().map(|one| one.number).filter(|one| *one != 0).collect();
        Facets {
            parent: number("parent_id"),
            flags: ["featured", "virtual", "downloadable", "on_sale"].map(flag),
            tax_class: text("tax_class").to_owned(),
            stock_status: text("stock_status").to_owned(),
            prices: prices.iter().min().zip(prices.iter().max()).map(|(min, max)| (*min, *max)),
            changes_at: sales.filter_map(|one| shown::changes_at(one, now)).min(),
            rating: rating.and_then(|rating| rating.at_scale(2)).unwrap_or_default(),
            total_sales: number("total_sales"),
            menu_order: number("menu_order"),
            number: product.number,
            created_at: product.created_at,
            modified_at: product.modified_at,
            is_listed: text("status") != "trash",
            search: searched(["name", "sku", "short_description", "description"].map(text)),
            shown: template::of(&members, &numbers),
        }
    }
}

fn price(members: &Members) -> Option<i64> {
    millionths(members.get("price").and_then(Json::as_str)?)
}

/// An amount as the facets hold it.
pub fn millionths(text: &str) -> Option<i64> {
    Amount::read(text.as_bytes())?.at_scale(6)
}

fn searched(texts: [&str; 4]) -> String {
    let mut all = texts.join("\n").to_lowercase();
    let end = (0..=SEARCHED_BYTES.min(all.len())).rev().find(|&end| all.is_char_boundary(end));
    all.truncate(end.unwrap_or_default());
    all
}

fn write(tx: &mut dyn Transaction, shop_id: &str, product_id: &str, facets: &Facets) -> Result<()> {
    let [featured, is_virtual, is_downloadable, on_sale] = facets.flags.map(i64::from);
    tx.execute(
        "INSERT INTO product_facets (shop_id, product_id, parent, featured, is_virtual, \
           is_downloadable, tax_class, stock_status, on_sale, price_min, price_max, changes_at, \
           rating, total_sales, menu_order, number, created_at, modified_at, is_listed, search, \
           shown) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) \
         ON CONFLICT (shop_id, product_id) DO UPDATE SET parent = excluded.parent, \
           featured = excluded.featured, is_virtual = excluded.is_virtual, \
           is_downloadable = excluded.is_downloadable, tax_class = excluded.tax_class, \
           stock_status = excluded.stock_status, on_sale = excluded.on_sale, \
           price_min = excluded.price_min, price_max = excluded.price_max, \
           changes_at = excluded.changes_at, rating = excluded.rating, \
           total_sales = excluded.total_sales, menu_order = excluded.menu_order, \
           number = excluded.number, created_at = excluded.created_at, \
           modified_at = excluded.modified_at, is_listed = excluded.is_listed, \
           search = excluded.search, shown = excluded.shown",
        &[
            shop_id.into(),
            product_id.into(),
            facets.parent.into(),
            featured.into(),
            is_virtual.into(),
            is_downloadable.into(),
            (&facets.tax_class).into(),
            (&facets.stock_status).into(),
            on_sale.into(),
            facets.prices.map(|(min, _)| min).into(),
            facets.prices.map(|(_, max)| max).into(),
            facets.changes_at.into(),
            facets.rating.into(),
            facets.total_sales.into(),
            facets.menu_order.into(),
            facets.number.into(),
            facets.created_at.into(),
            facets.modified_at.into(),
            i64::from(facets.is_listed).into(),
            (&facets.search).into(),
            (&facets.shown).into(),
        ],
    )?;
    Ok(())
}
