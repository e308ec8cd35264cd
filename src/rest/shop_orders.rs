//! The orders that clients of a test-suite write, and no platform: kept as documents. They take stock as WooCommerce's do.

use super::answer::{Answer, Answered};
use super::call::Call;
use super::decimals;
use super::fault::Fault;
use super::fields::{self, Members, is_true, list as lines_of, number, text};
use super::notes;
use super::order_document::symbol;
use super::order_fields::ORDER;
use super::page::Page;
use super::product_write;
use super::resource::links;
use super::shop_order;
use super::shop_refunds;
use super::system_status::VERSION;
use super::view::View;
use crate::config::Unsafe;
use crate::error::Result as Done;
use crate::hex;
use crate::mirror::changes::{self, Event, Resource};
use crate::mirror::documents::{self, Document};
use crate::mirror::orders::{self as platform_orders, OrderRef};
use crate::mirror::products::{self, Which};
use crate::mirror::stock::{self, Pieces};
use crate::moment;
use crate::world::{Instant, Transaction, transaction};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

const NAME: &str = "order";
/// The hash of what was posted.
const CONTENT: &str = "_content";
/// Platform orders take their numbers from the same sequence.
const PLACE: (&str, &str) = (NAME, "orders");

pub fn find(tx: &mut dyn Transaction, shop_id: &str, number: i64) -> Done<Option<Document>> {
    documents::find(tx, shop_id, NAME, number)
}

/// The order of this number, if this key may see it; those of a test-suite are the shop's own.
pub fn of(call: &Call, number: i64) -> Result<Option<Document>, Fault> {
    match call.may_see("") {
        true => Ok(transaction(&*call.world.store, |tx| find(tx, call.shop_id(), number))?),
        false => Ok(None),
    }
}

/// Whether there is an order of this number that this key may see, of a platform or of the shop.
pub fn exists(call: &Call, number: i64) -> Result<bool, Fault> {
    let platform = transaction(&*call.world.store, |tx| {
        platform_orders::find(tx, call.shop_id(), &OrderRef::Number(number))
    })?;
    match platform {
        Some(order) => Ok(call.may_see(&order.platform_id)),
        None => Ok(of(call, number)?.is_some()),
    }
}

pub fn list(call: &Call) -> Answered {
    let (arguments, page) = (&call.arguments, Page::of(&call.arguments));
    let mut found =
        transaction(&*call.world.store, |tx| documents::list(tx, call.shop_id(), NAME, None))?;
    found.retain(|one| is_asked(call, one));
    let include = arguments.integers("include").unwrap_or_default();
    match arguments.text("orderby") {
        Some("include") => {
            found.sort_by_key(|one| include.iter().position(|number| *number == one.number));
        }
        by => {
            let key = |one: &Document| match by {
                Some("id") => (0, one.number),
                Some("modified") => (one.modified_at.0, one.number),
                _ => (one.created_at.0, one.number),
            };
            found.sort_by_key(key);
            if arguments.text("order") != Some("asc") {
                found.reverse();
            }
        }
    }
    let (found, total) = page.cut(found);
    let digits = decimals::asked(&call.arguments);
    let refunds = transaction(&*call.world.store, |tx| shop_refunds::all(tx, call.shop_id()))?;
    let shown: Vec<Value> = found.iter().map(|one| document(call, one, &refunds, digits)).collect();
    let headers = page.headers(total, &call.link("/orders"), call.query);
    Ok(Answer { headers, ..Answer::of(shown.into()) })
}

fn is_asked(call: &Call, one: &Document) -> bool {
    let (arguments, members) = (&call.arguments, &one.members);
    let status = text(members, "status");
    let wanted = arguments.words("status").unwrap_or_default();
    let any = wanted.is_empty() || wanted.iter().any(|word| word == "any");
    let has = |product: i64| {
        lines_of(members, "line_items").any(|line| {
            number(line, "product_id") == product || number(line, "variation_id") == product
        })
    };
    let parent = number(members, "parent_id");
    let via = text(members, "created_via");
    (any && status != "trash" || wanted.iter().any(|word| word == status))
        && arguments.integers("include").is_none_or(|wanted| wanted.contains(&one.number))
        && arguments.integers("exclude").is_none_or(|unwanted| !unwanted.contains(&one.number))
        && arguments.integers("parent").is_none_or(|wanted| wanted.contains(&parent))
        && arguments.integers("parent_exclude").is_none_or(|unwanted| !unwanted.contains(&parent))
        && arguments.integer("customer").is_none_or(|it| number(members, "customer_id") == it)
        && arguments.integer("product").is_none_or(has)
        && arguments.words("created_via").is_none_or(|wanted| wanted.iter().any(|it| it == via))
        && arguments.instant("after").is_none_or(|after| one.created_at > after)
        && arguments.instant("before").is_none_or(|before| one.created_at < before)
        && arguments.instant("modified_after").is_none_or(|after| one.modified_at > after)
        && arguments.instant("modified_before").is_none_or(|before| one.modified_at < before)
        && arguments.text("search").is_none_or(|text| is_found(one, &text.to_lowercase()))
}

