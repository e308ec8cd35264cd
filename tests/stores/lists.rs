//! Pages of long lists on a database server: what is read for one, by the server's own count.

use crate::servers::Kind;
use crate::shop::{call, client, config};
use koppel::client::Client;
use koppel::world::transaction;
use serde_json::json;
use std::path::Path;

/// As a feed would have left them, but for what no list reads; thousands were made at one moment.
const PRODUCTS: &str = "INSERT INTO product_facets (shop_id, product_id, parent, featured, \
     is_virtual, is_downloadable, tax_class, stock_status, on_sale, rating, total_sales, \
     menu_order, number, created_at, modified_at, is_listed, search, shown) \
     SELECT 'x', CONCAT('p', seq), 0, 0, 0, 0, '', '', 0, 0, 0, 0, seq, seq DIV 5000, 0, 1, '', \
     '{}' FROM seq_1_to_20000";
const SEGMENTS: &str = "INSERT INTO product_segments (shop_id, level, created_at, number, \
     products) SELECT 'x', 0, created_at, number, 1000 FROM product_facets \
     WHERE number % 1000 = 1 AND number > 1000";
const FIRST: &str = "INSERT INTO product_segments (shop_id, level, created_at, number, products) \
     VALUES ('x', 0, -9223372036854775808, 0, 1000), ('x', 1, -9223372036854775808, 0, 20000)";

fn rows_read(shop: &Client) -> u64 {
    let mut rows = 0;
    transaction(&*shop.world().expect("a world").store, |tx| {
        tx.query("SHOW STATUS LIKE 'Handler_read%'", &[], &mut |row| {
            rows += row.text(1).parse::<u64>().expect("a count");
            Ok(())
        })
    })
    .expect("a count");
    rows
}

#[test]
fn any_page_of_the_list_of_all_reads_a_segment_at_most_on_mariadb() {
    let shop = client(&config(&Kind::Mariadb.fresh(), "x"), Path::new("/dev/null"));
    let store = &*shop.world().expect("a world").store;
    for sql in [PRODUCTS, SEGMENTS, FIRST] {
        transaction(store, |tx| tx.execute(sql, &[])).expect("stored");
    }
    // The server does so by itself, a while after a table has grown.
    transaction(store, |tx| tx.query("ANALYZE TABLE product_facets", &[], &mut |_| Ok(())))
        .expect("counted");
    for (order, page) in [("desc", 1), ("desc", 10), ("desc", 20), ("asc", 10), ("asc", 20)] {
        let before = rows_read(&shop);
        let target =
            format!("/wp-json/wc/v3/products?per_page=10&page={}&order={order}", page * 100);
        let page = call(
            &shop,
            "http_respond",
            json!({ "method": "GET", "target": target, "scheme": "https",
            "remote_address": "192.0.2.1", "headers": [["Authorization", "Basic Y2tfcnc6Y3Nfcnc="]] }),
        );
        assert_eq!(page["status"], 200, "{page}");
        let read = rows_read(&shop) - before;
        assert!(read < 1_500, "{target}: {read} rows");
    }
}
