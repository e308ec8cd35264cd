//! Delivery addresses and their days (OR-15, OR-16, OR-22). Oresto gives an address its id, so one that looks the same is
//! taken for the same: it is not made twice.

use super::{Answered, DONE, Learnt, Next, failed};
use crate::oresto::jobs::Job;
use crate::oresto::known::{Known, List};
use serde_json::{Value, json};

pub fn next(job: &Job, known: &Known) -> Next {
    if job.step == DONE {
        return Next::Done;
    }
    let Some(held) = known.locations(job.text("ClientNumber")) else {
        return Next::Need(List::Locations);
    };
    match job.content.get("Id").filter(|id| !id.is_null()) {
        Some(id) if held.iter().any(|one| one.get("Id") == Some(id)) => {
            match matching(&held, &job.content).as_slice() {
                [] => Next::tell("client_location_update", job.content.clone()),
                _ => Next::Done,
            }
        }
        Some(id) => Next::Failed(format!("The client has no location {id}.")),
        None if !matching(&held, &job.content).is_empty() => Next::Done,
        None => Next::tell("client_location_create", job.content.clone()),
    }
}

pub fn next_days(job: &Job, known: &Known) -> Next {
    if job.step == DONE {
        return Next::Done;
    }
    let days = job.content.get("DeliveryDates").cloned().unwrap_or_else(|| json!([]));
    let tell = |id: &Value| {
        let body = json!({ "ClientLocationId": id, "DeliveryDates": days });
        Next::tell("client_location_delivery_dates_replace", body)
    };
    if let Some(id) = job.content.get("ClientLocationId").filter(|id| !id.is_null()) {
        return tell(id);
    }
    let Some(held) = known.locations(job.text("ClientNumber")) else {
        return Next::Need(List::Locations);
    };
    let wanted = job.content.get("location").cloned().unwrap_or_else(|| json!({}));
    match matching(&held, &wanted).as_slice() {
        [] => Next::Failed("The client has no such location; make it first.".into()),
        [one] => tell(one.get("Id").unwrap_or(&Value::Null)),
        many => Next::Failed(format!(
            "{} locations of the client fit; name more of its members, or ClientLocationId.",
            many.len()
        )),
    }
}

/// Those that have every member that is wanted.
fn matching<'a>(held: &'a [Value], wanted: &Value) -> Vec<&'a Value> {
    let fits = |one: &&Value| {
        let members = wanted.as_object();
        members
            .is_none_or(|members| members.iter().all(|(name, value)| one.get(name) == Some(value)))
    };
    held.iter().filter(fits).collect()
}

pub fn answered(job: &mut Job, answer: &Answered) -> Learnt {
    match answer {
        Answered::Done(_) => {
            job.go_to(DONE);
            Learnt::default()
        }
        Answered::Absent => failed(job, "Oresto has no such location."),
        Answered::Refused(why) => failed(job, why),
    }
}
