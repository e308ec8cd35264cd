//! An order that a client of a test-suite writes, as WooCommerce would keep it: its lines, its coupons, its totals. It must
//! not store it.

use super::call::Call;
use super::fault::Fault;
use super::fields::{self, Members, is_true, list, number, text};
use super::order_lines;
use super::settings;
use super::taxes;
use super::totals::{self, Rounding, TaxRate};
use crate::error::Result as Done;
use crate::world::Transaction;
use serde_json::{Value, json};

/// The lists of an order's lines, with the member that takes an element out when it is null.
pub const LINES: [(&str, &str); 4] = [
    ("line_items", "product_id"),
    ("shipping_lines", "method_id"),
    ("fee_lines", "name"),
    ("coupon_lines", "code"),
];

/// Puts what was given over an order, and works its totals out again where that follows.
pub fn apply(
    tx: &mut dyn Transaction,
    call: &Call,
    order: &mut Members,
    mut given: Members,
) -> Result<(), Fault> {
    let totalled =
        ["billing", "shipping", "line_items", "shipping_lines", "fee_lines", "coupon_lines"];
    let is_new = !order.contains_key("_totalled");
    let is_totalled = is_new || totalled.iter().any(|name| given.contains_key(*name));
    let mut changed_lines = Vec::new();
    for (name, key) in LINES {
        if let Some(Value::Array(lines)) = given.remove(name) {
            changed_lines.push((name, key, lines));
        }
    }
    fields::put_over(order, given);
    for (name, key, lines) in changed_lines {
        order_lines::put(tx, call, order, (name, key), lines)?;
    }
    if is_totalled {
        total(tx, call, order)?;
        order.insert("_totalled".into(), true.into());
    }
    Ok(())
}

/// What an order is taxed by.
struct Taxing {
    is_on: bool,
    rounding: Rounding,
    address: Members,
}

impl Taxing {
    fn of(tx: &mut dyn Transaction, call: &Call, order: &Members) -> Done<Taxing> {
        let mut is_yes =
            |id: &str| Ok::<_, crate::error::Error>(settings::value(tx, call, id)? == "yes");
        let is_on = is_yes("woocommerce_calc_taxes")?;
        let at_subtotal = is_yes("woocommerce_tax_round_at_subtotal")?;
        let digits = call.client.config.shop.currency.digits();
        let includes_tax = is_true(order, "prices_include_tax");
        let rounding = Rounding { includes_tax, at_subtotal, digits };
        // Where it goes decides; without that address, the one of who pays.
        let address = ["shipping", "billing"].into_iter().find_map(|name| {
            let address = order.get(name)?.as_object()?;
            (!text(address, "country").is_empty()).then(|| address.clone())
        });
        Ok(Taxing { is_on, rounding, address: address.unwrap_or_default() })
    }

    fn rates(&self, tx: &mut dyn Transaction, call: &Call, class: &str) -> Done<Vec<TaxRate>> {
        match self.is_on {
            true => taxes::rates_of(tx, call, class, &self.address),
            false => Ok(Vec::new()),
        }
    }
}

/// What all lines of one kind come to.
#[derive(Clone, Copy, Default)]
struct Sum {
    subtotal: i64,
    subtotal_tax: i64,
    total: i64,
    tax: i64,
}

/// What each tax rate comes to, on goods and on shipping.
type ByRate = Vec<(TaxRate, i64, i64)>;

fn total(tx: &mut dyn Transaction, call: &Call, order: &mut Members) -> Result<(), Fault> {
    let taxing = Taxing::of(tx, call, order)?;
    if list(order, "coupon_lines").next().is_some() {
        let standard = taxing.rates(tx, call, "")?;
        order_lines::discount(tx, call, order, &standard.iter().collect::<Vec<_>>())?;
    }
    let mut by_rate = ByRate::new();
    let mut sums = [Sum::default(); 3];
    for (sum, (name, _)) in sums.iter_mut().zip(LINES) {
        let mut lines: Vec<Members> = list(order, name).cloned().collect();
        for line in &mut lines {
            let one = taxed(tx, call, &taxing, name, line, &mut by_rate)?;
            for (sum, part) in [
                (&mut sum.subtotal, one.subtotal),
                (&mut sum.subtotal_tax, one.subtotal_tax),
                (&mut sum.total, one.total),
                (&mut sum.tax, one.tax),
            ] {
                *sum = sum.checked_add(part).ok_or_else(too_much)?;
            }
        }
        let lines: Vec<Value> = lines.into_iter().map(Value::Object).collect();
        order.insert(name.into(), lines.into());
    }
    write(order, &taxing, sums, &by_rate)
}

