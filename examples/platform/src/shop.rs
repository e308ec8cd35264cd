//! Calls one shop: its WooCommerce REST API, signed by OAuth 1.0a over http or with Basic over
//! https, and its test routes. It carries bytes and records calls; it decides nothing.

use crate::calls::{Asked, Calls, Direction};
use crate::oauth;
use crate::profile::{Profile, test_token};
use base64::Engine;
use base64::engine::general_purpose::STANDARD as BASE64;
use serde_json::Value;
use std::thread;
use std::time::{Duration, Instant};
use ureq::http;

/// Shops drain their outbox within some requests, so this is longer than any of their time-outs.
const TIMEOUT: Duration = Duration::from_secs(90);
/// How long to wait before each further attempt where a shop is down.
const RETRY_MS: [u64; 6] = [150, 300, 600, 1_200, 2_400, 4_800];

/// A call that brought no usable answer, in a sentence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trouble(pub String);

impl From<crate::ledger::Refused> for Trouble {
    fn from(refused: crate::ledger::Refused) -> Trouble {
        Trouble(refused.0)
    }
}

pub struct Answer {
    pub status: u16,
    pub pages: usize,
    /// `Idempotent-Replayed: true`.
    pub is_replayed: bool,
    pub body: Value,
}

impl Answer {
    /// The body where the shop did as asked.
    pub fn done(self, what: &str) -> Result<Value, Trouble> {
        match self.status {
            200..=299 => Ok(self.body),
            status => Err(Trouble(format!("{what}: HTTP {status} {}", self.body))),
        }
    }
}

pub struct Shop {
    pub supplier: String,
    /// Without a slash at the end.
    pub address: String,
    consumer_key: String,
    consumer_secret: String,
    agent: ureq::Agent,
}

impl Shop {
    pub fn new(profile: &Profile, supplier: &str, address: &str) -> Shop {
        let config = ureq::Agent::config_builder()
            .http_status_as_error(false)
            .max_redirects(0)
            // A shop may close a quiet connection at any moment; a call must not run into that.
            .max_idle_connections(0)
            .timeout_global(Some(TIMEOUT))
            .build();
        Shop {
            supplier: supplier.to_owned(),
            address: address.trim_end_matches('/').to_owned(),
            consumer_key: profile.consumer_key(supplier),
            consumer_secret: profile.consumer_secret(supplier),
            agent: config.into(),
        }
    }

    /// One call of the REST API; `path` begins after `/wp-json/wc/v3`.
    pub fn rest(
        &self,
        calls: &Calls,
        method: &str,
        path: &str,
        query: &[(&str, String)],
        body: Option<&Value>,
    ) -> Result<Answer, Trouble> {
        let address = format!("{}/wp-json/wc/v3{path}", self.address);
        let mut headers = vec![("Accept".to_owned(), "application/json".to_owned())];
        let target = if address.starts_with("https://") {
            let credentials = format!("{}:{}", self.consumer_key, self.consumer_secret);
            headers.push(("Authorization".into(), format!("Basic {}", BASE64.encode(credentials))));
            let pairs: Vec<String> = query
                .iter()
                .map(|(name, value)| format!("{name}={}", oauth::encode(value)))
                .collect();
            if pairs.is_empty() { address } else { format!("{address}?{}", pairs.join("&")) }
        } else {
            let keys = (self.consumer_key.as_str(), self.consumer_secret.as_str());
            let nonce = nonce();
            let now = (nonce.as_str(), chrono::Utc::now().timestamp());
            format!("{address}?{}", oauth::signed_query(method, &address, query, keys, now))
        };
        self.send(calls, Direction::PlatformToShop, method, &target, headers, body)
    }

