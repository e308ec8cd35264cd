//! HTTP as the host hands it over: a head and a body in, a head and a body out. It opens no socket and knows no route.

mod ask;
mod head;
mod method;

pub use ask::{ask, resume};
pub use head::{Head, PunchoutLogin, ReplyHead, Scheme};
pub use method::{RespondReply, RespondRequest, one_document, respond_to_json};

use crate::ask::AnswerRequest;
use crate::client::Client;
use crate::config::Config;
use crate::error::Result;
use crate::hex;

/// An answer's head and body.
pub type Answered = Result<(ReplyHead, Vec<u8>)>;

/// A part's answer to one request.
pub type Respond = fn(&Client, &Head, &[u8]) -> Answered;

/// A part's answer once the host has answered what the part asked; it gets the state that it left.
pub type Resume = fn(&Client, &[u8], &AnswerRequest) -> Answered;

/// A part with a place of its own.
#[derive(Debug)]
pub struct Part {
    /// What the part is called; its questions come back to it by this name.
    pub name: &'static str,
    /// The path below the shop's address; none where it is not configured.
    pub place: fn(&Config) -> Option<&str>,
    pub respond: Respond,
    pub resume: Resume,
}

/// What the other side quotes to support: new for every answer.
pub fn reference(client: &Client) -> Result<String> {
    let mut bytes = [0; 16];
    client.world()?.entropy.fill(&mut bytes)?;
    Ok(hex::digits(&bytes))
}

/// The headers that can be sent: a value that could begin a line of its own is left out.
pub fn sendable(mut headers: Vec<(String, String)>) -> Vec<(String, String)> {
    headers.retain(|(_, value)| value.bytes().all(|byte| (b' '..=b'~').contains(&byte)));
    headers
}
