//! `inbox_next`: what the shop is to take over now, as it sees it.

use super::entry::{Entry, Kind};
use super::lease::next;
use crate::client::Client;
use crate::error::{Code, Error, Result};
use crate::limits;
use crate::world::transaction;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// What `inbox_next` takes.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NextRequest {
    /// Only entries of these kinds; all, if none is named.
    #[serde(default)]
    pub kinds: Vec<Kind>,
    /// At most this many, up to 100.
    #[serde(default = "ten")]
    pub max: u32,
    /// For how long nobody else gets them: 1 second to a day. An entry that is not settled by then is handed out again.
    #[serde(default = "five_minutes")]
    pub lease_s: u32,
}

fn ten() -> u32 {
    10
}
fn five_minutes() -> u32 {
    300
}

/// What the shop is to take over.
#[derive(Debug, Serialize, JsonSchema)]
pub struct NextReply {
    pub entries: Vec<HandedOut>,
}

/// An entry in the shop's hands, until its lease ends.
#[derive(Debug, Serialize, JsonSchema)]
pub struct HandedOut {
    /// `inbox_settle` takes these two.
    pub id: String,
    pub lease: String,
    /// To be kept UNIQUE beside what the shop makes of the entry: it may be handed out again after a crash.
    pub key: String,
    pub kind: Kind,
    pub platform_id: String,
    /// With kinds order and order_update.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub order: Option<Value>,
    /// With kind refund.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub refund: Option<Value>,
    /// With kind product_proposal.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub product: Option<Value>,
    /// With kind purchase_order.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub purchase_order: Option<Value>,
    /// With kind oresto_order.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub oresto_order: Option<Value>,
}

/// Hands out what the shop is to take over.
pub fn hand_out(client: &Client, request: &NextRequest) -> Result<NextReply> {
    let out_of_bounds =
        |what: &'static str, path| Err(Error::new(Code::JsonOutOfBounds, what).at(path));
    if !(1..=limits::PAGE_ROWS_MAX).contains(&request.max) {
        return out_of_bounds("From 1 to 100 entries are handed out at once.", "/max");
    }
    if !(1..=86_400).contains(&request.lease_s) {
        return out_of_bounds("A lease lasts from 1 second to a day.", "/lease_s");
    }
    let lease_ms = i64::from(request.lease_s) * 1_000;
    let entries = transaction(&*client.world()?.store, |tx| {
        next(tx, client.shop_id(), &request.kinds, request.max, lease_ms)
    })?;
    Ok(NextReply { entries: entries.into_iter().map(handed_out).collect::<Result<_>>()? })
}

fn handed_out(entry: Entry) -> Result<HandedOut> {
    let content: Value = serde_json::from_str(&entry.content).map_err(|fault| {
        Error::new(
            Code::StoreFailed,
            format!("Inbox entry {} is no JSON: {fault}.", entry.entry_id),
        )
    })?;
    let mut handed_out = HandedOut {
        id: entry.entry_id.to_string(),
        lease: entry.lease.to_string(),
        key: entry.key,
        kind: entry.kind,
        platform_id: entry.platform_id,
        order: None,
        refund: None,
        product: None,
        purchase_order: None,
        oresto_order: None,
    };
    let member = match entry.kind {
        Kind::Order | Kind::OrderUpdate => &mut handed_out.order,
        Kind::Refund => &mut handed_out.refund,
        Kind::ProductProposal => &mut handed_out.product,
        Kind::PurchaseOrder => &mut handed_out.purchase_order,
        Kind::OrestoOrder => &mut handed_out.oresto_order,
    };
    *member = Some(content);
    Ok(handed_out)
}
