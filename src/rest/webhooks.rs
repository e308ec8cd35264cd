//! Subscriptions, as REST v3 has them. The secret goes in and never comes out again; nothing is sent from here.

use super::answer::{Answer, Answered};
use super::arguments::{Argument, Kind as Is, WHOLE};
use super::call::Call;
use super::fault::Fault;
use super::page::Page;
use crate::error::Result;
use crate::hex;
use crate::mirror::changes::{Event, Resource};
use crate::mirror::ids::{self, Kind};
use crate::mirror::webhooks::{self, Webhook};
use crate::moment;
use crate::secret::Secret;
use crate::store::seal;
use crate::wire::guard::Guard;
use crate::world::{Transaction, transaction};
use serde_json::{Value, json};

pub const LIST: &[Argument] = &[
    Argument::new("order", Is::Word(&["asc", "desc"])).or("desc"),
    Argument::new("orderby", Is::Word(&["date", "id", "title"])).or("date"),
    Argument::new("status", Is::Word(&["all", "active", "paused", "disabled"])).or("all"),
];

pub const CREATE: &[Argument] =
    &[Argument::text("topic").required(), Argument::text("delivery_url").required()];

pub const UPDATE: &[Argument] = &[
    Argument::text("name"),
    Argument::new("status", Is::Word(&["active", "paused", "disabled"])),
    Argument::text("topic"),
    Argument::text("delivery_url"),
    Argument::text("secret"),
];

/// For so long a secret that was replaced signs as well.
const ROTATION_MS: i64 = 24 * 3600 * 1000;

/// A subscription, as its schema describes it.
pub const FIELDS: &[Argument] = &[
    Argument::new("id", WHOLE).shown(),
    Argument::text("name"),
    Argument::new("status", Is::Word(&["active", "paused", "disabled"])).or("active"),
    Argument::text("topic"),
    Argument::text("resource").shown(),
    Argument::text("event").shown(),
    Argument::new("hooks", Is::Texts).shown(),
    Argument::text("delivery_url"),
    Argument::text("secret"),
    Argument::instant("date_created").shown(),
    Argument::instant("date_created_gmt").shown(),
    Argument::instant("date_modified").shown(),
    Argument::instant("date_modified_gmt").shown(),
];

/// Where a subscription's secret is sealed for.
pub fn place(number: i64) -> String {
    format!("webhooks/{number}")
}

pub fn list(call: &Call) -> Answered {
    let arguments = &call.arguments;
    let page = Page::of(arguments);
    let mut found = transaction(&*call.world.store, |tx| webhooks::list(tx, call.shop_id()))?;
    found.retain(|one| call.may_see(&one.platform_id));
    let status = arguments.text("status").filter(|status| *status != "all");
    let (include, exclude) = (arguments.integers("include"), arguments.integers("exclude"));
    found.retain(|one| {
        status.is_none_or(|status| one.status == status)
            && include.is_none_or(|wanted| wanted.contains(&one.number))
            && exclude.is_none_or(|unwanted| !unwanted.contains(&one.number))
            && arguments.text("search").is_none_or(|text| one.name.contains(text))
    });
    if arguments.text("orderby") == Some("title") {
        found.sort_by(|one, other| other.name.cmp(&one.name));
    }
    if arguments.text("order") == Some("asc") {
        found.reverse();
    }
    let (found, total) = page.cut(found);
    let documents: Vec<Value> = found.iter().map(|one| document(call, one)).collect();
    let headers = page.headers(total, &call.link("/webhooks"), call.query);
    Ok(Answer { headers, ..Answer::of(documents.into()) })
}

pub fn get(call: &Call) -> Answered {
    find(call, false).map(|webhook| Answer::of(document(call, &webhook)))
}

fn find(call: &Call, changing: bool) -> std::result::Result<Webhook, Fault> {
    let (shop_id, number) = (call.shop_id(), call.number(0));
    let found = transaction(&*call.world.store, |tx| webhooks::find(tx, shop_id, number))?;
    let found = found.filter(|one| call.may_see(&one.platform_id));
    found.ok_or_else(|| Fault::invalid_id("shop_webhook", changing))
}

