//! What is done to a product once all of it has been read: inheritance, VAT rates, and the checks. It must not read.

use super::diagnostics::{Place, Remark};
use super::engine::Engine;
use super::verbs::find;
use crate::error::Code;
use crate::json::Value;
use crate::limits;
use crate::model::product::{ITEM, Item, Origin, Owner, PRODUCT, Product, Reading, Variant, cell};
use crate::money::Amount;
use std::collections::HashSet;
use std::hash::{BuildHasherDefault, Hasher};
use xxhash_rust::xxh3::xxh3_64;

/// The SKUs met so far, as hashes: enough to say that one comes twice.
pub type Skus = HashSet<u64, BuildHasherDefault<AsItIs>>;

/// What is hashed already.
#[derive(Default)]
pub struct AsItIs(u64);

impl Hasher for AsItIs {
    fn write(&mut self, bytes: &[u8]) {
        self.0 = xxh3_64(bytes);
    }
    fn write_u64(&mut self, hash: u64) {
        self.0 = hash;
    }
    fn finish(&self) -> u64 {
        self.0
    }
}

impl<'a> Engine<'a, '_> {
    /// Completes the item held; false where it is no product that could be given.
    pub fn finish(&mut self, skus: &mut Skus) -> bool {
        if self.refused {
            return false;
        }
        if self.item.product().external_id().is_blank() {
            self.note(self.program.id_site, Code::ProductIdMissing, Value::ABSENT);
            return false;
        }
        if let (Some(name), [_]) = (&self.program.placeholder, &self.item.variants[..]) {
            let Item { attributes, cells, .. } = &mut self.item;
            let named = |owner: &Owner| cells[owner.cells + cell(ATTRIBUTE, "name")];
            attributes.retain(|owner| *named(owner).bytes != **name);
        }
        self.drop_nameless();
        for nth in 0..self.item.variants.len() {
            let owner = self.item.variants[nth];
            if owner.origin != Origin::Own {
                self.inherit(owner.cells);
            }
            self.tax(&owner);
            self.check(&owner, skus);
        }
        if self.item.variants.is_empty() {
            self.note(self.program.links_site, Code::ProductVariantsMissing, Value::ABSENT);
        }
        true
    }

    /// A variant without an id cannot be told from another: it is left out.
    fn drop_nameless(&mut self) {
        let id = cell(Variant::CELLS, "external_id");
        let cells = &self.item.cells;
        if self.item.variants.iter().all(|owner| !cells[owner.cells + id].is_blank()) {
            return;
        }
        for owner in self.item.variants.clone() {
            if self.item.cells[owner.cells + id].is_blank() {
                self.note_variant(&owner, id, Code::ProductIdMissing, Value::ABSENT);
            }
        }
        let cells = &self.item.cells;
        self.item.variants.retain(|owner| !cells[owner.cells + id].is_blank());
    }

    /// What a variant does not say itself, its product says for it.
    fn inherit(&mut self, at: usize) {
        let own = PRODUCT;
        for (index, when) in INHERITED {
            let value = self.item.cells[at + index];
            let silent = match when {
                When::Missing => value.is_missing(),
                When::Blank => value.is_blank(),
                When::Parent => value.is_missing() || value.bytes == b"parent",
            };
            if silent {
                self.item.cells[at + index] = self.item.cells[own + index];
            }
        }
        let tracked = cell(Variant::CELLS, "stock.tracked");
        if self.item.cells[at + tracked].is_missing() && self.item.cells[own + tracked].is_true() {
            for name in [tracked, cell(Variant::CELLS, "stock.quantity")] {
                self.item.cells[at + name] = self.item.cells[own + name];
            }
            self.item.cells[at + cell(Variant::CELLS, "stock.shared")] = Value::TRUE;
        }
    }

    /// The rate, where the source does not give it: from the shop's configuration, by class. Never a guess.
    fn tax(&mut self, owner: &Owner) {
        let at = |name| owner.cells + cell(Variant::CELLS, name);
        if self.item.cells[at("tax.class")].is_blank() {
            self.item.cells[at("tax.class")] = self.item.cells[cell(Product::CELLS, "tax.class")];
        }
        let variant = self.item.variant(owner);
        let (rate, class) = (variant.tax_rate(), variant.tax_class());
        let (found, origin) = match (variant.taxable(), find(&self.tables.vat.keys, class)) {
            (taxable, _) if !taxable.is_blank() && !taxable.is_true() => (Value::ABSENT, "none"),
            _ if !rate.is_blank() && variant.tax_origin().bytes == b"config" => (rate, "config"),
            _ if !rate.is_blank() => (rate, "source"),
            (_, Some(index)) => (self.tables.vat.words[index].value(), "config"),
            (_, None) => (Value::ABSENT, "unknown"),
        };
        if origin == "unknown" {
            let field = cell(Variant::CELLS, "tax.class");
            self.note_variant(owner, field, Code::ProductRateUnknown, class);
        }
        if class.is_blank() && origin == "source" {
            let class = Amount::read(rate.bytes).and_then(|rate| self.tables.class_of(rate));
            self.item.cells[at("tax.class")] = class.map_or(Value::ABSENT, |class| class.value());
        }
        self.item.cells[at("tax.rate_percent")] = found;
        self.item.cells[at("tax.origin")] = Value::text(origin);
    }

    fn check(&mut self, owner: &Owner, skus: &mut Skus) {
        let variant = self.item.variant(owner);
        let (sku, gtin) = (variant.sku(), variant.gtin());
        if variant.price_now().is_blank() && variant.price_regular().is_blank() {
            let fields = ["price.regular", "price.now"].map(|name| cell(Variant::CELLS, name));
            let sites = self.sites(owner);
            let mapped = fields.into_iter().find(|field| sites[*field] != 0);
            self.note_variant(
                owner,
                mapped.unwrap_or(fields[0]),
                Code::ProductPriceMissing,
                Value::ABSENT,
            );
        }
        if !sku.is_blank() && skus.len() < limits::SKUS_MAX && !skus.insert(xxh3_64(sku.bytes)) {
            self.note_variant(owner, cell(Variant::CELLS, "sku"), Code::ProductSkuTwice, sku);
        }
        if !gtin.is_blank() && !is_gtin(gtin.bytes) {
            let field = cell(Variant::CELLS, "gtin");
            if !self.diagnostics.counts(Code::ProductGtinInvalid, self.sites(owner)[field]) {
                self.note_variant(owner, field, Code::ProductGtinInvalid, gtin);
            }
        }
    }

    /// Tells what who was given the item found in it.
    #[cold]
    pub fn remark(&mut self, remark: &Remark) {
        if let Some(owner) = self.item.variants.get(remark.variant).copied() {
            let sample = Value::text(&remark.sample);
            match remark.field {
                Some(field) => self.note_variant(&owner, field, remark.code, sample),
                None => self.note(0, remark.code, sample),
            }
        }
    }

    fn sites(&self, owner: &Owner) -> &'a [u32] {
        match owner.origin {
            Origin::Own | Origin::Row => &self.program.variant_sites,
            Origin::Within | Origin::Apart | Origin::Listed => &self.program.part_sites,
        }
    }
    #[cold]
    fn note_variant(&mut self, owner: &Owner, field: usize, code: Code, value: Value) {
        let site = self.sites(owner)[field];
        let links = self.program.sites.get(self.program.links_site as usize);
        let links = links.map_or("", |site| site.path.as_str());
        let place = match (owner.origin, self.place) {
            (Origin::Within, Place::Item(item)) => Place::Within(item, links, owner.position),
            (Origin::Apart, _) => Place::Part(&self.program.parts, owner.position),
            (Origin::Listed, _) => Place::Item(owner.position),
            (_, place) => place,
        };
        self.note_at(site, code, place, &[owner.position], value);
    }
}

