//! The drain by what its caller counts on: order, budget, leases, cancelling, what a person can do.

use super::world::{Chance, VirtualClock};
use koppel::client::Client;
use koppel::config::Config;
use koppel::error::{Code, Error, Result};
use koppel::outbox::{
    self, Delivery, Draft, Entry, Kind, ListRequest, LookedUp, Outcome, Reason, RequeueRequest,
    Settled, State,
};
use koppel::store::Sqlite;
use koppel::world::{Clock, Fault, Reply, Request, Store, Transaction, Wire, World, transaction};
use std::sync::{Arc, Mutex};

pub type Answer = Box<dyn FnMut(&Request) -> std::result::Result<Reply, Fault> + Send>;

/// A wire that notes what is sent, and answers as it is told to.
#[derive(Clone)]
pub struct Script(Arc<Mutex<(Vec<Request>, Answer)>>);

impl Wire for Script {
    fn send(&self, request: &Request) -> std::result::Result<Reply, Fault> {
        let mut answer: Answer = {
            let mut held = self.0.lock().expect("a lock");
            held.0.push(request.clone());
            std::mem::replace(&mut held.1, Box::new(|_| panic!("sent while sending")))
        };
        let reply = answer(request);
        self.0.lock().expect("a lock").1 = answer;
        reply
    }
    fn cancel(&self) {}
}

pub struct Shared(Arc<Sqlite>);

impl Store for Shared {
    fn transaction(&self, work: &mut dyn FnMut(&mut dyn Transaction) -> Result<()>) -> Result<()> {
        self.0.transaction(work)
    }
}

/// Sends an entry's content to the host that its platform_id names; what follows is counted in a sequence.
struct Plain;

impl Delivery for Plain {
    fn request(&self, _: &Client, entry: &Entry) -> Result<Request> {
        if entry.content.contains("cannot be made") {
            return Err(Error::new(Code::OutboxUnknownEntry, "It is gone."));
        }
        let url = format!("https://{}/x?y", entry.platform_id);
        let body = entry.subject_id.clone().into_bytes();
        Ok(Request { method: "POST", url, headers: vec![], body, timeout_ms: 10_000 })
    }
    fn judge(&self, _: &Client, _: &Entry, reply: &Reply) -> Outcome {
        match reply.status {
            200 => Outcome::Done { answer: None },
            _ => Outcome::of_failure(reply),
        }
    }
    fn lookup(&self, client: &Client, entry: &Entry) -> Result<Option<Request>> {
        Ok(Some(Request { method: "GET", ..self.request(client, entry)? }))
    }
    fn judge_lookup(&self, _: &Entry, reply: &Reply) -> LookedUp {
        match reply.status {
            200 => LookedUp::Applied { answer: None },
            404 => LookedUp::NotApplied,
            _ => LookedUp::Unknown,
        }
    }
    fn settled(
        &self,
        transaction: &mut dyn Transaction,
        client: &Client,
        entry: &Entry,
        settled: &Settled,
    ) -> Result<()> {
        if entry.content.contains("cannot follow") {
            return Err(Error::new(Code::PlatformUnknown, "What follows cannot be."));
        }
        let sequence = if matches!(settled, Settled::Done { .. }) { "done" } else { "parked" };
        koppel::store::next_number(transaction, client.shop_id(), sequence).map(drop)
    }
}

pub fn deliveries(_: Kind) -> &'static dyn Delivery {
    &Plain
}

pub struct Bench {
    pub clock: Arc<VirtualClock>,
    pub store: Arc<Sqlite>,
    pub wire: Script,
    pub client: Arc<Client>,
}

pub fn bench() -> Bench {
    let clock = Arc::new(VirtualClock::new());
    let store = Arc::new(Sqlite::open(":memory:", Box::new(clock.clone())).expect("a store"));
    let wire = Script(Arc::new(Mutex::new((vec![], Box::new(|_| ok(200))))));
    let client = Arc::new(client(&clock, &store, &wire));
    Bench { clock, store, wire, client }
}

pub fn client(clock: &Arc<VirtualClock>, store: &Arc<Sqlite>, wire: &Script) -> Client {
    let config = serde_json::json!({
        "store": "sqlite::memory:",
        "shop": { "shop_id": "x", "currency": "EUR", "country": "NL", "prices_include_vat": true, "language": "en" },
    });
    let config = Config::read(config.to_string().as_bytes()).expect("a configuration");
    let (clock, store, wire) = (clock.clone(), store.clone(), wire.clone());
    Client::new(config, move |_| {
        Ok(World {
            clock: Box::new(clock.clone()),
            entropy: Box::new(Chance::new(1)),
            wire: Box::new(wire.clone()),
            store: Box::new(Shared(store.clone())),
        })
    })
}

