//! Reading one product document by a program: nothing is held but the spans of that product. It must not know where
//! the document stands among others, nor what becomes of the product.

use super::diagnostics::{Diagnostics, Place};
use super::program::{Frame, Keyed, Node, Program, Step};
use super::reading::{fits, meant, split_at};
use super::tables::Tables;
use super::verbs::find;
use crate::error::Code;
use crate::json::{Kind, Reader, Stop, Value, Why};
use crate::model::product::{Item, List, Origin, Owner, PRODUCT, Reading, Row};

type Read<T> = Result<T, Stop>;

pub struct Engine<'a, 'd> {
    pub program: &'a Program,
    pub tables: &'a Tables,
    pub item: Item<'a>,
    pub diagnostics: &'d mut Diagnostics,
    pub place: Place<'a>,
    /// The position within each list we are in, outermost first: what the stars of a path stand for.
    trail: Vec<u32>,
    /// The cells that have several sources, and the rank of the one that filled them.
    ranks: Vec<(usize, u8)>,
    /// Only another format has what was found.
    pub refused: bool,
}

impl<'a, 'd> Engine<'a, 'd> {
    pub fn new(program: &'a Program, tables: &'a Tables, diagnostics: &'d mut Diagnostics) -> Self {
        Engine {
            program,
            tables,
            item: Item::default(),
            diagnostics,
            place: Place::Item(0),
            trail: Vec::new(),
            ranks: Vec::new(),
            refused: false,
        }
    }

    /// Reads the item that comes next in place of the one held.
    pub fn read(&mut self, reader: &mut Reader<'a>) -> Read<()> {
        self.item.clear();
        self.ranks.clear();
        self.trail.clear();
        self.refused = false;
        if reader.peek()? != b'{' {
            self.refused = true;
            let value = reader.value()?;
            self.note(0, Code::ProductWrongType, value);
            return Ok(());
        }
        self.object(reader, self.node(self.program.item), 0)?;
        self.verbs(Frame::Item, 0, 0);
        Ok(())
    }

    /// Reads the document that comes next as a variant of the item held.
    pub fn read_part(
        &mut self,
        reader: &mut Reader<'a>,
        origin: Origin,
        position: u32,
    ) -> Read<()> {
        match self.program.part {
            Some(part) => self.record(reader, Row::Variant, self.node(part), 0, (origin, position)),
            None => reader.skip(),
        }
    }

    /// The item is itself its only variant.
    pub fn be_own_variant(&mut self) {
        let owner = Owner {
            cells: PRODUCT,
            from: 0,
            to: self.item.choices.len(),
            located: (0, self.item.locations.len()),
            position: 0,
            origin: Origin::Own,
        };
        self.item.variants.push(owner);
    }

    #[cold]
    #[inline(never)]
    pub fn note(&mut self, site: u32, code: Code, value: Value) {
        self.diagnostics.note(code, &self.program.sites, site, self.place, &self.trail, value);
    }
    /// As `note`, about something at these positions.
    #[cold]
    pub fn note_at(&mut self, site: u32, code: Code, place: Place, trail: &[u32], value: Value) {
        self.diagnostics.note(code, &self.program.sites, site, place, trail, value);
    }

