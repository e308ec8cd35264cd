//! What an accountant looks up beside sales and receipts: customers, VAT rates, payment methods, categories. Plain data,
//! checked on its way in.

use super::order::{Address, id};
use crate::error::{Code, Error, Result};
use crate::money::{Money, Rate};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Refuses VAT that is not of its rate in its gross amount. It may differ as far as who rounds each piece differs from who
/// rounds the line.
pub fn vat_adds_up(rate: Rate, gross: Money, vat: Money, pieces: i64) -> Result<()> {
    let computed = Money { minor: rate.included_in(gross.minor), ..gross };
    let difference = vat.minor.saturating_sub(computed.minor);
    if difference.abs() <= pieces.saturating_add(1) / 2 + 1 {
        return Ok(());
    }
    let difference = Money { minor: difference, ..gross };
    let message =
        format!("{rate}% in {gross} is {computed}, not {vat}: a difference of {difference}.");
    Err(Error::new(Code::RecordDoesNotAddUp, message).at("/vat_amount"))
}

/// A customer, as the books have it (WW-5a).
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Debtor {
    /// The shop's own id of the customer.
    pub customer_id: String,
    /// The e-mail address; by it the customer is found, capitals or not (WW-5a).
    pub email: String,
    /// The debtor number, where the shop has one.
    #[serde(default)]
    pub number: Option<String>,
    /// The given name.
    #[serde(default)]
    pub first_name: Option<String>,
    /// The family name.
    #[serde(default)]
    pub last_name: Option<String>,
    /// The firm.
    #[serde(default)]
    pub company: Option<String>,
    /// The VAT number of the firm.
    #[serde(default)]
    pub vat_number: Option<String>,
    /// The telephone number.
    #[serde(default)]
    pub phone: Option<String>,
    /// The address of its invoices.
    #[serde(default)]
    pub billing: Address,
}

/// A VAT rate that the shop uses (WW-5f, PS-7c).
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct VatRate {
    /// The shop's own id of the rate.
    pub vat_rate_id: String,
    /// What people call it.
    pub name: String,
    /// The percentage, as it stands in the lines.
    pub vat_rate: Rate,
    /// Two letters, ISO 3166-1: where it holds.
    #[serde(default)]
    pub country: Option<String>,
}

/// A way to pay (WW-5g, PS-7d).
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PaymentMethod {
    /// The shop's own id of the method, as it stands in the payments.
    pub payment_method_id: String,
    /// What people call it.
    pub name: String,
    /// What kind of money it is.
    #[serde(default)]
    pub kind: PaymentKind,
}

/// What kind of money a payment is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum PaymentKind {
    Cash,
    /// A bank card at a terminal.
    Card,
    /// iDEAL, Bancontact, PayPal and the like.
    Online,
    /// A voucher or gift card: it was paid for when it was issued.
    Voucher,
    Transfer,
    /// On account: an invoice follows.
    Account,
    #[default]
    Other,
}

/// A group of products (PS-7e).
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Category {
    /// The shop's own id of the category, as it stands in the lines.
    pub category_id: String,
    /// What people call it.
    pub name: String,
    /// The category above it; null at the top.
    #[serde(default)]
    pub parent_id: Option<String>,
}

impl Debtor {
    pub fn check(&self) -> Result<()> {
        id("customer_id", &self.customer_id)?;
        self.number.as_deref().map_or(Ok(()), |number| id("number", number))?;
        id("email", &self.email)?;
        match self.email.contains('@') {
            true => Ok(()),
            false => {
                let message = "A customer is found by an e-mail address; this is none.";
                Err(Error::new(Code::RecordInvalid, message).at("/email"))
            }
        }
    }

    /// How the address is compared.
    pub fn email_key(email: &str) -> String {
        email.trim().to_lowercase()
    }
}

impl VatRate {
    pub fn check(&self) -> Result<()> {
        id("vat_rate_id", &self.vat_rate_id)?;
        id("name", &self.name)
    }

    /// One that a line names and the shop has not described.
    pub fn unnamed(vat_rate: Rate) -> VatRate {
        let (vat_rate_id, name) = (vat_rate.to_string(), format!("{vat_rate}%"));
        VatRate { vat_rate_id, name, vat_rate, country: None }
    }
}

impl PaymentMethod {
    pub fn check(&self) -> Result<()> {
        id("payment_method_id", &self.payment_method_id)?;
        id("name", &self.name)
    }

    /// One that a payment names and the shop has not described.
    pub fn unnamed(payment_method_id: &str) -> PaymentMethod {
        let kind = match payment_method_id {
            "multi_purpose" | "single_purpose" | "payment_instrument" => PaymentKind::Voucher,
            _ => PaymentKind::Other,
        };
        let payment_method_id = payment_method_id.to_owned();
        PaymentMethod { name: payment_method_id.clone(), payment_method_id, kind }
    }
}

impl Category {
    pub fn check(&self) -> Result<()> {
        id("category_id", &self.category_id)?;
        id("name", &self.name)?;
        self.parent_id.as_deref().map_or(Ok(()), |parent| id("parent_id", parent))
    }

    /// One that a line names and the shop has not described.
    pub fn unnamed(category_id: &str) -> Category {
        let category_id = category_id.to_owned();
        Category { name: category_id.clone(), category_id, parent_id: None }
    }
}
