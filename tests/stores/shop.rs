//! A shop whose far side is a file that outlives its callers: each delivery is one line in it.

use crate::servers::Kind;
use koppel::client::Client;
use koppel::config::Config;
use koppel::error::Result;
use koppel::methods::{self, Run};
use koppel::open::{MachineClock, MachineEntropy};
use koppel::world::{Fault, Reply, Request, Wire, World, transaction};
use serde_json::{Value, json};
use std::fs::OpenOptions;
use std::io::Write;
use std::path::{Path, PathBuf};

/// An address of a fresh store that several processes can use.
pub fn address(kind: Kind, folder: &Path) -> String {
    match kind {
        Kind::Sqlite => format!("sqlite:{}", folder.join("own/shop.db").display()),
        kind => kind.fresh(),
    }
}

pub fn config(store: &str, shop_id: &str) -> Value {
    json!({
        "store": store,
        "store_key": "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff",
        "shop": { "shop_id": shop_id, "currency": "EUR", "country": "NL", "prices_include_vat": true,
            "vat": { "standard": "21", "reduced-rate": "9" } },
        "rest": { "public_url": "https://shop.example", "keys": [{ "consumer_key": "ck_rw",
            "consumer_secret": "cs_rw", "permissions": "read_write", "platform_id": "p" }] },
        "platforms": [
            { "platform_id": "p", "profile": "ohis", "environment": "test",
              "base_url": "https://platform.example", "key": "k", "secret": "s" },
            { "platform_id": "q", "profile": "ohis", "environment": "test",
              "base_url": "https://another.example", "key": "k", "secret": "s" } ],
    })
}

struct FarSide(PathBuf);

impl Wire for FarSide {
    fn send(&self, request: &Request) -> std::result::Result<Reply, Fault> {
        let body: Value = serde_json::from_slice(&request.body).unwrap_or_default();
        let order = body["meta_data"][0]["value"].as_str().unwrap_or_default();
        let key = request.headers.iter().find(|(name, _)| name == "Idempotency-Key");
        let key = key.map_or("", |(_, key)| key);
        let line = format!("{}\t{order}\t{}\t{key}\n", request.url, body["status"]);
        let file = OpenOptions::new().append(true).create(true).open(&self.0);
        file.and_then(|mut file| file.write_all(line.as_bytes())).expect("noted");
        // Each order has an id of its own there, and is asked for by it.
        let asked = request.url.rsplit('/').next().filter(|_| request.method == "PUT");
        let body = json!({ "id": asked.unwrap_or(order) }).to_string().into_bytes();
        Ok(Reply { status: 201, headers: vec![], body })
    }
    fn cancel(&self) {}
}

/// A client whose calls to platforms become lines of the file `far`.
pub fn client(config: &Value, far: &Path) -> Client {
    let config = Config::read(config.to_string().as_bytes()).expect("a configuration");
    let far = far.to_owned();
    Client::new(config, move |config| {
        Ok(World {
            clock: Box::new(MachineClock::default()),
            entropy: Box::new(MachineEntropy),
            wire: Box::new(FarSide(far.clone())),
            store: koppel::store::open(config, Box::new(MachineClock::default()))?,
        })
    })
}

pub fn try_call(client: &Client, method: &str, request: &Value) -> Result<Value> {
    let Run::Client(run) = methods::find(method)?.run else { panic!("{method} needs no client") };
    let reply = run(client, request.to_string().as_bytes())?;
    Ok(serde_json::from_slice(&reply).expect("JSON"))
}

pub fn call(client: &Client, method: &str, request: Value) -> Value {
    try_call(client, method, &request).unwrap_or_else(|error| panic!("{method}: {error}"))
}

/// An order of the shop's own, paid with a card.
pub fn order(order_id: &str) -> Value {
    json!({
        "order_id": order_id, "currency": "EUR", "status": "processing", "total_amount": "49.95",
        "lines": [{ "line_id": "1", "kind": "product", "quantity": 1, "gross_amount": "49.95",
            "vat_rate": "21", "name": "Ledlamp" }],
        "tenders": [{ "tender_id": "card", "kind": "multi_purpose", "amount": "49.95" }],
    })
}

pub fn push(platform_id: &str, order_id: &str) -> Value {
    json!({ "platform_id": platform_id, "order": order(order_id) })
}

/// One number out of the store.
pub fn count(client: &Client, sql: &str) -> i64 {
    transaction(&*client.world().expect("a world").store, |tx| {
        let mut found = 0;
        tx.query(sql, &[], &mut |row| {
            found = row.integer(0);
            Ok(())
        })?;
        Ok(found)
    })
    .unwrap_or_else(|error| panic!("{sql}: {error}"))
}

pub fn lines(far: &Path) -> Vec<Vec<String>> {
    let text = std::fs::read_to_string(far).unwrap_or_default();
    text.lines().map(|line| line.split('\t').map(str::to_owned).collect()).collect()
}

/// A process of its own: this program again, running only the test `name`, which sees `variables`.
pub fn process(name: &str, variables: &[(&str, &str)]) -> std::process::Command {
    let mut command = std::process::Command::new(std::env::current_exe().expect("this program"));
    command.args([name, "--exact", "--nocapture", "--test-threads=1"]);
    command.envs(variables.iter().copied());
    command
}
