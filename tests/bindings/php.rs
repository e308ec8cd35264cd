//! bindings/php/koppel.stub.php is generated, committed, and never stale: what IDEs and static analysis read.

use super::declared::{Declared, Field, Method, Type, declared, expect_file, quoted, wrapped};
use koppel::error::{Code, Status};

const HEAD: &str = r#"<?php

// What the extension koppel declares, for IDEs and static analysis. Generated from the library's schemas; do not edit.
// An array in gives an array out; a string (JSON) passes through untouched and a string comes back. Amounts are decimal
// strings such as "12.95".

namespace Koppel;

"#;

/// What the extension declares with its own hands; it is made from the same file.
const CLASSES: &str = include_str!("../../bindings/php/classes.stub.php");

fn shown(kind: &Type) -> String {
    match kind {
        Type::Named(name) => name.clone(),
        Type::Literal(text) => text.replace('"', "'"),
        Type::Union(kinds) => kinds.iter().map(shown).collect::<Vec<_>>().join("|"),
        Type::List(kind) => format!("list<{}>", shown(kind)),
        Type::Tuple(kinds) => {
            format!("array{{{}}}", kinds.iter().map(shown).collect::<Vec<_>>().join(", "))
        }
        Type::Map(kind) => format!("array<string, {}>", shown(kind)),
        Type::Object(fields) => {
            let field = |Field { name, optional, kind, .. }: &Field| {
                let mark = if *optional { "?" } else { "" };
                format!("{}{mark}: {}", quoted(name), shown(kind))
            };
            format!("array{{{}}}", fields.iter().map(field).collect::<Vec<_>>().join(", "))
        }
        Type::Text => "string".into(),
        Type::Number => "int|float".into(),
        Type::Integer => "int".into(),
        Type::Bool => "bool".into(),
        Type::Null => "null".into(),
        Type::Any => "mixed".into(),
    }
}

fn method(Method { name, summary, request, reply, .. }: &Method) -> String {
    let summary = wrapped(summary, "     * ", 118);
    let (request, reply) = (shown(request), shown(reply));
    format!(
        "\n    /**\n{summary}     *\n     * @param {request}|string $request\n     \
         * @return ($request is string ? string : {reply})\n     * @throws Exception\n     */\n    \
         public function {name}(array|string $request = []): array|string {{}}\n"
    )
}

/// A function cannot import the types of a class, so it points to the method. `echo` is a word of the language, which
/// PHP can call as `Koppel\echo` but not declare.
fn function(Method { name, summary, .. }: &Method) -> String {
    format!(
        "\n/**\n{} *\n * @see Client::{name}() for the types\n * @param array<string, mixed>|string $request\n \
         * @return ($request is string ? string : array<string, mixed>)\n * @throws Exception\n */\n\
         function {name}(array|string $request = []): array|string {{}}\n",
        wrapped(summary, " * ", 118)
    )
}

fn constants(class: &str, doc: &str, rows: impl Iterator<Item = (String, String)>) -> String {
    let rows: String =
        rows.map(|(name, value)| format!("    public const {name} = {value};\n")).collect();
    format!("\n/** {doc} */\nabstract class {class}\n{{\n{rows}}}\n")
}

fn stub() -> String {
    let declared: Declared = declared();
    let mut text = format!("{HEAD}/**\n * A client: one shop.\n *\n");
    for (name, (_, kind)) in &declared.types {
        text += &format!(" * @phpstan-type {name} {}\n", shown(kind));
    }
    text += &super::oresto::php();
    text += " */\nfinal class Client\n{\n";
    let answer = declared.methods.iter().find(|method| method.name == "httpAnswer");
    let answer = answer.map(|method| shown(&method.request)).unwrap_or_default();
    let (_, classes) = CLASSES.split_once("final class Client\n{\n").expect("the client");
    let (client, rest) = classes.split_once("\n}\n").expect("its end");
    text += &client.replace("CONFIG", &shown(&declared.config)).replace("ANSWER", &answer);
    text.push('\n');
    let own = declared.methods.iter().filter(|method| !method.is_http());
    text.extend(own.map(method));
    text += "}\n";
    text += rest;
    let pure = declared.methods.iter().filter(|method| method.is_pure && method.name != "echo");
    text.extend(pure.map(function));
    let statuses =
        Status::ALL.iter().map(|status| (status.name().into(), (*status as i32).to_string()));
    text += &constants("Status", "What the caller may do now: see koppel.h.", statuses);
    let upper = |code: &Code| code.as_str().to_uppercase().replace('.', "_");
    let codes = Code::ALL.iter().map(|code| (upper(code), format!("\"{}\"", code.as_str())));
    text += &constants("ErrorCode", "What happened.", codes);
    text
}

#[test]
fn the_stub_of_php_is_that_of_the_schemas() {
    expect_file("bindings/php/koppel.stub.php", &stub());
}
