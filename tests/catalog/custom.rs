//! Real exports of shops that koppel does not know, each read by a mapping document of its own, where the exports are there.

use super::exports::fixtures;
use koppel::catalog::map_json;
use serde_json::{Value as Json, json};
use std::fs;

/// The document for an export; and where a product's list, id, name and price stand in it, to look them up without koppel.
fn shops() -> [(&'static str, Json, [&'static str; 4]); 6] {
    let taxed = json!({ "const": "21" });
    [
        (
            "epages-products.json",
            json!({ "version": 1, "source": "epages", "items": "$.items[*]",
            "product": { "external_id": "$.productId", "name": "$.name", "brand": "$.manufacturer", "description": "$.description",
                "status": { "path": "$.forSale", "map": { "true": "active", "false": "draft" } } },
            "images": { "each": "$.images[*]", "url": "$.url" },
            "variants": { "each": "$", "external_id": "$.productId", "sku": "$.productNumber", "gtin": "$.ean",
                "price.regular": "$.priceInfo.price.amount", "tax.rate_percent": taxed,
                "price.authority": { "path": "$.priceInfo.price.taxType", "map": { "GROSS": "incl", "NET": "excl" } },
                "stock.available": { "path": "$.availability", "map": { "OnStock": true, "*": false } } } }),
            ["/items", "/productId", "/name", "/priceInfo/price/amount"],
        ),
        (
            "ecwid-products.json",
            json!({ "version": 1, "source": "ecwid", "items": "$.items[*]",
            "product": { "external_id": "$.id", "name": { "path": "$.name", "strip_html": true }, "description": "$.description",
                "status": { "path": "$.enabled", "map": { "true": "active", "false": "draft" } },
                "updated_at": { "path": "$.updated", "date": { "format": "%Y-%m-%d %H:%M:%S %z" } } },
            "images": { "each": "$.imageUrl", "url": "$" },
            "variants": { "each": "$", "external_id": "$.id", "sku": "$.sku", "price.regular": "$.price", "tax.rate_percent": taxed,
                "stock.tracked": { "path": "$.unlimited", "map": { "true": false, "false": true } },
                "stock.quantity": "$.quantity", "stock.available": "$.inStock",
                "weight.value": "$.weight", "weight.unit": { "const": "kg" } } }),
            ["/items", "/id", "", "/price"],
        ),
        (
            "kounta-pos-products.json",
            json!({ "version": 1, "source": "kounta", "items": "$[*]",
            "product": { "external_id": "$.id", "name": "$.name", "description": "$.description" },
            "tags": "$.tags[*]", "images": { "each": "$.image", "url": "$" },
            "variants": { "each": "$", "external_id": "$.id", "price.regular": "$.unit_price", "price.cost": "$.cost_price",
                "tax.rate_percent": taxed, "stock.tracked": { "const": true }, "stock.quantity": "$.stock" } }),
            ["", "/id", "/name", "/unit_price"],
        ),
        (
            "integrate-prestashop-prestashop.product.json",
            json!({ "version": 1, "source": "prestashop", "items": ["$.products[*]", "$.product"],
            "product": { "external_id": "$.id", "name": "$.name", "slug": "$.link_rewrite", "brand": "$.manufacturer_name",
                "status": { "path": "$.active", "map": { "1": "active", "0": "draft" } },
                "created_at": { "path": "$.date_add", "date": { "format": "%Y-%m-%d %H:%M:%S" } } },
            "variants": { "each": "$", "external_id": "$.id", "sku": "$.reference", "gtin": "$.ean13", "price.regular": "$.price",
                "price.authority": { "const": "excl" }, "tax.class": "$.id_tax_rules_group", "order.minimum": "$.minimal_quantity",
                "stock.tracked": { "const": true }, "stock.quantity": "$.quantity",
                "is_virtual": "$.is_virtual" } }),
            ["/product", "/id", "/name", "/price"],
        ),
        (
            "integrate-squarespace-squarespace.products.json",
            json!({ "version": 1, "source": "squarespace", "items": "$.products[*]",
            "product": { "external_id": "$.id", "name": "$.name", "slug": "$.urlSlug", "url": "$.url",
                "status": { "path": "$.isVisible", "map": { "true": "active", "false": "draft" } } },
            "tags": "$.tags[*]", "images": { "each": "$.images[*]", "url": "$.url" },
            "variants": { "each": "$.variants[*]", "external_id": "$.id", "sku": "$.sku",
                "price.regular": "$.pricing.basePrice.value", "tax.rate_percent": taxed,
                "stock.tracked": { "path": "$.stock.unlimited", "map": { "true": false, "false": true } }, "stock.quantity": "$.stock.quantity",
                "weight.value": "$.shippingDimensions.weight.value",
                "weight.unit": { "path": "$.shippingDimensions.weight.unit", "map": { "POUND": "lb", "KILOGRAM": "kg" } } } }),
            ["/products", "/id", "/name", "/variants/0/pricing/basePrice/value"],
        ),
        (
            "integrate-3dcart-product.json",
            json!({ "version": 1, "source": "3dcart", "items": "$[*]",
            "product": { "external_id": "$.SKUInfo.CatalogID", "name": "$.SKUInfo.Name", "brand": "$.ManufacturerName",
                "description": "$.Description", "status": { "path": "$.NotForSale", "map": { "true": "draft", "false": "active" } } },
            "categories": { "each": "$.CategoryList[*]", "external_id": "$.CategoryID", "name": "$.CategoryName" },
            "variants": { "each": "$", "external_id": "$.SKUInfo.CatalogID", "sku": "$.SKUInfo.SKU", "gtin": "$.GTIN",
                "price.regular": "$.SKUInfo.Price", "tax.rate_percent": taxed,
                "stock.tracked": { "const": true }, "stock.quantity": "$.SKUInfo.Stock" } }),
            ["", "/SKUInfo/CatalogID", "/SKUInfo/Name", "/SKUInfo/Price"],
        ),
    ]
}

