//! How much each caller has asked within its window of time: counted in the store, so that all processes count together
//! (WW-8, PS-10).

use crate::config::Quota;
use crate::error::Result;
use crate::world::{Transaction, Value};
use serde::{Deserialize, Serialize};

/// What is left of a caller's limit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Room {
    pub limit: i64,
    pub window_s: i64,
    /// Requests that may still be made before `reset_s` seconds are over; below zero where the limit was passed.
    pub left: i64,
    pub reset_s: i64,
}

impl Room {
    pub fn is_used_up(self) -> bool {
        self.left < 0
    }

    /// The headers that every answer has (RateLimit header fields for HTTP).
    pub fn headers(self) -> Vec<(String, String)> {
        let left = self.left.max(0);
        let pair = |name: &str, value: String| (name.to_owned(), value);
        let mut headers = vec![
            pair("RateLimit-Policy", format!("\"default\";q={};w={}", self.limit, self.window_s)),
            pair("RateLimit", format!("\"default\";r={left};t={}", self.reset_s)),
        ];
        if self.is_used_up() {
            headers.push(pair("Retry-After", self.reset_s.to_string()));
        }
        headers
    }
}

/// Counts one request of `caller`.
pub fn count(tx: &mut dyn Transaction, shop_id: &str, caller: &str, quota: Quota) -> Result<Room> {
    let now = tx.now().0;
    let window_s = i64::from(quota.window_s).max(1);
    let window_ms = window_s.saturating_mul(1000);
    let start = now.saturating_sub(now.rem_euclid(window_ms));
    let key: [Value; 2] = [shop_id.into(), caller.into()];
    let counted = tx.execute(
        "UPDATE quotas SET used = used + 1 WHERE shop_id = ? AND caller = ? AND window_start = ?",
        &[key[0], key[1], start.into()],
    )?;
    let mut used = 1;
    if counted == 0 {
        // Windows that are over take no room.
        tx.execute(
            "DELETE FROM quotas WHERE shop_id = ? AND window_start < ?",
            &[key[0], start.saturating_sub(window_ms).into()],
        )?;
        tx.execute(
            "INSERT INTO quotas (shop_id, caller, window_start, used) VALUES (?, ?, ?, 1) \
             ON CONFLICT (shop_id, caller) DO UPDATE SET window_start = excluded.window_start, \
             used = excluded.used",
            &[key[0], key[1], start.into()],
        )?;
    } else {
        let sql = "SELECT used FROM quotas WHERE shop_id = ? AND caller = ?";
        tx.query(sql, &key, &mut |row| {
            used = row.integer(0);
            Ok(())
        })?;
    }
    let rest_ms = start.saturating_add(window_ms).saturating_sub(now).max(1);
    let limit = i64::from(quota.requests);
    Ok(Room { limit, window_s, left: limit.saturating_sub(used), reset_s: (rest_ms + 999) / 1000 })
}
