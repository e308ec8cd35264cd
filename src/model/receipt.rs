//! A till's receipt: its lines add up to its total, its payments to what was asked, its VAT to each rate. What does not is
//! refused with the difference and the line; nothing is made up to close a gap (PS-6).

use super::books::vat_adds_up;
use super::order::{id, signed, sum};
use crate::calendar::{Day, Timestamp};
use crate::error::{Code, Error, Result};
use crate::limits;
use crate::money::{Amount, Currency, Money, Rate};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A receipt of a till (PS-6, PS-7a).
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Receipt {
    /// The till's own id; it never changes.
    pub receipt_id: String,
    /// The number printed on it (PS-7a3).
    #[serde(default)]
    pub number: Option<String>,
    /// By which others know it, such as the terminal's transaction id (PS-11iii).
    #[serde(default)]
    pub reference: Option<String>,
    /// When it was printed: RFC 3339 with an offset.
    #[schemars(with = "Timestamp")]
    pub created_at: String,
    /// The business day; left out: the one that `created_at` falls in, by the configured cut-off (PS-5).
    #[serde(default)]
    pub business_day: Option<Day>,
    /// Which till it was.
    #[serde(default)]
    pub till_id: Option<String>,
    /// The currency of all its amounts: the shop's.
    pub currency: Currency,
    /// Who bought it, where that is known.
    #[serde(default)]
    pub customer_id: Option<String>,
    /// What was sold, taken back or given off (PS-7b).
    pub lines: Vec<ReceiptLine>,
    /// What rounding to coins added, or took off: below zero.
    #[serde(default = "nothing")]
    pub rounding_amount: Money,
    /// What the customer gave on top; it bears no VAT here.
    #[serde(default = "nothing")]
    pub tip_amount: Money,
    /// What is to be paid: lines, rounding and tip together (PS-6a).
    pub total_amount: Money,
    /// How it was paid; together `total_amount` (PS-6b).
    pub payments: Vec<ReceiptPayment>,
    /// The VAT as it was printed, by rate; left out: computed from the lines. If given it must be what the lines say.
    #[serde(default)]
    pub vat: Vec<ReceiptVat>,
}

fn nothing() -> Money {
    Money { minor: 0, digits: 0 }
}

/// What a line is for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ReceiptLineKind {
    #[default]
    Product,
    /// Below zero.
    Discount,
    Surcharge,
    Shipping,
    /// A deposit on packing, taken or given back.
    Deposit,
    /// A multi-purpose voucher that is sold: no turnover and no VAT until it is spent.
    Voucher,
}

/// A line of a receipt (PS-7b).
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ReceiptLine {
    /// The line's id within its receipt.
    pub line_id: String,
    /// What the line is for.
    #[serde(default)]
    pub kind: ReceiptLineKind,
    /// The code of the product; a product has one (PS-7b2).
    #[serde(default)]
    pub product_code: Option<String>,
    /// What it is called.
    pub name: String,
    /// The id of its category; a product has one (PS-7b3).
    #[serde(default)]
    pub category_id: Option<String>,
    /// How many, or how much, of it; below zero for what is taken back.
    #[serde(default = "one")]
    pub quantity: Amount,
    /// Incl. VAT, of the whole quantity; below zero for a discount and for what is taken back.
    pub gross_amount: Money,
    /// The VAT percentage (PS-7b1); null for a voucher only.
    #[serde(default)]
    pub vat_rate: Option<Rate>,
    /// The VAT in `gross_amount`; left out: computed from the rate, half up.
    #[serde(default)]
    pub vat_amount: Option<Money>,
}

fn one() -> Amount {
    Amount { units: 1, scale: 0 }
}

/// A payment of a receipt (PS-6b).
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ReceiptPayment {
    /// One of the payment methods (PS-7d).
    pub payment_method_id: String,
    /// What it paid: what was given, less the change.
    pub amount: Money,
    /// What the customer laid down.
    #[serde(default)]
    pub given_amount: Option<Money>,
    /// What went back from the drawer.
    #[serde(default)]
    pub change_amount: Option<Money>,
}

/// The lines of one VAT rate together.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ReceiptVat {
    /// The percentage.
    pub vat_rate: Rate,
    /// Incl. VAT.
    pub gross_amount: Money,
    /// The VAT in `gross_amount`.
    pub vat_amount: Money,
}

