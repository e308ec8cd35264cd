//! The OpenAPI 3.1 document, made from the table of operations and their types, so that it cannot say anything else than
//! what is answered (WW-3, PS-3).

use super::ROOT;
use super::arguments::{CONDITION_BYTES_MAX, CONDITIONS};
use super::examples::{self, name_of};
use super::oauth::words_of;
use super::problem::Kind;
use super::routes::{OPERATIONS, Operation};
use crate::client::Client;
use crate::config::Scope;
use crate::limits;
use crate::texts::Language;
use schemars::SchemaGenerator;
use schemars::generate::{Contract, SchemaSettings};
use serde_json::{Map, Value, json};

/// The interface's own version: it changes with what it promises.
const VERSION: &str = "1.0.0";

/// The whole document for this shop.
pub fn document(client: &Client) -> Value {
    let settings = SchemaSettings::draft2020_12().with(|settings| {
        settings.definitions_path = "/components/schemas".into();
        settings.contract = Contract::Serialize;
        settings.meta_schema = None;
    });
    let mut generator = settings.into_generator();
    let mut paths = Map::new();
    for operation in OPERATIONS {
        paths.insert(operation.path.into(), path(operation, &mut generator));
    }
    let mut schemas = generator.take_definitions(true);
    schemas.insert("Problem".into(), problem());
    let mut document = json!({
        "openapi": "3.1.0",
        "info": info(client),
        "servers": [{ "url": address(client), "description": "Production: this shop.", "x-internal": false }],
        "security": [{ "oauth2": Scope::ALL.map(Scope::as_str) }],
        "tags": tags(),
        "paths": paths,
        "components": {
            "schemas": schemas,
            "headers": headers(),
            "responses": responses(),
            "securitySchemes": { "oauth2": security(client) },
        },
    });
    bound(&mut document["components"]["schemas"]);
    examples::lay(&mut document["components"]["schemas"]);
    document
}

pub fn address(client: &Client) -> String {
    format!("{}{ROOT}", client.config.rest.public_url.trim_end_matches('/'))
}

fn info(client: &Client) -> Value {
    let shop = &client.config.shop;
    let support = client.config.support.clone().unwrap_or_default();
    let given = |text: &str, other: String| if text.is_empty() { other } else { text.to_owned() };
    let mut contact = json!({
        "name": given(&support.contact, given(&shop.name, shop.shop_id.clone())),
        "url": given(&support.url, client.config.rest.public_url.clone()),
    });
    if !support.email.is_empty() {
        contact["email"] = support.email.into();
    }
    json!({
        "title": format!("Books of {}", given(&shop.name, shop.shop_id.clone())),
        "version": VERSION,
        "summary": "Sales, receipts, customers, products and day totals, for an accounting package.",
        "description": "Every answer says `success`. Amounts are decimal strings in the currency that stands beside them; \
            those that include VAT are called gross or total. Members may be added: readers ignore what they do not know. \
            What fails answers 400 with problem details (RFC 9457); 401, 403 and 429 are authentication and limits.",
        "contact": contact,
        "license": { "name": "MIT OR Apache-2.0", "identifier": "MIT OR Apache-2.0" },
    })
}

fn tags() -> Value {
    let mut names: Vec<&str> = Vec::new();
    for operation in OPERATIONS.iter().filter(|one| one.is_list) {
        if !names.contains(&operation.tag) {
            names.push(operation.tag);
        }
    }
    let tag = |name: &&str| json!({ "name": name, "description": format!("{name} of the shop.") });
    names.iter().map(tag).collect()
}

