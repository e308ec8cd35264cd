//! Catalogues of 20,000 products, a page at a time, each page used and let go: koppel against plain Node and plain PHP
//! that do the same work, in interleaved rounds of which the median counts; against a validating skip of the same bytes;
//! and a catalogue that is stated again unchanged against mapping it alone.
//!
//! `cargo bench --bench mapping`; `-- own` for koppel alone, `-- magento` for one shop system. The data lies in target/bench, made once.

use koppel::catalog::map_json;
use koppel::client::Client;
use koppel::config::Config;
use koppel::json::Reader;
use koppel::mirror::catalog_sync;
use koppel::open;
use serde_json::{Value as Json, json};
use sha2::{Digest, Sha256};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

const ROUNDS: usize = 5;
const RUNS: usize = 3;

/// A catalogue, what is made of it, and how much faster than the baselines that must be.
struct Case {
    from: &'static str,
    to: &'static str,
    /// What the generator is told of how many.
    size: &'static str,
    /// The baselines; they write the very same bytes.
    node: &'static str,
    php: &'static str,
    required: f64,
    /// Mapping may take so many times a validating skip.
    skips: f64,
}

const CASES: [Case; 3] = [
    Case {
        from: "shopify",
        to: "woocommerce",
        size: "20000",
        node: "map_node.mjs",
        php: "map_php.php",
        required: 10.0,
        skips: 2.2,
    },
    Case {
        from: "magento",
        to: "woocommerce",
        size: "20000",
        node: "map_magento.mjs",
        php: "map_magento.php",
        required: 9.0,
        skips: 2.2,
    },
    Case {
        from: "woocommerce",
        to: "abeta",
        size: "8000",
        node: "map_woo.mjs",
        php: "map_woo.php",
        required: 5.0,
        skips: f64::INFINITY,
    },
];
/// An unchanged catalogue may cost so much more than mapping alone.
const UNCHANGED: f64 = 1.15;
/// A custom document may cost so much more than the same one built in: a request reads and compiles it each time.
const CUSTOM: f64 = 1.1;

struct Run {
    ms: Vec<f64>,
    sha: String,
}

fn main() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let own = std::env::args().any(|argument| argument == "own");
    let only = CASES.iter().find(|case| std::env::args().any(|argument| argument == case.from));
    let mut missed = Vec::new();
    for case in CASES.iter().filter(|case| only.is_none_or(|only| only.from == case.from)) {
        if koppel::shops::program(case.from).is_none() {
            println!("bench map_{}: left out, koppel does not read it yet", case.from);
            continue;
        }
        let Some(pages) = pages(root, case) else {
            println!("bench map_{}: left out, for python3 could not make the data", case.from);
            continue;
        };
        let text = fs::read_to_string(pages.as_path()).expect("the data is readable");
        if own {
            println!("{} to {}: {:.0?} ms", case.from, case.to, ours(root, case, &text).ms);
            continue;
        }
        skipping(root, case, &text, &mut missed);
        for name in ["node", "php"] {
            against(name, root, case, (&pages, &text), &mut missed);
        }
    }
    if only.is_none() {
        custom(root, &mut missed);
        unchanged(root, own, &mut missed);
    }
    if !missed.is_empty() {
        eprintln!("missed: {}", missed.join("; "));
        std::process::exit(1);
    }
}

fn against(
    name: &str,
    root: &Path,
    case: &Case,
    (pages, text): (&Path, &str),
    missed: &mut Vec<String>,
) {
    let bench = format!("map_{}_vs_{name}", case.from);
    let rounds: Option<Vec<_>> =
        (0..ROUNDS).map(|_| round(name, root, case, (pages, text))).collect();
    let Some(mut ratios) = rounds else {
        return println!("bench {bench}: left out, for it is not here");
    };
    let ratio = median(&mut ratios);
    let shown = ratios.iter().map(|ratio| format!("{ratio:.1}")).collect::<Vec<_>>().join(" ");
    println!("bench {bench}: {ratio:.1}x plain {name} (rounds: {shown})");
    if ratio < case.required {
        missed.push(format!("{bench} at least {}x", case.required));
    }
}

