//! A tiny shop in memory: shaped as WooCommerce, with the test routes, right in itself. It fills
//! up orders of several suppliers, and can be wrong in one planned way, so that the ways and the
//! checks can be tested. Its only callers are this program and its tests: no shop is built on it.

mod desk;
mod rest;

use crate::http::{self, Request, Response};
use crate::money::{Cents, REDUCED, Rate, STANDARD};
use crate::profile::{PROFILES, Profile, test_token};
use serde_json::{Value, json};
use std::net::TcpListener;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

/// What may be wrong with a shop; the ways must find each of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Defect {
    None,
    VatOneCentOff,
    OrderMadeTwice,
    StockNotMoved,
    StockMovedAtParent,
    StockNotGivenBack,
    /// No fault: it books a cancellation after its answer.
    StockGivenBackLate,
    PaidBeforeIdeal,
    CreditOneCentOff,
    CreditUnderNewKey,
    ReturnBeyondWhatIsLeft,
    OriginalSplitLeftOut,
    WebhookUnsigned,
    SoldTwice,
    TenderLeftOut,
}

/// What the shop owes the outside: a call to a platform or the delivery of a webhook.
#[derive(Clone)]
struct Outgoing {
    method: &'static str,
    url: String,
    headers: Vec<(String, String)>,
    body: Vec<u8>,
}

#[derive(Clone)]
struct Article {
    id: i64,
    parent_id: Option<i64>,
    sku: String,
    price: Cents,
    rate: Rate,
    stock: i64,
}

#[derive(Clone)]
struct Line {
    product_id: i64,
    variation_id: Option<i64>,
    sku: String,
    quantity: i64,
    gross: Cents,
    rate: Rate,
    vat: Cents,
    returned: i64,
}

#[derive(Clone)]
struct Payment {
    tender_id: String,
    kind: String,
    amount: Cents,
    credited: Cents,
}

#[derive(Clone)]
struct Order {
    id: i64,
    platform: &'static Profile,
    identity: String,
    request: Value,
    status: String,
    date_paid: Option<&'static str>,
    is_taken: bool,
    is_refused: bool,
    lines: Vec<Line>,
    payments: Vec<Payment>,
    returns: Vec<(String, Value, Value)>,
    answer: Value,
}

impl Order {
    fn total(&self) -> Cents {
        self.lines.iter().map(|line| line.gross).sum()
    }

    fn vat(&self) -> Cents {
        self.lines.iter().map(|line| line.vat).sum()
    }

    fn is_live(&self) -> bool {
        self.status != "cancelled"
    }
}

struct Webhook {
    id: i64,
    topic: String,
    url: String,
    secret: String,
}

#[derive(Default)]
struct State {
    articles: Vec<Article>,
    orders: Vec<Order>,
    webhooks: Vec<Webhook>,
    outbox: Vec<Outgoing>,
    refuse_requests: i64,
    refuse_takeover_sku: Option<String>,
    ids_made: i64,
    /// Cancelled orders whose goods come back at that moment.
    back_at: Vec<(Instant, Order)>,
}

/// Spoils an answer on its way out, as a faulty shop would have made it.
pub type Spoil = fn(&Request, &mut Response);

pub struct StandIn {
    supplier: String,
    address: String,
    defect: Defect,
    spoil: Spoil,
    /// Where each platform listens, in the order of `PROFILES`.
    platforms: Vec<String>,
    state: Mutex<State>,
}

impl StandIn {
    /// Listens on a port of its own; gives its address.
    pub fn start(supplier: &str, platforms: Vec<String>, defect: Defect) -> String {
        StandIn::new(supplier, platforms, defect, |_, _| {}, None).address.clone()
    }

    /// One whose answers are spoiled.
    pub fn spoiled(supplier: &str, platforms: Vec<String>, spoil: Spoil) -> String {
        StandIn::new(supplier, platforms, Defect::None, spoil, None).address.clone()
    }

    /// One that takes over and delivers by itself, as shops have cron for.
    pub fn with_cron(supplier: &str, platforms: Vec<String>, defect: Defect) -> String {
        let shop = StandIn::new(supplier, platforms, defect, |_, _| {}, None);
        let worker = Arc::clone(&shop);
        thread::spawn(move || {
            loop {
                worker.take_over();
                worker.drain();
                thread::sleep(Duration::from_millis(20));
            }
        });
        shop.address.clone()
    }

