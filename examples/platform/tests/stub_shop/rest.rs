//! The stub's WooCommerce routes.

use super::{Article, Defect, Line, Order, Outgoing, Payment, State, StubShop, Webhook};
use base64::Engine;
use base64::engine::general_purpose::STANDARD as BASE64;
use platform::http::{Request, Response};
use platform::money::{Cents, STANDARD};
use platform::oauth;
use platform::profile::{PROFILES, Profile};
use serde_json::{Value, json};

type Reply = (u16, Value);

impl StubShop {
    pub(super) fn rest(&self, request: &Request, route: &[&str], body: &Value) -> Response {
        if self.state().refuse_requests > 0 {
            self.state().refuse_requests -= 1;
            return Response::html(503, "<h1>Even geduld</h1>");
        }
        let Some(platform) = self.platform_of(request) else {
            let document = json!({"code": "woocommerce_rest_authentication_error"});
            return Response::json(401, &document);
        };
        let mut replayed = false;
        let (status, document) = match (request.method.as_str(), route) {
            ("GET", []) => (200, json!({"namespace": "wc/v3"})),
            ("POST", ["orders"]) => {
                let (reply, is_replayed) = self.post_order(platform, body);
                replayed = is_replayed;
                reply
            }
            ("GET" | "PUT", ["orders", id]) => self.order(&request.method, id, body),
            ("GET", ["products", rest @ ..]) => self.products(request, rest),
            ("POST", ["webhooks"]) => self.post_webhook(body),
            ("GET", ["webhooks"]) => self.list_webhooks(),
            ("DELETE", ["webhooks", id]) => {
                self.state().webhooks.retain(|own| own.id.to_string() != *id);
                (200, json!({}))
            }
            _ => (404, json!({"code": "rest_no_route"})),
        };
        let mut response = Response::json(status, &document);
        response.headers.push(("X-WP-TotalPages".into(), "2".into()));
        if replayed {
            response.headers.push(("Idempotent-Replayed".into(), "true".into()));
        }
        response
    }

