//! What a shop has given notice of, until it was asked for: a product or an order by its name. It must not ask.

use crate::error::Result;
use crate::shops::routes::About;
use crate::world::{Transaction, Value};

/// Something to ask for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mark {
    pub name: String,
    pub version: i64,
}

fn word(about: About) -> &'static str {
    match about {
        About::Product => "product",
        About::Inventory => "inventory",
        About::Order => "order",
    }
}

/// Gives notice of it, once or once more.
pub fn put(
    tx: &mut dyn Transaction,
    (shop_id, source): (&str, &str),
    about: About,
    name: &str,
) -> Result<()> {
    let now = tx.now();
    tx.execute(
        "INSERT INTO source_marks (shop_id, source, about, name, version, due_at) \
         VALUES (?, ?, ?, ?, 1, ?) ON CONFLICT (shop_id, source, about, name) \
         DO UPDATE SET version = source_marks.version + 1, due_at = excluded.due_at",
        &[shop_id.into(), source.into(), word(about).into(), name.into(), now.into()],
    )?;
    Ok(())
}

/// Those that have waited longest.
pub fn waiting(
    tx: &mut dyn Transaction,
    (shop_id, source): (&str, &str),
    about: About,
    max: u32,
) -> Result<Vec<Mark>> {
    let (mut found, now) = (Vec::new(), tx.now());
    tx.query(
        "SELECT name, version FROM source_marks WHERE shop_id = ? AND source = ? AND about = ? \
         AND due_at <= ? ORDER BY due_at, name LIMIT ?",
        &[shop_id.into(), source.into(), word(about).into(), now.into(), i64::from(max).into()],
        &mut |row| {
            found.push(Mark { name: row.text(0).to_owned(), version: row.integer(1) });
            Ok(())
        },
    )?;
    Ok(found)
}

/// It was asked for. What was noticed anew meanwhile stays.
pub fn done(
    tx: &mut dyn Transaction,
    (shop_id, source): (&str, &str),
    about: About,
    marks: &[Mark],
) -> Result<()> {
    for mark in marks {
        let values: [Value; 5] = [
            shop_id.into(),
            source.into(),
            word(about).into(),
            (&mark.name).into(),
            mark.version.into(),
        ];
        tx.execute(
            "DELETE FROM source_marks WHERE shop_id = ? AND source = ? AND about = ? \
             AND name = ? AND version = ?",
            &values,
        )?;
    }
    Ok(())
}

/// The shop refuses to be asked for these: tried again in an hour, and nothing waits behind them.
pub fn postpone(
    tx: &mut dyn Transaction,
    (shop_id, source): (&str, &str),
    about: About,
    marks: &[Mark],
) -> Result<()> {
    let due_at = tx.now().plus_ms(3_600_000);
    for mark in marks {
        let values: [Value; 5] =
            [due_at.into(), shop_id.into(), source.into(), word(about).into(), (&mark.name).into()];
        tx.execute(
            "UPDATE source_marks SET due_at = ? WHERE shop_id = ? AND source = ? AND about = ? \
             AND name = ?",
            &values,
        )?;
    }
    Ok(())
}

/// How many wait to be asked for.
pub fn count(tx: &mut dyn Transaction, shop_id: &str, source: &str) -> Result<i64> {
    counted(tx, (shop_id, source), "due_at <= ?")
}

/// How many were put off, for the shop refused to be asked for them.
pub fn count_postponed(tx: &mut dyn Transaction, shop_id: &str, source: &str) -> Result<i64> {
    counted(tx, (shop_id, source), "due_at > ?")
}

fn counted(
    tx: &mut dyn Transaction,
    (shop_id, source): (&str, &str),
    due: &'static str,
) -> Result<i64> {
    let (mut count, now) = (0, tx.now());
    let sql = format!(
        "SELECT COUNT(*) FROM source_marks WHERE shop_id = ? AND source = ? AND about <> 'order' \
         AND {due}"
    );
    tx.query(&sql, &[shop_id.into(), source.into(), now.into()], &mut |row| {
        count = row.integer(0);
        Ok(())
    })?;
    Ok(count)
}

/// The products of which one has its stock under this name, or is this variant.
pub fn owners(
    tx: &mut dyn Transaction,
    shop_id: &str,
    about: About,
    name: &str,
) -> Result<Vec<String>> {
    let sql = match about {
        About::Inventory => {
            "SELECT DISTINCT product_id FROM variants WHERE shop_id = ? AND inventory_id = ?"
        }
        _ => "SELECT DISTINCT product_id FROM variants WHERE shop_id = ? AND variant_id = ?",
    };
    let mut found = Vec::new();
    tx.query(sql, &[shop_id.into(), name.into()], &mut |row| {
        found.push(row.text(0).to_owned());
        Ok(())
    })?;
    Ok(found)
}
