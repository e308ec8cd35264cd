//! Each product of a catalogue in the forms that the mirror keeps, with a fingerprint that tells what changed.

use super::map::walk;
use crate::error::{Error, Result};
use crate::json::{Kind, Raw, Value, decoded, said};
use crate::model::offer::{Availability, StockSaid};
use crate::model::product::Item;
use crate::model::shop::Shop;
use crate::model::written::Digits;
use crate::money::Amount;
use crate::shops::{Diagnostics, Program, Tables};
use crate::targets::canonical::{self, Outline};
use crate::targets::{Context, woocommerce};
use xxhash_rust::xxh3::{xxh3_64, xxh3_128};

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
    /// The variants that it names and that are not there.
    pub unheard: Vec<String>,
    /// It has variants beside those that are there.
    pub has_more: bool,
    /// What it says of the stock that these may share.
    pub own_stock: Option<OwnStock>,
    /// Whether it says that none of these is sold now.
    pub stopped: Option<bool>,
}

/// A stock that a product counts itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OwnStock {
    pub quantity: Amount,
    pub availability: Option<Availability>,
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
    pub stock_said: StockSaid,
    /// Its stock is the product's, of which all variants that share it take.
    pub is_shared: bool,
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
    /// All three in one small hash: what differs in any of them differs here.
    pub fn print(&self) -> u64 {
        xxh3_64([self.content, self.price, self.stock].map(u128::to_be_bytes).as_flattened())
    }

    /// Which variants are named and not there is content too, and what is said of their stock is stock.
    fn add(&mut self, elsewhere: &Elsewhere) {
        let with = |part: u128, said: String| xxh3_128(format!("{part}\0{said}").as_bytes());
        let more = if elsewhere.has_more { "\0\0" } else { "" };
        self.content = with(self.content, elsewhere.unheard.join("\0") + more);
        if let Some(stopped) = elsewhere.stopped {
            self.stock = with(self.stock, format!("stopped {stopped}"));
        }
        let own = elsewhere.own_stock.as_ref();
        let own = own
            .map(|own| format!("{} {}", own.quantity, canonical::stock_status(own.availability)));
        self.stock = with(self.stock, own.unwrap_or_default());
    }

    /// Of the parts that the outline names; `gathered` is room for one of them after the other.
    fn of(canonical: &[u8], outline: &Outline, gathered: &mut Vec<u8>) -> Fingerprint {
        let part = |(from, to): (usize, usize)| canonical.get(from..to).unwrap_or_default();
        let mut together = |parts: &mut dyn Iterator<Item = (usize, usize)>| {
            gathered.clear();
            parts.for_each(|range| gathered.extend_from_slice(part(range)));
            xxh3_128(gathered)
        };
        let mut at = 0;
        let between = outline.price.iter().zip(&outline.stock).flat_map(|(price, stock)| {
            [(std::mem::replace(&mut at, stock.1), price.0), (price.1, stock.0)]
        });
        // What is after the last of them is taken when all of them are through.
        let last = outline.stock.last().map_or(0, |stock| stock.1);
        let rest = [(last, outline.dates.0), (outline.dates.1, canonical.len())];
        Fingerprint {
            content: together(&mut between.chain(rest)),
            price: together(&mut outline.price.iter().copied()),
            stock: together(&mut outline.stock.iter().copied()),
        }
    }
}

/// Who takes the products.
pub trait Take {
    /// Whether it holds the product of this id just so; then it is passed over.
    fn holds(&mut self, external_id: &[u8], fingerprint: &Fingerprint) -> Result<bool>;
    /// Takes what it does not hold.
    fn take(&mut self, mapped: &Mapped) -> Result<()>;
}

/// Who holds nothing and takes everything.
impl<F: FnMut(&Mapped) -> Result<()>> Take for F {
    fn holds(&mut self, _: &[u8], _: &Fingerprint) -> Result<bool> {
        Ok(false)
    }
    fn take(&mut self, mapped: &Mapped) -> Result<()> {
        self(mapped)
    }
}

