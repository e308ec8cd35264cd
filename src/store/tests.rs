//! The store by its promises: durable or nothing, refusing what is not ours, upgradable both ways.

use super::*;
use crate::open::MachineClock;
use crate::world::{Row, transaction};
use crate::{inbox, outbox};

fn clock() -> Box<dyn Clock> {
    Box::new(MachineClock::default())
}

fn count(store: &dyn Store, sql: &str) -> i64 {
    transaction(store, |tx| {
        let mut found = 0;
        tx.query(sql, &[], &mut |row: &dyn Row| {
            found = row.integer(0);
            Ok(())
        })?;
        Ok(found)
    })
    .expect("counted")
}

#[test]
fn what_was_acknowledged_is_there_after_opening_again_and_what_failed_is_not() {
    let folder = tempfile::tempdir().expect("a folder");
    let address = format!("sqlite:{}", folder.path().join("own/shop.db").display());
    let draft = outbox::Draft {
        subject_id: "1",
        ..outbox::Draft::new(outbox::Kind::OrderPush, br#"{"a":1}"#)
    };
    let came = inbox::Draft {
        kind: inbox::Kind::Order,
        platform_id: "p",
        key: "k",
        reference: "1",
        content: b"{}",
    };
    let store = open(&address, clock()).expect("opened");
    let first = transaction(&*store, |tx| {
        inbox::put(tx, "x", &came)?;
        outbox::enqueue(tx, "x", &draft)
    });
    let failed: Result<()> = transaction(&*store, |tx| {
        outbox::enqueue(tx, "x", &outbox::Draft { subject_id: "2", ..draft })?;
        Err(Error::new(Code::SystemFailed, "Stop."))
    });
    assert_eq!(failed.expect_err("stopped").code, Code::SystemFailed);
    drop(store);
    let store = open(&address, clock()).expect("opened again");
    assert_eq!(count(&*store, "SELECT COUNT(*) FROM outbox"), 1);
    let first = first.expect("acknowledged");
    let again = transaction(&*store, |tx| {
        inbox::put(tx, "x", &came)?;
        outbox::enqueue(tx, "x", &draft)
    })
    .expect("replayed");
    assert_eq!(again, outbox::Enqueued { replayed: true, ..first });
    assert_eq!(count(&*store, "SELECT COUNT(*) FROM inbox"), 1);
    let other = outbox::Draft { content: b"{}", ..draft };
    let error = transaction(&*store, |tx| outbox::enqueue(tx, "x", &other));
    assert_eq!(error.expect_err("other content").code, Code::OutboxConflict);
}
