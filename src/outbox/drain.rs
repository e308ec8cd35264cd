//! Sends what is due: claims a batch, calls the far side outside of any transaction, settles. The host calls it.

use super::attempt::{Deliveries, LEASE_MS, Worker};
use super::breaker::{Admits, Breaker};
use super::delivery::Settled;
use super::entry::{Entry, Reason, State};
use super::schedule::KeyLifetime;
use super::step::{Effect, Event, Moment, step};
use super::{contact, table};
use crate::client::Client;
use crate::error::{Code, Error, Result};
use crate::limits;
use crate::log::Event as Logged;
use crate::world::{Instant, Transaction, transaction};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;

/// Entries claimed and settled together.
const BATCH: u32 = 16;

/// What `outbox_drain` takes.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DrainRequest {
    /// Nothing is begun after this time.
    #[serde(default = "crate::limits::budget_ms")]
    pub max_ms: u64,
    /// No more entries than this are taken.
    #[serde(default = "a_hundred")]
    pub max_entries: u32,
}

fn a_hundred() -> u32 {
    100
}

/// What a drain has done, and what is left.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, JsonSchema)]
pub struct Drained {
    /// Entries that the far side has done.
    pub sent: u32,
    /// Entries that were tried and are due again.
    pub retried: u32,
    /// Entries that a person must look at from now on.
    pub parked_new: u32,
    /// Entries still to be sent.
    pub left: i64,
    /// When the next of them may be sent; null where nothing is left, or only what waits behind a parked entry.
    pub next_at: Option<Instant>,
}

/// An entry in hand, and what is to be done with it.
type Claimed = (Entry, Effect);

/// Sends what is due. Nothing is begun after `max_ms`, or beyond `max_entries`; a call that was begun ends within a
/// few seconds after that.
pub fn drain(
    client: &Client,
    deliveries: Deliveries,
    max_ms: u64,
    max_entries: u32,
) -> Result<Drained> {
    let mut worker = Worker::new(client, deliveries, max_ms)?;
    let mut drained = Drained::default();
    let mut budget = max_entries;
    let mut tried = Vec::new();
    loop {
        let max = if worker.is_over() { 0 } else { budget.min(BATCH) };
        let claimed = turn(&mut worker, &tried, max, &mut drained)?;
        if claimed.is_empty() {
            break;
        }
        budget = budget.saturating_sub(u32::try_from(claimed.len()).unwrap_or(u32::MAX));
        tried = claimed.into_iter().map(|(entry, effect)| worker.attempt(entry, effect)).collect();
    }
    if worker.is_canceled() {
        return Err(Error::new(Code::ClientCanceled, "The host cancelled the drain."));
    }
    drained.retried = worker.retried;
    let Drained { sent, retried, parked_new, left, .. } = drained;
    let facts = json!({ "sent": sent, "retried": retried, "parked_new": parked_new, "left": left });
    client.log.record(Logged::OutboxDrained, facts);
    Ok(drained)
}

/// Tries one entry now, once, if its turn has come and nobody has it in hand; gives what has become of it.
pub fn deliver_now(client: &Client, deliveries: Deliveries, entry_id: &str) -> Result<State> {
    let mut worker = Worker::new(client, deliveries, limits::CALL_MS_MAX)?;
    let (shop_id, before_ms) = (client.shop_id(), worker.clock_ms());
    let (state, now, claimed) = transaction(&*worker.world.store, |tx| {
        let (entry, now) = (table::find(tx, shop_id, entry_id)?, tx.now());
        let is_open = match entry.state {
            State::Due => true,
            State::Claimed => entry.due_at <= now,
            State::Done | State::Parked => false,
        };
        let state = entry.state;
        let mut breakers = contact::breakers(tx, shop_id)?;
        let claimed = match is_open && table::is_free(tx, shop_id, entry.entry_id)? {
            // Nobody waits at a checkout for a platform that does not answer.
            true if is_admitted(tx, shop_id, &mut breakers, &entry, now)? => {
                claim(tx, &worker, entry)?
            }
            _ => None,
        };
        Ok((state, now, claimed))
    })?;
    let Some((entry, effect)) = claimed else { return Ok(state) };
    worker.has_claimed(now, before_ms);
    let entry = worker.attempt(entry, effect);
    turn(&mut worker, std::slice::from_ref(&entry), 0, &mut Drained::default())?;
    Ok(entry.state)
}

