//! Works off the jobs of a flow: asks its step, makes the call, stores what came of it, one call at a time. It knows no flow
//! by name. Before a call that must not be made twice it is stored that it may be made.

use super::article::{self, Article};
use super::caller::Caller;
use super::check::Asked;
use super::flow::{self, Answered, Flow, Learnt, Next, Sight};
use super::jobs::{self, Job};
use super::judge::{self, Judged};
use super::known::{Known, List};
use super::operation::Retry;
use super::operations;
use crate::client::Client;
use crate::error::{Error, Result, Status};
use crate::json::Exact;
use crate::mirror::products;
use crate::targets::oresto::Options;
use crate::world::{Transaction, transaction};
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::Value;
use std::collections::BTreeMap;

/// Jobs taken at once; what a crash leaves of them waits for the end of the lease.
const TAKEN: usize = 8;
/// Calls that fail one after the other before a run gives up.
const FAILURES_MAX: u32 = 3;
/// No flow has so many steps for one thing.
const STEPS_MAX: u32 = 200;
/// Problems told one by one.
const PROBLEMS_MAX: usize = 1_000;

/// What a person should know.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[schemars(rename = "OrestoProblem")]
pub struct Problem {
    pub flow: Flow,
    /// The client, article or order that it is about.
    pub item: String,
    /// It was not done; without it, it was done and something is odd.
    pub is_error: bool,
    /// The code of the error, where it has one.
    pub code: Option<&'static str>,
    pub message: String,
}

/// One run of `oresto_sync`.
pub struct Run<'c> {
    pub caller: Caller<'c>,
    pub done: u32,
    pub problems: Vec<Problem>,
    /// Why it ended before its time.
    pub stopped: Option<Error>,
    until_ms: u64,
    canceled_before: u64,
    failures: u32,
    pub known: Known,
    options: Option<Options>,
    /// The product whose articles were read last: its variants come one after the other.
    read: Option<(i64, Vec<Article>)>,
}

impl<'c> Run<'c> {
    pub fn new(client: &'c Client, max_ms: u64) -> Result<Run<'c>> {
        let caller = Caller::new(client)?;
        let until_ms = caller.world.clock.monotonic_ms().saturating_add(max_ms);
        Ok(Run {
            caller,
            done: 0,
            problems: Vec::new(),
            stopped: None,
            until_ms,
            canceled_before: client.cancellations(),
            failures: 0,
            known: Known::default(),
            options: None,
            read: None,
        })
    }

    /// Whether nothing more is to be begun.
    pub fn is_over(&self) -> bool {
        self.stopped.is_some()
            || self.caller.client.cancellations() != self.canceled_before
            || self.caller.world.clock.monotonic_ms() >= self.until_ms
    }

    pub fn problem(&mut self, flow: Flow, item: &str, is_error: bool, message: &str) {
        let (item, message) = (item.to_owned(), message.to_owned());
        self.tell(Problem { flow, item, is_error, code: None, message });
    }

    pub fn problem_of(&mut self, flow: Flow, item: &str, is_error: bool, error: &Error) {
        let (item, message) = (item.to_owned(), error.message.to_string());
        self.tell(Problem { flow, item, is_error, code: Some(error.code.as_str()), message });
    }

    fn tell(&mut self, problem: Problem) {
        if self.problems.len() < PROBLEMS_MAX {
            self.problems.push(problem);
        }
    }

    pub fn shop_id(&self) -> &'c str {
        self.caller.client.shop_id()
    }

    /// One transaction with the store.
    pub fn stored<T>(&self, work: impl FnMut(&mut dyn Transaction) -> Result<T>) -> Result<T> {
        transaction(&*self.caller.world.store, work)
    }

    /// A call as the steps make them, judged.
    pub fn call(
        &self,
        operation: &'static str,
        parameters: &Value,
        body: Option<Value>,
        is_confirmed: bool,
    ) -> Result<Judged> {
        let operation = operations::find(operation)?;
        let parameters: BTreeMap<String, Exact> = match parameters {
            Value::Object(members) => {
                members.iter().map(|(name, value)| (name.clone(), Exact(value.clone()))).collect()
            }
            _ => BTreeMap::new(),
        };
        let confirm = is_confirmed.then_some(operation.name);
        self.caller.send(&self.caller.check(operation, Asked { parameters, body, confirm })?)
    }

