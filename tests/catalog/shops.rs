//! What shop systems send that no sample of ours had: each case is one that a catalogue of a real shop can hold.

use super::{map, map_for, one};
use serde_json::{Value as Json, json};

/// What is told of `code`, as sentences.
fn sentences(reply: &Json, code: &str) -> Vec<String> {
    let told = reply["diagnostics"].as_array().into_iter().flatten();
    let told = told.filter(|told| told["code"] == code);
    told.map(|told| told["message"].as_str().unwrap_or_default().to_owned()).collect()
}
/// Members of `changes` in place of those of `whole`.
fn with(mut whole: Json, changes: Json) -> Json {
    for (name, value) in changes.as_object().into_iter().flatten() {
        whole[name] = value.clone();
    }
    whole
}

fn x_series(id: &str, changes: Json) -> Json {
    let product = json!({"id": id, "name": "Hemd", "handle": "hemd", "sku": id, "is_active": true, "deleted_at": null,
        "price_including_tax": 12.1, "price_excluding_tax": 10.0});
    with(product, changes)
}

#[test]
fn of_a_family_what_is_deleted_is_not_sold() {
    let gone = json!({"deleted_at": "2026-10-01T00:00:00+00:00"});
    let page = json!({"data": [x_series("a", json!({})), x_series("b", gone)]});
    let reply = map("lightspeed-x", "canonical", &page.to_string());
    let variants = &reply["items"][0]["variants"];
    assert_eq!(
        (&variants[0]["status"], &variants[1]["status"]),
        (&json!("active"), &json!("archived"))
    );
    let old = x_series("c", json!({"deleted_at": "", "is_active": null, "active": true}));
    assert_eq!(one("lightspeed-x", "canonical", old).0["variants"][0]["status"], "active");
}

fn magento(id: u32, changes: Json) -> Json {
    let product = json!({"id": id, "sku": format!("S-{id}"), "name": "Lamp", "price": 12.1, "status": 1, "visibility": 4,
        "type_id": "simple", "custom_attributes": [{"attribute_code": "tax_class_id", "value": "2"}],
        "extension_attributes": {"stock_item": {"qty": 9, "is_in_stock": true, "manage_stock": true}}});
    with(product, changes)
}

#[test]
fn what_is_out_of_stock_at_a_source_is_not_counted_there() {
    let quantity = |sources: Json| {
        let page = json!({"source_items": sources, "items": [magento(1, json!({}))]});
        let reply = map("magento", "canonical", &page.to_string());
        let stock = &reply["items"][0]["variants"][0]["stock"];
        (stock["quantity"].clone(), stock["status"].clone())
    };
    let level = |source: &str, quantity: i32, status: Json| json!({"sku": "S-1", "source_code": source, "quantity": quantity, "status": status});
    let some =
        json!([level("a", 5, json!(1)), level("b", 100, json!(0)), level("c", 7, json!("0"))]);
    assert_eq!(quantity(some), (json!("5"), json!("in_stock")));
    let none = json!([level("a", 100, json!(0))]);
    assert_eq!(
        quantity(none),
        (json!("0"), json!("out_of_stock")),
        "and not what a stock_item says"
    );
    assert_eq!(quantity(json!([])), (json!("9"), json!("in_stock")));
}

fn bundle(price_type: &str, changes: Json) -> Json {
    let pair = |code: &str, value: &str| json!({"attribute_code": code, "value": value});
    let attributes = json!([
        pair("tax_class_id", "2"),
        pair("price_type", price_type),
        pair("special_price", "80.000000")
    ]);
    let stock = json!({"stock_item": {"qty": 0, "is_in_stock": true, "manage_stock": true}});
    let product = json!({"type_id": "bundle", "custom_attributes": attributes, "extension_attributes": stock});
    with(magento(3, product), changes)
}

#[test]
fn a_bundle_priced_by_its_parts_has_no_price_and_a_percentage_is_no_sale() {
    let reply = map("magento", "canonical", &json!([bundle("0", json!({"price": 0}))]).to_string());
    assert_eq!(sentences(&reply, "product.price_missing").len(), 1);
    let price = &reply["items"][0]["variants"][0]["price"];
    assert_eq!((&price["regular"], &price["sale"]), (&Json::Null, &Json::Null));
    let (product, told) = one("magento", "woocommerce", bundle("1", json!({"price": 100})));
    assert_eq!((&product["price"], &product["sale_price"]), (&json!("100.00"), &json!("")));
    assert_eq!(told, Vec::<String>::new());
}

