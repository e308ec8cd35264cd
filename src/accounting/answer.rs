//! One request of the accounting interface, from its head to its answer: who asks, how much is left, what is found, and
//! whether the caller has it already.

use super::arguments::{Arguments, check_conditions};
use super::list::{Call, Found};
use super::oauth::{self, Caller};
use super::problem::{Kind, Problem};
use super::quota::{self, Room};
use super::routes::{self, Operation};
use super::{ROOT, docs, openapi};
use crate::calendar::{http_date, http_date_ms};
use crate::client::Client;
use crate::config::Accounting;
use crate::error::Result;
use crate::http::{self, Answered, Head, Part, ReplyHead};
use crate::log::Event;
use crate::world::transaction;
use percent_encoding::percent_decode_str;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

/// The interface.
pub static PART: Part = Part {
    name: "accounting",
    place: |config| config.accounting.as_ref().map(|_| ROOT),
    respond,
    resume: oauth::resume,
};

/// Where a client finds how to get a token (RFC 8414): beside the interface, and at the root where the standard has it.
pub static METADATA: Part = Part {
    name: "accounting_metadata",
    place: |config| config.accounting.as_ref().map(|_| "/.well-known/oauth-authorization-server"),
    respond: |client, head, _| {
        let reference = http::reference(client)?;
        let mut room = None;
        let answer = metadata(client, head, &mut room);
        let answer = answer.unwrap_or_else(|problem| refused(client, &problem, &reference));
        finish(head, answer, room, &reference)
    },
    resume: oauth::resume,
};

/// What is answered, before the headers that all answers have.
#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
}

impl Answer {
    pub fn json(status: u16, body: &Value) -> Answer {
        Answer::of(status, "application/json", body.to_string().into_bytes())
    }
    pub fn of(status: u16, kind: &str, body: Vec<u8>) -> Answer {
        Answer { status, headers: vec![("Content-Type".into(), kind.into())], body }
    }
    #[must_use]
    pub fn with(mut self, name: &str, value: impl Into<String>) -> Answer {
        self.headers.push((name.into(), value.into()));
        self
    }
}

pub fn reply(status: u16, headers: Vec<(String, String)>) -> ReplyHead {
    ReplyHead { status, headers: http::sendable(headers), wake: Vec::new(), ask: None, login: None }
}

/// The configuration that stands behind [`PART`].
pub fn settings(client: &Client) -> Accounting {
    client.config.accounting.clone().unwrap_or_default()
}

fn respond(client: &Client, head: &Head, body: &[u8]) -> Answered {
    let reference = http::reference(client)?;
    let (path, query) = below_root(&head.target);
    if let Some(endpoint) = path.strip_prefix("/oauth/") {
        return oauth::respond(client, head, endpoint, (query, body));
    }
    let mut room = None;
    let answer = answer(client, head, (path, query), &mut room);
    let answer = answer.unwrap_or_else(|problem| refused(client, &problem, &reference));
    finish(head, answer, room, &reference)
}

fn metadata(
    client: &Client,
    head: &Head,
    room: &mut Option<Room>,
) -> std::result::Result<Answer, Problem> {
    *room = Some(counted(client, &anonymous(head))?);
    within(*room)?;
    match head.method.as_str() {
        "GET" | "HEAD" => Ok(Answer::json(200, &oauth::metadata(client))),
        _ => Err(Problem::new(Kind::MethodNotAllowed, "Use GET.")),
    }
}

/// The path below the interface's root, and the query.
fn below_root(target: &str) -> (&str, &str) {
    let target = target.split('#').next().unwrap_or_default();
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    (path.split_once(ROOT).map_or("", |(_, below)| below), query)
}

