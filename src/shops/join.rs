//! Variants that stand apart from their product, and products that wait for theirs or for others of their group: kept as
//! they came, until they are asked for. Order does not matter. It must not know how either is read.
//!
//! A [`Room`] keeps them in memory. Whoever has more space takes them out of it, and gives them back as a [`Shelf`].

use crate::error::{Code, Error, Result};
use crate::limits;
use std::collections::{HashMap, VecDeque};

/// Where documents wait after the last byte: each is given once.
pub trait Shelf {
    /// The members of the next group; none where there is no more.
    fn next_group(&mut self) -> Result<Vec<Kept>>;
    /// Some of the products that wait for their variants, in their order; none where there are no more.
    fn next_waiting(&mut self) -> Result<Vec<Kept>>;
    /// The variant of this id, which is then nobody else's.
    fn claim(&mut self, id: &[u8]) -> Result<Option<Kept>>;
    /// The variants that name this product and were not claimed by their ids.
    fn claim_children(&mut self, product: &[u8]) -> Result<Vec<Kept>>;
    /// Some of the variants that nobody claimed; none where there are no more.
    fn next_orphans(&mut self) -> Result<Vec<Kept>>;
}

#[derive(Default)]
pub struct Room {
    waiting: VecDeque<Kept>,
    groups: VecDeque<(Box<[u8]>, Vec<Kept>)>,
    parts: Vec<Option<Part>>,
    /// Places among the parts that are free again.
    free: Vec<usize>,
    by_id: HashMap<Box<[u8]>, usize>,
    by_parent: HashMap<Box<[u8]>, Vec<usize>>,
    by_group: HashMap<Box<[u8]>, usize>,
    bytes: usize,
    /// Documents were taken out, so that nobody can say here what is there.
    is_cleared: bool,
}

/// A document that is read again.
pub struct Kept {
    pub text: Box<str>,
    /// Its form's number.
    pub form: usize,
    /// Its place in its list.
    pub position: u32,
    /// Whether that is the list of products.
    pub is_listed: bool,
}

/// A document that was taken out of the room.
pub struct TakenOut {
    pub role: Role,
    /// A variant's own id.
    pub id: Box<[u8]>,
    /// The product or the group that it names.
    pub of: Box<[u8]>,
    pub kept: Kept,
}

/// What a document waits as.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Role {
    /// A product, for its variants.
    Waiting,
    /// One of a group, for the others.
    Member,
    /// A variant, for its product.
    Part,
}

struct Part {
    kept: Kept,
    id: Box<[u8]>,
    parent: Box<[u8]>,
}

/// What a document costs beside its own bytes.
const KEPT_BYTES: usize = 128;
/// Documents that are given at once.
const GIVEN: usize = 64;

impl Room {
    /// A product whose variants may come later.
    pub fn wait(&mut self, kept: Kept) -> Result<()> {
        self.hold(&kept)?;
        self.waiting.push_back(kept);
        Ok(())
    }

    /// One of several products that become one.
    pub fn group(&mut self, key: &[u8], kept: Kept) -> Result<()> {
        self.hold(&kept)?;
        let groups = &mut self.groups;
        let group = *self.by_group.entry(key.into()).or_insert_with(|| {
            groups.push_back((key.into(), Vec::new()));
            groups.len() - 1
        });
        if let Some((_, members)) = groups.get_mut(group) {
            members.push(kept);
        }
        Ok(())
    }

    /// A variant apart; of two with one id the first is the one that is named by it.
    pub fn part(&mut self, (id, parent): (&[u8], &[u8]), kept: Kept) -> Result<()> {
        self.hold(&kept)?;
        let part = Some(Part { kept, id: id.into(), parent: parent.into() });
        let index = self.free.pop().unwrap_or(self.parts.len());
        match self.parts.get_mut(index) {
            Some(place) => *place = part,
            None => self.parts.push(part),
        }
        self.by_id.entry(id.into()).or_insert(index);
        if !parent.is_empty() {
            self.by_parent.entry(parent.into()).or_default().push(index);
        }
        Ok(())
    }

