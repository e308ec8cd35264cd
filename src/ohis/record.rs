//! Records what a platform orders: once per identity, with its split frozen, its goods reserved, and (where koppel itself
//! answers the platform) in the inbox for the shop.

use super::content::{content_of, hash};
use super::document::{Document, Known, Terms, Wanted};
use super::follow::{follow, hear, once_paid};
use super::given_up::{give_up_amount, is_all_returned};
use super::identity::order_id;
use super::profile::Profile;
use super::standing;
use crate::client::Client;
use crate::config::{Platform, Unsafe};
use crate::error::{Code, Error, Result};
use crate::hex;
use crate::inbox;
use crate::json::{self, Raw};
use crate::mirror::frozen::freeze;
use crate::mirror::orders::{self, NOTHING_RETURNED, OrderRef, Origin, Stored};
use crate::mirror::{self, Sellable, stock};
use crate::model::order::{Order, Status};
use crate::money::{Amount, Rate};
use crate::world::{Transaction, transaction};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// An order that a platform placed, as the shop's own API took it (OH-16). Either `document` or `order`.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RecordRequest<'a> {
    pub platform_id: String,
    /// The order as the shop's REST interface gives it; read by the pointers of the platform's profile.
    #[serde(borrow)]
    pub document: Option<Raw<'a>>,
    pub order: Option<Order>,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct RecordReply {
    /// koppel's own id.
    pub order_id: String,
    /// Whether the platform said what each tender pays of each line, or koppel spread it.
    pub origin: Origin,
    /// What the order is now: recorded again with another status, it has followed.
    pub status: Status,
    /// It was recorded before.
    pub replayed: bool,
}

/// What the platform sent.
#[derive(Debug)]
pub enum Source<'a> {
    Document(&'a str),
    Order(Box<Order>),
}

/// Who answers the platform (the two topologies).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answered {
    /// The shop's own API has: the order is in its books, and its stock is its own affair.
    ByShop,
    /// koppel does: only what is published may be ordered, and the shop takes it over from the inbox.
    ByKoppel,
}

/// An order that is recorded, now or before.
#[derive(Debug)]
pub struct Recorded {
    pub stored: Stored,
    pub news: News,
}

/// What of an order is new.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum News {
    /// It was not there before.
    Order,
    /// It was, with another status.
    Status,
    Nothing,
}

/// `order_record`.
pub fn order_record(client: &Client, request: &[u8]) -> Result<Vec<u8>> {
    let request: RecordRequest = json::read(request)?;
    let platform = client.config.platform(&request.platform_id)?;
    let one_of =
        || Error::new(Code::OrderInvalid, "Give either the document or the order.").at("/document");
    let source = match (request.document, request.order) {
        (Some(document), None) => Source::Document(document.0),
        (None, Some(order)) => Source::Order(Box::new(order)),
        _ => return Err(one_of()),
    };
    let member = if matches!(source, Source::Document(_)) { "document" } else { "order" };
    let recorded = transaction(&*client.world()?.store, |tx| {
        platform_order(tx, client, platform, &source, Answered::ByShop)
    })
    .map_err(|error| error.under(member))?;
    Ok(json::write(&RecordReply {
        order_id: recorded.stored.order.order_id,
        origin: recorded.stored.origin,
        status: recorded.stored.order.status,
        replayed: recorded.news != News::Order,
    }))
}

/// Records a platform order. The same identity with the same content is the stored order again; with other content
/// it is a conflict, and nothing is changed.
pub fn platform_order(
    tx: &mut dyn Transaction,
    client: &Client,
    platform: &Platform,
    source: &Source,
    answered: Answered,
) -> Result<Recorded> {
    let profile = Profile::of(platform)?;
    let shop_id = client.shop_id();
    let (identity, content_hash, status, refunded) = match source {
        Source::Document(text) => {
            let document = Document::read(text)?;
            let content = document.content(text, &profile.order);
            let status = document.status.is_some().then(|| document.status()).transpose()?;
            // What a platform posts at koppel is new: only the shop's own interface can have refunded of it.
            let refunded = match answered {
                Answered::ByShop => document.refunded(client.config.shop.currency)?,
                Answered::ByKoppel => 0,
            };
            (document.identity(text, &profile.order)?, hash(&content), status, refunded)
        }
        Source::Order(order) => {
            let content = content_of(&(**order).clone().checked(shop_id)?);
            (order.platform_order_id.clone(), hash(&content), Some(order.status), 0)
        }
    };
    let doubles =
        answered == Answered::ByKoppel && client.config.rest.compat.allows(Unsafe::DoubledOrder);
    let identity = identity.filter(|_| !doubles);
    if let Some(platform_order_id) = &identity {
        let platform_id = &platform.platform_id;
        let before = OrderRef::Platform { platform_id, platform_order_id };
        if let Some(stored) = orders::find(tx, shop_id, &before)? {
            if stored.content_hash == content_hash {
                return again(tx, client, stored, status, answered);
            }
            let message =
                format!("Order '{platform_order_id}' was posted before, with other content.");
            return Err(Error::new(Code::OrderConflict, message));
        }
    }
    let mut order = match source {
        Source::Document(text) => read(tx, client, platform, &profile, text, answered)?,
        Source::Order(order) => (**order).clone(),
    };
    order.order_id = order_id(tx, shop_id, &platform.platform_id, identity.as_deref())?;
    order.platform_order_id = identity;
    let recorded = store(tx, client, &platform.platform_id, order, content_hash, refunded)?;
    if answered == Answered::ByKoppel {
        hand_over(tx, shop_id, &recorded.stored)?;
    }
    Ok(recorded)
}

