//! `catalog_pull`: reads a hosted shop's catalogue, whole or what changed, as far as the time allows. Each page is stored
//! with the place behind it, so that it goes on from there whatever ended it.

use super::call::{Caller, Halt, OrHalt, bare};
use super::documents::{listed, text_of, word};
use super::kept::{self, Kept, Kind};
use super::next::{Onward, Place, asked, onward};
use super::position::{self, Mode, Position, Step};
use super::run::Run;
use super::source::Source;
use super::{marks, refresh, seen};
use crate::calendar;
use crate::client::Client;
use crate::error::{Code, Error, Result};
use crate::json;
use crate::mirror::{SyncReply, products};
use crate::shops::routes::{About, List, Names, Next, Since, Trace, Written};
use crate::world::Instant;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What is asked for again before the last run began: clocks differ.
const OVERLAP_MS: i64 = 10 * 60 * 1_000;
/// Products that no page named, asked for in one go.
const GONE_AT_ONCE: usize = 100;

/// Which shop is read, how much of it, and for how long.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PullRequest {
    /// Its name in `sources`.
    pub source: String,
    /// Only what changed since then (RFC 3339). Left out: since the last run began, or all of it where there was none.
    #[serde(default)]
    pub since: Option<String>,
    /// All of it; what the shop has no more is deleted (OH-11).
    #[serde(default)]
    pub complete: bool,
    /// Nothing is begun after this time; a page that was begun is stored.
    #[serde(default = "crate::limits::budget_ms")]
    pub max_ms: u64,
}

/// What a pull has done, and what is left.
#[derive(Debug, Serialize, JsonSchema)]
pub struct PullReply {
    #[serde(flatten)]
    pub done: SyncReply,
    pub mode: Mode,
    /// When this run began: what was changed in the shop before that is in it.
    pub began_at: Instant,
    /// 0 when the run is through: what is held is what the shop has. Else call again: it goes on where it is.
    pub left: i64,
    /// Calls made to the shop.
    pub calls: u32,
    /// When the shop may be asked again, where it wants time.
    pub next_at: Option<Instant>,
    /// Why it ended before its time.
    pub stopped: Option<PullStopped>,
}

/// Why a pull ended before its time: the shop wants time, fails, or is silent.
#[derive(Debug, Serialize, JsonSchema)]
pub struct PullStopped {
    pub code: &'static str,
    pub message: String,
    pub retryable: bool,
}

/// `catalog_pull`.
pub fn catalog_pull(client: &Client, request: &[u8]) -> Result<PullReply> {
    let asked: PullRequest = json::read(request)?;
    if asked.complete && asked.since.is_some() {
        let message = "Give either since or complete.";
        return Err(Error::new(Code::JsonWrongType, message).at("/since"));
    }
    let source = Source::find(client, &asked.source)?;
    let since = asked.since.as_deref().map(|text| {
        let at = calendar::Timestamp::parse(text).map(|at| Instant(at.ms()));
        at.ok_or_else(|| {
            let message = "An instant such as \"2026-11-21T12:00:00+01:00\" is expected.";
            Error::new(Code::JsonWrongType, message).at("/since")
        })
    });
    let since = since.transpose()?;
    let until_ms = client.world()?.clock.monotonic_ms().saturating_add(asked.max_ms);
    let mut run = Run::new(Caller::new(client, source, until_ms)?)?;
    let mut at = begin(&mut run, since, asked.complete)?;
    run.caller.wait_until(at.free_at);
    let ended = go_on(&mut run, &mut at);
    let (next_at, stopped) = match ended {
        Ok(()) => (None, None),
        Err(Halt::Failed(error)) if error.code != Code::SourceUnread => return Err(error),
        Err(Halt::Failed(why)) => (run.caller.free_at(), Some(why)),
        Err(Halt::Later { at: next_at, why }) => (next_at, Some(why)),
    };
    if let Some(free_at) = next_at {
        let kept = Position { free_at, ..at.clone() };
        save(&run, &mut at, kept)?;
    }
    let key = run.key();
    let marked = run.stored(|tx| marks::count(tx, key.0, key.1))?;
    Ok(PullReply {
        done: run.reply,
        mode: at.mode,
        began_at: at.began_at,
        left: marked.saturating_add(i64::from(at.step != Step::Done)),
        calls: run.caller.calls,
        next_at,
        stopped: stopped.map(|error| PullStopped {
            code: error.code.as_str(),
            retryable: error.status().is_retryable(),
            message: error.message.into_owned(),
        }),
    })
}

