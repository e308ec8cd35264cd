//! A foreign product into the model: one engine that runs mapping documents. It must not know any target.
//!
//! ```text
//! mapping document --compile--> Program: a graph; nodes are objects, edges are keys, leaves say "store in cell n"
//! a shop's settings -----------> Tables: its lookups, its VAT rates
//! bytes --walk--> one document --engine--> Item: cells of spans --finish--> inherited, taxed, checked --> a target
//! ```
//! A shop that comes with koppel is one mapping document and one row of [`SHOPS`]; a custom shop brings its own.

mod ahead;
mod aside;
mod attributes;
mod compile;
mod diagnostics;
mod document;
mod each;
mod engine;
mod field;
mod finish;
mod group;
mod join;
mod keyed;
mod keys;
mod lead;
mod learn;
mod make;
mod path;
mod plain;
mod pricing;
mod program;
mod reading;
pub mod routes;
mod rule;
mod settle;
mod sketch;
mod tables;
mod template;
mod verbs;
pub mod vocabulary;
mod walk;

pub use diagnostics::{Diagnostic, Diagnostics, Remark, Severity};
pub use document::Document;
pub use join::{Kept, Role, Shelf, TakenOut};
pub use program::Program;
pub use rule::{Rules, Word};
pub use tables::Tables;
pub use walk::{Each, Halt, Walk};

use crate::error::Result;
use crate::json;
use std::sync::{Arc, OnceLock};

/// The shops that come with koppel, and koppel's own JSON, so that what was stored can be read again: of each the forms
/// in which it sends its products. Another shop is another row, and its document beside this file.
pub const SHOPS: &[(&str, &[&str])] = &[
    ("canonical", &[include_str!("canonical.json")]),
    ("woocommerce", &[include_str!("woocommerce.json")]),
    ("shopify", &[include_str!("shopify.json"), include_str!("shopify-graphql.json")]),
    ("magento", &[include_str!("magento.json"), include_str!("magento-graphql.json")]),
    ("lightspeed-c", &[include_str!("lightspeed-c.json")]),
    ("lightspeed-r", &[include_str!("lightspeed-r.json")]),
    ("lightspeed-x", &[include_str!("lightspeed-x.json")]),
    ("easypos", &[include_str!("easypos.json")]),
];

/// The program of a shop that comes with koppel. Compiled once, for it is the same for ever; no state is kept in it.
pub fn program(name: &str) -> Option<Result<Arc<Program>>> {
    static COMPILED: [OnceLock<Arc<Program>>; SHOPS.len()] =
        [const { OnceLock::new() }; SHOPS.len()];
    let index = SHOPS.iter().position(|(known, _)| *known == name)?;
    if let Some(program) = COMPILED[index].get() {
        return Some(Ok(program.clone()));
    }
    let documents = SHOPS[index].1.iter().map(|text| json::read(text.as_bytes()));
    let documents: Result<Vec<Document>> = documents.collect();
    let program = documents.and_then(|documents| Program::of(&documents));
    Some(program.map(|program| COMPILED[index].get_or_init(|| Arc::new(program)).clone()))
}

#[cfg(test)]
mod tests;
