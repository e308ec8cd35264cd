//! Real processes on one store, killed at any moment. What was acknowledged is there once, what is done was done once,
//! and the host has taken over each order once. `KOPPEL_KILLS` sets how often is killed.
#![cfg(unix)]

use koppel::client::Client;
use koppel::config::Config;
use koppel::error::Result;
use koppel::open::{MachineClock, MachineEntropy};
use koppel::outbox::{self, Delivery, Entry, Kind, Outcome};
use koppel::world::{Clock, Fault, Instant, Reply, Request, Wire, World, transaction};
use koppel::{inbox, store};
use std::collections::BTreeSet;
use std::fs::{File, OpenOptions};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

const FOLDER: &str = "KOPPEL_CRASH_FOLDER";
const NAME: &str = "KOPPEL_CRASH_NAME";
/// How many orders it takes; endlessly many, if nothing is said.
const ORDERS: &str = "KOPPEL_CRASH_ORDERS";
const AHEAD: &str = "KOPPEL_CRASH_AHEAD_MS";

/// The machine's clock, set ahead: so that a lease of a minute ends while the test runs.
struct ClockAhead(MachineClock, i64);

impl Clock for ClockAhead {
    fn now(&self) -> Instant {
        self.0.now().plus_ms(self.1)
    }
    fn monotonic_ms(&self) -> u64 {
        self.0.monotonic_ms()
    }
}

/// A far side that outlives its callers: a folder in which each key can be made once.
struct FarSide(PathBuf);

impl Wire for FarSide {
    fn send(&self, request: &Request) -> std::result::Result<Reply, Fault> {
        let key = std::str::from_utf8(&request.body).expect("a key");
        let status = if make_once(&self.0.join(key)) { 201 } else { 200 };
        Ok(Reply { status, headers: vec![], body: vec![] })
    }
    fn cancel(&self) {}
}

/// True for the one that made it.
fn make_once(path: &Path) -> bool {
    match File::create_new(path) {
        Ok(_) => true,
        Err(fault) => {
            assert_eq!(fault.kind(), std::io::ErrorKind::AlreadyExists, "{}", path.display());
            false
        }
    }
}

struct Push;

impl Delivery for Push {
    fn request(&self, _: &Client, entry: &Entry) -> Result<Request> {
        let url = "https://platform.test/".into();
        let body = entry.key.clone().into_bytes();
        Ok(Request { method: "POST", url, headers: vec![], body, timeout_ms: 1_000 })
    }
    fn judge(&self, _: &Client, _: &Entry, _: &Reply) -> Outcome {
        Outcome::Done { answer: None }
    }
}

fn deliveries(_: Kind) -> &'static dyn Delivery {
    &Push
}

fn client(folder: &Path, ahead_ms: i64) -> Client {
    let address = format!("sqlite:{}", folder.join("store/shop.db").display());
    let config = serde_json::json!({
        "store": address,
        "shop": { "shop_id": "x", "currency": "EUR", "country": "NL", "prices_include_vat": true },
    });
    let config = Config::read(config.to_string().as_bytes()).expect("a configuration");
    let far_side = folder.join("far");
    Client::new(config, move |config| {
        let clock = || Box::new(ClockAhead(MachineClock::default(), ahead_ms));
        Ok(World {
            clock: clock(),
            entropy: Box::new(MachineEntropy),
            wire: Box::new(FarSide(far_side.clone())),
            store: store::open(config, clock())?,
        })
    })
}

/// A line that is there whole or not at all, also after a kill.
fn note(folder: &Path, file: &str, line: &str) {
    let opened = OpenOptions::new().append(true).create(true).open(folder.join(file));
    opened.and_then(|mut file| file.write_all(format!("{line}\n").as_bytes())).expect("noted");
}

fn noted(folder: &Path, file: &str) -> Vec<String> {
    let text = std::fs::read_to_string(folder.join(file)).unwrap_or_default();
    text.lines().map(str::to_owned).collect()
}

