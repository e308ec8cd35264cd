//! The accounting interface: what the shop states for its books comes in checked, and is served to those who may read it.

mod answer;
mod arguments;
mod cursor;
mod day;
mod docs;
mod examples;
mod list;
mod oauth;
mod openapi;
mod problem;
mod product;
mod put;
mod quota;
mod routes;

pub use answer::{METADATA, PART};
pub use day::{AccountingHealth, health};
pub use oauth::{documents as token_documents, forget as forget_token};
pub use put::{PutReply, PutRequest, records_put};

/// Where the interface lies below the shop's address.
const ROOT: &str = "/koppel/v1";

#[cfg(test)]
mod tests;
