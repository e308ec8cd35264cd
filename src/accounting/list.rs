//! What the operations give: records by id, number, reference, e-mail, period and change, a page at a time. It reads only.

use super::arguments::Arguments;
use super::cursor::Cursor;
use super::day;
use super::problem::{Kind as Wrong, Problem};
use super::product;
use crate::calendar::Day;
use crate::client::Client;
use crate::mirror::records::{self, Filter, Held, Kind, Order};
use crate::mirror::{days, products};
use crate::model::books::{Debtor, VatRate};
use crate::world::{Instant, Transaction};
use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde_json::Value;
use std::borrow::Cow;
use std::marker::PhantomData;

/// A request that may.
#[derive(Debug)]
pub struct Call<'a> {
    pub client: &'a Client,
    pub arguments: Arguments,
    /// What stands in the path.
    pub id: String,
}

/// What was found.
#[derive(Debug)]
pub struct Found {
    /// JSON.
    pub data: String,
    pub next: Option<Cursor>,
    /// When anything of this kind was last changed; none for what has no such moment.
    pub last_modified: Option<Instant>,
}

pub type Answered = Result<Found, Problem>;

/// A record with its revision, as [`shown`] writes it.
#[derive(Debug)]
pub struct Shown<T>(PhantomData<T>);

/// What each record has beside its own members.
#[derive(JsonSchema)]
#[allow(dead_code, reason = "it is described only: `shown` writes it")]
struct Revised {
    /// Counts the changes of this record, from 1.
    revision: i64,
    /// When it was stored or last changed.
    modified_at: Instant,
}

impl<T: JsonSchema> JsonSchema for Shown<T> {
    fn schema_name() -> Cow<'static, str> {
        T::schema_name()
    }
    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let mut schema = T::json_schema(generator);
        let mut more = Revised::json_schema(generator);
        if let (Some(all), Some(own)) = (members(&mut schema), members(&mut more)) {
            all.append(own);
        }
        let required = ["revision", "modified_at"].map(Value::from);
        if let Some(Value::Array(names)) = schema.get_mut("required") {
            names.extend(required);
        }
        schema.remove("additionalProperties");
        schema
    }
}

fn members(schema: &mut Schema) -> Option<&mut serde_json::Map<String, Value>> {
    schema.get_mut("properties")?.as_object_mut()
}

fn shown(held: &Held) -> String {
    let document = held.document.strip_suffix('}').unwrap_or_default();
    let at = crate::calendar::utc(held.modified_at.0);
    format!("{document},\"revision\":{},\"modified_at\":\"{at}\"}}", held.revision)
}

fn array(items: impl Iterator<Item = String>) -> String {
    format!("[{}]", items.collect::<Vec<_>>().join(","))
}

/// Cuts what was asked one too many: then there is a next page.
fn cut<T>(
    mut found: Vec<T>,
    limit: i64,
    cursor: impl Fn(&T) -> Cursor,
) -> (Vec<T>, Option<Cursor>) {
    let limit = usize::try_from(limit).unwrap_or_default();
    let more = found.len() > limit;
    found.truncate(limit);
    let next = found.last().filter(|_| more).map(cursor);
    (found, next)
}

fn page(call: &Call, tx: &mut dyn Transaction, filter: Filter) -> Answered {
    let shop_id = call.client.shop_id();
    let modified_since = call.arguments.ms("modified_since");
    let (order, letter) = match modified_since {
        Some(_) => (Order::Modified, 'm'),
        None => (Order::Place, 'p'),
    };
    let cursor =
        call.arguments.text("cursor").map(|text| Cursor::read(text, letter)).transpose()?;
    let after = cursor.as_ref().map(|cursor| (cursor.at, cursor.id.as_str()));
    let limit = call.arguments.limit();
    let filter = Filter { modified_since, order, after, limit: limit + 1, ..filter };
    let found = records::list(tx, shop_id, &filter)?;
    let (found, next) = cut(found, limit, |held| Cursor {
        order: letter,
        at: if letter == 'm' { held.modified_at.0 } else { held.place },
        id: held.record_id.clone(),
    });
    let last_modified = records::last_modified(tx, shop_id, filter.kind)?;
    Ok(Found { data: array(found.iter().map(shown)), next, last_modified })
}

