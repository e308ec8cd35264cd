//! What one operation of Oresto is: how it is called, what it takes, and what a careless call of it would destroy.
//! Plain values, made at compile time; it holds no operation itself.

use super::field::Field;
use crate::ordered::before;
use crate::wire::Verb;

/// What may follow a call whose answer was lost.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Retry {
    /// It changes nothing: it is sent again at once.
    Reads,
    /// A second time leaves the same state: the caller may send it again.
    Repeats,
    /// A second time may do it twice: it is looked up first.
    Once,
}

impl Retry {
    pub const fn as_str(self) -> &'static str {
        match self {
            Retry::Reads => "reads",
            Retry::Repeats => "repeats",
            Retry::Once => "once",
        }
    }
}

/// What is sent beside the query.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Body {
    Nothing,
    /// One object; `element` is its name in XML.
    One {
        element: &'static str,
        fields: &'static [Field],
    },
    /// A list of objects, answered for each by its two keys.
    Many {
        element: &'static str,
        fields: &'static [Field],
    },
}

impl Body {
    pub const fn fields(&self) -> &'static [Field] {
        match self {
            Body::Nothing => &[],
            Body::One { fields, .. } | Body::Many { fields, .. } => fields,
        }
    }
}

/// Where an operation destroys more than one thing, or another thing than is meant.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Danger {
    None,
    /// Every call of it: the caller confirms by its name.
    Always,
    /// As `Always`; without this parameter it is everything, which is confirmed in other words.
    AllWithout(&'static str),
    /// An empty or missing list of this name means none, or all.
    EmptyList(&'static str),
    /// The printed path is that of another operation: which one is meant must be configured.
    PathOfAnother,
}

/// One operation.
#[derive(Clone, Copy, Debug)]
pub struct Operation {
    pub name: &'static str,
    /// Where the interface's document describes it.
    pub chapter: &'static str,
    pub verb: Verb,
    /// As the document prints it.
    pub printed: &'static str,
    /// What is called, unless the configuration says otherwise.
    pub path: &'static str,
    pub query: &'static [Field],
    pub body: Body,
    pub retry: Retry,
    pub danger: Danger,
    /// It answers one thing, or that there is none.
    pub finds_one: bool,
    /// A table that changes seldom: fetched once a day.
    pub is_lookup: bool,
    /// At least one of these must be given.
    pub one_of: &'static [&'static str],
    pub summary: &'static str,
}

const fn operation(
    (name, chapter): (&'static str, &'static str),
    verb: Verb,
    path: &'static str,
    summary: &'static str,
) -> Operation {
    let retry = match verb {
        Verb::Get => Retry::Reads,
        Verb::Put | Verb::Delete => Retry::Repeats,
        Verb::Post => Retry::Once,
    };
    Operation {
        name,
        chapter,
        verb,
        printed: path,
        path,
        query: &[],
        body: Body::Nothing,
        retry,
        danger: Danger::None,
        finds_one: false,
        is_lookup: false,
        one_of: &[],
        summary,
    }
}

type Name = (&'static str, &'static str);

pub const fn get(name: Name, path: &'static str, summary: &'static str) -> Operation {
    operation(name, Verb::Get, path, summary)
}
pub const fn post(name: Name, path: &'static str, summary: &'static str) -> Operation {
    operation(name, Verb::Post, path, summary)
}
pub const fn put(name: Name, path: &'static str, summary: &'static str) -> Operation {
    operation(name, Verb::Put, path, summary)
}
pub const fn delete(name: Name, path: &'static str, summary: &'static str) -> Operation {
    operation(name, Verb::Delete, path, summary)
}

impl Operation {
    pub const fn query(self, query: &'static [Field]) -> Operation {
        Operation { query, ..self }
    }
    pub const fn one(self, element: &'static str, fields: &'static [Field]) -> Operation {
        Operation { body: Body::One { element, fields }, ..self }
    }
    pub const fn many(self, element: &'static str, fields: &'static [Field]) -> Operation {
        Operation { body: Body::Many { element, fields }, ..self }
    }
    /// What the document prints cannot be called, or is another operation's.
    pub const fn corrected(self, path: &'static str) -> Operation {
        Operation { path, ..self }
    }
    pub const fn danger(self, danger: Danger) -> Operation {
        Operation { danger, ..self }
    }
    /// A POST that says of itself that it adds or updates.
    pub const fn repeats(self) -> Operation {
        Operation { retry: Retry::Repeats, ..self }
    }
    pub const fn finds_one(self) -> Operation {
        Operation { finds_one: true, ..self }
    }
    pub const fn lookup(self) -> Operation {
        Operation { is_lookup: true, ..self }
    }
    pub const fn one_of(self, one_of: &'static [&'static str]) -> Operation {
        Operation { one_of, ..self }
    }
    /// Whether the list is read page by page.
    pub fn is_paged(&self) -> bool {
        self.query.iter().any(|field| field.name == "PageSize")
    }
}

/// Whether the names ascend, each once.
pub const fn sorted(operations: &[Operation]) -> bool {
    let mut index = 1;
    while index < operations.len() {
        if !before(operations[index - 1].name, operations[index].name) {
            return false;
        }
        index += 1;
    }
    true
}

/// Whether what reads is sent again, and what creates is not, but for the one that adds or updates.
pub const fn retries_rightly(operations: &[Operation]) -> bool {
    let (mut index, mut upserts) = (0, 0);
    while index < operations.len() {
        let right = match (operations[index].verb, operations[index].retry) {
            (Verb::Get, Retry::Reads) | (Verb::Post, Retry::Once) => true,
            (Verb::Put | Verb::Delete, Retry::Repeats) => true,
            (Verb::Post, Retry::Repeats) => {
                upserts += 1;
                true
            }
            _ => false,
        };
        if !right {
            return false;
        }
        index += 1;
    }
    upserts == 1
}
