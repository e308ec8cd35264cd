//! Variants that stand apart from their product, and products that wait for theirs or for others of their group: kept as
//! they came, until they are asked for. Order does not matter. It must not know how either is read.

use crate::error::{Code, Error, Result};
use crate::limits;
use std::collections::HashMap;

#[derive(Default)]
pub struct Room {
    pub waiting: Vec<Kept>,
    pub groups: Vec<Vec<Kept>>,
    parts: Vec<Option<Part>>,
    /// Places among the parts that are free again.
    free: Vec<usize>,
    by_id: HashMap<Box<[u8]>, usize>,
    by_parent: HashMap<Box<[u8]>, Vec<usize>>,
    by_group: HashMap<Box<[u8]>, usize>,
    bytes: usize,
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

struct Part {
    kept: Kept,
    id: Box<[u8]>,
    parent: Box<[u8]>,
}

/// What a document costs beside its own bytes.
const KEPT_BYTES: usize = 128;

impl Room {
    /// A product whose variants may come later.
    pub fn wait(&mut self, kept: Kept) -> Result<()> {
        self.hold(&kept)?;
        self.waiting.push(kept);
        Ok(())
    }

    /// One of several products that become one.
    pub fn group(&mut self, key: &[u8], kept: Kept) -> Result<()> {
        self.hold(&kept)?;
        let groups = &mut self.groups;
        let group = *self.by_group.entry(key.into()).or_insert_with(|| {
            groups.push(Vec::new());
            groups.len() - 1
        });
        if let Some(group) = groups.get_mut(group) {
            group.push(kept);
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
        if self.bytes > limits::JOIN_BYTES_MAX {
            let message = format!(
                "More than {} bytes of variants and of products that wait for them; give each product with its variants, or its variants first.",
                limits::JOIN_BYTES_MAX
            );
            return Err(Error::new(Code::ProductJoinTooLarge, message));
        }
        Ok(())
    }

    pub fn has(&self, id: &[u8]) -> bool {
        self.by_id.contains_key(id)
    }

    /// The part of this id, which is then nobody else's.
    pub fn claim(&mut self, id: &[u8]) -> Option<Kept> {
        let index = self.by_id.remove(id)?;
        self.take(index)
    }
    /// The parts that name this parent and were not claimed by their ids.
    pub fn claim_children(&mut self, parent: &[u8]) -> Vec<Kept> {
        let children = self.by_parent.remove(parent).unwrap_or_default();
        let is_its = |index: &usize| {
            let part = self.parts.get(*index).and_then(Option::as_ref);
            part.is_some_and(|part| *part.parent == *parent)
        };
        let children: Vec<usize> = children.into_iter().filter(is_its).collect();
        children.into_iter().filter_map(|index| self.take(index)).collect()
    }
    /// The parts that nobody claimed.
    pub fn claim_rest(&mut self) -> Vec<Kept> {
        (0..self.parts.len()).filter_map(|index| self.take(index)).collect()
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
