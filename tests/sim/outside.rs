//! The seams of simulated processes: the real store in memory and a far side, behind faults, crashes and other workers
//! that come in between.

use super::bugs::Bug;
use super::faults::{Fault, Swarm};
use super::platform::{Kind, Platform, reply};
use super::world::{Chance, Crash, VirtualClock};
use koppel::client::Client;
use koppel::config::Config;
use koppel::error::{Code, Error, Result};
use koppel::store::Sqlite;
use koppel::world::{
    self, Clock, Instant, Reply, Request, Row, Store, Transaction, Value, Wire, World,
};
use serde_json::json;
use std::sync::atomic::{AtomicBool, AtomicI64, AtomicUsize, Ordering::Relaxed};
use std::sync::{Arc, Mutex};

const HOUR_MS: u64 = 3_600_000;

/// Workers beside the host's own process.
const WORKERS: usize = 3;

/// One simulated world.
pub struct Sim {
    pub clock: Arc<VirtualClock>,
    pub chance: Arc<Chance>,
    pub swarm: Swarm,
    pub platform: Mutex<Platform>,
    pub kind: Kind,
    pub bug: Option<Bug>,
    /// Requests that arrive later.
    late: Mutex<Vec<(i64, Request)>>,
    store: Arc<Sqlite>,
    /// As the last transaction found it.
    is_full: AtomicBool,
    config: String,
    /// Where the next processes end, counted from the start of each.
    pub crashes_to_come: Mutex<Vec<u64>>,
    workers: [Mutex<Option<Process>>; WORKERS],
    /// How many workers stand within one another's calls.
    depth: AtomicUsize,
    /// Entries that are done, as the last transaction left them.
    done: AtomicI64,
    /// One that was done is not any more.
    pub is_undone: AtomicBool,
    is_told: bool,
}

/// A process: it has nothing but the store.
pub struct Process {
    pub client: Client,
    pub crash: Arc<Crash>,
}

/// A store in memory, as new. Making one takes longer than an order: each thread keeps its own, and empties it.
fn fresh_store() -> (Arc<VirtualClock>, Arc<Sqlite>) {
    thread_local! {
        static KEPT: (Arc<VirtualClock>, Arc<Sqlite>) = {
            let clock = Arc::new(VirtualClock::new());
            let store = Sqlite::open(":memory:", Box::new(clock.clone())).expect("a store");
            world::transaction(&store, with_a_wiper).expect("a trigger");
            (clock, Arc::new(store))
        };
    }
    KEPT.with(|(clock, store)| {
        clock.reset();
        world::transaction(&**store, |tx| {
            fill(tx, false)?;
            tx.execute("INSERT INTO wiper VALUES (1)", &[])
        })
        .expect("emptied");
        (clock.clone(), store.clone())
    })
}

/// A table that empties all others when it is written to: one statement, where thirty would push those of the workload out
/// of what is kept prepared.
fn with_a_wiper(tx: &mut dyn Transaction) -> Result<()> {
    let mut wipe = String::new();
    let tables = "SELECT name FROM sqlite_master WHERE type = 'table' AND name <> 'store_version'";
    tx.query(tables, &[], &mut |row| {
        wipe.push_str(&format!("DELETE FROM {}; ", row.text(0)));
        Ok(())
    })?;
    tx.execute("CREATE TABLE wiper (now INTEGER)", &[])?;
    let made =
        format!("CREATE TRIGGER wipes AFTER INSERT ON wiper BEGIN {wipe} DELETE FROM wiper; END");
    tx.execute(made.leak(), &[]).map(drop)
}

