//! What a variant costs, once all of it has been read: prices that nobody can mean are none, and a VAT rate is one that is
//! known. It must not read.

use super::engine::Engine;
use super::verbs::find;
use crate::error::Code;
use crate::json::Value;
use crate::model::product::{Owner, Product, Variant, cell};
use crate::model::written::Written;
use crate::money::{Amount, Rate};

const REGULAR: usize = cell!(Variant, "price.regular");
const SALE: usize = cell!(Variant, "price.sale");
const NOW: usize = cell!(Variant, "price.now");
const WAS: usize = cell!(Variant, "price.was");
const PRICES: [usize; 4] = [REGULAR, SALE, NOW, WAS];
const CURRENCY: usize = cell!(Variant, "price.currency");
const RATE: usize = cell!(Variant, "tax.rate_percent");

impl<'a> Engine<'a, '_> {
    /// Its prices are those that it can be sold at. A group of products is not sold itself: what stands there is none.
    #[inline(always)]
    pub fn prices(&mut self, owner: &Owner, is_group: bool) {
        if is_group {
            return self.drop(owner, &PRICES);
        }
        let cells = &self.item.cells[owner.cells..];
        if !cells[CURRENCY].is_blank() && self.is_elsewhere(owner) {
            return;
        }
        let cells = &self.item.cells[owner.cells..];
        let is_odd = |field: &usize| matches!(cells[*field].bytes, [b'-' | b'0', ..]);
        let is_odd = PRICES.iter().any(is_odd);
        self.window(owner);
        if is_odd {
            self.odd_prices(owner);
        }
        let variant = self.item.variant(owner);
        if variant.price_now().is_blank() && variant.price_regular().is_blank() {
            self.note_price(owner);
        }
    }

    /// A 0 of what nobody knows (a gift card, what is put together of others) says that its price stands elsewhere.
    fn free_of_unknown(&mut self, owner: &Owner) {
        for field in PRICES {
            let price = Amount::read(self.item.cells[owner.cells + field].bytes);
            if price.is_some_and(|price| price.units == 0) {
                self.drop(owner, &[field]);
            }
        }
    }

    fn drop(&mut self, owner: &Owner, fields: &[usize]) {
        for field in fields {
            self.item.cells[owner.cells + field] = Value::ABSENT;
        }
    }

    /// A price in another currency is none of the shop's.
    fn is_elsewhere(&mut self, owner: &Owner) -> bool {
        let (said, own) = (self.item.cells[owner.cells + CURRENCY], self.tables.currency.as_str());
        if said.bytes.eq_ignore_ascii_case(own.as_bytes()) {
            return false;
        }
        self.note_variant(owner, CURRENCY, Code::ProductOtherCurrency, said, own);
        self.drop(owner, &PRICES);
        true
    }

    /// Below zero nothing is sold; what is sold for nothing while a sale lasts is told.
    #[cold]
    fn odd_prices(&mut self, owner: &Owner) {
        let read = |value: Value| Amount::read(value.bytes);
        for field in PRICES {
            let price = self.item.cells[owner.cells + field];
            if read(price).is_some_and(|price| price.units < 0) {
                self.note_variant(owner, field, Code::ProductPriceNegative, price, "");
                self.drop(owner, &[field]);
            }
        }
        if self.item.product().kind().is_unknown() {
            self.free_of_unknown(owner);
        }
        let sale = self.item.variant(owner).price().sale;
        if let Some(sale) = sale.filter(|sale| read(*sale).is_some_and(|sale| sale.units == 0)) {
            let is_now = !self.item.variant(owner).price_now().is_blank();
            let field = if is_now { NOW } else { SALE };
            self.note_variant(owner, field, Code::ProductSaleFree, sale, "");
        }
    }

    /// A sale that begins or ends nobody can say when does not run: it would never end.
    fn window(&mut self, owner: &Owner) {
        for field in [cell!(Variant, "price.sale_from"), cell!(Variant, "price.sale_to")] {
            let at = self.item.cells[owner.cells + field];
            if !at.is_blank() && Written::read(at.bytes).is_none() {
                self.end_sale(owner, field, at);
            }
        }
    }
    #[cold]
    fn end_sale(&mut self, owner: &Owner, field: usize, at: Value<'a>) {
        if !self.diagnostics.has_noted(Code::ProductNotATime, self.sites(owner)[field]) {
            self.note_variant(owner, field, Code::ProductNotATime, at, "");
        }
        let regular = self.item.variant(owner).price().regular;
        self.item.cells[owner.cells + REGULAR] = regular;
        self.drop(owner, &[field, SALE, NOW, WAS]);
    }

    /// No price, unless it has been said already that what is there is none.
    #[cold]
    fn note_price(&mut self, owner: &Owner) {
        let fields = [REGULAR, NOW];
        let sites = self.sites(owner);
        let is_told = fields.iter().any(|field| {
            let site = sites.get(*field).copied().unwrap_or_default();
            let codes =
                [Code::ProductNotADecimal, Code::ProductWrongType, Code::ProductPriceNegative];
            site != 0 && codes.iter().any(|code| self.diagnostics.has_noted(*code, site))
        });
        if !is_told {
            let mapped = fields.into_iter().find(|field| sites.get(*field) != Some(&0));
            let field = mapped.unwrap_or(fields[0]);
            self.note_variant(owner, field, Code::ProductPriceMissing, Value::ABSENT, "");
        }
    }

    /// The rate, where the source does not give it: from the shop's configuration, by class. Never a guess.
    pub fn tax(&mut self, owner: &Owner) {
        let class_at = owner.cells + cell!(Variant, "tax.class");
        if self.item.cells[class_at].is_unsaid() {
            self.item.cells[class_at] = self.item.cells[cell!(Product, "tax.class")];
        }
        let is_class_unknown = self.item.cells[class_at].is_unknown();
        if is_class_unknown {
            self.item.cells[class_at] = Value::ABSENT;
        }
        let variant = self.item.variant(owner);
        let (mut rate, class) = (variant.tax_rate(), variant.tax_class());
        let is_taxed = variant.is_taxable();
        if is_taxed && !rate.is_blank() && !is_rate(rate.bytes) {
            self.note_variant(owner, RATE, Code::ProductNotARate, rate, "");
            rate = Value::UNKNOWN;
        }
        let variant = self.item.variant(owner);
        // Null and "" name no class either: the rate of what names none has an empty name.
        let class = if class.is_blank() { Value::ABSENT } else { class };
        let (found, origin) = match find(&self.tables.vat.keys, class) {
            _ if !is_taxed => (Value::ABSENT, "none"),
            _ if rate.is_unknown() => (Value::ABSENT, "unknown"),
            _ if !rate.is_blank() && variant.tax_origin().bytes == b"config" => (rate, "config"),
            _ if !rate.is_blank() => (rate, "source"),
            // A class that is named and not understood has not the rate of what names none.
            _ if is_class_unknown => (Value::ABSENT, "unknown"),
            Some(index) => (self.tables.vat.words[index].value(), "config"),
            None => (Value::ABSENT, "unknown"),
        };
        if origin == "unknown" && !rate.is_unknown() {
            let field = cell!(Variant, "tax.class");
            let known = self.tables.class_names();
            self.note_variant(owner, field, Code::ProductRateUnknown, class, &known);
        }
        if class.is_blank() && origin == "source" {
            let class = Amount::read(rate.bytes).and_then(|rate| self.tables.class_of(rate));
            self.item.cells[class_at] = class.map_or(Value::ABSENT, |class| class.value());
        }
        self.item.cells[owner.cells + RATE] = found;
        self.item.cells[owner.cells + cell!(Variant, "tax.origin")] = Value::text(origin);
    }
}

/// Whether it is a rate in percent. A fraction that was meant as one is none.
fn is_rate(bytes: &[u8]) -> bool {
    let rate = || Amount::read(bytes).and_then(Rate::new);
    matches!(bytes, [b'0'..=b'9'] | [b'1'..=b'9', b'0'..=b'9'])
        || rate().is_some_and(|rate| !rate.is_fraction())
}
