//! JSON Pointers (RFC 6901): from a byte to the path that leads to it, and from a path to the value it names.
//!
//! Paths are not kept while reading; the rare text that is refused is simply walked once more.

use super::reader::{Kind, Mark, Reader, Stop, Value};
use super::text::{decoded, said};
use std::borrow::Cow;

/// The pointer to the value, or the member, that the byte at `at` belongs to.
pub fn path_to(text: &str, at: usize) -> String {
    let mut reader = Reader::new(text);
    let mut path = String::new();
    while let Some((segment, value)) = segment_at(&mut reader, at) {
        path.push('/');
        path.push_str(&segment.replace('~', "~0").replace('/', "~1"));
        if at < value.at {
            break; // The byte lies in the key itself.
        }
        reader.go_to(value);
    }
    path
}

/// The element of the container before `reader` that holds the byte at `at`, and where its value starts.
fn segment_at(reader: &mut Reader, at: usize) -> Option<(String, Mark)> {
    let open = reader.peek().ok().filter(|byte| matches!(byte, b'{' | b'['))?;
    if at <= reader.at() {
        return None;
    }
    let mut more = reader.open(open);
    let mut position = 0;
    while let Ok(true) = more {
        let start = reader.at();
        let name = match open {
            b'{' => match reader.key() {
                Ok(key) => said(key).into_owned(),
                Err(Stop) => return None,
            },
            _ => position.to_string(),
        };
        let value = reader.mark();
        if reader.skip().is_err() || reader.at() > at {
            return (at >= start).then_some((name, value));
        }
        more = reader.more(open);
        position += 1;
    }
    None
}

/// What a pointer leads to.
#[derive(Debug)]
pub struct Found<'a> {
    pub value: Value<'a>,
    /// Where its text begins: tells two values of one document apart.
    pub at: usize,
    /// How many elements or members it has; 0 for what is neither a list nor an object.
    pub count: usize,
}

/// The value that `pointer` names in `text`, which must be JSON.
pub fn find<'a>(text: &'a str, pointer: &str) -> Option<Found<'a>> {
    let mut reader = Reader::new(text);
    if !pointer.is_empty() {
        let mut segments = pointer.split('/');
        segments.next().filter(|before| before.is_empty())?;
        for segment in segments {
            step_into(&mut reader, &unescaped(segment))?;
        }
    }
    reader.peek().ok()?;
    let start = reader.mark();
    let value = reader.value().ok()?;
    let mut count = 0;
    if let Kind::Array | Kind::Object = value.kind {
        reader.go_to(start);
        count = elements(&mut reader)?;
    }
    Some(Found { value, at: start.at, count })
}

fn unescaped(segment: &str) -> Cow<'_, str> {
    match segment.contains('~') {
        true => segment.replace("~1", "/").replace("~0", "~").into(),
        false => segment.into(),
    }
}

fn step_into(reader: &mut Reader, segment: &str) -> Option<()> {
    let open = reader.peek().ok()?;
    let wanted = match open {
        b'{' => None,
        // An index has no sign and no leading zero.
        b'[' => Some(segment.parse().ok().filter(|index: &usize| index.to_string() == segment)?),
        _ => return None,
    };
    let mut more = reader.open(open).ok()?;
    let mut position = 0;
    while more {
        let here = match wanted {
            Some(index) => position == index,
            None => *decoded(reader.key().ok()?) == *segment.as_bytes(),
        };
        if here {
            return Some(());
        }
        reader.skip().ok()?;
        more = reader.more(open).ok()?;
        position += 1;
    }
    None
}

fn elements(reader: &mut Reader) -> Option<usize> {
    let open = reader.peek().ok()?;
    let mut more = reader.open(open).ok()?;
    let mut count = 0;
    while more {
        if open == b'{' {
            reader.key().ok()?;
        }
        reader.skip().ok()?;
        count += 1;
        more = reader.more(open).ok()?;
    }
    Some(count)
}
