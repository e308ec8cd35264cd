//! A platform that is silent is left alone by all processes together, and is found again when it is back.

use super::drain::{Bench, bench, client, deliveries, ok};
use koppel::client::Client;
use koppel::log::Sink;
use koppel::outbox::{self, Drained, ListRequest, breaker};
use koppel::world::{Fault, Instant, Transaction, transaction};
use std::sync::{Arc, Mutex};

/// Another process on the same store.
fn process(bench: &Bench) -> Client {
    client(&bench.clock, &bench.store, &bench.wire)
}

fn drain(client: &Client) -> Drained {
    outbox::drain(client, &deliveries, 60_000, 100).expect("drained")
}

fn paused_until(bench: &Bench) -> Option<Instant> {
    let health = koppel::health::health(&bench.client).expect("health");
    health.platforms.iter().find(|held| held.platform_id == "p").and_then(|held| held.paused_until)
}

#[test]
fn after_three_failures_no_process_calls_a_silent_platform_and_one_entry_tries_it_later() {
    let bench = bench();
    for nth in 0..9 {
        bench.enqueue("p", &nth.to_string(), "", "{}");
    }
    bench.enqueue("q", "other", "", "{}");
    bench.answer(|request| match request.url.contains("//p/") {
        true => Err(Fault::NotSent("no route".into())),
        false => ok(200),
    });
    // Every drain is a process of its own, as under php-fpm.
    for _ in 0..breaker::FAILURES_MAX {
        drain(&process(&bench));
        bench.clock.advance(6_000);
    }
    let sent = bench.sent();
    assert_eq!(sent.iter().filter(|line| line.starts_with("POST p")).count(), 3);
    assert!(sent.contains(&"POST q other".to_owned()));
    let until = paused_until(&bench).expect("paused");
    let drained = drain(&process(&bench));
    assert_eq!((drained.retried, drained.left, drained.next_at), (0, 9, Some(until)));
    assert!(bench.sent().is_empty());
    // Half open: one worker tries one entry, and the others meanwhile none.
    bench.clock.advance(15_000);
    let (clock, store, wire) = (bench.clock.clone(), bench.store.clone(), bench.wire.clone());
    bench.answer(move |_| {
        let other = client(&clock, &store, &wire);
        assert_eq!(drain(&other).retried, 0);
        Err(Fault::NotSent("no route".into()))
    });
    assert_eq!(drain(&process(&bench)).retried, 1);
    assert_eq!(bench.sent().len(), 1);
    assert!(paused_until(&bench) > Some(until));
    bench.clock.advance(60_000);
    bench.answer(|_| ok(200));
    assert_eq!((drain(&process(&bench)).sent, paused_until(&bench)), (9, None));
}

#[test]
fn what_shall_go_now_does_not_wait_for_a_platform_that_is_left_alone() {
    let bench = bench();
    for nth in 0..3 {
        bench.enqueue("p", &nth.to_string(), "", "{}");
        bench.answer(|_| Err(Fault::NotSent("no route".into())));
        bench.drain();
    }
    let entry_id = bench.enqueue("p", "at the checkout", "", "{}");
    bench.sent();
    let state = outbox::deliver_now(&bench.client, &deliveries, &entry_id);
    assert_eq!((state, bench.sent().len()), (Ok(outbox::State::Due), 0));
}

#[test]
fn the_log_tells_when_a_platform_is_left_alone_and_when_it_is_back_and_shows_no_body() {
    let bench = bench();
    let seen = Arc::new(Mutex::new(Vec::new()));
    let held = seen.clone();
    let sink: Sink = Arc::new(move |_, json| held.lock().expect("a lock").push(json.to_owned()));
    bench.client.log.set(Some(sink), 4);
    bench.enqueue("p", "1", "", r#"{"canary":"4711"}"#);
    bench.answer(|_| Err(Fault::NotSent("no route".into())));
    for _ in 0..4 {
        bench.drain();
        bench.clock.advance(80_000);
    }
    bench.answer(|_| ok(200));
    bench.clock.advance(80_000);
    bench.drain();
    let seen = seen.lock().expect("a lock").join("\n");
    for event in ["outbox.retried", "platform.paused", "platform.resumed", "outbox.sent"] {
        assert!(seen.contains(event), "{event} in {seen}");
    }
    assert!(!seen.contains("4711"), "{seen}");
}

#[test]
fn a_row_of_a_kind_that_a_newer_koppel_knows_is_shown_and_stops_nobody() {
    let bench = bench();
    let first = bench.enqueue("p", "1", "1", "{}");
    bench.enqueue("p", "2", "1", "{}");
    bench.enqueue("p", "3", "3", "{}");
    transaction(&*bench.store, |tx: &mut dyn Transaction| {
        tx.execute("UPDATE outbox SET kind = 'of_the_future' WHERE entry_id = 1", &[])
    })
    .expect("changed");
    // What follows it waits, for the order of its reference is kept.
    assert_eq!((bench.drain().sent, bench.sent()), (1, vec!["POST p 3".to_owned()]));
    let list = outbox::list(&bench.client, &ListRequest { state: None, after: None });
    let list = list.expect("a list").entries;
    assert_eq!((list.len(), list[0].kind.as_str()), (3, "of_the_future"));
    let request = outbox::RequeueRequest { entry_id: first, by_hand: true, answer: None };
    let error = outbox::requeue(&bench.client, &deliveries, &request).expect_err("refused");
    assert!(error.message.contains("of_the_future"), "{error}");
}
