//! What must reach the outside: entries that are durable before anything is sent, and end as done or parked.

mod attempt;
pub mod breaker;
mod contact;
mod delivery;
mod drain;
mod enqueue;
mod entry;
mod forget;
mod health;
mod key;
pub mod requested;
mod review;
pub mod schedule;
pub mod step;
mod table;

pub use attempt::Deliveries;
pub use delivery::{Delivery, LookedUp, Outcome, Settled};
pub use drain::{DrainRequest, Drained, deliver_now, drain};
pub use enqueue::{Draft, Enqueued, enqueue};
pub use entry::{Doubt, Entry, Kind, Reason, State};
pub use forget::{documents, forget, forget_before};
pub use health::{Contact, OutboxHealth, contacts, health};
pub use key::key;
pub use review::{ListReply, ListRequest, RequeueReply, RequeueRequest, list, requeue};
pub use schedule::KeyLifetime;
pub use table::{find, first_about};
