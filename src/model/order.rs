//! An order.