#[test]
fn what_is_put_together_of_others_is_there_when_its_shop_says_so() {
    for kind in ["bundle", "grouped"] {
        let stock = |is_there: bool| {
            let stock = json!({"qty": 0, "is_in_stock": is_there, "manage_stock": true});
            let changes =
                json!({"type_id": kind, "price": 5, "extension_attributes": {"stock_item": stock}});
            one("magento", "canonical", bundle("1", changes)).0["variants"][0]["stock"].clone()
        };
        assert_eq!(
            (&stock(true)["status"], &stock(true)["quantity"]),
            (&json!("in_stock"), &Json::Null),
            "{kind}"
        );
        assert_eq!(stock(false)["status"], "out_of_stock", "{kind}");
    }
}

#[test]
fn a_sale_of_magento_begins_with_the_day_of_the_shop_in_graphql_too() {
    let priced = json!({"id": 3, "sku": "S", "name": "Lamp", "special_from_date": "2026-07-01 00:00:00",
        "price_range": {"minimum_price": {"regular_price": {"value": 12.1}, "final_price": {"value": 10}}}});
    let from = |item: Json| {
        let page = json!({"data": {"products": {"items": [item]}}});
        let reply = map("magento", "canonical", &page.to_string());
        reply["items"][0]["variants"][0]["price"]["sale_from"].clone()
    };
    assert_eq!(from(priced.clone()), "2026-06-30T22:00:00Z");
    assert_eq!(
        from(json!({"id": 1, "name": "Lampen", "variants": [{"product": priced}]})),
        "2026-06-30T22:00:00Z"
    );
}

#[test]
fn what_magento_keeps_back_of_its_stock_is_not_sold() {
    let quantity = |stock: Json, beside: Json| {
        let product = json!({"id": 3, "sku": "S", "name": "Lamp", "price": 10, "status": 1, "visibility": 4, "type_id": "simple",
            "extension_attributes": {"stock_item": stock}, "custom_attributes": [{"attribute_code": "tax_class_id", "value": "2"}]});
        let mut page = beside;
        page["items"] = json!([product]);
        let reply = map("magento", "canonical", &page.to_string());
        let stock = &reply["items"][0]["variants"][0]["stock"];
        (stock["quantity"].clone(), stock["status"].clone())
    };
    let counted = |qty: i64, min_qty: Json| json!({"qty": qty, "min_qty": min_qty, "is_in_stock": true, "manage_stock": true});
    for (min_qty, left) in
        [(json!(0), "5"), (json!(null), "5"), (json!(-3), "5"), (json!("2.0000"), "3")]
    {
        assert_eq!(quantity(counted(5, min_qty), json!({})), (json!(left), json!("in_stock")));
    }
    assert_eq!(quantity(counted(5, json!(5)), json!({})), (json!("0"), json!("out_of_stock")));
    // What can be sold is told: nothing of it is kept back.
    let salable = json!({"salable_quantities": [{"sku": "S", "stock_id": 1, "quantity": 4}]});
    assert_eq!(quantity(counted(5, json!(2)), salable).0, "4");
}

#[test]
fn magentos_graphql_names_no_class_and_has_the_rate_of_what_names_none() {
    let item = json!({"id": 3, "sku": "S", "name": "Lamp",
        "price_range": {"minimum_price": {"regular_price": {"value": 12.1}, "final_price": {"value": 12.1}}}});
    let rate = |vat: Json| {
        let request = json!({"from": "magento", "to": "canonical", "items": {"data": {"products": {"items": [item]}}},
            "shop": {"currency": "EUR", "prices_include_vat": true, "vat": vat}});
        let reply = koppel::catalog::map_json(request.to_string().as_bytes()).expect("maps");
        let reply: Json = serde_json::from_slice(&reply).expect("JSON");
        let told: Vec<_> = reply["diagnostics"]
            .as_array()
            .into_iter()
            .flatten()
            .map(|it| it["code"].clone())
            .collect();
        (reply["items"][0]["variants"][0]["tax"]["rate_percent"].clone(), told)
    };
    assert_eq!(rate(json!({"standard": "21", "": "9"})), (json!("9"), vec![]));
    assert_eq!(rate(json!({"standard": "21"})), (Json::Null, vec![json!("product.rate_unknown")]));
}

