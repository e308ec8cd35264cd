//! The program: carries out what the command line asks. Nothing is decided here.

use platform::api;
use platform::command::{self, Command, RunOptions, USAGE};
use platform::platform::Platform;
use platform::report;
use platform::result::RunResult;
use platform::run::{self, Choice};
use platform::shop::{Shop, Trouble};
use platform::table;
use std::fs;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;
use std::thread;
use std::time::Duration;

fn main() -> ExitCode {
    let done = match command::parse(std::env::args_os()) {
        Ok(Command::Help) => {
            print!("{USAGE}");
            Ok(true)
        }
        Ok(Command::Run(options)) => run_ways(&options),
        Ok(Command::Report { results, out }) => join(&results, &out),
        Err(sentence) => Err(format!("{sentence}\n\n{USAGE}")),
    };
    match done {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(sentence) => {
            eprintln!("platform: {sentence}");
            ExitCode::from(2)
        }
    }
}

fn run_ways(options: &RunOptions) -> Result<bool, String> {
    let address = &options.listen;
    let listener =
        TcpListener::bind(address).map_err(|error| format!("--listen {address}: {error}"))?;
    let address = listener.local_addr().map_err(|error| error.to_string())?;
    let mut platform = Platform::new(options.profile, format!("http://{address}"));
    platform.form = options.form;
    let platform = Arc::new(platform);
    for amount in &options.cards {
        platform.state().books.ledger.issue_card(*amount).map_err(|refused| refused.0)?;
    }
    platform::http::serve(listener, api::handler(Arc::clone(&platform)));
    println!("{}: listening on {}", options.profile.platform_id, platform.address);
    let mut is_passed = true;
    if !options.shops.is_empty() {
        let shops: Vec<Shop> = options
            .shops
            .iter()
            .map(|(supplier, address)| Shop::new(options.profile, supplier, address))
            .collect();
        let choice = Choice {
            ways: options.ways.clone(),
            at: options.at.clone(),
            patience: Duration::from_secs(options.patience_s),
            stays_coupled: options.serve,
            checks_calls: false,
        };
        let result = run::run(&platform, &shops, &choice, &mut |line| println!("{line}"))
            .map_err(|Trouble(sentence)| sentence)?;
        if let Some(path) = &options.result {
            let text = serde_json::to_string(&result).map_err(|error| error.to_string())?;
            write(path, &text)?;
        }
        is_passed = result.is_passed();
        let results = [result];
        if let Some(path) = &options.report {
            write(path, &report::html(&results))?;
        }
        println!("\n{}\n\n{}", table::of(&results[0]), table::last_line(&results));
    }
    if options.serve {
        println!("{}: goes on answering", options.profile.platform_id);
        loop {
            thread::park();
        }
    }
    Ok(is_passed)
}

fn join(paths: &[PathBuf], out: &Path) -> Result<bool, String> {
    let mut results: Vec<RunResult> = Vec::new();
    for path in paths {
        let told = |error: &dyn std::fmt::Display| format!("{}: {error}", path.display());
        let text = fs::read_to_string(path).map_err(|error| told(&error))?;
        results.push(serde_json::from_str(&text).map_err(|error| told(&error))?);
    }
    write(out, &report::html(&results))?;
    println!("report: {}", out.display());
    println!("{}", table::last_line(&results));
    Ok(results.iter().all(RunResult::is_passed))
}

fn write(path: &Path, text: &str) -> Result<(), String> {
    fs::write(path, text).map_err(|error| format!("{}: {error}", path.display()))
}
