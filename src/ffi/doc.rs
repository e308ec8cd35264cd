//! The one thing that C is given to keep: an immutable document, freed once, readable without a JSON parser.

#![allow(non_camel_case_types)]

use crate::json::{self, Kind};
use crate::money::Amount;
use std::collections::HashMap;
use std::ffi::CString;
use std::sync::{Mutex, PoisonError};

/// A document that koppel hands out: immutable, valid until koppel_doc_free, from any thread.
pub struct koppel_doc {
    /// The content, and one NUL behind it.
    bytes: Vec<u8>,
    /// Strings that were asked for, each decoded once, by the place it begins at: they live as long as the document.
    texts: Mutex<HashMap<usize, CString>>,
}

/// Why a getter has nothing to give.
pub(super) enum Missing {
    /// Nothing stands there.
    Nothing,
    /// What stands there is of another kind.
    OtherKind,
}

impl koppel_doc {
    pub(super) fn new(mut bytes: Vec<u8>) -> Box<koppel_doc> {
        // For one byte, where a plain push would double the room.
        bytes.reserve_exact(1);
        bytes.push(0);
        Box::new(koppel_doc { bytes, texts: Mutex::default() })
    }

    pub(super) fn content(&self) -> &[u8] {
        self.bytes.split_last().map_or(&[], |(_, content)| content)
    }

    fn find(&self, pointer: &str) -> Result<json::Found<'_>, Missing> {
        let text = std::str::from_utf8(self.content()).map_err(|_| Missing::Nothing)?;
        json::find(text, pointer).ok_or(Missing::Nothing)
    }

    /// The content of a string; of a number, true or false its text. Its address stays good as long as the document.
    pub(super) fn text(&self, pointer: &str) -> Result<(*const u8, usize), Missing> {
        let found = self.find(pointer)?;
        let text = match found.value.kind {
            Kind::Array | Kind::Object => return Err(Missing::OtherKind),
            Kind::Null | Kind::Absent => return Err(Missing::Nothing),
            _ => json::decoded(found.value),
        };
        let length = text.len();
        // A C string cannot hold a NUL; whoever reads by the length is not misled either, for it is refused.
        let text = CString::new(text).map_err(|_| Missing::OtherKind)?;
        let mut texts = self.texts.lock().unwrap_or_else(PoisonError::into_inner);
        let kept = texts.entry(found.at).or_insert(text);
        Ok((kept.as_ptr().cast(), length))
    }

    pub(super) fn count(&self, pointer: &str) -> Result<usize, Missing> {
        let found = self.find(pointer)?;
        match found.value.kind {
            Kind::Array | Kind::Object => Ok(found.count),
            _ => Err(Missing::OtherKind),
        }
    }

    /// An amount in minor units, by the decimals that are printed: `"10.78"` is 1078.
    pub(super) fn minor(&self, pointer: &str) -> Result<i64, Missing> {
        let value = self.find(pointer)?.value;
        if !matches!(value.kind, Kind::Text | Kind::Number) {
            let missing = matches!(value.kind, Kind::Null);
            return Err(if missing { Missing::Nothing } else { Missing::OtherKind });
        }
        let decimals = value.bytes.iter().rev().position(|&byte| byte == b'.').unwrap_or(0);
        let amount = Amount::read(value.bytes).ok_or(Missing::OtherKind)?;
        let places = u32::try_from(decimals.saturating_sub(usize::from(amount.scale))).ok();
        let factor =
            places.and_then(|places| 10i64.checked_pow(places)).ok_or(Missing::OtherKind)?;
        amount.units.checked_mul(factor).ok_or(Missing::OtherKind)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn minor_units_follow_the_decimals_that_are_printed() {
        let doc = koppel_doc::new(
            br#"{"a":"10.70","b":"-0.05","c":"12","d":1.234,"e":"x","f":null,"g":[1]}"#.to_vec(),
        );
        let minor = |pointer| doc.minor(pointer).ok();
        assert_eq!(minor("/a"), Some(1070));
        assert_eq!(minor("/b"), Some(-5));
        assert_eq!(minor("/c"), Some(12));
        assert_eq!(minor("/d"), Some(1234));
        assert_eq!([minor("/e"), minor("/f"), minor("/g"), minor("/h")], [None; 4]);
    }
}
