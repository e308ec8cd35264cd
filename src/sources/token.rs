//! Access that ends and is renewed: the pair that is valid now, sealed in the store. What renews it is worth nothing after
//! that, so that of all who use the store one renews, and what comes is stored before it is used. It calls nobody.

use super::source::Source;
use crate::client::Client;
use crate::error::{Code, Error, Result};
use crate::hex;
use crate::json;
use crate::secret::Secret;
use crate::store::seal;
use crate::world::{Instant, Request, Transaction, transaction};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// Beyond the call itself, whoever renews is waited for so long: then it is taken to be dead.
const MARGIN_MS: i64 = 5_000;

/// A token that ends.
#[derive(Clone, Debug)]
pub struct Token {
    /// Empty: there is none yet.
    pub access: Secret,
    /// The renewal that it came by.
    generation: i64,
}

/// Who renews.
#[derive(Debug)]
pub enum Turn {
    /// It was renewed meanwhile.
    Renewed(Token),
    /// Somebody else, until then.
    Taken(Instant),
    Ours(Renewal),
}

/// The right to renew.
#[derive(Debug)]
pub struct Renewal {
    generation: i64,
    refresh_token: Secret,
}

/// What is kept, sealed.
#[derive(Serialize, Deserialize)]
struct Pair {
    /// Of the configured refresh token that it began with: with another one it begins anew.
    began: String,
    access: String,
    refresh: String,
}

/// What a shop answers who renews.
#[derive(Deserialize)]
struct Renewed {
    access_token: String,
    #[serde(default)]
    refresh_token: Option<String>,
}

/// What is in the store.
#[derive(Default)]
struct Row {
    generation: i64,
    renewing_until: Instant,
    sealed: Vec<u8>,
}

impl Token {
    /// The one that is valid now; none where the source's tokens do not end.
    pub fn of(client: &Client, source: &Source) -> Result<Option<Token>> {
        if !source.is_renewable() {
            return Ok(None);
        }
        let row = stored(client, |tx| find(tx, key(client, source)))?;
        token(client, source, &row).map(Some)
    }

    /// It has to be renewed before the first call.
    pub fn is_missing(&self) -> bool {
        self.access.is_empty()
    }

    /// It has ended: who renews it?
    pub fn take_turn(&self, client: &Client, source: &Source) -> Result<Turn> {
        // Whoever renews must be able to ask, and to keep what comes: the old pair is worth nothing after that.
        source.secret("secret", &source.config.secret)?;
        seal::seal(client, &place(source), &Secret::default())?;
        let (shop_id, name) = key(client, source);
        let lease_ms = i64::try_from(source.config.timeout_ms).unwrap_or(i64::MAX);
        let lease_ms = lease_ms.saturating_add(MARGIN_MS);
        let (row, until, is_ours) = stored(client, |tx| {
            tx.execute(
                "INSERT INTO source_tokens (shop_id, source, generation, renewing_until, sealed) \
                 VALUES (?, ?, 0, 0, ?) ON CONFLICT (shop_id, source) DO NOTHING",
                &[shop_id.into(), name.into(), [].as_slice().into()],
            )?;
            let (row, now) = (find(tx, (shop_id, name))?, tx.now());
            // A lease that is longer than any can be comes of a clock that went back.
            let left = row.renewing_until.ms_since(now);
            if row.generation != self.generation || (1..=lease_ms).contains(&left) {
                let until = row.renewing_until;
                return Ok((row, until, false));
            }
            let until = now.plus_ms(lease_ms);
            let changed = tx.execute(
                "UPDATE source_tokens SET renewing_until = ? WHERE shop_id = ? AND source = ? \
                 AND generation = ? AND renewing_until = ?",
                &[
                    until.into(),
                    shop_id.into(),
                    name.into(),
                    row.generation.into(),
                    row.renewing_until.into(),
                ],
            )?;
            Ok((row, until, changed == 1))
        })?;
        if row.generation != self.generation {
            return token(client, source, &row).map(Turn::Renewed);
        }
        if !is_ours {
            return Ok(Turn::Taken(until));
        }
        let refresh_token = match pair(client, source, &row)? {
            Some(pair) => Secret::new(pair.refresh),
            None => source.secret("refresh_token", &source.config.refresh_token)?,
        };
        Ok(Turn::Ours(Renewal { generation: row.generation, refresh_token }))
    }
}

