//! The store by its promises: durable or nothing, refusing what is not ours, upgradable both ways.

use super::*;
use crate::open::MachineClock;
use crate::sys;
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

fn path_in(folder: &tempfile::TempDir) -> String {
    folder.path().join("own/shop.db").display().to_string()
}

#[test]
fn a_file_that_is_not_ours_is_refused_and_left_as_it_is() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = path_in(&folder);
    assert_eq!(sys::make_private_directory(&folder.path().join("own")).ok(), Some(true));
    let foreign = rusqlite::Connection::open(&path).expect("opened");
    // One in WAL mode, which a store never is.
    foreign.pragma_update(None, "journal_mode", "wal").expect("set");
    foreign.execute_batch("CREATE TABLE orders (id); INSERT INTO orders VALUES (1)").expect("made");
    drop(foreign);
    let before = std::fs::read(&path).expect("read");
    assert_eq!(Sqlite::open(&path, clock()).expect_err("foreign").code, Code::StoreForeign);
    assert_eq!(std::fs::read(&path).expect("read"), before);
    std::fs::write(&path, "Dear diary, this is no database at all, but text.".repeat(30))
        .expect("written");
    let before = std::fs::read(&path).expect("read");
    assert_eq!(Sqlite::open(&path, clock()).expect_err("no store").code, Code::StoreForeign);
    assert_eq!(std::fs::read(&path).expect("read"), before);
}

#[test]
fn a_store_is_for_its_owner_only() {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().expect("a folder");
    let own = folder.path().join("a/b");
    let path = own.join("shop.db");
    drop(Sqlite::open(&path.display().to_string(), clock()).expect("opened"));
    let mode = |path: &std::path::Path| {
        std::fs::metadata(path).expect("metadata").permissions().mode() & 0o777
    };
    assert_eq!((mode(&own), mode(&path)), (0o700, 0o600));
    std::fs::set_permissions(&own, PermissionsExt::from_mode(0o750)).expect("set");
    let error = Sqlite::open(&path.display().to_string(), clock()).expect_err("refused");
    assert_eq!((error.code, error.path.as_str()), (Code::StoreDirectory, "/store"));
    for nowhere in ["", "/", "/dev/null/x/shop.db"] {
        let error = Sqlite::open(nowhere, clock()).expect_err(nowhere);
        assert_eq!(error.code, Code::StoreDirectory, "{nowhere}");
    }
}

/// Version 2 has one column more, which version 1 can do without; version 3 takes something away.
static SECOND: migrate::Schema = migrate::Schema {
    version: 2,
    usable_from: 1,
    fresh: "CREATE TABLE store_version (version BIGINT, usable_from BIGINT);
            CREATE TABLE sequences (shop_id TEXT, sequence TEXT, last_number BIGINT, more TEXT);",
    steps: &[migrate::Step { version: 2, sql: "ALTER TABLE sequences ADD COLUMN more TEXT;" }],
};
static THIRD: migrate::Schema = migrate::Schema {
    version: 3,
    usable_from: 2,
    fresh: SECOND.fresh,
    steps: &[
        migrate::Step { version: 2, sql: "ALTER TABLE sequences ADD COLUMN more TEXT;" },
        migrate::Step { version: 3, sql: "DROP TABLE inbox;" },
    ],
};

#[test]
fn a_store_is_brought_up_to_date_once_and_the_version_before_still_works_on_it() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = path_in(&folder);
    let first = Sqlite::open(&path, clock()).expect("opened");
    assert_eq!(transaction(&first, |tx| next_number(tx, "x", "s")), Ok(1));
    for _ in 0..2 {
        let second = Sqlite::open_as(&path, clock(), &SECOND).expect("brought up to date");
        assert_eq!(transaction(&second, |tx| version(tx)), Ok(2));
        assert_eq!(count(&second, "SELECT COUNT(*) FROM sequences WHERE more IS NULL"), 1);
    }
    assert_eq!(transaction(&first, |tx| next_number(tx, "x", "s")), Ok(2));
    let again = Sqlite::open(&path, clock()).expect("usable by the version before");
    assert_eq!(transaction(&again, |tx| next_number(tx, "x", "s")), Ok(3));
    assert_eq!(transaction(&again, |tx| version(tx)), Ok(2));
}

#[test]
fn a_store_that_is_too_new_is_left_as_it_is() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = path_in(&folder);
    drop(Sqlite::open(&path, clock()).expect("opened"));
    drop(Sqlite::open_as(&path, clock(), &THIRD).expect("brought up to date"));
    let before = std::fs::read(&path).expect("read");
    let error = Sqlite::open(&path, clock()).expect_err("too new");
    assert_eq!(error.code, Code::StoreTooNew);
    assert_eq!(std::fs::read(&path).expect("read"), before);
}

