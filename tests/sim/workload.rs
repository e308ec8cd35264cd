//! A host that takes orders and returns, drains, crashes and starts anew; and what has to hold at the end.

use super::platform::{Book, FakeWire, Net, Simulated, Ways};
use super::world::{Chance, Crash, CrashingStore, VirtualClock};
use koppel::client::Client;
use koppel::config::Config;
use koppel::outbox::{self, Delivery, Draft, Kind, RequeueRequest, State};
use koppel::store::Sqlite;
use koppel::world::{World, transaction};
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use std::sync::{Arc, Mutex};

const HOUR_MS: u64 = 3_600_000;

static KEYS: Simulated = Simulated { ways: Ways::Keys, hasty: false };
static LOOKUP: Simulated = Simulated { ways: Ways::Lookup, hasty: false };
static BOTH: Simulated = Simulated { ways: Ways::Both, hasty: false };
static NOTHING: Simulated = Simulated { ways: Ways::Nothing, hasty: false };
static HASTY: Simulated = Simulated { ways: Ways::Both, hasty: true };

pub struct Run {
    net: Arc<Net>,
    store: Arc<Sqlite>,
    crash: Arc<Crash>,
    crashes_to_come: Vec<u64>,
    crashes: u64,
    delivery: &'static Simulated,
    orders: u64,
    /// What the host was told is safe: the keys, each with its order.
    acknowledged: Vec<(String, u64)>,
}

impl Run {
    pub fn new(ways: Ways, orders: u64, seed: u64) -> Run {
        let clock = Arc::new(VirtualClock::new());
        let crash = Arc::new(Crash::default());
        let store = Sqlite::open(":memory:", Box::new(clock.clone())).expect("a store");
        let net = Net {
            ways,
            clock,
            chance: Arc::new(Chance::new(seed)),
            crash: crash.clone(),
            book: Mutex::new(Book::default()),
            is_faulty: AtomicBool::new(false),
            no_keys: AtomicBool::new(false),
            short_memory: AtomicBool::new(false),
            blind_lookup: AtomicBool::new(false),
        };
        let delivery = match ways {
            Ways::Keys => &KEYS,
            Ways::Lookup => &LOOKUP,
            Ways::Both => &BOTH,
            Ways::Nothing => &NOTHING,
        };
        Run {
            net: Arc::new(net),
            store: Arc::new(store),
            crash,
            crashes_to_come: vec![],
            crashes: 0,
            delivery,
            orders,
            acknowledged: vec![],
        }
    }

    pub fn wire_is_faulty(&mut self, is_faulty: bool) {
        self.net.is_faulty.store(is_faulty, Relaxed);
    }
    /// At the first of these points, then at the next, counted from the start after it, and so on.
    pub fn crash_at(&mut self, points: &[u64]) {
        self.crashes_to_come = points.iter().rev().copied().collect();
    }
    pub fn has_crashed(&self) -> bool {
        self.crashes > 0
    }
    pub fn crashes(&self) -> u64 {
        self.crashes
    }
    pub fn plant_no_key(&mut self) {
        self.net.no_keys.store(true, Relaxed);
    }
    pub fn plant_short_memory(&mut self) {
        self.net.short_memory.store(true, Relaxed);
    }
    pub fn plant_blind_lookup(&mut self) {
        self.net.blind_lookup.store(true, Relaxed);
    }
    pub fn plant_done_on_timeout(&mut self) {
        self.delivery = &HASTY;
    }

    /// A process: it has nothing but the store.
    fn start(&mut self) -> Client {
        self.crash.start_anew();
        if let Some(point) = self.crashes_to_come.pop() {
            self.crash.arm(point);
        }
        let config = serde_json::json!({
            "store": "sqlite::memory:",
            "shop": { "shop_id": "x", "currency": "EUR", "country": "NL", "prices_include_vat": true },
        });
        let config = Config::read(config.to_string().as_bytes()).expect("a configuration");
        let (net, store, crash) = (self.net.clone(), self.store.clone(), self.crash.clone());
        Client::new(config, move |_| {
            Ok(World {
                clock: Box::new(net.clock.clone()),
                entropy: Box::new(Chance::new(net.chance.next())),
                wire: Box::new(FakeWire(net.clone())),
                store: Box::new(CrashingStore { inner: store.clone(), crash: crash.clone() }),
            })
        })
    }

