//! The methods that have a symbol of their own, each one line over the generic door. These comments are the C manual.

#![allow(non_camel_case_types)]

use super::client::koppel_client;
use super::doc::koppel_doc;
use super::enter::{answer_both, bytes, call, with_client};
use super::status::*;
use crate::limits;
use std::ffi::c_char;

// -- Calls on a client --------------------------------------------------------------------------------------------------

/// Records an order that a platform placed through the shop's own API: `{"platform_id", "document"}` with the order as the
/// shop's REST interface gives it, or `{"platform_id", "order"}` in koppel's own shape. Gives `{order_id, origin, replayed}`.
/// The same order again is the stored one; with other content it is KOPPEL_CONFLICT.
///
/// # Safety
/// As for koppel_call.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn koppel_order_record(
    client: *mut koppel_client,
    request: *const c_char,
    length: usize,
    out: *mut *mut koppel_doc,
) -> koppel_status {
    // SAFETY: as promised.
    unsafe { call("order_record", client, request, length, out) }
}

/// Tells a platform of an order that was taken here with a card (`{"platform_id", "order"}`), or what became of one of its
/// own (`{"platform_id", "order_id" | "host_id" | "platform_order_id", "status", "refused_lines": [{"line_id", "reason"}]}`).
/// Gives `{entry_id, state, key, replayed}`; it is durable when this returns, and sent by koppel_outbox_drain, or at once
/// with `"send": "now"`.
///
/// # Safety
/// As for koppel_call.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn koppel_order_push(
    client: *mut koppel_client,
    request: *const c_char,
    length: usize,
    out: *mut *mut koppel_doc,
) -> koppel_status {
    // SAFETY: as promised.
    unsafe { call("order_push", client, request, length, out) }
}

/// Books a return: `{"platform_id", "order_id" | "host_id" | "platform_order_id", "return_id", "lines": [{"line_id",
/// "quantity" | "amount"}], "policy", "send"}`. Gives the refund as koppel_refund_compute does, with `entries`, the calls that
/// credit the card, and `replayed`. The same return_id with the same lines is the stored return; with other lines it is
/// KOPPEL_CONFLICT; more than is left of a line is KOPPEL_REJECTED, before any call.
///
/// # Safety
/// As for koppel_call.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn koppel_return_credit(
    client: *mut koppel_client,
    request: *const c_char,
    length: usize,
    out: *mut *mut koppel_doc,
) -> koppel_status {
    // SAFETY: as promised.
    unsafe { call("return_credit", client, request, length, out) }
}

/// Settles an entry of koppel_inbox_next: `{"id", "lease", "host_id"}` where the shop took it over, `{"id", "lease",
/// "refuse": {"code", "message", "line_ids"}}` where it did not (no `line_ids`: the whole order), both where it took a part;
/// with `"stock": [{"product_id", "variant_id", "quantity", "as_of"}]` after booking. A refusal tells the platform, which
/// pays it back. Gives `{order_id, status, entry_id, replayed}`.
///
/// # Safety
/// As for koppel_call.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn koppel_inbox_settle(
    client: *mut koppel_client,
    request: *const c_char,
    length: usize,
    out: *mut *mut koppel_doc,
) -> koppel_status {
    // SAFETY: as promised.
    unsafe { call("inbox_settle", client, request, length, out) }
}

/// Sends what is due in the outbox: `{"max_ms": 2000, "max_entries": 100}`, both may be left out. Gives `{sent, retried,
/// parked_new, left, next_at}`. Nothing is begun after `max_ms`; a call that was begun ends within 10 seconds after it. To
/// be called from a worker, from cron, or after a response was sent; several may run at once.
///
/// # Safety
/// As for koppel_call.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn koppel_outbox_drain(
    client: *mut koppel_client,
    request: *const c_char,
    length: usize,
    out: *mut *mut koppel_doc,
) -> koppel_status {
    // SAFETY: as promised.
    unsafe { call("outbox_drain", client, request, length, out) }
}

/// Hands out what the shop is to take over: `{"kinds": ["order"], "max": 10, "lease_s": 300}`, all may be left out. Gives
/// `{entries: [{id, lease, key, kind, platform_id, order | refund | ...}]}`. An entry that is not settled within its
/// lease is handed out again: keep its `key` UNIQUE beside what is made of it.
///
/// # Safety
/// As for koppel_call.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn koppel_inbox_next(
    client: *mut koppel_client,
    request: *const c_char,
    length: usize,
    out: *mut *mut koppel_doc,
) -> koppel_status {
    // SAFETY: as promised.
    unsafe { call("inbox_next", client, request, length, out) }
}

/// Whether someone must act: `{store_version, outbox, inbox, platforms}`, with what is due, how old, what is parked and
/// why, what is not taken over, and when each platform was last reached. `request` may be NULL with length 0.
///
/// # Safety
/// As for koppel_call.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn koppel_health(
    client: *mut koppel_client,
    request: *const c_char,
    length: usize,
    out: *mut *mut koppel_doc,
) -> koppel_status {
    // SAFETY: as promised.
    unsafe { call("health", client, request, length, out) }
}

// -- The catalogue --------------------------------------------------------------------------------------------------------

