//! The store by its promises: durable or nothing, refusing what is not ours, upgradable both ways.

#[path = "../../tests/servers/mod.rs"]
pub(crate) mod servers;

use super::*;
use crate::open::MachineClock;
use crate::sys;
use crate::world::{Instant, Row, Value, transaction};
use crate::{inbox, outbox};
use servers::Kind;
use std::collections::BTreeMap;
use std::sync::Mutex;

/// The store for a test that does not care which, of the kind that `KOPPEL_TEST_STORE` says, by the test's own clock also
/// where the database has one: a fresh one, or the one that stands for the file which the configuration names.
pub(crate) fn open_chosen(config: &Config, clock: Box<dyn Clock>) -> Result<Box<dyn Store>> {
    match Kind::chosen() {
        Kind::Sqlite => open(config, clock),
        kind => {
            let store = open_fresh(&address_of(kind, config.store.address()?));
            Ok(Box::new(ByTheClock { store, clock }))
        }
    }
}

/// What stands on a server for a file that several processes share.
fn address_of(kind: Kind, named: StoreAddress) -> String {
    static SHARED: Mutex<BTreeMap<String, String>> = Mutex::new(BTreeMap::new());
    match named {
        StoreAddress::Sqlite(file) if file != ":memory:" => {
            let mut shared = SHARED.lock().expect("the lock");
            shared.entry(file).or_insert_with(|| kind.fresh()).clone()
        }
        _ => kind.fresh(),
    }
}

pub(crate) fn open_fresh_chosen(clock: Box<dyn Clock>) -> Box<dyn Store> {
    open_chosen(&config("sqlite::memory:"), clock).expect("a store")
}

fn open_fresh(address: &str) -> Box<dyn Store> {
    try_open(address).unwrap_or_else(|error| panic!("{address}: {error}"))
}

fn try_open(address: &str) -> Result<Box<dyn Store>> {
    open(&config(address), clock())
}

fn config(address: &str) -> Config {
    let config = serde_json::json!({
        "store": address,
        "shop": { "shop_id": "x", "currency": "EUR", "country": "NL", "prices_include_vat": true },
    });
    Config::read(config.to_string().as_bytes()).expect("a configuration")
}

/// A store whose transactions read another clock than the database's.
struct ByTheClock {
    store: Box<dyn Store>,
    clock: Box<dyn Clock>,
}

impl Store for ByTheClock {
    fn transaction(&self, work: &mut dyn FnMut(&mut dyn Transaction) -> Result<()>) -> Result<()> {
        let now = self.clock.now();
        self.store.transaction(&mut |transaction| work(&mut At { transaction, now }))
    }
}

struct At<'a> {
    transaction: &'a mut dyn Transaction,
    now: Instant,
}

impl Transaction for At<'_> {
    fn execute(&mut self, sql: &'static str, values: &[Value]) -> Result<u64> {
        self.transaction.execute(sql, values)
    }
    fn query(
        &mut self,
        sql: &str,
        values: &[Value],
        each: &mut dyn FnMut(&dyn Row) -> Result<()>,
    ) -> Result<()> {
        self.transaction.query(sql, values, each)
    }
    fn now(&self) -> Instant {
        self.now
    }
}

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

/// Addresses of a fresh store of each kind that outlives a client.
fn each_kind(folder: &tempfile::TempDir) -> [String; 3] {
    Kind::ALL.map(|kind| match kind {
        Kind::Sqlite => format!("sqlite:{}", path_in(folder)),
        kind => kind.fresh(),
    })
}

