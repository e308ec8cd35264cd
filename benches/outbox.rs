//! The outbox: what durability costs, what batches save, and that a million stored entries are no burden. Ratios of
//! interleaved rounds in one run; the disk is the one of `target`.
//!
//! `cargo bench --bench outbox`

use koppel::client::Client;
use koppel::config::Config;
use koppel::methods::{self, Run};
use koppel::open::{MachineClock, MachineEntropy};
use koppel::outbox::{self, Draft, Kind};
use koppel::store::Sqlite;
use koppel::world::{Fault, Reply, Request, Store, Transaction, Wire, World, transaction};
use serde_json::{Value, json};
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::process::Command;
use std::time::Instant;

const ROUNDS: usize = 7;
/// Entries in a round; a disk that others use makes more rounds worth more than longer ones.
const MEASURED: u64 = 64;
const DRAINED: u64 = 10_000;
/// koppel drains all of them, a part in each round. Plain PHP has as many stored, and shows its pace by a part of them
/// in each round, for each costs it two waits for the disk: all 10,000 take half an hour on a slow one.
const DRAIN_ROUNDS: u64 = 5;
const PHP_DRAINED: u64 = 200;

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    if let Some(at) = arguments.iter().position(|word| word == "enqueue") {
        // Not a benchmark: what strace looks at.
        let count = arguments[at + 2].parse().expect("a number");
        return enqueue_singly(&store(Path::new(&arguments[at + 1])), 0, count, CONTENT);
    }
    // Below target, for a disk in memory would be no durability.
    let target = Path::new(env!("CARGO_TARGET_TMPDIR"));
    let folder = tempfile::tempdir_in(target).expect("a folder");
    sync_calls(&folder.path().join("traced"));
    against_a_sync(folder.path());
    batches(&folder.path().join("batches"));
    a_million(&folder.path().join("stored"));
    against_php(folder.path());
}

fn store(folder: &Path) -> Sqlite {
    let path = folder.join("own/shop.db");
    std::fs::create_dir_all(folder).expect("made");
    Sqlite::open(path.to_str().expect("a path"), Box::new(MachineClock::default()))
        .expect("a store")
}

/// Where nothing is sent, anything is a return.
const CONTENT: &[u8] = b"{}";

fn enqueue(tx: &mut dyn Transaction, nth: u64, content: &[u8]) -> koppel::error::Result<()> {
    let subject_id = nth.to_string();
    let draft = Draft {
        platform_id: "p",
        subject_id: &subject_id,
        order_reference: &subject_id,
        ..Draft::new(Kind::ReturnCredit, content)
    };
    outbox::enqueue(tx, "x", &draft).map(drop)
}

fn enqueue_singly(store: &dyn Store, first: u64, count: u64, content: &[u8]) {
    for nth in first..first + count {
        transaction(store, |tx| enqueue(tx, nth, content)).expect("enqueued");
    }
}

fn ms(work: impl FnOnce()) -> f64 {
    let began = Instant::now();
    work();
    began.elapsed().as_secs_f64() * 1e3
}

fn median(mut ratios: Vec<f64>) -> f64 {
    ratios.sort_by(f64::total_cmp);
    ratios[ratios.len() / 2]
}

/// Counted by strace: those of 50 enqueues, less those of none.
fn sync_calls(folder: &Path) {
    std::fs::create_dir(folder).expect("made");
    let count = |enqueues: &str, folder: &Path| {
        let log = folder.with_extension("strace");
        let status = Command::new("strace")
            .args(["-f", "-qq", "-e", "trace=fsync,fdatasync,sync_file_range,msync,sync", "-o"])
            .arg(&log)
            .arg(std::env::current_exe().expect("this program"))
            .arg("enqueue")
            .arg(folder)
            .arg(enqueues)
            .status();
        assert!(status.is_ok_and(|status| status.success()), "strace may not trace here");
        std::fs::read_to_string(log).expect("a log").lines().count()
    };
    let none = count("0", &folder.join("0"));
    let some = count("50", &folder.join("50"));
    let each = (some - none) as f64 / 50.0;
    println!("bench enqueue_sync_calls: {each:.2} per enqueue (at most 5)");
    assert!(each <= 5.0);
}

fn against_a_sync(folder: &Path) {
    let store = store(&folder.join("single"));
    let mut file = std::fs::File::create(folder.join("plain")).expect("a file");
    let mut nth = 0;
    let ratios = (0..ROUNDS).map(|_| {
        let own = ms(|| enqueue_singly(&store, nth, 30, CONTENT));
        nth += 30;
        let plain = ms(|| {
            for _ in 0..30 {
                file.write_all(&[7; 4096]).expect("written");
                file.sync_data().expect("synced");
            }
        });
        own / plain
    });
    println!("bench enqueue: {:.1}x one fdatasync of 4 KiB", median(ratios.collect()));
}

