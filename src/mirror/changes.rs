//! The change feed: the last change of each thing, in order. Who subscribed to it is told through the outbox, in the
//! same transaction.

use super::facets;
use super::pages;
use super::stock::Stock;
use super::webhooks;
use crate::error::Result;
use crate::store::{last_number, next_number};
use crate::world::{Transaction, Value};

/// What changes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Resource {
    Product,
    Order,
    Customer,
    Coupon,
}

impl Resource {
    pub const ALL: [Resource; 4] =
        [Resource::Product, Resource::Order, Resource::Customer, Resource::Coupon];

    pub fn as_str(self) -> &'static str {
        match self {
            Resource::Product => "product",
            Resource::Order => "order",
            Resource::Customer => "customer",
            Resource::Coupon => "coupon",
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

/// Which parts of a product a change is about.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Parts {
    pub content: bool,
    pub price: bool,
    pub stock: bool,
}

impl Parts {
    pub const STOCK: Parts = Parts { content: false, price: false, stock: true };

    pub fn is_any(self) -> bool {
        self.content || self.price || self.stock
    }
}

/// Records a change, and announces it to who subscribed.
pub fn record(
    tx: &mut dyn Transaction,
    shop_id: &str,
    resource: Resource,
    number: i64,
    event: Event,
) -> Result<()> {
    record_parts(tx, shop_id, (resource, number), event, Parts::default())
}

/// As [`record`], saying what of a product changed.
pub fn record_parts(
    tx: &mut dyn Transaction,
    shop_id: &str,
    (resource, number): (Resource, i64),
    event: Event,
    parts: Parts,
) -> Result<()> {
    let change = next_number(tx, shop_id, SEQUENCE)?;
    let now = tx.now();
    let changed = |part: bool| Value::Integer(if part { change } else { 0 });
    tx.execute(
        "INSERT INTO changes (shop_id, resource, number, change_number, event, changed_at, \
           content_change, price_change, stock_change) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) \
         ON CONFLICT (shop_id, resource, number) DO UPDATE SET \
         content_change = CASE WHEN excluded.content_change > 0 \
           THEN excluded.content_change ELSE changes.content_change END, \
         price_change = CASE WHEN excluded.price_change > 0 \
           THEN excluded.price_change ELSE changes.price_change END, \
         stock_change = CASE WHEN excluded.stock_change > 0 \
           THEN excluded.stock_change ELSE changes.stock_change END, \
         change_number = excluded.change_number, event = excluded.event, \
         changed_at = excluded.changed_at",
        &[
            shop_id.into(),
            resource.as_str().into(),
            number.into(),
            change.into(),
            event.as_str().into(),
            now.into(),
            changed(parts.content),
            changed(parts.price),
            changed(parts.stock),
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
    pages::take_away(tx, shop_id, held.product_number)?;
    for number in std::iter::once(held.product_number).chain(held.variations(tx, shop_id)?) {
        record_parts(tx, shop_id, (Resource::Product, number), Event::Updated, Parts::STOCK)?;
    }
    Ok(())
}

/// A product that changed, and what of it since then.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Changed {
    pub change_number: i64,
    pub number: i64,
    pub product_id: String,
    /// The last thing that happened to it.
    pub event: Event,
    pub parts: Parts,
}

/// The products that changed after the change of this number, in the order of their last changes, at most so many. The
/// last one's `change_number` is where the next call goes on; what changes meanwhile comes again, later.
pub fn products_since(
    tx: &mut dyn Transaction,
    shop_id: &str,
    since: i64,
    max: i64,
) -> Result<Vec<Changed>> {
    let mut found = Vec::new();
    tx.query(
        "SELECT c.change_number, c.number, p.product_id, c.event, c.content_change, \
           c.price_change, c.stock_change \
         FROM changes c JOIN products p ON p.shop_id = c.shop_id AND p.number = c.number \
         WHERE c.shop_id = ? AND c.resource = 'product' AND c.change_number > ? \
         ORDER BY c.change_number LIMIT ?",
        &[shop_id.into(), since.into(), max.into()],
        &mut |row| {
            let Some(event) = Event::parse(row.text(3)) else { return Ok(()) };
            let since = |column| row.integer(column) > since;
            found.push(Changed {
                change_number: row.integer(0),
                number: row.integer(1),
                product_id: row.text(2).to_owned(),
                event,
                parts: Parts { content: since(4), price: since(5), stock: since(6) },
            });
            Ok(())
        },
    )?;
    Ok(found)
}

/// How many changes there have ever been.
pub fn count(tx: &mut dyn Transaction, shop_id: &str) -> Result<i64> {
    last_number(tx, shop_id, SEQUENCE)
}
