//! `punchout_return_cart` (AB-08 to AB-12): posts the cart to the return address of its punch-out, and says where the
//! browser goes then. What may have arrived is never called a failure, and never sent twice unasked.

use super::address;
use super::cart::{self, Cart, CartDocument};
use super::punchout::{self, Punchout, State};
use super::reply::{self, Outcome};
use crate::client::Client;
use crate::config::AbetaConnection;
use crate::error::{Code, Error, Result};
use crate::json;
use crate::limits;
use crate::log::Event;
use crate::world::{Fault, Instant, Request, Transaction, transaction};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// A cart that goes back to the buyer's purchasing system.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ReturnCartRequest {
    /// As the login gave it.
    pub punchout_id: String,
    pub cart: Cart,
    /// Sends nothing: only shows what would be sent.
    #[serde(default)]
    pub inspect: bool,
    /// Sends the cart although an earlier one may have arrived, its outcome being unknown.
    #[serde(default)]
    pub resend: bool,
}

/// What became of it.
#[derive(Debug, Serialize, JsonSchema)]
pub struct ReturnCartReply {
    /// Where the browser is to be sent, by GET (AB-11); null where nothing was to be sent.
    pub redirect_url: Option<String>,
    /// The same cart was returned before; nothing was sent now.
    pub replayed: bool,
    /// What Abeta was sent, or would be; null where that was before.
    pub cart: Option<CartDocument>,
}

/// Longer than any call: then it has certainly ended.
const CLAIM_MS: i64 = limits::CALL_MS_MAX as i64 + 15_000;

/// What a call finds.
enum Begun {
    /// Nothing is to be sent.
    Inspected(CartDocument),
    /// It was returned before.
    Before,
    /// It is this call's to send, until then.
    Claimed(CartDocument, Instant),
}

pub fn return_cart(client: &Client, request: &[u8]) -> Result<Vec<u8>> {
    let asked: ReturnCartRequest = json::read(request)?;
    let store = &*client.world()?.store;
    let (held, begun) = transaction(store, |tx| begin(tx, client, &asked))?;
    let reply = match begun {
        Begun::Inspected(document) => {
            ReturnCartReply { redirect_url: None, replayed: false, cart: Some(document) }
        }
        Begun::Before => {
            let redirect_url = Some(held.return_url(client)?);
            ReturnCartReply { redirect_url, replayed: true, cart: None }
        }
        Begun::Claimed(document, until) => {
            let (state, outcome, done) = send(client, &held, document);
            let shop_id = client.shop_id();
            transaction(store, |tx| {
                punchout::settle(tx, shop_id, &held.punchout_id, until, state)
            })?;
            let facts = serde_json::json!({
                "connection_id": held.connection_id, "punchout_id": held.punchout_id,
                "outcome": outcome,
            });
            client.log.record(Event::AbetaReturned, facts);
            done?
        }
    };
    Ok(json::write(&reply))
}

/// Looks at the punch-out, makes the cart, and takes the right to send it.
fn begin(
    tx: &mut dyn Transaction,
    client: &Client,
    asked: &ReturnCartRequest,
) -> Result<(Punchout, Begun)> {
    let shop_id = client.shop_id();
    let held = punchout::find(tx, shop_id, &asked.punchout_id)?;
    let now = tx.now();
    let hash = Sha256::digest(json::write(&asked.cart));
    if !asked.inspect && is_done(&held, &hash)? {
        return Ok((held, Begun::Before));
    }
    let connection = open_connection(client, &held, now)?;
    let document =
        cart::document(tx, client, connection, &asked.cart).map_err(|error| error.under("cart"))?;
    if asked.inspect {
        return Ok((held, Begun::Inspected(document)));
    }
    may_send(&held, now, asked.resend)?;
    let until = now.plus_ms(CLAIM_MS);
    match punchout::claim(tx, shop_id, &held, (&asked.cart.cart_id, &hash), until)? {
        true => Ok((held, Begun::Claimed(document, until))),
        false => Err(returning()),
    }
}

/// Whether this very cart was returned before; another one after it is not taken.
fn is_done(held: &Punchout, hash: &[u8]) -> Result<bool> {
    match held.state {
        State::Returned if held.cart_hash == hash => Ok(true),
        State::Returned => {
            let message = "This punch-out has returned another cart; the buyer starts again in \
                           the purchasing system.";
            Err(Error::new(Code::PunchoutConflict, message).at("/cart"))
        }
        _ => Ok(false),
    }
}