    /// Works off what is due of a flow.
    pub fn work(&mut self, flow: Flow) -> Result<()> {
        while !self.is_over() {
            let shop_id = self.shop_id();
            let taken = self.stored(|tx| jobs::take(tx, shop_id, flow, TAKEN))?;
            if taken.is_empty() {
                break;
            }
            for job in taken {
                match self.is_over() {
                    true => drop(self.stored(|tx| jobs::give_back(tx, shop_id, &job))?),
                    false => self.one(job)?,
                }
            }
        }
        Ok(())
    }

    /// Takes one job as far as it goes.
    fn one(&mut self, mut job: Job) -> Result<()> {
        if job.in_doubt {
            // What was asked before the doubt may be out of date.
            self.known.forget();
        }
        for _ in 0..STEPS_MAX {
            let seen = self.sight(&job)?;
            match flow::next(&job, &sight_of(self, &seen)) {
                Next::Go(step) => job.go_to(step),
                Next::Done => {
                    let shop_id = self.shop_id();
                    self.stored(|tx| jobs::finish(tx, shop_id, &job))?;
                    self.done = self.done.saturating_add(1);
                    return Ok(());
                }
                Next::Failed(why) => return self.fail(&mut job, &why),
                Next::Need(list) => {
                    if let Err(error) = self.learn(list) {
                        return self.not_now(&mut job, error);
                    }
                }
                Next::Call { operation, parameters, body } => {
                    let answer = match self.make(&mut job, operation, &parameters, body)? {
                        Some(answer) => answer,
                        None => return Ok(()),
                    };
                    let learnt =
                        flow::answered(&mut job, &sight_of(self, &seen), operation, &answer);
                    if !self.follow(&mut job, operation, seen.number, learnt)? {
                        return Ok(());
                    }
                }
            }
        }
        self.fail(&mut job, "It takes more steps than there are.")
    }

    /// What a job of an article looks at. Whose it is, is looked up now: another product may have it since.
    fn sight(&mut self, job: &Job) -> Result<Seen> {
        if job.flow != Flow::Products {
            return Ok(Seen::default());
        }
        let shop_id = self.shop_id();
        let (owner, held) = self.stored(|tx| {
            let owner = article::owner(tx, shop_id, &job.job_id)?;
            Ok((owner, article::held(tx, shop_id, &job.job_id)?))
        })?;
        let Some(number) = owner else { return Ok(Seen { held, ..Seen::default() }) };
        if self.read.as_ref().is_none_or(|(held, _)| *held != number) {
            let canonical = self.stored(|tx| products::canonical_of_number(tx, shop_id, number))?;
            let articles = match canonical {
                None => Vec::new(),
                Some(canonical) => {
                    if self.options.is_none() {
                        self.options = Some(article::options(&self.caller)?);
                    }
                    let options = self.options.get_or_insert_default();
                    let shop = &self.caller.client.config.shop;
                    article::articles(&canonical, (shop, self.caller.world.clock.now()), options)?
                }
            };
            self.read = Some((number, articles));
        }
        let articles = self.read.as_ref().map(|(_, articles)| articles.as_slice());
        let article =
            articles.unwrap_or_default().iter().find(|it| it.article_number == job.job_id);
        Ok(Seen { number, article: article.cloned(), held })
    }

    /// Makes the call; None where the job is put aside.
    fn make(
        &mut self,
        job: &mut Job,
        operation: &'static str,
        parameters: &Value,
        body: Option<Value>,
    ) -> Result<Option<Answered>> {
        let (shop_id, retry) = (self.shop_id(), operations::find(operation)?.retry);
        job.in_doubt |= retry == Retry::Once;
        // Who has lost the job changes nothing any more.
        if retry != Retry::Reads && !self.stored(|tx| jobs::keep(tx, shop_id, job))? {
            return Ok(None);
        }
        let is_confirmed = job.content.get("confirm_empty").is_some_and(|it| it == true);
        match self.call(operation, parameters, body, is_confirmed) {
            Ok(Judged::Done(answer)) => Ok(Some(Answered::Done(answer.value()))),
            Ok(Judged::Absent) => Ok(Some(Answered::Absent)),
            Err(error) => match error.status() {
                Status::NotFound => Ok(Some(Answered::Absent)),
                Status::Rejected | Status::Invalid | Status::Conflict => {
                    Ok(Some(Answered::Refused(error.message.into_owned())))
                }
                status => {
                    // Only an unknown outcome leaves it open whether the call was made.
                    job.in_doubt &= status == Status::Unknown || retry != Retry::Once;
                    self.not_now(job, error)?;
                    Ok(None)
                }
            },
        }
    }

