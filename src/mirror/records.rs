//! Records for the books: kept by kind and id, found by number, reference, time and change; what was changed is kept
//! beside. It decides nothing about what a record says.

use super::sales;
use crate::error::Result;
use crate::world::{Instant, Row, Transaction, Value};
use sha2::{Digest, Sha256};

/// What a record is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Sale,
    Receipt,
    Customer,
    VatRate,
    PaymentMethod,
    Category,
}

impl Kind {
    pub fn as_str(self) -> &'static str {
        match self {
            Kind::Sale => "sale",
            Kind::Receipt => "receipt",
            Kind::Customer => "customer",
            Kind::VatRate => "vat_rate",
            Kind::PaymentMethod => "payment_method",
            Kind::Category => "category",
        }
    }
}

/// A record as it is stated.
#[derive(Clone, Copy, Debug)]
pub struct Record<'a> {
    pub kind: Kind,
    pub record_id: &'a str,
    pub number: Option<&'a str>,
    pub reference: Option<&'a str>,
    /// Where it stands in time; one that is held keeps its place.
    pub place: i64,
    /// A JSON object.
    pub document: &'a str,
}

/// What a statement did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Put {
    Stored,
    Revised,
    Unchanged,
}

/// A record as it is held.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Held {
    pub record_id: String,
    pub place: i64,
    pub revision: i64,
    pub modified_at: Instant,
    pub document: String,
}

/// States a record; the same again changes nothing.
pub fn put(tx: &mut dyn Transaction, shop_id: &str, record: &Record) -> Result<Put> {
    let hash = Sha256::digest(record.document);
    let key: [Value; 3] = [shop_id.into(), record.kind.as_str().into(), record.record_id.into()];
    let mut held = None;
    tx.query(
        "SELECT revision, modified_at, content_hash, document FROM records \
         WHERE shop_id = ? AND kind = ? AND record_id = ?",
        &key,
        &mut |row| {
            let is_same = row.bytes(2) == hash.as_slice();
            held = Some((row.integer(0), row.integer(1), is_same, row.text(3).to_owned()));
            Ok(())
        },
    )?;
    let Some((revision, modified_at, is_same, document)) = held else {
        insert(tx, shop_id, record, &hash)?;
        return Ok(Put::Stored);
    };
    if is_same {
        return Ok(Put::Unchanged);
    }
    if !document.is_empty() {
        tx.execute(
            "INSERT INTO record_revisions (shop_id, kind, record_id, revision, modified_at, document) \
             VALUES (?, ?, ?, ?, ?, ?)",
            &[key[0], key[1], key[2], revision.into(), modified_at.into(), (&document).into()],
        )?;
    }
    tx.execute(
        "UPDATE records SET number = ?, reference = ?, revision = ?, modified_at = ?, content_hash = ?, \
         document = ? WHERE shop_id = ? AND kind = ? AND record_id = ?",
        &[
            record.number.into(),
            record.reference.into(),
            revision.saturating_add(1).into(),
            tx.now().into(),
            hash.as_slice().into(),
            record.document.into(),
            key[0],
            key[1],
            key[2],
        ],
    )?;
    Ok(Put::Revised)
}

/// States a record that is named somewhere, if nothing is known of it yet.
pub fn ensure(tx: &mut dyn Transaction, shop_id: &str, record: &Record) -> Result<()> {
    if find(tx, shop_id, record.kind, record.record_id)?.is_none() {
        insert(tx, shop_id, record, &Sha256::digest(record.document))?;
    }
    Ok(())
}

fn insert(tx: &mut dyn Transaction, shop_id: &str, record: &Record, hash: &[u8]) -> Result<()> {
    tx.execute(
        "INSERT INTO records (shop_id, kind, record_id, number, reference, place, revision, modified_at, \
         content_hash, document) VALUES (?, ?, ?, ?, ?, ?, 1, ?, ?, ?)",
        &[
            shop_id.into(),
            record.kind.as_str().into(),
            record.record_id.into(),
            record.number.into(),
            record.reference.into(),
            record.place.into(),
            tx.now().into(),
            hash.into(),
            record.document.into(),
        ],
    )?;
    Ok(())
}

fn read(row: &dyn Row) -> Held {
    Held {
        record_id: row.text(0).to_owned(),
        place: row.integer(1),
        revision: row.integer(2),
        modified_at: Instant(row.integer(3)),
        document: row.text(4).to_owned(),
    }
}

const COLUMNS: &str = "record_id, place, revision, modified_at, document";

