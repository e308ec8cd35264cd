//! The model into another system's shape: one file for each. A target sees only the canonical product.

pub mod canonical;
pub mod woocommerce;
mod writer;

use crate::model::shop::Shop;
use crate::model::written::Digits;

/// What a target knows beside the product.
#[derive(Clone, Copy)]
pub struct Context<'c> {
    pub shop: &'c Shop,
    /// The system the product comes from, such as shopify.
    pub source: &'c str,
    /// The time for which it is decided whether a sale runs; in UTC.
    pub now: Option<Digits>,
}
