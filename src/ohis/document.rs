//! A platform's order, shaped as WooCommerce has it, read into the one shape an order has here. Amounts without VAT become
//! amounts with it by a rate that is known; a rate is never guessed, and an unknown one stays unknown.

use super::payments::{listed, path_of, tenders};
use super::pointer::{Meta, Pointed};
use super::profile::OrderPointers;
use crate::error::{Code, Error, Result};
use crate::json;
use crate::limits;
use crate::model::order::{Address, Customer, Discount, Line, Order, Status};
use crate::moment;
use crate::money::{Amount, Currency, Money, Rate};
use crate::payment::request::LineKind;
use serde::de::{self, Deserializer, Visitor};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fmt;

/// What koppel reads of the document; the rest is the platform's own.
#[derive(Debug, Deserialize)]
pub struct Document<'a> {
    #[serde(default)]
    pub id: Option<Word>,
    #[serde(default)]
    pub number: Option<Word>,
    pub status: Option<Word>,
    pub set_paid: Option<bool>,
    pub currency: Option<Currency>,
    pub customer_id: Option<Word>,
    pub customer_note: Option<Word>,
    pub date_created_gmt: Option<Word>,
    #[serde(default)]
    billing: Party,
    #[serde(default)]
    shipping: Party,
    #[serde(default)]
    pub line_items: Vec<Item>,
    #[serde(default)]
    shipping_lines: Vec<Charge>,
    #[serde(default)]
    fee_lines: Vec<Charge>,
    #[serde(default)]
    refunds: Option<Vec<Refunded>>,
    #[serde(borrow, default)]
    meta_data: Vec<Meta<'a>>,
}

/// A string, or a number by its literal text: foreign documents have ids either way.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Word(pub String);

impl<'de> Deserialize<'de> for Word {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> std::result::Result<Self, D::Error> {
        struct Text;
        impl Visitor<'_> for Text {
            type Value = Word;
            fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
                f.write_str("a string or a number")
            }
            fn visit_bytes<E: de::Error>(self, text: &[u8]) -> std::result::Result<Word, E> {
                Ok(Word(String::from_utf8_lossy(text).into_owned()))
            }
            fn visit_str<E: de::Error>(self, text: &str) -> std::result::Result<Word, E> {
                Ok(Word(text.to_owned()))
            }
        }
        deserializer.deserialize_bytes(Text)
    }
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Party {
    first_name: Option<Word>,
    last_name: Option<Word>,
    company: Option<Word>,
    address_1: Option<Word>,
    address_2: Option<Word>,
    city: Option<Word>,
    state: Option<Word>,
    postcode: Option<Word>,
    country: Option<Word>,
    email: Option<Word>,
    phone: Option<Word>,
}

/// A product line.
#[derive(Debug, Deserialize, Serialize)]
pub struct Item {
    #[serde(skip_serializing)]
    id: Option<Word>,
    #[serde(skip_serializing)]
    name: Option<Word>,
    product_id: Option<Word>,
    variation_id: Option<Word>,
    sku: Option<Word>,
    quantity: Option<Word>,
    /// Without VAT, before discounts.
    subtotal: Option<Amount>,
    /// Without VAT, after discounts.
    total: Option<Amount>,
    /// The VAT of `total`, in documents of a shop that has computed it.
    #[serde(skip_serializing)]
    total_tax: Option<Amount>,
}

/// Shipping, or a fee.
#[derive(Debug, Deserialize, Serialize)]
struct Charge {
    #[serde(skip_serializing)]
    id: Option<Word>,
    #[serde(skip_serializing)]
    method_title: Option<Word>,
    #[serde(skip_serializing)]
    name: Option<Word>,
    total: Option<Amount>,
    #[serde(skip_serializing)]
    total_tax: Option<Amount>,
    /// "none" where it bears no VAT.
    #[serde(skip_serializing)]
    tax_status: Option<Word>,
    /// Of a fee; of shipping, and where it is empty, it is the shop's class `standard`.
    #[serde(skip_serializing)]
    tax_class: Option<Word>,
}

/// A refund, as an order lists it: without its lines.
#[derive(Debug, Deserialize)]
struct Refunded {
    /// Less than 0.
    total: Option<Word>,
}

/// What a line is about, as the document names it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Wanted<'a> {
    pub product_number: i64,
    /// 0: the product itself.
    pub variation_number: i64,
    pub sku: Option<&'a str>,
}

/// What the shop knows of it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Known {
    pub product_id: String,
    pub variant_id: Option<String>,
    pub sku: Option<String>,
    pub name: String,
    pub vat_rate: Option<Rate>,
}

