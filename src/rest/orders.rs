//! Orders, as REST v3 has them: what a platform posts becomes one recorded order per identity, and is shown as
//! WooCommerce shows it. What an order is, and whether it may be, is decided in `ohis`.

use super::answer::{Answer, Answered};
use super::call::Call;
use super::decimals;
use super::fault::Fault;
use super::order_document::document;
use super::order_fields::STATES;
pub use super::order_fields::{CREATE, CREATE as UPDATE, LIST, ORDER as FIELDS, SHOWN};
use super::page::Page;
use super::recorded_lines;
use super::refunds;
use super::shop_orders;
use super::view::View;
use crate::config::{Platform, Writes};
use crate::error::{Code, Error, Result};
use crate::mirror::changes::{self, Event, Resource};
use crate::mirror::ids;
use crate::mirror::orders::{self, Filter, NOTHING_RETURNED, OrderRef, Return, Stored};
use crate::mirror::settlements;
use crate::model::order::Status;
use crate::ohis::follow::{self, Update};
use crate::ohis::record::{self, Answered as By, News, Recorded, Source};
use crate::world::{Instant, Transaction, transaction};
use serde_json::{Value, json};

/// An order with what is needed to show it.
pub struct Whole {
    pub stored: Stored,
    pub returns: Vec<Return>,
    pub paid_at: Option<Instant>,
    /// The number of the product and of the variation of each line.
    pub numbers: Vec<(i64, i64)>,
}

/// Whether a key speaks for no platform, in a shop that clients of the interface may write: then its orders are theirs.
fn is_of_shop(call: &Call) -> bool {
    let of_platform = call.key.is_some_and(|key| key.platform_id.is_some());
    !of_platform && call.client.config.rest.writes == Writes::Mirror
}

pub fn list(call: &Call) -> Answered {
    if is_of_shop(call) {
        return shop_orders::list(call);
    }
    let mut answer = of_platforms(call)?;
    let shown = answer.body.as_array_mut().into_iter().flatten();
    shown.for_each(|one| with_decimals(call, one));
    Ok(answer)
}

/// With as many decimals as were asked for.
fn with_decimals(call: &Call, document: &mut Value) {
    let digits = decimals::asked(&call.arguments);
    if let (true, Value::Object(members)) = (digits != decimals::USUAL, document) {
        decimals::show(members, digits);
    }
}

/// The states that an order can have.
pub fn statuses(_: &Call) -> Answered {
    let name = |slug: &str| {
        let mut letters = slug.replace('-', " ");
        letters.get_mut(..1).map(str::make_ascii_uppercase);
        letters
    };
    let each = STATES.iter().filter(|slug| **slug != "auto-draft");
    let each = each.map(|slug| json!({ "slug": slug, "name": name(slug) }));
    Ok(Answer::of(each.collect::<Vec<Value>>().into()))
}

fn of_platforms(call: &Call) -> Answered {
    let (arguments, page) = (&call.arguments, Page::of(&call.arguments));
    let shop_id = call.shop_id();
    let wanted = arguments.words("status").unwrap_or_default();
    let any = wanted.is_empty() || wanted.iter().any(|word| word == "any");
    let known = || wanted.iter().filter_map(|word| Status::parse(word)).collect();
    let filter = Filter {
        platform_id: call.key.and_then(|key| key.platform_id.as_deref()),
        statuses: (!any).then(known),
        include: arguments.integers("include"),
        exclude: arguments.integers("exclude"),
        modified_after: arguments.instant("modified_after"),
        modified_before: arguments.instant("modified_before"),
        created_after: arguments.instant("after"),
        created_before: arguments.instant("before"),
        search: arguments.text("search"),
        oldest_first: arguments.text("order") == Some("asc"),
    };
    let (whole, total) = transaction(&*call.world.store, |tx| {
        let (found, total) = orders::list(tx, shop_id, &filter, page.size, page.offset)?;
        let whole = found.into_iter().map(|stored| whole_of(tx, shop_id, stored));
        Ok((whole.collect::<Result<Vec<_>>>()?, total))
    })?;
    let documents: Vec<Value> = whole.iter().map(|one| document(call, one)).collect();
    let headers = page.headers(total, &call.link("/orders"), call.query);
    Ok(Answer { headers, ..Answer::of(documents.into()) })
}

pub fn get(call: &Call) -> Answered {
    let number = call.number(0);
    if shop_orders::of(call, number)?.is_some() {
        let digits = decimals::asked(&call.arguments);
        let shown = shop_orders::by_number(call, number, digits)?;
        return Ok(Answer::of(shown.unwrap_or_default()));
    }
    let mut shown = document(call, &find(call, number, false)?);
    with_decimals(call, &mut shown);
    Ok(Answer::of(shown))
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
        found.map(|stored| whole_of(tx, shop_id, stored)).transpose()
    })
}

/// The document of an order, as it is now.
pub fn by_number(view: &View, number: i64) -> Result<Option<Value>> {
    match read(view, number)? {
        Some(found) => Ok(Some(document(view, &found))),
        None => shop_orders::by_number(view, number, decimals::USUAL),
    }
}

