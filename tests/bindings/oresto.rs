//! What is printed from the table of Oresto's operations: docs/oresto-operations.md, and the types of TypeScript and PHP.

use super::declared::expect_file;
use koppel::oresto::operation::{Body, Danger, Operation};
use koppel::oresto::{Field, Kind, OPERATIONS};

const HEAD: &str = "# Operations of Oresto

Generated from the table in `src/oresto/operations.rs` (`make header`); do not edit. `oresto_call` takes each by its name;
[oresto.md](oresto.md) says how. Members marked * must be given; a body may hold any other member of Oresto's own model.

A call whose answer is lost: *reads* is sent again at once, *repeats* may be sent again by the caller, *once* is looked up first.

| operation | chapter | method | path | parameters | body | after a lost answer |
|---|---|---|---|---|---|---|
";

#[test]
fn the_page_of_operations_is_that_of_the_table() {
    let rows: String = OPERATIONS.iter().map(row).collect();
    let sentences: String = OPERATIONS
        .iter()
        .map(|operation| format!("- `{}`: {}\n", operation.name, operation.summary))
        .collect();
    let count = OPERATIONS.len();
    expect_file(
        "docs/oresto-operations.md",
        &format!("{HEAD}{rows}\n## What each is for ({count})\n\n{sentences}"),
    );
}

fn row(operation: &Operation) -> String {
    let Operation { name, chapter, verb, printed, path, retry, .. } = operation;
    let path = match printed == path {
        true => format!("`{path}`"),
        false => format!("`{path}` (printed: `{printed}`)"),
    };
    let body = match operation.body {
        Body::Nothing => String::new(),
        Body::One { fields, .. } => shown(fields),
        Body::Many { fields, .. } => format!("list of {}", shown(fields)),
    };
    let danger = match operation.danger {
        Danger::None => String::new(),
        Danger::Always => "; asks to be confirmed".into(),
        Danger::AllWithout(_) => "; asks to be confirmed, and in other words for all".into(),
        Danger::EmptyList(name) => format!("; an empty `{name}` asks to be confirmed"),
        Danger::PathOfAnother => "; needs its path to be configured".into(),
    };
    let (verb, retry, query) = (verb.as_str(), retry.as_str(), shown(operation.query));
    format!("| `{name}` | {chapter} | {verb} | {path} | {query} | {body} | {retry}{danger} |\n")
}

fn shown(fields: &[Field]) -> String {
    let one = |field: &Field| {
        let mark = if field.is_required { " *" } else { "" };
        format!("`{}`{mark} {}", field.name, field.kind.as_str())
    };
    fields.iter().map(one).collect::<Vec<_>>().join(", ")
}

/// What each operation takes, for TypeScript: `OrestoCalls['brands_list']['parameters']`.
pub fn typescript() -> String {
    let mut text =
        "\n/** What each operation of Oresto takes. */\nexport interface OrestoCalls {\n"
            .to_owned();
    for operation in &OPERATIONS {
        let members = |fields: &[Field]| {
            let one = |field: &Field| {
                let mark = if field.is_required { "" } else { "?" };
                format!("{}{mark}: {}", field.name, typescript_kind(field.kind))
            };
            fields.iter().map(one).collect::<Vec<_>>().join("; ")
        };
        let parameters = match operation.query {
            [] => "Record<string, never>".into(),
            fields => format!("{{ {} }}", members(fields)),
        };
        let body = match operation.body {
            Body::Nothing => "null".into(),
            Body::One { fields, .. } => {
                format!("{{ {}; [member: string]: unknown }}", members(fields))
            }
            Body::Many { fields, .. } => {
                format!("{{ {}; [member: string]: unknown }}[]", members(fields))
            }
        };
        let (name, summary) = (operation.name, operation.summary);
        text += &format!(
            "  /** {summary} */\n  {name}: {{ parameters: {parameters}; body: {body} }};\n"
        );
    }
    text + "}\n"
}

fn typescript_kind(kind: Kind) -> &'static str {
    match kind {
        Kind::Text | Kind::Date | Kind::Bytes => "string",
        Kind::Id | Kind::Number => "number",
        Kind::Truth => "boolean",
        Kind::Days | Kind::Texts => "string[]",
        Kind::Object => "Record<string, unknown>",
    }
}

/// The same for PHP's static analysis.
pub fn php() -> String {
    let mut text = String::new();
    for operation in &OPERATIONS {
        let members = |fields: &[Field]| {
            let one = |field: &Field| {
                let mark = if field.is_required { "" } else { "?" };
                format!("{}{mark}: {}", field.name, php_kind(field.kind))
            };
            format!("array{{{}}}", fields.iter().map(one).collect::<Vec<_>>().join(", "))
        };
        let body = match operation.body {
            Body::Nothing => "null".into(),
            Body::One { fields, .. } => format!("{}&array<string, mixed>", members(fields)),
            Body::Many { fields, .. } => format!("list<{}&array<string, mixed>>", members(fields)),
        };
        let name: String = operation.name.split('_').map(capital).collect();
        let parameters = members(operation.query);
        text += &format!(
            " * @phpstan-type OrestoCall{name} array{{operation: '{}', parameters?: {parameters}, \
             body?: {body}}}\n",
            operation.name
        );
    }
    text
}

fn capital(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

fn php_kind(kind: Kind) -> &'static str {
    match kind {
        Kind::Text | Kind::Date | Kind::Bytes => "string",
        Kind::Id | Kind::Number => "int",
        Kind::Truth => "bool",
        Kind::Days | Kind::Texts => "list<string>",
        Kind::Object => "array<string, mixed>",
    }
}
