//! The pure step of the outbox against a second opinion: a model that keeps nothing but the list of requests that may
//! have been done, and rules on it. Same events, same states; and never a request that could be done twice.

use koppel::outbox::schedule::{ATTEMPTS_MIN, GIVE_UP_MS};
use koppel::outbox::step::{Effect, Event, Moment, step};
use koppel::outbox::{Entry, KeyLifetime, Kind, LookedUp, Outcome, Reason, State};
use koppel::world::{Fault, Instant};
use proptest::prelude::*;

const MINUTE: i64 = 60_000;
const HOUR: i64 = 60 * MINUTE;
const LEASE: i64 = MINUTE;

fn entry() -> Entry {
    Entry {
        entry_id: 1,
        key: "k".into(),
        kind: Kind::ReturnCredit,
        platform_id: "p".into(),
        subject_id: "1".into(),
        event_id: String::new(),
        return_id: "r".into(),
        tender_id: String::new(),
        order_reference: "1".into(),
        content: "{}".into(),
        state: State::Due,
        due_at: Instant(0),
        lease: 0,
        claimed_at: Instant(0),
        attempts: 0,
        doubt: None,
        reason: None,
        detail: String::new(),
        answer: None,
        queued_at: Instant(0),
        created_at: Instant(0),
        settled_at: None,
    }
}

/// What the model knows: when each request that may have been done left, at the earliest and at the latest.
#[derive(Debug, Default)]
struct Model {
    open: Vec<(i64, i64)>,
    claimed_at: i64,
    attempts: i64,
    queued_at: i64,
    unsure: bool,
}

/// What is expected after an event.
#[derive(Debug, PartialEq)]
enum Expected {
    Send,
    LookUp,
    Due,
    Done,
    Parked(Reason),
}

impl Model {
    /// A day's memory; the request arrives up to an hour late; clocks err by an hour: 22 hours, of which 20 are used.
    fn is_safe(&self, now: i64, life: KeyLifetime) -> bool {
        let first = self.open.iter().map(|(from, _)| *from).min();
        let Some(first) = first else { return true };
        match life {
            KeyLifetime::None => false,
            KeyLifetime::Forever => true,
            KeyLifetime::Ms(life) => {
                let most = (life - 2 * HOUR - 1).min(20 * HOUR);
                most > 0 && now - first <= most && first - now <= HOUR
            }
        }
    }

    fn again(&self, now: i64, reason: Reason) -> Expected {
        let long = now - self.queued_at >= GIVE_UP_MS && self.attempts >= ATTEMPTS_MIN;
        match (long, self.open.is_empty()) {
            (false, _) => Expected::Due,
            (true, false) => Expected::Parked(Reason::Unsure),
            (true, true) => Expected::Parked(reason),
        }
    }

    fn expect(
        &mut self,
        event: &Event,
        now: i64,
        life: KeyLifetime,
        cut_off: Option<i64>,
    ) -> Expected {
        use Expected::*;
        match event {
            Event::Claimed { .. } => {
                if let Some(lease_end) = cut_off {
                    self.open.push((self.claimed_at, now.max(lease_end)));
                }
                (self.claimed_at, self.attempts) = (now, self.attempts + 1);
                if self.open.is_empty() { Send } else { LookUp }
            }
            Event::CannotLookUp | Event::LookedUp(LookedUp::Unknown) if self.is_safe(now, life) => {
                Send
            }
            Event::CannotLookUp => Parked(Reason::Unsure),
            Event::LookedUp(LookedUp::Unknown) => self.again(now, Reason::Unsure),
            Event::LookedUp(LookedUp::NotApplied) => {
                if self.open.iter().all(|(_, until)| now >= until + HOUR) {
                    self.open.clear();
                }
                if self.is_safe(now, life) {
                    return Send;
                }
                self.attempts -= 1;
                Due
            }
            Event::LookedUp(LookedUp::Applied { .. })
            | Event::Answered(Outcome::Done { .. })
            | Event::SettledByHand { .. } => Done,
            Event::LookUpFailed { .. }
            | Event::Answered(Outcome::NotNow { .. })
            | Event::Faulted(Fault::NotSent(_)) => self.again(now, Reason::Unreachable),
            Event::Answered(Outcome::Unknown { .. }) | Event::Faulted(Fault::Unknown(_)) => {
                self.open.push((self.claimed_at, now.max(self.claimed_at)));
                self.again(now, Reason::Unreachable)
            }
            Event::Answered(Outcome::Refused { .. }) => Parked(Reason::Refused),
            Event::Answered(Outcome::Unclear { .. }) => {
                self.open.push((self.claimed_at, now.max(self.claimed_at)));
                Parked(Reason::Refused)
            }
            Event::Faulted(Fault::Refused(_)) => Parked(Reason::NotAllowed),
            Event::Unmakeable { for_good: true, .. } => Parked(Reason::Unmakeable),
            Event::Unmakeable { .. } => self.again(now, Reason::Unmakeable),
            Event::Postponed { .. } | Event::Faulted(Fault::Canceled) => {
                self.attempts -= 1;
                Due
            }
            Event::Unfollowed { .. } => {
                self.open = vec![(self.claimed_at, now.max(self.claimed_at))];
                Parked(Reason::Unfollowed)
            }
            Event::Requeued => {
                if self.unsure {
                    self.open.clear();
                }
                (self.queued_at, self.attempts) = (now, 0);
                Due
            }
        }
    }
}

