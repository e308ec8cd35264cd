//! Webhooks: registering one, what must come of it, and taking it back.

use super::Checked;
use super::probe::{Probe, beginning, differs, holds, not_checked, refusal, same};
use crate::calls::{Call, Direction};
use crate::coupling;
use serde_json::Value;
use std::thread;
use std::time::{Duration, Instant};

const TOPIC: &str = "order.updated";
/// Beside the signature, which is looked at by itself.
const HEADERS: [&str; 6] = ["Source", "Topic", "Resource", "Event", "ID", "Delivery-ID"];

pub fn create(probe: &mut Probe<'_>) -> Checked {
    let (answer, number) = coupling::register(probe.platform, probe.shop, TOPIC)?;
    same("HTTP status", 201, answer.status)?;
    let Some(id) = answer.body["id"].as_i64() else {
        return differs("\"id\" as a whole number", beginning(&answer.text));
    };
    probe.webhook = Some((id, number));
    same("\"status\"", "\"active\"", &answer.body["status"])?;
    same("\"topic\"", format!("\"{TOPIC}\""), &answer.body["topic"])?;
    let address = format!("\"{}/webhooks/{number}\"", probe.platform.address);
    same("\"delivery_url\"", address, &answer.body["delivery_url"])
}

pub fn list(probe: &mut Probe<'_>) -> Checked {
    let Some((id, _)) = probe.webhook else { return not_checked("No webhook was made.") };
    let all = probe.list("/webhooks", &[("per_page", "100")])?;
    let is_there = all.iter().any(|own| own["id"] == id && own["delivery_url"].is_string());
    holds(is_there, &format!("webhook {id} with its delivery_url"), "it is not there")
}

/// What came for the webhook, but for pings; it is waited for.
fn deliveries(probe: &Probe<'_>) -> Vec<Call> {
    let Some((_, number)) = probe.webhook else { return Vec::new() };
    let path = format!("/webhooks/{number}");
    let is_it = |call: &Call| {
        call.direction == Direction::ShopToPlatform
            && call.target == path
            && !call.request.starts_with("webhook_id=")
    };
    let started = Instant::now();
    loop {
        let found = probe.platform.calls.matching(is_it);
        if !found.is_empty() || started.elapsed() > probe.patience {
            return found;
        }
        probe.settle();
        thread::sleep(Duration::from_millis(50));
    }
}

pub fn signature(probe: &mut Probe<'_>) -> Checked {
    if probe.webhook.is_none() || probe.paid.is_none() {
        return not_checked("There was no webhook, or nothing that changed.");
    }
    let found = deliveries(probe);
    let Some(first) = found.first() else {
        return differs(format!("a delivery of {TOPIC} after the order was paid"), "none came");
    };
    match first.status {
        Some(200) => Ok(()),
        _ => differs(
            "X-WC-Webhook-Signature as base64 of HMAC-SHA256 over the exact body",
            beginning(&said(&first.response)),
        ),
    }
}

/// What the platform answered to a delivery, in a sentence where it gave one.
fn said(response: &str) -> String {
    let document: Option<Value> = serde_json::from_str(response).ok();
    let message = document.as_ref().and_then(|own| own["message"].as_str());
    message.map_or_else(|| response.to_owned(), str::to_owned)
}

pub fn headers(probe: &mut Probe<'_>) -> Checked {
    let found = deliveries(probe);
    let Some(first) = found.first() else { return not_checked("No delivery came.") };
    for name in HEADERS {
        let name = format!("X-WC-Webhook-{name}");
        let is_there = first.headers.iter().any(|(own, _)| own.eq_ignore_ascii_case(&name));
        holds(is_there, &format!("header {name}"), "no such header")?;
    }
    Ok(())
}

pub fn delete(probe: &mut Probe<'_>) -> Checked {
    let Some((id, _)) = probe.webhook else { return not_checked("No webhook was made.") };
    let path = format!("/webhooks/{id}");
    let force = [("force", "true".to_owned())];
    let answer = probe.shop.rest(&probe.platform.calls, "DELETE", &path, &force, None)?;
    same("HTTP status", 200, answer.status)?;
    refusal(&probe.get(&path, &[])?, 404..=404)
}
