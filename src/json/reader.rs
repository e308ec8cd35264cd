//! Reading JSON where it lies.
//!
//! A [`Reader`] walks over text that is known to be UTF-8 and lends out spans of it: a string is lent with its
//! escapes still in place, a number as the text that was written. Nothing is decoded, copied or rounded here; the
//! writer transcodes once, from input to output (see `text.rs`). Everything that is skipped is still checked, so a
//! document this reader accepts is a document `serde_json` accepts, and the other way round, up to the depth limit.
//!
//! It must not know what the text is about: meaning is the business of those who ask for values.

use super::scan::{digits, plain};
use crate::limits::DEPTH_MAX;

/// What a value is. `Absent`, `Null` and an empty `Text` are three different things, and stay so.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
#[repr(u64)] // As wide as the other parts of a `Value`: copied by words, never by a byte and its padding.
pub enum Kind {
    #[default]
    Absent,
    Null,
    False,
    True,
    Number,
    /// A string without a backslash: its bytes are its content.
    Text,
    /// A string that holds at least one escape.
    Escaped,
    Array,
    Object,
}

/// A value as it stands in the input: for a string what is between its quotes, else the whole literal.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Value<'a> {
    pub bytes: &'a [u8],
    pub kind: Kind,
}

impl<'a> Value<'a> {
    pub const ABSENT: Value<'static> = Value { bytes: b"", kind: Kind::Absent };
    /// Some object, where it does not matter which.
    pub const OBJECT: Value<'static> = Value { bytes: b"{}", kind: Kind::Object };
    pub const TRUE: Value<'static> = Value { bytes: b"true", kind: Kind::True };
    pub const FALSE: Value<'static> = Value { bytes: b"false", kind: Kind::False };

    /// Something was said that nobody understood: nothing is written for it, and nothing else is taken in its place.
    pub const UNKNOWN: Value<'static> = Value { bytes: b"unknown", kind: Kind::Null };

    /// A constant of ours, not of the input: plain text without anything to escape.
    pub const fn text(text: &'a str) -> Self {
        Value { bytes: text.as_bytes(), kind: Kind::Text }
    }
    pub fn is_text(&self) -> bool {
        matches!(self.kind, Kind::Text | Kind::Escaped)
    }
    /// Absent or null: there is nothing to write.
    pub fn is_missing(&self) -> bool {
        self.kind <= Kind::Null
    }
    pub fn is_unknown(&self) -> bool {
        *self == Value::UNKNOWN
    }
    /// Missing, or the empty string.
    pub fn is_blank(&self) -> bool {
        self.is_missing() || (self.kind == Kind::Text && self.bytes.is_empty())
    }
    /// Blank, and not because nobody understood what was said.
    pub fn is_unsaid(&self) -> bool {
        self.is_blank() && !self.is_unknown()
    }
    pub fn is_true(&self) -> bool {
        self.kind == Kind::True
    }
}

impl PartialOrd for Kind {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        (*self as u64).partial_cmp(&(*other as u64))
    }
}

/// Why reading stopped, and at which byte.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fault {
    pub at: usize,
    pub why: Why,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Why {
    /// The text ends within a value: an error for a document, "give me more" for a window.
    End,
    Syntax(&'static str),
    TooDeep,
    /// An object names this key twice: which of the two is meant cannot be known.
    KeyTwice,
}

/// Reading cannot go on; the reader knows why. Kept out of the results so that these fit in registers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stop;

/// A place in the text, and how deep it lies.
#[derive(Clone, Copy, Debug)]
pub struct Mark {
    pub at: usize,
    depth: u32,
}

impl Mark {
    pub const START: Mark = Mark { at: 0, depth: 0 };
}

#[derive(Debug)]
pub struct Reader<'a> {
    bytes: &'a [u8],
    at: usize,
    /// Where the value read last begins.
    from: usize,
    depth: u32,
    fault: Fault,
}

type Read<T> = Result<T, Stop>;

