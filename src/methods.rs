//! Every method by its name, in one table: what the generic door, the schemas, the docs and the bindings are made from.

use crate::abeta;
use crate::accounting;
use crate::ask;
use crate::catalog;
use crate::client::Client;
use crate::error::{Code, Error, Result};
use crate::json;
use crate::ohis::card;
use crate::ordered::before;
use crate::{
    deliveries, front, health, http, inbox, mirror, ohis, oresto, outbox, payment, person,
    requests, retention, sources, store,
};
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

impl Method {
    /// A method that needs nothing but its request, of type `Q`; its reply is an `A`.
    const fn pure<Q: JsonSchema, A: JsonSchema>(
        name: &'static str,
        summary: &'static str,
        since: &'static str,
        run: fn(&[u8]) -> Result<Vec<u8>>,
    ) -> Method {
        Method {
            name,
            summary,
            since,
            run: Run::Pure(run),
            request: schema::<Q>,
            reply: schema::<A>,
        }
    }

    /// A method that works on a client.
    const fn client<Q: JsonSchema, A: JsonSchema>(
        name: &'static str,
        summary: &'static str,
        since: &'static str,
        run: fn(&Client, &[u8]) -> Result<Vec<u8>>,
    ) -> Method {
        let run = Run::Client(run);
        Method { name, summary, since, run, request: schema::<Q>, reply: schema::<A> }
    }
}

fn schema<T: JsonSchema>() -> Schema {
    schema_for!(T)
}

