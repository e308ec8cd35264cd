//! Compiling one field: where its value comes from, and the acts that are done to it, in their order. It must not know
//! what the field means.

use super::compile::Compiler;
use super::path::{self, refuse};
use super::program::{Act, DateForm, Piece, Step, Table, Target, Verb};
use super::reading::fits;
use super::rule::{Rule, Verbs, Word};
use super::sketch::{Draft, Sketch};
use crate::error::{Code, Error, Result};
use crate::json::Kind;
use crate::model::product::Reading;

impl Compiler {
    /// One row of the mapping: where a field comes from, and what is done to it on the way.
    pub fn field(
        &mut self,
        rule: &Rule,
        sketch: &mut Sketch,
        (cell, reading): (usize, Reading),
        shape: usize,
        field: &str,
    ) -> Result<()> {
        let verbs = &rule.verbs;
        if verbs.split.is_some() {
            return refuse("Only a list is split.").map_err(|error| error.under("split"));
        }
        let site = self.source(rule, sketch, (cell, reading), shape, field)?;
        self.check_words(verbs, reading, field)?;
        for act in self.acts(verbs, reading, field)? {
            self.form.shapes[shape].verbs.push(Verb { cell, site, act });
        }
        Ok(())
    }

    /// Where the value comes from; returns the site that is told of.
    fn source(
        &mut self,
        rule: &Rule,
        sketch: &mut Sketch,
        (cell, reading): (usize, Reading),
        shape: usize,
        field: &str,
    ) -> Result<u32> {
        let verbs = &rule.verbs;
        let at = cell as u16;
        let Some(path) = &rule.path else {
            let mut cells = Vec::new();
            for (rank, source) in verbs.first.iter().flatten().enumerate() {
                let (spare, site) = (self.spare(shape, 1), self.program.sites.len() as u32);
                cells.push((spare, site));
                self.field(source, sketch, (spare, Reading::Plain), shape, field)
                    .map_err(|error| error.under(rank.to_string()).under("first"))?;
            }
            let act = match (&verbs.template, cells.first()) {
                (_, Some((_, first))) => {
                    self.program.repeat_site(*first);
                    Act::First(cells.into())
                }
                (Some(template), None) => {
                    let pieces = self.template(template, sketch, shape, field);
                    Act::Template(pieces.map_err(|error| error.under("template"))?)
                }
                (None, None) => return Ok(0),
            };
            let site = self.program.sites.len() as u32 - 1;
            self.form.shapes[shape].verbs.push(Verb { cell, site, act });
            return Ok(site);
        };
        let site = self.site(path, field);
        if let Some(query) = &path.query {
            self.query(query, shape, site, Target::Cell(cell))?;
            return Ok(site);
        }
        let leaf = match &verbs.join {
            Some(between) => Step::Join { cell: at, between: Word::text(between), site },
            None if verbs.are_done_to_text() => Step::Word { cell: at, site },
            None => Step::Cell { cell: at, reading, site },
        };
        self.grow(sketch, path, Draft::Leaf(leaf), site)?;
        Ok(site)
    }

    /// `{$.a} {$.b}`: its texts, and the cells that its paths fill.
    fn template(
        &mut self,
        text: &str,
        sketch: &mut Sketch,
        shape: usize,
        field: &str,
    ) -> Result<Box<[Piece]>> {
        let (mut pieces, mut rest) = (Vec::new(), text);
        while let Some((before, after)) = rest.split_once('{') {
            let Some((name, after)) = after.split_once('}') else {
                return refuse("A brace is opened and not closed.");
            };
            if !before.is_empty() {
                pieces.push(Piece::Text(Word::text(before)));
            }
            pieces.push(match name.starts_with(['$', '/']) {
                false => Piece::Setting(name.into()),
                true => {
                    let path = path::parse(name)?;
                    let (cell, site) = (self.spare(shape, 1), self.site(&path, field));
                    let leaf = Step::Cell { cell: cell as u16, reading: Reading::Plain, site };
                    self.grow(sketch, &path, Draft::Leaf(leaf), site)?;
                    Piece::Cell(cell)
                }
            });
            rest = after;
        }
        if !rest.is_empty() {
            pieces.push(Piece::Text(Word::text(rest)));
        }
        Ok(pieces.into())
    }

