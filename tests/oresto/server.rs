//! The simulated webshop as a process of its own, and clients of it.

use koppel::client::Client;
use koppel::config::Config;
use koppel::error::Error;
use koppel::methods::{self, Run};
use serde_json::{Value, json};
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};

/// Stopped when it is dropped, and by itself when this process ends.
pub struct Server {
    child: Child,
    pub address: String,
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Server {
    /// None without Node.
    pub fn start() -> Option<Server> {
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/oresto/server.mjs");
        let started = Command::new("node")
            .arg(script)
            .arg("--with-parent")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn();
        let Ok(mut child) = started else {
            println!("skipped: there is no Node on this machine");
            return None;
        };
        let mut line = String::new();
        let out = child.stdout.take().expect("its output");
        BufReader::new(out).read_line(&mut line).expect("its address");
        let address = line.trim().strip_prefix("http://").expect("an address").to_owned();
        Some(Server { child, address })
    }

    pub fn ask(&self, what: &str, given: &Value) -> Value {
        let url = format!("http://{}/_sim/{what}", self.address);
        let mut reply = ureq::post(&url).send(given.to_string().as_bytes()).expect(what);
        let text = reply.body_mut().with_config().limit(64 << 20).read_to_string().expect(what);
        serde_json::from_str(&text).expect(what)
    }
    pub fn log(&self) -> Vec<Value> {
        self.ask("log", &json!({})).as_array().expect("a list").clone()
    }
    pub fn forget(&self) {
        self.ask("forget", &json!({}));
    }
    pub fn state(&self) -> Value {
        self.ask("state", &json!({}))
    }
    pub fn seed(&self, given: Value) {
        self.ask("seed", &given);
    }
    pub fn settings(&self, given: Value) {
        self.ask("settings", &given);
    }
    pub fn fault(&self, given: Value) {
        self.ask("fault", &given);
    }
    pub fn password(&self, password: &str) {
        self.ask("password", &json!({ "password": password }));
    }

    /// What `open` takes for this server; `change` may change its part for Oresto.
    pub fn config(&self, store: &str, change: impl FnOnce(&mut Value)) -> Config {
        let mut oresto = json!({
            "environment": "test", "base_url": format!("http://{}/api", self.address),
            "login": "demo", "password": "test", "timeout_ms": 20_000,
            "operations": { "link_product_delete": { "path": "api/LinkProducts" } },
        });
        change(&mut oresto);
        let config = json!({
            "store": store,
            "shop": { "shop_id": "g", "currency": "EUR", "country": "BE", "prices_include_vat": false, "vat": { "standard": "21", "reduced-rate": "6" } },
            "wire": { "allow_addresses": [self.address] },
            "oresto": oresto,
        });
        Config::read(config.to_string().as_bytes()).expect("a configuration")
    }

    pub fn client(&self, change: impl FnOnce(&mut Value)) -> Client {
        Client::new(self.config("sqlite::memory:", change), koppel::open::world)
    }
}

/// Any method by its name, as the bindings call it.
pub fn call(client: &Client, method: &str, request: Value) -> Result<Value, Error> {
    let method = methods::find(method).expect("a method");
    let Run::Client(run) = method.run else { panic!("{} needs no client", method.name) };
    let reply = run(client, request.to_string().as_bytes())?;
    Ok(serde_json::from_slice(&reply).expect("JSON"))
}

pub fn oresto(client: &Client, request: Value) -> Result<Value, Error> {
    call(client, "oresto_call", request)
}
