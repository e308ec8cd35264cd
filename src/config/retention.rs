//! How long what tells of persons is kept, by kind, each with its reason.

use crate::error::{Code, Error, Result};
use schemars::JsonSchema;
use serde::Deserialize;

/// For how many days personal data is kept; figures, numbers and keys stay. Null: it is never taken away.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Retention {
    /// What was sent, after it was done: for questions about a delivery, and to tell a repetition with other content
    /// apart. Its key stays for good, so that nothing is sent twice. What of clients and addresses Oresto refused, as
    /// long, too. 90 days, if nothing is said.
    pub outbox_days: Option<u32>,
    /// What came in, after the shop has taken it over: the shop has it in its own books. 90 days, if nothing is said.
    pub inbox_days: Option<u32>,
    /// Name, address and note of an order that nothing has changed since: for returns and the legal guarantee. Amounts,
    /// VAT, lines and numbers stay, for the tax office wants them for 7 years. 730 days, if nothing is said.
    pub orders_days: Option<u32>,
    /// Who came in by a punch-out: until then a purchase order is told whose cart it was. 180 days, if nothing is said.
    pub punchouts_days: Option<u32>,
}

impl Default for Retention {
    fn default() -> Retention {
        Retention {
            outbox_days: Some(90),
            inbox_days: Some(90),
            orders_days: Some(730),
            punchouts_days: Some(180),
        }
    }
}

/// A key is remembered by a far side for a day, and an entry is tried for a week: less than this would take away what is
/// still worked with.
const DAYS_MIN: u32 = 30;

/// A century: more is a mistake in a unit.
const DAYS_MAX: u32 = 36_500;

impl Retention {
    pub(super) fn check(&self) -> Result<()> {
        let all = [
            ("outbox_days", self.outbox_days),
            ("inbox_days", self.inbox_days),
            ("orders_days", self.orders_days),
            ("punchouts_days", self.punchouts_days),
        ];
        for (name, days) in all.into_iter().filter_map(|(name, days)| Some((name, days?))) {
            if !(DAYS_MIN..=DAYS_MAX).contains(&days) {
                let message = format!("From {DAYS_MIN} to {DAYS_MAX} days, or null: never.");
                let error = Error::new(Code::ConfigInvalid, message);
                return Err(error.at(format!("/retention/{name}")));
            }
        }
        Ok(())
    }
}
