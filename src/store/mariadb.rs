//! MariaDB and MySQL as the store: the only file that knows the crate mysql.

use super::dialect::Dialect;
use super::server::{ANSWER_WAIT, CONNECT_WAIT, Fault, Found, LOCK_WAIT, Session};
use crate::config::store::Server;
use crate::error::{Code, Error, Result};
use crate::secret::Secret;
use crate::world::{Instant, Row, Transaction, Value};
use mysql::consts::{CapabilityFlags, ColumnType};
use mysql::prelude::Queryable;
use mysql::{Conn, OptsBuilder, SslOpts};
use std::collections::HashMap;

/// Statements kept prepared.
const STATEMENTS_KEPT: usize = 128;

/// What tells a table that is there already: a schema change is not undone by a rollback here, so a step that was cut
/// off is run again.
const IS_THERE: [u16; 3] = [1050, 1060, 1061];

/// Our lock on the schema, in this database.
const SCHEMA_LOCK: &str = "CONCAT('koppel.schema.', LEFT(SHA2(DATABASE(), 256), 40))";

/// Where those line up that have met others.
const LINE: &str = "CONCAT('koppel.line.', LEFT(SHA2(DATABASE(), 256), 40))";

/// How a session is set up: nothing depends on how the server is configured.
fn set_up(is_mariadb: bool) -> Vec<String> {
    // Assignments read what was there before, as the standard has it.
    let more = if is_mariadb { ",SIMULTANEOUS_ASSIGNMENT" } else { "" };
    vec![
        format!(
            "SET SESSION sql_mode = 'STRICT_ALL_TABLES,NO_ENGINE_SUBSTITUTION,PIPES_AS_CONCAT,\
             NO_BACKSLASH_ESCAPES,ONLY_FULL_GROUP_BY,ERROR_FOR_DIVISION_BY_ZERO{more}'"
        ),
        "SET SESSION TRANSACTION ISOLATION LEVEL SERIALIZABLE".into(),
        "SET SESSION time_zone = '+00:00'".into(),
        format!("SET SESSION innodb_lock_wait_timeout = {}", LOCK_WAIT.as_secs()),
        format!("SET SESSION lock_wait_timeout = {}", ANSWER_WAIT.as_secs()),
    ]
}

/// A connection.
pub(super) struct Mariadb {
    connection: Conn,
    is_mariadb: bool,
    /// The statements as they are spelled here.
    spelled: HashMap<String, String>,
    now: Instant,
    fault: Option<Fault>,
    /// While the schema is changed, what is there already is no fault.
    is_migrating: bool,
}

impl Mariadb {
    pub fn connect(server: &Server, password: &Secret, roots: Option<&str>) -> Result<Mariadb> {
        let password =
            (!password.is_empty()).then(|| String::from_utf8_lossy(password.expose()).into_owned());
        let roots = roots.map(std::path::PathBuf::from);
        let tls = server.tls.then(|| SslOpts::default().with_root_cert_path(roots));
        let mut options = OptsBuilder::new()
            .ip_or_hostname(Some(server.host.as_str()))
            .tcp_port(server.port)
            .socket(server.socket.as_deref())
            // Where it shall connect to is what the configuration says.
            .prefer_socket(false)
            .user(Some(server.user.as_str()))
            .pass(password)
            .db_name(Some(server.database.as_str()))
            .ssl_opts(tls)
            .tcp_connect_timeout(Some(CONNECT_WAIT))
            .read_timeout(Some(ANSWER_WAIT))
            .write_timeout(Some(ANSWER_WAIT))
            .stmt_cache_size(STATEMENTS_KEPT)
            // An update counts the rows it found, also those that were so already.
            .additional_capabilities(CapabilityFlags::CLIENT_FOUND_ROWS);
        if server.socket.is_some() {
            options = options.ip_or_hostname(Some("localhost"));
        }
        let mut connection = Conn::new(options).map_err(|fault| failed(&fault).1)?;
        let version: Option<String> =
            connection.query_first("SELECT VERSION()").map_err(|fault| failed(&fault).1)?;
        let is_mariadb = version.is_some_and(|version| version.contains("MariaDB"));
        for statement in set_up(is_mariadb) {
            connection.query_drop(statement).map_err(|fault| failed(&fault).1)?;
        }
        Ok(Mariadb {
            connection,
            is_mariadb,
            spelled: HashMap::new(),
            now: Instant::default(),
            fault: None,
            is_migrating: false,
        })
    }

    fn plain(&mut self, sql: &str) -> std::result::Result<(), (Fault, Error)> {
        self.connection.query_drop(sql).map_err(|fault| failed(&fault))
    }

    fn number(&mut self, sql: &str) -> Result<i64> {
        let found: Option<i64> =
            self.connection.query_first(sql).map_err(|fault| failed(&fault).1)?;
        Ok(found.unwrap_or_default())
    }

