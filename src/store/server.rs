//! A store on a database server: one connection, kept while it works; a transaction that met another one is run again.
//! It knows neither database, only what their faults mean.

use super::migrate::{Schema, migrate};
use crate::error::{Code, Error, Result};
use crate::sys;
use crate::world::{Store, Transaction};
use std::fmt;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// How long a transaction tries to get past others before the caller is told that the store is busy; also how long one
/// statement waits for a lock.
pub(super) const LOCK_WAIT: Duration = Duration::from_secs(5);

/// How long one statement may take, and how long a connection may take to be made.
pub(super) const ANSWER_WAIT: Duration = Duration::from_secs(30);
pub(super) const CONNECT_WAIT: Duration = Duration::from_secs(10);

/// Connections that are lost in one transaction before it is given up.
const LOSSES_MAX: u32 = 2;

/// Runs that may meet a row that is there already: the next run sees it, unless it is a mistake.
const TWICE_MAX: u32 = 3;

/// The first pause before a transaction is run again, and the longest.
const PAUSE_MS: (u64, u64) = (2, 200);

/// What a fault of a database means to a transaction.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Fault {
    /// Two transactions stood in one another's way, and this one was undone: run again, it can succeed.
    Conflict,
    /// A row that is to be inserted is there already: another transaction was quicker, or it is a mistake.
    Twice,
    /// A lock was held for too long by another.
    Busy,
    /// The connection is gone, and with it whatever was not committed.
    Lost,
    /// The statement itself, or the disk, or what else running it again does not mend.
    Failed,
}

/// A connection to a server.
pub(super) trait Session: Transaction + Send {
    fn begin(&mut self) -> std::result::Result<(), (Fault, Error)>;
    fn commit(&mut self) -> std::result::Result<(), (Fault, Error)>;
    fn rollback(&mut self) -> std::result::Result<(), (Fault, Error)>;
    /// Waits for its turn among those that have met others: two that only try again can meet for ever.
    fn line_up(&mut self) -> std::result::Result<(), (Fault, Error)>;
    fn step_out(&mut self) -> std::result::Result<(), (Fault, Error)>;
    /// The gravest fault since the transaction began: `work` cannot hide it.
    fn fault(&self) -> Option<Fault>;
    /// What is there: our tables, none at all, or somebody else's.
    fn found(&mut self) -> Result<Found>;
    /// Keeps other processes from changing the schema meanwhile. Held beyond the transactions, until it is given back or
    /// the connection ends.
    fn lock_schema(&mut self) -> Result<()>;
    fn unlock_schema(&mut self) -> Result<()>;
}

/// What a database holds.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Found {
    Nothing,
    Ours,
    Foreign,
}

type Connect<S> = Box<dyn Fn() -> Result<S> + Send + Sync>;

/// A store on a server.
pub(super) struct Server<S> {
    connect: Connect<S>,
    /// None before the first use, and after a fault that left the connection in doubt.
    session: Mutex<Option<S>>,
}

impl<S: Session> Server<S> {
    /// Connects and brings the schema up to date.
    pub fn open(
        schema: &Schema,
        connect: impl Fn() -> Result<S> + Send + Sync + 'static,
    ) -> Result<Server<S>> {
        let store = Server { connect: Box::new(connect), session: Mutex::new(None) };
        if store.found()? == Found::Ours && store.once(|tx| schema.is_reached(tx))? {
            return Ok(store);
        }
        store.with(|session| session.lock_schema())?;
        let done = store.prepare(schema);
        store.with(|session| session.unlock_schema())?;
        done.map(|()| store)
    }

    /// Under the lock: another process may have been quicker.
    fn prepare(&self, schema: &Schema) -> Result<()> {
        let found = self.found()?;
        if found == Found::Foreign {
            let message = "The database holds tables, and they are not koppel's; give koppel a \
                           database (PostgreSQL: a schema) of its own.";
            return Err(Error::new(Code::StoreForeign, message).at("/store"));
        }
        self.once(|tx| migrate(tx, schema, found == Found::Nothing))
    }

    fn found(&self) -> Result<Found> {
        self.with(|session| session.found())
    }

    fn with<T>(&self, work: impl FnOnce(&mut S) -> Result<T>) -> Result<T> {
        let mut held = self.session.lock().unwrap_or_else(PoisonError::into_inner);
        let session = match &mut *held {
            Some(session) => session,
            none => none.insert((self.connect)()?),
        };
        work(session)
    }

    fn once<T>(&self, work: impl FnMut(&mut dyn Transaction) -> Result<T>) -> Result<T> {
        crate::world::transaction(self, work)
    }
}

