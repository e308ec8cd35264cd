//! Orders, as REST v3 has them: what a platform posts becomes one recorded order per identity, and is shown as
//! WooCommerce shows it. What an order is, and whether it may be, is decided in `ohis`.

use super::answer::{Answer, Answered};
use super::arguments::{Argument, Kind as Is};
use super::fault::Fault;
use super::order_document::document;
use super::page::Page;
use super::routes::Call;
use super::view::View;
use crate::config::Platform;
use crate::error::{Code, Error, Result};
use crate::mirror::changes::{self, Event, Resource};
use crate::mirror::ids;
use crate::mirror::orders::{self, Filter, OrderRef, Return, Stored};
use crate::model::order::Status;
use crate::ohis::record::{self, Answered as By, Recorded, Source, Update};
use crate::world::{Transaction, transaction};
use serde_json::Value;

const STATUSES: &[&str] = &[
    "any",
    "trash",
    "pending",
    "processing",
    "on-hold",
    "completed",
    "cancelled",
    "refunded",
    "failed",
    "checkout-draft",
    "auto-draft",
];

pub const LIST: &[Argument] = &[
    Argument::new("status", Is::Words(STATUSES)),
    Argument::new("orderby", Is::Word(&["date", "id", "include", "title", "slug", "modified"]))
        .or("date"),
];

pub const CREATE: &[Argument] = &[
    Argument::new("set_paid", Is::Truth).or("false"),
    Argument::new(
        "status",
        Is::Word(&["pending", "processing", "on-hold", "completed", "cancelled", "failed"]),
    ),
];

pub const UPDATE: &[Argument] = &[
    Argument::new("set_paid", Is::Truth).or("false"),
    Argument::new(
        "status",
        Is::Word(&[
            "pending",
            "processing",
            "on-hold",
            "completed",
            "cancelled",
            "refunded",
            "failed",
        ]),
    ),
];

/// An order with what is needed to show it.
pub struct Whole {
    pub stored: Stored,
    pub returns: Vec<Return>,
    /// The number of the product and of the variation of each line.
    pub numbers: Vec<(i64, i64)>,
}

pub fn list(call: &Call) -> Answered {
    let (arguments, page) = (&call.arguments, Page::of(&call.arguments));
    let shop_id = call.shop_id();
    let wanted = arguments.words("status").unwrap_or_default();
    let known: Vec<Status> = wanted.iter().filter_map(|word| Status::parse(word)).collect();
    let any = wanted.is_empty() || wanted.iter().any(|word| word == "any");
    let filter = Filter {
        platform_id: call.key.and_then(|key| key.platform_id.as_deref()),
        status: known.first().copied().filter(|_| !any),
        modified_after: arguments.instant("modified_after"),
        created_after: arguments.instant("after"),
        created_before: arguments.instant("before"),
        oldest_first: arguments.text("order") == Some("asc"),
    };
    // What the store cannot narrow down is cut here, from all that it finds.
    let several = !any && known.len() != 1;
    let narrow = several
        || ["include", "exclude"].iter().any(|name| arguments.integers(name).is_some())
        || arguments.text("search").is_some()
        || arguments.instant("modified_before").is_some();
    let (limit, offset) = if narrow { (i64::MAX, 0) } else { (page.size, page.offset) };
    let filter = Filter { status: filter.status.filter(|_| !several), ..filter };
    let (whole, total) = transaction(&*call.world.store, |tx| {
        let (mut found, mut total) = orders::list(tx, shop_id, &filter, limit, offset)?;
        if narrow {
            found.retain(|one| (any || known.contains(&one.order.status)) && is_asked(call, one));
            (found, total) = page.cut(found);
        }
        let whole = found.into_iter().map(|stored| whole(tx, shop_id, stored));
        Ok((whole.collect::<Result<Vec<_>>>()?, total))
    })?;
    let documents: Vec<Value> = whole.iter().map(|one| document(call, one)).collect();
    let headers = page.headers(total, &call.link("/orders"), call.query);
    Ok(Answer { headers, ..Answer::of(documents.into()) })
}

fn is_asked(call: &Call, one: &Stored) -> bool {
    let arguments = &call.arguments;
    let text = arguments.text("search").map(str::to_lowercase);
    let customer = &one.order.customer;
    let of_text = |text: &str| {
        let parts = [&customer.first_name, &customer.last_name, &customer.email, &one.order.number];
        let mut parts = parts.into_iter().flatten();
        one.number.to_string() == text || parts.any(|part| part.to_lowercase().contains(text))
    };
    arguments.integers("include").is_none_or(|wanted| wanted.contains(&one.number))
        && arguments.integers("exclude").is_none_or(|unwanted| !unwanted.contains(&one.number))
        && arguments.instant("modified_before").is_none_or(|before| one.modified_at < before)
        && text.is_none_or(|text| of_text(&text))
}

