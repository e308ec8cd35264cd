//! What a person sees of the outbox and may do: list its entries, put a parked one back, or settle it by hand.

use super::attempt::Deliveries;
use super::drain::settled;
use super::entry::{Entry, Kind, Reason, State};
use super::requested::{self, RefusedRequest};
use super::step::{Event, Moment, step};
use super::table;
use crate::client::Client;
use crate::error::{Code, Error, Result};
use crate::limits;
use crate::texts::{Language, Text};
use crate::world::{Instant, Row, transaction};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What `outbox_list` takes.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ListRequest {
    /// Only entries in this state.
    #[serde(default)]
    pub state: Option<State>,
    /// Only entries after this one: the last `entry_id` of the page before.
    #[serde(default)]
    pub after: Option<String>,
}

/// A page of the outbox, in the order of enqueueing.
#[derive(Debug, Serialize, JsonSchema)]
pub struct ListReply {
    pub entries: Vec<Listed>,
    /// `after` for the next page; null on the last.
    pub after: Option<String>,
    /// What the shop has asked for in transactions of its own and was refused; on the first page only.
    pub requests: Vec<RefusedRequest>,
}

/// An entry as a person sees it: without its content, which may be personal.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Listed {
    pub entry_id: String,
    /// What the far side knows it by.
    pub key: String,
    /// What is sent, such as `order_push`, `return_credit` or `webhook`; a newer koppel may have put in others.
    pub kind: String,
    pub platform_id: String,
    pub subject_id: String,
    pub event_id: String,
    pub return_id: String,
    pub tender_id: String,
    /// Entries with one reference go out one after the other.
    pub order_reference: String,
    pub state: State,
    /// When it may be tried next.
    pub due_at: Option<Instant>,
    pub attempts: i64,
    /// Why it is parked, or why the last attempt failed: `refused`, `unsure`, `unreachable`, `not_allowed`,
    /// `unmakeable`, `unfollowed`.
    pub reason: Option<&'static str>,
    /// What a person can do about a parked entry, in the shop's language.
    pub advice: Option<&'static str>,
    /// The far side's own words.
    pub detail: String,
    pub created_at: Instant,
    pub settled_at: Option<Instant>,
}

/// Lists entries, a page at a time.
pub fn list(client: &Client, request: &ListRequest) -> Result<ListReply> {
    let after = match &request.after {
        None => 0,
        Some(after) => after.parse().map_err(|_| {
            Error::new(Code::JsonWrongType, "The entry_id of an entry is expected.").at("/after")
        })?,
    };
    let state = request.state.map_or("", State::as_str);
    let max = i64::from(limits::PAGE_ROWS_MAX);
    let language = Language::of(&client.config.shop.language);
    let (mut entries, requests) = transaction(&*client.world()?.store, |tx| {
        let mut entries = Vec::new();
        table::list(tx, client.shop_id(), state, after, max.saturating_add(1), &mut |row| {
            entries.push(listed(Entry::read_as(row, Kind::Webhook)?, row, language));
            Ok(())
        })?;
        let requests = match after {
            0 => requested::refused(tx, client.shop_id(), max)?,
            _ => Vec::new(),
        };
        Ok((entries, requests))
    })?;
    let is_last = entries.len() <= limits::PAGE_ROWS_MAX as usize;
    entries.truncate(limits::PAGE_ROWS_MAX as usize);
    let after = entries.last().filter(|_| !is_last).map(|entry| entry.entry_id.clone());
    Ok(ListReply { entries, after, requests })
}

/// An entry as it is shown; the kind is the row's own word, whether or not this koppel knows it.
fn listed(entry: Entry, row: &dyn Row, language: Language) -> Listed {
    let is_parked = entry.state == State::Parked;
    let is_open = matches!(entry.state, State::Due | State::Claimed);
    let advice = entry.reason.filter(|_| is_parked).map(|why| advice(why).in_language(language));
    Listed {
        entry_id: entry.entry_id.to_string(),
        key: entry.key,
        kind: row.text(2).to_owned(),
        platform_id: entry.platform_id,
        subject_id: entry.subject_id,
        event_id: entry.event_id,
        return_id: entry.return_id,
        tender_id: entry.tender_id,
        order_reference: entry.order_reference,
        state: entry.state,
        due_at: is_open.then_some(entry.due_at),
        attempts: entry.attempts,
        reason: entry.reason.map(Reason::as_str),
        advice,
        detail: entry.detail,
        created_at: entry.created_at,
        settled_at: entry.settled_at,
    }
}

/// What a person is told about a parked entry.
pub(super) fn advice(reason: Reason) -> Text {
    match reason {
        Reason::Refused => Text::ParkedRefused,
        Reason::Unsure => Text::ParkedUnsure,
        Reason::Unreachable => Text::ParkedUnreachable,
        Reason::NotAllowed => Text::ParkedNotAllowed,
        Reason::Unmakeable => Text::ParkedUnmakeable,
        Reason::Unfollowed => Text::ParkedUnfollowed,
    }
}

/// What `outbox_requeue` takes.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RequeueRequest {
    /// The entry, or the `request_key` of a request that was refused.
    pub entry_id: String,
    /// A person has seen to it at the far side: it counts as done and is not sent; what waits behind it goes on.
    #[serde(default)]
    pub by_hand: bool,
    /// With `by_hand`: what the far side has of it, such as `{"id": "CB-55110"}` for an order of the shop's own that the
    /// platform took: by that id its returns are credited.
    #[serde(default)]
    pub answer: Option<serde_json::Value>,
}

/// The entry after it was put back.
#[derive(Debug, Serialize, JsonSchema)]
pub struct RequeueReply {
    pub entry_id: String,
    pub state: State,
}

/// Puts a parked entry back, or takes it as settled by hand.
pub fn requeue(
    client: &Client,
    deliveries: Deliveries,
    request: &RequeueRequest,
) -> Result<RequeueReply> {
    let shop_id = client.shop_id();
    if requested::is_key(&request.entry_id) {
        transaction(&*client.world()?.store, |tx| {
            requested::requeue(tx, shop_id, &request.entry_id, request.by_hand)
        })?;
        let state = if request.by_hand { State::Done } else { State::Due };
        return Ok(RequeueReply { entry_id: request.entry_id.clone(), state });
    }
    let entry = transaction(&*client.world()?.store, |tx| {
        let entry = table::find(tx, shop_id, &request.entry_id)?;
        if entry.state != State::Parked {
            let message = format!("This entry is {}, not parked.", entry.state.as_str());
            return Err(Error::new(Code::OutboxNotParked, message).at("/entry_id"));
        }
        let (lease, delivery) = (entry.lease, deliveries(entry.kind));
        let key_lifetime = delivery.key_lifetime(client, &entry);
        let event = match (request.by_hand, &request.answer) {
            (true, answer) => {
                Event::SettledByHand { answer: answer.as_ref().map(ToString::to_string) }
            }
            (false, None) => Event::Requeued,
            (false, Some(_)) => {
                let message = "An answer is for what is settled by hand; what is put back is sent.";
                return Err(Error::new(Code::JsonOutOfBounds, message).at("/answer"));
            }
        };
        let (entry, _) = step(entry, event, &Moment { now: tx.now(), key_lifetime, jitter: 0 });
        table::store(tx, shop_id, &entry, lease)?;
        if let Some(settled) = settled(&entry) {
            delivery.settled(tx, client, &entry, &settled)?;
        }
        Ok(entry)
    })?;
    Ok(RequeueReply { entry_id: entry.entry_id.to_string(), state: entry.state })
}
