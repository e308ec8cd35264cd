//! The accounting interface: what the shop states for its books comes in checked, and is served to those who may read it.

mod day;
mod put;

pub use day::{AccountingHealth, DayTotals, calendar_days, health, totals};
pub use put::{PutReply, PutRequest, records_put};

#[cfg(test)]
mod tests;
