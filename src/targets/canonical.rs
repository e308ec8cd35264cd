//! The model as JSON: what koppel stores and compares. It must not leave out anything that the model knows.

use super::Context;
use super::writer::{Nullable, Put, Quoted, Text, Time, Truth, list, put};
use crate::json::Value;
use crate::model::offer::Availability;
use crate::model::product::{Attribute, Item, Owner, Product, Variant};
use crate::model::written::Written;

/// Which parts of the bytes are prices, stock, and dates; everything else is content.
#[derive(Default)]
pub struct Outline {
    pub price: Vec<(usize, usize)>,
    pub stock: Vec<(usize, usize)>,
    /// The whole of each variant.
    pub variants: Vec<(usize, usize)>,
    /// When the product was made and changed: no part of what it is.
    pub dates: (usize, usize),
}

impl Outline {
    fn clear(&mut self) {
        self.price.clear();
        self.stock.clear();
        self.variants.clear();
    }
}

pub fn write(item: &Item, context: &Context, out: &mut Vec<u8>) {
    write_outlined(item, context, out, &mut Outline::default());
}

/// As `write`, saying where the parts lie.
pub fn write_outlined(item: &Item, context: &Context, out: &mut Vec<u8>, outline: &mut Outline) {
    outline.clear();
    let product = item.product();
    put!(out, "{\"external_id\":", Text(product.external_id()), ",\"kind\":\"", kind(item));
    let sku = if item.is_simple() { Value::ABSENT } else { product.sku() };
    put!(out, "\",\"sku\":", Nullable(sku));
    put!(out, ",\"name\":", Text(product.name()), ",\"slug\":", Nullable(product.slug()));
    put!(out, ",\"url\":", Nullable(product.url()));
    put!(out, ",\"description\":", Nullable(product.description()));
    put!(out, ",\"short_description\":", Nullable(product.short_description()));
    put!(out, ",\"brand\":", Nullable(product.brand()));
    put!(out, ",\"status\":", Text(or(product.status(), "draft")));
    put!(out, ",\"visibility\":", Text(or(product.visibility(), "visible")));
    lists(item, out);
    put!(out, ",\"variants\":[");
    list(out, item.variants.iter(), |out, owner| {
        let from = out.len();
        variant(item, owner, context, out, outline);
        outline.variants.push((from, out.len()));
    });
    out.push(b']');
    let from = out.len();
    dates(&product, out);
    outline.dates = (from, out.len());
    out.push(b'}');
}

/// Simple or variable, or what else the source calls it.
pub fn kind<'a>(item: &Item<'a>) -> &'a str {
    match item.product().kind().bytes {
        b"grouped" => "grouped",
        b"external" => "external",
        _ if item.is_simple() => "simple",
        _ => "variable",
    }
}

fn or<'a>(value: Value<'a>, default: &'static str) -> Value<'a> {
    if value.is_blank() { Value::text(default) } else { value }
}

/// What an attribute is known by.
fn key<'a>(attribute: &Attribute<'_, 'a>) -> Value<'a> {
    if attribute.key().is_blank() { attribute.name() } else { attribute.key() }
}

fn lists(item: &Item, out: &mut Vec<u8>) {
    put!(out, ",\"categories\":[");
    list(out, item.categories().filter(|it| !it.name().is_blank()), |out, category| {
        put!(out, "{\"external_id\":", Nullable(category.external_id()));
        put!(
            out,
            ",\"name\":",
            Text(category.name()),
            ",\"slug\":",
            Nullable(category.slug()),
            "}"
        );
    });
    put!(out, "],\"tags\":[");
    list(out, item.tags.iter(), |out, tag| put!(out, Text(*tag)));
    put!(out, "],\"attributes\":[");
    list(out, item.attributes(), |out, (attribute, values)| {
        put!(out, "{\"key\":", Text(key(&attribute)), ",\"name\":", Text(attribute.name()));
        put!(out, ",\"varies\":", Truth(attribute.varies().is_true()));
        let visible = attribute.visible().is_missing() || attribute.visible().is_true();
        put!(out, ",\"visible\":", Truth(visible), ",\"values\":[");
        list(out, values.iter(), |out, value| put!(out, Text(*value)));
        put!(out, "]}");
    });
    put!(out, "],\"images\":[");
    list(out, item.images(), |out, image| {
        put!(out, "{\"external_id\":", Nullable(image.external_id()));
        put!(out, ",\"url\":", Text(image.url()), ",\"alt\":", Nullable(image.alt()), "}");
    });
    out.push(b']');
}