/// What an order's amounts are made with.
#[derive(Debug)]
pub struct Terms<'a> {
    pub shop_id: &'a str,
    pub currency: Currency,
    pub prices_include_vat: bool,
    /// The rates of the shop's VAT classes, for shipping and fees.
    pub vat: &'a BTreeMap<String, Rate>,
    pub platform_id: &'a str,
    pub pointers: &'a OrderPointers,
}

impl<'a> Document<'a> {
    pub fn read(text: &'a str) -> Result<Document<'a>> {
        json::read(text.as_bytes())
    }

    /// The platform's id of the order: with the platform's name its identity.
    pub fn identity(&self, text: &str, pointers: &OrderPointers) -> Result<Option<String>> {
        let Some(pointer) = &pointers.identity else { return Ok(None) };
        let pointed = Pointed { text, meta: &self.meta_data };
        let id = pointed.text(pointer).ok_or_else(|| {
            let message = format!("The order does not say its id at '{pointer}'.");
            Error::new(Code::OrderInvalid, message).at(path_of(pointer))
        })?;
        match id.len() {
            1..=limits::ID_BYTES_MAX if id != "." && id != ".." => Ok(Some(id)),
            _ => {
                let message = format!("An order's id has 1 to {} bytes.", limits::ID_BYTES_MAX);
                Err(Error::new(Code::OrderInvalid, message).at(path_of(pointer)))
            }
        }
    }

    /// What was bought and what was paid, by which a repetition is told from another order: not what changes with time.
    pub fn content(&self, text: &str, pointers: &OrderPointers) -> Vec<u8> {
        let pointed = Pointed { text, meta: &self.meta_data };
        let payments = pointers.payments.as_ref();
        let payments = payments.and_then(|payments| listed(&pointed, payments).ok());
        json::write(&(
            self.currency,
            &self.line_items,
            &self.shipping_lines,
            &self.fee_lines,
            payments,
        ))
    }

    /// What the shop's books say that has gone back of it, in minor units.
    pub fn refunded(&self, currency: Currency) -> Result<i64> {
        let mut sum = 0i64;
        for (nth, refund) in self.refunds.iter().flatten().enumerate() {
            let total = refund.total.as_ref().map(|total| total.0.trim_start_matches('-'));
            let amount = total.and_then(|total| Amount::read(total.as_bytes()));
            let amount = amount.and_then(|amount| Rate::ZERO.added_to(amount, currency));
            let amount = amount.ok_or_else(|| {
                let message = "A refund says its total, such as \"-12.95\".";
                let path = format!("/refunds/{nth}/total");
                Error::new(Code::OrderInvalid, message).at(path)
            })?;
            sum = sum.saturating_add(amount);
        }
        Ok(sum)
    }

    /// The order. `known` says what the shop knows of a product; what it does not know keeps its VAT unknown.
    pub fn order(
        &self,
        text: &str,
        terms: &Terms,
        known: &mut dyn FnMut(usize, &Wanted) -> Result<Option<Known>>,
    ) -> Result<Order> {
        let currency = self.currency.unwrap_or(terms.currency);
        if currency != terms.currency {
            let message = format!("The shop sells in {}, not in {currency}.", terms.currency);
            return Err(Error::new(Code::OrderInvalid, message).at("/currency"));
        }
        let most = limits::ORDER_LINES_MAX;
        for (path, count) in [
            ("/line_items", self.line_items.len()),
            ("/shipping_lines", self.shipping_lines.len()),
            ("/fee_lines", self.fee_lines.len()),
        ] {
            if count > most {
                let message = format!("{count} lines; at most {most} are taken.");
                return Err(Error::new(Code::JsonOutOfBounds, message).at(path));
            }
        }
        let (mut lines, mut discounts) = (Vec::new(), Vec::new());
        for (nth, item) in self.line_items.iter().enumerate() {
            let (line, discount) = item
                .line(nth, terms, known)
                .map_err(|error| error.under(nth).under("line_items"))?;
            lines.push(line);
            discounts.extend(discount);
        }
        let charges = [
            ("shipping_lines", LineKind::Shipping, &self.shipping_lines),
            ("fee_lines", LineKind::Fee, &self.fee_lines),
        ];
        for (list, kind, charges) in charges {
            for (nth, charge) in charges.iter().enumerate() {
                let line = charge.line(kind, lines.len(), terms);
                lines.push(line.map_err(|error| error.under(nth).under(list))?);
            }
        }
        let gross =
            lines.iter().try_fold(0i64, |sum, line| sum.checked_add(line.gross_amount.minor));
        let off = discounts.iter().try_fold(0i64, |sum, one| sum.checked_add(one.amount.minor));
        let total = gross.zip(off).and_then(|(gross, off)| gross.checked_sub(off));
        let total = total.ok_or_else(|| {
            Error::new(Code::MoneyTooLarge, "The lines together are more than an amount can be.")
        })?;
        let total_amount = currency.money(total);
        Ok(Order {
            order_id: String::new(),
            host_id: None,
            number: self.number.as_ref().or(self.id.as_ref()).map(|word| word.0.clone()),
            platform_order_id: self.identity(text, terms.pointers)?,
            currency,
            status: self.status()?,
            created_at: self.created_at()?,
            prices_include_vat: terms.prices_include_vat,
            customer: self.customer(),
            billing: self.billing.address(),
            shipping: self.shipping.address_1.as_ref().map(|_| self.shipping.address()),
            lines,
            discounts,
            tenders: tenders(&Pointed { text, meta: &self.meta_data }, terms, total_amount)?,
            total_amount,
            vat_amount: None,
            reference: None,
            note: some(&self.customer_note),
        })
    }

    /// `set_paid` makes an order that waits for its payment one that is paid, as it does at WooCommerce.
    pub fn status(&self) -> Result<Status> {
        let said = self.status.as_ref().map_or("pending", |status| status.0.as_str());
        let status = Status::parse(said).ok_or_else(|| {
            let known: Vec<&str> = Status::ALL.iter().map(|status| status.as_str()).collect();
            let message = format!("A status is one of: {}.", known.join(", "));
            Error::new(Code::OrderInvalid, message).at("/status")
        })?;
        match (status, self.set_paid) {
            (Status::Pending | Status::OnHold, Some(true)) => Ok(Status::Processing),
            (status, _) => Ok(status),
        }
    }

    fn created_at(&self) -> Result<Option<String>> {
        let Some(said) = some(&self.date_created_gmt) else { return Ok(None) };
        let at = moment::read_gmt(&said).and_then(moment::gmt).ok_or_else(|| {
            let message = "A point in time is expected, such as 2026-11-21T11:00:00.";
            Error::new(Code::OrderInvalid, message).at("/date_created_gmt")
        })?;
        Ok(Some(format!("{at}Z")))
    }

    fn customer(&self) -> Customer {
        Customer {
            customer_id: some(&self.customer_id).filter(|id| id != "0"),
            email: some(&self.billing.email),
            first_name: some(&self.billing.first_name),
            last_name: some(&self.billing.last_name),
            company: some(&self.billing.company),
            phone: some(&self.billing.phone),
        }
    }
}

impl Item {
    fn wanted(&self) -> Result<Wanted<'_>> {
        let number = |word: &Option<Word>, path: &str| match word {
            None => Ok(0),
            Some(word) => word.0.parse::<i64>().map_err(|_| {
                Error::new(Code::OrderInvalid, format!("'{}' is no product.", word.0)).at(path)
            }),
        };
        Ok(Wanted {
            product_number: number(&self.product_id, "/product_id")?,
            variation_number: number(&self.variation_id, "/variation_id")?,
            sku: self.sku.as_ref().map(|sku| sku.0.as_str()).filter(|sku| !sku.is_empty()),
        })
    }

