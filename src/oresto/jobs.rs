//! What the flows are to do, as it is kept: one row for each thing, with how far it has come. A worker takes rows under a
//! lease; who has lost it stores nothing. It decides nothing.

use super::flow::Flow;
use crate::error::Result;
use crate::limits;
use crate::store::next_number;
use crate::world::{Instant, Row, Transaction};
use serde_json::{Map, Value};

/// How long a worker has a job without a word: two calls, and what is stored of them.
const LEASE_MS: i64 = 2 * limits::CALL_MS_MAX as i64 + 10_000;

/// Tries after which a person must look at it.
const ATTEMPTS_MAX: i64 = 12;

/// One thing to do.
#[derive(Clone, Debug, PartialEq)]
pub struct Job {
    pub flow: Flow,
    /// What it is about: a client, an article, an order.
    pub job_id: String,
    pub content: Value,
    /// Counts the contents: what was given anew meanwhile is not done yet.
    pub version: i64,
    /// How far it has come, by a word of its flow; "" is the beginning.
    pub step: String,
    /// What its steps must not forget.
    pub notes: Map<String, Value>,
    /// A call that must not be made twice may have been made.
    pub in_doubt: bool,
    pub attempts: i64,
    lease: i64,
}

impl Job {
    pub fn text(&self, name: &str) -> &str {
        self.content.get(name).and_then(Value::as_str).unwrap_or_default()
    }
    pub fn note(&self, name: &str) -> Option<&str> {
        self.notes.get(name).and_then(Value::as_str)
    }
    pub fn go_to(&mut self, step: &str) {
        step.clone_into(&mut self.step);
    }

    fn read(flow: Flow, row: &dyn Row) -> Job {
        let notes = serde_json::from_str(row.text(4)).unwrap_or_default();
        Job {
            flow,
            job_id: row.text(0).to_owned(),
            content: serde_json::from_str(row.text(1)).unwrap_or_default(),
            version: row.integer(2),
            step: row.text(3).to_owned(),
            notes,
            in_doubt: row.integer(5) != 0,
            attempts: row.integer(6),
            lease: row.integer(7),
        }
    }
}

/// Gives a flow something to do. Given again it is what is to be done now: from the beginning, unless a worker is at it.
pub fn put(
    tx: &mut dyn Transaction,
    shop_id: &str,
    flow: Flow,
    job_id: &str,
    content: &str,
) -> Result<()> {
    let position = next_number(tx, shop_id, "oresto_jobs")?;
    tx.execute(
        "INSERT INTO oresto_jobs (shop_id, flow, job_id, position, content, version, step, notes, \
           in_doubt, state, detail, attempts, lease, due_at) \
         VALUES (?, ?, ?, ?, ?, 1, '', '{}', 0, 'waiting', '', 0, 0, 0) \
         ON CONFLICT (shop_id, flow, job_id) DO UPDATE SET content = excluded.content, \
           version = oresto_jobs.version + 1, attempts = 0, detail = '', \
           due_at = CASE WHEN oresto_jobs.state = 'failed' THEN 0 ELSE oresto_jobs.due_at END, \
           state = 'waiting'",
        &[shop_id.into(), flow.as_str().into(), job_id.into(), position.into(), content.into()],
    )?;
    Ok(())
}

/// Takes what is due, in its order.
pub fn take(tx: &mut dyn Transaction, shop_id: &str, flow: Flow, max: usize) -> Result<Vec<Job>> {
    let now = tx.now();
    let mut jobs = Vec::new();
    tx.query(
        "SELECT job_id, content, version, step, notes, in_doubt, attempts, lease FROM oresto_jobs \
         WHERE shop_id = ? AND flow = ? AND state = 'waiting' AND due_at <= ? \
         ORDER BY position LIMIT ?",
        &[
            shop_id.into(),
            flow.as_str().into(),
            now.into(),
            i64::try_from(max).unwrap_or(i64::MAX).into(),
        ],
        &mut |row| {
            jobs.push(Job::read(flow, row));
            Ok(())
        },
    )?;
    let mut taken = Vec::with_capacity(jobs.len());
    for job in jobs {
        taken.extend(claim(tx, shop_id, job)?);
    }
    Ok(taken)
}

