//! Who wants to be told of what: subscriptions, with their secrets sealed, and the deliveries that wait for them.
//! It must not send anything.

use super::changes::{Event, Resource};
use crate::error::Result;
use crate::hex;
use crate::outbox::{self, Draft};
use crate::store::next_number;
use crate::world::{Instant, Row, Transaction, Value};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// Deliveries in a row that ended in failure, after which a subscription is disabled.
const FAILURES_MAX: i64 = 5;

/// A subscription.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Webhook {
    pub number: i64,
    /// Whose it is: a platform is told of its own orders only. "" is the shop's own.
    pub platform_id: String,
    pub name: String,
    /// active, paused or disabled.
    pub status: String,
    pub resource: Resource,
    pub event: Event,
    pub delivery_url: String,
    /// Sealed under the store's key.
    pub secret: Vec<u8>,
    /// The secret before this one, sealed, and until when it signs as well.
    pub former: Option<(Vec<u8>, Instant)>,
    /// Deliveries in a row that ended in failure.
    pub failures: i64,
    /// The last of them, in words.
    pub failure: String,
    pub created_at: Instant,
    pub modified_at: Instant,
}

impl Webhook {
    pub fn topic(&self) -> String {
        format!("{}.{}", self.resource.as_str(), self.event.as_str())
    }
}

/// The resource and the event of a topic such as `product.updated`.
pub fn topic(text: &str) -> Option<(Resource, Event)> {
    let (resource, event) = text.split_once('.')?;
    Some((Resource::parse(resource)?, Event::parse(event)?))
}

/// What the outbox keeps of a delivery; what it shows is made when it is sent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Announcement {
    pub webhook: i64,
    pub delivery_id: String,
    /// None for the ping that greets a new subscription.
    pub about: Option<About>,
}

/// What happened to what.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct About {
    pub resource: String,
    pub event: String,
    pub number: i64,
}

const COLUMNS: &str = "number, name, status, resource, event, delivery_url, secret, failures, \
                       created_at, modified_at, platform_id, failure, former_secret, former_until";

fn read(row: &dyn Row) -> Option<Webhook> {
    Some(Webhook {
        number: row.integer(0),
        name: row.text(1).to_owned(),
        status: row.text(2).to_owned(),
        resource: Resource::parse(row.text(3))?,
        event: Event::parse(row.text(4))?,
        delivery_url: row.text(5).to_owned(),
        secret: row.bytes(6).to_owned(),
        failures: row.integer(7),
        created_at: Instant(row.integer(8)),
        modified_at: Instant(row.integer(9)),
        platform_id: row.text(10).to_owned(),
        failure: row.text(11).to_owned(),
        former: match row.value(13) {
            Value::Integer(until) => Some((row.bytes(12).to_owned(), Instant(until))),
            _ => None,
        },
    })
}

/// All subscriptions, the newest first.
pub fn list(tx: &mut dyn Transaction, shop_id: &str) -> Result<Vec<Webhook>> {
    let mut found = Vec::new();
    let sql = format!("SELECT {COLUMNS} FROM webhooks WHERE shop_id = ? ORDER BY number DESC");
    tx.query(&sql, &[shop_id.into()], &mut |row| {
        found.extend(read(row));
        Ok(())
    })?;
    Ok(found)
}

pub fn find(tx: &mut dyn Transaction, shop_id: &str, number: i64) -> Result<Option<Webhook>> {
    let mut found = None;
    let sql = format!("SELECT {COLUMNS} FROM webhooks WHERE shop_id = ? AND number = ?");
    tx.query(&sql, &[shop_id.into(), number.into()], &mut |row| {
        found = read(row);
        Ok(())
    })?;
    Ok(found)
}

