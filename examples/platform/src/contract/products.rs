//! The assortment: what the platform reads of products, variations and what they are sorted by.

use super::Checked;
use super::probe::{Probe, amount, beginning, differs, holds, not_checked, refusal, same};
use crate::catalogue::Catalogue;
use serde_json::Value;
use std::collections::BTreeSet;

const PER_PAGE: usize = 10;
/// So many pages are walked through; a large catalogue is believed then.
const PAGES_WALKED: usize = 20;
/// Variable products of which the variations are looked at.
const VARIABLE_MAX: usize = 3;

pub fn index(probe: &mut Probe<'_>) -> Checked {
    let answer = probe.get("", &[])?;
    same("HTTP status", 200, answer.status)?;
    let namespace = answer.body["namespace"].as_str().unwrap_or_default();
    holds(namespace == "wc/v3", "\"namespace\": \"wc/v3\"", beginning(&answer.text))
}

pub fn list(probe: &mut Probe<'_>) -> Checked {
    let products = probe.list("/products", &[("per_page", "10"), ("page", "1")])?;
    holds(!products.is_empty(), "at least one product", "an empty list")?;
    let mut catalogue = Catalogue::default();
    let all = probe.list("/products", &[("per_page", "100"), ("status", "publish")]);
    all.unwrap_or_else(|_| products.clone()).iter().for_each(|own| catalogue.put(own));
    let enough = |own: &&crate::catalogue::Article| own.stock.is_some_and(|stock| stock > 5);
    let mut fit: Vec<_> = catalogue.all().filter(enough).cloned().collect();
    fit.sort_by_key(|own| (own.stock.unwrap_or_default(), own.sku.clone()));
    probe.article = fit.pop();
    probe.products = products;
    Ok(())
}

pub fn content_type(probe: &mut Probe<'_>) -> Checked {
    let answer = probe.get("/products", &[("per_page", "1")])?;
    let own = answer.header("content-type").unwrap_or("nothing");
    holds(own.starts_with("application/json"), "Content-Type: application/json", own)
}

pub fn total(probe: &mut Probe<'_>) -> Checked {
    let answer = probe.get("/products", &[("per_page", "10")])?;
    probe.total = answer.header("x-wp-total").and_then(|text| text.parse().ok());
    let own = answer.header("x-wp-total").unwrap_or("no such header");
    holds(probe.total.is_some(), "header X-WP-Total with the number of products", own)
}

pub fn total_pages(probe: &mut Probe<'_>) -> Checked {
    let answer = probe.get("/products", &[("per_page", "10")])?;
    let Some(own) = answer.header("x-wp-totalpages") else {
        return differs("header X-WP-TotalPages with the number of pages", "no such header");
    };
    match probe.total {
        Some(total) => same("X-WP-TotalPages", total.div_ceil(PER_PAGE), own),
        None => holds(own.parse::<usize>().is_ok(), "X-WP-TotalPages as a number", own),
    }
}

pub fn per_page(probe: &mut Probe<'_>) -> Checked {
    let one = probe.list("/products", &[("per_page", "1")])?;
    same("products with per_page=1", 1, one.len())
}

pub fn paging(probe: &mut Probe<'_>) -> Checked {
    let mut seen = BTreeSet::new();
    for page in 1..=PAGES_WALKED {
        let query = [("per_page", "10"), ("page", &page.to_string()), ("orderby", "id")];
        let items = probe.list("/products", &query)?;
        if items.is_empty() {
            break;
        }
        for id in items.iter().filter_map(|own| own["id"].as_i64()) {
            let text = format!("product {id} on page {page} again");
            holds(seen.insert(id), "each product on one page only", text)?;
        }
    }
    match probe.total {
        Some(total) if total <= PER_PAGE * PAGES_WALKED => {
            same("products on all pages together", total, seen.len())
        }
        _ => Ok(()),
    }
}

/// The first product of which something is not so.
fn each(probe: &Probe<'_>, what: &str, is_so: impl Fn(&Value) -> bool, at: &str) -> Checked {
    if probe.products.is_empty() {
        return not_checked("There are no products to look at.");
    }
    match probe.products.iter().find(|own| !is_so(own)) {
        None => Ok(()),
        Some(own) => {
            let found = own.get(at).map_or("no such member".to_owned(), Value::to_string);
            differs(what, format!("product {}, \"{at}\": {}", own["id"], beginning(&found)))
        }
    }
}

pub fn fields(probe: &mut Probe<'_>) -> Checked {
    let is_word =
        |value: &Value, words: &[&str]| value.as_str().is_some_and(|own| words.contains(&own));
    each(probe, "\"id\" as a whole number", |own| own["id"].is_i64(), "id")?;
    each(probe, "\"name\" as a text", |own| own["name"].is_string(), "name")?;
    each(probe, "\"sku\" as a text", |own| own["sku"].is_string(), "sku")?;
    let types = ["simple", "variable", "grouped", "external"];
    each(probe, "\"type\": simple or variable", |own| is_word(&own["type"], &types), "type")?;
    each(probe, "\"status\" as a text", |own| own["status"].is_string(), "status")
}

pub fn price(probe: &mut Probe<'_>) -> Checked {
    let is_price = |own: &Value| own["price"] == "" || amount(&own["price"]).is_some();
    each(probe, "\"price\" as a text such as \"17.90\"", is_price, "price")
}

