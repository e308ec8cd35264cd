//! The program as a shop's developer starts it: its exit code, its last line, its report.

use platform::stand_in::{Defect, StandIn};
use std::net::TcpListener;
use std::path::PathBuf;
use std::process::{Command, Output};

fn program(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_platform")).args(arguments).output().unwrap()
}

fn last_line(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).lines().last().unwrap_or_default().to_owned()
}

fn free_address() -> String {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().to_string()
}

/// Runs some ways at three shops with a defect, or without.
fn run(profile: &str, defect: Defect, result: &str) -> Output {
    let listen = free_address();
    let platforms = vec![format!("http://{listen}"); 2];
    let shops: Vec<String> = ["x", "y", "z"]
        .into_iter()
        .map(|supplier| {
            format!("{supplier}={}", StandIn::start(supplier, platforms.clone(), defect))
        })
        .collect();
    let mut arguments = vec!["--profile", profile, "--listen", &listen, "--way", "1a,2b,3b"];
    for shop in &shops {
        arguments.extend(["--shop", shop]);
    }
    arguments.extend(["--patience", "1", "--result", result, "--report", "none"]);
    program(&arguments)
}

#[test]
fn two_results_become_one_report_and_the_counts_are_theirs() {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR"));
    let file = |name: &str| folder.join(name).to_str().unwrap().to_owned();
    let (right, wrong, page) = (file("right.json"), file("wrong.json"), file("report.html"));
    let passed = run("city-butler", Defect::None, &right);
    assert_eq!(passed.status.code(), Some(0), "{}", String::from_utf8_lossy(&passed.stdout));
    assert_eq!(last_line(&passed), "integration test: 3 of 3 ways passed at city-butler");
    let failed = run("winst-uit-je-woning", Defect::TenderLeftOut, &wrong);
    assert_eq!(failed.status.code(), Some(1));
    let told = String::from_utf8_lossy(&failed.stdout).into_owned();
    assert!(told.contains("Betaalmiddel ideal, eigen boek van winkel"), "{told}");
    let joined = program(&["report", "--result", &right, "--result", &wrong, "--out", &page]);
    assert_eq!(joined.status.code(), Some(1));
    assert_eq!(
        last_line(&joined),
        "integration test: 3 of 3 ways passed at city-butler, 0 of 3 at winst-uit-je-woning"
    );
    let html = std::fs::read_to_string(&page).unwrap();
    assert!(html.contains("cadeaukaart") && html.contains("EnergieBespaarpas"));
    for outside in ["src=", "<link", "@import", "url("] {
        assert!(!html.contains(outside), "the report needs {outside}");
    }
    for secret in ["whsec_", "cs_x_", "secret-x-", "test-token-", "oauth_signature"] {
        assert!(!html.contains(secret), "the report tells {secret}");
    }
}

#[test]
fn a_wrong_command_line_is_explained() {
    let output = program(&["--profile", "elders"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&output.stderr).contains("winst-uit-je-woning"));
}
