//! Oresto over real HTTP: every operation as the far side sees it, every fault, and the flows, against the simulated
//! webshop of examples/oresto. Without Node there is none, which is said.

mod answers;
mod c;
mod document;
mod flows;
mod refusals;
mod rig;
mod rows;
mod server;