impl Renewal {
    /// The call that renews.
    pub fn request(&self, source: &Source) -> Result<Request> {
        let config = source.config;
        let secret = source.secret("secret", &config.secret)?;
        let mut form = url::form_urlencoded::Serializer::new(String::new());
        form.append_pair("grant_type", "refresh_token")
            .append_pair("refresh_token", &source.text("refresh_token", &self.refresh_token)?)
            .append_pair("client_id", config.key.as_deref().unwrap_or_default())
            .append_pair("client_secret", &source.text("secret", &secret)?);
        let at = config.token_url.as_deref().or(source.routes.access.renew.as_deref());
        let base = url::Url::parse(&config.base_url).ok();
        let url =
            base.and_then(|base| base.join(at.unwrap_or_default()).ok()).ok_or_else(|| {
                let message = "Where the token is renewed is no address.";
                Error::new(Code::ConfigInvalid, message).at(source.path("token_url"))
            })?;
        let header = |name: &str, value: &str| (name.to_owned(), value.to_owned());
        Ok(Request {
            method: "POST",
            url: url.into(),
            headers: vec![
                header("Content-Type", "application/x-www-form-urlencoded"),
                header("Accept", "application/json"),
            ],
            body: form.finish().into_bytes(),
            timeout_ms: config.timeout_ms,
        })
    }

    /// Keeps what the shop has answered, and gives the token; none where that is no pair. Where somebody else has stored
    /// one since, the lease was lost, and what is stored counts.
    pub fn keep(&self, client: &Client, source: &Source, answer: &[u8]) -> Result<Option<Token>> {
        let Ok(renewed) = serde_json::from_slice::<Renewed>(answer) else {
            return self.give_up(client, source);
        };
        let refresh = match renewed.refresh_token {
            Some(next) => next,
            None => source.text("refresh_token", &self.refresh_token)?,
        };
        let pair = Pair { began: began(source)?, access: renewed.access_token, refresh };
        let written = Secret::new(json::write(&pair));
        let sealed = seal::seal(client, &place(source), &written)?;
        let (shop_id, name) = key(client, source);
        let row = stored(client, |tx| {
            tx.execute(
                "UPDATE source_tokens SET generation = generation + 1, renewing_until = 0, \
                 sealed = ? WHERE shop_id = ? AND source = ? AND generation = ?",
                &[sealed.as_slice().into(), shop_id.into(), name.into(), self.generation.into()],
            )?;
            find(tx, (shop_id, name))
        })?;
        token(client, source, &row).map(Some)
    }

    /// The shop did not renew: somebody else may try. Gives what somebody else has stored since.
    pub fn give_up(&self, client: &Client, source: &Source) -> Result<Option<Token>> {
        let (shop_id, name) = key(client, source);
        let row = stored(client, |tx| {
            tx.execute(
                "UPDATE source_tokens SET renewing_until = 0 \
                 WHERE shop_id = ? AND source = ? AND generation = ?",
                &[shop_id.into(), name.into(), self.generation.into()],
            )?;
            find(tx, (shop_id, name))
        })?;
        match row.generation == self.generation {
            true => Ok(None),
            false => token(client, source, &row).map(Some),
        }
    }
}

fn key<'c>(client: &'c Client, source: &Source<'c>) -> (&'c str, &'c str) {
    (client.shop_id(), source.name)
}

fn stored<T>(client: &Client, work: impl FnMut(&mut dyn Transaction) -> Result<T>) -> Result<T> {
    transaction(&*client.world()?.store, work)
}

fn find(tx: &mut dyn Transaction, (shop_id, source): (&str, &str)) -> Result<Row> {
    let mut found = Row::default();
    tx.query(
        "SELECT generation, renewing_until, sealed FROM source_tokens \
         WHERE shop_id = ? AND source = ?",
        &[shop_id.into(), source.into()],
        &mut |row| {
            found = Row {
                generation: row.integer(0),
                renewing_until: Instant(row.integer(1)),
                sealed: row.bytes(2).to_owned(),
            };
            Ok(())
        },
    )?;
    Ok(found)
}

/// The token of a row, else that of the configuration, else none yet.
fn token(client: &Client, source: &Source, row: &Row) -> Result<Token> {
    let access = match (pair(client, source, row)?, &source.config.token) {
        (Some(pair), _) => Secret::new(pair.access),
        (None, Some(_)) => source.secret("token", &source.config.token)?,
        (None, None) => Secret::default(),
    };
    Ok(Token { access, generation: row.generation })
}

fn pair(client: &Client, source: &Source, row: &Row) -> Result<Option<Pair>> {
    if row.sealed.is_empty() {
        return Ok(None);
    }
    let opened = seal::unseal(client, &place(source), &row.sealed)?;
    let pair: Pair = json::read(opened.expose())?;
    Ok((pair.began == began(source)?).then_some(pair))
}

fn began(source: &Source) -> Result<String> {
    let configured = source.secret("refresh_token", &source.config.refresh_token)?;
    Ok(hex::digits(&Sha256::digest(configured.expose())))
}

/// What a pair is sealed for.
fn place(source: &Source) -> String {
    format!("source_tokens/{}", source.name)
}
