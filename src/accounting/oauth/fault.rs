//! What OAuth says when it says no (RFC 6749, section 5.2).

use crate::accounting::answer::Answer;
use crate::error::Error;
use serde_json::json;

/// A refusal: the code of the standard, and a sentence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    pub code: &'static str,
    pub description: String,
    pub status: u16,
}

impl Fault {
    #[cold]
    pub fn new(code: &'static str, description: impl Into<String>) -> Fault {
        let status = match code {
            "invalid_client" => 401,
            "temporarily_unavailable" => 503,
            _ => 400,
        };
        Fault { code, description: description.into(), status }
    }

    pub fn answer(&self) -> Answer {
        let body = json!({ "error": self.code, "error_description": self.description });
        let answer = Answer::json(self.status, &body);
        match self.status {
            401 => answer.with("WWW-Authenticate", "Basic realm=\"koppel\""),
            503 => answer.with("Retry-After", "5"),
            _ => answer,
        }
    }
}

/// What the shop must mend is not told.
impl From<Error> for Fault {
    fn from(_: Error) -> Fault {
        Fault::new("temporarily_unavailable", "The shop cannot answer now; ask again later.")
    }
}
