//! Replies into bytes: serde's derived writers over compact JSON, spelt as `JSON.stringify` spells it. It decides no
//! names and no order, and does not fail on any type of ours.
//!
//! The bytes are those of `serde_json::to_writer`, sooner: the names of members are words of this program, so they are
//! copied as they stand, and a name whose length is known is copied without a call.

use super::spelled::SPELLED;
use super::text::{push_number, push_shown, push_str};
use serde::ser::{self, Serialize};
use std::fmt::{self, Write};

/// The reply as compact JSON, after what `out` holds.
pub fn push<T: Serialize + ?Sized>(out: &mut Vec<u8>, reply: &T) {
    // Writing our own types into memory cannot fail: no map has a key that is not text or a number.
    let _ = encode(out, reply);
}

#[inline(always)]
fn encode<T: Serialize + ?Sized>(out: &mut Vec<u8>, value: &T) -> Encoded {
    value.serialize(Encoder::<false> { out })
}

/// `BARE` is what stands under a name that we know: text that is a number's literal, bytes that are a text's spelling.
struct Encoder<'o, const BARE: bool> {
    out: &'o mut Vec<u8>,
}

type Encoded = Result<(), fmt::Error>;
type Opened<'o> = Result<Open<'o>, fmt::Error>;

/// How `serde_json` hands on a number by its literal text: a struct of this name, whose one member has it too.
pub const LITERAL: &str = "$serde_json::private::Number";

impl<'o, const BARE: bool> Encoder<'o, BARE> {
    #[inline(always)]
    fn open(self, begin: &str, end: &'static str) -> Opened<'o> {
        self.out.extend_from_slice(begin.as_bytes());
        Ok(Open { out: self.out, first: true, end })
    }
    /// A variant that holds something is an object with one member.
    fn variant(self, name: &str) -> Self {
        self.out.push(b'{');
        push_str(self.out, name);
        self.out.push(b':');
        self
    }
}

macro_rules! integers {
    ($($method:ident $Type:ty => $wide:ident,)*) => {$(
        #[inline]
        fn $method(self, number: $Type) -> Encoded {
            self.$wide(number.into())
        }
    )*};
}

impl<'o, const BARE: bool> ser::Serializer for Encoder<'o, BARE> {
    type Ok = ();
    type Error = fmt::Error;
    type SerializeSeq = Open<'o>;
    type SerializeTuple = Open<'o>;
    type SerializeTupleStruct = Open<'o>;
    type SerializeTupleVariant = Open<'o>;
    type SerializeMap = Open<'o>;
    type SerializeStruct = Open<'o>;
    type SerializeStructVariant = Open<'o>;

    integers! {
        serialize_i8 i8 => serialize_i64, serialize_u8 u8 => serialize_u64,
        serialize_i16 i16 => serialize_i64, serialize_u16 u16 => serialize_u64,
        serialize_i32 i32 => serialize_i64, serialize_u32 u32 => serialize_u64,
        serialize_f32 f32 => serialize_f64,
    }
    fn serialize_i64(self, number: i64) -> Encoded {
        if number < 0 {
            self.out.push(b'-');
        }
        self.serialize_u64(number.unsigned_abs())
    }
    #[inline]
    fn serialize_u64(self, number: u64) -> Encoded {
        push_number(self.out, number);
        Ok(())
    }
    /// No reply of ours holds a float; a foreign document hands on its numbers by their literal text.
    fn serialize_f64(self, number: f64) -> Encoded {
        serde_json::to_writer(self.out, &number).map_err(|_| fmt::Error)
    }
    fn serialize_bool(self, truth: bool) -> Encoded {
        self.out.extend_from_slice(if truth { b"true" } else { b"false" });
        Ok(())
    }
    fn serialize_char(self, letter: char) -> Encoded {
        self.serialize_str(letter.encode_utf8(&mut [0; 4]))
    }
    #[inline]
    fn serialize_str(self, text: &str) -> Encoded {
        match BARE {
            true => self.out.extend_from_slice(text.as_bytes()),
            false => push_str(self.out, text),
        }
        Ok(())
    }
    fn collect_str<T: fmt::Display + ?Sized>(self, shown: &T) -> Encoded {
        let quote: &[u8] = if BARE { b"" } else { b"\"" };
        self.out.extend_from_slice(quote);
        write!(Shown(self.out), "{shown}")?;
        self.out.extend_from_slice(quote);
        Ok(())
    }
    #[inline]
    fn serialize_bytes(self, bytes: &[u8]) -> Encoded {
        if !BARE {
            return bytes.serialize(self);
        }
        self.out.push(b'"');
        self.out.extend_from_slice(bytes);
        self.out.push(b'"');
        Ok(())
    }
    /// What is bare is for this encoder alone.
    #[inline(always)]
    fn is_human_readable(&self) -> bool {
        !BARE
    }
    fn serialize_none(self) -> Encoded {
        self.serialize_unit()
    }
    #[inline]
    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Encoded {
        value.serialize(self)
    }
    #[inline]
    fn serialize_unit(self) -> Encoded {
        self.out.extend_from_slice(b"null");
        Ok(())
    }
    fn serialize_unit_struct(self, _: &'static str) -> Encoded {
        self.serialize_unit()
    }
    #[inline]
    fn serialize_unit_variant(self, _: &'static str, _: u32, word: &'static str) -> Encoded {
        self.serialize_str(word)
    }
    #[inline(always)]
    fn serialize_newtype_struct<T: Serialize + ?Sized>(
        self,
        name: &'static str,
        value: &T,
    ) -> Encoded {
        match name {
            SPELLED => value.serialize(Encoder::<true> { out: self.out }),
            _ => value.serialize(self),
        }
    }
    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        _: u32,
        name: &'static str,
        value: &T,
    ) -> Encoded {
        let Encoder { out } = self.variant(name);
        encode(out, value)?;
        out.push(b'}');
        Ok(())
    }

