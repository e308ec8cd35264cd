//! The catalogue as it is kept: products, their variations, and what may be published of them.

use super::ids::Kind;
use super::stock;
use crate::error::Result;
use crate::world::{Instant, Row, Transaction, Value};

/// A product as it is kept.
#[derive(Clone, Debug)]
pub struct Product {
    pub product_id: String,
    pub number: i64,
    pub kind: String,
    /// The members that REST v3 shows of it, as one object.
    pub woocommerce: String,
    pub created_at: Instant,
    pub modified_at: Instant,
}

/// A variation; of a simple product what is sold itself.
#[derive(Clone, Debug)]
pub struct Variant {
    pub variant_id: String,
    /// 0 where the product is simple.
    pub number: i64,
    pub product_number: i64,
    pub canonical: String,
    pub woocommerce: String,
    /// What may be published; None where the shop does not count it.
    pub published: Option<i64>,
    pub created_at: Instant,
    pub modified_at: Instant,
}

const COLUMNS: &str = "p.product_id, p.number, p.kind, p.woocommerce, p.created_at, p.modified_at";

fn read(row: &dyn Row) -> Product {
    Product {
        product_id: row.text(0).to_owned(),
        number: row.integer(1),
        kind: row.text(2).to_owned(),
        woocommerce: row.text(3).to_owned(),
        created_at: Instant(row.integer(4)),
        modified_at: Instant(row.integer(5)),
    }
}

pub(super) fn by_id(
    tx: &mut dyn Transaction,
    shop_id: &str,
    product_id: &str,
) -> Result<Option<Product>> {
    let sql = format!(
        "SELECT {COLUMNS} FROM products p WHERE p.shop_id = ? AND p.product_id = ? \
         AND p.is_deleted = 0"
    );
    let mut found = None;
    tx.query(&sql, &[shop_id.into(), product_id.into()], &mut |row| {
        found = Some(read(row));
        Ok(())
    })?;
    Ok(found)
}

/// The product of this number.
pub fn find(tx: &mut dyn Transaction, shop_id: &str, number: i64) -> Result<Option<Product>> {
    let sql = format!(
        "SELECT {COLUMNS} FROM products p WHERE p.shop_id = ? AND p.number = ? \
         AND p.is_deleted = 0"
    );
    let mut found = None;
    tx.query(&sql, &[shop_id.into(), number.into()], &mut |row| {
        found = Some(read(row));
        Ok(())
    })?;
    Ok(found)
}

/// The ids of all products.
pub fn ids(tx: &mut dyn Transaction, shop_id: &str) -> Result<Vec<String>> {
    let mut found = Vec::new();
    tx.query(
        "SELECT product_id FROM products WHERE shop_id = ? AND is_deleted = 0 ORDER BY number",
        &[shop_id.into()],
        &mut |row| {
            found.push(row.text(0).to_owned());
            Ok(())
        },
    )?;
    Ok(found)
}

/// Which variants are meant.
#[derive(Clone, Copy, Debug)]
pub enum Which<'a> {
    /// All of a product, in its order.
    Of(&'a str),
    /// The variation of this number.
    Number(i64),
    /// Variations of this SKU.
    Sku(&'a str),
}

/// Variants with what may be published of them.
pub fn variants(tx: &mut dyn Transaction, shop_id: &str, which: Which) -> Result<Vec<Variant>> {
    let (condition, value): (_, Value) = match which {
        Which::Of(product_id) => ("v.product_id = ?", product_id.into()),
        Which::Number(number) => ("v.number <> 0 AND v.number = ?", number.into()),
        Which::Sku(sku) => ("v.number <> 0 AND v.sku = ?", sku.into()),
    };
    let sql = format!(
        "SELECT v.variant_id, v.number, p.number, v.canonical, v.woocommerce, v.reported, {}, \
           p.created_at, p.modified_at \
         FROM variants v JOIN products p ON p.shop_id = v.shop_id AND p.product_id = v.product_id \
         WHERE v.shop_id = ? AND p.is_deleted = 0 AND {condition} ORDER BY v.position",
        stock::reserved!()
    );
    let mut found = Vec::new();
    tx.query(&sql, &[shop_id.into(), value], &mut |row| {
        let reported = stock::reported(row, 5);
        found.push(Variant {
            variant_id: row.text(0).to_owned(),
            number: row.integer(1),
            product_number: row.integer(2),
            canonical: row.text(3).to_owned(),
            woocommerce: row.text(4).to_owned(),
            published: reported.map(|reported| reported.saturating_sub(row.integer(6))),
            created_at: Instant(row.integer(7)),
            modified_at: Instant(row.integer(8)),
        });
        Ok(())
    })?;
    Ok(found)
}

/// Which products a list shows, and in which order.
#[derive(Debug, Default)]
pub struct Filter<'a> {
    pub statuses: Option<&'a [String]>,
    pub kinds: Option<&'a [String]>,
    pub sku: Option<&'a str>,
    pub slug: Option<&'a str>,
    pub search: Option<&'a str>,
    pub include: Option<&'a [i64]>,
    pub exclude: Option<&'a [i64]>,
    pub terms: Vec<(Kind, &'a [i64])>,
    pub created_after: Option<Instant>,
    pub created_before: Option<Instant>,
    pub modified_after: Option<Instant>,
    pub modified_before: Option<Instant>,
    pub order: Order,
    pub ascending: bool,
}

#[derive(Clone, Copy, Debug, Default)]
pub enum Order {
    #[default]
    Created,
    Modified,
    Number,
    Name,
    Slug,
}

impl Order {
    fn column(self) -> &'static str {
        match self {
            Order::Created => "p.created_at",
            Order::Modified => "p.modified_at",
            Order::Number => "p.number",
            Order::Name => "p.name",
            Order::Slug => "p.slug",
        }
    }
}

