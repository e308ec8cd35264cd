//! A page of 100 products through `http_respond`, in process: koppel against a plain Node function that reads the same
//! store with better-sqlite3 and builds the same JSON; and how the first, middle and last page of the list of all, and
//! narrowed lists, grow from 1,000 products to 100,000 (with KOPPEL_MILLION=1 to 1,000,000).
//!
//! `cargo bench --bench rest`; the stores lie in target/bench, made once.

use koppel::client::Client;
use koppel::config::Config;
use koppel::{front, mirror, open};
use serde_json::{Value, json};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;

const ROUNDS: usize = 7;
const CALLS: u32 = 200;
/// Below this a page is too slow to be worth its place.
const REQUIRED: f64 = 8.0;
/// The list of all is as quick with many products as with few, but for this.
const FLAT: f64 = 2.0;

fn main() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let sizes: &[usize] = match std::env::var_os("KOPPEL_MILLION") {
        Some(_) => &[1_000, 100_000, 1_000_000],
        None => &[1_000, 100_000],
    };
    let shops: Vec<(usize, Client, PathBuf)> = sizes.iter().map(|size| shop(root, *size)).collect();
    let mut good = shops.iter().filter(|(size, ..)| *size == 100_000).all(|(_, client, store)| {
        ["rendered", "built"].iter().all(|way| compared(root, client, store, way))
    });
    good &= growth(&shops);
    if !good {
        std::process::exit(1);
    }
}

fn product(number: usize) -> Value {
    let text = "A lamp for every room, with a warm light and a long life. ".repeat(12);
    json!({
        "id": number, "name": format!("Lamp {number}"), "slug": format!("lamp-{number}"),
        "type": "simple", "status": "publish", "sku": format!("L-{number}"),
        "regular_price": format!("{}.95", number % 200 + 1), "sale_price": "",
        "description": text, "short_description": "A lamp.", "tax_status": "taxable",
        "tax_class": "", "manage_stock": true, "stock_quantity": number % 50 + 1,
        "stock_status": "instock", "backorders": "no", "variations": [],
        "date_created_gmt": format!("2026-{:02}-{:02}T10:00:00", number % 9 + 1, number % 27 + 1),
        "categories": [{ "id": number % 40 + 1, "name": format!("Category {}", number % 40 + 1), "slug": format!("category-{}", number % 40 + 1) }],
        "tags": [], "brands": [{ "id": 1, "name": "Bright", "slug": "bright" }],
        "images": [{ "id": number, "src": format!("https://shop.example/{number}.jpg"), "name": "", "alt": "" }],
        "attributes": [{ "id": 0, "name": "Colour", "position": 0, "visible": true, "variation": false, "options": ["White"] }],
    })
}

/// A shop with so many products, in a store of its own.
fn shop(root: &Path, size: usize) -> (usize, Client, PathBuf) {
    let folder = root.join(format!("target/bench/rest-{size}"));
    let (store, done) = (folder.join("store/shop.db"), folder.join("done"));
    fs::create_dir_all(&folder).expect("target is ours");
    let config = json!({
        "store": format!("sqlite:{}", store.display()), "store_key": "0".repeat(64),
        "shop": { "shop_id": "x", "currency": "EUR", "country": "NL", "prices_include_vat": true, "vat": { "standard": "21" } },
        "rest": { "public_url": "https://shop.example", "keys": [
            { "consumer_key": "ck", "consumer_secret": "cs", "permissions": "read" }] },
    });
    if !done.exists() {
        let _ = fs::remove_dir_all(folder.join("store"));
    }
    let config = Config::read(config.to_string().as_bytes()).expect("a configuration");
    let client = Client::new(config, open::world);
    if !done.exists() {
        let numbers: Vec<usize> = (1..=size).collect();
        for chunk in numbers.chunks(1_000) {
            let items: Vec<Value> = chunk.iter().map(|number| product(*number)).collect();
            let request = json!({ "from": "woocommerce", "mode": "upsert", "items": items });
            mirror::catalog_sync(&client, request.to_string().as_bytes()).expect("synced");
        }
        fs::write(&done, "").expect("target is ours");
    }
    (size, client, store)
}

