//! Log records for the host: handed over during a call, on the calling thread, as JSON without bodies or secrets.

use std::sync::{Arc, Mutex, PoisonError};

/// How much a record matters; a host asks for everything up to a level.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
#[repr(i32)]
pub enum Level {
    Error = 1,
    Warning = 2,
    Info = 3,
    Debug = 4,
}

/// Takes a record: its level and its JSON.
pub type Sink = Arc<dyn Fn(Level, &str) + Send + Sync>;

/// Where the records of one client go; nowhere, until the host says so.
#[derive(Default)]
pub struct Log {
    sink: Mutex<Option<(Sink, i32)>>,
}

impl Log {
    /// Sends records up to `level_max` to `sink`, or nowhere.
    pub fn set(&self, sink: Option<Sink>, level_max: i32) {
        *self.sink.lock().unwrap_or_else(PoisonError::into_inner) =
            sink.map(|sink| (sink, level_max));
    }

    /// `event` is a fixed word such as `outbox.parked`; `facts` holds ids and figures, never a body.
    pub fn record(&self, level: Level, event: &'static str, facts: serde_json::Value) {
        // The lock is not held while the host's function runs.
        let sink = self.sink.lock().unwrap_or_else(PoisonError::into_inner).clone();
        if let Some((sink, level_max)) = sink
            && level as i32 <= level_max
        {
            sink(level, &serde_json::json!({ "event": event, "facts": facts }).to_string());
        }
    }
}

impl std::fmt::Debug for Log {
    fn fmt(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result {
        f.write_str("Log")
    }
}
