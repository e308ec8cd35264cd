//! Its REST API, shaped as WooCommerce's.

use super::{Article, Defect, Line, Order, Outgoing, Payment, StandIn, State, Webhook};
use crate::http::{Request, Response};
use crate::money::{Cents, STANDARD};
use crate::oauth;
use crate::profile::{PROFILES, Profile};
use base64::Engine;
use base64::engine::general_purpose::STANDARD as BASE64;
use serde_json::{Value, json};
use std::time::{Duration, Instant};

type Reply = (u16, Value);

/// A shop may give less than is asked for: then paging is exercised by a small catalogue too.
const PER_PAGE_MAX: usize = 10;
/// How long after its answer a shop books that gives stock back late.
const LATE: Duration = Duration::from_millis(300);
const CHANGED_AT: &str = "2026-11-20T10:00:00";

pub(super) fn no_route() -> Value {
    json!({"code": "rest_no_route", "message": "There is no such route."})
}

fn refused(status: u16, code: &str, message: &str) -> Reply {
    (status, json!({"code": code, "message": message, "data": {"status": status}}))
}

impl StandIn {
    pub(super) fn rest(&self, request: &Request, route: &[&str], body: &Value) -> Response {
        if self.state().refuse_requests > 0 {
            self.state().refuse_requests -= 1;
            return Response::html(503, "<h1>Even geduld</h1>");
        }
        if let ("GET", []) = (request.method.as_str(), route) {
            return Response::json(200, &json!({"namespace": "wc/v3"}));
        }
        self.put_back();
        let Some(platform) = self.platform_of(request) else {
            let (status, document) =
                refused(401, "woocommerce_rest_cannot_view", "This key is unknown.");
            return Response::json(status, &document);
        };
        let mut replayed = false;
        let (status, document) = match (request.method.as_str(), route) {
            ("POST" | "PUT", _) if !body.is_object() => {
                refused(400, "rest_invalid_json", "The body is not JSON.")
            }
            ("POST", ["orders"]) => {
                let (reply, is_replayed) = self.post_order(platform, body);
                replayed = is_replayed;
                reply
            }
            ("GET", ["orders"]) => (200, self.state().orders.iter().rev().map(document).collect()),
            ("GET" | "PUT", ["orders", id]) => self.order(&request.method, id, body),
            ("GET", ["orders", _, "refunds"]) => (200, json!([])),
            ("POST", ["orders", id, "refunds"]) => self.refund(id, body),
            ("GET", ["products", rest @ ..]) => self.products(request, rest),
            ("POST", ["webhooks"]) => self.post_webhook(body),
            ("GET", ["webhooks"]) => self.list_webhooks(),
            ("GET", ["webhooks", id]) => self.webhook(id),
            ("DELETE", ["webhooks", id]) => {
                let found = self.webhook(id);
                self.state().webhooks.retain(|own| own.id.to_string() != *id);
                found
            }
            _ => (404, no_route()),
        };
        let mut response = match document {
            Value::Array(items) => paged(request, &items),
            other => Response::json(status, &other),
        };
        if replayed {
            response.headers.push(("Idempotent-Replayed".into(), "true".into()));
        }
        response
    }

