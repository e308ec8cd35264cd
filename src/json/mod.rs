//! JSON as koppel reads it: bytes in place, borrowed and exact. No float is ever made.
//!
//! [`read`] is the door for every request; [`Reader`] is for the paths that walk a catalogue. Both refuse what is too
//! large, too deep, not UTF-8, or names a key twice, and say where by a JSON Pointer.

mod decode;
mod encode;
mod exact;
mod habit;
mod pointer;
mod raw;
mod reader;
mod refused;
mod scan;
mod spelled;
mod text;

pub use decode::{read, read_but_last};
pub use encode::{LITERAL, push};
pub use exact::Exact;
pub use habit::Habit;
pub use pointer::{Found, find, path_to};
pub use raw::Raw;
pub use reader::{Fault, Kind, Mark, Reader, Stop, Value, Why};
pub use spelled::Spelled;
pub use text::{decoded, push_number, push_quoted, push_shown, push_text, said};

use crate::error::{Code, Error, Result};
use crate::limits;

/// The bytes of a request as text, or why they are none.
pub fn text_of(bytes: &[u8]) -> Result<&str> {
    if bytes.len() > limits::REQUEST_BYTES_MAX {
        let message =
            format!("{} bytes; at most {} are read.", bytes.len(), limits::REQUEST_BYTES_MAX);
        return Err(Error::new(Code::JsonTooLarge, message));
    }
    simdutf8::compat::from_utf8(bytes).map_err(|fault| {
        Error::new(Code::JsonNotUtf8, format!("Byte {} is not UTF-8.", fault.valid_up_to()))
    })
}

/// Room for the reply of an ordinary call, so that it does not grow step by step.
const REPLY_BYTES_USUAL: usize = 4096;

/// The reply of a method, as bytes.
pub fn write<T: serde::Serialize>(reply: &T) -> Vec<u8> {
    let mut out = Vec::with_capacity(REPLY_BYTES_USUAL);
    push(&mut out, reply);
    out
}

/// As [`write`]; what our own writer writes is UTF-8.
pub fn write_text<T: serde::Serialize>(reply: &T) -> String {
    String::from_utf8(write(reply)).unwrap_or_default()
}

/// What a fault of the reader means to the one who sent the text.
pub fn refusal(text: &str, fault: Fault) -> Error {
    let (code, message) = match fault.why {
        Why::End => (Code::JsonSyntax, "The text ends too early.".into()),
        Why::Syntax(_) if text.starts_with('\u{feff}') => {
            let message = "It begins with a byte order mark; leave those three bytes out.";
            (Code::JsonSyntax, message.into())
        }
        Why::Syntax(what) => (Code::JsonSyntax, format!("Byte {}: {what}.", fault.at)),
        Why::TooDeep => {
            (Code::JsonTooDeep, format!("At most {} levels are read.", limits::DEPTH_MAX))
        }
        Why::KeyTwice => (Code::JsonMemberTwice, "This member is named twice.".into()),
    };
    Error::new(code, message).at(path_to(text, fault.at))
}

#[cfg(test)]
mod tests;
