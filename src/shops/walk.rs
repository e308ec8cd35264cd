//! The way through a document, from product to product, in one piece or window by window: it can be taken up again
//! after every value, so the document need never lie in memory as a whole. It must not know what products hold.

use super::diagnostics::{Diagnostics, Place, Remark, Spot};
use super::engine::Engine;
use super::finish::Skus;
use super::join::{Room, Shelf, TakenOut};
use super::learn::Learned;
use super::program::{Fork, Lead, Program, What};
use super::tables::Tables;
use crate::error::{Code, Error, Result};
use crate::json::{Fault, Mark, Reader, Stop, Value, Why, decoded};
use crate::model::product::{Item, Origin};
use bumpalo::Bump;

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
    pub(super) room: Room,
    pub(super) skus: Skus,
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
                self.has_list |= matches!(engine.program.leads[lead].what, What::Items(_));
            }
            (b'{', _) => self.object(to, reader, engine, text, each)?,
            _ => self.pass(reader)?,
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

/// What the elements of a bare list are, by the first of them: it lies in an object of its own, or is not of another
/// format. Where nothing fits, the most usual, which says why it does not.
fn choose<'a>(reader: &mut Reader<'a>, engine: &mut Engine<'a, '_>) -> Taken<usize> {
    let here = reader.mark();
    let mut usual = None;
    for index in &engine.program.bare {
        let lead = &engine.program.leads[*index];
        let What::Items(form) = lead.what else { continue };
        let fits = match lead.inner.is_empty() {
            false => go_into(reader, &lead.inner)?.is_some(),
            true if engine.program.forms.len() == 1 => true,
            true => {
                usual = usual.or(Some(*index));
                engine.form = &engine.program.forms[form];
                engine.read(reader)?;
                engine.diagnostics.take_back();
                !engine.refused
            }
        };
        reader.go_to(here);
        if fits {
            return Ok(*index);
        }
    }
    Ok(usual.unwrap_or_default())
}

/// Whether the object that comes next is a product: it has what tells one, and nothing that leads to products. Looks no
/// further than it must, for an object around products may be larger than any window.
fn is_product(
    reader: &mut Reader,
    fork: &Fork,
    lead: usize,
    engine: &Engine,
) -> std::result::Result<bool, Stop> {
    let What::Items(form) = engine.program.leads[lead].what else { return Ok(true) };
    let marks = &engine.program.forms[form].marks;
    let here = reader.mark();
    let mut is_one = false;
    let mut more = reader.open(b'{')?;
    while more {
        let key = decoded(reader.key()?);
        is_one |= marks.iter().any(|mark| **mark == *key);
        let named = fork.names.iter().find(|(name, _)| **name == *key);
        if named.is_some_and(|(_, to)| leads_to_items(engine.program, *to)) {
            is_one = false;
            break;
        }
        // A list of other things before any mark of a product: it may be longer than what is here.
        if !is_one && named.is_some() && is_list_of_objects(reader)? {
            break;
        }
        reader.skip()?;
        more = reader.more(b'{')?;
    }
    reader.go_to(here);
    Ok(is_one)
}

fn is_list_of_objects(reader: &mut Reader) -> std::result::Result<bool, Stop> {
    if reader.peek()? != b'[' {
        return Ok(false);
    }
    let here = reader.mark();
    let is_one = reader.open(b'[')? && reader.peek()? == b'{';
    reader.go_to(here);
    Ok(is_one)
}

fn leads_to_items(program: &Program, fork: usize) -> bool {
    let Some(fork) = program.forks.get(fork) else { return false };
    let here = fork.list.or(fork.whole).and_then(|lead| program.leads.get(lead));
    here.is_some_and(|lead| matches!(lead.what, What::Items(_)))
        || fork.names.iter().any(|(_, to)| leads_to_items(program, *to))
}

/// Goes to what lies under these names; returns how many objects it is in then, or none where it is not there.
fn go_into(reader: &mut Reader, names: &[Box<[u8]>]) -> std::result::Result<Option<usize>, Stop> {
    for name in names {
        if reader.peek()? != b'{' {
            return Ok(None);
        }
        let mut more = reader.open(b'{')?;
        loop {
            if !more {
                return Ok(None);
            }
            if *decoded(reader.key()?) == **name {
                break;
            }
            reader.skip()?;
            more = reader.more(b'{')?;
        }
    }
    reader.peek()?;
    Ok(Some(names.len()))
}

/// Passes over what is left of so many objects.
fn go_out(reader: &mut Reader, depth: usize) -> std::result::Result<(), Stop> {
    for _ in 0..depth {
        while reader.more(b'{')? {
            reader.key()?;
            reader.skip()?;
        }
    }
    Ok(())
}
