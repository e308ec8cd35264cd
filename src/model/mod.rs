//! The canonical nouns: plain data in the trade's own words, the same wherever they appear.

pub mod order;
