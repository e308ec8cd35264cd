//! Each product of a catalogue in the forms that the mirror keeps, with a fingerprint that tells what changed.

use super::map::walk;
use crate::error::Result;
use crate::json::{Raw, Value, decoded};
use crate::model::product::Item;
use crate::model::shop::Shop;
use crate::model::written::Digits;
use crate::money::Amount;
use crate::shops::{Diagnostics, Program, Tables};
use crate::targets::canonical::{self, Outline};
use crate::targets::{Context, woocommerce};
use xxhash_rust::xxh3::Xxh3;

/// One product, as it is kept and as it is shown.
pub struct Mapped<'m> {
    pub external_id: &'m str,
    pub kind: &'m str,
    /// The whole product in the model's own JSON.
    pub canonical: &'m [u8],
    /// REST v3 members without braces, and without `id`, `permalink`, `variations`, `_links`.
    pub woocommerce: &'m [u8],
    pub fingerprint: Fingerprint,
    pub variants: &'m [MappedVariant<'m>],
}

pub struct MappedVariant<'m> {
    pub external_id: String,
    pub sku: String,
    /// Of the product's canonical JSON, this variant's object.
    pub canonical: &'m [u8],
    /// REST v3 members of the variation without braces, and without `id`, `permalink`, `parent_id`, `_links`. Empty
    /// where the product is simple.
    pub woocommerce: &'m [u8],
    pub is_tracked: bool,
    /// None where it is not tracked, or not known.
    pub quantity: Option<Amount>,
}

/// What a product is, what it costs, and what there is of it: equal parts are equal. Not when it changed.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Fingerprint {
    pub content: u128,
    pub price: u128,
    pub stock: u128,
}

impl Fingerprint {
    fn of(canonical: &[u8], outline: &Outline) -> Fingerprint {
        let part = |(from, to): (usize, usize)| canonical.get(from..to).unwrap_or_default();
        let together = |parts: &[(usize, usize)]| {
            let mut hash = Xxh3::new();
            parts.iter().for_each(|range| hash.update(part(*range)));
            hash.digest128()
        };
        let mut content = Xxh3::new();
        let mut at = 0;
        for (price, stock) in outline.price.iter().zip(&outline.stock) {
            content.update(part((at, price.0)));
            content.update(part((price.1, stock.0)));
            at = stock.1;
        }
        content.update(part((at, outline.dates.0)));
        content.update(part((outline.dates.1, canonical.len())));
        Fingerprint {
            content: content.digest128(),
            price: together(&outline.price),
            stock: together(&outline.stock),
        }
    }
}

/// Maps `items`, and gives each product as it comes; products that are joined with their variants come last. What `each`
/// fails with ends it.
pub fn each_product(
    (program, tables): (&Program, &Tables),
    (shop, now): (&Shop, Option<Digits>),
    items: Raw,
    diagnostics: &mut Diagnostics,
    each: &mut dyn FnMut(&Mapped) -> Result<()>,
) -> Result<()> {
    let context = Context { shop, source: &program.source, now };
    let mut buffers = Buffers::default();
    let mut done = Ok(());
    walk((program, tables), items, diagnostics, &mut |item, _| {
        if done.is_ok() {
            done = buffers.map(item, &context, each);
        }
    })?;
    done
}

/// Reused from product to product.
#[derive(Default)]
struct Buffers {
    canonical: Vec<u8>,
    outline: Outline,
    woocommerce: Vec<u8>,
}

impl Buffers {
    fn map(
        &mut self,
        item: &Item,
        context: &Context,
        each: &mut dyn FnMut(&Mapped) -> Result<()>,
    ) -> Result<()> {
        let Buffers { canonical, outline, woocommerce } = self;
        canonical.clear();
        woocommerce.clear();
        canonical::write_outlined(item, context, canonical, outline);
        let dates = woocommerce::Dates::of(&item.product());
        woocommerce::product_members(item, &dates, context, woocommerce);
        let product_ends = woocommerce.len();
        let mut ranges = Vec::with_capacity(item.variants.len());
        for owner in &item.variants {
            let from = woocommerce.len();
            if !item.is_simple() {
                woocommerce::variation_members(item, owner, &dates, context, woocommerce);
            }
            ranges.push(from..woocommerce.len());
        }
        let variants: Vec<_> = item
            .variants()
            .zip(ranges)
            .zip(&outline.variants)
            .map(|((variant, range), (from, to))| MappedVariant {
                external_id: text(variant.external_id()),
                sku: text(variant.sku()),
                canonical: canonical.get(*from..*to).unwrap_or_default(),
                woocommerce: woocommerce.get(range).unwrap_or_default(),
                is_tracked: variant.is_tracked(),
                quantity: match variant.is_tracked() {
                    true => Amount::read(variant.stock_quantity().bytes),
                    false => None,
                },
            })
            .collect();
        each(&Mapped {
            external_id: &text(item.product().external_id()),
            kind: canonical::kind(item),
            canonical,
            woocommerce: woocommerce.get(..product_ends).unwrap_or_default(),
            fingerprint: Fingerprint::of(canonical, outline),
            variants: &variants,
        })
    }
}

fn text(value: Value) -> String {
    String::from_utf8_lossy(&decoded(value)).into_owned()
}
