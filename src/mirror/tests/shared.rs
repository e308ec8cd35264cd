//! A stock that variations of a product share: of one, all take.

use super::*;

/// A product whose two variations take of one stock.
fn sharing(quantity: i64) -> Value {
    let mut product = variable(30);
    product["manage_stock"] = true.into();
    product["stock_quantity"] = quantity.into();
    for nth in 0..2 {
        product["variations"][nth]["manage_stock"] = "parent".into();
        product["variations"][nth]["stock_quantity"] = Value::Null;
    }
    product
}

#[test]
fn variations_that_share_their_products_stock_take_of_one_stock() {
    let (client, hand, _) = shop(|_| ());
    sync(&client, "upsert", json!([sharing(10)]));
    let published = |variation: i64| {
        within(&client, |tx| find(tx, "x", 30, variation)).expect("sold").available
    };
    assert_eq!((published(31), published(32)), (Some(10), Some(10)));
    let order = |id: &str, variant_id: &str, quantity: i64| {
        let pieces = [Pieces { product_id: "30", variant_id, quantity }];
        within(&client, |tx| stock::reserve(tx, "x", id, &pieces));
    };
    order("a", "31", 4);
    assert_eq!((published(31), published(32)), (Some(6), Some(6)));
    order("b", "32", 5);
    assert_eq!((published(31), published(32)), (Some(1), Some(1)));
    // The shop books both, and states its one stock.
    hand.set(NOON + 1_000);
    for id in ["a", "b"] {
        within(&client, |tx| stock::settled(tx, "x", id, &[]));
    }
    assert_eq!((published(31), published(32)), (Some(1), Some(1)));
    hand.set(NOON + 2_000);
    let reply = sync_as(
        &client,
        json!({ "from": "woocommerce", "mode": "upsert", "as_of": "2026-11-21T12:00:02Z", "items": [sharing(1)] }),
    );
    assert_eq!((published(31), published(32)), (Some(1), Some(1)), "{reply:?}");
    let again = sync(&client, "upsert", json!([sharing(1)]));
    assert_eq!((again.unchanged, again.events), (1, 0), "{again:?}");
}

#[test]
fn what_a_withdrawn_variation_holds_of_a_shared_stock_is_not_sold_again() {
    let (client, hand, _) = shop(|_| ());
    sync(&client, "upsert", json!([sharing(7)]));
    let pieces = [Pieces { product_id: "30", variant_id: "31", quantity: 3 }];
    within(&client, |tx| stock::reserve(tx, "x", "order", &pieces));
    let mut without = sharing(7);
    without["variations"].as_array_mut().expect("variations").remove(0);
    sync(&client, "upsert", json!([without]));
    let left = || within(&client, |tx| find(tx, "x", 30, 32)).expect("sold").available;
    assert_eq!(left(), Some(4));
    // The shop books the order, and states what is left.
    hand.set(NOON + 1_000);
    within(&client, |tx| stock::settled(tx, "x", "order", &[]));
    assert_eq!(left(), Some(4));
    hand.set(NOON + 2_000);
    let stated =
        Statement { product_id: "30", variant_id: "32", quantity: 4, as_of: Instant(NOON + 2_000) };
    within(&client, |tx| stock::put(tx, "x", &stated));
    assert_eq!(left(), Some(4));
    let waiting = within(&client, |tx| {
        let mut waiting = 0;
        tx.query("SELECT COUNT(*) FROM reservations", &[], &mut |row| {
            waiting = row.integer(0);
            Ok(())
        })?;
        Ok(waiting)
    });
    assert_eq!(waiting, 0);
}

#[test]
fn what_a_product_says_of_its_own_stock_holds_for_variations_that_share_it_and_are_not_there() {
    let (client, ..) = shop(|_| ());
    sync(&client, "upsert", json!([sharing(7)]));
    let said = |quantity: i64, status: &str| {
        let mut alone = sharing(quantity);
        alone["variations"] = json!([31, 32]);
        alone["stock_status"] = status.into();
        let reply = sync(&client, "upsert", json!([alone]));
        let left = [31, 32]
            .map(|number| within(&client, |tx| find(tx, "x", 30, number)).expect("sold").available);
        assert_eq!(reply.price_changed, 0, "{reply:?}");
        ([reply.content_changed, reply.stock_changed], left)
    };
    assert_eq!(said(2, "instock"), ([1, 1], [Some(2); 2]), "of the variations it says less");
    assert_eq!(said(2, "instock"), ([0, 0], [Some(2); 2]));
    assert_eq!(said(5, "outofstock"), ([0, 1], [Some(0); 2]));
    assert_eq!(said(5, "instock"), ([0, 1], [Some(5); 2]));
    let pieces = [Pieces { product_id: "30", variant_id: "31", quantity: 3 }];
    within(&client, |tx| stock::reserve(tx, "x", "order", &pieces));
    assert_eq!(said(5, "instock").1, [Some(2); 2], "repeated it may be an old one");
    assert_eq!(said(0, "outofstock"), ([0, 1], [Some(0); 2]));
    let mut older = sharing(9);
    older["variations"] = json!([31, 32]);
    let older = json!({ "from": "woocommerce", "mode": "upsert", "as_of": "2026-11-21T11:00:00Z", "items": [older] });
    assert_eq!(sync_as(&client, older).stock_changed, 0);
    assert_eq!(within(&client, |tx| find(tx, "x", 30, 31)).expect("sold").available, Some(0));
    let again = sync(&client, "upsert", json!([sharing(5)]));
    assert_eq!(again.updated, 1, "{again:?}");
}

