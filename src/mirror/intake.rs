//! Takes in what a feed states, some products at a time: what is held as it is stated is passed over, the rest is stored
//! in bounded transactions, and what a complete snapshot did not name is deleted. It must not read the shop's documents.

use super::changes;
use super::pages::{self, Held, Pages};
use super::products;
use super::read_page::{self, Also};
use super::snapshot::{self, Named};
use super::staged::{self, Put, Staged, StagedVariant};
use super::stock_put::pieces;
use super::sync::{Mode, SyncReply};
use crate::catalog::{Fingerprint, Mapped, MappedVariant, Take};
use crate::error::{Code, Error, Result};
use crate::json::{self, Raw};
use crate::limits;
use crate::shops::{Diagnostic, Severity};
use crate::world::{Instant, Transaction, World, transaction};
use serde::Deserialize;
use std::collections::{BTreeMap, HashSet};

/// Products in one transaction, and their bytes.
const PRODUCTS_MAX: usize = 250;
const BYTES_MAX: usize = 4 << 20;

/// Where it is all stored.
#[derive(Clone, Copy)]
pub struct Place<'c> {
    pub world: &'c World,
    pub shop_id: &'c str,
}

impl Place<'_> {
    pub fn run<T>(self, work: impl FnMut(&mut dyn Transaction) -> Result<T>) -> Result<T> {
        transaction(&*self.world.store, work)
    }

    /// Runs `work`, and says how many changes it recorded.
    fn counted<T>(
        self,
        mut work: impl FnMut(&mut dyn Transaction) -> Result<T>,
    ) -> Result<(T, i64)> {
        self.run(|tx| {
            let before = changes::count(tx, self.shop_id)?;
            let done = work(tx)?;
            Ok((done, changes::count(tx, self.shop_id)?.saturating_sub(before)))
        })
    }
}

/// What lives from the first item of a feed to its last.
#[derive(Default)]
pub struct Intake {
    as_of: Option<Instant>,
    keeps_numbers: bool,
    /// It is a page that was read from the shop: stored as a whole, and possibly overtaken meanwhile.
    is_page: bool,
    /// A product may come without all its variants: those that it names and that are not there stay.
    is_in_parts: bool,
    staged: Vec<Staged>,
    /// The products among them, as hashes: what is stored of these is not what is held.
    waiting: HashSet<u64>,
    bytes: usize,
    pages: Pages,
    named: Named,
    pub reply: SyncReply,
}

/// An intake, and where it stores: who takes the products as they are mapped.
pub struct Taking<'c, 'i> {
    pub place: Place<'c>,
    pub intake: &'i mut Intake,
}

impl Take for Taking<'_, '_> {
    fn holds(&mut self, external_id: &[u8], fingerprint: &Fingerprint) -> Result<bool> {
        let (id, intake) = (pages::id_of(external_id), &mut *self.intake);
        if intake.waiting.contains(&id) {
            return Ok(false);
        }
        let mut held = intake.pages.find(id);
        if held.is_none() && intake.pages.is_worth_reading() {
            let product_id = String::from_utf8_lossy(external_id);
            let shop_id = self.place.shop_id;
            self.place.run(|tx| {
                let number = products::number_of(tx, shop_id, &product_id)?;
                intake.pages.read(tx, shop_id, number)
            })?;
            held = intake.pages.find(id);
        }
        let held = held.filter(|held| held.print == fingerprint.print());
        if let Some(held) = held {
            intake.named.insert(held.number);
            intake.reply.unchanged += 1;
        }
        Ok(held.is_some())
    }

    fn take(&mut self, mapped: &Mapped) -> Result<()> {
        let intake = &mut *self.intake;
        let staged = staged(mapped, intake);
        intake.bytes += staged.canonical.len() + 2 * staged.woocommerce.len();
        intake.waiting.insert(pages::id_of(mapped.external_id.as_bytes()));
        intake.staged.push(staged);
        let is_full = intake.staged.len() >= PRODUCTS_MAX || intake.bytes >= BYTES_MAX;
        match is_full && !intake.is_page {
            true => intake.flush(self.place),
            false => Ok(()),
        }
    }
}

fn staged(mapped: &Mapped, intake: &Intake) -> Staged {
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    let document = |members: &[u8]| format!("{{{}}}", String::from_utf8_lossy(members));
    let variant = |variant: &MappedVariant| StagedVariant {
        variant_id: variant.external_id.clone(),
        sku: variant.sku.clone(),
        canonical: text(variant.canonical),
        woocommerce: document(variant.woocommerce),
        quantity: variant.quantity.filter(|_| variant.is_tracked).and_then(pieces),
        is_shared: variant.is_shared,
        stock_said: variant.stock_said,
        inventory_id: inventory_id(variant.canonical),
    };
    let print = &mapped.fingerprint;
    Staged {
        product_id: mapped.external_id.to_owned(),
        kind: mapped.kind.to_owned(),
        canonical: text(mapped.canonical),
        woocommerce: document(mapped.woocommerce),
        fingerprint: [print.content, print.price, print.stock].map(u128::to_be_bytes),
        variants: mapped.variants.iter().map(variant).collect(),
        unheard: if intake.is_in_parts { mapped.unheard.clone() } else { Vec::new() },
        has_more: mapped.has_more,
        stopped: mapped.stopped,
        own_stock: mapped.own_stock.clone(),
        keeps_numbers: intake.keeps_numbers,
        terms: None,
    }
}

