//! A forked child gets FORKED and touches nothing; the parent's client goes on.
#![cfg(unix)]

use koppel::ffi::*;
use std::ffi::c_char;
use std::ptr::null_mut;

fn health(client: *mut koppel_client) -> i32 {
    let mut out = null_mut();
    // SAFETY: the client is open, the request is empty, `out` is writable and freed once.
    unsafe {
        let status = koppel_health(client, std::ptr::null(), 0, &mut out);
        koppel_doc_free(out);
        status
    }
}

#[test]
fn a_forked_child_is_told_so_and_the_parents_store_is_unharmed() {
    let folder = tempfile::tempdir().expect("a folder");
    let config = serde_json::json!({
        "store": format!("sqlite:{}", folder.path().join("own/shop.db").display()),
        "shop": { "shop_id": "x", "currency": "EUR", "country": "NL", "prices_include_vat": true },
    })
    .to_string();
    let open = || {
        let (mut client, mut out) = (null_mut(), null_mut());
        // SAFETY: pointer and length belong together, the rest is writable.
        unsafe {
            let (pointer, length) = (config.as_ptr().cast::<c_char>(), config.len());
            let status = koppel_client_open(pointer, length, &mut client, &mut out);
            koppel_doc_free(out);
            assert_eq!(status, KOPPEL_OK);
        }
        client
    };
    let client = open();
    assert_eq!(health(client), KOPPEL_OK);
    // SAFETY: the child calls nothing but koppel, and ends without running what the parent registered.
    let child = unsafe { libc::fork() };
    if child == 0 {
        let mut passed = health(client) == KOPPEL_FORKED;
        // SAFETY: closed once in this process.
        unsafe { koppel_client_close(client) };
        // A client of its own works, beside the parent's.
        let own = open();
        passed &= health(own) == KOPPEL_OK;
        // SAFETY: as above.
        unsafe {
            koppel_client_close(own);
            libc::_exit(if passed { 0 } else { 1 })
        }
    }
    let mut status = -1;
    // SAFETY: `status` is writable.
    unsafe { libc::waitpid(child, &mut status, 0) };
    assert!(libc::WIFEXITED(status) && libc::WEXITSTATUS(status) == 0, "{status}");
    assert_eq!(health(client), KOPPEL_OK);
    // SAFETY: closed once.
    unsafe { koppel_client_close(client) };
}
