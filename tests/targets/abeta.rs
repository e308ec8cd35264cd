//! Cart products of Abeta.

use super::{lamp, map, refused, told};
use koppel::catalog::stored;
use koppel::model::shop::Shop;
use koppel::money::Amount;
use koppel::targets::abeta::{Draft, Options, Shared};
use koppel::world::Instant;
use serde_json::json;

#[test]
fn a_cart_product_has_every_field_of_the_document_by_its_name_and_type() {
    let options = json!({ "abeta": {
        "units": { "C62": "PCE" }, "category_codes": { "15": ["39101600"] },
        "category_codes_attribute": "UNSPSC", "manufacturer_number_attribute": "MPN" } });
    let reply = map("abeta", options, json!([lamp()]));
    assert_eq!(
        reply["items"],
        json!([{ "id": 7, "sku": "LED-E27", "name": "Ledlamp E27", "description": "<p>Warm wit</p>",
            "price_ex_vat": 10.7025, "price_inc_vat": 12.95, "vat_percentage": 21, "quantity": 1,
            "price_unit": 1, "unit": "PCE", "brand": "Lumo", "weight": 0.05,
            "image_url": "https://shop.example/led.jpg", "manufacturer_number": "L-27",
            "category_codes": ["39101628", "39101600"], "categories": ["Lampen"] }])
    );
    assert_eq!(told(&reply), []);
}

#[test]
fn the_price_side_that_the_shop_keeps_is_passed_on_as_it_is() {
    let excluding = json!({ "shop": { "currency": "EUR", "prices_include_vat": false, "vat": { "standard": "21" } } });
    let reply = map("abeta", excluding, json!([lamp()]));
    let product = &reply["items"][0];
    assert_eq!(
        (&product["price_ex_vat"], &product["price_inc_vat"]),
        (&json!(12.95), &json!(15.6695))
    );
    let rounded = map("abeta", json!({ "abeta": { "price_decimals": 2 } }), json!([lamp()]));
    assert_eq!(rounded["items"][0]["price_ex_vat"], json!(10.7));
}

#[test]
fn a_sale_that_runs_is_what_the_buyer_pays() {
    let mut on_sale = lamp();
    on_sale["sale_price"] = json!("9.95");
    on_sale["date_on_sale_to_gmt"] = json!("2026-11-22T00:00:00");
    let mut over = on_sale.clone();
    over["id"] = json!(8);
    over["date_on_sale_to_gmt"] = json!("2026-11-20T00:00:00");
    let reply = map("abeta", json!({}), json!([on_sale, over]));
    let prices: Vec<_> = [0, 1].map(|nth| reply["items"][nth]["price_inc_vat"].clone()).into();
    assert_eq!(prices, [json!(9.95), json!(12.95)]);
}

#[test]
fn what_abeta_requires_and_nobody_knows_leaves_the_product_out_and_says_so() {
    let without = |member: &str, value| {
        let mut product = lamp();
        product[member] = value;
        product
    };
    for (member, value, path) in [
        ("sku", json!(""), "/sku"),
        ("regular_price", json!(""), "/regular_price"),
        ("tax_class", json!("zero-ish"), ""),
        ("name", json!(""), ""),
    ] {
        let reply = map("abeta", json!({}), json!([without(member, value), lamp()]));
        assert_eq!(reply["items"].as_array().map(Vec::len), Some(1), "{member}: {reply}");
        let expected = ("product.incomplete".to_owned(), path.to_owned());
        assert!(told(&reply).contains(&expected), "{member}: {:?}", told(&reply));
    }
    let untaxed = map("abeta", json!({}), json!([without("tax_status", json!("none"))]));
    assert_eq!(untaxed["items"][0]["vat_percentage"], 0);
}