    /// The platform whose signature is right; only the index needs none.
    fn platform_of(&self, request: &Request) -> Option<&'static Profile> {
        let asked = |name| request.query(name);
        let key = asked("oauth_consumer_key")?;
        let platform = PROFILES.iter().find(|own| own.consumer_key(self.supplier) == key)?;
        let query = request.target.split_once('?')?.1;
        let names = query.split('&').map(|pair| pair.split_once('=').unwrap().0.to_owned());
        let signed = names.filter(|name| name != "oauth_signature");
        let pairs: Vec<(String, String)> =
            signed.map(|name| (name.clone(), request.query(&name).unwrap())).collect();
        let address = format!("{}{}", self.address, request.path());
        let secret = platform.consumer_secret(self.supplier);
        let right = oauth::signature(&request.method, &address, &pairs, &secret);
        (asked("oauth_signature")? == right).then_some(platform)
    }

    /// Two pages, so that paging is exercised: simple products, then variable ones.
    fn products(&self, request: &Request, route: &[&str]) -> Reply {
        let state = self.state();
        let page = request.query("page").unwrap_or_else(|| "1".to_owned());
        let by_id = |id: &str| state.articles.iter().find(|own| own.id.to_string() == id);
        match route {
            ["categories"] if page == "1" => (200, json!([{"id": 1, "name": "Besparen"}])),
            ["categories"] => (200, json!([])),
            [] if page == "1" => {
                let simple = state.articles.iter().filter(|own| own.parent_id.is_none());
                (200, simple.map(|own| self.product(&state, own)).collect())
            }
            [] => (200, json!([variable(&state)])),
            [_, "variations"] if page == "1" => {
                let own = state.articles.iter().filter(|own| own.parent_id.is_some());
                (200, own.map(|own| self.product(&state, own)).collect())
            }
            [_, "variations"] => (200, json!([])),
            [id] | [_, "variations", id] => match by_id(id) {
                Some(article) => (200, self.product(&state, article)),
                None => (200, variable(&state)),
            },
            _ => (404, json!({"code": "rest_no_route"})),
        }
    }

    fn product(&self, state: &State, article: &Article) -> Value {
        json!({
            "id": article.id,
            "parent_id": article.parent_id.unwrap_or(0),
            "type": if article.parent_id.is_some() { "variation" } else { "simple" },
            "name": format!("Artikel {}", article.sku),
            "status": "publish",
            "sku": article.sku,
            "price": article.price,
            "tax_class": if article.rate == STANDARD { "" } else { "reduced-rate" },
            "manage_stock": true,
            "stock_quantity": self.published(state, article),
        })
    }

    /// The shop's own stock, less what was ordered and is not taken over.
    fn published(&self, state: &State, article: &Article) -> i64 {
        let open = state.orders.iter().filter(|own| own.is_live() && !own.is_taken);
        let lines = open.flat_map(|order| &order.lines).filter(|line| line.sku == article.sku);
        article.stock - lines.map(|line| line.quantity).sum::<i64>()
    }

    fn post_order(&self, platform: &'static Profile, body: &Value) -> (Reply, bool) {
        let mut state = self.state();
        let identity = meta(body, "_platform_order_id").as_str().unwrap().to_owned();
        let is_known = |own: &&Order| own.identity == identity;
        if let Some(known) = state.orders.iter().find(is_known) {
            if known.request != *body {
                return (
                    (409, json!({"code": "koppel_order_conflict", "message": "Anders"})),
                    false,
                );
            }
            if self.defect != Defect::OrderMadeTwice {
                return ((200, known.answer.clone()), true);
            }
        }
        let mut lines = match self.lines(&state, body) {
            Ok(lines) => lines,
            Err(sku) => {
                let message = format!("{sku} is uitverkocht.");
                return ((400, json!({"code": "koppel_out_of_stock", "message": message})), false);
            }
        };
        if self.defect == Defect::VatOneCentOff {
            lines[0].vat += Cents(1);
        }
        state.ids_made += 1;
        let payments = meta(body, "_platform_payments").as_array().unwrap().iter();
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        let mut order = Order {
            id: state.ids_made,
            platform,
            identity,
            request: body.clone(),
            status: text(&body["status"]),
            date_paid: (body["set_paid"] == true).then_some("2026-11-21T12:00:00"),
            is_taken: false,
            is_refused: false,
            lines,
            payments: payments
                .map(|own| {
                    let amount = Cents::parse(own["amount"].as_str().unwrap()).unwrap();
                    Payment {
                        tender_id: text(&own["tender_id"]),
                        kind: text(&own["kind"]),
                        amount,
                        credited: Cents(0),
                    }
                })
                .collect(),
            returns: Vec::new(),
            answer: Value::Null,
        };
        if self.defect == Defect::PaidBeforeIdeal {
            order.date_paid = Some("2026-11-21T12:00:00");
        }
        if self.defect == Defect::TenderLeftOut {
            order.payments.pop();
        }
        order.answer = document(&order);
        let answer = order.answer.clone();
        state.orders.push(order.clone());
        self.announce(&mut state, &order);
        ((201, answer), false)
    }

    /// The lines of a new order; an error is the SKU of which there is too little.
    fn lines(&self, state: &State, body: &Value) -> Result<Vec<Line>, &'static str> {
        let mut lines = Vec::new();
        for item in body["line_items"].as_array().unwrap() {
            let id = item["variation_id"].as_i64().or(item["product_id"].as_i64());
            let article = state.articles.iter().find(|own| Some(own.id) == id).unwrap();
            let quantity = item["quantity"].as_i64().unwrap();
            if self.published(state, article) < quantity && self.defect != Defect::SoldTwice {
                return Err(article.sku);
            }
            let gross = gross(&item["total"], article.rate.0);
            lines.push(Line {
                product_id: item["product_id"].as_i64().unwrap(),
                variation_id: item["variation_id"].as_i64(),
                sku: article.sku.to_owned(),
                quantity,
                gross,
                rate: article.rate,
                vat: article.rate.vat_in(gross),
                returned: 0,
            });
        }
        for shipping in body["shipping_lines"].as_array().unwrap() {
            let gross = gross(&shipping["total"], STANDARD.0);
            let (sku, rate, vat) = (String::new(), STANDARD, STANDARD.vat_in(gross));
            let (product_id, variation_id, quantity, returned) = (0, None, 1, 0);
            lines.push(Line {
                product_id,
                variation_id,
                sku,
                quantity,
                gross,
                rate,
                vat,
                returned,
            });
        }
        Ok(lines)
    }

    fn order(&self, method: &str, id: &str, body: &Value) -> Reply {
        let mut state = self.state();
        let position = state.orders.iter().position(|own| own.id.to_string() == id).unwrap();
        let mut order = state.orders[position].clone();
        if method == "PUT" {
            let is_cancelled = body["status"] == "cancelled" && order.is_live();
            if is_cancelled && order.is_taken {
                super::desk::move_stock(&mut state, &order, 1);
            }
            order.status = body["status"].as_str().unwrap().to_owned();
            if body["set_paid"] == true && order.date_paid.is_none() {
                order.date_paid = Some("2026-11-21T12:00:00");
            }
            if is_cancelled && self.defect == Defect::StockNotGivenBack {
                super::desk::move_stock(&mut state, &order, -1);
            }
            state.orders[position] = order.clone();
            self.announce(&mut state, &order);
        }
        (200, document(&order))
    }

    fn post_webhook(&self, body: &Value) -> Reply {
        let mut state = self.state();
        state.ids_made += 1;
        let text = |name: &str| body[name].as_str().unwrap().to_owned();
        let (id, url) = (state.ids_made, text("delivery_url"));
        let content_type = "application/x-www-form-urlencoded".to_owned();
        state.outbox.push(Outgoing {
            method: "POST",
            url: url.clone(),
            headers: vec![("Content-Type".into(), content_type)],
            body: format!("webhook_id={id}").into_bytes(),
        });
        state.webhooks.push(Webhook { id, topic: text("topic"), url, secret: text("secret") });
        (201, json!({"id": id, "status": "active"}))
    }

    fn list_webhooks(&self) -> Reply {
        let state = self.state();
        let own = state.webhooks.iter();
        (200, own.map(|own| json!({"id": own.id, "delivery_url": own.url})).collect())
    }

    /// Webhooks for what an order or its take-over changed.
    pub(super) fn announce(&self, state: &mut State, order: &Order) {
        for line in order.lines.iter().filter(|line| !line.sku.is_empty()) {
            let article = state.articles.iter().find(|own| own.sku == line.sku).unwrap().clone();
            self.announce_article(state, &article);
        }
        let document = document(order);
        self.enqueue_webhook(state, "order.updated", &document);
    }

    pub(super) fn announce_article(&self, state: &mut State, article: &Article) {
        let document = self.product(state, article);
        self.enqueue_webhook(state, "product.updated", &document);
    }

    fn enqueue_webhook(&self, state: &mut State, topic: &str, document: &Value) {
        let body = document.to_string().into_bytes();
        let mut deliveries = Vec::new();
        for webhook in state.webhooks.iter().filter(|own| own.topic == topic) {
            let secret = match self.defect {
                Defect::WebhookUnsigned => "",
                _ => webhook.secret.as_str(),
            };
            let signature = oauth::hmac_sha256_base64(secret.as_bytes(), &body);
            let (url, body) = (webhook.url.clone(), body.clone());
            let now = chrono::Utc::now().timestamp();
            let id = format!("msg-{}-{}", webhook.id, deliveries.len());
            let signed = [format!("{id}.{now}.").as_bytes(), &body].concat();
            let key = BASE64.decode(webhook.secret.trim_start_matches("whsec_")).unwrap();
            let standard = format!("v1,{}", oauth::hmac_sha256_base64(&key, &signed));
            let headers = vec![
                ("Content-Type".to_owned(), "application/json".to_owned()),
                ("webhook-id".to_owned(), id),
                ("webhook-timestamp".to_owned(), now.to_string()),
                ("webhook-signature".to_owned(), standard),
                ("X-WC-Webhook-Topic".to_owned(), topic.to_owned()),
                ("X-WC-Webhook-Signature".to_owned(), signature),
            ];
            deliveries.push(Outgoing { method: "POST", url, headers, body });
        }
        state.outbox.extend(deliveries);
    }
}

