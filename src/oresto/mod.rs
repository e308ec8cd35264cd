//! Oresto, the wholesale webshop: every operation of its interface, and the flows made of them.

mod article;
mod bulk;
mod call;
mod caller;
mod check;
mod date;
mod field;
mod flow;
mod forget;
mod jobs;
mod judge;
mod known;
mod lookups;
mod names;
pub mod operation;
mod operations;
mod orders;
mod page;
mod plan;
mod refusal;
mod reply;
mod request;
mod run;
mod sync;
mod xml;

pub use call::{CallReply, CallRequest, oresto_call};
pub use field::{Field, Kind};
pub use forget::{documents as job_documents, forget as forget_job, forget_before};
pub use operations::{OPERATIONS, find};
pub use sync::{SyncReply, SyncRequest, oresto_sync};

#[cfg(test)]
mod tests;