/// Settles what was tried and claims the next batch, in one transaction. Where what follows from one of the entries
/// cannot be stored, each is settled by itself, so that it does not hold up the others.
fn turn(
    worker: &mut Worker,
    tried: &[Entry],
    max: u32,
    drained: &mut Drained,
) -> Result<Vec<Claimed>> {
    let before_ms = worker.clock_ms();
    let together = transaction(&*worker.world.store, |tx| {
        let settled = tried.iter().map(|entry| settle(tx, worker, entry)).collect::<Result<_>>()?;
        Ok((settled, next(tx, worker, max)?))
    });
    let (settled, next) = match together {
        Err(error) if !tried.is_empty() && error.status().is_of_what_was_asked() => {
            let settled: Vec<_> =
                tried.iter().map(|entry| settle_alone(worker, entry)).collect::<Result<_>>()?;
            (settled, transaction(&*worker.world.store, |tx| next(tx, worker, max))?)
        }
        together => together?,
    };
    worker.contacts.clear();
    worker.has_claimed(next.now, before_ms);
    count(worker.client, &settled, drained);
    tell(worker.client, &next.switched);
    (drained.left, drained.next_at) = (next.left, next.next_at);
    Ok(next.claimed)
}

/// What a turn found to do.
struct Next {
    now: Instant,
    /// Breakers that have opened or closed.
    switched: Vec<(String, Breaker)>,
    claimed: Vec<Claimed>,
    left: i64,
    next_at: Option<Instant>,
}

fn next(tx: &mut dyn Transaction, worker: &Worker, max: u32) -> Result<Next> {
    let (shop_id, now) = (worker.client.shop_id(), tx.now());
    contact::store(tx, shop_id, &worker.contacts)?;
    let mut breakers = contact::breakers(tx, shop_id)?;
    let switched = contact::switch(tx, shop_id, &worker.contacts, &mut breakers)?;
    let mut claimed = Vec::new();
    let due = match max {
        0 => Vec::new(),
        _ => {
            let who = (&*worker.client.config.platform_ids(), &*withheld(&breakers, now));
            table::due(tx, shop_id, now, who, max)?
        }
    };
    for entry in due {
        // Where no key protects, a crash leaves all that was claimed in doubt: then one at a time.
        let keyless =
            worker.delivery(&entry).key_lifetime(worker.client, &entry) == KeyLifetime::None;
        if keyless && !claimed.is_empty() {
            break;
        }
        if !is_admitted(tx, shop_id, &mut breakers, &entry, now)? {
            continue;
        }
        claimed.extend(claim(tx, worker, entry)?);
        if keyless {
            break;
        }
    }
    let (left, due) = match claimed.is_empty() {
        true => table::left(tx, shop_id)?,
        false => Default::default(),
    };
    let next_at = due.into_iter().map(|(platform_id, due_at)| {
        let open_until = breakers.get(&platform_id).and_then(|breaker| breaker.open_until);
        due_at.max(open_until.unwrap_or(due_at))
    });
    Ok(Next { now, switched, claimed, left, next_at: next_at.min() })
}

/// The platforms to which nothing is sent now.
fn withheld(breakers: &contact::Breakers, now: Instant) -> Vec<&str> {
    let is_open = |breaker: &Breaker| breaker.admits(now) == Admits::Nothing;
    breakers.iter().filter(|(_, held)| is_open(held)).map(|(id, _)| id.as_str()).collect()
}

