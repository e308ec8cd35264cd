//! A request to a platform by a call of its profile, with the shop's key there. It sends nothing.

use super::profile::{Call, Profile};
use crate::config::Platform;
use crate::error::Result;
use crate::world::Request;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;

/// `places` fills in the call's path; `key` is that by which the platform recognises a repetition; a `body` that is null
/// is none.
pub fn asked(
    platform: &Platform,
    profile: &Profile,
    call: &Call,
    places: &[(&str, &str)],
    key: &str,
    body: &Value,
) -> Result<Request> {
    let secret = platform.secret.read()?;
    let mut credentials = format!("{}:", platform.key).into_bytes();
    credentials.extend_from_slice(secret.expose());
    let mut headers = vec![
        ("Authorization".to_owned(), format!("Basic {}", STANDARD.encode(credentials))),
        ("Accept".to_owned(), "application/json".to_owned()),
    ];
    let body = if body.is_null() { Vec::new() } else { body.to_string().into_bytes() };
    if !body.is_empty() {
        headers.push(("Content-Type".to_owned(), "application/json".to_owned()));
        headers.extend(profile.key.iter().map(|header| (header.header.clone(), key.to_owned())));
    }
    Ok(Request {
        method: call.method.as_str(),
        url: call.url(&platform.base_url, places)?,
        headers,
        body,
        timeout_ms: profile.timeout_ms,
    })
}
