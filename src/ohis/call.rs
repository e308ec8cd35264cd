//! How returns and pushed orders are sent to a platform: by the calls of its profile, with the shop's key there. What the
//! answers mean is `judge`'s.

use super::asked::asked;
use super::awaited::Awaited;
use super::credit::Content as CreditContent;
use super::identity;
use super::judge::{self, Asked};
use super::lookup;
use super::own_key;
use super::profile::{Call, Profile};
use super::push::Content as PushContent;
use crate::client::Client;
use crate::error::{Code, Error, Result};
use crate::json;
use crate::mirror::orders::{self, OrderRef, Stored};
use crate::outbox::{Delivery, Entry, KeyLifetime, LookedUp, Outcome, Settled};
use crate::world::{Reply, Request, Transaction, transaction};
use serde_json::{Value, json};
use std::sync::Arc;

/// Delivers returns.
pub static CREDIT: Credits = Credits;
/// Delivers orders and what became of them.
pub static PUSH: Pushes = Pushes;

#[derive(Debug)]
pub struct Credits;
#[derive(Debug)]
pub struct Pushes;

impl Delivery for Credits {
    fn request(&self, client: &Client, entry: &Entry) -> Result<Request> {
        let content: CreditContent = json::read(entry.content.as_bytes())?;
        let (profile, call) = call_of(client, entry, "credit", |calls| &calls.credit)?;
        let body = with_meta(
            serde_json::to_value(&content.body),
            &entry.key,
            Some(("_return_id", &entry.return_id)),
        )?;
        let names = names(client, entry, &call, content.platform_order_id)?;
        request(client, entry, &profile, &call, &names, body)
    }

    fn judge(&self, _: &Client, entry: &Entry, reply: &Reply) -> Outcome {
        match json::read::<CreditContent>(entry.content.as_bytes()) {
            Ok(content) => judge::judge(&Asked::credit(&content, &entry.key), reply),
            Err(error) => Outcome::Unknown { detail: error.to_string() },
        }
    }

    fn lookup(&self, client: &Client, entry: &Entry) -> Result<Option<Request>> {
        let Ok((profile, call)) = call_of(client, entry, "lookup", |calls| &calls.lookup) else {
            return Ok(None);
        };
        let content: CreditContent = json::read(entry.content.as_bytes())?;
        let names = names(client, entry, &call, content.platform_order_id)?;
        request(client, entry, &profile, &call, &names, Value::Null).map(Some)
    }

    fn judge_lookup(&self, entry: &Entry, reply: &Reply) -> LookedUp {
        match json::read::<CreditContent>(entry.content.as_bytes()) {
            Ok(content) => lookup::looked_up(&entry.key, content.body.amount, reply),
            Err(_) => LookedUp::Unknown,
        }
    }

    fn key_lifetime(&self, client: &Client, entry: &Entry) -> KeyLifetime {
        key_lifetime(client, entry)
    }
}

impl Delivery for Pushes {
    fn request(&self, client: &Client, entry: &Entry) -> Result<Request> {
        let content: PushContent = json::read(entry.content.as_bytes())?;
        let body = with_meta(serde_json::from_str(&content.body), &entry.key, None)?;
        match content.is_new {
            true => {
                let (profile, call) =
                    call_of(client, entry, "order_create", |calls| &calls.order_create)?;
                request(client, entry, &profile, &call, &Names::default(), body)
            }
            false => {
                let (profile, call) =
                    call_of(client, entry, "order_state", |calls| &calls.order_state)?;
                let names = names(client, entry, &call, content.platform_order_id)?;
                request(client, entry, &profile, &call, &names, body)
            }
        }
    }

    fn judge(&self, client: &Client, entry: &Entry, reply: &Reply) -> Outcome {
        let judged = || {
            let content: PushContent = json::read(entry.content.as_bytes())?;
            let profile = Profile::of(client.config.platform(&entry.platform_id)?)?;
            let id = match content.is_new {
                true => None,
                false => stored(client, entry)?.order.platform_order_id,
            };
            let order = id.clone().unwrap_or_else(|| entry.subject_id.clone());
            let awaited = Awaited::Order { id, pointers: &profile.order };
            Ok(judge::judge(&Asked::order(&content, &order, &entry.key, awaited), reply))
        };
        judged().unwrap_or_else(|error: Error| Outcome::Unknown { detail: error.to_string() })
    }

    fn key_lifetime(&self, client: &Client, entry: &Entry) -> KeyLifetime {
        key_lifetime(client, entry)
    }

    fn settled(
        &self,
        transaction: &mut dyn Transaction,
        client: &Client,
        entry: &Entry,
        settled: &Settled,
    ) -> Result<()> {
        match settled {
            Settled::Done { answer: Some(answer) } => {
                identity::learn_identity(transaction, client, entry, answer)
            }
            _ => Ok(()),
        }
    }
}

