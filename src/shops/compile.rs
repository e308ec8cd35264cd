//! From a mapping document to its program. Whatever is wrong with it is said here, with the JSON Pointer of the rule,
//! and not when the first product comes.

use super::diagnostics::Site;
use super::document::{Document, Path, Rows, Rule, Word};
use super::path::{Segment, pointer, refuse};
use super::program::{Branch, Frame, Lead, Program, Step, Table, Verb};
use super::sketch::{Draft, Sketch};
use crate::error::{Code, Error, Result};
use crate::json::Kind;
use crate::model::product::{self, Cells, List, PRODUCT, Product, Reading, Row};
use crate::money::Amount;

impl Program {
    pub fn compile(document: &Document) -> Result<Program> {
        if document.version != 1 {
            return refuse("The version of this format is 1.").map_err(|e| e.under("version"));
        }
        let nowhere = Site { path: String::new(), field: "the document".to_owned() };
        let entries = |rules: &[(String, Word)]| Table::new(rules.iter().cloned());
        let lookups =
            document.lookups.iter().map(|(name, rules)| (name.clone(), entries(&rules.0)));
        let cells = product::Variant::CELLS.len();
        let placeholder = document.attributes.as_ref().and_then(|rows| rows.placeholder.clone());
        let program = Program {
            source: document.source.clone(),
            branches: vec![Vec::new()],
            parts: String::new(),
            nodes: Vec::new(),
            item: 0,
            part: None,
            verbs: Default::default(),
            sites: vec![nowhere],
            variant_sites: vec![0; cells],
            part_sites: vec![0; cells],
            id_site: 0,
            links_site: 0,
            lookups: lookups.collect(),
            placeholder: placeholder.map(|name| name.into_bytes().into()),
        };
        let mut compiler = Compiler { program, base: String::new() };
        compiler.document(document)?;
        Ok(compiler.program)
    }
}

struct Compiler {
    program: Program,
    /// The JSON Pointer, from the item on, of the record whose fields are being compiled.
    base: String,
}

/// Where the fields of a section go.
#[derive(Clone, Copy)]
struct Section {
    name: &'static str,
    cells: Cells,
    offset: usize,
    frame: Frame,
}

impl Compiler {
    fn document(&mut self, document: &Document) -> Result<()> {
        self.lead(&document.items, Lead::Items).map_err(|error| error.under("items"))?;
        for (name, path, lead) in
            [("or_items", &document.or_items, Lead::Items), ("parts", &document.parts, Lead::Parts)]
        {
            if let Some(path) = path {
                self.lead(path, lead).map_err(|error| error.under(name))?;
            }
        }

        let mut item = Sketch::default();
        let section =
            Section { name: "product", cells: Product::CELLS, offset: 0, frame: Frame::Item };
        self.fields(&document.product.0, section, &mut item)
            .map_err(|error| error.under("product"))?;
        self.program.id_site = self.site_of("product.external_id");
        if let Some(rule) = &document.tags {
            self.list(rule, List::Tags, &mut item).map_err(|error| error.under("tags"))?;
        }
        for (name, path) in &document.refuse.0 {
            let site = self.site(path, name);
            item.grow(&path.0, Draft::Leaf(Step::Refuse { site }), site)
                .map_err(|error| error.under(name).under("refuse"))?;
        }
        let sections = [
            ("categories", &document.categories, Row::Category),
            ("images", &document.images, Row::Image),
            ("attributes", &document.attributes, Row::Attribute),
        ];
        for (name, rows, row) in sections {
            if let Some(rows) = rows {
                self.rows(name, rows, row, &mut item).map_err(|error| error.under(name))?;
            }
        }
        let Some(variants) = &document.variants else {
            return refuse("A mapping says where the variants are.")
                .map_err(|e| e.under("variants"));
        };
        self.variants(variants, &mut item).map_err(|error| error.under("variants"))?;
        if let Some(links) = &document.links {
            let site = self.site(links, "links");
            self.program.links_site = site;
            let leaf = Step::Push { list: List::Links, split: None, site };
            let grown = item.grow(&links.0, Draft::Leaf(leaf), site);
            grown.map_err(|error| error.under("links"))?;
        }
        self.program.item = item.finish(&mut self.program.nodes)?;
        Ok(())
    }

