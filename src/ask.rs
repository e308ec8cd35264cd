//! What koppel asks its host within one request: kept in the client until it is answered, once, for a minute at most.
//! It must not know which part asks, nor keep anything in the store.

use crate::error::{Code, Error, Result};
use crate::limits;
use crate::secret::Secret;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

/// What the shop is asked; its answer goes to `http_answer`, which gives what is to be sent.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Ask {
    /// Whether these credentials are a user's, and whose.
    Login { ask_id: String, data: Login },
    /// Who is logged in here, and whether this user agrees.
    Consent { ask_id: String, data: Consent },
}

/// A buyer's credentials. They are in this reply only, and nowhere else.
#[derive(Clone, Serialize, JsonSchema)]
pub struct Login {
    /// As the buyer's purchasing system has it (AB-02).
    pub username: String,
    /// As the buyer's purchasing system has it (AB-02).
    pub password: String,
    /// Whom the connection belongs to, where the configuration says so.
    pub customer_hint: Option<String>,
}

impl std::fmt::Debug for Login {
    fn fmt(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result {
        f.write_str("Login(..)")
    }
}

/// What a user is to agree to.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Consent {
    /// Who wants access.
    pub client_id: String,
    /// As people know it.
    pub client_name: String,
    /// To what.
    pub scopes: Vec<String>,
}

/// A question, before it has its id.
#[derive(Clone, Debug)]
pub enum Question {
    Login(Login),
    Consent(Consent),
}

impl Question {
    pub fn ask(self, ask_id: String) -> Ask {
        match self {
            Question::Login(data) => Ask::Login { ask_id, data },
            Question::Consent(data) => Ask::Consent { ask_id, data },
        }
    }
}

/// The shop's answer to what it was asked.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AnswerRequest {
    /// As it stood in `ask`.
    pub ask_id: String,
    /// Whether the shop says yes: the credentials are good, the user agrees.
    pub accept: bool,
    /// The user, by the shop's own id: text, or a whole number.
    #[serde(default)]
    user_id: Option<UserId>,
    /// The shop cannot tell now, so that its no is none: what the other side hears is that it failed.
    #[serde(default)]
    pub unavailable: bool,
}

#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(untagged, expecting = "an id: text, or a whole number,")]
enum UserId {
    Text(String),
    Number(i64),
}

impl AnswerRequest {
    /// The user, where there is one.
    pub fn user_id(&self) -> Option<String> {
        let id = match self.user_id.as_ref()? {
            UserId::Text(text) => text.clone(),
            UserId::Number(number) => number.to_string(),
        };
        Some(id).filter(|id| !id.is_empty())
    }

    fn check(&self) -> Result<()> {
        let wrong = |code, message, path| Err(Error::new(code, message).at(path));
        let id = self.user_id();
        if self.accept && self.unavailable {
            let message = "Say yes, or that the shop cannot tell; not both.";
            return wrong(Code::JsonWrongType, message, "/unavailable");
        }
        match id.map(|id| id.len()) {
            None if self.accept => {
                let message = "Say who the user is: accept needs a user_id.";
                wrong(Code::JsonMemberMissing, message, "/user_id")
            }
            Some(length) if length > limits::ID_BYTES_MAX => {
                wrong(Code::JsonOutOfBounds, "An id has 1 to 191 bytes.", "/user_id")
            }
            _ => Ok(()),
        }
    }
}

/// What waits for an answer.
#[derive(Debug)]
pub struct Waiting {
    /// The part that asked: it gets the answer.
    pub part: &'static str,
    /// What that part needs to go on; wiped when it is dropped.
    pub state: Secret,
    /// By the clock that only goes forward.
    pub asked_ms: u64,
}

/// The questions of one client that wait.
#[derive(Default)]
pub struct Asks(Mutex<BTreeMap<String, Waiting>>);

impl Asks {
    /// Keeps what was asked until it is answered.
    pub fn put(&self, ask_id: &str, asked: Waiting) -> Result<()> {
        let mut waiting = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        waiting.retain(|_, other| is_fresh(other, asked.asked_ms));
        if waiting.len() >= limits::ASKS_MAX {
            let message = "Too many questions wait for the shop's answer; answer them.";
            return Err(Error::new(Code::AskTooMany, message));
        }
        waiting.insert(ask_id.to_owned(), asked);
        Ok(())
    }

