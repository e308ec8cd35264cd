//! card_balance: what is on a card, as the platform says now. Nothing is stored.

use super::{ask, call_of, card_id, minor};
use crate::client::Client;
use crate::error::{Code, Error, Result};
use crate::json::{self, Raw};
use crate::money::{Currency, Money};
use crate::ohis::awaited::Awaited;
use crate::ohis::pointer::text_in;
use crate::ohis::profile::Profile;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;

/// A card of a platform. Its number is sent to the platform and kept nowhere.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct BalanceRequest {
    pub platform_id: String,
    /// The card's number, as the customer types it or the till scans it.
    pub card: String,
    #[serde(default)]
    pub pin: Option<String>,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct BalanceReply {
    /// By which koppel knows the card: its `voucher_id` in payment_split, its `tender_id` in an order.
    pub card_id: String,
    /// What can be spent: what is held elsewhere is not in it.
    pub balance: Money,
    pub currency: Currency,
    /// The last day of the card, where the platform says it.
    pub expires_on: Option<String>,
}

/// `card_balance`.
pub fn card_balance(client: &Client, request: &[u8]) -> Result<Vec<u8>> {
    let request: BalanceRequest = json::read(request)?;
    let platform = client.config.platform(&request.platform_id)?;
    let profile = Profile::of(platform)?;
    let call = call_of(&profile, "card_balance", |calls| &calls.card_balance)?;
    let card_id = card_id(client, &request.platform_id, &request.card)?;
    let body = json!({ "card": request.card, "pin": request.pin });
    let answer = ask(client, platform, &profile, call, ("", Awaited::Document), &body)?;
    let currency = client.config.shop.currency;
    let balance = minor(&answer, &profile.card.balance, currency);
    let balance = balance.filter(|balance| *balance >= 0).ok_or_else(|| {
        let message = "The platform answered without a balance that can be read.";
        Error::new(Code::PlatformUnclear, message)
    })?;
    Ok(json::write(&BalanceReply {
        card_id,
        balance: currency.money(balance),
        currency,
        expires_on: text_in(Raw(&answer), &profile.card.expires_on),
    }))
}
