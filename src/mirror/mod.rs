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

#[cfg(test)]
pub(crate) mod tests;
