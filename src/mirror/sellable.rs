//! Stands in for the products of the mirror, by the same signatures.

use crate::error::Result;
use crate::money::{Amount, Rate};
use crate::world::Transaction;
use std::cell::RefCell;

/// One thing that can be ordered.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Sellable {
    pub product_number: i64,
    /// 0 where the product is simple.
    pub variation_number: i64,
    pub product_id: String,
    pub variant_id: Option<String>,
    pub sku: String,
    pub name: String,
    pub price: Option<Amount>,
    pub price_includes_vat: bool,
    pub vat_rate: Option<Rate>,
    pub tax_class: String,
    pub available: Option<i64>,
    pub category_ids: Vec<String>,
}

thread_local! {
    pub static SHELF: RefCell<Vec<Sellable>> = const { RefCell::new(Vec::new()) };
}

pub fn find(
    _: &mut dyn Transaction,
    _: &str,
    number: i64,
    variation_number: i64,
) -> Result<Option<Sellable>> {
    let is =
        |row: &&Sellable| (row.product_number, row.variation_number) == (number, variation_number);
    Ok(SHELF.with_borrow(|shelf| shelf.iter().find(is).cloned()))
}
pub fn find_by_sku(_: &mut dyn Transaction, _: &str, sku: &str) -> Result<Option<Sellable>> {
    let is = |row: &&Sellable| row.sku == sku;
    Ok(SHELF.with_borrow(|shelf| shelf.iter().find(is).cloned()))
}
