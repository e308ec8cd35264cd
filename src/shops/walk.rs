//! The way through a document, from product to product, in one piece or window by window: it can be taken up again
//! after every value, so the document need never lie in memory as a whole. It must not know what products hold.

use super::diagnostics::{Diagnostics, Place, Remark};
use super::engine::Engine;
use super::finish::Skus;
use super::join::Room;
use super::program::{Lead, Program};
use super::tables::Tables;
use crate::error::{Code, Error, Result};
use crate::json::{Fault, Mark, Reader, Stop, Value, Why};
use crate::model::product::{Item, Origin};

/// Where a walk is; what it has seen and must remember.
#[derive(Default)]
pub struct Walk {
    state: State,
    /// The objects and lists around the place we are at, outermost first.
    around: Vec<Level>,
    /// The last place from which the walk can be taken up again, in the window.
    mark: Option<Mark>,
    items: u32,
    parts: u32,
    has_list: bool,
    room: Room,
    skus: Skus,
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
        branch: usize,
        seen: u64,
    },
    List(Lead),
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

/// Each product as it becomes ready; who gets it may have remarks on it.
pub type Each<'e> = dyn FnMut(&Item, &mut Vec<Remark>) + 'e;

impl Walk {
    /// Goes as far as `text` reaches, which is all of the document's rest if it is the `last` of it. Returns how many of
    /// its bytes are done with.
    pub fn advance<'a>(
        &mut self,
        (program, tables): (&'a Program, &'a Tables),
        diagnostics: &mut Diagnostics,
        text: &'a str,
        last: bool,
        each: &mut Each,
    ) -> std::result::Result<usize, Halt> {
        let mut reader = Reader::new(text);
        let mut engine = Engine::new(program, tables, diagnostics);
        reader.go_to(self.mark.unwrap_or(Mark::START));
        while self.state != State::Done {
            match self.step(&mut reader, &mut engine, text, each) {
                Ok(Ok(())) => self.mark = Some(reader.mark()),
                Ok(Err(error)) => return Err(Halt::Refused(error)),
                Err(Stop) => {
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
        // What is behind the mark is given back; the mark then stands at the start of what is left.
        let mark = self.mark.get_or_insert(Mark::START);
        Ok(std::mem::take(&mut mark.at))
    }

    /// One step: a key with its value, an element, or the way out of one. Nothing is changed when it stops.
    fn step<'a>(
        &mut self,
        reader: &mut Reader<'a>,
        engine: &mut Engine<'a, '_>,
        text: &'a str,
        each: &mut Each,
    ) -> std::result::Result<Result<()>, Stop> {
        match (self.state, self.around.last()) {
            (State::Start, _) => match reader.peek()? {
                b'[' => {
                    self.has_list = true;
                    self.enter(reader, Level::List(Lead::Items))?;
                }
                b'{' => self.enter(reader, Level::Object { branch: 0, seen: 0 })?,
                _ => {
                    let what = "a list of products, or an object that holds it, is expected";
                    return reader.stop(reader.at(), Why::Syntax(what));
                }
            },
            (State::Before, Some(Level::Object { .. })) => {
                return self.member(reader, engine, text, each);
            }
            (State::Before, Some(Level::List(lead))) => {
                return self.element(*lead, reader, engine, text, each);
            }
            (State::After, Some(level)) => {
                let open = if let Level::List(_) = level { b'[' } else { b'{' };
                match reader.more(open)? {
                    true => self.state = State::Before,
                    false => drop(self.around.pop()),
                }
            }
            (_, None) | (State::Done, _) => self.state = State::Done,
        }
        Ok(Ok(()))
    }

    fn enter(&mut self, reader: &mut Reader, level: Level) -> std::result::Result<(), Stop> {
        let open = if let Level::List(_) = level { b'[' } else { b'{' };
        self.state = match reader.open(open)? {
            true => {
                self.around.push(level);
                State::Before
            }
            false => State::After,
        };
        Ok(())
    }

    fn member<'a>(
        &mut self,
        reader: &mut Reader<'a>,
        engine: &mut Engine<'a, '_>,
        text: &'a str,
        each: &mut Each,
    ) -> std::result::Result<Result<()>, Stop> {
        let Some(Level::Object { branch, seen }) = self.around.last() else {
            return Ok(Ok(()));
        };
        let at = reader.at();
        let key = crate::json::decoded(reader.key()?);
        let branches = engine.program.branches.get(*branch).map_or(&[][..], Vec::as_slice);
        let found = branches.iter().position(|branch| *branch.name == *key);
        let Some((index, lead)) = found.map(|index| (index, branches[index].to)) else {
            reader.skip()?;
            reader.peek()?;
            self.state = State::After;
            return Ok(Ok(()));
        };
        if *seen & 1 << index != 0 {
            return reader.stop(at, Why::KeyTwice);
        }
        let outer = self.around.len() - 1;
        let done = match (lead, reader.peek()?) {
            (Lead::Into(branch), b'{') => {
                self.enter(reader, Level::Object { branch, seen: 0 })?;
                Ok(())
            }
            (Lead::Items | Lead::Parts, b'[') => {
                self.enter(reader, Level::List(lead))?;
                self.has_list |= lead == Lead::Items;
                Ok(())
            }
            (Lead::Items, b'{') => {
                let done = self.element(lead, reader, engine, text, each)?;
                self.has_list = true;
                done
            }
            _ => {
                reader.skip()?;
                reader.peek()?;
                self.state = State::After;
                Ok(())
            }
        };
        // Only now, for what stops is read again.
        if let Some(Level::Object { seen, .. }) = self.around.get_mut(outer) {
            *seen |= 1 << index;
        }
        Ok(done)
    }

    /// A product, or a variant apart. Given only once the byte after it is there, so that none is ever given twice.
    fn element<'a>(
        &mut self,
        lead: Lead,
        reader: &mut Reader<'a>,
        engine: &mut Engine<'a, '_>,
        text: &'a str,
        each: &mut Each,
    ) -> std::result::Result<Result<()>, Stop> {
        reader.peek()?;
        let from = reader.at();
        let done = match lead {
            Lead::Parts => {
                engine.place = Place::Part(&engine.program.parts, self.parts);
                engine.item.clear();
                engine.read_part(reader, Origin::Apart, self.parts)?;
                let to = reader.at();
                reader.peek()?;
                self.parts += 1;
                self.keep(engine, text.get(from..to).unwrap_or_default(), false)
            }
            _ => {
                engine.place = Place::Item(self.items);
                engine.read(reader)?;
                let to = reader.at();
                reader.peek()?;
                self.items += 1;
                self.item(engine, text.get(from..to).unwrap_or_default(), each)
            }
        };
        self.state = State::After;
        Ok(done)
    }

    /// What becomes of the item that has been read: it is given, or waits, or is a variant of another.
    fn item(&mut self, engine: &mut Engine, text: &str, each: &mut Each) -> Result<()> {
        if engine.program.joins() && !engine.refused {
            let item = &engine.item;
            let is_variable = item.product().kind().bytes == b"variable";
            if item.product().is_part().is_true() {
                engine.be_own_variant();
                return self.keep(engine, text, true);
            }
            if !item.links.is_empty() || (is_variable && item.variants.is_empty()) {
                engine.diagnostics.take_back();
                return self.room.wait(self.items - 1, text);
            }
            if item.variants.is_empty() {
                engine.be_own_variant();
            }
        }
        give(engine, &mut self.skus, each);
        Ok(())
    }

    /// Puts the variant that has just been read aside.
    fn keep(&mut self, engine: &mut Engine, text: &str, is_listed: bool) -> Result<()> {
        engine.diagnostics.take_back();
        let position = if is_listed { self.items } else { self.parts } - 1;
        let variant = engine.item.variants().next();
        let ids = variant.map(|variant| (variant.external_id(), variant.parent_id()));
        match ids {
            Some((id, parent)) if !id.is_blank() => {
                let parent = if parent.bytes == b"0" { Value::ABSENT } else { parent };
                self.room.part((id.bytes, parent.bytes), (position, is_listed), text)
            }
            _ => {
                engine.note(engine.program.id_site, Code::ProductIdMissing, Value::ABSENT);
                engine.diagnostics.commit();
                Ok(())
            }
        }
    }

    /// After the last byte: those that waited for their variants, and the variants nobody wanted.
    pub fn settle(
        &mut self,
        (program, tables): (&Program, &Tables),
        diagnostics: &mut Diagnostics,
        each: &mut Each,
    ) -> Result<()> {
        if !self.has_list {
            let message = "No list of products was found; give a list, or the page as the shop's API gives it.";
            return Err(Error::new(Code::ProductNoItems, message));
        }
        let mut room = std::mem::take(&mut self.room);
        let kept = std::mem::take(&mut room.text);
        let mut engine = Engine::new(program, tables, diagnostics);
        for waiting in std::mem::take(&mut room.waiting) {
            engine.place = Place::Item(waiting.item);
            let text = kept.get(waiting.text).unwrap_or_default();
            if engine.read(&mut Reader::new(text)).is_err() {
                continue; // It was read before: this cannot be.
            }
            self.join(&mut engine, &mut room, &kept);
            give(&mut engine, &mut self.skus, each);
        }
        for part in room.parts.iter().filter(|part| !part.is_claimed) {
            engine.item.clear();
            read_part(&mut engine, part, &kept);
            engine.diagnostics.take_back();
            let id = engine.item.variants().next().map(|variant| variant.external_id());
            engine.note(0, Code::ProductVariantOrphan, id.unwrap_or_default());
            engine.diagnostics.commit();
        }
        Ok(())
    }

    /// Adds the variants: first those that the product names, in its order, then those that name the product.
    fn join<'a>(&mut self, engine: &mut Engine<'a, '_>, room: &mut Room, kept: &'a str) {
        let place = engine.place;
        for (nth, link) in engine.item.links.clone().into_iter().enumerate() {
            match room.claim(link.bytes) {
                Some(index) => read_part(engine, &room.parts[index], kept),
                None => {
                    let (site, code) = (engine.program.links_site, Code::ProductVariantMissing);
                    engine.note_at(site, code, place, &[nth as u32], link);
                }
            }
            engine.place = place;
        }
        for child in room.claim_children(engine.item.product().external_id().bytes) {
            read_part(engine, &room.parts[child], kept);
            engine.place = place;
        }
    }
}

fn read_part<'a>(engine: &mut Engine<'a, '_>, part: &super::join::Part, kept: &'a str) {
    let (place, origin) = match part.is_listed {
        true => (Place::Item(part.position), Origin::Listed),
        false => (Place::Part(&engine.program.parts, part.position), Origin::Apart),
    };
    engine.place = place;
    let text = kept.get(part.text.clone()).unwrap_or_default();
    // It was read before: it cannot stop.
    let _ = engine.read_part(&mut Reader::new(text), origin, part.position);
}

fn give(engine: &mut Engine, skus: &mut Skus, each: &mut Each) {
    if engine.finish(skus) {
        let mut remarks = Vec::new();
        each(&engine.item, &mut remarks);
        remarks.into_iter().for_each(|remark| engine.remark(&remark));
    }
    engine.diagnostics.commit();
}
