//! What a shop's API answers seldom, and means all the same: each as the shop's own documentation has it.

use super::{map_for, one, shopify, woo};
use serde_json::{Value as Json, json};

fn shop() -> Json {
    json!({"currency": "EUR", "prices_include_vat": true, "vat": {"standard": "21", "": "21"}})
}
fn mapped(from: &str, items: &Json) -> (Json, Vec<String>) {
    let reply = map_for(&shop(), from, "canonical", &items.to_string());
    let told = reply["diagnostics"].as_array().into_iter().flatten();
    let told = told.map(|one| one["code"].as_str().unwrap_or_default().to_owned()).collect();
    (reply["items"][0].clone(), told)
}

#[test]
fn stock_that_a_fulfilment_service_counts_is_counted() {
    for (management, is_tracked) in [
        (json!("shopify"), true),
        (json!("a-service"), true),
        (json!(null), false),
        (json!(""), false),
    ] {
        let variant = json!({"inventory_management": management, "inventory_quantity": 0, "inventory_policy": "deny"});
        let (product, told) = one("shopify", "canonical", shopify(json!({}), variant));
        let stock = &product["variants"][0]["stock"];
        let status = if is_tracked { "out_of_stock" } else { "in_stock" };
        assert_eq!(
            (&stock["is_tracked"], &stock["status"]),
            (&json!(is_tracked), &json!(status)),
            "{management}"
        );
        assert_eq!(told, [""; 0], "{management}");
    }
}

#[test]
fn woocommerce_said_in_stock_before_it_had_a_status_of_it() {
    for (is_there, status) in [(true, "in_stock"), (false, "out_of_stock")] {
        let mut old =
            woo(json!({"manage_stock": false, "stock_quantity": null, "in_stock": is_there}));
        old.as_object_mut().expect("a product").remove("stock_status");
        let (product, told) = one("woocommerce", "canonical", old);
        assert_eq!(product["variants"][0]["stock"]["status"], status);
        assert_eq!(told, [""; 0]);
    }
}

#[test]
fn a_sale_from_a_day_that_no_calendar_has_does_not_run() {
    for day in
        ["0000-00-00T00:00:00", "2026-02-30T00:00:00", "2026-13-45T00:00:00", "9999-99-99T99:99:99"]
    {
        for field in ["date_on_sale_from_gmt", "date_on_sale_to_gmt"] {
            let mut item = woo(json!({"regular_price": "10.00", "sale_price": "8.00"}));
            item[field] = day.into();
            let (product, told) = one("woocommerce", "canonical", item);
            let price = &product["variants"][0]["price"];
            assert_eq!(
                (&price["regular"], &price["sale"]),
                (&json!("10.00"), &json!(null)),
                "{field} {day}"
            );
            assert_eq!(told, ["product.not_a_time"], "{field} {day}");
        }
    }
}

#[test]
fn a_price_in_another_currency_is_none_and_is_told() {
    let of = |currency: &str| {
        json!({"data": {"product": {"id": "gid://shopify/Product/1", "title": "Lamp", "variants": {"nodes": [
            {"id": "gid://shopify/ProductVariant/2", "title": "Default Title", "availableForSale": true,
             "price": {"amount": "12.0", "currencyCode": currency}}]}}}})
    };
    let (product, told) = mapped("shopify", &of("EUR"));
    assert_eq!((&product["variants"][0]["price"]["regular"], told), (&json!("12.00"), vec![]));
    let (product, told) = mapped("shopify", &of("USD"));
    assert_eq!(product["variants"][0]["price"]["regular"], json!(null));
    assert_eq!(told, ["product.other_currency"]);
}

#[test]
fn a_page_of_variants_that_is_not_the_last_is_told() {
    let of = |more: bool| {
        json!({"data": {"product": {"id": "gid://shopify/Product/1", "title": "Lamp", "variants": {"nodes": [
            {"id": "gid://shopify/ProductVariant/2", "price": "12.00"}], "pageInfo": {"hasNextPage": more}}}}})
    };
    assert_eq!(mapped("shopify", &of(false)).1, [""; 0]);
    assert_eq!(mapped("shopify", &of(true)).1, ["product.variants_more"]);
}

