//! The lines of an order that a client writes: added, changed, taken out, and lowered by coupons.

use super::call::Call;
use super::fault::{Fault, invalid};
use super::fields::{self, Members, is_true, list, number, text};
use super::products;
use super::totals::{self, TaxRate};
use crate::config::Unsafe;
use crate::error::Result as Done;
use crate::mirror::documents;
use crate::mirror::product_list;
use crate::mirror::products::{self as catalogue, Which};
use crate::world::Transaction;
use serde_json::{Value, json};

/// Takes given lines over into an order: with an id they change a line, or take it out, without one they add to it.
pub fn put(
    tx: &mut dyn Transaction,
    call: &Call,
    order: &mut Members,
    (name, key): (&str, &str),
    given: Vec<Value>,
) -> Result<(), Fault> {
    let mut lines: Vec<Members> = list(order, name).cloned().collect();
    for given in given.into_iter().filter_map(|given| given.as_object().cloned()) {
        let id = number(&given, "id");
        let is_out = given.get("quantity").is_some_and(|it| it.as_i64() == Some(0))
            || given.get(key).is_some_and(Value::is_null);
        if id == 0 {
            let line = new(tx, call, order, name, &given)?;
            lines.push(line);
            continue;
        }
        let at = lines.iter().position(|line| number(line, "id") == id);
        let at = at.ok_or_else(|| {
            let message = "Order item ID provided is not associated with order.";
            Fault::new(400, "woocommerce_rest_invalid_item_id", message)
        })?;
        match lines.get_mut(at) {
            Some(_) if is_out => drop(lines.remove(at)),
            Some(line) => {
                let given =
                    given.into_iter().filter(|(name, value)| name != "id" && !value.is_null());
                fields::put_over(line, given.collect());
                amounts(line)?;
            }
            None => {}
        }
    }
    let lines: Vec<Value> = lines.into_iter().map(Value::Object).collect();
    order.insert(name.into(), lines.into());
    Ok(())
}

/// A new line, with a number of its own.
fn new(
    tx: &mut dyn Transaction,
    call: &Call,
    order: &mut Members,
    name: &str,
    given: &Members,
) -> Result<Members, Fault> {
    let mut line = match name {
        "line_items" => item(tx, call, order, given)?,
        "shipping_lines" => members(json!({
            "method_title": "", "method_id": "", "instance_id": "", "total": "0",
            "total_tax": "0", "taxes": [], "tax_status": "taxable", "meta_data": [],
        })),
        "fee_lines" => members(json!({
            "name": "", "tax_class": "", "tax_status": "taxable", "amount": "", "total": "0",
            "total_tax": "0", "taxes": [], "meta_data": [],
        })),
        _ => coupon(tx, call, given)?,
    };
    let given =
        given.iter().filter(|(name, value)| !value.is_null() && *name != "id" && *name != "sku");
    fields::put_over(&mut line, given.map(|(name, value)| (name.clone(), value.clone())).collect());
    if name == "line_items" {
        // The numbers are those of what was found.
        for (name, held) in [("product_id", "_product"), ("variation_id", "_variation")] {
            let number = number(&line, held);
            line.insert(name.into(), number.into());
        }
    }
    amounts(&mut line)?;
    let id = number(order, "_lines").saturating_add(1);
    order.insert("_lines".into(), id.into());
    let mut numbered = members(json!({ "id": id }));
    numbered.extend(line);
    Ok(numbered)
}

fn members(value: Value) -> Members {
    match value {
        Value::Object(members) => members,
        _ => Members::new(),
    }
}

/// Amounts are plain decimals, kept to the millionth.
fn amounts(line: &mut Members) -> Result<(), Fault> {
    for name in ["total", "subtotal"] {
        let Some(written) = line.get(name).and_then(Value::as_str) else { continue };
        let written = if written.is_empty() { "0" } else { written };
        let amount = totals::read(written).ok_or_else(|| {
            invalid(name, "rest_invalid_param", format!("{name} is a plain decimal such as 17.90."))
        })?;
        line.insert(name.into(), totals::written(amount, totals::DIGITS).into());
    }
    let (quantity, total) = (number(line, "quantity"), totals::read(text(line, "total")));
    if let (Some(total), true) = (total, quantity > 0) {
        // What one piece costs without tax: a number, as WooCommerce has it.
        let each = totals::written(total.checked_div(quantity).unwrap_or_default(), totals::DIGITS);
        let each = each.trim_end_matches('0').trim_end_matches('.');
        line.insert("price".into(), serde_json::from_str(each).unwrap_or_default());
    }
    Ok(())
}