/// An order comes in and goes out, in one transaction.
fn take_order(client: &Client, order: &str) -> Result<()> {
    let content = format!(r#"{{"order_id":"{order}"}}"#);
    transaction(&*client.world()?.store, |tx| {
        let came = inbox::Draft {
            kind: inbox::Kind::Order,
            platform_id: "p",
            key: order,
            reference: order,
            content: content.as_bytes(),
        };
        inbox::put(tx, "x", &came)?;
        for kind in [Kind::OrderPush, Kind::ReturnCredit] {
            let draft = outbox::Draft {
                platform_id: "p",
                subject_id: order,
                order_reference: order,
                ..outbox::Draft::new(kind, content.as_bytes())
            };
            outbox::enqueue(tx, "x", &draft)?;
        }
        Ok(())
    })
}

/// The host takes over what is there: its own key is UNIQUE.
fn take_over(client: &Client, folder: &Path) -> Result<()> {
    let store = &*client.world()?.store;
    for entry in transaction(store, |tx| inbox::next(tx, "x", &[], 5, 60_000))? {
        make_once(&folder.join("host").join(&entry.key));
        let (id, lease) = (entry.entry_id.to_string(), entry.lease.to_string());
        // The lease may be lost by now: then another has it, and settles.
        let settled = transaction(store, |tx| {
            let now = tx.now();
            inbox::settle(tx, "x", &id, &lease, now)
        });
        if let Err(error) = settled {
            assert!(error.code.as_str().starts_with("inbox.lease"), "{error}");
        }
    }
    Ok(())
}

/// Not a test: the process that is killed. Without its environment it has nothing to do.
#[test]
fn worker() {
    let (Some(folder), Ok(name)) = (std::env::var_os(FOLDER), std::env::var(NAME)) else { return };
    let folder = PathBuf::from(folder);
    let ahead_ms = std::env::var(AHEAD).expect("a number").parse().expect("a number");
    let client = client(&folder, ahead_ms);
    let tries = format!("tries-{name}");
    let mut nth = noted(&folder, &tries).len();
    // The host does not know whether its last call was done: it makes it again.
    let mut order = noted(&folder, &tries).pop();
    let orders = std::env::var(ORDERS).ok().and_then(|text| text.parse().ok());
    for _ in 0..orders.unwrap_or(u64::MAX) {
        let this = order.take().unwrap_or_else(|| {
            nth += 1;
            let order = format!("{name}-{nth}");
            note(&folder, &tries, &order);
            order
        });
        take_order(&client, &this).expect("taken");
        note(&folder, "acknowledged", &this);
        take_over(&client, &folder).expect("taken over");
        outbox::drain(&client, &deliveries, 1_000, 8).expect("drained");
    }
}

fn start(folder: &Path, name: &str, ahead_ms: i64) -> Child {
    Command::new(std::env::current_exe().expect("this program"))
        .args(["worker", "--exact", "--nocapture", "--test-threads=1"])
        .env(FOLDER, folder)
        .env(NAME, name)
        .env(AHEAD, ahead_ms.to_string())
        .stdout(Stdio::null())
        .stderr(File::create(folder.join(format!("errors-{name}-{ahead_ms}"))).expect("a file"))
        .spawn()
        .expect("started")
}

#[test]
fn processes_killed_at_any_moment_lose_and_double_nothing() {
    let kills: i64 =
        std::env::var("KOPPEL_KILLS").ok().and_then(|text| text.parse().ok()).unwrap_or(100);
    let temporary = tempfile::tempdir().expect("a folder");
    let folder = temporary.path();
    for name in ["far", "host"] {
        std::fs::create_dir(folder.join(name)).expect("made");
    }
    let mut workers = [start(folder, "a", 0), start(folder, "b", 0)];
    let mut chance: u64 = 0x9e37_79b9_7f4a_7c15;
    for kill in 1..=kills {
        chance =
            chance.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        std::thread::sleep(Duration::from_micros(20_000 + (chance >> 33) % 180_000));
        let nth = (chance >> 20) as usize % 2;
        let worker = &mut workers[nth];
        assert!(
            worker.try_wait().expect("asked").is_none(),
            "worker {nth} ended: {}",
            errors(folder)
        );
        worker.kill().expect("killed");
        worker.wait().expect("ended");
        // Each is a minute and a half ahead of the one before it: the leases it left have run out.
        workers[nth] = start(folder, ["a", "b"][nth], kill * 90_000);
    }
    for mut worker in workers {
        worker.kill().expect("killed");
        worker.wait().expect("ended");
    }
    assert!(!noted(folder, "acknowledged").is_empty(), "nothing was done between the kills");
    check(folder, kills, "random kills");
    eprintln!("{kills} kills, {} orders acknowledged", noted(folder, "acknowledged").len());
}

/// A store's durability hangs on these calls.
const DURABILITY: [&str; 4] = ["pwrite64", "fsync", "fdatasync", "ftruncate"];

/// The worlds in which a worker begins.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Before {
    Nothing,
    /// A store that release 0.1.0 made: of its three orders two are through, and one is taken only.
    Release0_1_0,
}

