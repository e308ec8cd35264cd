//! Takes personal data away when its time has come: a bounded piece of the work with each drain.

use crate::client::Client;
use crate::error::Result;
use crate::log::Event;
use crate::world::{Instant, Transaction, transaction};
use crate::{abeta, inbox, mirror, oresto, outbox};
use serde_json::json;

const DAY_MS: i64 = 86_400_000;

/// Of each kind at once: some milliseconds of work.
const AT_ONCE: i64 = 50;

/// One kind of what is kept: takes away, of at most so many rows, what was settled before a moment; says of how many.
type Take = fn(&mut dyn Transaction, &str, Instant, i64) -> Result<u64>;

/// Takes away what is due; what is left of it comes with the next drain.
pub fn apply(client: &Client) -> Result<()> {
    let (shop_id, retention) = (client.shop_id(), &client.config.retention);
    let kinds: [(&str, Option<u32>, Take); 6] = [
        ("outbox", retention.outbox_days, outbox::forget_before),
        ("oresto", retention.outbox_days, oresto::forget_before),
        ("inbox", retention.inbox_days, inbox::forget_before),
        ("orders", retention.orders_days, mirror::forget::forget_before),
        ("sales", retention.orders_days, mirror::forget::forget_sales_before),
        ("punchouts", retention.punchouts_days, abeta::forget_before),
    ];
    let taken = transaction(&*client.world()?.store, |tx| {
        let mut taken = Vec::new();
        for (kind, days, take) in kinds {
            let Some(days) = days else { continue };
            let before = tx.now().plus_ms(i64::from(days).saturating_mul(-DAY_MS));
            taken.push((kind, take(tx, shop_id, before, AT_ONCE)?));
        }
        Ok(taken)
    })?;
    for (kind, count) in taken.into_iter().filter(|(_, count)| *count > 0) {
        client.log.record(Event::RetentionEnded, json!({ "kind": kind, "count": count }));
    }
    Ok(())
}
