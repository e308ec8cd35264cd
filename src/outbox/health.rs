//! How the outbox is, for `health`. It only counts.

use super::entry::Reason;
use super::requested::{self, RequestsHealth};
use super::review::advice;
use crate::error::Result;
use crate::texts::Language;
use crate::world::{Instant, Transaction};
use schemars::JsonSchema;
use serde::Serialize;

/// How the outbox is.
#[derive(Debug, Serialize, JsonSchema)]
pub struct OutboxHealth {
    /// Entries still to be sent.
    pub due: i64,
    /// Of these: entries that wait behind a parked one.
    pub waiting: i64,
    /// How long the oldest of them is there, in seconds; null where there is none.
    pub oldest_age_s: Option<i64>,
    /// Entries that a person must look at, by reason.
    pub parked: Vec<Parked>,
    /// What the shop has asked for in transactions of its own (`outbox_statement`).
    pub requests: RequestsHealth,
}

/// Parked entries with one reason.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Parked {
    pub reason: String,
    pub count: i64,
    /// What a person can do, in the shop's language.
    pub advice: &'static str,
}

pub fn health(tx: &mut dyn Transaction, shop_id: &str, language: Language) -> Result<OutboxHealth> {
    let requests = requested::health(tx, shop_id)?;
    let mut health =
        OutboxHealth { due: 0, waiting: 0, oldest_age_s: None, parked: Vec::new(), requests };
    let now = tx.now();
    tx.query(
        "SELECT COUNT(*), MIN(created_at) FROM outbox
         WHERE shop_id = ? AND state IN ('due', 'claimed')",
        &[shop_id.into()],
        &mut |row| {
            health.due = row.integer(0);
            health.oldest_age_s = row.instant_or_null(1).map(|since| now.ms_since(since) / 1_000);
            Ok(())
        },
    )?;
    tx.query(
        "SELECT COUNT(*) FROM outbox
         WHERE shop_id = ? AND state IN ('due', 'claimed') AND order_reference <> ''
           AND EXISTS (SELECT 1 FROM outbox earlier
             WHERE earlier.shop_id = outbox.shop_id
               AND earlier.order_reference = outbox.order_reference
               AND earlier.entry_id < outbox.entry_id AND earlier.state = 'parked'
               AND earlier.kind <> 'webhook')",
        &[shop_id.into()],
        &mut |row| {
            health.waiting = row.integer(0);
            Ok(())
        },
    )?;
    tx.query(
        "SELECT reason, COUNT(*) FROM outbox WHERE shop_id = ? AND state = 'parked'
         GROUP BY reason ORDER BY reason",
        &[shop_id.into()],
        &mut |row| {
            let reason = Reason::parse(row.text(0)).unwrap_or(Reason::Unsure);
            health.parked.push(Parked {
                reason: row.text(0).to_owned(),
                count: row.integer(1),
                advice: advice(reason).in_language(language),
            });
            Ok(())
        },
    )?;
    Ok(health)
}

/// What was last seen of a platform.
#[derive(Debug, Default, Serialize, JsonSchema)]
pub struct Contact {
    pub platform_id: String,
    pub succeeded_at: Option<Instant>,
    pub failed_at: Option<Instant>,
    /// The last failure, in its own words; empty if there was none.
    pub failure: String,
    /// Its clock minus ours, by its last answer.
    pub clock_skew_ms: Option<i64>,
    /// Calls that failed since one was answered.
    pub failures: i64,
    /// Until then nothing is sent to it, for too many calls in a row have failed; then one entry is tried.
    pub paused_until: Option<Instant>,
}

/// What was last seen of each platform that was ever called.
pub fn contacts(tx: &mut dyn Transaction, shop_id: &str) -> Result<Vec<Contact>> {
    let (mut contacts, breakers) = (Vec::new(), super::contact::breakers(tx, shop_id)?);
    let now = tx.now();
    tx.query(
        "SELECT platform_id, succeeded_at, failed_at, failure, clock_skew_ms
         FROM platform_contacts WHERE shop_id = ? ORDER BY platform_id",
        &[shop_id.into()],
        &mut |row| {
            let breaker = breakers.get(row.text(0)).copied().unwrap_or_default();
            contacts.push(Contact {
                platform_id: row.text(0).to_owned(),
                succeeded_at: row.instant_or_null(1),
                failed_at: row.instant_or_null(2),
                failure: row.text(3).to_owned(),
                clock_skew_ms: row.integer_or_null(4),
                failures: breaker.failures,
                paused_until: breaker.open_until.filter(|until| *until > now),
            });
            Ok(())
        },
    )?;
    Ok(contacts)
}
