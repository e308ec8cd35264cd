//! Points in time as shops spell them, in UTC; and as they are spelled in a zone. It must not look at a clock.

use chrono::{Datelike, NaiveDate, NaiveDateTime, Offset, TimeDelta, TimeZone, Timelike};
use chrono_tz::Tz;

/// `2024-01-02T03:04:05`, without a zone.
pub type Digits = [u8; 19];

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Written {
    pub utc: Digits,
}

impl Written {
    /// `2024-01-02T03:04:05+01:00`; also a space for the T, a fraction, Z, and no offset at all, which is UTC.
    pub fn read(text: &[u8]) -> Option<Written> {
        let mut written: Digits = *text.first_chunk()?;
        written[10] = b'T';
        for (at, byte) in written.iter().enumerate() {
            let fits = match at {
                4 | 7 => *byte == b'-',
                10 => matches!(text.get(10), Some(b'T' | b' ')),
                13 | 16 => *byte == b':',
                _ => byte.is_ascii_digit(),
            };
            if !fits {
                return None;
            }
        }
        let minutes = offset_minutes(text.get(19..)?)?;
        // No clock shows the 30th of February, and what begins then never does.
        let utc = match minutes {
            0 => date_time(&written).map(|_| written)?,
            _ => shifted(&written, -minutes)?,
        };
        Some(Written { utc })
    }

    /// What the clocks of a zone show then.
    pub fn local(&self, zone: Tz) -> Option<Digits> {
        let offset = zone.offset_from_utc_datetime(&date_time(&self.utc)?).fix();
        shifted(&self.utc, i64::from(offset.local_minus_utc() / 60))
    }
}

/// The minutes east of UTC.
fn offset_minutes(rest: &[u8]) -> Option<i64> {
    let fraction = match rest {
        [b'.', digits @ ..] => 1 + digits.iter().take_while(|byte| byte.is_ascii_digit()).count(),
        _ => 0,
    };
    let two = |high: u8, low: u8| {
        let digits = high.is_ascii_digit() && low.is_ascii_digit();
        digits.then(|| i64::from(high - b'0') * 10 + i64::from(low - b'0'))
    };
    match rest.get(fraction..)? {
        [] | b"Z" | b"z" => Some(0),
        [sign @ (b'+' | b'-'), a, b, b':', c, d] | [sign @ (b'+' | b'-'), a, b, c, d] => {
            let minutes = two(*a, *b)? * 60 + two(*c, *d)?;
            Some(if *sign == b'-' { -minutes } else { minutes })
        }
        _ => None,
    }
}

fn shifted(digits: &Digits, minutes: i64) -> Option<Digits> {
    let moved = date_time(digits)?.checked_add_signed(TimeDelta::minutes(minutes))?;
    let mut shifted = *digits;
    let mut put = |at: usize, value: u32, width: usize| {
        let mut rest = value;
        for place in shifted.iter_mut().skip(at).take(width).rev() {
            *place = b'0' + (rest % 10) as u8;
            rest /= 10;
        }
    };
    put(0, u32::try_from(moved.year()).ok()?, 4);
    put(5, moved.month(), 2);
    put(8, moved.day(), 2);
    put(11, moved.hour(), 2);
    put(14, moved.minute(), 2);
    Some(shifted)
}

fn date_time(digits: &Digits) -> Option<NaiveDateTime> {
    let number = |at: usize, width: usize| {
        let digits = digits.get(at..at + width)?;
        Some(digits.iter().fold(0, |sum, digit| sum * 10 + u32::from(digit - b'0')))
    };
    let date = NaiveDate::from_ymd_opt(number(0, 4)? as i32, number(5, 2)?, number(8, 2)?)?;
    date.and_hms_opt(number(11, 2)?, number(14, 2)?, number(17, 2)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn utc(text: &str) -> Option<String> {
        Written::read(text.as_bytes()).map(|at| String::from_utf8_lossy(&at.utc).into_owned())
    }

    #[test]
    fn an_instant_is_shown_as_the_clocks_of_a_zone_have_it() {
        for (text, expected) in [
            ("2024-01-02T03:04:05+01:00", "2024-01-02T03:04:05"),
            ("2024-07-01T22:30:00Z", "2024-07-02T00:30:00"),
            ("2024-03-31T00:59:59Z", "2024-03-31T01:59:59"),
            ("2024-03-31T01:00:00Z", "2024-03-31T03:00:00"),
            ("2024-10-27T00:30:00Z", "2024-10-27T02:30:00"),
            ("2024-10-27T01:30:00Z", "2024-10-27T02:30:00"),
            ("2024-12-31T18:30:00-05:00", "2025-01-01T00:30:00"),
        ] {
            let at = Written::read(text.as_bytes()).expect("an instant");
            let local = at.local(Tz::Europe__Amsterdam).expect("a time");
            assert_eq!(String::from_utf8_lossy(&local), expected, "{text}");
        }
    }

    #[test]
    fn an_instant_is_moved_to_utc_by_its_own_offset() {
        for (text, expected) in [
            ("2024-01-02T03:04:05+01:00", "2024-01-02T02:04:05"),
            ("2024-01-01T00:30:00+02:00", "2023-12-31T22:30:00"),
            ("2024-02-28T23:30:00-05:00", "2024-02-29T04:30:00"),
            ("2017-11-29 19:57:20", "2017-11-29T19:57:20"),
            ("2024-01-02T03:04:05.678Z", "2024-01-02T03:04:05"),
            ("2024-01-02T03:04:05+0530", "2024-01-01T21:34:05"),
        ] {
            assert_eq!(utc(text).as_deref(), Some(expected), "{text}");
        }
        for wrong in [
            "",
            "2024-01-02",
            "2024-13-02T03:04:05+01:00",
            "2024-01-02T03:04:05+1",
            "x",
            "0000-00-00 00:00:00",
            "2026-02-30T00:00:00",
            "2026-13-45T00:00:00Z",
            "9999-99-99T99:99:99",
        ] {
            assert_eq!(utc(wrong), None, "{wrong}");
        }
    }
}
