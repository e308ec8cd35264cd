//! The catalogue as it is kept: products, their variations, and what may be published of them.

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
    /// What the shop last stated; None where it does not count it.
    pub reported: Option<i64>,
    /// What may be published; None where the shop does not count it.
    pub published: Option<i64>,
    /// It is the product's stock, of which all variants that share it take.
    pub is_shared: bool,
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

pub fn by_id(tx: &mut dyn Transaction, shop_id: &str, product_id: &str) -> Result<Option<Product>> {
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

/// A product in the model's own JSON.
pub fn canonical(
    tx: &mut dyn Transaction,
    shop_id: &str,
    product_id: &str,
) -> Result<Option<String>> {
    let mut found = None;
    tx.query(
        "SELECT canonical FROM products WHERE shop_id = ? AND product_id = ? AND is_deleted = 0",
        &[shop_id.into(), product_id.into()],
        &mut |row| {
            found = Some(row.text(0).to_owned());
            Ok(())
        },
    )?;
    Ok(found)
}

/// The same by its number.
pub fn canonical_of_number(
    tx: &mut dyn Transaction,
    shop_id: &str,
    number: i64,
) -> Result<Option<String>> {
    let mut found = None;
    tx.query(
        "SELECT canonical FROM products WHERE shop_id = ? AND number = ? AND is_deleted = 0",
        &[shop_id.into(), number.into()],
        &mut |row| {
            found = Some(row.text(0).to_owned());
            Ok(())
        },
    )?;
    Ok(found)
}

/// When a product was last stored, changed or taken away.
pub fn last_modified(tx: &mut dyn Transaction, shop_id: &str) -> Result<Option<Instant>> {
    let mut last = None;
    tx.query(
        "SELECT MAX(modified_at) FROM products WHERE shop_id = ?",
        &[shop_id.into()],
        &mut |row| {
            last = row.instant_or_null(0);
            Ok(())
        },
    )?;
    Ok(last)
}

/// The ids and numbers of products, after this number, at most so many; those that changed later than that left out.
pub fn ids_after(
    tx: &mut dyn Transaction,
    shop_id: &str,
    (number, max): (i64, i64),
    until: Option<Instant>,
) -> Result<Vec<(String, i64)>> {
    let until = until.unwrap_or(Instant(i64::MAX));
    let mut found = Vec::new();
    tx.query(
        "SELECT product_id, number FROM products WHERE shop_id = ? AND is_deleted = 0 \
         AND number > ? AND modified_at <= ? ORDER BY number LIMIT ?",
        &[shop_id.into(), number.into(), until.into(), max.into()],
        &mut |row| {
            found.push((row.text(0).to_owned(), row.integer(1)));
            Ok(())
        },
    )?;
    Ok(found)
}

/// The number of a product that is in the catalogue.
pub(super) fn number_of(
    tx: &mut dyn Transaction,
    shop_id: &str,
    product_id: &str,
) -> Result<Option<i64>> {
    let mut found = None;
    tx.query(
        "SELECT number FROM products WHERE shop_id = ? AND product_id = ? AND is_deleted = 0",
        &[shop_id.into(), product_id.into()],
        &mut |row| {
            found = Some(row.integer(0));
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
           p.created_at, p.modified_at, v.is_shared \
         FROM variants v JOIN products p ON p.shop_id = v.shop_id AND p.product_id = v.product_id \
         WHERE v.shop_id = ? AND p.is_deleted = 0 AND {condition} ORDER BY v.position",
        stock::reserved!()
    );
    let mut found = Vec::new();
    tx.query(&sql, &[shop_id.into(), value], &mut |row| {
        let reported = row.integer_or_null(5);
        found.push(Variant {
            variant_id: row.text(0).to_owned(),
            number: row.integer(1),
            product_number: row.integer(2),
            canonical: row.text(3).to_owned(),
            woocommerce: row.text(4).to_owned(),
            reported,
            published: reported.map(|reported| reported.saturating_sub(row.integer(6))),
            is_shared: row.integer(9) != 0,
            created_at: Instant(row.integer(7)),
            modified_at: Instant(row.integer(8)),
        });
        Ok(())
    })?;
    Ok(found)
}

/// A product in the model's own JSON, with its variants.
#[derive(Clone, Debug)]
pub struct Whole {
    pub product_id: String,
    pub number: i64,
    pub modified_at: Instant,
    pub canonical: String,
}

fn read_whole(row: &dyn Row) -> Whole {
    Whole {
        product_id: row.text(0).to_owned(),
        number: row.integer(1),
        modified_at: Instant(row.integer(2)),
        canonical: row.text(3).to_owned(),
    }
}

/// The product of this id, whole.
pub fn whole(tx: &mut dyn Transaction, shop_id: &str, product_id: &str) -> Result<Option<Whole>> {
    let mut found = None;
    tx.query(
        "SELECT p.product_id, p.number, p.modified_at, p.canonical FROM products p \
         WHERE p.shop_id = ? AND p.product_id = ? AND p.is_deleted = 0",
        &[shop_id.into(), product_id.into()],
        &mut |row| {
            found = Some(read_whole(row));
            Ok(())
        },
    )?;
    Ok(found)
}

/// Products behind a number, whole; those that have a SKU, or a variant that has it, where one is given.
pub fn whole_after(
    tx: &mut dyn Transaction,
    shop_id: &str,
    sku: Option<&str>,
    after: i64,
    limit: i64,
) -> Result<Vec<Whole>> {
    let mut sql = "SELECT p.product_id, p.number, p.modified_at, p.canonical FROM products p \
                   WHERE p.shop_id = ? AND p.is_deleted = 0 AND p.number > ?"
        .to_owned();
    let mut values: Vec<Value> = vec![shop_id.into(), after.into()];
    if let Some(sku) = sku {
        sql.push_str(
            " AND (p.sku = ? OR EXISTS (SELECT 1 FROM variants v WHERE v.shop_id = p.shop_id \
             AND v.product_id = p.product_id AND v.sku = ?))",
        );
        values.extend([Value::from(sku), Value::from(sku)]);
    }
    sql.push_str(" ORDER BY p.number LIMIT ?");
    values.push(limit.into());
    let mut found = Vec::new();
    tx.query(&sql, &values, &mut |row| {
        found.push(read_whole(row));
        Ok(())
    })?;
    Ok(found)
}
