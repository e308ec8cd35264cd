//! What is too long for every day: a gigabyte of Shopify through a mapping stream within its memory, and a million products
//! kept, then stated again without a byte written, in a time that grows as their number does.
//!
//! `cargo bench --bench size`; `KOPPEL_PRODUCTS` and `KOPPEL_MEGABYTES` make it smaller.

use koppel::catalog::Stream;
use koppel::client::Client;
use koppel::config::Config;
use koppel::mirror::SyncStream;
use koppel::open;
use serde_json::json;
use std::fs;
use std::io::Read;
use std::path::Path;
use std::time::Instant;

const CHUNK: usize = 64 << 10;
/// Beyond the chunk that is fed.
const MEMORY_MAX: usize = 8 << 20;
/// A product of the many may take so much longer than one of the few.
const GROWTH_MAX: f64 = 2.0;

fn main() {
    let number = |name: &str, usual: u64| {
        std::env::var(name).ok().and_then(|text| text.parse().ok()).unwrap_or(usual)
    };
    let mapped = mapping(number("KOPPEL_MEGABYTES", 1_000) << 20);
    let kept = keeping(number("KOPPEL_PRODUCTS", 1_000_000));
    if !(mapped && kept) {
        std::process::exit(1);
    }
}

/// A product of about five kilobytes, as Shopify writes it.
fn product(nth: u64, padding: &str) -> String {
    let variant = |size: u64| {
        let id = nth * 10 + size;
        format!(
            r#"{{"id":{id},"product_id":{nth},"title":"{size}","price":"{}.{:02}","sku":"S-{id}","position":{size},"inventory_policy":"deny","compare_at_price":null,"inventory_management":"shopify","option1":"{size}","option2":null,"option3":null,"taxable":true,"barcode":null,"grams":250,"inventory_quantity":{}}}"#,
            5 + nth % 90,
            nth % 100,
            nth % 40
        )
    };
    let variants: Vec<String> = (1..=1 + nth % 4).map(variant).collect();
    format!(
        r#"{{"id":{nth},"title":"Product {nth}","body_html":"\u003cp\u003e{padding}\u003c\/p\u003e","vendor":"Brand {}","product_type":"Kind {}","handle":"product-{nth}","status":"active","tags":"a, b","options":[{{"name":"Size","position":1,"values":["1","2","3","4"]}}],"images":[],"variants":[{}]}}"#,
        nth % 50,
        nth % 30,
        variants.join(",")
    )
}

/// Feeds a list of products to `feed`, in chunks.
fn fed(products: impl Iterator<Item = String>, feed: &mut dyn FnMut(&[u8])) -> u64 {
    let (mut chunk, mut bytes) = (Vec::with_capacity(2 * CHUNK), 0);
    chunk.push(b'[');
    for (nth, product) in products.enumerate() {
        if nth > 0 {
            chunk.push(b',');
        }
        chunk.extend_from_slice(product.as_bytes());
        if chunk.len() >= CHUNK {
            bytes += chunk.len() as u64;
            feed(&chunk);
            chunk.clear();
        }
    }
    chunk.push(b']');
    feed(&chunk);
    bytes + chunk.len() as u64
}

fn mapping(bytes: u64) -> bool {
    let request = br#"{"from":"shopify","to":"woocommerce","shop":{"currency":"EUR","prices_include_vat":true,"vat":{"standard":"21"}}}"#;
    let mut stream = Stream::open(request).expect("opens");
    let padding = "lorem ipsum ".repeat(300);
    forget_the_peak();
    let (before, mut out) = (peak(), 0u64);
    let count = bytes / (product(7, &padding).len() as u64 + 1);
    let start = Instant::now();
    let fed = fed((1..=count).map(|nth| product(nth, &padding)), &mut |chunk| {
        out += stream.feed(chunk).expect("is fed").len() as u64;
    });
    out += stream.finish().expect("is finished").len() as u64;
    let used = peak().saturating_sub(before);
    println!(
        "bench map_stream_memory: {:.1} MiB for {} MiB in and {} MiB out, {:.0} s",
        used as f64 / f64::from(1 << 20),
        fed >> 20,
        out >> 20,
        start.elapsed().as_secs_f64()
    );
    used <= MEMORY_MAX + CHUNK
}

fn keeping(count: u64) -> bool {
    let folder = tempfile::tempdir().expect("a folder");
    let round = |shop: &str, count: u64| {
        let file = folder.path().join(shop).join("shop.db");
        let config = json!({ "store": format!("sqlite:{}", file.display()),
            "store_key": "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff",
            "shop": { "shop_id": shop, "currency": "EUR", "prices_include_vat": true, "vat": { "standard": "21" } } });
        let config = Config::read(config.to_string().as_bytes()).expect("a configuration");
        let client = Client::new(config, open::world);
        let sync = || {
            let opening = br#"{"from":"shopify","mode":"snapshot","complete":true}"#;
            let mut stream = SyncStream::open(&client, opening).expect("opens");
            let (mut created, mut unchanged) = (0u64, 0u64);
            let start = Instant::now();
            fed((1..=count).map(|nth| product(nth, "Short")), &mut |chunk| {
                let reply = stream.feed(&client, chunk).expect("is fed");
                created += u64::from(reply.created);
                unchanged += u64::from(reply.unchanged);
            });
            let last = stream.finish(&client).expect("is finished");
            let us = start.elapsed().as_secs_f64() * 1e6 / count as f64;
            (us, created + u64::from(last.created), unchanged + u64::from(last.unchanged))
        };
        let (first, created, _) = sync();
        let before = changes(&file);
        forget_the_peak();
        let held = peak();
        let (again, _, unchanged) = sync();
        let written = changes(&file) != before;
        println!(
            "bench sync_{count}: {first:.1} us a product first, {again:.1} us unchanged, {:.1} MiB more memory, {}",
            peak().saturating_sub(held) as f64 / f64::from(1 << 20),
            if written { "rows were written" } else { "no row written" }
        );
        (first, again, created == count && unchanged == count && !written)
    };
    let few = round("few", 10_000.min(count));
    let many = round("many", count);
    let growth = [many.0 / few.0, many.1 / few.1];
    println!("bench sync_growth: first {:.2}x, unchanged {:.2}x a product", growth[0], growth[1]);
    few.2 && many.2 && growth.iter().all(|times| *times <= GROWTH_MAX)
}

/// How often SQLite has changed the file, by the file's own count.
fn changes(file: &Path) -> [u8; 4] {
    let mut header = [0; 28];
    fs::File::open(file).and_then(|mut file| file.read_exact(&mut header)).expect("the file");
    [24, 25, 26, 27].map(|at| header[at])
}

/// The most memory that was in use since the peak was forgotten, in bytes.
fn peak() -> usize {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find(|line| line.starts_with("VmHWM:")).unwrap_or_default();
    let kib: usize = line.split_whitespace().nth(1).and_then(|kib| kib.parse().ok()).unwrap_or(0);
    kib << 10
}
fn forget_the_peak() {
    let _ = fs::write("/proc/self/clear_refs", "5");
}
