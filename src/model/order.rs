//! An order, in the one shape it has wherever it appears: recorded, pushed, in the inbox. Plain data, checked on its way
//! in; what its tenders pay of which line is computed by `payment`, not here.

use super::books::vat_adds_up;
use crate::calendar::Timestamp;
use crate::error::{Code, Error, Result};
use crate::limits;
use crate::money::{Amount, Currency, Money, Rate};
use crate::payment::reply::TenderKind;
use crate::payment::request::LineKind;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// An order of one shop: for a platform order, this shop's part of it (OH-16, OH-36).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Order {
    /// In `order_push` of an order taken here: the shop's own id of it, required. Elsewhere koppel's own, left out of a
    /// request.
    #[serde(default)]
    pub order_id: String,
    /// The id of the order in the shop's own books, once it has taken it over.
    #[serde(default)]
    pub host_id: Option<String>,
    /// What people call it.
    #[serde(default)]
    pub number: Option<String>,
    /// The platform's id: with the platform's name the identity of a platform order.
    #[serde(default)]
    pub platform_order_id: Option<String>,
    pub currency: Currency,
    pub status: Status,
    /// RFC 3339 with an offset.
    #[serde(default)]
    pub created_at: Option<String>,
    /// Whether the shop shows its prices with VAT. The amounts here always include it.
    #[serde(default = "yes")]
    pub prices_include_vat: bool,
    #[serde(default)]
    pub customer: Customer,
    #[serde(default)]
    pub billing: Address,
    /// Null where it goes to the billing address.
    #[serde(default)]
    pub shipping: Option<Address>,
    pub lines: Vec<Line>,
    /// Coupons: they lower the price and pay nothing.
    #[serde(default)]
    pub discounts: Vec<Discount>,
    /// Who pays it; together exactly `total_amount`.
    #[serde(default)]
    pub tenders: Vec<Tender>,
    /// Incl. VAT, after discounts.
    pub total_amount: Money,
    /// The VAT in `total_amount`, from the frozen split; null where a rate is unknown. Left out of a request.
    #[serde(default)]
    pub vat_amount: Option<Money>,
    /// What the customer asks.
    #[serde(default)]
    pub note: Option<String>,
    /// By which others know it, such as the id of its payment at the payment provider (WW-9iii).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reference: Option<String>,
}

fn yes() -> bool {
    true
}

/// What became of it, in WooCommerce's words.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Status {
    /// Not paid yet: iDEAL is not confirmed.
    Pending,
    /// Paid; to be sent.
    Processing,
    OnHold,
    /// Sent.
    Completed,
    Cancelled,
    Refunded,
    Failed,
}

impl Status {
    pub const ALL: [Status; 7] = [
        Status::Pending,
        Status::Processing,
        Status::OnHold,
        Status::Completed,
        Status::Cancelled,
        Status::Refunded,
        Status::Failed,
    ];

    pub fn as_str(self) -> &'static str {
        match self {
            Status::Pending => "pending",
            Status::Processing => "processing",
            Status::OnHold => "on-hold",
            Status::Completed => "completed",
            Status::Cancelled => "cancelled",
            Status::Refunded => "refunded",
            Status::Failed => "failed",
        }
    }

    pub fn parse(text: &str) -> Option<Status> {
        Status::ALL.into_iter().find(|status| status.as_str() == text)
    }

    /// Whether an order that is first seen so takes goods: of one that is off or given back nothing will be sent.
    pub fn takes_goods(self) -> bool {
        !self.is_off() && self != Status::Refunded
    }

    /// Whether it says that the order is paid; what says nothing of it may have been before.
    pub fn is_paid(self) -> bool {
        matches!(self, Status::Processing | Status::Completed)
    }

    /// Whether nothing will be sent any more, so that its goods are free again.
    pub fn is_off(self) -> bool {
        matches!(self, Status::Cancelled | Status::Failed)
    }
}

/// Who buys.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Customer {
    /// The shop's own id of the customer.
    pub customer_id: Option<String>,
    /// The e-mail address.
    pub email: Option<String>,
    /// The given name.
    pub first_name: Option<String>,
    /// The family name.
    pub last_name: Option<String>,
    /// The firm.
    pub company: Option<String>,
    /// The telephone number.
    pub phone: Option<String>,
}

