//! Categories, tags, brands, shipping classes and the values of attributes, as REST v3 has them.

use super::answer::{Answer, Answered};
use super::arguments::{Argument, Kind as Is, NUMBER, WHOLE};
use super::call::Call;
use super::fault::Fault;
use super::fields::{self, Members, number, text};
use super::page::Page;
use super::resource::{self, forced, writable};
use crate::mirror::ids::{self, Kind};
use crate::mirror::terms::{self, Term};
use crate::world::{Transaction, transaction};
use serde_json::Value;

/// What the lists of terms take beside what every list takes.
pub const LIST: &[Argument] = &[
    Argument::new("order", Is::Word(&["asc", "desc"])).or("asc"),
    Argument::new(
        "orderby",
        Is::Word(&[
            "id",
            "include",
            "name",
            "slug",
            "term_group",
            "description",
            "count",
            "menu_order",
        ]),
    )
    .or("name"),
    Argument::truth("hide_empty").or("false"),
    Argument::text("slug"),
    Argument::new("parent", NUMBER),
    Argument::new("product", NUMBER),
];

/// What a new one must have.
pub const CREATE: &[Argument] = &[Argument::text("name").required()];

const ID: Argument = Argument::new("id", WHOLE).shown();
const NAME: Argument = Argument::text("name");
const SLUG: Argument = Argument::text("slug");
const DESCRIPTION: Argument = Argument::text("description");
const ORDER: Argument = Argument::new("menu_order", WHOLE).or("0");
const COUNT: Argument = Argument::new("count", WHOLE).or("0").shown();

pub const CATEGORY: &[Argument] = &[
    ID,
    NAME,
    SLUG,
    Argument::new("parent", NUMBER).or("0"),
    DESCRIPTION,
    Argument::new("display", Is::Word(&["default", "products", "subcategories", "both"]))
        .or("default"),
    Argument::new(
        "image",
        Is::Object(&[
            Argument::new("id", NUMBER),
            Argument::text("src"),
            Argument::text("name"),
            Argument::text("alt"),
        ]),
    )
    .or("null"),
    ORDER,
    COUNT,
];
pub const TAG: &[Argument] = &[ID, NAME, SLUG, DESCRIPTION, COUNT];
pub const VALUE: &[Argument] = &[ID, NAME, SLUG, DESCRIPTION, ORDER, COUNT];

/// Which terms a route is about, where they lie, and under what.
struct Family {
    kind: Kind,
    path: String,
    /// The attribute of its values; 0 for all others.
    under: i64,
}

fn family(call: &Call) -> Result<Family, Fault> {
    let plain = |kind, path: &str| Ok(Family { kind, path: path.into(), under: 0 });
    match call.route.title {
        "product_cat" => plain(Kind::Category, "/products/categories"),
        "product_tag" => plain(Kind::Tag, "/products/tags"),
        "product_brand" => plain(Kind::Brand, "/products/brands"),
        "product_shipping_class" => plain(Kind::ShippingClass, "/products/shipping_classes"),
        _ => {
            let under = call.number(0);
            let attributes = all(call, Kind::Attribute, None)?;
            if attributes.iter().all(|one| one.number != under) {
                return Err(super::attributes::unknown());
            }
            let path = format!("/products/attributes/{under}/terms");
            Ok(Family { kind: Kind::AttributeTerm, path, under })
        }
    }
}

impl Family {
    /// Under what all of its terms lie.
    fn parent(&self) -> Option<i64> {
        Some(self.under).filter(|under| *under != 0)
    }
}

fn all(call: &Call, kind: Kind, parent: Option<i64>) -> Result<Vec<Term>, Fault> {
    let found = transaction(&*call.world.store, |tx| terms::list(tx, call.shop_id(), kind, parent));
    Ok(found?)
}

fn find(tx: &mut dyn Transaction, call: &Call, family: &Family) -> Result<Term, Fault> {
    let number = call.numbers.last().copied().unwrap_or_default();
    let found = terms::list(tx, call.shop_id(), family.kind, family.parent())?;
    let found = found.into_iter().find(|one| one.number == number);
    found
        .ok_or_else(|| Fault::new(404, "woocommerce_rest_term_invalid", "Resource does not exist."))
}

pub fn list(call: &Call) -> Answered {
    let family = family(call)?;
    let arguments = &call.arguments;
    let page = Page::of(arguments);
    let mut terms = all(call, family.kind, family.parent())?;
    let search = arguments.text("search").map(str::to_lowercase);
    let (include, exclude) = (arguments.integers("include"), arguments.integers("exclude"));
    let of_category = family.kind == Kind::Category;
    terms.retain(|one| {
        include.is_none_or(|wanted| wanted.contains(&one.number))
            && exclude.is_none_or(|unwanted| !unwanted.contains(&one.number))
            && arguments.text("slug").is_none_or(|slug| one.slug == slug)
            && search.as_ref().is_none_or(|text| one.name.to_lowercase().contains(text))
            && arguments.integer("parent").is_none_or(|parent| !of_category || one.parent == parent)
            && (one.count > 0 || arguments.truth("hide_empty") != Some(true))
    });
    match arguments.text("orderby") {
        Some("include") => {
            let place = |one: &Term| include?.iter().position(|number| *number == one.number);
            terms.sort_by_key(place);
        }
        Some("id") => terms.sort_by_key(|one| one.number),
        Some("count") => terms.sort_by_key(|one| one.count),
        Some("slug") => terms.sort_by(|one, other| one.slug.cmp(&other.slug)),
        Some("menu_order") => terms.sort_by_key(|one| number(&details(one), "menu_order")),
        _ => terms.sort_by(|one, other| one.name.cmp(&other.name)),
    }
    if arguments.text("order") == Some("desc") {
        terms.reverse();
    }
    let (terms, total) = page.cut(terms);
    let documents: Vec<Value> = terms.iter().map(|one| document(call, &family, one)).collect();
    let headers = page.headers(total, &call.link(&family.path), call.query);
    Ok(Answer { headers, ..Answer::of(documents.into()) })
}

