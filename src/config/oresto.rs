//! What `open` takes for the Oresto webshop, checked. The operations themselves are not known here.

use crate::error::{Code, Error, Result};
use crate::limits;
use crate::secret::SecretSource;
use schemars::JsonSchema;
use serde::Deserialize;
use std::collections::BTreeMap;

/// The wholesale webshop of Oresto Food Partners.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Oresto {
    /// Chosen explicitly, never guessed; the address must belong to it (OR-04).
    pub environment: OrestoEnvironment,
    /// The address of the interface, with or without `/api` at its end. In production each wholesaler has its own (OR-04).
    #[serde(default = "test_url")]
    pub base_url: String,
    /// Without a colon, which separates it from the password (OR-05).
    pub login: String,
    pub password: SecretSource,
    /// In what bodies are written.
    #[serde(default)]
    pub format: OrestoFormat,
    /// How long one call is waited for, in milliseconds: 100 to 30,000.
    #[serde(default = "twenty_seconds")]
    pub timeout_ms: u64,
    /// The number of the first page, which the document does not say.
    #[serde(default = "one")]
    pub first_page: u32,
    /// Rows asked for at once; the document names no maximum.
    #[serde(default = "a_hundred")]
    pub page_size: u32,
    /// Client products sent in one call, up to 5,000; the document names no maximum (OR-40).
    #[serde(default = "a_thousand")]
    pub batch_size: u32,
    /// The names of the member that holds the data of an answer, which the document does not print (OR-02).
    #[serde(default = "data_members")]
    pub data_members: Vec<String>,
    /// What an error says when there is no such thing, in lower case; in any other error a thing is not absent.
    #[serde(default = "absent_texts")]
    pub absent_texts: Vec<String>,
    /// The namespace of XML bodies; none where it is empty.
    #[serde(default)]
    pub xml_namespace: String,
    /// Where an operation is called in another way than docs/oresto.md says, by its name.
    #[serde(default)]
    pub operations: BTreeMap<String, OrestoOverride>,
    /// How the shop's products become Oresto's: the options of product_map with `to: "oresto"`. Brands, producers, storage
    /// conditions and abbreviations that are not named here are found by their names in Oresto's tables.
    #[serde(default)]
    pub products: BTreeMap<String, serde_json::Value>,
}

/// Which of the two environments is meant (OR-04).
#[derive(Clone, Copy, PartialEq, Eq, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum OrestoEnvironment {
    Test,
    Production,
}

/// In what bodies are written (OR-09).
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum OrestoFormat {
    /// Has no rule of order.
    #[default]
    Json,
    /// Elements in alphabetical order at every level, or the server reads no body.
    Xml,
}

/// How an operation is called where the document is silent, contradicts itself, or is wrong.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct OrestoOverride {
    /// From the host's root, such as `api/Suppliers/GetByVat`. For link_product_delete it must be given: the document
    /// prints the path that deletes an own product.
    #[serde(default)]
    pub path: Option<String>,
    /// `POST` or `PUT`, where the document names both.
    #[serde(default)]
    pub method: Option<String>,
    /// Other names for parameters and members: `{"OrderNumbers": "OrderNumber"}`.
    #[serde(default)]
    pub names: BTreeMap<String, String>,
    /// The name of the root element of an XML body, or of each element of a list.
    #[serde(default)]
    pub element: Option<String>,
}

/// The host of the test environment (OR-04).
const TEST_HOST: &str = "api-test.orestofoodpartners.be";

fn test_url() -> String {
    format!("https://{TEST_HOST}/api")
}
fn twenty_seconds() -> u64 {
    20_000
}
fn one() -> u32 {
    1
}
fn a_hundred() -> u32 {
    100
}
fn a_thousand() -> u32 {
    1_000
}
fn data_members() -> Vec<String> {
    ["Data", "Result", "Results", "Items", "Response", "Value"].map(str::to_owned).to_vec()
}
fn absent_texts() -> Vec<String> {
    ["not found", "does not exist", "niet gevonden", "bestaat niet", "no product"]
        .map(str::to_owned)
        .to_vec()
}

impl Oresto {
    pub fn is_production(&self) -> bool {
        self.environment == OrestoEnvironment::Production
    }

    /// Checks what can be said without a call. `may_call` says whether an address can be let through at all, `is_exempt`
    /// whether it is one of the test hosts of the configuration.
    pub(super) fn check(
        &self,
        may_call: impl Fn(&str) -> bool,
        is_exempt: impl Fn(&str) -> bool,
    ) -> Result<()> {
        let wrong = |path: &str, message: &'static str| {
            Err(Error::new(Code::ConfigInvalid, message).at(format!("/oresto/{path}")))
        };
        if self.login.is_empty() || self.login.contains([':', '\r', '\n']) {
            return wrong("login", "A login is not empty and has no colon.");
        }
        if !may_call(&self.base_url) {
            let message = "Oresto is called over https, but for the addresses that \
                           wire.allow_addresses names.";
            return wrong("base_url", message);
        }
        let host = url::Url::parse(&self.base_url).ok();
        let host = host.as_ref().and_then(url::Url::host_str).unwrap_or_default();
        let is_test_host = host.eq_ignore_ascii_case(TEST_HOST);
        if self.is_production() == is_test_host && !is_exempt(&self.base_url) {
            let message = match self.is_production() {
                true => "This is the test environment's address: give the wholesaler's own.",
                false => "In the test environment the host is api-test.orestofoodpartners.be.",
            };
            return wrong("base_url", message);
        }
        if !(100..=limits::CALL_MS_MAX).contains(&self.timeout_ms) {
            return wrong("timeout_ms", "A call is waited for from 100 to 30,000 ms.");
        }
        if !(1..=1_000).contains(&self.page_size) {
            return wrong("page_size", "A page has 1 to 1,000 rows.");
        }
        if !(1..=5_000).contains(&self.batch_size) {
            return wrong("batch_size", "A batch has 1 to 5,000 client products.");
        }
        if self.data_members.is_empty() {
            return wrong("data_members", "Name at least one member.");
        }
        for (name, given) in &self.operations {
            let path = |member: &str| format!("operations/{name}/{member}");
            let fits = |path: &String| {
                let plain =
                    |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'/' | b'_' | b'-');
                !path.is_empty() && !path.starts_with('/') && path.bytes().all(plain)
            };
            if given.path.as_ref().is_some_and(|path| !fits(path)) {
                return wrong(&path("path"), "A path is such as api/Suppliers/GetByVat.");
            }
            if !matches!(given.method.as_deref(), None | Some("POST" | "PUT")) {
                return wrong(&path("method"), "The method is POST or PUT.");
            }
        }
        Ok(())
    }
}
