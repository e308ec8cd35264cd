//! The model as WooCommerce REST v3 gives it: a product, and its variations as documents within it. It must not give
//! what only the mirror knows: ids, permalinks, links, counts.

use super::Context;
use super::canonical::kind;
use super::writer::{Decimal, Inner, Kilograms, Number, Put, Text, Time, Truth, list, put};
use crate::json::Value;
use crate::model::offer::{Availability, less};
use crate::model::product::{Item, Owner, Product, STATUS_UNSAID, Variant};
use crate::model::shop::Shop;
use crate::model::written::{Digits, Written};
use chrono_tz::Tz;

/// The product with its variations, as one document.
pub fn write(item: &Item, context: &Context, out: &mut Vec<u8>) {
    let dates = Dates::of(&item.product(), context.zone);
    out.push(b'{');
    product_members(item, &dates, context, out);
    put!(out, ",\"variations\":[");
    if !item.is_simple() {
        list(out, item.variants.iter(), |out, owner| {
            out.push(b'{');
            variation_members(item, owner, &dates, context, out);
            out.push(b'}');
        });
    }
    put!(out, "]}");
}

/// The members of the product but for `variations`, without braces.
pub fn product_members(item: &Item, dates: &Dates, context: &Context, out: &mut Vec<u8>) {
    let product = item.product();
    let simple = item.is_simple();
    put!(out, "\"name\":", Text(product.name()), ",\"slug\":", Text(product.slug()));
    dates.put(out);
    put!(
        out,
        ",\"type\":\"",
        kind(item),
        "\",\"status\":",
        status(product.status(), STATUS_UNSAID)
    );
    put!(out, ",\"featured\":false,\"catalog_visibility\":", or(product.visibility(), "visible"));
    put!(out, ",\"description\":", Text(product.description()));
    put!(out, ",\"short_description\":", Text(product.short_description()));
    let only = if simple { item.variants().next() } else { None };
    match only {
        // What another shop sells is bought there.
        Some(variant) => offer(&variant, product.kind().bytes != b"external", context, out),
        None => range(item, context, out),
    }
    let is_virtual = only.is_some_and(|variant| variant.is_virtual().is_true());
    put!(out, ",\"external_url\":\"\",\"button_text\":\"\",\"low_stock_amount\":null");
    put!(out, ",\"sold_individually\":false,\"shipping_required\":", Truth(!is_virtual));
    put!(out, ",\"shipping_taxable\":", Truth(!is_virtual), REST_OF_PRODUCT);
    terms(item, out);
    images(item, out);
    attributes(item, out);
    put!(out, ",\"default_attributes\":[],\"grouped_products\":[],\"menu_order\":0");
    put!(
        out,
        ",\"price_html\":\"\",\"related_ids\":[],\"meta_data\":[{\"key\":\"_source\",\"value\":\""
    );
    put!(
        out,
        context.source,
        "\"},{\"key\":\"_source_id\",\"value\":",
        Text(product.external_id())
    );
    put!(out, "}],\"has_options\":", Truth(!simple), ",\"post_password\":\"\"");
}

const REST_OF_PRODUCT: &str = ",\"shipping_class\":\"\",\"shipping_class_id\":0,\"reviews_allowed\":false,\
    \"average_rating\":\"0.00\",\"rating_count\":0,\"total_sales\":0,\"upsell_ids\":[],\"cross_sell_ids\":[],\
    \"parent_id\":0,\"purchase_note\":\"\"";

/// The members of a variation, without braces.
pub fn variation_members(
    item: &Item,
    owner: &Owner,
    dates: &Dates,
    context: &Context,
    out: &mut Vec<u8>,
) {
    let variant = item.variant(owner);
    put!(out, "\"type\":\"variation\"");
    dates.put(out);
    put!(out, ",\"description\":\"\",\"status\":", status(variant.status(), "active"));
    offer(&variant, variant.is_active(), context, out);
    put!(
        out,
        ",\"low_stock_amount\":null,\"shipping_class\":\"\",\"shipping_class_id\":0,\"image\":"
    );
    match item.image_of(&variant) {
        Some(url) => put!(out, "{\"src\":", Text(url), ",\"name\":\"\",\"alt\":\"\"}"),
        None => put!(out, "null"),
    }
    put!(out, ",\"attributes\":[");
    let chosen = || item.choices(owner).filter(|(_, value)| !value.is_blank());
    list(out, chosen(), |out, (attribute, value)| {
        put!(out, "{\"id\":0,\"name\":", Text(attribute.name()), ",\"slug\":");
        put!(out, Text(attribute.name()), ",\"option\":", Text(value), "}");
    });
    put!(out, "],\"menu_order\":0,\"meta_data\":[{\"key\":\"_source_id\",\"value\":");
    put!(out, Text(variant.external_id()), "}],\"name\":\"");
    for (nth, (_, value)) in chosen().enumerate() {
        put!(out, if nth > 0 { ", " } else { "" }, Inner(value));
    }
    out.push(b'"');
}

