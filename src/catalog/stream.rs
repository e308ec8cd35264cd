//! `product_map` of a document that never lies in memory as a whole: chunks in, products out as they become ready.
//! A window slides over the input; a product that its end cuts off is read again once more bytes have come.

use super::map::{Mapping, Reply};
use crate::error::{Code, Error, Result};
use crate::json::{self, Fault};
use crate::limits;
use crate::model::product::Item;
use crate::shops::{Diagnostics, Halt, Remark, Walk};

pub struct Stream {
    mapping: Mapping,
    walk: Walk,
    diagnostics: Diagnostics,
    /// What has come and is not done with.
    window: Vec<u8>,
    /// How many bytes before the window are done with.
    passed: usize,
    /// How much must have come before it is worth going on.
    wanted: usize,
    window_bytes: usize,
    /// A stream that has failed stays so.
    failed: Option<Error>,
}

impl Stream {
    /// As the request of `product_map`, without items.
    pub fn open(request: &[u8]) -> Result<Stream> {
        let (mapping, items) = Mapping::open(json::read(request)?)?;
        if items.is_some() {
            let message = "A stream is fed its items; leave them out here.";
            return Err(Error::new(Code::JsonUnknownMember, message).at("/items"));
        }
        Ok(Stream {
            mapping,
            walk: Walk::default(),
            diagnostics: Diagnostics::default(),
            window: Vec::new(),
            passed: 0,
            wanted: limits::STREAM_WINDOW_BYTES,
            window_bytes: limits::STREAM_WINDOW_BYTES,
            failed: None,
        })
    }

    /// Takes the next bytes of the document, cut anywhere; gives what is ready, in the form of `product_map`'s reply.
    pub fn feed(&mut self, chunk: &[u8]) -> Result<Vec<u8>> {
        self.alive()?;
        let mut reply = Reply::with_capacity(0);
        // The window is bounded whatever the chunk.
        for piece in chunk.chunks(limits::STREAM_WINDOW_BYTES) {
            self.window.extend_from_slice(piece);
            if self.window.len() >= self.wanted {
                self.advance(false, &mut reply)?;
            }
        }
        Ok(reply.finish(&self.diagnostics.ready()))
    }

    /// After the last byte: the rest of the products and diagnostics.
    pub fn finish(mut self) -> Result<Vec<u8>> {
        self.alive()?;
        let mut reply = Reply::with_capacity(0);
        self.advance(true, &mut reply)?;
        let Stream { mapping, walk, diagnostics, .. } = &mut self;
        walk.settle((&mapping.program, &mapping.tables), diagnostics, &mut |item, remarks| {
            mapping.write(item, &mut reply, remarks);
        })?;
        Ok(reply.finish(&self.diagnostics.finish()))
    }

    /// The same with another window: that it changes nothing is tested.
    #[cfg(test)]
    pub fn with_window(self, bytes: usize) -> Stream {
        Stream { wanted: bytes, window_bytes: bytes, ..self }
    }

    fn alive(&self) -> Result<()> {
        self.failed.clone().map_or(Ok(()), Err)
    }

    fn advance(&mut self, last: bool, reply: &mut Reply) -> Result<()> {
        self.go(last, reply).inspect_err(|error| self.failed = Some(error.clone()))
    }

    fn go(&mut self, last: bool, reply: &mut Reply) -> Result<()> {
        let text = match simdutf8::compat::from_utf8(&self.window) {
            Ok(text) => text,
            // A character cut in two by the window's end waits for its other half.
            Err(fault) if fault.error_len().is_none() && !last => {
                let whole = self.window.get(..fault.valid_up_to()).unwrap_or_default();
                std::str::from_utf8(whole).unwrap_or_default()
            }
            Err(fault) => {
                let at = self.passed + fault.valid_up_to();
                return Err(Error::new(Code::JsonNotUtf8, format!("Byte {at} is not UTF-8.")));
            }
        };
        let Mapping { program, tables, .. } = &self.mapping;
        let mapping = &self.mapping;
        let mut each = |item: &Item<'_>, remarks: &mut Vec<Remark>| {
            mapping.write(item, reply, remarks);
        };
        let done =
            self.walk.advance((program, tables), &mut self.diagnostics, text, last, &mut each);
        let consumed = done.map_err(|halt| match halt {
            Halt::Fault(fault) => {
                // The path cannot be told: what lies before the window is gone.
                let at = fault.at + self.passed;
                json::refusal("", Fault { at, ..fault }).at("")
            }
            Halt::Refused(error) => error,
        })?;
        self.window.drain(..consumed);
        self.passed += consumed;
        self.wanted = match consumed {
            // Nothing was whole: wait for twice as much.
            0 => self.window.len() * 2,
            _ => self.window_bytes.max(self.window.len() + 1),
        };
        if self.window.len() > limits::PRODUCT_BYTES_MAX {
            let message = format!("A product has more than {} bytes.", limits::PRODUCT_BYTES_MAX);
            return Err(Error::new(Code::ProductTooLarge, message));
        }
        Ok(())
    }
}
