//! What an answer means: done, there is no such thing, or why not. A success whose body holds an error is none (OR-02), and
//! no fault on the way is ever taken for "there is none".

use super::operation::{Body, Operation, Retry};
use super::reply::{self, Answer, Fault};
use crate::config::{Oresto, OrestoFormat};
use crate::error::{Code, Error, Result};
use crate::json::Raw;
use crate::world::{self, Reply};
use serde_json::Value;

/// What Oresto has done.
#[derive(Debug)]
pub enum Judged {
    Done(Box<Answer>),
    /// It looked, and there is none.
    Absent,
}

/// What the server says where it could not read a body (OR-09).
const BODY_NULL: &str = "request body cannot be null";
/// What ASP.NET says where there is no such path.
const NO_ROUTE: &str = "no http resource was found";

/// Judges a reply.
pub fn judge(oresto: &Oresto, operation: &Operation, reply: Reply) -> Result<Judged> {
    let status = reply.status;
    match status {
        200..=299 => match reply::read(reply, &oresto.data_members) {
            None => Err(lost(operation, "it answered with what is neither JSON nor XML")),
            Some(answer) => success(oresto, operation, answer),
        },
        401 | 403 => {
            let message = format!(
                "HTTP {status}: Oresto does not let '{}' in. Check login and password in the \
                 configuration; a password may have expired.",
                oresto.login
            );
            Err(Error::new(Code::OrestoDenied, message))
        }
        300..=399 => {
            let message = format!("HTTP {status}: Oresto is elsewhere. Correct oresto.base_url.");
            Err(Error::new(Code::OrestoRefused, message))
        }
        _ if reply.is_not_now() => {
            let message = format!("HTTP {status}: Oresto is too busy; try again later.");
            Err(Error::new(Code::OrestoUnavailable, message))
        }
        404 | 410 => missing(oresto, operation, reply),
        400..=499 => Err(refused(oresto, status, reply::read(reply, &oresto.data_members))),
        _ => Err(lost(operation, &format!("HTTP {status}"))),
    }
}

/// What is said when there is no answer.
pub fn fault(operation: &Operation, fault: world::Fault) -> Error {
    match fault {
        world::Fault::NotSent(said) => {
            Error::new(Code::OrestoUnavailable, format!("Oresto was not reached: {said}"))
        }
        world::Fault::Unknown(said) => lost(operation, &said),
        world::Fault::Refused(said) => Error::new(Code::ConfigInvalid, said).at("/oresto/base_url"),
        world::Fault::Canceled => {
            Error::new(Code::ClientCanceled, "The host cancelled the call before it was sent.")
        }
    }
}

/// Nothing that can be relied on came back.
fn lost(operation: &Operation, said: &str) -> Error {
    match operation.retry {
        Retry::Once => {
            let message = format!(
                "It is not known whether Oresto has done {}: {said}. Look it up before it is sent \
                 again.",
                operation.name
            );
            Error::new(Code::OrestoOutcomeUnknown, message)
        }
        Retry::Reads | Retry::Repeats => {
            let message = format!("{} failed: {said}. It may be sent again.", operation.name);
            Error::new(Code::OrestoUnavailable, message)
        }
    }
}

fn success(oresto: &Oresto, operation: &Operation, answer: Answer) -> Result<Judged> {
    let is_batch = matches!(operation.body, Body::Many { .. });
    let has_keys = |fault: &Fault| fault.key1.is_some() || fault.key2.is_some();
    if is_batch && answer.errors.iter().chain(&answer.model_state).all(has_keys) {
        return Ok(Judged::Done(Box::new(answer)));
    }
    if answer.has_errors() {
        let is_absent = operation.finds_one && answer.model_state.is_empty();
        return match is_absent && answer.errors.iter().all(|fault| says_absent(oresto, fault)) {
            true => Ok(Judged::Absent),
            false => Err(refused(oresto, 200, Some(answer))),
        };
    }
    if operation.finds_one {
        match is_there(&answer.value()) {
            Some(true) => {}
            Some(false) => return Ok(Judged::Absent),
            None => return Err(of_another_type(operation, &answer, "one thing, or none")),
        }
    }
    Ok(Judged::Done(Box::new(answer)))
}

