//! Servers that fall over, locks that are held, transactions that meet: what the caller is told, and what is stored.

use crate::servers::{Kind, Server};
use crate::shop::{call, client, config, count, push, try_call};
use koppel::error::{Code, Status};
use koppel::outbox::{self, Draft};
use koppel::store::next_number;
use koppel::world::{Store, transaction};
use serde_json::json;
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

const FAR: &str = "/dev/null";

#[test]
fn a_server_killed_between_and_within_transactions_loses_and_doubles_nothing() {
    for kind in Kind::SERVERS {
        let server = Server::start(kind);
        let shop = client(&config(&server.fresh(), "x"), Path::new(FAR));
        call(&shop, "order_push", push("p", "before"));
        server.restart();
        let again = call(&shop, "order_push", push("p", "before"));
        assert_eq!(again["replayed"], true, "{kind:?}");
        let mut runs = 0;
        let store = &*shop.world().expect("a world").store;
        let put = |tx: &mut dyn koppel::world::Transaction, subject_id: &str| {
            let draft = Draft { subject_id, ..Draft::new(outbox::Kind::OrderPush, b"{}") };
            outbox::enqueue(tx, "x", &draft).map(drop)
        };
        transaction(store, |tx| {
            put(tx, "a")?;
            runs += 1;
            if runs == 1 {
                server.restart();
            }
            put(tx, "b")
        })
        .unwrap_or_else(|error| panic!("{kind:?}: {error}"));
        assert_eq!(runs, 2, "{kind:?}");
        assert_eq!(count(&shop, "SELECT COUNT(*) FROM outbox"), 3, "{kind:?}");
    }
}

/// Passes bytes on, and cuts the line once the server has been told to commit: the answer does not come back.
fn cut_in_commit(port: u16) -> (u16, Arc<AtomicBool>) {
    let listener = TcpListener::bind("127.0.0.1:0").expect("bound");
    let own = listener.local_addr().expect("an address").port();
    let cut = Arc::new(AtomicBool::new(false));
    let cuts = cut.clone();
    std::thread::spawn(move || {
        for near in listener.incoming().flatten() {
            let far = TcpStream::connect(("127.0.0.1", port)).expect("the server");
            let (mut from, mut to) =
                (far.try_clone().expect("a stream"), near.try_clone().expect("a stream"));
            std::thread::spawn(move || std::io::copy(&mut from, &mut to));
            let cut = cuts.clone();
            std::thread::spawn(move || pass_on(near, far, &cut));
        }
    });
    (own, cut)
}

fn pass_on(mut near: TcpStream, mut far: TcpStream, cut: &AtomicBool) {
    let mut piece = [0; 65536];
    while let Ok(read @ 1..) = near.read(&mut piece) {
        let is_commit = piece[..read].windows(6).any(|part| part == b"COMMIT");
        if is_commit && cut.swap(false, Ordering::SeqCst) {
            near.shutdown(std::net::Shutdown::Both).expect("cut");
            far.write_all(&piece[..read]).expect("passed on");
            // The server has it, and answers nobody.
            std::thread::sleep(Duration::from_millis(300));
            return;
        }
        if far.write_all(&piece[..read]).is_err() {
            return;
        }
    }
}

#[test]
fn a_connection_lost_in_a_commit_is_told_as_unknown_and_asking_again_finds_it() {
    for kind in Kind::SERVERS {
        let server = kind.server();
        let (port, cut) = cut_in_commit(server.port);
        let address = server.fresh().replace(&format!(":{}/", server.port), &format!(":{port}/"));
        let shop = client(&config(&address, "x"), Path::new(FAR));
        call(&shop, "order_push", push("p", "o1"));
        cut.store(true, Ordering::SeqCst);
        let error = try_call(&shop, "order_push", &push("p", "o2")).expect_err("in doubt");
        assert_eq!(error.code, Code::StoreCommitUnknown, "{kind:?}: {error}");
        assert_eq!(error.status(), Status::Unknown);
        let again = call(&shop, "order_push", push("p", "o2"));
        assert_eq!(again["replayed"], true, "{kind:?}");
        assert_eq!(count(&shop, "SELECT COUNT(*) FROM outbox"), 2, "{kind:?}");
    }
}