/// Takes one job that was found due; None where another worker was quicker.
pub fn claim(tx: &mut dyn Transaction, shop_id: &str, mut job: Job) -> Result<Option<Job>> {
    let now = tx.now();
    let changed = tx.execute(
        "UPDATE oresto_jobs SET lease = ?, due_at = ? \
             WHERE shop_id = ? AND flow = ? AND job_id = ? AND lease = ? AND due_at <= ?",
        &[
            (job.lease + 1).into(),
            now.plus_ms(LEASE_MS).into(),
            shop_id.into(),
            job.flow.as_str().into(),
            (&job.job_id).into(),
            job.lease.into(),
            now.into(),
        ],
    )?;
    job.lease += 1;
    Ok((changed == 1).then_some(job))
}

/// Stores how far a job has come, and holds it on; false where another worker has it.
pub fn keep(tx: &mut dyn Transaction, shop_id: &str, job: &Job) -> Result<bool> {
    let until = tx.now().plus_ms(LEASE_MS);
    store(tx, shop_id, job, ("waiting", ""), until)
}

/// Gives a job back, to be taken up again after a while; after too many tries a person must look.
pub fn postpone(tx: &mut dyn Transaction, shop_id: &str, job: &Job, why: &str) -> Result<bool> {
    let mut job = job.clone();
    job.attempts = job.attempts.saturating_add(1);
    if job.attempts >= ATTEMPTS_MAX {
        return fail(tx, shop_id, &job, why);
    }
    let wait_ms = 5_000_i64 << job.attempts.clamp(0, 9);
    let due_at = tx.now().plus_ms(wait_ms);
    store(tx, shop_id, &job, ("waiting", why), due_at)
}

/// Gives a job back as it is: it was not this job's fault.
pub fn give_back(tx: &mut dyn Transaction, shop_id: &str, job: &Job) -> Result<bool> {
    store(tx, shop_id, job, ("waiting", ""), Instant(0))
}

/// Only a person can help; it is kept since when.
pub fn fail(tx: &mut dyn Transaction, shop_id: &str, job: &Job, why: &str) -> Result<bool> {
    let now = tx.now();
    store(tx, shop_id, job, ("failed", why), now)
}

fn store(
    tx: &mut dyn Transaction,
    shop_id: &str,
    job: &Job,
    (state, detail): (&str, &str),
    due_at: Instant,
) -> Result<bool> {
    let notes = Value::Object(job.notes.clone()).to_string();
    let changed = tx.execute(
        "UPDATE oresto_jobs SET step = ?, notes = ?, in_doubt = ?, attempts = ?, due_at = ?, \
           detail = ?, state = CASE WHEN version = ? THEN ? ELSE 'waiting' END \
         WHERE shop_id = ? AND flow = ? AND job_id = ? AND lease = ?",
        &[
            (&job.step).into(),
            (&notes).into(),
            i64::from(job.in_doubt).into(),
            job.attempts.into(),
            due_at.into(),
            detail.into(),
            job.version.into(),
            state.into(),
            shop_id.into(),
            job.flow.as_str().into(),
            (&job.job_id).into(),
            job.lease.into(),
        ],
    )?;
    Ok(changed == 1)
}

/// A job is done: it is gone, unless it was given anew meanwhile; then it begins again.
pub fn finish(tx: &mut dyn Transaction, shop_id: &str, job: &Job) -> Result<()> {
    let key = [shop_id, job.flow.as_str(), &job.job_id];
    tx.execute(
        "DELETE FROM oresto_jobs \
         WHERE shop_id = ? AND flow = ? AND job_id = ? AND lease = ? AND version = ?",
        &[key[0].into(), key[1].into(), key[2].into(), job.lease.into(), job.version.into()],
    )?;
    tx.execute(
        "UPDATE oresto_jobs SET step = '', notes = '{}', in_doubt = 0, due_at = 0 \
         WHERE shop_id = ? AND flow = ? AND job_id = ? AND lease = ?",
        &[key[0].into(), key[1].into(), key[2].into(), job.lease.into()],
    )?;
    Ok(())
}

