//! What only clients of the REST interface write and read: customers, tax rates, coupons, notes, the orders of a test-suite.
//! One table of JSON documents. It must not know what they mean.

use crate::error::{Code, Error, Result};
use crate::store::{Held, next_number};
use crate::world::{Instant, Row, Transaction};
use serde_json::{Map, Value};

/// A document as it is kept.
#[derive(Clone, Debug, PartialEq)]
pub struct Document {
    /// 0 until it is stored.
    pub number: i64,
    /// What it belongs to, such as the order of a note; 0 is nothing.
    pub parent: i64,
    pub members: Map<String, Value>,
    pub created_at: Instant,
    pub modified_at: Instant,
}

impl Document {
    pub fn new(parent: i64, members: Map<String, Value>) -> Document {
        let (created_at, modified_at) = Default::default();
        Document { number: 0, parent, members, created_at, modified_at }
    }
}

fn read(row: &dyn Row) -> Result<Document> {
    let members = serde_json::from_str(row.text(2)).map_err(|_| {
        let message = format!("Document {} cannot be read.", row.integer(0));
        Error::new(Code::StoreFailed, message)
    })?;
    Ok(Document {
        number: row.integer(0),
        parent: row.integer(1),
        members,
        created_at: Instant(row.integer(3)),
        modified_at: Instant(row.integer(4)),
    })
}

/// All of a resource, of all parents or of one, in the order of their numbers.
pub fn list(
    tx: &mut dyn Transaction,
    shop_id: &str,
    resource: &str,
    parent: Option<i64>,
) -> Result<Vec<Document>> {
    let mut found = Vec::new();
    let narrowed = if parent.is_some() { " AND parent = ?" } else { "" };
    let sql = format!(
        "SELECT number, parent, document, created_at, modified_at FROM rest_documents \
         WHERE shop_id = ? AND resource = ?{narrowed} ORDER BY number"
    );
    let mut values = vec![shop_id.into(), resource.into()];
    values.extend(parent.map(crate::world::Value::from));
    tx.query(&sql, &values, &mut |row| {
        found.push(read(row)?);
        Ok(())
    })?;
    Ok(found)
}

/// All of a resource but this one: what it must differ from, or is counted with.
pub fn others(
    tx: &mut dyn Transaction,
    shop_id: &str,
    resource: &str,
    document: &Document,
) -> Result<Vec<Document>> {
    let mut others = list(tx, shop_id, resource, None)?;
    others.retain(|other| other.number != document.number);
    Ok(others)
}

pub fn find(
    tx: &mut dyn Transaction,
    shop_id: &str,
    resource: &str,
    number: i64,
) -> Result<Option<Document>> {
    let mut found = None;
    tx.query(
        "SELECT number, parent, document, created_at, modified_at FROM rest_documents \
         WHERE shop_id = ? AND resource = ? AND number = ?",
        &[shop_id.into(), resource.into(), number.into()],
        &mut |row| {
            found = Some(read(row)?);
            Ok(())
        },
    )?;
    Ok(found)
}

