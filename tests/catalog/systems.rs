//! What each shop system sends, and what it says: the traps of Magento, Lightspeed, Shopify and WooCommerce by the numbers
//! of the catalogue research.

use super::{map, map_for, one};
use serde_json::{Value as Json, json};

fn codes(reply: &Json) -> Vec<&str> {
    let told = reply["diagnostics"].as_array().into_iter().flatten();
    told.filter_map(|told| told["code"].as_str()).collect()
}
/// What is told of `code`: the item and the path.
fn places(reply: &Json, code: &str) -> Vec<(Json, Json)> {
    let told = reply["diagnostics"].as_array().into_iter().flatten();
    let told = told.filter(|told| told["code"] == code);
    told.map(|told| (told["item"].clone(), told["path"].clone())).collect()
}

fn simple(id: u32, changes: Json) -> Json {
    let mut item = json!({"id": id, "sku": format!("S-{id}"), "name": "Lamp", "price": 12.1, "status": 1, "visibility": 4,
        "type_id": "simple", "extension_attributes": {"stock_item": {"qty": 3, "is_in_stock": true, "manage_stock": true}},
        "custom_attributes": [{"attribute_code": "tax_class_id", "value": "2"}]});
    for (name, value) in changes.as_object().into_iter().flatten() {
        item[name] = value.clone();
    }
    item
}
fn attributes(pairs: &[(&str, Json)]) -> Json {
    let class = [("tax_class_id", json!("2"))];
    let list = class.iter().chain(pairs);
    list.map(|(code, value)| json!({"attribute_code": code, "value": value})).collect()
}
fn configurable(links: &[u32]) -> Json {
    simple(
        9,
        json!({"type_id": "configurable", "sku": "C", "price": 0, "extension_attributes": {
            "stock_item": {"qty": 0, "is_in_stock": true, "manage_stock": true},
            "configurable_product_options": [{"attribute_id": "93", "label": "Kleur", "values": [{"value_index": 49}, {"value_index": 50}]}],
            "configurable_product_links": links}}),
    )
}
fn child(id: u32, colour: &str) -> Json {
    simple(
        id,
        json!({"visibility": 1, "custom_attributes": attributes(&[("color", json!(colour))])}),
    )
}
const COLOURS: &str = r#"[{"attribute_id": 93, "attribute_code": "color", "options": [{"label": " ", "value": ""},
    {"label": "Wit", "value": "49"}, {"label": "", "value": "50"}]}]"#;

#[test]
fn m1_a_special_price_runs_by_the_days_of_the_shop_and_not_beyond_its_last() {
    let price = |from: &str, to: &str| {
        let list = attributes(&[
            ("special_price", json!("9.990000")),
            ("special_from_date", json!(from)),
            ("special_to_date", json!(to)),
        ]);
        let (product, _) =
            one("magento", "woocommerce", simple(1, json!({"custom_attributes": list})));
        product["price"].clone()
    };
    // It is noon in Amsterdam on 21 November 2026.
    assert_eq!(price("2026-11-01 00:00:00", "2026-11-21 00:00:00"), "9.99", "its last day counts");
    assert_eq!(price("2026-11-01 00:00:00", "2026-11-20 00:00:00"), "12.10");
    assert_eq!(price("2026-11-22 00:00:00", "2026-12-01 00:00:00"), "12.10");
}

