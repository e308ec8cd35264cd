//! A checked call as HTTP: method, address, headers, bytes. It decides only how things are spelt.

use super::check::Checked;
use super::operation::{Body, Danger, Operation};
use super::xml;
use crate::config::{Oresto, OrestoFormat, OrestoOverride};
use crate::error::{Code, Error, Result};
use crate::secret::Secret;
use crate::wire::Verb;
use crate::world::Request;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::{Map, Value};

/// All but what never means anything: a `+` would be read as a space (OR-07).
const VALUE: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// What goes into the `Authorization` header: it is a secret itself (OR-05).
pub fn authorization(oresto: &Oresto) -> Result<Secret> {
    let password = oresto.password.read().map_err(|error| error.at("/oresto/password"))?;
    let mut credentials = format!("{}:", oresto.login).into_bytes();
    credentials.extend_from_slice(password.expose());
    let header = format!("Basic {}", STANDARD.encode(&credentials));
    drop(Secret::new(credentials));
    Ok(Secret::new(header))
}

/// Which of an operation's paths is called, where the document and its own pattern differ.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Way {
    First,
    /// After the server has said that there is nothing at the first: only for what changes nothing.
    Second,
}

/// Whether there is another path to try: a GET is asked as it is printed, then as its siblings are.
pub fn has_second(oresto: &Oresto, operation: &Operation) -> bool {
    let is_given = of(oresto, operation).is_some_and(|given| given.path.is_some());
    !is_given && is_asked_as_printed(operation)
}

fn is_asked_as_printed(operation: &Operation) -> bool {
    let is_usable = !operation.printed.contains(' ');
    operation.verb == Verb::Get && is_usable && operation.printed != operation.path
}

/// The path that is called first, from the host's root.
pub fn path<'a>(oresto: &'a Oresto, operation: &Operation) -> Result<&'a str> {
    let given = of(oresto, operation).and_then(|given| given.path.as_deref());
    match (given, operation.danger) {
        (None, Danger::PathOfAnother) => {
            let message = format!(
                "The document prints '{}' for {}, which deletes an own product. Ask Oresto, and set \
                 oresto.operations.{}.path to '{}' or to the printed path.",
                operation.printed, operation.name, operation.name, operation.path
            );
            Err(Error::new(Code::OrestoPathUndecided, message).at("/operation"))
        }
        (Some(path), _) => Ok(path),
        (None, _) if is_asked_as_printed(operation) => Ok(operation.printed),
        (None, _) => Ok(operation.path),
    }
}

/// Whether the call goes to the path that the document prints for another operation.
pub fn is_path_of_another(oresto: &Oresto, operation: &Operation) -> bool {
    operation.danger == Danger::PathOfAnother
        && path(oresto, operation).is_ok_and(|path| path.eq_ignore_ascii_case(operation.printed))
}

fn of<'a>(oresto: &'a Oresto, operation: &Operation) -> Option<&'a OrestoOverride> {
    oresto.operations.get(operation.name)
}

/// The whole request.
pub fn request(
    oresto: &Oresto,
    call: &Checked,
    way: Way,
    authorization: &Secret,
) -> Result<Request> {
    let operation = call.operation;
    let renamed = |name: &str| -> String {
        let given = of(oresto, operation).and_then(|given| given.names.get(name));
        given.map_or(name, String::as_str).to_owned()
    };
    let root = oresto.base_url.trim_end_matches('/');
    let root = root.strip_suffix("/api").unwrap_or(root);
    let path = match way {
        Way::First => path(oresto, operation)?,
        Way::Second => operation.path,
    };
    let mut url = format!("{root}/{path}");
    for (nth, (name, value)) in call.query.iter().enumerate() {
        let sign = if nth == 0 { '?' } else { '&' };
        let (name, value) = (renamed(name), utf8_percent_encode(value, VALUE));
        url += &format!("{sign}{}={value}", utf8_percent_encode(&name, VALUE));
    }
    let (kind, accept) = match oresto.format {
        OrestoFormat::Json => ("application/json", "application/json"),
        OrestoFormat::Xml => ("application/xml", "application/xml, application/json;q=0.5"),
    };
    let secret = String::from_utf8_lossy(authorization.expose()).into_owned();
    let mut headers =
        vec![("Authorization".to_owned(), secret), ("Accept".to_owned(), accept.to_owned())];
    let body = match &call.body {
        None => Vec::new(),
        Some(body) => {
            headers.push(("Content-Type".to_owned(), format!("{kind}; charset=utf-8")));
            written(oresto, operation, with_names(body, &renamed))?
        }
    };
    let verb = match of(oresto, operation).and_then(|given| given.method.as_deref()) {
        Some("POST") => Verb::Post,
        Some("PUT") => Verb::Put,
        _ => operation.verb,
    };
    Ok(Request { method: verb.as_str(), url, headers, body, timeout_ms: oresto.timeout_ms })
}

fn written(oresto: &Oresto, operation: &Operation, body: Value) -> Result<Vec<u8>> {
    let (Body::One { element, .. } | Body::Many { element, .. }) = operation.body else {
        return Ok(Vec::new());
    };
    match oresto.format {
        OrestoFormat::Json => Ok(body.to_string().into_bytes()),
        OrestoFormat::Xml => {
            let given = of(oresto, operation).and_then(|given| given.element.as_deref());
            xml::write(&body, given.unwrap_or(element), &oresto.xml_namespace)
                .map_err(|error| error.under("body"))
        }
    }
}

fn with_names(body: &Value, renamed: &dyn Fn(&str) -> String) -> Value {
    match body {
        Value::Array(items) => items.iter().map(|item| with_names(item, renamed)).collect(),
        Value::Object(members) => {
            let members = members.iter().map(|(name, value)| (renamed(name), value.clone()));
            Value::Object(members.collect::<Map<_, _>>())
        }
        other => other.clone(),
    }
}
