//! Feeds: in any order, in any pieces, again and again.

use super::*;
use crate::mirror::changes::{Changed, Event, Parts};
use proptest::sample::Index;

/// A catalogue of so many products, of which some have variations.
fn catalogue(count: i64) -> Vec<Value> {
    let one = |nth: i64| match nth % 5 {
        0 => variable(10_000 + nth * 10),
        _ => woocommerce(nth, &format!("S{nth}"), &format!("{nth}.95"), nth % 7),
    };
    (1..=count).map(one).collect()
}

/// What is held, but for what the order of the feed decides: the numbers.
pub(super) fn held(client: &Client) -> Vec<String> {
    within(client, |tx| {
        let mut all = Vec::new();
        for sql in [
            "SELECT product_id, canonical, fingerprint FROM products WHERE is_deleted = 0",
            "SELECT product_id || '/' || variant_id, canonical, reported FROM variants",
        ] {
            tx.query(sql, &[], &mut |row| {
                all.push((0..3).map(|column| format!("{:?}|", row.value(column))).collect());
                Ok(())
            })?;
        }
        all.sort();
        Ok(all)
    })
}

/// Feeds the items in pieces of so many bytes; gives the sum of what was told.
fn fed(client: &Client, opening: Value, items: &[Value], piece: usize) -> SyncReply {
    fed_text(client, opening, &json!(items).to_string(), piece)
}

pub(super) fn fed_text(client: &Client, opening: Value, text: &str, piece: usize) -> SyncReply {
    let mut stream =
        SyncStream::open(client, opening.to_string().as_bytes()).expect("the stream opens");
    let mut sum = SyncReply::default();
    let mut add = |reply: SyncReply| {
        sum.created += reply.created;
        sum.updated += reply.updated;
        sum.unchanged += reply.unchanged;
        sum.deleted += reply.deleted;
        sum.events += reply.events;
        sum.diagnostics.extend(reply.diagnostics);
    };
    for chunk in text.as_bytes().chunks(piece) {
        add(stream.feed(client, chunk).expect("is fed"));
    }
    add(stream.finish(client).expect("is finished"));
    sum
}

fn opening(mode: &str, complete: bool) -> Value {
    json!({ "from": "woocommerce", "mode": mode, "complete": complete })
}

#[test]
fn a_catalogue_fed_twice_changes_nothing_and_writes_no_row() {
    let (client, hand, _) = shop(|_| ());
    let items = catalogue(700);
    let first = fed(&client, opening("snapshot", true), &items, 10_000);
    assert_eq!((first.created, first.unchanged, first.events), (700, 0, 700), "{first:?}");
    let before = stored(&client);
    hand.set(NOON + 60_000);
    for mut opening in [opening("snapshot", true), opening("upsert", false)] {
        opening["as_of"] = "2026-11-21T12:00:59Z".into();
        let again = fed(&client, opening, &items, 10_000);
        assert_eq!((again.unchanged, again.events, again.deleted), (700, 0, 0), "{again:?}");
        assert_eq!(stored(&client), before);
    }
}

#[test]
fn what_a_stock_call_changed_is_seen_by_the_next_feed() {
    let (client, hand, _) = shop(|_| ());
    let items = catalogue(300);
    fed(&client, opening("upsert", false), &items, 1 << 20);
    hand.set(NOON + 1_000);
    let as_of = Instant(NOON + 1_000);
    let stated = Statement { product_id: "12", variant_id: "", quantity: 99, as_of };
    within(&client, |tx| stock::put(tx, "x", &stated));
    hand.set(NOON + 2_000);
    let again = fed(&client, opening("upsert", false), &items, 1 << 20);
    assert_eq!((again.updated, again.unchanged), (1, 299), "{again:?}");
    let found = within(&client, |tx| stock::find(tx, "x", "12", "")).expect("held");
    assert_eq!(found.reported, Some(12 % 7));
}

#[test]
fn a_product_whose_older_stock_was_ignored_is_not_taken_for_what_it_was_before() {
    let (client, hand, _) = shop(|_| ());
    let at = |as_of: &str, name: &str, stock: i64| {
        let mut one = woocommerce(12, "A", "1.00", stock);
        one["name"] = name.into();
        let mut opening = opening("upsert", false);
        opening["as_of"] = as_of.into();
        fed(&client, opening, &[one], 1 << 20)
    };
    hand.set(NOON + 60_000);
    at("2026-11-21T12:00:30Z", "old", 5);
    assert_eq!(at("2026-11-21T12:00:10Z", "new", 7).updated, 1);
    let back = at("2026-11-21T12:00:40Z", "old", 5);
    assert_eq!((back.updated, back.unchanged), (1, 0), "{back:?}");
    assert!(held(&client)[0].contains("old"), "{:?}", held(&client));
}

