//! `product_map`: a shop's products in, another system's out, bytes to bytes. It must not hold more than one product.

use crate::error::{Code, Error, Result};
use crate::json::{self, Raw};
use crate::model::product::Item;
use crate::model::shop::Shop;
use crate::model::written::{Digits, Written};
use crate::shops::{self, Diagnostic, Diagnostics, Document, Halt, Program, Remark, Tables, Walk};
use crate::targets::{Context, Lacking, abeta, canonical, oresto, woocommerce};
use schemars::JsonSchema;
use serde::Deserialize;
use std::sync::Arc;

/// How to map: what a stream is opened with, too.
#[derive(Deserialize, JsonSchema, Debug)]
#[serde(deny_unknown_fields)]
pub struct MapRequest<'a> {
    /// The shop system: woocommerce, shopify, magento, lightspeed-c, lightspeed-r, lightspeed-x, easypos, canonical (koppel's
    /// own JSON), or custom, for which `mapping` says how its documents are read.
    pub from: String,
    pub to: Format,
    pub shop: Shop,
    pub mapping: Option<Document>,
    /// With `to: abeta`: units, codes, decimals.
    pub abeta: Option<abeta::Options>,
    /// With `to: oresto`: the form, the ids of Oresto's tables, what is in which attribute.
    pub oresto: Option<oresto::Options>,
    /// The time for which it is decided whether a sale runs; without it, a sale with a window is taken not to.
    pub calculated_at: Option<String>,
    /// A list of the shop's own product documents, or one page as its API gives it. Not given to a stream.
    #[serde(borrow)]
    pub items: Option<Raw<'a>>,
}

/// The products in the form asked for, and what was odd about them.
#[derive(JsonSchema)]
#[allow(dead_code)] // The reply is written straight to bytes; this is its schema.
pub struct MapReply<'a> {
    pub items: Vec<Raw<'a>>,
    pub diagnostics: Vec<Diagnostic>,
}

/// What products are mapped to.
#[derive(Deserialize, JsonSchema, Clone, Copy, PartialEq, Eq, Debug)]
#[serde(rename_all = "snake_case")]
pub enum Format {
    /// koppel's own.
    Canonical,
    /// REST v3; a variable product holds its variations as documents.
    Woocommerce,
    /// Products of a cart, one for each variant.
    Abeta,
    /// Own products, link products or sales data, one for each variant.
    Oresto,
}

/// A request made ready: how to read, and how to write.
pub struct Mapping {
    pub program: Arc<Program>,
    pub tables: Tables,
    pub shop: Shop,
    pub to: Target,
    pub now: Option<Digits>,
}

/// A format, with what is set of it.
pub enum Target {
    Canonical,
    Woocommerce,
    Abeta(abeta::Options),
    Oresto(Box<oresto::Options>),
}

impl Target {
    fn of(
        to: Format,
        abeta: Option<abeta::Options>,
        oresto: Option<oresto::Options>,
    ) -> Result<Target> {
        for (given, format, name) in [
            (abeta.is_some(), Format::Abeta, "abeta"),
            (oresto.is_some(), Format::Oresto, "oresto"),
        ] {
            if given && to != format {
                let message = format!("These options go with to: {name}.");
                return Err(Error::new(Code::JsonUnknownMember, message).under(name));
            }
        }
        Ok(match to {
            Format::Canonical => Target::Canonical,
            Format::Woocommerce => Target::Woocommerce,
            Format::Abeta => {
                let options = abeta.unwrap_or_default();
                options.check().map_err(|error| error.under("abeta"))?;
                Target::Abeta(options)
            }
            Format::Oresto => {
                let options = oresto.unwrap_or_default();
                options.check().map_err(|error| error.under("oresto"))?;
                Target::Oresto(Box::new(options))
            }
        })
    }

    /// Writes one product: one element, or one for each variant.
    fn write(&self, item: &Item, context: &Context, reply: &mut Reply, remarks: &mut Vec<Remark>) {
        let lacking =
            |nth, Lacking(name, field)| Remark::new(nth, field, Code::ProductIncomplete, name);
        let variants = item.variants.iter().enumerate();
        match self {
            Target::Canonical => canonical::write(item, context, reply.item()),
            Target::Woocommerce => woocommerce::write(item, context, reply.item()),
            Target::Abeta(options) => {
                let shared = abeta::Shared::of(item, options);
                for (nth, owner) in variants {
                    let draft = abeta::Draft::of(item, owner, &shared, context, options);
                    match draft.complete(options) {
                        Ok(product) => json::push(reply.item(), &product),
                        Err(missing) => remarks.push(lacking(nth, missing)),
                    }
                }
                for code in abeta::invalid_codes(item, options) {
                    remarks.push(Remark::new(0, None, Code::ProductCodeInvalid, code));
                }
            }
            Target::Oresto(options) => {
                for (nth, owner) in variants {
                    match oresto::article(item, owner, context, options) {
                        Ok(article) => json::push(reply.item(), &article),
                        Err(oresto::Refusal::Lacking(it)) => remarks.push(lacking(nth, it)),
                        Err(oresto::Refusal::Content(said)) => {
                            let sample = format!("TotalContent of '{said}'");
                            remarks.push(Remark::new(nth, None, Code::ProductIncomplete, sample));
                        }
                        Err(oresto::Refusal::ArticleNumber(number)) => {
                            let field = Some(oresto::ARTICLE_NUMBER);
                            remarks.push(Remark::new(nth, field, Code::ProductTextRefused, number));
                        }
                    }
                }
            }
        }
    }
}

