//! The readable page: the same as the OpenAPI document, for people. It needs nothing from another site.

use super::answer::Answer;
use super::examples;
use super::openapi;
use super::problem::Kind;
use crate::client::Client;
use serde_json::Value;

const STYLE: &str = include_str!("docs.css");

pub fn page(client: &Client) -> Answer {
    let document = openapi::document(client);
    let mut html = String::with_capacity(1 << 17);
    let title = text(&document["info"]["title"]);
    html.push_str(&format!(
        "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>{title}</title>\
         <meta name=\"viewport\" content=\"width=device-width\"><style>{STYLE}</style></head><body><h1>{title}</h1><p>{}</p>",
        text(&document["info"]["description"])
    ));
    html.push_str("<p>For programs: <a href=\"openapi.json\">openapi.json</a>.</p>");
    contact(&mut html, &document["info"]["contact"]);
    authorisation(&mut html, &openapi::address(client));
    html.push_str("<h2 id=\"operations\">What can be read</h2>");
    for (path, item) in document["paths"].as_object().into_iter().flatten() {
        operation(&mut html, path, &item["get"]);
    }
    html.push_str("<h2 id=\"types\">What is answered</h2>");
    for (name, schema) in document["components"]["schemas"].as_object().into_iter().flatten() {
        kind(&mut html, name, schema);
    }
    html.push_str("<h2 id=\"problems\">When something is wrong</h2><p>The body is an object with these codes:</p><table>");
    for one in Kind::ALL {
        let (code, status, doc) = (one.code(), one.status(), escaped(one.doc()));
        html.push_str(&format!("<tr id=\"{code}\"><td><code>{code}</code><td>{status}<td>{doc}"));
    }
    html.push_str("</table></body></html>");
    Answer::of(200, "text/html; charset=utf-8", html.into_bytes()).with(
        "Content-Security-Policy",
        "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'",
    )
}

fn contact(html: &mut String, contact: &Value) {
    html.push_str(&format!("<p>Support: {}", text(&contact["name"])));
    for name in ["email", "url"] {
        if let Some(value) = contact[name].as_str() {
            html.push_str(&format!(", {}", escaped(value)));
        }
    }
    html.push_str(". Quote the <code>X-Request-Id</code> of the answer.</p>");
}

/// Every request of both flows, written out (WW-4b, PS-4b).
fn authorisation(html: &mut String, address: &str) {
    let address = escaped(address);
    html.push_str(&format!(
        "<h2 id=\"oauth\">Getting a token</h2><p>A client that finds its settings by itself reads them at \
         <code>{address}/.well-known/oauth-authorization-server</code>.</p>\
         <h3>For a program on its own</h3><pre>POST {address}/oauth/token\nAuthorization: Basic base64(client_id:client_secret)\n\
         Content-Type: application/x-www-form-urlencoded\n\ngrant_type=client_credentials&amp;scope=sales.read</pre>\
         <h3>With the consent of the shop's owner</h3><pre>GET {address}/oauth/authorize?response_type=code&amp;client_id=...&amp;redirect_uri=...\
         &amp;scope=sales.read&amp;state=...&amp;code_challenge=...&amp;code_challenge_method=S256\n\n\
         302 Location: (redirect_uri)?code=...&amp;state=...&amp;iss={address}\n\n\
         POST {address}/oauth/token\nAuthorization: Basic base64(client_id:client_secret)\n\
         Content-Type: application/x-www-form-urlencoded\n\ngrant_type=authorization_code&amp;code=...&amp;redirect_uri=...&amp;code_verifier=...\n\n\
         POST {address}/oauth/token (when the access token has ended)\n\
         grant_type=refresh_token&amp;refresh_token=...</pre>\
         <h3>Using it, and giving it back</h3><pre>GET {address}/sales?from=2026-11-01&amp;until=2026-11-30\nAuthorization: Bearer (access_token)\n\n\
         POST {address}/oauth/revoke\nAuthorization: Basic base64(client_id:client_secret)\n\ntoken=...</pre>"
    ));
}

fn operation(html: &mut String, path: &str, get: &Value) {
    let id = text(&get["operationId"]);
    html.push_str(&format!(
        "<h3 id=\"{id}\">{} <code>GET {}</code></h3><p>{} Scope: <code>{}</code>.</p><table><tr><th>parameter<th>where<th>required<th>type<th>meaning",
        text(&get["summary"]), escaped(path), text(&get["description"]), text(&get["security"][0]["oauth2"][0])
    ));
    for one in get["parameters"].as_array().into_iter().flatten() {
        let required = if one["required"] == true { "yes" } else { "no" };
        html.push_str(&format!(
            "<tr><td><code>{}</code><td>{}<td>{required}<td>{}<td>{}",
            text(&one["name"]),
            text(&one["in"]),
            shape(&one["schema"]),
            text(&one["description"])
        ));
    }
    let data =
        &get["responses"]["200"]["content"]["application/json"]["schema"]["properties"]["data"];
    html.push_str(&format!("</table><p>Gives: {}.</p>", shape(data)));
}

fn kind(html: &mut String, name: &str, schema: &Value) {
    let (name, doc) = (escaped(name), text(&schema["description"]));
    html.push_str(&format!("<h3 id=\"type-{name}\">{name}</h3><p>{doc}</p>"));
    let Some(properties) = schema["properties"].as_object() else {
        html.push_str(&format!("<p>{}</p>", shape(schema)));
        return;
    };
    html.push_str("<table><tr><th>field<th>always there<th>type<th>meaning");
    let required = schema["required"].as_array();
    for (field, property) in properties {
        let is_required = required.is_some_and(|names| names.iter().any(|name| name == field));
        html.push_str(&format!(
            "<tr><td><code>{}</code><td>{}<td>{}<td>{}",
            escaped(field),
            if is_required { "yes" } else { "no" },
            shape(property),
            text(&property["description"])
        ));
    }
    html.push_str("</table>");
    let example = examples::of(&name);
    if let Some(text) = serde_json::to_string_pretty(&example).ok().filter(|_| example.is_object())
    {
        html.push_str(&format!("<p>For example:</p><pre>{}</pre>", escaped(&text)));
    }
}

/// A type in a few words.
fn shape(schema: &Value) -> String {
    if let Some(name) = schema["$ref"].as_str().and_then(|name| name.rsplit('/').next()) {
        let name = escaped(name);
        return format!("<a href=\"#type-{name}\">{name}</a>");
    }
    for choice in ["anyOf", "oneOf"] {
        if let Some(options) = schema[choice].as_array() {
            return options.iter().map(shape).collect::<Vec<_>>().join(" or ");
        }
    }
    if let Some(words) = schema["enum"].as_array() {
        return words.iter().map(|word| escaped(&word.to_string())).collect::<Vec<_>>().join(", ");
    }
    if !schema["const"].is_null() {
        return escaped(&schema["const"].to_string());
    }
    match &schema["type"] {
        Value::String(kind) if kind == "array" => format!("list of {}", shape(&schema["items"])),
        Value::String(kind) => match schema["format"].as_str() {
            Some(format) if kind == "string" => escaped(format),
            _ => escaped(kind),
        },
        Value::Array(kinds) => kinds.iter().map(text).collect::<Vec<_>>().join(" or "),
        _ => "any".into(),
    }
}

fn text(value: &Value) -> String {
    escaped(value.as_str().unwrap_or_default())
}

/// Text within HTML, also within an attribute.
pub fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            letter => out.push(letter),
        }
    }
    out
}
