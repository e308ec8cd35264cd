//! Several processes on one store: everything goes out once, in the order of its reference, and nobody is starved.

use crate::servers::Kind;
use crate::shop::{address, call, client, config, count, lines, process, push};
use koppel::error::Code;
use koppel::outbox::{self, Draft};
use koppel::store::next_number;
use koppel::world::transaction;
use serde_json::json;
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::process::Stdio;
use std::time::{Duration, Instant};

const STORE: &str = "KOPPEL_WORKER_STORE";
const FAR: &str = "KOPPEL_WORKER_FAR";

/// Not a test: a worker process. Without its environment it has nothing to do.
#[test]
fn worker() {
    let (Ok(store), Some(far)) = (std::env::var(STORE), std::env::var_os(FAR)) else { return };
    let client = client(&config(&store, "x"), &PathBuf::from(far));
    let until = Instant::now() + Duration::from_secs(60);
    loop {
        let drained = call(&client, "outbox_drain", json!({ "max_ms": 20_000, "max_entries": 7 }));
        if drained["left"] == 0 {
            return;
        }
        assert!(Instant::now() < until, "{drained}");
    }
}

#[test]
fn four_processes_send_everything_once_and_in_the_order_of_its_reference() {
    let folder = tempfile::tempdir().expect("a folder");
    for kind in Kind::ALL {
        let store = address(kind, folder.path());
        let far = folder.path().join(format!("{kind:?}"));
        let shop = client(&config(&store, "x"), &far);
        const ORDERS: usize = 30;
        for nth in 0..ORDERS {
            call(&shop, "order_push", push(["p", "q"][nth % 2], &format!("o{nth}")));
        }
        transaction(&*shop.world().expect("a world").store, |tx| {
            for event in 1..=4 {
                for nth in 0..ORDERS {
                    let (subject, event) = (format!("o{nth}"), event.to_string());
                    let body = json!({ "status": event, "meta_data": [{ "value": subject }] });
                    let content = json!({ "language": "nl", "is_new": true,
                        "platform_order_id": null, "body": body.to_string() })
                    .to_string();
                    let draft = Draft {
                        platform_id: ["p", "q"][nth % 2],
                        subject_id: &subject,
                        event_id: &event,
                        order_reference: &subject,
                        ..Draft::new(outbox::Kind::OrderPush, content.as_bytes())
                    };
                    outbox::enqueue(tx, "x", &draft)?;
                }
            }
            Ok(())
        })
        .expect("enqueued");
        let variables = [(STORE, store.as_str()), (FAR, far.to_str().expect("a path"))];
        let workers: Vec<_> = (0..4)
            .map(|_| {
                let mut worker = process("workers::worker", &variables);
                worker.stdout(Stdio::null()).stderr(Stdio::piped()).spawn().expect("started")
            })
            .collect();
        for worker in workers {
            let done = worker.wait_with_output().expect("ended");
            assert!(done.status.success(), "{kind:?}: {}", String::from_utf8_lossy(&done.stderr));
        }
        let mut seen: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for line in lines(&far) {
            seen.entry(line[1].clone()).or_default().push(line[2].clone());
        }
        assert_eq!(seen.len(), ORDERS, "{kind:?}");
        for (order, events) in seen {
            let right = ["\"processing\"", "\"1\"", "\"2\"", "\"3\"", "\"4\""];
            assert_eq!(events, right, "{kind:?}: {order}");
        }
        let done = count(&shop, "SELECT COUNT(*) FROM outbox WHERE state = 'done'");
        assert_eq!(done, 5 * ORDERS as i64, "{kind:?}");
    }
}

/// What a shop that wakes two workers at once must never see: one order handed out twice.
#[test]
fn two_takers_at_once_never_hold_the_same_entry() {
    for kind in Kind::ALL {
        let folder = tempfile::tempdir().expect("a folder");
        let store = address(kind, folder.path());
        let far = folder.path().join("far");
        let shop = client(&config(&store, "x"), &far);
        transaction(&*shop.world().expect("a world").store, |tx| {
            for nth in 0..40 {
                let key = format!("k{nth}");
                let draft = koppel::inbox::Draft {
                    kind: koppel::inbox::Kind::Order,
                    platform_id: "p",
                    key: &key,
                    reference: &key,
                    content: b"{}",
                };
                koppel::inbox::put(tx, "x", &draft)?;
            }
            Ok(())
        })
        .expect("put");
        let taken = std::sync::Mutex::new(Vec::new());
        std::thread::scope(|scope| {
            for _ in 0..4 {
                scope.spawn(|| {
                    let taker = client(&config(&store, "x"), &far);
                    loop {
                        let next = call(&taker, "inbox_next", json!({ "max": 3 }));
                        let entries = next["entries"].as_array().expect("a list").clone();
                        if entries.is_empty() {
                            return;
                        }
                        let ids = entries.iter().map(|entry| entry["id"].to_string());
                        taken.lock().expect("a lock").extend(ids);
                    }
                });
            }
        });
        let mut taken = taken.into_inner().expect("a lock");
        taken.sort();
        let before = taken.len();
        taken.dedup();
        assert_eq!(taken.len(), before, "{kind:?}: one entry twice");
        // Who finds the rest in another's hands comes again later.
        let left = client(&config(&store, "x"), &far);
        let rest = call(&left, "inbox_next", json!({ "max": 100 }));
        assert_eq!(before + rest["entries"].as_array().expect("a list").len(), 40, "{kind:?}");
    }
}

