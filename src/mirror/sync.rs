//! `catalog_sync`: the shop states its catalogue, whole or in part. A repeated statement changes nothing and writes
//! nothing; each transaction is bounded.

use super::intake::{Intake, Place, Taking};
use super::snapshot;
use super::stock_put::instant;
use crate::catalog::{self, Fingerprint, Mapped, Take};
use crate::client::Client;
use crate::error::Result;
use crate::json::{self, Raw};
use crate::model::written::Digits;
use crate::shops::{Diagnostic, Diagnostics, Document, Program, Tables};
use crate::targets::Context;
use crate::world::Instant;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// What the shop states.
#[derive(Deserialize, JsonSchema, Debug)]
#[serde(deny_unknown_fields)]
pub struct SyncRequest<'a> {
    /// The shop system: woocommerce, shopify, or custom with a `mapping`.
    pub from: String,
    pub mode: Mode,
    /// With `snapshot`: this call holds the last of the items, and what none of them named is deleted.
    #[serde(default)]
    pub complete: bool,
    /// When the items were read from the shop (RFC 3339). Without it a stock that differs counts as of now. A stock that is
    /// as it is held keeps the time at which it was stated first: an unchanged product writes nothing.
    #[serde(default)]
    pub as_of: Option<String>,
    pub mapping: Option<Document>,
    /// The shop's own product documents, as its API gives them; with `delete` the ids of products, or objects with their `id`. Not given to a stream.
    #[serde(borrow)]
    pub items: Raw<'a>,
}

/// What the items are.
#[derive(Deserialize, JsonSchema, Clone, Copy, PartialEq, Eq, Debug)]
#[serde(rename_all = "snake_case")]
pub enum Mode {
    /// Products that are new or have changed; all others stay.
    Upsert,
    /// Products that are no more.
    Delete,
    /// The whole catalogue, in one call or in several of which the last one is `complete`.
    Snapshot,
}

#[derive(Serialize, JsonSchema, Debug, Default)]
pub struct SyncReply {
    pub created: u32,
    /// Products of which anything changed: content, price or stock.
    pub updated: u32,
    /// Of those: with other content.
    pub content_changed: u32,
    /// Of those: with another price.
    pub price_changed: u32,
    /// Of those: with another stock.
    pub stock_changed: u32,
    pub unchanged: u32,
    pub deleted: u32,
    /// Changes in the change feed.
    pub events: i64,
    pub diagnostics: Vec<Diagnostic>,
}

/// Diagnostics of one kind that are told one by one of a feed that comes in many parts.
const TOLD_OF_A_KIND: usize = 20;

impl SyncReply {
    /// Adds what a further part of the same feed has done.
    pub fn add(&mut self, more: SyncReply) {
        self.created += more.created;
        self.updated += more.updated;
        self.content_changed += more.content_changed;
        self.price_changed += more.price_changed;
        self.stock_changed += more.stock_changed;
        self.unchanged += more.unchanged;
        self.deleted += more.deleted;
        self.events += more.events;
        for one in more.diagnostics {
            let mut alike = self.diagnostics.iter_mut().filter(|held| held.code == one.code);
            match alike.by_ref().nth(TOLD_OF_A_KIND - 1) {
                // From here on they are counted, as within one document.
                Some(held) => held.count = held.count.saturating_add(one.count),
                None => self.diagnostics.push(one),
            }
        }
    }
}

/// How the items of a feed are read.
pub(super) struct Reading {
    program: Arc<Program>,
    tables: Tables,
    now: Option<Digits>,
}

impl Reading {
    pub(super) fn of(client: &Client, from: &str, mapping: Option<Document>) -> Result<Reading> {
        let program = catalog::program(from, mapping)?;
        let tables = Tables::new(&program, &client.config.shop)?;
        Ok(Reading { program, tables, now: catalog::digits(client.world()?.clock.now()) })
    }
    pub(super) fn rules(&self) -> (&Program, &Tables) {
        (&self.program, &self.tables)
    }
    pub(super) fn now(&self) -> Option<Digits> {
        self.now
    }
    pub(super) fn context<'c>(&'c self, client: &'c Client) -> Context<'c> {
        let Reading { program, tables, now } = self;
        Context { shop: &client.config.shop, source: &program.source, now: *now, zone: tables.zone }
    }
}

