//! A host of the flows whose clock is set by hand, and which can be killed between any two calls: what it had stored stays.

use super::server::{Server, call};
use koppel::client::Client;
use koppel::error::{Code, Error, Result};
use koppel::open::MachineEntropy;
use koppel::store::Sqlite;
use koppel::wire::Http;
use koppel::world::{Clock, Fault, Instant, Reply, Request, Store, Transaction, Wire, World};
use serde_json::{Value, json};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicI64, AtomicU32, Ordering::SeqCst};

/// Goes on by itself, and by hand.
#[derive(Clone)]
struct Hand(Arc<AtomicI64>, std::time::Instant);

impl Clock for Hand {
    fn now(&self) -> Instant {
        Instant(self.0.load(SeqCst) + self.1.elapsed().as_millis() as i64)
    }
    fn monotonic_ms(&self) -> u64 {
        self.1.elapsed().as_millis() as u64
    }
}

/// When the host dies, or is kept from its store.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Death {
    /// As it is about to make this call.
    Before(u32),
    /// When this call was made, and nothing of its answer is stored.
    After(u32),
    /// As before; it lives on, but somebody else holds the store the next time.
    Locked(u32),
}

/// The host's life: its calls are counted, and with it ends everything that it can do.
#[derive(Clone, Default)]
struct Life {
    calls: Arc<AtomicU32>,
    is_over: Arc<AtomicBool>,
    death: Option<Death>,
}

struct Mortal<T>(T, Life);

impl Wire for Mortal<Http> {
    fn send(&self, request: &Request) -> std::result::Result<Reply, Fault> {
        let Mortal(http, life) = self;
        let nth = life.calls.fetch_add(1, SeqCst) + 1;
        let gone = || Err(Fault::Unknown("the host is dead".into()));
        if life.is_over.load(SeqCst) || life.death == Some(Death::Before(nth)) {
            life.is_over.store(true, SeqCst);
            return gone();
        }
        let reply = http.send(request);
        if life.death == Some(Death::After(nth)) {
            life.is_over.store(true, SeqCst);
            return gone();
        }
        if life.death == Some(Death::Locked(nth)) {
            life.is_over.store(true, SeqCst);
        }
        reply
    }
    fn cancel(&self) {
        self.0.cancel();
    }
}

impl Store for Mortal<Arc<Sqlite>> {
    fn transaction(&self, work: &mut dyn FnMut(&mut dyn Transaction) -> Result<()>) -> Result<()> {
        if self.1.is_over.load(SeqCst) {
            if let Some(Death::Locked(_)) = self.1.death {
                self.1.is_over.store(false, SeqCst);
                return Err(Error::new(Code::StoreBusy, "The store is locked."));
            }
            return Err(Error::new(Code::StoreFailed, "The host is dead."));
        }
        self.0.transaction(work)
    }
}

pub struct Rig<'s> {
    pub server: &'s Server,
    /// How long its clients wait for an answer.
    pub timeout_ms: u32,
    store: Arc<Sqlite>,
    clock: Hand,
}

impl Rig<'_> {
    /// A fresh host, before a fresh webshop.
    pub fn new(server: &Server) -> Rig<'_> {
        server.ask("reset", &json!({}));
        let start = Arc::new(AtomicI64::new(1_795_000_000_000));
        let clock = Hand(start, std::time::Instant::now());
        let store = Arc::new(Sqlite::open(":memory:", Box::new(clock.clone())).expect("a store"));
        Rig { server, timeout_ms: 20_000, store, clock }
    }

    /// A client of this host, with a life of its own.
    pub fn client(&self, death: Option<Death>) -> Client {
        let config = self.server.config("sqlite::memory:", |oresto| {
            oresto["page_size"] = 2.into();
            oresto["timeout_ms"] = self.timeout_ms.into();
            oresto["products"] =
                json!({ "categories": { "zuivel": 2, "food": 1 }, "storage_condition": 1, "unit": "ST" });
        });
        let (store, clock, life) =
            (self.store.clone(), self.clock.clone(), Life { death, ..Life::default() });
        Client::new(config, move |config| {
            Ok(World {
                clock: Box::new(clock.clone()),
                entropy: Box::new(MachineEntropy),
                wire: Box::new(Mortal(Http::open(&config.wire)?, life.clone())),
                store: Box::new(Mortal(store.clone(), life.clone())),
            })
        })
    }

    /// Later: what waits for its time may be tried.
    pub fn wait_s(&self, seconds: i64) {
        self.clock.0.fetch_add(seconds * 1_000, SeqCst);
    }
}

/// Takes a flow on until nothing is left, however often it is stopped on its way.
pub fn to_the_end(rig: &Rig, client: &Client, flow: &str) -> Vec<Value> {
    let mut replies = Vec::new();
    for _ in 0..40 {
        let request = json!({ "flow": flow, "max_ms": 20_000, "retry_failed": true });
        let reply = call(client, "oresto_sync", request).expect(flow);
        let is_over = reply["left"] == 0 && reply["failed"] == 0 && reply["stopped"].is_null();
        replies.push(reply);
        if is_over {
            return replies;
        }
        rig.wait_s(2_000);
    }
    panic!("{flow} does not end: {}", replies.last().expect("a reply"));
}
