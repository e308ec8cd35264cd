//! A cart as the shop states it, and as Abeta takes it (AB-10): what a line does not say, the mirror does. It must not send
//! anything, nor guess a rate.

use super::{delivery, total};
use crate::catalog;
use crate::client::Client;
use crate::config::AbetaConnection;
use crate::error::{Code, Error, Result};
use crate::json::Spelled;
use crate::limits;
use crate::mirror::{ids, products};
use crate::money::{Amount, Currency, Rate};
use crate::payment::request::LineKind;
use crate::targets::abeta::{Draft, Id, Options, Product, Shared, is_unspsc};
use crate::targets::figure::Figure;
use crate::world::Transaction;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A cart as the shop states it.
#[derive(Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Cart {
    /// The shop's own id of the cart; Abeta's order names it again.
    pub cart_id: String,
    /// When it is delivered, RFC 3339 with an offset; by the connection's working days, when left out.
    #[serde(default)]
    pub delivery_at: Option<String>,
    /// What the shop shows as the total, on the side that the connection's `cart.total` names: then the lines must come
    /// to exactly that.
    #[serde(default)]
    pub total_amount: Option<Amount>,
    pub lines: Vec<CartLine>,
}

/// A line of it. What it does not say comes from the mirror; a line that the mirror does not know says all by itself.
#[derive(Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CartLine {
    /// Shipping and fees go as products, too. A discount is a fee with a price below zero.
    #[serde(default = "product")]
    pub kind: LineKind,
    /// The shop's own; needed in a line of kind product.
    #[serde(default)]
    pub product_id: Option<String>,
    #[serde(default)]
    pub variant_id: Option<String>,
    pub quantity: Amount,
    /// The kind of unit, such as PCE or KG.
    #[serde(default)]
    pub unit: Option<String>,
    /// For how many units the price stands: 100 for a price per hundred (AB-23).
    #[serde(default)]
    pub price_unit: Option<Amount>,
    #[serde(default)]
    pub sku: Option<String>,
    #[serde(default)]
    pub name: Option<String>,
    #[serde(default)]
    pub description: Option<String>,
    /// Excl. VAT, of `price_unit` units.
    #[serde(default)]
    pub net_price: Option<Amount>,
    /// Incl. VAT, of `price_unit` units. One of the two is enough.
    #[serde(default)]
    pub gross_price: Option<Amount>,
    #[serde(default)]
    pub vat_rate: Option<Rate>,
    #[serde(default)]
    pub brand: Option<String>,
    /// In kilograms.
    #[serde(default)]
    pub weight: Option<Amount>,
    #[serde(default)]
    pub image_url: Option<String>,
    #[serde(default)]
    pub manufacturer_number: Option<String>,
    /// UNSPSC, eight digits each.
    #[serde(default)]
    pub category_codes: Option<Vec<String>>,
    #[serde(default)]
    pub categories: Option<Vec<String>>,
}

fn product() -> LineKind {
    LineKind::Product
}

/// The document that Abeta takes (AB-10).
#[derive(Debug, Serialize, JsonSchema)]
pub struct CartDocument {
    pub general: General,
    pub products: Vec<CartProduct>,
}

/// Of the cart as a whole (AB-10).
#[derive(Debug, Serialize, JsonSchema)]
pub struct General {
    pub cart_id: String,
    /// The sum of the lines, each its price times its quantity by its price_unit, half up to the cent (AB-22).
    pub total: Figure,
    pub currency: Currency,
    /// `2024-11-10 20:29`, in the connection's zone (AB-20).
    pub delivery_datetime: String,
}

/// A product of the cart, and perhaps what kind of line it is.
#[derive(Debug, Serialize, JsonSchema)]
pub struct CartProduct {
    #[serde(flatten)]
    pub product: Product<'static>,
    /// Only where the connection asks for it: the document has no such member.
    #[serde(rename = "type", skip_serializing_if = "Option::is_none")]
    pub kind: Option<LineKind>,
}

