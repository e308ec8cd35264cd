//! A text with paths in braces, as it is written. It must not know how it will be filled.

use super::path::{self, refuse};
use super::rule::{Path, Word, parsed};
use crate::error::Result;
use serde::de::{Deserialize, Deserializer};

/// `{$.a} {$.b}`
#[derive(Clone, Debug)]
pub struct Template(pub Vec<Part>);

#[derive(Clone, Debug)]
pub enum Part {
    Text(Word),
    Path(Path),
    /// One of the lookups `settings`.
    Setting(Box<str>),
}

impl<'de> Deserialize<'de> for Template {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> std::result::Result<Self, D::Error> {
        parsed(deserializer, parse)
    }
}

fn parse(text: &str) -> Result<Template> {
    let (mut parts, mut rest) = (Vec::new(), text);
    while let Some((before, after)) = rest.split_once('{') {
        let Some((name, after)) = after.split_once('}') else {
            return refuse("A brace is opened and not closed.");
        };
        if !before.is_empty() {
            parts.push(Part::Text(Word::text(before)));
        }
        parts.push(match name.starts_with(['$', '/']) {
            true => Part::Path(path::parse(name)?),
            false => Part::Setting(name.into()),
        });
        rest = after;
    }
    if !rest.is_empty() {
        parts.push(Part::Text(Word::text(rest)));
    }
    Ok(Template(parts))
}
