//! Why a request is refused: serde's words in ours, with a code, a sentence and the place. It reads nothing.

use super::pointer::path_to;
use super::reader::{Fault, Stop};
use super::refusal;
use crate::error::{Code, Error};
use serde::de;
use std::fmt;

/// Why decoding stopped. Boxed, for it travels through every return on the hot path.
#[derive(Debug)]
pub(super) struct Refused(Box<Refusal>);

#[derive(Debug)]
enum Refusal {
    /// The reader knows.
    Syntax,
    Meaning {
        code: Code,
        message: String,
        at: Option<usize>,
        member: Option<&'static str>,
    },
}

impl From<Stop> for Refused {
    #[cold]
    fn from(Stop: Stop) -> Self {
        Refused(Box::new(Refusal::Syntax))
    }
}

impl Refused {
    #[cold]
    pub(super) fn meaning(code: Code, message: String) -> Self {
        Refused(Box::new(Refusal::Meaning { code, message, at: None, member: None }))
    }
    /// The innermost place wins: only the first one to know it sets it.
    #[cold]
    pub(super) fn found_at(mut self, place: usize) -> Self {
        if let Refusal::Meaning { at: at @ None, .. } = &mut *self.0 {
            *at = Some(place);
        }
        self
    }
    #[cold]
    pub(super) fn into_error(self, text: &str, fault: Fault) -> Error {
        match *self.0 {
            Refusal::Syntax => refusal(text, fault),
            Refusal::Meaning { code, message, at, member } => {
                let mut path = path_to(text, at.unwrap_or(0));
                if let Some(member) = member {
                    path = format!("{path}/{member}");
                }
                Error::new(code, message).at(path)
            }
        }
    }
}

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        write!(f, "{:?}", self.0)
    }
}
impl std::error::Error for Refused {}

/// A value's own reader may refuse with one of koppel's codes, as `code: sentence`; anything else is a wrong type.
impl de::Error for Refused {
    #[cold]
    fn custom<T: fmt::Display>(message: T) -> Self {
        let message = message.to_string();
        match message.split_once(": ").and_then(|(code, rest)| Some((Code::parse(code)?, rest))) {
            Some((code, rest)) => Refused::meaning(code, rest.to_owned()),
            None => Refused::meaning(Code::JsonWrongType, sentence(&message)),
        }
    }
    #[cold]
    fn invalid_type(unexpected: de::Unexpected, expected: &dyn de::Expected) -> Self {
        let message = format!("{} is expected, not {}.", expected, named(unexpected));
        Refused::meaning(Code::JsonWrongType, sentence(&message))
    }
    #[cold]
    fn invalid_value(_: de::Unexpected, expected: &dyn de::Expected) -> Self {
        let message = match expected.to_string().as_str() {
            "a nonzero u32" => format!("A whole number from 1 to {} is expected.", u32::MAX),
            other => sentence(&format!("{other} is expected")),
        };
        Refused::meaning(Code::JsonWrongType, message)
    }
    #[cold]
    fn unknown_variant(variant: &str, expected: &'static [&'static str]) -> Self {
        let message = format!("'{}' is none of: {}.", cut(variant), expected.join(", "));
        Refused::meaning(Code::JsonWrongType, message)
    }
    #[cold]
    fn unknown_field(field: &str, expected: &'static [&'static str]) -> Self {
        let known = expected.join(", ");
        let version = env!("CARGO_PKG_VERSION");
        let message =
            format!("'{}' is not known to koppel {version}, which knows: {known}.", cut(field));
        Refused::meaning(Code::JsonUnknownMember, message)
    }
    #[cold]
    fn missing_field(field: &'static str) -> Self {
        let message = format!("'{field}' is missing.");
        let (at, member) = (None, Some(field));
        Refused(Box::new(Refusal::Meaning { code: Code::JsonMemberMissing, message, at, member }))
    }
    #[cold]
    fn duplicate_field(field: &'static str) -> Self {
        let message = format!("'{field}' is named twice.");
        let (at, member) = (None, Some(field));
        Refused(Box::new(Refusal::Meaning { code: Code::JsonMemberTwice, message, at, member }))
    }
}

fn sentence(message: &str) -> String {
    let mut letters = message.chars();
    let first = letters.next().map(|first| first.to_ascii_uppercase());
    let rest = letters.as_str().trim_end_matches('.');
    first.into_iter().chain(rest.chars()).chain(['.']).collect()
}

fn named(unexpected: de::Unexpected) -> String {
    match unexpected {
        de::Unexpected::Unit => "null".into(),
        de::Unexpected::Str(_) | de::Unexpected::Bytes(_) => "a string".into(),
        de::Unexpected::Map => "an object".into(),
        de::Unexpected::Seq => "a list".into(),
        other => other.to_string(),
    }
}

/// Enough of a word to know it by; a request may hold anything, and a message must stay short.
fn cut(word: &str) -> &str {
    word.get(..word.floor_char_boundary(40)).unwrap_or_default()
}
