//! Takes out what a settled entry held: the shop has it in its own books. The key stays, so that it does not come twice.

use crate::error::Result;
use crate::store::Held;
use crate::world::{Instant, Transaction};

/// What stands for content that was taken out: no JSON, so that nothing takes it for any.
const FORGOTTEN: &str = "";

/// The entries after this one.
pub fn documents(
    transaction: &mut dyn Transaction,
    shop_id: &str,
    after: &str,
    max: i64,
) -> Result<Vec<Held>> {
    let after: i64 = after.parse().unwrap_or_default();
    let mut found = Vec::new();
    transaction.query(
        "SELECT entry_id, reference, content FROM inbox WHERE shop_id = ? AND entry_id > ?
         ORDER BY entry_id LIMIT ?",
        &[shop_id.into(), after.into(), max.into()],
        &mut |row| {
            found.push(Held {
                id: row.integer(0).to_string(),
                order_id: row.text(1).to_owned(),
                json: row.text(2).to_owned(),
            });
            Ok(())
        },
    )?;
    Ok(found)
}

/// Takes out what an entry holds; false where the shop has not taken it over yet.
pub fn forget(transaction: &mut dyn Transaction, shop_id: &str, id: &str) -> Result<bool> {
    let number: i64 = id.parse().unwrap_or_default();
    // A lease that never ends marks it: it is not looked at again.
    let changed = transaction.execute(
        "UPDATE inbox SET content = ?, leased_until = ?
         WHERE shop_id = ? AND entry_id = ? AND state = 'settled'",
        &[FORGOTTEN.into(), i64::MAX.into(), shop_id.into(), number.into()],
    )?;
    Ok(changed > 0)
}

/// Takes out what at most `max` entries held that were settled before a moment; says of how many.
pub fn forget_before(
    transaction: &mut dyn Transaction,
    shop_id: &str,
    before: Instant,
    max: i64,
) -> Result<u64> {
    let mut ids = Vec::new();
    transaction.query(
        "SELECT entry_id FROM inbox
         WHERE shop_id = ? AND state = 'settled' AND leased_until <= ? AND settled_at <= ?
         ORDER BY leased_until LIMIT ?",
        &[shop_id.into(), before.into(), before.into(), max.into()],
        &mut |row| {
            ids.push(row.integer(0).to_string());
            Ok(())
        },
    )?;
    let mut count = 0;
    for id in ids {
        count += u64::from(forget(transaction, shop_id, &id)?);
    }
    Ok(count)
}