fn batches(folder: &Path) {
    let store = store(folder);
    let mut nth = 0;
    let ratios = (0..ROUNDS).map(|_| {
        let singly = ms(|| enqueue_singly(&store, nth, 64, CONTENT));
        nth += 64;
        let together = ms(|| {
            transaction(&store, |tx| (nth..nth + 64).try_for_each(|nth| enqueue(tx, nth, CONTENT)))
                .expect("enqueued");
        });
        nth += 64;
        singly / together
    });
    let ratio = median(ratios.collect());
    println!("bench enqueue_64_in_one_transaction: {ratio:.1}x 64 single ones (required 15)");
    assert!(ratio >= 15.0);
}

/// A platform that takes everything, at once.
struct Yes;

impl Wire for Yes {
    fn send(&self, request: &Request) -> Result<Reply, Fault> {
        Ok(Reply { status: 200, headers: vec![], body: request.body.clone() })
    }
    fn cancel(&self) {}
}

fn client(
    address: &str,
    wire_and_store: impl Fn(&Config) -> World + Send + Sync + 'static,
) -> Client {
    let config = json!({
        "store": address,
        "shop": { "shop_id": "x", "currency": "EUR", "country": "NL", "prices_include_vat": true },
        "platforms": [{ "platform_id": "p", "profile": { "extends": "ohis", "order": { "identity": "/id" } },
            "environment": "test", "base_url": "https://p.example", "key": "k", "secret": "s" }],
    });
    let config = Config::read(config.to_string().as_bytes()).expect("a configuration");
    Client::new(config, move |config| Ok(wire_and_store(config)))
}

fn call(client: &Client, method: &str, request: Value) -> Value {
    let Run::Client(run) = methods::find(method).expect(method).run else { panic!("{method}") };
    let reply = run(client, request.to_string().as_bytes()).expect(method);
    serde_json::from_slice(&reply).expect("JSON")
}

/// What the database itself makes of one entry: so many of its content, each about something else, and in this state.
const COPIES: &str = "INSERT INTO outbox (shop_id, entry_id, entry_key, kind, platform_id, subject_id, \
     event_id, return_id, tender_id, order_reference, content, state, due_at, lease, claimed_at, \
     attempts, reason, detail, queued_at, created_at, settled_at) \
     WITH RECURSIVE nth (i) AS (VALUES (2) UNION ALL SELECT i + 1 FROM nth WHERE i <= ?) \
     SELECT 'x', i, LOWER(HEX(RANDOMBLOB(32))), 'return_credit', 'p', 'c' || i, '', '', '', 'c' || i, ?, \
     ?, ?, 0, 0, 0, '', '', ?, ?, ? FROM nth";

/// One order whose return waits in the outbox, and copies of that entry, each by itself. Gives their content.
fn with_credits(client: &Client, count: u64, state: &str) -> String {
    let order = json!({ "platform_order_id": "P-1", "currency": "EUR", "status": "processing", "total_amount": "38.85",
        "lines": [{ "line_id": "1", "kind": "product", "quantity": 3, "gross_amount": "38.85", "vat_rate": "21" }],
        "tenders": [{ "tender_id": "card-7", "kind": "multi_purpose", "amount": "38.85" }] });
    call(client, "order_record", json!({ "platform_id": "p", "order": order }));
    let lines = json!([{ "line_id": "1", "quantity": 1 }]);
    call(
        client,
        "return_credit",
        json!({ "platform_id": "p", "platform_order_id": "P-1", "return_id": "r", "lines": lines }),
    );
    let store = &*client.world().expect("a world").store;
    transaction(store, |tx| {
        let mut content = String::new();
        tx.query("SELECT content FROM outbox", &[], &mut |row| {
            content = row.text(0).to_owned();
            Ok(())
        })?;
        let (copies, now) = (i64::try_from(count).expect("a number"), tx.now());
        let settled_at = (state == "done").then_some(now);
        let what = [copies.into(), (&content).into(), state.into()];
        let times = [now.into(), now.into(), now.into(), settled_at.into()];
        tx.execute(COPIES, &[&what[..], &times[..]].concat())?;
        tx.execute(
            "UPDATE sequences SET last_number = ? WHERE sequence = 'outbox'",
            &[(copies + 1).into()],
        )?;
        Ok(content)
    })
    .expect("stored")
}

