//! When an entry is tried again, and how long sending again is safe. Pure.

use crate::world::Reply;

const SECOND: i64 = 1_000;
const MINUTE: i64 = 60 * SECOND;
const HOUR: i64 = 60 * MINUTE;
const DAY: i64 = 24 * HOUR;

/// A request that is under way arrives within this time, or never.
pub const LATENESS_MAX_MS: i64 = HOUR;

/// Our clock and the far side's run apart by no more than this within the life of a key.
pub const CLOCK_ERROR_MAX_MS: i64 = HOUR;

/// Under one key an entry is sent again for no longer than this after the first attempt that may have arrived.
pub const HORIZON_MAX_MS: i64 = 20 * HOUR;

/// An entry that the far side never took is parked after this time.
pub const GIVE_UP_MS: i64 = 7 * DAY;

/// The longest a far side may ask us to wait.
pub const RETRY_AFTER_MAX_MS: i64 = HOUR;

/// Waits between attempts; the last one is repeated.
const BACKOFF_MS: [i64; 8] =
    [5 * SECOND, 15 * SECOND, MINUTE, 2 * MINUTE, 5 * MINUTE, 15 * MINUTE, 30 * MINUTE, HOUR];

/// No entry is parked as out of reach before the schedule was gone through.
pub const ATTEMPTS_MIN: i64 = BACKOFF_MS.len() as i64;

/// What waits behind an entry that found the far side silent is left alone for this time.
pub const POSTPONED_MS: i64 = BACKOFF_MS[0];

/// How long the far side recognises a key that it has seen.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum KeyLifetime {
    /// It does not look at keys.
    None,
    Ms(i64),
    Forever,
}

const _: () = assert!(
    HORIZON_MAX_MS + LATENESS_MAX_MS + CLOCK_ERROR_MAX_MS < DAY,
    "the horizon, what is late and what clocks err by stay below the usual life of a key"
);

impl KeyLifetime {
    /// What most who have keys promise.
    pub const DAY: KeyLifetime = KeyLifetime::Ms(DAY);

    /// For how long after the first attempt that may have arrived the key alone makes sending again safe: always so
    /// much less than it lives that neither a late request nor a wrong clock matters. None: never.
    pub fn horizon_ms(self) -> Option<i64> {
        let lifetime = match self {
            KeyLifetime::None => return None,
            KeyLifetime::Ms(lifetime) => lifetime,
            KeyLifetime::Forever => return Some(i64::MAX),
        };
        let horizon = lifetime.checked_sub(LATENESS_MAX_MS + CLOCK_ERROR_MAX_MS + 1)?;
        (horizon > 0).then_some(horizon.min(HORIZON_MAX_MS))
    }
}

/// The wait after the `attempts`-th attempt: the schedule, the far side's wish within bounds, and up to a fifth more
/// by `jitter` (0 to 65535), so that what failed together does not come back together.
pub fn wait_ms(attempts: i64, wished_ms: Option<u64>, jitter: u16) -> i64 {
    let step = usize::try_from(attempts.saturating_sub(1)).unwrap_or_default();
    let backoff = BACKOFF_MS.get(step).copied().unwrap_or(HOUR);
    let wished = wished_ms.map_or(0, |ms| i64::try_from(ms).unwrap_or(i64::MAX));
    let wait = backoff.max(wished.min(RETRY_AFTER_MAX_MS));
    wait + wait / 5 * i64::from(jitter) / i64::from(u16::MAX)
}

/// The far side's `Retry-After` in milliseconds. One that is a date says nothing here: its clock is not ours.
pub fn retry_after_ms(reply: &Reply) -> Option<u64> {
    reply.header("retry-after")?.trim().parse::<u64>().ok()?.checked_mul(1_000)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn waits_grow_stay_bounded_and_heed_the_far_side_within_an_hour() {
        assert_eq!(wait_ms(1, None, 0), 5 * SECOND);
        assert_eq!(wait_ms(1, None, u16::MAX), 6 * SECOND);
        assert_eq!(wait_ms(1, Some(90_000), 0), 90 * SECOND);
        assert_eq!(wait_ms(1, Some(u64::MAX), 0), HOUR);
        assert_eq!(wait_ms(i64::MAX, None, 0), HOUR);
        assert_eq!(wait_ms(0, None, 0), 5 * SECOND);
        assert!((1..20).all(|nth| wait_ms(nth, None, 0) <= wait_ms(nth + 1, None, 0)));
    }

    #[test]
    fn a_retry_after_is_read_in_seconds_or_not_at_all() {
        let reply = |value: &str| Reply {
            status: 429,
            headers: vec![("retry-after".into(), value.into())],
            body: vec![],
        };
        assert_eq!(retry_after_ms(&reply("7")), Some(7_000));
        for odd in ["", "-1", "1.5", "Fri, 31 Dec 1999 23:59:59 GMT", "99999999999999999999"] {
            assert_eq!(retry_after_ms(&reply(odd)), None, "{odd}");
        }
    }

    proptest! {
        #[test]
        fn the_horizon_ends_before_the_key_whatever_is_late_and_however_clocks_err(
            lifetime in any::<i64>()
        ) {
            if let Some(horizon) = KeyLifetime::Ms(lifetime).horizon_ms() {
                let whole = horizon.checked_add(LATENESS_MAX_MS + CLOCK_ERROR_MAX_MS);
                prop_assert!(horizon > 0 && whole.expect("no overflow") < lifetime);
            }
        }
    }
}
