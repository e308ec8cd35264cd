//! The names of all operations as a type: the declarations of TypeScript and PHP list them, with what each is for.

use super::operations::OPERATIONS;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use std::borrow::Cow;

/// One of the names of the table.
#[derive(Debug)]
pub struct OrestoOperation;

impl JsonSchema for OrestoOperation {
    fn schema_name() -> Cow<'static, str> {
        "OrestoOperation".into()
    }
    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        let names: Vec<&str> = OPERATIONS.iter().map(|operation| operation.name).collect();
        json_schema!({
            "description": "An operation of Oresto's interface; docs/oresto-operations.md says what each takes.",
            "type": "string",
            "enum": names,
        })
    }
}