    /// Stores what an answer has changed; false where the job has ended by it or was lost.
    fn follow(
        &mut self,
        job: &mut Job,
        operation: &str,
        number: i64,
        learnt: Learnt,
    ) -> Result<bool> {
        (job.in_doubt, self.failures) = (false, 0);
        if let Some((list, key)) = &learnt.key {
            self.known.add(*list, key);
        }
        if operation.starts_with("client_location_") {
            self.known.forget_locations();
        }
        if learnt.is_outdated {
            self.known.forget();
        }
        let shop_id = self.shop_id();
        let is_done = job.step == flow::DONE && learnt.failed.is_none();
        let is_ours = self.stored(|tx| {
            if let Some(held) = &learnt.held {
                article::hold(tx, shop_id, (&job.job_id, number), held.as_ref())?;
            }
            let is_ours = jobs::keep(tx, shop_id, job)?;
            if is_ours && is_done {
                jobs::finish(tx, shop_id, job)?;
            }
            Ok(is_ours)
        })?;
        self.done = self.done.saturating_add(u32::from(is_ours && is_done));
        match (is_ours && !is_done, learnt.failed) {
            (true, None) => Ok(true),
            (true, Some(why)) => self.fail(job, &why).map(|()| false),
            (false, _) => Ok(false),
        }
    }

    fn fail(&mut self, job: &mut Job, why: &str) -> Result<()> {
        let shop_id = self.shop_id();
        self.stored(|tx| jobs::fail(tx, shop_id, job, why))?;
        self.problem(job.flow, &job.job_id, true, why);
        Ok(())
    }

    /// A call could not be made, or its answer was lost: the job waits, and a run that meets nothing else ends.
    fn not_now(&mut self, job: &mut Job, error: Error) -> Result<()> {
        let shop_id = self.shop_id();
        match error.status() {
            Status::Denied | Status::Canceled | Status::Invalid | Status::Rejected => {
                self.stored(|tx| jobs::give_back(tx, shop_id, job))?;
                self.stopped = Some(error);
            }
            Status::Retry | Status::Unknown | Status::NotFound => {
                self.stored(|tx| jobs::postpone(tx, shop_id, job, &error.message))?;
                self.problem_of(job.flow, &job.job_id, false, &error);
                self.failed_call(error);
            }
            _ => return Err(error),
        }
        Ok(())
    }

    /// Counts a failed call; the third in a row ends the run.
    pub fn failed_call(&mut self, error: Error) {
        self.failures = self.failures.saturating_add(1);
        if self.failures >= FAILURES_MAX
            || matches!(error.status(), Status::Denied | Status::Canceled)
        {
            self.stopped = Some(error);
        }
    }

    /// Asks Oresto for the whole of a list.
    pub fn learn(&mut self, list: List) -> Result<()> {
        match self.call(list.operation(), &Value::Null, None, false)? {
            Judged::Done(answer) => {
                self.known.take(list, &judge::list(operations::find(list.operation())?, &answer)?);
            }
            Judged::Absent => self.known.take(list, &[]),
        }
        Ok(())
    }
}

/// The article of a job.
#[derive(Default)]
struct Seen {
    /// Of its product in the mirror; 0 where that is not known.
    number: i64,
    /// As the shop has it now.
    article: Option<Article>,
    /// What Oresto has of it.
    held: Option<article::Held>,
}

fn sight_of<'s>(run: &'s Run, seen: &'s Seen) -> Sight<'s> {
    Sight { known: &run.known, article: seen.article.as_ref(), held: seen.held.as_ref() }
}
