//! 20,000 Shopify products, 250 a page, to WooCommerce: koppel against plain Node and plain PHP that do the same whole
//! work, page against page, in interleaved rounds. Ratios of medians count; all outputs must be the same bytes.
//!
//! `cargo bench --bench mapping`; the data lies in target/bench, made once.

use koppel::catalog::map_json;
use sha2::{Digest, Sha256};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;

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
    let baselines = root.join("benches/baselines");
    let mut koppel = Run { ms: Vec::new(), sha: String::new() };
    let mut others: Vec<(&str, Option<Run>)> = vec![("Node", None), ("PHP", None)];
    for _ in 0..ROUNDS {
        for (name, run) in &mut others {
            let mut command = match *name {
                "Node" => Command::new("node"),
                _ => Command::new("php"),
            };
            let script = match *name {
                "Node" => command.arg(baselines.join("map_node.mjs")),
                _ => command.args(["-d", "memory_limit=-1"]).arg(baselines.join("map_php.php")),
            };
            if let Some(new) = baseline(script.arg(&pages).args(["-", RUNS])) {
                let run = run.get_or_insert(Run { ms: Vec::new(), sha: new.sha.clone() });
                assert_eq!(run.sha, new.sha, "{name} is not the same from round to round");
                run.ms.extend(new.ms);
            }
        }
        let new = ours(&pages);
        koppel.ms.extend(new.ms);
        koppel.sha = new.sha;
    }
    let own = median(&mut koppel.ms);
    let mut too_slow = false;
    for (name, run) in others {
        let lower = name.to_lowercase();
        let Some(mut run) = run else {
            println!("bench map_shopify_vs_{lower}: left out, for {name} is not here");
            continue;
        };
        assert_eq!(run.sha, koppel.sha, "{name} and koppel give other bytes");
        let theirs = median(&mut run.ms);
        let ratio = theirs / own;
        println!(
            "bench map_shopify_vs_{lower}: {ratio:.1}x plain {name} ({theirs:.0} ms, koppel {own:.0} ms)"
        );
        too_slow |= ratio < REQUIRED;
    }
    if too_slow {
        eprintln!("at least {REQUIRED}x is required");
        std::process::exit(1);
    }
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
    let (mut ms, mut replies) = (Vec::new(), Vec::new());
    for _ in 0..RUNS.parse().unwrap_or(1) {
        replies.clear();
        let start = Instant::now();
        replies.extend(requests.iter().map(|page| map_json(page.as_bytes()).expect("maps")));
        ms.push(start.elapsed().as_secs_f64() * 1e3);
    }
    let mut hash = Sha256::new();
    replies.iter().for_each(|reply| hash.update(reply));
    let sha = hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect();
    Run { ms, sha }
}

fn median(ms: &mut [f64]) -> f64 {
    ms.sort_by(f64::total_cmp);
    ms.get(ms.len() / 2).copied().unwrap_or(f64::NAN)
}
