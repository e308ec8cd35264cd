//! What a shop has asked for within a transaction of its own: the statement that leaves it here, and the table it waits
//! in until a drain carries it out as the call itself. It knows no method.

use super::key::of_parts;
use crate::error::{Code, Error, Result};
use crate::store::Held;
use crate::world::{Instant, Transaction};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Who runs the statement: what it is called there, and how a parameter is written.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Dialect {
    /// MariaDB, MySQL, with `?`: PDO, mysqli, mysql2.
    Mysql,
    /// PostgreSQL with `$1`: libpq, node-postgres, psycopg.
    Postgres,
    /// PostgreSQL with `?`: PDO.
    PdoPgsql,
}

/// A statement that the shop runs inside its own transaction.
#[derive(Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Statement {
    /// One INSERT. Run twice it leaves one request.
    pub sql: String,
    /// Texts, in the order of the statement's parameters.
    pub parameters: Vec<String>,
    /// By which the request is known until it has been carried out.
    pub request_key: String,
}

/// The statement that leaves a request, `place` being the database or schema of koppel's tables, quoted.
pub fn statement(
    dialect: Dialect,
    place: &str,
    shop_id: &str,
    method: &str,
    content: &str,
) -> Statement {
    let request_key = of_parts(&[shop_id, method, content]);
    let marks = match dialect {
        Dialect::Postgres => "$1, $2, $3, $4",
        Dialect::Mysql | Dialect::PdoPgsql => "?, ?, ?, ?",
    };
    // By the database's clock, and in no time zone.
    let now = match dialect {
        Dialect::Mysql => "TIMESTAMPDIFF(MICROSECOND, '1970-01-01', UTC_TIMESTAMP(6)) DIV 1000",
        _ => "CAST(FLOOR(EXTRACT(EPOCH FROM clock_timestamp()) * 1000) AS BIGINT)",
    };
    let once = match dialect {
        Dialect::Mysql => "ON DUPLICATE KEY UPDATE request_key = VALUES(request_key)",
        _ => "ON CONFLICT (shop_id, request_key) DO NOTHING",
    };
    let sql = format!(
        "INSERT INTO {place}.requests (shop_id, request_key, method, content, due_at, attempts, \
         failure, created_at) VALUES ({marks}, {now}, 0, '', {now}) {once}"
    );
    let parameters = [shop_id, &request_key, method, content].map(str::to_owned).to_vec();
    Statement { sql, parameters, request_key }
}

/// A request as it waits.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Request {
    pub request_key: String,
    pub method: String,
    pub content: String,
    pub attempts: i64,
}

/// The request whose turn it is: the oldest that is due. Held until the transaction ends, so that two workers do not carry
/// out two of them in another order.
pub fn take(transaction: &mut dyn Transaction, shop_id: &str) -> Result<Option<Request>> {
    let now = transaction.now();
    let mut found = None;
    transaction.query(
        "SELECT request_key, method, content, attempts FROM requests
         WHERE shop_id = ? AND due_at <= ? ORDER BY created_at, request_key LIMIT 1 FOR UPDATE",
        &[shop_id.into(), now.into()],
        &mut |row| {
            found = Some(Request {
                request_key: row.text(0).to_owned(),
                method: row.text(1).to_owned(),
                content: row.text(2).to_owned(),
                attempts: row.integer(3),
            });
            Ok(())
        },
    )?;
    Ok(found)
}

/// It was carried out, or a person has seen to it. False when it was gone before.
pub fn remove(transaction: &mut dyn Transaction, shop_id: &str, request_key: &str) -> Result<bool> {
    let removed = transaction.execute(
        "DELETE FROM requests WHERE shop_id = ? AND request_key = ?",
        &[shop_id.into(), request_key.into()],
    )?;
    Ok(removed == 1)
}

/// The first wait after a request was refused, and the longest: what stands in its way is mended by a person.
const WAIT_MS: (i64, i64) = (60_000, 3_600_000);

/// It was refused: it is tried again later, and shown until then.
pub fn refuse(
    transaction: &mut dyn Transaction,
    shop_id: &str,
    request: &Request,
    failure: &Error,
) -> Result<()> {
    let doublings = u32::try_from(request.attempts.clamp(0, 10)).unwrap_or_default();
    let wait_ms = WAIT_MS.0.saturating_mul(1 << doublings).min(WAIT_MS.1);
    let due_at = transaction.now().plus_ms(wait_ms);
    transaction.execute(
        "UPDATE requests SET due_at = ?, attempts = attempts + 1, failure = ?
         WHERE shop_id = ? AND request_key = ? AND attempts = ?",
        &[
            due_at.into(),
            (&failure.to_string()).into(),
            shop_id.into(),
            (&request.request_key).into(),
            request.attempts.into(),
        ],
    )?;
    Ok(())
}