/// The cart as Abeta takes it, or what it lacks; paths are those below the request's `cart`.
pub fn document(
    tx: &mut dyn Transaction,
    client: &Client,
    connection: &AbetaConnection,
    cart: &Cart,
) -> Result<CartDocument> {
    check(cart)?;
    let shop = &client.config.shop;
    let mut products = Vec::with_capacity(cart.lines.len());
    for (nth, line) in cart.lines.iter().enumerate() {
        let product = completed(tx, client, &connection.products, line)
            .map_err(|error| error.under(nth).under("lines"))?;
        let kind = connection.cart.line_type.then_some(line.kind);
        products.push(CartProduct { product, kind });
    }
    let lines = products.iter().map(|one| &one.product);
    let total = total::of(lines, connection.cart.total, shop.currency)?;
    if total < 0 {
        let sum = shop.currency.money(total);
        let message = format!("The lines come to {sum}; a cart is not worth less than nothing.");
        return Err(Error::new(Code::PunchoutLineInvalid, message).at("/lines"));
    }
    if let Some(stated) = cart.total_amount
        && stated.minor(shop.currency).map_err(|error| error.at("/total_amount"))? != total
    {
        let sum = shop.currency.money(total);
        let message = format!("The lines come to {sum}, the shop says {stated}.");
        return Err(Error::new(Code::PunchoutDoesNotAddUp, message).at("/total_amount"));
    }
    let zone = delivery::zone(connection, shop);
    let delivery_datetime = match &cart.delivery_at {
        Some(text) => delivery::stated(text, zone).ok_or_else(|| {
            let message = "A moment reads 2026-11-23T12:00:00+01:00.";
            Error::new(Code::JsonWrongType, message).at("/delivery_at")
        }),
        None => delivery::expected(tx.now(), &connection.delivery, zone).ok_or_else(|| {
            let message = "No working day is configured in the next two years; say delivery_at.";
            Error::new(Code::PunchoutIncomplete, message).at("/delivery_at")
        }),
    }?;
    let total = Amount::read(shop.currency.money(total).to_string().as_bytes()).unwrap_or_default();
    let (cart_id, currency) = (cart.cart_id.clone(), shop.currency);
    let general = General { cart_id, total: total.into(), currency, delivery_datetime };
    Ok(CartDocument { general, products })
}

fn check(cart: &Cart) -> Result<()> {
    let out_of_bounds =
        |message: String, path: &str| Err(Error::new(Code::JsonOutOfBounds, message).at(path));
    if !(1..=limits::ID_BYTES_MAX).contains(&cart.cart_id.len()) {
        return out_of_bounds("A cart has an id of 1 to 191 bytes.".into(), "/cart_id");
    }
    sendable(&cart.cart_id).map_err(|error| error.at("/cart_id"))?;
    match cart.lines.len() {
        1..=limits::ORDER_LINES_MAX => Ok(()),
        count => out_of_bounds(format!("{count} lines; a cart has 1 to 10,000."), "/lines"),
    }
}

fn completed(
    tx: &mut dyn Transaction,
    client: &Client,
    options: &Options,
    line: &CartLine,
) -> Result<Product<'static>> {
    let wrong = |message, path: &str| Error::new(Code::PunchoutLineInvalid, message).at(path);
    if !line.quantity.is_positive() {
        return Err(wrong("A line is for more than nothing.", "/quantity"));
    }
    if line.price_unit.is_some_and(|unit| !unit.is_positive()) {
        return Err(wrong("A price stands for more than no unit.", "/price_unit"));
    }
    let mut codes = line.category_codes.iter().flatten();
    if let Some(nth) = codes.position(|code| !is_unspsc(code)) {
        let message = "An UNSPSC code has eight digits, such as \"39101600\".";
        return Err(wrong(message, &format!("/category_codes/{nth}")));
    }
    let known = known(tx, client, options, line)?;
    let is_known = known.is_some();
    let mut draft = known.unwrap_or_default().under(stated(line, options)).into_owned();
    let sku = draft.sku.as_ref().map(Spelled::said);
    if let Some(id) = number(tx, client.shop_id(), line, sku.as_deref())? {
        draft.id = Some(Id::Number(id));
    }
    let product = draft.complete(options).map_err(|lacking| lack(lacking.0, is_known))?;
    check_texts(&product)?;
    let (net, gross) = (product.price_ex_vat.0, product.price_inc_vat.0);
    if line.kind != LineKind::Fee && (net.units < 0 || gross.units < 0) {
        return Err(wrong("Only a fee has a price below zero.", "/net_price"));
    }
    let rate = Rate::new(product.vat_percentage.0).unwrap_or(Rate::ZERO);
    match total::fits(net, gross, rate, client.config.shop.currency) {
        true => Ok(product),
        false => {
            Err(wrong("net_price and gross_price differ by more than the VAT.", "/gross_price"))
        }
    }
}

/// Refuses a text that no purchasing system could pass on: what XML cannot hold.
fn sendable(text: &str) -> Result<()> {
    let is_forbidden = |letter: &char| letter.is_ascii_control() && !"\t\n\r".contains(*letter);
    match text.chars().find(is_forbidden) {
        None => Ok(()),
        Some(found) => {
            let found = u32::from(found);
            let message =
                format!("It holds the character U+{found:04X}, which cannot be passed on.");
            Err(Error::new(Code::PunchoutLineInvalid, message))
        }
    }
}

fn check_texts(product: &Product) -> Result<()> {
    let texts = [
        ("sku", Some(&product.sku)),
        ("name", Some(&product.name)),
        ("description", product.description.as_ref()),
        ("unit", Some(&product.unit)),
        ("brand", product.brand.as_ref()),
        ("image_url", product.image_url.as_ref()),
        ("manufacturer_number", product.manufacturer_number.as_ref()),
    ];
    let categories = product.categories.iter().map(|name| ("categories", Some(name)));
    for (member, text) in texts.into_iter().chain(categories) {
        if let Some(text) = text {
            sendable(&text.said()).map_err(|error| error.at(format!("/{member}")))?;
        }
    }
    Ok(())
}

