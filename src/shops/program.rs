//! A mapping, compiled: a small graph of steps that the engine walks in the order of the *input*.
//!
//! A mapping says "this field comes from that path". Read that way it would need the whole product in memory. Turned
//! round - "at this key, store in that cell" - it needs none: all paths of one record grow together into one graph,
//! whose nodes are objects and whose edges are keys. Nothing of one shop's own is in it; that comes as [`super::Tables`].

use super::diagnostics::Site;
use super::keys::Keys;
use super::rule::Word;
use crate::json::Value;
use crate::model::product::{List, Reading, Row};

/// What to do with the value of a key. Small, and told by a byte of its own: it is looked at for every value.
#[repr(u8)]
pub enum Step {
    /// The field takes the value.
    Cell {
        cell: u16,
        reading: Reading,
        site: u32,
    },
    /// The field takes any plain value; a verb makes sense of it when the record is complete.
    Word {
        cell: u16,
        site: u32,
    },
    /// The field takes the texts of a list as they come, with this between them.
    Join {
        cell: u16,
        between: Box<Word>,
        site: u32,
    },
    Into {
        node: u32,
        site: u32,
    },
    /// The same step for each element.
    Each {
        step: Box<Step>,
        /// Its elements are variants, or name them: whoever gives it says which there are.
        of_variants: bool,
        site: u32,
    },
    Record {
        row: Row,
        node: u32,
        shape: u16,
        site: u32,
    },
    /// A plain value is a whole record, in its one field.
    Row {
        row: Row,
        cell: u16,
        plain: Plain,
        site: u32,
    },
    /// Each value is an element of a list.
    Push {
        list: List,
        plain: Plain,
        site: u32,
    },
    /// A list of `{"code": ..., "value": ...}`: the code picks the step.
    Keyed(Box<Keyed>),
    Both(Box<[Step]>),
    /// A key that holds a plain value in some documents, and a list or an object in others.
    ByKind(Box<ByKind>),
    /// Only another format has this.
    Refuse {
        site: u32,
    },
    /// One of these words leaves the record out.
    Skip {
        words: Box<Keys>,
    },
}

impl Step {
    /// Whether it is done to a plain value.
    pub fn takes_plain(&self) -> bool {
        matches!(
            self,
            Step::Cell { .. }
                | Step::Word { .. }
                | Step::Join { .. }
                | Step::Row { .. }
                | Step::Push { .. }
        )
    }

    /// Whether it reads variants, or what names them.
    pub fn is_of_variants(&self, nodes: &[Node]) -> bool {
        let any = |steps: &[Step]| steps.iter().any(|step| step.is_of_variants(nodes));
        match self {
            Step::Record { row: Row::Variant, .. } | Step::Push { list: List::Links, .. } => true,
            Step::Each { of_variants, .. } => *of_variants,
            Step::Into { node, .. } => any(&nodes[*node as usize].steps),
            Step::Both(steps) => any(steps),
            Step::ByKind(kinds) => [&kinds.plain, &kinds.list, &kinds.object]
                .into_iter()
                .flatten()
                .any(|step| step.is_of_variants(nodes)),
            _ => false,
        }
    }
}

/// What is done to a plain value of a list.
#[derive(Clone, Copy, Default)]
pub struct Plain {
    /// A text is several values, with this between them.
    pub split: Option<u8>,
    /// The shape whose first cell each of them goes through.
    pub shape: Option<u16>,
}

pub struct Keyed {
    /// The node of an element, which has two keys: that of the code, and that of the value.
    pub element: u32,
    pub keys: Keys,
    pub steps: Vec<Step>,
    /// Each element is also a choice of the variant that is being read; where that was said.
    pub choices: Option<u32>,
}

pub struct ByKind {
    pub plain: Option<Step>,
    pub object: Option<Step>,
    pub list: Option<Step>,
}

pub struct Node {
    /// Its place among the nodes of its program.
    pub number: usize,
    pub keys: Keys,
    pub steps: Vec<Step>,
}

/// What is done to a cell once its record has been read.
pub struct Verb {
    pub cell: usize,
    pub site: u32,
    pub act: Act,
}

pub enum Act {
    /// The first of these cells that is not blank; each with the site where it was read.
    First(Box<[(usize, u32)]>),
    Template {
        pieces: Box<[Piece]>,
        /// Whether a setting that is not there is told.
        told: bool,
    },
    /// Where this cell holds one of these words, there is nothing.
    Unless {
        cell: usize,
        words: Keys,
    },
    Trim,
    /// What comes after the last of these characters.
    After(u8),
    StripHtml,
    Replace(Box<[(String, String)]>),
    Map {
        keys: Keys,
        words: Vec<Word>,
        /// What any other word stands for.
        other: Option<Word>,
        default: Option<Word>,
        /// What is left of a word that is not known.
        unknown: Value<'static>,
    },
    /// The label of a code; with a default, a code that has none takes that.
    Lookup {
        table: usize,
        default: Option<Word>,
        /// What a code without a label is: itself, where nothing stands here. A code is no number.
        other: Option<Value<'static>>,
        /// Whether a code without a label is told.
        told: bool,
    },
    Decimal {
        mark: u8,
        shift: i8,
    },
    Date(Box<DateForm>),
    /// The value is checked for what its field can hold.
    Read(Reading),
    /// What an empty text says.
    Empty(Word),
    Default(Word),
    Required,
    /// The cells from here on are a record of their own, if any of them says something.
    Row(Row),
}

