//! Reading one product document by a program: nothing is held but the spans of that product. It must not know where
//! the document stands among others, nor what becomes of the product.

use super::diagnostics::{Diagnostics, Place};
use super::keys::Keys;
use super::program::{Frame, Keyed, Node, Program, Step, Verb};
use super::tables::Tables;
use crate::error::Code;
use crate::json::{Kind, Reader, Stop, Value, Why, decoded};
use crate::model::product::{Item, List, Origin, Owner, PRODUCT, Reading, Row, cell};
use crate::money::Amount;

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

    /// What shops send instead: read as well as it can be, and noted.
    #[cold]
    #[inline(never)]
    fn lenient(&mut self, cell: usize, value: Value<'a>, reading: Reading, site: u32) {
        let truth = |kind| Value { kind, ..value };
        let (code, taken) = match (value.kind, reading) {
            (Kind::Text, Reading::Decimal | Reading::Truth) if value.bytes.is_empty() => {
                self.item.cells[cell] = Value::ABSENT;
                return;
            }
            (Kind::False, _) => (Code::ProductFalseForNull, truth(Kind::Null)),
            (Kind::Text | Kind::Number, Reading::Truth) => match value.bytes {
                b"true" | b"1" | b"yes" => (Code::ProductTextForTruth, Value::TRUE),
                b"false" | b"0" | b"no" => (Code::ProductTextForTruth, Value::FALSE),
                _ => (Code::ProductWrongType, Value::ABSENT),
            },
            (Kind::Text | Kind::Number | Kind::Escaped, Reading::Decimal) => {
                (Code::ProductNotADecimal, Value::ABSENT)
            }
            _ => (Code::ProductWrongType, Value::ABSENT),
        };
        self.note(site, code, value);
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
            Step::First { cell, rank, site } => {
                let value = self.plain(reader, *site)?;
                self.first(base + usize::from(*cell), *rank, value);
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

    fn first(&mut self, cell: usize, rank: u8, value: Value<'a>) {
        if value.is_blank() {
            return;
        }
        match self.ranks.iter_mut().find(|(taken, _)| *taken == cell) {
            None => self.ranks.push((cell, rank)),
            Some((_, held)) if rank < *held => *held = rank,
            Some(_) => return,
        }
        self.item.cells[cell] = value;
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
        self.object(reader, node, at)?;
        self.verbs(Frame::from(row), at, values);
        let (from, to) = match row {
            Row::Variant => (choices, self.item.choices.len()),
            _ => (values, self.item.values.len()),
        };
        self.own(row, Owner { cells: at, from, to, position, origin });
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

    /// What the mapping does to a record that has been read whole; its values are those from `values` on.
    fn verbs(&mut self, frame: Frame, base: usize, values: usize) {
        let program = self.program;
        for verb in &program.verbs[frame as usize] {
            match verb {
                Verb::Map { cell, keys, words, default, site } => {
                    let value = self.item.cells[base + cell];
                    let found = find(keys, value);
                    let mapped = found.map(|index| words[index].value());
                    if mapped.is_none() && !value.is_blank() && default.is_none() {
                        self.note(*site, Code::ProductUnknownWord, value);
                    }
                    let mapped = mapped.or(default.as_ref().map(|word| word.value()));
                    self.item.cells[base + cell] = mapped.unwrap_or_default();
                }
                Verb::Lookup { cell, table, default, site } => {
                    let value = self.item.cells[base + cell];
                    let default = default.as_ref().map(|word| word.value());
                    self.item.cells[base + cell] = self.label(*table, value, default, *site);
                }
                Verb::Default { cell, word } => {
                    let held = &mut self.item.cells[base + cell];
                    if held.is_blank() {
                        *held = word.value();
                    }
                }
                Verb::Labels { prefix, site } => {
                    let key = self.item.cells[base + cell(Row::Attribute.cells(), "key")];
                    let name = format!("{prefix}.{}", String::from_utf8_lossy(key.bytes));
                    if let Some(table) = program.lookup(&name) {
                        for index in values..self.item.values.len() {
                            let value = self.item.values[index];
                            self.item.values[index] = self.label(table, value, None, *site);
                        }
                    }
                }
            }
        }
    }

    fn label(
        &mut self,
        table: usize,
        value: Value<'a>,
        default: Option<Value<'a>>,
        site: u32,
    ) -> Value<'a> {
        let Some(table) = self.tables.lookup(self.program, table) else { return value };
        let found = if value.is_missing() { None } else { find(&table.keys, value) };
        match (found, default) {
            (Some(index), _) => table.words[index].value(),
            (None, Some(default)) => default,
            (None, None) if value.is_blank() => value,
            (None, None) => {
                self.note(site, Code::ProductUnknownCode, value);
                value
            }
        }
    }
}

/// Whether a value is what its cell asks for, without any leniency.
#[inline(always)]
fn fits(value: Value, reading: Reading) -> bool {
    match reading {
        Reading::Text => {
            matches!(value.kind, Kind::Text | Kind::Escaped | Kind::Number | Kind::Null)
        }
        Reading::Truth => matches!(value.kind, Kind::True | Kind::False | Kind::Null),
        Reading::Decimal => {
            value.kind == Kind::Null
                || (matches!(value.kind, Kind::Text | Kind::Number)
                    && Amount::is_plain(value.bytes))
        }
    }
}

/// The value, or the parts of it between separators.
fn split_at<'a>(value: Value<'a>, separator: Option<u8>, mut each: impl FnMut(Value<'a>)) {
    match separator {
        None if value.is_blank() => {}
        None => each(value),
        Some(separator) => value
            .bytes
            .split(|byte| *byte == separator)
            .map(<[u8]>::trim_ascii)
            .filter(|part| !part.is_empty() && !value.is_missing())
            .for_each(|bytes| each(Value { bytes, ..value })),
    }
}

/// Keys and codes are compared as what they say, however they are spelt; almost none has an escape.
#[inline(always)]
pub fn find(keys: &Keys, value: Value) -> Option<usize> {
    if value.kind == Kind::Escaped {
        return find_decoded(keys, value.bytes);
    }
    keys.find(value.bytes)
}
#[cold]
#[inline(never)]
fn find_decoded(keys: &Keys, bytes: &[u8]) -> Option<usize> {
    keys.find(&decoded(Value { bytes, kind: Kind::Escaped }))
}
