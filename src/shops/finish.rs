//! What is done to a product once all of it has been read: inheritance, VAT rates, and the checks. It must not read.

use super::diagnostics::{Place, Remark, Spot};
use super::engine::Engine;
use super::make;
use super::verbs::find;
use crate::distinct::Distinct;
use crate::error::Code;
use crate::json::{Value, said};
use crate::limits;
use crate::model::product::{
    Attribute, ITEM, Image, Item, Location, Origin, Owner, PRODUCT, Product, Variant, cell,
};
use crate::money::Amount;
use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};
use xxhash_rust::xxh3::xxh3_64;

/// What weights are given in.
const WEIGHT_UNITS: [&str; 4] = ["kg", "g", "lb", "oz"];

/// The SKUs met so far, as hashes, with the place of the product that has each: enough to say that one comes twice.
pub type Skus = HashMap<u64, u32, BuildHasherDefault<AsItIs>>;

/// What lies of a variant at the places that count: those of the lookups `stock_locations`, if there are any.
enum Lies<'a> {
    /// So many together; none where it lies nowhere.
    Known(Amount),
    /// One of them says this, which is no number, so nobody knows the sum.
    Odd(Value<'a>),
    /// None of them says how many.
    Unsaid,
}

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
        let id = self.item.product().external_id();
        if let Some(code) = no_id(id) {
            self.note(self.form.id_site, code, id);
            return false;
        }
        if let (Some(name), [_]) = (&self.form.placeholder, &self.item.variants[..]) {
            let Item { attributes, cells, .. } = &mut self.item;
            let named = |owner: &Owner| cells[owner.cells + cell!(Attribute, "name")];
            attributes.retain(|owner| *named(owner).bytes != **name);
        }
        self.drop_nameless();
        self.drop_twice();
        let Item { attributes, images, cells, .. } = &mut self.item;
        put_in_order(attributes, |owner| cells[owner.cells + cell!(Attribute, "position")]);
        put_in_order(images, |at| cells[at + cell!(Image, "position")]);
        self.drop_images();
        self.attributes();
        let is_group = self.item.is_group();
        for nth in 0..self.item.variants.len() {
            let owner = self.item.variants[nth];
            if owner.origin != Origin::Own {
                self.inherit(owner.cells);
            }
            self.stock(nth);
            self.weight(&owner);
            self.step_of_order(&owner);
            self.prices(&owner, is_group);
            self.tax(&owner);
            self.check(&owner, skus);
        }
        self.rest_of_variants();
        true
    }

    /// What a document does not say of variants is not that there are none.
    fn rest_of_variants(&mut self) {
        if self.item.variants.is_empty() {
            self.note(self.form.links_site, Code::ProductVariantsMissing, Value::ABSENT);
            let is_told = self.item.tells_variants || !self.item.links.is_empty() || self.has_parts;
            let mut steps = self.node(self.form.item).steps.iter();
            // Where only they name their product, those that do not are not there.
            if !is_told && steps.any(|step| step.is_of_variants(&self.program.nodes)) {
                self.item.cells[cell!(Product, "has_more")] = Value::TRUE;
            }
        } else if self.item.product().has_more().is_true() {
            self.note(self.form.links_site, Code::ProductVariantsMore, Value::ABSENT);
        }
    }

    /// A variant without an id cannot be told from another: it is left out.
    fn drop_nameless(&mut self) {
        let id = cell!(Variant, "external_id");
        let cells = &self.item.cells;
        if self.item.variants.iter().all(|owner| no_id(cells[owner.cells + id]).is_none()) {
            return;
        }
        for owner in self.item.variants.clone() {
            let value = self.item.cells[owner.cells + id];
            if let Some(code) = no_id(value) {
                self.note_variant(&owner, id, code, value, "");
            }
        }
        let cells = &self.item.cells;
        self.item.variants.retain(|owner| no_id(cells[owner.cells + id]).is_none());
    }

    /// Of two variants with one id the first stands.
    fn drop_twice(&mut self) {
        let id = cell!(Variant, "external_id");
        if self.item.variants.len() < 2 {
            return;
        }
        let mut seen = Distinct::default();
        let twice: Vec<_> = (0..self.item.variants.len())
            .filter(|nth| !seen.insert(self.item.cells[self.item.variants[*nth].cells + id].bytes))
            .collect();
        for nth in twice.into_iter().rev() {
            let owner = self.item.variants.remove(nth);
            let value = self.item.cells[owner.cells + id];
            self.note_variant(&owner, id, Code::ProductIdTwice, value, "");
        }
    }

    /// An image is an address, and each one image.
    fn drop_images(&mut self) {
        let url = cell!(Image, "url");
        let Item { images, cells, .. } = &mut self.item;
        let is_address = |at: &usize| !cells[at + url].is_blank();
        if images.len() < 2 && images.iter().all(is_address) {
            return;
        }
        let mut seen = Distinct::default();
        images.retain(|at| is_address(at) && seen.insert(cells[at + url].bytes));
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
            // What the variant says and nobody understands is not what its product says.
            if silent && !value.is_unknown() {
                self.item.cells[at + index] = self.item.cells[own + index];
            }
        }
        if self.item.cells[own + cell!(Variant, "stock.stopped")].is_true() {
            self.item.cells[at + cell!(Variant, "stock.available")] = Value::FALSE;
        }
        let tracked = cell!(Variant, "stock.tracked");
        if self.item.cells[at + tracked].is_missing() && self.item.cells[own + tracked].is_true() {
            let own_stock =
                [tracked, cell!(Variant, "stock.quantity"), cell!(Variant, "stock.threshold")];
            for name in own_stock {
                self.item.cells[at + name] = self.item.cells[own + name];
            }
            self.item.cells[at + cell!(Variant, "stock.shared")] = Value::TRUE;
        }
    }

    /// Where a variant's stock lies, if the document has told it apart; what lies at all places is its quantity. What has
    /// a quantity is counted, unless the shop says that it is not.
    fn stock(&mut self, nth: usize) {
        self.place(nth);
        self.keep_back(nth);
        let at = self.item.variants[nth].cells;
        let tracked = at + cell!(Variant, "stock.tracked");
        if self.item.cells[tracked].is_missing()
            && !self.item.cells[at + cell!(Variant, "stock.quantity")].is_blank()
        {
            self.item.cells[tracked] = Value::TRUE;
        }
    }

    fn place(&mut self, nth: usize) {
        let owner = self.item.variants[nth];
        if let Some(table) = &self.form.levels
            && !self.learned.is_empty()
        {
            let variant = self.item.variant(&owner);
            let id = match variant.inventory_id() {
                id if id.is_blank() => variant.external_id(),
                id => id,
            };
            let levels = self.learned.rows(&format!("{table}.{}", said(id)), self.made);
            let Some(levels) = levels else { return };
            let from = self.item.locations.len();
            for (location, quantity) in levels {
                let at = self.item.grow(Location::CELLS.len());
                self.item.cells[at + cell!(Location, "external_id")] = location;
                self.item.cells[at + cell!(Location, "quantity")] = quantity;
                self.item.locations.push(at);
            }
            self.item.variants[nth].located = (from, self.item.locations.len());
            self.count(nth);
        } else if owner.located.0 < owner.located.1 {
            // A quantity of its own is that of all places, which is not asked for where some of them are named.
            let quantity = cell!(Variant, "stock.quantity");
            if self.item.cells[owner.cells + quantity].is_blank()
                || self.tables.given("stock_locations").is_some()
            {
                self.count(nth);
            }
        }
    }

    /// What the shop keeps back of a quantity of its own cannot be sold.
    fn keep_back(&mut self, nth: usize) {
        let owner = self.item.variants[nth];
        let variant = self.item.variant(&owner);
        if variant.stock_threshold().is_missing() || owner.located.0 < owner.located.1 {
            return;
        }
        let kept = Amount::read(variant.stock_threshold().bytes).filter(|it| it.is_positive());
        let left = kept.zip(Amount::read(variant.stock_quantity().bytes));
        if let Some(left) = left.and_then(|(kept, all)| all.minus(kept)) {
            let left = make::text(self.made, left.to_string().as_bytes());
            self.item.cells[owner.cells + cell!(Variant, "stock.quantity")] = left;
        }
    }

    /// The quantity is what lies at the places that count.
    fn count(&mut self, nth: usize) {
        let owner = self.item.variants[nth];
        let field = cell!(Variant, "stock.quantity");
        match self.lies(&owner) {
            Lies::Known(sum) => {
                let sum = make::text(self.made, sum.to_string().as_bytes());
                self.item.cells[owner.cells + field] = sum;
            }
            // What was read by the mapping's own rules has been told.
            Lies::Odd(odd) if !odd.is_unknown() => {
                self.note_variant(&owner, field, Code::ProductNotADecimal, odd, "");
            }
            Lies::Odd(_) | Lies::Unsaid => {}
        }
    }
    fn lies(&self, owner: &Owner) -> Lies<'a> {
        let counted = self.tables.given("stock_locations");
        let counts = |id: Value| counted.is_none_or(|table| find(&table.keys, id).is_some());
        let (mut sum, mut is_said, mut is_any) = (Some(Amount::ZERO), false, false);
        for location in self.item.locations(owner).filter(|one| counts(one.external_id())) {
            let quantity = location.quantity();
            is_any = true;
            match Amount::read(quantity.bytes) {
                Some(amount) => sum = sum.and_then(|sum| sum.plus(amount)),
                None if quantity.is_unsaid() => continue,
                None => return Lies::Odd(quantity),
            }
            is_said = true;
        }
        sum.filter(|_| is_said || !is_any).map_or(Lies::Unsaid, Lies::Known)
    }

    /// A weight in a unit that nobody knows is no weight: a gram is no kilogram.
    fn weight(&mut self, owner: &Owner) {
        let variant = self.item.variant(owner);
        let (weight, unit) = (variant.weight(), variant.weight_unit());
        // A word that the mapping does not know has been told.
        if !unit.is_unknown() {
            let is_known = || WEIGHT_UNITS.iter().any(|known| known.as_bytes() == unit.bytes);
            if weight.is_blank() || unit.is_blank() || is_known() {
                return;
            }
            let known = WEIGHT_UNITS.join(", ");
            let field = cell!(Variant, "weight.unit");
            self.note_variant(owner, field, Code::ProductUnknownWord, unit, &known);
        }
        self.item.cells[owner.cells + cell!(Variant, "weight.value")] = Value::ABSENT;
    }

    /// A step that leads nowhere is none.
    fn step_of_order(&mut self, owner: &Owner) {
        let field = owner.cells + cell!(Variant, "order.step");
        let step = self.item.cells[field];
        if !step.is_blank() && !Amount::read(step.bytes).is_some_and(Amount::is_positive) {
            self.item.cells[field] = Value::ABSENT;
        }
    }

    fn check(&mut self, owner: &Owner, skus: &mut Skus) {
        let variant = self.item.variant(owner);
        let (sku, gtin) = (variant.sku(), variant.gtin());
        if !sku.is_blank() {
            self.check_sku(owner, sku, skus);
        }
        if !gtin.is_blank() && !is_gtin(gtin.bytes) {
            let field = cell!(Variant, "gtin");
            if !self.diagnostics.counts(Code::ProductGtinInvalid, self.sites(owner)[field]) {
                self.note_variant(owner, field, Code::ProductGtinInvalid, gtin, "");
            }
        }
    }

    fn check_sku(&mut self, owner: &Owner, sku: Value, skus: &mut Skus) {
        let (Place::Item(item, _) | Place::Within(item, ..)) = self.place else { return };
        let hash = xxh3_64(sku.bytes);
        if let Some(other) = skus.get(&hash) {
            let field = cell!(Variant, "sku");
            let other = other.to_string();
            self.note_variant(owner, field, Code::ProductSkuTwice, sku, &other);
        } else if skus.len() < limits::SKUS_MAX {
            skus.insert(hash, item);
        }
    }

    /// Tells what who was given the item found in it.
    #[cold]
    pub fn remark(&mut self, remark: &Remark) {
        if let Some(owner) = self.item.variants.get(remark.variant).copied() {
            let sample = Value::text(&remark.sample);
            match remark.field {
                Some(field) => self.note_variant(&owner, field, remark.code, sample, ""),
                None => self.note(0, remark.code, sample),
            }
        }
    }

    pub(super) fn sites(&self, owner: &Owner) -> &'a [u32] {
        self.form.shapes.get(usize::from(owner.shape)).map_or(&[], |shape| &shape.sites)
    }
    #[cold]
    pub(super) fn note_variant(
        &mut self,
        owner: &Owner,
        field: usize,
        code: Code,
        value: Value,
        more: &str,
    ) {
        let site = self.sites(owner).get(field).copied().unwrap_or_default();
        let links = self.program.sites.get(self.form.links_site as usize);
        let links = links.map_or("", |site| site.path.as_str());
        let place = match (owner.origin, self.place) {
            (Origin::Within, Place::Item(item, _)) => Place::Within(item, links, owner.position),
            (Origin::Apart, _) => Place::Part(self.parts, owner.position),
            (Origin::Listed, _) => Place::Item(owner.position, ""),
            (_, place) => place,
        };
        let trail = self.item.trail(owner);
        self.note_at(Spot { site, place, trail: &trail }, code, value, more);
    }
}

