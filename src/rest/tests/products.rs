//! What is shown of products, in lists and alone.

use super::*;

#[test]
fn a_list_comes_in_pages_with_totals_and_links_without_credentials() {
    let (client, ..) = stocked();
    let first = get(&client, "/products?per_page=4&order=asc&orderby=id");
    assert_eq!((first.status, first.ids()), (200, vec![11, 12, 13, 14]));
    assert_eq!((first.header("X-WP-Total"), first.header("X-WP-TotalPages")), ("6", "2"));
    let link = "<https://shop.example/wp-json/wc/v3/products?per_page=4&order=asc&orderby=id&page=2>; rel=\"next\"";
    assert_eq!(first.header("Link"), link);
    assert_eq!(get(&client, "/products?per_page=4&page=2&order=asc&orderby=id").ids(), [15, 30]);
    let past = get(&client, "/products?page=99");
    assert_eq!((past.status, &past.body, past.header("X-WP-Total")), (200, &json!([]), "6"));
    let by_query = head(
        "GET",
        "/products?consumer_key=ck_rw&consumer_secret=cs_rw&per_page=1",
        Scheme::Https,
        &[],
    );
    let by_query = ask(&client, by_query, b"");
    assert_eq!(by_query.status, 200);
    assert!(!by_query.headers.iter().any(|(_, value)| value.contains("cs_rw")));
    assert_eq!(
        get(&client, "/products?_fields=id,sku&include=12").body,
        json!([{"id": 12, "sku": "S-12"}])
    );
}

#[test]
fn products_are_found_by_sku_by_category_and_by_what_changed_since() {
    let (client, hand, _) = stocked();
    assert_eq!(get(&client, "/products?sku=S-12").ids(), [12]);
    assert_eq!(get(&client, "/products?sku=S-12,S-14,none").ids(), [12, 14]);
    assert_eq!(get(&client, "/products?sku=VAR-2").body[0]["type"], "variation");
    assert_eq!(get(&client, "/products?modified_after=2026-11-21T12:00:30Z").ids(), [30]);
    assert_eq!(get(&client, "/products?modified_after=2026-11-21T13:00:30").ids(), [30]);
    assert_eq!(get(&client, "/products?category=21&type=variable").ids(), [30]);
    assert_eq!(get(&client, "/products?category=abc").ids(), Vec::<i64>::new());
    assert_eq!(get(&client, "/products?search=product+12").ids(), [12]);
    assert_eq!(get(&client, "/products?search=%25").ids(), Vec::<i64>::new());
    assert_eq!(get(&client, "/products?status=draft").ids(), Vec::<i64>::new());
    assert_eq!(get(&client, "/products/categories").body[0]["count"], 6);
    hand.set(NOON + 120_000);
    sync(&client, "upsert", json!([woocommerce(13, "S-13", "39.95", 20)]));
    assert_eq!(get(&client, "/products?modified_after=2026-11-21T12:01:30Z").ids(), [13]);
}

