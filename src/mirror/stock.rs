//! How much may be published: the host's last statement, less the platform orders that it does not count in yet.
//!
//! An order counts until the host has settled it *and* has stated its stock after that: between the two the statement
//! still shows the goods that the order took. So no interleaving of order, statement and settling publishes more than
//! the host holds; at most it publishes less, until the next statement.

use super::changes;
use super::pages;
use crate::error::Result;
use crate::world::{Instant, Transaction, Value};

/// So many pieces of what can be sold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pieces<'a> {
    pub product_id: &'a str,
    /// "" where the product is what is sold.
    pub variant_id: &'a str,
    pub quantity: i64,
}

/// What the host says it holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Statement<'a> {
    pub product_id: &'a str,
    /// "" where the product has one variant.
    pub variant_id: &'a str,
    pub quantity: i64,
    pub as_of: Instant,
}

/// What became of a statement.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stated {
    /// What is published changed.
    Changed,
    /// It says what we knew.
    Unchanged,
    /// A newer one is held.
    Older,
    /// Nothing of this id can be sold.
    Unknown,
}

/// What is held of one thing that can be sold.
pub struct Stock {
    pub product_number: i64,
    pub variant_number: i64,
    /// As the catalogue names it: a product with one variant may be meant by either id.
    pub variant_id: String,
    pub reported: Option<i64>,
    /// When that was so, or that it is not counted; 0 where nothing was said of it.
    pub as_of: Instant,
    /// Of platform orders that the statement does not show yet.
    pub reserved: i64,
    /// It is the product's: all variants that share it show the same and take of it.
    pub is_shared: bool,
}

impl Stock {
    /// None where the host does not count it.
    pub fn published(&self) -> Option<i64> {
        self.reported.map(|reported| reported.saturating_sub(self.reserved))
    }

    /// The numbers of the variations that show this stock.
    pub fn variations(&self, tx: &mut dyn Transaction, shop_id: &str) -> Result<Vec<i64>> {
        let mut numbers = Vec::from_iter((self.variant_number != 0).then_some(self.variant_number));
        if self.is_shared {
            numbers.clear();
            tx.query(
                "SELECT v.number FROM variants v JOIN products p ON p.shop_id = v.shop_id \
                   AND p.product_id = v.product_id \
                 WHERE v.shop_id = ? AND p.number = ? AND v.is_shared = 1 AND v.number <> 0 \
                 ORDER BY v.position",
                &[shop_id.into(), self.product_number.into()],
                &mut |row| {
                    numbers.push(row.integer(0));
                    Ok(())
                },
            )?;
        }
        Ok(numbers)
    }
}

/// How much of a variant `v` is reserved and not yet in its statement; of one that shares its product's stock, what is
/// reserved of all that have none of their own, those that are no more among them. A product without variations has all.
macro_rules! reserved {
    () => {
        "COALESCE((SELECT SUM(r.quantity) FROM reservations r WHERE r.shop_id = v.shop_id \
         AND r.product_id = v.product_id \
         AND (r.variant_id = v.variant_id OR v.number = 0 OR v.is_shared = 1 \
           AND r.variant_id NOT IN (SELECT s.variant_id FROM variants s \
             WHERE s.shop_id = v.shop_id AND s.product_id = v.product_id AND s.is_shared = 0)) \
         AND (r.settled_at IS NULL OR r.settled_at > v.reported_as_of)), 0)"
    };
}
pub(super) use reserved;

/// What is held of `product_id` and `variant_id`; "" finds the only variant of a product that has no other.
pub fn find(
    tx: &mut dyn Transaction,
    shop_id: &str,
    product_id: &str,
    variant_id: &str,
) -> Result<Option<Stock>> {
    let mut found = None;
    let one = "(v.variant_id = ? OR (p.kind <> 'variable' AND (? = '' OR ? = v.product_id)))";
    let sql = format!(
        "SELECT p.number, v.number, v.variant_id, v.reported, v.reported_as_of, {}, v.is_shared \
         FROM variants v JOIN products p ON p.shop_id = v.shop_id AND p.product_id = v.product_id \
         WHERE v.shop_id = ? AND v.product_id = ? AND p.is_deleted = 0 AND {one}",
        reserved!()
    );
    let values: [Value; 5] = [
        shop_id.into(),
        product_id.into(),
        variant_id.into(),
        variant_id.into(),
        variant_id.into(),
    ];
    tx.query(&sql, &values, &mut |row| {
        found = Some(Stock {
            product_number: row.integer(0),
            variant_number: row.integer(1),
            variant_id: row.text(2).to_owned(),
            reported: row.integer_or_null(3),
            as_of: Instant(row.integer(4)),
            reserved: row.integer(5),
            is_shared: row.integer(6) != 0,
        });
        Ok(())
    })?;
    Ok(found)
}