fn answer(
    client: &Client,
    head: &Head,
    (path, query): (&str, &str),
    room: &mut Option<Room>,
) -> std::result::Result<Answer, Problem> {
    let is_public = matches!(path, "/openapi.json" | "/docs" | "" | "/");
    let found = routes::find(path);
    if is_public || found.is_none() || !matches!(head.method.as_str(), "GET" | "HEAD") {
        *room = Some(counted(client, &anonymous(head))?);
        within(*room)?;
    }
    if !is_public && found.is_none() {
        return Err(Problem::new(Kind::UnknownPath, "openapi.json lists what there is."));
    }
    match head.method.as_str() {
        "GET" | "HEAD" => {}
        "OPTIONS" => {
            return Ok(
                Answer::of(204, "text/plain", Vec::new()).with("Allow", "GET, HEAD, OPTIONS")
            );
        }
        _ => return Err(Problem::new(Kind::MethodNotAllowed, "Use GET.")),
    }
    match (path, found) {
        ("/openapi.json", _) => fresh(head, Answer::json(200, &openapi::document(client)), None),
        (_, Some((operation, id))) => {
            let caller = authenticated(client, head, room)?;
            read(client, head, operation, &caller, (id, query))
        }
        _ => fresh(head, docs::page(client), None),
    }
}

pub fn anonymous(head: &Head) -> String {
    let address: String = head.remote_address.chars().take(64).collect();
    let address = match address.parse::<std::net::SocketAddr>() {
        Ok(address) => address.ip().to_string(),
        Err(_) => address,
    };
    format!("address:{address}")
}

pub fn counted(client: &Client, caller: &str) -> Result<Room> {
    let quota = settings(client).quota;
    transaction(&*client.world()?.store, |tx| quota::count(tx, client.shop_id(), caller, quota))
}

fn within(room: Option<Room>) -> std::result::Result<(), Problem> {
    match room.filter(|room| room.is_used_up()) {
        None => Ok(()),
        Some(room) => {
            let detail = format!(
                "{} requests in {} seconds are taken; there is room again in {} seconds.",
                room.limit, room.window_s, room.reset_s
            );
            Err(Problem::new(Kind::QuotaExceeded, detail))
        }
    }
}

/// Who calls. Wrong tokens are counted by address, so that nobody uses up another's limit.
fn authenticated(
    client: &Client,
    head: &Head,
    room: &mut Option<Room>,
) -> std::result::Result<Caller, Problem> {
    let caller = oauth::caller(client, head);
    let counted_as = match &caller {
        Ok(caller) => format!("client:{}", caller.client_id),
        Err(_) => anonymous(head),
    };
    *room = Some(counted(client, &counted_as)?);
    within(*room)?;
    caller
}

fn read(
    client: &Client,
    head: &Head,
    operation: &Operation,
    caller: &Caller,
    (id, query): (&str, &str),
) -> std::result::Result<Answer, Problem> {
    if !caller.scopes.contains(&operation.scope) {
        let detail = format!("It needs the scope {}.", operation.scope.as_str());
        return Err(Problem::new(Kind::Forbidden, detail));
    }
    let id = percent_decode_str(id).decode_utf8().ok().filter(|id| !id.contains('\0'));
    let id = id.ok_or_else(|| {
        let name = operation.path_parameter().unwrap_or_default();
        Problem::parameters(vec![(name.into(), "It is not UTF-8.".into())])
    })?;
    check_conditions(head)?;
    let arguments = Arguments::read(query, operation.parameters)?;
    let call = Call { client, arguments, id: id.into_owned() };
    // What is refused in the store is refused outside of it: a transaction gives one or the other.
    let found = transaction(&*client.world()?.store, |tx| match (operation.run)(&call, tx) {
        Err(Problem { cause: Some(cause), .. }) => Err(*cause),
        other => Ok(other),
    })??;
    fresh(head, shown(operation, &call, &found), found.last_modified.map(|at| at.0))
}

fn shown(operation: &Operation, call: &Call, found: &Found) -> Answer {
    let body = match operation.is_list {
        false => format!("{{\"success\":true,\"data\":{}}}", found.data),
        true => {
            let next = found.next.as_ref().map(|cursor| cursor.to_text());
            let next = serde_json::to_string(&next).unwrap_or_default();
            format!("{{\"success\":true,\"data\":{},\"next_cursor\":{next}}}", found.data)
        }
    };
    let answer = Answer::of(200, "application/json", body.into_bytes());
    match &found.next {
        None => answer,
        Some(cursor) => {
            let id =
                percent_encoding::utf8_percent_encode(&call.id, percent_encoding::NON_ALPHANUMERIC);
            let path = match operation.path_parameter() {
                Some(name) => operation.path.replace(&format!("{{{name}}}"), &id.to_string()),
                None => operation.path.to_owned(),
            };
            let query = call.arguments.with_cursor(&cursor.to_text());
            let address = openapi::address(call.client);
            answer.with("Link", format!("<{address}{path}?{query}>; rel=\"next\""))
        }
    }
}

