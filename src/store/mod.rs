//! What koppel keeps: transactions over SQL, a schema, sealed secrets. It knows no order and no platform.

mod dialect;
mod held;
#[cfg(feature = "mariadb")]
mod mariadb;
mod migrate;
#[cfg(feature = "postgres")]
mod postgres;
pub mod seal;
#[cfg(any(feature = "mariadb", feature = "postgres"))]
mod server;
#[cfg(feature = "sqlite")]
mod sqlite;

pub use held::Held;
pub use migrate::{VERSION, version};
#[cfg(feature = "sqlite")]
pub use sqlite::Sqlite;

use crate::config::Config;
use crate::config::store::StoreAddress;
use crate::error::{Code, Error, Result};
use crate::world::{Clock, Store, Transaction};

/// The stores that are built in.
pub const KINDS: &[&str] = &[
    #[cfg(feature = "mariadb")]
    "mariadb",
    #[cfg(feature = "mariadb")]
    "mysql",
    #[cfg(feature = "postgres")]
    "postgres",
    #[cfg(feature = "sqlite")]
    "sqlite",
];

/// Opens the store that the configuration names, and brings its schema up to date. `clock` is for the store that has
/// none of its own.
pub fn open(config: &Config, clock: Box<dyn Clock>) -> Result<Box<dyn Store>> {
    match config.store.address()? {
        #[cfg(feature = "sqlite")]
        StoreAddress::Sqlite(path) => Ok(Box::new(Sqlite::open(&path, clock)?)),
        #[cfg(feature = "mariadb")]
        StoreAddress::Mariadb(server) => {
            let (password, roots) = keys(config, &server)?;
            let connect = move || mariadb::Mariadb::connect(&server, &password, roots.as_deref());
            Ok(Box::new(server::Server::open(&migrate::CURRENT, connect)?))
        }
        #[cfg(feature = "postgres")]
        StoreAddress::Postgres(server) => {
            let (password, roots) = keys(config, &server)?;
            let connect = move || postgres::Postgres::connect(&server, &password, roots.as_deref());
            Ok(Box::new(server::Server::open(&migrate::CURRENT, connect)?))
        }
        #[allow(unreachable_patterns)]
        _ => {
            let message = format!("Built in are the stores: {}.", KINDS.join(", "));
            Err(Error::new(Code::ConfigInvalid, message).at("/store"))
        }
    }
}

/// What opens a server's door, and the file of the roots that its certificate may hang on.
#[cfg(any(feature = "mariadb", feature = "postgres"))]
fn keys(
    config: &Config,
    server: &crate::config::store::Server,
) -> Result<(crate::secret::Secret, Option<String>)> {
    let password = match (&config.store_password, &server.password) {
        (Some(source), _) => source.read().map_err(|error| error.at("/store_password"))?,
        (None, Some(password)) => password.clone(),
        (None, None) => crate::secret::Secret::default(),
    };
    Ok((password, config.wire.extra_roots.as_ref().map(|roots| roots.file.clone())))
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
    last_number(transaction, shop_id, sequence)
}

/// The number that was given out last; 0 where there was none.
pub fn last_number(
    transaction: &mut dyn Transaction,
    shop_id: &str,
    sequence: &'static str,
) -> Result<i64> {
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
pub(crate) mod tests;