impl Receipt {
    /// Brings a receipt from outside into its one form, or says what does not add up and where.
    pub fn checked(mut self) -> Result<Receipt> {
        let currency = self.currency;
        id("receipt_id", &self.receipt_id)?;
        for (name, given) in [
            ("number", &self.number),
            ("reference", &self.reference),
            ("till_id", &self.till_id),
            ("customer_id", &self.customer_id),
        ] {
            given.as_deref().map_or(Ok(()), |given| id(name, given))?;
        }
        self.count()?;
        for (name, money) in [
            ("/rounding_amount", &mut self.rounding_amount),
            ("/tip_amount", &mut self.tip_amount),
            ("/total_amount", &mut self.total_amount),
        ] {
            signed(money, currency).map_err(|error| error.at(name))?;
        }
        for (nth, line) in self.lines.iter_mut().enumerate() {
            line.check(currency).map_err(|error| error.under(nth).under("lines"))?;
        }
        for (nth, payment) in self.payments.iter_mut().enumerate() {
            payment.check(currency).map_err(|error| error.under(nth).under("payments"))?;
        }
        self.check_total()?;
        self.check_rounding()?;
        self.check_payments()?;
        self.check_vat()?;
        Ok(self)
    }

    fn count(&self) -> Result<()> {
        let most = limits::ORDER_LINES_MAX;
        for (name, count) in [("/lines", self.lines.len()), ("/payments", self.payments.len())] {
            if count > most {
                let message = format!("{count}; at most {most} are taken.");
                return Err(Error::new(Code::JsonOutOfBounds, message).at(name));
            }
        }
        match self.lines.is_empty() {
            true => {
                let message = "A receipt has at least one line.";
                Err(Error::new(Code::RecordInvalid, message).at("/lines"))
            }
            false => Ok(()),
        }
    }

    /// Lines, rounding and tip are the total (PS-6a).
    fn check_total(&self) -> Result<()> {
        let money = |minor| self.currency.money(minor);
        let lines = sum(self.lines.iter().map(|line| line.gross_amount))?;
        let parts = [money(lines), self.rounding_amount, self.tip_amount];
        let together = sum(parts.into_iter())?;
        let difference = self.total_amount.minor.saturating_sub(together);
        if difference == 0 {
            return Ok(());
        }
        let [lines, rounding, tip] = parts;
        let mut message = format!(
            "The lines are {lines}, with rounding {rounding} and tip {tip} that is {}; the total is {}: a difference of {}.",
            money(together),
            self.total_amount,
            money(difference)
        );
        // A line that is exactly the difference is the one that was left out of the total, or counted twice.
        let same = |line: &ReceiptLine| line.gross_amount.minor.abs() == difference.abs();
        let path = match self.lines.iter().position(same) {
            Some(nth) => {
                message.push_str(" This line is as large as the difference.");
                format!("/lines/{nth}/gross_amount")
            }
            None => "/total_amount".into(),
        };
        Err(Error::new(Code::RecordDoesNotAddUp, message).at(path))
    }

    /// Coins are rounded to 5 cents in most countries, to a whole unit in some: more than half of that is no rounding.
    fn check_rounding(&self) -> Result<()> {
        let unit = 10i64.pow(u32::from(self.currency.digits()));
        let most = if self.currency == Currency::EUR { 2 } else { unit / 2 };
        if self.rounding_amount.minor.abs() <= most {
            return Ok(());
        }
        let most = self.currency.money(most);
        let message = format!("{} is more than rounding can be: {most}.", self.rounding_amount);
        Err(Error::new(Code::RecordDoesNotAddUp, message).at("/rounding_amount"))
    }

    /// The payments are the total (PS-6b).
    fn check_payments(&self) -> Result<()> {
        let paid = sum(self.payments.iter().map(|payment| payment.amount))?;
        let difference = paid.saturating_sub(self.total_amount.minor);
        if difference == 0 {
            return Ok(());
        }
        let money = |minor| self.currency.money(minor);
        let message = format!(
            "The payments together are {}, the total is {}: a difference of {}.",
            money(paid),
            self.total_amount,
            money(difference)
        );
        Err(Error::new(Code::RecordDoesNotAddUp, message).at("/payments"))
    }