/// A part of a template.
pub enum Piece {
    Text(Word),
    Cell(usize),
    /// One of the lookups `settings`.
    Setting(Box<str>),
}

pub struct DateForm {
    pub format: Box<[chrono::format::Item<'static>]>,
    /// None: the shop's own.
    pub zone: Option<chrono_tz::Tz>,
    pub inclusive: bool,
}

/// A path that is followed on its own, over the text of its record.
pub struct Query {
    pub path: jsonpath_rust::parser::model::JpQuery,
    pub site: u32,
    pub to: Target,
}

#[derive(Clone, Copy)]
pub enum Target {
    Cell(usize),
    List(List, Plain),
}

/// One kind of record as a form has it: what is done to it once it has been read.
#[derive(Default)]
pub struct Shape {
    /// How many cells it has: those of the model, then those that verbs work with.
    pub size: usize,
    pub verbs: Vec<Verb>,
    pub queries: Vec<Query>,
    /// Of a variant: the site at which each cell is read; those that no mapping fills lead nowhere.
    pub sites: Vec<u32>,
}

/// A place in the document around the products.
#[derive(Default)]
pub struct Fork {
    pub names: Vec<(Box<[u8]>, usize)>,
    /// What the elements are, where a list stands here.
    pub list: Option<usize>,
    /// What it is itself, where an object stands here.
    pub whole: Option<usize>,
    /// A plain value that is one of these says that there are no products.
    pub none: Option<Keys>,
}

/// What documents of a list are, and where in each of them it lies.
#[derive(Clone, Debug, PartialEq)]
pub struct Lead {
    pub what: What,
    /// The names on the way into an element.
    pub inner: Vec<Box<[u8]>>,
    /// The same as a JSON Pointer.
    pub under: String,
}

#[derive(Clone, Debug, PartialEq)]
pub enum What {
    /// Products, in this form.
    Items(usize),
    /// Variants apart, in this form; the list's place as a JSON Pointer.
    Parts(usize, String),
    /// Rows of these tables; the list's place as a JSON Pointer.
    Tables(Vec<usize>, String),
}

/// Codes and their labels.
pub struct Table {
    pub keys: Keys,
    pub words: Vec<Word>,
}

/// How a table is read from the document itself: cells 0 to 2 of an item hold what is put behind its name, the key and
/// the value; where an element has several rows, these are its choices.
pub struct Learned {
    pub name: String,
    pub node: u32,
    pub form: usize,
}

/// One form in which a shop sends its products.
#[derive(Default)]
pub struct Form {
    pub item: u32,
    /// Where an item may be a variant: how to read it as one, and its shape.
    pub part: Option<(u32, u16)>,
    /// The first is the item's own, which is also that of a variant that is the item itself.
    pub shapes: Vec<Shape>,
    pub id_site: u32,
    pub links_site: u32,
    /// The names of a product by which it is told from what is around products.
    pub marks: Vec<Box<[u8]>>,
    /// An attribute of this name says nothing when there is only one variant.
    pub placeholder: Option<Box<[u8]>>,
    /// The values of an attribute are codes, in the table of this name and the attribute's key.
    pub labels: Option<(String, u32)>,
    /// The table of quantities by location.
    pub levels: Option<String>,
    /// The cell that tells the group of an item.
    pub group: Option<usize>,
    /// Which variants a product has, only these say: it waits for them, unless it says itself that it has none.
    pub waits: bool,
}

pub struct Program {
    pub source: String,
    /// The objects around the products; the first is the whole document.
    pub forks: Vec<Fork>,
    pub leads: Vec<Lead>,
    /// What a bare list may hold, the most usual first.
    pub bare: Vec<usize>,
    pub nodes: Vec<Node>,
    pub sites: Vec<Site>,
    /// Each lookup's name, and what the document itself gives for it.
    pub lookups: Vec<(String, Table)>,
    pub learned: Vec<Learned>,
    pub forms: Vec<Form>,
}

impl Program {
    /// One more site like that one: of a field with several sources the first is told of.
    pub fn repeat_site(&mut self, site: u32) {
        if let Some(site) = self.sites.get(site as usize).cloned() {
            self.sites.push(site);
        }
    }
    pub fn lookup(&self, name: &str) -> Option<usize> {
        self.lookups.iter().position(|(known, _)| known == name)
    }
}

impl Form {
    /// Whether a document of this form may hold variants outside their product.
    pub fn joins(&self) -> bool {
        self.part.is_some()
    }
}

impl Table {
    pub fn new<N: AsRef<[u8]>>(entries: impl Iterator<Item = (N, Word)>) -> Table {
        let (names, words): (Vec<N>, Vec<_>) = entries.unzip();
        Table { keys: Keys::at_once(&names), words }
    }
}