/// 304 where the caller has it already.
fn fresh(
    head: &Head,
    answer: Answer,
    modified_ms: Option<i64>,
) -> std::result::Result<Answer, Problem> {
    let hash = Sha256::digest(&answer.body);
    let tag: String = hash.iter().take(16).map(|byte| format!("{byte:02x}")).collect();
    let tag = format!("\"{tag}\"");
    // To the next whole second: what changes within this one must not look the same.
    let modified_ms =
        modified_ms.map(|ms| ms.saturating_add(999).div_euclid(1000).saturating_mul(1000));
    let has_it = match head.header("if-none-match") {
        Some(known) => known.split(',').any(|one| {
            matches!(one.trim().trim_start_matches("W/"), "*")
                || one.trim().trim_start_matches("W/") == tag
        }),
        None => {
            let since = head.header("if-modified-since").and_then(http_date_ms);
            since.zip(modified_ms).is_some_and(|(since, modified)| modified <= since)
        }
    };
    let answer = match has_it {
        true => Answer { status: 304, headers: Vec::new(), body: Vec::new() },
        false => answer,
    };
    let answer = answer.with("ETag", tag);
    Ok(match modified_ms {
        Some(ms) => answer.with("Last-Modified", http_date(ms)),
        None => answer,
    })
}

/// The document of a problem; what lies behind it goes to the host's log only.
fn refused(client: &Client, problem: &Problem, reference: &str) -> Answer {
    if let Some(cause) = problem.cause.as_ref().filter(|_| problem.kind == Kind::Unavailable) {
        let facts = json!({ "reference": reference, "code": cause.code.as_str(), "message": cause.message });
        client.log.record(Event::AccountingFailed, facts);
    }
    let status = problem.status(settings(client).all_failures_are_400);
    let docs = format!("{}/docs", openapi::address(client));
    let document = problem.document(status, &docs, reference);
    let answer = Answer::of(status, "application/problem+json", document.to_string().into_bytes());
    match problem.kind {
        Kind::Unauthorized => {
            answer.with("WWW-Authenticate", "Bearer realm=\"koppel\", error=\"invalid_token\"")
        }
        Kind::Forbidden => {
            answer.with("WWW-Authenticate", "Bearer realm=\"koppel\", error=\"insufficient_scope\"")
        }
        Kind::MethodNotAllowed => answer.with("Allow", "GET, HEAD, OPTIONS"),
        Kind::Unavailable => answer.with("Retry-After", "5"),
        _ => answer,
    }
}

/// With the headers that all answers have.
pub fn finish(head: &Head, answer: Answer, room: Option<Room>, reference: &str) -> Answered {
    let mut headers = answer.headers;
    if let Some(room) = room {
        headers.extend(room.headers());
    }
    for (name, value) in [
        ("X-Request-Id", reference),
        ("X-Content-Type-Options", "nosniff"),
        ("Access-Control-Allow-Origin", "*"),
        (
            "Access-Control-Expose-Headers",
            "ETag, Last-Modified, Link, RateLimit, RateLimit-Policy, Retry-After, X-Request-Id",
        ),
        ("Access-Control-Allow-Headers", "Authorization, If-None-Match, If-Modified-Since"),
        ("Cache-Control", "private, no-cache"),
        ("Vary", "Authorization"),
    ] {
        if headers.iter().all(|(held, _)| !held.eq_ignore_ascii_case(name)) {
            headers.push((name.to_owned(), value.to_owned()));
        }
    }
    let body = if head.method == "HEAD" { Vec::new() } else { answer.body };
    Ok((reply(answer.status, headers), body))
}