/// Whether what was looked for is there: an object that says something. None where no such answer can be meant.
fn is_there(data: &Value) -> Option<bool> {
    match data {
        Value::Null => Some(false),
        Value::String(text) if text.trim().is_empty() => Some(false),
        Value::Object(members) => Some(members.values().any(|value| !value.is_null())),
        Value::Array(list) => {
            list.iter().try_fold(false, |is_one, element| Some(is_one | is_there(element)?))
        }
        _ => None,
    }
}

/// Oresto answered, but not what this operation answers: no more is known than before.
fn of_another_type(operation: &Operation, answer: &Answer, expected: &str) -> Error {
    let said = reply::short(answer.data().unwrap_or_default());
    let message = format!(
        "Oresto answered {} with {said}, where {expected} is expected. It may be sent again.",
        operation.name
    );
    Error::new(Code::OrestoUnavailable, message)
}

/// The list that an operation answers.
pub fn list<'a>(operation: &Operation, answer: &'a Answer) -> Result<Vec<Raw<'a>>> {
    answer.list().ok_or_else(|| of_another_type(operation, answer, "a list"))
}

fn says_absent(oresto: &Oresto, fault: &Fault) -> bool {
    let said = fault.message.to_lowercase();
    !said.contains(NO_ROUTE) && oresto.absent_texts.iter().any(|text| said.contains(text.as_str()))
}

/// A 404: no such thing, unless it is the path itself that does not exist.
fn missing(oresto: &Oresto, operation: &Operation, reply: Reply) -> Result<Judged> {
    let status = reply.status;
    let answer = reply::read(reply, &oresto.data_members);
    let said = answer.as_ref().map(own_words);
    match said {
        Some(said) if !said.to_lowercase().contains(NO_ROUTE) => match operation.finds_one {
            true => Ok(Judged::Absent),
            false => {
                let message = format!("HTTP {status}: Oresto has no such thing. {said}");
                Err(Error::new(Code::OrestoNotFound, message.trim_end().to_owned()))
            }
        },
        _ => {
            let message = format!(
                "HTTP {status}: there is nothing at this address. Correct oresto.base_url, or \
                 oresto.operations.{}.path.",
                operation.name
            );
            Err(Error::new(Code::OrestoNoPath, message))
        }
    }
}

/// The server's words, wherever it put them.
fn own_words(answer: &Answer) -> String {
    match answer.words() {
        words if !words.is_empty() => words,
        _ => match answer.value() {
            Value::String(text) => reply::short(&text),
            value => {
                let text = |name: &str| value.get(name).and_then(Value::as_str);
                let found = ["MessageDetail", "Message", "message", "title", "error"];
                reply::short(found.into_iter().find_map(text).unwrap_or_default())
            }
        },
    }
}

fn refused(oresto: &Oresto, status: u16, answer: Option<Answer>) -> Error {
    let said = answer.as_ref().map(own_words).unwrap_or_default();
    if said.to_lowercase().contains(BODY_NULL) {
        let hint = match oresto.format {
            OrestoFormat::Xml => {
                "an element stands out of the alphabetical order, or has a name that the model does \
                 not have: compare the body with the model's page"
            }
            OrestoFormat::Json => "a value has a type or a name that the model does not have",
        };
        let message = format!("Oresto could not read the body (\"{said}\"): {hint}.");
        return Error::new(Code::OrestoBodyUnread, message).at("/body");
    }
    let is_model = answer.as_ref().is_some_and(|answer| !answer.model_state.is_empty());
    let field = answer.and_then(|answer| answer.model_state.into_iter().find_map(|it| it.field));
    let message = match said.as_str() {
        "" => format!("Oresto refused the call: HTTP {status}."),
        said => format!("Oresto refused the call: {said}"),
    };
    match (is_model, field) {
        (true, Some(field)) => {
            let name = field.rsplit('.').next().unwrap_or_default().to_owned();
            Error::new(Code::OrestoModelState, message).at(format!("/body/{name}"))
        }
        (true, None) => Error::new(Code::OrestoModelState, message).at("/body"),
        (false, _) => Error::new(Code::OrestoRefused, message),
    }
}
