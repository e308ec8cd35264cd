//! Tokens in the store: opaque outside, hashes inside, each used as often as its kind allows. What came of one consent is
//! a family; a second use of what may be used once ends the family (RFC 9700, 4.14).

use super::fault::Fault;
use crate::client::Client;
use crate::config::Scope;
use crate::error::Result;
use crate::store::Held;
use crate::world::{Transaction, Value};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest, Sha256};

pub const CODE_MS: i64 = 60_000;
pub const ACCESS_MS: i64 = 3_600_000;
/// From its last use on.
const REFRESH_MS: i64 = 90 * 86_400_000;

/// A new token of 256 bits.
pub fn fresh(client: &Client) -> Result<String> {
    let mut bytes = [0; 32];
    client.world()?.entropy.fill(&mut bytes)?;
    Ok(URL_SAFE_NO_PAD.encode(bytes))
}

pub fn hash(token: &str) -> String {
    Sha256::digest(token).iter().map(|byte| format!("{byte:02x}")).collect()
}

pub fn scopes(text: &str) -> Vec<Scope> {
    text.split(' ').filter_map(Scope::parse).collect()
}

pub fn scope_text(scopes: &[Scope]) -> String {
    scopes.iter().map(|scope| scope.as_str()).collect::<Vec<_>>().join(" ")
}

/// What a token stands for.
#[derive(Clone, Debug, Default)]
pub struct Grant {
    pub family_id: String,
    pub client_id: String,
    pub user_id: String,
    pub scopes: String,
    pub redirect_uri: String,
    pub challenge: String,
}

/// A token as it is held.
struct Known {
    grant: Grant,
    expires_at: i64,
    is_used: bool,
}

/// Keeps a token; false where it is held already.
pub fn keep(
    tx: &mut dyn Transaction,
    shop_id: &str,
    (kind, token): (&str, &str),
    grant: &Grant,
    lasts_ms: i64,
) -> Result<bool> {
    let now = tx.now();
    // What has ended is of no use to anybody.
    tx.execute(
        "DELETE FROM oauth_tokens WHERE shop_id = ? AND expires_at < ?",
        &[shop_id.into(), now.into()],
    )?;
    let kept = tx.execute(
        "INSERT INTO oauth_tokens (shop_id, token_hash, kind, family_id, client_id, user_id, scopes, redirect_uri, \
         challenge, expires_at, used_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) \
         ON CONFLICT (shop_id, token_hash) DO NOTHING",
        &[
            shop_id.into(),
            (&hash(token)).into(),
            kind.into(),
            (&grant.family_id).into(),
            (&grant.client_id).into(),
            (&grant.user_id).into(),
            (&grant.scopes).into(),
            (&grant.redirect_uri).into(),
            (&grant.challenge).into(),
            now.plus_ms(lasts_ms).into(),
            Value::Null,
        ],
    )?;
    Ok(kept == 1)
}

fn find(tx: &mut dyn Transaction, shop_id: &str, kind: &str, hash: &str) -> Result<Option<Known>> {
    let mut found = None;
    tx.query(
        "SELECT family_id, client_id, user_id, scopes, redirect_uri, challenge, expires_at, used_at \
         FROM oauth_tokens WHERE shop_id = ? AND token_hash = ? AND kind = ?",
        &[shop_id.into(), hash.into(), kind.into()],
        &mut |row| {
            let text = |column| row.text(column).to_owned();
            let (family_id, client_id, user_id) = (text(0), text(1), text(2));
            let (scopes, redirect_uri, challenge) = (text(3), text(4), text(5));
            let grant = Grant { family_id, client_id, user_id, scopes, redirect_uri, challenge };
            let is_used = row.value(7) != Value::Null;
            found = Some(Known { grant, expires_at: row.integer(6), is_used });
            Ok(())
        },
    )?;
    Ok(found)
}

/// The client and the scopes of an access token that is good.
pub fn access(
    tx: &mut dyn Transaction,
    shop_id: &str,
    hash: &str,
) -> Result<Option<(String, String)>> {
    let now = tx.now().0;
    let found = find(tx, shop_id, "access", hash)?;
    let good = found.filter(|held| held.expires_at > now);
    Ok(good.map(|held| (held.grant.client_id, held.grant.scopes)))
}

