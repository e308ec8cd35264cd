//! How the inbox is, for `health`. It only counts.

use crate::error::Result;
use crate::world::Transaction;
use schemars::JsonSchema;
use serde::Serialize;

/// How the inbox is.
#[derive(Debug, Default, Serialize, JsonSchema)]
pub struct InboxHealth {
    /// Entries that the shop has not taken over.
    pub untaken: i64,
    /// How long the oldest of them is there, in seconds; null where there is none.
    pub oldest_age_s: Option<i64>,
}

pub fn health(tx: &mut dyn Transaction, shop_id: &str) -> Result<InboxHealth> {
    let mut health = InboxHealth::default();
    let now = tx.now();
    tx.query(
        "SELECT COUNT(*), MIN(created_at) FROM inbox WHERE shop_id = ? AND state = 'waiting'",
        &[shop_id.into()],
        &mut |row| {
            health.untaken = row.integer(0);
            let oldest = row.instant_or_null(1);
            health.oldest_age_s = oldest.map(|oldest| now.ms_since(oldest) / 1_000);
            Ok(())
        },
    )?;
    Ok(health)
}
