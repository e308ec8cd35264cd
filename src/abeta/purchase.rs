//! A purchase order, read as tolerantly as money allows (AB-20 to AB-25): what is odd is reported beside it, and what came
//! is kept as it came. Pure; it must not refuse an order for its sums.

use super::total;
use crate::error::Code;
use crate::money::{Amount, Currency, Rate};
use chrono::{DateTime, NaiveDateTime, TimeZone};
use chrono_tz::Tz;
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::Value;

/// A purchase order, as `inbox_next` hands it out (AB-13).
#[derive(Debug, Serialize, JsonSchema)]
pub struct PurchaseOrder {
    pub connection_id: String,
    /// The punch-out that returned this cart, and its user, by the shop's own id; null where that is not known any more.
    pub punchout_id: Option<String>,
    pub user_id: Option<String>,
    /// The shop's own id of the cart.
    pub cart_id: String,
    /// The buyer's number of the order: with connection and cart its identity (AB-26).
    pub order_reference: String,
    pub customer_reference: Option<String>,
    pub currency: Option<String>,
    /// The document does not say on which side of VAT (AB-22).
    pub total_amount: Option<Amount>,
    /// RFC 3339, the offset being that of the connection's zone (AB-20); null where it could not be read.
    pub delivery_at: Option<String>,
    /// As it came; a country may have two letters or three.
    pub billing: Value,
    pub shipping: Value,
    pub lines: Vec<PurchaseLine>,
    /// What was odd. The order was confirmed all the same.
    pub problems: Vec<Problem>,
    /// All that came, without the key.
    pub document: Value,
}

/// A line of it; what is null did not come.
#[derive(Debug, Serialize, JsonSchema)]
pub struct PurchaseLine {
    /// The integer by which the mirror knows it.
    pub number: Option<i64>,
    /// The shop's own; null where the mirror does not know the number, as for shipping.
    pub product_id: Option<String>,
    pub variant_id: Option<String>,
    pub sku: Option<String>,
    pub name: Option<String>,
    pub quantity: Option<Amount>,
    /// Excl. VAT, of `price_unit` units.
    pub net_price: Option<Amount>,
    /// Incl. VAT, of `price_unit` units.
    pub gross_price: Option<Amount>,
    pub vat_rate: Option<Rate>,
    /// Null is 1 (AB-21).
    pub price_unit: Option<Amount>,
    pub unit: Option<String>,
    pub weight: Option<Amount>,
}

/// Something odd.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Problem {
    /// One of the error codes.
    pub code: &'static str,
    /// JSON Pointer into `document`.
    pub path: String,
    pub message: String,
}

impl Problem {
    pub fn new(code: Code, path: impl Into<String>, message: impl Into<String>) -> Problem {
        Problem { code: code.as_str(), path: path.into(), message: message.into() }
    }
}

/// Reads what came; `document` has no key any more. A sentence where it is no order at all.
pub fn read(
    connection_id: &str,
    document: Value,
    currency: Currency,
    zone: Tz,
) -> Result<PurchaseOrder, &'static str> {
    let mut reader = Reader { problems: Vec::new() };
    let (cart_id, order_reference) =
        (text(&document["cart_id"]), text(&document["order_reference"]));
    if cart_id.is_none() && order_reference.is_none() {
        return Err("The order has neither a cart_id nor an order_reference.");
    }
    let Some(products) = document["products"].as_array().filter(|list| !list.is_empty()) else {
        return Err("The order has no products.");
    };
    let line = |(nth, one)| reader.line(nth, one, currency);
    let lines = products.iter().enumerate().map(line).collect();
    let mut order = PurchaseOrder {
        connection_id: connection_id.to_owned(),
        punchout_id: None,
        user_id: None,
        cart_id: cart_id.unwrap_or_default(),
        order_reference: order_reference.unwrap_or_default(),
        customer_reference: text(&document["customer_reference"]),
        currency: text(&document["currency"]),
        total_amount: reader.amount(&document["total"], "/total"),
        delivery_at: reader.moment(&document["delivery_datetime"], zone),
        billing: document["billing"].clone(),
        shipping: document["shipping"].clone(),
        lines,
        problems: Vec::new(),
        document,
    };
    reader.check(&order, currency);
    order.problems = reader.problems;
    Ok(order)
}

struct Reader {
    problems: Vec<Problem>,
}

