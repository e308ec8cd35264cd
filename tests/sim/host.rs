//! A shop that takes orders and returns, drains, crashes and starts anew; at the end what has to hold is checked.

use super::faults::Fault;
use super::outside::{Process, Sim};
use koppel::client::Client;
use koppel::error::{Error, Status};
use koppel::methods::{self, Run};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::sync::atomic::Ordering::Relaxed;

type Checked<T> = Result<T, String>;

/// An order as the shop and its platform know it.
#[derive(Debug, Default)]
struct Sale {
    order_id: String,
    /// What each tender paid, in cents.
    paid: BTreeMap<String, i64>,
    is_returned_whole: bool,
    /// The keys of what was acknowledged, in its order.
    keys: Vec<String>,
}

pub struct Host {
    sim: Arc<Sim>,
    process: Process,
    sales: Vec<Sale>,
    pub crashes: u64,
    /// Does everything an order can go through, and leaves nothing to chance.
    is_thorough: bool,
    /// The shop's own book: what it made of the inbox, by the key that is UNIQUE there.
    taken_over: BTreeMap<String, String>,
    posted: BTreeSet<String>,
}

pub fn call(client: &Client, method: &str, request: &Value) -> Result<Value, Error> {
    let Run::Client(run) = methods::find(method).expect(method).run else { panic!("{method}") };
    let reply = run(client, request.to_string().as_bytes())?;
    Ok(serde_json::from_slice(&reply).expect("JSON"))
}

impl Host {
    pub fn new(sim: Arc<Sim>) -> Host {
        let process = sim.start();
        Host {
            sim,
            process,
            sales: vec![],
            crashes: 0,
            is_thorough: false,
            taken_over: BTreeMap::new(),
            posted: BTreeSet::new(),
        }
    }

    /// One that does everything, each time.
    pub fn thorough(sim: Arc<Sim>) -> Host {
        Host { is_thorough: true, ..Host::new(sim) }
    }

    fn chance(&self, bound: u64) -> u64 {
        self.sim.chance.below(bound)
    }

    /// Makes a call until it is answered: whoever does not know whether it was done makes it again.
    fn make(&mut self, method: &str, request: &Value) -> Checked<Value> {
        for _ in 0..400 {
            match call(&self.process.client, method, request) {
                Ok(reply) if !self.process.crash.is_dead() => return Ok(reply),
                _ if self.process.crash.is_dead() => self.restart(),
                Err(error) if matches!(error.status(), Status::Store | Status::Busy) => {
                    self.sim.clock.advance(1_000);
                }
                Err(error) => return Err(format!("{method}: {error}")),
                Ok(_) => {}
            }
        }
        Err(format!("{method} is never answered"))
    }

    /// The same, and sometimes once more: it must be recognised.
    fn make_and_repeat(&mut self, method: &str, request: &Value) -> Checked<Value> {
        let reply = self.make(method, request)?;
        if self.sim.swarm.strikes(Fault::Repeated, 3) {
            let again = self.make(method, request)?;
            if again["replayed"] != true || again["entry_id"] != reply["entry_id"] {
                return Err(format!("{method} was made twice: {reply} and {again}"));
            }
        }
        Ok(reply)
    }

    fn restart(&mut self) {
        self.crashes += 1;
        // A crash is noticed after a while, or at once.
        self.sim.clock.advance(self.chance(2) * 600_000);
        self.sim.arrive();
        self.process = self.sim.start();
    }

    /// So many orders: each is taken, told, and comes back in part or whole.
    pub fn work(&mut self, orders: u64) -> Checked<()> {
        self.sync()?;
        for nth in 0..orders {
            let (sale, lines) = match self.chance(4) {
                0 => self.own_order(nth)?,
                1 => self.posted_order(nth)?,
                _ => self.recorded_order(nth)?,
            };
            self.sales.push(sale);
            self.passes();
            if self.chance(3) == 0 || self.is_thorough {
                self.push_state(nth)?;
            }
            self.returns(nth, lines)?;
        }
        Ok(())
    }

    /// Time goes on, and now and then the host's cron runs.
    fn passes(&mut self) {
        if self.chance(3) > 0 || self.is_thorough {
            self.attempt("outbox_drain", &json!({ "max_ms": 60_000 }));
        }
        if self.chance(2) == 0 || self.is_thorough {
            self.take_over();
        }
        // Minutes, sometimes a night.
        let hours = self.chance(8) / 7 * self.chance(30);
        self.sim.clock.advance(hours * 3_600_000 + self.chance(120_000));
        self.sim.arrive();
    }

