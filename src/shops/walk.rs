//! The way through a document, from product to product, in one piece or window by window: it can be taken up again
//! after every value, so the document need never lie in memory as a whole. It must not know what products hold.

use super::ahead::{choose, go_into, go_out, is_product};
use super::diagnostics::{Diagnostics, Place, Remark, Spot};
use super::engine::Engine;
use super::finish::{AsItIs, Skus};
use super::join::{Room, Shelf, TakenOut};
use super::learn::Learned;
use super::program::{Lead, Program, What};
use super::tables::Tables;
use super::verbs::find;
use crate::error::{Code, Error, Result};
use crate::json::{Fault, Mark, Reader, Stop, Value, Why, decoded};
use crate::model::product::{Item, Origin};
use bumpalo::Bump;
use std::collections::HashMap;
use std::hash::BuildHasherDefault;

/// Where a walk is; what it has seen and must remember.
#[derive(Default)]
pub struct Walk {
    state: State,
    /// The objects and lists around the place we are at, outermost first.
    around: Vec<Level>,
    /// The last place from which the walk can be taken up again, in the window.
    mark: Option<Mark>,
    /// What the elements of a bare list are, once the first has been read.
    bare: Option<usize>,
    pub(super) items: u32,
    pub(super) parts: u32,
    has_list: bool,
    /// A list of variants apart has begun.
    has_parts: bool,
    pub(super) room: Room,
    pub(super) skus: Skus,
    /// The products to which variants were joined, as hashes, and how many there were.
    pub(super) joined: HashMap<u64, usize, BuildHasherDefault<AsItIs>>,
    learned: Learned,
    /// A product has been given.
    pub(super) is_given: bool,
    /// The tables of which it has been told that they come too late.
    late: Vec<String>,
}

#[derive(Clone, Copy, Default, PartialEq)]
enum State {
    #[default]
    Start,
    /// Before a key or an element.
    Before,
    /// After a value.
    After,
    Done,
}

enum Level {
    /// An object on the way to the products, and which of its keys have been seen.
    Object {
        fork: usize,
        seen: u64,
    },
    List(usize),
    /// The document is a list.
    Bare,
}

/// Why a walk ends early.
pub enum Halt {
    /// In the window, at this byte.
    Fault(Fault),
    Refused(Error),
}

impl From<Error> for Halt {
    fn from(error: Error) -> Self {
        Halt::Refused(error)
    }
}

impl From<Stop> for Halt {
    /// What is wrong stands in the reader.
    fn from(_: Stop) -> Self {
        Halt::Fault(Fault { at: 0, why: Why::End })
    }
}

/// Each product as it becomes ready; who gets it may have remarks on it.
pub type Each<'e> = dyn FnMut(&Item, &mut Vec<Remark>) + 'e;

/// A step that stops is taken again with more text; one that is refused is not.
type Taken<T> = std::result::Result<T, Halt>;

impl Walk {
    /// Goes as far as `text` reaches, which is all of the document's rest if it is the `last` of it. Returns how many of
    /// its bytes are done with.
    pub fn advance(
        &mut self,
        (program, tables): (&Program, &Tables),
        diagnostics: &mut Diagnostics,
        text: &str,
        last: bool,
        each: &mut Each,
    ) -> Taken<usize> {
        let made = Bump::new();
        let mut engine = self.engine((program, tables), &made, diagnostics)?;
        self.run(&mut engine, text, last, each)?;
        engine.aside.leave(&mut self.room)?;
        self.learned = std::mem::take(&mut engine.learned);
        // What is behind the mark is given back; the mark then stands at the start of what is left.
        let mark = self.mark.get_or_insert(Mark::START);
        Ok(std::mem::take(&mut mark.at))
    }

    /// Goes over a document that is here as a whole, to its end.
    pub fn whole(
        mut self,
        (program, tables): (&Program, &Tables),
        diagnostics: &mut Diagnostics,
        text: &str,
        each: &mut Each,
    ) -> Taken<()> {
        let made = Bump::new();
        let mut engine = self.engine((program, tables), &made, diagnostics)?;
        self.run(&mut engine, text, true, each)?;
        if !self.has_list {
            return Err(no_items().into());
        }
        Ok(self.settle_aside(&mut engine, each)?)
    }

    fn engine<'a, 'd>(
        &mut self,
        reading: (&'a Program, &'a Tables),
        made: &'a Bump,
        diagnostics: &'d mut Diagnostics,
    ) -> Result<Engine<'a, 'd>> {
        let mut engine = Engine::new(reading, made, diagnostics).ok_or_else(no_items)?;
        engine.learned = std::mem::take(&mut self.learned);
        engine.has_parts = self.has_parts;
        Ok(engine)
    }

