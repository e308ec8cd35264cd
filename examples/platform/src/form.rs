//! How a platform may speak where its documents are closed: where an order says its identity and
//! its payments, and by whom and how a return is credited. Each form has its profile in examples/forms.json.

use crate::money::{Cents, ZERO};
use crate::orders::{SubOrder, Tender, TenderKind};
use crate::share;
use serde_json::{Value, json};

pub struct Form {
    pub name: &'static str,
    payments: Payments,
    /// A credit call for each voucher, not one for the return.
    per_voucher: bool,
    /// The shop pays the iDEAL part back, not the platform.
    ideal_by_shop: bool,
    refunds: Refunds,
}

/// Where a return of case 4 is booked.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Refunds {
    /// At the shop's desk.
    AtDesk,
    /// By the platform, which has credited it when it tells the shop by REST.
    Credited,
    /// By the platform, which asks the shop for it by REST and credits when the shop asks for that.
    Requested,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Payments {
    /// In the meta data, of the whole order.
    PerOrder,
    /// In the meta data, of each line.
    PerLine,
    /// Not at all: the platform pays the whole.
    Unsaid,
    /// With the identity, in members of the platform's own.
    Elsewhere,
    /// Of the whole order; of its identity there is only what people can read in the note.
    WithoutIdentity,
}

const fn form(name: &'static str, payments: Payments) -> Form {
    let refunds = Refunds::AtDesk;
    Form { name, payments, per_voucher: false, ideal_by_shop: false, refunds }
}

pub const FORMS: [Form; 9] = [
    form("usual", Payments::PerOrder),
    form("per-line", Payments::PerLine),
    form("one-tender", Payments::Unsaid),
    form("own-members", Payments::Elsewhere),
    Form { ideal_by_shop: true, ..form("ideal-by-shop", Payments::PerOrder) },
    Form { per_voucher: true, ideal_by_shop: true, ..form("per-voucher", Payments::PerOrder) },
    form("no-identity", Payments::WithoutIdentity),
    Form { refunds: Refunds::Credited, ..form("refund-credited", Payments::PerOrder) },
    Form { refunds: Refunds::Requested, ..form("refund-requested", Payments::PerOrder) },
];

impl Form {
    pub fn of(name: &str) -> Option<&'static Form> {
        FORMS.iter().find(|form| form.name == name)
    }

    /// Writes a sub-order's identity and payments into its order.
    pub fn write(&self, order: &mut Value, part: &SubOrder) {
        let whole: Vec<Value> = part.tenders.iter().map(crate::intake::payment).collect();
        let identity = json!({"key": "_platform_order_id", "value": part.id});
        let said = |list: Vec<Value>| json!({"key": "_platform_payments", "value": list});
        match self.payments {
            Payments::PerOrder => order["meta_data"] = json!([identity, said(whole)]),
            Payments::PerLine => order["meta_data"] = json!([identity, said(per_line(part))]),
            Payments::Unsaid => order["meta_data"] = json!([identity]),
            Payments::WithoutIdentity => {
                order["meta_data"] = json!([said(whole)]);
                order["customer_note"] = part.id.clone().into();
            }
            Payments::Elsewhere => {
                let how = |own: &Tender| match own.kind {
                    TenderKind::MultiPurpose => "card",
                    TenderKind::Remainder => "bank",
                };
                let one =
                    |own: &Tender| json!({"by": own.tender_id, "how": how(own), "eur": own.amount});
                order["meta_data"] = json!([]);
                order["reference"] = part.id.clone().into();
                order["paid"] = json!({"parts": part.tenders.iter().map(one).collect::<Vec<_>>()});
            }
        }
    }

    /// The tenders that a shop can know of, of those that paid.
    pub fn known(&self, tenders: &[(&str, Cents)], platform_id: &str) -> Vec<(String, Cents)> {
        match self.payments {
            Payments::Unsaid => {
                let all = tenders.iter().map(|(_, amount)| *amount).sum();
                vec![(platform_id.to_owned(), all)]
            }
            _ => tenders.iter().map(|(name, amount)| ((*name).to_owned(), *amount)).collect(),
        }
    }

    /// What of a return the platform is asked to credit.
    pub fn credited(&self, tenders: &[(&str, Cents)], platform_id: &str) -> Vec<(String, Cents)> {
        let mut known = self.known(tenders, platform_id);
        known.retain(|(name, _)| !self.ideal_by_shop || name != "ideal");
        known
    }

    /// The credit calls of a return that goes back to so many tenders.
    pub fn calls(&self, tenders: usize) -> usize {
        match self.refunds {
            Refunds::Credited => 0,
            _ if self.per_voucher => tenders,
            _ => 1,
        }
    }

    pub fn refunds(&self) -> Refunds {
        self.refunds
    }

    /// Whether an order that is offered twice can be known as one.
    pub fn has_identity(&self) -> bool {
        self.payments != Payments::WithoutIdentity
    }

    /// What of the iDEAL part the platform pays back.
    pub fn ideal_by_platform(&self, amount: Cents) -> Cents {
        if self.ideal_by_shop { ZERO } else { amount }
    }

    /// Whether a credit call says all of a return, with its VAT.
    pub fn is_whole(&self) -> bool {
        !self.ideal_by_shop && !self.per_voucher
    }

    /// Whether a credit call may name the platform itself as the tender.
    pub fn has_one_tender(&self) -> bool {
        self.payments == Payments::Unsaid
    }
}

/// Each tender shared over the lines, of which the last is the shipping.
fn per_line(part: &SubOrder) -> Vec<Value> {
    let lines = part.lines.iter().map(|line| line.paid_amount).chain(part.shipping);
    let lines: Vec<Cents> = lines.collect();
    let amounts: Vec<Cents> = part.tenders.iter().map(|tender| tender.amount).collect();
    let mut payments = Vec::new();
    for (tender, row) in part.tenders.iter().zip(share::over_sub_orders(&amounts, &lines)) {
        for (nth, amount) in row.into_iter().enumerate().filter(|(_, amount)| *amount > ZERO) {
            payments.push(json!({"tender_id": tender.tender_id, "kind": tender.kind.code(),
                "line_id": (nth + 1).to_string(), "amount": amount}));
        }
    }
    payments
}
