/* koppel.h - the C interface of koppel 0.1.0, ABI 1. Generated from src/ffi; do not edit.
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
#ifndef KOPPEL_H
#define KOPPEL_H

#include <stddef.h>
#include <stdint.h>

/* The release of this header, as 0xMMmmpp00. */
#define KOPPEL_VERSION_NUMBER 0x00010000u

#if defined(_WIN32) && !defined(KOPPEL_STATIC)
#define KOPPEL_API __declspec(dllimport)
#elif defined(__GNUC__)
#define KOPPEL_API __attribute__((visibility("default")))
#else
#define KOPPEL_API
#endif

// The ABI of this header: the number behind `libkoppel.so.`. It only changes if old programs would break.
#define KOPPEL_ABI_VERSION 1

// A client: everything koppel keeps for one shop. It may be used by several threads at once, in the process that
// opened it.
typedef struct koppel_client koppel_client;

// A document that koppel hands out: immutable, valid until koppel_doc_free, from any thread.
typedef struct koppel_doc koppel_doc;

// A catalogue on its way, piece by piece: through koppel_product_map, or into a client's mirror.
typedef struct koppel_stream koppel_stream;

// What a call came to: 0, or a negative number that says what the caller may do now. New numbers may come; an
// unknown negative number is a failure. Numbers are never reused.
typedef int32_t koppel_status;

// Takes a log record: `level` is 1 error, 2 warning, 3 info, 4 debug; `json` holds `length` bytes of JSON and a NUL,
// and is good until the function returns. Called on the calling thread, during a call; it must not call koppel, throw
// or jump out.
typedef void (*koppel_log_fn)(void *user, int32_t level, const char *json, size_t length);

// Done.
#define KOPPEL_OK 0

// The request is wrong; mend it and ask again. Nothing was changed.
#define KOPPEL_INVALID (-1)

// The header and the library do not belong together.
#define KOPPEL_ABI (-2)

// Said no, by rule or by the far side: do not retry.
#define KOPPEL_REJECTED (-3)

// Nothing happened, or doing it again is harmless: retry later.
#define KOPPEL_RETRY (-4)

// The outcome is not known: look it up by its key before doing anything.
#define KOPPEL_UNKNOWN (-5)

// The store failed.
#define KOPPEL_STORE (-6)

// A lock or a lease is held elsewhere.
#define KOPPEL_BUSY (-7)

// Cancelled by koppel_client_cancel.
#define KOPPEL_CANCELED (-8)

// The client belongs to the process that opened it: close it here (nothing is sent) and open another.
#define KOPPEL_FORKED (-9)

// No memory for the answer.
#define KOPPEL_NO_MEMORY (-10)

// A bug in koppel, caught at the boundary. A client answers this until it is closed.
#define KOPPEL_PANIC (-11)

// There is no such thing.
#define KOPPEL_NOT_FOUND (-12)

// Not allowed with these credentials.
#define KOPPEL_DENIED (-13)

// The same key with other content.
#define KOPPEL_CONFLICT (-14)

