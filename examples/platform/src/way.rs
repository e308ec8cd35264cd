//! One way under way: what a way's steps use to act as resident, platform and shop staff, and
//! the checks and proofs that it leaves. What each way expects stands in `ways`.

use crate::book::Book;
use crate::catalogue::Article;
use crate::checkout::{self, Part, Placed};
use crate::coupling;
use crate::figure::{self, Figure};
use crate::goods::{self, Good};
use crate::ledger::Confirmation;
use crate::money::Cents;
use crate::orders::{Order, SubOrder};
use crate::platform::Platform;
use crate::result::{Check, Place, StockProof, WayResult};
use crate::shop::{Answer, Shop, Trouble};
use crate::{remedy, texts};
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

/// Stock below this is filled up before a way orders, where the shop lets us.
const ENOUGH: i64 = 4;

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

    /// The supplier at this place in the list of shops.
    pub fn supplier_at(&self, place: usize) -> Result<&'a str, Trouble> {
        let found = self.shops.get(place).map(|shop| shop.supplier.as_str());
        found.ok_or_else(|| Trouble(format!("There is no shop {}.", place + 1)))
    }

    /// The last shop that is not played by this program itself.
    pub fn last_tested(&self) -> Result<String, Trouble> {
        let found = self.shops.iter().rfind(|shop| !shop.is_stand_in);
        found.map(|shop| shop.supplier.clone()).ok_or(Trouble("There is no shop.".to_owned()))
    }

    /// The shop's article for a good of the ways.
    pub fn good(&self, supplier: &str, good: &Good) -> Result<Article, Trouble> {
        let state = self.platform.state();
        let found = state.catalogues.get(supplier).and_then(|own| good.find(own)).cloned();
        found.ok_or_else(|| Trouble(format!("Shop {supplier} has nothing like {}.", good.sku)))
    }

    pub fn article(&self, supplier: &str, sku: &str) -> Result<Article, Trouble> {
        let state = self.platform.state();
        let found = state.catalogues.get(supplier).and_then(|own| own.article(sku)).cloned();
        found.ok_or_else(|| Trouble(format!("Shop {supplier} does not offer {sku}.")))
    }

    /// Another variation of the same product.
    pub fn sibling(&self, supplier: &str, one: &Article) -> Option<String> {
        let state = self.platform.state();
        let mut all = state.catalogues.get(supplier)?.all();
        let other = |own: &&Article| own.product_id == one.product_id && own.sku != one.sku;
        all.find(other).map(|own| own.sku.clone())
    }

    /// An article number that the first two shops both sell.
    pub fn shared_sku(&self) -> Option<String> {
        let (first, second) = (self.supplier_at(0).ok()?, self.supplier_at(1).ok()?);
        let state = self.platform.state();
        let (first, second) = (state.catalogues.get(first)?, state.catalogues.get(second)?);
        let usual = goods::STRIP.sku;
        if first.article(usual).is_some() && second.article(usual).is_some() {
            return Some(usual.to_owned());
        }
        let is_enough = |own: &Article| own.stock.is_some_and(|stock| stock >= ENOUGH);
        let both =
            |own: &&Article| is_enough(own) && second.article(&own.sku).is_some_and(is_enough);
        first.all().find(both).map(|own| own.sku.clone())
    }

    /// A sentence of the report, in Dutch and in English: what was done.
    pub fn tell(&mut self, dutch: String, english: String) {
        self.result.done.push(self.platform.language.pick(dutch, english));
    }

    // The resident

    pub fn card(&mut self, amount: Cents) -> Result<String, Trouble> {
        let card = self.platform.state().books.ledger.issue_card(amount)?;
        let word = self.platform.profile.card(self.platform.language);
        let issued = texts::euro(amount, self.platform.language);
        self.tell(
            format!("Een {word} ({card}) met {issued} uitgegeven."),
            format!("Issued a {word} ({card}) with {issued}."),
        );
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
            let sentence = texts::drawn_up(&self.sub_order(id)?, self.platform);
            self.result.done.push(sentence);
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
        self.result.done.push(texts::placed(&placed, &supplier, self.platform.language));
        self.settle(&supplier)?;
        Ok(placed)
    }

    pub fn confirm(&mut self, order: &Order) -> Result<Confirmation, Trouble> {
        let shops: Vec<&Shop> = self.shops.iter().collect();
        let confirmation = checkout::confirm(self.platform, &shops, order)?;
        self.tell(
            "iDEAL meldt: betaald. Doorgegeven aan de winkel.".to_owned(),
            "iDEAL says: paid. The shop was told.".to_owned(),
        );
        self.settle_all(order)?;
        Ok(confirmation)
    }

    pub fn cancel(&mut self, order: &Order) -> Result<(), Trouble> {
        let shops: Vec<&Shop> = self.shops.iter().collect();
        checkout::cancel(self.platform, &shops, order)?;
        self.tell(
            "iDEAL meldt: geannuleerd. De winkel krijgt de annulering.".to_owned(),
            "iDEAL says: cancelled. The shop gets the cancellation.".to_owned(),
        );
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

    /// What the shop's own book says; an empty one where it does not show it.
    pub fn book(&self, supplier: &str) -> Result<Book, Trouble> {
        if !self.shop(supplier)?.has("state") {
            return Ok(Book(Value::Null));
        }
        let answer = self.shop(supplier)?.staff(&self.platform.calls, "state", None)?;
        Ok(Book(answer.done(&format!("The book of shop {supplier}"))?))
    }

    /// Lets a shop take over its inbox and drain its outbox until neither moves.
    pub fn settle(&self, supplier: &str) -> Result<(), Trouble> {
        for _ in 0..ROUNDS_MAX {
            if !self.shop(supplier)?.has("drain") {
                break;
            }
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
        for sku in skus {
            if self.result.stock.iter().any(|own| own.supplier == supplier && own.sku == *sku) {
                continue;
            }
            let mut before = self.book(supplier)?.stock(sku);
            let is_little = before.is_some_and(|before| before < ENOUGH);
            let is_set = before == Some(1);
            if is_little && !is_set && self.shop(supplier)?.has("stock") {
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
        let is_moved =
            || self.book(supplier).is_ok_and(|book| !book.is_open() || book.stock(sku) == expected);
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
        let (_, before) = self.stock_before(supplier, sku)?;
        let expected = before.map(|own| own + by);
        // Where its book is closed this is all that says whether the shop has booked by now.
        let is_moved = || self.published_stock(supplier, sku).is_ok_and(|own| own == expected);
        self.settle_soon(supplier, is_moved)?;
        let published = self.published_stock(supplier, sku)?;
        let expected = shown(expected);
        let place = Place::Rest(supplier.to_owned());
        self.compare(place, figure::STOCK_PUBLISHED, sku, expected, shown(published));
        Ok(published)
    }

    pub fn published_stock(&self, supplier: &str, sku: &str) -> Result<Option<i64>, Trouble> {
        let article = self.article(supplier, sku)?;
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
        if let Place::Book(supplier) = &place
            && !self.shop(supplier).is_ok_and(|shop| shop.has("state"))
        {
            self.result.unseen += 1;
            return;
        }
        let language = self.platform.language;
        let readable = |text: String| match text.as_str() {
            MISSING => language.pick(MISSING, "missing").to_owned(),
            _ => text,
        };
        let (expected, got) = (readable(expected.to_string()), readable(got.to_string()));
        let remedy = if expected == got { "" } else { remedy::of(figure.english, language) };
        self.result.checks.push(Check {
            figure: figure.english.to_owned(),
            label: language.pick(figure.dutch, figure.english).to_owned(),
            detail: detail.to_owned(),
            place,
            is_passed: expected == got,
            remedy: remedy.to_owned(),
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

const MISSING: &str = "ontbreekt";

/// What was read, or that it was not there.
pub fn shown(value: Option<impl Display>) -> String {
    value.map_or_else(|| MISSING.to_owned(), |value| value.to_string())
}
