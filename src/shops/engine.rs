//! Reading one product document by a program: nothing is held but the spans of that product, and of those that wait
//! aside. It must not know where the document stands among others, nor what becomes of the product.

use super::aside::Aside;
use super::diagnostics::{Diagnostics, Place, Spot};
use super::learn::Learned;
use super::program::{Form, Node, Plain, Program, Step, What};
use super::reading::{fits, meant, split_at};
use super::tables::Tables;
use super::verbs::find;
use crate::error::Code;
use crate::json::{Habit, Kind, Reader, Stop, Value, Why};
use crate::model::product::{Item, List, Origin, Owner, PRODUCT, Reading, Row};
use bumpalo::Bump;

pub(super) type Read<T> = Result<T, Stop>;

pub struct Engine<'a, 'd> {
    pub program: &'a Program,
    pub form: &'a Form,
    pub tables: &'a Tables,
    /// What the document itself has said of codes and stock so far.
    pub learned: Learned,
    /// Where texts lie that stand nowhere in the input.
    pub made: &'a Bump,
    pub item: Item<'a>,
    pub aside: Aside<'a>,
    pub diagnostics: &'d mut Diagnostics,
    pub place: Place<'a>,
    /// Where variants apart stand, as a JSON Pointer.
    pub parts: &'a str,
    /// A list of them is in the document.
    pub has_parts: bool,
    /// The position within each list we are in, outermost first: what the stars of a path stand for.
    pub(super) trail: Vec<u32>,
    /// The keys of each node's objects, in the order in which they came.
    pub(super) habits: Vec<Habit>,
    /// The record that is being read is to be left out.
    pub(super) left_out: bool,
    /// Only another format has what was found, or a condition leaves it out.
    pub refused: bool,
}

impl<'a, 'd> Engine<'a, 'd> {
    pub fn new(
        (program, tables): (&'a Program, &'a Tables),
        made: &'a Bump,
        diagnostics: &'d mut Diagnostics,
    ) -> Option<Self> {
        let parts = program.leads.iter().find_map(|lead| match &lead.what {
            What::Parts(_, path) => Some(path.as_str()),
            _ => None,
        });
        Some(Engine {
            program,
            form: program.forms.first()?,
            tables,
            learned: Learned::default(),
            made,
            item: Item::default(),
            aside: Aside::default(),
            diagnostics,
            place: Place::Item(0, ""),
            parts: parts.unwrap_or_default(),
            has_parts: false,
            trail: Vec::new(),
            habits: program.nodes.iter().map(|_| Habit::default()).collect(),
            left_out: false,
            refused: false,
        })
    }

    /// Reads the item that comes next in place of the one held.
    pub fn read(&mut self, reader: &mut Reader<'a>) -> Read<()> {
        self.clear();
        if reader.peek()? != b'{' {
            self.refused = true;
            let value = reader.value()?;
            self.note(0, Code::ProductWrongType, value);
            return Ok(());
        }
        let from = reader.at();
        self.object(reader, self.node(self.form.item), 0)?;
        self.complete(reader.since(from), 0, 0);
        if std::mem::take(&mut self.left_out) {
            self.refused = true;
            self.diagnostics.take_back();
        }
        Ok(())
    }

    pub fn clear(&mut self) {
        self.item.clear(self.form.shapes.first().map_or(0, |shape| shape.size));
        self.trail.clear();
        (self.refused, self.left_out) = (false, false);
    }

    /// Goes on with an item that was put aside, of this form.
    pub fn take(&mut self, item: Item<'a>, form: usize) {
        self.clear();
        if let Some(form) = self.program.forms.get(form) {
            self.form = form;
        }
        self.item = item;
    }

    /// Reads an element of a list of other things than products: rows of a table.
    pub fn read_rows(&mut self, reader: &mut Reader<'a>, node: u32) -> Read<()> {
        self.clear();
        match reader.peek()? {
            b'{' => self.object(reader, self.node(node), 0),
            _ => reader.skip(),
        }
    }