/// The order is there. The shop's own interface has heard what became of it; a post that a platform repeats says of that
/// only that it has been paid meanwhile, for what it said before may have been overtaken.
fn again(
    tx: &mut dyn Transaction,
    client: &Client,
    mut stored: Stored,
    status: Option<Status>,
    answered: Answered,
) -> Result<Recorded> {
    let news = match (answered, status) {
        (Answered::ByShop, Some(status)) => follow(tx, client, &mut stored, status)?,
        (Answered::ByKoppel, Some(Status::Processing)) => {
            let paid = once_paid(tx, client, &stored)?;
            hear(tx, client, &mut stored, paid)?
        }
        _ => News::Nothing,
    };
    Ok(Recorded { stored, news })
}

/// Stores a new order with its split, and what its status says. Of it `refunded` has gone back before it was seen.
pub(super) fn store(
    tx: &mut dyn Transaction,
    client: &Client,
    platform_id: &str,
    order: Order,
    content_hash: Vec<u8>,
    refunded: i64,
) -> Result<Recorded> {
    let shop_id = client.shop_id();
    let mut order = order.checked(shop_id)?;
    order.check_new()?;
    let now = tx.now();
    order.created_at.get_or_insert_with(|| crate::calendar::utc(now.0));
    let number = orders::next_order_number(tx, shop_id)?;
    order.number.get_or_insert_with(|| number.to_string());
    let (split, origin) = freeze(&mut order, now).map_err(|error| match error.code {
        // An order has no remainder of its own: what is missing is a payment.
        Code::PaymentRemainderMissing => error.at("/tenders"),
        _ => error,
    })?;
    let mut stored = Stored {
        order,
        number,
        platform_id: platform_id.to_owned(),
        origin,
        split,
        returned: NOTHING_RETURNED.into(),
        content_hash,
        version: 1,
        created_at: now,
        modified_at: now,
    };
    // What is booked is read with its order.
    orders::insert(tx, shop_id, &stored)?;
    standing::begin(tx, client, &mut stored)?;
    if refunded > 0 && !is_all_returned(&stored)? {
        give_up_amount(tx, client, &mut stored, refunded)?;
    }
    if stored.returned != NOTHING_RETURNED {
        orders::save(tx, shop_id, &mut stored)?;
    }
    Ok(Recorded { stored, news: News::Order })
}

/// Reserves the goods and puts the order before the shop.
fn hand_over(tx: &mut dyn Transaction, shop_id: &str, stored: &Stored) -> Result<()> {
    if stored.order.status.takes_goods() {
        stock::reserve(tx, shop_id, &stored.order.order_id, &pieces(&stored.order, &[]))?;
    }
    tell(tx, shop_id, stored, inbox::Kind::Order)
}

/// Puts the order as it is now into the inbox, once for each of its versions.
pub(super) fn tell(
    tx: &mut dyn Transaction,
    shop_id: &str,
    stored: &Stored,
    kind: inbox::Kind,
) -> Result<()> {
    let version = stored.version.to_string();
    let key = hex::digits(&hash(&json::write(&(kind.as_str(), &stored.order.order_id, version))));
    let content = json::write(&stored.order);
    let draft = inbox::Draft {
        kind,
        platform_id: &stored.platform_id,
        key: &key,
        reference: &stored.order.order_id,
        content: &content,
    };
    inbox::put(tx, shop_id, &draft)
}

/// The goods of an order that count as stock, without those of `refused` lines.
pub(super) fn pieces<'a>(order: &'a Order, refused: &[String]) -> Vec<stock::Pieces<'a>> {
    let lines = order.lines.iter().filter(|line| !refused.contains(&line.line_id));
    lines
        .filter_map(|line| {
            Some(stock::Pieces {
                product_id: line.product_id.as_deref()?,
                variant_id: line.variant_id.as_deref().unwrap_or_default(),
                quantity: i64::from(line.quantity),
            })
        })
        .collect()
}

