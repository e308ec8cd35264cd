//! What goes in and comes out of `product_map`, its stream, and what the mirror is given.

use super::*;
use crate::json::Raw;
use crate::shops::{Diagnostics, Program, Tables};
use serde_json::{Value as Json, json};

pub const SHIRT: &str = r#"{"id":7,"title":"Caf\u00e9 \u003cshirt\u003e","body_html":null,"vendor":"B\u00f6hme",
  "product_type":"Shirts","created_at":"2024-01-02T03:04:05+01:00","updated_at":"2024-02-02T03:04:05+01:00",
  "handle":"cafe-shirt","tags":"a, b","status":"active","unknown":{"deep":[1,2,{"x":null}]},
  "options":[{"name":"Maat","position":1,"values":["S","M"]}],
  "images":[{"id":30,"src":"https:\/\/cdn.example\/1.jpg","alt":null,"position":1}],
  "variants":[
   {"id":71,"price":"10.00","compare_at_price":"12.50","inventory_policy":"deny","option1":"S","taxable":true,
    "barcode":null,"grams":250,"inventory_management":"shopify","sku":"S-1","inventory_quantity":0,"image_id":30},
   {"id":72,"price":"10.00","compare_at_price":"9.00","inventory_policy":"continue","option1":"M","taxable":false,
    "barcode":"8712345678906","grams":1500,"inventory_management":null,"sku":"S-2","inventory_quantity":3,
    "image_id":null}]}"#;

const SHOP: &str =
    r#"{"currency":"EUR","prices_include_vat":true,"vat":{"standard":"21","reduced-rate":"9"}}"#;