/// Where the source is: an unfinished run that reads at least what is asked, or a new one.
fn begin(run: &mut Run, since: Option<Instant>, complete: bool) -> Result<Position> {
    let key = run.key();
    let routes = run.routes();
    let is_timed = routes.since.as_ref().is_some_and(|since| since.written != Written::Cursor);
    if since.is_some() && !is_timed {
        let message = "This shop's lists know no time: leave since out, and it is read on from \
                       where the last run ended; or ask for complete.";
        return Err(Error::new(Code::SourceRefused, message).at("/since"));
    }
    let position = run.stored(|tx| {
        let held = position::find(tx, key.0, key.1)?.unwrap_or_default();
        let is_enough = match (held.mode, since) {
            (Mode::Complete, _) => true,
            (Mode::Since, Some(since)) => !complete && held.since_at <= since,
            (Mode::Since, None) => !complete,
        };
        if held.is_under_way() && is_enough {
            return Ok(held);
        }
        let now = tx.now();
        let reached = held.reached_at.filter(|_| !complete && routes.since.is_some());
        let from = since.or(reached.map(|at| at.plus_ms(-OVERLAP_MS)));
        let mode = if from.is_some() { Mode::Since } else { Mode::Complete };
        let mut fresh = Position {
            run: held.run.saturating_add(1),
            mode,
            since_at: from.unwrap_or_default(),
            began_at: now,
            ..held
        };
        fresh.step_to(Step::Tables);
        if mode == Mode::Complete {
            seen::begin(tx, key.0, key.1)?;
        }
        position::save(tx, key, &fresh)?;
        Ok(fresh.stored())
    })?;
    run.run = position.run;
    Ok(position)
}

fn save(run: &Run, at: &mut Position, next: Position) -> Result<()> {
    let key = run.key();
    run.stored(|tx| position::save(tx, key, &next))?;
    *at = next.stored();
    Ok(())
}

fn go_on(run: &mut Run, at: &mut Position) -> OrHalt<()> {
    loop {
        match at.step {
            Step::Tables => tables(run, at)?,
            Step::Traces => traces(run, at)?,
            Step::List => list(run, at)?,
            Step::Gone => gone(run, at)?,
            Step::Marked => marked(run, at)?,
            Step::Done => return Ok(()),
        }
        if at.step != Step::Done && run.caller.is_over() {
            return Ok(());
        }
    }
}

/// One page of the tables of labels and rates.
fn tables(run: &mut Run, at: &mut Position) -> OrHalt<()> {
    let routes = run.routes();
    let (key, run_number) = (run.key(), run.run);
    let Some(table) = routes.tables.get(at.nth) else {
        run.stored(|tx| kept::take_away_older(tx, key, Kind::Table, run_number))?;
        run.forget_tables();
        let mut next = at.clone();
        next.step_to(Step::Traces);
        return Ok(save(run, at, next)?);
    };
    let (text, link) = fetch(run, &table.list, &at.place, "")?;
    let items = listed(&text, &table.list.items, table.list.none.as_deref())?;
    let mut next = at.clone();
    match onward(&table.list, &at.place, (&text, link.as_deref()), &items) {
        Onward::End => next.next_list(),
        Onward::To(place) | Onward::Back(place) => next.place = place,
    }
    let page = at.place.next.as_deref().unwrap_or("0");
    let kept = Kept {
        id: id_of_page(at.nth, page),
        owner: table.member.clone(),
        document: format!("[{}]", items.join(",")),
    };
    run.stored(|tx| {
        kept::put(tx, key, Kind::Table, &kept, run_number)?;
        position::save(tx, key, &next)
    })?;
    *at = next.stored();
    Ok(())
}

/// A page's own name, however long the address is that leads to it.
fn id_of_page(nth: usize, page: &str) -> String {
    use sha2::{Digest, Sha256};
    format!("{nth}:{}", crate::hex::digits(&Sha256::digest(page.as_bytes())))
}

fn fetch(
    run: &mut Run,
    list: &List,
    place: &Place,
    more: &str,
) -> OrHalt<(String, Option<String>)> {
    let ask = asked(list, place, more);
    let reply = run.caller.read(&ask)?;
    if reply.status == 404 {
        let message = format!("The shop has nothing at {}: look at base_url.", bare(&ask.target));
        return Err(Error::new(Code::SourceRefused, message).into());
    }
    let link = reply.header("link").map(str::to_owned);
    Ok((text_of(&reply.body)?.to_owned(), link))
}

