//! How a request names an order: by koppel's id, by the shop's own, or by the platform's. It decides nothing else.

use crate::client::Client;
use crate::error::{Code, Error, Result};
use crate::mirror::ids;
use crate::mirror::orders::{OrderRef, Stored};
use crate::model::order::Line;
use crate::world::Transaction;

/// The order that exactly one of the three names.
pub fn named<'a>(
    platform_id: &'a str,
    order_id: Option<&'a str>,
    host_id: Option<&'a str>,
    platform_order_id: Option<&'a str>,
) -> Result<OrderRef<'a>> {
    match (order_id, host_id, platform_order_id) {
        (Some(order_id), None, None) => Ok(OrderRef::Order(order_id)),
        (None, Some(host_id), None) => Ok(OrderRef::Host(host_id)),
        (None, None, Some(platform_order_id)) => {
            Ok(OrderRef::Platform { platform_id, platform_order_id })
        }
        _ => {
            let message = "Name the order by one of: order_id, host_id, platform_order_id.";
            Err(Error::new(Code::OrderInvalid, message).at("/order_id"))
        }
    }
}

/// The order, if it is one of this platform's.
pub fn of_platform(stored: Stored, platform_id: &str) -> Result<Stored> {
    if stored.platform_id == platform_id {
        return Ok(stored);
    }
    let message = format!("Order '{}' is not one of '{platform_id}'.", stored.order.order_id);
    Err(Error::new(Code::OrderUnknown, message).at("/platform_id"))
}

/// The integers by which the platform knows what a line sells: product, variation. None where the shop no longer has it.
pub fn numbers(
    tx: &mut dyn Transaction,
    client: &Client,
    line: &Line,
) -> Result<(Option<i64>, Option<i64>)> {
    let Some(product_id) = &line.product_id else { return Ok((None, None)) };
    let variant_id = line.variant_id.as_deref().unwrap_or_default();
    let (product, variation) = ids::of_sold(tx, client.shop_id(), product_id, variant_id)?;
    let known = |number: i64| Some(number).filter(|number| *number != 0);
    Ok((known(product), known(variation)))
}
