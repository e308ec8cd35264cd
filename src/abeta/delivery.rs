//! When a cart is delivered, where the shop does not say: working days after the order's. Pure; the moment is given.

use crate::config::{AbetaConnection, AbetaDelivery, Weekday};
use crate::model::shop::Shop;
use crate::world::Instant;
use chrono::{DateTime, Datelike, Days, NaiveDate, NaiveDateTime};
use chrono_tz::Tz;

/// As the document prints it (AB-20): without seconds, without a zone.
const PRINTED: &str = "%Y-%m-%d %H:%M";

/// The zone of what Abeta writes without one.
pub fn zone(connection: &AbetaConnection, shop: &Shop) -> Tz {
    let name = connection.delivery.time_zone.as_deref().unwrap_or(&shop.time_zone);
    name.parse().unwrap_or(Tz::Europe__Amsterdam)
}

/// A moment that the shop states, as RFC 3339, in the words of the document; none where it is no such moment.
pub fn stated(text: &str, zone: Tz) -> Option<String> {
    let at = DateTime::parse_from_rfc3339(text).ok()?;
    Some(at.with_timezone(&zone).format(PRINTED).to_string())
}

/// The delivery of what is ordered at `now`.
pub fn expected(now: Instant, of: &AbetaDelivery, zone: Tz) -> Option<String> {
    let (until, time) = of.times()?;
    let now = DateTime::from_timestamp_millis(now.0)?.with_timezone(&zone).naive_local();
    let today = now.date();
    let in_time = works(of, today) && now.time() <= until;
    let mut day = if in_time { today } else { next(of, today)? };
    for _ in 0..of.days {
        day = next(of, day)?;
    }
    let mut at = NaiveDateTime::new(day, time);
    if at <= now {
        at = NaiveDateTime::new(next(of, day)?, time);
    }
    Some(at.format(PRINTED).to_string())
}

/// The next day on which the shop delivers; none within two years is none at all.
fn next(of: &AbetaDelivery, day: NaiveDate) -> Option<NaiveDate> {
    (1..731).filter_map(|days| day.checked_add_days(Days::new(days))).find(|day| works(of, *day))
}

fn works(of: &AbetaDelivery, day: NaiveDate) -> bool {
    const WEEK: [Weekday; 7] = [
        Weekday::Monday,
        Weekday::Tuesday,
        Weekday::Wednesday,
        Weekday::Thursday,
        Weekday::Friday,
        Weekday::Saturday,
        Weekday::Sunday,
    ];
    let nth = day.weekday().num_days_from_monday() as usize;
    let is_working = WEEK.get(nth).is_some_and(|name| of.working_days.contains(name));
    let written = day.to_string();
    is_working && !of.holidays.iter().any(|holiday| holiday.to_string() == written)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn expected_at(now: &str, change: &str) -> String {
        let of: AbetaDelivery = crate::json::read(change.as_bytes()).expect("a delivery");
        let at = DateTime::parse_from_rfc3339(now).expect(now).timestamp_millis();
        expected(Instant(at), &of, Tz::Europe__Amsterdam).expect("a day")
    }

    #[test]
    fn delivery_skips_weekends_and_holidays_and_what_is_ordered_too_late_counts_as_of_the_next_day()
    {
        // 2026-11-20 is a Friday.
        let days = r#"{"days": 1, "until": "17:00", "time": "12:00", "holidays": ["2026-11-24"]}"#;
        for (now, at) in [
            ("2026-11-19T16:59:00+01:00", "2026-11-20 12:00"),
            ("2026-11-19T17:00:00+01:00", "2026-11-20 12:00"),
            ("2026-11-19T16:01:00Z", "2026-11-23 12:00"),
            ("2026-11-20T10:00:00+01:00", "2026-11-23 12:00"),
            ("2026-11-20T18:00:00+01:00", "2026-11-25 12:00"),
            ("2026-11-21T10:00:00+01:00", "2026-11-25 12:00"),
            ("2026-11-23T10:00:00+01:00", "2026-11-25 12:00"),
        ] {
            assert_eq!(expected_at(now, days), at, "{now}");
        }
        let same_day = r#"{"days": 0, "time": "12:00"}"#;
        assert_eq!(expected_at("2026-11-20T09:00:00+01:00", same_day), "2026-11-20 12:00");
        assert_eq!(expected_at("2026-11-20T13:00:00+01:00", same_day), "2026-11-23 12:00");
    }

    #[test]
    fn a_shop_that_never_delivers_promises_nothing_and_a_stated_moment_is_told_in_the_zone() {
        let none: String = (0..800)
            .map(|day| {
                let day = NaiveDate::from_ymd_opt(2026, 11, 1)
                    .and_then(|it| it.checked_add_days(Days::new(day)));
                format!("\"{}\"", day.expect("a day"))
            })
            .collect::<Vec<_>>()
            .join(",");
        let of: AbetaDelivery =
            crate::json::read(format!(r#"{{"holidays": [{none}]}}"#).as_bytes())
                .expect("a delivery");
        assert_eq!(expected(Instant(1_795_262_400_000), &of, Tz::Europe__Amsterdam), None);
        let told = |text| stated(text, Tz::Europe__Amsterdam);
        assert_eq!(told("2024-11-10T19:29:31Z").as_deref(), Some("2024-11-10 20:29"));
        assert_eq!(told("2026-07-10T19:29:00Z").as_deref(), Some("2026-07-10 21:29"));
        assert_eq!(told("2024-11-10 20:29"), None);
    }
}
