/* Calls on libuv's pool, of a client or of a stream. `work` runs there, everything else on the thread of JavaScript. */
#include "addon.h"

typedef enum { CALL, RESPOND, ANSWER, CLOSE, OPEN_STREAM, FEED, FINISH } kind;

/* One call under way. */
typedef struct {
    kind kind;
    client *client;   /* NULL for a stream that only maps */
    stream *stream;
    napi_ref keeps[2]; /* the JavaScript values that own the client and the stream */
    bytes method;      /* or the head of a request by HTTP, or the answer to a question, */
    bytes request;     /* and the body of the request, or the chunk for a stream */
    bool as_text;
    koppel_status status;
    koppel_doc *reply;
    koppel_doc *body;
    napi_deferred deferred;
    napi_async_work work;
} job;

/* On the pool: no JavaScript here. */
static void work(napi_env env, void *data) {
    job *now = data;
    koppel_client *handle = now->client ? now->client->handle : NULL;
    const bytes *method = &now->method, *request = &now->request;
    (void)env;
    switch (now->kind) {
    case CALL:
        now->status = koppel_call(handle, method->data, method->length, request->data,
                                  request->length, &now->reply);
        break;
    case RESPOND:
        now->status = koppel_http_respond(handle, method->data, method->length, request->data,
                                          request->length, &now->reply, &now->body);
        break;
    case ANSWER:
        now->status = koppel_http_answer(handle, method->data, method->length, &now->reply,
                                         &now->body);
        break;
    case CLOSE:
        koppel_client_close(handle);
        break;
    case OPEN_STREAM:
        now->status = koppel_stream_open(handle, request->data, request->length,
                                         &now->stream->handle, &now->reply);
        break;
    case FEED:
        now->status =
            koppel_stream_feed(now->stream->handle, request->data, request->length, &now->reply);
        break;
    case FINISH:
        now->status = koppel_stream_finish(now->stream->handle, &now->reply);
        break;
    }
}

static napi_value value_of(napi_env env, job *done) {
    napi_value value = NULL, part;
    switch (done->kind) {
    case CALL:
    case FEED:
    case FINISH:
        return give_doc(env, done->reply, done->as_text);
    case RESPOND:
    case ANSWER:
        napi_create_array_with_length(env, 2, &value);
        part = give_doc(env, done->reply, true);
        napi_set_element(env, value, 0, part);
        part = give_doc(env, done->body, false);
        napi_set_element(env, value, 1, part);
        return value;
    default:
        koppel_doc_free(done->reply);
        napi_get_undefined(env, &value);
        return value;
    }
}

static void free_job(napi_env env, job *done) {
    free_bytes(&done->method);
    free_bytes(&done->request);
    for (size_t nth = 0; nth < 2; nth++) {
        if (done->keeps[nth]) napi_delete_reference(env, done->keeps[nth]);
    }
    if (done->work) napi_delete_async_work(env, done->work);
    free(done);
}

/* Back on the thread of JavaScript, also when that is ending: then the promise cannot be kept, but nothing is leaked. */
static void complete(napi_env env, napi_status status, void *data) {
    job *done = data;
    (void)status;
    if (done->stream) done->stream->is_busy = false;
    if (done->client) {
        done->client->running--;
        if (done->kind == CLOSE) done->client->handle = NULL;
        if (done->status == KOPPEL_PANIC) done->client->is_broken = true;
        mend(done->client);
    }
    if (done->status == KOPPEL_OK) {
        napi_resolve_deferred(env, done->deferred, value_of(env, done));
    } else {
        koppel_doc_free(done->body);
        napi_reject_deferred(env, done->deferred, error_of(env, done->status, done->reply));
    }
    free_job(env, done);
}

static napi_value queue(napi_env env, job *ready) {
    napi_value name, promise = NULL;
    napi_create_string_latin1(env, "koppel", NAPI_AUTO_LENGTH, &name);
    if (napi_create_async_work(env, NULL, name, work, complete, ready, &ready->work) != napi_ok ||
        napi_create_promise(env, &ready->deferred, &promise) != napi_ok ||
        napi_queue_async_work(env, ready->work) != napi_ok) {
        free_job(env, ready);
        return NULL;
    }
    if (ready->client) ready->client->running++;
    if (ready->stream) ready->stream->is_busy = true;
    return promise;
}