#[test]
fn a_lock_that_is_held_too_long_makes_busy_and_not_a_hang() {
    for kind in Kind::SERVERS {
        let address = kind.fresh();
        let shops = [0, 1].map(|_| client(&config(&address, "x"), Path::new(FAR)));
        let store = |nth: usize| -> &dyn Store { &*shops[nth].world().expect("a world").store };
        transaction(store(0), |tx| next_number(tx, "x", "s")).expect("a number");
        transaction(store(1), |tx| next_number(tx, "x", "s")).expect("a number");
        transaction(store(0), |tx| {
            next_number(tx, "x", "s")?;
            let begun = Instant::now();
            let error = transaction(store(1), |tx| next_number(tx, "x", "s")).expect_err("busy");
            assert_eq!(error.status(), Status::Busy, "{kind:?}: {error}");
            assert!(begun.elapsed() < Duration::from_secs(12), "{kind:?}: {:?}", begun.elapsed());
            Ok(())
        })
        .unwrap_or_else(|error| panic!("{kind:?}: {error}"));
        let number = transaction(store(1), |tx| next_number(tx, "x", "s"));
        assert_eq!(number.expect("a number"), 4, "{kind:?}");
    }
}

/// Each takes two sequences, in opposite order: they stand in one another's way and both get through.
#[test]
fn transactions_that_block_one_another_are_run_again_until_both_are_through() {
    for kind in Kind::SERVERS {
        let address = kind.fresh();
        let shop = client(&config(&address, "x"), Path::new(FAR));
        shop.world().expect("a world");
        std::thread::scope(|scope| {
            for pair in [["a", "b"], ["b", "a"], ["a", "b"], ["b", "a"]] {
                let address = &address;
                scope.spawn(move || {
                    let shop = client(&config(address, "x"), Path::new(FAR));
                    let store = &*shop.world().expect("a world").store;
                    for _ in 0..8 {
                        let done = transaction(store, |tx| {
                            next_number(tx, "x", pair[0])?;
                            next_number(tx, "x", pair[1])
                        });
                        done.unwrap_or_else(|error| panic!("{kind:?}: {error}"));
                    }
                });
            }
        });
        let total = count(&shop, "SELECT SUM(last_number) FROM sequences");
        assert_eq!(total, 4 * 8 * 2, "{kind:?}");
    }
}

/// Many orders for the last pieces, at once, through clients of their own: what is sold is what there is.
#[test]
fn orders_at_one_moment_never_take_more_than_there_is() {
    let folder = tempfile::tempdir().expect("a folder");
    for kind in Kind::ALL {
        let address = crate::shop::address(kind, folder.path());
        let shop = client(&config(&address, "x"), Path::new(FAR));
        let product = json!({ "id": 12, "name": "Ledlamp", "type": "simple", "status": "publish",
            "sku": "L", "regular_price": "12.95", "price": "12.95", "tax_status": "taxable",
            "tax_class": "", "manage_stock": true, "stock_quantity": 5, "stock_status": "instock",
            "backorders": "no" });
        call(
            &shop,
            "catalog_sync",
            json!({ "from": "woocommerce", "mode": "upsert", "items": [product] }),
        );
        let sold = std::sync::Mutex::new(0);
        std::thread::scope(|scope| {
            for worker in 0..4 {
                let (address, sold) = (&address, &sold);
                scope.spawn(move || {
                    let shop = client(&config(address, "x"), Path::new(FAR));
                    for nth in 0..3 {
                        let id = format!("P-{worker}-{nth}");
                        match place(&shop, &id) {
                            Ok(201) => *sold.lock().expect("a lock") += 1,
                            Ok(status) => assert_eq!(status, 400, "{kind:?}"),
                            Err(error) => panic!("{kind:?}: {error}"),
                        }
                    }
                });
            }
        });
        assert_eq!(*sold.lock().expect("a lock"), 5, "{kind:?}");
        let reserved = count(&shop, "SELECT SUM(quantity) FROM reservations");
        assert_eq!(reserved, 5, "{kind:?}");
        assert_eq!(count(&shop, "SELECT COUNT(*) FROM inbox"), 5, "{kind:?}");
    }
}

/// A platform's order for one piece of product 12, over REST.
fn place(shop: &koppel::client::Client, id: &str) -> koppel::error::Result<i64> {
    let order = json!({ "status": "processing", "currency": "EUR",
        "meta_data": [{ "key": "_platform_order_id", "value": id },
            { "key": "_platform_payments", "value": [{ "tender_id": "card", "kind": "multi_purpose", "amount": "12.95" }] }],
        "line_items": [{ "product_id": 12, "quantity": 1, "subtotal": "10.702479", "total": "10.702479" }] });
    let answer = try_call(
        shop,
        "http_respond",
        &json!({ "method": "POST", "target": "/wp-json/wc/v3/orders", "scheme": "https",
            "remote_address": "192.0.2.1", "body": order.to_string(),
            "headers": [["Authorization", "Basic Y2tfcnc6Y3Nfcnc="], ["Content-Type", "application/json"]] }),
    )?;
    Ok(answer["status"].as_i64().unwrap_or_default())
}
