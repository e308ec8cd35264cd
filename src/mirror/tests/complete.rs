//! Complete lists: what they delete, and what nobody may delete.

use super::*;

fn products(count: i64) -> Vec<Value> {
    (1..=count).map(|nth| woocommerce(nth, &format!("S{nth}"), "1.00", 5)).collect()
}

fn page(items: &[Value], complete: bool) -> Value {
    json!({ "from": "woocommerce", "mode": "snapshot", "complete": complete, "items": items })
}

#[test]
fn a_snapshot_of_which_a_page_broke_off_deletes_nothing() {
    let all = products(6);
    let (first, rest) = all.split_at(2);
    let stream = |client: &Client, text: &str| {
        let opening = json!({ "from": "woocommerce", "mode": "snapshot" }).to_string();
        let mut stream = SyncStream::open(client, opening.as_bytes()).expect("opens");
        let fed = stream.feed(client, text.as_bytes());
        fed.and_then(|_| stream.finish(client)).expect_err("it breaks off");
    };
    let cut = json!(rest).to_string();
    let breaks: [&dyn Fn(&Client); 3] = [
        &|client| {
            let request =
                json!({ "from": "woocommerce", "mode": "snapshot", "items": { "code": "error" } });
            catalog_sync(client, request.to_string().as_bytes()).expect_err("no products");
        },
        &|client| {
            // As who passes on a page that the shop's server did not finish.
            let request = page(rest, false).to_string();
            let half = format!("{}}}", &request[..request.len() - 20]);
            catalog_sync(client, half.as_bytes()).expect_err("it breaks off");
        },
        &|client| stream(client, &cut[..cut.len() / 2]),
    ];
    for breaks in breaks {
        let (client, ..) = shop(|_| ());
        sync(&client, "upsert", all.clone().into());
        sync_as(&client, page(first, false));
        breaks(&client);
        let last = sync_as(&client, page(&rest[3..], true));
        assert_eq!(last.deleted, 0, "{last:?}");
        assert!(last.diagnostics.iter().any(|one| one.code == "catalog.unread_snapshot"));
        // The next one is read whole.
        assert_eq!(sync_as(&client, page(first, true)).deleted, 4);
    }
}

#[test]
fn what_changed_after_a_snapshot_was_read_is_not_deleted_by_it() {
    let (client, hand, _) = shop(|_| ());
    sync(&client, "upsert", products(3).into());
    hand.set(NOON + 60_000);
    sync(&client, "upsert", json!([woocommerce(4, "S4", "1.00", 5)]));
    hand.set(NOON + 120_000);
    let mut read_before = page(&products(2), true);
    read_before["as_of"] = "2026-11-21T12:00:30Z".into();
    assert_eq!(sync_as(&client, read_before.clone()).deleted, 1, "3, and not 4");
    read_before["as_of"] = "2026-11-21T12:01:30Z".into();
    assert_eq!(sync_as(&client, read_before).deleted, 1);
}

#[test]
fn a_product_of_shopify_is_deleted_by_either_of_its_ids() {
    let (client, ..) = shop(|_| ());
    let product = json!({ "id": 7, "title": "A", "status": "active",
        "variants": [{ "id": 8, "price": "1.00", "inventory_management": "shopify", "inventory_quantity": 1 }] });
    let other =
        json!({ "from": "shopify", "mode": "delete", "items": ["gid://shopify/ProductVariant/7"] });
    for gone in
        [json!("gid://shopify/Product/7"), json!({ "id": "gid://shopify/Product/7" }), json!(7)]
    {
        let upsert = json!({ "from": "shopify", "mode": "upsert", "items": [product] });
        assert_eq!(sync_as(&client, upsert).created, 1);
        assert_eq!(sync_as(&client, other.clone()).deleted, 0);
        let delete = json!({ "from": "shopify", "mode": "delete", "items": [gone] });
        assert_eq!(sync_as(&client, delete).deleted, 1, "{gone}");
    }
}

#[test]
fn what_was_read_before_a_product_was_deleted_brings_it_not_back() {
    let (client, hand, _) = shop(|_| ());
    hand.set(NOON + 60_000);
    sync(&client, "upsert", products(1).into());
    hand.set(NOON + 120_000);
    sync(&client, "delete", json!([1]));
    let read_at = |at: &str| {
        let items = products(1);
        sync_as(
            &client,
            json!({ "from": "woocommerce", "mode": "upsert", "as_of": at, "items": items }),
        )
        .created
    };
    hand.set(NOON + 180_000);
    assert_eq!(read_at("2026-11-21T12:01:30Z"), 0);
    assert_eq!(read_at("2026-11-21T12:02:30Z"), 1);
}

#[test]
fn a_shops_error_given_as_a_snapshot_is_told_as_unread_and_deletes_nothing() {
    let (client, ..) = shop(|_| ());
    sync(&client, "upsert", products(2).into());
    let error = json!({ "code": "woocommerce_rest_cannot_view", "message": "Sorry.", "data": { "status": 401 } });
    let reply = sync_as(
        &client,
        json!({ "from": "woocommerce", "mode": "snapshot", "complete": true, "items": error }),
    );
    assert_eq!(reply.deleted, 0);
    assert!(reply.diagnostics.iter().any(|one| one.code == "catalog.unread_snapshot"), "{reply:?}");
}

#[test]
fn variants_that_alone_name_their_product_are_gone_when_none_of_them_comes() {
    let (client, ..) = shop(|_| ());
    let mapping = json!({ "version": 1, "items": "$.products[*]", "parts": "$.variants[*]",
        "product": { "external_id": "$.id", "name": "$.id", "status": { "const": "active" }, "has_parts": { "const": true } },
        "variants": { "each": "$", "external_id": "$.id", "parent_id": "$.of", "price.regular": "$.price" } });
    let state = |variants: Value| {
        let items = json!({ "products": [{ "id": "p" }, { "id": "q" }], "variants": variants });
        sync_as(
            &client,
            json!({ "from": "custom", "mapping": mapping, "mode": "snapshot", "complete": true, "items": items }),
        )
    };
    let one = |id: &str, of: &str| json!({ "id": id, "of": of, "price": "1.00" });
    state(json!([one("a", "p"), one("b", "q")]));
    state(json!([one("a", "p")]));
    let held = |id: &'static str| {
        within(&client, |tx| Ok(products::variants(tx, "x", products::Which::Of(id))?.len()))
    };
    assert_eq!((held("p"), held("q")), (1, 0));
}

#[test]
fn a_snapshot_may_end_with_a_page_that_is_empty() {
    let (client, ..) = shop(|_| ());
    let item = |id: u32| json!({ "itemID": id.to_string(), "description": "Lamp", "archived": "false", "itemMatrixID": "0" });
    let state = |mode: &str, complete: bool, items: Value| {
        sync_as(
            &client,
            json!({ "from": "lightspeed-r", "mode": mode, "complete": complete, "items": items }),
        )
    };
    state("upsert", false, json!({ "Item": [item(1), item(2)] }));
    assert_eq!(state("snapshot", false, json!({ "Item": [item(1)] })).deleted, 0);
    let beyond = json!({ "@attributes": { "count": "0", "offset": "100", "limit": "100" } });
    assert_eq!(state("snapshot", true, beyond).deleted, 1);
}
