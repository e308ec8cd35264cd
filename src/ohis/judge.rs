//! What a platform's answer means. An answer that is not what was asked for is never taken for one: it is parked, with a
//! sentence that a shopkeeper understands.

use super::awaited::Awaited;
use super::credit::Content as CreditContent;
use super::push::Content as PushContent;
use crate::money::Amount;
use crate::outbox::Outcome;
use crate::texts::{Language, Text};
use crate::world::Reply;
use serde_json::Value;

/// What the platform was asked to do.
#[derive(Debug)]
pub struct Asked<'a> {
    language: Language,
    /// The order, as a person knows it.
    order: &'a str,
    /// By which the platform recognises the call.
    key: &'a str,
    /// What a platform does not know that answers 404.
    unknown: Text,
    awaited: Awaited<'a>,
}

impl<'a> Asked<'a> {
    pub fn credit(content: &'a CreditContent, key: &'a str) -> Asked<'a> {
        Asked {
            language: Language::of(&content.language),
            order: content.platform_order_id.as_deref().unwrap_or_default(),
            key,
            unknown: Text::PlatformKnowsNoOrder,
            awaited: Awaited::Credit(Amount::read(content.body.amount.to_string().as_bytes())),
        }
    }
    pub fn order(
        content: &PushContent,
        order: &'a str,
        key: &'a str,
        awaited: Awaited<'a>,
    ) -> Asked<'a> {
        let language = Language::of(&content.language);
        Asked { language, order, key, unknown: Text::PlatformKnowsNoOrder, awaited }
    }
    /// A call on a card, or on what is held on one.
    pub fn card(language: &str, key: &'a str, awaited: Awaited<'a>) -> Asked<'a> {
        let language = Language::of(language);
        Asked { language, order: "", key, unknown: Text::PlatformKnowsNoCard, awaited }
    }

    fn say(&self, text: Text, own_words: &str) -> String {
        let said = text.in_language(self.language);
        match own_words {
            "" => said.to_owned(),
            words => format!("{said} ({words})"),
        }
    }
}

/// Judges the answer to a credit, to a pushed order, or to a call on a card.
pub fn judge(asked: &Asked, reply: &Reply) -> Outcome {
    let refused = |text, words: &str| Outcome::Refused { detail: asked.say(text, words) };
    match reply.status {
        200..=299 => match document(reply) {
            Some(document) if is_error(&document) => {
                Outcome::Unclear { detail: asked.say(Text::PlatformSaysNothing, &own_words(reply)) }
            }
            Some(document) => accepted(asked, &document, reply),
            None => {
                Outcome::Unclear { detail: asked.say(Text::PlatformSaysNothing, &described(reply)) }
            }
        },
        300..=399 => refused(Text::PlatformHasMoved, &described(reply)),
        401 | 403 => refused(Text::PlatformDenies, &own_words(reply)),
        404 | 410 => {
            refused(asked.unknown, format!("{} {}", asked.order, own_words(reply)).trim_start())
        }
        409 => refused(Text::PlatformSawOther, &own_words(reply)),
        _ => match Outcome::of_failure(reply) {
            Outcome::Refused { .. } if own_words(reply).contains("over_refund") => {
                refused(Text::PlatformOverRefund, &own_words(reply))
            }
            Outcome::Refused { .. } => refused(Text::PlatformRefuses, &own_words(reply)),
            Outcome::NotNow { retry_after_ms, .. } => {
                Outcome::NotNow { retry_after_ms, detail: own_words(reply) }
            }
            other => other,
        },
    }
}

/// An error in the clothes of a success: there are platforms that answer 200 to whatever is asked. A code and a message
/// alone are one too.
fn is_error(document: &Value) -> bool {
    let is_text = |name: &str| document.get(name).is_some_and(Value::is_string);
    let says = |name: &str| document.get(name).is_some_and(|said| !is_nothing(said));
    let is_short = is_text("code") && is_text("message");
    let names_something = says("id") || says("amount");
    let failed = document.get("success").is_some_and(|success| *success == Value::Bool(false));
    says("error") || says("errors") || failed || is_short && !names_something
}

fn is_nothing(said: &Value) -> bool {
    match said {
        Value::Null | Value::Bool(false) => true,
        Value::String(text) => text.is_empty(),
        Value::Array(list) => list.is_empty(),
        Value::Object(members) => members.is_empty(),
        Value::Bool(true) | Value::Number(_) => false,
    }
}

fn accepted(asked: &Asked, document: &Value, reply: &Reply) -> Outcome {
    let answer = document.to_string();
    match asked.awaited.denied_by(asked.key, document, &answer) {
        None => Outcome::Done { answer: Some(answer) },
        Some((text, words)) => {
            let words = if words.is_empty() { described(reply) } else { words };
            Outcome::Unclear { detail: asked.say(text, &words) }
        }
    }
}

/// The amount that a credit document says, without its sign.
pub(super) fn credited(document: &Value) -> Option<Amount> {
    let amount = match document.get("amount")? {
        Value::String(amount) => Amount::read(amount.as_bytes())?,
        Value::Number(amount) => Amount::read(amount.to_string().as_bytes())?,
        _ => return None,
    };
    Some(Amount { units: amount.units.checked_abs()?, ..amount })
}

/// The object that a reply is; none where it is anything else.
pub(super) fn document(reply: &Reply) -> Option<Value> {
    let document: Value = serde_json::from_slice(&reply.body).ok()?;
    document.is_object().then_some(document)
}

fn described(reply: &Reply) -> String {
    let kind = reply.header("content-type").unwrap_or("-");
    format!("HTTP {}, {}", reply.status, short(kind))
}

/// The platform's own code and message, as far as it gives them.
fn own_words(reply: &Reply) -> String {
    let body: Option<Value> = document(reply);
    let text = |name: &str| {
        let value = body.as_ref().and_then(|body| body.get(name)).and_then(Value::as_str);
        value.map(short).unwrap_or_default()
    };
    let (code, message) = (text("code"), text("message"));
    let words = format!("HTTP {} {code}: {message}", reply.status);
    words.trim_end_matches([':', ' ']).to_owned()
}

/// Enough of foreign text to know it by, on one line.
pub(super) fn short(text: &str) -> String {
    let plain = text.chars().filter(|letter| !letter.is_control());
    plain.take(200).collect()
}