    fn node(&self, number: u32) -> &'a Node {
        &self.program.nodes[number as usize]
    }

    fn object(&mut self, reader: &mut Reader<'a>, node: &'a Node, base: usize) -> Read<()> {
        let mut seen = 0u64;
        let mut more = reader.open(b'{')?;
        while more {
            let at = reader.at();
            let key = reader.key()?;
            match find(&node.keys, key) {
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
                                true => self.item.cells[base + usize::from(*cell)] = value,
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
        Ok(())
    }

    #[cold]
    #[inline(never)]
    pub fn lenient(&mut self, cell: usize, value: Value<'a>, reading: Reading, site: u32) {
        let (code, taken) = meant(value, reading);
        if let Some(code) = code {
            self.note(site, code, value);
        }
        self.item.cells[cell] = taken;
    }

    /// Where a list or an object is expected: null, false, "" and [] say that there is none.
    #[cold]
    fn nothing(&mut self, reader: &mut Reader<'a>, site: u32) -> Read<()> {
        let value = reader.value()?;
        match (value.kind, value.bytes) {
            (Kind::Null, _) | (Kind::Text, b"") => {}
            (Kind::False, _) => self.note(site, Code::ProductFalseForNull, value),
            (Kind::Array, b"[]") => self.note(site, Code::ProductListForObject, value),
            _ => self.note(site, Code::ProductWrongType, value),
        }
        Ok(())
    }

    fn step(&mut self, reader: &mut Reader<'a>, step: &'a Step, base: usize) -> Read<()> {
        match step {
            Step::Cell { cell, reading, site } => {
                let value = reader.value()?;
                match fits(value, *reading) {
                    true => self.item.cells[base + usize::from(*cell)] = value,
                    false => self.lenient(base + usize::from(*cell), value, *reading, *site),
                }
            }
            Step::Word { cell, site } => {
                let value = self.plain(reader, *site)?;
                self.item.cells[base + usize::from(*cell)] = value;
            }
            Step::First { cell, rank, reading, site } => {
                let value = reader.value()?;
                let cell = base + usize::from(*cell);
                if !value.is_blank() && self.is_first(cell, *rank) {
                    match fits(value, *reading) {
                        true => self.item.cells[cell] = value,
                        false => self.lenient(cell, value, *reading, *site),
                    }
                }
            }
            Step::Into { node, site } => match reader.peek()? {
                b'{' => self.object(reader, self.node(*node), base)?,
                _ => self.nothing(reader, *site)?,
            },
            Step::Each { step, site } => self.each(reader, step, *site, base)?,
            Step::Record { row, node, site } => {
                let position = self.trail.last().copied().unwrap_or_default();
                self.record(reader, *row, self.node(*node), *site, (Origin::Row, position))?;
            }
            Step::Row { row, cell, split, site } => {
                let value = self.plain(reader, *site)?;
                split_at(value, *split, |value| {
                    let at = self.item.grow(row.cells().len());
                    self.item.cells[at + usize::from(*cell)] = value;
                    self.own(*row, Owner { cells: at, ..Owner::default() });
                });
            }
            Step::Push { list: List::Links, site, .. } if reader.peek()? == b'{' => {
                self.embedded(reader, *site)?;
            }
            Step::Push { list: List::Tags, site, .. } if reader.peek()? == b'[' => {
                self.each(reader, step, *site, base)?;
            }
            Step::Push { list, split, site } => {
                let value = self.plain(reader, *site)?;
                let list = self.item.list(*list);
                split_at(value, *split, |value| list.push(value));
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
            Step::Refuse { site } => {
                let value = reader.value()?;
                if !value.is_blank() {
                    self.refused = true;
                    self.note(*site, Code::ProductOtherFormat, value);
                }
            }
        }
        Ok(())
    }

    /// A step for each element of a list; one object stands for a list of one.
    fn each(
        &mut self,
        reader: &mut Reader<'a>,
        step: &'a Step,
        site: u32,
        base: usize,
    ) -> Read<()> {
        match reader.peek()? {
            b'[' => {
                let mut more = reader.open(b'[')?;
                self.trail.push(0);
                while more {
                    self.step(reader, step, base)?;
                    more = reader.more(b'[')?;
                    if let Some(position) = self.trail.last_mut() {
                        *position += 1;
                    }
                }
                self.trail.pop();
            }
            b'{' => {
                self.note(site, Code::ProductObjectForList, Value::ABSENT);
                self.trail.push(0);
                self.step(reader, step, base)?;
                self.trail.pop();
            }
            _ => self.nothing(reader, site)?,
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

    /// Whether nothing of a lower rank has filled the cell yet; if so, this one has.
    fn is_first(&mut self, cell: usize, rank: u8) -> bool {
        match self.ranks.iter_mut().find(|(taken, _)| *taken == cell) {
            None => self.ranks.push((cell, rank)),
            Some((_, held)) if rank < *held => *held = rank,
            Some(_) => return false,
        }
        true
    }

    fn record(
        &mut self,
        reader: &mut Reader<'a>,
        row: Row,
        node: &'a Node,
        site: u32,
        (origin, position): (Origin, u32),
    ) -> Read<()> {
        if reader.peek()? != b'{' {
            return self.nothing(reader, site);
        }
        let at = self.item.grow(row.cells().len());
        let (choices, values) = (self.item.choices.len(), self.item.values.len());
        let located = self.item.locations.len();
        self.object(reader, node, at)?;
        self.verbs(Frame::from(row), at, values);
        let (from, to) = match row {
            Row::Variant => (choices, self.item.choices.len()),
            _ => (values, self.item.values.len()),
        };
        let located = (located, self.item.locations.len());
        self.own(row, Owner { cells: at, from, to, located, position, origin });
        Ok(())
    }

    /// The item has one more row.
    fn own(&mut self, row: Row, owner: Owner) {
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
        let Place::Item(item) = self.place else { return reader.skip() };
        let links = self.program.sites.get(site as usize).map_or("", |site| site.path.as_str());
        let trail = std::mem::take(&mut self.trail);
        let position = trail.last().copied().unwrap_or_default();
        self.place = Place::Within(item, links, position);
        let done = self.read_part(reader, Origin::Within, position);
        (self.place, self.trail) = (Place::Item(item), trail);
        done
    }

    /// `[{"code": "color", "value": ..}, ..]`: the code may stand before or after the value it names.
    fn keyed(&mut self, reader: &mut Reader<'a>, keyed: &'a Keyed, base: usize) -> Read<()> {
        if reader.peek()? != b'[' {
            return self.nothing(reader, 0);
        }
        self.trail.push(0);
        let mut more = reader.open(b'[')?;
        while more {
            self.keyed_element(reader, keyed, base)?;
            more = reader.more(b'[')?;
            if let Some(position) = self.trail.last_mut() {
                *position += 1;
            }
        }
        self.trail.pop();
        Ok(())
    }
    fn keyed_element(
        &mut self,
        reader: &mut Reader<'a>,
        keyed: &'a Keyed,
        base: usize,
    ) -> Read<()> {
        let (mut found, mut ahead, mut coded) = (None, None, false);
        let mut more = reader.open(b'{')?;
        while more {
            let at = reader.at();
            let key = reader.key()?;
            if *key.bytes == *keyed.by {
                let code = reader.value()?;
                if std::mem::replace(&mut coded, true) {
                    return reader.stop(at, Why::KeyTwice);
                }
                found = find(&keyed.keys, code);
            } else if *key.bytes == *keyed.value {
                match found {
                    Some(index) => self.step(reader, &keyed.steps[index], base)?,
                    None => {
                        ahead = Some(reader.mark());
                        reader.skip()?;
                    }
                }
            } else {
                reader.skip()?;
            }
            more = reader.more(b'{')?;
        }
        if let (Some(index), Some(ahead)) = (found, ahead) {
            let here = reader.mark();
            reader.go_to(ahead);
            self.step(reader, &keyed.steps[index], base)?;
            reader.go_to(here);
        }
        Ok(())
    }
}
