//! The bindings as they run: built with their own build.sh, tested with their own tests, and the same vectors through
//! C, PHP and Node give the same bytes.

use std::fmt::Write as _;
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::OnceLock;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Where cargo put the libraries that belong to this test.
fn built() -> PathBuf {
    std::env::current_exe().expect("a path").parent().expect("a folder").to_owned()
}

fn are_installed(tools: &[&str]) -> bool {
    let missing = tools.iter().find(|tool| Command::new(tool).arg("--version").output().is_err());
    if let Some(tool) = missing {
        println!("{tool} is not installed: not looked at");
    }
    missing.is_none()
}

/// Runs `command` with `input`; what it printed.
fn said(command: &mut Command, input: &str) -> String {
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap_or_else(|fault| panic!("{command:?}: {fault}"));
    let mut stdin = child.stdin.take().expect("its input");
    let fed = input.to_owned();
    // From a thread of its own, for what it prints may fill its pipe before it has read everything.
    let feeding = std::thread::spawn(move || drop(stdin.write_all(fed.as_bytes())));
    let output = child.wait_with_output().expect("ended");
    feeding.join().expect("fed");
    let said = String::from_utf8(output.stdout).expect("UTF-8");
    let cried = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{command:?}: {}\n{said}\n{cried}", output.status);
    said
}

fn last_line(said: &str) -> PathBuf {
    PathBuf::from(said.lines().last().expect("a path"))
}

/// The extension, built once for all tests here; none without PHP.
fn extension() -> Option<&'static Path> {
    static BUILT: OnceLock<Option<PathBuf>> = OnceLock::new();
    let build = || {
        let script = root().join("bindings/php/build.sh");
        are_installed(&["php", "phpize", "gcc"])
            .then(|| last_line(&said(Command::new(script).arg(built()), "")))
    };
    BUILT.get_or_init(build).as_deref()
}

/// The addon, likewise, and not where a shop's would be.
fn addon() -> Option<&'static Path> {
    static BUILT: OnceLock<Option<PathBuf>> = OnceLock::new();
    let build = || {
        let script = root().join("bindings/node/build.sh");
        let place = Path::new(env!("CARGO_TARGET_TMPDIR")).join("node-addon");
        are_installed(&["node", "npm", "gcc"])
            .then(|| last_line(&said(Command::new(script).arg(built()).arg(place), "")))
    };
    BUILT.get_or_init(build).as_deref()
}

fn php(extension: &Path) -> Command {
    let mut php = Command::new("php");
    php.arg("-d").arg(format!("extension={}", extension.display()));
    php
}

fn node(addon: &Path) -> Command {
    let mut node = Command::new("node");
    node.env("KOPPEL_ADDON", addon);
    node
}

fn c_vectors() -> PathBuf {
    let program = Path::new(env!("CARGO_TARGET_TMPDIR")).join("c-vectors");
    let mut gcc = Command::new("gcc");
    gcc.args(["-std=c17", "-Wall", "-Wextra", "-Werror", "-I"]).arg(root().join("include"));
    gcc.arg(root().join("tests/c/vectors.c")).arg(built().join("libkoppel.a"));
    gcc.args(["-lgcc_s", "-lutil", "-lrt", "-lpthread", "-lm", "-ldl", "-o"]).arg(&program);
    said(&mut gcc, "");
    program
}

#[test]
fn every_vector_gives_the_same_bytes_in_c_php_and_node() {
    let text = fs::read(root().join("tests/vectors/payment.json")).expect("the vectors");
    let vectors: Vec<serde_json::Value> = serde_json::from_slice(&text).expect("JSON");
    let mut input = String::new();
    for vector in &vectors {
        let method = vector["method"].as_str().expect("a method");
        writeln!(input, "{method} {}", vector["request"]).expect("a line");
    }
    let mut answers = vec![("C", said(&mut Command::new(c_vectors()), &input))];
    if let Some(extension) = extension() {
        let script = root().join("tests/vectors/run.php");
        answers.push(("PHP", said(php(extension).arg(script), &input)));
    }
    if let Some(addon) = addon() {
        let script = root().join("tests/vectors/run.mjs");
        answers.push(("Node", said(node(addon).arg(script), &input)));
    }
    for (language, said) in &answers {
        let replies: Vec<&str> = said.lines().collect();
        assert_eq!(replies.len(), vectors.len(), "{language}");
        for (vector, reply) in vectors.iter().zip(replies) {
            expect(language, vector, reply);
        }
        assert!(*said == answers[0].1, "{language} differs from C");
    }
}

fn expect(language: &str, vector: &serde_json::Value, reply: &str) {
    let name = &vector["name"];
    if let Some(expected) = vector.get("reply") {
        assert_eq!(reply, expected.to_string(), "{language}: {name}");
        return;
    }
    let reply: serde_json::Value = serde_json::from_str(reply).expect("JSON");
    let error = vector["error"].as_object().expect("a reply or an error");
    for (member, expected) in error {
        assert_eq!(&reply["error"][member], expected, "{language}: {name}: {reply}");
    }
}

#[test]
fn the_tests_of_php_pass() {
    let Some(extension) = extension() else { return };
    // run-tests.php leaves files beside the tests.
    let copy = Path::new(env!("CARGO_TARGET_TMPDIR")).join("phpt");
    drop(fs::remove_dir_all(&copy));
    fs::create_dir_all(&copy).expect("made");
    for test in fs::read_dir(root().join("bindings/php/tests")).expect("the tests") {
        let path = test.expect("a test").path();
        fs::copy(&path, copy.join(path.file_name().expect("a name"))).expect("copied");
    }
    let executable = said(php(extension).args(["-n", "-r", "echo PHP_BINARY;"]), "");
    // phpize put the runner beside what it built.
    let runner = extension.ancestors().nth(2).expect("a folder").join("run-tests.php");
    let mut tests = Command::new("php");
    tests.arg(runner).args(["-q", "-n", "-d"]).arg(format!("extension={}", extension.display()));
    tests.env("NO_INTERACTION", "1").env("TEST_PHP_EXECUTABLE", executable);
    tests.env("KOPPEL_STUB", root().join("bindings/php/koppel.stub.php"));
    if are_installed(&["node"]) {
        tests.env("KOPPEL_ORESTO", root().join("examples/oresto/server.mjs"));
    }
    println!("{}", said(tests.arg("--show-diff").arg(copy), ""));
}

#[test]
fn the_tests_of_node_pass() {
    let Some(addon) = addon() else { return };
    let tests = fs::read_dir(root().join("bindings/node/test")).expect("the tests");
    let paths = tests.map(|test| test.expect("a test").path());
    let own = paths.filter(|path| path.to_string_lossy().ends_with(".test.mjs"));
    println!("{}", said(node(addon).arg("--test").args(own), ""));
}
