//! What a hosted shop sends by itself, on `/koppel/shop/<source>`: a notice. Whose it is, is checked over the exact body;
//! what it is about is marked in the store, and asked for by the next drain. It takes nothing in by itself.

use super::documents::word;
use super::marks;
use super::signature::is_genuine;
use super::source::Source;
use crate::ask::AnswerRequest;
use crate::client::Client;
use crate::config::Config;
use crate::error::{Code, Error, Result};
use crate::http::{self, Answered, Head, Part, ReplyHead};
use crate::json;
use crate::limits;
use crate::log::Event;
use crate::shops::routes::{About, Hooks, Topic};
use crate::world::transaction;
use serde_json::json;

/// Where hosted shops call.
pub static PART: Part = Part { name: "shop", place, respond, resume };

const PLACE: &str = "/koppel/shop";

fn place(config: &Config) -> Option<&str> {
    (!config.sources.is_empty()).then_some(PLACE)
}

/// Nothing is asked of the host here.
fn resume(_: &Client, _: &[u8], _: &AnswerRequest) -> Answered {
    Err(Error::new(Code::AskUnknown, "Nothing waits for this answer.").at("/ask_id"))
}

/// What becomes of a notice: a status, and why where it is refused.
type Verdict = std::result::Result<bool, (u16, &'static str)>;

fn respond(client: &Client, head: &Head, body: &[u8]) -> Answered {
    let path = head.target.split(['?', '#']).next().unwrap_or_default();
    let name = path.split_once(PLACE).map_or("", |(_, below)| below).trim_matches('/');
    let reference = http::reference(client)?;
    let verdict = match client.config.sources.contains_key(name) {
        true => take(client, &Source::find(client, name)?, head, body)?,
        false => Err((404, "There is no shop of this name.")),
    };
    let (status, wake, said) = match verdict {
        Ok(is_news) => (200, Vec::from_iter(is_news.then_some("outbox")), "ok"),
        Err((status, reason)) => {
            let known = if status == 404 { "" } else { name };
            let facts = json!({ "source": known, "status": status, "reason": reason });
            client.log.record(Event::SourceRefused, facts);
            (status, Vec::new(), reason)
        }
    };
    let headers = [
        ("Content-Type", "application/json; charset=UTF-8"),
        ("Cache-Control", "no-store"),
        ("X-Content-Type-Options", "nosniff"),
        ("X-Request-Id", &reference),
    ];
    let headers = headers.map(|(name, value)| (name.to_owned(), value.to_owned())).to_vec();
    let body = json!({ "status": said }).to_string().into_bytes();
    Ok((ReplyHead { status, headers, wake, ..ReplyHead::default() }, body))
}

/// Marks what the notice is about; true where it is about something.
fn take(client: &Client, source: &Source, head: &Head, body: &[u8]) -> Result<Verdict> {
    if !head.method.eq_ignore_ascii_case("POST") {
        return Ok(Err((405, "Only POST is answered here.")));
    }
    if body.len() > limits::HTTP_BODY_BYTES_MAX {
        return Ok(Err((413, "The body is longer than the limit.")));
    }
    let (Some(hooks), Some(secret)) = (&source.routes.hooks, &source.config.webhook_secret) else {
        return Ok(Err((404, "This shop's notices are not configured.")));
    };
    let secret = secret.read().map_err(|error| error.at(source.path("webhook_secret")))?;
    let said = head.header(&hooks.header).unwrap_or_default();
    // What a system sends when a subscription is made is not signed, and says nothing.
    if said.is_empty() && body.starts_with(b"webhook_id=") {
        return Ok(Ok(false));
    }
    if !is_genuine(hooks.scheme, &secret, body, said) {
        return Ok(Err((401, "The signature is not that of this shop's secret.")));
    }
    let Some((topic, document)) = read(hooks, head, body) else {
        return Ok(Err((400, "The body cannot be read.")));
    };
    // Of orders nothing is asked yet.
    let mut topics = hooks.topics.iter().filter(|known| known.about != About::Order);
    let known = topics.find(|known| known.name == topic);
    let Some((topic, name)) = known.and_then(|topic| Some((topic, about(topic, &document)?)))
    else {
        return Ok(match known {
            None => Ok(false),
            Some(_) => Err((400, "The body does not say what it is about.")),
        });
    };
    transaction(&*client.world()?.store, |tx| {
        marks::put(tx, (client.shop_id(), source.name), topic.about, &name)
    })?;
    Ok(Ok(true))
}

/// The topic and the document of a notice.
fn read(hooks: &Hooks, head: &Head, body: &[u8]) -> Option<(String, String)> {
    let text = std::str::from_utf8(body).ok()?;
    let (form, document) = match &hooks.field {
        None => (String::new(), text.to_owned()),
        Some(field) => {
            let fields: serde_json::Map<String, serde_json::Value> =
                url::form_urlencoded::parse(body)
                    .map(|(name, value)| (name.into_owned(), value.into_owned().into()))
                    .collect();
            let document = fields.get(field)?.as_str()?.to_owned();
            (serde_json::Value::Object(fields).to_string(), document)
        }
    };
    json::read::<json::Exact>(document.as_bytes()).ok()?;
    let topic = match (&hooks.topic, &hooks.topic_at) {
        (Some(name), _) => head.header(name).map(str::to_owned),
        (None, Some(pointer)) if hooks.field.is_some() => word(&form, pointer),
        (None, Some(pointer)) => word(&document, pointer),
        (None, None) => None,
    };
    Some((topic?, document))
}

/// The name of what it is about; 0 is no name.
fn about(topic: &Topic, document: &str) -> Option<String> {
    let names = topic.at.iter().filter_map(|pointer| word(document, pointer));
    let fits = |name: &String| name != "0" && name.len() <= limits::ID_BYTES_MAX;
    names.into_iter().find(fits)
}