    /// Makes a call once; what fails is seen to by the next one.
    fn attempt(&mut self, method: &str, request: &Value) -> Option<Value> {
        let reply = call(&self.process.client, method, request).ok();
        if self.process.crash.is_dead() {
            self.restart();
        }
        reply
    }

    fn take_over(&mut self) {
        let Some(next) = self.attempt("inbox_next", &json!({ "lease_s": 60 })) else { return };
        for entry in next["entries"].as_array().into_iter().flatten() {
            let key = entry["key"].as_str().expect("a key").to_owned();
            let order = entry["order"]["platform_order_id"].as_str().unwrap_or_default().to_owned();
            let host_id = format!("H-{order}");
            self.taken_over.insert(key, order);
            let request = json!({ "id": entry["id"], "lease": entry["lease"], "host_id": host_id });
            self.attempt("inbox_settle", &request);
        }
    }

    fn sync(&mut self) -> Checked<()> {
        let product = json!({ "id": 12, "name": "Lamp", "type": "simple", "status": "publish", "sku": "L",
            "regular_price": "12.95", "price": "12.95", "tax_status": "taxable", "tax_class": "",
            "manage_stock": true, "stock_quantity": 1_000_000, "stock_status": "instock", "backorders": "no" });
        let request = json!({ "from": "woocommerce", "mode": "upsert", "items": [product] });
        self.make("catalog_sync", &request).map(drop)
    }

    /// Lines with amounts by chance, and what a card and iDEAL pay of them.
    fn order(&self, nth: u64) -> (Value, Sale, Vec<(String, u64)>) {
        let (mut lines, mut units, mut total) = (vec![], vec![], 0);
        for line in 1..=1 + self.chance(3) {
            let (quantity, gross) = (1 + self.chance(3), 1 + self.chance(20_000) as i64);
            let rate = ["21", "9", "0"][self.chance(3) as usize];
            total += gross;
            lines.push(
                json!({ "line_id": line.to_string(), "kind": "product", "quantity": quantity,
                "gross_amount": amount(gross), "vat_rate": rate, "name": "Lamp" }),
            );
            units.push((line.to_string(), quantity));
        }
        let card = self.chance(total as u64 + 1) as i64;
        let (tenders, paid) = tenders(card, total - card);
        let order = json!({ "currency": "EUR", "status": "processing", "lines": lines, "tenders": tenders,
            "total_amount": amount(total), "customer": { "email": "a@example.nl" } });
        (order, Sale { order_id: format!("o{nth}"), paid, ..Sale::default() }, units)
    }

    fn own_order(&mut self, nth: u64) -> Checked<(Sale, Vec<(String, u64)>)> {
        let (mut order, mut sale, units) = self.order(nth);
        order["order_id"] = sale.order_id.clone().into();
        let request = json!({ "platform_id": "p", "order": order });
        let reply = self.make_and_repeat("order_push", &request)?;
        sale.keys.push(reply["key"].as_str().expect("a key").to_owned());
        // What the shop's own checkout got by iDEAL, the shop pays back itself.
        sale.paid.remove("ideal");
        Ok((sale, units))
    }

    fn recorded_order(&mut self, nth: u64) -> Checked<(Sale, Vec<(String, u64)>)> {
        let (mut order, mut sale, units) = self.order(nth);
        order["platform_order_id"] = format!("P-{nth}").into();
        let request = json!({ "platform_id": "p", "order": order });
        let reply = self.make_and_repeat("order_record", &request)?;
        sale.order_id = reply["order_id"].as_str().expect("an id").to_owned();
        Ok((sale, units))
    }

