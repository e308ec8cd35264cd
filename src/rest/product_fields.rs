//! The members of products and variations, and what their lists take: tables only.

use super::arguments::{Argument, Kind as Is, NUMBER, WHOLE};
use super::fields::META;

const STATUSES: &[&str] =
    &["draft", "pending", "private", "publish", "future", "auto-draft", "trash"];
const TYPES: &[&str] = &["simple", "grouped", "external", "variable"];
pub const STOCK_STATUSES: &[&str] = &["instock", "outofstock", "onbackorder"];
const BACKORDERS: &[&str] = &["no", "notify", "yes"];

const TERMS: Is =
    Is::List(&[Argument::new("id", NUMBER), Argument::text("name"), Argument::text("slug")]);

const IMAGE: &[Argument] = &[
    Argument::new("id", NUMBER),
    Argument::instant("date_created").shown(),
    Argument::instant("date_created_gmt").shown(),
    Argument::instant("date_modified").shown(),
    Argument::instant("date_modified_gmt").shown(),
    Argument::text("src"),
    Argument::text("name"),
    Argument::text("alt"),
];

const ATTRIBUTE: &[Argument] = &[
    Argument::new("id", NUMBER),
    Argument::text("name"),
    Argument::new("position", WHOLE),
    Argument::truth("visible"),
    Argument::truth("variation"),
    Argument::new("options", Is::Texts),
];

const CHOICE: &[Argument] =
    &[Argument::new("id", NUMBER), Argument::text("name"), Argument::text("option")];

const DOWNLOADS: Is =
    Is::List(&[Argument::text("id"), Argument::text("name"), Argument::text("file")]);
const SIZE: Is =
    Is::Object(&[Argument::text("length"), Argument::text("width"), Argument::text("height")]);