impl Mapping {
    /// The mapping of a request, and its items.
    pub fn open<'a>(request: MapRequest<'a>) -> Result<(Mapping, Option<Raw<'a>>)> {
        let MapRequest { from, to, shop, mapping, abeta, oresto, calculated_at, items } = request;
        let to = Target::of(to, abeta, oresto)?;
        let program = program(&from, mapping)?;
        let of_the_shop = |error: Error| error.under("shop");
        shop.check().map_err(of_the_shop)?;
        let tables = Tables::new(&program, &shop).map_err(of_the_shop)?;
        let now = match &calculated_at {
            None => None,
            Some(text) => {
                Some(Written::read(text.as_bytes()).map(|at| at.utc).ok_or_else(|| {
                    let message = "An instant reads 2026-11-21T12:00:00+01:00.";
                    Error::new(Code::JsonWrongType, message).at("/calculated_at")
                })?)
            }
        };
        Ok((Mapping { program, tables, shop, to, now }, items))
    }

    pub fn context(&self) -> Context<'_> {
        let Mapping { program, tables, shop, now, .. } = self;
        Context { shop, source: &program.source, now: *now, zone: tables.zone }
    }

    /// Writes one product as it was asked for.
    pub fn write(&self, item: &Item, reply: &mut Reply, remarks: &mut Vec<Remark>) {
        self.to.write(item, &self.context(), reply, remarks);
    }
}

/// The program of a shop by its name, or of the mapping document that a custom shop brings.
pub fn program(from: &str, mapping: Option<Document>) -> Result<Arc<Program>> {
    match (shops::program(from), mapping) {
        (Some(program), None) => program,
        (Some(_), Some(_)) => {
            let message =
                format!("{from} has its mapping; one of your own goes with from: custom.");
            Err(Error::new(Code::MappingInvalid, message).at("/mapping"))
        }
        (None, Some(document)) if from == "custom" => {
            let program = Program::compile(&document).map(Arc::new);
            program.map_err(|error| error.under("mapping"))
        }
        (None, None) if from == "custom" => {
            let message = "A custom shop needs a mapping document.";
            Err(Error::new(Code::JsonMemberMissing, message).at("/mapping"))
        }
        _ => {
            let known: Vec<_> = shops::SHOPS.iter().map(|(name, _)| *name).collect();
            let message = format!("That is none of: {}, custom.", known.join(", "));
            Err(Error::new(Code::JsonWrongType, message).at("/from"))
        }
    }
}

/// Walks over all of `items`; a fault is told with its path below `/items`.
pub fn walk(
    (program, tables): (&Program, &Tables),
    items: Raw,
    diagnostics: &mut Diagnostics,
    each: &mut shops::Each,
) -> Result<()> {
    let done = Walk::default().whole((program, tables), diagnostics, items.0, each);
    done.map_err(|halt| match halt {
        Halt::Fault(fault) => json::refusal(items.0, fault).under("items"),
        Halt::Refused(error) => error.under("items"),
    })
}

/// `product_map`, from the bytes of the request to those of the reply.
pub fn map_json(request: &[u8]) -> Result<Vec<u8>> {
    // Items that stand last are mapped where they stand, and are so read once; what is not as it seems is read again.
    if let Ok((asked, _)) = json::read_but_last(request)
        && let Ok((mapping, Some(items))) = Mapping::open(asked)
        && let Ok(reply) = map_items(&mapping, items)
    {
        return Ok(reply);
    }
    let (mapping, items) = Mapping::open(json::read(request)?)?;
    let Some(items) = items else {
        let message = "'items' is missing: a list of the shop's products, or a page of them.";
        return Err(Error::new(Code::JsonMemberMissing, message).at("/items"));
    };
    map_items(&mapping, items)
}

pub fn map_items(mapping: &Mapping, items: Raw) -> Result<Vec<u8>> {
    // Twice as much comes out as went in, at most as a rule; what is not used is never touched.
    let mut reply = Reply::with_capacity(items.0.len() * 2);
    let mut diagnostics = Diagnostics::default();
    walk((&mapping.program, &mapping.tables), items, &mut diagnostics, &mut |item, remarks| {
        mapping.write(item, &mut reply, remarks);
    })?;
    Ok(reply.finish(&diagnostics.finish()))
}

/// `{"items": [...], "diagnostics": [...]}`, growing.
pub struct Reply {
    bytes: Vec<u8>,
    is_empty: bool,
}

impl Reply {
    pub fn with_capacity(bytes: usize) -> Reply {
        let mut reply = Reply { bytes: Vec::with_capacity(bytes), is_empty: true };
        reply.bytes.extend_from_slice(b"{\"items\":[");
        reply
    }
    /// Where the next item goes.
    pub fn item(&mut self) -> &mut Vec<u8> {
        if !std::mem::take(&mut self.is_empty) {
            self.bytes.push(b',');
        }
        &mut self.bytes
    }
    pub fn finish(mut self, diagnostics: &[Diagnostic]) -> Vec<u8> {
        self.bytes.extend_from_slice(b"],\"diagnostics\":");
        self.bytes.extend_from_slice(&json::write(&diagnostics));
        self.bytes.push(b'}');
        self.bytes
    }
}