pub fn create(call: &Call) -> Answered {
    if call.names_one() {
        let message = "Cannot create existing webhook.";
        return Err(Fault::new(400, "woocommerce_rest_shop_webhook_exists", message));
    }
    let arguments = &call.arguments;
    let (resource, event) = topic(arguments.text("topic").unwrap_or_default())?;
    let url = arguments.text("delivery_url").unwrap_or_default();
    check_url(call, url)?;
    let now = call.world.clock.now();
    let name = match arguments.text("name") {
        Some(name) => name.to_owned(),
        None => {
            format!("Webhook created on {}", moment::local(now, call.zone).unwrap_or_default())
        }
    };
    let secret = match arguments.text("secret") {
        Some(secret) => Secret::new(secret),
        None => chance(call)?,
    };
    let shop_id = call.shop_id();
    // The number comes first: the secret is sealed for its place.
    let number = transaction(&*call.world.store, |tx| new_number(tx, shop_id))?;
    let platform_id = call.key.and_then(|key| key.platform_id.clone()).unwrap_or_default();
    let webhook = Webhook {
        number,
        platform_id,
        name,
        status: arguments.text("status").unwrap_or("active").to_owned(),
        resource,
        event,
        delivery_url: url.to_owned(),
        secret: sealed(call, number, &secret)?,
        former: None,
        failures: 0,
        failure: String::new(),
        created_at: now,
        modified_at: now,
    };
    let wakes_outbox = store(call, &webhook, true)?;
    let address = call.link(&format!("/webhooks/{number}"));
    Ok(Answer { wakes_outbox, ..Answer::created(document(call, &webhook), address) })
}

/// A shop without a store_key is the host's trouble, not the caller's.
fn sealed(call: &Call, number: i64, secret: &Secret) -> std::result::Result<Vec<u8>, Fault> {
    seal::seal(call.client, &place(number), secret).map_err(Fault::unavailable)
}

fn new_number(tx: &mut dyn Transaction, shop_id: &str) -> Result<i64> {
    let nth = crate::store::next_number(tx, shop_id, "webhooks")?;
    ids::number(tx, shop_id, Kind::Webhook, &nth.to_string())
}

pub fn update(call: &Call) -> Answered {
    let held = find(call, true)?;
    let arguments = &call.arguments;
    let mut webhook = held.clone();
    if let Some(text) = arguments.text("topic") {
        (webhook.resource, webhook.event) = topic(text)?;
    }
    if let Some(url) = arguments.text("delivery_url") {
        check_url(call, url)?;
        webhook.delivery_url = url.to_owned();
    }
    if let Some(name) = arguments.text("name") {
        webhook.name = name.to_owned();
    }
    if let Some(status) = arguments.text("status") {
        // Whoever makes it active again has mended what failed.
        webhook.failures = if status == "active" { 0 } else { webhook.failures };
        webhook.status = status.to_owned();
    }
    if let Some(secret) = arguments.text("secret") {
        let secret = sealed(call, webhook.number, &Secret::new(secret))?;
        let until = call.world.clock.now().plus_ms(ROTATION_MS);
        // Who has not yet taken the new secret over can still verify what it is told.
        webhook.former = Some((std::mem::replace(&mut webhook.secret, secret), until));
    }
    webhook.modified_at = call.world.clock.now();
    let moved = webhook.delivery_url != held.delivery_url;
    let wakes_outbox = store(call, &webhook, moved)?;
    Ok(Answer { wakes_outbox, ..Answer::of(document(call, &webhook)) })
}

pub fn delete(call: &Call) -> Answered {
    let webhook = find(call, false)?;
    if call.arguments.truth("force") != Some(true) {
        let message = "Webhooks do not support trashing.";
        return Err(Fault::new(501, "woocommerce_rest_trash_not_supported", message));
    }
    let shop_id = call.shop_id();
    transaction(&*call.world.store, |tx| webhooks::delete(tx, shop_id, webhook.number))?;
    Ok(Answer::of(document(call, &webhook)))
}

