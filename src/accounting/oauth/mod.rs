//! OAuth 2.0 (RFC 6749, 7009, 7636, 8414, 9207): client credentials, and the code flow with the consent of the shop's owner.
//! Tokens are opaque and kept as hashes. A crate would bring its own server, clock and storage; what is left of the
//! protocol without those is this folder.

mod consent;
mod fault;
mod form;
mod grant;
mod tokens;

pub use consent::{resume, words_of};
pub use tokens::{documents, forget};

use super::answer::{Answer, finish, settings};
use super::openapi::address;
use super::problem::{Kind, Problem};
use crate::client::Client;
use crate::config::Scope;
use crate::http::{self, Answered, Head};
use crate::world::transaction;
use serde_json::{Value, json};

/// Who calls with an access token.
#[derive(Debug)]
pub struct Caller {
    pub client_id: String,
    pub scopes: Vec<Scope>,
}

/// How to get a token (RFC 8414).
pub fn metadata(client: &Client) -> Value {
    let issuer = address(client);
    let at = |name: &str| format!("{issuer}/oauth/{name}");
    let ways = ["client_secret_basic", "client_secret_post", "none"];
    json!({
        "issuer": issuer,
        "authorization_endpoint": at("authorize"),
        "token_endpoint": at("token"),
        "revocation_endpoint": at("revoke"),
        "scopes_supported": Scope::ALL.map(Scope::as_str),
        "response_types_supported": ["code"],
        "response_modes_supported": ["query"],
        "grant_types_supported": ["authorization_code", "client_credentials", "refresh_token"],
        "token_endpoint_auth_methods_supported": ways,
        "revocation_endpoint_auth_methods_supported": ways,
        "code_challenge_methods_supported": ["S256"],
        "authorization_response_iss_parameter_supported": true,
        "service_documentation": format!("{issuer}/docs"),
    })
}

/// Whether what is secret may travel here: over https wherever the shop is known by https.
pub fn is_safe(client: &Client, head: &Head) -> bool {
    let rest = &client.config.rest;
    !rest.public_url.starts_with("https://") || head.is_secure(&rest.trusted_proxies)
}

/// The endpoints below `/oauth/`.
pub fn respond(
    client: &Client,
    head: &Head,
    endpoint: &str,
    (query, body): (&str, &[u8]),
) -> Answered {
    let reference = http::reference(client)?;
    if endpoint == "authorize" {
        return consent::respond(client, head, (query, body));
    }
    let (answer, room) = grant::respond(client, head, endpoint, body);
    let answer = answer.with("Cache-Control", "no-store").with("Pragma", "no-cache");
    let status = match answer.status {
        400..=499 if settings(client).all_failures_are_400 => 400,
        status => status,
    };
    finish(head, Answer { status, ..answer }, room, &reference)
}

/// Who an access token belongs to.
pub fn caller(client: &Client, head: &Head) -> Result<Caller, Problem> {
    if !is_safe(client, head) {
        return Err(Problem::new(Kind::Forbidden, "Tokens are taken over https only."));
    }
    let unauthorized = |detail: &str| Problem::new(Kind::Unauthorized, detail);
    let given = head.header("authorization").unwrap_or_default();
    let token = given.split_once(' ').filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer"));
    let token = token.map(|(_, token)| token.trim()).filter(|token| !token.is_empty());
    let token =
        token.ok_or_else(|| unauthorized("Send Authorization: Bearer and an access token."))?;
    let hash = tokens::hash(token);
    let found =
        transaction(&*client.world()?.store, |tx| tokens::access(tx, client.shop_id(), &hash))?;
    let known = found.and_then(|(client_id, scopes)| {
        // A client that is no longer configured, or has fewer scopes by now, has no more than that.
        let settings = settings(client);
        let held = settings.client(&client_id)?;
        let scopes =
            tokens::scopes(&scopes).into_iter().filter(|scope| held.scopes.contains(scope));
        Some(Caller { scopes: scopes.collect(), client_id })
    });
    known.ok_or_else(|| unauthorized("This access token is not known, was revoked, or has ended."))
}