const _: () = assert!(ITEM < u16::MAX as usize, "a cell's number fits its step");

#[derive(Clone, Copy)]
enum When {
    Missing,
    Blank,
    /// Also where it says so in this word.
    Parent,
}

const INHERITED: [(usize, When); 15] = [
    (cell!(Variant, "price.authority"), When::Blank),
    (cell!(Variant, "price.quantity"), When::Blank),
    (cell!(Variant, "order.minimum"), When::Blank),
    (cell!(Variant, "order.step"), When::Blank),
    (cell!(Variant, "pack.size"), When::Blank),
    (cell!(Variant, "content.unit"), When::Blank),
    (cell!(Variant, "tax.taxable"), When::Missing),
    (cell!(Variant, "tax.class"), When::Parent),
    (cell!(Variant, "tax.rate_percent"), When::Missing),
    (cell!(Variant, "unit"), When::Blank),
    (cell!(Variant, "weight.value"), When::Blank),
    (cell!(Variant, "weight.unit"), When::Blank),
    (cell!(Variant, "size.length"), When::Blank),
    (cell!(Variant, "size.width"), When::Blank),
    (cell!(Variant, "size.height"), When::Blank),
];

/// Why this cannot be an id, if it cannot.
#[inline(always)]
fn no_id(value: Value) -> Option<Code> {
    if value.is_blank() {
        return Some(Code::ProductIdMissing);
    }
    let is_long = || said(value).len() > limits::ID_BYTES_MAX;
    (value.bytes.len() > limits::ID_BYTES_MAX && is_long()).then_some(Code::ProductIdTooLong)
}

/// Rows in the order of their positions, where all say one; almost always they are already.
fn put_in_order<'a, T>(rows: &mut [T], position: impl Fn(&T) -> Value<'a>) {
    // Whole numbers, with room for those that were put between two others.
    let place = |row: &T| Amount::read(position(row).bytes)?.at_scale(4);
    let is_before = |rows: &[T]| match rows {
        [one, next] => place(next).zip(place(one)).is_some_and(|(next, one)| next < one),
        _ => false,
    };
    if rows.windows(2).any(is_before) && rows.iter().all(|row| place(row).is_some()) {
        rows.sort_by_key(place);
    }
}

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
