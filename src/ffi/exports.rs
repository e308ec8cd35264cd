//! Every function of the C ABI, each a few lines over the guard. These comments are the C manual: cbindgen carries
//! them into include/koppel.h.

#![allow(non_camel_case_types)]

use super::client::koppel_client;
use super::doc::{Missing, koppel_doc};
use super::enter::{answer, bytes, call, caught, put, with_client};
use super::status::*;
use crate::client::Client;
use crate::config::Config;
use crate::error::{Code, Error, Status};
use crate::limits;
use crate::log::{Level, Sink};
use std::ffi::{CStr, c_char, c_void};
use std::sync::Arc;

/// Takes a log record: `level` is 1 error, 2 warning, 3 info, 4 debug; `json` holds `length` bytes of JSON and a NUL,
/// and is good until the function returns. Called on the calling thread, during a call; it must not call koppel, throw
/// or jump out.
pub type koppel_log_fn =
    Option<unsafe extern "C" fn(user: *mut c_void, level: i32, json: *const c_char, length: usize)>;

// -- Version ----------------------------------------------------------------------------------------------------------

/// The release of the library as 0xMMmmpp00, to be compared with KOPPEL_VERSION_NUMBER of the header.
#[unsafe(no_mangle)]
pub extern "C" fn koppel_version_number() -> u32 {
    crate::VERSION_NUMBER
}

/// The release of the library, such as "0.1.0". Never freed.
#[unsafe(no_mangle)]
pub extern "C" fn koppel_version_string() -> *const c_char {
    const VERSION: &CStr = crate::VERSION;
    VERSION.as_ptr()
}

/// Whether a program may use this library: call it once, with KOPPEL_ABI_VERSION and KOPPEL_VERSION_NUMBER of the header
/// it was compiled with. KOPPEL_OK, or KOPPEL_ABI when the ABI differs or the header is newer than the library.
#[unsafe(no_mangle)]
pub extern "C" fn koppel_abi_check(abi_version: u32, version_number: u32) -> koppel_status {
    let fits = abi_version == KOPPEL_ABI_VERSION && version_number <= crate::VERSION_NUMBER;
    if fits { KOPPEL_OK } else { KOPPEL_ABI }
}

/// The name of a status, such as "REJECTED"; "UNKNOWN_STATUS" for a number this release does not know. Never freed.
#[unsafe(no_mangle)]
pub extern "C" fn koppel_status_name(status: koppel_status) -> *const c_char {
    super::status::name(status).as_ptr()
}

// -- Documents --------------------------------------------------------------------------------------------------------

/// The content: UTF-8 JSON, koppel_doc_size bytes and a NUL behind them. Good until koppel_doc_free. NULL for NULL.
///
/// # Safety
/// `doc` is NULL or a document that has not been freed.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn koppel_doc_data(doc: *const koppel_doc) -> *const c_char {
    // SAFETY: NULL or a living document.
    unsafe { doc.as_ref() }.map_or(std::ptr::null(), |doc| doc.content().as_ptr().cast())
}

/// The number of bytes of the content, without the NUL. 0 for NULL.
///
/// # Safety
/// `doc` is NULL or a document that has not been freed.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn koppel_doc_size(doc: *const koppel_doc) -> usize {
    // SAFETY: NULL or a living document.
    unsafe { doc.as_ref() }.map_or(0, |doc| doc.content().len())
}

/// Frees a document, once. NULL is fine. From any thread, also after the client was closed. Everything that was read
/// from the document goes with it.
///
/// # Safety
/// `doc` is NULL or a document that has not been freed.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn koppel_doc_free(doc: *mut koppel_doc) {
    if !doc.is_null() {
        // SAFETY: it came from Box::into_raw in `answer`, and is given back once.
        drop(unsafe { Box::from_raw(doc) });
    }
}

/// Reads a string (or the text of a number, true or false) by a JSON Pointer such as "/tenders/0/tender_id". Sets `text`
/// to its content, decoded, `length` bytes and a NUL behind them, owned by the document and good as long as it is.
/// KOPPEL_NOT_FOUND when nothing or null stands there, KOPPEL_INVALID for a list, an object, or a string with a NUL in
/// it; `text` is then NULL and `length` 0. `length` may be NULL.
///
/// # Safety
/// `doc` is NULL or living; `pointer` is NULL or ends in a NUL; `text` and `length` are NULL or writable.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn koppel_doc_text(
    doc: *const koppel_doc,
    pointer: *const c_char,
    text: *mut *const c_char,
    length: *mut usize,
) -> koppel_status {
    // SAFETY: as promised above; what is put is owned by the document.
    unsafe {
        put(text, std::ptr::null());
        put(length, 0);
        read(doc, pointer, text.is_null(), koppel_doc::text, |(from, size)| {
            put(text, from.cast());
            put(length, size);
        })
    }
}

