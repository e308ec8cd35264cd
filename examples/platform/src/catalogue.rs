//! The platform's own copy of one shop's catalogue: articles by SKU, kept fresh from webhooks.
//! It reads WooCommerce's product documents and fetches nothing itself.

use crate::money::{Cents, REDUCED, Rate, STANDARD};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

/// What a resident can order: a simple product or one variation.
#[derive(Clone, Debug)]
pub struct Article {
    pub sku: String,
    pub name: String,
    pub product_id: i64,
    pub variation_id: Option<i64>,
    pub price: Cents,
    pub rate: Rate,
    pub stock: Option<i64>,
}

#[derive(Default)]
pub struct Catalogue {
    articles: BTreeMap<String, Article>,
    /// Variable products that changed: their variations must be fetched again.
    stale: BTreeSet<i64>,
    pub products: usize,
    pub categories: usize,
}

impl Catalogue {
    pub fn article(&self, sku: &str) -> Option<&Article> {
        self.articles.get(sku)
    }

    /// Takes in an article that is known already.
    pub fn add(&mut self, article: &Article) {
        self.insert(Some(article.clone()));
    }

    pub fn all(&self) -> impl Iterator<Item = &Article> {
        self.articles.values()
    }

    pub fn articles(&self) -> usize {
        self.articles.len()
    }

    pub fn take_stale(&mut self) -> BTreeSet<i64> {
        std::mem::take(&mut self.stale)
    }

    /// Takes in one product document; variable products become stale.
    pub fn put(&mut self, document: &Value) {
        let Some(id) = document["id"].as_i64() else { return };
        match document["type"].as_str() {
            Some("variable") => {
                self.stale.insert(id);
            }
            Some("variation") => match document["parent_id"].as_i64() {
                Some(parent_id) => self.put_variation(parent_id, None, document),
                None => drop(self.stale.insert(id)),
            },
            _ => {
                self.forget(id);
                self.insert(article(id, None, document, document));
            }
        }
    }

    /// Takes in one variation of a product; without the parent what is known of it stays.
    pub fn put_variation(&mut self, parent_id: i64, parent: Option<&Value>, document: &Value) {
        let Some(id) = document["id"].as_i64() else { return };
        let known = self.articles.values().find(|own| own.variation_id == Some(id)).cloned();
        let mut fresh = article(parent_id, Some(id), parent.unwrap_or(document), document);
        if let (Some(fresh), None, Some(known)) = (fresh.as_mut(), parent, known.as_ref()) {
            fresh.name.clone_from(&known.name);
            fresh.rate = known.rate;
        }
        if let Some(known) = known {
            self.articles.remove(&known.sku);
        }
        self.insert(fresh);
    }

    /// Removes a product with its variations, or one variation.
    pub fn forget(&mut self, id: i64) {
        let other = |own: &Article| own.product_id != id && own.variation_id != Some(id);
        self.articles.retain(|_, own| other(own));
    }

    fn insert(&mut self, fresh: Option<Article>) {
        if let Some(fresh) = fresh {
            self.articles.insert(fresh.sku.clone(), fresh);
        }
    }
}

/// An article as its document tells it; nothing where it cannot be sold.
fn article(
    product_id: i64,
    variation_id: Option<i64>,
    parent: &Value,
    document: &Value,
) -> Option<Article> {
    let sku = document["sku"].as_str().filter(|sku| !sku.is_empty())?;
    let price = document["price"].as_str().and_then(Cents::parse)?;
    if document["status"].as_str().is_some_and(|status| status != "publish") {
        return None;
    }
    let tax_class = match document["tax_class"].as_str() {
        Some("parent") | None => parent["tax_class"].as_str().unwrap_or_default(),
        Some(own) => own,
    };
    let rate = match tax_class {
        "" | "standard" => STANDARD,
        "reduced-rate" => REDUCED,
        _ => return None,
    };
    let stock = match document["manage_stock"].as_str() {
        Some("parent") => parent["stock_quantity"].as_i64(),
        _ => document["stock_quantity"].as_i64(),
    };
    let name = parent["name"].as_str().unwrap_or(sku).to_owned();
    Some(Article { sku: sku.to_owned(), name, product_id, variation_id, price, rate, stock })
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_webhook_replaces_what_was_known_of_a_product() {
        let mut catalogue = Catalogue::default();
        let product = |sku: &str, price: &str| {
            json!({"id": 7, "type": "simple", "name": "Ledlamp", "sku": sku, "price": price,
                "status": "publish", "tax_class": "reduced-rate", "stock_quantity": 3})
        };
        catalogue.put(&product("LED", "12.95"));
        catalogue.put(&product("LED-2", "13.95"));
        assert!(catalogue.article("LED").is_none());
        let article = catalogue.article("LED-2").unwrap();
        assert_eq!((article.price, article.rate), (Cents(13_95), REDUCED));
        catalogue.forget(7);
        assert_eq!(catalogue.articles(), 0);
    }

    #[test]
    fn a_variation_alone_keeps_the_name_of_its_product() {
        let mut catalogue = Catalogue::default();
        let parent = json!({"id": 1, "type": "variable", "name": "Thermostaat", "tax_class": ""});
        let variation = |stock: i64| {
            json!({"id": 2, "type": "variation", "parent_id": 1, "name": "A", "sku": "T-A",
                "price": "75.00", "tax_class": "", "stock_quantity": stock})
        };
        catalogue.put(&parent);
        assert_eq!(catalogue.take_stale().into_iter().collect::<Vec<_>>(), [1]);
        catalogue.put_variation(1, Some(&parent), &variation(10));
        catalogue.put(&variation(9));
        let article = catalogue.article("T-A").unwrap();
        assert_eq!((article.name.as_str(), article.stock), ("Thermostaat", Some(9)));
    }

    #[test]
    fn what_cannot_be_taxed_or_sold_is_not_offered() {
        let mut catalogue = Catalogue::default();
        let with = |name: &str, value: &str| {
            let mut product = json!({"id": 7, "type": "simple", "sku": "A", "price": "1.00",
                "status": "publish", "tax_class": ""});
            product[name] = value.into();
            product
        };
        for (name, value) in [("tax_class", "luxury"), ("status", "draft"), ("price", "")] {
            catalogue.put(&with(name, value));
            assert_eq!(catalogue.articles(), 0, "{name} {value}");
        }
    }
}
