//! What was odd about the input: where, what, and what was made of it. It must not decide what becomes of a product.
//!
//! Errors and warnings are told one by one, up to a limit; leniencies are told once for each place of the mapping,
//! with how often they came. What is noted about a product waits until the product is given, for a stream may have to
//! read it again.

use crate::error::Code;
use crate::json::{Kind, Value, decoded};
use crate::limits;
use schemars::JsonSchema;
use serde::Serialize;
use std::borrow::Cow;
use std::fmt;

#[derive(Serialize, JsonSchema, Clone, Copy, PartialEq, Eq, Debug)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// Read as it is meant.
    Info,
    /// The product is given, and something of it is not known.
    Warning,
    /// The product is not given, or cannot be sold as it is.
    Error,
}

/// Something about a product that its shop should know.
#[derive(Serialize, JsonSchema, Clone, PartialEq, Eq, Debug)]
pub struct Diagnostic {
    /// The product's place in the list of products, from 0; null where it is about something outside that list.
    pub item: Option<u32>,
    /// JSON Pointer within the product; within the whole document where `item` is null.
    pub path: String,
    /// Such as product.price_missing.
    pub code: &'static str,
    pub message: String,
    pub severity: Severity,
    /// How often it came at this place of the mapping, of which this is the first.
    pub count: u32,
}

/// A place in the mapping where a value is read.
#[derive(Clone)]
pub struct Site {
    /// `/variants/*/price`; the stars are filled in when something is noted.
    pub path: String,
    pub field: Field,
}

/// What is filled at a site: the field of a section, or what has a name alone.
#[derive(Clone, PartialEq)]
pub struct Field {
    pub section: &'static str,
    pub name: Cow<'static, str>,
}

impl Field {
    pub const fn of(section: &'static str, name: &'static str) -> Field {
        Field { section, name: Cow::Borrowed(name) }
    }
}

impl fmt::Display for Field {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        let dot = if self.section.is_empty() { "" } else { "." };
        write!(f, "{}{dot}{}", self.section, self.name)
    }
}