#[test]
fn s4_what_a_complete_list_no_longer_names_is_deleted_and_nothing_where_it_was_unread() {
    let (client, ..) = shop(|_| ());
    let mut items = catalogue(600);
    fed(&client, opening("upsert", false), &items, 1 << 20);
    items.remove(300);
    items.push(json!({ "name": "no id" }));
    let unread = fed(&client, opening("snapshot", true), &items, 5_000);
    assert_eq!((unread.deleted, unread.unchanged), (0, 599), "{unread:?}");
    assert!(unread.diagnostics.iter().any(|one| one.code == "catalog.unread_snapshot"));
    items.pop();
    let complete = fed(&client, opening("snapshot", true), &items, 5_000);
    assert_eq!((complete.deleted, complete.unchanged), (1, 599), "{complete:?}");
    let again = fed(&client, opening("upsert", false), &catalogue(600), 5_000);
    assert_eq!((again.created, again.unchanged), (1, 599), "{again:?}");
}

#[test]
fn of_two_statements_of_a_product_in_one_feed_the_last_holds_also_where_it_is_what_was_held() {
    let (client, ..) = shop(|_| ());
    let (held, dear) = (woocommerce(12, "A", "10.00", 9), woocommerce(12, "A", "1.00", 50));
    sync(&client, "upsert", json!([held]));
    sync(&client, "upsert", json!([dear, held]));
    let sold = within(&client, |tx| find(tx, "x", 12, 0)).expect("sold");
    assert_eq!((sold.price.map(|it| it.to_string()), sold.available), (Some("10".into()), Some(9)));
    fed(&client, opening("upsert", false), &[dear.clone(), held], 100);
    let sold = within(&client, |tx| find(tx, "x", 12, 0)).expect("sold");
    assert_eq!(sold.available, Some(9), "nor in pieces");
    sync(&client, "upsert", json!([dear]));
    let sold = within(&client, |tx| find(tx, "x", 12, 0)).expect("sold");
    assert_eq!(sold.available, Some(50), "and the other one is news again");
}

#[test]
fn a_snapshot_deletes_nothing_where_a_product_was_left_out_for_a_field_that_it_lacks() {
    let (client, ..) = shop(|_| ());
    let mapping = json!({ "version": 1, "items": "$[*]",
        "product": { "external_id": "$.id", "name": { "path": "$.name", "required": true } },
        "variants": { "each": "$", "external_id": "$.id", "price.regular": "$.price", "tax.rate_percent": { "const": "21" } } });
    let stated = |items: Value, mode: &str| {
        sync_as(
            &client,
            json!({ "from": "custom", "mapping": mapping, "mode": mode,
            "complete": mode == "snapshot", "items": items }),
        )
    };
    let (one, two) = (
        json!({ "id": "1", "name": "A", "price": "1" }),
        json!({ "id": "2", "name": "B", "price": "1" }),
    );
    stated(json!([one, two]), "upsert");
    let reply = stated(json!([one, { "id": "2", "price": "1" }]), "snapshot");
    assert_eq!(reply.deleted, 0, "{reply:?}");
    let told: Vec<&str> = reply.diagnostics.iter().map(|it| it.code).collect();
    assert!(told.contains(&"catalog.unread_snapshot"), "{told:?}");
}

#[test]
fn a_feed_that_breaks_off_keeps_what_was_stored_and_deletes_nothing() {
    let (client, ..) = shop(|_| ());
    let items = catalogue(40);
    fed(&client, opening("upsert", false), &items, 1 << 20);
    let before = held(&client);
    let mut stream =
        SyncStream::open(&client, opening("snapshot", true).to_string().as_bytes()).expect("opens");
    let text = serde_json::to_vec(&items[..20]).expect("JSON");
    stream.feed(&client, &text[..text.len() - 1]).expect("is fed");
    assert!(stream.finish(&client).is_err(), "the list has no end");
    assert_eq!(held(&client), before);
    let refused = |request: Value| {
        let opened = SyncStream::open(&client, request.to_string().as_bytes());
        opened.err().expect("is refused").path
    };
    assert_eq!(refused(json!({ "from": "woocommerce", "mode": "delete" })), "/mode");
    assert_eq!(refused(json!({ "from": "woocommerce", "mode": "upsert", "items": [] })), "/items");
}

