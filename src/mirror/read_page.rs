//! A page of a hosted shop's list: stored in one transaction with what its reader must not forget. It must not know where
//! the page came from.

use super::intake::{Intake, Place, Taking};
use super::staged::{self, Put, Staged};
use super::sync::{self, Reading, SyncReply};
use crate::catalog;
use crate::client::Client;
use crate::error::Result;
use crate::json::{self, Raw};
use crate::shops::{Diagnostics, Document};
use crate::world::{Instant, Transaction};

/// What is stored in the transaction of a page, given the numbers of the products that the page names.
pub type Also<'a> = &'a mut dyn FnMut(&mut dyn Transaction, &[i64]) -> Result<()>;

/// How the pages of one shop are read.
pub struct PageReader {
    reading: Reading,
    keeps_numbers: bool,
}

impl PageReader {
    pub fn new(client: &Client, from: &str, mapping: Option<Document>) -> Result<PageReader> {
        let reading = Reading::of(client, from, mapping)?;
        Ok(PageReader { reading, keeps_numbers: sync::keeps_numbers(from) })
    }

    /// Stores a page that was asked for at `as_of`. What the mirror has learned of a product since then stays.
    pub fn put(
        &self,
        client: &Client,
        page: &str,
        as_of: Instant,
        also: Also,
    ) -> Result<SyncReply> {
        let place = Place { world: client.world()?, shop_id: client.shop_id() };
        let mut intake = Intake::of_page(as_of, self.keeps_numbers);
        let mut diagnostics = Diagnostics::default();
        let context = (&client.config.shop, self.reading.now());
        let take = &mut Taking { place, intake: &mut intake };
        catalog::each_product(self.reading.rules(), context, Raw(page), &mut diagnostics, take)?;
        intake.tell(diagnostics.finish());
        intake.commit_page(place, also)?;
        Ok(intake.reply)
    }
}

/// As [`staged::put`], of what was read from the shop at `as_of`: a product of which a later statement has come in since then stays
/// as that says.
pub(super) fn put_unless_overtaken(
    tx: &mut dyn Transaction,
    shop_id: &str,
    staged: &Staged,
    as_of: Option<Instant>,
) -> Result<Put> {
    let at = |canonical: &str| {
        let at = json::find(canonical, "/updated_at").filter(|at| at.value.is_text());
        at.map(|at| json::said(at.value).into_owned())
    };
    let (stated, mut overtaken_by) = (at(&staged.canonical), None);
    tx.query(
        "SELECT number, canonical FROM products WHERE shop_id = ? AND product_id = ? \
         AND is_deleted = 0 AND modified_at >= ?",
        &[shop_id.into(), (&staged.product_id).into(), as_of.into()],
        &mut |row| {
            // Both are written alike: as UTC, so that the later one is the greater text.
            let is_later =
                at(row.text(1)).zip(stated.as_ref()).is_some_and(|(held, now)| held > *now);
            overtaken_by = is_later.then(|| row.integer(0));
            Ok(())
        },
    )?;
    match overtaken_by {
        Some(number) => Ok(Put { number, ..Put::default() }),
        None => staged::put(tx, shop_id, staged, as_of),
    }
}