pub fn find(
    tx: &mut dyn Transaction,
    shop_id: &str,
    kind: Kind,
    record_id: &str,
) -> Result<Option<Held>> {
    let sql =
        format!("SELECT {COLUMNS} FROM records WHERE shop_id = ? AND kind = ? AND record_id = ?");
    let mut found = None;
    tx.query(&sql, &[shop_id.into(), kind.as_str().into(), record_id.into()], &mut |row| {
        found = Some(read(row));
        Ok(())
    })?;
    found.map(|held| made(tx, shop_id, held)).transpose()
}

/// A sale from before there were records is made of its order.
fn made(tx: &mut dyn Transaction, shop_id: &str, held: Held) -> Result<Held> {
    match held.document.is_empty() {
        true => Ok(Held { document: sales::document(tx, shop_id, &held.record_id)?, ..held }),
        false => Ok(held),
    }
}

/// In which order a list is, and where the part begins that is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Order {
    Place,
    Modified,
}

/// Which records are listed: all members that are given must match.
#[derive(Clone, Copy, Debug)]
pub struct Filter<'a> {
    pub kind: Kind,
    pub number: Option<&'a str>,
    pub reference: Option<&'a str>,
    /// From this place on.
    pub from: Option<i64>,
    /// Before this place.
    pub until: Option<i64>,
    pub modified_since: Option<i64>,
    pub order: Order,
    /// Behind this one: its place or change, and its id.
    pub after: Option<(i64, &'a str)>,
    pub limit: i64,
}

/// One part of a list. What is added or changed meanwhile moves nothing that was not yet listed out of it.
pub fn list(tx: &mut dyn Transaction, shop_id: &str, filter: &Filter) -> Result<Vec<Held>> {
    let column = match filter.order {
        Order::Place => "place",
        Order::Modified => "modified_at",
    };
    let mut sql = format!("SELECT {COLUMNS} FROM records WHERE shop_id = ? AND kind = ?");
    let mut values: Vec<Value> = vec![shop_id.into(), filter.kind.as_str().into()];
    let clauses: [(&str, Option<Value>); 5] = [
        (" AND number = ?", filter.number.map(Value::from)),
        (" AND reference = ?", filter.reference.map(Value::from)),
        (" AND place >= ?", filter.from.map(Value::from)),
        (" AND place < ?", filter.until.map(Value::from)),
        (" AND modified_at >= ?", filter.modified_since.map(Value::from)),
    ];
    for (clause, value) in clauses.into_iter().filter_map(|(sql, value)| Some((sql, value?))) {
        sql.push_str(clause);
        values.push(value);
    }
    if let Some((at, id)) = filter.after {
        // The first bound is what an index can use.
        sql.push_str(&format!(" AND {column} >= ? AND ({column} > ? OR record_id > ?)"));
        values.extend([Value::from(at), Value::from(at), Value::from(id)]);
    }
    sql.push_str(&format!(" ORDER BY {column}, record_id LIMIT ?"));
    values.push(filter.limit.into());
    let mut found = Vec::new();
    tx.query(&sql, &values, &mut |row| {
        found.push(read(row));
        Ok(())
    })?;
    found.into_iter().map(|held| made(tx, shop_id, held)).collect()
}

/// When a record of this kind was last stored or changed; none where there is none.
pub fn last_modified(
    tx: &mut dyn Transaction,
    shop_id: &str,
    kind: Kind,
) -> Result<Option<Instant>> {
    let mut last = None;
    tx.query(
        "SELECT MAX(modified_at) FROM records WHERE shop_id = ? AND kind = ?",
        &[shop_id.into(), kind.as_str().into()],
        &mut |row| {
            last = row.instant_or_null(0);
            Ok(())
        },
    )?;
    Ok(last)
}

/// What a record was before, oldest first.
pub fn revisions(
    tx: &mut dyn Transaction,
    shop_id: &str,
    kind: Kind,
    record_id: &str,
    after: i64,
    limit: i64,
) -> Result<Vec<Held>> {
    let mut found = Vec::new();
    tx.query(
        "SELECT record_id, 0, revision, modified_at, document FROM record_revisions \
         WHERE shop_id = ? AND kind = ? AND record_id = ? AND revision > ? ORDER BY revision LIMIT ?",
        &[shop_id.into(), kind.as_str().into(), record_id.into(), after.into(), limit.into()],
        &mut |row| {
            found.push(read(row));
            Ok(())
        },
    )?;
    Ok(found)
}
