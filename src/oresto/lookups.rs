//! Oresto's tables that change seldom, kept for a day (OR-24): they are not asked for while somebody edits.

use super::caller::Caller;
use super::check::Asked;
use super::judge::{self, Judged};
use super::operation::Operation;
use crate::error::Result;
use crate::json::Raw;
use crate::world::{Instant, Transaction, transaction};
use serde_json::Value;

/// How long a table is kept.
const KEPT_MS: i64 = 24 * 3600 * 1000;

/// A table as it was fetched.
#[derive(Clone, Debug, PartialEq)]
pub struct Lookup {
    pub data: Value,
    pub fetched_at: Instant,
}

/// The table, from the store where it is not older than a day.
pub fn fetch(caller: &Caller, operation: &'static Operation) -> Result<Lookup> {
    let shop_id = caller.client.shop_id();
    let (held, now) =
        transaction(&*caller.world.store, |tx| Ok((held(tx, shop_id, operation.name)?, tx.now())))?;
    if let Some(held) = held.filter(|held| now.ms_since(held.fetched_at) < KEPT_MS) {
        return Ok(held);
    }
    refresh(caller, operation)
}

/// The table as it is now.
pub fn refresh(caller: &Caller, operation: &'static Operation) -> Result<Lookup> {
    let call = caller.check(operation, Asked::default())?;
    let Judged::Done(answer) = caller.send(&call)? else {
        let fetched_at = transaction(&*caller.world.store, |tx| Ok(tx.now()))?;
        return Ok(Lookup { data: Value::Null, fetched_at });
    };
    // What is no table is not kept for a day.
    let rows = judge::list(operation, &answer)?;
    let row = |raw: &Raw| serde_json::from_str::<Value>(raw.0).unwrap_or_default();
    let data: Value = rows.iter().map(row).collect();
    let content = data.to_string();
    let fetched_at = transaction(&*caller.world.store, |tx| {
        let now = tx.now();
        tx.execute(
            "INSERT INTO oresto_lookups (shop_id, operation, content, fetched_at) \
             VALUES (?, ?, ?, ?) ON CONFLICT (shop_id, operation) DO UPDATE SET \
             content = excluded.content, fetched_at = excluded.fetched_at",
            &[caller.client.shop_id().into(), operation.name.into(), (&content).into(), now.into()],
        )?;
        Ok(now)
    })?;
    Ok(Lookup { data, fetched_at })
}

/// The table as it is kept, however old.
pub fn held(tx: &mut dyn Transaction, shop_id: &str, operation: &str) -> Result<Option<Lookup>> {
    let mut found = None;
    tx.query(
        "SELECT content, fetched_at FROM oresto_lookups WHERE shop_id = ? AND operation = ?",
        &[shop_id.into(), operation.into()],
        &mut |row| {
            let data = serde_json::from_str(row.text(0)).unwrap_or_default();
            found = Some(Lookup { data, fetched_at: Instant(row.integer(1)) });
            Ok(())
        },
    )?;
    Ok(found)
}
