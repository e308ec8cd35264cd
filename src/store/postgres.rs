//! PostgreSQL as the store: the only file that knows tokio-postgres, and tokio. Everything runs on the calling thread:
//! a runtime without threads is driven by each call and stands still between them. Names are looked up by the system,
//! as tokio would do it on a thread of its own.

use super::dialect::Dialect;
use super::server::{ANSWER_WAIT, CONNECT_WAIT, Fault, Found, LOCK_WAIT, Session};
use crate::config::store::Server;
use crate::error::{Code, Error, Result};
use crate::secret::Secret;
use crate::world::{Instant, Row, Transaction, Value};
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;
use std::collections::HashMap;
use std::net::ToSocketAddrs;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::{TcpStream, UnixStream};
use tokio::runtime::Runtime;
use tokio_postgres::config::SslMode;
use tokio_postgres::error::SqlState;
use tokio_postgres::tls::MakeTlsConnect;
use tokio_postgres::types::private::BytesMut;
use tokio_postgres::types::{FromSql, IsNull, ToSql, Type};
use tokio_postgres::{Client, NoTls, SimpleQueryMessage, Statement};
use tokio_postgres_rustls::MakeRustlsConnect;

/// Statements kept prepared.
const STATEMENTS_KEPT: usize = 128;

/// Our lock on the schema, in this database: "kopp".
const SCHEMA_LOCK: i64 = 0x6b6f_7070;

/// Where those line up that have met others.
const LINE: i64 = SCHEMA_LOCK + 1;

type Failed = (Fault, Error);

/// A connection.
pub(super) struct Postgres {
    // Dropped before the runtime it lives on.
    client: Client,
    runtime: Runtime,
    statements: HashMap<String, Statement>,
    now: Instant,
    fault: Option<Fault>,
}

impl Postgres {
    pub fn connect(server: &Server, password: &Secret, roots: Option<&str>) -> Result<Postgres> {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_io()
            .enable_time()
            .build()
            .map_err(|fault| Error::new(Code::SystemFailed, format!("PostgreSQL: {fault}.")))?;
        let mut settings = tokio_postgres::Config::new();
        settings.user(&server.user).dbname(&server.database).application_name("koppel");
        if !password.is_empty() {
            settings.password(password.expose());
        }
        // Nothing depends on how the server is configured.
        settings.options(format!(
            "-c search_path={} -c timezone=UTC -c standard_conforming_strings=on \
             -c default_transaction_isolation=serializable -c lock_timeout={}s \
             -c statement_timeout={}s -c idle_in_transaction_session_timeout={}s",
            server.schema,
            LOCK_WAIT.as_secs(),
            ANSWER_WAIT.as_secs(),
            ANSWER_WAIT.as_secs(),
        ));
        let client = runtime.block_on(async {
            let connected = tokio::time::timeout(CONNECT_WAIT, dial(server, settings, roots)).await;
            connected.unwrap_or_else(|_| Err(unreachable("it does not answer")))
        })?;
        let mut session = Postgres {
            client,
            runtime,
            statements: HashMap::new(),
            now: Instant::default(),
            fault: None,
        };
        let schema = format!("CREATE SCHEMA IF NOT EXISTS {}", server.schema);
        let there =
            format!("SELECT COUNT(*) FROM pg_namespace WHERE nspname = '{}'", server.schema);
        // Said only where it is not there: a user who may not make one can be given one.
        if session.number(&there)? == 0
            && let Err((_, error)) = session.plain(&schema)
            // PostgreSQL lets two make it at one moment, and fails one of them: then it is there.
            && session.number(&there)? == 0
        {
            return Err(error);
        }
        Ok(session)
    }

    /// Statements without parameters; the first value of the last row.
    fn plain(&mut self, sql: &str) -> std::result::Result<Option<String>, Failed> {
        let Postgres { client, runtime, .. } = self;
        let said = within(runtime, ANSWER_WAIT, client.simple_query(sql))?;
        let row = said.iter().rev().find_map(|message| match message {
            SimpleQueryMessage::Row(row) => row.get(0).map(str::to_owned),
            _ => None,
        });
        Ok(row)
    }

    fn number(&mut self, sql: &str) -> Result<i64> {
        let found = self.plain(sql).map_err(|(_, error)| error)?;
        Ok(found.and_then(|text| text.parse().ok()).unwrap_or_default())
    }