pub(super) fn call_of(
    client: &Client,
    entry: &Entry,
    name: &str,
    pick: impl Fn(&super::profile::Calls) -> &Option<Call>,
) -> Result<(Arc<Profile>, Call)> {
    let profile = Profile::of(client.config.platform(&entry.platform_id)?)?;
    let call = pick(&profile.calls).clone().ok_or_else(|| {
        let message = format!("The profile of '{}' has no call '{name}'.", profile.name);
        Error::new(Code::ProfileNoCall, message)
    })?;
    Ok((profile, call))
}

/// Who the platform is told that it is, so that a look-up finds it and a person recognises it. What cannot bear that is
/// not sent.
fn with_meta(
    body: serde_json::Result<Value>,
    key: &str,
    more: Option<(&str, &str)>,
) -> Result<Value> {
    let unmade = |why: String| Error::new(Code::OrderInvalid, why);
    let mut body = body.map_err(|fault| unmade(fault.to_string()))?;
    let Some(members) = body.as_object_mut() else {
        return Err(unmade("What is stored is no document that could carry its key.".into()));
    };
    let mut meta = vec![own_key::meta(key)];
    meta.extend(more.map(|(key, value)| json!({ "key": key, "value": value })));
    match members.get_mut("meta_data").and_then(Value::as_array_mut) {
        Some(list) => list.extend(meta),
        None => drop(members.insert("meta_data".into(), meta.into())),
    }
    Ok(body)
}

/// By what an order is known, as far as a call's path asks for it.
#[derive(Default)]
struct Names {
    platform_order_id: String,
    order_number: String,
    host_id: String,
}

fn names(client: &Client, entry: &Entry, call: &Call, known: Option<String>) -> Result<Names> {
    let asks = |place: &str| call.path.contains(place);
    let is_known = known.is_some() || !asks("{platform_order_id}");
    if is_known && !asks("{order_number}") && !asks("{host_id}") {
        return Ok(Names { platform_order_id: known.unwrap_or_default(), ..Names::default() });
    }
    let found = stored(client, entry)?;
    let unknown = |message: &'static str| Error::new(Code::OrderUnknown, message);
    // For an order of the shop's own it is known once the platform has taken it.
    let platform_order_id = known.or(found.order.platform_order_id);
    if platform_order_id.is_none() && asks("{platform_order_id}") {
        return Err(unknown("The platform has not yet taken the order that this belongs to."));
    }
    if found.order.host_id.is_none() && asks("{host_id}") {
        return Err(unknown("The shop has not yet taken over the order that this belongs to."));
    }
    Ok(Names {
        platform_order_id: platform_order_id.unwrap_or_default(),
        order_number: found.number.to_string(),
        host_id: found.order.host_id.unwrap_or_default(),
    })
}

fn stored(client: &Client, entry: &Entry) -> Result<Stored> {
    transaction(&*client.world()?.store, |tx| {
        orders::get(tx, client.shop_id(), &OrderRef::Order(&entry.subject_id))
    })
}

fn request(
    client: &Client,
    entry: &Entry,
    profile: &Profile,
    call: &Call,
    names: &Names,
    body: Value,
) -> Result<Request> {
    let platform = client.config.platform(&entry.platform_id)?;
    let places = [
        ("platform_order_id", names.platform_order_id.as_str()),
        ("order_number", names.order_number.as_str()),
        ("host_id", names.host_id.as_str()),
        ("return_id", entry.return_id.as_str()),
        ("key", entry.key.as_str()),
    ];
    asked(platform, profile, call, &places, &entry.key, &body)
}

pub(super) fn key_lifetime(client: &Client, entry: &Entry) -> KeyLifetime {
    let profile = client.config.platform(&entry.platform_id).and_then(Profile::of);
    match profile.as_ref().map(|profile| &profile.key) {
        Ok(Some(key)) => KeyLifetime::Ms(i64::from(key.lifetime_h).saturating_mul(3_600_000)),
        _ => KeyLifetime::None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cannot_carry_its_key_is_not_sent() {
        let made =
            |body: &str| with_meta(serde_json::from_str(body), "k", Some(("_return_id", "r")));
        let body = made(r#"{"meta_data":[{"key":"a","value":"b"}]}"#).expect("a body");
        assert_eq!(body["meta_data"][1], json!({ "key": "_koppel_key", "value": "k" }));
        for wrong in ["null", "[]", "7", "{"] {
            assert_eq!(made(wrong).expect_err(wrong).code, Code::OrderInvalid);
        }
    }
}