#[test]
fn what_changed_since_a_change_is_told_by_its_parts_in_order() {
    let (client, ..) = shop(|_| ());
    let since = |number: i64| within(&client, |tx| changes::products_since(tx, "x", number, 10));
    let told = |changed: &[Changed]| -> Vec<(String, Event, Parts)> {
        changed.iter().map(|one| (one.product_id.clone(), one.event, one.parts)).collect()
    };
    let one = |id, price, stock| woocommerce(id, &format!("S{id}"), price, stock);
    sync(&client, "upsert", json!([one(1, "1.00", 5), one(2, "2.00", 5)]));
    let first = since(0);
    let all = Parts { content: true, price: true, stock: true };
    assert_eq!(
        told(&first),
        [("1".into(), Event::Created, all), ("2".into(), Event::Created, all)]
    );
    let last = first[1].change_number;
    sync(&client, "upsert", json!([one(1, "1.50", 5)]));
    sync(&client, "upsert", json!([one(2, "2.00", 4)]));
    sync(&client, "upsert", json!([one(1, "1.50", 3)]));
    let both = Parts { content: false, price: true, stock: true };
    assert_eq!(
        told(&since(last)),
        [("2".into(), Event::Updated, Parts::STOCK), ("1".into(), Event::Updated, both)]
    );
    let price = since(last).iter().map(|one| one.change_number).max().expect("changed") - 1;
    assert_eq!(told(&since(price)), [("1".into(), Event::Updated, Parts::STOCK)]);
    sync(&client, "delete", json!(["2"]));
    assert_eq!(told(&since(price)).last().map(|one| one.1), Some(Event::Deleted));
}

#[test]
fn a_sku_that_another_product_has_is_told_with_that_product_and_both_are_kept() {
    let (client, ..) = shop(|_| ());
    sync(&client, "upsert", json!([woocommerce(1, "SAME", "1.00", 5)]));
    let reply = sync(&client, "upsert", json!([woocommerce(2, "SAME", "2.00", 5)]));
    let [one] = &reply.diagnostics[..] else { panic!("{reply:?}") };
    assert_eq!(one.code, "product.sku_twice");
    assert!(one.message.contains("SAME") && one.message.contains("product 1"), "{}", one.message);
    assert_eq!((reply.created, held(&client).len()), (1, 4));
}

#[test]
fn skus_that_change_places_in_one_feed_are_nobodys_twice() {
    let (client, ..) = shop(|_| ());
    let two = |one: &str, other: &str| {
        json!([woocommerce(1, one, "1.00", 1), woocommerce(2, other, "1.00", 1)])
    };
    sync(&client, "upsert", two("A", "B"));
    let swapped = sync(&client, "upsert", two("B", "A"));
    assert_eq!((swapped.updated, swapped.diagnostics.len()), (2, 0), "{swapped:?}");
}

#[test]
fn a_count_that_is_not_taken_when_an_order_is_booked_lets_go_of_nothing() {
    let (client, hand, _) = shop(|_| ());
    hand.set(NOON + 60_000);
    sync(&client, "upsert", json!([woocommerce(12, "A", "1.00", 10), variable(30)]));
    let order = |id: &str, product_id: &str, variant_id: &str| {
        let pieces = [Pieces { product_id, variant_id, quantity: 3 }];
        within(&client, |tx| stock::reserve(tx, "x", id, &pieces));
    };
    let left = |number: i64, variation: i64| {
        within(&client, |tx| find(tx, "x", number, variation)).expect("sold").available
    };
    let booked = |id: &str, product_id: &str, seconds: i64| {
        let as_of = Instant(NOON + seconds * 1_000);
        let stated = [Statement { product_id, variant_id: "", quantity: 7, as_of }];
        within(&client, |tx| stock::settled(tx, "x", id, &stated));
    };
    order("a", "12", "");
    hand.set(NOON + 120_000);
    booked("a", "12", 30);
    assert_eq!(left(12, 0), Some(7), "counted by a clock that is slow");
    order("b", "30", "31");
    booked("b", "30", 90);
    assert_eq!(left(30, 31), Some(7), "of several variants none is named");
    let now =
        Statement { product_id: "12", variant_id: "", quantity: 7, as_of: Instant(NOON + 130_000) };
    hand.set(NOON + 130_000);
    within(&client, |tx| stock::put(tx, "x", &now));
    assert_eq!(left(12, 0), Some(7));
}