fn all(kind: Kind) -> Filter<'static> {
    Filter {
        kind,
        number: None,
        reference: None,
        from: None,
        until: None,
        modified_since: None,
        order: Order::Place,
        after: None,
        limit: 0,
    }
}

fn one(call: &Call, tx: &mut dyn Transaction, kind: Kind) -> Answered {
    let held = records::find(tx, call.client.shop_id(), kind, &call.id)?;
    let held = held.ok_or_else(|| unknown(kind.as_str(), &call.id))?;
    Ok(Found { data: shown(&held), next: None, last_modified: Some(held.modified_at) })
}

pub fn unknown(what: &str, id: &str) -> Problem {
    let what = what.replace('_', " ");
    let shown: String = id.chars().filter(|letter| !letter.is_control()).take(64).collect();
    Problem::new(Wrong::UnknownRecord, format!("There is no {what} '{shown}'."))
}

fn revisions(call: &Call, tx: &mut dyn Transaction, kind: Kind) -> Answered {
    let shop_id = call.client.shop_id();
    let now = records::find(tx, shop_id, kind, &call.id)?;
    let now = now.ok_or_else(|| unknown(kind.as_str(), &call.id))?;
    let cursor = call.arguments.text("cursor").map(|text| Cursor::read(text, 'r')).transpose()?;
    let after = cursor.map_or(0, |cursor| cursor.at);
    let limit = call.arguments.limit();
    let mut found = records::revisions(tx, shop_id, kind, &call.id, after, limit + 1)?;
    let last_modified = Some(now.modified_at);
    // The last one is the record as it is.
    if now.revision > after {
        found.push(now);
    }
    let cursor = |held: &Held| Cursor { order: 'r', at: held.revision, id: String::new() };
    let (found, next) = cut(found, limit, cursor);
    Ok(Found { data: array(found.iter().map(shown)), next, last_modified })
}

pub fn sales(call: &Call, tx: &mut dyn Transaction) -> Answered {
    let days = day::calendar_days(call.client)?;
    page(
        call,
        tx,
        Filter {
            number: call.arguments.text("number"),
            reference: call.arguments.text("reference"),
            from: call.arguments.day("from").map(|day| days.start(day)),
            until: call.arguments.day("until").and_then(Day::after).map(|day| days.start(day)),
            ..all(Kind::Sale)
        },
    )
}

pub fn sale(call: &Call, tx: &mut dyn Transaction) -> Answered {
    one(call, tx, Kind::Sale)
}

pub fn sale_revisions(call: &Call, tx: &mut dyn Transaction) -> Answered {
    revisions(call, tx, Kind::Sale)
}

pub fn receipts(call: &Call, tx: &mut dyn Transaction) -> Answered {
    page(
        call,
        tx,
        Filter {
            number: call.arguments.text("number"),
            reference: call.arguments.text("reference"),
            from: call.arguments.day("from").map(Day::first_place),
            until: call.arguments.day("until").and_then(Day::after).map(Day::first_place),
            ..all(Kind::Receipt)
        },
    )
}

pub fn receipt(call: &Call, tx: &mut dyn Transaction) -> Answered {
    one(call, tx, Kind::Receipt)
}

pub fn receipt_revisions(call: &Call, tx: &mut dyn Transaction) -> Answered {
    revisions(call, tx, Kind::Receipt)
}

pub fn customers(call: &Call, tx: &mut dyn Transaction) -> Answered {
    let email = call.arguments.text("email").map(Debtor::email_key);
    page(
        call,
        tx,
        Filter {
            number: call.arguments.text("number"),
            reference: email.as_deref(),
            ..all(Kind::Customer)
        },
    )
}

pub fn customer(call: &Call, tx: &mut dyn Transaction) -> Answered {
    one(call, tx, Kind::Customer)
}

