//! Documents that wait for others of a feed and are too many for memory: the mirror is the same, and nothing of them stays.

use super::feed::{fed_text, held};
use super::*;

const SHOP: i64 = 400;

/// A document that is too large to wait in memory: products with their variations apart, and one variation of nobody.
fn apart(variations_first: bool, padding: usize) -> String {
    let long = "x".repeat(padding);
    let (mut products, mut variations) = (Vec::new(), Vec::new());
    for nth in 1..=SHOP {
        let mut one = variable(10_000 + nth * 10);
        one["description"] = long.as_str().into();
        for mut variation in one["variations"].as_array().cloned().expect("variations") {
            variation["description"] = long.as_str().into();
            variation["sku"] = format!("V-{}", variation["id"]).into();
            variations.push(variation);
        }
        one["variations"] = json!([10_001 + nth * 10, 10_002 + nth * 10]);
        products.push(one);
    }
    let mut lost = variations[0].clone();
    (lost["id"], lost["parent_id"], lost["sku"]) = (7.into(), 8.into(), "".into());
    variations.push(lost);
    let (products, variations) = (json!(products), json!(variations));
    match variations_first {
        true => format!(r#"{{"variations":{variations},"products":{products}}}"#),
        false => format!(r#"{{"products":{products},"variations":{variations}}}"#),
    }
}

fn waiting(client: &Client) -> i64 {
    within(client, |tx| {
        let mut rows = 0;
        tx.query("SELECT COUNT(*) FROM waiting_documents", &[], &mut |row| {
            rows = row.integer(0);
            Ok(())
        })?;
        Ok(rows)
    })
}

fn opening() -> Value {
    json!({ "from": "woocommerce", "mode": "snapshot", "complete": true })
}

#[test]
fn what_is_too_much_for_memory_waits_in_the_store_and_makes_the_same_mirror() {
    let (small, ..) = shop(|_| ());
    fed_text(&small, opening(), &apart(false, 10), 50_000);
    let expected: Vec<String> = held(&small);
    for variations_first in [true, false] {
        let (client, ..) = shop(|_| ());
        let text = apart(variations_first, 9_000);
        assert!(text.len() > 3 * limits::JOIN_MEMORY_BYTES_MAX);
        let mut stream =
            SyncStream::open(&client, opening().to_string().as_bytes()).expect("opens");
        let mut rows = 0;
        for chunk in text.as_bytes().chunks(200_000) {
            stream.feed(&client, chunk).expect("is fed");
            rows = rows.max(waiting(&client));
        }
        let reply = stream.finish(&client).expect("is finished");
        assert!(rows > SHOP, "{rows} documents waited in the store");
        assert_eq!(waiting(&client), 0, "and none is left");
        assert_eq!(reply.created, 400, "{:?}", reply.diagnostics);
        let orphans = reply.diagnostics.iter().filter(|it| it.code == "product.variant_orphan");
        assert_eq!(orphans.count(), 1);
        assert_eq!(held(&client).len(), expected.len());
        let again = fed_text(&client, opening(), &text, 200_000);
        assert_eq!((again.unchanged, again.events), (400, 0), "{again:?}");
    }
}

#[test]
fn groups_that_are_too_much_for_memory_wait_in_the_store() {
    let (client, ..) = shop(|_| ());
    let long = "x".repeat(9_000);
    let row = |nth: i64| json!({ "id": nth, "model": 1 + nth % 300, "name": "Shirt", "text": long, "price": "9.95", "nr": nth });
    let rows: Vec<Value> = (1..=900).map(row).collect();
    let opening = json!({ "from": "custom", "mode": "snapshot", "complete": true, "mapping": {
        "version": 1, "source": "till", "items": "$[*]", "group_by": "$.model",
        "product": { "external_id": "$.model", "name": "$.name", "description": "$.text", "tax.class": { "const": "standard" } },
        "variants": { "each": "$", "external_id": "$.id", "price.regular": "$.price" } } });
    let reply = fed_text(&client, opening, &json!(rows).to_string(), 300_000);
    assert_eq!((reply.created, reply.diagnostics.len()), (300, 0), "{reply:?}");
    assert_eq!(held(&client).len(), 300 + 900);
    assert_eq!(waiting(&client), 0);
}

#[test]
fn what_a_feed_that_broke_off_left_waiting_is_gone_after_the_next() {
    let (client, hand, _) = shop(|_| ());
    let text = apart(true, 9_000);
    let mut stream = SyncStream::open(&client, opening().to_string().as_bytes()).expect("opens");
    stream.feed(&client, &text.as_bytes()[..text.len() / 2]).expect("is fed");
    drop(stream);
    assert!(waiting(&client) > 0, "{}", text.len());
    hand.set(NOON + 25 * 3600 * 1000);
    fed_text(&client, opening(), &text, 1 << 20);
    assert_eq!(waiting(&client), 0);
}

#[test]
fn without_a_store_what_waits_is_bounded_and_the_refusal_says_what_to_do() {
    let text = apart(true, limits::JOIN_BYTES_MAX / 780);
    let request = json!({ "from": "woocommerce", "to": "canonical",
        "shop": { "currency": "EUR", "prices_include_vat": true, "vat": { "standard": "21" } } });
    let mut stream = crate::catalog::Stream::open(request.to_string().as_bytes()).expect("opens");
    let refused = text.as_bytes().chunks(1 << 20).find_map(|chunk| stream.feed(chunk).err());
    let refused = refused.expect("is refused");
    assert_eq!(refused.code.as_str(), "product.join_too_large");
    assert!(refused.message.contains("catalog_sync"), "{}", refused.message);
}
