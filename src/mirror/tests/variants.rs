//! Variants of which a statement does not tell: they stay, and are sold as what they are.

use super::*;

/// What is held of a product: its kind, and of its variants their ids, numbers and what there is of each.
fn held(client: &Client, id: &str) -> (String, Vec<(String, bool, Option<i64>)>) {
    within(client, |tx| {
        let Some(product) = products::by_id(tx, "x", id)? else { return Ok(Default::default()) };
        let variants = products::variants(tx, "x", products::Which::Of(id))?;
        let mut of: Vec<_> = variants
            .iter()
            .map(|one| (one.variant_id.clone(), one.number != 0, one.published))
            .collect();
        of.sort();
        Ok((product.kind, of))
    })
}

#[test]
fn variations_that_a_product_names_and_does_not_bring_stay_but_in_a_snapshot() {
    let (client, ..) = shop(|_| ());
    let held = |client: &Client| {
        within(client, |tx| {
            let variants = products::variants(tx, "x", products::Which::Of("30"))?;
            let sold = variants.iter().map(|one| (one.variant_id.clone(), one.published));
            Ok(sold.collect::<Vec<_>>())
        })
    };
    sync(&client, "upsert", json!([variable(30)]));
    let before = held(&client);
    assert_eq!(before.len(), 2);
    // As WooCommerce's webhook has it: the variations by their ids.
    let mut alone = variable(30);
    alone["variations"] = json!([31, 32]);
    alone["name"] = "Anders".into();
    let reply = sync(&client, "upsert", json!([alone]));
    assert_eq!((reply.updated, reply.price_changed, reply.stock_changed), (1, 0, 0), "{reply:?}");
    assert_eq!(held(&client), before);
    assert_eq!(sync(&client, "upsert", json!([alone])).unchanged, 1, "said again it is no news");
    let mut fewer = alone.clone();
    fewer["variations"] = json!([31]);
    assert_eq!(sync(&client, "upsert", json!([fewer])).updated, 1);
    assert_eq!(held(&client), before[..1], "what is named no more is gone");
    sync(&client, "upsert", json!([variable(30)]));
    let mut in_part = variable(30);
    let mut blue = in_part["variations"][1].take();
    blue["stock_quantity"] = 4.into();
    in_part["variations"] = json!([31, 32]);
    sync(&client, "upsert", json!([in_part, blue]));
    let ids = |held: Vec<(String, Option<i64>)>| {
        let mut held = held;
        held.sort();
        held
    };
    assert_eq!(ids(held(&client)), [("31".to_owned(), Some(10)), ("32".to_owned(), Some(4))]);
    let mut one_is_gone = variable(30);
    one_is_gone["variations"].as_array_mut().expect("a list").pop();
    sync(&client, "upsert", json!([one_is_gone]));
    assert_eq!(held(&client).len(), 1, "what is no longer named is gone");
    sync(&client, "upsert", json!([variable(30)]));
    let snapshot =
        json!({ "from": "woocommerce", "mode": "snapshot", "complete": true, "items": [alone] });
    sync_as(&client, snapshot);
    assert_eq!(held(&client), []);
}

#[test]
fn variants_beyond_a_page_and_those_of_which_nothing_is_said_stay() {
    let (client, ..) = shop(|_| ());
    let state = |mode: &str, product: &Value| {
        let items = json!({ "data": { "product": product } });
        sync_as(&client, json!({ "from": "shopify", "mode": mode, "items": items }))
    };
    let held = || {
        within(&client, |tx| {
            let variants = products::variants(tx, "x", products::Which::Of("7"))?;
            let mut ids: Vec<_> = variants.iter().map(|one| one.variant_id.clone()).collect();
            ids.sort();
            Ok(ids.join(" "))
        })
    };
    let variant = |id: u32| json!({ "id": format!("gid://shopify/ProductVariant/{id}"), "price": "1.00", "inventoryQuantity": 2 });
    let page = |ids: &[u32], more: bool| {
        let nodes: Vec<_> = ids.iter().map(|id| variant(*id)).collect();
        json!({ "id": "gid://shopify/Product/7", "title": "Lamp", "status": "ACTIVE",
            "variants": { "nodes": nodes, "pageInfo": { "hasNextPage": more } } })
    };
    state("upsert", &page(&[71, 72, 73], false));
    for mode in ["upsert", "snapshot"] {
        let reply = state(mode, &page(&[71], true));
        assert!(
            reply.diagnostics.iter().any(|one| one.code == "product.variants_more"),
            "{reply:?}"
        );
        assert_eq!(held(), "71 72 73", "{mode}");
    }
    let mut renamed =
        json!({ "id": "gid://shopify/Product/7", "title": "Bulb", "status": "ACTIVE" });
    let reply = state("upsert", &renamed);
    assert_eq!(
        (reply.content_changed, reply.price_changed, reply.stock_changed),
        (1, 0, 0),
        "{reply:?}"
    );
    assert!(
        reply.diagnostics.iter().any(|one| one.code == "product.variants_missing"),
        "{reply:?}"
    );
    assert_eq!(held(), "71 72 73");
    renamed["variants"] = json!({ "nodes": [] });
    state("upsert", &renamed);
    assert_eq!(held(), "", "that there are none is said");
}

