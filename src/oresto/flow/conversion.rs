//! An own product that Oresto keeps by now becomes a link (OR-19, OR-25): deleted, then linked. Between the two it is
//! nowhere, so all of it is in the job before the first, and it is made again where the second fails.

use super::{Answered, DONE, Learnt, Next, failed};
use crate::oresto::article::{Form, Held};
use crate::oresto::jobs::Job;
use crate::oresto::refusal;
use serde_json::{Map, Value, json};

const LINK: &str = "link";
/// Refused: perhaps because it is there.
const LINK_REFUSED: &str = "link_refused";
const RESTORE: &str = "restore";
const MAKE: &str = "make";
/// Oresto makes no own product with the EAN code of a central one: without it, then.
const MAKE_WITHOUT_EAN: &str = "make_without_ean";

const DELETE: &str = "product_delete";
const CREATE_LINK: &str = "link_product_create";
const FIND_LINK: &str = "link_product_get_by_wholesaler_article_number";
const CREATE: &str = "product_create";
const FIND: &str = "product_get_by_wholesaler_article_number";

/// What a link has of an own product.
const LINK_MEMBERS: [&str; 12] = [
    "Active",
    "EanCode",
    "OnOrder",
    "OrderQuantity",
    "PromoValidFrom",
    "PromoValidFromUtc",
    "PromoValidUntil",
    "PromoValidUntilUtc",
    "SalesPriceList",
    "SalesPriceListPromo",
    "TemporarilyUnavailable",
    "UnitSalesPrice",
];

fn link(job: &Job) -> Value {
    let own = job.content.get("product").and_then(Value::as_object).cloned().unwrap_or_default();
    let is_part = |name: &str| LINK_MEMBERS.contains(&name);
    let mut body: Map<String, Value> =
        own.into_iter().filter(|(name, value)| is_part(name) && !value.is_null()).collect();
    body.insert("WholesalerArticleNumber".into(), job.job_id.as_str().into());
    Value::Object(body)
}

fn own(job: &Job) -> Value {
    let mut body = job.content.get("product").cloned().unwrap_or_default();
    if job.step == MAKE_WITHOUT_EAN
        && let Some(members) = body.as_object_mut()
    {
        members.remove("EanCode");
    }
    body
}

pub fn next(job: &Job) -> Next {
    if job.step == DONE {
        return Next::Done;
    }
    let number = json!({ "WholesalerArticleNumber": job.job_id });
    match job.step.as_str() {
        "" => match refusal::article_number_fault(&job.job_id) {
            Some(why) => Next::Failed(format!("It stays an own product: {why}")),
            None => Next::ask(DELETE, number),
        },
        LINK if job.in_doubt => Next::ask(FIND_LINK, number),
        LINK => Next::tell(CREATE_LINK, link(job)),
        LINK_REFUSED => Next::ask(FIND_LINK, number),
        RESTORE => Next::ask(FIND, number),
        _ if job.in_doubt => Next::ask(FIND, number),
        _ => Next::tell(CREATE, own(job)),
    }
}

pub fn answered(job: &mut Job, operation: &str, answer: &Answered) -> Learnt {
    let why = match answer {
        Answered::Refused(why) => why.as_str(),
        _ => "Oresto has no such central product.",
    };
    match (operation, answer, job.step.as_str()) {
        (DELETE, Answered::Refused(_), _) => failed(job, why),
        (DELETE, _, _) => to(job, LINK),
        (CREATE_LINK | FIND_LINK, Answered::Done(_), _) => {
            job.go_to(DONE);
            let held = Held { form: Form::Linked, content_hash: vec![], sales_hash: vec![] };
            Learnt { held: Some(Some(held)), ..Learnt::default() }
        }
        (CREATE_LINK, _, _) => {
            job.notes.insert("why".into(), why.into());
            to(job, LINK_REFUSED)
        }
        (FIND_LINK, Answered::Absent, LINK_REFUSED) => to(job, RESTORE),
        (CREATE | FIND, Answered::Done(_), step) => {
            let without = if step == MAKE_WITHOUT_EAN { ", without its EAN code" } else { "" };
            let why = job.note("why").unwrap_or_default();
            failed(
                job,
                &format!("It could not be linked ({why}) and is an own product again{without}."),
            )
        }
        (FIND, Answered::Absent, RESTORE) => to(job, MAKE),
        (CREATE, _, MAKE) => to(job, MAKE_WITHOUT_EAN),
        (CREATE, _, _) => {
            let why = format!(
                "It is neither linked ({}) nor an own product ({why}). All of it is kept here: mend the \
                 cause, and have it tried again.",
                job.note("why").unwrap_or_default()
            );
            // Tried again, it is looked for in both forms, and made: there is nothing to delete.
            let learnt = failed(job, &why);
            job.go_to(LINK_REFUSED);
            learnt
        }
        // Nothing came of the call that was in doubt: it is made again.
        (_, Answered::Absent | Answered::Done(_), _) => Learnt::default(),
        (_, Answered::Refused(_), step) => {
            let step = step.to_owned();
            let learnt = failed(job, why);
            job.go_to(&step);
            learnt
        }
    }
}

fn to(job: &mut Job, step: &str) -> Learnt {
    job.go_to(step);
    Learnt::default()
}
