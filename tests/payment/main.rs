//! payment_split and refund_compute through their doors, JSON in and JSON out: known cases,
//! invariants, refusals.

mod cases;
mod invariants;
mod refusals;
mod shop;
