//! What is kept of the flows, by its promises and on every store: taken by one worker at a time, stored by who holds the
//! lease, given anew meanwhile and not lost.

use super::article::{self, Form, Held};
use super::flow::Flow;
use super::jobs::{self, Job};
use super::{forget, lookups};
use crate::error::Result;
use crate::inbox;
use crate::mirror::tests::Hand;
use crate::store::tests::open_fresh_chosen;
use crate::world::{Clock, Instant, Store, Transaction, transaction};

struct Bench {
    clock: Hand,
    store: Box<dyn Store>,
}

fn bench() -> Bench {
    let clock = Hand::default();
    clock.set(1_795_000_000_000);
    let store = open_fresh_chosen(Box::new(clock.clone()));
    Bench { clock, store }
}

impl Bench {
    fn run<T>(&self, work: impl FnMut(&mut dyn Transaction) -> Result<T>) -> T {
        transaction(&*self.store, work).expect("stored")
    }
    fn put(&self, flow: Flow, job_id: &str, content: &str) {
        self.run(|tx| jobs::put(tx, "x", flow, job_id, content));
    }
    fn take(&self, flow: Flow, max: usize) -> Vec<Job> {
        self.run(|tx| jobs::take(tx, "x", flow, max))
    }
    fn count(&self, flow: Flow) -> (i64, i64) {
        self.run(|tx| jobs::count(tx, "x", flow))
    }
    fn pass(&self, seconds: i64) {
        self.clock.set(self.clock.now().0 + seconds * 1_000);
    }
}

fn names(jobs: &[Job]) -> Vec<&str> {
    jobs.iter().map(|job| job.job_id.as_str()).collect()
}

#[test]
fn two_workers_never_have_one_job_and_the_first_comes_first() {
    let bench = bench();
    for job_id in ["b", "a", "c", "B"] {
        bench.put(Flow::Clients, job_id, "{}");
    }
    bench.put(Flow::Products, "a", "{}");
    let (one, other) = (bench.take(Flow::Clients, 2), bench.take(Flow::Clients, 10));
    assert_eq!((names(&one), names(&other)), (vec!["b", "a"], vec!["c", "B"]));
    assert_eq!(bench.take(Flow::Clients, 10), vec![]);
    assert_eq!((bench.count(Flow::Clients), bench.count(Flow::Products)), ((4, 0), (1, 0)));
    assert!(bench.run(|tx| jobs::take(tx, "y", Flow::Clients, 10)).is_empty());
}

