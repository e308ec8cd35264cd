//! What is held of one person: shown to them, or taken out at their request (GDPR 15 and 17). Sales keep their figures.

mod erase;
mod export;
mod holdings;
mod matching;

pub use erase::{EraseReply, Erased, erase};
pub use export::{ExportReply, export};
pub use matching::PersonRequest;

#[cfg(test)]
mod tests;
