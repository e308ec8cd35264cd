//! What clients have of their own for products (OR-20, OR-26, OR-40), in the largest batches. A call that adds or updates may
//! be made again; a batch that is refused whole is halved, until the one that is to blame stands alone.

use super::call::results;
use super::flow::Flow;
use super::jobs::{self, Job};
use super::judge::Judged;
use super::operations;
use super::run::Run;
use crate::error::{Result, Status};
use serde_json::Value;

const OPERATION: &str = "client_products_add_or_update_multiple";

/// Works off what waits.
pub fn run(run: &mut Run) -> Result<()> {
    let shop_id = run.shop_id();
    let size = usize::try_from(run.caller.oresto.batch_size).unwrap_or(usize::MAX);
    while !run.is_over() {
        let taken = run.stored(|tx| jobs::take(tx, shop_id, Flow::ClientProducts, size))?;
        if taken.is_empty() {
            break;
        }
        let mut parts = vec![taken];
        while let Some(mut part) = parts.pop() {
            if run.is_over() {
                run.stored(|tx| {
                    part.iter().try_for_each(|job| jobs::give_back(tx, shop_id, job).map(drop))
                })?;
            } else if !send(run, &part)? {
                let rest = part.split_off(part.len() / 2);
                parts.extend([rest, part]);
            }
        }
    }
    Ok(())
}

/// Sends a batch and stores what became of each; false where it must be halved.
fn send(run: &mut Run, jobs: &[Job]) -> Result<bool> {
    let shop_id = run.shop_id();
    let sent: Vec<Value> = jobs.iter().map(|job| job.content.clone()).collect();
    let called = run.call(OPERATION, &Value::Null, Some(Value::Array(sent.clone())), false);
    let judged = called.and_then(|judged| match judged {
        Judged::Done(answer) => results(operations::find(OPERATION)?, &sent, &answer),
        Judged::Absent => Ok(Vec::new()),
    });
    match judged {
        Ok(results) => {
            run.stored(|tx| {
                for (job, result) in jobs.iter().zip(&results) {
                    match &result.message {
                        None => jobs::finish(tx, shop_id, job)?,
                        Some(why) => drop(jobs::fail(tx, shop_id, job, why)?),
                    }
                }
                Ok(())
            })?;
            for result in results {
                let item = format!("{} / {}", result.article_number, result.client_number);
                match result.message {
                    None => run.done = run.done.saturating_add(1),
                    Some(why) => run.problem(Flow::ClientProducts, &item, true, &why),
                }
            }
        }
        Err(error) if error.status().is_of_the_store() => return Err(error),
        Err(error) => {
            let is_refused = matches!(error.status(), Status::Rejected | Status::Invalid);
            match (is_refused, jobs) {
                (true, [_, _, ..]) => return Ok(false),
                (true, _) => {
                    run.stored(|tx| {
                        jobs.iter().try_for_each(|job| {
                            jobs::fail(tx, shop_id, job, &error.message).map(drop)
                        })
                    })?;
                    let item = jobs.first().map(|job| job.job_id.as_str()).unwrap_or_default();
                    run.problem(Flow::ClientProducts, item, true, &error.message);
                }
                (false, _) => {
                    run.stored(|tx| {
                        jobs.iter().try_for_each(|job| {
                            jobs::postpone(tx, shop_id, job, &error.message).map(drop)
                        })
                    })?;
                    run.problem(Flow::ClientProducts, "", false, &error.message);
                    run.failed_call(error);
                }
            }
        }
    }
    Ok(true)
}