fn too_much() -> Fault {
    Fault::new(400, "koppel_money_too_large", "The lines together are more than an amount can be.")
}

/// The taxes of one line, which are written into it.
fn taxed(
    tx: &mut dyn Transaction,
    call: &Call,
    taxing: &Taxing,
    name: &str,
    line: &mut Members,
    by_rate: &mut ByRate,
) -> Result<Sum, Fault> {
    let amount = |name: &str| totals::read(text(line, name)).unwrap_or_default();
    let (total, is_item) = (amount("total"), name == "line_items");
    let subtotal = if is_item { amount("subtotal") } else { total };
    let is_shipping = name == "shipping_lines";
    let rates = match text(line, if is_item { "_tax_status" } else { "tax_status" }) {
        "none" | "shipping" => Vec::new(),
        _ => taxing.rates(tx, call, text(line, "tax_class"))?,
    };
    let rates: Vec<&TaxRate> =
        rates.iter().filter(|one| !is_shipping || one.is_for_shipping).collect();
    let rounding = taxing.rounding;
    let (of_total, of_subtotal) = (rounding.taxes(total, &rates), rounding.taxes(subtotal, &rates));
    let kept = |amount: i64| totals::written(amount, totals::DIGITS);
    let each = of_total.each.iter().zip(&of_subtotal.each).map(|((id, total), (_, subtotal))| {
        let subtotal = if is_item { kept(*subtotal) } else { String::new() };
        json!({ "id": id, "total": kept(*total), "subtotal": subtotal })
    });
    let each: Vec<Value> = each.collect();
    for (rate, (_, tax)) in rates.iter().zip(&of_total.each) {
        let tax = if rounding.at_subtotal { *tax } else { rounding.tax(*tax) };
        let at = match by_rate.iter().position(|(held, ..)| held.number == rate.number) {
            Some(at) => at,
            None => {
                by_rate.push(((*rate).clone(), 0, 0));
                by_rate.len() - 1
            }
        };
        if let Some((_, goods, shipping)) = by_rate.get_mut(at) {
            let sum = if is_shipping { shipping } else { goods };
            *sum = sum.checked_add(tax).ok_or_else(too_much)?;
        }
    }
    line.insert("taxes".into(), each.into());
    line.insert("total_tax".into(), kept(of_total.total).into());
    if is_item {
        line.insert("subtotal_tax".into(), kept(of_subtotal.total).into());
    }
    let money = |amount: i64| rounding.money(amount);
    Ok(Sum {
        subtotal: money(subtotal),
        subtotal_tax: of_subtotal.total,
        total: money(total),
        tax: of_total.total,
    })
}

fn write(
    order: &mut Members,
    taxing: &Taxing,
    [items, shipping, fees]: [Sum; 3],
    by_rate: &ByRate,
) -> Result<(), Fault> {
    let rounding = taxing.rounding;
    let kept = |amount: i64| totals::written(amount, totals::DIGITS);
    let cart_tax = rounding.tax(items.tax.saturating_add(fees.tax));
    let shipping_tax = rounding.tax(shipping.tax);
    let total_tax = cart_tax.saturating_add(shipping_tax);
    let parts = [items.total, shipping.total, fees.total, total_tax];
    let total = parts.iter().try_fold(0i64, |sum, part| sum.checked_add(*part));
    let total = total.ok_or_else(too_much)?;
    for (name, amount) in [
        ("discount_total", items.subtotal.saturating_sub(items.total)),
        ("discount_tax", items.subtotal_tax.saturating_sub(items.tax)),
        ("shipping_total", shipping.total),
        ("shipping_tax", shipping_tax),
        ("cart_tax", cart_tax),
        ("total", total),
        ("total_tax", total_tax),
    ] {
        order.insert(name.into(), kept(rounding.money(amount)).into());
    }
    let lines = by_rate.iter().zip(1i64..).map(|((rate, goods, shipping), nth)| {
        let percent = serde_json::from_str::<Value>(&rate.rate.to_string()).unwrap_or_default();
        json!({
            "id": number(order, "_lines").saturating_add(nth), "rate_code": rate.code,
            "rate_id": rate.number, "label": rate.label, "compound": rate.is_compound,
            "tax_total": kept(rounding.tax(*goods)),
            "shipping_tax_total": kept(rounding.tax(*shipping)),
            "rate_percent": percent, "meta_data": [],
        })
    });
    let lines: Vec<Value> = lines.collect();
    order.insert("tax_lines".into(), lines.into());
    Ok(())
}
