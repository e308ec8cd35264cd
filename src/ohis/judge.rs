//! What a platform's answer means. An answer that is not what was asked for is never taken for one: it is parked, with a
//! sentence that a shopkeeper understands.

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
    /// The amount to be credited; none where nothing is.
    credit: Option<Amount>,
    /// What a platform does not know that answers 404.
    unknown: Text,
}

impl<'a> Asked<'a> {
    pub fn credit(content: &'a CreditContent) -> Asked<'a> {
        Asked {
            language: Language::of(&content.language),
            order: content.platform_order_id.as_deref().unwrap_or_default(),
            credit: Amount::read(content.body.amount.to_string().as_bytes()),
            unknown: Text::PlatformKnowsNoOrder,
        }
    }
    pub fn order(content: &'a PushContent, order_id: &'a str) -> Asked<'a> {
        Asked {
            language: Language::of(&content.language),
            order: content.platform_order_id.as_deref().unwrap_or(order_id),
            credit: None,
            unknown: Text::PlatformKnowsNoOrder,
        }
    }
    /// A call on a card, or on what is held on one.
    pub fn card(language: &str) -> Asked<'static> {
        Asked {
            language: Language::of(language),
            order: "",
            credit: None,
            unknown: Text::PlatformKnowsNoCard,
        }
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
            Some(document) => accepted(asked, document),
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

/// An error in the clothes of a success: there are platforms that answer 200 to whatever is asked. What has an id, or
/// an amount, is judged by that.
fn is_error(document: &Value) -> bool {
    let is_text = |name: &str| document.get(name).is_some_and(Value::is_string);
    let is_said = |name: &str| document.get(name).is_some_and(|said| !said.is_null());
    let says_one = is_text("code") && is_text("message") || is_said("error") || is_said("errors");
    says_one && !is_said("id") && !is_said("amount")
}

fn accepted(asked: &Asked, document: Value) -> Outcome {
    if let Some(amount) = asked.credit
        && credited(&document) != Some(amount)
    {
        let said = match document.get("amount") {
            Some(Value::String(said)) => said.clone(),
            Some(Value::Number(said)) => said.to_string(),
            _ => "-".into(),
        };
        let words = format!("{} / {}", short(&said), amount);
        return Outcome::Unclear { detail: asked.say(Text::PlatformCreditsOther, &words) };
    }
    Outcome::Done { answer: Some(document.to_string()) }
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