    /// The statement, prepared.
    fn prepared(&mut self, sql: &str) -> std::result::Result<Statement, Failed> {
        if let Some(statement) = self.statements.get(sql) {
            return Ok(statement.clone());
        }
        let Postgres { client, runtime, statements, .. } = self;
        if statements.len() >= STATEMENTS_KEPT {
            statements.clear();
        }
        let spelled = Dialect::Postgres.statement(sql);
        let statement = within(runtime, ANSWER_WAIT, client.prepare(&spelled))?;
        statements.insert(sql.to_owned(), statement.clone());
        Ok(statement)
    }

    fn run(&mut self, sql: &str, values: &[Value]) -> std::result::Result<u64, Failed> {
        let statement = self.prepared(sql)?;
        let values: Vec<_> = values.iter().map(|value| Parameter(*value)).collect();
        let values: Vec<_> = values.iter().map(|value| value as &(dyn ToSql + Sync)).collect();
        let Postgres { client, runtime, .. } = self;
        within(runtime, ANSWER_WAIT, client.execute(&statement, &values))
    }

    fn rows(
        &mut self,
        sql: &str,
        values: &[Value],
    ) -> std::result::Result<Vec<tokio_postgres::Row>, Failed> {
        let statement = self.prepared(sql)?;
        let values: Vec<_> = values.iter().map(|value| Parameter(*value)).collect();
        let values: Vec<_> = values.iter().map(|value| value as &(dyn ToSql + Sync)).collect();
        let Postgres { client, runtime, .. } = self;
        within(runtime, ANSWER_WAIT, client.query(&statement, &values))
    }

    fn met(&mut self, (fault, error): Failed) -> Error {
        self.fault.get_or_insert(fault);
        error
    }
}

/// Connects, and lets the connection live on the runtime.
async fn dial(
    server: &Server,
    mut settings: tokio_postgres::Config,
    roots: Option<&str>,
) -> Result<Client> {
    let failed = |fault: tokio_postgres::Error| failed(&fault).1;
    if let Some(folder) = &server.socket {
        let path = format!("{folder}/.s.PGSQL.{}", server.port);
        let stream = UnixStream::connect(&path).await.map_err(unreachable)?;
        let (client, connection) = settings.connect_raw(stream, NoTls).await.map_err(failed)?;
        tokio::spawn(connection);
        return Ok(client);
    }
    let addresses = (server.host.as_str(), server.port).to_socket_addrs().map_err(unreachable)?;
    let mut stream = Err(unreachable("its name has no address"));
    for address in addresses {
        stream = TcpStream::connect(address).await.map_err(unreachable);
        if stream.is_ok() {
            break;
        }
    }
    let stream = stream?;
    stream.set_nodelay(true).map_err(unreachable)?;
    if !server.tls {
        settings.ssl_mode(SslMode::Disable);
        let (client, connection) = settings.connect_raw(stream, NoTls).await.map_err(failed)?;
        tokio::spawn(connection);
        return Ok(client);
    }
    settings.ssl_mode(SslMode::Require);
    let mut tls = MakeRustlsConnect::new(tls_settings(roots)?);
    let tls = MakeTlsConnect::<TcpStream>::make_tls_connect(&mut tls, &server.host)
        .map_err(unreachable)?;
    let (client, connection) = settings.connect_raw(stream, tls).await.map_err(failed)?;
    tokio::spawn(connection);
    Ok(client)
}

/// The built-in roots, which are Mozilla's, and those of a file.
fn tls_settings(extra: Option<&str>) -> Result<rustls::ClientConfig> {
    let mut roots = rustls::RootCertStore::empty();
    roots.add_parsable_certificates(webpki_root_certs::TLS_SERVER_ROOT_CERTS.iter().cloned());
    if let Some(file) = extra {
        let wrong = |why: String| {
            Error::new(Code::ConfigInvalid, format!("{file}: {why}.")).at("/wire/extra_roots/file")
        };
        for root in CertificateDer::pem_file_iter(file).map_err(|why| wrong(why.to_string()))? {
            let root = root.map_err(|_| wrong("it is not PEM".into()))?;
            roots.add(root).map_err(|why| wrong(why.to_string()))?;
        }
    }
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let settings = rustls::ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(unreachable)?;
    Ok(settings.with_root_certificates(roots).with_no_client_auth())
}

/// What the server answers, or that it does not.
fn within<T>(
    runtime: &Runtime,
    wait: Duration,
    answer: impl Future<Output = std::result::Result<T, tokio_postgres::Error>>,
) -> std::result::Result<T, Failed> {
    runtime.block_on(async {
        match tokio::time::timeout(wait + Duration::from_secs(1), answer).await {
            Ok(answer) => answer.map_err(|fault| failed(&fault)),
            Err(_) => Err((Fault::Lost, unreachable("it does not answer"))),
        }
    })
}

