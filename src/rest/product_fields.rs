//! The members of products and variations, and what their lists take: tables only.

use super::arguments::{Argument, Kind as Is, NUMBER, WHOLE};
use super::fields::META;

const fn text(name: &'static str) -> Argument {
    Argument::new(name, Is::Text)
}
const fn truth(name: &'static str) -> Argument {
    Argument::new(name, Is::Truth)
}
const fn instant(name: &'static str) -> Argument {
    Argument::new(name, Is::Instant)
}

const STATUSES: &[&str] =
    &["draft", "pending", "private", "publish", "future", "auto-draft", "trash"];
const TYPES: &[&str] = &["simple", "grouped", "external", "variable"];
pub const STOCK_STATUSES: &[&str] = &["instock", "outofstock", "onbackorder"];
const BACKORDERS: &[&str] = &["no", "notify", "yes"];

const TERMS: Is = Is::List(&[Argument::new("id", NUMBER), text("name"), text("slug")]);

const IMAGE: &[Argument] = &[
    Argument::new("id", NUMBER),
    instant("date_created").shown(),
    instant("date_created_gmt").shown(),
    instant("date_modified").shown(),
    instant("date_modified_gmt").shown(),
    text("src"),
    text("name"),
    text("alt"),
];

const ATTRIBUTE: &[Argument] = &[
    Argument::new("id", NUMBER),
    text("name"),
    Argument::new("position", WHOLE),
    truth("visible"),
    truth("variation"),
    Argument::new("options", Is::Texts),
];

const CHOICE: &[Argument] = &[Argument::new("id", NUMBER), text("name"), text("option")];

const DOWNLOADS: Is = Is::List(&[text("id"), text("name"), text("file")]);
const SIZE: Is = Is::Object(&[text("length"), text("width"), text("height")]);

/// A product (OH-15).
pub const PRODUCT: &[Argument] = &[
    Argument::new("id", WHOLE).shown(),
    text("name"),
    text("slug"),
    text("permalink").shown(),
    instant("date_created"),
    instant("date_created_gmt"),
    instant("date_modified").shown(),
    instant("date_modified_gmt").shown(),
    Argument::new("type", Is::Word(TYPES)).or("simple"),
    Argument::new("status", Is::Word(STATUSES)).or("publish"),
    truth("featured"),
    Argument::new("catalog_visibility", Is::Word(&["visible", "catalog", "search", "hidden"]))
        .or("visible"),
    text("description"),
    text("short_description"),
    text("sku"),
    text("global_unique_id"),
    text("price").shown(),
    text("regular_price"),
    text("sale_price"),
    instant("date_on_sale_from"),
    instant("date_on_sale_from_gmt"),
    instant("date_on_sale_to"),
    instant("date_on_sale_to_gmt"),
    text("price_html").shown(),
    truth("on_sale").shown(),
    truth("purchasable").shown(),
    Argument::new("total_sales", WHOLE).or("0").shown(),
    truth("virtual"),
    truth("downloadable"),
    Argument::new("downloads", DOWNLOADS),
    Argument::new("download_limit", WHOLE).or("-1"),
    Argument::new("download_expiry", WHOLE).or("-1"),
    text("external_url"),
    text("button_text"),
    Argument::new("tax_status", Is::Word(&["taxable", "shipping", "none"])).or("taxable"),
    text("tax_class"),
    truth("manage_stock"),
    Argument::new("stock_quantity", WHOLE),
    Argument::new("stock_status", Is::Word(STOCK_STATUSES)).or("instock"),
    Argument::new("backorders", Is::Word(BACKORDERS)).or("no"),
    truth("backorders_allowed").shown(),
    truth("backordered").shown(),
    Argument::new("low_stock_amount", WHOLE),
    truth("sold_individually"),
    text("weight"),
    Argument::new("dimensions", SIZE),
    truth("shipping_required").shown(),
    truth("shipping_taxable").shown(),
    text("shipping_class"),
    Argument::new("shipping_class_id", WHOLE).or("0").shown(),
    truth("reviews_allowed").or("true"),
    text("post_password"),
    text("average_rating").or("0.00").shown(),
    Argument::new("rating_count", WHOLE).or("0").shown(),
    Argument::new("related_ids", Is::Integers).shown(),
    Argument::new("upsell_ids", Is::Integers),
    Argument::new("cross_sell_ids", Is::Integers),
    Argument::new("parent_id", NUMBER).or("0"),
    text("purchase_note"),
    Argument::new("categories", TERMS),
    Argument::new("brands", TERMS),
    Argument::new("tags", TERMS),
    Argument::new("images", Is::List(IMAGE)),
    truth("has_options").shown(),
    Argument::new("attributes", Is::List(ATTRIBUTE)),
    Argument::new("default_attributes", Is::List(CHOICE)),
    Argument::new("variations", Is::Integers).shown(),
    Argument::new("grouped_products", Is::Integers),
    Argument::new("menu_order", WHOLE).or("0"),
    Argument::new("meta_data", META),
];

