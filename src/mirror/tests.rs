//! The mirror by its promises: a repeated statement writes nothing, numbers stay, and no more is published than there is.

use super::stock::{self, Pieces, Statement};
use super::*;
use crate::client::Client;
use crate::config::Config;
use crate::error::Result;
use crate::limits;
use crate::open::MachineEntropy;
use crate::world::{Clock, Fault, Instant, Reply, Request, Transaction, Wire, World, transaction};
use proptest::prelude::*;
use serde_json::{Value, json};
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex};

mod feed;
mod complete;
mod shared;
mod spill;
mod unsaid;
mod variants;

/// A clock that stands still until it is moved.
#[derive(Clone, Default)]
pub(crate) struct Hand(Arc<AtomicI64>);

impl Hand {
    pub(crate) fn set(&self, ms: i64) {
        self.0.store(ms, Ordering::Relaxed);
    }
}

impl Clock for Hand {
    fn now(&self) -> Instant {
        Instant(self.0.load(Ordering::Relaxed))
    }
    fn monotonic_ms(&self) -> u64 {
        0
    }
}

/// A wire that keeps what it is given and answers with one status.
#[derive(Clone, Default)]
pub(crate) struct Kept(pub(crate) Arc<Mutex<Vec<Request>>>, pub(crate) Arc<AtomicI64>);

impl Wire for Kept {
    fn send(&self, request: &Request) -> std::result::Result<Reply, Fault> {
        self.0.lock().expect("the lock").push(request.clone());
        let status = u16::try_from(self.1.load(Ordering::Relaxed)).expect("a status");
        Ok(Reply { status: status.max(200), headers: vec![], body: vec![] })
    }
    fn cancel(&self) {}
}

pub(crate) const NOON: i64 = 1_795_262_400_000; // 2026-11-21T12:00:00Z

/// A shop whose store lies in memory, coupled to a platform.
pub(crate) fn configuration() -> Value {
    json!({
        "store": "sqlite::memory:", "store_key": "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff",
        "shop": { "shop_id": "x", "name": "Winkel", "currency": "EUR", "country": "NL",
            "prices_include_vat": true, "vat": { "standard": "21", "reduced-rate": "9" } },
        "platforms": [{ "platform_id": "city-butler", "profile": "city-butler", "environment": "test",
            "base_url": "https://platform.example", "key": "k", "secret": "s" }],
        "rest": { "public_url": "https://shop.example", "keys": [
            { "consumer_key": "ck_rw", "consumer_secret": "cs_rw", "permissions": "read_write", "platform_id": "city-butler" },
            { "consumer_key": "ck_r", "consumer_secret": "cs_r", "permissions": "read" },
            { "consumer_key": "ck_w", "consumer_secret": "cs_w", "permissions": "write" } ] },
        "wire": { "allow_addresses": ["127.0.0.1:9"] },
    })
}

/// That shop, by a clock and with a wire that are in the test's hand.
pub(crate) fn shop(change: impl FnOnce(&mut Value)) -> (Client, Hand, Kept) {
    let mut config = configuration();
    change(&mut config);
    let config = Config::read(config.to_string().as_bytes()).expect("a configuration");
    let (hand, kept) = (Hand::default(), Kept::default());
    hand.set(NOON);
    let (clock, wire) = (hand.clone(), kept.clone());
    let open = move |config: &Config| {
        Ok(World {
            clock: Box::new(clock.clone()),
            entropy: Box::new(MachineEntropy),
            wire: Box::new(wire.clone()),
            store: crate::store::tests::open_chosen(config, Box::new(clock.clone()))?,
        })
    };
    (Client::new(config, open), hand, kept)
}

/// A product as WooCommerce gives it, no more than is needed.
pub(crate) fn woocommerce(id: i64, sku: &str, price: &str, stock: i64) -> Value {
    json!({
        "id": id, "name": format!("Product {id}"), "slug": format!("product-{id}"), "type": "simple",
        "status": "publish", "sku": sku, "price": price, "regular_price": price, "sale_price": "",
        "tax_status": "taxable", "tax_class": "", "manage_stock": true, "stock_quantity": stock,
        "stock_status": "instock", "backorders": "no", "date_created_gmt": "2026-01-02T03:04:05",
        "categories": [{ "id": 21, "name": "Lampen", "slug": "lampen" }], "tags": [], "images": [],
        "brands": [{ "id": 101, "name": "Zuinig", "slug": "zuinig" }],
        "attributes": [{ "id": 2, "name": "Kleur", "slug": "pa_kleur", "position": 0,
            "visible": true, "variation": false, "options": ["Rood"] }],
        "variations": [], "date_modified_gmt": "2026-01-02T03:04:05",
    })
}

