//! How a capture and a release are sent, and what follows when the platform has done it.

use super::end::Content;
use crate::client::Client;
use crate::error::Result;
use crate::json;
use crate::mirror::holds::{self, Hold, HoldState};
use crate::ohis::asked::asked;
use crate::ohis::awaited::{self, Awaited};
use crate::ohis::call::{call_of, key_lifetime};
use crate::ohis::judge::{self, Asked};
use crate::ohis::profile::Profile;
use crate::outbox::{Delivery, Entry, KeyLifetime, Outcome, Settled};
use crate::texts::Text;
use crate::world::{Reply, Request, Transaction, transaction};
use serde_json::json;

/// Delivers captures.
pub static CAPTURE: Ends = Ends::Capture;
/// Delivers releases.
pub static RELEASE: Ends = Ends::Release;

/// How a hold ends.
#[derive(Debug, PartialEq, Eq)]
pub enum Ends {
    Capture,
    Release,
}

impl Ends {
    fn judged(&self, client: &Client, entry: &Entry, reply: &Reply) -> Result<Outcome> {
        let content: Content = json::read(entry.content.as_bytes())?;
        let profile = Profile::of(client.config.platform(&entry.platform_id)?)?;
        let hold = held(client, entry)?;
        let awaited = Awaited::Hold(awaited::Hold {
            amounts: match self {
                Ends::Capture => vec![content.amount],
                // Nothing is taken, or all of it is free: platforms may say either.
                Ends::Release => vec![hold.currency.money(0), hold.amount],
            },
            names: vec![&hold.platform_hold_id, &hold.hold_id],
            currency: hold.currency,
            pointers: &profile.card,
            other: Text::PlatformTakesOther,
        });
        Ok(judge::judge(&Asked::card(&content.language, &entry.key, awaited), reply))
    }
}

fn held(client: &Client, entry: &Entry) -> Result<Hold> {
    transaction(&*client.world()?.store, |tx| holds::get(tx, client.shop_id(), &entry.subject_id))
}

impl Delivery for Ends {
    fn request(&self, client: &Client, entry: &Entry) -> Result<Request> {
        let content: Content = json::read(entry.content.as_bytes())?;
        let (profile, call) = match self {
            Ends::Capture => call_of(client, entry, "card_capture", |calls| &calls.card_capture)?,
            Ends::Release => call_of(client, entry, "card_release", |calls| &calls.card_release)?,
        };
        let platform = client.config.platform(&entry.platform_id)?;
        let hold = held(client, entry)?;
        let hold_id = match hold.platform_hold_id.as_str() {
            "" => hold.hold_id.as_str(),
            id => id,
        };
        let places = [("hold_id", hold_id), ("hold_key", &hold.hold_id), ("key", &entry.key)];
        let body = match self {
            Ends::Capture => json!({
                "amount": content.amount, "currency": hold.currency, "order_id": content.order_id,
                "tender_id": hold.card_id,
            }),
            Ends::Release => json!({ "order_id": content.order_id }),
        };
        asked(platform, &profile, &call, &places, &entry.key, &body)
    }

    fn judge(&self, client: &Client, entry: &Entry, reply: &Reply) -> Outcome {
        match (self, reply.status) {
            // What the platform does not hold is free.
            (Ends::Release, 204 | 404 | 410) => Outcome::Done { answer: None },
            _ => self
                .judged(client, entry, reply)
                .unwrap_or_else(|error| Outcome::Unknown { detail: error.to_string() }),
        }
    }

    fn key_lifetime(&self, client: &Client, entry: &Entry) -> KeyLifetime {
        match self {
            Ends::Capture => key_lifetime(client, entry),
            // Free is free, however often it is said.
            Ends::Release => KeyLifetime::Forever,
        }
    }

    fn settled(
        &self,
        transaction: &mut dyn Transaction,
        client: &Client,
        entry: &Entry,
        settled: &Settled,
    ) -> Result<()> {
        let (was, is) = match self {
            Ends::Capture => (HoldState::Capturing, HoldState::Captured),
            Ends::Release => (HoldState::Releasing, HoldState::Released),
        };
        if !matches!(settled, Settled::Done { .. }) {
            return Ok(());
        }
        let mut hold = holds::get(transaction, client.shop_id(), &entry.subject_id)?;
        hold.state = is;
        // Put back and done a second time, it is there already.
        holds::save(transaction, client.shop_id(), &hold, was).map(drop)
    }
}
