//! What was seen of each platform: the last of it for `health`, and the breakers that decide who is called. It decides
//! nothing itself.

use super::breaker::{Breaker, Seen};
use crate::error::Result;
use crate::world::{Instant, Transaction};
use std::collections::BTreeMap;

/// What was seen of one platform since it was last stored.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(super) struct Contact {
    pub succeeded_at: Option<Instant>,
    pub failed_at: Option<Instant>,
    pub failure: String,
    /// Its clock minus ours.
    pub clock_skew_ms: Option<i64>,
    /// Its calls, in their order.
    pub seen: Vec<(Seen, Instant)>,
}

/// By platform_id.
pub(super) type Contacts = BTreeMap<String, Contact>;

/// By platform_id; a platform that is not in it is closed: everything is sent.
pub(super) type Breakers = BTreeMap<String, Breaker>;

/// The breakers of this shop's platforms.
pub(super) fn breakers(transaction: &mut dyn Transaction, shop_id: &str) -> Result<Breakers> {
    let mut breakers = Breakers::new();
    transaction.query(
        "SELECT platform_id, failures, open_until FROM breakers WHERE shop_id = ?",
        &[shop_id.into()],
        &mut |row| {
            let open_until = row.instant_or_null(2);
            let breaker = Breaker { failures: row.integer(1), open_until };
            breakers.insert(row.text(0).to_owned(), breaker);
            Ok(())
        },
    )?;
    Ok(breakers)
}

/// The breakers after what was seen; gives those that have opened or closed by it.
pub(super) fn switch(
    transaction: &mut dyn Transaction,
    shop_id: &str,
    contacts: &Contacts,
    breakers: &mut Breakers,
) -> Result<Vec<(String, Breaker)>> {
    let mut switched = Vec::new();
    for (platform_id, contact) in contacts.iter().filter(|(id, _)| !id.is_empty()) {
        let before = breakers.get(platform_id).copied().unwrap_or_default();
        let seen = contact.seen.iter();
        let breaker = seen.fold(before, |breaker, (seen, at)| breaker.after(*seen, *at));
        if breaker == before {
            continue;
        }
        store_breaker(transaction, shop_id, platform_id, breaker)?;
        breakers.insert(platform_id.clone(), breaker);
        if breaker.open_until != before.open_until {
            switched.push((platform_id.clone(), breaker));
        }
    }
    Ok(switched)
}

pub(super) fn store_breaker(
    transaction: &mut dyn Transaction,
    shop_id: &str,
    platform_id: &str,
    breaker: Breaker,
) -> Result<()> {
    transaction.execute(
        "INSERT INTO breakers (shop_id, platform_id, failures, open_until) VALUES (?, ?, ?, ?)
         ON CONFLICT (shop_id, platform_id) DO UPDATE SET
           failures = excluded.failures, open_until = excluded.open_until",
        &[shop_id.into(), platform_id.into(), breaker.failures.into(), breaker.open_until.into()],
    )?;
    Ok(())
}

pub(super) fn store(
    transaction: &mut dyn Transaction,
    shop_id: &str,
    contacts: &Contacts,
) -> Result<()> {
    // A webhook goes to no platform.
    for (platform_id, contact) in contacts.iter().filter(|(id, _)| !id.is_empty()) {
        let failure = contact.failed_at.map(|_| contact.failure.as_str());
        transaction.execute(
            "INSERT INTO platform_contacts
               (shop_id, platform_id, succeeded_at, failed_at, failure, clock_skew_ms)
             VALUES (?, ?, ?, ?, COALESCE(?, ''), ?)
             ON CONFLICT (shop_id, platform_id) DO UPDATE SET
               succeeded_at = COALESCE(excluded.succeeded_at, platform_contacts.succeeded_at),
               failed_at = COALESCE(excluded.failed_at, platform_contacts.failed_at),
               failure = CASE WHEN excluded.failed_at IS NULL THEN platform_contacts.failure
                         ELSE excluded.failure END,
               clock_skew_ms = COALESCE(excluded.clock_skew_ms, platform_contacts.clock_skew_ms)",
            &[
                shop_id.into(),
                platform_id.into(),
                contact.succeeded_at.into(),
                contact.failed_at.into(),
                failure.into(),
                contact.clock_skew_ms.into(),
            ],
        )?;
    }
    Ok(())
}