/// Which product a line is about: by its SKU, by the product, or by the variation.
fn wanted(tx: &mut dyn Transaction, call: &Call, given: &Members) -> Result<i64, Fault> {
    let (product, variation) = (number(given, "product_id"), number(given, "variation_id"));
    let sku = text(given, "sku");
    if !sku.is_empty() {
        return Ok(by_sku(tx, call.shop_id(), sku)?);
    }
    match (product, variation) {
        (0, 0) => {
            let message = "Product ID or SKU is required.";
            Err(Fault::new(400, "woocommerce_rest_required_product_reference", message))
        }
        (product, 0) => Ok(product),
        (_, variation) => Ok(variation),
    }
}

fn by_sku(tx: &mut dyn Transaction, shop_id: &str, sku: &str) -> Done<i64> {
    let variations = catalogue::variants(tx, shop_id, Which::Sku(sku))?;
    let product = product_list::of_sku(tx, shop_id, sku)?.into_iter().min();
    let variation = variations.first().map(|one| one.number);
    Ok(product.or(variation).unwrap_or_default())
}

fn item(
    tx: &mut dyn Transaction,
    call: &Call,
    order: &Members,
    given: &Members,
) -> Result<Members, Fault> {
    let wanted = wanted(tx, call, given)?;
    let quantity = given.get("quantity").and_then(Value::as_i64).unwrap_or(1).max(1);
    let shown = products::shown_now(tx, call, wanted)?;
    let compat = &call.client.config.rest.compat;
    let shown = match shown {
        Some(Value::Object(shown)) => shown,
        _ if compat.allows(Unsafe::UnknownProduct) => Members::new(),
        _ => {
            let message = format!("There is no product {wanted}.");
            return Err(Fault::new(400, "koppel_unknown_product", message));
        }
    };
    let counted = shown.get("stock_quantity").and_then(Value::as_i64);
    let counted = counted.filter(|_| is_true(&shown, "manage_stock"));
    let sells_on = compat.allows(Unsafe::Overselling) || is_true(&shown, "backorders_allowed");
    if !sells_on && counted.is_some_and(|it| it < quantity) {
        let counted = counted.unwrap_or_default().max(0);
        let name = text(&shown, "name");
        let message = format!("Of '{name}' {counted} can be sold, {quantity} are asked.");
        return Err(Fault::new(400, "koppel_out_of_stock", message));
    }
    let is_variation = text(&shown, "type") == "variation";
    let parent = match is_variation {
        true => products::shown_now(tx, call, number(&shown, "parent_id"))?,
        false => None,
    };
    let parent = parent.map(members);
    let name = match &parent {
        Some(parent) => format!("{} - {}", text(parent, "name"), text(&shown, "name")),
        None => text(&shown, "name").to_owned(),
    };
    let rates = super::taxes::rates_of(tx, call, text(&shown, "tax_class"), &Members::new())?;
    let is_taxable = text(&shown, "tax_status") != "none";
    let price = totals::read(text(&shown, "price")).unwrap_or_default();
    let gross = price.checked_mul(quantity).ok_or_else(|| {
        Fault::new(400, "koppel_money_too_large", "The line is more than an amount can be.")
    })?;
    let net = match is_true(order, "prices_include_tax") && is_taxable {
        true => totals::without_tax(gross, &rates.iter().collect::<Vec<_>>()),
        false => gross,
    };
    let net = totals::written(net, totals::DIGITS);
    let product = if is_variation { number(&shown, "parent_id") } else { wanted };
    let virtual_only = is_true(&shown, "virtual") && is_true(&shown, "downloadable");
    Ok(members(json!({
        "name": name, "product_id": product, "variation_id": 0, "quantity": quantity,
        "tax_class": text(&shown, "tax_class"), "subtotal": net, "subtotal_tax": "0",
        "total": net, "total_tax": "0", "taxes": [], "meta_data": [], "sku": text(&shown, "sku"),
        "price": 0, "image": { "id": "", "src": "" },
        "parent_name": parent.map(|parent| text(&parent, "name").to_owned()),
        "_product": if shown.is_empty() { 0 } else { product },
        "_variation": if is_variation { wanted } else { 0 },
        "_tax_status": text(&shown, "tax_status"), "_is_delivered_at_once": virtual_only,
    })))
}

