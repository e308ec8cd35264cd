//! Takes out of an order who bought it. Amounts, VAT, lines and numbers stay, and so does what a later return rests on.

use super::orders::{OrderRef, find, save_unseen};
use crate::error::Result;
use crate::model::order::{Address, Customer};
use crate::store::Held;
use crate::world::{Instant, Transaction};

/// The orders after this one.
pub fn documents(
    transaction: &mut dyn Transaction,
    shop_id: &str,
    after: &str,
    max: i64,
) -> Result<Vec<Held>> {
    let mut found = Vec::new();
    transaction.query(
        "SELECT order_id, document FROM orders WHERE shop_id = ? AND order_id > ?
         ORDER BY order_id LIMIT ?",
        &[shop_id.into(), after.into(), max.into()],
        &mut |row| {
            let order_id = row.text(0).to_owned();
            found.push(Held { id: order_id.clone(), order_id, json: row.text(1).to_owned() });
            Ok(())
        },
    )?;
    Ok(found)
}

/// Takes out who bought it.
pub fn forget(transaction: &mut dyn Transaction, shop_id: &str, order_id: &str) -> Result<bool> {
    let Some(mut stored) = find(transaction, shop_id, &OrderRef::Order(order_id))? else {
        return Ok(false);
    };
    let nameless = stored.order.clone().without_person();
    if nameless != stored.order {
        stored.order = nameless;
        save_unseen(transaction, shop_id, &mut stored)?;
        forget_record(transaction, shop_id, &format!("sale/{order_id}"))?;
    }
    Ok(true)
}

/// The records after this one that can name a person, by kind and id. The sale of an order goes with it.
pub fn records(
    transaction: &mut dyn Transaction,
    shop_id: &str,
    after: &str,
    max: i64,
) -> Result<Vec<Held>> {
    let (kind, id) = after.split_once('/').unwrap_or(("customer", ""));
    let mut found = Vec::new();
    transaction.query(
        "SELECT kind, record_id, document FROM records r WHERE shop_id = ?
         AND NOT EXISTS (SELECT 1 FROM orders o WHERE o.shop_id = r.shop_id AND o.order_id = r.record_id)
         AND (kind = 'customer' OR kind = 'sale') AND (kind > ? OR (kind = ? AND record_id > ?))
         ORDER BY kind, record_id LIMIT ?",
        &[shop_id.into(), kind.into(), kind.into(), id.into(), max.into()],
        &mut |row| {
            let (kind, id) = (row.text(0), row.text(1));
            let order_id = if kind == "sale" { id } else { "" }.to_owned();
            found.push(Held {
                id: format!("{kind}/{id}"),
                order_id,
                json: row.text(2).to_owned(),
            });
            Ok(())
        },
    )?;
    Ok(found)
}

/// Takes a customer away, or out of a sale who bought it; also out of what the sale was before. Stated again as it was,
/// a sale is the one that is held: nobody comes back by a repetition.
pub fn forget_record(
    transaction: &mut dyn Transaction,
    shop_id: &str,
    record: &str,
) -> Result<bool> {
    let Some((kind, id)) = record.split_once('/') else { return Ok(false) };
    let key = [shop_id.into(), kind.into(), id.into()];
    if kind == "customer" {
        let sql = "DELETE FROM record_revisions WHERE shop_id = ? AND kind = ? AND record_id = ?";
        transaction.execute(sql, &key)?;
        let sql = "DELETE FROM records WHERE shop_id = ? AND kind = ? AND record_id = ?";
        return Ok(transaction.execute(sql, &key)? > 0);
    }
    let mut held = Vec::new();
    transaction.query(
        "SELECT document FROM records WHERE shop_id = ? AND kind = ? AND record_id = ?",
        &key,
        &mut |row| {
            held.push((None, nameless(row.text(0))));
            Ok(())
        },
    )?;
    transaction.query(
        "SELECT revision, document FROM record_revisions WHERE shop_id = ? AND kind = ? AND record_id = ?",
        &key,
        &mut |row| {
            held.push((Some(row.integer(0)), nameless(row.text(1))));
            Ok(())
        },
    )?;
    for (revision, document) in &held {
        let values = [document.into(), key[0], key[1], key[2]];
        match revision {
            None => transaction.execute(
                "UPDATE records SET document = ? WHERE shop_id = ? AND kind = ? AND record_id = ?",
                &values,
            )?,
            Some(revision) => transaction.execute(
                "UPDATE record_revisions SET document = ?
                 WHERE shop_id = ? AND kind = ? AND record_id = ? AND revision = ?",
                &[values[0], values[1], values[2], values[3], (*revision).into()],
            )?,
        };
    }
    Ok(!held.is_empty())
}