/// A platform with a long queue does not keep another one's only entry waiting behind it.
#[test]
fn a_platform_with_a_long_queue_does_not_starve_another() {
    for kind in Kind::ALL {
        let folder = tempfile::tempdir().expect("a folder");
        let far = folder.path().join("far");
        let shop = client(&config(&address(kind, folder.path()), "x"), &far);
        transaction(&*shop.world().expect("a world").store, |tx| {
            for nth in 0..60 {
                let subject = format!("s{nth}");
                let content = json!({ "language": "nl", "is_new": true, "platform_order_id": null,
                    "body": json!({ "meta_data": [{ "value": subject }] }).to_string() })
                .to_string();
                let platform_id = if nth == 59 { "q" } else { "p" };
                let draft = Draft {
                    platform_id,
                    subject_id: &subject,
                    ..Draft::new(outbox::Kind::OrderPush, content.as_bytes())
                };
                outbox::enqueue(tx, "x", &draft)?;
            }
            Ok(())
        })
        .expect("enqueued");
        call(&shop, "outbox_drain", json!({ "max_ms": 10_000, "max_entries": 16 }));
        let sent = lines(&far);
        assert!(sent.iter().any(|line| line[1] == "s59"), "{kind:?}: {sent:?}");
    }
}

/// Not a test: a process that writes as fast as it can for a while, and says how often it could.
#[test]
fn writer() {
    let (Ok(store), Ok(until)) = (std::env::var(STORE), std::env::var("KOPPEL_WORKER_UNTIL"))
    else {
        return;
    };
    let shop = client(&config(&store, "x"), &PathBuf::from("/dev/null"));
    let store = &*shop.world().expect("a world").store;
    let until_ms: u128 = until.parse().expect("a number");
    let (mut written, now) = (0, || std::time::UNIX_EPOCH.elapsed().expect("a time").as_millis());
    while now() < until_ms {
        match transaction(store, |tx| next_number(tx, "x", "writer")) {
            Ok(_) => written += 1,
            Err(error) => assert_eq!(error.code, Code::StoreBusy, "{error}"),
        }
    }
    println!("\nwritten={written}");
}

#[test]
fn of_sixteen_writers_on_one_file_the_slowest_makes_a_quarter_of_the_mean() {
    let folder = tempfile::tempdir().expect("a folder");
    let store = address(Kind::Sqlite, folder.path());
    let shop = client(&config(&store, "x"), &folder.path().join("far"));
    let one = written(&store, 1, 1_500)[0];
    let each = written(&store, 16, 6_000);
    let total: u64 = each.iter().sum();
    let (mean, slowest) = (total as f64 / 16.0, *each.iter().min().expect("sixteen"));
    let ratio = (total as f64 / 6.0) / (one as f64 / 1.5);
    eprintln!(
        "sixteen writers: mean {mean:.0}, slowest {slowest}; together {ratio:.2} times what one makes"
    );
    let numbers = count(&shop, "SELECT last_number FROM sequences WHERE sequence = 'writer'");
    assert_eq!(numbers as u64, total + one);
    assert!(slowest as f64 >= mean / 4.0, "{each:?}");
}

fn written(store: &str, writers: usize, ms: u128) -> Vec<u64> {
    let until = std::time::UNIX_EPOCH.elapsed().expect("a time").as_millis() + ms + 500;
    let until = until.to_string();
    let variables = [(STORE, store), ("KOPPEL_WORKER_UNTIL", until.as_str())];
    let writers: Vec<_> = (0..writers)
        .map(|_| {
            let mut writer = process("workers::writer", &variables);
            writer.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("started")
        })
        .collect();
    let said = writers.into_iter().map(|writer| writer.wait_with_output().expect("ended"));
    said.map(|done| {
        let text = String::from_utf8_lossy(&done.stdout).into_owned();
        let line = text.lines().find_map(|line| line.strip_prefix("written="));
        line.and_then(|number| number.parse().ok())
            .unwrap_or_else(|| panic!("{text}{}", String::from_utf8_lossy(&done.stderr)))
    })
    .collect()
}
