//! What koppel keeps: transactions over SQL, a schema, sealed secrets. It knows no order and no platform.

mod migrate;
pub mod seal;
#[cfg(feature = "sqlite")]
mod sqlite;

pub use migrate::{VERSION, version};
#[cfg(feature = "sqlite")]
pub use sqlite::Sqlite;

use crate::error::{Code, Error, Result};
use crate::world::{Clock, Store, Transaction};

/// Opens the store that `address` names, such as `sqlite:/var/lib/koppel/shop.db`, and brings its schema up to date.
/// `clock` is for the stores that have none of their own.
pub fn open(address: &str, clock: Box<dyn Clock>) -> Result<Box<dyn Store>> {
    match address.split_once(':') {
        #[cfg(feature = "sqlite")]
        Some(("sqlite", path)) => Ok(Box::new(Sqlite::open(path, clock)?)),
        _ => {
            drop(clock);
            let kind = address.split(':').next().unwrap_or_default();
            let message = format!("No store is built in for '{kind}'.");
            Err(Error::new(Code::ConfigInvalid, message).at("/store"))
        }
    }
}

/// The next number of a shop's sequence: 1, 2, 3, ...; never one twice, and in the order of the transactions.
pub fn next_number(
    transaction: &mut dyn Transaction,
    shop_id: &str,
    sequence: &'static str,
) -> Result<i64> {
    transaction.execute(
        "INSERT INTO sequences (shop_id, sequence, last_number) VALUES (?, ?, 1)
         ON CONFLICT (shop_id, sequence) DO UPDATE SET last_number = sequences.last_number + 1",
        &[shop_id.into(), sequence.into()],
    )?;
    let mut number = 0;
    transaction.query(
        "SELECT last_number FROM sequences WHERE shop_id = ? AND sequence = ?",
        &[shop_id.into(), sequence.into()],
        &mut |row| {
            number = row.integer(0);
            Ok(())
        },
    )?;
    Ok(number)
}

#[cfg(test)]
mod tests;
