//! Documents of a feed that wait for others of it and are too many for memory: they lie in the store until the feed ends.
//! It must not know how they are read.

use super::intake::Place;
use crate::error::Result;
use crate::shops::{Kept, Role, Shelf, TakenOut};
use crate::world::{Row, Transaction, Value};
use std::collections::VecDeque;
use xxhash_rust::xxh3::xxh3_64;

/// Rows in one transaction, and rows and bytes read at once.
const ROWS: usize = 1_000;
const READ_ROWS: i64 = 64;
const READ_BYTES: usize = 512 << 10;
/// After so long a feed counts as given up.
const FEED_MS: i64 = 24 * 3600 * 1000;

/// What a feed has put into the store, and how far it has been given back.
#[derive(Default)]
pub struct Spill {
    feed: i64,
    count: i64,
    /// A bit for each place: it has been given.
    given: Vec<u64>,
    members: VecDeque<Lying>,
    /// For each role the place from which it goes on.
    from: [i64; 3],
}

/// A document that lies in the store.
struct Lying {
    place: i64,
    id: Box<[u8]>,
    of: Box<[u8]>,
    kept: Kept,
}

fn hash(name: &[u8]) -> Value<'static> {
    Value::Integer(xxh3_64(name).cast_signed())
}

fn lying(row: &dyn Row) -> Lying {
    let number = |column| usize::try_from(row.integer(column)).unwrap_or_default();
    Lying {
        place: row.integer(0),
        id: row.bytes(1).into(),
        of: row.bytes(2).into(),
        kept: Kept {
            text: row.text(6).into(),
            form: number(3),
            position: u32::try_from(row.integer(4)).unwrap_or_default(),
            is_listed: row.integer(5) != 0,
        },
    }
}

impl Spill {
    pub fn is_empty(&self) -> bool {
        self.count == 0
    }

    /// Puts these behind those that lie there already.
    pub fn put(&mut self, place: Place, documents: &[TakenOut]) -> Result<()> {
        if documents.is_empty() {
            return Ok(());
        }
        if self.count == 0 {
            let mut bytes = [0; 8];
            place.world.entropy.fill(&mut bytes)?;
            self.feed = i64::from_be_bytes(bytes);
            forget_old(place)?;
        }
        for some in documents.chunks(ROWS) {
            place.run(|tx| {
                let places = self.count..;
                places.zip(some).try_for_each(|(nth, one)| self.insert(tx, place, nth, one))
            })?;
            self.count += some.len() as i64;
        }
        Ok(())
    }

    fn insert(
        &self,
        tx: &mut dyn Transaction,
        place: Place,
        nth: i64,
        one: &TakenOut,
    ) -> Result<()> {
        let Kept { text, form, position, is_listed } = &one.kept;
        tx.execute(
            "INSERT INTO waiting_documents (shop_id, feed, role, place, id_hash, owner_hash, \
             document_id, owner_id, form, position, is_listed, document, kept_at) \
             VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            &[
                place.shop_id.into(),
                self.feed.into(),
                (one.role as i64).into(),
                nth.into(),
                hash(&one.id),
                hash(&one.of),
                (*one.id).into(),
                (*one.of).into(),
                i64::try_from(*form).unwrap_or_default().into(),
                i64::from(*position).into(),
                i64::from(*is_listed).into(),
                (**text).into(),
                tx.now().into(),
            ],
        )?;
        Ok(())
    }

    /// Takes all of it away: the feed has ended.
    pub fn forget(&mut self, place: Place) -> Result<()> {
        let (feed, count) = (self.feed, std::mem::take(&mut self.count));
        forget(place, feed, count)
    }

    fn is_given(&self, place: i64) -> bool {
        let (word, bit) = (place / 64, place % 64);
        let word = usize::try_from(word).ok().and_then(|word| self.given.get(word));
        word.is_some_and(|word| word & 1 << bit != 0)
    }
    fn give(&mut self, lying: Lying) -> Kept {
        let word = usize::try_from(lying.place / 64).unwrap_or_default();
        if self.given.len() <= word {
            self.given.resize(word + 1, 0);
        }
        if let Some(word) = self.given.get_mut(word) {
            *word |= 1 << (lying.place % 64);
        }
        lying.kept
    }
}

/// The rows of feeds that were never ended.
fn forget_old(place: Place) -> Result<()> {
    let mut feeds: Vec<(i64, i64)> = Vec::new();
    place.run(|tx| {
        feeds.clear();
        let before = tx.now().plus_ms(-FEED_MS);
        tx.query(
            "SELECT feed, MAX(place) FROM waiting_documents WHERE shop_id = ? AND kept_at < ? \
             GROUP BY feed",
            &[place.shop_id.into(), before.into()],
            &mut |row| {
                feeds.push((row.integer(0), row.integer(1)));
                Ok(())
            },
        )
    })?;
    feeds.into_iter().try_for_each(|(feed, last)| forget(place, feed, last.saturating_add(1)))
}

