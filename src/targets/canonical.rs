//! The model as JSON: what koppel stores and compares. It must not leave out anything that the model knows.

use super::Context;
use super::writer::{Nullable, Put, Quoted, Text, Time, Truth, list, put};
use crate::json::{Kind, Value};
use crate::model::offer::Availability;
use crate::model::product::{Attribute, Item, Owner, Product, STATUS_UNSAID, Variant};
use crate::model::written::Written;
use crate::money::Amount;

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
    put!(out, "\"", Member("sku", sku), ",\"name\":", Text(product.name()));
    put!(out, Member("slug", product.slug()), Member("url", product.url()));
    put!(out, Member("description", product.description()));
    put!(out, Member("short_description", product.short_description()));
    put!(out, Member("brand", product.brand()));
    put!(out, ",\"status\":", Text(or(product.status(), STATUS_UNSAID)));
    put!(out, ",\"visibility\":", Text(or(product.visibility(), "visible")));
    lists(item, out);
    put!(out, ",\"variants\":[");
    list(out, item.variants.iter(), |out, owner| {
        let from = out.len();
        variant(item, owner, context, out, outline);
        outline.variants.push((from, out.len()));
    });
    out.push(b']');
    if item.has_others() {
        put!(out, ",\"has_more\":true");
    }
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
        put!(out, "{\"name\":", Text(category.name()));
        put!(out, Member("external_id", category.external_id()));
        put!(out, Member("slug", category.slug()), Member("path", category.path()));
        put!(out, Member("unspsc", category.unspsc()), "}");
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
        put!(out, "{\"url\":", Text(image.url()), Member("external_id", image.external_id()));
        put!(out, Member("alt", image.alt()), "}");
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
    put!(out, Member("inventory_id", variant.inventory_id()), ",\"sku\":", Text(variant.sku()));
    put!(out, Member("gtin", variant.gtin()), Member("mpn", variant.mpn()));
    put!(out, ",\"status\":", Text(or(variant.status(), "active")), ",\"choices\":[");
    list(out, item.choices(owner), |out, (attribute, value)| {
        put!(out, "{\"key\":", Text(key(&attribute)), ",\"name\":", Text(attribute.name()));
        put!(out, ",\"value\":", Text(value), "}");
    });
    put!(out, "]", Member("unit", variant.unit()), ",\"is_virtual\":");
    put!(out, Truth(variant.is_virtual().is_true()));
    put!(out, Measure("weight", variant.weight(), variant.weight_unit()));
    size(&variant, out);
    put!(out, Measure("content", variant.content(), variant.content_unit()));
    put!(out, Figure("order_minimum", variant.order_minimum(), 0));
    put!(out, Figure("order_step", variant.order_step(), 0));
    put!(out, Figure("pack_size", variant.pack_size(), 0));
    put!(out, Member("image", item.image_of(&variant).unwrap_or_default()));
    let from = out.len();
    price(&variant, context, out);
    outline.price.push((from, out.len()));
    let from = out.len();
    stock(item, owner, out);
    outline.stock.push((from, out.len()));
    out.push(b'}');
}

fn price(variant: &Variant, context: &Context, out: &mut Vec<u8>) {
    let digits = context.shop.currency.digits();
    let price = variant.price();
    let sale = price.sale.unwrap_or_default();
    let authority = if variant.includes_vat(context.shop) { "incl" } else { "excl" };
    put!(out, ",\"price\":{\"authority\":\"", authority, "\",\"regular\":");
    put!(out, Quoted(price.regular, digits), ",\"sale\":", Quoted(sale, digits));
    let other = |price: Value| Computed(variant.other_side(price, context.shop), digits);
    put!(out, ",\"other_regular\":", other(price.regular), ",\"other_sale\":", other(sale));
    put!(out, Figure("cost", variant.price_cost(), digits));
    put!(out, Figure("quantity", variant.price_quantity(), 0));
    let at = |value: Value| Written::read(value.bytes).map(|written| written.utc);
    put!(out, ",\"sale_from\":", Time(at(variant.sale_from()), "Z"));
    put!(out, ",\"sale_to\":", Time(at(variant.sale_to()), "Z"));
    let is_taxable = variant.is_taxable();
    put!(out, "},\"tax\":{\"is_taxable\":", Truth(is_taxable));
    put!(out, Member("class", variant.tax_class()), ",\"rate_percent\":");
    put!(out, Quoted(variant.tax_rate(), 0), ",\"origin\":", Text(variant.tax_origin()), "}");
}