/// What a variant that is no more may have been held of: what the others share, or the product itself.
fn find_any(tx: &mut dyn Transaction, shop_id: &str, product_id: &str) -> Result<Option<Stock>> {
    let mut variant_id = None;
    tx.query(
        "SELECT variant_id FROM variants WHERE shop_id = ? AND product_id = ? \
           AND (is_shared = 1 OR number = 0) ORDER BY position LIMIT 1",
        &[shop_id.into(), product_id.into()],
        &mut |row| {
            variant_id = Some(row.text(0).to_owned());
            Ok(())
        },
    )?;
    variant_id.map_or(Ok(None), |variant_id| find(tx, shop_id, product_id, &variant_id))
}

/// What was last stated of the stock that variants of a product share, and when.
pub fn shared(
    tx: &mut dyn Transaction,
    shop_id: &str,
    product_id: &str,
) -> Result<Option<(i64, Instant)>> {
    let mut found = None;
    tx.query(
        "SELECT reported, reported_as_of FROM variants WHERE shop_id = ? AND product_id = ? \
           AND is_shared = 1 AND reported IS NOT NULL \
         ORDER BY reported_as_of DESC LIMIT 1",
        &[shop_id.into(), product_id.into()],
        &mut |row| {
            found = Some((row.integer(0), Instant(row.integer(1))));
            Ok(())
        },
    )?;
    Ok(found)
}

/// Takes what the host says it holds. A statement from the future is one of now.
pub fn put(tx: &mut dyn Transaction, shop_id: &str, stated: &Statement) -> Result<Stated> {
    let Some(held) = find(tx, shop_id, stated.product_id, stated.variant_id)? else {
        return Ok(Stated::Unknown);
    };
    let as_of = stated.as_of.min(tx.now());
    if as_of < last_stated(tx, shop_id, stated.product_id, &held)? {
        return Ok(Stated::Older);
    }
    if held.reported == Some(stated.quantity) && as_of == held.as_of {
        return Ok(Stated::Unchanged);
    }
    tx.execute(
        "UPDATE variants SET reported = ?, reported_as_of = ? \
         WHERE shop_id = ? AND product_id = ? AND (variant_id = ? OR ? = 1 AND is_shared = 1)",
        &[
            stated.quantity.into(),
            as_of.into(),
            shop_id.into(),
            stated.product_id.into(),
            (&held.variant_id).into(),
            i64::from(held.is_shared).into(),
        ],
    )?;
    // Settled orders that this statement shows are no longer needed.
    tx.execute(
        "DELETE FROM reservations WHERE shop_id = ? AND product_id = ? AND settled_at <= ? \
         AND (variant_id = ? OR ? = 1 OR ? = 1 AND variant_id NOT IN (SELECT s.variant_id FROM variants s \
           WHERE s.shop_id = ? AND s.product_id = ? AND s.is_shared = 0))",
        &[
            shop_id.into(),
            stated.product_id.into(),
            as_of.into(),
            (&held.variant_id).into(),
            i64::from(held.variant_number == 0).into(),
            i64::from(held.is_shared).into(),
            shop_id.into(),
            stated.product_id.into(),
        ],
    )?;
    pages::take_away(tx, shop_id, held.product_number)?;
    let now = find(tx, shop_id, stated.product_id, &held.variant_id)?;
    if now.and_then(|now| now.published()) == held.published() {
        return Ok(Stated::Unchanged);
    }
    changes::stock(tx, shop_id, stated.product_id, &held)?;
    Ok(Stated::Changed)
}

/// Takes the pieces of a platform order off what is published. Whether they are there is asked before.
pub fn reserve(
    tx: &mut dyn Transaction,
    shop_id: &str,
    order_id: &str,
    pieces: &[Pieces],
) -> Result<()> {
    for one in pieces.iter().filter(|one| one.quantity > 0) {
        let Some(held) = find(tx, shop_id, one.product_id, one.variant_id)? else { continue };
        tx.execute(
            "INSERT INTO reservations (shop_id, order_id, product_id, variant_id, quantity) \
             VALUES (?, ?, ?, ?, ?) ON CONFLICT (shop_id, order_id, product_id, variant_id) \
             DO UPDATE SET quantity = reservations.quantity + excluded.quantity",
            &[
                shop_id.into(),
                order_id.into(),
                one.product_id.into(),
                (&held.variant_id).into(),
                one.quantity.into(),
            ],
        )?;
        pages::take_away(tx, shop_id, held.product_number)?;
        if held.reported.is_some() {
            changes::stock(tx, shop_id, one.product_id, &held)?;
        }
    }
    Ok(())
}