    /// The statement, prepared.
    fn prepared(&mut self, sql: &str) -> std::result::Result<mysql::Statement, mysql::Error> {
        if !self.spelled.contains_key(sql) {
            if self.spelled.len() >= STATEMENTS_KEPT {
                self.spelled.clear();
            }
            let mut spelled = Dialect::Mariadb.statement(sql).into_owned();
            if !self.is_mariadb {
                spelled = spelled.replace("utf8mb4_nopad_bin", "utf8mb4_0900_bin");
            }
            self.spelled.insert(sql.to_owned(), spelled);
        }
        let spelled = self.spelled.get(sql).map_or(sql, String::as_str);
        self.connection.prep(spelled)
    }

    fn met(&mut self, fault: &mysql::Error) -> Error {
        let (fault, error) = failed(fault);
        self.fault.get_or_insert(fault);
        error
    }

    fn run(
        &mut self,
        sql: &str,
        values: &[Value],
    ) -> std::result::Result<(u64, u16), mysql::Error> {
        let statement = self.prepared(sql)?;
        let done = self.connection.exec_iter(statement, parameters(values))?;
        Ok((done.affected_rows(), done.warnings()))
    }
}

/// Whether it changes the schema: only a migration does.
fn is_definition(sql: &str) -> bool {
    let mut lines = sql.lines().map(str::trim_start);
    let first = lines.find(|line| !line.is_empty() && !line.starts_with("--"));
    first.is_some_and(|line| line.starts_with("CREATE ") || line.starts_with("ALTER "))
}

/// How many rows a statement changed, told as the other databases tell it. None where a value was bent to fit.
fn counted(sql: &str, changed: u64, warnings: u16) -> Option<u64> {
    if sql.contains("DO NOTHING") {
        // A row that an INSERT IGNORE left out is a warning; any other warning is a value that does not fit.
        return (u64::from(warnings) == 1 - changed.min(1)).then_some(changed);
    }
    // An upsert counts a row that it changed twice.
    Some(if sql.contains("DO UPDATE") { changed.min(1) } else { changed })
}

impl Transaction for Mariadb {
    fn execute(&mut self, sql: &'static str, values: &[Value]) -> Result<u64> {
        let (changed, warnings) = match self.run(sql, values) {
            Err(mysql::Error::MySqlError(fault))
                if is_definition(sql) && IS_THERE.contains(&fault.code) =>
            {
                return Ok(0);
            }
            done => done.map_err(|fault| self.met(&fault))?,
        };
        // A step that is run again finds some of its rows there.
        if self.is_migrating {
            return Ok(changed);
        }
        counted(sql, changed, warnings).ok_or_else(|| {
            self.fault.get_or_insert(Fault::Failed);
            Error::new(Code::StoreFailed, "MariaDB: a value does not fit its column.")
        })
    }

    fn query(
        &mut self,
        sql: &str,
        values: &[Value],
        each: &mut dyn FnMut(&dyn Row) -> Result<()>,
    ) -> Result<()> {
        let statement = self.prepared(sql).map_err(|fault| self.met(&fault))?;
        let mut done = Ok(());
        let read = (|| {
            let rows = self.connection.exec_iter(statement, parameters(values))?;
            for row in rows {
                let row = row?;
                if done.is_ok() {
                    done = each(&Held(row));
                }
            }
            Ok(())
        })();
        read.map_err(|fault: mysql::Error| self.met(&fault))?;
        done
    }

    fn now(&self) -> Instant {
        self.now
    }
}

impl Session for Mariadb {
    fn begin(&mut self) -> std::result::Result<(), (Fault, Error)> {
        self.fault = None;
        self.plain("START TRANSACTION")?;
        let now = "SELECT CAST(UNIX_TIMESTAMP(SYSDATE(3)) * 1000 AS SIGNED)";
        let now: Option<i64> = self.connection.query_first(now).map_err(|fault| failed(&fault))?;
        self.now = Instant(now.unwrap_or_default());
        Ok(())
    }
    fn commit(&mut self) -> std::result::Result<(), (Fault, Error)> {
        self.plain("COMMIT")
    }
    fn rollback(&mut self) -> std::result::Result<(), (Fault, Error)> {
        self.plain("ROLLBACK")
    }
    fn line_up(&mut self) -> std::result::Result<(), (Fault, Error)> {
        let sql = format!("SELECT GET_LOCK({LINE}, {})", LOCK_WAIT.as_secs());
        match self.connection.query_first::<Option<i64>, _>(sql).map_err(|fault| failed(&fault))? {
            Some(Some(1)) => Ok(()),
            _ => {
                let message = "Other transactions are in line before this one; try again.";
                Err((Fault::Busy, Error::new(Code::StoreBusy, message)))
            }
        }
    }
    fn step_out(&mut self) -> std::result::Result<(), (Fault, Error)> {
        self.plain(&format!("DO RELEASE_LOCK({LINE})"))
    }
    fn fault(&self) -> Option<Fault> {
        self.fault
    }

