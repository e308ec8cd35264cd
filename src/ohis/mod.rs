//! The redemption platforms (OHIS): what they order, what the shop makes of it, and what goes back on the card.

pub mod profile;
