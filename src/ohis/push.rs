//! Tells the platform what the shop did: an order of its own that a card paid, or what became of a platform order.

use super::content::{content_of, hash};
use super::given_up::give_up;
use super::identity::is_own;
use super::named::{named, numbers, of_platform};
use super::profile::Profile;
use super::record;
use super::standing::turn;
use super::{Entered, SendWhen, change, now_if};
use crate::client::Client;
use crate::config::Platform;
use crate::error::{Code, Error, Result};
use crate::hex;
use crate::json;
use crate::mirror::orders::{self, OrderRef, Stored};
use crate::model::order::{Order, Status, Tender};
use crate::outbox::{self, Deliveries, Draft, Enqueued, Kind, State};
use crate::payment::request::LineKind;
use crate::world::{Transaction, transaction};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

/// Either `order`, an order of the shop's own checkout or till; or what became of a platform order, which is named by one
/// of `order_id`, `host_id` and `platform_order_id`, and has a `status`.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PushRequest {
    pub platform_id: String,
    pub order: Option<Order>,
    pub order_id: Option<String>,
    pub host_id: Option<String>,
    pub platform_order_id: Option<String>,
    pub status: Option<Status>,
    /// What people call the order.
    pub number: Option<String>,
    /// Lines that the shop will not send; the platform pays them back.
    #[serde(default)]
    pub refused_lines: Vec<RefusedLine>,
    /// The shop's own id of what happened; else it is the status and the refused lines.
    pub event_id: Option<String>,
    #[serde(default)]
    pub send: SendWhen,
}

/// A line that is refused, wholly.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RefusedLine {
    pub line_id: String,
    /// For the customer.
    #[serde(default)]
    pub reason: String,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct PushReply {
    pub entry_id: String,
    pub state: State,
    /// By which the platform recognises a repetition.
    pub key: String,
    /// It was pushed before.
    pub replayed: bool,
}

/// What an entry of a pushed order holds.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Content {
    /// In which what goes wrong is said.
    pub language: String,
    /// An order of the shop's own, which the platform does not know yet.
    pub is_new: bool,
    pub platform_order_id: Option<String>,
    /// JSON.
    pub body: String,
}

/// The event of an order that is pushed for the first time, where the shop names none.
const NEW: &str = "new";

/// `order_push`.
pub fn order_push(client: &Client, request: &[u8], deliveries: Deliveries) -> Result<Vec<u8>> {
    let request: PushRequest = json::read(request)?;
    let platform = client.config.platform(&request.platform_id)?;
    Profile::of(platform)?;
    let enqueued = transaction(&*client.world()?.store, |tx| push(tx, client, platform, &request))?;
    let replayed = enqueued.replayed;
    let Entered { entry_id, state, key } = now_if(client, deliveries, request.send, enqueued)?;
    Ok(json::write(&PushReply { entry_id, state, key, replayed }))
}

fn push(
    tx: &mut dyn Transaction,
    client: &Client,
    platform: &Platform,
    request: &PushRequest,
) -> Result<Enqueued> {
    match &request.order {
        Some(order) => push_new(tx, client, platform, request, order),
        None => push_state(tx, client, request),
    }
}

/// What can be said of a request that is to be carried out later, without the store.
pub fn check(client: &Client, request: &[u8]) -> Result<()> {
    let request: PushRequest = json::read(request)?;
    request.send.is_later()?;
    Profile::of(client.config.platform(&request.platform_id)?)?;
    match &request.order {
        Some(order) => {
            own(order)?;
            let checked = order.clone().checked(client.shop_id());
            checked.map(drop).map_err(|error| error.under("order"))
        }
        None => named(
            &request.platform_id,
            request.order_id.as_deref(),
            request.host_id.as_deref(),
            request.platform_order_id.as_deref(),
        )
        .map(drop),
    }
}

/// Carries out a request that was left in a transaction of the shop's own.
pub fn carry_out(tx: &mut dyn Transaction, client: &Client, request: &[u8]) -> Result<()> {
    let request: PushRequest = json::read(request)?;
    let platform = client.config.platform(&request.platform_id)?;
    Profile::of(platform)?;
    push(tx, client, platform, &request).map(drop)
}