fn variant(
    item: &Item,
    owner: &Owner,
    context: &Context,
    out: &mut Vec<u8>,
    outline: &mut Outline,
) {
    let variant = item.variant(owner);
    put!(out, "{\"external_id\":", Text(variant.external_id()));
    put!(out, ",\"sku\":", Text(variant.sku()), ",\"gtin\":", Nullable(variant.gtin()));
    put!(out, ",\"status\":", Text(or(variant.status(), "active")), ",\"choices\":[");
    list(out, item.choices(owner), |out, (attribute, value)| {
        put!(out, "{\"key\":", Text(key(&attribute)), ",\"name\":", Text(attribute.name()));
        put!(out, ",\"value\":", Text(value), "}");
    });
    put!(out, "],\"unit\":", Nullable(variant.unit()), ",\"is_virtual\":");
    put!(out, Truth(variant.is_virtual().is_true()), ",\"weight\":");
    put!(out, Measure(variant.weight(), variant.weight_unit()), ",\"size\":");
    size(&variant, out);
    put!(out, ",\"image\":", Nullable(item.image_of(&variant).unwrap_or_default()));
    let from = out.len();
    price(&variant, context, out);
    outline.price.push((from, out.len()));
    let from = out.len();
    stock(&variant, out);
    outline.stock.push((from, out.len()));
    out.push(b'}');
}

fn price(variant: &Variant, context: &Context, out: &mut Vec<u8>) {
    let digits = context.shop.currency.digits();
    let price = variant.price();
    let authority = if context.shop.prices_include_vat { "incl" } else { "excl" };
    put!(out, ",\"price\":{\"authority\":\"", authority, "\",\"regular\":");
    put!(out, Quoted(price.regular, digits), ",\"sale\":");
    put!(out, Quoted(price.sale.unwrap_or_default(), digits));
    let at = |value: Value| Written::read(value.bytes).map(|written| written.utc);
    put!(out, ",\"sale_from\":", Time(at(variant.sale_from()), "Z"));
    put!(out, ",\"sale_to\":", Time(at(variant.sale_to()), "Z"));
    let is_taxable = variant.taxable().is_blank() || variant.taxable().is_true();
    put!(out, "},\"tax\":{\"is_taxable\":", Truth(is_taxable));
    put!(out, ",\"class\":", Nullable(variant.tax_class()), ",\"rate_percent\":");
    put!(out, Quoted(variant.tax_rate(), 0), ",\"origin\":", Text(variant.tax_origin()), "}");
}

fn stock(variant: &Variant, out: &mut Vec<u8>) {
    put!(out, ",\"stock\":{\"is_tracked\":");
    match variant.stock_tracked().is_missing() {
        true => put!(out, "null"),
        false => put!(out, Truth(variant.is_tracked())),
    }
    put!(out, ",\"is_shared\":", Truth(variant.stock_shared().is_true()), ",\"quantity\":");
    let counted = variant.is_tracked() || variant.stock_tracked().is_missing();
    put!(out, Quoted(if counted { variant.stock_quantity() } else { Value::ABSENT }, 0));
    let status = match variant.availability() {
        Some(Availability::InStock) => "in_stock",
        Some(Availability::OutOfStock) => "out_of_stock",
        Some(Availability::Backorder) => "backorder",
        None => "unknown",
    };
    put!(out, ",\"status\":\"", status, "\",\"backorders\":");
    put!(out, Text(or(variant.backorders(), "no")), "}");
}

struct Measure<'a>(Value<'a>, Value<'a>);
impl Put for Measure<'_> {
    fn put(self, out: &mut Vec<u8>) {
        match self.0.is_blank() {
            true => put!(out, "null"),
            false => put!(out, "{\"value\":", Quoted(self.0, 0), ",\"unit\":", Text(self.1), "}"),
        }
    }
}

fn size(variant: &Variant, out: &mut Vec<u8>) {
    let sides = [variant.length(), variant.width(), variant.height()];
    if sides.iter().all(Value::is_blank) {
        return put!(out, "null");
    }
    let [length, width, height] = sides;
    put!(out, "{\"length\":", Quoted(length, 0), ",\"width\":", Quoted(width, 0));
    put!(out, ",\"height\":", Quoted(height, 0), "}");
}

fn dates(product: &Product, out: &mut Vec<u8>) {
    let at = |value: Value| Written::read(value.bytes).map(|written| written.utc);
    put!(out, ",\"created_at\":", Time(at(product.created_at()), "Z"));
    put!(out, ",\"updated_at\":", Time(at(product.updated_at()), "Z"));
}
