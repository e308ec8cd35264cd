//! Punch-out by its promises, over a store in memory and a wire that answers as told. The documents' own examples come
//! first, to the letter.

mod cart;
mod forget;
mod login;
mod order;
mod setup;

use crate::client::Client;
use crate::config::Config;
use crate::config::store::StoreAddress;
use crate::error::Result;
use crate::front;
use crate::http::{Head, PunchoutLogin, ReplyHead};
use crate::inbox;
use crate::log::Sink;
use crate::mirror::tests::{Hand, NOON, sync, variable, woocommerce};
use crate::open::MachineEntropy;
use crate::store::tests::{open_chosen, servers::Kind};
use crate::world::{Fault, Reply, Request, Transaction, Wire, World, transaction};
use serde_json::{Value, json};
use std::collections::VecDeque;
use std::sync::{Arc, Mutex};

/// What the purchasing system is sent, and what it answers: success, unless it is told otherwise.
#[derive(Clone, Default)]
struct Buyer {
    sent: Arc<Mutex<Vec<Request>>>,
    answers: Arc<Mutex<VecDeque<std::result::Result<Reply, Fault>>>>,
}

impl Wire for Buyer {
    fn send(&self, request: &Request) -> std::result::Result<Reply, Fault> {
        self.sent.lock().expect("a lock").push(request.clone());
        let answer = self.answers.lock().expect("a lock").pop_front();
        answer.unwrap_or_else(|| Ok(said(200, r#"{"success": true}"#)))
    }
    fn cancel(&self) {}
}

fn said(status: u16, body: &str) -> Reply {
    Reply { status, headers: vec![], body: body.as_bytes().to_vec() }
}

struct Shop {
    client: Client,
    hand: Hand,
    buyer: Buyer,
    logged: Arc<Mutex<String>>,
}

const KEY: &str = "canary-key-of-the-university";
const RETURN_URL: &str = "https://connect.abeta.io/return/canary-session?t=1";

fn shop() -> Shop {
    shop_with(|_| ())
}

fn shop_with(change: impl FnOnce(&mut Value)) -> Shop {
    shop_over(change, |_, buyer| Box::new(buyer.clone()))
}

/// The same in a file, where the store is SQLite: for what many threads do at once, and for what lies on the disk.
fn shop_in(folder: &tempfile::TempDir) -> Shop {
    let path = folder.path().join("own/shop.db");
    shop_with(|config| {
        if Kind::chosen() == Kind::Sqlite {
            config["store"] = format!("sqlite:{}", path.display()).into();
        }
    })
}

fn shop_over(change: impl FnOnce(&mut Value), wire: fn(&Config, &Buyer) -> Box<dyn Wire>) -> Shop {
    let mut config = json!({
        "store": "sqlite::memory:",
        "store_key": "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff",
        "shop": { "shop_id": "x", "name": "Winkel <&>", "currency": "EUR", "country": "NL",
            "prices_include_vat": true, "vat": { "standard": "21", "reduced-rate": "9" } },
        "rest": { "public_url": "https://example.com" },
        "abeta": { "connections": [
            { "connection_id": "document", "environment": "test", "api_key": "ABC123" },
            { "connection_id": "orders", "environment": "test", "api_key": "123321123" },
            { "connection_id": "university", "environment": "production", "api_key": KEY,
              "customer_hint": "K-77", "frame_ancestors": ["https://*.abeta.io"] } ] },
    });
    change(&mut config);
    let config = Config::read(config.to_string().as_bytes()).expect("a configuration");
    let (hand, buyer) = (Hand::default(), Buyer::default());
    hand.set(NOON);
    let (clock, answering) = (hand.clone(), buyer.clone());
    let open = move |config: &Config| {
        Ok(World {
            clock: Box::new(clock.clone()),
            entropy: Box::new(MachineEntropy),
            wire: wire(config, &answering),
            store: match config.store.address()? {
                StoreAddress::Sqlite(path) if path != ":memory:" => {
                    crate::store::open(config, Box::new(clock.clone()))?
                }
                _ => open_chosen(config, Box::new(clock.clone()))?,
            },
        })
    };
    let client = Client::new(config, open);
    let logged = Arc::new(Mutex::new(String::new()));
    let kept = logged.clone();
    let sink: Sink = Arc::new(move |_, record| {
        let mut kept = kept.lock().expect("a lock");
        kept.push_str(record);
        kept.push('\n');
    });
    client.log.set(Some(sink), 4);
    Shop { client, hand, buyer, logged }
}

/// An answer, read.
#[derive(Debug)]
struct Read {
    head: ReplyHead,
    body: String,
}

impl Read {
    fn status(&self) -> u16 {
        self.head.status
    }
    fn json(&self) -> Value {
        serde_json::from_str(&self.body).expect("JSON")
    }
    fn header(&self, name: &str) -> &str {
        let found = self.head.headers.iter().find(|(held, _)| held == name);
        found.map_or("", |(_, value)| value.as_str())
    }
    fn login(&self) -> &PunchoutLogin {
        self.head.login.as_ref().expect("a login")
    }
}

impl Shop {
    fn call(&self, method: &str, target: &str, headers: &[(&str, &str)], body: &str) -> Read {
        let headers = headers.iter().map(|(name, value)| ((*name).into(), (*value).into()));
        let head = Head {
            method: method.into(),
            target: target.into(),
            scheme: crate::http::Scheme::Https,
            remote_address: "192.0.2.1".into(),
            headers: headers.collect(),
        };
        let (head, body) = front::respond(&self.client, &head, body.as_bytes()).expect("an answer");
        Read { head, body: String::from_utf8(body).expect("text") }
    }

    fn post(&self, target: &str, body: &str) -> Read {
        self.call("POST", target, &[("Content-Type", "application/json")], body)
    }

    /// The shop's answer to what it was asked.
    fn answer(&self, asked: &Read, answer: Value) -> Read {
        let ask = serde_json::to_value(asked.head.ask.as_ref().expect("a question")).expect("JSON");
        let mut answer = answer;
        answer["ask_id"] = ask["ask_id"].clone();
        let (head, body) =
            front::answer_json(&self.client, answer.to_string().as_bytes()).expect("an answer");
        let head: Value = serde_json::from_slice(&head).expect("JSON");
        let headers = head["headers"].as_array().expect("headers").iter();
        let text = |pair: &Value, at: usize| pair[at].as_str().unwrap_or_default().to_owned();
        let headers = headers.map(|pair| (text(pair, 0), text(pair, 1))).collect();
        let status = head["status"].as_u64().and_then(|it| it.try_into().ok()).expect("a status");
        let head = ReplyHead { status, headers, ..ReplyHead::default() };
        Read { head, body: String::from_utf8(body).expect("text") }
    }

    /// The path of a one-time URL.
    fn link(&self) -> String {
        self.link_back_to(RETURN_URL)
    }

    fn link_back_to(&self, return_url: &str) -> String {
        let asked = self.post("/abeta/setup-request", &setup_request(return_url));
        let answered = self.answer(&asked, json!({ "accept": true, "user_id": 7 }));
        assert_eq!(answered.status(), 200, "{}", answered.body);
        let url = answered.json()["one_time_url"].as_str().expect("a URL").to_owned();
        url.strip_prefix("https://example.com").expect(&url).to_owned()
    }

    /// A punch-out whose buyer has come in.
    fn punchout(&self) -> String {
        self.call("GET", &self.link(), &[], "").login().punchout_id.clone()
    }

    fn return_cart(&self, request: Value) -> Result<Value> {
        let reply = super::return_cart(&self.client, request.to_string().as_bytes())?;
        Ok(serde_json::from_slice(&reply).expect("JSON"))
    }

    fn sent(&self) -> Vec<Request> {
        self.buyer.sent.lock().expect("a lock").clone()
    }

    fn will_answer(&self, answer: std::result::Result<Reply, Fault>) {
        self.buyer.answers.lock().expect("a lock").push_back(answer);
    }

    fn inbox(&self) -> Vec<Value> {
        let request = crate::json::read(b"{}").expect("a request");
        let reply = inbox::hand_out(&self.client, &request).expect("handed out");
        let reply = serde_json::to_value(&reply).expect("JSON");
        reply["entries"].as_array().expect("a list").clone()
    }

    /// All that is in the store, whichever it is.
    fn rows(&self) -> Vec<u8> {
        let schemas =
            [include_str!("../store/schema/1.sql"), include_str!("../store/schema/2.sql")];
        let tables = schemas.iter().flat_map(|sql| sql.split("CREATE TABLE ").skip(1));
        let mut all = Vec::new();
        for table in tables {
            let (name, columns) = table.split_once(" (").expect("a table");
            let columns = columns.split("\n)").next().expect("columns").lines();
            let columns: Vec<&str> = columns
                .filter_map(|line| line.strip_prefix("  ")?.split_once(' '))
                .filter(|(_, kind)| {
                    ["VARCHAR", "TEXT", "BLOB"].iter().any(|it| kind.starts_with(it))
                })
                .map(|(column, _)| column)
                .collect();
            if columns.is_empty() {
                continue;
            }
            let sql = format!("SELECT {} FROM {name}", columns.join(", "));
            let read = |tx: &mut dyn Transaction| {
                tx.query(&sql, &[], &mut |row| {
                    for nth in 0..columns.len() {
                        match row.value(nth) {
                            crate::world::Value::Text(text) => all.extend(text.as_bytes()),
                            crate::world::Value::Bytes(bytes) => all.extend(bytes),
                            _ => {}
                        }
                        all.push(b'\n');
                    }
                    Ok(())
                })
            };
            transaction(&*self.client.world().expect("a world").store, read).expect(name);
        }
        all
    }

    fn logged(&self) -> String {
        self.logged.lock().expect("a lock").clone()
    }
}

fn setup_request(return_url: &str) -> String {
    json!({
        "username": "canary-name", "password": "canary-word", "session_id": "123-123",
        "return_url": return_url, "api_key": KEY,
    })
    .to_string()
}
