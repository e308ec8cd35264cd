//! The embedded store: the only file that knows rusqlite.
//!
//! A rollback journal, never WAL: when the host's own SQLite opens and closes the same file, it deletes the log of a
//! WAL under our hands, and what was acknowledged is gone. For the same reason every transaction holds a lock that
//! hangs on an open file and not on the process, as SQLite's own locks do.

use super::dialect::Dialect;
use super::migrate::{CURRENT, Schema, migrate};
use crate::error::{Code, Error, Result};
use crate::sys::{self, FileLock};
use crate::world::{Clock, Instant, Row, Store, Transaction, Value};
use rusqlite::config::DbConfig;
use rusqlite::types::{ToSqlOutput, ValueRef};
use rusqlite::{Connection, ErrorCode, OpenFlags, ToSql, TransactionBehavior};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

/// Marks a file as ours: "kopp".
const APPLICATION_ID: i64 = 0x6b6f_7070;

/// How long a transaction waits for the one of another process.
const LOCK_WAIT: Duration = Duration::from_secs(5);

/// Statements kept prepared: a shop at work uses some hundred, and those of a drain are made anew if fewer are kept.
const STATEMENTS_KEPT: usize = 128;

/// A store in one file.
pub struct Sqlite {
    place: Place,
    clock: Box<dyn Clock>,
    /// Another process had it locked when we came last.
    has_others: AtomicBool,
    /// Held for a transaction only. None after a fault that left the connection in doubt: it is opened anew.
    connection: Mutex<Option<Connection>>,
}

enum Place {
    /// Gone with the client: for tests.
    Memory,
    File {
        path: PathBuf,
        lock: PathBuf,
    },
}

impl Sqlite {
    /// Opens or makes the store at `path`; `:memory:` is one that is gone with the client.
    pub fn open(path: &str, clock: Box<dyn Clock>) -> Result<Sqlite> {
        Sqlite::open_as(path, clock, &CURRENT)
    }

    pub(super) fn open_as(path: &str, clock: Box<dyn Clock>, schema: &Schema) -> Result<Sqlite> {
        let place = match path {
            ":memory:" => Place::Memory,
            _ => Place::file(Path::new(path))?,
        };
        let store = Sqlite {
            place,
            clock,
            has_others: AtomicBool::new(false),
            connection: Mutex::new(None),
        };
        store.prepare(schema)?;
        Ok(store)
    }

    /// Brings the schema up to date.
    fn prepare(&self, schema: &Schema) -> Result<()> {
        self.with(|transaction| {
            let is_empty = is_empty(transaction)?;
            if is_empty {
                transaction
                    .pragma_update(None, "application_id", APPLICATION_ID)
                    .map_err(failed)?;
            }
            migrate(&mut Within { transaction, now: self.clock.now() }, schema, is_empty)
        })
    }

    fn with<T>(&self, work: impl FnOnce(&rusqlite::Transaction) -> Result<T>) -> Result<T> {
        let mut held = self.connection.lock().unwrap_or_else(PoisonError::into_inner);
        let lock = self.place.lock(self.has_others.load(Ordering::Relaxed))?;
        let has_waited = lock.as_ref().is_some_and(FileLock::has_waited);
        self.has_others.store(has_waited, Ordering::Relaxed);
        let connection = match &mut *held {
            Some(connection) => connection,
            none => none.insert(self.place.connect()?),
        };
        let transaction =
            connection.transaction_with_behavior(TransactionBehavior::Immediate).map_err(failed)?;
        // A panic or an error drops the transaction, which rolls it back.
        let done =
            work(&transaction).and_then(|done| transaction.commit().map(|()| done).map_err(failed));
        if !connection.is_autocommit() && matches!(self.place, Place::File { .. }) {
            *held = None;
        }
        done
    }
}

impl Store for Sqlite {
    fn transaction(&self, work: &mut dyn FnMut(&mut dyn Transaction) -> Result<()>) -> Result<()> {
        self.with(|transaction| work(&mut Within { transaction, now: self.clock.now() }))
    }
}

impl std::fmt::Debug for Sqlite {
    fn fmt(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result {
        match &self.place {
            Place::Memory => f.write_str("Sqlite(:memory:)"),
            Place::File { path, .. } => write!(f, "Sqlite({})", path.display()),
        }
    }
}

impl Place {
    fn file(path: &Path) -> Result<Place> {
        let wrong = |message: String| Err(Error::new(Code::StoreDirectory, message).at("/store"));
        let (Some(folder), Some(name)) = (path.parent(), path.file_name()) else {
            return wrong(format!("'{}' names no file.", path.display()));
        };
        let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
        match sys::make_private_directory(folder) {
            Ok(true) => {}
            Ok(false) => {
                return wrong(format!(
                    "Others can enter {}; give the store a directory of its own, with mode 700.",
                    folder.display()
                ));
            }
            Err(fault) => return wrong(format!("{}: {fault}.", folder.display())),
        }
        let kind = sys::file_system(folder).map_err(|fault| {
            Error::new(Code::StoreDirectory, format!("{}: {fault}.", folder.display()))
        })?;
        if sys::is_network_file_system(kind) || sys::is_network_fuse(&sys::file_system_name(folder))
        {
            let message = format!(
                "{} lies on another machine, and locks over a network cannot be relied on; use a \
                 directory of this machine, or a database server.",
                folder.display()
            );
            return Err(Error::new(Code::StoreNetworkFileSystem, message).at("/store"));
        }
        let mut lock = name.to_owned();
        lock.push(".lock");
        Ok(Place::File { path: path.to_owned(), lock: folder.join(lock) })
    }

