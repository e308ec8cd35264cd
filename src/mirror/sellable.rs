//! Stands in for the products of the mirror, by the same signatures.

use crate::error::Result;
use crate::money::{Money, Rate};
use crate::world::Transaction;
use std::cell::RefCell;

/// What can be sold.
#[derive(Clone, Debug, PartialEq)]
pub struct Sellable {
    pub product_id: String,
    pub variant_id: Option<String>,
    pub sku: Option<String>,
    pub name: String,
    pub gross_price: Option<Money>,
    pub vat_rate: Option<Rate>,
    pub tax_class: String,
    pub available: Option<i64>,
}

thread_local! {
    pub static SHELF: RefCell<Vec<(i64, i64, Sellable)>> = const { RefCell::new(Vec::new()) };
}

pub fn find(
    _: &mut dyn Transaction,
    _: &str,
    number: i64,
    variation_number: i64,
) -> Result<Option<Sellable>> {
    let is = |row: &&(i64, i64, Sellable)| (row.0, row.1) == (number, variation_number);
    Ok(SHELF.with_borrow(|shelf| shelf.iter().find(is).map(|row| row.2.clone())))
}
pub fn find_by_sku(_: &mut dyn Transaction, _: &str, sku: &str) -> Result<Option<Sellable>> {
    let is = |row: &&(i64, i64, Sellable)| row.2.sku.as_deref() == Some(sku);
    Ok(SHELF.with_borrow(|shelf| shelf.iter().find(is).map(|row| row.2.clone())))
}
