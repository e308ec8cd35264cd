//! What must be refused, and how: in JSON, with a status that says whose fault it is.

use super::Checked;
use super::probe::{Probe, holds, refusal};

pub fn key_missing(probe: &mut Probe<'_>) -> Checked {
    let answer = probe.shop.unsigned(&probe.platform.calls, "/products")?;
    refusal(&answer, 401..=401)
}

pub fn secret_wrong(probe: &mut Probe<'_>) -> Checked {
    let calls = &probe.platform.calls;
    let wrong = "cs_this_is_not_the_secret";
    let answer = probe.shop.signed(calls, "GET", "/products", &[], None, wrong)?;
    refusal(&answer, 401..=401)
}

/// What follows is looked at only where the key opens the door.
pub fn key_right(probe: &mut Probe<'_>) -> Checked {
    let answer = probe.get("/products", &[("per_page", "1")])?;
    probe.is_let_in = !matches!(answer.status, 401 | 403);
    holds(probe.is_let_in, "HTTP status 200 with the right key", answer.status)
}

pub fn unknown_route(probe: &mut Probe<'_>) -> Checked {
    refusal(&probe.get("/no-such-route", &[])?, 404..=404)
}

pub fn broken_body(probe: &mut Probe<'_>) -> Checked {
    let (calls, secret) = (&probe.platform.calls, &probe.shop.keys.consumer_secret);
    let torn = Some(br#"{"line_items": [{"product_id": 1"#.to_vec());
    refusal(&probe.shop.signed(calls, "POST", "/orders", &[], torn, secret)?, 400..=400)
}