    /// The platform whose signature is right; only the index needs none.
    fn platform_of(&self, request: &Request) -> Option<&'static Profile> {
        let asked = |name| request.query(name);
        let key = asked("oauth_consumer_key")?;
        let platform = PROFILES.iter().find(|own| own.consumer_key(&self.supplier) == key)?;
        let query = request.target.split_once('?')?.1;
        let names = query.split('&').map(|pair| pair.split_once('=').unwrap().0.to_owned());
        let signed = names.filter(|name| name != "oauth_signature");
        let pairs: Vec<(String, String)> =
            signed.map(|name| (name.clone(), request.query(&name).unwrap())).collect();
        let address = format!("{}{}", self.address, request.path());
        let secret = platform.consumer_secret(&self.supplier);
        let right = oauth::signature(&request.method, &address, &pairs, &secret);
        (asked("oauth_signature")? == right).then_some(platform)
    }

    fn products(&self, request: &Request, route: &[&str]) -> Reply {
        let state = self.state();
        let by_id = |id: &str| state.articles.iter().find(|own| own.id.to_string() == id);
        let unknown = || refused(404, "woocommerce_rest_product_invalid_id", "Unknown product.");
        let parent = variable(&state);
        match route {
            ["categories"] => {
                (200, json!([{"id": 1, "name": "Besparen", "slug": "besparen", "parent": 0}]))
            }
            ["attributes" | "tags" | "brands"] => (200, json!([])),
            [] => {
                let simple = state.articles.iter().filter(|own| own.parent_id.is_none());
                let mut all: Vec<Value> = simple.map(|own| self.product(&state, own)).collect();
                all.push(parent);
                all.retain(|own| is_asked(request, own));
                (200, Value::Array(all))
            }
            [_, "variations"] => {
                let own = state.articles.iter().filter(|own| own.parent_id.is_some());
                (200, own.map(|own| self.product(&state, own)).collect())
            }
            [id] | [_, "variations", id] => match by_id(id) {
                Some(article) => (200, self.product(&state, article)),
                None if parent["id"].as_i64() == id.parse().ok() => (200, parent),
                None => unknown(),
            },
            _ => (404, no_route()),
        }
    }

    fn product(&self, state: &State, article: &Article) -> Value {
        let is_variation = article.parent_id.is_some();
        let option = json!([{"id": 0, "name": "Uitvoering", "option": article.sku}]);
        json!({
            "id": article.id,
            "parent_id": article.parent_id.unwrap_or(0),
            "type": if is_variation { "variation" } else { "simple" },
            "name": format!("Artikel {}", article.sku),
            "status": "publish",
            "sku": article.sku,
            "price": article.price,
            "tax_class": if article.rate == STANDARD { "" } else { "reduced-rate" },
            "manage_stock": true,
            "stock_quantity": self.published(state, article),
            "date_modified_gmt": CHANGED_AT,
            "categories": [{"id": 1, "name": "Besparen", "slug": "besparen"}],
            "attributes": if is_variation { option } else { json!([]) },
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
                    refused(409, "order_conflict", "This order came before, with other content."),
                    false,
                );
            }
            if self.defect != Defect::OrderMadeTwice {
                return ((200, known.answer.clone()), true);
            }
        }
        let mut lines = match self.lines(&state, body) {
            Ok(lines) => lines,
            Err(sentence) => return (refused(400, "order_impossible", &sentence), false),
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

    /// The lines of a new order; an error is a sentence.
    fn lines(&self, state: &State, body: &Value) -> Result<Vec<Line>, String> {
        let mut lines = Vec::new();
        for item in body["line_items"].as_array().unwrap() {
            let id = item["variation_id"].as_i64().or(item["product_id"].as_i64());
            let found = state.articles.iter().find(|own| Some(own.id) == id);
            let article = found.ok_or("This product is unknown.")?;
            let quantity = item["quantity"].as_i64().unwrap();
            if self.published(state, article) < quantity && self.defect != Defect::SoldTwice {
                return Err(format!("{} is uitverkocht.", article.sku));
            }
            let gross = gross(&item["total"], article.rate.0);
            lines.push(Line {
                product_id: item["product_id"].as_i64().unwrap(),
                variation_id: item["variation_id"].as_i64(),
                sku: article.sku.clone(),
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
        let Some(position) = state.orders.iter().position(|own| own.id.to_string() == id) else {
            return refused(404, "woocommerce_rest_shop_order_invalid_id", "Unknown order.");
        };
        let mut order = state.orders[position].clone();
        if method == "PUT" {
            let is_cancelled = body["status"] == "cancelled" && order.is_live();
            let is_late = self.defect == Defect::StockGivenBackLate;
            if is_cancelled && is_late {
                if !order.is_taken {
                    super::desk::move_stock(&mut state, &order, -1);
                }
                state.back_at.push((Instant::now() + LATE, order.clone()));
            } else if is_cancelled && order.is_taken {
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

    /// What a shop that books after its answers has booked by now.
    fn put_back(&self) {
        let mut state = self.state();
        let now = Instant::now();
        let (due, later) =
            std::mem::take(&mut state.back_at).into_iter().partition(|own| own.0 <= now);
        state.back_at = later;
        let due: Vec<(Instant, Order)> = due;
        for (_, order) in due {
            super::desk::move_stock(&mut state, &order, 1);
            self.announce(&mut state, &order);
        }
    }

    /// The platform's own refund of an order: at most what was paid.
    fn refund(&self, id: &str, body: &Value) -> Reply {
        let state = self.state();
        let order = state.orders.iter().find(|own| own.id.to_string() == id);
        let amount = body["amount"].as_str().and_then(Cents::parse);
        match (order, amount) {
            (Some(order), Some(amount)) if amount <= order.total() => {
                (201, json!({"id": 1, "amount": amount, "reason": body["reason"]}))
            }
            _ => refused(400, "woocommerce_rest_invalid_order_refund", "Invalid refund amount."),
        }
    }

    fn post_webhook(&self, body: &Value) -> Reply {
        let mut state = self.state();
        state.ids_made += 1;
        let text = |name: &str| body[name].as_str().unwrap_or_default().to_owned();
        let (id, url) = (state.ids_made, text("delivery_url"));
        let content_type = "application/x-www-form-urlencoded".to_owned();
        state.outbox.push(Outgoing {
            method: "POST",
            url: url.clone(),
            headers: vec![("Content-Type".into(), content_type)],
            body: format!("webhook_id={id}").into_bytes(),
        });
        let webhook = Webhook { id, topic: text("topic"), url, secret: text("secret") };
        let document = shown(&webhook);
        state.webhooks.push(webhook);
        (201, document)
    }

    fn webhook(&self, id: &str) -> Reply {
        let state = self.state();
        match state.webhooks.iter().find(|own| own.id.to_string() == id) {
            Some(webhook) => (200, shown(webhook)),
            None => refused(404, "woocommerce_rest_shop_webhook_invalid_id", "Unknown webhook."),
        }
    }

    fn list_webhooks(&self) -> Reply {
        (200, self.state().webhooks.iter().map(shown).collect())
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
        let (resource, event) = topic.split_once('.').unwrap_or((topic, ""));
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
                ("X-WC-Webhook-Source".to_owned(), format!("{}/", self.address)),
                ("X-WC-Webhook-Resource".to_owned(), resource.to_owned()),
                ("X-WC-Webhook-Event".to_owned(), event.to_owned()),
                ("X-WC-Webhook-ID".to_owned(), webhook.id.to_string()),
                ("X-WC-Webhook-Delivery-ID".to_owned(), now.to_string()),
                ("X-WC-Webhook-Signature".to_owned(), signature),
            ];
            deliveries.push(Outgoing { method: "POST", url, headers, body });
        }
        state.outbox.extend(deliveries);
    }
}

fn shown(webhook: &Webhook) -> Value {
    let Webhook { id, topic, url, .. } = webhook;
    json!({"id": id, "status": "active", "topic": topic, "delivery_url": url})
}

/// Whether the query of a list asks for this product.
fn is_asked(request: &Request, product: &Value) -> bool {
    let is_it = |name: &str, member: &str| {
        request.query(name).is_none_or(|asked| product[member] == asked.as_str())
    };
    let is_later = request.query("modified_after").is_none_or(|moment| *moment < *CHANGED_AT);
    is_it("sku", "sku") && is_it("type", "type") && is_it("status", "status") && is_later
}

/// One page of a list, with the headers that say how many there are.
fn paged(request: &Request, items: &[Value]) -> Response {
    let number = |name: &str| request.query(name).and_then(|text| text.parse::<usize>().ok());
    let size = number("per_page").unwrap_or(PER_PAGE_MAX).clamp(1, PER_PAGE_MAX);
    let skipped = (number("page").unwrap_or(1).max(1) - 1) * size;
    let page: Vec<&Value> = items.iter().skip(skipped).take(size).collect();
    let mut response = Response::json(200, &json!(page));
    response.headers.push(("X-WP-Total".into(), items.len().to_string()));
    response.headers.push(("X-WP-TotalPages".into(), items.len().div_ceil(size).to_string()));
    response
}

fn variable(state: &State) -> Value {
    let id = state.articles.iter().find_map(|own| own.parent_id);
    json!({"id": id, "type": "variable", "name": "Slimme thermostaat", "status": "publish",
        "sku": "KP-7500", "price": "75.00", "tax_class": "", "manage_stock": false,
        "stock_quantity": null, "date_modified_gmt": CHANGED_AT,
        "categories": [{"id": 1, "name": "Besparen", "slug": "besparen"}]})
}

fn document(order: &Order) -> Value {
    // As WooCommerce: each line is rounded to the cent, then they are added.
    let cents = |item: &Value, name: &str| -> i64 {
        let micros: i64 = item[name].as_str().unwrap().replace('.', "").parse().unwrap();
        (micros + 5_000) / 10_000
    };
    let items = order.request["line_items"].as_array().unwrap().iter();
    let discount = Cents(items.map(|item| cents(item, "subtotal") - cents(item, "total")).sum());
    let goods = order.lines.iter().filter(|line| line.product_id != 0);
    let lines: Vec<Value> = goods
        .map(|line| {
            json!({"product_id": line.product_id, "variation_id": line.variation_id.unwrap_or(0),
                "quantity": line.quantity, "sku": line.sku, "total_tax": line.vat,
                "total": line.gross - line.vat})
        })
        .collect();
    json!({"id": order.id, "status": order.status, "currency": "EUR",
        "date_paid": order.date_paid, "total": order.total(), "total_tax": order.vat(),
        "discount_total": discount, "line_items": lines,
        "meta_data": order.request["meta_data"]})
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
