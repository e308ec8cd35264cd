//! The program of the self-test: prints as it goes and writes the report. Nothing is decided here.

use platform::result::RunResult;
use platform::selftest::{self, Options, USAGE};
use platform::shop::Trouble;
use platform::{report, table};
use std::process::ExitCode;

fn main() -> ExitCode {
    let done = match selftest::parse(std::env::args_os()) {
        Ok(None) => {
            print!("{USAGE}");
            Ok(true)
        }
        Ok(Some(options)) => carry_out(&options),
        Err(sentence) => Err(format!("{sentence}\n\n{USAGE}")),
    };
    match done {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(sentence) => {
            eprintln!("koppel-selftest: {sentence}");
            ExitCode::from(2)
        }
    }
}

fn carry_out(options: &Options) -> Result<bool, String> {
    let told = selftest::run(options, &mut |line| println!("{line}"));
    let result = told.map_err(|Trouble(sentence)| sentence)?;
    if let Some(path) = &options.result {
        let text = serde_json::to_string(&result).map_err(|error| error.to_string())?;
        write(path, &text)?;
    }
    let results = [result];
    write(&options.report, &report::html(&results))?;
    let [result] = &results;
    if !result.ways.is_empty() {
        println!("\n{}", table::of(result));
    }
    println!("\n{}\nreport: {}", last_line(result), options.report.display());
    Ok(result.is_passed())
}

fn last_line(result: &RunResult) -> String {
    let wrong = result.findings.iter().filter(|one| !one.outcome.is_passed()).count();
    let not_run = result.ways.iter().filter(|way| way.not_run.is_some()).count();
    let (checks, ways, passed) = (result.findings.len(), result.ways.len(), result.passed());
    format!(
        "self-test: {wrong} of {checks} calls are wrong; {passed} of {ways} ways passed, {not_run} \
         not run"
    )
}

fn write(path: &std::path::Path, text: &str) -> Result<(), String> {
    std::fs::write(path, text).map_err(|error| format!("{}: {error}", path.display()))
}
