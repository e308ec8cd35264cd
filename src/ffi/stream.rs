//! A stream as C holds it: fed chunk by chunk, finished once. The host keeps the loop; nothing is called back.

#![allow(non_camel_case_types)]

use super::client::koppel_client;
use super::doc::koppel_doc;
use super::enter::{answer, bytes, put};
use super::status::koppel_status;
use crate::catalog::Stream;
use crate::error::{Code, Error, Result};
use crate::limits;
use std::ffi::c_char;
use std::sync::{Mutex, PoisonError};

/// A catalogue on its way through koppel_product_map, piece by piece.
pub struct koppel_stream {
    /// None when it is finished.
    stream: Mutex<Option<Stream>>,
}

/// Opens a stream that maps a catalogue too large to lie in memory: `request` is that of koppel_product_map without
/// `items`. `client` must be NULL in this release. Sets `stream` (NULL on failure), to be freed with koppel_stream_free,
/// and `out` to `{}` or the error document.
///
/// # Safety
/// `request` holds `length` bytes; `stream` and `out` are NULL or writable.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn koppel_stream_open(
    client: *mut koppel_client,
    request: *const c_char,
    length: usize,
    stream: *mut *mut koppel_stream,
    out: *mut *mut koppel_doc,
) -> koppel_status {
    // SAFETY: as promised; the handle is given to the caller, who frees it.
    unsafe {
        put(stream, std::ptr::null_mut());
        answer(out, || {
            if stream.is_null() || !client.is_null() {
                let message = "A stream needs a place for its handle, and takes no client yet.";
                return Err(Error::new(Code::CallPointer, message));
            }
            let opened = Stream::open(bytes(request, length, limits::REQUEST_BYTES_MAX)?)?;
            let handle = Box::new(koppel_stream { stream: Mutex::new(Some(opened)) });
            put(stream, Box::into_raw(handle));
            Ok(b"{}".to_vec())
        })
    }
}

/// Feeds the next bytes of the document, cut anywhere, at most 16 MiB at once. `out` gets what is ready by now, in the form
/// of koppel_product_map's reply; each product and each diagnostic comes once. After a failure the stream stays failed.
///
/// # Safety
/// `stream` is NULL or open, `chunk` holds `length` bytes, `out` is NULL or writable.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn koppel_stream_feed(
    stream: *mut koppel_stream,
    chunk: *const c_char,
    length: usize,
    out: *mut *mut koppel_doc,
) -> koppel_status {
    // SAFETY: as promised.
    unsafe {
        answer(out, || {
            let chunk = bytes(chunk, length, limits::REQUEST_BYTES_MAX)?;
            with(stream, |stream| stream.as_mut().ok_or_else(finished)?.feed(chunk))
        })
    }
}

/// Says that the last byte was fed; `out` gets the rest. Once; the stream is still to be freed.
///
/// # Safety
/// `stream` is NULL or open, `out` is NULL or writable.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn koppel_stream_finish(
    stream: *mut koppel_stream,
    out: *mut *mut koppel_doc,
) -> koppel_status {
    // SAFETY: as promised.
    unsafe { answer(out, || with(stream, |stream| stream.take().ok_or_else(finished)?.finish())) }
}

/// Frees a stream, once, finished or not. NULL is fine.
///
/// # Safety
/// `stream` is NULL or a stream that has not been freed and is not in use.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn koppel_stream_free(stream: *mut koppel_stream) {
    if !stream.is_null() {
        // SAFETY: it came from Box::into_raw in koppel_stream_open, and is given back once.
        drop(unsafe { Box::from_raw(stream) });
    }
}

fn finished() -> Error {
    Error::new(Code::CallPointer, "This stream is finished; open another.")
}

/// # Safety
/// `stream` is NULL or open.
unsafe fn with<T>(
    stream: *mut koppel_stream,
    work: impl FnOnce(&mut Option<Stream>) -> Result<T>,
) -> Result<T> {
    // SAFETY: NULL, or a handle that koppel_stream_open gave and that has not been freed.
    let handle = unsafe { stream.as_ref() };
    let handle = handle.ok_or_else(|| Error::new(Code::CallPointer, "The stream is NULL."))?;
    work(&mut handle.stream.lock().unwrap_or_else(PoisonError::into_inner))
}