/// A sale without who bought it; '' is made anew of its order, which names nobody any more.
fn nameless(document: &str) -> String {
    let Ok(mut sale) = serde_json::from_str::<serde_json::Value>(document) else {
        return String::new();
    };
    sale["customer"] = serde_json::json!(Customer::default());
    for name in ["billing", "shipping"] {
        if !sale[name].is_object() {
            continue;
        }
        // Which country's VAT it is still shows.
        let country = sale[name]["country"].as_str().map(str::to_owned);
        sale[name] = serde_json::json!(Address { country, ..Address::default() });
    }
    sale.to_string()
}

/// Takes out who bought at most `max` orders that nothing has changed since a moment; says of how many. How far it has
/// come is kept, so that no order is looked at twice unless it was changed.
pub fn forget_before(
    transaction: &mut dyn Transaction,
    shop_id: &str,
    before: Instant,
    max: i64,
) -> Result<u64> {
    let sql = "SELECT order_id, modified_at FROM orders
         WHERE shop_id = ? AND modified_at <= ?
           AND (modified_at > ? OR (modified_at = ? AND order_id > ?))
         ORDER BY modified_at, order_id LIMIT ?";
    let found = due(transaction, shop_id, ("orders", sql), before, max)?;
    for order_id in &found {
        forget(transaction, shop_id, order_id)?;
    }
    Ok(found.len() as u64)
}

/// The same of sales that the shop has stated itself.
pub fn forget_sales_before(
    transaction: &mut dyn Transaction,
    shop_id: &str,
    before: Instant,
    max: i64,
) -> Result<u64> {
    let sql = "SELECT record_id, modified_at FROM records
         WHERE shop_id = ? AND kind = 'sale' AND modified_at <= ?
           AND (modified_at > ? OR (modified_at = ? AND record_id > ?))
         ORDER BY modified_at, record_id LIMIT ?";
    let found = due(transaction, shop_id, ("sales", sql), before, max)?;
    for sale_id in &found {
        // The sale of an order goes with it.
        if find(transaction, shop_id, &OrderRef::Order(sale_id))?.is_none() {
            forget_record(transaction, shop_id, &format!("sale/{sale_id}"))?;
        }
    }
    Ok(found.len() as u64)
}

/// The ids of what is due, behind how far this kind has come; which is kept.
fn due(
    transaction: &mut dyn Transaction,
    shop_id: &str,
    (kind, sql): (&str, &str),
    before: Instant,
    max: i64,
) -> Result<Vec<String>> {
    let mut reached = (i64::MIN, String::new());
    transaction.query(
        "SELECT reached_at, reached_id FROM retention WHERE shop_id = ? AND kind = ?",
        &[shop_id.into(), kind.into()],
        &mut |row| {
            reached = (row.integer(0), row.text(1).to_owned());
            Ok(())
        },
    )?;
    let (at, id) = (reached.0, &reached.1);
    let values = [shop_id.into(), before.into(), at.into(), at.into(), id.into(), max.into()];
    let mut found: Vec<(String, i64)> = Vec::new();
    transaction.query(sql, &values, &mut |row| {
        found.push((row.text(0).to_owned(), row.integer(1)));
        Ok(())
    })?;
    let Some((last_id, last_at)) = found.last() else { return Ok(Vec::new()) };
    transaction.execute(
        "INSERT INTO retention (shop_id, kind, reached_at, reached_id) VALUES (?, ?, ?, ?)
         ON CONFLICT (shop_id, kind) DO UPDATE SET
           reached_at = excluded.reached_at, reached_id = excluded.reached_id",
        &[shop_id.into(), kind.into(), (*last_at).into(), last_id.into()],
    )?;
    Ok(found.into_iter().map(|(id, _)| id).collect())
}