#[test]
fn what_was_acknowledged_is_there_after_opening_again_and_what_failed_is_not() {
    let folder = tempfile::tempdir().expect("a folder");
    for address in each_kind(&folder) {
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
        let store = open_fresh(&address);
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
        let store = open_fresh(&address);
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
}

/// What a statement gives is the same on all three: values of every kind, counts, sums, truth.
#[test]
fn values_and_counts_come_back_alike_from_every_store() {
    let text = "Ünïcode \u{1F9E1}, 'quotes' \"and\" \\backslashes\\ %_?$1";
    let long = "x".repeat(100_000);
    let bytes: Vec<u8> = (0..=255).cycle().take(70_000).collect();
    for kind in Kind::ALL {
        let store = open_fresh(&kind.fresh());
        let seen = transaction(&*store, |tx| {
            let mut counts = Vec::new();
            for key in ["a", "a ", "A", "á"] {
                counts.push(tx.execute(
                    "INSERT INTO sequences (shop_id, sequence, last_number) VALUES (?, ?, ?)
                     ON CONFLICT (shop_id, sequence) DO NOTHING",
                    &["x".into(), key.into(), i64::MAX.into()],
                )?);
            }
            let again: &[Value] = &["x".into(), "a".into(), 7_i64.into()];
            counts.push(tx.execute(
                "INSERT INTO sequences (shop_id, sequence, last_number) VALUES (?, ?, ?)
                 ON CONFLICT (shop_id, sequence) DO NOTHING",
                again,
            )?);
            for _ in 0..2 {
                counts.push(tx.execute(
                    "INSERT INTO sequences (shop_id, sequence, last_number) VALUES (?, ?, ?)
                     ON CONFLICT (shop_id, sequence) DO UPDATE SET
                       last_number = excluded.last_number",
                    again,
                )?);
                counts.push(tx.execute(
                    "UPDATE sequences SET last_number = 7 WHERE shop_id = ? AND sequence = ?",
                    &["x".into(), "a".into()],
                )?);
            }
            tx.execute(
                "INSERT INTO webhooks (shop_id, number, platform_id, name, status, resource, event,
                   delivery_url, secret, failures, created_at, modified_at)
                 VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                &[
                    "x".into(),
                    i64::MIN.into(),
                    text.into(),
                    (&long).into(),
                    "".into(),
                    "order".into(),
                    "created".into(),
                    text.into(),
                    bytes.as_slice().into(),
                    0_i64.into(),
                    (-1_i64).into(),
                    1_795_262_400_000_i64.into(),
                ],
            )?;
            let mut found = Vec::new();
            tx.query(
                "SELECT number, platform_id, name, status, delivery_url, secret, modified_at,
                   COALESCE(?, 'none') FROM webhooks WHERE shop_id = ? AND platform_id = ?",
                &[Value::Null, "x".into(), text.into()],
                &mut |row| {
                    assert_eq!(row.integer(0), i64::MIN);
                    assert_eq!((row.text(1), row.text(2), row.text(3)), (text, &*long, ""));
                    assert_eq!(row.text(4), text);
                    assert_eq!(row.value(5), Value::Bytes(&bytes));
                    assert_eq!((row.integer(6), row.text(7)), (1_795_262_400_000, "none"));
                    found.push(1);
                    Ok(())
                },
            )?;
            assert_eq!(found, [1], "{kind:?}");
            let mut order = Vec::new();
            tx.query(
                "SELECT sequence, last_number FROM sequences WHERE shop_id = ? ORDER BY sequence",
                &["x".into()],
                &mut |row| {
                    order.push((row.text(0).to_owned(), row.integer(1)));
                    Ok(())
                },
            )?;
            let mut figures = Vec::new();
            tx.query(
                "SELECT COUNT(*), SUM(CASE WHEN sequence = 'a' THEN -70012 ELSE 0 END),
                   MAX(last_number), MIN(last_number), SUM(CASE WHEN 1 = 0 THEN 1 END) FROM sequences",
                &[],
                &mut |row| {
                    figures.extend((0..4).map(|column| row.integer(column)));
                    assert_eq!(row.value(4), Value::Null);
                    Ok(())
                },
            )?;
            Ok((counts, order, figures))
        })
        .unwrap_or_else(|error| panic!("{kind:?}: {error}"));
        let (counts, order, figures) = seen;
        assert_eq!(counts, [1, 1, 1, 1, 0, 1, 1, 1, 1], "{kind:?}");
        let order: Vec<_> = order.iter().map(|(key, number)| (key.as_str(), *number)).collect();
        let top = i64::MAX;
        assert_eq!(order, [("A", top), ("a", 7), ("a ", top), ("á", top)], "{kind:?}");
        assert_eq!(figures, [4, -70012, top, 7], "{kind:?}");
    }
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

/// The next version has one column more, which this one can do without; the one after it takes something away.
fn next_schema() -> migrate::Schema {
    let more = "ALTER TABLE sequences ADD COLUMN more TEXT;";
    let steps = [migrate::CURRENT.steps, &[more]].concat();
    migrate::Schema { usable_from: 1, steps: steps.leak() }
}
fn schema_after_that() -> migrate::Schema {
    let steps = [next_schema().steps, &["DROP TABLE inbox;"]].concat();
    migrate::Schema { usable_from: VERSION + 1, steps: steps.leak() }
}

#[test]
fn a_store_is_brought_up_to_date_once_and_the_version_before_still_works_on_it() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = path_in(&folder);
    let first = Sqlite::open(&path, clock()).expect("opened");
    assert_eq!(transaction(&first, |tx| next_number(tx, "x", "s")), Ok(1));
    for _ in 0..2 {
        let second = Sqlite::open_as(&path, clock(), &next_schema()).expect("brought up to date");
        assert_eq!(transaction(&second, |tx| version(tx)), Ok(VERSION + 1));
        assert_eq!(count(&second, "SELECT COUNT(*) FROM sequences WHERE more IS NULL"), 1);
    }
    assert_eq!(transaction(&first, |tx| next_number(tx, "x", "s")), Ok(2));
    let again = Sqlite::open(&path, clock()).expect("usable by the version before");
    assert_eq!(transaction(&again, |tx| next_number(tx, "x", "s")), Ok(3));
    assert_eq!(transaction(&again, |tx| version(tx)), Ok(VERSION + 1));
}