impl Sim {
    pub fn new(kind: Kind, seed: u64, bug: Option<Bug>) -> Arc<Sim> {
        let (clock, store) = fresh_store();
        let chance = Arc::new(Chance::new(seed));
        let config = json!({
            "store": "sqlite::memory:",
            "shop": { "shop_id": "x", "currency": "EUR", "country": "NL", "prices_include_vat": true,
                "vat": { "standard": "21", "reduced-rate": "9" } },
            "platforms": [{ "platform_id": "p", "profile": kind.profile(), "environment": "test",
                "base_url": "https://p.example", "key": "k", "secret": "canary-secret" }],
            "rest": { "public_url": "https://shop.example", "keys": [{ "consumer_key": "ck", "consumer_secret": "cs",
                "permissions": "read_write", "platform_id": "p" }] },
        });
        let mut platform = Platform::new(kind);
        platform.is_forgetful = bug == Some(Bug::HorizonTooLong);
        platform.is_blind = bug == Some(Bug::LookUpIsBlind);
        Arc::new(Sim {
            store,
            is_full: AtomicBool::new(false),
            swarm: Swarm::new(chance.clone()),
            clock,
            chance,
            platform: Mutex::new(platform),
            kind,
            bug,
            late: Mutex::default(),
            config: config.to_string(),
            crashes_to_come: Mutex::default(),
            workers: Default::default(),
            depth: AtomicUsize::new(0),
            done: AtomicI64::new(0),
            is_undone: AtomicBool::new(false),
            is_told: std::env::var_os("SEED").is_some(),
        })
    }

    pub fn start(self: &Arc<Sim>) -> Process {
        let planned = self.crashes_to_come.lock().expect("a lock").pop();
        let by_chance = self.swarm.strikes(Fault::Crash, 2).then(|| self.chance.below(250));
        let crash = Arc::new(Crash::new(planned.or(by_chance)));
        let config = Config::read(self.config.as_bytes()).expect("a configuration");
        let (sim, held) = (self.clone(), crash.clone());
        let client = Client::new(config, move |_| {
            let seam = || Seam { sim: sim.clone(), crash: held.clone() };
            Ok(World {
                clock: Box::new(sim.clock.clone()),
                entropy: Box::new(Chance::new(sim.chance.next())),
                wire: Box::new(seam()),
                store: Box::new(seam()),
            })
        });
        Process { client, crash }
    }

    /// Lets arrive what is due to arrive.
    pub fn arrive(&self) {
        let now = self.now();
        let mut late = self.late.lock().expect("a lock");
        let (mut due, later): (Vec<_>, Vec<_>) =
            std::mem::take(&mut *late).into_iter().partition(|(at, _)| *at <= now);
        *late = later;
        drop(late);
        due.sort_by_key(|(at, _)| *at);
        for (at, request) in due {
            self.tell(|| format!("arrives late, as of {at}: {}", asked(&request)));
            self.platform.lock().expect("a lock").answer(&request, at);
        }
    }

    /// The far side's time goes on, whatever is done to ours.
    fn now(&self) -> i64 {
        i64::try_from(self.clock.monotonic_ms()).expect("a time")
    }

    fn arrives_later(&self, request: &Request) {
        let at = self.now() + self.chance.below(HOUR_MS - 1) as i64;
        self.late.lock().expect("a lock").push((at, request.clone()));
    }

    /// Between any two calls of one worker another may do its work.
    fn between(self: &Arc<Sim>) {
        let depth = self.depth.load(Relaxed);
        if depth >= WORKERS || !self.swarm.strikes(Fault::Workers, 12) {
            return;
        }
        self.depth.store(depth + 1, Relaxed);
        let held = self.workers[depth].lock().expect("a lock").take();
        let worker = held.filter(|held| !held.crash.is_dead()).unwrap_or_else(|| self.start());
        // It may fail, as anything here may.
        let _ = super::host::call(&worker.client, "outbox_drain", &json!({ "max_ms": 60_000 }));
        *self.workers[depth].lock().expect("a lock") = Some(worker);
        self.depth.store(depth, Relaxed);
    }

    /// The wall's clock is set. Where that clock alone tells whether a key is forgotten, or whether a request can still be
    /// under way, it is set by a second only: that much is promised.
    fn set_clock(&self) {
        self.tell(|| "the clock is set".into());
        let by = [1_000, 3_600_000, 1_800_000, 2 * 86_400_000][self.chance.below(4) as usize];
        let is_back = self.chance.strikes(2);
        match (is_back, self.kind) {
            (true, Kind::KeysForADay) => self.clock.leap(-1_000),
            (false, Kind::LookUpOnly) => self.clock.leap(1_000),
            (true, _) => self.clock.leap(-by),
            (false, _) => self.clock.leap(by),
        }
    }

    /// Says what happens, where one seed is replayed.
    pub fn tell(&self, what: impl FnOnce() -> String) {
        if self.is_told {
            let minutes = self.now() as f64 / 60_000.0;
            eprintln!("{minutes:>10.2} min  {}{}", "  ".repeat(self.depth.load(Relaxed)), what());
        }
    }