#[test]
fn a_page_with_one_of_many_variants_is_a_variable_product() {
    let (client, ..) = shop(|_| ());
    let state = |product: &Value| {
        let items = json!({ "data": { "product": product } });
        sync_as(&client, json!({ "from": "shopify", "mode": "upsert", "items": items }))
    };
    let page = |ids: &[u32], more: bool| {
        let nodes: Vec<_> = ids
            .iter()
            .map(|id| json!({ "id": format!("gid://shopify/ProductVariant/{id}"), "price": "1.00", "sku": format!("S{id}"), "inventoryQuantity": 2 }))
            .collect();
        json!({ "id": "gid://shopify/Product/7", "title": "Lamp", "status": "ACTIVE",
            "variants": { "nodes": nodes, "pageInfo": { "hasNextPage": more } } })
    };
    state(&page(&[71], true));
    assert_eq!(held(&client, "7"), ("variable".into(), vec![("71".into(), true, Some(2))]));
    state(&page(&[71, 72, 73], false));
    let before = held(&client, "7");
    state(&page(&[71], true));
    assert_eq!(held(&client, "7"), before);
    let sold = |sku: &str| within(&client, |tx| find_by_sku(tx, "x", sku)).expect("sold");
    assert_eq!(sold("S73").variant_id.as_deref(), Some("73"));
}

#[test]
fn a_simple_product_of_whose_variant_nothing_is_said_stays_what_it_is() {
    let (client, ..) = shop(|_| ());
    let state = |product: Value| {
        sync_as(&client, json!({ "from": "shopify", "mode": "upsert", "items": [product] }))
    };
    let shown = || {
        within(&client, |tx| {
            let product = products::by_id(tx, "x", "7")?.expect("held");
            let variants = products::variants(tx, "x", products::Which::Of("7"))?;
            Ok(shown::product(&product.woocommerce, &product.kind, &variants, tx.now()))
        })
    };
    let variant = json!({ "id": 71, "title": "Default Title", "price": "5.00", "sku": "S", "grams": 100, "barcode": "96385074",
        "compare_at_price": "6.00", "requires_shipping": false,
        "inventory_management": "shopify", "inventory_quantity": 3, "taxable": true });
    state(json!({ "id": 7, "title": "Lamp", "status": "active", "variants": [variant] }));
    let before = shown();
    let reply = state(json!({ "id": 7, "title": "Bulb", "status": "active" }));
    assert_eq!(
        (reply.content_changed, reply.price_changed, reply.stock_changed),
        (1, 0, 0),
        "{reply:?}"
    );
    let number =
        within(&client, |tx| ids::find(tx, "x", ids::Kind::Product, "7")).expect("a number");
    let sold =
        within(&client, |tx| find(tx, "x", number, 0)).expect("sold by the product's number");
    assert_eq!((sold.name.as_str(), sold.available), ("Bulb", Some(3)));
    let mut expected = before;
    (expected["name"], expected["slug"]) = ("Bulb".into(), "bulb".into());
    assert_eq!(Value::from(shown()), Value::from(expected));
}

#[test]
fn a_simple_product_that_becomes_a_variable_one_is_sold_as_its_variations_alone() {
    let (client, ..) = shop(|_| ());
    let mut simple = variable(30);
    (simple["type"], simple["variations"]) = ("simple".into(), json!([]));
    (simple["regular_price"], simple["price"]) = ("5.00".into(), "5.00".into());
    sync(&client, "upsert", json!([simple]));
    assert_eq!(held(&client, "30").0, "simple");
    let mut named = variable(30);
    named["variations"] = json!([31, 32]);
    sync(&client, "upsert", json!([named]));
    assert_eq!(held(&client, "30"), ("variable".into(), vec![]));
    sync(&client, "upsert", json!([variable(30)]));
    let (kind, variants) = held(&client, "30");
    assert_eq!((kind.as_str(), variants.len()), ("variable", 2));
}

