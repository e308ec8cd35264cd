//! Reads the shop's own book, as its test route tells it. It compares nothing.

use crate::money::{Cents, Rate};
use serde_json::Value;

pub struct Book(pub Value);

impl Book {
    /// Whether the shop shows its book at all.
    pub fn is_open(&self) -> bool {
        self.0.is_object()
    }

    /// The orders in the book with one identity, which the platform may have said in the note only: there must never be
    /// two.
    pub fn orders<'a>(&'a self, platform_id: &str, id: &str) -> Vec<&'a Value> {
        let is_it = |order: &&Value| {
            let is_named = order["platform_order_id"] == id
                || order["platform_order_id"].is_null() && order["note"] == id;
            order["platform_id"] == platform_id && is_named
        };
        self.0["orders"].as_array().into_iter().flatten().filter(is_it).collect()
    }

    /// The identities of all orders of one platform.
    pub fn identities<'a>(&'a self, platform_id: &str) -> Vec<&'a str> {
        let own = |order: &&Value| order["platform_id"] == platform_id;
        let orders = self.0["orders"].as_array().into_iter().flatten().filter(own);
        orders.filter_map(|order| order["platform_order_id"].as_str()).collect()
    }

    pub fn stock(&self, sku: &str) -> Option<i64> {
        let rows = self.0["stock"].as_array()?;
        whole(&rows.iter().find(|row| row["sku"] == sku)?["quantity"])
    }
}

pub fn amount(value: &Value) -> Option<Cents> {
    value.as_str().and_then(Cents::parse)
}

/// VAT of an order: as the book has it, else of its lines together.
pub fn vat(order: &Value) -> Option<Cents> {
    let lines = order["lines"].as_array()?.iter();
    amount(&order["vat_amount"]).or_else(|| lines.map(|line| amount(&line["vat_amount"])).sum())
}

/// Whether the book holds the order as one to be delivered.
pub fn is_paid(order: &Value) -> bool {
    matches!(order["status"].as_str(), Some("processing" | "completed"))
}

/// VAT of an order's lines at one rate.
pub fn vat_at(order: &Value, rate: Rate) -> Option<Cents> {
    let lines = order["lines"].as_array()?;
    let at_rate = |line: &&Value| line["vat_rate"].as_str().and_then(Rate::parse) == Some(rate);
    lines.iter().filter(at_rate).map(|line| amount(&line["vat_amount"])).sum()
}

/// A whole number, written as a number or as a decimal string.
pub fn whole(value: &Value) -> Option<i64> {
    let text = match value {
        Value::String(text) => text.clone(),
        Value::Number(number) => number.to_string(),
        _ => return None,
    };
    let hundredths = Cents::parse(&text)?.0;
    (hundredths % 100 == 0).then_some(hundredths / 100)
}
