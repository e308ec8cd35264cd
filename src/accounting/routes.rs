//! THE TABLE of the accounting interface: what can be read where, by whom, and what it gives. The OpenAPI document, the
//! readable page and the answers are made from it.

use super::arguments::{CHANGED, EMAIL, NAMED, NUMBERED, PAGED, PERIOD, Parameter, SKU};
use super::day::DayTotals;
use super::list::{self, Answered, Call, Shown};
use super::product::Product;
use crate::config::Scope;
use crate::model::books::{Category, Debtor, PaymentMethod, VatRate};
use crate::model::receipt::Receipt;
use crate::model::sale::Sale;
use crate::world::Transaction;
use schemars::{JsonSchema, Schema, SchemaGenerator};

/// One thing that can be read.
#[derive(Debug)]
pub struct Operation {
    /// Below the interface's root; `{...}` stands for an id.
    pub path: &'static str,
    pub id: &'static str,
    pub tag: &'static str,
    pub summary: &'static str,
    pub doc: &'static str,
    pub scope: Scope,
    pub parameters: &'static [&'static [Parameter]],
    /// What one of what it gives is.
    pub schema: fn(&mut SchemaGenerator) -> Schema,
    pub is_list: bool,
    /// Where the ids lead that it gives: the member and the operation.
    pub link: Option<(&'static str, &'static str)>,
    pub run: fn(&Call, &mut dyn Transaction) -> Answered,
}

const fn operation<T: JsonSchema>(
    path: &'static str,
    id: &'static str,
    tag: &'static str,
    scope: Scope,
    run: fn(&Call, &mut dyn Transaction) -> Answered,
) -> Operation {
    Operation {
        path,
        id,
        tag,
        summary: "",
        doc: "",
        scope,
        parameters: &[],
        schema: |generator| generator.subschema_for::<T>(),
        is_list: false,
        link: None,
        run,
    }
}

impl Operation {
    const fn list(self, parameters: &'static [&'static [Parameter]]) -> Operation {
        Operation { parameters, is_list: true, ..self }
    }
    const fn says(self, summary: &'static str, doc: &'static str) -> Operation {
        Operation { summary, doc, ..self }
    }
    const fn leads_to(self, member: &'static str, id: &'static str) -> Operation {
        Operation { link: Some((member, id)), ..self }
    }

    /// The name of the id in the path.
    pub fn path_parameter(&self) -> Option<&'static str> {
        self.path.split_once('{')?.1.split_once('}').map(|(name, _)| name)
    }

    /// The id in a path that is this operation's, "" where it has none; percent signs are not read here.
    fn matches<'a>(&self, path: &'a str) -> Option<&'a str> {
        let (mut wanted, mut given, mut id) = (self.path.split('/'), path.split('/'), "");
        loop {
            match (wanted.next(), given.next()) {
                (None, None) => return Some(id),
                (Some(wanted), Some(part)) if wanted.starts_with('{') && !part.is_empty() => {
                    id = part
                }
                (Some(wanted), Some(part)) if wanted == part => {}
                _ => return None,
            }
        }
    }
}

