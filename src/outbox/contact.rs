//! What was last seen of each platform: for `health`. It steers nothing.

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
}

/// By platform_id.
pub(super) type Contacts = BTreeMap<String, Contact>;

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