#[test]
fn m2_m3_option_codes_become_labels_and_a_code_without_one_stands_for_itself() {
    for order in [[0, 1, 2], [2, 1, 0], [1, 0, 2]] {
        let items = [configurable(&[1, 2]), child(1, "49"), child(2, "50")];
        let items: Vec<_> = order.iter().map(|nth| items[*nth].clone()).collect();
        let page = format!(r#"{{"attributes":{COLOURS},"items":{}}}"#, json!(items));
        let reply = map("magento", "canonical", &page);
        let product = &reply["items"][0];
        assert_eq!(reply["items"].as_array().map(Vec::len), Some(1), "children are given once");
        assert_eq!(product["attributes"][0]["values"], json!(["Wit", "50"]));
        let chosen = |nth: usize| product["variants"][nth]["choices"][0]["value"].clone();
        assert_eq!((chosen(0), chosen(1)), (json!("Wit"), json!("50")), "{order:?}");
        assert_eq!(codes(&reply), ["product.unknown_code"]);
    }
    let shop = json!({"currency": "EUR", "prices_include_vat": true, "vat": {"standard": "21"},
        "lookups": {"attribute_codes": {"93": "color"}, "options.color": {"49": "White", "50": "Black"}}});
    let items = json!([configurable(&[1, 2]), child(1, "49"), child(2, "50")]);
    let reply = map_for(&shop, "magento", "canonical", &items.to_string());
    assert_eq!(reply["items"][0]["attributes"][0]["values"], json!(["White", "Black"]));
}

#[test]
fn m4_a_sku_of_digits_stays_a_text_and_joins_nothing() {
    let items = json!([configurable(&[1]), child(1, "49"), simple(3, json!({"sku": "1"}))]);
    let page = format!(r#"{{"attributes":{COLOURS},"items":{items}}}"#);
    let reply = map("magento", "canonical", &page);
    let skus: Vec<_> = reply["items"].as_array().into_iter().flatten().collect();
    assert_eq!(skus.len(), 2);
    assert!(skus.iter().any(|product| product["variants"][0]["sku"] == "1"));
}

#[test]
fn m5_stock_that_is_not_told_is_not_known() {
    let (product, _) = one("magento", "canonical", simple(1, json!({"extension_attributes": {}})));
    let stock = &product["variants"][0]["stock"];
    assert_eq!((&stock["status"], &stock["quantity"]), (&json!("unknown"), &Json::Null));
}

#[test]
fn m6_stock_at_several_sources_is_added_up_even_where_one_is_negative() {
    let level = |source: &str, quantity: i32| json!({"sku": "S-1", "source_code": source, "quantity": quantity});
    let page =
        json!({"source_items": [level("a", 5), level("b", -2)], "items": [simple(1, json!({}))]});
    let reply = map("magento", "canonical", &page.to_string());
    let stock = &reply["items"][0]["variants"][0]["stock"];
    assert_eq!(stock["quantity"], "3");
    assert_eq!(stock["locations"].as_array().map(Vec::len), Some(2));
    let shop = json!({"currency": "EUR", "prices_include_vat": true, "vat": {"standard": "21"}, "lookups": {"stock_locations": {"a": "web"}}});
    let reply = map_for(&shop, "magento", "canonical", &page.to_string());
    assert_eq!(
        reply["items"][0]["variants"][0]["stock"]["quantity"], "5",
        "only the one that counts"
    );
}

#[test]
fn m7_m8_a_child_keeps_its_price_and_one_without_a_price_is_told() {
    let mut second = child(2, "50");
    second["price"] = Json::Null;
    let items = json!([configurable(&[1, 2]), child(1, "49"), second]);
    let reply =
        map("magento", "canonical", &format!(r#"{{"attributes":{COLOURS},"items":{items}}}"#));
    assert_eq!(reply["items"][0]["variants"][0]["price"]["regular"], "12.10");
    assert_eq!(places(&reply, "product.price_missing"), [(json!(2), json!("/price"))]);
}

#[test]
fn a_configurable_that_is_hidden_is_still_a_product() {
    let mut hidden = configurable(&[1]);
    hidden["visibility"] = json!(1);
    let reply = map("magento", "canonical", &json!([child(1, "49"), hidden]).to_string());
    assert_eq!(reply["items"][0]["visibility"], "hidden");
    assert_eq!(reply["items"][0]["variants"].as_array().map(Vec::len), Some(1));
}

#[test]
fn w1_what_is_absent_what_is_null_and_what_is_empty_are_three_things() {
    let product = |description: Json| {
        let mut item = json!({"id": 1, "name": "Lamp", "type": "simple", "status": "publish", "regular_price": "1.00"});
        if description != json!("absent") {
            item["description"] = description;
        }
        one("woocommerce", "canonical", item).0
    };
    assert_eq!(product(json!("absent")).get("description"), None);
    assert_eq!(product(json!(null)).get("description"), Some(&Json::Null));
    assert_eq!(product(json!("")).get("description"), Some(&json!("")));
}

fn variation(id: u32, parent: u32) -> Json {
    json!({"id": id, "type": "variation", "parent_id": parent, "regular_price": "5.00", "sku": format!("V{id}"),
        "tax_status": "taxable", "tax_class": "", "attributes": [{"name": "Maat", "option": format!("M{id}")}]})
}
fn variable(id: u32, links: Json) -> Json {
    json!({"id": id, "name": "Hemd", "type": "variable", "status": "publish", "sku": "H", "variations": links,
        "attributes": [{"name": "Maat", "variation": true, "visible": true, "options": ["M2", "M3"]}]})
}

#[test]
fn w4_a_variation_that_comes_twice_is_there_once() {
    let page = json!({"products": [variable(1, json!([2, 3]))], "variations": [variation(2, 1), variation(3, 1), variation(2, 1)]});
    let reply = map("woocommerce", "canonical", &page.to_string());
    assert_eq!(reply["items"][0]["variants"].as_array().map(Vec::len), Some(2));
    assert_eq!(codes(&reply), ["product.id_twice"]);
}

#[test]
fn w5_a_sku_is_data_and_joins_nothing() {
    let mut renamed = variation(2, 1);
    renamed["sku"] = json!("H");
    let page = json!({"products": [variable(1, json!([2]))], "variations": [renamed]});
    let reply = map("woocommerce", "canonical", &page.to_string());
    assert_eq!(reply["items"][0]["variants"][0]["external_id"], "2");
}

#[test]
fn w8_a_variation_before_its_product_joins_it_and_an_orphan_is_told() {
    for page in [
        json!({"variations": [variation(2, 1), variation(7, 8)], "products": [variable(1, json!([2]))]}),
        json!({"products": [variable(1, json!([2]))], "variations": [variation(2, 1), variation(7, 8)]}),
    ] {
        let reply = map("woocommerce", "canonical", &page.to_string());
        assert_eq!(reply["items"][0]["variants"][0]["sku"], "V2");
        assert_eq!(
            places(&reply, "product.variant_orphan"),
            [(Json::Null, json!("/variations/1"))]
        );
    }
}

#[test]
fn variations_without_a_type_are_known_by_their_link_to_the_product() {
    let mut bare = variation(2, 0);
    if let Some(bare) = bare.as_object_mut() {
        bare.remove("type");
        bare.remove("parent_id");
    }
    bare["_links"] = json!({"up": [{"href": "https://shop.example/wp-json/wc/v3/products/1"}]});
    let page = json!([variable(1, json!([])), bare]);
    let reply = map("woocommerce", "canonical", &page.to_string());
    assert_eq!(reply["items"][0]["variants"][0]["sku"], "V2");
    assert_eq!(codes(&reply), Vec::<&str>::new());
}

#[test]
fn the_store_api_of_woocommerce_is_refused_and_not_read_in_minor_units() {
    let item =
        json!({"id": 1, "name": "Lamp", "prices": {"price": "18000", "currency_minor_unit": 3}});
    let reply = map("woocommerce", "canonical", &json!([item]).to_string());
    assert_eq!(reply["items"], json!([]));
    assert_eq!(
        places(&reply, "product.other_format"),
        [(json!(0), json!("/prices/currency_minor_unit"))]
    );
}

#[test]
fn t3_t6_a_shop_has_one_currency_and_a_price_is_taken_once() {
    let shop = json!({"currency": "", "prices_include_vat": true, "vat": {}});
    let request = json!({"from": "shopify", "to": "canonical", "shop": shop, "items": []});
    let refused =
        koppel::catalog::map_json(request.to_string().as_bytes()).expect_err("no currency");
    assert_eq!(refused.path, "/shop/currency");
    let twice = r#"{"from":"shopify","to":"canonical","shop":{"currency":"EUR","prices_include_vat":true,"vat":{}},
        "items":[{"id":1,"variants":[{"id":2,"price":"1.00","price":"2.00"}]}]}"#;
    let refused = koppel::catalog::map_json(twice.as_bytes()).expect_err("two prices");
    assert_eq!(
        (refused.code.as_str(), refused.path.as_str()),
        ("json.member_twice", "/items/0/variants/0/price")
    );
}

#[test]
fn t4_t5_a_price_is_in_whole_units_and_stays_what_it_was() {
    for _ in 0..2 {
        let item = json!({"id": 1, "title": "Lamp", "variants": [{"id": 2, "price": "33.61", "taxable": true}]});
        let (product, _) = one("shopify", "canonical", item);
        assert_eq!(product["variants"][0]["price"]["regular"], "33.61");
    }
}

#[test]
fn w9_the_other_side_of_a_price_is_computed_once_and_only_with_a_known_rate() {
    let price = |class: &str, regular: &str| {
        let item = json!({"id": 1, "name": "Lamp", "type": "simple", "status": "publish", "regular_price": regular,
            "tax_status": "taxable", "tax_class": class});
        one("woocommerce", "canonical", item).0["variants"][0]["price"].clone()
    };
    assert_eq!(price("", "12.10")["other_regular"], "10.00");
    assert_eq!(price("", "8.325")["other_regular"], "6.8802");
    assert_eq!(price("luxury", "12.10")["other_regular"], Json::Null);
    for whole in ["45", "49"] {
        assert_eq!(price("", whole)["regular"].as_str(), Some(format!("{whole}.00").as_str()));
    }
}

#[test]
fn s2_stock_by_location_counts_and_stock_that_comes_late_is_left_as_it_was() {
    let product = json!({"id": 1, "title": "Lamp", "variants": [{"id": 2, "price": "1.00", "taxable": true,
        "inventory_management": "shopify", "inventory_item_id": 55, "inventory_quantity": 9}]});
    let level = |location: u32, available: Json| json!({"inventory_item_id": 55, "location_id": location, "available": available});
    let page = json!({"inventory_levels": [level(1, json!(4)), level(2, json!(null)), level(3, json!(1))], "products": [product]});
    let reply = map("shopify", "canonical", &page.to_string());
    assert_eq!(reply["items"][0]["variants"][0]["stock"]["quantity"], "5");
}

#[test]
fn s5_a_product_of_2048_variants_is_given_whole() {
    let variants: Vec<_> = (1..=2048)
        .map(|id| json!({"id": id, "price": "1.00", "taxable": true, "option1": id.to_string()}))
        .collect();
    let item = json!({"id": 1, "title": "Verf", "options": [{"name": "Kleur", "values": []}], "variants": variants});
    let (product, told) = one("shopify", "canonical", item);
    assert_eq!(product["variants"].as_array().map(Vec::len), Some(2048));
    assert_eq!(product["attributes"][0]["values"].as_array().map(Vec::len), Some(2048));
    assert_eq!(told, Vec::<String>::new());
}

#[test]
fn a_webhook_is_a_product_by_itself() {
    let item = json!({"id": 1, "title": "Lamp", "variants": [{"id": 2, "price": "1.00", "taxable": true}]});
    let reply = map("shopify", "canonical", &item.to_string());
    assert_eq!(reply["items"][0]["external_id"], "1");
    let item = json!({"id": 1, "name": "Lamp", "type": "simple", "status": "publish", "regular_price": "1.00", "tax_class": "", "variations": []});
    let reply = map("woocommerce", "canonical", &item.to_string());
    assert_eq!((&reply["items"][0]["external_id"], codes(&reply)), (&json!("1"), vec![]));
}

#[test]
fn g3_g4_a_gtin_is_given_as_it_came_and_variants_stay_with_their_product() {
    let item = json!({"id": 1, "title": "Lamp", "options": [{"name": "Maat", "values": ["S", "M"]}], "variants": [
        {"id": 2, "price": "1.00", "taxable": true, "barcode": "08712345678906", "option1": "S"},
        {"id": 3, "price": "1.00", "taxable": true, "barcode": "8712345678906", "option1": "M"}]});
    let (product, told) = one("shopify", "canonical", item);
    let gtin = |nth: usize| product["variants"][nth]["gtin"].clone();
    assert_eq!(
        (gtin(0), gtin(1), told.len()),
        (json!("08712345678906"), json!("8712345678906"), 0)
    );
    assert_eq!(product["kind"], "variable");
}

#[test]
fn an_unknown_class_says_which_are_known_and_a_sku_that_comes_twice_where_the_other_is() {
    let message = |reply: &Json, code: &str| {
        let told = reply["diagnostics"].as_array().into_iter().flatten();
        told.filter(|told| told["code"] == code)
            .map(|told| told["message"].to_string())
            .collect::<String>()
    };
    let item = |id: u32| {
        json!({"id": id, "name": "Lamp", "type": "simple", "status": "publish", "sku": "X", "regular_price": "1.00",
        "tax_status": "taxable", "tax_class": "luxury"})
    };
    let reply = map("woocommerce", "canonical", &json!([item(1), item(2)]).to_string());
    assert!(message(&reply, "product.rate_unknown").contains("reduced-rate, standard"));
    assert!(message(&reply, "product.sku_twice").contains("place 0"));
}

#[test]
fn lightspeed_r_never_adds_the_sum_over_all_shops_to_the_shops() {
    let shops = |list: Json| {
        let item = json!({"itemID": "1", "description": "Lamp", "archived": "false", "tax": "true", "itemMatrixID": "0",
            "TaxClass": {"name": "standard"}, "ItemShops": {"ItemShop": list},
            "Prices": {"ItemPrice": {"amount": "1", "useType": "Default"}}});
        let (product, _) = one("lightspeed-r", "canonical", item);
        product["variants"][0]["stock"].clone()
    };
    let shop = |id: &str, held: &str| json!({"shopID": id, "qoh": held});
    let stock = shops(json!([shop("1", "3"), shop("0", "5"), shop("2", "2")]));
    assert_eq!(
        (&stock["quantity"], stock["locations"].as_array().map(Vec::len)),
        (&json!("5"), Some(2))
    );
    assert_eq!(shops(json!([shop("1", "3"), shop("2", "4")]))["quantity"], "7");
    assert_eq!(shops(shop("1", "3"))["quantity"], "3");
}

#[test]
fn a_table_that_comes_after_the_products_it_is_for_is_told_where_it_stands() {
    let levels = r#"[{"inventory_item_id": 5, "location_id": 1, "available": 3}]"#;
    let products = r#"[{"id": 1, "title": "Lamp", "variants": [{"id": 2, "price": "1.00", "inventory_item_id": 5, "inventory_management": "shopify"}]}]"#;
    let told = |page: String| places(&map("shopify", "canonical", &page), "product.table_late");
    let late = told(format!(r#"{{"products":{products},"inventory_levels":{levels}}}"#));
    assert_eq!(late, [(Json::Null, json!("/inventory_levels"))]);
    assert_eq!(told(format!(r#"{{"inventory_levels":{levels},"products":{products}}}"#)), []);
    let page = format!(
        r#"{{"items":{},"attributes":{COLOURS}}}"#,
        json!([configurable(&[1, 2]), child(1, "49"), child(2, "50")])
    );
    let reply = map("magento", "canonical", &page);
    assert_eq!(places(&reply, "product.table_late"), [], "a configurable waits until the end");
    assert_eq!(reply["items"][0]["attributes"][0]["values"], json!(["Wit", "50"]));
}

#[test]
fn prices_in_cents_of_a_storefronts_js_are_refused() {
    let item = json!({"id": 1, "title": "Lamp", "price": 22000, "price_min": 22000, "variants": [{"id": 2, "price": 22000}]});
    let reply = map("shopify", "canonical", &json!([item]).to_string());
    assert_eq!(places(&reply, "product.other_format"), [(json!(0), json!("/price_min"))]);
    assert_eq!(reply["items"], json!([]));
}

#[test]
fn what_the_shop_does_not_sell_is_out_of_stock_whatever_is_counted_or_may_be_ordered_beyond_it() {
    let magento = |stock: Json| {
        let item = simple(1, json!({"extension_attributes": {"stock_item": stock}}));
        one("magento", "canonical", item).0["variants"][0]["stock"]["status"].clone()
    };
    let stock = |qty: i32, is_in_stock: bool, manage_stock: bool| json!({"qty": qty, "is_in_stock": is_in_stock, "manage_stock": manage_stock, "backorders": 1});
    assert_eq!(magento(stock(5, false, true)), "out_of_stock");
    assert_eq!(magento(stock(5, false, false)), "out_of_stock");
    assert_eq!(magento(stock(0, true, true)), "backorder");
    assert_eq!(magento(stock(5, true, true)), "in_stock");
}

#[test]
fn what_a_shop_sells_on_order_without_counting_it_can_be_had() {
    let product = json!({"id": 1, "name": "Lamp", "type": "simple", "regular_price": "12.10", "manage_stock": false,
        "stock_quantity": null, "stock_status": "onbackorder", "backorders": "no"});
    let (canonical, _) = one("woocommerce", "canonical", product.clone());
    assert_eq!(canonical["variants"][0]["stock"]["status"], "backorder");
    assert_eq!(one("canonical", "woocommerce", canonical).0["stock_status"], "onbackorder");
    assert_eq!(one("woocommerce", "woocommerce", product).0["stock_status"], "onbackorder");
}

#[test]
fn what_has_a_quantity_is_counted_unless_the_shop_says_that_it_is_not() {
    // As a webhook of today has it: no word on who counts the stock.
    let stock = |more: Json| {
        let mut variant = json!({"id": 2, "price": "1.00", "inventory_quantity": 10});
        for (name, value) in more.as_object().into_iter().flatten() {
            variant[name] = value.clone();
        }
        let item = json!({"id": 1, "title": "Lamp", "variants": [variant]});
        let (product, _) = one("shopify", "woocommerce", item);
        ["manage_stock", "stock_quantity", "stock_status"].map(|name| product[name].clone())
    };
    assert_eq!(stock(json!({})), [json!(true), json!(10), json!("instock")]);
    assert_eq!(
        stock(json!({"inventory_management": null})),
        [json!(false), json!(null), json!("instock")]
    );
}

#[test]
fn a_sale_that_begins_or_ends_nobody_can_say_when_does_not_run_and_that_is_told_once() {
    let till = |sale: &str, rule: Json| {
        let mapping = json!({"version": 1, "source": "till", "items": "$[*]", "product": {"external_id": "$.id"},
            "variants": {"each": "$", "external_id": "$.id", sale: "$.p", "price.sale": "$.s", "price.was": "$.w",
                "price.sale_to": rule, "tax.rate_percent": {"const": "21"}}});
        move |end: Json| {
            let item = json!([{"id": 1, "p": 10, "s": 5, "w": 20, "tot": end}]);
            let request = json!({"from": "custom", "to": "woocommerce", "mapping": mapping.clone(), "items": item,
                "shop": {"currency": "EUR", "prices_include_vat": true}, "calculated_at": "2026-11-21T12:00:00+01:00"});
            let reply = koppel::catalog::map_json(request.to_string().as_bytes()).expect("maps");
            let reply: Json = serde_json::from_slice(&reply).expect("JSON");
            let told = places(&reply, "product.not_a_time");
            (reply["items"][0]["price"].clone(), reply["items"][0]["on_sale"].clone(), told.len())
        }
    };
    let dated = json!({"path": "$.tot", "date": {"format": "%d-%m-%Y"}});
    for rule in [json!("$.tot"), dated.clone()] {
        let till = till("price.regular", rule);
        for end in
            [json!("2026-11-01"), json!("1/11/2026"), json!(1_793_000_000), json!("2026-02-30")]
        {
            assert_eq!(till(end.clone()), (json!("10.00"), json!(false), 1), "{end}");
        }
        assert_eq!(till(json!(null)), (json!("5.00"), json!(true), 0), "it has no end");
    }
    assert_eq!(till("price.regular", dated)(json!("01-12-2026")).0, "5.00");
    assert_eq!(till("price.now", json!("$.tot"))(json!("soon")), (json!("20.00"), json!(false), 1));
}

#[test]
fn a_sale_of_woocommerce_has_its_window_also_where_only_the_shops_own_time_is_given() {
    let price = |end: &str| {
        let product = json!({"id": 1, "name": "Lamp", "regular_price": "12.10", "sale_price": "10.00",
            "date_on_sale_to": end});
        one("woocommerce", "woocommerce", product).0["price"].clone()
    };
    // It is noon in Amsterdam.
    assert_eq!(price("2026-11-21T11:59:59"), "12.10");
    assert_eq!(price("2026-11-21T12:00:01"), "10.00");
}

#[test]
fn a_product_whose_stock_its_variations_share_says_itself_whether_more_may_be_ordered() {
    let variation = json!({"id": 2, "type": "variation", "regular_price": "9.00", "manage_stock": "parent",
        "backorders": "notify", "stock_status": "onbackorder"});
    let parent = json!({"id": 1, "name": "Lamp", "type": "variable", "manage_stock": true, "stock_quantity": 0,
        "backorders": "notify", "stock_status": "onbackorder", "variations": [variation]});
    let (product, _) = one("woocommerce", "woocommerce", parent);
    let shown = ["manage_stock", "backorders", "backorders_allowed", "backordered", "stock_status"];
    let shown = shown.map(|name| product[name].clone());
    assert_eq!(json!(shown), json!([true, "notify", true, true, "onbackorder"]));
}
