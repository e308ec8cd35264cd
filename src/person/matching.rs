//! Which documents name a person. Pure.

use crate::error::{Code, Error, Result};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::Value;

/// Who is meant: one of the two.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PersonRequest {
    /// The address, in whatever case.
    #[serde(default)]
    pub email: Option<String>,
    /// The shop's own id of the customer.
    #[serde(default)]
    pub customer_id: Option<String>,
}

/// Who is looked for.
#[derive(Clone, Debug)]
pub(super) enum Person {
    Email(String),
    CustomerId(String),
}

impl Person {
    pub fn of(request: &PersonRequest) -> Result<Person> {
        let given = |text: &Option<String>| text.clone().filter(|text| !text.trim().is_empty());
        match (given(&request.email), given(&request.customer_id)) {
            (Some(email), None) => Ok(Person::Email(email.trim().to_lowercase())),
            (None, Some(id)) => Ok(Person::CustomerId(id)),
            _ => {
                let message = "Name the person by an 'email' or a 'customer_id', by one of them.";
                Err(Error::new(Code::PersonUnnamed, message))
            }
        }
    }

    /// Whether a document names this person, at any depth.
    pub fn is_named_in(&self, document: &Value) -> bool {
        match document {
            Value::Object(members) => members
                .iter()
                .any(|(name, value)| self.is_named_by(name, value) || self.is_named_in(value)),
            Value::Array(items) => items.iter().any(|item| self.is_named_in(item)),
            _ => false,
        }
    }

    fn is_named_by(&self, name: &str, value: &Value) -> bool {
        match self {
            Person::Email(email) => {
                let is_it = |value: &Value| {
                    value.as_str().is_some_and(|text| text.trim().to_lowercase() == *email)
                };
                // Also `EmailUser`, and lists: for whom a coupon is, and who has used it.
                (name.to_ascii_lowercase().contains("email") || name == "used_by")
                    && match value {
                        Value::Array(items) => items.iter().any(is_it),
                        _ => is_it(value),
                    }
            }
            Person::CustomerId(id) => {
                // What a wholesaler knows its clients by at Oresto.
                matches!(name, "customer_id" | "ClientNumber" | "client_number")
                    && match value {
                        Value::String(text) => text == id,
                        Value::Number(number) => number.to_string() == *id,
                        _ => false,
                    }
            }
        }
    }
}