/// Counts the elements of a list, or the members of an object, by a JSON Pointer; "" is the whole document. Sets `count`;
/// KOPPEL_NOT_FOUND when nothing stands there, KOPPEL_INVALID for anything else; `count` is then 0.
///
/// # Safety
/// As for koppel_doc_text.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn koppel_doc_count(
    doc: *const koppel_doc,
    pointer: *const c_char,
    count: *mut usize,
) -> koppel_status {
    // SAFETY: as promised above.
    unsafe {
        put(count, 0);
        read(doc, pointer, count.is_null(), koppel_doc::count, |found| put(count, found))
    }
}

/// Reads an amount in minor units by a JSON Pointer: "10.78" is 1078, by the decimals that are printed. KOPPEL_NOT_FOUND
/// when nothing or null stands there, KOPPEL_INVALID when it is no plain decimal or does not fit; `minor` is then 0.
///
/// # Safety
/// As for koppel_doc_text.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn koppel_doc_minor(
    doc: *const koppel_doc,
    pointer: *const c_char,
    minor: *mut i64,
) -> koppel_status {
    // SAFETY: as promised above.
    unsafe {
        put(minor, 0);
        read(doc, pointer, minor.is_null(), koppel_doc::minor, |found| put(minor, found))
    }
}

/// # Safety
/// `doc` is NULL or living, `pointer` is NULL or ends in a NUL.
unsafe fn read<T>(
    doc: *const koppel_doc,
    pointer: *const c_char,
    nowhere: bool,
    get: impl Fn(&koppel_doc, &str) -> Result<T, Missing>,
    found: impl FnOnce(T),
) -> koppel_status {
    if doc.is_null() || pointer.is_null() || nowhere {
        return KOPPEL_INVALID;
    }
    // SAFETY: neither is NULL.
    let (doc, pointer) = unsafe { (&*doc, CStr::from_ptr(pointer)) };
    let Ok(pointer) = pointer.to_str() else { return KOPPEL_INVALID };
    match caught(|| Ok(get(doc, pointer))) {
        Ok(Ok(value)) => {
            found(value);
            KOPPEL_OK
        }
        Ok(Err(Missing::Nothing)) => KOPPEL_NOT_FOUND,
        Ok(Err(Missing::OtherKind)) => KOPPEL_INVALID,
        Err(_) => KOPPEL_PANIC,
    }
}

// -- Pure calls: no client, no I/O, from any thread, also after a fork ---------------------------------------------------

/// What this library can do: its version, methods, error codes and stores. `request` may be NULL with length 0.
///
/// # Safety
/// As for koppel_call.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn koppel_capabilities(
    request: *const c_char,
    length: usize,
    out: *mut *mut koppel_doc,
) -> koppel_status {
    // SAFETY: as promised.
    unsafe { call("capabilities", std::ptr::null_mut(), request, length, out) }
}

/// The JSON Schemas of a method's request and reply: `{"method": "payment_split"}`.
///
/// # Safety
/// As for koppel_call.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn koppel_schema(
    request: *const c_char,
    length: usize,
    out: *mut *mut koppel_doc,
) -> koppel_status {
    // SAFETY: as promised.
    unsafe { call("schema", std::ptr::null_mut(), request, length, out) }
}

/// Who pays what of an order (OH-34 to OH-36): vouchers are laid on its lines so that the least is left to pay, the rest
/// is the remainder's. The reply is frozen: keep it whole, koppel_refund_compute needs it.
///
/// # Safety
/// As for koppel_call.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn koppel_payment_split(
    request: *const c_char,
    length: usize,
    out: *mut *mut koppel_doc,
) -> koppel_status {
    // SAFETY: as promised.
    unsafe { call("payment_split", std::ptr::null_mut(), request, length, out) }
}

/// A shop's products (WooCommerce, Shopify, or any by a mapping document) in another system's shape (OH-05 to OH-09):
/// `{from, to, shop, items}` -> `{items, diagnostics}`. What was odd in the documents is in `diagnostics`, each with the
/// item and a JSON Pointer into it. A large catalogue is fed to a koppel_stream.
///
/// # Safety
/// As for koppel_call.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn koppel_product_map(
    request: *const c_char,
    length: usize,
    out: *mut *mut koppel_doc,
) -> koppel_status {
    // SAFETY: as promised.
    unsafe { call("product_map", std::ptr::null_mut(), request, length, out) }
}

/// What a return gives back, and to whom (OH-37): from the split, what was returned before, and what is returned now. Any
/// sequence of returns ends at exactly what was paid.
///
/// # Safety
/// As for koppel_call.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn koppel_refund_compute(
    request: *const c_char,
    length: usize,
    out: *mut *mut koppel_doc,
) -> koppel_status {
    // SAFETY: as promised.
    unsafe { call("refund_compute", std::ptr::null_mut(), request, length, out) }
}

