//! The canonical nouns: what koppel knows about a shop's things, in the trade's own words, whatever system they came from.

pub mod shop;
pub mod written;
pub mod product;
pub mod offer;
pub mod order;
pub mod sale;
pub mod receipt;
pub mod books;
