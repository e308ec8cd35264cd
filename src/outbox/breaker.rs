//! The circuit breaker of one platform: whether it is called now, after what was seen of it. Pure; `contact` keeps it in
//! the store, so that all processes share it.
//!
//! Closed, everything is sent. After some failures in a row it opens: nothing is sent for a while. Then it is half open:
//! one worker tries one entry, and what is seen of that one closes it, or opens it for longer.

use super::schedule::{RETRY_AFTER_MAX_MS, retry_after_ms};
use crate::world::{Fault, Instant, Reply};

/// Failures in a row that open it.
pub const FAILURES_MAX: i64 = 3;

/// The first pause; each failure after it doubles it.
const PAUSE_MS: i64 = 15_000;

/// The longest pause that koppel takes of its own accord: no platform that is back waits longer.
pub const PAUSE_MAX_MS: i64 = 300_000;

/// What is known of one platform.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Breaker {
    /// Calls that failed, since one was answered.
    pub failures: i64,
    /// Until when nothing is sent; from then on one entry is tried. None: it is closed.
    pub open_until: Option<Instant>,
}

/// What was seen of a call.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Seen {
    /// It answered, be it with a refusal.
    Answered,
    /// No answer, or one of a server that is not well.
    Failed,
    /// It asks to be left alone: for so long, where it says so.
    NotNow { wait_ms: Option<u64> },
}

impl Seen {
    /// What a call says of the platform; None: nothing, for it was not asked.
    pub fn of(called: &std::result::Result<Reply, Fault>) -> Option<Seen> {
        match called {
            Err(Fault::Canceled | Fault::Refused(_)) => None,
            Err(Fault::NotSent(_) | Fault::Unknown(_)) => Some(Seen::Failed),
            Ok(reply) => Some(match reply.status {
                _ if reply.is_not_now() => Seen::NotNow { wait_ms: retry_after_ms(reply) },
                500.. => Seen::Failed,
                _ => Seen::Answered,
            }),
        }
    }
}

/// What may be sent.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Admits {
    Everything,
    One,
    Nothing,
}

impl Breaker {
    pub fn admits(self, now: Instant) -> Admits {
        match self.open_until {
            None => Admits::Everything,
            // A pause that is longer than any can be comes of a clock that went back.
            Some(until) if until > now && until.ms_since(now) <= RETRY_AFTER_MAX_MS => {
                Admits::Nothing
            }
            Some(_) => Admits::One,
        }
    }

    /// One worker tries one entry: until its lease ends, nobody else does.
    #[must_use]
    pub fn trying(self, now: Instant, lease_ms: i64) -> Breaker {
        Breaker { open_until: Some(now.plus_ms(lease_ms)), ..self }
    }

    #[must_use]
    pub fn after(self, seen: Seen, now: Instant) -> Breaker {
        let failures = self.failures.saturating_add(1);
        let pause_ms = match seen {
            Seen::Answered => return Breaker::default(),
            Seen::NotNow { wait_ms: Some(ms) } => {
                Some(i64::try_from(ms).unwrap_or(i64::MAX).min(RETRY_AFTER_MAX_MS))
            }
            Seen::Failed | Seen::NotNow { wait_ms: None } => pause_ms(failures),
        };
        Breaker { failures, open_until: pause_ms.map(|ms| now.plus_ms(ms)) }
    }
}

fn pause_ms(failures: i64) -> Option<i64> {
    let beyond = u32::try_from(failures.checked_sub(FAILURES_MAX)?).ok()?;
    Some(2i64.checked_pow(beyond).map_or(PAUSE_MAX_MS, |times| times.saturating_mul(PAUSE_MS)))
        .map(|ms| ms.min(PAUSE_MAX_MS))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const NOW: Instant = Instant(1_000_000_000);

    fn failing(times: i64) -> Breaker {
        (0..times).fold(Breaker::default(), |breaker, _| breaker.after(Seen::Failed, NOW))
    }

    #[test]
    fn it_opens_after_failures_in_a_row_for_ever_longer_and_one_answer_closes_it() {
        assert_eq!(failing(FAILURES_MAX - 1).admits(NOW), Admits::Everything);
        let open = failing(FAILURES_MAX);
        assert_eq!(open.admits(NOW), Admits::Nothing);
        assert_eq!(open.admits(NOW.plus_ms(PAUSE_MS)), Admits::One);
        assert_eq!(failing(FAILURES_MAX + 1).open_until, Some(NOW.plus_ms(2 * PAUSE_MS)));
        assert_eq!(failing(90).open_until, Some(NOW.plus_ms(PAUSE_MAX_MS)));
        assert_eq!(open.after(Seen::Answered, NOW), Breaker::default());
    }

    #[test]
    fn a_wish_to_be_left_alone_is_heeded_at_once_and_within_bounds() {
        let asked = |ms| Breaker::default().after(Seen::NotNow { wait_ms: Some(ms) }, NOW);
        assert_eq!(asked(90_000).open_until, Some(NOW.plus_ms(90_000)));
        assert_eq!(asked(u64::MAX).open_until, Some(NOW.plus_ms(RETRY_AFTER_MAX_MS)));
        let unsaid = Breaker::default().after(Seen::NotNow { wait_ms: None }, NOW);
        assert_eq!(unsaid.admits(NOW), Admits::Everything);
    }

    #[test]
    fn half_open_one_worker_tries_and_if_it_dies_another_does() {
        let half = failing(FAILURES_MAX).trying(NOW, 60_000);
        assert_eq!(half.admits(NOW.plus_ms(59_999)), Admits::Nothing);
        assert_eq!(half.admits(NOW.plus_ms(60_000)), Admits::One);
    }

    #[test]
    fn a_clock_that_went_back_by_days_does_not_keep_a_platform_closed() {
        let open = failing(FAILURES_MAX);
        assert_eq!(open.admits(NOW.plus_ms(-2 * 86_400_000)), Admits::One);
    }

    proptest! {
        #[test]
        fn whatever_is_seen_no_pause_is_longer_than_an_hour(
            seen in prop::collection::vec((0..3u8, any::<u64>(), 0..100_000_000i64), 0..90)
        ) {
            let (mut breaker, mut now) = (Breaker::default(), NOW);
            for (what, wait_ms, passes) in seen {
                now = now.plus_ms(passes);
                let seen = match what {
                    0 => Seen::Answered,
                    1 => Seen::Failed,
                    _ => Seen::NotNow { wait_ms: Some(wait_ms) },
                };
                breaker = breaker.after(seen, now);
                prop_assert_eq!(breaker.failures == 0, seen == Seen::Answered);
                prop_assert_ne!(breaker.admits(now.plus_ms(RETRY_AFTER_MAX_MS)), Admits::Nothing);
            }
        }
    }
}