/// Written by the code of that release.
const RELEASE_0_1_0: &[u8] = include_bytes!("stores/release-0.1.0.db");

impl Before {
    /// How far the clock is set ahead, so that what was due then is due now, whatever a machine says that it is.
    fn ahead_ms(self) -> i64 {
        const MADE_AT: Instant = Instant(1_795_327_500_000);
        match self {
            Before::Nothing => 0,
            Before::Release0_1_0 => MADE_AT.ms_since(MachineClock::default().now()).max(0),
        }
    }

    fn prepare(self, folder: &Path) {
        for name in ["far", "host"] {
            std::fs::create_dir(folder.join(name)).expect("made");
        }
        if self == Before::Nothing {
            return;
        }
        let store = folder.join("store");
        std::os::unix::fs::DirBuilderExt::mode(&mut std::fs::DirBuilder::new(), 0o700)
            .create(&store)
            .expect("made");
        std::fs::write(store.join("shop.db"), RELEASE_0_1_0).expect("written");
        for nth in 1..=3 {
            let order = format!("a-{nth}");
            note(folder, "tries-a", &order);
            note(folder, "acknowledged", &order);
        }
        // What the far side and the host had done by then.
        let done = include_str!("stores/release-0.1.0.txt");
        for line in done.lines() {
            assert!(make_once(&folder.join(line)), "{line}");
        }
    }
}

/// Runs the worker for one order, with `what` done to its `nth` call of this name; whether it came to its end unharmed,
/// because there was no such call.
fn one_order(before: Before, folder: &Path, call: &str, nth: u32, what: &str) -> bool {
    before.prepare(folder);
    let status = Command::new("strace")
        .args(["-f", "-qq", "-o", "/dev/null", "-e", &format!("trace={call}"), "-e"])
        .arg(format!("inject={call}:{what}:when={nth}"))
        .arg(std::env::current_exe().expect("this program"))
        .args(["worker", "--exact", "--nocapture", "--test-threads=1"])
        .env(FOLDER, folder)
        .env(NAME, "a")
        .env(AHEAD, before.ahead_ms().to_string())
        .env(ORDERS, "1")
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .expect("traced");
    let signal = std::os::unix::process::ExitStatusExt::signal(&status);
    // It dies of the signal, or of an error that it did not expect; of nothing else.
    assert!(status.success() || signal == Some(9) || status.code() == Some(101), "{status}");
    status.success()
}

/// Between two statements is easy: here the process dies, or is told that the disk is full or broken, within a commit: at
/// each call of each kind that making the store, enqueueing, claiming and settling are made of.
#[test]
fn a_process_that_ends_at_any_call_of_migrate_enqueue_claim_and_settle_loses_and_doubles_nothing() {
    at_each_call(Before::Nothing, &["signal=KILL", "error=ENOSPC", "error=EIO"]);
}

/// The same where the store is brought up to date first.
#[test]
fn a_process_that_ends_at_any_call_of_an_upgrade_loses_and_doubles_nothing() {
    at_each_call(Before::Release0_1_0, &["signal=KILL"]);
}

