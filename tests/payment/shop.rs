//! Orders, vouchers and returns as a shop would send them. It judges nothing.

use koppel::error::Error;
use koppel::payment::{refund_json, split_json};
use serde_json::{Value, json};

/// A product line of one unit, sold by one supplier.
pub fn line(line_id: &str, gross_amount: &str) -> Value {
    json!({"line_id": line_id, "kind": "product", "supplier_id": "shop", "product_id": line_id,
           "gross_amount": gross_amount, "vat_rate": "21"})
}

pub fn shipping(line_id: &str, gross_amount: &str) -> Value {
    with(line(line_id, gross_amount), "kind", "shipping")
}

pub fn units(line_id: &str, quantity: u32, gross_amount: &str) -> Value {
    with(line(line_id, gross_amount), "quantity", quantity)
}

/// A card for everything.
pub fn card(voucher_id: &str, balance: &str) -> Value {
    json!({"voucher_id": voucher_id, "kind": "multi_purpose", "balance": balance})
}

/// A card for these products, and for lines of other kinds.
pub fn card_for(voucher_id: &str, balance: &str, products: &[&str]) -> Value {
    with(card(voucher_id, balance), "eligible", json!({"product_ids": products}))
}

pub fn discount(amount: &str) -> Value {
    json!({"discount_id": "coupon", "amount": amount})
}

pub fn order(lines: Vec<Value>, vouchers: Vec<Value>) -> Value {
    json!({"order_id": "order", "currency": "EUR", "calculated_at": "2026-11-21T12:00:00+01:00",
           "lines": lines, "vouchers": vouchers, "remainder": {"tender_id": "ideal"}})
}

/// The same document with one member set.
pub fn with(mut document: Value, member: &str, value: impl Into<Value>) -> Value {
    document[member] = value.into();
    document
}

pub fn try_split(order: &Value) -> Result<Value, Error> {
    split_json(order.to_string().as_bytes()).map(parsed)
}

pub fn split(order: &Value) -> Value {
    try_split(order).unwrap_or_else(|error| panic!("{error}\n{order}"))
}

pub fn try_refund(request: &Value) -> Result<Value, Error> {
    refund_json(request.to_string().as_bytes()).map(parsed)
}

fn parsed(reply: Vec<u8>) -> Value {
    serde_json::from_slice(&reply).expect("a reply is JSON")
}

/// An order that was paid, and what has come back of it so far.
#[derive(Clone)]
pub struct Returns {
    pub split: Value,
    pub returned: Value,
    pub policy: &'static str,
    pub at: &'static str,
}

impl Returns {
    pub fn of(order: &Value) -> Returns {
        Returns::of_split(split(order))
    }

    pub fn of_split(split: Value) -> Returns {
        let at = "2026-12-01T10:00:00+01:00";
        Returns { split, returned: json!([]), policy: "line_faithful", at }
    }

    pub fn request(&self, lines: Value) -> Value {
        json!({"split": self.split, "returned": self.returned, "return_id": "R",
               "calculated_at": self.at, "lines": lines, "policy": self.policy})
    }

    /// Takes lines back; the next return starts from there.
    pub fn take(&mut self, lines: Value) -> Value {
        let request = self.request(lines);
        let reply = try_refund(&request).unwrap_or_else(|error| panic!("{error}\n{request}"));
        self.returned = reply["returned"].clone();
        reply
    }

    pub fn take_units(&mut self, line_id: &str, quantity: u32) -> Value {
        self.take(json!([{"line_id": line_id, "quantity": quantity}]))
    }

    pub fn take_goodwill(&mut self, line_id: &str, amount: &str) -> Value {
        self.take(json!([{"line_id": line_id, "amount": amount}]))
    }
}

/// What a reply gives each tender, by id.
pub fn given(reply: &Value, tender_id: &str) -> String {
    let lists = ["tenders", "credits", "refunds"].map(|name| reply[name].as_array());
    let mut rows = lists.into_iter().flatten().flatten();
    let is_tender = |row: &&Value| row["tender_id"] == tender_id || row["voucher_id"] == tender_id;
    rows.find(is_tender).map_or("0.00".into(), |row| text(&row["amount"]))
}

/// What a tender pays of a line, or gets back for it.
pub fn cell(reply: &Value, line_id: &str, tender_id: &str) -> String {
    let mut rows = reply["allocation"].as_array().expect("a list").iter();
    let found = rows.find(|row| row["line_id"] == line_id && row["tender_id"] == tender_id);
    found.map_or("0.00".into(), |row| text(&row["amount"]))
}

pub fn text(value: &Value) -> String {
    value.as_str().unwrap_or_else(|| panic!("text is expected, not {value}")).to_owned()
}

/// A printed amount in minor units; nothing is 0.
pub fn minor(value: &Value) -> i64 {
    value.as_str().map_or(0, |text| text.replace('.', "").parse().expect("an amount"))
}
