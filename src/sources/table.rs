//! THE TABLE: how each hosted system is read, one row each; the rows are data, in table.json.

use crate::config::SourceSystem;
use crate::error::{Code, Error, Result};
use crate::json;
use crate::shops::routes::Routes;
use std::collections::BTreeMap;

const TABLE: &str = include_str!("table.json");

/// The row of a system.
pub fn row(system: SourceSystem) -> Result<Routes> {
    let mut rows: BTreeMap<String, Routes> = json::read(TABLE.as_bytes())?;
    rows.remove(system.as_str()).ok_or_else(|| {
        let message = format!("{} has no row of its own.", system.as_str());
        Error::new(Code::ConfigInvalid, message)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_system_but_custom_has_a_row_that_can_be_followed() {
        let rows: BTreeMap<String, Routes> = json::read(TABLE.as_bytes()).expect("a table");
        for (name, routes) in &rows {
            routes.check().unwrap_or_else(|error| panic!("{name}: {error}"));
        }
        let systems: Vec<SourceSystem> = words()
            .into_iter()
            .map(|word| {
                let system: SourceSystem = json::read(format!("{word:?}").as_bytes()).expect(&word);
                assert_eq!(system.as_str(), word);
                system
            })
            .collect();
        let (custom, known): (Vec<_>, Vec<_>) =
            systems.into_iter().partition(|system| *system == SourceSystem::Custom);
        for system in &known {
            assert!(rows.contains_key(system.as_str()), "{system:?}");
            assert!(crate::shops::program(system.mapping()).is_some(), "{system:?}: no mapping");
        }
        assert_eq!((rows.len(), custom.len()), (known.len(), 1));
        assert!(row(SourceSystem::Custom).is_err());
    }

    /// The words of all systems, from the schema, which knows them all; those with a sentence of their own stand apart.
    fn words() -> Vec<String> {
        let schema = schemars::schema_for!(SourceSystem).to_value();
        let ways = schema["oneOf"].as_array().cloned().unwrap_or_else(|| vec![schema.clone()]);
        let words = ways.iter().flat_map(|way| {
            way["enum"].as_array().cloned().unwrap_or_else(|| vec![way["const"].clone()])
        });
        words.map(|word| word.as_str().expect("a word").to_owned()).collect()
    }
}
