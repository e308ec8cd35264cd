//! Takes out of an order who bought it. Amounts, VAT, lines and numbers stay, and so does what a later return rests on.

use super::orders::{OrderRef, find, save_unseen};
use crate::error::Result;
use crate::world::{Instant, Transaction};

/// The orders after this one: id and document.
pub fn documents(
    transaction: &mut dyn Transaction,
    shop_id: &str,
    after: &str,
    max: i64,
) -> Result<Vec<(String, String)>> {
    let mut found = Vec::new();
    transaction.query(
        "SELECT order_id, document FROM orders WHERE shop_id = ? AND order_id > ?
         ORDER BY order_id LIMIT ?",
        &[shop_id.into(), after.into(), max.into()],
        &mut |row| {
            found.push((row.text(0).to_owned(), row.text(1).to_owned()));
            Ok(())
        },
    )?;
    Ok(found)
}

/// Takes out who bought it.
pub fn forget(transaction: &mut dyn Transaction, shop_id: &str, order_id: &str) -> Result<bool> {
    let Some(mut stored) = find(transaction, shop_id, &OrderRef::Order(order_id))? else {
        return Ok(false);
    };
    let nameless = stored.order.clone().without_person();
    if nameless != stored.order {
        stored.order = nameless;
        save_unseen(transaction, shop_id, &mut stored)?;
    }
    Ok(true)
}

/// Takes out who bought at most `max` orders that nothing has changed since a moment; says of how many. How far it has
/// come is kept, so that no order is looked at twice unless it was changed.
pub fn forget_before(
    transaction: &mut dyn Transaction,
    shop_id: &str,
    before: Instant,
    max: i64,
) -> Result<u64> {
    let mut reached = (i64::MIN, String::new());
    transaction.query(
        "SELECT reached_at, reached_id FROM retention WHERE shop_id = ? AND kind = 'orders'",
        &[shop_id.into()],
        &mut |row| {
            reached = (row.integer(0), row.text(1).to_owned());
            Ok(())
        },
    )?;
    let mut found = Vec::new();
    transaction.query(
        "SELECT order_id, modified_at FROM orders
         WHERE shop_id = ? AND modified_at <= ?
           AND (modified_at > ? OR (modified_at = ? AND order_id > ?))
         ORDER BY modified_at, order_id LIMIT ?",
        &[
            shop_id.into(),
            before.into(),
            reached.0.into(),
            reached.0.into(),
            (&reached.1).into(),
            max.into(),
        ],
        &mut |row| {
            found.push((row.text(0).to_owned(), row.integer(1)));
            Ok(())
        },
    )?;
    let Some((last_id, last_at)) = found.last().cloned() else { return Ok(0) };
    for (order_id, _) in &found {
        forget(transaction, shop_id, order_id)?;
    }
    transaction.execute(
        "INSERT INTO retention (shop_id, kind, reached_at, reached_id) VALUES (?, 'orders', ?, ?)
         ON CONFLICT (shop_id, kind) DO UPDATE SET
           reached_at = excluded.reached_at, reached_id = excluded.reached_id",
        &[shop_id.into(), last_at.into(), (&last_id).into()],
    )?;
    Ok(found.len() as u64)
}
