//! bindings/node/koppel.d.ts and index.mjs are generated, committed, and never stale.

use super::declared::{Declared, Field, Type, declared, expect_file, quoted, wrapped};
use koppel::error::{Code, Status};

const HEAD: &str = "// koppel.d.ts - koppel for Node, generated from the library's schemas; do not edit.
//
// An object in gives an object out; text and bytes (JSON in UTF-8) pass through untouched and come back as they went in.
// Amounts are decimal strings such as \"12.95\". What needs no client answers at once, the rest is a promise.
";

/// What index.js declares with its own hands.
const OWN: &str = include_str!("../../bindings/node/own.d.ts");

fn shown(kind: &Type, margin: &str) -> String {
    match kind {
        Type::Named(name) => name.clone(),
        Type::Literal(text) => text.replace('"', "'"),
        Type::Union(kinds) => {
            let kinds: Vec<String> = kinds.iter().map(|kind| shown(kind, margin)).collect();
            kinds.join(" | ")
        }
        Type::List(kind) => match shown(kind, margin) {
            many if many.contains(" | ") => format!("({many})[]"),
            one => format!("{one}[]"),
        },
        Type::Tuple(kinds) => {
            let kinds: Vec<String> = kinds.iter().map(|kind| shown(kind, margin)).collect();
            format!("[{}]", kinds.join(", "))
        }
        Type::Map(kind) => format!("Record<string, {}>", shown(kind, margin)),
        Type::Object(fields) if fields.is_empty() => "Record<string, never>".into(),
        Type::Object(fields) => object(fields, margin),
        Type::Text => "string".into(),
        Type::Number | Type::Integer => "number".into(),
        Type::Bool => "boolean".into(),
        Type::Null => "null".into(),
        Type::Any => "unknown".into(),
    }
}

fn object(fields: &[Field], margin: &str) -> String {
    let inner = format!("{margin}  ");
    let mut text = String::from("{\n");
    for Field { name, doc, optional, kind } in fields {
        text += &comment(doc, &inner);
        let mark = if *optional { "?" } else { "" };
        text += &format!("{inner}{}{mark}: {};\n", quoted(name), shown(kind, &inner));
    }
    text + margin + "}"
}

fn comment(doc: &str, margin: &str) -> String {
    let one = format!("{margin}/** {} */\n", doc.replace("*/", "* /"));
    match doc.is_empty() {
        true => String::new(),
        false if one.len() <= 120 && !doc.contains('\n') => one,
        false => {
            let lines = wrapped(&doc.replace("*/", "* /"), &format!("{margin} * "), 118);
            format!("{margin}/**\n{lines}{margin} */\n")
        }
    }
}

fn methods(declared: &Declared, name: &str, is_pure: bool) -> String {
    let kind = if is_pure { "PureMethod" } else { "ClientMethod" };
    let mut text = format!("export interface {name} {{\n");
    for method in declared.methods.iter().filter(|each| each.is_pure == is_pure) {
        if !method.is_http() {
            let nothing = if declared.may_be_empty(&method.request) { " | void" } else { "" };
            let (request, reply) = (shown(&method.request, "  "), shown(&method.reply, "  "));
            text += &comment(method.summary, "  ");
            text += &format!("  {}: {kind}<{request}{nothing}, {reply}>;\n", method.name);
        }
    }
    text + "}\n\n"
}

fn union(words: impl Iterator<Item = &'static str>) -> String {
    words.map(|word| format!("\n  | '{word}'")).collect()
}

fn declarations() -> String {
    let declared = declared();
    let (_, own) = OWN.split_once("\n\n").expect("what it is for, and then a blank line");
    let mut text = format!("{HEAD}\n{own}\n");
    text += &methods(&declared, "PureMethods", true);
    text += &methods(&declared, "ClientMethods", false);
    for method in declared.methods.iter().filter(|method| method.is_pure) {
        text += &format!("export const {0}: PureMethods['{0}'];\n", method.name);
    }
    text +=
        "\n/** Any method that needs no client, by its name. */\nexport const call: AnyMethod;\n\n";
    text += "declare const koppel: PureMethods & {\n  Koppel: typeof Koppel;\n";
    text +=
        "  KoppelError: typeof KoppelError;\n  call: AnyMethod;\n};\nexport default koppel;\n\n";
    let statuses = union(Status::ALL.iter().map(|status| status.name()));
    text += &format!("/** What the caller may do now. */\nexport type StatusName ={statuses};\n\n");
    let codes = union(Code::ALL.iter().map(|code| code.as_str()));
    text += &format!(
        "/** What happened; a newer library may know more. */\nexport type ErrorCode ={codes}\n  | (string & {{}});\n"
    );
    for (name, (doc, kind)) in &declared.types {
        text += &format!("\n{}", comment(doc, ""));
        text += &match kind {
            Type::Object(fields) => format!("export interface {name} {}\n", object(fields, "")),
            kind => format!("export type {name} = {};\n", shown(kind, "")),
        };
    }
    text + &super::oresto::typescript()
}

#[test]
fn the_declarations_of_node_are_those_of_the_schemas() {
    expect_file("bindings/node/koppel.d.ts", &declarations());
}

#[test]
fn the_module_names_every_pure_method() {
    let declared = declared();
    let pure = declared.methods.iter().filter(|method| method.is_pure);
    let names: Vec<&str> = pure.map(|method| method.name.as_str()).collect();
    let text = format!(
        "// The same for `import`: `import koppel, {{ Koppel }} from 'koppel'`. Generated; do not edit.\n\
         import koppel from './index.js';\n\n\
         export const {{ Koppel, KoppelError, call, productMapStream }} = koppel;\n\
         export const {{ {} }} = koppel;\nexport default koppel;\n",
        names.join(", ")
    );
    expect_file("bindings/node/index.mjs", &text);
}
