//! Takes documents of a shop into the mirror, with what belongs to them, in one transaction with whatever its caller must
//! not forget. Where they come from is its caller's.

use super::call::{Caller, OrHalt};
use super::documents::{elements, listed, page, says, text_of, with, with_list, word, words};
use super::kept::{self, Kept, Kind, Which};
use super::marks;
use super::next::{Onward, Place, asked, list_of, named, onward};
use super::seen;
use crate::client::Client;
use crate::error::{Code, Error, Result};
use crate::limits;
use crate::mirror::staged;
use crate::mirror::{PageReader, SyncReply, products};
use crate::shops::routes::{About, Join, List, Routes};
use crate::world::{Instant, Transaction, transaction};
use std::borrow::Cow;
use std::collections::HashSet;
use std::sync::Arc;

/// Documents of which each has further lists of its own are taken so many at a time.
const WITH_LISTS: usize = 10;

/// Whoever takes in what one source answers.
pub struct Run<'c> {
    pub caller: Caller<'c>,
    pub reply: SyncReply,
    pub run: i64,
    reader: PageReader,
    tables: Option<Arc<[Kept]>>,
}

/// What else is stored in the transaction of the documents.
pub type Also<'a> = &'a mut dyn FnMut(&mut dyn Transaction) -> Result<()>;

/// Documents by what becomes of them.
#[derive(Default)]
struct Sorted<'d> {
    products: Vec<&'d str>,
    /// Ids of what is no product any more.
    gone: Vec<String>,
    /// Ids of what is a part of a product, by which that is found.
    parts: Vec<String>,
}

impl<'c> Run<'c> {
    pub fn new(caller: Caller<'c>) -> Result<Run<'c>> {
        let config = caller.source.config;
        let (from, mapping) = (config.system.mapping(), config.mapping.clone());
        let reader = PageReader::new(caller.client, from, mapping)?;
        Ok(Run { caller, reply: SyncReply::default(), run: 0, reader, tables: None })
    }

    pub fn client(&self) -> &'c Client {
        self.caller.client
    }
    pub fn routes(&self) -> Arc<Routes> {
        self.caller.source.routes.clone()
    }
    /// By what the store knows the source.
    pub fn key(&self) -> (&'c str, &'c str) {
        (self.caller.client.shop_id(), self.caller.source.name)
    }
    pub fn stored<T>(&self, work: impl FnMut(&mut dyn Transaction) -> Result<T>) -> Result<T> {
        transaction(&*self.caller.world.store, work)
    }
    /// Now, by the clock that all who use the store share.
    pub fn now(&self) -> Result<Instant> {
        self.stored(|tx| Ok(tx.now()))
    }

    /// How many documents are taken at once.
    pub fn at_once(&self) -> usize {
        match self.caller.source.routes.joins.iter().any(|join| join.at_once == 1) {
            true => WITH_LISTS,
            false => usize::MAX,
        }
    }

    /// Takes documents that were asked for at `as_of`, and takes out those `gone`.
    pub fn take(
        &mut self,
        documents: &[&str],
        gone: &[String],
        as_of: Instant,
        also: Also,
    ) -> OrHalt<()> {
        let routes = self.routes();
        let whole = self.whole(&routes, documents)?;
        let documents: Vec<&str> = whole.iter().map(|document| &**document).collect();
        let mut sorted = sort(&routes, &documents)?;
        sorted.gone.extend_from_slice(gone);
        let joined = self.joined(&routes, &sorted.products)?;
        let members = self.with_groups(&routes, &mut sorted, &documents)?;
        let tables = self.tables()?;
        let mut own: Vec<&str> = sorted.products.clone();
        own.extend(members.iter().map(String::as_str));
        let rows = self.rows(&routes, &own)?;
        let name = main(&routes.list);
        let mut lists: Vec<(&str, Vec<&str>)> = Vec::new();
        for Kept { owner, document, .. } in tables.iter().chain(&rows) {
            let list = document.starts_with('[');
            let list = if list { elements(document, "")? } else { vec![document.as_str()] };
            lists.push((owner, list));
        }
        let after =
            joined.iter().map(|(member, document)| (member.as_str(), vec![document.as_str()]));
        let (same, other): (Vec<_>, Vec<_>) = after.partition(|(member, _)| *member == name);
        lists.extend(other);
        lists.push((name, own));
        lists.extend(same);
        self.put(&page(&lists), &sorted, as_of, also)
    }