/// By what the shop names the variant's stock; '' where it has no such name.
fn inventory_id(canonical: &[u8]) -> String {
    let canonical = std::str::from_utf8(canonical).unwrap_or_default();
    let found = json::find(canonical, "/inventory_id").filter(|found| found.value.is_text());
    let id = found.map(|found| json::said(found.value).into_owned());
    id.filter(|id| id.len() <= limits::ID_BYTES_MAX).unwrap_or_default()
}

impl Intake {
    pub fn new(mode: Mode, as_of: Option<Instant>, keeps_numbers: bool) -> Intake {
        let is_in_parts = mode == Mode::Upsert;
        Intake { as_of, keeps_numbers, is_in_parts, ..Intake::default() }
    }

    /// Of a page that was asked for at `as_of`; `commit` ends it.
    pub fn of_page(as_of: Instant, keeps_numbers: bool) -> Intake {
        Intake { is_page: true, as_of: Some(as_of), keeps_numbers, ..Intake::default() }
    }

    /// Stores what waits, in one transaction with its events.
    pub fn flush(&mut self, place: Place) -> Result<()> {
        match self.staged.is_empty() {
            true => Ok(()),
            false => self.commit(place, None),
        }
    }

    /// As [`Intake::flush`], of a page with what else belongs to it; that is also stored where nothing waits.
    pub fn commit_page(&mut self, place: Place, also: Also) -> Result<()> {
        self.commit(place, Some(also))
    }

    fn commit(&mut self, place: Place, mut also: Option<Also>) -> Result<()> {
        let staged = std::mem::take(&mut self.staged);
        self.waiting.clear();
        self.bytes = 0;
        let (shop_id, as_of, is_page) = (place.shop_id, self.as_of, self.is_page);
        let ((puts, held, skus), events) = place.counted(|tx| {
            let puts = staged.iter().map(|one| match is_page {
                true => read_page::put_unless_overtaken(tx, shop_id, one, as_of),
                false => staged::put(tx, shop_id, one, as_of),
            });
            let puts = puts.collect::<Result<Vec<Put>>>()?;
            // Of two statements of one product the last counts.
            let held: BTreeMap<i64, Option<Held>> = staged
                .iter()
                .zip(&puts)
                .map(|(one, put)| (put.number, put.is_at_rest.then(|| one.held(put.number))))
                .collect();
            let held: Vec<(i64, Option<Held>)> = held.into_iter().collect();
            pages::write(tx, shop_id, &held)?;
            if let Some(also) = &mut also {
                let mut numbers = self.named.numbers();
                numbers.extend(puts.iter().map(|put| put.number));
                also(tx, &numbers)?;
            }
            // Last, for a SKU may have moved within them.
            let sku_of = |(one, put): (&Staged, &Put)| match put.is_new {
                true => staged::sku_of(tx, shop_id, one),
                false => Ok(None),
            };
            let skus = staged.iter().zip(&puts).map(sku_of).collect::<Result<Vec<_>>>()?;
            Ok((puts, held, skus))
        })?;
        self.reply.events += events;
        let ids = staged.iter().map(|one| pages::id_of(one.product_id.as_bytes()));
        self.pages.forget(ids);
        self.pages.keep(held.into_iter().filter_map(|(_, held)| held));
        for ((one, put), sku_of) in staged.iter().zip(&puts).zip(&skus) {
            self.count(one, put, sku_of.as_ref());
        }
        Ok(())
    }

    fn count(&mut self, staged: &Staged, put: &Put, sku_of: Option<&(String, String, i64)>) {
        let reply = &mut self.reply;
        match (put.created, put.parts.is_any()) {
            (true, _) => reply.created += 1,
            (false, true) => reply.updated += 1,
            (false, false) => reply.unchanged += 1,
        }
        reply.content_changed += u32::from(put.parts.content);
        reply.price_changed += u32::from(put.parts.price);
        reply.stock_changed += u32::from(put.parts.stock);
        self.named.insert(put.number);
        // Of two products of one feed it has been told when they were read.
        if let Some((sku, other, number)) = sku_of
            && !self.named.contains(*number)
            && reply.diagnostics.len() < limits::DIAGNOSTICS_MAX
        {
            let id = &staged.product_id;
            let message = format!(
                "The SKU \"{sku}\" of product {id} is that of product {other}, too; products are known by their ids."
            );
            reply.diagnostics.push(told(Code::ProductSkuTwice, message));
        }
    }

