//! What a shop can ask for within a transaction of its own, by method: how it is checked before, and carried out after.

use crate::client::Client;
use crate::config::store::StoreAddress;
use crate::error::{Code, Error, Result};
use crate::json::Raw;
use crate::outbox::requested::{self, Dialect, Statement};
use crate::world::{Transaction, transaction};
use crate::{json, ohis};
use schemars::JsonSchema;
use serde::Deserialize;

/// A method that can be asked for.
struct Asked {
    method: &'static str,
    /// What can be said of a request without the store.
    check: fn(&Client, &[u8]) -> Result<()>,
    carry_out: fn(&mut dyn Transaction, &Client, &[u8]) -> Result<()>,
}

static ASKED: [Asked; 2] = [
    Asked { method: "order_push", check: ohis::push::check, carry_out: ohis::push::carry_out },
    Asked {
        method: "return_credit",
        check: ohis::credit::check,
        carry_out: ohis::credit::carry_out,
    },
];

/// What `outbox_statement` takes.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct StatementRequest<'a> {
    /// `order_push` or `return_credit`.
    pub method: String,
    /// What that method takes; `send` can only be `later`.
    #[serde(borrow)]
    pub request: Raw<'a>,
    /// Whose placeholders the statement has: `mysql`, `postgres`, `pdo_pgsql`.
    pub dialect: Dialect,
}

/// The statement that leaves a request within the shop's own transaction.
pub fn statement(client: &Client, request: &[u8]) -> Result<Statement> {
    let asked: StatementRequest = json::read(request)?;
    let method = find(&asked.method)?;
    let place = match (client.config.store.address()?, asked.dialect) {
        (StoreAddress::Mariadb(server), Dialect::Mysql) => {
            format!("`{}`", server.database.replace('`', "``"))
        }
        (StoreAddress::Postgres(server), Dialect::Postgres | Dialect::PdoPgsql) => server.schema,
        (StoreAddress::Sqlite(_), _) => {
            let message = "A store in a file has no transaction that a shop could share; call \
                           the method itself, or keep the store on the shop's database server.";
            return Err(Error::new(Code::OutboxNoStatement, message));
        }
        _ => {
            let message = "The store is on a server of another kind.";
            return Err(Error::new(Code::OutboxNoStatement, message).at("/dialect"));
        }
    };
    // The first use makes the table that the statement is for.
    client.world()?;
    let content = asked.request.0;
    (method.check)(client, content.as_bytes()).map_err(|error| error.under("request"))?;
    Ok(requested::statement(asked.dialect, &place, client.shop_id(), method.method, content))
}

fn find(name: &str) -> Result<&'static Asked> {
    ASKED.iter().find(|asked| asked.method == name).ok_or_else(|| {
        let message =
            "Within a shop's own transaction order_push and return_credit can be asked for.";
        Error::new(Code::OutboxNoStatement, message).at("/method")
    })
}

/// Carries out what shops have asked for, each in one transaction with its removal, until `max_ms` are over.
pub fn carry_out(client: &Client, max_ms: u64) -> Result<()> {
    let world = client.world()?;
    let (store, shop_id) = (&*world.store, client.shop_id());
    let until_ms = world.clock.monotonic_ms().saturating_add(max_ms);
    let canceled_before = client.cancellations();
    while world.clock.monotonic_ms() < until_ms && client.cancellations() == canceled_before {
        let mut taken = None;
        let done = transaction(store, |tx| {
            taken = requested::take(tx, shop_id)?;
            let Some(request) = &taken else { return Ok(()) };
            (find(&request.method)?.carry_out)(tx, client, request.content.as_bytes())?;
            requested::remove(tx, shop_id, &request.request_key).map(drop)
        });
        match (taken, done) {
            (None, Ok(())) => break,
            (Some(request), Err(error)) if is_of_the_request(&error) => {
                transaction(store, |tx| requested::refuse(tx, shop_id, &request, &error))?;
            }
            (_, done) => done?,
        }
    }
    Ok(())
}

/// Whether the fault lies in what was asked, and not in the store.
fn is_of_the_request(error: &Error) -> bool {
    error.code == Code::OrderChanged || error.status().is_of_what_was_asked()
}
