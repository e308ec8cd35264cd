//! The ABI as C sees it: compiled by C and C++ compilers, linked both ways, looked at with nm, readelf, strace, valgrind.
//! The C programs are in tests/c. A tool that is not installed is named, and its test passes.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

const STRICT: [&str; 5] = ["-Wall", "-Wextra", "-Wpedantic", "-Werror", "-g"];
/// What a Rust static library needs of the system.
const SYSTEM: [&str; 6] = ["-lgcc_s", "-lutil", "-lrt", "-lpthread", "-lm", "-ldl"];

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Where cargo put the libraries that belong to this test.
fn built() -> PathBuf {
    std::env::current_exe().expect("a path").parent().expect("a folder").to_owned()
}

fn folder(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("c-abi-{name}"));
    drop(fs::remove_dir_all(&folder));
    fs::create_dir_all(&folder).expect("made");
    folder
}

fn run(command: &mut Command) -> Output {
    // Cargo's own search path would come before the place where the test installed the library.
    command.env_remove("LD_LIBRARY_PATH");
    let output = command.output().unwrap_or_else(|fault| panic!("{command:?}: {fault}"));
    let (said, cried) =
        (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success(), "{command:?}: {}\n{said}\n{cried}", output.status);
    output
}

fn is_installed(tool: &str) -> bool {
    let found = Command::new(tool).arg("--version").output().is_ok();
    if !found {
        println!("{tool} is not installed: not looked at");
    }
    found
}

/// Compiles a program of tests/c as `standard` and links it against the library, shared or static.
fn compiled(program: &str, standard: &str, shared: bool, into: &Path) -> PathBuf {
    let compiler = if standard.starts_with("c++") { "g++" } else { "gcc" };
    let made = into.join(format!("{program}-{standard}-{shared}"));
    let mut command = Command::new(compiler);
    if compiler == "g++" {
        command.args(["-x", "c++"]);
    }
    command.arg(format!("-std={standard}")).args(STRICT).arg("-I").arg(root().join("include"));
    command.arg(root().join(format!("tests/c/{program}.c"))).args(["-x", "none"]);
    if shared {
        // Found at run time by its SONAME, as an installed library is.
        let installed = into.join("libkoppel.so.1");
        drop(fs::remove_file(&installed));
        std::os::unix::fs::symlink(built().join("libkoppel.so"), &installed).expect("linked");
        command.arg(&installed).arg(format!("-Wl,-rpath,{}", into.display())).arg("-lpthread");
    } else {
        command.arg(built().join("libkoppel.a")).args(SYSTEM);
    }
    run(command.arg("-o").arg(&made));
    made
}

#[test]
fn every_function_holds_in_c99_c17_and_cpp17_against_the_shared_library() {
    for standard in ["c99", "c17", "c++17"] {
        let into = folder(&format!("shared-{standard}"));
        run(Command::new(compiled("abi", standard, true, &into)).arg(&into));
    }
}

#[test]
fn every_function_holds_against_the_static_library() {
    let into = folder("static");
    run(Command::new(compiled("abi", "c17", false, &into)).arg(&into));
}

#[test]
fn valgrind_finds_no_error_and_nothing_lost() {
    if !is_installed("valgrind") {
        return;
    }
    let into = folder("valgrind");
    let program = compiled("abi", "c17", true, &into);
    // The child of a fork keeps the parent's connections on purpose: it is not looked at.
    let options =
        ["-q", "--error-exitcode=9", "--leak-check=full", "--child-silent-after-fork=yes"];
    let leaks = ["--errors-for-leak-kinds=definite", "--show-leak-kinds=definite"];
    run(Command::new("valgrind").args(options).args(leaks).arg(program).arg(&into));
}

#[test]
fn the_c_test_drives_every_function_of_the_header() {
    let driven = fs::read_to_string(root().join("tests/c/abi.c")).expect("abi.c");
    for name in declared() {
        let is_driven = driven.match_indices(&name).any(|(at, _)| {
            let behind = driven.as_bytes().get(at + name.len());
            matches!(behind, Some(b'(' | b'}' | b','))
        });
        assert!(is_driven, "tests/c/abi.c does not call {name}");
    }
}

/// The functions of koppel.h.
fn declared() -> Vec<String> {
    let header = fs::read_to_string(root().join("include/koppel.h")).expect("the header");
    let code: Vec<&str> = header.lines().filter(|line| !line.starts_with("//")).collect();
    let code = code.join(" ");
    let mut names: Vec<String> = code
        .split("KOPPEL_API ")
        .skip(1)
        .filter_map(|text| text.split_once('(')?.0.split([' ', '*']).next_back())
        .filter(|name| name.starts_with("koppel_"))
        .map(str::to_owned)
        .collect();
    names.sort();
    names
}

