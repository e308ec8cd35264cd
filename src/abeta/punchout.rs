//! A punch-out as it is kept: from the one-time URL until its cart was returned. Every step is one statement that only one
//! of many callers can make. It must not call anybody.

use crate::client::Client;
use crate::error::{Code, Error, Result};
use crate::secret::Secret;
use crate::store::{Held, seal};
use crate::world::{Instant, Row, Transaction, Value};

/// A punch-out that begins.
#[derive(Debug)]
pub struct Draft<'a> {
    pub punchout_id: &'a str,
    pub connection_id: &'a str,
    pub session_id: &'a str,
    pub user_id: &'a str,
    /// Sealed.
    pub return_url: &'a [u8],
    pub link_hash: &'a str,
    pub link_ms: i64,
    pub session_ms: i64,
}

/// What became of its cart.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum State {
    None,
    /// A call is sending it.
    Returning,
    Returned,
    Refused,
    Unknown,
}

impl State {
    const ALL: [State; 5] =
        [State::None, State::Returning, State::Returned, State::Refused, State::Unknown];

    pub fn as_str(self) -> &'static str {
        match self {
            State::None => "none",
            State::Returning => "returning",
            State::Returned => "returned",
            State::Refused => "refused",
            State::Unknown => "unknown",
        }
    }
    fn parse(text: &str) -> State {
        State::ALL.into_iter().find(|state| state.as_str() == text).unwrap_or(State::Unknown)
    }
}

/// One as it is kept.
#[derive(Debug)]
pub struct Punchout {
    pub punchout_id: String,
    pub connection_id: String,
    pub session_id: String,
    pub user_id: String,
    return_url: Vec<u8>,
    pub opened_at: Option<Instant>,
    pub expires_at: Instant,
    pub state: State,
    pub claimed_until: Instant,
    pub cart_hash: Vec<u8>,
}

const COLUMNS: &str = "punchout_id, connection_id, session_id, user_id, return_url, opened_at, \
                       expires_at, state, claimed_until, cart_hash";

impl Punchout {
    fn read(row: &dyn Row) -> Punchout {
        Punchout {
            punchout_id: row.text(0).to_owned(),
            connection_id: row.text(1).to_owned(),
            session_id: row.text(2).to_owned(),
            user_id: row.text(3).to_owned(),
            return_url: row.bytes(4).to_owned(),
            opened_at: row.instant_or_null(5),
            expires_at: Instant(row.integer(6)),
            state: State::parse(row.text(7)),
            claimed_until: Instant(row.integer(8)),
            cart_hash: row.bytes(9).to_owned(),
        }
    }

    /// Where its cart is sent, byte by byte as it came.
    pub fn return_url(&self, client: &Client) -> Result<String> {
        let url = seal::unseal(client, &place(&self.punchout_id), &self.return_url)?;
        String::from_utf8(url.expose().to_vec())
            .map_err(|_| Error::new(Code::StoreFailed, "A return address is no text any more."))
    }
}

/// Seals the return address of a punch-out.
pub fn seal_url(client: &Client, punchout_id: &str, return_url: &str) -> Result<Vec<u8>> {
    seal::seal(client, &place(punchout_id), &Secret::new(return_url))
}

fn place(punchout_id: &str) -> String {
    format!("punchouts/{punchout_id}")
}

/// Keeps a punch-out that begins.
pub fn create(tx: &mut dyn Transaction, shop_id: &str, draft: &Draft) -> Result<()> {
    let now = tx.now();
    tx.execute(
        "INSERT INTO punchouts (shop_id, punchout_id, connection_id, session_id, user_id,
           return_url, link_hash, link_until, expires_at, state, claimed_until, cart_id, created_at)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, 'none', 0, '', ?)",
        &[
            shop_id.into(),
            draft.punchout_id.into(),
            draft.connection_id.into(),
            draft.session_id.into(),
            draft.user_id.into(),
            draft.return_url.into(),
            draft.link_hash.into(),
            now.plus_ms(draft.link_ms).into(),
            now.plus_ms(draft.session_ms).into(),
            now.into(),
        ],
    )?;
    Ok(())
}

/// The punch-out whose one-time URL can still be used; its use is another matter.
pub fn find_by_link(
    tx: &mut dyn Transaction,
    shop_id: &str,
    link_hash: &str,
) -> Result<Option<Punchout>> {
    let now = tx.now();
    let sql = format!(
        "SELECT {COLUMNS} FROM punchouts
         WHERE shop_id = ? AND link_hash = ? AND opened_at IS NULL AND link_until >= ?"
    );
    one(tx, &sql, &[shop_id.into(), link_hash.into(), now.into()])
}

/// Takes the one-time URL: of all who try, one gets the punch-out.
pub fn open(tx: &mut dyn Transaction, shop_id: &str, link_hash: &str) -> Result<Option<Punchout>> {
    let now = tx.now();
    let taken = tx.execute(
        "UPDATE punchouts SET opened_at = ?
         WHERE shop_id = ? AND link_hash = ? AND opened_at IS NULL AND link_until >= ?",
        &[now.into(), shop_id.into(), link_hash.into(), now.into()],
    )?;
    if taken != 1 {
        return Ok(None);
    }
    let sql = format!("SELECT {COLUMNS} FROM punchouts WHERE shop_id = ? AND link_hash = ?");
    one(tx, &sql, &[shop_id.into(), link_hash.into()])
}