    /// The way through the objects around the products.
    fn lead(&mut self, path: &Path, lead: Lead) -> Result<()> {
        let Some((Segment::Each, names)) = path.0.split_last() else {
            return refuse("The path of a list ends in [*].");
        };
        let mut at = 0;
        for (nth, segment) in names.iter().enumerate() {
            let Segment::Name(name) = segment else {
                return refuse("The path to the products has names only.");
            };
            let last = nth + 1 == names.len();
            let known = self.program.branches[at].iter().position(|b| *b.name == *name.as_bytes());
            let to = match known.map(|index| self.program.branches[at][index].to) {
                Some(Lead::Into(next)) if !last => {
                    at = next;
                    continue;
                }
                Some(_) => return refuse("Another path ends or goes on here."),
                None if last => lead,
                None => {
                    self.program.branches.push(Vec::new());
                    Lead::Into(self.program.branches.len() - 1)
                }
            };
            self.program.branches[at].push(Branch { name: name.as_bytes().into(), to });
            if let Lead::Into(next) = to {
                at = next;
            }
        }
        if lead == Lead::Parts {
            self.program.parts = pointer(names);
        }
        Ok(())
    }

    fn variants(&mut self, rows: &Rows, item: &mut Sketch) -> Result<()> {
        if !rows.each.0.is_empty() {
            return self.rows("variants", rows, Row::Variant, item);
        }
        let cells = product::Variant::CELLS;
        let own = Section { name: "variants", cells, offset: PRODUCT, frame: Frame::Item };
        self.fields(&rows.fields.0, own, item)?;
        self.owned(rows, item)?;
        self.program.variant_sites = self.variant_sites();
        let mut part = Sketch::default();
        let section = Section { name: "variants", cells, offset: 0, frame: Frame::Variant };
        self.fields(&rows.fields.0, section, &mut part)?;
        self.owned(rows, &mut part)?;
        self.program.part_sites = self.variant_sites();
        self.program.part = Some(part.finish(&mut self.program.nodes)?);
        Ok(())
    }

    /// The latest site of each of a variant's cells.
    fn variant_sites(&self) -> Vec<u32> {
        let name = |(name, _): &(&str, Reading)| self.site_of(&format!("variants.{name}"));
        product::Variant::CELLS.iter().map(name).collect()
    }
    fn site_of(&self, field: &str) -> u32 {
        let found = self.program.sites.iter().rposition(|site| site.field == field);
        found.unwrap_or_default() as u32
    }

    /// A list of records: its rows, and what these own in turn.
    fn rows(&mut self, name: &'static str, rows: &Rows, row: Row, item: &mut Sketch) -> Result<()> {
        let (cells, frame) = (row.cells(), Frame::from(row));
        let site = self.site(&rows.each, name);
        let outer = self.base.clone();
        self.base.push_str(&pointer(&rows.each.0));
        let mut sketch = Sketch::default();
        if let [(field, Rule { path: Some(Path(nothing)), verbs })] = &rows.fields.0[..]
            && nothing.is_empty()
        {
            // A list of plain values: each is the one field of its row.
            let Some(index) = cells.iter().position(|(known, _)| known == field) else {
                return refuse("There is no such field.").map_err(|error| error.under(field));
            };
            let split = verbs.split.map(|split| split.0);
            let leaf = Draft::Leaf(Step::Row { row, cell: index as u16, split, site });
            self.base = outer;
            return item.grow(&rows.each.0, leaf, site).map_err(|error| error.under("each"));
        }
        self.fields(&rows.fields.0, Section { name, cells, offset: 0, frame }, &mut sketch)?;
        if let Some(values) = &rows.values {
            self.list(values, List::Values, &mut sketch).map_err(|error| error.under("values"))?;
        }
        if let Some(prefix) = &rows.labels {
            let verb = Verb::Labels { prefix: prefix.clone(), site };
            self.program.verbs[frame as usize].push(verb);
        }
        self.owned(rows, &mut sketch)?;
        if row == Row::Variant {
            self.program.variant_sites = self.variant_sites();
        }
        self.base = outer;
        item.grow(&rows.each.0, Draft::Record(row, sketch, site), site)
            .map_err(|error| error.under("each"))
    }

    /// What a variant chose, and where its stock lies.
    fn owned(&mut self, rows: &Rows, target: &mut Sketch) -> Result<()> {
        let lists = [
            ("choices", &rows.choices, Row::Choice),
            ("locations", &rows.locations, Row::Location),
        ];
        for (name, rows, row) in lists {
            if let Some(rows) = rows {
                self.rows(name, rows, row, target).map_err(|error| error.under(name))?;
            }
        }
        Ok(())
    }