    /// What is done to the value, in the order of the verbs.
    fn acts(&self, verbs: &Verbs, reading: Reading, field: &str) -> Result<Vec<Act>> {
        let mut acts = Vec::new();
        if verbs.trim {
            acts.push(Act::Trim);
        }
        acts.extend(verbs.after.map(|separator| Act::After(separator.0)));
        if verbs.strip_html {
            acts.push(Act::StripHtml);
        }
        if let Some(pairs) = &verbs.replace {
            if pairs.0.iter().any(|(from, _)| from.is_empty()) {
                return refuse("Nothing cannot be replaced.").map_err(|e| e.under("replace"));
            }
            acts.push(Act::Replace(pairs.0.clone().into()));
        }
        acts.extend(verbs.empty.clone().map(Act::Empty));
        let default = verbs.default.clone().or(verbs.constant.clone());
        let is_word = verbs.map.is_some() || verbs.lookup.is_some();
        if let Some(map) = &verbs.map {
            let (other, known) = map.0.iter().cloned().partition(|(from, _)| from == "*");
            let (other, known): (Vec<_>, Vec<_>) = (other, known);
            let Table { keys, words } = Table::new(known.into_iter());
            let other = other.into_iter().map(|(_, word)| word).next();
            acts.push(Act::Map { keys, words, other, default: default.clone() });
        } else if let Some(name) = &verbs.lookup {
            let Some(table) = self.program.lookup(name) else {
                let message = format!(
                    "There is no table {name:?} in \"lookups\"; name it there, even if it is empty."
                );
                return Err(Error::new(Code::MappingUnknownLookup, message).under("lookup"));
            };
            // An unknown class is told once: by the rate that nobody knows then.
            let told = !field.ends_with(".tax.class");
            acts.push(Act::Lookup { table, default: default.clone(), told });
        }
        if let Some(decimal) = &verbs.decimal {
            let mark = decimal.mark.map_or(b'.', |mark| mark.0);
            if !matches!(mark, b',' | b'.') {
                return refuse("A decimal mark is , or .").map_err(|e| e.under("decimal"));
            }
            acts.push(Act::Decimal { mark, shift: decimal.shift });
        }
        if let Some(date) = &verbs.date {
            acts.push(Act::Date(Box::new(date_form(date).map_err(|error| error.under("date"))?)));
        }
        if verbs.are_done_to_text() && verbs.map.is_none() || verbs.makes_text() {
            acts.push(Act::Read(reading));
        }
        if !is_word {
            acts.extend(default.map(Act::Default));
        }
        if verbs.required {
            acts.push(Act::Required);
        }
        Ok(acts)
    }

    /// Whether the words that the mapping itself brings can stand in the field.
    fn check_words(&self, verbs: &Verbs, reading: Reading, field: &str) -> Result<()> {
        let words = verbs.map.iter().flat_map(|map| map.0.iter().map(|(_, word)| word));
        let is_done_to = verbs.decimal.is_some() || verbs.date.is_some();
        for word in words.chain(&verbs.default).chain(&verbs.empty).chain(&verbs.constant) {
            if !is_done_to && !can_hold(reading, word) {
                let said = String::from_utf8_lossy(word.value().bytes).into_owned();
                return refuse(format!("{said:?} is nothing that {field} can hold."));
            }
        }
        Ok(())
    }
}

impl Verbs {
    /// Whether a verb looks at what was read before its field checks it.
    fn are_done_to_text(&self) -> bool {
        self.trim
            || self.after.is_some()
            || self.strip_html
            || self.replace.is_some()
            || self.map.is_some()
            || self.lookup.is_some()
            || self.decimal.is_some()
            || self.date.is_some()
    }
    /// Whether the value comes from more than one place.
    fn makes_text(&self) -> bool {
        self.first.is_some() || self.template.is_some() || self.join.is_some()
    }
}

fn date_form(date: &super::rule::Date) -> Result<DateForm> {
    use chrono::format::{Item, StrftimeItems};
    let items = StrftimeItems::new(&date.format).map(Item::to_owned).collect::<Box<[_]>>();
    if items.contains(&Item::Error) {
        return refuse("That is no format of strftime.").map_err(|e| e.under("format"));
    }
    let zone = match &date.zone {
        None => None,
        Some(name) => match name.parse() {
            Ok(zone) => Some(zone),
            Err(_) => return refuse("There is no such zone.").map_err(|e| e.under("zone")),
        },
    };
    Ok(DateForm { format: items, zone, inclusive: date.inclusive })
}

/// Whether a word of the mapping can stand in such a cell.
fn can_hold(reading: Reading, word: &Word) -> bool {
    let value = word.value();
    match reading {
        Reading::Text => value.is_text() || matches!(value.kind, Kind::Number | Kind::Null),
        _ => fits(value, reading),
    }
}