/// How much of a flow is left to do, and how much waits for a person.
pub fn count(tx: &mut dyn Transaction, shop_id: &str, flow: Flow) -> Result<(i64, i64)> {
    let (mut waiting, mut failed) = (0, 0);
    tx.query(
        "SELECT state, COUNT(*) FROM oresto_jobs WHERE shop_id = ? AND flow = ? GROUP BY state",
        &[shop_id.into(), flow.as_str().into()],
        &mut |row| {
            match row.text(0) {
                "failed" => failed = row.integer(1),
                _ => waiting = row.integer(1),
            }
            Ok(())
        },
    )?;
    Ok((waiting, failed))
}

/// When the next of what waits may be taken, now at the earliest. Of orders only those that are tried again have a time:
/// the others wait for the shop.
pub fn next_at(tx: &mut dyn Transaction, shop_id: &str, flow: Flow) -> Result<Option<Instant>> {
    let (now, mut next_at) = (tx.now(), None);
    let after = if flow == Flow::Orders { now } else { Instant(-1) };
    tx.query(
        "SELECT MIN(due_at) FROM oresto_jobs \
         WHERE shop_id = ? AND flow = ? AND state = 'waiting' AND due_at > ?",
        &[shop_id.into(), flow.as_str().into(), after.into()],
        &mut |row| {
            next_at = row.instant_or_null(0).map(|at| at.max(now));
            Ok(())
        },
    )?;
    Ok(next_at)
}

/// Takes up again what has failed or waits for its time.
pub fn retry(tx: &mut dyn Transaction, shop_id: &str, flow: Flow) -> Result<()> {
    tx.execute(
        "UPDATE oresto_jobs SET state = 'waiting', attempts = 0, due_at = 0, detail = '' \
         WHERE shop_id = ? AND flow = ? AND state = 'failed'",
        &[shop_id.into(), flow.as_str().into()],
    )?;
    Ok(())
}

/// What waits, in its order, from after a position on; not taken.
pub fn peek(
    tx: &mut dyn Transaction,
    shop_id: &str,
    flow: Flow,
    after: i64,
    max: usize,
) -> Result<Vec<(i64, Job)>> {
    let now = tx.now();
    let mut jobs = Vec::new();
    tx.query(
        "SELECT job_id, content, version, step, notes, in_doubt, attempts, lease, position \
         FROM oresto_jobs WHERE shop_id = ? AND flow = ? AND state = 'waiting' AND due_at <= ? \
         AND position > ? ORDER BY position LIMIT ?",
        &[
            shop_id.into(),
            flow.as_str().into(),
            now.into(),
            after.into(),
            i64::try_from(max).unwrap_or(i64::MAX).into(),
        ],
        &mut |row| {
            jobs.push((row.integer(8), Job::read(flow, row)));
            Ok(())
        },
    )?;
    Ok(jobs)
}

/// How many articles are to be sent of which Oresto has nothing yet.
pub fn count_unheld(tx: &mut dyn Transaction, shop_id: &str) -> Result<i64> {
    let mut count = 0;
    tx.query(
        "SELECT COUNT(*) FROM oresto_jobs j WHERE j.shop_id = ? AND j.flow = ? \
         AND j.state = 'waiting' AND NOT EXISTS (SELECT 1 FROM oresto_articles a \
           WHERE a.shop_id = j.shop_id AND a.article_number = j.job_id)",
        &[shop_id.into(), Flow::Products.as_str().into()],
        &mut |row| {
            count = row.integer(0);
            Ok(())
        },
    )?;
    Ok(count)
}
