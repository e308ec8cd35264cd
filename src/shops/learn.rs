//! Tables that a document brings itself, before its products: labels of codes, quantities by location. It must not know
//! what they are looked up for.

use super::engine::Engine;
use super::finish::AsItIs;
use crate::error::{Code, Error, Result};
use crate::json::{Value, decoded};
use crate::limits;
use crate::model::product::{Choice, cell};
use bumpalo::Bump;
use std::collections::{BTreeMap, HashMap};
use std::hash::BuildHasherDefault;

/// Rows by their keys, by the name of their table.
#[derive(Default)]
pub struct Learned {
    tables: HashMap<Box<[u8]>, Rows, BuildHasherDefault<AsItIs>>,
    bytes: usize,
}

type Rows = BTreeMap<Box<[u8]>, Row>;

/// A value as it stood in the document.
struct Row(Box<[u8]>, crate::json::Kind);

/// What a row costs beside its own bytes.
const ROW_BYTES: usize = 64;

impl Learned {
    fn put(&mut self, name: &[u8], key: Value, value: Value) -> Result<()> {
        if key.is_blank() || value.is_missing() {
            return Ok(());
        }
        let table = self.table(name, key.bytes.len() + value.bytes.len())?;
        table.insert(decoded(key).into(), Row(value.bytes.into(), value.kind));
        Ok(())
    }

    /// The rows of a table, to which this many bytes are put.
    fn table(&mut self, name: &[u8], bytes: usize) -> Result<&mut Rows> {
        self.bytes += name.len() + bytes + ROW_BYTES;
        if self.bytes > limits::JOIN_BYTES_MAX {
            let message = format!(
                "More than {} bytes of tables stand before the products; give fewer at once.",
                limits::JOIN_BYTES_MAX
            );
            return Err(Error::new(Code::ProductJoinTooLarge, message));
        }
        Ok(self.tables.entry(name.into()).or_default())
    }

    /// The label of a code, in a text of `made`.
    pub fn find<'a>(&self, name: &str, key: Value, made: &'a Bump) -> Option<Value<'a>> {
        let Row(bytes, kind) = self.tables.get(name.as_bytes())?.get(&*decoded(key))?;
        Some(Value { bytes: made.alloc_slice_copy(bytes), kind: *kind })
    }

    /// All rows of a table. None where nothing is known of it; one whose rows all say nothing has none.
    pub fn rows<'a>(&self, name: &str, made: &'a Bump) -> Option<Vec<(Value<'a>, Value<'a>)>> {
        let rows = self.tables.get(name.as_bytes())?.iter();
        let rows = rows.map(|(key, Row(bytes, kind))| {
            let value = Value { bytes: made.alloc_slice_copy(bytes), kind: *kind };
            (super::make::text(made, key), value)
        });
        Some(rows.collect())
    }

    pub fn is_empty(&self) -> bool {
        self.tables.is_empty()
    }
}

impl Engine<'_, '_> {
    /// Keeps the rows that have just been read, as those of this table.
    pub fn learn(&mut self, table: &str) -> Result<()> {
        let cell = |at: usize| self.item.cells.get(at).copied().unwrap_or_default();
        let (of, key, value) = (cell(0), cell(1), cell(2));
        let name = match of.is_missing() {
            true => table.as_bytes().to_vec(),
            false => [table.as_bytes(), b".", &decoded(of)].concat(),
        };
        if std::mem::take(&mut self.left_out) {
            return self.learned.table(&name, 0).map(drop);
        }
        self.learned.put(&name, key, value)?;
        for at in &self.item.choices {
            let (key, value) = (cell(at + cell!(Choice, "key")), cell(at + cell!(Choice, "value")));
            self.learned.put(&name, key, value)?;
        }
        Ok(())
    }
}