    fn put(&mut self, page: &str, sorted: &Sorted, as_of: Instant, also: Also) -> OrHalt<()> {
        let (key, client) = (self.key(), self.client());
        let mut deleted = 0;
        let reply = self.reader.put(client, page, as_of, &mut |tx, numbers| {
            deleted = 0;
            seen::mark(tx, key, numbers, true)?;
            for id in &sorted.gone {
                if let Some(product) = products::by_id(tx, key.0, id)?
                    && !numbers.contains(&product.number)
                {
                    staged::delete(tx, key.0, id)?;
                    seen::mark(tx, key, &[product.number], false)?;
                    deleted += 1;
                }
            }
            for id in &sorted.parts {
                for owner in marks::owners(tx, key.0, About::Product, id)? {
                    marks::put(tx, key, About::Product, &owner)?;
                }
            }
            also(tx)
        })?;
        self.reply.add(reply);
        self.reply.deleted += deleted;
        Ok(())
    }

    /// The documents with the lists whole that were cut off in them.
    fn whole<'d>(&mut self, routes: &Routes, documents: &[&'d str]) -> OrHalt<Vec<Cow<'d, str>>> {
        let mut whole: Vec<Cow<str>> = documents.iter().map(|one| Cow::Borrowed(*one)).collect();
        for join in &routes.joins {
            let Some(into) = &join.into else { continue };
            for document in &mut whole {
                for id in ids_of(join, document) {
                    let rows = self.join(join, &[id])?;
                    // Of what has gone meanwhile there is none; the next look at it knows.
                    let made = Some(rows).filter(|rows| !rows.is_empty());
                    let made = made.and_then(|rows| with_list(document, into, &rows));
                    if let Some(made) = made {
                        // Nor does it say any longer that it is cut off, if that is what the sign says.
                        let sign = join.only.as_ref().filter(|sign| sign.equals.is_empty());
                        let whole = sign.and_then(|sign| with(&made, &sign.at, "null"));
                        *document = whole.unwrap_or(made).into();
                    }
                }
            }
        }
        Ok(whole)
    }

    /// What of further lists belongs to these products, each document under the name of its list.
    fn joined(&mut self, routes: &Routes, products: &[&str]) -> OrHalt<Vec<(String, String)>> {
        let mut joined = Vec::new();
        for join in &routes.joins {
            let Some(member) = &join.member else { continue };
            let mut ids: Vec<String> =
                products.iter().flat_map(|product| ids_of(join, product)).collect();
            ids.sort_unstable();
            ids.dedup();
            for some in ids.chunks(join.at_once as usize) {
                let rows = self.join(join, some)?;
                joined.extend(rows.into_iter().map(|row| (member.clone(), row)));
            }
        }
        Ok(joined)
    }

    /// All that belongs to these ids.
    fn join(&mut self, join: &Join, ids: &[String]) -> OrHalt<Vec<String>> {
        let list = list_of(&join.list, ids);
        let mut joined: Vec<String> = Vec::new();
        let mut place = Place::default();
        loop {
            let reply = self.caller.find(&asked(&list, &place, ""))?;
            let Some(reply) = reply else { return Ok(Vec::new()) };
            let text = text_of(&reply.body)?;
            let items = listed(text, &list.items, list.none.as_deref())?;
            let next = onward(&list, &place, (text, reply.header("link")), &items);
            if !matches!(next, Onward::Back(_)) {
                joined.extend(items.iter().map(|item| (*item).to_owned()));
            }
            place = match next {
                Onward::End => break,
                Onward::To(place) | Onward::Back(place) => place,
            };
        }
        // Pages that overlap, or were read again, name a document twice: the later one counts.
        joined.reverse();
        let mut held = HashSet::new();
        joined.retain(|document| word(document, &list.id).is_none_or(|id| held.insert(id)));
        joined.reverse();
        Ok(joined)
    }

    /// Keeps the variants of groups, and gives all of each group that these documents touch. Those of a group are no
    /// products by themselves.
    fn with_groups(
        &mut self,
        routes: &Routes,
        sorted: &mut Sorted,
        documents: &[&str],
    ) -> Result<Vec<String>> {
        let Some(group) = &routes.group else { return Ok(Vec::new()) };
        let group_of = |document: &str| {
            let is_one =
                group.only.is_empty() || group.only.iter().any(|sign| says(document, sign));
            let name = word(document, &group.by).filter(|name| is_one && name != "0");
            name.filter(|name| kept::fits(name))
        };
        let id_of = |document: &str| word(document, &routes.list.id).unwrap_or_default();
        let parts: Vec<Kept> = sorted
            .products
            .iter()
            .filter_map(|document| {
                let (id, owner) = (id_of(document), group_of(document)?);
                kept::fits(&id).then(|| Kept { id, owner, document: (*document).to_owned() })
            })
            .collect();
        sorted.products.retain(|document| group_of(document).is_none());
        let named: Vec<String> = documents.iter().map(|document| id_of(document)).collect();
        let (key, run, gone) = (self.key(), self.run, sorted.gone.clone());
        let (members, others) = self.stored(|tx| {
            let mut groups: Vec<String> = parts.iter().map(|part| part.owner.clone()).collect();
            for id in named.iter().chain(&gone).filter(|id| kept::fits(id)) {
                let before = kept::find(tx, key, Kind::Part, Which::One(id))?;
                groups.extend(before.into_iter().map(|part| part.owner));
                kept::take_away(tx, key, Kind::Part, id)?;
            }
            for part in &parts {
                kept::put(tx, key, Kind::Part, part, run)?;
            }
            groups.sort_unstable();
            groups.dedup();
            let (mut members, mut others) = (Vec::new(), Vec::new());
            for group in &groups {
                let of = kept::find(tx, key, Kind::Part, Which::Of(group))?;
                // All but the first are no products of their own, or not any more.
                others.extend(of.iter().skip(1).map(|part| part.id.clone()));
                members.extend(of.into_iter().map(|part| part.document));
            }
            Ok((members, others))
        })?;
        sorted.gone.extend(others);
        Ok(members)
    }

    /// Labels and rates, read once for all pages of this call.
    fn tables(&mut self) -> Result<Arc<[Kept]>> {
        if let Some(tables) = &self.tables {
            return Ok(tables.clone());
        }
        let key = self.key();
        let tables: Arc<[Kept]> =
            self.stored(|tx| kept::find(tx, key, Kind::Table, Which::All))?.into();
        let bytes: usize = tables.iter().map(|table| table.document.len()).sum();
        if bytes > limits::SOURCE_TABLES_BYTES_MAX {
            let message = format!("The tables of this shop have {bytes} bytes together.");
            return Err(Error::new(Code::SourceUnread, message));
        }
        self.tables = Some(tables.clone());
        Ok(tables)
    }

    /// The tables were read anew.
    pub fn forget_tables(&mut self) {
        self.tables = None;
    }

    /// Kept rows of these products, under the names of their lists.
    fn rows(&self, routes: &Routes, products: &[&str]) -> Result<Vec<Kept>> {
        let Some(member) = routes.traces.iter().find_map(|trace| trace.member.clone()) else {
            return Ok(Vec::new());
        };
        let key = self.key();
        let ids = products.iter().filter_map(|document| word(document, &routes.list.id));
        let ids: Vec<String> = ids.filter(|id| kept::fits(id)).collect();
        self.stored(|tx| {
            let mut rows = Vec::new();
            for id in &ids {
                let of = kept::find(tx, key, Kind::Row, Which::Of(id))?;
                rows.extend(of.into_iter().map(|row| Kept { owner: member.clone(), ..row }));
            }
            Ok(rows)
        })
    }

    /// Asks for products by their ids and takes them; what is not there any more is taken out.
    pub fn ask_for(&mut self, ids: &[String], also: Also) -> OrHalt<()> {
        let routes = self.routes();
        let as_of = self.now()?;
        let ask = named(&routes.one.path, routes.one.body.as_ref(), ids);
        let reply = self.caller.find(&ask)?;
        let text = match &reply {
            Some(reply) => text_of(&reply.body)?,
            None => "[]",
        };
        let found = match &reply {
            Some(_) => listed(text, &routes.one.items, routes.one.none.as_deref())?,
            None => Vec::new(),
        };
        let there: Vec<String> =
            found.iter().filter_map(|document| word(document, &routes.list.id)).collect();
        let gone: Vec<String> = ids.iter().filter(|id| !there.contains(id)).cloned().collect();
        let chunk = self.at_once().min(found.len().max(1));
        let mut chunks = found.chunks(chunk).peekable();
        while let Some(some) = chunks.next() {
            if chunks.peek().is_some() {
                self.take(some, &[], as_of, &mut |_| Ok(()))?;
            } else {
                return self.take(some, &gone, as_of, also);
            }
        }
        self.take(&[], &gone, as_of, also)
    }
}

/// The ids by which a product's further documents are asked for.
fn ids_of(join: &Join, product: &str) -> Vec<String> {
    match join.only.as_ref().is_none_or(|only| says(product, only)) {
        true => words(product, &join.each),
        false => Vec::new(),
    }
}

fn sort<'d>(routes: &Routes, documents: &[&'d str]) -> Result<Sorted<'d>> {
    let mut sorted = Sorted::default();
    for document in documents {
        let id = word(document, &routes.list.id);
        let is = |sign: &Option<_>| sign.as_ref().is_some_and(|sign| says(document, sign));
        match (is(&routes.gone), is(&routes.part)) {
            (true, _) => sorted.gone.extend(id),
            (_, true) => sorted.parts.extend(id),
            _ => sorted.products.push(document),
        }
    }
    Ok(sorted)
}

/// Under which name a mapping finds the products of a page.
fn main(list: &List) -> &str {
    match list.items.rsplit('/').next() {
        None | Some("") => "products",
        Some(name) => name,
    }
}