fn read(
    tx: &mut dyn Transaction,
    client: &Client,
    platform: &Platform,
    profile: &Profile,
    text: &str,
    answered: Answered,
) -> Result<Order> {
    let shop = &client.config.shop;
    let terms = Terms {
        shop_id: &shop.shop_id,
        currency: shop.currency,
        prices_include_vat: shop.prices_include_vat,
        vat: &shop.vat,
        platform_id: &platform.platform_id,
        pointers: &profile.order,
    };
    let document = Document::read(text)?;
    let mut found = Vec::new();
    let refuses = |what| answered == Answered::ByKoppel && !client.config.rest.compat.allows(what);
    let mut order = document.order(text, &terms, &mut |_, wanted| {
        let sellable = sellable(tx, &shop.shop_id, wanted)?;
        if sellable.is_none() && refuses(Unsafe::UnknownProduct) {
            return Err(unknown_product(wanted));
        }
        found.push(sellable.clone());
        Ok(sellable.map(|sellable| Known {
            product_id: sellable.product_id,
            variant_id: sellable.variant_id,
            sku: sellable.sku,
            name: sellable.name,
            vat_rate: sellable.vat_rate,
        }))
    })?;
    if refuses(Unsafe::Overselling) && order.status.takes_goods() {
        in_stock(&order, &found)?;
    }
    match answered {
        Answered::ByKoppel => note_prices(&mut order, &found),
        // Its own interface gives the id that the order has in the shop's books.
        Answered::ByShop => order.host_id = document.id.as_ref().map(|id| id.0.clone()),
    }
    Ok(order)
}

/// Notes on each line what it would be by the shop's own price, where that is another one: the resident has paid what the
/// platform asked, so the order is taken, and the shop sees the difference.
fn note_prices(order: &mut Order, found: &[Option<Sellable>]) {
    for (line, sellable) in order.lines.iter_mut().zip(found) {
        let Some((sellable, price)) = sellable.as_ref().and_then(|one| Some((one, one.price?)))
        else {
            continue;
        };
        let all = price.units.checked_mul(i64::from(line.quantity));
        let all = all.map(|units| Amount { units, ..price });
        // A price with VAT is that price; one without takes the VAT that is known.
        let rate = if sellable.price_includes_vat { Some(Rate::ZERO) } else { sellable.vat_rate };
        let listed = all.zip(rate).and_then(|(all, rate)| rate.added_to(all, order.currency));
        let listed = listed.filter(|listed| *listed != line.gross_amount.minor);
        line.listed_amount = listed.map(|listed| order.currency.money(listed));
    }
}

fn sellable(tx: &mut dyn Transaction, shop_id: &str, wanted: &Wanted) -> Result<Option<Sellable>> {
    if wanted.product_number != 0 || wanted.variation_number != 0 {
        return mirror::find(tx, shop_id, wanted.product_number, wanted.variation_number);
    }
    match wanted.sku {
        Some(sku) => mirror::find_by_sku(tx, shop_id, sku),
        None => Ok(None),
    }
}

fn unknown_product(wanted: &Wanted) -> Error {
    let message = match (wanted.variation_number, wanted.sku) {
        (0, Some(sku)) if wanted.product_number == 0 => format!("There is no product '{sku}'."),
        (0, _) => format!("There is no product {}.", wanted.product_number),
        (variation, _) => {
            format!("Product {} has no variation {variation}.", wanted.product_number)
        }
    };
    Error::new(Code::OrderUnknownProduct, message).at("/product_id")
}

/// Whether there is enough of each product for all of its lines together.
fn in_stock(order: &Order, found: &[Option<Sellable>]) -> Result<()> {
    let mut asked: BTreeMap<(&str, Option<&str>), i64> = BTreeMap::new();
    for (nth, (line, sellable)) in order.lines.iter().zip(found).enumerate() {
        let Some(sellable) = sellable else { continue };
        let variant_id = sellable.variant_id.as_deref().filter(|_| !sellable.is_shared);
        let total = asked.entry((&sellable.product_id, variant_id)).or_default();
        *total = total.saturating_add(i64::from(line.quantity));
        if let Some(available) = sellable.available.filter(|available| *available < *total) {
            let name = &sellable.name;
            let message = match (sellable.is_published, sellable.is_sold_elsewhere) {
                (true, _) => {
                    format!("Of '{name}' {} can be sold, {total} are asked.", available.max(0))
                }
                (false, true) => format!(
                    "'{name}' is a group, or is sold by another shop: it cannot be ordered itself."
                ),
                (false, false) => {
                    format!("'{name}' is not published: its status is not \"active\".")
                }
            };
            let path = format!("/line_items/{nth}/quantity");
            return Err(Error::new(Code::OrderOutOfStock, message).at(path));
        }
    }
    Ok(())
}
