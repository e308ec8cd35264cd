//! The accounting part of a configuration: who may read the shop's sales, how much, and when its days end.

use super::Rest;
use crate::calendar::BusinessDays;
use crate::error::{Code, Error, Result};
use crate::secret::SecretSource;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The accounting interface (WW-1, PS-1): who may read, how often, and when a business day ends.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Accounting {
    /// The programs that may ask for a token (WW-4, PS-4).
    #[serde(default)]
    pub clients: Vec<AccountingClient>,
    /// The time on the shop's own clock at which a business day begins, such as `04:00` (PS-5).
    #[serde(default = "midnight")]
    pub day_cut_off: String,
    /// How much each client may ask (WW-8, PS-10).
    #[serde(default)]
    pub quota: Quota,
    /// Answer every failure with 400, also those of authentication and of limits (WW-7a).
    #[serde(default)]
    pub all_failures_are_400: bool,
    /// The page on which the shop's owner gives a client access.
    #[serde(default)]
    pub consent: ConsentPage,
}

impl Default for Accounting {
    fn default() -> Accounting {
        Accounting {
            clients: Vec::new(),
            day_cut_off: midnight(),
            quota: Quota::default(),
            all_failures_are_400: false,
            consent: ConsentPage::default(),
        }
    }
}

fn midnight() -> String {
    "00:00".into()
}

/// A program that may ask for a token.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AccountingClient {
    pub client_id: String,
    /// What people call it: the consent page shows it.
    pub name: String,
    /// At least 16 bytes. Left out for a program that cannot keep a secret: it takes the code flow only.
    #[serde(default)]
    pub client_secret: Option<SecretSource>,
    /// What it may be given at most.
    pub scopes: Vec<Scope>,
    /// Where the code flow may lead back to, compared byte by byte; none: the client has no code flow.
    #[serde(default)]
    pub redirect_uris: Vec<String>,
    /// Whether it may get a token for itself, without a person's consent.
    #[serde(default = "yes")]
    pub client_credentials: bool,
}

fn yes() -> bool {
    true
}

/// A part of the shop's books.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
pub enum Scope {
    /// Sales of the webshop.
    #[serde(rename = "sales.read")]
    Sales,
    /// Receipts and day totals of the till.
    #[serde(rename = "receipts.read")]
    Receipts,
    /// Customers.
    #[serde(rename = "customers.read")]
    Customers,
    /// Products.
    #[serde(rename = "products.read")]
    Products,
    /// VAT rates, payment methods and categories.
    #[serde(rename = "settings.read")]
    Settings,
}

impl Scope {
    pub const ALL: [Scope; 5] =
        [Scope::Sales, Scope::Receipts, Scope::Customers, Scope::Products, Scope::Settings];

    pub fn as_str(self) -> &'static str {
        match self {
            Scope::Sales => "sales.read",
            Scope::Receipts => "receipts.read",
            Scope::Customers => "customers.read",
            Scope::Products => "products.read",
            Scope::Settings => "settings.read",
        }
    }

    pub fn parse(text: &str) -> Option<Scope> {
        Scope::ALL.into_iter().find(|scope| scope.as_str() == text)
    }
}

/// How many requests a client may make within a window of time.
#[derive(Clone, Copy, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Quota {
    pub requests: u32,
    pub window_s: u32,
}

impl Default for Quota {
    fn default() -> Quota {
        Quota { requests: 1200, window_s: 60 }
    }
}

/// The look of the consent page.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct ConsentPage {
    /// What stands above it; the shop's name, if nothing is said.
    pub heading: String,
    /// What the shop says to its owner before the question.
    pub introduction: String,
    /// CSS, put into the page.
    pub style: String,
    /// Where the shop's owner logs in, if nobody is.
    pub login_url: String,
}

const SECRET_BYTES_MIN: usize = 16;