impl Reader {
    fn line(&mut self, nth: usize, given: &Value, currency: Currency) -> PurchaseLine {
        let at = |member: &str| format!("/products/{nth}/{member}");
        let mut amount = |member: &str| self.amount(&given[member], &at(member));
        let (quantity, price_unit, weight) =
            (amount("quantity"), amount("price_unit"), amount("weight"));
        let (net_price, gross_price) = (amount("price_ex_vat"), amount("price_inc_vat"));
        let percent = amount("vat_percentage");
        let vat_rate = percent.and_then(Rate::new);
        if percent.is_some() && vat_rate.is_none() {
            self.odd(Code::MoneyTooPrecise, at("vat_percentage"), "This is no VAT rate.");
        }
        if quantity.is_none_or(|quantity| !quantity.is_positive()) {
            self.odd(Code::OrderInvalid, at("quantity"), "The line has no quantity above zero.");
        }
        if let (Some(net), Some(gross), Some(rate)) = (net_price, gross_price, vat_rate)
            && !total::fits(net, gross, rate, currency)
        {
            let message = format!("{net} and {gross} differ by more, or less, than {rate} % VAT.");
            self.odd(Code::OrderDoesNotAddUp, at("price_inc_vat"), message);
        }
        PurchaseLine {
            number: text(&given["id"]).and_then(|id| id.parse().ok()),
            product_id: None,
            variant_id: None,
            sku: text(&given["sku"]),
            name: text(&given["name"]),
            quantity,
            net_price,
            gross_price,
            vat_rate,
            price_unit,
            unit: text(&given["unit"]),
            weight,
        }
    }

    /// A number, or a text that holds one; null is nothing.
    fn amount(&mut self, given: &Value, path: &str) -> Option<Amount> {
        let literal = match given {
            Value::Null => return None,
            Value::Number(number) => number.to_string(),
            Value::String(text) => text.clone(),
            _ => String::new(),
        };
        let amount = Amount::read(literal.as_bytes());
        if amount.is_none() {
            self.odd(Code::MoneyNotANumber, path, "This is no plain decimal number.");
        }
        amount
    }

    /// With and without seconds, with a T or a space, with an offset or in the zone (AB-20).
    fn moment(&mut self, given: &Value, zone: Tz) -> Option<String> {
        let written = text(given)?;
        let moment = moment(&written, zone);
        if moment.is_none() {
            let message = "This is no moment that exists, such as 2024-12-24 10:00.";
            self.odd(Code::JsonWrongType, "/delivery_datetime", message);
        }
        moment
    }

    fn check(&mut self, order: &PurchaseOrder, currency: Currency) {
        for (given, path) in
            [(&order.cart_id, "/cart_id"), (&order.order_reference, "/order_reference")]
        {
            if given.is_empty() {
                self.odd(Code::JsonMemberMissing, path, "It is missing.");
            }
        }
        if order.currency.as_deref() != Some(currency.as_str()) {
            let message = format!("The shop's currency is {currency}.");
            self.odd(Code::CurrencyUnknown, "/currency", message);
        }
        self.check_sums(order, currency);
    }

    /// Abeta's own examples do not add up (AB-22): it is said, and that is all.
    fn check_sums(&mut self, order: &PurchaseOrder, currency: Currency) {
        let Some(total) = order.total_amount else {
            return self.odd(Code::JsonMemberMissing, "/total", "It is missing.");
        };
        let one = Amount { units: 1, scale: 0 };
        let sum = |price: fn(&PurchaseLine) -> Option<Amount>| {
            order.lines.iter().try_fold(0i64, |sum, line| {
                let unit = line.price_unit.unwrap_or(one);
                sum.checked_add(total::line(price(line)?, line.quantity?, unit, currency)?)
            })
        };
        let (net, gross) = (sum(|line| line.net_price), sum(|line| line.gross_price));
        let total_minor = total.minor(currency).ok();
        if total_minor.is_some() && (total_minor == net || total_minor == gross) {
            return;
        }
        let shown = |minor: Option<i64>| {
            minor.map_or("unknown".to_owned(), |minor| currency.money(minor).to_string())
        };
        let message = format!(
            "The total is {total}; the lines come to {} without VAT and {} with it.",
            shown(net),
            shown(gross)
        );
        self.odd(Code::OrderDoesNotAddUp, "/total", message);
    }

    fn odd(&mut self, code: Code, path: impl Into<String>, message: impl Into<String>) {
        self.problems.push(Problem::new(code, path, message));
    }
}