/// An order of the shop's own: recorded with its split, so that its returns can be credited.
fn push_new(
    tx: &mut dyn Transaction,
    client: &Client,
    platform: &Platform,
    request: &PushRequest,
    order: &Order,
) -> Result<Enqueued> {
    let under = |error: Error| error.under("order");
    own(order)?;
    let shop_id = client.shop_id();
    let content_hash = hash(&content_of(&order.clone().checked(shop_id).map_err(under)?));
    let stored = match orders::find(tx, shop_id, &OrderRef::Order(&order.order_id))? {
        Some(stored) if stored.platform_id != platform.platform_id => {
            let message = format!(
                "Order '{}' is one of '{}'; an order belongs to one platform.",
                order.order_id, stored.platform_id
            );
            return Err(Error::new(Code::OrderConflict, message).at("/platform_id"));
        }
        Some(stored) if !is_own(&stored) => {
            let message = format!("Order '{}' was placed on the platform.", order.order_id);
            return Err(Error::new(Code::OrderConflict, message).at("/order/order_id"));
        }
        Some(stored) if stored.content_hash == content_hash => {
            return push_again(tx, client, stored, order.status, request.event_id.as_deref());
        }
        Some(_) => {
            let message =
                format!("Order '{}' was pushed before, with other content.", order.order_id);
            return Err(Error::new(Code::OrderConflict, message).at("/order"));
        }
        None => {
            let platform_id = &platform.platform_id;
            let recorded = record::store(tx, client, platform_id, order.clone(), content_hash, 0);
            recorded.map_err(under)?.stored
        }
    };
    let body = new_order(tx, client, &stored.order)?;
    let content = Content {
        language: client.config.shop.language.clone(),
        is_new: true,
        platform_order_id: None,
        body: body.to_string(),
    };
    let event_id = request.event_id.as_deref().unwrap_or(NEW);
    enqueue(tx, client, &stored, event_id, &content)
}

/// An order of the shop's own that the platform was told of: said again it is the entry that told it, by whatever event,
/// for it is created once; another status is told as what became of it.
fn push_again(
    tx: &mut dyn Transaction,
    client: &Client,
    mut stored: Stored,
    status: Status,
    event_id: Option<&str>,
) -> Result<Enqueued> {
    let (shop_id, now) = (client.shop_id(), stored.order.status);
    let order_id = &stored.order.order_id;
    if let Some(first) = outbox::first_about(tx, shop_id, Kind::OrderPush, order_id)? {
        let is_said = match status_of(&first) {
            // The same event said again is no news, whatever has become of the order since.
            Some(said) => {
                said == status && (status == now || event_id.unwrap_or(NEW) == first.event_id)
            }
            None => status == now,
        };
        if is_said {
            let entry_id = first.entry_id.to_string();
            return Ok(Enqueued { entry_id, key: first.key, state: first.state, replayed: true });
        }
    }
    let before = stored.clone();
    turn(tx, client, &mut stored, status).map_err(|error| error.under("order"))?;
    if stored != before {
        change(tx, client, &mut stored)?;
    }
    tell(tx, client, &stored, &[], event_id)
}

/// What an entry told of an order's status; none where its content was taken out after its time.
fn status_of(entry: &outbox::Entry) -> Option<Status> {
    #[derive(Deserialize)]
    struct Said {
        status: Status,
    }
    let content: Content = json::read(entry.content.as_bytes()).ok()?;
    serde_json::from_str::<Said>(&content.body).ok().map(|said| said.status)
}

/// Whether it can be an order of the shop's own.
fn own(order: &Order) -> Result<()> {
    if order.order_id.is_empty() {
        let message = "'order_id' is missing: the shop's own id of this order.";
        return Err(Error::new(Code::OrderInvalid, message).at("/order/order_id"));
    }
    if order.platform_order_id.is_some() {
        let message = "What became of a platform order is told by its id and a status.";
        return Err(Error::new(Code::OrderInvalid, message).at("/order/platform_order_id"));
    }
    Ok(())
}

/// The order as WooCommerce would tell it.
fn new_order(tx: &mut dyn Transaction, client: &Client, order: &Order) -> Result<Value> {
    let mut line_items = Vec::new();
    let mut shipping_lines = Vec::new();
    for line in &order.lines {
        let (product_id, variation_id) = numbers(tx, client, line)?;
        let amounts = json!({
            "gross_amount": line.gross_amount, "vat_rate": line.vat_rate,
            "vat_amount": line.vat_amount.or_else(|| {
                line.vat_rate.map(|rate| order.currency.money(rate.included_in(line.gross_amount.minor)))
            }),
        });
        let mut item = match line.kind {
            LineKind::Product => json!({
                "line_id": line.line_id, "product_id": product_id, "variation_id": variation_id,
                "sku": line.sku, "name": line.name, "quantity": line.quantity,
            }),
            _ => json!({ "line_id": line.line_id, "method_title": line.name }),
        };
        if let (Some(item), Some(amounts)) = (item.as_object_mut(), amounts.as_object()) {
            item.extend(amounts.clone());
        }
        match line.kind {
            LineKind::Product => line_items.push(item),
            _ => shipping_lines.push(item),
        }
    }
    let payments: Vec<Tender> = order.paid_by();
    Ok(json!({
        "status": order.status, "number": order.number, "currency": order.currency,
        "total": order.total_amount, "line_items": line_items, "shipping_lines": shipping_lines,
        "discounts": order.discounts,
        "meta_data": [
            { "key": "_shop_order_id", "value": order.order_id },
            { "key": "_platform_payments", "value": payments },
        ],
    }))
}

