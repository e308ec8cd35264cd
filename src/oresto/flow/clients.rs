//! A client, then its users, then its representative (OR-13, OR-36, OR-37): what is there already is changed or linked.

use super::{Answered, DONE, Learnt, Next, failed};
use crate::oresto::jobs::Job;
use crate::oresto::known::{Known, List};
use serde_json::{Value, json};

fn client_number(job: &Job) -> &str {
    job.content.pointer("/client/ClientNumber").and_then(Value::as_str).unwrap_or_default()
}

fn user(job: &Job) -> Option<(usize, &Value)> {
    let nth: usize = job.step.strip_prefix("user:")?.parse().ok()?;
    Some((nth, job.content.get("users")?.get(nth)?))
}

fn email(person: &Value) -> &str {
    person.get("Email").and_then(Value::as_str).unwrap_or_default()
}

/// What would make the client useless on the webshop, though it can be made.
pub fn warnings(content: &Value) -> Vec<&'static str> {
    let client = content.get("client");
    let has =
        |name: &&str| client.and_then(|client| client.get(*name)).is_some_and(|it| !it.is_null());
    let mut found = Vec::new();
    if !["ClientSegmentId", "ClientSegment", "SegmentId", "Segment"].iter().any(has) {
        found.push("The client has no segment; Oresto's document says both that it must and that it may have one.");
    }
    if content.get("users").and_then(Value::as_array).is_none_or(Vec::is_empty) {
        found.push("The client has no user, so nobody can log in and order for it.");
    }
    found
}

pub fn next(job: &Job, known: &Known) -> Next {
    if job.step == DONE {
        return Next::Done;
    }
    let number = client_number(job);
    let mut step = job.step.as_str();
    if user(job).is_none() && step.starts_with("user:") {
        step = "representative";
    }
    let wanted = job.content.get("representative").filter(|person| !person.is_null());
    match (step, wanted) {
        ("", _) => match known.has(List::Clients, number) {
            None => Next::Need(List::Clients),
            Some(is_there) => {
                let operation = if is_there { "client_update" } else { "client_create" };
                Next::tell(operation, job.content.get("client").cloned().unwrap_or_default())
            }
        },
        ("representative", None) => Next::Done,
        ("representative", Some(person)) => match known.has(List::Representatives, email(person)) {
            None => Next::Need(List::Representatives),
            Some(true) => {
                let body =
                    json!({ "EmailRepresentative": email(person), "ClientNumbers": [number] });
                Next::tell("representative_link_clients", body)
            }
            Some(false) => {
                let mut body = person.clone();
                body["ClientNumbers"] = json!([number]);
                Next::tell("representative_create", body)
            }
        },
        _ => {
            let Some((_, person)) = user(job) else { return Next::Done };
            match known.has(List::Users, email(person)) {
                None => Next::Need(List::Users),
                Some(true) => {
                    let body = json!({ "EmailUser": email(person), "ClientNumber": number });
                    Next::tell("user_link_client", body)
                }
                Some(false) => {
                    let mut body = person.clone();
                    body["ClientNumber"] = number.into();
                    Next::tell("user_create", body)
                }
            }
        }
    }
}

/// What another worker has made or deleted meanwhile is refused or absent: it is looked up once more before a person is
/// asked.
const LOOKED_UP: &str = "looked_up";

pub fn answered(job: &mut Job, operation: &str, answer: &Answered) -> Learnt {
    let is_looked_up = job.notes.remove(LOOKED_UP).is_some();
    let is_creation = operation.ends_with("_create");
    match answer {
        Answered::Done(_) => {}
        Answered::Refused(why) if is_looked_up || !is_creation => return failed(job, why),
        Answered::Absent if is_looked_up => return failed(job, "Oresto has no such client."),
        Answered::Refused(_) | Answered::Absent => {
            job.notes.insert(LOOKED_UP.into(), true.into());
            return Learnt { is_outdated: true, ..Learnt::default() };
        }
    }
    let key = match (job.step.as_str(), user(job)) {
        ("", _) => {
            let number = client_number(job).to_owned();
            job.go_to("user:0");
            (List::Clients, number)
        }
        (_, Some((nth, person))) => {
            let email = email(person).to_owned();
            job.step = format!("user:{}", nth + 1);
            (List::Users, email)
        }
        _ => {
            let person =
                job.content.get("representative").map(email).unwrap_or_default().to_owned();
            job.go_to(DONE);
            (List::Representatives, person)
        }
    };
    Learnt { key: Some(key), ..Learnt::default() }
}
