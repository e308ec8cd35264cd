//! An entry of the outbox: what must reach the outside, and how far it has come. Plain values; nothing is decided here.

use crate::error::{Code, Error, Result};
use crate::world::{Instant, Row};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What is sent; each kind has one delivery.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Hash)]
pub enum Kind {
    OrderPush,
    ReturnCredit,
    Webhook,
    CardCapture,
    CardRelease,
}

impl Kind {
    pub const ALL: [Kind; 5] =
        [Kind::OrderPush, Kind::ReturnCredit, Kind::Webhook, Kind::CardCapture, Kind::CardRelease];

    pub fn as_str(self) -> &'static str {
        match self {
            Kind::OrderPush => "order_push",
            Kind::ReturnCredit => "return_credit",
            Kind::Webhook => "webhook",
            Kind::CardCapture => "card_capture",
            Kind::CardRelease => "card_release",
        }
    }
    pub fn parse(text: &str) -> Option<Kind> {
        Kind::ALL.into_iter().find(|kind| kind.as_str() == text)
    }
}

/// How far an entry has come.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// It will be sent.
    Due,
    /// A worker has it in hand.
    Claimed,
    /// The far side has done it.
    Done,
    /// A person must look at it.
    Parked,
}

impl State {
    pub const ALL: [State; 4] = [State::Due, State::Claimed, State::Done, State::Parked];

    pub fn as_str(self) -> &'static str {
        match self {
            State::Due => "due",
            State::Claimed => "claimed",
            State::Done => "done",
            State::Parked => "parked",
        }
    }
    pub fn parse(text: &str) -> Option<State> {
        State::ALL.into_iter().find(|state| state.as_str() == text)
    }
}

/// Why an entry is parked, or why its last attempt failed.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Hash)]
pub enum Reason {
    /// The far side said no.
    Refused,
    /// It may have been done, and it can neither be looked up nor safely be sent again.
    Unsure,
    /// The far side could not be reached, or was busy, for too long.
    Unreachable,
    /// The address is not one that may be called.
    NotAllowed,
    /// The request cannot be made of what is stored.
    Unmakeable,
    /// The far side has done it, but what follows from that could not be stored.
    Unfollowed,
}

impl Reason {
    pub const ALL: [Reason; 6] = [
        Reason::Refused,
        Reason::Unsure,
        Reason::Unreachable,
        Reason::NotAllowed,
        Reason::Unmakeable,
        Reason::Unfollowed,
    ];

    pub fn as_str(self) -> &'static str {
        match self {
            Reason::Refused => "refused",
            Reason::Unsure => "unsure",
            Reason::Unreachable => "unreachable",
            Reason::NotAllowed => "not_allowed",
            Reason::Unmakeable => "unmakeable",
            Reason::Unfollowed => "unfollowed",
        }
    }
    pub fn parse(text: &str) -> Option<Reason> {
        Reason::ALL.into_iter().find(|reason| reason.as_str() == text)
    }
}

/// When the far side may have acted without our knowing.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Doubt {
    /// The earliest: from here its memory of the key may run.
    pub since: Instant,
    /// The latest at which one of our requests can have left.
    pub until: Instant,
}

/// An entry as it is stored.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Entry {
    pub entry_id: i64,
    /// Goes along with every attempt, so that the far side can see a repetition.
    pub key: String,
    pub kind: Kind,
    pub platform_id: String,
    pub subject_id: String,
    pub event_id: String,
    pub return_id: String,
    pub tender_id: String,
    pub order_reference: String,
    /// JSON that its delivery understands.
    pub content: String,
    pub state: State,
    /// When it may be claimed; while claimed, when the lease ends.
    pub due_at: Instant,
    /// Counts the claims; only the last one may settle.
    pub lease: i64,
    pub claimed_at: Instant,
    pub attempts: i64,
    pub doubt: Option<Doubt>,
    pub reason: Option<Reason>,
    /// The far side's own words, or the fault's.
    pub detail: String,
    pub answer: Option<String>,
    /// When it was enqueued, or last put back by a person.
    pub queued_at: Instant,
    pub created_at: Instant,
    pub settled_at: Option<Instant>,
}

/// The columns of an entry, in the order in which [`Entry::read`] reads them.
macro_rules! columns {
    () => {
        "entry_id, entry_key, kind, platform_id, subject_id, event_id, return_id, tender_id, \
         order_reference, content, state, due_at, lease, claimed_at, attempts, doubt_since, \
         doubt_until, reason, detail, answer, queued_at, created_at, \
         settled_at"
    };
}
pub(super) use columns;

impl Entry {
    pub(super) fn read(row: &dyn Row) -> Result<Entry> {
        let kind = Kind::parse(row.text(2)).ok_or_else(|| {
            let message = format!("The outbox holds an unknown kind '{}'.", row.text(2));
            Error::new(Code::StoreFailed, message)
        })?;
        Entry::read_as(row, kind)
    }

    /// The entry in a row, with this kind whatever the row says: for who shows the row's own word.
    pub(super) fn read_as(row: &dyn Row, kind: Kind) -> Result<Entry> {
        let unknown = |what: &str, word: &str| {
            Error::new(Code::StoreFailed, format!("The outbox holds an unknown {what} '{word}'."))
        };
        let instant = |column| row.instant_or_null(column);
        let text = |column| row.text(column).to_owned();
        let doubt = instant(15).zip(instant(16)).map(|(since, until)| Doubt { since, until });
        Ok(Entry {
            entry_id: row.integer(0),
            key: text(1),
            kind,
            platform_id: text(3),
            subject_id: text(4),
            event_id: text(5),
            return_id: text(6),
            tender_id: text(7),
            order_reference: text(8),
            content: text(9),
            state: State::parse(row.text(10)).ok_or_else(|| unknown("state", row.text(10)))?,
            due_at: Instant(row.integer(11)),
            lease: row.integer(12),
            claimed_at: Instant(row.integer(13)),
            attempts: row.integer(14),
            doubt,
            reason: Reason::parse(row.text(17)),
            detail: text(18),
            answer: row.text_or_null(19).map(str::to_owned),
            queued_at: Instant(row.integer(20)),
            created_at: Instant(row.integer(21)),
            settled_at: instant(22),
        })
    }
}
