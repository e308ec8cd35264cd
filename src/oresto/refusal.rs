//! What Oresto would refuse, or what would harm, in the body of a call: said before it is sent. It only looks.

use super::operation::Operation;
use crate::error::{Code, Error, Result};
use crate::limits::{self, ORESTO_ARTICLE_NUMBER_CHARS_MAX};
use crate::targets::oresto::STOPPED;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;
use std::collections::BTreeSet;

/// How photos begin: JPEG, PNG and GIF.
const PHOTO_STARTS: [&[u8]; 4] = [b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"GIF87a", b"GIF89a"];

/// Refuses what can be seen in the body alone; paths are within it.
pub fn refuse(operation: &Operation, body: &Value) -> Result<()> {
    match operation.name {
        "product_create" => {
            article_number(body)?;
            one_supplier(body)?;
            one_storage_condition(body)
        }
        // Whether what it leaves out stays or goes is not said, so all of it is sent.
        "product_update" => {
            one_supplier(body)?;
            one_storage_condition(body)
        }
        "link_product_create" => article_number(body),
        "product_photo_create" => photo(body),
        _ => Ok(()),
    }
}

/// Why this cannot be an article number; None where it can.
pub fn article_number_fault(number: &str) -> Option<String> {
    if let Some(found) = number.chars().find(|letter| STOPPED.contains(*letter)) {
        return Some(format!(
            "Oresto takes no '{found}' in an article number (none of {STOPPED})."
        ));
    }
    let length = number.chars().count();
    (length > ORESTO_ARTICLE_NUMBER_CHARS_MAX).then(|| {
        format!("An article number has at most {ORESTO_ARTICLE_NUMBER_CHARS_MAX} characters, not {length}.")
    })
}

fn article_number(body: &Value) -> Result<()> {
    let number = body.get("WholesalerArticleNumber").and_then(Value::as_str).unwrap_or_default();
    match article_number_fault(number) {
        None => Ok(()),
        Some(message) => {
            Err(Error::new(Code::OrestoArticleNumber, message).at("/WholesalerArticleNumber"))
        }
    }
}

/// An own product has at most one supplier (OR-30).
fn one_supplier(body: &Value) -> Result<()> {
    let mut suppliers = 0;
    for name in ["Supplier", "SupplierId", "Suppliers", "SupplierIds"] {
        suppliers += given(body, name);
        if suppliers > 1 {
            let message = "An own product has one supplier, or none.";
            return Err(Error::new(Code::OrestoSecondSupplier, message).at(format!("/{name}")));
        }
    }
    Ok(())
}

/// How many things a member names.
fn given(body: &Value, name: &str) -> usize {
    match body.get(name) {
        None | Some(Value::Null) => 0,
        Some(Value::Array(list)) => list.len(),
        Some(_) => 1,
    }
}

/// An own product has exactly one storage condition (OR-28).
fn one_storage_condition(body: &Value) -> Result<()> {
    let names =
        ["StorageConditionId", "StorageConditionIds", "StorageCondition", "StorageConditions"];
    match names.iter().map(|name| given(body, name)).sum::<usize>() {
        1 => Ok(()),
        count => {
            let message = format!(
                "An own product has exactly one storage condition, not {count}. Where none fits, take \
                 the one called 'Alle' (storage_conditions_list)."
            );
            Err(Error::new(Code::OrestoStorageCondition, message).at("/StorageConditionId"))
        }
    }
}

fn photo(body: &Value) -> Result<()> {
    let refused = |message: String| Err(Error::new(Code::OrestoPhoto, message).at("/Photo"));
    let text = body.get("Photo").and_then(Value::as_str).unwrap_or_default();
    let max = limits::ORESTO_PHOTO_BYTES_MAX;
    if text.len() / 4 * 3 > max + 3 {
        return refused(format!("A photo has at most {max} bytes."));
    }
    let Ok(bytes) = STANDARD.decode(text) else {
        return refused("The photo is not base64.".into());
    };
    match PHOTO_STARTS.iter().any(|start| bytes.starts_with(start)) {
        _ if bytes.len() > max => refused(format!("A photo has at most {max} bytes.")),
        true => Ok(()),
        false => refused("The photo is no JPEG, PNG or GIF.".into()),
    }
}

/// The categories that have subcategories: no product may lie on them (OR-27). How a category names its parent or its
/// children is not printed, so every way that is in use is read.
pub fn parents(categories: &Value) -> BTreeSet<i64> {
    let mut found = BTreeSet::new();
    collect(categories, &mut found);
    found
}

fn collect(value: &Value, found: &mut BTreeSet<i64>) {
    let list = match value {
        Value::Array(list) => list,
        _ => return,
    };
    for category in list.iter().filter_map(Value::as_object) {
        for (name, member) in category {
            let name = name.to_ascii_lowercase();
            if name.starts_with("parent") || name == "maincategoryid" {
                let id = member.as_i64().or_else(|| member.get("Id").and_then(Value::as_i64));
                found.extend(id.filter(|id| *id > 0));
            } else if member.as_array().is_some_and(|list| !list.is_empty())
                && (name.ends_with("categories") || name == "children")
            {
                found.extend(category.get("Id").and_then(Value::as_i64));
                collect(member, found);
            }
        }
    }
}

/// Refuses a product on a category that has subcategories.
pub fn refuse_category(body: &Value, parents: &BTreeSet<i64>) -> Result<()> {
    for name in ["CategoryId", "CategoryIds", "Categories"] {
        let Some(value) = body.get(name) else { continue };
        let ids: Vec<&Value> = match value {
            Value::Array(list) => list.iter().collect(),
            one => vec![one],
        };
        let id = |value: &Value| value.as_i64().or_else(|| value.get("Id").and_then(Value::as_i64));
        if let Some(id) = ids.into_iter().filter_map(id).find(|id| parents.contains(id)) {
            let message =
                format!("Category {id} has subcategories; a product lies on one that has none.");
            return Err(Error::new(Code::OrestoCategory, message).at(format!("/{name}")));
        }
    }
    Ok(())
}