pub fn ok(status: u16) -> std::result::Result<Reply, Fault> {
    Ok(Reply { status, headers: vec![], body: vec![] })
}

impl Bench {
    pub fn answer(
        &self,
        answer: impl FnMut(&Request) -> std::result::Result<Reply, Fault> + Send + 'static,
    ) {
        self.wire.0.lock().expect("a lock").1 = Box::new(answer);
    }
    /// What was sent since this was asked last: method, host and body.
    pub fn sent(&self) -> Vec<String> {
        let sent = std::mem::take(&mut self.wire.0.lock().expect("a lock").0);
        let line = |request: Request| {
            let host = request.url.split('/').nth(2).unwrap_or_default().to_owned();
            format!("{} {host} {}", request.method, String::from_utf8_lossy(&request.body))
        };
        sent.into_iter().map(line).collect()
    }
    pub fn enqueue(
        &self,
        platform_id: &str,
        subject_id: &str,
        reference: &str,
        content: &str,
    ) -> String {
        let draft = Draft {
            platform_id,
            subject_id,
            order_reference: reference,
            ..Draft::new(Kind::OrderPush, content.as_bytes())
        };
        transaction(&*self.store, |tx| outbox::enqueue(tx, "x", &draft)).expect("enqueued").entry_id
    }
    pub fn drain(&self) -> outbox::Drained {
        outbox::drain(&self.client, &deliveries, 60_000, 100).expect("drained")
    }
    fn followed(&self, sequence: &'static str) -> i64 {
        let next = |tx: &mut dyn Transaction| koppel::store::next_number(tx, "x", sequence);
        // The next number, undone.
        let mut found = 0;
        let undone: Result<()> = transaction(&*self.store, |tx| {
            found = next(tx)? - 1;
            Err(Error::new(Code::SystemFailed, "Undo."))
        });
        assert!(undone.is_err());
        found
    }
    fn listed(&self) -> Vec<(State, Option<&'static str>)> {
        let list = outbox::list(&self.client, &ListRequest { state: None, after: None });
        list.expect("a list").entries.iter().map(|entry| (entry.state, entry.reason)).collect()
    }
}

#[test]
fn entries_of_one_order_go_out_in_order_and_wait_behind_a_parked_one() {
    let bench = bench();
    let first = bench.enqueue("p", "1a", "1", "{}");
    bench.enqueue("p", "2a", "2", "{}");
    bench.enqueue("p", "1b", "1", "{}");
    bench.answer(|request| if request.body == b"1a" { ok(422) } else { ok(200) });
    let drained = bench.drain();
    assert_eq!(bench.sent(), ["POST p 1a", "POST p 2a"]);
    assert_eq!((drained.sent, drained.parked_new, drained.left), (1, 1, 1));
    assert_eq!(drained.next_at, None);
    let health = koppel::health::health(&bench.client).expect("health");
    assert_eq!((health.outbox.due, health.outbox.waiting), (1, 1));
    assert_eq!(health.outbox.parked[0].reason, "refused");
    assert!(health.outbox.parked[0].advice.starts_with("The platform refused"));
    assert_eq!(health.platforms[0].failure, "HTTP 422");
    bench.answer(|_| ok(200));
    let requeue = |by_hand| {
        let request = RequeueRequest { entry_id: first.clone(), by_hand, answer: None };
        outbox::requeue(&bench.client, &deliveries, &request)
    };
    assert_eq!(requeue(false).expect("put back").state, State::Due);
    assert_eq!(requeue(false).expect_err("not parked").code, Code::OutboxNotParked);
    assert_eq!(bench.drain().sent, 2);
    assert_eq!(bench.sent(), ["POST p 1a", "POST p 1b"]);
    assert_eq!((bench.followed("done"), bench.followed("parked")), (3, 1));
}

#[test]
fn what_a_person_settles_by_hand_is_not_sent_and_lets_the_rest_go_on() {
    let bench = bench();
    let entry_id = bench.enqueue("p", "1a", "1", "{}");
    bench.enqueue("p", "1b", "1", "{}");
    bench.answer(|_| Err(Fault::Refused("not allowed".into())));
    assert_eq!(bench.drain().parked_new, 1);
    assert_eq!(bench.listed()[0], (State::Parked, Some("not_allowed")));
    bench.answer(|_| ok(200));
    bench.sent();
    let request = RequeueRequest { entry_id, by_hand: true, answer: None };
    let settled = outbox::requeue(&bench.client, &deliveries, &request).expect("settled");
    assert_eq!(settled.state, State::Done);
    assert_eq!(bench.drain().sent, 1);
    assert_eq!(bench.sent(), ["POST p 1b"]);
    assert_eq!(bench.followed("done"), 2);
}

