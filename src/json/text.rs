//! Writing text: from the input's spelling to ours, in one step. It must not look at what the text says.
//!
//! Our spelling is the shortest one, as `JSON.stringify` writes it: `\/` becomes `/`, `\u00e9` becomes its two bytes
//! of UTF-8, and only quotes, backslashes and control characters stay escaped.

use super::reader::{Kind, Value, hex4};
use super::scan::plain;
use std::borrow::Cow;

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
    loop {
        // Within a string that has been read, only a backslash is not plain.
        let (run, escape) = rest.split_at(plain(rest, 0));
        out.extend_from_slice(run);
        rest = match escape {
            [] => return,
            [_, b'u', ..] => push_code(out, escape),
            [_, b'/', rest @ ..] => {
                out.push(b'/');
                rest
            }
            _ => {
                let (pair, rest) = escape.split_at(escape.len().min(2));
                out.extend_from_slice(pair);
                rest
            }
        };
    }
}

/// `\uXXXX`, or two of them that make a pair; returns what follows.
fn push_code<'a>(out: &mut Vec<u8>, escape: &'a [u8]) -> &'a [u8] {
    let (code, length) = code_point(escape);
    match u8::try_from(code) {
        Ok(byte) if byte < 0x20 || byte == b'"' || byte == b'\\' => push_escape(out, byte),
        Ok(byte) if byte.is_ascii() => out.push(byte),
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
    if let 0xd800..0xdc00 = code
        && let Some(low @ 0xdc00..) = escape.get(8..12).and_then(hex4)
    {
        return (0x10000 + ((code - 0xd800) << 10) + (low - 0xdc00), 12);
    }
    (code, 6)
}

/// What a value says, with its escapes read.
pub fn said(value: Value<'_>) -> Cow<'_, str> {
    match decoded(value) {
        Cow::Borrowed(bytes) => match std::str::from_utf8(bytes) {
            Ok(text) => Cow::Borrowed(text),
            Err(_) => String::from_utf8_lossy(bytes),
        },
        Cow::Owned(bytes) => Cow::Owned(match String::from_utf8(bytes) {
            Ok(text) => text,
            Err(cut) => String::from_utf8_lossy(cut.as_bytes()).into_owned(),
        }),
    }
}

/// The content itself, for the few places that must look into it: keys, words of a list, lookups.
pub fn decoded(value: Value<'_>) -> Cow<'_, [u8]> {
    if value.kind != Kind::Escaped {
        return Cow::Borrowed(value.bytes);
    }
    let mut rest = value.bytes;
    let mut out = Vec::with_capacity(rest.len());
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
    Cow::Owned(out)
}

/// The value as a JSON string, with its quotes.
#[inline(always)]
pub fn push_quoted(out: &mut Vec<u8>, value: Value) {
    out.push(b'"');
    push_text(out, value);
    out.push(b'"');
}

/// Text of ours as a JSON string, with its quotes.
#[inline]
pub fn push_str(out: &mut Vec<u8>, text: &str) {
    out.push(b'"');
    push_shown(out, text);
    out.push(b'"');
}

/// Text of ours as the content of a JSON string.
#[inline]
pub fn push_shown(out: &mut Vec<u8>, text: &str) {
    // Most texts are a few plain bytes: looking at all of them is sooner than stopping at the first that is none.
    let must_escape = |byte: u8| (byte < 0x20) | (byte == b'"') | (byte == b'\\');
    match text.bytes().fold(false, |found, byte| found | must_escape(byte)) {
        false => out.extend_from_slice(text.as_bytes()),
        true => push_escaping(out, text.as_bytes()),
    }
}

#[cold]
fn push_escaping(out: &mut Vec<u8>, mut rest: &[u8]) {
    loop {
        let (run, stop) = rest.split_at(plain(rest, 0));
        out.extend_from_slice(run);
        let Some((&byte, after)) = stop.split_first() else { return };
        push_escape(out, byte);
        rest = after;
    }
}

/// A quote, a backslash or a control character.
fn push_escape(out: &mut Vec<u8>, byte: u8) {
    let short = match byte {
        0x08 => b'b',
        b'\t' => b't',
        b'\n' => b'n',
        0x0c => b'f',
        b'\r' => b'r',
        0..0x20 => return out.extend_from_slice(format!("\\u{byte:04x}").as_bytes()),
        _ => byte,
    };
    out.extend_from_slice(&[b'\\', short]);
}

/// The digits of a whole number.
#[inline]
pub fn push_number(out: &mut Vec<u8>, mut number: u64) {
    // A u64 has at most 20 digits.
    let mut digits = [0; 20];
    let mut from = digits.len();
    for digit in digits.iter_mut().rev() {
        *digit = b'0' + (number % 10) as u8;
        from -= 1;
        number /= 10;
        if number == 0 {
            break;
        }
    }
    out.extend_from_slice(digits.get(from..).unwrap_or_default());
}