fn coupon(tx: &mut dyn Transaction, call: &Call, given: &Members) -> Result<Members, Fault> {
    let code = text(given, "code").to_lowercase();
    let all = documents::list(tx, call.shop_id(), "coupon", None)?;
    let held = all.iter().find(|one| text(&one.members, "code") == code).ok_or_else(|| {
        let message = format!("Coupon \"{code}\" does not exist!");
        Fault::new(400, "woocommerce_rest_invalid_coupon", message)
    })?;
    let nominal: Value = serde_json::from_str(text(&held.members, "amount")).unwrap_or_default();
    Ok(members(json!({
        "code": code, "discount": "0", "discount_tax": "0",
        "discount_type": text(&held.members, "discount_type"), "nominal_amount": nominal,
        "free_shipping": is_true(&held.members, "free_shipping"),
        "meta_data": [{ "id": 1, "key": "coupon_data", "value": held.members }],
    })))
}

/// Lowers the lines by the order's coupons, one after the other; none is lowered below nothing.
pub fn discount(
    tx: &mut dyn Transaction,
    call: &Call,
    order: &mut Members,
    standard: &[&TaxRate],
) -> Result<(), Fault> {
    let coupons = documents::list(tx, call.shop_id(), "coupon", None)?;
    let includes_tax = is_true(order, "prices_include_tax");
    let mut lines: Vec<Members> = list(order, "line_items").cloned().collect();
    let mut given: Vec<Members> = list(order, "coupon_lines").cloned().collect();
    for line in &mut lines {
        let subtotal = line.get("subtotal").cloned().unwrap_or_default();
        line.insert("total".into(), subtotal);
    }
    for one in &mut given {
        let held = coupons.iter().find(|held| text(&held.members, "code") == text(one, "code"));
        let Some(held) = held else { continue };
        let amount = totals::read(text(&held.members, "amount")).unwrap_or_default();
        let left: Vec<i64> = lines
            .iter()
            .map(|line| totals::read(text(line, "total")).unwrap_or_default())
            .collect();
        let net =
            |gross: i64| if includes_tax { totals::without_tax(gross, standard) } else { gross };
        let off: Vec<i64> = match text(&held.members, "discount_type") {
            "percent" => left.iter().map(|left| percent_of(*left, amount)).collect(),
            "fixed_product" => lines
                .iter()
                .map(|line| net(amount.saturating_mul(number(line, "quantity"))))
                .collect(),
            _ => totals::shared(net(amount).min(left.iter().sum()), &left),
        };
        let mut all = 0i64;
        for ((line, left), off) in lines.iter_mut().zip(left).zip(off) {
            let off = off.clamp(0, left.max(0));
            all = all.saturating_add(off);
            line.insert("total".into(), totals::written(left - off, totals::DIGITS).into());
            amounts(line)?;
        }
        one.insert("discount".into(), totals::written(all, totals::DIGITS).into());
    }
    for (name, lines) in [("line_items", lines), ("coupon_lines", given)] {
        let lines: Vec<Value> = lines.into_iter().map(Value::Object).collect();
        order.insert(name.into(), lines.into());
    }
    Ok(())
}

/// So many percent (in millionths) of an amount.
fn percent_of(amount: i64, percent: i64) -> i64 {
    crate::money::halves_up(i128::from(amount) * i128::from(percent), 100_000_000)
}
