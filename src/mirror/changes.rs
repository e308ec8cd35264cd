//! The change feed: the last change of each thing, in order. Who subscribed to it is told through the outbox, in the
//! same transaction.

use super::facets;
use super::stock::Stock;
use super::webhooks;
use crate::error::Result;
use crate::store::{last_number, next_number};
use crate::world::Transaction;

/// What changes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Resource {
    Product,
    Order,
}

impl Resource {
    pub const ALL: [Resource; 2] = [Resource::Product, Resource::Order];

    pub fn as_str(self) -> &'static str {
        match self {
            Resource::Product => "product",
            Resource::Order => "order",
        }
    }
    pub fn parse(text: &str) -> Option<Resource> {
        Resource::ALL.into_iter().find(|resource| resource.as_str() == text)
    }
}

/// How it changes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Event {
    Created,
    Updated,
    Deleted,
    Restored,
}

impl Event {
    pub const ALL: [Event; 4] = [Event::Created, Event::Updated, Event::Deleted, Event::Restored];

    pub fn as_str(self) -> &'static str {
        match self {
            Event::Created => "created",
            Event::Updated => "updated",
            Event::Deleted => "deleted",
            Event::Restored => "restored",
        }
    }
    pub fn parse(text: &str) -> Option<Event> {
        Event::ALL.into_iter().find(|event| event.as_str() == text)
    }
}

const SEQUENCE: &str = "changes";

/// Records a change, and announces it to who subscribed.
pub fn record(
    tx: &mut dyn Transaction,
    shop_id: &str,
    resource: Resource,
    number: i64,
    event: Event,
) -> Result<()> {
    let change = next_number(tx, shop_id, SEQUENCE)?;
    let now = tx.now();
    tx.execute(
        "INSERT INTO changes (shop_id, resource, number, change_number, event, changed_at) \
         VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (shop_id, resource, number) DO UPDATE SET \
         change_number = excluded.change_number, event = excluded.event, \
         changed_at = excluded.changed_at",
        &[
            shop_id.into(),
            resource.as_str().into(),
            number.into(),
            change.into(),
            event.as_str().into(),
            now.into(),
        ],
    )?;
    webhooks::announce(tx, shop_id, resource, event, number)
}

/// What is published of a product's stock changed.
pub(super) fn stock(
    tx: &mut dyn Transaction,
    shop_id: &str,
    product_id: &str,
    held: &Stock,
) -> Result<()> {
    let now = tx.now();
    tx.execute(
        "UPDATE products SET modified_at = ? WHERE shop_id = ? AND product_id = ?",
        &[now.into(), shop_id.into(), product_id.into()],
    )?;
    facets::refresh(tx, shop_id, product_id)?;
    record(tx, shop_id, Resource::Product, held.product_number, Event::Updated)?;
    match held.variant_number {
        0 => Ok(()),
        variation => record(tx, shop_id, Resource::Product, variation, Event::Updated),
    }
}

/// How many changes there have ever been.
pub fn count(tx: &mut dyn Transaction, shop_id: &str) -> Result<i64> {
    last_number(tx, shop_id, SEQUENCE)
}
