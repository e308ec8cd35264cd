//! The reader against `serde_json`: what one accepts the other accepts, and they read the same values.

use koppel::json::{Kind, Reader, Stop, Why, decoded, push_text};
use koppel::limits::DEPTH_MAX;
use serde_json::Value as Json;
use std::time::{Duration, Instant};

/// Reads a document into a tree, and checks on the way that each string is written as `serde_json` writes it.
fn tree(reader: &mut Reader) -> Result<Json, Stop> {
    Ok(match reader.peek()? {
        b'{' => {
            let mut members = serde_json::Map::new();
            let mut more = reader.open(b'{')?;
            while more {
                let key = String::from_utf8(decoded(reader.key()?).into_owned()).expect("text");
                members.insert(key, tree(reader)?);
                more = reader.more(b'{')?;
            }
            Json::Object(members)
        }
        b'[' => {
            let mut elements = Vec::new();
            let mut more = reader.open(b'[')?;
            while more {
                elements.push(tree(reader)?);
                more = reader.more(b'[')?;
            }
            Json::Array(elements)
        }
        _ => {
            let value = reader.value()?;
            match value.kind {
                Kind::Null => Json::Null,
                Kind::True => Json::Bool(true),
                Kind::False => Json::Bool(false),
                Kind::Number => serde_json::from_slice(value.bytes).expect("a number"),
                _ => {
                    let text = String::from_utf8(decoded(value).into_owned()).expect("text");
                    let mut written = vec![b'"'];
                    push_text(&mut written, value);
                    written.push(b'"');
                    assert_eq!(serde_json::to_string(&text).expect("text").as_bytes(), written);
                    Json::String(text)
                }
            }
        }
    })
}

fn agree(text: &str) {
    let mut reader = Reader::new(text);
    let ours = tree(&mut reader).and_then(|json| reader.end().map(|()| json));
    let mut skipper = Reader::new(text);
    let skipped = skipper.skip().and_then(|()| skipper.end());
    assert_eq!(ours.is_ok(), skipped.is_ok(), "skipping and reading judge alike: {text:?}");
    if ours.is_err() {
        assert_eq!(reader.fault(), skipper.fault(), "and find the same fault: {text:?}");
    }
    match (ours, serde_json::from_str::<Json>(text)) {
        (Ok(ours), Ok(theirs)) => assert_eq!(ours, theirs, "{text:?}"),
        (Err(Stop), Err(_)) => {}
        (ours, theirs) => panic!("{text:?}: {ours:?} {theirs:?} {:?}", reader.fault()),
    }
}

#[test]
fn known_hard_cases_are_judged_as_serde_json_judges_them() {
    let bare = ["", " ", "null", " true ", "nul", "falsy", "0", "-0", "-", "01", "1.", ".5", "1e5"];
    let numbers = ["1E+05", "1e", "1.5e-3", "+1", "1e999", "123456789012345678901234567890.5"];
    let texts = [
        r#""""#,
        r#""a"#,
        r#""\""#,
        r#""\/""#,
        r#""\u00e9""#,
        r#""\u00E9""#,
        r#""\ud83d\ude00""#,
        r#""\ud83d""#,
        r#""\ude00""#,
        r#""\ud83d\u0041""#,
        r#""\ud83dx""#,
        r#""\u12""#,
        r#""\x""#,
        "\"\t\"",
        "\"\u{7f}\"",
        r#""0123456789abcdef\n0123456789abcdef""#,
    ];
    let containers = [
        "[]",
        "[",
        "[1",
        "[1,",
        "[1,]",
        "[,1]",
        "[1 2]",
        "{}",
        "{",
        "{\"a\"",
        "{\"a\":",
        "{\"a\":1",
        "{\"a\":1,}",
        "{a:1}",
        "{\"a\" 1}",
        "[1}",
        "{\"a\":1]",
        "[[],{},[{}]]",
        "1 2",
        "[]]",
        "\u{feff}[]",
        "[\"\u{1f600}\u{e9}\"]",
        "{\"\\u0061\":1}",
    ];
    for text in bare.iter().chain(&numbers).chain(&texts).chain(&containers) {
        agree(text);
    }
}

/// Every length around those that the reader looks at in one go, with each thing that needs a look.
#[test]
fn a_string_is_read_alike_wherever_in_the_text_it_lies() {
    let parts = [
        "",
        r#"\""#,
        r"\\",
        r"\u00e9",
        r"\ud83d\ude00",
        "\u{1}",
        r"\x",
        r"\ud83d",
        "\u{e9}",
        r#"","x"#,
    ];
    for part in parts {
        for before in (0..140).chain(440..600).chain(1000..1040) {
            let (before, after) = ("a".repeat(before), "b".repeat(before % 97));
            agree(&format!("[\"{before}{part}{after}\"]"));
        }
    }
}

#[test]
fn depth_ends_at_the_limit() {
    for (depth, accepted) in [(DEPTH_MAX - 1, true), (DEPTH_MAX, true), (DEPTH_MAX + 1, false)] {
        let depth = depth as usize;
        for text in [
            "[".repeat(depth) + &"]".repeat(depth),
            "{\"a\":".repeat(depth) + "1" + &"}".repeat(depth),
        ] {
            let mut reader = Reader::new(&text);
            assert_eq!(reader.skip().is_ok(), accepted, "{depth}");
            assert!(accepted || reader.fault().why == Why::TooDeep);
        }
    }
}

/// A number that the environment sets.
fn setting(name: &str) -> Option<u64> {
    std::env::var(name).ok()?.parse().ok()
}

/// The same rounds each time, unless `KOPPEL_SEED` says which others and `KOPPEL_FUZZ_SECONDS` how long.
#[test]
fn mutated_documents_are_judged_as_serde_json_judges_them() {
    let seed = r#"{"a\u00e9":[1,-2.50e3,"x\/y\ud83d\ude00 longer than sixteen bytes",null,true,{"b":{},"c":[[],false]}],"d":"\\\"\n"}"#;
    let alphabet = b"\"\\{}[],:0123456789eE+-.tfnu \n/\x01";
    let mut state = setting("KOPPEL_SEED").unwrap_or(88_172_645_463_325_252);
    let seconds = setting("KOPPEL_FUZZ_SECONDS").map(Duration::from_secs);
    let start = Instant::now();
    let mut below = |limit: usize| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state >> 11) as usize % limit
    };
    let mut rounds = 0u64;
    while seconds.map_or(rounds < 50_000, |seconds| start.elapsed() < seconds) {
        rounds += 1;
        // Now and then far into a text, so that it lies across what the reader looks at in one go.
        let lead = if rounds.is_multiple_of(8) { below(1200) } else { 0 };
        let mut bytes = " ".repeat(lead).into_bytes();
        bytes.extend_from_slice(seed.as_bytes());
        for _ in 0..1 + below(3) {
            let at = (lead + below(seed.len())).min(bytes.len().saturating_sub(1));
            match below(4) {
                _ if bytes.is_empty() => bytes.push(b'['),
                0 => bytes[at] = alphabet[below(alphabet.len())],
                1 => drop(bytes.remove(at)),
                2 => bytes.insert(at, alphabet[below(alphabet.len())]),
                _ => bytes.truncate(at.max(1)),
            }
        }
        if let Ok(text) = std::str::from_utf8(&bytes) {
            agree(text);
        }
    }
}
