//! A return: what goes back of it is computed from the frozen split and all returns before it, and stored together with
//! the calls that tell the platform. The same return twice is one return; more than was paid never leaves the shop.

use super::booked::{self, RemainderTo};
use super::content::hash;
use super::given_up::is_all_returned;
use super::named::{named, numbers, of_platform};
use super::profile::{CreditPer, Profile};
use super::{Entered, SendWhen, change, now_if};
use crate::calendar;
use crate::client::Client;
use crate::config::Platform;
use crate::error::{Code, Error, Result};
use crate::hex;
use crate::inbox;
use crate::json;
use crate::mirror::orders::{self, Return, Stored};
use crate::model::order::{Order, Status, Tender};
use crate::money::{Amount, Money};
use crate::outbox::{self, Deliveries, Draft, Enqueued, Kind};
use crate::payment::reply::{PaidBy, Refund, TenderKind};
use crate::payment::request::Policy;
use crate::payment::{RefundRequest, refund};
use crate::world::{Transaction, transaction};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A return of lines of an order that a platform's card paid (OH-24, OH-37). The order is named by one of `order_id`,
/// `host_id` and `platform_order_id`.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ReturnRequest {
    pub platform_id: String,
    pub order_id: Option<String>,
    pub host_id: Option<String>,
    pub platform_order_id: Option<String>,
    /// The shop's own id of the return: the same return twice is credited once.
    pub return_id: String,
    pub lines: Vec<ReturnLine>,
    #[serde(default)]
    pub policy: Policy,
    #[serde(default)]
    pub send: SendWhen,
}

/// Units that come back, or goodwill without any: exactly one of the two.
#[derive(Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ReturnLine {
    pub line_id: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub quantity: Option<u32>,
    /// Incl. VAT.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub amount: Option<Amount>,
}

/// The refund, as refund_compute answers it, and the calls that tell the platform.
#[derive(Debug, Serialize, JsonSchema)]
pub struct ReturnReply<'a> {
    #[serde(flatten)]
    pub refund: Refund<'a>,
    pub entries: Vec<Entered>,
    /// What the shop itself pays back, by the way in which the customer paid it: never what a card paid (OH-22).
    pub pay_out_amount: Money,
    /// It was made before.
    pub replayed: bool,
}

/// What is stored of a return, until it is shown.
struct Made {
    refund: String,
    entries: Vec<Enqueued>,
    replayed: bool,
}

/// `return_credit`.
pub fn return_credit(client: &Client, request: &[u8], deliveries: Deliveries) -> Result<Vec<u8>> {
    let request: ReturnRequest = json::read(request)?;
    let profile = Profile::of(client.config.platform(&request.platform_id)?)?;
    let made =
        transaction(&*client.world()?.store, |tx| make(tx, client, &profile, &request, By::Shop))?;
    let entries = made.entries.into_iter();
    let entries = entries.map(|entry| now_if(client, deliveries, request.send, entry));
    let entries = entries.collect::<Result<Vec<Entered>>>()?;
    let refund: Refund = json::read(made.refund.as_bytes())?;
    let ours = refund.refunds.iter().filter(|part| part.paid_by == PaidBy::Shop);
    let pay_out = ours.map(|part| part.amount.minor).sum();
    let pay_out_amount = refund.currency.money(pay_out);
    Ok(json::write(&ReturnReply { refund, entries, pay_out_amount, replayed: made.replayed }))
}

/// What can be said of a request that is to be carried out later, without the store.
pub fn check(client: &Client, request: &[u8]) -> Result<()> {
    let request: ReturnRequest = json::read(request)?;
    request.send.is_later()?;
    Profile::of(client.config.platform(&request.platform_id)?)?;
    let order = named(
        &request.platform_id,
        request.order_id.as_deref(),
        request.host_id.as_deref(),
        request.platform_order_id.as_deref(),
    );
    order.map(drop)
}

/// Carries out a request that was left in a transaction of the shop's own.
pub fn carry_out(tx: &mut dyn Transaction, client: &Client, request: &[u8]) -> Result<()> {
    let request: ReturnRequest = json::read(request)?;
    let profile = Profile::of(client.config.platform(&request.platform_id)?)?;
    make(tx, client, &profile, &request, By::Shop).map(drop)
}

/// Who books the return.
#[derive(Clone, Copy, PartialEq, Eq)]
enum By {
    Shop,
    Platform,
}

