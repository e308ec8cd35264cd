//! Where a product stands in the list of all, newest first, without counting through it: the list is kept in segments with
//! their lengths, and these in segments of their own, so that any page of it is found in the same time.

use crate::error::Result;
use crate::world::{Instant, Row, Transaction, Value};

/// A place in the list: when a product was made, and its number.
pub type Place = (Instant, i64);

/// What lies at a place or after it (`>=`), or before it (`<`), with the values of its question marks. It says so twice:
/// MariaDB finds its way into an index only by the second, the others only by the first.
pub fn beside(side: &str, (created_at, number): Place) -> (String, [Value<'static>; 5]) {
    let strictly = side.trim_end_matches('=');
    let sql = format!(
        "(created_at, number) {side} (?, ?) \
         AND (created_at {strictly} ? OR created_at = ? AND number {side} ?)"
    );
    let (at, number) = (Value::from(created_at), Value::from(number));
    (sql, [at, number, at, at, number])
}

/// How many products a segment of each level holds at most; one with more is cut in two. Those of the second level hold
/// whole ones of the first.
#[cfg(not(test))]
const PRODUCTS_MAX: [i64; 2] = [1024, 32 * 1024];
#[cfg(test)]
const PRODUCTS_MAX: [i64; 2] = [4, 16];

/// Where the list begins: everything comes after it.
const FIRST: Place = (Instant(i64::MIN), 0);

#[derive(Clone, Copy, Debug)]
struct Segment {
    from: Place,
    products: i64,
}

/// A product that is listed from now on.
pub fn enter(tx: &mut dyn Transaction, shop_id: &str, place: Place) -> Result<()> {
    for (level, max) in (0..).zip(PRODUCTS_MAX) {
        let segment = holding(tx, shop_id, level, place)?;
        let segment = segment.unwrap_or(Segment { from: FIRST, products: 0 });
        let segment = Segment { products: segment.products.saturating_add(1), ..segment };
        store(tx, shop_id, level, segment)?;
        if segment.products > max {
            cut(tx, shop_id, level, segment)?;
        }
    }
    Ok(())
}

/// A product that is listed no more.
pub fn leave(tx: &mut dyn Transaction, shop_id: &str, place: Place) -> Result<()> {
    for (level, _) in (0..).zip(PRODUCTS_MAX) {
        if let Some(segment) = holding(tx, shop_id, level, place)? {
            let products = segment.products.saturating_sub(1).max(0);
            store(tx, shop_id, level, Segment { products, ..segment })?;
        }
    }
    Ok(())
}

/// Makes two of a segment: by its products, or by the segments that it holds.
fn cut(tx: &mut dyn Transaction, shop_id: &str, level: i64, segment: Segment) -> Result<()> {
    let half = segment.products / 2;
    let second = match level {
        0 => nth(tx, shop_id, segment.from, half)?.map(|from| (from, half)),
        _ => {
            let held = segments(tx, shop_id, level - 1, segment.from, None)?;
            locate(&held, half, true).map(|located| (located.from, located.before))
        }
    };
    let Some((from, before)) = second.filter(|(from, _)| *from > segment.from) else {
        return Ok(());
    };
    let products = segment.products.saturating_sub(before);
    store(tx, shop_id, level, Segment { products: before, ..segment })?;
    store(tx, shop_id, level, Segment { from, products })
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
    let long = segments(tx, shop_id, 1, FIRST, None)?;
    let total = long.iter().map(|segment| segment.products).sum();
    let beyond = Part { total, from: None, skipped: offset };
    let Some(outer) = locate(&long, offset, ascending) else { return Ok(beyond) };
    let offset = offset.saturating_sub(outer.before);
    let short = segments(tx, shop_id, 0, outer.from, outer.until)?;
    let Some(inner) = locate(&short, offset, ascending) else { return Ok(beyond) };
    let from = if ascending { Some(inner.from) } else { inner.until.or(outer.until) };
    Ok(Part { total, from, skipped: offset.saturating_sub(inner.before) })
}

/// A segment among others.
struct Located {
    from: Place,
    /// Where the next one begins; none where it is the last of these.
    until: Option<Place>,
    /// How many products lie in those before it, as the list is read.
    before: i64,
}

/// The segment in which the part at `offset` begins.
fn locate(segments: &[Segment], offset: i64, ascending: bool) -> Option<Located> {
    let mut before = 0i64;
    let look = |(index, segment): (usize, &Segment)| {
        let after = before.saturating_add(segment.products);
        if after > offset {
            let until = segments.get(index + 1).map(|next| next.from);
            return Some(Located { from: segment.from, until, before });
        }
        before = after;
        None
    };
    let mut indexed = segments.iter().enumerate();
    if ascending { indexed.find_map(look) } else { indexed.rev().find_map(look) }
}

/// The segments of a level, from one place to another, the oldest first.
fn segments(
    tx: &mut dyn Transaction,
    shop_id: &str,
    level: i64,
    from: Place,
    until: Option<Place>,
) -> Result<Vec<Segment>> {
    let (bound, places) = beside(">=", from);
    let mut sql = format!(
        "SELECT created_at, number, products FROM product_segments WHERE shop_id = ? \
         AND level = ? AND {bound}"
    );
    let mut values = vec![shop_id.into(), level.into()];
    values.extend(places);
    if let Some(until) = until {
        let (bound, places) = beside("<", until);
        sql.push_str(&format!(" AND {bound}"));
        values.extend(places);
    }
    sql.push_str(" ORDER BY created_at, number");
    let mut found = Vec::new();
    tx.query(&sql, &values, &mut |row| {
        found.push(read(row));
        Ok(())
    })?;
    Ok(found)
}

fn read(row: &dyn Row) -> Segment {
    Segment { from: (Instant(row.integer(0)), row.integer(1)), products: row.integer(2) }
}

/// The segment that a place belongs to.
fn holding(
    tx: &mut dyn Transaction,
    shop_id: &str,
    level: i64,
    place: Place,
) -> Result<Option<Segment>> {
    let mut found = None;
    tx.query(
        "SELECT created_at, number, products FROM product_segments WHERE shop_id = ? \
         AND level = ? AND created_at <= ? AND (created_at < ? OR number <= ?) \
         ORDER BY created_at DESC, number DESC LIMIT 1",
        &[shop_id.into(), level.into(), place.0.into(), place.0.into(), place.1.into()],
        &mut |row| {
            found = Some(read(row));
            Ok(())
        },
    )?;
    Ok(found)
}

/// The place of the `nth` product from a place on.
fn nth(tx: &mut dyn Transaction, shop_id: &str, from: Place, nth: i64) -> Result<Option<Place>> {
    let (bound, places) = beside(">=", from);
    let sql = format!(
        "SELECT created_at, number FROM product_facets WHERE shop_id = ? AND is_listed = 1 \
         AND {bound} ORDER BY created_at, number LIMIT 1 OFFSET ?"
    );
    let mut values = vec![shop_id.into()];
    values.extend(places);
    values.push(nth.into());
    let mut found = None;
    tx.query(&sql, &values, &mut |row| {
        found = Some((Instant(row.integer(0)), row.integer(1)));
        Ok(())
    })?;
    Ok(found)
}

fn store(tx: &mut dyn Transaction, shop_id: &str, level: i64, segment: Segment) -> Result<()> {
    let (created_at, number) = segment.from;
    let values: [Value; 5] =
        [shop_id.into(), level.into(), created_at.into(), number.into(), segment.products.into()];
    tx.execute(
        "INSERT INTO product_segments (shop_id, level, created_at, number, products) \
         VALUES (?, ?, ?, ?, ?) ON CONFLICT (shop_id, level, created_at, number) DO UPDATE SET \
         products = excluded.products",
        &values,
    )?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::super::tests::Hand;
    use super::*;
    use crate::world::transaction;

    const LISTED: &str = "INSERT INTO product_facets (shop_id, product_id, parent, featured, \
        is_virtual, is_downloadable, tax_class, stock_status, on_sale, rating, total_sales, \
        menu_order, number, created_at, modified_at, is_listed, search, shown) \
        VALUES ('x', ?, 0, 0, 0, 0, '', '', 0, 0, 0, 0, ?, ?, 0, 1, '', '')";
    const GONE: &str = "DELETE FROM product_facets WHERE shop_id = 'x' AND number = ?";

    /// The product at an offset, counted from where the part begins.
    fn at(list: &[Place], part: &Part, ascending: bool) -> Option<Place> {
        let skipped = usize::try_from(part.skipped).expect("a number");
        match (ascending, part.from) {
            (true, from) => {
                list.iter().filter(|place| from.is_none_or(|from| **place >= from)).nth(skipped)
            }
            (false, from) => {
                let mut older = list.iter().filter(|place| from.is_none_or(|from| **place < from));
                older.by_ref().rev().nth(skipped)
            }
        }
        .copied()
    }

    #[test]
    fn every_product_is_found_at_its_place_however_the_list_came_about() {
        let store = crate::store::tests::open_fresh_chosen(Box::new(Hand::default()));
        let (mut list, mut chance): (Vec<Place>, u64) = (Vec::new(), 7);
        for number in 1..=240 {
            chance = chance.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040);
            // Many were made at one moment.
            let place = (Instant(i64::try_from(chance >> 60).expect("a number")), number);
            let gone = (chance >> 40) % 3 == 0 && !list.is_empty();
            let gone = gone.then(|| {
                list.remove(usize::try_from(chance >> 33).expect("a number") % list.len())
            });
            list.push(place);
            list.sort();
            transaction(&*store, |tx| {
                let id = number.to_string();
                tx.execute(LISTED, &[(&id).into(), number.into(), place.0.into()])?;
                enter(tx, "x", place)?;
                let Some(gone) = gone else { return Ok(()) };
                tx.execute(GONE, &[gone.1.into()])?;
                leave(tx, "x", gone)
            })
            .expect("stored");
        }
        let total = i64::try_from(list.len()).expect("a number");
        transaction(&*store, |tx| {
            for (ascending, offset) in
                (0..total).flat_map(|offset| [(true, offset), (false, offset)])
            {
                let part = find(tx, "x", offset, ascending)?;
                assert_eq!(part.total, total);
                assert!(part.skipped <= PRODUCTS_MAX[0], "{part:?}");
                let nth = usize::try_from(if ascending { offset } else { total - 1 - offset });
                assert_eq!(at(&list, &part, ascending), Some(list[nth.expect("a number")]));
            }
            assert_eq!(find(tx, "x", total, false)?.total, total);
            let mut levels = Vec::new();
            let sql = "SELECT COUNT(*) FROM product_segments GROUP BY level ORDER BY level";
            tx.query(sql, &[], &mut |row| {
                levels.push(row.integer(0));
                Ok(())
            })?;
            assert!(levels.len() == 2 && levels[0] > levels[1] && levels[1] > 5, "{levels:?}");
            Ok(())
        })
        .expect("read");
    }
}