    /// What becomes of a request.
    fn fate(&self, request: &Request) -> std::result::Result<Reply, world::Fault> {
        let lost = || {
            self.clock.advance(request.timeout_ms);
            Err(world::Fault::Unknown("timed out".into()))
        };
        let done = || self.platform.lock().expect("a lock").answer(request, self.now());
        let strikes = |fault| self.swarm.strikes(fault, 10);
        let html = |status| {
            let headers = vec![("content-type".into(), "text/html".into())];
            Ok(Reply { status, headers, body: b"<html>".to_vec() })
        };
        if strikes(Fault::NotSent) {
            return Err(world::Fault::NotSent("no route".into()));
        }
        if strikes(Fault::RequestLost) {
            return lost();
        }
        if strikes(Fault::ReplyLost) {
            done();
            return lost();
        }
        if strikes(Fault::ArrivesLate) {
            self.arrives_later(request);
            return lost();
        }
        if strikes(Fault::Busy) {
            let mut busy = reply([429, 503][self.chance.below(2) as usize], &json!({}));
            let wait = ["7", "900", "99999999"].get(self.chance.below(4) as usize);
            busy.headers.extend(wait.map(|wait| ("retry-after".to_owned(), (*wait).to_owned())));
            return Ok(busy);
        }
        // What arrives twice of itself can only be told by a key. What was turned away as busy has no copy that is done
        // later: that is what 429 and 503 say.
        let has_keys = matches!(self.kind, Kind::KeysForEver | Kind::KeysForADay);
        if has_keys && strikes(Fault::ArrivesTwice) {
            self.arrives_later(request);
        }
        if strikes(Fault::Failed) {
            return html(500);
        }
        if strikes(Fault::FailedAfterwards) {
            let mut reply = done();
            if self.chance.strikes(2) {
                return html(502);
            }
            reply.body.truncate(reply.body.len() / 2);
            return Ok(reply);
        }
        if strikes(Fault::Html) {
            if self.chance.strikes(2) {
                done();
            }
            return html(200);
        }
        if self.swarm.strikes(Fault::Restored, 40) {
            self.tell(|| "the platform restores its backup".into());
            self.platform.lock().expect("a lock").restore(self.now());
        }
        Ok(done())
    }
}

/// A request in a word: what it is, and the key that it goes under.
fn asked(request: &Request) -> String {
    let key = request.headers.iter().find(|(name, _)| name == "Idempotency-Key");
    let key = key.map_or("-", |(_, key)| key.get(..8).unwrap_or(key));
    format!("{} {} {key}", request.method, request.url)
}

fn answered(reply: &std::result::Result<Reply, world::Fault>) -> String {
    match reply {
        Ok(reply) => format!(
            "{} {}",
            reply.status,
            String::from_utf8_lossy(&reply.body).get(..40).unwrap_or("")
        ),
        Err(fault) => format!("{fault:?}"),
    }
}

/// The wire and the store of one process.
struct Seam {
    sim: Arc<Sim>,
    crash: Arc<Crash>,
}

impl Wire for Seam {
    fn send(&self, request: &Request) -> std::result::Result<Reply, world::Fault> {
        let (sim, crashed) = (&self.sim, || Err(world::Fault::Unknown("crashed".into())));
        if self.crash.is_dead() || self.crash.pass() {
            return crashed();
        }
        sim.clock.advance(20 + sim.chance.below(200));
        if sim.swarm.strikes(Fault::Paused, 12) {
            sim.clock.advance(600_000);
        }
        if sim.swarm.strikes(Fault::ClockSet, 30) {
            sim.set_clock();
        }
        sim.arrive();
        sim.between();
        let mut request = request.clone();
        match sim.bug {
            Some(Bug::NoKey) => request.headers.retain(|(name, _)| name != "Idempotency-Key"),
            Some(Bug::OtherKeyEachTime) => {
                let key = request.headers.iter_mut().find(|(name, _)| name == "Idempotency-Key");
                key.into_iter().for_each(|(_, key)| key.push_str(&sim.now().to_string()));
            }
            _ => {}
        }
        let reply = sim.fate(&request);
        sim.tell(|| format!("{} -> {}", asked(&request), answered(&reply)));
        sim.between();
        if self.crash.pass() {
            return crashed();
        }
        match (sim.bug, reply) {
            (Some(Bug::TimeOutIsDone), Err(world::Fault::Unknown(_))) => {
                let headers = vec![("content-type".to_owned(), "application/json".to_owned())];
                Ok(Reply { status: 200, headers, body: request.body })
            }
            (Some(Bug::TimeOutIsNotSent), Err(world::Fault::Unknown(why))) => {
                Err(world::Fault::NotSent(why))
            }
            (_, reply) => reply,
        }
    }

