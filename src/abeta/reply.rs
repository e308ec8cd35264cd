//! What a purchasing system's answer to a cart means (AB-11, AB-12): success is only what says so. Pure.

use crate::json::{self, Exact};
use crate::world::Reply;
use serde_json::Value;

/// What the other side has done with the cart.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Outcome {
    Returned,
    /// It says no, in its own words.
    Refused(String),
    /// It may have taken it, or not: what it said, in figures only.
    Unknown(String),
}

/// More of a foreign sentence is not shown.
const MESSAGE_LETTERS_MAX: usize = 400;

/// Reads the answer. Its message may repeat the return address, which is a secret: that is taken out.
pub fn outcome(reply: &Reply, return_url: &str) -> Outcome {
    let said = || {
        let bytes = reply.body.len();
        format!("It answered HTTP {} with {bytes} bytes that say neither yes nor no.", reply.status)
    };
    let is_refusal = (400..500).contains(&reply.status);
    let Some(answer) = document(&reply.body) else {
        return if is_refusal { Outcome::Refused(said()) } else { Outcome::Unknown(said()) };
    };
    match answer.get("success") {
        Some(Value::Bool(true)) if (200..300).contains(&reply.status) => Outcome::Returned,
        Some(Value::Bool(false)) => {
            let message = answer.get("message").and_then(Value::as_str).unwrap_or_default();
            Outcome::Refused(shown(message, return_url))
        }
        _ if is_refusal => Outcome::Refused(said()),
        _ => Outcome::Unknown(said()),
    }
}

/// One object; Abeta's module for Magento wraps it in a list.
fn document(body: &[u8]) -> Option<Value> {
    let Exact(answer) = json::read(body).ok()?;
    match answer {
        Value::Array(list) => <[Value; 1]>::try_from(list).ok().map(|[only]| only),
        other => Some(other),
    }
    .filter(Value::is_object)
}

fn shown(message: &str, return_url: &str) -> String {
    let message = message.replace(return_url, "...");
    let plain = message.chars().map(|letter| if letter.is_control() { ' ' } else { letter });
    let plain: String = plain.take(MESSAGE_LETTERS_MAX).collect();
    match plain.trim() {
        "" => "The purchasing system gave no reason.".into(),
        said => said.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(status: u16, body: &str) -> Outcome {
        let reply = Reply { status, headers: vec![], body: body.as_bytes().to_vec() };
        outcome(&reply, "https://abeta.io/r/canary")
    }

    #[test]
    fn success_is_only_what_says_so() {
        assert_eq!(read(200, r#"{"success": true}"#), Outcome::Returned);
        assert_eq!(read(201, r#"[{"success": true, "more": 1}]"#), Outcome::Returned);
        for (status, body) in [
            (200, ""),
            (200, "ok"),
            (200, "{}"),
            (200, "true"),
            (200, r#"{"success": "true"}"#),
            (200, r#"{"success": 1}"#),
            (200, r#"{"success": true, "success": false}"#),
            (200, r#"[{"success": true}, {"success": false}]"#),
            (302, ""),
            (500, r#"{"success": true}"#),
            (502, "<html>"),
        ] {
            assert!(matches!(read(status, body), Outcome::Unknown(_)), "{status} {body}");
        }
    }

    #[test]
    fn a_refusal_is_told_in_its_own_words_without_the_secret_address() {
        let refused = |status, body| match read(status, body) {
            Outcome::Refused(message) => message,
            other => panic!("{other:?}"),
        };
        assert_eq!(
            refused(200, r#"{"success": false, "message": "... foutmelding ..."}"#),
            "... foutmelding ..."
        );
        assert_eq!(
            refused(500, r#"{"success":false,"message":"no\r\nSet-Cookie"}"#),
            "no  Set-Cookie"
        );
        let said =
            refused(200, r#"{"success": false, "message": "https://abeta.io/r/canary is closed"}"#);
        assert_eq!(said, "... is closed");
        assert!(refused(404, "<html>").starts_with("It answered HTTP 404"));
        assert_eq!(refused(200, r#"{"success": false}"#), "The purchasing system gave no reason.");
    }
}
