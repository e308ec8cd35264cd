//! A document that never lies in memory as a whole: a window slides over it, and a product that the window's end cuts
//! off is read again once more bytes have come. It must not know what becomes of the products.

use crate::error::{Code, Error, Result};
use crate::json::{self, Fault};
use crate::limits;
use crate::shops::{Diagnostic, Diagnostics, Each, Halt, Program, Shelf, Tables, TakenOut, Walk};

pub struct Window {
    walk: Walk,
    diagnostics: Diagnostics,
    /// What has come and is not done with.
    bytes: Vec<u8>,
    /// How many bytes before the window are done with.
    passed: usize,
    /// How much must have come before it is worth going on.
    wanted: usize,
    size: usize,
    /// What has failed stays so.
    failed: Option<Error>,
}

impl Default for Window {
    fn default() -> Window {
        Window::of(limits::STREAM_WINDOW_BYTES)
    }
}

impl Window {
    pub fn of(size: usize) -> Window {
        Window {
            walk: Walk::default(),
            diagnostics: Diagnostics::default(),
            bytes: Vec::new(),
            passed: 0,
            wanted: size,
            size,
            failed: None,
        }
    }

    /// Takes the next bytes of the document, cut anywhere, and gives the products that are whole by now.
    pub fn feed(
        &mut self,
        reading: (&Program, &Tables),
        chunk: &[u8],
        each: &mut Each,
    ) -> Result<()> {
        self.alive()?;
        // The window is bounded whatever the chunk.
        for piece in chunk.chunks(limits::STREAM_WINDOW_BYTES) {
            self.bytes.extend_from_slice(piece);
            if self.bytes.len() >= self.wanted {
                self.advance(reading, false, each)?;
            }
        }
        Ok(())
    }

    /// What waits for other documents, if it is too much for memory; it is then given back by the shelf of `settle`.
    pub fn overflow(&mut self) -> Vec<TakenOut> {
        self.walk.overflow(limits::JOIN_MEMORY_BYTES_MAX)
    }

    /// After the last byte: gives what was cut off by the window's end. What waits is given by `settle`, and if some of it
    /// was taken out, all of it is.
    pub fn end(
        &mut self,
        reading: (&Program, &Tables),
        each: &mut Each,
    ) -> Result<Option<Vec<TakenOut>>> {
        self.alive()?;
        self.advance(reading, true, each)?;
        Ok(self.walk.overflowed())
    }
    /// After the end: gives what waits.
    pub fn settle(
        &mut self,
        reading: (&Program, &Tables),
        shelf: Option<&mut dyn Shelf>,
        each: &mut Each,
    ) -> Result<()> {
        self.walk.settle(reading, &mut self.diagnostics, shelf, each)
    }

    /// What was told of the products so far, once.
    pub fn ready(&mut self) -> Vec<Diagnostic> {
        self.diagnostics.ready()
    }
    /// The rest of what was told.
    pub fn told(&mut self) -> Vec<Diagnostic> {
        std::mem::take(&mut self.diagnostics).finish()
    }

    /// From here on it answers nothing but this.
    pub fn fail(&mut self, error: &Error) {
        self.failed.get_or_insert_with(|| error.clone());
    }

    fn alive(&self) -> Result<()> {
        self.failed.clone().map_or(Ok(()), Err)
    }

    fn advance(&mut self, reading: (&Program, &Tables), last: bool, each: &mut Each) -> Result<()> {
        self.go(reading, last, each).inspect_err(|error| self.failed = Some(error.clone()))
    }

    fn go(&mut self, reading: (&Program, &Tables), last: bool, each: &mut Each) -> Result<()> {
        let text = match simdutf8::compat::from_utf8(&self.bytes) {
            Ok(text) => text,
            // A character cut in two by the window's end waits for its other half.
            Err(fault) if fault.error_len().is_none() && !last => {
                let whole = self.bytes.get(..fault.valid_up_to()).unwrap_or_default();
                std::str::from_utf8(whole).unwrap_or_default()
            }
            Err(fault) => {
                let at = self.passed + fault.valid_up_to();
                return Err(Error::new(Code::JsonNotUtf8, format!("Byte {at} is not UTF-8.")));
            }
        };
        let done = self.walk.advance(reading, &mut self.diagnostics, text, last, each);
        let consumed = done.map_err(|halt| match halt {
            Halt::Fault(fault) => {
                // The path cannot be told: what lies before the window is gone.
                let at = fault.at + self.passed;
                json::refusal("", Fault { at, ..fault }).at("")
            }
            Halt::Refused(error) => error,
        })?;
        self.bytes.drain(..consumed);
        self.passed += consumed;
        self.wanted = match consumed {
            // Nothing was whole: wait for twice as much.
            0 => self.bytes.len() * 2,
            _ => self.size.max(self.bytes.len() + 1),
        };
        if self.bytes.len() > limits::PRODUCT_BYTES_MAX {
            let message = format!("A product has more than {} bytes.", limits::PRODUCT_BYTES_MAX);
            return Err(Error::new(Code::ProductTooLarge, message));
        }
        Ok(())
    }
}