#[test]
fn after_a_time_out_the_far_side_is_asked_before_anything_is_sent_again() {
    let bench = bench();
    bench.enqueue("p", "1", "1", "{}");
    bench.answer(|_| Err(Fault::Unknown("timed out".into())));
    assert_eq!(bench.drain().retried, 1);
    bench.clock.advance(10_000);
    bench.answer(|request| if request.method == "GET" { ok(200) } else { panic!("sent again") });
    assert_eq!(bench.drain().sent, 1);
    assert_eq!(bench.sent(), ["POST p 1", "GET p 1"]);
}

#[test]
fn a_platform_that_is_silent_or_asks_for_time_is_left_alone_and_the_others_are_not() {
    let bench = bench();
    for nth in 0..40 {
        bench.enqueue(["slow", "busy", "good"][nth % 3], &nth.to_string(), "", "{}");
    }
    let clock = bench.clock.clone();
    bench.answer(move |request| match &request.url {
        url if url.contains("slow") => {
            clock.advance(request.timeout_ms);
            Err(Fault::Unknown("timed out".into()))
        }
        url if url.contains("busy") => {
            let headers = vec![("retry-after".into(), "600".into())];
            Ok(Reply { status: 429, headers, body: vec![] })
        }
        _ => ok(200),
    });
    let drained = bench.drain();
    let sent = bench.sent();
    let of = |host: &str| sent.iter().filter(|line| line.contains(host)).count();
    assert_eq!((of("slow"), of("busy"), of("good")), (1, 1, 13));
    assert_eq!((drained.sent, drained.retried, drained.left), (13, 2, 27));
    let list = outbox::list(&bench.client, &ListRequest { state: None, after: None });
    let busy = list.expect("a list").entries.into_iter().find(|entry| entry.detail == "HTTP 429");
    let wait = busy.and_then(|entry| entry.due_at).expect("due").ms_since(bench.clock.now());
    assert!((600_000 - 60_000..=720_000).contains(&wait), "{wait}");
}

#[test]
fn nothing_is_begun_beyond_the_budget_of_time_or_entries() {
    let bench = bench();
    for nth in 0..50 {
        bench.enqueue("p", &nth.to_string(), "", "{}");
    }
    assert_eq!(outbox::drain(&bench.client, &deliveries, 60_000, 7).expect("drained").sent, 7);
    assert_eq!(outbox::drain(&bench.client, &deliveries, 0, 7).expect("drained").sent, 0);
    assert_eq!(outbox::drain(&bench.client, &deliveries, 60_000, 0).expect("drained").left, 43);
    let clock = bench.clock.clone();
    bench.answer(move |_| {
        clock.advance(300);
        ok(200)
    });
    let before = bench.clock.monotonic_ms();
    let drained = outbox::drain(&bench.client, &deliveries, 1_000, 100).expect("drained");
    assert_eq!((drained.sent, drained.left), (4, 39));
    assert!(bench.clock.monotonic_ms() - before <= 1_200);
    // What was claimed and not begun is at hand at once, and is not in doubt.
    bench.sent();
    assert_eq!(bench.drain().sent, 39);
    assert!(bench.sent().iter().all(|line| line.starts_with("POST")));
}

#[test]
fn a_worker_that_slept_beyond_its_lease_changes_nothing_any_more() {
    let bench = bench();
    bench.enqueue("p", "1", "1", "{}");
    let (clock, store, wire) = (bench.clock.clone(), bench.store.clone(), bench.wire.clone());
    bench.answer(move |_| {
        // While this worker sleeps, another takes the entry, asks, and settles it.
        clock.advance(600_000);
        wire.0.lock().expect("a lock").1 = Box::new(|_| ok(200));
        let other = client(&clock, &store, &wire);
        let drained = outbox::drain(&other, &deliveries, 60_000, 100).expect("drained");
        assert_eq!(drained.sent, 1);
        ok(422)
    });
    let drained = bench.drain();
    assert_eq!((drained.sent, drained.parked_new, drained.left), (0, 0, 0));
    assert_eq!(bench.listed(), [(State::Done, None)]);
    assert_eq!((bench.followed("done"), bench.followed("parked")), (1, 0));
    assert_eq!(bench.sent(), ["POST p 1", "GET p 1"]);
}

