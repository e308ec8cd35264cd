//! What `open` takes for hosted shops: who they are, where, and as whom they are called. How their systems are called is
//! not known here.

use super::Made;
use crate::error::{Code, Error, Result};
use crate::limits;
use crate::secret::SecretSource;
use crate::shops::Document;
use schemars::JsonSchema;
use serde::Deserialize;
use std::collections::BTreeMap;

/// Hosted shops by a name of your own, which stands in `catalog_pull` and in the address of their webhooks.
pub type Sources = BTreeMap<String, Source>;

/// A hosted shop that cannot load a library: it is read over its interface (OH-06, OH-10).
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Source {
    pub system: SourceSystem,
    /// Where its interface is, such as `https://shop.myshopify.com`; docs/hosted.md has each system's.
    pub base_url: String,
    /// With Basic: the key. With `refresh_token`: the client id.
    #[serde(default)]
    pub key: Option<String>,
    /// What goes with the key, or the client secret.
    #[serde(default)]
    pub secret: Option<SecretSource>,
    /// The access token. With `refresh_token` it may be left out.
    #[serde(default)]
    pub token: Option<SecretSource>,
    /// What a token that has ended is renewed with; the pair that is valid then is sealed in the store (`store_key`).
    #[serde(default)]
    pub refresh_token: Option<SecretSource>,
    /// Where it is renewed, if not where the system does so.
    #[serde(default)]
    pub token_url: Option<String>,
    /// Under which the shop signs its webhooks, or the key that it sends with them.
    #[serde(default)]
    pub webhook_secret: Option<SecretSource>,
    /// With `custom`: how its products are read, with `routes`.
    #[serde(default)]
    pub mapping: Option<Document>,
    /// How long one call is waited for, in milliseconds: 100 to 30,000.
    #[serde(default = "twenty_seconds")]
    pub timeout_ms: u64,
    /// Its routes, read and checked.
    #[serde(skip)]
    #[schemars(skip)]
    pub checked: Made,
}

fn twenty_seconds() -> u64 {
    20_000
}

/// The systems that koppel knows, and `custom`.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum SourceSystem {
    Shopify,
    /// As `shopify`, read by its Admin GraphQL.
    ShopifyGraphql,
    Woocommerce,
    Magento,
    LightspeedC,
    LightspeedR,
    LightspeedX,
    Custom,
}

impl SourceSystem {
    /// Its name.
    pub fn as_str(self) -> &'static str {
        match self {
            SourceSystem::Shopify => "shopify",
            SourceSystem::ShopifyGraphql => "shopify-graphql",
            SourceSystem::Woocommerce => "woocommerce",
            SourceSystem::Magento => "magento",
            SourceSystem::LightspeedC => "lightspeed-c",
            SourceSystem::LightspeedR => "lightspeed-r",
            SourceSystem::LightspeedX => "lightspeed-x",
            SourceSystem::Custom => "custom",
        }
    }
    /// The name of its mapping.
    pub fn mapping(self) -> &'static str {
        match self {
            SourceSystem::ShopifyGraphql => SourceSystem::Shopify.as_str(),
            system => system.as_str(),
        }
    }
}

/// The systems whose tokens end.
const RENEWED: [SourceSystem; 2] = [SourceSystem::LightspeedR, SourceSystem::LightspeedX];

/// Checks what can be said without a call. `may_call` says whether an address can be let through at all.
pub(super) fn check(sources: &Sources, may_call: impl Fn(&str) -> bool) -> Result<()> {
    for (name, source) in sources {
        let plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
        if name.is_empty() || name.len() > limits::METHOD_BYTES_MAX || !name.bytes().all(plain) {
            let message = "A source has a name of letters, digits, - and _: it stands in a URL.";
            return Err(Error::new(Code::ConfigInvalid, message).at("/sources"));
        }
        source.check(&may_call).map_err(|error| error.under(name).under("sources"))?;
    }
    Ok(())
}

impl Source {
    fn check(&self, may_call: &impl Fn(&str) -> bool) -> Result<()> {
        let wrong = |path: &str, message: &'static str| {
            Err(Error::new(Code::ConfigInvalid, message).at(path))
        };
        if !may_call(&self.base_url) || url::Url::parse(&self.base_url).is_err() {
            let message = "A shop is called over https, but for the addresses that \
                           wire.allow_addresses names.";
            return wrong("/base_url", message);
        }
        if self.base_url.contains(['?', '#']) {
            return wrong("/base_url", "The address has no query: paths are put behind it.");
        }
        if !(100..=limits::CALL_MS_MAX).contains(&self.timeout_ms) {
            return wrong("/timeout_ms", "A call is waited for from 100 to 30,000 ms.");
        }
        self.check_renewal(may_call)?;
        let custom = self.system == SourceSystem::Custom;
        match &self.mapping {
            Some(_) if !custom => wrong("/mapping", "This system has its mapping."),
            None if custom => wrong("/mapping", "A custom shop needs a mapping with routes."),
            Some(mapping) => match &mapping.routes {
                Some(routes) => {
                    routes.check().map_err(|error| error.under("routes").under("mapping"))
                }
                None => wrong("/mapping/routes", "Say where the shop's lists are."),
            },
            None => Ok(()),
        }
    }

    fn check_renewal(&self, may_call: &impl Fn(&str) -> bool) -> Result<()> {
        let wrong = |path: &str, message: &'static str| {
            Err(Error::new(Code::ConfigInvalid, message).at(path))
        };
        let routes = self.mapping.as_ref().and_then(|mapping| mapping.routes.as_ref());
        let is_renewed = RENEWED.contains(&self.system)
            || routes.is_some_and(|routes| routes.access.renew.is_some());
        match (&self.refresh_token, &self.token_url) {
            (None, Some(_)) => wrong("/token_url", "Nothing is renewed without a refresh_token."),
            (None, None) => Ok(()),
            (Some(_), _) if !is_renewed => {
                wrong("/refresh_token", "The tokens of this system do not end.")
            }
            (Some(_), _) if self.key.is_none() || self.secret.is_none() => {
                wrong("/key", "A token is renewed with key and secret, the client's own.")
            }
            (Some(_), Some(url)) if !may_call(url) || url::Url::parse(url).is_err() => {
                wrong("/token_url", "Tokens are renewed over https.")
            }
            (Some(_), _) => Ok(()),
        }
    }
}