fn or<'a>(value: Value<'a>, default: &'static str) -> Text<'a> {
    Text(if value.is_blank() { Value::text(default) } else { value })
}

fn status(value: Value, default: &'static str) -> &'static str {
    match if value.is_blank() { default.as_bytes() } else { value.bytes } {
        b"active" => "\"publish\"",
        b"archived" => "\"private\"",
        _ => "\"draft\"",
    }
}

/// An instant, in UTC and as the shop's clocks show it.
#[derive(Clone, Copy)]
struct Moment {
    utc: Digits,
    local: Option<Digits>,
}

impl Moment {
    fn read(value: Value, zone: Tz) -> Option<Moment> {
        let at = Written::read(value.bytes)?;
        Some(Moment { utc: at.utc, local: at.local(zone) })
    }
}

/// When a product was made and changed; not there where the shop does not say.
pub struct Dates {
    created: Option<Moment>,
    modified: Option<Moment>,
}

impl Dates {
    pub fn of(product: &Product, zone: Tz) -> Dates {
        let read = |value| Moment::read(value, zone);
        Dates { created: read(product.created_at()), modified: read(product.updated_at()) }
    }
    fn put(&self, out: &mut Vec<u8>) {
        if let Some(at) = self.created {
            put!(out, ",\"date_created\":", Time(at.local, ""));
            put!(out, ",\"date_created_gmt\":", Time(Some(at.utc), ""));
        }
        if let Some(at) = self.modified {
            put!(out, ",\"date_modified\":", Time(at.local, ""));
            put!(out, ",\"date_modified_gmt\":", Time(Some(at.utc), ""));
        }
    }
}

/// The members that show a stock.
pub const OF_STOCK: [&str; 6] = [
    "manage_stock",
    "stock_quantity",
    "backorders",
    "backorders_allowed",
    "backordered",
    "stock_status",
];

/// The members of a simple product that its one variant decides, but for those of its stock.
pub const OF_ONLY_VARIANT: [&str; 27] = [
    "type",
    "has_options",
    "sku",
    "global_unique_id",
    "price",
    "regular_price",
    "sale_price",
    "date_on_sale_from",
    "date_on_sale_from_gmt",
    "date_on_sale_to",
    "date_on_sale_to_gmt",
    "on_sale",
    "purchasable",
    "virtual",
    "downloadable",
    "downloads",
    "download_limit",
    "download_expiry",
    "tax_status",
    "tax_class",
    "weight",
    "dimensions",
    "shipping_class",
    "shipping_class_id",
    "shipping_required",
    "shipping_taxable",
    "low_stock_amount",
];

/// All that hangs on a variant: codes, prices, VAT, stock, weight.
fn offer<'a>(variant: &Variant<'_, 'a>, is_sold: bool, context: &Context, out: &mut Vec<u8>) {
    let price = variant.price();
    let on_sale = context.is_on_sale(variant);
    let shown = |price: Value<'a>| ShopSide { price, variant, shop: context.shop };
    put!(out, ",\"sku\":", Text(variant.sku()), ",\"global_unique_id\":", Text(variant.gtin()));
    put!(out, ",\"price\":\"");
    let from = out.len();
    put!(out, shown(context.current_price(variant)));
    let has_price = out.len() > from;
    put!(out, "\",\"regular_price\":\"", shown(price.regular), "\",\"sale_price\":\"");
    put!(out, shown(price.sale.unwrap_or_default()), "\"");
    window(variant, context.zone, out);
    put!(out, ",\"on_sale\":", Truth(on_sale));
    put!(out, ",\"purchasable\":", Truth(is_sold && has_price));
    put!(out, ",\"virtual\":", Truth(variant.is_virtual().is_true()));
    put!(
        out,
        ",\"downloadable\":false,\"downloads\":[],\"download_limit\":-1,\"download_expiry\":-1"
    );
    tax(variant, out);
    stock(variant, out);
    let weight = Kilograms { value: variant.weight(), unit: variant.weight_unit() };
    put!(out, ",\"weight\":\"", weight, "\",\"dimensions\":{\"length\":\"");
    put!(out, Decimal(variant.length(), 0), "\",\"width\":\"", Decimal(variant.width(), 0));
    put!(out, "\",\"height\":\"", Decimal(variant.height(), 0), "\"}");
}

