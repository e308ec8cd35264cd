//! One way under way: what a way's steps use to act as resident, platform and shop staff, and
//! the checks and proofs that it leaves. What each way expects stands in `ways`.

use crate::book::Book;
use crate::checkout::{self, Part, Placed};
use crate::coupling;
use crate::figure::{self, Figure};
use crate::ledger::Confirmation;
use crate::money::Cents;
use crate::orders::{Order, SubOrder};
use crate::platform::Platform;
use crate::result::{Check, Place, StockProof, WayResult};
use crate::shop::{Answer, Shop, Trouble};
use crate::texts;
use serde_json::{Value, json};
use std::fmt::Display;
use std::thread;
use std::time::{Duration, Instant};

/// A shop may need several rounds until its inbox and outbox are empty.
const ROUNDS_MAX: usize = 10;
/// What a shop does right after its answer is done by then.
pub const SOON: Duration = Duration::from_secs(10);

pub struct Way<'a> {
    pub platform: &'a Platform,
    pub shops: &'a [Shop],
    /// The shop of a single-shop way.
    pub supplier: &'a str,
    pub result: WayResult,
    /// How long a shop gets for what it must do by itself.
    patience: Duration,
    cards: Vec<String>,
    orders: Vec<String>,
}

impl<'a> Way<'a> {
    pub fn new(
        platform: &'a Platform,
        shops: &'a [Shop],
        supplier: &'a str,
        patience: Duration,
    ) -> Way<'a> {
        let result = WayResult::default();
        Way { platform, shops, supplier, result, patience, cards: Vec::new(), orders: Vec::new() }
    }

    pub fn shop(&self, supplier: &str) -> Result<&'a Shop, Trouble> {
        let found = self.shops.iter().find(|shop| shop.supplier == supplier);
        found.ok_or_else(|| Trouble(format!("There is no shop {supplier}: start it, name it.")))
    }

    /// A sentence of the report: what was done.
    pub fn tell(&mut self, sentence: String) {
        self.result.done.push(sentence);
    }

    // The resident

    pub fn card(&mut self, amount: Cents) -> Result<String, Trouble> {
        let card = self.platform.state().books.ledger.issue_card(amount)?;
        let word = self.platform.profile.card;
        self.tell(format!("Een {word} ({card}) met {} uitgegeven.", texts::euro(amount)));
        self.cards.push(card.clone());
        Ok(card)
    }

    /// Draws up an order at the way's shop.
    pub fn order(&mut self, articles: &[(&str, u32)], cards: &[&str]) -> Result<Order, Trouble> {
        let supplier = self.supplier;
        self.order_of(&[part(supplier, articles)], cards)
    }

    /// Draws up an order; the stock of its articles is read first, and the cards are reserved.
    pub fn order_of(&mut self, parts: &[Part<'_>], cards: &[&str]) -> Result<Order, Trouble> {
        for part in parts {
            let skus: Vec<&str> = part.articles.iter().map(|(sku, _)| *sku).collect();
            self.watch_stock(part.supplier, &skus)?;
        }
        let order = checkout::draw_up(self.platform, parts, cards)?;
        for id in &order.sub_orders {
            self.orders.push(id.clone());
            let sentence = texts::drawn_up(&self.sub_order(id)?, self.platform.profile);
            self.tell(sentence);
        }
        Ok(order)
    }

    // The platform

    /// Places all sub-orders and lets the shops take them over.
    pub fn place(&mut self, order: &Order) -> Result<Vec<Placed>, Trouble> {
        let mut all = Vec::new();
        for id in &order.sub_orders {
            all.push(self.place_one(id)?);
        }
        Ok(all)
    }

    pub fn place_one(&mut self, id: &str) -> Result<Placed, Trouble> {
        let supplier = self.sub_order(id)?.supplier;
        let placed = checkout::place(self.platform, self.shop(&supplier)?, id)?;
        self.tell(texts::placed(&placed, &supplier));
        self.settle(&supplier)?;
        Ok(placed)
    }

    pub fn confirm(&mut self, order: &Order) -> Result<Confirmation, Trouble> {
        let shops: Vec<&Shop> = self.shops.iter().collect();
        let confirmation = checkout::confirm(self.platform, &shops, order)?;
        self.tell("iDEAL meldt: betaald. Doorgegeven aan de winkel.".to_owned());
        self.settle_all(order)?;
        Ok(confirmation)
    }

    pub fn cancel(&mut self, order: &Order) -> Result<(), Trouble> {
        let shops: Vec<&Shop> = self.shops.iter().collect();
        checkout::cancel(self.platform, &shops, order)?;
        self.tell("iDEAL meldt: geannuleerd. De winkel krijgt de annulering.".to_owned());
        self.settle_all(order)
    }

    pub fn sub_order(&self, id: &str) -> Result<SubOrder, Trouble> {
        let found = self.platform.state().books.sub_order(id).cloned();
        found.ok_or_else(|| Trouble(format!("{id} is not a sub-order.")))
    }

    // The shop's staff

    pub fn staff(&self, supplier: &str, route: &str, body: &Value) -> Result<Answer, Trouble> {
        self.shop(supplier)?.staff(&self.platform.calls, route, Some(body))
    }

    pub fn book(&self, supplier: &str) -> Result<Book, Trouble> {
        let answer = self.shop(supplier)?.staff(&self.platform.calls, "state", None)?;
        Ok(Book(answer.done(&format!("The book of shop {supplier}"))?))
    }

    /// Lets a shop take over its inbox and drain its outbox until neither moves.
    pub fn settle(&self, supplier: &str) -> Result<(), Trouble> {
        for _ in 0..ROUNDS_MAX {
            let told = self.staff(supplier, "drain", &json!({}))?.done("drain")?;
            let moved = |value: &Value| value.as_i64().is_some_and(|count| count > 0);
            if !moved(&told["taken"]) && !moved(&told["drain"]["sent"]) {
                break;
            }
        }
        coupling::refresh(self.platform, self.shop(supplier)?)
    }

    pub fn settle_all(&self, order: &Order) -> Result<(), Trouble> {
        for id in &order.sub_orders {
            self.settle(&self.sub_order(id)?.supplier)?;
        }
        Ok(())
    }

    /// Drains a shop until something holds that needs its own retries; what does not hold then
    /// is for the checks to say.
    pub fn settle_until(&self, supplier: &str, holds: impl Fn() -> bool) -> Result<(), Trouble> {
        self.settle_within(supplier, self.patience, holds)
    }

    /// The same for what a shop may still be doing after its answer.
    pub fn settle_soon(&self, supplier: &str, holds: impl Fn() -> bool) -> Result<(), Trouble> {
        self.settle_within(supplier, self.patience.min(SOON), holds)
    }

    fn settle_within(
        &self,
        supplier: &str,
        patience: Duration,
        holds: impl Fn() -> bool,
    ) -> Result<(), Trouble> {
        let started = Instant::now();
        let mut pause = Duration::from_millis(20);
        loop {
            self.settle(supplier)?;
            if holds() || started.elapsed() > patience {
                return Ok(());
            }
            thread::sleep(pause);
            pause = (pause * 2).min(Duration::from_secs(1));
        }
    }

    /// Sets the shop's own stock and reports it.
    pub fn set_stock(&mut self, supplier: &str, sku: &str, quantity: i64) -> Result<(), Trouble> {
        let body = json!({"sku": sku, "quantity": quantity.to_string(), "publish": true});
        self.staff(supplier, "stock", &body)?.done("stock")?;
        self.settle(supplier)
    }

    // Stock

    /// Remembers the stock from before the order; articles that have run out are filled up.
    fn watch_stock(&mut self, supplier: &str, skus: &[&str]) -> Result<(), Trouble> {
        const ENOUGH: i64 = 4;
        for sku in skus {
            if self.result.stock.iter().any(|own| own.supplier == supplier && own.sku == *sku) {
                continue;
            }
            let mut before = self.book(supplier)?.stock(sku);
            if *sku != "KP-0100" && before.is_some_and(|before| before < ENOUGH) {
                self.set_stock(supplier, sku, ENOUGH * 5)?;
                before = self.book(supplier)?.stock(sku);
            }
            let published_before = self.published_stock(supplier, sku)?;
            self.result.stock.push(StockProof {
                supplier: supplier.to_owned(),
                sku: (*sku).to_owned(),
                before,
                after: before,
                published_before,
                published_after: published_before,
            });
        }
        Ok(())
    }

    /// Checks how far an article's stock has moved since the order was drawn up: in the shop's
    /// own book, as published, and in the platform's copy that webhooks keep fresh.
    pub fn stock_moved(&mut self, supplier: &str, sku: &str, by: i64) -> Result<(), Trouble> {
        let (before, _) = self.stock_before(supplier, sku)?;
        let expected = before.map(|own| own + by);
        let is_moved = || self.book(supplier).is_ok_and(|book| book.stock(sku) == expected);
        self.settle_soon(supplier, is_moved)?;
        let published = self.published_moved(supplier, sku, by)?;
        let after = self.book(supplier)?.stock(sku);
        let place = Place::Book(supplier.to_owned());
        self.compare(place, figure::STOCK, sku, shown(expected), shown(after));
        self.settle_soon(supplier, || self.copied_stock(supplier, sku) == published)?;
        let copied = self.copied_stock(supplier, sku);
        self.compare(Place::Received, figure::STOCK_COPIED, sku, shown(published), shown(copied));
        self.note_stock(supplier, sku, after, published);
        Ok(())
    }

    /// The same for the published stock alone.
    pub fn published_moved(
        &mut self,
        supplier: &str,
        sku: &str,
        by: i64,
    ) -> Result<Option<i64>, Trouble> {
        let published = self.published_stock(supplier, sku)?;
        let (_, before) = self.stock_before(supplier, sku)?;
        let expected = shown(before.map(|own| own + by));
        let place = Place::Rest(supplier.to_owned());
        self.compare(place, figure::STOCK_PUBLISHED, sku, expected, shown(published));
        Ok(published)
    }

    pub fn published_stock(&self, supplier: &str, sku: &str) -> Result<Option<i64>, Trouble> {
        let article = {
            let state = self.platform.state();
            let catalogue = state.catalogues.get(supplier);
            catalogue.and_then(|catalogue| catalogue.article(sku)).cloned()
        };
        let missing = || Trouble(format!("Shop {supplier} does not offer {sku}."));
        let article = article.ok_or_else(missing)?;
        let path = match article.variation_id {
            Some(id) => format!("/products/{}/variations/{id}", article.product_id),
            None => format!("/products/{}", article.product_id),
        };
        let answer = self.shop(supplier)?.rest(&self.platform.calls, "GET", &path, &[], None)?;
        Ok(answer.done(&format!("GET {path} at {supplier}"))?["stock_quantity"].as_i64())
    }

    fn copied_stock(&self, supplier: &str, sku: &str) -> Option<i64> {
        let state = self.platform.state();
        state.catalogues.get(supplier)?.article(sku)?.stock
    }

    fn stock_before(
        &self,
        supplier: &str,
        sku: &str,
    ) -> Result<(Option<i64>, Option<i64>), Trouble> {
        let is_it = |own: &&StockProof| own.supplier == supplier && own.sku == sku;
        let proof = self.result.stock.iter().find(is_it);
        let proof = proof.ok_or_else(|| Trouble(format!("The stock of {sku} was not watched.")))?;
        Ok((proof.before, proof.published_before))
    }

    fn note_stock(
        &mut self,
        supplier: &str,
        sku: &str,
        after: Option<i64>,
        published: Option<i64>,
    ) {
        for proof in &mut self.result.stock {
            if proof.supplier == supplier && proof.sku == sku {
                proof.after = after;
                proof.published_after = published;
            }
        }
    }

    // Checks

    pub fn compare(
        &mut self,
        place: Place,
        figure: Figure,
        detail: &str,
        expected: impl Display,
        got: impl Display,
    ) {
        let (expected, got) = (expected.to_string(), got.to_string());
        self.result.checks.push(Check {
            figure: figure.english.to_owned(),
            label: figure.dutch.to_owned(),
            detail: detail.to_owned(),
            place,
            is_passed: expected == got,
            expected,
            got,
        });
    }

    pub fn balance(&mut self, card: &str, expected: Cents) {
        let (balance, reserved) = {
            let state = self.platform.state();
            let ledger = &state.books.ledger;
            (ledger.card_balance(card), ledger.card_reserved(card))
        };
        self.compare(Place::Ledger, figure::CARD_BALANCE, card, expected, balance);
        self.compare(Place::Ledger, figure::CARD_RESERVED, card, Cents(0), reserved);
    }

    pub fn cards(&self) -> &[String] {
        &self.cards
    }

    pub fn orders(&self) -> &[String] {
        &self.orders
    }
}

/// One supplier's part without shipping or coupon.
pub fn part<'a>(supplier: &'a str, articles: &[(&'a str, u32)]) -> Part<'a> {
    Part { supplier, articles: articles.to_vec(), shipping: None, coupon_percent: 0 }
}

/// What was read, or that it was not there.
pub fn shown(value: Option<impl Display>) -> String {
    value.map_or_else(|| "ontbreekt".to_owned(), |value| value.to_string())
}
