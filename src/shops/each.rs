//! A step for each element of a list, and for what stands where a list is expected. It must not know what the step does.

use super::engine::{Engine, Read};
use super::program::Step;
use crate::error::Code;
use crate::json::{Kind, Reader, Value};
use crate::model::product::List;

/// Where it is told that an object stands where a list is expected, and whether one is told that stands for itself.
pub(super) struct Told {
    pub site: u32,
    pub one: bool,
}

/// As what such an object is taken.
const ONE: &str = "a list of one";
const EMPTY: &str = "an empty list";
const VALUES: &str = "the list of its values";

impl<'a> Engine<'a, '_> {
    /// A step for each element of a list; one object, or one plain value, stands for a list of one. Tells whether there
    /// is a list, be it empty.
    pub(super) fn each(
        &mut self,
        reader: &mut Reader<'a>,
        step: &'a Step,
        site: u32,
        base: usize,
    ) -> Read<bool> {
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
                return Ok(true);
            }
            b'{' => {
                let is_link = matches!(step, Step::Push { list: List::Links, .. });
                let told = Told { site, one: !is_link };
                return self.object_for_list(reader, Some(told), &mut |engine, reader| {
                    engine.step(reader, step, base)
                });
            }
            _ if step.takes_plain() => {
                let here = reader.mark();
                let value = reader.value()?;
                reader.go_to(here);
                let is_said = matches!(value.kind, Kind::Text | Kind::Escaped | Kind::Number);
                match is_said && !value.is_blank() {
                    true => {
                        self.note_more(site, Code::ProductObjectForList, value, ONE);
                        self.trail.push(0);
                        self.step(reader, step, base)?;
                        self.trail.pop();
                    }
                    false => self.nothing(reader, site)?,
                }
            }
            _ => self.nothing(reader, site)?,
        }
        Ok(false)
    }

    /// One object stands for a list of one. But PHP writes `{}` for no list at all, and a list with a gap in it as
    /// `{"0": .., "2": ..}`. Tells whether it is a list.
    #[cold]
    #[inline(never)]
    pub(super) fn object_for_list(
        &mut self,
        reader: &mut Reader<'a>,
        told: Option<Told>,
        each: &mut dyn FnMut(&mut Self, &mut Reader<'a>) -> Read<()>,
    ) -> Read<bool> {
        let here = reader.mark();
        let mut more = reader.open(b'{')?;
        let place = if more { position_of(reader.key()?) } else { None };
        let meant = match (more, place) {
            (false, _) => EMPTY,
            (true, None) => ONE,
            (true, Some(_)) => VALUES,
        };
        if let Some(Told { site, one }) = told
            && (meant != ONE || one)
        {
            self.note_more(site, Code::ProductObjectForList, Value::OBJECT, meant);
        }
        if meant == ONE {
            reader.go_to(here);
            self.trail.push(0);
            each(self, reader)?;
            self.trail.pop();
            return Ok(false);
        }
        let mut position = place.unwrap_or_default();
        while more {
            self.trail.push(position);
            each(self, reader)?;
            self.trail.pop();
            more = reader.more(b'{')?;
            if more {
                position = position_of(reader.key()?).unwrap_or_default();
            }
        }
        Ok(true)
    }
}

/// The place that a key names, as PHP numbers what a list holds.
fn position_of(key: Value) -> Option<u32> {
    let text = std::str::from_utf8(key.bytes).ok()?;
    text.parse().ok().filter(|_| key.bytes.iter().all(u8::is_ascii_digit))
}
