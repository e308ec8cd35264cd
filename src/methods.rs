//! Every method by its name, in one table: what the generic door, the schemas, the docs and the bindings are made from.

use crate::catalog;
use crate::client::Client;
use crate::error::{Code, Error, Result};
use crate::json;
use crate::{deliveries, health, inbox, mirror, ohis, outbox, payment, rest};
use schemars::{JsonSchema, Schema, schema_for};
use serde::{Deserialize, Serialize};

/// One method.
#[derive(Debug)]
pub struct Method {
    pub name: &'static str,
    /// One sentence: what it does.
    pub summary: &'static str,
    /// The version that knew it first.
    pub since: &'static str,
    pub run: Run,
    pub request: fn() -> Schema,
    pub reply: fn() -> Schema,
}

/// What a method works on. Bytes in, bytes out.
#[derive(Clone, Copy, Debug)]
pub enum Run {
    /// Nothing but its request.
    Pure(fn(&[u8]) -> Result<Vec<u8>>),
    /// A client.
    Client(fn(&Client, &[u8]) -> Result<Vec<u8>>),
}

/// The table, sorted by name (checked at compile time).
pub static METHODS: &[Method] = &[
    Method {
        name: "capabilities",
        summary: "What this library can do: its version, its methods, its stores.",
        since: "0.1.0",
        run: Run::Pure(|request| {
            json::read::<Nothing>(request)?;
            Ok(json::write(&capabilities()))
        }),
        request: || schema_for!(Nothing),
        reply: || schema_for!(Capabilities),
    },
    Method {
        name: "catalog_sync",
        summary: "The shop states its catalogue, whole or in part; what is no news changes nothing.",
        since: "0.1.0",
        run: Run::Client(|client, request| {
            Ok(json::write(&mirror::catalog_sync(client, request)?))
        }),
        request: || schema_for!(mirror::SyncRequest),
        reply: || schema_for!(mirror::SyncReply),
    },
    Method {
        name: "echo",
        summary: "Gives the request's bytes back after the UTF-8 check: for testing a binding.",
        since: "0.1.0",
        run: Run::Pure(|request| json::text_of(request).map(|text| text.as_bytes().to_vec())),
        request: || schema_for!(serde_json::Value),
        reply: || schema_for!(serde_json::Value),
    },
    Method {
        name: "health",
        summary: "Whether someone must act: what is due, parked and untaken, and how each platform is.",
        since: "0.1.0",
        run: Run::Client(|client, request| {
            json::read::<Nothing>(request)?;
            Ok(json::write(&health::health(client)?))
        }),
        request: || schema_for!(Nothing),
        reply: || schema_for!(health::Health),
    },
    Method {
        name: "http_respond",
        summary: "Answers an HTTP request as WooCommerce would; the shop mounts it behind one route.",
        since: "0.1.0",
        run: Run::Client(rest::http_respond),
        request: || schema_for!(rest::RespondRequest),
        reply: || schema_for!(rest::RespondReply),
    },
    Method {
        name: "inbox_next",
        summary: "Hands out what the shop is to take over, under a lease, in order.",
        since: "0.1.0",
        run: Run::Client(|client, request| {
            Ok(json::write(&inbox::hand_out(client, &json::read(request)?)?))
        }),
        request: || schema_for!(inbox::NextRequest),
        reply: || schema_for!(inbox::NextReply),
    },
    Method {
        name: "inbox_settle",
        summary: "The shop has taken an entry over, or refuses it; then the platform is told.",
        since: "0.1.0",
        run: Run::Client(ohis::takeover::inbox_settle),
        request: || schema_for!(ohis::takeover::SettleRequest),
        reply: || schema_for!(ohis::takeover::SettleReply),
    },
    Method {
        name: "order_push",
        summary: "Tells a platform of an order taken here with a card, or what became of one of its own.",
        since: "0.1.0",
        run: Run::Client(|client, request| {
            ohis::push::order_push(client, request, &deliveries::of)
        }),
        request: || schema_for!(ohis::push::PushRequest),
        reply: || schema_for!(ohis::push::PushReply),
    },
    Method {
        name: "order_record",
        summary: "Records an order that a platform placed through the shop's own API, once.",
        since: "0.1.0",
        run: Run::Client(ohis::record::order_record),
        request: || schema_for!(ohis::record::RecordRequest),
        reply: || schema_for!(ohis::record::RecordReply),
    },
    Method {
        name: "outbox_drain",
        summary: "Sends what is due, within a budget.",
        since: "0.1.0",
        run: Run::Client(|client, request| {
            let asked: outbox::DrainRequest = json::read(request)?;
            let (max_ms, max_entries) = (asked.max_ms, asked.max_entries);
            Ok(json::write(&outbox::drain(client, &deliveries::of, max_ms, max_entries)?))
        }),
        request: || schema_for!(outbox::DrainRequest),
        reply: || schema_for!(outbox::Drained),
    },
    Method {
        name: "outbox_list",
        summary: "What is in the outbox, and what a person can do about what is parked.",
        since: "0.1.0",
        run: Run::Client(|client, request| {
            Ok(json::write(&outbox::list(client, &json::read(request)?)?))
        }),
        request: || schema_for!(outbox::ListRequest),
        reply: || schema_for!(outbox::ListReply),
    },
    Method {
        name: "outbox_requeue",
        summary: "Puts a parked entry back, or takes it as settled by hand.",
        since: "0.1.0",
        run: Run::Client(|client, request| {
            let asked = json::read(request)?;
            Ok(json::write(&outbox::requeue(client, &deliveries::of, &asked)?))
        }),
        request: || schema_for!(outbox::RequeueRequest),
        reply: || schema_for!(outbox::RequeueReply),
    },
    Method {
        name: "payment_split",
        summary: "Who pays what of an order: vouchers laid on its lines, the rest by the remainder.",
        since: "0.1.0",
        run: Run::Pure(payment::split_json),
        request: || schema_for!(payment::SplitRequest),
        reply: || schema_for!(payment::Split),
    },
    Method {
        name: "product_map",
        summary: "A shop's products as another system has them, with what was odd about them.",
        since: "0.1.0",
        run: Run::Pure(catalog::map_json),
        request: || schema_for!(catalog::MapRequest),
        reply: || schema_for!(catalog::MapReply),
    },
    Method {
        name: "refund_compute",
        summary: "What a return gives back, and to whom, from the split and what was returned so far.",
        since: "0.1.0",
        run: Run::Pure(payment::refund_json),
        request: || schema_for!(payment::RefundRequest),
        reply: || schema_for!(payment::Refund),
    },
    Method {
        name: "return_credit",
        summary: "What a return gives back, stored once, with the calls that credit the card.",
        since: "0.1.0",
        run: Run::Client(|client, request| {
            ohis::credit::return_credit(client, request, &deliveries::of)
        }),
        request: || schema_for!(ohis::credit::ReturnRequest),
        reply: || schema_for!(ohis::credit::ReturnReply),
    },
    Method {
        name: "schema",
        summary: "The JSON Schemas of a method's request and reply.",
        since: "0.1.0",
        run: Run::Pure(|request| {
            let asked = json::read::<SchemaRequest>(request)?;
            let method = find(&asked.method).map_err(|error| error.at("/method"))?;
            Ok(json::write(&SchemaReply {
                method: method.name,
                summary: method.summary,
                since: method.since,
                request: (method.request)(),
                reply: (method.reply)(),
            }))
        }),
        request: || schema_for!(SchemaRequest),
        reply: || schema_for!(SchemaReply),
    },
    Method {
        name: "stock_put",
        summary: "The shop states what it holds now; a statement older than the one held is ignored.",
        since: "0.1.0",
        run: Run::Client(|client, request| Ok(json::write(&mirror::stock_put(client, request)?))),
        request: || schema_for!(mirror::StockPutRequest),
        reply: || schema_for!(mirror::StockPutReply),
    },
];

