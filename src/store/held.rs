//! What lies in the store and can name a person, as each part of koppel gives what it keeps.

/// A document that is held.
#[derive(Clone, Debug)]
pub struct Held {
    pub id: String,
    /// The order that it is about; "" is none.
    pub order_id: String,
    /// The document itself.
    pub json: String,
}
