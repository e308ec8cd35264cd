//! The JSON Schema of mapping documents, for editors: made from the types, and held to them.

use koppel::shops::vocabulary::SECTIONS;
use koppel::shops::{Document, SHOPS};
use std::fs;
use std::path::Path;

#[test]
fn the_schema_for_editors_is_that_of_the_types() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/mapping.schema.json");
    let schema = schemars::schema_for!(Document);
    let text = serde_json::to_string_pretty(&schema).expect("JSON") + "\n";
    if ["KOPPEL_BLESS", "KOPPEL_WRITE_HEADER"].iter().any(|name| std::env::var_os(name).is_some()) {
        fs::write(&path, &text).expect("the schema is written");
    }
    let held =
        fs::read_to_string(&path).expect("docs/mapping.schema.json; KOPPEL_BLESS=1 writes it");
    assert_eq!(held, text, "docs/mapping.schema.json; KOPPEL_BLESS=1 writes it");
}

#[test]
fn the_page_has_every_field_with_its_meaning() {
    let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/mapping.md");
    let page = fs::read_to_string(page).expect("docs/mapping.md");
    for (section, fields) in SECTIONS {
        let rows = fields.iter().map(|(name, meaning)| format!("| `{name}` | {meaning} |\n"));
        let table = format!("| `{section}` | |\n|---|---|\n{}", rows.collect::<String>());
        assert!(page.contains(&table), "docs/mapping.md lacks this:\n{table}");
    }
}

#[test]
fn what_easypos_assumes_is_said_in_its_document() {
    let (_, texts) = SHOPS.iter().find(|(name, _)| *name == "easypos").expect("easypos");
    assert!(texts[0].contains("no documentation") && texts[0].matches("Assumed").count() >= 3);
}
