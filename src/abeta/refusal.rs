//! What Abeta is told when it is refused: exactly one of three words (AB-06), or a sentence for an order (AB-15). Why, the
//! shop reads in its log.

use super::answer::Answer;
use crate::client::Client;
use crate::config::AbetaStatuses;
use crate::error::{Code, Error};
use crate::log::Event;
use serde_json::json;
use std::borrow::Cow;

/// A refusal. `reason` is for the log: it holds no secret and nothing of the body.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    pub word: Word,
    /// Where the configuration does not choose the status.
    pub status: Option<u16>,
    pub reason: Cow<'static, str>,
    pub connection_id: String,
    pub retry_after_s: Option<i64>,
}

/// Something, or why Abeta is refused.
pub type OrRefused<T> = std::result::Result<T, Refusal>;

/// The three words, taken over one to one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Word {
    InvalidApiKey,
    InvalidCredentials,
    UnknownError,
}

impl Word {
    pub fn as_str(self) -> &'static str {
        match self {
            Word::InvalidApiKey => "invalid_api_key",
            Word::InvalidCredentials => "invalid_credentials",
            Word::UnknownError => "unknown_error",
        }
    }

    fn status(self, statuses: &AbetaStatuses) -> u16 {
        match self {
            Word::InvalidApiKey => statuses.invalid_api_key,
            Word::InvalidCredentials => statuses.invalid_credentials,
            Word::UnknownError => statuses.unknown_error,
        }
    }
}

impl Refusal {
    #[cold]
    pub fn new(word: Word, reason: impl Into<Cow<'static, str>>) -> Refusal {
        let (reason, connection_id) = (reason.into(), String::new());
        Refusal { word, status: None, reason, connection_id, retry_after_s: None }
    }

    /// A request that is not what the document says.
    pub fn malformed(reason: impl Into<Cow<'static, str>>) -> Refusal {
        Refusal { status: Some(400), ..Refusal::new(Word::UnknownError, reason) }
    }

    /// A body that is no JSON, or not of the shape: the path says where, its content is not repeated.
    pub fn unreadable(error: &Error) -> Refusal {
        let what = match error.code {
            Code::JsonSyntax => "it is no valid JSON",
            _ => "it is not of the shape that the document prints",
        };
        let place = match error.path.as_str() {
            "" => String::new(),
            path => format!(" at {path}"),
        };
        let code = error.code.as_str();
        Refusal::malformed(format!(
            "The body cannot be read{place}: {what} ({code}). Nothing of it was taken."
        ))
    }

    pub fn too_many_attempts(retry_after_s: i64) -> Refusal {
        let reason = "Too many wrong passwords for one name; it waits.";
        let refusal = Refusal::new(Word::UnknownError, reason);
        Refusal { status: Some(429), retry_after_s: Some(retry_after_s), ..refusal }
    }

    #[must_use]
    pub fn of(self, connection_id: &str) -> Refusal {
        Refusal { connection_id: connection_id.to_owned(), ..self }
    }

    pub fn status(&self, client: &Client) -> u16 {
        self.status.unwrap_or_else(|| self.word.status(&client.config.abeta.statuses))
    }

    pub fn log(&self, client: &Client, reference: &str) {
        let facts = json!({
            "reference": reference, "connection_id": self.connection_id,
            "error": self.word.as_str(), "reason": self.reason,
        });
        client.log.record(Event::AbetaRefused, facts);
    }

    /// The answer to a setup-request.
    pub fn answer(&self, client: &Client) -> Answer {
        let answer = Answer::json(self.status(client), &json!({ "error": self.word.as_str() }));
        match self.retry_after_s {
            Some(seconds) => answer.with("Retry-After", seconds.to_string()),
            None => answer,
        }
    }
}

/// The shop's own failure: Abeta hears that it failed, the log says how.
impl From<Error> for Refusal {
    fn from(error: Error) -> Refusal {
        Refusal::new(Word::UnknownError, format!("{}: {}", error.code.as_str(), error.message))
    }
}
