//! What became of a platform's order, as the platform says it by REST, or as the shop's own interface has heard it.

use super::booked;
use super::record::{News, Recorded, tell};
use super::standing::{no_way, turn};
use crate::client::Client;
use crate::error::Result;
use crate::inbox;
use crate::mirror::orders::{self, OrderRef, Stored};
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
    let wanted = match update.status {
        // One that was paid may be put on hold all the same.
        Some(Status::OnHold) if update.set_paid && booked::is_paid(tx, client, &stored)? => {
            Status::OnHold
        }
        None | Some(Status::Pending | Status::OnHold) if update.set_paid => {
            once_paid(tx, client, &stored)?
        }
        status => status.unwrap_or(stored.order.status),
    };
    let news = hear(tx, client, &mut stored, wanted)?;
    Ok(Recorded { stored, news })
}

/// What an order is of which a platform says that it is paid: one that was paid before stays what it is, and to one that is
/// off the money comes too late.
pub fn once_paid(tx: &mut dyn Transaction, client: &Client, stored: &Stored) -> Result<Status> {
    let now = stored.order.status;
    if booked::is_paid(tx, client, stored)? {
        return Ok(now);
    }
    match now {
        Status::Pending | Status::OnHold => Ok(Status::Processing),
        now if now.is_off() => Err(no_way(now, Status::Processing)),
        now => Ok(now),
    }
}

/// As [`follow`], and puts what is news before the shop.
pub fn hear(
    tx: &mut dyn Transaction,
    client: &Client,
    stored: &mut Stored,
    wanted: Status,
) -> Result<News> {
    let news = follow(tx, client, stored, wanted)?;
    if news == News::Status {
        tell(tx, client.shop_id(), stored, inbox::Kind::OrderUpdate)?;
    }
    Ok(news)
}

/// The order is `wanted` from now on; says whether that is news.
pub fn follow(
    tx: &mut dyn Transaction,
    client: &Client,
    stored: &mut Stored,
    wanted: Status,
) -> Result<News> {
    let now = stored.order.status;
    if wanted == now {
        return Ok(News::Nothing);
    }
    if wanted == Status::Pending {
        return Err(no_way(now, wanted));
    }
    turn(tx, client, stored, wanted)?;
    orders::save(tx, client.shop_id(), stored)?;
    Ok(News::Status)
}
