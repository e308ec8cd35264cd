//! Calls one shop: its WooCommerce REST API, signed by OAuth 1.0a over http or with Basic over
//! https, and its test routes. It carries bytes and records calls; it decides nothing.

use crate::calls::{Asked, Calls, Direction};
use crate::oauth;
use crate::profile::{Keys, Profile};
use base64::Engine;
use base64::engine::general_purpose::STANDARD as BASE64;
use serde_json::Value;
use std::sync::OnceLock;
use std::thread;
use std::time::{Duration, Instant};
use ureq::http;

/// Shops drain their outbox within some requests, so this is longer than any of their time-outs.
const TIMEOUT: Duration = Duration::from_secs(90);
/// How long to wait before each further attempt where a shop is down.
const RETRY_MS: [u64; 6] = [150, 300, 600, 1_200, 2_400, 4_800];

/// The test routes beside `state`; docs/selftest.md says what each must do.
const ROUTES: [&str; 5] = ["stock", "price", "return", "drain", "fault"];

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
    /// By name in small letters.
    pub headers: Vec<(String, String)>,
    /// Null where it is not JSON.
    pub body: Value,
    /// As it came.
    pub text: String,
}

impl Answer {
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(own, _)| own == name).map(|(_, value)| value.as_str())
    }

    /// The body where the shop did as asked.
    pub fn done(self, what: &str) -> Result<Value, Trouble> {
        match self.status {
            200..=299 if self.body != Value::Null => Ok(self.body),
            200..=299 => Err(Trouble(format!("{what}: the answer is not JSON."))),
            status => Err(Trouble(format!("{what}: HTTP {status} {}", self.body))),
        }
    }
}

pub struct Shop {
    pub supplier: String,
    /// Without a slash at the end.
    pub address: String,
    pub keys: Keys,
    /// It is shown its key by Basic over http too, as it is over https.
    pub is_basic: bool,
    /// A supplier that the self-test plays itself, to fill up an order of several.
    pub is_stand_in: bool,
    /// The test routes that it gives, once they were asked for.
    routes: OnceLock<Vec<String>>,
    agent: ureq::Agent,
}

impl Shop {
    /// A shop of the demonstration, with its keys.
    pub fn new(profile: &Profile, supplier: &str, address: &str) -> Shop {
        Shop::with_keys(supplier, address, profile.keys(supplier))
    }

    pub fn with_keys(supplier: &str, address: &str, keys: Keys) -> Shop {
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
            keys,
            is_basic: false,
            is_stand_in: false,
            routes: OnceLock::new(),
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
        let bytes = body.map(|body| body.to_string().into_bytes());
        self.signed(calls, method, path, query, bytes, &self.keys.consumer_secret)
    }

    /// The same with any bytes, and with another secret, which a shop must refuse.
    pub fn signed(
        &self,
        calls: &Calls,
        method: &str,
        path: &str,
        query: &[(&str, String)],
        body: Option<Vec<u8>>,
        secret: &str,
    ) -> Result<Answer, Trouble> {
        let address = self.rest_address(path);
        let mut headers = vec![("Accept".to_owned(), "application/json".to_owned())];
        let key = self.keys.consumer_key.as_str();
        let target = if self.is_basic || address.starts_with("https://") {
            let credentials = format!("{key}:{secret}");
            headers.push(("Authorization".into(), format!("Basic {}", BASE64.encode(credentials))));
            let pairs: Vec<String> = query
                .iter()
                .map(|(name, value)| format!("{name}={}", oauth::encode(value)))
                .collect();
            if pairs.is_empty() { address } else { format!("{address}?{}", pairs.join("&")) }
        } else {
            let keys = (key, secret);
            let nonce = nonce();
            let now = (nonce.as_str(), chrono::Utc::now().timestamp());
            format!("{address}?{}", oauth::signed_query(method, &address, query, keys, now))
        };
        self.send(calls, Direction::PlatformToShop, method, &target, headers, body)
    }

