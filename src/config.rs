//! What a client is opened with: one JSON in, one checked configuration out. Unknown members are refused.

mod abeta;
mod accounting;
mod compat;
mod made;
mod oresto;
mod retention;
mod sources;
pub mod store;

pub use abeta::{
    Abeta, AbetaCart, AbetaConnection, AbetaDelivery, AbetaLogin, AbetaStatuses, AbetaTotal,
    Weekday,
};
pub use accounting::{Accounting, AccountingClient, ConsentPage, Quota, Scope};
pub use compat::{Compat, Unsafe};
pub use made::Made;
pub use oresto::{Oresto, OrestoEnvironment, OrestoFormat, OrestoOverride};
pub use retention::Retention;
pub use sources::{Source, SourceSystem, Sources};

use crate::error::{Code, Error, Result};
use crate::model::shop::Shop;
use crate::secret::SecretSource;
use schemars::JsonSchema;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::net::SocketAddr;
use store::StoreUrl;

/// What `open` takes.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Config {
    /// Where koppel keeps what must not be lost: `sqlite:/var/lib/koppel/shop.db`, in a directory of its own, or a
    /// database server: `mysql://koppel@db.example/koppel`, `postgres://koppel@db.example/shop`.
    pub store: StoreUrl,
    /// The password of the database's user, instead of one within `store`.
    #[serde(default)]
    pub store_password: Option<SecretSource>,
    /// The key under which secrets that must be read back are sealed: 32 bytes as base64 or 64 hexadecimal digits.
    #[serde(default)]
    pub store_key: Option<SecretSource>,
    /// The shop this client works for; one store holds many shops, a client sees one.
    pub shop: Shop,
    /// Whom the users of the shop's interface can turn to.
    #[serde(default)]
    pub support: Option<Support>,
    /// The redemption platforms the shop is coupled to.
    #[serde(default)]
    pub platforms: Vec<Platform>,
    /// The WooCommerce-compatible interface.
    #[serde(default)]
    pub rest: Rest,
    /// How the far side is called.
    #[serde(default)]
    pub wire: WireConfig,
    /// How long what tells of persons is kept.
    #[serde(default)]
    pub retention: Retention,
    /// The accounting interface.
    #[serde(default)]
    pub accounting: Option<Accounting>,
    /// Punch-out for buyers who come by way of Abeta.
    #[serde(default)]
    pub abeta: Abeta,
    /// The Oresto webshop, for a wholesaler.
    #[serde(default)]
    pub oresto: Option<Oresto>,
    /// Hosted shops that are read over their interface, by a name of your own (docs/hosted.md).
    #[serde(default)]
    pub sources: Sources,
}

/// Whom to turn to.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Support {
    #[serde(default)]
    pub email: String,
    #[serde(default)]
    pub url: String,
    #[serde(default)]
    pub contact: String,
}

/// Which of a platform's environments is meant; each has its own address and keys (OH-04).
#[derive(Clone, Copy, PartialEq, Eq, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Environment {
    Test,
    Acceptance,
    Production,
}

/// A redemption platform.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Platform {
    /// By this name the shop calls it.
    pub platform_id: String,
    /// `city-butler`, `winst-uit-je-woning` or `ohis`, or a whole profile document (src/ohis/profiles).
    #[schemars(with = "serde_json::Value")]
    pub profile: Profile,
    /// Chosen explicitly, never guessed (OH-04).
    pub environment: Environment,
    /// The address of its interface; https, unless `wire.allow_addresses` names it.
    pub base_url: String,
    /// The shop's key at the platform.
    pub key: String,
    /// The secret that goes with the key.
    pub secret: SecretSource,
    /// Its profile, read and checked.
    #[serde(skip)]
    #[schemars(skip)]
    pub checked: Made,
}

impl Platform {
    /// Whether a key or an address of one environment is used for another (OH-04).
    fn mixes_environments_with(&self, other: &Platform) -> bool {
        let host = |platform: &Platform| {
            url::Url::parse(&platform.base_url).ok().map(|url| url.authority().to_owned())
        };
        self.environment != other.environment
            && (self.key == other.key || host(self).is_some_and(|own| Some(own) == host(other)))
    }
}

