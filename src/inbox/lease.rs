//! Hands entries out under a lease and settles them. Only the last lease settles: a slow worker cannot overwrite.

use super::entry::{Entry, Kind, columns};
use crate::error::{Code, Error, Result};
use crate::world::{Instant, Transaction, Value};

/// Entries of these kinds (all, if none is named), at most `max`, each leased for `lease_ms`. Of those with one
/// reference only the oldest: the next comes when that one is settled.
pub fn next(
    transaction: &mut dyn Transaction,
    shop_id: &str,
    kinds: &[Kind],
    max: u32,
    lease_ms: i64,
) -> Result<Vec<Entry>> {
    let now = transaction.now();
    let kinds = if kinds.is_empty() { &Kind::ALL[..] } else { kinds };
    let marks = vec!["?"; kinds.len()].join(", ");
    let sql = format!(
        "SELECT {} FROM inbox WHERE shop_id = ? AND state = 'waiting' AND leased_until <= ?
           AND kind IN ({marks})
           AND (reference = '' OR NOT EXISTS (SELECT 1 FROM inbox earlier
             WHERE earlier.shop_id = inbox.shop_id AND earlier.reference = inbox.reference
               AND earlier.entry_id < inbox.entry_id AND earlier.state = 'waiting'))
         ORDER BY entry_id LIMIT ? FOR UPDATE SKIP LOCKED",
        columns!()
    );
    let mut values: Vec<Value> = vec![shop_id.into(), now.into()];
    values.extend(kinds.iter().map(|kind| Value::from(kind.as_str())));
    values.push(i64::from(max).into());
    let mut entries = Vec::new();
    transaction.query(&sql, &values, &mut |row| {
        entries.push(Entry::read(row)?);
        Ok(())
    })?;
    for entry in &mut entries {
        entry.lease += 1;
        entry.leased_until = now.plus_ms(lease_ms);
        transaction.execute(
            "UPDATE inbox SET lease = ?, leased_until = ? WHERE shop_id = ? AND entry_id = ?",
            &[entry.lease.into(), entry.leased_until.into(), shop_id.into(), entry.entry_id.into()],
        )?;
    }
    Ok(entries)
}

/// Settles the entry under the lease it was handed out with, and gives it back. Made a second time with the same lease,
/// it gives the entry with `settled_at`: nothing must be done again. A lease that has run out still settles, as long
/// as nobody else was given the entry.
pub fn settle(
    transaction: &mut dyn Transaction,
    shop_id: &str,
    id: &str,
    lease: &str,
    now: Instant,
) -> Result<Entry> {
    let entry = find(transaction, shop_id, id)?;
    if lease.parse() != Ok(entry.lease) || entry.lease == 0 {
        let busy = entry.settled_at.is_none() && entry.leased_until > now;
        let (code, message) = match busy {
            true => (Code::InboxLeased, "This entry is in another worker's hands."),
            false => (Code::InboxLeaseLost, "This entry is no longer held under this lease."),
        };
        return Err(Error::new(code, message).at("/lease"));
    }
    if entry.settled_at.is_none() {
        transaction.execute(
            "UPDATE inbox SET state = 'settled', settled_at = ? WHERE shop_id = ? AND entry_id = ?",
            &[now.into(), shop_id.into(), entry.entry_id.into()],
        )?;
    }
    Ok(entry)
}

fn find(transaction: &mut dyn Transaction, shop_id: &str, id: &str) -> Result<Entry> {
    let mut found = None;
    let number: i64 = id.parse().unwrap_or_default();
    transaction.query(
        concat!("SELECT ", columns!(), " FROM inbox WHERE shop_id = ? AND entry_id = ?"),
        &[shop_id.into(), number.into()],
        &mut |row| {
            found = Some(Entry::read(row)?);
            Ok(())
        },
    )?;
    found.ok_or_else(|| {
        Error::new(Code::InboxUnknownEntry, format!("The inbox has no entry '{id}'.")).at("/id")
    })
}
