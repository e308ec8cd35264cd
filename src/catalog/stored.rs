//! A product that was stored as the model's own JSON, as the model again: what a target writes it from. It must not know
//! where it was stored.

use super::map::walk;
use crate::error::Result;
use crate::json::Raw;
use crate::model::product::Item;
use crate::model::shop::Shop;
use crate::model::written::{Digits, Written};
use crate::shops::{self, Diagnostics, Tables};
use crate::targets::Context;
use crate::world::Instant;

/// Gives `each` the product, as of `now`; None where what is stored is no product.
pub fn stored<T>(
    canonical: &str,
    (shop, now): (&Shop, Instant),
    mut each: impl FnMut(&Item, &Context) -> T,
) -> Result<Option<T>> {
    let Some(program) = shops::program("canonical") else { return Ok(None) };
    let program = program?;
    let tables = Tables::new(&program, shop)?;
    let context = Context { shop, source: &program.source, now: digits(now), zone: tables.zone };
    let mut given = None;
    let items = format!("[{canonical}]");
    walk((&program, &tables), Raw(&items), &mut Diagnostics::default(), &mut |item, _| {
        given = Some(each(item, &context));
    })?;
    Ok(given)
}

/// An instant as products spell it.
pub fn digits(at: Instant) -> Option<Digits> {
    let at = chrono::DateTime::from_timestamp_millis(at.0)?;
    Written::read(at.to_rfc3339().as_bytes()).map(|at| at.utc)
}