/// A built-in profile by its name, or a document of one's own.
#[derive(Clone, Debug, Deserialize)]
#[serde(untagged)]
pub enum Profile {
    Named(String),
    Document(BTreeMap<String, serde_json::Value>),
}

/// The WooCommerce-compatible interface.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Rest {
    /// The address under which the shop is reached, such as `https://shop.example`: what signatures and links say.
    #[serde(default)]
    pub public_url: String,
    /// Addresses whose `X-Forwarded-Proto` is believed.
    #[serde(default)]
    pub trusted_proxies: Vec<String>,
    /// Who may call.
    #[serde(default)]
    pub keys: Vec<RestKey>,
    /// What becomes of a platform's change to a product: a proposal in the inbox, or (for test-suites) the mirror.
    #[serde(default)]
    pub writes: Writes,
    /// Where WooCommerce is unsafe, do as it does: `true` for all of it, or a list of what is meant. For tests of
    /// compatibility only.
    #[serde(default)]
    pub compat: Compat,
}

/// See [`Rest::writes`].
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Writes {
    #[default]
    Proposal,
    Mirror,
}

/// A key of the interface.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RestKey {
    /// `ck_...`
    pub consumer_key: String,
    /// `cs_...`
    pub consumer_secret: SecretSource,
    pub permissions: Permissions,
    /// The platform that holds this key: its orders carry that platform's name.
    #[serde(default)]
    pub platform_id: Option<String>,
}

/// What a key may do.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Permissions {
    Read,
    Write,
    ReadWrite,
}

/// How the far side is called.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct WireConfig {
    /// Exact `address:port` pairs for which the guard against private addresses and the rule "https only" are lifted:
    /// test hosts. Refused while any platform's environment is production.
    #[serde(default)]
    #[schemars(with = "Vec<String>")]
    pub allow_addresses: Vec<SocketAddr>,
    /// Root certificates in PEM, beside the built-in ones.
    #[serde(default)]
    pub extra_roots: Option<PemFile>,
    /// The address of an HTTP proxy. Those of the environment are not looked at.
    #[serde(default)]
    pub proxy: Option<String>,
}

/// Certificates in a file.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PemFile {
    pub file: String,
}

impl Config {
    /// Reads and checks a configuration. No file, variable or address is touched.
    pub fn read(request: &[u8]) -> Result<Config> {
        let config: Config = crate::json::read(request)?;
        config.check()?;
        Ok(config)
    }

