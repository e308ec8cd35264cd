//! The table against a reading of the document, row by row, where that lies beside this repository.

use koppel::oresto::operation::Body;
use koppel::oresto::{Field, Kind, OPERATIONS, find};
use std::collections::BTreeSet;
use std::path::Path;

/// A cell `name:type:req; ...`; what has no name in it is described in words and left out.
fn fields(cell: &str) -> Vec<(String, String, bool)> {
    let cell = cell.strip_prefix("list of {").map_or(cell, |inner| inner.trim_end_matches('}'));
    let named = |part: &str| {
        let mut parts = part.trim().splitn(3, ':').map(str::trim);
        let (name, kind, need) = (parts.next()?, parts.next()?, parts.next()?);
        // A type that is not printed belongs to a name that is not.
        let is_name = kind != "?"
            && name.chars().all(|letter| letter.is_ascii_alphanumeric())
            && !name.is_empty();
        is_name.then(|| (name.to_owned(), kind.to_lowercase(), need.starts_with("req")))
    };
    cell.split(';').filter_map(named).collect()
}

fn fits(field: &Field, kind: &str) -> bool {
    match field.kind {
        Kind::Text => kind == "string",
        Kind::Texts => kind == "list of string",
        Kind::Id | Kind::Number => matches!(kind, "int" | "integer"),
        Kind::Truth => kind == "boolean",
        Kind::Date => kind == "date",
        Kind::Days => kind == "date[]",
        Kind::Bytes => kind == "byte-array",
        Kind::Object => !matches!(kind, "string" | "int" | "integer" | "boolean" | "date"),
    }
}

/// What the table says on purpose otherwise, each a place of docs/oresto.md.
const OTHERWISE: [(&str, &str); 2] = [
    // An address of a new location is given by the server.
    ("client_location_create", "Id"),
    // Printed so in 7.1.2 alone.
    ("link_product_create", "ArticleNumberWholesaler"),
];

#[test]
fn every_row_is_as_the_document_has_it() {
    let place = "../shared/reference/oresto-operations.tsv";
    let Ok(text) = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(place))
    else {
        println!("skipped: {place} is not here");
        return;
    };
    let mut read = BTreeSet::new();
    for line in text.lines().skip(1).filter(|line| !line.starts_with('#')) {
        let [_, chapter, name, method, printed, corrected, query, body, ..] =
            line.split('\t').collect::<Vec<_>>()[..]
        else {
            panic!("{line}")
        };
        let row = find(name).expect(name);
        assert!(read.insert(row.name), "{name} twice");
        assert_eq!((row.chapter, row.verb.as_str(), row.printed), (chapter, method, printed));
        assert_eq!(row.path, if corrected == "=" { printed } else { corrected }, "{name}");
        assert_eq!(matches!(row.body, Body::Nothing), body == "-", "{name}");
        for (cell, held) in [(query, row.query), (body, row.body.fields())] {
            for (wanted, kind, is_required) in fields(cell) {
                if OTHERWISE.contains(&(name, wanted.as_str())) {
                    continue;
                }
                let field = held.iter().find(|field| field.name == wanted);
                let field = field.unwrap_or_else(|| panic!("{name} has no {wanted}"));
                assert_eq!(field.is_required, is_required, "{name} {wanted}");
                assert!(fits(field, &kind), "{name} {wanted}: {kind}");
            }
        }
    }
    assert_eq!(read.len(), OPERATIONS.len());
}
