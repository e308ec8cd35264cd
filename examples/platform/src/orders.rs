//! The nouns of an order at the platform: a resident's order is made up of sub-orders, one for
//! each supplier, each with its lines and the tenders that pay it. Figures only, no acts.

use crate::money::{Cents, Rate, STANDARD, ZERO};
use serde::Serialize;
use serde_json::Value;
use std::collections::BTreeMap;

/// An article of a sub-order. Its amounts are for the whole quantity and include VAT.
#[derive(Clone, Debug, Serialize)]
pub struct Line {
    pub sku: String,
    pub name: String,
    pub product_id: i64,
    pub variation_id: Option<i64>,
    pub quantity: u32,
    /// Before the coupon.
    pub list_amount: Cents,
    pub paid_amount: Cents,
    pub rate: Rate,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum TenderKind {
    /// A card with a balance.
    MultiPurpose,
    /// The resident's own money, by iDEAL.
    Remainder,
}

impl TenderKind {
    pub fn code(self) -> &'static str {
        match self {
            TenderKind::MultiPurpose => "multi_purpose",
            TenderKind::Remainder => "remainder",
        }
    }
}

/// What pays: a card under its own id, or "ideal", whose payment is `account`.
#[derive(Clone, Debug, Serialize)]
pub struct Tender {
    pub tender_id: String,
    pub kind: TenderKind,
    pub account: String,
    pub amount: Cents,
    pub credited: Cents,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub enum State {
    /// Drawn up; the cards are reserved.
    Open,
    /// With the shop, waiting for iDEAL.
    Pending,
    Paid,
    /// Cancelled by the platform: nothing was taken.
    Cancelled,
    /// Cancelled by the shop: what was taken is credited.
    Refused,
}

/// What a shop said became of its sub-order.
#[derive(Clone, Debug, Serialize)]
pub struct Push {
    pub key: String,
    pub status: String,
    pub refused_lines: usize,
    pub request: Value,
}

/// A credit call that was booked.
#[derive(Clone, Debug, Serialize)]
pub struct Credit {
    pub key: String,
    pub amount: Cents,
    pub request: Value,
    pub document: Value,
}

#[derive(Clone, Debug, Serialize)]
pub struct SubOrder {
    /// The identity that the shop must keep: no second order with the same one.
    pub id: String,
    pub order_id: String,
    pub supplier: String,
    pub lines: Vec<Line>,
    pub shipping: Option<Cents>,
    pub tenders: Vec<Tender>,
    pub state: State,
    /// The order's number in the shop's REST API, once it answered.
    pub shop_order_id: Option<i64>,
    pub pushes: Vec<Push>,
    pub credits: Vec<Credit>,
}

impl SubOrder {
    pub fn total(&self) -> Cents {
        self.lines.iter().map(|line| line.paid_amount).sum::<Cents>()
            + self.shipping.unwrap_or(ZERO)
    }

    /// VAT per rate: of each line, half up, then added.
    pub fn vat_per_rate(&self) -> BTreeMap<Rate, (Cents, Cents)> {
        let mut rates = BTreeMap::new();
        let lines = self.lines.iter().map(|line| (line.rate, line.paid_amount));
        for (rate, gross) in lines.chain(self.shipping.map(|amount| (STANDARD, amount))) {
            let (gross_sum, vat_sum): &mut (Cents, Cents) = rates.entry(rate).or_default();
            *gross_sum += gross;
            *vat_sum += rate.vat_in(gross);
        }
        rates
    }

    pub fn vat(&self) -> Cents {
        self.vat_per_rate().values().map(|(_, vat)| *vat).sum()
    }

    pub fn credited(&self) -> Cents {
        self.tenders.iter().map(|tender| tender.credited).sum()
    }

    pub fn has_discount(&self) -> bool {
        self.lines.iter().any(|line| line.list_amount != line.paid_amount)
    }
}

/// A resident's order.
#[derive(Clone, Debug)]
pub struct Order {
    pub id: String,
    pub sub_orders: Vec<String>,
    pub ideal: Option<String>,
}