    /// Fills `vat` from the lines; what was given must be the same.
    fn check_vat(&mut self) -> Result<()> {
        let own = self.vat_by_rate()?;
        let mut given = std::mem::replace(&mut self.vat, own);
        for (nth, printed) in given.iter_mut().enumerate() {
            let at = |error: Error| error.under(nth).under("vat");
            let path = |name: &str| format!("/vat/{nth}/{name}");
            signed(&mut printed.gross_amount, self.currency).map_err(at)?;
            signed(&mut printed.vat_amount, self.currency).map_err(at)?;
            let own = self.vat.iter().find(|own| own.vat_rate == printed.vat_rate);
            let Some(own) = own else {
                let message = format!("No line has the rate {}.", printed.vat_rate);
                return Err(Error::new(Code::RecordDoesNotAddUp, message).at(path("vat_rate")));
            };
            for (name, printed, own) in [
                ("gross_amount", printed.gross_amount, own.gross_amount),
                ("vat_amount", printed.vat_amount, own.vat_amount),
            ] {
                if printed != own {
                    let difference = self.currency.money(printed.minor.saturating_sub(own.minor));
                    let message = format!(
                        "The lines of this rate are {own}, not {printed}: a difference of {difference}."
                    );
                    return Err(Error::new(Code::RecordDoesNotAddUp, message).at(path(name)));
                }
            }
        }
        let lacks =
            |own: &&ReceiptVat| given.iter().all(|printed| printed.vat_rate != own.vat_rate);
        match self.vat.iter().find(lacks).filter(|_| !given.is_empty()) {
            Some(own) => {
                let message = format!("The rate {} is left out.", own.vat_rate);
                Err(Error::new(Code::RecordDoesNotAddUp, message).at("/vat"))
            }
            None => Ok(()),
        }
    }

    fn vat_by_rate(&self) -> Result<Vec<ReceiptVat>> {
        let mut by_rate: BTreeMap<Rate, Vec<&ReceiptLine>> = BTreeMap::new();
        for line in &self.lines {
            if let Some(rate) = line.vat_rate {
                by_rate.entry(rate).or_default().push(line);
            }
        }
        let money = |minor| self.currency.money(minor);
        let total = |(vat_rate, lines): (Rate, Vec<&ReceiptLine>)| {
            let gross = sum(lines.iter().map(|line| line.gross_amount))?;
            let vat = sum(lines.iter().filter_map(|line| line.vat_amount))?;
            Ok(ReceiptVat { vat_rate, gross_amount: money(gross), vat_amount: money(vat) })
        };
        by_rate.into_iter().rev().map(total).collect()
    }

    /// What vouchers were sold for: no turnover.
    pub fn voucher_minor(&self) -> i64 {
        let vouchers = self.lines.iter().filter(|line| line.kind == ReceiptLineKind::Voucher);
        vouchers.fold(0i64, |sum, line| sum.saturating_add(line.gross_amount.minor))
    }
}

impl ReceiptLine {
    fn check(&mut self, currency: Currency) -> Result<()> {
        id("line_id", &self.line_id)?;
        signed(&mut self.gross_amount, currency).map_err(|error| error.at("/gross_amount"))?;
        let must = |name: &str, given: &Option<String>| match given {
            Some(given) => id(name, given),
            None if self.kind == ReceiptLineKind::Product => {
                let message = format!("A line with a product has a {name}.");
                Err(Error::new(Code::RecordInvalid, message).at(format!("/{name}")))
            }
            None => Ok(()),
        };
        must("product_code", &self.product_code)?;
        must("category_id", &self.category_id)?;
        let is_voucher = self.kind == ReceiptLineKind::Voucher;
        let Some(rate) = self.vat_rate else {
            if is_voucher && self.vat_amount.is_none_or(|vat| vat.minor == 0) {
                self.vat_amount = None;
                return Ok(());
            }
            let message = "A line has a VAT rate; only a voucher that is sold has none.";
            return Err(Error::new(Code::RecordRateMissing, message).at("/vat_rate"));
        };
        if is_voucher {
            let message = "A multi-purpose voucher bears no VAT when it is sold; sell a single-purpose one as a product.";
            return Err(Error::new(Code::RecordInvalid, message).at("/vat_rate"));
        }
        let Some(vat) = &mut self.vat_amount else {
            self.vat_amount = Some(currency.money(rate.included_in(self.gross_amount.minor)));
            return Ok(());
        };
        signed(vat, currency).map_err(|error| error.at("/vat_amount"))?;
        let pieces = self.quantity.units.abs() / 10i64.pow(u32::from(self.quantity.scale.min(18)));
        vat_adds_up(rate, self.gross_amount, *vat, pieces)
    }
}

