//! THE TABLE of what koppel holds that can name a person: where it lies, and how it is taken out. A part of koppel that
//! begins to keep such documents adds its row here.

use super::matching::Person;
use crate::client::Client;
use crate::error::Result;
use crate::mirror::{documents, forget, holds};
use crate::outbox::requested;
use crate::world::{Transaction, transaction};
use crate::{abeta, accounting, inbox, oresto, outbox};
use serde_json::Value;
use std::collections::BTreeSet;

/// Documents looked at in one transaction.
const PAGE: i64 = 500;

/// A document that is held.
#[derive(Debug)]
pub struct Document {
    pub id: String,
    /// The order that it is about; "" is none.
    pub order_id: String,
    /// JSON.
    pub text: String,
}

/// One kind of document.
pub(super) struct Holding {
    pub kind: &'static str,
    /// A page of them, in the order of their ids, after this one ("" is the first).
    pub documents: fn(&mut dyn Transaction, &str, &str, i64) -> Result<Vec<Document>>,
    /// Takes out who it is about; false where it is still being worked with and must stay.
    pub forget: fn(&mut dyn Transaction, &str, &str) -> Result<bool>,
}

/// Orders come first: what else belongs to a person is known by them.
pub(super) static HOLDINGS: [Holding; 11] = [
    Holding {
        kind: "order",
        documents: |tx, shop_id, after, max| {
            let found = forget::documents(tx, shop_id, after, max)?;
            let document =
                |(id, text): (String, String)| Document { order_id: id.clone(), id, text };
            Ok(found.into_iter().map(document).collect())
        },
        forget: forget::forget,
    },
    Holding {
        kind: "rest_order",
        documents: |tx, shop_id, after, max| {
            let found = documents::orders_after(tx, shop_id, after, max)?;
            Ok(found.into_iter().map(Document::of).collect())
        },
        forget: documents::forget,
    },
    Holding {
        kind: "rest_document",
        documents: |tx, shop_id, after, max| {
            let found = documents::others_after(tx, shop_id, after, max)?;
            Ok(found.into_iter().map(Document::of).collect())
        },
        forget: documents::forget,
    },
    Holding {
        kind: "record",
        documents: |tx, shop_id, after, max| {
            let found = forget::records(tx, shop_id, after, max)?;
            let document = |(id, text): (String, String)| {
                let order_id = id.strip_prefix("sale/").unwrap_or_default().to_owned();
                Document { order_id, id, text }
            };
            Ok(found.into_iter().map(document).collect())
        },
        forget: forget::forget_record,
    },
    Holding {
        kind: "inbox",
        documents: |tx, shop_id, after, max| {
            let found = inbox::documents(tx, shop_id, after, max)?;
            Ok(found.into_iter().map(Document::of).collect())
        },
        forget: inbox::forget,
    },
    Holding {
        kind: "outbox",
        documents: |tx, shop_id, after, max| {
            let found = outbox::documents(tx, shop_id, after, max)?;
            Ok(found.into_iter().map(Document::of).collect())
        },
        forget: outbox::forget,
    },
    Holding {
        kind: "card_hold",
        documents: |tx, shop_id, after, max| {
            let found = holds::documents(tx, shop_id, after, max)?;
            Ok(found.into_iter().map(Document::of).collect())
        },
        forget: holds::forget,
    },
    Holding {
        kind: "request",
        documents: |tx, shop_id, after, max| {
            let found = requested::documents(tx, shop_id, after, max)?;
            Ok(found.into_iter().map(Document::of).collect())
        },
        // It waits to be carried out; after that it is gone.
        forget: |_, _, _| Ok(false),
    },
    Holding {
        kind: "punchout",
        documents: |tx, shop_id, after, max| {
            let found = abeta::documents(tx, shop_id, after, max)?;
            Ok(found.into_iter().map(Document::of).collect())
        },
        forget: abeta::forget,
    },
    Holding {
        kind: "token",
        documents: |tx, shop_id, after, max| {
            let found = accounting::token_documents(tx, shop_id, after, max)?;
            Ok(found.into_iter().map(Document::of).collect())
        },
        forget: accounting::forget_token,
    },
    Holding {
        kind: "oresto_job",
        documents: |tx, shop_id, after, max| {
            let found = oresto::job_documents(tx, shop_id, after, max)?;
            Ok(found.into_iter().map(Document::of).collect())
        },
        forget: oresto::forget_job,
    },
];

impl Document {
    fn of((id, order_id, text): (String, String, String)) -> Document {
        Document { id, order_id, text }
    }
}

/// Goes through all that is held, a page in a transaction of its own, so that nobody waits for long; `each` gets what
/// names the person or belongs to an order of theirs, perhaps more than once.
pub(super) fn each_of(
    client: &Client,
    person: &Person,
    mut each: impl FnMut(&Holding, &Document, Value),
) -> Result<()> {
    let (shop_id, store) = (client.shop_id(), &*client.world()?.store);
    let mut order_ids = BTreeSet::new();
    for holding in &HOLDINGS {
        let mut after = String::new();
        loop {
            let page = transaction(store, |tx| (holding.documents)(tx, shop_id, &after, PAGE))?;
            for document in &page {
                let value = serde_json::from_str(&document.text).unwrap_or_default();
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
