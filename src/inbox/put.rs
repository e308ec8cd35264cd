//! Puts what came in into the inbox, in the transaction that acknowledges it to the far side.

use super::entry::Kind;
use crate::error::Result;
use crate::store::next_number;
use crate::world::Transaction;

/// What came in.
#[derive(Clone, Copy, Debug)]
pub struct Draft<'a> {
    pub kind: Kind,
    pub platform_id: &'a str,
    /// One key, one entry; the host keeps it UNIQUE.
    pub key: &'a str,
    /// Entries with one reference are handed out one after the other; "" is none.
    pub reference: &'a str,
    /// JSON: what `inbox_next` shows.
    pub content: &'a [u8],
}

/// Puts `draft` into the inbox. The same key twice is there once, with the first content.
pub fn put(transaction: &mut dyn Transaction, shop_id: &str, draft: &Draft) -> Result<()> {
    let mut is_there = false;
    transaction.query(
        "SELECT entry_id FROM inbox WHERE shop_id = ? AND entry_key = ?",
        &[shop_id.into(), draft.key.into()],
        &mut |_| {
            is_there = true;
            Ok(())
        },
    )?;
    if is_there {
        return Ok(());
    }
    let content = crate::json::text_of(draft.content)?;
    let entry_id = next_number(transaction, shop_id, "inbox")?;
    let now = transaction.now();
    transaction.execute(
        "INSERT INTO inbox (shop_id, entry_id, entry_key, kind, platform_id, reference, content,
           state, leased_until, lease, created_at)
         VALUES (?, ?, ?, ?, ?, ?, ?, 'waiting', 0, 0, ?)",
        &[
            shop_id.into(),
            entry_id.into(),
            draft.key.into(),
            draft.kind.as_str().into(),
            draft.platform_id.into(),
            draft.reference.into(),
            content.into(),
            now.into(),
        ],
    )?;
    Ok(())
}
