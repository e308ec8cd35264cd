//! Resources that are documents and no more: one engine that lists, reads, makes, changes and ends them, by a table of what
//! each is. What is special about one stands in its `prepare`.

use super::answer::{Answer, Answered};
use super::arguments::Argument;
use super::call::Call;
use super::fault::Fault;
use super::fields::{self, Members, text};
use super::page::Page;
use super::view::View;
use crate::config::Writes;
use crate::error::Result as Done;
use crate::mirror::changes::{self, Event};
use crate::mirror::documents::{self, Document};
use crate::mirror::webhooks;
use crate::moment;
use crate::world::{Transaction, transaction};
use serde_json::{Value, json};

/// What a resource is.
pub struct Resource {
    /// In the store.
    pub name: &'static str,
    /// Where its numbers come from.
    pub sequence: &'static str,
    /// `<>` stands for the number of what it belongs to.
    pub path: &'static str,
    pub fields: &'static [Argument],
    /// What is said of one that is not there: the code, the status where it was to be changed, and a sentence.
    pub missing: (&'static str, u16, &'static str),
    /// Members in which `search` looks, as JSON pointers.
    pub searched: &'static [&'static str],
    /// Parameters that must be equal to a member.
    pub narrowed: &'static [&'static str],
    /// Words of `orderby` and the members they mean, beside date, id and include; the first is what is ordered by
    /// where nothing is said.
    pub ordered: &'static [(&'static str, &'static str)],
    /// Lists begin with the newest.
    pub newest_first: bool,
    pub is_paged: bool,
    /// Whether dates are shown: when it was made, and when it was changed last.
    pub dates: &'static [&'static str],
    /// Those that are not written here, but follow from the configuration.
    pub configured: fn(&View) -> Vec<Document>,
    pub prepare: Prepare,
    /// As what subscribers hear of it, where they can.
    pub announced: Option<changes::Resource>,
}

/// Checks and completes a document before it is stored; the members before the change, where there are any.
pub type Prepare =
    fn(&Call, &mut dyn Transaction, &mut Document, Option<&Members>) -> Result<(), Fault>;

/// A resource of which nothing is special.
pub const PLAIN: Resource = Resource {
    name: "",
    sequence: "rest_documents",
    path: "",
    fields: &[],
    missing: ("woocommerce_rest_invalid_id", 404, "Invalid ID."),
    searched: &[],
    narrowed: &[],
    ordered: &[("id", "")],
    newest_first: false,
    is_paged: true,
    dates: &[],
    configured: |_| Vec::new(),
    prepare: |_, _, _, _| Ok(()),
    announced: None,
};

/// Only a shop that hands its catalogue over to clients of the interface lets them write it.
pub fn writable(call: &Call, code: &'static str) -> Result<(), Fault> {
    if call.client.config.rest.writes == Writes::Mirror {
        return Ok(());
    }
    let message = "This shop keeps these itself: they are read here, and changed in the shop.";
    Err(Fault::new(403, code, message))
}

impl Resource {
    /// The address of one, or of all: its path with the number of what it belongs to.
    fn address(&self, parent: i64) -> String {
        self.path.replace("<>", &parent.to_string())
    }

    /// Tells who subscribed.
    fn announce(
        &self,
        tx: &mut dyn Transaction,
        call: &Call,
        number: i64,
        event: Event,
    ) -> Done<()> {
        match self.announced {
            Some(resource) => webhooks::announce(tx, call.shop_id(), resource, event, number),
            None => Ok(()),
        }
    }

    /// The document of this number, as it is now.
    pub fn by_number(&self, view: &View, number: i64) -> Done<Option<Value>> {
        let found = transaction(&*view.world.store, |tx| {
            documents::find(tx, view.shop_id(), self.name, number)
        })?;
        Ok(found.map(|one| show(view, self, &one)))
    }

    pub fn unknown(&self, changing: bool) -> Fault {
        let (code, status, message) = self.missing;
        Fault::new(if changing { status } else { 404 }, code, message)
    }
}

fn resource(call: &Call) -> Result<&'static Resource, Fault> {
    call.route.resource.ok_or_else(Fault::no_route)
}

/// What a resource belongs to, by the route.
fn parent(call: &Call, resource: &Resource) -> i64 {
    if resource.path.contains("<>") { call.number(0) } else { 0 }
}

