//! Customers, as clients of the interface write and read them. What is special: an e-mail address belongs to one of them,
//! and a password is never kept.

use super::arguments::{Argument, Kind as Is, WHOLE};
use super::call::Call;
use super::fault::{Fault, missing};
use super::fields::{META, Members, text};
use super::resource::{PLAIN, Resource};
use crate::mirror::changes;
use crate::mirror::documents::{self, Document};
use crate::world::Transaction;

/// A billing address, as customers and orders have it.
pub const BILLING: Is = Is::Object(&[
    Argument::text("first_name"),
    Argument::text("last_name"),
    Argument::text("company"),
    Argument::text("address_1"),
    Argument::text("address_2"),
    Argument::text("city"),
    Argument::text("state"),
    Argument::text("postcode"),
    Argument::text("country"),
    Argument::new("email", Is::Email),
    Argument::text("phone"),
]);

/// A shipping address.
pub const SHIPPING: Is = Is::Object(&[
    Argument::text("first_name"),
    Argument::text("last_name"),
    Argument::text("company"),
    Argument::text("address_1"),
    Argument::text("address_2"),
    Argument::text("city"),
    Argument::text("state"),
    Argument::text("postcode"),
    Argument::text("country"),
    Argument::text("phone"),
]);

const FIELDS: &[Argument] = &[
    Argument::new("id", WHOLE).shown(),
    Argument::instant("date_created").shown(),
    Argument::instant("date_created_gmt").shown(),
    Argument::instant("date_modified").shown(),
    Argument::instant("date_modified_gmt").shown(),
    Argument::new("email", Is::Email),
    Argument::text("first_name"),
    Argument::text("last_name"),
    Argument::text("role").or("customer").shown(),
    Argument::text("username"),
    Argument::text("password"),
    Argument::new("billing", BILLING),
    Argument::new("shipping", SHIPPING),
    Argument::truth("is_paying_customer").shown(),
    Argument::text("avatar_url").shown(),
    Argument::new("meta_data", META),
];

pub const LIST: &[Argument] = &[
    Argument::new("order", Is::Word(&["asc", "desc"])).or("asc"),
    Argument::new("orderby", Is::Word(&["id", "include", "name", "registered_date"])),
    Argument::new("email", Is::Email),
    Argument::text("role"),
];

pub const CUSTOMERS: Resource = Resource {
    name: "customer",
    sequence: "customers",
    path: "/customers",
    fields: FIELDS,
    missing: ("wc_user_invalid_id", 400, "Invalid user ID."),
    searched: &["/first_name", "/last_name", "/email", "/username"],
    narrowed: &["email", "role"],
    ordered: &[("name", "username")],
    dates: &["date_created", "date_modified"],
    prepare,
    announced: Some(changes::Resource::Customer),
    ..PLAIN
};

fn prepare(
    call: &Call,
    tx: &mut dyn Transaction,
    document: &mut Document,
    _: Option<&Members>,
) -> Result<(), Fault> {
    document.members.remove("password");
    for made in ["id", "date_created", "date_created_gmt", "date_modified", "date_modified_gmt"] {
        document.members.remove(made);
    }
    let email = text(&document.members, "email").to_owned();
    if email.is_empty() {
        return Err(missing(&["email"]));
    }
    let others = documents::others(tx, call.shop_id(), "customer", document)?;
    if others.iter().any(|other| text(&other.members, "email").eq_ignore_ascii_case(&email)) {
        let message = "An account is already registered with that email address.";
        return Err(Fault::new(400, "registration-error-email-exists", message));
    }
    let members = &mut document.members;
    if text(members, "username").is_empty() {
        let name = email.split('@').next().unwrap_or_default().to_owned();
        members.insert("username".into(), name.into());
    }
    Ok(())
}
