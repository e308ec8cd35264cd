//! koppel couples a webshop or a till, inside its own process, to the outside systems it must live with.
//!
//! The modules stand in the order of dependency: a module uses only modules above it (tests/order_of_modules.rs).
//! Decisions are pure functions of values; effects are carried out at the edge, through the seams of `world`.
#![deny(unsafe_code)]

pub mod limits;
pub mod error;
pub mod sys;
pub mod hex;
pub mod distinct;
pub mod ordered;
pub mod json;
pub mod calendar;
pub mod id;
pub mod money;
pub mod payment;
pub mod model;
pub mod shops;
pub mod targets;
pub mod secret;
pub mod config;
pub mod log;
pub mod world;
pub mod moment;
pub mod ask;
pub mod client;
pub mod catalog;
pub mod texts;
pub mod store;
pub mod outbox;
pub mod inbox;
pub mod mirror;
pub mod wire;
pub mod ohis;
pub mod http;
pub mod rest;
pub mod sources;
pub mod accounting;
pub mod abeta;
pub mod oresto;
pub mod front;
pub mod health;
pub mod person;
pub mod retention;
pub mod open;
pub mod deliveries;
pub mod requests;
pub mod methods;
pub mod ffi;

/// The number behind `libkoppel.so.`: it only changes if old programs would break.
pub const ABI_VERSION: u32 = 1;

/// The release, for C.
pub const VERSION: &std::ffi::CStr = {
    let text = concat!(env!("CARGO_PKG_VERSION"), "\0");
    match std::ffi::CStr::from_bytes_with_nul(text.as_bytes()) {
        Ok(version) => version,
        Err(_) => c"",
    }
};

/// The release as 0xMMmmpp00, in the bytes of its three numbers.
pub const VERSION_NUMBER: u32 = {
    number(env!("CARGO_PKG_VERSION_MAJOR")) << 24
        | number(env!("CARGO_PKG_VERSION_MINOR")) << 16
        | number(env!("CARGO_PKG_VERSION_PATCH")) << 8
};

const fn number(digits: &str) -> u32 {
    match u32::from_str_radix(digits, 10) {
        Ok(number) => number,
        Err(_) => 0,
    }
}
