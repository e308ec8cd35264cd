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

/// The rate of a product of a custom shop, where it comes from, and the codes of what was told.
fn rate(rule: &Json, row: &Json) -> (Json, Json, Vec<String>) {
    let mapping = json!({"version": 1, "items": "$.rows[*]", "product": {"external_id": "$.id", "name": "$.id"},
        "lookups": {"vat": {"1": "21"}},
        "variants": {"each": "$", "external_id": "$.id", "price.regular": "$.price", "tax.rate_percent": rule}});
    let request = json!({"from": "custom", "to": "canonical", "mapping": mapping,
        "shop": {"currency": "EUR", "prices_include_vat": true, "vat": {"": "9"}},
        "items": {"rows": [row]}});
    let reply = koppel::catalog::map_json(request.to_string().as_bytes()).expect("maps");
    let reply: Json = serde_json::from_slice(&reply).expect("JSON");
    let tax = &reply["items"][0]["variants"][0]["tax"];
    let told = reply["diagnostics"].as_array().expect("diagnostics").iter();
    let told = told.map(|it| it["code"].as_str().unwrap_or_default().to_owned()).collect();
    (tax["rate_percent"].clone(), tax["origin"].clone(), told)
}

#[test]
fn a_rate_that_is_named_and_not_understood_is_unknown_and_never_a_code_or_another_rate() {
    let by_code = json!({"path": "$.vat", "lookup": "vat"});
    let plain = json!("$.vat");
    let dutch = json!({"path": "$.vat", "decimal": {"mark": ","}});
    let (absent, unknown) = (Json::Null, json!("unknown"));
    for (rule, vat, code) in [
        (&by_code, json!("2"), "product.unknown_code"),
        (&by_code, json!(2), "product.unknown_code"),
        (&plain, json!("hoog"), "product.not_a_decimal"),
        (&dutch, json!("hoog"), "product.not_a_decimal"),
    ] {
        let given = rate(rule, &json!({"id": 1, "price": "1.00", "vat": vat}));
        assert_eq!(
            given,
            (absent.clone(), unknown.clone(), vec![code.to_owned()]),
            "{vat} by {rule}"
        );
    }
    // A mapping that takes the others for nothing takes them for no rate, not for what names none.
    let silent = json!({"path": "$.vat", "lookup": "vat", "default": null});
    let given = rate(&silent, &json!({"id": 1, "price": "1.00", "vat": "2"}));
    assert_eq!(given, (absent.clone(), unknown.clone(), Vec::new()));
    let known = rate(&by_code, &json!({"id": 1, "price": "1.00", "vat": "1"}));
    assert_eq!(known, (json!("21"), json!("source"), Vec::new()));
    // Where nothing is named, the rate of what names nothing holds.
    let unnamed = rate(&by_code, &json!({"id": 1, "price": "1.00"}));
    assert_eq!(unnamed, (json!("9"), json!("config"), Vec::new()));
}

#[test]
fn a_class_of_lightspeed_that_nobody_knows_has_no_rate() {
    let shop = json!({"currency": "EUR", "prices_include_vat": true, "vat": {"": "21"}});
    let retail = json!({"Item": [{"itemID": "1", "description": "Kaas", "tax": "true", "taxClassID": "9",
        "Prices": {"ItemPrice": [{"useType": "Default", "amount": "1.00"}]}}]});
    let ecom = json!({"taxes": [{"id": 1, "rate": 0.21}],
        "products": [{"id": 1, "title": "Kaas", "variants": [{"id": 2, "priceIncl": 1, "tax": {"resource": {"id": 99}}}]}]});
    for (from, items) in [("lightspeed-r", retail), ("lightspeed-c", ecom)] {
        let reply = map_for(&shop, from, "canonical", &items.to_string());
        let tax = &reply["items"][0]["variants"][0]["tax"];
        assert_eq!(
            (&tax["rate_percent"], &tax["origin"]),
            (&Json::Null, &json!("unknown")),
            "{reply}"
        );
        assert!(!reply["diagnostics"].as_array().expect("diagnostics").is_empty(), "{from}");
    }
}

