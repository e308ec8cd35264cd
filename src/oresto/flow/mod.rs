//! The flows, each as a pure step: what a job calls next, and what an answer makes of it. Nothing here touches the outside.

pub mod clients;
pub mod conversion;
pub mod locations;
pub mod products;

use super::article::{Article, Held};
use super::jobs::Job;
use super::known::{Known, List};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// A flow of the document's chapters 2 and 3.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[schemars(rename = "OrestoFlow")]
pub enum Flow {
    /// Clients with their users and representatives (OR-13).
    Clients,
    /// Orders into the inbox, and off the list once the shop has settled them (OR-14, OR-21).
    Orders,
    /// Delivery addresses (OR-15).
    Locations,
    /// The days on which an address is delivered to (OR-16, OR-22).
    DeliveryDays,
    /// Products, linked by their EAN code or made as own ones (OR-17, OR-18).
    Products,
    /// Own products that Oresto keeps by now become links (OR-19, OR-25).
    OwnToCentral,
    /// What clients have of their own for products, in bulk (OR-20, OR-26).
    ClientProducts,
    /// The tables that change seldom (OR-24).
    Lookups,
    /// The tables, the products that have changed, and what waits of the client products (OR-11).
    Nightly,
}

impl Flow {
    pub fn as_str(self) -> &'static str {
        match self {
            Flow::Clients => "clients",
            Flow::Orders => "orders",
            Flow::Locations => "locations",
            Flow::DeliveryDays => "delivery_days",
            Flow::Products => "products",
            Flow::OwnToCentral => "own_to_central",
            Flow::ClientProducts => "client_products",
            Flow::Lookups => "lookups",
            Flow::Nightly => "nightly",
        }
    }
}

/// What a job does next.
#[derive(Clone, Debug, PartialEq)]
pub enum Next {
    Call {
        operation: &'static str,
        parameters: Value,
        body: Option<Value>,
    },
    /// It must be known what Oresto has of this.
    Need(List),
    /// To another step, without a call.
    Go(&'static str),
    Done,
    /// Only a person can help, who reads this.
    Failed(String),
}

impl Next {
    pub fn ask(operation: &'static str, parameters: Value) -> Next {
        Next::Call { operation, parameters, body: None }
    }
    pub fn tell(operation: &'static str, body: Value) -> Next {
        Next::Call { operation, parameters: Value::Null, body: Some(body) }
    }
}

/// What came of a call.
#[derive(Clone, Debug, PartialEq)]
pub enum Answered {
    Done(Value),
    Absent,
    /// In Oresto's words.
    Refused(String),
}

/// What a step may look at beside its job.
#[derive(Debug)]
pub struct Sight<'a> {
    pub known: &'a Known,
    /// The article as the shop has it now; none where it is no more. Of products only.
    pub article: Option<&'a Article>,
    /// What Oresto has of it, as far as koppel has sent it.
    pub held: Option<&'a Held>,
}

/// What an answer changes beside the job.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Learnt {
    /// Oresto has this in the list from now on.
    pub key: Option<(List, String)>,
    /// What was asked before is no longer so: it is asked again.
    pub is_outdated: bool,
    /// What Oresto has of the article from now on; None in it: nothing.
    pub held: Option<Option<Held>>,
    /// Only a person can help, who reads this.
    pub failed: Option<String>,
}

/// What a job does next.
pub fn next(job: &Job, sight: &Sight) -> Next {
    match job.flow {
        Flow::Clients => clients::next(job, sight.known),
        Flow::Locations => locations::next(job, sight.known),
        Flow::DeliveryDays => locations::next_days(job, sight.known),
        Flow::Products => products::next(job, sight),
        Flow::OwnToCentral => conversion::next(job),
        Flow::Orders | Flow::ClientProducts | Flow::Lookups | Flow::Nightly => Next::Done,
    }
}

/// What an answer makes of a job: its next step, and what was learnt.
pub fn answered(job: &mut Job, sight: &Sight, operation: &str, answer: &Answered) -> Learnt {
    match job.flow {
        Flow::Clients => clients::answered(job, operation, answer),
        Flow::Locations | Flow::DeliveryDays => locations::answered(job, answer),
        Flow::Products => products::answered(job, sight, operation, answer),
        Flow::OwnToCentral => conversion::answered(job, operation, answer),
        Flow::Orders | Flow::ClientProducts | Flow::Lookups | Flow::Nightly => Learnt::default(),
    }
}

/// The last step.
pub const DONE: &str = "done";

/// A job ends with a sentence for a person; tried again, it begins anew.
fn failed(job: &mut Job, why: &str) -> Learnt {
    job.go_to("");
    Learnt { failed: Some(why.to_owned()), ..Learnt::default() }
}
