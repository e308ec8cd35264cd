//! Refunds, as REST v3 has them: the returns of an order, made here or by the platform.

use super::answer::{Answer, Answered};
use super::arguments::Argument;
use super::call::Call;
use super::fault::{Fault, invalid, missing};
use super::order_document::{Returned, line_numbers, returned};
pub use super::order_fields::REFUNDED as FIELDS;
use super::orders::{self, Whole};
use super::page::Page;
use super::view::View;
use super::{resource, shop_orders, shop_refunds};
use crate::error::{Code, Error};
use crate::json;
use crate::mirror::orders::{self as order_store, OrderRef, Return};
use crate::model::order::{Line, Order};
use crate::moment;
use crate::money::{Amount, Currency};
use crate::ohis::credit::{self, ReturnLine, ReturnRequest};
use crate::ohis::document::Word;
use crate::world::transaction;
use serde::Deserialize;
use serde_json::{Value, json};

pub const CREATE: &[Argument] = &[
    Argument::text("amount"),
    Argument::text("reason"),
    Argument::truth("api_refund").or("true"),
    Argument::truth("api_restock").or("true"),
];

/// What the reply of refund_compute says in all, and of each line.
#[derive(Deserialize, Default)]
struct Refund {
    amount: Amount,
    #[serde(default)]
    lines: Vec<RefundLine>,
}
#[derive(Deserialize)]
struct RefundLine {
    line_id: String,
    quantity: u32,
    amount: Amount,
    vat_amount: Option<Amount>,
}

impl Refund {
    fn of(made: &Return) -> Refund {
        serde_json::from_str(&made.refund).unwrap_or_default()
    }

    fn minor(&self, currency: Currency) -> i64 {
        self.amount.minor(currency).unwrap_or_default()
    }

    /// What came back of each line of the order.
    fn returned(&self, order: &Order) -> Vec<Returned> {
        let minor = |amount: Amount| amount.minor(order.currency).unwrap_or_default();
        let came_back = |line: &RefundLine| {
            Some(Returned {
                nth: order.lines.iter().position(|own| own.line_id == line.line_id)?,
                quantity: line.quantity,
                gross: minor(line.amount),
                vat: line.vat_amount.map_or(0, minor),
            })
        };
        self.lines.iter().filter_map(came_back).collect()
    }
}

/// What a return gives back, in minor units.
pub fn amount(made: &Return, currency: Currency) -> i64 {
    Refund::of(made).minor(currency)
}

/// The number of the `nth` return of an order: no other return of the shop has it.
pub fn number(order: i64, nth: usize) -> i64 {
    let nth = i64::try_from(nth).unwrap_or(i64::MAX).saturating_add(1);
    match nth {
        ..1000 => order.saturating_mul(1000).saturating_add(nth),
        // Beyond that they lie apart from all others, and still below what a double can count.
        _ => (1i64 << 52).saturating_add(order.saturating_mul(1 << 20)).saturating_add(nth),
    }
}

pub fn list(call: &Call) -> Answered {
    if let Some(order) = shop_orders::of(call, call.number(0))? {
        return shop_refunds::list(call, &order);
    }
    let whole = find(call)?;
    let page = Page::of(&call.arguments);
    let all: Vec<Value> =
        (0..whole.returns.len()).rev().filter_map(|nth| document(call, &whole, nth)).collect();
    let (found, total) = page.cut(all);
    let address = call.link(&format!("/orders/{}/refunds", call.number(0)));
    let headers = page.headers(total, &address, call.query);
    Ok(Answer { headers, ..Answer::of(found.into()) })
}

pub fn get(call: &Call) -> Answered {
    if let Some(order) = shop_orders::of(call, call.number(0))? {
        return shop_refunds::get(call, &order);
    }
    let whole = find(call)?;
    let wanted = |nth: &usize| number(whole.stored.number, *nth) == call.number(1);
    let nth = (0..whole.returns.len()).find(wanted);
    let document = nth.and_then(|nth| document(call, &whole, nth));
    document.map(Answer::of).ok_or_else(|| Fault::invalid_id("shop_order_refund", false))
}

