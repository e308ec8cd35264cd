//! The simulated outside: a clock that is moved, chance from a seed, and processes that end at counted calls.

use koppel::error::Result;
use koppel::world::{Clock, Entropy, Instant};
use std::sync::atomic::{AtomicBool, AtomicI64, AtomicU64, Ordering::Relaxed};

/// 2026-11-21 12:00 UTC.
const START_MS: i64 = 1_795_262_400_000;

/// Moved by the simulation alone.
#[derive(Debug)]
pub struct VirtualClock {
    wall: AtomicI64,
    monotonic: AtomicU64,
}

impl VirtualClock {
    pub fn new() -> VirtualClock {
        VirtualClock { wall: AtomicI64::new(START_MS), monotonic: AtomicU64::new(1) }
    }
    /// A new world begins.
    pub fn reset(&self) {
        self.wall.store(START_MS, Relaxed);
        self.monotonic.store(1, Relaxed);
    }
    pub fn advance(&self, ms: u64) {
        self.wall.fetch_add(ms as i64, Relaxed);
        self.monotonic.fetch_add(ms, Relaxed);
    }
    /// The wall's clock is set; the other one goes on.
    pub fn leap(&self, ms: i64) {
        self.wall.fetch_add(ms, Relaxed);
    }
}

impl Clock for VirtualClock {
    fn now(&self) -> Instant {
        Instant(self.wall.load(Relaxed))
    }
    fn monotonic_ms(&self) -> u64 {
        self.monotonic.load(Relaxed)
    }
}

/// Chance from a seed (SplitMix64).
#[derive(Debug)]
pub struct Chance(AtomicU64);

impl Chance {
    pub fn new(seed: u64) -> Chance {
        Chance(AtomicU64::new(seed.wrapping_mul(0x2545_f491_4f6c_dd1d)))
    }
    pub fn next(&self) -> u64 {
        const STEP: u64 = 0x9e37_79b9_7f4a_7c15;
        let mut mixed = self.0.fetch_add(STEP, Relaxed).wrapping_add(STEP);
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }
    pub fn below(&self, bound: u64) -> u64 {
        self.next() % bound
    }
    /// Once in `times`.
    pub fn strikes(&self, times: u64) -> bool {
        self.below(times) == 0
    }
}

impl Entropy for Chance {
    fn fill(&self, bytes: &mut [u8]) -> Result<()> {
        bytes.iter_mut().for_each(|byte| *byte = self.next() as u8);
        Ok(())
    }
}

/// Ends a process, as it were, before or after a counted call: from then on nothing gets out of it.
#[derive(Debug)]
pub struct Crash {
    points: AtomicU64,
    at: AtomicU64,
    is_dead: AtomicBool,
}

impl Crash {
    /// At the `at`-th point of this process; none: never.
    pub fn new(at: Option<u64>) -> Crash {
        let at = AtomicU64::new(at.unwrap_or(u64::MAX));
        Crash { points: AtomicU64::new(0), at, is_dead: AtomicBool::new(false) }
    }
    /// Passes a point; whether the process is dead now.
    pub fn pass(&self) -> bool {
        if self.points.fetch_add(1, Relaxed) == self.at.load(Relaxed) {
            self.is_dead.store(true, Relaxed);
        }
        self.is_dead()
    }
    pub fn is_dead(&self) -> bool {
        self.is_dead.load(Relaxed)
    }
}
