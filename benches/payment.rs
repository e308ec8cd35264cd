//! payment_split and refund_compute, JSON to JSON: nanoseconds per call, or answers line by line.
//! Its commands and its output are those of benches/baselines/payment.mjs, so that the two can be
//! laid beside each other.
//!
//!   cargo bench --bench payment -- split|refund FILE ITERATIONS
//!   cargo bench --bench payment -- lines split|refund < requests.jsonl > replies.jsonl

use koppel::error::Result;
use koppel::payment::{refund_json, split_json};
use std::hint::black_box;
use std::io::{BufRead, Write};
use std::time::Instant;

type Method = fn(&[u8]) -> Result<Vec<u8>>;

const ROUNDS: usize = 5;

fn main() {
    let arguments: Vec<String> =
        std::env::args().skip(1).filter(|argument| !argument.starts_with("--")).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match words[..] {
        ["lines", name] => answer_lines(method(name)),
        [name, file, iterations] => {
            let request = std::fs::read(file).expect("the request's file");
            time(method(name), request.trim_ascii(), iterations.parse().expect("a number"));
        }
        // Without a request of its own it times the first vector of each method.
        _ => time_vectors(),
    }
}

fn method(name: &str) -> Method {
    match name {
        "split" | "payment_split" => split_json,
        "refund" | "refund_compute" => refund_json,
        other => panic!("split or refund, not {other}"),
    }
}

fn answer(method: Method, request: &[u8]) -> Vec<u8> {
    method(request).unwrap_or_else(|error| error.to_json())
}

fn answer_lines(method: Method) {
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    for line in std::io::stdin().lock().lines() {
        let reply = answer(method, line.expect("a line of UTF-8").as_bytes());
        out.write_all(&reply).and_then(|()| out.write_all(b"\n")).expect("stdout is open");
    }
}

fn time(method: Method, request: &[u8], iterations: u32) {
    for _ in 0..iterations / 5 {
        black_box(answer(method, black_box(request)));
    }
    let mut rounds = [0; ROUNDS];
    for round in &mut rounds {
        let start = Instant::now();
        for _ in 0..iterations {
            black_box(answer(method, black_box(request)));
        }
        *round = start.elapsed().as_nanos() / u128::from(iterations.max(1));
    }
    println!(
        "{}",
        serde_json::json!({ "impl": "koppel", "ns_per_call": rounds.map(|ns| ns as u64) })
    );
}

fn time_vectors() {
    let vectors: serde_json::Value =
        serde_json::from_str(include_str!("../tests/vectors/payment.json")).expect("JSON");
    for name in ["payment_split", "refund_compute"] {
        let of_method = |vector: &&serde_json::Value| vector["method"] == name;
        let vector = vectors.as_array().and_then(|all| all.iter().find(of_method));
        let request = vector.expect("a vector of each method")["request"].to_string();
        print!("{name} ({} bytes): ", request.len());
        time(method(name), request.as_bytes(), 20_000);
    }
}
