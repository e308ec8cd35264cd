//! Requests into typed values: serde's derived readers over our [`Reader`], straight from the bytes.
//!
//! Numbers are lent by their literal text to whoever asks for bytes (amounts do), integers are read exactly, and a
//! float is refused: money never meets one. What went wrong is said with the JSON Pointer of the place.

use super::raw::RAW;
use super::reader::{Kind, Reader, Stop, Value};
use super::refused::Refused;
use super::text::{decoded, said};
use super::{refusal, text_of};
use crate::distinct::Distinct;
use crate::error::{Code, Result};
use serde::de::{self, Deserialize, DeserializeSeed, Visitor};
use std::borrow::Cow;

/// Reads a whole request; no bytes at all stand for `{}`.
pub fn read<'a, T: Deserialize<'a>>(bytes: &'a [u8]) -> Result<T> {
    Ok(decoded_by(bytes, Last::Checked)?.0)
}

/// As [`read`], but a raw member of the request itself that stands last, as it seems, is lent unread: it may hold
/// anything, also more than one value. Tells whether there is one. What is refused may be so for that reason alone.
pub fn read_but_last<'a, T: Deserialize<'a>>(bytes: &'a [u8]) -> Result<(T, bool)> {
    let (value, last) = decoded_by(bytes, Last::Lent)?;
    Ok((value, last == Last::IsLent))
}

fn decoded_by<'a, T: Deserialize<'a>>(bytes: &'a [u8], last: Last) -> Result<(T, Last)> {
    let text = match bytes {
        [] => "{}",
        bytes => text_of(bytes)?,
    };
    let mut decoder = Decoder { text, reader: Reader::new(text), last };
    let value = T::deserialize(&mut decoder)
        .map_err(|refused| refused.into_error(text, decoder.reader.fault()))?;
    decoder.reader.end().map_err(|Stop| refusal(text, decoder.reader.fault()))?;
    Ok((value, decoder.last))
}

struct Decoder<'a> {
    text: &'a str,
    reader: Reader<'a>,
    last: Last,
}

/// What becomes of a raw member that stands last.
#[derive(Clone, Copy, PartialEq)]
enum Last {
    Checked,
    Lent,
    IsLent,
}

/// What JSON calls white space, and no more.
const SPACE: [char; 4] = [' ', '\t', '\n', '\r'];

type Decoded<T> = std::result::Result<T, Refused>;

impl<'a> Decoder<'a> {
    /// Runs `read` on the value that comes next; what it refuses without saying where, it refuses here.
    #[inline(always)]
    fn here<T>(&mut self, read: impl FnOnce(&mut Self) -> Decoded<T>) -> Decoded<T> {
        self.reader.peek()?;
        let at = self.reader.at();
        read(self).map_err(|refused| refused.found_at(at))
    }

    fn text_value<V: Visitor<'a>>(&self, value: Value<'a>, visitor: V) -> Decoded<V::Value> {
        match value.kind {
            Kind::Escaped => visitor.visit_string(said(value).into_owned()),
            _ => visitor.visit_borrowed_str(self.lent(value)),
        }
    }

    /// The reader lends bytes cut from the text at ASCII quotes: the text itself, found again without a second check.
    fn lent(&self, value: Value<'a>) -> &'a str {
        let from = value.bytes.as_ptr().addr().wrapping_sub(self.text.as_ptr().addr());
        self.text.get(from..from.wrapping_add(value.bytes.len())).unwrap_or_default()
    }

    /// Passes over all up to the closing brace of the request, if that is the end of a list or an object.
    fn pass_last(&mut self) -> bool {
        let mut mark = self.reader.mark();
        let rest = self.text.get(mark.at..).unwrap_or_default();
        let member = rest.trim_end_matches(SPACE).strip_suffix('}').unwrap_or_default();
        if self.reader.depth() != 1 || !member.trim_end_matches(SPACE).ends_with([']', '}']) {
            return false;
        }
        mark.at += member.len();
        self.reader.go_to(mark);
        self.last = Last::IsLent;
        true
    }

    fn wrong<T>(&self, value: Value, expected: &dyn de::Expected) -> Decoded<T> {
        let found = match value.kind {
            Kind::Null | Kind::Absent => de::Unexpected::Unit,
            Kind::True => de::Unexpected::Other("true"),
            Kind::False => de::Unexpected::Other("false"),
            Kind::Number => de::Unexpected::Other("a number"),
            Kind::Text | Kind::Escaped => de::Unexpected::Str(""),
            Kind::Array => de::Unexpected::Seq,
            Kind::Object => de::Unexpected::Map,
        };
        Err(de::Error::invalid_type(found, expected))
    }
}

