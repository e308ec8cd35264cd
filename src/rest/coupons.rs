//! Coupons, as clients of the interface write and read them. What is special: a code belongs to one of them.

use super::arguments::{Argument, Kind as Is, WHOLE};
use super::call::Call;
use super::fault::{Fault, invalid, missing};
use super::fields::{META, Members, text};
use super::resource::{PLAIN, Resource};
use crate::mirror::changes;
use crate::mirror::documents::{self, Document};
use crate::money::Amount;
use crate::world::Transaction;

const FIELDS: &[Argument] = &[
    Argument::new("id", WHOLE).shown(),
    Argument::text("code"),
    Argument::text("amount"),
    Argument::text("status").or("publish"),
    Argument::new("discount_type", Is::Word(&["percent", "fixed_cart", "fixed_product"]))
        .or("fixed_cart"),
    Argument::text("description"),
    Argument::instant("date_expires"),
    Argument::instant("date_expires_gmt"),
    Argument::new("usage_count", WHOLE).or("0").shown(),
    Argument::truth("individual_use"),
    Argument::new("product_ids", Is::Integers),
    Argument::new("excluded_product_ids", Is::Integers),
    Argument::new("usage_limit", WHOLE),
    Argument::new("usage_limit_per_user", WHOLE),
    Argument::new("limit_usage_to_x_items", WHOLE),
    Argument::truth("free_shipping"),
    Argument::new("product_categories", Is::Integers),
    Argument::new("excluded_product_categories", Is::Integers),
    Argument::truth("exclude_sale_items"),
    Argument::text("minimum_amount").or("0.00"),
    Argument::text("maximum_amount").or("0.00"),
    Argument::new("email_restrictions", Is::Texts),
    Argument::new("used_by", Is::Texts).shown(),
    Argument::new("meta_data", META),
];

pub const LIST: &[Argument] = &[
    Argument::new("orderby", Is::Word(&["date", "id", "include", "title", "slug", "modified"])),
    Argument::text("code"),
];

pub const COUPONS: Resource = Resource {
    name: "coupon",
    path: "/coupons",
    fields: FIELDS,
    missing: ("woocommerce_rest_shop_coupon_invalid_id", 400, "Invalid ID."),
    searched: &["/code", "/description"],
    narrowed: &["code"],
    ordered: &[("date", ""), ("title", "code"), ("slug", "code")],
    newest_first: true,
    dates: &["date_created", "date_modified"],
    prepare,
    announced: Some(changes::Resource::Coupon),
    ..PLAIN
};

fn prepare(
    call: &Call,
    tx: &mut dyn Transaction,
    document: &mut Document,
    _: Option<&Members>,
) -> Result<(), Fault> {
    let code = text(&document.members, "code").to_lowercase();
    if code.is_empty() {
        return Err(missing(&["code"]));
    }
    let others = documents::others(tx, call.shop_id(), "coupon", document)?;
    if others.iter().any(|other| text(&other.members, "code") == code) {
        let message = "The coupon code already exists";
        return Err(Fault::new(400, "woocommerce_rest_coupon_code_already_exists", message));
    }
    let members = &mut document.members;
    members.remove("id");
    members.insert("code".into(), code.into());
    for name in ["amount", "minimum_amount", "maximum_amount"] {
        let written = match text(members, name) {
            "" => "0",
            written => written,
        };
        let amount = Amount::read(written.as_bytes()).filter(|amount| amount.units >= 0);
        let amount = amount.ok_or_else(|| {
            let message = format!("{name} is a plain decimal such as 17.90.");
            invalid(name, "rest_invalid_param", message)
        })?;
        let mut padded = Vec::new();
        amount.push(&mut padded, 2);
        members.insert(name.into(), String::from_utf8_lossy(&padded).into());
    }
    Ok(())
}
