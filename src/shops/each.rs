//! A step for each element of a list, and for what stands where a list is expected. It must not know what the step does.

use super::engine::{Engine, Read};
use super::program::Step;
use crate::error::Code;
use crate::json::{Kind, Reader, Value};
use crate::model::product::List;

/// As what an object is taken that stands where a list is expected.
pub(super) const ONE: &str = "a list of one";
const EMPTY: &str = "an empty list";
const VALUES: &str = "the list of its values";

impl<'a> Engine<'a, '_> {
    /// A step for each element of a list; one object, or one plain value, stands for a list of one.
    pub(super) fn each(
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
            b'{' => self.object_for_list(reader, step, site, base)?,
            _ if step.takes_plain() => {
                let here = reader.mark();
                let value = reader.value()?;
                reader.go_to(here);
                let is_said = matches!(value.kind, Kind::Text | Kind::Escaped | Kind::Number);
                if !is_said || value.is_blank() {
                    return self.nothing(reader, site);
                }
                self.note_more(site, Code::ProductObjectForList, value, ONE);
                self.only(reader, step, base)?;
            }
            _ => self.nothing(reader, site)?,
        }
        Ok(())
    }
    /// What stands in the place of a list.
    fn only(&mut self, reader: &mut Reader<'a>, step: &'a Step, base: usize) -> Read<()> {
        self.trail.push(0);
        self.step(reader, step, base)?;
        self.trail.pop();
        Ok(())
    }

    /// One object stands for a list of one. But PHP writes `{}` for no list at all, and a list with a gap in it as
    /// `{"0": .., "2": ..}`.
    #[cold]
    #[inline(never)]
    fn object_for_list(
        &mut self,
        reader: &mut Reader<'a>,
        step: &'a Step,
        site: u32,
        base: usize,
    ) -> Read<()> {
        let here = reader.mark();
        let mut more = reader.open(b'{')?;
        if !more {
            self.note_more(site, Code::ProductObjectForList, Value::OBJECT, EMPTY);
            return Ok(());
        }
        let Some(mut position) = position_of(reader.key()?) else {
            reader.go_to(here);
            if !matches!(step, Step::Push { list: List::Links, .. }) {
                self.note_more(site, Code::ProductObjectForList, Value::OBJECT, ONE);
            }
            return self.only(reader, step, base);
        };
        self.note_more(site, Code::ProductObjectForList, Value::OBJECT, VALUES);
        while more {
            self.trail.push(position);
            self.step(reader, step, base)?;
            self.trail.pop();
            more = reader.more(b'{')?;
            if more {
                position = position_of(reader.key()?).unwrap_or_default();
            }
        }
        Ok(())
    }
}

/// The place that a key names, as PHP numbers what a list holds.
fn position_of(key: Value) -> Option<u32> {
    let text = std::str::from_utf8(key.bytes).ok()?;
    text.parse().ok().filter(|_| key.bytes.iter().all(u8::is_ascii_digit))
}
