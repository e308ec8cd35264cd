//! HTTP as the host hands it over: a head and a body in, a head and a body out. It opens no socket and knows no route.

mod head;
mod method;

pub use head::{Head, ReplyHead, Scheme};
pub use method::{RespondReply, RespondRequest, respond_to_json};

use crate::client::Client;
use crate::error::Result;

/// A part's answer to one request.
pub type Respond = fn(&Client, &Head, &[u8]) -> Result<(ReplyHead, Vec<u8>)>;

/// What the other side quotes to support: new for every answer.
pub fn reference(client: &Client) -> Result<String> {
    let mut bytes = [0; 16];
    client.world()?.entropy.fill(&mut bytes)?;
    Ok(bytes.iter().map(|byte| format!("{byte:02x}")).collect())
}

/// The headers that can be sent: a value that could begin a line of its own is left out.
pub fn sendable(mut headers: Vec<(String, String)>) -> Vec<(String, String)> {
    headers.retain(|(_, value)| value.bytes().all(|byte| (b' '..=b'~').contains(&byte)));
    headers
}
