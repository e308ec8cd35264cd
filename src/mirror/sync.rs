//! `catalog_sync`: the shop states its catalogue, whole or in part. A repeated statement changes nothing and writes
//! nothing; each transaction is bounded.

use super::changes;
use super::products;
use super::staged::{self, Change, Staged, StagedVariant};
use super::stock_put::{instant, pieces};
use crate::catalog::{self, Mapped};
use crate::client::Client;
use crate::error::{Code, Error, Result};
use crate::json::{self, Raw};
use crate::shops::{Diagnostic, Diagnostics, Document, Severity, Tables};
use crate::world::{Instant, Transaction, World, transaction};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::HashSet;

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
    /// When the items were read from the shop (RFC 3339). Without it a stock that differs counts as of now.
    #[serde(default)]
    pub as_of: Option<String>,
    pub mapping: Option<Document>,
    /// The shop's own product documents, as its API gives them; with `delete` the ids of products.
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

/// Products in one transaction.
const PRODUCTS_MAX: usize = 100;
/// And their bytes.
const BYTES_MAX: usize = 4 << 20;
/// After so long an unfinished snapshot counts as given up.
const SNAPSHOT_MS: i64 = 24 * 3600 * 1000;

pub fn catalog_sync(client: &Client, request: &[u8]) -> Result<SyncReply> {
    let asked: SyncRequest = json::read(request)?;
    let world = client.world()?;
    let as_of = asked.as_of.as_deref().map(instant).transpose();
    let as_of = as_of.map_err(|error| error.at("/as_of"))?;
    let mut sync = Sync { as_of, ..Sync::new(world, client) };
    match asked.mode {
        Mode::Delete => sync.delete(asked.items)?,
        mode => {
            sync.take(client, &asked)?;
            if mode == Mode::Snapshot {
                sync.finish_snapshot(asked.complete)?;
            }
        }
    }
    Ok(sync.reply)
}

struct Sync<'c> {
    world: &'c World,
    shop_id: &'c str,
    as_of: Option<Instant>,
    staged: Vec<Staged>,
    bytes: usize,
    seen: HashSet<String>,
    reply: SyncReply,
}

impl<'c> Sync<'c> {
    fn new(world: &'c World, client: &'c Client) -> Sync<'c> {
        Sync {
            world,
            shop_id: client.shop_id(),
            as_of: None,
            staged: Vec::new(),
            bytes: 0,
            seen: HashSet::new(),
            reply: SyncReply::default(),
        }
    }

    /// Maps the items and stores them, some at a time.
    fn take(&mut self, client: &Client, asked: &SyncRequest) -> Result<()> {
        let program = catalog::program(&asked.from, asked.mapping.clone())?;
        let shop = &client.config.shop;
        let tables = Tables::new(&program, shop);
        let now = catalog::digits(self.world.clock.now());
        let mut diagnostics = Diagnostics::default();
        let keeps_numbers = asked.from == "woocommerce";
        let context = (shop, now);
        catalog::each_product(
            (&program, &tables),
            context,
            asked.items,
            &mut diagnostics,
            &mut |mapped| self.stage(mapped, keeps_numbers),
        )?;
        self.flush()?;
        self.reply.diagnostics = diagnostics.finish();
        Ok(())
    }

    fn stage(&mut self, mapped: &Mapped, keeps_numbers: bool) -> Result<()> {
        check_id(mapped.external_id)?;
        mapped.variants.iter().try_for_each(|variant| check_id(&variant.external_id))?;
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        let variant = |variant: &catalog::MappedVariant| StagedVariant {
            variant_id: variant.external_id.clone(),
            sku: variant.sku.clone(),
            canonical: text(variant.canonical),
            woocommerce: text(variant.woocommerce),
            quantity: variant.quantity.filter(|_| variant.is_tracked).and_then(pieces),
        };
        let print = &mapped.fingerprint;
        let staged = Staged {
            product_id: mapped.external_id.to_owned(),
            kind: mapped.kind.to_owned(),
            canonical: text(mapped.canonical),
            woocommerce: text(mapped.woocommerce),
            fingerprint: [print.content, print.price, print.stock].map(u128::to_be_bytes),
            variants: mapped.variants.iter().map(variant).collect(),
            keeps_numbers,
            terms: None,
        };
        self.bytes += staged.canonical.len() + 2 * staged.woocommerce.len();
        self.seen.insert(staged.product_id.clone());
        self.staged.push(staged);
        match self.staged.len() >= PRODUCTS_MAX || self.bytes >= BYTES_MAX {
            true => self.flush(),
            false => Ok(()),
        }
    }

    fn flush(&mut self) -> Result<()> {
        let staged = std::mem::take(&mut self.staged);
        self.bytes = 0;
        let (shop_id, as_of) = (self.shop_id, self.as_of);
        let (stored, events) = self.counted(|tx| {
            let put = staged.iter().map(|one| staged::put(tx, shop_id, one, as_of));
            put.collect::<Result<Vec<Change>>>()
        })?;
        self.reply.events += events;
        for change in stored {
            let reply = &mut self.reply;
            let altered = change.content || change.price || change.stock;
            match (change.created, altered) {
                (true, _) => reply.created += 1,
                (false, true) => reply.updated += 1,
                (false, false) => reply.unchanged += 1,
            }
            reply.price_changed += u32::from(change.price && !change.created);
            reply.stock_changed += u32::from(change.stock && !change.created);
        }
        Ok(())
    }

    /// Runs `work` in a transaction, and says how many changes it recorded.
    fn counted<T>(
        &self,
        mut work: impl FnMut(&mut dyn Transaction) -> Result<T>,
    ) -> Result<(T, i64)> {
        transaction(&*self.world.store, |tx| {
            let before = changes::count(tx, self.shop_id)?;
            let done = work(tx)?;
            Ok((done, changes::count(tx, self.shop_id)?.saturating_sub(before)))
        })
    }

    fn delete(&mut self, items: Raw) -> Result<()> {
        let ids: Vec<ProductId> = json::read(items.0.as_bytes()).map_err(|error| {
            let path = format!("/items{}", error.path);
            error.at(path)
        })?;
        let ids: Vec<String> = ids.into_iter().map(ProductId::text).collect();
        self.delete_all(&ids)
    }

    fn delete_all(&mut self, ids: &[String]) -> Result<()> {
        let shop_id = self.shop_id;
        for chunk in ids.chunks(PRODUCTS_MAX) {
            let (deleted, events) = self.counted(|tx| {
                let mut deleted = 0;
                for id in chunk {
                    deleted += u32::from(staged::delete(tx, shop_id, id)?);
                }
                Ok(deleted)
            })?;
            self.reply.deleted += deleted;
            self.reply.events += events;
        }
        Ok(())
    }

    /// Deletes what a whole snapshot did not name. Where something of it could not be read, nothing is.
    fn finish_snapshot(&mut self, complete: bool) -> Result<()> {
        let unread = ["product.other_format", "product.id_missing"];
        let left_out = |one: &Diagnostic| {
            let is_no_product = one.code == "product.wrong_type" && one.path.is_empty();
            is_no_product || one.severity == Severity::Error && unread.contains(&one.code)
        };
        if self.reply.diagnostics.iter().any(left_out) {
            self.seen.insert(String::new());
        }
        if !complete {
            let seen: Vec<&String> = self.seen.iter().collect();
            return remember(self.world, self.shop_id, &seen);
        }
        let (shop_id, seen) = (self.shop_id, &self.seen);
        let (named, held) = transaction(&*self.world.store, |tx| {
            let mut named = earlier(tx, shop_id)?;
            named.extend(seen.iter().cloned());
            Ok((named, products::ids(tx, shop_id)?))
        })?;
        if named.is_empty() && !held.is_empty() {
            let message = "An empty snapshot would delete the whole catalogue. If that is meant, \
                           name the products with the mode delete.";
            return Err(Error::new(Code::CatalogEmptySnapshot, message).at("/items"));
        }
        if named.contains("") {
            let code = Code::CatalogUnreadSnapshot;
            self.reply.diagnostics.push(Diagnostic {
                item: None,
                path: String::new(),
                code: code.as_str(),
                message: "Some products could not be read, so none was deleted.".into(),
                severity: Severity::Warning,
                count: 1,
            });
        } else {
            let gone: Vec<String> = held.into_iter().filter(|id| !named.contains(id)).collect();
            self.delete_all(&gone)?;
        }
        forget(self.world, self.shop_id)
    }
}