/// A refund of a platform is not undone: it has paid the money back.
pub fn delete(call: &Call) -> Answered {
    if let Some(order) = shop_orders::of(call, call.number(0))? {
        return shop_refunds::delete(call, &order);
    }
    get(call)?;
    resource::forced(call)?;
    let message = "A refund that a platform has made is not undone.";
    Err(Fault::new(403, "woocommerce_rest_cannot_delete", message))
}

/// A refund among those of all orders: it says which one it is of.
pub fn of_order(mut refund: Value, order: i64) -> Value {
    if let Some(members) = refund.as_object_mut() {
        members.shift_insert(1, "parent_id".into(), order.into());
    }
    refund
}

/// The refunds of all orders, the newest first.
pub fn list_all(call: &Call) -> Answered {
    let page = Page::of(&call.arguments);
    let mut shown = orders::all_refunds(call)?;
    let own = transaction(&*call.world.store, |tx| shop_refunds::all(tx, call.shop_id()))?;
    let own = own.iter().rev().filter(|_| call.may_see(""));
    shown.extend(own.map(|one| of_order(shop_refunds::document(call, one), one.parent)));
    let (shown, total) = page.cut(shown);
    let headers = page.headers(total, &call.link("/refunds"), call.query);
    Ok(Answer { headers, ..Answer::of(shown.into()) })
}

/// A refund that the platform has made. It is booked once by its `_return_id`; without one each is a return of its own.
pub fn create(call: &Call) -> Answered {
    if let Some(order) = shop_orders::of(call, call.number(0))? {
        return shop_refunds::create(call, &order);
    }
    let whole = find(call)?;
    let platform = orders::platform(call)?;
    let posted = Posted::read(call)?;
    let amount = call.arguments.text("amount").map(|text| amount_of(text, &whole)).transpose()?;
    let currency = whole.stored.order.currency;
    let return_id = posted.return_id(&whole);
    let before = whole.returns.iter().position(|one| one.return_id == return_id);
    if let Some((nth, made)) = before.and_then(|nth| Some((nth, whole.returns.get(nth)?)))
        && posted.line_items.is_empty()
        && amount.is_none_or(|asked| asked == self::amount(made, currency))
    {
        // Which lines an amount was for depended on what was left then.
        return shown(call, &whole, nth, true);
    }
    let amount = match amount {
        None => posted.paid_back(currency)?,
        amount => amount,
    };
    let request = ReturnRequest {
        platform_id: platform.platform_id.clone(),
        order_id: Some(whole.stored.order.order_id.clone()),
        host_id: None,
        platform_order_id: None,
        return_id,
        lines: match posted.line_items.is_empty() {
            true => whole_of(&whole, amount)?,
            false => {
                let lines = posted.line_items.iter().map(|item| item.line(&whole));
                lines.collect::<Result<Vec<_>, Fault>>()?
            }
        },
        policy: Default::default(),
        send: Default::default(),
    };
    let (made, replayed) = transaction(&*call.world.store, |tx| {
        // The lines, and the id where none was given, were made of what the order was when it was read.
        let held = order_store::get(tx, call.shop_id(), &OrderRef::Number(whole.stored.number))?;
        if held.version != whole.stored.version {
            let message = "The order was changed meanwhile; post the refund again.";
            return Err(Error::new(Code::OrderChanged, message));
        }
        let (made, replayed) = credit::platform_refund(tx, call.client, platform, &request)?;
        let computed = self::amount(&made, currency);
        if let Some(asked) = amount.filter(|asked| *asked != computed) {
            let money = |minor| currency.money(minor);
            let message =
                format!("These lines are worth {}, not {}.", money(computed), money(asked));
            return Err(Error::new(Code::OrderDoesNotAddUp, message).at("/amount"));
        }
        Ok((made, replayed))
    })
    .map_err(orders::refusal)?;
    let whole = find(call)?;
    let nth = whole.returns.iter().position(|one| one.return_id == made.return_id);
    shown(call, &whole, nth.unwrap_or_default(), replayed)
}

