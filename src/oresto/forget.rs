//! Takes out what the jobs hold of persons: clients, their users and their addresses. What is done is gone anyway, what
//! waits is still to be sent, and an own product on its way to a link is never touched.

use crate::error::Result;
use crate::store::Held;
use crate::world::{Instant, Transaction};
use serde_json::{Value, json};

/// The jobs after this one, by flow and id, of no order: what is to be done, with what its steps noted.
pub fn documents(
    tx: &mut dyn Transaction,
    shop_id: &str,
    after: &str,
    max: i64,
) -> Result<Vec<Held>> {
    let (flow, job_id) = after.split_once('/').unwrap_or_default();
    let mut found = Vec::new();
    tx.query(
        "SELECT flow, job_id, content, notes FROM oresto_jobs \
         WHERE shop_id = ? AND (flow > ? OR (flow = ? AND job_id > ?)) \
         ORDER BY flow, job_id LIMIT ?",
        &[shop_id.into(), flow.into(), flow.into(), job_id.into(), max.into()],
        &mut |row| {
            let value =
                |column| serde_json::from_str::<Value>(row.text(column)).unwrap_or_default();
            found.push(Held {
                id: format!("{}/{}", row.text(0), row.text(1)),
                order_id: String::new(),
                json: json!({ "content": value(2), "notes": value(3) }).to_string(),
            });
            Ok(())
        },
    )?;
    Ok(found)
}

/// Deletes a job that has failed; false where it is still to be done.
pub fn forget(tx: &mut dyn Transaction, shop_id: &str, id: &str) -> Result<bool> {
    let (flow, job_id) = id.split_once('/').unwrap_or_default();
    let deleted = tx.execute(
        "DELETE FROM oresto_jobs WHERE shop_id = ? AND flow = ? AND job_id = ? \
         AND state = 'failed' AND flow <> 'own_to_central'",
        &[shop_id.into(), flow.into(), job_id.into()],
    )?;
    Ok(deleted > 0)
}

/// Deletes at most `max` jobs about clients and addresses that failed before a moment; says how many.
pub fn forget_before(
    tx: &mut dyn Transaction,
    shop_id: &str,
    before: Instant,
    max: i64,
) -> Result<u64> {
    let mut found = Vec::new();
    tx.query(
        "SELECT flow, job_id FROM oresto_jobs WHERE shop_id = ? AND state = 'failed' \
         AND flow IN ('clients', 'locations') AND due_at <= ? ORDER BY position LIMIT ?",
        &[shop_id.into(), before.into(), max.into()],
        &mut |row| {
            found.push(format!("{}/{}", row.text(0), row.text(1)));
            Ok(())
        },
    )?;
    let mut count = 0;
    for id in found {
        count += u64::from(forget(tx, shop_id, &id)?);
    }
    Ok(count)
}
