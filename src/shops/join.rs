//! Variants that stand apart from their product, and products that wait for theirs: kept as they came, until the
//! document ends. Order does not matter. It must not know how either is read.

use crate::error::{Code, Error, Result};
use crate::limits;
use std::collections::HashMap;
use std::ops::Range;

#[derive(Default)]
pub struct Room {
    pub text: String,
    pub waiting: Vec<Waiting>,
    pub parts: Vec<Part>,
    by_id: HashMap<Box<[u8]>, usize>,
    by_parent: HashMap<Box<[u8]>, Vec<usize>>,
}

/// A product whose variants may come later.
pub struct Waiting {
    pub item: u32,
    pub text: Range<usize>,
}

pub struct Part {
    pub text: Range<usize>,
    /// Its place in its list.
    pub position: u32,
    /// Whether that is the list of products.
    pub is_listed: bool,
    pub is_claimed: bool,
}

impl Room {
    pub fn wait(&mut self, item: u32, text: &str) -> Result<()> {
        let text = self.keep(text)?;
        self.waiting.push(Waiting { item, text });
        Ok(())
    }

    pub fn part(
        &mut self,
        (id, parent): (&[u8], &[u8]),
        (position, is_listed): (u32, bool),
        text: &str,
    ) -> Result<()> {
        let text = self.keep(text)?;
        let index = self.parts.len();
        self.parts.push(Part { text, position, is_listed, is_claimed: false });
        self.by_id.entry(id.into()).or_insert(index);
        if !parent.is_empty() {
            self.by_parent.entry(parent.into()).or_default().push(index);
        }
        Ok(())
    }

    fn keep(&mut self, text: &str) -> Result<Range<usize>> {
        let from = self.text.len();
        if from + text.len() > limits::JOIN_BYTES_MAX {
            let message = format!(
                "More than {} bytes of variants stand apart from their products; give them within.",
                limits::JOIN_BYTES_MAX
            );
            return Err(Error::new(Code::ProductTooManyParts, message));
        }
        self.text.push_str(text);
        Ok(from..self.text.len())
    }

    /// The part of this id, which is then nobody else's.
    pub fn claim(&mut self, id: &[u8]) -> Option<usize> {
        let index = *self.by_id.get(id)?;
        let part = self.parts.get_mut(index).filter(|part| !part.is_claimed)?;
        part.is_claimed = true;
        Some(index)
    }
    /// The parts that name this parent and were not claimed by their ids.
    pub fn claim_children(&mut self, parent: &[u8]) -> Vec<usize> {
        let mut children = self.by_parent.remove(parent).unwrap_or_default();
        children.retain(|child| {
            let part = self.parts.get_mut(*child);
            part.is_some_and(|part| !std::mem::replace(&mut part.is_claimed, true))
        });
        children
    }
}