/// One with two variations.
pub(crate) fn variable(id: i64) -> Value {
    let mut product = woocommerce(id, "VAR", "", 0);
    product["type"] = "variable".into();
    product["manage_stock"] = false.into();
    product["stock_quantity"] = Value::Null;
    product["attributes"][0]["variation"] = true.into();
    product["attributes"][0]["options"] = json!(["Rood", "Blauw"]);
    let variation = |nth: i64, colour: &str, price: &str| {
        let mut one = woocommerce(id + nth, &format!("VAR-{nth}"), price, 10);
        one["type"] = "variation".into();
        one["attributes"] =
            json!([{ "id": 2, "name": "Kleur", "slug": "pa_kleur", "option": colour }]);
        one["parent_id"] = id.into();
        one
    };
    product["variations"] = json!([variation(1, "Rood", "80.00"), variation(2, "Blauw", "75.00")]);
    product
}

pub(crate) fn sync(client: &Client, mode: &str, items: Value) -> SyncReply {
    sync_as(client, json!({ "from": "woocommerce", "mode": mode, "items": items }))
}

pub(crate) fn sync_as(client: &Client, request: Value) -> SyncReply {
    catalog_sync(client, request.to_string().as_bytes()).expect("synchronised")
}

fn within<T>(client: &Client, work: impl FnMut(&mut dyn Transaction) -> Result<T>) -> T {
    transaction(&*client.world().expect("a world").store, work).expect("done")
}

/// All that is stored in the tables of the mirror, as text.
fn stored(client: &Client) -> String {
    const TABLES: [(&str, usize); 10] = [
        ("product_pages", 3),
        ("snapshot_pages", 4),
        ("products", 14),
        ("variants", 11),
        ("terms", 6),
        ("product_terms", 4),
        ("numbers", 4),
        ("changes", 9),
        ("sequences", 3),
        ("snapshot_products", 3),
    ];
    within(client, |tx| {
        let mut all = String::new();
        for (table, columns) in TABLES {
            tx.query(&format!("SELECT * FROM {table} ORDER BY 1, 2, 3"), &[], &mut |row| {
                (0..columns).for_each(|column| all.push_str(&format!("{:?}|", row.value(column))));
                all.push('\n');
                Ok(())
            })?;
        }
        Ok(all)
    })
}

#[test]
fn a_repeated_statement_changes_nothing_and_writes_nothing() {
    let (client, hand, _) = shop(|_| ());
    let items = json!([woocommerce(12, "A", "49.95", 20), variable(30)]);
    let first = sync(&client, "upsert", items.clone());
    assert_eq!((first.created, first.updated, first.events), (2, 0, 2), "{first:?}");
    let before = stored(&client);
    hand.set(NOON + 60_000);
    for mode in ["upsert", "snapshot"] {
        let again = sync(&client, mode, items.clone());
        assert_eq!((again.unchanged, again.created, again.updated, again.events), (2, 0, 0, 0));
        if mode == "upsert" {
            assert_eq!(stored(&client), before);
        }
    }
    // A call of a snapshot that is not its last keeps what it named.
    within(&client, |tx| snapshot::forget(tx, "x"));
    assert_eq!(stored(&client), before);
    let complete =
        json!({ "from": "woocommerce", "mode": "snapshot", "complete": true, "items": items });
    assert_eq!(sync_as(&client, complete).deleted, 0);
    assert_eq!(stored(&client), before);
}

#[test]
fn what_changed_is_told_by_its_kind() {
    let (client, ..) = shop(|_| ());
    sync(
        &client,
        "upsert",
        json!([woocommerce(12, "A", "49.95", 20), woocommerce(13, "B", "1.00", 5)]),
    );
    let told = |items: Value| {
        let reply = sync(&client, "upsert", items);
        (reply.updated, reply.price_changed, reply.stock_changed, reply.unchanged)
    };
    assert_eq!(told(json!([woocommerce(12, "A", "44.95", 20)])), (1, 1, 0, 0));
    assert_eq!(told(json!([woocommerce(12, "A", "44.95", 19)])), (1, 0, 1, 0));
    assert_eq!(told(json!([woocommerce(12, "A2", "44.95", 19)])), (1, 0, 0, 0));
    assert_eq!(
        told(json!([woocommerce(12, "A2", "44.95", 19), woocommerce(13, "B", "1", 5)])).3,
        2
    );
}