/// Whether the ids of a shop's products are their numbers in REST v3 too: those who know the shop go on knowing them.
pub(super) fn keeps_numbers(from: &str) -> bool {
    from == "woocommerce"
}

/// The instant that a request names, if it names one.
pub(super) fn as_of(asked: Option<&str>) -> Result<Option<Instant>> {
    asked.map(instant).transpose().map_err(|error| error.at("/as_of"))
}

pub fn catalog_sync(client: &Client, request: &[u8]) -> Result<SyncReply> {
    read_and_sync(client, request).inspect_err(|error| {
        // One that may be made again as it is ends nothing.
        let is_over = !error.status().is_retryable();
        if is_over && is_part_of_a_snapshot(&String::from_utf8_lossy(request)) {
            break_off(client);
        }
    })
}

fn read_and_sync(client: &Client, request: &[u8]) -> Result<SyncReply> {
    // Items that stand last are read where they stand, and so once if nothing of them has changed; what is not as it seems
    // is read again.
    if let Ok((asked, is_lent)) = json::read_but_last::<SyncRequest>(request) {
        let mut unchecked = is_lent.then_some(asked.items.0);
        match sync(client, asked, &mut unchecked) {
            Err(error) if unchecked.is_some() && error.code.as_str().starts_with("json.") => {}
            done => return done,
        }
    }
    sync(client, json::read(request)?, &mut None)
}

/// Whether others come after it; as far as a request that was refused can be read.
fn is_part_of_a_snapshot(request: &str) -> bool {
    let mode = json::find(request, "/mode").map(|found| json::said(found.value));
    let complete = json::find(request, "/complete").is_some_and(|found| found.value.is_true());
    mode.as_deref() == Some("snapshot") && !complete
}

/// A part of a snapshot ended in an error: what it would have named is not known, so that nothing may be deleted.
pub(super) fn break_off(client: &Client) {
    if let Ok(world) = client.world() {
        let place = Place { world, shop_id: client.shop_id() };
        // The error itself is what is told, whatever comes of this.
        let _ = place.run(|tx| snapshot::break_off(tx, place.shop_id));
    }
}

/// Who takes the products of items that have not been looked at to their end: before the first product is written, they
/// are. So nothing is ever half written because of what does not parse.
struct CheckedFirst<'c, 'i, 'u, 't> {
    taking: Taking<'c, 'i>,
    unchecked: &'u mut Option<&'t str>,
}

impl Take for CheckedFirst<'_, '_, '_, '_> {
    fn holds(&mut self, external_id: &[u8], fingerprint: &Fingerprint) -> Result<bool> {
        self.taking.holds(external_id, fingerprint)
    }
    fn take(&mut self, mapped: &Mapped) -> Result<()> {
        if let Some(items) = *self.unchecked {
            json::read::<Raw>(items.as_bytes())?;
            *self.unchecked = None;
        }
        self.taking.take(mapped)
    }
}

/// Takes in the items; `unchecked` holds their text until they have been looked at to their end.
fn sync(client: &Client, asked: SyncRequest, unchecked: &mut Option<&str>) -> Result<SyncReply> {
    let place = Place { world: client.world()?, shop_id: client.shop_id() };
    let mut intake =
        Intake::new(asked.mode, as_of(asked.as_of.as_deref())?, keeps_numbers(&asked.from));
    if asked.mode == Mode::Delete {
        intake.delete(place, &asked.from, asked.items)?;
        return Ok(intake.reply);
    }
    let reading = Reading::of(client, &asked.from, asked.mapping)?;
    let mut diagnostics = Diagnostics::default();
    let context = (&client.config.shop, reading.now);
    let take = &mut CheckedFirst { taking: Taking { place, intake: &mut intake }, unchecked };
    catalog::each_product(reading.rules(), context, asked.items, &mut diagnostics, take)?;
    intake.tell(diagnostics.finish());
    intake.finish(place, (asked.mode, asked.complete))?;
    Ok(intake.reply)
}
