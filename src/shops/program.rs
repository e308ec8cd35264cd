//! A mapping document, compiled: a small graph of steps that the engine walks in the order of the *input*.
//!
//! A mapping says "this field comes from that path". Read that way it would need the whole product in memory. Turned
//! round - "at this key, store in that cell" - it needs none: all paths of one record grow together into one graph,
//! whose nodes are objects and whose edges are keys. Nothing of one shop's own is in it; that comes as [`Tables`].

use super::diagnostics::Site;
use super::document::Word;
use super::keys::Keys;
use crate::model::product::{List, Reading, Row};

/// What to do with the value of a key.
pub enum Step {
    /// The field takes the value.
    Cell {
        cell: u16,
        reading: Reading,
        site: u32,
    },
    /// One of several sources of a field: the one of the lowest rank that is not blank wins.
    First {
        cell: u16,
        rank: u8,
        reading: Reading,
        site: u32,
    },
    /// The field takes any plain value; a verb makes sense of it when the record is complete.
    Word {
        cell: u16,
        site: u32,
    },
    Into {
        node: u32,
        site: u32,
    },
    /// The same step for each element.
    Each {
        step: Box<Step>,
        site: u32,
    },
    Record {
        row: Row,
        node: u32,
        site: u32,
    },
    /// A plain value is a whole record, in its one field; a text may be split into several.
    Row {
        row: Row,
        cell: u16,
        split: Option<u8>,
        site: u32,
    },
    /// Each value is an element of a list; a text may be split into several.
    Push {
        list: List,
        split: Option<u8>,
        site: u32,
    },
    /// A list of `{"code": ..., "value": ...}`: the code picks the step.
    Keyed(Box<Keyed>),
    Both(Box<[Step]>),
    /// Only another format has this.
    Refuse {
        site: u32,
    },
}

pub struct Keyed {
    pub by: Box<[u8]>,
    pub value: Box<[u8]>,
    pub keys: Keys,
    pub steps: Vec<Step>,
}

pub struct Node {
    pub keys: Keys,
    pub steps: Vec<Step>,
}

/// What is done to a record once it has been read.
pub enum Verb {
    Map {
        cell: usize,
        keys: Keys,
        words: Vec<Word>,
        default: Option<Word>,
        site: u32,
    },
    /// The label of a code; with a default, a code that has none takes that.
    Lookup {
        cell: usize,
        table: usize,
        reading: Reading,
        default: Option<Word>,
        site: u32,
    },
    Default {
        cell: usize,
        word: Word,
    },
    /// What an empty text says.
    Empty {
        cell: usize,
        word: Word,
    },
    /// The values of an attribute, by the table that its key names.
    Labels {
        prefix: String,
        site: u32,
    },
}

/// The records a verb may belong to.
#[derive(Clone, Copy)]
pub enum Frame {
    Item,
    Variant,
    Category,
    Image,
    Attribute,
    Choice,
    Location,
}

pub const FRAMES: usize = 7;

impl From<Row> for Frame {
    fn from(row: Row) -> Frame {
        match row {
            Row::Variant => Frame::Variant,
            Row::Category => Frame::Category,
            Row::Image => Frame::Image,
            Row::Attribute => Frame::Attribute,
            Row::Choice => Frame::Choice,
            Row::Location => Frame::Location,
        }
    }
}

/// A key of the document around the products, and where it leads.
pub struct Branch {
    pub name: Box<[u8]>,
    pub to: Lead,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Lead {
    /// To the branches of another object.
    Into(usize),
    Items,
    Parts,
}

/// Codes and their labels.
pub struct Table {
    pub keys: Keys,
    pub words: Vec<Word>,
}

pub struct Program {
    pub source: String,
    /// The objects around the products; the first is the whole document.
    pub branches: Vec<Vec<Branch>>,
    /// Where parts stand, as a JSON Pointer.
    pub parts: String,
    pub nodes: Vec<Node>,
    pub item: u32,
    /// Where an item may be a variant: how to read it as one.
    pub part: Option<u32>,
    pub verbs: [Vec<Verb>; FRAMES],
    pub sites: Vec<Site>,
    /// The sites at which a variant's own cells are read, by cell; those that no mapping fills lead nowhere.
    pub variant_sites: Vec<u32>,
    /// The same, of variants that are read as parts.
    pub part_sites: Vec<u32>,
    pub id_site: u32,
    pub links_site: u32,
    /// Each lookup's name, and what the document itself gives for it.
    pub lookups: Vec<(String, Table)>,
    /// An attribute of this name says nothing when there is only one variant.
    pub placeholder: Option<Box<[u8]>>,
}

impl Program {
    /// Whether a document of this shop may hold variants outside their product.
    pub fn joins(&self) -> bool {
        self.part.is_some()
    }
    pub fn lookup(&self, name: &str) -> Option<usize> {
        self.lookups.iter().position(|(known, _)| known == name)
    }
}

impl Table {
    pub fn new(entries: impl Iterator<Item = (String, Word)>) -> Table {
        let (names, words): (Vec<_>, Vec<_>) =
            entries.map(|(name, word)| (name.into_bytes().into_boxed_slice(), word)).unzip();
        Table { keys: Keys::new(names), words }
    }
}
