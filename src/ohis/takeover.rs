//! The shop takes over what lies in the inbox, or refuses it: then the platform is told in the same breath, and the goods
//! are free again.

use super::change;
use super::push::{RefusedLine, state, tell};
use super::record::pieces;
use crate::client::Client;
use crate::error::{Code, Error, Result};
use crate::inbox::{self, Kind};
use crate::json;
use crate::mirror::StockItem;
use crate::mirror::orders::{self, OrderRef, Stored};
use crate::mirror::stock::{self, Statement};
use crate::model::order::Status;
use crate::world::{Instant, Transaction, transaction};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What the shop made of an entry: `host_id` where it took it over, `refuse` where it did not, both where it took a part.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SettleRequest {
    /// As inbox_next gave it.
    pub id: String,
    /// As inbox_next gave it: only the last one settles.
    pub lease: String,
    /// The id of the order in the shop's own books.
    pub host_id: Option<String>,
    pub refuse: Option<Refusal>,
    /// The shop's stock of what was ordered, after it was booked. One that is older than the stock held, or names no variant of
    /// several, is ignored: then the order holds its goods back until the next.
    #[serde(default)]
    pub stock: Vec<StockItem>,
}

/// Why an order, or a part of it, is not taken.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Refusal {
    /// For programs, such as `out_of_stock`.
    #[serde(default)]
    pub code: String,
    /// For the customer.
    #[serde(default)]
    pub message: String,
    /// Left out: the whole order.
    #[serde(default)]
    pub line_ids: Vec<String>,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct SettleReply {
    /// koppel's id of the order, where the entry is about one.
    pub order_id: Option<String>,
    /// What the order is now.
    pub status: Option<Status>,
    /// The outbox entry that tells the platform of a refusal.
    pub entry_id: Option<String>,
    /// It was settled before, under the same lease.
    pub replayed: bool,
}

/// `inbox_settle`.
pub fn inbox_settle(client: &Client, request: &[u8]) -> Result<Vec<u8>> {
    let request: SettleRequest = json::read(request)?;
    let reply = transaction(&*client.world()?.store, |tx| settle(tx, client, &request))?;
    Ok(json::write(&reply))
}

fn settle(
    tx: &mut dyn Transaction,
    client: &Client,
    request: &SettleRequest,
) -> Result<SettleReply> {
    let (shop_id, now) = (client.shop_id(), tx.now());
    let entry = inbox::settle(tx, shop_id, &request.id, &request.lease, now)?;
    let replayed = entry.settled_at.is_some();
    let order = OrderRef::Order(&entry.reference);
    let order = match entry.kind {
        Kind::Order | Kind::OrderUpdate | Kind::Refund => Some(orders::get(tx, shop_id, &order)?),
        _ => None,
    };
    let Some(mut stored) = order else {
        if entry.kind == Kind::OrestoOrder && request.refuse.is_some() {
            let message =
                "Oresto takes no refusal: settle it as noted in your books, and call the client.";
            return Err(Error::new(Code::OrderStatus, message).at("/refuse"));
        }
        if !replayed {
            // No order lies behind it, so nothing was reserved for it: what the shop states stands by itself.
            stock::settled(tx, shop_id, "", &statements(&request.stock, now)?)?;
        }
        return Ok(SettleReply { order_id: None, status: None, entry_id: None, replayed });
    };
    if replayed {
        let Stored { order, .. } = stored;
        let (order_id, status) = (Some(order.order_id), Some(order.status));
        return Ok(SettleReply { order_id, status, entry_id: None, replayed });
    }
    let before = stored.clone();
    let entry_id = match (entry.kind, &request.refuse) {
        (Kind::Order, None) => {
            take(tx, client, &mut stored, request, &[])?;
            None
        }
        (Kind::Order, Some(refusal)) => refuse(tx, client, &mut stored, request, refusal)?,
        (_, Some(_)) => {
            let message = "What became of an order cannot be refused, only the order itself.";
            return Err(Error::new(Code::OrderStatus, message).at("/refuse"));
        }
        // The shop followed an update or a refund: what it holds may have changed by it.
        (_, None) => {
            let stated = statements(&request.stock, now)?;
            stock::settled(tx, shop_id, &stored.order.order_id, &stated)?;
            None
        }
    };
    let mut seen = before.clone();
    seen.order.host_id.clone_from(&stored.order.host_id);
    if stored != seen {
        change(tx, client, &mut stored)?;
    } else if stored != before {
        orders::save_unseen(tx, shop_id, &mut stored)?;
    }
    Ok(SettleReply {
        order_id: Some(stored.order.order_id),
        status: Some(stored.order.status),
        entry_id,
        replayed,
    })
}

