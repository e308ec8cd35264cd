//! What of a product others know by number: its terms, its attributes and its images. It must not store the product.

use super::ids::{self, Kind};
use super::staged::Staged;
use super::terms::{self, Named};
use crate::error::{Error, Result};
use crate::world::Transaction;
use serde::Deserialize;
use serde_json::{Map, json};

/// What the model's own JSON says of a product and its terms.
#[derive(Deserialize)]
pub struct Canonical {
    pub name: String,
    brand: Option<String>,
    #[serde(default)]
    categories: Vec<Category>,
    #[serde(default)]
    tags: Vec<String>,
    #[serde(default)]
    attributes: Vec<Attribute>,
    pub created_at: Option<String>,
}
#[derive(Deserialize)]
struct Category {
    external_id: Option<String>,
    name: String,
    slug: Option<String>,
}
#[derive(Deserialize)]
struct Attribute {
    key: Option<String>,
    name: String,
    #[serde(default)]
    values: Vec<String>,
}

/// Numbers the terms of a product, in what is shown and in what can be listed; gives the numbers of its attributes.
pub fn terms_of(
    tx: &mut dyn Transaction,
    shop_id: &str,
    staged: &Staged,
    canonical: &Canonical,
    shown: &mut Map<String, serde_json::Value>,
) -> Result<Vec<(String, i64)>> {
    if let Some(terms) = &staged.terms {
        terms::set(tx, shop_id, &staged.product_id, terms)?;
        return Ok(Vec::new());
    }
    let mut numbers = Vec::new();
    let mut put = |tx: &mut dyn Transaction, kind, id: &str, name: &str, slug: &str, parent| {
        let keeps_number = staged.keeps_numbers && kind == Kind::Category;
        let named = Named { kind, external_id: id, name, slug, parent, keeps_number };
        let number = terms::put(tx, shop_id, &named)?;
        numbers.push((kind, number));
        Ok::<i64, Error>(number)
    };
    let document =
        |number: i64, name: &str, slug: String| json!({ "id": number, "name": name, "slug": slug });
    let mut categories = Vec::new();
    for one in canonical.categories.iter() {
        let id = one.external_id.as_deref().unwrap_or(&one.name);
        let slug = one.slug.clone().unwrap_or_else(|| terms::slug(&one.name));
        let number = put(tx, Kind::Category, id, &one.name, &slug, 0)?;
        categories.push(document(number, &one.name, slug));
    }
    let mut named = |tx: &mut dyn Transaction, kind, name: &str| {
        let number = put(tx, kind, name, name, "", 0)?;
        Ok::<_, Error>(document(number, name, terms::slug(name)))
    };
    let mut tags = Vec::new();
    for name in canonical.tags.iter().filter(|name| !name.is_empty()) {
        tags.push(named(tx, Kind::Tag, name)?);
    }
    let mut brands = Vec::new();
    for name in canonical.brand.iter().filter(|name| !name.is_empty()) {
        brands.push(named(tx, Kind::Brand, name)?);
    }
    let mut attributes = Vec::new();
    for one in &canonical.attributes {
        let id = one.key.as_deref().unwrap_or(&one.name);
        let number = put(tx, Kind::Attribute, id, &one.name, "", 0)?;
        for value in one.values.iter().filter(|value| !value.is_empty()) {
            put(tx, Kind::AttributeTerm, value, value, "", number)?;
        }
        attributes.push((one.name.clone(), number));
    }
    shown.insert("categories".into(), categories.into());
    shown.insert("tags".into(), tags.into());
    shown.insert("brands".into(), brands.into());
    number_attributes(shown, &attributes);
    number_images(tx, shop_id, shown)?;
    terms::set(tx, shop_id, &staged.product_id, &numbers)?;
    Ok(attributes)
}

/// Gives the images of a product their numbers: the same address is the same image.
fn number_images(
    tx: &mut dyn Transaction,
    shop_id: &str,
    shown: &mut Map<String, serde_json::Value>,
) -> Result<()> {
    let images = shown.get_mut("images").and_then(|value| value.as_array_mut());
    for image in images.into_iter().flatten().filter_map(|image| image.as_object_mut()) {
        let address = image.get("src").and_then(|src| src.as_str()).unwrap_or_default();
        let number = ids::number(tx, shop_id, Kind::Image, &terms::bounded(address))?;
        image.shift_insert(0, "id".into(), number.into());
    }
    Ok(())
}

/// Gives the attributes of a product, or of a variation, their numbers.
pub fn number_attributes(shown: &mut Map<String, serde_json::Value>, numbers: &[(String, i64)]) {
    let attributes = shown.get_mut("attributes").and_then(|value| value.as_array_mut());
    for attribute in attributes.into_iter().flatten() {
        let name = attribute.get("name").and_then(|name| name.as_str()).unwrap_or_default();
        if let Some((name, number)) = numbers.iter().find(|(held, _)| held == name) {
            attribute["slug"] = format!("pa_{}", terms::slug(name)).into();
            attribute["id"] = (*number).into();
        }
    }
}