/// The document of a route that ends with its number.
fn find(
    tx: &mut dyn Transaction,
    call: &Call,
    resource: &Resource,
    changing: bool,
) -> Result<Document, Fault> {
    let number = call.numbers.last().copied().unwrap_or_default();
    let found = documents::find(tx, call.shop_id(), resource.name, number)?;
    let configured = || (resource.configured)(call).into_iter().find(|one| one.number == number);
    let found = found.or_else(configured);
    let parent = parent(call, resource);
    let found = found.filter(|found| found.parent == parent || parent == 0);
    found.ok_or_else(|| resource.unknown(changing))
}

pub fn list(call: &Call) -> Answered {
    let resource = resource(call)?;
    let page = Page::of(&call.arguments);
    let parent = parent(call, resource);
    let wanted = Some(parent).filter(|parent| *parent != 0);
    let mut found = transaction(&*call.world.store, |tx| {
        documents::list(tx, call.shop_id(), resource.name, wanted)
    })?;
    found.extend((resource.configured)(call));
    found.retain(|one| is_asked(call, resource, one));
    sort(call, resource, &mut found);
    let address = call.link(&resource.address(parent));
    let (found, headers) = match resource.is_paged {
        false => (found, Vec::new()),
        true => {
            let (found, total) = page.cut(found);
            (found, page.headers(total, &address, call.query))
        }
    };
    let shown: Vec<Value> = found.iter().map(|one| show(call, resource, one)).collect();
    Ok(Answer { headers, ..Answer::of(shown.into()) })
}

fn is_asked(call: &Call, resource: &Resource, one: &Document) -> bool {
    let arguments = &call.arguments;
    let found = |text: &str| {
        let mut texts = resource.searched.iter().filter_map(|pointer| at(&one.members, pointer));
        texts.any(|held| held.to_lowercase().contains(&text.to_lowercase()))
    };
    let is_equal = |name: &&str| match call.given.get(*name) {
        Some(Value::String(text)) if !text.is_empty() && text != "all" => {
            one.members.get(*name).is_some_and(|held| match held {
                Value::String(held) => held.eq_ignore_ascii_case(text),
                held => held.as_i64().is_some() && held.as_i64() == text.parse().ok(),
            })
        }
        _ => true,
    };
    arguments.integers("include").is_none_or(|wanted| wanted.contains(&one.number))
        && arguments.integers("exclude").is_none_or(|unwanted| !unwanted.contains(&one.number))
        && arguments.text("search").is_none_or(found)
        && arguments.instant("after").is_none_or(|after| one.created_at > after)
        && arguments.instant("before").is_none_or(|before| one.created_at < before)
        && resource.narrowed.iter().all(is_equal)
}

fn at<'a>(members: &'a Members, pointer: &str) -> Option<&'a str> {
    let mut names = pointer.split('/').skip(1);
    let first = members.get(names.next()?)?;
    names.try_fold(first, |value, name| value.get(name))?.as_str()
}

fn sort(call: &Call, resource: &Resource, found: &mut [Document]) {
    let arguments = &call.arguments;
    let first = resource.ordered.first().map_or("id", |(word, _)| word);
    let by = arguments.text("orderby").unwrap_or(first);
    let include = arguments.integers("include").unwrap_or_default();
    let member = resource.ordered.iter().find(|(word, _)| *word == by).map(|(_, member)| *member);
    match (by, member) {
        ("include", _) => {
            return found.sort_by_key(|one| include.iter().position(|it| *it == one.number));
        }
        (_, Some(member)) if !member.is_empty() => found.sort_by(|one, other| {
            let key = |one: &Document| text(&one.members, member).to_lowercase();
            (key(one), one.number).cmp(&(key(other), other.number))
        }),
        ("date" | "date_gmt" | "registered_date", _) => {
            found.sort_by_key(|one| (one.created_at, one.number));
        }
        _ => {}
    }
    let descends = match arguments.text("order") {
        Some(said) => said == "desc",
        None => resource.newest_first,
    };
    if descends {
        found.reverse();
    }
}

pub fn get(call: &Call) -> Answered {
    let resource = resource(call)?;
    let found = call.transact(|tx| find(tx, call, resource, false))?;
    Ok(Answer::of(show(call, resource, &found)))
}