impl Transaction for Postgres {
    fn execute(&mut self, sql: &'static str, values: &[Value]) -> Result<u64> {
        self.run(sql, values).map_err(|failed| self.met(failed))
    }

    fn query(
        &mut self,
        sql: &str,
        values: &[Value],
        each: &mut dyn FnMut(&dyn Row) -> Result<()>,
    ) -> Result<()> {
        let rows = self.rows(sql, values).map_err(|failed| self.met(failed))?;
        rows.into_iter().try_for_each(|row| each(&Held(row)))
    }

    fn now(&self) -> Instant {
        self.now
    }
}

impl Session for Postgres {
    fn begin(&mut self) -> std::result::Result<(), Failed> {
        self.fault = None;
        let now = self.plain(
            "BEGIN ISOLATION LEVEL SERIALIZABLE;
             SELECT CAST(FLOOR(EXTRACT(EPOCH FROM clock_timestamp()) * 1000) AS BIGINT)",
        )?;
        self.now = Instant(now.and_then(|text| text.parse().ok()).unwrap_or_default());
        Ok(())
    }
    fn commit(&mut self) -> std::result::Result<(), Failed> {
        self.plain("COMMIT").map(drop)
    }
    fn rollback(&mut self) -> std::result::Result<(), Failed> {
        self.plain("ROLLBACK").map(drop)
    }
    fn line_up(&mut self) -> std::result::Result<(), Failed> {
        self.plain(&format!("SELECT pg_advisory_lock({LINE}, hashtext(current_schema()))"))
            .map(drop)
    }
    fn step_out(&mut self) -> std::result::Result<(), Failed> {
        let sql = format!("SELECT pg_advisory_unlock({LINE}, hashtext(current_schema()))");
        self.plain(&sql).map(drop)
    }
    fn fault(&self) -> Option<Fault> {
        self.fault
    }

    fn found(&mut self) -> Result<Found> {
        let tables = "SELECT COUNT(*) FROM pg_tables WHERE schemaname = current_schema()";
        if self.number(tables)? == 0 {
            return Ok(Found::Nothing);
        }
        let own = self.number(&format!("{tables} AND tablename = 'store_version'"))?;
        Ok(if own == 0 { Found::Foreign } else { Found::Ours })
    }

    fn lock_schema(&mut self) -> Result<()> {
        let sql = format!("SELECT pg_advisory_lock({SCHEMA_LOCK}, hashtext(current_schema()))");
        self.plain(&sql).map(drop).map_err(|(_, error)| error)
    }
    fn unlock_schema(&mut self) -> Result<()> {
        let sql = format!("SELECT pg_advisory_unlock({SCHEMA_LOCK}, hashtext(current_schema()))");
        self.plain(&sql).map(drop).map_err(|(_, error)| error)
    }
}

/// A value on its way to the server, which says what type it takes.
#[derive(Debug)]
struct Parameter<'a>(Value<'a>);

type Encoded = std::result::Result<IsNull, Box<dyn std::error::Error + Sync + Send>>;

impl ToSql for Parameter<'_> {
    fn to_sql(&self, ty: &Type, out: &mut BytesMut) -> Encoded {
        match (self.0, ty) {
            (Value::Null, _) => return Ok(IsNull::Yes),
            (Value::Integer(number), &Type::INT4) => {
                out.extend_from_slice(&i32::try_from(number)?.to_be_bytes());
            }
            (Value::Integer(number), &Type::INT8) => out.extend_from_slice(&number.to_be_bytes()),
            (Value::Text(text), &Type::TEXT | &Type::VARCHAR | &Type::BYTEA) => {
                out.extend_from_slice(text.as_bytes());
            }
            (Value::Bytes(bytes), &Type::BYTEA) => out.extend_from_slice(bytes),
            (_, ty) => return Err(format!("a value of another type than {ty}").into()),
        }
        Ok(IsNull::No)
    }
    fn accepts(_: &Type) -> bool {
        true
    }
    fn to_sql_checked(&self, ty: &Type, out: &mut BytesMut) -> Encoded {
        self.to_sql(ty, out)
    }
}

/// A row that was found.
struct Held(tokio_postgres::Row);