    fn fields(
        &mut self,
        rules: &[(String, Rule)],
        section: Section,
        sketch: &mut Sketch,
    ) -> Result<()> {
        for (name, rule) in rules {
            let Some(index) = section.cells.iter().position(|(known, _)| known == name) else {
                return refuse("There is no such field.").map_err(|error| error.under(name));
            };
            let field = format!("{}.{name}", section.name);
            let target = (section.offset + index, section.cells[index].1);
            self.field(rule, sketch, target, section.frame, &field)
                .map_err(|error| error.under(name))?;
        }
        Ok(())
    }

    /// One row of the mapping: where a field comes from, and what is done to it on the way.
    fn field(
        &mut self,
        rule: &Rule,
        sketch: &mut Sketch,
        (cell, reading): (usize, Reading),
        frame: Frame,
        field: &str,
    ) -> Result<()> {
        let verbs = &rule.verbs;
        let target = cell as u16;
        let mut site = 0;
        for (rank, path) in verbs.first.iter().flatten().enumerate() {
            site = self.site(path, field);
            let leaf = Step::First { cell: target, rank: rank as u8, reading, site };
            sketch.grow(&path.0, Draft::Leaf(leaf), site).map_err(|error| error.under("first"))?;
        }
        if let Some(path) = &rule.path {
            site = self.site(path, field);
            let leaf = match verbs.map.is_some() || verbs.lookup.is_some() {
                true => Step::Word { cell: target, site },
                false => Step::Cell { cell: target, reading, site },
            };
            sketch.grow(&path.0, Draft::Leaf(leaf), site)?;
        }
        if verbs.split.is_some() {
            return refuse("Only a list is split.").map_err(|error| error.under("split"));
        }
        let words = verbs.map.iter().flat_map(|map| map.0.iter().map(|(_, word)| word));
        for word in words.chain(&verbs.default).chain(&verbs.empty).chain(&verbs.constant) {
            if !fits(reading, word) {
                let said = String::from_utf8_lossy(word.value().bytes).into_owned();
                return refuse(format!("{said:?} is nothing that {field} can hold."));
            }
        }
        let default = verbs.default.clone().or(verbs.constant.clone());
        let list = &mut self.program.verbs[frame as usize];
        if let Some(word) = verbs.empty.clone() {
            list.push(Verb::Empty { cell, word });
        }
        if let Some(map) = &verbs.map {
            let table = Table::new(map.0.iter().cloned());
            list.push(Verb::Map { cell, keys: table.keys, words: table.words, default, site });
        } else if let Some(name) = &verbs.lookup {
            let Some(table) = self.program.lookup(name) else {
                let message = format!(
                    "There is no table {name:?} in \"lookups\"; name it there, even if it is empty."
                );
                return Err(Error::new(Code::MappingUnknownLookup, message).under("lookup"));
            };
            self.program.verbs[frame as usize].push(Verb::Lookup {
                cell,
                table,
                reading,
                default,
                site,
            });
        } else if let Some(word) = default {
            list.push(Verb::Default { cell, word });
        }
        Ok(())
    }

    fn list(&mut self, rule: &Rule, list: List, sketch: &mut Sketch) -> Result<()> {
        let Some(path) = &rule.path else { return refuse("A list has one path.") };
        let site = self.site(path, if list == List::Tags { "tags" } else { "attributes.values" });
        let split = rule.verbs.split.map(|split| split.0);
        sketch.grow(&path.0, Draft::Leaf(Step::Push { list, split, site }), site)
    }

    fn site(&mut self, path: &Path, field: &str) -> u32 {
        let path = format!("{}{}", self.base, pointer(&path.0));
        self.program.sites.push(Site { path, field: field.to_owned() });
        self.program.sites.len() as u32 - 1
    }
}

/// Whether a word of the mapping can stand in such a cell.
fn fits(reading: Reading, word: &Word) -> bool {
    let value = word.value();
    match reading {
        _ if value.kind == Kind::Null => true,
        Reading::Text => value.is_text() || value.kind == Kind::Number,
        Reading::Truth => matches!(value.kind, Kind::True | Kind::False),
        Reading::Decimal => Amount::is_plain(value.bytes),
    }
}