#[test]
fn magentos_graphql_says_what_a_product_is_by_its_type() {
    let member = |kind: &str| {
        if kind.ends_with("Product") { "__typename" } else { "type_id" }
    };
    let of = |kind: &str| {
        json!({"data": {"products": {"items": [{member(kind): kind, "id": 1, "sku": "a", "name": "A", "stock_status": "IN_STOCK",
            "price_range": {"minimum_price": {"regular_price": {"value": 10, "currency": "EUR"},
                "final_price": {"value": 10, "currency": "EUR"}}}}]}}})
    };
    for (kind, expected, price, is_virtual, told) in [
        ("SimpleProduct", "simple", json!("10.00"), false, None),
        ("VirtualProduct", "simple", json!("10.00"), true, None),
        ("GroupedProduct", "grouped", json!(null), false, None),
        ("BundleProduct", "simple", json!(null), false, Some("product.price_missing")),
        ("GiftCardProduct", "simple", json!(null), false, Some("product.price_missing")),
        ("downloadable", "simple", json!("10.00"), true, None),
        ("grouped", "grouped", json!(null), false, None),
        ("bundle", "simple", json!(null), false, Some("product.price_missing")),
        ("giftcard", "simple", json!(null), false, Some("product.price_missing")),
    ] {
        let (product, codes) = mapped("magento", &of(kind));
        let variant = &product["variants"][0];
        assert_eq!(product["kind"], expected, "{kind}");
        assert_eq!(
            (&variant["price"]["regular"], &variant["is_virtual"]),
            (&price, &json!(is_virtual)),
            "{kind}"
        );
        assert_eq!(codes, told.into_iter().collect::<Vec<_>>(), "{kind}");
    }
    let (product, told) = mapped("magento", &of("ConfigurableProduct"));
    assert_eq!(
        (&product["variants"], told),
        (&json!([]), vec!["product.variants_missing".to_owned()])
    );
}

#[test]
fn magentos_word_for_no_image_is_no_image() {
    let item = json!({"items": [{"id": 1, "sku": "a", "name": "A", "price": 10, "status": 1, "visibility": 4, "type_id": "simple",
        "custom_attributes": [{"attribute_code": "image", "value": "no_selection"}, {"attribute_code": "tax_class_id", "value": "2"}]}]});
    let (product, _) = mapped("magento", &item);
    assert_eq!(product["variants"][0]["image"], json!(null), "{product}");
}

#[test]
fn what_nobody_knows_the_kind_of_is_not_given_away() {
    let (product, told) = one(
        "woocommerce",
        "canonical",
        woo(json!({"type": "bundle", "regular_price": "0", "price": "0"})),
    );
    assert_eq!(product["variants"][0]["price"]["regular"], json!(null));
    assert_eq!(told, ["product.unknown_word", "product.price_missing"]);
    let (product, _) = one(
        "woocommerce",
        "canonical",
        woo(json!({"type": "gift-card", "regular_price": "5.00", "sale_price": "0", "price": "0"})),
    );
    assert_eq!(product["variants"][0]["price"]["sale"], json!(null));
    let (product, _) = one(
        "woocommerce",
        "canonical",
        woo(json!({"type": "bundle", "regular_price": "5.00", "price": "5.00"})),
    );
    assert_eq!(product["variants"][0]["price"]["regular"], "5.00");
}

#[test]
fn a_list_as_php_writes_it_with_a_gap_is_that_list() {
    let image = |id: u32| json!({"id": id, "src": format!("https://shop.example/{id}.jpg")});
    let (product, told) = one(
        "woocommerce",
        "canonical",
        woo(json!({
        "attributes": {},
        "images": {"0": image(1), "2": image(3)},
        "categories": {"1": {"id": 5, "name": "Lampen", "slug": "lampen"}}})),
    );
    let ids: Vec<_> = product["images"]
        .as_array()
        .expect("images")
        .iter()
        .map(|one| &one["external_id"])
        .collect();
    assert_eq!(ids, ["1", "3"]);
    assert_eq!(
        (&product["attributes"], &product["categories"][0]["name"]),
        (&json!([]), &json!("Lampen"))
    );
    assert!(told.iter().all(|code| code == "product.object_for_list"), "{told:?}");
    let code = |code: &str, value: &str| json!({"attribute_code": code, "value": value});
    for (attributes, slug) in [
        (json!({"0": code("tax_class_id", "2"), "2": code("url_key", "lamp")}), json!("lamp")),
        (json!({}), json!(null)),
        (code("url_key", "lamp"), json!("lamp")),
    ] {
        let item = json!({"items": [{"id": 1, "sku": "a", "name": "A", "price": 10, "status": 1, "visibility": 4,
            "type_id": "simple", "custom_attributes": attributes}]});
        assert_eq!(mapped("magento", &item).0["slug"], slug, "{item}");
    }
}

#[test]
fn a_byte_order_mark_is_told_by_its_name() {
    let refused = koppel::catalog::map_json("\u{feff}{}".as_bytes()).expect_err("no JSON");
    assert_eq!(refused.code.as_str(), "json.syntax");
    assert!(refused.message.contains("byte order mark"), "{}", refused.message);
}

#[test]
fn a_product_that_stands_twice_keeps_the_variants_that_stand_once() {
    let parent = || woo(json!({"id": 20, "type": "variable", "variations": [30]}));
    let variation = || woo(json!({"id": 30, "parent_id": 20, "type": "variation"}));
    for items in [
        json!([variation(), parent(), parent()]),
        json!({"variations": [variation()], "products": [parent(), parent()]}),
    ] {
        let reply = map_for(&shop(), "woocommerce", "canonical", &items.to_string());
        let given = reply["items"].as_array().expect("items");
        assert_eq!(given.len(), 1, "{reply}");
        assert_eq!(given[0]["variants"][0]["external_id"], "30");
        let told: Vec<_> =
            reply["diagnostics"].as_array().into_iter().flatten().map(|one| &one["code"]).collect();
        assert_eq!(told, ["product.id_twice"]);
    }
}

