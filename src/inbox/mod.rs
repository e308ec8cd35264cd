//! What the outside sent and the shop has not yet taken over: handed out under a lease, in order, settled once.

mod entry;
mod lease;
mod put;

pub use entry::{Entry, Kind};
pub use lease::{next, settle};
pub use put::{Draft, put};
