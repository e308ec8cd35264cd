//! The goods that the ways order, named as in the sample catalogue. A shop that sells other goods
//! gives, for each of them, its article of that kind whose price is nearest. It orders nothing.

use crate::catalogue::{Article, Catalogue};
use crate::language::Language;
use crate::money::{Cents, REDUCED, Rate, STANDARD};

/// What an article must be.
#[derive(Clone, Copy, Debug)]
pub struct Good {
    pub sku: &'static str,
    price: Cents,
    rate: Rate,
    is_variation: bool,
}

const fn simple(sku: &'static str, cents: i64, rate: Rate) -> Good {
    Good { sku, price: Cents(cents), rate, is_variation: false }
}

pub const METER: Good = simple("KP-4995", 49_95, STANDARD);
pub const VARIATION: Good = Good { is_variation: true, ..simple("KP-7500-A", 75_00, STANDARD) };
pub const STRIP: Good = simple("KP-1295", 12_95, STANDARD);
pub const SEEDS: Good = simple("KP-0849", 8_49, REDUCED);
pub const LAMP: Good = simple("KP-6000", 60_00, STANDARD);
pub const SENSOR: Good = simple("KP-4000", 40_00, STANDARD);
pub const LAST_PIECE: Good = simple("KP-0100", 1_00, REDUCED);
pub const AWNING: Good = simple("KP-12000", 120_00, STANDARD);
pub const A_CENT_MORE: Good = simple("KP-10001", 100_01, STANDARD);
pub const BOILER: Good = simple("KP-10000", 100_00, STANDARD);
pub const VALVE: Good = simple("KP-3500", 35_00, STANDARD);
pub const HEATER: Good = simple("KP-8999", 89_99, STANDARD);
pub const PUMP: Good = simple("KP-6001", 60_01, STANDARD);
pub const BOOK: Good = simple("KP-2500", 25_00, REDUCED);

/// The ways order at most three of one article; it is left alone below this.
const STOCK_MIN: i64 = 4;
/// A cart of the ways must leave something to divide.
const PRICE_MIN: Cents = Cents(50);

impl Good {
    /// What a shop would have to sell.
    pub fn missing(&self, language: Language) -> String {
        let Good { rate, is_variation, .. } = self;
        let what = language.pick(
            if *is_variation { "variatie van een product" } else { "enkelvoudig product" },
            if *is_variation { "variation of a product" } else { "simple product" },
        );
        language.pick(
            format!(
                "De winkel heeft geen {what} tegen {rate} % met ten minste {STOCK_MIN} op voorraad."
            ),
            format!("The shop has no {what} at {rate} % with at least {STOCK_MIN} in stock."),
        )
    }

    /// The sample's own article, else the shop's nearest in price of the same kind and rate.
    pub fn find<'a>(&self, catalogue: &'a Catalogue) -> Option<&'a Article> {
        catalogue.article(self.sku).or_else(|| {
            let fits = |own: &&Article| {
                own.variation_id.is_some() == self.is_variation
                    && own.rate == self.rate
                    && own.price >= PRICE_MIN
                    && own.stock.is_some_and(|stock| stock >= STOCK_MIN)
            };
            let distance = |own: &&Article| (own.price - self.price).0.abs();
            catalogue.all().filter(fits).min_by_key(distance)
        })
    }
}
