//! Documents that are given again with others: tables of labels, rows of stock, variants of a group. In the store; it does
//! not know what is in them.

use crate::error::Result;
use crate::limits;
use crate::world::{Transaction, Value};

/// Why a document is kept.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Kind {
    /// A page of a table; its owner is the member under which a mapping finds it.
    Table,
    /// A row of stock; its owner is its product.
    Row,
    /// A variant; its owner is its group.
    Part,
}

impl Kind {
    fn as_str(self) -> &'static str {
        match self {
            Kind::Table => "table",
            Kind::Row => "row",
            Kind::Part => "part",
        }
    }
}

/// A document, and by what it is found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kept {
    pub id: String,
    pub owner: String,
    pub document: String,
}

/// Whether an id can be kept at all.
pub fn fits(id: &str) -> bool {
    (1..=limits::ID_BYTES_MAX).contains(&id.len())
}

pub fn put(
    tx: &mut dyn Transaction,
    (shop_id, source): (&str, &str),
    kind: Kind,
    kept: &Kept,
    run: i64,
) -> Result<()> {
    tx.execute(
        "INSERT INTO source_documents (shop_id, source, kind, document_id, owner_id, run, document) \
         VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (shop_id, source, kind, document_id) DO UPDATE \
         SET owner_id = excluded.owner_id, run = excluded.run, document = excluded.document",
        &[
            shop_id.into(),
            source.into(),
            kind.as_str().into(),
            (&kept.id).into(),
            (&kept.owner).into(),
            run.into(),
            (&kept.document).into(),
        ],
    )?;
    Ok(())
}

pub fn take_away(
    tx: &mut dyn Transaction,
    (shop_id, source): (&str, &str),
    kind: Kind,
    id: &str,
) -> Result<()> {
    tx.execute(
        "DELETE FROM source_documents WHERE shop_id = ? AND source = ? AND kind = ? \
         AND document_id = ?",
        &[shop_id.into(), source.into(), kind.as_str().into(), id.into()],
    )?;
    Ok(())
}

/// Takes away what this run has not named.
pub fn take_away_older(
    tx: &mut dyn Transaction,
    (shop_id, source): (&str, &str),
    kind: Kind,
    run: i64,
) -> Result<()> {
    tx.execute(
        "DELETE FROM source_documents WHERE shop_id = ? AND source = ? AND kind = ? AND run < ?",
        &[shop_id.into(), source.into(), kind.as_str().into(), run.into()],
    )?;
    Ok(())
}

/// Which documents are meant.
#[derive(Clone, Copy, Debug)]
pub enum Which<'a> {
    All,
    Of(&'a str),
    One(&'a str),
    /// Not named by this run, at most so many.
    OlderThan(i64, u32),
}

/// Documents in the order of their ids, those that are numbers by their figures.
pub fn find(
    tx: &mut dyn Transaction,
    (shop_id, source): (&str, &str),
    kind: Kind,
    which: Which,
) -> Result<Vec<Kept>> {
    let mut values: Vec<Value> = vec![shop_id.into(), source.into(), kind.as_str().into()];
    let rest = match which {
        Which::All => "ORDER BY document_id",
        Which::Of(owner) => {
            values.push(owner.into());
            "AND owner_id = ? ORDER BY document_id"
        }
        Which::One(id) => {
            values.push(id.into());
            "AND document_id = ?"
        }
        Which::OlderThan(run, max) => {
            values.extend([Value::from(run), i64::from(max).into()]);
            "AND run < ? ORDER BY document_id LIMIT ?"
        }
    };
    let sql = format!(
        "SELECT document_id, owner_id, document FROM source_documents \
         WHERE shop_id = ? AND source = ? AND kind = ? {rest}"
    );
    let mut found: Vec<Kept> = Vec::new();
    tx.query(&sql, &values, &mut |row| {
        found.push(Kept {
            id: row.text(0).to_owned(),
            owner: row.text(1).to_owned(),
            document: row.text(2).to_owned(),
        });
        Ok(())
    })?;
    found.sort_by_key(|kept| kept.id.parse::<u64>().ok());
    Ok(found)
}