#[test]
fn who_has_lost_the_lease_stores_nothing() {
    let bench = bench();
    bench.put(Flow::OwnToCentral, "A-1", r#"{"product":{}}"#);
    let mut late = bench.take(Flow::OwnToCentral, 1).remove(0);
    bench.pass(69);
    assert!(bench.take(Flow::OwnToCentral, 1).is_empty());
    bench.pass(2);
    let mut heir = bench.take(Flow::OwnToCentral, 1).remove(0);
    late.go_to("stale");
    assert!(!bench.run(|tx| jobs::keep(tx, "x", &late)));
    assert!(!bench.run(|tx| jobs::fail(tx, "x", &late, "stale")));
    bench.run(|tx| jobs::finish(tx, "x", &late));
    heir.go_to("link");
    heir.in_doubt = true;
    heir.notes.insert("why".into(), "because".into());
    assert!(bench.run(|tx| jobs::keep(tx, "x", &heir)));
    // Each step holds it on.
    bench.pass(69);
    assert!(bench.run(|tx| jobs::keep(tx, "x", &heir)));
    bench.pass(69);
    assert!(bench.take(Flow::OwnToCentral, 1).is_empty());
    bench.pass(2);
    let next = bench.take(Flow::OwnToCentral, 1).remove(0);
    assert_eq!(
        (next.step.as_str(), next.in_doubt, next.note("why")),
        ("link", true, Some("because"))
    );
}

#[test]
fn what_is_given_anew_meanwhile_is_done_again() {
    let bench = bench();
    bench.put(Flow::Products, "A-1", r#"{"number":1}"#);
    let mut job = bench.take(Flow::Products, 1).remove(0);
    job.go_to("own");
    bench.put(Flow::Products, "A-1", r#"{"number":2}"#);
    assert!(bench.take(Flow::Products, 1).is_empty(), "it is still worked on");
    bench.run(|tx| jobs::finish(tx, "x", &job));
    let again = bench.take(Flow::Products, 1).remove(0);
    assert_eq!((again.step.as_str(), &again.content["number"]), ("", &2.into()));
    bench.run(|tx| jobs::finish(tx, "x", &again));
    assert_eq!(bench.count(Flow::Products), (0, 0));
}

#[test]
fn what_failed_waits_for_a_person_and_what_was_put_off_for_its_time() {
    let bench = bench();
    bench.put(Flow::Clients, "a", "{}");
    let job = bench.take(Flow::Clients, 1).remove(0);
    bench.run(|tx| jobs::postpone(tx, "x", &job, "Oresto is too busy."));
    bench.pass(9);
    assert!(bench.take(Flow::Clients, 1).is_empty());
    bench.pass(2);
    let mut job = bench.take(Flow::Clients, 1).remove(0);
    assert_eq!(job.attempts, 1);
    job.attempts = 11;
    bench.run(|tx| jobs::postpone(tx, "x", &job, "Oresto is too busy."));
    assert_eq!(bench.count(Flow::Clients), (0, 1));
    bench.pass(100_000);
    assert!(bench.take(Flow::Clients, 1).is_empty());
    bench.run(|tx| jobs::retry(tx, "x", Flow::Clients));
    let job = bench.take(Flow::Clients, 1).remove(0);
    bench.run(|tx| jobs::give_back(tx, "x", &job));
    let peeked = bench.run(|tx| jobs::peek(tx, "x", Flow::Clients, 0, 10));
    let (position, job) = peeked.into_iter().next().expect("one");
    assert!(bench.run(|tx| jobs::peek(tx, "x", Flow::Clients, position, 10)).is_empty());
    assert!(bench.run(|tx| jobs::claim(tx, "x", job.clone())).is_some());
    assert!(bench.run(|tx| jobs::claim(tx, "x", job.clone())).is_none(), "it is taken");
}

#[test]
fn what_oresto_has_of_an_article_is_known_by_its_number_and_by_its_product() {
    let bench = bench();
    let held =
        |form, hash: &[u8]| Held { form, content_hash: hash.into(), sales_hash: vec![0, 255] };
    let hold = |number: &str, product, held: Option<Held>| {
        bench.run(|tx| article::hold(tx, "x", (number, product), held.as_ref()));
    };
    hold("A-1", 7, Some(held(Form::Own, b"a")));
    hold("a-1", 7, Some(held(Form::Linked, b"b")));
    // A link that was once an own product: which product it is stays known.
    hold("A-1", 0, Some(held(Form::Linked, b"")));
    let known = |number: &str| bench.run(|tx| article::held(tx, "x", number));
    assert_eq!(known("A-1"), Some(held(Form::Linked, b"")));
    let mut of = bench.run(|tx| article::of_product(tx, "x", 7));
    of.sort();
    assert_eq!(of, ["A-1", "a-1"]);
    bench.put(Flow::Products, "A-1", "{}");
    bench.put(Flow::Products, "A-2", "{}");
    assert_eq!(bench.run(|tx| jobs::count_unheld(tx, "x")), 1);
    hold("A-1", 7, None);
    assert_eq!((known("A-1"), known("A-2")), (None, None));
}

#[test]
fn a_table_that_was_never_fetched_is_not_there_and_no_key_is_settled_that_is_unknown() {
    let bench = bench();
    assert_eq!(bench.run(|tx| lookups::held(tx, "x", "brands_list")), None);
    assert!(!bench.run(|tx| inbox::is_settled(tx, "x", "none")));
}

#[test]
fn what_failed_of_persons_is_taken_out_in_its_time_and_an_own_product_never() {
    let bench = bench();
    for flow in [Flow::Clients, Flow::Locations, Flow::OwnToCentral] {
        bench.put(flow, "a", r#"{"Email":"a@b.example"}"#);
        let job = bench.take(flow, 1).remove(0);
        bench.run(|tx| jobs::fail(tx, "x", &job, "No."));
    }
    bench.put(Flow::Clients, "b", "{}");
    let documents = bench.run(|tx| forget::documents(tx, "x", "", 10));
    assert_eq!(documents.len(), 4);
    // By flow and id: clients a and b, the location, the product.
    let last = &documents[3].id;
    assert!(bench.run(|tx| forget::documents(tx, "x", last, 10)).is_empty());
    assert!(!bench.run(|tx| forget::forget(tx, "x", "clients/b")), "it is still to be done");
    assert!(!bench.run(|tx| forget::forget(tx, "x", "own_to_central/a")), "an own product");
    let before = |ms| Instant(bench.clock.now().0 + ms);
    assert_eq!(bench.run(|tx| forget::forget_before(tx, "x", before(-1), 10)), 0);
    assert_eq!(bench.run(|tx| forget::forget_before(tx, "x", before(0), 1)), 1);
    assert_eq!(bench.run(|tx| forget::forget_before(tx, "x", before(0), 10)), 1);
    assert_eq!((bench.count(Flow::Clients), bench.count(Flow::OwnToCentral)), ((1, 0), (0, 1)));
}