#[test]
fn the_classes_that_are_known_are_named_also_the_one_of_what_names_none() {
    let request = json!({"from": "woocommerce", "to": "canonical",
        "items": [{"id": 1, "name": "x", "type": "simple", "regular_price": "1.00", "tax_class": "nul"}],
        "shop": {"currency": "EUR", "prices_include_vat": true, "vat": {"": "21", "reduced-rate": "9"}}});
    let reply = koppel::catalog::map_json(request.to_string().as_bytes()).expect("maps");
    let reply: Json = serde_json::from_slice(&reply).expect("JSON");
    let told = reply["diagnostics"].as_array().into_iter().flatten();
    let told = told.filter_map(|it| it["message"].as_str()).find(|it| it.contains("nul"));
    assert!(told.is_some_and(|it| it.contains("shop.vat knows \"\", reduced-rate.")), "{told:?}");
}

fn graphql() -> Json {
    json!({"id": "gid://shopify/Product/1", "title": "Lamp", "status": "ACTIVE", "productType": "", "variants": {"nodes": [
        {"id": "gid://shopify/ProductVariant/2", "price": "12.10", "taxable": true, "selectedOptions": []}]}})
}

#[test]
fn a_product_of_shopifys_graphql_is_found_in_each_answer_that_holds_one() {
    let node = graphql();
    for answer in [
        json!({"product": node}),
        json!({"productByIdentifier": node}),
        json!({"productSet": {"product": node, "userErrors": []}}),
        json!({"nodes": [node]}),
        json!({"products": {"nodes": [node]}}),
    ] {
        let reply = map("shopify", "canonical", &json!({"data": answer}).to_string());
        assert_eq!(reply["items"][0]["variants"][0]["external_id"], "2", "{answer}");
    }
}