    fn check(&self) -> Result<()> {
        let wrong =
            |path: &str, message: String| Err(Error::new(Code::ConfigInvalid, message).at(path));
        self.store.address()?;
        if self.shop.shop_id.is_empty() || self.shop.shop_id.len() > crate::limits::ID_BYTES_MAX {
            return wrong("/shop/shop_id", "A shop has an id of 1 to 191 bytes.".into());
        }
        self.shop.check().map_err(|error| error.under("shop"))?;
        self.retention.check()?;
        if let Some(accounting) = &self.accounting {
            accounting.check(&self.rest).map_err(|error| error.under("accounting"))?;
        }
        let environments = self.platforms.iter().map(|platform| platform.environment);
        let mut environments =
            environments.chain(self.abeta.connections.iter().map(|one| one.environment));
        let is_in_production = environments.any(|one| one == Environment::Production)
            || self.oresto.as_ref().is_some_and(Oresto::is_production);
        if is_in_production && !self.wire.allow_addresses.is_empty() {
            let message = "The guard is not lifted while a platform is in production.";
            return wrong("/wire/allow_addresses", message.into());
        }
        let is_id = |id: &str| (1..=crate::limits::ID_BYTES_MAX).contains(&id.len());
        for (nth, platform) in self.platforms.iter().enumerate() {
            if !is_id(&platform.platform_id) {
                let path = format!("/platforms/{nth}/platform_id");
                return wrong(&path, "A platform has an id of 1 to 191 bytes.".into());
            }
            if self
                .platforms
                .iter()
                .take(nth)
                .any(|other| other.platform_id == platform.platform_id)
            {
                let path = format!("/platforms/{nth}/platform_id");
                return wrong(&path, format!("'{}' is named twice.", platform.platform_id));
            }
            let mut before = self.platforms.iter().take(nth);
            if let Some(other) = before.find(|other| other.mixes_environments_with(platform)) {
                let path = format!("/platforms/{nth}/key");
                let message = format!(
                    "'{}' has this key or this address for another environment; each has its own.",
                    other.platform_id
                );
                return wrong(&path, message);
            }
            if !self.may_call(&platform.base_url) {
                let path = format!("/platforms/{nth}/base_url");
                let message = "A platform is called over https, but for the addresses that \
                               wire.allow_addresses names.";
                return wrong(&path, message.into());
            }
        }
        for (nth, key) in self.rest.keys.iter().enumerate() {
            let path = format!("/rest/keys/{nth}/consumer_key");
            if !is_id(&key.consumer_key) {
                return wrong(&path, "A consumer key has 1 to 191 bytes.".into());
            }
            let mut before = self.rest.keys.iter().take(nth);
            if before.any(|other| other.consumer_key == key.consumer_key) {
                return wrong(&path, "Another key of this shop has the same consumer key.".into());
            }
            let known =
                |id: &String| self.platforms.iter().any(|platform| platform.platform_id == *id);
            if let Some(id) = key.platform_id.as_ref().filter(|id| !known(id)) {
                let path = format!("/rest/keys/{nth}/platform_id");
                return wrong(&path, format!("There is no platform '{id}' in this configuration."));
            }
        }
        self.check_abeta()?;
        sources::check(&self.sources, |url| self.may_call(url))?;
        let is_renewed = self.sources.values().any(|source| source.refresh_token.is_some());
        if is_renewed && self.store_key.is_none() {
            return wrong("/store_key", "Renewed tokens are sealed: give a store_key.".into());
        }
        match &self.oresto {
            Some(oresto) => oresto.check(|url| self.may_call(url), |url| self.is_exempt(url)),
            None => Ok(()),
        }
    }

