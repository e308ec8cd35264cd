//! A product as the interface shows it, ready for the mirror: what is shown is kept as it is, and what other parts know of
//! it is mapped from it, as from any shop's product.

use super::fault::Fault;
use super::fields::{Members, is_true, number, text};
use crate::catalog::{self, Mapped};
use crate::client::Client;
use crate::json::Raw;
use crate::mirror::ids::Kind;
use crate::mirror::products::{Product, Variant};
use crate::mirror::shown;
use crate::mirror::staged::{Staged, StagedVariant};
use crate::model::offer::StockSaid;
use crate::shops::{Diagnostics, Tables};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

/// What is shown of a product, as it is changed.
#[derive(Clone, Debug)]
pub struct Draft {
    pub product_id: String,
    pub number: i64,
    pub members: Members,
    pub variations: Vec<Variation>,
    /// Of a product that is sold itself: the id under which the mirror has what is sold.
    pub variant_id: String,
}

/// What is shown of one of its variations.
#[derive(Clone, Debug)]
pub struct Variation {
    pub variant_id: String,
    pub members: Members,
}

/// What is stated of stock, beside what is shown.
fn with_stock(mut members: Members, reported: Option<i64>) -> Members {
    if let Some(quantity) = reported {
        members.insert("manage_stock".into(), true.into());
        members.insert("stock_quantity".into(), quantity.into());
    }
    members
}

fn of_variation(one: &Variant) -> Members {
    let mut members = with_stock(shown::read(&one.woocommerce), one.reported);
    if one.is_shared {
        members.insert("manage_stock".into(), PARENT.into());
    }
    members
}

/// What a variation says whose stock is its product's.
const PARENT: &str = "parent";

impl Draft {
    /// A product as the mirror has it.
    pub fn of(product: &Product, variants: &[Variant]) -> Draft {
        let sold = variants.iter().find(|one| one.number == 0);
        let shared = variants.iter().find(|one| one.is_shared);
        let variations = variants.iter().filter(|one| one.number != 0).map(|one| Variation {
            variant_id: one.variant_id.clone(),
            members: of_variation(one),
        });
        let members = shown::read(&product.woocommerce);
        Draft {
            product_id: product.product_id.clone(),
            number: product.number,
            members: with_stock(members, sold.or(shared).and_then(|one| one.reported)),
            variations: variations.collect(),
            variant_id: sold
                .map_or_else(|| product.product_id.clone(), |one| one.variant_id.clone()),
        }
    }

    fn is_variable(&self) -> bool {
        text(&self.members, "type") == "variable"
    }

    /// As the mirror takes it.
    pub fn staged(&self, client: &Client, terms: Vec<(Kind, i64)>) -> Result<Staged, Fault> {
        let mapped = self.mapped(client)?;
        let variant = |variant_id: &str, members: &Members| {
            let is_shared = text(members, "manage_stock") == PARENT;
            let canonical = match self.is_variable() {
                true => mapped.variants.iter().find(|(id, _)| id == variant_id),
                false => mapped.variants.first(),
            };
            StagedVariant {
                variant_id: variant_id.to_owned(),
                sku: text(members, "sku").to_owned(),
                canonical: canonical.map(|(_, text)| text.clone()).unwrap_or_default(),
                woocommerce: stated(members),
                quantity: (is_shared || is_true(members, "manage_stock"))
                    .then(|| number(members, "stock_quantity")),
                is_shared,
                stock_said: StockSaid::All,
                inventory_id: String::new(),
            }
        };
        let variants: Vec<StagedVariant> = match self.is_variable() {
            true => {
                self.variations.iter().map(|one| variant(&one.variant_id, &one.members)).collect()
            }
            false => vec![StagedVariant {
                woocommerce: "{}".to_owned(),
                ..variant(&self.variant_id, &self.members)
            }],
        };
        let woocommerce = stated(&self.members);
        Ok(Staged {
            product_id: self.product_id.clone(),
            kind: text(&self.members, "type").to_owned(),
            fingerprint: self.fingerprint(&woocommerce, &variants),
            canonical: mapped.product,
            woocommerce,
            variants,
            unheard: Vec::new(),
            has_more: false,
            stopped: None,
            own_stock: None,
            keeps_numbers: self.product_id == self.number.to_string(),
            terms: Some(terms),
        })
    }

    /// Equal where the same is shown.
    fn fingerprint(&self, woocommerce: &str, variants: &[StagedVariant]) -> [[u8; 16]; 3] {
        let print = |texts: &[&str]| {
            let mut hash = Sha256::new();
            texts.iter().for_each(|text| hash.update(text));
            let mut print = [0; 16];
            print.iter_mut().zip(hash.finalize()).for_each(|(to, from)| *to = from);
            print
        };
        let shown = variants.iter().map(|one| one.woocommerce.as_str());
        let shown: Vec<&str> = std::iter::once(woocommerce).chain(shown).collect();
        let prices = ["regular_price", "sale_price"];
        let all =
            std::iter::once(&self.members).chain(self.variations.iter().map(|one| &one.members));
        let prices: Vec<&str> = all.flat_map(|one| prices.map(|name| text(one, name))).collect();
        let stock: Vec<String> =
            variants.iter().map(|one| format!("{:?};", one.quantity)).collect();
        let stock: Vec<&str> = stock.iter().map(String::as_str).collect();
        [print(&shown), print(&prices), print(&stock)]
    }

    fn mapped(&self, client: &Client) -> Result<Canonical, Fault> {
        let mut item = self.members.clone();
        item.insert("id".into(), self.product_id.as_str().into());
        let of_variation = |one: &Variation| {
            let mut members = one.members.clone();
            members.insert("id".into(), one.variant_id.as_str().into());
            Value::Object(members)
        };
        let variations: Vec<Value> = self.variations.iter().map(of_variation).collect();
        item.insert("variations".into(), variations.into());
        let program = catalog::program("woocommerce", None)?;
        let shop = &client.config.shop;
        let tables = Tables::new(&program, shop)?;
        let (mut diagnostics, mut found) = (Diagnostics::default(), None);
        let text = json!([item]).to_string();
        catalog::each_product(
            (&program, &tables),
            (shop, None),
            Raw(&text),
            &mut diagnostics,
            &mut |mapped: &crate::catalog::Mapped<'_>| {
                found = Some(Canonical::of(mapped));
                Ok(())
            },
        )?;
        found.ok_or_else(|| {
            let said = diagnostics.finish();
            let why = said.first().map_or_else(String::new, |first| first.message.to_string());
            Fault::new(
                400,
                "koppel_product_unreadable",
                format!("The product cannot be read. {why}"),
            )
        })
    }
}

/// A product, and what is sold of it, in the model's own JSON.
struct Canonical {
    product: String,
    variants: Vec<(String, String)>,
}

impl Canonical {
    fn of(mapped: &Mapped) -> Canonical {
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        let variants = mapped.variants.iter();
        let variants = variants.map(|one| (one.external_id.clone(), text(one.canonical)));
        Canonical { product: text(mapped.canonical), variants: variants.collect() }
    }
}

/// Members without what is made anew whenever they are shown.
fn stated(members: &Members) -> String {
    const MADE: &[&str] = &[
        "id",
        "permalink",
        "date_created",
        "date_created_gmt",
        "date_modified",
        "date_modified_gmt",
        "variations",
        "_links",
    ];
    let kept = members.iter().filter(|(name, _)| !MADE.contains(&name.as_str()));
    let kept: Members = kept.map(|(name, value)| (name.clone(), value.clone())).collect();
    Value::Object(kept).to_string()
}