impl ReceiptPayment {
    fn check(&mut self, currency: Currency) -> Result<()> {
        id("payment_method_id", &self.payment_method_id)?;
        signed(&mut self.amount, currency).map_err(|error| error.at("/amount"))?;
        for (name, money) in
            [("/given_amount", &mut self.given_amount), ("/change_amount", &mut self.change_amount)]
        {
            money
                .as_mut()
                .map_or(Ok(()), |money| signed(money, currency))
                .map_err(|error| error.at(name))?;
        }
        let change = self.change_amount.map_or(0, |change| change.minor);
        let Some(given) = self.given_amount else {
            return match change {
                0 => Ok(()),
                _ => {
                    let message = "Change is given on what was laid down: say given_amount.";
                    Err(Error::new(Code::RecordInvalid, message).at("/given_amount"))
                }
            };
        };
        let kept = given.minor.saturating_sub(change);
        if kept == self.amount.minor {
            return Ok(());
        }
        let difference = currency.money(kept.saturating_sub(self.amount.minor));
        let message = format!(
            "{given} given less {} change is {}, not {}: a difference of {difference}.",
            currency.money(change),
            currency.money(kept),
            self.amount
        );
        Err(Error::new(Code::RecordDoesNotAddUp, message).at("/change_amount"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use serde_json::{Value, json};

    fn till() -> Value {
        json!({ "receipt_id": "K1-2026-0042", "number": "0042", "created_at": "2026-11-21T16:05:00+01:00",
            "business_day": "2026-11-21", "till_id": "K1", "currency": "EUR",
            "lines": [{ "line_id": "1", "product_code": "LED-E27", "name": "Ledlamp E27", "category_id": "lighting",
                "quantity": 1, "gross_amount": "12.98", "vat_rate": "21", "vat_amount": "2.25" }],
            "rounding_amount": "0.02", "tip_amount": "0.00", "total_amount": "13.00",
            "payments": [{ "payment_method_id": "voucher", "amount": "10.00" },
                { "payment_method_id": "cash", "amount": "3.00", "given_amount": "5.00", "change_amount": "2.00" }] })
    }
    fn read(change: impl FnOnce(&mut Value)) -> Result<Receipt> {
        let mut receipt = till();
        change(&mut receipt);
        crate::json::read::<Receipt>(receipt.to_string().as_bytes())?.checked()
    }
    fn refused(change: impl FnOnce(&mut Value)) -> (&'static str, String, String) {
        let error = read(change).expect_err("refused");
        (error.code.as_str(), error.path, error.message.into_owned())
    }

    #[test]
    fn rounding_change_and_vouchers_have_their_place_so_that_a_receipt_adds_up() {
        let receipt = read(|_| ()).expect("a receipt");
        assert_eq!(receipt.vat[0].vat_amount.to_string(), "2.25");
        let again = crate::json::write(&receipt);
        let again = crate::json::read::<Receipt>(&again).expect("read").checked().expect("checked");
        assert_eq!(crate::json::write(&again), crate::json::write(&receipt));
    }

    #[test]
    fn a_receipt_that_does_not_add_up_is_refused_with_the_difference_and_the_line() {
        let (code, path, message) = refused(|it| it["total_amount"] = "13.05".into());
        assert_eq!((code, path.as_str()), ("record.does_not_add_up", "/total_amount"));
        assert!(message.ends_with("a difference of 0.05."), "{message}");
        let (_, path, message) = refused(|it| {
            let line = it["lines"][0].clone();
            it["lines"].as_array_mut().expect("lines").push(line);
        });
        assert_eq!(path, "/lines/0/gross_amount");
        assert!(message.contains("a difference of -12.98."), "{message}");
        let (_, path, message) = refused(|it| it["payments"][0]["amount"] = "9.99".into());
        assert_eq!(path, "/payments");
        assert!(message.ends_with("a difference of -0.01."), "{message}");
        assert_eq!(
            refused(|it| it["payments"][1]["change_amount"] = "1.99".into()).1,
            "/payments/1/change_amount"
        );
        assert_eq!(
            refused(|it| it["payments"][1]["given_amount"] = Value::Null).1,
            "/payments/1/given_amount"
        );
        assert_eq!(
            refused(|it| it["lines"][0]["vat_amount"] = "2.73".into()).1,
            "/lines/0/vat_amount"
        );
        assert_eq!(refused(|it| it["lines"][0]["vat_rate"] = Value::Null).0, "record.rate_missing");
        assert_eq!(
            refused(|it| it["lines"][0]["category_id"] = Value::Null).1,
            "/lines/0/category_id"
        );
        assert_eq!(refused(|it| it["lines"] = json!([])).1, "/lines");
        assert_eq!(refused(|it| it["tip_amount"] = "0.001".into()).1, "/tip_amount");
        let rounded = refused(|it| {
            it["rounding_amount"] = "0.05".into();
            it["total_amount"] = "13.03".into();
        });
        assert_eq!(rounded.1, "/rounding_amount");
    }

    #[test]
    fn the_vat_that_was_printed_is_what_the_lines_say_for_each_rate() {
        let printed = |vat: Value| refused(|it| it["vat"] = vat);
        let one = |rate: &str, gross: &str, vat: &str| json!({ "vat_rate": rate, "gross_amount": gross, "vat_amount": vat });
        assert!(read(|it| it["vat"] = json!([one("21", "12.98", "2.25")])).is_ok());
        assert_eq!(printed(json!([one("21", "12.98", "2.26")])).1, "/vat/0/vat_amount");
        assert_eq!(printed(json!([one("21", "12.99", "2.25")])).1, "/vat/0/gross_amount");
        assert_eq!(
            printed(json!([one("21", "12.98", "2.25"), one("9", "0", "0")])).1,
            "/vat/1/vat_rate"
        );
    }

    #[test]
    fn a_voucher_that_is_sold_is_no_turnover_and_bears_no_vat() {
        let sold = |rate: Value| {
            read(|it| {
                it["lines"]
                    .as_array_mut()
                    .expect("lines")
                    .push(json!({ "line_id": "2", "kind": "voucher", "name": "Cadeaubon",
                "gross_amount": "25.00", "vat_rate": rate }));
                it["total_amount"] = "38.00".into();
                it["payments"]
                    .as_array_mut()
                    .expect("payments")
                    .push(json!({ "payment_method_id": "card", "amount": "25.00" }));
            })
        };
        let receipt = sold(Value::Null).expect("a receipt");
        assert_eq!((receipt.voucher_minor(), receipt.vat.len()), (2500, 1));
        assert_eq!(sold("21".into()).expect_err("refused").path, "/lines/1/vat_rate");
    }

    const RATES: [&str; 3] = ["21", "9", "0"];

    proptest! {
        #[test]
        fn what_is_taken_in_adds_up_and_one_cent_more_or_less_is_refused(
            lines in proptest::collection::vec((-50_000i64..50_000, 0usize..3), 1..20),
            rounding in -2i64..=2, tip in 0i64..500, cash in 0i64..10_000,
        ) {
            let money = |minor: i64| Currency::EUR.money(minor).to_string();
            let total: i64 = lines.iter().map(|(gross, _)| gross).sum::<i64>() + rounding + tip;
            let rows: Vec<Value> = lines.iter().enumerate().map(|(nth, (gross, rate))| json!({
                "line_id": nth.to_string(), "product_code": "p", "name": "P", "category_id": "c",
                "gross_amount": money(*gross), "vat_rate": RATES[*rate] })).collect();
            let make = |off: i64| read(|it| {
                it["lines"] = rows.clone().into();
                it["rounding_amount"] = money(rounding).into();
                it["tip_amount"] = money(tip).into();
                it["total_amount"] = money(total).into();
                it["payments"] = json!([{ "payment_method_id": "cash", "amount": money(cash) },
                    { "payment_method_id": "card", "amount": money(total - cash + off) }]);
            });
            let receipt = make(0).expect("a receipt");
            let of_rates: i64 = receipt.vat.iter().map(|vat| vat.gross_amount.minor).sum();
            prop_assert_eq!(of_rates + rounding + tip, total);
            let of_lines: i64 = receipt.lines.iter().filter_map(|line| line.vat_amount).map(|vat| vat.minor).sum();
            let of_totals: i64 = receipt.vat.iter().map(|vat| vat.vat_amount.minor).sum();
            prop_assert_eq!(of_lines, of_totals);
            prop_assert!(make(1).is_err() && make(-1).is_err());
        }
    }
}
