//! What a mapping does to a record once it has been read: words, lookups, texts made of others. It must not read.

use super::engine::Engine;
use super::keys::Keys;
use super::make;
use super::program::{Act, Piece, Query, Target, Verb};
use super::reading::fits;
use super::rule::Word;
use crate::error::Code;
use crate::json::{Kind, Value, decoded, said};
use crate::model::product::{Owner, Reading, Row};
use std::borrow::Cow;

impl<'a> Engine<'a, '_> {
    /// What the mapping does to a record that has been read whole.
    #[inline(always)]
    pub fn verbs(&mut self, verbs: &'a [Verb], base: usize) {
        // Of a field with several sources: where the one that counts was read.
        let mut chosen = (usize::MAX, 0);
        for verb in verbs {
            let cell = base + verb.cell;
            let site = if chosen.0 == cell { chosen.1 } else { verb.site };
            match &verb.act {
                Act::Map { keys, words, other, default, unknown } => {
                    let value = self.item.cells[cell];
                    let mapped = find(keys, value).map(|index| words[index].value());
                    let other = other.as_ref().filter(|_| value.kind != Kind::Absent);
                    let mapped = mapped.or(other.map(Word::value));
                    let mapped = mapped.or(default.as_ref().map(Word::value));
                    self.item.cells[cell] = match mapped {
                        Some(mapped) => mapped,
                        None if value.is_blank() => Value::ABSENT,
                        None => {
                            self.note_words(site, value, keys);
                            *unknown
                        }
                    };
                }
                Act::Default(word) => {
                    let held = &mut self.item.cells[cell];
                    if held.is_blank() {
                        *held = word.value();
                    }
                }
                Act::Empty(word) => {
                    let held = &mut self.item.cells[cell];
                    if held.is_text() && held.bytes.is_empty() {
                        *held = word.value();
                    }
                }
                Act::First(cells) => {
                    let values = cells.iter().map(|(from, at)| (self.item.cells[base + from], *at));
                    let found = values.clone().find(|(value, _)| !value.is_blank());
                    // What is empty still says more than what is not there.
                    let said = || values.max_by_key(|(value, _)| value.kind as u64);
                    let (value, at) = found.or_else(said).unwrap_or_default();
                    self.item.cells[cell] = value;
                    chosen = (cell, at);
                }
                Act::Lookup { table, default, other, told } => {
                    let value = self.item.cells[cell];
                    let default = default.as_ref().map(Word::value);
                    let label = self.label((*table, *told), value, default, site);
                    self.item.cells[cell] = label.or(*other).unwrap_or(value);
                }
                Act::Read(reading) => self.fit(cell, *reading, site),
                act => self.seldom(act, cell, base, site),
            }
        }
    }

    /// The acts that most shops do without.
    fn seldom(&mut self, act: &'a Act, cell: usize, base: usize, site: u32) {
        let held = self.item.cells[cell];
        match act {
            Act::Template { pieces, told } => {
                self.item.cells[cell] = self.template(pieces, base, site, *told);
            }
            Act::Row(row) => self.fixed_row(*row, cell),
            Act::Required if held.is_blank() => {
                self.refused = true;
                self.note(site, Code::ProductFieldMissing, Value::ABSENT);
            }
            _ if held.is_missing() => {}
            Act::Unless { cell: of, words }
                if find(words, self.item.cells[base + of]).is_some() =>
            {
                self.item.cells[cell] = Value::ABSENT;
            }
            Act::Decimal { .. } | Act::Date(_) if held.kind == Kind::False => {
                self.lenient(cell, held, Reading::Decimal, site);
            }
            Act::Trim => {
                let trimmed = |bytes: &'a [u8]| bytes.trim_ascii();
                self.item.cells[cell] = match held.kind {
                    Kind::Escaped => make::text(self.made, said(held).trim().as_bytes()),
                    _ => Value { bytes: trimmed(held.bytes), ..held },
                };
            }
            Act::After(separator) if held.kind == Kind::Escaped => {
                let (said, separator) = (said(held), char::from(*separator));
                if let Some((_, after)) = said.rsplit_once(separator) {
                    self.item.cells[cell] = make::text(self.made, after.as_bytes());
                }
            }
            Act::After(separator) => {
                if let Some(at) = held.bytes.iter().rposition(|byte| byte == separator) {
                    let bytes = held.bytes.get(at + 1..).unwrap_or_default();
                    self.item.cells[cell] = Value { bytes, ..held };
                }
            }
            Act::StripHtml => self.item.cells[cell] = make::without_html(self.made, held),
            Act::Replace(pairs) => self.remake(cell, |text| {
                pairs.iter().fold(text.into_owned(), |text, (from, to)| text.replace(from, to))
            }),
            Act::Decimal { mark, shift } if !held.is_blank() => {
                // A number is written in one way only.
                let mark = if held.kind == Kind::Number { b'.' } else { *mark };
                let read = make::decimal(&said(held), mark, *shift);
                self.made_or_told(cell, read, Code::ProductNotADecimal, site);
            }
            Act::Date(form) if !held.is_blank() => {
                // What is no time stays as it is: nobody takes it for one, and a sale that ends then must not run.
                match make::instant(&said(held), form, self.tables.zone) {
                    Some(text) => self.item.cells[cell] = make::text(self.made, text.as_bytes()),
                    None => self.note(site, Code::ProductNotATime, held),
                }
            }
            _ => {}
        }
    }

    fn remake(&mut self, cell: usize, made: impl Fn(Cow<str>) -> String) {
        let held = self.item.cells[cell];
        self.item.cells[cell] = make::text(self.made, made(said(held)).as_bytes());
    }
    fn made_or_told(&mut self, cell: usize, read: Option<String>, code: Code, site: u32) {
        let held = self.item.cells[cell];
        self.item.cells[cell] = match read {
            Some(text) => make::text(self.made, text.as_bytes()),
            None => {
                self.note(site, code, held);
                Value::UNKNOWN
            }
        };
    }

    /// A cell that verbs have filled is checked as if it had been read.
    fn fit(&mut self, cell: usize, reading: Reading, site: u32) {
        let held = self.item.cells[cell];
        if !held.is_missing() && !fits(held, reading) {
            self.lenient(cell, held, reading, site);
        }
    }

    /// Texts of a list become one.
    pub fn join(&mut self, cell: usize, between: &Word, value: Value<'a>) {
        let held = self.item.cells[cell];
        self.item.cells[cell] = match (held.is_blank(), value.is_blank()) {
            (_, true) => held,
            (true, false) => value,
            _ => {
                let parts = [held, between.value(), value].map(Some);
                make::joined(self.made, parts.into_iter()).unwrap_or_default()
            }
        };
    }

    /// The pieces, one after the other; nothing where one of them is not there.
    fn template(&mut self, pieces: &'a [Piece], base: usize, site: u32, told: bool) -> Value<'a> {
        let mut missing = None;
        let values = pieces.iter().map(|piece| {
            let value = self.piece(piece, base);
            if let (None, Piece::Setting(name)) = (value, piece) {
                missing = Some(name);
            }
            value
        });
        let made = make::joined(self.made, values);
        // Where the document has nothing to put beside it, nothing is missing.
        let is_there =
            |piece| !matches!(piece, &Piece::Cell(_)) || self.piece(piece, base).is_some();
        if let Some(name) = missing.filter(|_| told && pieces.iter().all(is_there)) {
            let name = make::text(self.made, name.as_bytes());
            self.note(site, Code::ProductSettingMissing, name);
        }
        made.unwrap_or_default()
    }
    fn piece(&self, piece: &'a Piece, base: usize) -> Option<Value<'a>> {
        match piece {
            Piece::Text(word) => Some(word.value()),
            Piece::Cell(cell) => Some(self.item.cells[base + cell]).filter(|it| !it.is_blank()),
            Piece::Setting(name) => self.tables.setting(name),
        }
    }

    /// The cells from `at` on become a record, if they say anything.
    fn fixed_row(&mut self, row: Row, at: usize) {
        let size = row.cells().len();
        let cells = self.item.cells.get(at..at + size).unwrap_or_default();
        // What the mapping itself brings says nothing of this product.
        let says = |(value, (name, _)): (&Value, &(&str, Reading))| {
            !value.is_blank() && !matches!(*name, "varies" | "visible" | "position" | "key")
        };
        if !cells.iter().zip(row.cells()).any(says) {
            return;
        }
        let to = self.item.grow(size);
        self.item.cells.copy_within(at..at + size, to);
        let values = self.item.values.len();
        self.own(row, Owner { cells: to, from: values, to: values, ..Owner::default() });
    }

    /// What paths find that cannot be followed while reading: over the record's own text, read once more.
    #[cold]
    pub fn queries(&mut self, text: &'a [u8], queries: &'a [Query], base: usize) {
        use jsonpath_rust::query::js_path_process;
        let Ok(record) = serde_json::from_slice::<serde_json::Value>(text) else { return };
        for Query { path, site, to } in queries {
            self.note(*site, Code::MappingSlowPath, Value::ABSENT);
            let found = js_path_process(path, &record).unwrap_or_default();
            let mut values = found.into_iter().map(|found| self.made_of(found.val()));
            match to {
                Target::Cell(cell) => {
                    self.item.cells[base + cell] = values.next().unwrap_or_default();
                }
                Target::List(list, plain) => {
                    let values: Vec<_> = values.collect();
                    for value in values {
                        self.parts(value, *plain, |engine, value| {
                            engine.item.list(*list).push(value);
                        });
                    }
                }
            }
        }
    }

    fn made_of(&self, value: &serde_json::Value) -> Value<'a> {
        use serde_json::Value as Json;
        match value {
            Json::Null => Value { bytes: b"null", kind: Kind::Null },
            Json::Bool(true) => Value::TRUE,
            Json::Bool(false) => Value::FALSE,
            Json::Number(number) => {
                let digits = self.made.alloc_str(&number.to_string());
                Value { bytes: digits.as_bytes(), kind: Kind::Number }
            }
            Json::String(text) => make::text(self.made, text.as_bytes()),
            Json::Array(_) => Value { bytes: b"[]", kind: Kind::Array },
            Json::Object(_) => Value::OBJECT,
        }
    }

    /// The label of a code: as the shop gives it, else as the document has said, else as the mapping has it. None where it
    /// has none.
    fn label(
        &mut self,
        (table, told): (usize, bool),
        code: Value<'a>,
        default: Option<Value<'a>>,
        site: u32,
    ) -> Option<Value<'a>> {
        if code.is_blank() {
            return Some(default.unwrap_or(code));
        }
        let (name, own) = &self.program.lookups[table];
        let given = self.tables.lookup(table).map(|table| (table, find(&table.keys, code)));
        let found = match given {
            Some((table, Some(index))) => Some(table.words[index].value()),
            _ => None,
        };
        let learned = || match self.learned.is_empty() {
            true => None,
            false => self.learned.find(name, code, self.made),
        };
        let own = || match given {
            Some(_) => None,
            None => find(&own.keys, code).map(|index| own.words[index].value()),
        };
        // A code that is taken for nothing has been named nevertheless.
        let default =
            default.map(|default| if default.is_missing() { Value::UNKNOWN } else { default });
        let label = found.or_else(learned).or_else(own).or(default);
        if label.is_none() && told {
            self.note_more(site, Code::ProductUnknownCode, code, name);
        }
        label
    }

    /// The label of an attribute's value, in the table of its key. What has none stands for itself.
    pub fn value_label(&mut self, table: &str, code: Value<'a>, site: u32) -> Value<'a> {
        if code.is_blank() {
            return code;
        }
        let given = self.tables.given(table);
        let found = given.and_then(|table| {
            Some(table.words.get(find(&table.keys, code)?)?.value()).filter(|it| !it.is_blank())
        });
        let learned = || self.learned.find(table, code, self.made).filter(|it| !it.is_blank());
        if let Some(label) = found.or_else(learned) {
            return label;
        }
        self.note_more(site, Code::ProductUnknownCode, code, table);
        code
    }

    #[cold]
    fn note_words(&mut self, site: u32, value: Value, keys: &Keys) {
        let known = (0..keys.len()).map(|index| String::from_utf8_lossy(keys.name(index)));
        let known = known.collect::<Vec<_>>().join(", ");
        self.note_more(site, Code::ProductUnknownWord, value, &known);
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
