//! Lightspeed: C has its variants within its products, R and X each by itself, grouped by a matrix or a handle. What R and X
//! have taken out they go on telling: archived, deleted.

use super::*;

type Own = (u64, i64, i64);

impl Shop {
    /// In the order of the numbers, each with its product; those that were taken out among them.
    fn items(&self) -> Vec<(u64, &Product, Own, bool)> {
        let mut items = Vec::new();
        for (products, is_removed) in [(&self.products, false), (&self.removed, true)] {
            for (id, product) in products {
                items.extend(product.variants.iter().map(|own| (*id, product, *own, is_removed)));
            }
        }
        items.sort_by_key(|(_, _, own, _)| own.0);
        items
    }

    pub(super) fn lightspeed_c(&self, path: &str, query: &BTreeMap<String, String>) -> Reply {
        if let Some(id) = path.strip_prefix("/catalog/") {
            let id: u64 = id.trim_end_matches(".json").parse().expect("a number");
            return match self.products.get(&id) {
                None => reply(404, &[], json!({ "error": { "code": 404 } })),
                Some(product) => reply(200, &[], json!({ "product": catalog(id, product) })),
            };
        }
        let after: u64 = query["since_id"].parse().expect("a number");
        let most: usize = query["limit"].parse().expect("a number");
        let since = query.get("updated_at_min").map(|at| plain(at, "%Y-%m-%d %H:%M:%S"));
        let changed = self
            .products
            .iter()
            .filter(|(_, product)| since.is_none_or(|since| product.changed_at.0 >= since));
        let headers =
            [("x-ratelimit-remaining", "200/1000/3000"), ("x-ratelimit-reset", "7/60/90")];
        match path {
            "/catalog.json" => {
                let rows = changed.filter(|(id, _)| **id > after).take(most);
                let rows: Vec<Value> = rows.map(|(id, product)| catalog(*id, product)).collect();
                reply(200, &headers, json!({ "products": rows }))
            }
            "/variants.json" => {
                let of = |(id, product): (&u64, &Product)| {
                    let own = product.variants.clone().into_iter();
                    let id = *id;
                    own.map(move |own| (own.0, id)).collect::<Vec<_>>()
                };
                let mut rows: Vec<(u64, u64)> = changed.flat_map(of).collect();
                rows.sort_unstable();
                let rows = rows.into_iter().filter(|(id, _)| *id > after).take(most);
                let rows = rows.map(|(id, product)| {
                    json!({ "id": id, "product": { "resource": { "id": product } } })
                });
                reply(200, &headers, json!({ "variants": rows.collect::<Vec<_>>() }))
            }
            _ => reply(404, &[], json!({})),
        }
    }

    pub(super) fn lightspeed_r(&self, path: &str, query: &BTreeMap<String, String>) -> Reply {
        let since = query.get("timeStamp").map(|asked| {
            let asked = asked.strip_prefix(">,").expect("an operator").replace(' ', "+");
            let at = chrono::DateTime::parse_from_rfc3339(&asked).expect("a time");
            at.timestamp_millis()
        });
        let with_removed = query.get("archived").is_some_and(|archived| archived == "true");
        let asked: Option<Vec<u64>> = query.get("itemID").map(|ids| {
            serde_json::from_str(ids.strip_prefix("IN,").expect("an operator")).expect("numbers")
        });
        let after: u64 = query.get("after").map_or(0, |after| after.parse().expect("a number"));
        let rows = self.items().into_iter().filter(|(_, product, own, is_removed)| {
            (with_removed || !is_removed)
                && own.0 > after
                && since.is_none_or(|since| product.changed_at.0 >= since)
                && asked.as_ref().is_none_or(|asked| asked.contains(&own.0))
        });
        let (name, rows): (&str, Vec<(u64, Value)>) = match path {
            "/Item.json" => ("Item", rows.map(|row| (row.2.0, item(row))).collect()),
            "/ItemShop.json" => {
                let level = |(_, _, own, _): (u64, &Product, Own, bool)| {
                    let id = own.0.to_string();
                    (own.0, json!({ "itemShopID": id, "itemID": id, "qoh": own.2.to_string() }))
                };
                ("ItemShop", rows.map(level).collect())
            }
            "/ItemMatrix.json" => ("ItemMatrix", Vec::new()),
            _ => return reply(404, &[], json!({})),
        };
        let is_more = asked.is_none() && rows.len() > self.page;
        let most = if asked.is_some() { rows.len() } else { self.page };
        let page: Vec<(u64, Value)> = rows.into_iter().take(most).collect();
        let next = page.last().filter(|_| is_more).map(|(last, _)| {
            let since = query.get("timeStamp").map(|asked| {
                let asked = asked.replace(' ', "+").replace('>', "%3E").replace('+', "%2B");
                format!("&timeStamp={asked}&archived={with_removed}")
            });
            format!("https://hosted.example{path}?after={last}{}", since.unwrap_or_default())
        });
        let mut answer = json!({ "@attributes": { "next": next.unwrap_or_default() } });
        // None is left out, and one is no list.
        let mut page: Vec<Value> = page.into_iter().map(|(_, row)| row).collect();
        match page.len() {
            0 => {}
            1 => answer[name] = page.remove(0),
            _ => answer[name] = page.into(),
        }
        reply(200, &[("x-ls-api-bucket-level", "3/60")], answer)
    }

