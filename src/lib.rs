//! koppel couples a webshop or a till, inside its own process, to the outside systems it must live with.
//!
//! The modules stand in the order of dependency: a module uses only modules above it (tests/order_of_modules.rs).
//! Decisions are pure functions of values; effects are carried out at the edge, through the seams of `world`.
#![deny(unsafe_code)]

pub mod limits;
pub mod error;
pub mod json;
pub mod money;
pub mod model;
pub mod shops;
pub mod targets;
pub mod catalog;