/// The order is in the shop's books, without the lines that it refused.
fn take(
    tx: &mut dyn Transaction,
    client: &Client,
    stored: &mut Stored,
    request: &SettleRequest,
    refused: &[String],
) -> Result<()> {
    let Some(host_id) = request.host_id.as_ref().filter(|id| !id.is_empty()) else {
        let message = "Say the host_id of the order that was made, or why it is refused.";
        return Err(Error::new(Code::OrderInvalid, message).at("/host_id"));
    };
    let (shop_id, order_id) = (client.shop_id(), stored.order.order_id.clone());
    stored.order.host_id = Some(host_id.clone());
    if !refused.is_empty() && !stored.order.status.is_off() {
        stock::release(tx, shop_id, &order_id)?;
        stock::reserve(tx, shop_id, &order_id, &pieces(&stored.order, refused))?;
    }
    let stated = statements(&request.stock, tx.now())?;
    stock::settled(tx, shop_id, &order_id, &stated)
}

/// The platform is told what is not sent: it pays that back, and the goods are free. Gives the entry that tells it.
fn refuse(
    tx: &mut dyn Transaction,
    client: &Client,
    stored: &mut Stored,
    request: &SettleRequest,
    refusal: &Refusal,
) -> Result<Option<String>> {
    let named =
        |line_id: &String| refusal.line_ids.is_empty() || refusal.line_ids.contains(line_id);
    let all = stored.order.lines.iter().all(|line| named(&line.line_id));
    let reason = match refusal.message.as_str() {
        "" => &refusal.code,
        message => message,
    };
    let line_ids: Vec<String> = match all {
        true => stored.order.lines.iter().map(|line| line.line_id.clone()).collect(),
        false => refusal.line_ids.clone(),
    };
    let lines: Vec<RefusedLine> = line_ids
        .iter()
        .map(|line_id| RefusedLine { line_id: line_id.clone(), reason: reason.to_owned() })
        .collect();
    if stored.order.status.is_off() {
        // The platform was quicker: there is nothing left to refuse. What the shop holds it says all the same.
        let stated = statements(&request.stock, tx.now())?;
        stock::settled(tx, client.shop_id(), &stored.order.order_id, &stated)?;
        return Ok(None);
    }
    let status = if all { Status::Cancelled } else { stored.order.status };
    let under = |error: Error| error.under("refuse");
    state(tx, client, stored, status, &lines).map_err(under)?;
    if !all {
        take(tx, client, stored, request, &line_ids)?;
    } else {
        let stated = statements(&request.stock, tx.now())?;
        stock::settled(tx, client.shop_id(), &stored.order.order_id, &stated)?;
    }
    let event_id = format!("refused-{}", request.id);
    Ok(Some(tell(tx, client, stored, &lines, Some(&event_id))?.entry_id))
}

fn statements(stock: &[StockItem], now: Instant) -> Result<Vec<Statement<'_>>> {
    let stated = stock
        .iter()
        .enumerate()
        .map(|(nth, item)| item.statement(now).map_err(|error| error.under(nth).under("stock")));
    stated.collect()
}