impl<'a> Reader<'a> {
    pub fn new(text: &'a str) -> Self {
        Reader {
            bytes: text.as_bytes(),
            at: 0,
            from: 0,
            depth: 0,
            fault: Fault { at: 0, why: Why::End },
        }
    }
    /// The byte the next value, or the white space before it, starts at.
    pub fn at(&self) -> usize {
        self.at
    }
    /// A place to come back to.
    pub fn mark(&self) -> Mark {
        Mark { at: self.at, depth: self.depth }
    }
    pub fn go_to(&mut self, mark: Mark) {
        (self.at, self.depth) = (mark.at, mark.depth);
    }
    pub fn depth(&self) -> u32 {
        self.depth
    }
    /// Everything from byte `from` up to here.
    pub fn since(&self, from: usize) -> &'a [u8] {
        self.bytes.get(from..self.at).unwrap_or_default()
    }

    /// Everything from here on.
    pub(super) fn rest(&self) -> &'a [u8] {
        self.bytes.get(self.at..).unwrap_or_default()
    }
    /// Passes over bytes that have been looked at, and are whole tokens.
    pub(super) fn pass(&mut self, bytes: usize) {
        self.at += bytes;
    }

    /// Why reading stopped; asked after a `Stop`.
    pub fn fault(&self) -> Fault {
        self.fault
    }
    #[cold]
    #[inline(never)]
    pub fn stop<T>(&mut self, at: usize, why: Why) -> Read<T> {
        let why = if at >= self.bytes.len() { Why::End } else { why };
        self.fault = Fault { at, why };
        Err(Stop)
    }
    #[cold]
    #[inline(never)]
    fn wrong<T>(&mut self, at: usize, what: &'static str) -> Read<T> {
        self.stop(at, Why::Syntax(what))
    }
    /// The byte at `at`; 0 beyond the end, which is no part of any JSON token.
    #[inline(always)]
    fn byte(&self, at: usize) -> u8 {
        self.bytes.get(at).copied().unwrap_or(0)
    }

    /// The first byte of what comes next, white space left behind.
    #[inline(always)]
    pub fn peek(&mut self) -> Read<u8> {
        match self.bytes.get(self.at) {
            Some(&byte) if byte > b' ' => Ok(byte),
            _ => self.peek_past_space(),
        }
    }
    #[inline(never)]
    fn peek_past_space(&mut self) -> Read<u8> {
        while let b' ' | b'\n' | b'\r' | b'\t' = self.byte(self.at) {
            self.at += 1;
        }
        match self.bytes.get(self.at) {
            Some(&byte) => Ok(byte),
            None => self.wrong(self.at, ""),
        }
    }

    /// Steps into `[` or `{`; tells whether there is anything in it.
    #[inline(always)]
    pub fn open(&mut self, open: u8) -> Read<bool> {
        if self.peek()? != open {
            return self.wrong(
                self.at,
                if open == b'{' { "an object is expected" } else { "a list is expected" },
            );
        }
        self.at += 1;
        self.depth += 1;
        if self.depth > DEPTH_MAX {
            return self.stop(self.at - 1, Why::TooDeep);
        }
        if self.peek()? == open + 2 {
            self.at += 1;
            self.depth -= 1;
            return Ok(false);
        }
        Ok(true)
    }
    /// After an element of the container that `open` opened: tells whether another one follows.
    #[inline(always)]
    pub fn more(&mut self, open: u8) -> Read<bool> {
        let byte = self.peek()?;
        if byte == b',' {
            self.at += 1;
            return Ok(true);
        }
        if byte == open + 2 {
            self.at += 1;
            self.depth -= 1;
            return Ok(false);
        }
        self.wrong(self.at, "a comma or the end of the list or object is expected")
    }
    /// A key and its colon.
    #[inline(always)]
    pub fn key(&mut self) -> Read<Value<'a>> {
        if self.peek()? != b'"' {
            return self.wrong(self.at, "a key in double quotes is expected");
        }
        let kind = self.text()?;
        let key = self.lent(kind);
        if self.peek()? != b':' {
            return self.wrong(self.at, "a colon is expected after a key");
        }
        self.at += 1;
        Ok(key)
    }

    /// Any value; a list or an object is checked and lent whole.
    #[inline(always)]
    pub fn value(&mut self) -> Read<Value<'a>> {
        let kind = match self.peek()? {
            b'"' => self.text()?,
            b'n' => self.literal("null", Kind::Null)?,
            b't' => self.literal("true", Kind::True)?,
            b'f' => self.literal("false", Kind::False)?,
            b'{' => self.whole(Kind::Object)?,
            b'[' => self.whole(Kind::Array)?,
            _ => self.number()?,
        };
        Ok(self.lent(kind))
    }
    /// The value just read. Its parts are put together here, once and last: a `Result<Value>` that is built in several
    /// places goes through memory, and reading it back whole stalls the processor (measured: a third of all time).
    #[inline(always)]
    fn lent(&self, kind: Kind) -> Value<'a> {
        let quote = usize::from(matches!(kind, Kind::Text | Kind::Escaped));
        Value { bytes: self.bytes.get(self.from..self.at - quote).unwrap_or_default(), kind }
    }
    #[inline(never)]
    fn whole(&mut self, kind: Kind) -> Read<Kind> {
        let from = self.at;
        self.skip()?;
        self.from = from;
        Ok(kind)
    }
    #[inline(always)]
    fn literal(&mut self, word: &'static str, kind: Kind) -> Read<Kind> {
        self.from = self.at;
        for (offset, byte) in word.bytes().enumerate() {
            if self.byte(self.from + offset) != byte {
                return self.wrong(self.from + offset, "null, true or false is misspelt");
            }
        }
        self.at += word.len();
        Ok(kind)
    }
    /// At least one digit; returns where they end.
    #[inline(always)]
    fn digits(&mut self, from: usize) -> Read<usize> {
        let at = digits(self.bytes, from);
        if at == from { self.wrong(at, "a digit is expected") } else { Ok(at) }
    }
    #[inline(always)]
    fn number(&mut self) -> Read<Kind> {
        let from = self.at;
        let mut at = from + usize::from(self.byte(from) == b'-');
        at = if self.byte(at) == b'0' { at + 1 } else { self.digits(at)? };
        if self.byte(at) == b'.' {
            at = self.digits(at + 1)?;
        }
        if let b'e' | b'E' = self.byte(at) {
            let sign = matches!(self.byte(at + 1), b'+' | b'-');
            at = self.digits(at + 1 + usize::from(sign))?;
        }
        (self.from, self.at) = (from, at);
        Ok(Kind::Number)
    }
    /// A string, from its opening quote on.
    #[inline(always)]
    fn text(&mut self) -> Read<Kind> {
        let from = self.at + 1;
        let mut at = plain(self.bytes, from);
        let mut kind = Kind::Text;
        loop {
            match self.byte(at) {
                b'"' => {
                    (self.from, self.at) = (from, at + 1);
                    return Ok(kind);
                }
                b'\\' => {
                    kind = Kind::Escaped;
                    at = self.escape(at)?;
                    at = plain(self.bytes, at);
                }
                _ => return self.wrong(at, "a control character must be escaped"),
            }
        }
    }
    /// Checks the escape at `at`; returns where it ends. A surrogate counts only as a pair.
    #[inline(always)]
    fn escape(&mut self, at: usize) -> Read<usize> {
        match self.byte(at + 1) {
            b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't' => Ok(at + 2),
            b'u' => self.code_unit(at),
            _ => self.wrong(at + 1, "there is no such escape"),
        }
    }
    #[inline(always)]
    fn code_unit(&mut self, at: usize) -> Read<usize> {
        let Some(code) = self.bytes.get(at + 2..at + 6).and_then(hex4) else {
            let bad = (at + 2..at + 6).find(|&k| !self.byte(k).is_ascii_hexdigit()).unwrap_or(at);
            return self.wrong(bad, "four hexadecimal digits are expected");
        };
        if !(0xd800..0xe000).contains(&code) {
            return Ok(at + 6);
        }
        if code >= 0xdc00 {
            return self.wrong(at, "the second half of a surrogate pair stands alone");
        }
        for (offset, byte) in [(6, b'\\'), (7, b'u')] {
            if self.byte(at + offset) != byte {
                return self.wrong(at + offset, "the first half of a surrogate pair stands alone");
            }
        }
        match self.bytes.get(at + 8..at + 12).and_then(hex4) {
            Some(0xdc00..0xe000) => Ok(at + 12),
            Some(_) => self.wrong(at + 6, "the first half of a surrogate pair stands alone"),
            None => {
                let bad =
                    (at + 8..at + 12).find(|&k| !self.byte(k).is_ascii_hexdigit()).unwrap_or(at);
                self.wrong(bad, "four hexadecimal digits are expected")
            }
        }
    }

    /// Passes over any value, checking it as closely as if it were used.
    #[inline(always)]
    pub fn skip(&mut self) -> Read<()> {
        match self.peek()? {
            b'{' | b'[' => self.skip_container(),
            b'"' => self.text().map(|_| ()),
            b'n' => self.literal("null", Kind::Null).map(|_| ()),
            b't' => self.literal("true", Kind::True).map(|_| ()),
            b'f' => self.literal("false", Kind::False).map(|_| ()),
            _ => self.number().map(|_| ()),
        }
    }
    /// No recursion: a bit for each level tells an object (1) from a list (0).
    #[inline(never)]
    fn skip_container(&mut self) -> Read<()> {
        let (mut levels, mut bottom) = (0u128, 0u32);
        loop {
            // At a value.
            let first = self.peek()?;
            if let b'{' | b'[' = first {
                if self.open(first)? {
                    levels = (levels << 1) | u128::from(first == b'{');
                    bottom += 1;
                    if first == b'{' {
                        self.key()?;
                    }
                    continue;
                }
            } else {
                self.skip()?;
            }
            // After a value: close what ends here.
            loop {
                if bottom == 0 {
                    return Ok(());
                }
                let open = if levels & 1 == 1 { b'{' } else { b'[' };
                if self.more(open)? {
                    break;
                }
                levels >>= 1;
                bottom -= 1;
            }
            if levels & 1 == 1 {
                self.key()?;
            }
        }
    }

    /// Nothing but white space is left.
    pub fn end(&mut self) -> Read<()> {
        match self.peek() {
            Err(Stop) => Ok(()),
            Ok(_) => self.wrong(self.at, "the document has ended, yet there is more"),
        }
    }
}

#[inline(always)]
pub(crate) fn hex4(digits: &[u8]) -> Option<u32> {
    let mut code = 0;
    for &digit in digits {
        code = (code << 4) | HEX[digit as usize];
    }
    (digits.len() == 4 && code < 0x10000).then_some(code)
}
/// The value of a hexadecimal digit; anything else is so large that four of them cannot hide it.
const HEX: [u32; 256] = {
    let mut table = [1 << 16; 256];
    let mut digit = 0;
    while digit < 10 {
        table[b'0' as usize + digit] = digit as u32;
        digit += 1;
    }
    let mut letter = 0;
    while letter < 6 {
        table[b'a' as usize + letter] = 10 + letter as u32;
        table[b'A' as usize + letter] = 10 + letter as u32;
        letter += 1;
    }
    table
};