/// In addresses, and in the names of what was bought; a number is the order's own.
fn is_found(one: &Document, wanted: &str) -> bool {
    let members = &one.members;
    let addresses =
        ["billing", "shipping"].into_iter().filter_map(|name| members.get(name)?.as_object());
    let of_address = |address: &Members| {
        let all: Vec<&str> = address.values().filter_map(Value::as_str).collect();
        let together = [text(address, "first_name"), " ", text(address, "last_name")].concat();
        together.to_lowercase().contains(wanted) || all.join("\n").to_lowercase().contains(wanted)
    };
    one.number.to_string() == wanted
        || addresses.into_iter().any(of_address)
        || lines_of(members, "line_items")
            .any(|line| text(line, "name").to_lowercase().contains(wanted))
}

/// The document of an order, as it is now.
pub fn by_number(view: &View, number: i64, digits: u8) -> Done<Option<Value>> {
    transaction(&*view.world.store, |tx| shown_with(tx, view, number, digits))
}

fn shown_now(tx: &mut dyn Transaction, view: &View, number: i64) -> Done<Option<Value>> {
    shown_with(tx, view, number, decimals::USUAL)
}

fn shown_with(
    tx: &mut dyn Transaction,
    view: &View,
    number: i64,
    digits: u8,
) -> Done<Option<Value>> {
    let shop_id = view.shop_id();
    let Some(found) = find(tx, shop_id, number)? else { return Ok(None) };
    let refunds = shop_refunds::of(tx, shop_id, number)?;
    Ok(Some(document(view, &found, &refunds, digits)))
}

/// As it is shown, with so many decimals.
fn document(view: &View, one: &Document, refunds: &[Document], digits: u8) -> Value {
    let mut members = one.members.clone();
    let shop = &view.client.config.shop;
    let status = text(&members, "status").to_owned();
    let at = |name: &str| Some(Instant(number(&one.members, name))).filter(|at| at.0 != 0);
    let dates = [
        ("date_created", Some(one.created_at)),
        ("date_modified", Some(one.modified_at)),
        ("date_paid", at("_paid_at")),
        ("date_completed", at("_completed_at")),
    ];
    for (name, at) in dates {
        members.insert(name.into(), at.and_then(|at| moment::local(at, view.zone)).into());
        members.insert(format!("{name}_gmt"), at.and_then(moment::gmt).into());
    }
    let is_open = matches!(status.as_str(), "pending" | "failed");
    let key = text(&members, "order_key").to_owned();
    let pay =
        format!("{}/checkout/order-pay/{}/?pay_for_order=true&key={key}", view.home(), one.number);
    let processing =
        lines_of(&members, "line_items").any(|line| !is_true(line, "_is_delivered_at_once"));
    let needs_payment =
        is_open && super::totals::read(text(&members, "total")).is_some_and(|it| it > 0);
    let refunds = refunds.iter().rev().filter(|made| made.parent == one.number).map(|made| {
        let amount = text(&made.members, "amount");
        json!({ "id": made.number, "reason": text(&made.members, "reason"), "total": format!("-{amount}") })
    });
    for (name, value) in [
        ("id", Value::from(one.number)),
        ("number", one.number.to_string().into()),
        ("version", VERSION.into()),
        ("refunds", refunds.collect::<Vec<Value>>().into()),
        ("payment_url", pay.into()),
        ("is_editable", matches!(status.as_str(), "pending" | "on-hold" | "auto-draft").into()),
        ("needs_payment", needs_payment.into()),
        ("needs_processing", processing.into()),
        ("currency_symbol", symbol(shop.currency).into()),
        ("_links", links(view, "/orders", one.number)),
    ] {
        members.insert(name.into(), value);
    }
    decimals::show(&mut members, digits);
    Value::Object(members)
}