/// The table, sorted by name (checked at compile time).
pub static METHODS: &[Method] = &[
    Method::pure::<Nothing, Capabilities>(
        "capabilities",
        "What this library can do: its version, its methods, its stores.",
        "0.1.0",
        |request| {
            json::read::<Nothing>(request)?;
            Ok(json::write(&capabilities()))
        },
    ),
    Method::client::<card::BalanceRequest, card::BalanceReply>(
        "card_balance",
        "What is on a card, as its platform says now.",
        "0.2.0",
        card::card_balance,
    ),
    Method::client::<card::CaptureRequest, card::CaptureReply>(
        "card_capture",
        "The rest is paid: takes what was held on a card.",
        "0.2.0",
        |client, request| card::card_capture(client, request, &deliveries::of),
    ),
    Method::client::<card::HoldRequest, card::HoldReply>(
        "card_hold",
        "Holds an amount on a card for an order of the shop's own checkout, until it is captured or expires.",
        "0.2.0",
        |client, request| card::card_hold(client, request, &deliveries::of),
    ),
    Method::client::<card::ReleaseRequest, card::ReleaseReply>(
        "card_release",
        "The order does not come about: what was held on a card is free again.",
        "0.2.0",
        |client, request| card::card_release(client, request, &deliveries::of),
    ),
    Method::client::<sources::PullRequest, sources::PullReply>(
        "catalog_pull",
        "Reads a hosted shop's catalogue over its interface, whole or what changed; it is resumed where it ended.",
        "0.2.0",
        |client, request| Ok(json::write(&sources::catalog_pull(client, request)?)),
    ),
    Method::client::<mirror::SyncRequest, mirror::SyncReply>(
        "catalog_sync",
        "The shop states its catalogue, whole or in part; what is no news changes nothing.",
        "0.1.0",
        |client, request| Ok(json::write(&mirror::catalog_sync(client, request)?)),
    ),
    Method::pure::<serde_json::Value, serde_json::Value>(
        "echo",
        "Gives the request's bytes back after the UTF-8 check: for testing a binding.",
        "0.1.0",
        |request| {
            let text = json::text_of(request)?;
            // One byte more, for the NUL that C is given behind it.
            let mut bytes = Vec::with_capacity(text.len() + 1);
            bytes.extend_from_slice(text.as_bytes());
            Ok(bytes)
        },
    ),
    Method::client::<Nothing, health::Health>(
        "health",
        "Whether someone must act: what is due, parked and untaken, and how each platform is.",
        "0.1.0",
        |client, request| {
            json::read::<Nothing>(request)?;
            Ok(json::write(&health::health(client)?))
        },
    ),
    Method::client::<ask::AnswerRequest, http::RespondReply>(
        "http_answer",
        "The shop's answer to what a reply of http_respond asked; gives what is to be sent.",
        "0.1.0",
        front::http_answer,
    ),
    Method::client::<http::RespondRequest, http::RespondReply>(
        "http_respond",
        "Answers an HTTP request as WooCommerce would; the shop mounts it behind one route.",
        "0.1.0",
        front::http_respond,
    ),
    Method::client::<inbox::NextRequest, inbox::NextReply>(
        "inbox_next",
        "Hands out what the shop is to take over, under a lease, in order.",
        "0.1.0",
        |client, request| Ok(json::write(&inbox::hand_out(client, &json::read(request)?)?)),
    ),
    Method::client::<ohis::takeover::SettleRequest, ohis::takeover::SettleReply>(
        "inbox_settle",
        "The shop has taken an entry over, or refuses it; then the platform is told.",
        "0.1.0",
        ohis::takeover::inbox_settle,
    ),
    Method::client::<ohis::push::PushRequest, ohis::push::PushReply>(
        "order_push",
        "Tells a platform of an order taken here with a card, or what became of one of its own.",
        "0.1.0",
        |client, request| ohis::push::order_push(client, request, &deliveries::of),
    ),
    Method::client::<ohis::record::RecordRequest, ohis::record::RecordReply>(
        "order_record",
        "Records an order that a platform placed through the shop's own API, once.",
        "0.1.0",
        ohis::record::order_record,
    ),
    Method::client::<oresto::CallRequest, oresto::CallReply>(
        "oresto_call",
        "Calls an operation of the Oresto webshop, checked before it is sent.",
        "0.1.0",
        oresto::oresto_call,
    ),
    Method::client::<oresto::SyncRequest, oresto::SyncReply>(
        "oresto_sync",
        "Takes a flow of the Oresto webshop on, within a budget; it is resumed where it ended.",
        "0.1.0",
        oresto::oresto_sync,
    ),
    Method::client::<outbox::DrainRequest, outbox::Drained>(
        "outbox_drain",
        "Sends what is due, within a budget.",
        "0.1.0",
        |client, request| {
            let asked: outbox::DrainRequest = json::read(request)?;
            card::release_expired(client)?;
            let (max_ms, max_entries) = (asked.max_ms, asked.max_entries);
            retention::apply(client)?;
            requests::carry_out(client, max_ms / 2)?;
            sources::refresh(client, max_ms / 2)?;
            mirror::sale_times::tell(client, max_ms / 4)?;
            Ok(json::write(&outbox::drain(client, &deliveries::of, max_ms, max_entries)?))
        },
    ),
    Method::client::<outbox::ListRequest, outbox::ListReply>(
        "outbox_list",
        "What is in the outbox, and what a person can do about what is parked.",
        "0.1.0",
        |client, request| Ok(json::write(&outbox::list(client, &json::read(request)?)?)),
    ),
    Method::client::<outbox::RequeueRequest, outbox::RequeueReply>(
        "outbox_requeue",
        "Puts a parked entry back, or takes it as settled by hand.",
        "0.1.0",
        |client, request| {
            let asked = json::read(request)?;
            Ok(json::write(&outbox::requeue(client, &deliveries::of, &asked)?))
        },
    ),
    Method::client::<requests::StatementRequest, outbox::requested::Statement>(
        "outbox_statement",
        "An INSERT that leaves a request within the shop's own transaction; the next drain carries it out.",
        "0.1.0",
        |client, request| Ok(json::write(&requests::statement(client, request)?)),
    ),
    Method::pure::<payment::SplitRequest, payment::Split>(
        "payment_split",
        "Who pays what of an order: vouchers laid on its lines, the rest by the remainder.",
        "0.1.0",
        payment::split_json,
    ),
    Method::client::<person::PersonRequest, person::EraseReply>(
        "person_erase",
        "Takes out who a person is, wherever it is held; sales keep amounts, VAT and number.",
        "0.1.0",
        |client, request| Ok(json::write(&person::erase(client, &json::read(request)?)?)),
    ),
    Method::client::<person::PersonRequest, person::ExportReply>(
        "person_export",
        "Everything that is held of one person, as it lies there.",
        "0.1.0",
        |client, request| Ok(json::write(&person::export(client, &json::read(request)?)?)),
    ),
    Method::pure::<catalog::MapRequest, catalog::MapReply>(
        "product_map",
        "A shop's products as another system has them, with what was odd about them.",
        "0.1.0",
        catalog::map_json,
    ),
    Method::client::<abeta::ReturnCartRequest, abeta::ReturnCartReply>(
        "punchout_return_cart",
        "Takes a buyer's cart back to the purchasing system, and says where the browser goes.",
        "0.1.0",
        abeta::return_cart,
    ),
    Method::client::<accounting::PutRequest, accounting::PutReply>(
        "records_put",
        "The shop states sales, receipts and what belongs to them for its books; what does not add up is refused.",
        "0.1.0",
        |client, request| Ok(json::write(&accounting::records_put(client, request)?)),
    ),
    Method::pure::<payment::RefundRequest, payment::Refund>(
        "refund_compute",
        "What a return gives back, and to whom, from the split and what was returned so far.",
        "0.1.0",
        payment::refund_json,
    ),
    Method::client::<ohis::credit::ReturnRequest, ohis::credit::ReturnReply>(
        "return_credit",
        "What a return gives back, stored once, with the calls that credit the card.",
        "0.1.0",
        |client, request| ohis::credit::return_credit(client, request, &deliveries::of),
    ),
    Method::pure::<SchemaRequest, SchemaReply>(
        "schema",
        "The JSON Schemas of a method's request and reply.",
        "0.1.0",
        |request| {
            let asked = json::read::<SchemaRequest>(request)?;
            let method = find(&asked.method).map_err(|error| error.at("/method"))?;
            Ok(json::write(&SchemaReply {
                method: method.name,
                summary: method.summary,
                since: method.since,
                request: (method.request)(),
                reply: (method.reply)(),
            }))
        },
    ),
    Method::client::<ohis::settlement::SettlementRequest, ohis::settlement::SettlementReply>(
        "settlement_list",
        "What a platform owes for a period: orders, returns, card and other amounts, and the VAT.",
        "0.1.0",
        ohis::settlement::settlement_list,
    ),
    Method::client::<sources::CallRequest, sources::CallReply>(
        "source_call",
        "A call of your own to a hosted shop, by its source's access and at its pace, such as one that makes an order there.",
        "0.2.0",
        |client, request| Ok(json::write(&sources::source_call(client, request)?)),
    ),
    Method::client::<mirror::StockPutRequest, mirror::StockPutReply>(
        "stock_put",
        "The shop states what it holds now; a statement older than the one held is ignored.",
        "0.1.0",
        |client, request| Ok(json::write(&mirror::stock_put(client, request)?)),
    ),
];

const _: () = assert!(sorted(METHODS), "METHODS is sorted by name, each name once");

const fn sorted(methods: &[Method]) -> bool {
    let mut index = 1;
    while index < methods.len() {
        if !before(methods[index - 1].name, methods[index].name) {
            return false;
        }
        index += 1;
    }
    true
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
        stores: store::KINDS.to_vec(),
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