macro_rules! integers {
    ($($method:ident $visit:ident $Type:ty),*) => {$(
        fn $method<V: Visitor<'a>>(self, visitor: V) -> Decoded<V::Value> {
            self.here(|decoder| {
                let value = decoder.reader.value()?;
                match decoder.lent(value).parse::<$Type>() {
                    Ok(number) if value.kind == Kind::Number => visitor.$visit(number),
                    _ if value.kind == Kind::Number => Err(Refused::meaning(
                        Code::JsonWrongType,
                        format!("A whole number from {} to {} is expected.", <$Type>::MIN, <$Type>::MAX),
                    )),
                    _ => decoder.wrong(value, &"a whole number"),
                }
            })
        }
    )*};
}

impl<'a> de::Deserializer<'a> for &mut Decoder<'a> {
    type Error = Refused;

    /// Whatever comes: for lenient types. A number that is no integer is lent as bytes, by its literal text.
    fn deserialize_any<V: Visitor<'a>>(self, visitor: V) -> Decoded<V::Value> {
        self.here(|decoder| match decoder.reader.peek()? {
            b'{' => decoder.deserialize_map(visitor),
            b'[' => decoder.deserialize_seq(visitor),
            _ => {
                let value = decoder.reader.value()?;
                match value.kind {
                    Kind::Null => visitor.visit_unit(),
                    Kind::True => visitor.visit_bool(true),
                    Kind::False => visitor.visit_bool(false),
                    Kind::Number => match decoder.lent(value).parse::<i64>() {
                        Ok(number) => visitor.visit_i64(number),
                        Err(_) => visitor.visit_borrowed_bytes(value.bytes),
                    },
                    _ => decoder.text_value(value, visitor),
                }
            }
        })
    }

    fn deserialize_bool<V: Visitor<'a>>(self, visitor: V) -> Decoded<V::Value> {
        self.here(|decoder| {
            let value = decoder.reader.value()?;
            match value.kind {
                Kind::True => visitor.visit_bool(true),
                Kind::False => visitor.visit_bool(false),
                _ => decoder.wrong(value, &"true or false"),
            }
        })
    }

    integers! {
        deserialize_i8 visit_i8 i8, deserialize_i16 visit_i16 i16, deserialize_i32 visit_i32 i32,
        deserialize_i64 visit_i64 i64, deserialize_u8 visit_u8 u8, deserialize_u16 visit_u16 u16,
        deserialize_u32 visit_u32 u32, deserialize_u64 visit_u64 u64
    }

    fn deserialize_str<V: Visitor<'a>>(self, visitor: V) -> Decoded<V::Value> {
        self.here(|decoder| {
            let value = decoder.reader.value()?;
            match value.is_text() {
                true => decoder.text_value(value, visitor),
                false => decoder.wrong(value, &"a string"),
            }
        })
    }
    fn deserialize_string<V: Visitor<'a>>(self, visitor: V) -> Decoded<V::Value> {
        self.deserialize_str(visitor)
    }

    /// The literal text of a number, or the content of a string: what amounts ask for.
    fn deserialize_bytes<V: Visitor<'a>>(self, visitor: V) -> Decoded<V::Value> {
        self.here(|decoder| {
            let value = decoder.reader.value()?;
            match value.kind {
                Kind::Number | Kind::Text => visitor.visit_borrowed_bytes(value.bytes),
                Kind::Escaped => visitor.visit_byte_buf(decoded(value).into_owned()),
                _ => decoder.wrong(value, &visitor),
            }
        })
    }
    fn deserialize_byte_buf<V: Visitor<'a>>(self, visitor: V) -> Decoded<V::Value> {
        self.deserialize_bytes(visitor)
    }

    fn deserialize_option<V: Visitor<'a>>(self, visitor: V) -> Decoded<V::Value> {
        match self.reader.peek()? {
            b'n' => {
                self.reader.skip()?;
                visitor.visit_none()
            }
            _ => visitor.visit_some(self),
        }
    }

    fn deserialize_unit<V: Visitor<'a>>(self, visitor: V) -> Decoded<V::Value> {
        self.here(|decoder| {
            let value = decoder.reader.value()?;
            match value.kind {
                Kind::Null => visitor.visit_unit(),
                _ => decoder.wrong(value, &"null"),
            }
        })
    }
    fn deserialize_unit_struct<V: Visitor<'a>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Decoded<V::Value> {
        self.deserialize_unit(visitor)
    }

    fn deserialize_newtype_struct<V: Visitor<'a>>(
        self,
        name: &'static str,
        visitor: V,
    ) -> Decoded<V::Value> {
        if name != RAW {
            return visitor.visit_newtype_struct(self);
        }
        self.reader.peek()?;
        let from = self.reader.at();
        if self.last == Last::Checked || !self.pass_last() {
            self.reader.skip()?;
        }
        visitor.visit_borrowed_str(self.text.get(from..self.reader.at()).unwrap_or_default())
    }

    fn deserialize_seq<V: Visitor<'a>>(self, visitor: V) -> Decoded<V::Value> {
        self.here(|decoder| {
            if decoder.reader.peek()? != b'[' {
                let value = decoder.reader.value()?;
                return decoder.wrong(value, &"a list");
            }
            let more = decoder.reader.open(b'[')?;
            let mut elements = Elements { decoder, more, first: true };
            let value = visitor.visit_seq(&mut elements)?;
            elements.end()?;
            Ok(value)
        })
    }
    fn deserialize_tuple<V: Visitor<'a>>(self, _: usize, visitor: V) -> Decoded<V::Value> {
        self.deserialize_seq(visitor)
    }
    fn deserialize_tuple_struct<V: Visitor<'a>>(
        self,
        _: &'static str,
        _: usize,
        visitor: V,
    ) -> Decoded<V::Value> {
        self.deserialize_seq(visitor)
    }

    fn deserialize_map<V: Visitor<'a>>(self, visitor: V) -> Decoded<V::Value> {
        self.members(visitor, Some(Distinct::default()))
    }
    /// A derived reader sees for itself that a member comes twice.
    fn deserialize_struct<V: Visitor<'a>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Decoded<V::Value> {
        self.members(visitor, None)
    }

    fn deserialize_enum<V: Visitor<'a>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Decoded<V::Value> {
        self.here(|decoder| {
            let value = decoder.reader.value()?;
            if !value.is_text() {
                return decoder.wrong(value, &"a word");
            }
            if value.kind == Kind::Text {
                let word = de::value::BorrowedStrDeserializer::<Refused>::new(decoder.lent(value));
                return visitor.visit_enum(word);
            }
            let word = said(value).into_owned();
            visitor.visit_enum(de::value::StringDeserializer::<Refused>::new(word))
        })
    }

    fn deserialize_ignored_any<V: Visitor<'a>>(self, visitor: V) -> Decoded<V::Value> {
        self.reader.skip()?;
        visitor.visit_unit()
    }

    serde::forward_to_deserialize_any! { <V: Visitor<'a>> i128 u128 f32 f64 char identifier }
}