    pub(super) fn lightspeed_x(&self, path: &str, query: &BTreeMap<String, String>) -> Reply {
        let items = self.items();
        if let Some(id) = path.strip_prefix("/api/2.0/products/") {
            let found = items
                .into_iter()
                .find(|(_, _, own, is_removed)| !is_removed && own.0.to_string() == id);
            return match found {
                None => reply(404, &[], json!({ "error": "Product not found" })),
                Some(row) => reply(200, &[], json!({ "data": vended(row) })),
            };
        }
        let is_stock = match path {
            "/api/2.0/products" => false,
            "/api/2.0/inventory" => true,
            _ => return reply(404, &[], json!({})),
        };
        let after: u64 = query["after"].parse().expect("a version");
        let mut rows: Vec<_> = items
            .into_iter()
            .filter(|(_, product, _, is_removed)| {
                product.version > after && !(is_stock && *is_removed)
            })
            .collect();
        rows.sort_by_key(|(_, product, ..)| product.version);
        // What shares the last version comes with it.
        let last = rows.get(self.page).map_or(u64::MAX, |(_, product, ..)| product.version);
        let rows: Vec<_> =
            rows.into_iter().filter(|(_, product, ..)| product.version <= last).collect();
        let max = rows.last().map_or(0, |(_, product, ..)| product.version);
        let level = |(_, _, own, _): (u64, &Product, Own, bool)| {
            json!({ "id": format!("stock-{}", own.0), "product_id": own.0.to_string(),
                "outlet_id": "1", "inventory_level": own.2 })
        };
        let rows: Vec<Value> =
            rows.into_iter().map(|row| if is_stock { level(row) } else { vended(row) }).collect();
        reply(200, &[], json!({ "data": rows, "version": { "max": max } }))
    }
}

fn catalog(id: u64, product: &Product) -> Value {
    let resource = json!({ "resource": { "id": id } });
    let variants = product.variants.iter().map(|(variant, price, stock)| {
        json!({ "id": variant, "articleCode": format!("S{variant}"), "sku": "", "ean": "",
            "tax": 0.21, "priceIncl": serde_json::from_str::<Value>(&money(*price)).expect("a number"),
            "oldPriceIncl": 0, "stockTracking": "enabled", "stockLevel": stock,
            "title": format!("Kleur {variant}"), "product": resource,
            "options": [{ "id": 1, "name": "Kleur", "value": format!("Kleur {variant}") }] })
    });
    let variants: Vec<Value> = variants.collect();
    json!({ "id": id, "isVisible": true, "title": format!("Lamp {id}"), "url": format!("lamp-{id}"),
        "updatedAt": at(product.changed_at), "categories": [], "images": [], "set": false,
        "variants": variants })
}

fn item((id, product, own, is_removed): (u64, &Product, Own, bool)) -> Value {
    let matrix = if product.variants.len() > 1 { id } else { 0 };
    json!({ "itemID": own.0.to_string(), "itemMatrixID": matrix.to_string(),
        "archived": is_removed.to_string(), "description": format!("Lamp {id}"), "tax": "true",
        "customSku": format!("S{}", own.0), "itemType": "default", "TaxClass": { "name": "standard" },
        "timeStamp": at(product.changed_at),
        "ItemShops": { "ItemShop": [{ "shopID": "0", "qoh": own.2.to_string() }] },
        "Prices": { "ItemPrice": [{ "amount": money(own.1), "useType": "Default" }] },
        "ItemAttributes": { "attribute1": format!("Kleur {}", own.0),
            "ItemAttributeSet": { "attributeName1": "Kleur" } } })
}

fn vended((id, product, own, is_removed): (u64, &Product, Own, bool)) -> Value {
    let first = product.variants.first().map_or(0, |own| own.0);
    let parent = Some(first.to_string()).filter(|_| own.0 != first);
    json!({ "id": own.0.to_string(), "handle": format!("lamp-{id}"), "sku": format!("S{}", own.0),
        "name": format!("Lamp {id}"), "is_active": true, "has_inventory": true,
        "has_variants": product.variants.len() > 1, "variant_parent_id": parent,
        "variant_options": [{ "name": "Kleur", "value": format!("Kleur {}", own.0) }],
        "price_including_tax": serde_json::from_str::<Value>(&money(own.1)).expect("a number"),
        "tax_rate": 0.21, "deleted_at": is_removed.then(|| at(product.changed_at)) })
}
