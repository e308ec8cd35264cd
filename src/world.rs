//! The seams: the four things outside, as traits. Nothing else in koppel touches the clock, chance, the network or
//! a database; a simulation puts its own behind the same four.

use crate::error::Result;
use std::fmt;
use std::sync::Arc;

/// Everything outside of one client.
pub struct World {
    pub clock: Box<dyn Clock>,
    pub entropy: Box<dyn Entropy>,
    pub wire: Box<dyn Wire>,
    pub store: Box<dyn Store>,
}

impl fmt::Debug for World {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("World")
    }
}

/// A moment in UTC, in milliseconds since 1970.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default)]
pub struct Instant(pub i64);

impl Instant {
    /// As RFC 3339 writes it, with an offset.
    pub fn read(text: &str) -> Option<Instant> {
        crate::calendar::ms(text).map(Instant)
    }
    pub fn plus_ms(self, ms: i64) -> Instant {
        Instant(self.0.saturating_add(ms))
    }
    /// How long it is since `earlier`; negative where that is later.
    pub fn ms_since(self, earlier: Instant) -> i64 {
        self.0.saturating_sub(earlier.0)
    }
}

/// Shown as RFC 3339 in UTC.
impl serde::Serialize for Instant {
    fn serialize<S: serde::Serializer>(
        &self,
        serializer: S,
    ) -> std::result::Result<S::Ok, S::Error> {
        serializer.serialize_str(&crate::calendar::utc(self.0))
    }
}

impl schemars::JsonSchema for Instant {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Instant".into()
    }
    fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        <crate::calendar::Timestamp as schemars::JsonSchema>::json_schema(generator)
    }
}

pub trait Clock: Send + Sync {
    /// The wall's time: for what is stored and sent.
    fn now(&self) -> Instant;
    /// Milliseconds that only ever go forward: for budgets and time-outs.
    fn monotonic_ms(&self) -> u64;
    /// Lets some time pass, at most a twentieth of a second, so that whoever waits can look whether it was cancelled.
    fn pass(&self) {
        crate::sys::pause(std::time::Duration::from_millis(25));
    }
}

impl<C: Clock + ?Sized> Clock for Arc<C> {
    fn now(&self) -> Instant {
        (**self).now()
    }
    fn monotonic_ms(&self) -> u64 {
        (**self).monotonic_ms()
    }
    fn pass(&self) {
        (**self).pass();
    }
}

pub trait Entropy: Send + Sync {
    /// Fills `bytes` from the operating system's secure source.
    fn fill(&self, bytes: &mut [u8]) -> Result<()>;
}

/// A call to the far side.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    /// `GET`, `POST`, `PUT`, `DELETE`.
    pub method: &'static str,
    pub url: String,
    /// May hold credentials: never logged.
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
    /// The whole call, from the name's look-up to the last byte.
    pub timeout_ms: u64,
}

/// What the far side answered, whatever its status. No redirect is followed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reply {
    pub status: u16,
    /// Names in lower case.
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
}

impl Reply {
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(held, _)| held == name).map(|(_, value)| value.as_str())
    }

    /// Whether the far side says by its status that it has done nothing, and may be asked later.
    pub fn is_not_now(&self) -> bool {
        matches!(self.status, 408 | 425 | 429 | 503)
    }
}

/// Why there is no reply. What matters for money is only whether the far side can have acted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fault {
    /// Nothing reached the far side: sending again is safe.
    NotSent(String),
    /// It may have acted: only a key or a look-up makes sending again safe.
    Unknown(String),
    /// We will not send this: the address is not allowed, or the request cannot be sent as it is.
    Refused(String),
    /// The host cancelled before anything was known to have been sent.
    Canceled,
}

pub trait Wire: Send + Sync {
    fn send(&self, request: &Request) -> std::result::Result<Reply, Fault>;
    /// Ends the calls under way, within 250 ms.
    fn cancel(&self);
}

/// A value in a statement or a row.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Value<'a> {
    Null,
    Integer(i64),
    Text(&'a str),
    Bytes(&'a [u8]),
}

impl From<i64> for Value<'_> {
    fn from(number: i64) -> Self {
        Value::Integer(number)
    }
}
impl From<Instant> for Value<'_> {
    fn from(instant: Instant) -> Self {
        Value::Integer(instant.0)
    }
}
impl<'a> From<&'a str> for Value<'a> {
    fn from(text: &'a str) -> Self {
        Value::Text(text)
    }
}
impl<'a> From<&'a String> for Value<'a> {
    fn from(text: &'a String) -> Self {
        Value::Text(text)
    }
}
impl<'a> From<&'a [u8]> for Value<'a> {
    fn from(bytes: &'a [u8]) -> Self {
        Value::Bytes(bytes)
    }
}
impl<'a, T: Into<Value<'a>>> From<Option<T>> for Value<'a> {
    fn from(value: Option<T>) -> Self {
        value.map_or(Value::Null, Into::into)
    }
}

/// One row of an answer; columns count from 0.
pub trait Row {
    fn value(&self, column: usize) -> Value<'_>;

    fn integer(&self, column: usize) -> i64 {
        match self.value(column) {
            Value::Integer(number) => number,
            _ => 0,
        }
    }
    fn integer_or_null(&self, column: usize) -> Option<i64> {
        match self.value(column) {
            Value::Integer(number) => Some(number),
            _ => None,
        }
    }
    fn instant_or_null(&self, column: usize) -> Option<Instant> {
        self.integer_or_null(column).map(Instant)
    }
    fn text(&self, column: usize) -> &str {
        match self.value(column) {
            Value::Text(text) => text,
            _ => "",
        }
    }
    fn text_or_null(&self, column: usize) -> Option<&str> {
        match self.value(column) {
            Value::Text(text) => Some(text),
            _ => None,
        }
    }
    fn bytes(&self, column: usize) -> &[u8] {
        match self.value(column) {
            Value::Bytes(bytes) => bytes,
            Value::Text(text) => text.as_bytes(),
            _ => &[],
        }
    }
}

/// Statements within one transaction. SQL is written once, in the part that all three databases share: parameters are
/// `?` in their order, `ON CONFLICT` for upserts (the store rewrites what its database spells otherwise).
pub trait Transaction {
    /// Runs a statement; gives the number of rows it changed.
    fn execute(&mut self, sql: &'static str, values: &[Value]) -> Result<u64>;
    /// Runs a query; `each` gets the rows in their order.
    fn query(
        &mut self,
        sql: &str,
        values: &[Value],
        each: &mut dyn FnMut(&dyn Row) -> Result<()>,
    ) -> Result<()>;
    /// The time by the clock that all users of this store share: the database's own, where it has one.
    fn now(&self) -> Instant;
}

pub trait Store: Send + Sync {
    /// Runs `work` in one transaction: all of it is durable when this returns, or nothing of it has happened.
    /// `work` may be run again after a conflict, so it must have no effect but through the transaction.
    fn transaction(&self, work: &mut dyn FnMut(&mut dyn Transaction) -> Result<()>) -> Result<()>;
}

/// Runs `work` in one transaction and gives what it gives.
pub fn transaction<T>(
    store: &dyn Store,
    mut work: impl FnMut(&mut dyn Transaction) -> Result<T>,
) -> Result<T> {
    let mut done = None;
    store.transaction(&mut |transaction| {
        done = Some(work(transaction)?);
        Ok(())
    })?;
    done.ok_or_else(|| {
        crate::error::Error::new(crate::error::Code::StoreFailed, "The store ran no transaction.")
    })
}
