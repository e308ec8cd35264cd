//! Where a list goes on: from the place that was reached and the answer that came, the place after it. Pure.

use super::call::Ask;
use super::documents::word;
use crate::json::Exact;
use crate::shops::routes::{List, Next};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// How far a list was read.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Place {
    /// What is put into the path, or the next address; none at the beginning.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<String>,
    /// The last id of the page before, where pages overlap.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub last: String,
    /// Up to this id the page is done.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub done: String,
}

/// What follows a page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Onward {
    /// It was the last one.
    End,
    /// It goes on here.
    To(Place),
    /// The list moved while it was read: this page has a gap before it, and is read again from here.
    Back(Place),
}

/// What is asked for a page. `more` narrows the list.
fn target(list: &List, place: &Place, more: &str) -> String {
    let next = place.next.as_deref();
    if let (Next::Link | Next::Address, Some(next)) = (list.next, next) {
        return next.to_owned();
    }
    let begin = if list.next == Next::Page { "1" } else { "0" };
    let mut path = list.path.replace("{size}", &list.size.to_string());
    for name in ["{page}", "{after}"] {
        path = path.replace(name, &encoded(next.unwrap_or(begin)));
    }
    let offset = next.and_then(|next| next.parse::<u64>().ok()).unwrap_or_default();
    let offset = offset.saturating_sub(u64::from(!place.last.is_empty()));
    path.replace("{offset}", &offset.to_string()) + more
}

/// The call for a page.
pub fn asked(list: &List, place: &Place, more: &str) -> Ask {
    match &list.body {
        None => Ask::get(target(list, place, more)),
        Some(Exact(body)) => {
            Ask::post(list.path.clone(), filled(body, list.size, place.next.as_deref(), more))
        }
    }
}

/// The call for documents by their ids.
pub fn named(path: &str, body: Option<&Exact>, ids: &[String]) -> Ask {
    match body {
        None => Ask::get(path.replace("{ids}", &comma(ids))),
        Some(body) => Ask::post(path.to_owned(), of_ids(body, ids).0),
    }
}

/// The list of what belongs to these documents.
pub fn list_of(list: &List, ids: &[String]) -> List {
    let body = list.body.as_ref().map(|body| of_ids(body, ids));
    List { path: list.path.replace("{ids}", &comma(ids)), body, ..list.clone() }
}

fn comma(ids: &[String]) -> String {
    let ids: Vec<String> = ids.iter().map(|id| encoded(id)).collect();
    ids.join(",")
}

fn of_ids(Exact(body): &Exact, ids: &[String]) -> Exact {
    Exact(each_text(body, &|text| match text.contains("{ids}") {
        true => ids.iter().map(|id| text.replace("{ids}", id).into()).collect(),
        false => vec![text.into()],
    }))
}

fn filled(body: &Value, size: u32, after: Option<&str>, more: &str) -> Value {
    each_text(body, &|text| {
        vec![match text {
            "{size}" => size.into(),
            "{after}" => after.into(),
            "{since}" => Some(more).filter(|more| !more.is_empty()).into(),
            text => text.into(),
        }]
    })
}

/// The body with what stands for each of its texts; in a list a text may stand for several.
fn each_text(body: &Value, of: &dyn Fn(&str) -> Vec<Value>) -> Value {
    match body {
        Value::String(text) => of(text).into_iter().next().unwrap_or_default(),
        Value::Array(rows) => rows
            .iter()
            .flat_map(|row| match row {
                Value::String(text) => of(text),
                row => vec![each_text(row, of)],
            })
            .collect(),
        Value::Object(members) => {
            let filled = |(name, value): (&String, &Value)| (name.clone(), each_text(value, of));
            Value::Object(members.iter().map(filled).collect())
        }
        other => other.clone(),
    }
}

/// A value as it stands in an address.
pub fn encoded(value: &str) -> String {
    const PLAIN: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.');
    utf8_percent_encode(value, PLAIN).to_string()
}

/// What follows the page that was read at `place`: its answer, the header `Link` and its documents.
pub fn onward(
    list: &List,
    place: &Place,
    (answer, link): (&str, Option<&str>),
    items: &[&str],
) -> Onward {
    let to = |next: Option<String>| match next.filter(|next| Some(next) != place.next.as_ref()) {
        Some(next) => Onward::To(Place { next: Some(next), ..Place::default() }),
        None => Onward::End,
    };
    let is_full = items.len() >= list.size as usize;
    let pointer = list.next_at.as_deref().unwrap_or_default();
    match list.next {
        Next::None => Onward::End,
        Next::Link => to(link.and_then(next_link)),
        Next::Address => to(word(answer, pointer)),
        Next::After if items.is_empty() => Onward::End,
        Next::After => to(word(answer, pointer)),
        Next::Last if !is_full => Onward::End,
        Next::Last => to(items.last().and_then(|last| word(last, pointer))),
        Next::Page if !is_full => Onward::End,
        Next::Page => {
            let page: u64 = place.next.as_ref().and_then(|page| page.parse().ok()).unwrap_or(1);
            to(Some(page.saturating_add(1).to_string()))
        }
        Next::Offset => by_offset(list, place, items),
    }
}

