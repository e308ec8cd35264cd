//! Tells subscribers what changed: a webhook as WooCommerce sends and signs it, with the headers of Standard Webhooks
//! beside. What it shows is made when it is sent.

use super::coupons::COUPONS;
use super::customers::CUSTOMERS;
use super::view::View;
use super::webhooks::place;
use super::{orders, products};
use crate::client::Client;
use crate::error::{Code, Error, Result};
use crate::mirror::changes::Resource;
use crate::mirror::webhooks::{self, About, Announcement, Webhook};
use crate::outbox::{Delivery, Entry, KeyLifetime, Outcome, Settled, schedule};
use crate::secret::Secret;
use crate::store::seal;
use crate::world::{Reply, Request, Transaction, transaction};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, Mac};
use serde_json::{Value, json};
use sha2::Sha256;

/// A subscriber has so long to answer.
const TIMEOUT_MS: u64 = 20_000;

/// How webhooks are sent.
#[derive(Debug)]
pub struct Webhooks;

impl Delivery for Webhooks {
    fn request(&self, client: &Client, entry: &Entry) -> Result<Request> {
        let announcement = announcement(entry)?;
        let (shop_id, world) = (client.shop_id(), client.world()?);
        // From here on a further change is told by a delivery of its own: it may not be in this one.
        let webhook = transaction(&*world.store, |tx| {
            webhooks::sending(tx, shop_id, &announcement)?;
            webhooks::find(tx, shop_id, announcement.webhook)
        })?;
        let webhook = webhook.ok_or_else(|| {
            Error::new(Code::WebhookUnknown, "The subscription was deleted meanwhile.")
        })?;
        let Some(about) = &announcement.about else { return Ok(ping(&webhook)) };
        let view = View::configured(client)?;
        let body = payload(&view, about)?.to_string().into_bytes();
        let secret = seal::unseal(client, &place(webhook.number), &webhook.secret)?;
        let now = world.clock.now();
        let former = webhook.former.as_ref().filter(|(_, until)| now < *until);
        let former = former.map(|(sealed, _)| seal::unseal(client, &place(webhook.number), sealed));
        let former = former.transpose()?;
        let seconds = now.0.div_euclid(1000);
        let id = &announcement.delivery_id;
        let headers = [
            ("Content-Type", "application/json".to_owned()),
            ("X-WC-Webhook-Source", format!("{}/", view.home())),
            ("X-WC-Webhook-Topic", format!("{}.{}", about.resource, about.event)),
            ("X-WC-Webhook-Resource", about.resource.clone()),
            ("X-WC-Webhook-Event", about.event.clone()),
            ("X-WC-Webhook-Signature", signature(secret.expose(), &[&body])),
            ("X-WC-Webhook-ID", webhook.number.to_string()),
            ("X-WC-Webhook-Delivery-ID", id.clone()),
            ("webhook-id", id.clone()),
            ("webhook-timestamp", seconds.to_string()),
            ("webhook-signature", standards([Some(&secret), former.as_ref()], id, seconds, &body)),
        ];
        Ok(Request {
            method: "POST",
            url: webhook.delivery_url,
            headers: headers.map(|(name, value)| (name.to_owned(), value)).into(),
            body,
            timeout_ms: TIMEOUT_MS,
        })
    }

    /// Success is what WooCommerce takes for it. 410 says: never again; all else is tried again later.
    fn judge(&self, _: &Client, _: &Entry, reply: &Reply) -> Outcome {
        let detail = format!("HTTP {}", reply.status);
        match reply.status {
            200..=302 => Outcome::Done { answer: None },
            410 => Outcome::Refused { detail },
            _ => Outcome::NotNow { retry_after_ms: schedule::retry_after_ms(reply), detail },
        }
    }

    /// A subscriber knows a delivery by its id, and two of them do no harm.
    fn key_lifetime(&self, _: &Client, _: &Entry) -> KeyLifetime {
        KeyLifetime::Forever
    }

    fn settled(
        &self,
        tx: &mut dyn Transaction,
        client: &Client,
        entry: &Entry,
        settled: &Settled,
    ) -> Result<()> {
        let announcement = announcement(entry)?;
        let failure = match settled {
            Settled::Done { .. } => None,
            Settled::Parked { detail, .. } => Some(detail.as_str()),
        };
        webhooks::delivered(tx, client.shop_id(), announcement.webhook, failure)
    }
}

fn announcement(entry: &Entry) -> Result<Announcement> {
    crate::json::read(entry.content.as_bytes())
}

/// WooCommerce's greeting: a form with the subscription's number, unsigned.
fn ping(webhook: &Webhook) -> Request {
    let kind = "application/x-www-form-urlencoded";
    Request {
        method: "POST",
        url: webhook.delivery_url.clone(),
        headers: vec![("Content-Type".into(), kind.into())],
        body: format!("webhook_id={}", webhook.number).into_bytes(),
        timeout_ms: TIMEOUT_MS,
    }
}

/// Exactly what REST v3 shows now; only the id of what is gone.
fn payload(view: &View, about: &About) -> Result<Value> {
    let shown = match (Resource::parse(&about.resource), about.event.as_str()) {
        (None, _) | (_, "deleted") => None,
        (Some(Resource::Product), _) => products::by_number(view, about.number)?,
        (Some(Resource::Order), _) => orders::by_number(view, about.number)?,
        (Some(Resource::Customer), _) => CUSTOMERS.by_number(view, about.number)?,
        (Some(Resource::Coupon), _) => COUPONS.by_number(view, about.number)?,
    };
    Ok(shown.unwrap_or_else(|| json!({ "id": about.number })))
}

/// Base64 of the HMAC-SHA256 of all parts, one behind the other.
fn signature(key: &[u8], parts: &[&[u8]]) -> String {
    // HMAC takes a key of any length.
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(key) else { return String::new() };
    parts.iter().for_each(|part| mac.update(part));
    STANDARD.encode(mac.finalize().into_bytes())
}

/// The signatures by all secrets that are good, the newest first.
fn standards(secrets: [Option<&Secret>; 2], id: &str, seconds: i64, body: &[u8]) -> String {
    let each = secrets.into_iter().flatten().map(|secret| standard(secret, id, seconds, body));
    each.collect::<Vec<_>>().join(" ")
}

/// The signature of Standard Webhooks: a secret that begins with `whsec_` is base64, any other its own bytes.
fn standard(secret: &Secret, id: &str, seconds: i64, body: &[u8]) -> String {
    let decoded = secret.expose().strip_prefix(b"whsec_");
    let decoded = decoded.and_then(|text| STANDARD.decode(text).ok()).map(Secret::new);
    let key = decoded.as_ref().unwrap_or(secret);
    let head = format!("{id}.{seconds}.");
    format!("v1,{}", signature(key.expose(), &[head.as_bytes(), body]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_delivery_is_signed_as_woocommerce_and_standard_webhooks_do() {
        // The second is the example of Standard Webhooks' own documentation.
        assert_eq!(
            signature(b"key", &[b"The quick brown fox ", b"jumps over the lazy dog"]),
            "97yD9DBThCSxMpjmqm+xQ+9NWaFJRhdZl0edvC0aPNg="
        );
        let secret = Secret::new("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");
        let body = br#"{"test": 2432232314}"#;
        assert_eq!(
            standard(&secret, "msg_p5jXN8AQM9LWM0D4loKWxJek", 1_614_265_330, body),
            "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
        );
    }
}
