//! What REST v3 shows of a product at a moment: its price, whether a sale runs, and what there is of it. Pure: the stated
//! members in, the members of now out.

use super::products::Variant;
use super::sellable::sale_runs;
use crate::money::Amount;
use crate::world::Instant;
use serde_json::{Map, Value};

pub type Members = Map<String, Value>;

/// What is stored, read again.
pub fn read(stored: &str) -> Members {
    serde_json::from_str(stored).unwrap_or_default()
}

fn text<'a>(members: &'a Members, name: &str) -> &'a str {
    members.get(name).and_then(Value::as_str).unwrap_or_default()
}

/// A product as it is now.
pub fn product(stored: &str, kind: &str, variants: &[Variant], now: Instant) -> Members {
    let mut members = read(stored);
    price(&mut members, now);
    if kind == "variable" {
        let shared = variants.iter().find(|one| one.is_shared);
        stock(&mut members, shared.and_then(|one| one.published));
        range(&mut members, variants, now);
    } else if let Some(only) = variants.first() {
        stock(&mut members, only.published);
    }
    members
}

/// A variation as it is now.
pub fn variation(one: &Variant, now: Instant) -> Members {
    let mut members = read(&one.woocommerce);
    price(&mut members, now);
    stock(&mut members, one.published);
    members
}

/// The window of a sale.
fn window(members: &Members) -> [Option<String>; 2] {
    ["date_on_sale_from_gmt", "date_on_sale_to_gmt"]
        .map(|name| Some(text(members, name)).filter(|at| !at.is_empty()))
        .map(|at| at.map(|at| format!("{at}Z")))
}

/// What it costs now: a sale begins and ends without the shop stating anything.
fn price(members: &mut Members, now: Instant) {
    let regular = text(members, "regular_price").to_owned();
    if regular.is_empty() {
        return;
    }
    let sale = text(members, "sale_price").to_owned();
    let [from, to] = window(members);
    let on_sale = !sale.is_empty() && sale_runs(from.as_deref(), to.as_deref(), now);
    members.insert("on_sale".into(), on_sale.into());
    members.insert("price".into(), if on_sale { sale } else { regular }.into());
}

/// When a sale of these begins or ends next.
pub fn changes_at(members: &Members, now: Instant) -> Option<Instant> {
    if text(members, "sale_price").is_empty() {
        return None;
    }
    let ends = window(members).into_iter().flatten().filter_map(|at| Instant::read(&at));
    ends.filter(|at| *at > now).min()
}

/// What may be published, where the shop counts it.
fn stock(members: &mut Members, published: Option<i64>) {
    let allowed = members.get("backorders_allowed") == Some(&Value::Bool(true));
    let Some(published) = published else {
        // Counted, and nobody says how much there is.
        if members.get("manage_stock") == Some(&Value::Bool(true)) && !allowed {
            members.insert("stock_status".into(), "outofstock".into());
        }
        return;
    };
    let stated = members.get("stock_quantity").and_then(Value::as_i64);
    let is_withheld = text(members, "stock_status") == "outofstock"
        && (allowed || stated.is_some_and(|stated| stated > 0));
    let status = match (published > 0, allowed) {
        // Counted, or sold beyond the count, and yet the shop says that there is none to be had.
        _ if is_withheld => "outofstock",
        (true, _) => "instock",
        (false, true) => "onbackorder",
        (false, false) => "outofstock",
    };
    members.insert("manage_stock".into(), true.into());
    members.insert("stock_quantity".into(), published.into());
    members.insert("stock_status".into(), status.into());
    members.insert("backordered".into(), (allowed && published < 0).into());
}

/// Whether the shop sells it: a variation may be withdrawn on its own.
pub fn is_sold(variation: &Members) -> bool {
    matches!(text(variation, "status"), "" | "publish")
}

/// A variable product shows the lowest of its prices, and whether anything of it can be had.
fn range(members: &mut Members, variants: &[Variant], now: Instant) {
    let (mut lowest, mut on_sale, mut statuses) = (None::<(Amount, String)>, false, Vec::new());
    for own in variants.iter().map(|one| variation(one, now)).filter(is_sold) {
        on_sale |= own.get("on_sale") == Some(&Value::Bool(true));
        statuses.push(text(&own, "stock_status").to_owned());
        let price = Amount::read(text(&own, "price").as_bytes());
        let is_lower = |price: Amount| match &lowest {
            Some((held, _)) => price.compare(*held).is_some_and(|order| order.is_lt()),
            None => true,
        };
        if let Some(price) = price.filter(|price| is_lower(*price)) {
            lowest = Some((price, text(&own, "price").to_owned()));
        }
    }
    let best =
        ["instock", "onbackorder"].into_iter().find(|best| statuses.iter().any(|it| it == best));
    members.insert("stock_status".into(), best.unwrap_or("outofstock").into());
    members.insert("purchasable".into(), lowest.is_some().into());
    members.insert("price".into(), lowest.map(|(_, text)| text).unwrap_or_default().into());
    members.insert("on_sale".into(), on_sale.into());
}
