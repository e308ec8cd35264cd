//! Instants as WooCommerce writes and reads them: without a zone, in the shop's own time or in UTC.

use crate::world::Instant;
use chrono::{DateTime, LocalResult, NaiveDate, NaiveDateTime, TimeZone, Utc};
use chrono_tz::Tz;

const FORM: &str = "%Y-%m-%dT%H:%M:%S";

/// In the shop's own time.
pub fn local(instant: Instant, zone: Tz) -> Option<String> {
    utc_of(instant).map(|at| at.with_timezone(&zone).format(FORM).to_string())
}

/// In UTC.
pub fn gmt(instant: Instant) -> Option<String> {
    utc_of(instant).map(|at| at.format(FORM).to_string())
}

fn utc_of(instant: Instant) -> Option<DateTime<Utc>> {
    DateTime::from_timestamp_millis(instant.0)
}

/// Reads an instant of a `_gmt` member.
pub fn read_gmt(text: &str) -> Option<Instant> {
    read(text, Tz::UTC)
}

/// Reads an instant; without an offset it is in `zone`. An hour that comes twice is the first, one that never
/// comes is taken as if the clock had not been moved.
pub fn read(text: &str, zone: Tz) -> Option<Instant> {
    // An offset's plus that nobody encoded arrives as a space.
    let text = text.trim().replace(' ', if text.len() > 19 { "+" } else { "T" });
    if let Ok(at) = DateTime::parse_from_rfc3339(&text) {
        return Some(Instant(at.timestamp_millis()));
    }
    let naive = NaiveDateTime::parse_from_str(&text, "%Y-%m-%dT%H:%M:%S%.f").ok();
    let midnight = || NaiveDate::parse_from_str(&text, "%Y-%m-%d").ok()?.and_hms_opt(0, 0, 0);
    let naive = naive.or_else(midnight)?;
    let at = match zone.from_local_datetime(&naive) {
        LocalResult::Single(at) | LocalResult::Ambiguous(at, _) => at.with_timezone(&Utc),
        LocalResult::None => {
            let before = naive.checked_sub_signed(chrono::TimeDelta::hours(1))?;
            let at = zone.from_local_datetime(&before).earliest()?;
            at.with_timezone(&Utc).checked_add_signed(chrono::TimeDelta::hours(1))?
        }
    };
    Some(Instant(at.timestamp_millis()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_instant_is_the_same_in_every_form_in_which_it_may_be_given() {
        let zone = Tz::Europe__Amsterdam;
        let at = read("2026-11-21T12:00:00Z", zone).expect("an instant");
        for text in [
            "2026-11-21T13:00:00",
            "2026-11-21 13:00:00",
            "2026-11-21T13:00:00+01:00",
            "2026-11-21T13:00:00 01:00",
            "2026-11-21T13:00:00.000",
        ] {
            assert_eq!(read(text, zone), Some(at), "{text}");
        }
        assert_eq!(local(at, zone).as_deref(), Some("2026-11-21T13:00:00"));
        assert_eq!(gmt(at).as_deref(), Some("2026-11-21T12:00:00"));
        assert!(read("2026-03-29T02:30:00", zone).is_some(), "an hour that never comes");
        for text in ["", "now", "2026-13-01", "2026-11-21T25:00:00", "99999999999"] {
            assert_eq!(read(text, zone), None, "{text}");
        }
        assert_eq!(gmt(Instant(i64::MAX)), None);
    }
}
