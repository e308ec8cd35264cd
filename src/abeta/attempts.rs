//! How often a user of a connection may try a password (S6): after a few that were wrong, less and less often. It must not
//! know whether there is such a user.

use crate::error::Result;
use crate::hex;
use crate::world::{Instant, Transaction};
use sha2::{Digest, Sha256};

/// Mistakes that cost nothing.
const FREE: i64 = 5;

/// The longest wait.
const WAIT_MS_MAX: i64 = 15 * 60 * 1_000;

/// After this nothing is remembered.
const KEPT_MS: i64 = 24 * 3_600 * 1_000;

/// What stands for a user name: the name itself is kept nowhere.
pub fn hash(username: &str) -> String {
    hex::digits(&Sha256::digest(username))
}

/// Counts an attempt before it is made, as one that fails; tells how many seconds to wait where it may not be made.
pub fn begin(
    tx: &mut dyn Transaction,
    shop_id: &str,
    connection_id: &str,
    user: &str,
) -> Result<Option<i64>> {
    let now = tx.now();
    tx.execute(
        "DELETE FROM login_attempts WHERE shop_id = ? AND failed_at < ?",
        &[shop_id.into(), now.plus_ms(-KEPT_MS).into()],
    )?;
    let mut held = (0, Instant(0));
    tx.query(
        "SELECT failures, failed_at FROM login_attempts
         WHERE shop_id = ? AND connection_id = ? AND username_hash = ?",
        &[shop_id.into(), connection_id.into(), user.into()],
        &mut |row| {
            held = (row.integer(0), Instant(row.integer(1)));
            Ok(())
        },
    )?;
    let left_ms = wait_ms(held.0).saturating_sub(now.ms_since(held.1));
    if left_ms > 0 {
        return Ok(Some(left_ms / 1_000 + 1));
    }
    tx.execute(
        "INSERT INTO login_attempts (shop_id, connection_id, username_hash, failures, failed_at)
         VALUES (?, ?, ?, 1, ?)
         ON CONFLICT (shop_id, connection_id, username_hash)
         DO UPDATE SET failures = login_attempts.failures + 1, failed_at = excluded.failed_at",
        &[shop_id.into(), connection_id.into(), user.into(), now.into()],
    )?;
    Ok(None)
}

/// The attempt was a good one: the mistakes before it are forgotten.
pub fn succeeded(
    tx: &mut dyn Transaction,
    shop_id: &str,
    connection_id: &str,
    user: &str,
) -> Result<()> {
    tx.execute(
        "DELETE FROM login_attempts WHERE shop_id = ? AND connection_id = ? AND username_hash = ?",
        &[shop_id.into(), connection_id.into(), user.into()],
    )?;
    Ok(())
}

/// The shop could not tell: the attempt does not count.
pub fn undone(
    tx: &mut dyn Transaction,
    shop_id: &str,
    connection_id: &str,
    user: &str,
) -> Result<()> {
    tx.execute(
        "UPDATE login_attempts SET failures = failures - 1
         WHERE shop_id = ? AND connection_id = ? AND username_hash = ? AND failures > 0",
        &[shop_id.into(), connection_id.into(), user.into()],
    )?;
    Ok(())
}

/// How long after the last of so many failures the next attempt may be made.
fn wait_ms(failures: i64) -> i64 {
    match failures - FREE {
        ..0 => 0,
        over => 1_000i64.saturating_mul(1 << over.min(20)).min(WAIT_MS_MAX),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_few_mistakes_are_free_and_then_the_wait_doubles_up_to_a_quarter_of_an_hour() {
        assert_eq!([0, 4, 5, 6, 7].map(wait_ms), [0, 0, 1_000, 2_000, 4_000]);
        assert_eq!([15, 100, i64::MAX].map(wait_ms), [WAIT_MS_MAX; 3]);
    }
}
