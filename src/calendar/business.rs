//! Business days: which day a moment belongs to, where a day may end after midnight. No clock is read here.

use super::Day;
use chrono::{DateTime, Days, NaiveTime, TimeDelta, TimeZone, Utc};
use chrono_tz::Tz;

const DAY_MS: i64 = 86_400_000;
/// The longest that a change of the clock has ever left out.
const GAP_MINUTES: i64 = 180;

/// How a shop counts its days (PS-5).
#[derive(Clone, Copy, Debug)]
pub struct BusinessDays {
    zone: Tz,
    cut_off: NaiveTime,
}

impl BusinessDays {
    /// `cut_off` is the wall clock's time at which a day begins, such as `04:00`.
    pub fn new(zone: &str, cut_off: &str) -> Option<BusinessDays> {
        let cut_off = NaiveTime::parse_from_str(cut_off, "%H:%M").ok()?;
        Some(BusinessDays { zone: zone.parse().ok()?, cut_off })
    }

    /// The moment at which a day begins, in milliseconds since 1970: the first time that the wall clock shows the cut-off,
    /// or the moment it leaps over it.
    pub fn start(&self, day: Day) -> i64 {
        let wall = day.0.and_time(self.cut_off);
        let begins = (0..=GAP_MINUTES).find_map(|minutes| {
            let wall = wall.checked_add_signed(TimeDelta::minutes(minutes))?;
            self.zone.from_local_datetime(&wall).earliest()
        });
        begins.map_or(wall.and_utc().timestamp_millis(), |at| at.timestamp_millis())
    }

    /// The day to which a moment belongs; none outside of the calendar.
    pub fn of(&self, ms: i64) -> Option<Day> {
        let at: DateTime<Utc> = DateTime::from_timestamp_millis(ms)?;
        let date = Day(at.with_timezone(&self.zone).date_naive());
        if ms < self.start(date) { date.before() } else { Some(date) }
    }

    /// Where a moment stands in the order of all receipts: the day counts first, then how far into it the moment is.
    pub fn place(&self, day: Day, ms: i64) -> i64 {
        let into = ms.saturating_sub(self.start(day)).clamp(0, DAY_MS - 1);
        day.number().saturating_mul(DAY_MS).saturating_add(into)
    }
}

impl Day {
    pub fn after(self) -> Option<Day> {
        self.0.checked_add_days(Days::new(1)).map(Day)
    }
    pub fn before(self) -> Option<Day> {
        self.0.checked_sub_days(Days::new(1)).map(Day)
    }
    /// Days since 1970 began.
    pub fn number(self) -> i64 {
        self.0.signed_duration_since(chrono::NaiveDate::default()).num_days()
    }
    /// The first place of the day in the order of [`BusinessDays::place`].
    pub fn first_place(self) -> i64 {
        self.number().saturating_mul(DAY_MS)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::calendar::Timestamp;
    use proptest::prelude::*;

    fn days(cut_off: &str) -> BusinessDays {
        BusinessDays::new("Europe/Amsterdam", cut_off).expect("a zone and a time")
    }
    fn of(days: &BusinessDays, at: &str) -> String {
        let at = Timestamp::parse(at).expect(at);
        days.of(at.ms()).expect("in the calendar").to_string()
    }
    fn hours(days: &BusinessDays, day: &str) -> i64 {
        let day = Day::parse(day).expect(day);
        (days.start(day.after().expect("a day")) - days.start(day)) / 3_600_000
    }

    #[test]
    fn a_night_belongs_to_the_day_before_until_the_cut_off() {
        let four = days("04:00");
        assert_eq!(of(&four, "2026-11-22T03:59:59+01:00"), "2026-11-21");
        assert_eq!(of(&four, "2026-11-22T04:00:00+01:00"), "2026-11-22");
        assert_eq!(of(&days("00:00"), "2026-11-21T23:00:00Z"), "2026-11-22");
        assert!(BusinessDays::new("Europe/Amsterdam", "25:00").is_none());
        assert!(BusinessDays::new("Europe/Nowhere", "04:00").is_none());
    }

    #[test]
    fn the_two_nights_on_which_the_clock_changes_are_an_hour_short_and_long() {
        for cut_off in ["00:00", "02:30", "04:00"] {
            let days = days(cut_off);
            let length = |day: &str| {
                let day = Day::parse(day).expect(day);
                days.start(day.after().expect("a day")) - days.start(day)
            };
            let total = length("2026-03-28") + length("2026-03-29");
            let total = total + length("2026-10-24") + length("2026-10-25");
            assert_eq!(total, 96 * 3_600_000, "{cut_off}");
        }
        let midnight = days("00:00");
        assert_eq!((hours(&midnight, "2026-03-29"), hours(&midnight, "2026-10-25")), (23, 25));
        let four = days("04:00");
        assert_eq!((hours(&four, "2026-03-28"), hours(&four, "2026-10-24")), (23, 25));
        // There is no 02:30 on 29 March: the day begins when the clock leaps over it.
        let half_past = days("02:30");
        assert_eq!(of(&half_past, "2026-03-29T01:59:59+01:00"), "2026-03-28");
        assert_eq!(of(&half_past, "2026-03-29T03:00:00+02:00"), "2026-03-29");
        // On 25 October it is 02:30 twice: the first one begins the day, and no moment falls back.
        assert_eq!(of(&half_past, "2026-10-25T02:30:00+02:00"), "2026-10-25");
        assert_eq!(of(&half_past, "2026-10-25T02:10:00+01:00"), "2026-10-25");
    }

    proptest! {
        #[test]
        fn every_moment_is_in_exactly_the_day_that_has_begun_and_not_ended(
            at in 0i64..4_000_000_000_000, hour in 0u32..24, half in 0u32..2,
        ) {
            let days = days(&format!("{hour:02}:{:02}", half * 30));
            let day = days.of(at).expect("a day");
            prop_assert!(days.start(day) <= at && at < days.start(day.after().expect("a day")));
            prop_assert!(days.place(day, at) < day.after().expect("a day").first_place());
        }
    }
}
