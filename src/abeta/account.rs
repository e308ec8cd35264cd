//! Whose key it is that Abeta sends (AB-02, AB-06): looked for in constant time, before anything else of a request counts.

use super::refusal::{OrRefused, Refusal, Word};
use crate::client::Client;
use crate::config::AbetaConnection;
use crate::http::Head;
use serde::Deserialize;
use serde_json::Value;
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

/// A body, as far as its key.
#[derive(Deserialize)]
struct Keyed {
    #[serde(default)]
    api_key: Value,
}

/// The connection whose key the body holds.
pub fn connection<'c>(
    client: &'c Client,
    head: &Head,
    body: &[u8],
) -> OrRefused<&'c AbetaConnection> {
    let unknown = |reason: &'static str| Refusal::new(Word::InvalidApiKey, reason);
    let keyed: Keyed = crate::json::read(body).map_err(|error| Refusal::unreadable(&error))?;
    let Value::String(key) = keyed.api_key else {
        return Err(unknown("The body holds no api_key."));
    };
    let connection = find(client, key.as_bytes())?;
    let connection = connection.ok_or_else(|| unknown("No connection has this api_key."))?;
    match has_bearer(connection, head)? {
        true => Ok(connection),
        false => {
            Err(unknown("The bearer token is not the connection's.").of(&connection.connection_id))
        }
    }
}

/// All keys are compared, whichever fits, and by their hashes: neither a key's place nor its length shows in the time.
fn find<'c>(client: &'c Client, key: &[u8]) -> OrRefused<Option<&'c AbetaConnection>> {
    let given = Sha256::digest(key);
    let mut found = Vec::new();
    for connection in &client.config.abeta.connections {
        // One connection whose key cannot be read does not shut out the others.
        let Ok(held) = connection.key() else { continue };
        let fits: bool = Sha256::digest(held.expose()).ct_eq(&given).into();
        if fits {
            found.push(connection);
        }
    }
    match found.as_slice() {
        [] => Ok(None),
        [one] => Ok(Some(*one)),
        [one, ..] => {
            let reason = "Two connections have the same api_key; give each its own.";
            Err(Refusal::new(Word::UnknownError, reason).of(&one.connection_id))
        }
    }
}

fn has_bearer(connection: &AbetaConnection, head: &Head) -> OrRefused<bool> {
    let Some(source) = &connection.bearer_token else { return Ok(true) };
    let held = source.read().map_err(Refusal::from)?;
    let given = head.header("authorization").unwrap_or_default();
    let given = given.split_once(' ').filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer"));
    let given = given.map_or("", |(_, token)| token.trim());
    Ok(Sha256::digest(held.expose()).ct_eq(&Sha256::digest(given)).into())
}
