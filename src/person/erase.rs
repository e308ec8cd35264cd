//! `person_erase`: takes out who a person is, wherever it is held. Amounts, VAT, lines, numbers and keys stay; what is
//! still being worked with is left and named, with the order that it belongs to.

use super::holdings::{HOLDINGS, each_of};
use super::matching::{Person, PersonRequest};
use crate::client::Client;
use crate::error::Result;
use crate::log::Event;
use crate::texts::{Language, Text};
use crate::world::transaction;
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::json;
use std::collections::BTreeSet;

/// What was taken out, and what could not be.
#[derive(Debug, Serialize, JsonSchema)]
pub struct EraseReply {
    pub erased: Vec<Erased>,
    pub kept: Vec<Kept>,
}

/// Documents of one kind.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Erased {
    /// Where they lie: `order`, `record`, `rest_order`, `rest_document`, `inbox`, `outbox`, `card_hold`, `request`,
    /// `punchout`, `token`, `oresto_job`.
    pub kind: &'static str,
    pub count: u64,
}

/// A document that is still being worked with: ask again when that has ended.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Kept {
    pub kind: &'static str,
    pub id: String,
    /// In the shop's language.
    pub reason: &'static str,
}

pub fn erase(client: &Client, request: &PersonRequest) -> Result<EraseReply> {
    let (person, store) = (Person::of(request)?, &*client.world()?.store);
    let mut found = BTreeSet::new();
    each_of(client, &person, |holding, document, _| {
        found.insert((holding.kind, document.id.clone(), document.order_id.clone()));
    })?;
    let language = Language::of(&client.config.shop.language);
    let reason = Text::PersonStillOpen.in_language(language);
    let (mut reply, mut open_orders) = (EraseReply { erased: vec![], kept: vec![] }, vec![]);
    // The order comes last: by it, what could not be taken out is found again.
    for holding in HOLDINGS.iter().rev() {
        let mut erased = Erased { kind: holding.kind, count: 0 };
        for (_, id, order_id) in found.iter().filter(|(kind, ..)| *kind == holding.kind) {
            let is_erased = !open_orders.contains(&order_id)
                && transaction(store, |tx| (holding.forget)(tx, client.shop_id(), id))?;
            match is_erased {
                true => erased.count = erased.count.saturating_add(1),
                false => {
                    reply.kept.push(Kept { kind: holding.kind, id: id.clone(), reason });
                    open_orders.extend(Some(order_id).filter(|order_id| !order_id.is_empty()));
                }
            }
        }
        reply.erased.push(erased);
    }
    let count: u64 = reply.erased.iter().map(|erased| erased.count).sum();
    client.log.record(Event::PersonErased, json!({ "count": count, "kept": reply.kept.len() }));
    Ok(reply)
}
