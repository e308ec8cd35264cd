//! The outbox's table: every statement on it but the one that enqueues. Nothing is decided here.

use super::entry::{Entry, Kind, State, columns};
use crate::error::{Code, Error, Result};
use crate::world::{Instant, Row, Transaction, Value};

/// What stands before an entry's turn: an earlier one with its reference that is not done. A webhook that is parked stands
/// in nobody's way, for what comes after it shows the later state.
macro_rules! free {
    () => {
        "(order_reference = '' OR NOT EXISTS (SELECT 1 FROM outbox earlier \
           WHERE earlier.shop_id = outbox.shop_id \
             AND earlier.order_reference = outbox.order_reference \
             AND earlier.entry_id < outbox.entry_id AND earlier.state <> 'done' \
             AND (earlier.state <> 'parked' OR earlier.kind <> 'webhook')))"
    };
}

/// The entries whose turn it is, of the kinds that this koppel knows: in turn one of each platform, so that none waits
/// behind another's queue. `platforms` are those that can be named; whoever else has entries shares one turn. What
/// another worker has in hand at this moment is passed over.
pub(super) fn due(
    transaction: &mut dyn Transaction,
    shop_id: &str,
    now: Instant,
    (platforms, withheld): (&[&str], &[&str]),
    max: u32,
) -> Result<Vec<Entry>> {
    let mut queues = Vec::new();
    for platform_id in platforms.iter().filter(|platform_id| !withheld.contains(platform_id)) {
        queues.push(queue(transaction, shop_id, now, "platform_id = ?", &[platform_id], max)?);
    }
    // No platform has the last of these ids, and a list must hold something.
    let named: Vec<&str> = platforms.iter().chain(withheld).chain(&["\u{1}"]).copied().collect();
    let others = format!("platform_id NOT IN ({})", marks(named.len()));
    queues.push(queue(transaction, shop_id, now, &others, &named, max)?);
    // Who has waited longest begins.
    queues.sort_by_key(|queue| queue.first().map(|entry| (entry.due_at, entry.entry_id)));
    Ok(in_turn(queues, max))
}

/// One of each queue, then the next of each.
fn in_turn(queues: Vec<Vec<Entry>>, max: u32) -> Vec<Entry> {
    let mut queues: Vec<_> = queues.into_iter().map(Vec::into_iter).collect();
    let mut turn = Vec::new();
    while turn.len() < max as usize {
        let before = turn.len();
        turn.extend(queues.iter_mut().filter_map(Iterator::next));
        if turn.len() == before {
            break;
        }
    }
    turn.truncate(max as usize);
    turn
}

/// What is due `of` some platforms, the longest due first; what was left claimed after a crash comes before it.
fn queue(
    transaction: &mut dyn Transaction,
    shop_id: &str,
    now: Instant,
    of: &str,
    platforms: &[&str],
    max: u32,
) -> Result<Vec<Entry>> {
    let mut found = Vec::new();
    // One state at a time is read in the order of an index, however many there are.
    for state in [State::Claimed, State::Due] {
        let sql = format!(
            "SELECT {} FROM outbox WHERE shop_id = ? AND {of} AND state = ? AND due_at <= ?
               AND kind IN ({}) AND {}
             ORDER BY due_at, entry_id LIMIT ? FOR UPDATE SKIP LOCKED",
            columns!(),
            marks(Kind::ALL.len()),
            free!()
        );
        let mut values: Vec<Value> = vec![shop_id.into()];
        values.extend(platforms.iter().copied().map(Value::from));
        values.extend([Value::from(state.as_str()), now.into()]);
        values.extend(Kind::ALL.iter().map(|kind| Value::from(kind.as_str())));
        values.push(i64::from(max).into());
        found.extend(entries(transaction, &sql, &values)?);
    }
    Ok(found)
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

/// The first entry of a kind about this subject, whose entries have it as their reference.
pub fn first_about(
    transaction: &mut dyn Transaction,
    shop_id: &str,
    kind: Kind,
    subject_id: &str,
) -> Result<Option<Entry>> {
    let sql = concat!(
        "SELECT ",
        columns!(),
        " FROM outbox WHERE shop_id = ? AND order_reference = ? AND kind = ? AND subject_id = ? \
          ORDER BY entry_id LIMIT 1"
    );
    let values = [shop_id.into(), subject_id.into(), kind.as_str().into(), subject_id.into()];
    Ok(entries(transaction, sql, &values)?.into_iter().next())
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

/// Grouped by what no index is sorted by: else SQLite goes through all that was ever done, platform by platform.
const NEXT_TURNS: &str = concat!(
    "SELECT COALESCE(platform_id, ''), MIN(due_at) FROM outbox
     WHERE shop_id = ? AND state IN ('due', 'claimed') AND ",
    free!(),
    " GROUP BY COALESCE(platform_id, '')"
);

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
    transaction.query(NEXT_TURNS, &[shop_id.into()], &mut |row| {
        next_at.push((row.text(0).to_owned(), Instant(row.integer(1))));
        Ok(())
    })?;
    Ok((left, next_at))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::open::MachineClock;
    use crate::store::Sqlite;
    use crate::world::transaction;

    #[test]
    fn what_is_left_is_found_without_going_through_what_is_done() {
        let store = Sqlite::open(":memory:", Box::new(MachineClock::default())).expect("a store");
        let mut plan = String::new();
        transaction(&store, |tx| {
            let sql = format!("EXPLAIN QUERY PLAN {NEXT_TURNS}");
            tx.query(&sql, &["x".into()], &mut |row| {
                plan.push_str(row.text(3));
                Ok(())
            })
        })
        .expect("a plan");
        assert!(plan.contains("outbox_by_due (shop_id=? AND state=?)"), "{plan}");
    }
}
