//! What the shop has told us, and what it has been told for it: the last statement, never the truth itself.

pub mod orders;
mod sellable;
pub mod stock;

pub use sellable::{SHELF, Sellable, find, find_by_sku};