/// Requests that were left in a shop's own transaction and are not carried out yet.
#[derive(Debug, Default, Serialize, JsonSchema)]
pub struct RequestsHealth {
    /// All of them.
    pub waiting: i64,
    /// Of these: refused when they were to be carried out. They are tried again, at most an hour apart.
    pub refused: i64,
    /// How long the oldest is there, in seconds; null where there is none.
    pub oldest_age_s: Option<i64>,
}

pub fn health(transaction: &mut dyn Transaction, shop_id: &str) -> Result<RequestsHealth> {
    let mut health = RequestsHealth::default();
    let now = transaction.now();
    transaction.query(
        "SELECT COUNT(*), SUM(CASE WHEN failure = '' THEN 0 ELSE 1 END), MIN(created_at)
         FROM requests WHERE shop_id = ?",
        &[shop_id.into()],
        &mut |row| {
            (health.waiting, health.refused) = (row.integer(0), row.integer(1));
            let oldest = row.instant_or_null(2);
            health.oldest_age_s = oldest.map(|oldest| now.ms_since(oldest) / 1_000);
            Ok(())
        },
    )?;
    Ok(health)
}

/// A request that was refused, as a person sees it: without its content, which may be personal.
#[derive(Debug, Serialize, JsonSchema)]
pub struct RefusedRequest {
    /// `outbox_requeue` takes it as `entry_id`, with `by_hand`, to take it away.
    pub request_key: String,
    pub method: String,
    pub attempts: i64,
    /// When it is tried next.
    pub due_at: Instant,
    /// Why it was refused.
    pub failure: String,
    pub created_at: Instant,
}

pub fn refused(
    transaction: &mut dyn Transaction,
    shop_id: &str,
    max: i64,
) -> Result<Vec<RefusedRequest>> {
    let mut refused = Vec::new();
    transaction.query(
        "SELECT request_key, method, attempts, due_at, failure, created_at FROM requests
         WHERE shop_id = ? AND failure <> '' ORDER BY created_at, request_key LIMIT ?",
        &[shop_id.into(), max.into()],
        &mut |row| {
            refused.push(RefusedRequest {
                request_key: row.text(0).to_owned(),
                method: row.text(1).to_owned(),
                attempts: row.integer(2),
                due_at: Instant(row.integer(3)),
                failure: row.text(4).to_owned(),
                created_at: Instant(row.integer(5)),
            });
            Ok(())
        },
    )?;
    Ok(refused)
}

/// Whether `id` is a request's key: entries have numbers.
pub fn is_key(id: &str) -> bool {
    id.len() == 64 && id.bytes().all(|byte| byte.is_ascii_hexdigit())
}

/// Tries it again with the next drain; or takes it away, where a person has seen to it.
pub fn requeue(
    transaction: &mut dyn Transaction,
    shop_id: &str,
    request_key: &str,
    by_hand: bool,
) -> Result<()> {
    let changed = match by_hand {
        true => remove(transaction, shop_id, request_key)?,
        false => {
            let now = transaction.now();
            let sql = "UPDATE requests SET due_at = ? WHERE shop_id = ? AND request_key = ?";
            let values = [now.into(), shop_id.into(), request_key.into()];
            transaction.execute(sql, &values)? == 1
        }
    };
    if changed {
        return Ok(());
    }
    let message = format!("No request '{request_key}' waits.");
    Err(Error::new(Code::OutboxUnknownEntry, message).at("/entry_id"))
}

/// The requests after this one, by their key: what each takes.
pub fn documents(
    transaction: &mut dyn Transaction,
    shop_id: &str,
    after: &str,
    max: i64,
) -> Result<Vec<Held>> {
    let mut found = Vec::new();
    transaction.query(
        "SELECT request_key, content FROM requests
         WHERE shop_id = ? AND request_key > ? ORDER BY request_key LIMIT ?",
        &[shop_id.into(), after.into(), max.into()],
        &mut |row| {
            let content = row.text(1);
            let asked = serde_json::from_str::<serde_json::Value>(content).unwrap_or_default();
            let order_id = asked["order_id"].as_str().or(asked["order"]["order_id"].as_str());
            let order_id = order_id.unwrap_or_default().to_owned();
            let id = row.text(0).to_owned();
            found.push(Held { id, order_id, json: content.to_owned() });
            Ok(())
        },
    )?;
    Ok(found)
}
