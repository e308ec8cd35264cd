//! What is written for WooCommerce, field by field: each product and each variation has all that REST v3 gives, and each
//! field is of the kind that it has there.

use super::{GOLDEN, map};
use serde_json::{Value as Json, json};
use std::fs;
use std::path::Path;

/// The kinds: t text, b truth, i integer, I integer or null, d date or null, o object, l list; or the words it may be.
const PRODUCT: &str = "name t|slug t|date_created d|date_created_gmt d|date_modified d|date_modified_gmt d|\
    type simple,grouped,external,variable|status draft,pending,private,publish|featured b|\
    catalog_visibility visible,catalog,search,hidden|description t|short_description t|sku t|\
    global_unique_id t|price t|regular_price t|sale_price t|date_on_sale_from d|date_on_sale_from_gmt d|\
    date_on_sale_to d|date_on_sale_to_gmt d|price_html t|on_sale b|purchasable b|total_sales i|virtual b|\
    downloadable b|downloads l|download_limit i|download_expiry i|external_url t|button_text t|\
    tax_status taxable,shipping,none|tax_class t|manage_stock b|stock_quantity I|\
    stock_status instock,outofstock,onbackorder|backorders no,notify,yes|backorders_allowed b|\
    backordered b|low_stock_amount I|sold_individually b|weight t|dimensions o|shipping_required b|\
    shipping_taxable b|shipping_class t|shipping_class_id i|reviews_allowed b|post_password t|\
    average_rating t|rating_count i|related_ids l|upsell_ids l|cross_sell_ids l|parent_id i|\
    purchase_note t|categories l|brands l|tags l|images l|has_options b|attributes l|\
    default_attributes l|variations l|grouped_products l|menu_order i|meta_data l";
const VARIATION: &str = "type variation|date_created d|date_created_gmt d|date_modified d|date_modified_gmt d|\
    description t|sku t|global_unique_id t|price t|regular_price t|sale_price t|date_on_sale_from d|\
    date_on_sale_from_gmt d|date_on_sale_to d|date_on_sale_to_gmt d|on_sale b|\
    status draft,pending,private,publish|purchasable b|virtual b|downloadable b|downloads l|\
    download_limit i|download_expiry i|tax_status taxable,shipping,none|tax_class t|manage_stock p|\
    stock_quantity I|stock_status instock,outofstock,onbackorder|backorders no,notify,yes|\
    backorders_allowed b|backordered b|low_stock_amount I|weight t|dimensions o|shipping_class t|\
    shipping_class_id i|image o|attributes l|menu_order i|meta_data l|name t";
/// What only the mirror knows.
const OF_THE_MIRROR: [&str; 4] = ["id", "permalink", "parent_id", "_links"];
/// What only an answer for editing has.
const FOR_EDITING: [&str; 2] = ["permalink_template", "generated_slug"];
/// Not there where the shop does not say when.
const MAY_LACK: [&str; 4] =
    ["date_created", "date_created_gmt", "date_modified", "date_modified_gmt"];

fn fields(table: &'static str) -> impl Iterator<Item = (&'static str, &'static str)> {
    table.split('|').filter_map(|row| row.trim().split_once(' '))
}

fn is_of(kind: &str, value: &Json) -> bool {
    let is_date = |text: &str| text.len() == 19 && text.as_bytes().get(10) == Some(&b'T');
    match kind {
        "t" => value.is_string(),
        "b" => value.is_boolean(),
        "p" => value.is_boolean() || value == "parent",
        "i" => value.is_i64(),
        "I" => value.is_i64() || value.is_null(),
        "d" => value.is_null() || value.as_str().is_some_and(is_date),
        "o" => value.is_object() || value.is_null(),
        "l" => value.is_array(),
        words => words.split(',').any(|word| value == word),
    }
}

fn check(table: &'static str, document: &Json, what: &str) {
    let members = document.as_object().expect("an object");
    for (name, kind) in fields(table) {
        match members.get(name) {
            Some(value) => assert!(is_of(kind, value), "{what}: {name} is {value}"),
            None => assert!(MAY_LACK.contains(&name), "{what}: {name} is missing"),
        }
    }
    for name in members.keys() {
        assert!(fields(table).any(|(known, _)| known == name), "{what}: {name} is nothing there");
    }
    for price in ["price", "regular_price", "sale_price"] {
        let text = document[price].as_str().expect("a text");
        let is_decimal = text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
        assert!(is_decimal, "{what}: {price} is {text}");
    }
    for side in ["length", "width", "height"] {
        assert!(document["dimensions"][side].is_string(), "{what}: dimensions");
    }
}