/// States the shop's catalogue: `{"from", "mode": "upsert" | "delete" | "snapshot", "complete", "items"}`. Sets `out` to
/// `{created, updated, price_changed, stock_changed, unchanged, deleted, events, diagnostics}`, owned by the caller. The
/// same statement again changes nothing. A snapshot may come in several calls; with `complete` in the last one, what no
/// call named is deleted.
///
/// # Safety
/// As for koppel_call.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn koppel_catalog_sync(
    client: *mut koppel_client,
    request: *const c_char,
    length: usize,
    out: *mut *mut koppel_doc,
) -> koppel_status {
    // SAFETY: as promised.
    unsafe { call("catalog_sync", client, request, length, out) }
}

/// States what the shop holds now, the cheap call for a stock hook: `{"items": [{"product_id", "variant_id", "quantity",
/// "as_of"}]}`. Sets `out` to `{changed, ignored_as_older, unknown}`, owned by the caller. What is published is the last
/// statement less the platform orders that it does not show yet.
///
/// # Safety
/// As for koppel_call.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn koppel_stock_put(
    client: *mut koppel_client,
    request: *const c_char,
    length: usize,
    out: *mut *mut koppel_doc,
) -> koppel_status {
    // SAFETY: as promised.
    unsafe { call("stock_put", client, request, length, out) }
}

/// Calls an operation of the Oresto webshop: `{"operation": "brands_list", "parameters": {}, "body": null, "confirm": null,
/// "all_pages": false, "cached": false}`; all but the first may be left out. It is checked before anything is sent. Gives
/// `{data, errors, items, request_duration_ms, calls}`. KOPPEL_RETRY may be sent again; after KOPPEL_UNKNOWN Oresto may have
/// done it, so it is looked up first.
///
/// # Safety
/// As for koppel_call.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn koppel_oresto_call(
    client: *mut koppel_client,
    request: *const c_char,
    length: usize,
    out: *mut *mut koppel_doc,
) -> koppel_status {
    // SAFETY: as promised.
    unsafe { call("oresto_call", client, request, length, out) }
}

/// Takes a flow of the Oresto webshop on: `{"flow": "clients" | "orders" | "locations" | "delivery_days" | "products" |
/// "own_to_central" | "client_products" | "lookups" | "nightly", "items": [], "max_ms": 10000, "retry_failed": false}`. Items
/// are durable when it returns; what is left is taken on by the next call, whatever ended this one. Gives `{done, left,
/// failed, calls, problems, stopped}`. Several may run at once, in several processes.
///
/// # Safety
/// As for koppel_call.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn koppel_oresto_sync(
    client: *mut koppel_client,
    request: *const c_char,
    length: usize,
    out: *mut *mut koppel_doc,
) -> koppel_status {
    // SAFETY: as promised.
    unsafe { call("oresto_sync", client, request, length, out) }
}

// -- The interface --------------------------------------------------------------------------------------------------------

/// Answers an HTTP request as WooCommerce would. `head` is JSON: `{"method", "target", "scheme": "http" | "https",
/// "remote_address", "headers": [[name, value], ...]}`, with the target and the headers exactly as they came; `body` holds
/// the body's `body_length` bytes, exactly as they came. Sets `out_head` to `{"status", "headers": [[name, value], ...],
/// "wake": ["inbox", "outbox"]}` and `out_body` to the bytes of the body, both owned by the caller. Whatever the request
/// holds, the answer is to be sent; on a negative status `out_head` is the error document and `out_body` NULL. `wake` says
/// what now has something to do, best after the answer was sent. A status of 0 means that `out_head` holds `"ask": {"kind":
/// "login" | "consent", "ask_id", "data"}`, a question to the shop: give its answer to koppel_http_answer, within the same
/// request, and send what that gives.
///
/// # Safety
/// Pointers hold their lengths, `client` is NULL or open, `out_head` and `out_body` are NULL or writable.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn koppel_http_respond(
    client: *mut koppel_client,
    head: *const c_char,
    head_length: usize,
    body: *const c_char,
    body_length: usize,
    out_head: *mut *mut koppel_doc,
    out_body: *mut *mut koppel_doc,
) -> koppel_status {
    // SAFETY: as promised.
    unsafe {
        answer_both(out_head, out_body, || {
            let head = bytes(head, head_length, limits::REQUEST_BYTES_MAX)?;
            // A body that is too large is answered, not refused.
            let body = bytes(body, body_length, isize::MAX.unsigned_abs())?;
            with_client(client, |client| crate::front::respond_json(client, head, body))
        })
    }
}

/// The shop's answer to what a reply of koppel_http_respond asked: `{"ask_id", "accept": true, "user_id"}`, or `"accept":
/// false`, with `"unavailable": true` where the shop cannot tell now. Sets `out_head` and `out_body` as koppel_http_respond
/// does. A question is answered once, on the client that asked it, within a minute; else it is KOPPEL_NOT_FOUND.
///
/// # Safety
/// As for koppel_http_respond.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn koppel_http_answer(
    client: *mut koppel_client,
    request: *const c_char,
    length: usize,
    out_head: *mut *mut koppel_doc,
    out_body: *mut *mut koppel_doc,
) -> koppel_status {
    // SAFETY: as promised.
    unsafe {
        answer_both(out_head, out_body, || {
            let request = bytes(request, length, limits::REQUEST_BYTES_MAX)?;
            with_client(client, |client| crate::front::answer_json(client, request))
        })
    }
}
