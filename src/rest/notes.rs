//! Notes on an order, as REST v3 has them: the newest first, all at once.

use super::answer::{Answer, Answered};
use super::arguments::{Argument, Kind as Is, WHOLE};
use super::call::Call;
use super::fault::Fault;
use super::fields::{Members, is_true, text};
use super::resource::{self, PLAIN, Resource, forced, writable};
use super::shop_orders;
use crate::error::Result as Done;
use crate::mirror::documents::{self, Document};
use crate::world::{Transaction, transaction};
use serde_json::{Value, json};

pub const FIELDS: &[Argument] = &[
    Argument::new("id", WHOLE).shown(),
    Argument::text("author").shown(),
    Argument::text("note"),
    Argument::truth("customer_note"),
    Argument::truth("added_by_user"),
];

pub const LIST: &[Argument] =
    &[Argument::new("type", Is::Word(&["any", "customer", "internal"])).or("any")];

pub const CREATE: &[Argument] = &[Argument::text("note").required()];

const NOTES: Resource = Resource {
    name: "note",
    path: "/orders/<>/notes",
    fields: FIELDS,
    dates: &["date_created"],
    ..PLAIN
};

/// The notes of the order of a route, if it is there and this key may see it.
fn all(call: &Call) -> Result<Vec<Document>, Fault> {
    let order = call.number(0);
    if !shop_orders::exists(call, order)? {
        let message = "Invalid order ID.";
        return Err(Fault::new(404, "woocommerce_rest_order_invalid_id", message));
    }
    let shop_id = call.shop_id();
    let notes = |tx: &mut dyn Transaction| documents::list(tx, shop_id, NOTES.name, Some(order));
    Ok(transaction(&*call.world.store, notes)?)
}

fn find(call: &Call) -> Result<Document, Fault> {
    let found = all(call)?.into_iter().find(|one| one.number == call.number(1));
    found.ok_or_else(|| NOTES.unknown(false))
}

pub fn list(call: &Call) -> Answered {
    let mut notes = all(call)?;
    let wanted = match call.arguments.text("type") {
        Some("customer") => Some(true),
        Some("internal") => Some(false),
        _ => None,
    };
    let is_wanted = |one: &Document| {
        wanted.is_none_or(|wanted| is_true(&one.members, "customer_note") == wanted)
    };
    notes.retain(is_wanted);
    let shown = notes.iter().rev().map(|one| resource::show(call, &NOTES, one));
    Ok(Answer::of(shown.collect::<Vec<Value>>().into()))
}

pub fn get(call: &Call) -> Answered {
    Ok(Answer::of(resource::show(call, &NOTES, &find(call)?)))
}

pub fn create(call: &Call) -> Answered {
    writable(call, "woocommerce_rest_cannot_create")?;
    all(call)?;
    let given = super::fields::given(&call.given, FIELDS, call.zone)?;
    let by_user = is_true(&given, "added_by_user");
    let author = if by_user { call.client.config.shop.name.as_str() } else { "WooCommerce" };
    let made = transaction(&*call.world.store, |tx| {
        let for_customer = is_true(&given, "customer_note");
        put(tx, call, call.number(0), author, text(&given, "note"), for_customer)
    })?;
    let address = format!("/orders/{}/notes/{}", made.parent, made.number);
    Ok(Answer::created(resource::show(call, &NOTES, &made), call.link(&address)))
}

fn put(
    tx: &mut dyn Transaction,
    call: &Call,
    order: i64,
    author: &str,
    note: &str,
    for_customer: bool,
) -> Done<Document> {
    let members = json!({ "author": author, "note": note, "customer_note": for_customer });
    let members: Members = members.as_object().cloned().unwrap_or_default();
    let mut made = Document::new(order, members);
    documents::put(tx, call.shop_id(), (NOTES.name, NOTES.sequence), &mut made)?;
    Ok(made)
}

/// A note that the interface itself makes, such as on a change of status.
pub fn remark(tx: &mut dyn Transaction, call: &Call, order: i64, note: &str) -> Done<()> {
    put(tx, call, order, "WooCommerce", note, false).map(drop)
}

pub fn delete(call: &Call) -> Answered {
    writable(call, "woocommerce_rest_cannot_delete")?;
    let held = find(call)?;
    forced(call)?;
    let shop_id = call.shop_id();
    transaction(&*call.world.store, |tx| documents::delete(tx, shop_id, NOTES.name, held.number))?;
    Ok(Answer::of(resource::show(call, &NOTES, &held)))
}