#[test]
fn numbers_stay_over_deleting_and_adding_again_and_are_kept_from_woocommerce() {
    let (client, ..) = shop(|_| ());
    let number = |client: &Client, id: &str| {
        within(client, |tx| ids::find(tx, "x", ids::Kind::Product, id)).expect("a number")
    };
    sync(&client, "upsert", json!([woocommerce(12, "A", "49.95", 20)]));
    assert_eq!(number(&client, "12"), 12);
    let shopify = |id: i64, title: &str| {
        json!({ "id": id, "title": title, "handle": title, "status": "active", "product_type": "",
            "variants": [{ "id": id + 1, "title": "Default Title", "price": "5.00", "sku": title,
                "inventory_management": "shopify", "inventory_quantity": 3 }] })
    };
    let put = |mode: &str, items: Value| {
        sync_as(&client, json!({ "from": "shopify", "mode": mode, "items": items }))
    };
    put("upsert", json!([shopify(9_000_000_001, "p"), shopify(9_000_000_011, "q")]));
    let (p, q) = (number(&client, "9000000001"), number(&client, "9000000011"));
    assert!(p != q && p != 12 && q != 12);
    assert_eq!(put("delete", json!(["9000000001", 9_000_000_011_i64, "none"])).deleted, 2);
    put("upsert", json!([shopify(9_000_000_011, "q"), shopify(9_000_000_021, "r")]));
    assert_eq!(number(&client, "9000000011"), q);
    assert!(![p, q, 12].contains(&number(&client, "9000000021")), "a number is never reused");
}

#[test]
fn a_snapshot_deletes_what_no_page_of_it_named_and_never_all() {
    let (client, ..) = shop(|_| ());
    let one = |id: i64| woocommerce(id, &format!("S{id}"), "1.00", 1);
    sync(&client, "upsert", json!([one(1), one(2), one(3)]));
    let page = |items: Value, complete: bool| json!({ "from": "woocommerce", "mode": "snapshot", "complete": complete, "items": items });
    assert_eq!(sync_as(&client, page(json!([one(1)]), false)).deleted, 0);
    assert_eq!(sync_as(&client, page(json!([one(3)]), true)).deleted, 1);
    assert!(within(&client, |tx| products::find(tx, "x", 2)).is_none());
    assert!(within(&client, |tx| products::find(tx, "x", 1)).is_some());
    let empty = catalog_sync(&client, page(json!([]), true).to_string().as_bytes());
    assert_eq!(empty.expect_err("refused").code.as_str(), "catalog.empty_snapshot");
    let unread = sync_as(&client, page(json!([one(3), { "name": "no id" }]), true));
    assert_eq!(unread.deleted, 0, "{unread:?}");
    assert!(within(&client, |tx| products::find(tx, "x", 1)).is_some());
}

#[test]
fn what_is_sold_knows_its_price_its_rate_and_how_much_there_is() {
    let (client, ..) = shop(|_| ());
    let mut reduced = woocommerce(13, "B", "8.49", 100);
    reduced["tax_class"] = "reduced-rate".into();
    let mut strange = woocommerce(14, "C", "1.00", 1);
    strange["tax_class"] = "mystery".into();
    sync(
        &client,
        "upsert",
        json!([woocommerce(12, "A", "49.95", 20), reduced, strange, variable(30)]),
    );
    let sold = |number, variation| within(&client, |tx| find(tx, "x", number, variation));
    let plain = sold(12, 0).expect("sold");
    assert_eq!(plain.price.map(|price| price.to_string()).as_deref(), Some("49.95"));
    assert_eq!(plain.vat_rate.map(|rate| rate.to_string()).as_deref(), Some("21"));
    assert_eq!(
        (plain.available, plain.variant_id, plain.sku.as_deref()),
        (Some(20), None, Some("A"))
    );
    assert_eq!(
        sold(13, 0).and_then(|one| one.vat_rate).map(|rate| rate.to_string()).as_deref(),
        Some("9")
    );
    assert_eq!(sold(14, 0).expect("sold").vat_rate, None, "a rate is never guessed");
    assert!(sold(30, 0).is_none(), "of a variable product a variation is sold");
    let blue = sold(30, 32).expect("sold");
    assert_eq!((blue.name.as_str(), blue.available), ("Product 30 - Blauw", Some(10)));
    assert_eq!(blue.variant_id.as_deref(), Some("32"));
    assert_eq!(sold(32, 0).as_ref(), Some(&blue));
    assert_eq!(within(&client, |tx| find_by_sku(tx, "x", "VAR-2")).as_ref(), Some(&blue));
    assert!(sold(12, 32).is_none() && sold(99, 0).is_none());
}

