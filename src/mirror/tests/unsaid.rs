//! What a statement leaves unsaid stays; and what the shop says no to is not sold, whatever is counted.

use super::*;

/// A document without its stock: a webhook that leaves it out, Magento's list without its stock item.
fn silent(mut product: Value) -> Value {
    for name in ["manage_stock", "stock_quantity", "stock_status", "backorders"] {
        product.as_object_mut().expect("an object").remove(name);
    }
    for variation in product["variations"].as_array_mut().into_iter().flatten() {
        *variation = silent(variation.take());
    }
    product
}

#[test]
fn a_stock_that_a_statement_leaves_out_stays_as_it_was_told_and_is_no_news() {
    let (client, hand, _) = shop(|_| ());
    let (simple, variable) = (woocommerce(12, "A", "49.95", 20), variable(30));
    sync(&client, "upsert", json!([simple, variable]));
    let shown = |client: &Client| {
        within(client, |tx| {
            let mut shown = Vec::new();
            for id in ["12", "30"] {
                let product = products::by_id(tx, "x", id)?.expect("held");
                let stock: Value = serde_json::from_str(&product.woocommerce).expect("JSON");
                shown.push((stock["stock_status"].clone(), stock["stock_quantity"].clone()));
                for one in products::variants(tx, "x", products::Which::Of(id))? {
                    let canonical: Value = serde_json::from_str(&one.canonical).expect("JSON");
                    shown.push((canonical["stock"].clone(), one.reported.into()));
                }
            }
            Ok(shown)
        })
    };
    let before = shown(&client);
    let pieces = [Pieces { product_id: "12", variant_id: "", quantity: 2 }];
    within(&client, |tx| stock::reserve(tx, "x", "order", &pieces));
    hand.set(NOON + 10_000);
    let items = json!([silent(simple.clone()), silent(variable.clone())]);
    let request = json!({ "from": "woocommerce", "mode": "upsert", "items": items, "as_of": "2026-11-21T12:00:05Z" });
    let reply = sync_as(&client, request);
    assert_eq!((reply.updated, reply.stock_changed, reply.unchanged), (0, 0, 2), "{reply:?}");
    let mut dearer = silent(simple.clone());
    dearer["regular_price"] = "50.95".into();
    let mut redder = silent(variable.clone());
    redder["variations"][1]["regular_price"] = "76.00".into();
    redder["variations"][0]["manage_stock"] = true.into();
    redder["variations"][0]["stock_quantity"] = 10.into();
    redder["variations"][0]["stock_status"] = "instock".into();
    let reply = sync(&client, "upsert", json!([dearer, redder]));
    assert_eq!((reply.updated, reply.price_changed), (2, 2), "{reply:?}");
    assert_eq!(shown(&client), before);
    assert_eq!(within(&client, |tx| find(tx, "x", 12, 0)).and_then(|one| one.available), Some(18));
    let mut dear = simple;
    dear["regular_price"] = "50.95".into();
    let reply = sync(&client, "upsert", json!([dear]));
    assert_eq!((reply.unchanged, reply.updated), (1, 0), "what is told again is no news");
}

/// What is shown of the stock of product 12, and how much of it may be ordered.
fn stock_of(client: &Client) -> (Value, Option<i64>) {
    within(client, |tx| {
        let product = products::by_id(tx, "x", "12")?.expect("held");
        let variants = products::variants(tx, "x", products::Which::Of("12"))?;
        let shown = shown::product(&product.woocommerce, &product.kind, &variants, tx.now());
        let status = shown.get("stock_status").cloned().unwrap_or_default();
        Ok((status, find(tx, "x", 12, 0)?.expect("sold").available))
    })
}

#[test]
fn a_count_that_is_left_out_stays_and_a_no_is_a_no_whatever_is_counted() {
    let with = |changes: Value| {
        let mut product = woocommerce(12, "A", "49.95", 20);
        for (name, value) in changes.as_object().into_iter().flatten() {
            product[name] = value.clone();
        }
        product
    };
    let without_count = json!({ "stock_quantity": null });
    let only_status = json!({ "stock_quantity": null, "manage_stock": null });
    let no = json!({ "stock_quantity": 3, "stock_status": "outofstock" });
    let no_count_and_none = json!({ "stock_quantity": null, "stock_status": "outofstock" });
    for (changes, shown, available) in [
        (without_count, "instock", Some(20)),
        (only_status, "instock", Some(20)),
        (no, "outofstock", Some(0)),
        (no_count_and_none, "outofstock", Some(0)),
        (json!({ "stock_quantity": null, "manage_stock": false }), "instock", None),
    ] {
        let (client, ..) = shop(|_| ());
        sync(&client, "upsert", json!([with(json!({}))]));
        sync(&client, "upsert", json!([with(changes.clone())]));
        assert_eq!(stock_of(&client), (shown.into(), available), "after {changes}");
    }
}

