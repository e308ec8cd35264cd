//! The attributes that all products of the shop may have, as REST v3 has them. All of them come at once, in no pages.

use super::answer::{Answer, Answered};
use super::arguments::{Argument, Kind as Is, WHOLE};
use super::call::Call;
use super::fault::Fault;
use super::fields::{self, Members, text};
use super::resource::{self, forced, writable};
use super::terms::details;
use crate::mirror::ids::{self, Kind};
use crate::mirror::terms::{self, Term};
use crate::world::Transaction;
use serde_json::Value;

pub const FIELDS: &[Argument] = &[
    Argument::new("id", WHOLE).shown(),
    Argument::text("name"),
    Argument::text("slug"),
    Argument::new("type", Is::Word(&["select"])).or("select"),
    Argument::new("order_by", Is::Word(&["menu_order", "name", "name_num", "id"])).or("menu_order"),
    Argument::truth("has_archives"),
];

const PATH: &str = "/products/attributes";

pub fn unknown() -> Fault {
    Fault::new(404, "woocommerce_rest_taxonomy_invalid", "Resource does not exist.")
}

fn all(tx: &mut dyn Transaction, call: &Call) -> Result<Vec<Term>, Fault> {
    Ok(terms::list(tx, call.shop_id(), Kind::Attribute, None)?)
}

fn find(tx: &mut dyn Transaction, call: &Call) -> Result<Term, Fault> {
    let found = all(tx, call)?.into_iter().find(|one| one.number == call.number(0));
    found.ok_or_else(unknown)
}

pub fn list(call: &Call) -> Answered {
    let all = call.transact(|tx| all(tx, call))?;
    let shown: Vec<Value> = all.iter().map(|one| document(call, one)).collect();
    Ok(Answer::of(shown.into()))
}

pub fn get(call: &Call) -> Answered {
    Ok(Answer::of(document(call, &call.transact(|tx| find(tx, call))?)))
}

fn document(call: &Call, one: &Term) -> Value {
    let mut members = fields::blank(FIELDS);
    fields::put_over(&mut members, details(one));
    for (name, value) in [
        ("id", Value::from(one.number)),
        ("name", one.name.as_str().into()),
        ("slug", format!("pa_{}", one.slug).into()),
        ("_links", resource::links(call, PATH, one.number)),
    ] {
        members.insert(name.into(), value);
    }
    Value::Object(members)
}

pub fn create(call: &Call) -> Answered {
    writable(call, "woocommerce_rest_cannot_create")?;
    let given = fields::given(&call.given, FIELDS, call.zone)?;
    let made = call.transact(|tx| {
        let number = ids::fresh(tx, call.shop_id(), Kind::Attribute)?;
        let term = Term {
            number,
            name: String::new(),
            slug: String::new(),
            parent: 0,
            details: String::new(),
            count: 0,
        };
        put(tx, call, term, &given)
    })?;
    let address = call.link(&format!("{PATH}/{}", made.number));
    Ok(Answer::created(document(call, &made), address))
}

pub fn update(call: &Call) -> Answered {
    writable(call, "woocommerce_rest_cannot_edit")?;
    let changed = call.transact(|tx| {
        let held = find(tx, call)?;
        let given = fields::given(&call.given, FIELDS, call.zone)?;
        put(tx, call, held, &given)
    })?;
    Ok(Answer::of(document(call, &changed)))
}

fn put(
    tx: &mut dyn Transaction,
    call: &Call,
    mut term: Term,
    given: &Members,
) -> Result<Term, Fault> {
    if let Some(name) = given.get("name").and_then(Value::as_str) {
        term.name = name.to_owned();
    }
    let wanted = match (text(given, "slug").trim_start_matches("pa_"), term.slug.as_str()) {
        ("", "") => terms::slug(&term.name),
        ("", held) => held.to_owned(),
        (given, _) => terms::slug(given),
    };
    let others = terms::list(tx, call.shop_id(), Kind::Attribute, None)?;
    if others.iter().any(|other| other.slug == wanted && other.number != term.number) {
        let message = format!("Slug \"{wanted}\" is already in use.");
        return Err(Fault::new(400, "woocommerce_rest_cannot_create", message));
    }
    term.slug = wanted;
    let mut more = details(&term);
    fields::put_over(&mut more, given.clone());
    for name in ["name", "slug"] {
        more.remove(name);
    }
    term.details = Value::Object(more).to_string();
    terms::store(tx, call.shop_id(), Kind::Attribute, &term)?;
    Ok(term)
}

/// Its values go with it.
pub fn delete(call: &Call) -> Answered {
    writable(call, "woocommerce_rest_cannot_delete")?;
    let shop_id = call.shop_id();
    let held = call.transact(|tx| {
        let held = find(tx, call)?;
        forced(call)?;
        for value in terms::list(tx, shop_id, Kind::AttributeTerm, Some(held.number))? {
            terms::delete(tx, shop_id, Kind::AttributeTerm, value.number)?;
        }
        terms::delete(tx, shop_id, Kind::Attribute, held.number)?;
        Ok(held)
    })?;
    Ok(Answer::of(document(call, &held)))
}
