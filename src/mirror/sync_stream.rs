//! `catalog_sync` of a feed that never lies in memory as a whole: chunks in, and after each what has become of it so far.

use super::intake::{Intake, Place, Taking};
use super::sync::{Mode, Reading, SyncReply, as_of};
use crate::catalog::{Mapper, Window};
use crate::client::Client;
use crate::error::{Code, Error, Result};
use crate::json::{self, Raw};
use crate::model::product::Item;
use crate::shops::{Document, Remark};
use serde::Deserialize;

/// What a stream is opened with: the request of `catalog_sync` without its items.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Opening<'a> {
    from: String,
    mode: Mode,
    #[serde(default)]
    complete: bool,
    #[serde(default)]
    as_of: Option<String>,
    mapping: Option<Document>,
    #[serde(borrow)]
    items: Option<Raw<'a>>,
}

pub struct SyncStream {
    reading: Reading,
    mode: Mode,
    complete: bool,
    window: Window,
    mapper: Mapper,
    intake: Intake,
}

impl SyncStream {
    pub fn open(client: &Client, request: &[u8]) -> Result<SyncStream> {
        let asked: Opening = json::read(request)?;
        if asked.items.is_some() {
            let message = "A stream is fed its items; leave them out here.";
            return Err(Error::new(Code::JsonUnknownMember, message).at("/items"));
        }
        if asked.mode == Mode::Delete {
            let message = "A stream is fed products; name those to delete in one call.";
            return Err(Error::new(Code::JsonWrongType, message).at("/mode"));
        }
        Ok(SyncStream {
            reading: Reading::of(client, &asked.from, asked.mapping)?,
            mode: asked.mode,
            complete: asked.complete,
            window: Window::default(),
            mapper: Mapper::default(),
            intake: Intake::new(as_of(asked.as_of.as_deref())?, asked.from == "woocommerce"),
        })
    }

    /// Takes the next bytes, cut anywhere, and stores the products that are whole; gives what has become of them since the
    /// last call. What was stored stays stored when a later chunk fails.
    pub fn feed(&mut self, client: &Client, chunk: &[u8]) -> Result<SyncReply> {
        self.step(client, Some(chunk))?;
        self.intake.tell(self.window.ready());
        Ok(std::mem::take(&mut self.intake.reply))
    }

    /// After the last byte: stores the rest, and deletes what a complete snapshot did not name.
    pub fn finish(mut self, client: &Client) -> Result<SyncReply> {
        self.step(client, None)?;
        self.intake.tell(self.window.told());
        self.intake.finish(place(client)?, (self.mode, self.complete))?;
        Ok(self.intake.reply)
    }

    fn step(&mut self, client: &Client, chunk: Option<&[u8]>) -> Result<()> {
        let SyncStream { reading, window, mapper, intake, .. } = self;
        let context = reading.context(client);
        let mut taking = Taking { place: place(client)?, intake };
        let mut each =
            |item: &Item<'_>, _: &mut Vec<Remark>| mapper.map(item, &context, &mut taking);
        match chunk {
            Some(chunk) => window.feed(reading.rules(), chunk, &mut each)?,
            None => window.finish(reading.rules(), &mut each)?,
        }
        mapper.done().inspect_err(|error| window.fail(error))
    }
}

fn place(client: &Client) -> Result<Place<'_>> {
    Ok(Place { world: client.world()?, shop_id: client.shop_id() })
}
