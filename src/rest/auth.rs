//! Who is calling: keys over https, signatures over http. Every comparison of a secret is in constant time.

use super::fault::Fault;
use super::oauth::{self, Signed, refused};
use super::visit::Visit;
use crate::client::Client;
use crate::config::{Permissions, RestKey};
use crate::error::Result as Done;
use crate::hex;
use crate::limits;
use crate::secret::Secret;
use crate::world::{Instant, Transaction, Value, transaction};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest, Sha256};

/// What an operation lets one do; each needs a key that may, but `Open`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Right {
    Open,
    List,
    View,
    Create,
    Edit,
    Delete,
}

impl Right {
    fn writes(self) -> bool {
        matches!(self, Right::Create | Right::Edit | Right::Delete)
    }

    /// What someone is told whom we do not know.
    fn denial(self, secure: bool) -> Fault {
        let (code, what) = match self {
            Right::Open | Right::List => ("view", "list resources"),
            Right::View => ("view", "view this resource"),
            Right::Create => ("create", "create resources"),
            Right::Edit => ("edit", "edit this resource"),
            Right::Delete => ("delete", "delete this resource"),
        };
        let hint = match secure {
            true => "",
            false => " Over plain http only requests signed by OAuth 1.0a are taken, no keys.",
        };
        let code = format!("woocommerce_rest_cannot_{code}");
        Fault::new(401, code, format!("Sorry, you cannot {what}.{hint}"))
    }
}

/// The key of who is calling, if it may do what is asked.
pub fn authenticate<'c>(
    client: &'c Client,
    visit: &Visit,
    right: Right,
) -> Result<Option<&'c RestKey>, Fault> {
    if right == Right::Open {
        return Ok(None);
    }
    let by_key = match visit.secure {
        true => by_key(client, visit)?,
        false => None,
    };
    let key = match by_key {
        Some(key) => key,
        None => by_signature(client, visit)?.ok_or_else(|| right.denial(visit.secure))?,
    };
    let (allowed, wanted) = match right.writes() {
        true => (key.permissions != Permissions::Read, "write"),
        false => (key.permissions != Permissions::Write, "read"),
    };
    match allowed {
        true => Ok(Some(key)),
        false => {
            let message = format!("The API key provided does not have {wanted} permissions.");
            Err(refused(message))
        }
    }
}

/// `Authorization: Basic`, or both keys in the query, which win.
fn by_key<'c>(client: &'c Client, visit: &Visit) -> Result<Option<&'c RestKey>, Fault> {
    let query = visit.query.text("consumer_key").zip(visit.query.text("consumer_secret"));
    let query = query.map(|(key, secret)| (key.to_owned(), Secret::new(secret)));
    let Some((consumer_key, given)) = query.or_else(|| basic(visit.authorization()?)) else {
        return Ok(None);
    };
    let Some(key) = find(client, &consumer_key) else { return Ok(None) };
    match secret_of(key)?.equals(given.expose()) {
        true => Ok(Some(key)),
        false => Err(refused("Consumer secret is invalid.")),
    }
}

fn basic(header: &str) -> Option<(String, Secret)> {
    let pair = STANDARD.decode(oauth::after_word(header, "Basic")?).ok().map(Secret::new)?;
    let colon = pair.expose().iter().position(|&byte| byte == b':')?;
    let (key, secret) = pair.expose().split_at_checked(colon)?;
    let key = std::str::from_utf8(key).ok()?.to_owned();
    Some((key, Secret::new(secret.get(1..).unwrap_or_default())))
}

fn by_signature<'c>(client: &'c Client, visit: &Visit) -> Result<Option<&'c RestKey>, Fault> {
    let Some(signed) = Signed::find(&visit.signed_parameters(), visit.authorization())? else {
        return Ok(None);
    };
    let key = find(client, signed.consumer_key());
    let key = key.ok_or_else(|| refused("Consumer key is invalid."))?;
    let world = client.world()?;
    let now = world.clock.now();
    signed.check(visit.method.as_str(), &visit.signed_url, secret_of(key)?.expose(), now)?;
    let (nonce, shop_id) = (signed.nonce(), client.shop_id());
    // Whose it is must be told apart later; the key itself is not kept.
    let holder = hex::digits(&Sha256::digest(&key.consumer_key));
    let is_new = nonce.len() <= limits::ID_BYTES_MAX
        && transaction(&*world.store, |tx| take_nonce(tx, shop_id, &holder, nonce, now))?;
    match is_new {
        true => Ok(Some(key)),
        false => Err(refused("Invalid nonce - nonce has already been used.")),
    }
}

fn find<'c>(client: &'c Client, consumer_key: &str) -> Option<&'c RestKey> {
    let keys = client.config.rest.keys.iter();
    keys.filter(|key| !key.consumer_key.is_empty()).find(|key| key.consumer_key == consumer_key)
}

/// A secret that the host forgot to put in its place is the host's trouble, not the caller's.
fn secret_of(key: &RestKey) -> Result<Secret, Fault> {
    key.consumer_secret.read().map_err(Fault::unavailable)
}

/// Whether a nonce is new within the window in which its signature is good; it is not new again.
fn take_nonce(
    tx: &mut dyn Transaction,
    shop_id: &str,
    holder: &str,
    nonce: &str,
    now: Instant,
) -> Done<bool> {
    let forgotten = now.plus_ms(-2 * 1000 * oauth::WINDOW_S);
    let old: [Value; 2] = [shop_id.into(), forgotten.into()];
    tx.execute("DELETE FROM nonces WHERE shop_id = ? AND used_at < ?", &old)?;
    let used = tx.execute(
        "INSERT INTO nonces (shop_id, consumer_key, nonce, used_at) VALUES (?, ?, ?, ?) \
         ON CONFLICT (shop_id, consumer_key, nonce) DO NOTHING",
        &[shop_id.into(), holder.into(), nonce.into(), now.into()],
    )?;
    Ok(used == 1)
}
