//! How fast a shop wants to be called, by what its answers say. It decides; it waits for nothing.

use super::documents::word;
use crate::calendar::http_date_ms;
use crate::shops::routes::{Form, Pace, Says};
use crate::world::Reply;

/// So many calls are left alone, for others who use the same access.
const SPARED: u64 = 2;
/// Where a shop asks for time and does not say how much: after the first refusal, and at most.
const WAIT_MS: (u64, u64) = (1_000, 60_000);
/// No shop is waited for longer than this at once.
const LONGEST_MS: u64 = 3_600_000;

/// How long nothing should be asked after this answer.
pub fn after(pace: Option<&Pace>, reply: &Reply) -> u64 {
    let Some(pace) = pace else { return 0 };
    let said = reply.header(&pace.header.to_ascii_lowercase()).unwrap_or_default();
    let mut figures = said.split('/').map(|figure| figure.trim().parse::<f64>().ok());
    let mut next = || figures.next().flatten().map(|figure| figure.max(0.0) as u64);
    let left = match pace.form {
        Form::Used => match (next(), next()) {
            (Some(used), Some(size)) => size.saturating_sub(used),
            _ => return 0,
        },
        Form::Left => match next() {
            Some(left) => left,
            None => return 0,
        },
    };
    if left >= SPARED {
        return 0;
    }
    let reset = pace.reset.as_ref().and_then(|name| reply.header(&name.to_ascii_lowercase()));
    let reset = reset.and_then(|said| said.split('/').next()?.trim().parse::<u64>().ok());
    let wait = match reset {
        Some(seconds) => seconds.saturating_mul(1_000),
        None => (SPARED - left).saturating_mul(pace.call_ms),
    };
    wait.min(LONGEST_MS)
}

/// How long nothing should be asked, by what an answer says that its call costs: until as much is there again.
pub fn said(says: &Says, text: &str) -> u64 {
    let number = |pointer: &str| word(text, pointer)?.parse::<f64>().ok();
    let (left, rate, cost) = (number(&says.left), number(&says.rate), number(&says.cost));
    match (left, rate, cost) {
        (Some(left), Some(rate), Some(cost)) if cost > left && rate > 0.0 => {
            (((cost - left) / rate * 1_000.0).ceil() as u64).min(LONGEST_MS)
        }
        _ => 0,
    }
}

/// How long a shop that refused the `nth` call in a row for its number wants to be left alone.
pub fn refused(reply: &Reply, nth: u32) -> u64 {
    let plain = (WAIT_MS.0 << nth.min(6)).min(WAIT_MS.1);
    let said = reply.header("retry-after").map(str::trim).unwrap_or_default();
    let seconds = said.parse::<f64>().ok().filter(|seconds| (0.0..1e6).contains(seconds));
    let until = || {
        let now = http_date_ms(reply.header("date")?)?;
        u64::try_from(http_date_ms(said)?.saturating_sub(now)).ok()
    };
    let wished = seconds.map(|seconds| (seconds * 1_000.0).ceil() as u64).or_else(until);
    wished.unwrap_or(plain).clamp(100, LONGEST_MS)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reply(headers: &[(&str, &str)]) -> Reply {
        let headers = headers.iter().map(|(name, value)| ((*name).into(), (*value).into()));
        Reply { status: 200, headers: headers.collect(), body: vec![] }
    }

    #[test]
    fn a_full_bucket_is_waited_for_and_one_with_room_is_not() {
        let used = Pace { header: "X-Calls".into(), form: Form::Used, call_ms: 500, reset: None };
        let at = |value| after(Some(&used), &reply(&[("x-calls", value)]));
        assert_eq!(
            [at("3/40"), at("38/40"), at("39/40"), at("40/40"), at("45/40")],
            [0, 0, 500, 1_000, 1_000]
        );
        assert_eq!([at(""), at("x/40"), at("12")], [0, 0, 0]);
        let form = Form::Left;
        let left = Pace { form, reset: Some("X-Reset".into()), ..used };
        let at = |value| after(Some(&left), &reply(&[("x-calls", value), ("x-reset", "7/60")]));
        assert_eq!([at("12/300/5000"), at("1/300/5000"), at("0")], [0, 7_000, 7_000]);
        assert_eq!(after(None, &reply(&[("x-calls", "0")])), 0);
    }

    #[test]
    fn a_call_that_costs_more_than_is_left_is_waited_for() {
        let says = r#"{ "busy": { "at": "/b" }, "refused": "/r", "left": "/l", "rate": "/s", "cost": "/c" }"#;
        let says: Says = crate::json::read(says.as_bytes()).expect("says");
        for (text, wait) in [
            (r#"{ "l": 100, "s": 50, "c": 100 }"#, 0),
            (r#"{ "l": 90.5, "s": 50, "c": 100 }"#, 190),
            (r#"{ "l": 0, "s": 0, "c": 100 }"#, 0),
            (r#"{ "l": 0, "s": 1e-9, "c": 100 }"#, LONGEST_MS),
            ("{}", 0),
        ] {
            assert_eq!(said(&says, text), wait, "{text}");
        }
    }

    #[test]
    fn retry_after_is_read_as_seconds_with_decimals_or_as_a_date_by_the_shops_own_clock() {
        let at = |headers: &[(&str, &str)]| refused(&reply(headers), 0);
        assert_eq!(at(&[("retry-after", "2.0")]), 2_000);
        assert_eq!(at(&[("retry-after", "0")]), 100);
        assert_eq!(
            at(&[
                ("date", "Fri, 31 Dec 1999 23:59:50 GMT"),
                ("retry-after", "Fri, 31 Dec 1999 23:59:59 GMT")
            ]),
            9_000
        );
        for odd in ["-1", "soon", "NaN", ""] {
            assert_eq!(at(&[("retry-after", odd)]), 1_000, "{odd}");
        }
        assert_eq!(refused(&reply(&[]), 30), 60_000);
    }
}
