//! What became of a platform's order, as the platform says it by REST, or as the shop's own interface has heard it.

use super::booked;
use super::given_up::give_up_all;
use super::record::{Recorded, tell};
use crate::client::Client;
use crate::error::{Code, Error, Result};
use crate::inbox;
use crate::mirror::orders::{self, OrderRef, Stored};
use crate::mirror::stock;
use crate::model::order::Status;
use crate::world::Transaction;

/// What a platform says became of its order.
#[derive(Clone, Copy, Debug, Default)]
pub struct Update {
    pub status: Option<Status>,
    /// The iDEAL part is confirmed.
    pub set_paid: bool,
}

/// Follows what a platform says of its order and puts it before the shop; saying it again changes nothing.
pub fn platform_update(
    tx: &mut dyn Transaction,
    client: &Client,
    order: &OrderRef,
    update: &Update,
) -> Result<Recorded> {
    let shop_id = client.shop_id();
    let mut stored = orders::get(tx, shop_id, order)?;
    let now = stored.order.status;
    let wanted = match update.status.unwrap_or(now) {
        Status::Pending if update.set_paid => Status::Processing,
        wanted => wanted,
    };
    let changed = follow(tx, client, &mut stored, wanted)?;
    if changed {
        tell(tx, shop_id, &stored, inbox::Kind::OrderUpdate)?;
    }
    Ok(Recorded { stored, replayed: !changed })
}

/// The order is `wanted` from now on; says whether that is news. An order that is off gives its goods back and stays off:
/// the platform has given the money back.
pub fn follow(
    tx: &mut dyn Transaction,
    client: &Client,
    stored: &mut Stored,
    wanted: Status,
) -> Result<bool> {
    let shop_id = client.shop_id();
    let now = stored.order.status;
    if wanted == now {
        return Ok(false);
    }
    if now.is_off() || wanted == Status::Pending {
        let message =
            format!("The order is {} and cannot become {}.", now.as_str(), wanted.as_str());
        return Err(Error::new(Code::OrderStatus, message).at("/status"));
    }
    stored.order.status = wanted;
    if wanted.is_off() || wanted == Status::Refunded {
        // The platform gives back what was paid: nothing is left that the shop could credit.
        give_up_all(tx, client, stored)?;
    }
    if wanted.is_off() {
        stock::release(tx, shop_id, &stored.order.order_id)?;
    }
    orders::save(tx, shop_id, stored)?;
    booked::paid(tx, client, stored)?;
    Ok(true)
}
