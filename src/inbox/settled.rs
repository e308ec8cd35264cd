//! Whether the shop has taken an entry over: for whoever may tell the far side only then. It changes nothing.

use crate::error::Result;
use crate::world::Transaction;

/// Whether the entry of this key is settled; false where there is none.
pub fn is_settled(tx: &mut dyn Transaction, shop_id: &str, key: &str) -> Result<bool> {
    let mut is_settled = false;
    tx.query(
        "SELECT state FROM inbox WHERE shop_id = ? AND entry_key = ?",
        &[shop_id.into(), key.into()],
        &mut |row| {
            is_settled = row.text(0) == "settled";
            Ok(())
        },
    )?;
    Ok(is_settled)
}
