//! The paths of a mapping: those that can be followed while reading once, from front to back, and by name all others
//! of RFC 9535.

use super::rule::Path;
use crate::error::{Code, Error, Result};

#[derive(Clone, PartialEq, Debug)]
pub enum Segment {
    /// `.name`, `['name']`
    Name(String),
    /// `[*]`
    Each,
    /// `[?@.by=='code']`
    Where { by: String, code: String },
}

/// Deeper than any product lies; the graph is walked by recursion.
const SEGMENTS_MAX: usize = 16;

/// The path that `text` spells.
pub fn parse(text: &str) -> Result<Path> {
    let segments = match text.strip_prefix('/') {
        Some(pointer) => Some(pointer_segments(pointer)),
        None => walked(text)?,
    };
    match segments {
        Some(segments) if segments.len() > SEGMENTS_MAX => {
            refuse(format!("A path has at most {SEGMENTS_MAX} steps."))
        }
        Some(segments) => Ok(Path { segments, query: None }),
        None => queried(text),
    }
}

/// A JSON Pointer: names only.
fn pointer_segments(pointer: &str) -> Vec<Segment> {
    let name = |part: &str| Segment::Name(part.replace("~1", "/").replace("~0", "~"));
    pointer.split('/').map(name).collect()
}

/// The segments, if the path can be followed while reading.
fn walked(text: &str) -> Result<Option<Vec<Segment>>> {
    let Some(mut rest) = text.strip_prefix('$') else {
        return refuse(format!("A path starts with $ (or is a JSON Pointer); this is {text:?}."));
    };
    let mut segments = Vec::new();
    while !rest.is_empty() {
        let (segment, after) = if let Some(after) = rest.strip_prefix("[*]") {
            (Segment::Each, after)
        } else if let Some(after) = rest.strip_prefix("[?@.") {
            let parts = after.split_once("=='");
            let parts = parts.and_then(|(by, after)| Some((by, after.split_once("']")?)));
            let Some((by, (code, after))) = parts.filter(|(by, _)| is_name(by)) else {
                return Ok(None);
            };
            (Segment::Where { by: by.to_owned(), code: code.to_owned() }, after)
        } else if let Some(after) = rest.strip_prefix("['") {
            let Some((name, after)) = after.split_once("']") else { return Ok(None) };
            (Segment::Name(name.to_owned()), after)
        } else if let Some(after) = rest.strip_prefix('.') {
            let end = after.bytes().position(|byte| matches!(byte, b'.' | b'['));
            let (name, after) = after.split_at(end.unwrap_or(after.len()));
            if !is_name(name) {
                return Ok(None);
            }
            (Segment::Name(name.to_owned()), after)
        } else {
            return Ok(None);
        };
        segments.push(segment);
        rest = after;
    }
    Ok(Some(segments))
}

fn is_name(text: &str) -> bool {
    let is_letter = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'@');
    !text.is_empty() && text.bytes().all(|byte| is_letter(byte) || !byte.is_ascii())
}

/// A path that is followed on its own.
fn queried(text: &str) -> Result<Path> {
    match jsonpath_rust::parser::parse_json_path(text) {
        Ok(_) => Ok(Path { segments: Vec::new(), query: Some(text.to_owned()) }),
        Err(_) => refuse(format!("{text:?} is no path of RFC 9535.")),
    }
}

/// The JSON Pointer that the segments stand for, with a star for each list.
pub fn pointer(segments: &[Segment]) -> String {
    let mut pointer = String::new();
    push_pointer(&mut pointer, segments);
    pointer
}
pub fn push_pointer(pointer: &mut String, segments: &[Segment]) {
    for segment in segments {
        pointer.push('/');
        match segment {
            Segment::Name(name) if name.bytes().any(|byte| matches!(byte, b'~' | b'/')) => {
                pointer.push_str(&name.replace('~', "~0").replace('/', "~1"));
            }
            Segment::Name(name) => pointer.push_str(name),
            Segment::Each | Segment::Where { .. } => pointer.push('*'),
        }
    }
}

pub fn refuse<T>(message: impl Into<String>) -> Result<T> {
    Err(Error::new(Code::MappingInvalid, message.into()))
}
