//! Many changes of one resource in one request: each is carried out by the operation of its own route, and answered for
//! itself.

use super::answer::{Answer, Answered};
use super::arguments::{Arguments, integer};
use super::call::Call;
use super::fault::Fault;
use super::fields::Members;
use super::routes::{self, Operation, Route};
use super::visit::Method;
use serde_json::{Value, json};

/// Changes in one request.
const CHANGES_MAX: usize = 100;

pub fn run(call: &Call) -> Answered {
    let groups = ["create", "update", "delete"].map(|name| (name, call.given.get(name)));
    let list = |value: Option<&Value>| match value {
        Some(Value::Array(list)) => list.clone(),
        _ => Vec::new(),
    };
    let count: usize = groups.iter().map(|(_, value)| list(*value).len()).sum();
    if count > CHANGES_MAX {
        let message = "Unable to accept more than 100 items for this request.";
        return Err(Fault::new(413, "woocommerce_rest_request_entity_too_large", message));
    }
    let collection = call.route.pattern.trim_end_matches("/batch");
    let item = routes::of_items(collection).ok_or_else(Fault::no_route)?;
    let collection = routes::named(collection).ok_or_else(Fault::no_route)?;
    let (mut body, mut wakes_inbox, mut wakes_outbox) = (Members::new(), false, false);
    for (name, given) in groups.into_iter().filter(|(_, given)| given.is_some()) {
        let mut done = Vec::new();
        for one in list(given) {
            let answered = match name {
                "create" => single(call, collection, Method::Post, &one, None),
                "update" => single(call, item, Method::Put, &one, Some(identity(&one))),
                _ => single(
                    call,
                    item,
                    Method::Delete,
                    &json!({ "force": true }),
                    Some(identity(&one)),
                ),
            };
            done.push(match answered {
                Ok(answer) => {
                    wakes_inbox |= answer.wakes_inbox;
                    wakes_outbox |= answer.wakes_outbox;
                    answer.body
                }
                Err(fault) => {
                    let id = integer(&identity(&one)).unwrap_or_default();
                    json!({ "id": id, "error": fault.document() })
                }
            });
        }
        body.insert(name.into(), done.into());
    }
    Ok(Answer { wakes_inbox, wakes_outbox, ..Answer::of(body.into()) })
}

/// Which one is meant: by its number, or (to be deleted) the number itself.
fn identity(one: &Value) -> Value {
    one.get("id").unwrap_or(one).clone()
}

/// One change, as if it had been asked for by itself.
fn single(
    call: &Call,
    route: &'static Route,
    method: Method,
    given: &Value,
    number: Option<Value>,
) -> Answered {
    let operation: &Operation = route.operation(method).ok_or_else(Fault::no_route)?;
    let Value::Object(mut given) = given.clone() else {
        return Err(Fault::new(400, "rest_invalid_param", "An object is expected."));
    };
    let mut numbers = call.numbers.clone();
    if let Some(number) = number {
        given.remove("id");
        numbers.push(integer(&number).unwrap_or_default());
    }
    let document = Value::Object(given.clone()).to_string().into();
    let single = Call {
        arguments: Arguments::read(&given, operation.arguments, call.zone)?,
        view: call.view.clone(),
        key: call.key,
        word: String::new(),
        query: call.query,
        route,
        numbers,
        document,
        given,
    };
    (operation.run)(&single)
}
