//! `order-confirmation` (AB-13 to AB-16, AB-26): the order lies in the inbox, durably, before Abeta hears that it is
//! confirmed; the same order twice is one. What Abeta hears is true, for it acts on that.

use super::answer::Answer;
use super::purchase::{self, Problem, PurchaseOrder};
use super::refusal::{OrRefused, Refusal, Word};
use super::{account, delivery, punchout};
use crate::client::Client;
use crate::config::AbetaConnection;
use crate::error::{Code, Result};
use crate::hex;
use crate::http::Head;
use crate::inbox::{self, Draft, Kind};
use crate::json::{self, Exact};
use crate::log::Event;
use crate::mirror;
use crate::world::{Transaction, transaction};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

/// What Abeta is told (AB-14): word for word.
const CONFIRMED: &str = "Order confirmed successfully.";

/// What became of an order that could be read.
enum Taken {
    InInbox,
    /// It was there before.
    Again,
    /// Another order was there before, under the same references.
    Conflict,
}

/// Takes an order.
pub fn respond(client: &Client, head: &Head, body: &[u8]) -> OrRefused<Answer> {
    let connection = account::connection(client, head, body)?;
    let taken = take(client, connection, body);
    taken.map_err(|refusal| refusal.of(&connection.connection_id))
}

fn take(client: &Client, connection: &AbetaConnection, body: &[u8]) -> OrRefused<Answer> {
    let Exact(mut document) = json::read(body).map_err(|error| Refusal::unreadable(&error))?;
    if let Value::Object(members) = &mut document {
        members.shift_remove("api_key");
    }
    let hash = Sha256::digest(sorted(&document).to_string()).to_vec();
    let shop = &client.config.shop;
    let zone = delivery::zone(connection, shop);
    let id = &connection.connection_id;
    let mut order =
        purchase::read(id, document, shop.currency, zone).map_err(Refusal::malformed)?;
    let key = key_of(&order);
    let taken = transaction(&*client.world()?.store, |tx| {
        keep(tx, client.shop_id(), &mut order, &key, &hash)
    })?;
    match taken {
        Taken::Conflict => {
            let reason = "An order with these references came in before, with other content.";
            Err(Refusal { status: Some(409), ..Refusal::new(Word::UnknownError, reason) })
        }
        Taken::Again => Ok(confirmed()),
        Taken::InInbox => {
            let facts = json!({
                "connection_id": id, "key": key, "problems": order.problems.len(),
            });
            client.log.record(Event::AbetaOrdered, facts);
            Ok(Answer { wake: vec!["inbox"], ..confirmed() })
        }
    }
}

fn confirmed() -> Answer {
    Answer::json(200, &json!({ "status": "success", "message": CONFIRMED }))
}

/// What Abeta hears when an order is not taken (AB-15).
pub fn refused(client: &Client, refusal: &Refusal) -> Answer {
    let message = match (refusal.word, refusal.status) {
        (Word::InvalidApiKey, _) => "Api key is invalid",
        (_, Some(_)) => refusal.reason.as_ref(),
        _ => "The shop cannot take the order now; send it again later.",
    };
    let status = match (refusal.word, refusal.status) {
        (Word::UnknownError, None) => 503,
        _ => refusal.status(client),
    };
    Answer::json(status, &json!({ "status": "error", "message": message }))
}

/// Puts the order into the inbox, unless it is there.
fn keep(
    tx: &mut dyn Transaction,
    shop_id: &str,
    order: &mut PurchaseOrder,
    key: &str,
    hash: &[u8],
) -> Result<Taken> {
    let now = tx.now();
    let is_new = tx.execute(
        "INSERT INTO purchase_orders (shop_id, order_key, content_hash, created_at)
         VALUES (?, ?, ?, ?) ON CONFLICT (shop_id, order_key) DO NOTHING",
        &[shop_id.into(), key.into(), hash.into(), now.into()],
    )?;
    if is_new == 0 {
        let mut is_same = false;
        tx.query(
            "SELECT content_hash FROM purchase_orders WHERE shop_id = ? AND order_key = ?",
            &[shop_id.into(), key.into()],
            &mut |row| {
                is_same = row.bytes(0) == hash;
                Ok(())
            },
        )?;
        return Ok(if is_same { Taken::Again } else { Taken::Conflict });
    }
    name(tx, shop_id, order)?;
    let (kind, content) = (Kind::PurchaseOrder, json::write(&*order));
    let draft = Draft { kind, platform_id: "", key, reference: "", content: &content };
    inbox::put(tx, shop_id, &draft)?;
    Ok(Taken::InInbox)
}

/// Names in the shop's own words what Abeta names in ours: the products, and whose cart it was. What this transaction
/// found before it was begun again is forgotten.
fn name(tx: &mut dyn Transaction, shop_id: &str, order: &mut PurchaseOrder) -> Result<()> {
    order.problems.retain(|odd| odd.code != Code::OrderUnknownProduct.as_str());
    for (nth, line) in order.lines.iter_mut().enumerate() {
        let number = line.number.unwrap_or_default();
        if let Some(found) = mirror::find(tx, shop_id, number, 0)? {
            (line.product_id, line.variant_id) = (Some(found.product_id), found.variant_id);
            continue;
        }
        let named = mirror::ids::external_id(tx, shop_id, mirror::ids::Kind::Product, number)?;
        if named.is_some_and(|id| id.starts_with('~')) {
            continue;
        }
        let (code, path) = (Code::OrderUnknownProduct, format!("/products/{nth}/id"));
        order.problems.push(Problem::new(code, path, "The mirror has no product of this number."));
    }
    let whose = punchout::find_by_cart(tx, shop_id, &order.connection_id, &order.cart_id)?;
    (order.punchout_id, order.user_id) = whose.unzip();
    Ok(())
}

/// The identity (AB-26): the parts, each behind its length.
fn key_of(order: &PurchaseOrder) -> String {
    let mut hash = Sha256::new();
    for part in ["abeta", &order.connection_id, &order.cart_id, &order.order_reference] {
        hash.update((part.len() as u64).to_be_bytes());
        hash.update(part);
    }
    hex::digits(&hash.finalize())
}

/// The same document with its members in one order.
fn sorted(document: &Value) -> Value {
    match document {
        Value::Object(members) => {
            let mut names: Vec<&String> = members.keys().collect();
            names.sort_unstable();
            let of = |name: &String| (name.clone(), members.get(name).map_or(Value::Null, sorted));
            Value::Object(names.into_iter().map(of).collect())
        }
        Value::Array(list) => Value::Array(list.iter().map(sorted).collect()),
        other => other.clone(),
    }
}
