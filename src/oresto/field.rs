//! A parameter of a query or a member of a body: its name, what it must be, and those that several operations share.

use Kind::{Date, Id, Number, Object, Text, Truth};

/// What a value must be.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Kind {
    /// Not empty: an empty key could mean "all".
    Text,
    /// A key that is a number, from 1.
    Id,
    /// A count or a page, from 0.
    Number,
    Truth,
    /// A day, or a moment with an offset; sent with the offset of Belgium.
    Date,
    /// Days, sent without any offset.
    Days,
    Texts,
    /// Bytes as base64.
    Bytes,
    /// An object whose members the document does not print.
    Object,
}

impl Kind {
    pub const fn as_str(self) -> &'static str {
        match self {
            Kind::Text => "text",
            Kind::Id => "id",
            Kind::Number => "number",
            Kind::Truth => "true or false",
            Kind::Date => "date",
            Kind::Days => "list of days",
            Kind::Texts => "list of text",
            Kind::Bytes => "base64",
            Kind::Object => "object",
        }
    }
}

/// A parameter of the query, or a member of the body.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Field {
    pub name: &'static str,
    pub kind: Kind,
    pub is_required: bool,
}

pub const fn required(name: &'static str, kind: Kind) -> Field {
    Field { name, kind, is_required: true }
}
pub const fn optional(name: &'static str, kind: Kind) -> Field {
    Field { name, kind, is_required: false }
}

pub const ARTICLE: Field = required("WholesalerArticleNumber", Text);
pub const CLIENT: Field = required("ClientNumber", Text);
pub const EMAIL: Field = required("Email", Text);
pub const EAN: Field = required("EanCode", Text);
pub const CHANGED: &[Field] = &[optional("modifiedDate", Date), optional("modifiedEndDate", Date)];
pub const CHANGED_OWN: &[Field] = &[
    optional("modifiedDate", Date),
    optional("modifiedEndDate", Date),
    optional("ExcludeCentralProducts", Truth),
    OF_ALL,
];
pub const OF_SUPPLIER: &[Field] =
    &[required("Id", Id), required("ArticleCode", Text), required("IsPackageProduct", Truth)];

pub const FROM: Field = optional("PromoValidFrom", Date);
pub const UNTIL: Field = optional("PromoValidUntil", Date);
pub const SOLD: &[Field] = &[ARTICLE, FROM, UNTIL];
pub const LINKED: &[Field] =
    &[ARTICLE, optional("EanCode", Text), optional("Supplier", Object), FROM, UNTIL];
pub const FOR_CLIENT: &[Field] = &[ARTICLE, CLIENT, FROM, UNTIL];
pub const PAGE: Field = optional("Page", Number);
pub const PAGE_SIZE: Field = optional("PageSize", Number);
pub const OF_ALL: Field = optional("MultiplicatorProducts", Truth);
