//! What is called off of an order: marked as returned, so that nobody credits it once more, and booked as given back by
//! the platform.

use super::booked;
use super::credit::{ReturnLine, refund_request};
use crate::calendar;
use crate::client::Client;
use crate::error::Result;
use crate::json;
use crate::mirror::orders::{NOTHING_RETURNED, Stored};
use crate::money::{Amount, Money};
use crate::payment::request::Policy;
use crate::payment::{Refund, RefundRequest, Split, refund};
use crate::world::Transaction;
use serde::{Deserialize, Serialize};

/// All of the order.
pub fn give_up_all(tx: &mut dyn Transaction, client: &Client, stored: &mut Stored) -> Result<()> {
    let all: Vec<String> = stored.order.lines.iter().map(|line| line.line_id.clone()).collect();
    booked::all_called_off(tx, client, stored)?;
    mark(stored, &all)
}

/// These lines of it.
pub fn give_up(
    tx: &mut dyn Transaction,
    client: &Client,
    stored: &mut Stored,
    line_ids: &[String],
) -> Result<()> {
    let left = left_of(stored, line_ids)?;
    if !left.is_empty() {
        call_off(tx, client, stored, &left)?;
    }
    mark(stored, line_ids)
}

/// This much of it, nobody knows of which lines: a part of each, so that no more than the rest can be credited.
pub fn give_up_amount(
    tx: &mut dyn Transaction,
    client: &Client,
    stored: &mut Stored,
    amount: i64,
) -> Result<()> {
    let total = stored.order.total_amount.minor;
    if amount >= total {
        return give_up_all(tx, client, stored);
    }
    let split: Split = json::read(stored.split.as_bytes())?;
    let (mut seen, mut given) = (0i64, 0i64);
    let mut parts = Vec::with_capacity(split.lines.len());
    for line in &split.lines {
        seen = seen.saturating_add(line.paid_amount.minor);
        // Less than the total, as both factors are less than it: the part of a line is at most what it cost.
        let until = i128::from(amount) * i128::from(seen) / i128::from(total.max(1));
        let until = i64::try_from(until).unwrap_or(amount);
        let part = Amount { units: until - given, scale: stored.order.currency.digits() };
        given = until;
        if part.is_positive() {
            let line_id = line.line_id.to_string();
            parts.push(ReturnLine { line_id, quantity: None, amount: Some(part) });
        }
    }
    stored.returned = call_off(tx, client, stored, &parts)?;
    Ok(())
}

/// Books what was called off before the order was paid, now that it is: the platform takes all of it, and gives that back.
pub fn call_off_marked(tx: &mut dyn Transaction, client: &Client, stored: &Stored) -> Result<()> {
    let marked: Vec<Returned> = json::read(stored.returned.as_bytes())?;
    let lines: Vec<ReturnLine> = marked.into_iter().map(Returned::into_line).collect();
    if lines.is_empty() {
        return Ok(());
    }
    // As it was before any of its versions.
    let before = Stored { returned: NOTHING_RETURNED.into(), version: 0, ..stored.clone() };
    call_off(tx, client, &before, &lines)?;
    Ok(())
}

/// Books that these are called off in this version of the order; gives what is returned with them.
fn call_off(
    tx: &mut dyn Transaction,
    client: &Client,
    stored: &Stored,
    lines: &[ReturnLine],
) -> Result<String> {
    let (version, at) = (stored.version.to_string(), calendar::utc(tx.now().0));
    let asked = refund_request(stored, &version, lines, Policy::default(), &at);
    let asked: RefundRequest = json::read(&asked)?;
    let given_back: Refund = refund(&asked)?;
    booked::called_off(tx, client, stored, &given_back)?;
    Ok(json::write_text(&given_back.returned))
}

/// As refund_compute has them.
#[derive(Serialize, Deserialize)]
struct Returned {
    line_id: String,
    quantity: u32,
    amount: Money,
}

impl Returned {
    fn into_line(self) -> ReturnLine {
        let quantity = Some(self.quantity).filter(|quantity| *quantity > 0);
        let amount = Amount { units: self.amount.minor, scale: self.amount.digits };
        let amount = Some(amount).filter(|_| quantity.is_none());
        ReturnLine { line_id: self.line_id, quantity, amount }
    }
}

/// The units of these lines that no return has taken yet.
fn left_of(stored: &Stored, line_ids: &[String]) -> Result<Vec<ReturnLine>> {
    let returned: Vec<Returned> = json::read(stored.returned.as_bytes())?;
    let lines = stored.order.lines.iter().filter(|line| line_ids.contains(&line.line_id));
    let left = lines.map(|line| {
        let taken = returned.iter().find(|one| one.line_id == line.line_id);
        let taken = taken.map_or(0, |one| one.quantity);
        let quantity = Some(line.quantity.saturating_sub(taken));
        ReturnLine { line_id: line.line_id.clone(), quantity, amount: None }
    });
    Ok(left.filter(|left| left.quantity > Some(0)).collect())
}

/// Whether all of an order was returned.
pub fn is_all_returned(stored: &Stored) -> Result<bool> {
    let all: Vec<String> = stored.order.lines.iter().map(|line| line.line_id.clone()).collect();
    Ok(left_of(stored, &all)?.is_empty())
}

/// Marks lines as returned in full.
fn mark(stored: &mut Stored, line_ids: &[String]) -> Result<()> {
    if line_ids.is_empty() {
        return Ok(());
    }
    let mut returned: Vec<Returned> = json::read(stored.returned.as_bytes())?;
    for line in stored.order.lines.iter().filter(|line| line_ids.contains(&line.line_id)) {
        match returned.iter_mut().find(|one| one.line_id == line.line_id) {
            Some(one) => one.quantity = line.quantity,
            None => returned.push(Returned {
                line_id: line.line_id.clone(),
                quantity: line.quantity,
                amount: stored.order.currency.money(0),
            }),
        }
    }
    returned.sort_by(|one, other| one.line_id.cmp(&other.line_id));
    stored.returned = json::write_text(&returned);
    Ok(())
}
