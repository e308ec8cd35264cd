//! The members of an order, and what lists of orders take: tables only.

use super::arguments::{Argument, Kind as Is, NUMBER, WHOLE};
use super::customers::{BILLING, SHIPPING};
use super::fields::META;

const fn shown(name: &'static str) -> Argument {
    Argument::text(name).shown()
}
const fn instant(name: &'static str) -> Argument {
    Argument::instant(name).shown()
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
    Argument::text("name"),
    Argument::new("product_id", NUMBER),
    Argument::new("variation_id", NUMBER),
    Argument::text("sku"),
    Argument::new("quantity", Is::Integer { min: 0, max: 1_000_000_000 }),
    Argument::text("tax_class"),
    Argument::text("subtotal"),
    Argument::text("total"),
    Argument::new("meta_data", META),
];
const SHIPPING_LINE: &[Argument] = &[
    Argument::new("id", WHOLE),
    Argument::text("method_title"),
    Argument::text("method_id"),
    Argument::text("instance_id"),
    Argument::text("total"),
    Argument::new("meta_data", META),
];
const FEE: &[Argument] = &[
    Argument::new("id", WHOLE),
    Argument::text("name"),
    Argument::text("tax_class"),
    Argument::new("tax_status", Is::Word(&["taxable", "none"])),
    Argument::text("total"),
    Argument::new("meta_data", META),
];
const COUPON: &[Argument] =
    &[Argument::new("id", WHOLE), Argument::text("code"), Argument::new("meta_data", META)];
const TAX: &[Argument] = &[
    Argument::new("id", WHOLE),
    Argument::text("rate_code"),
    Argument::new("rate_id", WHOLE),
    Argument::text("label"),
    Argument::truth("compound"),
    Argument::text("tax_total"),
    Argument::text("shipping_tax_total"),
];
const REFUND: &[Argument] =
    &[Argument::new("id", WHOLE), Argument::text("reason"), Argument::text("total")];

/// An order (OH-16).
pub const ORDER: &[Argument] = &[
    Argument::new("id", WHOLE).shown(),
    Argument::new("parent_id", NUMBER).or("0"),
    shown("number"),
    shown("order_key"),
    Argument::text("created_via").or("rest-api"),
    shown("version"),
    Argument::new("status", Is::Word(STATES)).or("pending"),
    Argument::text("currency"),
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
    Argument::truth("prices_include_tax").shown(),
    Argument::new("customer_id", NUMBER).or("0"),
    shown("customer_ip_address"),
    shown("customer_user_agent"),
    Argument::text("customer_note"),
    Argument::new("billing", BILLING),
    Argument::new("shipping", SHIPPING),
    Argument::text("payment_method"),
    Argument::text("payment_method_title"),
    Argument::text("transaction_id"),
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
    Argument::truth("is_editable").shown(),
    Argument::truth("needs_payment").shown(),
    Argument::truth("needs_processing").shown(),
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
    &[Argument::truth("set_paid").or("false"), Argument::new("status", Is::Word(STATES))];

/// A refund, as it is shown.
pub const REFUNDED: &[Argument] = &[
    Argument::new("id", WHOLE).shown(),
    instant("date_created"),
    instant("date_created_gmt"),
    Argument::text("amount"),
    Argument::text("reason"),
    Argument::new("refunded_by", WHOLE).or("0").shown(),
    Argument::truth("refunded_payment").shown(),
    Argument::new("meta_data", META),
    Argument::new("line_items", Is::List(ITEM)).shown(),
    Argument::new("shipping_lines", Is::List(SHIPPING_LINE)).shown(),
    Argument::new("tax_lines", Is::List(TAX)).shown(),
    Argument::new("fee_lines", Is::List(FEE)).shown(),
];
