//! THE TABLE of what koppel holds that can name a person: where it lies, and how it is taken out. A part of koppel that
//! begins to keep such documents adds its row here.

use super::matching::Person;
use crate::client::Client;
use crate::error::Result;
use crate::mirror::{documents, forget, holds};
use crate::outbox::requested;
use crate::store::Held;
use crate::world::{Transaction, transaction};
use crate::{abeta, accounting, inbox, oresto, outbox};
use serde_json::Value;
use std::collections::BTreeSet;

/// Documents looked at in one transaction.
const PAGE: i64 = 500;

/// One kind of document.
pub(super) struct Holding {
    pub kind: &'static str,
    /// A page of them, in the order of their ids, after this one ("" is the first).
    pub documents: fn(&mut dyn Transaction, &str, &str, i64) -> Result<Vec<Held>>,
    /// Takes out who it is about; false where it is still being worked with and must stay.
    pub forget: fn(&mut dyn Transaction, &str, &str) -> Result<bool>,
}

/// Orders come first: what else belongs to a person is known by them.
pub(super) static HOLDINGS: [Holding; 11] = [
    Holding { kind: "order", documents: forget::documents, forget: forget::forget },
    Holding { kind: "rest_order", documents: documents::orders_after, forget: documents::forget },
    Holding {
        kind: "rest_document",
        documents: documents::others_after,
        forget: documents::forget,
    },
    Holding { kind: "record", documents: forget::records, forget: forget::forget_record },
    Holding { kind: "inbox", documents: inbox::documents, forget: inbox::forget },
    Holding { kind: "outbox", documents: outbox::documents, forget: outbox::forget },
    Holding { kind: "card_hold", documents: holds::documents, forget: holds::forget },
    // It waits to be carried out; after that it is gone.
    Holding { kind: "request", documents: requested::documents, forget: |_, _, _| Ok(false) },
    Holding { kind: "punchout", documents: abeta::documents, forget: abeta::forget },
    Holding {
        kind: "token",
        documents: accounting::token_documents,
        forget: accounting::forget_token,
    },
    Holding { kind: "oresto_job", documents: oresto::job_documents, forget: oresto::forget_job },
];

/// Goes through all that is held, a page in a transaction of its own, so that nobody waits for long; `each` gets what
/// names the person or belongs to an order of theirs, perhaps more than once.
pub(super) fn each_of(
    client: &Client,
    person: &Person,
    mut each: impl FnMut(&Holding, &Held, Value),
) -> Result<()> {
    let (shop_id, store) = (client.shop_id(), &*client.world()?.store);
    let mut order_ids = BTreeSet::new();
    for holding in &HOLDINGS {
        let mut after = String::new();
        loop {
            let page = transaction(store, |tx| (holding.documents)(tx, shop_id, &after, PAGE))?;
            for document in &page {
                let value = serde_json::from_str(&document.json).unwrap_or_default();
                if person.is_named_in(&value) || order_ids.contains(&document.order_id) {
                    if !document.order_id.is_empty() {
                        order_ids.insert(document.order_id.clone());
                    }
                    each(holding, document, value);
                }
            }
            match page.into_iter().last() {
                Some(last) => after = last.id,
                None => break,
            }
        }
    }
    Ok(())
}
