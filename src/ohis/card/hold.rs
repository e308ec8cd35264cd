//! card_hold: reserves an amount on a card. The hold is stored before the platform is asked, so that one whose answer was
//! lost is found by the same call again, or released when it expires.

use super::end::release;
use super::{ask, call_of, card_id, minor};
use crate::calendar::{self, Timestamp};
use crate::client::Client;
use crate::config::Platform;
use crate::error::{Code, Error, Result};
use crate::hex;
use crate::json;
use crate::limits;
use crate::mirror::holds::{self, Hold, HoldState};
use crate::money::{Amount, Currency, Money};
use crate::ohis::awaited::{self, Awaited};
use crate::ohis::content::hash;
use crate::ohis::judge::short;
use crate::ohis::profile::Profile;
use crate::ohis::{Entered, SendWhen, now_if};
use crate::outbox::{Deliveries, Enqueued, State};
use crate::texts::Text;
use crate::world::{Instant, Transaction, transaction};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;

/// What is to be held on a card for an order. The same order, card and amount again is the same hold.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct HoldRequest {
    pub platform_id: String,
    /// The shop's own id of the order, or of the cart.
    pub order_id: String,
    /// The card's number. It is sent to the platform; kept are its last four digits and a keyed hash.
    pub card: String,
    #[serde(default)]
    pub pin: Option<String>,
    /// Incl. VAT, above 0.
    pub amount: Amount,
    /// Until when it is held: at most 20 hours from now. What is not captured by then is released. The platform is asked
    /// to hold it ten minutes longer, so that a capture of the last moment still finds it.
    pub expires_at: String,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct HoldReply {
    pub hold_id: String,
    /// The `tender_id` of this card in the order.
    pub card_id: String,
    pub amount: Money,
    pub currency: Currency,
    /// What can still be spent with the card; null where the platform does not say.
    pub balance_after: Option<Money>,
    pub expires_at: Instant,
    /// It was held before.
    pub replayed: bool,
}

/// `card_hold`.
pub fn card_hold(client: &Client, request: &[u8], deliveries: Deliveries) -> Result<Vec<u8>> {
    let request: HoldRequest = json::read(request)?;
    let expires_at = Timestamp::parse(request.expires_at.as_str()).ok_or_else(|| {
        let message = "An instant such as 2026-11-21T12:15:00+01:00 is expected.";
        Error::new(Code::JsonWrongType, message).at("/expires_at")
    })?;
    let wanted = Wanted {
        platform: client.config.platform(&request.platform_id)?,
        order_id: &request.order_id,
        card: &request.card,
        pin: request.pin.as_deref(),
        amount: request.amount,
        expires_at: Some(Instant(expires_at.ms())),
    };
    let (hold, replayed) = held(client, &wanted, deliveries)?;
    Ok(json::write(&HoldReply {
        balance_after: hold.balance_after.map(|minor| hold.currency.money(minor)),
        hold_id: hold.hold_id,
        card_id: hold.card_id,
        amount: hold.amount,
        currency: hold.currency,
        expires_at: hold.expires_at,
        replayed,
    }))
}

/// What is to be held.
pub(super) struct Wanted<'a> {
    pub platform: &'a Platform,
    pub order_id: &'a str,
    pub card: &'a str,
    pub pin: Option<&'a str>,
    pub amount: Amount,
    /// None: as long as a capture takes.
    pub expires_at: Option<Instant>,
}

