//! An entry of the inbox, as it is stored. Plain values.

use crate::error::{Code, Error, Result};
use crate::world::{Instant, Row};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What came in.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    Order,
    OrderUpdate,
    Refund,
    ProductProposal,
    PurchaseOrder,
    OrestoOrder,
}

impl Kind {
    pub const ALL: [Kind; 6] = [
        Kind::Order,
        Kind::OrderUpdate,
        Kind::Refund,
        Kind::ProductProposal,
        Kind::PurchaseOrder,
        Kind::OrestoOrder,
    ];

    pub fn as_str(self) -> &'static str {
        match self {
            Kind::Order => "order",
            Kind::OrderUpdate => "order_update",
            Kind::Refund => "refund",
            Kind::ProductProposal => "product_proposal",
            Kind::PurchaseOrder => "purchase_order",
            Kind::OrestoOrder => "oresto_order",
        }
    }
    pub fn parse(text: &str) -> Option<Kind> {
        Kind::ALL.into_iter().find(|kind| kind.as_str() == text)
    }
}

/// An entry as it is stored.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Entry {
    pub entry_id: i64,
    /// What the host keeps UNIQUE beside what it makes of the entry.
    pub key: String,
    pub kind: Kind,
    pub platform_id: String,
    pub reference: String,
    /// JSON: what `inbox_next` shows.
    pub content: String,
    /// Counts how often it was handed out; only the last may settle.
    pub lease: i64,
    pub leased_until: Instant,
    pub created_at: Instant,
    /// When it was settled. Given back by a settlement that was made before: nothing must be done again.
    pub settled_at: Option<Instant>,
}

/// The columns of an entry, in the order in which [`Entry::read`] reads them.
macro_rules! columns {
    () => {
        "entry_id, entry_key, kind, platform_id, reference, content, lease, leased_until, \
         created_at, settled_at"
    };
}
pub(super) use columns;

impl Entry {
    pub(super) fn read(row: &dyn Row) -> Result<Entry> {
        let kind = Kind::parse(row.text(2)).ok_or_else(|| {
            let message = format!("The inbox holds an unknown kind '{}'.", row.text(2));
            Error::new(Code::StoreFailed, message)
        })?;
        let settled_at = row.instant_or_null(9);
        Ok(Entry {
            entry_id: row.integer(0),
            key: row.text(1).to_owned(),
            kind,
            platform_id: row.text(3).to_owned(),
            reference: row.text(4).to_owned(),
            content: row.text(5).to_owned(),
            lease: row.integer(6),
            leased_until: Instant(row.integer(7)),
            created_at: Instant(row.integer(8)),
            settled_at,
        })
    }
}
