//! Values out of a foreign order document by a profile's pointers, in which `/meta/<key>` stands for the value of that key
//! in the document's `meta_data`. It must not know what the values mean.

use crate::json::{self, Found};
use serde::Deserialize;

/// A member of `meta_data`; its value may be any JSON.
#[derive(Debug, Deserialize)]
pub struct Meta<'a> {
    #[serde(borrow)]
    pub key: std::borrow::Cow<'a, str>,
    #[serde(borrow)]
    pub value: json::Raw<'a>,
}

/// A document and its meta data.
#[derive(Clone, Copy, Debug)]
pub struct Pointed<'a> {
    pub text: &'a str,
    pub meta: &'a [Meta<'a>],
}

impl<'a> Pointed<'a> {
    /// What `pointer` leads to; null counts as nothing.
    pub fn find(&self, pointer: &str) -> Option<Found<'a>> {
        let found = match pointer.strip_prefix("/meta/") {
            Some(rest) => {
                let (key, rest) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
                let key = key.replace("~1", "/").replace("~0", "~");
                let meta = self.meta.iter().find(|meta| meta.key == key)?;
                json::find(meta.value.0, rest)?
            }
            None => json::find(self.text, pointer)?,
        };
        (!matches!(found.value.kind, json::Kind::Null | json::Kind::Absent)).then_some(found)
    }

    /// A string, or a number by its literal text.
    pub fn text(&self, pointer: &str) -> Option<String> {
        text_of(&self.find(pointer)?)
    }
}

/// The meta data of a document of which nothing else is known; none where it has none that can be read.
pub fn meta_of(text: &str) -> Vec<Meta<'_>> {
    #[derive(Deserialize)]
    struct Document<'a> {
        #[serde(borrow, default)]
        meta_data: Vec<Meta<'a>>,
    }
    json::read::<Document>(text.as_bytes()).map_or_else(|_| Vec::new(), |found| found.meta_data)
}

/// As [`Pointed::text`], in a part of a document that has no meta data of its own.
pub fn text_in(part: json::Raw, pointer: &str) -> Option<String> {
    text_of(&json::find(part.0, pointer)?)
}

fn text_of(found: &Found) -> Option<String> {
    match found.value.kind {
        json::Kind::Text | json::Kind::Escaped | json::Kind::Number => {
            Some(json::said(found.value).into_owned())
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn meta_data_is_reached_as_an_object_whatever_its_keys_hold() {
        let text = r#"{"id": 7, "meta_data": [
            {"id": 1, "key": "_a", "value": "CB-1"},
            {"key": "x/y", "value": [{"amount": 12.50}]},
            {"key": "none", "value": null}]}"#;
        #[derive(Deserialize)]
        struct Document<'a> {
            #[serde(borrow)]
            meta_data: Vec<Meta<'a>>,
        }
        let document: Document = json::read(text.as_bytes()).expect("a document");
        let pointed = Pointed { text, meta: &document.meta_data };
        assert_eq!(pointed.text("/meta/_a").as_deref(), Some("CB-1"));
        assert_eq!(pointed.text("/meta/x~1y/0/amount").as_deref(), Some("12.50"));
        assert_eq!(pointed.text("/id").as_deref(), Some("7"));
        for nothing in ["/meta/none", "/meta/other", "/meta/x~1y", "/other", "/meta/x~1y/1/amount"]
        {
            assert_eq!(pointed.text(nothing), None, "{nothing}");
        }
    }
}
