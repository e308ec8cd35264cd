//! The parameters of an operation: what each may be, read from the query, and refused when it is something else or unknown.

use super::problem::Problem;
use crate::calendar::{Day, Timestamp};
use crate::http::Head;
use crate::limits;
use serde_json::{Value, json};

/// A parameter that an operation takes. Others are refused: a misspelt filter would give everything.
#[derive(Clone, Copy, Debug)]
pub struct Parameter {
    pub name: &'static str,
    pub kind: Kind,
    pub doc: &'static str,
    pub example: &'static str,
}

/// What a parameter may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Text,
    Day,
    Instant,
    Limit,
    Cursor,
}

pub const LIMIT_USUAL: i64 = 100;
const CURSOR_BYTES_MAX: usize = 400;

const fn parameter(
    name: &'static str,
    kind: Kind,
    doc: &'static str,
    example: &'static str,
) -> Parameter {
    Parameter { name, kind, doc, example }
}

/// What every list takes.
pub const PAGED: &[Parameter] = &[
    parameter(
        "cursor",
        Kind::Cursor,
        "Where to go on: the `next_cursor` of the answer before, with the same other parameters.",
        "cDEuMQ",
    ),
    parameter("limit", Kind::Limit, "How many at most; 100 if left out.", "100"),
];
/// What a list of records takes that can change.
pub const CHANGED: &[Parameter] = &[parameter(
    "modified_since",
    Kind::Instant,
    "Only what was stored or changed at this moment or later, in the order of change: for what is new since the last time.",
    "2026-11-21T00:00:00Z",
)];
/// A period of days.
pub const PERIOD: &[Parameter] = &[
    parameter("from", Kind::Day, "From this day on, by the shop's own clock.", "2026-11-01"),
    parameter(
        "until",
        Kind::Day,
        "Until and with this day, by the shop's own clock.",
        "2026-11-30",
    ),
];
/// How people and other systems call a record.
pub const NAMED: &[Parameter] = &[
    parameter("number", Kind::Text, "Only what has exactly this number.", "W-1003"),
    parameter(
        "reference",
        Kind::Text,
        "Only what has exactly this reference, such as a payment's id.",
        "tr_4",
    ),
];
pub const NUMBERED: &[Parameter] =
    &[parameter("number", Kind::Text, "Only the one with exactly this debtor number.", "D-3")];
pub const EMAIL: &[Parameter] = &[parameter(
    "email",
    Kind::Text,
    "Only those with this e-mail address, capitals or not.",
    "klant3@example.nl",
)];
pub const SKU: &[Parameter] = &[parameter(
    "sku",
    Kind::Text,
    "Only those that have this SKU, or a variant that has.",
    "LED-E27",
)];

/// The headers by which a caller says what it has already.
pub const CONDITIONS: [(&str, &str); 2] = [
    ("If-None-Match", "The ETag of the answer before: 304 where it is still the same."),
    (
        "If-Modified-Since",
        "The Last-Modified of the answer before: 304 where nothing has changed since.",
    ),
];
pub const CONDITION_BYTES_MAX: usize = 4096;

/// Refuses a condition that is longer than any.
pub fn check_conditions(head: &Head) -> Result<(), Problem> {
    let is_long =
        |name: &str| head.header(name).is_some_and(|value| value.len() > CONDITION_BYTES_MAX);
    let long = CONDITIONS.iter().filter(|(name, _)| is_long(name));
    let why = format!("At most {CONDITION_BYTES_MAX} bytes are read.");
    let wrong: Vec<_> = long.map(|(name, _)| ((*name).to_owned(), why.clone())).collect();
    if wrong.is_empty() { Ok(()) } else { Err(Problem::parameters(wrong)) }
}

impl Parameter {
    /// As OpenAPI describes it.
    pub fn schema(&self) -> Value {
        match self.kind {
            Kind::Text => {
                json!({ "type": "string", "minLength": 1, "maxLength": limits::ID_BYTES_MAX })
            }
            Kind::Day => {
                json!({ "type": "string", "format": "date", "minLength": 10, "maxLength": 10 })
            }
            Kind::Instant => json!({ "type": "string", "format": "date-time", "maxLength": 40 }),
            Kind::Limit => json!({ "type": "integer", "format": "int32", "minimum": 1,
                "maximum": limits::ACCOUNTING_PAGE_MAX, "default": LIMIT_USUAL }),
            Kind::Cursor => {
                json!({ "type": "string", "pattern": "^[A-Za-z0-9_-]+$", "maxLength": CURSOR_BYTES_MAX })
            }
        }
    }