impl<'a> Decoder<'a> {
    fn members<V: Visitor<'a>>(&mut self, visitor: V, seen: Option<Seen<'a>>) -> Decoded<V::Value> {
        self.here(|decoder| {
            let more = match decoder.reader.peek()? {
                b'{' => decoder.reader.open(b'{')?,
                _ => {
                    let value = decoder.reader.value()?;
                    // PHP has one empty array, and writes it so where an empty object is meant.
                    let is_empty = value.kind == Kind::Array
                        && value.bytes.iter().all(|byte| b"[ \t\r\n]".contains(byte));
                    if !is_empty {
                        return decoder.wrong(value, &"an object");
                    }
                    false
                }
            };
            visitor.visit_map(Members { decoder, more, first: true, seen })
        })
    }
}

struct Elements<'d, 'a> {
    decoder: &'d mut Decoder<'a>,
    more: bool,
    first: bool,
}

impl Elements<'_, '_> {
    /// A reader of pairs asks for two elements and no more: there must be no third.
    fn end(&mut self) -> Decoded<()> {
        if self.more && !self.first && self.decoder.reader.more(b'[')? {
            let message = "The list has more elements than are expected.";
            return Err(Refused::meaning(Code::JsonWrongType, message.into()));
        }
        Ok(())
    }
}