/// Stores a subscription, new or changed.
pub fn put(tx: &mut dyn Transaction, shop_id: &str, webhook: &Webhook) -> Result<()> {
    let former = webhook.former.as_ref();
    let values: [Value; 15] = [
        shop_id.into(),
        webhook.number.into(),
        (&webhook.name).into(),
        (&webhook.status).into(),
        webhook.resource.as_str().into(),
        webhook.event.as_str().into(),
        (&webhook.delivery_url).into(),
        webhook.secret.as_slice().into(),
        webhook.failures.into(),
        webhook.created_at.into(),
        webhook.modified_at.into(),
        (&webhook.platform_id).into(),
        (&webhook.failure).into(),
        former.map(|(secret, _)| secret.as_slice()).into(),
        former.map(|(_, until)| *until).into(),
    ];
    tx.execute(
        "INSERT INTO webhooks (shop_id, number, name, status, resource, event, delivery_url, \
           secret, failures, created_at, modified_at, platform_id, failure, former_secret, \
           former_until) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) \
         ON CONFLICT (shop_id, number) DO UPDATE SET name = excluded.name, \
           status = excluded.status, resource = excluded.resource, event = excluded.event, \
           delivery_url = excluded.delivery_url, secret = excluded.secret, \
           failures = excluded.failures, modified_at = excluded.modified_at, \
           failure = excluded.failure, former_secret = excluded.former_secret, \
           former_until = excluded.former_until",
        &values,
    )?;
    Ok(())
}

/// Ends a subscription. What waits for it is not sent any more.
pub fn delete(tx: &mut dyn Transaction, shop_id: &str, number: i64) -> Result<()> {
    let values: [Value; 2] = [shop_id.into(), number.into()];
    tx.execute("DELETE FROM webhooks WHERE shop_id = ? AND number = ?", &values)?;
    tx.execute("DELETE FROM announcements WHERE shop_id = ? AND webhook = ?", &values)?;
    Ok(())
}

/// Puts a delivery into the outbox for everyone who subscribed and may know of it: of its own orders a platform hears, of
/// others' and of customers it does not. While one about the same waits, it is enough: what it shows is made when it is
/// sent. What is told of its coming or going ends that: whatever happens then is told after it.
pub fn announce(
    tx: &mut dyn Transaction,
    shop_id: &str,
    resource: Resource,
    event: Event,
    number: i64,
) -> Result<()> {
    let (mut subscribed, mut others) = (Vec::new(), Vec::new());
    tx.query(
        "SELECT number, delivery_url, event FROM webhooks WHERE shop_id = ? AND resource = ? \
         AND status = 'active' AND (resource = 'product' OR platform_id = '' \
           OR resource = 'order' AND platform_id = (SELECT o.platform_id FROM orders o \
             WHERE o.shop_id = webhooks.shop_id AND o.number = ?)) ORDER BY number",
        &[shop_id.into(), resource.as_str().into(), number.into()],
        &mut |row| {
            match row.text(2) == event.as_str() {
                true => subscribed.push((row.integer(0), row.text(1).to_owned())),
                false => others.push(row.integer(0)),
            }
            Ok(())
        },
    )?;
    for webhook in others.into_iter().filter(|_| event != Event::Updated) {
        let values: [Value; 3] = [shop_id.into(), webhook.into(), number.into()];
        tx.execute(
            "DELETE FROM announcements WHERE shop_id = ? AND webhook = ? AND number = ?",
            &values,
        )?;
    }
    for (webhook, delivery_url) in subscribed {
        let delivery_id = delivery_id(tx, shop_id)?;
        let waits = tx.execute(
            "INSERT INTO announcements (shop_id, webhook, number, delivery_id) \
             VALUES (?, ?, ?, ?) ON CONFLICT (shop_id, webhook, number) DO NOTHING",
            &[shop_id.into(), webhook.into(), number.into(), (&delivery_id).into()],
        )?;
        if waits == 1 {
            let turn = turn(&delivery_url, resource, number);
            let resource = resource.as_str().to_owned();
            let about = About { resource, event: event.as_str().into(), number };
            send(tx, shop_id, &turn, Announcement { webhook, delivery_id, about: Some(about) })?;
        }
    }
    Ok(())
}