impl Row for Held {
    fn value(&self, column: usize) -> Value<'_> {
        self.0.try_get::<_, Cell>(column).map_or(Value::Null, |cell| cell.0)
    }
}

struct Cell<'a>(Value<'a>);

type Decoded<T> = std::result::Result<T, Box<dyn std::error::Error + Sync + Send>>;

impl<'a> FromSql<'a> for Cell<'a> {
    fn from_sql(ty: &Type, raw: &'a [u8]) -> Decoded<Cell<'a>> {
        let value = match *ty {
            Type::INT8 => Value::Integer(i64::from_be_bytes(raw.try_into()?)),
            Type::INT4 => Value::Integer(i32::from_be_bytes(raw.try_into()?).into()),
            Type::INT2 => Value::Integer(i16::from_be_bytes(raw.try_into()?).into()),
            Type::BOOL => Value::Integer(raw.first().copied().unwrap_or_default().into()),
            // A sum is a decimal here.
            Type::NUMERIC => whole(raw).map_or(Value::Null, Value::Integer),
            Type::BYTEA => Value::Bytes(raw),
            _ => Value::Text(std::str::from_utf8(raw)?),
        };
        Ok(Cell(value))
    }
    fn from_sql_null(_: &Type) -> Decoded<Cell<'a>> {
        Ok(Cell(Value::Null))
    }
    fn accepts(_: &Type) -> bool {
        true
    }
}

/// A whole number out of a decimal: how many digits to the base of 10,000 follow, the first one's weight, a sign and a
/// scale, each of two bytes; then the digits.
fn whole(raw: &[u8]) -> Option<i64> {
    let word = |nth: usize| {
        let bytes = raw.get(nth * 2..nth * 2 + 2)?;
        Some(i64::from(i16::from_be_bytes(bytes.try_into().ok()?)))
    };
    let (count, weight, sign) = (word(0)?, word(1)?, word(2)?);
    if !matches!(sign, 0 | 0x4000) || count > weight.checked_add(1)? {
        return None;
    }
    let mut number: i64 = 0;
    for nth in 0..=weight {
        let digit = if nth < count { word(4 + usize::try_from(nth).ok()?)? } else { 0 };
        number = number.checked_mul(10_000)?.checked_add(digit)?;
    }
    Some(if sign == 0 { number } else { -number })
}

fn unreachable(why: impl std::fmt::Display) -> Error {
    Error::new(Code::StoreUnreachable, format!("PostgreSQL: {why}."))
}

/// What a fault means. The server's details hold values, which may be personal: only its message is told.
fn failed(fault: &tokio_postgres::Error) -> Failed {
    let Some(said) = fault.as_db_error() else {
        // It was not understood, or what was asked could not be written; else the connection is gone.
        let why = std::error::Error::source(fault)
            .map_or_else(|| fault.to_string(), |why| format!("{fault}: {why}"));
        return match fault.is_closed() || fault.code().is_none() && is_of_the_connection(fault) {
            true => (Fault::Lost, unreachable(why)),
            false => (Fault::Failed, Error::new(Code::StoreFailed, format!("PostgreSQL: {why}."))),
        };
    };
    let code = said.code();
    let (fault, kind) = match code {
        &SqlState::T_R_SERIALIZATION_FAILURE | &SqlState::T_R_DEADLOCK_DETECTED => {
            (Fault::Conflict, Code::StoreBusy)
        }
        &SqlState::UNIQUE_VIOLATION => (Fault::Twice, Code::StoreFailed),
        &SqlState::LOCK_NOT_AVAILABLE => (Fault::Busy, Code::StoreBusy),
        // Connections end (08), the server goes down (57P).
        code if code.code().starts_with("08") || code.code().starts_with("57P") => {
            (Fault::Lost, Code::StoreUnreachable)
        }
        // Who we say we are (28), the database's name (3D), too many connections (53300).
        code if ["28", "3D"].iter().any(|class| code.code().starts_with(class)) => {
            (Fault::Failed, Code::StoreUnreachable)
        }
        &SqlState::TOO_MANY_CONNECTIONS => (Fault::Failed, Code::StoreUnreachable),
        _ => (Fault::Failed, Code::StoreFailed),
    };
    (fault, Error::new(kind, format!("PostgreSQL {}: {}.", code.code(), said.message())))
}

/// Whether the fault lies in the bytes that came and went, and not in a value.
fn is_of_the_connection(fault: &tokio_postgres::Error) -> bool {
    let source = std::error::Error::source(fault);
    source.is_some_and(|source| source.is::<std::io::Error>())
}
