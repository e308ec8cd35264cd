//! The one guard that every export goes through: pointers and lengths, the process, and panics.
//!
//! It decides nothing about the trade, prints nothing, and hands out exactly one document for each call.

use super::client::koppel_client;
use super::doc::koppel_doc;
use crate::client::Client;
use crate::error::{Code, Error, Result, Status};
use crate::limits;
use crate::methods::{self, Run};
use std::cell::Cell;
use std::ffi::c_char;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Once;

#[cfg(not(panic = "unwind"))]
compile_error!("koppel catches its own panics: build it with panic = \"unwind\"");

/// Runs a method by its name.
///
/// # Safety
/// As the exports promise to C: `request` holds `length` bytes, `client` is NULL or open, `out` is NULL or writable.
pub(super) unsafe fn call(
    method: &str,
    client: *mut koppel_client,
    request: *const c_char,
    length: usize,
    out: *mut *mut koppel_doc,
) -> i32 {
    // SAFETY: passed on as promised.
    unsafe {
        answer(out, || {
            let request = bytes(request, length, limits::REQUEST_BYTES_MAX)?;
            let found = methods::find(method)?;
            match found.run {
                Run::Pure(run) => run(request),
                Run::Client(run) => with_client(client, |client| run(client, request)),
            }
        })
    }
}

/// Runs `work` and hands its bytes, or its error, to `out`.
///
/// # Safety
/// `out` is NULL or writable.
pub(super) unsafe fn answer(
    out: *mut *mut koppel_doc,
    work: impl FnOnce() -> Result<Vec<u8>>,
) -> i32 {
    // SAFETY: `out` is NULL or writable, says the caller.
    unsafe { put(out, std::ptr::null_mut()) };
    let (status, content) = match caught(work) {
        Ok(content) => (Status::Ok, content),
        Err(error) => (error.status(), error.to_json()),
    };
    if !out.is_null() {
        // SAFETY: as above.
        unsafe { put(out, Box::into_raw(koppel_doc::new(content))) };
    }
    status as i32
}

/// As [`answer`], for work that gives a head and a body; a failure is told in the place of the head.
///
/// # Safety
/// Both are NULL or writable.
pub(super) unsafe fn answer_both(
    out_head: *mut *mut koppel_doc,
    out_body: *mut *mut koppel_doc,
    work: impl FnOnce() -> Result<(Vec<u8>, Vec<u8>)>,
) -> i32 {
    // SAFETY: both are NULL or writable, says the caller.
    unsafe { put(out_body, std::ptr::null_mut()) };
    let mut body = None;
    let both = || {
        let (head, content) = work()?;
        body = Some(content);
        Ok(head)
    };
    // SAFETY: as above.
    let status = unsafe { answer(out_head, both) };
    if let Some(content) = body
        && !out_body.is_null()
    {
        // SAFETY: as above.
        unsafe { put(out_body, Box::into_raw(koppel_doc::new(content))) };
    }
    status
}

/// # Safety
/// `out` is NULL or writable.
pub(super) unsafe fn put<T>(out: *mut T, value: T) {
    if !out.is_null() {
        // SAFETY: not NULL, hence writable; what lay there is the caller's own and needs no drop.
        unsafe { out.write(value) };
    }
}

/// The bytes that C lends for the time of the call.
///
/// # Safety
/// `pointer` holds `length` bytes, or is NULL.
pub(super) unsafe fn bytes<'a>(
    pointer: *const c_char,
    length: usize,
    length_max: usize,
) -> Result<&'a [u8]> {
    if length > length_max {
        let message = format!("{length} bytes; at most {length_max} are read.");
        return Err(Error::new(Code::JsonTooLarge, message));
    }
    match (pointer.is_null(), length) {
        (true, 0) => Ok(&[]),
        (true, _) => {
            Err(Error::new(Code::CallPointer, "The pointer is NULL, the length is not 0."))
        }
        // SAFETY: not NULL, and `length` bytes of it are readable for the time of the call.
        (false, _) => Ok(unsafe { std::slice::from_raw_parts(pointer.cast(), length) }),
    }
}

/// Runs `work` on the client behind the handle, if it may be used here and now.
///
/// # Safety
/// `client` is NULL, or open.
pub(super) unsafe fn with_client<T>(
    client: *mut koppel_client,
    work: impl FnOnce(&Client) -> Result<T>,
) -> Result<T> {
    // SAFETY: NULL, or a handle that koppel_client_open gave and that has not been closed.
    let handle = unsafe { client.as_ref() };
    let handle = handle.ok_or_else(|| {
        Error::new(Code::CallNeedsClient, "This method works on a client; open one first.")
    })?;
    handle.check()?;
    let done = caught(|| work(&handle.client));
    if let Err(Error { code: Code::ClientPanicked, .. }) = &done {
        handle.break_down();
    }
    done
}

/// Runs `work`; a panic becomes an error that says what and where, and nothing is printed.
pub(super) fn caught<T>(work: impl FnOnce() -> Result<T>) -> Result<T> {
    static QUIET: Once = Once::new();
    QUIET.call_once(keep_panics_quiet);
    let inside = INSIDE.replace(true);
    let done = catch_unwind(AssertUnwindSafe(work));
    INSIDE.set(inside);
    done.unwrap_or_else(|payload| {
        let said = payload.downcast_ref::<&str>().map(|said| (*said).to_owned());
        let said = said.or_else(|| payload.downcast_ref::<String>().cloned()).unwrap_or_default();
        let message = format!("A bug in koppel: {said} ({}). Please report it.", PLACE.get());
        // Dropping the payload could panic in turn; it is not worth that.
        std::mem::forget(payload);
        Err(Error::new(Code::ClientPanicked, message))
    })
}

thread_local! {
    /// Whether this thread is within one of our calls: panics elsewhere are none of our business.
    static INSIDE: Cell<bool> = const { Cell::new(false) };
    static PLACE: Cell<Place> = const { Cell::new(Place { line: 0, name: [0; 48], length: 0 }) };
}

/// Where a panic came from. No heap, so that nothing has to be dropped when the thread ends.
#[derive(Clone, Copy)]
struct Place {
    line: u32,
    name: [u8; 48],
    length: usize,
}

impl std::fmt::Display for Place {
    fn fmt(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result {
        let name = self.name.get(..self.length).unwrap_or_default();
        write!(f, "{}:{}", String::from_utf8_lossy(name), self.line)
    }
}

/// The hook belongs to the standard library that is linked into koppel, and to no other code of the host.
fn keep_panics_quiet() {
    let before = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        if !INSIDE.get() {
            return before(panic);
        }
        if let Some(location) = panic.location() {
            let file = location.file().as_bytes();
            let end = file.get(file.len().saturating_sub(48)..).unwrap_or_default();
            let mut name = [0; 48];
            name.iter_mut().zip(end).for_each(|(to, from)| *to = *from);
            PLACE.set(Place { line: location.line(), name, length: end.len() });
        }
    }));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_becomes_an_error_that_says_what_and_where() {
        let error = caught::<()>(|| panic!("the {} broke", "till")).expect_err("a panic");
        assert_eq!(error.status(), Status::Panic);
        assert!(error.message.contains("the till broke"), "{error}");
        assert!(error.message.contains("enter.rs:"), "{error}");
    }
}
