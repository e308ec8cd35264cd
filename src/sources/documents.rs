//! Looks into what a shop answers without making a tree of it: the elements of a list, a value by its pointer, the pages
//! that are put together for a mapping. It must not know what they mean.

use crate::error::{Code, Error, Result};
use crate::json::{self, Kind, Reader};
use crate::shops::routes::Sign;

/// The bytes of an answer as JSON, whole.
pub fn text_of(bytes: &[u8]) -> Result<&str> {
    let unread = |why: String| Error::new(Code::SourceUnread, why);
    let text = std::str::from_utf8(bytes);
    let text = text.map_err(|_| unread("The shop's answer is not UTF-8.".into()))?;
    let mut reader = Reader::new(text);
    match reader.skip().and_then(|()| reader.end()) {
        Ok(()) => Ok(text),
        Err(_) => Err(unread("The shop's answer is no JSON, or was cut off.".into())),
    }
}

/// The value that a pointer leads to, as its text.
pub fn raw<'a>(text: &'a str, pointer: &str) -> Option<&'a str> {
    let found = json::find(text, pointer)?;
    let rest = text.get(found.at..)?;
    let mut reader = Reader::new(rest);
    reader.skip().ok()?;
    rest.get(..reader.at()).map(str::trim)
}

/// The elements of a list; one object where a list is expected is a list of one, and null is none.
pub fn elements<'a>(text: &'a str, pointer: &str) -> Result<Vec<&'a str>> {
    let unread = || {
        let message = format!("The shop's answer has no list at '{pointer}'.");
        Error::new(Code::SourceUnread, message)
    };
    let list = raw(text, pointer);
    match list.and_then(|list| list.bytes().next()) {
        Some(b'[') => parts(list.unwrap_or_default()).ok_or_else(unread),
        Some(b'{') => Ok(list.into_iter().collect()),
        Some(b'n') => Ok(Vec::new()),
        _ => Err(unread()),
    }
}

/// As [`elements`]; an answer that has `none` in place of the list has an empty one.
pub fn listed<'a>(text: &'a str, pointer: &str, none: Option<&str>) -> Result<Vec<&'a str>> {
    match none {
        Some(none) if raw(text, pointer).is_none() && raw(text, none).is_some() => Ok(Vec::new()),
        _ => elements(text, pointer),
    }
}

fn parts(list: &str) -> Option<Vec<&str>> {
    let mut reader = Reader::new(list);
    let (mut found, mut more) = (Vec::new(), reader.open(b'[').ok()?);
    while more {
        let from = reader.at();
        reader.skip().ok()?;
        let element = list.get(from..reader.at())?.trim();
        // What is not there is null in some lists.
        if element != "null" {
            found.push(element);
        }
        more = reader.more(b'[').ok()?;
    }
    Some(found)
}

/// The document with these elements in place of the list that stands there; none where there is no list.
pub fn with_list(document: &str, pointer: &str, elements: &[String]) -> Option<String> {
    raw(document, pointer).filter(|list| list.starts_with('['))?;
    with(document, pointer, &format!("[{}]", elements.join(",")))
}

/// The document with this in place of the value that stands there; none where there is no value.
pub fn with(document: &str, pointer: &str, made: &str) -> Option<String> {
    let value = raw(document, pointer)?;
    let from = (value.as_ptr() as usize).checked_sub(document.as_ptr() as usize)?;
    let (before, after) = (document.get(..from)?, document.get(from.checked_add(value.len())?..)?);
    Some(format!("{before}{made}{after}"))
}

/// A text, a number or a truth as text; none where there is nothing, or an empty text.
pub fn word(text: &str, pointer: &str) -> Option<String> {
    let value = json::find(text, pointer)?.value;
    if value.is_missing() || matches!(value.kind, Kind::Array | Kind::Object) {
        return None;
    }
    Some(json::said(value).into_owned()).filter(|word| !word.is_empty() && word != "null")
}

/// All words that a pointer leads to in which `*` stands for each element of a list.
pub fn words(text: &str, pointer: &str) -> Vec<String> {
    match pointer.split_once("/*") {
        None => word(text, pointer).into_iter().collect(),
        Some((list, rest)) => {
            let elements = elements(text, list).unwrap_or_default();
            elements.into_iter().flat_map(|one| words(one, rest)).collect()
        }
    }
}

/// Whether a document says it.
pub fn says(document: &str, sign: &Sign) -> bool {
    match word(document, &sign.at) {
        None => false,
        Some(word) if sign.equals.is_empty() => word != "false",
        Some(word) => sign.equals.contains(&word),
    }
}

/// One document that holds these lists, in their order; lists of one name are one.
pub fn page(lists: &[(&str, Vec<&str>)]) -> String {
    let mut names: Vec<&str> = Vec::new();
    for (name, _) in lists {
        if !names.contains(name) {
            names.push(name);
        }
    }
    let member = |name: &&str| {
        let rows = lists.iter().filter(|(held, _)| held == name).flat_map(|(_, rows)| rows);
        let rows: Vec<&str> = rows.copied().collect();
        format!("{}:[{}]", serde_json::Value::from(*name), rows.join(","))
    };
    let members: Vec<String> = names.iter().map(member).collect();
    format!("{{{}}}", members.join(","))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pointer_leads_to_the_text_of_a_value_and_a_star_to_each_of_a_list() {
        let text = r#" {"a": [ {"id": 7, "v": [{"i":1},{"i":"2"}]} , {"id":"x"} ], "n": null, "o": {"id":3}} "#;
        assert_eq!(elements(text, "/a").expect("a list").len(), 2);
        assert_eq!(elements(text, "/o").expect("a list of one"), [r#"{"id":3}"#]);
        assert!(elements(text, "/n").expect("none").is_empty() && elements(text, "/z").is_err());
        assert_eq!(words(text, "/a/*/v/*/i"), ["1", "2"]);
        assert_eq!(words(text, "/a/*/id"), ["7", "x"]);
        assert_eq!(word(text, "/n"), None);
        assert!(text_of(br#"{"a": [1, 2"#).is_err() && text_of(b"{} x").is_err());
    }

    #[test]
    fn a_list_that_was_cut_off_is_put_whole_and_nothing_else_is_touched() {
        let rows = ["1".to_owned(), r#"{"b":2}"#.to_owned()];
        let made = with_list(r#"{"a": {"n": [ 7, 8 ], "x": 1}, "n": [9]}"#, "/a/n", &rows);
        assert_eq!(made.as_deref(), Some(r#"{"a": {"n": [1,{"b":2}], "x": 1}, "n": [9]}"#));
        assert_eq!(with_list(r#"{"a": {"n": {}}}"#, "/a/n", &rows), None);
        assert_eq!(elements("[null, 1, null]", "").expect("a list"), ["1"]);
    }

    #[test]
    fn lists_of_one_name_become_one() {
        let made = page(&[("items", vec!["1"]), ("t", vec![]), ("items", vec!["2", "3"])]);
        assert_eq!(made, r#"{"items":[1,2,3],"t":[]}"#);
    }
}
