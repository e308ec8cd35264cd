//! docs/reference.md is generated from the schemas and the one list of errors, committed, and never stale.

use super::declared::{Declared, Field, Type, declared, expect_file};
use koppel::error::{Code, Status};
use koppel::log::Event;
use koppel::methods::METHODS;

const HEAD: &str = "# Reference

Generated from the library (`make header`); do not edit. Every method is reached by its name through `koppel_call`, in PHP
and Node by its name in camel case. Amounts are decimal strings such as \"12.95\", in the order's currency, including VAT
unless a name says net. Members marked * must be given; unknown members of a request are refused, replies may gain members.

";

#[test]
fn the_reference_is_that_of_the_schemas() {
    expect_file("docs/reference.md", &page(&declared()));
}

fn page(declared: &Declared) -> String {
    let mut page = HEAD.to_owned();
    page += "## Methods\n\n| method | what it does | works on | request | reply |\n|---|---|---|---|---|\n";
    for (method, declared) in METHODS.iter().zip(&declared.methods) {
        let on = if declared.is_pure { "nothing" } else { "a client" };
        let (request, reply) = (shown(&declared.request), shown(&declared.reply));
        let (name, summary) = (method.name, declared.summary);
        page += &format!("| `{name}` | {summary} | {on} | {request} | {reply} |\n");
    }
    page += &format!("\nA client is opened with {}.\n\n## Types\n", shown(&declared.config));
    for (name, (doc, kind)) in &declared.types {
        page += &format!("\n### {name}\n\n");
        if !doc.is_empty() {
            page += &format!("{}\n\n", cell(doc));
        }
        page += &match kind {
            Type::Object(fields) => members(fields),
            Type::Union(kinds) if kinds.iter().any(|kind| matches!(kind, Type::Object(_))) => {
                let object = |kind: &Type| match kind {
                    Type::Object(fields) => members(fields),
                    kind => format!("{}\n", shown(kind)),
                };
                kinds.iter().map(object).collect::<Vec<_>>().join("\nor\n\n")
            }
            kind => format!("{}\n", shown(kind)),
        };
    }
    page +=
        "\n## Statuses\n\n| number | name | may the same call be made again? |\n|---|---|---|\n";
    for status in Status::ALL {
        let again = if status.is_retryable() { "yes, later" } else { "" };
        page += &format!("| {} | {} | {again} |\n", status as i32, status.name());
    }
    page += "\n## Log records\n\nA record is `{event, facts}`; `koppel_client_set_log` asks for them up to a level.\n\n| event | level | facts | meaning |\n|---|---|---|---|\n";
    for event in Event::ALL {
        let facts = event.facts().iter().map(|fact| format!("`{fact}`")).collect::<Vec<_>>();
        let (text, level, doc) = (event.as_str(), event.level().name(), event.doc());
        page += &format!("| `{text}` | {level} | {} | {} |\n", facts.join(", "), cell(doc));
    }
    page += "\n## Error codes\n\n| code | status | meaning |\n|---|---|---|\n";
    for code in Code::ALL {
        let (text, status, doc) = (code.as_str(), code.status().name(), code.doc());
        page += &format!("| `{text}` | {status} | {} |\n", cell(doc));
    }
    page
}

fn members(fields: &[Field]) -> String {
    let mut table = "| member | type | meaning |\n|---|---|---|\n".to_owned();
    for field in fields {
        let mark = if field.optional { "" } else { " *" };
        table += &format!(
            "| `{}`{mark} | {} | {} |\n",
            field.name,
            shown(&field.kind),
            cell(&field.doc)
        );
    }
    table
}

fn shown(kind: &Type) -> String {
    match kind {
        Type::Named(name) => format!("[{name}](#{})", name.to_lowercase()),
        Type::Literal(word) => format!("`{word}`"),
        Type::Union(kinds) => kinds.iter().map(shown).collect::<Vec<_>>().join(" or "),
        Type::List(kind) => format!("list of {}", shown(kind)),
        Type::Tuple(kinds) => {
            format!("[{}]", kinds.iter().map(shown).collect::<Vec<_>>().join(", "))
        }
        Type::Map(kind) => format!("object of {}", shown(kind)),
        Type::Object(fields) if fields.is_empty() => "`{}`".into(),
        Type::Object(fields) => {
            let names =
                fields.iter().map(|field| format!("{}: {}", field.name, shown(&field.kind)));
            format!("{{{}}}", names.collect::<Vec<_>>().join(", "))
        }
        Type::Text => "text".into(),
        Type::Number => "number".into(),
        Type::Integer => "whole number".into(),
        Type::Bool => "true or false".into(),
        Type::Null => "null".into(),
        Type::Any => "any JSON".into(),
    }
}

/// In one line, with nothing that ends a cell.
fn cell(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ").replace('|', "\\|")
}
