//! card_capture and card_release: how a hold ends. Both go through the outbox; which of the two it is, is decided once, in
//! the store.

use super::hold::{Wanted, ended, held};
use crate::client::Client;
use crate::error::{Code, Error, Result};
use crate::json;
use crate::limits;
use crate::mirror::holds::{self, Hold, HoldState};
use crate::money::{Amount, Currency, Money};
use crate::ohis::profile::Profile;
use crate::ohis::{SendWhen, now_if};
use crate::outbox::{self, Deliveries, Draft, Enqueued, Kind, State};
use crate::world::{Transaction, transaction};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The rest is paid: what was held is taken.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CaptureRequest {
    pub hold_id: String,
    /// The holds on the other cards of the same order: all are captured, each wholly, or none of them.
    #[serde(default)]
    pub together_with: Vec<String>,
    /// Incl. VAT, at most what is held; all of it where it is left out. The platform gives back the rest.
    #[serde(default)]
    pub amount: Option<Amount>,
    /// The card's number once more, for a payment that is confirmed after its hold has ended: the amount is held again, if
    /// it is still there, and taken. Of several cards each that has ended is held again by card_hold first.
    #[serde(default)]
    pub card: Option<String>,
    #[serde(default)]
    pub pin: Option<String>,
    /// What the customer has paid besides, by iDEAL: what to pay back is said where the card can no longer be charged.
    #[serde(default)]
    pub remainder_amount: Option<Amount>,
    #[serde(default)]
    pub send: SendWhen,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct CaptureReply {
    #[serde(flatten)]
    pub captured: Captured,
    /// In the order in which they were asked for.
    pub together_with: Vec<Captured>,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct Captured {
    /// The hold that is captured: another one than was asked for, where it was held again.
    pub hold_id: String,
    /// The `tender_id` of this card in the order.
    pub card_id: String,
    pub amount: Money,
    pub entry_id: String,
    pub state: State,
    pub replayed: bool,
}

/// The order does not come about: what was held is free again.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ReleaseRequest {
    pub hold_id: String,
    #[serde(default)]
    pub send: SendWhen,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct ReleaseReply {
    pub hold_id: String,
    /// None where nothing was held.
    pub entry_id: Option<String>,
    /// Of that entry.
    pub state: Option<State>,
    pub replayed: bool,
}

/// `card_capture`.
pub fn card_capture(client: &Client, request: &[u8], deliveries: Deliveries) -> Result<Vec<u8>> {
    let request: CaptureRequest = json::read(request)?;
    check_together(&request)?;
    let store = &*client.world()?.store;
    let taken = match transaction(store, |tx| together(tx, client, &request)) {
        Err(gone) if gone.code == Code::CardHoldEnded && request.together_with.is_empty() => {
            vec![late(client, &request, gone, deliveries)?]
        }
        Err(gone) if gone.code == Code::CardHoldEnded => {
            return Err(with_remainder(gone, &request, client.config.shop.currency));
        }
        taken => taken?,
    };
    let told = taken.into_iter().map(|(hold, entry)| {
        let replayed = entry.replayed;
        let entered = now_if(client, deliveries, request.send, entry)?;
        Ok(Captured {
            amount: hold.currency.money(hold.captured_amount.unwrap_or(hold.amount.minor)),
            hold_id: hold.hold_id,
            card_id: hold.card_id,
            entry_id: entered.entry_id,
            state: entered.state,
            replayed,
        })
    });
    let mut told = told.collect::<Result<Vec<Captured>>>()?.into_iter();
    let nothing = || Error::new(Code::CardHoldUnknown, "There is nothing to capture.");
    let captured = told.next().ok_or_else(nothing)?;
    Ok(json::write(&CaptureReply { captured, together_with: told.collect() }))
}

fn check_together(request: &CaptureRequest) -> Result<()> {
    let most = limits::CARD_HOLDS_TOGETHER_MAX;
    if request.together_with.len() > most {
        let message = format!("At most {most} holds are captured with one.");
        return Err(Error::new(Code::JsonOutOfBounds, message).at("/together_with"));
    }
    if request.card.is_some() && !request.together_with.is_empty() {
        let message = "Of several cards, hold each that has ended again by card_hold, and capture all once more.";
        return Err(Error::new(Code::CardInvalid, message).at("/card"));
    }
    Ok(())
}

/// Captures the hold and those beside it: all of them, or none, for this is one transaction.
fn together(
    tx: &mut dyn Transaction,
    client: &Client,
    request: &CaptureRequest,
) -> Result<Vec<(Hold, Enqueued)>> {
    let mut taken = vec![capture(tx, client, &request.hold_id, request.amount)?];
    for (nth, hold_id) in request.together_with.iter().enumerate() {
        let at = |error: Error| {
            let path = format!("/together_with/{nth}");
            error.at(path)
        };
        let other = holds::get(tx, client.shop_id(), hold_id).map_err(at)?;
        let is_beside = taken.iter().all(|(held, _)| held.hold_id != *hold_id)
            && taken.iter().all(|(held, _)| held.order_id == other.order_id);
        if !is_beside {
            let message = "This is the same hold once more, or one of another order.";
            return Err(at(Error::new(Code::CardInvalid, message)));
        }
        taken.push(capture(tx, client, hold_id, None).map_err(at)?);
    }
    Ok(taken)
}

/// The payment was confirmed after the hold had ended: it is held again and taken, or what was paid besides goes back.
fn late(
    client: &Client,
    request: &CaptureRequest,
    gone: Error,
    deliveries: Deliveries,
) -> Result<(Hold, Enqueued)> {
    let store = &*client.world()?.store;
    let hold = transaction(store, |tx| holds::get(tx, client.shop_id(), &request.hold_id))?;
    let Some(card) = request.card.as_deref() else {
        // Nothing is taken from it, and what the platform may still hold is free.
        if let Some(released) = transaction(store, |tx| release(tx, client, &hold.hold_id))? {
            now_if(client, deliveries, SendWhen::Now, released)?;
        }
        return Err(with_remainder(gone, request, hold.currency));
    };
    let wanted = Wanted {
        platform: client.config.platform(&hold.platform_id)?,
        order_id: &hold.order_id,
        card,
        pin: request.pin.as_deref(),
        amount: request
            .amount
            .or(Amount::read(hold.amount.to_string().as_bytes()))
            .unwrap_or_default(),
        expires_at: None,
    };
    match held(client, &wanted, deliveries) {
        Ok((again, _)) => {
            transaction(store, |tx| capture(tx, client, &again.hold_id, request.amount))
        }
        Err(error) if error.code == Code::CardRefused => {
            Err(with_remainder(gone, request, hold.currency))
        }
        Err(error) => Err(error),
    }
}

fn with_remainder(gone: Error, request: &CaptureRequest, currency: Currency) -> Error {
    let remainder = request.remainder_amount.and_then(|amount| amount.minor(currency).ok());
    match remainder.filter(|minor| *minor > 0) {
        Some(minor) => {
            let amount = currency.money(minor);
            let message = format!("{} To be paid back by iDEAL: {amount}.", gone.message);
            Error::new(gone.code, message).at(gone.path)
        }
        None => gone,
    }
}

fn capture(
    tx: &mut dyn Transaction,
    client: &Client,
    hold_id: &str,
    amount: Option<Amount>,
) -> Result<(Hold, Enqueued)> {
    let mut hold = holds::get(tx, client.shop_id(), hold_id)?;
    let amount = match amount {
        Some(amount) => amount.minor(hold.currency).map_err(|error| error.at("/amount"))?,
        None => hold.captured_amount.unwrap_or(hold.amount.minor),
    };
    if !(1..=hold.amount.minor).contains(&amount) {
        let message = format!("{} is held; take more than 0 and no more than that.", hold.amount);
        return Err(Error::new(Code::CardInvalid, message).at("/amount"));
    }
    match hold.state {
        HoldState::Held if hold.expires_at > tx.now() => {}
        HoldState::Capturing | HoldState::Captured if hold.captured_amount == Some(amount) => {
            let enqueued = enqueue(tx, client, &hold, Kind::CardCapture)?;
            return Ok((hold, enqueued));
        }
        HoldState::Capturing | HoldState::Captured => {
            let message = "Another amount was captured of this hold.";
            return Err(Error::new(Code::CardHoldConflict, message).at("/amount"));
        }
        HoldState::Asked => {
            let message = "Whether the amount is held is not known yet: call card_hold again.";
            return Err(Error::new(Code::PlatformUnclear, message).at("/hold_id"));
        }
        _ => return Err(ended(&hold)),
    }
    hold.captured_amount = Some(amount);
    let enqueued = end(tx, client, &mut hold, HoldState::Capturing, Kind::CardCapture)?;
    Ok((hold, enqueued))
}

/// `card_release`.
pub fn card_release(client: &Client, request: &[u8], deliveries: Deliveries) -> Result<Vec<u8>> {
    let request: ReleaseRequest = json::read(request)?;
    let enqueued =
        transaction(&*client.world()?.store, |tx| release(tx, client, &request.hold_id))?;
    let replayed = enqueued.as_ref().is_none_or(|enqueued| enqueued.replayed);
    let entered =
        enqueued.map(|enqueued| now_if(client, deliveries, request.send, enqueued)).transpose()?;
    Ok(json::write(&ReleaseReply {
        hold_id: request.hold_id,
        state: entered.as_ref().map(|entered| entered.state),
        entry_id: entered.map(|entered| entered.entry_id),
        replayed,
    }))
}

/// Ends a hold that is open; one that has ended is left as it is.
pub(super) fn release(
    tx: &mut dyn Transaction,
    client: &Client,
    hold_id: &str,
) -> Result<Option<Enqueued>> {
    let mut hold = holds::get(tx, client.shop_id(), hold_id)?;
    match hold.state {
        HoldState::Asked | HoldState::Held => {
            end(tx, client, &mut hold, HoldState::Releasing, Kind::CardRelease).map(Some)
        }
        HoldState::Releasing | HoldState::Released => {
            enqueue(tx, client, &hold, Kind::CardRelease).map(Some)
        }
        HoldState::Refused => Ok(None),
        HoldState::Capturing | HoldState::Captured => {
            let message = "The card has been charged: what is to go back is a return_credit.";
            Err(Error::new(Code::CardHoldConflict, message).at("/hold_id"))
        }
    }
}

/// Releases what expired without having been captured. Called before a drain, which sends it. Where no platform lets
/// cards be held, the store is not asked.
pub fn release_expired(client: &Client) -> Result<()> {
    let has_holds = |platform| Ok(Profile::of(platform)?.calls.card_hold.is_some());
    if !client.config.platforms.iter().map(has_holds).collect::<Result<Vec<_>>>()?.contains(&true) {
        return Ok(());
    }
    transaction(&*client.world()?.store, |tx| {
        let now = tx.now();
        for hold in holds::expired(tx, client.shop_id(), now, limits::CARD_HOLDS_ENDED_MAX)? {
            release(tx, client, &hold.hold_id)?;
        }
        Ok(())
    })
}

fn end(
    tx: &mut dyn Transaction,
    client: &Client,
    hold: &mut Hold,
    state: HoldState,
    kind: Kind,
) -> Result<Enqueued> {
    let was = std::mem::replace(&mut hold.state, state);
    if !holds::save(tx, client.shop_id(), hold, was)? {
        let message = "The hold was changed meanwhile; try again.";
        return Err(Error::new(Code::OrderChanged, message).at("/hold_id"));
    }
    enqueue(tx, client, hold, kind)
}

/// What an entry of a capture or a release holds.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Content {
    /// In which what goes wrong is said.
    pub language: String,
    pub order_id: String,
    pub amount: Money,
}

fn enqueue(tx: &mut dyn Transaction, client: &Client, hold: &Hold, kind: Kind) -> Result<Enqueued> {
    let amount = hold.captured_amount.unwrap_or(hold.amount.minor);
    let content = json::write(&Content {
        language: client.config.shop.language.clone(),
        order_id: hold.order_id.clone(),
        amount: hold.currency.money(amount),
    });
    let draft = Draft {
        platform_id: &hold.platform_id,
        subject_id: &hold.hold_id,
        tender_id: &hold.card_id,
        order_reference: &hold.hold_id,
        ..Draft::new(kind, &content)
    };
    outbox::enqueue(tx, client.shop_id(), &draft)
}