impl<S: Session> Store for Server<S> {
    fn transaction(&self, work: &mut dyn FnMut(&mut dyn Transaction) -> Result<()>) -> Result<()> {
        let mut held = self.session.lock().unwrap_or_else(PoisonError::into_inner);
        let until = Instant::now() + LOCK_WAIT;
        let (mut losses, mut twice, mut pause_ms, mut has_met) = (0, 0, PAUSE_MS.0, false);
        loop {
            // Taken out, so that a panic in `work` drops the connection, and with it what was begun.
            let mut session = match held.take() {
                Some(session) => session,
                None => (self.connect)()?,
            };
            let (fault, error) = match attempt(&mut session, work, has_met) {
                Attempt::Done(done) => {
                    *held = Some(session);
                    return done;
                }
                Attempt::Over(done) => return done,
                Attempt::Undone(fault, error) => (fault, error),
            };
            has_met = true;
            let again = match fault {
                Fault::Lost if losses < LOSSES_MAX => {
                    losses += 1;
                    continue;
                }
                Fault::Lost => return Err(error),
                Fault::Busy | Fault::Failed => false,
                Fault::Twice => {
                    twice += 1;
                    twice <= TWICE_MAX
                }
                Fault::Conflict => true,
            };
            *held = Some(session);
            if !again {
                return Err(error);
            }
            if Instant::now() >= until {
                let message = "Other transactions kept standing in the way; try again.";
                return Err(Error::new(Code::StoreBusy, message));
            }
            sys::pause(Duration::from_millis(pause_ms));
            pause_ms = (pause_ms * 2).min(PAUSE_MS.1);
        }
    }
}

impl<S> fmt::Debug for Server<S> {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("Server")
    }
}

/// What became of one run of a transaction.
enum Attempt {
    /// Committed, or given up by `work` itself and rolled back.
    Done(Result<()>),
    /// Nothing of it has happened.
    Undone(Fault, Error),
    /// Not to be run again, and the connection not to be used again.
    Over(Result<()>),
}

fn attempt<S: Session>(
    session: &mut S,
    work: &mut dyn FnMut(&mut dyn Transaction) -> Result<()>,
    has_met: bool,
) -> Attempt {
    if has_met && let Err((fault, error)) = session.line_up() {
        return Attempt::Undone(fault, error);
    }
    let done = run(session, work);
    if has_met && session.step_out().is_err() {
        // The connection is gone, and its place in the line with it; what was done stands.
        return match done {
            Attempt::Done(done) => Attempt::Over(done),
            Attempt::Undone(_, error) => Attempt::Undone(Fault::Lost, error),
            over => over,
        };
    }
    done
}

/// One run, from its beginning to its end.
fn run<S: Session>(
    session: &mut S,
    work: &mut dyn FnMut(&mut dyn Transaction) -> Result<()>,
) -> Attempt {
    if let Err((fault, error)) = session.begin() {
        return Attempt::Undone(fault, error);
    }
    let worked = work(session);
    let error = match (session.fault(), worked) {
        (None, Ok(())) => match session.commit() {
            Ok(()) => return Attempt::Done(Ok(())),
            Err((Fault::Lost, error)) => return Attempt::Over(Err(in_doubt(&error))),
            // The server itself says that it was not committed.
            Err((fault, error)) => return Attempt::Undone(fault, error),
        },
        (None, Err(error)) => error,
        (Some(Fault::Lost), worked) => return Attempt::Undone(Fault::Lost, shown(worked)),
        (Some(_), worked) => shown(worked),
    };
    match (session.rollback(), session.fault()) {
        (Ok(()), None) => Attempt::Done(Err(error)),
        (Ok(()), Some(fault)) => Attempt::Undone(fault, error),
        // What `work` said stands; the connection is gone, and nothing was committed.
        (Err(_), None) => Attempt::Over(Err(error)),
        (Err(_), Some(_)) => Attempt::Undone(Fault::Lost, error),
    }
}

/// The error of a statement that failed, also where `work` went on as if it had not.
fn shown(worked: Result<()>) -> Error {
    let message = "A statement failed within a transaction; nothing of it was stored.";
    worked.err().unwrap_or_else(|| Error::new(Code::StoreFailed, message))
}

fn in_doubt(error: &Error) -> Error {
    let message = format!(
        "The connection was lost while the transaction was being committed: {} Ask for the same \
         again: what was stored is found by its key, and not done twice.",
        error.message
    );
    Error::new(Code::StoreCommitUnknown, message)
}
