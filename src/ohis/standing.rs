//! What an order's status says of its money and its goods: decided here, whoever says it and however it comes in.

use super::booked;
use super::given_up::give_up_all;
use crate::client::Client;
use crate::error::{Code, Error, Result};
use crate::mirror::orders::Stored;
use crate::mirror::stock;
use crate::model::order::Status;
use crate::world::Transaction;

/// The order is `status` from now on. One that is off stays off: the platform has given the money back. It is changed,
/// not saved.
pub fn turn(
    tx: &mut dyn Transaction,
    client: &Client,
    stored: &mut Stored,
    status: Status,
) -> Result<()> {
    let now = stored.order.status;
    if status == now {
        return Ok(());
    }
    if now.is_off() {
        return Err(no_way(now, status));
    }
    stored.order.status = status;
    if status.is_off() {
        stock::release(tx, client.shop_id(), &stored.order.order_id)?;
        return give_up_all(tx, client, stored);
    }
    begin(tx, client, stored)
}

/// What the status of an order says that is seen for the first time, or that has just become so. Of one that is off at
/// first sight nothing was paid.
pub fn begin(tx: &mut dyn Transaction, client: &Client, stored: &mut Stored) -> Result<()> {
    match stored.order.status {
        // The platform gives back what was paid: nothing is left that the shop could credit.
        Status::Refunded => give_up_all(tx, client, stored),
        _ => booked::paid(tx, client, stored),
    }
}

/// An order cannot go from `now` to `wanted`.
pub fn no_way(now: Status, wanted: Status) -> Error {
    let message = format!("The order is {} and cannot become {}.", now.as_str(), wanted.as_str());
    Error::new(Code::OrderStatus, message).at("/status")
}
