//! `oresto_call`: any operation of the table, checked before it is sent and judged when it comes back.

use super::caller::Caller;
use super::check::{Asked, Checked, Pair};
use super::judge::Judged;
use super::operation::Operation;
use super::page::Pages;
use super::reply::{Answer, Fault};
use super::{lookups, operations};
use crate::client::Client;
use crate::error::{Code, Error, Result};
use crate::json::{self, Exact};
use crate::limits;
use crate::world::Instant;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::collections::BTreeMap;

/// A call of one operation (OR-01): docs/oresto.md lists them all.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "OrestoCallRequest")]
pub struct CallRequest {
    /// Its name, such as `brands_list`.
    #[schemars(with = "super::names::OrestoOperation")]
    pub operation: String,
    /// What goes into the query, by the document's names.
    #[serde(default)]
    #[schemars(with = "BTreeMap<String, Value>")]
    pub parameters: BTreeMap<String, Exact>,
    /// The model that a POST or PUT sends: an object, or with the operations on many a list.
    #[serde(default)]
    #[schemars(with = "Option<Value>")]
    pub body: Option<Exact>,
    /// The words that confirm a call which takes away more than one thing; the error that asks for them says which.
    #[serde(default)]
    pub confirm: Option<String>,
    /// All pages of a list, joined (OR-31).
    #[serde(default)]
    pub all_pages: bool,
    /// A table that changes seldom, as it was fetched within the last day (OR-24).
    #[serde(default)]
    pub cached: bool,
}

/// What Oresto answered.
#[derive(Debug, Default, Serialize, JsonSchema)]
#[schemars(rename = "OrestoCallReply")]
pub struct CallReply {
    /// As Oresto gives it, without the wrapper; null where there is no such thing.
    pub data: Value,
    /// With the operations on many: what went wrong with single elements (OR-40). Any other error fails the call.
    pub errors: Vec<Fault>,
    /// With the operations on many: what became of each element, in their order.
    pub items: Vec<ItemResult>,
    /// How long the server took (OR-02).
    pub request_duration_ms: Option<i64>,
    /// The wholesaler's and the user's id in the webshop (OR-02).
    pub wholesaler_id: Option<Value>,
    pub user_id: Option<Value>,
    /// How many calls were made; 0 where a kept table was given.
    pub calls: u32,
    /// With `cached`: when it was fetched.
    pub fetched_at: Option<Instant>,
}

/// What became of one element of a batch.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[schemars(rename = "OrestoItemResult")]
pub struct ItemResult {
    pub article_number: String,
    pub client_number: String,
    pub is_saved: bool,
    /// Why not, in the server's words.
    pub message: Option<String>,
}

/// `oresto_call`.
pub fn oresto_call(client: &Client, request: &[u8]) -> Result<Vec<u8>> {
    let request: CallRequest = json::read(request)?;
    let operation = operations::find(&request.operation)?;
    let caller = Caller::new(client)?;
    let (all_pages, cached) = (request.all_pages, request.cached);
    let asked = Asked {
        parameters: request.parameters,
        body: request.body.map(|Exact(body)| body),
        confirm: request.confirm.as_deref(),
    };
    let call = caller.check(operation, asked)?;
    let not_for = |path: &str, what: &str| {
        let message = format!("{} {what}.", operation.name);
        Err(Error::new(Code::JsonWrongType, message).at(path))
    };
    let reply = match (cached, all_pages) {
        (true, _) if !operation.is_lookup || !call.query.is_empty() => {
            return not_for("/cached", "is not a table that is kept, or not with parameters");
        }
        (_, true) if !operation.is_paged() => return not_for("/all_pages", "has no pages"),
        (true, _) => {
            let lookup = lookups::fetch(&caller, operation)?;
            let fetched_at = Some(lookup.fetched_at);
            CallReply { data: lookup.data, fetched_at, ..CallReply::default() }
        }
        (false, true) => pages(&caller, call)?,
        (false, false) => match caller.send(&call)? {
            Judged::Absent => CallReply::default(),
            Judged::Done(answer) => done(&call, *answer)?,
        },
    };
    Ok(json::write(&CallReply { calls: caller.calls(), ..reply }))
}

fn done(call: &Checked, answer: Answer) -> Result<CallReply> {
    let data = answer.value();
    let items = match &call.body {
        Some(Value::Array(sent)) => results(call.operation, sent, &answer)?,
        _ => Vec::new(),
    };
    let mut errors = answer.errors;
    errors.extend(answer.model_state);
    Ok(CallReply {
        data,
        errors,
        items,
        request_duration_ms: answer.duration_ms,
        wholesaler_id: answer.wholesaler_id,
        user_id: answer.user_id,
        ..CallReply::default()
    })
}

/// What became of each element: one that no error names is saved. An error that names none of them could be about any, so
/// then nothing is taken as saved.
pub fn results(operation: &Operation, sent: &[Value], answer: &Answer) -> Result<Vec<ItemResult>> {
    let faults: Vec<&Fault> = answer.errors.iter().chain(&answer.model_state).collect();
    let names = |fault: &Fault, pair: &Pair| {
        let is = |key: &Option<String>, held: &str| key.as_deref() == Some(held);
        is(&fault.key1, &pair.article_number) && is(&fault.key2, &pair.client_number)
    };
    let pairs: Vec<Pair> = sent.iter().filter_map(Pair::of).collect();
    if let Some(stray) = faults.iter().find(|fault| !pairs.iter().any(|pair| names(fault, pair))) {
        let message = format!(
            "{} failed for an element that was not sent ({} / {}): {}",
            operation.name,
            stray.key1.as_deref().unwrap_or("-"),
            stray.key2.as_deref().unwrap_or("-"),
            stray.message
        );
        return Err(Error::new(Code::OrestoOutcomeUnknown, message).at("/body"));
    }
    let result = |pair: Pair| {
        let fault = faults.iter().find(|fault| names(fault, &pair));
        let Pair { article_number, client_number } = pair;
        let message = fault.map(|fault| fault.message.clone());
        ItemResult { article_number, client_number, is_saved: message.is_none(), message }
    };
    Ok(pairs.into_iter().map(result).collect())
}

fn pages(caller: &Caller, call: Checked) -> Result<CallReply> {
    let (first, size) = (caller.oresto.first_page, caller.oresto.page_size);
    let mut pages = Pages::new(call, first, size);
    let (mut list, mut bytes) = (Vec::new(), 0_usize);
    let mut reply = CallReply::default();
    while let Some(answer) = pages.next(caller)? {
        bytes = bytes.saturating_add(answer.data().map_or(0, str::len));
        if bytes > limits::ORESTO_PAGES_BYTES_MAX {
            let message = "This list is too long to be joined: ask for it page by page.";
            return Err(Error::new(Code::JsonTooLarge, message).at("/all_pages"));
        }
        reply.request_duration_ms = answer.duration_ms;
        match answer.value() {
            Value::Array(page) => list.extend(page),
            one => list.push(one),
        }
    }
    Ok(CallReply { data: Value::Array(list), ..reply })
}