/// What is kept of a term beside its name.
pub fn details(term: &Term) -> Members {
    serde_json::from_str(&term.details).unwrap_or_default()
}

fn document(call: &Call, family: &Family, one: &Term) -> Value {
    let mut members = fields::blank(call.route.fields);
    fields::put_over(&mut members, details(one));
    if members.contains_key("parent") {
        members.insert("parent".into(), one.parent.into());
    }
    for (name, value) in [
        ("id", Value::from(one.number)),
        ("name", one.name.as_str().into()),
        ("slug", one.slug.as_str().into()),
        ("count", one.count.into()),
        ("_links", resource::links(call, &family.path, one.number)),
    ] {
        members.insert(name.into(), value);
    }
    Value::Object(members)
}

pub fn get(call: &Call) -> Answered {
    let family = family(call)?;
    Ok(Answer::of(document(call, &family, &call.transact(|tx| find(tx, call, &family))?)))
}

pub fn create(call: &Call) -> Answered {
    writable(call, "woocommerce_rest_cannot_create")?;
    let family = family(call)?;
    let given = fields::given(&call.given, call.route.fields, call.zone)?;
    let made = call.transact(|tx| {
        let number = ids::fresh(tx, call.shop_id(), family.kind)?;
        let term = Term {
            number,
            name: String::new(),
            slug: String::new(),
            parent: family.under,
            details: String::new(),
            count: 0,
        };
        put(tx, call, &family, term, &given)
    })?;
    let address = call.link(&format!("{}/{}", family.path, made.number));
    Ok(Answer::created(document(call, &family, &made), address))
}

pub fn update(call: &Call) -> Answered {
    writable(call, "woocommerce_rest_cannot_edit")?;
    let family = family(call)?;
    let changed = call.transact(|tx| {
        let held = find(tx, call, &family)?;
        let given = fields::given(&call.given, call.route.fields, call.zone)?;
        put(tx, call, &family, held, &given)
    })?;
    Ok(Answer::of(document(call, &family, &changed)))
}

/// Stores a term with what was given for it.
fn put(
    tx: &mut dyn Transaction,
    call: &Call,
    family: &Family,
    mut term: Term,
    given: &Members,
) -> Result<Term, Fault> {
    let others = terms::list(tx, call.shop_id(), family.kind, family.parent())?;
    if let Some(name) = given.get("name").and_then(Value::as_str) {
        term.name = name.to_owned();
    }
    let wanted = match (text(given, "slug"), term.slug.as_str()) {
        ("", "") => terms::slug(&term.name),
        ("", held) => held.to_owned(),
        (given, _) => terms::slug(given),
    };
    term.slug = free(&others, &term, wanted);
    if family.kind == Kind::Category && given.contains_key("parent") {
        term.parent = number(given, "parent");
        let below = terms::below(tx, call.shop_id(), term.number)?;
        let is_known = others.iter().any(|other| other.number == term.parent);
        if term.parent != 0 && (!is_known || below.contains(&term.parent)) {
            let message = "The parent is a category that is there, and not one below this one.";
            return Err(super::fault::invalid("parent", "rest_invalid_param", message));
        }
    }
    let mut more = details(&term);
    fields::put_over(&mut more, given.clone());
    for name in ["name", "slug", "parent"] {
        more.remove(name);
    }
    term.details = Value::Object(more).to_string();
    terms::store(tx, call.shop_id(), family.kind, &term)?;
    Ok(term)
}

/// A slug that no other has, with a number behind it where needed.
fn free(others: &[Term], term: &Term, wanted: String) -> String {
    let is_taken =
        |slug: &str| others.iter().any(|other| other.slug == slug && other.number != term.number);
    let mut numbered = (2u32..).map(|nth| format!("{wanted}-{nth}"));
    match is_taken(&wanted) {
        false => wanted,
        true => numbered.find(|slug| !is_taken(slug)).unwrap_or(wanted),
    }
}

pub fn delete(call: &Call) -> Answered {
    writable(call, "woocommerce_rest_cannot_delete")?;
    let family = family(call)?;
    let held = call.transact(|tx| {
        let held = find(tx, call, &family)?;
        forced(call)?;
        terms::delete(tx, call.shop_id(), family.kind, held.number)?;
        Ok(held)
    })?;
    Ok(Answer::of(document(call, &family, &held)))
}