/// Which list a document stands in.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Place<'p> {
    /// With the way into it, where it stands in an object of its own.
    Item(u32, &'p str),
    /// A variant within an item, in the list of this path.
    Within(u32, &'p str, u32),
    /// In the list of parts, which has this path.
    Part(&'p str, u32),
    /// Beside the products.
    Outside(&'p str),
}

/// What who is given a product finds in one of its variants.
pub struct Remark {
    /// The variant's place in the product.
    pub variant: usize,
    /// The cell that it is about; none where it is about no single one.
    pub field: Option<usize>,
    pub code: Code,
    /// What stands in the sentence.
    pub sample: String,
}

impl Remark {
    pub fn new(
        variant: usize,
        field: Option<usize>,
        code: Code,
        sample: impl Into<String>,
    ) -> Remark {
        Remark { variant, field, code, sample: sample.into() }
    }
}

/// Where something is noted.
#[derive(Clone, Copy)]
pub struct Spot<'p> {
    pub site: u32,
    pub place: Place<'p>,
    /// What the stars of the site's path stand for.
    pub trail: &'p [u32],
}

#[derive(Default)]
pub struct Diagnostics {
    /// Of the product that is being read.
    pending: Vec<(u32, Diagnostic)>,
    told: Vec<Diagnostic>,
    told_ever: usize,
    counted: Vec<(u32, Diagnostic)>,
}

const SAMPLE_BYTES_MAX: usize = 40;
/// How a sentence calls a value that is not there; a text stands in quotation marks.
const NOTHING: &str = "nothing";

impl Diagnostics {
    /// `more` is what stands in the sentence beside the value.
    #[cold]
    #[inline(never)]
    pub fn note(&mut self, code: Code, sites: &[Site], spot: Spot, value: Value, more: &str) {
        let Spot { site, place, trail } = spot;
        let (path, field) = match sites.get(site as usize) {
            Some(site) => (filled(&site.path, trail), site.field.to_string()),
            None => Default::default(),
        };
        let (item, path) = match place {
            Place::Item(item, inner) => (Some(item), format!("{inner}{path}")),
            // Of a list in a list only the last place is known.
            Place::Within(item, list, _) if list.matches('*').count() > 1 => {
                (Some(item), filled(list, &[]))
            }
            Place::Within(item, list, nth) => {
                (Some(item), format!("{}{path}", filled(list, &[nth])))
            }
            Place::Part(list, nth) => (None, format!("{list}/{nth}{path}")),
            Place::Outside(place) => (None, place.to_owned()),
        };
        let (severity, message) = said(code, &field, &sample(value), more);
        let diagnostic =
            Diagnostic { item, path, code: code.as_str(), message, severity, count: 1 };
        self.pending.push((site, diagnostic));
    }

    /// Whether this has been noted there of the product that is being read.
    pub fn has_noted(&self, code: Code, site: u32) -> bool {
        let known = |(at, known): &(u32, Diagnostic)| *at == site && known.code == code.as_str();
        self.pending.iter().any(known)
    }

    /// Whether this kind is only counted from here on; if so, it is. What is counted early is not taken back, hence
    /// only for kinds noted when a product is complete.
    pub fn counts(&mut self, code: Code, site: u32) -> bool {
        let known =
            |(at, known): &&mut (u32, Diagnostic)| *at == site && known.code == code.as_str();
        let found = self.counted.iter_mut().find(known);
        found.map(|(_, known)| known.count += 1).is_some()
    }

    /// The product is given, or left out for good.
    pub fn commit(&mut self) {
        if !self.pending.is_empty() {
            self.commit_pending();
        }
    }
    #[cold]
    fn commit_pending(&mut self) {
        for (site, diagnostic) in std::mem::take(&mut self.pending) {
            if !is_counted(&diagnostic) && self.told_ever < limits::DIAGNOSTICS_MAX {
                self.told_ever += 1;
                self.told.push(diagnostic);
                continue;
            }
            let known =
                |(at, known): &&mut (u32, Diagnostic)| *at == site && known.code == diagnostic.code;
            match self.counted.iter_mut().find(known) {
                Some((_, known)) => known.count += 1,
                None => self.counted.push((site, diagnostic)),
            }
        }
    }
    /// Whether nothing was odd about the product that is being read.
    pub fn is_silent(&self) -> bool {
        self.pending.is_empty()
    }
    /// The product will be read again.
    pub fn take_back(&mut self) {
        self.pending.clear();
    }
    /// How much has been noted of the product that is being read.
    pub fn noted(&self) -> usize {
        self.pending.len()
    }
    /// What was noted after the first `count` is taken back, but for what is about this field.
    pub fn keep_of(&mut self, count: usize, field: &Field, sites: &[Site]) {
        let later = self.pending.split_off(count.min(self.pending.len()));
        let is_of = |site: u32| sites.get(site as usize).is_some_and(|site| site.field == *field);
        self.pending.extend(later.into_iter().filter(|(site, _)| is_of(*site)));
    }
    /// Something was read more than once: what was noted of it each time is told once.
    pub fn once(&mut self) {
        let all = std::mem::take(&mut self.pending);
        for (site, one) in all {
            if !self.pending.iter().any(|(_, known)| *known == one) {
                self.pending.push((site, one));
            }
        }
    }

    /// What has been told since it was last asked for.
    pub fn ready(&mut self) -> Vec<Diagnostic> {
        std::mem::take(&mut self.told)
    }
    /// All that is left, with what was only counted.
    pub fn finish(&mut self) -> Vec<Diagnostic> {
        self.commit();
        let mut all = self.ready();
        all.extend(std::mem::take(&mut self.counted).into_iter().map(|(_, counted)| counted));
        all
    }
}

/// Whether it is told once for its place in the mapping, for it comes with every product.
fn is_counted(diagnostic: &Diagnostic) -> bool {
    let codes = [Code::ProductUnknownCode, Code::ProductSettingMissing];
    diagnostic.severity == Severity::Info
        || codes.iter().any(|code| code.as_str() == diagnostic.code)
}

/// The path with its stars replaced by the positions that led here; the last positions belong to the last stars.
fn filled(path: &str, trail: &[u32]) -> String {
    let mut filled = String::new();
    let mut positions = trail.iter();
    for (nth, part) in path.split('*').enumerate() {
        if nth > 0 {
            match positions.next() {
                Some(position) => filled.push_str(&position.to_string()),
                None => return filled.trim_end_matches('/').to_owned(),
            }
        }
        filled.push_str(part);
    }
    filled
}

fn sample(value: Value) -> String {
    let text = decoded(value);
    let text =
        String::from_utf8_lossy(text.get(..text.len().min(SAMPLE_BYTES_MAX)).unwrap_or(&text));
    match value.kind {
        Kind::Absent => NOTHING.to_owned(),
        Kind::Text | Kind::Escaped => format!("\"{text}\""),
        Kind::Array => "a list".to_owned(),
        Kind::Object => "an object".to_owned(),
        _ => text.into_owned(),
    }
}

fn said(code: Code, field: &str, sample: &str, more: &str) -> (Severity, String) {
    use Severity::{Error, Info, Warning};
    match code {
        Code::ProductOtherFormat => (Error, format!("This document has {field}. It is left out.")),
        Code::ProductIdMissing => {
            (Error, format!("{field} is missing; without it this is left out."))
        }
        Code::ProductIdTooLong => {
            let most = limits::ID_BYTES_MAX;
            (
                Error,
                format!("{field} has more than {most} bytes; with such an id this is left out."),
            )
        }
        Code::ProductPriceMissing => {
            (Error, format!("{field} holds no price; give this variant one."))
        }
        Code::ProductOtherCurrency => {
            let message = format!(
                "The prices of this variant are in {sample}, and shop.currency is {more}; they are left absent. Ask the shop \
                 for the prices in its own currency."
            );
            (Error, message)
        }
        Code::ProductPriceNegative => {
            (Error, format!("{field} is {sample}: nothing is sold below zero; it is left absent."))
        }
        Code::ProductSaleFree => {
            let message = format!(
                "{field} is {sample}, so this is sold for nothing while the sale lasts. Where the shop means no sale by \
                 that, its mapping says so with \"unless\"."
            );
            (Warning, message)
        }
        Code::ProductNotARate => {
            let message = format!(
                "{field} is {sample}, which is no VAT rate in percent such as 21; the rate is not known. A fraction such as \
                 0.21 is read with \"decimal\": {{\"shift\": 2}}."
            );
            (Error, message)
        }
        Code::ProductRateUnknown if sample == NOTHING => {
            let message = format!(
                "This names no VAT class; shop.vat knows {more}. Give the rate of what names none under \"\", such as {{\"\": \"21\"}}."
            );
            (Warning, message)
        }
        Code::ProductRateUnknown => {
            let message = format!(
                "No VAT rate is known for the class {sample}; shop.vat knows {more}. Add it there."
            );
            (Warning, message)
        }
        Code::ProductIdTwice if more == "product" => (
            Warning,
            format!("The product {sample} stands here already, with its variants; this one has none and is left out."),
        ),
        Code::ProductIdTwice => (
            Warning,
            format!("This product has a variant {sample} already; the second is left out."),
        ),
        Code::ProductVariantsMissing => {
            (Error, "This product has no variants; give them with it.".to_owned())
        }
        Code::ProductVariantsMore => (
            Warning,
            "This product has more variants than this document holds; give it with all of them. Those that are held of it stay."
                .to_owned(),
        ),
        Code::ProductVariantMissing => (
            Warning,
            format!("The variant {sample} is not in this document; give it with its product."),
        ),
        Code::ProductVariantOrphan => (
            Warning,
            format!("The variant {sample} belongs to no product of this document; it is left out."),
        ),
        Code::ProductChoiceUnknown => (
            Warning,
            format!(
                "This variant chose {sample} of \"{more}\", by which its product does not say that variants differ; that choice is left out. Both must name the attribute alike."
            ),
        ),
        Code::ProductSkuTwice => (
            Warning,
            format!(
                "The SKU {sample} is also that of the product at place {more} of the list, counted from 0; products are known by their ids."
            ),
        ),
        Code::ProductGtinInvalid => (
            Info,
            format!(
                "{sample} is no GTIN: it is more than digits, or its length or its check digit is wrong. It is passed on as it came."
            ),
        ),
        Code::ProductIncomplete => (
            Error,
            format!("{sample} is required there and is not known; this variant is left out."),
        ),
        Code::ProductTextRefused => {
            (Error, format!("{sample}: the receiver refuses that, so this variant is left out."))
        }
        Code::ProductCodeInvalid => {
            (Warning, format!("{sample} is no UNSPSC code of eight digits; it is left out."))
        }
        Code::ProductNotADecimal => (
            Error,
            format!(
                "{field} is {sample}, which is no plain decimal such as 12.95; it is left absent. \
                 Where the shop writes decimals otherwise, its mapping says so with \"decimal\"."
            ),
        ),
        Code::ProductNotATime => {
            let message = format!(
                "{field} is {sample}, which is no time of the form that its mapping names with \"date\", or else such as \
                 2026-11-21T12:00:00+01:00; it is left absent, and a sale that would begin or end then does not run."
            );
            (Warning, message)
        }
        Code::ProductFieldMissing => {
            (Error, format!("{field} is required and is not there; the product is left out."))
        }
        Code::ProductSettingMissing => (
            Warning,
            format!("{field} needs the setting {sample}; give it in shop.lookups.settings."),
        ),
        Code::MappingSlowPath => (
            Info,
            format!("The path of {field} is followed on its own, which is slower than the others."),
        ),
        Code::ProductUnknownWord => {
            let message = format!(
                "{field} is {sample}, which is none of the words that are known here: {more}."
            );
            (Warning, message)
        }
        Code::ProductUnknownCode => (
            if is_needed(field) { Error } else { Warning },
            format!(
                "{field} is {sample}, a code that the lookups \"{more}\" do not hold: a text stands for itself, a number is left absent."
            ),
        ),
        Code::ProductTableLate => {
            let message = format!(
                "What {more} tells came after products that were read without it; give it before them."
            );
            (Warning, message)
        }
        Code::ProductFalseForNull => (Info, format!("{field} is false; taken as null.")),
        Code::ProductTextForTruth => {
            (Info, format!("{field} is {sample}; taken as true or false."))
        }
        Code::ProductObjectForList => {
            (Info, format!("{field} is {sample}; taken as {more}."))
        }
        Code::ProductListForObject => (Info, format!("{field} is a list; taken as absent.")),
        _ => (
            if is_needed(field) { Error } else { Warning },
            format!("{field} is {sample}, which it cannot hold; it is left absent."),
        ),
    }
}

/// Without these nothing can be sold: where they are lost, that is an error.
fn is_needed(field: &str) -> bool {
    matches!(field, "variants.price.regular" | "variants.price.now" | "variants.tax.rate_percent")
}