/// Where it goes. A shipping address may name somebody else than the customer.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Address {
    /// The given name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub first_name: Option<String>,
    /// The family name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_name: Option<String>,
    /// The firm.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub company: Option<String>,
    /// Street and number.
    pub address_1: Option<String>,
    /// What else the address needs.
    pub address_2: Option<String>,
    /// The postal code.
    pub postcode: Option<String>,
    /// The town.
    pub city: Option<String>,
    /// The province, where addresses have one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub state: Option<String>,
    /// Two letters, ISO 3166-1.
    pub country: Option<String>,
    /// The telephone number.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub phone: Option<String>,
}

/// One line, for its whole quantity (WW-5c).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Line {
    pub line_id: String,
    pub kind: LineKind,
    /// Who sells it; this shop, when left out.
    #[serde(default)]
    pub supplier_id: String,
    #[serde(default)]
    pub product_id: Option<String>,
    #[serde(default)]
    pub variant_id: Option<String>,
    #[serde(default)]
    pub sku: Option<String>,
    #[serde(default)]
    pub name: String,
    #[serde(default = "one")]
    pub quantity: u32,
    /// Incl. VAT, before discounts.
    pub gross_amount: Money,
    /// Null where it is not known: it is never guessed.
    #[serde(default)]
    pub vat_rate: Option<Rate>,
    /// The VAT in `gross_amount`, where the shop has fixed it.
    #[serde(default)]
    pub vat_amount: Option<Money>,
    /// What a fee is for, as the accounting interface shows it (WW-5d2, WW-5d4).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fee_kind: Option<FeeKind>,
    /// Where a platform orders at another price than the shop's own: what the line is by the shop's, incl. VAT. Left out
    /// of a request.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub listed_amount: Option<Money>,
}

/// What a fee is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum FeeKind {
    PaymentCosts,
    Surcharge,
}

fn one() -> u32 {
    1
}

/// A coupon.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Discount {
    pub discount_id: String,
    /// Incl. VAT.
    pub amount: Money,
    /// The lines it lowers; left out: all product lines.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub line_ids: Option<Vec<String>>,
}

/// What pays: a card, a voucher, or the remainder such as iDEAL (OH-02).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Tender {
    pub tender_id: String,
    pub kind: TenderKind,
    pub amount: Money,
    /// Where the platform says what a tender pays of each line: the line. Then every tender has it, once a line.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub line_id: Option<String>,
}

impl Order {
    /// Brings an order from outside into its one form, or says what is wrong with it and where.
    pub fn checked(mut self, shop_id: &str) -> Result<Order> {
        let currency = self.currency;
        self.count()?;
        exact(&mut self.total_amount, currency).map_err(|error| error.at("/total_amount"))?;
        for (nth, line) in self.lines.iter_mut().enumerate() {
            line.check(currency, shop_id).map_err(|error| error.under(nth).under("lines"))?;
        }
        for (nth, discount) in self.discounts.iter_mut().enumerate() {
            exact(&mut discount.amount, currency)
                .map_err(|error| error.at("/amount").under(nth).under("discounts"))?;
        }
        for (nth, tender) in self.tenders.iter_mut().enumerate() {
            id("tender_id", &tender.tender_id)
                .and_then(|()| {
                    exact(&mut tender.amount, currency).map_err(|error| error.at("/amount"))
                })
                .map_err(|error| error.under(nth).under("tenders"))?;
        }
        self.check_tenders()?;
        for (name, given) in [
            ("host_id", &self.host_id),
            ("number", &self.number),
            ("platform_order_id", &self.platform_order_id),
            ("reference", &self.reference),
        ] {
            given.as_deref().map_or(Ok(()), |given| id(name, given))?;
        }
        self.check_sums()?;
        Ok(self)
    }

    /// What is asked of an order that is new, beyond its form: what is recorded stays as it was taken.
    pub fn check_new(&self) -> Result<()> {
        self.check_vat().map_err(|error| Error { code: Code::OrderDoesNotAddUp, ..error })?;
        if self.created_at.as_deref().is_some_and(|at| Timestamp::parse(at).is_none()) {
            let message = "A point in time has its offset, such as 2026-11-21T12:00:00+01:00.";
            return Err(Error::new(Code::OrderInvalid, message).at("/created_at"));
        }
        Ok(())
    }