#[test]
fn what_shopify_sends_in_another_form_is_refused_with_what_to_do() {
    let reply = map("shopify", "canonical", &graphql().to_string());
    let told = sentences(&reply, "product.other_format");
    assert!(
        told[0].contains(r#"give one product as GraphQL answers, {"data": {"product": {...}}}"#),
        "{told:?}"
    );
    let line = json!({"id": "gid://shopify/ProductVariant/2", "price": "12.10", "__parentId": "gid://shopify/Product/1"});
    let product = json!({"id": "gid://shopify/Product/1", "title": "Lamp"});
    for lines in [json!([product, line]), json!([graphql(), line]), json!([line])] {
        let reply = map("shopify", "canonical", &lines.to_string());
        let told = sentences(&reply, "product.other_format");
        assert!(
            told.len() == 1 && told[0].contains("put each variant into its product"),
            "{told:?}"
        );
        assert_eq!(
            reply["items"].as_array().map(Vec::len),
            Some(lines.as_array().map_or(0, Vec::len) - 1)
        );
    }
}

fn urls(product: &Json) -> Vec<&str> {
    let images = product["images"].as_array().into_iter().flatten();
    images.filter_map(|image| image["url"].as_str()).collect()
}

#[test]
fn an_image_of_shopify_is_found_among_its_media_and_comes_once() {
    let media = |url: &str| json!({"id": "gid://shopify/MediaImage/3", "alt": "Voor", "image": {"url": url}});
    let video = json!({"id": "gid://shopify/Video/4", "preview": {"image": {"url": "https://cdn.example/v.png"}}});
    let both =
        json!([media("https://cdn.example/1.png"), video, media("https://cdn.example/2.png")]);
    let edges: Vec<_> =
        both.as_array().into_iter().flatten().map(|node| json!({"node": node})).collect();
    let featured = json!({"preview": {"image": {"url": "https://cdn.example/1.png"}}});
    let images = json!({"nodes": [{"id": "gid://shopify/ProductImage/8", "url": "https://cdn.example/1.png"}]});
    let two = ["https://cdn.example/1.png", "https://cdn.example/2.png"];
    for (changes, expected) in [
        (json!({"media": {"nodes": both}}), &two[..]),
        (json!({"media": {"edges": edges}, "featuredMedia": featured}), &two),
        (json!({"images": images, "media": {"nodes": both}, "featuredMedia": featured}), &two),
        (json!({"featuredMedia": featured}), &two[..1]),
    ] {
        let page = json!({"data": {"product": with(graphql(), changes)}});
        let reply = map("shopify", "canonical", &page.to_string());
        assert_eq!(urls(&reply["items"][0]), expected, "{page}");
    }
}

#[test]
fn rest_of_shopify_gives_its_images_by_media_too_and_a_variants_by_itself() {
    let still = |kind: &str, src: &str| json!({"id": 11, "alt": null, "media_content_type": kind, "preview_image": {"src": src}});
    let media = json!([
        still("IMAGE", "https://cdn.example/1.png"),
        still("VIDEO", "https://cdn.example/v.png")
    ]);
    let product = json!({"id": 1, "title": "Lamp", "product_type": "", "status": "active", "media": media, "variants": [
        {"id": 2, "price": "12.10", "taxable": true, "featured_image": {"id": 8, "src": "https://cdn.example/1.png"}}]});
    let (alone, told) = one("shopify", "canonical", product.clone());
    assert_eq!((urls(&alone), told.len()), (vec!["https://cdn.example/1.png"], 0));
    assert_eq!(alone["variants"][0]["image"], "https://cdn.example/1.png");
    let images = json!([{"id": 8, "src": "https://cdn.example/1.png"}]);
    let (both, _) = one("shopify", "canonical", with(product, json!({"images": images})));
    assert_eq!(urls(&both), ["https://cdn.example/1.png"]);
}

#[test]
fn a_product_without_a_vat_class_is_told_how_its_rate_is_given_and_then_has_it() {
    for class in [json!({}), json!({"tax_class": null})] {
        let item = json!({"id": 1, "name": "Lamp", "status": "publish", "regular_price": "12.10", "tax_status": "taxable"});
        let items = json!([with(item, class)]).to_string();
        let reply = map("woocommerce", "canonical", &items);
        let told = sentences(&reply, "product.rate_unknown");
        assert!(
            told[0].contains(r#"This names no VAT class"#) && told[0].contains(r#"{"": "21"}"#),
            "{told:?}"
        );
        let shop = json!({"currency": "EUR", "prices_include_vat": true, "vat": {"": "21"}});
        let reply = map_for(&shop, "woocommerce", "canonical", &items);
        assert_eq!(sentences(&reply, "product.rate_unknown"), Vec::<String>::new());
        assert_eq!(reply["items"][0]["variants"][0]["tax"]["rate_percent"], "21");
    }
    let shop = json!({"currency": "EUR", "prices_include_vat": true, "vat": {"": "21"}});
    let page = json!({"data": [x_series("a", json!({}))]}).to_string();
    let reply = map_for(&shop, "lightspeed-x", "canonical", &page);
    assert_eq!(reply["items"][0]["variants"][0]["tax"]["rate_percent"], "21");
}

#[test]
fn an_entity_in_a_text_of_woocommerce_is_the_letter_that_it_stands_for() {
    let name = "Thee &amp; Koffie";
    let product = json!({"id": 1, "name": name, "type": "variable", "status": "publish", "tax_class": "",
        "regular_price": "1.00", "brands": [{"id": 7, "name": name}],
        "categories": [{"id": 5, "name": name, "slug": "thee-koffie"}], "tags": [{"id": 9, "name": name}],
        "attributes": [{"id": 3, "name": "Smaak", "variation": true, "options": [name]}],
        "variations": [{"id": 2, "regular_price": "1.00", "tax_class": "", "attributes": [{"id": 3, "name": "Smaak", "option": name}]}]});
    let (given, told) = one("woocommerce", "canonical", product.clone());
    let places = [
        "/name",
        "/categories/0/name",
        "/brand",
        "/tags/0",
        "/attributes/0/values/0",
        "/variants/0/choices/0/value",
    ];
    for place in places {
        assert_eq!(given.pointer(place), Some(&json!("Thee & Koffie")), "{place} of {given}");
    }
    assert_eq!(told, Vec::<String>::new());
    assert_eq!(one("woocommerce", "woocommerce", product).0["name"], "Thee & Koffie");
}

#[test]
fn a_name_that_only_looks_like_html_keeps_all_its_letters() {
    for name in ["Lamp <30W", "Kabel < 3 m", "R&D", "5 > 3", "Lamp  groot"] {
        let item = json!({"id": 1, "name": name, "status": "publish", "regular_price": "1.00", "tax_class": ""});
        assert_eq!(one("woocommerce", "canonical", item).0["name"], name);
    }
}

#[test]
fn of_lightspeed_x_a_code_a_weight_and_the_options_of_an_only_variant_are_read() {
    let category = json!({"id": "t1", "name": "Kleding"});
    let changes = json!({"type": category, "product_category": category, "weight": 0.5, "weight_unit": "kg",
        "product_codes": [{"type": "UPC", "code": "036000291452"}],
        "variant_options": [{"id": "c", "name": "Kleur", "value": "Rood"}]});
    let (product, _) = one("lightspeed-x", "canonical", x_series("a", changes));
    let variant = &product["variants"][0];
    assert_eq!(product["categories"], json!([{"name": "Kleding", "external_id": "t1"}]));
    assert_eq!(variant["gtin"], "036000291452");
    assert_eq!(variant["weight"], json!({"value": "0.5", "unit": "kg"}));
    assert_eq!(variant["choices"], json!([{"key": "Kleur", "name": "Kleur", "value": "Rood"}]));
    let codes =
        json!([{"type": "UPC", "code": "036000291452"}, {"type": "EAN", "code": "8712345678906"}]);
    let (both, _) = one(
        "lightspeed-x",
        "canonical",
        x_series("a", json!({"product_codes": codes, "type": "Kleding"})),
    );
    assert_eq!(both["variants"][0]["gtin"], "8712345678906");
    assert_eq!(both["categories"], json!([{"name": "Kleding"}]));
    let (bare, told) = one(
        "lightspeed-x",
        "canonical",
        x_series("a", json!({"type": "", "variant_options": [], "weight": null})),
    );
    assert_eq!(
        (&bare["categories"], &bare["kind"], &bare["variants"][0]["weight"]),
        (&json!([]), &json!("simple"), &Json::Null)
    );
    assert_eq!(told, ["product.rate_unknown"]);
}

#[test]
fn a_choice_of_an_attribute_that_the_product_does_not_have_is_told() {
    let chose = |id: u32, name: &str| json!({"id": id, "regular_price": "1.00", "attributes": [{"id": 4, "name": name, "option": "Rood"}]});
    let product = json!({"id": 1, "name": "Hemd", "type": "variable", "status": "publish", "tax_class": "",
        "attributes": [{"id": 4, "name": "Kleur", "variation": true, "options": ["Rood", "Wit"]}],
        "variations": [chose(2, "Kleur"), chose(3, "Color")]});
    let reply = map("woocommerce", "canonical", &json!([product]).to_string());
    let told = sentences(&reply, "product.choice_unknown");
    assert!(told.len() == 1 && told[0].contains(r#"chose "Rood" of "Color""#), "{told:?}");
    assert_eq!(reply["diagnostics"][0]["path"], "/variations/1");
    assert_eq!(
        reply["items"][0]["variants"][1]["choices"],
        json!([{"key": "Kleur", "name": "Kleur", "value": ""}])
    );
}

#[test]
fn what_stands_before_the_products_of_magento_may_be_a_page_as_magento_gives_it() {
    let levels = json!([{"sku": "S-1", "source_code": "a", "quantity": 5, "status": 1}]);
    let categories = json!([{"id": 11, "name": "Lampen"}]);
    let links = json!({"category_links": [{"category_id": "11"}]});
    let item = magento(1, json!({"extension_attributes": links}));
    let told = |page: Json| {
        let reply = map("magento", "canonical", &page.to_string());
        assert_eq!(reply["diagnostics"], json!([]), "{page}");
        let product = &reply["items"][0];
        (
            product["variants"][0]["stock"]["quantity"].clone(),
            product["categories"][0]["name"].clone(),
        )
    };
    let expected = (json!("5"), json!("Lampen"));
    for rows in [
        levels.clone(),
        levels[0].clone(),
        json!({"items": levels, "total_count": 1}),
        json!({"total_count": 1, "items": levels}),
    ] {
        assert_eq!(
            told(json!({"categories": categories, "source_items": rows, "items": [item]})),
            expected
        );
        let pages =
            json!({"categories": {"items": categories}, "source_items": rows, "items": [item]});
        assert_eq!(told(pages), expected);
    }
}
