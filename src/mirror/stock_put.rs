//! `stock_put`: the cheap call for a shop's stock hook.

use super::stock::{self, Stated, Statement};
use crate::client::Client;
use crate::error::{Code, Error, Result};
use crate::json;
use crate::money::Amount;
use crate::world::{Instant, transaction};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What the shop holds now.
#[derive(Deserialize, JsonSchema, Debug)]
#[serde(deny_unknown_fields)]
pub struct StockPutRequest {
    pub items: Vec<StockItem>,
}

#[derive(Deserialize, JsonSchema, Debug)]
#[serde(deny_unknown_fields)]
pub struct StockItem {
    /// The shop's own id of the product.
    pub product_id: String,
    /// The shop's own id of the variant; null where the product has one.
    #[serde(default)]
    pub variant_id: Option<String>,
    /// What lies there, in pieces; a part of a piece cannot be sold.
    pub quantity: Amount,
    /// When it was counted (RFC 3339); now where it is not given. An older statement than the one held is ignored.
    #[serde(default)]
    pub as_of: Option<String>,
}

#[derive(Serialize, JsonSchema, Debug, Default, PartialEq, Eq)]
pub struct StockPutReply {
    /// Statements that changed what is published.
    pub changed: u32,
    /// Statements that are older than what is held.
    pub ignored_as_older: u32,
    /// Statements about what is not in the catalogue.
    pub unknown: u32,
}

/// Statements in one transaction.
const CHUNK: usize = 200;

pub fn stock_put(client: &Client, request: &[u8]) -> Result<StockPutReply> {
    let asked: StockPutRequest = json::read(request)?;
    let world = client.world()?;
    let now = world.clock.now();
    let statements =
        asked.items.iter().enumerate().map(|(nth, item)| {
            item.statement(now).map_err(|error| error.under(nth).under("items"))
        });
    let statements: Vec<Statement> = statements.collect::<Result<_>>()?;
    let mut reply = StockPutReply::default();
    for chunk in statements.chunks(CHUNK) {
        let stated = transaction(&*world.store, |tx| {
            chunk
                .iter()
                .map(|one| stock::put(tx, client.shop_id(), one))
                .collect::<Result<Vec<_>>>()
        })?;
        for one in stated {
            match one {
                Stated::Changed => reply.changed += 1,
                Stated::Older => reply.ignored_as_older += 1,
                Stated::Unknown => reply.unknown += 1,
                Stated::Unchanged => {}
            }
        }
    }
    Ok(reply)
}

impl StockItem {
    /// The statement it makes; also for what `inbox_settle` gets with an order.
    pub fn statement(&self, now: Instant) -> Result<Statement<'_>> {
        let as_of = match &self.as_of {
            None => now,
            Some(text) => instant(text).map_err(|error| error.at("/as_of"))?,
        };
        let quantity = pieces(self.quantity).ok_or_else(|| {
            let message = "The quantity has more digits than a stock can have.";
            Error::new(Code::MoneyTooLarge, message).at("/quantity")
        })?;
        let variant_id = self.variant_id.as_deref().unwrap_or_default();
        Ok(Statement { product_id: &self.product_id, variant_id, quantity, as_of })
    }
}

/// The whole pieces of a quantity.
pub(super) fn pieces(quantity: Amount) -> Option<i64> {
    let one = 10i64.checked_pow(u32::from(quantity.scale))?;
    Some(quantity.units.div_euclid(one))
}

/// An instant with an offset.
pub(super) fn instant(text: &str) -> Result<Instant> {
    Instant::read(text).ok_or_else(|| {
        let message = "An instant such as \"2026-11-21T12:00:00+01:00\" is expected.";
        Error::new(Code::JsonWrongType, message)
    })
}