pub static OPERATIONS: &[Operation] = &[
    operation::<Shown<Sale>>("/sales", "list_sales", "Sales", Scope::Sales, list::sales)
        .list(&[PERIOD, NAMED, CHANGED, PAGED])
        .leads_to("sale_id", "get_sale")
        .says("Sales by period, number or reference", "Sales of the webshop in the order in which they were made (WW-5b2, WW-5b3, WW-9iii)."),
    operation::<Shown<Sale>>("/sales/{sale_id}", "get_sale", "Sales", Scope::Sales, list::sale)
        .says("One sale", "A sale by its id (WW-5b1), as it is now. The id of a sale never changes (WW-5h)."),
    operation::<Shown<Sale>>("/sales/{sale_id}/revisions", "list_sale_revisions", "Sales", Scope::Sales, list::sale_revisions)
        .list(&[PAGED])
        .says("What a sale was before", "All revisions of a sale, oldest first; the last is the sale as it is now (WW-5h)."),
    operation::<Shown<Receipt>>("/receipts", "list_receipts", "Receipts", Scope::Receipts, list::receipts)
        .list(&[PERIOD, NAMED, CHANGED, PAGED])
        .leads_to("receipt_id", "get_receipt")
        .says("Receipts by period, number or reference", "Receipts of the till by business day (PS-7a2, PS-7a3, PS-11iii)."),
    operation::<Shown<Receipt>>("/receipts/{receipt_id}", "get_receipt", "Receipts", Scope::Receipts, list::receipt)
        .says("One receipt", "A receipt by its id (PS-7a1), as it is now."),
    operation::<Shown<Receipt>>("/receipts/{receipt_id}/revisions", "list_receipt_revisions", "Receipts", Scope::Receipts, list::receipt_revisions)
        .list(&[PAGED])
        .says("What a receipt was before", "All revisions of a receipt, oldest first; the last is the receipt as it is now."),
    operation::<DayTotals>("/day_totals", "list_day_totals", "Day totals", Scope::Receipts, list::day_totals)
        .list(&[PERIOD, PAGED])
        .leads_to("business_day", "get_day_totals")
        .says("Day totals by period", "What the receipts of each business day add up to. A day is ready to be booked when `complete` is true (PS-5, PS-6b)."),
    operation::<DayTotals>("/day_totals/{business_day}", "get_day_totals", "Day totals", Scope::Receipts, list::day_total)
        .says("The totals of one day", "What the receipts of a business day add up to (PS-5, PS-6b)."),
    operation::<Shown<Debtor>>("/customers", "list_customers", "Customers", Scope::Customers, list::customers)
        .list(&[EMAIL, NUMBERED, CHANGED, PAGED])
        .leads_to("customer_id", "get_customer")
        .says("Customers by e-mail address", "The shop's customers (WW-5a). Who bought as a guest stands in the sale itself."),
    operation::<Shown<Debtor>>("/customers/{customer_id}", "get_customer", "Customers", Scope::Customers, list::customer)
        .says("One customer", "A customer by its id."),
    operation::<Product>("/products", "list_products", "Products", Scope::Products, list::products)
        .list(&[SKU, PAGED])
        .leads_to("product_id", "get_product")
        .says("Products by SKU", "The shop's catalogue (WW-5e)."),
    operation::<Product>("/products/{product_id}", "get_product", "Products", Scope::Products, list::product)
        .says("One product", "A product by its id (WW-5e)."),
    operation::<Shown<VatRate>>("/vat_rates", "list_vat_rates", "Settings", Scope::Settings, list::vat_rates)
        .list(&[CHANGED, PAGED])
        .says("VAT rates", "The VAT rates of the shop or till (WW-5f, PS-7c)."),
    operation::<Shown<PaymentMethod>>("/payment_methods", "list_payment_methods", "Settings", Scope::Settings, list::payment_methods)
        .list(&[CHANGED, PAGED])
        .says("Payment methods", "The ways to pay at the shop or till (WW-5g, PS-7d)."),
    operation::<Shown<Category>>("/categories", "list_categories", "Settings", Scope::Settings, list::categories)
        .list(&[CHANGED, PAGED])
        .says("Categories", "The categories of the till (PS-7e)."),
];

/// The operation at a path, and the id in it.
pub fn find(path: &str) -> Option<(&'static Operation, &str)> {
    OPERATIONS.iter().find_map(|operation| Some((operation, operation.matches(path)?)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_path_and_name_stands_once_and_each_link_leads_somewhere() {
        for (nth, operation) in OPERATIONS.iter().enumerate() {
            let others = || OPERATIONS.iter().skip(nth + 1);
            assert!(others().all(|other| other.path != operation.path && other.id != operation.id));
            assert!(operation.doc.ends_with('.'), "{}", operation.id);
            if let Some((_, id)) = operation.link {
                let target = OPERATIONS.iter().find(|other| other.id == id).expect(id);
                assert!(target.path_parameter().is_some(), "{id}");
            }
        }
        let found = |path| find(path).map(|(operation, id)| (operation.id, id));
        assert_eq!(found("/sales/a%2Fb/revisions"), Some(("list_sale_revisions", "a%2Fb")));
        assert_eq!(found("/sales"), Some(("list_sales", "")));
        for path in ["", "/", "/sales/", "/sales/1/", "/sales/1/revisions/2", "sales"] {
            assert_eq!(found(path), None, "{path}");
        }
    }
}
