//! By what an order is known: koppel's own id, and the platform's, which may be learned later.

use super::content::hash;
use super::pointer::{Pointed, meta_of};
use super::profile::{OrderPointers, Profile};
use super::push::Content;
use crate::client::Client;
use crate::error::{Code, Error, Result};
use crate::hex;
use crate::json;
use crate::limits;
use crate::mirror::orders::{self, OrderRef, Stored};
use crate::outbox::Entry;
use crate::world::Transaction;

/// koppel's own id of an order that a platform placed.
pub fn order_id(
    tx: &mut dyn Transaction,
    shop_id: &str,
    platform_id: &str,
    identity: Option<&str>,
) -> Result<String> {
    Ok(match identity {
        Some(identity) => of_identity(platform_id, identity),
        // Without an identity every post is an order of its own.
        None => {
            let number = crate::store::next_number(tx, shop_id, "orders_without_identity")?;
            of_identity(platform_id, &format!("{UNNAMED}{number}"))
        }
    })
}

/// Before the number of an order that its platform gave no id.
const UNNAMED: &str = "#";

fn of_identity(platform_id: &str, identity: &str) -> String {
    let id = format!("{platform_id}:{identity}");
    match id.len() {
        ..=limits::ID_BYTES_MAX => id,
        _ => hex::digits(&hash(id.as_bytes())),
    }
}

/// Whether an order is one of the shop's own checkout: it has an id of the shop's, not one made of the platform's.
pub fn is_own(stored: &Stored) -> bool {
    let (order_id, platform_id) = (&stored.order.order_id, &stored.platform_id);
    match &stored.order.platform_order_id {
        Some(identity) => *order_id != of_identity(platform_id, identity),
        None => !order_id.starts_with(&of_identity(platform_id, UNNAMED)),
    }
}

/// What an answer calls the order: where the platform's orders say their id, and where its answers do.
pub fn ids_in(answer: &str, pointers: &OrderPointers) -> Vec<String> {
    let meta = meta_of(answer);
    let pointed = Pointed { text: answer, meta: &meta };
    let pointers = pointers.identity.iter().chain(&pointers.answered);
    pointers.filter_map(|pointer| pointed.text(pointer)).collect()
}

/// The platform has taken an order of the shop's own: from now on it has the platform's id too.
pub fn learn_identity(
    tx: &mut dyn Transaction,
    client: &Client,
    entry: &Entry,
    answer: &str,
) -> Result<()> {
    let content: Content = json::read(entry.content.as_bytes())?;
    if !content.is_new {
        return Ok(());
    }
    let shop_id = client.shop_id();
    let mut stored = orders::get(tx, shop_id, &OrderRef::Order(&entry.subject_id))?;
    if stored.order.platform_order_id.is_some() {
        return Ok(());
    }
    let profile = Profile::of(client.config.platform(&entry.platform_id)?)?;
    let identity = ids_in(answer, &profile.order).into_iter().next();
    if let Some(platform_order_id) = &identity {
        check_identity(tx, shop_id, &entry.platform_id, platform_order_id)?;
    }
    stored.order.platform_order_id = identity;
    orders::save(tx, shop_id, &mut stored)
}

/// An id that cannot be one, or that another order has, is for a person to look at: with it credits would go astray.
fn check_identity(
    tx: &mut dyn Transaction,
    shop_id: &str,
    platform_id: &str,
    platform_order_id: &str,
) -> Result<()> {
    if !(1..=limits::ID_BYTES_MAX).contains(&platform_order_id.len()) {
        let message = "The platform gave the order an id that is empty or too long.";
        return Err(Error::new(Code::OrderConflict, message));
    }
    let holder = OrderRef::Platform { platform_id, platform_order_id };
    match orders::find(tx, shop_id, &holder)? {
        None => Ok(()),
        Some(other) => {
            let message = format!(
                "The platform gave the id '{platform_order_id}' that order '{}' has.",
                other.order.order_id
            );
            Err(Error::new(Code::OrderConflict, message))
        }
    }
}
