//! From mapping documents to their program. Whatever is wrong with one is said here, with the JSON Pointer of the rule,
//! and not when the first product comes.

use super::diagnostics::{Field, Site};
use super::document::{Condition, Document, Learn, Rows};
use super::keys::Keys;
use super::lead::Leads;
use super::path::{Segment, push_pointer, refuse};
use super::program::{Act, Form, Learned, Program, Query, Shape, Step, Table, Target, Verb, What};
use super::rule::{Path, Rule};
use super::sketch::{Draft, Sketch};
use crate::error::{Code, Error, Result};
use crate::model::product::{self, Cells, ITEM, List, PRODUCT, Product, Reading, Row, Variant};
use std::borrow::Cow;

impl Program {
    pub fn compile(document: &Document) -> Result<Program> {
        Program::of(std::slice::from_ref(document))
    }

    /// The program of a shop that sends its products in several forms, each with a document.
    pub fn of(documents: &[Document]) -> Result<Program> {
        let nowhere = Site { path: String::new(), field: Field::of("", "the document") };
        let mut compiler = Compiler {
            leads: Leads::new(),
            program: Program {
                source: documents.first().map(|first| first.source.clone()).unwrap_or_default(),
                forks: Vec::new(),
                leads: Vec::new(),
                bare: Vec::new(),
                nodes: Vec::new(),
                sites: vec![nowhere],
                lookups: Vec::new(),
                learned: Vec::new(),
                forms: Vec::new(),
            },
            form: Form::default(),
            base: String::new(),
            variant_sites: [0; Variant::CELLS.len()],
        };
        for document in documents {
            compiler.document(document)?;
        }
        let Compiler { leads, mut program, .. } = compiler;
        (program.forks, program.leads, program.bare) = (leads.forks, leads.leads, leads.bare);
        // What lies in an object of its own is looked for first: everything has a chance to be a product.
        let leads = &program.leads;
        program.bare.sort_by_key(|lead| leads[*lead].inner.is_empty());
        Ok(program)
    }
}

const VARIANTS: &str = "variants";
pub(super) const VALUES: Field = Field::of("attributes", "values");

/// Cells and shapes are numbered in 16 bits.
const CELLS_MAX: usize = 10_000;

pub(super) struct Compiler {
    leads: Leads,
    pub program: Program,
    /// That of the document that is being compiled.
    pub form: Form,
    /// The JSON Pointer, from the item on, of the record whose fields are being compiled.
    base: String,
    /// The latest site of each of a variant's cells, among those of the rows that are being compiled.
    variant_sites: [u32; Variant::CELLS.len()],
}

/// Where the fields of a section go.
#[derive(Clone, Copy)]
pub(super) struct Section {
    pub name: &'static str,
    pub cells: Cells,
    pub offset: usize,
    pub shape: usize,
}

pub(super) fn under<T>(name: &str, done: Result<T>) -> Result<T> {
    done.map_err(|error| error.under(name))
}

/// Each of a list, and its place in the JSON Pointer of an error if there are several.
pub(super) fn each<'d, T>(
    many: &'d [T],
    name: &str,
    mut visit: impl FnMut(&'d T) -> Result<()>,
) -> Result<()> {
    for (nth, one) in many.iter().enumerate() {
        let placed =
            |error: Error| if many.len() > 1 { error.under(nth.to_string()) } else { error };
        under(name, visit(one).map_err(placed))?;
    }
    Ok(())
}

