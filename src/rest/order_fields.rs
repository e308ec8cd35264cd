//! The members of an order, and what lists of orders take: tables only.

use super::arguments::{Argument, Kind as Is, NUMBER, WHOLE};
use super::customers::{BILLING, SHIPPING};
use super::fields::META;

const fn text(name: &'static str) -> Argument {
    Argument::new(name, Is::Text)
}
const fn shown(name: &'static str) -> Argument {
    text(name).shown()
}
const fn instant(name: &'static str) -> Argument {
    Argument::new(name, Is::Instant).shown()
}

/// The states of an order that a client may give it.
pub const STATES: &[&str] = &[
    "pending",
    "processing",
    "on-hold",
    "completed",
    "cancelled",
    "refunded",
    "failed",
    "checkout-draft",
    "auto-draft",
];

/// The states that lists are narrowed to.
pub const LISTED: &[&str] = &[
    "any",
    "trash",
    "pending",
    "processing",
    "on-hold",
    "completed",
    "cancelled",
    "refunded",
    "failed",
    "checkout-draft",
    "auto-draft",
];

const ITEM: &[Argument] = &[
    Argument::new("id", WHOLE),
    text("name"),
    Argument::new("product_id", NUMBER),
    Argument::new("variation_id", NUMBER),
    text("sku"),
    Argument::new("quantity", Is::Integer { min: 0, max: 1_000_000_000 }),
    text("tax_class"),
    text("subtotal"),
    text("total"),
    Argument::new("meta_data", META),
];
const SHIPPING_LINE: &[Argument] = &[
    Argument::new("id", WHOLE),
    text("method_title"),
    text("method_id"),
    text("instance_id"),
    text("total"),
    Argument::new("meta_data", META),
];
const FEE: &[Argument] = &[
    Argument::new("id", WHOLE),
    text("name"),
    text("tax_class"),
    Argument::new("tax_status", Is::Word(&["taxable", "none"])),
    text("total"),
    Argument::new("meta_data", META),
];
const COUPON: &[Argument] =
    &[Argument::new("id", WHOLE), text("code"), Argument::new("meta_data", META)];
const TAX: &[Argument] = &[
    Argument::new("id", WHOLE),
    text("rate_code"),
    Argument::new("rate_id", WHOLE),
    text("label"),
    Argument::new("compound", Is::Truth),
    text("tax_total"),
    text("shipping_tax_total"),
];
const REFUND: &[Argument] = &[Argument::new("id", WHOLE), text("reason"), text("total")];

/// An order (OH-16).
pub const ORDER: &[Argument] = &[
    Argument::new("id", WHOLE).shown(),
    Argument::new("parent_id", NUMBER).or("0"),
    shown("number"),
    shown("order_key"),
    text("created_via").or("rest-api"),
    shown("version"),
    Argument::new("status", Is::Word(STATES)).or("pending"),
    text("currency"),
    instant("date_created"),
    instant("date_created_gmt"),
    instant("date_modified"),
    instant("date_modified_gmt"),
    shown("discount_total"),
    shown("discount_tax"),
    shown("shipping_total"),
    shown("shipping_tax"),
    shown("cart_tax"),
    shown("total"),
    shown("total_tax"),
    Argument::new("prices_include_tax", Is::Truth).shown(),
    Argument::new("customer_id", NUMBER).or("0"),
    shown("customer_ip_address"),
    shown("customer_user_agent"),
    text("customer_note"),
    Argument::new("billing", BILLING),
    Argument::new("shipping", SHIPPING),
    text("payment_method"),
    text("payment_method_title"),
    text("transaction_id"),
    instant("date_paid"),
    instant("date_paid_gmt"),
    instant("date_completed"),
    instant("date_completed_gmt"),
    shown("cart_hash"),
    Argument::new("meta_data", META),
    Argument::new("line_items", Is::List(ITEM)),
    Argument::new("tax_lines", Is::List(TAX)).shown(),
    Argument::new("shipping_lines", Is::List(SHIPPING_LINE)),
    Argument::new("fee_lines", Is::List(FEE)),
    Argument::new("coupon_lines", Is::List(COUPON)),
    Argument::new("refunds", Is::List(REFUND)).shown(),
    shown("payment_url"),
    Argument::new("is_editable", Is::Truth).shown(),
    Argument::new("needs_payment", Is::Truth).shown(),
    Argument::new("needs_processing", Is::Truth).shown(),
    shown("currency_symbol"),
];

/// With how many decimals amounts are shown.
pub const SHOWN: &[Argument] = &[Argument::new("dp", Is::Integer { min: 0, max: 6 }).or("2")];

pub const LIST: &[Argument] = &[
    Argument::new("status", Is::Words(LISTED)),
    Argument::new("orderby", Is::Word(&["date", "id", "include", "title", "slug", "modified"]))
        .or("date"),
    Argument::new("parent", Is::Integers),
    Argument::new("parent_exclude", Is::Integers),
    Argument::new("customer", NUMBER),
    Argument::new("product", NUMBER),
    Argument::new("created_via", Is::Texts),
    Argument::new("dp", Is::Integer { min: 0, max: 6 }).or("2"),
];

/// What is done with an order that is no member of it.
pub const CREATE: &[Argument] =
    &[Argument::new("set_paid", Is::Truth).or("false"), Argument::new("status", Is::Word(STATES))];

/// A refund, as it is shown.
pub const REFUNDED: &[Argument] = &[
    Argument::new("id", WHOLE).shown(),
    instant("date_created"),
    instant("date_created_gmt"),
    text("amount"),
    text("reason"),
    Argument::new("refunded_by", WHOLE).or("0").shown(),
    Argument::new("refunded_payment", Is::Truth).shown(),
    Argument::new("meta_data", META),
    Argument::new("line_items", Is::List(ITEM)).shown(),
    Argument::new("shipping_lines", Is::List(SHIPPING_LINE)).shown(),
    Argument::new("tax_lines", Is::List(TAX)).shown(),
    Argument::new("fee_lines", Is::List(FEE)).shown(),
];
