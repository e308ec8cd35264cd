//! Compiling one field: where its value comes from, and the acts that are done to it, in their order. It must not know
//! what the field means.

use super::compile::Compiler;
use super::diagnostics::Field;
use super::document::Condition;
use super::path::refuse;
use super::program::{Act, DateForm, Piece, Step, Table, Target, Verb};
use super::reading::fits;
use super::rule::{Rule, Verbs, Word};
use super::sketch::{Draft, Sketch};
use super::template::{Part, Template};
use crate::error::{Code, Error, Result};
use crate::json::{Kind, Value};
use crate::model::product::{Reading, Variant};

impl Compiler {
    /// One row of the mapping: where a field comes from, and what is done to it on the way.
    pub fn field<'d>(
        &mut self,
        rule: &'d Rule,
        sketch: &mut Sketch<'d>,
        (cell, reading): (usize, Reading),
        shape: usize,
        field: &Field,
    ) -> Result<()> {
        if rule.split().is_some() {
            return refuse("Only a list is split.").map_err(|error| error.under("split"));
        }
        // First, so that the latest site is that of the field itself.
        let unless = rule.verbs.as_ref().and_then(|verbs| verbs.unless.as_ref());
        let unless = unless.map(|condition| self.unless(condition, sketch, shape)).transpose();
        let unless = unless.map_err(|error| error.under("unless"))?;
        let site = self.source(rule, sketch, (cell, reading), shape, field)?;
        let Some(verbs) = &rule.verbs else { return Ok(()) };
        check_words(verbs, reading, field)?;
        self.form.shapes[shape].verbs.extend(unless.map(|act| Verb { cell, site, act }));
        self.acts(verbs, (cell, reading), (shape, site), field)
    }

    /// Where the value comes from; returns the site that is told of.
    fn source<'d>(
        &mut self,
        rule: &'d Rule,
        sketch: &mut Sketch<'d>,
        (cell, reading): (usize, Reading),
        shape: usize,
        field: &Field,
    ) -> Result<u32> {
        let verbs = rule.verbs.as_deref();
        let at = cell as u16;
        let Some(path) = &rule.path else {
            let mut cells = Vec::with_capacity(rule.first().len());
            for (rank, source) in rule.first().iter().enumerate() {
                let (spare, site) = (self.spare(shape, 1), self.program.sites.len() as u32);
                cells.push((spare, site));
                // What nothing more is done to stands in the field itself.
                let checked = match &source.verbs {
                    Some(own) if !verbs.is_some_and(Verbs::are_done_to_text) => {
                        check_words(own, reading, field)
                    }
                    _ => Ok(()),
                };
                checked
                    .and_then(|()| {
                        self.field(source, sketch, (spare, Reading::Plain), shape, field)
                    })
                    .map_err(|error| error.under(rank.to_string()).under("first"))?;
            }
            let template = verbs.and_then(|verbs| verbs.template.as_ref());
            let act = match (template, cells.first()) {
                (_, Some((_, first))) => {
                    self.program.repeat_site(*first);
                    Act::First(cells.into())
                }
                (Some(template), None) => {
                    let pieces = self.template(template, sketch, shape, field);
                    let pieces = pieces.map_err(|error| error.under("template"))?;
                    let told = verbs.is_some_and(|verbs| verbs.default.is_none());
                    Act::Template { pieces, told }
                }
                (None, None) => return Ok(0),
            };
            let site = self.program.sites.len() as u32 - 1;
            self.form.shapes[shape].verbs.push(Verb { cell, site, act });
            return Ok(site);
        };
        let site = self.site(path, field.clone());
        if let Some(query) = &path.query {
            self.query(query, shape, site, Target::Cell(cell))?;
            if !verbs.is_some_and(Verbs::are_done_to_text) {
                let act = Act::Read(reading);
                self.form.shapes[shape].verbs.push(Verb { cell, site, act });
            }
            return Ok(site);
        }
        let leaf = match verbs {
            Some(Verbs { join: Some(between), .. }) => {
                Step::Join { cell: at, between: Box::new(Word::text(between)), site }
            }
            Some(verbs) if verbs.are_done_to_text() => Step::Word { cell: at, site },
            _ => Step::Cell { cell: at, reading, site },
        };
        self.grow(sketch, path, Draft::Leaf(leaf), site)?;
        Ok(site)
    }

    /// What leaves a field without its value: a cell beside it, and the words that do so.
    fn unless<'d>(
        &mut self,
        condition: &'d Condition,
        sketch: &mut Sketch<'d>,
        shape: usize,
    ) -> Result<Act> {
        let site = self.site(&condition.path, Field::of("", "unless"));
        let cell = self.spare(shape, 1);
        let leaf = Step::Cell { cell: cell as u16, reading: Reading::Plain, site };
        self.grow(sketch, &condition.path, Draft::Leaf(leaf), site)
            .map_err(|error| error.under("path"))?;
        Ok(Act::Unless { cell, words: condition.words() })
    }

    /// `{$.a} {$.b}`: its texts, and the cells that its paths fill.
    fn template<'d>(
        &mut self,
        Template(parts): &'d Template,
        sketch: &mut Sketch<'d>,
        shape: usize,
        field: &Field,
    ) -> Result<Box<[Piece]>> {
        let pieces = parts.iter().map(|part| {
            Ok(match part {
                Part::Text(word) => Piece::Text(word.clone()),
                Part::Setting(name) => Piece::Setting(name.clone()),
                Part::Path(path) => {
                    let (cell, site) = (self.spare(shape, 1), self.site(path, field.clone()));
                    let leaf = Step::Cell { cell: cell as u16, reading: Reading::Plain, site };
                    self.grow(sketch, path, Draft::Leaf(leaf), site)?;
                    Piece::Cell(cell)
                }
            })
        });
        pieces.collect()
    }

    /// What is done to the value, in the order of the verbs.
    pub fn acts(
        &mut self,
        verbs: &Verbs,
        (cell, reading): (usize, Reading),
        (shape, site): (usize, u32),
        field: &Field,
    ) -> Result<()> {
        let lookup = match (&verbs.map, &verbs.lookup) {
            (None, Some(name)) => Some(self.table(name)?),
            _ => None,
        };
        let verbs_of_shape = &mut self.form.shapes[shape].verbs;
        let mut act = |act| verbs_of_shape.push(Verb { cell, site, act });
        if verbs.trim {
            act(Act::Trim);
        }
        if let Some(separator) = verbs.after {
            act(Act::After(separator.0));
        }
        if verbs.strip_html {
            act(Act::StripHtml);
        }
        if let Some(pairs) = &verbs.replace {
            if pairs.0.iter().any(|(from, _)| from.is_empty()) {
                return refuse("Nothing cannot be replaced.").map_err(|e| e.under("replace"));
            }
            act(Act::Replace(pairs.0.clone().into()));
        }
        if let Some(word) = &verbs.empty {
            act(Act::Empty(word.clone()));
        }
        let default = verbs.default.as_ref().or(verbs.constant.as_ref()).cloned();
        let mut last = None;
        if let Some(map) = &verbs.map {
            let known = map.0.iter().filter(|(from, _)| from != "*");
            let Table { keys, words } = Table::new(known.map(|(from, word)| (from, word.clone())));
            let other = map.0.iter().find(|(from, _)| from == "*").map(|(_, word)| word.clone());
            let unknown =
                is_decimal(field) || matches!(&*field.name, "tax.class" | "weight.unit" | "kind");
            let unknown = if unknown { Value::UNKNOWN } else { Value::ABSENT };
            act(Act::Map { keys, words, other, default, unknown });
        } else if let Some(table) = lookup {
            // An unknown class is told once: by the rate that nobody knows then.
            let told = field.name != "tax.class";
            let other = is_decimal(field).then_some(Value::UNKNOWN);
            act(Act::Lookup { table, default, other, told });
        } else {
            last = default.map(Act::Default);
        }
        if let Some(decimal) = &verbs.decimal {
            let mark = decimal.mark.map_or(b'.', |mark| mark.0);
            if !matches!(mark, b',' | b'.') {
                return refuse("A decimal mark is , or .").map_err(|e| e.under("decimal"));
            }
            act(Act::Decimal { mark, shift: decimal.shift });
        }
        if let Some(date) = &verbs.date {
            act(Act::Date(Box::new(date_form(date).map_err(|error| error.under("date"))?)));
        }
        if verbs.are_done_to_text() && verbs.map.is_none() || verbs.makes_text() {
            act(Act::Read(reading));
        }
        last.into_iter().for_each(&mut act);
        if verbs.required {
            act(Act::Required);
        }
        Ok(())
    }

    /// The number of the lookups of this name.
    fn table(&self, name: &str) -> Result<usize> {
        self.program.lookup(name).ok_or_else(|| {
            let message = format!(
                "There is no table {name:?} in \"lookups\"; name it there, even if it is empty."
            );
            Error::new(Code::MappingUnknownLookup, message).under("lookup")
        })
    }
}

/// Whether the field holds a number, also where one of several sources of it is compiled.
fn is_decimal(field: &Field) -> bool {
    let is_it =
        |(name, reading): &(&str, Reading)| *reading == Reading::Decimal && *name == field.name;
    field.section == "variants" && Variant::CELLS.iter().any(is_it)
}

/// Whether the words that the mapping itself brings can stand in the field.
fn check_words(verbs: &Verbs, reading: Reading, field: &Field) -> Result<()> {
    if verbs.decimal.is_some() || verbs.date.is_some() {
        return Ok(());
    }
    let words = verbs.map.iter().flat_map(|map| map.0.iter().map(|(_, word)| word));
    for word in words.chain(&verbs.default).chain(&verbs.empty).chain(&verbs.constant) {
        if !can_hold(reading, word) {
            let said = String::from_utf8_lossy(word.value().bytes).into_owned();
            let known = match reading {
                Reading::OneOf(words) => format!(" It can hold {}.", words.known().join(", ")),
                _ => String::new(),
            };
            return refuse(format!("{said:?} is nothing that {field} can hold.{known}"));
        }
    }
    Ok(())
}

impl Verbs {
    /// Whether a verb looks at what was read before its field checks it.
    pub fn are_done_to_text(&self) -> bool {
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
