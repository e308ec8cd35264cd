//! C in, C out: the only place with `unsafe`. It decides nothing; every export goes through the one guard in `enter`.
#![allow(unsafe_code)]
#![deny(unsafe_op_in_unsafe_fn)]

mod calls;
mod client;
mod doc;
mod enter;
mod exports;
mod status;
mod stream;

pub use calls::*;
pub use client::koppel_client;
pub use doc::koppel_doc;
pub use exports::*;
pub use status::*;
pub use stream::*;