#[test]
fn a_product_whose_variations_share_its_stock_shows_what_is_left_of_it() {
    let (client, hand, _) = shop(|_| ());
    sync(&client, "upsert", json!([sharing(7)]));
    let shown = || {
        within(&client, |tx| {
            let product = products::by_id(tx, "x", "30")?.expect("held");
            let variants = products::variants(tx, "x", products::Which::Of("30"))?;
            let shown = shown::product(&product.woocommerce, &product.kind, &variants, tx.now());
            Ok((shown["stock_quantity"].clone(), shown["stock_status"].clone()))
        })
    };
    assert_eq!(shown(), (7.into(), "instock".into()));
    let pieces = [Pieces { product_id: "30", variant_id: "31", quantity: 3 }];
    within(&client, |tx| stock::reserve(tx, "x", "order", &pieces));
    assert_eq!(shown(), (4.into(), "instock".into()));
    hand.set(NOON + 1_000);
    let none =
        Statement { product_id: "30", variant_id: "32", quantity: 3, as_of: Instant(NOON + 1_000) };
    within(&client, |tx| stock::put(tx, "x", &none));
    assert_eq!(shown(), (0.into(), "outofstock".into()));
}

/// Held as `first`; then one variation's stock is stated, and an older page in which both share it comes after that.
fn an_older_page_leaves_the_last_count(first: &Value) {
    let (client, hand, _) = shop(|_| ());
    sync(&client, "upsert", json!([first]));
    hand.set(NOON + 5_000);
    let as_of = Instant(NOON + 5_000);
    let sold = Statement { product_id: "30", variant_id: "31", quantity: 2, as_of };
    within(&client, |tx| stock::put(tx, "x", &sold));
    hand.set(NOON + 6_000);
    let older = json!({ "from": "woocommerce", "mode": "upsert", "as_of": "2026-11-21T12:00:01Z", "items": [sharing(10)] });
    sync_as(&client, older);
    for variation in [31, 32] {
        let found = within(&client, |tx| find(tx, "x", 30, variation)).expect("sold");
        assert_eq!(found.available, Some(2), "of {variation}");
    }
}

#[test]
fn a_variation_that_joins_a_shared_stock_has_the_count_that_was_stated_last() {
    let mut alone = sharing(10);
    alone["variations"].as_array_mut().expect("variations").truncate(1);
    an_older_page_leaves_the_last_count(&alone);
}

#[test]
fn a_variation_that_comes_to_share_a_stock_has_the_count_that_was_stated_last() {
    let mut apart = sharing(10);
    apart["variations"][1]["manage_stock"] = true.into();
    apart["variations"][1]["stock_quantity"] = 5.into();
    an_older_page_leaves_the_last_count(&apart);
}

#[test]
fn a_variation_that_joins_a_shared_stock_holds_back_what_the_others_do() {
    let (client, hand, _) = shop(|_| ());
    let mut alone = sharing(7);
    alone["variations"].as_array_mut().expect("variations").truncate(1);
    sync(&client, "upsert", json!([alone]));
    hand.set(NOON + 1_000);
    let pieces = [Pieces { product_id: "30", variant_id: "31", quantity: 3 }];
    within(&client, |tx| stock::reserve(tx, "x", "order", &pieces));
    hand.set(NOON + 2_000);
    within(&client, |tx| stock::settled(tx, "x", "order", &[]));
    hand.set(NOON + 3_000);
    sync(&client, "upsert", json!([sharing(7)]));
    for number in [31, 32] {
        let found = within(&client, |tx| find(tx, "x", 30, number)).expect("sold");
        assert_eq!(found.available, Some(4), "of {number}: the same count may be one from before");
    }
}

#[test]
fn what_is_reserved_of_variations_is_so_of_the_product_that_has_them_no_more() {
    let (client, ..) = shop(|_| ());
    sync(&client, "upsert", json!([sharing(7)]));
    let pieces = [Pieces { product_id: "30", variant_id: "31", quantity: 3 }];
    within(&client, |tx| stock::reserve(tx, "x", "order", &pieces));
    sync(&client, "upsert", json!([woocommerce(30, "VAR", "80.00", 7)]));
    let left = || within(&client, |tx| find(tx, "x", 30, 0)).expect("sold").available;
    assert_eq!(left(), Some(4));
    let before = within(&client, |tx| changes::count(tx, "x"));
    within(&client, |tx| stock::release(tx, "x", "order"));
    assert_eq!(left(), Some(7));
    assert!(within(&client, |tx| changes::count(tx, "x")) > before, "it is told");
}