#[test]
fn products_for_woocommerce_have_each_field_of_rest_v3_and_of_its_kind() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden");
    let (mut products, mut variations) = (0, 0);
    for shop in GOLDEN {
        let path = folder.join(shop).join("products.woocommerce.json");
        let golden: Json =
            serde_json::from_str(&fs::read_to_string(&path).expect(shop)).expect("JSON");
        for product in golden["items"].as_array().expect("items") {
            products += 1;
            check(PRODUCT, product, shop);
            let list = |name: &str| product[name].as_array().cloned().unwrap_or_default();
            for attribute in list("attributes") {
                for (name, kind) in
                    fields("id i|name t|slug t|position i|visible b|variation b|options l")
                {
                    assert!(is_of(kind, &attribute[name]), "{shop}: attributes {attribute}");
                }
            }
            for image in list("images") {
                for name in ["src", "name", "alt"] {
                    assert!(image[name].is_string(), "{shop}: images {image}");
                }
            }
            for variation in list("variations") {
                variations += 1;
                check(VARIATION, &variation, shop);
                for chosen in variation["attributes"].as_array().expect("attributes") {
                    for (name, kind) in fields("id i|name t|slug t|option t") {
                        assert!(is_of(kind, &chosen[name]), "{shop}: {chosen}");
                    }
                }
            }
        }
    }
    assert!(products > 10 && variations > 10, "{products} {variations}");
}

/// The table above is that of a real WooCommerce: of its schema, and of what it answered.
#[test]
fn the_fields_of_rest_v3_are_those_of_a_real_woocommerce() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/woocommerce");
    if !folder.is_dir() {
        return println!("left out: ../shared/woocommerce is not there");
    }
    let read = |name: &str| -> Json {
        serde_json::from_str(&fs::read_to_string(folder.join(name)).expect(name)).expect("JSON")
    };
    for (table, schema, answers) in [
        (PRODUCT, "schemas/products.json", vec!["golden/products__per_page-100.json"]),
        (
            VARIATION,
            "schemas/products_1_variations.json",
            vec!["golden/products_113_variations.json", "golden/products_114_variations.json"],
        ),
    ] {
        let schema = read(schema);
        let properties = schema["schema"]["properties"].as_object().expect("properties");
        let is_known = |name: &str| fields(table).any(|(known, _)| known == name);
        for (name, property) in properties {
            let is_ours = OF_THE_MIRROR.contains(&name.as_str());
            assert!(is_known(name) || is_ours || FOR_EDITING.contains(&name.as_str()), "{name}");
            let words = property["enum"].as_array().into_iter().flatten();
            let words: Vec<&str> = words.filter_map(Json::as_str).collect();
            let kind = fields(table).find(|(known, _)| known == name).map_or("", |(_, kind)| kind);
            if kind.contains(',') {
                assert!(kind.split(',').all(|word| words.contains(&word)), "{name}: {words:?}");
            }
        }
        for answer in answers.into_iter().map(read) {
            for document in answer.as_array().expect("a list") {
                for (name, value) in document.as_object().expect("an object") {
                    if OF_THE_MIRROR.contains(&name.as_str()) {
                        continue;
                    }
                    let kind = fields(table).find(|(known, _)| known == name);
                    let (_, kind) = kind.unwrap_or_else(|| panic!("{name} is not written"));
                    assert!(is_of(kind, value) || kind == "t", "{name}: {value} is no {kind}");
                }
                for (name, _) in fields(table) {
                    assert!(document.get(name).is_some(), "{name} is not there");
                }
            }
        }
    }
}

#[test]
fn a_variation_of_a_subscription_is_a_variation_and_what_is_withdrawn_sets_no_price() {
    let variation = |id: u32, kind: &str, price: &str, status: &str| {
        json!({"id": id, "parent_id": 5, "type": kind, "status": status, "regular_price": price, "tax_class": "",
            "manage_stock": true, "stock_quantity": 4, "stock_status": "instock",
            "attributes": [{"id": 1, "name": "Looptijd", "option": id.to_string()}]})
    };
    let parent = json!({"id": 5, "type": "variable-subscription", "status": "publish", "name": "Krant",
        "attributes": [{"id": 1, "name": "Looptijd", "variation": true, "options": ["51", "52"]}], "variations": [51, 52]});
    let items = json!([
        parent,
        variation(51, "subscription_variation", "1.00", "private"),
        variation(52, "subscription_variation", "12.00", "publish")
    ]);
    let reply = map("woocommerce", "woocommerce", &items.to_string());
    let products = reply["items"].as_array().expect("items");
    assert_eq!(products.len(), 1, "{reply}");
    assert_eq!(products[0]["price"], "12.00");
    let bought = products[0]["variations"].as_array().expect("variations");
    let bought: Vec<_> = bought.iter().map(|one| one["purchasable"] == true).collect();
    assert_eq!(bought, [false, true]);
}