#[test]
fn a_document_says_nothing_of_variants_unless_the_list_of_them_is_there() {
    let magento = |id: u32, kind: &str, more: Value| {
        let stock = json!({ "is_in_stock": true, "manage_stock": true, "qty": 5 });
        let mut product = json!({ "id": id, "sku": format!("S{id}"), "name": "P", "price": 10, "status": 1,
            "visibility": if kind == "simple" { 1 } else { 4 }, "type_id": kind,
            "extension_attributes": { "stock_item": stock } });
        for (name, value) in more.as_object().into_iter().flatten() {
            product["extension_attributes"][name] = value.clone();
        }
        product
    };
    let lightspeed = |variants: Value| json!({ "products": [{ "id": 1, "isVisible": true, "title": "P", "variants": variants }] });
    let links = json!({ "configurable_product_links": [2] });
    let whole =
        json!({ "items": [magento(1, "configurable", links), magento(2, "simple", json!({}))] });
    let of_magento = |more: Value| json!({ "items": [magento(1, "configurable", more)] });
    let one = json!([{ "id": 2, "priceIncl": 5, "sku": "S", "stockLevel": 3, "stockTracking": "enabled" }]);
    let shopify =
        |variants: Value| json!({ "products": [{ "id": 1, "title": "P", "variants": variants }] });
    let of_shopify = json!([{ "id": 2, "title": "Default Title", "price": "5.00", "inventory_management": "shopify", "inventory_quantity": 3 }]);
    for (from, whole, silent, said) in [
        (
            "magento",
            whole,
            of_magento(json!({})),
            of_magento(json!({ "configurable_product_links": [] })),
        ),
        (
            "lightspeed-c",
            lightspeed(one),
            lightspeed(json!({ "resource": { "id": false, "url": "variants?product=1" } })),
            lightspeed(json!([])),
        ),
        ("shopify", shopify(of_shopify), shopify(json!(null)), shopify(json!([]))),
    ] {
        let (client, ..) = shop(|_| ());
        let state = |items: &Value| {
            sync_as(&client, json!({ "from": from, "mode": "upsert", "items": items }))
        };
        state(&whole);
        let before = held(&client, "1");
        assert_eq!(before.1.len(), 1, "{from}");
        let reply = state(&silent);
        assert_eq!(held(&client, "1"), before, "{from} {reply:?}");
        state(&said);
        assert_eq!(held(&client, "1").1, [], "{from}");
    }
}

#[test]
fn a_list_of_variations_beside_the_products_tells_of_all_of_them() {
    let (client, ..) = shop(|_| ());
    let split = |id: i64| {
        let mut product = variable(id);
        let variations = product.as_object_mut().and_then(|product| product.remove("variations"));
        (product, variations.and_then(|all| all.as_array().cloned()).expect("variations"))
    };
    let ((lamp, of_lamp), (desk, of_desk)) = (split(30), split(40));
    let state = |mode: &str, variations: Vec<Value>| {
        let items = json!({ "products": [lamp, desk], "variations": variations });
        sync_as(
            &client,
            json!({ "from": "woocommerce", "mode": mode, "complete": mode == "snapshot", "items": items }),
        )
    };
    state("upsert", [of_lamp.clone(), of_desk].concat());
    assert_eq!((held(&client, "30").1.len(), held(&client, "40").1.len()), (2, 2));
    state("snapshot", of_lamp);
    assert_eq!((held(&client, "30").1.len(), held(&client, "40").1.len()), (2, 0));
}

#[test]
fn a_second_copy_of_a_product_takes_no_variants_from_the_first() {
    let (client, ..) = shop(|_| ());
    let whole = variable(30);
    let [red, blue] = [0, 1].map(|nth| whole["variations"][nth].clone());
    let names = |ids: Value| {
        let mut product = whole.clone();
        product["variations"] = ids;
        product
    };
    // One came between the two pages on which the product stands.
    let items = json!([red, names(json!([31])), blue, names(json!([31, 32]))]);
    let reply = sync_as(
        &client,
        json!({ "from": "woocommerce", "mode": "snapshot", "complete": true, "items": items }),
    );
    let ids: Vec<_> = held(&client, "30").1.into_iter().map(|(id, ..)| id).collect();
    assert_eq!(ids, ["31", "32"], "{reply:?}");
}