    /// Without any key.
    pub fn unsigned(&self, calls: &Calls, path: &str) -> Result<Answer, Trouble> {
        let target = self.rest_address(path);
        self.send(calls, Direction::PlatformToShop, "GET", &target, Vec::new(), None)
    }

    fn rest_address(&self, path: &str) -> String {
        format!("{}/wp-json/wc/v3{path}", self.address)
    }

    /// `rest`, again and again while the shop is down: no answer, or 5xx. For calls that a
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
        let token = self.keys.test_token.as_deref().unwrap_or_default();
        let headers = vec![("Authorization".to_owned(), format!("Bearer {token}"))];
        let bytes = body.map(|body| body.to_string().into_bytes());
        self.send(calls, Direction::ShopStaff, method, &target, headers, bytes)
    }

    /// Asks which test routes the shop gives: those that its book names, or all of them.
    pub fn find_routes(&self, calls: &Calls) -> Result<&[String], Trouble> {
        let found = match self.keys.test_token {
            None => Vec::new(),
            Some(_) => {
                let told = self.staff(calls, "state", None);
                let told = told.ok().filter(|told| told.status == 200).map(|told| told.body);
                if told.as_ref().is_some_and(|told| told["environment"] == "production") {
                    let sentence = "It says that it is in production: the test stops here.";
                    return Err(Trouble(format!("{}: {sentence}", self.supplier)));
                }
                told.map(|told| routes_named(&told)).unwrap_or_default()
            }
        };
        Ok(self.routes.get_or_init(|| found))
    }

    /// Whether a test route is there to be called.
    pub fn has(&self, route: &str) -> bool {
        self.routes.get().is_some_and(|routes| routes.iter().any(|own| own == route))
    }

    fn send(
        &self,
        calls: &Calls,
        direction: Direction,
        method: &str,
        target: &str,
        headers: Vec<(String, String)>,
        body: Option<Vec<u8>>,
    ) -> Result<Answer, Trouble> {
        let started = Instant::now();
        let has_body = body.is_some();
        let bytes = body.unwrap_or_default();
        let asked = Asked {
            direction,
            supplier: &self.supplier,
            method,
            target,
            headers: &headers,
            body: &bytes,
        };
        let answered = self.exchange(&asked, has_body);
        let (status, text) = match &answered {
            Ok((parts, text)) => (Some(parts.status.as_u16()), text.as_slice()),
            Err(Trouble(sentence)) => (None, sentence.as_bytes()),
        };
        calls.keep(&asked, status, text, started.elapsed());
        let (parts, text) = answered?;
        let value = |value: &http::HeaderValue| value.to_str().unwrap_or_default().to_owned();
        let mut answer = Answer {
            status: parts.status.as_u16(),
            pages: 1,
            is_replayed: false,
            headers: parts
                .headers
                .iter()
                .map(|(name, own)| (name.to_string(), value(own)))
                .collect(),
            body: serde_json::from_slice(&text).unwrap_or(Value::Null),
            text: String::from_utf8_lossy(&text).into_owned(),
        };
        let pages = answer.header("x-wp-totalpages").and_then(|pages| pages.parse().ok());
        answer.pages = pages.unwrap_or(1);
        answer.is_replayed = answer.header("idempotent-replayed") == Some("true");
        Ok(answer)
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

/// What a shop's book says of its test routes; one that says nothing has them all.
fn routes_named(book: &Value) -> Vec<String> {
    let named = book["routes"].as_array().map(|routes| {
        routes.iter().filter_map(Value::as_str).map(str::to_owned).collect::<Vec<_>>()
    });
    let mut routes = named.unwrap_or_else(|| ROUTES.map(str::to_owned).to_vec());
    routes.push("state".to_owned());
    routes
}

fn nonce() -> String {
    let mut bytes = [0; 16];
    getrandom::fill(&mut bytes).expect("the operating system gives random bytes");
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