    /// Reads the document that comes next as a variant of the item held.
    pub fn read_part(
        &mut self,
        reader: &mut Reader<'a>,
        origin: Origin,
        position: u32,
    ) -> Read<()> {
        match self.form.part {
            Some((node, shape)) => {
                let record = (Row::Variant, self.node(node), shape);
                self.record(reader, record, 0, (origin, position))
            }
            None => reader.skip(),
        }
    }

    /// The item is itself its only variant.
    pub fn be_own_variant(&mut self) {
        let owner = Owner {
            cells: PRODUCT,
            to: self.item.choices.len(),
            located: (0, self.item.locations.len()),
            ..Owner::default()
        };
        self.item.variants.push(owner);
    }

    #[cold]
    #[inline(never)]
    pub fn note(&mut self, site: u32, code: Code, value: Value) {
        self.note_more(site, code, value, "");
    }
    /// As `note`, with more to say than the value.
    #[cold]
    pub fn note_more(&mut self, site: u32, code: Code, value: Value, more: &str) {
        let spot = Spot { site, place: self.place, trail: &self.trail };
        self.diagnostics.note(code, &self.program.sites, spot, value, more);
    }
    /// As `note_more`, about something elsewhere.
    #[cold]
    pub fn note_at(&mut self, spot: Spot, code: Code, value: Value, more: &str) {
        self.diagnostics.note(code, &self.program.sites, spot, value, more);
    }