    /// Passes on what was told of the feed.
    pub fn tell(&mut self, told: Vec<Diagnostic>) {
        if told.iter().any(is_left_out) {
            self.named.leave_unread();
        }
        self.reply.diagnostics.extend(told);
    }

    /// The end of a feed: the rest is stored, and a snapshot deletes what it did not name.
    pub fn finish(&mut self, place: Place, (mode, complete): (Mode, bool)) -> Result<()> {
        self.flush(place)?;
        match mode {
            Mode::Snapshot => self.finish_snapshot(place, complete),
            Mode::Upsert | Mode::Delete => Ok(()),
        }
    }

    pub fn delete(&mut self, place: Place, from: &str, items: Raw) -> Result<()> {
        let of_the_items = |error: Error| error.under("items");
        let items: Vec<Raw> = json::read(items.0.as_bytes()).map_err(of_the_items)?;
        let id = |(nth, item): (usize, &Raw)| {
            let gone = json::read::<Gone>(item.0.as_bytes());
            gone.map(|gone| gone.id(from)).map_err(|error| of_the_items(error.under(nth)))
        };
        let ids: Vec<String> = items.iter().enumerate().map(id).collect::<Result<_>>()?;
        self.delete_all(place, &ids)
    }

    fn delete_all(&mut self, place: Place, ids: &[String]) -> Result<()> {
        let shop_id = place.shop_id;
        for chunk in ids.chunks(PRODUCTS_MAX) {
            let (deleted, events) = place.counted(|tx| {
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
    fn finish_snapshot(&mut self, place: Place, complete: bool) -> Result<()> {
        let shop_id = place.shop_id;
        let named = &mut self.named;
        if !complete {
            return place.run(|tx| {
                named.add_earlier(tx, shop_id)?;
                named.remember(tx, shop_id)
            });
        }
        let is_all = place.run(|tx| {
            named.add_earlier(tx, shop_id)?;
            // What could not be read is told as that.
            let is_empty = named.is_empty() && !named.is_unread();
            Ok(is_empty && !products::ids_after(tx, shop_id, (0, 1), None)?.is_empty())
        })?;
        if is_all {
            let message = "An empty snapshot would delete the whole catalogue. If that is meant, \
                           name the products with the mode delete.";
            return Err(Error::new(Code::CatalogEmptySnapshot, message).at("/items"));
        }
        match self.named.is_unread() {
            true => {
                let message = "Some products could not be read, so none was deleted.".to_owned();
                let unread = told(Code::CatalogUnreadSnapshot, message);
                self.reply.diagnostics.push(unread);
            }
            false => self.delete_unnamed(place)?,
        }
        place.run(|tx| snapshot::forget(tx, shop_id))
    }

    fn delete_unnamed(&mut self, place: Place) -> Result<()> {
        const STEP: i64 = 1000;
        let mut after = 0;
        loop {
            let held = place
                .run(|tx| products::ids_after(tx, place.shop_id, (after, STEP), self.as_of))?;
            let Some((_, last)) = held.last() else { return Ok(()) };
            after = *last;
            let gone = held.into_iter().filter(|(_, number)| !self.named.contains(*number));
            let gone: Vec<String> = gone.map(|(id, _)| id).collect();
            self.delete_all(place, &gone)?;
        }
    }
}

/// Whether it says that something of the feed was no product that could be taken in.
fn is_left_out(one: &Diagnostic) -> bool {
    let unread = [
        Code::ProductOtherFormat,
        Code::ProductIdMissing,
        Code::ProductIdTooLong,
        Code::ProductFieldMissing,
    ];
    let is_no_product = one.code == "product.wrong_type" && one.path.is_empty();
    is_no_product
        || one.severity == Severity::Error && unread.iter().any(|code| code.as_str() == one.code)
}

fn told(code: Code, message: String) -> Diagnostic {
    Diagnostic {
        item: None,
        path: String::new(),
        code: code.as_str(),
        message,
        severity: Severity::Warning,
        count: 1,
    }
}

/// A product that is no more, as a shop's hook names it: by its id alone, or in a document that holds it.
#[derive(Deserialize)]
#[serde(
    untagged,
    expecting = "the id of a product is expected, or an object with it as product_id or id"
)]
enum Gone {
    Id(ProductId),
    Named { product_id: ProductId },
    Known { id: ProductId },
}

#[derive(Deserialize)]
#[serde(untagged)]
enum ProductId {
    Text(String),
    Number(i64),
}

impl Gone {
    fn id(self, from: &str) -> String {
        match self {
            Gone::Id(id) | Gone::Named { product_id: id } | Gone::Known { id } => match id {
                // Its GraphQL writes the number behind its kind.
                ProductId::Text(id) if from == "shopify" => {
                    id.strip_prefix("gid://shopify/Product/").unwrap_or(&id).to_owned()
                }
                ProductId::Text(id) => id,
                ProductId::Number(id) => id.to_string(),
            },
        }
    }
}
