//! `catalog_sync` of a feed that never lies in memory as a whole: chunks in, and after each what has become of it so far.

use super::intake::{Intake, Place, Taking};
use super::spill::{Spill, Spilled};
use super::sync::{Mode, Reading, SyncReply, as_of, break_off, keeps_numbers};
use crate::catalog::{Mapper, Window};
use crate::client::Client;
use crate::error::{Code, Error, Result};
use crate::json::{self, Raw};
use crate::limits;
use crate::model::product::Item;
use crate::shops::{Document, Remark, Shelf};
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
    spill: Spill,
}

/// What is done to the window: so much of the feed is read at once.
enum Step<'s> {
    Feed(&'s [u8]),
    End,
    Settle,
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
            intake: Intake::new(
                asked.mode,
                as_of(asked.as_of.as_deref())?,
                keeps_numbers(&asked.from),
            ),
            spill: Spill::default(),
        })
    }

    /// Takes the next bytes, cut anywhere, and stores the products that are whole; gives what has become of them since the
    /// last call. What was stored stays stored when a later chunk fails.
    pub fn feed(&mut self, client: &Client, chunk: &[u8]) -> Result<SyncReply> {
        for piece in chunk.chunks(limits::STREAM_WINDOW_BYTES) {
            self.step(client, Step::Feed(piece)).inspect_err(|_| self.break_off(client))?;
        }
        self.intake.tell(self.window.ready());
        Ok(std::mem::take(&mut self.intake.reply))
    }

    /// After the last byte: stores the rest, and deletes what a complete snapshot did not name.
    pub fn finish(mut self, client: &Client) -> Result<SyncReply> {
        let done = self.end(client);
        done.inspect_err(|_| self.break_off(client))?;
        Ok(self.intake.reply)
    }

    fn end(&mut self, client: &Client) -> Result<()> {
        self.step(client, Step::End)?;
        self.step(client, Step::Settle)?;
        self.intake.tell(self.window.told());
        self.intake.finish(place(client)?, (self.mode, self.complete))?;
        self.spill.forget(place(client)?)
    }

    /// Of a part of a snapshot it is kept that it broke off: no stream is made again as it was.
    fn break_off(&self, client: &Client) {
        if self.mode == Mode::Snapshot && !self.complete {
            break_off(client);
        }
    }

    fn step(&mut self, client: &Client, step: Step) -> Result<()> {
        let place = place(client)?;
        let SyncStream { reading, window, mapper, intake, spill, .. } = self;
        let context = reading.context(client);
        let mut taking = Taking { place, intake };
        let mut each =
            |item: &Item<'_>, _: &mut Vec<Remark>| mapper.map(item, &context, &mut taking);
        let spilled = match step {
            Step::Feed(piece) => {
                window.feed(reading.rules(), piece, &mut each)?;
                window.overflow()
            }
            Step::End => window.end(reading.rules(), &mut each)?.unwrap_or_default(),
            Step::Settle => {
                let mut lying = Spilled { place, spill };
                let shelf: Option<&mut dyn Shelf> = match lying.spill.is_empty() {
                    true => None,
                    false => Some(&mut lying),
                };
                window.settle(reading.rules(), shelf, &mut each)?;
                Vec::new()
            }
        };
        let stored = mapper.done().and_then(|()| spill.put(place, &spilled));
        stored.inspect_err(|error| window.fail(error))
    }
}

fn place(client: &Client) -> Result<Place<'_>> {
    Ok(Place { world: client.world()?, shop_id: client.shop_id() })
}
