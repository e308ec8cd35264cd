//! What a caller is told when something is wrong: WooCommerce's error document, with its status and its parameters.

use crate::error::{Error, Status};
use serde_json::{Map, Value, json};
use std::borrow::Cow;

/// A refusal over HTTP.
#[derive(Clone, Debug, PartialEq)]
pub struct Fault {
    pub status: u16,
    pub code: Cow<'static, str>,
    pub message: Cow<'static, str>,
    /// What `data` holds beside the status.
    pub data: Map<String, Value>,
    /// Koppel's own failure behind it, for the host's log.
    pub cause: Option<Box<Error>>,
}

impl Fault {
    #[cold]
    pub fn new(
        status: u16,
        code: impl Into<Cow<'static, str>>,
        message: impl Into<Cow<'static, str>>,
    ) -> Fault {
        let (code, message) = (code.into(), message.into());
        Fault { status, code, message, data: Map::new(), cause: None }
    }

    /// The same fault, saying more about it.
    #[must_use]
    pub fn with(mut self, name: &str, value: impl Into<Value>) -> Fault {
        self.data.insert(name.into(), value.into());
        self
    }

    pub fn no_route() -> Fault {
        let message = "No route was found matching the URL and request method.";
        Fault::new(404, "rest_no_route", message)
    }

    /// `GET` of what is not there is 404; WooCommerce answers 400 where it was to be changed.
    pub fn invalid_id(resource: &str, changing: bool) -> Fault {
        let status = if changing { 400 } else { 404 };
        Fault::new(status, format!("woocommerce_rest_{resource}_invalid_id"), "Invalid ID.")
    }

    /// What the shop itself must mend: its log says what, the caller only hears to come back.
    pub fn unavailable(error: Error) -> Fault {
        let message = "The shop cannot answer now; ask again later.";
        let cause = Some(Box::new(error));
        Fault { cause, ..Fault::new(503, "koppel_unavailable", message) }
    }

    pub fn document(&self) -> Value {
        let mut data = Map::from_iter([("status".to_owned(), json!(self.status))]);
        data.extend(self.data.clone());
        json!({ "code": self.code, "message": self.message, "data": data })
    }
}

/// Koppel's own failures, as HTTP knows them: the sentence is kept, the code becomes `koppel_area_reason`.
impl From<Error> for Fault {
    fn from(error: Error) -> Fault {
        let status = match error.status() {
            Status::NotFound => 404,
            Status::Conflict => 409,
            Status::Invalid | Status::Rejected => 400,
            Status::Denied => 403,
            Status::Retry | Status::Busy | Status::Store | Status::Canceled => 503,
            _ => 500,
        };
        if status >= 500 {
            return Fault { status, ..Fault::unavailable(error) };
        }
        if error.status() == Status::Invalid && !error.path.is_empty() {
            let name = error.path.split('/').nth(1).unwrap_or_default();
            let fault = invalid(name, error.code.as_str(), error.message.clone());
            return fault.with("path", error.path);
        }
        let code = format!("koppel_{}", error.code.as_str().replace('.', "_"));
        let fault = Fault::new(status, code, error.message);
        if error.path.is_empty() { fault } else { fault.with("path", error.path) }
    }
}

/// Parameters that are wrong, gathered: all of them are told at once.
#[derive(Debug, Default)]
pub struct Wrong {
    params: Map<String, Value>,
    details: Map<String, Value>,
}

impl Wrong {
    pub fn add(&mut self, name: &str, code: &str, message: String) {
        let detail = json!({ "code": code, "message": message, "data": Value::Null });
        self.details.insert(name.into(), detail);
        self.params.insert(name.into(), message.into());
    }

    pub fn or<T>(self, value: T) -> Result<T, Fault> {
        if self.params.is_empty() {
            return Ok(value);
        }
        let names: Vec<&str> = self.params.keys().map(String::as_str).collect();
        let message = format!("Invalid parameter(s): {}", names.join(", "));
        let fault = Fault::new(400, "rest_invalid_param", message);
        Err(fault.with("params", self.params).with("details", self.details))
    }
}

/// One wrong parameter.
pub fn invalid(name: &str, code: &str, message: impl Into<String>) -> Fault {
    let mut wrong = Wrong::default();
    wrong.add(name, code, message.into());
    match wrong.or(()) {
        Err(fault) => fault,
        Ok(()) => Fault::no_route(),
    }
}

/// Parameters that are not there.
pub fn missing(names: &[&str]) -> Fault {
    let message = format!("Missing parameter(s): {}", names.join(", "));
    Fault::new(400, "rest_missing_callback_param", message).with("params", names.to_vec())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::Code;

    #[test]
    fn wrong_parameters_are_told_all_at_once_in_woocommerces_form() {
        let mut wrong = Wrong::default();
        wrong.add("page", "rest_out_of_bounds", "page must be greater than or equal to 1".into());
        wrong.add("order", "rest_not_in_enum", "order is not one of asc and desc.".into());
        let document = wrong.or(()).expect_err("wrong").document();
        assert_eq!(document["code"], "rest_invalid_param");
        assert_eq!(document["message"], "Invalid parameter(s): page, order");
        assert_eq!(document["data"]["status"], 400);
        assert_eq!(document["data"]["params"]["order"], "order is not one of asc and desc.");
        assert_eq!(document["data"]["details"]["page"]["code"], "rest_out_of_bounds");
    }

    #[test]
    fn a_failure_of_the_store_says_nothing_about_the_store() {
        let fault = Fault::from(Error::new(Code::StoreFailed, "disk I/O error in /var/lib"));
        assert_eq!(fault.status, 503);
        assert!(!fault.document().to_string().contains("disk"));
        assert!(fault.cause.is_some());
        let fault = Fault::from(Error::new(Code::MoneyTooPrecise, "No.").at("/a/0"));
        assert_eq!(fault.document()["data"]["params"]["a"], "No.");
        let fault = Fault::from(Error::new(Code::OrderConflict, "No."));
        assert_eq!((fault.status, fault.code.as_ref()), (409, "koppel_order_conflict"));
    }
}
