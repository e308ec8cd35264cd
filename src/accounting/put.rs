//! `records_put`: what the shop states for its books, checked on the way in. A call is stored whole or not at all; the
//! same statement again changes nothing.

use super::day;
use crate::calendar::{BusinessDays, Day, Timestamp};
use crate::client::Client;
use crate::error::{Code, Error, Result};
use crate::json::{self, Raw};
use crate::mirror::frozen::freeze;
use crate::mirror::orders::{self, OrderRef};
use crate::mirror::records::{self, Kind, Put, Record};
use crate::mirror::sales::{self, plain, text};
use crate::mirror::terms;
use crate::model::books::{Category, Debtor, PaymentMethod, VatRate};
use crate::model::order::{Order, Tender};
use crate::model::receipt::Receipt;
use crate::model::sale::{Paid, Sale};
use crate::money::Money;
use crate::payment::reply::TenderKind;
use crate::world::{Transaction, transaction};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What the shop states for its books.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PutRequest<'a> {
    /// What all the items are.
    pub kind: RecordKind,
    /// At least one; stored together, or none of them.
    #[serde(borrow)]
    #[schemars(with = "Vec<RecordItem>")]
    pub items: Vec<Raw<'a>>,
}

/// What the items of a call are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum RecordKind {
    /// Orders of the webshop, with the shop's own `order_id`. Those of platforms are there already.
    Orders,
    Customers,
    /// Receipts of the till.
    Receipts,
    VatRates,
    PaymentMethods,
    Categories,
    /// Says that a business day has all its receipts.
    DayClose,
}

/// An item of the kind that was named.
#[derive(Deserialize, JsonSchema)]
#[serde(untagged)]
#[expect(dead_code, reason = "it is the schema of what is read by its kind")]
enum RecordItem {
    Order(Box<Order>),
    Customer(Box<Debtor>),
    Receipt(Box<Receipt>),
    VatRate(VatRate),
    PaymentMethod(PaymentMethod),
    Category(Category),
    DayClose(DayClose),
}

/// Says that a business day has all its receipts (PS-5), or takes that back.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DayClose {
    pub business_day: Day,
    /// False opens the day again.
    #[serde(default = "yes")]
    pub complete: bool,
    /// How many receipts the till has printed; if given it must be what is stored.
    #[serde(default)]
    pub receipt_count: Option<u32>,
    /// What the receipts add up to by the till; if given it must be what is stored.
    #[serde(default)]
    pub total_amount: Option<Money>,
}

fn yes() -> bool {
    true
}

/// What became of the items.
#[derive(Debug, Default, Serialize, JsonSchema, PartialEq, Eq)]
pub struct PutReply {
    /// New ones.
    pub stored: u32,
    /// Those that were held and said something else; what they were is kept.
    pub revised: u32,
    /// Those that were held as they are.
    pub unchanged: u32,
}

/// The shop, as its records are stored.
struct Books<'a> {
    tx: &'a mut dyn Transaction,
    client: &'a Client,
    days: BusinessDays,
}

pub fn records_put(client: &Client, request: &[u8]) -> Result<PutReply> {
    let asked: PutRequest = json::read(request)?;
    if asked.items.is_empty() {
        let message = "There is nothing to store: give at least one item.";
        return Err(Error::new(Code::RecordInvalid, message).at("/items"));
    }
    let days = day::of_shop(client)?;
    transaction(&*client.world()?.store, |tx| {
        let mut books = Books { tx, client, days };
        let mut reply = PutReply::default();
        for (nth, item) in asked.items.iter().enumerate() {
            let put = books.put(asked.kind, item);
            match put.map_err(|error| error.under(nth).under("items"))? {
                Put::Stored => reply.stored += 1,
                Put::Revised => reply.revised += 1,
                Put::Unchanged => reply.unchanged += 1,
            }
        }
        Ok(reply)
    })
}