pub fn create(call: &Call) -> Answered {
    let given = fields::given(&call.given, ORDER, call.zone)?;
    let compat = &call.client.config.rest.compat;
    let mut random = [0; 8];
    call.world.entropy.fill(&mut random)?;
    let key = hex::digits(&random);
    let identity = identity(&given).map(str::to_owned);
    let identity = identity.filter(|_| !compat.allows(Unsafe::DoubledOrder));
    let content = hex::digits(&Sha256::digest(Value::Object(call.given.clone()).to_string()));
    let (shown, replayed) = call.transact(|tx| {
        if let Some(identity) = &identity
            && let Some(before) = of_identity(tx, call, identity)?
        {
            return again(tx, call, &before, (identity, &content));
        }
        let mut members = fields::blank(ORDER);
        let shop = &call.client.config.shop;
        for (name, value) in [
            ("order_key", Value::from(format!("wc_order_{key}"))),
            ("currency", shop.currency.as_str().into()),
            ("prices_include_tax", shop.prices_include_vat.into()),
            (CONTENT, content.as_str().into()),
        ] {
            members.insert(name.into(), value);
        }
        let mut made = Document::new(0, members);
        shop_order::apply(tx, call, &mut made.members, given.clone())?;
        check_customer(tx, call, &made.members)?;
        documents::put(tx, call.shop_id(), PLACE, &mut made)?;
        follow(tx, call, &mut made, "")?;
        Ok((finish(tx, call, &mut made, Event::Created)?, false))
    })?;
    let address = call.link(&format!("/orders/{}", shown["id"]));
    let answer = Answer::created(shown, address);
    match replayed {
        true => Ok(answer.replayed()),
        false => Ok(Answer { wakes_outbox: true, ..answer }),
    }
}

/// By which platforms tell that an order is the same one; WooCommerce knows nothing of the kind.
fn identity(members: &Members) -> Option<&str> {
    let mut meta = lines_of(members, "meta_data");
    let held = meta.find(|one| text(one, "key") == "_platform_order_id")?;
    held.get("value")?.as_str().filter(|id| !id.is_empty())
}

fn of_identity(tx: &mut dyn Transaction, call: &Call, wanted: &str) -> Done<Option<Document>> {
    let all = documents::list(tx, call.shop_id(), NAME, None)?;
    Ok(all.into_iter().find(|one| identity(&one.members) == Some(wanted)))
}

/// The same order twice is one order.
fn again(
    tx: &mut dyn Transaction,
    call: &Call,
    before: &Document,
    (identity, content): (&str, &str),
) -> Result<(Value, bool), Fault> {
    if text(&before.members, CONTENT) != content {
        let message = format!("Order '{identity}' was posted before, with other content.");
        return Err(Fault::new(409, "koppel_order_conflict", message));
    }
    Ok((shown_now(tx, call, before.number)?.unwrap_or_default(), true))
}

/// The order as it is when it is written: what was seen of it before can have changed.
fn as_it_is(
    tx: &mut dyn Transaction,
    call: &Call,
    seen: &Document,
    changing: bool,
) -> Result<Document, Fault> {
    let found = find(tx, call.shop_id(), seen.number)?;
    found.ok_or_else(|| Fault::invalid_id("shop_order", changing))
}

pub fn update(call: &Call, seen: &Document) -> Answered {
    let given = fields::given(&call.given, ORDER, call.zone)?;
    let shown = call.transact(|tx| {
        let mut changed = as_it_is(tx, call, seen, true)?;
        let before = text(&changed.members, "status").to_owned();
        shop_order::apply(tx, call, &mut changed.members, given.clone())?;
        check_customer(tx, call, &changed.members)?;
        follow(tx, call, &mut changed, &before)?;
        finish(tx, call, &mut changed, Event::Updated)
    })?;
    Ok(Answer { wakes_outbox: true, ..Answer::of(shown) })
}

fn finish(
    tx: &mut dyn Transaction,
    call: &Call,
    order: &mut Document,
    event: Event,
) -> Result<Value, Fault> {
    documents::put(tx, call.shop_id(), PLACE, order)?;
    changes::record(tx, call.shop_id(), Resource::Order, order.number, event)?;
    Ok(shown_now(tx, call, order.number)?.unwrap_or_default())
}

fn check_customer(tx: &mut dyn Transaction, call: &Call, members: &Members) -> Result<(), Fault> {
    let customer = number(members, "customer_id");
    if customer == 0 || documents::find(tx, call.shop_id(), "customer", customer)?.is_some() {
        return Ok(());
    }
    let message = "Customer ID is invalid.";
    Err(Fault::new(400, "woocommerce_rest_invalid_customer_id", message))
}