/// Pages overlap by one: where the page does not begin at, or before, the last one that was read, something before it
/// was taken out meanwhile, and what moved up has not been seen.
fn by_offset(list: &List, place: &Place, items: &[&str]) -> Onward {
    let size = u64::from(list.size);
    let at: u64 = place.next.as_ref().and_then(|at| at.parse().ok()).unwrap_or_default();
    let first = items.first().and_then(|item| word(item, &list.id)).unwrap_or_default();
    if !place.last.is_empty() && !is_before(&first, &place.last) {
        let back = at.saturating_sub(size);
        // From the beginning there is nothing before it.
        let last = if back == 0 { String::new() } else { place.last.clone() };
        return Onward::Back(Place { next: Some(back.to_string()), last, done: String::new() });
    }
    let asked_at = at.saturating_sub(u64::from(!place.last.is_empty()));
    if (items.len() as u64) < size {
        return Onward::End;
    }
    let last = items.last().and_then(|item| word(item, &list.id)).unwrap_or_default();
    let next = Some(asked_at.saturating_add(size).to_string());
    Onward::To(Place { next, last, done: String::new() })
}

/// Whether an id is this one or stands before it; ids that are no numbers have no order.
fn is_before(id: &str, other: &str) -> bool {
    match (id.parse::<u64>(), other.parse::<u64>()) {
        (Ok(id), Ok(other)) => id <= other,
        _ => id == other,
    }
}

/// The address of the next page in a header `Link`.
fn next_link(link: &str) -> Option<String> {
    let mut rest = link;
    loop {
        let (_, from) = rest.split_once('<')?;
        let (address, after) = from.split_once('>')?;
        let end = after.find('<').unwrap_or(after.len());
        let parameters = after.get(..end)?.to_ascii_lowercase().replace(' ', "");
        if parameters.contains("rel=\"next\"") || parameters.contains("rel=next") {
            return Some(address.to_owned());
        }
        rest = after.get(end..)?;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::BTreeSet;

    fn list(next: &str, path: &str, size: u32) -> List {
        let list =
            serde_json::json!({ "path": path, "next": next, "next_at": "/id", "size": size });
        crate::json::read(list.to_string().as_bytes()).expect("a list")
    }

    #[test]
    fn the_next_page_is_the_one_that_the_header_calls_next_wherever_it_stands() {
        for (link, next) in [
            (r#"<https://s/a?page_info=x>; rel="next""#, Some("https://s/a?page_info=x")),
            (
                r#"<https://s/p>; rel="previous", <https://s/n,1>; rel="next""#,
                Some("https://s/n,1"),
            ),
            (r#"<https://s/p>; rel="previous""#, None),
            ("", None),
            ("<x", None),
        ] {
            assert_eq!(next_link(link).as_deref(), next, "{link}");
        }
    }

    #[test]
    fn a_place_stands_in_the_path_as_its_list_wants_it() {
        let at = |next: &str| Place { next: Some(next.into()), ..Place::default() };
        let pages = list("page", "/x?page={page}&n={size}", 5);
        assert_eq!(target(&pages, &Place::default(), "&s=1"), "/x?page=1&n=5&s=1");
        assert_eq!(target(&pages, &at("3"), ""), "/x?page=3&n=5");
        let after = list("after", "/x?after={after}", 5);
        assert_eq!(target(&after, &Place::default(), ""), "/x?after=0");
        let offset = list("offset", "/x?o={offset}", 5);
        let place = Place { last: "9".into(), ..at("5") };
        assert_eq!(target(&offset, &place, ""), "/x?o=4");
    }

    proptest! {
        /// Deletions anywhere and additions at the end, before every page: whatever is there from first to last is read.
        #[test]
        fn a_list_by_offset_that_changes_while_it_is_read_loses_nobody_who_stays(
            count in 0usize..40, size in 2u32..6, seed in prop::collection::vec(0usize..60, 0..40)
        ) {
            let list = list("offset", "/x?o={offset}&n={size}", size);
            let mut held: Vec<u64> = (1..=count as u64).collect();
            let (mut seen, mut removed) = (BTreeSet::new(), BTreeSet::new());
            let (mut place, mut changes) = (Place::default(), seed.into_iter());
            for _ in 0..500 {
                let path = target(&list, &place, "");
                let from: usize = path[5..].split('&').next().expect("an offset").parse().expect("a number");
                let rows: Vec<String> =
                    held.iter().skip(from).take(size as usize).map(|id| format!("{{\"id\":{id}}}")).collect();
                let items: Vec<&str> = rows.iter().map(String::as_str).collect();
                match onward(&list, &place, ("[]", None), &items) {
                    Onward::Back(back) => place = back,
                    Onward::To(next) => {
                        seen.extend(items.iter().filter_map(|item| word(item, "/id")));
                        place = next;
                    }
                    Onward::End => {
                        seen.extend(items.iter().filter_map(|item| word(item, "/id")));
                        for id in &held {
                            prop_assert!(seen.contains(&id.to_string()), "{id} was not read");
                        }
                        return Ok(());
                    }
                }
                match changes.next() {
                    Some(nth) if nth < held.len() => drop(removed.insert(held.remove(nth))),
                    Some(nth) if nth > 55 => held.push(1_000 + nth as u64 + held.len() as u64 * 100),
                    _ => {}
                }
            }
            prop_assert!(false, "it never ends");
        }
    }
}