/// Uses a code or a refresh token, once and by its own client only. Whatever comes of it, it is used then; a second use
/// ends its whole family.
pub fn take(
    tx: &mut dyn Transaction,
    shop_id: &str,
    (kind, token): (&str, &str),
    client_id: &str,
) -> Result<std::result::Result<Grant, Fault>> {
    let refused =
        || Ok(Err(Fault::new("invalid_grant", "It is not known, was used before, or has ended.")));
    let hash = hash(token);
    let Some(held) = find(tx, shop_id, kind, &hash)? else { return refused() };
    let now = tx.now();
    let used = tx.execute(
        "UPDATE oauth_tokens SET used_at = ? WHERE shop_id = ? AND token_hash = ? AND used_at IS NULL",
        &[now.into(), shop_id.into(), (&hash).into()],
    )?;
    if used != 1 || held.is_used {
        end_family(tx, shop_id, &held.grant.family_id)?;
        return refused();
    }
    match held.expires_at > now.0 && held.grant.client_id == client_id {
        true => Ok(Ok(held.grant)),
        false => refused(),
    }
}

fn end_family(tx: &mut dyn Transaction, shop_id: &str, family_id: &str) -> Result<()> {
    tx.execute(
        "DELETE FROM oauth_tokens WHERE shop_id = ? AND family_id = ?",
        &[shop_id.into(), family_id.into()],
    )?;
    Ok(())
}

/// What a token endpoint gives.
#[derive(Clone, Debug)]
pub struct Issued {
    pub access: String,
    pub refresh: Option<String>,
}

impl Issued {
    /// New tokens; a client that acts for itself needs none to refresh.
    pub fn fresh(client: &Client, with_refresh: bool) -> Result<Issued> {
        let refresh = if with_refresh { Some(fresh(client)?) } else { None };
        Ok(Issued { access: fresh(client)?, refresh })
    }

    pub fn keep(
        &self,
        tx: &mut dyn Transaction,
        shop_id: &str,
        grant: &Grant,
        access: &Grant,
    ) -> Result<()> {
        keep(tx, shop_id, ("access", &self.access), access, ACCESS_MS)?;
        if let Some(refresh) = &self.refresh {
            keep(tx, shop_id, ("refresh", refresh), grant, REFRESH_MS)?;
        }
        Ok(())
    }
}

/// Ends a token of this client; with a refresh token all that came of its consent.
pub fn revoke(tx: &mut dyn Transaction, shop_id: &str, token: &str, client_id: &str) -> Result<()> {
    let hash = hash(token);
    let refresh = find(tx, shop_id, "refresh", &hash)?;
    if let Some(held) = refresh.filter(|held| held.grant.client_id == client_id) {
        return end_family(tx, shop_id, &held.grant.family_id);
    }
    tx.execute(
        "DELETE FROM oauth_tokens WHERE shop_id = ? AND token_hash = ? AND kind = 'access' AND client_id = ?",
        &[shop_id.into(), (&hash).into(), client_id.into()],
    )?;
    Ok(())
}

/// The tokens after this one, by their hash, of no order: who agreed to what.
pub fn documents(
    tx: &mut dyn Transaction,
    shop_id: &str,
    after: &str,
    max: i64,
) -> Result<Vec<Held>> {
    let mut found = Vec::new();
    tx.query(
        "SELECT token_hash, user_id, kind, client_id, scopes FROM oauth_tokens
         WHERE shop_id = ? AND token_hash > ? AND user_id <> '' ORDER BY token_hash LIMIT ?",
        &[shop_id.into(), after.into(), max.into()],
        &mut |row| {
            let document = serde_json::json!({ "customer_id": row.text(1), "kind": row.text(2),
                "client_id": row.text(3), "scopes": row.text(4) });
            found.push(Held {
                id: row.text(0).to_owned(),
                order_id: String::new(),
                json: document.to_string(),
            });
            Ok(())
        },
    )?;
    Ok(found)
}

/// Takes a token away that is good no longer; false while it is: then a person revokes it first.
pub fn forget(tx: &mut dyn Transaction, shop_id: &str, token_hash: &str) -> Result<bool> {
    let now = tx.now();
    let changed = tx.execute(
        "DELETE FROM oauth_tokens WHERE shop_id = ? AND token_hash = ? AND expires_at < ?",
        &[shop_id.into(), token_hash.into(), now.into()],
    )?;
    Ok(changed > 0)
}