fn whole_of(tx: &mut dyn Transaction, shop_id: &str, stored: Stored) -> Result<Whole> {
    let returns = orders::returns(tx, shop_id, &stored.order.order_id)?;
    let booked = settlements::of_order(tx, shop_id, &stored.order.order_id)?;
    let sale = booked.iter().find(|one| one.booking.kind == settlements::Kind::Sale);
    let paid_at = sale.map(|sale| sale.booked_at);
    let mut numbers = Vec::new();
    for line in &stored.order.lines {
        let product_id = line.product_id.as_deref().unwrap_or_default();
        let variant_id = line.variant_id.as_deref().unwrap_or_default();
        numbers.push(ids::of_sold(tx, shop_id, product_id, variant_id)?);
    }
    Ok(Whole { stored, returns, paid_at, numbers })
}

/// The documents of all refunds of platform orders that this key may see.
pub fn all_refunds(call: &Call) -> std::result::Result<Vec<Value>, Fault> {
    let shop_id = call.shop_id();
    let filter = Filter {
        platform_id: call.key.and_then(|key| key.platform_id.as_deref()),
        ..Filter::default()
    };
    let whole = transaction(&*call.world.store, |tx| {
        let (found, _) = orders::list(tx, shop_id, &filter, i64::MAX, 0)?;
        let whole = found.into_iter().filter(|one| one.returned != NOTHING_RETURNED);
        whole.map(|stored| whole_of(tx, shop_id, stored)).collect::<Result<Vec<Whole>>>()
    })?;
    let each = whole.iter().flat_map(|one| {
        let shown = (0..one.returns.len()).rev();
        let shown = shown.filter_map(|nth| refunds::document(call, one, nth));
        shown.map(|shown| refunds::of_order(shown, one.stored.number))
    });
    Ok(each.collect())
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
    if call.names_one() {
        let message = "Cannot create existing order.";
        return Err(Fault::new(400, "woocommerce_rest_shop_order_exists", message));
    }
    if is_of_shop(call) {
        return shop_orders::create(call);
    }
    let platform = platform(call)?;
    let shop_id = call.shop_id();
    let source = Source::Document(&call.document);
    let (recorded, whole) = transaction(&*call.world.store, |tx| {
        let recorded = record::platform_order(tx, call.client, platform, &source, By::ByKoppel)?;
        announce(tx, shop_id, &recorded)?;
        let whole = whole_of(tx, shop_id, recorded.stored.clone())?;
        Ok((recorded, whole))
    })
    .map_err(refusal)?;
    let address = call.link(&format!("/orders/{}", recorded.stored.number));
    let answer = Answer::created(document(call, &whole), address);
    let answer = match recorded.news {
        News::Order => answer,
        News::Status | News::Nothing => answer.replayed(),
    };
    Ok(waking(&recorded, answer))
}

pub fn delete(call: &Call) -> Answered {
    if let Some(held) = shop_orders::of(call, call.number(0))? {
        return shop_orders::delete(call, &held);
    }
    find(call, call.number(0), false)?;
    // A sale is kept: what a platform takes back it cancels or refunds.
    let message = "An order of a platform is not deleted; cancel or refund it.";
    Err(Fault::new(403, "woocommerce_rest_cannot_delete", message))
}

pub fn update(call: &Call) -> Answered {
    if let Some(held) = shop_orders::of(call, call.number(0))? {
        return shop_orders::update(call, &held);
    }
    let held = find(call, call.number(0), true)?;
    recorded_lines::check(&call.given, &document(call, &held))?;
    let arguments = &call.arguments;
    let update = Update {
        status: arguments.text("status").and_then(Status::parse),
        set_paid: arguments.truth("set_paid") == Some(true),
    };
    let shop_id = call.shop_id();
    let order = OrderRef::Order(&held.stored.order.order_id);
    let (recorded, whole) = transaction(&*call.world.store, |tx| {
        let recorded = follow::platform_update(tx, call.client, &order, &update)?;
        announce(tx, shop_id, &recorded)?;
        let whole = whole_of(tx, shop_id, recorded.stored.clone())?;
        Ok((recorded, whole))
    })
    .map_err(refusal)?;
    Ok(waking(&recorded, Answer::of(document(call, &whole))))
}

/// The answer, which wakes who has something to do with what is new.
fn waking(recorded: &Recorded, answer: Answer) -> Answer {
    let wakes = recorded.news != News::Nothing;
    Answer { wakes_inbox: wakes, wakes_outbox: wakes, ..answer }
}

fn announce(tx: &mut dyn Transaction, shop_id: &str, recorded: &Recorded) -> Result<()> {
    let event = match recorded.news {
        News::Order => Event::Created,
        News::Status => Event::Updated,
        News::Nothing => return Ok(()),
    };
    changes::record(tx, shop_id, Resource::Order, recorded.stored.number, event)
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