/// What the line says itself.
fn stated<'a>(line: &'a CartLine, options: &'a Options) -> Draft<'a> {
    let told = |text: &'a Option<String>| text.as_deref().map(Spelled::from);
    let each = |texts: &'a Option<Vec<String>>| -> Option<Vec<Spelled<'a>>> {
        Some(texts.as_ref()?.iter().map(|text| Spelled::from(&**text)).collect())
    };
    let unit = line.unit.as_ref().map(|unit| &**options.units.get(unit).unwrap_or(unit));
    let word = match line.kind {
        LineKind::Product => None,
        LineKind::Shipping => Some("SHIPPING"),
        LineKind::Fee => Some("FEE"),
    };
    Draft {
        id: None,
        sku: told(&line.sku).or_else(|| word.map(Spelled::from)),
        name: told(&line.name),
        description: told(&line.description),
        price_ex_vat: line.net_price,
        price_inc_vat: line.gross_price,
        vat_percentage: line.vat_rate,
        quantity: Some(line.quantity),
        price_unit: line.price_unit,
        unit: unit.map(Spelled::from),
        brand: told(&line.brand),
        weight: line.weight,
        image_url: told(&line.image_url),
        manufacturer_number: told(&line.manufacturer_number),
        category_codes: each(&line.category_codes),
        categories: each(&line.categories),
    }
}

/// What the mirror knows of the line's product; none where it has no such one.
fn known(
    tx: &mut dyn Transaction,
    client: &Client,
    options: &Options,
    line: &CartLine,
) -> Result<Option<Draft<'static>>> {
    let Some(product_id) = line.product_id.as_deref() else { return Ok(None) };
    let canonical = products::canonical(tx, client.shop_id(), product_id)?;
    let Some(canonical) = canonical else { return Ok(None) };
    let shop = &client.config.shop;
    let found = catalog::stored(&canonical, (shop, tx.now()), |item, context| {
        let is_meant = |id: &[u8]| match &line.variant_id {
            Some(wanted) => id == wanted.as_bytes(),
            None => item.is_simple() || item.variants.len() == 1,
        };
        let owner =
            item.variants.iter().find(|owner| is_meant(item.variant(owner).external_id().bytes));
        let shared = Shared::of(item, options);
        owner.map(|owner| Draft::of(item, owner, &shared, context, options).into_owned())
    })?;
    found.flatten().map(Some).ok_or_else(|| {
        let message = match line.variant_id {
            Some(_) => "The product has no such variant.",
            None => "The product has variants; say which one.",
        };
        Error::new(Code::PunchoutLineInvalid, message).at("/variant_id")
    })
}

/// The integer by which Abeta knows the line: the mirror's, which stays the same for ever.
fn number(
    tx: &mut dyn Transaction,
    shop_id: &str,
    line: &CartLine,
    sku: Option<&str>,
) -> Result<Option<i64>> {
    let kind = ids::Kind::Product;
    let Some(product_id) = line.product_id.as_deref() else {
        // Shipping and fees have no product; their SKU tells them apart.
        return match (line.kind, sku) {
            (LineKind::Product, _) | (_, None) => Ok(None),
            (_, Some(sku)) => ids::number(tx, shop_id, kind, &format!("~{sku}")).map(Some),
        };
    };
    let variant_id = line.variant_id.as_deref().unwrap_or_default();
    let (product, variation) = ids::of_sold(tx, shop_id, product_id, variant_id)?;
    match (product, variation, variant_id.is_empty()) {
        (_, 1.., _) => Ok(Some(variation)),
        (1.., _, true) => Ok(Some(product)),
        (_, _, true) => ids::number(tx, shop_id, kind, product_id).map(Some),
        _ => ids::number(tx, shop_id, kind, &format!("{product_id}/{variant_id}")).map(Some),
    }
}

/// What is missing, by the name that it has in a line of ours.
fn lack(name: &'static str, is_known: bool) -> Error {
    let (member, what) = match name {
        "id" => ("product_id", "an id"),
        "price_ex_vat" => ("net_price", "a price"),
        "vat_percentage" => ("vat_rate", "a VAT rate"),
        "sku" => ("sku", "a SKU"),
        _ => ("name", "a name"),
    };
    let remedy = match is_known {
        true => "the catalogue does not know it: say it in the line, or state the product anew",
        false => "the mirror has no such product: say it in the line, or state the product first",
    };
    let message = format!("Abeta requires {what}, and {remedy}.");
    Error::new(Code::PunchoutIncomplete, message).at(format!("/{member}"))
}