    fn check(&self, text: &str) -> Result<(), String> {
        let is_fine = match self.kind {
            Kind::Text => (1..=limits::ID_BYTES_MAX).contains(&text.len()) && !text.contains('\0'),
            Kind::Day => Day::parse(text).is_some(),
            Kind::Instant => Timestamp::parse(text).is_some(),
            Kind::Limit => text
                .parse()
                .is_ok_and(|limit: i64| (1..=limits::ACCOUNTING_PAGE_MAX).contains(&limit)),
            Kind::Cursor => (1..=CURSOR_BYTES_MAX).contains(&text.len()),
        };
        let expected = match self.kind {
            _ if is_fine => return Ok(()),
            Kind::Text => "A text of 1 to 191 bytes is expected.".to_owned(),
            Kind::Day => "A day such as 2026-11-21 is expected.".to_owned(),
            Kind::Instant => {
                "An instant such as 2026-11-21T12:00:00Z is expected; write + as %2B.".to_owned()
            }
            Kind::Limit => {
                format!("A whole number from 1 to {} is expected.", limits::ACCOUNTING_PAGE_MAX)
            }
            Kind::Cursor => "Give a next_cursor as it was answered.".to_owned(),
        };
        Err(expected)
    }
}

/// The parameters of one request, checked.
#[derive(Debug, Default)]
pub struct Arguments(Vec<(&'static str, String)>);

impl Arguments {
    pub fn read(query: &str, taken: &[&[Parameter]]) -> Result<Arguments, Problem> {
        let mut arguments = Arguments::default();
        let mut wrong = Vec::new();
        for (name, value) in url::form_urlencoded::parse(query.as_bytes()) {
            let parameter = taken.iter().copied().flatten().find(|one| one.name == name);
            let refused = match parameter {
                None => Err("There is no such parameter here.".to_owned()),
                Some(known) if arguments.text(known.name).is_some() => {
                    Err("It is given twice.".to_owned())
                }
                Some(known) => known.check(&value).map(|()| {
                    arguments.0.push((known.name, value.into_owned()));
                }),
            };
            if let Err(why) = refused {
                wrong.push((name.chars().take(64).collect(), why));
            }
        }
        if wrong.is_empty() { Ok(arguments) } else { Err(Problem::parameters(wrong)) }
    }

    pub fn text(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(held, _)| *held == name).map(|(_, value)| value.as_str())
    }
    pub fn day(&self, name: &str) -> Option<Day> {
        self.text(name).and_then(Day::parse)
    }
    pub fn ms(&self, name: &str) -> Option<i64> {
        Timestamp::parse(self.text(name)?).map(|at| at.ms())
    }
    pub fn limit(&self) -> i64 {
        self.text("limit").and_then(|limit| limit.parse().ok()).unwrap_or(LIMIT_USUAL)
    }
    /// The query of the next page.
    pub fn with_cursor(&self, cursor: &str) -> String {
        let mut query = url::form_urlencoded::Serializer::new(String::new());
        for (name, value) in self.0.iter().filter(|(name, _)| *name != "cursor") {
            query.append_pair(name, value);
        }
        query.append_pair("cursor", cursor).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wrong(query: &str) -> Vec<String> {
        let refused = Arguments::read(query, &[PAGED, PERIOD, CHANGED]).expect_err(query);
        refused.parameters.into_iter().map(|(name, _)| name).collect()
    }

    #[test]
    fn what_is_wrong_or_unknown_is_refused_all_at_once() {
        assert_eq!(wrong("limit=0&from=2026-02-30&colour=red"), ["limit", "from", "colour"]);
        assert_eq!(wrong("limit=251&limit=x"), ["limit", "limit"]);
        assert_eq!(wrong("from=2026-01-01&from=2026-01-01"), ["from"]);
        // A plus that was not encoded is a space.
        assert_eq!(wrong("modified_since=2026-11-21T12:00:00+01:00"), ["modified_since"]);
        let fine = Arguments::read(
            "limit=7&modified_since=2026-11-21T12:00:00%2B01:00",
            &[PAGED, CHANGED],
        );
        let fine = fine.expect("fine");
        assert_eq!((fine.limit(), fine.ms("modified_since")), (7, Some(1_795_258_800_000)));
        assert_eq!(
            fine.with_cursor("c"),
            "limit=7&modified_since=2026-11-21T12%3A00%3A00%2B01%3A00&cursor=c"
        );
    }
}
