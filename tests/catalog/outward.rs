//! What WooCommerce is given of things that are not sold like others, and of what a shop weighs and dates in its own way.

use super::{map_for, one};
use serde_json::{Value as Json, json};

fn simple(changes: Json) -> Json {
    let mut product = json!({"id": 1, "name": "Lamp", "type": "simple", "status": "publish", "tax_class": "",
        "regular_price": "9.00", "weight": "500", "date_created_gmt": "2026-07-01T22:30:00",
        "sale_price": "8.00", "date_on_sale_to_gmt": "2026-11-30T22:59:59"});
    for (name, value) in changes.as_object().into_iter().flatten() {
        product[name] = value.clone();
    }
    product
}

#[test]
fn a_group_has_no_price_and_what_another_shop_sells_cannot_be_bought() {
    let magento = json!({"id": 1, "sku": "G", "name": "Set", "type_id": "grouped", "status": 1, "price": 0,
        "custom_attributes": [{"attribute_code": "tax_class_id", "value": "2"}]});
    let (group, _) = one("magento", "woocommerce", magento);
    assert_eq!((&group["type"], &group["price"]), (&json!("grouped"), &json!("")));
    assert_eq!(group["purchasable"], false);
    let (external, _) = one("woocommerce", "woocommerce", simple(json!({"type": "external"})));
    assert_eq!((&external["type"], &external["purchasable"]), (&json!("external"), &json!(false)));
}

#[test]
fn a_time_is_shown_as_the_clocks_of_the_shop_have_it() {
    let (shown, _) = one("woocommerce", "woocommerce", simple(json!({})));
    assert_eq!(shown["date_created"], "2026-07-02T00:30:00");
    assert_eq!(shown["date_created_gmt"], "2026-07-01T22:30:00");
    assert_eq!(shown["date_on_sale_to"], "2026-11-30T23:59:59");
    assert_eq!(shown["date_on_sale_to_gmt"], "2026-11-30T22:59:59");
}

#[test]
fn a_shop_says_once_in_what_it_weighs() {
    let items = json!([simple(json!({}))]).to_string();
    for (unit, weight) in [(None, "500"), (Some("g"), "0.500"), (Some("lbs"), "226.7962")] {
        let mut shop =
            json!({"currency": "EUR", "prices_include_vat": true, "vat": {"standard": "21"}});
        if let Some(unit) = unit {
            shop["lookups"] = json!({"settings": {"weight_unit": unit}});
        }
        let reply = map_for(&shop, "woocommerce", "woocommerce", &items);
        assert_eq!(reply["items"][0]["weight"], weight, "in {unit:?}");
        assert_eq!(reply["diagnostics"], json!([]));
    }
}

#[test]
fn a_weight_in_a_unit_that_nobody_knows_is_told_and_left_out() {
    let mapping = json!({"version": 1, "items": "$.rows[*]", "product": {"external_id": "$.id", "name": "$.id"},
        "variants": {"each": "$", "external_id": "$.id", "price.regular": "$.price", "weight.value": "$.w",
            "weight.unit": "$.u", "tax.rate_percent": {"const": "21"}}});
    for (unit, weight, told) in [("g", "0.250", 0), ("gram", "", 1), ("mg", "", 1), ("lbs", "", 1)]
    {
        let request = json!({"from": "custom", "to": "woocommerce", "mapping": mapping,
            "shop": {"currency": "EUR", "prices_include_vat": true},
            "items": {"rows": [{"id": 1, "price": "1.00", "w": 250, "u": unit}]}});
        let reply = koppel::catalog::map_json(request.to_string().as_bytes()).expect("maps");
        let reply: Json = serde_json::from_slice(&reply).expect("JSON");
        assert_eq!(reply["items"][0]["weight"], weight, "in {unit}");
        let diagnostics = reply["diagnostics"].as_array().expect("diagnostics");
        assert_eq!(diagnostics.len(), told, "{diagnostics:?}");
        assert!(diagnostics.iter().all(|it| it["path"] == "/u"), "{diagnostics:?}");
    }
}

#[test]
fn the_vat_class_of_a_parent_is_its_own_where_it_has_one() {
    let parent = json!({"id": 5, "type": "variable", "status": "publish", "name": "Boek", "tax_class": "",
        "attributes": [{"id": 1, "name": "Vorm", "variation": true, "options": ["A"]}],
        "variations": [{"id": 51, "type": "variation", "regular_price": "1.00", "tax_class": "reduced-rate",
            "attributes": [{"id": 1, "name": "Vorm", "option": "A"}]}]});
    let (shown, _) = one("woocommerce", "woocommerce", parent);
    assert_eq!(
        (&shown["tax_class"], &shown["variations"][0]["tax_class"]),
        (&json!(""), &json!("reduced-rate"))
    );
}
