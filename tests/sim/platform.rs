//! A far side: what it has done, what it remembers, and the net before it, which loses, delays and cuts off.

use super::world::{Chance, Crash, VirtualClock};
use koppel::client::Client;
use koppel::error::Result;
use koppel::outbox::{Delivery, Entry, KeyLifetime, LookedUp, Outcome};
use koppel::world::{Clock, Fault, Reply, Request, Wire};
use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use std::sync::{Arc, Mutex};

const HOUR: i64 = 3_600_000;

/// What a far side offers to tell a repetition by.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Ways {
    Keys,
    Lookup,
    Both,
    Nothing,
}

impl Ways {
    pub const ALL: [Ways; 4] = [Ways::Keys, Ways::Lookup, Ways::Both, Ways::Nothing];

    pub fn has_keys(self) -> bool {
        matches!(self, Ways::Keys | Ways::Both)
    }
    fn has_lookup(self) -> bool {
        matches!(self, Ways::Lookup | Ways::Both)
    }
}

/// What the far side has done and what it knows.
#[derive(Debug, Default)]
pub struct Book {
    /// Each thing done, in its order: the key of the entry.
    pub done: Vec<String>,
    /// When a key was seen first.
    keys: HashMap<String, i64>,
    /// Requests that arrive later.
    under_way: Vec<(i64, Request)>,
}

pub struct Net {
    pub ways: Ways,
    pub clock: Arc<VirtualClock>,
    pub chance: Arc<Chance>,
    pub crash: Arc<Crash>,
    pub book: Mutex<Book>,
    pub is_faulty: AtomicBool,
    pub no_keys: AtomicBool,
    pub short_memory: AtomicBool,
    pub blind_lookup: AtomicBool,
}

impl Net {
    /// Lets arrive what is due to arrive.
    pub fn arrive(&self) {
        let now = self.clock.monotonic_ms() as i64;
        let mut book = self.book.lock().expect("a lock");
        let (due, later) = std::mem::take(&mut book.under_way)
            .into_iter()
            .partition::<Vec<_>, _>(|(at, _)| *at <= now);
        book.under_way = later;
        for (at, request) in due {
            self.apply(&mut book, &request, at);
        }
    }

    fn apply(&self, book: &mut Book, request: &Request, now: i64) -> Reply {
        let key = request.headers.iter().find(|(name, _)| name == "x-entry").expect("a key");
        let reply = |status, body: &[u8]| Reply { status, headers: vec![], body: body.to_vec() };
        if request.method == "GET" {
            let known = book.done.contains(&key.1) && !self.blind_lookup.load(Relaxed);
            return reply(200, if known { b"done" } else { b"none" });
        }
        let lifetime = if self.short_memory.load(Relaxed) { HOUR / 60 } else { 24 * HOUR };
        let is_keyed = self.ways.has_keys() && !self.no_keys.load(Relaxed);
        let seen = book.keys.get(&key.1).is_some_and(|at| now - at < lifetime);
        if is_keyed && seen {
            return reply(200, b"again");
        }
        book.keys.insert(key.1.clone(), now);
        book.done.push(key.1.clone());
        reply(201, b"done")
    }
}

/// The wire of one process.
pub struct FakeWire(pub Arc<Net>);

impl Wire for FakeWire {
    fn send(&self, request: &Request) -> std::result::Result<Reply, Fault> {
        let net = &self.0;
        if net.crash.is_dead() || net.crash.pass() {
            return Err(Fault::Unknown("crashed".into()));
        }
        net.clock.advance(20 + net.chance.below(200));
        net.arrive();
        let lost = || Err(Fault::Unknown("timed out".into()));
        let says = |status| {
            let headers = vec![("retry-after".into(), "7".into())];
            Ok(Reply { status, headers, body: b"<html>".to_vec() })
        };
        let fate = if net.is_faulty.load(Relaxed) { net.chance.below(14) } else { 99 };
        let mut book = net.book.lock().expect("a lock");
        let now = net.clock.monotonic_ms() as i64;
        let reply = match fate {
            0 => Err(Fault::NotSent("no route".into())),
            1 => {
                net.clock.advance(request.timeout_ms);
                lost()
            }
            2 | 3 => {
                net.apply(&mut book, request, now);
                net.clock.advance(request.timeout_ms);
                lost()
            }
            4 => {
                let late = net.chance.below(HOUR as u64 - 1) as i64;
                let at = now + late;
                book.under_way.push((at, request.clone()));
                net.clock.advance(request.timeout_ms);
                lost()
            }
            5 => says(503),
            6 => says(500),
            7 => {
                net.apply(&mut book, request, now);
                says(502)
            }
            8 => {
                // It arrives twice.
                net.apply(&mut book, request, now);
                if net.ways.has_keys() { Ok(net.apply(&mut book, request, now)) } else { lost() }
            }
            9 => {
                // The worker sleeps beyond its lease, or the wall's clock is set meanwhile.
                let reply = net.apply(&mut book, request, now);
                net.clock.advance(10 * 60 * 1_000);
                Ok(reply)
            }
            _ => Ok(net.apply(&mut book, request, now)),
        };
        drop(book);
        if net.crash.pass() { lost() } else { reply }
    }

    fn cancel(&self) {}
}

/// How the simulated entries are delivered.
pub struct Simulated {
    pub ways: Ways,
    /// Planted: a request without a reply counts as done.
    pub hasty: bool,
}

impl Simulated {
    fn call(&self, method: &'static str, entry: &Entry) -> Request {
        Request {
            method,
            url: "https://platform.test/entries".into(),
            headers: vec![("x-entry".into(), entry.key.clone())],
            body: entry.content.clone().into_bytes(),
            timeout_ms: 10_000,
        }
    }
}

impl Delivery for Simulated {
    fn request(&self, _: &Client, entry: &Entry) -> Result<Request> {
        Ok(self.call("POST", entry))
    }
    fn judge(&self, _: &Entry, reply: &Reply) -> Outcome {
        match reply.status {
            200 | 201 => Outcome::Done { answer: Some(r#"{"done":true}"#.into()) },
            500 if self.hasty => Outcome::Done { answer: None },
            _ => Outcome::of_failure(reply),
        }
    }
    fn lookup(&self, _: &Client, entry: &Entry) -> Result<Option<Request>> {
        Ok(self.ways.has_lookup().then(|| self.call("GET", entry)))
    }
    fn judge_lookup(&self, _: &Entry, reply: &Reply) -> LookedUp {
        match reply.body.as_slice() {
            b"done" => LookedUp::Applied { answer: None },
            b"none" => LookedUp::NotApplied,
            _ => LookedUp::Unknown,
        }
    }
    fn key_lifetime(&self, _: &Client, _: &Entry) -> KeyLifetime {
        if self.ways.has_keys() { KeyLifetime::DAY } else { KeyLifetime::None }
    }
}
