//! Puts an entry into the outbox, in the transaction of what it follows from. The same request again is the same entry.

use super::entry::{Kind, State};
use super::forget::FORGOTTEN;
use super::key::key;
use crate::error::{Code, Error, Result};
use crate::store::next_number;
use crate::world::Transaction;

/// What shall be sent.
#[derive(Clone, Copy, Debug)]
pub struct Draft<'a> {
    pub kind: Kind,
    /// "" for a webhook.
    pub platform_id: &'a str,
    /// The order, or the delivery of a webhook.
    pub subject_id: &'a str,
    pub event_id: &'a str,
    pub return_id: &'a str,
    pub tender_id: &'a str,
    /// Entries with one reference are delivered in their order; "" is none.
    pub order_reference: &'a str,
    /// JSON that the delivery understands; holds no secret.
    pub content: &'a [u8],
}

impl<'a> Draft<'a> {
    /// A draft whose ids are all empty.
    pub fn new(kind: Kind, content: &'a [u8]) -> Draft<'a> {
        Draft {
            kind,
            platform_id: "",
            subject_id: "",
            event_id: "",
            return_id: "",
            tender_id: "",
            order_reference: "",
            content,
        }
    }
}

/// The entry that a draft became, now or before.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Enqueued {
    pub entry_id: String,
    pub key: String,
    pub state: State,
    /// It was there already.
    pub replayed: bool,
}

/// Puts `draft` into the outbox. The same key with the same content is the stored entry again; with other content it
/// is `outbox.conflict`.
pub fn enqueue(
    transaction: &mut dyn Transaction,
    shop_id: &str,
    draft: &Draft,
) -> Result<Enqueued> {
    let content = crate::json::text_of(draft.content)?;
    match held(transaction, shop_id, draft)? {
        // What was taken out after its time is not compared any more.
        Some((held, before)) if before == content || before == FORGOTTEN => return Ok(held),
        Some((Enqueued { entry_id, .. }, _)) => {
            let message = format!("Entry {entry_id} is about the same, with other content.");
            return Err(Error::new(Code::OutboxConflict, message));
        }
        None => {}
    }
    let key = key(shop_id, draft);
    let entry_id = next_number(transaction, shop_id, "outbox")?;
    let now = transaction.now();
    transaction.execute(
        "INSERT INTO outbox (shop_id, entry_id, entry_key, kind, platform_id, subject_id, event_id,
           return_id, tender_id, order_reference, content, state, due_at, lease, claimed_at,
           attempts, reason, detail, queued_at, created_at)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'due', ?, 0, 0, 0, '', '', ?, ?)",
        &[
            shop_id.into(),
            entry_id.into(),
            (&key).into(),
            draft.kind.as_str().into(),
            draft.platform_id.into(),
            draft.subject_id.into(),
            draft.event_id.into(),
            draft.return_id.into(),
            draft.tender_id.into(),
            draft.order_reference.into(),
            content.into(),
            now.into(),
            now.into(),
            now.into(),
        ],
    )?;
    Ok(Enqueued { entry_id: entry_id.to_string(), key, state: State::Due, replayed: false })
}

/// The entry of this key, with its content.
fn held(
    transaction: &mut dyn Transaction,
    shop_id: &str,
    draft: &Draft,
) -> Result<Option<(Enqueued, String)>> {
    let key = key(shop_id, draft);
    let mut held = None;
    transaction.query(
        "SELECT entry_id, state, content FROM outbox WHERE shop_id = ? AND entry_key = ?",
        &[shop_id.into(), (&key).into()],
        &mut |row| {
            let state = State::parse(row.text(1)).ok_or_else(|| {
                let message = format!("The outbox holds an unknown state '{}'.", row.text(1));
                Error::new(Code::StoreFailed, message)
            })?;
            let (entry_id, key) = (row.integer(0).to_string(), key.clone());
            let enqueued = Enqueued { entry_id, key, state, replayed: true };
            held = Some((enqueued, row.text(2).to_owned()));
            Ok(())
        },
    )?;
    Ok(held)
}
