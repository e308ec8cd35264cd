//! `product_map` of a document that never lies in memory as a whole: chunks in, products out as they become ready.

use super::map::{Mapping, Reply};
use super::window::Window;
use crate::error::{Code, Error, Result};
use crate::json;
use crate::model::product::Item;
use crate::shops::Remark;

pub struct Stream {
    mapping: Mapping,
    window: Window,
}

impl Stream {
    /// As the request of `product_map`, without items.
    pub fn open(request: &[u8]) -> Result<Stream> {
        let (mapping, items) = Mapping::open(json::read(request)?)?;
        if items.is_some() {
            let message = "A stream is fed its items; leave them out here.";
            return Err(Error::new(Code::JsonUnknownMember, message).at("/items"));
        }
        Ok(Stream { mapping, window: Window::default() })
    }

    /// Takes the next bytes of the document, cut anywhere; gives what is ready, in the form of `product_map`'s reply.
    pub fn feed(&mut self, chunk: &[u8]) -> Result<Vec<u8>> {
        let Stream { mapping, window } = self;
        let mut reply = Reply::with_capacity(0);
        window.feed((&mapping.program, &mapping.tables), chunk, &mut |item, remarks| {
            mapping.write(item, &mut reply, remarks);
        })?;
        Ok(reply.finish(&window.ready()))
    }

    /// After the last byte: the rest of the products and diagnostics.
    pub fn finish(mut self) -> Result<Vec<u8>> {
        let Stream { mapping, window } = &mut self;
        let mut reply = Reply::with_capacity(0);
        let reading = (&*mapping.program, &mapping.tables);
        let each = &mut |item: &Item, remarks: &mut Vec<Remark>| {
            mapping.write(item, &mut reply, remarks);
        };
        window.end(reading, each)?;
        window.settle(reading, None, each)?;
        Ok(reply.finish(&window.told()))
    }

    /// The same with another window: that it changes nothing is tested.
    #[cfg(test)]
    pub fn with_window(self, bytes: usize) -> Stream {
        Stream { window: Window::of(bytes), ..self }
    }
}