fn at_each_call(before: Before, faults: &[&'static str]) {
    let can_trace = Command::new("strace").args(["-o", "/dev/null", "true"]).output();
    if !can_trace.is_ok_and(|traced| traced.status.success()) {
        return eprintln!("strace is not here, or may not trace: not looked at");
    }
    let jobs = DURABILITY.iter().flat_map(|call| faults.iter().map(|what| (*call, *what)));
    let (jobs, points) = (std::sync::Mutex::new(jobs), std::sync::atomic::AtomicU32::new(0));
    std::thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                let next = || jobs.lock().expect("a lock").next();
                while let Some((call, what)) = next() {
                    for nth in 1.. {
                        let temporary = tempfile::tempdir().expect("a folder");
                        if one_order(before, temporary.path(), call, nth, what) {
                            break;
                        }
                        points.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
                        let kills = 1 + before.ahead_ms() / 90_000;
                        check(temporary.path(), kills, &format!("{call} {nth} {what}"));
                    }
                }
            });
        }
    });
    let points = points.into_inner();
    assert!(points > 100, "{points} points only");
    eprintln!("{before:?}: {points} points, 0 violations");
}

fn errors(folder: &Path) -> String {
    let files = std::fs::read_dir(folder).expect("a folder").filter_map(|file| file.ok());
    let errors = files.filter(|file| file.file_name().to_string_lossy().starts_with("errors-"));
    errors.filter_map(|file| std::fs::read_to_string(file.path()).ok()).collect()
}

fn check(folder: &Path, kills: i64, after: &str) {
    let client = client(folder, (kills + 2) * 90_000);
    loop {
        take_over(&client, folder).expect("taken over");
        let drained = outbox::drain(&client, &deliveries, 60_000, 1_000).expect("drained");
        let health = koppel::health::health(&client).expect("health");
        assert!(health.outbox.parked.is_empty(), "{health:?}");
        if drained.left == 0 && health.inbox.untaken == 0 {
            break;
        }
    }
    let column = |sql: &'static str| {
        transaction(&*client.world().expect("a world").store, |tx| {
            let mut column = Vec::new();
            tx.query(sql, &[], &mut |row| {
                column.push(row.text(0).to_owned());
                Ok(())
            })?;
            Ok(column)
        })
        .expect("read")
    };
    assert_eq!(column("PRAGMA integrity_check"), ["ok"]);
    let set = |list: &[String]| list.iter().cloned().collect::<BTreeSet<_>>();
    let files = |name: &str| -> BTreeSet<String> {
        let files = std::fs::read_dir(folder.join(name)).expect("a folder");
        files.map(|file| file.expect("a file").file_name().to_string_lossy().into_owned()).collect()
    };
    let acknowledged = set(&noted(folder, "acknowledged"));
    let tried: BTreeSet<_> =
        ["tries-a", "tries-b"].iter().flat_map(|file| noted(folder, file)).collect();
    let inbox = column("SELECT entry_key FROM inbox WHERE state = 'settled'");
    let pushed =
        column("SELECT subject_id FROM outbox WHERE kind = 'order_push' AND state = 'done'");
    let credited =
        column("SELECT subject_id FROM outbox WHERE kind = 'return_credit' AND state = 'done'");
    let keys = column("SELECT entry_key FROM outbox");
    for (what, found) in [("inbox", &inbox), ("pushed", &pushed), ("credited", &credited)] {
        assert_eq!(found.len(), set(found).len(), "{what}: doubled, after {after}");
        assert!(acknowledged.is_subset(&set(found)), "{what}: lost, after {after}");
        assert!(set(found).is_subset(&tried), "{what}: made up, after {after}");
    }
    assert_eq!(set(&pushed), set(&credited), "half a transaction, after {after}");
    assert_eq!(set(&pushed), set(&inbox), "half a transaction, after {after}");
    assert_eq!(files("host"), set(&inbox), "taken over, after {after}");
    assert_eq!(files("far"), set(&keys), "done by the far side, after {after}");
}