fn request(from: &str, to: &str, items: &str) -> String {
    format!(r#"{{"from":"{from}","to":"{to}","shop":{SHOP},"items":{items}}}"#)
}

/// The reply's items and diagnostics, these as (item, path, code).
fn map(from: &str, to: &str, items: &str) -> (Vec<Json>, Vec<(Option<u64>, String, String)>) {
    let reply = map_json(request(from, to, items).as_bytes()).expect(items);
    let reply: Json = serde_json::from_slice(&reply).expect("the reply is JSON");
    let told = |it: &Json| {
        let text = |name: &str| it[name].as_str().unwrap_or_default().to_owned();
        (it["item"].as_u64(), text("path"), text("code"))
    };
    let list = |name: &str| reply[name].as_array().cloned().unwrap_or_default();
    (list("items"), list("diagnostics").iter().map(told).collect())
}

#[test]
fn a_shopify_product_becomes_a_woocommerce_product_with_variations() {
    for items in [
        format!("[{SHIRT}]"),
        format!("{{\"products\":[{SHIRT}]}}"),
        format!("{{\"product\":{SHIRT}}}"),
    ] {
        let (products, told) = map("shopify", "woocommerce", &items);
        let shirt = &products[0];
        assert_eq!((&shirt["name"], &shirt["type"]), (&json!("Café <shirt>"), &json!("variable")));
        assert_eq!(shirt["images"][0]["src"], "https://cdn.example/1.jpg");
        assert_eq!(shirt["tags"], json!([{"name": "a"}, {"name": "b"}]));
        assert_eq!((&shirt["price"], &shirt["regular_price"]), (&json!("10.00"), &json!("")));
        assert_eq!(shirt["date_created_gmt"], "2024-01-02T02:04:05");
        let (small, medium) = (&shirt["variations"][0], &shirt["variations"][1]);
        assert_eq!(
            (&small["regular_price"], &small["sale_price"]),
            (&json!("12.50"), &json!("10.00"))
        );
        assert_eq!(
            (&medium["regular_price"], &medium["sale_price"]),
            (&json!("10.00"), &json!("")),
            "a dearer 'was' is no sale"
        );
        assert_eq!(
            (&small["stock_status"], &medium["stock_status"]),
            (&json!("outofstock"), &json!("instock"))
        );
        assert_eq!((&small["weight"], &medium["weight"]), (&json!("0.250"), &json!("1.500")));
        assert_eq!(small["attributes"][0]["option"], "S");
        assert_eq!(
            (&small["tax_status"], &medium["tax_status"]),
            (&json!("taxable"), &json!("none"))
        );
        assert!(told.iter().all(|(_, _, code)| code == "product.object_for_list"), "{told:?}");
    }
}

#[test]
fn a_shopify_product_keeps_all_of_it_in_the_model() {
    let (products, _) = map("shopify", "canonical", &format!("[{SHIRT}]"));
    let shirt = &products[0];
    assert_eq!((&shirt["external_id"], &shirt["brand"]), (&json!("7"), &json!("Böhme")));
    let small = &shirt["variants"][0];
    assert_eq!(small["price"]["authority"], "incl");
    assert_eq!(
        small["tax"],
        json!({"is_taxable": true, "class": "standard", "rate_percent": "21", "origin": "config"})
    );
    assert_eq!(
        shirt["variants"][1]["tax"]["rate_percent"],
        Json::Null,
        "what is not taxed has no rate"
    );
    assert_eq!(small["stock"]["quantity"], "0");
    assert_eq!(small["choices"], json!([{"name": "Maat", "value": "S"}]));
}

/// A variable product of WooCommerce and its variations, one after the other.
fn hemd(variations: &str) -> String {
    format!(
        r#"{{"id":1,"name":"Hemd","slug":"hemd","type":"variable","status":"publish","description":"","sku":"H",
        "regular_price":"","sale_price":"","tax_status":"taxable","tax_class":"","manage_stock":false,"weight":"0.5",
        "date_created_gmt":"2026-01-02T03:04:05","categories":[{{"id":9,"name":"Hemden","slug":"hemden"}}],
        "brands":[{{"id":3,"name":"Zuiver","slug":"zuiver"}}],"tags":[],"images":[{{"id":5,"src":"http://x/1.jpg","alt":""}}],
        "attributes":[{{"id":0,"name":"Maat","position":0,"visible":true,"variation":true,"options":["S","M"]}},
          {{"id":0,"name":"Stof","position":1,"visible":true,"variation":false,"options":["Katoen"]}}],
        "variations":{variations}}}"#
    )
}
fn variation(id: u32, size: &str, rest: &str) -> String {
    format!(
        r#"{{"id":{id},"type":"variation","parent_id":1,"sku":"H-{size}","regular_price":"20.00","sale_price":"",
        "tax_status":"taxable","tax_class":"reduced-rate","manage_stock":true,"stock_quantity":3,"stock_status":"instock",
        "backorders":"no","weight":"","image":null,"attributes":[{{"id":0,"name":"Maat","option":"{size}"}}]{rest}}}"#
    )
}