impl Compiler {
    fn document(&mut self, document: &Document) -> Result<()> {
        if document.version != 1 {
            return under("version", refuse("The version of this format is 1."));
        }
        for (name, rules) in &document.lookups {
            if self.program.lookup(name).is_none() {
                let entries = rules.0.iter().map(|(code, label)| (code, label.clone()));
                let table = Table::new(entries);
                self.program.lookups.push((name.clone(), table));
            }
        }
        let number = self.program.forms.len();
        self.form = Form::default();
        self.shape(ITEM);
        each(&document.items.0, "items", |path| self.leads.grow(path, What::Items(number)))?;
        let bare = Path { segments: vec![Segment::Each], query: None };
        self.leads.grow(&bare, What::Items(number))?;
        each(&document.parts.0, "parts", |path| {
            self.leads.grow(path, What::Parts(number, String::new()))
        })?;
        each(&document.none_if.0, "none_if", |condition| {
            under("path", self.leads.sign(&condition.path, condition.words()))
        })?;
        let mut item = Sketch::default();
        self.product(document, &mut item)?;
        self.lists(document, &mut item)?;
        if document.variants.0.is_empty() {
            return under("variants", refuse("A mapping says where the variants are."));
        }
        each(&document.variants.0, "variants", |rows| self.variants(rows, &mut item))?;
        each(&document.links.0, "links", |rule| {
            if rule.path.as_ref().is_some_and(|path| path.query.is_some()) {
                return refuse("The path to what names variants is followed while reading.");
            }
            let site = self.list(rule, List::Links, &mut item, 0)?;
            if self.form.joins() {
                self.form.links_site = site;
            }
            Ok(())
        })?;
        let names_parent = |rows: &Rows| rows.fields.0.iter().any(|(name, _)| name == "parent_id");
        self.form.waits = !document.parts.0.is_empty()
            && document.links.0.is_empty()
            && document.variants.0.iter().any(names_parent);
        self.form.item = item.finish(&mut self.program.nodes)?;
        for (nth, learn) in document.learn.iter().enumerate() {
            under("learn", under(&nth.to_string(), self.learn(learn, number)))?;
        }
        each(&document.variants.0, "variants", |rows| self.levels(rows))?;
        let shapes = &self.form.shapes;
        if shapes.len() > CELLS_MAX || shapes.iter().any(|shape| shape.size > CELLS_MAX) {
            return refuse(format!("A mapping has at most {CELLS_MAX} rules."));
        }
        self.program.forms.push(std::mem::take(&mut self.form));
        Ok(())
    }

