//! Variations of a product, as REST v3 gives them, below their product and by themselves.

use super::answer::{Answer, Answered};
use super::arguments::Arguments;
use super::call::Call;
use super::fault::Fault;
use super::page::Page;
use super::product_write;
use super::products::{dates, finished};
use super::resource;
use super::view::View;
use crate::error::Result;
use crate::mirror::products::{self, Product, Variant, Which};
use crate::mirror::shown::{self, Members};
use crate::world::{Transaction, transaction};
use serde_json::Value;

pub fn document(view: &View, one: &Variant) -> Value {
    let mut members = shown::variation(one, view.world.clock.now());
    let parent = format!("/products/{}", one.product_number);
    let permalink = format!("{}/?post_type=product_variation&p={}", view.home(), one.number);
    members.insert("permalink".into(), permalink.into());
    members.insert("parent_id".into(), one.product_number.into());
    dates(view, &mut members, one.created_at, one.modified_at);
    finished(view, one.number, members, &format!("{parent}/variations"), Some(&parent))
}

pub fn list(call: &Call) -> Answered {
    let (page, number) = (Page::of(&call.arguments), call.number(0));
    let all = transaction(&*call.world.store, |tx| of(tx, call.shop_id(), number))?;
    let now = call.world.clock.now();
    let mut asked: Vec<(Variant, Members)> = all
        .into_iter()
        .map(|one| {
            let members = shown::variation(&one, now);
            (one, members)
        })
        .filter(|(one, members)| is_asked(&call.arguments, one.number, members))
        .collect();
    if call.arguments.text("orderby") == Some("id") {
        asked.sort_by_key(|(one, _)| one.number);
    }
    let (found, total) = page.cut(asked);
    let documents: Vec<Value> = found.iter().map(|(one, _)| document(call, one)).collect();
    let address = call.link(&format!("/products/{number}/variations"));
    let headers = page.headers(total, &address, call.query);
    Ok(Answer { headers, ..Answer::of(documents.into()) })
}

fn is_asked(arguments: &Arguments, number: i64, members: &Members) -> bool {
    let text = |name: &str| members.get(name).and_then(Value::as_str).unwrap_or_default();
    let among = |wanted: &str, held: &str| wanted.split(',').any(|one| one.trim() == held);
    let searched = || [text("sku"), text("name"), text("description")].join("\n").to_lowercase();
    arguments.text("sku").is_none_or(|skus| among(skus, text("sku")))
        && arguments.text("status").is_none_or(|it| it == "any" || it == text("status"))
        && arguments.text("stock_status").is_none_or(|it| it == text("stock_status"))
        && arguments.truth("on_sale").is_none_or(|it| members.get("on_sale") == Some(&it.into()))
        && arguments.text("search").is_none_or(|it| searched().contains(&it.to_lowercase()))
        && arguments.integers("include").is_none_or(|wanted| wanted.contains(&number))
        && arguments.integers("exclude").is_none_or(|unwanted| !unwanted.contains(&number))
}

pub fn get(call: &Call) -> Answered {
    let found = transaction(&*call.world.store, |tx| find(tx, call))?;
    let (_, found) = found.ok_or_else(|| unknown(false))?;
    Ok(Answer::of(document(call, &found)))
}

fn unknown(changing: bool) -> Fault {
    Fault::invalid_id("product_variation", changing)
}

/// All variations of a product; none of one that is not there.
fn of(tx: &mut dyn Transaction, shop_id: &str, number: i64) -> Result<Vec<Variant>> {
    let Some(product) = products::find(tx, shop_id, number)? else { return Ok(Vec::new()) };
    let mut all = products::variants(tx, shop_id, Which::Of(&product.product_id))?;
    all.retain(|one| one.number != 0);
    Ok(all)
}

/// The product and the variation of a route.
fn find(tx: &mut dyn Transaction, call: &Call) -> Result<Option<(Product, Variant)>> {
    let shop_id = call.shop_id();
    let Some(product) = products::find(tx, shop_id, call.number(0))? else { return Ok(None) };
    let all = products::variants(tx, shop_id, Which::Of(&product.product_id))?;
    let found = all.into_iter().find(|one| one.number != 0 && one.number == call.number(1));
    Ok(found.map(|found| (product, found)))
}

fn shown_now(tx: &mut dyn Transaction, call: &Call, number: i64) -> Result<Value> {
    let found = products::variants(tx, call.shop_id(), Which::Number(number))?;
    Ok(found.first().map(|one| document(call, one)).unwrap_or_default())
}

pub fn create(call: &Call) -> Answered {
    if let Some(proposed) = product_write::proposed(call, "create", None)? {
        return Ok(proposed);
    }
    let document = call.transact(|tx| {
        let parent = products::find(tx, call.shop_id(), call.number(0))?;
        let parent = parent.ok_or_else(|| Fault::invalid_id("product", false))?;
        let number = product_write::create_variation(tx, call, &parent)?;
        Ok(shown_now(tx, call, number)?)
    })?;
    let address = format!("/products/{}/variations/{}", call.number(0), document["id"]);
    Ok(Answer { wakes_outbox: true, ..Answer::created(document, call.link(&address)) })
}

pub fn update(call: &Call) -> Answered {
    if let Some(proposed) = product_write::proposed(call, "update", Some(call.number(1)))? {
        return Ok(proposed);
    }
    let document = call.transact(|tx| {
        let (product, held) = find(tx, call)?.ok_or_else(|| unknown(true))?;
        product_write::update_variation(tx, call, &product, &held)?;
        Ok(shown_now(tx, call, held.number)?)
    })?;
    Ok(Answer { wakes_outbox: true, ..Answer::of(document) })
}

pub fn delete(call: &Call) -> Answered {
    if let Some(proposed) = product_write::proposed(call, "delete", Some(call.number(1)))? {
        return Ok(proposed);
    }
    resource::forced(call)?;
    let document = call.transact(|tx| {
        let (product, held) = find(tx, call)?.ok_or_else(|| unknown(false))?;
        let before = document(call, &held);
        product_write::delete_variation(tx, call, &product, &held)?;
        Ok(before)
    })?;
    Ok(Answer { wakes_outbox: true, ..Answer::of(document) })
}