#[test]
fn a_product_is_shown_as_woocommerce_shows_it() {
    let (client, ..) = stocked();
    let product = get(&client, "/products/12").body;
    assert_eq!(product["stock_quantity"], 20);
    assert_eq!((&product["price"], &product["stock_status"]), (&json!("49.95"), &json!("instock")));
    assert_eq!(product["categories"], json!([{"id": 21, "name": "Lampen", "slug": "lampen"}]));
    assert_eq!(product["date_modified"], "2026-11-21T13:00:00");
    assert_eq!(product["date_modified_gmt"], "2026-11-21T12:00:00");
    assert_eq!(
        product["_links"]["self"][0]["href"],
        "https://shop.example/wp-json/wc/v3/products/12"
    );
    let parent = get(&client, "/products/30").body;
    assert_eq!((&parent["price"], &parent["variations"]), (&json!("75.00"), &json!([31, 32])));
    let list = get(&client, "/products/30/variations");
    assert_eq!(list.ids(), [31, 32]);
    assert_eq!(get(&client, "/products/30/variations/32").body["attributes"][0]["option"], "Blauw");
    assert_eq!(get(&client, "/products/32").body["type"], "variation");
    let attribute = product["attributes"][0]["id"].as_i64().expect("a number");
    let terms = get(&client, &format!("/products/attributes/{attribute}/terms"));
    assert_eq!(terms.body.as_array().map(Vec::len), Some(2));
    for (path, code) in [
        ("/products/99", "woocommerce_rest_product_invalid_id"),
        ("/products/30/variations/12", "woocommerce_rest_product_variation_invalid_id"),
        ("/products/99999999999999999999", "woocommerce_rest_product_invalid_id"),
        ("/products/categories/9", "woocommerce_rest_term_invalid"),
        ("/webhooks/9", "woocommerce_rest_shop_webhook_invalid_id"),
        ("/orders/9", "woocommerce_rest_shop_order_invalid_id"),
        ("/nothing", "rest_no_route"),
    ] {
        let answer = get(&client, path);
        assert_eq!((answer.status, answer.code()), (404, code), "{path}");
    }
    assert_eq!(get(&client, "/products/99/variations").body, json!([]));
}

#[test]
fn the_categories_of_the_shop_are_a_tree_once_it_states_where_they_lie() {
    let (client, ..) = stocked();
    assert_eq!(get(&client, "/products/categories/21").body["parent"], 0);
    let put = |items: Value| {
        let request = json!({ "kind": "categories", "items": items }).to_string();
        crate::accounting::records_put(&client, request.as_bytes())
    };
    put(json!([{ "category_id": "21", "name": "Lampen", "parent_id": "20" }])).expect("stated");
    put(json!([{ "category_id": "20", "name": "Wonen" }])).expect("stated");
    let lamps = get(&client, "/products/categories/21").body;
    assert_eq!((&lamps["parent"], &lamps["slug"]), (&json!(20), &json!("lampen")));
    assert_eq!(get(&client, "/products/categories/20").body["name"], "Wonen");
    assert_eq!(get(&client, "/products/categories?parent=20").ids(), [21]);
    assert_eq!(get(&client, "/products?category=20").ids().len(), 6, "with what lies under it");
    // The next statement of the products leaves the tree as it is.
    sync(&client, "upsert", json!([woocommerce(12, "S-12", "9.00", 20)]));
    assert_eq!(get(&client, "/products/categories/21").body["parent"], 20);
    let ring = put(json!([{ "category_id": "20", "name": "Wonen", "parent_id": "21" }]));
    let ring = ring.expect_err("refused");
    assert_eq!(ring.path, "/items/0/parent_id");
    assert_eq!(get(&client, "/products/categories/20").body["parent"], 0);
}

#[test]
fn every_field_that_woocommerce_has_is_there() {
    let golden = std::path::Path::new("../shared/woocommerce/golden");
    if !golden.exists() {
        say_that_it_is_skipped();
        return;
    }
    let (client, ..) = stocked();
    for (file, path) in [
        ("products__per_page-100.json", "/products/12"),
        ("products_113_variations.json", "/products/30/variations/31"),
        ("webhooks.json", ""),
    ] {
        let text = std::fs::read_to_string(golden.join(file)).expect("readable");
        let theirs: Value = serde_json::from_str(&text).expect("JSON");
        let ours = match path {
            "" => subscribe(&client, "product.updated").body,
            path => get(&client, path).body,
        };
        let names = theirs[0].as_object().expect("an object").keys();
        let missing: Vec<&String> =
            names.filter(|name| ours.get(name.as_str()).is_none()).collect();
        assert!(missing.is_empty(), "{file}: {missing:?}");
    }
}

/// A test that needs what is not there says so.
pub(super) fn say_that_it_is_skipped() {
    use std::io::Write;
    let _ = std::io::stderr().write_all(b"skipped: ../shared/woocommerce is not here\n");
}