#[test]
fn each_variation_is_a_product_of_the_cart_with_its_choices_in_its_name() {
    let variation = |id: u32, size: &str| {
        json!({ "id": id, "sku": format!("T-{size}"), "regular_price": "19.00", "tax_status": "taxable", "tax_class": "",
            "attributes": [{ "id": 0, "name": "Maat", "option": size }] })
    };
    let shirt = json!({ "id": 20, "name": "T-shirt", "type": "variable", "status": "publish",
        "attributes": [{ "id": 0, "name": "Maat", "variation": true, "options": ["S", "M"] }],
        "variations": [variation(21, "S"), variation(22, "M")] });
    let reply = map("abeta", json!({}), json!([shirt]));
    let names: Vec<_> = [0, 1].map(|nth| reply["items"][nth]["name"].clone()).into();
    assert_eq!(names, [json!("T-shirt - S"), json!("T-shirt - M")], "{reply}");
    assert_eq!(reply["items"][1]["id"], 22);
}

#[test]
fn each_variation_has_the_manufacturers_number_that_it_chose() {
    let variation = |id: u32, number: &str| {
        json!({ "id": id, "sku": format!("T-{id}"), "regular_price": "19.00", "tax_status": "taxable", "tax_class": "",
            "attributes": [{ "id": 0, "name": "MPN", "option": number }] })
    };
    let shirt = json!({ "id": 20, "name": "T-shirt", "type": "variable", "status": "publish",
        "attributes": [{ "id": 0, "name": "MPN", "variation": true, "options": ["A-1", "A-2"] }],
        "variations": [variation(21, "A-1"), variation(22, "A-2"), variation(23, "")] });
    let options = json!({ "abeta": { "manufacturer_number_attribute": "MPN" } });
    let reply = map("abeta", options, json!([shirt]));
    let numbers = [0, 1, 2].map(|nth| reply["items"][nth].get("manufacturer_number").cloned());
    assert_eq!(numbers, [Some(json!("A-1")), Some(json!("A-2")), None], "{reply}");
}

#[test]
fn options_that_cannot_be_are_refused_with_their_path() {
    for (options, path) in [
        (json!({ "category_codes": { "15": ["39101600", "3910"] } }), "/abeta/category_codes/15/1"),
        (json!({ "price_unit": "0" }), "/abeta/price_unit"),
        (json!({ "price_decimals": 1 }), "/abeta/price_decimals"),
        (json!({ "unit": "" }), "/abeta/unit"),
        (json!({ "units_of_shop": {} }), "/abeta/units_of_shop"),
    ] {
        assert_eq!(refused("abeta", json!({ "abeta": options })).1, path);
    }
    let elsewhere = refused("woocommerce", json!({ "abeta": {} }));
    assert_eq!(elsewhere, ("json.unknown_member", "/abeta".to_owned()));
}

#[test]
fn a_code_that_is_no_unspsc_code_is_left_out_and_told() {
    let mut product = lamp();
    product["attributes"][0]["options"] = json!(["39-10", "39101628"]);
    let options = json!({ "abeta": { "category_codes_attribute": "UNSPSC" } });
    let reply = map("abeta", options, json!([product]));
    assert_eq!(reply["items"][0]["category_codes"], json!(["39101628"]));
    assert_eq!(told(&reply), [("product.code_invalid".to_owned(), String::new())]);
}

#[test]
fn a_line_of_a_cart_goes_before_what_the_catalogue_says_and_prices_are_not_mixed() {
    let shop: Shop = serde_json::from_value(super::shop()).expect("a shop");
    let canonical = map("canonical", json!({}), json!([lamp()]))["items"][0].to_string();
    let options = Options::default();
    let line = Draft {
        quantity: Amount::read(b"40"),
        price_ex_vat: Amount::read(b"8.50"),
        unit: Some("BX".into()),
        ..Draft::default()
    };
    let product = stored(&canonical, (&shop, Instant(1_795_255_200_000)), |item, context| {
        let shared = Shared::of(item, &options);
        let known = Draft::of(item, &item.variants[0], &shared, context, &options);
        known.under(line.clone()).into_owned().complete(&options)
    });
    let product = product.expect("is read").expect("is a product").expect("is complete");
    let product = serde_json::to_value(&product).expect("JSON");
    for (field, value) in [
        ("quantity", json!(40)),
        ("price_ex_vat", json!(8.5)),
        ("price_inc_vat", json!(10.285)),
        ("unit", json!("BX")),
        ("name", json!("Ledlamp E27")),
    ] {
        assert_eq!(product[field], value, "{field}");
    }
}
