//! Where a hosted shop's lists are and how they are read, as it is written: a row of THE TABLE of sources, and the `routes`
//! of a custom shop's mapping document. Plain values; it calls nobody.

use crate::error::{Code, Error, Result};
use crate::json::Exact;
use crate::limits;
use schemars::JsonSchema;
use serde::Deserialize;

/// How a hosted shop is read over its interface.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Routes {
    /// The version of this format: 1.
    pub version: u32,
    pub access: Access,
    /// All products, page by page.
    pub list: List,
    /// How the list is narrowed to what changed since a point in time.
    #[serde(default)]
    pub since: Option<Since>,
    /// Products by their ids: what is asked before a product that no page named is deleted.
    pub one: One,
    /// Lists of labels and rates, read whole before the products and given with each page of them.
    #[serde(default)]
    pub tables: Vec<Table>,
    /// Lists of what belongs to the products of a page and stands elsewhere.
    #[serde(default)]
    pub joins: Vec<Join>,
    /// Lists that name products that changed where the list of products does not say so, such as by their stock.
    #[serde(default)]
    pub traces: Vec<Trace>,
    /// Documents that are variants of one product (`group_by` of the mapping) and come one by one.
    #[serde(default)]
    pub group: Option<Group>,
    /// What tells that a document of a list is no product any more.
    #[serde(default)]
    pub gone: Option<Sign>,
    /// What tells that a document is not a product but a part of one, which is found by it.
    #[serde(default)]
    pub part: Option<Sign>,
    #[serde(default)]
    pub pace: Option<Pace>,
    /// What an answer says of itself where its status does not: GraphQL answers 200 to whatever it is asked.
    #[serde(default)]
    pub says: Option<Says>,
    #[serde(default)]
    pub hooks: Option<Hooks>,
}

/// How koppel says who it is.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Access {
    pub by: By,
    /// The name of the header.
    #[serde(default)]
    pub header: Option<String>,
    /// Where a token that has ended is renewed (OAuth 2): a path of the shop's host, or a whole https address.
    #[serde(default)]
    pub renew: Option<String>,
}

/// See [`Access`].
#[derive(Clone, Copy, PartialEq, Eq, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum By {
    /// `key` and `secret`.
    Basic,
    /// `token`.
    Bearer,
    /// `token`, in a header of its own.
    Header,
    /// Nobody is asked.
    Nothing,
}

/// A list, read page by page. A path may hold `{size}`, and `{page}`, `{offset}` or `{after}`: where it goes on.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct List {
    /// Behind `base_url`, with its query.
    pub path: String,
    /// What is posted there, as in GraphQL; without it the list is asked for by GET. A text in it that is `{size}`, `{after}`
    /// or `{since}` stands for that, null where there is none; `{ids}` within a text for an id, and a list of one such
    /// text has one for each id.
    #[serde(default)]
    #[schemars(with = "Option<serde_json::Value>")]
    pub body: Option<Exact>,
    /// JSON Pointer to the list in the answer; empty: the answer is the list.
    #[serde(default)]
    pub items: String,
    /// JSON Pointer to the id in one of them.
    #[serde(default = "id")]
    pub id: String,
    #[serde(default)]
    pub next: Next,
    /// JSON Pointer, for `address`, `after` and `last`.
    #[serde(default)]
    pub next_at: Option<String>,
    #[serde(default = "a_hundred")]
    pub size: u32,
    /// JSON Pointer to what an answer has that leaves an empty list out.
    #[serde(default)]
    pub none: Option<String>,
}

fn id() -> String {
    "/id".into()
}
fn a_hundred() -> u32 {
    100
}

/// How the next page is found.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Next {
    /// There is one page.
    #[default]
    None,
    /// The header `Link` with `rel="next"`.
    Link,
    /// `next_at` holds its address in the answer.
    Address,
    /// `next_at` in the answer holds what is put for `{after}`.
    After,
    /// `next_at` in the last document of the page holds what is put for `{after}`.
    Last,
    /// `{offset}`: pages overlap by one, so that a list that moved is seen to have moved.
    Offset,
    /// `{page}`, from 1.
    Page,
}

/// How a list is narrowed.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Since {
    /// What is put behind the list's path, or for `{since}` in its body; with `{since}`.
    pub path: String,
    #[serde(default)]
    pub written: Written,
}

/// How a point in time is written.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Written {
    /// `2026-11-22T09:00:00+00:00`
    #[default]
    Rfc3339,
    /// `2026-11-22T09:00:00`, in UTC.
    Plain,
    /// `2026-11-22 09:00:00`, in UTC.
    Spaced,
    /// `2026-11-22T09:00:00Z`
    Utc,
    /// It is not a time: the list goes on where the last run ended (`next` is `after`).
    Cursor,
}

