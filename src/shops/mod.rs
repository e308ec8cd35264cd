//! A foreign product into the model: one engine that runs mapping documents. It must not know any target.
//!
//! ```text
//! mapping document --compile--> Program: a graph; nodes are objects, edges are keys, leaves say "store in cell n"
//! a shop's settings -----------> Tables: its lookups, its VAT rates
//! bytes --walk--> one document --engine--> Item: cells of spans --finish--> inherited, taxed, checked --> a target
//! ```
//! A shop that comes with koppel is one mapping document and one row of [`SHOPS`]; a custom shop brings its own.

mod compile;
mod diagnostics;
mod document;
mod engine;
mod finish;
mod join;
mod keys;
mod path;
mod program;
mod reading;
mod sketch;
mod tables;
mod verbs;
mod walk;

pub use diagnostics::{Diagnostic, Diagnostics, Remark, Severity};
pub use document::{Document, Rules, Word};
pub use program::Program;
pub use tables::Tables;
pub use walk::{Each, Halt, Walk};

use crate::error::Result;
use crate::json;
use std::sync::{Arc, OnceLock};

/// The shops that come with koppel, and koppel's own JSON, so that what was stored can be read again. Another shop is
/// another row, and its document beside this file.
pub const SHOPS: &[(&str, &str)] = &[
    ("canonical", include_str!("canonical.json")),
    ("woocommerce", include_str!("woocommerce.json")),
    ("shopify", include_str!("shopify.json")),
];

/// The program of a shop that comes with koppel. Compiled once, for it is the same for ever; no state is kept in it.
pub fn program(name: &str) -> Option<Result<Arc<Program>>> {
    static COMPILED: [OnceLock<Arc<Program>>; SHOPS.len()] =
        [const { OnceLock::new() }; SHOPS.len()];
    let index = SHOPS.iter().position(|(known, _)| *known == name)?;
    if let Some(program) = COMPILED[index].get() {
        return Some(Ok(program.clone()));
    }
    let document = json::read(SHOPS[index].1.as_bytes());
    let program = document.and_then(|document: Document| Program::compile(&document));
    Some(program.map(|program| COMPILED[index].get_or_init(|| Arc::new(program)).clone()))
}

#[cfg(test)]
mod tests;
