//! A snapshot in the making: which products its calls have named so far, by their numbers. It must not delete anything.

use crate::error::Result;
use crate::world::{Transaction, Value};
use std::collections::BTreeMap;

/// Numbers in one row: 512 bytes.
const PAGE: i64 = 4096;
const BYTES: usize = PAGE as usize / 8;
/// Says that something could not be read, so that nothing may be deleted.
const UNREAD: i64 = -1;
/// After so long an unfinished snapshot counts as given up.
const SNAPSHOT_MS: i64 = 24 * 3600 * 1000;

/// A set of numbers, one bit each: a million in 125 KB.
#[derive(Default)]
pub struct Named {
    pages: BTreeMap<i64, Box<[u8; BYTES]>>,
}

impl Named {
    pub fn insert(&mut self, number: i64) {
        let page =
            self.pages.entry(number.div_euclid(PAGE)).or_insert_with(|| Box::new([0; BYTES]));
        let bit = number.rem_euclid(PAGE) as usize;
        if let Some(byte) = page.get_mut(bit / 8) {
            *byte |= 1 << (bit % 8);
        }
    }
    pub fn contains(&self, number: i64) -> bool {
        let bit = number.rem_euclid(PAGE) as usize;
        let page = self.pages.get(&number.div_euclid(PAGE));
        page.and_then(|page| page.get(bit / 8)).is_some_and(|byte| byte & 1 << (bit % 8) != 0)
    }
    pub fn is_empty(&self) -> bool {
        self.pages.keys().all(|page| *page == UNREAD)
    }

    /// All of them, ascending.
    pub fn numbers(&self) -> Vec<i64> {
        let pages = self.pages.iter().filter(|(page, _)| **page != UNREAD);
        let bits = pages.flat_map(|(page, bits)| {
            let is_set = |bit: &i64| bits[(bit / 8) as usize] & 1 << (bit % 8) != 0;
            (0..PAGE).filter(is_set).map(move |bit| page * PAGE + bit)
        });
        bits.collect()
    }

    /// Something of the snapshot could not be read.
    pub fn leave_unread(&mut self) {
        self.pages.entry(UNREAD).or_insert_with(|| Box::new([1; BYTES]));
    }
    pub fn is_unread(&self) -> bool {
        self.pages.contains_key(&UNREAD)
    }

    /// Adds what earlier calls of the same snapshot named.
    pub fn add_earlier(&mut self, tx: &mut dyn Transaction, shop_id: &str) -> Result<()> {
        let since = tx.now().plus_ms(-SNAPSHOT_MS);
        tx.query(
            "SELECT page, named FROM snapshot_pages WHERE shop_id = ? AND seen_at > ?",
            &[shop_id.into(), since.into()],
            &mut |row| {
                let page = self.pages.entry(row.integer(0)).or_insert_with(|| Box::new([0; BYTES]));
                page.iter_mut().zip(row.bytes(1)).for_each(|(byte, earlier)| *byte |= earlier);
                Ok(())
            },
        )
    }

    /// Keeps all of it for the next call.
    pub fn remember(&self, tx: &mut dyn Transaction, shop_id: &str) -> Result<()> {
        let now = tx.now();
        for (page, named) in &self.pages {
            let values: [Value; 4] =
                [shop_id.into(), (*page).into(), named.as_slice().into(), now.into()];
            tx.execute(
                "INSERT INTO snapshot_pages (shop_id, page, named, seen_at) VALUES (?, ?, ?, ?) \
                 ON CONFLICT (shop_id, page) DO UPDATE SET named = excluded.named, \
                 seen_at = excluded.seen_at",
                &values,
            )?;
        }
        Ok(())
    }
}

/// A part of it broke off.
pub fn break_off(tx: &mut dyn Transaction, shop_id: &str) -> Result<()> {
    let mut named = Named::default();
    named.leave_unread();
    named.remember(tx, shop_id)
}

/// The snapshot is complete, or given up.
pub fn forget(tx: &mut dyn Transaction, shop_id: &str) -> Result<()> {
    tx.execute("DELETE FROM snapshot_pages WHERE shop_id = ?", &[shop_id.into()])?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::Named;

    #[test]
    fn a_set_of_numbers_holds_what_was_put_into_it_and_no_other() {
        let mut named = Named::default();
        assert!(named.is_empty() && !named.contains(0));
        for number in [0, 7, 8, 4095, 4096, 1_000_000, i64::MAX] {
            named.insert(number);
            assert!(named.contains(number) && !named.contains(number ^ 1), "{number}");
            named.insert(number ^ 1);
        }
        named.leave_unread();
        assert!(named.is_unread() && !named.is_empty());
    }
}