/// Products by their ids.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct One {
    /// With `{ids}`, if the body has none.
    pub path: String,
    /// As in a list.
    #[serde(default)]
    #[schemars(with = "Option<serde_json::Value>")]
    pub body: Option<Exact>,
    /// JSON Pointer to the list, or to the one product.
    #[serde(default)]
    pub items: String,
    #[serde(default = "one")]
    pub at_once: u32,
    /// As in a list.
    #[serde(default)]
    pub none: Option<String>,
}

fn one() -> u32 {
    1
}

/// A list that is read whole before the products.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Table {
    pub list: List,
    /// Under which name the mapping finds it in a page.
    pub member: String,
}

/// What belongs to products of a page.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Join {
    /// With `{ids}` in its path or body.
    pub list: List,
    /// Under which name the mapping finds it in a page.
    #[serde(default)]
    pub member: Option<String>,
    /// JSON Pointer to the list in a product that was cut off, and in whose place the whole list is put (`at_once` is 1).
    #[serde(default)]
    pub into: Option<String>,
    /// JSON Pointer to the ids in a product; `*` stands for each element of a list.
    pub each: String,
    /// Of which products.
    #[serde(default)]
    pub only: Option<Sign>,
    #[serde(default = "one")]
    pub at_once: u32,
}

/// A list that names products which changed.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Trace {
    pub list: List,
    pub since: Since,
    /// JSON Pointer to the name of the product in a row.
    pub of: String,
    #[serde(default)]
    pub names: Names,
    /// The rows are kept, and given under this name with the page in which their product is.
    #[serde(default)]
    pub member: Option<String>,
    /// A list whose ids, with commas between them, are put for `{places}`: the shop's locations.
    #[serde(default)]
    pub places: Option<List>,
}

/// By what a product is named.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Names {
    /// The id that `one` takes.
    #[default]
    Product,
    /// The `inventory_id` of one of its variants.
    Inventory,
}

/// Documents that stand alike here are one product's.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Group {
    /// JSON Pointer; `0` and nothing are no group.
    pub by: String,
    /// Only a document of which one of these says so is one of a group.
    #[serde(default)]
    pub only: Vec<Sign>,
}

/// A value that says something.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Sign {
    /// JSON Pointer.
    pub at: String,
    /// One of these, as text; left out: anything but null, "" and false.
    #[serde(default)]
    pub equals: Vec<String>,
}

/// How fast it may be called.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Pace {
    /// The header that tells how much is used.
    pub header: String,
    pub form: Form,
    /// In so many milliseconds one call is free again.
    pub call_ms: u64,
    /// The header that tells in how many seconds all are free again.
    #[serde(default)]
    pub reset: Option<String>,
}

/// What an answer says of itself.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Says {
    /// The shop wants time, and has not done what was asked.
    pub busy: Sign,
    /// JSON Pointer to the sentence by which it refuses.
    pub refused: String,
    /// JSON Pointer to what is left of what calls may cost.
    pub left: String,
    /// JSON Pointer to how much of it comes back each second.
    pub rate: String,
    /// JSON Pointer to what this call costs.
    pub cost: String,
}

/// What a header of a limit holds.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Form {
    /// `32/40`: how much of the bucket is full.
    Used,
    /// `12`, or `12/300/5000` for several windows: how many calls are left.
    Left,
}

/// What the shop sends by itself.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Hooks {
    /// The header that holds the signature, or the shared key.
    pub header: String,
    pub scheme: Scheme,
    /// The header that names the topic.
    #[serde(default)]
    pub topic: Option<String>,
    /// JSON Pointer to the topic in the body, where no header names it.
    #[serde(default)]
    pub topic_at: Option<String>,
    /// The body is a form, and the document one of its fields.
    #[serde(default)]
    pub field: Option<String>,
    pub topics: Vec<Topic>,
}

/// How a notice is signed.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Scheme {
    /// HMAC-SHA256 of the body, as base64.
    HmacBase64,
    /// HMAC-SHA256 of the body, in hexadecimal digits.
    HmacHex,
    /// `signature=<HMAC-SHA256 in hexadecimal digits>, algorithm=HMAC-SHA256`
    HmacNamed,
    /// MD5 of the body with the secret behind it, in hexadecimal digits.
    Md5,
    /// The header holds the secret itself.
    Key,
}

/// What a notice is about.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Topic {
    pub name: String,
    /// JSON Pointers to what changed; the first that leads to something.
    pub at: Vec<String>,
    #[serde(default)]
    pub about: About,
}

