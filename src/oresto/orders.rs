//! Orders (OR-14, OR-21, OR-42): each lies in the inbox, with its free samples, before anything else; ticked off at Oresto
//! once the shop has settled it, and never before.

use super::check::Asked;
use super::flow::Flow;
use super::jobs::{self, Job};
use super::judge::{self, Judged};
use super::operations;
use super::page::Pages;
use super::run::Run;
use crate::error::{Result, Status};
use crate::inbox::{self, Draft, Kind};
use crate::json::{self, Exact, Raw};
use crate::world::Transaction;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;

/// Orders ticked off in one call.
const TICKED_MAX: usize = 100;
/// Whose the entries of the inbox are.
const PLATFORM: &str = "oresto";

/// Fetches what is new, then ticks off what is settled.
pub fn run(run: &mut Run) -> Result<()> {
    match fetch(run) {
        Ok(()) => tick_off(run),
        Err(error) if error.status().is_of_the_store() => Err(error),
        Err(error) => {
            run.stopped = Some(error);
            Ok(())
        }
    }
}

fn fetch(run: &mut Run) -> Result<()> {
    let parameters = [("Processed", Value::Bool(false)), ("OldestFirst", Value::Bool(true))]
        .map(|(name, value)| (name.to_owned(), Exact(value)));
    let asked = Asked { parameters: BTreeMap::from(parameters), ..Asked::default() };
    let operation = operations::find("client_orders_list")?;
    let call = run.caller.check(operation, asked)?;
    let (first, size) = (run.caller.oresto.first_page, run.caller.oresto.page_size);
    let mut pages = Pages::new(call, first, size);
    while !run.is_over() {
        let Some(page) = pages.next(&run.caller)? else { break };
        let orders = judge::list(operation, &page)?;
        let shop_id = run.shop_id();
        let unnamed = run.stored(|tx| {
            let mut unnamed = 0;
            for order in &orders {
                unnamed += u32::from(!keep(tx, shop_id, order)?);
            }
            Ok(unnamed)
        })?;
        if unnamed > 0 {
            let message =
                "Orders without a number or a client lie in the inbox, but cannot be ticked off.";
            run.problem(Flow::Orders, "", false, message);
        }
    }
    Ok(())
}

/// Puts an order into the inbox, and notes that it is to be ticked off; false where it has no name to do so by.
fn keep(tx: &mut dyn Transaction, shop_id: &str, order: &Raw) -> Result<bool> {
    let Exact(document) = json::read(order.0.as_bytes())?;
    let text = |pointer: &str| match document.pointer(pointer) {
        Some(Value::String(text)) => Some(text.clone()),
        Some(Value::Number(number)) => Some(number.to_string()),
        _ => None,
    };
    let number = text("/OrderNumber").unwrap_or_default();
    let client = text("/Client/ClientNumber").or_else(|| text("/ClientNumber")).unwrap_or_default();
    let is_named = !number.is_empty() && !client.is_empty();
    // What has no name is known by all of what it says.
    let identity = if is_named { [client.as_str(), &number] } else { ["", order.0] };
    let key = key(shop_id, identity);
    let content = json!({ "order_number": number, "client_number": client, "order": document });
    let content = content.to_string();
    let draft = Draft {
        kind: Kind::OrestoOrder,
        platform_id: PLATFORM,
        key: &key,
        reference: "",
        content: content.as_bytes(),
    };
    inbox::put(tx, shop_id, &draft)?;
    if is_named {
        let job = json!({ "client_number": client, "order_number": number });
        jobs::put(tx, shop_id, Flow::Orders, &key, &job.to_string())?;
    }
    Ok(is_named)
}

/// What the shop keeps UNIQUE beside its own order.
fn key(shop_id: &str, identity: [&str; 2]) -> String {
    let mut hash = Sha256::new();
    for part in [PLATFORM, shop_id].into_iter().chain(identity) {
        hash.update((part.len() as u64).to_be_bytes());
        hash.update(part);
    }
    format!("{:x}", hash.finalize())
}

/// Ticks off what the shop has settled, the orders of one client in one call.
fn tick_off(run: &mut Run) -> Result<()> {
    let shop_id = run.shop_id();
    let mut after = 0;
    while !run.is_over() {
        let from = after;
        let (settled, last) = run.stored(|tx| {
            let (mut settled, mut last) = (Vec::new(), None);
            for (position, job) in jobs::peek(tx, shop_id, Flow::Orders, from, TICKED_MAX)? {
                last = Some(position);
                if inbox::is_settled(tx, shop_id, &job.job_id)? {
                    settled.extend(jobs::claim(tx, shop_id, job)?);
                }
            }
            Ok((settled, last))
        })?;
        let Some(last) = last else { break };
        after = last;
        let mut by_client: BTreeMap<String, Vec<Job>> = BTreeMap::new();
        for job in settled {
            by_client.entry(job.text("client_number").to_owned()).or_default().push(job);
        }
        for (client_number, jobs) in by_client {
            process(run, &client_number, &jobs)?;
        }
    }
    Ok(())
}

fn process(run: &mut Run, client_number: &str, jobs: &[Job]) -> Result<()> {
    let shop_id = run.shop_id();
    if run.is_over() {
        return run.stored(|tx| {
            jobs.iter().try_for_each(|job| jobs::give_back(tx, shop_id, job).map(drop))
        });
    }
    let numbers: Vec<&str> = jobs.iter().map(|job| job.text("order_number")).collect();
    let body = json!({ "ClientNumber": client_number, "OrderNumbers": numbers });
    match run.call("client_orders_process", &Value::Null, Some(body), false) {
        Ok(Judged::Done(_) | Judged::Absent) => {
            run.stored(|tx| jobs.iter().try_for_each(|job| jobs::finish(tx, shop_id, job)))?;
            run.done = run.done.saturating_add(u32::try_from(jobs.len()).unwrap_or(u32::MAX));
        }
        Err(error) if error.status().is_of_the_store() => return Err(error),
        Err(error) => {
            run.stored(|tx| {
                jobs.iter().try_for_each(|job| {
                    match matches!(error.status(), Status::Rejected | Status::NotFound) {
                        true => jobs::fail(tx, shop_id, job, &error.message).map(drop),
                        false => jobs::postpone(tx, shop_id, job, &error.message).map(drop),
                    }
                })
            })?;
            let is_error = error.status() == Status::Rejected;
            run.problem(Flow::Orders, &numbers.join(", "), is_error, &error.message);
            run.failed_call(error);
        }
    }
    Ok(())
}
