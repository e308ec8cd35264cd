//! Instants and days, and the one place that knows which day it is in the shop's country. No clock
//! is read here.

mod business;

pub use business::BusinessDays;

use chrono::Datelike;
use serde::de::{self, Deserialize, Deserializer};
use serde::{Serialize, Serializer};
use std::borrow::Cow;
use std::fmt;

/// A moment, as it was written: RFC 3339 with an offset. It is printed as it came.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Timestamp<'a> {
    text: Cow<'a, str>,
    at: chrono::DateTime<chrono::FixedOffset>,
}

impl<'a> Timestamp<'a> {
    pub fn parse(text: impl Into<Cow<'a, str>>) -> Option<Timestamp<'a>> {
        let text = text.into();
        let at = chrono::DateTime::parse_from_rfc3339(&text).ok()?;
        // RFC 3339 lets a profile choose the letter between day and time; ours is T.
        (text.as_bytes().get(10) == Some(&b'T')).then_some(Timestamp { text, at })
    }

    /// The day it is then in Europe/Amsterdam, whose midnight ends a voucher's last day.
    pub fn day(&self) -> Day {
        Day(self.at.with_timezone(&chrono_tz::Europe::Amsterdam).date_naive())
    }

    /// Milliseconds since 1970.
    pub fn ms(&self) -> i64 {
        self.at.timestamp_millis()
    }

    /// The same moment, its text lent.
    pub fn lent(&self) -> Timestamp<'_> {
        Timestamp { text: Cow::Borrowed(&self.text), at: self.at }
    }
}

/// Milliseconds since 1970 of a moment in RFC 3339.
pub fn ms(text: &str) -> Option<i64> {
    chrono::DateTime::parse_from_rfc3339(text).ok().map(|at| at.timestamp_millis())
}

/// The moment that many milliseconds after 1970 began in UTC, as RFC 3339. What lies outside of the calendar is its edge.
pub fn utc(ms: i64) -> String {
    let edge = if ms < 0 {
        chrono::DateTime::<chrono::Utc>::MIN_UTC
    } else {
        chrono::DateTime::<chrono::Utc>::MAX_UTC
    };
    let at = chrono::DateTime::from_timestamp_millis(ms).unwrap_or(edge);
    at.to_rfc3339_opts(chrono::SecondsFormat::Millis, true)
}

/// The `Date` of an HTTP reply, in milliseconds since 1970.
pub fn http_date_ms(text: &str) -> Option<i64> {
    Some(chrono::DateTime::parse_from_rfc2822(text).ok()?.timestamp_millis())
}

/// A moment in milliseconds since 1970 as HTTP writes it, cut to its second.
pub fn http_date(ms: i64) -> String {
    let at = chrono::DateTime::from_timestamp_millis(ms).unwrap_or_default();
    at.format("%a, %d %b %Y %H:%M:%S GMT").to_string()
}

/// A calendar day: `2027-06-30`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Day(chrono::NaiveDate);

impl Day {
    pub fn parse(text: &str) -> Option<Day> {
        let digits = |from: usize, to: usize| {
            let part =
                text.get(from..to).filter(|part| part.bytes().all(|b| b.is_ascii_digit()))?;
            part.parse::<u32>().ok()
        };
        let separated =
            text.len() == 10 && text.get(4..5) == Some("-") && text.get(7..8) == Some("-");
        let year = i32::try_from(digits(0, 4)?).ok()?;
        let day = chrono::NaiveDate::from_ymd_opt(year, digits(5, 7)?, digits(8, 10)?)?;
        separated.then_some(Day(day))
    }
}

/// A day as it is printed in a reply.
pub struct PrintedDay([u8; 10]);

impl PrintedDay {
    pub fn as_str(&self) -> &str {
        std::str::from_utf8(&self.0).unwrap_or_default()
    }
}

impl Day {
    /// Four digits of a year, two of a month, two of a day: a day that was read has no more.
    pub fn printed(self) -> PrintedDay {
        let digit = |number: u32| b'0' + (number % 10) as u8;
        let (year, month, day) = (self.0.year().unsigned_abs(), self.0.month(), self.0.day());
        PrintedDay([
            digit(year / 1000),
            digit(year / 100),
            digit(year / 10),
            digit(year),
            b'-',
            digit(month / 10),
            digit(month),
            b'-',
            digit(day / 10),
            digit(day),
        ])
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl<'de: 'a, 'a> Deserialize<'de> for Timestamp<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = <Text as Deserialize>::deserialize(deserializer)?.0;
        Timestamp::parse(text).ok_or_else(|| {
            de::Error::custom("an instant such as \"2026-11-21T12:00:00+01:00\" is expected")
        })
    }
}

impl<'de> Deserialize<'de> for Day {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = <Text as Deserialize>::deserialize(deserializer)?.0;
        Day::parse(&text)
            .ok_or_else(|| de::Error::custom("a day such as \"2027-06-30\" is expected"))
    }
}

/// Borrowed where the reader lends it.
#[derive(serde::Deserialize)]
struct Text<'a>(#[serde(borrow)] Cow<'a, str>);

impl Serialize for Timestamp<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.text)
    }
}

impl Serialize for Day {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.printed().as_str())
    }
}

impl schemars::JsonSchema for Timestamp<'_> {
    fn schema_name() -> Cow<'static, str> {
        "Instant".into()
    }
    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({
            "description": "A moment, RFC 3339 with an offset.",
            "type": "string",
            "format": "date-time",
        })
    }
}

impl schemars::JsonSchema for Day {
    fn schema_name() -> Cow<'static, str> {
        "Day".into()
    }
    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({
            "description": "A calendar day, such as 2027-06-30.",
            "type": "string",
            "format": "date",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day_of(instant: &str) -> Option<String> {
        Timestamp::parse(instant).map(|instant| instant.day().to_string())
    }

    #[test]
    fn the_day_ends_at_midnight_in_amsterdam_in_summer_and_in_winter() {
        assert_eq!(day_of("2026-11-21T22:59:59Z").as_deref(), Some("2026-11-21"));
        assert_eq!(day_of("2026-11-21T23:00:00Z").as_deref(), Some("2026-11-22"));
        assert_eq!(day_of("2026-06-30T21:59:59Z").as_deref(), Some("2026-06-30"));
        assert_eq!(day_of("2026-06-30T22:00:00Z").as_deref(), Some("2026-07-01"));
        assert_eq!(day_of("2026-06-30T15:00:00-08:00").as_deref(), Some("2026-07-01"));
    }

    #[test]
    fn an_instant_without_an_offset_and_a_day_that_does_not_exist_are_refused() {
        for text in ["2026-11-21T12:00:00", "2026-11-21 12:00:00Z", "2026-11-21", "", "now"] {
            assert_eq!(day_of(text), None, "{text}");
        }
        for text in ["2026-02-29", "2026-2-28", "26-02-28", "2026-02-28 ", "+026-02-28", ""] {
            assert_eq!(Day::parse(text), None, "{text}");
        }
        for text in ["2028-02-29", "0001-01-01", "9999-12-31"] {
            let day = Day::parse(text).expect(text);
            assert_eq!((day.to_string().as_str(), day.printed().as_str()), (text, text));
        }
    }
}
