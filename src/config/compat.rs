//! Where the REST interface does as WooCommerce does although that is unsafe: all of it, or one thing at a time.

use schemars::JsonSchema;
use serde::Deserialize;

/// Something that WooCommerce does and koppel refuses to, unless it is asked for.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Unsafe {
    /// An order of a product that is not there is taken, for nothing.
    UnknownProduct,
    /// More is sold than there is.
    Overselling,
    /// A price of "10,50" is read as 1050.
    CommaPrice,
    /// The same order posted twice is two orders.
    DoubledOrder,
    /// More is refunded of a line than is left of it. More than is left of the whole order WooCommerce refuses, too.
    OverRefund,
}

/// What is done as WooCommerce does it: all, none, or what is named.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum Compat {
    All(bool),
    Named(Vec<Unsafe>),
}

impl Default for Compat {
    fn default() -> Compat {
        Compat::All(false)
    }
}

impl Compat {
    pub fn allows(&self, what: Unsafe) -> bool {
        match self {
            Compat::All(all) => *all,
            Compat::Named(named) => named.contains(&what),
        }
    }
}
