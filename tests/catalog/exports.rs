//! Real exports of other people's shops, where they are there: each maps to the products that are in it, or says with a
//! path why it does not.

use super::request;
use koppel::catalog::map_json;
use serde_json::Value as Json;
use std::fs;
use std::path::{Path, PathBuf};

pub(super) fn fixtures() -> Option<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/fixtures");
    if !folder.is_dir() {
        println!("left out: ../shared/fixtures is not there");
        return None;
    }
    Some(folder)
}

/// Which shop a file is of.
fn shop(folder: &str, file: &str) -> Option<&'static str> {
    Some(match (folder, file.get(..2)) {
        ("woocommerce", _) => "woocommerce",
        ("shopify", _) => "shopify",
        ("magento", _) => "magento",
        ("lightspeed", Some("c-")) => "lightspeed-c",
        ("lightspeed", Some("r-")) => "lightspeed-r",
        ("lightspeed", Some("x-")) => "lightspeed-x",
        _ => return None,
    })
}

/// Products, variants, and the code and path of what is told first of what is no leniency; or of the refusal.
fn outcome(from: &str, text: &str) -> String {
    match map_json(request(from, "canonical", text).as_bytes()) {
        Err(error) => format!("{} {}", error.code.as_str(), error.path),
        Ok(reply) => {
            let reply: Json = serde_json::from_slice(&reply).expect("the reply is JSON");
            let list = |value: &Json| value.as_array().cloned().unwrap_or_default();
            let items = list(&reply["items"]);
            let variants: usize = items.iter().map(|item| list(&item["variants"]).len()).sum();
            let errors: Vec<Json> = list(&reply["diagnostics"]);
            let error = errors.iter().find(|it| it["severity"] == "error");
            let said = error.map(|it| {
                format!(
                    " {} {}",
                    it["code"].as_str().unwrap_or(""),
                    it["path"].as_str().unwrap_or("")
                )
            });
            format!("{} {variants}{}", items.len(), said.unwrap_or_default())
        }
    }
}

/// All objects of a document that go by an id, by that id, however it is spelled.
fn by_id<'j>(value: &'j Json, found: &mut Vec<(String, &'j Json)>) {
    match value {
        Json::Object(members) => {
            for name in ["id", "product_id", "itemID", "uid", "articleCode"] {
                let id = match members.get(name) {
                    Some(Json::String(id)) => id.rsplit('/').next().unwrap_or(id).to_owned(),
                    Some(Json::Number(id)) => id.to_string(),
                    _ => continue,
                };
                found.push((id, value));
            }
            members.values().for_each(|value| by_id(value, found));
        }
        Json::Array(list) => list.iter().for_each(|value| by_id(value, found)),
        _ => {}
    }
}

/// Whether a scalar within this is what is looked for.
fn holds(value: &Json, is_it: &dyn Fn(&str) -> bool) -> bool {
    match value {
        Json::Object(members) => members.values().any(|value| holds(value, is_it)),
        Json::Array(list) => list.iter().any(|value| holds(value, is_it)),
        Json::String(text) => is_it(text),
        Json::Number(number) => is_it(&number.to_string()),
        _ => false,
    }
}

/// What is given is in the export: each product by its id with its name, each variant by its id with its price.
fn check_against_the_export(file: &str, source: &Json, reply: &Json) {
    let mut known = Vec::new();
    by_id(source, &mut known);
    let of = |id: &Json| -> Vec<&Json> {
        let id = id.as_str().unwrap_or_default();
        known.iter().filter(|(known, _)| known == id).map(|(_, value)| *value).collect()
    };
    for item in reply["items"].as_array().into_iter().flatten() {
        let (id, name) = (&item["external_id"], item["name"].as_str().unwrap_or_default());
        let there = of(id);
        assert!(!there.is_empty(), "{file}: the product {id} is not in the export");
        let is_name = |text: &str| text.replace("&quot;", "\"").contains(name.trim());
        assert!(
            name.is_empty() || there.iter().any(|it| holds(it, &is_name)),
            "{file}: {id} is not called {name}"
        );
        for variant in item["variants"].as_array().into_iter().flatten() {
            let there = of(&variant["external_id"]);
            assert!(!there.is_empty(), "{file}: {} is not in the export", variant["external_id"]);
            for side in ["regular", "sale"] {
                let Some(price) = variant["price"][side].as_str() else { continue };
                let is_price = |text: &str| {
                    let (one, other) = (text.parse::<f64>(), price.parse::<f64>());
                    matches!((one, other), (Ok(one), Ok(other)) if (one - other).abs() < 1e-9)
                };
                let is_there = there.iter().any(|it| holds(it, &is_price));
                assert!(is_there, "{file}: {} costs no {price}", variant["external_id"]);
            }
        }
    }
}

#[test]
fn every_export_gives_its_products_or_says_where_it_does_not() {
    let Some(fixtures) = fixtures() else { return };
    let (mut wrong, mut all) = (Vec::new(), String::new());
    for folder in ["woocommerce", "shopify", "magento", "lightspeed"] {
        let mut paths: Vec<_> = fs::read_dir(fixtures.join(folder))
            .expect("a folder")
            .map(|it| it.expect("a file").path())
            .collect();
        paths.sort();
        for path in paths {
            let file = path.file_name().expect("a name").to_string_lossy().into_owned();
            let Some(from) = shop(folder, &file).filter(|_| !file.ends_with(".md")) else {
                continue;
            };
            let text = fs::read_to_string(&path).expect("text");
            let found = outcome(from, &text);
            if let (Ok(source), Ok(reply)) = (
                serde_json::from_str(&text),
                map_json(request(from, "canonical", &text).as_bytes()),
            ) {
                let reply: Json = serde_json::from_slice(&reply).expect("the reply is JSON");
                check_against_the_export(&file, &source, &reply);
            }
            all.push_str(&format!("{folder}/{file}: {found}\n"));
            let known =
                EXPECTED.lines().find_map(|line| line.strip_prefix(&format!("{folder}/{file}: ")));
            // An export that is not in the list is read as well: it must not be a panic.
            match known {
                Some(expected) if expected != found => {
                    wrong.push(format!("{folder}/{file}: {found}"))
                }
                None => println!("{folder}/{file}: {found}"),
                _ => {}
            }
        }
    }
    if std::env::var_os("KOPPEL_BLESS").is_some() {
        fs::write(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/catalog/exports.txt"), all)
            .expect("written");
        return;
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// What each gives, judged by reading it: KOPPEL_BLESS=1 writes it.
const EXPECTED: &str = include_str!("exports.txt");