/// A store as the code of release 0.1.0 made it, with three orders. Every release leaves its store here.
const RELEASE_0_1_0: &[u8] = include_bytes!("../../tests/stores/release-0.1.0.db");

#[test]
fn a_store_of_release_0_1_0_becomes_what_a_fresh_one_is_and_that_release_works_on_it() {
    let folder = tempfile::tempdir().expect("a folder");
    let first = migrate::Schema { usable_from: 1, steps: &migrate::CURRENT.steps[..1] };
    let path = path_in(&folder);
    drop(Sqlite::open_as(&path, clock(), &first).expect("made"));
    let schema = |store: &Sqlite| {
        transaction(store, |tx| {
            let mut schema = Vec::new();
            let sql = "SELECT name, sql FROM sqlite_master ORDER BY type, name";
            tx.query(sql, &[], &mut |row| {
                schema.push((row.text(0).to_owned(), row.text(1).to_owned()));
                Ok(())
            })?;
            Ok(schema)
        })
        .expect("read")
    };
    let made_here = schema(&Sqlite::open_as(&path, clock(), &first).expect("opened"));
    std::fs::write(&path, RELEASE_0_1_0).expect("written");
    let old = Sqlite::open_as(&path, clock(), &first).expect("opened");
    assert_eq!(transaction(&old, |tx| version(tx)), Ok(1));
    assert_eq!(schema(&old), made_here, "the first step is what that release made");
    let last = transaction(&old, |tx| next_number(tx, "x", "outbox")).expect("a number");
    transaction(&old, |tx| {
        tx.execute(
            "INSERT INTO products (shop_id, product_id, number, kind, status, name, slug, sku,
               fingerprint, canonical, woocommerce, created_at, modified_at, is_deleted)
             VALUES ('x', 'p', 1, 'simple', 'publish', 'Lamp', 'lamp', 'S', '', '{}', '{}', 1, 1, 0)",
            &[],
        )
    })
    .expect("stored");
    let new = Sqlite::open(&path, clock()).expect("brought up to date");
    let fresh = Sqlite::open(":memory:", clock()).expect("made");
    assert_eq!(schema(&new), schema(&fresh));
    assert_eq!(count(&new, "SELECT COUNT(*) FROM product_facets WHERE shop_id = 'x'"), 1);
    for (sql, held) in [
        ("SELECT COUNT(*) FROM outbox WHERE state = 'done'", 4),
        ("SELECT COUNT(*) FROM outbox WHERE state = 'due'", 2),
        ("SELECT COUNT(*) FROM inbox WHERE state = 'settled'", 2),
        ("SELECT COUNT(*) FROM inbox WHERE state = 'waiting'", 1),
    ] {
        assert_eq!(count(&new, sql), held, "{sql}");
    }
    assert_eq!(transaction(&old, |tx| next_number(tx, "x", "outbox")), Ok(last + 1));
    let again = Sqlite::open_as(&path, clock(), &first).expect("usable by that release");
    assert_eq!(transaction(&again, |tx| next_number(tx, "x", "outbox")), Ok(last + 2));
    assert_eq!(transaction(&again, |tx| version(tx)), Ok(VERSION));
}

#[test]
fn a_store_that_is_too_new_is_left_as_it_is() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = path_in(&folder);
    drop(Sqlite::open(&path, clock()).expect("opened"));
    drop(Sqlite::open_as(&path, clock(), &schema_after_that()).expect("brought up to date"));
    let before = std::fs::read(&path).expect("read");
    let error = Sqlite::open(&path, clock()).expect_err("too new");
    assert_eq!(error.code, Code::StoreTooNew);
    assert_eq!(std::fs::read(&path).expect("read"), before);
}

#[test]
fn a_failed_upgrade_leaves_the_store_as_it_was() {
    let steps = [migrate::CURRENT.steps, &["DROP TABLE inbox; DROP TABLE nothing;"]].concat();
    let broken = migrate::Schema { usable_from: 1, steps: steps.leak() };
    let folder = tempfile::tempdir().expect("a folder");
    let path = path_in(&folder);
    let store = Sqlite::open(&path, clock()).expect("opened");
    assert!(Sqlite::open_as(&path, clock(), &broken).is_err());
    assert_eq!(transaction(&store, |tx| version(tx)), Ok(VERSION));
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