    fn found(&mut self) -> Result<Found> {
        let tables =
            "SELECT COUNT(*) FROM information_schema.tables WHERE table_schema = DATABASE()";
        if self.number(tables)? == 0 {
            return Ok(Found::Nothing);
        }
        let own = format!("{tables} AND table_name = 'store_version'");
        if self.number(&own)? == 0 {
            return Ok(Found::Foreign);
        }
        // A first migration that was cut off has the table, and no row in it.
        let begun = self.number("SELECT COUNT(*) FROM store_version")?;
        Ok(if begun == 0 { Found::Nothing } else { Found::Ours })
    }

    fn lock_schema(&mut self) -> Result<()> {
        let wait = ANSWER_WAIT.as_secs().saturating_sub(5);
        if self.number(&format!("SELECT GET_LOCK({SCHEMA_LOCK}, {wait})"))? != 1 {
            let message = "Another process is changing the store's schema; try again.";
            return Err(Error::new(Code::StoreBusy, message));
        }
        self.is_migrating = true;
        Ok(())
    }

    fn unlock_schema(&mut self) -> Result<()> {
        self.is_migrating = false;
        self.number(&format!("SELECT RELEASE_LOCK({SCHEMA_LOCK})")).map(drop)
    }
}

fn parameters(values: &[Value]) -> mysql::Params {
    let value = |value: &Value| match value {
        Value::Null => mysql::Value::NULL,
        Value::Integer(number) => mysql::Value::Int(*number),
        Value::Text(text) => mysql::Value::Bytes(text.as_bytes().to_vec()),
        Value::Bytes(bytes) => mysql::Value::Bytes(bytes.to_vec()),
    };
    match values {
        [] => mysql::Params::Empty,
        values => mysql::Params::Positional(values.iter().map(value).collect()),
    }
}

/// A row that was found.
struct Held(mysql::Row);

/// The number of the character set that says: these are bytes.
const BINARY: u16 = 63;

impl Row for Held {
    fn value(&self, column: usize) -> Value<'_> {
        let kind = self.0.columns_ref().get(column);
        match (self.0.as_ref(column), kind) {
            (Some(mysql::Value::Int(number)), _) => Value::Integer(*number),
            (Some(mysql::Value::UInt(number)), _) => {
                i64::try_from(*number).map_or(Value::Null, Value::Integer)
            }
            (Some(mysql::Value::Bytes(bytes)), Some(kind)) => {
                let text = std::str::from_utf8(bytes);
                match (kind.column_type(), text) {
                    // A sum is a decimal here.
                    (ColumnType::MYSQL_TYPE_NEWDECIMAL, Ok(text)) => {
                        text.parse().map_or(Value::Null, Value::Integer)
                    }
                    (_, Ok(text)) if kind.character_set() != BINARY => Value::Text(text),
                    _ => Value::Bytes(bytes),
                }
            }
            _ => Value::Null,
        }
    }
}

/// What a fault means. Where the server's words hold values they are left out: they may be personal.
fn failed(fault: &mysql::Error) -> (Fault, Error) {
    use mysql::Error as E;
    let store = |code: Code, what: String| Error::new(code, what);
    match fault {
        E::MySqlError(said) => {
            let (fault, code) = match said.code {
                1213 | 1020 => (Fault::Conflict, Code::StoreBusy),
                1205 => (Fault::Busy, Code::StoreBusy),
                // Another transaction was quicker to insert it.
                1062 => (Fault::Twice, Code::StoreFailed),
                // The server is going down, or has ended the connection.
                1053 | 1927 | 1077 | 1079 | 1152 | 1153 | 1158..=1161 | 4031 => {
                    (Fault::Lost, Code::StoreUnreachable)
                }
                1040 | 1044 | 1045 | 1049 | 1129 | 1130 | 1698 | 1251 => {
                    (Fault::Failed, Code::StoreUnreachable)
                }
                _ => (Fault::Failed, Code::StoreFailed),
            };
            let message = match said.code {
                1062 => "there is such a row already".to_owned(),
                1366 | 1292 => "a value does not fit its column".to_owned(),
                _ => said.message.clone(),
            };
            (fault, store(code, format!("MariaDB {}: {message}.", said.code)))
        }
        E::IoError(_) | E::CodecError(_) | E::DriverError(_) | E::TlsError(_) => {
            (Fault::Lost, store(Code::StoreUnreachable, format!("MariaDB: {fault}.")))
        }
        _ => (Fault::Failed, store(Code::StoreFailed, format!("MariaDB: {fault}."))),
    }
}