/// A price as the shop keeps its prices, with VAT or without; nothing where the rate that leads there is not known.
struct ShopSide<'p, 'v, 'a> {
    price: Value<'a>,
    variant: &'p Variant<'v, 'a>,
    shop: &'p Shop,
}

impl Put for ShopSide<'_, '_, '_> {
    #[inline(always)]
    fn put(self, out: &mut Vec<u8>) {
        let ShopSide { price, variant, shop } = self;
        let digits = shop.currency.digits();
        if variant.is_on_shop_side(shop) {
            Decimal(price, digits).put(out);
        } else if let Some(moved) = variant.on_shop_side(price, shop) {
            moved.push(out, digits);
        }
    }
}

fn window(variant: &Variant, zone: Tz, out: &mut Vec<u8>) {
    if variant.sale_from().is_blank() && variant.sale_to().is_blank() {
        return put!(
            out,
            ",\"date_on_sale_from\":null,\"date_on_sale_from_gmt\":null,\
             \"date_on_sale_to\":null,\"date_on_sale_to_gmt\":null"
        );
    }
    let from = Moment::read(variant.sale_from(), zone);
    let to = Moment::read(variant.sale_to(), zone);
    put!(out, ",\"date_on_sale_from\":", Time(from.and_then(|at| at.local), ""));
    put!(out, ",\"date_on_sale_from_gmt\":", Time(from.map(|at| at.utc), ""));
    put!(out, ",\"date_on_sale_to\":", Time(to.and_then(|at| at.local), ""));
    put!(out, ",\"date_on_sale_to_gmt\":", Time(to.map(|at| at.utc), ""));
}

fn tax(variant: &Variant, out: &mut Vec<u8>) {
    let is_taxable = variant.is_taxable();
    let class = match variant.tax_class() {
        standard if standard.bytes == b"standard" => Value::ABSENT,
        class => class,
    };
    put!(out, ",\"tax_status\":", if is_taxable { "\"taxable\"" } else { "\"none\"" });
    put!(out, ",\"tax_class\":", Text(class));
}

fn stock(variant: &Variant, out: &mut Vec<u8>) {
    let status = variant.availability();
    let managed = match (variant.is_tracked(), variant.stock_shared().is_true()) {
        (_, true) => "\"parent\"",
        (true, false) => "true",
        (false, false) => "false",
    };
    put!(out, ",\"manage_stock\":", managed, ",\"stock_quantity\":");
    match variant.is_tracked() && !variant.stock_quantity().is_blank() {
        true => put!(out, Decimal(variant.stock_quantity(), 0)),
        false => put!(out, "null"),
    }
    let backordered = status == Some(Availability::Backorder) && variant.is_tracked();
    backorders(variant.backorders(), out);
    put!(out, ",\"backordered\":", Truth(backordered), ",\"stock_status\":");
    put!(out, stock_status(status));
}

fn backorders(said: Value, out: &mut Vec<u8>) {
    let said = or(said, "no");
    let may_be = said.0.bytes != b"no";
    put!(out, ",\"backorders\":", said, ",\"backorders_allowed\":", Truth(may_be));
}

/// What is not known is not promised.
pub fn stock_status(status: Option<Availability>) -> &'static str {
    match status {
        Some(Availability::InStock) => "\"instock\"",
        Some(Availability::Backorder) => "\"onbackorder\"",
        Some(Availability::OutOfStock) | None => "\"outofstock\"",
    }
}

