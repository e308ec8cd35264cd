//! A stream as C holds it: fed chunk by chunk, finished once. The host keeps the loop; nothing is called back.

#![allow(non_camel_case_types)]

use super::client::koppel_client;
use super::doc::koppel_doc;
use super::enter::{answer, bytes, put, with_client};
use super::status::koppel_status;
use crate::catalog::Stream;
use crate::error::{Code, Error, Result};
use crate::json;
use crate::limits;
use crate::mirror::SyncStream;
use std::ffi::c_char;
use std::sync::{Mutex, PoisonError};

/// A catalogue on its way, piece by piece: through koppel_product_map, or into a client's mirror.
pub struct koppel_stream {
    /// NULL where products are only mapped; else it outlives the stream, as koppel_stream_open asks.
    client: *mut koppel_client,
    /// None when it is finished.
    feed: Mutex<Option<Feed>>,
}

enum Feed {
    Map(Box<Stream>),
    Sync(Box<SyncStream>),
}

/// Opens a stream for a catalogue too large to lie in memory. With `client` NULL it maps: `request` is that of
/// koppel_product_map without `items`. With a client it stores: `request` is that of catalog_sync without `items`, in the
/// modes upsert and snapshot; the client must stay open until the stream is freed. Sets `stream` (NULL on failure), to be
/// freed with koppel_stream_free, and `out` to `{}` or the error document.
///
/// # Safety
/// `request` holds `length` bytes; `client` is NULL or open, and stays open until the stream is freed; `stream` and `out`
/// are NULL or writable.
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
            if stream.is_null() {
                let message = "A stream needs a place for its handle.";
                return Err(Error::new(Code::CallPointer, message));
            }
            let request = bytes(request, length, limits::REQUEST_BYTES_MAX)?;
            let feed = match client.is_null() {
                true => Feed::Map(Box::new(Stream::open(request)?)),
                false => with_client(client, |client| {
                    Ok(Feed::Sync(Box::new(SyncStream::open(client, request)?)))
                })?,
            };
            let handle = Box::new(koppel_stream { client, feed: Mutex::new(Some(feed)) });
            put(stream, Box::into_raw(handle));
            Ok(b"{}".to_vec())
        })
    }
}

/// Feeds the next bytes of the document, cut anywhere, at most 16 MiB at once. `out` gets what is ready by now, in the form
/// of koppel_product_map's reply, or what has been stored since the last call, in the form of catalog_sync's; each product
/// and each diagnostic comes once. After a failure the stream stays failed; what was stored stays stored.
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
            with(stream, |client, feed| match feed.as_mut().ok_or_else(finished)? {
                Feed::Map(stream) => stream.feed(chunk),
                Feed::Sync(stream) => {
                    with_client(client, |client| Ok(json::write(&stream.feed(client, chunk)?)))
                }
            })
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
    unsafe {
        answer(out, || {
            with(stream, |client, feed| match feed.take().ok_or_else(finished)? {
                Feed::Map(stream) => stream.finish(),
                Feed::Sync(stream) => {
                    with_client(client, |client| Ok(json::write(&stream.finish(client)?)))
                }
            })
        })
    }
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
    work: impl FnOnce(*mut koppel_client, &mut Option<Feed>) -> Result<T>,
) -> Result<T> {
    // SAFETY: NULL, or a handle that koppel_stream_open gave and that has not been freed.
    let handle = unsafe { stream.as_ref() };
    let handle = handle.ok_or_else(|| Error::new(Code::CallPointer, "The stream is NULL."))?;
    work(handle.client, &mut handle.feed.lock().unwrap_or_else(PoisonError::into_inner))
}
