//! What can go wrong outside, each with a switch of its own: a seed turns some of them on (a swarm), so that rare
//! combinations are not drowned by the others.

use super::world::Chance;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Fault {
    /// No connection: nothing was sent.
    NotSent,
    /// Sent, and never arrived.
    RequestLost,
    /// It was done, and the answer never came; or the connection was reset within it.
    ReplyLost,
    /// It arrives within the hour, perhaps after later ones.
    ArrivesLate,
    /// It arrives a second time within the hour.
    ArrivesTwice,
    /// 429 or 503, with or without `Retry-After`.
    Busy,
    /// 500, and nothing was done.
    Failed,
    /// 502 or a truncated body, after it was done.
    FailedAfterwards,
    /// A page of HTML with status 200, after it was done.
    Html,
    /// The far side forgets its last hour.
    Restored,
    /// The process stands still for 10 minutes: beyond its lease.
    Paused,
    /// The wall's clock is set: by a second, by summer time, by two days, back or forth.
    ClockSet,
    /// A transaction cannot begin.
    StoreBusy,
    /// A statement fails.
    StoreFails,
    /// The disk is full: what grows fails, and what does not goes on.
    DiskFull,
    /// A process ends before or after a call to the outside.
    Crash,
    /// Another worker comes between any two calls of this one.
    Workers,
    /// The host makes its call again though it was answered.
    Repeated,
}

const ALL: u64 = 18;

/// Which faults are on.
#[derive(Debug)]
pub struct Swarm {
    switches: AtomicU64,
    chance: Arc<Chance>,
}

impl Swarm {
    pub fn new(chance: Arc<Chance>) -> Swarm {
        Swarm { switches: AtomicU64::new(0), chance }
    }
    /// Each fault with one chance in two.
    pub fn some(&self) {
        let switches = self.chance.next() & self.chance.next().rotate_left(7) | self.chance.next();
        self.switches.store(switches & ((1 << ALL) - 1), Relaxed);
    }
    pub fn none(&self) {
        self.switches.store(0, Relaxed);
    }
    pub fn is_on(&self, fault: Fault) -> bool {
        self.switches.load(Relaxed) >> (fault as u64) & 1 == 1
    }
    /// Whether it happens now: once in `times` while it is on.
    pub fn strikes(&self, fault: Fault, times: u64) -> bool {
        self.is_on(fault) && self.chance.strikes(times)
    }
}
