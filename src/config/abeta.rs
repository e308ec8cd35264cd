//! What `open` takes for Abeta's punch-out, checked. How a buyer comes in and goes back is not known here.

use super::Environment;
use crate::calendar::Day;
use crate::error::{Code, Error, Result};
use crate::limits;
use crate::secret::{Secret, SecretSource};
use crate::targets::abeta::Options;
use schemars::JsonSchema;
use serde::Deserialize;

/// Punch-out: buyers who come in from their purchasing system, by way of Abeta.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Abeta {
    /// The path below which Abeta finds `/setup-request` and `/order-confirmation`.
    pub path: String,
    /// One for each buyer's organisation.
    pub connections: Vec<AbetaConnection>,
    /// The HTTP status of each refusal; the document prints none (AB-06).
    pub statuses: AbetaStatuses,
}

impl Default for Abeta {
    fn default() -> Abeta {
        let statuses = AbetaStatuses::default();
        Abeta { path: "/abeta".into(), connections: Vec::new(), statuses }
    }
}

/// The HTTP status of each refusal (AB-06).
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct AbetaStatuses {
    pub invalid_api_key: u16,
    pub invalid_credentials: u16,
    pub unknown_error: u16,
}

impl Default for AbetaStatuses {
    fn default() -> AbetaStatuses {
        AbetaStatuses { invalid_api_key: 401, invalid_credentials: 401, unknown_error: 500 }
    }
}

/// A buyer's organisation, by the key that Abeta has for it.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AbetaConnection {
    /// By this name the shop knows it.
    pub connection_id: String,
    /// Chosen explicitly, never guessed. In production a key has at least 16 bytes.
    pub environment: Environment,
    /// What Abeta sends in `api_key` (AB-02).
    pub api_key: SecretSource,
    /// Where it is given, `Authorization: Bearer` must hold it, too; else that header is not looked at (AB-03).
    #[serde(default)]
    pub bearer_token: Option<SecretSource>,
    /// Handed to the shop with each login, such as the customer whose user it is.
    #[serde(default)]
    pub customer_hint: Option<String>,
    /// Where carts may be sent and browsers sent back: `abeta.io`, `*.abeta.io` for all below it, perhaps with a port.
    #[serde(default = "hosts_of_abeta")]
    pub return_hosts: Vec<String>,
    /// Who may show the shop in a frame: `https://*.abeta.io`, for example. Nobody, when left out.
    #[serde(default)]
    pub frame_ancestors: Vec<String>,
    #[serde(default)]
    pub login: AbetaLogin,
    #[serde(default)]
    pub delivery: AbetaDelivery,
    #[serde(default)]
    pub cart: AbetaCart,
    /// How the shop's products become those of the cart.
    #[serde(default)]
    pub products: Options,
}

/// The way in.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct AbetaLogin {
    /// For how long the one-time URL is good: 30 to 600 seconds (AB-05).
    pub link_seconds: u32,
    /// Opening the URL shows a button, and only that logs in: a program that opens every link it sees takes nothing.
    pub confirm: bool,
    /// Where the browser goes after it: a path of the shop, or an address. `{punchout_id}` in it is the punch-out's own id,
    /// so that each of several in one browser can have a path and a cookie of its own.
    pub landing: String,
    /// For how long after it the cart can be returned: 1 to 168 hours.
    pub session_hours: u32,
}

impl Default for AbetaLogin {
    fn default() -> AbetaLogin {
        AbetaLogin { link_seconds: 300, confirm: false, landing: "/".into(), session_hours: 12 }
    }
}

/// When the shop delivers, where a cart does not say.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct AbetaDelivery {
    /// Working days after the day of the order.
    pub days: u32,
    /// Ordered later than this, it counts as the next working day's order; `17:00`.
    pub until: String,
    /// The time of the delivery: `12:00`.
    pub time: String,
    /// The days on which the shop delivers.
    pub working_days: Vec<Weekday>,
    /// Days on which it does not.
    pub holidays: Vec<Day>,
    /// The zone of all times that Abeta writes without one (AB-20); the shop's own, when left out.
    pub time_zone: Option<String>,
}

impl Default for AbetaDelivery {
    fn default() -> AbetaDelivery {
        use Weekday::*;
        AbetaDelivery {
            days: 1,
            until: "17:00".into(),
            time: "12:00".into(),
            working_days: vec![Monday, Tuesday, Wednesday, Thursday, Friday],
            holidays: Vec::new(),
            time_zone: None,
        }
    }
}

/// A day of the week.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Weekday {
    Monday,
    Tuesday,
    Wednesday,
    Thursday,
    Friday,
    Saturday,
    Sunday,
}