#[test]
fn an_older_statement_is_ignored_and_an_unknown_product_is_said_to_be_unknown() {
    let (client, hand, _) = shop(|_| ());
    sync(&client, "upsert", json!([woocommerce(12, "A", "49.95", 20)]));
    hand.set(NOON + 10_000);
    let put = |quantity: &str, as_of: &str, id: &str| {
        let item = json!({ "product_id": id, "quantity": quantity, "as_of": as_of });
        let reply =
            stock_put(&client, json!({ "items": [item] }).to_string().as_bytes()).expect("put");
        (reply.changed, reply.ignored_as_older, reply.unknown)
    };
    assert_eq!(put("7", "2026-11-21T12:00:05Z", "12"), (1, 0, 0));
    assert_eq!(put("9", "2026-11-21T13:00:04+01:00", "12"), (0, 1, 0));
    assert_eq!(put("9", "2026-11-21T12:00:06Z", "13"), (0, 0, 1));
    assert_eq!(within(&client, |tx| find(tx, "x", 12, 0)).and_then(|one| one.available), Some(7));
    let wrong = json!({ "items": [{ "product_id": "12", "quantity": "1,5" }] });
    let error = stock_put(&client, wrong.to_string().as_bytes()).expect_err("refused");
    assert_eq!(error.path, "/items/0/quantity");
}

/// A nightly export that was made before an order was booked says the old stock once more: it must not sell it again.
#[test]
fn a_catalogue_that_repeats_a_stock_gives_back_nothing_that_was_ordered() {
    let (client, hand, _) = shop(|_| ());
    let catalogue = json!([woocommerce(12, "A", "49.95", 20)]);
    sync(&client, "upsert", catalogue.clone());
    let pieces = [Pieces { product_id: "12", variant_id: "", quantity: 2 }];
    within(&client, |tx| stock::reserve(tx, "x", "order", &pieces));
    hand.set(NOON + 10_000);
    within(&client, |tx| stock::settled(tx, "x", "order", &[]));
    hand.set(NOON + 20_000);
    sync(&client, "upsert", catalogue);
    assert_eq!(within(&client, |tx| find(tx, "x", 12, 0)).and_then(|one| one.available), Some(18));
}

/// What happens between a shop and its platforms, in any order.
#[derive(Clone, Debug)]
enum Happening {
    /// A platform orders so many, if that is published.
    Order(i64),
    /// The shop books the nth open order.
    Book(usize),
    /// And settles the nth that it has booked; with its stock, or without.
    Settle(usize, bool),
    /// The platform calls off the nth order that the shop has not seen yet.
    CallOff(usize),
    /// The shop reads its stock, and the statement starts on its way.
    Read,
    /// The nth statement on its way arrives.
    Arrive(usize),
    /// It arrives within a whole catalogue.
    Feed(usize),
    /// Goods come in, or are sold at the counter.
    Counter(i64),
}

