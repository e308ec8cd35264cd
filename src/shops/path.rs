//! The paths of a mapping: the part of RFC 9535 that can be followed while reading once, from front to back.

use crate::error::{Code, Error, Result};

#[derive(Clone, PartialEq, Debug)]
pub enum Segment {
    /// `.name`
    Name(String),
    /// `[*]`
    Each,
    /// `[?@.by=='code']`
    Where { by: String, code: String },
}

/// Deeper than any product lies; the graph is walked by recursion.
const SEGMENTS_MAX: usize = 16;

/// The segments of `text`.
pub fn parse(text: &str) -> Result<Vec<Segment>> {
    let Some(mut rest) = text.strip_prefix('$') else {
        return refuse(format!("A path starts with $; this is {text:?}."));
    };
    let mut segments = Vec::new();
    while !rest.is_empty() {
        if let Some(after) = rest.strip_prefix("[*]") {
            segments.push(Segment::Each);
            rest = after;
        } else if let Some(after) = rest.strip_prefix("[?@.") {
            let parts = after.split_once("=='");
            let parts = parts.and_then(|(by, after)| Some((by, after.split_once("']")?)));
            let Some((by, (code, after))) = parts else {
                return refuse(format!("A filter reads [?@.name=='text']; this is {rest:?}."));
            };
            segments.push(Segment::Where { by: by.to_owned(), code: code.to_owned() });
            rest = after;
        } else if let Some(after) = rest.strip_prefix('.') {
            let (name, after) = after.split_at(after.find(['.', '[']).unwrap_or(after.len()));
            segments.push(Segment::Name(name.to_owned()));
            rest = after;
        } else {
            return refuse(format!(
                "{rest:?} cannot be followed: a path has .name, [*] and [?@.name=='text']."
            ));
        }
        if segments.len() > SEGMENTS_MAX {
            return refuse(format!("A path has at most {SEGMENTS_MAX} steps."));
        }
    }
    Ok(segments)
}

/// The JSON Pointer that the segments stand for, with a star for each list.
pub fn pointer(segments: &[Segment]) -> String {
    let mut pointer = String::new();
    for segment in segments {
        pointer.push('/');
        match segment {
            Segment::Name(name) => pointer.push_str(&name.replace('~', "~0").replace('/', "~1")),
            Segment::Each | Segment::Where { .. } => pointer.push('*'),
        }
    }
    pointer
}

pub fn refuse<T>(message: impl Into<String>) -> Result<T> {
    Err(Error::new(Code::MappingInvalid, message.into()))
}