#ifdef __cplusplus
extern "C" {
#endif // __cplusplus

// Opens a stream for a catalogue too large to lie in memory. With `client` NULL it maps: `request` is that of
// koppel_product_map without `items`. With a client it stores: `request` is that of catalog_sync without `items`, in the
// modes upsert and snapshot; the client must stay open until the stream is freed. Sets `stream` (NULL on failure), to be
// freed with koppel_stream_free, and `out` to `{}` or the error document.
KOPPEL_API
koppel_status koppel_stream_open(koppel_client *client,
                                 const char *request,
                                 size_t length,
                                 koppel_stream **stream,
                                 koppel_doc **out);

// Feeds the next bytes of the document, cut anywhere, at most 16 MiB at once. `out` gets what is ready by now, in the form
// of koppel_product_map's reply, or what has been stored since the last call, in the form of catalog_sync's; each product
// and each diagnostic comes once. After a failure the stream stays failed; what was stored stays stored.
KOPPEL_API
koppel_status koppel_stream_feed(koppel_stream *stream,
                                 const char *chunk,
                                 size_t length,
                                 koppel_doc **out);

// Says that the last byte was fed; `out` gets the rest. Once; the stream is still to be freed.
KOPPEL_API koppel_status koppel_stream_finish(koppel_stream *stream, koppel_doc **out);

// Frees a stream, once, finished or not. NULL is fine.
KOPPEL_API void koppel_stream_free(koppel_stream *stream);

// The release of the library as 0xMMmmpp00, to be compared with KOPPEL_VERSION_NUMBER of the header.
KOPPEL_API
uint32_t koppel_version_number(void);

// The release of the library, such as "0.1.0". Never freed.
KOPPEL_API const char *koppel_version_string(void);

// Whether a program may use this library: call it once, with KOPPEL_ABI_VERSION and KOPPEL_VERSION_NUMBER of the header
// it was compiled with. KOPPEL_OK, or KOPPEL_ABI when the ABI differs or the header is newer than the library.
KOPPEL_API
koppel_status koppel_abi_check(uint32_t abi_version,
                               uint32_t version_number);

// The name of a status, such as "REJECTED"; "UNKNOWN_STATUS" for a number this release does not know. Never freed.
KOPPEL_API
const char *koppel_status_name(koppel_status status);

// The content: UTF-8 JSON, koppel_doc_size bytes and a NUL behind them. Good until koppel_doc_free. NULL for NULL.
KOPPEL_API
const char *koppel_doc_data(const koppel_doc *doc);

// The number of bytes of the content, without the NUL. 0 for NULL.
KOPPEL_API size_t koppel_doc_size(const koppel_doc *doc);

// Frees a document, once. NULL is fine. From any thread, also after the client was closed. Everything that was read
// from the document goes with it.
KOPPEL_API
void koppel_doc_free(koppel_doc *doc);

// Reads a string (or the text of a number, true or false) by a JSON Pointer such as "/tenders/0/tender_id". Sets `text`
// to its content, decoded, `length` bytes and a NUL behind them, owned by the document and good as long as it is.
// KOPPEL_NOT_FOUND when nothing or null stands there, KOPPEL_INVALID for a list, an object, or a string with a NUL in
// it; `text` is then NULL and `length` 0. `length` may be NULL.
KOPPEL_API
koppel_status koppel_doc_text(const koppel_doc *doc,
                              const char *pointer,
                              const char **text,
                              size_t *length);

// Counts the elements of a list, or the members of an object, by a JSON Pointer; "" is the whole document. Sets `count`;
// KOPPEL_NOT_FOUND when nothing stands there, KOPPEL_INVALID for anything else; `count` is then 0.
KOPPEL_API
koppel_status koppel_doc_count(const koppel_doc *doc,
                               const char *pointer,
                               size_t *count);

// Reads an amount in minor units by a JSON Pointer: "10.78" is 1078, by the decimals that are printed. KOPPEL_NOT_FOUND
// when nothing or null stands there, KOPPEL_INVALID when it is no plain decimal or does not fit; `minor` is then 0.
KOPPEL_API
koppel_status koppel_doc_minor(const koppel_doc *doc,
                               const char *pointer,
                               int64_t *minor);

// What this library can do: its version, methods, error codes and stores. `request` may be NULL with length 0.
KOPPEL_API
koppel_status koppel_capabilities(const char *request,
                                  size_t length,
                                  koppel_doc **out);

// The JSON Schemas of a method's request and reply: `{"method": "payment_split"}`.
KOPPEL_API koppel_status koppel_schema(const char *request, size_t length, koppel_doc **out);

// Who pays what of an order (OH-34 to OH-36): vouchers are laid on its lines so that the least is left to pay, the rest
// is the remainder's. The reply is frozen: keep it whole, koppel_refund_compute needs it.
KOPPEL_API
koppel_status koppel_payment_split(const char *request,
                                   size_t length,
                                   koppel_doc **out);

// A shop's products (WooCommerce, Shopify, or any by a mapping document) in another system's shape (OH-05 to OH-09):
// `{from, to, shop, items}` -> `{items, diagnostics}`. What was odd in the documents is in `diagnostics`, each with the
// item and a JSON Pointer into it. A large catalogue is fed to a koppel_stream.
KOPPEL_API
koppel_status koppel_product_map(const char *request,
                                 size_t length,
                                 koppel_doc **out);

// What a return gives back, and to whom (OH-37): from the split, what was returned before, and what is returned now. Any
// sequence of returns ends at exactly what was paid.
KOPPEL_API
koppel_status koppel_refund_compute(const char *request,
                                    size_t length,
                                    koppel_doc **out);

// Opens a client. `config` is JSON (`Config` in docs/reference.md): the store, the shop, its platforms. Nothing is read or connected
// before the first call. Sets `client` (NULL on failure), to be closed with koppel_client_close; sets `out` to `{}` or to
// the error document, owned by the caller.
KOPPEL_API
koppel_status koppel_client_open(const char *config,
                                 size_t length,
                                 koppel_client **client,
                                 koppel_doc **out);

// Closes a client and frees it, once; NULL is fine. No other call on it may be under way. In a process other than the
// one that opened it, the connections are left alone (they are the other's), and only forgotten.
KOPPEL_API
void koppel_client_close(koppel_client *client);

// Ends the calls to the outside that are under way on this client, within 250 ms; they answer KOPPEL_CANCELED, or
// KOPPEL_UNKNOWN where the far side may have acted. From any thread, while other calls run. NULL is fine.
KOPPEL_API
void koppel_client_cancel(koppel_client *client);

// Sends this client's log records up to `level_max` to `log`, with `user`; NULL ends it. `user` must stay good until
// another function is set or the client is closed, and be usable from every thread that calls.
KOPPEL_API
koppel_status koppel_client_set_log(koppel_client *client,
                                    koppel_log_fn log,
                                    void *user,
                                    int32_t level_max);

// Runs any method by its name. `method` holds `method_length` bytes, `request` `length` bytes of UTF-8 JSON; both are read
// during the call and never kept. `client` may be NULL for a pure method. `out` (which may be NULL) is set to the reply,
// or on a negative status to `{"error": {"code", "message", "path", "retryable"}}`; the caller frees it with
// koppel_doc_free. A client serves several threads at once.
KOPPEL_API
koppel_status koppel_call(koppel_client *client,
                          const char *method,
                          size_t method_length,
                          const char *request,
                          size_t length,
                          koppel_doc **out);

// Records an order that a platform placed through the shop's own API: `{"platform_id", "document"}` with the order as the
// shop's REST interface gives it, or `{"platform_id", "order"}` in koppel's own shape. Gives `{order_id, origin, replayed}`.
// The same order again is the stored one; with other content it is KOPPEL_CONFLICT.
KOPPEL_API
koppel_status koppel_order_record(koppel_client *client,
                                  const char *request,
                                  size_t length,
                                  koppel_doc **out);

// Tells a platform of an order that was taken here with a card (`{"platform_id", "order"}`), or what became of one of its
// own (`{"platform_id", "order_id" | "host_id" | "platform_order_id", "status", "refused_lines": [{"line_id", "reason"}]}`).
// Gives `{entry_id, state, key, replayed}`; it is durable when this returns, and sent by koppel_outbox_drain, or at once
// with `"send": "now"`.
KOPPEL_API
koppel_status koppel_order_push(koppel_client *client,
                                const char *request,
                                size_t length,
                                koppel_doc **out);

// Books a return: `{"platform_id", "order_id" | "host_id" | "platform_order_id", "return_id", "lines": [{"line_id",
// "quantity" | "amount"}], "policy", "send"}`. Gives the refund as koppel_refund_compute does, with `entries`, the calls that
// credit the card, and `replayed`. The same return_id with the same lines is the stored return; with other lines it is
// KOPPEL_CONFLICT; more than is left of a line is KOPPEL_REJECTED, before any call.
KOPPEL_API
koppel_status koppel_return_credit(koppel_client *client,
                                   const char *request,
                                   size_t length,
                                   koppel_doc **out);

// Settles an entry of koppel_inbox_next: `{"id", "lease", "host_id"}` where the shop took it over, `{"id", "lease",
// "refuse": {"code", "message", "line_ids"}}` where it did not (no `line_ids`: the whole order), both where it took a part;
// with `"stock": [{"product_id", "variant_id", "quantity", "as_of"}]` after booking. A refusal tells the platform, which
// pays it back. Gives `{order_id, status, entry_id, replayed}`.
KOPPEL_API
koppel_status koppel_inbox_settle(koppel_client *client,
                                  const char *request,
                                  size_t length,
                                  koppel_doc **out);

// Sends what is due in the outbox: `{"max_ms": 2000, "max_entries": 100}`, both may be left out. Gives `{sent, retried,
// parked_new, left, next_at}`. Nothing is begun after `max_ms`; a call that was begun ends within 10 seconds after it. To
// be called from a worker, from cron, or after a response was sent; several may run at once.
KOPPEL_API
koppel_status koppel_outbox_drain(koppel_client *client,
                                  const char *request,
                                  size_t length,
                                  koppel_doc **out);

// Hands out what the shop is to take over: `{"kinds": ["order"], "max": 10, "lease_s": 300}`, all may be left out. Gives
// `{entries: [{id, lease, key, kind, platform_id, order | refund | ...}]}`. An entry that is not settled within its
// lease is handed out again: keep its `key` UNIQUE beside what is made of it.
KOPPEL_API
koppel_status koppel_inbox_next(koppel_client *client,
                                const char *request,
                                size_t length,
                                koppel_doc **out);

// Whether someone must act: `{store_version, outbox, inbox, platforms}`, with what is due, how old, what is parked and
// why, what is not taken over, and when each platform was last reached. `request` may be NULL with length 0.
KOPPEL_API
koppel_status koppel_health(koppel_client *client,
                            const char *request,
                            size_t length,
                            koppel_doc **out);

// States the shop's catalogue: `{"from", "mode": "upsert" | "delete" | "snapshot", "complete", "items"}`. Sets `out` to
// `{created, updated, price_changed, stock_changed, unchanged, deleted, events, diagnostics}`, owned by the caller. The
// same statement again changes nothing. A snapshot may come in several calls; with `complete` in the last one, what no
// call named is deleted.
KOPPEL_API
koppel_status koppel_catalog_sync(koppel_client *client,
                                  const char *request,
                                  size_t length,
                                  koppel_doc **out);

// States what the shop holds now, the cheap call for a stock hook: `{"items": [{"product_id", "variant_id", "quantity",
// "as_of"}]}`. Sets `out` to `{changed, ignored_as_older, unknown}`, owned by the caller. What is published is the last
// statement less the platform orders that it does not show yet.
KOPPEL_API
koppel_status koppel_stock_put(koppel_client *client,
                               const char *request,
                               size_t length,
                               koppel_doc **out);

// Calls an operation of the Oresto webshop: `{"operation": "brands_list", "parameters": {}, "body": null, "confirm": null,
// "all_pages": false, "cached": false}`; all but the first may be left out. It is checked before anything is sent. Gives
// `{data, errors, items, request_duration_ms, calls}`. KOPPEL_RETRY may be sent again; after KOPPEL_UNKNOWN Oresto may have
// done it, so it is looked up first.
KOPPEL_API
koppel_status koppel_oresto_call(koppel_client *client,
                                 const char *request,
                                 size_t length,
                                 koppel_doc **out);

// Takes a flow of the Oresto webshop on: `{"flow": "clients" | "orders" | "locations" | "delivery_days" | "products" |
// "own_to_central" | "client_products" | "lookups" | "nightly", "items": [], "max_ms": 10000, "retry_failed": false}`. Items
// are durable when it returns; what is left is taken on by the next call, whatever ended this one. Gives `{done, left,
// failed, calls, problems, stopped}`. Several may run at once, in several processes.
KOPPEL_API
koppel_status koppel_oresto_sync(koppel_client *client,
                                 const char *request,
                                 size_t length,
                                 koppel_doc **out);

// Answers an HTTP request as WooCommerce would. `head` is JSON: `{"method", "target", "scheme": "http" | "https",
// "remote_address", "headers": [[name, value], ...]}`, with the target and the headers exactly as they came; `body` holds
// the body's `body_length` bytes, exactly as they came. Sets `out_head` to `{"status", "headers": [[name, value], ...],
// "wake": ["inbox", "outbox"]}` and `out_body` to the bytes of the body, both owned by the caller. Whatever the request
// holds, the answer is to be sent; on a negative status `out_head` is the error document and `out_body` NULL. `wake` says
// what now has something to do, best after the answer was sent. A status of 0 means that `out_head` holds `"ask": {"kind":
// "login" | "consent", "ask_id", "data"}`, a question to the shop: give its answer to koppel_http_answer, within the same
// request, and send what that gives.
KOPPEL_API
koppel_status koppel_http_respond(koppel_client *client,
                                  const char *head,
                                  size_t head_length,
                                  const char *body,
                                  size_t body_length,
                                  koppel_doc **out_head,
                                  koppel_doc **out_body);

// The shop's answer to what a reply of koppel_http_respond asked: `{"ask_id", "accept": true, "user_id"}`, or `"accept":
// false`, with `"unavailable": true` where the shop cannot tell now. Sets `out_head` and `out_body` as koppel_http_respond
// does. A question is answered once, on the client that asked it, within a minute; else it is KOPPEL_NOT_FOUND.
KOPPEL_API
koppel_status koppel_http_answer(koppel_client *client,
                                 const char *request,
                                 size_t length,
                                 koppel_doc **out_head,
                                 koppel_doc **out_body);

#ifdef __cplusplus
}  // extern "C"
#endif  // __cplusplus

#endif /* KOPPEL_H */
