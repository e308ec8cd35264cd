//! A request that has found its operation: everything that an operation may look at. It must not know any operation.

use super::arguments::{self, Arguments};
use super::fault::Fault;
use super::query::Query;
use super::routes::Route;
use super::view::View;
use crate::config::RestKey;
use crate::error::{Code, Error};
use crate::world::{Transaction, transaction};
use serde_json::{Map, Value};
use std::borrow::Cow;
use std::ops::Deref;

/// A request that has found its operation, and may.
pub struct Call<'a> {
    pub view: View<'a>,
    pub key: Option<&'a RestKey>,
    pub route: &'static Route,
    /// The numbers in the route, from left to right.
    pub numbers: Vec<i64>,
    /// The word in the route, such as the slug of a tax class.
    pub word: String,
    pub arguments: Arguments,
    /// Everything that was given, the body before the query.
    pub given: Map<String, Value>,
    pub query: &'a Query,
    /// The body, where it is JSON.
    pub document: Cow<'a, str>,
}

/// A call shows what it gives by the view it is made with.
impl<'a> Deref for Call<'a> {
    type Target = View<'a>;
    fn deref(&self) -> &View<'a> {
        &self.view
    }
}

impl Call<'_> {
    /// The `nth` number of the route.
    pub fn number(&self, nth: usize) -> i64 {
        self.numbers.get(nth).copied().unwrap_or_default()
    }

    /// Whether this key may see what belongs to a platform: a platform's key sees its own only.
    pub fn may_see(&self, platform_id: &str) -> bool {
        let own = self.key.and_then(|key| key.platform_id.as_deref());
        own.is_none_or(|own| own == platform_id)
    }

    /// Whether the document says which one it is: then nothing new is made of it.
    pub fn names_one(&self) -> bool {
        self.given.get("id").and_then(arguments::integer).is_some_and(|id| id != 0)
    }

    /// Runs `work` in a transaction; a refusal undoes it.
    pub fn transact<T>(
        &self,
        mut work: impl FnMut(&mut dyn Transaction) -> Result<T, Fault>,
    ) -> Result<T, Fault> {
        let mut refused = None;
        let done = transaction(&*self.world.store, |tx| {
            work(tx).map_err(|fault| {
                // The store looks at its own failures, and may run the work again.
                let cause = fault.cause.as_deref().cloned();
                refused = Some(fault);
                cause.unwrap_or_else(|| Error::new(Code::OrderInvalid, "Refused."))
            })
        });
        done.map_err(|error| match refused.take() {
            Some(fault) if fault.cause.is_none() => fault,
            _ => Fault::from(error),
        })
    }
}