pub fn stock(probe: &mut Probe<'_>) -> Checked {
    let is_stock = |own: &Value| own["stock_quantity"].is_i64() || own["stock_quantity"].is_null();
    let is_there = |own: &Value| own.get("stock_quantity").is_some() && is_stock(own);
    each(probe, "\"stock_quantity\" as a whole number or null", is_there, "stock_quantity")?;
    let is_truth = |own: &Value| own["manage_stock"].is_boolean();
    each(probe, "\"manage_stock\": true or false", is_truth, "manage_stock")
}

pub fn tax_class(probe: &mut Probe<'_>) -> Checked {
    let known = ["", "standard", "reduced-rate", "zero-rate"];
    let is_known = |own: &Value| own["tax_class"].as_str().is_some_and(|own| known.contains(&own));
    each(probe, "\"tax_class\": \"\", \"reduced-rate\" or \"zero-rate\"", is_known, "tax_class")
}

pub fn categories_named(probe: &mut Probe<'_>) -> Checked {
    let is_named = |own: &Value| {
        let all = own["categories"].as_array();
        all.is_some_and(|all| all.iter().all(|one| one["id"].is_i64() && one["name"].is_string()))
    };
    each(probe, "\"categories\" as a list of {id, name}", is_named, "categories")
}

pub fn modified(probe: &mut Probe<'_>) -> Checked {
    let is_moment = |own: &Value| {
        let text = own["date_modified_gmt"].as_str().unwrap_or_default();
        chrono::NaiveDateTime::parse_from_str(text, "%Y-%m-%dT%H:%M:%S").is_ok()
    };
    let what = "\"date_modified_gmt\" such as \"2026-11-21T10:00:00\"";
    each(probe, what, is_moment, "date_modified_gmt")
}

pub fn by_sku(probe: &mut Probe<'_>) -> Checked {
    let with_sku = |own: &&Value| own["sku"].as_str().is_some_and(|sku| !sku.is_empty());
    let Some(product) = probe.products.iter().find(with_sku) else {
        return not_checked("No product has an article number.");
    };
    let sku = product["sku"].as_str().unwrap_or_default();
    let found = probe.list("/products", &[("sku", sku)])?;
    let others = found.iter().filter(|own| own["sku"] != sku).count();
    holds(!found.is_empty(), &format!("the product with sku={sku}"), "an empty list")?;
    same(&format!("products with another number at sku={sku}"), 0, others)
}

pub fn modified_after(probe: &mut Probe<'_>) -> Checked {
    let later = probe.list("/products", &[("modified_after", "2099-01-01T00:00:00")])?;
    same("products changed after 2099-01-01", 0, later.len())?;
    let earlier = probe.list("/products", &[("modified_after", "2000-01-01T00:00:00")])?;
    holds(!earlier.is_empty(), "products changed after 2000-01-01", "an empty list")
}

pub fn one(probe: &mut Probe<'_>) -> Checked {
    let Some(listed) = probe.products.first() else {
        return not_checked("There are no products to look at.");
    };
    let answer = probe.get(&format!("/products/{}", listed["id"]), &[])?;
    same("HTTP status", 200, answer.status)?;
    for member in ["id", "sku", "price", "type"] {
        same(&format!("\"{member}\" as in the list"), &listed[member], &answer.body[member])?;
    }
    Ok(())
}

pub fn unknown(probe: &mut Probe<'_>) -> Checked {
    refusal(&probe.get("/products/99999999", &[])?, 404..=404)
}

pub fn variations(probe: &mut Probe<'_>) -> Checked {
    let query = [("type", "variable"), ("per_page", "100")];
    let variable: Vec<Value> = probe.list("/products", &query)?;
    let is_it = |own: &&Value| own["type"] == "variable";
    let mut seen = 0;
    for product in variable.iter().filter(is_it).take(VARIABLE_MAX) {
        let path = format!("/products/{}/variations", product["id"]);
        for own in probe.list(&path, &[("per_page", "100")])? {
            seen += 1;
            let shown = beginning(&own.to_string());
            holds(own["id"].is_i64(), "a variation's \"id\" as a whole number", &shown)?;
            let is_price = own["price"] == "" || amount(&own["price"]).is_some();
            let got = format!("variation {}, \"price\": {}", own["id"], own["price"]);
            holds(is_price, "a variation's \"price\" as a text such as \"17.90\"", got)?;
            let options = own["attributes"].as_array();
            let is_chosen = options.is_some_and(|all| {
                !all.is_empty() && all.iter().all(|one| one["option"].is_string())
            });
            let got = format!("variation {}: {}", own["id"], own["attributes"]);
            holds(is_chosen, "a variation's \"attributes\" with an \"option\"", got)?;
        }
    }
    if seen == 0 { not_checked("The shop has no products with variations.") } else { Ok(()) }
}

fn named(probe: &Probe<'_>, path: &str) -> Checked {
    for own in probe.list(path, &[])? {
        let is_named = own["id"].is_i64() && own["name"].is_string() && own["slug"].is_string();
        holds(is_named, "each with id, name and slug", beginning(&own.to_string()))?;
    }
    Ok(())
}

pub fn categories(probe: &mut Probe<'_>) -> Checked {
    named(probe, "/products/categories")?;
    for own in probe.list("/products/categories", &[("per_page", "100")])? {
        holds(own["parent"].is_i64(), "a category's \"parent\" as a whole number", own)?;
    }
    Ok(())
}

pub fn attributes(probe: &mut Probe<'_>) -> Checked {
    named(probe, "/products/attributes")
}

pub fn tags(probe: &mut Probe<'_>) -> Checked {
    named(probe, "/products/tags")
}

pub fn brands(probe: &mut Probe<'_>) -> Checked {
    named(probe, "/products/brands")
}