const ATTRIBUTE: &[(&str, Reading)] = crate::model::product::Attribute::CELLS;
const _: () = assert!(ITEM < u16::MAX as usize, "a cell's number fits its step");

#[derive(Clone, Copy)]
enum When {
    Missing,
    Blank,
    /// Also where it says so in this word.
    Parent,
}

const INHERITED: [(usize, When); 9] = [
    (cell(Variant::CELLS, "tax.taxable"), When::Missing),
    (cell(Variant::CELLS, "tax.class"), When::Parent),
    (cell(Variant::CELLS, "tax.rate_percent"), When::Missing),
    (cell(Variant::CELLS, "unit"), When::Blank),
    (cell(Variant::CELLS, "weight.value"), When::Blank),
    (cell(Variant::CELLS, "weight.unit"), When::Blank),
    (cell(Variant::CELLS, "size.length"), When::Blank),
    (cell(Variant::CELLS, "size.width"), When::Blank),
    (cell(Variant::CELLS, "size.height"), When::Blank),
];

/// The lengths of GS1, and its check digit: weights 3 and 1 from the right.
fn is_gtin(digits: &[u8]) -> bool {
    if !matches!(digits.len(), 8 | 12 | 13 | 14) {
        return false;
    }
    let mut sum = 0;
    for (nth, digit) in digits.iter().rev().enumerate() {
        if !digit.is_ascii_digit() {
            return false;
        }
        sum += u32::from(digit - b'0') * if nth % 2 == 1 { 3 } else { 1 };
    }
    sum % 10 == 0
}

#[cfg(test)]
mod tests {
    use super::is_gtin;

    #[test]
    fn a_gtin_has_one_of_four_lengths_and_a_check_digit() {
        for right in ["96385074", "036000291452", "8712345678906", "08712345678906"] {
            assert!(is_gtin(right.as_bytes()), "{right}");
        }
        for wrong in ["", "8712345678905", "871234567890", "87-12345678906", "871234567890x"] {
            assert!(!is_gtin(wrong.as_bytes()), "{wrong}");
        }
    }
}
