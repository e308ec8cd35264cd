//! The record of every call between the platform and the shops, with its secrets removed before
//! it is kept. The report shows it as proof.

use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::sync::Mutex;
use std::time::Duration;

const REMOVED: &str = "[verwijderd]";
/// Of longer bodies the report keeps the beginning: of what was ordered and credited more than
/// of product documents, which come by in hundreds.
const BODY_CHARS_MAX: usize = 8_000;
const PRODUCT_CHARS_MAX: usize = 1_200;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Direction {
    PlatformToShop,
    ShopToPlatform,
    /// What a shop's staff would do by hand, done by its test routes.
    ShopStaff,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Call {
    /// RFC 3339, UTC.
    pub at: String,
    pub direction: Direction,
    pub supplier: String,
    pub method: String,
    pub target: String,
    /// Those that matter as proof, without secrets.
    pub headers: Vec<(String, String)>,
    pub request: String,
    /// None where no answer came.
    pub status: Option<u16>,
    pub response: String,
    pub duration_ms: u64,
}

impl Call {
    /// Whether it belongs in the report: reading the shop's book and its cron are the driver's
    /// own instruments.
    pub fn is_proof(&self) -> bool {
        let is_instrument = |route: &str| self.target.ends_with(&format!("/koppel-test/{route}"));
        !is_instrument("state") && !is_instrument("drain")
    }
}

/// What is known of a call before it has an answer.
pub struct Asked<'a> {
    pub direction: Direction,
    pub supplier: &'a str,
    pub method: &'a str,
    pub target: &'a str,
    pub headers: &'a [(String, String)],
    pub body: &'a [u8],
}

#[derive(Default)]
pub struct Calls {
    kept: Mutex<Vec<Call>>,
}

impl Calls {
    pub fn keep(&self, asked: &Asked<'_>, status: Option<u16>, answer: &[u8], took: Duration) {
        let started = chrono::Utc::now() - took;
        let is_short = asked.target.contains("/products") || asked.target.contains("/webhooks");
        let chars_max = if is_short { PRODUCT_CHARS_MAX } else { BODY_CHARS_MAX };
        let call = Call {
            at: started.to_rfc3339_opts(chrono::SecondsFormat::Millis, true),
            direction: asked.direction,
            supplier: asked.supplier.to_owned(),
            method: asked.method.to_owned(),
            target: target_without_secrets(asked.target),
            headers: headers_without_secrets(asked.headers),
            request: body_without_secrets(asked.body, chars_max),
            status,
            response: body_without_secrets(answer, chars_max),
            duration_ms: u64::try_from(took.as_millis()).unwrap_or(u64::MAX),
        };
        self.with(|kept| kept.push(call));
    }

    pub fn count(&self) -> usize {
        self.with(|kept| kept.len())
    }

    /// The calls after the first `count`.
    pub fn since(&self, count: usize) -> Vec<Call> {
        self.with(|kept| kept.iter().skip(count).cloned().collect())
    }

    pub fn matching(&self, is_it: impl Fn(&Call) -> bool) -> Vec<Call> {
        self.with(|kept| kept.iter().filter(|call| is_it(call)).cloned().collect())
    }

    fn with<T>(&self, act: impl FnOnce(&mut Vec<Call>) -> T) -> T {
        // A thread that panicked while it recorded leaves a readable list behind.
        act(&mut self.kept.lock().unwrap_or_else(std::sync::PoisonError::into_inner))
    }
}

fn target_without_secrets(target: &str) -> String {
    let Some((path, query)) = target.split_once('?') else { return target.to_owned() };
    let is_plain = |pair: &&str| !pair.starts_with("oauth_") && !pair.starts_with("consumer_");
    let plain: Vec<&str> = query.split('&').filter(is_plain).collect();
    if plain.is_empty() { path.to_owned() } else { format!("{path}?{}", plain.join("&")) }
}

fn headers_without_secrets(headers: &[(String, String)]) -> Vec<(String, String)> {
    let kept = |name: &str| {
        let name = name.to_ascii_lowercase();
        match name.as_str() {
            "authorization" => Some(true),
            "idempotency-key" => Some(false),
            _ if name.ends_with("signature") => Some(true),
            _ if name.starts_with("x-wc-webhook") || name.starts_with("webhook-") => Some(false),
            _ => None,
        }
    };
    let clean = |(name, value): &(String, String)| match kept(name)? {
        true => Some((name.clone(), REMOVED.to_owned())),
        false => Some((name.clone(), value.clone())),
    };
    headers.iter().filter_map(clean).collect()
}

fn body_without_secrets(body: &[u8], chars_max: usize) -> String {
    let text = match serde_json::from_slice::<Value>(body) {
        Ok(mut document) => {
            remove_secrets(&mut document);
            serde_json::to_string_pretty(&document).unwrap_or_default()
        }
        Err(_) => String::from_utf8_lossy(body).into_owned(),
    };
    match text.char_indices().nth(chars_max) {
        Some((end, _)) => {
            format!("{}\n[ingekort: {} tekens in het geheel]", &text[..end], text.len())
        }
        None => text,
    }
}

fn remove_secrets(document: &mut Value) {
    match document {
        Value::Object(members) => {
            for (name, value) in members {
                match name.as_str() {
                    "secret" | "consumer_secret" | "consumer_key" | "pin" => {
                        *value = REMOVED.into()
                    }
                    _ => remove_secrets(value),
                }
            }
        }
        Value::Array(items) => items.iter_mut().for_each(remove_secrets),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_secret_is_kept_of_a_call() {
        let headers = [
            ("Authorization".to_owned(), "Basic c2VjcmV0LXg=".to_owned()),
            ("X-WC-Webhook-Signature".to_owned(), "c2VjcmV0LXk=".to_owned()),
            ("Idempotency-Key".to_owned(), "k1".to_owned()),
        ];
        let asked = Asked {
            direction: Direction::PlatformToShop,
            supplier: "x",
            method: "POST",
            target: "http://x/webhooks?page=2&oauth_consumer_key=secret&oauth_signature=secret",
            headers: &headers,
            body: br#"{"name":"n","secret":"whsec_secret"}"#,
        };
        let calls = Calls::default();
        calls.keep(&asked, Some(201), br#"[{"consumer_secret":"cs_secret"}]"#, Duration::ZERO);
        let call = &calls.since(0)[0];
        let told = serde_json::to_string(call).unwrap();
        assert!(!told.contains("whsec_") && !told.contains("cs_secret"), "{told}");
        assert!(!told.contains("c2VjcmV0") && !told.contains("=secret"), "{told}");
        assert_eq!(call.target, "http://x/webhooks?page=2");
        assert!(call.headers.contains(&("Idempotency-Key".to_owned(), "k1".to_owned())));
    }
}