    fn lock(&self, others: bool) -> Result<Option<FileLock>> {
        let Place::File { lock, .. } = self else { return Ok(None) };
        let taken = FileLock::take(lock, LOCK_WAIT, others).map_err(|fault| {
            Error::new(Code::StoreFailed, format!("{}: {fault}.", lock.display()))
        })?;
        let busy = "Another process keeps the store locked; try again.";
        taken.map(Some).ok_or_else(|| Error::new(Code::StoreBusy, busy))
    }

    fn connect(&self) -> Result<Connection> {
        let connection = match self {
            Place::Memory => Connection::open_in_memory(),
            Place::File { path, .. } => {
                sys::make_private_file(path).map_err(|fault| {
                    Error::new(Code::StoreFailed, format!("{}: {fault}.", path.display()))
                })?;
                let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
                Connection::open_with_flags(path, flags)
            }
        };
        let connection = connection.map_err(failed)?;
        connection.set_prepared_statement_cache_capacity(STATEMENTS_KEPT);
        connection.busy_timeout(LOCK_WAIT).map_err(failed)?;
        // Else statements are prepared anew whenever a bound value might suggest another plan: a fifth of all work.
        connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true).map_err(failed)?;
        // Whose file it is, is seen before anything in it is changed.
        if !is_empty(&connection)?
            && number(&connection, "PRAGMA application_id")? != APPLICATION_ID
        {
            let message = "This SQLite file is not koppel's; give koppel a file of its own.";
            return Err(Error::new(Code::StoreForeign, message).at("/store"));
        }
        for (pragma, value) in
            [("journal_mode", "TRUNCATE"), ("synchronous", "FULL"), ("trusted_schema", "OFF")]
        {
            match connection.pragma_update_and_check(None, pragma, value, |_| Ok(())) {
                // Most pragmas say nothing when they are set.
                Ok(()) | Err(rusqlite::Error::QueryReturnedNoRows) => {}
                Err(fault) => return Err(failed(fault)),
            }
        }
        Ok(connection)
    }
}

fn is_empty(connection: &Connection) -> Result<bool> {
    Ok(number(connection, "SELECT COUNT(*) FROM sqlite_master")? == 0)
}

fn number(connection: &Connection, sql: &str) -> Result<i64> {
    connection.query_row(sql, [], |row| row.get(0)).map_err(failed)
}

/// A transaction under way.
struct Within<'a> {
    transaction: &'a rusqlite::Transaction<'a>,
    now: Instant,
}

impl Transaction for Within<'_> {
    fn execute(&mut self, sql: &'static str, values: &[Value]) -> Result<u64> {
        let mut statement =
            self.transaction.prepare_cached(&Dialect::Sqlite.statement(sql)).map_err(failed)?;
        let values = rusqlite::params_from_iter(values.iter().map(|value| Parameter(*value)));
        statement.execute(values).map(|changed| changed as u64).map_err(failed)
    }

    fn query(
        &mut self,
        sql: &str,
        values: &[Value],
        each: &mut dyn FnMut(&dyn Row) -> Result<()>,
    ) -> Result<()> {
        let mut statement =
            self.transaction.prepare_cached(&Dialect::Sqlite.statement(sql)).map_err(failed)?;
        let values = rusqlite::params_from_iter(values.iter().map(|value| Parameter(*value)));
        let mut rows = statement.query(values).map_err(failed)?;
        while let Some(row) = rows.next().map_err(failed)? {
            each(&Found(row))?;
        }
        Ok(())
    }

    fn now(&self) -> Instant {
        self.now
    }
}

struct Parameter<'a>(Value<'a>);

impl ToSql for Parameter<'_> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(match self.0 {
            Value::Null => ValueRef::Null,
            Value::Integer(number) => ValueRef::Integer(number),
            Value::Text(text) => ValueRef::Text(text.as_bytes()),
            Value::Bytes(bytes) => ValueRef::Blob(bytes),
        }))
    }
}

struct Found<'a>(&'a rusqlite::Row<'a>);

impl Row for Found<'_> {
    fn value(&self, column: usize) -> Value<'_> {
        match self.0.get_ref(column) {
            Ok(ValueRef::Integer(number)) => Value::Integer(number),
            Ok(ValueRef::Text(text)) => {
                std::str::from_utf8(text).map_or(Value::Bytes(text), Value::Text)
            }
            Ok(ValueRef::Blob(bytes)) => Value::Bytes(bytes),
            // No column is a float, and one that is not there holds nothing.
            Ok(ValueRef::Null | ValueRef::Real(_)) | Err(_) => Value::Null,
        }
    }
}

/// What a fault of SQLite means to the caller. Its texts name tables and columns, never values.
fn failed(fault: rusqlite::Error) -> Error {
    let code = match fault.sqlite_error_code() {
        Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => Code::StoreBusy,
        Some(ErrorCode::NotADatabase) => Code::StoreForeign,
        _ => Code::StoreFailed,
    };
    Error::new(code, format!("SQLite: {fault}."))
}
