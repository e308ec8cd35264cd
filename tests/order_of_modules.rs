//! The house rules that a reader relies on: data flows one way, files are small, only the edge is unsafe.

use std::fs;
use std::path::{Path, PathBuf};

fn sources() -> Vec<(PathBuf, String)> {
    fn walk(folder: &Path, found: &mut Vec<(PathBuf, String)>) {
        for entry in fs::read_dir(folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                walk(&path, found);
            } else if path.extension().is_some_and(|kind| kind == "rs") {
                let text = fs::read_to_string(&path).expect("text");
                found.push((path, text));
            }
        }
    }
    let mut found = Vec::new();
    walk(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut found);
    found
}

/// The modules in the order of lib.rs.
fn modules() -> Vec<String> {
    let text = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("src/lib.rs"));
    let text = text.expect("lib.rs");
    let name = |line: &str| Some(line.strip_prefix("pub mod ")?.strip_suffix(';')?.to_owned());
    text.lines().filter_map(name).collect()
}

/// The part of a file that is not its own tests.
fn without_tests(text: &str) -> &str {
    text.split("#[cfg(test)]\nmod tests").next().unwrap_or_default()
}

fn is_test(path: &Path) -> bool {
    path.with_extension("").components().any(|part| part.as_os_str() == "tests")
}

#[test]
fn a_module_uses_only_modules_above_it() {
    let modules = modules();
    assert!(modules.len() > 5);
    for (path, text) in sources().into_iter().filter(|(path, _)| !is_test(path)) {
        let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
        let place = path.strip_prefix(&src).expect("below src");
        let own = place.components().next().expect("a name").as_os_str().to_string_lossy();
        let own = own.trim_end_matches(".rs");
        let Some(height) = modules.iter().position(|module| module == own) else { continue };
        for used in without_tests(&text).split("crate::").skip(1) {
            let names = match used.strip_prefix('{') {
                Some(group) => group.split('}').next().unwrap_or_default().split(',').collect(),
                None => vec![used],
            };
            for name in names {
                let name =
                    name.trim().split(|letter: char| !letter.is_alphanumeric() && letter != '_');
                let name = name.into_iter().next().unwrap_or_default();
                if let Some(other) = modules.iter().position(|module| module == name) {
                    assert!(
                        other <= height,
                        "{} uses {name}, which stands below it",
                        place.display()
                    );
                }
            }
        }
    }
}

#[test]
fn files_say_their_one_job_and_stay_small_and_plain() {
    for (path, text) in sources() {
        let name = path.display();
        assert!(text.starts_with("//!"), "{name} does not say what it is for");
        for word in ["TODO", "FIXME", "todo!", "unimplemented!", "dbg!", "println!", "eprintln!"] {
            assert!(!text.contains(word), "{name} holds {word}");
        }
        let lines = without_tests(&text).lines().count();
        assert!(is_test(&path) || lines <= 500, "{name} has {lines} lines: split it by noun");
        let stem = path.file_stem().expect("a name").to_string_lossy();
        for vague in ["util", "utils", "common", "helper", "helpers", "manager", "service"] {
            assert_ne!(stem, vague, "{name}");
        }
    }
}

#[test]
fn only_the_edge_and_the_one_scan_are_unsafe_and_each_says_why() {
    for (path, text) in sources() {
        let name = path.display().to_string();
        let edge = name.contains("/src/ffi/") || name.ends_with("/src/sys.rs");
        let scan = name.ends_with("/src/json/scan.rs");
        let blocks = without_tests(&text).matches("unsafe {").count();
        assert!(blocks == 0 || edge || scan, "{name} has an unsafe block");
        let reasons = text.matches("SAFETY:").count();
        assert!(reasons >= blocks, "{name}: {blocks} unsafe blocks, {reasons} reasons");
    }
}

#[test]
fn each_thing_outside_is_touched_in_one_file_only() {
    // What is looked for, and the files (below src) that may have it.
    let seams: [(&str, &[&str]); 7] = [
        ("SystemTime", &["open.rs"]),
        ("getrandom", &["open.rs"]),
        ("ureq", &["wire/http.rs"]),
        ("rusqlite", &["store/sqlite.rs"]),
        ("mysql::", &["store/mariadb.rs"]),
        ("tokio", &["store/postgres.rs"]),
        ("std::thread", &["sys.rs"]),
    ];
    for (path, text) in sources() {
        let name = path.display().to_string();
        for (word, homes) in seams {
            let home = homes.iter().any(|home| name.ends_with(&format!("/src/{home}")));
            let used = without_tests(&text)
                .lines()
                .any(|line| line.contains(word) && !line.trim_start().starts_with("//"));
            assert!(home || is_test(&path) || !used, "{name} touches {word}");
        }
    }
}

#[test]
fn every_dependency_has_its_line_in_the_architecture() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let read = |name: &str| fs::read_to_string(root.join(name)).expect(name);
    let (manifest, map) = (read("Cargo.toml"), read("ARCHITECTURE.md"));
    let sections = manifest
        .split("\n[")
        .filter(|part| part.starts_with("dependencies]") || part.starts_with("dev-dependencies]"));
    let table = map.split("## Dependencies").nth(1).expect("the table");
    let mut seen = 0;
    for line in sections.flat_map(str::lines) {
        if let Some((name, _)) = line.split_once(" = ") {
            assert!(table.contains(name), "{name} has no line in ARCHITECTURE.md");
            seen += 1;
        }
    }
    assert!(seen > 20);
    assert!(map.lines().count() <= 120, "ARCHITECTURE.md has grown beyond two pages");
}

/// Else the library, and much of what lies below it, is compiled once for tests and once for users; and it is not the
/// same library.
#[test]
fn the_dependencies_of_tests_change_no_feature_of_what_is_shipped() {
    let features_with = |kinds: &str| -> std::collections::BTreeSet<String> {
        let told = std::process::Command::new(env!("CARGO"))
            .args(["tree", "--offline", "--prefix", "none", "--edges", kinds])
            .args(["--format", "{p} [{f}]", "--manifest-path"])
            .arg(Path::new(env!("CARGO_MANIFEST_DIR")).join("Cargo.toml"))
            .output()
            .expect("cargo tree");
        assert!(told.status.success(), "{}", String::from_utf8_lossy(&told.stderr));
        let text = String::from_utf8(told.stdout).expect("text");
        text.lines().map(|line| line.trim_end_matches(" (*)").to_owned()).collect()
    };
    let (shipped, tested) = (features_with("normal,build"), features_with("normal,build,dev"));
    let other: Vec<_> = shipped.difference(&tested).collect();
    assert!(
        shipped.len() > 100 && other.is_empty(),
        "name these features in Cargo.toml: {other:?}"
    );
}