/// See [`Topic`].
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum About {
    #[default]
    Product,
    /// The `inventory_id` of a variant.
    Inventory,
    /// An order of the shop's, of which something may have come back.
    Order,
}

impl Routes {
    /// Checks what can be said without a call; paths are below the routes.
    pub fn check(&self) -> Result<()> {
        if self.version != 1 {
            return wrong("/version", "This format has version 1.");
        }
        self.list.check("/list")?;
        if !holds_ids(&self.one.path, self.one.body.as_ref()) {
            return wrong("/one/path", "The path holds {ids}, or the body does.");
        }
        path(&self.one.path, "/one/path")?;
        if !(1..=250).contains(&self.one.at_once) {
            return wrong("/one/at_once", "From 1 to 250 are asked for at once.");
        }
        if self.access.by == By::Header && self.access.header.is_none() {
            return wrong("/access/header", "Name the header.");
        }
        if let Some(renew) = &self.access.renew
            && !renew.starts_with("https://")
        {
            path(renew, "/access/renew")?;
        }
        for (nth, table) in self.tables.iter().enumerate() {
            table.list.check(&format!("/tables/{nth}/list"))?;
        }
        for (nth, join) in self.joins.iter().enumerate() {
            join.list.check(&format!("/joins/{nth}/list"))?;
            if !holds_ids(&join.list.path, join.list.body.as_ref()) {
                let at = format!("/joins/{nth}/list/path");
                return wrong(&at, "The path holds {ids}, or the body does.");
            }
            match (&join.member, &join.into) {
                (Some(_), None) => {}
                (None, Some(into)) if join.at_once == 1 => {
                    pointer(into, &format!("/joins/{nth}/into"))?;
                }
                _ => {
                    let at = format!("/joins/{nth}/member");
                    return wrong(&at, "Say member, or into which list (then at_once is 1).");
                }
            }
            pointer(&join.each, &format!("/joins/{nth}/each"))?;
        }
        for (nth, trace) in self.traces.iter().enumerate() {
            trace.list.check(&format!("/traces/{nth}/list"))?;
            pointer(&trace.of, &format!("/traces/{nth}/of"))?;
        }
        match &self.since {
            Some(since) if since.written == Written::Cursor && self.list.next != Next::After => {
                wrong("/since/written", "A list with a cursor has next: after.")
            }
            _ => Ok(()),
        }
    }
}

impl List {
    fn check(&self, at: &str) -> Result<()> {
        path(&self.path, &format!("{at}/path"))?;
        pointer(&self.items, &format!("{at}/items"))?;
        pointer(&self.id, &format!("{at}/id"))?;
        pointer(self.next_at.as_deref().unwrap_or_default(), &format!("{at}/next_at"))?;
        if !(1..=limits::SOURCE_PAGE_MAX).contains(&self.size) {
            return wrong(&format!("{at}/size"), "A page has 1 to 1,000 rows.");
        }
        let (place, is_pointed) = match self.next {
            Next::None | Next::Link => ("", false),
            Next::Address => ("", true),
            Next::After | Next::Last => ("{after}", true),
            Next::Offset => ("{offset}", false),
            Next::Page => ("{page}", false),
        };
        let is_placed = match &self.body {
            None => self.path.contains(place),
            // What a header or an address tells is not posted again.
            Some(_) if matches!(self.next, Next::Link | Next::Address) => false,
            Some(Exact(body)) => body.to_string().contains(place),
        };
        if !is_placed {
            return wrong(&format!("{at}/path"), "The path does not say where the page begins.");
        }
        match is_pointed && self.next_at.is_none() {
            true => wrong(&format!("{at}/next_at"), "Say where the answer tells how it goes on."),
            false => Ok(()),
        }
    }
}

fn holds_ids(path: &str, body: Option<&Exact>) -> bool {
    path.contains("{ids}") || body.is_some_and(|Exact(body)| body.to_string().contains("{ids}"))
}

fn path(text: &str, at: &str) -> Result<()> {
    let plain = text.bytes().all(|byte| (b'!'..=b'~').contains(&byte) && byte != b'#');
    match text.starts_with('/') && !text.starts_with("//") && plain {
        true => Ok(()),
        false => wrong(at, "A path begins with one / and stands behind base_url, encoded."),
    }
}

fn pointer(text: &str, at: &str) -> Result<()> {
    match text.is_empty() || text.starts_with('/') {
        true => Ok(()),
        false => wrong(at, "A JSON Pointer begins with /."),
    }
}

fn wrong(at: &str, message: &'static str) -> Result<()> {
    Err(Error::new(Code::MappingInvalid, message).at(at))
}