static job *made_job(napi_env env, kind kind, client *client, stream *stream, napi_value owner) {
    job *ready = calloc(1, sizeof *ready);
    if (!ready) return napi_throw_error(env, NULL, "no memory for a call"), NULL;
    ready->kind = kind;
    ready->client = client;
    ready->stream = stream;
    napi_create_reference(env, owner, 1, &ready->keeps[0]);
    return ready;
}

/* The arguments are a handle and, but to close it, two strings or Buffers. */
static napi_value start(napi_env env, napi_callback_info info, kind kind, bool has_bytes) {
    size_t count = 3;
    napi_value arguments[3];
    napi_get_cb_info(env, info, &count, arguments, NULL, NULL);
    client *asked = client_at(env, arguments[0]);
    job *ready = asked ? made_job(env, kind, asked, NULL, arguments[0]) : NULL;
    if (!ready) return NULL;
    bool is_read = !has_bytes || (copy_bytes(env, arguments[1], &ready->method) &&
                                  copy_bytes(env, arguments[2], &ready->request));
    if (!is_read) return free_job(env, ready), NULL;
    ready->as_text = ready->request.is_text;
    return queue(env, ready);
}

/* call(handle, method, request) => Promise of a string or Buffer, as the request was */
napi_value start_call(napi_env env, napi_callback_info info) {
    return start(env, info, CALL, true);
}

/* respond(handle, head, body) => Promise of [head, body] */
napi_value start_respond(napi_env env, napi_callback_info info) {
    return start(env, info, RESPOND, true);
}

/* answer(handle, answer, '') => Promise of [head, body] */
napi_value start_answer(napi_env env, napi_callback_info info) {
    return start(env, info, ANSWER, true);
}

/* close(handle) => Promise; no other call on it may be under way, and index.js sees to that. */
napi_value close_client(napi_env env, napi_callback_info info) {
    return start(env, info, CLOSE, false);
}

/* openStream(stream, handle, request) => Promise; the handle may be undefined. */
napi_value start_open_stream(napi_env env, napi_callback_info info) {
    size_t count = 3;
    napi_value arguments[3];
    napi_valuetype type = napi_undefined;
    napi_get_cb_info(env, info, &count, arguments, NULL, NULL);
    stream *opened = stream_at(env, arguments[0]);
    if (!opened) return NULL;
    napi_typeof(env, arguments[1], &type);
    client *into = type == napi_undefined ? NULL : client_at(env, arguments[1]);
    if (!into && type != napi_undefined) return NULL;
    job *ready = made_job(env, OPEN_STREAM, into, opened, arguments[0]);
    if (!ready) return NULL;
    if (into) {
        napi_create_reference(env, arguments[1], 1, &ready->keeps[1]);
        opened->client = into;
        into->streams++;
    }
    if (!copy_bytes(env, arguments[2], &ready->request)) return free_job(env, ready), NULL;
    return queue(env, ready);
}

/* The arguments are a stream, whether to give text, and to feed it a chunk. */
static napi_value start_step(napi_env env, napi_callback_info info, kind kind) {
    size_t count = 3;
    napi_value arguments[3];
    napi_get_cb_info(env, info, &count, arguments, NULL, NULL);
    stream *fed = stream_at(env, arguments[0]);
    job *ready = fed ? made_job(env, kind, fed->client, fed, arguments[0]) : NULL;
    if (!ready) return NULL;
    napi_get_value_bool(env, arguments[1], &ready->as_text);
    if (kind == FEED && !copy_bytes(env, arguments[2], &ready->request)) {
        return free_job(env, ready), NULL;
    }
    return queue(env, ready);
}

/* feedStream(stream, asText, chunk) => Promise of a string or Buffer */
napi_value start_feed(napi_env env, napi_callback_info info) {
    return start_step(env, info, FEED);
}

/* finishStream(stream, asText) => Promise of a string or Buffer */
napi_value start_finish(napi_env env, napi_callback_info info) {
    return start_step(env, info, FINISH);
}
