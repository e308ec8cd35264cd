//! An order as WooCommerce shows it: amounts without VAT and the VAT, made of the frozen split, so that they add up.

use super::orders::Whole;
use super::refunds;
use super::view::View;
use crate::mirror::orders::Stored;
use crate::model::order::{Address, Line, Order, Status};
use crate::moment;
use crate::money::{Amount, Currency, Rate};
use crate::payment::request::LineKind;
use serde::Deserialize;
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// What the frozen split says of a line.
#[derive(Deserialize, Default)]
struct Split {
    #[serde(default)]
    lines: Vec<SplitLine>,
}
#[derive(Deserialize)]
struct SplitLine {
    line_id: String,
    paid_amount: Amount,
    vat_amount: Option<Amount>,
}

/// The amounts of a line in minor units, as WooCommerce has them: without VAT, and the VAT.
#[derive(Clone, Copy, Default)]
struct Amounts {
    subtotal: i64,
    subtotal_tax: i64,
    total: i64,
    total_tax: i64,
}

impl Amounts {
    fn of(line: &Line, split: &Split, currency: Currency) -> Amounts {
        let found = split.lines.iter().find(|one| one.line_id == line.line_id);
        let minor = |amount: Amount| amount.minor(currency).unwrap_or_default();
        let gross = line.gross_amount.minor;
        let subtotal_tax = match (&line.vat_amount, line.vat_rate) {
            (Some(fixed), _) => fixed.minor,
            (None, Some(rate)) => rate.included_in(gross),
            (None, None) => 0,
        };
        let (paid, total_tax) = match found {
            Some(one) => (minor(one.paid_amount), one.vat_amount.map_or(0, minor)),
            None => (gross, subtotal_tax),
        };
        Amounts {
            subtotal: gross.saturating_sub(subtotal_tax),
            subtotal_tax,
            total: paid.saturating_sub(total_tax),
            total_tax,
        }
    }
}

/// An order's lines with their amounts, and the sums that are shown of them.
struct Sums<'a> {
    lines: Vec<(usize, &'a Line, Amounts)>,
    /// The number of each line.
    numbers: Vec<i64>,
    currency: Currency,
}