fn variable(state: &State) -> Value {
    let id = state.articles.iter().find_map(|own| own.parent_id);
    json!({"id": id, "type": "variable", "name": "Slimme thermostaat", "status": "publish",
        "sku": "KP-7500", "price": "75.00", "tax_class": "", "manage_stock": false,
        "stock_quantity": null})
}

fn document(order: &Order) -> Value {
    // As WooCommerce: each line is rounded to the cent, then they are added.
    let cents = |item: &Value, name: &str| -> i64 {
        let micros: i64 = item[name].as_str().unwrap().replace('.', "").parse().unwrap();
        (micros + 5_000) / 10_000
    };
    let items = order.request["line_items"].as_array().unwrap().iter();
    let discount = Cents(items.map(|item| cents(item, "subtotal") - cents(item, "total")).sum());
    json!({"id": order.id, "status": order.status, "date_paid": order.date_paid,
        "total": order.total(), "total_tax": order.vat(), "discount_total": discount})
}

fn meta<'a>(body: &'a Value, key: &str) -> &'a Value {
    let entries = body["meta_data"].as_array().unwrap();
    &entries.iter().find(|entry| entry["key"] == key).unwrap()["value"]
}

/// Half up to the cent, from a net text with six decimals.
fn gross(net: &Value, rate: i64) -> Cents {
    let micros: i64 = net.as_str().unwrap().replace('.', "").parse().unwrap();
    Cents((micros * (100_00 + rate) + 50_000_000) / 100_000_000)
}