/// Whether the breaker of its platform lets an entry through. Where it lets one through only, that one is this.
fn is_admitted(
    tx: &mut dyn Transaction,
    shop_id: &str,
    breakers: &mut contact::Breakers,
    entry: &Entry,
    now: Instant,
) -> Result<bool> {
    let Some(breaker) = breakers.get_mut(&entry.platform_id) else { return Ok(true) };
    match breaker.admits(now) {
        Admits::Everything => Ok(true),
        Admits::Nothing => Ok(false),
        Admits::One => {
            *breaker = breaker.trying(now, LEASE_MS);
            contact::store_breaker(tx, shop_id, &entry.platform_id, *breaker)?;
            Ok(true)
        }
    }
}

/// Takes one entry in hand; None when another worker was quicker.
fn claim(tx: &mut dyn Transaction, worker: &Worker, entry: Entry) -> Result<Option<Claimed>> {
    let lease = entry.lease;
    let moment = Moment { now: tx.now(), ..worker.moment(&entry) };
    let event = Event::Claimed { lease_ms: LEASE_MS };
    let (entry, effect) = step(entry, event, &moment);
    let is_ours = table::store(tx, worker.client.shop_id(), &entry, lease)?;
    Ok(is_ours.then_some((entry, effect)))
}

/// Stores what has become of an entry, with what follows from it. None when its lease was lost.
fn settle(tx: &mut dyn Transaction, worker: &Worker, entry: &Entry) -> Result<Option<Entry>> {
    if !table::store(tx, worker.client.shop_id(), entry, entry.lease)? {
        return Ok(None);
    }
    if let Some(settled) = settled(entry) {
        worker.delivery(entry).settled(tx, worker.client, entry, &settled)?;
    }
    Ok(Some(entry.clone()))
}

pub(super) fn settled(entry: &Entry) -> Option<Settled> {
    match entry.state {
        State::Due | State::Claimed => None,
        State::Done => Some(Settled::Done { answer: entry.answer.clone() }),
        State::Parked => Some(Settled::Parked {
            reason: entry.reason.unwrap_or(Reason::Unsure),
            detail: entry.detail.clone(),
        }),
    }
}

fn settle_alone(worker: &Worker, entry: &Entry) -> Result<Option<Entry>> {
    let store = &*worker.world.store;
    match transaction(store, |tx| settle(tx, worker, entry)) {
        Err(error) if error.status().is_of_what_was_asked() => {
            let event = Event::Unfollowed { detail: error.to_string() };
            let (entry, _) = worker.after(entry.clone(), event);
            let shop_id = worker.client.shop_id();
            let is_ours = transaction(store, |tx| table::store(tx, shop_id, &entry, entry.lease))?;
            Ok(is_ours.then_some(entry))
        }
        settled => settled,
    }
}

fn count(client: &Client, settled: &[Option<Entry>], drained: &mut Drained) {
    for entry in settled.iter().flatten() {
        let (entry_id, kind) = (entry.entry_id.to_string(), entry.kind.as_str());
        let (platform_id, attempts) = (&entry.platform_id, entry.attempts);
        let reason = entry.reason.map(Reason::as_str);
        let (event, facts) = match entry.state {
            State::Done => {
                drained.sent = drained.sent.saturating_add(1);
                let facts = json!({ "entry_id": entry_id, "kind": kind,
                    "platform_id": platform_id, "attempts": attempts });
                (Logged::OutboxSent, facts)
            }
            State::Due | State::Claimed => continue,
            State::Parked => {
                drained.parked_new = drained.parked_new.saturating_add(1);
                let facts = json!({ "entry_id": entry_id, "kind": kind,
                    "platform_id": platform_id, "reason": reason });
                (Logged::OutboxParked, facts)
            }
        };
        client.log.record(event, facts);
    }
}

fn tell(client: &Client, switched: &[(String, Breaker)]) {
    for (platform_id, breaker) in switched {
        let (event, facts) = match breaker.open_until {
            Some(until) => {
                let facts = json!({ "platform_id": platform_id, "failures": breaker.failures,
                    "until": until });
                (Logged::PlatformPaused, facts)
            }
            None => (Logged::PlatformResumed, json!({ "platform_id": platform_id })),
        };
        client.log.record(event, facts);
    }
}