/// The way back.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct AbetaCart {
    /// Whether `total` includes VAT; the document does not say (AB-22).
    pub total: AbetaTotal,
    /// Whether a product has a member `type`: product, shipping or fee. The document has none.
    pub line_type: bool,
}

/// See [`AbetaCart::total`].
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum AbetaTotal {
    #[default]
    IncludingVat,
    ExcludingVat,
}

fn hosts_of_abeta() -> Vec<String> {
    vec!["abeta.io".into(), "*.abeta.io".into()]
}

/// Below this a key can be found by trying.
const KEY_BYTES_MIN: usize = 16;

impl Abeta {
    pub fn connection(&self, connection_id: &str) -> Option<&AbetaConnection> {
        self.connections.iter().find(|connection| connection.connection_id == connection_id)
    }

    /// Checks everything that can be checked without reading a secret.
    pub(super) fn check(&self) -> Result<()> {
        let is_path = self.path.starts_with('/')
            && !self.path.ends_with('/')
            && self
                .path
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || b"/-_.".contains(&byte));
        if !is_path {
            return wrong(
                "/path",
                "A path reads /abeta: letters, digits, and no slash at its end.",
            );
        }
        let Abeta { statuses: of, .. } = self;
        for (status, path) in [
            (of.invalid_api_key, "/statuses/invalid_api_key"),
            (of.invalid_credentials, "/statuses/invalid_credentials"),
            (of.unknown_error, "/statuses/unknown_error"),
        ] {
            if !(200..=599).contains(&status) {
                return wrong(path, "An HTTP status is from 200 to 599.");
            }
        }
        for (nth, connection) in self.connections.iter().enumerate() {
            let before = self.connections.iter().take(nth);
            let named = before.map(|other| &other.connection_id);
            connection.check(named).map_err(|error| error.under(nth).under("connections"))?;
        }
        Ok(())
    }
}

impl AbetaConnection {
    /// The key; never one that could be guessed.
    pub fn key(&self) -> Result<Secret> {
        let key = self.api_key.read()?;
        if key.expose().len() < KEY_BYTES_MIN && self.environment != Environment::Test {
            let message = format!(
                "The api_key of '{}' is too short: at least {KEY_BYTES_MIN} bytes.",
                self.connection_id
            );
            return Err(Error::new(Code::ConfigInvalid, message));
        }
        Ok(key)
    }

    fn check<'a>(&self, mut named: impl Iterator<Item = &'a String>) -> Result<()> {
        let id = &self.connection_id;
        if !(1..=limits::ID_BYTES_MAX).contains(&id.len()) {
            return wrong("/connection_id", "A connection has an id of 1 to 191 bytes.");
        }
        if named.any(|other| other == id) {
            return wrong("/connection_id", "Another connection has this id.");
        }
        // A key in an environment variable or a file is looked at when it is first needed.
        if matches!(self.api_key, SecretSource::Plain(_)) {
            self.key().map_err(|error| error.at("/api_key"))?;
        }
        for (nth, host) in self.return_hosts.iter().enumerate() {
            if !is_host(host) {
                let path = format!("/return_hosts/{nth}");
                return wrong(&path, "A host reads abeta.io, *.abeta.io or abeta.io:8443.");
            }
        }
        for (nth, source) in self.frame_ancestors.iter().enumerate() {
            if !is_frame_source(source) {
                let path = format!("/frame_ancestors/{nth}");
                return wrong(&path, "Who may frame the shop reads https://*.abeta.io.");
            }
        }
        self.login.check().map_err(|error| error.under("login"))?;
        self.delivery.check().map_err(|error| error.under("delivery"))?;
        self.products.check().map_err(|error| error.under("products"))
    }
}

impl AbetaLogin {
    fn check(&self) -> Result<()> {
        if !(30..=600).contains(&self.link_seconds) {
            return wrong("/link_seconds", "The one-time URL is good for 30 to 600 seconds.");
        }
        if !(1..=168).contains(&self.session_hours) {
            return wrong("/session_hours", "A punch-out lasts 1 to 168 hours.");
        }
        let is_place = self.landing.starts_with('/') && !self.landing.starts_with("//")
            || self.landing.starts_with("https://");
        match is_place && self.landing.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'\\')
        {
            true => Ok(()),
            false => wrong("/landing", "The browser goes on to a path such as / or to https://."),
        }
    }
}

