//! The outbox's table: every statement on it but the one that enqueues. Nothing is decided here.

use super::entry::{Entry, Kind, columns};
use crate::error::{Code, Error, Result};
use crate::world::{Instant, Row, Transaction, Value};

/// What stands before an entry's turn: an earlier one with its reference that is not done.
macro_rules! free {
    () => {
        "(order_reference = '' OR NOT EXISTS (SELECT 1 FROM outbox earlier \
           WHERE earlier.shop_id = outbox.shop_id \
             AND earlier.order_reference = outbox.order_reference \
             AND earlier.entry_id < outbox.entry_id AND earlier.state <> 'done'))"
    };
}

/// The entries whose turn it is, the longest due first: of the kinds that this koppel knows, and of no platform that is
/// `withheld`.
pub(super) fn due(
    transaction: &mut dyn Transaction,
    shop_id: &str,
    now: Instant,
    withheld: &[&str],
    max: u32,
) -> Result<Vec<Entry>> {
    let sql = format!(
        "SELECT {} FROM outbox WHERE shop_id = ? AND state IN ('due', 'claimed') AND due_at <= ?
           AND kind IN ({}) AND platform_id NOT IN ({}) AND {}
         ORDER BY due_at, entry_id LIMIT ?",
        columns!(),
        marks(Kind::ALL.len()),
        // No platform has this id, and a list must hold something.
        marks(withheld.len().saturating_add(1)),
        free!()
    );
    let mut values: Vec<Value> = vec![shop_id.into(), now.into()];
    values.extend(Kind::ALL.iter().map(|kind| Value::from(kind.as_str())));
    values.extend(withheld.iter().copied().chain(["\u{1}"]).map(Value::from));
    values.push(i64::from(max).into());
    entries(transaction, &sql, &values)
}

fn marks(count: usize) -> String {
    vec!["?"; count].join(", ")
}

/// Whether nothing stands before this entry's turn.
pub(super) fn is_free(
    transaction: &mut dyn Transaction,
    shop_id: &str,
    entry_id: i64,
) -> Result<bool> {
    let found = entries(
        transaction,
        concat!(
            "SELECT ",
            columns!(),
            " FROM outbox WHERE shop_id = ? AND entry_id = ? AND ",
            free!()
        ),
        &[shop_id.into(), entry_id.into()],
    )?;
    Ok(!found.is_empty())
}

/// The entry of this id, as the outside writes it.
pub fn find(transaction: &mut dyn Transaction, shop_id: &str, entry_id: &str) -> Result<Entry> {
    let number: i64 = entry_id.parse().unwrap_or_default();
    let found = entries(
        transaction,
        concat!("SELECT ", columns!(), " FROM outbox WHERE shop_id = ? AND entry_id = ?"),
        &[shop_id.into(), number.into()],
    )?;
    found.into_iter().next().ok_or_else(|| {
        let message = format!("The outbox has no entry '{entry_id}'.");
        Error::new(Code::OutboxUnknownEntry, message).at("/entry_id")
    })
}

/// The entries after `after`, all or of one state, oldest first, as rows with the columns of an entry.
pub(super) fn list(
    transaction: &mut dyn Transaction,
    shop_id: &str,
    state: &str,
    after: i64,
    max: i64,
    each: &mut dyn FnMut(&dyn Row) -> Result<()>,
) -> Result<()> {
    transaction.query(
        concat!(
            "SELECT ",
            columns!(),
            " FROM outbox WHERE shop_id = ? AND entry_id > ? AND (? = '' OR state = ?)
              ORDER BY entry_id LIMIT ?"
        ),
        &[shop_id.into(), after.into(), state.into(), state.into(), max.into()],
        each,
    )
}

fn entries(transaction: &mut dyn Transaction, sql: &str, values: &[Value]) -> Result<Vec<Entry>> {
    let mut entries = Vec::new();
    transaction.query(sql, values, &mut |row| {
        entries.push(Entry::read(row)?);
        Ok(())
    })?;
    Ok(entries)
}

/// Stores what has become of an entry that was read, or claimed, under `lease`. False when another worker has claimed
/// it since: then nothing is stored.
pub(super) fn store(
    transaction: &mut dyn Transaction,
    shop_id: &str,
    entry: &Entry,
    lease: i64,
) -> Result<bool> {
    let changed = transaction.execute(
        "UPDATE outbox SET state = ?, due_at = ?, lease = ?, claimed_at = ?, attempts = ?,
           doubt_since = ?, doubt_until = ?, reason = ?, detail = ?, answer = ?, queued_at = ?,
           settled_at = ?
         WHERE shop_id = ? AND entry_id = ? AND lease = ?",
        &[
            entry.state.as_str().into(),
            entry.due_at.into(),
            entry.lease.into(),
            entry.claimed_at.into(),
            entry.attempts.into(),
            entry.doubt.map(|doubt| doubt.since).into(),
            entry.doubt.map(|doubt| doubt.until).into(),
            entry.reason.map_or("", |reason| reason.as_str()).into(),
            entry.detail.as_str().into(),
            entry.answer.as_deref().into(),
            entry.queued_at.into(),
            entry.settled_at.into(),
            shop_id.into(),
            entry.entry_id.into(),
            lease.into(),
        ],
    )?;
    Ok(changed == 1)
}

/// How many are still to be sent, and when the next of those whose turn it is may be, by platform.
pub(super) fn left(
    transaction: &mut dyn Transaction,
    shop_id: &str,
) -> Result<(i64, Vec<(String, Instant)>)> {
    let mut left = 0;
    transaction.query(
        "SELECT COUNT(*) FROM outbox WHERE shop_id = ? AND state IN ('due', 'claimed')",
        &[shop_id.into()],
        &mut |row| {
            left = row.integer(0);
            Ok(())
        },
    )?;
    let mut next_at = Vec::new();
    transaction.query(
        concat!(
            "SELECT platform_id, MIN(due_at) FROM outbox
             WHERE shop_id = ? AND state IN ('due', 'claimed') AND ",
            free!(),
            " GROUP BY platform_id"
        ),
        &[shop_id.into()],
        &mut |row| {
            next_at.push((row.text(0).to_owned(), Instant(row.integer(1))));
            Ok(())
        },
    )?;
    Ok((left, next_at))
}
