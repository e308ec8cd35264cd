//! An answer over HTTP, before it is bytes: JSON for Abeta, a page for a buyer. It must not decide anything.

use crate::http::{self, PunchoutLogin, ReplyHead};
use serde_json::Value;

/// A status, a body, and what goes with them.
#[derive(Clone, Debug, Default)]
pub struct Answer {
    pub status: u16,
    pub kind: &'static str,
    pub headers: Vec<(String, String)>,
    pub body: String,
    pub wake: Vec<&'static str>,
    pub login: Option<PunchoutLogin>,
}

impl Answer {
    pub fn json(status: u16, body: &Value) -> Answer {
        let kind = "application/json; charset=UTF-8";
        Answer { status, kind, body: body.to_string(), ..Answer::default() }
    }

    pub fn page(status: u16, body: String) -> Answer {
        Answer { status, kind: "text/html; charset=UTF-8", body, ..Answer::default() }
    }

    #[must_use]
    pub fn with(mut self, name: &str, value: impl Into<String>) -> Answer {
        self.headers.push((name.into(), value.into()));
        self
    }

    /// The head and the body. Nothing of a punch-out is kept by a cache, or told to the next site.
    pub fn finish(self, reference: &str) -> (ReplyHead, Vec<u8>) {
        let Answer { status, kind, mut headers, body, wake, login } = self;
        let fixed = [
            ("Content-Type", kind),
            ("X-Content-Type-Options", "nosniff"),
            ("X-Robots-Tag", "noindex"),
            ("Cache-Control", "no-store"),
            ("Referrer-Policy", "no-referrer"),
            ("X-Request-Id", reference),
        ];
        headers.extend(fixed.map(|(name, value)| (name.to_owned(), value.to_owned())));
        let headers = http::sendable(headers);
        (ReplyHead { status, headers, wake, login, ..ReplyHead::default() }, body.into_bytes())
    }
}
