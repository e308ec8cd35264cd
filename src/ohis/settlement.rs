//! settlement_list: what was sold, returned and called off on a platform in a period, and what the platform owes the shop
//! for it. It adds up what was booked; it books nothing.

use crate::client::Client;
use crate::error::{Code, Error, Result};
use crate::json;
use crate::limits;
use crate::mirror::settlements::{self, Booked, Kind, OfRate};
use crate::moment;
use crate::money::{Currency, Money, Rate};
use crate::world::{Instant, transaction};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A period of a platform (OH-25).
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SettlementRequest {
    pub platform_id: String,
    /// The first day in the shop's own time, or the first instant: `2026-11-01`.
    pub from: String,
    /// The day, or the instant, before which it ends: `2026-12-01` for all of November.
    pub until: String,
    /// The shop's, where it is left out.
    #[serde(default)]
    pub currency: Option<Currency>,
    /// The `next` of the page before.
    #[serde(default)]
    pub after: Option<String>,
    /// Whether the rows are wanted as CSV too.
    #[serde(default)]
    pub csv: bool,
}

/// What passed between the shop, its customers and the platform. Amounts that go back are less than 0; the sums are those
/// of the whole period, on every page.
#[derive(Debug, Serialize, JsonSchema)]
pub struct SettlementReply {
    pub platform_id: String,
    pub from: Instant,
    pub until: Instant,
    pub currency: Currency,
    /// Orders that were paid.
    pub sales: Sum,
    /// Returns, whoever made them.
    pub returns: Sum,
    /// What was refused or cancelled of paid orders.
    pub called_off: Sum,
    /// What the platform owes the shop for the period: all that went through its hands.
    pub net_amount: Money,
    /// The VAT of the period, per rate, from the highest rate down; unknown last.
    pub vat: Vec<VatSum>,
    /// Null where the VAT of a line is unknown.
    pub vat_amount: Option<Money>,
    /// In the order of booking.
    pub rows: Vec<SettlementRow>,
    /// Give it as `after` for the next page; null on the last.
    pub next: Option<String>,
    /// The rows as CSV (RFC 4180) with their names in the first line; only where it was asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub csv: Option<String>,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct Sum {
    pub count: u64,
    /// By cards and other vouchers.
    pub card_amount: Money,
    /// By iDEAL, or whatever else paid the remainder.
    pub other_amount: Money,
    /// Both together.
    pub total_amount: Money,
    /// What of it went through the platform's hands.
    pub platform_amount: Money,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct VatSum {
    /// Null where it is unknown.
    pub vat_rate: Option<Rate>,
    pub gross_amount: Money,
    pub vat_amount: Option<Money>,
}

/// One booking.
#[derive(Debug, Serialize, JsonSchema)]
pub struct SettlementRow {
    pub booked_at: Instant,
    pub kind: Kind,
    pub order_id: String,
    /// The shop's own id of the order.
    pub host_id: Option<String>,
    pub platform_order_id: Option<String>,
    /// The shop's own id of the return.
    pub return_id: Option<String>,
    pub card_amount: Money,
    pub other_amount: Money,
    pub total_amount: Money,
    pub platform_amount: Money,
    /// Null where it is unknown.
    pub vat_amount: Option<Money>,
}

/// `settlement_list`.
pub fn settlement_list(client: &Client, request: &[u8]) -> Result<Vec<u8>> {
    let request: SettlementRequest = json::read(request)?;
    client.config.platform(&request.platform_id)?;
    let period = period(client, &request)?;
    let currency = request.currency.unwrap_or(client.config.shop.currency);
    let after = after(&request)?;
    let mut page = Page { after, ..Page::default() };
    transaction(&*client.world()?.store, |tx| {
        page = Page { after, ..Page::default() };
        let mut each = |booked: Booked| {
            if booked.booking.currency == currency {
                page.take(booked);
            }
            Ok(())
        };
        settlements::each_between(tx, client.shop_id(), &request.platform_id, period, &mut each)
    })?;
    let reply = page.reply(request, period, currency)?;
    Ok(json::write(&reply))
}

fn period(client: &Client, request: &SettlementRequest) -> Result<(Instant, Instant)> {
    let zone = client.config.shop.zone()?;
    let read = |text: &str, path: &'static str| {
        moment::read(text, zone).ok_or_else(|| {
            let message = format!("'{text}' is no day such as 2026-11-01, and no instant.");
            Error::new(Code::JsonWrongType, message).at(path)
        })
    };
    let (from, until) = (read(&request.from, "/from")?, read(&request.until, "/until")?);
    match from < until {
        true => Ok((from, until)),
        false => {
            let message = "A period ends after it has begun; `until` is the day after its last.";
            Err(Error::new(Code::JsonWrongType, message).at("/until"))
        }
    }
}

fn after(request: &SettlementRequest) -> Result<i64> {
    let Some(text) = &request.after else { return Ok(0) };
    text.parse().map_err(|_| {
        let message = "Give the `next` of the page before.";
        Error::new(Code::JsonWrongType, message).at("/after")
    })
}

/// The sums of a period and one page of its rows, as they are read.
#[derive(Default)]
struct Page {
    after: i64,
    /// Of sales, returns, and what was called off: count, card, other, platform.
    sums: [(u64, i128, i128, i128); 3],
    vat: Vec<(Option<Rate>, i128, Option<i128>)>,
    rows: Vec<Booked>,
    has_more: bool,
}