/// The committed list: each name with the version it came with. It only grows.
fn golden() -> BTreeMap<String, String> {
    let text = fs::read_to_string(root().join("tests/symbols.txt")).unwrap_or_default();
    let row = |line: &str| line.split_once(' ').map(|(name, since)| (name.into(), since.into()));
    text.lines().filter_map(row).collect()
}

#[test]
fn the_library_exports_the_golden_list_and_nothing_else() {
    let library = built().join("libkoppel.so");
    let listed = run(Command::new("nm").args(["-D", "--defined-only"]).arg(library)).stdout;
    let listed = String::from_utf8(listed).expect("text");
    let mut exported: Vec<String> =
        listed.lines().filter_map(|line| line.split(' ').next_back()).map(str::to_owned).collect();
    exported.sort();
    let mut list = golden();
    if std::env::var_os("KOPPEL_WRITE_HEADER").is_some() {
        for name in &exported {
            list.entry(name.clone()).or_insert_with(|| env!("CARGO_PKG_VERSION").to_owned());
        }
        let text: String = list.iter().map(|(name, since)| format!("{name} {since}\n")).collect();
        fs::write(root().join("tests/symbols.txt"), text).expect("written");
    }
    let names: Vec<String> = list.into_keys().collect();
    assert_eq!(
        exported, names,
        "exports and tests/symbols.txt differ: `make header` adds new ones"
    );
    assert_eq!(exported, declared(), "exports and include/koppel.h differ");
}

#[test]
fn the_soname_is_the_abi_number_and_the_library_stays_mapped() {
    let library = built().join("libkoppel.so");
    let dynamic = run(Command::new("readelf").arg("-d").arg(library)).stdout;
    let dynamic = String::from_utf8(dynamic).expect("text");
    assert!(dynamic.contains("Library soname: [libkoppel.so.1]"), "{dynamic}");
    assert!(dynamic.contains("NODELETE"), "{dynamic}");
}

#[test]
fn ten_thousand_warm_pure_calls_make_no_system_call_but_for_memory() {
    if !is_installed("strace") {
        return;
    }
    if !Command::new("strace")
        .args(["-o", "/dev/null", "true"])
        .output()
        .is_ok_and(|o| o.status.success())
    {
        return println!("strace may not trace here: not looked at");
    }
    let into = folder("strace");
    let (program, trace) = (compiled("warm", "c17", true, &into), into.join("trace"));
    let mut command = Command::new("strace");
    command.args(["-f", "-qq", "-o"]).arg(&trace).arg(program).args(pure_requests());
    run(&mut command);
    let trace = fs::read_to_string(trace).expect("a trace");
    let calls: Vec<&str> = trace.lines().filter_map(name_of_call).collect();
    assert!(!calls.iter().any(|call| call.starts_with("clone") || call.contains("fork")));
    let mut parts = calls.split(|call| *call == "getppid");
    let (Some(_), Some(between), Some(_)) = (parts.next(), parts.next(), parts.next()) else {
        panic!("no two marks in the trace:\n{trace}");
    };
    let memory = ["brk", "mmap", "munmap", "mremap", "madvise"];
    let other: Vec<_> = between.iter().filter(|call| !memory.contains(call)).collect();
    assert!(other.is_empty(), "{other:?}");
    println!("{} calls for memory in 10,000 rounds", between.len());
}

/// `1234  brk(NULL) = 0x...` is `brk`.
fn name_of_call(line: &str) -> Option<&str> {
    let call = line.trim_start_matches(|letter: char| letter.is_ascii_digit()).trim_start();
    Some(call.split_once('(')?.0)
}

/// The echo, and the first vector of each method: method, request, method, request, ...
fn pure_requests() -> Vec<String> {
    let text = fs::read(root().join("tests/vectors/payment.json")).expect("the vectors");
    let vectors: Vec<serde_json::Value> = serde_json::from_slice(&text).expect("JSON");
    let mut requests = vec!["echo".to_owned(), "{\"a\":[1,2,3]}".to_owned()];
    for method in ["payment_split", "refund_compute"] {
        let first = vectors.iter().find(|vector| vector["method"] == method).expect(method);
        requests.extend([method.to_owned(), first["request"].to_string()]);
    }
    requests
}
