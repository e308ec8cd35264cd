//! An answer, before it is bytes.

use super::fault::Fault;
use serde_json::{Map, Value};

/// What an operation gives.
pub type Answered = Result<Answer, Fault>;

/// A status, headers, a document, and what now has something to do.
#[derive(Clone, Debug, PartialEq)]
pub struct Answer {
    pub status: u16,
    pub headers: Vec<(String, String)>,
    pub body: Value,
    /// The document as text, where it was written as one; then `body` is nothing.
    pub text: Option<Vec<u8>>,
    pub wakes_inbox: bool,
    pub wakes_outbox: bool,
}

impl Answer {
    pub fn of(body: Value) -> Answer {
        Answer {
            status: 200,
            headers: Vec::new(),
            body,
            text: None,
            wakes_inbox: false,
            wakes_outbox: false,
        }
    }

    /// What is JSON already.
    pub fn of_text(text: Vec<u8>) -> Answer {
        Answer { text: Some(text), ..Answer::of(Value::Null) }
    }

    /// The document, read where it was written as text.
    fn read(&mut self) {
        if let Some(text) = self.text.take() {
            self.body = serde_json::from_slice(&text).unwrap_or_default();
        }
    }

    /// The bytes of the document.
    pub fn into_bytes(self) -> Vec<u8> {
        self.text.unwrap_or_else(|| self.body.to_string().into_bytes())
    }

    /// What was made, and where it lies now.
    pub fn created(body: Value, address: String) -> Answer {
        Answer { status: 201, ..Answer::of(body).with("Location", address) }
    }

    /// The same of what was made before: nothing is created, so it is not said where that lies.
    pub fn replayed(self) -> Answer {
        Answer::of(self.body).with("Idempotent-Replayed", "true")
    }

    #[must_use]
    pub fn with(mut self, name: &str, value: impl Into<String>) -> Answer {
        self.headers.push((name.into(), value.into()));
        self
    }

    /// Keeps the members that `_fields` names; `a.b` keeps all of `a`.
    pub fn keep(&mut self, fields: &[String]) {
        self.read();
        let wanted = |name: &str| {
            fields.iter().any(|field| field.split('.').next().unwrap_or_default() == name)
        };
        let cut = |members: &mut Map<String, Value>| members.retain(|name, _| wanted(name));
        match &mut self.body {
            Value::Object(members) => cut(members),
            Value::Array(values) => {
                values.iter_mut().filter_map(Value::as_object_mut).for_each(cut);
            }
            _ => {}
        }
    }

    /// The whole answer as a document: for clients that see no headers.
    pub fn in_envelope(mut self) -> Answer {
        self.read();
        let headers: Map<String, Value> = self
            .headers
            .iter()
            .map(|(name, value)| (name.clone(), value.as_str().into()))
            .collect();
        let body =
            serde_json::json!({ "body": self.body, "status": self.status, "headers": headers });
        Answer { status: 200, body, ..self }
    }
}
