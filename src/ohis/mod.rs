//! The redemption platforms (OHIS): what they order, what the shop makes of it, and what goes back on the card.

mod asked;
mod awaited;
mod booked;
mod call;
pub mod card;
mod content;
pub mod credit;
pub mod document;
pub mod follow;
mod given_up;
mod identity;
mod judge;
mod lookup;
mod named;
mod own_key;
mod payments;
mod pointer;
pub mod profile;
pub mod push;
pub mod record;
pub mod settlement;
mod standing;
pub mod takeover;

pub use call::{CREDIT, PUSH};
pub use card::{CAPTURE, RELEASE};

use crate::client::Client;
use crate::error::{Code, Error, Result};
use crate::mirror::changes::{self, Event, Resource};
use crate::mirror::orders::{self, Stored};
use crate::outbox::{self, Deliveries, Enqueued, State};
use crate::world::Transaction;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// When the platform is told.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum SendWhen {
    /// By the next `outbox_drain`.
    #[default]
    Later,
    /// One attempt before the call returns; what fails is tried again by `outbox_drain`.
    Now,
}

impl SendWhen {
    /// What is carried out after the shop's commit cannot be tried before it.
    fn is_later(self) -> Result<()> {
        match self {
            SendWhen::Later => Ok(()),
            SendWhen::Now => {
                let message = "Nothing can be sent before the shop commits: send is later.";
                Err(Error::new(Code::OutboxNoStatement, message).at("/send"))
            }
        }
    }
}

/// A call to the platform: durable, whatever its state.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Entered {
    pub entry_id: String,
    pub state: State,
    /// By which the platform recognises a repetition.
    pub key: String,
}

/// Stores what the shop changed in an order, and tells those who subscribed to it.
fn change(tx: &mut dyn Transaction, client: &Client, stored: &mut Stored) -> Result<()> {
    orders::save(tx, client.shop_id(), stored)?;
    changes::record(tx, client.shop_id(), Resource::Order, stored.number, Event::Updated)
}

/// Tries the entry once, if that was asked for.
fn now_if(
    client: &Client,
    deliveries: Deliveries,
    send: SendWhen,
    entry: Enqueued,
) -> Result<Entered> {
    let Enqueued { entry_id, key, state, .. } = entry;
    let state = match (send, state) {
        (SendWhen::Now, State::Due) => outbox::deliver_now(client, deliveries, &entry_id)?,
        (_, state) => state,
    };
    Ok(Entered { entry_id, state, key })
}

#[cfg(test)]
mod tests;