#[test]
fn a_product_that_is_no_more_is_named_as_hooks_name_it() {
    let (client, ..) = shop(|_| ());
    sync(&client, "upsert", catalogue(6).into());
    let gone = json!(["1", 2, { "id": 3 }, { "id": 77, "product_id": "4" }]);
    assert_eq!(sync(&client, "delete", gone).deleted, 4);
    for wrong in [json!(true), json!(null), json!({ "name": "x" }), json!({ "id": [] })] {
        let request = json!({ "from": "woocommerce", "mode": "delete", "items": ["6", wrong] });
        let error = catalog_sync(&client, request.to_string().as_bytes()).expect_err("refused");
        assert_eq!(error.path, "/items/1", "{wrong}");
        assert!(error.message.contains("id of a product"), "{}", error.message);
    }
    assert_eq!(sync(&client, "delete", json!(["6"])).deleted, 1, "it was still there");
}

#[test]
fn a_product_whose_id_is_too_long_is_left_out_with_its_place_and_the_others_are_stored() {
    let (client, ..) = shop(|_| ());
    let mut items = catalogue(600);
    let all = items.len();
    let long = "x".repeat(limits::ID_BYTES_MAX + 1);
    items[400]["id"] = long.clone().into();
    let reply = fed(&client, opening("snapshot", true), &items, 5_000);
    assert_eq!((reply.created as usize, reply.deleted), (all - 1, 0), "{reply:?}");
    let told: Vec<_> = reply.diagnostics.iter().map(|it| (it.code, it.item, &*it.path)).collect();
    assert!(told.contains(&("product.id_too_long", Some(400), "/id")), "{told:?}");
    assert!(told.iter().any(|it| it.0 == "catalog.unread_snapshot"), "{told:?}");
    let (client, ..) = shop(|_| ());
    let mut product = variable(30);
    product["variations"][1]["id"] = long.into();
    let reply = sync(&client, "upsert", json!([product]));
    assert_eq!(reply.created, 1);
    let told: Vec<_> = reply.diagnostics.iter().map(|it| (it.code, &*it.path)).collect();
    assert_eq!(told, [("product.id_too_long", "/variations/1/id")]);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    #[test]
    fn any_order_of_the_same_items_in_any_pieces_gives_the_same_mirror(
        picks in prop::collection::vec(any::<Index>(), 30),
        piece in 1usize..4_000,
    ) {
        let (one, ..) = shop(|_| ());
        let (other, ..) = shop(|_| ());
        let items = catalogue(30);
        sync(&one, "upsert", items.clone().into());
        let mut rest = items.clone();
        let mixed: Vec<Value> =
            picks.iter().map(|pick| rest.remove(pick.index(rest.len()))).collect();
        fed(&other, opening("snapshot", true), &mixed, piece);
        prop_assert_eq!(held(&one), held(&other));
        let again = fed(&other, opening("snapshot", true), &items, piece);
        prop_assert_eq!((again.unchanged, again.events, again.deleted), (30, 0, 0));
    }
}

#[test]
fn of_a_request_that_is_no_json_nothing_is_stored_however_much_of_it_could_be_read() {
    let (client, ..) = shop(|_| ());
    let items = json!(catalogue(600)).to_string();
    let held_before = held(&client);
    let head = r#"{"from":"woocommerce","mode":"snapshot""#;
    for (request, code, path) in [
        (format!(r#"{head},"items":{}"#, &items[..items.len() - 1]), "json.syntax", "/items"),
        (format!(r#"{head},"items":{}]]}}"#, &items[..items.len() - 1]), "json.syntax", ""),
        (format!(r#"{head},"items":{items},"mode":"snapshot"}}"#), "json.member_twice", "/mode"),
        (format!(r#"{head},"items":{items},"whole":true}}"#), "json.unknown_member", "/whole"),
    ] {
        let error = catalog_sync(&client, request.as_bytes()).expect_err("it is refused");
        assert_eq!(error.code.as_str(), code, "{error}");
        assert!(error.path.starts_with(path), "{error}");
        assert_eq!(held(&client), held_before, "{error}");
    }
    // What stands behind the items counts as what stands before them.
    let all = format!(r#"{head},"items":{items},"complete":true}}"#);
    assert_eq!(catalog_sync(&client, all.as_bytes()).expect("is stated").created, 600);
    let one = format!(r#"{head},"items":{},"complete":true}}"#, json!(catalogue(1)));
    assert_eq!(catalog_sync(&client, one.as_bytes()).expect("is stated").deleted, 599);
}