impl Books<'_> {
    fn put(&mut self, kind: RecordKind, item: &Raw) -> Result<Put> {
        let bytes = item.0.as_bytes();
        match kind {
            RecordKind::Orders => self.order(json::read(bytes)?),
            RecordKind::Receipts => self.receipt(json::read(bytes)?),
            RecordKind::DayClose => self.close(&json::read(bytes)?),
            RecordKind::Customers => {
                let debtor: Debtor = json::read(bytes)?;
                debtor.check()?;
                let (document, email) = (text(&debtor), Debtor::email_key(&debtor.email));
                let plain = plain(Kind::Customer, &debtor.customer_id, &document);
                let number = debtor.number.as_deref();
                self.record(&Record { number, reference: Some(&email), ..plain })
            }
            RecordKind::VatRates => {
                let rate: VatRate = json::read(bytes)?;
                rate.check()?;
                self.record(&plain(Kind::VatRate, &rate.vat_rate_id, &text(&rate)))
            }
            RecordKind::PaymentMethods => {
                let method: PaymentMethod = json::read(bytes)?;
                method.check()?;
                self.record(&plain(Kind::PaymentMethod, &method.payment_method_id, &text(&method)))
            }
            RecordKind::Categories => {
                let category: Category = json::read(bytes)?;
                category.check()?;
                let (id, above) = (&category.category_id, category.parent_id.as_deref());
                terms::place(self.tx, self.client.shop_id(), (id, &category.name), above)?;
                self.record(&plain(Kind::Category, id, &text(&category)))
            }
        }
    }

    fn record(&mut self, record: &Record) -> Result<Put> {
        records::put(self.tx, self.client.shop_id(), record)
    }

    fn order(&mut self, order: Order) -> Result<Put> {
        let shop_id = self.client.shop_id();
        if order.order_id.is_empty() {
            let message = "'order_id' is missing: the shop's own id of this order.";
            return Err(Error::new(Code::RecordInvalid, message).at("/order_id"));
        }
        let order = order.checked(shop_id).map_err(|error| match error.code {
            Code::OrderDoesNotAddUp => Error { code: Code::RecordDoesNotAddUp, ..error },
            _ => error,
        })?;
        order.check_vat()?;
        for (nth, line) in order.lines.iter().enumerate() {
            if line.vat_rate.is_none() {
                let message = "A line has a VAT rate: without it the sale cannot be booked.";
                let path = format!("/lines/{nth}/vat_rate");
                return Err(Error::new(Code::RecordRateMissing, message).at(path));
            }
        }
        for name in [OrderRef::Order(&order.order_id), OrderRef::Host(&order.order_id)] {
            if let Some(stored) = orders::find(self.tx, shop_id, &name)? {
                return of_platform(&order, &stored);
            }
        }
        let now = self.tx.now();
        let created_at = order.created_at.clone().ok_or_else(|| {
            Error::new(Code::RecordInvalid, "A sale has its date.").at("/created_at")
        })?;
        let place = moment(&created_at)?;
        self.keeps_place(Kind::Sale, &order.order_id, place)?;
        let (split, _) = freeze(&mut priced(&order), now)?;
        // What the shop says of payments it says as they are.
        let created_at = &created_at;
        let paid = Paid { split: &split, refunds: Vec::new(), created_at, is_paid: true };
        sales::put(self.tx, shop_id, &Sale::of(&order, paid)?)
    }

    /// What is held stays where it was in time, so that a list that is being read misses nothing.
    fn keeps_place(&mut self, kind: Kind, record_id: &str, place: i64) -> Result<()> {
        let held = records::find(self.tx, self.client.shop_id(), kind, record_id)?;
        if held.is_none_or(|held| held.place == place) {
            return Ok(());
        }
        let message = format!("'{record_id}' is held with another date; a record keeps its date.");
        Err(Error::new(Code::RecordMoved, message).at("/created_at"))
    }

    fn receipt(&mut self, receipt: Receipt) -> Result<Put> {
        let shop_id = self.client.shop_id();
        let mut receipt = receipt.checked()?;
        let own = self.client.config.shop.currency;
        if receipt.currency != own {
            let message = format!("The till counts in {own}: a day has one currency.");
            return Err(Error::new(Code::RecordInvalid, message).at("/currency"));
        }
        let at = moment(&receipt.created_at)?;
        let day = self.day_of(&receipt, at)?;
        receipt.business_day = Some(day);
        let place = self.days.place(day, at);
        self.keeps_place(Kind::Receipt, &receipt.receipt_id, place)?;
        let document = text(&receipt);
        let put = self.record(&Record {
            kind: Kind::Receipt,
            record_id: &receipt.receipt_id,
            number: receipt.number.as_deref(),
            reference: receipt.reference.as_deref(),
            place,
            document: &document,
        })?;
        if put != Put::Unchanged {
            day::add(self.tx, shop_id, &receipt, day)?;
        }
        Ok(put)
    }

    /// The receipt's own business day, which is not far from the moment it was printed.
    fn day_of(&self, receipt: &Receipt, at: i64) -> Result<Day> {
        let computed = self.days.of(at).ok_or_else(|| {
            let message = "This date is in no calendar.";
            Error::new(Code::RecordInvalid, message).at("/created_at")
        })?;
        let Some(given) = receipt.business_day else { return Ok(computed) };
        if (given.number() - computed.number()).abs() <= 1 {
            return Ok(given);
        }
        let message = format!("It was printed on {computed}; a business day is at most a day off.");
        Err(Error::new(Code::RecordInvalid, message).at("/business_day"))
    }

    fn close(&mut self, close: &DayClose) -> Result<Put> {
        day::close(self.tx, self.client, close)
    }
}

/// An order that nobody has paid yet has its prices all the same.
fn priced(order: &Order) -> Order {
    let mut priced = order.clone();
    if priced.tenders.is_empty() {
        let (tender_id, kind) = ("unpaid".to_owned(), TenderKind::Remainder);
        priced.tenders.push(Tender { tender_id, kind, amount: order.total_amount, line_id: None });
    }
    priced
}

/// An order that a platform placed is a sale already.
fn of_platform(order: &Order, stored: &orders::Stored) -> Result<Put> {
    let held = &stored.order;
    if held.total_amount == order.total_amount && held.status == order.status {
        return Ok(Put::Unchanged);
    }
    let message = format!(
        "Order '{}' is one of platform '{}' and a sale already; tell what became of it by order_push.",
        order.order_id, stored.platform_id
    );
    Err(Error::new(Code::RecordOfPlatform, message).at("/order_id"))
}

fn moment(created_at: &str) -> Result<i64> {
    let at = Timestamp::parse(created_at).ok_or_else(|| {
        let message = "An instant such as \"2026-11-21T12:00:00+01:00\" is expected.";
        Error::new(Code::JsonWrongType, message).at("/created_at")
    })?;
    Ok(at.ms())
}
