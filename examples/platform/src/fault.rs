//! What may go wrong at the platform, on purpose: planned per kind of call, used up one by one.

use crate::http::{Delivery, Response};
use std::time::Duration;

/// The calls of shops that can be disturbed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Target {
    Order,
    Refund,
    Lookup,
    Webhook,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// The call is carried out; its answer never comes (a time-out after applying).
    AnswerWithheld(Duration),
    /// The call is not carried out: 503.
    FailedBefore,
    /// Carried out, answered after this while.
    AnsweredLate(Duration),
    /// Carried out, and the answer is sent twice on the connection.
    AnsweredTwice,
    /// Carried out, but a proxy's HTML page comes back with status 200.
    AnsweredInHtml,
}

impl Fault {
    pub fn prevents(self) -> bool {
        self == Fault::FailedBefore
    }

    /// What the caller gets in place of the right answer.
    pub fn disturb(self, answer: Response) -> Response {
        match self {
            Fault::AnswerWithheld(hold) => {
                Response { delivery: Delivery::Withheld(hold), ..answer }
            }
            Fault::FailedBefore => Response::html(503, "<h1>503 Service Unavailable</h1>"),
            Fault::AnsweredLate(delay) => Response { delivery: Delivery::Late(delay), ..answer },
            Fault::AnsweredTwice => Response { delivery: Delivery::Doubled, ..answer },
            Fault::AnsweredInHtml => Response::html(200, "<!doctype html><h1>Welkom</h1>"),
        }
    }
}

/// The faults that are still to come.
#[derive(Default)]
pub struct Faults {
    planned: Vec<(Target, Fault)>,
}

impl Faults {
    pub fn plan(&mut self, target: Target, fault: Fault) {
        self.planned.push((target, fault));
    }

    pub fn take(&mut self, target: Target) -> Option<Fault> {
        let index = self.planned.iter().position(|(own, _)| *own == target)?;
        Some(self.planned.remove(index).1)
    }
}
