//! Where a product stands in the list of all, newest first, without counting through it: the list is kept in segments with
//! their lengths, so that any page of it is found in the same time.

use crate::error::Result;
use crate::world::{Instant, Transaction, Value};

/// A place in the list: when a product was made, and its number.
pub type Place = (Instant, i64);

/// A segment with more products than this is cut in two.
const SEGMENT_MAX: i64 = 1024;

/// Where the list begins: everything comes after it.
const FIRST: Place = (Instant(i64::MIN), 0);

#[derive(Clone, Copy, Debug)]
struct Segment {
    from: Place,
    products: i64,
}

/// A product that is listed from now on.
pub fn enter(tx: &mut dyn Transaction, shop_id: &str, place: Place) -> Result<()> {
    let segment = holding(tx, shop_id, place)?;
    let segment = segment.unwrap_or(Segment { from: FIRST, products: 0 });
    let products = segment.products.saturating_add(1);
    store(tx, shop_id, Segment { products, ..segment })?;
    if products <= SEGMENT_MAX {
        return Ok(());
    }
    let half = products / 2;
    let Some(middle) = nth(tx, shop_id, segment.from, half)? else { return Ok(()) };
    store(tx, shop_id, Segment { products: half, ..segment })?;
    store(tx, shop_id, Segment { from: middle, products: products.saturating_sub(half) })
}

/// A product that is listed no more.
pub fn leave(tx: &mut dyn Transaction, shop_id: &str, place: Place) -> Result<()> {
    match holding(tx, shop_id, place)? {
        Some(segment) => {
            let products = segment.products.saturating_sub(1).max(0);
            store(tx, shop_id, Segment { products, ..segment })
        }
        None => Ok(()),
    }
}

/// Where a part of the list lies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Part {
    /// How many products the whole list has.
    pub total: i64,
    /// The part lies on this side of a place: before it where the newest come first, else from it on.
    pub from: Option<Place>,
    /// How many products lie between that place and the part.
    pub skipped: i64,
}

/// Finds the part of the list that begins at `offset`.
pub fn find(tx: &mut dyn Transaction, shop_id: &str, offset: i64, ascending: bool) -> Result<Part> {
    let mut segments = all(tx, shop_id)?;
    if !ascending {
        segments.reverse();
    }
    let total = segments.iter().map(|segment| segment.products).sum();
    let (mut before, mut from) = (0i64, None);
    for segment in &segments {
        if ascending {
            from = Some(segment.from);
        }
        if before.saturating_add(segment.products) > offset {
            break;
        }
        before = before.saturating_add(segment.products);
        if !ascending {
            from = Some(segment.from);
        }
    }
    Ok(Part { total, from, skipped: offset.saturating_sub(before) })
}

fn all(tx: &mut dyn Transaction, shop_id: &str) -> Result<Vec<Segment>> {
    let mut found = Vec::new();
    tx.query(
        "SELECT created_at, number, products FROM product_segments WHERE shop_id = ? \
         ORDER BY created_at, number",
        &[shop_id.into()],
        &mut |row| {
            let from = (Instant(row.integer(0)), row.integer(1));
            found.push(Segment { from, products: row.integer(2) });
            Ok(())
        },
    )?;
    Ok(found)
}

/// The segment that a place belongs to.
fn holding(tx: &mut dyn Transaction, shop_id: &str, place: Place) -> Result<Option<Segment>> {
    let mut found = None;
    tx.query(
        "SELECT created_at, number, products FROM product_segments WHERE shop_id = ? \
         AND created_at <= ? AND (created_at < ? OR number <= ?) \
         ORDER BY created_at DESC, number DESC LIMIT 1",
        &[shop_id.into(), place.0.into(), place.0.into(), place.1.into()],
        &mut |row| {
            let from = (Instant(row.integer(0)), row.integer(1));
            found = Some(Segment { from, products: row.integer(2) });
            Ok(())
        },
    )?;
    Ok(found)
}

/// The place of the `nth` product from a place on.
fn nth(tx: &mut dyn Transaction, shop_id: &str, from: Place, nth: i64) -> Result<Option<Place>> {
    let mut found = None;
    tx.query(
        "SELECT created_at, number FROM product_facets WHERE shop_id = ? AND is_listed = 1 \
         AND (created_at, number) >= (?, ?) ORDER BY created_at, number LIMIT 1 OFFSET ?",
        &[shop_id.into(), from.0.into(), from.1.into(), nth.into()],
        &mut |row| {
            found = Some((Instant(row.integer(0)), row.integer(1)));
            Ok(())
        },
    )?;
    Ok(found)
}

fn store(tx: &mut dyn Transaction, shop_id: &str, segment: Segment) -> Result<()> {
    let values: [Value; 4] =
        [shop_id.into(), segment.from.0.into(), segment.from.1.into(), segment.products.into()];
    tx.execute(
        "INSERT INTO product_segments (shop_id, created_at, number, products) \
         VALUES (?, ?, ?, ?) ON CONFLICT (shop_id, created_at, number) DO UPDATE SET \
         products = excluded.products",
        &values,
    )?;
    Ok(())
}
