//! Receives the webhooks of shops: checks WooCommerce's signature over the exact body and the
//! Standard Webhooks headers, then updates the catalogue. It never calls the shop from here.

use crate::http::{Request, Response};
use crate::oauth::hmac_sha256_base64;
use crate::platform::Platform;
use crate::subscription::Delivery;
use base64::Engine;
use base64::engine::general_purpose::STANDARD as BASE64;
use serde_json::{Value, json};

/// How far a delivery's clock may be off.
const TOLERANCE_S: i64 = 300;

/// The path of a subscription's delivery address is `/webhooks/<number>`.
pub fn receive(platform: &Platform, number: &str, request: &Request) -> Response {
    let mut state = platform.state();
    let subscription = number.parse().ok().and_then(|n: usize| state.subscriptions.get_mut(n));
    let Some(subscription) = subscription else {
        return refused(404, "platform_unknown_webhook", "No webhook was registered here.");
    };
    if is_ping(request) {
        subscription.pings += 1;
        return Response::json(200, &json!({"pong": true}));
    }
    let signature = hmac_sha256_base64(subscription.secret.as_bytes(), &request.body);
    if request.header("X-WC-Webhook-Signature") != Some(signature.as_str()) {
        return refused(401, "platform_webhook_signature", "X-WC-Webhook-Signature is not ours.");
    }
    if request.header("X-WC-Webhook-Topic") != Some(subscription.topic) {
        let sentence = "X-WC-Webhook-Topic is not the topic that was asked for.";
        return refused(400, "platform_webhook_topic", sentence);
    }
    let now_s = chrono::Utc::now().timestamp();
    let is_standard = match standard_webhook(request, &subscription.secret, now_s) {
        Ok(is_standard) => is_standard,
        Err(sentence) => return refused(401, "platform_webhook_standard", sentence),
    };
    let Ok(payload) = serde_json::from_slice::<Value>(&request.body) else {
        return refused(400, "platform_bad_json", "The body is not JSON.");
    };
    let resource_id = payload["id"].as_i64().unwrap_or_default();
    let delivery = Delivery { resource_id, payload: payload.clone(), is_standard };
    subscription.deliveries.push(delivery);
    let (supplier, topic) = (subscription.supplier.clone(), subscription.topic);
    if let Some(catalogue) = state.catalogues.get_mut(&supplier) {
        match topic {
            "product.created" | "product.updated" => catalogue.put(&payload),
            "product.deleted" => catalogue.forget(resource_id),
            _ => {}
        }
    }
    Response::json(200, &json!({"received": true}))
}

/// WooCommerce's ping: a form with the webhook's number, unsigned.
fn is_ping(request: &Request) -> bool {
    let is_form = request
        .header("content-type")
        .is_some_and(|value| value.starts_with("application/x-www-form-urlencoded"));
    is_form && request.body.starts_with(b"webhook_id=")
}

/// Whether the Standard Webhooks headers are there; an error where they are and are wrong.
/// A secret counts as base64 behind "whsec_", as the specification has it, or as it stands.
fn standard_webhook(request: &Request, secret: &str, now_s: i64) -> Result<bool, &'static str> {
    let header = |name| request.header(name);
    let (id, time, signatures) =
        match (header("webhook-id"), header("webhook-timestamp"), header("webhook-signature")) {
            (None, None, None) => return Ok(false),
            (Some(id), Some(time), Some(signatures)) => (id, time, signatures),
            _ => return Err("Send webhook-id, webhook-timestamp and webhook-signature together."),
        };
    let sent_s: i64 = time.parse().map_err(|_| "webhook-timestamp is not a number of seconds.")?;
    if now_s.saturating_sub(sent_s).saturating_abs() > TOLERANCE_S {
        return Err("webhook-timestamp is more than five minutes off.");
    }
    let signed = [format!("{id}.{time}.").as_bytes(), &request.body].concat();
    let decoded = secret.strip_prefix("whsec_").and_then(|text| BASE64.decode(text).ok());
    let keys = [decoded.unwrap_or_default(), secret.as_bytes().to_vec()];
    let is_right = |signature: &str| {
        keys.iter().any(|key| {
            !key.is_empty() && signature == format!("v1,{}", hmac_sha256_base64(key, &signed))
        })
    };
    match signatures.split(' ').any(is_right) {
        true => Ok(true),
        false => Err("webhook-signature is not ours."),
    }
}

fn refused(status: u16, code: &str, sentence: &str) -> Response {
    Response::json(status, &json!({"code": code, "message": sentence, "data": {"status": status}}))
}
