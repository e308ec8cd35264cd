//! Dates as Oresto takes them (OR-06, OR-07): with the offset that Belgium really has then. "UTC+1", as the document
//! prints it, is wrong for half of the year; no offset at all is left out but for delivery days.

use crate::calendar::{Day, Timestamp};
use chrono::{DateTime, NaiveDateTime, SecondsFormat, TimeZone};
use chrono_tz::{Europe::Brussels, Tz};

/// Where the date goes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Place {
    Query,
    Body,
}

/// A day or a moment as it is sent; None where the text is neither. A moment without an offset is a Belgian one.
pub fn sent(text: &str, place: Place) -> Option<String> {
    match Day::parse(text) {
        Some(_) => {
            let at = belgian(&format!("{text}T00:00:00"))?;
            Some(match place {
                Place::Query => at.format("%Y-%m-%d%:z").to_string(),
                Place::Body => printed(&at),
            })
        }
        None if Timestamp::parse(text).is_some() => {
            Some(printed(&DateTime::parse_from_rfc3339(text).ok()?.with_timezone(&Brussels)))
        }
        None => Some(printed(&belgian(text)?)),
    }
}

/// A day without any offset, as delivery days are sent (OR-22).
pub fn is_plain_day(text: &str) -> bool {
    Day::parse(text).is_some()
}

/// The Belgian clock's time; in the hour that comes twice the first, and none in the hour that is left out.
fn belgian(text: &str) -> Option<DateTime<Tz>> {
    let local = NaiveDateTime::parse_from_str(text, "%Y-%m-%dT%H:%M:%S%.f").ok()?;
    Brussels.from_local_datetime(&local).earliest()
}

fn printed(at: &DateTime<Tz>) -> String {
    at.fixed_offset().to_rfc3339_opts(SecondsFormat::AutoSi, false)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_date_is_sent_with_the_offset_that_belgium_has_on_it() {
        for (text, place, expected) in [
            ("2019-01-01", Place::Query, Some("2019-01-01+01:00")),
            ("2026-07-01", Place::Query, Some("2026-07-01+02:00")),
            ("2026-07-01", Place::Body, Some("2026-07-01T00:00:00+02:00")),
            // The days on which the clock is moved begin before it is.
            ("2026-03-29", Place::Query, Some("2026-03-29+01:00")),
            ("2026-10-25", Place::Query, Some("2026-10-25+02:00")),
            ("2026-07-01T10:00:00Z", Place::Query, Some("2026-07-01T12:00:00+02:00")),
            ("2026-12-01T23:30:00-05:00", Place::Body, Some("2026-12-02T05:30:00+01:00")),
            ("2026-07-01T12:00:00", Place::Body, Some("2026-07-01T12:00:00+02:00")),
            ("2026-10-25T02:30:00", Place::Body, Some("2026-10-25T02:30:00+02:00")),
            ("2026-03-29T02:30:00", Place::Body, None),
            ("01/07/2026", Place::Query, None),
            ("2026-02-29", Place::Query, None),
            ("", Place::Query, None),
        ] {
            assert_eq!(sent(text, place).as_deref(), expected, "{text}");
        }
    }

    #[test]
    fn a_delivery_day_has_no_offset() {
        assert!(is_plain_day("2026-07-01"));
        assert!(!is_plain_day("2026-07-01+02:00") && !is_plain_day("2026-07-01T00:00:00"));
    }
}