/// How many times as long a baseline takes as koppel, one right after the other; None where it is not installed.
fn round(name: &str, root: &Path, case: &Case, (pages, text): (&Path, &str)) -> Option<f64> {
    let scripts = root.join("benches/baselines");
    let mut command = Command::new(name);
    let command = match name {
        "node" => command.arg(scripts.join(case.node)),
        _ => command.args(["-d", "memory_limit=-1"]).arg(scripts.join(case.php)),
    };
    let mut theirs = baseline(command.arg(pages).args(["-", &RUNS.to_string()]))?;
    let mut own = ours(root, case, text);
    assert_eq!(theirs.sha, own.sha, "{name} and koppel give other bytes");
    Some(median(&mut theirs.ms) / median(&mut own.ms))
}

/// Mapping against looking at the same bytes without understanding them: JSON and UTF-8 are checked, nothing is read.
fn skipping(root: &Path, case: &Case, text: &str, missed: &mut Vec<String>) {
    let pages: Vec<_> = text.lines().map(str::as_bytes).collect();
    let skip = || {
        let start = Instant::now();
        for page in &pages {
            let page = simdutf8::compat::from_utf8(page).expect("UTF-8");
            let mut reader = Reader::new(page);
            reader.skip().and_then(|()| reader.end()).expect("JSON");
        }
        start.elapsed().as_secs_f64() * 1e3
    };
    let mut ratios: Vec<f64> = (0..ROUNDS)
        .map(|_| {
            let mut skipped: Vec<f64> = (0..RUNS).map(|_| skip()).collect();
            median(&mut ours(root, case, text).ms) / median(&mut skipped)
        })
        .collect();
    let ratio = median(&mut ratios);
    println!("bench map_{}_over_skip: {ratio:.2}x a validating skip", case.from);
    if ratio > case.skips {
        missed.push(format!("map_{}_over_skip at most {}x", case.from, case.skips));
    }
}