    fn run<'a>(
        &mut self,
        engine: &mut Engine<'a, '_>,
        text: &'a str,
        last: bool,
        each: &mut Each,
    ) -> Taken<()> {
        let mut reader = Reader::new(text);
        reader.go_to(self.mark.unwrap_or(Mark::START));
        while self.state != State::Done {
            match self.step(&mut reader, engine, text, each) {
                Ok(()) => self.mark = Some(reader.mark()),
                Err(Halt::Refused(error)) => return Err(Halt::Refused(error)),
                Err(Halt::Fault(_)) => {
                    engine.diagnostics.take_back();
                    match reader.fault() {
                        Fault { why: Why::End, .. } if !last => break,
                        fault => return Err(Halt::Fault(fault)),
                    }
                }
            }
            if self.around.is_empty() && self.state == State::After {
                match reader.end() {
                    Ok(()) if last => self.state = State::Done,
                    Ok(()) => break,
                    Err(Stop) => return Err(Halt::Fault(reader.fault())),
                }
            }
        }
        Ok(())
    }

    /// One step: a key with its value, an element, or the way out of one. Nothing is changed when it stops.
    fn step<'a>(
        &mut self,
        reader: &mut Reader<'a>,
        engine: &mut Engine<'a, '_>,
        text: &'a str,
        each: &mut Each,
    ) -> Taken<()> {
        match (self.state, self.around.last()) {
            (State::Start, _) => match reader.peek()? {
                b'[' => {
                    self.enter(reader, Level::Bare)?;
                    self.has_list = true;
                }
                b'{' => return self.object(0, reader, engine, text, each),
                _ => {
                    let what = "a list of products, or an object that holds it, is expected";
                    reader.stop::<()>(reader.at(), Why::Syntax(what))?;
                }
            },
            (State::Before, Some(Level::Object { .. })) => {
                return self.member(reader, engine, text, each);
            }
            (State::Before, Some(Level::List(lead))) => {
                let lead = &engine.program.leads[*lead];
                return self.element(lead, reader, engine, text, each);
            }
            (State::Before, Some(Level::Bare)) => {
                let lead = match self.bare {
                    Some(lead) => lead,
                    None => choose(reader, engine)?,
                };
                self.element(&engine.program.leads[lead], reader, engine, text, each)?;
                self.bare = Some(lead);
            }
            (State::After, Some(level)) => {
                let open = if let Level::Object { .. } = level { b'{' } else { b'[' };
                match reader.more(open)? {
                    true => self.state = State::Before,
                    false => drop(self.around.pop()),
                }
            }
            (_, None) | (State::Done, _) => self.state = State::Done,
        }
        Ok(())
    }

    fn enter(&mut self, reader: &mut Reader, level: Level) -> std::result::Result<(), Stop> {
        let open = if let Level::Object { .. } = level { b'{' } else { b'[' };
        self.state = match reader.open(open)? {
            true => {
                self.around.push(level);
                State::Before
            }
            false => State::After,
        };
        Ok(())
    }

    /// An object on the way: a product itself, or what is around products.
    fn object<'a>(
        &mut self,
        fork: usize,
        reader: &mut Reader<'a>,
        engine: &mut Engine<'a, '_>,
        text: &'a str,
        each: &mut Each,
    ) -> Taken<()> {
        let place = &engine.program.forks[fork];
        match place.whole {
            Some(lead) if place.names.is_empty() || is_product(reader, place, lead, engine)? => {
                let lead = &engine.program.leads[lead];
                self.element(lead, reader, engine, text, each)?;
                self.has_list |= matches!(lead.what, What::Items(_));
            }
            _ => self.enter(reader, Level::Object { fork, seen: 0 })?,
        }
        Ok(())
    }

    fn member<'a>(
        &mut self,
        reader: &mut Reader<'a>,
        engine: &mut Engine<'a, '_>,
        text: &'a str,
        each: &mut Each,
    ) -> Taken<()> {
        let Some(Level::Object { fork, seen }) = self.around.last() else { return Ok(()) };
        let at = reader.at();
        let key = decoded(reader.key()?);
        let names = &engine.program.forks[*fork].names;
        let Some(index) = names.iter().position(|(name, _)| **name == *key) else {
            return self.pass(reader);
        };
        if *seen & 1 << index != 0 {
            reader.stop::<()>(at, Why::KeyTwice)?;
        }
        let (outer, to) = (self.around.len() - 1, names[index].1);
        let fork = &engine.program.forks[to];
        match (reader.peek()?, fork.list) {
            (b'[', Some(lead)) => {
                self.enter(reader, Level::List(lead))?;
                match engine.program.leads[lead].what {
                    What::Items(_) => self.has_list = true,
                    What::Parts(..) => (self.has_parts, engine.has_parts) = (true, true),
                    What::Tables(..) => {}
                }
            }
            (b'{', _) => self.object(to, reader, engine, text, each)?,
            _ => {
                if let Some(words) = &fork.none {
                    let here = reader.mark();
                    self.has_list |= find(words, reader.value()?).is_some();
                    reader.go_to(here);
                }
                self.pass(reader)?;
            }
        }
        // Only now, for what stops is read again.
        if let Some(Level::Object { seen, .. }) = self.around.get_mut(outer) {
            *seen |= 1 << index;
        }
        Ok(())
    }

    /// Something else: passed over.
    fn pass(&mut self, reader: &mut Reader) -> Taken<()> {
        reader.skip()?;
        reader.peek()?;
        self.state = State::After;
        Ok(())
    }

    /// A product, a variant apart, or rows of a table. Given only once the byte after it is there, so that none is ever
    /// given twice.
    fn element<'a>(
        &mut self,
        lead: &'a Lead,
        reader: &mut Reader<'a>,
        engine: &mut Engine<'a, '_>,
        text: &'a str,
        each: &mut Each,
    ) -> Taken<()> {
        reader.peek()?;
        let outer = reader.mark();
        let Some(depth) = go_into(reader, &lead.inner)? else {
            reader.go_to(outer);
            self.pass(reader)?;
            if let What::Items(form) = &lead.what {
                let site = engine.program.forms[*form].id_site;
                let spot = Spot { site, place: Place::Item(self.items, &lead.under), trail: &[] };
                engine.note_at(spot, Code::ProductIdMissing, Value::ABSENT, "");
                engine.diagnostics.commit();
                self.items += 1;
            }
            return Ok(());
        };
        let from = reader.at();
        match &lead.what {
            What::Items(form) => {
                engine.form = &engine.program.forms[*form];
                engine.place = Place::Item(self.items, &lead.under);
                engine.read(reader)?;
            }
            What::Parts(form, list) => {
                engine.form = &engine.program.forms[*form];
                engine.place = Place::Part(list, self.parts);
                engine.clear();
                engine.read_part(reader, Origin::Apart, self.parts)?;
            }
            What::Tables(rows, _) => {
                let here = reader.mark();
                for number in rows {
                    reader.go_to(here);
                    let learned = &engine.program.learned[*number];
                    engine.form = &engine.program.forms[learned.form];
                    engine.read_rows(reader, learned.node)?;
                    engine.learn(&learned.name)?;
                }
            }
        }
        let found = text.get(from..reader.at()).unwrap_or_default();
        go_out(reader, depth)?;
        if !self.around.is_empty() {
            reader.peek()?;
        }
        self.state = State::After;
        match &lead.what {
            What::Items(form) => {
                self.items += 1;
                Ok(self.item(engine, *form, found, each)?)
            }
            What::Parts(form, _) => {
                self.parts += 1;
                let source = self.source(*form, found, false);
                Ok(self.part(engine, source)?)
            }
            What::Tables(_, list) => {
                self.tell_late(engine, list);
                Ok(())
            }
        }
    }

    /// A table that stands after products that were given without it.
    fn tell_late(&mut self, engine: &mut Engine, list: &str) {
        if self.is_given && !self.late.iter().any(|late| late == list) {
            self.late.push(list.to_owned());
            let spot = Spot { site: 0, place: Place::Outside(list), trail: &[] };
            engine.note_at(spot, Code::ProductTableLate, Value::ABSENT, list);
            engine.diagnostics.commit();
        }
    }

    /// What waits in memory, if that is more than `bytes`: to be kept elsewhere, and given back by a shelf.
    pub fn overflow(&mut self, bytes: usize) -> Vec<TakenOut> {
        if self.room.bytes() > bytes { self.room.clear() } else { Vec::new() }
    }
    /// All that waits, if some of it was taken out before.
    pub fn overflowed(&mut self) -> Option<Vec<TakenOut>> {
        self.room.is_cleared().then(|| self.room.clear())
    }

    /// After the last byte: those that waited for their variants, and the variants nobody wanted; from `shelf`, where
    /// they were taken out of memory.
    pub fn settle(
        &mut self,
        (program, tables): (&Program, &Tables),
        diagnostics: &mut Diagnostics,
        shelf: Option<&mut dyn Shelf>,
        each: &mut Each,
    ) -> Result<()> {
        if !self.has_list {
            return Err(no_items());
        }
        let mut room = std::mem::take(&mut self.room);
        let shelf = shelf.unwrap_or(&mut room);
        let mut is_more = true;
        while is_more {
            // What is made of some is let go before the next.
            let made = Bump::new();
            let mut engine = self.engine((program, tables), &made, diagnostics)?;
            is_more = self.settle_some(&mut engine, shelf, each)?;
            self.learned = std::mem::take(&mut engine.learned);
        }
        Ok(())
    }
}

fn no_items() -> Error {
    let message =
        "No list of products was found; give a list, or the page as the shop's API gives it.";
    Error::new(Code::ProductNoItems, message)
}