#[test]
fn woocommerce_variations_join_their_product_however_they_are_given() {
    let (small, medium) = (variation(11, "S", ""), variation(12, "M", ""));
    let ids = hemd("[11,12]");
    let within = format!("[{}]", hemd(&format!("[{small},{medium}]")));
    let (expected, told) = map("woocommerce", "canonical", &within);
    assert_eq!(told, []);
    assert_eq!(expected[0]["variants"][1]["sku"], "H-M");
    assert_eq!(expected[0]["variants"][0]["tax"]["rate_percent"], "9");
    assert_eq!(
        expected[0]["variants"][0]["weight"]["value"], "0.5",
        "a blank weight is the product's"
    );
    assert_eq!(expected[0]["variants"][0]["choices"], json!([{"name": "Maat", "value": "S"}]));
    for items in [
        format!(r#"{{"products":[{ids}],"variations":[{medium},{small}]}}"#),
        format!(r#"{{"variations":[{medium},{small}],"products":[{ids}]}}"#),
        format!(r#"{{"products":[{}],"variations":[{small},{medium}]}}"#, hemd("[]")),
        format!("[{small},{ids},{medium}]"),
    ] {
        let (products, told) = map("woocommerce", "canonical", &items);
        assert_eq!((products, told), (expected.clone(), vec![]), "{items}");
    }
}

#[test]
fn a_variation_that_is_not_there_and_one_that_nobody_wants_are_told() {
    let items = format!(
        r#"{{"products":[{}],"variations":[{}]}}"#,
        hemd("[11,12]"),
        variation(11, "S", "")
    );
    let orphan = variation(13, "L", "").replace("\"parent_id\":1", "\"parent_id\":2");
    let items = items.replace("\"variations\":[{", &format!("\"variations\":[{orphan},{{"));
    let (products, told) = map("woocommerce", "canonical", &items);
    assert_eq!(products[0]["variants"].as_array().map(Vec::len), Some(1));
    assert_eq!(
        told,
        [
            (Some(0), "/variations/1".into(), "product.variant_missing".into()),
            (None, "/variations/0".into(), "product.variant_orphan".into()),
        ]
    );
}

/// What the mirror keeps of one product: its id, its variants' SKUs, its fingerprint.
fn mirrored(from: &str, items: &str) -> Vec<(String, Vec<String>, Fingerprint)> {
    let shop = serde_json::from_str(SHOP).expect("a shop");
    let program: Program = program(from, None).expect("a program");
    let tables = Tables::new(&program, &Default::default(), &shop).expect("tables");
    let (mut told, mut seen) = (Diagnostics::default(), Vec::new());
    each_product((&program, &tables), (&shop, None), Raw(items), &mut told, &mut |mapped| {
        let object = |members: &[u8]| [b"{", members, b"}"].concat();
        serde_json::from_slice::<Json>(&object(mapped.woocommerce)).expect("an object");
        serde_json::from_slice::<Json>(mapped.canonical).expect("an object");
        for variant in mapped.variants {
            serde_json::from_slice::<Json>(&object(variant.woocommerce)).expect("an object");
            let canonical: Json = serde_json::from_slice(variant.canonical).expect("an object");
            assert_eq!(canonical["external_id"], variant.external_id);
        }
        let skus = mapped.variants.iter().map(|variant| variant.sku.clone()).collect();
        seen.push((mapped.external_id.to_owned(), skus, mapped.fingerprint));
        Ok(())
    })
    .expect(items);
    seen
}

#[test]
fn a_fingerprint_tells_content_price_and_stock_apart_and_does_not_see_dates() {
    let of = |product: &str| mirrored("shopify", &format!("[{product}]"))[0].2;
    let parts = |old: Fingerprint, new: Fingerprint| {
        (old.content != new.content, old.price != new.price, old.stock != new.stock)
    };
    let old = of(SHIRT);
    assert_eq!(mirrored("shopify", &format!("[{SHIRT}]"))[0].1, ["S-1", "S-2"]);
    let changed = |from: &str, to: &str| {
        assert!(SHIRT.contains(from), "{from}");
        parts(old, of(&SHIRT.replacen(from, to, 1)))
    };
    assert_eq!(parts(old, of(SHIRT)), (false, false, false));
    assert_eq!(changed("2024-02-02T03", "2025-02-02T03"), (false, false, false));
    assert_eq!(changed("\"price\":\"10.00\"", "\"price\":10"), (false, false, false));
    assert_eq!(changed("\"price\":\"10.00\"", "\"price\":\"10.01\""), (false, true, false));
    assert_eq!(changed("\"taxable\":true", "\"taxable\":false"), (false, true, false));
    assert_eq!(
        changed("\"inventory_quantity\":0", "\"inventory_quantity\":1"),
        (false, false, true)
    );
    assert_eq!(changed("\"sku\":\"S-1\"", "\"sku\":\"S-9\""), (true, false, false));
}