/// The document of Shopify as a custom shop's own, against the built-in one.
fn custom(root: &Path, missed: &mut Vec<String>) {
    let case = &CASES[0];
    let Some(pages) = pages(root, case) else { return };
    let text = fs::read_to_string(pages).expect("the data is readable");
    let document = fs::read_to_string(root.join("src/shops/shopify.json")).expect("the document");
    let before = request(root, case).replacen(
        r#""from":"shopify""#,
        &format!(r#""from":"custom","mapping":{document}"#),
        1,
    );
    let mut ratios: Vec<f64> = (0..ROUNDS)
        .map(|_| {
            let (mut own, mut built_in) = (mapped(&before, &text), ours(root, case, &text));
            assert_eq!(own.sha, built_in.sha, "the same document gives the same bytes");
            median(&mut own.ms) / median(&mut built_in.ms)
        })
        .collect();
    let ratio = median(&mut ratios);
    println!("bench map_custom_over_built_in: {ratio:.2}x the same document built in");
    if ratio > CUSTOM {
        missed.push(format!("map_custom_over_built_in at most {CUSTOM}x"));
    }
}

/// A Shopify catalogue of 20,000 that is stated again unchanged, against mapping it to what is compared.
fn unchanged(root: &Path, own: bool, missed: &mut Vec<String>) {
    let case = Case { to: "canonical", ..CASES[0] };
    let Some(pages) = pages(root, &case) else { return };
    let text = fs::read_to_string(pages).expect("the data is readable");
    let folder = tempfile::tempdir().expect("a folder");
    let config = json!({ "store": format!("sqlite:{}/store/shop.db", folder.path().display()),
        "store_key": "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff",
        "shop": { "shop_id": "x", "currency": "EUR", "prices_include_vat": true, "vat": { "standard": "21" } } });
    let config = Config::read(config.to_string().as_bytes()).expect("a configuration");
    let client = Client::new(config, open::world);
    let requests: Vec<String> = text
        .lines()
        .map(|page| format!(r#"{{"from":"shopify","mode":"upsert","items":{page}}}"#))
        .collect();
    let sync = || {
        let start = Instant::now();
        let replies =
            requests.iter().map(|one| catalog_sync(&client, one.as_bytes()).expect("synchronised"));
        let unchanged: u32 = replies.map(|reply| reply.unchanged).sum();
        (start.elapsed().as_secs_f64() * 1e3, unchanged)
    };
    let (first, _) = sync();
    let mut ratios: Vec<f64> = (0..ROUNDS)
        .map(|_| {
            let mut again: Vec<f64> = (0..RUNS)
                .map(|_| {
                    let (ms, unchanged) = sync();
                    assert_eq!(unchanged, 20_000);
                    ms
                })
                .collect();
            let mut alone = ours(root, &case, &text).ms;
            if own {
                println!(
                    "unchanged: {again:.0?} ms, mapping alone: {alone:.0?} ms, first: {first:.0} ms"
                );
            }
            median(&mut again) / median(&mut alone)
        })
        .collect();
    let ratio = median(&mut ratios);
    println!("bench sync_unchanged_over_map: {ratio:.2}x mapping alone");
    if ratio > UNCHANGED {
        missed.push(format!("sync_unchanged_over_map at most {UNCHANGED}x"));
    }
}

/// The pages, a line each.
fn pages(root: &Path, case: &Case) -> Option<PathBuf> {
    let folder = root.join("target/bench");
    let pages = folder.join(format!("{}-pages.jsonl", case.from));
    if !pages.exists() {
        fs::create_dir_all(&folder).ok()?;
        let unfinished = folder.join(format!("{}-pages.part", case.from));
        let short = if case.from == "woocommerce" { "woo" } else { case.from };
        let made = Command::new("python3")
            .arg(root.join(format!("benches/baselines/gen_{short}.py")))
            .args([Path::new("/dev/null"), Path::new(case.size), Path::new("--pages"), &unfinished])
            .status();
        made.ok().filter(|status| status.success())?;
        fs::rename(unfinished, &pages).ok()?;
    }
    Some(pages)
}

/// None where the program is not installed.
fn baseline(command: &mut Command) -> Option<Run> {
    let output = command.output().ok()?;
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let said: Json = serde_json::from_slice(&output.stdout).expect("a baseline speaks JSON");
    let ms = said["ms"].as_array().expect("ms").iter().filter_map(Json::as_f64).collect();
    Some(Run { ms, sha: said["sha"].as_str().unwrap_or_default().to_owned() })
}

/// What stands before the items of a request.
fn request(root: &Path, case: &Case) -> String {
    let mut shop = json!({ "currency": "EUR", "prices_include_vat": true,
        "vat": { "standard": "21", "reduced-rate": "9" } });
    if case.from == "shopify" {
        shop["vat"] = json!({ "standard": "21" });
    }
    if case.from == "magento" {
        let tables = root.join("benches/baselines/magento-lookups.json");
        let tables: Json =
            serde_json::from_str(&fs::read_to_string(tables).expect("the tables")).expect("JSON");
        shop["lookups"] = json!({ "settings": { "media_url": "https://shop.example/media/catalog/product" },
            "tax_classes": { "2": "standard", "5": "reduced-rate" },
            "attribute_codes": tables["attribute_codes"],
            "categories": tables["categories"], "options.manufacturer": tables["options"]["manufacturer"],
            "options.color": tables["options"]["color"], "options.size": tables["options"]["size"] });
    }
    let Case { from, to, .. } = case;
    format!(r#"{{"from":"{from}","to":"{to}","shop":{shop},"items":"#)
}

fn ours(root: &Path, case: &Case, text: &str) -> Run {
    mapped(&request(root, case), text)
}

/// Maps the pages, each in a request of its own that begins with `before`.
fn mapped(before: &str, text: &str) -> Run {
    let requests: Vec<_> = text.lines().map(|page| format!("{before}{page}}}")).collect();
    let mut run = Run { ms: Vec::new(), sha: String::new() };
    for _ in 0..RUNS {
        let (mut hash, mut spent) = (Sha256::new(), Duration::ZERO);
        for request in &requests {
            let start = Instant::now();
            let reply = map_json(request.as_bytes()).expect("maps");
            spent += start.elapsed();
            hash.update(reply);
        }
        run.ms.push(spent.as_secs_f64() * 1e3);
        run.sha = hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect();
    }
    run
}

fn median(ms: &mut [f64]) -> f64 {
    ms.sort_by(f64::total_cmp);
    ms.get(ms.len() / 2).copied().unwrap_or(f64::NAN)
}
