//! One article: linked where Oresto keeps it, made as an own product where it does not, and from then on changed by the
//! least that says the change (OR-11, OR-17, OR-18, OR-23).

use super::{Answered, DONE, Learnt, Next, Sight, failed};
use crate::oresto::article::{Article, Form, Held};
use crate::oresto::jobs::Job;
use serde_json::{Value, json};

const LINK: &str = "link";
const OWN: &str = "own";
/// It was there although koppel had not sent it: it is changed to what the shop says.
const FOUND: &str = "found";

/// What a form is looked up, made and changed by.
struct Calls {
    find: &'static str,
    create: &'static str,
    update: &'static str,
    update_sales: &'static str,
    delete: &'static str,
}

const LINKED: Calls = Calls {
    find: "link_product_get_by_wholesaler_article_number",
    create: "link_product_create",
    update: "link_product_update",
    update_sales: "link_product_update_sales",
    delete: "link_product_delete",
};
const OF_ONES_OWN: Calls = Calls {
    find: "product_get_by_wholesaler_article_number",
    create: "product_create",
    update: "product_update",
    update_sales: "product_update_sales",
    delete: "product_delete",
};

fn calls(form: Form) -> &'static Calls {
    match form {
        Form::Linked => &LINKED,
        Form::Own => &OF_ONES_OWN,
    }
}

/// What a job without anything at Oresto is about to make.
fn making(job: &Job) -> Option<Form> {
    match job.step.as_str() {
        LINK => Some(Form::Linked),
        OWN => Some(Form::Own),
        _ => None,
    }
}

pub fn next(job: &Job, sight: &Sight) -> Next {
    if job.step == DONE {
        return Next::Done;
    }
    let number = json!({ "WholesalerArticleNumber": job.job_id });
    match (sight.article, sight.held, making(job)) {
        (None, None, _) => Next::Done,
        (None, Some(held), _) => Next::ask(calls(held.form).delete, number),
        (Some(article), Some(held), _) => change(article, held, job.step == FOUND),
        (Some(article), None, _) if !article.is_active => Next::Done,
        // What was refused perhaps exists, and what is in doubt perhaps does: both are looked up.
        (Some(_), None, Some(form)) if job.in_doubt || job.note("refused").is_some() => {
            Next::ask(calls(form).find, number)
        }
        (Some(article), None, Some(form)) => said(calls(form).create, article.body(form)),
        (Some(article), None, None) => look(article, sight),
    }
}

/// Whether Oresto keeps it: by its EAN code, else by its supplier's code.
fn look(article: &Article, sight: &Sight) -> Next {
    match (&article.ean_code, article.supplier()) {
        (Some(ean), _) => match sight.known.is_central(ean) {
            Some(true) => Next::Go(LINK),
            Some(false) => Next::Go(OWN),
            None => Next::ask("central_product_get_by_ean", json!({ "EanCode": ean })),
        },
        (None, Some(supplier)) => Next::ask("central_product_get_by_supplier", supplier),
        (None, None) => Next::Go(OWN),
    }
}

fn said(operation: &'static str, body: &Result<Value, String>) -> Next {
    match body {
        Ok(body) => Next::tell(operation, body.clone()),
        Err(why) => Next::Failed(why.clone()),
    }
}

/// The least that says what has changed; nothing where nothing has.
fn change(article: &Article, held: &Held, all: bool) -> Next {
    let calls = calls(held.form);
    match article.held(held.form) {
        Err(why) => Next::Failed(why),
        Ok(now) if all || now.content_hash != held.content_hash => {
            said(calls.update, &article.update(held.form))
        }
        Ok(now) if now.sales_hash != held.sales_hash => said(calls.update_sales, &article.sales),
        Ok(_) => Next::Done,
    }
}

/// Says so where the product that was looked up by its EAN code has another.
fn other_ean(sight: &Sight, found: &Value) -> Option<String> {
    let asked = sight.article?.ean_code.as_deref()?;
    let found = found.get("EanCode").or_else(|| found.get(0)?.get("EanCode"))?;
    let given = match found {
        Value::String(text) => text.clone(),
        Value::Number(number) => number.to_string(),
        _ => return None,
    };
    // A GTIN may stand in more digits than it needs.
    let plain = |code: &str| code.trim().trim_start_matches('0').to_owned();
    (plain(&given) != plain(asked)).then(|| {
        format!("Asked for the EAN code {asked}, Oresto answered with a product of {given}.")
    })
}

pub fn answered(job: &mut Job, sight: &Sight, operation: &str, answer: &Answered) -> Learnt {
    let holds = |form: Form| Learnt {
        held: sight.article.and_then(|article| article.held(form).ok()).map(Some),
        ..Learnt::default()
    };
    let nothing = || Learnt { held: Some(None), ..Learnt::default() };
    let form = sight.held.map(|held| held.form).or(making(job)).unwrap_or(Form::Own);
    let calls = calls(form);
    match answer {
        Answered::Refused(why) if operation == calls.create => {
            job.notes.insert("refused".into(), why.as_str().into());
            Learnt::default()
        }
        Answered::Refused(why) => failed(job, why),
        _ if operation == calls.delete && sight.article.is_none() => {
            job.go_to(DONE);
            nothing()
        }
        Answered::Done(_) if operation == calls.find => {
            job.go_to(FOUND);
            holds(form)
        }
        Answered::Done(found) if operation.starts_with("central") => {
            if let Some(why) = other_ean(sight, found) {
                return failed(job, &why);
            }
            job.go_to(LINK);
            Learnt::default()
        }
        Answered::Absent if operation.starts_with("central") => {
            job.go_to(OWN);
            Learnt::default()
        }
        Answered::Done(_) => {
            job.go_to(DONE);
            holds(form)
        }
        Answered::Absent if operation == calls.find => match job.notes.remove("refused") {
            Some(why) => failed(job, why.as_str().unwrap_or_default()),
            None => Learnt::default(),
        },
        // Somebody took it away there: it is made anew.
        Answered::Absent => {
            job.go_to("");
            nothing()
        }
    }
}
