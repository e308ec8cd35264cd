//! Hosted shops by their promise: whatever interrupts the reading, in the end the mirror is what the shop has.

use super::*;
use crate::client::Client;
use crate::config::Config;
use crate::mirror::tests::{NOON, configuration};
use crate::open::MachineEntropy;
use crate::world::{Clock, Fault, Instant, Reply, Request, Wire, World, transaction};
use serde_json::{Value, json};
use shop::Shop;
use std::collections::BTreeMap;
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex};

mod healthy;
mod hooks;
mod lent;
mod pulls;
mod shop;
mod tokens;

/// A clock that goes on when somebody waits, and a little with each call.
#[derive(Clone, Default)]
struct Watch(Arc<AtomicI64>);

impl Watch {
    fn pass_ms(&self, ms: i64) {
        self.0.fetch_add(ms, Ordering::Relaxed);
    }
}

impl Clock for Watch {
    fn now(&self) -> Instant {
        Instant(NOON + self.0.load(Ordering::Relaxed))
    }
    fn monotonic_ms(&self) -> u64 {
        self.0.load(Ordering::Relaxed) as u64
    }
    fn pass(&self) {
        self.pass_ms(50);
    }
}

/// The simulated shop behind the seam of the wire, with what goes wrong next.
#[derive(Clone)]
struct Line {
    shop: Arc<Mutex<Shop>>,
    watch: Watch,
    /// What becomes of the next calls; when it is through, all goes well.
    faults: Arc<Mutex<Vec<Trouble>>>,
    calls: Arc<AtomicI64>,
    /// What happens while the token is renewed.
    meanwhile: Arc<Mutex<Option<Meanwhile>>>,
    /// What was asked last.
    asked: Arc<Mutex<Option<Request>>>,
}

type Meanwhile = Box<dyn FnOnce() + Send>;

/// What may go wrong with a call, or happens meanwhile.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Trouble {
    None,
    Status(u16),
    /// Refused for its number with status 200, as GraphQL does.
    Throttled,
    Silence,
    CutOff,
    /// The process dies while it asks.
    Crash,
    /// The shop changes before it answers.
    Change(u64),
}

impl Wire for Line {
    fn send(&self, request: &Request) -> std::result::Result<Reply, Fault> {
        self.calls.fetch_add(1, Ordering::Relaxed);
        self.watch.pass_ms(40);
        *self.asked.lock().expect("the lock") = Some(request.clone());
        let is_renewal = request.url.ends_with("/token");
        let meanwhile = self.meanwhile.lock().expect("the lock").take_if(|_| is_renewal);
        if let Some(meanwhile) = meanwhile {
            meanwhile();
        }
        let trouble = {
            let mut faults = self.faults.lock().expect("the lock");
            if faults.is_empty() { Trouble::None } else { faults.remove(0) }
        };
        let mut shop = self.shop.lock().expect("the lock");
        let plain = |status, headers: &[(&str, &str)]| Reply {
            status,
            headers: headers
                .iter()
                .map(|(name, value)| ((*name).into(), (*value).into()))
                .collect(),
            body: b"{}".to_vec(),
        };
        match trouble {
            Trouble::Status(status) => return Ok(plain(status, &[("retry-after", "2.0")])),
            Trouble::Throttled => {
                let body = shop::graphql::throttled().to_string().into_bytes();
                return Ok(Reply { status: 200, headers: vec![], body });
            }
            Trouble::Silence => return Err(Fault::Unknown("no answer".into())),
            // It is no retry that follows, but the end of this call and another one later.
            Trouble::Crash => return Err(Fault::Refused("the process is gone".into())),
            Trouble::Change(seed) => shop.change(seed, self.watch.now()),
            Trouble::None | Trouble::CutOff => {}
        }
        let mut reply = if is_renewal { shop.renew(request) } else { shop.answer(request) };
        if trouble == Trouble::CutOff {
            reply.body.truncate(reply.body.len() / 2);
        }
        Ok(reply)
    }
    fn cancel(&self) {}
}

fn coupled(shop: Shop, change: impl FnOnce(&mut Value)) -> (Client, Line) {
    let line = Line {
        shop: Arc::new(Mutex::new(shop)),
        watch: Watch::default(),
        faults: Arc::default(),
        calls: Arc::default(),
        meanwhile: Arc::default(),
        asked: Arc::default(),
    };
    (beside(&line, change), line)
}

/// Another process at the same shop.
fn beside(line: &Line, change: impl FnOnce(&mut Value)) -> Client {
    let shop = line.shop.lock().expect("the lock");
    let mut config = configuration();
    config["sources"] = json!({ "hosted": { "system": shop.system, "base_url": "https://hosted.example",
        "key": "key", "secret": "s3cret", "token": "t0ken", "webhook_secret": "h00k" } });
    change(&mut config);
    let config = Config::read(config.to_string().as_bytes()).expect("a configuration");
    let (wire, watch) = (line.clone(), line.watch.clone());
    let open = move |config: &Config| {
        Ok(World {
            clock: Box::new(watch.clone()),
            entropy: Box::new(MachineEntropy),
            wire: Box::new(wire.clone()),
            store: crate::store::tests::open_chosen(config, Box::new(watch.clone()))?,
        })
    };
    Client::new(config, open)
}

/// One call; what has gone wrong is told in its reply, or is its error.
fn pull(client: &Client, request: Value) -> crate::error::Result<PullReply> {
    let mut asked = json!({ "source": "hosted", "max_ms": 60_000 });
    asked
        .as_object_mut()
        .expect("an object")
        .extend(request.as_object().expect("an object").clone());
    catalog_pull(client, asked.to_string().as_bytes())
}

/// Calls until the run is through.
fn pull_all(client: &Client, line: &Line, request: Value) {
    for _ in 0..2_000 {
        match pull(client, request.clone()) {
            Ok(reply) if reply.left == 0 => return,
            Ok(reply) => {
                if reply.next_at.is_some() {
                    line.watch.pass_ms(5_000);
                }
            }
            Err(error) => assert_eq!(error.code.as_str(), "source.refused", "{error}"),
        }
    }
    panic!("the run does not come to its end");
}

/// What is held: of each product its variants with price and stock.
type Held = BTreeMap<String, Vec<(String, String, Option<i64>)>>;

fn held(client: &Client) -> Held {
    let mut held = Held::new();
    let world = client.world().expect("a world");
    transaction(&*world.store, |tx| {
        held.clear();
        tx.query(
            "SELECT v.product_id, v.variant_id, v.canonical, v.reported FROM variants v \
             JOIN products p ON p.shop_id = v.shop_id AND p.product_id = v.product_id \
             WHERE p.is_deleted = 0 ORDER BY v.product_id, v.variant_id",
            &[],
            &mut |row| {
                let canonical: Value = serde_json::from_str(row.text(2)).expect("JSON");
                let price = canonical["price"]["regular"].as_str().unwrap_or_default().to_owned();
                let variant = (row.text(1).to_owned(), price, row.integer_or_null(3));
                held.entry(row.text(0).to_owned()).or_default().push(variant);
                Ok(())
            },
        )
    })
    .expect("read");
    held
}

fn assert_equal(client: &Client, line: &Line) {
    let shop = line.shop.lock().expect("the lock").held();
    assert_eq!(held(client), shop);
}