#[test]
fn a_failed_upgrade_leaves_the_store_as_it_was() {
    static BROKEN: migrate::Schema = migrate::Schema {
        version: 2,
        usable_from: 1,
        fresh: "",
        steps: &[migrate::Step { version: 2, sql: "DROP TABLE inbox; DROP TABLE nothing;" }],
    };
    let folder = tempfile::tempdir().expect("a folder");
    let path = path_in(&folder);
    let store = Sqlite::open(&path, clock()).expect("opened");
    assert!(Sqlite::open_as(&path, clock(), &BROKEN).is_err());
    assert_eq!(transaction(&store, |tx| version(tx)), Ok(1));
    assert_eq!(count(&store, "SELECT COUNT(*) FROM inbox"), 0);
}

/// In WAL mode what koppel had acknowledged was lost here: the host's own SQLite, in the same process, opens and
/// closes the file while koppel writes. (Here both are one copy of SQLite; the examples in PHP and Node have two.)
#[test]
fn what_the_host_does_to_the_file_neither_unlocks_nor_loses_anything() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = path_in(&folder);
    let (store, other) = (
        Sqlite::open(&path, clock()).expect("opened"),
        Sqlite::open(&path, clock()).expect("opened"),
    );
    let mode: String = rusqlite::Connection::open(&path)
        .and_then(|host| host.query_row("PRAGMA journal_mode", [], |row| row.get(0)))
        .expect("read");
    assert_ne!(mode, "wal");
    for nth in 1..=20 {
        transaction(&store, |tx| {
            // Closing any descriptor of the file drops the process's POSIX locks on it.
            drop(std::fs::File::open(&path).expect("opened"));
            next_number(tx, "x", "s")?;
            drop(std::fs::File::open(&path).expect("opened"));
            Ok(())
        })
        .expect("stored");
        assert_eq!(transaction(&other, |tx| next_number(tx, "y", "s")), Ok(nth));
    }
    assert_eq!(count(&other, "SELECT SUM(last_number) FROM sequences"), 40);
}

#[test]
fn threads_and_connections_on_one_store_never_get_one_number_twice() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = path_in(&folder);
    let shared = Sqlite::open(&path, clock()).expect("opened");
    let numbers = std::sync::Mutex::new(Vec::new());
    std::thread::scope(|scope| {
        for nth in 0..4 {
            let (path, shared, numbers) = (&path, &shared, &numbers);
            scope.spawn(move || {
                let own = Sqlite::open(path, clock()).expect("opened");
                let store = if nth % 2 == 0 { shared } else { &own };
                for _ in 0..10 {
                    let number = transaction(store, |tx| next_number(tx, "x", "s"));
                    numbers.lock().expect("a lock").push(number.expect("a number"));
                }
            });
        }
    });
    let mut numbers = numbers.into_inner().expect("a lock");
    numbers.sort_unstable();
    assert_eq!(numbers, (1..=40).collect::<Vec<_>>());
}

#[test]
fn a_panic_within_a_transaction_undoes_it_and_the_store_goes_on() {
    let store = Sqlite::open(":memory:", clock()).expect("opened");
    let broken = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
        let _: Result<()> = transaction(&store, |tx| {
            next_number(tx, "x", "s")?;
            panic!("planted");
        });
    }));
    assert!(broken.is_err());
    assert_eq!(transaction(&store, |tx| next_number(tx, "x", "s")), Ok(1));
}

#[test]
fn a_full_disk_is_an_error_that_loses_nothing_and_passes() {
    let store = Sqlite::open(":memory:", clock()).expect("opened");
    let large = format!("\"{}\"", "x".repeat(2_000));
    let put = |nth: i64| {
        let id = nth.to_string();
        let draft = outbox::Draft {
            subject_id: &id,
            ..outbox::Draft::new(outbox::Kind::OrderPush, large.as_bytes())
        };
        transaction(&store, |tx| outbox::enqueue(tx, "x", &draft))
    };
    let pages = |limit: &'static str| count(&store, limit);
    pages("PRAGMA max_page_count = 60");
    let acknowledged = (1..1_000).take_while(|nth| put(*nth).is_ok()).count() as i64;
    assert!((1..900).contains(&acknowledged), "{acknowledged}");
    let error = put(acknowledged + 1).expect_err("full");
    assert_eq!(error.code, Code::StoreFailed);
    assert!(error.message.contains("full"), "{error}");
    assert_eq!(count(&store, "SELECT COUNT(*) FROM outbox"), acknowledged);
    pages("PRAGMA max_page_count = 10000");
    let next = put(acknowledged + 1).expect("room again");
    assert_eq!(next.entry_id, (acknowledged + 1).to_string());
}