/// What follows from an order's status: when it was paid and completed, and what it takes of the stock.
fn follow(
    tx: &mut dyn Transaction,
    call: &Call,
    order: &mut Document,
    before: &str,
) -> Result<(), Fault> {
    let members = &mut order.members;
    if call.arguments.truth("set_paid") == Some(true)
        && matches!(text(members, "status"), "pending" | "on-hold" | "failed")
    {
        let at_once = lines_of(members, "line_items").count() > 0
            && lines_of(members, "line_items").all(|line| is_true(line, "_is_delivered_at_once"));
        members.insert("status".into(), if at_once { "completed" } else { "processing" }.into());
    }
    let now = text(members, "status").to_owned();
    let at = tx.now().0;
    if matches!(now.as_str(), "processing" | "completed") && number(members, "_paid_at") == 0 {
        members.insert("_paid_at".into(), at.into());
    }
    if now == "completed" && number(members, "_completed_at") == 0 {
        members.insert("_completed_at".into(), at.into());
    }
    if before == now {
        return Ok(());
    }
    match now.as_str() {
        "processing" | "completed" | "on-hold" => take(tx, call, order)?,
        "cancelled" | "pending" => give_back(tx, call, order)?,
        _ => {}
    }
    if !before.is_empty() {
        let note = format!("Order status changed from {before} to {now}.");
        notes::remark(tx, call, order.number, &note)?;
    }
    Ok(())
}

/// By this name the stock knows an order of the shop's own.
fn reservation(order: &Document) -> String {
    format!("rest:{}", order.number)
}

/// Takes what was ordered off the stock, and counts it as sold; once.
fn take(tx: &mut dyn Transaction, call: &Call, order: &mut Document) -> Result<(), Fault> {
    if is_true(&order.members, "_is_taken") {
        return Ok(());
    }
    order.members.insert("_is_taken".into(), true.into());
    let shop_id = call.shop_id();
    let mut taken: Vec<(String, String, i64)> = Vec::new();
    for line in lines_of(&order.members, "line_items") {
        let quantity = number(line, "quantity");
        let Some(product) = products::find(tx, shop_id, number(line, "product_id"))? else {
            continue;
        };
        let variation = number(line, "variation_id");
        let of = match variation {
            0 => Which::Of(&product.product_id),
            number => Which::Number(number),
        };
        let sold = products::variants(tx, shop_id, of)?.into_iter().next();
        let counted = sold.filter(|one| one.reported.is_some());
        taken.extend(counted.map(|one| (product.product_id.clone(), one.variant_id, quantity)));
        product_write::amend(tx, call, &product, |members| {
            let sales = number(members, "total_sales").saturating_add(quantity);
            members.insert("total_sales".into(), sales.into());
        })?;
    }
    let pieces: Vec<Pieces> = taken
        .iter()
        .map(|(product_id, variant_id, quantity)| Pieces {
            product_id,
            variant_id,
            quantity: *quantity,
        })
        .collect();
    Ok(stock::reserve(tx, shop_id, &reservation(order), &pieces)?)
}

fn give_back(tx: &mut dyn Transaction, call: &Call, order: &mut Document) -> Result<(), Fault> {
    order.members.insert("_is_taken".into(), false.into());
    Ok(stock::release(tx, call.shop_id(), &reservation(order))?)
}

/// Without force it is put into the trash, where it can still be read. What is answered is what it was.
pub fn delete(call: &Call, seen: &Document) -> Answered {
    let forced = call.arguments.truth("force") == Some(true);
    let shown = call.transact(|tx| {
        let shop_id = call.shop_id();
        let mut order = as_it_is(tx, call, seen, false)?;
        let number = order.number;
        let before = shown_now(tx, call, number)?.unwrap_or_default();
        if !forced && text(&order.members, "status") == "trash" {
            let message = "The order has already been deleted.";
            return Err(Fault::new(410, "woocommerce_rest_already_trashed", message));
        }
        match forced {
            true => {
                give_back(tx, call, &mut order)?;
                shop_refunds::delete_all(tx, shop_id, number)?;
                documents::delete(tx, shop_id, NAME, number)?;
            }
            false => {
                order.members.insert("status".into(), "trash".into());
                documents::put(tx, shop_id, PLACE, &mut order)?;
            }
        }
        changes::record(tx, shop_id, Resource::Order, number, Event::Deleted)?;
        Ok(before)
    })?;
    Ok(Answer { wakes_outbox: true, ..Answer::of(shown) })
}

/// A refund has given all of it back.
pub fn refunded(tx: &mut dyn Transaction, call: &Call, seen: &Document) -> Result<(), Fault> {
    let mut order = as_it_is(tx, call, seen, true)?;
    let before = text(&order.members, "status").to_owned();
    order.members.insert("status".into(), "refunded".into());
    follow(tx, call, &mut order, &before)?;
    documents::put(tx, call.shop_id(), PLACE, &mut order)?;
    Ok(())
}