    fn cancel(&self) {}
}

impl Store for Seam {
    fn transaction(&self, work: &mut dyn FnMut(&mut dyn Transaction) -> Result<()>) -> Result<()> {
        let sim = &self.sim;
        let dead = || Err(Error::new(Code::StoreFailed, "The process has crashed."));
        if self.crash.is_dead() || self.crash.pass() {
            return dead();
        }
        sim.between();
        if sim.swarm.strikes(Fault::StoreBusy, 40) {
            return Err(Error::new(Code::StoreBusy, "Somebody else has it."));
        }
        let fails_in = sim.swarm.strikes(Fault::StoreFails, 40).then(|| sim.chance.below(12));
        let is_full = sim.swarm.strikes(Fault::DiskFull, 40);
        let was_full = sim.is_full.swap(is_full, Relaxed);
        let is_lost = sim.bug == Some(Bug::AcknowledgedTooSoon) && sim.chance.strikes(20);
        let mut is_done = 0;
        let done = sim.store.transaction(&mut |inner| {
            if is_full || was_full {
                fill(inner, is_full)?;
            }
            let mut faulty = Faulty { inner, fails_in, bug: sim.bug };
            work(&mut faulty)?;
            is_done = count_done(faulty.inner)?;
            match is_lost {
                true => Err(Error::new(Code::ClientCanceled, "Planted.")),
                false => Ok(()),
            }
        });
        match done {
            Err(error) if error.code == Code::ClientCanceled && is_lost => {}
            done => {
                done?;
                let was_done = sim.done.swap(is_done, Relaxed);
                sim.is_undone.fetch_or(is_done < was_done, Relaxed);
            }
        }
        sim.between();
        if self.crash.pass() { dead() } else { Ok(()) }
    }
}

fn count_done(transaction: &mut dyn Transaction) -> Result<i64> {
    let mut count = 0;
    let sql = "SELECT COUNT(*) FROM outbox WHERE shop_id = 'x' AND state = 'done'";
    transaction.query(sql, &[], &mut |row| {
        count = row.integer(0);
        Ok(())
    })?;
    Ok(count)
}

/// From now on the disk has no page left, or as many as it likes.
fn fill(transaction: &mut dyn Transaction, is_full: bool) -> Result<()> {
    let pragma = match is_full {
        // Less than there are means: as many as there are.
        true => "PRAGMA max_page_count = 1",
        false => "PRAGMA max_page_count = 1000000",
    };
    transaction.query(pragma, &[], &mut |_| Ok(()))
}

/// A transaction whose n-th statement fails, or that a bug has changed.
struct Faulty<'a> {
    inner: &'a mut dyn Transaction,
    fails_in: Option<u64>,
    bug: Option<Bug>,
}

impl Faulty<'_> {
    fn pass(&mut self) -> Result<()> {
        match self.fails_in {
            Some(0) => Err(Error::new(Code::StoreFailed, "SQLite: disk I/O error.")),
            ref mut left => {
                *left = left.map(|left| left - 1);
                Ok(())
            }
        }
    }
}

impl Transaction for Faulty<'_> {
    fn execute(&mut self, sql: &'static str, values: &[Value]) -> Result<u64> {
        self.pass()?;
        match self.bug {
            None => self.inner.execute(sql, values),
            Some(bug) => self.inner.execute(bug.sql(sql), &bug.values(sql, values)),
        }
    }
    fn query(
        &mut self,
        sql: &str,
        values: &[Value],
        each: &mut dyn FnMut(&dyn Row) -> Result<()>,
    ) -> Result<()> {
        self.pass()?;
        match self.bug {
            None => self.inner.query(sql, values, each),
            Some(bug) => self.inner.query(&bug.query(sql), values, each),
        }
    }
    fn now(&self) -> Instant {
        self.inner.now()
    }
}
