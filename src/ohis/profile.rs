//! What is known, or assumed, of a platform whose documents are closed: a JSON document, checked when it is loaded. It
//! holds no address and no secret; those are the configuration's.

use crate::config::{Config, Environment, Platform};
use crate::error::{Code, Error, Result};
use crate::json;
use crate::limits;
use crate::payment::reply::{PaidBy, TenderKind};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::Value;
use std::collections::BTreeMap;
use std::sync::Arc;

/// The built-in profiles, by name.
const BUILT_IN: [(&str, &str); 3] = [
    ("ohis", include_str!("profiles/ohis.json")),
    ("city-butler", include_str!("profiles/city-butler.json")),
    ("winst-uit-je-woning", include_str!("profiles/winst-uit-je-woning.json")),
];

/// How a platform speaks (OH-03, OH-39): each member is an assumption until the platform confirms it.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Profile {
    /// What people call it.
    pub name: String,
    /// What a return is put back on (OH-25).
    pub credited_on: InLanguages,
    /// Whom to ask (OH-40).
    #[serde(default)]
    pub questions: String,
    /// Where an order document says what.
    pub order: OrderPointers,
    /// The calls that exist.
    pub calls: Calls,
    pub credit: Credit,
    #[serde(default)]
    pub card: CardPointers,
    /// How the platform recognises a call that it has seen; null where it does not.
    pub key: Option<Key>,
    /// The whole of a call.
    pub timeout_ms: u64,
    /// The host of each environment, where the platform has told it: then no other is called (OH-04).
    #[serde(default)]
    pub hosts: Hosts,
}

/// A host name, perhaps with a port, for each environment.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Hosts {
    pub test: Option<String>,
    pub acceptance: Option<String>,
    pub production: Option<String>,
}

impl Hosts {
    fn of(&self, environment: Environment) -> Option<&str> {
        match environment {
            Environment::Test => self.test.as_deref(),
            Environment::Acceptance => self.acceptance.as_deref(),
            Environment::Production => self.production.as_deref(),
        }
    }
}

#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct InLanguages {
    pub nl: String,
    pub en: String,
}

/// JSON Pointers into an order document, in which `/meta/<key>` stands for the value of that key in `meta_data`.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct OrderPointers {
    /// The platform's id of the order. Null: there is none, and a repeated order cannot be told from a second one.
    pub identity: Option<String>,
    /// The same id in what the platform answers to an order that is pushed to it; it is looked for at `identity` too. Null:
    /// its answers name no order, and each that is no error is taken for a yes.
    #[serde(default = "id")]
    pub answered: Option<String>,
    /// Null: there is no list, and the platform pays the whole as one tender.
    pub payments: Option<Payments>,
}

fn id() -> Option<String> {
    Some("/id".into())
}

/// Where the payments stand; all pointers but `list` are into one payment.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Payments {
    pub list: String,
    pub tender: String,
    pub kind: String,
    /// Incl. VAT.
    pub amount: String,
    /// The line that it pays for, where amounts come per line.
    pub line: Option<String>,
    /// The platform's words for ours.
    pub kinds: BTreeMap<String, TenderKind>,
}

#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Calls {
    /// What became of a platform order.
    pub order_state: Option<Call>,
    /// An order of the shop's own checkout that a card paid.
    pub order_create: Option<Call>,
    /// A return (OH-24).
    pub credit: Option<Call>,
    /// What the platform did under a key. Null: what is uncertain is parked for a person.
    pub lookup: Option<Call>,
    /// What is on a card.
    #[serde(default)]
    pub card_balance: Option<Call>,
    /// Holds an amount on a card for the shop's own checkout.
    #[serde(default)]
    pub card_hold: Option<Call>,
    /// Takes what was held.
    #[serde(default)]
    pub card_capture: Option<Call>,
    /// Gives back what was held.
    #[serde(default)]
    pub card_release: Option<Call>,
}

#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Call {
    pub method: Verb,
    /// Below the platform's `base_url`; `{platform_order_id}`, `{return_id}` and `{key}` are filled in, and in the calls
    /// on a hold `{hold_id}`, the platform's own id of it, and `{hold_key}`, the one we gave it. A platform whose orders
    /// have no id knows one by `{order_number}`, the id in koppel's own REST interface, or by `{host_id}`, the shop's.
    pub path: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "UPPERCASE")]
