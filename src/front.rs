//! Which part answers an HTTP request: found by its path. It must not look further into a request than that.

use crate::accounting;
use crate::ask::AnswerRequest;
use crate::client::Client;
use crate::error::Result;
use crate::http::{self, Answered, Head, Part, Respond};
use crate::{abeta, json, rest, sources};

/// Parts with a place of their own, by the path below the shop's address; what is not theirs is the REST interface's.
static PARTS: &[&Part] = &[&abeta::PART, &accounting::METADATA, &accounting::PART, &sources::PART];

/// Answers one request.
pub fn respond(client: &Client, head: &Head, body: &[u8]) -> Answered {
    let path = head.target.split(['?', '#']).next().unwrap_or_default();
    let is_below = |place: &str| {
        path.split_once(place).is_some_and(|(_, below)| below.is_empty() || below.starts_with('/'))
    };
    let part = PARTS.iter().find(|part| (part.place)(&client.config).is_some_and(is_below));
    part.map_or(rest::respond as Respond, |part| part.respond)(client, head, body)
}

/// As [`respond`], the heads as JSON.
pub fn respond_json(client: &Client, head: &[u8], body: &[u8]) -> Result<(Vec<u8>, Vec<u8>)> {
    let (head, body) = respond(client, &json::read(head)?, body)?;
    Ok((json::write(&head), body))
}

/// As [`respond`], the request and the answer as one document each.
pub fn http_respond(client: &Client, request: &[u8]) -> Result<Vec<u8>> {
    http::respond_to_json(respond, client, request)
}

/// Goes on with what the host was asked.
fn answer(client: &Client, request: &[u8]) -> Answered {
    let answer: AnswerRequest = json::read(request)?;
    http::resume(client, PARTS, &answer)
}

/// As [`http_answer`], the head and the body apart.
pub fn answer_json(client: &Client, request: &[u8]) -> Result<(Vec<u8>, Vec<u8>)> {
    let (head, body) = answer(client, request)?;
    Ok((json::write(&head), body))
}

/// The host's answer to what it was asked, and what is to be sent then, as one document each.
pub fn http_answer(client: &Client, request: &[u8]) -> Result<Vec<u8>> {
    http::one_document(answer(client, request))
}
