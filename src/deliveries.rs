//! Which module delivers which kind of entry: the only place that knows.

use crate::client::Client;
use crate::error::{Code, Error, Result};
use crate::outbox::{Delivery, Entry, Kind, Outcome};
use crate::world::{Reply, Request};

/// The delivery of a kind.
pub fn of(kind: Kind) -> &'static dyn Delivery {
    match kind {
        Kind::OrderPush | Kind::ReturnCredit => &Nowhere,
        Kind::Webhook => &crate::rest::Webhooks,
    }
}

/// A kind that this build cannot deliver: its entries stay due.
struct Nowhere;

impl Delivery for Nowhere {
    fn request(&self, _: &Client, entry: &Entry) -> Result<Request> {
        let message = format!("This build of koppel delivers no {}.", entry.kind.as_str());
        Err(Error::new(Code::SystemFailed, message))
    }
    fn judge(&self, _: &Entry, reply: &Reply) -> Outcome {
        Outcome::of_failure(reply)
    }
}