pub enum Verb {
    Get,
    Post,
    Put,
}

impl Verb {
    pub fn as_str(self) -> &'static str {
        match self {
            Verb::Get => "GET",
            Verb::Post => "POST",
            Verb::Put => "PUT",
        }
    }
}

#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Credit {
    /// One call for a return, or one for each voucher in it.
    pub per: CreditPer,
    /// Who pays the iDEAL part back (OH-22).
    pub remainder_paid_by: PaidBy,
    /// Whether a refund that the platform itself posts at the shop is already credited, so that no call follows.
    pub rest_refund_is_credited: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum CreditPer {
    Return,
    Voucher,
}

/// JSON Pointers into what the platform answers about a card.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct CardPointers {
    /// What can be spent, after what was just held.
    pub balance: String,
    /// What is held.
    pub amount: String,
    /// The platform's own id of a hold.
    pub hold_id: String,
    /// The last day of the card.
    pub expires_on: String,
}

impl Default for CardPointers {
    fn default() -> CardPointers {
        CardPointers {
            balance: "/balance".into(),
            amount: "/amount".into(),
            hold_id: "/hold_id".into(),
            expires_on: "/expires_on".into(),
        }
    }
}

#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Key {
    /// The header that carries it.
    pub header: String,
    /// How long the platform remembers it.
    pub lifetime_h: u32,
}

/// What a path template may name.
const PLACES: [&str; 7] =
    ["platform_order_id", "order_number", "host_id", "return_id", "key", "hold_id", "hold_key"];

impl Profile {
    /// The profile of a configured platform, read once.
    pub fn of(platform: &Platform) -> Result<Arc<Profile>> {
        platform.checked.once(|| Profile::read(platform))
    }

    fn read(platform: &Platform) -> Result<Profile> {
        let document = match &platform.profile {
            crate::config::Profile::Named(name) => built_in(name)?,
            crate::config::Profile::Document(members) => {
                extended(Value::Object(members.clone().into_iter().collect()))?
            }
        };
        let profile: Profile = json::read(document.to_string().as_bytes())?;
        profile.check()?;
        Ok(profile)
    }

    fn check(&self) -> Result<()> {
        let wrong = |path: &str, message: String| {
            Err(Error::new(Code::ProfileInvalid, message).at(path.to_owned()))
        };
        let payments = self.order.payments.as_ref();
        let pointers = [
            ("/order/identity", self.order.identity.as_ref()),
            ("/order/answered", self.order.answered.as_ref()),
            ("/order/payments/list", payments.map(|payments| &payments.list)),
            ("/order/payments/tender", payments.map(|payments| &payments.tender)),
            ("/order/payments/kind", payments.map(|payments| &payments.kind)),
            ("/order/payments/amount", payments.map(|payments| &payments.amount)),
            ("/order/payments/line", payments.and_then(|payments| payments.line.as_ref())),
            ("/card/balance", Some(&self.card.balance)),
            ("/card/amount", Some(&self.card.amount)),
            ("/card/hold_id", Some(&self.card.hold_id)),
            ("/card/expires_on", Some(&self.card.expires_on)),
        ];
        for (path, pointer) in pointers {
            if pointer.is_some_and(|pointer| !pointer.starts_with('/')) {
                return wrong(path, "A JSON Pointer begins with '/'.".into());
            }
        }
        let calls = [
            ("/calls/order_state", self.calls.order_state.as_ref()),
            ("/calls/order_create", self.calls.order_create.as_ref()),
            ("/calls/credit", self.calls.credit.as_ref()),
            ("/calls/lookup", self.calls.lookup.as_ref()),
            ("/calls/card_balance", self.calls.card_balance.as_ref()),
            ("/calls/card_hold", self.calls.card_hold.as_ref()),
            ("/calls/card_capture", self.calls.card_capture.as_ref()),
            ("/calls/card_release", self.calls.card_release.as_ref()),
        ];
        for (path, call) in calls.into_iter().filter_map(|(path, call)| Some((path, call?))) {
            if let Err(message) = call.check() {
                return wrong(&format!("{path}/path"), message);
            }
        }
        let about_orders = [
            ("/calls/order_state/path", &self.calls.order_state),
            ("/calls/credit/path", &self.calls.credit),
            ("/calls/lookup/path", &self.calls.lookup),
        ];
        for (path, call) in about_orders {
            let names_it = |call: &Call| call.path.contains("{platform_order_id}");
            if self.order.identity.is_none() && call.as_ref().is_some_and(names_it) {
                let message = "Its orders have no id: name them by {order_number} or {host_id}.";
                return wrong(path, message.into());
            }
        }
        if self.calls.lookup.as_ref().is_some_and(|lookup| lookup.method != Verb::Get) {
            return wrong("/calls/lookup/method", "A look-up changes nothing: it is a GET.".into());
        }
        if !(1_000..=limits::CALL_MS_MAX).contains(&self.timeout_ms) {
            let message = format!("A call takes 1000 to {} ms.", limits::CALL_MS_MAX);
            return wrong("/timeout_ms", message);
        }
        Ok(())
    }
}

