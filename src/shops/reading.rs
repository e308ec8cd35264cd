//! What a value is, measured by what its cell asks for; and what it is taken for where it is something else. Pure.

use super::make;
use crate::error::Code;
use crate::json::{Kind, Value, said};
use crate::model::product::{Reading, Words};
use crate::money::Amount;
use bumpalo::Bump;

/// Whether a value is what its cell asks for, without any leniency.
#[inline(always)]
pub fn fits(value: Value, reading: Reading) -> bool {
    match reading {
        Reading::Text => {
            matches!(value.kind, Kind::Text | Kind::Escaped | Kind::Number | Kind::Null)
        }
        Reading::Truth => matches!(value.kind, Kind::True | Kind::False | Kind::Null),
        Reading::Plain => !matches!(value.kind, Kind::Array | Kind::Object),
        Reading::Decimal => {
            value.kind == Kind::Null
                || (matches!(value.kind, Kind::Text | Kind::Number)
                    && Amount::is_plain(value.bytes))
        }
        Reading::OneOf(words) => {
            value.kind == Kind::Null || (value.kind == Kind::Text && is_one_of(value.bytes, words))
        }
    }
}

/// An empty text is none of the words, and may stand where nothing is said.
fn is_one_of(text: &[u8], words: Words) -> bool {
    text.is_empty() || words.known().iter().any(|word| word.as_bytes() == text)
}

/// The value, or the parts of it between separators.
pub fn split_at<'a>(
    value: Value<'a>,
    separator: Option<u8>,
    made: &'a Bump,
    mut each: impl FnMut(Value<'a>),
) {
    match separator {
        None if value.is_blank() => {}
        None => each(value),
        // Where an escape may hold the separator, what is said is split, not how it is spelled.
        Some(separator) if value.kind == Kind::Escaped => said(value)
            .split(char::from(separator))
            .map(str::trim_ascii)
            .filter(|part| !part.is_empty())
            .for_each(|part| each(make::text(made, part.as_bytes()))),
        Some(separator) => value
            .bytes
            .split(|byte| *byte == separator)
            .map(<[u8]>::trim_ascii)
            .filter(|part| !part.is_empty() && !value.is_missing())
            .for_each(|bytes| each(Value { bytes, ..value })),
    }
}

/// What shops send instead, and what it means; noted unless it is only another way to say nothing.
pub fn meant(value: Value, reading: Reading) -> (Option<Code>, Value) {
    let (code, taken) = match (value.kind, reading) {
        (Kind::Text, Reading::Decimal | Reading::Truth) if value.bytes.is_empty() => {
            return (None, Value::ABSENT);
        }
        (_, Reading::Plain) => return (None, Value::ABSENT),
        (Kind::Escaped, Reading::OneOf(words)) => {
            let said = said(value);
            match words.known().iter().find(|word| **word == said) {
                Some(word) => return (None, Value::text(word)),
                None => (Code::ProductUnknownWord, Value::ABSENT),
            }
        }
        (Kind::False, _) => (Code::ProductFalseForNull, Value { kind: Kind::Null, ..value }),
        (Kind::Text | Kind::Number, Reading::Truth) => match value.bytes {
            b"true" | b"1" | b"yes" => (Code::ProductTextForTruth, Value::TRUE),
            b"false" | b"0" | b"no" => (Code::ProductTextForTruth, Value::FALSE),
            _ => (Code::ProductWrongType, Value::ABSENT),
        },
        (Kind::Text | Kind::Number | Kind::Escaped, Reading::Decimal) => {
            (Code::ProductNotADecimal, Value::UNKNOWN)
        }
        (Kind::Text | Kind::Number | Kind::True, Reading::OneOf(_)) => {
            (Code::ProductUnknownWord, Value::ABSENT)
        }
        (_, Reading::Decimal) => (Code::ProductWrongType, Value::UNKNOWN),
        _ => (Code::ProductWrongType, Value::ABSENT),
    };
    (Some(code), taken)
}
