//! `http_respond` for those who have only JSON: the head and the body in one document, bytes as base64.

use super::{Answered, Head, ReplyHead, Respond, Scheme};
use crate::client::Client;
use crate::error::{Code, Error, Result};
use crate::json;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// An HTTP request, whole.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RespondRequest {
    /// `GET`, `POST` and so on.
    pub method: String,
    /// The path and the query, exactly as they came.
    pub target: String,
    /// How the request reached the host's own server.
    pub scheme: Scheme,
    /// The address of who is connected to the host's server.
    #[serde(default)]
    pub remote_address: String,
    #[serde(default)]
    pub headers: Vec<(String, String)>,
    /// The body, where it is UTF-8.
    #[serde(default)]
    pub body: Option<String>,
    /// The body as base64, whatever it is.
    #[serde(default)]
    pub body_base64: Option<String>,
}

/// The answer, whole.
#[derive(Serialize, JsonSchema)]
pub struct RespondReply {
    #[serde(flatten)]
    pub head: ReplyHead,
    /// The body, where it is UTF-8.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub body: Option<String>,
    /// Otherwise the body as base64.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub body_base64: Option<String>,
}

/// Answers `request` by `respond`.
pub fn respond_to_json(respond: Respond, client: &Client, request: &[u8]) -> Result<Vec<u8>> {
    let asked: RespondRequest = json::read(request)?;
    let body = match (asked.body, asked.body_base64) {
        (Some(_), Some(_)) => {
            let message = "Give either body or body_base64.";
            return Err(Error::new(Code::JsonWrongType, message).at("/body_base64"));
        }
        (Some(text), None) => text.into_bytes(),
        (None, Some(text)) => STANDARD.decode(text).map_err(|_| {
            Error::new(Code::JsonWrongType, "This is no base64.").at("/body_base64")
        })?,
        (None, None) => Vec::new(),
    };
    let RespondRequest { method, target, scheme, remote_address, headers, .. } = asked;
    let head = Head { method, target, scheme, remote_address, headers };
    one_document(respond(client, &head, &body))
}

/// An answer as one document.
pub fn one_document(answered: Answered) -> Result<Vec<u8>> {
    let (head, body) = answered?;
    let (body, body_base64) = match String::from_utf8(body) {
        Ok(text) => (Some(text), None),
        Err(bytes) => (None, Some(STANDARD.encode(bytes.as_bytes()))),
    };
    Ok(json::write(&RespondReply { head, body, body_base64 }))
}