#[test]
fn of_lightspeed_retail_the_shops_that_are_named_count_and_else_all_of_them() {
    let quantity = |id: &str, count: &str| json!({"shopID": id, "qoh": count});
    let items = json!({"Item": [{"itemID": "1", "description": "Kaas", "tax": "true", "taxClassID": "1",
        "Prices": {"ItemPrice": [{"useType": "Default", "amount": "1.00"}]},
        "ItemShops": {"ItemShop": [quantity("0", "7"), quantity("1", "5"), quantity("2", "2")]}}]});
    for (locations, expected) in
        [(json!({}), "7"), (json!({"stock_locations": {"1": "Winkel"}}), "5")]
    {
        let shop = json!({"currency": "EUR", "prices_include_vat": true, "vat": {"": "21"}, "lookups": locations});
        let reply = map_for(&shop, "lightspeed-r", "canonical", &items.to_string());
        assert_eq!(reply["items"][0]["variants"][0]["stock"]["quantity"], expected, "{locations}");
    }
}

#[test]
fn a_price_that_is_lost_by_its_kind_is_an_error_as_one_that_is_not_there() {
    for price in [json!({}), json!(true), json!(""), Json::Null] {
        let mut product = simple(json!({"sale_price": ""}));
        product["regular_price"] = price.clone();
        let reply = super::map("woocommerce", "canonical", &json!([product]).to_string());
        let told = reply["diagnostics"].as_array().expect("diagnostics");
        assert!(told.iter().any(|it| it["severity"] == "error"), "{price}: {told:?}");
    }
}

#[test]
fn prices_are_given_on_the_side_that_the_shop_keeps_also_where_a_product_says_otherwise() {
    let shown = |includes: bool, authority: &str, rate: &Json| {
        let mapping = json!({"version": 1, "items": "$.rows[*]", "product": {"external_id": "$.id", "name": "$.id"},
            "variants": {"each": "$", "external_id": "$.id", "price.regular": "$.price", "price.sale": "$.actie",
                "price.authority": {"const": authority}, "tax.rate_percent": "$.btw"}});
        let request = json!({"from": "custom", "to": "woocommerce", "mapping": mapping,
            "shop": {"currency": "EUR", "prices_include_vat": includes},
            "items": {"rows": [{"id": 1, "price": "10.00", "actie": "9.99", "btw": rate}]}});
        let reply = koppel::catalog::map_json(request.to_string().as_bytes()).expect("maps");
        let reply: Json = serde_json::from_slice(&reply).expect("JSON");
        ["regular_price", "sale_price", "price", "purchasable"]
            .map(|name| reply["items"][0][name].clone())
    };
    for (includes, authority, rate, expected) in [
        (true, "incl", json!("21"), json!(["10.00", "9.99", "9.99", true])),
        (true, "excl", json!("21"), json!(["12.10", "12.09", "12.09", true])),
        (false, "incl", json!("21"), json!(["8.26", "8.26", "8.26", true])),
        (false, "excl", json!("9"), json!(["10.00", "9.99", "9.99", true])),
        (true, "excl", Json::Null, json!(["", "", "", false])),
    ] {
        let given = Json::from(shown(includes, authority, &rate).to_vec());
        assert_eq!(given, expected, "{authority} in a shop that has {includes} at {rate}");
    }
}

#[test]
fn a_magento_that_weighs_in_grams_does_so_in_both_of_its_interfaces() {
    let shop = json!({"currency": "EUR", "prices_include_vat": true, "vat": {"": "21"},
        "lookups": {"settings": {"weight_unit": "g"}}});
    let rest = json!({"items": [{"id": 1, "sku": "L", "name": "Lamp", "type_id": "simple", "price": 9, "weight": 500}]});
    let price =
        json!({"minimum_price": {"regular_price": {"value": 9}, "final_price": {"value": 9}}});
    let graphql = json!({"data": {"products": {"items": [{"uid": "MQ==", "sku": "L", "name": "Lamp", "weight": 500,
        "price_range": price}]}}});
    for items in [rest, graphql] {
        let reply = map_for(&shop, "magento", "woocommerce", &items.to_string());
        assert_eq!(reply["items"][0]["weight"], "0.500", "{reply}");
    }
}
