//! The three stores by what they promise beyond their units: several processes, servers that fall over, no thread, no
//! connection across a fork, TLS, shops that do not see one another, requests within a shop's own transaction.
#![cfg(unix)]

#[path = "../servers/mod.rs"]
mod servers;

mod edge;
mod lists;
mod loss;
mod shop;
mod statement;
mod tenants;
mod workers;
