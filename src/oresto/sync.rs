//! `oresto_sync`: a flow of the document, as far as the time allows. What it is to do lies in the store; the next call goes
//! on where this one ends, whatever ended it.

use super::check::{self, Asked};
use super::flow::{Flow, clients};
use super::known::List;
use super::run::{Problem, Run};
use super::{bulk, jobs, operations, orders, plan};
use crate::client::Client;
use crate::error::{Code, Error, Result, Status};
use crate::json::{self, Exact};
use crate::mirror::ids;
use crate::world::Instant;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

/// From so many products on, all EAN codes are asked for at once.
const EANS_AT_ONCE: i64 = 100;
/// Items stored in one transaction.
const ITEMS: usize = 100;

/// What is to be done, and for how long.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "OrestoSyncRequest")]
pub struct SyncRequest {
    pub flow: Flow,
    /// What the flow is given: `clients` takes `{client, users, representative}`, `locations` an address with its
    /// ClientNumber, `delivery_days` `{ClientNumber, location | ClientLocationId, DeliveryDates, confirm_empty}`,
    /// `client_products` what a client has of its own, `products` `{product_id}` to send one without waiting for the night.
    /// It is durable when the call returns, however far the flow came. The other flows find out by themselves.
    #[serde(default)]
    #[schemars(with = "Vec<Value>")]
    pub items: Vec<Exact>,
    /// Nothing is begun after this time.
    #[serde(default = "crate::limits::budget_ms")]
    pub max_ms: u64,
    /// What has failed is tried again.
    #[serde(default)]
    pub retry_failed: bool,
}

/// How far it came.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "OrestoSyncReply")]
pub struct SyncReply {
    pub flow: Flow,
    /// What this call has brought to its end.
    pub done: u32,
    /// What is left to do: call again at `next_at`, until it is 0.
    pub left: i64,
    /// When the next of it may be done; null where nothing is left, or only what the shop has not yet settled.
    pub next_at: Option<Instant>,
    /// What waits for a person.
    pub failed: i64,
    /// Calls made to Oresto.
    pub calls: u32,
    /// Of this call: what was not done and why, and what is odd.
    pub problems: Vec<Problem>,
    /// Why it ended before its time: Oresto cannot be reached, or lets nobody in.
    pub stopped: Option<Stopped>,
}

/// Why a flow ended before its time.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "OrestoStopped")]
pub struct Stopped {
    pub code: &'static str,
    pub message: String,
    pub retryable: bool,
}

/// `oresto_sync`.
pub fn oresto_sync(client: &Client, request: &[u8]) -> Result<Vec<u8>> {
    let request: SyncRequest = json::read(request)?;
    let mut run = Run::new(client, request.max_ms)?;
    let flow = request.flow;
    let items: Vec<Value> = request.items.into_iter().map(|Exact(item)| item).collect();
    take(&mut run, flow, &items)?;
    let shop_id = run.shop_id();
    let parts: &[Flow] = match flow {
        Flow::Nightly => &[Flow::Products, Flow::ClientProducts],
        Flow::Lookups => &[],
        ref one => std::slice::from_ref(one),
    };
    if request.retry_failed {
        run.stored(|tx| parts.iter().try_for_each(|part| jobs::retry(tx, shop_id, *part)))?;
    }
    match work(&mut run, flow) {
        Err(error) if is_of_oresto(&error) => run.stopped = Some(error),
        done => done?,
    }
    let (left, failed, next_at) = run.stored(|tx| {
        let (mut left, mut failed, mut next_at) = (0, 0, None);
        for part in parts {
            let count = jobs::count(tx, shop_id, *part)?;
            (left, failed) = (left + count.0, failed + count.1);
            next_at = next_at.into_iter().chain(jobs::next_at(tx, shop_id, *part)?).min();
        }
        Ok((left, failed, next_at))
    })?;
    let stopped = run.stopped.map(|error| Stopped {
        code: error.code.as_str(),
        retryable: error.status().is_retryable(),
        message: error.message.into_owned(),
    });
    let (done, calls, problems) = (run.done, run.caller.calls(), run.problems);
    Ok(json::write(&SyncReply { flow, done, left, next_at, failed, calls, problems, stopped }))
}

/// A fault of the far side ends the run, not the call: what was done is told.
fn is_of_oresto(error: &Error) -> bool {
    !error.status().is_of_the_store() && error.status() != Status::Invalid
}

fn work(run: &mut Run, flow: Flow) -> Result<()> {
    match flow {
        Flow::Lookups => plan::lookups(run),
        Flow::Orders => orders::run(run),
        Flow::ClientProducts => bulk::run(run),
        Flow::Products => products(run),
        Flow::OwnToCentral => {
            // What was begun is brought to its end first: between its two steps a product is nowhere.
            run.work(flow)?;
            plan::own_to_central(run)?;
            run.work(flow)
        }
        Flow::Nightly => {
            plan::changed_products(run)?;
            products(run)?;
            bulk::run(run)
        }
        Flow::Clients | Flow::Locations | Flow::DeliveryDays => run.work(flow),
    }
}

