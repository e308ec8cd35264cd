//! What an order or a call says, as bytes: two are the same if these are.

use crate::json;
use crate::model::order::Order;
use sha2::{Digest, Sha256};

/// What was bought and what was paid: not its status, not what people call it.
pub fn content_of(order: &Order) -> Vec<u8> {
    json::write(&(order.currency, &order.lines, &order.discounts, &order.tenders))
}

pub fn hash(content: &[u8]) -> Vec<u8> {
    Sha256::digest(content).to_vec()
}
