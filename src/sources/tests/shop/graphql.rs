//! Shopify's Admin GraphQL: pages by cursor, products by their ids, and of the variants no more than asked for at first.

use super::*;

/// So many variants come with a product.
const WITHIN: usize = 1;

impl Shop {
    pub(super) fn graphql(&self, body: &[u8]) -> Reply {
        let asked: Value = serde_json::from_slice(body).expect("JSON");
        let (query, given) = (asked["query"].as_str().expect("a query"), &asked["variables"]);
        let data = if query.contains("nodes(ids") {
            let ids = given["ids"].as_array().expect("a list").iter();
            let nodes = ids.map(|id| match self.of_gid(id) {
                Some((id, product)) => node(id, product),
                None => Value::Null,
            });
            json!({ "nodes": nodes.collect::<Vec<_>>() })
        } else if query.contains("product(id") {
            let found = self.of_gid(&given["id"]);
            let found = found.map(|(_, product)| {
                let after: usize =
                    given["after"].as_str().map_or(0, |after| after.parse().expect("a number"));
                let rows = variants(product);
                let page: Vec<&Value> = rows.iter().skip(after).take(self.page).collect();
                let end = (!page.is_empty()).then(|| (after + page.len()).to_string());
                json!({ "variants": { "nodes": page, "pageInfo": { "endCursor": end } } })
            });
            json!({ "product": found })
        } else {
            let since = given["since"].as_str().map_or(i64::MIN, |since| {
                let at = since.strip_prefix("updated_at:>='").and_then(|at| at.strip_suffix('\''));
                let at = chrono::DateTime::parse_from_rfc3339(at.expect("a search"));
                at.expect("a time").timestamp_millis()
            });
            let after: u64 =
                given["after"].as_str().map_or(0, |after| after.parse().expect("a number"));
            assert_eq!(given["size"], 10);
            let rows = self.products.range(after + 1..);
            let rows = rows.filter(|(_, product)| product.changed_at.0 >= since).take(self.page);
            let rows: Vec<_> = rows.collect();
            let end = rows.last().map(|(id, _)| id.to_string());
            let nodes: Vec<Value> = rows.into_iter().map(|(id, one)| node(*id, one)).collect();
            json!({ "products": { "nodes": nodes, "pageInfo": { "endCursor": end } } })
        };
        let cost = json!({ "requestedQueryCost": 400, "throttleStatus":
            { "maximumAvailable": 2000, "currentlyAvailable": 380, "restoreRate": 100 } });
        reply(200, &[], json!({ "data": data, "extensions": { "cost": cost } }))
    }

    fn of_gid(&self, gid: &Value) -> Option<(u64, &Product)> {
        let id = gid.as_str()?.strip_prefix("gid://shopify/Product/")?.parse().ok()?;
        Some((id, self.products.get(&id)?))
    }
}

/// What is said when its limit is reached, with status 200.
pub fn throttled() -> Value {
    json!({ "errors": [{ "message": "Throttled", "extensions": { "code": "THROTTLED" } }],
        "extensions": { "cost": { "requestedQueryCost": 400, "throttleStatus":
            { "maximumAvailable": 2000, "currentlyAvailable": 20, "restoreRate": 100 } } } })
}

fn variants(product: &Product) -> Vec<Value> {
    let of = |(variant, price, stock): &(u64, i64, i64)| {
        json!({ "id": format!("gid://shopify/ProductVariant/{variant}"), "sku": format!("S{variant}"),
            "legacyResourceId": variant.to_string(), "barcode": null, "price": money(*price),
            "compareAtPrice": null, "taxable": true, "inventoryPolicy": "DENY", "inventoryQuantity": stock,
            "selectedOptions": [{ "name": "Kleur", "value": format!("Kleur {variant}") }],
            "inventoryItem": { "id": format!("gid://shopify/InventoryItem/{}", variant + 5_000), "tracked": true } })
    };
    product.variants.iter().map(of).collect()
}

fn node(id: u64, product: &Product) -> Value {
    let names = product.variants.iter().map(|own| format!("Kleur {}", own.0));
    let names: Vec<String> = names.collect();
    let within: Vec<Value> = variants(product).into_iter().take(WITHIN).collect();
    json!({ "id": format!("gid://shopify/Product/{id}"), "legacyResourceId": id.to_string(),
        "title": format!("Lamp {id}"), "handle": format!("lamp-{id}"), "status": "ACTIVE", "tags": [],
        "updatedAt": at(product.changed_at), "options": [{ "name": "Kleur", "values": names }],
        "images": { "nodes": [] },
        "variants": { "nodes": within, "pageInfo": { "hasNextPage": product.variants.len() > WITHIN } } })
}