/// What became of a platform order.
fn push_state(
    tx: &mut dyn Transaction,
    client: &Client,
    request: &PushRequest,
) -> Result<Enqueued> {
    let order = named(
        &request.platform_id,
        request.order_id.as_deref(),
        request.host_id.as_deref(),
        request.platform_order_id.as_deref(),
    )?;
    let shop_id = client.shop_id();
    let mut stored = of_platform(orders::get(tx, shop_id, &order)?, &request.platform_id)?;
    let status = request.status.unwrap_or(stored.order.status);
    let before = stored.clone();
    if let Some(number) = &request.number {
        stored.order.number = Some(number.clone());
    }
    state(tx, client, &mut stored, status, &request.refused_lines)?;
    if stored != before {
        change(tx, client, &mut stored)?;
    }
    tell(tx, client, &stored, &request.refused_lines, request.event_id.as_deref())
}

/// The order is `status` from now on, without the lines that are refused: those are returned without a credit call, for
/// the platform pays them back by itself (OH-22). It is changed, not saved.
pub(super) fn state(
    tx: &mut dyn Transaction,
    client: &Client,
    stored: &mut Stored,
    status: Status,
    refused: &[RefusedLine],
) -> Result<()> {
    let is_line = |id: &String| stored.order.lines.iter().any(|line| line.line_id == *id);
    if let Some((nth, line)) = refused.iter().enumerate().find(|(_, line)| !is_line(&line.line_id))
    {
        let message = format!("The order has no line '{}'.", line.line_id);
        let path = format!("/refused_lines/{nth}/line_id");
        return Err(Error::new(Code::PaymentLineUnknown, message).at(path));
    }
    let line_ids: Vec<String> = refused.iter().map(|line| line.line_id.clone()).collect();
    turn(tx, client, stored, status)?;
    give_up(tx, client, stored, &line_ids)
}

/// Puts the order's state into the outbox.
pub(super) fn tell(
    tx: &mut dyn Transaction,
    client: &Client,
    stored: &Stored,
    refused: &[RefusedLine],
    event_id: Option<&str>,
) -> Result<Enqueued> {
    let mut refused_lines = Vec::with_capacity(refused.len());
    for one in refused {
        let Some(line) = stored.order.lines.iter().find(|line| line.line_id == one.line_id) else {
            continue;
        };
        let (product_id, variation_id) = numbers(tx, client, line)?;
        refused_lines.push(json!({
            "line_id": line.line_id, "product_id": variation_id.or(product_id),
            "quantity": line.quantity, "reason": one.reason,
        }));
    }
    let status = stored.order.status.as_str();
    let event_id = event_id.map_or_else(
        || match refused.is_empty() {
            true => status.to_owned(),
            false => format!("{status}-{}", hex::digits(&hash(&json::write(&refused)))),
        },
        str::to_owned,
    );
    let body = json!({
        "status": status, "number": stored.order.number, "refused_lines": refused_lines,
    });
    let content = Content {
        language: client.config.shop.language.clone(),
        is_new: false,
        // It may be learned later, and the same told again must be the same: it is looked up when this is sent.
        platform_order_id: None,
        body: body.to_string(),
    };
    enqueue(tx, client, stored, &event_id, &content)
}

fn enqueue(
    tx: &mut dyn Transaction,
    client: &Client,
    stored: &Stored,
    event_id: &str,
    content: &Content,
) -> Result<Enqueued> {
    let content = json::write(content);
    let draft = Draft {
        platform_id: &stored.platform_id,
        subject_id: &stored.order.order_id,
        event_id,
        order_reference: &stored.order.order_id,
        ..Draft::new(Kind::OrderPush, &content)
    };
    outbox::enqueue(tx, client.shop_id(), &draft).map_err(|error| match error.code {
        Code::OutboxConflict => error.at("/event_id"),
        _ => error,
    })
}
