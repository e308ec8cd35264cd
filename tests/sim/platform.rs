//! A far side that speaks the profile: what it has done, what it remembers, and what it forgets.

use koppel::world::{Reply, Request};
use serde_json::{Value, json};
use std::collections::{HashMap, HashSet};

const HOUR_MS: i64 = 3_600_000;

/// What a far side offers to tell a repetition by.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Kind {
    KeysForEver,
    KeysForADay,
    LookUpOnly,
    Nothing,
}

impl Kind {
    pub const ALL: [Kind; 4] =
        [Kind::KeysForEver, Kind::KeysForADay, Kind::LookUpOnly, Kind::Nothing];

    fn key_lifetime_ms(self) -> Option<i64> {
        match self {
            Kind::KeysForEver => Some(i64::MAX),
            Kind::KeysForADay => Some(24 * HOUR_MS),
            Kind::LookUpOnly | Kind::Nothing => None,
        }
    }

    /// The profile that says so.
    pub fn profile(self) -> Value {
        let key = |hours: u32| json!({ "header": "Idempotency-Key", "lifetime_h": hours });
        let (key, has_lookup) = match self {
            Kind::KeysForEver => (key(u32::MAX), true),
            Kind::KeysForADay => (key(24), false),
            Kind::LookUpOnly => (Value::Null, true),
            Kind::Nothing => (Value::Null, false),
        };
        let mut profile = json!({ "extends": "ohis", "key": key });
        if !has_lookup {
            profile["calls"] = json!({ "lookup": null });
        }
        profile
    }
}

/// Something the far side has done.
#[derive(Clone, Debug)]
pub struct Effect {
    /// The key of the entry that asked for it.
    pub key: String,
    pub at: i64,
    /// What was credited, by tender, in cents.
    pub credited: Vec<(String, i64)>,
    document: Value,
}

#[derive(Debug)]
pub struct Platform {
    kind: Kind,
    /// In the order in which it was done.
    pub done: Vec<Effect>,
    /// What it had done, and has forgotten since.
    pub lost: HashSet<String>,
    /// By key: when it was seen first, and what was answered.
    keys: HashMap<String, (i64, Value)>,
    /// Planted: it forgets keys after a minute.
    pub is_forgetful: bool,
    /// Planted: it answers every look-up with nothing.
    pub is_blind: bool,
    orders: u64,
}

impl Platform {
    pub fn new(kind: Kind) -> Platform {
        Platform {
            kind,
            done: vec![],
            lost: HashSet::new(),
            keys: HashMap::new(),
            is_forgetful: false,
            is_blind: false,
            orders: 0,
        }
    }

    /// What it would say of this key, if somebody looked.
    pub fn document(&self, key: &str) -> Option<Value> {
        self.done.iter().find(|effect| effect.key == key).map(|effect| effect.document.clone())
    }

    pub fn answer(&mut self, request: &Request, now: i64) -> Reply {
        if request.method == "GET" {
            let key = request.url.rsplit("koppel_key=").next().unwrap_or_default();
            let found = self.document(key).filter(|_| !self.is_blind);
            return reply(200, &json!(found.into_iter().collect::<Vec<_>>()));
        }
        let header = request.headers.iter().find(|(name, _)| name == "Idempotency-Key");
        let lifetime = self.kind.key_lifetime_ms();
        let lifetime = if self.is_forgetful { lifetime.map(|_| 60_000) } else { lifetime };
        if let (Some((_, key)), Some(lifetime)) = (header, lifetime) {
            if let Some((at, document)) = self.keys.get(key)
                && now - at < lifetime
            {
                return reply(200, document);
            }
            let document = self.apply(request, now);
            self.keys.insert(key.clone(), (now, document.clone()));
            return reply(201, &document);
        }
        let document = self.apply(request, now);
        reply(201, &document)
    }

    fn apply(&mut self, request: &Request, now: i64) -> Value {
        let body: Value = serde_json::from_slice(&request.body).expect("JSON");
        let meta = body["meta_data"].as_array().expect("meta data");
        let key = meta.iter().find(|one| one["key"] == "_koppel_key").expect("a key");
        let key = key["value"].as_str().expect("a key").to_owned();
        let mut document = body.clone();
        if request.method == "PUT" {
            document["id"] = request.url.rsplit('/').next().into();
        }
        if request.method == "POST" && request.url.ends_with("/orders") {
            self.orders += 1;
            let id = json!({ "key": "_platform_order_id", "value": format!("N-{}", self.orders) });
            document["meta_data"].as_array_mut().expect("meta data").push(id);
        }
        let payments = body["payments"].as_array().into_iter().flatten();
        let credited = payments.map(|payment| {
            (payment["tender_id"].as_str().expect("an id").to_owned(), cents(&payment["amount"]))
        });
        let credited = credited.collect();
        self.done.push(Effect { key, at: now, credited, document: document.clone() });
        document
    }

    /// It goes back to what it was an hour ago.
    pub fn restore(&mut self, now: i64) {
        let is_kept = |at: i64| at < now - HOUR_MS;
        let lost = self.done.iter().filter(|effect| !is_kept(effect.at));
        self.lost.extend(lost.map(|effect| effect.key.clone()));
        self.done.retain(|effect| is_kept(effect.at));
        self.keys.retain(|_, (at, _)| is_kept(*at));
    }
}

pub fn reply(status: u16, body: &Value) -> Reply {
    let headers = vec![("content-type".to_owned(), "application/json".to_owned())];
    Reply { status, headers, body: body.to_string().into_bytes() }
}

pub fn cents(amount: &Value) -> i64 {
    amount.as_str().unwrap_or_default().replace('.', "").parse().expect("an amount")
}
