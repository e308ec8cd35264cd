//! The real world behind a client: the machine's clock and entropy, HTTP over TLS, and the store that the URL names.

use crate::config::Config;
use crate::error::{Code, Error, Result};
use crate::world::{Clock, Entropy, Instant, World};
use std::time::{SystemTime, UNIX_EPOCH};

/// Opens everything that the configuration names.
pub fn world(config: &Config) -> Result<World> {
    Ok(World {
        clock: Box::new(MachineClock::default()),
        entropy: Box::new(MachineEntropy),
        wire: Box::new(crate::wire::Http::open(&config.wire)?),
        store: crate::store::open(config, Box::new(MachineClock::default()))?,
    })
}

/// The machine's own clock.
#[derive(Debug)]
pub struct MachineClock(std::time::Instant);

impl Default for MachineClock {
    fn default() -> Self {
        MachineClock(std::time::Instant::now())
    }
}

impl Clock for MachineClock {
    fn now(&self) -> Instant {
        let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        Instant(i64::try_from(since.as_millis()).unwrap_or(i64::MAX))
    }
    fn monotonic_ms(&self) -> u64 {
        u64::try_from(self.0.elapsed().as_millis()).unwrap_or(u64::MAX)
    }
}

/// The operating system's secure source.
#[derive(Debug)]
pub struct MachineEntropy;

impl Entropy for MachineEntropy {
    fn fill(&self, bytes: &mut [u8]) -> Result<()> {
        getrandom::fill(bytes).map_err(|fault| {
            Error::new(Code::SystemFailed, format!("The system gives no random bytes: {fault}."))
        })
    }
}