impl<'a> de::SeqAccess<'a> for Elements<'_, 'a> {
    type Error = Refused;
    #[inline]
    fn next_element_seed<T: DeserializeSeed<'a>>(&mut self, seed: T) -> Decoded<Option<T::Value>> {
        if !std::mem::take(&mut self.first) {
            self.more = self.decoder.reader.more(b'[')?;
        }
        if !self.more {
            return Ok(None);
        }
        seed.deserialize(&mut *self.decoder).map(Some)
    }
}

/// The keys that an object has named.
type Seen<'a> = Distinct<Cow<'a, [u8]>>;

struct Members<'d, 'a> {
    decoder: &'d mut Decoder<'a>,
    more: bool,
    first: bool,
    /// The keys so far, where the reader of the values does not know which can come.
    seen: Option<Seen<'a>>,
}

impl<'a> de::MapAccess<'a> for Members<'_, 'a> {
    type Error = Refused;
    #[inline]
    fn next_key_seed<T: DeserializeSeed<'a>>(&mut self, seed: T) -> Decoded<Option<T::Value>> {
        if !std::mem::take(&mut self.first) {
            self.more = self.decoder.reader.more(b'{')?;
        }
        if !self.more {
            return Ok(None);
        }
        self.decoder.reader.peek()?;
        let at = self.decoder.reader.at();
        let key = self.decoder.reader.key()?;
        if self.seen.as_mut().is_some_and(|seen| !seen.insert(decoded(key))) {
            let message = "This member is named twice.".into();
            return Err(Refused::meaning(Code::JsonMemberTwice, message).found_at(at));
        }
        let key = seed.deserialize(Key { decoder: self.decoder, key });
        key.map(Some).map_err(|refused| refused.found_at(at))
    }
    #[inline]
    fn next_value_seed<T: DeserializeSeed<'a>>(&mut self, seed: T) -> Decoded<T::Value> {
        self.decoder.reader.peek()?;
        let at = self.decoder.reader.at();
        seed.deserialize(&mut *self.decoder).map_err(|refused| refused.found_at(at))
    }
}

/// A key is always text, whatever its reader asks for.
struct Key<'d, 'a> {
    decoder: &'d Decoder<'a>,
    key: Value<'a>,
}

impl<'a> de::Deserializer<'a> for Key<'_, 'a> {
    type Error = Refused;
    fn deserialize_any<V: Visitor<'a>>(self, visitor: V) -> Decoded<V::Value> {
        self.decoder.text_value(self.key, visitor)
    }
    serde::forward_to_deserialize_any! {
        <V: Visitor<'a>>
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf option
        unit unit_struct newtype_struct seq tuple tuple_struct map struct enum identifier ignored_any
    }
}
