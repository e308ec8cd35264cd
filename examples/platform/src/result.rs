//! What a run leaves behind as proof: one JSON document for each platform, from which the report
//! is made. Data only.

use crate::calls::Call;
use crate::contract::Finding;
use crate::coupling::Coupling;
use crate::language::Language;
use crate::money::{Cents, Rate};
use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct RunResult {
    pub platform_id: String,
    pub platform_name: String,
    /// What residents call the card.
    pub card: String,
    pub language: Language,
    /// Empty where only the ways were run.
    #[serde(default)]
    pub findings: Vec<Finding>,
    /// RFC 3339, UTC.
    pub started_at: String,
    pub finished_at: String,
    pub shops: Vec<Coupling>,
    pub ways: Vec<WayResult>,
}

impl RunResult {
    pub fn passed(&self) -> usize {
        self.ways.iter().filter(|way| way.is_passed).count()
    }

    /// Every call was answered rightly, and every way that could be run has passed.
    pub fn is_passed(&self) -> bool {
        let is_fine = |way: &WayResult| way.is_passed || way.not_run.is_some();
        self.ways.iter().all(is_fine) && self.findings.iter().all(|one| one.outcome.is_passed())
    }
}

#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct WayResult {
    pub way: String,
    pub case: u8,
    pub title: String,
    pub suppliers: Vec<String>,
    pub is_passed: bool,
    /// Why it could not be run here at all.
    pub not_run: Option<String>,
    /// Figures of the shop's own book that it does not show.
    pub unseen: usize,
    /// What stopped the way before its end.
    pub trouble: Option<String>,
    pub duration_ms: u64,
    /// What was done, sentence by sentence.
    pub done: Vec<String>,
    pub orders: Vec<OrderProof>,
    pub cards: Vec<CardProof>,
    pub stock: Vec<StockProof>,
    pub checks: Vec<Check>,
    pub calls: Vec<Call>,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct OrderProof {
    pub platform_order_id: String,
    pub supplier: String,
    pub shop_order_id: Option<i64>,
    pub state: String,
    pub total: Cents,
    pub lines: Vec<LineProof>,
    pub tenders: Vec<TenderProof>,
    pub vat: Vec<VatProof>,
    /// The same figures in the shop's own book, where it has the order.
    pub shop_total: Option<Cents>,
    pub shop_vat: Option<Cents>,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct LineProof {
    pub sku: String,
    pub name: String,
    pub quantity: u32,
    pub discount: Cents,
    pub amount: Cents,
    pub rate: Rate,
    pub vat: Cents,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct TenderProof {
    pub tender_id: String,
    pub kind: String,
    pub amount: Cents,
    pub credited: Cents,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct VatProof {
    pub rate: Rate,
    pub gross: Cents,
    pub vat: Cents,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct CardProof {
    pub card: String,
    pub issued: Cents,
    pub balance: Cents,
    pub reserved: Cents,
    pub spent: Cents,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct StockProof {
    pub supplier: String,
    pub sku: String,
    pub before: Option<i64>,
    pub after: Option<i64>,
    pub published_before: Option<i64>,
    pub published_after: Option<i64>,
}

/// Where a figure was read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Place {
    Ledger,
    /// The platform's own arithmetic.
    Arithmetic,
    /// What the platform received.
    Received,
    /// The shop's own book.
    Book(String),
    /// The shop's REST answers.
    Rest(String),
    /// What the shop's return desk was told.
    Desk(String),
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Check {
    pub figure: String,
    /// The figure's Dutch name.
    pub label: String,
    /// Of which article, card or rate; empty where there is one only.
    pub detail: String,
    pub place: Place,
    pub expected: String,
    pub got: String,
    pub is_passed: bool,
    /// What to change, where it is not right and that can be said.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub remedy: String,
}

impl Place {
    pub fn in_english(&self) -> String {
        match self {
            Place::Ledger => "the platform's ledger".to_owned(),
            Place::Arithmetic => "the platform's arithmetic".to_owned(),
            Place::Received => "what the platform received".to_owned(),
            Place::Book(supplier) => format!("the book of shop {supplier}"),
            Place::Rest(supplier) => format!("the REST API of shop {supplier}"),
            Place::Desk(supplier) => format!("the return desk of shop {supplier}"),
        }
    }

    pub fn in_language(&self, language: Language) -> String {
        language.pick(self.in_dutch(), self.in_english())
    }

    pub fn in_dutch(&self) -> String {
        match self {
            Place::Ledger => "grootboek van het platform".to_owned(),
            Place::Arithmetic => "berekening van het platform".to_owned(),
            Place::Received => "ontvangen door het platform".to_owned(),
            Place::Book(supplier) => format!("eigen boek van winkel {supplier}"),
            Place::Rest(supplier) => format!("REST-antwoord van winkel {supplier}"),
            Place::Desk(supplier) => format!("retourbalie van winkel {supplier}"),
        }
    }
}