    /// What is answered: taken by the first that asks for it. An answer that cannot be takes nothing.
    pub fn take(&self, answer: &AnswerRequest, now_ms: u64) -> Result<Waiting> {
        answer.check()?;
        let mut waiting = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let taken = waiting.remove(&answer.ask_id).filter(|asked| is_fresh(asked, now_ms));
        taken.ok_or_else(|| {
            let message = "No such question waits here: it was answered, it is older than a \
                           minute, or another client asked it.";
            Error::new(Code::AskUnknown, message).at("/ask_id")
        })
    }
}

impl std::fmt::Debug for Asks {
    fn fmt(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result {
        f.write_str("Asks")
    }
}

fn is_fresh(asked: &Waiting, now_ms: u64) -> bool {
    now_ms.saturating_sub(asked.asked_ms) <= limits::ASK_MS_MAX
}

#[cfg(test)]
mod tests {
    use super::*;

    fn waiting(asked_ms: u64) -> Waiting {
        Waiting { part: "/abeta", state: Secret::new("s"), asked_ms }
    }

    fn answer(text: &str) -> AnswerRequest {
        crate::json::read(text.as_bytes()).expect("an answer")
    }

    const YES: &str = r#"{"ask_id": "a", "accept": true, "user_id": 7}"#;

    #[test]
    fn a_question_is_answered_once_and_within_a_minute() {
        let asks = Asks::default();
        asks.put("a", waiting(1_000)).expect("kept");
        assert_eq!(asks.take(&answer(YES), 61_000).map(|asked| asked.part), Ok("/abeta"));
        let error = asks.take(&answer(YES), 1_000).expect_err("taken");
        assert_eq!((error.code, error.path.as_str()), (Code::AskUnknown, "/ask_id"));
        asks.put("a", waiting(1_000)).expect("kept");
        assert_eq!(
            asks.take(&answer(YES), 61_001).map(drop).map_err(|e| e.code),
            Err(Code::AskUnknown)
        );
    }

    #[test]
    fn an_answer_that_cannot_be_leaves_the_question_waiting() {
        let asks = Asks::default();
        asks.put("a", waiting(0)).expect("kept");
        let long =
            format!(r#"{{"ask_id": "a", "accept": true, "user_id": "{}"}}"#, "x".repeat(192));
        for (text, path) in [
            (r#"{"ask_id": "a", "accept": true}"#, "/user_id"),
            (r#"{"ask_id": "a", "accept": true, "user_id": ""}"#, "/user_id"),
            (
                r#"{"ask_id": "a", "accept": true, "user_id": "u", "unavailable": true}"#,
                "/unavailable",
            ),
            (&long, "/user_id"),
        ] {
            assert_eq!(asks.take(&answer(text), 0).expect_err("refused").path, path, "{text}");
        }
        assert_eq!(answer(YES).user_id().as_deref(), Some("7"));
        assert!(asks.take(&answer(r#"{"ask_id": "a", "accept": false}"#), 0).is_ok());
    }

    #[test]
    fn a_host_that_never_answers_fills_no_memory() {
        let asks = Asks::default();
        for nth in 0..limits::ASKS_MAX {
            asks.put(&nth.to_string(), waiting(0)).expect("kept");
        }
        assert_eq!(asks.put("x", waiting(60_000)).expect_err("full").code, Code::AskTooMany);
        asks.put("x", waiting(60_001)).expect("the old ones are forgotten");
    }

    #[test]
    fn credentials_are_in_no_debug_text() {
        let login = Login { username: "u".into(), password: "canary".into(), customer_hint: None };
        let ask = Question::Login(login).ask("a".into());
        assert!(!format!("{ask:?}").contains("canary"));
        let shown = serde_json::to_value(&ask).expect("JSON");
        assert_eq!(shown["kind"], "login");
        assert_eq!((&shown["ask_id"], &shown["data"]["password"]), (&"a".into(), &"canary".into()));
    }
}