fn happening() -> impl Strategy<Value = Happening> {
    prop_oneof![
        (1i64..5).prop_map(Happening::Order),
        (0usize..4).prop_map(Happening::Book),
        ((0usize..4), any::<bool>()).prop_map(|(nth, with)| Happening::Settle(nth, with)),
        (0usize..4).prop_map(Happening::CallOff),
        Just(Happening::Read),
        (0usize..4).prop_map(Happening::Arrive),
        (0usize..4).prop_map(Happening::Feed),
        (0i64..6).prop_map(Happening::Counter),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 150, ..ProptestConfig::default() })]

    /// The shop holds `held`; orders that it has not booked will take theirs of it. What is published must be there
    /// for a further order: never more than what is held less what is already promised.
    #[test]
    fn no_interleaving_publishes_more_than_the_host_holds(
        happenings in prop::collection::vec(happening(), 1..60)
    ) {
        let (client, hand, _) = shop(|_| ());
        let mut now = NOON;
        let mut held = 20i64;
        sync(&client, "upsert", json!([woocommerce(12, "A", "1.00", held)]));
        // Orders by their state: (id, quantity).
        let (mut open, mut booked) = (Vec::<(String, i64)>::new(), Vec::<(String, i64)>::new());
        let mut under_way: Vec<(i64, i64)> = Vec::new();
        let mut count = 0;
        let published = || {
            let found = within(&client, |tx| find(tx, "x", 12, 0)).expect("sold");
            found.available.expect("counted")
        };
        for happening in happenings {
            now += 1_000;
            hand.set(now);
            match happening {
                Happening::Order(quantity) if quantity <= published() => {
                    count += 1;
                    let id = format!("o{count}");
                    let pieces = [Pieces { product_id: "12", variant_id: "", quantity }];
                    within(&client, |tx| stock::reserve(tx, "x", &id, &pieces));
                    open.push((id, quantity));
                }
                Happening::Book(nth) if nth < open.len() => {
                    let order = open.remove(nth);
                    held -= order.1;
                    booked.push(order);
                }
                Happening::Settle(nth, with) if nth < booked.len() => {
                    let (id, _) = booked.remove(nth);
                    let as_of = Instant(now);
                    let stated = Statement { product_id: "12", variant_id: "", quantity: held, as_of };
                    let stated = if with { vec![stated] } else { vec![] };
                    within(&client, |tx| stock::settled(tx, "x", &id, &stated));
                }
                Happening::CallOff(nth) if nth < open.len() => {
                    let (id, _) = open.remove(nth);
                    within(&client, |tx| stock::release(tx, "x", &id));
                }
                Happening::Read => under_way.push((held, now)),
                Happening::Arrive(nth) if nth < under_way.len() => {
                    let (quantity, as_of) = under_way.remove(nth);
                    let stated =
                        Statement { product_id: "12", variant_id: "", quantity, as_of: Instant(as_of) };
                    within(&client, |tx| stock::put(tx, "x", &stated));
                }
                Happening::Feed(nth) if nth < under_way.len() => {
                    let (quantity, as_of) = under_way.remove(nth);
                    let as_of = chrono::DateTime::from_timestamp_millis(as_of).expect("a time");
                    sync_as(&client, json!({ "from": "woocommerce", "mode": "upsert",
                        "as_of": as_of.to_rfc3339(), "items": [woocommerce(12, "A", "1.00", quantity)] }));
                }
                // What the counter does is known to us with the next statement: it comes in at once here.
                Happening::Counter(more) => {
                    held += more;
                }
                _ => {}
            }
            let promised: i64 = open.iter().map(|(_, quantity)| quantity).sum();
            prop_assert!(published() <= (held - promised).max(0), "{} of {held} less {promised}", published());
        }
        // When all is settled and stated, exactly what is held is published.
        for (id, quantity) in open.drain(..) {
            held -= quantity;
            booked.push((id, quantity));
        }
        for (id, _) in booked {
            within(&client, |tx| stock::settled(tx, "x", &id, &[]));
        }
        now += 1_000;
        hand.set(now);
        let stated = Statement { product_id: "12", variant_id: "", quantity: held, as_of: Instant(now) };
        within(&client, |tx| stock::put(tx, "x", &stated));
        prop_assert_eq!(published(), held);
    }
}

#[test]
fn a_snapshot_with_something_in_it_that_is_no_product_deletes_nothing() {
    let (client, ..) = shop(|_| ());
    sync(
        &client,
        "upsert",
        json!([woocommerce(1, "A", "1.00", 1), woocommerce(2, "B", "1.00", 1)]),
    );
    for unread in [json!(null), json!("2"), json!([])] {
        let items = json!([woocommerce(1, "A", "1.00", 1), unread]);
        let request =
            json!({ "from": "woocommerce", "mode": "snapshot", "complete": true, "items": items });
        let reply = sync_as(&client, request);
        assert_eq!(reply.deleted, 0, "{:?}", reply.diagnostics);
        assert!(reply.diagnostics.iter().any(|one| one.code == "catalog.unread_snapshot"));
    }
}