pub fn find(tx: &mut dyn Transaction, shop_id: &str, punchout_id: &str) -> Result<Punchout> {
    let sql = format!("SELECT {COLUMNS} FROM punchouts WHERE shop_id = ? AND punchout_id = ?");
    one(tx, &sql, &[shop_id.into(), punchout_id.into()])?.ok_or_else(|| {
        let message = "There is no such punch-out here, or it was long ago.";
        Error::new(Code::PunchoutUnknown, message).at("/punchout_id")
    })
}

/// Takes the right to send a cart, until `until`; false where another call has it, or has done it.
pub fn claim(
    tx: &mut dyn Transaction,
    shop_id: &str,
    held: &Punchout,
    (cart_id, cart_hash): (&str, &[u8]),
    until: Instant,
) -> Result<bool> {
    let taken = tx.execute(
        "UPDATE punchouts SET state = 'returning', claimed_until = ?, cart_id = ?, cart_hash = ?
         WHERE shop_id = ? AND punchout_id = ? AND state = ? AND claimed_until = ?",
        &[
            until.into(),
            cart_id.into(),
            cart_hash.into(),
            shop_id.into(),
            held.punchout_id.as_str().into(),
            held.state.as_str().into(),
            held.claimed_until.into(),
        ],
    )?;
    Ok(taken == 1)
}

/// Says what became of the cart that was claimed until `until`. A call that came too late says nothing.
pub fn settle(
    tx: &mut dyn Transaction,
    shop_id: &str,
    punchout_id: &str,
    until: Instant,
    state: State,
) -> Result<()> {
    tx.execute(
        "UPDATE punchouts SET state = ?
         WHERE shop_id = ? AND punchout_id = ? AND state = 'returning' AND claimed_until = ?",
        &[state.as_str().into(), shop_id.into(), punchout_id.into(), until.into()],
    )?;
    Ok(())
}

/// Whose cart this was: the punch-out that returned it last, and its user.
pub fn find_by_cart(
    tx: &mut dyn Transaction,
    shop_id: &str,
    connection_id: &str,
    cart_id: &str,
) -> Result<Option<(String, String)>> {
    let mut found = None;
    tx.query(
        "SELECT punchout_id, user_id FROM punchouts
         WHERE shop_id = ? AND connection_id = ? AND cart_id = ? AND state IN ('returned', 'unknown')
         ORDER BY created_at DESC, punchout_id LIMIT 1",
        &[shop_id.into(), connection_id.into(), cart_id.into()],
        &mut |row| {
            found = Some((row.text(0).to_owned(), row.text(1).to_owned()));
            Ok(())
        },
    )?;
    Ok(found)
}

fn one(tx: &mut dyn Transaction, sql: &str, values: &[Value]) -> Result<Option<Punchout>> {
    let mut found = None;
    tx.query(sql, values, &mut |row| {
        found = Some(Punchout::read(row));
        Ok(())
    })?;
    Ok(found)
}

/// The punch-outs after this one, of no order, with what is held of the buyer.
pub fn documents(
    tx: &mut dyn Transaction,
    shop_id: &str,
    after: &str,
    max: i64,
) -> Result<Vec<Held>> {
    let mut found = Vec::new();
    let sql = format!(
        "SELECT {COLUMNS} FROM punchouts
         WHERE shop_id = ? AND punchout_id > ? ORDER BY punchout_id LIMIT ?"
    );
    tx.query(&sql, &[shop_id.into(), after.into(), max.into()], &mut |row| {
        let punchout = Punchout::read(row);
        let document = serde_json::json!({
            "customer_id": punchout.user_id, "connection_id": punchout.connection_id,
            "session_id": punchout.session_id, "opened_at": punchout.opened_at,
            "expires_at": punchout.expires_at, "state": punchout.state.as_str(),
        });
        let (id, order_id) = (punchout.punchout_id, String::new());
        found.push(Held { id, order_id, json: document.to_string() });
        Ok(())
    })?;
    Ok(found)
}

/// Takes a punch-out away; false while its session lasts. A purchase order that comes later is not told whose cart it was.
pub fn forget(tx: &mut dyn Transaction, shop_id: &str, punchout_id: &str) -> Result<bool> {
    let now = tx.now();
    let changed = tx.execute(
        "DELETE FROM punchouts
         WHERE shop_id = ? AND punchout_id = ? AND expires_at < ? AND claimed_until < ?",
        &[shop_id.into(), punchout_id.into(), now.into(), now.into()],
    )?;
    Ok(changed > 0)
}

/// Takes away at most `max` punch-outs that began before a moment; says how many.
pub fn forget_before(
    tx: &mut dyn Transaction,
    shop_id: &str,
    before: Instant,
    max: i64,
) -> Result<u64> {
    let mut ids = Vec::new();
    tx.query(
        "SELECT punchout_id FROM punchouts WHERE shop_id = ? AND created_at <= ?
         ORDER BY created_at LIMIT ?",
        &[shop_id.into(), before.into(), max.into()],
        &mut |row| {
            ids.push(row.text(0).to_owned());
            Ok(())
        },
    )?;
    let mut count = 0;
    for id in ids {
        count += u64::from(forget(tx, shop_id, &id)?);
    }
    Ok(count)
}