    fn check_abeta(&self) -> Result<()> {
        self.abeta.check().map_err(|error| error.under("abeta"))?;
        if self.abeta.connections.is_empty() {
            return Ok(());
        }
        let missing = |path: &str, message: &'static str| {
            Err(Error::new(Code::ConfigInvalid, message).at(path))
        };
        if self.store_key.is_none() {
            return missing("/store_key", "Punch-out seals return addresses: give a store_key.");
        }
        let public = &self.rest.public_url;
        let is_test = |one: &AbetaConnection| one.environment == Environment::Test;
        let tested = self.abeta.connections.iter().all(is_test) && public.starts_with("http://");
        match public.starts_with("https://") || tested {
            true => Ok(()),
            false => {
                let message = "One-time URLs begin with the shop's address: give an https:// one.";
                missing("/rest/public_url", message)
            }
        }
    }

    /// Whether calls to this address can be let through at all; where it leads is looked at when it is called.
    fn may_call(&self, base_url: &str) -> bool {
        base_url.starts_with("https://") || self.is_exempt(base_url)
    }

    /// Whether this is the address of one of the test hosts.
    fn is_exempt(&self, base_url: &str) -> bool {
        let authority = base_url.strip_prefix("http://").map(|rest| rest.split('/').next());
        let is_allowed =
            |host: &str| self.wire.allow_addresses.iter().any(|held| held.to_string() == host);
        authority.flatten().is_some_and(is_allowed)
    }

    /// Everybody to whom something can be sent; '' is nobody's: webhooks.
    pub fn platform_ids(&self) -> Vec<&str> {
        self.platforms.iter().map(|platform| platform.platform_id.as_str()).chain([""]).collect()
    }

    /// The platform of this id.
    pub fn platform(&self, platform_id: &str) -> Result<&Platform> {
        let found = self.platforms.iter().find(|platform| platform.platform_id == platform_id);
        found.ok_or_else(|| {
            let message =
                format!("There is no platform '{platform_id}' in this client's configuration.");
            Error::new(Code::PlatformUnknown, message).at("/platform_id")
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with(change: impl FnOnce(&mut serde_json::Value)) -> Result<Config> {
        let mut config = serde_json::json!({
            "store": "sqlite::memory:",
            "shop": { "shop_id": "x", "currency": "EUR", "country": "NL", "prices_include_vat": true, "vat": { "standard": "21" } },
            "platforms": [{ "platform_id": "p", "profile": "ohis", "environment": "test", "base_url": "https://p.example", "key": "k", "secret": { "env": "S" } }],
        });
        change(&mut config);
        Config::read(config.to_string().as_bytes())
    }

    #[test]
    fn a_configuration_says_its_environment_and_the_guard_stays_up_in_production() {
        assert!(with(|_| ()).is_ok());
        let error = with(|config| {
            config["platforms"][0]["environment"] = "production".into();
            config["wire"] = serde_json::json!({ "allow_addresses": ["127.0.0.1:80"] });
        });
        assert_eq!(error.expect_err("refused").path, "/wire/allow_addresses");
        let error = with(|config| {
            config["platforms"][0].as_object_mut().expect("an object").remove("environment");
        });
        assert_eq!(error.expect_err("refused").path, "/platforms/0/environment");
    }

    #[test]
    fn a_key_and_an_address_belong_to_one_environment() {
        let with_production = |key: &str, url: &str| {
            let production = serde_json::json!({ "platform_id": "q", "profile": "ohis",
                "environment": "production", "base_url": url, "key": key, "secret": { "env": "Q" } });
            with(|config| {
                config["platforms"].as_array_mut().expect("a list").push(production);
            })
        };
        assert!(with_production("live", "https://live.example").is_ok());
        for (key, url) in [("k", "https://live.example"), ("live", "https://p.example/v2")] {
            let error = with_production(key, url).expect_err("refused");
            assert_eq!(error.path, "/platforms/1/key");
        }
    }

    #[test]
    fn a_platform_is_called_over_https_unless_its_very_address_is_allowed() {
        let of = |url: &str| {
            with(|config| {
                config["platforms"][0]["base_url"] = url.into();
                config["wire"] = serde_json::json!({ "allow_addresses": ["127.0.0.1:80"] });
            })
            .map_err(|error| error.path)
        };
        assert!(of("https://p.example").is_ok() && of("http://127.0.0.1:80/api").is_ok());
        for url in ["http://p.example", "http://127.0.0.1:81", "ftp://p.example", "p.example", ""] {
            assert_eq!(of(url).err().as_deref(), Some("/platforms/0/base_url"), "{url}");
        }
    }

    #[test]
    fn unknown_members_and_unknown_platforms_are_refused_with_their_path() {
        let error = with(|config| config["colour"] = "blue".into()).expect_err("refused");
        assert_eq!((error.code, error.path.as_str()), (Code::JsonUnknownMember, "/colour"));
        let key = serde_json::json!({ "consumer_key": "ck", "consumer_secret": "cs", "permissions": "read", "platform_id": "q" });
        let error = with(|config| config["rest"] = serde_json::json!({ "keys": [key] }))
            .expect_err("refused");
        assert_eq!(error.path, "/rest/keys/0/platform_id");
    }

    #[test]
    fn a_platform_and_a_key_have_a_name_of_their_own() {
        let error = with(|config| config["platforms"][0]["platform_id"] = "".into());
        assert_eq!(error.expect_err("refused").path, "/platforms/0/platform_id");
        let key = |key: &str| serde_json::json!({ "consumer_key": key, "consumer_secret": "cs", "permissions": "read" });
        let keys = |keys: Vec<serde_json::Value>| {
            with(|config| config["rest"] = serde_json::json!({ "keys": keys }))
        };
        assert!(keys(vec![key("ck_1"), key("ck_2")]).is_ok());
        let error = keys(vec![key("ck_1"), key("ck_1")]).expect_err("refused");
        assert_eq!(error.path, "/rest/keys/1/consumer_key");
        assert_eq!(keys(vec![key("")]).expect_err("refused").path, "/rest/keys/0/consumer_key");
    }
}
