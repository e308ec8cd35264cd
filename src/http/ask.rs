//! Asking the host in the midst of an answer: a part leaves its state and is called again with what the host says.

use super::{Answered, Part, ReplyHead};
use crate::ask::{AnswerRequest, Question, Waiting};
use crate::client::Client;
use crate::error::{Code, Error, Result};
use crate::secret::Secret;

/// The reply that asks `question` for the part of this name. `state` is what it needs to go on: it stays in the client.
pub fn ask(client: &Client, part: &'static str, question: Question, state: Vec<u8>) -> Answered {
    let ask_id = super::reference(client)?;
    let asked_ms = client.world()?.clock.monotonic_ms();
    client.asks.put(&ask_id, Waiting { part, state: Secret::new(state), asked_ms })?;
    let ask = Some(question.ask(ask_id));
    Ok((ReplyHead { ask, ..ReplyHead::default() }, Vec::new()))
}

/// Gives the host's answer to the part that asked.
pub fn resume(client: &Client, parts: &[&Part], answer: &AnswerRequest) -> Answered {
    let asked = client.asks.take(answer, client.world()?.clock.monotonic_ms())?;
    let part = part_of(parts, asked.part)?;
    (part.resume)(client, asked.state.expose(), answer)
}

fn part_of<'a>(parts: &[&'a Part], name: &str) -> Result<&'a Part> {
    let found = parts.iter().copied().find(|part| part.name == name);
    found.ok_or_else(|| Error::new(Code::AskUnknown, format!("No part is called '{name}'.")))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ask::{Ask, Consent};
    use crate::config::Config;

    static PART: Part = Part {
        name: "part",
        place: |_| Some("/part"),
        respond: |client, _, _| {
            let consent =
                Consent { client_id: "c".into(), client_name: "C".into(), scopes: vec![] };
            ask(client, "part", Question::Consent(consent), b"state".to_vec())
        },
        resume: |_, state, answer| {
            let status = if answer.accept { 200 } else { 403 };
            let headers = vec![("X-User".into(), answer.user_id().unwrap_or_default())];
            Ok((ReplyHead { status, headers, ..ReplyHead::default() }, state.to_vec()))
        },
    };

    fn client() -> Client {
        let config = serde_json::json!({
            "store": "sqlite::memory:",
            "shop": { "shop_id": "x", "currency": "EUR", "country": "NL", "prices_include_vat": true },
        });
        let config = Config::read(config.to_string().as_bytes()).expect("a configuration");
        Client::new(config, crate::open::world)
    }

    fn asked(client: &Client) -> String {
        let head = r#"{"method": "GET", "target": "/part", "scheme": "https"}"#;
        let head = crate::json::read(head.as_bytes()).expect("a head");
        let (head, body) = (PART.respond)(client, &head, b"").expect("asks");
        assert_eq!((head.status, body.len()), (0, 0));
        match head.ask {
            Some(Ask::Consent { ask_id, .. }) => ask_id,
            other => panic!("{other:?}"),
        }
    }

    fn answer(ask_id: &str) -> AnswerRequest {
        let text = format!(r#"{{"ask_id": "{ask_id}", "accept": true, "user_id": "u"}}"#);
        crate::json::read(text.as_bytes()).expect("an answer")
    }

    #[test]
    fn the_part_that_asked_goes_on_with_its_state_once() {
        let client = client();
        let (one, other) = (asked(&client), asked(&client));
        assert_ne!(one, other);
        let (head, body) = resume(&client, &[&PART], &answer(&other)).expect("answered");
        assert_eq!((head.status, body.as_slice()), (200, &b"state"[..]));
        assert_eq!(head.headers, [("X-User".to_owned(), "u".to_owned())]);
        let error = resume(&client, &[&PART], &answer(&other)).expect_err("answered before");
        assert_eq!(error.code, Code::AskUnknown);
        assert!(resume(&client, &[&PART], &answer(&one)).is_ok());
    }
}