impl AbetaDelivery {
    fn check(&self) -> Result<()> {
        for (time, path) in [(&self.until, "/until"), (&self.time, "/time")] {
            if clock(time).is_none() {
                return wrong(path, "A time of the day reads 17:00.");
            }
        }
        if self.days > 366 {
            return wrong("/days", "At most 366 working days.");
        }
        if self.working_days.is_empty() {
            return wrong("/working_days", "Name a day on which the shop delivers.");
        }
        match self.time_zone.as_ref().is_none_or(|zone| zone.parse::<chrono_tz::Tz>().is_ok()) {
            true => Ok(()),
            false => wrong("/time_zone", "There is no such zone; one reads Europe/Amsterdam."),
        }
    }

    /// Until when an order counts as of its day, and when it is delivered.
    pub fn times(&self) -> Option<(chrono::NaiveTime, chrono::NaiveTime)> {
        Some((clock(&self.until)?, clock(&self.time)?))
    }
}

fn clock(text: &str) -> Option<chrono::NaiveTime> {
    chrono::NaiveTime::parse_from_str(text, "%H:%M").ok()
}

/// A name or an address, perhaps with a port, perhaps with all below it.
fn is_host(text: &str) -> bool {
    let name = text.strip_prefix("*.").unwrap_or(text);
    let (name, port) = match name.rsplit_once(':') {
        Some((name, port)) if !name.ends_with(']') || name.starts_with('[') => (name, Some(port)),
        _ => (name, None),
    };
    let plain =
        |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b".-[]:".contains(&byte);
    !name.is_empty()
        && name.bytes().all(plain)
        && port.is_none_or(|port| port.parse::<u16>().is_ok_and(|port| port > 0))
}

fn is_frame_source(text: &str) -> bool {
    let host = text.strip_prefix("https://").unwrap_or_default();
    is_host(host) || text == "'self'"
}

fn wrong(path: &str, message: &'static str) -> Result<()> {
    Err(Error::new(Code::ConfigInvalid, message).at(path))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    fn path_of(change: impl FnOnce(&mut Value)) -> Option<String> {
        let mut abeta = json!({ "connections": [{
            "connection_id": "university", "environment": "production", "api_key": "0123456789abcdef",
        }] });
        change(&mut abeta);
        let abeta: Result<Abeta> = crate::json::read(abeta.to_string().as_bytes());
        abeta.and_then(|abeta| abeta.check()).err().map(|error| error.path)
    }

    #[test]
    fn what_could_never_be_right_is_refused_when_the_client_is_opened() {
        assert_eq!(path_of(|_| ()), None);
        let one = |member: &str, value: Value| {
            let path = path_of(|abeta| abeta["connections"][0][member] = value);
            path.unwrap_or_default().replace("/connections/0", "")
        };
        for key in ["", "0123456789abcde"] {
            assert_eq!(one("api_key", json!(key)), "/api_key", "{key}");
        }
        assert_eq!(one("connection_id", json!("")), "/connection_id");
        for host in ["", "https://abeta.io", "abeta.io/x", "*", "ABETA.io", "abeta.io:0", "a b"] {
            assert_eq!(one("return_hosts", json!([host])), "/return_hosts/0", "{host}");
        }
        for host in ["abeta.io", "*.abeta.io", "127.0.0.1:8081", "[::1]:81"] {
            assert_eq!(one("return_hosts", json!([host])), "", "{host}");
        }
        for source in ["*", "http://abeta.io", "https://abeta.io; script-src *", "none"] {
            assert_eq!(one("frame_ancestors", json!([source])), "/frame_ancestors/0", "{source}");
        }
        assert_eq!(one("login", json!({ "link_seconds": 601 })), "/login/link_seconds");
        for landing in ["", "shop", "//evil.example", "javascript:alert(1)", "/\\evil", "http://x"]
        {
            assert_eq!(one("login", json!({ "landing": landing })), "/login/landing", "{landing}");
        }
        assert_eq!(one("delivery", json!({ "until": "25:00" })), "/delivery/until");
        assert_eq!(one("delivery", json!({ "working_days": [] })), "/delivery/working_days");
        assert_eq!(one("delivery", json!({ "time_zone": "Mars" })), "/delivery/time_zone");
        assert_eq!(path_of(|abeta| abeta["path"] = "/".into()).as_deref(), Some("/path"));
        let twice = |abeta: &mut Value| {
            let one = abeta["connections"][0].clone();
            abeta["connections"] = json!([one, one]);
        };
        assert_eq!(path_of(twice).as_deref(), Some("/connections/1/connection_id"));
    }

    #[test]
    fn a_short_key_is_for_tests_only() {
        let short = |environment: &str| {
            path_of(|abeta| {
                abeta["connections"][0]["environment"] = environment.into();
                abeta["connections"][0]["api_key"] = "ABC123".into();
            })
        };
        assert_eq!(short("test"), None);
        assert!(short("acceptance").is_some() && short("production").is_some());
    }
}
