//! Brings a store's schema up to date. It only expands: what an older koppel needs stays.
//!
//! A fresh store is made by the same steps by which an old one is brought up to date: the two cannot differ.

use crate::error::{Code, Error, Result};
use crate::world::Transaction;

/// The schema this koppel knows.
pub const VERSION: i64 = 2;

/// A schema: the steps that lead to it from nothing.
pub(super) struct Schema {
    /// The oldest koppel, by the version of its schema, that can work on this one.
    pub usable_from: i64,
    /// The statements of each version, from the first on.
    pub steps: &'static [&'static str],
}

pub(super) static CURRENT: Schema =
    Schema { usable_from: 1, steps: &[FIRST, include_str!("schema/2.sql")] };

/// The steps of released versions are what stores out there were made by: they never change.
const FIRST: &str = include_str!("schema/1.sql");
const _: () = assert!(FIRST.len() == 12376, "schema/1.sql is released: add to the last step");
const _: () = assert!(CURRENT.steps.len() as i64 == VERSION);

impl Schema {
    fn version(&self) -> i64 {
        self.steps.len() as i64
    }

    /// Whether there is nothing to do. A store that is too new is an error.
    pub fn is_reached(&self, transaction: &mut dyn Transaction) -> Result<bool> {
        let (version, usable_from) = versions(transaction)?;
        if usable_from > self.version() {
            let message = format!(
                "The store has schema {version}, made for a newer koppel; this one knows {}. \
                 Upgrade koppel.",
                self.version()
            );
            return Err(Error::new(Code::StoreTooNew, message).at("/store"));
        }
        Ok(version >= self.version())
    }
}

/// Brings the store to `schema`. `is_empty` says that it holds nothing at all yet.
pub(super) fn migrate(
    transaction: &mut dyn Transaction,
    schema: &Schema,
    is_empty: bool,
) -> Result<()> {
    if !is_empty && schema.is_reached(transaction)? {
        return Ok(());
    }
    let version = if is_empty { 0 } else { versions(transaction)?.0 };
    for step in schema.steps.iter().skip(usize::try_from(version).unwrap_or_default()) {
        run(transaction, step)?;
    }
    transaction.execute("DELETE FROM store_version", &[])?;
    transaction.execute(
        "INSERT INTO store_version (version, usable_from) VALUES (?, ?)",
        &[schema.version().into(), schema.usable_from.into()],
    )?;
    Ok(())
}

/// The schema of this store.
pub fn version(transaction: &mut dyn Transaction) -> Result<i64> {
    Ok(versions(transaction)?.0)
}

fn versions(transaction: &mut dyn Transaction) -> Result<(i64, i64)> {
    let mut found = (0, 0);
    transaction.query("SELECT version, usable_from FROM store_version", &[], &mut |row| {
        found = (row.integer(0), row.integer(1));
        Ok(())
    })?;
    Ok(found)
}

fn run(transaction: &mut dyn Transaction, sql: &'static str) -> Result<()> {
    for statement in sql.split(';') {
        let is_blank = |line: &str| line.trim_start().starts_with("--") || line.trim().is_empty();
        if !statement.lines().all(is_blank) {
            transaction.execute(statement, &[])?;
        }
    }
    Ok(())
}
