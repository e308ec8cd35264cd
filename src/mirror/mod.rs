//! What the shop has told us, and what it has been told for it: the last statement, never the truth itself.

pub mod changes;
pub mod days;
pub mod documents;
pub mod facets;
pub mod forget;
pub mod frozen;
pub mod holds;
pub mod ids;
mod intake;
pub mod orders;
mod numbered;
mod pages;
mod places;
pub mod product_list;
pub mod products;
mod read_page;
pub mod records;
pub mod sales;
pub mod sale_times;
mod sellable;
pub mod settlements;
pub mod shown;
mod snapshot;
mod spill;
pub mod staged;
pub mod stock;
mod stock_put;
mod sync;
mod sync_stream;
pub mod template;
pub mod terms;
mod unsaid;
pub mod webhooks;

pub use read_page::{Also, PageReader};
pub use sellable::{Sellable, find, find_by_sku, sale_runs};
pub use stock_put::{StockItem, StockPutReply, StockPutRequest, stock_put};
pub use sync::{SyncReply, SyncRequest, catalog_sync};
pub use sync_stream::SyncStream;

use crate::error::{Code, Error, Result};
use crate::money::Currency;

/// A currency as a column holds it.
fn currency(code: &str) -> Result<Currency> {
    let unknown = || format!("The store holds an unknown currency '{code}'.");
    Currency::parse(code).ok_or_else(|| Error::new(Code::StoreFailed, unknown()))
}

#[cfg(test)]
pub(crate) mod tests;