/// Gives back what an order reserved that the host has not settled. What it has settled it holds no longer, and gives
/// back itself, by its next statement.
pub fn release(tx: &mut dyn Transaction, shop_id: &str, order_id: &str) -> Result<()> {
    let given_back = reservations(tx, shop_id, order_id)?;
    tx.execute(
        "DELETE FROM reservations WHERE shop_id = ? AND order_id = ? AND settled_at IS NULL",
        &[shop_id.into(), order_id.into()],
    )?;
    for (product_id, variant_id, settled) in given_back {
        let held = match find(tx, shop_id, &product_id, &variant_id)? {
            None => find_any(tx, shop_id, &product_id)?,
            held => held,
        };
        if let Some(held) = held
            && !settled
            && held.reported.is_some()
        {
            changes::stock(tx, shop_id, &product_id, &held)?;
        }
    }
    Ok(())
}

/// The host has booked the order: its stock is now less, and its next statement will say so. `statements` are those
/// that it gives with it, taken after booking.
pub fn settled(
    tx: &mut dyn Transaction,
    shop_id: &str,
    order_id: &str,
    statements: &[Statement],
) -> Result<()> {
    let now = tx.now();
    for (product_id, variant_id, settled) in reservations(tx, shop_id, order_id)? {
        if !settled {
            // A statement taken after booking shows the order, however long ago that was; one that is not taken, nothing.
            let at = shown_at(tx, shop_id, (&product_id, &variant_id), statements)?;
            let at = at.map_or(now, |at| at.min(now));
            tx.execute(
                "UPDATE reservations SET settled_at = ? WHERE shop_id = ? AND order_id = ? \
                 AND product_id = ? AND variant_id = ? AND settled_at IS NULL",
                &[
                    at.into(),
                    shop_id.into(),
                    order_id.into(),
                    (&product_id).into(),
                    (&variant_id).into(),
                ],
            )?;
        }
    }
    for stated in statements {
        put(tx, shop_id, stated)?;
    }
    Ok(())
}

/// The time of the first of these statements that will be taken as that of this variant.
fn shown_at(
    tx: &mut dyn Transaction,
    shop_id: &str,
    (product_id, variant_id): (&str, &str),
    statements: &[Statement],
) -> Result<Option<Instant>> {
    let held = match find(tx, shop_id, product_id, variant_id)? {
        None => find_any(tx, shop_id, product_id)?,
        held => held,
    };
    let Some(held) = held else { return Ok(None) };
    let last = last_stated(tx, shop_id, product_id, &held)?;
    for stated in statements.iter().filter(|one| one.product_id == product_id) {
        let about = find(tx, shop_id, product_id, stated.variant_id)?;
        let is_this = about.is_some_and(|about| {
            about.variant_id == held.variant_id || about.is_shared && held.is_shared
        });
        if is_this && stated.as_of >= last {
            return Ok(Some(stated.as_of));
        }
    }
    Ok(None)
}

/// When the stock was last stated; one that several share, by any of them.
fn last_stated(
    tx: &mut dyn Transaction,
    shop_id: &str,
    product_id: &str,
    held: &Stock,
) -> Result<Instant> {
    let shared = match held.is_shared {
        true => shared(tx, shop_id, product_id)?,
        false => None,
    };
    Ok(shared.map_or(held.as_of, |(_, at)| at.max(held.as_of)))
}

/// What an order holds back: product, variant, and whether the host has settled it.
fn reservations(
    tx: &mut dyn Transaction,
    shop_id: &str,
    order_id: &str,
) -> Result<Vec<(String, String, bool)>> {
    let mut held = Vec::new();
    tx.query(
        "SELECT product_id, variant_id, settled_at FROM reservations \
         WHERE shop_id = ? AND order_id = ? ORDER BY product_id, variant_id",
        &[shop_id.into(), order_id.into()],
        &mut |row| {
            let settled = row.value(2) != Value::Null;
            held.push((row.text(0).to_owned(), row.text(1).to_owned(), settled));
            Ok(())
        },
    )?;
    Ok(held)
}
