//! Tax rates and classes, as REST v3 has them. A shop's own follow from its configuration; those of a shop that clients may
//! write are what they wrote.

use super::answer::{Answer, Answered};
use super::arguments::{Argument, Kind as Is, WHOLE};
use super::call::Call;
use super::fault::{Fault, invalid};
use super::fields::{Members, is_true, number, text};
use super::resource::{PLAIN, Resource, forced, writable};
use super::totals::TaxRate;
use super::view::View;
use crate::config::Writes;
use crate::error::Result as Done;
use crate::mirror::documents::{self, Document};
use crate::mirror::terms::slug;
use crate::money::Rate;
use crate::world::{Transaction, transaction};
use serde_json::{Value, json};

const FIELDS: &[Argument] = &[
    Argument::new("id", WHOLE).shown(),
    Argument::text("country"),
    Argument::text("state"),
    Argument::text("postcode"),
    Argument::text("city"),
    Argument::text("rate"),
    Argument::text("name"),
    Argument::new("priority", WHOLE).or("1"),
    Argument::truth("compound"),
    Argument::truth("shipping").or("true"),
    Argument::new("order", WHOLE).or("0"),
    Argument::text("class").or("standard"),
    Argument::new("postcodes", Is::Texts),
    Argument::new("cities", Is::Texts),
];

pub const LIST: &[Argument] = &[
    Argument::new("order", Is::Word(&["asc", "desc"])).or("asc"),
    Argument::new("orderby", Is::Word(&["id", "order", "priority", "include"])),
    Argument::text("class"),
];

pub const TAXES: Resource = Resource {
    name: "tax",
    sequence: "taxes",
    path: "/taxes",
    fields: FIELDS,
    searched: &["/name"],
    narrowed: &["class"],
    configured,
    prepare,
    ..PLAIN
};

/// Where a rate is for: all of them, and the last one, as WooCommerce has it besides.
const PLACES: [(&str, &str); 2] = [("postcode", "postcodes"), ("city", "cities")];

fn prepare(
    call: &Call,
    tx: &mut dyn Transaction,
    document: &mut Document,
    _: Option<&Members>,
) -> Result<(), Fault> {
    let given: Vec<&str> = call.given.keys().map(String::as_str).collect();
    let members = &mut document.members;
    members.remove("id");
    let written = match text(members, "rate") {
        "" => "0",
        written => written,
    };
    let rate = Rate::parse(written).ok_or_else(|| {
        let message = "rate is a percentage such as 21 or 5.5, from 0 to 100.";
        invalid("rate", "rest_invalid_param", message)
    })?;
    members.insert("rate".into(), padded(rate).into());
    for (one, all) in PLACES {
        let list = members.get(all).and_then(Value::as_array).into_iter().flatten();
        let mut places: Vec<String> =
            list.filter_map(Value::as_str).map(|place| place.trim().to_uppercase()).collect();
        if given.contains(&one) && !given.contains(&all) {
            let text = text(members, one).to_uppercase();
            places = text
                .split(';')
                .map(str::trim)
                .filter(|it| !it.is_empty())
                .map(str::to_owned)
                .collect();
        }
        members.insert(one.into(), places.last().cloned().unwrap_or_default().into());
        members.insert(all.into(), places.into());
    }
    let class = text(members, "class").to_owned();
    if classes(tx, call)?.iter().all(|(known, _)| *known != class) {
        let message = format!("class is not one of the tax classes: '{class}'.");
        return Err(invalid("class", "rest_not_in_enum", message));
    }
    Ok(())
}

/// A rate as WooCommerce writes it: with four decimals.
fn padded(rate: Rate) -> String {
    let text = rate.to_string();
    let (whole, part) = text.split_once('.').unwrap_or((&text, ""));
    format!("{whole}.{part:0<4}")
}

/// The rates of the shop's configuration, where it keeps them itself.
fn configured(view: &View) -> Vec<Document> {
    if view.client.config.rest.writes == Writes::Mirror {
        return Vec::new();
    }
    let shop = &view.client.config.shop;
    let each = shop.vat.iter().zip(1i64..).map(|((class, rate), nth)| {
        let members = json!({
            "country": shop.country, "state": "", "postcode": "", "city": "",
            "rate": padded(*rate), "name": "BTW", "priority": 1, "compound": false,
            "shipping": true, "order": nth, "class": class, "postcodes": [], "cities": [],
        });
        let members = members.as_object().cloned().unwrap_or_default();
        Document { number: rate.hundredths(), ..Document::new(0, members) }
    });
    each.collect()
}

