//! Orders and their returns, as they are stored. It decides nothing: a change is made to the version that was read, or
//! not at all.

use super::sales;
use crate::error::{Code, Error, Result};
use crate::model::order::{Order, Status};
use crate::store::next_number;
use crate::world::{Instant, Row, Transaction, Value};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Where the amounts of each tender on each line come from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Origin {
    /// The platform said so.
    Given,
    /// The platform said amounts per order only; koppel spread them over the lines.
    Computed,
}

impl Origin {
    pub fn as_str(self) -> &'static str {
        match self {
            Origin::Given => "given",
            Origin::Computed => "computed",
        }
    }
}

/// An order as it is stored.
#[derive(Clone, Debug, PartialEq)]
pub struct Stored {
    /// Its shape, with the ids and the status below in it.
    pub order: Order,
    /// The integer by which the REST interface knows it.
    pub number: i64,
    pub platform_id: String,
    pub origin: Origin,
    /// JSON: the reply of payment_split.
    pub split: String,
    /// JSON: the `returned` of the last refund.
    pub returned: String,
    pub content_hash: Vec<u8>,
    /// Counts the changes.
    pub version: i64,
    pub created_at: Instant,
    pub modified_at: Instant,
}

/// `returned` of an order of which nothing has been returned.
pub const NOTHING_RETURNED: &str = "[]";

/// The ways to name an order.
#[derive(Clone, Copy, Debug)]
pub enum OrderRef<'a> {
    Order(&'a str),
    Number(i64),
    Host(&'a str),
    Platform { platform_id: &'a str, platform_order_id: &'a str },
}

macro_rules! select {
    ($rest:literal) => {
        concat!(
            "SELECT document, number, platform_id, origin, split, returned, content_hash, version, \
             created_at, modified_at FROM orders WHERE shop_id = ? ",
            $rest
        )
    };
}

fn read(row: &dyn Row) -> Result<Stored> {
    Ok(Stored {
        order: crate::json::read(row.text(0).as_bytes())?,
        number: row.integer(1),
        platform_id: row.text(2).to_owned(),
        origin: if row.text(3) == "given" { Origin::Given } else { Origin::Computed },
        split: row.text(4).to_owned(),
        returned: row.text(5).to_owned(),
        content_hash: row.bytes(6).to_owned(),
        version: row.integer(7),
        created_at: Instant(row.integer(8)),
        modified_at: Instant(row.integer(9)),
    })
}

pub fn find(
    transaction: &mut dyn Transaction,
    shop_id: &str,
    order: &OrderRef,
) -> Result<Option<Stored>> {
    let mut found = None;
    let (sql, values): (&str, [Value; 2]) = match *order {
        OrderRef::Order(id) => (select!("AND order_id = ?"), [id.into(), Value::Null]),
        OrderRef::Number(number) => (select!("AND number = ?"), [number.into(), Value::Null]),
        OrderRef::Host(id) => (select!("AND host_id = ?"), [id.into(), Value::Null]),
        OrderRef::Platform { platform_id, platform_order_id } => (
            select!("AND platform_id = ? AND platform_order_id = ?"),
            [platform_id.into(), platform_order_id.into()],
        ),
    };
    let mut all = vec![shop_id.into()];
    all.extend(values.into_iter().filter(|value| *value != Value::Null));
    transaction.query(sql, &all, &mut |row| {
        if found.is_some() {
            // Only a host_id can be given to two orders: which of them is meant is not guessed.
            let message = "Several orders have this host_id; name the order by its order_id.";
            return Err(Error::new(Code::OrderInvalid, message).at("/host_id"));
        }
        found = Some(read(row)?);
        Ok(())
    })?;
    Ok(found)
}

/// As [`find`]; an order that is not there is an error.
pub fn get(transaction: &mut dyn Transaction, shop_id: &str, order: &OrderRef) -> Result<Stored> {
    find(transaction, shop_id, order)?.ok_or_else(|| {
        let (path, id) = match *order {
            OrderRef::Order(id) => ("/order_id", id.to_owned()),
            OrderRef::Number(number) => ("/order_id", number.to_string()),
            OrderRef::Host(id) => ("/host_id", id.to_owned()),
            OrderRef::Platform { platform_order_id, .. } => {
                ("/platform_order_id", platform_order_id.to_owned())
            }
        };
        Error::new(Code::OrderUnknown, format!("There is no order '{id}'.")).at(path)
    })
}

/// The next order's integer; never one twice.
pub fn next_order_number(transaction: &mut dyn Transaction, shop_id: &str) -> Result<i64> {
    next_number(transaction, shop_id, "orders")
}

/// Stores a new order.
pub fn insert(transaction: &mut dyn Transaction, shop_id: &str, stored: &Stored) -> Result<()> {
    let order = &stored.order;
    let document = crate::json::write(order);
    transaction.execute(
        "INSERT INTO orders (shop_id, order_id, number, platform_id, platform_order_id, host_id,
           status, origin, document, split, returned, content_hash, version, created_at, modified_at)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        &[
            shop_id.into(),
            (&order.order_id).into(),
            stored.number.into(),
            (&stored.platform_id).into(),
            order.platform_order_id.as_deref().into(),
            order.host_id.as_deref().into(),
            order.status.as_str().into(),
            stored.origin.as_str().into(),
            text(&document).into(),
            (&stored.split).into(),
            (&stored.returned).into(),
            stored.content_hash.as_slice().into(),
            stored.version.into(),
            stored.created_at.into(),
            stored.modified_at.into(),
        ],
    )?;
    sales::put_order(transaction, shop_id, stored)?;
    Ok(())
}

