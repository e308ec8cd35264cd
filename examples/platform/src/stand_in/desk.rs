//! The stand-in's test routes: its own book, its stock, its return desk, its cron.

use super::{Defect, Line, Order, Outgoing, Payment, StandIn, State};
use crate::money::Cents;
use crate::profile::Profile;
use crate::share;
use base64::Engine;
use base64::engine::general_purpose::STANDARD as BASE64;
use serde_json::{Value, json};

type Reply = (u16, Value);

impl StandIn {
    pub(super) fn desk(&self, route: &str, body: &Value) -> Reply {
        let reply = match route {
            "state" => (200, self.book()),
            "stock" => {
                let mut state = self.state();
                let own = |article: &&mut super::Article| body["sku"] == article.sku;
                let article = state.articles.iter_mut().find(own).unwrap();
                article.stock = body["quantity"].as_str().unwrap().parse().unwrap();
                let article = article.clone();
                self.announce_article(&mut state, &article);
                (200, json!({}))
            }
            "price" => {
                let mut state = self.state();
                let own = |article: &&mut super::Article| body["sku"] == article.sku;
                let article = state.articles.iter_mut().find(own).unwrap();
                article.price = Cents::parse(body["gross_amount"].as_str().unwrap()).unwrap();
                let article = article.clone();
                self.announce_article(&mut state, &article);
                (200, json!({}))
            }
            "fault" => {
                let mut state = self.state();
                state.refuse_requests = body["refuse_requests"].as_i64().unwrap_or(0);
                state.refuse_takeover_sku = body["refuse_takeover_sku"].as_str().map(str::to_owned);
                (200, json!({}))
            }
            "return" => self.take_back(body),
            "drain" => {
                let taken = self.take_over();
                return (200, json!({"taken": taken, "drain": {"sent": self.drain()}}));
            }
            _ => (404, json!({})),
        };
        self.take_over();
        self.drain();
        reply
    }

    fn book(&self) -> Value {
        let state = self.state();
        let taken = state.orders.iter().filter(|own| own.is_taken || own.is_refused);
        let stock = state
            .articles
            .iter()
            .map(|article| json!({"sku": article.sku, "quantity": article.stock.to_string()}));
        json!({"supplier_id": self.supplier, "orders": taken.map(in_book).collect::<Vec<_>>(),
            "stock": stock.collect::<Vec<_>>()})
    }

    /// Books what platforms have ordered and paid, or refuses it.
    pub(super) fn take_over(&self) -> usize {
        let mut state = self.state();
        let mut taken = 0;
        for position in 0..state.orders.len() {
            let order = state.orders[position].clone();
            let is_due = matches!(order.status.as_str(), "processing" | "completed");
            if order.is_taken || order.is_refused || !is_due {
                continue;
            }
            taken += 1;
            let refused = state.refuse_takeover_sku.clone();
            let hit = order.lines.iter().find(|line| Some(&line.sku) == refused.as_ref());
            if let Some(line) = hit {
                state.orders[position].is_refused = true;
                state.orders[position].status = "cancelled".to_owned();
                let body = json!({"status": "cancelled", "number": null, "refused_lines": [
                    {"line_id": "1", "product_id": line.product_id, "quantity": line.quantity}]});
                let path = format!("orders/{}", order.identity);
                let key = format!("push-{}", order.identity);
                let call = self.call(order.platform, "PUT", &path, &key, &body);
                state.outbox.push(call);
            } else {
                state.orders[position].is_taken = true;
                match self.defect {
                    Defect::StockNotMoved => {}
                    Defect::StockMovedAtParent if order.lines[0].variation_id.is_some() => {}
                    _ => move_stock(&mut state, &order, -1),
                }
            }
            let order = state.orders[position].clone();
            self.announce(&mut state, &order);
        }
        taken
    }

    /// Sends everything once; what gets no proper answer stays for the next time.
    pub(super) fn drain(&self) -> usize {
        let due = std::mem::take(&mut self.state().outbox);
        let mut sent = 0;
        for call in due {
            let mut request =
                ureq::http::Request::builder().method(call.method).uri(call.url.as_str());
            for (name, value) in &call.headers {
                request = request.header(name, value);
            }
            let config = ureq::Agent::config_builder().http_status_as_error(false).build();
            let agent: ureq::Agent = config.into();
            let answer = agent.run(request.body(call.body.clone()).unwrap());
            let document = answer.ok().filter(|answer| answer.status().as_u16() < 500);
            match document.and_then(|mut answer| answer.body_mut().read_to_string().ok()) {
                Some(text) if text.starts_with('{') => sent += 1,
                _ => self.state().outbox.push(call),
            }
        }
        sent
    }

    fn call(
        &self,
        platform: &Profile,
        method: &'static str,
        path: &str,
        key: &str,
        body: &Value,
    ) -> Outgoing {
        let secret = platform.shop_secret(&self.supplier);
        let credentials = BASE64.encode(format!("shop-{}:{secret}", self.supplier));
        Outgoing {
            method,
            url: format!("{}/wp-json/wc/v3/{path}", self.platform_address(platform)),
            headers: vec![
                ("Authorization".into(), format!("Basic {credentials}")),
                ("Idempotency-Key".into(), key.to_owned()),
                ("Content-Type".into(), "application/json".into()),
            ],
            body: body.to_string().into_bytes(),
        }
    }

