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
        use SourceSystem::*;
        let known =
            [Shopify, ShopifyGraphql, Woocommerce, Magento, LightspeedC, LightspeedR, LightspeedX];
        for system in known {
            assert!(rows.contains_key(system.as_str()), "{system:?}");
            assert!(crate::shops::program(system.mapping()).is_some(), "{system:?}: no mapping");
        }
        assert_eq!(rows.len(), known.len());
        assert!(row(Custom).is_err());
    }
}