    fn hold(&mut self, kept: &Kept) -> Result<()> {
        self.bytes += kept.text.len() + KEPT_BYTES;
        if self.bytes > limits::JOIN_BYTES_MAX { Err(too_much()) } else { Ok(()) }
    }

    /// Whether the variant of this id is here, and no other of it can be elsewhere.
    pub fn has(&self, id: &[u8]) -> bool {
        !self.is_cleared && self.by_id.contains_key(id)
    }

    /// How many bytes wait.
    pub fn bytes(&self) -> usize {
        self.bytes
    }
    /// Whether documents were taken out, which are then elsewhere.
    pub fn is_cleared(&self) -> bool {
        self.is_cleared
    }

    /// Takes out all that waits, in the order in which it came.
    pub fn clear(&mut self) -> Vec<TakenOut> {
        let is_cleared = true;
        let Room { waiting, groups, parts, .. } =
            std::mem::replace(self, Room { is_cleared, ..Room::default() });
        let no_name = || Box::from(&b""[..]);
        let waiting = waiting.into_iter().map(|kept| TakenOut {
            role: Role::Waiting,
            id: no_name(),
            of: no_name(),
            kept,
        });
        let members = groups.into_iter().flat_map(|(of, members)| {
            members.into_iter().map(move |kept| TakenOut {
                role: Role::Member,
                id: Box::from(&b""[..]),
                of: of.clone(),
                kept,
            })
        });
        let parts = parts.into_iter().flatten().map(|Part { kept, id, parent }| TakenOut {
            role: Role::Part,
            id,
            of: parent,
            kept,
        });
        let mut all: Vec<TakenOut> = waiting.chain(members).chain(parts).collect();
        all.sort_by_key(|one| (one.kept.is_listed, one.kept.position));
        all
    }

    fn take(&mut self, index: usize) -> Option<Kept> {
        let Part { kept, id, .. } = self.parts.get_mut(index)?.take()?;
        self.free.push(index);
        self.bytes = self.bytes.saturating_sub(kept.text.len() + KEPT_BYTES);
        if self.by_id.get(&id) == Some(&index) {
            self.by_id.remove(&id);
        }
        Some(kept)
    }
}

/// More waits than memory may hold.
pub fn too_much() -> Error {
    let message = format!(
        "More than {} bytes of variants and of products that wait for them. Feed them to \
         catalog_sync, which keeps them in its store; or give each product with its variants, \
         or its variants first.",
        limits::JOIN_BYTES_MAX
    );
    Error::new(Code::ProductJoinTooLarge, message)
}

impl Shelf for Room {
    fn next_group(&mut self) -> Result<Vec<Kept>> {
        Ok(self.groups.pop_front().map(|(_, members)| members).unwrap_or_default())
    }
    fn next_waiting(&mut self) -> Result<Vec<Kept>> {
        let some = self.waiting.len().min(GIVEN);
        Ok(self.waiting.drain(..some).collect())
    }
    fn claim(&mut self, id: &[u8]) -> Result<Option<Kept>> {
        let index = self.by_id.remove(id);
        Ok(index.and_then(|index| self.take(index)))
    }
    fn claim_children(&mut self, product: &[u8]) -> Result<Vec<Kept>> {
        let children = self.by_parent.remove(product).unwrap_or_default();
        let is_its = |index: &usize| {
            let part = self.parts.get(*index).and_then(Option::as_ref);
            part.is_some_and(|part| *part.parent == *product)
        };
        let children: Vec<usize> = children.into_iter().filter(is_its).collect();
        Ok(children.into_iter().filter_map(|index| self.take(index)).collect())
    }
    fn next_orphans(&mut self) -> Result<Vec<Kept>> {
        self.free.clear();
        let parts = std::mem::take(&mut self.parts);
        Ok(parts.into_iter().flatten().map(|part| part.kept).collect())
    }
}