/// A product's id, as a shop's hook gives it.
#[derive(Deserialize)]
#[serde(untagged)]
enum ProductId {
    Text(String),
    Number(i64),
    Named { product_id: String },
}

impl ProductId {
    fn text(self) -> String {
        match self {
            ProductId::Text(id) | ProductId::Named { product_id: id } => id,
            ProductId::Number(id) => id.to_string(),
        }
    }
}

fn check_id(id: &str) -> Result<()> {
    let max = crate::limits::ID_BYTES_MAX;
    match (1..=max).contains(&id.len()) {
        true => Ok(()),
        false => {
            let message = format!("The id of a product or variant has 1 to {max} bytes.");
            Err(Error::new(Code::JsonOutOfBounds, message).at("/items"))
        }
    }
}

fn remember(world: &World, shop_id: &str, seen: &[&String]) -> Result<()> {
    for chunk in seen.chunks(PRODUCTS_MAX) {
        transaction(&*world.store, |tx| {
            for id in chunk {
                let now = tx.now();
                tx.execute(
                    "INSERT INTO snapshot_products (shop_id, product_id, seen_at) \
                     VALUES (?, ?, ?) ON CONFLICT (shop_id, product_id) DO UPDATE SET \
                     seen_at = excluded.seen_at",
                    &[shop_id.into(), id.as_str().into(), now.into()],
                )?;
            }
            Ok(())
        })?;
    }
    Ok(())
}

/// What earlier calls of this snapshot named.
fn earlier(tx: &mut dyn Transaction, shop_id: &str) -> Result<HashSet<String>> {
    let since = tx.now().plus_ms(-SNAPSHOT_MS);
    let mut named = HashSet::new();
    tx.query(
        "SELECT product_id FROM snapshot_products WHERE shop_id = ? AND seen_at > ?",
        &[shop_id.into(), since.into()],
        &mut |row| {
            named.insert(row.text(0).to_owned());
            Ok(())
        },
    )?;
    Ok(named)
}

fn forget(world: &World, shop_id: &str) -> Result<()> {
    transaction(&*world.store, |tx| {
        tx.execute("DELETE FROM snapshot_products WHERE shop_id = ?", &[shop_id.into()])?;
        Ok(())
    })
}
