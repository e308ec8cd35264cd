//! The pages that a buyer may see on the way in. They hold texts and one button, no script, and nothing from a request.

use super::answer::Answer;
use crate::client::Client;
use crate::config::AbetaConnection;
use crate::texts::{Language, Text};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest, Sha256};

const STYLE: &str = "body{font:1.1rem/1.5 system-ui,sans-serif;margin:0;background:#f4f5f7;color:#1c2430}\
main{max-width:26rem;margin:12vh auto;padding:2rem;background:#fff;border-radius:.6rem;\
box-shadow:0 1px 4px #0002}h1{font-size:1.3rem;margin:0 0 .6rem}p{margin:0 0 1.4rem}\
button{font:inherit;padding:.6rem 1.4rem;border:0;border-radius:.4rem;background:#0b5cad;color:#fff;\
cursor:pointer}button:focus-visible{outline:3px solid #f5a623;outline-offset:2px}";

/// Asks the buyer to log in by a button: the same address, posted.
pub fn confirm(client: &Client, connection: &AbetaConnection) -> Answer {
    let language = language(client);
    let said = |text: Text| escaped(text.in_language(language));
    let form = format!(
        "<p>{}</p><form method=\"post\"><button autofocus>{}</button></form>",
        said(Text::PunchoutConfirm),
        said(Text::ButtonLogIn)
    );
    let page = html(client, &form);
    Answer::page(200, page).with("Content-Security-Policy", policy(connection))
}

/// The way on, without a page.
pub fn onward(connection: &AbetaConnection) -> Answer {
    Answer::page(303, String::new()).with("Content-Security-Policy", policy(connection))
}

/// Says that the one-time URL is of no use, whatever is behind that.
pub fn unusable(client: &Client, status: u16) -> Answer {
    plain(client, status, Text::PunchoutUnusable, "")
}

/// Says that the shop has failed, and what to quote.
pub fn failed(client: &Client, reference: &str) -> Answer {
    plain(client, 503, Text::PunchoutFailed, reference)
}

fn plain(client: &Client, status: u16, text: Text, reference: &str) -> Answer {
    let text = escaped(text.in_language(language(client)));
    let page = html(client, &format!("<p>{text} {reference}</p>"));
    let all = client.config.abeta.connections.iter();
    let mut ancestors: Vec<&str> =
        all.flat_map(|one| &one.frame_ancestors).map(String::as_str).collect();
    ancestors.sort_unstable();
    ancestors.dedup();
    Answer::page(status, page).with("Content-Security-Policy", policy_of(&ancestors, ""))
}

fn language(client: &Client) -> Language {
    Language::of(&client.config.shop.language)
}

fn html(client: &Client, main: &str) -> String {
    let lang = &client.config.shop.language;
    let name = escaped(&client.config.shop.name);
    format!(
        "<!doctype html><html lang=\"{lang}\"><head><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width\"><title>{name}</title>\
         <style>{STYLE}</style></head><body><main><h1>{name}</h1>{main}</main></body></html>"
    )
}

fn policy(connection: &AbetaConnection) -> String {
    let ancestors: Vec<&str> = connection.frame_ancestors.iter().map(String::as_str).collect();
    // A browser holds form-action to where the form leads in the end, too.
    let landing = connection.login.landing.strip_prefix("https://").unwrap_or_default();
    let host = landing.split(['/', '?', '#']).next().unwrap_or_default();
    let onward = if host.is_empty() { String::new() } else { format!(" https://{host}") };
    policy_of(&ancestors, &onward)
}

fn policy_of(ancestors: &[&str], onward: &str) -> String {
    let style = STANDARD.encode(Sha256::digest(STYLE));
    let ancestors = if ancestors.is_empty() { "'none'".into() } else { ancestors.join(" ") };
    format!(
        "default-src 'none'; style-src 'sha256-{style}'; form-action 'self'{onward}; \
         base-uri 'none'; frame-ancestors {ancestors}"
    )
}

fn escaped(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            other => safe.push(other),
        }
    }
    safe
}
