//! One attempt to deliver a claimed entry: the calls that `step` asks for, within the lease and the host's budget.

use super::breaker::Seen;
use super::contact::Contacts;
use super::delivery::{Delivery, Outcome};
use super::entry::{Entry, Kind, Reason, State};
use super::schedule::POSTPONED_MS;
use super::step::{Effect, Event, Moment, step};
use crate::client::Client;
use crate::error::{Code, Error, Result, Status};
use crate::limits;
use crate::log::Event as Logged;
use crate::world::{Fault, Instant, Reply, Request, World};
use std::collections::BTreeSet;

/// How each kind is delivered.
pub type Deliveries<'a> = &'a dyn Fn(Kind) -> &'static dyn Delivery;

/// Less than this is no time to begin anything.
const CALL_MS_MIN: u64 = 100;

/// A call that was begun may go on for this long beyond the budget: cut off sooner, a slow platform would never be
/// heard to the end.
const GRACE_MS: u64 = 5_000;

/// A batch that took longer than this is settled, and what was not begun of it is given back.
const BATCH_MS: u64 = 2_000;

/// Kept back of a lease for the settlement.
const SETTLING_MS: u64 = 10_000;

/// What a lease leaves for calls: the batch's time, a look-up and a request to the longest time-out.
const CALLING_MS: u64 = BATCH_MS + 2 * limits::CALL_MS_MAX;

/// How long a claim holds: the calls and the settlement.
pub(super) const LEASE_MS: i64 = (CALLING_MS + SETTLING_MS) as i64;

/// What the attempts of one drain share.
pub(super) struct Worker<'a> {
    pub client: &'a Client,
    pub world: &'a World,
    pub deliveries: Deliveries<'a>,
    pub contacts: Contacts,
    /// Attempts after which the entry is due again.
    pub retried: u32,
    /// When the budget ends, by the clock that only goes forward.
    until_ms: u64,
    /// When the entries in hand were claimed, by the store's clock and by the one that only goes forward.
    claimed_at: Instant,
    claimed_ms: u64,
    /// When the claim had been stored and the calls could begin.
    begun_ms: u64,
    /// Who did not answer in this drain: what else is for them waits.
    silent: BTreeSet<String>,
    canceled_before: u64,
}