fn at_send(choice: u8) -> Option<Event> {
    let detail = String::from("d");
    Some(match choice % 15 {
        0 => Event::Answered(Outcome::Done { answer: None }),
        1 => Event::Answered(Outcome::Refused { detail }),
        2 | 3 => Event::Answered(Outcome::NotNow { retry_after_ms: Some(1), detail }),
        4 => Event::Answered(Outcome::Unknown { detail }),
        5 | 6 => Event::Faulted(Fault::NotSent(detail)),
        7 | 8 => Event::Faulted(Fault::Unknown(detail)),
        9 => Event::Faulted(Fault::Refused(detail)),
        10 => Event::Faulted(Fault::Canceled),
        11 => Event::Unmakeable { for_good: choice > 200, detail },
        12 => Event::Postponed { wait_ms: 5_000 },
        13 => Event::Answered(Outcome::Unclear { detail }),
        _ => return None,
    })
}

fn at_look_up(choice: u8) -> Option<Event> {
    let detail = String::from("d");
    Some(match choice % 12 {
        0 | 1 => Event::CannotLookUp,
        2..=4 => Event::LookedUp(LookedUp::NotApplied),
        5 => Event::LookedUp(LookedUp::Applied { answer: None }),
        6 => Event::LookedUp(LookedUp::Unknown),
        7 | 8 => Event::LookUpFailed { detail },
        9 => Event::Faulted(Fault::Canceled),
        10 => Event::Postponed { wait_ms: 0 },
        _ => return None,
    })
}

fn passes() -> impl Strategy<Value = i64> {
    prop_oneof![
        Just(0),
        Just(1_000),
        Just(MINUTE),
        Just(59 * MINUTE),
        Just(HOUR),
        Just(10 * HOUR),
        Just(25 * HOUR),
        Just(80 * HOUR),
        Just(-30 * MINUTE),
        Just(-2 * HOUR),
    ]
}

fn lifetimes() -> impl Strategy<Value = KeyLifetime> {
    prop_oneof![
        Just(KeyLifetime::None),
        Just(KeyLifetime::Forever),
        Just(KeyLifetime::DAY),
        Just(KeyLifetime::Ms(3 * HOUR)),
        Just(KeyLifetime::Ms(HOUR)),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: ProptestConfig::default().cases.max(2_000), ..Default::default() })]

    #[test]
    fn the_step_and_the_model_agree_and_nothing_is_sent_that_could_be_done_twice(
        life in lifetimes(),
        jitter in any::<u16>(),
        moves in prop::collection::vec((any::<u8>(), passes(), passes()), 1..60),
    ) {
        let (mut entry, mut effect, mut model, mut now) = (entry(), Effect::Store, Model::default(), 0);
        for (choice, before, within) in moves {
            now += before;
            let mut cut_off = None;
            let event = match (entry.state, effect) {
                (State::Done, _) if choice > 128 => Event::Unfollowed { detail: "d".into() },
                (State::Done, _) => break,
                (State::Parked, _) if choice > 240 => Event::SettledByHand { answer: None },
                (State::Parked, _) => Event::Requeued,
                (State::Due, _) => Event::Claimed { lease_ms: LEASE },
                (State::Claimed, at) => {
                    let event = if at == Effect::Send { at_send(choice) } else { at_look_up(choice) };
                    event.unwrap_or_else(|| {
                        // The worker was cut off; another comes when the lease has ended.
                        now = now.max(entry.due_at.0) + within.max(0);
                        cut_off = Some(entry.due_at.0);
                        Event::Claimed { lease_ms: LEASE }
                    })
                }
            };
            let expected = model.expect(&event, now, life, cut_off);
            let moment = Moment { now: Instant(now), key_lifetime: life, jitter };
            let before = entry.clone();
            (entry, effect) = step(entry, event.clone(), &moment);
            let found = match (entry.state, effect) {
                (State::Claimed, Effect::Send) => Expected::Send,
                (State::Claimed, Effect::LookUp) => Expected::LookUp,
                (State::Due, Effect::Store) => Expected::Due,
                (State::Done, Effect::Store) => Expected::Done,
                (State::Parked, Effect::Store) => {
                    Expected::Parked(entry.reason.expect("a parked entry has a reason"))
                }
                odd => panic!("{odd:?}"),
            };
            prop_assert_eq!(&found, &expected, "{:?} on {:?}", event, before);
            prop_assert_eq!(entry.attempts, model.attempts);
            prop_assert_eq!(entry.doubt.is_some(), !model.open.is_empty() && found != Expected::Done);
            if found == Expected::Done {
                model.open.clear();
            }
            model.unsure = entry.reason == Some(Reason::Unsure);
            // The one thing that matters, said without the step's own words.
            if let (Effect::Send, KeyLifetime::Ms(life), Some(first)) =
                (effect, life, model.open.iter().map(|(from, _)| *from).min())
            {
                prop_assert!(now + HOUR + HOUR < first + life, "sent after the key may be forgotten");
            }
            prop_assert!(effect != Effect::Send || life != KeyLifetime::None || model.open.is_empty());
            prop_assert!(entry.state != State::Due || entry.due_at.0 - now <= HOUR + HOUR / 5);
            prop_assert_eq!((&entry.key, &entry.content), (&before.key, &before.content));
        }
    }
}