const _: () = assert!(sorted(METHODS), "METHODS is sorted by name, each name once");

const fn sorted(methods: &[Method]) -> bool {
    let mut index = 1;
    while index < methods.len() {
        if !before(methods[index - 1].name.as_bytes(), methods[index].name.as_bytes()) {
            return false;
        }
        index += 1;
    }
    true
}

const fn before(one: &[u8], other: &[u8]) -> bool {
    let mut index = 0;
    while index < one.len() && index < other.len() {
        if one[index] != other[index] {
            return one[index] < other[index];
        }
        index += 1;
    }
    one.len() < other.len()
}

/// The method of this name.
pub fn find(name: &str) -> Result<&'static Method> {
    let found = METHODS.binary_search_by_key(&name, |method| method.name);
    found.ok().and_then(|index| METHODS.get(index)).ok_or_else(|| unknown(name))
}

#[cold]
fn unknown(name: &str) -> Error {
    let shown: String = name.chars().take(40).collect();
    let version = env!("CARGO_PKG_VERSION");
    Error::new(Code::CallUnknownMethod, format!("koppel {version} has no method '{shown}'."))
}

/// A request without members.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Nothing {}

/// Which method's schemas are asked for.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct SchemaRequest {
    /// The method's name, such as `payment_split`.
    method: String,
}

/// A method as its schemas describe it.
#[derive(Serialize, JsonSchema)]
struct SchemaReply {
    method: &'static str,
    summary: &'static str,
    /// The version that knew it first.
    since: &'static str,
    /// JSON Schema 2020-12 of the request.
    request: Schema,
    /// JSON Schema 2020-12 of the reply.
    reply: Schema,
}

/// What this library can do.
#[derive(Serialize, JsonSchema)]
struct Capabilities {
    /// The release, such as `0.1.0`.
    version: &'static str,
    /// The ABI number, as in `libkoppel.so.1`.
    abi: u32,
    /// The names of all methods.
    methods: Vec<&'static str>,
    /// The names of those that need no client.
    pure_methods: Vec<&'static str>,
    /// Every code that an error can have.
    error_codes: Vec<&'static str>,
    /// The stores that `open` takes.
    stores: Vec<&'static str>,
    /// How panics are handled: always `unwind`.
    panic: &'static str,
}

fn is_pure(method: &Method) -> bool {
    matches!(method.run, Run::Pure(_))
}

fn capabilities() -> Capabilities {
    Capabilities {
        version: env!("CARGO_PKG_VERSION"),
        abi: crate::ABI_VERSION,
        methods: METHODS.iter().map(|method| method.name).collect(),
        pure_methods: METHODS.iter().filter(|method| is_pure(method)).map(|m| m.name).collect(),
        error_codes: Code::ALL.iter().map(|code| code.as_str()).collect(),
        stores: if cfg!(feature = "sqlite") { vec!["sqlite"] } else { vec![] },
        panic: "unwind",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_method_says_what_it_does_and_has_both_schemas() {
        for method in METHODS {
            assert!(method.summary.ends_with('.'), "{}", method.name);
            for schema in [(method.request)(), (method.reply)()] {
                assert!(
                    schema.as_object().is_some() || schema.as_bool().is_some(),
                    "{}",
                    method.name
                );
            }
        }
    }
}