    fn product<'d>(&mut self, document: &'d Document, item: &mut Sketch<'d>) -> Result<()> {
        let section = Section { name: "product", cells: Product::CELLS, offset: 0, shape: 0 };
        under("product", self.fields(&document.product.0, section, item))?;
        self.form.id_site = self.site_of(&Field::of("product", "external_id"));
        let id = document.product.0.iter().find(|(name, _)| name == "external_id");
        let sources = id.iter().flat_map(|(_, rule)| {
            rule.path.iter().chain(rule.first().iter().filter_map(|it| it.path.as_ref()))
        });
        for path in sources {
            if let Some(Segment::Name(name)) = path.segments.first() {
                self.form.marks.push(name.as_bytes().into());
            }
        }
        for (name, path) in &document.refuse.0 {
            let name_of_format = Cow::Owned(name.clone());
            let site = self.site(path, Field { section: "", name: name_of_format });
            let grown = self.grow(item, path, Draft::Leaf(Step::Refuse { site }), site);
            under("refuse", under(name, grown))?;
        }
        each(&document.skip_if.0, "skip_if", |condition| self.skip(condition, item))?;
        if let Some(path) = &document.group_by {
            let cell = self.spare(0, 1);
            let site = self.site(path, Field::of("", "group_by"));
            let leaf = Step::Cell { cell: cell as u16, reading: Reading::Plain, site };
            under("group_by", self.grow(item, path, Draft::Leaf(leaf), site))?;
            self.form.group = Some(cell);
        }
        Ok(())
    }

    fn lists<'d>(&mut self, document: &'d Document, item: &mut Sketch<'d>) -> Result<()> {
        if let Some(rule) = &document.tags {
            under("tags", self.list(rule, List::Tags, item, 0))?;
        }
        let sections = [
            ("categories", &document.categories, Row::Category),
            ("images", &document.images, Row::Image),
            ("attributes", &document.attributes, Row::Attribute),
        ];
        for (name, many, row) in sections {
            each(&many.0, name, |rows| self.rows(name, rows, row, item, 0))?;
        }
        let first = |text: fn(&Rows) -> &Option<String>| {
            document.attributes.0.iter().find_map(|rows| text(rows).clone())
        };
        self.form.placeholder =
            first(|rows| &rows.placeholder).map(|name| name.into_bytes().into());
        let site = self.site_of(&VALUES);
        self.form.labels = first(|rows| &rows.labels).map(|table| (table, site));
        Ok(())
    }

    fn variants<'d>(&mut self, rows: &'d Rows, item: &mut Sketch<'d>) -> Result<()> {
        self.form.levels = rows.levels.clone().or(self.form.levels.take());
        let cells = Variant::CELLS;
        if !rows.each.0.iter().all(Path::is_self) {
            return self.rows(VARIANTS, rows, Row::Variant, item, 0);
        }
        if !rows.skip_if.0.is_empty() {
            let message = "A variant of `$` is the record itself: leave that out, by the `skip_if` of the document.";
            return refuse(message).map_err(|error| error.under("skip_if"));
        }
        let own = Section { name: VARIANTS, cells, offset: PRODUCT, shape: 0 };
        self.variant_sites.fill(0);
        self.fields(&rows.fields.0, own, item)?;
        self.owned(rows, item, 0)?;
        self.form.shapes[0].sites = self.variant_sites.to_vec();
        let mut part = Sketch::default();
        let shape = self.shape(cells.len());
        let apart = Section { name: VARIANTS, cells, offset: 0, shape };
        self.fields(&rows.fields.0, apart, &mut part)?;
        self.owned(rows, &mut part, shape)?;
        self.form.shapes[shape].sites = self.variant_sites.to_vec();
        self.form.part = Some((part.finish(&mut self.program.nodes)?, shape as u16));
        Ok(())
    }

    fn site_of(&self, field: &Field) -> u32 {
        let found = self.program.sites.iter().rposition(|site| site.field == *field);
        found.unwrap_or_default() as u32
    }

    /// A list of records: its rows, and what these own in turn. `outer` is the shape of the record they are found in.
    fn rows<'d>(
        &mut self,
        name: &'static str,
        rows: &'d Rows,
        row: Row,
        target: &mut Sketch<'d>,
        outer: usize,
    ) -> Result<()> {
        let plain = match &rows.fields.0[..] {
            [(field, rule)] if rule.is_of_plain() => Some((field, rule)),
            _ => None,
        };
        for path in &rows.each.0 {
            match (path.is_self(), plain) {
                (true, _) => self.fixed_row(name, rows, row, target, outer)?,
                (false, Some((field, rule))) => {
                    self.plain_rows(name, (path, field, rule), row, target)?;
                }
                (false, None) => self.records(name, (path, rows), row, target)?,
            }
        }
        Ok(())
    }

    /// A row whose fields stand in the record itself, each at its own place.
    fn fixed_row<'d>(
        &mut self,
        name: &'static str,
        rows: &'d Rows,
        row: Row,
        target: &mut Sketch<'d>,
        outer: usize,
    ) -> Result<()> {
        if !rows.values.0.is_empty() || !rows.skip_if.0.is_empty() {
            return refuse("A row of `$` has fields only.").map_err(|error| error.under("each"));
        }
        let offset = self.spare(outer, row.cells().len());
        let section = Section { name, cells: row.cells(), offset, shape: outer };
        self.fields(&rows.fields.0, section, target)?;
        let verb = Verb { cell: offset, site: 0, act: Act::Row(row) };
        self.form.shapes[outer].verbs.push(verb);
        Ok(())
    }

    fn records<'d>(
        &mut self,
        name: &'static str,
        (path, rows): (&'d Path, &'d Rows),
        row: Row,
        target: &mut Sketch<'d>,
    ) -> Result<()> {
        let cells = row.cells();
        let site = self.site(path, Field::of("", name));
        let outer = self.base.len();
        push_pointer(&mut self.base, &path.segments);
        let (mut sketch, shape) = (Sketch::default(), self.shape(cells.len()));
        if row == Row::Variant {
            self.variant_sites.fill(0);
        }
        self.fields(&rows.fields.0, Section { name, cells, offset: 0, shape }, &mut sketch)?;
        each(&rows.values.0, "values", |rule| {
            self.list(rule, List::Values, &mut sketch, shape).map(drop)
        })?;
        each(&rows.skip_if.0, "skip_if", |condition| self.skip(condition, &mut sketch))?;
        self.owned(rows, &mut sketch, shape)?;
        if row == Row::Variant {
            self.form.shapes[shape].sites = self.variant_sites.to_vec();
        }
        self.base.truncate(outer);
        if let Some(keyed) = self.code_and_value(path, rows, row, shape) {
            return under("each", self.grow(target, path, keyed, site));
        }
        let node = sketch.finish(&mut self.program.nodes)?;
        let record = Step::Record { row, node, shape: shape as u16, site };
        under("each", self.grow(target, path, Draft::Record(record), site))
    }

    /// Choices of which each is a code with its value, as they stand: read on the same way as fields that are found in
    /// that list by their codes.
    fn code_and_value<'d>(
        &self,
        path: &Path,
        rows: &'d Rows,
        row: Row,
        shape: usize,
    ) -> Option<Draft<'d>> {
        let shape = self.form.shapes.get(shape)?;
        let is_plain = shape.verbs.is_empty() && shape.queries.is_empty();
        let is_list = path.segments.last() == Some(&Segment::Each);
        if row != Row::Choice || !is_plain || !is_list || !rows.skip_if.0.is_empty() {
            return None;
        }
        let name = |wanted: &str| {
            let (_, rule) = rows.fields.0.iter().find(|(field, _)| field == wanted)?;
            match &rule.path.as_ref()?.segments[..] {
                [Segment::Name(name)] => Some(name.as_str()),
                _ => None,
            }
        };
        Some(Draft::keyed(name("key")?, name("value")?))
    }

    /// What a variant chose, and where its stock lies.
    fn owned<'d>(&mut self, rows: &'d Rows, target: &mut Sketch<'d>, shape: usize) -> Result<()> {
        each(&rows.choices.0, "choices", |rows| {
            self.rows("choices", rows, Row::Choice, target, shape)
        })?;
        each(&rows.locations.0, "locations", |rows| {
            self.rows("locations", rows, Row::Location, target, shape)
        })
    }

    fn fields<'d>(
        &mut self,
        rules: &'d [(String, Rule)],
        section: Section,
        sketch: &mut Sketch<'d>,
    ) -> Result<()> {
        for (name, rule) in rules {
            let index = under(name, position(section.name, section.cells, name))?;
            let (known, reading) = section.cells[index];
            let field = Field::of(section.name, known);
            let (target, before) = ((section.offset + index, reading), self.program.sites.len());
            under(name, self.field(rule, sketch, target, section.shape, &field))?;
            let latest = self.program.sites.len() - 1;
            if section.name == VARIANTS && latest >= before {
                self.variant_sites[index] = latest as u32;
            }
        }
        Ok(())
    }

    fn skip<'d>(&mut self, condition: &'d Condition, sketch: &mut Sketch<'d>) -> Result<()> {
        let site = self.site(&condition.path, Field::of("", "skip_if"));
        let leaf = Draft::Leaf(Step::Skip { words: Box::new(condition.words()) });
        under("path", self.grow(sketch, &condition.path, leaf, site))
    }

    fn learn(&mut self, learn: &Learn, form: usize) -> Result<()> {
        let (mut sketch, mut row) = (Sketch::default(), Sketch::default());
        let cell = |cell: u16, site| Step::Cell { cell, reading: Reading::Plain, site };
        if let Some(path) = &learn.of {
            let site = self.site(path, Field::of("learn", "of"));
            under("of", self.grow(&mut sketch, path, Draft::Leaf(cell(0, site)), site))?;
        }
        let (target, offset) = match &learn.rows {
            Some(_) => (&mut row, 0),
            None => (&mut sketch, 1),
        };
        for (name, path, at) in [("key", &learn.key, offset), ("value", &learn.value, offset + 1)] {
            let site = self.site(path, Field::of("learn", name));
            under(name, self.grow(target, path, Draft::Leaf(cell(at, site)), site))?;
        }
        each(&learn.skip_if.0, "skip_if", |condition| self.skip(condition, target))?;
        if let Some(path) = &learn.rows {
            let site = self.site(path, Field::of("learn", "rows"));
            let shape = self.shape(product::Choice::CELLS.len()) as u16;
            let node = row.finish(&mut self.program.nodes)?;
            let record = Draft::Record(Step::Record { row: Row::Choice, node, shape, site });
            under("rows", self.grow(&mut sketch, path, record, site))?;
        }
        let node = sketch.finish(&mut self.program.nodes)?;
        self.program.learned.push(Learned { name: learn.table.clone(), node, form });
        let number = self.program.learned.len() - 1;
        each(&learn.each.0, "each", |path| {
            self.leads.grow(path, What::Tables(vec![number], String::new()))
        })
    }

    /// Whether the table that is to hold the quantities is one of those that are learned.
    fn levels(&self, rows: &Rows) -> Result<()> {
        let is_learned = |table: &String| self.program.learned.iter().any(|it| it.name == *table);
        match &rows.levels {
            Some(table) if !is_learned(table) => {
                let message = format!("There is no table {table:?} in \"learn\".");
                Err(Error::new(Code::MappingUnknownLookup, message).under("levels"))
            }
            _ => Ok(()),
        }
    }

    /// One more kind of record, with this many cells of the model.
    pub fn shape(&mut self, size: usize) -> usize {
        let sites = vec![0; Variant::CELLS.len()];
        self.form.shapes.push(Shape { size, sites, ..Shape::default() });
        self.form.shapes.len() - 1
    }
    /// Cells for verbs to work with; returns the first.
    pub fn spare(&mut self, shape: usize, count: usize) -> usize {
        let shape = &mut self.form.shapes[shape];
        shape.size += count;
        shape.size - count
    }

    pub fn grow<'d>(
        &mut self,
        sketch: &mut Sketch<'d>,
        path: &'d Path,
        leaf: Draft<'d>,
        site: u32,
    ) -> Result<()> {
        match path.query {
            None => sketch.grow(&path.segments, leaf, site),
            Some(_) => refuse(
                "Only a field can have such a path; here it has names, [*] and [?@.name=='text'].",
            ),
        }
    }
    /// A path that is followed on its own, when its record has been read.
    pub fn query(&mut self, path: &str, shape: usize, site: u32, to: Target) -> Result<()> {
        match jsonpath_rust::parser::parse_json_path(path) {
            Ok(path) => self.form.shapes[shape].queries.push(Query { path, site, to }),
            Err(_) => return refuse(format!("{path:?} is no path of RFC 9535.")),
        }
        Ok(())
    }

    pub fn site(&mut self, path: &Path, field: Field) -> u32 {
        let outer = self.base.len();
        push_pointer(&mut self.base, &path.segments);
        self.program.sites.push(Site { path: self.base.clone(), field });
        self.base.truncate(outer);
        self.program.sites.len() as u32 - 1
    }
}

impl Condition {
    /// What its path must hold, each once.
    pub fn words(&self) -> Keys {
        let mut words: Vec<_> = self.equals.0.iter().map(|word| word.value().bytes).collect();
        words.sort();
        words.dedup();
        Keys::new(&words)
    }
}

/// The place of a field among the cells of its section.
pub(super) fn position(section: &str, cells: Cells, name: &str) -> Result<usize> {
    let found = cells.iter().position(|(known, _)| *known == name);
    found.map_or_else(
        || {
            let known: Vec<_> = cells.iter().map(|(name, _)| *name).collect();
            refuse(format!("There is no such field; {section} can have: {}.", known.join(", ")))
        },
        Ok,
    )
}
