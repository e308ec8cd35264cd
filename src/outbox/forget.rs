//! Takes out what an entry held that the far side has done. Its key stays for good: a request that is repeated years
//! later is still not sent twice. What is due, or parked for a person, is never touched.

use super::entry::Kind;
use crate::error::Result;
use crate::store::Held;
use crate::world::{Instant, Transaction};

/// What stands for content that was taken out: no JSON, so that nothing takes it for any.
pub(super) const FORGOTTEN: &str = "";

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
        "SELECT entry_id, order_reference, content, answer FROM outbox
         WHERE shop_id = ? AND entry_id > ? ORDER BY entry_id LIMIT ?",
        &[shop_id.into(), after.into(), max.into()],
        &mut |row| {
            let json = |text: &str| serde_json::from_str::<serde_json::Value>(text).ok();
            let (content, answer) = (json(row.text(2)), json(row.text(3)));
            found.push(Held {
                id: row.integer(0).to_string(),
                order_id: row.text(1).to_owned(),
                json: serde_json::json!({ "content": content, "answer": answer }).to_string(),
            });
            Ok(())
        },
    )?;
    Ok(found)
}

/// Takes out what an entry holds; false where it is not done yet.
pub fn forget(transaction: &mut dyn Transaction, shop_id: &str, id: &str) -> Result<bool> {
    let number: i64 = id.parse().unwrap_or_default();
    // A turn that never comes marks it: it is not looked at again.
    let changed = transaction.execute(
        "UPDATE outbox SET content = ?, answer = NULL, detail = '', due_at = ?
         WHERE shop_id = ? AND entry_id = ? AND state = 'done'",
        &[FORGOTTEN.into(), i64::MAX.into(), shop_id.into(), number.into()],
    )?;
    Ok(changed > 0)
}

/// Takes out what at most `max` entries held that were done before a moment; says of how many. A webhook has no key that
/// anybody repeats: it is deleted.
pub fn forget_before(
    transaction: &mut dyn Transaction,
    shop_id: &str,
    before: Instant,
    max: i64,
) -> Result<u64> {
    let mut found = Vec::new();
    transaction.query(
        "SELECT entry_id, kind FROM outbox
         WHERE shop_id = ? AND state = 'done' AND due_at <= ? AND settled_at <= ?
         ORDER BY due_at LIMIT ?",
        &[shop_id.into(), before.into(), before.into(), max.into()],
        &mut |row| {
            found.push((row.integer(0), Kind::parse(row.text(1))));
            Ok(())
        },
    )?;
    let mut count = 0;
    for (entry_id, kind) in found {
        count += match kind {
            Some(Kind::Webhook) => transaction.execute(
                "DELETE FROM outbox WHERE shop_id = ? AND entry_id = ?",
                &[shop_id.into(), entry_id.into()],
            )?,
            _ => u64::from(forget(transaction, shop_id, &entry_id.to_string())?),
        };
    }
    Ok(count)
}
