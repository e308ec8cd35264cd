//! Notices: signed, doubled, reordered, unreadable.

use super::*;
use crate::http::{Head, Scheme};
use crate::shops::routes;
use base64::Engine as _;
use hmac::{Hmac, Mac};

fn signed(body: &[u8]) -> String {
    let mut hash = <Hmac<sha2::Sha256> as Mac>::new_from_slice(b"h00k").expect("a key");
    hash.update(body);
    base64::engine::general_purpose::STANDARD.encode(hash.finalize().into_bytes())
}

fn send(client: &Client, headers: &[(&str, &str)], body: &[u8]) -> (u16, Vec<&'static str>) {
    let headers = headers.iter().map(|(name, value)| ((*name).into(), (*value).into()));
    let head = Head {
        method: "POST".into(),
        target: "/koppel/shop/hosted".into(),
        scheme: Scheme::Https,
        remote_address: "192.0.2.1".into(),
        headers: headers.collect(),
    };
    let (head, _) = (PART.respond)(client, &head, body).expect("an answer");
    (head.status, head.wake)
}

fn shopify(client: &Client, topic: &str, body: &Value) -> (u16, Vec<&'static str>) {
    let body = body.to_string();
    let signature = signed(body.as_bytes());
    send(
        client,
        &[("x-shopify-topic", topic), ("X-Shopify-Hmac-SHA256", &signature)],
        body.as_bytes(),
    )
}

/// A notice of the shop's own about this product.
pub fn notice(client: &Client, topic: &str, id: u64) {
    assert_eq!(shopify(client, topic, &json!({ "id": id })).0, 200);
}

#[test]
fn a_notice_is_taken_only_with_the_shops_own_signature() {
    let (client, line) = coupled(Shop::new("shopify", 3), |_| ());
    pull_all(&client, &line, json!({}));
    let body = br#"{"id":11}"#;
    let topic = ("X-Shopify-Topic", "products/update");
    let good = signed(body);
    assert_eq!(
        send(&client, &[topic, ("X-Shopify-Hmac-Sha256", &good)], body),
        (200, vec!["outbox"])
    );
    assert_eq!(send(&client, &[topic, ("X-Shopify-Hmac-Sha256", &good)], br#"{"id":12}"#).0, 401);
    assert_eq!(send(&client, &[topic], body).0, 401);
    let odd = b"{\"id\":";
    assert_eq!(send(&client, &[topic, ("X-Shopify-Hmac-Sha256", &signed(odd))], odd).0, 400);
    let unknown = ("X-Shopify-Topic", "carts/update");
    assert_eq!(send(&client, &[unknown, ("X-Shopify-Hmac-Sha256", &good)], body), (200, vec![]));
}

#[test]
fn what_a_notice_is_about_is_asked_for_however_often_and_in_whatever_order_it_comes() {
    let (client, line) = coupled(Shop::new("shopify", 9), |_| ());
    pull_all(&client, &line, json!({}));
    let ids: Vec<u64> = line.shop.lock().expect("the lock").products.keys().copied().collect();
    let now = line.watch.now();
    {
        let mut shop = line.shop.lock().expect("the lock");
        shop.products.remove(&ids[0]);
        let sold = shop.products.get_mut(&ids[1]).expect("a product");
        sold.variants[0].2 = 1;
        shop.add(false, now);
    }
    let added = *line.shop.lock().expect("the lock").products.keys().last().expect("a product");
    let stock = line.shop.lock().expect("the lock").products[&ids[1]].variants[0].0 + 5_000;
    // A deletion after the update that it follows, an update of what is gone, and each of them twice.
    for _ in 0..2 {
        assert_eq!(shopify(&client, "products/delete", &json!({ "id": ids[0] })).0, 200);
        assert_eq!(shopify(&client, "products/update", &json!({ "id": ids[0] })).0, 200);
        let level = json!({ "inventory_item_id": stock, "location_id": 1, "available": 99 });
        assert_eq!(shopify(&client, "inventory_levels/update", &level).0, 200);
        assert_eq!(shopify(&client, "products/create", &json!({ "id": added })).0, 200);
    }
    let before = line.calls.load(Ordering::Relaxed);
    refresh(&client, 60_000).expect("asked");
    assert_eq!(line.calls.load(Ordering::Relaxed) - before, 1, "one call for all of them");
    assert_equal(&client, &line);
    refresh(&client, 60_000).expect("asked");
    assert_eq!(line.calls.load(Ordering::Relaxed) - before, 1, "nothing is left");
}

#[test]
fn a_shop_that_is_silent_keeps_its_notices_and_holds_up_nothing() {
    let (client, line) = coupled(Shop::new("woocommerce", 4), |_| ());
    pull_all(&client, &line, json!({}));
    let id = *line.shop.lock().expect("the lock").products.keys().next().expect("a product");
    line.shop.lock().expect("the lock").change(2, line.watch.now());
    let body = json!({ "id": 999, "parent_id": id }).to_string();
    let signature = signed(body.as_bytes());
    let headers =
        [("X-WC-Webhook-Topic", "product.updated"), ("X-WC-Webhook-Signature", signature.as_str())];
    assert_eq!(send(&client, &headers, body.as_bytes()).0, 200);
    *line.faults.lock().expect("the lock") = vec![Trouble::Silence; 10];
    refresh(&client, 1_000).expect("no error of the host's");
    line.faults.lock().expect("the lock").clear();
    line.watch.pass_ms(120_000);
    refresh(&client, 60_000).expect("asked");
    assert_equal(&client, &line);
    assert_eq!(send(&client, &[], b"webhook_id=7"), (200, vec![]));
}

#[test]
fn every_topic_of_the_table_names_something() {
    for system in
        ["shopify", "shopify-graphql", "woocommerce", "magento", "lightspeed-c", "lightspeed-x"]
    {
        let (client, _) = coupled(Shop::new("shopify", 0), |config| {
            config["sources"]["hosted"]["system"] = system.into();
        });
        let source = source::Source::find(&client, "hosted").expect("a source");
        let hooks: &routes::Hooks = source.routes.hooks.as_ref().expect("hooks");
        assert!(hooks.topics.iter().all(|topic| !topic.at.is_empty()), "{system}");
        assert!(hooks.topic.is_some() || hooks.topic_at.is_some(), "{system}");
    }
}