    fn line(
        &self,
        nth: usize,
        terms: &Terms,
        known: &mut dyn FnMut(usize, &Wanted) -> Result<Option<Known>>,
    ) -> Result<(Line, Option<Discount>)> {
        let wanted = self.wanted()?;
        let product = known(nth, &wanted)?.unwrap_or_default();
        let quantity = self.quantity.as_ref().map_or(Ok(1), |word| word.0.parse::<u32>());
        let quantity = quantity.ok().filter(|quantity| *quantity > 0).ok_or_else(|| {
            Error::new(Code::OrderInvalid, "A line is for a whole number, at least 1.")
                .at("/quantity")
        })?;
        let total = self.total.or(self.subtotal).ok_or_else(|| {
            Error::new(Code::OrderInvalid, "A line says its total, without VAT.").at("/total")
        })?;
        let line_id = line_id(&self.id, nth);
        let taxed = taxed(total, self.total_tax, product.vat_rate, terms.currency)
            .map_err(|error| error.at("/total"))?;
        let mut line = Line {
            line_id: line_id.clone(),
            kind: LineKind::Product,
            supplier_id: terms.shop_id.to_owned(),
            product_id: Some(product.product_id).filter(|id| !id.is_empty()),
            variant_id: product.variant_id,
            sku: product.sku.or_else(|| some(&self.sku)),
            name: some(&self.name).unwrap_or(product.name),
            quantity,
            gross_amount: taxed.gross,
            vat_rate: taxed.rate,
            vat_amount: taxed.vat,
            listed_amount: None,
            fee_kind: None,
        };
        // What was taken off by a coupon; where no rate is known the price is simply lower.
        let before = self.subtotal.zip(taxed.rate);
        let before = before.and_then(|(subtotal, rate)| rate.added_to(subtotal, terms.currency));
        let off = before.map_or(0, |before| before - line.gross_amount.minor);
        if off <= 0 {
            return Ok((line, None));
        }
        line.vat_amount = None;
        line.gross_amount.minor += off;
        let discount = Discount {
            discount_id: format!("coupon-{line_id}"),
            amount: terms.currency.money(off),
            line_ids: Some(vec![line_id]),
        };
        Ok((line, Some(discount)))
    }
}