    /// One that also sells an article of this number.
    pub fn selling(supplier: &str, platforms: Vec<String>, sku: Option<String>) -> String {
        StandIn::new(supplier, platforms, Defect::None, |_, _| {}, sku).address.clone()
    }

    fn new(
        supplier: &str,
        platforms: Vec<String>,
        defect: Defect,
        spoil: Spoil,
        sku: Option<String>,
    ) -> Arc<StandIn> {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port on loopback");
        let address = listener.local_addr().expect("a bound socket has an address");
        let address = format!("http://{address}");
        let mut state = State { articles: articles(supplier), ..State::default() };
        let id = state.articles.iter().map(|own| own.id).max().unwrap_or_default() + 1;
        let (price, rate, stock) = (Cents(19_95), STANDARD, 50);
        let is_new = |sku: &String| state.articles.iter().all(|own| own.sku != *sku);
        let sku = sku.filter(is_new);
        state.articles.extend(sku.map(|sku| Article {
            id,
            parent_id: None,
            sku,
            price,
            rate,
            stock,
        }));
        let shop = StandIn {
            supplier: supplier.to_owned(),
            address,
            defect,
            spoil,
            platforms,
            state: Mutex::new(state),
        };
        let shop = Arc::new(shop);
        let answering = Arc::clone(&shop);
        http::serve(listener, Arc::new(move |request: &Request| answering.respond(request)));
        shop
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn respond(&self, request: &Request) -> Response {
        let path = request.path().trim_matches('/').to_owned();
        let segments: Vec<&str> = path.split('/').collect();
        let body = serde_json::from_slice(&request.body).unwrap_or(Value::Null);
        let token = format!("Bearer {}", test_token(&self.supplier));
        match segments.as_slice() {
            ["wp-json", "wc", "v3", route @ ..] => {
                let mut response = self.rest(request, route, &body);
                (self.spoil)(request, &mut response);
                response
            }
            ["koppel-test", route] if request.header("authorization") == Some(&token) => {
                let (status, document) = self.desk(route, &body);
                Response::json(status, &document)
            }
            ["koppel-test", _] => Response::json(401, &json!({"code": "unknown_token"})),
            _ => Response::json(404, &rest::no_route()),
        }
    }

    fn platform_address(&self, profile: &Profile) -> &str {
        let own = |other: &Profile| other.platform_id == profile.platform_id;
        let position = PROFILES.iter().position(own).unwrap_or_default();
        self.platforms.get(position).map_or("", String::as_str)
    }
}

/// The articles that the ways need. X and Y give them the same ids, as two shops may.
fn articles(supplier: &str) -> Vec<Article> {
    let base = if supplier == "z" { 9_000 } else { 100 };
    let simple = [
        ("KP-4995", 49_95, STANDARD, 20),
        ("KP-1295", 12_95, STANDARD, 100),
        ("KP-0849", 8_49, REDUCED, 100),
        ("KP-6000", 60_00, STANDARD, 20),
        ("KP-4000", 40_00, STANDARD, 50),
        ("KP-12000", 120_00, STANDARD, 20),
        ("KP-10001", 100_01, STANDARD, 20),
        ("KP-10000", 100_00, STANDARD, 20),
        ("KP-3500", 35_00, STANDARD, 20),
        ("KP-8999", 89_99, STANDARD, 20),
        ("KP-6001", 60_01, STANDARD, 20),
        ("KP-0100", 1_00, REDUCED, 1),
        ("KP-2500", 25_00, REDUCED, 20),
        ("LED-E27", 7_95, STANDARD, 20),
    ];
    let variations = ["KP-7500-A", "KP-7500-B"];
    let mut all = Vec::new();
    for (id, (sku, price, rate, stock)) in (base..).zip(simple) {
        let sku = sku.to_owned();
        all.push(Article { id, parent_id: None, sku, price: Cents(price), rate, stock });
    }
    for (id, sku) in (base + 501..).zip(variations) {
        let (parent_id, rate, sku) = (Some(base + 500), STANDARD, sku.to_owned());
        all.push(Article { id, parent_id, sku, price: Cents(75_00), rate, stock: 10 });
    }
    all
}