/// Stores it, and greets the subscriber where that is due; says whether the outbox has something to do now.
fn store(call: &Call, webhook: &Webhook, greets: bool) -> std::result::Result<bool, Fault> {
    let greets = greets && webhook.status == "active";
    transaction(&*call.world.store, |tx| {
        webhooks::put(tx, call.shop_id(), webhook)?;
        match greets {
            true => webhooks::ping(tx, call.shop_id(), webhook.number),
            false => Ok(()),
        }
    })?;
    Ok(greets)
}

fn topic(text: &str) -> std::result::Result<(Resource, Event), Fault> {
    webhooks::topic(text).ok_or_else(|| {
        let code = "woocommerce_rest_shop_webhook_invalid_topic";
        let message = "Webhook topic must be valid: product, order, customer or coupon, then \
                       .created, .updated, .deleted or .restored.";
        Fault::new(400, code, message)
    })
}

/// One refusal for all addresses that are not called: whoever asks must not learn what lies behind the shop's wall.
fn check_url(call: &Call, url: &str) -> std::result::Result<(), Fault> {
    let guard = Guard { allowed: call.client.config.wire.allow_addresses.clone() };
    guard.url(url).map(|_| ()).map_err(|_| {
        let code = "woocommerce_rest_shop_webhook_invalid_delivery_url";
        let message = "Webhook delivery URL must be a valid URL starting with https://, and lead \
                       to a public address.";
        Fault::new(400, code, message)
    })
}

fn chance(call: &Call) -> Result<Secret> {
    let mut bytes = [0; 32];
    call.world.entropy.fill(&mut bytes)?;
    Ok(Secret::new(hex::digits(&bytes)))
}

/// What WooCommerce calls the places in its code where a topic's events come from.
fn hooks(resource: Resource, event: Event) -> Vec<&'static str> {
    match (resource, event) {
        (Resource::Order, Event::Created) => vec!["woocommerce_new_order"],
        (Resource::Order, Event::Updated) => {
            vec!["woocommerce_update_order", "woocommerce_order_refunded"]
        }
        (Resource::Order, Event::Deleted) => vec!["wp_trash_post", "woocommerce_trash_order"],
        (Resource::Product, Event::Created) => {
            vec!["woocommerce_process_product_meta", "woocommerce_new_product"]
        }
        (Resource::Product, Event::Updated) => vec![
            "woocommerce_process_product_meta",
            "woocommerce_update_product",
            "woocommerce_update_product_variation",
        ],
        (Resource::Customer, Event::Created) => {
            vec!["user_register", "woocommerce_created_customer", "woocommerce_new_customer"]
        }
        (Resource::Customer, Event::Updated) => {
            vec!["profile_update", "woocommerce_update_customer"]
        }
        (Resource::Customer, Event::Deleted) => vec!["delete_user"],
        (Resource::Coupon, Event::Created) => {
            vec!["woocommerce_process_shop_coupon_meta", "woocommerce_new_coupon"]
        }
        (Resource::Coupon, Event::Updated) => {
            vec!["woocommerce_process_shop_coupon_meta", "woocommerce_update_coupon"]
        }
        (Resource::Product | Resource::Coupon, Event::Deleted) => vec!["wp_trash_post"],
        (_, Event::Restored) => vec!["untrashed_post"],
    }
}

fn document(call: &Call, webhook: &Webhook) -> Value {
    let number = webhook.number;
    let is_unchanged = webhook.modified_at == webhook.created_at;
    let modified = Some(webhook.modified_at).filter(|_| !is_unchanged);
    json!({
        "id": number, "name": webhook.name, "status": webhook.status, "topic": webhook.topic(),
        "resource": webhook.resource.as_str(), "event": webhook.event.as_str(),
        "hooks": hooks(webhook.resource, webhook.event), "delivery_url": webhook.delivery_url,
        "date_created": moment::local(webhook.created_at, call.zone),
        "date_created_gmt": moment::gmt(webhook.created_at),
        "date_modified": modified.and_then(|at| moment::local(at, call.zone)),
        "date_modified_gmt": modified.and_then(moment::gmt),
        "_links": {
            "self": [{ "href": call.link(&format!("/webhooks/{number}")) }],
            "collection": [{ "href": call.link("/webhooks") }],
        },
    })
}