impl Call {
    fn check(&self) -> std::result::Result<(), String> {
        if !self.path.starts_with('/') || self.path.starts_with("//") {
            return Err("A path begins with one '/'; the address is the configuration's.".into());
        }
        let mut rest = self.path.as_str();
        while let Some((_, after)) = rest.split_once('{') {
            let (name, after) = after.split_once('}').ok_or("A '{' is not closed.")?;
            if !PLACES.contains(&name) {
                return Err(format!("'{{{name}}}' is none of: {}.", PLACES.join(", ")));
            }
            rest = after;
        }
        Ok(())
    }

    /// The address of the call: what is filled in can change neither the path nor the query around it.
    pub fn url(&self, base_url: &str, places: &[(&str, &str)]) -> Result<String> {
        let mut path = self.path.clone();
        for (name, value) in places {
            // Even written as %2E%2E these would climb.
            if matches!(*value, "." | "..") {
                let message = format!("'{value}' cannot stand in an address.");
                return Err(Error::new(Code::OrderInvalid, message).at(format!("/{name}")));
            }
            let value = percent_encoding::utf8_percent_encode(value, SEGMENT).to_string();
            path = path.replace(&format!("{{{name}}}"), &value);
        }
        Ok(format!("{}{path}", base_url.trim_end_matches('/')))
    }
}

/// All but what RFC 3986 calls unreserved.
const SEGMENT: &percent_encoding::AsciiSet =
    &percent_encoding::NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// Checks the profiles of all configured platforms.
pub fn check(config: &Config) -> Result<()> {
    for (nth, platform) in config.platforms.iter().enumerate() {
        let profile = Profile::of(platform)
            .map_err(|error| error.under("profile").under(nth).under("platforms"))?;
        let called = url::Url::parse(&platform.base_url).ok();
        let called = called.as_ref().map(url::Url::authority);
        if let Some(host) = profile.hosts.of(platform.environment)
            && called != Some(host)
        {
            let message = format!("This environment of {} is at {host}.", profile.name);
            let path = format!("/platforms/{nth}/base_url");
            return Err(Error::new(Code::ConfigInvalid, message).at(path));
        }
    }
    Ok(())
}

fn built_in(name: &str) -> Result<Value> {
    let Some((_, text)) = BUILT_IN.iter().find(|(built_in, _)| *built_in == name) else {
        let known = BUILT_IN.map(|(built_in, _)| built_in).join(", ");
        let message = format!("There is no profile '{name}'; built in are: {known}.");
        return Err(Error::new(Code::ProfileInvalid, message));
    };
    let document = serde_json::from_str(text)
        .map_err(|fault| Error::new(Code::ProfileInvalid, format!("{name}: {fault}.")))?;
    extended(document)
}

/// A document that extends a built-in one holds only what is different.
fn extended(mut document: Value) -> Result<Value> {
    let Some(base) = document.as_object_mut().and_then(|members| members.remove("extends")) else {
        return Ok(document);
    };
    // A built-in profile extends only `ohis`, which extends none: this ends.
    let mut base =
        built_in(base.as_str().unwrap_or_default()).map_err(|error| error.at("/extends"))?;
    overlay(&mut base, document);
    Ok(base)
}