fn forget(place: Place, feed: i64, count: i64) -> Result<()> {
    for from in (0..count).step_by(ROWS) {
        place.run(|tx| {
            for role in [Role::Waiting, Role::Member, Role::Part] {
                let until = from.saturating_add(ROWS as i64);
                tx.execute(
                    "DELETE FROM waiting_documents WHERE shop_id = ? AND feed = ? AND role = ? \
                     AND place >= ? AND place < ?",
                    &[
                        place.shop_id.into(),
                        feed.into(),
                        (role as i64).into(),
                        from.into(),
                        until.into(),
                    ],
                )?;
            }
            Ok(())
        })?;
    }
    Ok(())
}

/// What a feed has put into the store, and where that is.
pub struct Spilled<'c, 's> {
    pub place: Place<'c>,
    pub spill: &'s mut Spill,
}

const LYING: &str = "SELECT place, document_id, owner_id, form, position, is_listed, document \
                     FROM waiting_documents WHERE shop_id = ? AND feed = ? AND role = ?";

impl Spilled<'_, '_> {
    /// The documents of a role for which `rest` holds, at most so many bytes of them but one at least.
    fn read(&self, role: Role, rest: &str, value: Value, bytes: usize) -> Result<Vec<Lying>> {
        let sql = format!("{LYING} AND {rest}");
        let (place, feed) = (self.place, self.spill.feed);
        place.run(|tx| {
            let (mut some, mut held) = (Vec::new(), 0);
            let values: [Value; 4] =
                [place.shop_id.into(), feed.into(), (role as i64).into(), value];
            tx.query(&sql, &values, &mut |row| {
                if some.is_empty() || held < bytes {
                    held += row.text(6).len();
                    some.push(lying(row));
                }
                Ok(())
            })?;
            Ok(some)
        })
    }

    /// The next documents of a role that have not been given.
    fn next(&mut self, role: Role) -> Result<Vec<Lying>> {
        loop {
            let from = self.spill.from.get(role as usize).copied().unwrap_or_default();
            let rest = format!("place >= ? ORDER BY place LIMIT {READ_ROWS}");
            let mut some = self.read(role, &rest, from.into(), READ_BYTES)?;
            let Some(last) = some.last() else { return Ok(some) };
            if let Some(from) = self.spill.from.get_mut(role as usize) {
                *from = last.place.saturating_add(1);
            }
            some.retain(|lying| !self.spill.is_given(lying.place));
            if !some.is_empty() {
                return Ok(some);
            }
        }
    }

    fn give_all(&mut self, some: Vec<Lying>) -> Vec<Kept> {
        some.into_iter().map(|lying| self.spill.give(lying)).collect()
    }

    /// Those that name this product or group and have not been given.
    fn of(&mut self, role: Role, owner: &[u8]) -> Result<Vec<Kept>> {
        let mut all = self.read(role, "owner_hash = ? ORDER BY place", hash(owner), usize::MAX)?;
        all.retain(|lying| *lying.of == *owner && !self.spill.is_given(lying.place));
        Ok(self.give_all(all))
    }
}

impl Shelf for Spilled<'_, '_> {
    fn next_group(&mut self) -> Result<Vec<Kept>> {
        loop {
            match self.spill.members.pop_front() {
                Some(first) if !self.spill.is_given(first.place) => {
                    return self.of(Role::Member, &first.of);
                }
                Some(_) => {}
                None => {
                    self.spill.members = self.next(Role::Member)?.into();
                    if self.spill.members.is_empty() {
                        return Ok(Vec::new());
                    }
                }
            }
        }
    }
    fn next_waiting(&mut self) -> Result<Vec<Kept>> {
        let some = self.next(Role::Waiting)?;
        Ok(self.give_all(some))
    }
    fn claim(&mut self, id: &[u8]) -> Result<Option<Kept>> {
        let some = self.read(Role::Part, "id_hash = ? ORDER BY place", hash(id), usize::MAX)?;
        let is_it = |lying: &Lying| *lying.id == *id && !self.spill.is_given(lying.place);
        let first = some.into_iter().find(is_it);
        Ok(first.map(|first| self.spill.give(first)))
    }
    fn claim_children(&mut self, product: &[u8]) -> Result<Vec<Kept>> {
        if product.is_empty() {
            return Ok(Vec::new());
        }
        self.of(Role::Part, product)
    }
    fn next_orphans(&mut self) -> Result<Vec<Kept>> {
        let some = self.next(Role::Part)?;
        Ok(self.give_all(some))
    }
}
