//! Which products are a source's, and which of them its run has named: a bit for each, in the store. It deletes nothing.

use crate::error::Result;
use crate::world::{Transaction, Value};
use std::collections::BTreeMap;

/// Numbers in one row: 512 bytes of each of the two.
const PAGE: i64 = 4096;
const BYTES: usize = PAGE as usize / 8;

type Bits = [u8; BYTES];

fn bits(held: &[u8]) -> Bits {
    let mut bits = [0; BYTES];
    bits.iter_mut().zip(held).for_each(|(bit, held)| *bit = *held);
    bits
}

fn put(bits: &mut Bits, number: i64, is_set: bool) {
    let at = number.rem_euclid(PAGE) as usize;
    if let Some(byte) = bits.get_mut(at / 8) {
        match is_set {
            true => *byte |= 1 << (at % 8),
            false => *byte &= !(1 << (at % 8)),
        }
    }
}

/// A run of all begins: it has named nothing yet.
pub fn begin(tx: &mut dyn Transaction, shop_id: &str, source: &str) -> Result<()> {
    let none = [0; BYTES];
    tx.execute(
        "UPDATE source_products SET seen = ? WHERE shop_id = ? AND source = ?",
        &[none.as_slice().into(), shop_id.into(), source.into()],
    )?;
    Ok(())
}

/// These products are the source's, and were named; or they are its no more.
pub fn mark(
    tx: &mut dyn Transaction,
    (shop_id, source): (&str, &str),
    numbers: &[i64],
    is_there: bool,
) -> Result<()> {
    let mut pages: BTreeMap<i64, Vec<i64>> = BTreeMap::new();
    for number in numbers {
        pages.entry(number.div_euclid(PAGE)).or_default().push(*number);
    }
    for (page, numbers) in pages {
        let (mut known, mut seen) = read(tx, (shop_id, source), page)?;
        let before = (known, seen);
        for number in numbers {
            put(&mut known, number, is_there);
            put(&mut seen, number, is_there);
        }
        if (known, seen) == before {
            continue;
        }
        let values: [Value; 5] = [
            shop_id.into(),
            source.into(),
            page.into(),
            known.as_slice().into(),
            seen.as_slice().into(),
        ];
        tx.execute(
            "INSERT INTO source_products (shop_id, source, page, known, seen) \
             VALUES (?, ?, ?, ?, ?) ON CONFLICT (shop_id, source, page) \
             DO UPDATE SET known = excluded.known, seen = excluded.seen",
            &values,
        )?;
    }
    Ok(())
}

fn read(
    tx: &mut dyn Transaction,
    (shop_id, source): (&str, &str),
    page: i64,
) -> Result<(Bits, Bits)> {
    let mut found = ([0; BYTES], [0; BYTES]);
    tx.query(
        "SELECT known, seen FROM source_products WHERE shop_id = ? AND source = ? AND page = ?",
        &[shop_id.into(), source.into(), page.into()],
        &mut |row| {
            found = (bits(row.bytes(0)), bits(row.bytes(1)));
            Ok(())
        },
    )?;
    Ok(found)
}

/// Products of the source that its run has not named, behind this number, at most so many.
pub fn unseen(
    tx: &mut dyn Transaction,
    (shop_id, source): (&str, &str),
    after: i64,
    max: usize,
) -> Result<Vec<i64>> {
    let mut found = Vec::new();
    tx.query(
        "SELECT page, known, seen FROM source_products \
         WHERE shop_id = ? AND source = ? AND page >= ? ORDER BY page",
        &[shop_id.into(), source.into(), after.div_euclid(PAGE).into()],
        &mut |row| {
            let (page, known, seen) = (row.integer(0), bits(row.bytes(1)), bits(row.bytes(2)));
            let is_unseen = |at: &i64| {
                let (byte, bit) = ((at / 8) as usize, 1 << (at % 8));
                let both = known.get(byte).zip(seen.get(byte));
                both.is_some_and(|(known, seen)| known & !seen & bit != 0)
            };
            let numbers = (0..PAGE).filter(is_unseen).map(|at| page * PAGE + at);
            let room = max.saturating_sub(found.len());
            found.extend(numbers.filter(|number| *number > after).take(room));
            Ok(())
        },
    )?;
    Ok(found)
}