pub fn get(call: &Call) -> Answered {
    let whole = find(call, call.number(0), false)?;
    Ok(Answer::of(document(call, &whole)))
}

/// The order of this number, if this key may see it: a platform sees its own orders only.
pub fn find(call: &Call, number: i64, changing: bool) -> std::result::Result<Whole, Fault> {
    let found = read(call, number)?.filter(|one| call.may_see(&one.stored.platform_id));
    found.ok_or_else(|| Fault::invalid_id("shop_order", changing))
}

fn read(view: &View, number: i64) -> Result<Option<Whole>> {
    let shop_id = view.shop_id();
    transaction(&*view.world.store, |tx| {
        let found = orders::find(tx, shop_id, &OrderRef::Number(number))?;
        found.map(|stored| whole(tx, shop_id, stored)).transpose()
    })
}

/// The document of an order, as it is now.
pub fn by_number(view: &View, number: i64) -> Result<Option<Value>> {
    Ok(read(view, number)?.map(|found| document(view, &found)))
}

fn whole(tx: &mut dyn Transaction, shop_id: &str, stored: Stored) -> Result<Whole> {
    let returns = orders::returns(tx, shop_id, &stored.order.order_id)?;
    let mut numbers = Vec::new();
    for line in &stored.order.lines {
        let product_id = line.product_id.as_deref().unwrap_or_default();
        let variant_id = line.variant_id.as_deref().unwrap_or_default();
        numbers.push(ids::of_sold(tx, shop_id, product_id, variant_id)?);
    }
    Ok(Whole { stored, returns, numbers })
}

/// The platform whose key this is: only platforms order here.
pub fn platform<'a>(call: &'a Call) -> std::result::Result<&'a Platform, Fault> {
    let id = call.key.and_then(|key| key.platform_id.as_deref());
    let id = id.ok_or_else(|| {
        let message = "This key belongs to no platform; only platforms may order.";
        Fault::new(403, "woocommerce_rest_cannot_create", message)
    })?;
    Ok(call.client.config.platform(id)?)
}

pub fn create(call: &Call) -> Answered {
    if call.given.get("id").is_some_and(|id| !id.is_null()) {
        let message = "Cannot create existing order.";
        return Err(Fault::new(400, "woocommerce_rest_shop_order_exists", message));
    }
    let platform = platform(call)?;
    let shop_id = call.shop_id();
    let source = Source::Document(call.document);
    let (recorded, whole) = transaction(&*call.world.store, |tx| {
        let recorded = record::platform_order(tx, call.client, platform, &source, By::ByKoppel)?;
        announce(tx, shop_id, &recorded, Event::Created)?;
        let whole = whole(tx, shop_id, recorded.stored.clone())?;
        Ok((recorded, whole))
    })
    .map_err(refusal)?;
    let address = call.link(&format!("/orders/{}", recorded.stored.number));
    let answer = Answer::created(document(call, &whole), address);
    match recorded.replayed {
        true => Ok(Answer { status: 200, ..answer }.with("Idempotent-Replayed", "true")),
        false => Ok(Answer { wakes_inbox: true, wakes_outbox: true, ..answer }),
    }
}

pub fn update(call: &Call) -> Answered {
    let held = find(call, call.number(0), true)?;
    let arguments = &call.arguments;
    let update = Update {
        status: arguments.text("status").and_then(Status::parse),
        set_paid: arguments.truth("set_paid") == Some(true),
    };
    let shop_id = call.shop_id();
    let order = OrderRef::Order(&held.stored.order.order_id);
    let (recorded, whole) = transaction(&*call.world.store, |tx| {
        let recorded = record::platform_update(tx, call.client, &order, &update)?;
        announce(tx, shop_id, &recorded, Event::Updated)?;
        let whole = whole(tx, shop_id, recorded.stored.clone())?;
        Ok((recorded, whole))
    })
    .map_err(refusal)?;
    let wakes = !recorded.replayed;
    let answer = Answer::of(document(call, &whole));
    Ok(Answer { wakes_inbox: wakes, wakes_outbox: wakes, ..answer })
}

fn announce(
    tx: &mut dyn Transaction,
    shop_id: &str,
    recorded: &Recorded,
    event: Event,
) -> Result<()> {
    match recorded.replayed {
        true => Ok(()),
        false => changes::record(tx, shop_id, Resource::Order, recorded.stored.number, event),
    }
}

/// What the platform is told when its order is not taken.
pub fn refusal(error: Error) -> Fault {
    let code = match error.code {
        Code::OrderUnknownProduct => "koppel_unknown_product",
        Code::OrderOutOfStock => "koppel_out_of_stock",
        Code::PaymentOverRefund => "koppel_over_refund",
        _ => return Fault::from(error),
    };
    let fault = Fault::new(400, code, error.message);
    if error.path.is_empty() { fault } else { fault.with("path", error.path) }
}