fn open_connection<'c>(
    client: &'c Client,
    held: &Punchout,
    now: Instant,
) -> Result<&'c AbetaConnection> {
    let refused = |code, message| Err(Error::new(code, message).at("/punchout_id"));
    if held.opened_at.is_none() {
        let message = "The buyer has not come in by the one-time URL.";
        return refused(Code::PunchoutNotOpen, message);
    }
    if held.expires_at < now {
        let message = "This punch-out is over; the buyer starts again in the purchasing system.";
        return refused(Code::PunchoutExpired, message);
    }
    client.config.abeta.connection(&held.connection_id).map_or_else(
        || refused(Code::PunchoutNoConnection, "Its connection is configured no more."),
        Ok,
    )
}

fn may_send(held: &Punchout, now: Instant, resend: bool) -> Result<()> {
    match held.state {
        State::Returning if held.claimed_until >= now => Err(returning()),
        // A call that ended without a word may have sent it.
        State::Returning | State::Unknown if !resend => Err(unknown("An earlier call ended so.")),
        _ => Ok(()),
    }
}

fn returning() -> Error {
    let message = "Another call is returning this punch-out's cart; ask again in a moment.";
    Error::new(Code::PunchoutReturning, message).at("/punchout_id")
}

fn unknown(why: &str) -> Error {
    let message = format!(
        "It is not known whether the purchasing system has the cart. {why} Look there; resend \
         sends it once more."
    );
    Error::new(Code::PunchoutOutcomeUnknown, message)
}

/// Sends the cart; gives what is to be kept of it, and what the host is told.
fn send(
    client: &Client,
    held: &Punchout,
    document: CartDocument,
) -> (State, &'static str, Result<ReturnCartReply>) {
    // What may have arrived before stays so, whatever becomes of this attempt.
    let before = if held.state == State::Returning { State::Unknown } else { held.state };
    let unsent = |error| (before, "unsent", Err(error));
    let return_url = match checked_url(client, held) {
        Ok(url) => url,
        Err(error) => return unsent(error),
    };
    let world = match client.world() {
        Ok(world) => world,
        Err(error) => return unsent(error),
    };
    let request = Request {
        method: "POST",
        url: return_url.clone(),
        headers: vec![
            ("Content-Type".to_owned(), "application/json".to_owned()),
            ("Accept".to_owned(), "application/json".to_owned()),
        ],
        body: json::write(&document),
        timeout_ms: limits::CALL_MS_MAX,
    };
    match world.wire.send(&request) {
        Ok(answer) => match reply::outcome(&answer, &return_url) {
            Outcome::Returned => {
                let (redirect_url, cart) = (Some(return_url), Some(document));
                (
                    State::Returned,
                    "returned",
                    Ok(ReturnCartReply { redirect_url, replayed: false, cart }),
                )
            }
            Outcome::Refused(said) => {
                let message = format!("The purchasing system refused the cart: {said}");
                (State::Refused, "refused", Err(Error::new(Code::PunchoutRefused, message)))
            }
            Outcome::Unknown(why) => (State::Unknown, "unknown", Err(unknown(&why))),
        },
        Err(Fault::Unknown(why)) => (State::Unknown, "unknown", Err(unknown(&why))),
        Err(Fault::NotSent(why)) => {
            let message = format!("The cart was not sent: {why}");
            unsent(Error::new(Code::PunchoutUnreachable, message))
        }
        Err(Fault::Refused(why)) => unsent(address_refused(&why)),
        Err(Fault::Canceled) => {
            let message = "The host cancelled before the cart was sent.";
            unsent(Error::new(Code::ClientCanceled, message))
        }
    }
}

/// The return address, if the connection still takes it: what was good at the login may not be so now.
fn checked_url(client: &Client, held: &Punchout) -> Result<String> {
    let return_url = held.return_url(client)?;
    let connection = client.config.abeta.connection(&held.connection_id);
    let connection =
        connection.ok_or_else(|| Error::new(Code::PunchoutNoConnection, "It is no more."))?;
    address::check(client, connection, &return_url).map_err(|why| address_refused(&why))?;
    Ok(return_url)
}

fn address_refused(why: &str) -> Error {
    Error::new(Code::PunchoutAddressRefused, format!("{why} Nothing was sent."))
}
