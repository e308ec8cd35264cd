//! Oresto from C, compiled and linked as a host does it.

use super::server::Server;
use std::path::Path;
use std::process::Command;

#[test]
fn an_operation_and_a_flow_reach_the_webshop_from_c() {
    let Some(server) = Server::start() else { return };
    if Command::new("gcc").arg("--version").output().is_err() {
        println!("skipped: gcc is not installed");
        return;
    }
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let folder = tempfile::tempdir().expect("a folder");
    let program = folder.path().join("oresto");
    // Where cargo put the library that belongs to this test.
    let test = std::env::current_exe().expect("a path");
    let library = test.parent().expect("a folder").join("libkoppel.so");
    // By its SONAME, as an installed library is found.
    std::os::unix::fs::symlink(&library, folder.path().join("libkoppel.so.1")).expect("linked");
    let run = |command: &mut Command| {
        let output = command.env_remove("LD_LIBRARY_PATH").output().expect("it runs");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    };
    let warnings = ["-std=c99", "-Wall", "-Wextra", "-Wpedantic", "-Werror"];
    run(Command::new("gcc")
        .args(warnings)
        .arg("-I")
        .arg(root.join("include"))
        .arg(root.join("tests/c/oresto.c"))
        .arg(folder.path().join("libkoppel.so.1"))
        .arg(format!("-Wl,-rpath,{}", folder.path().display()))
        .arg("-o")
        .arg(&program));
    let store = folder.path().join("store");
    run(Command::new(program).arg(&server.address).arg(store));
}