/// What a variable product shows: its lowest price, and whether any of its variants can be had, of those that are sold.
fn range(item: &Item, context: &Context, out: &mut Vec<u8>) {
    let (mut lowest, mut on_sale) = (None::<(Value, Variant)>, false);
    let mut best = None;
    for variant in item.variants().filter(Variant::is_active) {
        let current = context.current_price(&variant);
        on_sale |= context.is_on_sale(&variant);
        let is_lowest = lowest.as_ref().is_none_or(|(lowest, _)| less(current, *lowest));
        if is_lowest && !current.is_blank() {
            lowest = Some((current, variant));
        }
        best = match (best, variant.availability()) {
            (Some(Availability::InStock), _) | (_, Some(Availability::InStock)) => {
                Some(Availability::InStock)
            }
            (Some(Availability::Backorder), _) => best,
            (_, status) => status.or(best),
        };
    }
    let own = item.own();
    put!(out, ",\"sku\":", Text(item.product().sku()), ",\"global_unique_id\":\"\"");
    put!(out, ",\"price\":\"");
    let from = out.len();
    if let Some((price, variant)) = &lowest {
        put!(out, ShopSide { price: *price, variant, shop: context.shop });
    }
    let has_price = out.len() > from;
    put!(out, "\",\"regular_price\":\"\",\"sale_price\":\"\"");
    put!(out, ",\"date_on_sale_from\":null,\"date_on_sale_from_gmt\":null");
    put!(
        out,
        ",\"date_on_sale_to\":null,\"date_on_sale_to_gmt\":null,\"on_sale\":",
        Truth(on_sale)
    );
    put!(out, ",\"purchasable\":", Truth(has_price));
    put!(out, ",\"virtual\":false,\"downloadable\":false,\"downloads\":[],\"download_limit\":-1");
    put!(out, ",\"download_expiry\":-1");
    // Of a product that says nothing of VAT itself it is that of its variants.
    let says_tax = !own.tax_class().is_missing() || !own.taxable().is_missing();
    let first = item.variants().next().filter(|_| !says_tax);
    tax(&first.unwrap_or(own), out);
    // Stock that the variants share is the product's own.
    let shared = item.variants().find(|variant| variant.stock_shared().is_true());
    put!(out, ",\"manage_stock\":", Truth(shared.is_some()), ",\"stock_quantity\":");
    match shared.map(|variant| variant.stock_quantity()) {
        Some(quantity) if !quantity.is_blank() => put!(out, Decimal(quantity, 0)),
        _ => put!(out, "null"),
    }
    backorders(shared.map(|variant| variant.backorders()).unwrap_or_default(), out);
    let is_backordered = shared.is_some() && best == Some(Availability::Backorder);
    put!(out, ",\"backordered\":", Truth(is_backordered));
    put!(out, ",\"stock_status\":", stock_status(best), ",\"weight\":\"");
    let weight = Kilograms { value: own.weight(), unit: own.weight_unit() };
    put!(out, weight, "\",\"dimensions\":{\"length\":\"", Decimal(own.length(), 0));
    put!(out, "\",\"width\":\"", Decimal(own.width(), 0), "\",\"height\":\"");
    put!(out, Decimal(own.height(), 0), "\"}");
}

fn terms(item: &Item, out: &mut Vec<u8>) {
    put!(out, ",\"categories\":[");
    list(out, item.categories().filter(|it| !it.name().is_blank()), |out, category| {
        put!(out, "{\"name\":", Text(category.name()));
        if !category.slug().is_blank() {
            put!(out, ",\"slug\":", Text(category.slug()));
        }
        out.push(b'}');
    });
    put!(out, "],\"brands\":[");
    let brand = item.product().brand();
    if !brand.is_blank() {
        put!(out, "{\"name\":", Text(brand), "}");
    }
    put!(out, "],\"tags\":[");
    list(out, item.tags.iter(), |out, tag| put!(out, "{\"name\":", Text(*tag), "}"));
    out.push(b']');
}

fn images(item: &Item, out: &mut Vec<u8>) {
    put!(out, ",\"images\":[");
    list(out, item.images(), |out, image| {
        put!(out, "{\"src\":", Text(image.url()), ",\"name\":", Text(item.product().name()));
        put!(out, ",\"alt\":", Text(image.alt()), "}");
    });
    out.push(b']');
}

fn attributes(item: &Item, out: &mut Vec<u8>) {
    put!(out, ",\"attributes\":[");
    list(out, item.attributes().enumerate(), |out, (position, (attribute, values))| {
        put!(
            out,
            "{\"id\":0,\"name\":",
            Text(attribute.name()),
            ",\"slug\":",
            Text(attribute.name())
        );
        let visible = attribute.visible().is_missing() || attribute.visible().is_true();
        put!(out, ",\"position\":", Number(position), ",\"visible\":", Truth(visible));
        put!(out, ",\"variation\":", Truth(attribute.varies().is_true()), ",\"options\":[");
        list(out, values.iter(), |out, value| put!(out, Text(*value)));
        put!(out, "]}");
    });
    out.push(b']');
}
