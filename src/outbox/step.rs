//! What becomes of an entry: the pure state machine. Everything that is ever decided about an entry is decided here;
//! nothing is read, sent or stored.
//!
//! The one thing that matters is doubt: whether the far side may have acted without our knowing. An entry in doubt is
//! looked up before it is sent again. Where it cannot be looked up, its key makes sending again safe for as long as the
//! far side surely remembers it; after that it is parked for a person, and never guessed.

use super::delivery::{LookedUp, Outcome};
use super::entry::{Doubt, Entry, Reason, State};
use super::schedule::{
    ATTEMPTS_MIN, CLOCK_ERROR_MAX_MS, GIVE_UP_MS, KeyLifetime, LATENESS_MAX_MS, wait_ms,
};
use crate::world::{Fault, Instant};

/// What has happened to an entry.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Event {
    /// A worker takes it, until its lease ends.
    Claimed {
        lease_ms: i64,
    },
    /// Its request could not be made, for now or for good; nothing was sent.
    Unmakeable {
        for_good: bool,
        detail: String,
    },
    /// It was not its turn yet; nothing was sent.
    Postponed {
        wait_ms: i64,
    },
    /// The far side cannot be asked whether it was done.
    CannotLookUp,
    LookedUp(LookedUp),
    /// The far side was asked, and no usable reply came.
    LookUpFailed {
        detail: String,
    },
    Answered(Outcome),
    /// There was no reply.
    Faulted(Fault),
    /// It was done, and what follows from it cannot be stored.
    Unfollowed {
        detail: String,
    },
    /// A person puts it back.
    Requeued,
    /// A person has seen to it otherwise, and knows what the far side has of it, or not.
    SettledByHand {
        answer: Option<String>,
    },
}

/// What is to be done next. The entry itself is stored before a claim is acted upon, and after `Store`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Effect {
    Send,
    LookUp,
    Store,
}

/// What a decision rests on besides the entry.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Moment {
    pub now: Instant,
    /// How long the far side recognises the entry's key.
    pub key_lifetime: KeyLifetime,
    /// Chance, for the waits.
    pub jitter: u16,
}

/// The entry after the event, and what is to be done.
pub fn step(entry: Entry, event: Event, moment: &Moment) -> (Entry, Effect) {
    match event {
        Event::Claimed { lease_ms } => claimed(entry, lease_ms, moment),
        Event::Unmakeable { for_good: true, detail } => {
            park(entry, Reason::Unmakeable, detail, moment)
        }
        Event::Unmakeable { for_good: false, detail } => {
            retry(entry, Reason::Unmakeable, detail, None, moment)
        }
        Event::Postponed { wait_ms } => release(entry, moment.now.plus_ms(wait_ms)),
        Event::CannotLookUp if key_protects(&entry, moment) => (entry, Effect::Send),
        Event::CannotLookUp => {
            let detail = entry.detail.clone();
            park(entry, Reason::Unsure, detail, moment)
        }
        Event::LookedUp(LookedUp::Applied { answer }) => done(entry, answer, moment),
        Event::LookedUp(LookedUp::NotApplied) => not_applied(entry, moment),
        Event::LookedUp(LookedUp::Unknown) if key_protects(&entry, moment) => (entry, Effect::Send),
        Event::LookedUp(LookedUp::Unknown) => {
            let detail = "The answer to the look-up does not say.".into();
            retry(entry, Reason::Unsure, detail, None, moment)
        }
        Event::LookUpFailed { detail } => retry(entry, Reason::Unreachable, detail, None, moment),
        Event::Answered(outcome) => answered(entry, outcome, moment),
        Event::Faulted(Fault::NotSent(detail)) => {
            retry(entry, Reason::Unreachable, detail, None, moment)
        }
        Event::Faulted(Fault::Unknown(detail)) => {
            retry(in_doubt(entry, moment), Reason::Unreachable, detail, None, moment)
        }
        Event::Faulted(Fault::Refused(detail)) => park(entry, Reason::NotAllowed, detail, moment),
        Event::Faulted(Fault::Canceled) => release(entry, moment.now),
        Event::Unfollowed { detail } => {
            park(in_doubt(entry, moment), Reason::Unfollowed, detail, moment)
        }
        Event::Requeued => requeued(entry, moment),
        Event::SettledByHand { answer } => done(entry, answer, moment),
    }
}

fn claimed(mut entry: Entry, lease_ms: i64, moment: &Moment) -> (Entry, Effect) {
    if entry.state == State::Claimed {
        // The worker before was cut off within its lease: it may have sent, up to this moment.
        let until = entry.due_at.max(moment.now);
        entry.doubt = Some(widened(entry.doubt, entry.claimed_at, until));
    }
    entry.state = State::Claimed;
    entry.lease = entry.lease.saturating_add(1);
    entry.attempts = entry.attempts.saturating_add(1);
    entry.claimed_at = moment.now;
    entry.due_at = moment.now.plus_ms(lease_ms);
    let effect = if entry.doubt.is_some() { Effect::LookUp } else { Effect::Send };
    (entry, effect)
}

