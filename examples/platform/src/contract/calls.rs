//! The table of the checks, in the order in which they run.

use super::{Row, errors, orders, products, webhooks};

macro_rules! rows {
    ($($check:literal $requirement:literal $run:path;)*) => {
        pub const ROWS: &[Row] =
            &[$(Row { check: $check, requirement: $requirement, run: $run }),*];
    };
}

rows! {
    "index" "OH-14" products::index;
    "auth.missing" "OH-14" errors::key_missing;
    "auth.wrong" "OH-14" errors::secret_wrong;
    "auth.right" "OH-14" errors::key_right;
    "errors.route" "OH-14" errors::unknown_route;
    "errors.body" "OH-16" errors::broken_body;
    "products.list" "OH-15" products::list;
    "products.content_type" "OH-15" products::content_type;
    "products.total" "OH-15" products::total;
    "products.total_pages" "OH-15" products::total_pages;
    "products.per_page" "OH-15" products::per_page;
    "products.paging" "OH-15" products::paging;
    "products.fields" "OH-08" products::fields;
    "products.price" "OH-12" products::price;
    "products.stock" "OH-11" products::stock;
    "products.tax_class" "OH-15" products::tax_class;
    "products.categories" "OH-09" products::categories_named;
    "products.modified" "OH-10" products::modified;
    "products.sku" "OH-15" products::by_sku;
    "products.modified_after" "OH-10" products::modified_after;
    "products.one" "OH-15" products::one;
    "products.unknown" "OH-15" products::unknown;
    "variations.list" "OH-08" products::variations;
    "categories.list" "OH-09" products::categories;
    "attributes.list" "OH-09" products::attributes;
    "tags.list" "OH-09" products::tags;
    "brands.list" "OH-09" products::brands;
    "webhooks.create" "OH-17" webhooks::create;
    "webhooks.list" "OH-17" webhooks::list;
    "orders.create" "OH-16" orders::create;
    "orders.unpaid" "OH-35" orders::unpaid;
    "orders.total" "OH-16" orders::total;
    "orders.vat" "OH-16" orders::vat;
    "orders.amounts" "OH-16" orders::amounts_are_texts;
    "orders.lines" "OH-16" orders::lines;
    "orders.identity" "OH-16" orders::identity;
    "orders.once" "OH-16" orders::once;
    "orders.read" "OH-16" orders::read;
    "orders.list" "OH-16" orders::list;
    "orders.paid" "OH-35" orders::paid;
    "orders.stock" "OH-11" orders::stock_is_less;
    "webhooks.signature" "OH-17" webhooks::signature;
    "webhooks.headers" "OH-17" webhooks::headers;
    "refunds.list" "OH-16" orders::refunds;
    "refunds.too_much" "OH-16" orders::refund_too_much;
    "orders.cancel" "OH-35" orders::cancel;
    "orders.stock_back" "OH-11" orders::stock_is_back;
    "orders.unknown_product" "OH-16" orders::unknown_product;
    "orders.too_many" "OH-11" orders::too_many;
    "orders.unknown" "OH-16" orders::unknown;
    "webhooks.delete" "OH-17" webhooks::delete;
}
