//! What the shop has told us, and what it has been told for it: the last statement, never the truth itself.

pub mod changes;
pub mod days;
pub mod forget;
pub mod frozen;
pub mod documents;
pub mod facets;
pub mod holds;
pub mod ids;
pub mod orders;
pub mod product_list;
pub mod products;
pub mod records;
pub mod sales;
mod sellable;
pub mod settlements;
pub mod shown;
pub mod staged;
pub mod stock;
mod stock_put;
mod sync;
pub mod terms;
pub mod webhooks;

pub use sellable::{Sellable, find, find_by_sku, sale_runs};
pub use stock_put::{StockItem, StockPutReply, StockPutRequest, stock_put};
pub use sync::{SyncReply, SyncRequest, catalog_sync};

use crate::error::{Code, Error, Result};
use crate::money::Currency;

/// A currency as a column holds it.
fn currency(code: &str) -> Result<Currency> {
    let unknown = || format!("The store holds an unknown currency '{code}'.");
    Currency::parse(code).ok_or_else(|| Error::new(Code::StoreFailed, unknown()))
}

#[cfg(test)]
pub(crate) mod tests;
