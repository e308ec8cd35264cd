//! What a caller is told when something is wrong: problem details (RFC 9457) with the status that the page asks for
//! (WW-7, PS-9). It says nothing about the inside of the shop.

use crate::error::{Error, Status};
use serde_json::{Map, Value, json};

/// A failure over HTTP.
#[derive(Clone, Debug, PartialEq)]
pub struct Problem {
    pub kind: Kind,
    /// What is wrong with this request, and what to do.
    pub detail: String,
    /// The parameters that are wrong: name and sentence.
    pub parameters: Vec<(String, String)>,
    /// Koppel's own failure behind it, for the host's log.
    pub cause: Option<Box<Error>>,
}

macro_rules! kinds {
    ($($(#[doc = $doc:literal])+ $Name:ident $code:literal $status:literal $title:literal;)*) => {
        /// What can be wrong: the code is a promise, the sentence is not.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Kind { $($(#[doc = $doc])+ $Name),* }

        impl Kind {
            pub const ALL: &'static [Kind] = &[$(Kind::$Name),*];
            pub fn code(self) -> &'static str {
                match self { $(Kind::$Name => $code),* }
            }
            pub fn status(self) -> u16 {
                match self { $(Kind::$Name => $status),* }
            }
            pub fn title(self) -> &'static str {
                match self { $(Kind::$Name => $title),* }
            }
            pub fn doc(self) -> &'static str {
                match self { $(Kind::$Name => concat!($($doc),+).trim_ascii_start()),* }
            }
        }
    };
}

kinds! {
    /// A parameter is wrong, or there is none of this name; `parameters` says which.
    InvalidParameter "invalid_parameter" 400 "A parameter is wrong";
    /// There is no such record in this shop.
    UnknownRecord "unknown_record" 400 "There is no such record";
    /// The request has no access token, or one that is not known or has ended: ask for a new one.
    Unauthorized "unauthorized" 401 "An access token is needed";
    /// The access token does not cover this, or the request did not come over https.
    Forbidden "forbidden" 403 "This access token does not cover this";
    /// There is nothing at this address.
    UnknownPath "unknown_path" 404 "There is nothing at this address";
    /// This address is only read: use GET.
    MethodNotAllowed "method_not_allowed" 405 "This address is only read";
    /// The limit is used up; `Retry-After` says when there is room again.
    QuotaExceeded "quota_exceeded" 429 "The limit is used up";
    /// The shop cannot answer now; ask again after `Retry-After` seconds.
    Unavailable "unavailable" 503 "The shop cannot answer now";
}

impl Problem {
    #[cold]
    pub fn new(kind: Kind, detail: impl Into<String>) -> Problem {
        Problem { kind, detail: detail.into(), parameters: Vec::new(), cause: None }
    }

    /// Parameters that are wrong, all told at once.
    #[cold]
    pub fn parameters(parameters: Vec<(String, String)>) -> Problem {
        let names: Vec<&str> = parameters.iter().map(|(name, _)| name.as_str()).collect();
        let detail = format!("Mend: {}.", names.join(", "));
        Problem { parameters, ..Problem::new(Kind::InvalidParameter, detail) }
    }

    /// The status: the page may ask for 400 whatever went wrong (WW-7a), but for the shop's own failures.
    pub fn status(&self, all_are_400: bool) -> u16 {
        match self.kind.status() {
            status if all_are_400 && status < 500 => 400,
            status => status,
        }
    }

    pub fn document(&self, status: u16, docs: &str, reference: &str) -> Value {
        let code = self.kind.code();
        let mut document = json!({
            "success": false,
            "type": format!("{docs}#{code}"),
            "title": self.kind.title(),
            "status": status,
            "detail": self.detail,
            "code": code,
            "reference": reference,
        });
        if !self.parameters.is_empty() {
            let each = self.parameters.iter();
            let each = each.map(|(name, why)| (name.clone(), Value::from(why.as_str())));
            document["parameters"] = Value::Object(Map::from_iter(each));
        }
        document
    }
}

/// Koppel's own failures: what the shop must mend goes to its log only.
impl From<Error> for Problem {
    fn from(error: Error) -> Problem {
        let kind = match error.status() {
            Status::Invalid | Status::Rejected => Kind::InvalidParameter,
            Status::NotFound => Kind::UnknownRecord,
            _ => Kind::Unavailable,
        };
        let detail = match kind {
            Kind::Unavailable => "Ask again later.".into(),
            _ => error.message.to_string(),
        };
        Problem { cause: Some(Box::new(error)), ..Problem::new(kind, detail) }
    }
}