/// The answer to a refund that is booked, now or before.
fn shown(call: &Call, whole: &Whole, nth: usize, replayed: bool) -> Answered {
    let shown = document(call, whole, nth).ok_or_else(Fault::no_route)?;
    let path = format!("/orders/{}/refunds/{}", call.number(0), number(whole.stored.number, nth));
    let answer = Answer::created(shown, call.link(&path));
    match replayed {
        true => Ok(answer.replayed()),
        false => Ok(Answer { wakes_inbox: true, wakes_outbox: true, ..answer }),
    }
}

/// What of the body is read: which lines come back, and by which id the return is known.
struct Posted {
    line_items: Vec<Item>,
    meta_data: Vec<Meta>,
}
/// Ids are texts or numbers, and so are amounts: WooCommerce's own pages have both.
#[derive(Deserialize)]
struct Item {
    id: Word,
    #[serde(default)]
    quantity: u32,
    refund_total: Option<Amount>,
    #[serde(default)]
    refund_tax: Vec<Tax>,
}
#[derive(Deserialize)]
struct Tax {
    refund_total: Amount,
}
#[derive(Deserialize)]
struct Meta {
    key: String,
    value: Value,
}

impl Posted {
    fn read(call: &Call) -> Result<Posted, Fault> {
        let given = |name: &str| call.given.get(name).cloned().unwrap_or_else(|| json!([]));
        let line_items = given("line_items").to_string();
        let wrong = |error: Error| {
            let message = format!("{} (at /line_items{})", error.message, error.path);
            invalid("line_items", "rest_invalid_type", message)
        };
        Ok(Posted {
            line_items: json::read(line_items.as_bytes()).map_err(wrong)?,
            meta_data: serde_json::from_value(given("meta_data"))
                .map_err(|fault| invalid("meta_data", "rest_invalid_type", fault.to_string()))?,
        })
    }

    fn return_id(&self, whole: &Whole) -> String {
        let meta = self.meta_data.iter().find(|meta| meta.key == "_return_id");
        let given = meta.and_then(|meta| meta.value.as_str()).filter(|id| !id.is_empty());
        let counted = || format!("refund-{}", number(whole.stored.number, whole.returns.len()));
        given.map_or_else(counted, str::to_owned)
    }

    /// What the platform says that it paid back in all; none where it does not say it of every line.
    fn paid_back(&self, currency: Currency) -> Result<Option<i64>, Fault> {
        if self.line_items.is_empty() {
            return Ok(None);
        }
        let parts = self.line_items.iter().map(|item| item.paid_back(currency));
        let parts: Option<Vec<i64>> = parts.collect::<Result<_, Fault>>()?;
        let all = parts.map(|parts| parts.iter().try_fold(0i64, |sum, one| sum.checked_add(*one)));
        // A sum that no amount can be is not what these lines are worth either.
        Ok(all.map(|all| all.unwrap_or(i64::MAX)))
    }
}

impl Item {
    fn line(&self, whole: &Whole) -> Result<ReturnLine, Fault> {
        let currency = whole.stored.order.currency;
        let lines = &whole.stored.order.lines;
        let mut numbered = line_numbers(lines).into_iter().zip(lines);
        let (_, line) =
            numbered.find(|(number, _)| number.to_string() == self.id.0).ok_or_else(|| {
                let message = format!("Order item ID {} is not one of this order.", self.id.0);
                Fault::new(400, "woocommerce_rest_invalid_item_id", message)
            })?;
        let line_id = line.line_id.clone();
        if self.quantity > 0 {
            return Ok(ReturnLine { line_id, quantity: Some(self.quantity), amount: None });
        }
        let parts =
            self.refund_total.iter().chain(self.refund_tax.iter().map(|tax| &tax.refund_total));
        let sum = sum(parts, currency)?;
        let amount = Amount { units: sum, scale: currency.digits() };
        Ok(ReturnLine { line_id, quantity: None, amount: Some(amount) })
    }

    /// What the platform says that it paid back of this line, with its VAT.
    fn paid_back(&self, currency: Currency) -> Result<Option<i64>, Fault> {
        let Some(total) = &self.refund_total else { return Ok(None) };
        let taxes = self.refund_tax.iter().map(|tax| &tax.refund_total);
        sum(std::iter::once(total).chain(taxes), currency).map(Some)
    }
}

