//! `person_export`: everything that is held of one person, as it lies there. It only reads.

use super::holdings::each_of;
use super::matching::{Person, PersonRequest};
use crate::client::Client;
use crate::error::Result;
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::Value;

/// What is held of a person.
#[derive(Debug, Serialize, JsonSchema)]
pub struct ExportReply {
    pub held: Vec<Held>,
}

/// One document.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Held {
    /// Where it lies: `order`, `record`, `rest_order`, `rest_document`, `inbox`, `outbox`, `card_hold`, `request`,
    /// `punchout`, `token`, `oresto_job`.
    pub kind: &'static str,
    pub id: String,
    /// As it is stored.
    pub document: Value,
}

pub fn export(client: &Client, request: &PersonRequest) -> Result<ExportReply> {
    let person = Person::of(request)?;
    let mut held = std::collections::BTreeMap::new();
    // A page may be read again after a conflict: what is named once is there once.
    each_of(client, &person, |holding, document, value| {
        held.insert((holding.kind, document.id.clone()), value);
    })?;
    let held = held.into_iter().map(|((kind, id), document)| Held { kind, id, document });
    Ok(ExportReply { held: held.collect() })
}
