//! 20,000 Shopify products, 250 a page, to WooCommerce: koppel against plain Node and plain PHP that do the same whole
//! work, page against page, each used and let go, in interleaved rounds of which the median counts. All outputs must
//! be the same bytes.
//!
//! `cargo bench --bench mapping`, or `-- own` for koppel alone; the data lies in target/bench, made once.

use koppel::catalog::map_json;
use sha2::{Digest, Sha256};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

const PRODUCTS: &str = "20000";
const ROUNDS: usize = 5;
const RUNS: &str = "3";
/// Below this the mapping is too slow to be worth its place.
const REQUIRED: f64 = 7.0;

const REQUEST: &str = r#"{"from":"shopify","to":"woocommerce","shop":{"currency":"EUR","prices_include_vat":true,"vat":{"standard":"21"}},"items":"#;

struct Run {
    ms: Vec<f64>,
    sha: String,
}

fn main() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let Some(pages) = pages(root) else {
        println!("bench map_shopify: left out, for python3 could not make the data");
        return;
    };
    if std::env::args().any(|argument| argument == "own") {
        println!("koppel alone: {:.0?} ms", ours(&pages).ms);
        return;
    }
    let mut slowest = f64::INFINITY;
    for name in ["Node", "PHP"] {
        let rounds: Option<Vec<_>> = (0..ROUNDS).map(|_| round(name, root, &pages)).collect();
        let Some(mut ratios) = rounds else {
            println!("bench map_shopify_vs_{}: left out, for it is not here", name.to_lowercase());
            continue;
        };
        let ratio = median(&mut ratios);
        let shown = ratios.iter().map(|ratio| format!("{ratio:.1}")).collect::<Vec<_>>().join(" ");
        println!(
            "bench map_shopify_vs_{}: {ratio:.1}x plain {name} (rounds: {shown})",
            name.to_lowercase()
        );
        slowest = slowest.min(ratio);
    }
    if slowest < REQUIRED {
        eprintln!("at least {REQUIRED}x is required");
        std::process::exit(1);
    }
}

/// How many times as long a baseline takes as koppel, one right after the other; None where it is not installed.
fn round(name: &str, root: &Path, pages: &Path) -> Option<f64> {
    let scripts = root.join("benches/baselines");
    let mut command = Command::new(name.to_lowercase());
    let command = match name {
        "Node" => command.arg(scripts.join("map_node.mjs")),
        _ => command.args(["-d", "memory_limit=-1"]).arg(scripts.join("map_php.php")),
    };
    let mut theirs = baseline(command.arg(pages).args(["-", RUNS]))?;
    let mut own = ours(pages);
    assert_eq!(theirs.sha, own.sha, "{name} and koppel give other bytes");
    Some(median(&mut theirs.ms) / median(&mut own.ms))
}

/// The pages, a line each.
fn pages(root: &Path) -> Option<PathBuf> {
    let folder = root.join("target/bench");
    let pages = folder.join("shopify-pages.jsonl");
    if !pages.exists() {
        fs::create_dir_all(&folder).ok()?;
        let unfinished = folder.join("shopify-pages.part");
        let made = Command::new("python3")
            .arg(root.join("benches/baselines/gen_shopify.py"))
            .args([Path::new("/dev/null"), Path::new(PRODUCTS), Path::new("--pages"), &unfinished])
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
    let said: serde_json::Value =
        serde_json::from_slice(&output.stdout).expect("a baseline speaks JSON");
    let ms =
        said["ms"].as_array().expect("ms").iter().filter_map(serde_json::Value::as_f64).collect();
    Some(Run { ms, sha: said["sha"].as_str().unwrap_or_default().to_owned() })
}

fn ours(pages: &Path) -> Run {
    let text = fs::read_to_string(pages).expect("the data is readable");
    let requests: Vec<_> = text.lines().map(|page| format!("{REQUEST}{page}}}")).collect();
    let mut run = Run { ms: Vec::new(), sha: String::new() };
    for _ in 0..RUNS.parse().unwrap_or(1) {
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