    /// Each order is pushed, drained, returned and drained again; a host that crashes repeats its last call.
    pub fn work(&mut self) {
        let mut client = self.start();
        for order in 0..self.orders {
            for kind in [Kind::OrderPush, Kind::ReturnCredit] {
                let key = loop {
                    match enqueue(&client, kind, order) {
                        Ok(key) => break key,
                        Err(_) => client = self.restart(),
                    }
                };
                self.acknowledged.push((key, order));
                if self.drain(&client).is_err() {
                    client = self.restart();
                }
                // Minutes, sometimes a night; and clocks are set.
                let hours = self.net.chance.below(8) / 7 * self.net.chance.below(30);
                self.net.clock.advance(hours * HOUR_MS + self.net.chance.below(120_000));
                self.net.clock.leap(self.net.chance.below(120_000) as i64 - 60_000);
                self.net.arrive();
            }
        }
        if self.crash.is_dead() {
            self.restart();
        }
    }

    fn restart(&mut self) -> Client {
        self.crashes += 1;
        // A crash is noticed after a while, or at once.
        self.net.clock.advance(self.net.chance.below(2) * 600_000);
        self.net.arrive();
        self.start()
    }

    fn drain(&self, client: &Client) -> koppel::error::Result<outbox::Drained> {
        let deliveries = |_: Kind| self.delivery as &'static dyn Delivery;
        outbox::drain(client, &deliveries, 60_000, 100)
    }

    /// The faults end; cron drains every five minutes for ten days at most, and a person sees to what is parked.
    pub fn settle_down(&mut self) {
        self.wire_is_faulty(false);
        self.crashes_to_come.clear();
        let client = self.start();
        for _ in 0..(10 * 24 * 12) {
            self.net.clock.advance(300_000);
            self.net.arrive();
            let drained = self.drain(&client).expect("a drain");
            self.see_to_parked(&client);
            if drained.left == 0
                && self.entries(&client).iter().all(|(_, state)| *state == State::Done)
            {
                break;
            }
        }
        self.net.clock.advance(2 * HOUR_MS);
        self.net.arrive();
    }

    /// A person looks at the far side: what was done there is settled by hand, the rest is put back.
    fn see_to_parked(&self, client: &Client) {
        let deliveries = |_: Kind| self.delivery as &'static dyn Delivery;
        // Before anyone looks, everything that is under way has arrived.
        let request = serde_json::from_str(r#"{"state":"parked"}"#).expect("a request");
        let parked = outbox::list(client, &request).expect("a list").entries;
        if !parked.is_empty() {
            self.net.clock.advance(HOUR_MS);
            self.net.arrive();
        }
        for entry in parked {
            assert_eq!(entry.reason, Some("unsure"), "parked: {entry:?}");
            assert!(entry.advice.is_some());
            let by_hand = self.net.book.lock().expect("a lock").done.contains(&entry.key);
            let request = RequeueRequest { entry_id: entry.entry_id, by_hand };
            outbox::requeue(client, &deliveries, &request).expect("put back");
        }
    }

    fn entries(&self, client: &Client) -> Vec<(String, State)> {
        let request = serde_json::from_str("{}").expect("a request");
        let entries = outbox::list(client, &request).expect("a list").entries;
        entries.into_iter().map(|entry| (entry.key, entry.state)).collect()
    }

    pub fn check(&mut self) -> Result<(), String> {
        let client = self.start();
        let entries = self.entries(&client);
        let done = self.net.book.lock().expect("a lock").done.clone();
        for (key, order) in &self.acknowledged {
            match entries.iter().filter(|(held, _)| held == key).collect::<Vec<_>>()[..] {
                [(_, State::Done)] => {}
                ref held => return Err(format!("order {order}: {held:?} at the end")),
            }
            let times = done.iter().filter(|held| *held == key).count();
            if times != 1 {
                return Err(format!("order {order}: done {times} times"));
            }
        }
        for order in 0..self.orders {
            let keys: Vec<_> = self
                .acknowledged
                .iter()
                .filter(|(_, of)| *of == order)
                .map(|(key, _)| key)
                .collect();
            let places: Vec<_> =
                keys.iter().map(|key| done.iter().position(|held| held == *key)).collect();
            if !places.is_sorted() {
                return Err(format!("order {order}: out of order"));
            }
        }
        if entries.len() != self.acknowledged.len() {
            return Err(format!("{} entries, {} asked", entries.len(), self.acknowledged.len()));
        }
        Ok(())
    }
}

fn enqueue(client: &Client, kind: Kind, order: u64) -> koppel::error::Result<String> {
    let (order, content) = (order.to_string(), format!(r#"{{"order":{order}}}"#));
    let draft = Draft {
        platform_id: "p",
        subject_id: &order,
        order_reference: &order,
        ..Draft::new(kind, content.as_bytes())
    };
    let enqueued =
        transaction(&*client.world()?.store, |tx| outbox::enqueue(tx, client.shop_id(), &draft))?;
    Ok(enqueued.key)
}