    /// The platform posts it at the shop, until it is answered.
    fn posted_order(&mut self, nth: u64) -> Checked<(Sale, Vec<(String, u64)>)> {
        let quantity = 1 + self.chance(3);
        // 12.95 with 21 % VAT, without it, to six decimals.
        let (total, net) = (1_295 * quantity as i64, [10_702_479, 21_404_959, 32_107_438]);
        let net = net[quantity as usize - 1];
        let net = format!("{}.{:06}", net / 1_000_000, net % 1_000_000);
        let card = self.chance(total as u64 + 1) as i64;
        let (tenders, paid) = tenders(card, total - card);
        let body = json!({ "status": "processing", "set_paid": true, "currency": "EUR",
            "line_items": [{ "product_id": 12, "quantity": quantity, "subtotal": net, "total": net }],
            "meta_data": [{ "key": "_platform_order_id", "value": format!("P-{nth}") },
                { "key": "_platform_payments", "value": tenders }] });
        let request = json!({ "method": "POST", "target": "/wp-json/wc/v3/orders", "scheme": "https",
            "headers": [["Authorization", "Basic Y2s6Y3M="], ["Content-Type", "application/json"]],
            "body": body.to_string() });
        for _ in 0..400 {
            let reply = self.make("http_respond", &request)?;
            match reply["status"].as_i64() {
                Some(200 | 201) => {
                    self.posted.insert(format!("P-{nth}"));
                    let order_id = format!("p:P-{nth}");
                    let sale = Sale { order_id, paid, ..Sale::default() };
                    return Ok((sale, vec![("1".into(), quantity)]));
                }
                Some(500..) => self.sim.clock.advance(1_000),
                _ => return Err(format!("an order is refused: {reply}")),
            }
        }
        Err("an order is never answered".into())
    }

    fn push_state(&mut self, nth: u64) -> Checked<()> {
        let sale = &self.sales[nth as usize];
        let request =
            json!({ "platform_id": "p", "order_id": sale.order_id, "status": "completed" });
        let reply = self.make_and_repeat("order_push", &request)?;
        let key = reply["key"].as_str().expect("a key").to_owned();
        self.sales[nth as usize].keys.push(key);
        self.passes();
        Ok(())
    }

    /// Units come back in some returns, perhaps all of them; never one more.
    fn returns(&mut self, nth: u64, mut left: Vec<(String, u64)>) -> Checked<()> {
        let order_id = self.sales[nth as usize].order_id.clone();
        for time in 0..1 + self.chance(3) {
            let mut lines = vec![];
            for (line_id, units) in &mut left {
                let quantity = self.sim.chance.below(*units + 1);
                *units -= quantity;
                if quantity > 0 {
                    lines.push(json!({ "line_id": line_id, "quantity": quantity }));
                }
            }
            if lines.is_empty() {
                continue;
            }
            let request = json!({ "platform_id": "p", "order_id": order_id,
                "return_id": format!("r{time}"), "lines": lines });
            let reply = self.make_and_repeat("return_credit", &request)?;
            for entry in reply["entries"].as_array().expect("a list") {
                let key = entry["key"].as_str().expect("a key").to_owned();
                self.sales[nth as usize].keys.push(key);
            }
            self.passes();
        }
        self.sales[nth as usize].is_returned_whole = left.iter().all(|(_, units)| *units == 0);
        if self.chance(4) > 0 {
            return Ok(());
        }
        let (line_id, units) = &left[0];
        let request = json!({ "platform_id": "p", "order_id": order_id, "return_id": "too much",
            "lines": [{ "line_id": line_id, "quantity": units + 1 }] });
        match self.make("return_credit", &request) {
            Err(error) if error.contains("payment.over_refund") => Ok(()),
            other => Err(format!("more came back than was sold: {other:?}")),
        }
    }

    /// The faults end; cron drains when something is due, for ten days at most, and a person sees to what is parked.
    pub fn settle_down(&mut self) -> Checked<()> {
        self.sim.swarm.none();
        self.sim.crashes_to_come.lock().expect("a lock").clear();
        self.process = self.sim.start();
        for _ in 0..3_000 {
            self.sim.arrive();
            self.take_over();
            let drained =
                self.make("outbox_drain", &json!({ "max_ms": 600_000, "max_entries": 1_000 }))?;
            let parked = self.see_to_parked()?;
            let health = self.make("health", &json!({}))?;
            if drained["left"] == 0 && parked == 0 && health["inbox"]["untaken"] == 0 {
                self.sim.clock.advance(2 * 3_600_000);
                self.sim.arrive();
                return Ok(());
            }
            // By its own words, or five minutes.
            let next_at = drained["next_at"].as_str().and_then(instant);
            let now = koppel::world::Clock::now(&*self.sim.clock).0;
            let wait = next_at.map_or(300_000, |at| (at - now).clamp(1, 86_400_000));
            self.sim.clock.advance(wait as u64);
        }
        Err(format!("stuck: {}", self.make("outbox_list", &json!({}))?))
    }

