//! `health`: everything that tells whether someone must act. It only reads.

use crate::client::Client;
use crate::error::Result;
use crate::mirror::webhooks;
use crate::texts::Language;
use crate::world::transaction;
use crate::{accounting, inbox, outbox, sources, store};
use schemars::JsonSchema;
use serde::Serialize;

/// How this shop's coupling is.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Health {
    /// The schema of the store.
    pub store_version: i64,
    pub outbox: outbox::OutboxHealth,
    pub inbox: inbox::InboxHealth,
    /// The platforms of the configuration, and those that were called before.
    pub platforms: Vec<outbox::Contact>,
    /// Subscriptions whose last delivery failed; of those that are disabled nothing is sent any more (OH-17).
    pub webhooks: Vec<webhooks::Failing>,
    pub accounting: accounting::AccountingHealth,
    /// The hosted shops of the configuration.
    pub sources: Vec<sources::SourceHealth>,
}

pub fn health(client: &Client) -> Result<Health> {
    let shop_id = client.shop_id();
    let language = Language::of(&client.config.shop.language);
    transaction(&*client.world()?.store, |tx| {
        let mut platforms = outbox::contacts(tx, shop_id)?;
        for platform in &client.config.platforms {
            if platforms.iter().all(|contact| contact.platform_id != platform.platform_id) {
                let platform_id = platform.platform_id.clone();
                platforms.push(outbox::Contact { platform_id, ..Default::default() });
            }
        }
        Ok(Health {
            store_version: store::version(tx)?,
            outbox: outbox::health(tx, shop_id, language)?,
            inbox: inbox::health(tx, shop_id)?,
            platforms,
            webhooks: webhooks::failing(tx, shop_id)?,
            accounting: accounting::health(tx, client)?,
            sources: sources::health(tx, client)?,
        })
    })
}