#[test]
fn a_product_that_is_out_of_stock_stops_the_sale_of_variants_that_are_not_there_until_it_is_not() {
    let (client, ..) = shop(|_| ());
    let stock = |is_in_stock: Value, quantity: u32, backorders: u32| json!({ "stock_item": { "is_in_stock": is_in_stock, "manage_stock": true, "qty": quantity, "backorders": backorders } });
    let parent = |is_in_stock: Value| {
        let mut more = stock(is_in_stock, 0, 0);
        more["configurable_product_links"] = json!([2, 3, 4]);
        json!({ "id": 1, "sku": "P", "name": "P", "status": 1, "visibility": 4, "type_id": "configurable", "extension_attributes": more })
    };
    let child = |id: u32, stock: Value| json!({ "id": id, "sku": format!("S{id}"), "name": "C", "price": 10, "status": 1, "visibility": 1, "type_id": "simple", "extension_attributes": stock });
    let state = |items: Value| {
        sync_as(
            &client,
            json!({ "from": "magento", "mode": "upsert", "items": { "items": items } }),
        )
    };
    let sold = || {
        ["S2", "S3", "S4"]
            .map(|sku| within(&client, |tx| find_by_sku(tx, "x", sku)).expect("sold").available)
    };
    state(json!([
        parent(json!(true)),
        child(2, stock(json!(true), 5, 0)),
        child(3, stock(json!(false), 5, 0)),
        child(4, stock(json!(true), 0, 1))
    ]));
    assert_eq!(sold(), [Some(5), Some(0), None]);
    for _ in 0..2 {
        state(json!([parent(json!(false))]));
        assert_eq!(sold(), [Some(0); 3]);
    }
    state(json!([parent(Value::Null)]));
    assert_eq!(sold(), [Some(0); 3], "what is not said is as before");
    let reply = state(json!([parent(json!(true))]));
    assert_eq!((sold(), reply.stock_changed), ([Some(5), Some(0), None], 1));
    assert_eq!(state(json!([parent(json!(true))])).unchanged, 1);
}

#[test]
fn that_a_product_has_more_variants_is_said_in_the_models_own_form_too() {
    let (client, ..) = shop(|_| ());
    let map = |from: &str, items: Value| {
        let request = json!({ "from": from, "to": "canonical", "shop": configuration()["shop"], "items": items });
        let reply = crate::catalog::map_json(request.to_string().as_bytes()).expect("mapped");
        serde_json::from_slice::<Value>(&reply).expect("JSON")["items"].clone()
    };
    let state = |items: Value| {
        sync_as(
            &client,
            json!({ "from": "canonical", "mode": "upsert", "items": { "products": items } }),
        )
    };
    state(map("woocommerce", json!([variable(30)])));
    let before = held(&client, "30");
    assert_eq!(before.1.len(), 2);
    let mut alone = variable(30);
    alone["variations"] = json!([31, 32]);
    let mapped = map("woocommerce", json!([alone]));
    assert_eq!(mapped[0]["has_more"], true);
    state(mapped);
    assert_eq!(held(&client, "30"), before);
}

#[test]
fn variants_that_shopifys_webhook_only_names_stay() {
    let (client, ..) = shop(|_| ());
    let state = |product: Value| {
        sync_as(&client, json!({ "from": "shopify", "mode": "upsert", "items": [product] }))
    };
    let variant = |id: u32| json!({ "id": id, "title": format!("{id}"), "option1": format!("{id}"), "price": "5.00", "inventory_management": "shopify", "inventory_quantity": 3 });
    let product = |there: &[u32], named: &[u32]| {
        let gids: Vec<_> = named
            .iter()
            .map(|id| json!({ "admin_graphql_api_id": format!("gid://shopify/ProductVariant/{id}"), "updated_at": "2026-11-21T12:00:00Z" }))
            .collect();
        json!({ "id": 7, "title": "Lamp", "status": "active", "options": [{ "name": "Nr", "values": ["71", "72", "73"] }],
            "variants": there.iter().map(|id| variant(*id)).collect::<Vec<_>>(), "variant_gids": gids })
    };
    state(product(&[71, 72, 73], &[71, 72, 73]));
    let before = held(&client, "7");
    state(product(&[71], &[71, 72, 73]));
    assert_eq!(held(&client, "7"), before);
    state(product(&[71], &[71, 73]));
    assert_eq!(held(&client, "7").1.iter().map(|it| &it.0).collect::<Vec<_>>(), ["71", "73"]);
}