/// A variation of a product (OH-08).
pub const VARIATION: &[Argument] = &[
    Argument::new("id", WHOLE).shown(),
    text("type").or("variation").shown(),
    instant("date_created").shown(),
    instant("date_created_gmt").shown(),
    instant("date_modified").shown(),
    instant("date_modified_gmt").shown(),
    text("description"),
    text("permalink").shown(),
    text("sku"),
    text("global_unique_id"),
    text("price").shown(),
    text("regular_price"),
    text("sale_price"),
    instant("date_on_sale_from"),
    instant("date_on_sale_from_gmt"),
    instant("date_on_sale_to"),
    instant("date_on_sale_to_gmt"),
    truth("on_sale").shown(),
    Argument::new("status", Is::Word(&["draft", "pending", "private", "publish"])).or("publish"),
    truth("purchasable").shown(),
    truth("virtual"),
    truth("downloadable"),
    Argument::new("downloads", DOWNLOADS),
    Argument::new("download_limit", WHOLE).or("-1"),
    Argument::new("download_expiry", WHOLE).or("-1"),
    Argument::new("tax_status", Is::Word(&["taxable", "shipping", "none"])).or("taxable"),
    text("tax_class"),
    truth("manage_stock"),
    Argument::new("stock_quantity", WHOLE),
    Argument::new("stock_status", Is::Word(STOCK_STATUSES)).or("instock"),
    Argument::new("backorders", Is::Word(BACKORDERS)).or("no"),
    truth("backorders_allowed").shown(),
    truth("backordered").shown(),
    Argument::new("low_stock_amount", WHOLE),
    text("weight"),
    Argument::new("dimensions", SIZE),
    text("shipping_class"),
    Argument::new("shipping_class_id", WHOLE).or("0").shown(),
    Argument::new("image", Is::Object(IMAGE)).or("null"),
    Argument::new("attributes", Is::List(CHOICE)),
    Argument::new("menu_order", WHOLE).or("0"),
    Argument::new("meta_data", META),
    text("name").shown(),
    Argument::new("parent_id", WHOLE).shown(),
];

const ANY_STATUS: &[&str] = &["any", "future", "trash", "draft", "pending", "private", "publish"];

/// What the list of products takes beside what every list takes.
pub const LIST: &[Argument] = &[
    Argument::new(
        "orderby",
        Is::Word(&[
            "date",
            "id",
            "include",
            "title",
            "slug",
            "modified",
            "popularity",
            "rating",
            "post__in",
            "price",
            "sales",
            "menu_order",
            "random",
        ]),
    )
    .or("date"),
    Argument::new("parent", Is::Integers),
    Argument::new("parent_exclude", Is::Integers),
    text("slug"),
    Argument::new("status", Is::Word(ANY_STATUS)).or("any"),
    Argument::new("include_status", Is::Words(ANY_STATUS)),
    Argument::new("exclude_status", Is::Words(STATUSES)),
    Argument::new("type", Is::Word(TYPES)),
    Argument::new("include_types", Is::Words(TYPES)),
    Argument::new("exclude_types", Is::Words(TYPES)),
    text("sku"),
    text("search_sku"),
    text("search_name_or_sku"),
    truth("featured"),
    text("category"),
    text("tag"),
    text("brand"),
    text("shipping_class"),
    text("attribute"),
    text("attribute_term"),
    text("tax_class"),
    truth("on_sale"),
    text("min_price"),
    text("max_price"),
    Argument::new("stock_status", Is::Word(STOCK_STATUSES)),
    truth("virtual"),
    truth("downloadable"),
];

/// What the list of variations takes besides.
pub const VARIATIONS: &[Argument] = &[
    text("sku"),
    text("slug"),
    Argument::new("status", Is::Word(ANY_STATUS)).or("any"),
    Argument::new("stock_status", Is::Word(STOCK_STATUSES)),
    truth("on_sale"),
    Argument::new("orderby", Is::Word(&["date", "id", "include", "title", "slug", "menu_order"])),
];
