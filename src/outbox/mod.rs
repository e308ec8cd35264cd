//! What must reach the outside: entries that are durable before anything is sent, and end as done or parked.

mod delivery;
mod enqueue;
mod entry;
mod key;
pub mod schedule;

pub use delivery::{Delivery, LookedUp, Outcome, Settled};
pub use enqueue::{Draft, Enqueued, enqueue};
pub use entry::{Doubt, Entry, Kind, Reason, State};
pub use key::key;
pub use schedule::KeyLifetime;
