//! The one-time URL (AB-04, AB-05, AB-07): whoever opens it first is logged in, and nobody after. The token is kept as its
//! hash alone, and told to no log.

use super::answer::Answer;
use super::page;
use super::punchout::{self, Punchout};
use super::refusal::{OrRefused, Refusal, Word};
use crate::client::Client;
use crate::config::AbetaConnection;
use crate::hex;
use crate::http::{Head, PunchoutLogin};
use crate::log::Event;
use crate::world::transaction;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::json;
use sha2::{Digest, Sha256};

/// What stands in the URL for 256 bits.
pub fn token(bytes: &[u8; 32]) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

/// What is kept of a token.
pub fn hash(token: &str) -> String {
    hex::digits(&Sha256::digest(token))
}

/// Answers a request for the one-time URL with this token.
pub fn respond(client: &Client, head: &Head, token: &str) -> OrRefused<Answer> {
    let method = head.method.to_ascii_uppercase();
    let link_hash = hash(token);
    match method.as_str() {
        "GET" | "HEAD" => {}
        "POST" => return enter(client, &link_hash),
        _ => return Ok(page::unusable(client, 405).with("Allow", "GET, HEAD, POST")),
    }
    let found = transaction(&*client.world()?.store, |tx| {
        punchout::find_by_link(tx, client.shop_id(), &link_hash)
    })?;
    let connection = found.and_then(|held| client.config.abeta.connection(&held.connection_id));
    match connection {
        // A HEAD is a program's: it takes nothing.
        Some(connection) if method == "HEAD" || connection.login.confirm => {
            Ok(page::confirm(client, connection))
        }
        _ if method == "HEAD" => Ok(page::unusable(client, 410)),
        _ => enter(client, &link_hash),
    }
}

/// Takes the URL and logs the buyer in.
fn enter(client: &Client, link_hash: &str) -> OrRefused<Answer> {
    let opened =
        transaction(&*client.world()?.store, |tx| punchout::open(tx, client.shop_id(), link_hash))?;
    let Some(opened) = opened else { return Ok(unusable(client)) };
    let Some(connection) = client.config.abeta.connection(&opened.connection_id) else {
        let refusal = Refusal::new(Word::UnknownError, "The connection is no more.");
        return Err(refusal.of(&opened.connection_id));
    };
    let facts = json!({
        "connection_id": connection.connection_id, "punchout_id": opened.punchout_id,
    });
    client.log.record(Event::AbetaLoggedIn, facts);
    Ok(welcome(client, connection, opened))
}

fn welcome(client: &Client, connection: &AbetaConnection, opened: Punchout) -> Answer {
    let landing = connection.login.landing.replace("{punchout_id}", &opened.punchout_id);
    let location = match landing.starts_with('/') {
        true => format!("{}{landing}", client.config.rest.public_url.trim_end_matches('/')),
        false => landing,
    };
    let login = PunchoutLogin {
        punchout_id: opened.punchout_id,
        user_id: opened.user_id,
        session_id: opened.session_id,
        connection_id: opened.connection_id,
        abeta_punchout_user: true,
        frame_ancestors: connection.frame_ancestors.clone(),
    };
    let answer = page::onward(connection).with("Location", location);
    Answer { login: Some(login), ..answer }
}

/// One answer for what never was, what is too old and what was used: it tells nobody which.
fn unusable(client: &Client) -> Answer {
    page::unusable(client, 410)
}
