//! Marks lines of an order as returned in full: what was called off is not credited once more.

use crate::error::Result;
use crate::json;
use crate::mirror::orders::Stored;
use serde::{Deserialize, Serialize};

/// All of the order.
pub fn give_up_all(stored: &mut Stored) -> Result<()> {
    let all: Vec<String> = stored.order.lines.iter().map(|line| line.line_id.clone()).collect();
    give_up(stored, &all)
}

/// These lines of it.
pub fn give_up(stored: &mut Stored, line_ids: &[String]) -> Result<()> {
    if line_ids.is_empty() {
        return Ok(());
    }
    #[derive(Serialize, Deserialize)]
    struct Returned {
        line_id: String,
        quantity: u32,
        amount: crate::money::Money,
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