impl<'a> Worker<'a> {
    pub fn new(client: &'a Client, deliveries: Deliveries<'a>, max_ms: u64) -> Result<Worker<'a>> {
        let world = client.world()?;
        let now_ms = world.clock.monotonic_ms();
        Ok(Worker {
            client,
            world,
            deliveries,
            contacts: Contacts::new(),
            retried: 0,
            until_ms: now_ms.saturating_add(max_ms),
            claimed_at: Instant::default(),
            claimed_ms: now_ms,
            begun_ms: now_ms,
            silent: BTreeSet::new(),
            canceled_before: client.cancellations(),
        })
    }

    /// Entries were claimed at `at` by the store's clock, no sooner than `ms` by the other.
    pub fn has_claimed(&mut self, at: Instant, ms: u64) {
        (self.claimed_at, self.claimed_ms, self.begun_ms) = (at, ms, self.clock_ms());
    }

    pub fn is_canceled(&self) -> bool {
        self.client.cancellations() != self.canceled_before
    }

    /// Whether nothing more is to be begun in this drain.
    pub fn is_over(&self) -> bool {
        self.is_canceled() || self.until_ms.saturating_sub(self.clock_ms()) < CALL_MS_MIN
    }

    pub fn clock_ms(&self) -> u64 {
        self.world.clock.monotonic_ms()
    }

    fn passed_ms(&self) -> u64 {
        self.clock_ms().saturating_sub(self.claimed_ms)
    }

    /// What is left of the lease for calls.
    fn lease_ms(&self) -> u64 {
        CALLING_MS.saturating_sub(self.passed_ms())
    }

    /// The store's time: a leap of the wall's clock within an attempt changes nothing.
    fn now(&self) -> Instant {
        self.claimed_at.plus_ms(i64::try_from(self.passed_ms()).unwrap_or(i64::MAX))
    }

    pub fn delivery(&self, entry: &Entry) -> &'static dyn Delivery {
        (self.deliveries)(entry.kind)
    }

    pub fn moment(&self, entry: &Entry) -> Moment {
        let mut chance = [0; 2];
        // Without chance the waits are the plain ones.
        let jitter =
            self.world.entropy.fill(&mut chance).map_or(0, |()| u16::from_ne_bytes(chance));
        let key_lifetime = self.delivery(entry).key_lifetime(self.client, entry);
        Moment { now: self.now(), key_lifetime, jitter }
    }

    /// Carries out what the claim asked for, until the entry is ready to be stored.
    pub fn attempt(&mut self, entry: Entry, effect: Effect) -> Entry {
        let batch_ms = self.clock_ms().saturating_sub(self.begun_ms);
        if self.is_over() || batch_ms > BATCH_MS {
            return self.after(entry, Event::Postponed { wait_ms: 0 }).0;
        }
        let (mut entry, mut effect, mut is_given_back) = (entry, effect, false);
        loop {
            let event = match effect {
                Effect::Store => break,
                _ if self.is_canceled() || self.lease_ms() < CALL_MS_MIN => {
                    Event::Postponed { wait_ms: 0 }
                }
                Effect::Send => self.send(&entry),
                Effect::LookUp => self.look_up(&entry),
            };
            is_given_back =
                matches!(event, Event::Postponed { .. } | Event::Faulted(Fault::Canceled));
            (entry, effect) = self.after(entry, event);
        }
        if entry.state == State::Due && !is_given_back {
            self.retried = self.retried.saturating_add(1);
            let facts = serde_json::json!({ "entry_id": entry.entry_id.to_string(),
                "kind": entry.kind.as_str(), "platform_id": entry.platform_id,
                "attempts": entry.attempts, "reason": entry.reason.map(Reason::as_str) });
            self.client.log.record(Logged::OutboxRetried, facts);
        }
        entry
    }

    pub fn after(&self, entry: Entry, event: Event) -> (Entry, Effect) {
        let moment = self.moment(&entry);
        step(entry, event, &moment)
    }

    fn send(&mut self, entry: &Entry) -> Event {
        let delivery = self.delivery(entry);
        match delivery.request(self.client, entry) {
            Err(error) if error.code == Code::ClientCanceled => Event::Faulted(Fault::Canceled),
            Err(error) => {
                Event::Unmakeable { for_good: is_for_good(&error), detail: error.to_string() }
            }
            Ok(request) if self.silent.contains(origin(&request)) => {
                Event::Postponed { wait_ms: POSTPONED_MS }
            }
            Ok(request) => match self.call(entry, &request) {
                Ok(reply) => {
                    let outcome = delivery.judge(self.client, entry, &reply);
                    self.heed(entry, &request, &outcome);
                    Event::Answered(outcome)
                }
                Err(fault) => Event::Faulted(fault),
            },
        }
    }

    fn look_up(&mut self, entry: &Entry) -> Event {
        let delivery = self.delivery(entry);
        match delivery.lookup(self.client, entry) {
            Err(error) => Event::LookUpFailed { detail: error.to_string() },
            Ok(None) => Event::CannotLookUp,
            Ok(Some(request)) if self.silent.contains(origin(&request)) => {
                Event::Postponed { wait_ms: POSTPONED_MS }
            }
            Ok(Some(request)) => match self.call(entry, &request) {
                Ok(reply) => Event::LookedUp(delivery.judge_lookup(entry, &reply)),
                // A question changes nothing, whether or not it arrived.
                Err(Fault::NotSent(detail) | Fault::Unknown(detail)) => {
                    Event::LookUpFailed { detail }
                }
                Err(fault) => Event::Faulted(fault),
            },
        }
    }

    fn call(&mut self, entry: &Entry, request: &Request) -> std::result::Result<Reply, Fault> {
        let budget_ms = self.until_ms.saturating_sub(self.clock_ms()).max(GRACE_MS);
        let longest_ms = limits::CALL_MS_MAX.min(self.lease_ms()).min(budget_ms);
        let timeout_ms = request.timeout_ms.min(longest_ms);
        let reply = self.world.wire.send(&Request { timeout_ms, ..request.clone() });
        let now = self.now();
        let contact = self.contacts.entry(entry.platform_id.clone()).or_default();
        contact.seen.extend(Seen::of(&reply).map(|seen| (seen, now)));
        match &reply {
            Ok(reply) => {
                let date = reply.header("date").and_then(crate::calendar::http_date_ms);
                contact.clock_skew_ms = date.map(|ms| Instant(ms).ms_since(now));
            }
            Err(Fault::Canceled) => {}
            Err(Fault::NotSent(why) | Fault::Unknown(why) | Fault::Refused(why)) => {
                (contact.failed_at, contact.failure) = (Some(now), why.clone());
                self.silent.insert(origin(request).to_owned());
            }
        }
        reply
    }

    /// Remembers how the platform is, and leaves one that asks for time alone.
    fn heed(&mut self, entry: &Entry, request: &Request, outcome: &Outcome) {
        let now = self.now();
        let contact = self.contacts.entry(entry.platform_id.clone()).or_default();
        match outcome {
            Outcome::Done { .. } => contact.succeeded_at = Some(now),
            Outcome::Refused { detail }
            | Outcome::NotNow { detail, .. }
            | Outcome::Unknown { detail }
            | Outcome::Unclear { detail } => {
                (contact.failed_at, contact.failure) = (Some(now), detail.clone());
            }
        }
        if let Outcome::NotNow { .. } = outcome {
            self.silent.insert(origin(request).to_owned());
        }
    }
}

/// Scheme, host and port: who is called.
fn origin(request: &Request) -> &str {
    let url = request.url.as_str();
    let host = url.find("://").map_or(0, |scheme| scheme + 3);
    let end = url.get(host..).and_then(|rest| rest.find(['/', '?', '#'])).map(|end| host + end);
    url.get(..end.unwrap_or(url.len())).unwrap_or(url)
}

/// What a person must mend in what is stored. A configuration is mended without touching the entry.
fn is_for_good(error: &Error) -> bool {
    matches!(
        error.status(),
        Status::Rejected | Status::NotFound | Status::Conflict | Status::Denied
    )
}
