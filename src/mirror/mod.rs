//! What the shop has told us, and what it has been told for it: the last statement, never the truth itself.

pub mod orders;