impl Accounting {
    pub(super) fn check(&self, rest: &Rest) -> Result<()> {
        let wrong = |path: String, message: &str| {
            Err(Error::new(Code::ConfigInvalid, message.to_owned()).at(path))
        };
        if BusinessDays::new("UTC", &self.day_cut_off).is_none() {
            return wrong("/day_cut_off".into(), "A time such as 04:00 is expected.");
        }
        if self.quota.requests == 0 || !(1..=86_400).contains(&self.quota.window_s) {
            return wrong("/quota".into(), "At least 1 request in a window of 1 to 86400 seconds.");
        }
        if !self.clients.is_empty() && !rest.public_url.starts_with("http") {
            let message = "Tokens are given at an address: set rest.public_url.";
            return wrong("/clients".into(), message);
        }
        for (nth, client) in self.clients.iter().enumerate() {
            client.check().map_err(|error| error.under(nth).under("clients"))?;
            let mut before = self.clients.iter().take(nth);
            if before.any(|other| other.client_id == client.client_id) {
                return wrong(format!("/clients/{nth}/client_id"), "Another client has this id.");
            }
        }
        Ok(())
    }

    /// The client of this id.
    pub fn client(&self, client_id: &str) -> Option<&AccountingClient> {
        self.clients.iter().find(|client| client.client_id == client_id)
    }
}

impl AccountingClient {
    fn check(&self) -> Result<()> {
        let wrong = |path: &str, message: &'static str| {
            Err(Error::new(Code::ConfigInvalid, message).at(path))
        };
        let is_plain = |byte: u8| byte.is_ascii_graphic() && byte != b':';
        if !(1..=64).contains(&self.client_id.len()) || !self.client_id.bytes().all(is_plain) {
            return wrong("/client_id", "A client has an id of 1 to 64 visible letters, no colon.");
        }
        if self.scopes.is_empty() {
            return wrong("/scopes", "A client has at least one scope.");
        }
        if let Some(SecretSource::Plain(secret)) = &self.client_secret
            && secret.expose().len() < SECRET_BYTES_MIN
        {
            return wrong("/client_secret", "A secret has at least 16 bytes.");
        }
        if self.client_secret.is_none() && self.redirect_uris.is_empty() {
            return wrong(
                "/client_secret",
                "Without a secret only the code flow is left: give redirect_uris.",
            );
        }
        for uri in &self.redirect_uris {
            let parsed = url::Url::parse(uri);
            let is_fine = parsed.is_ok_and(|url| {
                let is_loopback =
                    matches!(url.host_str(), Some("127.0.0.1" | "[::1]" | "localhost"));
                let scheme = url.scheme() == "https" || url.scheme() == "http" && is_loopback;
                scheme && url.fragment().is_none()
            });
            if !is_fine {
                let message =
                    "An https address without a fragment is expected (http on this machine only).";
                return wrong("/redirect_uris", message);
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use crate::config::Config;
    use serde_json::{Value, json};

    fn path(change: impl FnOnce(&mut Value)) -> Option<String> {
        let mut config = json!({
            "store": "sqlite::memory:",
            "shop": { "shop_id": "x", "currency": "EUR", "country": "NL", "prices_include_vat": true },
            "rest": { "public_url": "https://shop.example" },
            "accounting": { "clients": [{ "client_id": "wwf", "name": "Webwinkelfacturen",
                "client_secret": "0123456789abcdef", "scopes": ["sales.read"],
                "redirect_uris": ["https://wwf.example/cb"] }] },
        });
        change(&mut config["accounting"]);
        Config::read(config.to_string().as_bytes()).err().map(|error| error.path)
    }

    #[test]
    fn a_wrong_client_is_told_with_its_path_when_the_shop_opens() {
        assert_eq!(path(|_| ()), None);
        let wrong = |change: fn(&mut Value)| path(change).expect("refused");
        assert_eq!(wrong(|part| part["day_cut_off"] = "4".into()), "/accounting/day_cut_off");
        assert_eq!(wrong(|part| part["quota"] = json!({ "requests": 0 })), "/accounting/quota");
        let client =
            |change: fn(&mut Value)| path(|part| change(&mut part["clients"][0])).expect("refused");
        assert_eq!(
            client(|one| one["client_secret"] = "short".into()),
            "/accounting/clients/0/client_secret"
        );
        assert_eq!(client(|one| one["scopes"] = json!([])), "/accounting/clients/0/scopes");
        assert_eq!(
            client(|one| one["client_id"] = "a:b".into()),
            "/accounting/clients/0/client_id"
        );
        for uri in ["http://wwf.example/cb", "javascript:alert(1)", "https://wwf.example/#x", ""] {
            let refused = path(|part| part["clients"][0]["redirect_uris"] = json!([uri]));
            assert_eq!(refused.as_deref(), Some("/accounting/clients/0/redirect_uris"), "{uri}");
        }
    }
}
