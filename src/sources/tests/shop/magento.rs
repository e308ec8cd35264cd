//! Magento: configurables and their children in one list by their numbers, attributes beside it.

use super::*;

/// What a select's option is called is not its number.
const COLOUR: u64 = 93;

impl Shop {
    pub(super) fn magento(&self, path: &str, query: &BTreeMap<String, String>) -> Reply {
        match path {
            "/rest/V1/products" => {}
            "/rest/V1/products/attributes" => return reply(200, &[], self.attributes()),
            "/rest/V1/categories/list" => {
                return reply(200, &[], json!({ "items": [{ "id": 21, "name": "Lampen" }] }));
            }
            _ => return reply(404, &[], json!({})),
        }
        let filter = |group: u32, what: &str| {
            let name = format!("searchCriteria[filterGroups][{group}][filters][0][{what}]");
            query.get(&name).map(String::as_str)
        };
        let value = filter(0, "value").expect("a value");
        let numbers: Vec<u64> = value.split(',').filter_map(|id| id.parse().ok()).collect();
        let is_asked = |id: u64| match filter(0, "conditionType") {
            Some("gt") => numbers.first().is_some_and(|after| id > *after),
            _ => numbers.contains(&id),
        };
        let since = filter(1, "value").map(|at| plain(at, "%Y-%m-%d %H:%M:%S"));
        let mut rows: BTreeMap<u64, Value> = BTreeMap::new();
        for (id, product) in &self.products {
            if since.is_some_and(|since| product.changed_at.0 < since) {
                continue;
            }
            let is_simple = product.variants.len() == 1;
            for own in &product.variants {
                let number = if is_simple { *id } else { own.0 };
                rows.insert(number, magento(number, is_simple, own, product));
            }
            if !is_simple {
                rows.insert(*id, configurable(*id, product));
            }
        }
        let most: usize = query["searchCriteria[pageSize]"].parse().expect("a page has a size");
        let rows = rows.into_iter().filter(|(id, _)| is_asked(*id)).take(most);
        reply(200, &[], json!({ "items": rows.map(|(_, row)| row).collect::<Vec<_>>() }))
    }

    fn attributes(&self) -> Value {
        let variants = self.products.values().flat_map(|product| &product.variants);
        let option = |(id, ..): &(u64, i64, i64)| json!({ "label": format!("Kleur {id}"), "value": id.to_string() });
        let options: Vec<Value> = variants.map(option).collect();
        json!({ "items": [{ "attribute_id": COLOUR, "attribute_code": "color",
            "frontend_input": "select", "default_frontend_label": "Kleur", "options": options }] })
    }
}

fn magento(id: u64, is_simple: bool, own: &(u64, i64, i64), product: &Product) -> Value {
    let visibility = if is_simple { 4 } else { 1 };
    json!({ "id": id, "sku": format!("S{id}"), "name": format!("Lamp {id}"), "attribute_set_id": 4,
        "status": 1, "visibility": visibility, "type_id": "simple",
        "price": serde_json::from_str::<Value>(&money(own.1)).expect("a number"),
        "updated_at": at(product.changed_at)[..19].replace('T', " "),
        "extension_attributes": { "category_links": [{ "position": 0, "category_id": "21" }],
            "stock_item": { "qty": own.2, "is_in_stock": true, "manage_stock": true, "backorders": 0 } },
        "custom_attributes": [{ "attribute_code": "tax_class_id", "value": "2" },
            { "attribute_code": "color", "value": own.0.to_string() }] })
}

fn configurable(id: u64, product: &Product) -> Value {
    let mut document = magento(id, true, &(id, 0, 0), product);
    document["type_id"] = "configurable".into();
    let values: Vec<Value> =
        product.variants.iter().map(|own| json!({ "value_index": own.0 })).collect();
    document["extension_attributes"]["configurable_product_options"] = json!([{ "id": id * 10,
        "attribute_id": COLOUR.to_string(), "label": "Kleur", "position": 0, "values": values }]);
    let links: Vec<u64> = product.variants.iter().map(|own| own.0).collect();
    document["extension_attributes"]["configurable_product_links"] = json!(links);
    document
}
