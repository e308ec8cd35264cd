//! Gives the shared library its SONAME (the ABI number) and keeps it mapped once loaded.

/// `KOPPEL_ABI_VERSION`; a test compares the two.
const ABI_VERSION: u32 = 1;

fn main() {
    println!("cargo:rerun-if-changed=build.rs");
    let target = std::env::var("CARGO_CFG_TARGET_OS").unwrap_or_default();
    if target == "linux" {
        println!("cargo:rustc-cdylib-link-arg=-Wl,-soname,libkoppel.so.{ABI_VERSION}");
        // Destructors of thread-local values outlive a dlclose; unloading would leave them without code.
        println!("cargo:rustc-cdylib-link-arg=-Wl,-z,nodelete");
    }
}
