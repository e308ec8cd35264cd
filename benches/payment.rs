//! payment_split and refund_compute, JSON to JSON: koppel against plain Node and plain PHP that do the same whole
//! work. Each round times one of them and then koppel, right after it; the median of the rounds' ratios counts, for
//! the machine's speed drifts. Start-up and warm-up are not counted, and all replies must be the same bytes.
//!
//! `cargo bench --bench payment`, or `-- own` for koppel alone.

use koppel::payment::{refund_json, split_json};
use sha2::{Digest, Sha256};
use std::fs;
use std::hint::black_box;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;

/// At least seven, so that a disturbed one or two do not decide.
const ROUNDS: usize = 7;
const OWN_CALLS: u32 = 10_000;

struct Baseline {
    name: &'static str,
    program: &'static str,
    script: &'static str,
    calls: &'static str,
    /// Below this a split is too slow to be worth its place.
    required: f64,
}

const BASELINES: [Baseline; 2] = [
    Baseline { name: "Node", program: "node", script: "payment.mjs", calls: "4000", required: 6.0 },
    Baseline { name: "PHP", program: "php", script: "payment.php", calls: "1500", required: 5.0 },
];

#[derive(Clone, Copy, PartialEq)]
enum Method {
    Split,
    Refund,
}

impl Method {
    fn word(self) -> &'static str {
        match self {
            Method::Split => "split",
            Method::Refund => "refund",
        }
    }
    fn answer(self, request: &[u8]) -> Vec<u8> {
        let reply = match self {
            Method::Split => split_json(request),
            Method::Refund => refund_json(request),
        };
        reply.expect("the request is good")
    }
}

struct Case {
    name: &'static str,
    method: Method,
    file: PathBuf,
}

fn main() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let own = std::env::args().any(|argument| argument == "own");
    let mut fast = true;
    for case in cases(root) {
        let request = fs::read(&case.file).expect("the request is readable");
        if own {
            let (ns, _) = ours(case.method, &request);
            println!("{}: {ns:.0} ns, {} bytes", case.name, request.len());
            continue;
        }
        for baseline in &BASELINES {
            let ratio = compared(&case, &request, baseline, &root.join("benches/baselines"));
            fast &= case.method == Method::Refund || ratio.is_none_or(|r| r >= baseline.required);
        }
    }
    if !fast {
        for Baseline { name, required, .. } in &BASELINES {
            eprintln!("at least {required}x plain {name} is required of payment_split");
        }
        std::process::exit(1);
    }
}

/// The documented example, a richer order, and a return of the documented one.
fn cases(root: &Path) -> [Case; 3] {
    let requests = root.join("benches/requests");
    let (documented, rich) = (requests.join("documented.json"), requests.join("rich.json"));
    let request = fs::read(&documented).expect("the request is readable");
    let split = String::from_utf8(Method::Split.answer(&request)).expect("text");
    let folder = root.join("target/bench");
    let refund = folder.join("refund.json");
    let returned = r#"[{"line_id":"1","quantity":1},{"line_id":"3","quantity":1}]"#;
    let asked = format!(
        r#"{{"split":{split},"return_id":"R-77","calculated_at":"2026-12-01T10:00:00+01:00","lines":{returned}}}"#
    );
    fs::create_dir_all(&folder).and_then(|()| fs::write(&refund, asked)).expect("target is ours");
    [
        Case { name: "payment_split", method: Method::Split, file: documented },
        Case { name: "payment_split_rich", method: Method::Split, file: rich },
        Case { name: "refund_compute", method: Method::Refund, file: refund },
    ]
}

/// Prints and returns how many times as long the baseline takes; None where it is not installed.
fn compared(case: &Case, request: &[u8], baseline: &Baseline, scripts: &Path) -> Option<f64> {
    let name = format!("{}_vs_{}", case.name, baseline.name.to_lowercase());
    let round = |_| {
        let mut command = Command::new(baseline.program);
        command.arg(scripts.join(baseline.script)).arg(case.method.word());
        let (theirs, sha) = timed(command.arg(&case.file).arg(baseline.calls))?;
        let (own, own_sha) = ours(case.method, request);
        assert_eq!(sha, own_sha, "{} and koppel give other bytes for {}", baseline.name, case.name);
        Some(theirs / own)
    };
    let rounds: Option<Vec<f64>> = (0..ROUNDS).map(round).collect();
    let Some(mut ratios) = rounds else {
        println!("bench {name}: left out, for it is not here");
        return None;
    };
    let ratio = median(&mut ratios);
    let shown = ratios.iter().map(|ratio| format!("{ratio:.1}")).collect::<Vec<_>>().join(" ");
    println!("bench {name}: {ratio:.1}x plain {} (rounds: {shown})", baseline.name);
    Some(ratio)
}

/// What a baseline says of itself: the median time of a call, and the digest of its reply.
fn timed(command: &mut Command) -> Option<(f64, String)> {
    let output = command.output().ok()?;
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let said: serde_json::Value =
        serde_json::from_slice(&output.stdout).expect("a baseline speaks JSON");
    let ns = said["ns_per_call"].as_array().expect("ns_per_call");
    let mut ns: Vec<f64> = ns.iter().filter_map(serde_json::Value::as_f64).collect();
    Some((median(&mut ns), said["out_sha256"].as_str().unwrap_or_default().to_owned()))
}

/// As the baselines do it: a fifth of the calls to warm up, then five runs.
fn ours(method: Method, request: &[u8]) -> (f64, String) {
    let request = request.trim_ascii();
    let run = |calls: u32| {
        let start = Instant::now();
        for _ in 0..calls {
            black_box(method.answer(black_box(request)));
        }
        start.elapsed().as_nanos() as f64 / f64::from(calls)
    };
    run(OWN_CALLS / 5);
    let mut ns = [OWN_CALLS; 5].map(run);
    let digest = Sha256::digest(method.answer(request));
    (median(&mut ns), digest.iter().map(|byte| format!("{byte:02x}")).collect())
}

fn median(values: &mut [f64]) -> f64 {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(f64::NAN)
}
