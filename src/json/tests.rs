//! What the decoder takes, what it refuses, and where it says that the fault lies.

use super::*;
use crate::money::Amount;
use serde::Deserialize;
use std::borrow::Cow;
use std::collections::BTreeMap;

#[derive(Deserialize, Debug, PartialEq)]
#[serde(deny_unknown_fields)]
struct Order<'a> {
    #[serde(borrow)]
    order_id: Cow<'a, str>,
    #[serde(default)]
    lines: Vec<Line>,
    #[serde(default)]
    rates: BTreeMap<String, Amount>,
    #[serde(borrow, default)]
    document: Option<Raw<'a>>,
}

#[derive(Deserialize, Debug, PartialEq)]
#[serde(deny_unknown_fields)]
struct Line {
    kind: Kind,
    quantity: u32,
    amount: Amount,
}

#[derive(Deserialize, Debug, PartialEq)]
#[serde(rename_all = "snake_case")]
enum Kind {
    Product,
    Shipping,
}

#[test]
fn a_number_out_of_its_bounds_is_told_with_the_bounds_and_without_words_of_rust() {
    let line =
        |quantity: &str| format!(r#"{{"kind":"product","quantity":{quantity},"amount":"1"}}"#);
    for quantity in ["-1", "1.5", "4294967296"] {
        let error = read::<Line>(line(quantity).as_bytes()).expect_err(quantity);
        assert_eq!((error.code, &*error.path), (Code::JsonWrongType, "/quantity"));
        assert_eq!(error.message, "A whole number from 0 to 4294967295 is expected.");
    }
    let error = read::<std::num::NonZeroU32>(b"0").expect_err("nothing");
    assert_eq!(error.message, "A whole number from 1 to 4294967295 is expected.");
}

#[test]
fn a_raw_member_that_seems_to_stand_last_is_lent_unread() {
    let lent = |document: &str| {
        let request = format!(r#"{{"order_id":"1","document":{document}"#);
        let (order, is_lent) = read_but_last::<Order>(request.as_bytes()).ok()?;
        Some((order.document.map_or_else(String::new, |raw| raw.0.to_owned()), is_lent))
    };
    let found = |document: &str, is_lent| Some((document.to_owned(), is_lent));
    for (request, document) in [
        ("[{}]}", found("[{}]", true)),
        (" [1] } ", found("[1] ", true)),
        ("[1],\"lines\":[]}", found("[1],\"lines\":[]", true)),
        ("[1] 2 {3]}", found("[1] 2 {3]", true)),
        ("[1],\"rates\":{\"a\":1}}", found("[1],\"rates\":{\"a\":1}", true)),
        ("[1]}\u{a0}", None),
        ("[1]", None),
        ("[1],\"lines\":[],\"order_id\":2}", None),
        ("1}", found("1", false)),
        ("null}", found("", false)),
    ] {
        assert_eq!(lent(request), document, "{request}");
    }
    let request = r#"{"document":[1],"order_id":"1"}"#;
    let (order, is_lent) = read_but_last::<Order>(request.as_bytes()).expect("an order");
    assert_eq!((order.document, is_lent), (Some(Raw("[1]")), false));
}

fn refused(text: &str) -> (Code, String) {
    let error = read::<Order>(text.as_bytes()).expect_err(text);
    assert!(error.message.ends_with('.'), "{error}");
    (error.code, error.path)
}

#[test]
fn a_number_and_a_string_give_the_same_amount_by_their_text() {
    for amount in ["19.99", "\"19.99\"", "\"19.990\"", "\"\\u00319.99\""] {
        let text = format!(
            r#"{{"order_id":"1","lines":[{{"kind":"product","quantity":1,"amount":{amount}}}]}}"#
        );
        let order = read::<Order>(text.as_bytes()).expect(&text);
        assert_eq!(order.lines[0].amount, Amount { units: 1999, scale: 2 });
    }
}

#[test]
fn every_refusal_names_the_pointer_of_its_place() {
    let line = |line: &str| refused(&format!(r#"{{"order_id":"1","lines":[{line}]}}"#));
    let at = |path: &str| path.to_owned();
    let good = r#""kind":"product","quantity":1"#;
    assert_eq!(refused("{}"), (Code::JsonMemberMissing, at("/order_id")));
    assert_eq!(refused(r#"{"order_id":1}"#), (Code::JsonWrongType, at("/order_id")));
    assert_eq!(refused(r#"{"order_id":"1","a/b":2}"#), (Code::JsonUnknownMember, at("/a~1b")));
    assert_eq!(
        refused(r#"{"order_id":"1","order_id":"2"}"#),
        (Code::JsonMemberTwice, at("/order_id"))
    );
    assert_eq!(
        refused(r#"{"order_id":"1","rates":{"a":1,"a":2}}"#),
        (Code::JsonMemberTwice, at("/rates/a"))
    );
    assert_eq!(line(r#"{"kind":"product"}"#), (Code::JsonMemberMissing, at("/lines/0/quantity")));
    assert_eq!(line(r#"{"kind":"tip"}"#), (Code::JsonWrongType, at("/lines/0/kind")));
    assert_eq!(
        line(r#"{"kind":"product","quantity":1.5}"#),
        (Code::JsonWrongType, at("/lines/0/quantity"))
    );
    assert_eq!(
        line(r#"{"kind":"product","quantity":-1}"#),
        (Code::JsonWrongType, at("/lines/0/quantity"))
    );
    assert_eq!(
        line(&format!(r#"{{{good},"amount":"10,50"}}"#)),
        (Code::MoneyNotANumber, at("/lines/0/amount"))
    );
    assert_eq!(
        line(&format!(r#"{{{good},"amount":1e3}}"#)),
        (Code::MoneyNotANumber, at("/lines/0/amount"))
    );
    assert_eq!(
        line(&format!(r#"{{{good},"amount":0.1234567}}"#)),
        (Code::MoneyTooPrecise, at("/lines/0/amount"))
    );
    assert_eq!(
        line(&format!(r#"{{{good},"amount":1234567890123456}}"#)),
        (Code::MoneyTooLarge, at("/lines/0/amount"))
    );
    assert_eq!(
        line(&format!(r#"{{{good},"amount":null}}"#)),
        (Code::JsonWrongType, at("/lines/0/amount"))
    );
    assert_eq!(line("7"), (Code::JsonWrongType, at("/lines/0")));
    assert_eq!(refused(r#"{"order_id":"1" "#).0, Code::JsonSyntax);
    assert_eq!(refused(r#"{"order_id":"1"}}"#).0, Code::JsonSyntax);
    assert_eq!(refused(r#"{"order_id":"1","lines":NaN}"#), (Code::JsonSyntax, at("/lines")));
}

/// PHP writes an empty map as `[]`: a shop without rates must not be refused for it.
#[test]
fn an_empty_list_stands_for_an_empty_object() {
    let order = read::<Order>(br#"{"order_id":"1","rates":[ ]}"#).expect("read");
    assert!(order.rates.is_empty());
    assert_eq!(refused(r#"{"order_id":"1","rates":[1]}"#), (Code::JsonWrongType, "/rates".into()));
}

#[test]
fn a_foreign_document_is_carried_along_as_it_came() {
    let text = r#"{"order_id":"1","document": {"a": [1, 2.50, {"b":null}]} }"#;
    let order = read::<Order>(text.as_bytes()).expect(text);
    assert_eq!(order.document, Some(Raw(r#"{"a": [1, 2.50, {"b":null}]}"#)));
}

#[test]
fn too_deep_too_large_and_not_utf8_are_refused() {
    let deep = format!(r#"{{"order_id":"1","document":{}1{}}}"#, "[".repeat(64), "]".repeat(64));
    assert_eq!(refused(&deep).0, Code::JsonTooDeep);
    let error = read::<Order>(b"{\"order_id\":\"\xff\"}").expect_err("not text");
    assert_eq!(error.code, Code::JsonNotUtf8);
    let large = vec![b' '; crate::limits::REQUEST_BYTES_MAX + 1];
    assert_eq!(read::<Order>(&large).expect_err("large").code, Code::JsonTooLarge);
}

#[test]
fn a_pointer_finds_members_and_elements_however_they_are_spelt() {
    let text = r#"{"a/b":{"m~n":[10,{"caf\u00e9":true}]},"":7}"#;
    let found = |pointer: &str| find(text, pointer).map(|found| found.value.bytes);
    assert_eq!(found("/a~1b/m~0n/0"), Some(&b"10"[..]));
    assert_eq!(found("/a~1b/m~0n/1/caf\u{e9}"), Some(&b"true"[..]));
    assert_eq!(found("/"), Some(&b"7"[..]));
    assert_eq!(find(text, "").map(|found| found.count), Some(2));
    assert_eq!(find(text, "/a~1b/m~0n").map(|found| found.count), Some(2));
    for nothing in ["a", "/b", "/a~1b/m~0n/2", "/a~1b/m~0n/00", "/a~1b/m~0n/-1", "/a~1b/m~0n/0/x"] {
        assert!(find(text, nothing).is_none(), "{nothing}");
    }
}

#[test]
fn a_list_of_pairs_is_read_and_a_third_element_refused() {
    type Pairs = Vec<(String, i64)>;
    let read = |text: &str| read::<Pairs>(text.as_bytes());
    assert_eq!(read(r#"[["a", 1], ["b",2 ]]"#).expect("pairs"), [("a".into(), 1), ("b".into(), 2)]);
    assert_eq!(read("[]").expect("none"), []);
    assert_eq!(read(r#"[["a",1,2]]"#).expect_err("refused").code, Code::JsonWrongType);
    assert!(read(r#"[["a"]]"#).is_err() && read(r#"[["a",1]"#).is_err());
}

#[derive(serde::Serialize)]
#[serde(rename_all = "snake_case")]
enum Shape {
    Bare,
    Wrapped(u8),
    Pair(i16, bool),
    Named { left: Option<u8>, right: () },
}

#[derive(serde::Serialize)]
struct Every {
    text: &'static str,
    shapes: Vec<Shape>,
    words: BTreeMap<String, i64>,
    numbers: BTreeMap<u16, [u8; 2]>,
    #[serde(skip_serializing_if = "Option::is_none")]
    absent: Option<u8>,
    shown: Amount,
    spelled: Spelled<'static>,
    letter: char,
    pair: (u64, f64),
    nested: Inner,
}

#[derive(serde::Serialize)]
struct Inner {
    empty: [Amount; 0],
    #[serde(flatten)]
    more: serde_json::Value,
}

#[test]
fn a_reply_has_the_bytes_that_serde_json_gives_it() {
    let document =
        r#"{"price":12.950,"large":1e400,"list":[-0,null,{}],"\"\\\u0001":"\u001f\u007f\u00e9/"}"#;
    let every = Every {
        text: "caf\u{e9} \u{1f600} \"quoted\" \\ \u{8}\u{c}\n\r\t\u{1} and more than sixteen bytes \u{7f}",
        shapes: vec![
            Shape::Bare,
            Shape::Wrapped(7),
            Shape::Pair(i16::MIN, true),
            Shape::Named { left: Some(0), right: () },
        ],
        words: [("".into(), i64::MIN), ("a\"b".into(), i64::MAX)].into(),
        numbers: [(0, [0, 255]), (65535, [9, 10])].into(),
        absent: None,
        shown: Amount { units: -1999, scale: 2 },
        spelled: Spelled::from("caf\u{e9} \"quoted\" \\ \u{8}\n\u{1}"),
        letter: '"',
        pair: (u64::MAX, 0.5),
        nested: Inner { empty: [], more: serde_json::from_str(document).expect("JSON") },
    };
    let expected = serde_json::to_string(&every).expect("JSON");
    assert_eq!(String::from_utf8(write(&every)).as_deref(), Ok(expected.as_str()));
    for byte in 0..=127u8 {
        let text = format!("{}{}", char::from(byte), "x".repeat(usize::from(byte)));
        assert_eq!(write(&text), serde_json::to_vec(&text).expect("JSON"));
    }
}