#[test]
fn a_configurable_of_magento_that_is_out_of_stock_sells_none_of_its_children() {
    let of = |in_stock: bool| {
        let stock = |is_in_stock: bool| json!({"stock_item": {"is_in_stock": is_in_stock, "manage_stock": true, "qty": 5}});
        let mut parent = stock(in_stock);
        parent["configurable_product_links"] = json!([2]);
        json!({"items": [
            {"id": 1, "sku": "p", "name": "P", "price": 0, "status": 1, "visibility": 4, "type_id": "configurable", "extension_attributes": parent},
            {"id": 2, "sku": "c", "name": "C", "price": 10, "status": 1, "visibility": 1, "type_id": "simple", "extension_attributes": stock(true)}]})
    };
    for (in_stock, status) in [(true, "in_stock"), (false, "out_of_stock")] {
        let (product, _) = mapped("magento", &of(in_stock));
        assert_eq!(product["variants"][0]["stock"]["status"], status);
        let kind = |name: &str| {
            json!({"__typename": name, "id": 1, "sku": "a", "name": "A",
            "stock_status": if name == "ConfigurableProduct" && !in_stock { "OUT_OF_STOCK" } else { "IN_STOCK" },
            "price_range": {"minimum_price": {"final_price": {"value": 10, "currency": "EUR"}}}})
        };
        let mut parent = kind("ConfigurableProduct");
        parent["variants"] = json!([{"product": kind("SimpleProduct"), "attributes": []}]);
        let (product, _) = mapped("magento", &json!({"data": {"products": {"items": [parent]}}}));
        assert_eq!(product["variants"][0]["stock"]["status"], status, "{product}");
    }
}

#[test]
fn magento_sells_by_the_step_that_a_stock_item_names() {
    let of = |enabled: Json, step: u32| {
        json!({"items": [{"id": 1, "sku": "a", "name": "A", "price": 10, "status": 1, "visibility": 4, "type_id": "simple",
            "extension_attributes": {"stock_item": {"is_in_stock": true, "qty": 12, "manage_stock": true,
                "enable_qty_increments": enabled, "qty_increments": step}}}]})
    };
    let mut unsaid = of(json!(true), 6);
    let stock_item = &mut unsaid["items"][0]["extension_attributes"]["stock_item"];
    stock_item.as_object_mut().expect("an object").remove("enable_qty_increments");
    assert_eq!(mapped("magento", &unsaid).0["variants"][0]["order_step"], json!(null));
    for (enabled, said, step) in [
        (json!(true), 6, json!("6")),
        (json!(false), 6, json!(null)),
        (json!("0"), 6, json!(null)),
        (json!(null), 6, json!(null)),
        (json!(true), 0, json!(null)),
    ] {
        let (product, _) = mapped("magento", &of(enabled.clone(), said));
        assert_eq!(product["variants"][0]["order_step"], step, "{enabled} {said} {product}");
    }
}

#[test]
fn what_needs_no_shipping_is_virtual() {
    for (ships, is_virtual) in [(json!(true), false), (json!(false), true), (json!(null), false)] {
        let (product, told) =
            one("shopify", "canonical", shopify(json!({}), json!({"requires_shipping": ships})));
        assert_eq!(product["variants"][0]["is_virtual"], is_virtual, "{ships}");
        assert_eq!(told, [""; 0], "{ships}");
    }
}

#[test]
fn a_unit_of_weight_that_is_none_is_refused_where_the_shop_names_it() {
    let mut shop = shop();
    for (unit, is_one) in [("lbs", true), ("", true), ("gram", false)] {
        shop["lookups"] = json!({"settings": {"weight_unit": unit}});
        let request = json!({"from": "woocommerce", "to": "canonical", "shop": shop, "items": []})
            .to_string();
        let refused = koppel::catalog::map_json(request.as_bytes()).err();
        let path = refused.map(|error| error.path);
        assert_eq!(
            path.as_deref(),
            (!is_one).then_some("/shop/lookups/settings/weight_unit"),
            "{unit}"
        );
    }
}

#[test]
fn a_page_of_lightspeed_r_beyond_the_last_has_no_products() {
    let page = |attributes: Json| {
        let request = json!({"from": "lightspeed-r", "to": "canonical", "shop": shop(), "items": {"@attributes": attributes}});
        koppel::catalog::map_json(request.to_string().as_bytes())
            .map_err(|error| error.code.as_str())
            .map(|reply| serde_json::from_slice::<Json>(&reply).expect("JSON")["items"].clone())
    };
    for count in [json!("0"), json!(0)] {
        assert_eq!(page(json!({"count": count, "offset": "200", "limit": "100"})), Ok(json!([])));
    }
    assert_eq!(page(json!({"count": "201", "offset": "100"})), Err("product.no_items"));
    assert_eq!(page(json!({"offset": "200", "limit": "100"})), Err("product.no_items"));
}
