//! Categories, tags, brands, attributes and their values, as REST v3 lists them. Platforms read here only.

use super::answer::{Answer, Answered};
use super::arguments::{Argument, Kind as Is};
use super::fault::Fault;
use super::page::Page;
use super::routes::Call;
use crate::mirror::ids::Kind;
use crate::mirror::terms::{self, Term};
use crate::world::transaction;
use serde_json::{Value, json};

/// What the lists of terms take beside what every list takes.
pub const LIST: &[Argument] = &[
    Argument::new("order", Is::Word(&["asc", "desc"])).or("asc"),
    Argument::new("orderby", Is::Word(&["id", "include", "name", "slug", "count"])).or("name"),
    Argument::new("hide_empty", Is::Truth).or("false"),
    Argument::new("slug", Is::Text),
    Argument::new("parent", Is::Integer { min: 0, max: i64::MAX }),
];

fn path(kind: Kind) -> &'static str {
    match kind {
        Kind::Category => "/products/categories",
        Kind::Tag => "/products/tags",
        Kind::Brand => "/products/brands",
        _ => "/products/attributes",
    }
}

pub fn list_categories(call: &Call) -> Answered {
    list(call, Kind::Category, 0, path(Kind::Category))
}
pub fn list_tags(call: &Call) -> Answered {
    list(call, Kind::Tag, 0, path(Kind::Tag))
}
pub fn list_brands(call: &Call) -> Answered {
    list(call, Kind::Brand, 0, path(Kind::Brand))
}
pub fn get_category(call: &Call) -> Answered {
    get(call, Kind::Category)
}
pub fn get_tag(call: &Call) -> Answered {
    get(call, Kind::Tag)
}
pub fn get_brand(call: &Call) -> Answered {
    get(call, Kind::Brand)
}

/// Not in pages: WooCommerce gives all of them at once.
pub fn list_attributes(call: &Call) -> Answered {
    let all = all(call, Kind::Attribute, 0)?;
    Ok(Answer::of(all.iter().map(|one| attribute(call, one)).collect::<Vec<_>>().into()))
}

pub fn get_attribute(call: &Call) -> Answered {
    let found = find(call, Kind::Attribute, 0, call.number(0))?;
    let message = "Resource does not exist.";
    let fault = || Fault::new(404, "woocommerce_rest_taxonomy_invalid", message);
    found.map(|one| Answer::of(attribute(call, &one))).ok_or_else(fault)
}

pub fn list_attribute_terms(call: &Call) -> Answered {
    get_attribute(call)?;
    let path = format!("/products/attributes/{}/terms", call.number(0));
    list(call, Kind::AttributeTerm, call.number(0), &path)
}

pub fn get_attribute_term(call: &Call) -> Answered {
    get_attribute(call)?;
    let path = format!("/products/attributes/{}/terms", call.number(0));
    let found = find(call, Kind::AttributeTerm, call.number(0), call.number(1))?;
    let found = found.ok_or_else(invalid)?;
    Ok(Answer::of(term(call, Kind::AttributeTerm, &found, &path)))
}

fn get(call: &Call, kind: Kind) -> Answered {
    let found = find(call, kind, 0, call.number(0))?.ok_or_else(invalid)?;
    Ok(Answer::of(term(call, kind, &found, path(kind))))
}

fn invalid() -> Fault {
    Fault::new(404, "woocommerce_rest_term_invalid", "Resource does not exist.")
}

fn all(call: &Call, kind: Kind, parent: i64) -> Result<Vec<Term>, Fault> {
    let found = transaction(&*call.world.store, |tx| terms::list(tx, call.shop_id(), kind, parent));
    Ok(found?)
}

fn find(call: &Call, kind: Kind, parent: i64, number: i64) -> Result<Option<Term>, Fault> {
    Ok(all(call, kind, parent)?.into_iter().find(|one| one.number == number))
}

fn list(call: &Call, kind: Kind, parent: i64, path: &str) -> Answered {
    let arguments = &call.arguments;
    let page = Page::of(arguments);
    let mut terms = all(call, kind, parent)?;
    let search = arguments.text("search").map(str::to_lowercase);
    let (include, exclude) = (arguments.integers("include"), arguments.integers("exclude"));
    terms.retain(|one| {
        include.is_none_or(|wanted| wanted.contains(&one.number))
            && exclude.is_none_or(|unwanted| !unwanted.contains(&one.number))
            && arguments.text("slug").is_none_or(|slug| one.slug == slug)
            && search.as_ref().is_none_or(|text| one.name.to_lowercase().contains(text))
            && arguments.integer("parent").is_none_or(|parent| parent == 0)
            && (one.count > 0 || arguments.truth("hide_empty") != Some(true))
    });
    match arguments.text("orderby") {
        Some("id" | "include") => terms.sort_by_key(|one| one.number),
        Some("count") => terms.sort_by_key(|one| one.count),
        Some("slug") => terms.sort_by(|one, other| one.slug.cmp(&other.slug)),
        _ => terms.sort_by(|one, other| one.name.cmp(&other.name)),
    }
    if arguments.text("order") == Some("desc") {
        terms.reverse();
    }
    let (terms, total) = page.cut(terms);
    let documents: Vec<Value> = terms.iter().map(|one| term(call, kind, one, path)).collect();
    let headers = page.headers(total, &call.link(path), call.query);
    Ok(Answer { headers, ..Answer::of(documents.into()) })
}

fn term(call: &Call, kind: Kind, one: &Term, path: &str) -> Value {
    let mut document = json!({ "id": one.number, "name": one.name, "slug": one.slug });
    if matches!(kind, Kind::Category | Kind::Brand) {
        document["parent"] = 0.into();
    }
    document["description"] = "".into();
    if matches!(kind, Kind::Category | Kind::Brand) {
        document["display"] = "default".into();
        document["image"] = Value::Null;
    }
    if kind != Kind::Tag {
        document["menu_order"] = 0.into();
    }
    document["count"] = one.count.into();
    document["_links"] = links(call, path, one.number);
    document
}

fn attribute(call: &Call, one: &Term) -> Value {
    json!({
        "id": one.number, "name": one.name, "slug": format!("pa_{}", one.slug), "type": "select",
        "order_by": "menu_order", "has_archives": false,
        "_links": links(call, path(Kind::Attribute), one.number),
    })
}

fn links(call: &Call, path: &str, number: i64) -> Value {
    json!({
        "self": [{ "href": call.link(&format!("{path}/{number}")) }],
        "collection": [{ "href": call.link(path) }],
    })
}