    pub(super) fn node(&self, number: u32) -> &'a Node {
        &self.program.nodes[number as usize]
    }

    fn object(&mut self, reader: &mut Reader<'a>, node: &'a Node, base: usize) -> Read<()> {
        // Lent for this object, for its steps need the whole engine.
        let mut habit = std::mem::take(&mut self.habits[node.number]);
        let (mut seen, mut nth) = (0u64, 0);
        let mut more = reader.open(b'{')?;
        while more {
            let at = reader.at();
            match habit.key(reader, &mut nth, |key| find(&node.keys, key))? {
                None => reader.skip()?,
                Some(index) => {
                    if seen & 1 << index != 0 {
                        return reader.stop(at, Why::KeyTwice);
                    }
                    seen |= 1 << index;
                    match &node.steps[index] {
                        // The two thirds of all steps that need no more than this.
                        Step::Cell { cell, reading, site } => {
                            let value = reader.value()?;
                            match fits(value, *reading) {
                                true => self.put(base + usize::from(*cell), value),
                                false => {
                                    self.lenient(base + usize::from(*cell), value, *reading, *site)
                                }
                            }
                        }
                        step => self.step(reader, step, base)?,
                    }
                }
            }
            more = reader.more(b'{')?;
        }
        self.habits[node.number] = habit;
        Ok(())
    }

    /// Part by part: copied whole, a value goes through memory, and reading it back stalls the processor.
    #[inline(always)]
    pub(super) fn put(&mut self, cell: usize, Value { bytes, kind }: Value<'a>) {
        let held = &mut self.item.cells[cell];
        (held.bytes, held.kind) = (bytes, kind);
    }

    #[cold]
    #[inline(never)]
    pub fn lenient(&mut self, cell: usize, value: Value<'a>, reading: Reading, site: u32) {
        let (code, taken) = meant(value, reading);
        if let Some(code) = code {
            let known = match reading {
                Reading::OneOf(words) => words.known().join(", "),
                _ => String::new(),
            };
            self.note_more(site, code, value, &known);
        }
        self.item.cells[cell] = taken;
    }

    /// Where a list or an object is expected: null, false, "" and [] say that there is none.
    #[cold]
    pub(super) fn nothing(&mut self, reader: &mut Reader<'a>, site: u32) -> Read<()> {
        let value = reader.value()?;
        match (value.kind, value.bytes) {
            (Kind::Null, _) | (Kind::Text, b"") => {}
            (Kind::False, _) => self.note(site, Code::ProductFalseForNull, value),
            (Kind::Array, b"[]") => self.note(site, Code::ProductListForObject, value),
            _ => self.note(site, Code::ProductWrongType, value),
        }
        Ok(())
    }

    pub(super) fn step(
        &mut self,
        reader: &mut Reader<'a>,
        step: &'a Step,
        base: usize,
    ) -> Read<()> {
        match step {
            Step::Cell { cell, reading, site } => {
                let value = reader.value()?;
                match fits(value, *reading) {
                    true => self.put(base + usize::from(*cell), value),
                    false => self.lenient(base + usize::from(*cell), value, *reading, *site),
                }
            }
            Step::Word { cell, site } => {
                let value = self.plain(reader, *site)?;
                self.item.cells[base + usize::from(*cell)] = value;
            }
            Step::Join { cell, between, site } => {
                let value = self.plain(reader, *site)?;
                self.join(base + usize::from(*cell), between, value);
            }
            Step::Into { node, site } => match reader.peek()? {
                b'{' => self.object(reader, self.node(*node), base)?,
                _ => self.nothing(reader, *site)?,
            },
            Step::Each { step, of_variants, site } => {
                let is_list = self.each(reader, step, *site, base)?;
                self.item.tells_variants |= is_list && *of_variants;
            }
            Step::Record { row, node, shape, site } => {
                let position = self.trail.last().copied().unwrap_or_default();
                let record = (*row, self.node(*node), *shape);
                self.record(reader, record, *site, (Origin::Row, position))?;
            }
            Step::Row { row, cell, plain, site } => {
                let value = self.plain(reader, *site)?;
                self.parts(value, *plain, |engine, value| {
                    let at = engine.item.grow(row.cells().len());
                    engine.item.cells[at + usize::from(*cell)] = value;
                    let values = engine.item.values.len();
                    let owner = Owner { cells: at, from: values, to: values, ..Owner::default() };
                    engine.own(*row, owner);
                });
            }
            Step::Push { list: List::Links, site, .. } if reader.peek()? == b'{' => {
                self.embedded(reader, *site)?;
            }
            Step::Push { list: List::Tags, site, .. } if reader.peek()? == b'[' => {
                self.each(reader, step, *site, base)?;
            }
            Step::Push { list, plain, site } => {
                let value = self.plain(reader, *site)?;
                self.parts(value, *plain, |engine, value| engine.item.list(*list).push(value));
            }
            Step::Keyed(keyed) => self.keyed(reader, keyed, base)?,
            Step::Both(steps) => {
                reader.peek()?;
                let here = reader.mark();
                for step in steps {
                    reader.go_to(here);
                    self.step(reader, step, base)?;
                }
            }
            Step::ByKind(kinds) => {
                let step = match reader.peek()? {
                    b'{' => kinds.object.as_ref().or(kinds.list.as_ref()),
                    b'[' => kinds.list.as_ref().or(kinds.object.as_ref()),
                    _ => kinds.plain.as_ref(),
                };
                match step.or(kinds.plain.as_ref()) {
                    Some(step) => self.step(reader, step, base)?,
                    None => reader.skip()?,
                }
            }
            Step::Refuse { site } => {
                let value = reader.value()?;
                if !value.is_blank() {
                    self.refused = true;
                    self.note(*site, Code::ProductOtherFormat, value);
                }
            }
            Step::Skip { words } => {
                let value = reader.value()?;
                self.left_out |= find(words, value).is_some();
            }
        }
        Ok(())
    }

    /// Any value that is neither a list nor an object.
    #[inline(always)]
    fn plain(&mut self, reader: &mut Reader<'a>, site: u32) -> Read<Value<'a>> {
        let value = reader.value()?;
        if matches!(value.kind, Kind::Array | Kind::Object) {
            self.note(site, Code::ProductWrongType, value);
            return Ok(Value::ABSENT);
        }
        Ok(value)
    }

    /// What a plain value of a list says: itself or its parts, each as its verbs leave it.
    #[inline(always)]
    pub(super) fn parts(
        &mut self,
        value: Value<'a>,
        plain: Plain,
        mut each: impl FnMut(&mut Self, Value<'a>),
    ) {
        let shape = plain.shape.and_then(|shape| self.form.shapes.get(usize::from(shape)));
        split_at(value, plain.split, self.made, |part| {
            let Some(shape) = shape else { return each(self, part) };
            let at = self.item.grow(shape.size);
            self.item.cells[at] = part;
            self.verbs(&shape.verbs, at);
            let part = self.item.cells[at];
            self.item.cells.truncate(at);
            if !part.is_blank() {
                each(self, part);
            }
        });
    }

    fn record(
        &mut self,
        reader: &mut Reader<'a>,
        (row, node, shape): (Row, &'a Node, u16),
        site: u32,
        (origin, position): (Origin, u32),
    ) -> Read<()> {
        if reader.peek()? != b'{' {
            return self.nothing(reader, site);
        }
        let size = self.form.shapes.get(usize::from(shape)).map_or(0, |shape| shape.size);
        let at = self.item.grow(size);
        let before = self.item.lengths();
        let (left_out, from) = (std::mem::take(&mut self.left_out), reader.at());
        self.object(reader, node, at)?;
        self.complete(reader.since(from), shape, at);
        if std::mem::replace(&mut self.left_out, left_out) {
            self.item.take_back(before);
            return Ok(());
        }
        let after = self.item.lengths();
        let (from, to) = match row {
            Row::Variant => (before.choices, after.choices),
            _ => (before.values, after.values),
        };
        let located = (before.locations, after.locations);
        let (depth, outer) = if row == Row::Variant { self.around() } else { (0, 0) };
        let owner = Owner { cells: at, from, to, located, shape, position, depth, outer, origin };
        self.own(row, owner);
        Ok(())
    }

    /// In how many lists of the item we are, and where the places in all but the last of them are kept.
    fn around(&mut self) -> (u8, u32) {
        let from = self.item.outer.len();
        if let [outer @ .., _] = &self.trail[..] {
            self.item.outer.extend_from_slice(outer);
        }
        (self.trail.len() as u8, from as u32)
    }

    /// After the last key of a record: what was not found on the way, and the verbs.
    #[inline(always)]
    fn complete(&mut self, text: &'a [u8], shape: u16, base: usize) {
        let Some(shape) = self.form.shapes.get(usize::from(shape)) else { return };
        if !shape.queries.is_empty() {
            self.queries(text, &shape.queries, base);
        }
        self.verbs(&shape.verbs, base);
    }

    /// The item has one more row.
    pub fn own(&mut self, row: Row, owner: Owner) {
        match row {
            Row::Variant => self.item.variants.push(owner),
            Row::Attribute => self.item.attributes.push(owner),
            Row::Category => self.item.categories.push(owner.cells),
            Row::Image => self.item.images.push(owner.cells),
            Row::Choice => self.item.choices.push(owner.cells),
            Row::Location => self.item.locations.push(owner.cells),
        }
    }

    /// A variant that lies within its product.
    fn embedded(&mut self, reader: &mut Reader<'a>, site: u32) -> Read<()> {
        let Place::Item(item, inner) = self.place else { return reader.skip() };
        let links = self.program.sites.get(site as usize).map_or("", |site| site.path.as_str());
        let trail = std::mem::take(&mut self.trail);
        let position = trail.last().copied().unwrap_or_default();
        let before = self.item.lengths();
        self.place = Place::Within(item, links, position);
        let done = self.read_part(reader, Origin::Within, position);
        (self.place, self.trail) = (Place::Item(item, inner), trail);
        if self.item.variants.last().is_some_and(|owner| self.item.variant(owner).is_empty()) {
            // Where the variants can be had, and not a variant itself.
            self.item.take_back(before);
            self.item.variants.pop();
        }
        done
    }
}