/// Together they are an amount; each by itself may have more decimals, as WooCommerce has them.
fn sum<'a>(parts: impl Iterator<Item = &'a Amount>, currency: Currency) -> Result<i64, Fault> {
    let sum = parts.copied().try_fold(Amount::ZERO, Amount::plus);
    let sum = sum.ok_or_else(|| {
        let message = "These amounts together are more than one can be.";
        Error::new(Code::MoneyTooLarge, message)
    });
    let minor = sum.and_then(|sum| sum.minor(currency));
    minor.map_err(|error| Fault::from(error.at("/line_items")))
}

fn amount_of(text: &str, whole: &Whole) -> Result<i64, Fault> {
    let refused = |message: String| invalid("amount", "rest_invalid_param", message);
    let amount = Amount::read(text.as_bytes());
    let amount =
        amount.ok_or_else(|| refused("A plain decimal such as 17.90 is expected.".into()))?;
    amount.minor(whole.stored.order.currency).map_err(|error| refused(error.message.into_owned()))
}

/// An amount without lines: all that is left of the order, or part of its only line. What else it could be for is not
/// guessed.
fn whole_of(whole: &Whole, amount: Option<i64>) -> Result<Vec<ReturnLine>, Fault> {
    // Without lines and without an amount nothing is said to be given back.
    let Some(amount) = amount else { return Err(missing(&["amount"])) };
    let order = &whole.stored.order;
    let returned: Vec<Gone> = serde_json::from_str(&whole.stored.returned).unwrap_or_default();
    let given_back = whole.returns.iter().map(|made| self::amount(made, order.currency));
    let left = order.total_amount.minor.saturating_sub(given_back.sum());
    if amount == left && left > 0 {
        let gone = |line: &Line| {
            let found = returned.iter().find(|gone| gone.line_id == line.line_id);
            found.map_or(0, |gone| gone.quantity)
        };
        let lines = order.lines.iter().map(|line| (line, line.quantity.saturating_sub(gone(line))));
        let lines = lines.filter(|(_, quantity)| *quantity > 0).map(|(line, quantity)| {
            ReturnLine { line_id: line.line_id.clone(), quantity: Some(quantity), amount: None }
        });
        return Ok(lines.collect());
    }
    if amount > left || left <= 0 {
        let message = format!("{} is left to refund.", order.currency.money(left.max(0)));
        return Err(Fault::new(400, "koppel_over_refund", message));
    }
    match order.lines.as_slice() {
        [only] => {
            let amount = Some(Amount { units: amount, scale: order.currency.digits() });
            Ok(vec![ReturnLine { line_id: only.line_id.clone(), quantity: None, amount }])
        }
        _ => Err(missing(&["line_items"])),
    }
}

#[derive(Deserialize)]
struct Gone {
    line_id: String,
    quantity: u32,
}

fn find(call: &Call) -> Result<Whole, Fault> {
    orders::find(call, call.number(0), false).map_err(|fault| match fault.status {
        404 => Fault::new(404, "woocommerce_rest_invalid_order_id", "Invalid order ID."),
        _ => fault,
    })
}

pub fn document(view: &View, whole: &Whole, nth: usize) -> Option<Value> {
    let made = whole.returns.get(nth)?;
    let (order, currency) = (whole.stored.number, whole.stored.order.currency);
    let id = number(whole.stored.number, nth);
    let up = format!("/orders/{order}");
    let list = format!("{up}/refunds");
    let refund = Refund::of(made);
    let lines = returned(whole, &refund.returned(&whole.stored.order));
    Some(json!({
        "id": id,
        "date_created": moment::local(made.created_at, view.zone),
        "date_created_gmt": moment::gmt(made.created_at),
        "amount": currency.money(refund.minor(currency)), "reason": made.return_id,
        "refunded_by": 0, "refunded_payment": true,
        "meta_data": [{ "id": 1, "key": "_return_id", "value": made.return_id }],
        "line_items": lines["line_items"], "shipping_lines": lines["shipping_lines"],
        "tax_lines": lines["tax_lines"], "fee_lines": lines["fee_lines"],
        "_links": {
            "self": [{ "href": view.link(&format!("{list}/{id}")) }],
            "collection": [{ "href": view.link(&list) }],
            "up": [{ "href": view.link(&up) }],
        },
    }))
}
