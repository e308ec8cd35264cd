//! The handle that C holds: a client, the process it belongs to, and whether it has broken down.

#![allow(non_camel_case_types)]

use crate::client::Client;
use crate::error::{Code, Error, Result};
use crate::sys;
use std::sync::atomic::{AtomicBool, Ordering};

/// A client: everything koppel keeps for one shop. It may be used by several threads at once, in the process that
/// opened it.
pub struct koppel_client {
    pub(super) client: Client,
    pid: u32,
    broken: AtomicBool,
}

impl koppel_client {
    pub(super) fn new(client: Client) -> Box<koppel_client> {
        Box::new(koppel_client { client, pid: sys::process_id(), broken: AtomicBool::new(false) })
    }

    /// Whether this process may use it.
    pub(super) fn is_ours(&self) -> bool {
        self.pid == sys::process_id()
    }

    pub(super) fn check(&self) -> Result<()> {
        if !self.is_ours() {
            let message = "This client was opened by another process; open one in this process.";
            return Err(Error::new(Code::ClientForked, message));
        }
        if self.broken.load(Ordering::Relaxed) {
            let message =
                "An earlier call on this client met a bug in koppel; close it and open another.";
            return Err(Error::new(Code::ClientPanicked, message));
        }
        Ok(())
    }

    pub(super) fn break_down(&self) {
        self.broken.store(true, Ordering::Relaxed);
    }
}
