//! What was read in this window and waits for others of its product: held as it was read, so that nothing is read twice.
//! What is still here when the window moves on goes to the [`Room`], as text. It must not know how documents are read.

use super::diagnostics::Place;
use super::finish::AsItIs;
use super::join::{Kept, Room, too_much};
use crate::error::Result;
use crate::json::Value;
use crate::limits;
use crate::model::product::{Choice, Item, Location, Owner, Variant};
use std::collections::HashMap;
use std::hash::BuildHasherDefault;

#[derive(Default)]
pub struct Aside<'a> {
    waiting: Vec<Waiting<'a>>,
    variants: Vec<Option<Held<'a>>>,
    /// How many of them nobody has claimed.
    unclaimed: usize,
    by_id: ByName<'a, usize>,
    by_parent: ByName<'a, Vec<usize>>,
    /// Of all variants, one after the other: its own cells, those of its choices, those of its locations.
    cells: Vec<Value<'a>>,
    /// How many bytes the products that wait take beside their text, which is the window's.
    bytes: usize,
}

type ByName<'a, T> = HashMap<&'a [u8], T, BuildHasherDefault<AsItIs>>;

/// Where a document stands, from which it can be read again.
#[derive(Clone, Copy, Default)]
pub struct Source<'a> {
    pub text: &'a str,
    pub form: usize,
    pub position: u32,
    pub is_listed: bool,
}

/// A product that waits for its variants.
pub struct Waiting<'a> {
    pub source: Source<'a>,
    pub place: Place<'a>,
    /// None where something was odd about it: that is told when it is read again.
    pub item: Option<Item<'a>>,
}

/// A variant that stands apart from its product.
#[derive(Clone, Copy)]
pub struct Held<'a> {
    pub source: Source<'a>,
    pub id: Value<'a>,
    parent: Value<'a>,
    /// None where something was odd about it.
    pub cells: Option<Cells>,
}

/// Where the cells of a variant lie, and how many records it owns.
#[derive(Clone, Copy)]
pub struct Cells {
    from: usize,
    choices: usize,
    locations: usize,
}

impl<'a> Source<'a> {
    pub fn keep(self) -> Kept {
        let Source { text, form, position, is_listed } = self;
        Kept { text: text.into(), form, position, is_listed }
    }
}

const OWN: usize = Variant::CELLS.len();
const CHOICE: usize = Choice::CELLS.len();
const LOCATION: usize = Location::CELLS.len();

impl<'a> Aside<'a> {
    /// A product whose variants may come later.
    pub fn wait(&mut self, waiting: Waiting<'a>) -> Result<()> {
        let cells = waiting.item.as_ref().map_or(0, |item| size_of_val(&item.cells[..]));
        self.bytes += size_of::<Waiting>() + cells;
        self.waiting.push(waiting);
        self.is_bounded()
    }

    /// A variant apart; of two with one id the first is the one that is named by it.
    pub fn part(
        &mut self,
        source: Source<'a>,
        (id, parent): (Value<'a>, Value<'a>),
        cells: Option<Cells>,
    ) -> Result<()> {
        let index = self.variants.len();
        self.by_id.entry(id.bytes).or_insert(index);
        if !parent.is_blank() {
            self.by_parent.entry(parent.bytes).or_default().push(index);
        }
        self.variants.push(Some(Held { source, id, parent, cells }));
        self.unclaimed += 1;
        self.is_bounded()
    }

    /// Copies the cells of a variant out of the item that it was read into.
    pub fn copy(&mut self, item: &Item<'a>, owner: &Owner) -> Cells {
        let choices = item.choices.get(owner.from..owner.to).unwrap_or_default();
        let locations = item.locations.get(owner.located.0..owner.located.1).unwrap_or_default();
        let from = self.cells.len();
        let mut copy = |at: usize, size: usize| {
            self.cells.extend_from_slice(item.cells.get(at..at + size).unwrap_or_default());
        };
        copy(owner.cells, OWN);
        choices.iter().for_each(|at| copy(*at, CHOICE));
        locations.iter().for_each(|at| copy(*at, LOCATION));
        Cells { from, choices: choices.len(), locations: locations.len() }
    }

    /// Copies them into the item of which it is a variant; `owner` tells the rest.
    pub fn paste(&self, cells: Cells, item: &mut Item<'a>, owner: Owner) {
        let Cells { from, choices, locations } = cells;
        let (start, owns) = (item.cells.len(), choices * CHOICE + locations * LOCATION);
        let all = self.cells.get(from..from + OWN + owns).unwrap_or_default();
        item.cells.extend_from_slice(all);
        let (first_choice, first_location) = (item.choices.len(), item.locations.len());
        let (chosen, located) = (start + OWN, start + OWN + choices * CHOICE);
        item.choices.extend((0..choices).map(|nth| chosen + nth * CHOICE));
        item.locations.extend((0..locations).map(|nth| located + nth * LOCATION));
        item.variants.push(Owner {
            cells: start,
            from: first_choice,
            to: item.choices.len(),
            located: (first_location, item.locations.len()),
            ..owner
        });
    }

    fn is_bounded(&self) -> Result<()> {
        let held = self.bytes + size_of_val(&self.cells[..]) + size_of_val(&self.variants[..]);
        if held > limits::JOIN_BYTES_MAX { Err(too_much()) } else { Ok(()) }
    }

    pub fn has(&self, id: &[u8]) -> bool {
        self.by_id.contains_key(id)
    }

    /// The variant of this id, which is then nobody else's.
    pub fn claim(&mut self, id: &[u8]) -> Option<Held<'a>> {
        let index = self.by_id.remove(id)?;
        self.take(index)
    }

    /// The variants that name this product and were not claimed by their ids.
    pub fn claim_children(&mut self, product: &[u8]) -> Vec<Held<'a>> {
        let children = self.by_parent.remove(product).unwrap_or_default();
        children.into_iter().filter_map(|index| self.take(index)).collect()
    }

    fn take(&mut self, index: usize) -> Option<Held<'a>> {
        let held = self.variants.get_mut(index)?.take()?;
        if self.by_id.get(held.id.bytes) == Some(&index) {
            self.by_id.remove(held.id.bytes);
        }
        self.unclaimed -= 1;
        Some(held)
    }

    /// What was claimed has been copied: once all were, none of it is held any longer.
    pub fn let_go(&mut self) {
        if self.unclaimed == 0 {
            self.cells.clear();
            self.variants.clear();
            self.by_id.clear();
            self.by_parent.clear();
        }
    }

    /// The products that wait, in their order.
    pub fn take_waiting(&mut self) -> Vec<Waiting<'a>> {
        self.bytes = 0;
        std::mem::take(&mut self.waiting)
    }
    /// The variants that nobody claimed.
    pub fn take_orphans(&mut self) -> Vec<Held<'a>> {
        std::mem::take(&mut self.variants).into_iter().flatten().collect()
    }

    /// The window moves on: what waits is kept as it came.
    pub fn leave(&mut self, room: &mut Room) -> Result<()> {
        for Waiting { source, .. } in self.take_waiting() {
            room.wait(source.keep())?;
        }
        for Held { source, id, parent, .. } in self.take_orphans() {
            room.part((id.bytes, parent.bytes), source.keep())?;
        }
        Ok(())
    }
}
