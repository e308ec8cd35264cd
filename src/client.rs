//! What every call on a client holds: the checked configuration and the world outside, opened at the first use.

use crate::ask::Asks;
use crate::config::Config;
use crate::error::Result;
use crate::log::Log;
use crate::world::World;
use once_cell::sync::OnceCell;
use std::sync::atomic::{AtomicU64, Ordering};

/// How a client gets its world. Called once, at the first call that needs it; again if it failed.
type Open = Box<dyn Fn(&Config) -> Result<World> + Send + Sync>;

/// A client: one shop, in one process, used by as many threads as the host likes.
pub struct Client {
    pub config: Config,
    pub log: Log,
    /// What waits for the host's answer.
    pub asks: Asks,
    open: Open,
    world: OnceCell<World>,
    cancellations: AtomicU64,
}

impl Client {
    pub fn new(
        config: Config,
        open: impl Fn(&Config) -> Result<World> + Send + Sync + 'static,
    ) -> Client {
        Client {
            config,
            log: Log::default(),
            asks: Asks::default(),
            open: Box::new(open),
            world: OnceCell::new(),
            cancellations: AtomicU64::new(0),
        }
    }

    /// The world outside. Opening a client does no I/O; the first call that needs the store or the wire does.
    pub fn world(&self) -> Result<&World> {
        self.world.get_or_try_init(|| (self.open)(&self.config))
    }

    /// Ends the wire calls under way. What was not yet known to have been sent stays due.
    pub fn cancel(&self) {
        self.cancellations.fetch_add(1, Ordering::Relaxed);
        if let Some(world) = self.world.get() {
            world.wire.cancel();
        }
    }

    /// How often the host has cancelled: work of many calls sees by it that it is to stop.
    pub fn cancellations(&self) -> u64 {
        self.cancellations.load(Ordering::Relaxed)
    }

    pub fn shop_id(&self) -> &str {
        &self.config.shop.shop_id
    }
}

impl std::fmt::Debug for Client {
    fn fmt(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result {
        write!(f, "Client({})", self.shop_id())
    }
}