/// What narrows a list in this run.
fn narrowed(since: &Since, at: &Position) -> String {
    match at.mode {
        Mode::Since => since.path.replace("{since}", &written(at.since_at, since.written)),
        Mode::Complete => String::new(),
    }
}

fn written(at: Instant, written: Written) -> String {
    let at = chrono::DateTime::from_timestamp_millis(at.0).unwrap_or_default();
    let form = match written {
        Written::Rfc3339 => "%Y-%m-%dT%H:%M:%S%%2B00:00",
        Written::Plain => "%Y-%m-%dT%H:%M:%S",
        Written::Spaced => "%Y-%m-%d%%20%H:%M:%S",
        Written::Utc => "%Y-%m-%dT%H:%M:%SZ",
        Written::Cursor => "",
    };
    at.format(form).to_string()
}

/// Where a list begins in this run: one whose cursor is all that it knows of time goes on where the last run ended. One
/// that is narrowed by a time begins anew: what changed may stand before the cursor.
fn beginning(at: &Position, list: &List, since: Option<&Since>) -> Place {
    let is_first = at.place.next.is_none() && at.place.done.is_empty();
    let by_cursor = since.is_some_and(|since| since.written == Written::Cursor);
    let cursor = at.cursors.get(&list.path).filter(|_| is_first && at.mode == Mode::Since);
    match cursor {
        Some(cursor) if by_cursor && list.next == Next::After => {
            Place { next: Some(cursor.clone()), ..Place::default() }
        }
        _ => at.place.clone(),
    }
}

/// One page of a list that names what changed.
fn traces(run: &mut Run, at: &mut Position) -> OrHalt<()> {
    let routes = run.routes();
    let wanted = |trace: &&Trace| at.mode == Mode::Since || trace.member.is_some();
    let Some(trace) = routes.traces.iter().filter(wanted).nth(at.nth) else {
        let mut next = at.clone();
        next.step_to(Step::List);
        return Ok(save(run, at, next)?);
    };
    let place = beginning(at, &trace.list, Some(&trace.since));
    let list = placed(run, trace)?;
    let (text, link) = fetch(run, &list, &place, &narrowed(&trace.since, at))?;
    let items = listed(&text, &list.items, list.none.as_deref())?;
    let mut next = at.clone();
    match onward(&list, &place, (&text, link.as_deref()), &items) {
        Onward::End => {
            next.cursors.extend(place.next.map(|cursor| (trace.list.path.clone(), cursor)));
            next.next_list();
        }
        Onward::To(place) | Onward::Back(place) => next.place = place,
    }
    let (key, run_number) = (run.key(), run.run);
    run.stored(|tx| {
        for item in &items {
            let Some(name) = word(item, &trace.of).filter(|name| kept::fits(name)) else {
                continue;
            };
            if let (Some(_), Some(id)) = (&trace.member, word(item, &list.id)) {
                let kept = Kept { id, owner: name.clone(), document: (*item).to_owned() };
                kept::put(tx, key, Kind::Row, &kept, run_number)?;
            }
            let about = match trace.names {
                Names::Product => About::Product,
                Names::Inventory => About::Inventory,
            };
            if at.mode == Mode::Since {
                marks::put(tx, key, about, &name)?;
            }
        }
        position::save(tx, key, &next)
    })?;
    *at = next.stored();
    Ok(())
}

/// The list of a trace, with the shop's locations put into it where it asks for them.
fn placed(run: &mut Run, trace: &Trace) -> OrHalt<List> {
    let Some(places) = &trace.places else { return Ok(trace.list.clone()) };
    let (text, _) = fetch(run, places, &Place::default(), "")?;
    let items = listed(&text, &places.items, places.none.as_deref())?;
    let ids: Vec<String> = items.iter().filter_map(|item| word(item, &places.id)).collect();
    let path = trace.list.path.replace("{places}", &ids.join(","));
    Ok(List { path, ..trace.list.clone() })
}

