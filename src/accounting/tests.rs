//! The accounting interface by its promises, over a store in memory.

mod books;
mod interface;
