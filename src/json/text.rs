//! Writing text: from the input's spelling to ours, in one step. It must not look at what the text says.
//!
//! Our spelling is the shortest one, as `JSON.stringify` writes it: `\/` becomes `/`, `\u00e9` becomes its two bytes
//! of UTF-8, and only quotes, backslashes and control characters stay escaped.

use super::reader::{Kind, Value, hex4};

/// The content of a JSON string, without its quotes.
#[inline(always)]
pub fn push_text(out: &mut Vec<u8>, value: Value) {
    match value.kind {
        Kind::Escaped => push_escaped(out, value.bytes),
        kind if kind <= Kind::Null => {}
        _ => out.extend_from_slice(value.bytes),
    }
}

#[inline(never)]
fn push_escaped(out: &mut Vec<u8>, mut rest: &[u8]) {
    out.reserve(rest.len());
    while let Some(at) = memchr::memchr(b'\\', rest) {
        let (plain, escape) = rest.split_at(at);
        out.extend_from_slice(plain);
        rest = match escape.get(1) {
            Some(b'u') => push_code(out, escape),
            Some(b'/') => {
                out.push(b'/');
                &escape[2..]
            }
            _ => {
                let (pair, rest) = escape.split_at(escape.len().min(2));
                out.extend_from_slice(pair);
                rest
            }
        };
    }
    out.extend_from_slice(rest);
}

/// `\uXXXX`, or two of them that make a pair; returns what follows.
fn push_code<'a>(out: &mut Vec<u8>, escape: &'a [u8]) -> &'a [u8] {
    let (code, length) = code_point(escape);
    match code {
        0x22 => out.extend_from_slice(b"\\\""),
        0x5c => out.extend_from_slice(b"\\\\"),
        0x08 => out.extend_from_slice(b"\\b"),
        0x09 => out.extend_from_slice(b"\\t"),
        0x0a => out.extend_from_slice(b"\\n"),
        0x0c => out.extend_from_slice(b"\\f"),
        0x0d => out.extend_from_slice(b"\\r"),
        0..0x20 => out.extend_from_slice(format!("\\u{code:04x}").as_bytes()),
        _ => {
            let char = char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER);
            out.extend_from_slice(char.encode_utf8(&mut [0; 4]).as_bytes());
        }
    }
    &escape[length.min(escape.len())..]
}

/// The character a checked `\uXXXX` stands for, and how many bytes spell it.
fn code_point(escape: &[u8]) -> (u32, usize) {
    let code = escape.get(2..6).and_then(hex4).unwrap_or(0xfffd);
    match (code, escape.get(8..12).and_then(hex4)) {
        (0xd800..0xdc00, Some(low)) if low >= 0xdc00 => {
            (0x10000 + ((code - 0xd800) << 10) + (low - 0xdc00), 12)
        }
        _ => (code, 6),
    }
}

/// The content itself, for the few places that must look into it: keys, words of a list, lookups.
pub fn decoded(value: Value) -> Vec<u8> {
    let mut out = Vec::with_capacity(value.bytes.len());
    let mut rest = value.bytes;
    if value.kind != Kind::Escaped {
        return rest.to_vec();
    }
    while let Some(at) = memchr::memchr(b'\\', rest) {
        let (plain, escape) = rest.split_at(at);
        out.extend_from_slice(plain);
        let mut length = 2;
        match escape.get(1).copied().unwrap_or(b'\\') {
            b'u' => {
                let (code, spelt) = code_point(escape);
                let char = char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER);
                out.extend_from_slice(char.encode_utf8(&mut [0; 4]).as_bytes());
                length = spelt;
            }
            b'b' => out.push(8),
            b'f' => out.push(12),
            b'n' => out.push(b'\n'),
            b'r' => out.push(b'\r'),
            b't' => out.push(b'\t'),
            other => out.push(other),
        }
        rest = &escape[length.min(escape.len())..];
    }
    out.extend_from_slice(rest);
    out
}

/// The value as a JSON string, with its quotes.
#[inline(always)]
pub fn push_quoted(out: &mut Vec<u8>, value: Value) {
    out.push(b'"');
    push_text(out, value);
    out.push(b'"');
}