/// A refund that the platform itself posts: booked like any return and put before the shop. Only where the profile says
/// that the platform has not yet credited it, a call follows. Gives the return, and whether it was there before.
pub fn platform_refund(
    tx: &mut dyn Transaction,
    client: &Client,
    platform: &Platform,
    request: &ReturnRequest,
) -> Result<(Return, bool)> {
    let profile = Profile::of(platform)?;
    let shop_id = client.shop_id();
    let made = make(tx, client, &profile, request, By::Platform)?;
    let refund: Refund = json::read(made.refund.as_bytes())?;
    let stored = orders::find_return(tx, shop_id, &refund.order_id, &request.return_id)?;
    let stored = stored
        .ok_or_else(|| Error::new(Code::StoreFailed, "The return that was stored is not there."))?;
    if !made.replayed {
        let key =
            hex::digits(&hash(&json::write(&("refund", &refund.order_id, &request.return_id))));
        let draft = inbox::Draft {
            kind: inbox::Kind::Refund,
            platform_id: &platform.platform_id,
            key: &key,
            reference: &refund.order_id,
            content: made.refund.as_bytes(),
        };
        inbox::put(tx, shop_id, &draft)?;
    }
    Ok((stored, made.replayed))
}

fn make(
    tx: &mut dyn Transaction,
    client: &Client,
    profile: &Profile,
    request: &ReturnRequest,
    by: By,
) -> Result<Made> {
    let shop_id = client.shop_id();
    let order = named(
        &request.platform_id,
        request.order_id.as_deref(),
        request.host_id.as_deref(),
        request.platform_order_id.as_deref(),
    )?;
    let mut stored = of_platform(orders::get(tx, shop_id, &order)?, &request.platform_id)?;
    let content_hash = hash(&json::write(&(&request.lines, request.policy)));
    let order_id = stored.order.order_id.clone();
    if let Some(made) = orders::find_return(tx, shop_id, &order_id, &request.return_id)? {
        if made.content_hash != content_hash {
            let message =
                format!("Return '{}' was made before, with other lines.", request.return_id);
            return Err(Error::new(Code::ReturnConflict, message).at("/return_id"));
        }
        let entries = outbox_entries(tx, shop_id, &made.entries)?;
        return Ok(Made { refund: made.refund, entries, replayed: true });
    }
    let now = tx.now();
    let at = calendar::utc(now.0);
    let asked = refund_request(&stored, &request.return_id, &request.lines, request.policy, &at);
    let asked: RefundRequest = json::read(&asked)?;
    let mut refund = refund(&asked)?;
    if by == By::Shop && stored.order.status.is_off() {
        let message = format!(
            "The order is {}: the platform has given back what was paid of it.",
            stored.order.status.as_str()
        );
        return Err(Error::new(Code::OrderStatus, message).at("/order_id"));
    }
    if !refund.refunds.is_empty() {
        // What a customer paid at the shop's own checkout the platform never had.
        let paid_by = match booked::remainder_to(&stored) {
            RemainderTo::Platform => profile.credit.remainder_paid_by,
            RemainderTo::Shop => PaidBy::Shop,
        };
        refund.refunds.iter_mut().for_each(|part| part.paid_by = paid_by);
    }
    booked::returned(tx, client, &stored, &refund)?;
    stored.returned = json::write_text(&refund.returned);
    if !stored.order.status.is_off() && is_all_returned(&stored)? {
        stored.order.status = Status::Refunded;
    }
    change(tx, client, &mut stored)?;
    let mut entries = Vec::new();
    let is_credited = by == By::Platform && profile.credit.rest_refund_is_credited;
    let calls = match is_credited {
        true => Vec::new(),
        false => calls(tx, client, profile, &stored.order, &refund)?,
    };
    for call in calls {
        entries.push(enqueue(tx, client, &stored, &request.return_id, &call)?);
    }
    let made = Return {
        return_id: request.return_id.clone(),
        content_hash,
        refund: json::write_text(&refund),
        entries: entries.iter().map(|entry| entry.entry_id.clone()).collect(),
        created_at: now,
    };
    orders::add_return(tx, shop_id, &order_id, &made)?;
    Ok(Made { refund: made.refund, entries, replayed: false })
}

/// The request of refund_compute, as bytes: the frozen split goes in as it was stored.
pub(super) fn refund_request(
    stored: &Stored,
    return_id: &str,
    lines: &[ReturnLine],
    policy: Policy,
    at: &str,
) -> Vec<u8> {
    #[derive(Serialize)]
    struct Asked<'a> {
        split: json::Raw<'a>,
        returned: json::Raw<'a>,
        return_id: &'a str,
        calculated_at: &'a str,
        lines: &'a [ReturnLine],
        policy: Policy,
    }
    json::write(&Asked {
        split: json::Raw(&stored.split),
        returned: json::Raw(&stored.returned),
        return_id,
        calculated_at: at,
        lines,
        policy,
    })
}

/// A call to the platform: for the whole return, or for one voucher of it.
#[derive(Debug)]
struct CreditCall {
    /// "" for the whole return.
    tender_id: String,
    body: Body,
}

/// What the platform is told of a return; the key and the return's id are added as meta data when it is sent.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Body {
    pub amount: Money,
    reason: String,
    payments: Vec<Tender>,
    original: Original,
    line_items: Vec<LineItem>,
}

/// What was paid, by whom.
#[derive(Debug, Serialize, Deserialize)]
struct Original {
    total: Money,
    payments: Vec<Tender>,
}