/// A scalar as text, however it is written; a number without the zeros behind its point.
fn plain(value: Option<&Json>) -> String {
    let text = match value {
        Some(Json::String(text)) => text.clone(),
        Some(other) => other.to_string(),
        None => String::new(),
    };
    match text.contains('.') && text.parse::<f64>().is_ok() {
        true => text.trim_end_matches('0').trim_end_matches('.').to_owned(),
        false => text,
    }
}

#[test]
fn exports_of_shops_that_are_not_known_are_read_by_a_document_of_their_own() {
    let Some(folder) = fixtures() else { return };
    let shop = json!({ "currency": "EUR", "prices_include_vat": true, "vat": { "1": "21" } });
    for (file, mapping, [list, id, name, price]) in shops() {
        let text = fs::read_to_string(folder.join("custom").join(file)).expect(file);
        let source: Json = serde_json::from_str(&text).expect(file);
        let request = json!({ "from": "custom", "to": "canonical", "mapping": mapping, "shop": shop, "items": source });
        let reply = map_json(request.to_string().as_bytes()).expect(file);
        let reply: Json = serde_json::from_slice(&reply).expect("JSON");
        let sources = match source.pointer(list) {
            Some(Json::Array(many)) => many.clone(),
            Some(one) => vec![one.clone()],
            None => panic!("{file} has no {list}"),
        };
        let items = reply["items"].as_array().expect("items");
        assert_eq!(items.len(), sources.len(), "{file}: {}", reply["diagnostics"]);
        for (item, source) in items.iter().zip(&sources) {
            assert_eq!(plain(item.get("external_id")), plain(source.pointer(id)), "{file}");
            if !name.is_empty() {
                assert_eq!(plain(item.get("name")), plain(source.pointer(name)), "{file}");
            }
            let given = plain(item.pointer("/variants/0/price/regular"));
            assert_eq!(given, plain(source.pointer(price)), "{file}");
        }
        let told = reply["diagnostics"].as_array().expect("diagnostics");
        let errors: Vec<_> = told.iter().filter(|it| it["severity"] == "error").collect();
        assert!(errors.is_empty(), "{file}: {errors:?}");
    }
}
