//! The integers that WooCommerce and others want for what the shop knows by its own ids. A number is never reused, and
//! the same id has the same number for ever, also after it was deleted and added again.

use crate::error::Result;
use crate::store::next_number;
use crate::world::{Transaction, Value};

/// What is numbered. Numbers of one kind are different; of two kinds they may be equal.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Kind {
    /// Products and their variations: WooCommerce keeps both in one row of numbers.
    Product,
    Category,
    Tag,
    Brand,
    Attribute,
    /// A value of an attribute.
    AttributeTerm,
    ShippingClass,
    Image,
    Order,
    Refund,
    Webhook,
}

impl Kind {
    pub fn as_str(self) -> &'static str {
        match self {
            Kind::Product => "product",
            Kind::Category => "category",
            Kind::Tag => "tag",
            Kind::Brand => "brand",
            Kind::Attribute => "attribute",
            Kind::AttributeTerm => "attribute_term",
            Kind::ShippingClass => "shipping_class",
            Kind::Image => "image",
            Kind::Order => "order",
            Kind::Refund => "refund",
            Kind::Webhook => "webhook",
        }
    }
}

/// The sequence of a shop from which all its numbers come.
const SEQUENCE: &str = "numbers";

/// The number of `external_id`; a new one where it has none.
pub fn number(
    tx: &mut dyn Transaction,
    shop_id: &str,
    kind: Kind,
    external_id: &str,
) -> Result<i64> {
    match find(tx, shop_id, kind, external_id)? {
        Some(number) => Ok(number),
        None => {
            let mut number = next_number(tx, shop_id, SEQUENCE)?;
            while is_taken(tx, shop_id, kind, number)? {
                number = next_number(tx, shop_id, SEQUENCE)?;
            }
            insert(tx, shop_id, kind, external_id, number)
        }
    }
}

/// A number for what has no id of its own: its number is its id.
pub fn fresh(tx: &mut dyn Transaction, shop_id: &str, kind: Kind) -> Result<i64> {
    let mut number = next_number(tx, shop_id, SEQUENCE)?;
    while is_taken(tx, shop_id, kind, number)?
        || find(tx, shop_id, kind, &number.to_string())?.is_some()
    {
        number = next_number(tx, shop_id, SEQUENCE)?;
    }
    insert(tx, shop_id, kind, &number.to_string(), number)
}

/// As [`number`], but a source that has integers of its own keeps them, unless another id holds that integer.
pub fn kept(tx: &mut dyn Transaction, shop_id: &str, kind: Kind, external_id: &str) -> Result<i64> {
    if let Some(number) = find(tx, shop_id, kind, external_id)? {
        return Ok(number);
    }
    let own = external_id.parse::<i64>().ok().filter(|own| (1..=1 << 53).contains(own));
    match own {
        Some(own) if !is_taken(tx, shop_id, kind, own)? => {
            insert(tx, shop_id, kind, external_id, own)
        }
        _ => number(tx, shop_id, kind, external_id),
    }
}

/// The number that `external_id` has, if it has one.
pub fn find(
    tx: &mut dyn Transaction,
    shop_id: &str,
    kind: Kind,
    external_id: &str,
) -> Result<Option<i64>> {
    let mut found = None;
    tx.query(
        "SELECT number FROM numbers WHERE shop_id = ? AND kind = ? AND external_id = ?",
        &[shop_id.into(), kind.as_str().into(), external_id.into()],
        &mut |row| {
            found = Some(row.integer(0));
            Ok(())
        },
    )?;
    Ok(found)
}

/// The id that has this number.
pub fn external_id(
    tx: &mut dyn Transaction,
    shop_id: &str,
    kind: Kind,
    number: i64,
) -> Result<Option<String>> {
    let mut found = None;
    tx.query(
        "SELECT external_id FROM numbers WHERE shop_id = ? AND kind = ? AND number = ?",
        &[shop_id.into(), kind.as_str().into(), number.into()],
        &mut |row| {
            found = Some(row.text(0).to_owned());
            Ok(())
        },
    )?;
    Ok(found)
}

/// The id under which a variation is numbered: its own where the source has one row of ids for all.
pub fn variation_key(product_id: &str, variant_id: &str, keeps_numbers: bool) -> String {
    match keeps_numbers {
        true => variant_id.to_owned(),
        false => super::terms::bounded(&format!("{product_id}/{variant_id}")),
    }
}

/// The numbers of what was sold, product and variation, also when it is in the catalogue no more; 0 for what has none.
pub fn of_sold(
    tx: &mut dyn Transaction,
    shop_id: &str,
    product_id: &str,
    variant_id: &str,
) -> Result<(i64, i64)> {
    let product = find(tx, shop_id, Kind::Product, product_id)?.unwrap_or_default();
    if variant_id.is_empty() {
        return Ok((product, 0));
    }
    let own = variation_key(product_id, variant_id, false);
    let variation = match find(tx, shop_id, Kind::Product, &own)? {
        Some(number) => Some(number),
        None => find(tx, shop_id, Kind::Product, variant_id)?,
    };
    Ok((product, variation.unwrap_or_default()))
}

fn is_taken(tx: &mut dyn Transaction, shop_id: &str, kind: Kind, number: i64) -> Result<bool> {
    let mut taken = false;
    tx.query(
        "SELECT 1 FROM numbers WHERE shop_id = ? AND kind = ? AND number = ?",
        &[shop_id.into(), kind.as_str().into(), number.into()],
        &mut |_| {
            taken = true;
            Ok(())
        },
    )?;
    Ok(taken)
}

fn insert(
    tx: &mut dyn Transaction,
    shop_id: &str,
    kind: Kind,
    external_id: &str,
    number: i64,
) -> Result<i64> {
    let values: [Value; 4] =
        [shop_id.into(), kind.as_str().into(), external_id.into(), number.into()];
    tx.execute(
        "INSERT INTO numbers (shop_id, kind, external_id, number) VALUES (?, ?, ?, ?)",
        &values,
    )?;
    Ok(number)
}
