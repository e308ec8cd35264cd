//! Compiling lists of plain values: tags, the values of an attribute, rows of one field. It must not know what the values
//! mean.

use super::compile::{Compiler, VALUES, position, under};
use super::diagnostics::Field;
use super::path::refuse;
use super::program::{Act, Piece, Plain, Step, Target, Verb};
use super::rule::{Path, Rule, Verbs};
use super::sketch::{Draft, Sketch};
use super::template::{Part, Template};
use crate::error::Result;
use crate::model::product::{List, Reading, Row};

const TAGS: Field = Field::of("", "tags");
const LINKS: Field = Field::of("", "links");

impl Compiler {
    /// A list of the record itself; tells where it is read.
    pub fn list<'d>(
        &mut self,
        rule: &'d Rule,
        list: List,
        sketch: &mut Sketch<'d>,
        shape: usize,
    ) -> Result<u32> {
        let Some(path) = &rule.path else { return refuse("A list has one path.") };
        let field = match list {
            List::Tags => TAGS,
            List::Values => VALUES,
            List::Links => LINKS,
        };
        let site = self.site(path, field.clone());
        let plain = self.plain(rule, site, &field)?;
        if let Some(query) = &path.query {
            self.query(query, shape, site, Target::List(list, plain))?;
        } else {
            self.grow(sketch, path, Draft::Leaf(Step::Push { list, plain, site }), site)?;
        }
        Ok(site)
    }

    /// Rows of which each is a plain value, in its one field.
    pub fn plain_rows<'d>(
        &mut self,
        name: &'static str,
        (path, field, rule): (&'d Path, &str, &Rule),
        row: Row,
        target: &mut Sketch<'d>,
    ) -> Result<()> {
        let of_rows = Field::of("", name);
        let site = self.site(path, of_rows.clone());
        let cell = position(name, row.cells(), field)? as u16;
        let plain = under(field, self.plain(rule, site, &of_rows))?;
        self.grow(target, path, Draft::Leaf(Step::Row { row, cell, plain, site }), site)
    }

    /// What is done to each value of a list.
    fn plain(&mut self, rule: &Rule, site: u32, field: &Field) -> Result<Plain> {
        let Some(verbs) = &rule.verbs else { return Ok(Plain::default()) };
        if let Some(verb) = verbs.needs_a_field() {
            let message = "This is done to a field of its own, not to each value of a list.";
            return under(verb, refuse(message));
        }
        let split = rule.split();
        if !verbs.are_done_to_text() && verbs.template.is_none() {
            return Ok(Plain { split, shape: None });
        }
        let shape = self.shape(1);
        if let Some(template) = &verbs.template {
            let pieces = under("template", pieces(template))?;
            let act = Act::Template { pieces, told: true };
            self.form.shapes[shape].verbs.push(Verb { cell: 0, site, act });
        }
        self.acts(verbs, (0, Reading::Text), (shape, site), field)?;
        Ok(Plain { split, shape: Some(shape as u16) })
    }
}

/// A template around a plain value, which is all that there is.
fn pieces(Template(parts): &Template) -> Result<Box<[Piece]>> {
    let pieces = parts.iter().map(|part| match part {
        Part::Text(word) => Ok(Piece::Text(word.clone())),
        Part::Setting(name) => Ok(Piece::Setting(name.clone())),
        Part::Path(path) if path.is_self() => Ok(Piece::Cell(0)),
        Part::Path(_) => refuse("A plain value has nothing but itself: {$}."),
    });
    pieces.collect()
}

impl Rule {
    /// Whether it is about a plain value, and not about a member of a record.
    pub fn is_of_plain(&self) -> bool {
        let template = self.verbs.as_ref().and_then(|verbs| verbs.template.as_ref());
        let is_self = |part: &Part| matches!(part, Part::Path(path) if path.is_self());
        self.path.as_ref().is_some_and(Path::is_self)
            || template.is_some_and(|Template(parts)| parts.iter().any(is_self))
    }
}

impl Verbs {
    /// The first verb that looks at more than the value itself, or has nothing to do where there is none.
    fn needs_a_field(&self) -> Option<&'static str> {
        let has_words = self.map.is_some() || self.lookup.is_some();
        let verbs = [
            ("unless", self.unless.is_some()),
            ("join", self.join.is_some()),
            ("empty", self.empty.is_some()),
            ("default", self.default.is_some() && !has_words),
            ("required", self.required),
        ];
        verbs.iter().find(|(_, given)| *given).map(|(name, _)| *name)
    }
}