/// Stores a document; a new one gets the next number of `sequence`.
pub fn put(
    tx: &mut dyn Transaction,
    shop_id: &str,
    (resource, sequence): (&str, &'static str),
    document: &mut Document,
) -> Result<()> {
    let now = tx.now();
    if document.number == 0 {
        document.number = next_number(tx, shop_id, sequence)?;
        document.created_at = now;
    }
    document.modified_at = now;
    let text = Value::Object(document.members.clone()).to_string();
    tx.execute(
        "INSERT INTO rest_documents (shop_id, resource, number, parent, document, created_at, \
           modified_at) VALUES (?, ?, ?, ?, ?, ?, ?) \
         ON CONFLICT (shop_id, resource, number) DO UPDATE SET parent = excluded.parent, \
           document = excluded.document, modified_at = excluded.modified_at",
        &[
            shop_id.into(),
            resource.into(),
            document.number.into(),
            document.parent.into(),
            (&text).into(),
            document.created_at.into(),
            now.into(),
        ],
    )?;
    Ok(())
}

pub fn delete(tx: &mut dyn Transaction, shop_id: &str, resource: &str, number: i64) -> Result<()> {
    tx.execute(
        "DELETE FROM rest_documents WHERE shop_id = ? AND resource = ? AND number = ?",
        &[shop_id.into(), resource.into(), number.into()],
    )?;
    Ok(())
}

/// The orders after this one.
pub fn orders_after(
    tx: &mut dyn Transaction,
    shop_id: &str,
    after: &str,
    max: i64,
) -> Result<Vec<Held>> {
    let (_, number) = place_of(after);
    let mut found = Vec::new();
    tx.query(
        "SELECT number, document FROM rest_documents \
         WHERE shop_id = ? AND resource = 'order' AND number > ? ORDER BY number LIMIT ?",
        &[shop_id.into(), number.into(), max.into()],
        &mut |row| {
            let id = format!("order/{}", row.integer(0));
            found.push(Held { id: id.clone(), order_id: id, json: row.text(1).to_owned() });
            Ok(())
        },
    )?;
    Ok(found)
}

/// All but orders after this one. A note and a refund belong to an order, of a platform or of the shop.
pub fn others_after(
    tx: &mut dyn Transaction,
    shop_id: &str,
    after: &str,
    max: i64,
) -> Result<Vec<Held>> {
    let (resource, number) = place_of(after);
    let mut found = Vec::new();
    tx.query(
        "SELECT d.resource, d.number, d.parent, d.document, o.order_id FROM rest_documents d \
         LEFT JOIN orders o ON o.shop_id = d.shop_id AND o.number = d.parent \
         WHERE d.shop_id = ? AND d.resource <> 'order' \
           AND (d.resource > ? OR (d.resource = ? AND d.number > ?)) \
         ORDER BY d.resource, d.number LIMIT ?",
        &[shop_id.into(), resource.into(), resource.into(), number.into(), max.into()],
        &mut |row| {
            let (resource, number) = (row.text(0), row.integer(1));
            let order_id = match (resource, row.text_or_null(4)) {
                ("note" | "refund", Some(order_id)) => order_id.to_owned(),
                ("note" | "refund", None) => format!("order/{}", row.integer(2)),
                _ => String::new(),
            };
            let mut json = row.text(3).to_owned();
            if let ("customer", Ok(mut members)) =
                (resource, serde_json::from_str::<Map<String, Value>>(&json))
            {
                members.insert("customer_id".into(), number.into());
                json = Value::Object(members).to_string();
            }
            found.push(Held { id: format!("{resource}/{number}"), order_id, json });
            Ok(())
        },
    )?;
    Ok(found)
}

fn place_of(id: &str) -> (&str, i64) {
    let (resource, number) = id.split_once('/').unwrap_or_default();
    (resource, number.parse().unwrap_or_default())
}

/// Takes out who a document is about. False where it is a rule of the shop's own, such as for whom a coupon is good:
/// that only the shop can change.
pub fn forget(tx: &mut dyn Transaction, shop_id: &str, id: &str) -> Result<bool> {
    let (resource, number) = place_of(id);
    let Some(mut document) = find(tx, shop_id, resource, number)? else { return Ok(true) };
    let blanked: &[&str] = match resource {
        "customer" | "note" => {
            delete(tx, shop_id, resource, number)?;
            return Ok(true);
        }
        "order" => &["customer_note", "customer_ip_address", "customer_user_agent"],
        "review" => &["reviewer", "reviewer_email"],
        "refund" => &["reason"],
        _ => return Ok(false),
    };
    for name in blanked {
        if let Some(member) = document.members.get_mut(*name) {
            *member = "".into();
        }
    }
    for name in ["billing", "shipping"] {
        if let Some(Value::Object(address)) = document.members.get_mut(name) {
            // Which country's VAT it is still shows.
            address.retain(|name, _| name == "country");
        }
    }
    if let Some(customer_id) = document.members.get_mut("customer_id") {
        *customer_id = 0.into();
    }
    put(tx, shop_id, (resource, ""), &mut document)?;
    Ok(true)
}