#[test]
fn of_what_is_counted_and_nobody_says_how_much_nothing_is_promised() {
    let said = |changes: Value| {
        let mut product = woocommerce(12, "A", "49.95", 20);
        product["stock_quantity"] = Value::Null;
        for (name, value) in changes.as_object().into_iter().flatten() {
            product[name] = value.clone();
        }
        json!([product])
    };
    let (client, ..) = shop(|_| ());
    sync(&client, "upsert", said(json!({})));
    assert_eq!(stock_of(&client), ("outofstock".into(), Some(0)));
    sync(&client, "upsert", said(json!({ "stock_quantity": 4 })));
    // A list that does not count: first there is none, then there is some, and nobody says how much.
    let bare = |status: &str| said(json!({ "manage_stock": null, "stock_status": status }));
    sync(&client, "upsert", bare("outofstock"));
    assert_eq!(stock_of(&client), ("outofstock".into(), Some(0)));
    sync(&client, "upsert", bare("instock"));
    assert_eq!(stock_of(&client), ("outofstock".into(), Some(0)));
    sync(&client, "upsert", said(json!({ "stock_quantity": 2 })));
    assert_eq!(stock_of(&client), ("instock".into(), Some(2)));
}

#[test]
fn of_a_statement_older_than_the_stock_held_nothing_of_the_stock_is_taken() {
    let (client, hand, _) = shop(|_| ());
    hand.set(NOON + 3_600_000);
    let state = |minute: u32, changes: Value| {
        let mut product = woocommerce(12, "A", "49.95", 5);
        for (name, value) in changes.as_object().into_iter().flatten() {
            product[name] = value.clone();
        }
        let as_of = format!("2026-11-21T12:{minute:02}:00Z");
        let request =
            json!({ "from": "woocommerce", "mode": "upsert", "as_of": as_of, "items": [product] });
        let stock_changed = sync_as(&client, request).stock_changed;
        (stock_of(&client), stock_changed)
    };
    let uncounted = |status: &str| json!({ "manage_stock": false, "stock_quantity": null, "stock_status": status });
    let out = || Value::from("outofstock");
    assert_eq!(state(20, json!({ "stock_status": "outofstock" })).0, (out(), Some(0)));
    assert_eq!(state(10, json!({})), ((out(), Some(0)), 0), "a later no");
    assert_eq!(state(30, json!({})), (("instock".into(), Some(5)), 1));
    assert_eq!(state(40, json!({ "stock_status": "outofstock" })).0, (out(), Some(0)));
    assert_eq!(state(35, json!({})), ((out(), Some(0)), 0), "the same count, and a later no");
    assert_eq!(state(42, uncounted("outofstock")).0, (out(), Some(0)));
    assert_eq!(state(41, json!({ "stock_quantity": 9 })), ((out(), Some(0)), 0), "an older count");
    assert_eq!(state(50, json!({ "stock_quantity": 2 })).0, ("instock".into(), Some(2)));
    assert_eq!(state(45, uncounted("instock")), (("instock".into(), Some(2)), 0), "endless");
    // What was ignored is taken where it is stated later.
    assert_eq!(state(55, uncounted("instock")), (("instock".into(), None), 1));
}

#[test]
fn a_feed_that_was_read_before_one_of_its_stocks_was_stated_is_no_news_of_the_others() {
    let (client, hand, _) = shop(|_| ());
    hand.set(NOON + 60_000);
    sync(&client, "upsert", json!([variable(30)]));
    hand.set(NOON + 120_000);
    let stated = Statement {
        product_id: "30",
        variant_id: "31",
        quantity: 4,
        as_of: Instant(NOON + 120_000),
    };
    within(&client, |tx| stock::put(tx, "x", &stated));
    hand.set(NOON + 180_000);
    let read_at = |at: &str| {
        let request = json!({ "from": "woocommerce", "mode": "upsert", "as_of": at, "items": [variable(30)] });
        let reply = sync_as(&client, request);
        let left = within(&client, |tx| find(tx, "x", 30, 31)).expect("sold").available;
        (reply.updated, reply.events, left)
    };
    assert_eq!(read_at("2026-11-21T12:01:30Z"), (0, 0, Some(4)));
    assert_eq!(read_at("2026-11-21T12:01:30Z"), (0, 0, Some(4)));
    assert_eq!(read_at("2026-11-21T12:02:30Z").2, Some(10), "and a later one is");
}

#[test]
fn what_was_never_counted_is_there_or_not_as_the_shop_says_it_last() {
    let (client, ..) = shop(|_| ());
    let said = |status: &str| {
        let mut product = silent(woocommerce(12, "A", "49.95", 20));
        product["stock_status"] = status.into();
        json!([product])
    };
    for (status, available) in [("outofstock", Some(0)), ("instock", None), ("outofstock", Some(0))]
    {
        sync(&client, "upsert", said(status));
        assert_eq!(stock_of(&client), (status.into(), available));
    }
}

#[test]
fn a_variation_that_is_withdrawn_is_not_sold_and_sets_no_price() {
    let (client, ..) = shop(|_| ());
    let mut product = variable(30);
    product["variations"][1]["status"] = "private".into();
    sync(&client, "upsert", json!([product]));
    let (sold, shown) = within(&client, |tx| {
        let product = products::by_id(tx, "x", "30")?.expect("held");
        let variants = products::variants(tx, "x", products::Which::Of("30"))?;
        let sold = [31, 32].map(|number| find(tx, "x", 30, number).expect("found").expect("held"));
        Ok((sold, shown::product(&product.woocommerce, &product.kind, &variants, tx.now())))
    });
    let sold = sold.map(|one| (one.is_published, one.available));
    assert_eq!(sold, [(true, Some(10)), (false, Some(0))]);
    assert_eq!((&shown["price"], &shown["stock_status"]), (&"80.00".into(), &"instock".into()));
}