fn asked(client: &Client, query: &str) -> Vec<u8> {
    let target = format!("/wp-json/wc/v3/products?per_page=100&{query}");
    let head = json!({ "method": "GET", "target": target, "scheme": "https", "remote_address": "192.0.2.1",
        "headers": [["Authorization", "Basic Y2s6Y3M="]] });
    let head = koppel::json::read(head.to_string().as_bytes()).expect("a head");
    let (head, body) = front::respond(client, &head, b"").expect("an answer");
    assert_eq!(head.status, 200, "{}", String::from_utf8_lossy(&body));
    body
}

/// Microseconds of one call: the median of several runs.
fn timed(client: &Client, query: &str, calls: u32) -> f64 {
    asked(client, query);
    let mut runs = [0; 5].map(|_: u8| {
        let start = Instant::now();
        for _ in 0..calls {
            std::hint::black_box(asked(client, query));
        }
        start.elapsed().as_micros() as f64 / f64::from(calls)
    });
    median(&mut runs)
}

/// Against plain Node, which reads what is stored of each product and builds its document, or fills the ready template.
fn compared(root: &Path, client: &Client, store: &Path, way: &str) -> bool {
    let query = "page=500";
    let name = format!("rest_page_vs_node_{way}");
    let round = || {
        let output = Command::new("node")
            .arg(root.join("benches/baselines/rest_page.mjs"))
            .args([root.join("target/bench/node").as_os_str(), store.as_os_str()])
            .args([way, "500", "200"])
            .output()
            .ok()?;
        let said: Value = serde_json::from_slice(&output.stdout).ok()?;
        let theirs = said["us_per_call"].as_f64()?;
        let own: Value = serde_json::from_slice(&asked(client, query)).expect("JSON");
        assert_eq!(own, said["page"], "plain Node and koppel show other products");
        Some(theirs / timed(client, query, CALLS))
    };
    let rounds: Option<Vec<f64>> = (0..ROUNDS).map(|_| round()).collect();
    let Some(mut ratios) = rounds else {
        println!("bench {name}: left out, for better-sqlite3 is not here");
        return true;
    };
    let ratio = median(&mut ratios);
    let shown = ratios.iter().map(|ratio| format!("{ratio:.1}")).collect::<Vec<_>>().join(" ");
    println!("bench {name}: {ratio:.1}x plain Node (rounds: {shown})");
    way == "rendered" || ratio >= REQUIRED
}

/// How much longer a list takes with more products.
fn growth(shops: &[(usize, Client, PathBuf)]) -> bool {
    let Some((least, few, _)) = shops.first() else { return true };
    let mut is_flat = true;
    for (size, many, _) in shops.iter().skip(1) {
        let place = |size: usize, part: usize| format!("page={}", (size / 100 * part / 2).max(1));
        for (name, part) in [("first", 0), ("middle", 1), ("last", 2)] {
            let ratio =
                timed(many, &place(*size, part), CALLS) / timed(few, &place(*least, part), CALLS);
            println!("bench rest_{name}_page_of_{size}: {ratio:.2}x one of {least}");
            is_flat &= ratio <= FLAT;
        }
        for query in
            ["category=7", "search=lamp+99", "on_sale=true", "orderby=title", "min_price=190"]
        {
            let ratio = timed(many, query, 3) / timed(few, query, 3);
            println!(
                "bench rest_{}_of_{size}: {ratio:.1}x one of {least}",
                query.replace(['=', '+'], "_")
            );
        }
    }
    is_flat
}

fn median(values: &mut [f64]) -> f64 {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(f64::NAN)
}