/// Holds it, or finds it held; and whether it was.
pub(super) fn held(
    client: &Client,
    wanted: &Wanted,
    deliveries: Deliveries,
) -> Result<(Hold, bool)> {
    let profile = Profile::of(wanted.platform)?;
    let call = call_of(&profile, "card_hold", |calls| &calls.card_hold)?;
    // What is held can be ended, or it is not held.
    call_of(&profile, "card_capture", |calls| &calls.card_capture)?;
    call_of(&profile, "card_release", |calls| &calls.card_release)?;
    let card_id = card_id(client, &wanted.platform.platform_id, wanted.card)?;
    let store = &*client.world()?.store;
    let (hold, released) = transaction(store, |tx| journaled(tx, client, wanted, &card_id))?;
    if hold.state == HoldState::Held {
        return Ok((hold, true));
    }
    // What was held before for the same order is free before it is held anew, or it is not there to be held.
    let released = released.map(|released| now_if(client, deliveries, SendWhen::Now, released));
    let is_under_way = |own: &Entered| matches!(own.state, State::Due | State::Claimed);
    let is_free = !released.transpose()?.as_ref().is_some_and(is_under_way);
    let body = json!({
        "card": wanted.card, "pin": wanted.pin, "amount": hold.amount, "currency": hold.currency,
        "expires_at": calendar::utc(hold.expires_at.plus_ms(limits::CARD_HOLD_GRACE_MS).0),
        "order_id": hold.order_id,
        "tender_id": hold.card_id,
    });
    let awaited = Awaited::Hold(awaited::Hold {
        amounts: vec![hold.amount],
        names: Vec::new(),
        currency: hold.currency,
        pointers: &profile.card,
        other: Text::PlatformHoldsOther,
    });
    let answer = ask(client, wanted.platform, &profile, call, (&hold.hold_id, awaited), &body);
    let mut held = hold.clone();
    match &answer {
        Ok(answer) => {
            let pointer = &profile.card.hold_id;
            let id = crate::ohis::pointer::text_in(json::Raw(answer), pointer);
            held.platform_hold_id = id.map(|id| short(&id)).unwrap_or_default();
            held.balance_after = minor(answer, &profile.card.balance, hold.currency);
            held.state = HoldState::Held;
        }
        Err(refused) if refused.code == Code::CardRefused => held.state = HoldState::Refused,
        Err(_) => {}
    }
    let answer = answer.map_err(|error| match error.code {
        Code::CardRefused if !is_free => {
            let message = "What was held before is not free yet at the platform: try again.";
            Error::new(Code::PlatformUnreachable, message)
        }
        _ => error,
    });
    let is_stored = held.state == HoldState::Asked
        || transaction(store, |tx| holds::save(tx, client.shop_id(), &held, HoldState::Asked))?;
    answer?;
    match is_stored {
        true => Ok((held, false)),
        // Another process has had the same answer, or the hold has expired meanwhile.
        false => {
            let now = transaction(store, |tx| holds::get(tx, client.shop_id(), &hold.hold_id))?;
            match now.state {
                HoldState::Held => Ok((now, true)),
                _ => Err(ended(&now)),
            }
        }
    }
}

/// The hold as it stands before the platform is asked: a new one, or the one that was asked for before. With a new one the
/// release of that before it, which may be on its way.
fn journaled(
    tx: &mut dyn Transaction,
    client: &Client,
    wanted: &Wanted,
    card_id: &str,
) -> Result<(Hold, Option<Enqueued>)> {
    let shop_id = client.shop_id();
    let currency = client.config.shop.currency;
    let amount = wanted.amount.minor(currency).map_err(|error| error.at("/amount"))?;
    if amount <= 0 {
        return Err(Error::new(Code::CardInvalid, "Hold more than 0.").at("/amount"));
    }
    if !(1..=limits::ID_BYTES_MAX).contains(&wanted.order_id.len()) {
        let message = "An order has an id of 1 to 191 bytes.";
        return Err(Error::new(Code::CardInvalid, message).at("/order_id"));
    }
    let now = tx.now();
    let expires_at = wanted.expires_at.unwrap_or(now.plus_ms(limits::CARD_HOLD_AGAIN_MS));
    if !(1..=limits::CARD_HOLD_MS_MAX).contains(&expires_at.ms_since(now)) {
        let message = "A hold ends after now, and at most 20 hours from now.";
        return Err(Error::new(Code::CardInvalid, message).at("/expires_at"));
    }
    let before = holds::last(tx, shop_id, wanted.order_id, card_id)?;
    let mut released = None;
    if let Some(hold) = &before {
        let is_open = matches!(hold.state, HoldState::Asked | HoldState::Held);
        let is_taken = matches!(hold.state, HoldState::Capturing | HoldState::Captured);
        if is_taken || is_open && hold.amount.minor != amount {
            // What is taken cannot be released.
            let remedy = if is_taken { "pay the rest otherwise" } else { "release that first" };
            let message = format!(
                "{} is {} on this card for order '{}'; {remedy}.",
                hold.amount,
                hold.state.as_str(),
                hold.order_id
            );
            return Err(Error::new(Code::CardHoldConflict, message).at("/amount"));
        }
        if is_open && hold.expires_at > now {
            return Ok((hold.clone(), None));
        }
        released = release(tx, client, &hold.hold_id)?;
    }
    let attempt = before.map_or(1, |hold| hold.attempt.saturating_add(1));
    let platform_id = &wanted.platform.platform_id;
    let about =
        json::write(&(shop_id, platform_id, "card_hold", wanted.order_id, card_id, attempt));
    let hold = Hold {
        hold_id: hex::digits(&hash(&about)),
        platform_id: platform_id.clone(),
        order_id: wanted.order_id.to_owned(),
        card_id: card_id.to_owned(),
        attempt,
        amount: currency.money(amount),
        currency,
        state: HoldState::Asked,
        platform_hold_id: String::new(),
        balance_after: None,
        captured_amount: None,
        expires_at,
        created_at: now,
    };
    holds::insert(tx, shop_id, &hold)?;
    Ok((hold, released))
}

/// What to do when a hold is gone.
pub(super) fn ended(hold: &Hold) -> Error {
    let message = format!(
        "The hold of {} on the card has ended ({}) and nothing was taken from it. If the customer has paid the rest of \
         order '{}' by iDEAL, pay that back, or hold the card again.",
        hold.amount,
        hold.state.as_str(),
        hold.order_id
    );
    Error::new(Code::CardHoldEnded, message).at("/hold_id")
}
