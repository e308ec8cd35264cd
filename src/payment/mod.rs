//! Voucher payment and its return: pure arithmetic on whole minor units. No I/O, no clock, no
//! float.
//!
//! [`split`] lays vouchers on the lines of an order so that the least is left to pay, and freezes
//! who paid what of each line. [`refund`] is `F(after) - F(before)` of one function of what has
//! been returned so far: any order and any grouping of returns gives back exactly what was paid,
//! and no credit is ever negative.

mod flow;
mod given;
mod hash;
mod matrix;
mod order;
mod paid;
mod refund;
pub mod reply;
pub mod request;
mod share;
mod split;
mod vat;
mod voucher;
mod whole;

pub use given::{Cell, split_given};
pub use refund::refund;
pub use reply::{Refund, Split};
pub use request::{RefundRequest, SplitRequest};
pub use split::split;

use crate::error::Result;
use crate::json;

/// payment_split, from bytes to bytes.
pub fn split_json(request: &[u8]) -> Result<Vec<u8>> {
    let request: SplitRequest = json::read(request)?;
    Ok(json::write(&split(&request)?))
}

/// refund_compute, from bytes to bytes.
pub fn refund_json(request: &[u8]) -> Result<Vec<u8>> {
    let request: RefundRequest = json::read(request)?;
    Ok(json::write(&refund(&request)?))
}