fn overlay(base: &mut Value, over: Value) {
    match (base, over) {
        (Value::Object(base), Value::Object(over)) => {
            for (name, value) in over {
                overlay(base.entry(name).or_insert(Value::Null), value);
            }
        }
        (base, over) => *base = over,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn loaded(profile: Value) -> Result<Arc<Profile>> {
        let platform: Platform = serde_json::from_value(serde_json::json!({
            "platform_id": "p", "profile": profile, "environment": "test",
            "base_url": "https://p.example", "key": "k", "secret": "s",
        }))
        .expect("a platform");
        Profile::of(&platform)
    }

    #[test]
    fn every_built_in_profile_loads_and_names_its_platform() {
        for (name, _) in BUILT_IN {
            let profile = loaded(name.into()).expect(name);
            assert!(profile.calls.credit.is_some() && profile.calls.lookup.is_some(), "{name}");
        }
        assert_eq!(loaded("city-butler".into()).expect("one").questions, "jurjen@city-butler.nl");
        let other = loaded("winst-uit-je-woning".into()).expect("one");
        assert_eq!(other.credited_on.nl, "de EnergieBespaarpas");
    }

    #[test]
    fn a_profile_may_say_only_what_is_different() {
        let profile = loaded(serde_json::json!({
            "extends": "city-butler", "credit": { "per": "voucher" }, "calls": { "lookup": null },
        }))
        .expect("a profile");
        assert_eq!(profile.credit.per, CreditPer::Voucher);
        assert_eq!(profile.credit.remainder_paid_by, PaidBy::Platform);
        assert!(profile.calls.lookup.is_none() && profile.calls.credit.is_some());
    }

    #[test]
    fn a_profile_that_cannot_be_is_refused_with_its_path() {
        for (change, path) in [
            (serde_json::json!({ "order": { "identity": "meta/x" } }), "/order/identity"),
            (
                serde_json::json!({ "calls": { "credit": { "path": "/x/{card}" } } }),
                "/calls/credit/path",
            ),
            (
                serde_json::json!({ "calls": { "credit": { "path": "https://x" } } }),
                "/calls/credit/path",
            ),
            (
                serde_json::json!({ "calls": { "credit": { "path": "//x/" } } }),
                "/calls/credit/path",
            ),
            (
                serde_json::json!({ "calls": { "lookup": { "method": "POST" } } }),
                "/calls/lookup/method",
            ),
            (
                serde_json::json!({ "calls": { "credit": { "method": "DELETE" } } }),
                "/calls/credit/method",
            ),
            (serde_json::json!({ "order": { "identity": null } }), "/calls/order_state/path"),
            (serde_json::json!({ "timeout_ms": 5 }), "/timeout_ms"),
            (serde_json::json!({ "colour": "red" }), "/colour"),
            (serde_json::json!({ "extends": "nobody" }), "/extends"),
        ] {
            let mut document = change;
            document.as_object_mut().expect("an object").entry("extends").or_insert("ohis".into());
            assert_eq!(loaded(document.clone()).expect_err("refused").path, path, "{document}");
        }
        assert!(loaded("nobody".into()).is_err());
    }

    #[test]
    fn an_environment_is_called_at_its_own_host_where_that_is_known() {
        let opened = |base_url: &str| {
            let config = serde_json::json!({
                "store": "sqlite::memory:",
                "shop": { "shop_id": "x", "currency": "EUR", "country": "NL", "prices_include_vat": true },
                "platforms": [{ "platform_id": "p", "environment": "acceptance", "base_url": base_url, "key": "k",
                    "secret": "s", "profile": { "extends": "ohis", "hosts": { "acceptance": "acc.example" } } }],
            });
            check(&Config::read(config.to_string().as_bytes())?)
        };
        assert!(opened("https://acc.example/api").is_ok());
        let error = opened("https://live.example/api").expect_err("another environment's");
        assert_eq!(error.path, "/platforms/0/base_url");
    }

    #[test]
    fn what_is_filled_into_a_path_cannot_leave_its_place() {
        let call =
            Call { method: Verb::Get, path: "/orders/{platform_order_id}/refunds?k={key}".into() };
        let url = |id| call.url("https://p.example/", &[("platform_order_id", id), ("key", "a&b")]);
        let shown = |id| url(id).expect("an address");
        assert_eq!(shown("CB-55110-x"), "https://p.example/orders/CB-55110-x/refunds?k=a%26b");
        assert!(shown("../../x?y#z").contains("/orders/..%2F..%2Fx%3Fy%23z/refunds?"));
        // What was filled in is not looked through again.
        assert!(shown("{key}").contains("/orders/%7Bkey%7D/"));
        assert!(url("..").is_err() && url(".").is_err());
    }
}
