//! The inbox by its promises: once by key, in order by reference, settled by the last lease alone.

use super::*;
use crate::error::{Code, Result};
use crate::mirror::tests::Hand;
use crate::store::tests::open_fresh_chosen;
use crate::world::{Clock, Instant, Store, transaction};
use proptest::prelude::*;
use std::collections::{BTreeMap, BTreeSet};

struct Bench {
    clock: Hand,
    store: Box<dyn Store>,
}

fn bench() -> Bench {
    let clock = Hand::default();
    clock.set(1_000_000);
    let store = open_fresh_chosen(Box::new(clock.clone()));
    Bench { clock, store }
}

impl Bench {
    fn put(&self, shop_id: &str, kind: Kind, key: &str, reference: &str) {
        let draft = Draft { kind, platform_id: "p", key, reference, content: b"{}" };
        transaction(&*self.store, |tx| put(tx, shop_id, &draft)).expect("put");
    }
    fn next(&self, kinds: &[Kind]) -> Vec<Entry> {
        transaction(&*self.store, |tx| next(tx, "x", kinds, 10, 60_000)).expect("handed out")
    }
    fn settle(&self, entry: &Entry) -> Result<Entry> {
        let (id, lease) = (entry.entry_id.to_string(), entry.lease.to_string());
        transaction(&*self.store, |tx| settle(tx, "x", &id, &lease, self.clock.now()))
    }
    fn pass(&self, ms: i64) {
        self.clock.set(self.clock.now().0 + ms);
    }
}

fn keys(entries: &[Entry]) -> Vec<&str> {
    entries.iter().map(|entry| entry.key.as_str()).collect()
}

#[test]
fn an_update_is_handed_out_only_after_its_order_was_settled() {
    let bench = bench();
    bench.put("x", Kind::Order, "o1", "1");
    bench.put("x", Kind::OrderUpdate, "u1", "1");
    bench.put("x", Kind::Order, "o2", "2");
    bench.put("x", Kind::Order, "o1", "1");
    bench.put("y", Kind::Order, "other shop", "1");
    assert!(bench.next(&[Kind::OrderUpdate]).is_empty());
    let orders = bench.next(&[]);
    assert_eq!(keys(&orders), ["o1", "o2"]);
    assert!(bench.next(&[]).is_empty());
    assert_eq!(bench.settle(&orders[0]).map(|entry| entry.settled_at), Ok(None));
    assert_eq!(keys(&bench.next(&[])), ["u1"]);
}

#[test]
fn an_entry_is_settled_once_by_the_last_who_got_it() {
    let bench = bench();
    bench.put("x", Kind::Order, "o1", "1");
    let slow = bench.next(&[]).remove(0);
    bench.pass(60_000);
    let quick = bench.next(&[]).remove(0);
    assert_eq!(bench.settle(&slow).expect_err("leased").code, Code::InboxLeased);
    bench.pass(60_000);
    assert_eq!(bench.settle(&slow).expect_err("lost").code, Code::InboxLeaseLost);
    // Late, but nobody else has it.
    assert_eq!(bench.settle(&quick).map(|entry| entry.settled_at), Ok(None));
    let again = bench.settle(&quick).expect("said again");
    assert_eq!(again.settled_at, Some(bench.clock.now()));
    let error = bench.settle(&slow).expect_err("lost");
    assert_eq!((error.code, error.path.as_str()), (Code::InboxLeaseLost, "/lease"));
    assert!(bench.next(&[]).is_empty());
}

#[test]
fn an_entry_that_was_never_handed_out_or_is_not_there_cannot_be_settled() {
    let bench = bench();
    bench.put("x", Kind::Order, "o1", "1");
    let settle = |id: &str, lease: &str| {
        transaction(&*bench.store, |tx| settle(tx, "x", id, lease, Instant(0)))
    };
    for lease in ["0", "", "1", "-1", "x"] {
        assert_eq!(settle("1", lease).expect_err("refused").code, Code::InboxLeaseLost, "{lease}");
    }
    for id in ["2", "", "x", "99999999999999999999"] {
        let error = settle(id, "1").expect_err("refused");
        assert_eq!((error.code, error.path.as_str()), (Code::InboxUnknownEntry, "/id"));
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..Default::default() })]

    /// Workers take, settle, are too late, and crash, in any interleaving.
    #[test]
    fn every_entry_is_settled_exactly_once_and_in_the_order_of_its_reference(
        moves in prop::collection::vec((0..6u8, 0..4usize, 0..3i64), 1..80)
    ) {
        let bench = bench();
        let (mut hands, mut put, mut settled) = (Vec::new(), 0, Vec::new());
        let mut of: BTreeMap<String, i64> = BTreeMap::new();
        for (what, which, reference) in moves {
            match what {
                0 | 1 => {
                    put += 1;
                    let key = format!("k{put:03}");
                    bench.put("x", Kind::Order, &key, &reference.to_string());
                    of.insert(key, reference);
                }
                2 => hands.extend(bench.next(&[])),
                3 if !hands.is_empty() => {
                    let entry: &Entry = &hands[which % hands.len()];
                    if let Ok(entry) = bench.settle(entry) && entry.settled_at.is_none() {
                        settled.push(entry.key);
                    }
                }
                4 => bench.pass(20_000),
                _ => hands.truncate(which),
            }
        }
        for _ in 0..200 {
            bench.pass(60_000);
            for entry in bench.next(&[]) {
                prop_assert_eq!(bench.settle(&entry).map(|entry| entry.settled_at), Ok(None));
                settled.push(entry.key);
            }
        }
        prop_assert_eq!(settled.len(), put);
        prop_assert_eq!(settled.iter().collect::<BTreeSet<_>>().len(), put);
        for reference in 0..3 {
            let own = settled.iter().filter(|key| of[*key] == reference);
            prop_assert!(own.is_sorted());
        }
    }
}