impl Charge {
    fn line(&self, kind: LineKind, nth: usize, terms: &Terms) -> Result<Line> {
        let total = self.total.ok_or_else(|| {
            Error::new(Code::OrderInvalid, "A line says its total, without VAT.").at("/total")
        })?;
        let class = some(&self.tax_class).filter(|_| kind == LineKind::Fee);
        let class = class.unwrap_or_else(|| "standard".into());
        // What bears no VAT has no rate either, and 0.00 of it.
        let is_taxed = self.tax_status.as_ref().is_none_or(|status| status.0 != "none");
        let rate = terms.vat.get(&class).copied().filter(|_| is_taxed);
        let tax = self.total_tax.or((!is_taxed).then(Amount::default));
        let taxed = taxed(total, tax, rate, terms.currency).map_err(|error| error.at("/total"))?;
        Ok(Line {
            line_id: line_id(&self.id, nth),
            kind,
            supplier_id: terms.shop_id.to_owned(),
            product_id: None,
            variant_id: None,
            sku: None,
            name: some(&self.method_title).or_else(|| some(&self.name)).unwrap_or_default(),
            quantity: 1,
            gross_amount: taxed.gross,
            vat_rate: taxed.rate,
            vat_amount: taxed.vat,
            listed_amount: None,
            fee_kind: None,
        })
    }
}

/// The document's own id of a line, or its place among all lines, from 1.
fn line_id(id: &Option<Word>, nth: usize) -> String {
    id.as_ref().map_or_else(|| (nth + 1).to_string(), |id| id.0.clone())
}

struct Taxed {
    gross: Money,
    /// The rate that was known, unless the VAT that the shop has computed contradicts it.
    rate: Option<Rate>,
    /// Only where the shop has computed it and no rate is known.
    vat: Option<Money>,
}

/// An amount without VAT with it: by the VAT that stands beside it, else by a known rate. Nothing is not taxed.
fn taxed(
    net: Amount,
    tax: Option<Amount>,
    rate: Option<Rate>,
    currency: Currency,
) -> Result<Taxed> {
    if net.units < 0 {
        return Err(Error::new(Code::PaymentAmountNegative, format!("{net} is below zero.")));
    }
    let large = || Error::new(Code::MoneyTooLarge, format!("{net} is more than an amount can be."));
    if let Some(tax) = tax {
        let cents = |amount| Rate::ZERO.added_to(amount, currency).ok_or_else(large);
        let (net, tax) = (cents(net)?, cents(tax)?);
        let gross = net.checked_add(tax).ok_or_else(large)?;
        // Net and VAT are rounded each by itself: a cent apart is the same rate.
        let fits = |rate: &Rate| rate.included_in(gross).abs_diff(tax) <= 1;
        let rate = rate.filter(fits);
        let vat = rate.is_none().then(|| currency.money(tax));
        return Ok(Taxed { gross: currency.money(gross), rate, vat });
    }
    let rate = match rate {
        Some(rate) => rate,
        None if net.units == 0 => Rate::ZERO,
        None => {
            let message = "The VAT rate of this line is not known, so what it costs is not either; \
                           set the rate of its tax class in the configuration.";
            return Err(Error::new(Code::OrderRateUnknown, message));
        }
    };
    let gross = rate.added_to(net, currency).ok_or_else(large)?;
    Ok(Taxed { gross: currency.money(gross), rate: Some(rate), vat: None })
}

fn some(word: &Option<Word>) -> Option<String> {
    word.as_ref().map(|word| word.0.clone()).filter(|text| !text.is_empty())
}

impl Party {
    fn address(&self) -> Address {
        Address {
            first_name: some(&self.first_name),
            last_name: some(&self.last_name),
            company: some(&self.company),
            address_1: some(&self.address_1),
            address_2: some(&self.address_2),
            postcode: some(&self.postcode),
            city: some(&self.city),
            state: some(&self.state),
            country: some(&self.country),
            phone: some(&self.phone),
        }
    }
}
