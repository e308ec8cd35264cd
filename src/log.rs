//! Log records for the host: handed over during a call, on the calling thread, as JSON without bodies or secrets. Every
//! event stands in one list, with the facts it has; it is never renamed, and facts are only added.

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

impl Level {
    pub fn name(self) -> &'static str {
        match self {
            Level::Error => "error",
            Level::Warning => "warning",
            Level::Info => "info",
            Level::Debug => "debug",
        }
    }
}

macro_rules! events {
    ($($(#[doc = $doc:literal])+ $Name:ident $text:literal $level:ident [$($fact:literal)*];)*) => {
        /// What is logged. `area.what`, as the codes of errors.
        #[derive(Clone, Copy, PartialEq, Eq, Debug)]
        pub enum Event { $($(#[doc = $doc])+ $Name),* }

        impl Event {
            pub const ALL: &'static [Event] = &[$(Event::$Name),*];

            pub fn as_str(self) -> &'static str {
                match self { $(Event::$Name => $text),* }
            }
            pub fn level(self) -> Level {
                match self { $(Event::$Name => Level::$level),* }
            }
            /// The members of its `facts`: ids, words and figures.
            pub fn facts(self) -> &'static [&'static str] {
                match self { $(Event::$Name => &[$($fact),*]),* }
            }
            /// What it says.
            pub fn doc(self) -> &'static str {
                match self { $(Event::$Name => concat!($($doc, "\n"),+)),* }
            }
        }
    };
}

events! {
    /// The accounting interface could not answer; the other side was asked to come back.
    AccountingFailed "accounting.failed" Error ["reference" "code" "message"];
    /// A request was answered with an error of the shop's own; the caller was given the reference.
    RestFailed "rest.failed" Error ["reference" "code" "message"];
    /// A request of Abeta's, or a one-time URL, was refused; the reference stood in the answer.
    AbetaRefused "abeta.refused" Warning ["reference" "connection_id" "error" "reason"];
    /// A buyer has come in by a one-time URL.
    AbetaLoggedIn "abeta.logged_in" Info ["connection_id" "punchout_id"];
    /// A buyer's cart was posted to the return address; `outcome` is returned, refused, unsent or unknown.
    AbetaReturned "abeta.returned" Info ["connection_id" "punchout_id" "outcome"];
    /// A purchase order lies in the inbox; `problems` counts what was odd about it.
    AbetaOrdered "abeta.ordered" Info ["connection_id" "key" "problems"];
    /// What a hosted shop gave notice of could not be asked for; it is tried again.
    SourceFailed "source.failed" Warning ["source" "code" "message"];
    /// A notice that was not a hosted shop's own, or could not be read, was refused.
    SourceRefused "source.refused" Warning ["source" "status" "reason"];
    /// An entry needs a person from now on; `outbox_list` says what to do.
    OutboxParked "outbox.parked" Warning ["entry_id" "kind" "platform_id" "reason"];
    /// Nothing is sent to this platform for a while: so many calls in a row have failed.
    PlatformPaused "platform.paused" Warning ["platform_id" "failures" "until"];
    /// The platform answers again.
    PlatformResumed "platform.resumed" Info ["platform_id"];
    /// The far side has done what an entry asks.
    OutboxSent "outbox.sent" Info ["entry_id" "kind" "platform_id" "attempts"];
    /// An entry was tried and is due again.
    OutboxRetried "outbox.retried" Info ["entry_id" "kind" "platform_id" "attempts" "reason"];
    /// What a drain has done.
    OutboxDrained "outbox.drained" Debug ["sent" "retried" "parked_new" "left"];
    /// What the retention of its kind has taken away.
    RetentionEnded "retention.ended" Info ["kind" "count"];
    /// All that tells who a person is was taken out, by request.
    PersonErased "person.erased" Info ["count" "kept"];
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

    /// `facts` are those of the list, and never a body.
    pub fn record(&self, event: Event, facts: serde_json::Value) {
        debug_assert!(has_the_facts(event, &facts), "{}: {facts}", event.as_str());
        // The lock is not held while the host's function runs.
        let sink = self.sink.lock().unwrap_or_else(PoisonError::into_inner).clone();
        if let Some((sink, level_max)) = sink
            && event.level() as i32 <= level_max
        {
            let record = serde_json::json!({ "event": event.as_str(), "facts": facts });
            sink(event.level(), &record.to_string());
        }
    }
}

/// Exactly those of the list, each a plain value.
fn has_the_facts(event: Event, facts: &serde_json::Value) -> bool {
    let facts = facts.as_object().into_iter().flatten();
    let plain = facts.clone().all(|(_, fact)| !fact.is_object() && !fact.is_array());
    plain && facts.map(|(name, _)| name.as_str()).eq(event.facts().iter().copied())
}

impl std::fmt::Debug for Log {
    fn fmt(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result {
        f.write_str("Log")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_event_is_area_dot_what_stands_once_and_says_what_it_means() {
        for (nth, event) in Event::ALL.iter().enumerate() {
            let text = event.as_str();
            assert!(text.split_once('.').is_some_and(|(area, _)| !area.is_empty()), "{text}");
            assert!(Event::ALL.iter().skip(nth + 1).all(|other| other.as_str() != text), "{text}");
            assert!(event.doc().trim_end().ends_with('.'), "{text}");
            assert!(!event.facts().is_empty(), "{text}");
        }
    }

    #[test]
    fn a_record_has_the_facts_of_the_list_and_holds_no_document() {
        let facts = serde_json::json!({ "platform_id": "p" });
        assert!(has_the_facts(Event::PlatformResumed, &facts));
        for odd in [
            serde_json::json!({}),
            serde_json::json!({ "platform_id": { "a": "document" } }),
            serde_json::json!({ "platform_id": "p", "body": "{}" }),
        ] {
            assert!(!has_the_facts(Event::PlatformResumed, &odd), "{odd}");
        }
    }

    #[test]
    fn a_host_gets_what_matters_as_much_as_it_asked_for() {
        let log = Log::default();
        let seen = Arc::new(Mutex::new(Vec::new()));
        let held = seen.clone();
        let sink: Sink = Arc::new(move |level, json| {
            held.lock().expect("a lock").push((level, json.to_owned()));
        });
        log.set(Some(sink), Level::Warning as i32);
        log.record(Event::PlatformResumed, serde_json::json!({ "platform_id": "p" }));
        assert!(seen.lock().expect("a lock").is_empty());
        let facts = serde_json::json!({ "platform_id": "p", "failures": 3, "until": null });
        log.record(Event::PlatformPaused, facts);
        let seen = seen.lock().expect("a lock");
        assert_eq!(seen[0].0, Level::Warning);
        assert_eq!(
            seen[0].1,
            r#"{"event":"platform.paused","facts":{"platform_id":"p","failures":3,"until":null}}"#
        );
    }
}