/// Whether it can be had, in the model's word.
pub fn stock_status(availability: Option<Availability>) -> &'static str {
    match availability {
        Some(Availability::InStock) => "in_stock",
        Some(Availability::OutOfStock) => "out_of_stock",
        Some(Availability::Backorder) => "backorder",
        None => "unknown",
    }
}

fn stock(item: &Item, owner: &Owner, out: &mut Vec<u8>) {
    let variant = item.variant(owner);
    put!(out, ",\"stock\":{\"is_tracked\":");
    match variant.stock_tracked().is_missing() {
        true => put!(out, "null"),
        false => put!(out, Truth(variant.is_tracked())),
    }
    put!(out, ",\"is_shared\":", Truth(variant.stock_shared().is_true()), ",\"quantity\":");
    let counted = variant.is_tracked() || variant.stock_tracked().is_missing();
    put!(out, Quoted(if counted { variant.stock_quantity() } else { Value::ABSENT }, 0));
    let status = stock_status(variant.availability());
    put!(out, ",\"status\":\"", status, "\",\"backorders\":");
    put!(out, Text(or(variant.backorders(), "no")));
    if item.locations(owner).next().is_some() {
        put!(out, ",\"locations\":[");
        list(out, item.locations(owner), |out, location| {
            put!(out, "{\"external_id\":", Text(location.external_id()), ",\"quantity\":");
            put!(out, Quoted(location.quantity(), 0), "}");
        });
        out.push(b']');
    }
    out.push(b'}');
}

/// A member that is left out where the shop says nothing of it: absent, null and "" are three different things.
struct Member<'a>(&'static str, Value<'a>);
impl Put for Member<'_> {
    #[inline(always)]
    fn put(self, out: &mut Vec<u8>) {
        if self.1.kind != Kind::Absent {
            put!(out, ",\"", self.0, "\":", Nullable(self.1));
        }
    }
}

/// The same of a decimal with at least so many places.
struct Figure<'a>(&'static str, Value<'a>, u8);
impl Put for Figure<'_> {
    #[inline(always)]
    fn put(self, out: &mut Vec<u8>) {
        if self.1.kind != Kind::Absent {
            put!(out, ",\"", self.0, "\":", Quoted(self.1, self.2));
        }
    }
}

struct Computed(Option<Amount>, u8);
impl Put for Computed {
    #[inline(always)]
    fn put(self, out: &mut Vec<u8>) {
        let Some(amount) = self.0 else { return put!(out, "null") };
        out.push(b'"');
        amount.push(out, self.1);
        out.push(b'"');
    }
}

struct Measure<'a>(&'static str, Value<'a>, Value<'a>);
impl Put for Measure<'_> {
    fn put(self, out: &mut Vec<u8>) {
        let Measure(name, value, unit) = self;
        if !value.is_blank() {
            put!(out, ",\"", name, "\":{\"value\":", Quoted(value, 0), ",\"unit\":");
            put!(out, Text(unit), "}");
        }
    }
}

fn size(variant: &Variant, out: &mut Vec<u8>) {
    let sides = [variant.length(), variant.width(), variant.height()];
    if sides.iter().all(Value::is_blank) {
        return;
    }
    let [length, width, height] = sides;
    put!(out, ",\"size\":{\"length\":", Quoted(length, 0), ",\"width\":", Quoted(width, 0));
    put!(out, ",\"height\":", Quoted(height, 0), "}");
}

fn dates(product: &Product, out: &mut Vec<u8>) {
    let at = |value: Value| Written::read(value.bytes).map(|written| written.utc);
    put!(out, ",\"created_at\":", Time(at(product.created_at()), "Z"));
    put!(out, ",\"updated_at\":", Time(at(product.updated_at()), "Z"));
}