fn path(operation: &Operation, generator: &mut SchemaGenerator) -> Value {
    let mut parameters: Vec<Value> =
        operation.path_parameter().into_iter().map(path_parameter).collect();
    for one in operation.parameters.iter().copied().flatten() {
        parameters.push(
            json!({ "name": one.name, "in": "query", "required": false, "description": one.doc,
            "schema": one.schema(), "example": example(one.schema(), one.example) }),
        );
    }
    for (name, doc) in CONDITIONS {
        parameters
            .push(json!({ "name": name, "in": "header", "required": false, "description": doc,
            "schema": { "type": "string", "maxLength": CONDITION_BYTES_MAX } }));
    }
    let one = (operation.schema)(generator).to_value();
    let data = match operation.is_list {
        true => {
            json!({ "type": "array", "description": "What was found; the rest lies behind `next_cursor`.",
            "items": one, "maxItems": limits::ACCOUNTING_PAGE_MAX })
        }
        false => one,
    };
    let shown = examples::of(name_of(&data).unwrap_or_default());
    let mut schema = json!({ "type": "object", "required": ["success", "data"], "properties": {
        "success": { "type": "boolean", "const": true, "description": "Whether the request succeeded (WW-6)." },
        "data": data } });
    let mut example = json!({ "success": true, "data": shown });
    if operation.is_list {
        example = json!({ "success": true, "data": [shown], "next_cursor": null });
        schema["properties"]["next_cursor"] = json!({ "type": ["string", "null"], "maxLength": 400,
            "description": "Where the list goes on; null at its end." });
        schema["required"] = json!(["success", "data", "next_cursor"]);
    }
    let mut answers = json!({
        "200": { "description": "Found.", "headers": references(&["ETag", "Last-Modified", "RateLimit", "RateLimit-Policy", "X-Request-Id", "Access-Control-Allow-Origin"]),
            "content": { "application/json": { "schema": schema, "example": example } } },
        "304": { "description": "Still the same.", "headers": references(&["ETag", "RateLimit", "RateLimit-Policy", "X-Request-Id", "Access-Control-Allow-Origin"]) },
    });
    if let Some(links) = links(operation) {
        answers["200"]["links"] = links;
    }
    for kind in [400, 401, 403, 429, 503] {
        answers[kind.to_string()] = json!({ "$ref": format!("#/components/responses/{kind}") });
    }
    json!({ "get": {
        "operationId": operation.id,
        "tags": [operation.tag],
        "summary": operation.summary,
        "description": operation.doc,
        "security": [{ "oauth2": [operation.scope.as_str()] }],
        "parameters": parameters,
        "responses": answers,
    } })
}

fn path_parameter(name: &str) -> Value {
    let schema = match name {
        "business_day" => {
            json!({ "type": "string", "format": "date", "minLength": 10, "maxLength": 10 })
        }
        _ => json!({ "type": "string", "minLength": 1, "maxLength": limits::ID_BYTES_MAX }),
    };
    json!({ "name": name, "in": "path", "required": true, "schema": schema,
        "description": "The id, as a list or another record gave it; percent-encoded." })
}

fn example(schema: Value, text: &str) -> Value {
    match schema["type"].as_str() {
        Some("integer") => text.parse::<i64>().map_or(Value::Null, Value::from),
        _ => text.into(),
    }
}

fn links(operation: &Operation) -> Option<Value> {
    let (member, id) = operation.link?;
    let target = OPERATIONS.iter().find(|other| other.id == id)?;
    let name = target.path_parameter()?;
    Some(json!({ id: { "operationId": id, "description": "The first of these.",
        "parameters": { name: format!("$response.body#/data/0/{member}") } } }))
}

fn references(names: &[&str]) -> Value {
    let reference = |name: &&str| {
        ((*name).to_owned(), json!({ "$ref": format!("#/components/headers/{name}") }))
    };
    Value::Object(names.iter().map(reference).collect())
}

fn headers() -> Value {
    let header =
        |doc: &str| json!({ "description": doc, "schema": { "type": "string", "maxLength": 400 } });
    json!({
        "ETag": header("Tells this answer from another one."),
        "Last-Modified": header("When anything of this kind was last changed."),
        "RateLimit": header("What is left (r) and after how many seconds there is room again (t)."),
        "RateLimit-Policy": header("The limit: requests (q) in a window of seconds (w)."),
        "Retry-After": header("After how many seconds to ask again."),
        "WWW-Authenticate": header("How to authenticate."),
        "X-Request-Id": header("What to quote to support."),
        "Access-Control-Allow-Origin": header("Any origin: a browser sends no credentials by itself here."),
    })
}

/// A status, what it means, and the headers it has beside those of all.
const STATUSES: [(u16, &str, &[&str]); 5] = [
    (400, "The request failed; `detail` says why and `parameters` which (WW-7).", &[]),
    (401, "An access token is needed, or this one has ended.", &["WWW-Authenticate"]),
    (403, "The access token does not cover this.", &[]),
    (429, "The limit is used up.", &["Retry-After"]),
    (503, "The shop cannot answer now.", &["Retry-After"]),
];

