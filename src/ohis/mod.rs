//! The redemption platforms (OHIS): what they order, what the shop makes of it, and what goes back on the card.

pub mod document;
mod frozen;
mod pointer;
pub mod profile;
pub mod record;
