//! Calls one shop for the checks, and keeps what earlier checks made for later ones.

use super::{Checked, Wrong};
use crate::catalogue::Article;
use crate::money::Cents;
use crate::orders::Order;
use crate::platform::Platform;
use crate::shop::{Answer, Shop, Trouble};
use serde_json::Value;
use std::fmt::Display;
use std::thread;
use std::time::{Duration, Instant};

const PAUSE: Duration = Duration::from_millis(50);

pub struct Probe<'a> {
    pub platform: &'a Platform,
    pub shop: &'a Shop,
    /// For what the shop must do by itself.
    pub patience: Duration,
    /// Until the right key is refused.
    pub is_let_in: bool,
    /// The first page of products.
    pub products: Vec<Value>,
    /// How many products there are, as the shop says.
    pub total: Option<usize>,
    /// What is ordered.
    pub article: Option<Article>,
    /// Two orders: one is paid, the other is cancelled.
    pub paid: Option<Placed>,
    pub cancelled: Option<Placed>,
    /// The webhook's number at the shop, and at the platform.
    pub webhook: Option<(i64, usize)>,
}

/// An order of the checks.
#[derive(Clone)]
pub struct Placed {
    pub order: Order,
    pub id: String,
    pub number: i64,
    pub answer: Value,
    pub stock_before: Option<i64>,
}

pub fn differs<T>(expected: impl Display, got: impl Display) -> Result<T, Wrong> {
    Err(Wrong::Differs { expected: expected.to_string(), got: got.to_string() })
}

pub fn not_checked<T>(sentence: &str) -> Result<T, Wrong> {
    Err(Wrong::NotChecked(sentence.to_owned()))
}

/// That two things are the same, as they are written.
pub fn same(what: &str, expected: impl Display, got: impl Display) -> Checked {
    let (expected, got) = (expected.to_string(), got.to_string());
    match expected == got {
        true => Ok(()),
        false => differs(format!("{what}: {expected}"), got),
    }
}

/// That something holds; else what was found in its place.
pub fn holds(it_does: bool, expected: &str, got: impl Display) -> Checked {
    if it_does { Ok(()) } else { differs(expected, got) }
}

impl From<Trouble> for Wrong {
    fn from(Trouble(sentence): Trouble) -> Wrong {
        Wrong::Differs { expected: "an answer".to_owned(), got: sentence }
    }
}

impl<'a> Probe<'a> {
    pub fn new(platform: &'a Platform, shop: &'a Shop, patience: Duration) -> Probe<'a> {
        Probe {
            platform,
            shop,
            patience,
            is_let_in: true,
            products: Vec::new(),
            total: None,
            article: None,
            paid: None,
            cancelled: None,
            webhook: None,
        }
    }

    pub fn get(&self, path: &str, query: &[(&str, &str)]) -> Result<Answer, Wrong> {
        let query: Vec<(&str, String)> =
            query.iter().map(|(name, value)| (*name, (*value).to_owned())).collect();
        Ok(self.shop.rest(&self.platform.calls, "GET", path, &query, None)?)
    }

    /// A list that was answered with 200.
    pub fn list(&self, path: &str, query: &[(&str, &str)]) -> Result<Vec<Value>, Wrong> {
        let answer = self.get(path, query)?;
        same("HTTP status", 200, answer.status)?;
        match answer.body {
            Value::Array(items) => Ok(items),
            _ => differs("a JSON list", beginning(&answer.text)),
        }
    }

    pub fn send(&self, method: &str, path: &str, body: &Value) -> Result<Answer, Wrong> {
        Ok(self.shop.rest(&self.platform.calls, method, path, &[], Some(body))?)
    }

    /// Lets the shop do what it does after an answer.
    pub fn settle(&self) {
        if self.shop.has("drain") {
            // What does not come of it is for the checks to say.
            let body = Value::Object(serde_json::Map::new());
            let _ = self.shop.staff(&self.platform.calls, "drain", Some(&body));
        }
    }

    /// Waits for what the shop may still be doing after its answer. What does not come of it is for the check to say.
    pub fn settle_until(&self, holds: impl Fn() -> bool) {
        let started = Instant::now();
        loop {
            self.settle();
            if holds() || started.elapsed() > self.patience {
                return;
            }
            thread::sleep(PAUSE);
        }
    }

    /// The published stock, once it is what it must come to, or when there was time enough.
    pub fn published_by_then(
        &self,
        article: &Article,
        expected: Option<i64>,
    ) -> Result<Option<i64>, Wrong> {
        self.settle_until(|| self.published(article).is_ok_and(|own| own == expected));
        self.published(article)
    }

    pub fn published(&self, article: &Article) -> Result<Option<i64>, Wrong> {
        let path = match article.variation_id {
            Some(id) => format!("/products/{}/variations/{id}", article.product_id),
            None => format!("/products/{}", article.product_id),
        };
        let answer = self.get(&path, &[])?;
        same("HTTP status", 200, answer.status)?;
        Ok(answer.body["stock_quantity"].as_i64())
    }

    pub fn the_article(&self) -> Result<Article, Wrong> {
        match &self.article {
            Some(article) => Ok(article.clone()),
            None => not_checked("No simple product with a price and stock was found to order."),
        }
    }
}

/// A refusal that another program can read: its status, a code and a sentence.
pub fn refusal(answer: &Answer, statuses: std::ops::RangeInclusive<u16>) -> Checked {
    let wanted = match statuses.start() == statuses.end() {
        true => format!("HTTP status {}", statuses.start()),
        false => format!("HTTP status {} to {}", statuses.start(), statuses.end()),
    };
    holds(statuses.contains(&answer.status), &wanted, answer.status)?;
    let is_told = answer.body["code"].is_string() && answer.body["message"].is_string();
    holds(is_told, "JSON with \"code\" and \"message\"", beginning(&answer.text))
}

/// Enough of a text to recognise it.
pub fn beginning(text: &str) -> String {
    const CHARS: usize = 120;
    match text.char_indices().nth(CHARS) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None if text.is_empty() => "nothing".to_owned(),
        None => text.to_owned(),
    }
}

/// An amount that is a text with a point, as WooCommerce writes it.
pub fn amount(value: &Value) -> Option<Cents> {
    value.as_str().and_then(Cents::parse)
}
