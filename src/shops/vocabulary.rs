//! What each field of a mapping document means: for the schema that editors use, and for the documentation. It must not
//! know how a field is read.

use super::rule::Rule;
use schemars::SchemaGenerator;
use serde_json::{Map, Value};

/// The fields of one section, each with its meaning.
pub type Fields = &'static [(&'static str, &'static str)];

/// The sections of a document that have fields.
pub const SECTIONS: [(&str, Fields); 7] = [
    ("product", PRODUCT),
    ("variants", VARIANT),
    ("categories", CATEGORY),
    ("images", IMAGE),
    ("attributes", ATTRIBUTE),
    ("choices", CHOICE),
    ("locations", LOCATION),
];

pub const PRODUCT: Fields = &[
    (
        "external_id",
        "The shop's own id. Required; it is the product's identity, and never its SKU.",
    ),
    ("kind", "simple, variable, grouped or external; without it, what its variants make of it."),
    ("sku", "The product's own SKU, where it is not that of its only variant."),
    ("name", "What it is called."),
    ("slug", "Its name in addresses."),
    ("url", "The address of its page."),
    ("description", "Its description, as HTML."),
    ("short_description", "Its summary, as HTML."),
    ("brand", "The name of its brand."),
    (
        "status",
        "active, draft or archived. Only what is active is sold; without it, a product is a draft.",
    ),
    ("visibility", "visible, catalog, search or hidden; without it visible."),
    ("created_at", "When it was made."),
    ("updated_at", "When it was changed last."),
    ("tax.class", "The VAT class of the variants that name none: a name of shop.vat."),
    ("is_part", "Whether the document is a variant of another one's product."),
    (
        "has_parts",
        "Whether its variants stand elsewhere: it waits for those that name it by parent_id.",
    ),
    (
        "has_more",
        "Whether it has more variants than its document holds: those that are held of it stay.",
    ),
];

pub const VARIANT: Fields = &[
    ("external_id", "The shop's own id. Required; one without it is left out."),
    ("parent_id", "The id of its product, where it stands apart."),
    ("inventory_id", "By what the shop names its stock, where that is not its id."),
    ("sku", "Its SKU."),
    ("gtin", "Its GTIN: EAN, UPC or ISBN, as a text that keeps its zeros."),
    ("mpn", "The manufacturer's number."),
    ("status", "active, draft or archived; without it active."),
    (
        "price.authority",
        "incl or excl: whether the prices include VAT, where it is not as shop.prices_include_vat says.",
    ),
    ("price.regular", "What it costs when it is not on sale."),
    ("price.sale", "What it costs while the sale runs; one that is no cheaper is none."),
    ("price.now", "What it costs now, where the shop says now and was."),
    ("price.was", "What it cost before."),
    (
        "price.sale_from",
        "When the sale begins; a sale whose begin or end cannot be read does not run.",
    ),
    ("price.sale_to", "When the sale ends: at that instant it is over."),
    ("price.cost", "What the shop paid for it."),
    ("price.quantity", "For how many units the price stands; without it one."),
    (
        "price.currency",
        "The currency of its prices, where it is said: in another than shop.currency it has none.",
    ),
    ("tax.taxable", "Whether VAT is charged at all; without it, it is."),
    ("tax.class", "Its VAT class: a name of shop.vat."),
    ("tax.rate_percent", "Its VAT rate, where the shop's documents say it: 21, not 0.21."),
    ("tax.origin", "config where the rate comes from the shop's configuration; set by koppel."),
    ("unit", "In what it is sold: a code of UN/ECE Recommendation 20, such as C62 for a piece."),
    ("order.minimum", "How many are ordered at least."),
    ("order.step", "By how many an order goes up."),
    ("pack.size", "How many are in a package."),
    ("content.value", "How much is in it, such as 750."),
    ("content.unit", "In what that is measured, such as ml."),
    ("stock.tracked", "Whether the shop counts it; without it, whether there is a quantity."),
    ("stock.shared", "Whether the quantity is its product's, of which all variants take."),
    ("stock.quantity", "How many there are."),
    ("stock.threshold", "How many of these are kept back; not of what lies at places."),
    ("stock.available", "Whether the shop sells it now; no is no, whatever is counted."),
    (
        "stock.stopped",
        "Of a product with variants: whether none of them is sold now, whatever they say.",
    ),
    ("stock.on_order", "Whether it can be ordered now and comes later."),
    ("stock.backorders", "no, notify or yes: whether more can be ordered than are counted."),
    ("weight.value", "How heavy it is."),
    ("weight.unit", "In what: kg, g, lb or oz."),
    ("size.length", "Its length."),
    ("size.width", "Its width."),
    ("size.height", "Its height."),
    ("is_virtual", "Whether nothing is sent."),
    ("image.external_id", "The id of its image among the product's images."),
    ("image.url", "The address of its own image."),
    ("choice.1", "What it is of the first attribute that varies, where the shop says it by place."),
    ("choice.2", "The same of the second."),
    ("choice.3", "The same of the third."),
];

pub const CATEGORY: Fields = &[
    ("external_id", "The shop's own id."),
    ("name", "What it is called; one without a name is left out."),
    ("slug", "Its name in addresses."),
    ("path", "The names from the top down to it."),
    ("unspsc", "Its UNSPSC code, of eight digits."),
];

pub const IMAGE: Fields = &[
    ("external_id", "The shop's own id."),
    ("url", "Its address; one without is left out."),
    ("alt", "What is said where it cannot be seen."),
    ("position", "Its place among the others; where all have one, they go by it."),
];

pub const ATTRIBUTE: Fields = &[
    ("key", "What it is known by, where that is not its name."),
    ("name", "What it is called, such as Colour."),
    ("position", "Its place among the others; where all have one, they go by it."),
    ("varies", "Whether the variants differ by it."),
    ("visible", "Whether customers see it; without it, they do."),
];

pub const CHOICE: Fields = &[
    ("key", "The key or the name of the attribute."),
    ("value", "What the variant is of it; blank is any."),
];

pub const LOCATION: Fields =
    &[("external_id", "The shop's own id of the place."), ("quantity", "How many lie there.")];

/// The members of a schema that are these fields.
pub fn described(generator: &mut SchemaGenerator, fields: Fields) -> Map<String, Value> {
    let rule = generator.subschema_for::<Rule>();
    let described = |(name, meaning): &(&str, &str)| {
        let mut schema = rule.clone();
        schema.insert("description".into(), (*meaning).into());
        ((*name).to_owned(), schema.into())
    };
    fields.iter().map(described).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::product::{Attribute, Category, Choice, Image, Location, Product, Variant};

    #[test]
    fn every_field_that_a_mapping_can_fill_has_its_meaning() {
        let cells = [
            Product::CELLS,
            Variant::CELLS,
            Category::CELLS,
            Image::CELLS,
            Attribute::CELLS,
            Choice::CELLS,
            Location::CELLS,
        ];
        for ((section, fields), cells) in SECTIONS.iter().zip(cells) {
            let names: Vec<_> = fields.iter().map(|(name, _)| *name).collect();
            let known: Vec<_> = cells.iter().map(|(name, _)| *name).collect();
            assert_eq!(names, known, "{section}");
        }
    }
}
