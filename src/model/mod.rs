//! The canonical nouns: what koppel knows about a shop's things, whatever system they came from.

pub mod instant;
pub mod product;
pub mod shop;