// -- The client ---------------------------------------------------------------------------------------------------------

/// Opens a client. `config` is JSON (`Config` in docs/reference.md): the store, the shop, its platforms. Nothing is read or connected
/// before the first call. Sets `client` (NULL on failure), to be closed with koppel_client_close; sets `out` to `{}` or to
/// the error document, owned by the caller.
///
/// # Safety
/// `config` holds `length` bytes; `client` and `out` are NULL or writable.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn koppel_client_open(
    config: *const c_char,
    length: usize,
    client: *mut *mut koppel_client,
    out: *mut *mut koppel_doc,
) -> koppel_status {
    // SAFETY: as promised; the handle is given to the caller, who closes it.
    unsafe {
        put(client, std::ptr::null_mut());
        answer(out, || {
            if client.is_null() {
                return Err(Error::new(Code::CallPointer, "There is no place for the client."));
            }
            let config = Config::read(bytes(config, length, limits::REQUEST_BYTES_MAX)?)?;
            crate::ohis::profile::check(&config)?;
            let opened = koppel_client::new(Client::new(config, crate::open::world));
            put(client, Box::into_raw(opened));
            Ok(b"{}".to_vec())
        })
    }
}

/// Closes a client and frees it, once; NULL is fine. No other call on it may be under way. In a process other than the
/// one that opened it, the connections are left alone (they are the other's), and only forgotten.
///
/// # Safety
/// `client` is NULL, or open and not in use.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn koppel_client_close(client: *mut koppel_client) {
    if client.is_null() {
        return;
    }
    // SAFETY: it came from Box::into_raw in koppel_client_open, and is given back once.
    let handle = unsafe { Box::from_raw(client) };
    match handle.is_ours() {
        true => drop(caught(|| {
            drop(handle);
            Ok(())
        })),
        false => std::mem::forget(handle),
    }
}

/// Ends the calls to the outside that are under way on this client, within 250 ms; they answer KOPPEL_CANCELED, or
/// KOPPEL_UNKNOWN where the far side may have acted. From any thread, while other calls run. NULL is fine.
///
/// # Safety
/// `client` is NULL or open.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn koppel_client_cancel(client: *mut koppel_client) {
    // SAFETY: as promised.
    let canceled = unsafe {
        with_client(client, |client| {
            client.cancel();
            Ok(())
        })
    };
    // There is nobody to tell, and nothing that was to be cancelled.
    drop(canceled);
}

/// Sends this client's log records up to `level_max` to `log`, with `user`; NULL ends it. `user` must stay good until
/// another function is set or the client is closed, and be usable from every thread that calls.
///
/// # Safety
/// `client` is NULL or open; `log` keeps the promises of koppel_log_fn.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn koppel_client_set_log(
    client: *mut koppel_client,
    log: koppel_log_fn,
    user: *mut c_void,
    level_max: i32,
) -> koppel_status {
    let user = User(user);
    let sink = log.map(|log| -> Sink {
        Arc::new(move |level: Level, json: &str| {
            let user = &user;
            let Ok(text) = std::ffi::CString::new(json) else { return };
            // SAFETY: the host promised a function that takes these, and a `user` for every thread.
            unsafe { log(user.0, level as i32, text.as_ptr(), json.len()) }
        })
    });
    // SAFETY: as promised.
    let done = unsafe {
        with_client(client, |client| {
            client.log.set(sink, level_max);
            Ok(())
        })
    };
    done.map_or_else(|error| error.status(), |()| Status::Ok) as i32
}

/// What the host wants back with each record.
struct User(*mut c_void);
// SAFETY: the host promises that it may be used from every thread that calls.
unsafe impl Send for User {}
// SAFETY: as above.
unsafe impl Sync for User {}

// -- The generic door -----------------------------------------------------------------------------------------------------

/// Runs any method by its name. `method` holds `method_length` bytes, `request` `length` bytes of UTF-8 JSON; both are read
/// during the call and never kept. `client` may be NULL for a pure method. `out` (which may be NULL) is set to the reply,
/// or on a negative status to `{"error": {"code", "message", "path", "retryable"}}`; the caller frees it with
/// koppel_doc_free. A client serves several threads at once.
///
/// # Safety
/// Pointers hold their lengths, `client` is NULL or open, `out` is NULL or writable.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn koppel_call(
    client: *mut koppel_client,
    method: *const c_char,
    method_length: usize,
    request: *const c_char,
    length: usize,
    out: *mut *mut koppel_doc,
) -> koppel_status {
    // SAFETY: as promised.
    unsafe {
        let name = bytes(method, method_length, limits::METHOD_BYTES_MAX);
        match name.map(|name| std::str::from_utf8(name).unwrap_or("\u{fffd}")) {
            Ok(name) => call(name, client, request, length, out),
            Err(error) => answer(out, || Err(error)),
        }
    }
}