/// Those that the shop described or a line named; on the last page also those of its configuration.
pub fn vat_rates(call: &Call, tx: &mut dyn Transaction) -> Answered {
    let mut found = page(call, tx, all(Kind::VatRate))?;
    if found.next.is_some() || call.arguments.ms("modified_since").is_some() {
        return Ok(found);
    }
    let shop = &call.client.config.shop;
    let mut rates: Vec<_> = shop.vat.values().copied().collect();
    rates.sort();
    rates.dedup();
    for rate in rates {
        let text = crate::mirror::sales::text(&VatRate::unnamed(rate));
        let held = format!("\"vat_rate\":\"{rate}\"");
        if !found.data.contains(&held) {
            // When a configuration was changed, nobody knows.
            found.last_modified = None;
            let at = Instant(0);
            let made = Held {
                record_id: String::new(),
                place: 0,
                revision: 1,
                modified_at: at,
                document: text,
            };
            let separator = if found.data == "[]" { "" } else { "," };
            found.data.truncate(found.data.len().saturating_sub(1));
            found.data.push_str(&format!("{separator}{}]", shown(&made)));
        }
    }
    Ok(found)
}

pub fn payment_methods(call: &Call, tx: &mut dyn Transaction) -> Answered {
    page(call, tx, all(Kind::PaymentMethod))
}

pub fn categories(call: &Call, tx: &mut dyn Transaction) -> Answered {
    page(call, tx, all(Kind::Category))
}

pub fn day_totals(call: &Call, tx: &mut dyn Transaction) -> Answered {
    let shop_id = call.client.shop_id();
    let cursor = call.arguments.text("cursor").map(|text| Cursor::read(text, 'd')).transpose()?;
    let after = cursor.map(|cursor| cursor.id).unwrap_or_default();
    let edge = |name: &str, edge: &str| call.arguments.text(name).unwrap_or(edge).to_owned();
    let (from, until) = (edge("from", "0000-01-01"), edge("until", "9999-12-31"));
    let limit = call.arguments.limit();
    let found = days::list(tx, shop_id, &from, &until, &after, limit + 1)?;
    let (found, next) =
        cut(found, limit, |held| Cursor { order: 'd', at: 0, id: held.business_day.clone() });
    let mut data = Vec::with_capacity(found.len());
    for held in &found {
        let totals = day::totals(tx, shop_id, call.client.config.shop.currency, held)?;
        data.extend(totals.map(|totals| crate::mirror::sales::text(&totals)));
    }
    let last_modified = days::last_modified(tx, shop_id)?;
    Ok(Found { data: array(data.into_iter()), next, last_modified })
}

pub fn day_total(call: &Call, tx: &mut dyn Transaction) -> Answered {
    let shop_id = call.client.shop_id();
    let day = Day::parse(&call.id);
    let held = day.map(|day| days::find(tx, shop_id, day)).transpose()?.flatten();
    let held = held.ok_or_else(|| unknown("business_day", &call.id))?;
    let totals = day::totals(tx, shop_id, call.client.config.shop.currency, &held)?;
    let data = totals.map(|totals| crate::mirror::sales::text(&totals)).unwrap_or_default();
    Ok(Found { data, next: None, last_modified: Some(held.modified_at) })
}

pub fn products(call: &Call, tx: &mut dyn Transaction) -> Answered {
    let cursor = call.arguments.text("cursor").map(|text| Cursor::read(text, 'n')).transpose()?;
    let after = cursor.map_or(i64::MIN, |cursor| cursor.at);
    let limit = call.arguments.limit();
    let sku = call.arguments.text("sku");
    let found = product::list(tx, call.client.shop_id(), sku, after, limit + 1)?;
    let (found, next) =
        cut(found, limit, |one| Cursor { order: 'n', at: one.0, id: String::new() });
    let data = array(found.iter().map(|(_, product)| crate::mirror::sales::text(product)));
    let last_modified = products::last_modified(tx, call.client.shop_id())?;
    Ok(Found { data, next, last_modified })
}

pub fn product(call: &Call, tx: &mut dyn Transaction) -> Answered {
    let found = product::find(tx, call.client.shop_id(), &call.id)?;
    let found = found.ok_or_else(|| unknown("product", &call.id))?;
    let data = crate::mirror::sales::text(&found);
    Ok(Found { data, next: None, last_modified: Some(found.modified_at) })
}
