//! The far side over HTTP: which addresses may be called, and how. What is said there is none of this module's business.

pub mod guard;
mod http;
mod socket;
mod verb;

pub use http::Http;
pub use verb::Verb;