    /// The VAT of each line is of its rate, where it says both.
    pub fn check_vat(&self) -> Result<()> {
        for (nth, line) in self.lines.iter().enumerate() {
            let Some((rate, vat)) = line.vat_rate.zip(line.vat_amount) else { continue };
            vat_adds_up(rate, line.gross_amount, vat, i64::from(line.quantity))
                .map_err(|error| error.under(nth).under("lines"))?;
        }
        Ok(())
    }

    fn count(&self) -> Result<()> {
        let most = limits::ORDER_LINES_MAX;
        match self.lines.len() {
            0 => {
                Err(Error::new(Code::OrderInvalid, "An order has at least one line.").at("/lines"))
            }
            count if count > most => {
                let message = format!("{count} lines; at most {most} are taken.");
                Err(Error::new(Code::JsonOutOfBounds, message).at("/lines"))
            }
            _ => Ok(()),
        }
    }

    /// One tender is of one kind, on however many lines it pays.
    fn check_tenders(&self) -> Result<()> {
        let mut kinds = BTreeMap::new();
        for (nth, tender) in self.tenders.iter().enumerate() {
            if *kinds.entry(&tender.tender_id).or_insert(tender.kind) != tender.kind {
                let message = format!(
                    "'{}' is of another kind before; give each payment an id of its own.",
                    tender.tender_id
                );
                let error = Error::new(Code::OrderInvalid, message).at("/kind");
                return Err(error.under(nth).under("tenders"));
            }
        }
        Ok(())
    }

    /// Lines less discounts are the total, and so are the tenders: nothing is made up to close a gap.
    fn check_sums(&self) -> Result<()> {
        let lines = sum(self.lines.iter().map(|line| line.gross_amount))?;
        let off = sum(self.discounts.iter().map(|discount| discount.amount))?;
        let total = self.total_amount;
        let money = |minor| self.currency.money(minor);
        if lines.checked_sub(off) != Some(total.minor) {
            let lines = money(lines.saturating_sub(off));
            let message = format!("The lines less discounts are {lines}, the total is {total}.");
            return Err(Error::new(Code::OrderDoesNotAddUp, message).at("/total_amount"));
        }
        if self.tenders.is_empty() {
            return Ok(());
        }
        let paid = sum(self.tenders.iter().map(|tender| tender.amount))?;
        if paid != total.minor {
            let message =
                format!("The payments together are {}, the total is {total}.", money(paid));
            return Err(Error::new(Code::OrderDoesNotAddUp, message).at("/tenders"));
        }
        Ok(())
    }

    /// The same sale, without who bought it: the country stays, for the VAT rests on it.
    #[must_use]
    pub fn without_person(self) -> Order {
        let nameless =
            |address: Address| Address { country: address.country, ..Address::default() };
        Order {
            customer: Customer::default(),
            billing: nameless(self.billing),
            shipping: self.shipping.map(nameless),
            note: None,
            ..self
        }
    }

    /// As [`Order::paid_by`], for the split and what follows from it: all that is no voucher is one remainder there, under
    /// the id of the first. So none of it goes back to a card.
    pub fn split_by(&self) -> Vec<Tender> {
        let mut tenders: Vec<Tender> = Vec::new();
        for tender in self.paid_by() {
            let is_rest = |one: &&mut Tender| one.kind == TenderKind::Remainder;
            match tenders.iter_mut().find(is_rest).filter(|rest| rest.kind == tender.kind) {
                // The sum of all was checked.
                Some(rest) => {
                    rest.amount.minor = rest.amount.minor.saturating_add(tender.amount.minor);
                }
                None => tenders.push(tender),
            }
        }
        tenders
    }

    /// What each tender pays in all, in the order in which they are first named; those that pay nothing are left out.
    pub fn paid_by(&self) -> Vec<Tender> {
        let mut places = BTreeMap::new();
        let mut paid: Vec<Tender> = Vec::new();
        for tender in self.tenders.iter().filter(|tender| tender.amount.minor > 0) {
            let place = *places.entry(&tender.tender_id).or_insert(paid.len());
            match paid.get_mut(place) {
                Some(before) => {
                    // The sum of all was checked.
                    before.amount.minor = before.amount.minor.saturating_add(tender.amount.minor);
                }
                None => paid.push(Tender { line_id: None, ..tender.clone() }),
            }
        }
        paid
    }
}

