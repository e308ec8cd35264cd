//! How the reading of hosted shops is, for `health`. It only reads.

use super::source::Source;
use super::{marks, position};
use crate::client::Client;
use crate::error::Result;
use crate::world::{Instant, Transaction};
use schemars::JsonSchema;
use serde::Serialize;

/// How the reading of a hosted shop is.
#[derive(Debug, Serialize, JsonSchema)]
pub struct SourceHealth {
    /// Its name in `sources`.
    pub source: String,
    /// Whether a run of `catalog_pull` has begun and is not through.
    pub is_under_way: bool,
    /// Up to when the shop's changes are known; null until a first run is through (OH-11).
    pub reached_at: Option<Instant>,
    /// How long ago that is, in seconds.
    pub age_s: Option<i64>,
    /// What the shop gave notice of and was not asked for yet (OH-12).
    pub noticed: i64,
    /// Of what it gave notice of: what it then refused to be asked for. It is asked for again within the hour.
    pub refused: i64,
    /// Before this the shop wants no call; null where it may be asked.
    pub next_at: Option<Instant>,
}

pub fn health(tx: &mut dyn Transaction, client: &Client) -> Result<Vec<SourceHealth>> {
    let (shop_id, now) = (client.shop_id(), tx.now());
    let sources = Source::all(client)?;
    let health = sources.iter().map(|source| {
        let position = position::find(tx, shop_id, source.name)?.unwrap_or_default();
        let reached_at = position.reached_at;
        Ok(SourceHealth {
            source: source.name.to_owned(),
            is_under_way: position.is_under_way(),
            reached_at,
            age_s: reached_at.map(|at| now.ms_since(at) / 1_000),
            noticed: marks::count(tx, shop_id, source.name)?,
            refused: marks::count_postponed(tx, shop_id, source.name)?,
            next_at: Some(position.free_at).filter(|at| *at > now),
        })
    });
    health.collect()
}
