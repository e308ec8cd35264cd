//! Cards at the shop's own checkout and till, where the platform's profile has the calls: an amount is held before the rest
//! is paid, captured when that is confirmed, released when it is not. A hold always ends, whoever dies meanwhile.

mod balance;
mod delivery;
mod end;
mod hold;

pub use balance::{BalanceReply, BalanceRequest, card_balance};
pub use delivery::{CAPTURE, RELEASE};
pub use end::{
    CaptureReply, CaptureRequest, ReleaseReply, ReleaseRequest, card_capture, card_release,
    release_expired,
};
pub use hold::{HoldReply, HoldRequest, card_hold};

use super::asked::asked;
use super::awaited::Awaited;
use super::judge::{self, Asked};
use super::pointer::text_in;
use super::profile::{Call, Profile};
use crate::client::Client;
use crate::config::Platform;
use crate::error::{Code, Error, Result};
use crate::hex;
use crate::json::Raw;
use crate::limits;
use crate::money::{Amount, Currency};
use crate::outbox::Outcome;
use crate::store::seal;
use crate::world::Fault;
use serde_json::Value;

/// What is kept of a card: a hash of its number that only this shop can make, and the last four digits, for people.
fn card_id(client: &Client, platform_id: &str, number: &str) -> Result<String> {
    let is_number = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte);
    let is_sound = (4..=limits::CARD_BYTES_MAX).contains(&number.len());
    if !is_sound || !number.bytes().all(is_number) {
        let message = "A card's number has 4 to 64 letters, digits, dashes or dots.";
        return Err(Error::new(Code::CardInvalid, message).at("/card"));
    }
    let hash = seal::keyed_hash(client, "card", format!("{platform_id}\n{number}").as_bytes())?;
    let hash = hex::digits(&hash[..8]);
    let last_four = number.get(number.len().saturating_sub(4)..).unwrap_or_default();
    Ok(format!("card-{hash}-{last_four}"))
}

/// The call of this name; not every platform has it.
fn call_of<'a>(
    profile: &'a Profile,
    name: &str,
    pick: fn(&super::profile::Calls) -> &Option<Call>,
) -> Result<&'a Call> {
    pick(&profile.calls).as_ref().ok_or_else(|| {
        let message = format!("The profile of '{}' has no call '{name}'.", profile.name);
        Error::new(Code::ProfileNoCall, message).at("/platform_id")
    })
}

/// One call while the customer waits. No lock is held. A refusal is the platform's own; everything uncertain is said to be.
fn ask(
    client: &Client,
    platform: &Platform,
    profile: &Profile,
    call: &Call,
    (key, awaited): (&str, Awaited),
    body: &Value,
) -> Result<String> {
    let request = asked(platform, profile, call, &[("key", key), ("hold_key", key)], key, body)?;
    let reply = client.world()?.wire.send(&request).map_err(|fault| match fault {
        Fault::NotSent(why) => Error::new(Code::PlatformUnreachable, why),
        Fault::Unknown(why) => Error::new(Code::PlatformUnclear, why),
        Fault::Refused(why) => Error::new(Code::ConfigInvalid, why).at("/platforms"),
        Fault::Canceled => Error::new(Code::ClientCanceled, "The call was cancelled."),
    })?;
    match judge::judge(&Asked::card(&client.config.shop.language, key, awaited), &reply) {
        Outcome::Done { answer } => Ok(answer.unwrap_or_default()),
        Outcome::Refused { detail } => Err(Error::new(Code::CardRefused, detail).at("/card")),
        Outcome::NotNow { detail, .. } => Err(Error::new(Code::PlatformUnreachable, detail)),
        Outcome::Unknown { detail } | Outcome::Unclear { detail } => {
            Err(Error::new(Code::PlatformUnclear, detail))
        }
    }
}

/// An amount in an answer, in minor units; None where it is absent or is none.
fn minor(answer: &str, pointer: &str, currency: Currency) -> Option<i64> {
    let text = text_in(Raw(answer), pointer)?;
    Amount::read(text.as_bytes())?.minor(currency).ok()
}
