//! The terms of a product that is written: numbers become names, and values of attributes that are not there yet are made.

use super::call::Call;
use super::fault::Fault;
use super::fields::{Members, list, number, text};
use crate::error::Result as Done;
use crate::mirror::ids::{self, Kind};
use crate::mirror::terms::{self, Term};
use crate::world::Transaction;
use serde_json::{Value, json};

/// Completes what a product says of its terms; numbers that are none are left out, as WooCommerce does.
pub fn complete(tx: &mut dyn Transaction, call: &Call, members: &mut Members) -> Result<(), Fault> {
    let shop_id = call.shop_id();
    for (name, kind) in
        [("categories", Kind::Category), ("tags", Kind::Tag), ("brands", Kind::Brand)]
    {
        let held = terms::list(tx, shop_id, kind, None)?;
        let known = list(members, name)
            .filter_map(|one| held.iter().find(|term| term.number == number(one, "id")))
            .map(|term| json!({ "id": term.number, "name": term.name, "slug": term.slug }));
        let known: Vec<Value> = known.collect();
        members.insert(name.into(), known.into());
    }
    let slug = text(members, "shipping_class").to_owned();
    let classes = terms::list(tx, shop_id, Kind::ShippingClass, None)?;
    let class = classes.iter().find(|term| term.slug == slug).map_or(0, |term| term.number);
    members.insert("shipping_class_id".into(), class.into());
    let attributes: Vec<Members> = list(members, "attributes").cloned().collect();
    let attributes = attributes.into_iter().enumerate();
    let attributes: Vec<Value> =
        attributes.map(|(nth, one)| attribute(tx, shop_id, nth, &one)).collect::<Done<_>>()?;
    members.insert("attributes".into(), attributes.into());
    images(tx, shop_id, members)?;
    Ok(())
}

fn images(tx: &mut dyn Transaction, shop_id: &str, members: &mut Members) -> Done<()> {
    let images = members.get_mut("images").and_then(Value::as_array_mut);
    for image in images.into_iter().flatten() {
        let address = image["src"].as_str().unwrap_or_default().to_owned();
        let id = ids::number(tx, shop_id, Kind::Image, &terms::bounded(&address))?;
        let name = image["name"].as_str().unwrap_or_default();
        let alt = image["alt"].as_str().unwrap_or_default();
        *image = json!({ "id": id, "src": address, "name": name, "alt": alt });
    }
    Ok(())
}

/// An attribute with its name, and its values: those of the shop's own attributes are terms.
fn attribute(tx: &mut dyn Transaction, shop_id: &str, nth: usize, given: &Members) -> Done<Value> {
    let own = terms::list(tx, shop_id, Kind::Attribute, None)?;
    let own = own.into_iter().find(|term| term.number == number(given, "id"));
    let options: Vec<String> = match given.get("options") {
        Some(Value::Array(options)) => {
            options.iter().filter_map(Value::as_str).map(str::to_owned).collect()
        }
        _ => Vec::new(),
    };
    let name = own.as_ref().map_or_else(|| text(given, "name").to_owned(), |own| own.name.clone());
    let slug = own.as_ref().map_or_else(|| name.clone(), |own| format!("pa_{}", own.slug));
    let position = given.get("position").filter(|it| it.is_number()).cloned();
    let flag = |name: &str| given.get(name) == Some(&Value::Bool(true));
    Ok(json!({
        "id": own.map_or(0, |own| own.number), "name": name, "slug": slug,
        "position": position.unwrap_or_else(|| nth.into()),
        "visible": flag("visible"), "variation": flag("variation"), "options": options,
    }))
}

/// The terms that a product has, by what is shown of it.
pub fn of(tx: &mut dyn Transaction, shop_id: &str, members: &Members) -> Done<Vec<(Kind, i64)>> {
    let mut found = Vec::new();
    for (name, kind) in [
        ("categories", Kind::Category),
        ("tags", Kind::Tag),
        ("brands", Kind::Brand),
        ("attributes", Kind::Attribute),
    ] {
        found.extend(list(members, name).map(|one| (kind, number(one, "id"))));
    }
    found.push((Kind::ShippingClass, number(members, "shipping_class_id")));
    for one in list(members, "attributes").filter(|one| number(one, "id") != 0) {
        let options = one.get("options").and_then(Value::as_array);
        for option in options.into_iter().flatten().filter_map(Value::as_str) {
            let value = value(tx, shop_id, number(one, "id"), option)?;
            found.push((Kind::AttributeTerm, value));
        }
    }
    found.retain(|(_, number)| *number != 0);
    Ok(found)
}

/// The number of an attribute's value, which is made where there is none yet.
fn value(tx: &mut dyn Transaction, shop_id: &str, attribute: i64, name: &str) -> Done<i64> {
    let held = terms::list(tx, shop_id, Kind::AttributeTerm, Some(attribute))?;
    if let Some(found) = held.iter().find(|term| term.name == name) {
        return Ok(found.number);
    }
    let number = ids::fresh(tx, shop_id, Kind::AttributeTerm)?;
    let term = Term {
        number,
        name: name.to_owned(),
        slug: terms::slug(name),
        parent: attribute,
        details: String::new(),
        count: 0,
    };
    terms::store(tx, shop_id, Kind::AttributeTerm, &term)?;
    Ok(number)
}

/// What a variation chooses of the attributes of its product.
pub fn choices(
    tx: &mut dyn Transaction,
    call: &Call,
    parent: &Members,
    members: &mut Members,
) -> Result<(), Fault> {
    let own = terms::list(tx, call.shop_id(), Kind::Attribute, None)?;
    let chosen: Vec<Value> = list(members, "attributes")
        .filter_map(|one| {
            let id = number(one, "id");
            let global = own.iter().find(|term| term.number == id);
            let mut attributes = list(parent, "attributes");
            let local = attributes.find(|held| text(held, "name") == text(one, "name"));
            let (id, name, slug) = match (global, local) {
                (Some(term), _) => (id, term.name.as_str(), format!("pa_{}", term.slug)),
                (None, Some(held)) => {
                    (number(held, "id"), text(held, "name"), text(held, "slug").to_owned())
                }
                (None, None) => return None,
            };
            Some(json!({ "id": id, "name": name, "slug": slug, "option": text(one, "option") }))
        })
        .collect();
    members.insert("attributes".into(), chosen.into());
    Ok(())
}