/// Stores what was changed in an order, if nobody else has changed it since it was read.
pub fn save(transaction: &mut dyn Transaction, shop_id: &str, stored: &mut Stored) -> Result<()> {
    stored.modified_at = transaction.now();
    save_unseen(transaction, shop_id, stored)?;
    sales::put_order(transaction, shop_id, stored)?;
    Ok(())
}

/// The same for what nobody outside sees, such as the host's own id: for them the order was not modified.
pub fn save_unseen(
    transaction: &mut dyn Transaction,
    shop_id: &str,
    stored: &mut Stored,
) -> Result<()> {
    let order = &stored.order;
    let document = crate::json::write(order);
    let changed = transaction.execute(
        "UPDATE orders SET platform_order_id = ?, host_id = ?, status = ?, document = ?, returned = ?, version = ?,
           modified_at = ? WHERE shop_id = ? AND order_id = ? AND version = ?",
        &[
            order.platform_order_id.as_deref().into(),
            order.host_id.as_deref().into(),
            order.status.as_str().into(),
            text(&document).into(),
            (&stored.returned).into(),
            stored.version.saturating_add(1).into(),
            stored.modified_at.into(),
            shop_id.into(),
            (&order.order_id).into(),
            stored.version.into(),
        ],
    )?;
    if changed != 1 {
        let message = format!("Order '{}' was changed meanwhile; try again.", order.order_id);
        return Err(Error::new(Code::OrderChanged, message));
    }
    stored.version = stored.version.saturating_add(1);
    Ok(())
}

fn text(document: &[u8]) -> &str {
    // What our own writer wrote is UTF-8.
    std::str::from_utf8(document).unwrap_or_default()
}

/// Which orders are listed: all members that are given must match.
#[derive(Clone, Debug, Default)]
pub struct Filter<'a> {
    pub platform_id: Option<&'a str>,
    pub statuses: Option<Vec<Status>>,
    pub include: Option<&'a [i64]>,
    pub exclude: Option<&'a [i64]>,
    pub modified_after: Option<Instant>,
    pub modified_before: Option<Instant>,
    pub created_after: Option<Instant>,
    pub created_before: Option<Instant>,
    /// In names, addresses, the number and what was bought.
    pub search: Option<&'a str>,
    pub oldest_first: bool,
}

impl Filter<'_> {
    /// As SQL, with its values.
    fn condition(&self) -> (String, Vec<Value<'_>>) {
        let clauses: [(&str, Option<Value>); 5] = [
            (" AND platform_id = ?", self.platform_id.map(Value::from)),
            (" AND modified_at > ?", self.modified_after.map(Value::from)),
            (" AND modified_at < ?", self.modified_before.map(Value::from)),
            (" AND created_at > ?", self.created_after.map(Value::from)),
            (" AND created_at < ?", self.created_before.map(Value::from)),
        ];
        let (mut sql, mut values) = (String::new(), Vec::new());
        for (clause, value) in clauses {
            if let Some(value) = value {
                sql.push_str(clause);
                values.push(value);
            }
        }
        if let Some(statuses) = &self.statuses {
            // None of them finds nothing.
            let marks = vec!["?"; statuses.len()].join(", ");
            let marks = if marks.is_empty() { "''" } else { &marks };
            sql.push_str(&format!(" AND status IN ({marks})"));
            values.extend(statuses.iter().map(|status| Value::from(status.as_str())));
        }
        for (test, numbers) in [("IN", self.include), ("NOT IN", self.exclude)] {
            if let Some(numbers) = numbers {
                let all: Vec<String> = numbers.iter().map(i64::to_string).collect();
                sql.push_str(&format!(" AND number {test} ({})", all.join(", ")));
            }
        }
        (sql, values)
    }

    /// Whether an order is one that is searched for.
    fn finds(&self, one: &Stored) -> bool {
        let Some(wanted) = self.search else { return true };
        let (order, wanted) = (&one.order, wanted.to_lowercase());
        let customer = &order.customer;
        let people =
            [&customer.first_name, &customer.last_name, &customer.email, &customer.company];
        let addresses = std::iter::once(&order.billing).chain(&order.shipping);
        let of_addresses = addresses.flat_map(|it| {
            [
                &it.first_name,
                &it.last_name,
                &it.company,
                &it.address_1,
                &it.address_2,
                &it.postcode,
                &it.city,
                &it.phone,
            ]
        });
        let texts = people.into_iter().chain(of_addresses).chain([&order.number]).flatten();
        let names = order.lines.iter().map(|line| &line.name);
        one.number.to_string() == wanted
            || texts.chain(names).any(|text| text.to_lowercase().contains(&wanted))
    }
}