    #[inline]
    fn serialize_seq(self, _: Option<usize>) -> Opened<'o> {
        self.open("[", "]")
    }
    fn serialize_tuple(self, _: usize) -> Opened<'o> {
        self.open("[", "]")
    }
    fn serialize_tuple_struct(self, _: &'static str, _: usize) -> Opened<'o> {
        self.open("[", "]")
    }
    fn serialize_tuple_variant(
        self,
        _: &'static str,
        _: u32,
        name: &'static str,
        _: usize,
    ) -> Opened<'o> {
        self.variant(name).open("[", "]}")
    }
    fn serialize_map(self, _: Option<usize>) -> Opened<'o> {
        self.open("{", "}")
    }
    #[inline(always)]
    fn serialize_struct(self, name: &'static str, _: usize) -> Opened<'o> {
        match name {
            LITERAL => self.open("", ""),
            _ => self.open("{", "}"),
        }
    }
    fn serialize_struct_variant(
        self,
        _: &'static str,
        _: u32,
        name: &'static str,
        _: usize,
    ) -> Opened<'o> {
        self.variant(name).open("{", "}}")
    }
}

/// A list or an object, before its end.
struct Open<'o> {
    out: &'o mut Vec<u8>,
    first: bool,
    end: &'static str,
}

impl Open<'_> {
    #[inline(always)]
    fn comma(&mut self) {
        if !std::mem::take(&mut self.first) {
            self.out.push(b',');
        }
    }
    #[inline(always)]
    fn element<T: Serialize + ?Sized>(&mut self, value: &T) -> Encoded {
        self.comma();
        encode(self.out, value)
    }
    #[inline(always)]
    fn member<T: Serialize + ?Sized>(&mut self, name: &'static str, value: &T) -> Encoded {
        if name == LITERAL {
            return value.serialize(Encoder::<true> { out: self.out });
        }
        self.comma();
        self.out.push(b'"');
        self.out.extend_from_slice(name.as_bytes());
        self.out.extend_from_slice(b"\":");
        encode(self.out, value)
    }
    /// A key that is a number is written as text.
    fn key<T: Serialize + ?Sized>(&mut self, key: &T) -> Encoded {
        self.comma();
        let from = self.out.len();
        encode(self.out, key)?;
        if self.out.get(from) != Some(&b'"') {
            self.out.insert(from, b'"');
            self.out.push(b'"');
        }
        self.out.push(b':');
        Ok(())
    }
    #[inline(always)]
    fn close(self) -> Encoded {
        self.out.extend_from_slice(self.end.as_bytes());
        Ok(())
    }
}

macro_rules! containers {
    ($($Container:ident $method:ident $part:ident($($name:ident $Name:ty)?),)*) => {$(
        impl ser::$Container for Open<'_> {
            type Ok = ();
            type Error = fmt::Error;
            #[inline(always)]
            fn $method<T: Serialize + ?Sized>(&mut self, $($name: $Name,)? value: &T) -> Encoded {
                self.$part($($name,)? value)
            }
            #[inline(always)]
            fn end(self) -> Encoded {
                self.close()
            }
        }
    )*};
}

containers! {
    SerializeSeq serialize_element element(),
    SerializeTuple serialize_element element(),
    SerializeTupleStruct serialize_field element(),
    SerializeTupleVariant serialize_field element(),
    SerializeStruct serialize_field member(name &'static str),
    SerializeStructVariant serialize_field member(name &'static str),
}

impl ser::SerializeMap for Open<'_> {
    type Ok = ();
    type Error = fmt::Error;
    fn serialize_key<T: Serialize + ?Sized>(&mut self, key: &T) -> Encoded {
        self.key(key)
    }
    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Encoded {
        encode(self.out, value)
    }
    fn end(self) -> Encoded {
        self.close()
    }
}

/// What a value shows of itself, escaped piece by piece.
struct Shown<'o>(&'o mut Vec<u8>);

impl Write for Shown<'_> {
    fn write_str(&mut self, piece: &str) -> fmt::Result {
        push_shown(self.0, piece);
        Ok(())
    }
}
