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
        for name in used_modules(without_tests(&text)) {
            if let Some(other) = modules.iter().position(|module| *module == name) {
                assert!(other <= height, "{} uses {name}, which stands below it", place.display());
            }
        }
    }
}

/// The modules that a file names behind `crate::`, be it one by one or as a tree.
fn used_modules(text: &str) -> Vec<String> {
    let mut used = Vec::new();
    for behind in text.split("crate::").skip(1) {
        let (mut name, mut depth) = (String::new(), 0);
        // The first name of each branch, until the tree ends or, without one, the name.
        let mut is_first = true;
        for letter in behind.chars() {
            match letter {
                '{' => depth += 1,
                '}' => depth -= 1,
                _ => {}
            }
            match letter {
                letter if is_first && (letter.is_alphanumeric() || letter == '_') => {
                    name.push(letter);
                    continue;
                }
                ',' if depth == 1 => is_first = true,
                letter if name.is_empty() && (letter.is_whitespace() || letter == '{') => {}
                _ => is_first = false,
            }
            if !name.is_empty() {
                used.push(std::mem::take(&mut name));
            }
            if depth == 0 {
                break;
            }
        }
    }
    used
}

#[test]
fn a_tree_of_imports_is_seen_to_its_end() {
    let text = "use crate::{\n    a::{self, b as c, d::{e}},\n    f,\n    g::h,\n};\nuse crate::i::{j, k};\ncrate::l(m)";
    assert_eq!(used_modules(text), ["a", "f", "g", "i", "l"]);
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

/// A row of the table of dependencies: the crates, and the files and folders below src that use them. None where it
/// says so in words.
fn dependencies(map: &str) -> Vec<(Vec<&str>, Vec<&str>)> {
    let table = map.split("## Dependencies").nth(1).expect("the table");
    let rows = table.lines().filter(|line| line.starts_with("| ")).skip(1);
    rows.map(|row| {
        let cells: Vec<&str> = row.split(" | ").collect();
        let [crates, _, places] = cells[..] else { panic!("three columns: {row}") };
        let crates = crates.trim_start_matches("| ").split(", ");
        let crates = crates.map(|name| name.split(" (").next().unwrap_or_default());
        (crates.collect(), places.split('`').skip(1).step_by(2).collect())
    })
    .collect()
}

/// Whether a file names this crate; that of `md-5` is `md5`.
fn names(text: &str, name: &str) -> bool {
    let path =
        if name == "md-5" { "md5::".into() } else { format!("{}::", name.replace('-', "_")) };
    let is_word = |letter: char| letter.is_alphanumeric() || letter == '_';
    text.match_indices(&path).any(|(at, _)| !text[..at].ends_with(is_word))
}

#[test]
fn every_dependency_has_its_line_in_the_architecture() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let read = |name: &str| fs::read_to_string(root.join(name)).expect(name);
    let (manifest, map) = (read("Cargo.toml"), read("ARCHITECTURE.md"));
    let sections = manifest
        .split("\n[")
        .filter(|part| part.starts_with("dependencies]") || part.starts_with("dev-dependencies]"));
    let lines = sections.flat_map(str::lines).filter_map(|line| line.split_once(" = "));
    let mut needed: Vec<&str> = lines.map(|(name, _)| name).collect();
    let mut told: Vec<&str> =
        dependencies(&map).into_iter().flat_map(|(crates, _)| crates).collect();
    needed.sort_unstable();
    told.sort_unstable();
    assert_eq!(told, needed, "the table of dependencies, and those of Cargo.toml");
    assert!(needed.len() > 20);
    assert!(map.lines().count() <= 120, "ARCHITECTURE.md has grown beyond two pages");
}

#[test]
fn the_architecture_says_truly_where_a_dependency_is_used() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let map = fs::read_to_string(root.join("ARCHITECTURE.md")).expect("ARCHITECTURE.md");
    let src = root.join("src");
    let files: Vec<(String, String)> = sources()
        .into_iter()
        .filter(|(path, _)| !is_test(path))
        .map(|(path, text)| {
            let place = path.strip_prefix(&src).expect("below src").display().to_string();
            (place.replace('\\', "/"), without_tests(&text).to_owned())
        })
        .collect();
    for (crates, places) in dependencies(&map) {
        let uses = |text: &str| crates.iter().any(|name| names(text, name));
        let users: Vec<&str> =
            files.iter().filter(|(_, text)| uses(text)).map(|(file, _)| &**file).collect();
        // A folder goes with the file of its name.
        let covers = |place: &str, file: &str| {
            file == place
                || file
                    .strip_prefix(place)
                    .is_some_and(|rest| rest == ".rs" || rest.starts_with('/'))
        };
        for place in &places {
            let is_true = users.iter().any(|file| covers(place, file));
            assert!(is_true, "{place} does not use {crates:?}");
        }
        for file in users.iter().filter(|_| !places.is_empty()) {
            let is_told = places.iter().any(|place| covers(place, file));
            assert!(is_told, "ARCHITECTURE.md does not say that {file} uses {crates:?}");
        }
    }
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
