//! `source_call`: a call of the host's own to a hosted shop, by the source's access and at its pace, so that no program needs
//! the token. It must not know what is asked, nor what the answer means.

use super::call::{Ask, Caller, Halt};
use super::source::Source;
use crate::client::Client;
use crate::error::{Code, Error, Result};
use crate::json::{self, Exact};
use crate::wire::Verb;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::collections::BTreeMap;

/// A call of the host's own at a hosted shop, such as one that makes an order there.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "SourceCallRequest")]
pub struct CallRequest {
    /// The source's name in `sources`.
    pub source: String,
    pub method: Verb,
    /// What stands behind `base_url`, with its query; or a whole address of the same host, as a list names its next page.
    pub path: String,
    /// What is sent, as JSON.
    #[serde(default)]
    #[schemars(with = "Option<Value>")]
    pub document: Option<Exact>,
    /// A shop that wants time (429) is waited for so long, then it is `source.unavailable`.
    #[serde(default = "twenty_seconds")]
    pub max_ms: u64,
}

fn twenty_seconds() -> u64 {
    20_000
}

/// What the shop answered, whatever its status: 404 and 422 are answers.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "SourceCallReply")]
pub struct CallReply {
    pub status: u16,
    /// By their names in lower case.
    pub headers: BTreeMap<String, String>,
    /// The answer; null where it is no JSON.
    pub document: Value,
    /// The answer where it is no JSON.
    pub text: Option<String>,
}

/// `source_call`.
pub fn source_call(client: &Client, request: &[u8]) -> Result<CallReply> {
    let asked: CallRequest = json::read(request)?;
    let source = Source::find(client, &asked.source)?;
    source.address(&asked.path).map_err(|_| {
        let message =
            "A path begins with / and stands behind base_url, or is an address of its host.";
        Error::new(Code::JsonWrongType, message).at("/path")
    })?;
    let body = asked.document.as_ref().map(|Exact(document)| document.to_string().into_bytes());
    let ask =
        Ask { method: asked.method.as_str(), target: asked.path, body: body.unwrap_or_default() };
    let until_ms = client.world()?.clock.monotonic_ms().saturating_add(asked.max_ms);
    let mut caller = Caller::new(client, source, until_ms)?;
    let mut nth = 0;
    loop {
        nth += 1;
        match caller.send(&ask) {
            // What was refused for its number was not done.
            Ok(Ok(reply)) if reply.status == 429 => caller.refused(&reply, nth),
            Ok(Ok(reply)) => return Ok(told(reply)),
            Ok(Err(silence)) if silence.is_sent && asked.method != Verb::Get => {
                let message = format!(
                    "The shop did not answer, and may have done it: look it up. {}",
                    silence.why
                );
                return Err(Error::new(Code::SourceUnanswered, message));
            }
            Ok(Err(silence)) => return Err(Error::new(Code::SourceUnavailable, silence.why)),
            Err(Halt::Later { why, .. } | Halt::Failed(why)) => return Err(why),
        }
    }
}

fn told(reply: crate::world::Reply) -> CallReply {
    let document: Option<Exact> = json::read(&reply.body).ok();
    let text = match document {
        Some(_) => None,
        None => Some(String::from_utf8_lossy(&reply.body).into_owned()),
    };
    let mut headers: BTreeMap<String, String> = BTreeMap::new();
    for (name, value) in reply.headers {
        headers.entry(name).and_modify(|held| *held = format!("{held}, {value}")).or_insert(value);
    }
    let document = document.map_or(Value::Null, |Exact(document)| document);
    CallReply { status: reply.status, headers, document, text }
}
