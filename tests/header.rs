//! include/koppel.h is generated from the exports, committed, and never stale.
//! `make header` (KOPPEL_WRITE_HEADER=1) writes it; without that this test compares.

use std::path::Path;

const MANUAL: &str = r#"/* koppel.h - the C interface of koppel VERSION, ABI 1. Generated from src/ffi; do not edit.
 *
 * koppel couples a webshop or a till, inside its own process, to the outside systems it must live with.
 *
 * One shape for all work
 *     koppel_status f([koppel_client *client,] const char *request, size_t length, koppel_doc **out)
 * Request and reply are JSON in UTF-8. A request is a pointer and a length; it needs no NUL and is never kept. Every
 * member of every request and reply is described by koppel_schema and in docs/reference.md.
 *
 * Ownership
 * A koppel_doc is the only thing that must be freed: once, with koppel_doc_free, never with free(). It is immutable, may
 * be read and freed by any thread, and outlives the client. Whatever is read out of a document (koppel_doc_data,
 * koppel_doc_text) belongs to it and goes with it. `out` may be NULL where only the status matters; else it is always
 * set, on failure to {"error": {"code", "message", "path", "retryable"}}.
 *
 * Errors
 * The status says what the caller may do now; the error document says what happened and where (`path` is a JSON
 * Pointer into the request). An unknown negative status is a failure. Nothing was changed by a call that answers
 * KOPPEL_INVALID or KOPPEL_REJECTED.
 *
 * Money
 * Amounts are decimal strings such as "12.95", in the order's currency, including VAT unless a name says net.
 * koppel_doc_minor reads them in minor units (1295). No amount ever passes through a float.
 *
 * Threads and processes
 * koppel starts no thread, installs no signal or exit handler, writes to no standard stream. Pure functions may be called
 * anywhere. A client may be used by several threads at once, in the process that opened it; after a fork the child
 * gets KOPPEL_FORKED, closes its copy and opens a client of its own. koppel_client_close needs the client to itself.
 *
 * Versions
 * The ABI only grows. Call koppel_abi_check(KOPPEL_ABI_VERSION, KOPPEL_VERSION_NUMBER) once at the start. Replies may
 * gain members: ignore what you do not know. Requests with members that the library does not know are refused.
 */
"#;

const MACROS: &str = r#"
/* The release of this header, as 0xMMmmpp00. */
#define KOPPEL_VERSION_NUMBER NUMBER

#if defined(_WIN32) && !defined(KOPPEL_STATIC)
#define KOPPEL_API __declspec(dllimport)
#elif defined(__GNUC__)
#define KOPPEL_API __attribute__((visibility("default")))
#else
#define KOPPEL_API
#endif
"#;

fn generated() -> String {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let config = cbindgen::Config::from_file(root.join("cbindgen.toml")).expect("cbindgen.toml");
    let mut builder = cbindgen::Builder::new().with_config(config);
    for file in ["client", "doc", "status", "stream", "exports", "calls"] {
        let path = root.join(format!("src/ffi/{file}.rs"));
        if path.exists() {
            builder = builder.with_src(path);
        }
    }
    let mut bytes = Vec::new();
    builder.generate().expect("the exports are parsed").write(&mut bytes);
    let text = String::from_utf8(bytes).expect("UTF-8");
    let (major, minor, patch) = (
        env!("CARGO_PKG_VERSION_MAJOR"),
        env!("CARGO_PKG_VERSION_MINOR"),
        env!("CARGO_PKG_VERSION_PATCH"),
    );
    let two = |part: &str| format!("{:02x}", part.parse::<u8>().expect("a byte"));
    let number = format!("0x{}{}{}00u", two(major), two(minor), two(patch));
    let manual = MANUAL.replacen("VERSION", &format!("{major}.{minor}.{patch}"), 1);
    let macros = MACROS.replace("NUMBER\n\n", &format!("{number}\n\n"));
    let text = text.replace("#include <stdint.h>\n", &format!("#include <stdint.h>\n{macros}"));
    format!("{manual}{}", without_safety_sections(&text))
}

/// What Rust calls "Safety" the manual at the top says for C.
fn without_safety_sections(text: &str) -> String {
    let mut kept = String::new();
    let mut within = false;
    for line in text.lines() {
        within = match line.trim() {
            "// # Safety" => true,
            line => within && line.starts_with("//"),
        };
        if !within {
            kept.push_str(&with_parentheses(line.trim_end()));
            kept.push('\n');
        }
    }
    kept.replace("//\nKOPPEL_API", "KOPPEL_API").replace("#endif  /*", "#endif /*")
}

/// A negative number in a macro must hold together wherever it is used.
fn with_parentheses(line: &str) -> String {
    match line.split_once(" -") {
        Some((name, number)) if name.starts_with("#define") => format!("{name} (-{number})"),
        _ => line.to_owned(),
    }
}

#[test]
fn the_committed_header_is_the_generated_one() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("include/koppel.h");
    let fresh = generated();
    if std::env::var_os("KOPPEL_WRITE_HEADER").is_some() {
        std::fs::write(&path, &fresh).expect("written");
    }
    let committed = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(committed == fresh, "include/koppel.h is stale: run `make header`");
}

#[test]
fn every_function_says_what_it_does() {
    let text = generated();
    let lines: Vec<&str> = text.lines().collect();
    for (nth, line) in lines.iter().enumerate() {
        if line.starts_with("KOPPEL_API") {
            assert!(lines[nth - 1].starts_with("//"), "{line} has no comment");
        }
    }
}