/// What is stored lies on the disk, as a shop's store does.
fn a_million(folder: &Path) {
    let with = |stored: u64| {
        let folder = folder.join(stored.to_string());
        let client = client("sqlite::memory:", move |_| World {
            clock: Box::new(MachineClock::default()),
            entropy: Box::new(MachineEntropy),
            wire: Box::new(Yes),
            store: Box::new(store(&folder)),
        });
        let content = with_credits(&client, stored, "done");
        (client, content)
    };
    let (small, large) = (with(1_000), with(1_000_000));
    let mut nth = 0;
    let mut times = |(client, content): &(Client, String)| {
        let store = &*client.world().expect("a world").store;
        let enqueued = ms(|| enqueue_singly(store, nth, MEASURED, content.as_bytes()));
        nth += MEASURED;
        let drained = ms(|| {
            let drained =
                call(client, "outbox_drain", json!({ "max_ms": 60_000, "max_entries": MEASURED }));
            assert_eq!(drained["sent"], MEASURED, "{drained}");
        });
        (enqueued, drained)
    };
    let rounds: Vec<_> = (0..3 * ROUNDS).map(|_| (times(&small), times(&large))).collect();
    let enqueue = median(rounds.iter().map(|(small, large)| large.0 / small.0).collect());
    let drain = median(rounds.iter().map(|(small, large)| large.1 / small.1).collect());
    println!("bench enqueue_at_a_million: {enqueue:.2}x the time at a thousand stored (at most 2)");
    println!(
        "bench claim_and_settle_at_a_million: {drain:.2}x the time at a thousand stored (at most 2)"
    );
    assert!(enqueue <= 2.0 && drain <= 2.0);
}

/// A platform on loopback that takes everything, over connections that stay.
fn platform() -> std::net::SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").expect("bound");
    let address = listener.local_addr().expect("an address");
    std::thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            std::thread::spawn(move || serve(stream));
        }
    });
    address
}

fn serve(mut stream: TcpStream) {
    stream.set_nodelay(true).expect("no delay");
    let (mut held, mut piece) = (Vec::new(), [0; 16_384]);
    while let Ok(read @ 1..) = stream.read(&mut piece) {
        held.extend_from_slice(&piece[..read]);
        let text = String::from_utf8_lossy(&held).into_owned();
        let Some((head, body)) = text.split_once("\r\n\r\n") else { continue };
        let head = head.to_lowercase();
        let length = head.lines().find_map(|line| line.strip_prefix("content-length: "));
        let length: usize = length.and_then(|length| length.parse().ok()).unwrap_or(0);
        if body.len() < length {
            continue;
        }
        let head = format!(
            "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {length}\r\n\r\n"
        );
        stream.write_all((head + body).as_bytes()).expect("answered");
        held.clear();
    }
}

fn against_php(folder: &Path) {
    let (address, own) = (platform(), folder.join("drained"));
    let path = own.join("own/shop.db");
    std::fs::create_dir_all(&own).expect("made");
    let config = json!({
        "store": format!("sqlite:{}", path.display()),
        "shop": { "shop_id": "x", "currency": "EUR", "country": "NL", "prices_include_vat": true },
        "platforms": [{ "platform_id": "p", "profile": "ohis", "environment": "test",
            "base_url": format!("http://{address}"), "key": "k", "secret": "s" }],
        "wire": { "allow_addresses": [address.to_string()] },
    });
    let config = Config::read(config.to_string().as_bytes()).expect("a configuration");
    let client = Client::new(config, koppel::open::world);
    with_credits(&client, DRAINED, "due");
    let mut ratios = Vec::new();
    for _ in 0..DRAIN_ROUNDS {
        let entries = DRAINED / DRAIN_ROUNDS;
        let took = ms(|| {
            let budget = json!({ "max_ms": 3_600_000, "max_entries": entries });
            let drained = call(&client, "outbox_drain", budget);
            assert_eq!(drained["sent"], entries, "{drained}");
        });
        let url = format!("http://{address}/wp-json/wc/v3/orders/P-1/refunds");
        let php = plain_php(&folder.join("php.db"), &url);
        ratios.push((php / PHP_DRAINED as f64) / (took / entries as f64));
    }
    let (ratio, of_php) = (median(ratios), PHP_DRAINED * DRAIN_ROUNDS);
    println!(
        "bench drain_{DRAINED}: {ratio:.1}x a plain PHP loop with curl and PDO, by its pace over {of_php} of its \
         {DRAINED} (required 2)"
    );
    assert!(ratio >= 2.0);
}

/// The milliseconds of plain PHP for some of its entries.
fn plain_php(database: &Path, url: &str) -> f64 {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("benches/baselines/drain.php");
    let said = Command::new("php")
        .arg(script)
        .arg(database)
        .arg(url)
        .args([DRAINED.to_string(), PHP_DRAINED.to_string()])
        .output()
        .expect("php");
    String::from_utf8_lossy(&said.stdout).trim().parse().expect("milliseconds")
}