    /// The same, again and again while the shop is down: no answer, or 5xx. For calls that a
    /// shop carries out once however often they come. Gives the number of attempts too.
    pub fn rest_until_answered(
        &self,
        calls: &Calls,
        method: &str,
        path: &str,
        body: Option<&Value>,
    ) -> Result<(Answer, usize), Trouble> {
        let mut attempts = 1;
        loop {
            let answer = self.rest(calls, method, path, &[], body);
            let is_down = !matches!(&answer, Ok(answer) if answer.status < 500);
            match RETRY_MS.get(attempts - 1) {
                Some(delay_ms) if is_down => thread::sleep(Duration::from_millis(*delay_ms)),
                _ => return answer.map(|answer| (answer, attempts)),
            }
            attempts += 1;
        }
    }

    /// One call of the test routes: what the shop's own staff and cron would do.
    pub fn staff(
        &self,
        calls: &Calls,
        route: &str,
        body: Option<&Value>,
    ) -> Result<Answer, Trouble> {
        let method = if body.is_some() { "POST" } else { "GET" };
        let target = format!("{}/koppel-test/{route}", self.address);
        let token = format!("Bearer {}", test_token(&self.supplier));
        let headers = vec![("Authorization".to_owned(), token)];
        self.send(calls, Direction::ShopStaff, method, &target, headers, body)
    }

    fn send(
        &self,
        calls: &Calls,
        direction: Direction,
        method: &str,
        target: &str,
        headers: Vec<(String, String)>,
        body: Option<&Value>,
    ) -> Result<Answer, Trouble> {
        let started = Instant::now();
        let bytes = body.map(|body| body.to_string().into_bytes()).unwrap_or_default();
        let asked = Asked {
            direction,
            supplier: &self.supplier,
            method,
            target,
            headers: &headers,
            body: &bytes,
        };
        let answered = self.exchange(&asked, body.is_some());
        let (status, text) = match &answered {
            Ok((parts, text)) => (Some(parts.status.as_u16()), text.as_slice()),
            Err(Trouble(sentence)) => (None, sentence.as_bytes()),
        };
        calls.keep(&asked, status, text, started.elapsed());
        let (parts, text) = answered?;
        let header = |name: &str| parts.headers.get(name).and_then(|value| value.to_str().ok());
        let status = parts.status.as_u16();
        let body = match serde_json::from_slice(&text) {
            Ok(body) => body,
            // A proxy's page in front of a shop that is down is no reason to give up.
            Err(_) if status >= 500 => Value::Null,
            Err(_) => {
                let told = format!("{} answered {status}, not in JSON", self.supplier);
                return Err(Trouble(format!("{told}: {method} {}", asked.target)));
            }
        };
        Ok(Answer {
            status,
            pages: header("x-wp-totalpages").and_then(|pages| pages.parse().ok()).unwrap_or(1),
            is_replayed: header("idempotent-replayed") == Some("true"),
            body,
        })
    }

    fn exchange(
        &self,
        asked: &Asked<'_>,
        has_body: bool,
    ) -> Result<(http::response::Parts, Vec<u8>), Trouble> {
        let supplier = &self.supplier;
        let trouble = |error: &dyn std::fmt::Display| {
            Trouble(format!("Shop {supplier} gave no answer to {}: {error}", asked.method))
        };
        let mut request = http::Request::builder().method(asked.method).uri(asked.target);
        for (name, value) in asked.headers {
            request = request.header(name, value);
        }
        let response = if has_body {
            let request = request.header("Content-Type", "application/json");
            let request = request.body(asked.body.to_vec()).map_err(|error| trouble(&error))?;
            self.agent.run(request)
        } else {
            self.agent.run(request.body(()).map_err(|error| trouble(&error))?)
        };
        let (parts, mut body) = response.map_err(|error| trouble(&error))?.into_parts();
        let text = body.with_config().limit(64 * 1024 * 1024).read_to_vec();
        Ok((parts, text.map_err(|error| trouble(&error))?))
    }
}

fn nonce() -> String {
    let mut bytes = [0; 16];
    getrandom::fill(&mut bytes).expect("the operating system gives random bytes");
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
