//! What the mirror holds of each product as one small hash, many to a row: a product that is stated as it is held is
//! passed over without a look at its own row. It must never say of a product that it is held as it is not.
//!
//! A page holds the products of [`PAGE`] numbers in a row, and numbers are given in the order of the first feed, so a feed
//! in that order reads each page once. Whoever changes a product, or what is published of it, by another way than a feed
//! takes its page away; it is written again when a feed has looked at its products.

use crate::error::Result;
use crate::world::{Transaction, Value};
use std::collections::{BTreeMap, HashMap};
use xxhash_rust::xxh3::xxh3_64;

const PAGE: i64 = 256;
/// Pages read at once.
const READ_AHEAD: i64 = 16;
/// Products held at once, in some 3 MiB.
const HELD_MAX: usize = 65_536;

/// What is held of one product: its number, its id as a hash, itself as a hash.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Held {
    pub number: i64,
    pub id: u64,
    pub print: u64,
}

/// The hash of a product's id.
pub fn id_of(external_id: &[u8]) -> u64 {
    xxh3_64(external_id)
}

/// The pages that a feed has read.
#[derive(Default)]
pub struct Pages {
    held: HashMap<u64, Held>,
    /// Products found since pages were last read, and how often reading was in vain of late.
    found: u32,
    in_vain: u32,
    /// Products not found that are let go before reading is tried again.
    patience: u32,
}

impl Pages {
    /// What is held of this product; none where its page has not been read.
    pub fn find(&mut self, id: u64) -> Option<Held> {
        let held = self.held.get(&id).copied();
        self.found += u32::from(held.is_some());
        held
    }

    /// Whether it is worth reading the pages from this product on. A first feed and one in another order would read for
    /// each product what helps none.
    pub fn is_worth_reading(&mut self) -> bool {
        self.patience = self.patience.saturating_sub(1);
        self.patience == 0
    }

    /// Reads the page of this number, and those after it.
    pub fn read(
        &mut self,
        tx: &mut dyn Transaction,
        shop_id: &str,
        number: Option<i64>,
    ) -> Result<()> {
        const ENOUGH: u32 = 64;
        self.in_vain = if number.is_some() && self.found >= ENOUGH { 0 } else { self.in_vain + 1 };
        self.patience = 1 << self.in_vain.min(8);
        self.found = 0;
        let Some(number) = number else { return Ok(()) };
        self.make_room();
        let first = number.div_euclid(PAGE);
        let values: [Value; 3] =
            [shop_id.into(), first.into(), first.saturating_add(READ_AHEAD).into()];
        tx.query(
            "SELECT page, entries FROM product_pages WHERE shop_id = ? AND page >= ? AND page < ?",
            &values,
            &mut |row| {
                let page = row.integer(0);
                let held = entries(row.bytes(1)).map(|entry| entry.held(page));
                self.held.extend(held.map(|held| (held.id, held)));
                Ok(())
            },
        )?;
        Ok(())
    }

    /// Takes over what [`write`] has written.
    pub fn keep(&mut self, written: impl Iterator<Item = Held>) {
        self.make_room();
        self.held.extend(written.map(|held| (held.id, held)));
    }
    pub fn forget(&mut self, ids: impl Iterator<Item = u64>) {
        for id in ids {
            self.held.remove(&id);
        }
    }

    /// A catalogue is larger than memory. What is let go of is read again, or looked up as a product of its own.
    fn make_room(&mut self) {
        if self.held.len() >= HELD_MAX {
            self.held.clear();
        }
    }
}

/// An entry of a page: the number's place in it, the id, the product.
struct Entry<'p>(&'p [u8; ENTRY]);
const ENTRY: usize = 17;

impl Entry<'_> {
    fn held(&self, page: i64) -> Held {
        let [place, rest @ ..] = self.0;
        let word = |bytes: Option<&[u8; 8]>| bytes.map_or(0, |bytes| u64::from_be_bytes(*bytes));
        let number = page.saturating_mul(PAGE).saturating_add(i64::from(*place));
        Held { number, id: word(rest.first_chunk()), print: word(rest.last_chunk()) }
    }
}

fn entries(page: &[u8]) -> impl Iterator<Item = Entry<'_>> {
    page.chunks_exact(ENTRY).filter_map(|entry| entry.first_chunk().map(Entry))
}

/// Writes what is now held of these products, each page once and only where it changes; of which nothing is held that need
/// not be looked at again, none is written.
pub fn write(tx: &mut dyn Transaction, shop_id: &str, held: &[(i64, Option<Held>)]) -> Result<()> {
    let mut pages: BTreeMap<i64, Vec<(i64, Option<Held>)>> = BTreeMap::new();
    for one in held {
        pages.entry(one.0.div_euclid(PAGE)).or_default().push(*one);
    }
    for (page, changed) in pages {
        let before = stored(tx, shop_id, page)?;
        let known = entries(&before).map(|entry| entry.held(page));
        let mut places: BTreeMap<i64, Held> = known.map(|held| (held.number, held)).collect();
        for (number, held) in changed {
            match held {
                Some(held) => drop(places.insert(number, held)),
                None => drop(places.remove(&number)),
            }
        }
        let mut after = Vec::with_capacity(places.len() * ENTRY);
        for held in places.values() {
            after.push(u8::try_from(held.number.rem_euclid(PAGE)).unwrap_or_default());
            after.extend_from_slice(&held.id.to_be_bytes());
            after.extend_from_slice(&held.print.to_be_bytes());
        }
        if after != before {
            tx.execute(
                "INSERT INTO product_pages (shop_id, page, entries) VALUES (?, ?, ?) \
                 ON CONFLICT (shop_id, page) DO UPDATE SET entries = excluded.entries",
                &[shop_id.into(), page.into(), after.as_slice().into()],
            )?;
        }
    }
    Ok(())
}

fn stored(tx: &mut dyn Transaction, shop_id: &str, page: i64) -> Result<Vec<u8>> {
    let mut found = Vec::new();
    tx.query(
        "SELECT entries FROM product_pages WHERE shop_id = ? AND page = ?",
        &[shop_id.into(), page.into()],
        &mut |row| {
            found = row.bytes(0).to_owned();
            Ok(())
        },
    )?;
    Ok(found)
}

/// Takes away the page of a product: something else than a feed has changed it.
pub fn take_away(tx: &mut dyn Transaction, shop_id: &str, number: i64) -> Result<()> {
    tx.execute(
        "DELETE FROM product_pages WHERE shop_id = ? AND page = ?",
        &[shop_id.into(), number.div_euclid(PAGE).into()],
    )?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn however_many_products_a_feed_makes_a_bounded_number_of_them_is_held() {
        let mut pages = Pages::default();
        for number in 0..1_000 {
            let made = (0..250).map(|nth| Held { number, id: number as u64 * 250 + nth, print: 0 });
            pages.keep(made);
        }
        assert!(pages.held.len() < HELD_MAX + 250, "{}", pages.held.len());
    }
}
