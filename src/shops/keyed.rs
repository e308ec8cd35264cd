//! Reading a list whose elements are a code with its value: the code picks what is done. It must not know what codes mean.

use super::each::Told;
use super::engine::{Engine, Read};
use super::program::{Keyed, Step};
use super::reading::fits;
use super::verbs::find;
use crate::json::{Kind, Reader, Value, Why};

/// Which of the two keys of an element is that of the code.
const CODE: usize = 0;

impl<'a> Engine<'a, '_> {
    /// `[{"code": "color", "value": ..}, ..]`: the code may stand before or after the value it names. One object stands
    /// for a list of one, and one whose keys are numbers for the list of its values.
    pub(super) fn keyed(
        &mut self,
        reader: &mut Reader<'a>,
        keyed: &'a Keyed,
        base: usize,
    ) -> Read<()> {
        let site = keyed.choices.unwrap_or_default();
        match reader.peek()? {
            b'[' => {}
            b'{' => {
                let told = keyed.choices.map(|site| Told { site, one: true });
                self.object_for_list(reader, told, &mut |engine, reader| {
                    engine.keyed_value(reader, keyed, base)
                })?;
                return Ok(());
            }
            _ => return self.nothing(reader, site),
        }
        self.trail.push(0);
        let mut more = reader.open(b'[')?;
        while more {
            self.keyed_value(reader, keyed, base)?;
            more = reader.more(b'[')?;
            if let Some(position) = self.trail.last_mut() {
                *position += 1;
            }
        }
        self.trail.pop();
        Ok(())
    }
    fn keyed_value(&mut self, reader: &mut Reader<'a>, keyed: &'a Keyed, base: usize) -> Read<()> {
        match (reader.peek()?, keyed.choices) {
            (b'{', _) => self.keyed_element(reader, keyed, base),
            (_, Some(site)) => self.nothing(reader, site),
            _ => reader.skip(),
        }
    }
    fn keyed_element(
        &mut self,
        reader: &mut Reader<'a>,
        keyed: &'a Keyed,
        base: usize,
    ) -> Read<()> {
        let (mut code, mut value, mut at_value) = (None, None, reader.mark());
        let node = self.node(keyed.element);
        let mut habit = std::mem::take(&mut self.habits[node.number]);
        let (mut more, mut nth) = (reader.open(b'{')?, 0);
        while more {
            let at = reader.at();
            let is_twice = match habit.key(reader, &mut nth, |key| find(&node.keys, key))? {
                Some(CODE) => code.replace(reader.value()?).is_some(),
                Some(_) => {
                    reader.peek()?;
                    at_value = reader.mark();
                    value.replace(reader.value()?).is_some()
                }
                None => {
                    reader.skip()?;
                    false
                }
            };
            if is_twice {
                return reader.stop(at, Why::KeyTwice);
            }
            more = reader.more(b'{')?;
        }
        self.habits[node.number] = habit;
        let Some((code, value)) = code.zip(value) else { return Ok(()) };
        match find(&keyed.keys, code).map(|index| &keyed.steps[index]) {
            None => {}
            Some(Step::Cell { cell, reading, .. }) if fits(value, *reading) => {
                self.put(base + usize::from(*cell), value);
            }
            Some(step) => {
                let here = reader.mark();
                reader.go_to(at_value);
                self.step(reader, step, base)?;
                reader.go_to(here);
            }
        }
        if keyed.choices.is_some() {
            self.choose(code, value);
        }
        Ok(())
    }

    /// The variant that is being read has this value for the attribute of that key.
    fn choose(&mut self, key: Value<'a>, value: Value<'a>) {
        let at = self.item.cells.len();
        let plain = |value: Value<'a>| match value.kind {
            Kind::Array | Kind::Object => Value::ABSENT,
            _ => value,
        };
        self.item.cells.extend([plain(key), plain(value)]);
        self.item.choices.push(at);
    }
}