/// The part of the list that begins at `offset`, and how long the list is.
pub fn list(
    tx: &mut dyn Transaction,
    shop_id: &str,
    filter: &Filter,
    (offset, size): (i64, i64),
) -> Result<(Vec<Product>, i64)> {
    let search = filter.search.map(pattern);
    let mut condition = String::from("p.shop_id = ? AND p.is_deleted = 0");
    let mut values: Vec<Value> = vec![shop_id.into()];
    let words = |column: &str, words: &[String]| {
        format!(" AND {column} IN ({})", vec!["?"; words.len()].join(", "))
    };
    for (column, wanted) in [("p.status", filter.statuses), ("p.kind", filter.kinds)] {
        if let Some(wanted) = wanted {
            condition.push_str(&words(column, wanted));
            values.extend(wanted.iter().map(Value::from));
        }
    }
    for (test, wanted) in [
        (" AND p.sku = ?", filter.sku),
        (" AND p.slug = ?", filter.slug),
        (" AND p.name LIKE ? ESCAPE '!'", search.as_deref()),
    ] {
        if let Some(wanted) = wanted {
            condition.push_str(test);
            values.push(wanted.into());
        }
    }
    for (test, at) in [
        (" AND p.created_at > ?", filter.created_after),
        (" AND p.created_at < ?", filter.created_before),
        (" AND p.modified_at > ?", filter.modified_after),
        (" AND p.modified_at < ?", filter.modified_before),
    ] {
        if let Some(at) = at {
            condition.push_str(test);
            values.push(at.into());
        }
    }
    if let Some(numbers) = filter.include {
        condition.push_str(&format!(" AND p.number IN ({})", joined(numbers)));
    }
    if let Some(numbers) = filter.exclude {
        condition.push_str(&format!(" AND p.number NOT IN ({})", joined(numbers)));
    }
    for (kind, numbers) in &filter.terms {
        condition.push_str(&format!(
            " AND EXISTS (SELECT 1 FROM product_terms pt WHERE pt.shop_id = p.shop_id \
             AND pt.product_id = p.product_id AND pt.kind = ? AND pt.number IN ({}))",
            joined(numbers)
        ));
        values.push(kind.as_str().into());
    }
    let mut total = 0;
    tx.query(&format!("SELECT COUNT(*) FROM products p WHERE {condition}"), &values, &mut |row| {
        total = row.integer(0);
        Ok(())
    })?;
    let direction = if filter.ascending { "ASC" } else { "DESC" };
    let column = filter.order.column();
    let sql = format!(
        "SELECT {COLUMNS} FROM products p WHERE {condition} \
         ORDER BY {column} {direction}, p.number {direction} LIMIT ? OFFSET ?"
    );
    values.extend([Value::from(size), Value::from(offset)]);
    let mut found = Vec::new();
    tx.query(&sql, &values, &mut |row| {
        found.push(read(row));
        Ok(())
    })?;
    Ok((found, total))
}

fn joined(numbers: &[i64]) -> String {
    // An empty list finds nothing; 0 is no number of anything.
    match numbers {
        [] => "0".into(),
        numbers => numbers.iter().map(i64::to_string).collect::<Vec<_>>().join(", "),
    }
}

/// What `LIKE` takes for "contains", whatever signs the text has.
fn pattern(text: &str) -> String {
    let escaped = text.replace('!', "!!").replace('%', "!%").replace('_', "!_");
    format!("%{escaped}%")
}
