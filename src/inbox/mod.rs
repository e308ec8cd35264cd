//! What the outside sent and the shop has not yet taken over: handed out under a lease, in order, settled once.

mod entry;
mod forget;
mod health;
mod lease;
mod next;
mod put;
mod settled;

pub use entry::{Entry, Kind};
pub use forget::{documents, forget, forget_before};
pub use health::{InboxHealth, health};
pub use lease::{next, settle};
pub use next::{NextReply, NextRequest, hand_out};
pub use put::{Draft, put};
pub use settled::is_settled;

#[cfg(test)]
mod tests;