/// A text, or a number by its literal text; blank is nothing.
fn text(given: &Value) -> Option<String> {
    match given {
        Value::String(text) => Some(text.clone()).filter(|text| !text.trim().is_empty()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

fn moment(written: &str, zone: Tz) -> Option<String> {
    if let Ok(at) = DateTime::parse_from_rfc3339(written) {
        return Some(at.to_rfc3339());
    }
    let written = written.trim().replacen('T', " ", 1);
    let read = |form| NaiveDateTime::parse_from_str(&written, form).ok();
    let local = read("%Y-%m-%d %H:%M:%S").or_else(|| read("%Y-%m-%d %H:%M"))?;
    // Where the clock is set back an hour is there twice: the first is meant.
    zone.from_local_datetime(&local).earliest().map(|at| at.fixed_offset().to_rfc3339())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use serde_json::json;

    fn order(change: impl FnOnce(&mut Value)) -> Result<PurchaseOrder, &'static str> {
        let mut document = json!({
            "cart_id": "12345", "order_reference": "ORD-001", "total": 192.5, "currency": "EUR",
            "delivery_datetime": "2024-12-24 10:00:00",
            "products": [{ "id": 1, "price_ex_vat": 50, "price_inc_vat": 55, "quantity": 2 },
                         { "id": "2", "price_ex_vat": "75.00", "price_inc_vat": 82.5, "quantity": 1 }],
        });
        change(&mut document);
        read("c", document, Currency::parse("EUR").expect("a currency"), Tz::Europe__Amsterdam)
    }

    #[test]
    fn sums_on_either_side_of_vat_are_fine_and_others_are_reported() {
        assert_eq!(order(|_| ()).expect("an order").problems, []);
        assert_eq!(order(|order| order["total"] = json!("175")).expect("an order").problems, []);
        let odd = order(|order| order["total"] = json!(250.5)).expect("an order").problems;
        assert_eq!(
            (odd.len(), odd[0].code, odd[0].path.as_str()),
            (1, "order.does_not_add_up", "/total")
        );
        assert_eq!(
            odd[0].message,
            "The total is 250.5; the lines come to 175.00 without VAT and 192.50 with it."
        );
    }

    #[test]
    fn two_sides_of_a_price_that_the_rate_does_not_bring_together_are_reported() {
        let odd = |net: &str, gross: &str, rate: &str| {
            let order = order(|order| {
                order["products"] = json!([{ "id": 1, "quantity": 1, "price_ex_vat": net,
                    "price_inc_vat": gross, "vat_percentage": rate }]);
                order["total"] = json!(gross);
            });
            let problems = order.expect("an order").problems;
            problems.into_iter().map(|one| (one.code, one.path)).collect::<Vec<_>>()
        };
        assert_eq!(odd("10", "12.10", "21"), []);
        assert_eq!(odd("8.26", "10", "21"), [], "less than a cent is rounding");
        let expected = ("order.does_not_add_up", "/products/0/price_inc_vat".to_owned());
        assert_eq!(odd("10", "10.90", "21"), [expected]);
    }

    #[test]
    fn what_is_odd_is_reported_and_kept() {
        let odd = |change: fn(&mut Value)| {
            let order = order(change).expect("an order");
            order.problems.into_iter().map(|one| one.path).collect::<Vec<_>>()
        };
        assert_eq!(odd(|order| order["currency"] = json!("USD")), ["/currency"]);
        assert_eq!(odd(|order| order["cart_id"] = Value::Null), ["/cart_id"]);
        assert_eq!(odd(|order| order["delivery_datetime"] = json!("soon")), ["/delivery_datetime"]);
        let quantity = odd(|order| order["products"][0]["quantity"] = Value::Null);
        assert_eq!(quantity, ["/products/0/quantity", "/total"]);
        let price = odd(|order| order["products"][1]["price_inc_vat"] = json!({}));
        assert_eq!(price, ["/products/1/price_inc_vat", "/total"]);
        let kept =
            order(|order| order["products"][0]["meta"] = json!({ "a": [1] })).expect("an order");
        assert_eq!(kept.document["products"][0]["meta"]["a"][0], 1);
        assert!(order(|order| order["products"] = json!([])).is_err());
        assert!(
            order(|order| {
                order["cart_id"] = json!("");
                order["order_reference"] = json!(" ");
            })
            .is_err()
        );
    }

    #[test]
    fn a_moment_is_read_with_and_without_seconds_and_zone() {
        let at = |text| moment(text, Tz::Europe__Amsterdam);
        for (text, expected) in [
            ("2024-12-24 10:00:00", "2024-12-24T10:00:00+01:00"),
            ("2024-11-10 20:29", "2024-11-10T20:29:00+01:00"),
            ("2024-07-10T20:29", "2024-07-10T20:29:00+02:00"),
            ("2024-12-24T10:00:00Z", "2024-12-24T10:00:00+00:00"),
            ("2026-10-25 02:30", "2026-10-25T02:30:00+02:00"),
        ] {
            assert_eq!(at(text).as_deref(), Some(expected), "{text}");
        }
        for text in ["2026-03-29 02:30", "2024-13-01 10:00", "2024-12-24", "", "10:00"] {
            assert_eq!(at(text), None, "{text}");
        }
    }

    proptest! {
        #[test]
        fn no_document_panics(text in "[ -~]{0,12}", units in any::<i64>(), nth in 0..5usize) {
            let members = ["total", "currency", "delivery_datetime", "products", "cart_id"];
            for value in [json!(text), json!(units), json!([units]), json!([{ "quantity": text, "price_ex_vat": units }])] {
                let _ = order(|order| order[members[nth]] = value);
            }
        }
    }
}