/// A product (OH-15).
pub const PRODUCT: &[Argument] = &[
    Argument::new("id", WHOLE).shown(),
    Argument::text("name"),
    Argument::text("slug"),
    Argument::text("permalink").shown(),
    Argument::instant("date_created"),
    Argument::instant("date_created_gmt"),
    Argument::instant("date_modified").shown(),
    Argument::instant("date_modified_gmt").shown(),
    Argument::new("type", Is::Word(TYPES)).or("simple"),
    Argument::new("status", Is::Word(STATUSES)).or("publish"),
    Argument::truth("featured"),
    Argument::new("catalog_visibility", Is::Word(&["visible", "catalog", "search", "hidden"]))
        .or("visible"),
    Argument::text("description"),
    Argument::text("short_description"),
    Argument::text("sku"),
    Argument::text("global_unique_id"),
    Argument::text("price").shown(),
    Argument::text("regular_price"),
    Argument::text("sale_price"),
    Argument::instant("date_on_sale_from"),
    Argument::instant("date_on_sale_from_gmt"),
    Argument::instant("date_on_sale_to"),
    Argument::instant("date_on_sale_to_gmt"),
    Argument::text("price_html").shown(),
    Argument::truth("on_sale").shown(),
    Argument::truth("purchasable").shown(),
    Argument::new("total_sales", WHOLE).or("0").shown(),
    Argument::truth("virtual"),
    Argument::truth("downloadable"),
    Argument::new("downloads", DOWNLOADS),
    Argument::new("download_limit", WHOLE).or("-1"),
    Argument::new("download_expiry", WHOLE).or("-1"),
    Argument::text("external_url"),
    Argument::text("button_text"),
    Argument::new("tax_status", Is::Word(&["taxable", "shipping", "none"])).or("taxable"),
    Argument::text("tax_class"),
    Argument::truth("manage_stock"),
    Argument::new("stock_quantity", WHOLE),
    Argument::new("stock_status", Is::Word(STOCK_STATUSES)).or("instock"),
    Argument::new("backorders", Is::Word(BACKORDERS)).or("no"),
    Argument::truth("backorders_allowed").shown(),
    Argument::truth("backordered").shown(),
    Argument::new("low_stock_amount", WHOLE),
    Argument::truth("sold_individually"),
    Argument::text("weight"),
    Argument::new("dimensions", SIZE),
    Argument::truth("shipping_required").shown(),
    Argument::truth("shipping_taxable").shown(),
    Argument::text("shipping_class"),
    Argument::new("shipping_class_id", WHOLE).or("0").shown(),
    Argument::truth("reviews_allowed").or("true"),
    Argument::text("post_password"),
    Argument::text("average_rating").or("0.00").shown(),
    Argument::new("rating_count", WHOLE).or("0").shown(),
    Argument::new("related_ids", Is::Integers).shown(),
    Argument::new("upsell_ids", Is::Integers),
    Argument::new("cross_sell_ids", Is::Integers),
    Argument::new("parent_id", NUMBER).or("0"),
    Argument::text("purchase_note"),
    Argument::new("categories", TERMS),
    Argument::new("brands", TERMS),
    Argument::new("tags", TERMS),
    Argument::new("images", Is::List(IMAGE)),
    Argument::truth("has_options").shown(),
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
    Argument::text("type").or("variation").shown(),
    Argument::instant("date_created").shown(),
    Argument::instant("date_created_gmt").shown(),
    Argument::instant("date_modified").shown(),
    Argument::instant("date_modified_gmt").shown(),
    Argument::text("description"),
    Argument::text("permalink").shown(),
    Argument::text("sku"),
    Argument::text("global_unique_id"),
    Argument::text("price").shown(),
    Argument::text("regular_price"),
    Argument::text("sale_price"),
    Argument::instant("date_on_sale_from"),
    Argument::instant("date_on_sale_from_gmt"),
    Argument::instant("date_on_sale_to"),
    Argument::instant("date_on_sale_to_gmt"),
    Argument::truth("on_sale").shown(),
    Argument::new("status", Is::Word(&["draft", "pending", "private", "publish"])).or("publish"),
    Argument::truth("purchasable").shown(),
    Argument::truth("virtual"),
    Argument::truth("downloadable"),
    Argument::new("downloads", DOWNLOADS),
    Argument::new("download_limit", WHOLE).or("-1"),
    Argument::new("download_expiry", WHOLE).or("-1"),
    Argument::new("tax_status", Is::Word(&["taxable", "shipping", "none"])).or("taxable"),
    Argument::text("tax_class"),
    Argument::truth("manage_stock"),
    Argument::new("stock_quantity", WHOLE),
    Argument::new("stock_status", Is::Word(STOCK_STATUSES)).or("instock"),
    Argument::new("backorders", Is::Word(BACKORDERS)).or("no"),
    Argument::truth("backorders_allowed").shown(),
    Argument::truth("backordered").shown(),
    Argument::new("low_stock_amount", WHOLE),
    Argument::text("weight"),
    Argument::new("dimensions", SIZE),
    Argument::text("shipping_class"),
    Argument::new("shipping_class_id", WHOLE).or("0").shown(),
    Argument::new("image", Is::Object(IMAGE)).or("null"),
    Argument::new("attributes", Is::List(CHOICE)),
    Argument::new("menu_order", WHOLE).or("0"),
    Argument::new("meta_data", META),
    Argument::text("name").shown(),
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
    Argument::text("slug"),
    Argument::new("status", Is::Word(ANY_STATUS)).or("any"),
    Argument::new("include_status", Is::Words(ANY_STATUS)),
    Argument::new("exclude_status", Is::Words(STATUSES)),
    Argument::new("type", Is::Word(TYPES)),
    Argument::new("include_types", Is::Words(TYPES)),
    Argument::new("exclude_types", Is::Words(TYPES)),
    Argument::text("sku"),
    Argument::text("search_sku"),
    Argument::text("search_name_or_sku"),
    Argument::truth("featured"),
    Argument::text("category"),
    Argument::text("tag"),
    Argument::text("brand"),
    Argument::text("shipping_class"),
    Argument::text("attribute"),
    Argument::text("attribute_term"),
    Argument::text("tax_class"),
    Argument::truth("on_sale"),
    Argument::text("min_price"),
    Argument::text("max_price"),
    Argument::new("stock_status", Is::Word(STOCK_STATUSES)),
    Argument::truth("virtual"),
    Argument::truth("downloadable"),
];

/// What the list of variations takes besides.
pub const VARIATIONS: &[Argument] = &[
    Argument::text("sku"),
    Argument::text("slug"),
    Argument::new("status", Is::Word(ANY_STATUS)).or("any"),
    Argument::new("stock_status", Is::Word(STOCK_STATUSES)),
    Argument::truth("on_sale"),
    Argument::new("orderby", Is::Word(&["date", "id", "include", "title", "slug", "menu_order"])),
];
