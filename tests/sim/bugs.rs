//! Faults of koppel's own that are planted at its seams: a simulation that does not find them proves nothing.

use koppel::world::Value;
use std::collections::HashMap;
use std::sync::{Mutex, OnceLock};

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Bug {
    /// The key is not sent.
    NoKey,
    /// Every attempt has a key of its own.
    OtherKeyEachTime,
    /// The horizon is longer than the far side's memory.
    HorizonTooLong,
    /// A request without an answer counts as done.
    TimeOutIsDone,
    /// A request without an answer counts as not sent.
    TimeOutIsNotSent,
    /// The look-up finds nothing, ever.
    LookUpIsBlind,
    /// A worker settles though its lease was lost.
    UnfencedSettle,
    /// An entry is settled when it is claimed.
    SettledBeforeSent,
    /// Entries overtake one another.
    OrderNotKept,
    /// A call is acknowledged before it is durable.
    AcknowledgedTooSoon,
    /// What was returned before is forgotten.
    ReturnsForgotten,
    /// That a request may have arrived is forgotten.
    DoubtForgotten,
    /// A look-up is believed while requests are still under way.
    LookedUpTooSoon,
}

impl Bug {
    pub const ALL: [Bug; 13] = [
        Bug::NoKey,
        Bug::OtherKeyEachTime,
        Bug::HorizonTooLong,
        Bug::TimeOutIsDone,
        Bug::TimeOutIsNotSent,
        Bug::LookUpIsBlind,
        Bug::UnfencedSettle,
        Bug::SettledBeforeSent,
        Bug::OrderNotKept,
        Bug::AcknowledgedTooSoon,
        Bug::ReturnsForgotten,
        Bug::DoubtForgotten,
        Bug::LookedUpTooSoon,
    ];

    /// The statement as this bug has it.
    pub fn sql(self, sql: &'static str) -> &'static str {
        match self {
            Bug::UnfencedSettle if sql.starts_with("UPDATE outbox SET state") => {
                changed(sql, "AND lease = ?", "AND (lease = ? OR 1 = 1)")
            }
            _ => sql,
        }
    }

    /// A query as this bug has it.
    pub fn query(self, sql: &str) -> String {
        match self {
            Bug::OrderNotKept => sql.replace("earlier.state <> 'done'", "earlier.state = 'none'"),
            _ => sql.to_owned(),
        }
    }

    /// The values of a statement as this bug has them.
    pub fn values<'a>(self, sql: &str, values: &[Value<'a>]) -> Vec<Value<'a>> {
        let mut values = values.to_vec();
        let is_entry = sql.starts_with("UPDATE outbox SET state");
        match self {
            Bug::SettledBeforeSent if is_entry && values[0] == Value::Text("claimed") => {
                values[0] = Value::Text("done");
            }
            Bug::DoubtForgotten if is_entry => (values[5], values[6]) = (Value::Null, Value::Null),
            Bug::LookedUpTooSoon if is_entry && values[6] != Value::Null => {
                values[6] = Value::Integer(0);
            }
            Bug::ReturnsForgotten if sql.starts_with("UPDATE orders SET") => {
                values[4] = Value::Text("[]");
            }
            _ => {}
        }
        values
    }
}

/// The same text for the same text, so that it is made once.
fn changed(sql: &'static str, from: &str, to: &str) -> &'static str {
    static MADE: OnceLock<Mutex<HashMap<&'static str, &'static str>>> = OnceLock::new();
    let mut made = MADE.get_or_init(Mutex::default).lock().expect("a lock");
    made.entry(sql).or_insert_with(|| sql.replace(from, to).leak())
}