    fn take_back(&self, body: &Value) -> Reply {
        let text = |name: &str| body[name].as_str().unwrap();
        let mut state = self.state();
        let is_it = |own: &Order| own.identity == text("platform_order_id");
        let position = state.orders.iter().position(is_it).unwrap();
        let mut order = state.orders[position].clone();
        let return_id = text("return_id");
        if let Some((_, asked, refund)) = order.returns.iter().find(|own| own.0 == return_id) {
            if *asked != body["lines"] {
                return (409, json!({"status": "CONFLICT", "error": {"code": "outbox.conflict"}}));
            }
            let mut refund = refund.clone();
            refund["replayed"] = true.into();
            if self.defect == Defect::CreditUnderNewKey {
                let request = refund["request"].clone();
                self.send_credit(&mut state, &order, &format!("{return_id}-again"), &request);
            }
            return (200, json!({"status": 200, "refund": refund}));
        }
        let Some((items, amount)) = return_lines(&mut order, &body["lines"]) else {
            if self.defect == Defect::ReturnBeyondWhatIsLeft {
                return (200, json!({"status": 200, "refund": {"amount": "1.00"}}));
            }
            let error = json!({"code": "payment.over_refund", "message": "Te veel"});
            return (422, json!({"status": "REJECTED", "error": error}));
        };
        let request = self.credit_request(&mut order, return_id, &items, amount);
        let left: Cents = order.payments.iter().map(|own| own.amount - own.credited).sum();
        let refund = json!({"amount": amount, "refundable_amount": left, "request": request});
        order.returns.push((return_id.to_owned(), body["lines"].clone(), refund.clone()));
        self.send_credit(&mut state, &order, return_id, &request);
        state.orders[position] = order;
        (200, json!({"status": 200, "refund": refund}))
    }

    fn credit_request(
        &self,
        order: &mut Order,
        return_id: &str,
        items: &[Value],
        amount: Cents,
    ) -> Value {
        let paid: Vec<Value> = order
            .payments
            .iter()
            .map(|own| json!({"tender_id": own.tender_id, "kind": own.kind, "amount": own.amount}))
            .collect();
        let open: Vec<Cents> = order.payments.iter().map(|own| own.amount - own.credited).collect();
        let mut shares = share::largest_remainder(amount, &open);
        let mut asked = amount;
        if self.defect == Defect::CreditOneCentOff {
            shares[0] -= Cents(1);
            asked -= Cents(1);
        }
        let mut payments = Vec::new();
        for (payment, share) in order.payments.iter_mut().zip(&shares) {
            payment.credited += *share;
            payments.push(
                json!({"tender_id": payment.tender_id, "kind": payment.kind, "amount": share}),
            );
        }
        let original = match self.defect {
            Defect::OriginalSplitLeftOut => Value::Null,
            _ => json!({"total": order.total(), "payments": paid}),
        };
        json!({"amount": asked, "reason": return_id, "payments": payments, "original": original,
            "line_items": items, "meta_data": [{"key": "_return_id", "value": return_id}]})
    }

    fn send_credit(&self, state: &mut State, order: &Order, key: &str, request: &Value) {
        let path = format!("orders/{}/refunds", order.identity);
        state.outbox.push(self.call(order.platform, "POST", &path, key, request));
    }
}

pub(super) fn move_stock(state: &mut State, order: &Order, sign: i64) {
    for line in &order.lines {
        let own = |article: &&mut super::Article| article.sku == line.sku;
        if let Some(article) = state.articles.iter_mut().find(own) {
            article.stock += sign * line.quantity;
        }
    }
}

/// The pieces that come back and their worth; nothing where more comes than is left.
fn return_lines(order: &mut Order, asked: &Value) -> Option<(Vec<Value>, Cents)> {
    let (mut items, mut amount) = (Vec::new(), Cents(0));
    for wish in asked.as_array().unwrap() {
        let line = order.lines.iter_mut().find(|line| wish["sku"] == line.sku.as_str()).unwrap();
        let quantity = wish["quantity"].as_i64().unwrap();
        if line.returned + quantity > line.quantity {
            return None;
        }
        let upto = |of: Cents, pieces: i64| {
            Cents((2 * of.0 * pieces + line.quantity) / (2 * line.quantity))
        };
        let (before, after) = (line.returned, line.returned + quantity);
        let worth = upto(line.gross, after) - upto(line.gross, before);
        let vat = upto(line.vat, after) - upto(line.vat, before);
        line.returned = after;
        amount += worth;
        items.push(json!({"product_id": line.product_id, "quantity": quantity, "amount": worth,
            "vat_amount": vat}));
    }
    Some((items, amount))
}

fn in_book(order: &Order) -> Value {
    let line = |line: &Line| {
        json!({"sku": line.sku, "quantity": line.quantity.to_string(), "gross_amount": line.gross,
            "vat_rate": line.rate.to_string(), "vat_amount": line.vat})
    };
    let tender =
        |own: &Payment| json!({"tender_id": own.tender_id, "kind": own.kind, "amount": own.amount});
    json!({
        "platform_id": order.platform.platform_id,
        "platform_order_id": order.identity,
        "status": order.status,
        "total_amount": order.total(),
        "vat_amount": order.vat(),
        "lines": order.lines.iter().map(line).collect::<Vec<_>>(),
        "tenders": order.payments.iter().map(tender).collect::<Vec<_>>(),
    })
}
