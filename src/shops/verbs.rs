//! What a mapping does to a record once it has been read: words, lookups, defaults. It must not read.

use super::engine::Engine;
use super::keys::Keys;
use super::program::{Frame, Verb};
use super::reading::fits;
use crate::error::Code;
use crate::json::{Kind, Value, decoded};
use crate::model::product::{Attribute, cell};

impl<'a> Engine<'a, '_> {
    /// What the mapping does to a record that has been read whole; its values are those from `values` on.
    pub fn verbs(&mut self, frame: Frame, base: usize, values: usize) {
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
                Verb::Lookup { cell, table, reading, default, site } => {
                    let value = self.item.cells[base + cell];
                    let default = default.as_ref().map(|word| word.value());
                    let label = self.label(*table, value, default, *site);
                    match fits(label, *reading) || label.is_missing() {
                        true => self.item.cells[base + cell] = label,
                        false => self.lenient(base + cell, label, *reading, *site),
                    }
                }
                Verb::Empty { cell, word } => {
                    let held = &mut self.item.cells[base + cell];
                    if held.is_text() && held.bytes.is_empty() {
                        *held = word.value();
                    }
                }
                Verb::Default { cell, word } => {
                    let held = &mut self.item.cells[base + cell];
                    if held.is_blank() {
                        *held = word.value();
                    }
                }
                Verb::Labels { prefix, site } => {
                    let key = self.item.cells[base + cell(Attribute::CELLS, "key")];
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