fn products(run: &mut Run) -> Result<()> {
    let shop_id = run.shop_id();
    let unheld = run.stored(|tx| jobs::count_unheld(tx, shop_id))?;
    if unheld > EANS_AT_ONCE {
        run.learn(List::CentralEans)?;
    }
    run.work(Flow::Products)
}

/// Checks what the flow is given and stores it; nothing of it is stored where one item is wrong.
fn take(run: &mut Run, flow: Flow, items: &[Value]) -> Result<()> {
    let at = |nth: usize| move |error: Error| error.under(nth).under("items");
    let mut named = Vec::with_capacity(items.len());
    for (nth, item) in items.iter().enumerate() {
        named.push((name(run, flow, item).map_err(at(nth))?, item.to_string()));
        if flow == Flow::Clients {
            for warning in clients::warnings(item) {
                let number = item.pointer("/client/ClientNumber").and_then(Value::as_str);
                run.problem(flow, number.unwrap_or_default(), false, warning);
            }
        }
    }
    let shop_id = run.shop_id();
    for (nth, chunk) in named.chunks(ITEMS).enumerate() {
        let unsent = run.stored(|tx| {
            let mut unsent = Vec::new();
            for (within, (job_id, content)) in chunk.iter().enumerate() {
                match flow {
                    Flow::Products => {
                        let number = ids::find(tx, shop_id, ids::Kind::Product, job_id)?;
                        let number = number.ok_or_else(|| {
                            let message = format!("The shop has stated no product '{job_id}'.");
                            at(nth * ITEMS + within)(Error::new(Code::OrestoNotFound, message))
                        })?;
                        unsent.extend(plan::plan(tx, shop_id, number)?);
                    }
                    flow => jobs::put(tx, shop_id, flow, job_id, content)?,
                }
            }
            Ok(unsent)
        })?;
        plan::tell(run, &unsent);
    }
    Ok(())
}

/// What an item is known by, once it is sure that it can be sent.
fn name(run: &Run, flow: Flow, item: &Value) -> Result<String> {
    let checked = |operation: &str, body: Value, path: &str| {
        let operation = operations::find(operation)?;
        let asked = Asked { body: Some(body), ..Asked::default() };
        check::check(operation, asked).map_err(|error| {
            let within = error.path.strip_prefix("/body").unwrap_or_default().to_owned();
            error.at(format!("{path}{within}"))
        })
    };
    let text = |pointer: &str| {
        item.pointer(pointer).and_then(Value::as_str).unwrap_or_default().to_owned()
    };
    match flow {
        Flow::Clients => {
            checked("client_create", item.get("client").cloned().unwrap_or_default(), "/client")?;
            let users = item.get("users").and_then(Value::as_array);
            for (nth, user) in users.map(Vec::as_slice).unwrap_or_default().iter().enumerate() {
                checked("user_update", user.clone(), &format!("/users/{nth}"))?;
            }
            if let Some(person) = item.get("representative").filter(|it| !it.is_null()) {
                checked("representative_create", person.clone(), "/representative")?;
            }
            Ok(text("/client/ClientNumber"))
        }
        Flow::Locations => {
            checked("client_location_create", item.clone(), "")?;
            Ok(hash(item))
        }
        Flow::DeliveryDays => {
            let id = item.get("ClientLocationId").filter(|id| !id.is_null());
            let body = json!({ "ClientLocationId": id.unwrap_or(&json!(1)),
                "DeliveryDates": item.get("DeliveryDates") });
            let is_confirmed = item.get("confirm_empty") == Some(&Value::Bool(true));
            let operation = operations::find("client_location_delivery_dates_replace")?;
            let confirm = is_confirmed.then_some(operation.name);
            check::check(operation, Asked { body: Some(body), confirm, ..Asked::default() })
                .map_err(|error| {
                    let path = error.path.replacen("/body", "", 1);
                    error.at(path.replace("/confirm", "/confirm_empty"))
                })?;
            if id.is_none() && text("/ClientNumber").is_empty() {
                let message = "Name the client, or ClientLocationId.";
                return Err(Error::new(Code::JsonMemberMissing, message).at("/ClientNumber"));
            }
            let place = json!([id, item.get("ClientNumber"), item.get("location")]);
            Ok(hash(&place))
        }
        Flow::ClientProducts => {
            checked("client_product_create", item.clone(), "")?;
            let id = format!("{}|{}", text("/WholesalerArticleNumber"), text("/ClientNumber"));
            Ok(if id.len() <= crate::limits::ID_BYTES_MAX { id } else { hash(&json!(id)) })
        }
        Flow::Products => match text("/product_id") {
            id if id.is_empty() => {
                let message = "An item of this flow is {\"product_id\": \"...\"}.";
                Err(Error::new(Code::JsonMemberMissing, message).at("/product_id"))
            }
            id => Ok(id),
        },
        Flow::Orders | Flow::OwnToCentral | Flow::Lookups | Flow::Nightly => {
            let _ = run;
            let message = format!("The flow {} finds out by itself what to do.", flow.as_str());
            Err(Error::new(Code::JsonUnknownMember, message))
        }
    }
}

fn hash(value: &Value) -> String {
    format!("{:x}", Sha256::digest(value.to_string()))
}
