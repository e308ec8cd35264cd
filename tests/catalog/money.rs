//! Prices and rates that no shop can mean: they are told where they stand, and nothing is sold by them.

use super::map_for;
use serde_json::{Value as Json, json};

/// A custom shop's one article, with the codes and places of what was told.
fn article(to: &str, row: &Json) -> (Json, Vec<(String, String)>) {
    let mapping = json!({"version": 1, "items": "$.rows[*]",
        "product": {"external_id": "$.id", "name": "$.id"},
        "variants": {"each": "$", "external_id": "$.id", "price.regular": "$.price", "price.sale": "$.sale",
            "price.now": "$.now", "price.was": "$.was", "tax.rate_percent": "$.vat", "tax.taxable": "$.taxed"}});
    let mut whole = json!({"id": "a", "price": "10.00", "vat": "21"});
    for (name, value) in row.as_object().into_iter().flatten() {
        whole[name] = value.clone();
    }
    let request = json!({"from": "custom", "to": to, "mapping": mapping,
        "shop": {"currency": "EUR", "prices_include_vat": true, "vat": {"standard": "21", "": "6"}},
        "items": {"rows": [whole]}});
    let reply = koppel::catalog::map_json(request.to_string().as_bytes()).expect("maps");
    let reply: Json = serde_json::from_slice(&reply).expect("JSON");
    let text = |value: &Json| value.as_str().unwrap_or_default().to_owned();
    let told = reply["diagnostics"].as_array().into_iter().flatten();
    let told = told.map(|one| (text(&one["code"]), text(&one["path"]))).collect();
    (reply["items"][0].clone(), told)
}

fn prices(item: &Json) -> [&str; 3] {
    ["price", "regular_price", "sale_price"].map(|name| item[name].as_str().expect(name))
}

#[test]
fn a_price_below_zero_is_none_and_is_told() {
    for (row, expected, path) in [
        (json!({"price": "-1.00"}), ["", "", ""], "/price"),
        (json!({"sale": "-0.01"}), ["10.00", "10.00", ""], "/sale"),
        (json!({"now": "-5", "was": "7.00"}), ["10.00", "10.00", ""], "/now"),
    ] {
        let (item, told) = article("woocommerce", &row);
        assert_eq!(prices(&item), expected, "{row}");
        assert_eq!(told, [("product.price_negative".to_owned(), path.to_owned())], "{row}");
    }
}

#[test]
fn a_sale_for_nothing_runs_and_is_told() {
    for (row, regular, path) in [
        (json!({"sale": "0.00"}), "10.00", "/sale"),
        (json!({"sale": 0}), "10.00", "/sale"),
        (json!({"now": "0", "was": "7.00"}), "7.00", "/now"),
    ] {
        let (item, told) = article("woocommerce", &row);
        assert_eq!(prices(&item), ["0.00", regular, "0.00"], "{row}");
        assert_eq!(told, [("product.sale_free".to_owned(), path.to_owned())], "{row}");
    }
    for row in [json!({"sale": "0.50"}), json!({"price": "0.00"}), json!({"was": "0.00"})] {
        assert_eq!(article("woocommerce", &row).1, [], "{row}");
    }
}

#[test]
fn what_is_no_rate_in_percent_is_unknown_and_no_other_rate() {
    for rate in ["0.21", "2100", "-9", "100.01", "0.0009"] {
        let (item, told) = article("canonical", &json!({"vat": rate}));
        assert_eq!(told, [("product.not_a_rate".to_owned(), "/vat".to_owned())], "{rate}");
        let tax = &item["variants"][0]["tax"];
        assert_eq!(
            (&tax["rate_percent"], &tax["origin"]),
            (&json!(null), &json!("unknown")),
            "{rate}"
        );
    }
    let untaxed = article("canonical", &json!({"vat": "2100", "taxed": false}));
    assert_eq!((&untaxed.0["variants"][0]["tax"]["origin"], untaxed.1), (&json!("none"), vec![]));
    for rate in ["0", "0.00", "0.9", "1", "2.1", "21", "25.5", "100"] {
        assert_eq!(article("canonical", &json!({"vat": rate})).1, [], "{rate}");
    }
}

#[test]
fn what_the_shop_configures_as_a_rate_is_checked_before_anything_is_mapped() {
    let shop = json!({"currency": "EUR", "prices_include_vat": true, "vat": {"standard": "0.21"}});
    let request = json!({"from": "shopify", "to": "woocommerce", "shop": shop, "items": []});
    let refused = koppel::catalog::map_json(request.to_string().as_bytes()).expect_err("refused");
    assert_eq!((refused.code.as_str(), &*refused.path), ("config.invalid", "/shop/vat/standard"));
    let shop = json!({"currency": "EUR", "prices_include_vat": true, "vat": {"standard": "21"}});
    assert_eq!(map_for(&shop, "shopify", "woocommerce", "[]")["items"], json!([]));
}