    /// A person looks at the far side: what was done there is settled by hand, the rest is put back.
    fn see_to_parked(&mut self) -> Checked<usize> {
        let list = self.make("outbox_list", &json!({ "state": "parked" }))?;
        let parked = list["entries"].as_array().expect("a list").clone();
        if !parked.is_empty() {
            // Before anyone looks, everything that is under way has arrived.
            self.sim.clock.advance(3_600_000);
            self.sim.arrive();
        }
        for entry in &parked {
            let reason = entry["reason"].as_str().unwrap_or_default();
            let is_html = entry["detail"].as_str().is_some_and(|detail| detail.contains("HTTP 20"));
            if reason != "unsure" && reason != "unreachable" && !is_html {
                return Err(format!("parked: {entry}"));
            }
            let key = entry["key"].as_str().expect("a key");
            let answer = self.sim.platform.lock().expect("a lock").document(key);
            let mut request = json!({ "entry_id": entry["entry_id"] });
            if let Some(answer) = answer {
                (request["by_hand"], request["answer"]) = (true.into(), answer);
            }
            self.make("outbox_requeue", &request)?;
        }
        Ok(parked.len())
    }

    pub fn check(&mut self) -> Checked<()> {
        if self.sim.is_undone.load(Relaxed) {
            return Err("an entry that was done is not done any more".into());
        }
        let mut states = BTreeMap::new();
        let mut after = Value::Null;
        loop {
            let page = self.make("outbox_list", &json!({ "after": after }))?;
            for entry in page["entries"].as_array().expect("a list") {
                let (key, state) = (entry["key"].as_str(), entry["state"].as_str());
                let key = key.expect("a key").to_owned();
                if states.insert(key.clone(), state.expect("a state").to_owned()).is_some() {
                    return Err(format!("{key} is there twice"));
                }
            }
            after = page["after"].clone();
            if after.is_null() {
                break;
            }
        }
        let platform = self.sim.platform.lock().expect("a lock");
        let mut asked = BTreeSet::new();
        for sale in &self.sales {
            let place = |key: &String| platform.done.iter().position(|done| done.key == *key);
            let is_whole = sale.keys.iter().all(|key| !platform.lost.contains(key));
            for key in &sale.keys {
                asked.insert(key.clone());
                let times = platform.done.iter().filter(|done| done.key == *key).count();
                if states.get(key).map(String::as_str) != Some("done") {
                    return Err(format!("{}: {:?} at the end", sale.order_id, states.get(key)));
                }
                if times > 1 || (times == 0 && !platform.lost.contains(key)) {
                    return Err(format!("{}: done {times} times", sale.order_id));
                }
            }
            if is_whole && !sale.keys.iter().map(place).is_sorted() {
                return Err(format!("{}: out of order", sale.order_id));
            }
            let mut credited: BTreeMap<&str, i64> = BTreeMap::new();
            for done in platform.done.iter().filter(|done| sale.keys.contains(&done.key)) {
                for (tender_id, cents) in &done.credited {
                    *credited.entry(tender_id).or_default() += cents;
                }
            }
            for (tender_id, paid) in &sale.paid {
                let back = credited.remove(tender_id.as_str()).unwrap_or_default();
                if back > *paid || (sale.is_returned_whole && is_whole && back != *paid) {
                    return Err(format!("{}: {back} of {paid} is back", sale.order_id));
                }
            }
            if !credited.is_empty() {
                return Err(format!("{}: credited to a stranger", sale.order_id));
            }
        }
        if let Some(key) = states.keys().find(|key| !asked.contains(*key)) {
            return Err(format!("nobody asked for {key}"));
        }
        let taken: Vec<_> = self.taken_over.values().cloned().collect();
        if taken.len() != self.posted.len()
            || taken.into_iter().collect::<BTreeSet<_>>() != self.posted
        {
            return Err(format!("{:?} posted, {:?} taken over", self.posted, self.taken_over));
        }
        Ok(())
    }
}

fn tenders(card: i64, ideal: i64) -> (Value, BTreeMap<String, i64>) {
    let (mut list, mut paid) = (vec![], BTreeMap::new());
    for (tender_id, kind, cents) in
        [("card-7", "multi_purpose", card), ("ideal", "remainder", ideal)]
    {
        if cents > 0 {
            list.push(json!({ "tender_id": tender_id, "kind": kind, "amount": amount(cents) }));
            paid.insert(tender_id.to_owned(), cents);
        }
    }
    (list.into(), paid)
}

fn amount(cents: i64) -> String {
    format!("{}.{:02}", cents / 100, cents % 100)
}

fn instant(text: &str) -> Option<i64> {
    Some(chrono::DateTime::parse_from_rfc3339(text).ok()?.timestamp_millis())
}
