//! Real exports of other people's shops, where they are there: each maps to the products that are in it, or says with a
//! path why it does not.

use super::request;
use koppel::catalog::map_json;
use serde_json::Value as Json;
use std::fs;
use std::path::{Path, PathBuf};

fn fixtures() -> Option<PathBuf> {
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
