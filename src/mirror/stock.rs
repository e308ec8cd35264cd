//! Stands in for the stock of the mirror: what an order reserves, by the same signatures.

use crate::error::Result;
use crate::world::{Instant, Transaction};
use std::cell::RefCell;

/// So many pieces of what can be sold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pieces<'a> {
    pub product_id: &'a str,
    /// "" where the product is what is sold.
    pub variant_id: &'a str,
    pub quantity: i64,
}

/// What the host says it holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Statement<'a> {
    pub product_id: &'a str,
    pub variant_id: &'a str,
    pub quantity: i64,
    pub as_of: Instant,
}

/// What is held of one thing that can be sold.
pub struct Stock {
    pub product_number: i64,
    pub variant_number: i64,
}

pub fn find(
    _: &mut dyn Transaction,
    _: &str,
    product_id: &str,
    variant_id: &str,
) -> Result<Option<Stock>> {
    let numbers = (product_id.parse(), variant_id.parse().unwrap_or(0));
    let (Ok(product_number), variant_number) = numbers else { return Ok(None) };
    Ok(Some(Stock { product_number, variant_number }))
}

thread_local! {
    pub static LOG: RefCell<Vec<String>> = const { RefCell::new(Vec::new()) };
}

pub fn reserve(_: &mut dyn Transaction, _: &str, order_id: &str, all: &[Pieces]) -> Result<()> {
    for one in all {
        let line = format!("reserve {order_id} {} {}", one.product_id, one.quantity);
        LOG.with_borrow_mut(|log| log.push(line));
    }
    Ok(())
}
pub fn release(_: &mut dyn Transaction, _: &str, order_id: &str) -> Result<()> {
    LOG.with_borrow_mut(|log| log.push(format!("release {order_id}")));
    Ok(())
}
pub fn settled(_: &mut dyn Transaction, _: &str, order_id: &str, all: &[Statement]) -> Result<()> {
    LOG.with_borrow_mut(|log| log.push(format!("settled {order_id} {}", all.len())));
    Ok(())
}