pub fn create(call: &Call) -> Answered {
    let resource = resource(call)?;
    writable(call, "woocommerce_rest_cannot_create")?;
    let given = fields::given(&call.given, resource.fields, call.zone)?;
    let mut members = fields::blank(resource.fields);
    fields::put_over(&mut members, given);
    let parent = parent(call, resource);
    let made = call.transact(|tx| {
        let mut made = Document::new(parent, members.clone());
        (resource.prepare)(call, tx, &mut made, None)?;
        let place = (resource.name, resource.sequence);
        documents::put(tx, call.shop_id(), place, &mut made)?;
        resource.announce(tx, call, made.number, Event::Created)?;
        Ok(made)
    })?;
    let address = format!("{}/{}", resource.address(parent), made.number);
    let wakes_outbox = resource.announced.is_some();
    let answer = Answer::created(show(call, resource, &made), call.link(&address));
    Ok(Answer { wakes_outbox, ..answer })
}

pub fn update(call: &Call) -> Answered {
    let resource = resource(call)?;
    writable(call, "woocommerce_rest_cannot_edit")?;
    let changed = call.transact(|tx| {
        // Read where it is written: of two changes at once, neither undoes the other.
        let held = find(tx, call, resource, true)?;
        let mut changed = held.clone();
        let given = fields::given(&call.given, resource.fields, call.zone)?;
        fields::put_over(&mut changed.members, given);
        (resource.prepare)(call, tx, &mut changed, Some(&held.members))?;
        let place = (resource.name, resource.sequence);
        documents::put(tx, call.shop_id(), place, &mut changed)?;
        resource.announce(tx, call, changed.number, Event::Updated)?;
        Ok(changed)
    })?;
    let wakes_outbox = resource.announced.is_some();
    Ok(Answer { wakes_outbox, ..Answer::of(show(call, resource, &changed)) })
}

pub fn delete(call: &Call) -> Answered {
    let resource = resource(call)?;
    writable(call, "woocommerce_rest_cannot_delete")?;
    let held = call.transact(|tx| {
        let held = find(tx, call, resource, false)?;
        forced(call)?;
        documents::delete(tx, call.shop_id(), resource.name, held.number)?;
        resource.announce(tx, call, held.number, Event::Deleted)?;
        Ok(held)
    })?;
    let wakes_outbox = resource.announced.is_some();
    Ok(Answer { wakes_outbox, ..Answer::of(show(call, resource, &held)) })
}

/// What cannot be trashed is deleted by force only.
pub fn forced(call: &Call) -> Result<(), Fault> {
    if call.arguments.truth("force") == Some(true) {
        return Ok(());
    }
    let message = "This resource does not support trashing; say force=true to delete it.";
    Err(Fault::new(501, "woocommerce_rest_trash_not_supported", message))
}

/// A document as it is shown: its number, its members, its dates, its links.
pub fn show(view: &View, resource: &Resource, one: &Document) -> Value {
    let mut members = Members::from_iter([("id".to_owned(), Value::from(one.number))]);
    for name in resource.dates {
        let modified = *name == "date_modified";
        let at = if modified { one.modified_at } else { one.created_at };
        // What was never changed says so.
        let at = Some(at).filter(|_| !modified || one.modified_at != one.created_at);
        members.insert((*name).into(), at.and_then(|at| moment::local(at, view.zone)).into());
        members.insert(format!("{name}_gmt"), at.and_then(moment::gmt).into());
    }
    // A name with `_` in front is ours, and what is written only is not a member of what is shown.
    members.extend(
        one.members
            .iter()
            .filter(|(name, _)| !name.starts_with('_'))
            .map(|(name, value)| (name.clone(), value.clone())),
    );
    members.insert("_links".into(), links(view, &resource.address(one.parent), one.number));
    if let Some((above, _)) = resource.path.split_once("/<>") {
        let up = view.link(&format!("{above}/{}", one.parent));
        members["_links"]["up"] = json!([{ "href": up }]);
    }
    Value::Object(members)
}

/// Where one of a list lies, and the list.
pub fn links(view: &View, list: &str, number: i64) -> Value {
    json!({
        "self": [{ "href": view.link(&format!("{list}/{number}")) }],
        "collection": [{ "href": view.link(list) }],
    })
}