impl Page {
    fn take(&mut self, booked: Booked) {
        let booking = &booked.booking;
        let sum = match booking.kind {
            Kind::Sale => &mut self.sums[0],
            Kind::Return => &mut self.sums[1],
            Kind::CalledOff => &mut self.sums[2],
        };
        sum.0 += 1;
        sum.1 += i128::from(booking.card_amount);
        sum.2 += i128::from(booking.other_amount);
        sum.3 += i128::from(booking.platform_amount);
        for OfRate(rate, gross, vat) in &booking.vat {
            let (gross, vat) = (i128::from(*gross), vat.map(i128::from));
            match self.vat.iter_mut().find(|held| held.0 == *rate) {
                Some(held) => {
                    held.1 += gross;
                    held.2 = held.2.zip(vat).map(|(held, vat)| held + vat);
                }
                None => self.vat.push((*rate, gross, vat)),
            }
        }
        if booked.number > self.after {
            match self.rows.len() < limits::SETTLEMENT_ROWS_MAX as usize {
                true => self.rows.push(booked),
                false => self.has_more = true,
            }
        }
    }

    fn reply(
        mut self,
        request: SettlementRequest,
        (from, until): (Instant, Instant),
        currency: Currency,
    ) -> Result<SettlementReply> {
        let money = |sum: i128| {
            let minor = i64::try_from(sum).map_err(|_| {
                let message = "The sum of the period is too large; ask for a shorter one.";
                Error::new(Code::JsonWrongType, message).at("/until")
            })?;
            Ok::<Money, Error>(currency.money(minor))
        };
        let sum = |(count, card, other, platform)| {
            Ok::<Sum, Error>(Sum {
                count,
                card_amount: money(card)?,
                other_amount: money(other)?,
                total_amount: money(card + other)?,
                platform_amount: money(platform)?,
            })
        };
        let [sales, returns, called_off] = self.sums;
        let net = sales.3 + returns.3 + called_off.3;
        self.vat.sort_by_key(|of_rate| std::cmp::Reverse(rank(of_rate.0)));
        let vat = self.vat.iter().map(|(vat_rate, gross, vat)| {
            let (gross_amount, vat_amount) = (money(*gross)?, vat.map(money).transpose()?);
            Ok(VatSum { vat_rate: *vat_rate, gross_amount, vat_amount })
        });
        let vat = vat.collect::<Result<Vec<VatSum>>>()?;
        let vat_amount = self.vat.iter().try_fold(0i128, |sum, (_, _, vat)| Some(sum + (*vat)?));
        let next = self.rows.last().filter(|_| self.has_more).map(|last| last.number.to_string());
        let rows: Vec<SettlementRow> = self.rows.into_iter().map(row).collect();
        Ok(SettlementReply {
            csv: request.csv.then(|| csv(&rows)).transpose()?,
            platform_id: request.platform_id,
            from,
            until,
            currency,
            sales: sum(sales)?,
            returns: sum(returns)?,
            called_off: sum(called_off)?,
            net_amount: money(net)?,
            vat,
            vat_amount: vat_amount.map(money).transpose()?,
            rows,
            next,
        })
    }
}

/// Rates in their order; unknown is the lowest.
fn rank(rate: Option<Rate>) -> Option<i64> {
    // Of 100.00: a rate with its decimals.
    rate.map(|rate| rate.of(1_000_000))
}

fn row(booked: Booked) -> SettlementRow {
    let booking = booked.booking;
    let money = |minor| booking.currency.money(minor);
    let vat = booking.vat.iter().try_fold(0i64, |sum, OfRate(_, _, vat)| sum.checked_add((*vat)?));
    SettlementRow {
        booked_at: booked.booked_at,
        kind: booking.kind,
        host_id: booked.host_id,
        platform_order_id: booked.platform_order_id,
        return_id: Some(booking.return_id).filter(|_| booking.kind == Kind::Return),
        card_amount: money(booking.card_amount),
        other_amount: money(booking.other_amount),
        total_amount: money(booking.card_amount + booking.other_amount),
        platform_amount: money(booking.platform_amount),
        vat_amount: vat.map(money),
        order_id: booking.order_id,
    }
}

/// The rows with the names of their members. A cell that a spreadsheet would take for a formula begins with an apostrophe.
fn csv(rows: &[SettlementRow]) -> Result<String> {
    let failed = |fault: String| Error::new(Code::SystemFailed, fault);
    let mut writer =
        csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(vec![]);
    let names = [
        "booked_at",
        "kind",
        "order_id",
        "host_id",
        "platform_order_id",
        "return_id",
        "card_amount",
        "other_amount",
        "total_amount",
        "platform_amount",
        "vat_amount",
    ];
    writer.write_record(names).map_err(|fault| failed(fault.to_string()))?;
    for row in rows {
        let id = |id: &Option<String>| plain(id.as_deref().unwrap_or_default());
        let cells = [
            crate::calendar::utc(row.booked_at.0),
            row.kind.as_str().to_owned(),
            plain(&row.order_id),
            id(&row.host_id),
            id(&row.platform_order_id),
            id(&row.return_id),
            row.card_amount.to_string(),
            row.other_amount.to_string(),
            row.total_amount.to_string(),
            row.platform_amount.to_string(),
            row.vat_amount.map(|vat| vat.to_string()).unwrap_or_default(),
        ];
        writer.write_record(cells).map_err(|fault| failed(fault.to_string()))?;
    }
    let bytes = writer.into_inner().map_err(|fault| failed(fault.to_string()))?;
    String::from_utf8(bytes).map_err(|fault| failed(fault.to_string()))
}

fn plain(id: &str) -> String {
    match id.starts_with(['=', '+', '-', '@', '\t', '\r']) {
        true => format!("'{id}"),
        false => id.to_owned(),
    }
}