impl<'a> Sums<'a> {
    fn of(stored: &'a Stored) -> Sums<'a> {
        let currency = stored.order.currency;
        let split: Split = serde_json::from_str(&stored.split).unwrap_or_default();
        let lines = stored.order.lines.iter().enumerate();
        let lines = lines.map(|(nth, line)| (nth, line, Amounts::of(line, &split, currency)));
        Sums { lines: lines.collect(), numbers: line_numbers(&stored.order.lines), currency }
    }

    fn number(&self, nth: usize) -> i64 {
        self.numbers.get(nth).copied().unwrap_or_default()
    }

    fn kind(&self, kind: LineKind) -> impl Iterator<Item = &(usize, &'a Line, Amounts)> {
        self.lines.iter().filter(move |(_, line, _)| line.kind == kind)
    }

    fn all(&self, amount: fn(&Amounts) -> i64) -> i64 {
        self.lines.iter().fold(0i64, |sum, (_, _, one)| sum.saturating_add(amount(one)))
    }

    fn shipping(&self, amount: fn(&Amounts) -> i64) -> i64 {
        let lines = self.kind(LineKind::Shipping);
        lines.fold(0i64, |sum, (_, _, one)| sum.saturating_add(amount(one)))
    }

    fn money(&self, minor: i64) -> String {
        self.currency.money(minor).to_string()
    }
}

/// The order as WooCommerce shows it.
pub fn document(view: &View, whole: &Whole) -> Value {
    let stored = &whole.stored;
    let sums = Sums::of(stored);
    let parts = [
        identity(view, whole),
        totals(&sums, stored),
        people(stored),
        lines(&sums, whole),
        end(view, &sums, whole),
    ];
    let members = parts.into_iter().filter_map(|part| match part {
        Value::Object(members) => Some(members),
        _ => None,
    });
    Value::Object(members.flatten().collect())
}

/// What came back of a line, in minor units.
pub struct Returned {
    /// The line's place in the order.
    pub nth: usize,
    pub quantity: u32,
    pub gross: i64,
    pub vat: i64,
}

/// The lines of a return: those of the order, below nothing, each with the number of the one that came back.
pub fn returned(whole: &Whole, returned: &[Returned]) -> Value {
    let order = &whole.stored.order;
    let below = |one: &Returned| {
        let (total, tax) = (one.vat.saturating_sub(one.gross), one.vat.saturating_neg());
        let amounts = Amounts { subtotal: total, subtotal_tax: tax, total, total_tax: tax };
        Some((one.nth, order.lines.get(one.nth)?, amounts))
    };
    let lines_below = returned.iter().filter_map(below).collect();
    let numbers = line_numbers(&order.lines);
    let sums = Sums { lines: lines_below, numbers, currency: order.currency };
    let mut shown = lines(&sums, whole);
    for one in returned {
        let number = sums.number(one.nth);
        for name in ["line_items", "shipping_lines", "fee_lines"] {
            let found = shown[name].as_array_mut().map(Vec::as_mut_slice).unwrap_or_default();
            let Some(line) = found.iter_mut().find(|line| line["id"] == number) else { continue };
            let of = number.to_string();
            line["meta_data"] = json!([{ "id": 1, "key": "_refunded_item_id", "value": of,
                "display_key": "_refunded_item_id", "display_value": of }]);
            if name == "line_items" {
                let net = one.gross.saturating_sub(one.vat);
                line["quantity"] = i64::from(one.quantity).saturating_neg().into();
                line["price"] = price(&sums, net, one.quantity.max(1));
            }
        }
    }
    shown
}

fn identity(view: &View, whole: &Whole) -> Value {
    let Whole { stored, paid_at: paid, .. } = whole;
    let order = &stored.order;
    let completed = Some(stored.modified_at).filter(|_| order.status == Status::Completed);
    let local = |instant| moment::local(instant, view.zone);
    let number = stored.number;
    json!({
        "id": number, "parent_id": 0, "status": order.status.as_str(),
        "currency": order.currency.as_str(), "version": "10.0.2",
        "prices_include_tax": order.prices_include_vat,
        "number": order.number.clone().unwrap_or_else(|| number.to_string()),
        "order_key": format!("wc_order_{number}"),
        "date_created": local(stored.created_at), "date_created_gmt": moment::gmt(stored.created_at),
        "date_modified": local(stored.modified_at),
        "date_modified_gmt": moment::gmt(stored.modified_at),
        "date_completed": completed.and_then(local),
        "date_completed_gmt": completed.and_then(moment::gmt),
        "date_paid": paid.and_then(local), "date_paid_gmt": paid.and_then(moment::gmt),
    })
}

fn totals(sums: &Sums, stored: &Stored) -> Value {
    let (tax, shipping_tax) = (sums.all(|one| one.total_tax), sums.shipping(|one| one.total_tax));
    let discount = sums.all(|one| one.subtotal.saturating_sub(one.total));
    let discount_tax = sums.all(|one| one.subtotal_tax.saturating_sub(one.total_tax));
    json!({
        "discount_total": sums.money(discount), "discount_tax": sums.money(discount_tax),
        "shipping_total": sums.money(sums.shipping(|one| one.total)),
        "shipping_tax": sums.money(shipping_tax),
        "cart_tax": sums.money(tax.saturating_sub(shipping_tax)),
        "total": sums.money(stored.order.total_amount.minor), "total_tax": sums.money(tax),
    })
}

fn people(stored: &Stored) -> Value {
    let order = &stored.order;
    json!({
        "customer_id": 0, "billing": billing(order), "shipping": shipping(order),
        "payment_method": stored.platform_id, "payment_method_title": stored.platform_id,
        "transaction_id": "", "customer_ip_address": "", "customer_user_agent": "",
        "created_via": stored.platform_id,
        "customer_note": order.note.as_deref().unwrap_or_default(), "cart_hash": "",
        "meta_data": meta(order),
    })
}

fn lines(sums: &Sums, whole: &Whole) -> Value {
    let charge = |(nth, line, amounts): &(usize, &Line, Amounts)| {
        json!({
            "id": sums.number(*nth), "total": sums.money(amounts.total),
            "total_tax": sums.money(amounts.total_tax), "taxes": taxes(line, amounts, sums),
            "tax_status": "taxable", "meta_data": [],
        })
    };
    let shipping = sums.kind(LineKind::Shipping).map(|one| {
        let mut shown = charge(one);
        shown["method_title"] = one.1.name.as_str().into();
        shown["method_id"] = "platform".into();
        shown["instance_id"] = "".into();
        shown
    });
    let fees = sums.kind(LineKind::Fee).map(|one| {
        let mut shown = charge(one);
        shown["name"] = one.1.name.as_str().into();
        shown["tax_class"] = "".into();
        shown["amount"] = "".into();
        shown
    });
    let items = sums.kind(LineKind::Product).map(|one| item(one, &whole.numbers, sums));
    json!({
        "line_items": items.collect::<Vec<_>>(), "tax_lines": tax_lines(sums),
        "shipping_lines": shipping.collect::<Vec<_>>(), "fee_lines": fees.collect::<Vec<_>>(),
        "coupon_lines": [],
    })
}

fn end(view: &View, sums: &Sums, whole: &Whole) -> Value {
    let Whole { stored, returns, .. } = whole;
    let refunds = returns.iter().enumerate().rev().map(|(nth, made)| {
        let amount = refunds::amount(made, sums.currency).saturating_neg();
        let id = refunds::number(stored.number, nth);
        json!({ "id": id, "reason": made.return_id, "total": sums.money(amount) })
    });
    let is_pending = stored.order.status == Status::Pending;
    json!({
        "refunds": refunds.collect::<Vec<_>>(), "payment_url": "", "is_editable": is_pending,
        "needs_payment": is_pending, "needs_processing": true,
        "currency_symbol": symbol(sums.currency),
        "_links": {
            "self": [{ "href": view.link(&format!("/orders/{}", stored.number)) }],
            "collection": [{ "href": view.link("/orders") }],
        },
    })
}

pub fn symbol(currency: Currency) -> String {
    match currency.as_str() {
        "EUR" => "\u{20ac}".into(),
        "GBP" => "\u{a3}".into(),
        "USD" => "$".into(),
        code => code.into(),
    }
}

/// Ids of lines are integers in WooCommerce; where one of them is none, all are counted, so that no two are equal.
pub fn line_numbers(lines: &[Line]) -> Vec<i64> {
    let own = |line: &Line| {
        let id = line.line_id.parse::<i64>().ok()?;
        (id > 0 && id.to_string() == line.line_id).then_some(id)
    };
    let own: Option<Vec<i64>> = lines.iter().map(own).collect();
    own.unwrap_or_else(|| (1i64..).take(lines.len()).collect())
}

fn item(
    (nth, line, amounts): &(usize, &Line, Amounts),
    numbers: &[(i64, i64)],
    sums: &Sums,
) -> Value {
    let money = |minor: i64| sums.money(minor);
    let (product, variation) = numbers.get(*nth).copied().unwrap_or_default();
    let price = price(sums, amounts.total, line.quantity);
    json!({
        "id": sums.number(*nth), "name": line.name, "product_id": product,
        "variation_id": variation, "quantity": line.quantity, "tax_class": "",
        "subtotal": money(amounts.subtotal), "subtotal_tax": money(amounts.subtotal_tax),
        "total": money(amounts.total), "total_tax": money(amounts.total_tax),
        "taxes": taxes(line, amounts, sums), "meta_data": [],
        "sku": line.sku.as_deref().unwrap_or(""), "price": price,
        "image": { "id": "", "src": "" }, "parent_name": null,
    })
}

/// What one piece costs, to the cent: a number, as WooCommerce has it, but an exact one.
fn price(sums: &Sums, total: i64, quantity: u32) -> Value {
    let each = total.checked_div(i64::from(quantity)).unwrap_or_default();
    serde_json::from_str(&sums.money(each)).unwrap_or_default()
}

fn taxes(line: &Line, amounts: &Amounts, sums: &Sums) -> Value {
    let money = |minor: i64| sums.money(minor);
    match line.vat_rate {
        None => json!([]),
        Some(rate) => json!([{
            "id": rate.hundredths(), "total": money(amounts.total_tax),
            "subtotal": money(amounts.subtotal_tax),
        }]),
    }
}

fn tax_lines(sums: &Sums) -> Value {
    let mut rates: BTreeMap<Rate, (i64, i64)> = BTreeMap::new();
    for (_, line, amounts) in &sums.lines {
        let Some(rate) = line.vat_rate else { continue };
        let (tax, shipping_tax) = rates.entry(rate).or_default();
        let sum = if line.kind == LineKind::Shipping { shipping_tax } else { tax };
        *sum = sum.saturating_add(amounts.total_tax);
    }
    let money = |minor: i64| sums.money(minor);
    let each = rates.into_iter().map(|(rate, (tax, shipping_tax))| {
        let percent = serde_json::from_str::<Value>(&rate.to_string()).unwrap_or_default();
        let id = rate.hundredths();
        json!({
            "id": id, "rate_code": format!("BTW-{rate}"), "rate_id": id, "label": "BTW",
            "compound": false, "tax_total": money(tax), "shipping_tax_total": money(shipping_tax),
            "rate_percent": percent, "meta_data": [],
        })
    });
    each.collect::<Vec<_>>().into()
}

fn meta(order: &Order) -> Value {
    let mut meta = Vec::new();
    if let Some(id) = &order.platform_order_id {
        meta.push(json!({ "id": 1, "key": "_platform_order_id", "value": id }));
    }
    let payments: Vec<Value> = order
        .paid_by()
        .iter()
        .map(|tender| {
            json!({ "tender_id": tender.tender_id, "kind": tender.kind, "amount": tender.amount })
        })
        .collect();
    if !payments.is_empty() {
        meta.push(json!({ "id": 2, "key": "_platform_payments", "value": payments }));
    }
    meta.into()
}

fn billing(order: &Order) -> Value {
    let customer = &order.customer;
    let text = |value: &Option<String>| value.clone().unwrap_or_default();
    let mut billing = address(&order.billing);
    for (name, of_address, of_customer) in [
        ("first_name", &order.billing.first_name, &customer.first_name),
        ("last_name", &order.billing.last_name, &customer.last_name),
        ("company", &order.billing.company, &customer.company),
        ("phone", &order.billing.phone, &customer.phone),
    ] {
        billing[name] = text(if of_address.is_some() { of_address } else { of_customer }).into();
    }
    billing["email"] = text(&customer.email).into();
    billing
}

/// The billing address, where the order names no other.
fn shipping(order: &Order) -> Value {
    match &order.shipping {
        Some(shipping) => address(shipping),
        None => {
            let mut billing = billing(order);
            if let Value::Object(members) = &mut billing {
                members.remove("email");
            }
            billing
        }
    }
}

fn address(address: &Address) -> Value {
    let text = |value: &Option<String>| value.clone().unwrap_or_default();
    json!({
        "first_name": text(&address.first_name), "last_name": text(&address.last_name),
        "company": text(&address.company), "address_1": text(&address.address_1),
        "address_2": text(&address.address_2), "city": text(&address.city),
        "state": text(&address.state), "postcode": text(&address.postcode),
        "country": text(&address.country), "phone": text(&address.phone),
    })
}
