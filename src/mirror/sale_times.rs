//! What the clock alone changes: a sale that begins, or that is over. It must not know what a sale costs.

use super::changes::{self, Event, Parts, Resource};
use super::facets;
use crate::client::Client;
use crate::error::Result;
use crate::world::{Instant, Transaction, Value, transaction};

/// Products in one transaction.
const PRODUCTS_MAX: i64 = 250;
const PRICE: Parts = Parts { content: false, price: true, stock: false };

/// Tells of the sales that have begun or ended since it was last asked, for at most so long.
pub fn tell(client: &Client, max_ms: u64) -> Result<()> {
    let world = client.world()?;
    let until = world.clock.now().plus_ms(i64::try_from(max_ms).unwrap_or(i64::MAX));
    while transaction(&*world.store, |tx| turn(tx, client.shop_id()))? && world.clock.now() < until
    {
    }
    Ok(())
}

/// All of them, before a list is made of what they change.
pub fn tell_all(tx: &mut dyn Transaction, shop_id: &str) -> Result<()> {
    while turn(tx, shop_id)? {}
    Ok(())
}

/// The next of them; whether there were any.
fn turn(tx: &mut dyn Transaction, shop_id: &str) -> Result<bool> {
    let (now, mut due) = (tx.now(), Vec::new());
    tx.query(
        "SELECT product_id, number FROM product_facets WHERE shop_id = ? AND changes_at <= ? LIMIT ?",
        &[shop_id.into(), now.into(), PRODUCTS_MAX.into()],
        &mut |row| {
            due.push((row.text(0).to_owned(), row.integer(1)));
            Ok(())
        },
    )?;
    for (product_id, number) in &due {
        changed(tx, shop_id, (product_id, *number), now)?;
    }
    Ok(!due.is_empty())
}

fn changed(
    tx: &mut dyn Transaction,
    shop_id: &str,
    (product_id, number): (&str, i64),
    now: Instant,
) -> Result<()> {
    let values: [Value; 3] = [now.into(), shop_id.into(), product_id.into()];
    tx.execute(
        "UPDATE products SET modified_at = ? WHERE shop_id = ? AND product_id = ?",
        &values,
    )?;
    facets::refresh(tx, shop_id, product_id)?;
    changes::record_parts(tx, shop_id, (Resource::Product, number), Event::Updated, PRICE)
}