impl Line {
    fn check(&mut self, currency: Currency, shop_id: &str) -> Result<()> {
        if self.supplier_id.is_empty() {
            self.supplier_id = shop_id.to_owned();
        }
        id("line_id", &self.line_id)?;
        id("supplier_id", &self.supplier_id)?;
        exact(&mut self.gross_amount, currency).map_err(|error| error.at("/gross_amount"))?;
        if let Some(vat_amount) = &mut self.vat_amount {
            exact(vat_amount, currency).map_err(|error| error.at("/vat_amount"))?;
        }
        match self.quantity {
            0 => Err(Error::new(Code::OrderInvalid, "A line is for at least 1.").at("/quantity")),
            _ => Ok(()),
        }
    }
}

pub(super) fn sum(mut amounts: impl Iterator<Item = Money>) -> Result<i64> {
    let sum = amounts.try_fold(0i64, |sum, amount| sum.checked_add(amount.minor));
    sum.ok_or_else(|| {
        Error::new(Code::MoneyTooLarge, "The amounts together are more than one can be.")
    })
}

/// The amount with exactly the decimals of its currency; neither rounded nor below zero.
fn exact(money: &mut Money, currency: Currency) -> Result<()> {
    if money.minor < 0 {
        return Err(Error::new(Code::PaymentAmountNegative, format!("{money} is below zero.")));
    }
    signed(money, currency)
}

/// The amount with exactly the decimals of its currency, not rounded.
pub(super) fn signed(money: &mut Money, currency: Currency) -> Result<()> {
    let amount = Amount::read(money.to_string().as_bytes()).unwrap_or_default();
    *money = currency.money(amount.minor(currency)?);
    Ok(())
}

pub(super) fn id(member: &str, text: &str) -> Result<()> {
    match text.len() {
        1..=limits::ID_BYTES_MAX => Ok(()),
        _ => {
            let message = format!("An id has 1 to {} bytes.", limits::ID_BYTES_MAX);
            Err(Error::new(Code::JsonOutOfBounds, message).at(format!("/{member}")))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(change: impl FnOnce(&mut serde_json::Value)) -> Result<Order> {
        let mut order = serde_json::json!({
            "currency": "EUR", "status": "processing", "total_amount": "38.85",
            "lines": [{ "line_id": "1", "kind": "product", "quantity": 3, "gross_amount": 38.85, "vat_rate": "21" }],
            "tenders": [{ "tender_id": "card-7", "kind": "multi_purpose", "amount": "30" },
                        { "tender_id": "ideal", "kind": "remainder", "amount": "8.850" }],
        });
        change(&mut order);
        crate::json::read::<Order>(order.to_string().as_bytes())?.checked("x")
    }

    #[test]
    fn an_order_has_one_form_however_its_amounts_were_written() {
        let order = read(|_| ()).expect("an order");
        let printed: serde_json::Value =
            serde_json::from_slice(&crate::json::write(&order)).expect("JSON");
        assert_eq!(printed["lines"][0]["gross_amount"], "38.85");
        assert_eq!(printed["lines"][0]["supplier_id"], "x");
        assert_eq!(printed["tenders"][0]["amount"], "30.00");
        assert_eq!(printed["tenders"][1]["amount"], "8.85");
        let again = crate::json::read::<Order>(&crate::json::write(&order)).expect("an order");
        assert_eq!(again, order);
    }

    #[test]
    fn an_order_that_does_not_add_up_is_refused_with_its_path() {
        let path = |change: fn(&mut serde_json::Value)| {
            let error = read(change).expect_err("refused");
            (error.code.as_str(), error.path)
        };
        assert_eq!(path(|order| order["total_amount"] = "38.84".into()).1, "/total_amount");
        assert_eq!(path(|order| order["tenders"][1]["amount"] = "8.84".into()).1, "/tenders");
        assert_eq!(
            path(|order| order["lines"][0]["gross_amount"] = "38.851".into()),
            ("money.too_precise", "/lines/0/gross_amount".into())
        );
        assert_eq!(path(|order| order["lines"][0]["quantity"] = 0.into()).1, "/lines/0/quantity");
        assert_eq!(path(|order| order["lines"] = serde_json::json!([])).1, "/lines");
        assert_eq!(
            path(|order| order["tenders"][0]["amount"] = "-1".into()),
            ("payment.amount_negative", "/tenders/0/amount".into())
        );
        assert_eq!(
            path(|order| order["tenders"][1]["tender_id"] = "card-7".into()),
            ("order.invalid", "/tenders/1/kind".into())
        );
        assert_eq!(path(|order| order["colour"] = "red".into()).0, "json.unknown_member");
    }
}