#[test]
fn a_cancelled_drain_says_so_and_what_was_not_sent_stays_due_without_doubt() {
    let bench = bench();
    for nth in 0..3 {
        bench.enqueue("p", &nth.to_string(), "", "{}");
    }
    let host = bench.client.clone();
    bench.answer(move |_| {
        host.cancel();
        Err(Fault::Canceled)
    });
    let error = outbox::drain(&bench.client, &deliveries, 60_000, 100).expect_err("cancelled");
    assert_eq!(error.code, Code::ClientCanceled);
    assert_eq!(bench.sent().len(), 1);
    bench.answer(|_| ok(200));
    assert_eq!(bench.drain().sent, 3);
    assert!(bench.sent().iter().all(|line| line.starts_with("POST")));
}

#[test]
fn one_entry_whose_consequences_fail_is_parked_alone_and_never_sent_twice() {
    let bench = bench();
    bench.enqueue("p", "1", "", r#"{"what":"cannot follow"}"#);
    bench.enqueue("p", "2", "", "{}");
    bench.enqueue("p", "3", "", r#"{"what":"cannot be made"}"#);
    let drained = bench.drain();
    assert_eq!((drained.sent, drained.parked_new, drained.left), (1, 2, 0));
    let parked = Some(Reason::Unfollowed.as_str());
    assert_eq!(
        bench.listed(),
        [(State::Parked, parked), (State::Done, None), (State::Parked, Some("unmakeable"))]
    );
    assert_eq!((bench.followed("done"), bench.followed("parked")), (1, 1));
    bench.sent();
    let request = RequeueRequest { entry_id: "1".into(), by_hand: false, answer: None };
    outbox::requeue(&bench.client, &deliveries, &request).expect("put back");
    bench.drain();
    assert_eq!(bench.sent(), ["GET p 1"]);
}

#[test]
fn delivering_now_tries_that_one_entry_once_and_keeps_to_the_order() {
    let bench = bench();
    let first = bench.enqueue("p", "1a", "1", "{}");
    let second = bench.enqueue("p", "1b", "1", "{}");
    let now = |entry_id: &str| outbox::deliver_now(&bench.client, &deliveries, entry_id);
    assert_eq!(now(&second), Ok(State::Due));
    bench.answer(|_| ok(503));
    assert_eq!(now(&first), Ok(State::Due));
    bench.answer(|_| ok(200));
    assert_eq!(now(&first), Ok(State::Done));
    assert_eq!(now(&first), Ok(State::Done));
    assert_eq!(now(&second), Ok(State::Done));
    assert_eq!(bench.sent(), ["POST p 1a", "POST p 1a", "POST p 1b"]);
    assert_eq!(now("77").expect_err("unknown").code, Code::OutboxUnknownEntry);
    assert_eq!(now("x").expect_err("unknown").path, "/entry_id");
}

#[test]
fn a_platform_that_comes_back_after_a_weekend_gets_everything_and_after_weeks_a_person_is_told() {
    let bench = bench();
    bench.enqueue("p", "1", "1", "{}");
    bench.answer(|_| Err(Fault::NotSent("no route".into())));
    for _ in 0..(3 * 24 * 6) {
        bench.clock.advance(600_000);
        assert_eq!(bench.drain().parked_new, 0);
    }
    bench.answer(|_| ok(200));
    bench.clock.advance(2 * 3_600_000);
    assert_eq!(bench.drain().sent, 1);
    bench.enqueue("p", "2", "2", "{}");
    bench.answer(|_| Err(Fault::NotSent("no route".into())));
    let parked: u32 = (0..(9 * 24 * 6))
        .map(|_| {
            bench.clock.advance(600_000);
            bench.drain().parked_new
        })
        .sum();
    assert_eq!(parked, 1);
    assert_eq!(bench.listed()[1], (State::Parked, Some("unreachable")));
}

#[test]
fn the_list_is_paged_and_filtered() {
    let bench = bench();
    for nth in 0..205 {
        bench.enqueue("p", &nth.to_string(), "", "{}");
    }
    let (mut after, mut seen) = (None, 0);
    loop {
        let page = outbox::list(&bench.client, &ListRequest { state: Some(State::Due), after });
        let page = page.expect("a page");
        seen += page.entries.len();
        after = page.after;
        if after.is_none() {
            break;
        }
    }
    assert_eq!(seen, 205);
    let none =
        outbox::list(&bench.client, &ListRequest { state: Some(State::Parked), after: None });
    assert!(none.expect("a page").entries.is_empty());
    let odd = outbox::list(&bench.client, &ListRequest { state: None, after: Some("x".into()) });
    assert_eq!(odd.expect_err("refused").path, "/after");
}
