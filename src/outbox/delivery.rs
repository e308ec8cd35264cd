//! How one kind of entry is sent: what each kind tells the drain. The drain alone carries it out.

use super::entry::{Entry, Reason};
use super::schedule::KeyLifetime;
use crate::client::Client;
use crate::error::Result;
use crate::world::{Reply, Request, Transaction};

/// How entries of one kind are sent, and what the far side's answers mean.
pub trait Delivery: Send + Sync {
    /// The request, made when it is sent: with the secrets, and with what it shows as it is now.
    fn request(&self, client: &Client, entry: &Entry) -> Result<Request>;

    /// What the reply means. [`Outcome::of_failure`] knows the statuses that mean the same everywhere.
    fn judge(&self, client: &Client, entry: &Entry, reply: &Reply) -> Outcome;

    /// The question whether the far side has done it; None where it cannot be asked.
    fn lookup(&self, client: &Client, entry: &Entry) -> Result<Option<Request>> {
        let _ = (client, entry);
        Ok(None)
    }

    /// What the answer to [`Delivery::lookup`] means.
    fn judge_lookup(&self, entry: &Entry, reply: &Reply) -> LookedUp {
        let _ = (entry, reply);
        LookedUp::Unknown
    }

    /// How long the far side recognises an entry's key. Makes no I/O.
    fn key_lifetime(&self, client: &Client, entry: &Entry) -> KeyLifetime {
        let _ = (client, entry);
        KeyLifetime::DAY
    }

    /// What follows from the end of an entry, in the transaction that ends it.
    fn settled(
        &self,
        transaction: &mut dyn Transaction,
        client: &Client,
        entry: &Entry,
        settled: &Settled,
    ) -> Result<()> {
        let _ = (transaction, client, entry, settled);
        Ok(())
    }
}

/// What a reply means.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Outcome {
    /// The far side has done it. `answer` is kept with the entry: JSON, or nothing.
    Done { answer: Option<String> },
    /// It said no, and will say so again: the entry is parked. `detail` is the far side's own words.
    Refused { detail: String },
    /// It has not done it, and asks to be asked later.
    NotNow { retry_after_ms: Option<u64>, detail: String },
    /// It may have done it.
    Unknown { detail: String },
    /// It says that it has done something, and not that it is what was asked: parked at once, and in doubt.
    Unclear { detail: String },
}

impl Outcome {
    /// What a reply that is no success means by its status alone: 429, 503 and their like have done nothing, another
    /// 5xx or an unexpected reply may have, and the rest is a refusal.
    pub fn of_failure(reply: &Reply) -> Outcome {
        let detail = format!("HTTP {}", reply.status);
        match reply.status {
            _ if reply.is_not_now() => {
                Outcome::NotNow { retry_after_ms: super::schedule::retry_after_ms(reply), detail }
            }
            400..=499 => Outcome::Refused { detail },
            _ => Outcome::Unknown { detail },
        }
    }
}

/// What the far side knows of an entry.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum LookedUp {
    Applied {
        answer: Option<String>,
    },
    NotApplied,
    /// The reply does not say.
    Unknown,
}

/// How an entry ended.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Settled {
    Done { answer: Option<String> },
    Parked { reason: Reason, detail: String },
}