fn answered(entry: Entry, outcome: Outcome, moment: &Moment) -> (Entry, Effect) {
    match outcome {
        Outcome::Done { answer } => done(entry, answer, moment),
        Outcome::Refused { detail } => park(entry, Reason::Refused, detail, moment),
        Outcome::NotNow { retry_after_ms, detail } => {
            retry(entry, Reason::Unreachable, detail, retry_after_ms, moment)
        }
        Outcome::Unknown { detail } => {
            retry(in_doubt(entry, moment), Reason::Unreachable, detail, None, moment)
        }
        // Whoever puts it back has it looked up first.
        Outcome::Unclear { detail } => {
            park(in_doubt(entry, moment), Reason::Refused, detail, moment)
        }
    }
}

/// The far side says it was not done. That settles the doubt once nothing of ours can still be under way.
fn not_applied(mut entry: Entry, moment: &Moment) -> (Entry, Effect) {
    let Some(doubt) = entry.doubt else { return (entry, Effect::Send) };
    let last_arrival = doubt.until.plus_ms(LATENESS_MAX_MS);
    if moment.now >= last_arrival {
        entry.doubt = None;
        return (entry, Effect::Send);
    }
    if key_protects(&entry, moment) {
        return (entry, Effect::Send);
    }
    // No more than that: after a leap of the clock the look-up is simply made again.
    let wait = last_arrival.ms_since(moment.now).min(LATENESS_MAX_MS);
    release(entry, moment.now.plus_ms(wait))
}

/// Whether the far side surely still knows the key of the attempt in doubt: then sending again changes nothing.
fn key_protects(entry: &Entry, moment: &Moment) -> bool {
    let Some(doubt) = entry.doubt else { return true };
    let passed = moment.now.ms_since(doubt.since);
    // A clock that went back further than clocks err says nothing about what has passed.
    moment.key_lifetime.horizon_ms().is_some_and(|horizon| {
        horizon == i64::MAX || (-CLOCK_ERROR_MAX_MS..=horizon).contains(&passed)
    })
}

/// The attempt under way may have been done.
fn in_doubt(mut entry: Entry, moment: &Moment) -> Entry {
    let until = moment.now.max(entry.claimed_at);
    entry.doubt = Some(widened(entry.doubt, entry.claimed_at, until));
    entry
}

fn widened(doubt: Option<Doubt>, since: Instant, until: Instant) -> Doubt {
    let held = doubt.unwrap_or(Doubt { since, until });
    Doubt { since: held.since.min(since), until: held.until.max(until) }
}

fn done(mut entry: Entry, answer: Option<String>, moment: &Moment) -> (Entry, Effect) {
    entry.state = State::Done;
    entry.answer = answer;
    entry.doubt = None;
    entry.reason = None;
    entry.detail.clear();
    entry.settled_at = Some(moment.now);
    (entry, Effect::Store)
}

fn park(mut entry: Entry, reason: Reason, detail: String, moment: &Moment) -> (Entry, Effect) {
    entry.state = State::Parked;
    entry.reason = Some(reason);
    entry.detail = detail;
    entry.settled_at = Some(moment.now);
    (entry, Effect::Store)
}

/// Due again after a wait; parked when that has gone on for too long.
fn retry(
    mut entry: Entry,
    reason: Reason,
    detail: String,
    wished_ms: Option<u64>,
    moment: &Moment,
) -> (Entry, Effect) {
    let tried_for = moment.now.ms_since(entry.queued_at);
    if tried_for >= GIVE_UP_MS && entry.attempts >= ATTEMPTS_MIN {
        let reason = if entry.doubt.is_some() { Reason::Unsure } else { reason };
        return park(entry, reason, detail, moment);
    }
    entry.state = State::Due;
    entry.due_at = moment.now.plus_ms(wait_ms(entry.attempts, wished_ms, moment.jitter));
    entry.reason = Some(reason);
    entry.detail = detail;
    (entry, Effect::Store)
}

/// Due again, as if it had not been claimed.
fn release(mut entry: Entry, due_at: Instant) -> (Entry, Effect) {
    entry.state = State::Due;
    entry.due_at = due_at;
    entry.attempts = entry.attempts.saturating_sub(1);
    (entry, Effect::Store)
}

fn requeued(mut entry: Entry, moment: &Moment) -> (Entry, Effect) {
    if entry.reason == Some(Reason::Unsure) {
        // The person was asked to look, and vouches that it was not done.
        entry.doubt = None;
    }
    entry.state = State::Due;
    entry.due_at = moment.now;
    entry.queued_at = moment.now;
    entry.attempts = 0;
    entry.reason = None;
    entry.detail.clear();
    entry.settled_at = None;
    (entry, Effect::Store)
}