/// One page of products.
fn list(run: &mut Run, at: &mut Position) -> OrHalt<()> {
    let routes = run.routes();
    let place = beginning(at, &routes.list, routes.since.as_ref());
    let more = routes.since.as_ref().map(|since| narrowed(since, at)).unwrap_or_default();
    let as_of = run.now()?;
    let (text, link) = fetch(run, &routes.list, &place, &more)?;
    let items = listed(&text, &routes.list.items, routes.list.none.as_deref())?;
    let mut behind = at.clone();
    match onward(&routes.list, &place, (&text, link.as_deref()), &items) {
        Onward::Back(place) => {
            behind.place = place;
            return Ok(save(run, at, behind)?);
        }
        Onward::To(place) => behind.place = place,
        Onward::End => {
            let cursor = place.next.clone().filter(|_| routes.list.next == Next::After);
            behind.cursors.extend(cursor.map(|cursor| (routes.list.path.clone(), cursor)));
            behind.step_to(if at.mode == Mode::Complete { Step::Gone } else { Step::Marked });
        }
    }
    let id = |item: &&str| word(item, &routes.list.id).unwrap_or_default();
    let is_done = |item: &&str| !place.done.is_empty() && id(item) == place.done;
    let from = items.iter().position(is_done).map_or(0, |nth| nth + 1);
    let rest = items.get(from..).unwrap_or_default();
    let chunk = run.at_once().min(rest.len().max(1));
    let mut chunks = rest.chunks(chunk).peekable();
    if rest.is_empty() {
        return Ok(save(run, at, behind)?);
    }
    while let Some(some) = chunks.next() {
        let next = match (chunks.peek(), some.last()) {
            (Some(_), Some(last)) => {
                let place = Place { done: id(last), ..place.clone() };
                Position { place, ..at.clone() }
            }
            _ => behind.clone(),
        };
        let next = Position { turn: at.turn, ..next };
        let key = run.key();
        run.take(some, &[], as_of, &mut |tx| position::save(tx, key, &next))?;
        *at = next.stored();
        if run.caller.is_over() {
            return Ok(());
        }
    }
    Ok(())
}

/// Products that no page has named: those that the shop still has are taken, the others taken out.
fn gone(run: &mut Run, at: &mut Position) -> OrHalt<()> {
    let routes = run.routes();
    let (key, run_number) = (run.key(), run.run);
    let most = GONE_AT_ONCE.min(routes.one.at_once as usize);
    let (numbers, mut ids) = run.stored(|tx| {
        let numbers = seen::unseen(tx, key, 0, most)?;
        let mut ids = Vec::new();
        for number in &numbers {
            match products::find(tx, key.0, *number)? {
                Some(product) => ids.push(product.product_id),
                // Somebody else has taken it out.
                None => seen::mark(tx, key, &[*number], false)?,
            }
        }
        Ok((numbers, ids))
    })?;
    if numbers.is_empty() {
        let older = kept::Which::OlderThan(run_number, routes.one.at_once);
        let parts = run.stored(|tx| kept::find(tx, key, Kind::Part, older))?;
        ids = parts.into_iter().map(|part| part.id).collect();
    }
    let mut next = at.clone();
    if numbers.is_empty() && ids.is_empty() {
        next.step_to(Step::Marked);
        return Ok(save(run, at, next)?);
    }
    if ids.is_empty() {
        return Ok(());
    }
    run.ask_for(&ids, &mut |tx| {
        // Whatever the mapping makes of them, they were asked for: those that were taken out are the shop's no more.
        for number in &numbers {
            if products::find(tx, key.0, *number)?.is_some() {
                seen::mark(tx, key, &[*number], true)?;
            }
        }
        position::save(tx, key, &next)
    })?;
    *at = next.stored();
    Ok(())
}

/// Some of what was marked. It is a step of the run, which is through when nothing waits: a run that was through before
/// would begin anew in the next call, and mark the same once more.
fn marked(run: &mut Run, at: &mut Position) -> OrHalt<()> {
    if refresh::some(run)? {
        return Ok(());
    }
    let mut next = at.clone();
    next.step_to(Step::Done);
    next.reached_at = Some(at.began_at);
    Ok(save(run, at, next)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_that_is_narrowed_by_a_time_never_begins_behind_the_last_runs_cursor() {
        let list = |text: &str| json::read::<List>(text.as_bytes()).expect("a list");
        let list = list(r#"{"path": "/articles", "next": "after", "next_at": "/next"}"#);
        let at = Position {
            mode: Mode::Since,
            cursors: [("/articles".to_owned(), "900".to_owned())].into(),
            ..Position::default()
        };
        let begins = |written| {
            let since = Since { path: "&since={since}".into(), written };
            beginning(&at, &list, Some(&since)).next
        };
        assert_eq!(begins(Written::Cursor).as_deref(), Some("900"));
        assert_eq!(begins(Written::default()), None);
    }
}
