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
mod sketch;
mod tables;
mod walk;

pub use diagnostics::{Diagnostic, Diagnostics, Severity};
pub use document::{Document, Rules, Word};
pub use program::Program;
pub use tables::{Lookups, Tables};
pub use walk::{Halt, Walk};

use crate::error::Result;
use crate::json;

/// The shops that come with koppel. Another one is another row, and its document beside this file.
pub const SHOPS: &[(&str, &str)] =
    &[("woocommerce", include_str!("woocommerce.json")), ("shopify", include_str!("shopify.json"))];

/// The mapping document of a shop that comes with koppel.
pub fn document(name: &str) -> Option<Result<Document>> {
    let (_, text) = SHOPS.iter().find(|(known, _)| *known == name)?;
    Some(json::read(text.as_bytes()))
}

#[cfg(test)]
mod tests;