fn responses() -> Value {
    let response = |(status, doc, more): &(u16, &str, &[&str])| {
        let mut names =
            vec!["RateLimit", "RateLimit-Policy", "X-Request-Id", "Access-Control-Allow-Origin"];
        names.extend_from_slice(more);
        let schema = json!({ "$ref": "#/components/schemas/Problem" });
        let answer = json!({ "description": doc, "headers": references(&names),
            "content": { "application/problem+json": { "schema": schema } } });
        (status.to_string(), answer)
    };
    Value::Object(STATUSES.iter().map(response).collect())
}

fn problem() -> Value {
    let codes: Vec<&str> = Kind::ALL.iter().map(|kind| kind.code()).collect();
    json!({ "type": "object", "description": "What went wrong (RFC 9457).",
        "required": ["success", "type", "title", "status", "detail", "code", "reference"],
        "properties": {
            "success": { "type": "boolean", "const": false, "description": "The request failed." },
            "type": { "type": "string", "format": "uri-reference", "description": "Where this kind of problem is described." },
            "title": { "type": "string", "description": "What kind of problem it is." },
            "status": { "type": "integer", "format": "int32", "minimum": 400, "maximum": 599, "description": "The HTTP status." },
            "detail": { "type": "string", "description": "What is wrong with this request, and what to do." },
            "code": { "type": "string", "enum": codes, "description": "The kind of problem, for programs." },
            "reference": { "type": "string", "description": "What to quote to support." },
            "parameters": { "type": "object", "description": "The parameters that are wrong, each with a sentence.", "maxProperties": 100,
                "additionalProperties": { "type": "string", "maxLength": 400 } },
        } })
}

fn security(client: &Client) -> Value {
    let scopes: Map<String, Value> =
        Scope::ALL.iter().map(|scope| (scope.as_str().to_owned(), scope_doc(*scope))).collect();
    let at = |path: &str| format!("{}/oauth/{path}", address(client));
    json!({ "type": "oauth2", "description": "RFC 6749 with PKCE (RFC 7636); metadata by RFC 8414. Access tokens are opaque: there is no JWT to which RFC8725 would apply.", "flows": {
        "clientCredentials": { "tokenUrl": at("token"), "refreshUrl": at("token"), "scopes": scopes },
        "authorizationCode": { "authorizationUrl": at("authorize"), "tokenUrl": at("token"), "refreshUrl": at("token"), "scopes": scopes },
    } })
}

/// What the consent page says in English.
fn scope_doc(scope: Scope) -> Value {
    words_of(scope).in_language(Language::En).into()
}

/// Says the bounds that hold for everything that came in by a request: nothing in an answer can be larger.
fn bound(schema: &mut Value) {
    match schema {
        Value::Object(members) => {
            let is = |name: &str| match members.get("type") {
                Some(Value::String(kind)) => kind == name,
                Some(Value::Array(kinds)) => kinds.iter().any(|kind| kind == name),
                _ => false,
            };
            let (text, list, whole) = (is("string"), is("array"), is("integer"));
            if let Some(Value::Array(kinds)) = members.get_mut("type").filter(|_| text) {
                // Numbers are read too, and never written.
                kinds.retain(|kind| kind != "number");
            }
            let is_chosen = members.contains_key("enum") || members.contains_key("const");
            if text && !is_chosen {
                members.entry("maxLength").or_insert_with(|| limits::REQUEST_BYTES_MAX.into());
            }
            if list {
                members.entry("maxItems").or_insert_with(|| limits::ORDER_LINES_MAX.into());
            }
            if whole {
                let format = members.get("format").and_then(Value::as_str).unwrap_or_default();
                let is_small = matches!(format, "uint32" | "int32" | "uint16");
                members.insert("format".into(), "int64".into());
                members.entry("minimum").or_insert_with(|| 0.into());
                members
                    .entry("maximum")
                    .or_insert_with(|| if is_small { u32::MAX.into() } else { i64::MAX.into() });
            }
            members.values_mut().for_each(bound);
        }
        Value::Array(items) => items.iter_mut().for_each(bound),
        _ => {}
    }
}