/// The rates that a class has at an address.
pub fn rates_of(
    tx: &mut dyn Transaction,
    call: &Call,
    class: &str,
    address: &Members,
) -> Done<Vec<TaxRate>> {
    let mut all = documents::list(tx, call.shop_id(), "tax", None)?;
    all.extend(configured(call));
    let class = if class.is_empty() { "standard" } else { class };
    let base = call.client.config.shop.country.clone();
    let country = match text(address, "country") {
        "" => base.as_str(),
        country => country,
    };
    let fits = |wanted: &str, held: &str| match wanted {
        "" | "*" => true,
        wanted => match wanted.strip_suffix('*') {
            Some(start) => held.to_uppercase().starts_with(&start.to_uppercase()),
            None => wanted.eq_ignore_ascii_case(held),
        },
    };
    all.retain(|one| {
        text(&one.members, "class") == class
            && fits(text(&one.members, "country"), country)
            && fits(text(&one.members, "state"), text(address, "state"))
            && PLACES.iter().all(|(name, all)| {
                let all = one.members.get(*all).and_then(Value::as_array);
                let mut all = all.into_iter().flatten().filter_map(Value::as_str).peekable();
                all.peek().is_none() || all.any(|place| fits(place, text(address, name)))
            })
    });
    // Of each priority one rate counts: the first.
    all.sort_by_key(|one| {
        (number(&one.members, "priority"), number(&one.members, "order"), one.number)
    });
    all.dedup_by_key(|one| number(&one.members, "priority"));
    let rates = all.iter().filter_map(|one| {
        let members = &one.members;
        let label = text(members, "name");
        let name = label.to_uppercase().replace(' ', "-");
        let place = [text(members, "country"), text(members, "state"), &name];
        let place: Vec<&str> = place.into_iter().filter(|part| !part.is_empty()).collect();
        Some(TaxRate {
            number: one.number,
            rate: Rate::parse(text(members, "rate"))?,
            is_compound: is_true(members, "compound"),
            is_for_shipping: is_true(members, "shipping"),
            code: format!("{}-{}", place.join("-"), number(members, "priority")),
            label: label.to_owned(),
        })
    });
    Ok(rates.collect())
}

/// A class as REST v3 has it.
pub const CLASS: &[Argument] = &[Argument::text("slug").shown(), Argument::text("name")];

const BUILT_IN: [(&str, &str); 3] =
    [("standard", "Standard rate"), ("reduced-rate", "Reduced rate"), ("zero-rate", "Zero rate")];

/// All classes: their slugs and names.
fn classes(tx: &mut dyn Transaction, call: &Call) -> Done<Vec<(String, String)>> {
    let mut all: Vec<(String, String)> =
        BUILT_IN.iter().map(|(slug, name)| ((*slug).into(), (*name).into())).collect();
    for class in call.client.config.shop.vat.keys() {
        if all.iter().all(|(known, _)| known != class) {
            all.push((class.clone(), class.clone()));
        }
    }
    for one in documents::list(tx, call.shop_id(), "tax_class", None)? {
        all.push((text(&one.members, "slug").into(), text(&one.members, "name").into()));
    }
    Ok(all)
}

fn class_document(call: &Call, (slug, name): &(String, String)) -> Value {
    let collection = call.link("/taxes/classes");
    json!({ "slug": slug, "name": name, "_links": { "collection": [{ "href": collection }] } })
}

pub fn list_classes(call: &Call) -> Answered {
    let all = transaction(&*call.world.store, |tx| classes(tx, call))?;
    let shown: Vec<Value> = all.iter().map(|one| class_document(call, one)).collect();
    Ok(Answer::of(shown.into()))
}

pub fn get_class(call: &Call) -> Answered {
    let all = transaction(&*call.world.store, |tx| classes(tx, call))?;
    let found = all.iter().find(|(slug, _)| *slug == call.word).ok_or_else(unknown_class)?;
    // A list of one, as WooCommerce gives it.
    Ok(Answer::of(vec![class_document(call, found)].into()))
}

fn unknown_class() -> Fault {
    Fault::new(404, "woocommerce_rest_tax_class_invalid_slug", "Invalid slug.")
}

pub fn create_class(call: &Call) -> Answered {
    writable(call, "woocommerce_rest_cannot_create")?;
    let name = call.arguments.text("name").unwrap_or_default().to_owned();
    let made = (slug(&name), name);
    call.transact(|tx| {
        if classes(tx, call)?.iter().any(|(known, _)| *known == made.0) {
            let message = "Tax class slug already exists";
            return Err(Fault::new(400, "woocommerce_rest_tax_class_slug_exists", message));
        }
        let members = json!({ "slug": made.0, "name": made.1 });
        let members = members.as_object().cloned().unwrap_or_default();
        let place = ("tax_class", "rest_documents");
        Ok(documents::put(tx, call.shop_id(), place, &mut Document::new(0, members))?)
    })?;
    let address = call.link(&format!("/taxes/classes/{}", made.0));
    Ok(Answer::created(class_document(call, &made), address))
}

pub fn delete_class(call: &Call) -> Answered {
    writable(call, "woocommerce_rest_cannot_delete")?;
    forced(call)?;
    let gone = call.transact(|tx| {
        let all = documents::list(tx, call.shop_id(), "tax_class", None)?;
        let found = all.iter().find(|one| text(&one.members, "slug") == call.word);
        let found = found.ok_or_else(unknown_class)?;
        documents::delete(tx, call.shop_id(), "tax_class", found.number)?;
        Ok((call.word.clone(), text(&found.members, "name").to_owned()))
    })?;
    Ok(Answer::of(class_document(call, &gone)))
}
