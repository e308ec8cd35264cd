//! A resident's checkout: makes sub-orders of a cart, places them with the shops, and confirms or
//! cancels them when iDEAL has spoken. Money is taken only when a shop has its sub-order.

use crate::ledger::Confirmation;
use crate::money::{Cents, STANDARD};
use crate::orders::{Line, Order, State, SubOrder};
use crate::platform::Platform;
use crate::shop::{Answer, Shop, Trouble};
use serde_json::{Value, json};

/// What a resident wants from one supplier.
#[derive(Clone, Debug)]
pub struct Part<'a> {
    pub supplier: &'a str,
    /// SKU and quantity.
    pub articles: Vec<(&'a str, u32)>,
    pub shipping: Option<Cents>,
    pub coupon_percent: i64,
}

/// How a shop answered to its sub-order.
pub struct Placed {
    pub sub_order_id: String,
    pub attempts: usize,
    pub answer: Answer,
}

impl Placed {
    pub fn is_accepted(&self) -> bool {
        matches!(self.answer.status, 200 | 201)
    }
}

/// Draws up an order from the platform's own copy of the catalogues and reserves the cards.
pub fn draw_up(platform: &Platform, parts: &[Part<'_>], cards: &[&str]) -> Result<Order, Trouble> {
    let order_id = platform.next_order_id();
    let mut state = platform.state();
    let mut sub_orders = Vec::with_capacity(parts.len());
    for part in parts {
        let catalogue = state.catalogues.get(part.supplier);
        let mut lines = Vec::with_capacity(part.articles.len());
        for (sku, quantity) in &part.articles {
            let found = catalogue.and_then(|catalogue| catalogue.article(sku));
            let missing = || Trouble(format!("Shop {} does not offer {sku}.", part.supplier));
            let article = found.ok_or_else(missing)?;
            let list_amount = article.price.times(*quantity);
            let coupon = Cents((list_amount.0 * part.coupon_percent + 50) / 100);
            lines.push(Line {
                sku: article.sku.clone(),
                name: article.name.clone(),
                product_id: article.product_id,
                variation_id: article.variation_id,
                quantity: *quantity,
                list_amount,
                paid_amount: list_amount - coupon,
                rate: article.rate,
            });
        }
        sub_orders.push(SubOrder {
            id: format!("{order_id}-{}", part.supplier),
            order_id: order_id.clone(),
            supplier: part.supplier.to_owned(),
            lines,
            shipping: part.shipping,
            tenders: Vec::new(),
            state: State::Open,
            shop_order_id: None,
            pushes: Vec::new(),
            credits: Vec::new(),
        });
    }
    Ok(state.books.draw_up(&order_id, sub_orders, cards)?)
}

/// Places one sub-order, again while the shop is down; the shop makes one order of it. With
/// iDEAL still open it is placed as pending, else it is paid and the money is taken.
pub fn place(platform: &Platform, shop: &Shop, id: &str) -> Result<Placed, Trouble> {
    let body = order_body(platform, id)?;
    let (answer, attempts) =
        shop.rest_until_answered(&platform.calls, "POST", "/orders", Some(&body))?;
    let placed = Placed { sub_order_id: id.to_owned(), attempts, answer };
    let mut state = platform.state();
    if !placed.is_accepted() {
        state.books.release(id)?;
        return Ok(placed);
    }
    if let Some(part) = state.books.sub_orders.get_mut(id) {
        part.shop_order_id = placed.answer.body["id"].as_i64();
        if body["set_paid"] == false && part.state == State::Open {
            part.state = State::Pending;
        }
    }
    if body["set_paid"] == true {
        state.books.take(id)?;
    }
    Ok(placed)
}

/// iDEAL says that it is paid: the first time the money is posted and taken; every time the shop
/// is told, for it must bear a repetition.
pub fn confirm(
    platform: &Platform,
    shops: &[&Shop],
    order: &Order,
) -> Result<Confirmation, Trouble> {
    let confirmation = platform.state().books.confirm_ideal(&order.id)?;
    if confirmation == Confirmation::TooLate {
        return Ok(confirmation);
    }
    let transaction = order.ideal.clone().unwrap_or_default();
    let body = json!({"status": "processing", "set_paid": true, "transaction_id": transaction});
    for id in &order.sub_orders {
        update(platform, shops, id, &body)?;
        platform.state().books.take(id)?;
    }
    Ok(confirmation)
}

/// iDEAL was cancelled or has expired: the shops give the stock free, the cards are released.
pub fn cancel(platform: &Platform, shops: &[&Shop], order: &Order) -> Result<(), Trouble> {
    platform.state().books.cancel_ideal(&order.id)?;
    for id in &order.sub_orders {
        update(platform, shops, id, &json!({"status": "cancelled"}))?;
        platform.state().books.release(id)?;
    }
    Ok(())
}

fn update(platform: &Platform, shops: &[&Shop], id: &str, body: &Value) -> Result<(), Trouble> {
    let known = platform
        .state()
        .books
        .sub_order(id)
        .map(|part| (part.supplier.clone(), part.shop_order_id));
    let Some((supplier, Some(number))) = known else {
        return Err(Trouble(format!("{id} was never placed.")));
    };
    let shop = shops.iter().find(|shop| shop.supplier == supplier);
    let shop = shop.ok_or_else(|| Trouble(format!("There is no shop {supplier}.")))?;
    let path = format!("/orders/{number}");
    let (answer, _) = shop.rest_until_answered(&platform.calls, "PUT", &path, Some(body))?;
    answer.done(&format!("PUT {path} at {supplier}")).map(drop)
}

/// A sub-order as WooCommerce's REST API takes it; line totals are without VAT.
pub fn order_body(platform: &Platform, id: &str) -> Result<Value, Trouble> {
    let state = platform.state();
    let part = state.books.sub_order(id).ok_or_else(|| Trouble(format!("{id} is unknown.")))?;
    let waits = state.books.orders.get(&part.order_id).is_some_and(|order| order.ideal.is_some());
    let profile = platform.profile;
    let lines: Vec<Value> = part.lines.iter().map(line_body).collect();
    let shipping: Vec<Value> = part
        .shipping
        .map(|amount| {
            json!({"method_id": "platform", "method_title": "Verzending",
                "total": STANDARD.net_text(amount)})
        })
        .into_iter()
        .collect();
    let mut shipping_address = json!({
        "first_name": "A.", "last_name": "de Vries", "company": "",
        "address_1": "Dorpsstraat 1", "address_2": "", "city": "Ons Dorp", "state": "",
        "postcode": "1234 AB", "country": "NL", "phone": "",
    });
    let billing_address = {
        let mut address = shipping_address.clone();
        address["email"] = "a.de.vries@example.nl".into();
        address
    };
    let mut order = json!({
        "status": if waits { "pending" } else { "processing" },
        "set_paid": !waits,
        "currency": "EUR",
        "created_via": profile.platform_id,
        "customer_note": "",
        "payment_method": profile.platform_id,
        "payment_method_title": profile.name,
        "billing": billing_address,
        "shipping": shipping_address.take(),
        "line_items": lines,
        "shipping_lines": shipping,
    });
    platform.form.write(&mut order, part);
    Ok(order)
}

fn line_body(line: &Line) -> Value {
    let mut body = json!({"product_id": line.product_id});
    if let Some(variation_id) = line.variation_id {
        body["variation_id"] = variation_id.into();
    }
    body["quantity"] = line.quantity.into();
    body["subtotal"] = line.rate.net_text(line.list_amount).into();
    body["total"] = line.rate.net_text(line.paid_amount).into();
    body
}