/// Greets a subscriber: WooCommerce does so when a subscription is made or gets another address.
pub fn ping(tx: &mut dyn Transaction, shop_id: &str, webhook: i64) -> Result<()> {
    let delivery_id = delivery_id(tx, shop_id)?;
    send(tx, shop_id, "", Announcement { webhook, delivery_id, about: None })
}

/// What is told of one thing to one address goes out one after the other, whatever subscriptions it is for: nobody hears
/// that a product is gone before hearing of it. One that is parked holds up no other.
fn turn(delivery_url: &str, resource: Resource, number: i64) -> String {
    let address = Sha256::digest(delivery_url);
    format!("webhook:{}:{}:{number}", hex::digits(&address[..16]), resource.as_str())
}

fn send(
    tx: &mut dyn Transaction,
    shop_id: &str,
    turn: &str,
    announcement: Announcement,
) -> Result<()> {
    let content = crate::json::write(&announcement);
    let draft = Draft {
        subject_id: &announcement.delivery_id,
        order_reference: turn,
        ..Draft::new(outbox::Kind::Webhook, &content)
    };
    outbox::enqueue(tx, shop_id, &draft)?;
    Ok(())
}

/// Different for every delivery of every shop, in the form that WooCommerce's have.
fn delivery_id(tx: &mut dyn Transaction, shop_id: &str) -> Result<String> {
    let number = next_number(tx, shop_id, "webhook_deliveries")?;
    let digest = Sha256::digest(format!("{number}:{shop_id}:{}", tx.now().0));
    Ok(hex::digits(&digest[..16]))
}

/// From here on a further change needs a delivery of its own: what this one shows is being made.
pub fn sending(tx: &mut dyn Transaction, shop_id: &str, announcement: &Announcement) -> Result<()> {
    tx.execute(
        "DELETE FROM announcements WHERE shop_id = ? AND webhook = ? AND delivery_id = ?",
        &[shop_id.into(), announcement.webhook.into(), (&announcement.delivery_id).into()],
    )?;
    Ok(())
}

/// A delivery has ended, with `failure` in words where it failed. Who fails time and again is not told any more, until the
/// subscription is made active again.
pub fn delivered(
    tx: &mut dyn Transaction,
    shop_id: &str,
    number: i64,
    failure: Option<&str>,
) -> Result<()> {
    let Some(mut webhook) = find(tx, shop_id, number)? else { return Ok(()) };
    let failures = failure.map_or(0, |_| webhook.failures.saturating_add(1));
    if failures == webhook.failures {
        return Ok(());
    }
    webhook.failures = failures;
    webhook.failure = failure.unwrap_or_default().to_owned();
    if webhook.failures > FAILURES_MAX && webhook.status == "active" {
        webhook.status = "disabled".into();
        webhook.modified_at = tx.now();
    }
    put(tx, shop_id, &webhook)
}

/// A subscription that is told nothing any more, or whose last deliveries failed.
#[derive(Debug, Serialize, schemars::JsonSchema)]
pub struct Failing {
    /// Its id in the REST interface.
    pub webhook: i64,
    pub name: String,
    /// Such as `product.updated`.
    pub topic: String,
    /// `active` while deliveries are still tried; `disabled` once too many failed in a row.
    pub status: String,
    /// Deliveries in a row that ended in failure.
    pub failures: i64,
    /// The last of them, in words.
    pub failure: String,
}

/// The subscriptions whose last delivery failed.
pub fn failing(tx: &mut dyn Transaction, shop_id: &str) -> Result<Vec<Failing>> {
    let failing = list(tx, shop_id)?.into_iter().filter(|one| one.failures > 0);
    let each = failing.map(|one| Failing {
        webhook: one.number,
        topic: one.topic(),
        name: one.name,
        status: one.status,
        failures: one.failures,
        failure: one.failure,
    });
    Ok(each.collect())
}
