//! Hosted shops, which cannot load a library: their lists are read into the mirror, and what they give notice of is asked
//! for. It must not know how a product is read, nor what a platform orders.
//!
//! ```text
//! catalog_pull --> position: where was I? --> call: a page, as fast as the shop wants --> run --> mirror + position
//! source_call ---> lend: the host's own call, by the same access
//! http_respond --> hook: is it signed? --> marks: what is to be asked for --> outbox_drain, catalog_pull --> run
//! ```
//! A system that koppel knows is one row of THE TABLE; a custom shop brings its own in its mapping document.

mod call;
mod documents;
mod health;
mod hook;
mod kept;
mod lend;
mod marks;
mod next;
mod pace;
mod position;
mod pull;
mod refresh;
mod run;
mod seen;
mod signature;
mod source;
mod table;
mod token;

pub use health::{SourceHealth, health};
pub use hook::PART;
pub use lend::{CallReply, CallRequest, source_call};
pub use pull::{PullReply, PullRequest, catalog_pull};
pub use refresh::refresh;

#[cfg(test)]
mod tests;