#[derive(Debug, Serialize, Deserialize)]
struct LineItem {
    line_id: String,
    product_id: Option<i64>,
    variation_id: Option<i64>,
    quantity: u32,
    /// Incl. VAT.
    amount: Money,
    vat_amount: Option<Money>,
}

/// Nothing to credit is no call: a part that the shop itself pays back is none of the platform's.
fn calls(
    tx: &mut dyn Transaction,
    client: &Client,
    profile: &Profile,
    order: &Order,
    refund: &Refund,
) -> Result<Vec<CreditCall>> {
    let paid = order.split_by();
    let kind_of = |id: &str| {
        let tender = paid.iter().find(|tender| tender.tender_id == id);
        tender.map_or(TenderKind::Remainder, |tender| tender.kind)
    };
    let payment = |id: &str, amount| Tender {
        tender_id: id.to_owned(),
        kind: kind_of(id),
        amount,
        line_id: None,
    };
    let mut payments: Vec<Tender> =
        refund.credits.iter().map(|credit| payment(&credit.voucher_id, credit.amount)).collect();
    let of_platform = refund.refunds.iter().filter(|part| part.paid_by == PaidBy::Platform);
    payments.extend(of_platform.map(|part| payment(&part.tender_id, part.amount)));
    let groups: Vec<(String, Vec<Tender>)> = match profile.credit.per {
        _ if payments.is_empty() => Vec::new(),
        CreditPer::Return => vec![(String::new(), payments)],
        CreditPer::Voucher => {
            payments.into_iter().map(|one| (one.tender_id.clone(), vec![one])).collect()
        }
    };
    let mut calls = Vec::with_capacity(groups.len());
    for (tender_id, payments) in groups {
        let sum = payments.iter().map(|payment| payment.amount.minor).sum();
        calls.push(CreditCall {
            tender_id,
            body: Body {
                amount: order.currency.money(sum),
                reason: refund.return_id.to_string(),
                line_items: line_items(tx, client, order, refund, &payments)?,
                payments,
                original: Original { total: order.total_amount, payments: paid.clone() },
            },
        });
    }
    Ok(calls)
}

/// What these payments get back of each line.
fn line_items(
    tx: &mut dyn Transaction,
    client: &Client,
    order: &Order,
    refund: &Refund,
    payments: &[Tender],
) -> Result<Vec<LineItem>> {
    let mut items = Vec::with_capacity(refund.lines.len());
    for returned in &refund.lines {
        let Some(line) = order.lines.iter().find(|line| line.line_id == *returned.line_id) else {
            continue;
        };
        let is_ours = |id: &str| payments.iter().any(|payment| payment.tender_id == id);
        let cells = refund.allocation.iter();
        let cells = cells.filter(|cell| *cell.line_id == *line.line_id && is_ours(&cell.tender_id));
        let (mut amount, mut vat) = (0i64, Some(0i64));
        for cell in cells {
            amount += cell.amount.minor;
            vat = vat.zip(cell.vat_amount).map(|(vat, cell)| vat + cell.minor);
        }
        let (product_id, variation_id) = numbers(tx, client, line)?;
        items.push(LineItem {
            line_id: line.line_id.clone(),
            product_id,
            variation_id,
            quantity: returned.quantity,
            amount: order.currency.money(amount),
            vat_amount: returned.vat_amount.and(vat).map(|vat| order.currency.money(vat)),
        });
    }
    Ok(items)
}

/// What an entry of a credit holds.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Content {
    /// In which what goes wrong is said.
    pub language: String,
    pub platform_order_id: Option<String>,
    pub body: Body,
}

fn enqueue(
    tx: &mut dyn Transaction,
    client: &Client,
    stored: &Stored,
    return_id: &str,
    call: &CreditCall,
) -> Result<Enqueued> {
    #[derive(Serialize)]
    struct Lent<'a> {
        language: &'a str,
        platform_order_id: Option<&'a str>,
        body: &'a Body,
    }
    let content = json::write(&Lent {
        language: &client.config.shop.language,
        platform_order_id: stored.order.platform_order_id.as_deref(),
        body: &call.body,
    });
    let draft = Draft {
        platform_id: &stored.platform_id,
        subject_id: &stored.order.order_id,
        return_id,
        tender_id: &call.tender_id,
        order_reference: &stored.order.order_id,
        ..Draft::new(Kind::ReturnCredit, &content)
    };
    outbox::enqueue(tx, client.shop_id(), &draft)
}

fn outbox_entries(
    tx: &mut dyn Transaction,
    shop_id: &str,
    entry_ids: &[String],
) -> Result<Vec<Enqueued>> {
    let mut entries = Vec::with_capacity(entry_ids.len());
    for entry_id in entry_ids {
        let outbox::Entry { key, state, .. } = outbox::find(tx, shop_id, entry_id)?;
        entries.push(Enqueued { entry_id: entry_id.clone(), key, state, replayed: true });
    }
    Ok(entries)
}