/// Maps `items`, and gives each product as it comes; products that are joined with their variants come last. What `take`
/// fails with ends it.
pub fn each_product(
    (program, tables): (&Program, &Tables),
    (shop, now): (&Shop, Option<Digits>),
    items: Raw,
    diagnostics: &mut Diagnostics,
    take: &mut dyn Take,
) -> Result<()> {
    let context = Context { shop, source: &program.source, now, zone: tables.zone };
    let mut mapper = Mapper::default();
    walk((program, tables), items, diagnostics, &mut |item, _| mapper.map(item, &context, take))?;
    mapper.done()
}

/// Maps products one after another; its buffers are reused from product to product.
#[derive(Default)]
pub struct Mapper {
    canonical: Vec<u8>,
    outline: Outline,
    woocommerce: Vec<u8>,
    gathered: Vec<u8>,
    failed: Option<Error>,
}

impl Mapper {
    /// Gives the product to `take`, unless an earlier one failed.
    pub fn map(&mut self, item: &Item, context: &Context, take: &mut dyn Take) {
        if self.failed.is_none() {
            self.failed = self.try_map(item, context, take).err();
        }
    }

    /// What the first product that failed did so with.
    pub fn done(&mut self) -> Result<()> {
        self.failed.take().map_or(Ok(()), Err)
    }

    fn try_map(&mut self, item: &Item, context: &Context, take: &mut dyn Take) -> Result<()> {
        let Mapper { canonical, outline, gathered, .. } = self;
        canonical.clear();
        canonical::write_outlined(item, context, canonical, outline);
        let elsewhere = Elsewhere::of(item);
        let mut fingerprint = Fingerprint::of(canonical, outline, gathered);
        if let Some(elsewhere) = &elsewhere {
            fingerprint.add(elsewhere);
        }
        let id = item.product().external_id();
        let known = match id.kind {
            Kind::Escaped => take.holds(&decoded(id), &fingerprint)?,
            _ => take.holds(id.bytes, &fingerprint)?,
        };
        if known { Ok(()) } else { self.give(item, context, (fingerprint, elsewhere), take) }
    }

    fn give(
        &mut self,
        item: &Item,
        context: &Context,
        (fingerprint, elsewhere): (Fingerprint, Option<Elsewhere>),
        take: &mut dyn Take,
    ) -> Result<()> {
        let Mapper { canonical, outline, woocommerce, .. } = self;
        woocommerce.clear();
        let dates = woocommerce::Dates::of(&item.product(), context.zone);
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
                stock_said: variant.stock_said(),
                is_shared: variant.stock_shared().is_true(),
                quantity: match variant.is_tracked() {
                    true => Amount::read(variant.stock_quantity().bytes),
                    false => None,
                },
            })
            .collect();
        let Elsewhere { unheard, own_stock, has_more, stopped } = elsewhere.unwrap_or_default();
        take.take(&Mapped {
            external_id: &text(item.product().external_id()),
            kind: canonical::kind(item),
            canonical,
            woocommerce: woocommerce.get(..product_ends).unwrap_or_default(),
            fingerprint,
            variants: &variants,
            unheard,
            has_more,
            own_stock,
            stopped,
        })
    }
}

/// What a product says of variants that are not there.
#[derive(Default)]
struct Elsewhere {
    unheard: Vec<String>,
    own_stock: Option<OwnStock>,
    /// Which they are it does not say.
    has_more: bool,
    stopped: Option<bool>,
}

impl Elsewhere {
    /// None where all that it has are there.
    fn of(item: &Item) -> Option<Elsewhere> {
        let has_more = item.product().has_more().is_true();
        let unheard: Vec<String> = item.unheard().into_iter().map(text).collect();
        if !has_more && unheard.is_empty() {
            return None;
        }
        let own = item.own();
        let quantity = Amount::read(own.stock_quantity().bytes).filter(|_| own.is_tracked());
        let own_stock =
            quantity.map(|quantity| OwnStock { quantity, availability: own.availability() });
        let stopped = Some(own.stock_stopped()).filter(|said| !said.is_blank());
        let stopped = stopped.map(|said| said.is_true());
        Some(Elsewhere { unheard, own_stock, has_more, stopped })
    }
}

fn text(value: Value) -> String {
    said(value).into_owned()
}
