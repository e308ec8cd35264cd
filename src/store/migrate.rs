//! Brings a store's schema up to date, in one transaction. It only expands: what an older koppel needs stays.

use crate::error::{Code, Error, Result};
use crate::world::Transaction;

/// The schema this koppel knows.
pub const VERSION: i64 = 1;

/// A schema: how a fresh one is made, and the way to it from each one before it.
pub(super) struct Schema {
    pub version: i64,
    /// The oldest koppel, by the version of its schema, that can work on this one.
    pub usable_from: i64,
    pub fresh: &'static str,
    pub steps: &'static [Step],
}

/// The statements that lead from the version before to this one.
pub(super) struct Step {
    pub version: i64,
    pub sql: &'static str,
}

pub(super) static CURRENT: Schema =
    Schema { version: VERSION, usable_from: 1, fresh: include_str!("schema.sql"), steps: &[] };

/// Brings the store to `schema`. `is_empty` says that it holds nothing at all yet.
pub(super) fn migrate(
    transaction: &mut dyn Transaction,
    schema: &Schema,
    is_empty: bool,
) -> Result<()> {
    if is_empty {
        run(transaction, schema.fresh)?;
        return write_version(transaction, schema);
    }
    let (version, usable_from) = versions(transaction)?;
    if usable_from > schema.version {
        let message = format!(
            "The store has schema {version}, made for a newer koppel; this one knows {}. Upgrade koppel.",
            schema.version
        );
        return Err(Error::new(Code::StoreTooNew, message).at("/store"));
    }
    if version >= schema.version {
        return Ok(());
    }
    for step in schema.steps.iter().filter(|step| step.version > version) {
        run(transaction, step.sql)?;
    }
    write_version(transaction, schema)
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

fn write_version(transaction: &mut dyn Transaction, schema: &Schema) -> Result<()> {
    transaction.execute("DELETE FROM store_version", &[])?;
    transaction.execute(
        "INSERT INTO store_version (version, usable_from) VALUES (?, ?)",
        &[schema.version.into(), schema.usable_from.into()],
    )?;
    Ok(())
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