/// One page of orders, and how many there are on all pages. No more than the page is held.
pub fn list(
    transaction: &mut dyn Transaction,
    shop_id: &str,
    filter: &Filter,
    limit: i64,
    offset: i64,
) -> Result<(Vec<Stored>, i64)> {
    let (narrowed, of_filter) = filter.condition();
    let mut values = vec![Value::from(shop_id)];
    values.extend(of_filter);
    let direction = if filter.oldest_first { "ASC" } else { "DESC" };
    let sql = format!("{}{narrowed} ORDER BY number {direction}", select!(""));
    let (mut found, mut total) = (Vec::new(), 0i64);
    if filter.search.is_some() {
        // Who is meant is seen in the order itself: all that can be are looked at, one after the other.
        transaction.query(&sql, &values, &mut |row| {
            let one = read(row)?;
            if filter.finds(&one) {
                if total >= offset && total.saturating_sub(offset) < limit {
                    found.push(one);
                }
                total = total.saturating_add(1);
            }
            Ok(())
        })?;
        return Ok((found, total));
    }
    let counted = format!("SELECT COUNT(*) FROM orders WHERE shop_id = ?{narrowed}");
    transaction.query(&counted, &values, &mut |row| {
        total = row.integer(0);
        Ok(())
    })?;
    values.extend([Value::from(limit), Value::from(offset)]);
    transaction.query(&format!("{sql} LIMIT ? OFFSET ?"), &values, &mut |row| {
        found.push(read(row)?);
        Ok(())
    })?;
    Ok((found, total))
}

/// A return as it is stored.
#[derive(Clone, Debug, PartialEq)]
pub struct Return {
    pub return_id: String,
    pub content_hash: Vec<u8>,
    /// JSON: the reply of refund_compute.
    pub refund: String,
    /// The outbox entries that tell the platform.
    pub entries: Vec<String>,
    pub created_at: Instant,
}

/// The returns of an order, oldest first.
pub fn returns(
    transaction: &mut dyn Transaction,
    shop_id: &str,
    order_id: &str,
) -> Result<Vec<Return>> {
    let mut found = Vec::new();
    transaction.query(
        "SELECT return_id, content_hash, refund, entries, created_at FROM returns
         WHERE shop_id = ? AND order_id = ? ORDER BY created_at, return_id",
        &[shop_id.into(), order_id.into()],
        &mut |row| {
            found.push(Return {
                return_id: row.text(0).to_owned(),
                content_hash: row.bytes(1).to_owned(),
                refund: row.text(2).to_owned(),
                entries: crate::json::read(row.text(3).as_bytes())?,
                created_at: Instant(row.integer(4)),
            });
            Ok(())
        },
    )?;
    Ok(found)
}

pub fn find_return(
    transaction: &mut dyn Transaction,
    shop_id: &str,
    order_id: &str,
    return_id: &str,
) -> Result<Option<Return>> {
    let all = returns(transaction, shop_id, order_id)?;
    Ok(all.into_iter().find(|made| made.return_id == return_id))
}

/// Stores a return beside the order's new cumulative state, which [`save`] stores.
pub fn add_return(
    transaction: &mut dyn Transaction,
    shop_id: &str,
    order_id: &str,
    made: &Return,
) -> Result<()> {
    let entries = crate::json::write(&made.entries);
    transaction.execute(
        "INSERT INTO returns (shop_id, order_id, return_id, content_hash, refund, entries, created_at)
         VALUES (?, ?, ?, ?, ?, ?, ?)",
        &[
            shop_id.into(),
            order_id.into(),
            (&made.return_id).into(),
            made.content_hash.as_slice().into(),
            (&made.refund).into(),
            text(&entries).into(),
            made.created_at.into(),
        ],
    )?;
    let stored = get(transaction, shop_id, &OrderRef::Order(order_id))?;
    sales::put_order(transaction, shop_id, &stored)?;
    Ok(())
}
